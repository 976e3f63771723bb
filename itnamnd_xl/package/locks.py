"""Who has a workbook: a program that shows it by a lock file beside it, or another run of ours."""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from platformdirs import user_state_path

from itnamnd_xl.core.diagnostics import Diagnostic, diagnostic
from itnamnd_xl.package.files import reason

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# How long a run waits for another one that has the same workbook, in seconds.
PATIENCE = 60


def lock_owner(path: Path) -> tuple[str, str] | None:
    """Give the program and the user that have a workbook open, by the lock file beside it; None where nobody has."""
    excel = path.with_name("~$" + path.name)
    if excel.exists():
        return "Excel", _excel_user(excel)
    libre = path.with_name(f".~lock.{path.name}#")
    if libre.exists():
        return "LibreOffice", _libre_user(libre)
    return None


def _excel_user(lock: Path) -> str:
    """Read the user's name from Excel's lock file: a length byte, then the name."""
    with contextlib.suppress(OSError, UnicodeDecodeError, IndexError):
        data = lock.read_bytes()
        return data[1 : 1 + data[0]].decode("utf-8").strip() or "någon"
    return "någon"


def _libre_user(lock: Path) -> str:
    with contextlib.suppress(OSError, UnicodeDecodeError):
        return lock.read_text("utf-8").split(",")[0].strip() or "någon"
    return "någon"


@contextlib.contextmanager
def held(paths: Sequence[Path], patience: float = PATIENCE) -> Iterator[Diagnostic | None]:
    """Keep other runs away from files while the block runs; gives the reason where another run has one of them.

    The locks are files in the user's state folder, so that nothing is left beside the workbooks. They keep apart the
    runs of one user on one machine; a change by anybody else is found when the file is about to be replaced.
    """
    # Slow to load, and only who writes needs it.
    from filelock import FileLock, Timeout  # noqa: PLC0415 - as said

    with contextlib.ExitStack() as stack:
        # In one order for all, so that two runs never wait for each other.
        for path in sorted({path.resolve() for path in paths}):
            name = hashlib.sha256(str(path).encode("utf-8", "surrogatepass")).hexdigest()[:32]
            try:
                stack.enter_context(FileLock(_folder() / f"{name}.lock", timeout=patience))
            except Timeout:
                yield diagnostic("E118", path.name)
                return
            except OSError as problem:
                yield diagnostic("E108", path.name, why=f"körningen kan inte märkas som pågående ({reason(problem)})")
                return
        yield None


def _folder() -> Path:
    """Give a folder for locks that can be written to: a service may have no home."""
    folder = user_state_path("itnamnd", appauthor=False) / "locks"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        user = os.getuid() if hasattr(os, "getuid") else "alla"
        folder = Path(tempfile.gettempdir()) / f"itnamnd-locks-{user}"
        folder.mkdir(parents=True, exist_ok=True)
    return folder
