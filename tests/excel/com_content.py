"""What a range holds: values, formulas, merged cells, and clearing them."""
# ruff: noqa: N802, N803 - the members and their arguments have Excel's names

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any, Self

from openpyxl.cell import MergedCell

from tests.excel import formulas, values
from tests.excel.areas import Area, plain_address
from tests.excel.com import NotModelledError, WouldAskError, fail
from tests.excel.com_place import Place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class Content(Place):
    """The values of one area; those of several can be read from the first, and not be set."""

    def _read(self, read: Callable[[Any, int, int], Any]) -> Any:
        area = self.first
        if area.size == 1:
            return read(self.sheet, area.top, area.left)
        found = [read(self.sheet, row, column) for row, column in self.sheet.grid.every(area)]
        return tuple(tuple(found[at : at + area.width]) for at in range(0, area.size, area.width))

    def _put(self, given: Any) -> None:
        if len(self.areas) > 1:
            raise NotModelledError("a value for several areas at a time")
        self.write(values=True)
        area = self.first
        several = isinstance(given, list | tuple)
        filled = isinstance(given, str) and given.startswith("=") and area.size > 1
        origin = plain_address(Area(area.top, area.left, area.top, area.left))
        if filled:
            formulas.check(given, self.sheet.book.sheet_names())
        rows = values.spread(area, given)
        for row, column in self.sheet.grid.every(area):
            one = rows[row - area.top][column - area.left]
            if filled:
                one = formulas.moved(given, origin, plain_address(Area(row, column, row, column)))
            values.put(self.sheet, row, column, one, in_block=several and area.size > 1)

    @property
    def Value(self) -> Any:
        return self._read(values.value)

    @Value.setter
    def Value(self, value: Any) -> None:
        self._put(value)

    @property
    def Value2(self) -> Any:
        return self._read(values.value2)

    @Value2.setter
    def Value2(self, value: Any) -> None:
        self._put(value)

    @property
    def Formula(self) -> Any:
        return self._read(values.formula)

    @Formula.setter
    def Formula(self, value: Any) -> None:
        self._put(value)

    @property
    def Formula2(self) -> Any:
        return self._read(values.formula)

    @Formula2.setter
    def Formula2(self, value: Any) -> None:
        self._put(value)

    def _agreed(self, read: Callable[[int, int], bool]) -> bool | None:
        seen = {read(row, column) for area in self.areas for row, column in self.sheet.grid.every(area)}
        return seen.pop() if len(seen) == 1 else None

    def _is_formula(self, row: int, column: int) -> bool:
        cell = self.sheet.grid.peek(row, column)
        return (cell is not None and cell.data_type == "f") or self.sheet.array_at(row, column) is not None

    @property
    def HasFormula(self) -> bool | None:
        return self._agreed(self._is_formula)

    @property
    def HasArray(self) -> bool | None:
        return self._agreed(lambda row, column: self.sheet.array_at(row, column) is not None)

    @property
    def PrefixCharacter(self) -> str | None:
        found = self.uniform(lambda cell: "'" if getattr(cell, "quotePrefix", False) else "")
        return None if found is None else str(found)

    # Merged cells

    def _merged(self) -> Iterator[Area]:
        for merged in self.sheet.grid.merged():
            if any(merged.meets(area) for area in self.areas):
                yield merged

    @property
    def MergeCells(self) -> bool | None:
        covered = sum(
            common.size for merged in self._merged() for area in self.areas if (common := merged.common(area))
        )
        if covered == 0:
            return False
        return True if covered == sum(area.size for area in self.areas) else None

    @MergeCells.setter
    def MergeCells(self, value: Any) -> None:
        if value:
            self._merge(across=False)
        else:
            self._unmerge()

    @property
    def MergeArea(self) -> Self:
        if len(self.areas) > 1 or self.first.size > 1:
            fail("Application-defined or object-defined error")
        return self.make([next(self._merged(), self.first)])

    def Merge(self, Across: Any = False) -> None:
        self._merge(across=bool(Across))

    def _merge(self, *, across: bool) -> None:
        self.write()
        for area in self.areas:
            parts = [area]
            if across:
                parts = [Area(row, area.left, row, area.right) for row in range(area.top, area.bottom + 1)]
            for part in parts:
                self._keeps_one_value(part)
                self.sheet.grid.merge(part)

    def _keeps_one_value(self, area: Area) -> None:
        cells = [self.sheet.grid.peek(*place) for place in self.sheet.grid.existing(area)]
        full = [cell for cell in cells if cell is not None and cell.value is not None]
        if len(full) > 1 and self.session.application.display_alerts:
            raise WouldAskError("merging cells keeps one value only")
        if full and len(full) > 0:
            first = self.sheet.grid.cell(area.top, area.left)
            if full[0] is not first and first.value is None:
                first.value, kind = full[0].value, full[0].data_type
                first.data_type = kind

    def UnMerge(self) -> None:
        self._unmerge()

    def _unmerge(self) -> None:
        self.write()
        for merged in list(self._merged()):
            self.sheet.grid.unmerge(merged)

    # Clearing

    def _whole_merges(self) -> None:
        if any(self.sheet.grid.partly_merged(area) for area in self.areas):
            fail("We can't do that to a merged cell")

    def _empty(self) -> None:
        grid = self.sheet.grid
        for area in self.areas:
            for array in [one for one in grid.arrays if one.meets(area)]:
                if not area.holds(array):
                    fail("You can't change part of an array")
                del grid.arrays[array]
            for place in list(grid.existing(area)):
                grid.cached.pop(place, None)
                cell = grid.cells[place]
                if not isinstance(cell, MergedCell):
                    cell.value = None
                    if not cell.has_style and cell.comment is None and cell.hyperlink is None:
                        del grid.cells[place]

    def ClearContents(self) -> None:
        self._whole_merges()
        self.write(values=True)
        self._empty()

    def ClearFormats(self) -> None:
        self.write()
        self._unmerge()
        self._unformat()

    def _unformat(self) -> None:
        grid = self.sheet.grid
        for area in self.areas:
            for place in list(grid.existing(area)):
                cell = grid.cells[place]
                cell._style = copy.copy(grid.plain._style)
                if cell.value is None and cell.comment is None and cell.hyperlink is None:
                    del grid.cells[place]
            if area.whole_columns or area.whole_rows:
                grid.forget_styles(area)
            self.sheet.conditions.clear(area)

    def ClearComments(self) -> None:
        self.write()
        self._uncomment()

    def _uncomment(self) -> None:
        for place in [place for area in self.areas for place in self.sheet.grid.existing(area)]:
            cell = self.sheet.grid.cells[place]
            if not isinstance(cell, MergedCell):
                cell.comment = None

    def ClearHyperlinks(self) -> None:
        self.write()
        self._unlink()

    def _unlink(self) -> None:
        for place in [place for area in self.areas for place in self.sheet.grid.existing(area)]:
            cell = self.sheet.grid.cells[place]
            if not isinstance(cell, MergedCell):
                cell.hyperlink = None

    def ClearOutline(self) -> None:
        self.write()
        sheet = self.sheet.grid.sheet
        for index, dimension in sheet.row_dimensions.items():
            if any(area.top <= index <= area.bottom for area in self.areas):
                dimension.outlineLevel = 0
        for dimension in sheet.column_dimensions.values():
            dimension.outlineLevel = 0

    def Clear(self) -> None:
        self._whole_merges()
        self.write()
        self._uncomment()
        self._unlink()
        self._empty()
        self._unmerge()
        self._unformat()
