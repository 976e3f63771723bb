"""Which header a printed sheet repeats on its pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl
import pytest

from itnamnd_xl.app.delivery import Target
from itnamnd_xl.app.recalculate import recalculate
from itnamnd_xl.render.layout import repeated_header
from itnamnd_xl.sheets.spec import Cell, Sheet, titled
from tests.cases import wide_case

if TYPE_CHECKING:
    from pathlib import Path


def sheet_of(*tables: int) -> Sheet:
    """A sheet of tables of so many rows, each on a page of its own, wide enough for a page of about 56 rows."""
    sheet = titled("Blad", "Blad", (100, 84))
    for at, rows in enumerate(tables):
        if at:
            sheet.new_page()
        sheet.header("Namn", "Text")
        sheet.add(*[(Cell("a"), Cell("b"))] * rows)
    return sheet


@pytest.mark.parametrize(
    ("tables", "row"),
    [((5,), 2), ((500,), 2), ((20, 20), None), ((200, 20), 2), ((200, 200), None), ((20, 200), None), ((200, 9, 9), 2)],
)
def test_a_header_is_repeated_where_it_heads_what_stands_below_it(tables: tuple[int, ...], row: int | None) -> None:
    assert repeated_header(sheet_of(*tables)) == row


@pytest.mark.parametrize(("goals", "rows"), [(2, None), (12, "$4:$4")])
def test_the_goals_of_many_indicators_are_headed_on_every_page(tmp_path: Path, goals: int, rows: str | None) -> None:
    path = wide_case(tmp_path / "bok.xlsx", goals=goals, indicators=5)
    (written,) = recalculate([path], target=Target(tmp_path / "ut")).written
    assert openpyxl.load_workbook(written)["Måluppfyllelse"].print_title_rows == rows
