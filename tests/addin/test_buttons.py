"""What the buttons do in a workbook that is open: the results, what stays the user's, and what is said."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from itnamnd_xl import recalculate
from itnamnd_xl.addin import buttons
from tests.addin.looked import cell_of, own_names, texts, users_cells
from tests.cases import RESULT_SHEETS

if TYPE_CHECKING:
    import xlwings as xw

    from tests.excel.excel import Excel


def assert_stands_by_itself(book: xw.Book, name: str) -> None:
    """A sheet of ours has stayed, with those that it is computed from, and none of them looks at what is gone."""
    left = own_names(book)
    assert name in left
    assert "Meddelanden" not in left
    for one in left:
        rows = book.sheets[one].used_range.formula
        formulas = " ".join(str(cell) for row in rows for cell in row if str(cell).startswith("="))
        assert not [other for other in RESULT_SHEETS if f"{other}'!" in formulas and other not in left]


class TestRecalculate:
    def test_writes_the_published_figures(self, example: xw.Book) -> None:
        pressed = buttons.recalculated(example)
        assert own_names(example) == RESULT_SHEETS
        shares = [cell_of(example, "Fördelning", name, "Fördelat, tkr").value for name in
                  ("Lekeberg", "Laxå", "Askersund", "Hallsberg")]  # fmt: skip
        assert shares == [356, 231, 477, 669]
        assert pressed.sentences[0] == "Klart."
        assert "Nämndmålen uppnås delvis." in pressed.sentences
        assert "Underskottet, 1\xa0733\xa0tkr, är fördelat." in pressed.sentences
        assert not pressed.has_errors

    def test_leaves_the_users_sheets_and_excel_as_they_were(self, example: xw.Book, excel: Excel) -> None:
        before = users_cells(example)
        example.sheets["Nämndmål"].activate()
        example.sheets["Nämndmål"]["C7:D9"].select()
        buttons.recalculated(example)
        assert users_cells(example) == before
        assert_state(excel, example, "Nämndmål", "$C$7:$D$9")

    def test_again_it_says_that_nothing_has_changed(self, example: xw.Book) -> None:
        buttons.recalculated(example)
        before = {name: example.sheets[name].used_range.formula for name in RESULT_SHEETS[:-1]}
        pressed = buttons.recalculated(example)
        assert "Talen är desamma som redan stod på resultatflikarna." in pressed.sentences
        assert {name: example.sheets[name].used_range.formula for name in RESULT_SHEETS[:-1]} == before
        assert "Talen är desamma" in texts(example, "Meddelanden")
        assert own_names(example) == RESULT_SHEETS

    def test_what_has_changed_stands_first_among_the_messages(self, example: xw.Book) -> None:
        buttons.recalculated(example)
        was = example.sheets["Drift"]["D11"].value
        example.sheets["Drift"]["D11"].value = was + 10
        pressed = buttons.recalculated(example)
        assert pressed.has_errors
        assert pressed.sentences[0].startswith("Klart, men")
        assert "Meddelanden innan du använder siffrorna" in pressed.sentences[0]
        rows = example.sheets["Meddelanden"].used_range.value
        header = next(at for at, row in enumerate(rows) if row[5:7] == ["Före", "Nu"])
        change = next(row for row in rows[header:] if row[1] == "Driftredovisning" and str(row[3]).startswith("Utfall"))
        assert (change[5], change[6]) == (was, was + 10)
        # The cell is a link to where the figure stands now.
        assert example.sheets["Driftredovisning"][change[2]].value == was + 10

    def test_a_case_in_three_workbooks_is_written_where_its_tables_are(self, three_open: list[xw.Book]) -> None:
        budget, indicators, key = three_open
        settings = budget.sheets.add("Inställningar", after=budget.sheets[-1])
        settings["A1"].value = [["Arbetsböcker", "indikatorer.xlsx; folkmangd.xlsx"]]
        budget.activate()
        buttons.recalculated(budget)
        assert "Fördelning" in own_names(budget)
        assert "Måluppfyllelse" in own_names(indicators)
        assert own_names(key) == []
        assert cell_of(budget, "Fördelning", "Lekeberg", "Fördelat, tkr").value == 356

    def test_the_other_workbooks_stand_where_they_stood(self, three_open: list[xw.Book]) -> None:
        budget, indicators, _ = three_open
        settings = budget.sheets.add("Inställningar", after=budget.sheets[-1])
        settings["A1"].value = [["Arbetsböcker", "indikatorer.xlsx, folkmangd.xlsx"]]
        shown = indicators.sheets.active.name
        budget.activate()
        buttons.recalculated(budget)
        assert indicators.sheets.active.name == shown
        assert len(own_names(indicators)) > 3

    def test_a_sheet_of_the_users_of_the_same_name_is_left_alone(self, example: xw.Book) -> None:
        example.sheets.add("Fördelning", after=example.sheets[-1])["A1"].value = "min egen"
        buttons.recalculated(example)
        assert example.sheets["Fördelning"]["A1"].value == "min egen"
        assert "Fördelning (2)" in own_names(example)
        buttons.recalculated(example)
        assert [name for name in own_names(example) if name.startswith("Fördelning")] == ["Fördelning (2)"]

    def test_the_users_sheets_keep_their_order_also_where_the_last_is_hidden(self, example: xw.Book) -> None:
        example.sheets["Folkmängd"].visible = False
        buttons.recalculated(example)
        names = [one.name for one in example.sheets]
        assert [one for one in names if one not in RESULT_SHEETS] == ["Drift", "Investering", "Nämndmål", "Folkmängd"]
        assert [one for one in names if one in RESULT_SHEETS] == RESULT_SHEETS


class TestCheck:
    def test_writes_no_results(self, example: xw.Book) -> None:
        pressed = buttons.checked(example)
        assert own_names(example) == ["Meddelanden"]
        assert "4 varningar" in pressed.sentences[0]
        assert "Inga resultat är ändrade." in pressed.sentences

    def test_writes_nothing_at_all_where_nothing_is_wrong(self, excel: Excel, three: list[Path]) -> None:
        book = excel.open(three[2])
        book.sheets[0]["A1"].value  # noqa: B018 - read, as a user would
        pressed = buttons.checked(book)
        assert own_names(book) == []
        assert pressed.sentences[0] == "Kontrollen är klar: inga fel och inga varningar."

    def test_what_was_wrong_does_not_stand_there_when_it_is_right(self, excel: Excel, three: list[Path]) -> None:
        book = excel.open(three[2])
        cell = book.sheets[0]["C6"]
        value = cell.raw_value
        cell.value = "trettio"
        assert buttons.checked(book).has_errors
        cell.raw_value = value
        buttons.checked(book)
        assert "E303" not in texts(book, "Meddelanden")

    def test_leaves_the_results_of_the_last_run(self, example: xw.Book) -> None:
        buttons.recalculated(example)
        before = texts(example, "Fördelning")
        example.sheets["Drift"]["D11"].value = 1
        pressed = buttons.checked(example)
        assert pressed.has_errors
        assert texts(example, "Fördelning") == before
        assert "Drift!" in texts(example, "Meddelanden")


class TestShowSource:
    @pytest.mark.parametrize(
        ("sheet", "row", "column", "target"),
        [
            ("Driftredovisning", "LICENSER", "Utfall", "Drift"),
            ("Driftredovisning", "LICENSER", "Källa", "Drift"),
            ("Fördelning", "Laxå", "Folkmängd", "Folkmängd"),
        ],
    )
    def test_goes_to_the_cell_that_a_figure_was_read_from(
        self, sheet: str, row: str, column: str, target: str, example: xw.Book
    ) -> None:
        buttons.recalculated(example)
        name = next(one for one in example.sheets[sheet].range("A1:A20").value if one and str(one).startswith(row[:4]))
        cell = cell_of(example, sheet, name, column)
        value = cell.value
        cell.sheet.activate()
        cell.select()
        buttons.source_shown(example)
        assert example.sheets.active.name == target
        if column != "Källa":
            selected = example.app.selection
            assert selected is not None
            assert Decimal(str(selected.value).replace("\xa0", "").replace(" ", "")) == Decimal(str(value))

    def test_a_message_leads_to_its_cell(self, example: xw.Book) -> None:
        buttons.recalculated(example)
        example.sheets["Drift"]["D11"].value = 126
        buttons.recalculated(example)
        rows = example.sheets["Meddelanden"].used_range.value
        row = next(at for at, one in enumerate(rows, 1) if one[2] == "W408")
        example.sheets["Meddelanden"].activate()
        example.sheets["Meddelanden"].range((row, 5)).select()
        buttons.source_shown(example)
        assert example.sheets.active.name == "Nämndmål"
        selected = example.app.selection
        assert selected is not None
        assert rows[row - 1][3] == f"Nämndmål!{selected.get_address(row_absolute=False, column_absolute=False)}"

    def test_a_message_that_the_command_has_written_does_too(self, excel: Excel, single: list[Path]) -> None:
        recalculate(single)
        book = excel.open(single[0])
        row = next(at for at, one in enumerate(book.sheets["Meddelanden"].used_range.value, 1) if one[2] == "W408")
        book.sheets["Meddelanden"].activate()
        book.sheets["Meddelanden"].range((row, 1)).select()
        buttons.source_shown(book)
        assert book.sheets.active.name == "Nämndmål"

    def test_a_source_on_a_hidden_sheet_is_named(self, example: xw.Book) -> None:
        buttons.recalculated(example)
        example.sheets["Folkmängd"].visible = False
        assert refused(example, "Fördelning", "B5") == "N918"

    def test_a_heading_has_none(self, example: xw.Book) -> None:
        assert refused(example, "Fördelning", "A1") == "N912"

    def test_a_cell_of_the_users_is_none_of_ours(self, example: xw.Book) -> None:
        assert refused(example, "Drift", "C7") == "N911"

    def test_a_result_that_is_older_than_its_source_is_not_shown_one(self, example: xw.Book) -> None:
        buttons.recalculated(example)
        example.sheets["Drift"]["D11"].value = 1
        at = cell_of(example, "Driftredovisning", str(example.sheets["Drift"]["B11"].value), "Utfall")
        assert refused(example, "Driftredovisning", at.get_address(row_absolute=False, column_absolute=False)) == "N915"


def refused(book: xw.Book, sheet: str, place: str) -> str:
    from itnamnd_xl.addin.faults import ExcelError

    if sheet not in [one.name for one in book.sheets]:
        buttons.recalculated(book)
    book.sheets[sheet].activate()
    book.sheets[sheet][place].select()
    with pytest.raises(ExcelError) as problem:
        buttons.source_shown(book)
    return problem.value.diagnostic.code


class TestRemove:
    def test_takes_ours_and_nothing_else(self, example: xw.Book) -> None:
        before = users_cells(example)
        buttons.recalculated(example)
        pressed = buttons.results_removed(example)
        assert pressed.sentences == (f"{len(RESULT_SHEETS)} resultatflikar är borttagna.",)
        assert users_cells(example) == before
        assert [one.name for one in example.sheets] == list(before)

    def test_keeps_what_was_typed(self, example: xw.Book) -> None:
        buttons.recalculated(example)
        example.sheets["Måluppfyllelse"]["H7"].value = "Enligt beslut"
        buttons.results_removed(example)
        assert "Enligt beslut" in texts(example, "Egna anteckningar")
        assert own_names(example) == []

    def test_keeps_a_sheet_that_a_formula_refers_to(self, example: xw.Book) -> None:
        buttons.recalculated(example)
        example.sheets["Drift"]["J1"].formula = "=Fördelning!E9"
        pressed = buttons.results_removed(example)
        assert_stands_by_itself(example, "Fördelning")
        assert [one.code for one in pressed.diagnostics] == ["W124"] * len(own_names(example))
        assert example.sheets["Drift"]["J1"].formula == "=Fördelning!E9"

    def test_keeps_it_also_where_no_copy_can_be_looked_through(
        self, example: xw.Book, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        buttons.recalculated(example)
        example.sheets["Drift"]["J1"].formula = "=Fördelning!E9"
        monkeypatch.setattr("itnamnd_xl.addin.removal.open_workbook", lambda *_: (None, []))
        assert buttons.results_removed(example).diagnostics[0].code == "W124"
        assert_stands_by_itself(example, "Fördelning")

    def test_where_all_is_referred_to_says_that_nothing_is_removed(self, example: xw.Book) -> None:
        buttons.recalculated(example)
        for row, name in enumerate(RESULT_SHEETS, 1):
            example.sheets["Drift"].range((row, 10)).formula = f"='{name}'!A1"
        pressed = buttons.results_removed(example)
        assert pressed.sentences[0] == "Inga resultatflikar är borttagna."
        assert own_names(example) == RESULT_SHEETS

    def test_one_is_one(self, example: xw.Book) -> None:
        buttons.checked(example)
        assert buttons.results_removed(example).sentences == ("1 resultatflik är borttagen.",)

    def test_without_results_says_so(self, example: xw.Book) -> None:
        assert buttons.results_removed(example).sentences == ("Det fanns inga resultatflikar.",)


def test_help_is_a_message(example: xw.Book, excel: Excel) -> None:
    assert not buttons.press(buttons.helped, lambda: example).is_refused
    text, title, _ = excel.log.alerts[0]
    # With nothing to say there, the status bar is Excel's own again.
    assert excel.app.status_bar is False
    assert title == "IT-nämnden"
    for word in ("Räkna om", "Kontrollera", "Visa källa", "Ta bort resultat", "Inställningar", "Loggfil"):
        assert word in text


class TestLog:
    def test_has_codes_and_addresses_and_no_cell_text(self, example: xw.Book, log_folder: Path) -> None:
        example.sheets["Nämndmål"]["D7"].value = "hemligt i cellen"
        buttons.press(buttons.recalculated, lambda: example)
        text = (log_folder / "itnamnd.log").read_text("utf-8")
        assert "recalculated" in text
        assert "sydnarke.xlsx!Nämndmål!" in text
        assert "hemligt" not in text

    def test_a_folder_that_cannot_be_made_stops_nothing(
        self, example: xw.Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "file").write_text("")
        monkeypatch.setattr("platformdirs.user_log_dir", lambda *_, **__: str(tmp_path / "file" / "log"))
        assert not buttons.press(buttons.recalculated, lambda: example).is_refused


def assert_state(excel: Excel, book: xw.Book, sheet: str, selected: str) -> None:
    app = excel.app
    assert (app.screen_updating, app.enable_events, app.calculation) == (True, True, "automatic")
    assert app.books.active == book
    assert book.sheets.active.name == sheet
    selection = app.selection
    assert selection is not None
    assert selection.address == selected
