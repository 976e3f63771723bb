"""From a cell of a result sheet to the user's cell that its figure was read from."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from itnamnd_xl.addin.faults import ExcelError
from itnamnd_xl.addin.own import read_own
from itnamnd_xl.core.model import CellRef, nearly
from itnamnd_xl.package.cells import place_of
from itnamnd_xl.package.names import former
from itnamnd_xl.render.typing_in import linked_place, place_in, shown_value
from itnamnd_xl.sheets import messages
from itnamnd_xl.sheets.build import build_sheets, written_workbooks
from itnamnd_xl.source.from_xlwings import is_hidden
from itnamnd_xl.version import VERSION

if TYPE_CHECKING:
    import xlwings as xw

    from itnamnd_xl.addin.case import OpenCase
    from itnamnd_xl.addin.own import OwnSheet
    from itnamnd_xl.sheets.spec import Row


@dataclass(frozen=True, slots=True)
class Source:
    """A cell of the user's: what a figure was read from, or only where the row that it stands in begins."""

    cell: CellRef
    is_own: bool


def source_of(case: OpenCase, selected: xw.Range) -> Source:
    """Give the cell that a cell of a result sheet comes from: its own figure's, else the one that its row names.

    The case is computed anew for it: what stands on the sheet must be what its cells give now, else a source would be
    shown that is another figure's.

    Raises:
        ExcelError: the cell is none of a result sheet's, has no source, or the sheet is older than its sources.
    """
    workbook = case.workbooks[0]
    sheet = selected.sheet
    at = next((at for at, one in enumerate(workbook.sheets.own) if one.name == sheet.name), None)
    if at is None:
        raise ExcelError("N911")
    own = read_own(workbook.sheets.own[at], at)
    if workbook.name not in written_workbooks(case.result.outcome):
        raise ExcelError("N915")
    if former([own.entry], messages.NAME) is not None:
        # What has changed since the last run stands there too, and is not known any more.
        return Source(_linked(own, selected.row, workbook.name), is_own=True)
    for neutral in build_sheets(case.result.outcome, workbook.name, VERSION):
        if former([own.entry], neutral.name) is None:
            continue
        row = neutral.rows[selected.row - 1] if selected.row <= len(neutral.rows) else ()
        _refuse_older(row, {column: value for (place, column), value in own.values.items() if place == selected.row})
        return _found(row, selected.column)
    raise ExcelError("N915")


def _linked(own: OwnSheet, row: int, workbook: str) -> CellRef:
    """Give the cell that the link in a row leads to: a formula that we wrote, or a hyperlink of the file's writer."""
    formulas = (linked_place(text) for (at, _), text in own.formulas.items() if at == row)
    found = next((place for place in formulas if place is not None), None)
    if found is None:
        # Beyond xlwings: links that are no formulas.
        links = own.sheet.range(f"{row}:{row}").api.Hyperlinks
        found = place_in(str(links(1).SubAddress)) if links.Count else None
    if found is None:
        raise ExcelError("N912")
    sheet, address = found
    return CellRef(workbook, sheet, *place_of(address))


def _refuse_older(row: Row, values: dict[int, object]) -> None:
    """Refuse where a row holds something else than it would now; fields are the user's, and hold what she likes."""
    for column, cell in enumerate(row, 1):
        if cell is not None and not cell.field and not _is_same(shown_value(cell), values.get(column)):
            raise ExcelError("N915")


def _is_same(now: object, there: object) -> bool:
    return nearly(now, there) if isinstance(now, Decimal) and isinstance(there, Decimal) else now == there


def _found(row: Row, column: int) -> Source:
    cell = row[column - 1] if column <= len(row) else None
    own = cell and (cell.came_from or cell.source)
    if own:
        return Source(own, is_own=True)
    beside = next((one.source for one in row if one is not None and one.source is not None), None)
    # A figure without a cell of its own is computed out of several: that of its row would be another's.
    if cell is None or beside is None or not isinstance(cell.value, str):
        raise ExcelError("N912")
    return Source(beside, is_own=False)


def show(case: OpenCase, source: CellRef) -> None:
    """Go to a cell of one of the open workbooks, and select it.

    Raises:
        ExcelError: its workbook is not open, or its sheet is gone or hidden.
    """
    workbook = case.workbook(source.workbook)
    if workbook is None:
        raise ExcelError("N913", where=str(source))
    sheet = next((one for one in workbook.book.sheets if one.name == source.sheet), None)
    if sheet is None:
        raise ExcelError("N915")
    if is_hidden(sheet):
        raise ExcelError("N918", where=str(source))
    workbook.book.activate()
    # Beyond xlwings: it also scrolls there, and takes the user back with the key F5.
    workbook.book.app.api.Goto(Reference=sheet.range(source.a1).api, Scroll=True)
