"""Defined names, of the workbook and of its sheets."""
# ruff: noqa: N802, N803 - the members and their arguments have Excel's names

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from openpyxl.workbook.defined_name import DefinedName

from tests.excel.areas import address, parse_areas
from tests.excel.com import BAD_INDEX, Com, ComCollection, fail
from tests.excel.formulas import CELL_LIKE, SHEET, quoted

if TYPE_CHECKING:
    from tests.excel.com_book import Workbook
    from tests.excel.com_range import Range
    from tests.excel.com_sheet import Worksheet

VALID = re.compile(r"[^\W\d][\w.\\?]*|[\\_][\w.\\?]*")
PRINTED = {"Print_Area": "print_area", "Print_Titles": "print_titles"}


class Name(Com):
    """A defined name. Its `Name` tells the sheet that it belongs to."""

    def __init__(self, book: Workbook, sheet: Worksheet | None, key: str) -> None:
        super().__init__(book.session)
        self._book, self._sheet, self._key = book, sheet, key

    @property
    def name(self) -> str:
        return self._key if self._sheet is None else f"{quoted(self._sheet.name)}!{self._key}"

    def where(self) -> str:
        return f"{self._book.where()}.Names[{self.name}]"

    def check(self) -> None:
        if self._key not in self._store and self._key not in PRINTED:
            fail("The name is gone")

    @property
    def _store(self) -> dict[str, Any]:
        owner = self._book.model if self._sheet is None else self._sheet.grid.sheet
        return owner.defined_names  # type: ignore[no-any-return]

    def refers_to(self) -> str:
        if self._key in PRINTED and self._sheet is not None:
            return f"={getattr(self._sheet.grid.sheet, PRINTED[self._key])}"
        return f"={self._store[self._key].value}"

    @property
    def Name(self) -> str:
        return self.name

    @Name.setter
    def Name(self, value: Any) -> None:
        check_name(value)
        defined = self._store.pop(self._key)
        self._key = defined.name = value
        self._store[value] = defined
        self._book.touched()

    @property
    def NameLocal(self) -> str:
        return self.name

    @property
    def RefersTo(self) -> str:
        return self.refers_to()

    @RefersTo.setter
    def RefersTo(self, value: Any) -> None:
        self._store[self._key].value = as_reference(value)
        self._book.touched()

    @property
    def RefersToRange(self) -> Range:
        text = self.refers_to()[1:]
        match = SHEET.match(text)
        areas = parse_areas(SHEET.sub("", text)) if match else None
        name = (match["quoted"] or match["plain"] or "").replace("''", "'") if match else ""
        sheet = self._book.sheet_named(name)
        if areas is None or sheet is None:
            fail("Application-defined or object-defined error")
        return sheet.range_of(areas)

    @property
    def Visible(self) -> bool:
        return self._key in PRINTED or not self._store[self._key].hidden

    @Visible.setter
    def Visible(self, value: Any) -> None:
        self._store[self._key].hidden = not value
        self._book.touched()

    @property
    def Parent(self) -> Any:
        return self._sheet or self._book

    def Delete(self) -> None:
        if self._key in PRINTED and self._sheet is not None:
            sheet = self._sheet.grid.sheet
            if self._key == "Print_Area":
                sheet.print_area = None
            else:
                sheet.print_title_rows = sheet.print_title_cols = None
        else:
            del self._store[self._key]
        self._book.touched()


def check_name(name: str) -> None:
    plain = VALID.fullmatch(name) and not CELL_LIKE.fullmatch(name) and len(name) <= 255
    if not plain or name.casefold() in {"r", "c"}:
        fail("The syntax of this name isn't correct")


def as_reference(given: Any) -> str:
    """What a name refers to, without the equals sign; a text without one is a text."""
    if isinstance(given, Com):
        owner: Any = given
        return ",".join(f"{quoted(owner.sheet.name)}!{address(area)}" for area in owner.areas)
    text = str(given)
    return text[1:] if text.startswith("=") else '"' + text.replace('"', '""') + '"'


class Names(ComCollection):
    """The names of a workbook, its sheets' among them, or those of one sheet."""

    def __init__(self, book: Workbook, sheet: Worksheet | None = None) -> None:
        super().__init__(book.session)
        self._book, self._sheet = book, sheet

    def where(self) -> str:
        return f"{(self._sheet or self._book).where()}.Names"

    def _of(self, sheet: Worksheet) -> list[Name]:
        model = sheet.grid.sheet
        found = [Name(self._book, sheet, key) for key in model.defined_names]
        return found + [Name(self._book, sheet, key) for key, attribute in PRINTED.items() if getattr(model, attribute)]

    def members(self) -> list[Any]:
        if self._sheet is not None:
            found = self._of(self._sheet)
        else:
            found = [Name(self._book, None, key) for key in self._book.model.defined_names]
            for sheet in self._book.worksheets():
                found += self._of(sheet)
        return sorted(found, key=lambda one: one._key.casefold())

    def find(self, index: Any) -> Any:
        if not isinstance(index, str):
            return super().find(index)
        for one in self.members():
            plain = one._key if self._sheet is not None or one._sheet is None else None
            if index.casefold() in {one.name.casefold(), (plain or one.name).casefold()}:
                return one
        return fail("Application-defined or object-defined error", BAD_INDEX)

    def Add(self, Name: str, RefersTo: Any = None, Visible: Any = True) -> Any:
        match = SHEET.match(Name)
        sheet, key = self._sheet, Name
        if match is not None:
            sheet = self._book.sheet_named((match["quoted"] or match["plain"]).replace("''", "'"))
            key = Name[match.end() :]
            if sheet is None:
                fail("The syntax of this name isn't correct")
        check_name(key)
        store: Any = (self._book.model if sheet is None else sheet.grid.sheet).defined_names
        old = next((one for one in store if one.casefold() == key.casefold()), None)
        if old is not None:
            del store[old]
        store[key] = DefinedName(key, attr_text=as_reference(RefersTo), hidden=None if Visible else True)
        self._book.touched()
        return _name(self._book, sheet, key)


def _name(book: Workbook, sheet: Worksheet | None, key: str) -> Name:
    return Name(book, sheet, key)
