"""What lies on a sheet: charts, pictures, what a file draws besides, the frames of notes, the arrows of a filter."""
# ruff: noqa: N802, N803 - the members and their arguments have Excel's names

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from openpyxl.utils.cell import range_boundaries

from tests.excel.com import Com, Members, NotModelledError, fail
from tests.excel.com_charts import ChartDouble, add_chart

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.excel.com_sheet import Worksheet

# MsoShapeType, and XlFormControl for the arrow of a filter.
AUTO_SHAPE, CHART, COMMENT, FORM_CONTROL, PICTURE = 1, 3, 4, 8, 13
DROP_DOWN, MOVE_AND_SIZE, PLAIN_STYLE = 2, 1, -1


class Shape(Com):
    """One of them; `model` is openpyxl's chart, where it is one."""

    def __init__(
        self, sheet: Worksheet, number: int, kind: int, remove: Callable[[], None] | None = None, model: Any = None
    ) -> None:
        super().__init__(sheet.session)
        self._sheet, self._number, self._kind, self._remove, self._model = sheet, number, kind, remove, model

    def where(self) -> str:
        return f"{self._sheet.where()}.Shapes[{self._number}]"

    @property
    def Type(self) -> int:
        return self._kind

    @property
    def FormControlType(self) -> int:
        return DROP_DOWN if self._kind == FORM_CONTROL else 0

    @property
    def Name(self) -> str:
        return str(getattr(self._model, "frame_name", f"Figur {self._number}"))

    @Name.setter
    def Name(self, value: str) -> None:
        self._model.frame_name = value

    @property
    def AlternativeText(self) -> str:
        return str(getattr(self._model, "frame_text", ""))

    @AlternativeText.setter
    def AlternativeText(self, value: str) -> None:
        self._model.frame_text = value

    @property
    def Placement(self) -> int:
        return int(getattr(self._model, "placement", MOVE_AND_SIZE))

    @Placement.setter
    def Placement(self, value: int) -> None:
        self._model.placement = value

    @property
    def Chart(self) -> Any:
        if self._kind != CHART:
            fail("The specified object is no chart")
        return ChartDouble(self._sheet, self._model, self.where())

    def Delete(self) -> None:
        self._sheet.range_at(1, 1).write()
        if self._remove is not None:
            self._remove()


class Shapes(Members):
    """All of them, to which charts can be added."""

    def __init__(self, sheet: Worksheet, members: Callable[[], list[Any]]) -> None:
        super().__init__(sheet.session, f"{sheet.where()}.Shapes", members)
        self._sheet = sheet

    def AddChart2(self, Style: int, XlChartType: int, Left: float, Top: float, Width: float, Height: float) -> Any:
        if Style != PLAIN_STYLE:
            raise NotModelledError(f"charts of style {Style}")
        self._sheet.range_at(1, 1).write()
        model = add_chart(self._sheet, XlChartType, Left, Top, Width, Height)
        return next(one for one in self.members() if one._model is model)


def shapes(sheet: Worksheet) -> Members:
    """All of them, in the order that a file would have them."""
    return Shapes(sheet, lambda: _all(sheet))


def _all(sheet: Worksheet) -> list[Any]:
    grid, model = sheet.grid, sheet.grid.sheet
    drawn = len(model._charts) + len(model._images)

    def fewer() -> None:
        grid.drawn = (grid.drawn or 1) - 1

    def without(one: Any) -> None:
        model._charts.remove(one)
        fewer()

    kinds: list[tuple[int, Callable[[], None] | None, Any]] = []
    kinds += [(CHART, partial(without, one), one) for one in model._charts]
    kinds += [(PICTURE, partial(model._images.remove, one), None) for one in model._images]
    kinds += [(AUTO_SHAPE, fewer, None)] * max((grid.drawn or 0) - drawn, 0)
    kinds += [(COMMENT, None, None) for cell in grid.cells.values() if cell.comment is not None]
    if model.auto_filter.ref:
        left, _, right, _ = range_boundaries(model.auto_filter.ref)
        kinds += [(FORM_CONTROL, None, None)] * (int(right or 1) - int(left or 1) + 1)
    return [Shape(sheet, number, kind, remove, one) for number, (kind, remove, one) in enumerate(kinds, 1)]
