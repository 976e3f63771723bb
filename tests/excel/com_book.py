"""Workbook, and the collection of open workbooks."""
# ruff: noqa: N802, N803 - the members and their arguments have Excel's names

from __future__ import annotations

import copy
import itertools
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from tests.excel.cached import load
from tests.excel.colours import theme_colours
from tests.excel.com import Com, ComCollection, Session, fail
from tests.excel.com_names import Names
from tests.excel.com_sheet import Worksheet, Worksheets
from tests.excel.com_window import Window
from tests.excel.formulas import renamed, without

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook as Model

    from tests.excel.cached import Cached

FORMATS = {".xlsx": 51, ".xlsm": 52, ".xlam": 55, ".xls": 56}


class Workbook(Com):
    """An open workbook over openpyxl's."""

    def __init__(self, session: Session, model: Model, full_name: str, cached: dict[str, Cached] | None = None) -> None:
        super().__init__(session)
        self.model: Any = model
        self.full_name, self.saved, self.read_only, self.auto_save = full_name, True, False, False
        self.theme = theme_colours(self.model.loaded_theme)
        self.epoch = self.model.epoch
        self._by_model: dict[int, Worksheet] = {}
        for sheet in self.model.worksheets:
            self._by_model[id(sheet)] = Worksheet(self, sheet, (cached or {}).get(sheet.title))

    @property
    def name(self) -> str:
        return self.full_name.replace("\\", "/").rpartition("/")[2]

    def where(self) -> str:
        return f"Book[{self.name}]"

    def check(self) -> None:
        if self not in self.session.application.books:
            fail("Object required")

    # What the double asks

    @property
    def sheets(self) -> list[Worksheet]:
        return self.worksheets()

    def worksheets(self) -> list[Worksheet]:
        return [self._by_model[id(sheet)] for sheet in self.model.worksheets]

    def sheet_names(self) -> list[str]:
        return [str(sheet.title) for sheet in self.model._sheets]

    def sheet_named(self, name: str) -> Worksheet | None:
        return next((one for one in self.worksheets() if one.name.casefold() == name.casefold()), None)

    def count_shown(self) -> int:
        return sum(sheet.sheet_state == "visible" for sheet in self.model._sheets)

    @property
    def active(self) -> Worksheet | None:
        return self._by_model.get(id(self.model.active))

    def touched(self) -> None:
        self.saved = False

    def structure(self) -> None:
        """Raise where the book's structure is protected."""
        if self.model.security is not None and self.model.security.lockStructure:
            fail("Workbook is protected and cannot be changed")
        self.touched()

    def activate(self, sheet: Worksheet) -> None:
        self.model.active = sheet.grid.sheet
        for one in self.model._sheets:
            for view in one.views.sheetView if hasattr(one, "views") else ():
                view.tabSelected = one is sheet.grid.sheet

    def add(self, title: str, before: Worksheet | None, after: Worksheet | None) -> Worksheet:
        model = self.model.create_sheet(title)
        sheet = self._by_model[id(model)] = Worksheet(self, model)
        self.place(sheet, before, after)
        self.activate(sheet)
        return sheet

    def copied(self, sheet: Worksheet, before: Worksheet | None, after: Worksheet | None) -> None:
        """Copy a sheet with its names and charts; its formulas look at the copy where they looked at the sheet."""
        model = self.model.copy_worksheet(sheet.grid.sheet)
        numbers = itertools.count(2)
        titles = {name.casefold() for name in self.sheet_names()}
        model.title = next(one for at in numbers if (one := f"{sheet.name[:27]} ({at})").casefold() not in titles)
        model._charts = [copy.deepcopy(one) for one in sheet.grid.sheet._charts]
        model._images = list(sheet.grid.sheet._images)
        for key, defined in sheet.grid.sheet.defined_names.items():
            model.defined_names[key] = copy.copy(defined)
        made = self._by_model[id(model)] = type(sheet)(self, model)
        made.grid.cached, made.grid.drawn = dict(sheet.grid.cached), sheet.grid.drawn
        self.place(made, before, after)
        self.activate(made)

    def place(self, sheet: Worksheet, before: Worksheet | None, after: Worksheet | None) -> None:
        """Put a sheet where it belongs; the active one stays active."""
        beside, shown = before or after, self.model.active
        if beside is None or beside is sheet:
            return
        order = self.model._sheets
        order.remove(sheet.grid.sheet)
        order.insert(order.index(beside.grid.sheet) + (before is None), sheet.grid.sheet)
        self.model.active = order.index(shown)
        self.touched()

    def remove(self, sheet: Worksheet) -> None:
        """Delete a sheet; what referred to it is an error from now on."""
        order = self.model._sheets
        at, active = order.index(sheet.grid.sheet), self.model.active
        del self._by_model[id(sheet.grid.sheet)]
        self.model.remove(sheet.grid.sheet)
        for owner in (self.model, *self.model.worksheets):
            for defined in owner.defined_names.values():
                defined.value = without(f"={defined.value}", sheet.name)[1:]
        for other in self.worksheets():
            other.grid.lose(sheet.name)
        if active is sheet.grid.sheet:
            near = order[at:] + order[:at][::-1]
            active = next(one for one in near if one.sheet_state == "visible")
        shown = self._by_model.get(id(active))
        if shown is not None:
            self.activate(shown)

    def renamed(self, sheet: Worksheet, name: str) -> None:
        """Give a sheet another name, which formulas and names follow."""
        old = sheet.name
        if old == name:
            return
        sheet.grid.sheet.title = "_" if old.casefold() == name.casefold() else name
        sheet.grid.sheet.title = name
        for owner in (self.model, *self.model.worksheets):
            for defined in owner.defined_names.values():
                defined.value = renamed(f"={defined.value}", old, name)[1:]
        for other in self.worksheets():
            for cell in other.grid.cells.values():
                if cell.data_type == "f" and isinstance(cell.value, str):
                    cell.value = renamed(cell.value, old, name)
        self.touched()

    def write_to(self, path: Path) -> None:
        """Save with openpyxl, with the formulas as they are."""
        self.model.save(path)

    # What COM asks

    @property
    def Name(self) -> str:
        return self.name

    @property
    def FullName(self) -> str:
        return self.full_name

    @property
    def Path(self) -> str:
        head = self.full_name[: -len(self.name) or None]
        return head.rstrip("/\\") if head != self.full_name else ""

    @property
    def Saved(self) -> bool:
        return self.saved

    @Saved.setter
    def Saved(self, value: Any) -> None:
        self.saved = bool(value)

    @property
    def ReadOnly(self) -> bool:
        return self.read_only

    @property
    def AutoSaveOn(self) -> bool:
        return self.auto_save

    @AutoSaveOn.setter
    def AutoSaveOn(self, value: Any) -> None:
        self.auto_save = bool(value)

    @property
    def Date1904(self) -> bool:
        return bool(self.epoch == CALENDAR_MAC_1904)

    @property
    def ProtectStructure(self) -> bool:
        return bool(self.model.security is not None and self.model.security.lockStructure)

    @property
    def MultiUserEditing(self) -> bool:
        return False

    @property
    def FileFormat(self) -> int:
        return FORMATS.get(Path(self.name).suffix.casefold(), 51)

    @property
    def Worksheets(self) -> Any:
        return Worksheets(self)

    @property
    def Sheets(self) -> Any:
        return Worksheets(self, "Sheets")

    @property
    def ActiveSheet(self) -> Any:
        return self.active

    @property
    def Names(self) -> Any:
        return Names(self)

    @property
    def Application(self) -> Any:
        return self.session.application

    @property
    def Parent(self) -> Any:
        return self.session.application

    def Windows(self, Index: int) -> Any:
        if Index != 1:
            fail("Subscript out of range")
        return Window(self)

    def Activate(self) -> None:
        self.session.application.show(self)

    def LinkSources(self, Type: int = 1) -> tuple[str, ...] | None:
        links = self.model._external_links if Type == 1 else []
        return tuple(str(link.file_link.target) for link in links if link.file_link) or None

    def SaveCopyAs(self, Filename: str) -> None:
        self.write_to(Path(Filename))

    def SaveAs(self, Filename: str, **_how: Any) -> None:
        self.write_to(Path(Filename))
        self.full_name, self.saved = str(Filename), True

    def Save(self) -> None:
        if self.read_only:
            fail("Excel would ask for another name: the workbook is read-only")
        self.write_to(Path(self.full_name))
        self.saved = True

    def Close(self, SaveChanges: Any = None, **_more: Any) -> None:
        if SaveChanges is None and not self.saved and self.session.application.display_alerts:
            fail("Excel would ask whether to save")
        if SaveChanges:
            self.write_to(Path(self.full_name))
        self.session.application.books.remove(self)


class Workbooks(ComCollection):
    """The open workbooks."""

    def where(self) -> str:
        return "App.Workbooks"

    def members(self) -> list[Any]:
        return list(self.session.application.books)

    @property
    def Application(self) -> Any:
        return self.session.application

    def Add(self, **_template: Any) -> Workbook:
        application = self.session.application
        model = openpyxl.Workbook()
        assert model.active is not None
        model.active.title = "Blad1"
        application.made += 1
        book = Workbook(self.session, model, f"Bok{application.made}")
        application.show(book)
        return book

    def Open(self, Filename: str, _links: Any = None, ReadOnly: Any = None, *_more: Any) -> Workbook:
        path = Path(Filename)
        if not path.is_file():
            fail(f"Sorry, we couldn't find {Filename}")
        if any(one.name.casefold() == path.name.casefold() for one in self.members()):
            fail("A workbook of that name is already open")
        model, cached = load(path)
        book = Workbook(self.session, model, str(path), cached)
        book.read_only = bool(ReadOnly)
        self.session.application.show(book)
        return book
