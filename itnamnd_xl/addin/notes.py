"""The sheet Egna anteckningar in an open workbook: what users had typed where it could not stay."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from itnamnd_xl.addin.placing import add_sheet
from itnamnd_xl.app.notes import moved, notes_of
from itnamnd_xl.package.names import free_name
from itnamnd_xl.package.own import NOTES_MARK
from itnamnd_xl.render.with_xlwings import append_open_rows, dress, replace_contents
from itnamnd_xl.sheets.notes import HEADERS, NAME, notes_sheet
from itnamnd_xl.source.from_xlwings import read_block, used_area

if TYPE_CHECKING:
    from collections.abc import Sequence

    import xlwings as xw

    from itnamnd_xl.core.diagnostics import Diagnostic
    from itnamnd_xl.package.typed import Typed


def keep_notes(book: xw.Book, notes: Sequence[xw.Sheet], typed: Sequence[Typed], taken: set[str]) -> list[Diagnostic]:
    """Add what users had typed to the first sheet of notes; where there is none it is made, under no `taken` name."""
    if not typed:
        return []
    before = next(iter(notes), None)
    if before is not None:
        known = _noted(before)
        new = [one for one in notes_of(typed) if (one.sheet, one.address, str(one.value)) not in known]
        if not known:
            # It was interrupted before it held anything.
            replace_contents(before, notes_sheet(new))
            dress(before, notes_sheet(new))
        elif new:
            append_open_rows(before, notes_sheet(new), used_area(before)[2])
        return [moved(book.name, typed, before.name)]
    names = {str(one.Name) for one in book.api.Sheets}
    neutral = replace(notes_sheet(notes_of(typed)), name=free_name(NAME, names | taken))
    sheet = add_sheet(book, neutral, NOTES_MARK)
    replace_contents(sheet, neutral)
    dress(sheet, neutral)
    return [moved(book.name, typed, sheet.name)]


def _noted(sheet: xw.Sheet) -> set[tuple[str, str, str]]:
    """Give what is noted already: of what was written before an interrupted run, nothing is noted twice."""
    rows: dict[int, dict[int, str]] = {}
    for (row, column), value, _ in read_block(sheet, used_area(sheet)):
        text = str(Decimal(f"{value:.15g}")) if isinstance(value, float) else str(value)
        rows.setdefault(row, {})[column] = text
    return {(one.get(1, ""), one.get(2, ""), one.get(len(HEADERS), "")) for one in rows.values()}
