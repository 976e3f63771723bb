"""A command to double-click, for the way without macros."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

MARKER = "rem itnamnd addin install"
# ASCII alone: cmd.exe reads the file in a code page that differs between computers. %~dp0 is the file's own folder,
# whatever letters the user's name has. The window stays only when there is something to read.
TEXT = f"""\
@echo off
{MARKER}
"%~dp0venv\\Scripts\\itnamnd.exe" excel
if not "%errorlevel%"=="0" pause
"""


def is_ours(shortcut: Path) -> bool:
    """Tell whether a file is the one that was written here."""
    try:
        return MARKER in shortcut.read_text("ascii")
    except (OSError, UnicodeDecodeError):
        return False


def write(shortcut: Path) -> None:
    """Write the command."""
    shortcut.write_text(TEXT, "ascii", newline="\r\n")
