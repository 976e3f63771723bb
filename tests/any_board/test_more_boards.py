"""More boards' statements, as different as their systems print them; each with a twin that has one thing wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.any_board.building import (
    KEY,
    PEOPLE,
    Json,
    Rows,
    Sheet,
    changed,
    codes,
    errors,
    figures,
    hamilton,
    lines,
    said,
    save,
    shares,
    whole,
)

if TYPE_CHECKING:
    from pathlib import Path

HEAD = ["Post", "Budget 2023", "Utfall 2023", "Avvikelse"]


def _check(folder: Path, as_json: Json, rows: Rows, key: Rows = KEY) -> tuple[int, dict[str, Any]]:
    return as_json("check", save(folder, {"Drift": rows, "Nyckel": key}))


def _totals(found: dict[str, Any]) -> list[tuple[Any, ...]]:
    return [(one["text"], one["of"], one["budget"], one["outcome"]) for one in found["operating"]["totals"]]


# A kommunalförbund's income statement


def income_statement() -> Rows:
    return [
        ["Kommunalförbundet Vård och Bildning"],
        ["Resultaträkning (tkr)"],
        [],
        [None, "Bokslut 2022", "Budget 2023", "Bokslut 2023", "Avvikelse"],
        ["Verksamhetens intäkter", 41_250, 42_800, 44_615, 1_815],
        ["Verksamhetens kostnader", -388_410, -401_200, -407_930, -6_730],
        ["Avskrivningar", -5_120, -5_400, -5_285, 115],
        ["Verksamhetens nettokostnader", -352_280, -363_800, -368_600, -4_800],
        ["Medlemsbidrag", 352_900, 364_500, 364_500, 0],
        ["Finansiella intäkter", 310, 200, 940, 740],
        ["Finansiella kostnader", -880, -900, -1_215, -315],
        ["Årets resultat", 50, 0, -4_375, -4_375],
    ]


def test_an_income_statement_says_board_year_and_period_itself(tmp_path: Path, as_json: Json) -> None:
    status, found = _check(tmp_path, as_json, income_statement())
    assert (status, errors(found)) == (0, [])
    assert (found["board"], found["year"], found["period"]) == ("Kommunalförbundet Vård och Bildning", 2023, "helår")
    assert [one[:2] for one in lines(found["operating"])] == [
        ("Verksamhetens intäkter", "revenue"),
        ("Verksamhetens kostnader", "cost"),
        ("Avskrivningar", "cost"),
        ("Medlemsbidrag", "revenue"),
        ("Finansiella intäkter", "revenue"),
        ("Finansiella kostnader", "cost"),
    ]
    assert whole(found["operating"]) == (0, -4_375, -4_375)
    assert found["allocation"]["amount"] == 4_375
    assert shares(found) == hamilton(4_375, PEOPLE)


def test_an_income_statement_with_digits_swapped_in_its_net_cost(tmp_path: Path, as_json: Json) -> None:
    status, found = _check(tmp_path, as_json, changed(income_statement(), D8=-386_600))
    assert status == 1
    assert said(found, "error", "Drift!D8")
    assert found["allocation"] is None


@pytest.mark.parametrize(
    "board",
    [
        "Gemensam nämnd för hjälpmedel",
        "Samverkansnämnden för räddning",
        "Överförmyndarnämnden i mellersta Sörmland",
        "Gemensam överförmyndarnämnd för Lund och Eslöv",
        "Driftnämnden Kalmar",
    ],
)
def test_a_board_is_named_by_its_field_or_place(board: str, tmp_path: Path, as_json: Json) -> None:
    rows = [[f"{board} – bokslut 2023 (tkr)"], *changed(income_statement())[3:]]
    assert _check(tmp_path, as_json, rows)[1]["board"] == board


@pytest.mark.parametrize("line", ["Nämnden för en dialog med medlemmarna", "Nämnden i korthet", "Nämnden har bytt hus"])
def test_a_sentence_about_a_board_names_none(line: str, tmp_path: Path, as_json: Json) -> None:
    assert _check(tmp_path, as_json, [[line], *income_statement()[1:]])[1]["board"] is None


# By unit: income, costs and net as rows, and the whole once more below a heading of its own


UNITS = {
    "Nämnd": (0, 0, -420, -398),
    "Bygglov": (3_100, 2_804, -6_900, -7_150),
    "Tillsyn": (2_900, 2_991, -6_100, -5_925),
}


def _unit(name: str, figures: tuple[int, int, int, int]) -> Rows:
    planned_income, income, planned, cost = figures
    net = (planned_income + planned, income + cost)
    return [
        [name],
        ["Intäkter", planned_income, income, income - planned_income],
        ["Kostnader", planned, cost, cost - planned],
        ["Nettokostnad", *net, net[1] - net[0]],
    ]


def by_unit() -> Rows:
    sums = tuple(map(sum, zip(*UNITS.values(), strict=True)))
    rows = [row for name, figures in UNITS.items() for row in _unit(name, figures)]
    head: Rows = [["Miljönämnden"], ["Driftredovisning 2023, tkr"], ["Verksamhet", "Budget", "Utfall", "Avvikelse"]]
    return [*head, *rows, *_unit("Totalt", (sums[0], sums[1], sums[2], sums[3]))]


def test_the_whole_by_income_and_costs_is_not_counted_again(tmp_path: Path, as_json: Json) -> None:
    status, found = _check(tmp_path, as_json, by_unit())
    assert (status, errors(found)) == (0, [])
    assert len(found["operating"]["lines"]) == 6
    # -420 + 3 100 - 6 900 + 2 900 - 6 100 and -398 + 2 804 - 7 150 + 2 991 - 5 925.
    assert whole(found["operating"]) == (-7_420, -7_678, -258)
    assert whole(found["operating"], "revenue") == (6_000, 5_795, -205)
    assert whole(found["operating"], "cost") == (-13_420, -13_473, -53)
    assert shares(found) == hamilton(258, PEOPLE)


def test_a_wrong_total_of_income_across_units_is_found(tmp_path: Path, as_json: Json) -> None:
    status, found = _check(tmp_path, as_json, changed(by_unit(), C17=5_759))
    assert status == 1
    assert said(found, "error", "Drift!C17")
    assert whole(found["operating"]) == (-7_420, -7_678, -258)


# Exports: subtotals in another column, or nowhere


def export() -> Rows:
    return [
        ["Raindance", "Period 202301-202312", "Utskriven 2024-01-22", "Belopp i kr"],
        [],
        ["Ansvar", "Ansvarstext", "Verksamhet", "Konto", "Kontotext", "Budget", "Utfall", "Avvikelse"],
        [4100, "Ledning", 9200, 3011, "Avgifter", -500_000, -512_400, 12_400],
        [4100, "Ledning", 9200, 5011, "Löner", 2_400_000, 2_433_120, -33_120],
        ["Summa 4100", None, None, None, None, 1_900_000, 1_920_720, -20_720],
        [4200, "Drift", 9210, 3110, "Försäljning", -750_000, -690_000, -60_000],
        [4200, "Drift", 9210, 5011, "Löner", 5_200_000, 5_151_003, 48_997],
        [4200, "Drift", 9220, 6420, "Licenser", 1_100_000, 1_388_025, -288_025],
        ["Summa 4200", None, None, None, None, 5_550_000, 5_849_028, -299_028],
        ["Totalt", None, None, None, None, 7_450_000, 7_769_748, -319_748],
    ]


def test_subtotals_in_the_column_of_units(tmp_path: Path, as_json: Json) -> None:
    status, found = _check(tmp_path, as_json, export())
    assert (status, errors(found)) == (0, [])
    assert [one[:2] for one in lines(found["operating"])] == [
        ("Avgifter", "revenue"),
        ("Löner", "cost"),
        ("Försäljning", "revenue"),
        ("Löner", "cost"),
        ("Licenser", "cost"),
    ]
    assert _totals(found) == [
        ("Summa 4100", "net", 1_900_000, 1_920_720),
        ("Summa 4200", "net", 5_550_000, 5_849_028),
        ("Totalt", "net", 7_450_000, 7_769_748),
    ]
    assert found["allocation"]["amount"] == 319_748


def test_a_wrong_subtotal_in_the_column_of_units(tmp_path: Path, as_json: Json) -> None:
    status, found = _check(tmp_path, as_json, changed(export(), G10=5_849_082))
    assert status == 1
    assert said(found, "error", "Drift!G10")


def unlabelled_export() -> Rows:
    return [
        ["Budgetuppföljning, tkr"],
        ["Period: 202301 - 202312"],
        ["Ansvar", "Ansvar(T)", "Konto", "Konto(T)", "Budget", "Utfall", "Avvikelse"],
        ["41", "IT-drift", "3", "Intäkter", -4_200, -4_311, 111],
        ["41", "IT-drift", "5", "Personalkostnader", 3_400, 3_502, -102],
        ["41", "IT-drift", "7", "Övriga kostnader", 800, 790, 10],
        ["41", "IT-drift", None, None, 0, -19, 19],
        ["42", "Support", "3", "Intäkter", -1_500, -1_500, 0],
        ["42", "Support", "5", "Personalkostnader", 1_500, 1_599, -99],
        ["42", "Support", None, None, 0, 99, -99],
        [None, None, None, None, 0, 80, -80],
    ]


def test_subtotals_without_a_label_are_known_by_their_figures(tmp_path: Path, as_json: Json) -> None:
    status, found = _check(tmp_path, as_json, unlabelled_export())
    assert (status, errors(found)) == (0, [])
    assert len(found["operating"]["lines"]) == 5
    assert [one[2:] for one in _totals(found)] == [(0, -19), (0, 99), (0, 80)]
    assert "W550" not in codes(found)
    assert found["allocation"]["amount"] == 80


def test_a_wrong_total_without_a_label(tmp_path: Path, as_json: Json) -> None:
    status, found = _check(tmp_path, as_json, changed(unlabelled_export(), F11=800))
    assert status == 1
    assert said(found, "error", "Drift!F11")


# A row without a label is a row all the same


def archive() -> Rows:
    return [
        ["Gemensam arkivnämnd, bokslut 2023 (tkr)"],
        HEAD,
        ["Bidrag från kommuner", -3_000, -3_000, 0],
        ["Övriga intäkter", -120, -155, 35],
        [None, -3_120, -3_155, 35],
        ["Personal", 2_200, 2_290, -90],
        ["Lokaler", 600, 600, 0],
        ["Drift", 320, 311, 9],
        [None, 3_120, 3_201, -81],
        [None, 0, 46, -46],
    ]


def test_totals_without_labels(tmp_path: Path, as_json: Json) -> None:
    status, found = _check(tmp_path, as_json, archive())
    assert (status, errors(found)) == (0, [])
    assert len(found["operating"]["lines"]) == 5
    assert whole(found["operating"], "revenue") == (-3_120, -3_155, 35)
    assert whole(found["operating"], "cost") == (3_120, 3_201, -81)
    assert whole(found["operating"]) == (0, 46, -46)
    assert found["allocation"]["from"] == "arbetsbok.xlsx!Drift!C10"


def test_a_wrong_total_without_a_label_is_no_row_of_its_own(tmp_path: Path, as_json: Json) -> None:
    status, found = _check(tmp_path, as_json, changed(archive(), C9=3_210))
    assert status == 1
    assert said(found, "error", "Drift!C9")
    assert whole(found["operating"]) == (0, 46, -46)


def test_a_forgotten_label_loses_no_amount(tmp_path: Path, as_json: Json) -> None:
    status, found = _check(tmp_path, as_json, changed(archive(), A7=None))
    assert (status, errors(found)) == (0, [])
    assert said(found, "warning", "Drift!A7")
    assert lines(found["operating"])[3][2:] == (600, 600, 0)
    assert whole(found["operating"]) == (0, 46, -46)


def test_a_single_amount_below_the_result_is_pointed_out_and_not_counted(tmp_path: Path, as_json: Json) -> None:
    status, found = _check(tmp_path, as_json, [*archive()[:9], ["Resultat", 0, 46, -46], [], [None, None, 1_250]])
    assert (status, whole(found["operating"])) == (0, (0, 46, -46))
    assert said(found, "warning", "Drift!C12")
    assert "W551" in codes(found)


# Groups in the first column, their rows in the second


def grouped() -> Rows:
    return [
        ["IT-nämnden, bokslut 2023, tkr"],
        ["Grupp", "Post", "Budget", "Utfall", "Avvikelse"],
        ["Intäkter", None, 5_000, 5_060, 60],
        [None, "Bidrag från kommuner", 4_800, 4_800, 0],
        [None, "Försäljning", 200, 260, 60],
        ["Kostnader", None, -5_000, -5_210, -210],
        [None, "Personal", -3_000, -3_100, -100],
        [None, "Licenser", -2_000, -2_110, -110],
        ["Finansnetto", None, 0, -5, -5],
        ["Resultat", None, 0, -155, -155],
    ]


def test_groups_in_a_column_of_their_own(tmp_path: Path, as_json: Json) -> None:
    status, found = _check(tmp_path, as_json, grouped())
    assert (status, errors(found)) == (0, [])
    assert [one[0] for one in lines(found["operating"])] == [
        "Bidrag från kommuner",
        "Försäljning",
        "Personal",
        "Licenser",
        "Finansnetto",
    ]
    assert [one[0] for one in _totals(found)] == ["Intäkter", "Kostnader", "Resultat"]
    assert whole(found["operating"]) == (0, -155, -155)


def test_a_wrong_group_in_a_column_of_its_own(tmp_path: Path, as_json: Json) -> None:
    status, found = _check(tmp_path, as_json, changed(grouped(), D6=-5_120))
    assert status == 1
    assert said(found, "error", "Drift!D6")
    assert said(found, "error", "Drift!E6")


# Parents that nothing marks but the look of their cells


def bold() -> Rows:
    return [
        ["Gemensam IT-nämnd 2023 – tkr"],
        HEAD,
        ["Intäkter", -5_200, -5_290, 90],
        ["Driftbidrag", -5_000, -5_000, 0],
        ["Övrigt", -200, -290, 90],
        ["Personal", 3_000, 3_120, -120],
        ["Löner", 2_200, 2_290, -90],
        ["Pensioner", 800, 830, -30],
        ["IT", 2_200, 2_160, 40],
        ["Licenser", 1_500, 1_490, 10],
        ["Telefoni", 700, 670, 30],
        ["Resultat", 0, -10, 10],
    ]


def test_parents_that_only_their_figures_tell(tmp_path: Path, as_json: Json) -> None:
    status, found = _check(tmp_path, as_json, bold())
    assert (status, errors(found)) == (0, [])
    assert [one[0] for one in _totals(found)] == ["Intäkter", "Personal", "IT", "Resultat"]
    assert whole(found["operating"]) == (0, -10, 10)


def test_a_wrong_child_is_said_where_it_stands_and_its_parent_stays_one(tmp_path: Path, as_json: Json) -> None:
    """803 for 830: the row and its parent are wrong, and nothing else is."""
    status, found = _check(tmp_path, as_json, changed(bold(), C8=803))
    assert status == 1
    wrong = {one["source"].partition("!")[2] for one in found["diagnostics"] if one["severity"] == "error"}
    assert wrong == {"Drift!D8", "Drift!C6"}
    assert [one[0] for one in _totals(found)] == ["Intäkter", "Personal", "IT", "Resultat"]
    assert found["allocation"]["amount"] == 10


def only_child() -> Rows:
    return [
        ["Miljönämnden 2023 – tkr"],
        HEAD,
        ["1 Nämnd", 300, 280, 20],
        ["100 Nämnd", 300, 280, 20],
        ["2 Tillsyn", 4_000, 4_100, -100],
        ["200 Livsmedel", 2_500, 2_550, -50],
        ["210 Hälsoskydd", 1_500, 1_550, -50],
        ["3 Administration", 900, 900, 0],
        ["300 Kansli", 900, 900, 0],
        ["Summa", 5_200, 5_280, -80],
    ]


@pytest.mark.parametrize("with_total", [True, False])
def test_a_parent_of_one_child_is_not_counted_twice(with_total: bool, tmp_path: Path, as_json: Json) -> None:
    rows = only_child() if with_total else only_child()[:-1]
    status, found = _check(tmp_path, as_json, rows)
    assert (status, errors(found)) == (0, [])
    # Numbers from 1 on are those of units and no accounts: 3 Administration is no income.
    assert [one[:2] for one in lines(found["operating"])] == [
        ("100 Nämnd", "cost"),
        ("200 Livsmedel", "cost"),
        ("210 Hälsoskydd", "cost"),
        ("300 Kansli", "cost"),
    ]
    assert whole(found["operating"]) == (5_200, 5_280, -80)


def test_two_equal_rows_that_the_total_needs_are_both_counted(tmp_path: Path, as_json: Json) -> None:
    rows: Rows = [
        ["Miljönämnden 2023 – tkr"],
        HEAD,
        ["Hyra Norr", 900, 880, 20],
        ["Hyra Söder", 900, 880, 20],
        ["Löner", 4_000, 4_100, -100],
        ["Summa", 5_800, 5_860, -60],
    ]
    status, found = _check(tmp_path, as_json, rows)
    assert (status, errors(found)) == (0, [])
    assert len(found["operating"]["lines"]) == 3


# Dashes, blanks and noughts


def test_a_dash_among_even_thousands_hides_no_error(tmp_path: Path, as_json: Json) -> None:
    rows: Rows = [
        ["Gemensam nämnd, årsbokslut 2023, tkr"],
        HEAD,
        ["Bidrag från kommuner", 5_000, 5_000, "–"],
        ["Personal", -4_000, -4_120, -120],
        ["Övrigt", "–", -30, -30],
        ["Lokaler", -1_000, -980, 20],
        ["Årets resultat", "–", -130, -130],
    ]
    status, found = _check(tmp_path, as_json, rows)
    assert (status, errors(found)) == (0, [])
    assert "W503" not in codes(found)
    status, found = _check(tmp_path, as_json, changed(rows, D5=-300))
    assert status == 1
    assert said(found, "error", "Drift!D5")


def test_noughts_everywhere_share_nothing(tmp_path: Path, as_json: Json) -> None:
    rows: Rows = [
        ["Gemensam nämnd, årsbokslut 2023, tkr"],
        HEAD,
        ["Statsbidrag", 0, 0, 0],
        ["Bidrag från kommuner", 5_000, 5_000, 0],
        ["Personal", -4_000, -4_000, 0],
        ["Tjänster", 0, 0, 0],
        ["Övrigt", -1_000, -1_000, 0],
        ["Årets resultat", 0, 0, 0],
    ]
    status, found = _check(tmp_path, as_json, rows)
    assert (status, errors(found)) == (0, [])
    assert (found["allocation"]["amount"], found["allocation"]["kind"]) == (0, "none")
    assert len(found["operating"]["lines"]) == 5


# A part of the year by its day against a budget of all of it


def test_an_outcome_by_its_day_is_of_a_part_of_the_year(tmp_path: Path, as_json: Json) -> None:
    rows: Rows = [
        ["Delårsrapport per 31 augusti 2023"],
        ["Tkr", "Budget 2023", "Utfall 230831", "Prognos 2023", "Avvikelse budget/prognos"],
        ["Bidrag från medlemskommuner", 12_000, 8_000, 12_000, 0],
        ["Personalkostnader", -8_400, -5_710, -8_560, -160],
        ["Övriga kostnader", -3_600, -2_280, -3_510, 90],
        ["Resultat", 0, 10, -70, -70],
    ]
    status, found = _check(tmp_path, as_json, rows)
    assert (status, errors(found), found["period"]) == (0, [], "delår")
    assert figures(found["operating"], "forecast")["Personalkostnader"] == (-8_560,)
    assert found["allocation"] is None
    assert "W620" in codes(found)
    assert said(_check(tmp_path, as_json, changed(rows, E4=-610))[1], "error", "Drift!E4")


# Twelve months beside the year


MONTHS = ["jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec"]


def months() -> Rows:
    rows: Rows = [["Uppföljning 2023, tkr"], ["Konto", *MONTHS, "Utfall 2023", "Budget 2023", "Avvikelse"]]
    for text, month, last, budget in (("Intäkter", -100, -100, -1_200), ("Löner", 80, 95, 960), ("Hyra", 20, 20, 240)):
        outcome = 11 * month + last
        rows.append([text, *[month] * 11, last, outcome, budget, budget - outcome])
    return [*rows, ["Summa", *[0] * 11, 15, 15, 0, -15]]


def test_twelve_months_beside_the_year(tmp_path: Path, as_json: Json) -> None:
    status, found = _check(tmp_path, as_json, months())
    assert (status, errors(found), found["year"]) == (0, [], 2023)
    assert lines(found["operating"]) == [
        ("Intäkter", "revenue", -1_200, -1_200, 0),
        ("Löner", "cost", 960, 975, -15),
        ("Hyra", "cost", 240, 240, 0),
    ]
    assert said(_check(tmp_path, as_json, changed(months(), N4=957))[1], "error", "Drift!P4")


# Percentages alone, two budgets, the report in another dress


def test_a_deviation_in_per_cent_alone_is_no_amount(tmp_path: Path, as_json: Json) -> None:
    rows: Rows = [
        ["Gemensam nämnd, årsbokslut 2023, tkr"],
        ["Post", "Budget 2023", "Utfall 2023", "Avvikelse"],
        ["Bidrag från kommuner", 5_000, 5_000, 0],
        ["Personal", -4_000, -4_120, -0.03],
        ["Lokaler", -1_000, -980, 0.02],
        ["Årets resultat", 0, -100, None],
    ]
    sheets: dict[str, Sheet | Rows] = {"Drift": Sheet(rows, formats={"D": "0.0%"}), "Nyckel": KEY}
    status, found = as_json("check", save(tmp_path, sheets))
    assert (status, errors(found)) == (0, [])
    assert [one[4] for one in lines(found["operating"])] == [0, -120, 20]
    assert {one["published_deviation"] for one in found["operating"]["lines"]} == {None}
    assert "N507" in codes(found)


def two_budgets() -> Rows:
    return [
        ["Gemensam nämnd, årsbokslut 2023, tkr"],
        ["Post", "Ursprunglig budget", "Tilläggsanslag", "Reviderad budget", "Utfall", "Avvikelse"],
        ["Bidrag från kommuner", 5_000, 200, 5_200, 5_200, 0],
        ["Personal", -4_000, -200, -4_200, -4_120, 80],
        ["Lokaler", -1_000, 0, -1_000, -1_040, -40],
        ["Årets resultat", 0, 0, 0, 40, 40],
    ]


def test_the_deviation_is_from_the_revised_budget(tmp_path: Path, as_json: Json) -> None:
    status, found = _check(tmp_path, as_json, two_budgets())
    assert (status, errors(found)) == (0, [])
    assert [one[2:] for one in lines(found["operating"])] == [
        (5_200, 5_200, 0),
        (-4_200, -4_120, 80),
        (-1_000, -1_040, -40),
    ]
    assert (found["allocation"]["amount"], found["allocation"]["kind"]) == (40, "surplus")


def test_an_original_budget_that_its_change_does_not_make_the_revised(tmp_path: Path, as_json: Json) -> None:
    status, found = _check(tmp_path, as_json, changed(two_budgets(), B4=-4_400))
    assert status == 1
    assert said(found, "error", "Drift!D4")
    assert said(found, "error", "Drift!B6")


REPORT = [
    ("ÖVRIGA AVG O. ERSÄTTNIN", 0, 868, 868),
    ("DRIFTBIDRAG FR KOMMUNER", 41_391, 41_391, 0),
    ("TOTALT INTÄKTER", 41_391, 42_259, 868),
    ("PERSONALKOSTNADER", -12_730, -12_428, 302),
    ("DATORER & BASUTRUSTNING", -200, -116, 84),
    ("TELE- OCH DATAKOMMUNIKATION", -1_100, -2_404, -1_304),
    ("LICENSER & SERVICEAVTAL", -9_400, -12_708, -3_308),
    ("ÖVRIGT TJÄNSTEKÖP", -3_162, -2_825, 337),
    ("RESOR & KURSER", -200, -141, 59),
    ("ÖVRIGA KOSTNADER", -400, -293, 107),
    ("LOKALHYROR", -826, -747, 79),
    ("KAPITALKOSTNADER", -13_373, -12_329, 1_044),
    ("TOTALT KOSTNADER", -41_391, -43_991, -2_600),
    ("NETTORESULTAT", 0, -1_733, -1_733),
]


def _mnkr(thousands: int) -> str:
    return f"{thousands / 1_000:.3f}".replace(".", ",").replace("-", "\N{MINUS SIGN}")


def dressed() -> Rows:
    head: Rows = [["Affärsenhet 31"], ["Period 2301-2312"], ["Utskriven 2024-01-19 08:12"], ["Sida 1 av 1"], []]
    rows = [[_mnkr(deviation), text, _mnkr(outcome), _mnkr(budget)] for text, budget, outcome, deviation in REPORT]
    return [*head, ["AVVIKELSE (mnkr)", "KONTOTEXT", "UTFALL 2023 (mnkr)", "BUDGET 2023 (mnkr)"], *rows]


REPORT_KEY: Rows = [
    ["Kommun", "2021-12-31"],
    ["Lekeberg", 8_603],
    ["Laxå", 5_582],
    ["Askersund", 11_534],
    ["Hallsberg", 16_196],
]


def test_the_report_in_millions_as_text_with_its_columns_the_other_way_round(tmp_path: Path, as_json: Json) -> None:
    status, found = _check(tmp_path, as_json, dressed(), REPORT_KEY)
    assert (status, errors(found)) == (0, [])
    assert (found["year"], found["period"], found["operating"]["unit"]) == (2023, "helår", "mnkr")
    assert len(found["operating"]["lines"]) == 11
    rounded = sorted(one["source"].partition("!")[2] for one in found["checks"] if one["status"] == "rounding")
    assert rounded == ["Drift!A20", "Drift!C20"]
    assert shares(found) == {"Lekeberg": 0.356, "Laxå": 0.231, "Askersund": 0.477, "Hallsberg": 0.669}


def test_the_report_in_millions_with_digits_swapped(tmp_path: Path, as_json: Json) -> None:
    status, found = _check(tmp_path, as_json, changed(dressed(), C12=_mnkr(-2_044)), REPORT_KEY)
    assert status == 1
    assert said(found, "error", "Drift!A12")
    assert said(found, "error", "Drift!C19")


# Results that follow one another; a page break with what is carried forward; the total beside the accounts


def running() -> Rows:
    return [
        ["Avfallsförbundet Väst, årsredovisning 2023"],
        ["Resultaträkning (tkr)", "Not", "Bokslut 2023", "Budget 2023", "Avvikelse", "Bokslut 2022"],
        ["Renhållningsavgifter", 1, 61_200, 60_000, 1_200, 58_000],
        ["Övriga intäkter", 2, 4_310, 4_000, 310, 4_100],
        ["Summa intäkter", None, 65_510, 64_000, 1_510, 62_100],
        ["Entreprenader", 3, -38_900, -37_500, -1_400, -36_000],
        ["Personalkostnader", 4, -17_050, -17_200, 150, -16_500],
        ["Övriga kostnader", None, -6_200, -6_000, -200, -5_900],
        ["Summa kostnader", None, -62_150, -60_700, -1_450, -58_400],
        ["Resultat före avskrivningar", None, 3_360, 3_300, 60, 3_700],
        ["Avskrivningar", 5, -2_980, -3_000, 20, -2_800],
        ["Rörelseresultat", None, 380, 300, 80, 900],
        ["Ränteintäkter", None, 45, 0, 45, 10],
        ["Räntekostnader", None, -410, -300, -110, -200],
        ["Årets resultat", None, 15, 0, 15, 710],
        [],
        ["varav va-kollektivet", None, 10, 0, 10, 400],
    ]


def test_results_that_follow_one_another(tmp_path: Path, as_json: Json) -> None:
    status, found = _check(tmp_path, as_json, running())
    assert (status, errors(found)) == (0, [])
    assert len(found["operating"]["lines"]) == 8
    assert [one[0] for one in _totals(found)][2:] == [
        "Resultat före avskrivningar",
        "Rörelseresultat",
        "Årets resultat",
    ]
    assert whole(found["operating"]) == (0, 15, 15)


def test_a_wrong_row_between_results_leaves_them_results(tmp_path: Path, as_json: Json) -> None:
    status, found = _check(tmp_path, as_json, changed(running(), C11=-2_890))
    assert status == 1
    wrong = {one["source"].partition("!")[2] for one in found["diagnostics"] if one["severity"] == "error"}
    assert wrong == {"Drift!E11", "Drift!C12"}
    assert "Rörelseresultat" not in [one[0] for one in lines(found["operating"])]


def paged() -> Rows:
    return [
        ["Gemensam nämnd bokslut 2023, tkr"],
        HEAD,
        ["Bidrag från kommuner", 5_000, 5_000, 0],
        ["Personal", -3_000, -3_100, -100],
        ["Transport", 2_000, 1_900, -100],
        ["Sida 1 (2)"],
        [],
        ["Gemensam nämnd bokslut 2023, tkr"],
        HEAD,
        ["Transport", 2_000, 1_900, -100],
        ["Lokaler", -1_500, -1_480, 20],
        ["Övrigt", -500, -490, 10],
        ["Resultat", 0, -70, -70],
    ]


def test_what_is_carried_over_a_page_break_is_counted_once(tmp_path: Path, as_json: Json) -> None:
    status, found = _check(tmp_path, as_json, paged())
    assert (status, errors(found)) == (0, [])
    assert [one[0] for one in lines(found["operating"])] == ["Bidrag från kommuner", "Personal", "Lokaler", "Övrigt"]
    assert whole(found["operating"]) == (0, -70, -70)
    assert "N552" in codes(found)
    assert shares(found) == hamilton(70, PEOPLE)


def test_what_is_carried_over_wrongly_is_an_error(tmp_path: Path, as_json: Json) -> None:
    status, found = _check(tmp_path, as_json, changed(paged(), C5=1_990, C10=1_990))
    assert status == 1
    assert said(found, "error", "Drift!C5")


def school_of_arts() -> Rows:
    return [
        ["Kulturskolan gemensam nämnd, bokslut 2023 (kr)"],
        ["Konto", "Benämning", "Budget", "Utfall", "Avvikelse"],
        [3, "Intäkter", -1_200_000, -1_250_000, 50_000],
        [5, "Personal", 900_000, 930_500, -30_500],
        [7, "Övrigt", 300_000, 301_200, -1_200],
        ["Summa", None, 0, -18_300, 18_300],
    ]


def test_a_total_in_the_column_of_accounts(tmp_path: Path, as_json: Json) -> None:
    status, found = _check(tmp_path, as_json, school_of_arts())
    assert (status, errors(found)) == (0, [])
    assert _totals(found) == [("Summa", "net", 0, -18_300)]
    assert (found["allocation"]["amount"], found["allocation"]["kind"]) == (18_300, "surplus")
    status, found = _check(tmp_path, as_json, changed(school_of_arts(), D6=-13_800))
    assert status == 1
    assert said(found, "error", "Drift!D6")
    assert found["allocation"] is None


# Many groups, unmarked: a figure that is equal by chance must not hide that a row is a total


def many_groups() -> Rows:
    rows: Rows = [["Miljönämnden bokslut 2023 tkr"], HEAD]
    whole_sums = [0, 0]
    for group in range(6):
        own = [0, 0]
        for place in range(20):
            budget = 100 + (7_919 * (20 * group + place) ** 2) % 8_900
            outcome = budget - 90 + (104_729 * (20 * group + place) ** 3) % 181
            rows.append([f"Post {group}-{place}", budget, outcome, budget - outcome])
            own = [own[0] + budget, own[1] + outcome]
        rows.append([f"Grupp {group}", *own, own[0] - own[1]])
        whole_sums = [whole_sums[0] + own[0], whole_sums[1] + own[1]]
    return [*rows, ["Totalt", *whole_sums, whole_sums[0] - whole_sums[1]]]


def test_many_unmarked_groups_are_all_known(tmp_path: Path, as_json: Json) -> None:
    status, found = _check(tmp_path, as_json, many_groups())
    assert (status, errors(found)) == (0, [])
    assert len(found["operating"]["lines"]) == 120
    assert [one[0] for one in _totals(found)] == [*(f"Grupp {group}" for group in range(6)), "Totalt"]


def test_a_wrong_row_among_many_groups_is_said_where_it_stands(tmp_path: Path, as_json: Json) -> None:
    status, found = _check(tmp_path, as_json, changed(many_groups(), C10=1))
    assert status == 1
    wrong = {one["source"].partition("!")[2] for one in found["diagnostics"] if one["severity"] == "error"}
    assert wrong == {"Drift!D10", "Drift!C23"}
