"""How many calls to Excel a press of the button costs, and which: they go by blocks and looks, not by cells."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
from openpyxl import load_workbook

from itnamnd_xl.addin import buttons
from itnamnd_xl.addin.case import compute_open
from itnamnd_xl.render.with_xlwings import dress, replace_contents
from itnamnd_xl.sheets.spec import EMPTY, Cell, Role, Sheet, titled
from tests.cases import wide_case

if TYPE_CHECKING:
    from tests.excel.excel import Excel


class Budget(NamedTuple):
    """The most calls: to write all result sheets, and to read a sheet besides its formats and merged areas."""

    writing: int
    reading: int


# Eight result sheets, each some 180 calls whatever stands there: looks go by the block. Diagram has some 60 more for
# each chart and series: Excel is told each trait of those by itself. Three sheets are filtered, which takes two calls
# each. Ten times as many indicators may cost a few calls more: addresses have at most 255 characters.
BUDGETS = {16: Budget(1900, 120), 160: Budget(1980, 120)}
# Each change of number format down a column is looked for by halving, each merged area is asked for by itself.
CALLS_A_FORMAT, CALLS_AN_AREA = 4, 3


def format_changes(path: Path) -> int:
    """How often the number format changes from one number to the next down a column."""
    sheet = load_workbook(path).worksheets[0]
    changes = 0
    for column in sheet.iter_cols():
        shown = [cell.number_format for cell in column if isinstance(cell.value, int | float)]
        changes += sum(first != second for first, second in pairwise(shown))
    return changes


@pytest.mark.parametrize("indicators", BUDGETS)
def test_the_calls_stay_within_the_budget(indicators: int, excel: Excel, tmp_path: Path) -> None:
    path = wide_case(tmp_path / "mål.xlsx", goals=indicators // 8, indicators=8)
    book = excel.open(path)
    excel.log.clear()
    compute_open(book)
    reading = excel.log.round_trips
    areas = len(load_workbook(path).worksheets[0].merged_cells.ranges)
    allowed = BUDGETS[indicators].reading + CALLS_A_FORMAT * format_changes(path) + CALLS_AN_AREA * areas
    assert reading <= allowed
    excel.log.clear()
    buttons.recalculated(book)
    assert excel.log.round_trips - reading <= BUDGETS[indicators].writing


def test_a_table_of_one_format_costs_the_same_however_long_it_is(excel: Excel, tmp_path: Path) -> None:
    import openpyxl

    def calls(rows: int) -> int:
        made = openpyxl.Workbook()
        sheet = made.worksheets[0]
        sheet.append(("Kontotext", "Budget 2023", "Utfall 2023", "Avvikelse"))
        for row in range(rows):
            sheet.append((f"Konto {row}", row, row, 0))
        made.save(tmp_path / f"{rows}.xlsx")
        book = excel.open(tmp_path / f"{rows}.xlsx")
        excel.log.clear()
        compute_open(book)
        book.close()
        return excel.log.round_trips

    # With a longer one fills are not asked for any more, which costs less.
    assert calls(20) == calls(1000) > calls(2000)


def neutral() -> Sheet:
    """A small sheet with every kind of thing in it."""
    sheet = titled("Liten", "Titel 2023", (20, 12))
    sheet.add(EMPTY)
    sheet.header("Konto", "Utfall", numbers=(1,))
    sheet.add((Cell("Löner", Role.TEXT), Cell(-12, Role.AMOUNT)))
    sheet.add((Cell("=1+1", Role.TEXT), Cell(7, Role.AMOUNT)))
    sheet.add((Cell(None, Role.INPUT, options='"Ja,Nej"'), Cell(None, Role.INPUT, options="$A$4:$A$5")))
    sheet.let_filter(3)
    return sheet


# In Excel's own words: what is set and called for the sheet above, once it is new and named.
GOLDEN = (Path(__file__).parent / "golden.txt").read_text("utf-8").splitlines()


def test_the_writes_are_these_and_no_others(excel: Excel) -> None:
    book = excel.new()
    sheet = book.sheets[0]
    with excel.log.pause():
        sheet.name = "Liten"
    excel.log.clear()
    replace_contents(sheet, neutral())
    dress(sheet, neutral())
    assert excel.log.writes() == GOLDEN


def test_what_is_written_is_never_deleted_and_made_anew(excel: Excel, tmp_path: Path) -> None:
    book = excel.open(wide_case(tmp_path / "mål.xlsx", goals=2, indicators=8))
    buttons.recalculated(book)
    excel.log.clear()
    buttons.recalculated(book)
    called = {re.sub(r"\[[^]]*\]", "", entry.path) for entry in excel.log if entry.kind == "CALL"}
    assert not called & {"Sheet.Delete", "Book.Worksheets.Add", "Book.Sheets.Add"}
