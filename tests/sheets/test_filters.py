"""Which tables can be filtered, and as far as where."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from itnamnd_xl.core.diagnostics import diagnostic
from itnamnd_xl.core.model import CellRef
from itnamnd_xl.sheets.cells import FILTER_NOTE
from itnamnd_xl.sheets.changes import Change
from itnamnd_xl.sheets.formulas import Book
from itnamnd_xl.sheets.messages import messages_sheet
from itnamnd_xl.sheets.reconciliation import reconciliation_sheet
from itnamnd_xl.sheets.sources import sources_sheet
from itnamnd_xl.sheets.spec import EMPTY, Cell, Role, titled

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from itnamnd_xl.sheets.spec import Sheet

    Built = dict[str, Sheet]

HEADS = {"Källor": "Uppgift", "Avstämning": "Kontroll", "Meddelanden": "Nr"}


@pytest.mark.parametrize("name", HEADS)
def test_the_whole_table_is_filtered_and_nothing_else(
    name: str, single: list[Path], built: Callable[..., Built]
) -> None:
    sheet = built(single)[name]
    assert sheet.filtered is not None
    header, last = sheet.filtered
    heading = sheet.rows[header - 1][0]
    assert heading is not None
    assert heading.value == HEADS[name]
    roles = [cell.role for cell in sheet.rows[header - 1] if cell is not None]
    assert {*roles[: sheet.shown_columns]} == {Role.HEADER, Role.HEADER_ARROW}
    assert {*roles[sheet.shown_columns :]} <= {Role.HEADER_NUMBER}
    rows = sheet.rows[header:last]
    assert all(len(row) == len(roles) and row[0] is not None and row[0].span == 1 for row in rows)
    below = sheet.rows[last:]
    assert not below or len(below[0]) == 1, "the row below the table is not one of it"


def test_no_other_sheet_is_filtered(single: list[Path], built: Callable[..., Built]) -> None:
    assert {name for name, sheet in built(single).items() if sheet.filtered} == HEADS.keys()


def test_who_may_not_sort_is_told(single: list[Path], built: Callable[..., Built]) -> None:
    told = {name for name, sheet in built(single).items() if FILTER_NOTE in _text(sheet)}
    assert told == {"Källor", "Avstämning"}


def test_a_table_without_rows_is_none() -> None:
    book = Book("bok.xlsx")
    for sheet in (sources_sheet((), (), book), reconciliation_sheet((), (), book), messages_sheet((), "bok.xlsx")):
        assert sheet.filtered is None
        assert FILTER_NOTE not in _text(sheet)


def test_the_messages_are_filtered_below_what_has_changed() -> None:
    changed = Change(CellRef("bok.xlsx", "Fördelning", 5, 3), "Andel", "Askersund", Cell("före"), Cell("nu"))
    sheet = messages_sheet([diagnostic("N307", "bok.xlsx", found="1 733", value="1733")], "bok.xlsx", [changed])
    assert sheet.header_row is None
    assert sheet.filtered == (len(sheet.rows) - 1, len(sheet.rows))


def test_working_columns_have_no_arrows() -> None:
    from itnamnd_xl.render.layout import filtered_area

    sheet = titled("S", "Titel", (20, 10, 7, 7), aids=2)
    sheet.header("Konto", "Utfall", "Grad", "Vikt")
    sheet.add((Cell("a"), Cell(1), Cell(2), Cell(3)))
    sheet.let_filter(2)
    sheet.add(EMPTY)
    assert filtered_area(sheet) == (2, 1, 3, 2)


def _text(sheet: Sheet) -> str:
    return "\n".join(str(cell.value) for row in sheet.rows for cell in row if cell is not None)
