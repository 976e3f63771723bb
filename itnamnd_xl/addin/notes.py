"""The sheet Egna anteckningar in an open workbook: what users had typed where it could not stay."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from itnamnd_xl.addin.marks import mark, our_names
from itnamnd_xl.addin.placing import add_sheet, sheet_names
from itnamnd_xl.app.notes import moved, note_key, notes_of
from itnamnd_xl.core.model import cell_number
from itnamnd_xl.package.names import free_name
from itnamnd_xl.package.own import NOTES_MARK, PREFIX, unquoted
from itnamnd_xl.render.with_xlwings import append_open_rows, dress, replace_contents
from itnamnd_xl.sheets.notes import HEADERS, NAME, notes_sheet
from itnamnd_xl.source.from_xlwings import read_block, used_area

if TYPE_CHECKING:
    from collections.abc import Sequence

    import xlwings as xw

    from itnamnd_xl.core.diagnostics import Diagnostic
    from itnamnd_xl.core.model import Area
    from itnamnd_xl.package.typed import Typed
    from itnamnd_xl.sheets.notes import Note
    from itnamnd_xl.sheets.spec import Sheet


# The first row that a press has added and not yet done with, on the sheet of notes.
UNDONE = f"{PREFIX}oavslutat"
Key = tuple[str, ...]


def keep_notes(book: xw.Book, notes: Sequence[xw.Sheet], typed: Sequence[Typed], taken: set[str]) -> list[Diagnostic]:
    """Add what users had typed to the first sheet of notes; where there is none it is made, under no `taken` name.

    What an interrupted press has added already is not added again; `settle` says that a press is done.
    """
    if not typed:
        return []
    found = notes_of(typed)
    before = next(iter(notes), None)
    if before is None:
        neutral = replace(notes_sheet(found), name=free_name(NAME, sheet_names(book) | taken))
        before = add_sheet(book, neutral, NOTES_MARK)
        _begin(before, neutral)
    else:
        _append(before, found)
    return [moved(book.name, typed, before.name)]


def settle(notes: Sequence[xw.Sheet]) -> None:
    """Say that what was added is there for good: whoever types the same again has it noted again."""
    for sheet in notes:
        if UNDONE in our_names(sheet):
            sheet.names[UNDONE].delete()


def _begin(sheet: xw.Sheet, neutral: Sheet) -> None:
    mark(sheet, UNDONE, str((neutral.header_row or 0) + 1))
    replace_contents(sheet, neutral)
    dress(sheet, neutral)


def _append(sheet: xw.Sheet, found: list[Note]) -> None:
    area = used_area(sheet)
    names = our_names(sheet)
    rows = _rows(sheet, area)
    if UNDONE in names and not rows:
        # It was interrupted before it held anything.
        _begin(sheet, notes_sheet(found))
        return
    first = int(unquoted(names[UNDONE])) if UNDONE in names else area[2] + 1
    there = Counter(key for row, key in rows.items() if row >= first)
    new = []
    for one in found:
        there[note_key(one)] -= 1
        if there[note_key(one)] < 0:
            new.append(one)
    if new:
        mark(sheet, UNDONE, str(first))
        append_open_rows(sheet, notes_sheet(new), area[2])


def _rows(sheet: xw.Sheet, area: Area) -> dict[int, Key]:
    """Give the rows of the sheet of notes as they stand."""
    rows: dict[int, dict[int, str]] = {}
    for (row, column), value, _ in read_block(sheet, area):
        text = str(cell_number(value) if isinstance(value, float) else value)
        rows.setdefault(row, {})[column] = text
    return {row: tuple(one.get(at, "") for at in range(1, len(HEADERS) + 1)) for row, one in rows.items()}
