"""The result sheets on their way into a workbook: drawn, dressed in its style numbers, with a form for every cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from itnamnd_xl.package.fresh import Made
from itnamnd_xl.package.record import formula_form, number_form, text_form
from itnamnd_xl.package.strings import unescape
from itnamnd_xl.package.xml import SHEET_ML, STRICT_SHEET_ML
from itnamnd_xl.render.sheet_part import FORMULA, TEXT, draw

if TYPE_CHECKING:
    from collections.abc import Iterable

    from itnamnd_xl.package.fresh import NewSheet
    from itnamnd_xl.package.styles import Adopting
    from itnamnd_xl.render.layout import Look
    from itnamnd_xl.render.sheet_part import Drawn
    from itnamnd_xl.sheets.spec import Sheet


class Drawings:
    """Neutral sheets as a source of sheets for a workbook."""

    def __init__(self, sheets: Iterable[Sheet]) -> None:
        """Draw the sheets, which have their final names and contents."""
        self._drawn: dict[str, Drawn] = {}
        for one in sheets:
            self.draw(one)
        self._numbers: dict[Look, int] = {}
        self._negative = 0

    def draw(self, sheet: Sheet) -> None:
        """Draw one more sheet, or one anew that has got other contents."""
        self._drawn[sheet.name] = draw(sheet)

    def adopt(self, styles: Adopting) -> None:
        """Add the looks of the sheets to a workbook's styles, in the order in which they are first met."""
        # openpyxl is slow to load, and who only looks at results does not need it.
        from itnamnd_xl.render.styling import styled, styled_negative  # noqa: PLC0415 - as said

        looks = list(dict.fromkeys(look for one in self._drawn.values() for look in one.looks))
        has_amounts = any(one.conditions for one in self._drawn.values())
        numbers, others = styles.adopt_looks(map(styled, looks), [styled_negative()] if has_amounts else [])
        self._numbers = dict(zip(looks, numbers, strict=True))
        self._negative = others[0] if others else 0

    def sheet(self, new: NewSheet, *, strict: bool) -> Made:
        """Make a sheet for the workbook whose styles have adopted the looks."""
        drawn = self._drawn[new.name]
        content = drawn.part(self._numbers, self._negative, STRICT_SHEET_ML if strict else SHEET_ML)
        return Made(
            content, {(row, column): _form(kind, text) for row, column, kind, text in drawn.stored}, drawn.names
        )


def _form(kind: str, text: str) -> str:
    if kind == TEXT:
        return text_form(unescape(text))
    return formula_form(text) if kind == FORMULA else number_form(text)
