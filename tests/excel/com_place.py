"""Where a range lies: its areas and addresses, its rows, columns and cells, and the ranges beside it."""
# ruff: noqa: N802, N803 - the members and their arguments have Excel's names

from __future__ import annotations

import copy
import itertools
import re
from typing import TYPE_CHECKING, Any, Self

from tests.excel.areas import COLUMNS, ROWS, Area, address, parse_areas, plain_address
from tests.excel.com import Com, Members, NotModelledError, fail
from tests.excel.formulas import quoted
from tests.excel.grid import MOST_CELLS
from tests.excel.values import formula, value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.excel.com_sheet import Worksheet

DOWN, LEFT, RIGHT, UP = -4121, -4159, -4161, -4162
STEPS = {DOWN: (1, 0), UP: (-1, 0), RIGHT: (0, 1), LEFT: (0, -1)}
IN_VALUES, WHOLE, BY_COLUMNS, PREVIOUS, VISIBLE_CELLS = -4163, 1, 2, 2, 12
# How a range counts and steps: by cells, or by whole rows or columns of its own.
CELLS, BY_ROW, BY_COLUMN = "cells", "rows", "columns"


class Place(Com):
    """One or more areas of a sheet."""

    def __init__(self, sheet: Worksheet, areas: list[Area], unit: str = CELLS) -> None:
        super().__init__(sheet.session)
        self.sheet, self.areas, self.unit = sheet, areas, unit

    def where(self) -> str:
        counted = {BY_ROW: ".Rows", BY_COLUMN: ".Columns"}.get(self.unit, "")
        return f"{self.sheet.where()}.Range[{','.join(map(plain_address, self.areas))}]{counted}"

    def check(self) -> None:
        self.sheet.check()

    @property
    def first(self) -> Area:
        return self.areas[0]

    def make(self, areas: list[Area], unit: str = CELLS) -> Self:
        """Another range of the sheet."""
        for area in areas:
            if area.top < 1 or area.left < 1 or area.bottom > ROWS or area.right > COLUMNS:
                fail("Application-defined or object-defined error")
        return type(self)(self.sheet, areas, unit)

    def write(self, *, values: bool = False) -> None:
        """Before anything is changed: raise on a protected sheet, and remember that the book was changed."""
        protection = self.sheet.grid.sheet.protection
        if protection.sheet and not (values and self.uniform(lambda cell: cell.protection.locked) is False):
            fail("The cell or chart you're trying to change is on a protected sheet")
        self.sheet.book.touched()

    def uniform(self, read: Callable[[Any], Any]) -> Any:
        """What all cells agree on, or None."""
        grid, seen = self.sheet.grid, set()
        for area in self.areas:
            if area.size <= MOST_CELLS:
                places = grid.every(area)
            else:
                places = grid.existing(area)
                seen.add(read(grid.plain))
            for row, column in places:
                seen.add(read(grid.styled(row, column)))
                if len(seen) > 1:
                    return None
        return seen.pop() if seen else None

    def restyle(self, change: Callable[[Any], None]) -> None:
        """Change the style of every cell; each style that occurs is changed once."""
        self.write()
        grid = self.sheet.grid
        done: dict[tuple[int, ...], Any] = {}

        def apply(cell: Any) -> None:
            key = tuple(cell._style or ())
            if key in done:
                cell._style = copy.copy(done[key])
            else:
                change(cell)
                done[key] = copy.copy(cell._style)

        for area in self.areas:
            if area.whole_rows and area.whole_columns:
                raise NotModelledError("a format for all cells of a sheet")
            if area.whole_columns:
                for column in range(area.left, area.right + 1):
                    apply(grid.own_column(column))
            elif area.whole_rows:
                for row in range(area.top, area.bottom + 1):
                    apply(grid.sheet.row_dimensions[row])
            whole = area.whole_rows or area.whole_columns
            for row, column in grid.existing(area) if whole else grid.every(area):
                apply(grid.cell(row, column))

    # Where it is

    @property
    def Address(self) -> str:
        return ",".join(map(address, self.areas))

    def GetAddress(
        self,
        RowAbsolute: bool | None = True,
        ColumnAbsolute: bool | None = True,
        ReferenceStyle: int = 1,
        External: bool = False,
    ) -> str:
        if ReferenceStyle != 1:
            raise NotModelledError("addresses in R1C1 style")
        text = ",".join(
            address(one, rows=RowAbsolute is not False, columns=ColumnAbsolute is not False) for one in self.areas
        )
        if not External:
            return text
        name = f"[{self.sheet.book.name}]{self.sheet.name}"
        return f"{quoted(name)}!{text}"

    @property
    def Row(self) -> int:
        return self.first.top

    @property
    def Column(self) -> int:
        return self.first.left

    @property
    def Count(self) -> int:
        count = self.count()
        if count > 2**31 - 1:
            fail("Overflow")
        return count

    @property
    def CountLarge(self) -> int:
        return self.count()

    def count(self) -> int:
        if self.unit == BY_ROW:
            return self.first.height
        return self.first.width if self.unit == BY_COLUMN else sum(area.size for area in self.areas)

    @property
    def Worksheet(self) -> Any:
        return self.sheet

    @property
    def Parent(self) -> Any:
        return self.sheet

    @property
    def Application(self) -> Any:
        return self.session.application

    @property
    def Areas(self) -> Members:
        parts = [self.make([area]) for area in self.areas]
        return Members(self.session, f"{self.where()}.Areas", lambda: parts)

    # Ranges of it and beside it

    @property
    def Cells(self) -> Self:
        return self.make(self.areas)

    @property
    def Rows(self) -> Self:
        return self.make(self.areas, BY_ROW)

    @property
    def Columns(self) -> Self:
        return self.make(self.areas, BY_COLUMN)

    @property
    def EntireRow(self) -> Self:
        return self.make([Area(area.top, 1, area.bottom, COLUMNS) for area in self.areas], BY_ROW)

    @property
    def EntireColumn(self) -> Self:
        return self.make([Area(1, area.left, ROWS, area.right) for area in self.areas], BY_COLUMN)

    def item(self, first: Any, second: Any = None) -> Self:
        """A cell by row and column or by its number, or a row or column; it may lie outside the range."""
        area = self.first
        if self.unit == BY_ROW and second is None:
            row = area.top + int(first) - 1
            return self.make([Area(row, area.left, row, area.right)], BY_ROW)
        if self.unit == BY_COLUMN and second is None:
            column = area.left + int(first) - 1
            return self.make([Area(area.top, column, area.bottom, column)], BY_COLUMN)
        if second is None:
            down, across = divmod(int(first) - 1, area.width)
        else:
            down, across = int(first) - 1, int(second) - 1
        row, column = area.top + down, area.left + across
        return self.make([Area(row, column, row, column)])

    def Item(self, RowIndex: Any, ColumnIndex: Any = None) -> Self:
        return self.item(RowIndex, ColumnIndex)

    def _default(self, *args: Any, **named: Any) -> Self:
        return self.item(*args, **named)

    def __iter__(self) -> Iterator[Self]:
        for number in range(1, self.count() + 1):
            yield self(number)

    def Range(self, Cell1: Any) -> Self:
        areas = parse_areas(Cell1)
        if areas is None:
            fail("Application-defined or object-defined error")
        down, across = self.first.top - 1, self.first.left - 1
        return self.make([Area(a.top + down, a.left + across, a.bottom + down, a.right + across) for a in areas])

    def GetOffset(self, RowOffset: int = 0, ColumnOffset: int = 0) -> Self:
        down, across = RowOffset, ColumnOffset
        return self.make([Area(a.top + down, a.left + across, a.bottom + down, a.right + across) for a in self.areas])

    def GetResize(self, RowSize: int | None = None, ColumnSize: int | None = None) -> Self:
        area = self.first
        bottom = area.top + (RowSize or area.height) - 1
        return self.make([Area(area.top, area.left, bottom, area.left + (ColumnSize or area.width) - 1)])

    def SpecialCells(self, Type: int, Value: Any = None) -> Self:
        """The visible cells (12), as areas. Of a single cell Excel would take the whole sheet instead."""
        if Type != VISIBLE_CELLS or Value is not None or self.count() == 1:
            raise NotModelledError("special cells other than the visible ones of several")
        sheet = self.sheet.grid.sheet
        rows = {at for at, one in sheet.row_dimensions.items() if one.hidden}
        columns = {
            at for one in sheet.column_dimensions.values() if one.hidden for at in range(int(one.min), int(one.max) + 1)
        }
        areas = [
            Area(top, left, bottom, right)
            for area in self.areas
            for top, bottom in _shown(area.top, area.bottom, rows)
            for left, right in _shown(area.left, area.right, columns)
        ]
        return self.make(areas) if areas else fail("No cells were found.")

    # Moving about

    def select(self) -> None:
        if self.sheet is not self.sheet.book.active or self.session.application.book is not self.sheet.book:
            fail("Select method of Range class failed")
        for selection in self.sheet.grid.sheet.sheet_view.selection[:1]:
            selection.sqref = " ".join(map(plain_address, self.areas))
            selection.activeCell = plain_address(Area(*self.first[:2], *self.first[:2]))
        self.sheet.selected = self

    def Select(self) -> bool:
        self.select()
        return True

    def Activate(self) -> bool:
        self.select()
        return True

    def End(self, Direction: int) -> Self:
        down, across = STEPS[Direction]
        row, column = self.first.top, self.first.left
        grid = self.sheet.grid
        used = grid.used()

        def full(at_row: int, at_column: int) -> bool:
            cell = grid.peek(at_row, at_column)
            return cell is not None and cell.value is not None

        def inside(at_row: int, at_column: int) -> bool:
            return 1 <= at_row <= max(used.bottom, row) and 1 <= at_column <= max(used.right, column)

        if full(row, column) and full(row + down, column + across):
            while full(row + down, column + across):
                row, column = row + down, column + across
            return self.make([Area(row, column, row, column)])
        while inside(row + down, column + across):
            row, column = row + down, column + across
            if full(row, column):
                return self.make([Area(row, column, row, column)])
        row = {1: ROWS, -1: 1}.get(down, row)
        column = {1: COLUMNS, -1: 1}.get(across, column)
        return self.make([Area(row, column, row, column)])

    def Find(
        self,
        What: Any,
        After: Any = None,
        LookIn: int = -4123,
        LookAt: int = 2,
        SearchOrder: int = 1,
        SearchDirection: int = 1,
        MatchCase: Any = False,
        **_ignored: Any,
    ) -> Self | None:
        """The next cell that holds this; a value is compared as the formula bar shows it, not by its number format."""
        wanted = _pattern(str(What), whole=LookAt == WHOLE, case=bool(MatchCase))
        grid, places = self.sheet.grid, []
        for area in self.areas:
            for row, column in grid.existing(area):
                text = formula(self.sheet, row, column)
                if LookIn == IN_VALUES and text.startswith("="):
                    text = str(value(self.sheet, row, column))
                if text and wanted.search(text):
                    places.append((row, column))
        start = (After.first.top, After.first.left) if After is not None else (self.first.top, self.first.left)

        def order(place: tuple[int, int]) -> tuple[int, int]:
            return place[::-1] if SearchOrder == BY_COLUMNS else place

        places.sort(key=order, reverse=SearchDirection == PREVIOUS)
        beyond = [
            one
            for one in places
            if (order(one) < order(start) if SearchDirection == PREVIOUS else order(one) > order(start))
        ]
        found = (beyond + places)[:1]
        return self.make([Area(*found[0], *found[0])]) if found else None


def _shown(first: int, last: int, hidden: set[int]) -> list[tuple[int, int]]:
    """The runs between what is hidden."""
    edges = [first - 1, *sorted(at for at in hidden if first <= at <= last), last + 1]
    return [(one + 1, other - 1) for one, other in itertools.pairwise(edges) if other - one > 1]


def _pattern(what: str, *, whole: bool, case: bool) -> re.Pattern[str]:
    """Excel's wildcards, of which a tilde takes the meaning away."""
    parts = {"*": ".*", "?": "."}
    text = "".join(
        re.escape(one[1]) if one[0] == "~" and len(one) == 2 else parts.get(one, re.escape(one))
        for one in re.findall(r"~[*?~]|.", what, re.DOTALL)
    )
    return re.compile(rf"\A(?:{text})\Z" if whole else text, re.DOTALL | (0 if case else re.IGNORECASE))
