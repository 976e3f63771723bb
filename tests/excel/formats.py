"""Number formats: whether Excel takes a code, what kind of value it shows, and how Swedish Excel spells it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from openpyxl.styles.numbers import is_date_format

from tests.excel.com import fail

if TYPE_CHECKING:
    from collections.abc import Iterator

NBSP = "\u00a0"
# A part is a literal (quoted, escaped, padded, bracketed), a word of its own, or one character.
TOKEN = re.compile(r'"[^"]*"|[\\_*].|\[[^\]]*\]|General|Standard|AM/PM|A/P|[Ee][+-]|.', re.IGNORECASE | re.DOTALL)
# Letters that mean something in a code; any other must be quoted.
LETTERS = set("ymdhsbge")
# What openpyxl calls the built-in formats that follow the user's locale, and what Excel calls them.
SPELLED = {"mm-dd-yy": "m/d/yyyy", "m/d/yy h:mm": "m/d/yyyy h:mm"}
STORED = {shown: stored for stored, shown in SPELLED.items()}
COLOURS = {"Red": "Röd", "Black": "Svart", "Blue": "Blå", "Green": "Grön", "White": "Vit", "Yellow": "Gul"}
COLOURS_BACK = {local: english for english, local in COLOURS.items()}
TO_LOCAL = {".": ",", ",": NBSP, "y": "å", "Y": "Å", "h": "t", "H": "T"}
FROM_LOCAL = {local: english for english, local in TO_LOCAL.items()} | {"\u202f": ","}
CURRENCY = re.compile(r'\[\$[^\]-]|[$€£]|"\s*(?:kr|SEK)\.?\s*"|\bkr\b', re.IGNORECASE)


def parts_of(code: str) -> Iterator[str]:
    return (match.group() for match in TOKEN.finditer(code))


def check(code: str) -> None:
    """Raise as Excel does for a code that it cannot read."""
    if not isinstance(code, str) or len(code) > 255:
        fail("Unable to set the NumberFormat property of the Range class")
    sections = 1
    for part in parts_of(code):
        broken = part in {'"', "[", "\\", "_", "*"}
        letter = len(part) == 1 and part.isascii() and part.isalpha()
        broken |= letter and part.casefold() not in LETTERS
        broken |= part == "Standard"
        sections += part == ";"
        if broken or sections > 4:
            fail("Unable to set the NumberFormat property of the Range class")


def is_date(code: str) -> bool:
    return bool(is_date_format(code))


def is_currency(code: str) -> bool:
    return CURRENCY.search(code) is not None and not is_date(code)


def _literal(part: str) -> bool:
    return len(part) > 1 and part[0] in '"\\_*'


def to_local(code: str) -> str:
    """The code as `NumberFormatLocal` shows it in Swedish Excel."""
    return "".join(_to_local(part) for part in parts_of(code))


def _to_local(part: str) -> str:
    if _literal(part):
        return part
    if part.startswith("["):
        return f"[{COLOURS.get(part[1:-1], part[1:-1])}]" if len(part) > 4 else TO_LOCAL.get(part, part)
    if part.casefold() == "general":
        return "Standard"
    # A literal that Swedish Excel would read as a separator is escaped.
    return TO_LOCAL.get(part, part)


def from_local(code: str) -> str:
    """The English code for one in Swedish spelling; what means nothing there is a literal."""
    return "".join(_from_local(part) for part in parts_of(code))


def _from_local(part: str) -> str:
    if _literal(part):
        return part
    if part.startswith("[") and len(part) > 1:
        return f"[{COLOURS_BACK.get(part[1:-1], part[1:-1])}]"
    if part.casefold() in {"standard", "general"}:
        return "General"
    if part == ".":
        return "\\."
    if part in {"y", "Y", "h", "H"}:
        fail("Unable to set the NumberFormat property of the Range class")
    return FROM_LOCAL.get(part, part)


def respelled(code: str) -> str:
    """Excel's own spelling of literals: a quoted single character comes back escaped."""
    return "".join(f"\\{part[1]}" if len(part) == 3 and part[0] == '"' else part for part in parts_of(code))


def shown(stored: str) -> str:
    """What `NumberFormat` gives for the code in the file."""
    return SPELLED.get(stored, stored)


def stored(code: str) -> str:
    """What stands in the file for a code that `NumberFormat` takes."""
    return STORED.get(code, code or "General")
