"""What is asked of a batch."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from itnamnd_xl.app.usage import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

# How long a case may take, in seconds.
LIMIT = 120.0


@dataclass(frozen=True, slots=True)
class BatchRequest:
    """What is asked of a batch.

    Attributes:
        root: the folder.
        output: where copies go; None where results are written into the workbooks themselves.
        config: a configuration file that takes the place of those beside the workbooks.
        settings: settings by name that outrank all others.
        password: what opens workbooks that are protected.
        backup: whether the former file is kept beside each that is written.
        allow_unencrypted: whether results of protected workbooks may be written, unprotected.
        jobs: how many workers there are; None for as many as there are processors.
        limit: seconds that a case may take.
        force: whether what has not changed is computed too.
        state: the state file; None for its usual place.
    """

    root: Path
    output: Path | None = None
    config: Path | None = None
    settings: Mapping[str, object] = field(default_factory=dict)
    password: str | None = None
    backup: bool = False
    allow_unencrypted: bool = False
    jobs: int | None = None
    limit: float = LIMIT
    force: bool = False
    state: Path | None = None


def checked(wanted: BatchRequest) -> BatchRequest:
    """Give what is asked for with its folders as they really are.

    Raises:
        UsageError: a folder is none, or the output is the folder itself.
    """
    root = wanted.root.resolve()
    if not root.exists():
        raise UsageError("E801", path=str(wanted.root))
    if not root.is_dir():
        raise UsageError("E826", path=str(wanted.root))
    if wanted.output is None:
        return replace(wanted, root=root)
    output = wanted.output.resolve()
    if output.exists() and not output.is_dir():
        raise UsageError("E806", path=str(wanted.output))
    if output == root:
        raise UsageError("E827")
    return replace(wanted, root=root, output=output)
