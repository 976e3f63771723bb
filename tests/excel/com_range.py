"""Range: what `com_place` and `com_content` hold, and how its cells look."""
# ruff: noqa: N802, N803 - the members and their arguments have Excel's names

from __future__ import annotations

import copy
from typing import Any

from tests.excel import formats
from tests.excel.areas import COLUMNS, ROWS, Area, address
from tests.excel.com import NotModelledError, fail
from tests.excel.com_borders import Borders
from tests.excel.com_conditions import FormatConditions
from tests.excel.com_content import Content
from tests.excel.com_format import HORIZONTAL, VERTICAL, Font, Interior, back
from tests.excel.com_links import Comment, Hyperlinks
from tests.excel.com_validation import Validation
from tests.excel.grid import PADDING


class Range(Content):
    """One or more areas of a sheet."""

    # Number formats

    @property
    def NumberFormat(self) -> str | None:
        found = self.uniform(lambda cell: cell.number_format)
        return None if found is None else formats.shown(found)

    @NumberFormat.setter
    def NumberFormat(self, value: Any) -> None:
        if self.session.swedish_formats:
            value = formats.from_local(value)
        self._set_format(value)

    @property
    def NumberFormatLocal(self) -> str | None:
        found = self.uniform(lambda cell: cell.number_format)
        return None if found is None else formats.to_local(formats.shown(found))

    @NumberFormatLocal.setter
    def NumberFormatLocal(self, value: Any) -> None:
        self._set_format(formats.from_local(value))

    def _set_format(self, code: Any) -> None:
        formats.check(code)
        code = formats.stored(code)
        if self.session.respell or self.session.swedish_formats:
            code = formats.respelled(code)

        def change(cell: Any) -> None:
            cell.number_format = code

        self.restyle(change)

    # Alignment

    def _align(self, **changes: Any) -> None:
        def change(cell: Any) -> None:
            alignment = copy.copy(cell.alignment)
            for name, value in changes.items():
                setattr(alignment, name, value)
            cell.alignment = alignment

        self.restyle(change)

    @property
    def HorizontalAlignment(self) -> Any:
        return self.uniform(lambda cell: HORIZONTAL[cell.alignment.horizontal])

    @HorizontalAlignment.setter
    def HorizontalAlignment(self, value: Any) -> None:
        name = back(HORIZONTAL, value, "HorizontalAlignment")
        self._align(horizontal=None if name == "general" else name)

    @property
    def VerticalAlignment(self) -> Any:
        return self.uniform(lambda cell: VERTICAL[cell.alignment.vertical])

    @VerticalAlignment.setter
    def VerticalAlignment(self, value: Any) -> None:
        name = back(VERTICAL, value, "VerticalAlignment")
        self._align(vertical=None if name == "bottom" else name)

    @property
    def WrapText(self) -> Any:
        return self.uniform(lambda cell: bool(cell.alignment.wrap_text))

    @WrapText.setter
    def WrapText(self, value: Any) -> None:
        self._align(wrap_text=True if value else None)

    @property
    def ShrinkToFit(self) -> Any:
        return self.uniform(lambda cell: bool(cell.alignment.shrink_to_fit))

    @ShrinkToFit.setter
    def ShrinkToFit(self, value: Any) -> None:
        self._align(shrink_to_fit=True if value else None)

    @property
    def IndentLevel(self) -> Any:
        return self.uniform(lambda cell: int(cell.alignment.indent or 0))

    @IndentLevel.setter
    def IndentLevel(self, value: Any) -> None:
        if not 0 <= int(value) <= 250:
            fail("Unable to set the IndentLevel property of the Range class")
        self._align(indent=int(value))

    @property
    def Locked(self) -> Any:
        return self.uniform(lambda cell: bool(cell.protection.locked))

    @Locked.setter
    def Locked(self, value: Any) -> None:
        def change(cell: Any) -> None:
            protection = copy.copy(cell.protection)
            protection.locked = bool(value)
            cell.protection = protection

        self.restyle(change)

    @property
    def Font(self) -> Any:
        return Font(self)

    @property
    def Interior(self) -> Any:
        return Interior(self)

    @property
    def Borders(self) -> Any:
        return Borders(self)

    # Rows and columns

    def _columns(self) -> list[int]:
        if any(area.width == COLUMNS for area in self.areas):
            raise NotModelledError("the width of all columns")
        return [column for area in self.areas for column in range(area.left, area.right + 1)]

    def _rows(self) -> list[int]:
        if any(area.height == ROWS for area in self.areas):
            raise NotModelledError("the height of all rows")
        return [row for area in self.areas for row in range(area.top, area.bottom + 1)]

    @property
    def ColumnWidth(self) -> float | None:
        widths = {self.sheet.grid.column_width(column) for column in self._columns()}
        return widths.pop() if len(widths) == 1 else None

    @ColumnWidth.setter
    def ColumnWidth(self, value: Any) -> None:
        if not 0 <= float(value) <= 255:
            fail("Unable to set the ColumnWidth property of the Range class")
        self.write()
        for column in self._columns():
            dimension = self.sheet.grid.own_column(column)
            dimension.hidden = float(value) == 0
            if value:
                dimension.width = float(value) + PADDING

    @property
    def Top(self) -> float:
        return float(sum(self.sheet.grid.row_height(row) for row in range(1, self._rows()[0])))

    @property
    def Left(self) -> float:
        if self._columns()[0] > 1:
            raise NotModelledError("how far from the left a column stands")
        return 0.0

    @property
    def RowHeight(self) -> float | None:
        heights = {self.sheet.grid.row_height(row) for row in self._rows()}
        return heights.pop() if len(heights) == 1 else None

    @RowHeight.setter
    def RowHeight(self, value: Any) -> None:
        if not 0 <= float(value) <= 409.5:
            fail("Unable to set the RowHeight property of the Range class")
        self.write()
        for row in self._rows():
            dimension = self.sheet.grid.sheet.row_dimensions[row]
            dimension.hidden = float(value) == 0
            if value:
                dimension.ht = float(value)

    @property
    def UseStandardHeight(self) -> bool | None:
        sheet = self.sheet.grid.sheet
        custom = {index for index, one in sheet.row_dimensions.items() if one.ht is not None}
        inside = sum(any(area.top <= index <= area.bottom for area in self.areas) for index in custom)
        if inside == 0:
            return True
        return False if inside == sum(area.height for area in self.areas) else None

    @UseStandardHeight.setter
    def UseStandardHeight(self, value: Any) -> None:
        self.write()
        for index, dimension in self.sheet.grid.sheet.row_dimensions.items():
            if value and any(area.top <= index <= area.bottom for area in self.areas):
                dimension.ht = None

    def _hidden(self, area: Area) -> bool | None:
        if area.whole_columns and not (area.whole_rows and self.unit == "rows"):
            return self.sheet.grid.columns_hidden(area)
        if area.whole_rows:
            return self.sheet.grid.rows_hidden(area)
        return fail("Unable to get the Hidden property of the Range class")

    @property
    def Hidden(self) -> bool | None:
        found = {self._hidden(area) for area in self.areas}
        return found.pop() if len(found) == 1 else None

    @Hidden.setter
    def Hidden(self, value: Any) -> None:
        self.write()
        for area in self.areas:
            if area.whole_columns and not (area.whole_rows and self.unit == "rows"):
                self.sheet.grid.hide_columns(area, bool(value))
            elif area.whole_rows:
                self.sheet.grid.hide_rows(area, bool(value))
            else:
                fail("Unable to set the Hidden property of the Range class")

    def AutoFit(self) -> None:
        """Set widths by the longest text, roughly; heights go back to what Excel computes."""
        self.write()
        grid = self.sheet.grid
        for area in self.areas:
            if self.unit == "rows" or area.whole_rows:
                for index, dimension in grid.sheet.row_dimensions.items():
                    if area.top <= index <= area.bottom:
                        dimension.ht = None
            elif self.unit == "columns" or area.whole_columns:
                longest: dict[int, int] = {}
                for row, column in grid.existing(area):
                    cell = grid.cells[row, column]
                    if cell.value is not None and cell.data_type != "f":
                        longest[column] = max(longest.get(column, 0), len(str(cell.value)))
                for column, length in longest.items():
                    grid.own_column(column).width = min(length + 1, 255) + PADDING
            else:
                fail("AutoFit method of Range class failed")

    def AutoFilter(self, Field: Any = None) -> bool:
        """Give the cells the arrows of a filter; without a field, take away those that the sheet has."""
        model, (area,) = self.sheet.grid.sheet, self.areas
        if Field is not None and not 1 <= int(Field) <= area.width:
            fail("AutoFilter method of Range class failed")
        if area.height == area.width == 1:
            raise NotModelledError("the filter of the table that Excel finds around a cell")
        self.write()
        model.auto_filter.ref = None if model.auto_filter.ref and Field is None else address(area).replace("$", "")
        return True

    # What hangs on cells

    @property
    def FormatConditions(self) -> Any:
        return FormatConditions(self)

    @property
    def Validation(self) -> Any:
        return Validation(self)

    @property
    def Hyperlinks(self) -> Any:
        return Hyperlinks(self.sheet, self)

    @property
    def Comment(self) -> Any:
        place = (self.first.top, self.first.left)
        cell = self.sheet.grid.peek(*place)
        return Comment(self.sheet, place) if cell is not None and cell.comment is not None else None

    @property
    def CommentThreaded(self) -> Any:
        return next((one for one in self.sheet.threads() if one.place == (self.first.top, self.first.left)), None)

    def AddComment(self, Text: str = "") -> Any:
        return Comment.add(self.sheet, (self.first.top, self.first.left), Text, self)
