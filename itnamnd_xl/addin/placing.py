"""Where sheets of ours stand in an open workbook: new ones, and copies of those that have become the user's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from itnamnd_xl.addin.marks import PROMISED, mark, our_names, remember
from itnamnd_xl.addin.own import COMMENT
from itnamnd_xl.package.own import MARK, quoted

if TYPE_CHECKING:
    import xlwings as xw

    from itnamnd_xl.sheets.spec import Sheet

# XlSheetVisibility.
XL_SHOWN, XL_VERY_HIDDEN = -1, 2


def sheet_names(book: xw.Book) -> set[str]:
    """Give the names of all sheets. Beyond xlwings, which passes over those that are charts."""
    return {str(one.Name) for one in book.api.Sheets}


def add_sheet(book: xw.Book, neutral: Sheet, owner: str) -> xw.Sheet:
    """Add a sheet behind those that are shown and mark it as ours; or, should Excel fail midway, add none.

    From then on it is ours to write again, whatever comes between. Beyond xlwings, which counts sheets without charts
    among sheets with charts, and moves the last one, be it hidden.
    """
    before = {one.name for one in book.sheets}
    sheets = book.api.Sheets
    last = next(at for at in range(sheets.Count, 0, -1) if sheets(at).Visible == XL_SHOWN)
    try:
        if last < sheets.Count:
            sheets.Add(Before=sheets(last + 1))
        else:
            sheets.Add(Before=sheets(last))
            sheets(last + 1).Move(Before=sheets(last))
        sheet = next(one for one in book.sheets if one.name not in before)
        sheet.name = neutral.name
        if owner == MARK:
            remember(sheet, neutral)
        mark(sheet, owner, neutral.name)
    except Exception:
        for one in [one for one in book.sheets if one.name not in before]:
            one.delete()
        raise
    return sheet


def copy_for_user(book: xw.Book, sheet: xw.Sheet, name: str, *, is_promised: bool) -> None:
    """Make what stands on a sheet of ours the user's, as a copy with all that she has put there.

    The sheet itself stays ours, and what her formulas refer to. The copy has our mark with the old name, by which it is
    known for a copy. The promise on the sheet tells, after an interruption, that it is or was being made.
    """
    done = _promised_copy(book, sheet, name) if is_promised else None
    if done is None:
        mark(sheet, PROMISED, name)
        _copy(sheet, name)
    elif done.name != name:
        done.name = name
    # Beyond xlwings.
    api = sheet.api
    for shape in list(api.Shapes):
        if shape.Type != COMMENT:
            shape.Delete()
    for table in list(api.ListObjects):
        table.Unlist()
    for pivot in list(api.PivotTables()):
        pivot.TableRange2.Clear()


def _copy(sheet: xw.Sheet, name: str) -> None:
    shown = sheet.visible
    if shown == XL_VERY_HIDDEN:
        # Excel copies no sheet that it shows to nobody.
        sheet.visible = False
    sheet.copy(before=sheet, name=name)
    if shown == XL_VERY_HIDDEN:
        sheet.api.Visible = XL_VERY_HIDDEN


def _promised_copy(book: xw.Book, sheet: xw.Sheet, name: str) -> xw.Sheet | None:
    """Find the copy that was being made: it has the promise too, under whatever name it was left."""
    others = [one for one in book.sheets if one.name != sheet.name]
    return next((one for one in others if our_names(one).get(PROMISED) == quoted(name)), None)
