"""What users write on our sheets in Excel stays theirs, whoever writes the sheets anew: the button or the command."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest
from openpyxl.comments import Comment

from itnamnd_xl import recalculate
from itnamnd_xl.addin import buttons
from itnamnd_xl.addin.own import sheets_by_owner
from itnamnd_xl.app.recalculate import clean
from tests.addin.looked import own_names, texts
from tests.addin.saved import fill_cached_links
from tests.cases import RESULT_SHEETS

if TYPE_CHECKING:
    import xlwings as xw

    from tests.excel.excel import Excel


class TestWhatUsersWrite:
    def test_a_motive_stays_in_its_field(self, example: xw.Book) -> None:
        buttons.recalculated(example)
        field = example.sheets["Måluppfyllelse"]["H7"]
        field.formula = "=Drift!D11"
        example.sheets["Måluppfyllelse"]["H8"].value = "Nämnden 2024-02-14 § 12"
        buttons.recalculated(example)
        assert field.formula == "=Drift!D11"
        assert example.sheets["Måluppfyllelse"]["H8"].value == "Nämnden 2024-02-14 § 12"
        assert "Egna anteckningar" not in [one.name for one in example.sheets]

    def test_what_has_no_field_is_moved_with_its_place_and_kept_ever_after(self, example: xw.Book) -> None:
        buttons.recalculated(example)
        example.sheets["Driftredovisning"]["A6"].value = "Mitt eget kontonamn"
        example.sheets["Fördelning"]["J3"].value = 12.5
        pressed = buttons.recalculated(example)
        assert any("2 uppgifter" in one for one in pressed.sentences)
        rows = example.sheets["Egna anteckningar"].used_range.value
        moved = {(row[0], row[1]): row[4] for row in rows[4:]}
        assert moved == {("Driftredovisning", "A6"): "Mitt eget kontonamn", ("Fördelning", "J3"): 12.5}
        example.sheets["Driftredovisning"]["A7"].value = "Ett till"
        buttons.recalculated(example)
        assert [row[4] for row in example.sheets["Egna anteckningar"].used_range.value[4:]] == [
            "Mitt eget kontonamn", 12.5, "Ett till",
        ]  # fmt: skip
        buttons.recalculated(example)
        assert len(example.sheets["Egna anteckningar"].used_range.value) == 7

    def test_a_comment_is_moved_too(self, example: xw.Book) -> None:
        buttons.recalculated(example)
        example.sheets["Fördelning"]["B5"].add_note("Stäm av med SCB")
        buttons.recalculated(example)
        assert "Stäm av med SCB" in texts(example, "Egna anteckningar")

    def test_a_sheet_with_a_chart_becomes_the_users(self, example: xw.Book, excel: Excel) -> None:
        from openpyxl.chart import BarChart

        buttons.recalculated(example)
        example.sheets["Drift"]["J1"].formula = "=Fördelning!E9"
        for name in ("Fördelning", "Driftredovisning"):
            excel.model(example)[name].add_chart(BarChart(), "K2")
            example.sheets[name]["K1"].value = "se diagrammet"
        pressed = buttons.recalculated(example)
        # It is a copy, known for one, so that no figures are read from it; the sheet itself stays where it is.
        assert {"Fördelning (egen)", "Driftredovisning (egen)"} == {one.name for one in sheets_by_owner(example).copies}
        assert own_names(example) == RESULT_SHEETS
        assert any("Fördelning (egen)" in one for one in pressed.sentences)
        assert len(excel.model(example)["Fördelning (egen)"]._charts) == 1
        assert example.sheets["Fördelning (egen)"]["K1"].value == "se diagrammet"
        assert excel.model(example)["Fördelning"]._charts == []
        assert example.sheets["Drift"]["J1"].formula == "=Fördelning!E9"
        again = buttons.recalculated(example)
        assert not again.has_errors
        assert own_names(example) == RESULT_SHEETS

    def test_a_filter_is_no_object_of_hers(self, example: xw.Book, excel: Excel) -> None:
        buttons.recalculated(example)
        excel.model(example)["Driftredovisning"].auto_filter.ref = "A4:G18"
        buttons.recalculated(example)
        assert sheets_by_owner(example).copies == ()
        assert excel.model(example)["Driftredovisning"].auto_filter.ref is None

    def test_a_note_and_a_chart_are_told_apart(self, example: xw.Book, excel: Excel) -> None:
        from openpyxl.chart import BarChart

        buttons.recalculated(example)
        example.sheets["Fördelning"]["B5"].add_note("Stäm av")
        excel.model(example)["Fördelning"].add_chart(BarChart(), "K2")
        buttons.results_removed(example)
        assert "Fördelning" in [one.name for one in sheets_by_owner(example).copies]
        assert len(excel.model(example)["Fördelning"]._charts) == 1

    @pytest.mark.parametrize("typed", ['=""', "=SUM(1,2)", "=Drift!D11"])
    def test_a_formula_is_kept_also_where_it_shows_nothing(self, typed: str, example: xw.Book) -> None:
        buttons.recalculated(example)
        example.sheets["Måluppfyllelse"]["H7"].formula = typed
        example.sheets["Måluppfyllelse"]["L3"].formula = typed
        buttons.recalculated(example)
        assert example.sheets["Måluppfyllelse"]["H7"].formula == typed
        assert typed in str(example.sheets["Egna anteckningar"].used_range.formula)

    def test_what_excel_does_not_take_again_is_moved(self, example: xw.Book, monkeypatch: pytest.MonkeyPatch) -> None:
        buttons.recalculated(example)
        example.sheets["Måluppfyllelse"]["H7"].formula = "=Drift!D11"

        monkeypatch.setattr("itnamnd_xl.render.with_xlwings._write_alone", lambda *_: False)
        buttons.recalculated(example)
        assert example.sheets["Måluppfyllelse"]["H7"].value is None
        assert "=Drift!D11" in texts(example, "Egna anteckningar")

    def test_what_is_longer_than_a_cell_takes_two(self, example: xw.Book, excel: Excel) -> None:
        buttons.recalculated(example)
        excel.model(example)["Fördelning"]["B5"].comment = Comment("§" * 32765, "Ekonomi")
        buttons.recalculated(example)
        rows = example.sheets["Egna anteckningar"].used_range.value[4:]
        assert "".join(row[4] for row in rows) == "Ekonomi: " + "§" * 32765
        assert len(rows) == 2

    def test_the_same_words_typed_again_later_are_noted_again(self, example: xw.Book) -> None:
        buttons.recalculated(example)
        for _ in range(2):
            example.sheets["Driftredovisning"]["J6"].value = "Kontrollerad"
            buttons.recalculated(example)
        rows = example.sheets["Egna anteckningar"].used_range.value[4:]
        assert [row[4] for row in rows] == ["Kontrollerad", "Kontrollerad"]

    def test_what_she_has_on_the_sheet_of_notes_stays_there(self, example: xw.Book, excel: Excel) -> None:
        buttons.recalculated(example)
        example.sheets["Driftredovisning"]["J6"].value = "ett"
        buttons.recalculated(example)
        notes = example.sheets["Egna anteckningar"]
        notes.range("A1:E9").clear_contents()
        notes["H20"].add_note("min egen")
        example.sheets["Driftredovisning"]["J6"].value = "två"
        buttons.recalculated(example)
        assert excel.model(example)["Egna anteckningar"]["H20"].comment is not None
        assert "två" in texts(example, "Egna anteckningar")

    def test_the_longest_text_there_can_be_stays(self, example: xw.Book) -> None:
        buttons.recalculated(example)
        longest = "§" * 32767
        example.sheets["Måluppfyllelse"]["H7"].raw_value = longest
        buttons.recalculated(example)
        assert example.sheets["Måluppfyllelse"]["H7"].value == longest

    def test_a_copy_of_a_sheet_is_hers_and_no_source(self, example: xw.Book) -> None:
        buttons.recalculated(example)
        example.sheets["Driftredovisning"].name = "Drift 2023 beslutad"
        pressed = buttons.recalculated(example)
        assert "N127" in [one.code for one in pressed.diagnostics]
        assert own_names(example)[-1] == "Driftredovisning"
        assert example.sheets["Drift 2023 beslutad"]["A1"].value.startswith("Driftredovisning")


class TestWithTheServer:
    """The same workbook, now written by the command, now by the button."""

    def test_what_the_command_wrote_the_button_knows_again(self, excel: Excel, single: list[Path]) -> None:
        recalculate(single)
        book = excel.open(single[0])
        pressed = buttons.recalculated(book)
        assert own_names(book) == RESULT_SHEETS
        assert "Egna anteckningar" not in [one.name for one in book.sheets]
        assert "Inga tal har ändrats sedan förra beräkningen." in pressed.sentences

    def test_what_the_button_wrote_the_command_knows_again(
        self, example: xw.Book, excel: Excel, tmp_path: Path
    ) -> None:
        buttons.recalculated(example)
        example.sheets["Måluppfyllelse"]["H7"].value = "Enligt beslut"
        path = excel.save(example, tmp_path / "sparad.xlsx")
        fill_cached_links(path)
        result = recalculate([path])
        assert not [one.code for one in result.diagnostics if one.code in ("N119", "N120", "N130", "N131")]
        book = openpyxl.load_workbook(path)
        assert book["Måluppfyllelse"]["H7"].value == "Enligt beslut"
        assert book.sheetnames[-len(RESULT_SHEETS) :] == RESULT_SHEETS
        assert clean(path)[0] == len(RESULT_SHEETS)


class TestAnswers:
    """What she answers on our open sheets holds at the next press, as it does in a file."""

    def test_a_setting_filled_in_on_our_sheet(self, example: xw.Book) -> None:
        buttons.recalculated(example)
        settings = example.sheets["Inställningar"]
        labels = [str(one) for one in settings.range("A1:A20").value]
        when = dt.datetime(2022, 12, 31)  # noqa: DTZ001 - Excel has no time zones
        settings.range(f"B{labels.index('Nyckeldatum') + 1}").value = when
        for _ in range(2):
            buttons.recalculated(example)
            assert example.sheets["Fördelning"].range("E5:E8").value == [360, 230, 473, 670]

    def test_an_answer_beside_a_message(self, example: xw.Book) -> None:
        example.sheets["Nämndmål"]["E14"].value = "10 eller 12"
        buttons.recalculated(example)
        messages = example.sheets["Meddelanden"]
        rows = messages.range("A1:G40").value
        row = next(at for at, one in enumerate(rows, 1) if one[2] == "E306")
        messages.range(f"G{row}").value = "minst 9"
        for _ in range(2):
            buttons.recalculated(example)
            told = [one[2] for one in messages.range("A1:G40").value]
            assert "N704 E306" in told
            assert "E306" not in told
