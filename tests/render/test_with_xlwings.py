"""What Excel may do otherwise than asked: number formats in the user's language, pages without a printer."""

from __future__ import annotations

import sys
from decimal import Decimal

import pytest

from itnamnd_xl.render.with_xlwings import append_open_rows, dress, replace_contents
from itnamnd_xl.sheets.notes import Note, notes_sheet
from itnamnd_xl.sheets.spec import Cell, Role, Sheet, titled
from tests.excel.excel import Excel


def amounts() -> Sheet:
    sheet = titled("Tal", "Tal", (20, 20))
    sheet.add((Cell("Löner", Role.TEXT), Cell(Decimal("-1733.5"), Role.AMOUNT, places=2, suffix="tkr")))
    return sheet


@pytest.mark.parametrize("swedish", [False, True])
@pytest.mark.parametrize("respell", [False, True])
def test_a_number_format_is_as_meant_in_whatever_language_excel_takes_it(swedish: bool, respell: bool) -> None:
    with Excel(swedish_formats=swedish, respell=respell) as excel:
        sheet = excel.new().sheets[0]
        replace_contents(sheet, amounts())
        assert dress(sheet, amounts()) == []
        shown = str(sheet["B2"].number_format).replace(r"\−", '"−"')
        assert shown == '#,##0.00"\xa0tkr";"−"#,##0.00"\xa0tkr"'


def test_a_page_that_cannot_be_set_up_stops_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    with Excel() as excel:
        book = excel.new()
        page = type(book.sheets[0].api.PageSetup._inner)

        def refuses(*_: object) -> None:
            raise sys.modules["pywintypes"].com_error(-2147352567, "x", (0, "Excel", "no printer", "", 0, 0), None)

        monkeypatch.setattr(page, "Orientation", property(lambda _: 1, refuses))
        replace_contents(book.sheets[0], amounts())
        assert dress(book.sheets[0], amounts()) == []
        assert excel.app.api.PrintCommunication is True
        assert book.sheets[0]["A2"].value == "Löner"


def test_rows_are_added_below_and_nothing_above_is_touched() -> None:
    with Excel() as excel:
        sheet = excel.new().sheets[0]
        note = Note("Drift", "A1", "rad", "kolumn", "text", "General")
        replace_contents(sheet, notes_sheet([note]))
        sheet["A1"].value = "användarens egen rubrik"
        append_open_rows(sheet, notes_sheet([Note("Fördelning", "B2", "", "", Decimal("12.5"), "0.0")]), 5)
        assert sheet["A1"].value == "användarens egen rubrik"
        assert sheet["A5:E5"].value == ["Drift", "A1", "rad", "kolumn", "text"]
        assert sheet["A6:E6"].value == ["Fördelning", "B2", None, None, 12.5]
        assert sheet["E6"].number_format == "0.0"


def test_a_sheet_that_is_shown_as_pages_gets_its_panes_all_the_same() -> None:
    with Excel() as excel:
        sheet = excel.new().sheets[0]
        excel.app.api.ActiveWindow.View = 3
        replace_contents(sheet, notes_sheet([]))
        dress(sheet, notes_sheet([]))
        assert excel.app.api.ActiveWindow.FreezePanes is True
