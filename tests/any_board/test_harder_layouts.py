"""Layouts where a plausible reading is the wrong one: each must come out right, or be asked about, never in silence."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.any_board.building import (
    AMOUNTS,
    HEAD,
    LINES,
    Json,
    Rows,
    Sheet,
    changed,
    codes,
    errors,
    goals,
    indicators,
    lines,
    said,
    save,
    shares,
    weights,
    whole,
)

KEY: Rows = [
    ["Kommun", "2019-12-31", "2020-12-31", "2021-12-31", "2022-12-31"],
    ["Mora", 20_100, 20_200, 20_400, 20_900],
    ["Orsa", 6_800, 6_850, 6_900, 7_400],
]


def _reads(status: int, found: dict[str, Any]) -> None:
    assert (status, errors(found)) == (0, [])
    assert lines(found["operating"]) == LINES
    assert whole(found["operating"]) == (0, 65, -65)


# The year: other years stand in the lines above too


@pytest.mark.parametrize(
    "above",
    [
        ["Driftredovisning 2023 jämfört med 2022, tkr"],
        ["Bokslut 2023, tkr", "Budget beslutad av förbundsdirektionen 2022-11-28 § 45."],
        ["Årsredovisning 2023, tkr", "Utskriven 2024-02-03"],
        ["Årsredovisning 2023, tkr", "Uttaget ur ekonomisystemet 2024-02-03 av ekonomienheten"],
        ["Nämndens verksamhetsberättelse 2023, tkr", "Antagen av nämnden 2024-03-12"],
        ["Årsredovisning 2023, tkr", "Diarienummer 2024/117"],
        ["Lönenämnden, tkr", "Period: januari - december 2023"],
        ["Lönenämnden, tkr", "Räkenskapsår 2023"],
        ["Lönenämnden, tkr", "Avser 2023-01-01 – 2023-12-31"],
        ["Lönenämnden, tkr", "Bokslutsdag 231231"],
    ],
)
def test_the_accounting_year_among_other_years(above: list[str], tmp_path: Path, as_json: Json) -> None:
    """A wrong year is a wrong key date, and so a wrong sharing."""
    rows: Rows = [*([one] for one in above), HEAD, *AMOUNTS]
    status, found = as_json("check", save(tmp_path, {"Blad1": rows, "Nyckel": KEY}))
    _reads(status, found)
    assert found["year"] == 2023
    assert found["allocation"]["key_date"] == "2021-12-31"


@pytest.mark.parametrize(
    ("line", "period"),
    [
        ("Period: januari - december 2023", "helår"),
        ("Period: 2023-01-01 – 2023-12-31", "helår"),
        ("Period 202301-202312", "helår"),
        ("Period: jan-dec 2023", "helår"),
        ("Period: januari - augusti 2023", "delår"),
        ("Period 2301-2308", "delår"),
        ("Period: 2023-01-01 – 2023-08-31", "delår"),
        ("T.o.m. augusti 2023", "delår"),
        ("Tertialrapport 2, 2023", "delår"),
        ("Årsbokslut 2023", "helår"),
    ],
)
def test_the_period_in_a_line_above(line: str, period: str, tmp_path: Path, as_json: Json) -> None:
    rows: Rows = [["Lönenämnden", None, "Belopp i tkr"], [line], HEAD, *AMOUNTS]
    found = as_json("check", save(tmp_path, {"Blad1": rows}))[1]
    assert (found["year"], found["period"]) == (2023, period)


# The month beside what has come up to it


@pytest.mark.parametrize(
    "head",
    [
        ["Utfall dec 2023", "Ack utfall 2023", "Budget dec 2023", "Ack budget 2023", "Avvikelse ack"],
        ["Utfall period", "Utfall ack", "Budget period", "Budget ack", "Avvikelse ack"],
        ["Periodutfall", "Ackumulerat utfall", "Periodbudget", "Ackumulerad budget", "Avvikelse"],
        ["Utfall månad", "Utfall ackumulerat", "Budget månad", "Budget ackumulerat", "Avvikelse"],
    ],
)
def test_a_month_is_not_taken_for_the_year(head: list[str], tmp_path: Path, as_json: Json) -> None:
    figures = [(-340, -4_080, -333, -4_000, 80), (262, 3_145, 250, 3_000, -145), (83, 1_000, 83, 1_000, 0)]
    rows: Rows = [["Uppföljning december 2023, tkr"], ["Benämning", *head]]
    rows += [[text, *ones] for (text, *_), ones in zip(AMOUNTS, [*figures, (5, 65, 0, 0, -65)], strict=True)]
    status, found = as_json("check", save(tmp_path, {"Blad1": rows}))
    if found["operating"] is None:
        assert status == 1
        assert codes(found) & {"E203", "W211"}
    else:
        assert (status, errors(found)) == (0, [])
        assert lines(found["operating"]) == LINES


# Two header rows where the upper one says what and the lower one when


@pytest.mark.parametrize("merged", [True, False])
def test_what_stands_above_when(merged: bool, tmp_path: Path, as_json: Json) -> None:
    rows: Rows = [
        ["Tkr"],
        ["Verksamhet", "Budget", None, "Utfall", None, "Avvikelse", None],
        [None, 2022, 2023, 2022, 2023, 2022, 2023],
        *([row[0], 11, row[1], 12, row[2], -1, row[3]] for row in AMOUNTS),
    ]
    merges = ("B2:C2", "D2:E2", "F2:G2") if merged else ()
    status, found = as_json("check", save(tmp_path, {"Blad1": Sheet(rows, merges)}))
    _reads(status, found)
    assert found["year"] == 2023


def both_sides() -> Rows:
    return [
        ["Driftredovisning 2023, tkr"],
        ["Enhet", "Budget 2023", None, None, "Utfall 2023", None, None, "Avvikelse"],
        [None, "Intäkter", "Kostnader", "Netto", "Intäkter", "Kostnader", "Netto", None],
        ["Kansli", 200, -900, -700, 210, -950, -740, -40],
        ["Drift", 1_500, -4_500, -3_000, 1_450, -4_400, -2_950, 50],
        ["Summa", 1_700, -5_400, -3_700, 1_660, -5_350, -3_690, 10],
    ]


BOTH_MERGES = ("B2:D2", "E2:G2")


def test_income_costs_and_net_of_both_budget_and_outcome(tmp_path: Path, as_json: Json) -> None:
    status, found = as_json("check", save(tmp_path, {"Blad1": Sheet(both_sides(), BOTH_MERGES)}))
    assert (status, errors(found), found["year"]) == (0, [], 2023)
    assert found["operating"]["sign"] == "outcome-budget"
    assert lines(found["operating"]) == [
        ("Kansli", "net", -700, -740, -40),
        ("Drift", "net", -3_000, -2_950, 50),
    ]
    assert whole(found["operating"]) == (-3_700, -3_690, 10)


def test_a_budgets_net_that_is_not_its_income_and_costs(tmp_path: Path, as_json: Json) -> None:
    rows = changed(both_sides(), C5=-5_400)
    status, found = as_json("check", save(tmp_path, {"Blad1": Sheet(rows, BOTH_MERGES)}))
    assert status == 1
    assert said(found, "error", "Blad1!D5", "Blad1!C5", "Blad1!C6")


# The settlement of the result by other names


@pytest.mark.parametrize(
    "label",
    [
        "Reglering mot medlemmar",
        "Avräkning medlemskommuner",
        "Återbetalning till medlemskommuner",
        "Fordran på medlemskommuner",
        "Reglering av årets resultat",
        "Resultatreglering",
        "Fördelning av resultat till medlemmar",
        "Återföring underskott",
    ],
)
def test_the_result_before_its_settlement_is_shared(label: str, tmp_path: Path, as_json: Json) -> None:
    """After the settlement the result is nought by its nature: to share 0 and say nothing is wrong."""
    rows: Rows = [
        ["Bokslut 2023, tkr"],
        HEAD,
        ["Medlemsbidrag", 4_000, 4_000, 0],
        ["Personal", -3_000, -3_145, -145],
        ["Hyra", -1_000, -1_000, 0],
        ["Resultat före reglering", 0, -145, -145],
        [label, 0, 145, 145],
        ["Årets resultat", 0, 0, 0],
    ]
    found = as_json("check", save(tmp_path, {"Blad1": rows, "Nyckel": KEY}))[1]
    if found["allocation"] is None:
        assert errors(found)
    else:
        assert (found["allocation"]["amount"], found["allocation"]["kind"]) == (145, "deficit")
        # 145 by 20 400 and 6 900: 108.35 and 36.65.
        assert shares(found) == {"Mora": 108, "Orsa": 37}
        assert [one[0] for one in lines(found["operating"])] == ["Medlemsbidrag", "Personal", "Hyra"]


# Goals as titles above tables of their own


def titled_goals(*, gap: bool) -> Rows:
    head = ["Indikator", "Utfall 2023", "Målvärde 2023", "Status"]
    first: Rows = [["Svarstid, min", 4, "högst 5", "Grön"], ["Nöjdhet", 68, "minst 70", "Gul"]]
    rows: Rows = [["Måluppföljning 2023"], []]
    rows += [["Nämndmål 1: God service"], head, *first]
    rows += [[]] if gap else []
    return [*rows, ["Nämndmål 2: Frisk personal"], head, ["Sjukfrånvaro, %", 9.5, "högst 6", "Röd"]]


@pytest.mark.parametrize("gap", [True, False])
def test_goals_as_titles_above_their_tables(gap: bool, tmp_path: Path, as_json: Json) -> None:
    status, found = as_json("check", save(tmp_path, {"Blad1": titled_goals(gap=gap)}))
    assert (status, errors(found)) == (0, [])
    assert [one[1:] for one in goals(found)] == [("partly_achieved", "G2", 2), ("not_achieved", "G3", 1)]
    assert [name.rpartition(": ")[2] for name, *_ in goals(found)] == ["God service", "Frisk personal"]


@pytest.mark.parametrize("gap", [True, False])
def test_a_title_between_tables_is_never_an_indicator(gap: bool, tmp_path: Path, as_json: Json) -> None:
    found = as_json("check", save(tmp_path, {"Blad1": titled_goals(gap=gap)}))[1]
    assert not found["attainment"] or set(indicators(found)) <= {"Svarstid, min", "Nöjdhet", "Sjukfrånvaro, %"}


# Values that cannot be compared


@pytest.mark.parametrize(("result", "target"), [("Ja", "minst 80"), (80, "Ja"), ("Nej", "80 %"), ("12 dagar", "5 st")])
def test_an_answer_and_a_number_are_not_compared(result: object, target: object, tmp_path: Path, as_json: Json) -> None:
    rows: Rows = [
        ["Nämndmål", "Indikator", "Utfall 2023", "Målvärde 2023"],
        ["Ett mål", "Rutin införd", result, target],
    ]
    status, found = as_json("check", save(tmp_path, {"Mål": rows}))
    assert status == 1
    assert said(found, "error", "Mål!B2", "Mål!C2", "Mål!D2")
    assert indicators(found)["Rutin införd"]["level"] == "no_value"


# Amounts with a unit that is no money


@pytest.mark.parametrize("cell", ["3 145 st", "12 %", "3 145 dagar"])
def test_an_amount_in_no_money_is_an_error(cell: str, tmp_path: Path, as_json: Json) -> None:
    rows = [["Bokslut 2023, tkr"], HEAD, *changed(AMOUNTS, C2=cell)]
    status, found = as_json("check", save(tmp_path, {"Blad1": rows}))
    assert status == 1
    assert said(found, "error", "Blad1!C4")
    assert found["operating"]["lines"][1]["outcome"] is None


# Keys of codes alone, and a table where the key is one column of several


def test_members_by_their_codes_alone(tmp_path: Path, as_json: Json) -> None:
    key: Rows = [["Kommunkod", "Folkmängd 2021-12-31"], [1814, 8_603], [1860, 5_582], [1882, 11_534]]
    status, found = as_json("check", save(tmp_path, {"Drift": [["Nämnden 2023, tkr"], HEAD, *AMOUNTS], "Nyckel": key}))
    assert (status, errors(found)) == (0, [])
    assert weights(found) == {"Lekeberg": 8_603, "Laxå": 5_582, "Askersund": 11_534}


@pytest.mark.parametrize("total", ["Summa", "Totalt", "Samtliga kommuner", "Förbundet totalt", "Hela förbundet", None])
def test_the_sum_of_a_key_is_no_member(total: str | None, tmp_path: Path, as_json: Json) -> None:
    rows = [["Drift 2023, tkr"], HEAD, *AMOUNTS]
    key = [[row[0], row[3]] for row in KEY]
    found = as_json("check", save(tmp_path, {"Drift": rows, "Nyckel": [*key, [total, 27_300]]}))[1]
    assert errors(found) == []
    assert weights(found) == {"Mora": 20_400, "Orsa": 6_900}


@pytest.mark.parametrize("name", ["Kumla", "Kumla kommun", "KUMLA", "1881 Kumla", "kumla"])
def test_one_member_in_two_spellings_is_found(name: str, tmp_path: Path, as_json: Json) -> None:
    key: Rows = [["Kommun", "Folkmängd 2021-12-31"], ["Kumla", 22_000], ["Örebro", 157_000], [name, 22_000]]
    status, found = as_json("check", save(tmp_path, {"Drift": [["Nämnden 2023, tkr"], HEAD, *AMOUNTS], "Nyckel": key}))
    assert (status, found["allocation"]) == (1, None)
    assert "E614" in codes(found)


# A statement beside its own notes: texts that are no rows of it


def test_notes_below_a_statement_are_no_rows_of_it(tmp_path: Path, as_json: Json) -> None:
    rows: Rows = [
        ["Bokslut 2023, tkr"],
        HEAD,
        *AMOUNTS,
        [],
        ["Kommentarer"],
        ["Avgifter: 80 tkr över budget."],
        ["Antal anställda", 14],
        ["Antal ärenden 2023", 1_204, 1_311],
    ]
    found = as_json("check", save(tmp_path, {"Blad1": rows, "Nyckel": KEY}))[1]
    assert lines(found["operating"])[:3] == LINES
    assert found["allocation"]["amount"] == 65
    extra = lines(found["operating"])[3:]
    assert not extra or codes(found) & {"W512"}


# Goals again: two levels of headings, comments between, a goal that comes back


def test_a_heading_above_a_heading_is_no_indicator(tmp_path: Path, as_json: Json) -> None:
    rows: Rows = [
        ["Indikator", "Utfall 2023", "Målvärde"],
        ["Fokusområde: Trygghet"],
        ["Mål: God service"],
        ["Svarstid, min", 4, "högst 5"],
        ["Mål: Frisk personal"],
        ["Sjukfrånvaro, %", 9.5, "högst 6"],
    ]
    found = as_json("check", save(tmp_path, {"Blad1": Sheet(rows, ("A2:C2", "A3:C3", "A5:C5"))}))[1]
    assert set(indicators(found)) == {"Svarstid, min", "Sjukfrånvaro, %"}
    assessed = [one[:3] for one in goals(found) if one[1] != "not_assessed"]
    assert assessed == [("Mål: God service", "achieved", "G1"), ("Mål: Frisk personal", "not_achieved", "G3")]
    assert found["attainment"]["overall"] == "partly_achieved"


def test_a_comment_between_indicators_is_no_goal(tmp_path: Path, as_json: Json) -> None:
    rows: Rows = [
        ["Nämndmål", "Indikator", "Målvärde 2023", "Utfall 2023"],
        ["God service", "Andel nöjda", "80 %", "84 %"],
        ["Kommentar: Andelen har ökat sedan 2022 eftersom fler ärenden besvaras samma dag."],
        ["God service", "Klagomål", "högst 5", 4],
    ]
    found = as_json("check", save(tmp_path, {"Blad1": rows}))[1]
    assert goals(found) == [("God service", "achieved", "G1", 2)]


def test_goals_stand_in_the_workbooks_order_though_one_comes_back(tmp_path: Path, as_json: Json) -> None:
    rows: Rows = [
        ["Nämndmål", "Indikator", "Målvärde 2023", "Utfall 2023"],
        ["God service", "Andel nöjda", "80 %", "84 %"],
        ["Frisk personal", "Sjukfrånvaro", "6 %", "5 %"],
        ["God service", "Klagomål", "högst 5", 4],
    ]
    found = as_json("check", save(tmp_path, {"Blad1": rows}))[1]
    assert goals(found) == [("God service", "achieved", "G1", 2), ("Frisk personal", "achieved", "G1", 1)]


@pytest.mark.parametrize("header", ["Mål 2026", "Mål mandatperioden", "Etappmål", "Målvärde 2023–2026"])
def test_a_target_for_a_later_year_is_a_target_where_it_is_the_only_one(
    header: str, tmp_path: Path, as_json: Json
) -> None:
    """DOMAIN.md, appendix A 8, has Mål 2026 and Mål mandatperioden among the targets."""
    rows: Rows = [["Nämndmål", "Indikator", "Utfall 2023", header], ["God service", "Nöjdhet", 72, 80]]
    found = as_json("check", save(tmp_path, {"Blad1": rows}))[1]
    assert indicators(found)["Nöjdhet"]["target"]["value"] == 80
    assert indicators(found)["Nöjdhet"]["level"] == "partly_achieved"


def test_this_years_target_goes_before_a_later_one(tmp_path: Path, as_json: Json) -> None:
    rows: Rows = [["Nämndmål", "Indikator", "Utfall 2023", "Mål 2023", "Mål 2026"], ["Service", "Nöjdhet", 72, 70, 80]]
    found = as_json("check", save(tmp_path, {"Blad1": rows}))[1]
    assert indicators(found)["Nöjdhet"]["level"] == "achieved"


# Footnotes in a key


@pytest.mark.parametrize("gap", [True, False])
def test_footnotes_of_a_key_are_no_members(gap: bool, tmp_path: Path, as_json: Json) -> None:
    key: Rows = [["Kommun", "Folkmängd 2021-12-31"], ["Mora 1)", 20_400], ["Orsa", 6_900], *([[]] if gap else [])]
    rows = [*key, ["1) Preliminär uppgift."], ["Källa: SCB"]]
    status, found = as_json("check", save(tmp_path, {"Drift": [["Nämnden 2023, tkr"], HEAD, *AMOUNTS], "Nyckel": rows}))
    assert (status, errors(found)) == (0, [])
    assert weights(found) == {"Mora": 20_400, "Orsa": 6_900}
