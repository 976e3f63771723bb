"""Statements as municipalities and joint boards lay them out, each with a twin that has one thing wrong.

The layouts are modelled on published annual and interim reports; the figures are made up.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from openpyxl.styles import Alignment

from tests.cases import book_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    Json = Callable[..., tuple[int, dict[str, Any]]]
    Row = Sequence[object]
    Rows = Sequence[Row]

ACCOUNTS: Rows = [
    ["Driftbidrag från kommuner", -1000, -1000, 0],
    ["Personalkostnader", 600, 650, -50],
    ["Licenser", 400, 430, -30],
    ["Nettoresultat", 0, 80, -80],
]
HEAD = ["Kontotext", "Budget 2023", "Utfall 2023", "Avvikelse"]
KEY: Rows = [["Kommun", "Folkmängd 2021-12-31"], ["Lekeberg", 8603], ["Laxå", 5582]]


def workbook(
    folder: Path, sheets: Mapping[str, Rows], merges: Sequence[str] = (), name: str = "arbetsbok.xlsx"
) -> Path:
    book = book_of(sheets)
    for sheet in book.worksheets:
        for area in merges:
            sheet.merge_cells(area)
    path = folder / name
    book.save(path)
    return path


def codes(found: dict[str, Any], *severities: str) -> set[str]:
    return {one["code"] for one in found["diagnostics"] if not severities or one["severity"] in severities}


def figures(found: dict[str, Any], kind: str, *names: str) -> list[tuple[object, ...]]:
    return [tuple(line[name] for name in names) for line in found[kind]["lines"]]


def wrong(found: dict[str, Any]) -> set[str]:
    """The cells whose check does not hold."""
    return {one["source"].rpartition("!")[2] for one in found["checks"] if one["status"] == "error"}


def changed(rows: Rows, row: int, column: int, value: object) -> list[list[object]]:
    """Give rows with one cell changed."""
    copy = [list(one) for one in rows]
    copy[row][column] = value
    return copy


# Layouts of an operating statement over ACCOUNTS: header rows, and a row's cells from text, budget, outcome, deviation
def _plain(row: Row) -> list[object]:
    return list(row)


ACCOUNT_LAYOUTS: dict[str, tuple[Rows, Callable[[Row], list[object]], tuple[str, ...]]] = {
    "several versions of the budget": (
        [
            ["Driftredovisning, tkr"],
            ["Kontotext", "Bokslut 2022", "Budget 2023", "rev 2023", "Utfall 2023", "Avvikelse"],
        ],
        lambda row: [row[0], 3, row[1], *row[1:]],
        (),
    ),
    "next year's budget last": (
        [
            ["Driftredovisning, tkr"],
            ["Kontotext", "Bokslut 2022", "Budget 2023", "Utfall 2023", "Avvikelse", "Budget 2024"],
        ],
        lambda row: [row[0], 3, *row[1:], 7],
        (),
    ),
    "last year dated, this year's columns not": (
        [["Driftredovisning 2023, tkr"], ["Kontotext", "Bokslut 2022", "Budget", "Utfall", "Avvikelse"]],
        lambda row: [row[0], 3, *row[1:]],
        (),
    ),
    "years below merged names": (
        [
            ["Driftredovisning, tkr"],
            [None, "Budget", None, "Utfall", None, "Avvikelse"],
            ["Kontotext", 2022, 2023, 2022, 2023, 2023],
        ],
        lambda row: [row[0], 3, row[1], 4, row[2], row[3]],
        ("B2:C2", "D2:E2"),
    ),
    "years below names that are not merged": (
        [
            ["Driftredovisning, tkr"],
            [None, "Budget", None, "Utfall", None, "Avvikelse"],
            ["Kontotext", 2022, 2023, 2022, 2023, 2023],
        ],
        lambda row: [row[0], 3, row[1], 4, row[2], row[3]],
        (),
    ),
    "three header rows": (
        [
            ["Driftredovisning"],
            [None, 2022, None, None, 2023, None, None],
            [None, *["Budget", "Utfall", "Avvikelse"] * 2],
            ["Verksamhet", *["tkr"] * 6],
        ],
        lambda row: [row[0], 1, 1, 0, *row[1:]],
        (),
    ),
    "a second header row of units and periods": (
        [
            ["Driftredovisning 2023"],
            ["Kontotext", "Budget", "Utfall", "Avvikelse", "Avvikelse"],
            [None, "helår", "jan-dec", "tkr", "%"],
        ],
        lambda row: [*row, 99],
        (),
    ),
    "per cent beside amounts": (
        [
            ["Driftredovisning 2023, tkr"],
            [*HEAD, "Avvikelse %", "Avvikelse i %", "Förbrukning %", "Utfall i % av budget", "Förändring"],
        ],
        lambda row: [*row, 5, 6, 95, 105, 7],
        (),
    ),
    "labels at the right": (
        [["Driftredovisning 2023, tkr"], ["Budget", "Utfall", "Avvikelse", "Kontotext"]],
        lambda row: [*row[1:], row[0]],
        (),
    ),
    "number and text in two columns, one without a header": (
        [["Driftredovisning 2023, tkr"], ["Konto", None, "Budget", "Utfall", "Avvikelse"]],
        lambda row: [None if row[0] == "Nettoresultat" else 5010 if row[1] != -1000 else 3110, *row],
        (),
    ),
    "years as blocks": (
        [
            ["Driftredovisning, tkr"],
            [None, 2022, None, 2023, None, None],
            ["Kontotext", *["Budget", "Utfall"] * 2, "Avvikelse"],
        ],
        lambda row: [row[0], 3, 4, *row[1:]],
        ("B2:C2", "D2:F2"),
    ),
}


@pytest.mark.parametrize("layout", ACCOUNT_LAYOUTS)
def test_the_years_columns_are_found_in_every_layout(layout: str, tmp_path: Path, as_json: Json) -> None:
    heads, laid, merges = ACCOUNT_LAYOUTS[layout]
    rows: Rows = [*heads, *map(laid, ACCOUNTS)]
    found = as_json("check", workbook(tmp_path, {"Drift": rows}, merges))[1]
    assert found["year"] == 2023
    assert found["operating"]["unit"] == "tkr"
    assert figures(found, "operating", "text", "budget", "outcome", "deviation") == [tuple(one) for one in ACCOUNTS[:3]]
    total = found["operating"]["totals"][-1]
    assert (total["text"], total["outcome"], total["published"]["deviation"]) == ("Nettoresultat", 80, -80)
    assert not codes(found, "error")


@pytest.mark.parametrize("layout", ACCOUNT_LAYOUTS)
def test_one_wrong_figure_is_named_in_every_layout(layout: str, tmp_path: Path, as_json: Json) -> None:
    heads, laid, merges = ACCOUNT_LAYOUTS[layout]
    twin = changed(ACCOUNTS, 3, 2, 90)
    rows: Rows = [*heads, *map(laid, twin)]
    found = as_json("check", workbook(tmp_path, {"Drift": rows}, merges))[1]
    assert {"E501", "E602"} <= codes(found, "error")
    assert any(cell.endswith(str(len(rows))) for cell in wrong(found))


UNITS: Rows = [["Ledning", 10, 110, 100, 12, 120, 108, -8], ["IT-drift", 0, 200, 200, 5, 195, 190, 10]]
UNIT_TOTAL = ["Totalt", 10, 310, 300, 17, 315, 298, 2]
SIDE_LAYOUTS: dict[str, tuple[Rows, Callable[[Row], list[object]], tuple[str, ...]]] = {
    "budget and outcome over the sides": (
        [
            ["Driftredovisning 2023, tkr"],
            ["Verksamhet", "Budget", None, None, "Utfall", None, None, "Avvikelse"],
            [None, *["Intäkter", "Kostnader", "Netto"] * 2, None],
        ],
        _plain,
        ("B2:D2", "E2:G2"),
    ),
    "the same, not merged": (
        [
            ["Driftredovisning 2023, tkr"],
            ["Verksamhet", "Budget", None, None, "Utfall", None, None, "Avvikelse"],
            [None, *["Intäkter", "Kostnader", "Nettokostnad"] * 2, None],
        ],
        _plain,
        (),
    ),
    "the sides over budget and outcome": (
        [
            ["Driftredovisning 2023, tkr"],
            [None, "Intäkter", None, "Kostnader", None, "Nettokostnad", None, None],
            ["Verksamhet", *["Budget", "Utfall"] * 3, "Avvikelse"],
        ],
        lambda row: [row[0], row[1], row[4], row[2], row[5], row[3], row[6], row[7]],
        ("B2:C2", "D2:E2", "F2:H2"),
    ),
    "a budget of the net alone": (
        [
            ["Driftredovisning 2023, tkr"],
            ["Verksamhet", "Intäkter", "Kostnader", "Nettokostnad", "Budget", "Avvikelse"],
        ],
        lambda row: [row[0], *row[4:7], row[3], row[7]],
        (),
    ),
    "one header row with both words": (
        [
            ["Driftredovisning, tkr"],
            [
                "Nämnd",
                "Intäkter utfall 2023",
                "Kostnader utfall 2023",
                "Netto utfall 2023",
                "Netto budget 2023",
                "Resultat",
                "Netto utfall 2022",
            ],
        ],
        lambda row: [row[0], *row[4:7], row[3], row[7], 77],
        (),
    ),
}


@pytest.mark.parametrize("layout", SIDE_LAYOUTS)
def test_the_net_is_read_where_income_and_costs_are_columns(layout: str, tmp_path: Path, as_json: Json) -> None:
    heads, laid, merges = SIDE_LAYOUTS[layout]
    found = as_json("check", workbook(tmp_path, {"Drift": [*heads, *map(laid, [*UNITS, UNIT_TOTAL])]}, merges))[1]
    expected = [(row[0], "net", row[3], row[6], row[7]) for row in UNITS]
    assert figures(found, "operating", "text", "kind", "budget", "outcome", "deviation") == expected
    assert not codes(found, "error")


@pytest.mark.parametrize("layout", SIDE_LAYOUTS)
def test_a_net_that_is_not_costs_less_income_is_an_error(layout: str, tmp_path: Path, as_json: Json) -> None:
    heads, laid, merges = SIDE_LAYOUTS[layout]
    twin = changed([*UNITS, UNIT_TOTAL], 1, 5, 205)
    found = as_json("check", workbook(tmp_path, {"Drift": [*heads, *map(laid, twin)]}, merges))[1]
    messages = [one["message"] for one in found["checks"] if one["status"] == "error"]
    assert any("IT-drift" in one and "intäkter och kostnader på raden" in one for one in messages)


def test_income_below_zero_is_added_to_the_costs(tmp_path: Path, as_json: Json) -> None:
    rows: Rows = [
        ["Nämndernas resultat 2023, mnkr"],
        ["Nämnd", "Intäkter", "Kostnader", "Nettokostnad", "Budget", "Resultat"],
        ["Kommunstyrelsen", 12.1, -140.3, -128.2, -130.0, 1.8],
        ["Utbildning", 100.0, -900.5, -800.5, -795.0, -5.5],
        ["Summa", 112.1, -1040.8, -928.7, -925.0, -3.7],
    ]
    found = as_json("check", workbook(tmp_path, {"Nämnder": rows}))[1]
    assert found["operating"]["sign"] == "outcome-budget"
    assert found["operating"]["sign_rows"] == {"agree": 3, "tested": 3}
    assert not codes(found, "error")
    twin = as_json("check", workbook(tmp_path, {"Nämnder": changed(rows, 3, 2, -910.5)}, name="fel.xlsx"))[1]
    assert {"C5", "D4"} <= wrong(twin)


@pytest.mark.parametrize("turn", [1, -1])
def test_three_rows_a_unit(turn: int, tmp_path: Path, as_json: Json) -> None:
    """Income, costs and net of each unit; income with a sign or without one."""
    rows: Rows = [
        ["Driftredovisning 2023, tkr"],
        ["Verksamhet", "Budget", "Utfall", "Avvikelse"],
        ["Ledning"],
        ["Intäkter", 10 * turn, 12 * turn, 2],
        ["Kostnader", 110, 120, -10],
        ["Nettokostnad", 110 - 10, 120 - 12, -8],
        ["IT-drift"],
        ["Intäkter", 5 * turn, 4 * turn, -1],
        ["Kostnader", 200, 190, 10],
        ["Nettokostnad", 195, 186, 9],
        ["Totalt", 295, 294, 1],
    ]
    found = as_json("check", workbook(tmp_path, {"Drift": rows}))[1]
    assert [line["text"] for line in found["operating"]["lines"]] == [
        "Ledning: Intäkter",
        "Ledning: Kostnader",
        "IT-drift: Intäkter",
        "IT-drift: Kostnader",
    ]
    assert [line["kind"] for line in found["operating"]["lines"]] == ["revenue", "cost"] * 2
    assert [total["deviation"] for total in found["operating"]["totals"]] == [-8, 9, 1]
    assert not wrong(found)
    twin = as_json("check", workbook(tmp_path, {"Drift": changed(rows, 9, 2, 196)}, name="fel.xlsx"))[1]
    assert "C10" in wrong(twin)


def test_budget_and_outcome_in_units_of_their_own_meet_exactly(tmp_path: Path, as_json: Json) -> None:
    rows: Rows = [
        ["Driftredovisning 2023"],
        ["Verksamhet", "Budget (mnkr)", "Utfall (tkr)", "Avvikelse (tkr)"],
        ["Ledning", 1.234, 1215, 19],
        ["Support", 2.5, 2400, 100],
        ["Summa", 3.734, 3615, 119],
    ]
    found = as_json("check", workbook(tmp_path, {"Drift": rows}))[1]
    assert found["operating"]["unit"] == "tkr"
    assert figures(found, "operating", "budget", "outcome", "deviation") == [(1234, 1215, 19), (2500, 2400, 100)]
    assert not codes(found, "error")
    twin = as_json("check", workbook(tmp_path, {"Drift": changed(rows, 1, 1, "Budget (tkr)")}, name="fel.xlsx"))[1]
    assert "E501" in codes(twin)


def test_a_statement_without_a_unit_is_warned_of(tmp_path: Path, as_json: Json) -> None:
    found = as_json("check", workbook(tmp_path, {"Drift": [["Driftredovisning 2023"], HEAD, *ACCOUNTS]}))[1]
    assert "W206" in codes(found)


def test_a_title_and_headers_of_different_years_are_both_named(tmp_path: Path, as_json: Json) -> None:
    head = ["Kontotext", "Budget 2022", "Utfall 2022", "Avvikelse"]
    found = as_json("check", workbook(tmp_path, {"Drift": [["Driftredovisning 2023, tkr"], head, *ACCOUNTS]}))[1]
    assert found["year"] == 2022
    (message,) = [one["message"] for one in found["diagnostics"] if one["code"] == "W221"]
    assert "rubriken C2 ”Utfall 2022”" in message
    assert "titeln A1 ”Driftredovisning 2023, tkr”" in message


def test_a_title_chooses_between_years_that_the_columns_both_have(tmp_path: Path, as_json: Json) -> None:
    head = ["Kontotext", "Budget 2022", "Utfall 2022", "Budget 2023", "Utfall 2023"]
    rows = [[row[0], row[1], row[2], 5, 6] for row in ACCOUNTS]
    found = as_json("check", workbook(tmp_path, {"Drift": [["Driftredovisning 2022, tkr"], head, *rows]}))[1]
    assert (found["year"], found["operating"]["lines"][1]["outcome"]) == (2022, 650)
    assert "W221" not in codes(found)


def test_budget_and_outcome_of_different_years_are_not_compared(tmp_path: Path, as_json: Json) -> None:
    head = ["Kontotext", "Budget 2022", "Utfall 2023", "Avvikelse"]
    status, found = as_json("check", workbook(tmp_path, {"Drift": [["Driftredovisning, tkr"], head, *ACCOUNTS]}))
    assert (status, found["operating"]) == (1, None)
    (message,) = [one["message"] for one in found["diagnostics"] if one["code"] == "E220"]
    assert "”Budget 2022”" in message
    assert "”Utfall 2023”" in message


def test_two_columns_that_could_both_be_the_outcome_are_a_question(tmp_path: Path, as_json: Json) -> None:
    head = ["Kontotext", "Budget 2023", "Utfall 2023", "Bokslut 2023", "Avvikelse"]
    rows = [[*row[:3], 7, row[3]] for row in ACCOUNTS]
    status, found = as_json("check", workbook(tmp_path, {"Drift": [["Driftredovisning, tkr"], head, *rows]}))
    assert (status, found["operating"]) == (1, None)
    assert "E203" in codes(found)


def test_a_deviation_the_other_way_round_is_turned_and_said(tmp_path: Path, as_json: Json) -> None:
    rows: Rows = [HEAD, ["Personal", 600, 650, 50], ["Hyra", 100, 90, -10], ["Summa", 700, 740, 40]]
    found = as_json("check", workbook(tmp_path, {"Drift": [["Drift 2023, tkr"], *rows]}))[1]
    assert figures(found, "operating", "deviation", "published_deviation") == [(-50, 50), (10, -10)]
    assert "W508" in codes(found)


def test_a_total_that_includes_another_is_an_error(tmp_path: Path, as_json: Json) -> None:
    costs = ["Summa kostnader", 1000, 1080, -80]
    rows: Rows = [HEAD, *ACCOUNTS[:3], costs, ACCOUNTS[3]]
    right = as_json("check", workbook(tmp_path, {"Drift": [["Drift 2023, tkr"], *rows]}))[1]
    assert not wrong(right)
    twin = changed(rows, 4, 2, 2080)
    found = as_json("check", workbook(tmp_path, {"Drift": [["Drift 2023, tkr"], *twin]}, name="fel.xlsx"))[1]
    assert "C6" in wrong(found)


def test_a_parent_stands_before_rows_that_are_further_in(tmp_path: Path, as_json: Json) -> None:
    rows: Rows = [
        ["Driftredovisning 2023, tkr"],
        HEAD,
        ["Intäkter", -1000, -1000, 0],
        ["   Driftbidrag", -900, -900, 0],
        ["   Övriga intäkter", -100, -100, 0],
        ["Kostnader", 1000, 1080, -80],
        ["   Personal", 600, 650, -50],
        ["   Licenser", 400, 430, -30],
        ["Årets resultat", 0, 80, -80],
    ]
    found = as_json("check", workbook(tmp_path, {"Drift": rows}))[1]
    names = ["Driftbidrag", "Övriga intäkter", "Personal", "Licenser"]
    assert [line["text"] for line in found["operating"]["lines"]] == names
    assert not codes(found, "error")
    twin = as_json("check", workbook(tmp_path, {"Drift": changed(rows, 6, 2, 680)}, name="fel.xlsx"))[1]
    assert [line["text"] for line in twin["operating"]["lines"]] == names
    assert {"C6", "D7"} <= wrong(twin)


def test_a_cell_s_indent_is_as_good_as_spaces(tmp_path: Path, as_json: Json) -> None:
    rows: Rows = [
        ["Driftredovisning 2023, tkr"],
        HEAD,
        ["Kostnader", 1000, 1080, -80],
        ["Personal", 600, 680, -80],
        ["Licenser", 400, 430, -30],
    ]
    path = workbook(tmp_path, {"Drift": rows})
    book = openpyxl.load_workbook(path)
    for cell in ("A4", "A5"):
        book["Drift"][cell].alignment = Alignment(indent=1)
    book.save(path)
    found = as_json("check", path)[1]
    assert [line["text"] for line in found["operating"]["lines"]] == ["Personal", "Licenser"]
    assert "C3" in wrong(found)


def test_an_income_statement_in_steps(tmp_path: Path, as_json: Json) -> None:
    rows: Rows = [
        ["Resultaträkning 2023, tkr"],
        [None, "Bokslut 2022", "Budget 2023", "Bokslut 2023", "Avvikelse"],
        ["Verksamhetens intäkter", 90, 100, 105, 5],
        ["Verksamhetens kostnader", -480, -500, -512, -12],
        ["Avskrivningar", -9, -10, -11, -1],
        ["Verksamhetens nettokostnader", -399, -410, -418, -8],
        ["Skatteintäkter", 300, 310, 311, 1],
        ["Generella statsbidrag", 100, 102, 101, -1],
        ["Finansiella intäkter", 2, 1, 3, 2],
        ["Finansiella kostnader", -3, -4, -5, -1],
        ["Resultat före extraordinära poster", 0, -1, -8, -7],
        ["Årets resultat", 0, -1, -8, -7],
    ]
    found = as_json("check", workbook(tmp_path, {"Resultaträkning": rows}))[1]
    assert (found["year"], found["operating"]["sign"]) == (2023, "outcome-budget")
    kinds = ["revenue", "cost", "cost", "revenue", "revenue", "revenue", "cost"]
    assert [line["kind"] for line in found["operating"]["lines"]] == kinds
    assert [line["previous_outcome"] for line in found["operating"]["lines"]][:2] == [90, -480]
    assert not codes(found, "error")
    twin = as_json("check", workbook(tmp_path, {"Resultaträkning": changed(rows, 5, 3, -428)}, name="fel.xlsx"))[1]
    assert "D6" in wrong(twin)


def test_the_settlement_with_the_members_is_set_aside(tmp_path: Path, as_json: Json) -> None:
    rows: Rows = [
        ["Driftredovisning 2023, tkr"],
        HEAD,
        *ACCOUNTS[:3],
        ["Årets resultat före reglering", 0, 80, -80],
        ["Avräkning medlemskommuner", 0, -80, 80],
        ["Årets resultat", 0, 0, 0],
    ]
    found = as_json("check", workbook(tmp_path, {"Drift": rows, "Nyckel": KEY}))[1]
    assert found["allocation"]["amount"] == 80
    assert "N506" in codes(found)


# Interim reports
def _interim(head: Row, *rows: Row, title: str = "Delårsrapport 2023, tkr") -> list[Row]:
    return [[title], head, *rows]


PERIODS: dict[str, list[Row]] = {
    "five columns": _interim(
        [
            "Verksamhet",
            "Budget jan–aug",
            "Utfall jan–aug",
            "Avvikelse",
            "Budget helår",
            "Prognos helår",
            "Avvikelse prognos",
        ],
        ["Ledning", 800, 780, 20, 1200, 1190, 10],
        ["Drift", 2000, 2100, -100, 3000, 3150, -150],
        ["Summa", 2800, 2880, -80, 4200, 4340, -140],
    ),
    "accumulated": _interim(
        ["Verksamhet", "Ack budget", "Ack utfall", "Avvikelse", "Årsbudget", "Prognos", "Prognosavvikelse"],
        ["Ledning", 800, 780, 20, 1200, 1190, 10],
        ["Drift", 2000, 2100, -100, 3000, 3150, -150],
        ["Summa", 2800, 2880, -80, 4200, 4340, -140],
        title="Uppföljning per 2023-08-31 (tkr)",
    ),
    "period numbers": _interim(
        ["Verksamhet", "Budget P8", "Utfall P8", "Avv P8", "Budget 2023", "Prognos T2", "Avv helår"],
        ["Ledning", 800, 780, 20, 1200, 1190, 10],
        ["Drift", 2000, 2100, -100, 3000, 3150, -150],
        ["Summa", 2800, 2880, -80, 4200, 4340, -140],
        title="Tertialrapport 2 2023, tkr",
    ),
    "months' codes": _interim(
        ["Verksamhet", "Budget 2308", "Utfall 2308", "Avvikelse", "Budget 2023", "Prognos 2023", "Avvikelse helår"],
        ["Ledning", 800, 780, 20, 1200, 1190, 10],
        ["Drift", 2000, 2100, -100, 3000, 3150, -150],
        ["Summa", 2800, 2880, -80, 4200, 4340, -140],
        title="IT-nämnden, tkr",
    ),
    "two header rows": [
        ["Delårsrapport 2023, tkr"],
        [None, "Januari–augusti", None, None, "Helår", None, None],
        ["Verksamhet", "Budget", "Utfall", "Avvikelse", "Budget", "Prognos", "Avvikelse"],
        ["Ledning", 800, 780, 20, 1200, 1190, 10],
        ["Drift", 2000, 2100, -100, 3000, 3150, -150],
        ["Summa", 2800, 2880, -80, 4200, 4340, -140],
    ],
}


@pytest.mark.parametrize("layout", PERIODS)
def test_period_and_full_year_are_told_apart(layout: str, tmp_path: Path, as_json: Json) -> None:
    found = as_json("check", workbook(tmp_path, {"Delår": PERIODS[layout]}))[1]
    assert (found["year"], found["period"]) == (2023, "delår")
    names = ("budget", "outcome", "deviation", "forecast")
    assert figures(found, "operating", *names) == [(800, 780, 20, 1190), (2000, 2100, -100, 3150)]
    assert not codes(found, "error", "warning") - {"W603"}


@pytest.mark.parametrize("layout", PERIODS)
def test_a_forecast_s_deviation_is_checked_against_the_forecast(layout: str, tmp_path: Path, as_json: Json) -> None:
    rows = changed(PERIODS[layout], len(PERIODS[layout]) - 2, 6, -510)
    found = as_json("check", workbook(tmp_path, {"Delår": rows}))[1]
    assert f"G{len(rows) - 1}" in wrong(found)


def test_a_lone_deviation_is_known_by_its_figures_to_be_the_forecast_s(tmp_path: Path, as_json: Json) -> None:
    rows = _interim(
        ["Verksamhet", "Budget helår", "Utfall jan-aug", "Prognos helår", "Avvikelse"],
        ["Ledning", 1200, 780, 1190, 10],
        ["Drift", 3000, 2100, 3150, -150],
        ["Summa", 4200, 2880, 4340, -140],
    )
    found = as_json("check", workbook(tmp_path, {"Delår": rows, "Nyckel": KEY}))[1]
    assert figures(found, "operating", "deviation", "published_deviation") == [(10, 10), (-150, -150)]
    assert {"N513", "W620"} <= codes(found)
    assert (found["allocation"], codes(found, "error")) == (None, set())
    twin = as_json("check", workbook(tmp_path, {"Delår": changed(rows, 3, 4, -140)}, name="fel.xlsx"))[1]
    assert "E4" in wrong(twin)


def test_a_lone_deviation_of_the_period_is_not_the_forecast_s(tmp_path: Path, as_json: Json) -> None:
    rows = _interim(
        ["Verksamhet", "Budget jan-aug", "Utfall jan-aug", "Prognos helår", "Avvikelse"],
        ["Ledning", 800, 780, 1190, 20],
        ["Drift", 2000, 2100, 3150, -100],
        ["Summa", 2800, 2880, 4340, -80],
    )
    found = as_json("check", workbook(tmp_path, {"Delår": rows}))[1]
    assert figures(found, "operating", "deviation") == [(20,), (-100,)]
    assert "N513" not in codes(found)


@pytest.mark.parametrize("of_year", [True, False])
def test_a_part_of_the_year_beside_all_of_it_is_no_question(of_year: bool, tmp_path: Path, as_json: Json) -> None:
    """At year-end the year's own column is used; while it is empty, the part that has passed."""
    rows: Rows = [
        ["Driftredovisning, tkr"],
        ["Verksamhet", "Budget 2023", "Utfall jan-aug 2023", "Utfall 2023", "Avvikelse"],
        ["Ledning", 100, 70, 108 if of_year else None, -8 if of_year else 30],
        ["IT-drift", 200, 130, 190 if of_year else None, 10 if of_year else 70],
        ["Summa", 300, 200, 298 if of_year else None, 2 if of_year else 100],
    ]
    found = as_json("check", workbook(tmp_path, {"Drift": rows, "Nyckel": KEY}))[1]
    assert figures(found, "operating", "outcome") == ([(108,), (190,)] if of_year else [(70,), (130,)])
    assert ("W620" in codes(found), "E203" in codes(found)) == (not of_year, False)


# Investments over several years
OVER_YEARS: Rows = [
    ["Investeringsredovisning, tkr"],
    [
        "Projekt",
        "Total budget",
        "Ack utfall tom 2022",
        "Budget 2023",
        "Utfall 2023",
        "Ack utfall tom 2023",
        "Prognos totalt",
        "Avvikelse",
    ],
    ["Nät", 1000, 300, 200, 250, 550, 1100, -100],
    ["Servrar", 500, 100, 100, 80, 180, 500, 0],
    ["Summa", 1500, 400, 300, 330, 730, 1600, -100],
]
PROJECT = (
    "text",
    "decided_total",
    "accumulated",
    "budget",
    "outcome",
    "forecast_total",
    "deviation",
    "total_deviation",
)


def test_projects_over_several_years(tmp_path: Path, as_json: Json) -> None:
    found = as_json("check", workbook(tmp_path, {"Investeringar": OVER_YEARS}))[1]
    assert found["year"] == 2023
    assert figures(found, "investments", *PROJECT) == [
        ("Nät", 1000, 550, 200, 250, 1100, -50, -100),
        ("Servrar", 500, 180, 100, 80, 500, 20, 0),
    ]
    assert {"N513", "W511"} <= codes(found)
    assert not codes(found, "error")


@pytest.mark.parametrize(
    ("row", "column", "value", "cell"), [(2, 7, -50, "H3"), (4, 6, 1700, "G5"), (4, 1, 1400, "B5")]
)
def test_a_wrong_figure_of_a_whole_project_is_named(
    row: int, column: int, value: int, cell: str, tmp_path: Path, as_json: Json
) -> None:
    found = as_json("check", workbook(tmp_path, {"Investeringar": changed(OVER_YEARS, row, column, value)}))[1]
    assert cell in wrong(found)


def test_a_project_within_its_decided_total_is_not_pointed_out(tmp_path: Path, as_json: Json) -> None:
    rows = changed(changed(OVER_YEARS, 2, 6, 1000), 2, 7, 0)
    rows = changed(changed(rows, 4, 6, 1500), 4, 7, 0)
    found = as_json("check", workbook(tmp_path, {"Investeringar": rows}))[1]
    assert "W511" not in codes(found)
    assert not codes(found, "error")


def test_status_and_years_of_a_project_are_no_amounts(tmp_path: Path, as_json: Json) -> None:
    rows: Rows = [
        ["Investeringar 2023, tkr"],
        [
            "Projekt",
            "Status",
            "Startår",
            "Slutår",
            "Projektbudget",
            "Upparbetat totalt",
            "Kvar av total",
            "Årets budget",
            "Årets utfall",
            "Avvikelse",
        ],
        ["Nät", "Pågående", 2021, 2025, 1000, 550, 450, 200, 250, -50],
        ["Servrar", "Färdigställd", 2022, 2023, 500, 180, 320, 100, 80, 20],
        ["Investeringsbidrag", None, None, None, -200, -50, -150, -40, -50, 10],
        ["Summa", None, None, None, 1300, 680, 620, 260, 280, -20],
    ]
    found = as_json("check", workbook(tmp_path, {"Investeringar": rows}))[1]
    assert figures(found, "investments", *PROJECT) == [
        ("Nät", 1000, 550, 200, 250, None, -50, 450),
        ("Servrar", 500, 180, 100, 80, None, 20, 320),
        ("Investeringsbidrag", -200, -50, -40, -50, None, 10, -150),
    ]
    assert not codes(found, "error")
    twin = as_json("check", workbook(tmp_path, {"Investeringar": changed(rows, 2, 6, 440)}, name="fel.xlsx"))[1]
    assert "G3" in wrong(twin)


def test_the_whole_project_beside_the_year_under_two_headings(tmp_path: Path, as_json: Json) -> None:
    rows: Rows = [
        ["Investeringar, tkr"],
        [None, "Totalprojekt", None, None, None, "Årets 2023", None, None],
        ["Projekt", "Beslutad totalutgift", "Ack utfall", "Prognos", "Avvikelse", "Budget", "Utfall", "Avvikelse"],
        ["Nät", 1000, 550, 1100, -100, 200, 250, -50],
        ["Servrar", 500, 180, 500, 0, 100, 80, 20],
        ["Summa", 1500, 730, 1600, -100, 300, 330, -30],
    ]
    found = as_json("check", workbook(tmp_path, {"Investeringar": rows}))[1]
    assert figures(found, "investments", *PROJECT)[0] == ("Nät", 1000, 550, 200, 250, 1100, -50, -100)
    assert not codes(found, "error")


def test_projects_without_columns_for_the_year_have_none(tmp_path: Path, as_json: Json) -> None:
    rows: Rows = [
        ["Flerårsinvesteringar 2023, tkr"],
        ["Projekt", "Beslutad totalutgift", "Ack utfall", "Prognos totalutgift", "Avvikelse"],
        ["Nät", 1000, 550, 1100, -100],
        ["Servrar", 500, 180, 500, 0],
        ["Summa", 1500, 730, 1600, -100],
    ]
    found = as_json("check", workbook(tmp_path, {"Investeringar": rows}))[1]
    assert figures(found, "investments", *PROJECT)[0] == ("Nät", 1000, 550, None, None, 1100, None, -100)
    assert {"N222", "W511"} <= codes(found)
    assert not codes(found, "error")
    twin = as_json("check", workbook(tmp_path, {"Investeringar": changed(rows, 2, 4, 100)}, name="fel.xlsx"))[1]
    assert "E3" in wrong(twin)


# Where tables stand
def test_a_header_of_two_rows_goes_on_after_a_page_break(tmp_path: Path, as_json: Json) -> None:
    heads: Rows = [["Verksamhet", "Budget", None, "Utfall", None, "Avvikelse"], [None, 2022, 2023, 2022, 2023, 2023]]
    rows: Rows = [
        ["Driftredovisning, tkr"],
        *heads,
        ["Ledning", 1, 100, 1, 110, -10],
        ["Drift", 1, 200, 1, 190, 10],
        *heads,
        ["Support", 1, 300, 1, 310, -10],
        ["Summa", 3, 600, 3, 610, -10],
    ]
    found = as_json("check", workbook(tmp_path, {"Drift": rows}))[1]
    assert figures(found, "operating", "text", "outcome") == [("Ledning", 110), ("Drift", 190), ("Support", 310)]
    assert not codes(found, "error")


def test_two_statements_side_by_side_have_titles_of_their_own(tmp_path: Path, as_json: Json) -> None:
    right: Rows = [["Nät", 50, 40, 10], ["Servrar", 20, 25, -5], ["Totalt", 70, 65, 5], []]
    rows: Rows = [
        ["Driftredovisning 2023, tkr", None, None, None, None, "Investeringar 2023, mnkr"],
        [*HEAD, None, "Projekt", *HEAD[1:]],
        *([*row, None, *beside] for row, beside in zip(ACCOUNTS, right, strict=True)),
    ]
    found = as_json("check", workbook(tmp_path, {"Allt": rows}))[1]
    assert [(found[kind]["unit"], len(found[kind]["lines"])) for kind in ("operating", "investments")] == [
        ("tkr", 3),
        ("mnkr", 2),
    ]


def test_comments_empty_rows_and_columns_are_passed_over(tmp_path: Path, as_json: Json) -> None:
    rows: Rows = [
        ["Överförmyndarnämnden"],
        ["Belopp i tkr"],
        [],
        ["Kontotext", None, "Budget 2023", None, "Utfall 2023¹", "Avvikelse 2)", "Kommentar"],
        *([row[0], None, row[1], None, str(row[2]), row[3], "Fritext"] for row in ACCOUNTS[:2]),
        ["Se vidare nämndens analys."],
        [],
        *([row[0], None, row[1], None, str(row[2]), row[3]] for row in ACCOUNTS[2:]),
    ]
    found = as_json("check", workbook(tmp_path, {"Drift": rows}))[1]
    assert figures(found, "operating", "text", "budget", "outcome", "deviation") == [tuple(one) for one in ACCOUNTS[:3]]
    assert found["board"] == "Överförmyndarnämnden"
    assert not codes(found, "error")


def test_a_column_of_per_cent_is_known_by_its_cells(tmp_path: Path, as_json: Json) -> None:
    rows: Rows = [["Drift 2023, tkr"], [*HEAD, "Avvikelse"], *([*row, 0.1] for row in ACCOUNTS)]
    path = workbook(tmp_path, {"Drift": rows})
    assert "E203" in codes(as_json("check", path)[1])
    book = openpyxl.load_workbook(path)
    for row in range(3, 7):
        book["Drift"].cell(row, 5).number_format = "0.0%"
    book.save(path)
    found = as_json("check", path)[1]
    assert figures(found, "operating", "published_deviation") == [(0,), (-50,), (-30,)]
    assert not codes(found, "error")


def test_a_label_in_two_rows_is_one(tmp_path: Path, as_json: Json) -> None:
    rows: Rows = [
        ["Drift 2023, tkr"],
        HEAD,
        ["Avgifter och"],
        ["ersättningar", -100, -110, 10],
        ["Se vidare nämndens analys."],
        ["personal", 100, 105, -5],
        ["Netto", 0, -5, 5],
    ]
    found = as_json("check", workbook(tmp_path, {"Drift": rows}))[1]
    assert [line["text"] for line in found["operating"]["lines"]] == ["Avgifter och ersättningar", "personal"]


def test_income_and_spending_of_a_project_make_its_net(tmp_path: Path, as_json: Json) -> None:
    rows: Rows = [
        ["Investeringar 2023, tkr"],
        ["Projekt", "Utgifter", "Inkomster", "Netto", "Budget", "Avvikelse"],
        ["Nät", 250, -50, 200, 210, 10],
        ["Servrar", 80, 0, 80, 70, -10],
        ["Summa", 330, -50, 280, 280, 0],
    ]
    found = as_json("check", workbook(tmp_path, {"Investeringar": rows}))[1]
    assert figures(found, "investments", "kind", "outcome") == [("project", 200), ("project", 80)]
    assert not codes(found, "error")
    twin = as_json("check", workbook(tmp_path, {"Investeringar": changed(rows, 2, 2, -60)}, name="fel.xlsx"))[1]
    assert {"D3", "C5"} <= wrong(twin)


def test_a_line_of_text_above_costs_and_net_is_not_taken_for_a_unit(tmp_path: Path, as_json: Json) -> None:
    rows: Rows = [
        ["Drift 2023, tkr"],
        HEAD,
        ["Kostnaderna har stigit mer än väntat"],
        ["Kostnader", 100, 105, -5],
        ["Nettokostnad", 100, 105, -5],
    ]
    found = as_json("check", workbook(tmp_path, {"Drift": rows}))[1]
    assert [one["text"] for one in (*found["operating"]["lines"], *found["operating"]["totals"])] == [
        "Kostnader",
        "Nettokostnad",
    ]


PROJECTS: Rows = [
    ["Investeringar 2023, tkr"],
    ["Projekt", "Beslutad totalutgift", "Ack utfall t.o.m. 2023", "Prognos totalutgift", "Budget 2023", "Utfall 2023",
     "Avvikelse", "Status"],
    ["Nytt nät", 5000, 3000, 5200, 2000, 1800, 200, "Pågående"],
    ["Servrar", 1000, 950, None, 500, 450, 50, "Färdigställd"],
]  # fmt: skip


def test_a_projects_status_and_its_deviation_from_the_decided_total_are_kept(tmp_path: Path, as_json: Json) -> None:
    path = workbook(tmp_path, {"Investering": PROJECTS})
    found = as_json("recalc", path)[1]
    lines = found["investments"]["lines"]
    assert [(line["status"], line["total_deviation"]) for line in lines] == [("Pågående", -200), ("Färdigställd", 50)]
    assert [one["source"] for one in found["diagnostics"] if one["code"] == "W511"] == [lines[0]["source"]]
    sheet = openpyxl.load_workbook(path, data_only=True)["Investeringsredovisning"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    header = next(row for row in rows if row[0] == "Projekt")
    own = next(row for row in rows if row[0] == "Nytt nät")
    assert own[header.index("Avvikelse mot beslutad totalutgift")] == -200
    assert own[header.index("Status")] == "Pågående"
    total = next(row for row in rows if row[0] == "Totalt")
    # What is forecast for one of two projects is no forecast of both.
    assert [total[header.index(name)] for name in ("Ackumulerat utfall", "Beräknad totalutgift")] == [3950, "saknas"]
