"""What lies on a sheet: charts, pictures, what a file draws besides, the frames of notes, the arrows of a filter."""
# ruff: noqa: N802 - the members have Excel's names

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from openpyxl.utils.cell import range_boundaries

from tests.excel.com import Com, Members

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.excel.com_sheet import Worksheet

# MsoShapeType, and XlFormControl for the arrow of a filter.
AUTO_SHAPE, CHART, COMMENT, FORM_CONTROL, PICTURE = 1, 3, 4, 8, 13
DROP_DOWN = 2


class Shape(Com):
    """One of them."""

    def __init__(self, sheet: Worksheet, number: int, kind: int, remove: Callable[[], None] | None = None) -> None:
        super().__init__(sheet.session)
        self._sheet, self._number, self._kind, self._remove = sheet, number, kind, remove

    def where(self) -> str:
        return f"{self._sheet.where()}.Shapes[{self._number}]"

    @property
    def Type(self) -> int:
        return self._kind

    @property
    def FormControlType(self) -> int:
        return DROP_DOWN if self._kind == FORM_CONTROL else 0

    def Delete(self) -> None:
        self._sheet.range_at(1, 1).write()
        if self._remove is not None:
            self._remove()


def shapes(sheet: Worksheet) -> Members:
    """All of them, in the order that a file would have them."""
    grid, model = sheet.grid, sheet.grid.sheet
    kinds: list[tuple[int, Callable[[], None] | None]] = []
    kinds += [(CHART, partial(model._charts.remove, one)) for one in model._charts]
    kinds += [(PICTURE, partial(model._images.remove, one)) for one in model._images]
    others = max((grid.drawn or 0) - len(kinds), 0)

    def fewer() -> None:
        grid.drawn = (grid.drawn or 1) - 1

    kinds += [(AUTO_SHAPE, fewer)] * others
    kinds += [(COMMENT, None) for cell in grid.cells.values() if cell.comment is not None]
    if model.auto_filter.ref:
        left, _, right, _ = range_boundaries(model.auto_filter.ref)
        kinds += [(FORM_CONTROL, None)] * (int(right or 1) - int(left or 1) + 1)
    found = [Shape(sheet, number, kind, remove) for number, (kind, remove) in enumerate(kinds, 1)]
    return Members(sheet.session, f"{sheet.where()}.Shapes", lambda: list(found))
