"""Settings stated by a caller as NAME=VALUE, read as a cell of the sheet Inställningar would be."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from itnamnd_xl.app.usage import UsageError
from itnamnd_xl.core.wording import SETTING_WORDS
from itnamnd_xl.policy.load import load_policy
from itnamnd_xl.source.grid import Cell, CellKind
from itnamnd_xl.source.lexicon import Lexicon
from itnamnd_xl.source.settings_sheet import setting_name, setting_value, wanted

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


def stated(given: Sequence[str]) -> dict[str, object]:
    """Read settings written as NAME=VALUE, by their English or their Swedish name.

    Raises:
        UsageError: there is no such setting, or its value cannot be used.
    """
    lexicon = Lexicon(load_policy())
    settings: dict[str, object] = {}
    for one in given:
        label, equals, text = (part.strip() for part in one.partition("="))
        name = label if label in SETTING_WORDS else setting_name(label)
        if not equals or name is None:
            raise UsageError("E821", name=label, near=_suggest(label))
        value = setting_value(name, Cell(CellKind.TEXT, text), lexicon)
        if value is None:
            raise UsageError("E822", name=label, found=text, why=wanted(name))
        settings[name] = value
    return settings


def _suggest(label: str) -> str:
    known = [swedish for swedish, _ in SETTING_WORDS.values()]
    close = difflib.get_close_matches(label, known, n=1)
    return f"Menas {close[0]}?" if close else f"Kända inställningar: {', '.join(known)}."


def password_in(path: Path) -> str:
    """Read a password: the first line of a file.

    Raises:
        UsageError: there is no such file, or no password in it.
    """
    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError):
        raise UsageError("E809", path=str(path)) from None
    if not lines or not lines[0]:
        raise UsageError("E810", path=str(path))
    return lines[0]
