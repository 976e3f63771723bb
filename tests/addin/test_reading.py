"""A workbook that is open is read as its file is: the same cells, formats, merged areas, and what is hidden."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest
from openpyxl.styles import Font, PatternFill

from itnamnd_xl.app.recalculate import sizes
from itnamnd_xl.package.opening import open_workbook
from itnamnd_xl.policy.load import load_policy
from itnamnd_xl.source.from_package import read_grids
from itnamnd_xl.source.from_xlwings import open_doubts, read_open_grids
from itnamnd_xl.source.grid import CellKind, Grid, cells_digest
from itnamnd_xl.source.long_cells import LongCells
from tests.cases import wide_case
from tests.conftest import WORKBOOKS

if TYPE_CHECKING:
    from tests.excel.excel import Excel

LIMITS = load_policy().limits
EXAMPLES = sorted(WORKBOOKS.rglob("20*/*.xlsx"))


def from_file(path: Path) -> tuple[Grid, ...]:
    opened, _ = open_workbook(path.name, path.read_bytes(), sizes(LIMITS))
    assert opened is not None
    return read_grids(path.name, opened.source)[0]


def from_excel(path: Path, excel: Excel) -> tuple[Grid, ...]:
    book = excel.open(path)
    grids, said = read_open_grids(path.name, book, list(book.sheets), LIMITS.cells)
    assert not said
    return grids


def assert_alike(file: tuple[Grid, ...], live: tuple[Grid, ...]) -> None:
    assert [one.name for one in file] == [one.name for one in live]
    for first, second in zip(file, live, strict=True):
        assert first.is_hidden == second.is_hidden
        assert sorted(first.merges) == sorted(second.merges)
        used = {at for at, _ in first.cells}, {at for _, at in first.cells}
        assert first.hidden_rows & used[0] == second.hidden_rows & used[0]
        assert first.hidden_columns & used[1] == second.hidden_columns & used[1]
        assert first.cells.keys() == second.cells.keys()
        for place, cell in first.cells.items():
            other = second.cells[place]
            assert (cell.kind, cell.value, cell.text) == (other.kind, other.value, other.text), place
            if cell.kind in (CellKind.NUMBER, CellKind.DATE, CellKind.TIME):
                assert cell.number_format == other.number_format, place
            assert (cell.formula is None) == (other.formula is None), place


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_the_examples(path: Path, excel: Excel) -> None:
    assert EXAMPLES
    assert_alike(from_file(path), from_excel(path, excel))


def test_many_merged_areas_and_formats(excel: Excel, tmp_path: Path) -> None:
    path = wide_case(tmp_path / "a.xlsx", goals=7, indicators=5)
    assert len(from_file(path)[0].merges) == 8
    assert_alike(from_file(path), from_excel(path, excel))


def test_a_sheet_with_everything_in_it(excel: Excel, tmp_path: Path) -> None:
    from xlsxwriter import Workbook

    path = tmp_path / "a.xlsx"
    with Workbook(path) as book:
        sheet = book.add_worksheet("Allt")
        for row, (value, shown) in enumerate(
            [(0.84, "0%"), (44927.5, "yyyy-mm-dd hh:mm"), (44927, "yyyy-mm-dd"), (0.25, "hh:mm"), (1.5, "[h]:mm"),
             (1733.25, '#,##0 "tkr"'), (8.300000000000001, "General"), (-0.0, "0"), (12.345, '"kr" #,##0.00')],
        ):  # fmt: skip
            sheet.write_number(row, 0, value, book.add_format({"num_format": shown}))
        sheet.write_column(0, 1, ["=text", "0117", "NA", " ", "● 3,08 %", "rad\nrad"])
        sheet.write_boolean(0, 2, True)  # xlsxwriter names it otherwise
        sheet.write_formula(1, 2, "=1+1", None, 2)
        sheet.write_formula(2, 2, '="a"&"b"', None, "ab")
        sheet.write_formula(3, 2, "=1/0", None, "#DIV/0!")
        sheet.write_formula(4, 2, "=NA()", None, "#N/A")
        sheet.merge_range("E2:G4", "mitt i")
        sheet.merge_range("A20:C20", "rubrik")
        sheet.merge_range("I12:I30", 5)
        sheet.set_row(5, None, None, {"hidden": True})
        sheet.set_column("C:C", None, None, {"hidden": True})
        book.add_worksheet("Tom")
        book.add_worksheet("Dold").hide()
    assert_alike(from_file(path), from_excel(path, excel))


def test_marks_keep_their_font_and_colour(excel: Excel, tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    sheet = made.worksheets[0]
    for row, (text, font) in enumerate(
        [
            ("l", Font(name="Wingdings", color="FF00B050")),
            ("● 3,08 %", Font(color="FFFF0000")),
            ("vanlig text", Font()),
        ],
        1,
    ):
        sheet.cell(row, 1, text).font = font
    made.save(tmp_path / "a.xlsx")
    cells = from_excel(tmp_path / "a.xlsx", excel)[0].cells
    assert (cells[1, 1].font, cells[1, 1].color) == ("Wingdings", "FF00B050")
    assert cells[2, 1].color == "FFFF0000"
    assert cells[3, 1].color is None


def test_fills_are_read_of_empty_cells_too(excel: Excel, tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    sheet = made.worksheets[0]
    sheet["A1"], sheet["D4"] = "Status", 7
    for address, color in {"A2": "FF00B050", "A3": "FFFFEB9C", "B3": "FFFF0000", "C3": "FFD9D9D9"}.items():
        sheet[address].fill = PatternFill("solid", fgColor=color)
    made.save(tmp_path / "a.xlsx")
    expected = {(2, 1): "FF00B050", (3, 1): "FFFFEB9C", (3, 2): "FFFF0000"}
    assert from_excel(tmp_path / "a.xlsx", excel)[0].fills == from_file(tmp_path / "a.xlsx")[0].fills == expected


def test_a_sheet_of_thousands_of_merged_cells(excel: Excel, tmp_path: Path) -> None:
    from xlsxwriter import Workbook

    path = tmp_path / "a.xlsx"
    with Workbook(path) as book:
        sheet = book.add_worksheet()
        for row in range(0, 2400, 2):
            sheet.merge_range(row, 0, row + 1, 0, row)
            sheet.merge_range(row, 2, row, 4, "bred")
    assert_alike(from_file(path), from_excel(path, excel))


def test_every_other_row_hidden_costs_a_call_a_row_at_most(excel: Excel, tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    for row in range(1, 1001):
        made.worksheets[0].cell(row, 1, f"rad {row}")
        made.worksheets[0].row_dimensions[row].hidden = bool(row % 2)
    made.save(tmp_path / "a.xlsx")
    assert_alike(from_file(tmp_path / "a.xlsx"), from_excel(tmp_path / "a.xlsx", excel))
    assert excel.log.round_trips < 1100


def test_hidden_rows_are_found_also_where_excel_names_no_visible_cells(
    excel: Excel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on a sheet that is protected."""
    made = openpyxl.Workbook()
    for row in range(1, 21):
        made.worksheets[0].cell(row, 1, row)
        made.worksheets[0].cell(row, 2, row)
    made.worksheets[0].row_dimensions[7].hidden = True
    made.worksheets[0].column_dimensions["B"].hidden = True
    made.save(tmp_path / "a.xlsx")
    monkeypatch.delattr("tests.excel.com_place.Place.SpecialCells")
    assert_alike(from_file(tmp_path / "a.xlsx"), from_excel(tmp_path / "a.xlsx", excel))


def test_days_are_counted_from_1904_where_the_workbook_does(excel: Excel, tmp_path: Path) -> None:
    from xlsxwriter import Workbook

    path = tmp_path / "a.xlsx"
    with Workbook(path, {"date_1904": True}) as book:
        book.add_worksheet().write_number(0, 0, 43465, book.add_format({"num_format": "yyyy-mm-dd"}))
    assert_alike(from_file(path), from_excel(path, excel))


def test_manual_calculation_and_links_are_told(excel: Excel, tmp_path: Path) -> None:
    openpyxl.Workbook().save(tmp_path / "a.xlsx")
    book = excel.open(tmp_path / "a.xlsx")
    assert open_doubts("a.xlsx", book) == []
    excel.app.calculation = "manual"
    assert [one.code for one in open_doubts("a.xlsx", book)] == ["W116"]


def test_a_workbook_of_too_many_cells_is_refused(excel: Excel) -> None:
    book = excel.open(EXAMPLES[0])
    grids, said = read_open_grids("a.xlsx", book, list(book.sheets), 10)
    assert grids == ()
    assert [one.code for one in said] == ["E110"]


def test_cells_at_the_far_ends_of_a_sheet_are_not_asked_for(excel: Excel, tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    made.worksheets[0]["A1"] = 1
    made.worksheets[0]["XFD1048576"] = 1
    made.save(tmp_path / "a.xlsx")
    book = excel.open(tmp_path / "a.xlsx")
    grids, said = read_open_grids("a.xlsx", book, list(book.sheets), LIMITS.cells)
    assert grids == ()
    assert "för långt ifrån varandra" in said[0].message


@pytest.mark.parametrize("path", EXAMPLES[:3], ids=lambda path: path.stem)
def test_long_sheets_are_held_alike_with_one_digest(path: Path, excel: Excel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(LongCells, "settled", lambda self, _few=0: self)
    file, live = from_file(path), from_excel(path, excel)
    assert all(isinstance(one.cells, LongCells) for one in (*file, *live))
    assert_alike(file, live)
    assert cells_digest(file) == cells_digest(live)
