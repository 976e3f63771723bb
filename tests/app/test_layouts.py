"""Workbooks laid out otherwise than the example: each once misread, and kept so that it is not misread again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.cases import book_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    Json = Callable[..., tuple[int, dict[str, Any]]]
    Rows = Sequence[Sequence[object]]

HEAD = ["Kontotext", "Budget 2023", "Utfall 2023", "Avvikelse"]
ITEMS: Rows = [
    ["Driftbidrag från kommuner", -1000, -1000, 0],
    ["Personalkostnader", 600, 650, -50],
    ["Licenser", 400, 430, -30],
]
NET = ["Nettoresultat", 0, 80, -80]
KEY: Rows = [["Kommun", "Folkmängd 2021-12-31"], ["Lekeberg", 8603], ["Laxå", 5582], ["Askersund", 11534]]
GOALS: Rows = [["God service", "Svarstid", 12, "högst 15"], ["God service", "Nöjdhet", "84 %", "minst 80 %"]]


def workbook(folder: Path, sheets: Mapping[str, Rows], name: str = "arbetsbok.xlsx") -> Path:
    path = folder / name
    book_of(sheets).save(path)
    return path


def operating(*rows: Sequence[object], title: str = "Driftredovisning 2023, tkr") -> Rows:
    return [[title], HEAD, *rows]


def shares(found: dict[str, Any]) -> dict[str, object]:
    return {one["member"]: one["amount"] for one in found["allocation"]["shares"]}


def codes(found: dict[str, Any]) -> set[str]:
    return {one["code"] for one in found["diagnostics"]}


@pytest.mark.parametrize(
    "label",
    ["Nettoresultat", "Årets över-/underskott", "Underskott", "Totalsumma", "Årets utfall", "Hela nämnden", "Utgående"],
)
def test_the_net_is_the_net_whatever_it_is_called(label: str, tmp_path: Path, as_json: Json) -> None:
    path = workbook(tmp_path, {"Drift": operating(*ITEMS, [label, *NET[1:]]), "Nyckel": KEY})
    found = as_json("check", path)[1]
    assert len(found["operating"]["lines"]) == 3
    assert found["allocation"]["amount"] == 80


def test_an_unmarked_subtotal_is_no_line(tmp_path: Path, as_json: Json) -> None:
    costs = ["Kostnader", 1000, 1080, -80]
    path = workbook(tmp_path, {"Drift": operating(*ITEMS, costs, NET), "Nyckel": KEY})
    found = as_json("check", path)[1]
    assert [line["text"] for line in found["operating"]["lines"]] == [row[0] for row in ITEMS]
    assert "N505" in codes(found)


@pytest.mark.parametrize(
    "label", ["IT-tjänster till medlemskommuner", "Lämnade driftbidrag", "Support medlemskommuner"]
)
def test_a_payment_to_the_members_is_no_contribution(label: str, tmp_path: Path, as_json: Json) -> None:
    rows: Rows = [[label, -4000, -4100, -100], ["Ledning", -500, -490, 10], ["Summa", -4500, -4590, -90]]
    path = workbook(tmp_path, {"Drift": operating(*rows), "Nyckel": KEY})
    found = as_json("check", path)[1]
    assert (found["allocation"]["amount"], found["allocation"]["kind"]) == (90, "deficit")


@pytest.mark.parametrize(
    ("key", "code"),
    [
        ([*KEY, ["Lekebergs kommun", 8603]], "E614"),
        ([*KEY[:2], ["Gnesta", None], *KEY[2:]], "W613"),
        ([*KEY[:3], ["Askersund", "saknas"]], "W613"),
    ],
)
def test_a_key_that_does_not_hold_shares_nothing(key: Rows, code: str, tmp_path: Path, as_json: Json) -> None:
    found = as_json("check", workbook(tmp_path, {"Drift": operating(*ITEMS, NET), "Nyckel": key}))[1]
    assert found["allocation"] is None
    assert code in codes(found)


@pytest.mark.parametrize("row", [["Hela området", 25719], ["Örebro län", 306792], ["Summa", 25719]])
def test_what_is_no_member_gets_no_share(row: list[object], tmp_path: Path, as_json: Json) -> None:
    found = as_json("check", workbook(tmp_path, {"Drift": operating(*ITEMS, NET), "Nyckel": [*KEY, row]}))[1]
    assert set(shares(found)) == {"Lekeberg", "Laxå", "Askersund"}


def test_a_host_is_known_in_any_spelling(tmp_path: Path, as_json: Json) -> None:
    key: Rows = [["Medlemskommun", "Invånare 31 dec 2021"], ["Trosa", 14000], ["Nyköping", 57000]]
    rows: Rows = [["Värdkommun: Trosa kommun"], *operating(*ITEMS, NET)]
    found = as_json("check", workbook(tmp_path, {"Drift": rows, "Nyckel": key}))[1]
    assert [one["member"] for one in found["allocation"]["shares"] if not one["invoiced"]] == ["Trosa"]


def test_nobody_is_host_where_none_is_stated(tmp_path: Path, as_json: Json) -> None:
    key: Rows = [["Kommun", "Folkmängd 2021-12-31"], ["Trosa", 14000], ["Nyköping", 57000]]
    found = as_json("check", workbook(tmp_path, {"Drift": operating(*ITEMS, NET), "Nyckel": key}))[1]
    assert all(one["invoiced"] for one in found["allocation"]["shares"])
    assert "N618" in codes(found)
    assert next(one["value"] for one in found["settings"] if one["name"] == "host") is None


def test_tables_right_below_each_other_are_two(tmp_path: Path, as_json: Json) -> None:
    projects: Rows = [["Projekt", *HEAD[1:]], ["IT INVEST LAXÅ", 50, 40, 10], ["Totalt investerat", 50, 40, 10]]
    path = workbook(tmp_path, {"Allt": [*operating(*ITEMS, NET), [], *projects]})
    found = as_json("check", path)[1]
    assert len(found["operating"]["lines"]) == 3
    assert [line["member"] for line in found["investments"]["lines"]] == ["Laxå"]


def test_a_year_above_a_group_of_headers_stands_for_the_group(tmp_path: Path, as_json: Json) -> None:
    rows: Rows = [
        ["Driftredovisning, tkr"],
        [None, 2022, None, None, 2023, None, None],
        ["Kontotext", *["Budget", "Utfall", "Avvikelse"] * 2],
        *([row[0], 1, 1, 0, *row[1:]] for row in ITEMS),
        ["Nettoresultat", 3, 3, 0, *NET[1:]],
    ]
    found = as_json("check", workbook(tmp_path, {"Drift": rows}))[1]
    assert found["year"] == 2023
    assert [line["outcome"] for line in found["operating"]["lines"]] == [-1000, 650, 430]


def test_part_of_a_year_against_a_whole_budget_shares_nothing(tmp_path: Path, as_json: Json) -> None:
    head = ["Kontotext", "Budget helår 2023", "Utfall jan-aug 2023"]
    rows: Rows = [["Delårsrapport 2023, tkr"], head, *(row[:3] for row in ITEMS)]
    found = as_json("check", workbook(tmp_path, {"Drift": rows, "Nyckel": KEY}))[1]
    assert (found["period"], found["allocation"]) == ("delår", None)
    assert "W620" in codes(found)


def test_amounts_as_text_with_ore_are_kronor(tmp_path: Path, as_json: Json) -> None:
    amounts: Rows = [["Löner", "1 000,50", "1 100,75"], ["Hyror", "200,25", "199,95"], ["Resor", "30,10", "28,45"]]
    rows: Rows = [["Driftredovisning 2023"], HEAD[:3], *amounts]
    assert as_json("check", workbook(tmp_path, {"Drift": rows}))[1]["operating"]["unit"] == "kr"


@pytest.mark.parametrize(
    ("label", "result", "target", "level"),
    [
        ("Kostnad", "1,2 mnkr", "1 150 tkr", "partly_achieved"),
        ("Svarstid", "90 sek", "2 min", "achieved"),
        ("Väntetid", "1 år", "10 mån", "partly_achieved"),
        ("Andel", "5 ‰", "1 %", "not_achieved"),
    ],
)
def test_units_of_a_kind_are_compared(
    label: str, result: str, target: str, level: str, tmp_path: Path, as_json: Json
) -> None:
    rows: Rows = [["Nämndmål", "Indikator", "Resultat", "Målvärde"], ["Mål A", label, result, target]]
    found = as_json("check", workbook(tmp_path, {"Mål": rows}))[1]
    assert found["attainment"]["goals"][0]["indicators"][0]["level"] == level


def test_units_that_cannot_be_compared_are_not(tmp_path: Path, as_json: Json) -> None:
    rows: Rows = [["Nämndmål", "Indikator", "Resultat", "Målvärde"], ["Mål A", "Nöjda", "80 %", "75 st"]]
    status, found = as_json("check", workbook(tmp_path, {"Mål": rows}))
    assert (status, "E410" in codes(found)) == (1, True)
    assert found["attainment"]["goals"][0]["indicators"][0]["level"] == "no_value"


def test_better_than_last_year_follows_the_indicator(tmp_path: Path, as_json: Json) -> None:
    head = ["Indikator", "Utfall 2022", "Utfall 2023", "Mål 2023"]
    rows: Rows = [
        head,
        ["Sjukfrånvaro", "7 %", "6 %", "Bättre än föregående år"],
        ["Sjukfrånvaro, kvinnor", "7 %", "8 %", "Bättre än 2022"],
        ["NKI", 70, 71, "Högre än 2022"],
    ]
    found = as_json("check", workbook(tmp_path, {"Mål": rows}))[1]
    levels = [one["level"] for one in found["attainment"]["goals"][0]["indicators"]]
    assert levels == ["achieved", "partly_achieved", "achieved"]


@pytest.mark.parametrize(
    ("outer", "inner"), [("Fokusområde", "Nämndmål"), ("Perspektiv", "Mål"), ("KF-mål", "Nämndens mål")]
)
def test_of_two_levels_of_goals_the_nearest_counts(outer: str, inner: str, tmp_path: Path, as_json: Json) -> None:
    rows: Rows = [[outer, inner, "Indikator", "Resultat", "Målvärde"], *(["Trygghet", *row] for row in GOALS)]
    found = as_json("check", workbook(tmp_path, {"Mål": rows}))[1]
    assert [goal["name"] for goal in found["attainment"]["goals"]] == ["God service"]


def test_a_verdict_before_the_indicator_is_the_goals(tmp_path: Path, as_json: Json) -> None:
    rows: Rows = [
        ["Nämndmål", "Måluppfyllelse", "Indikator", "Resultat", "Målvärde"],
        ["God service", "Uppnås ej", "Svarstid", 12, "högst 15"],
        [None, None, "Nöjdhet", 84, "minst 80"],
    ]
    found = as_json("check", workbook(tmp_path, {"Mål": rows}))[1]
    (goal,) = found["attainment"]["goals"]
    assert (goal["level"], goal["reported"]) == ("achieved", "not_achieved")
    assert "W411" in codes(found)


def test_goals_as_rows_above_their_indicators(tmp_path: Path, as_json: Json) -> None:
    rows: Rows = [
        ["Indikator", "Resultat", "Målvärde"],
        ["God service"],
        ["Svarstid", 12, "högst 15"],
        ["God ekonomi"],
        ["Nöjdhet", 84, "minst 80"],
    ]
    found = as_json("check", workbook(tmp_path, {"Mål": rows}))[1]
    assert [goal["name"] for goal in found["attainment"]["goals"]] == ["God service", "God ekonomi"]


def test_a_sheet_that_is_nearly_a_table_is_not_passed_over_in_silence(tmp_path: Path, as_json: Json) -> None:
    rows: Rows = [["Kontotext", "Bujet 2023", "Utfal 2023", "Avvik"], *ITEMS]
    found = as_json("check", workbook(tmp_path, {"Drift": rows, "Nyckel": KEY}))[1]
    assert "W213" in codes(found)


def test_an_unreadable_setting_stops_what_hangs_on_it(tmp_path: Path, as_json: Json) -> None:
    settings: Rows = [["Inställning", "Värde"], ["Nyckeldatum", "igår"]]
    sheets = {"Drift": operating(*ITEMS, NET), "Nyckel": KEY, "Inställningar": settings}
    status, found = as_json("check", workbook(tmp_path, sheets))
    assert (status, found["allocation"]) == (1, None)
    assert {"E701", "E616"} <= codes(found)


def test_a_large_statement_takes_no_time_to_speak_of(tmp_path: Path, as_json: Json) -> None:
    """Finding unmarked totals once took time that grew with the cube of the rows; this many would not have ended."""
    rows: Rows = [[f"Konto {i}", i % 97 + 1, i % 89 + 1, (i % 97) - (i % 89)] for i in range(3000)]
    found = as_json("check", workbook(tmp_path, {"Drift": operating(*rows)}))[1]
    assert len(found["operating"]["lines"]) == 3000


def test_a_row_of_words_that_headers_use_is_still_a_row(tmp_path: Path, as_json: Json) -> None:
    rows: Rows = [
        ["Nämndmål", "Indikator", "Resultat", "Målvärde"],
        ["God ekonomi", "Svarstid", 12, "högst 15"],
        ["God ekonomi", "Budgetföljsamhet", "Uppnått", "Ja"],
        ["God ekonomi", "Index", "Ja", "Ja"],
    ]
    found = as_json("check", workbook(tmp_path, {"Mål": rows}))[1]
    names = [one["name"] for one in found["attainment"]["goals"][0]["indicators"]]
    assert names == ["Svarstid", "Budgetföljsamhet", "Index"]
