"""The sharing in a workbook where the result or the key is changed: what is settled then, and what is said of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from itnamnd_xl.app.delivery import Target
from itnamnd_xl.app.recalculate import recalculate
from tests.app.test_layouts import operating
from tests.cases import book_of
from tests.living.held import cells, edited, recalculated
from tests.living.office import needs_office

pytestmark = needs_office
MEMBERS = ("Lekeberg", "Laxå", "Askersund", "Hallsberg")
PEOPLE = (8603, 5582, 11534, 16196)
ALLOCATION, INVOICE = "Fördelning", "Fakturaunderlag"
Sheets = dict[str, Sequence[Sequence[object]]]
Change = Callable[..., "Shown"]


@pytest.fixture
def changed(tmp_path: Path) -> Change:
    """Compute a case with settings, change cells in what was written, and give what a column then shows by label."""

    def call(numbers: Mapping[tuple[str, str], float | None], settings: Mapping[str, object] | None = None) -> Shown:
        sheets: Sheets = {
            "Drift": operating(
                ["Driftbidrag", -40000, -40000, 0],
                ["Personalkostnader", 40000, 41732, -1732],
                ["Nettoresultat", 0, 1733, -1733],
            ),
            "Nyckel": [["Kommun", "Folkmängd 2021-12-31"], *zip(MEMBERS, PEOPLE, strict=True)],
        }
        if settings:
            sheets["Inställningar"] = [["Inställning", "Värde"], *settings.items()]
        path = tmp_path / "bok.xlsx"
        book_of(sheets).save(path)
        (done,) = recalculate([path], target=Target(tmp_path / "ut")).written
        (anew,) = recalculated([edited(done, tmp_path / "ny.xlsx", numbers)], tmp_path / "anew")
        return Shown(anew)

    return call


class Shown:
    """What the sheets show."""

    def __init__(self, path: Path) -> None:
        self.found = {place: one.value for place, one in cells(path).items()}

    def beside(self, sheet: str, label: str, column: str = "B") -> Any:
        """What stands beside the first cell of a label."""
        rows = [int(at[1:]) for (of, at), value in self.found.items() if (of, at[0], value) == (sheet, "A", label)]
        return self.found.get((sheet, f"{column}{min(rows)}"))


def test_a_result_that_does_not_hold_is_not_said_to_be_nought(changed: Change) -> None:
    shown = changed({("Drift", "C5"): 9999.0})
    assert shown.beside(ALLOCATION, "Årets resultat, tkr") == "saknas"
    assert shown.found[ALLOCATION, "A1"] == "Fördelning 2023: årets resultat kan inte fastställas"
    assert str(shown.beside(INVOICE, "Avser")).startswith("Årets resultat 2023 kan inte fastställas, se Avstämning")
    assert shown.beside(ALLOCATION, "Laxå", "G") == "saknas"


def test_a_result_that_is_emptied_is_the_computed_total(changed: Change) -> None:
    shown = changed({("Drift", "C5"): None})
    assert shown.beside(ALLOCATION, "Årets resultat, tkr") == -1732
    assert sum(shown.beside(ALLOCATION, one, "E") for one in MEMBERS) == 1732
    assert shown.beside(ALLOCATION, "Laxå", "G") == "ja"
    assert str(shown.beside(INVOICE, "Avser")).startswith("Andel av underskott 2023")


@pytest.mark.parametrize(
    "settings",
    [
        {"Fördelningsnyckel": "folkmängd 60 %, lika 40 %"},
        {"Lägsta andel per medlem": "20 %"},
        {"Fördelningsnyckel": "folkmängd 60 %, lika 40 %", "Lägsta andel per medlem": "23,5 %"},
    ],
)
@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({("Nyckel", "B2"): 9603.0}, "har ändrats sedan beräkningen. Räkna om."),
        ({("Nyckel", "B2"): 9e15}, "Räkna om."),
        ({("Drift", "C5"): 1732.0}, "har ändrats sedan beräkningen. Räkna om."),
        ({("Nyckel", "B2"): None}, "Nyckeln saknar ett värde."),
    ],
)
def test_what_cannot_follow_says_why(
    change: Mapping[tuple[str, str], float | None], reason: str, settings: Mapping[str, object], changed: Change
) -> None:
    shown = changed(change, settings)
    assert shown.beside(ALLOCATION, "Laxå", "E") == "saknas"
    said = str(shown.beside(ALLOCATION, "Hinder (0 = inget)", "C"))
    assert said.endswith(reason) or (reason == "Räkna om." and said == "Nyckeln saknar ett värde.")
    assert "fler siffror" not in said


def test_the_shares_of_a_mix_follow_though_its_units_cannot(changed: Change) -> None:
    shown = changed({("Nyckel", "B2"): 9603.0}, {"Fördelningsnyckel": "folkmängd 60 %, lika 40 %"})
    ratio = 0.6 * 9603 / 42915 + 0.1
    assert shown.beside(ALLOCATION, "Lekeberg", "C") == pytest.approx(ratio, abs=1e-9)
    assert shown.beside(ALLOCATION, "Lekeberg", "D") == pytest.approx(ratio * 1733, abs=1e-6)
    assert shown.beside(ALLOCATION, "Summa", "D") == 1733
    assert shown.beside(ALLOCATION, "Lekeberg", "E") == "saknas"
