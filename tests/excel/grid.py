"""A sheet's cells, rows and columns in openpyxl, reached without making cells that are only looked at."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from openpyxl.cell import Cell, MergedCell
from openpyxl.styles.cell_style import StyleArray
from openpyxl.utils import column_index_from_string, get_column_letter
from openpyxl.worksheet.dimensions import ColumnDimension
from openpyxl.worksheet.formula import ArrayFormula

from tests.excel.areas import COLUMNS, ROWS, Area, parse_area
from tests.excel.com import NotModelledError, fail
from tests.excel.formulas import without

if TYPE_CHECKING:
    from collections.abc import Iterator

    from openpyxl.worksheet.worksheet import Worksheet as Sheet

    from tests.excel.cached import Cached

MOST_CELLS = 500_000
PADDING = 5 / 7  # what a column's width in the file has beyond its characters, in Calibri 11
NORMAL_WIDTH, NORMAL_HEIGHT = 8.43, 15.0


class Grid:
    """One sheet: the openpyxl sheet and the values that its formulas had in the file."""

    def __init__(self, sheet: Sheet, cached: Cached | None = None) -> None:
        self.sheet: Any = sheet
        self.cached: dict[tuple[int, int], Any] = dict(cached.values) if cached else {}
        self.threads: list[Any] = list(cached.threads) if cached else []
        self.drawn: int | None = cached.drawn if cached else None
        # A chart that openpyxl has made nothing of has no frame either: then they cannot be told apart.
        charts = getattr(sheet, "_charts", [])
        if cached and len(cached.frames) == len(charts):
            for chart, (name, text) in zip(charts, cached.frames, strict=True):
                chart.frame_name, chart.frame_text = name, text
        plain: Any = Cell(sheet, row=1, column=1)
        plain._style = StyleArray()
        self.plain = plain  # a cell without a style
        self.arrays: dict[Area, Any] = {}  # the array formulas, by the cells that they fill
        for cell in self.cells.values():
            if isinstance(cell.value, ArrayFormula) and (area := parse_area(cell.value.ref)) is not None:
                self.arrays[area] = cell.value

    @property
    def cells(self) -> dict[tuple[int, int], Any]:
        return self.sheet._cells  # type: ignore[no-any-return]

    def peek(self, row: int, column: int) -> Any | None:
        """The cell if there is one."""
        return self.cells.get((row, column))

    def cell(self, row: int, column: int) -> Any:
        """The cell, made if there is none, in the style of its row or column."""
        found = self.cells.get((row, column))
        if found is None:
            style = StyleArray(self.styled(row, column)._style or ())
            found = self.sheet.cell(row, column)
            found._style = style
        return found

    def styled(self, row: int, column: int) -> Any:
        """What gives a cell its style: the cell, else its row, else its column, else nothing."""
        found = self.cells.get((row, column))
        if found is not None:
            return found
        of_row = self.sheet.row_dimensions.get(row)
        if of_row is not None and of_row.has_style:
            return of_row
        of_column = self.column(column)
        return of_column if of_column is not None and of_column.has_style else self.plain

    def used(self) -> Area:
        """What Excel calls the used range: cells with a value or a format; A1 if there are none."""
        places = list(self.cells)
        if not places:
            return Area(1, 1, 1, 1)
        rows, columns = [row for row, _ in places], [column for _, column in places]
        return Area(min(rows), min(columns), max(rows), max(columns))

    def existing(self, area: Area) -> Iterator[tuple[int, int]]:
        """The places in an area where there are cells, row by row."""
        inside = [
            (row, column)
            for row, column in self.cells
            if area.top <= row <= area.bottom and area.left <= column <= area.right
        ]
        yield from sorted(inside)

    def every(self, area: Area) -> Iterator[tuple[int, int]]:
        """All places in an area, row by row."""
        if area.size > MOST_CELLS:
            raise NotModelledError(f"an operation on {area.size} cells at a time")
        for row in range(area.top, area.bottom + 1):
            for column in range(area.left, area.right + 1):
                yield row, column

    # Merged areas

    def merged(self) -> list[Area]:
        return [Area(one.min_row, one.min_col, one.max_row, one.max_col) for one in self.sheet.merged_cells.ranges]

    def merge(self, area: Area) -> None:
        """Merge an area: the first cell's value and style are kept, each cell keeps its own borders."""
        for other in self.merged():
            if other.meets(area):
                if not area.holds(other):
                    fail("Merged cells overlap")
                self.unmerge(other)
        if area.size == 1:
            return
        first = self.cell(area.top, area.left)
        self.sheet.merged_cells.add(_reference(area))
        for row, column in self.every(area):
            if (row, column) == (area.top, area.left):
                continue
            border = copy.copy(self.styled(row, column).border)
            merged: Any = MergedCell(self.sheet, row, column)
            merged._style = StyleArray(first._style or ())
            merged.border = border
            self.cells[row, column] = merged
            self.cached.pop((row, column), None)

    def unmerge(self, area: Area) -> None:
        """Take apart exactly this merged area."""
        self.sheet.merged_cells.remove(_reference(area))
        for row, column in self.every(area):
            old: Any = self.cells.get((row, column))
            if isinstance(old, MergedCell):
                new: Any = Cell(self.sheet, row=row, column=column)
                new._style = StyleArray(getattr(old, "_style", None) or ())
                self.cells[row, column] = new

    def partly_merged(self, area: Area) -> bool:
        """Whether the area cuts through a merged one."""
        return any(other.meets(area) and not area.holds(other) for other in self.merged())

    # Rows and columns

    def column(self, index: int) -> Any | None:
        """The column's properties, which it may share with its neighbours."""
        dimensions = self.sheet.column_dimensions
        found = dimensions.get(get_column_letter(index))
        if found is not None and (found.max is None or found.min is None or found.min <= index <= found.max):
            return found
        return next((one for one in dimensions.values() if one.min and one.max and one.min <= index <= one.max), None)

    def own_column(self, index: int) -> Any:
        """The column's properties, which it no longer shares."""
        dimensions = self.sheet.column_dimensions
        shared = self.column(index)
        if shared is None:
            return dimensions[get_column_letter(index)]
        first = shared.min or column_index_from_string(shared.index)
        last = shared.max or first
        if (first, last) == (index, index):
            return shared
        del dimensions[shared.index]
        for low, high in ((first, index - 1), (index, index), (index + 1, last)):
            if low <= high:
                part: Any = ColumnDimension(
                    self.sheet,
                    index=get_column_letter(low),
                    width=shared.width,
                    hidden=shared.hidden,
                    outlineLevel=shared.outlineLevel,
                    collapsed=shared.collapsed,
                    min=low,
                    max=high,
                )
                part._style = copy.copy(shared._style)
                dimensions[part.index] = part
        return dimensions[get_column_letter(index)]

    def column_width(self, index: int) -> float:
        dimension = self.column(index)
        if dimension is not None and dimension.hidden:
            return 0.0
        if dimension is None or not dimension.width or not dimension.customWidth:
            default = self.sheet.sheet_format.defaultColWidth
            return round(float(default) - PADDING, 2) if default else NORMAL_WIDTH
        return round(max(float(dimension.width) - PADDING, 0.0), 2)

    def row_height(self, index: int) -> float:
        dimension = self.sheet.row_dimensions.get(index)
        if dimension is not None and dimension.hidden:
            return 0.0
        if dimension is None or dimension.ht is None:
            return float(self.sheet.sheet_format.defaultRowHeight or NORMAL_HEIGHT)
        return float(dimension.ht)

    def rows_hidden(self, area: Area) -> bool | None:
        hidden = {index for index, one in self.sheet.row_dimensions.items() if one.hidden}
        return _all_or_none(area.top, area.bottom, hidden)

    def columns_hidden(self, area: Area) -> bool | None:
        hidden: set[int] = set()
        for one in self.sheet.column_dimensions.values():
            if one.hidden:
                first = one.min or column_index_from_string(one.index)
                hidden |= set(range(first, (one.max or first) + 1))
        return _all_or_none(area.left, area.right, hidden)

    def hide_rows(self, area: Area, hidden: bool) -> None:
        rows = range(area.top, area.bottom + 1)
        if area.height == ROWS:
            if hidden:
                raise NotModelledError("all rows hidden")
            self.sheet.sheet_format.zeroHeight = None
            rows = list(self.sheet.row_dimensions)  # type: ignore[assignment]
        for index in rows:
            self.sheet.row_dimensions[index].hidden = hidden

    def hide_columns(self, area: Area, hidden: bool) -> None:
        if area.width < COLUMNS:
            for index in range(area.left, area.right + 1):
                self.own_column(index).hidden = hidden
        elif hidden:
            raise NotModelledError("all columns hidden")
        else:
            for one in self.sheet.column_dimensions.values():
                one.hidden = False

    def forget_styles(self, area: Area) -> None:
        """Whole rows or columns were cleared: the cells that they do not have yet get no style either."""
        if area.whole_rows:
            for index, dimension in self.sheet.row_dimensions.items():
                if area.top <= index <= area.bottom:
                    dimension._style = StyleArray()
        if area.whole_columns:
            for one in self.sheet.column_dimensions.values():
                if area.left <= (one.min or column_index_from_string(one.index)) <= area.right:
                    one._style = StyleArray()

    def lose(self, sheet: str) -> None:
        """Another sheet was deleted: what refers to it is an error now."""
        for place, cell in self.cells.items():
            if cell.data_type == "f" and isinstance(cell.value, str):
                formula = without(cell.value, sheet)
                if formula != cell.value:
                    cell.value = formula
                    self.cached[place] = -2146826265


def _reference(area: Area) -> str:
    return f"{get_column_letter(area.left)}{area.top}:{get_column_letter(area.right)}{area.bottom}"


def _all_or_none(first: int, last: int, hidden: set[int]) -> bool | None:
    inside = sum(first <= index <= last for index in hidden)
    if inside == 0:
        return False
    return True if inside == last - first + 1 else None
