"""The printed page: no block is cut in two, no table stands under the header of another, and every text is seen."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from itnamnd_xl.render.layout import row_heights, shown_format
from itnamnd_xl.sheets.spec import Cell, Role, Sheet

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Built = dict[str, Sheet]

HEADERS = {Role.HEADER, Role.HEADER_NUMBER, Role.HEADER_ARROW}


def first(sheet: Sheet, row: int) -> Cell:
    """The first cell of a row, from 1."""
    cell = sheet.rows[row - 1][0]
    assert cell is not None
    return cell


def row_of(sheet: Sheet, text: str) -> int:
    return next(
        row for row, cells in enumerate(sheet.rows, 1) if cells and cells[0] and str(cells[0].value).startswith(text)
    )


@pytest.fixture
def every(three: list[Path], built: Callable[..., Built]) -> list[Sheet]:
    """All sheets of the example in three workbooks."""
    return [sheet for name in ("budget.xlsx", "indikatorer.xlsx") for sheet in built(three, name).values()]


def test_a_header_that_is_repeated_is_that_of_the_only_table(every: list[Sheet]) -> None:
    for sheet in every:
        heads = [row for row in sheet.rows if row and all(cell and cell.role in HEADERS for cell in row)]
        assert sheet.header_row is None or sheet.breaks or len(heads) == 1, sheet.name


def test_every_block_of_the_invoice_basis_has_a_page(three: list[Path], built: Callable[..., Built]) -> None:
    sheet = built(three)["Fakturaunderlag"]
    blocks = [
        row for row in range(2, len(sheet.rows) + 1) if sheet.rows[row - 1] and first(sheet, row).role is Role.HEADING
    ]
    assert [first(sheet, row).value for row in blocks] == ["Lekeberg", "Laxå", "Askersund", "Hallsberg", "Summering"]
    # What stands above the first one goes with it.
    assert [row + 1 for row in sheet.breaks] == blocks[1:]
    assert {cell.role for row in blocks for cell in sheet.rows[row] if cell} == {Role.HEADER}


@pytest.mark.parametrize(
    ("name", "heading"),
    [
        ("Avstämning", "Belopp som kan räknas fram på flera sätt"),
        ("Inställningar", "Kolumner"),
        ("Inställningar", "Det här kan en kolumn vara"),
        ("Om beräkningen", "Det som är läst"),
    ],
)
def test_a_heading_begins_the_page_that_its_table_stands_on(
    three: list[Path], built: Callable[..., Built], name: str, heading: str
) -> None:
    sheet = built(three)[name]
    assert row_of(sheet, heading) - 1 in sheet.breaks


def test_a_name_in_the_place_of_a_figure_is_seen_whole(three: list[Path], built: Callable[..., Built]) -> None:
    sheet = built(three)["Källor"]
    row = row_of(sheet, "Inställning: Nämnd")
    said = [cell.value for cell in sheet.rows[row - 1] if cell]
    assert "Sydnärkes IT-nämnd" in said
    assert row in dict(row_heights(sheet))


def test_what_is_said_of_a_column_that_is_not_printed_says_so(every: list[Sheet]) -> None:
    for sheet in (one for one in every if one.name == "Avstämning"):
        aids = [cell.value for cell in sheet.rows[(sheet.header_row or 0) - 1][sheet.shown_columns :] if cell]
        notes = " ".join(str(row[0].value) for row in sheet.rows if row and row[0] and row[0].role is Role.NOTE)
        assert all(f"Hjälpkolumnen {aid}" in notes for aid in aids)
        assert "skrivs inte ut" in notes or "inte skrivs ut" in notes


def test_a_weight_has_room_in_its_column(three: list[Path], built: Callable[..., Built]) -> None:
    sheet = built(three)["Avstämning"]
    weight = sheet.rows[row_of(sheet, "Belopp som kan räknas fram") + 2][-1]
    assert weight is not None
    assert weight.value == Decimal(10**9)
    assert shown_format(weight).startswith("#,##0")
    assert len("2 000 000 001") < sheet.widths[-1] - 1
