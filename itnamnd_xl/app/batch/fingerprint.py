"""Digests that say whether a case would come out as it did: of its workbooks, its policy, and the tool."""

from __future__ import annotations

import hashlib
import json
import stat
from functools import cache
from typing import TYPE_CHECKING

from itnamnd_xl.policy.load import CONFIG_NAME, find_config

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from itnamnd_xl.app.batch.jobs import Order

CHUNK = 1 << 20
# More than any workbook that is read.
MOST_BYTES = 1 << 30


def digest_of(path: Path) -> str | None:
    """Give the SHA-256 of a file as it is now; None where there is none that can be read."""
    digest = hashlib.sha256()
    try:
        # Looked at before it is opened: to open a pipe is to wait for whoever writes to it.
        status = path.stat()
        if not stat.S_ISREG(status.st_mode) or status.st_size > MOST_BYTES:
            return None
        with path.open("rb") as file:
            while chunk := file.read(CHUNK):
                digest.update(chunk)
    except OSError:
        return None
    return digest.hexdigest()


def fingerprint_of(context: str, digests: Mapping[str, str]) -> str:
    """Give the fingerprint of a case.

    Args:
        context: see Contexts.
        digests: the SHA-256 of its workbooks by their paths from the root.
    """
    return _digest([context, sorted(digests.items())])


class Contexts:
    """What the results of a folder rest on besides its workbooks: the tool, its settings, the configuration."""

    def __init__(self, order: Order) -> None:
        """Take what all cases have in common."""
        self._order = order
        self._config_of = cache(self._found)
        self._of = cache(self._context)

    def of(self, folder: Path) -> str:
        """Give the digest of what a folder's results rest on besides its workbooks."""
        return self._of(self._order.config or self._config_of(folder))

    def _found(self, folder: Path) -> Path | None:
        return find_config(folder / CONFIG_NAME)

    def _context(self, config: Path | None) -> str:
        order = self._order
        settings = sorted((name, str(value)) for name, value in order.settings.items())
        output = None if order.output is None else str(order.output)
        # One that there is and that cannot be read is another thing than none.
        stated = (digest_of(config) or "unreadable") if config else None
        # That there is a password, but nothing that it could be guessed from.
        has_password = order.password is not None
        return _digest([order.version, output, settings, stated, order.allow_unencrypted, has_password])


def _digest(thing: object) -> str:
    return hashlib.sha256(json.dumps(thing).encode()).hexdigest()
