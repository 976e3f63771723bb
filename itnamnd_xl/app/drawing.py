"""The result sheets on their way into a workbook: drawn, dressed in its style numbers, with a form for every cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from itnamnd_xl.package.fresh import Drawing, Made
from itnamnd_xl.package.record import formula_form, number_form, text_form
from itnamnd_xl.package.strings import unescape
from itnamnd_xl.package.xml import OFFICE_RELATIONS, SHEET_ML, STRICT_OFFICE_RELATIONS, STRICT_SHEET_ML
from itnamnd_xl.render.chart_part import draw_charts
from itnamnd_xl.render.sheet_part import FORMULA, TEXT, Others, draw

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
        self._sheets: dict[str, Sheet] = {}
        for one in sheets:
            self.draw(one)
        self._numbers: dict[Look, int] = {}
        self._others = Others()

    def draw(self, sheet: Sheet) -> None:
        """Draw one more sheet, or one anew that has got other contents."""
        self._drawn[sheet.name], self._sheets[sheet.name] = draw(sheet), sheet

    def adopt(self, styles: Adopting) -> None:
        """Add the looks of the sheets to a workbook's styles, in an order of their own.

        In which order the sheets have them depends on the order in which the files were given: a workbook that has got
        results both ways is the same.
        """
        # openpyxl is slow to load, and who only looks at results does not need it.
        from itnamnd_xl.render.styling import styled, styled_levels, styled_negative  # noqa: PLC0415 - as said

        drawn = self._drawn.values()
        looks = sorted(
            {look for one in drawn for look in one.looks}, key=lambda look: (look[0], look[1] or "", look[1] is None)
        )
        negative = [styled_negative()] if any(one.amounts for one in drawn) else []
        levels = styled_levels() if any(one.levels for one in drawn) else ()
        numbers, others = styles.adopt_looks(map(styled, looks), [*negative, *levels])
        self._numbers = dict(zip(looks, numbers, strict=True))
        self._others = Others(others[0] if negative else 0, tuple(others[len(negative) :]))

    def sheet(self, new: NewSheet, *, strict: bool) -> Made:
        """Make a sheet for the workbook whose styles have adopted the looks."""
        drawn = self._drawn[new.name]
        namespace, relations = (STRICT_SHEET_ML, STRICT_OFFICE_RELATIONS) if strict else (SHEET_ML, OFFICE_RELATIONS)
        content = drawn.part(self._numbers, self._others, namespace, relations)
        forms = {(row, column): _form(kind, text) for row, column, kind, text in drawn.stored}
        return Made(content, forms, drawn.names, hanging_on(self._sheets[new.name], strict=strict))


def hanging_on(sheet: Sheet, *, strict: bool) -> Drawing | None:
    """Give what is to hang on a sheet: its charts; None where it has none."""
    charts = draw_charts(sheet, strict=strict)
    return None if charts is None else Drawing(charts.drawing, charts.charts, charts.frames)


def _form(kind: str, text: str) -> str:
    if kind == TEXT:
        return text_form(unescape(text))
    return formula_form(text) if kind == FORMULA else number_form(text)
