"""The harness itself: it finds a wrong value, a wrong formula and an error, and it skips nothing."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from tests.living.held import (
    PLANTED_NUMBER,
    cells,
    differences,
    edited,
    formula_cells,
    numeric_inputs,
    planted,
    recalculated,
)
from tests.living.office import needs_office

RIGHT = {"B1": ("='Drift'!A1*2", 20), "B2": ('=IF(B1>5,"mer än 5 tkr","mindre")', "mer än 5 tkr"),
         "B4": ("=Drift!A2=1", False)}  # fmt: skip
WRONG = {
    "B5": ("='Drift'!A1", 11),
    "B6": ('="a"&"b"', "ac"),
    "B7": ("=1/0", 0),
    "B8": ("=B1", "20"),
    "B9": ("=A77", ""),
}


def made(path: Path, formulas: dict[str, tuple[str, object]]) -> Path:
    """A workbook with a sheet of the user's and one of ours that has these formulas and values."""
    with xlsxwriter.Workbook(path) as book:
        drift, ours = book.add_worksheet("Drift"), book.add_worksheet("Resultat")
        drift.write_column("A1", [10, 0.1])
        ours.write("A1", "Titel")
        for address, (formula, value) in formulas.items():
            ours.write_formula(address, formula, None, value)
        book.define_name("Resultat!_itnamnd_resultat", '="Resultat"')
    return path


@pytest.fixture
def right(tmp_path: Path) -> Path:
    return made(tmp_path / "rätt.xlsx", RIGHT)


def test_every_formula_of_ours_is_read_and_planted(right: Path, tmp_path: Path) -> None:
    assert {address: one.value for (_, address), one in formula_cells(right).items()} == {
        address: value for address, (_, value) in RIGHT.items()
    }
    assert planted(right, tmp_path / "planterad.xlsx") == len(RIGHT)
    found = formula_cells(tmp_path / "planterad.xlsx")
    assert not [place for place, one in formula_cells(right).items() if found[place].value == one.value]


@needs_office
@pytest.mark.parametrize("language", ["sv-SE", "en-US"])
def test_right_values_agree_and_wrong_ones_are_found(right: Path, tmp_path: Path, language: str) -> None:
    wrong = made(tmp_path / "fel.xlsx", RIGHT | WRONG)
    first, second = recalculated([right, wrong], tmp_path / "anew", language)
    assert differences(right, first) == []
    assert [one.place[1] for one in differences(wrong, second)] == list(WRONG)
    assert "Resultat!B5: stored 11.0, computed 10.0 by ='Drift'!A1" in str(differences(wrong, second)[0])


@needs_office
def test_a_changed_input_is_computed_with(right: Path, tmp_path: Path) -> None:
    assert dict(numeric_inputs(right)) == {("Drift", "A1"): 10.0, ("Drift", "A2"): 0.1}
    changed = edited(right, tmp_path / "ändrad.xlsx", {("Drift", "A1"): 2.0})
    found = cells(recalculated([changed], tmp_path / "anew")[0], ["Drift", "Resultat"])
    assert found["Resultat", "B1"].value == 4
    assert found["Resultat", "B2"].value == "mindre"
    assert found["Drift", "A2"].value == 0.1


def test_the_copy_differs_in_nothing_else(right: Path, tmp_path: Path) -> None:
    planted(right, tmp_path / "planterad.xlsx")
    before, after = openpyxl.load_workbook(right), openpyxl.load_workbook(tmp_path / "planterad.xlsx")
    for sheet in before:
        other = after[sheet.title]
        assert [[cell.value for cell in row] for row in sheet] == [[cell.value for cell in row] for row in other]
    assert PLANTED_NUMBER not in right.read_bytes().decode("latin-1")
