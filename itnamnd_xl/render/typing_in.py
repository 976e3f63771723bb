"""What is given to Excel to type: it reads a text as if somebody had written it, and makes what it likes of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from itnamnd_xl.core.model import cell_number
from itnamnd_xl.render.layout import shown_text
from itnamnd_xl.sheets.formulas import address

if TYPE_CHECKING:
    from decimal import Decimal

    from itnamnd_xl.core.model import CellRef
    from itnamnd_xl.sheets.spec import Cell

# No number, date or time that Excel would see in a text is longer than this.
LONGEST_FIGURE = 60
WORDS = frozenset({"sant", "falskt", "true", "false"})
# How the names of months and days begin in Swedish and in English.
TIMES = {
    *("jan", "feb", "mar", "apr", "maj", "may", "jun", "jul", "aug", "sep", "okt", "oct", "nov", "dec"),
    *("mån", "tis", "ons", "tor", "fre", "lör", "sön", "mon", "tue", "wed", "thu", "fri", "sat", "sun"),
}
_FIRST_WORD = re.compile(r"[^\W\d_]+")
# Longer than this no text may be in a block.
LONGEST_IN_BLOCK = 8_000
# Longer than this no cell may be, its apostrophe included.
LONGEST_CELL = 32_767
# Longer than this no text may be in a formula.
LONGEST_IN_FORMULA = 250
_LINK = re.compile(r'=HYPERLINK\("#((?:[^"]|"")+)",')
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0d\x0e-\x1f]")


def as_typed(text: str) -> str:
    """Give what is to be typed for a text to become that text: with an apostrophe where Excel would make more of it."""
    shown = without_controls(text)
    return f"'{shown}" if _is_more_than_text(shown) and len(shown) < LONGEST_CELL else shown


def _is_more_than_text(text: str) -> bool:
    """Say whether Excel may see a number, a date, a truth value, a formula or an error in a text."""
    if not text[:1].isalpha():
        return bool(text)
    if len(text) > LONGEST_FIGURE or not any(letter.isdigit() for letter in text):
        return text.strip().casefold() in WORDS
    # A word before figures: the name of a month or a day, or a currency, all of which Excel knows.
    word = _FIRST_WORD.match(text)
    return word is None or len(word[0]) <= 3 or word[0][:3].casefold() in TIMES


def without_controls(text: str) -> str:
    """Give a text without the characters that no sheet shows."""
    return _CONTROLS.sub(" ", text)


def shown_value(cell: Cell) -> str | Decimal | None:
    """Give what stands in a cell once Excel has it, a number with the digits that a cell holds."""
    if cell.value is None:
        return None
    if isinstance(cell.value, str):
        return without_controls(shown_text(cell)) or None
    return cell_number(float(cell.value))


def written_formula(cell: Cell) -> str | None:
    """Give the formula that is written in a cell; None where a value is."""
    if cell.formula:
        return cell.formula
    return link_formula(shown_text(cell), cell.source) if cell.source is not None else None


def link_formula(text: str, target: CellRef) -> str | None:
    """Give the formula of a link to a cell of the same workbook; None where it would be too long.

    A hyperlink of the cell's own would cost Excel several calls for every cell; formulas are written by the block.
    """
    place = f"#{address(target)}"
    if max(len(place), len(text)) > LONGEST_IN_FORMULA:
        return None
    return "=HYPERLINK({},{})".format(*('"' + one.replace('"', '""') + '"' for one in (place, text)))


def linked_place(formula: str) -> tuple[str, str] | None:
    """Give the sheet and the address that the formula of a link leads to; None where it is none of ours."""
    found = _LINK.match(formula)
    return place_in(found[1].replace('""', '"')) if found else None


def place_in(reference: str) -> tuple[str, str]:
    """Part a reference in sheet and address: 'Anna''s blad'!C5."""
    sheet, _, address = reference.rpartition("!")
    if sheet.startswith("'"):
        sheet = sheet[1:-1].replace("''", "'")
    return sheet, address.replace("$", "")
