"""The case in Excel: the workbook that the button was pressed in and those that it names, read as they stand open."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from itnamnd_xl.addin.excel import protected_views
from itnamnd_xl.addin.own import OwnSheet, SheetsByOwner, read_all_own, sheets_by_owner
from itnamnd_xl.app.recalculate import Result, computed
from itnamnd_xl.core.diagnostics import Diagnostic, diagnostic
from itnamnd_xl.policy.load import CONFIG_NAME, find_config, find_user_config, load_policy
from itnamnd_xl.source.book import Book
from itnamnd_xl.source.from_xlwings import open_doubts, read_open_grids, read_open_values
from itnamnd_xl.source.settings_sheet import named_workbooks
from itnamnd_xl.source.stated import is_answered_in

if TYPE_CHECKING:
    import xlwings as xw

    from itnamnd_xl.policy import Policy
    from itnamnd_xl.source.grid import Grid


@dataclass(frozen=True, slots=True)
class OpenWorkbook:
    """A workbook of the case that is open in Excel: whose its sheets are, what the user's hold, her answers in ours."""

    name: str
    book: xw.Book
    sheets: SheetsByOwner
    grids: tuple[Grid, ...]
    answers: tuple[Grid, ...] = ()

    def own(self) -> tuple[OwnSheet, ...]:
        """Read our sheets in it."""
        return read_all_own(self.sheets)


@dataclass(frozen=True, slots=True)
class OpenCase:
    """The open workbooks of a case, the first of them the one that the button was pressed in; and what it came to."""

    workbooks: tuple[OpenWorkbook, ...]
    result: Result

    def workbook(self, name: str) -> OpenWorkbook | None:
        """Give a workbook of the case by its name."""
        return next((one for one in self.workbooks if one.name == name), None)


def compute_open(book: xw.Book) -> OpenCase:
    """Read and compute the case of an open workbook; nothing is written."""
    config, said = _config(book)
    policy = load_policy(config)
    first, problems = _opened(book, policy)
    problems += said
    others, missing = _others(first, policy)
    problems += missing
    usable = [first]
    for one, said in others:
        problems += said
        if one.grids:
            usable.append(one)
    # What a named workbook holds would be missing from the figures without a word.
    books = [] if missing else [Book(one.name, "", one.grids, one.answers) for one in usable]
    return OpenCase(tuple(usable), computed(first.name, books, policy, {}, problems))


def _config(book: xw.Book) -> tuple[Path | None, list[Diagnostic]]:
    """Find the configuration as the command does; beside a workbook of a server's only the user's own is looked for."""
    # Beyond xlwings, whose fullname guesses at a path where Excel has an address.
    folder = str(book.api.Path)
    if not folder:
        return find_user_config(), []
    if "://" in folder:
        said = diagnostic("N920", book.name, name=CONFIG_NAME, where="OneDrive eller SharePoint")
        return find_user_config(), [said]
    return find_config(Path(folder) / book.name), []


def _opened(book: xw.Book, policy: Policy) -> tuple[OpenWorkbook, list[Diagnostic]]:
    name, sheets = book.name, sheets_by_owner(book)
    grids, problems = read_open_grids(name, book, sheets.users, policy.limits.cells)
    doubts = open_doubts(name, book)
    copies = [diagnostic("N127", name, sheet=one.name) for one in sheets.copies]
    answers = tuple(read_open_values(name, sheet) for sheet in sheets.own if is_answered_in(sheet.name))
    return OpenWorkbook(name, book, sheets, grids, answers), [*problems, *doubts, *copies]


def _others(
    first: OpenWorkbook, policy: Policy
) -> tuple[list[tuple[OpenWorkbook, list[Diagnostic]]], list[Diagnostic]]:
    """Open the other workbooks that the first one names; gives them, and what is to be said of those not open."""
    app = first.book.app
    there = {one.name.casefold(): one for one in app.books}
    protected = {name.casefold() for name in protected_views(app)}
    found, missing = [], []
    seen = {first.name.casefold()}
    for name, source in named_workbooks((*first.grids, *first.answers), {*there, *protected}):
        key = name.casefold()
        if key in seen:
            continue
        seen.add(key)
        if key in there:
            one, said = _opened(there[key], policy)
            found.append((one, said if one.sheets.users else [*said, diagnostic("N133", one.name)]))
        elif key in protected:
            missing.append(diagnostic("E902", name))
        else:
            missing.append(diagnostic("E901", source, name=name))
    return found, missing
