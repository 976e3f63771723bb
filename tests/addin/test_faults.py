"""Whatever is wrong in Excel ends in a Swedish sentence, with Excel as it was."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import xlwings as xw
from openpyxl.workbook.protection import WorkbookProtection

from itnamnd_xl import recalculate
from itnamnd_xl.addin import buttons
from itnamnd_xl.addin.excel import attached
from itnamnd_xl.addin.marks import mark
from itnamnd_xl.addin.own import sheets_by_owner
from itnamnd_xl.package.own import TOOL
from tests.addin.saved import fill_cached_links
from tests.cases import RESULT_SHEETS

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.excel.excel import Excel


def state(excel: Excel) -> tuple[object, ...]:
    app = excel.app
    selection = app.selection
    return (
        app.screen_updating,
        app.enable_events,
        app.calculation,
        app.books.active.name,
        app.books.active.sheets.active.name,
        selection.address if selection else None,
    )


def press(book: xw.Book, action: Callable[[xw.Book], buttons.Pressed] = buttons.recalculated) -> buttons.Pressed:
    return buttons.press(action, lambda: book)


def assert_told(excel: Excel, pressed: buttons.Pressed, code: str) -> None:
    """What is refused is said in the status bar and in a message box, in Swedish, and nowhere as a traceback."""
    assert pressed.is_refused
    assert [one.code for one in pressed.diagnostics] == [code]
    assert excel.app.status_bar == pressed.sentences[0]
    assert [(title, text) for text, title, _ in excel.log.alerts] == [("IT-nämnden", pressed.sentences[0])]


def test_a_structure_that_is_protected(example: xw.Book, excel: Excel) -> None:
    excel.model(example).security = WorkbookProtection(lockStructure=True)
    before = state(excel)
    assert_told(excel, press(example), "E906")
    assert sheets_by_owner(example).own == ()
    assert state(excel) == before


def test_sheets_that_a_newer_version_has_written(example: xw.Book, excel: Excel) -> None:
    press(example)
    mark(sheets_by_owner(example).own[0], TOOL, "99.1")
    example.sheets["Drift"]["D11"].value = 1
    was = example.sheets["Driftredovisning"].used_range.formula
    excel.log.alerts.clear()
    pressed = press(example)
    assert_told(excel, pressed, "E135")
    assert "99.1" in pressed.sentences[0]
    assert example.sheets["Driftredovisning"].used_range.formula == was


def test_one_of_our_sheets_that_is_protected(example: xw.Book, excel: Excel) -> None:
    press(example)
    excel.model(example)["Fördelning"].protection.sheet = True
    example.sheets["Drift"]["D11"].value = 1
    was = example.sheets["Driftredovisning"].used_range.formula
    before = state(excel)
    pressed = press(example)
    assert_told(excel, pressed, "E907")
    assert "fliken Fördelning" in pressed.sentences[0]
    assert example.sheets["Driftredovisning"].used_range.formula == was
    assert state(excel) == before


def test_the_sheet_of_notes_that_is_protected(example: xw.Book, excel: Excel) -> None:
    press(example)
    example.sheets["Driftredovisning"]["A6"].value = "mitt"
    press(example)
    excel.model(example)["Egna anteckningar"].protection.sheet = True
    example.sheets["Driftredovisning"]["A6"].value = "mitt igen"
    pressed = press(example)
    assert [one.code for one in pressed.diagnostics] == ["E907"]
    assert "fliken Egna anteckningar" in pressed.sentences[0]
    assert [one.code for one in press(example, buttons.results_removed).diagnostics] == ["E907"]
    assert example.sheets["Driftredovisning"]["A6"].value == "mitt igen"


def test_a_cell_far_away_on_one_of_our_sheets_is_named(example: xw.Book) -> None:
    press(example)
    example.sheets["Fördelning"]["XFD1048576"].value = 1
    pressed = press(example)
    assert [one.code for one in pressed.diagnostics] == ["E110"]
    assert "fliken Fördelning" in pressed.sentences[0]


def test_a_cell_that_is_being_edited(example: xw.Book, excel: Excel) -> None:
    before = state(excel)
    with excel.busy():
        pressed = press(example)
    assert [one.code for one in pressed.diagnostics] == ["E905"]
    assert "Tryck på Enter eller Esc" in pressed.sentences[0]
    assert state(excel) == before


@pytest.mark.parametrize("operations", [1, 40, *range(150, 1600, 175)])
def test_an_error_of_excels_at_any_moment(operations: int, example: xw.Book, excel: Excel) -> None:
    before = state(excel)
    excel.fail_after(operations)
    pressed = press(example)
    assert state(excel) == before
    assert excel.com.PrintCommunication is True
    if pressed.is_refused:
        assert [one.code for one in pressed.diagnostics] == ["E909"]
        assert "Dina egna flikar är orörda" in pressed.sentences[0]
    else:
        # Two refusals are got round: without a printer a page is not set up, and a long name is cut into shorter ones.
        assert len(sheets_by_owner(example).own) == len(RESULT_SHEETS)
        assert example.sheets["Fördelning"].range("E5:E8").value == [356, 231, 477, 669]
    # Whatever was left half done is written anew, and what stood in the user's sheets stands there.
    assert not press(example).is_refused
    assert len(sheets_by_owner(example).own) == len(RESULT_SHEETS)
    assert len(example.sheets) == len(RESULT_SHEETS) + 4


@pytest.mark.parametrize("operations", range(200, 2000, 111))
def test_an_error_at_any_moment_of_the_second_press(operations: int, example: xw.Book, excel: Excel) -> None:
    """What was half written is known for ours, and what she has filled in stands somewhere."""
    press(example)
    example.sheets["Måluppfyllelse"]["H7"].value = "enligt beslut"
    example.sheets["Drift"]["D11"].value = 126
    before = state(excel)
    excel.fail_after(operations)
    press(example)
    assert state(excel) == before
    again = press(example)
    assert not again.is_refused
    notes = [sheet for sheet in example.sheets if sheet.name == "Egna anteckningar"]
    moved = [row[4] for sheet in notes for row in sheet.used_range.value[4:]]
    assert set(moved) <= {"enligt beslut"}
    assert example.sheets["Måluppfyllelse"]["H7"].value == "enligt beslut" or moved
    assert len(sheets_by_owner(example).own) == len(RESULT_SHEETS)


@pytest.mark.parametrize("operations", range(250, 2200, 131))
def test_an_error_at_any_moment_of_giving_a_sheet_away(operations: int, example: xw.Book, excel: Excel) -> None:
    from openpyxl.chart import BarChart

    press(example)
    excel.model(example)["Fördelning"].add_chart(BarChart(), "K2")
    example.sheets["Fördelning"]["K1"].value = "se diagrammet"
    excel.fail_after(operations)
    press(example)
    assert not press(example).is_refused
    assert not press(example).is_refused
    # One copy with the chart and her words, ours without; nothing of it twice.
    assert [one.name for one in sheets_by_owner(example).copies] == ["Fördelning (egen)"]
    charts = {name: len(excel.model(example)[name]._charts) for name in ("Fördelning", "Fördelning (egen)")}
    assert charts == {"Fördelning": 0, "Fördelning (egen)": 1}
    assert example.sheets["Fördelning (egen)"]["K1"].value == "se diagrammet"
    assert "Egna anteckningar" not in [one.name for one in example.sheets]
    assert len(sheets_by_owner(example).own) == len(RESULT_SHEETS)


def test_what_was_interrupted_is_known_for_ours_by_the_command_too(
    example: xw.Book, excel: Excel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    press(example)
    example.sheets["Drift"]["D11"].value = 126

    def ends(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("itnamnd_xl.addin.writing.remember", ends)
    with pytest.raises(KeyboardInterrupt):
        press(example)
    path = excel.save(example, tmp_path / "avbruten.xlsx")
    fill_cached_links(path)
    assert "N119" not in [one.code for one in recalculate([path]).diagnostics]


def test_a_formula_in_a_field_is_not_put_at_risk_where_it_could_not_be_noted(example: xw.Book, excel: Excel) -> None:
    press(example)
    example.sheets["Driftredovisning"]["J6"].value = "ett"
    press(example)
    excel.model(example)["Egna anteckningar"].protection.sheet = True
    example.sheets["Måluppfyllelse"]["H7"].formula = "=Drift!D11"
    assert [one.code for one in press(example).diagnostics] == ["E907"]
    assert example.sheets["Måluppfyllelse"]["H7"].formula == "=Drift!D11"


def test_threads_that_excel_does_not_give_are_not_cleared(
    example: xw.Book, excel: Excel, monkeypatch: pytest.MonkeyPatch
) -> None:
    press(example)

    def refuses(_: object) -> None:
        raise sys.modules["pywintypes"].com_error(-2147352567, "x", (0, "Excel", "nej", "", 0, -2146827284), None)

    monkeypatch.setattr("tests.excel.com_sheet.Worksheet.CommentsThreaded", property(refuses))
    excel.log.clear()
    assert [one.code for one in press(example).diagnostics] == ["E909"]
    assert not [line for line in excel.log.writes() if "ClearComments" in line]


def test_a_version_of_excel_that_knows_no_threads(example: xw.Book, monkeypatch: pytest.MonkeyPatch) -> None:
    press(example)
    monkeypatch.delattr("tests.excel.com_sheet.Worksheet.CommentsThreaded")
    monkeypatch.delattr("tests.excel.com_book.Workbook.AutoSaveOn")
    example.sheets["Fördelning"]["B5"].add_note("Stäm av")
    pressed = press(example)
    assert not pressed.is_refused
    assert "Arbetsboken är inte sparad." in pressed.sentences
    assert "Stäm av" in str(example.sheets["Egna anteckningar"].used_range.value)


def test_a_table_that_is_missing(excel: Excel, tmp_path: Path) -> None:
    import openpyxl

    made = openpyxl.Workbook()
    made.worksheets[0]["A1"] = "Utfal 2023"
    made.save(tmp_path / "tom.xlsx")
    book = excel.open(tmp_path / "tom.xlsx")
    before = state(excel)
    pressed = press(book)
    assert [one.code for one in pressed.diagnostics if one.code.startswith("E")] == ["E201"]
    assert pressed.sentences[0].startswith("Inget har beräknats. tom.xlsx: ingen tabell känns igen")
    assert pressed.sentences[1] == "Se fliken Meddelanden."
    assert [one.name for one in sheets_by_owner(book).own] == ["Meddelanden"]
    assert state(excel) == before


class TestWorkbooksThatAreNamed:
    def name(self, book: xw.Book, text: str) -> None:
        sheet = book.sheets.add("Inställningar", after=book.sheets[-1])
        sheet["A1"].value = [["Arbetsböcker", text]]

    def test_one_that_is_not_open_is_named_with_the_cell_that_names_it(self, three_open: list[xw.Book]) -> None:
        self.name(three_open[0], "nyckel.xlsx")
        pressed = press(three_open[0])
        found = next(one for one in pressed.diagnostics if one.code == "E901")
        assert str(found.source) == "budget.xlsx!Inställningar!B1"
        assert "nyckel.xlsx" in found.message
        # Nothing is computed from a part of the case.
        assert [one.name for one in sheets_by_owner(three_open[0]).own] == ["Meddelanden"]

    def test_one_with_a_comma_in_its_name_is_one(self, three: list[Path], excel: Excel) -> None:
        renamed = three[2].rename(three[2].with_name("Folkmängd, 2021.xlsx"))
        excel.open(renamed)
        book = excel.open(three[0])
        excel.open(three[1])
        book.activate()
        self.name(book, "indikatorer.xlsx; Folkmängd, 2021.xlsx")
        assert not [one for one in press(book).diagnostics if one.code == "E901"]
        assert book.sheets["Fördelning"].range("E5:E8").value == [356, 231, 477, 669]

    def test_one_in_protected_view_is_named_with_what_to_press(self, three_open: list[xw.Book], excel: Excel) -> None:
        self.name(three_open[0], "nyckel.xlsx")
        excel.protect_view("nyckel.xlsx")
        found = next(one for one in press(three_open[0]).diagnostics if one.code == "E902")
        assert "Aktivera redigering" in found.message
        assert found.source == "nyckel.xlsx"


def test_no_excel_on_this_system(itnamnd: Callable[..., tuple[int, str, str]]) -> None:
    if sys.platform == "win32":
        pytest.skip("there may be one")
    status, out, err = itnamnd("excel")
    assert (status, out) == (1, "")
    assert err.startswith("Fel E908.")


@pytest.mark.usefixtures("excel")
class TestTheWayToExcel:
    def test_excel_is_not_running(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(type(xw.apps), "count", 0)
        assert buttons.press(buttons.recalculated, attached).diagnostics[0].code == "E904"

    def test_no_workbook_is_open(self) -> None:
        assert buttons.press(buttons.recalculated, attached).diagnostics[0].code == "E903"

    def test_the_workbook_is_in_protected_view(self, excel: Excel) -> None:
        excel.protect_view("budget.xlsx")
        pressed = buttons.press(buttons.recalculated, attached)
        assert pressed.diagnostics[0].code == "E902"
        assert pressed.sentences[0].startswith("Budget.xlsx")

    def test_xlwings_is_not_there(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "xlwings", None)
        from itnamnd_xl.addin.excel import caller

        pressed = buttons.press(buttons.recalculated, caller)
        assert pressed.diagnostics[0].code == "E910"
        assert "0.37.8" in pressed.sentences[0]

    def test_another_version_of_xlwings_is_there(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(xw, "__version__", "0.30.0")
        assert buttons.press(buttons.recalculated, attached).diagnostics[0].code == "E910"

    def test_the_command_does_what_the_button_does(
        self, example: xw.Book, excel: Excel, itnamnd: Callable[..., tuple[int, str, str]]
    ) -> None:
        status, out, err = itnamnd("excel")
        assert status == 0, err
        assert out.startswith("Klart. Nämndmålen uppnås delvis.")
        assert len(sheets_by_owner(example).own) == len(RESULT_SHEETS)
        assert excel.log.alerts == []
        assert itnamnd("excel", "--clean")[1].startswith(f"{len(RESULT_SHEETS)} resultatflikar är borttagna.")
        assert itnamnd("excel", "--check")[1].startswith("Kontrollen är klar")
        assert itnamnd("excel", "--check", "--clean")[0] == 2

    def test_excel_is_never_ended_by_us(self) -> None:
        """xlwings ends, when Python does, every Excel in which it sees no workbook; that is taken from it."""
        import atexit

        engine = sys.modules["xlwings._xlwindows"]
        taken: list[object] = []
        original = atexit.unregister
        try:
            atexit.unregister = taken.append
            with pytest.raises(Exception, match=r"Ingen arbetsbok"):
                attached()
        finally:
            atexit.unregister = original
        assert taken == [engine.cleanup]


class TestTheConfiguration:
    """The nearest one is used, as by the command."""

    def test_beside_the_workbook(self, example: xw.Book, tmp_path: Path) -> None:
        (tmp_path / "itnamnd.toml").write_text("[settings]\nkey_date = 2022-12-31\n", "utf-8")
        press(example)
        assert example.sheets["Fördelning"].range("E5:E8").value == [360, 230, 473, 670]

    def test_one_that_cannot_be_used_is_named(self, example: xw.Book, excel: Excel, tmp_path: Path) -> None:
        (tmp_path / "itnamnd.toml").write_text("[settings]\nnyckel = 1\n", "utf-8")
        pressed = press(example)
        assert [one.code for one in pressed.diagnostics] == ["E703"]
        assert "itnamnd.toml" in pressed.sentences[0]
        # It is longer than the status bar; the box has all of it.
        assert [text for text, _, _ in excel.log.alerts] == [pressed.sentences[0]]

    def test_that_one_beside_a_workbook_of_a_servers_is_not_looked_for_is_said(
        self, excel: Excel, single: list[Path]
    ) -> None:
        book = excel.open(single[0], fullname="https://lekeberg.sharepoint.com/Delade dokument/sydnarke-2023.xlsx")
        pressed = press(book)
        assert "N920" in [one.code for one in pressed.diagnostics]
        assert "OneDrive eller SharePoint" in str(book.sheets["Meddelanden"].used_range.value)


def test_alerts_are_on_again_where_a_sheet_could_not_be_deleted(
    example: xw.Book, excel: Excel, monkeypatch: pytest.MonkeyPatch
) -> None:
    press(example)

    def refuses(*_: object) -> None:
        raise sys.modules["pywintypes"].com_error(-2147352567, "x", (0, "Excel", "nej", "", 0, -2146827284), None)

    monkeypatch.setattr("tests.excel.com_sheet.Worksheet.Delete", refuses)
    assert press(example, buttons.results_removed).diagnostics[0].code == "E909"
    assert excel.app.display_alerts is True


def test_a_setting_that_cannot_be_put_back_is_named(
    example: xw.Book, excel: Excel, monkeypatch: pytest.MonkeyPatch
) -> None:
    real: Any = type(excel.com).EnableEvents

    def sticks(self: object, value: object) -> None:
        if value:
            raise sys.modules["pywintypes"].com_error(-2147352567, "x", (0, "Excel", "nej", "", 0, -2146827284), None)
        real.fset(self, value)

    monkeypatch.setattr(type(excel.com), "EnableEvents", real.setter(sticks))
    pressed = press(example)
    assert [one.code for one in pressed.diagnostics] == ["E919"]
    assert "händelserna" in pressed.sentences[0]
    assert (excel.app.screen_updating, excel.app.calculation) == (True, "automatic")


def test_an_unexpected_fault_is_told_with_where_the_log_is(
    example: xw.Book, excel: Excel, log_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise RuntimeError("hemligt ur en cell")

    monkeypatch.setattr("itnamnd_xl.addin.case.computed", fails)
    pressed = press(example)
    assert_told(excel, pressed, "E916")
    assert str(log_folder) in pressed.sentences[0]
    text = (log_folder / "itnamnd.log").read_text("utf-8")
    assert "RuntimeError" in text
    assert "case.py" in text
    assert "hemligt" not in text
