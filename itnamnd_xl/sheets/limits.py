"""The settings that formulas follow: cells of the sheet Om beräkningen, where the user may try another value.

What the core refuses as a value of a setting, no formula reckons with either: what hangs on it cannot be told then.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from itnamnd_xl.core.swedish import NBSP
from itnamnd_xl.sheets.formulas import is_still, number, text

if TYPE_CHECKING:
    from decimal import Decimal

    from itnamnd_xl.core.model import Rules
    from itnamnd_xl.sheets.formulas import Book

YES, NO = "Ja", "Nej"
# Settings that are shares of a whole, above 0 and at most 1; amounts, not negative; and answers.
SHARES, AMOUNTS = ("partial_threshold", "comment_share"), ("absolute_tolerance", "comment_amount")
# What is to be written instead of a value that cannot be used.
WANTED = {
    **dict.fromkeys(SHARES, f"Skriv över 0 och högst 100{NBSP}%."),
    **dict.fromkeys(AMOUNTS, "Skriv ett tal, 0 eller mer."),
    "missing_counts": f"Skriv {YES} eller {NO}.",
}


def usable(name: str, cell: str) -> str:
    """Make the condition that the cell of a setting holds a value that it can have; a text or an error is no number."""
    if name in SHARES:
        return f'COUNTIFS({cell},">0",{cell},"<=1")=1'
    if name in AMOUNTS:
        return f'COUNTIF({cell},">=0")=1'
    return f"COUNTIF({cell},{text(YES)})+COUNTIF({cell},{text(NO)})=1"


@dataclass(frozen=True, slots=True)
class Limits:
    """Where the settings stand that levels follow from: cells of the sheet Om beräkningen, else their values.

    The conditions say whether these can be used; they are empty where the values stand in the formulas themselves.
    """

    threshold: str
    tolerance: str
    missing_counts: str
    threshold_usable: str = ""
    tolerance_usable: str = ""
    missing_counts_usable: str = ""

    @classmethod
    def of(cls, book: Book, rules: Rules) -> Limits:
        """Find them."""
        names = ("partial_threshold", "absolute_tolerance", "missing_counts")
        cells = [book.at(("setting", name)) for name in names]
        given = (
            number(rules.partial_threshold),
            number(rules.absolute_tolerance),
            text(YES if rules.missing_counts else NO),
        )
        places = [cell or value for cell, value in zip(cells, given, strict=True)]
        conditions = [usable(name, cell) if cell else "" for name, cell in zip(names, cells, strict=True)]
        return cls(*places, *conditions)


def is_kept(cell: str, value: Decimal) -> str:
    """Make the condition that the cell of a setting holds the value that it had; a text or an error there is none."""
    return f"IF(ISNUMBER({cell}),{is_still(cell, value)},FALSE)"


def where_usable(condition: str, expression: str, otherwise: str) -> str:
    """Give an expression where a setting can be used; without a condition it always can."""
    return f"IF({condition},{expression},{otherwise})" if condition else expression
