"""What users write in our sheets is theirs: fields keep their content, all else is moved, and nothing is lost."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, cast

import openpyxl
import pytest
from openpyxl.chart import BarChart
from openpyxl.comments import Comment

from itnamnd_xl import Target, recalculate
from itnamnd_xl.app.recalculate import clean
from tests.cases import RESULT_SHEETS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    Edit = Callable[[Workbook], None]

MOTIVE, ANSWER = "H", "G"
FIRST_OF_MAY = dt.datetime.fromisoformat("2024-05-01")


def edit(path: Path, change: Edit) -> None:
    book = openpyxl.load_workbook(path)
    change(book)
    book.save(path)


def notes(path: Path, sheet: str = "Egna anteckningar") -> list[tuple[Any, ...]]:
    book = openpyxl.load_workbook(path)
    return list(book[sheet].iter_rows(min_row=5, values_only=True)) if sheet in book.sheetnames else []


def codes(diagnostics: Any) -> list[str]:
    return [one.code for one in diagnostics]


@pytest.fixture
def computed(single: list[Path]) -> Path:
    recalculate(single)
    return single[0]


def row_of(path: Path, sheet: str, text: str) -> int:
    found = openpyxl.load_workbook(path)[sheet]
    return next(
        at for at, row in enumerate(found.iter_rows(values_only=True), 1) if any(text in str(one) for one in row)
    )


def test_a_motive_and_an_answer_stay_with_their_rows(computed: Path) -> None:
    row = row_of(computed, "Måluppfyllelse", "Sjukfrånvaro")
    answered = row_of(computed, "Meddelanden", "Resultatet är känt endast")

    def write(book: Workbook) -> None:
        book["Måluppfyllelse"][f"{MOTIVE}{row}"] = "Beslut § 12"
        book["Meddelanden"][f"{ANSWER}{answered}"] = "känt"

    edit(computed, write)
    assert codes(recalculate([computed]).diagnostics).count("N119") == 0

    # A new indicator above moves every row; another message comes first.
    def insert(book: Workbook) -> None:
        book["Nämndmål"]["D6"] = None

    edit(computed, insert)
    recalculate([computed])
    found = openpyxl.load_workbook(computed)
    moved = row_of(computed, "Meddelanden", "Resultatet är känt endast")
    assert moved != answered
    assert found["Meddelanden"][f"{ANSWER}{moved}"].value == "känt"
    assert (
        found["Måluppfyllelse"][f"{MOTIVE}{row_of(computed, 'Måluppfyllelse', 'Sjukfrånvaro')}"].value == "Beslut § 12"
    )
    assert notes(computed) == []


@pytest.mark.parametrize(
    ("value", "number_format"),
    [
        (FIRST_OF_MAY, "yyyy-mm-dd"),
        (0.75, "0%"),
        (1733.5, "General"),
        ("=1+1", "General"),
        ("'citat", "General"),
        ("två\nrader", "General"),
        (" blanksteg ", "General"),
        ("x" * 3000, "General"),
        ("_x000D_ och \u0394", "General"),
    ],
)
def test_whatever_is_filled_in_stays_as_it_was(computed: Path, value: object, number_format: str) -> None:
    def write(book: Workbook) -> None:
        cell = book["Måluppfyllelse"][f"{MOTIVE}7"]
        cell.value, cell.number_format = value, number_format

    edit(computed, write)
    recalculate([computed])
    recalculate([computed])
    cell = openpyxl.load_workbook(computed)["Måluppfyllelse"][f"{MOTIVE}7"]
    assert str(cell.value).replace("_x005F_", "_") == str(value)
    assert cell.number_format == number_format or isinstance(value, str)
    assert notes(computed) == []


def test_a_motive_whose_indicator_is_gone_is_noted(computed: Path) -> None:
    row = row_of(computed, "Måluppfyllelse", "Sjukfrånvaro")

    def write(book: Workbook) -> None:
        book["Måluppfyllelse"][f"{MOTIVE}{row}"] = "Beslut § 12"
        name = book["Nämndmål"].cell(row_of(computed, "Nämndmål", "Sjukfrånvaro"), 3)
        name.value = "Frisknärvaro"

    edit(computed, write)
    result = recalculate([computed])
    assert "N119" in codes(result.diagnostics)
    assert [(one[0], one[1], one[4]) for one in notes(computed)] == [
        ("Måluppfyllelse", f"{MOTIVE}{row}", "Beslut § 12")
    ]
    assert "Sjukfrånvaro" in notes(computed)[0][2]


def test_what_is_typed_elsewhere_moves_with_its_old_place(computed: Path) -> None:
    def write(book: Workbook) -> None:
        sheet = book["Driftredovisning"]
        sheet["C6"] = 4711
        sheet["K6"], sheet["K7"] = "utanför", "=C6*2"
        sheet["A60"] = FIRST_OF_MAY
        sheet["B6"].comment = Comment("Stämmer detta?", "Prov")

    edit(computed, write)
    result = recalculate([computed])
    assert codes(result.diagnostics).count("N119") == 1
    moved = notes(computed)
    assert {(one[1], one[4]) for one in moved} == {
        ("C6", 4711),
        ("K6", "utanför"),
        ("K7", "=C6*2"),
        ("A60", FIRST_OF_MAY),
        ("B6", "Prov: Stämmer detta?"),
    }
    assert {one[0] for one in moved} == {"Driftredovisning"}
    column = next(one[3] for one in moved if one[1] == "C6")
    assert column == "Utfall 2023"
    written = openpyxl.load_workbook(computed)["Driftredovisning"]
    assert (written["C6"].value, written["K6"].value, written["B6"].comment) != (4711, "utanför", None)
    assert written["K6"].value is None
    before = computed.read_bytes()
    recalculate([computed])
    assert computed.read_bytes() == before


def test_notes_are_added_below_and_the_sheet_is_the_users(computed: Path) -> None:
    edit(computed, lambda book: setattr(book["Fördelning"]["K2"], "value", "första"))
    recalculate([computed])

    def write(book: Workbook) -> None:
        sheet = book["Egna anteckningar"]
        sheet["A1"], sheet["F5"], sheet["G9"] = "Min rubrik", "min egen kolumn", "längre ned"
        book["Fördelning"]["K3"] = "andra"

    edit(computed, write)
    recalculate([computed])
    sheet = openpyxl.load_workbook(computed)["Egna anteckningar"]
    assert (sheet["A1"].value, sheet["E5"].value, sheet["F5"].value, sheet["G9"].value) == (
        "Min rubrik",
        "första",
        "min egen kolumn",
        "längre ned",
    )
    assert sheet["E10"].value == "andra"
    edit(computed, lambda book: setattr(book["Fördelning"]["K3"], "value", "tredje"))
    recalculate([computed])
    assert openpyxl.load_workbook(computed)["Egna anteckningar"]["E11"].value == "tredje"


def test_a_users_sheet_of_that_name_is_left_alone(computed: Path) -> None:
    def write(book: Workbook) -> None:
        book.create_sheet("Egna anteckningar")["A1"] = "mina"
        book["Fördelning"]["K2"] = "något"

    edit(computed, write)
    recalculate([computed])
    book = openpyxl.load_workbook(computed)
    assert [cell.value for cell in book["Egna anteckningar"][1]] == ["mina"]
    assert [one[4] for one in notes(computed, "Egna anteckningar (2)")] == ["något"]


@pytest.mark.parametrize("at", [1, 6, 9])
def test_rows_put_into_our_sheets_do_not_make_ours_the_users(computed: Path, at: int) -> None:
    def write(book: Workbook) -> None:
        book["Driftredovisning"].insert_rows(at)
        book["Driftredovisning"].cell(at, 2).value = "min rad"

    edit(computed, write)
    recalculate([computed])
    assert [(one[1], one[4]) for one in notes(computed)] == [(f"B{at}", "min rad")]


def test_rows_taken_out_of_our_sheets_are_nobodys_loss(computed: Path) -> None:
    edit(computed, lambda book: book["Driftredovisning"].delete_rows(7, 2))
    recalculate([computed])
    assert notes(computed) == []


def test_a_sheet_with_a_chart_becomes_the_users(computed: Path) -> None:
    def draw(book: Workbook) -> None:
        cast("Worksheet", book["Driftredovisning"]).add_chart(BarChart(), "D20")

    edit(computed, draw)
    result = recalculate([computed])
    assert "N120" in codes(result.diagnostics)
    book = openpyxl.load_workbook(computed)
    assert {"Driftredovisning", "Driftredovisning (egen)"} <= set(book.sheetnames)
    # The copy is no second statement to choose between.
    again = recalculate([computed])
    assert again.outcome.allocation is not None
    assert "N127" in codes(again.diagnostics)
    before = computed.read_bytes()
    recalculate([computed])
    assert computed.read_bytes() == before


def test_cleaning_keeps_what_users_wrote(computed: Path) -> None:
    def write(book: Workbook) -> None:
        book["Måluppfyllelse"][f"{MOTIVE}7"] = "Beslut § 12"
        book["Fördelning"]["K2"] = "utanför"

    edit(computed, write)
    own = len(RESULT_SHEETS)
    removed, said = clean(computed)
    assert (removed, codes(said)) == (own, ["N119"])
    assert {one[4] for one in notes(computed)} == {"Beslut § 12", "utanför"}
    assert clean(computed) == (0, [])


def test_a_sheet_that_others_refer_to_is_not_taken_away(computed: Path) -> None:
    edit(computed, lambda book: setattr(book["Drift"]["K1"], "value", "='Fördelning'!C5"))
    removed, said = clean(computed)
    # What the sheet that stays looks at itself stays with it.
    assert (removed, codes(said)) == (len(RESULT_SHEETS) - 3, ["W124"] * 3)
    book = openpyxl.load_workbook(computed)
    assert "Fördelning" in book.sheetnames
    assert book["Drift"]["K1"].value == "='Fördelning'!C5"


def test_a_result_that_is_gone_leaves_an_empty_sheet_where_others_refer_to_it(computed: Path) -> None:
    def write(book: Workbook) -> None:
        book["Drift"]["K1"] = "='Fördelning'!C5"
        del book["Folkmängd"]

    edit(computed, write)
    recalculate([computed])
    sheet = openpyxl.load_workbook(computed)["Fördelning"]
    assert "Den här beräkningen gav inget att visa här" in str(sheet["A2"].value)


@pytest.mark.parametrize("change", ["cells", "notes", "foreign"])
def test_a_former_copy_that_somebody_has_worked_in_is_kept(single: list[Path], tmp_path: Path, change: str) -> None:
    folder = tmp_path / "resultat"
    copy = folder / single[0].name
    if change == "foreign":
        folder.mkdir()
        copy.write_bytes(b"nagot helt annat")
    else:
        recalculate(single, target=Target(folder))
        sheet = {"cells": "Drift", "notes": "Fördelning"}[change]
        edit(copy, lambda book: setattr(book[sheet]["K2"], "value", "mitt"))
        if change == "notes":
            recalculate([copy])
    worked = copy.read_bytes()
    result = recalculate(single, target=Target(folder))
    assert "N126" in codes(result.diagnostics)
    assert (folder / f"{copy.name}.bak").read_bytes() == worked


def test_a_stale_copy_is_simply_replaced(single: list[Path], tmp_path: Path) -> None:
    folder = tmp_path / "resultat"
    recalculate(single, target=Target(folder))
    edit(single[0], lambda book: setattr(book["Drift"]["C6"], "value", 17))
    result = recalculate(single, target=Target(folder))
    assert "N126" not in codes(result.diagnostics)
    assert len(list(folder.iterdir())) == 1


@pytest.mark.parametrize("place", [1, 3, 8, 9])
def test_a_column_of_her_own_between_ours_moves_alone(computed: Path, place: int) -> None:
    # As Excel inserts it: what stood to the right stands one further to the right.
    def write(book: Workbook) -> None:
        sheet = book["Måluppfyllelse"]
        sheet[f"{MOTIVE}7"] = "Beslut § 12"
        for merged in list(sheet.merged_cells.ranges):
            sheet.unmerge_cells(str(merged))
        sheet.insert_cols(place)
        sheet.cell(7, place).value = "min egen kolumn"

    edit(computed, write)
    recalculate([computed])
    assert openpyxl.load_workbook(computed)["Måluppfyllelse"][f"{MOTIVE}7"].value == "Beslut § 12"
    assert [one[4] for one in notes(computed)] == ["min egen kolumn"]


def test_a_column_that_is_gone_comes_back(computed: Path) -> None:
    def write(book: Workbook) -> None:
        sheet = book["Måluppfyllelse"]
        sheet[f"{MOTIVE}7"] = "Beslut § 12"
        for merged in list(sheet.merged_cells.ranges):
            sheet.unmerge_cells(str(merged))
        sheet.delete_cols(5)

    edit(computed, write)
    recalculate([computed])
    sheet = openpyxl.load_workbook(computed)["Måluppfyllelse"]
    assert (sheet[f"{MOTIVE}7"].value, "Uppfyllelse" in str(sheet["E5"].value)) == ("Beslut § 12", True)
    assert notes(computed) == []


def test_a_note_names_its_row_by_what_stands_there(computed: Path) -> None:
    """A formula that has not been calculated has a text without a letter, which names nothing."""
    row = row_of(computed, "Driftredovisning", "ÖVRIGA AVG")

    def write(book: Workbook) -> None:
        book["Driftredovisning"][f"C{row}"] = 999

    edit(computed, write)
    recalculate([computed])
    label = "Driftredovisning 2023, tkr · ÖVRIGA AVG O. ERSÄTTNIN"
    assert notes(computed)[0] == ("Driftredovisning", f"C{row}", label, "Utfall 2023", 999)
