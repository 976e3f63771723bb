"""What lines above a table, sheet names and long headers say: the board, the year, the unit, the month, the host."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.any_board.building import (
    AMOUNTS,
    HEAD,
    LINES,
    Json,
    Look,
    Rows,
    changed,
    codes,
    errors,
    lines,
    said,
    save,
    whole,
)

# The board's name in a title


@pytest.mark.parametrize(
    ("title", "board"),
    [
        ("Årsredovisning 2023 – Lönenämnden", "Lönenämnden"),
        ("Lönenämnden 2023", "Lönenämnden"),
        ("Lönenämnden 2023, tkr", "Lönenämnden"),
        ("Bokslut 2023, Gemensamma lönenämnden", "Gemensamma lönenämnden"),
        ("Årsredovisning för Lönenämnden 2023", "Lönenämnden"),
        ("Driftredovisning Lönenämnden 2023 (tkr)", "Lönenämnden"),
        ("Kommunalförbundet Norr 2023", "Kommunalförbundet Norr"),
        ("Uppföljning 2023 Kommunalförbundet Norr", "Kommunalförbundet Norr"),
        ("Antagen av nämnden 2023-03-12", None),
        ("Årsredovisning 2023, antagen av Lönenämnden 2024-03-12", None),
        ("Nämnden 2023", None),
        ("Kommunalförbundet ska ha en budget i balans", None),
    ],
)
def test_the_board_in_a_title(title: str, board: str | None, tmp_path: Path, as_json: Json) -> None:
    found = as_json("check", save(tmp_path, {"Blad1": [[title], HEAD, *AMOUNTS]}))[1]
    assert found["board"] == board
    assert lines(found["operating"]) == LINES


# The year beside the words that name it


@pytest.mark.parametrize(
    "above",
    [
        [["Räkenskapsår:", 2023]],
        [["År", 2023]],
        [["Period", 202312]],
        [["Lönenämnden 2023 (2022)"]],
        [["Driftredovisning 2023 och 2022"]],
        [["Utfall jämfört med budget 2023"]],
        [["Bokslut 2023"], ["Föregående år 2022 inom parentes"]],
        [["Bokslut 2023"], ["Dnr 2022/45, § 12/2024"]],
        [["Fastställd budget 2023"]],
        [["Period: 2023"]],
    ],
)
def test_the_year_that_a_line_is_about(above: Rows, tmp_path: Path, as_json: Json) -> None:
    found = as_json("check", save(tmp_path, {"Blad1": [["Tkr"], *above, HEAD, *AMOUNTS]}))[1]
    assert (found["year"], lines(found["operating"])) == (2023, LINES)


@pytest.mark.parametrize("line", ["Antagen 2024-03-12", "Dnr 2024/117", "Jämförelse med 2022", "Utskriven 2024-02-03"])
def test_a_year_of_something_else_is_none(line: str, tmp_path: Path, as_json: Json) -> None:
    found = as_json("check", save(tmp_path, {"Blad1": [["Tkr"], [line], HEAD, *AMOUNTS]}))[1]
    assert found["year"] is None
    assert "W208" in codes(found)


def test_a_number_beside_other_words_is_no_year(tmp_path: Path, as_json: Json) -> None:
    found = as_json("check", save(tmp_path, {"Blad1": [["Antal ärenden", 2019], [], HEAD, *AMOUNTS]}))[1]
    assert found["year"] is None


def test_a_year_above_the_labels_is_the_tables(tmp_path: Path, as_json: Json) -> None:
    rows = [["Driftredovisning 2023 (mnkr)", *HEAD[1:]], *AMOUNTS]
    status, found = as_json("check", save(tmp_path, {"Blad1": rows}))
    assert (status, found["year"], found["operating"]["unit"]) == (0, 2023, "mnkr")


@pytest.mark.parametrize(
    ("budget", "outcome"),
    [
        ("Budget -23", "Utfall -23"),
        ("Budget-23", "Utfall-23"),
        ("Budget ’23", "Utfall ’23"),
        ("Budget '23", "Utfall'23"),
        ("Bud. 23", "Utf. 23"),
    ],
)
def test_years_of_two_digits(budget: str, outcome: str, tmp_path: Path, as_json: Json) -> None:
    status, found = as_json("check", save(tmp_path, {"D": [["Tkr"], ["Text", budget, outcome, "Avv"], *AMOUNTS]}))
    assert (status, errors(found), found["year"]) == (0, [], 2023)
    assert lines(found["operating"]) == LINES


# The period by its months


@pytest.mark.parametrize(
    ("line", "period"),
    [
        ("1 januari – 31 december 2023", "helår"),
        ("Januari till december 2023", "helår"),
        ("1 januari – 31 augusti 2023", "delår"),
        ("Perioden januari 2023 – augusti 2023", "delår"),
        ("Avser 2023-01-01 t.o.m. 2023-06-30", "delår"),
        ("Period: 2023", None),
        ("Mål och budget 2022-10-15 – 2026-10-14", None),
    ],
)
def test_a_period_is_known_by_its_months(line: str, period: str | None, tmp_path: Path, as_json: Json) -> None:
    found = as_json("check", save(tmp_path, {"Blad1": [["Tkr"], [line], HEAD, *AMOUNTS]}))[1]
    assert found["period"] == period


# A month beside what has come up to it

MONTH = [(-340, -333), (262, 250), (83, 83), (5, 0)]


def months(head: list[str], deviations: list[int]) -> Rows:
    """The month's outcome, the year's, the month's budget, the year's, and a deviation."""
    rows: Rows = [["Uppföljning augusti 2023, tkr"], ["Text", *head]]
    for (text, budget, outcome, _), (out, plan), deviation in zip(AMOUNTS, MONTH, deviations, strict=True):
        rows.append([text, out, outcome, plan, budget, deviation])
    return rows


YEARS, MONTHS, NEITHERS = [80, -145, 0, -65], [7, -12, 0, -5], [901, 902, 903, 904]


@pytest.mark.parametrize(
    "head",
    [
        ["Utfall", "Ack utfall", "Budget", "Ack budget", "Avvikelse"],
        ["Månadsutfall", "Utfall jan-aug", "Månadsbudget", "Budget jan-aug", "Avvikelse"],
        ["Utfall aug", "Utfall t.o.m. aug", "Budget aug", "Budget t.o.m. aug", "Avvikelse"],
        ["Utfall månad", "Ackumulerat", "Budget månad", "Budget ackumulerat", "Avvikelse"],
    ],
)
def test_the_deviation_tells_which_outcome_is_the_years(head: list[str], tmp_path: Path, as_json: Json) -> None:
    status, found = as_json("check", save(tmp_path, {"Blad1": months(head, YEARS)}))
    assert (status, errors(found)) == (0, [])
    assert lines(found["operating"]) == LINES


NAMED = ["Utfall månad", "Utfall ack", "Budget månad", "Budget ack", "Avvikelse"]


def test_a_months_deviation_is_not_held_against_the_year(tmp_path: Path, as_json: Json) -> None:
    status, found = as_json("check", save(tmp_path, {"Blad1": months(NAMED, MONTHS)}))
    assert (status, errors(found)) == (0, [])
    assert lines(found["operating"]) == LINES
    assert "N507" in codes(found)


@pytest.mark.parametrize("head", [NAMED, ["Utfall", "Ack utfall", "Budget", "Ack budget", "Avvikelse"]])
def test_a_deviation_of_neither_leaves_a_question(head: list[str], tmp_path: Path, as_json: Json) -> None:
    status, found = as_json("check", save(tmp_path, {"Blad1": months(head, NEITHERS)}))
    assert (status, found["operating"]) == (1, None)
    assert "E203" in codes(found)
    assert said(found, "error", "Blad1!C2", "Blad1!B2")


def test_last_years_outcome_stands_beside_the_month_and_the_year(tmp_path: Path, as_json: Json) -> None:
    head = ["Text", "Bokslut 2022", "Utfall aug 2023", "Ack utfall 2023", "Ack budget 2023", "Avvikelse"]
    rows: Rows = [["Tkr"], head, *([text, 1, 2, outcome, budget, own] for text, budget, outcome, own in AMOUNTS)]
    status, found = as_json("check", save(tmp_path, {"Blad1": rows}))
    assert (status, errors(found), found["year"]) == (0, [], 2023)
    assert lines(found["operating"]) == LINES


def test_a_month_above_its_columns(tmp_path: Path, as_json: Json) -> None:
    rows: Rows = [
        ["Uppföljning aug 2023, tkr"],
        [None, "Perioden", None, None, "Ackumulerat"],
        ["Text", *(HEAD[1:] * 2)],
    ]
    for (text, *own), (out, plan) in zip(AMOUNTS, MONTH, strict=True):
        rows.append([text, plan, out, plan - out, *own])
    status, found = as_json("check", save(tmp_path, {"Blad1": rows}))
    assert (status, errors(found), lines(found["operating"])) == (0, [], LINES)


def test_a_month_alone_is_a_part_of_the_year(tmp_path: Path, as_json: Json) -> None:
    rows: Rows = [["2023, tkr"], ["Text", "Budget månad", "Utfall månad", "Avvikelse"], *AMOUNTS]
    assert as_json("check", save(tmp_path, {"Blad1": rows}))[1]["period"] == "delår"


# Deviations by long names


@pytest.mark.parametrize(
    "header",
    [
        "Differens utfall - budget",
        "Avvikelse mot budget tkr",
        "Budgetavvikelse helår",
        "Avvikelse utfall mot budget",
        "Avvikelse mellan budget och utfall",
        "Avvikelse mot budget 2023, tkr",
        "Resultat jämfört med budget",
        "Budget minus utfall",
        "Över-/underskott mot budget",
        "Skillnad budget/utfall",
    ],
)
def test_a_deviation_that_says_what_it_is_made_of(header: str, tmp_path: Path, as_json: Json) -> None:
    rows: Rows = [["Bokslut 2023, tkr"], ["Text", "Budget", "Utfall", header], *AMOUNTS]
    status, found = as_json("check", save(tmp_path, {"Blad1": rows}))
    assert (status, errors(found), lines(found["operating"])) == (0, [], LINES)
    assert "N507" not in codes(found)
    status, found = as_json("check", save(tmp_path, {"Blad1": changed(rows, D4=-154)}))
    assert status == 1
    assert said(found, "error", "Blad1!D4")


def test_a_deviation_from_another_year_is_none_of_the_budget(tmp_path: Path, as_json: Json) -> None:
    rows: Rows = [["Bokslut 2023, tkr"], ["Text", "Budget", "Utfall", "Avvikelse mot bokslut 2022"], *AMOUNTS]
    found = as_json("check", save(tmp_path, {"Blad1": rows}))[1]
    assert "N507" in codes(found)


# The unit by other places


@pytest.mark.parametrize(
    ("sheet", "below"),
    [
        ("Drift mnkr", []),
        ("Drift (mnkr)", []),
        ("Drift", [["Belopp i mnkr"]]),
        ("Drift", [[], ["Alla belopp i mnkr"]]),
    ],
)
def test_a_unit_by_the_sheets_name_or_below_the_table(sheet: str, below: Rows, tmp_path: Path, as_json: Json) -> None:
    status, found = as_json("check", save(tmp_path, {sheet: [["Bokslut 2023"], HEAD, *AMOUNTS, *below]}))
    assert (status, found["operating"]["unit"]) == (0, "mnkr")
    assert lines(found["operating"]) == LINES


def test_what_stands_nearer_goes_before_a_sheets_name(tmp_path: Path, as_json: Json) -> None:
    found = as_json("check", save(tmp_path, {"Drift mnkr": [["Bokslut 2023, tkr"], HEAD, *AMOUNTS]}))[1]
    assert found["operating"]["unit"] == "tkr"


def test_a_cell_in_another_unit_than_its_header_is_an_error(tmp_path: Path, as_json: Json) -> None:
    rows: Rows = [["Bokslut 2023"], ["Text", "Budget (tkr)", "Utfall (tkr)", "Avvikelse (tkr)"], *AMOUNTS]
    status, found = as_json("check", save(tmp_path, {"Drift": changed(rows, C4="3 145 000 kr")}))
    assert (status, found["operating"]) == (1, None)
    assert "E212" in codes(found)


# The settlement by its figures alone


def settled(label: str, outcome: int, left: int) -> Rows:
    return [
        ["Bokslut 2023, tkr"],
        HEAD,
        ["Medlemsbidrag", 4_000, 4_000, 0],
        ["Personal", -3_000, -3_145, -145],
        ["Hyra", -1_000, -1_000, 0],
        ["Resultat före disposition", 0, -145, -145],
        [label, 0, outcome, outcome],
        ["Årets resultat", 0, left, left],
    ]


def test_what_turns_a_result_to_nought_is_its_settlement(tmp_path: Path, as_json: Json) -> None:
    status, found = as_json("check", save(tmp_path, {"Blad1": settled("Avgår till kommunerna", 145, 0)}))
    assert (status, errors(found)) == (0, [])
    assert [one[0] for one in lines(found["operating"])] == ["Medlemsbidrag", "Personal", "Hyra"]
    assert "N506" in codes(found)


@pytest.mark.parametrize(("label", "budget"), [("Avskrivningar", 0), ("Finansnetto", 100)])
def test_a_result_of_nought_makes_no_settlement_of_a_cost(
    label: str, budget: int, tmp_path: Path, as_json: Json
) -> None:
    rows = changed(settled(label, 145, 0), B6=-budget, B7=budget, B4=-3_000 - budget)
    found = as_json("check", save(tmp_path, {"Blad1": rows}))[1]
    assert "N506" not in codes(found)
    assert label in [one[0] for one in lines(found["operating"])]


def test_what_leaves_a_result_is_a_row_of_it(tmp_path: Path, as_json: Json) -> None:
    found = as_json("check", save(tmp_path, {"Blad1": settled("Finansnetto", 45, -100)}))[1]
    assert "N506" not in codes(found)
    assert whole(found["operating"])[1] == -100


# What stands below a total


def test_rows_below_a_total_that_has_both_sides_are_said(tmp_path: Path, as_json: Json) -> None:
    rows: Rows = [["Bokslut 2023, tkr"], HEAD, *AMOUNTS, ["Antal ärenden", 1_204, 1_311, -107]]
    found = as_json("check", save(tmp_path, {"Blad1": rows}))[1]
    assert "W512" in codes(found)
    assert said(found, "warning", "Blad1!A7")


def test_a_row_in_per_cent_is_no_row_of_a_statement(tmp_path: Path, as_json: Json) -> None:
    share = ["Täckningsgrad", Look(1, format="0%"), Look(0.98, format="0%"), Look(-0.02, format="0%")]
    written = ["Soliditet", "41 %", "40 %", "-1 procent"]
    rows: Rows = [["Bokslut 2023, tkr"], HEAD, *AMOUNTS[:3], share, AMOUNTS[3], written]
    status, found = as_json("check", save(tmp_path, {"Blad1": rows}))
    assert (status, errors(found), lines(found["operating"])) == (0, [], LINES)
    assert said(found, "warning", "Blad1!A6")
    assert said(found, "warning", "Blad1!A8")


def test_rows_above_a_total_are_in_it(tmp_path: Path, as_json: Json) -> None:
    found = as_json("check", save(tmp_path, {"Blad1": [["Bokslut 2023, tkr"], HEAD, *AMOUNTS]}))[1]
    assert "W512" not in codes(found)


# The host where nobody has said who

FOUR: Rows = [
    ["Kommun", "Folkmängd 2021-12-31"],
    ["Lekeberg", 8_603],
    ["Laxå", 5_582],
    ["Askersund", 11_534],
    ["Hallsberg", 16_196],
]
OTHERS: Rows = [["Kommun", "Folkmängd 2021-12-31"], ["Lekebergs kommun", 8_603], ["Kumla", 22_000]]
DRIFT: Rows = [["Bokslut 2023, tkr"], HEAD, *AMOUNTS]


def test_the_tools_own_host_is_that_of_its_own_board(tmp_path: Path, as_json: Json) -> None:
    found = as_json("check", save(tmp_path, {"Drift": DRIFT, "Nyckel": FOUR}))[1]
    assert [one["member"] for one in found["allocation"]["shares"] if not one["invoiced"]] == ["Lekeberg"]
    assert "N618" not in codes(found)


def test_at_another_board_nobody_is_host_until_it_is_said(tmp_path: Path, as_json: Json) -> None:
    found = as_json("check", save(tmp_path, {"Drift": DRIFT, "Nyckel": OTHERS}))[1]
    assert all(one["invoiced"] for one in found["allocation"]["shares"])
    assert "N618" in codes(found)


@pytest.mark.parametrize("named", ["Lekeberg", "Kumla"])
def test_a_workbook_names_its_host(named: str, tmp_path: Path, as_json: Json) -> None:
    rows: Rows = [["Värdkommun", named], *DRIFT]
    found = as_json("check", save(tmp_path, {"Drift": rows, "Nyckel": OTHERS}))[1]
    assert [
        one["member"].split()[0].removesuffix("s") for one in found["allocation"]["shares"] if not one["invoiced"]
    ] == [named]


def test_a_configuration_names_its_host(tmp_path: Path, as_json: Json) -> None:
    (tmp_path / "itnamnd.toml").write_text('[settings]\nhost = "Lekeberg"\n', encoding="utf-8")
    found = as_json("check", save(tmp_path, {"Drift": DRIFT, "Nyckel": OTHERS}))[1]
    assert [one["invoiced"] for one in found["allocation"]["shares"]] == [False, True]
