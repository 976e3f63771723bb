"""A file saved over what stands there, as several rooms' tests need it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from itnamnd_xl.core.diagnostics import Diagnostic
from itnamnd_xl.package.files import Print, read_file
from itnamnd_xl.package.save import save as save_over


def save(path: Path, data: bytes, *, before: Print | None = None, **how: Any) -> Diagnostic | None:
    """Save over what stands there now, whatever that is."""
    if before is None and path.exists():
        content = read_file(path, 1_000_000)[0]
        before = content.print if content else None
    return save_over(path, data, before, **how)
