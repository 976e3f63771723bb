"""The double of Excel's object model: books, sheets, ranges, names, what is recorded, and how it fails."""

from __future__ import annotations

import ctypes
import importlib
import sys
from pathlib import Path

import openpyxl
import pytest
import xlwings

from tests.excel import pywin32
from tests.excel.com import WouldAskError
from tests.excel.excel import Excel
from tests.excel.pywin32 import BUSY, com_error


def test_xlwings_finds_it_and_forgets_it() -> None:
    before = (list(xlwings.engines), xlwings.engines.active)
    with Excel() as running:
        book = running.new()
        assert xlwings.apps.active == running.app
        assert xlwings.books.active == book
        assert xlwings.Book("Bok1") == book
        assert str(running.app.version) == "16.0"
        assert importlib.import_module("pywintypes").com_error is com_error
        assert pywin32.install() is pywin32.install()
    assert (list(xlwings.engines), xlwings.engines.active) == before
    assert "pywintypes" not in sys.modules
    assert not hasattr(ctypes, "windll")
    assert ctypes.PyDLL.__module__ == "ctypes"


def test_nothing_of_pro_runs() -> None:
    """Importing xlwings tries its PRO package and leaves it, without a licence; no engine of it is ever there."""
    with Excel() as running:
        running.new().sheets[0]["A1"].value = 1
        assert [engine.name for engine in xlwings.engines] == ["excel"]
        assert "xlwings.pro" not in sys.modules
        assert not [name for name in sys.modules if name.startswith("xlwings.pro._xl")]


def test_only_what_crosses_the_boundary_is_recorded(excel: Excel) -> None:
    area = excel.new().sheets[0].api.Range("A1:B2")
    excel.log.clear()
    area.Font.Bold = True
    area.Value = ((1, None), (3, None))
    area.WrapText = True
    area.Merge(Across=True)
    assert excel.log.counts() == {"GET": 1, "SET": 3, "CALL": 1}
    assert excel.log.round_trips == 5
    assert excel.log.writes() == [
        "SET Sheet[Blad1].Range[A1:B2].Font.Bold True",
        "SET Sheet[Blad1].Range[A1:B2].Value ((1, None), (3, None))",
        "SET Sheet[Blad1].Range[A1:B2].WrapText True",
        "CALL Sheet[Blad1].Range[A1:B2].Merge(Across=True)",
    ]
    assert excel.log.count("GET", "Sheet[Blad1].Range[A1:B2].Font") == 1
    with excel.log.pause():
        area.Value = 1
    assert len(excel.log) == 5


def test_a_block_of_raw_values_takes_few_round_trips(excel: Excel) -> None:
    area = excel.new().sheets[0]["A1:J500"]
    excel.log.clear()
    area.raw_value = [[1.0] * 10] * 500
    assert excel.log.round_trips <= 2


def test_an_unknown_member_is_named(excel: Excel) -> None:
    area = excel.new().sheets[0]["A1"].api
    # As on Windows, where not even a default helps who asks for it.
    with pytest.raises(com_error, match="NumberFromat"):
        getattr(area, "NumberFromat", None)
    with pytest.raises(AttributeError, match="NumberFromat"):
        area.NumberFromat = "0"


def test_it_fails_when_told_to(excel: Excel) -> None:
    app = excel.new().app
    excel.fail_after(5)
    with (
        pytest.raises(com_error) as caught,
        app.properties(screen_updating=False, calculation="manual"),
    ):
        app.books[0].sheets[0]["A1"].raw_value = 1
    assert caught.value.hresult == -2147352567
    assert (app.screen_updating, app.calculation) == (True, "automatic")
    with excel.busy(), pytest.raises(com_error) as caught:
        app.screen_updating = False
    assert caught.value.hresult == BUSY
    app.screen_updating = False


def test_settings_and_alerts(excel: Excel) -> None:
    app = excel.new().app
    with app.properties(screen_updating=False, calculation="manual", enable_events=False, status_bar="Räknar"):
        assert (app.api.Calculation, app.api.StatusBar, app.enable_events) == (-4135, "Räknar", False)
    assert (app.api.Calculation, app.api.StatusBar, app.enable_events) == (-4105, False, True)
    assert app.alert("Klart", "IT") == "ok"
    assert excel.log.alerts == [("Klart", "IT", 0)]
    excel.answer(7)
    assert app.alert("Skriva över?", "IT", buttons="yes_no") == "no"
    assert [app.api.International(index) for index in (3, 4, 5)] == [",", "\u00a0", ";"]
    excel.protect_view("budget.xlsx")
    assert [one.SourceName for one in app.api.ProtectedViewWindows] == ["budget.xlsx"]
    assert app.api.ProtectedViewWindows(1).Caption == "budget.xlsx - Protected View"


def test_books(excel: Excel, single: list[Path], tmp_path: Path) -> None:
    book = excel.open(single[0], read_only=True, auto_save=True)
    other = excel.open(Path(excel.save(book, tmp_path / "a.xlsx")), fullname="https://x.sharepoint.com/a.xlsx")
    assert (book.fullname, book.api.Path, book.api.ReadOnly) == (str(single[0]), str(single[0].parent), True)
    assert (other.api.FullName, other.name) == ("https://x.sharepoint.com/a.xlsx", "a.xlsx")
    assert excel.app.books.active == other
    book.activate()
    assert excel.app.api.ActiveWorkbook.Name == book.name
    assert other.api.Saved
    other.sheets[0]["A1"].value = "nytt"
    assert not other.api.Saved
    assert book.api.LinkSources(1) is None
    other.close()
    with pytest.raises(KeyError):
        excel.app.books["a.xlsx"]


def test_sheets_come_and_go(excel: Excel) -> None:
    book = excel.new()
    drift = book.sheets.add("Drift", after=book.sheets["Blad1"])
    assert [sheet.name for sheet in book.sheets] == ["Blad1", "Drift"]
    assert book.sheets.active == drift
    drift.api.Range("A1").Value = 7
    book.sheets["Blad1"]["A1"].formula = "=Drift!A1+Drift!B2"
    book.names.add("mark", "=Drift!$A$1")
    drift.name = "Nya driften"
    assert book.sheets["Blad1"]["A1"].formula == "='Nya driften'!A1+'Nya driften'!B2"
    assert book.names["mark"].refers_to == "='Nya driften'!$A$1"
    with pytest.raises(WouldAskError):
        drift.api.Delete()
    drift.delete()
    assert book.sheets["Blad1"]["A1"].formula == "=#REF!A1+#REF!B2"
    assert book.sheets["Blad1"]["A1"].api.Value == -2146826265
    assert book.names["mark"].refers_to == "=#REF!$A$1"
    with pytest.raises(com_error):
        drift.name  # noqa: B018 - the sheet is gone
    with pytest.raises(com_error):
        book.sheets["Blad1"].delete()


@pytest.mark.parametrize("name", ["blad1", "x" * 32, "a/b", "[x]", "", "'x"])
def test_a_name_that_no_sheet_can_have(excel: Excel, name: str) -> None:
    sheet = excel.new().sheets.add("Drift")
    with pytest.raises(com_error):
        sheet.api.Name = name


def test_hidden_sheets(excel: Excel) -> None:
    book = excel.new()
    sheet = book.sheets.add("Drift", after=book.sheets[0])
    sheet.api.Visible = 2
    assert (sheet.api.Visible, book.sheets.active.name) == (2, "Blad1")
    for method in (sheet.api.Activate, sheet.api.Select):
        with pytest.raises(com_error):
            method()
    with pytest.raises(com_error):
        book.sheets["Blad1"].api.Visible = 0
    with pytest.raises(com_error):
        book.api.Worksheets("Saknas")


def test_ranges(excel: Excel) -> None:
    sheet = excel.new().sheets[0].api
    assert sheet.UsedRange.Address == "$A$1"
    assert sheet.Range("B2", "D3").Address == "$B$2:$D$3"
    assert sheet.Range(sheet.Cells(4, 3), sheet.Cells(2, 1)).GetAddress(False, False) == "A2:C4"
    area = sheet.Range("A1:B2,D4")
    assert (area.Areas.Count, area.Count, area.Areas(2).Address) == (2, 5, "$D$4")
    assert sheet.Range("B2:D3")(2, 2).Address == "$C$3"
    assert [one.Address for one in sheet.Range("A1:B2").Rows] == ["$A$1:$B$1", "$A$2:$B$2"]
    assert sheet.Range("A1:B2").EntireRow.Address == "$1:$2"
    many = ",".join(f"A{number}" for number in range(1, 80))
    assert len(many) > 255
    with pytest.raises(com_error):
        sheet.Range(many)
    with pytest.raises(com_error):
        sheet.Range("inget namn")
    with pytest.raises(com_error):
        sheet.Cells(0, 1)
    sheet.Range("C5").Value = "sist"
    last = sheet.Cells.Find("*", SearchOrder=1, SearchDirection=2)
    assert last.Address == "$C$5"
    assert sheet.Range("C1").End(-4121).Row == 5


def test_xlwings_finds_text(excel: Excel) -> None:
    sheet = excel.new().sheets[0]
    sheet["A1"].value = [["Konto", "Budget"], ["Lön", 12]]
    found = sheet["A1:B2"].find("budget")
    assert isinstance(found, xlwings.Range)
    assert found.address == "$B$1"
    assert sheet["A1"].expand().address == "$A$1:$B$2"


def test_going_to_a_place(excel: Excel) -> None:
    book = excel.new()
    first, second = book.sheets[0], book.sheets.add("Drift", after=book.sheets[0])
    first.activate()
    with pytest.raises(com_error):
        second["B2"].select()
    excel.app.api.Goto(second.api.Range("B20"), True)
    assert excel.app.api.Selection.Address == "$B$20"
    assert (book.sheets.active, excel.app.api.ActiveWindow.ScrollRow) == (second, 20)


def test_names(excel: Excel, tmp_path: Path) -> None:
    book = excel.new()
    sheet = book.sheets[0]
    sheet.api.Names.Add("mark", '="Blad1"', Visible=False)
    book.names.add("hel", "=Blad1!$A$1:$B$2")
    assert (book.names.contains("hel"), book.names.contains("mark"), sheet.names.contains("mark")) == (
        True,
        False,
        True,
    )
    (own,) = list(sheet.api.Names)
    assert (own.Name, own.RefersTo, own.Visible) == ("Blad1!mark", '="Blad1"', False)
    assert [one.Name for one in book.api.Names] == ["hel", "Blad1!mark"]
    assert book.names["hel"].refers_to_range.address == "$A$1:$B$2"
    assert sheet["hel"].address == "$A$1:$B$2"
    with pytest.raises(com_error):
        book.names.add("A1", "=1")
    saved = openpyxl.load_workbook(excel.save(book, tmp_path / "a.xlsx"))
    assert (saved["Blad1"].defined_names["mark"].value, saved["Blad1"].defined_names["mark"].hidden) == (
        '"Blad1"',
        True,
    )
    own.Delete()
    assert sheet.api.Names.Count == 0


def test_a_saved_file_is_what_was_open(excel: Excel, three: list[Path], tmp_path: Path) -> None:
    for path in three:
        book = excel.open(path)
        saved, before = openpyxl.load_workbook(excel.save(book, tmp_path / "s.xlsx")), openpyxl.load_workbook(path)
        assert saved.sheetnames == before.sheetnames
        for sheet in before.worksheets:
            for row in sheet.iter_rows():
                for cell in row:
                    kept = saved[sheet.title][cell.coordinate]
                    assert (kept.value, kept.number_format) == (cell.value, cell.number_format)
                    assert repr(kept.font) == repr(cell.font)
