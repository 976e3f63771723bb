"""One statement in every sign, unit, spelling and order: the figures are the same whatever it wears."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from itertools import permutations, product
from pathlib import Path
from typing import Any

import pytest

from tests.any_board.building import (
    EN_DASH,
    MINUS,
    NBSP,
    THOUSANDS_SHOWN,
    Json,
    Rows,
    Sheet,
    codes,
    errors,
    goals,
    said,
    save,
    shares,
)

# Income and costs in kronor, whole thousands so that every unit holds them: text, side, budget, outcome.
ITEMS = [
    ("Driftbidrag från kommuner", "revenue", 18_000, 18_000),
    ("Försäljning", "revenue", 1_200, 1_431),
    ("Personalkostnader", "cost", 11_300, 11_742),
    ("Licenser", "cost", 5_400, 5_287),
    ("Lokalhyra", "cost", 2_500, 2_569),
]
DEVIATIONS = [0, 231, -442, 113, -69]
NET, KEY_SHARES = -167, {"Trosa": 41, "Gnesta": 32, "Nyköping": 94}
# 167 by 25, 19 and 57 of 101: 41.34, 31.42, 94.25: the unit left goes to Gnesta.
KEY: Rows = [["Kommun", "Folkmängd 2021-12-31"], ["Trosa", 25_000], ["Gnesta", 19_000], ["Nyköping", 57_000]]
SCALES = {"kr": Decimal(1_000), "tkr": Decimal(1), "mnkr": Decimal("0.001")}


def _signed(convention: str) -> Rows:
    """Give the rows in a convention: text, budget, outcome, deviation; the net last."""
    income, costs = {"budget-outcome": (-1, 1), "outcome-budget": (1, -1)}[convention]
    rows: Rows = []
    for (text, side, budget, outcome), deviation in zip(ITEMS, DEVIATIONS, strict=True):
        sign = income if side == "revenue" else costs
        rows.append([text, sign * budget, sign * outcome, deviation])
    return [*rows, ["Nettoresultat", 0, -income * 167, NET]]


def _digits(number: Decimal, group: str) -> str:
    whole, _, part = f"{abs(number):,f}".partition(".")
    return whole.replace(",", group) + (f",{part}" if part else "")


def _leading(mark: str, group: str) -> Callable[[Decimal], str]:
    return lambda number: (mark if number < 0 else "") + _digits(number, group)


SPELLINGS: dict[str, Callable[[Decimal], object]] = {
    "numbers": float,
    "hyphen": _leading("-", " "),
    "no-break": _leading(MINUS, NBSP),
    "narrow": _leading("\N{NON-BREAKING HYPHEN}", "\N{NARROW NO-BREAK SPACE}"),
    "dash": _leading(f"{EN_DASH} ", "\N{THIN SPACE}"),
    "spaced": _leading("- ", " "),
    "trailing": lambda number: _digits(number, " ") + ("-" if number < 0 else ""),
    "brackets": lambda number: f"({_digits(number, ' ')})" if number < 0 else _digits(number, " "),
    "apostrophe": _leading("-", "'"),
}


def _dressed(rows: Rows, unit: str, spelling: str) -> Rows:
    """Give the rows' amounts in a unit, as a spelling writes them; mnkr to three decimals."""
    spell, scale = SPELLINGS[spelling], SCALES[unit]
    return [[text, *(spell((Decimal(one) * scale).quantize(_last(unit))) for one in ones)] for text, *ones in rows]


def _last(unit: str) -> Decimal:
    return Decimal("0.001") if unit == "mnkr" else Decimal(1)


def _same(status: int, found: dict[str, Any], unit: str, amount: int = 167) -> None:
    scale = SCALES[unit]
    assert (status, errors(found)) == (0, [])
    assert (found["year"], found["operating"]["unit"]) == (2023, unit)
    got = [(one["text"], one["kind"], one["deviation"]) for one in found["operating"]["lines"]]
    expected = [
        (text, side, float(Decimal(deviation) * scale))
        for (text, side, *_), deviation in zip(ITEMS, DEVIATIONS, strict=True)
    ]
    assert sorted(got) == sorted(expected)
    assert found["allocation"]["kind"] == "deficit"
    assert found["allocation"]["amount"] == float(Decimal(amount) * scale)
    if unit != "kr":
        assert shares(found) == {name: float(Decimal(part) * scale) for name, part in KEY_SHARES.items()}


HEAD = ["Kontotext", "Budget 2023", "Utfall 2023", "Avvikelse"]


@pytest.mark.parametrize("spelling", SPELLINGS)
@pytest.mark.parametrize("unit", SCALES)
@pytest.mark.parametrize("convention", ["budget-outcome", "outcome-budget"])
def test_signs_units_and_spellings(convention: str, unit: str, spelling: str, tmp_path: Path, as_json: Json) -> None:
    rows = [[f"Belopp i {unit}"], HEAD, *_dressed(_signed(convention), unit, spelling)]
    status, found = as_json("check", save(tmp_path, {"Drift": rows, "Nyckel": KEY}))
    _same(status, found, unit)
    assert found["operating"]["sign"] == convention


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_the_columns_in_any_order(order: tuple[int, ...], tmp_path: Path, as_json: Json) -> None:
    rows: Rows = [[row[place] for place in order] for row in [HEAD, *_signed("outcome-budget")]]
    status, found = as_json("check", save(tmp_path, {"Drift": [["Belopp i tkr"], *rows], "Nyckel": KEY}))
    _same(status, found, "tkr")


NET_FIRST = [5, 0, 1, 2, 3, 4]
COSTS_FIRST = [2, 3, 4, 0, 1, 5]


@pytest.mark.parametrize("order", [NET_FIRST, COSTS_FIRST])
@pytest.mark.parametrize("convention", ["budget-outcome", "outcome-budget"])
def test_the_rows_in_another_order(order: list[int], convention: str, tmp_path: Path, as_json: Json) -> None:
    signed = _signed(convention)
    rows = [["Belopp i tkr"], HEAD, *(signed[place] for place in order)]
    status, found = as_json("check", save(tmp_path, {"Drift": rows, "Nyckel": KEY}))
    _same(status, found, "tkr")


@pytest.mark.parametrize(
    ("above", "left", "between"), [*product((0, 3), (0, 2), (False, True)), (25, 5, False), (60, 0, True)]
)
def test_wherever_on_the_sheet(above: int, left: int, between: bool, tmp_path: Path, as_json: Json) -> None:
    rows = [["Belopp i tkr"], HEAD, *_signed("budget-outcome")]
    spread = [[cell for one in row for cell in (one, None)] if between and len(row) > 1 else row for row in rows]
    placed: Rows = [*[[] for _ in range(above)], *([*[None] * left, *row] for row in spread)]
    status, found = as_json("check", save(tmp_path, {"Drift": placed, "Nyckel": KEY}))
    _same(status, found, "tkr")


@pytest.mark.parametrize("convention", ["budget-outcome", "outcome-budget"])
def test_without_the_deviation(convention: str, tmp_path: Path, as_json: Json) -> None:
    rows = [row[:3] for row in [HEAD, *_signed(convention)]]
    status, found = as_json("check", save(tmp_path, {"Drift": [["Belopp i tkr"], *rows], "Nyckel": KEY}))
    _same(status, found, "tkr")
    assert "N507" in codes(found)


@pytest.mark.parametrize("convention", ["budget-outcome", "outcome-budget"])
def test_without_the_net(convention: str, tmp_path: Path, as_json: Json) -> None:
    rows = [["Belopp i tkr"], HEAD, *_signed(convention)[:-1]]
    status, found = as_json("check", save(tmp_path, {"Drift": rows, "Nyckel": KEY}))
    _same(status, found, "tkr")


def test_unsigned_with_headings(tmp_path: Path, as_json: Json) -> None:
    plain = [[text, budget, outcome, one] for (text, _, budget, outcome), one in zip(ITEMS, DEVIATIONS, strict=True)]
    rows: Rows = [["Belopp i tkr"], HEAD, ["Intäkter"], *plain[:2], ["Kostnader"], *plain[2:]]
    status, found = as_json("check", save(tmp_path, {"Drift": [*rows, ["Resultat", 0, -167, NET]], "Nyckel": KEY}))
    _same(status, found, "tkr")


def test_kronor_behind_a_format_in_thousands(tmp_path: Path, as_json: Json) -> None:
    rows = [["Driftredovisning"], HEAD, *_dressed(_signed("outcome-budget"), "kr", "numbers")]
    sheet = Sheet(rows, formats=dict.fromkeys("BCD", THOUSANDS_SHOWN))
    status, found = as_json("check", save(tmp_path, {"Drift": sheet, "Nyckel": KEY}))
    _same(status, found, "kr", 167)


def test_a_unit_in_every_cell(tmp_path: Path, as_json: Json) -> None:
    rows = [[text, *(f"{one} tkr" for one in amounts)] for text, *amounts in _signed("outcome-budget")]
    status, found = as_json("check", save(tmp_path, {"Drift": [HEAD, *rows], "Nyckel": KEY}))
    _same(status, found, "tkr")


# Every single cell of the statement with two of its digits swapped is an error that names its row or its total


def _swapped(number: int) -> int:
    digits = str(abs(number))
    place = next(place for place in range(len(digits) - 1) if digits[place] != digits[place + 1])
    changed = digits[:place] + digits[place + 1] + digits[place] + digits[place + 2 :]
    return int(changed) if number > 0 else -int(changed)


@pytest.mark.parametrize(
    ("row", "column"), [(row, column) for row in range(1, 6) for column in (1, 2, 3) if not (row == 5 and column == 1)]
)
@pytest.mark.parametrize("convention", ["budget-outcome", "outcome-budget"])
def test_two_digits_swapped_anywhere(row: int, column: int, convention: str, tmp_path: Path, as_json: Json) -> None:
    rows = _signed(convention)
    before = rows[row][column]
    if len({*str(abs(before))}) < 2:
        return
    rows[row] = [*rows[row]]
    rows[row][column] = _swapped(before)
    status, found = as_json("check", save(tmp_path, {"Drift": [["Belopp i tkr"], HEAD, *rows], "Nyckel": KEY}))
    assert status == 1
    number = row + 3
    assert said(found, "error", f"Drift!D{number}", *(f"Drift!{letter}8" for letter in "BCD"))
    assert found["allocation"] is None or found["allocation"]["amount"] == 167


# An indicator table in any dress


GOALS: Rows = [
    ["Nämndmål", "Indikator", "Resultat 2023", "Målvärde 2023", "Bedömning"],
    ["God service", "Svarstid, min", 4, "högst 5", "●"],
    ["God service", "Nöjdhet, index", 68, "minst 70", "▲"],
    ["Frisk personal", "Sjukfrånvaro, %", 9.5, "högst 6", "■"],
]
VERDICT = [("God service", "partly_achieved", "G2", 2), ("Frisk personal", "not_achieved", "G3", 1)]


@pytest.mark.parametrize("order", [one for one in permutations(range(5)) if one.index(0) < one.index(1)])
def test_an_indicator_tables_columns_in_any_order(order: tuple[int, ...], tmp_path: Path, as_json: Json) -> None:
    rows = [[row[place] for place in order] for row in GOALS]
    status, found = as_json("check", save(tmp_path, {"Mål": rows}))
    assert (status, errors(found)) == (0, [])
    assert goals(found) == VERDICT


@pytest.mark.parametrize("goal", ["repeated", "blank", "merged", "heading"])
@pytest.mark.parametrize("status_column", [True, False])
def test_goals_stated_in_any_way(goal: str, status_column: bool, tmp_path: Path, as_json: Json) -> None:
    rows = [row if status_column else row[:4] for row in map(list, GOALS)]
    merges = []
    if goal in ("blank", "merged"):
        rows[2][0] = None
    if goal == "merged":
        merges = ["A2:A3"]
    if goal == "heading":
        names = ["God service", "Frisk personal"]
        bare = [row[1:] for row in rows]
        rows = [bare[0], [names[0]], *bare[1:3], [names[1]], bare[3]]
    status, found = as_json("check", save(tmp_path, {"Mål": Sheet(rows, merges)}))
    assert (status, errors(found)) == (0, [])
    assert goals(found) == VERDICT
