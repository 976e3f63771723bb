"""What the double of Excel makes of values: what is put into cells, and what comes back."""

from __future__ import annotations

import datetime as dt
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from tests.excel import formats
from tests.excel.com import NotModelledError
from tests.excel.excel import Excel
from tests.excel.parsing import parse
from tests.excel.pywin32 import com_error

NA = -2146826246


def day(year: int, month: int, day_: int) -> float:
    return float((dt.date(year, month, day_) - dt.date(1899, 12, 30)).days)


@pytest.mark.parametrize(
    ("text", "value", "code"),
    [
        ("12", 12.0, None),
        (" 12 ", 12.0, None),
        ("0117", 117.0, None),
        ("1 733", 1733.0, "#,##0"),
        ("1\u00a0733,5", 1733.5, "#,##0.00"),
        ("1,733", 1733.0, "#,##0"),
        ("12,5", 12.5, None),
        ("1.5", 1.5, None),
        ("-5", -5.0, None),
        ("+5", 5.0, None),
        ("(12)", -12.0, None),
        ("1e3", 1000.0, "0.00E+00"),
        ("12E4", 120000.0, "0.00E+00"),
        ("75 %", 0.75, "0%"),
        ("7,5%", 0.075, "0.00%"),
        ("12 kr", 12.0, '#,##0\\ "kr"'),
        ("kr 12,50", 12.5, '#,##0.00\\ "kr"'),
        ("3 1/4", 3.25, "# ?/?"),
        ("2023-12-31", day(2023, 12, 31), "mm-dd-yy"),
        ("31/12/2023", day(2023, 12, 31), "mm-dd-yy"),
        ("1-2", day(2024, 2, 1), "d-mmm"),
        ("4/5", day(2024, 5, 4), "d-mmm"),
        ("1-32", day(1932, 1, 1), "mmm-yy"),
        ("maj 2023", day(2023, 5, 1), "mmm-yy"),
        ("3 maj", day(2024, 5, 3), "d-mmm"),
        ("3 maj 2023", day(2023, 5, 3), "d-mmm-yy"),
        ("may 3", day(2024, 5, 3), "d-mmm"),
        ("10:30", 10.5 / 24, "h:mm"),
        ("2023-12-31 12:00", day(2023, 12, 31) + 0.5, "m/d/yy h:mm"),
    ],
)
def test_a_text_that_looks_like_a_number_becomes_one(text: str, value: float, code: str | None) -> None:
    read = parse(text)
    assert (read.kind, read.format) == ("number", code)
    assert float(read.value) == pytest.approx(value)


@pytest.mark.parametrize("text", ["SANT", "falskt", "TRUE"])
def test_a_word_for_a_truth_value_becomes_one(text: str) -> None:
    assert parse(text).kind == "bool"


@pytest.mark.parametrize(("text", "error"), [("#N/A", "#N/A"), ("#SAKNAS!", "#N/A"), ("#div/0!", "#DIV/0!")])
def test_an_error_s_name_becomes_the_error(text: str, error: str) -> None:
    assert parse(text)[:2] == ("error", error)


@pytest.mark.parametrize(
    "text", ["Skola", "-", "=", "2023-13-45", "1 7 3", "12 st", "3.1 Skola", "#rubrik", "−5", " x "]
)
def test_other_texts_stay(text: str) -> None:
    assert parse(text)[:2] == ("text", text)


@pytest.mark.parametrize("text", ["-x", "+x", "@x", "-- rubrik", "+46 70 123", "x" * 32768])
def test_excel_refuses_what_it_cannot_read_as_a_formula(text: str) -> None:
    with pytest.raises(com_error):
        parse(text)


def test_an_apostrophe_keeps_a_text_and_is_not_part_of_it(excel: Excel, tmp_path: Path) -> None:
    book = excel.new()
    cell = book.sheets[0]["A1"].api
    cell.Value = "'=1+1"
    assert (cell.Value, cell.Formula, cell.PrefixCharacter, cell.HasFormula) == ("=1+1", "=1+1", "'", False)
    cell.Value = cell.Value  # the prefix is lost on the way
    assert cell.HasFormula
    cell.Value = "'#N/A"
    saved = openpyxl.load_workbook(excel.save(book, tmp_path / "a.xlsx"))["Blad1"]["A1"]
    assert (saved.value, saved.data_type, saved.quotePrefix) == ("#N/A", "s", True)


def test_in_a_cell_formatted_as_text_everything_stays_text(excel: Excel) -> None:
    area = excel.new().sheets[0]["A1:C1"].api
    area.NumberFormat = "@"
    area.Value = (("12,5", "=1+1", "-x"),)
    assert area.Value == (("12,5", "=1+1", "-x"),)
    with pytest.raises(NotModelledError):
        area.Value = "'x"


def test_a_long_text_within_a_block_is_refused(excel: Excel) -> None:
    sheet = excel.new().sheets[0]
    sheet["A1"].api.Value = "x" * 8204
    with pytest.raises(com_error):
        sheet["A1:B1"].api.Value = (("x" * 8204, "y"),)


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_excel_holds_no_such_number(excel: Excel, value: float) -> None:
    with pytest.raises(com_error):
        excel.new().sheets[0]["A1"].api.Value = value


@pytest.mark.parametrize("value", [dt.date(2024, 1, 1), {1}, Decimal])
def test_only_some_types_go_through_com(excel: Excel, value: Any) -> None:
    with pytest.raises(TypeError, match="COM VARIANT"):
        excel.new().sheets[0]["A1"].api.Value = value


def test_values_come_back_by_the_number_format(excel: Excel) -> None:
    sheet = excel.new().sheets[0]
    area = sheet["A1:E1"].api
    area.Value = ((1733, True, dt.datetime(2023, 12, 31, tzinfo=dt.UTC), Decimal("12.34567"), NA),)
    moment = dt.datetime(2023, 12, 31, tzinfo=dt.UTC)
    assert area.Value == ((1733.0, True, moment, Decimal("12.3457"), NA),)
    assert area.Value2 == ((1733.0, True, 45291.0, 12.3457, NA),)
    assert area.Formula == (("1733", "TRUE", "45291", "12.3457", "#N/A"),)
    sheet["C1"].api.NumberFormat = "0"
    assert sheet["C1"].api.Value == 45291.0
    sheet["A1"].api.NumberFormat = '#,##0\\ "kr"'
    assert isinstance(sheet["A1"].api.Value, Decimal)
    assert sheet["A1:E1"].value == [Decimal(1733), True, 45291.0, Decimal("12.3457"), None]


@pytest.mark.parametrize(
    ("number", "text"),
    [(0.84, "0.84"), (8.300000000000001, "8.3"), (1733.0, "1733"), (1e20, "1" + "0" * 20), (1e22, "1E+22"), (0.0, "0")],
)
def test_a_number_in_the_formula_bar(excel: Excel, number: float, text: str) -> None:
    cell = excel.new().sheets[0]["A1"].api
    cell.Value = number
    assert cell.Formula == text


def test_an_empty_text_empties_a_cell(excel: Excel) -> None:
    cell = excel.new().sheets[0]["A1"].api
    cell.Value = "x"
    cell.Value = ""
    assert cell.Value is None
    assert cell.Formula == ""


def test_what_a_block_does_not_fill(excel: Excel) -> None:
    area = excel.new().sheets[0]["A1:C2"].api
    area.Value = [[1, 2], [3, 4]]
    assert area.Value == ((1.0, 2.0, NA), (3.0, 4.0, NA))
    area.Value = [5, 6, 7]
    assert area.Value == ((5.0, 6.0, 7.0), (5.0, 6.0, 7.0))


def test_formulas(excel: Excel) -> None:
    book = excel.new()
    sheet = book.sheets[0]
    sheet["A1:A3"].api.Value = ((1,), (2,), (4,))
    sheet["B1:B3"].api.Formula = "=A1"
    assert sheet["B1:B3"].api.Formula == (("=A1",), ("=A2",), ("=A3",))
    assert sheet["B1:B3"].api.Value == ((1.0,), (2.0,), (4.0,))
    sheet["C1"].formula = "=SUM(A1:A3,Blad1!$A$1)"
    assert sheet["C1"].value == 8
    sheet["C2"].formula = '=HYPERLINK("#Blad1!A1","till ""början""")'
    assert sheet["C2"].value == 'till "början"'
    sheet["C3"].formula = "=IF(A1>0,1,2)"
    with pytest.raises(NotModelledError, match="no cached value"):
        sheet["C3"].api.Value  # noqa: B018 - reading raises


@pytest.mark.parametrize("formula", ["=SUM(A1;A2)", "=SUM(A1", '="x', "=Saknas!A1", "=1+" + "1+" * 5000 + "1", "=)("])
def test_a_formula_that_excel_refuses(excel: Excel, formula: str) -> None:
    with pytest.raises(com_error):
        excel.new().sheets[0]["A1"].api.Formula = formula


def test_cached_values_come_from_the_file(excel: Excel, tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as made:
        sheet = made.add_worksheet("Drift")
        sheet.write_formula("A1", "=IF(1>2,1,2)", None, 42)
        sheet.write_formula("A2", '=IF(1>2,"x","")', None, "")
        sheet.write_formula("A3", "=1/0", None, "#DIV/0!")
        sheet.write_formula("A4", "=TODAY()", made.add_format({"num_format": "yyyy-mm-dd"}), 45291)
        sheet.write_formula("A5", '=_xlfn.CONCAT("a",B1)', None, "a")
        sheet.write_array_formula("C1:C2", "{=A1:A2*2}", None, 84)
        sheet.write_number("C2", 4)
    with zipfile.ZipFile(tmp_path / "a.xlsx") as old, zipfile.ZipFile(tmp_path / "b.xlsx", "w") as new:
        for name in old.namelist():  # Excel marks an empty text as a text
            new.writestr(name, old.read(name).replace(b'<c r="A2">', b'<c r="A2" t="str">'))
    area = excel.open(tmp_path / "b.xlsx").sheets[0]
    moment = dt.datetime(2023, 12, 31, tzinfo=dt.UTC)
    assert area["A1:A5"].api.Value == ((42.0,), ("",), (-2146826281,), (moment,), ("a",))
    assert area["A5"].formula == '=CONCAT("a",B1)'
    assert (area["A1:A5"].api.HasFormula, area["A1:B1"].api.HasFormula) == (True, None)
    assert (area["C1:C2"].api.HasArray, area["C1:C2"].api.Value) == (True, ((84.0,), (4.0,)))
    with pytest.raises(com_error):
        area["C2"].api.Value = 1


@pytest.mark.parametrize(
    ("english", "swedish"),
    [
        ("#,##0.00", "#\u00a0##0,00"),
        ("General", "Standard"),
        ("yyyy-mm-dd h:mm", "åååå-mm-dd t:mm"),
        ('[Red]-0.0 "a.b"', '[Röd]-0,0 "a.b"'),
    ],
)
def test_number_formats_in_swedish(english: str, swedish: str) -> None:
    assert formats.to_local(english) == swedish
    assert formats.from_local(swedish) == english


def test_some_swedish_excels_take_number_formats_in_the_user_s_spelling() -> None:
    with Excel(swedish_formats=True) as running:
        cell = running.new().sheets[0]["A1"].api
        cell.NumberFormat = "#,##0.00"
        assert cell.NumberFormat != "#,##0.00"
        cell.NumberFormatLocal = "#\u00a0##0,00"
        assert (cell.NumberFormat, cell.NumberFormatLocal) == ("#,##0.00", "#\u00a0##0,00")


def test_excel_spells_literals_its_own_way() -> None:
    with Excel(respell=True) as running:
        cell = running.new().sheets[0]["A1"].api
        cell.NumberFormat = '0;"−"0;"ab"'
        assert cell.NumberFormat == '0;\\−0;"ab"'


@pytest.mark.parametrize("code", ['0"', "[Red", "0\\", "0;0;0;0;0", "0 kr", "Standard", "0" * 256])
def test_a_number_format_that_excel_refuses(excel: Excel, code: str) -> None:
    with pytest.raises(com_error):
        excel.new().sheets[0]["A1"].api.NumberFormat = code
