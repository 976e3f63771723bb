"""Formulas as Excel shows them in a cell, and what stays of one when programs and changes elsewhere rewrite it."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from itnamnd_xl.core.model import column_letters

if TYPE_CHECKING:
    from itnamnd_xl.package.cells import Formula

# Stands for any reference.
REFERENCE = "\N{SECTION SIGN}"
_SHEET = r"(?:'(?:[^']|'')+'|(?:\[\d+\])?[\w.]+|\#REF)!"
_CELL = r"\$?[A-Z]{1,3}\$?\d{1,7}"
_AREA = rf"(?:{_CELL}(?::{_CELL})?|\$?[A-Z]{{1,3}}:\$?[A-Z]{{1,3}}|\$?\d{{1,7}}:\$?\d{{1,7}}|\#REF!)"
_PIECES = re.compile(
    rf"(?P<text>\"(?:[^\"]|\"\")*\")"
    rf"|(?P<reference>(?:{_SHEET}{_AREA}|{_AREA})(?![\w.(]))"
    r"|(?P<number>(?:\d+\.?\d*|\.\d+)(?:E[+-]?\d+)?)(?![\w.])"
    r"|(?P<truth>(?:TRUE|FALSE)\b)(?:\(\))?"
    r"|(?P<name>(?:_xl\w+\.)*(?P<bare>[^\W\d][\w.]*))",
    re.IGNORECASE,
)
# What may be such a piece, told by less: each is then looked at once, however often it stands in a workbook.
_WORDS = re.compile(r"(\"[^\"]*\"|\d[\d.]*E[+-]\d+|(?:'[^']*')+![\w$:#!]+|[\w$.:!#\[\]]+(?:\(\)?)?)", re.IGNORECASE)
_ALONE = re.compile(rf"({_SHEET})?\$?([A-Z]{{1,3}})\$?\d{{1,7}}", re.IGNORECASE)


def shown_formula(formula: Formula) -> str:
    """Give a formula with its equals sign, a shared one as seen from the cell that it stands in."""
    text = f"={formula.text}"
    if not formula.is_shared:
        return text
    # Loaded where it is needed: few workbooks have shared formulas, and nobody asks for most of them.
    from openpyxl.formula.translate import Translator  # noqa: PLC0415 - as said

    home, place = (f"{column_letters(column)}{row}" for row, column in (formula.home, formula.place))
    return str(Translator(text, origin=home).translate_formula(place))


# Workbooks that were made alike get the same formulas: a batch meets most of them again in the next case.
@lru_cache(maxsize=1 << 13)
def formula_shape(text: str) -> str:
    """Give what of a formula stays the same while nobody types another in its place.

    Programs write it again with other quotation marks, digits, spaces and letters. And where somebody inserts a row,
    renames a sheet or takes one away, all references to it change by themselves: so any may stand for any other. Only
    of a formula that is one reference, and nothing else, the sheet and the column count: a user who types a formula in
    place of ours may well type just that.

    Args:
        text: the formula without its equals sign.
    """
    alone = _ALONE.fullmatch(text.strip()) if "(" not in text else None
    if alone:
        return f"{_sheet_name(alone[1] or '')}!{alone[2]}".casefold()
    # What stands between the words, and the words themselves, by turns.
    parts = _WORDS.split(text)
    parts[1::2] = map(_of_word, parts[1::2])
    return "".join("".join(parts).split()).casefold()


@lru_cache(maxsize=1 << 14)
def _of_word(word: str) -> str:
    return _PIECES.sub(_shaped, word)


def _shaped(found: re.Match[str]) -> str:
    if found["reference"] is not None:
        return REFERENCE
    if found["number"] is not None:
        return f"{float(found['number']):.15g}"
    return found["text"] or found["truth"] or found["bare"]


def _sheet_name(reference: str) -> str:
    name = reference.removesuffix("!")
    return name[1:-1].replace("''", "'") if name.startswith("'") else name
