"""Worksheet, and the collection of a workbook's worksheets."""
# ruff: noqa: N802, N803 - the members and their arguments have Excel's names

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING, Any

from tests.excel.areas import COLUMNS, ROWS, Area, parse_areas
from tests.excel.com import GONE, Com, ComCollection, Members, WouldAskError, fail
from tests.excel.com_conditions import Conditions
from tests.excel.com_links import Comment, Hyperlinks, ThreadedComment
from tests.excel.com_names import Names
from tests.excel.com_page import HPageBreaks, PageSetup, reset_breaks
from tests.excel.com_place import BY_COLUMN, BY_ROW
from tests.excel.com_range import Range
from tests.excel.com_shapes import shapes
from tests.excel.grid import Grid

if TYPE_CHECKING:
    from tests.excel.cached import Cached
    from tests.excel.com_book import Workbook

STATES = {"visible": -1, "hidden": 0, "veryHidden": 2}
SHOWN = -1
WHOLE = Area(1, 1, ROWS, COLUMNS)


class Worksheet(Com):
    """One sheet of cells."""

    def __init__(self, book: Workbook, model: Any, cached: Cached | None = None) -> None:
        super().__init__(book.session)
        self.book, self.grid = book, Grid(model, cached)
        self.conditions = Conditions(model)
        self.selected: Any = None  # the range that is selected on it
        self.scroll = [1, 1]
        self.split = [0, 0]

    @property
    def name(self) -> str:
        return str(self.grid.sheet.title)

    def where(self) -> str:
        return f"Sheet[{self.name}]"

    def check(self) -> None:
        if self not in self.book.sheets:
            fail("Object required", GONE)

    def range_at(self, row: int, column: int) -> Range:
        return Range(self, [Area(row, column, row, column)])

    def range_of(self, areas: list[Area], unit: str = "cells") -> Range:
        return Range(self, areas, unit)

    def array_area(self, row: int, column: int) -> Area | None:
        """The cells of the array formula that fills this cell."""
        if not self.grid.arrays:
            return None
        place = Area(row, column, row, column)
        return next((area for area in self.grid.arrays if area.holds(place)), None)

    def array_at(self, row: int, column: int) -> Any | None:
        """The array formula that fills this cell, if one does."""
        area = self.array_area(row, column)
        return None if area is None else self.grid.arrays[area]

    def threads(self) -> list[ThreadedComment]:
        return [ThreadedComment(self, one) for one in self.grid.threads]

    @property
    def shown(self) -> bool:
        return bool(self.grid.sheet.sheet_state == "visible")

    # The sheet itself

    @property
    def Name(self) -> str:
        return self.name

    @Name.setter
    def Name(self, value: Any) -> None:
        self.book.structure()
        check_title(str(value))
        other = self.book.sheet_named(str(value))
        if other is not None and other is not self:
            fail("That name is already taken. Try a different one.")
        self.book.renamed(self, str(value))

    @property
    def CodeName(self) -> str:
        return str(self.grid.sheet.sheet_properties.codeName or "")

    @property
    def Index(self) -> int:
        return int(self.book.model._sheets.index(self.grid.sheet)) + 1

    @property
    def Parent(self) -> Any:
        return self.book

    @property
    def Application(self) -> Any:
        return self.session.application

    @property
    def Type(self) -> int:
        return -4167

    @property
    def Visible(self) -> int:
        return STATES[self.grid.sheet.sheet_state]

    @Visible.setter
    def Visible(self, value: Any) -> None:
        self.book.structure()
        value = {True: -1, False: 0}.get(value, value)
        state = next((name for name, constant in STATES.items() if constant == value), None)
        if state is None or (value != SHOWN and self.shown and self.book.count_shown() == 1):
            fail("Unable to set the Visible property of the Worksheet class")
        self.grid.sheet.sheet_state = state
        if value != SHOWN and self.book.active is self:
            self.book.activate(next(one for one in self.book.sheets if one.shown))
        self.book.touched()

    def Activate(self) -> None:
        if not self.shown:
            fail("Activate method of Worksheet class failed")
        self.book.activate(self)

    def Select(self, Replace: Any = True) -> None:
        if not self.shown or Replace is False:
            fail("Select method of Worksheet class failed")
        self.book.activate(self)

    def Calculate(self) -> None:
        """Nothing, as of the application."""

    def Delete(self) -> bool:
        self.book.structure()
        if self.shown and self.book.count_shown() == 1:
            fail("A workbook must contain at least one visible worksheet")
        if self.session.application.display_alerts and self.grid.cells:
            raise WouldAskError("deleting a sheet with something in it")
        self.book.remove(self)
        return True

    def Move(self, Before: Worksheet | None = None, After: Worksheet | None = None) -> None:
        self.book.structure()
        if Before is None and After is None:
            fail("the double moves no sheet to a new workbook")
        self.book.place(self, Before, After)
        if self.shown:
            self.book.activate(self)

    def Copy(self, Before: Worksheet | None = None, After: Worksheet | None = None) -> None:
        self.book.structure()
        if Before is None and After is None:
            fail("the double copies no sheet to a new workbook")
        self.book.copied(self, Before, After)

    # Its ranges

    @property
    def Cells(self) -> Any:
        return Range(self, [WHOLE])

    @property
    def Rows(self) -> Any:
        return Range(self, [WHOLE], BY_ROW)

    @property
    def Columns(self) -> Any:
        return Range(self, [WHOLE], BY_COLUMN)

    @property
    def UsedRange(self) -> Any:
        return Range(self, [self.grid.used()])

    def Range(self, Cell1: Any, Cell2: Any = None) -> Any:
        first = self._area(Cell1)
        if Cell2 is None:
            return first
        areas = [*first.areas, *self._area(Cell2).areas]
        top, left = min(area.top for area in areas), min(area.left for area in areas)
        return Range(self, [Area(top, left, max(area.bottom for area in areas), max(area.right for area in areas))])

    def _area(self, given: Any) -> Any:
        if isinstance(given, Range):
            if given.sheet is not self:
                fail("Method 'Range' of object '_Worksheet' failed")
            return given
        areas = parse_areas(str(given))
        if areas is not None:
            return Range(self, areas)
        with self.session.log.pause():
            found = Names(self.book, self).members() + Names(self.book).members()
            for one in found:
                if one.name.rpartition("!")[2].casefold() == str(given).rpartition("!")[2].casefold():
                    reached = one.RefersToRange
                    if reached.sheet is self:
                        return reached
        return fail("Method 'Range' of object '_Worksheet' failed")

    # What it holds

    @property
    def Names(self) -> Any:
        return Names(self.book, self)

    @property
    def PageSetup(self) -> Any:
        return PageSetup(self)

    @property
    def Hyperlinks(self) -> Any:
        return Hyperlinks(self)

    @property
    def HPageBreaks(self) -> Any:
        return HPageBreaks(self)

    def ResetAllPageBreaks(self) -> None:
        reset_breaks(self)
        self.book.touched()

    @property
    def Comments(self) -> Any:
        places = sorted(place for place, cell in self.grid.cells.items() if cell.comment is not None)
        found = [Comment(self, place) for place in places]
        return Members(self.session, f"{self.where()}.Comments", lambda: found)

    @property
    def CommentsThreaded(self) -> Any:
        return Members(self.session, f"{self.where()}.CommentsThreaded", self.threads)

    def _some(self, name: str, count: int) -> Members:
        """A collection of which only the number of its members is known."""
        return Members(self.session, f"{self.where()}.{name}", lambda: [Com(self.session) for _ in range(count)])

    @property
    def Shapes(self) -> Any:
        return shapes(self)

    def ChartObjects(self) -> Any:
        return self._some("ChartObjects", len(self.grid.sheet._charts))

    def Pictures(self) -> Any:
        return self._some("Pictures", len(self.grid.sheet._images))

    @property
    def ListObjects(self) -> Any:
        found = [Table(self, name) for name in self.grid.sheet.tables]
        return Members(self.session, f"{self.where()}.ListObjects", lambda: found)

    def PivotTables(self) -> Any:
        return self._some("PivotTables", len(self.grid.sheet._pivots))

    @property
    def ProtectContents(self) -> bool:
        return bool(self.grid.sheet.protection.sheet)

    @property
    def AutoFilterMode(self) -> bool:
        return bool(self.grid.sheet.auto_filter.ref)

    @AutoFilterMode.setter
    def AutoFilterMode(self, value: Any) -> None:
        if value:
            fail("Unable to set the AutoFilterMode property of the Worksheet class")
        self.grid.sheet.auto_filter.ref = None
        self.book.touched()


class Table(Com):
    """A table that somebody has made of cells."""

    def __init__(self, sheet: Worksheet, key: str) -> None:
        super().__init__(sheet.session)
        self._sheet, self._key = sheet, key

    def where(self) -> str:
        return f"{self._sheet.where()}.ListObjects[{self._key}]"

    def Unlist(self) -> None:
        self._sheet.range_at(1, 1).write()
        del self._sheet.grid.sheet.tables[self._key]


def check_title(title: str) -> None:
    if not 1 <= len(title) <= 31 or re.search(r"[\[\]:*?/\\]", title) or title[0] == "'" or title[-1] == "'":
        fail("You typed an invalid name for a sheet or chart")


class Worksheets(ComCollection):
    """A workbook's sheets, by index or name."""

    def __init__(self, book: Workbook, name: str = "Worksheets") -> None:
        super().__init__(book.session)
        self._book, self._name = book, name

    def where(self) -> str:
        return f"{self._book.where()}.{self._name}"

    def members(self) -> list[Any]:
        return self._book.worksheets()

    @property
    def Parent(self) -> Any:
        return self._book

    @property
    def Application(self) -> Any:
        return self.session.application

    def Add(self, Before: Worksheet | None = None, After: Worksheet | None = None, **_more: Any) -> Worksheet:
        """A new sheet, before the active one unless told otherwise; it becomes the active one."""
        self._book.structure()
        titles = {name.casefold() for name in self._book.sheet_names()}
        title = next(name for number in itertools.count(1) if (name := f"Blad{number}").casefold() not in titles)
        return self._book.add(title, Before if Before or After else self._book.active, After)
