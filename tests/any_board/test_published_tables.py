"""Goals and indicators in the shapes of annual reports and of systems' exports; each with a twin gone wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.any_board.building import (
    GREEN,
    RED,
    YELLOW,
    Json,
    Look,
    Rows,
    Sheet,
    changed,
    codes,
    errors,
    goals,
    indicators,
    said,
    save,
    verdicts,
)

ACHIEVED, PARTLY, NOT, MISSING = "achieved", "partly_achieved", "not_achieved", "no_value"
HEAD = ["Nämndmål", "Indikator", "Utfall 2023", "Målvärde 2023"]


def one(name: str, result: object, target: object) -> Rows:
    return [HEAD, ["God service", name, result, target]]


# Targets with two conditions


@pytest.mark.parametrize(
    ("target", "level"),
    [
        ("minst 2 och högst 5 dagar", ACHIEVED),
        ("minst 2 dagar, högst 5 dagar", ACHIEVED),
        ("≥ 2 och ≤ 5 dagar", ACHIEVED),
        ("högst 5 men minst 2 dagar", ACHIEVED),
        # 4 days are a fifth less than 5.
        ("minst 5 och högst 9 dagar", PARTLY),
    ],
)
def test_two_conditions_are_a_range(target: str, level: str, tmp_path: Path, as_json: Json) -> None:
    status, found = as_json("check", save(tmp_path, {"Mål": one("Svarstid", "4 dagar", target)}))
    assert (status, errors(found)) == (0, [])
    got = indicators(found)["Svarstid"]
    assert (got["target"]["relation"], got["level"]) == ("range", level)


@pytest.mark.parametrize("target", ["> 2 och < 5 dagar", "minst 5 och högst 2 dagar", "minst 2 dagar och högst 5 kr"])
def test_two_conditions_that_are_no_range_are_not_guessed(target: str, tmp_path: Path, as_json: Json) -> None:
    found = as_json("check", save(tmp_path, {"Mål": one("Svarstid", "4 dagar", target)}))[1]
    assert (indicators(found)["Svarstid"]["target"], indicators(found)["Svarstid"]["level"]) == (None, MISSING)
    assert said(found, "error", "Mål!D2") or said(found, "warning", "Mål!D2")


# A column for the unit


def units() -> Rows:
    return [
        ["Nämndmål", "Indikator", "Utfall 2023", "Enhet", "Mål 2023", "Enhet"],
        ["God service", "Svarstid", 4, "min", "högst 5", "min"],
        ["God service", "Nöjdhet", 72, "%", 80, "%"],
    ]


def test_units_in_columns_of_their_own(tmp_path: Path, as_json: Json) -> None:
    status, found = as_json("check", save(tmp_path, {"Mål": units()}))
    assert (status, errors(found)) == (0, [])
    assert verdicts(found) == {
        "Svarstid": (4, "<=", 5, ACHIEVED, "I3"),
        "Nöjdhet": (72, ">=", 80, PARTLY, "I4"),
    }
    assert indicators(found)["Nöjdhet"]["result"]["unit"] == "%"


def test_a_target_in_another_kind_of_unit_is_not_compared(tmp_path: Path, as_json: Json) -> None:
    status, found = as_json("check", save(tmp_path, {"Mål": changed(units(), E2="högst 5 st")}))
    assert (status, indicators(found)["Svarstid"]["level"]) == (1, MISSING)
    assert "E410" in codes(found)


# Target and result of several years, the year merged above


def years_above() -> Sheet:
    rows: Rows = [
        ["Nyckeltal", 2022, None, 2023, None],
        [None, "Mål", "Utfall", "Mål", "Utfall"],
        ["Sjukfrånvaro, %", 6, 6.5, 6, 5.8],
        ["Nöjd kund-index", 70, 72, 75, 73],
    ]
    return Sheet(rows, ("A1:A2", "B1:C1", "D1:E1"))


def test_target_and_result_below_their_year(tmp_path: Path, as_json: Json) -> None:
    status, found = as_json("check", save(tmp_path, {"Mål": years_above()}))
    assert (status, errors(found), found["year"]) == (0, [], 2023)
    assert verdicts(found) == {
        "Sjukfrånvaro, %": (5.8, "<=", 6, ACHIEVED, "I3"),
        "Nöjd kund-index": (73, ">=", 75, PARTLY, "I4"),
    }


def test_target_and_result_twice_without_years_are_asked_about(tmp_path: Path, as_json: Json) -> None:
    status, found = as_json("check", save(tmp_path, {"Mål": Sheet(years_above().rows[1:])}))
    assert (status, found["attainment"]) == (1, None)


# Attainment in per cent says nothing of target and result


def test_attainment_in_per_cent_alone_is_no_verdict(tmp_path: Path, as_json: Json) -> None:
    """No rule says from which per cent a goal is attained: nothing is assessed, and that is said."""
    rows: Rows = [
        ["Nämndmål 2023", "Måluppfyllelse", "Kommentar"],
        ["God service", "85 %", None],
        ["Miljö", "40 %", None],
    ]
    status, found = as_json("check", save(tmp_path, {"Mål": rows}))
    assert (status, found["attainment"]) == (1, None)
    assert "E201" in codes(found)


def test_a_rate_of_attainment_beside_result_and_target_is_no_verdict(tmp_path: Path, as_json: Json) -> None:
    rows: Rows = [[*HEAD, "Uppfyllelsegrad"], ["Kompetens", "Utbildningar", 7, 10, "70 %"]]
    found = as_json("check", save(tmp_path, {"Mål": rows}))[1]
    got = indicators(found)["Utbildningar"]
    assert (got["level"], got["reported"]) == (NOT, None)


# Legends


@pytest.mark.parametrize(
    ("legend", "reported"),
    [
        ([["😊 = målet uppnått", "😐 = ej mätbart", "😒 = målet ej uppnått"]], MISSING),
        ([["😊 = målet uppnått"], ["😐 = målet delvis uppnått"], ["😒 = målet ej uppnått"]], PARTLY),
    ],
)
def test_a_legend_below_the_table_tells_what_a_face_means(
    legend: Rows, reported: str, tmp_path: Path, as_json: Json
) -> None:
    rows: Rows = [
        [*HEAD, ""],
        ["Lärande", "Andel behöriga, %", 88, "minst 85", "😊"],
        ["Lärande", "Trivsel", 70, "minst 90", "😐"],
        [],
        *legend,
    ]
    status, found = as_json("check", save(tmp_path, {"Mål": rows}))
    assert (status, errors(found)) == (0, [])
    assert goals(found) == [("Lärande", PARTLY, "G2", 2)]
    assert indicators(found)["Trivsel"]["reported"] == reported
    assert "W423" not in codes(found)


def test_a_face_without_a_legend_is_doubted(tmp_path: Path, as_json: Json) -> None:
    rows: Rows = [[*HEAD, ""], ["Lärande", "Behöriga, %", 88, "minst 85", "😊"], ["Lärande", "Trivsel", 70, 90, "😐"]]
    assert "W423" in codes(as_json("check", save(tmp_path, {"Mål": rows}))[1])


# What was not measured


@pytest.mark.parametrize(
    "cell",
    [
        "mäts 2024",
        "Nästa mätning 2024",
        "Mätning görs vartannat år",
        "Mäts vartannat år",
        "Redovisas 2024",
        "Ej mätt 2023",
    ],
)
def test_a_result_that_is_yet_to_come_is_missing(cell: str, tmp_path: Path, as_json: Json) -> None:
    status, found = as_json("check", save(tmp_path, {"Mål": one("Nöjdhet", cell, 70)}))
    assert (status, errors(found)) == (0, [])
    assert verdicts(found)["Nöjdhet"][3:] == (MISSING, "I1")
    assert said(found, "warning", "Mål!C2")


def test_words_that_are_no_result_are_an_error(tmp_path: Path, as_json: Json) -> None:
    status, found = as_json("check", save(tmp_path, {"Mål": one("Nöjdhet", "bättre än väntat", 70)}))
    assert status == 1
    assert said(found, "error", "Mål!C2")


def test_a_comment_on_a_missing_result_stays_where_it_is(tmp_path: Path, as_json: Json) -> None:
    rows: Rows = [[*HEAD, "Kommentar"], ["God service", "Nöjdhet", None, 70, "Mäts 2024"]]
    status, found = as_json("check", save(tmp_path, {"Mål": rows}))
    assert (status, verdicts(found)["Nöjdhet"][3]) == (0, MISSING)


# Per mille, lengths of time


@pytest.mark.parametrize(
    ("result", "target", "value", "level"),
    [
        ("4 ‰", "högst 5 ‰", 4, ACHIEVED),
        ("0,4 %", "högst 5 ‰", 4, ACHIEVED),
        ("2 min 30 sek", "högst 3 min", 150, ACHIEVED),
        ("00:02:30", "00:03:00", 150, ACHIEVED),
        ("1 tim 20 min", "högst 60 min", 80, NOT),
        ("3,5 tim", "3 tim", 3.5, PARTLY),
    ],
)
def test_per_mille_and_lengths_of_time(
    result: str, target: str, value: float, level: str, tmp_path: Path, as_json: Json
) -> None:
    status, found = as_json("check", save(tmp_path, {"Mål": one("Svarstid", result, target)}))
    assert (status, errors(found)) == (0, [])
    got = indicators(found)["Svarstid"]
    assert (got["result"]["value"], got["level"]) == (value, level)


@pytest.mark.parametrize(
    ("result", "target"), [("4 ‰", "högst 5 st"), ("2 min 30 sek", "högst 3 %"), ("2:75", "3 tim")]
)
def test_unlike_measures_are_an_error(result: str, target: str, tmp_path: Path, as_json: Json) -> None:
    status, found = as_json("check", save(tmp_path, {"Mål": one("Svarstid", result, target)}))
    assert (status, indicators(found)["Svarstid"]["level"]) == (1, MISSING)


# Answers with a remark


@pytest.mark.parametrize(
    ("result", "level"),
    [
        ("Ja, i juni", ACHIEVED),
        ("Ja, delvis", PARTLY),
        ("Nej, pågår", PARTLY),
        ("Nej, men påbörjat", PARTLY),
        ("Nej – flyttat till 2024", NOT),
    ],
)
def test_an_answer_with_a_remark(result: str, level: str, tmp_path: Path, as_json: Json) -> None:
    status, found = as_json("check", save(tmp_path, {"Mål": one("Rutin införd", result, "Ja")}))
    assert (status, errors(found)) == (0, [])
    assert indicators(found)["Rutin införd"]["level"] == level
    assert "N308" in codes(found)


@pytest.mark.parametrize("result", ["Ja, men inte alla", "Ja, nej", "Nej, 84 %", "Ja, utom i Laxå"])
def test_an_answer_that_its_remark_takes_back_is_asked_about(result: str, tmp_path: Path, as_json: Json) -> None:
    status, found = as_json("check", save(tmp_path, {"Mål": one("Rutin införd", result, "Ja")}))
    assert (status, indicators(found)["Rutin införd"]["level"]) == (1, MISSING)
    assert said(found, "error", "Mål!C2")


# Sums below, helper columns, trends


def summed() -> Rows:
    return [
        [*HEAD, "Status"],
        ["God service", "Svarstid, min", 4, "högst 5", "Grön"],
        ["God service", "Nöjdhet", 60, "minst 70", "Gul"],
        ["Summa uppfyllda", None, "1 av 2", None, None],
        ["Måluppfyllelse", None, "50 %", None, None],
    ]


def test_sums_below_are_neither_goals_nor_indicators(tmp_path: Path, as_json: Json) -> None:
    status, found = as_json("check", save(tmp_path, {"Mål": summed()}))
    assert (status, errors(found)) == (0, [])
    assert goals(found) == [("God service", PARTLY, "G2", 2)]
    assert said(found, "note", "Mål!A4")
    assert said(found, "note", "Mål!A5")


def test_a_goal_called_like_a_sum_with_a_target_is_one(tmp_path: Path, as_json: Json) -> None:
    rows = changed(summed(), B5="Andel uppnådda mål", D5="75 %")
    found = as_json("check", save(tmp_path, {"Mål": rows}))[1]
    assert verdicts(found)["Andel uppnådda mål"] == (50, ">=", 75, NOT, "I5")


def helpers() -> Rows:
    return [
        [*HEAD, "Hjälpkolumn", "Vikt", "Trend", "+ / -"],
        ["God service", "Svarstid, min", 4, "högst 5", 1, 0.5, "↑", "+"],
        ["God service", "Nöjdhet", 60, "minst 70", 0, 0.5, "↓", "-"],
    ]


def test_hidden_helpers_and_trends_are_not_read(tmp_path: Path, as_json: Json) -> None:
    status, found = as_json("check", save(tmp_path, {"Mål": Sheet(helpers(), hidden_columns=["E", "F"])}))
    assert (status, errors(found)) == (0, [])
    assert [(got["level"], got["reported"]) for got in indicators(found).values()] == [(ACHIEVED, None), (PARTLY, None)]
    assert "N205" not in codes(found)


def test_a_hidden_result_is_read_and_said(tmp_path: Path, as_json: Json) -> None:
    found = as_json("check", save(tmp_path, {"Mål": Sheet(helpers(), hidden_columns=["C"])}))[1]
    assert said(found, "note", "Mål!C1")
    assert verdicts(found)["Nöjdhet"][0] == 60


# Exports: a goal's row with a verdict, a column that says what each row is, a column for the year


def exported() -> Rows:
    return [
        ["Nämndmål, årsredovisning 2023"],
        ["Nämndmål", "Status", "Indikator", "Utfall", "Målvärde", "Status"],
        ["God service", "Delvis uppfyllt", None, None, None, None],
        [None, None, "Svarstid, dagar", 4, "5", "Uppfyllt"],
        [None, None, "Nöjdhet", "68 %", "70 %", "Delvis"],
        ["Frisk personal", "Uppfyllt", None, None, None, None],
        [None, None, "Sjukfrånvaro", "6,9 %", "7,0 %", "Uppfyllt"],
    ]


def test_goals_in_rows_of_their_own_with_a_verdict(tmp_path: Path, as_json: Json) -> None:
    status, found = as_json("check", save(tmp_path, {"Mål": exported()}))
    assert (status, errors(found), found["year"]) == (0, [], 2023)
    assert goals(found) == [("God service", PARTLY, "G2", 2), ("Frisk personal", ACHIEVED, "G1", 1)]
    assert [goal["reported"] for goal in found["attainment"]["goals"]] == [PARTLY, ACHIEVED]
    assert not codes(found) & {"W404", "W411"}


def test_a_goals_verdict_that_its_indicators_do_not_give_is_pointed_out(tmp_path: Path, as_json: Json) -> None:
    found = as_json("check", save(tmp_path, {"Mål": changed(exported(), B3="Uppfyllt")}))[1]
    assert "W411" in codes(found)


def typed() -> Rows:
    return [
        ["Typ", "Benämning", "Utfall 2023", "Målvärde 2023", "Status"],
        ["Mål", "God service", None, None, "Grön"],
        ["Indikator", "Svarstid, dagar", 4, 5, "Grön"],
        ["Aktivitet", "Inför ny telefoni", None, None, "Klar"],
        ["Mål", "Frisk personal", None, None, "Gul"],
        ["Indikator", "Sjukfrånvaro, %", 6.9, 6, "Gul"],
    ]


def test_a_column_that_says_what_each_row_is(tmp_path: Path, as_json: Json) -> None:
    status, found = as_json("check", save(tmp_path, {"Mål": typed()}))
    assert (status, errors(found)) == (0, [])
    assert goals(found) == [("God service", ACHIEVED, "G1", 1), ("Frisk personal", PARTLY, "G2", 1)]
    assert [goal["reported"] for goal in found["attainment"]["goals"]] == [ACHIEVED, PARTLY]
    assert said(found, "note", "Mål!A4")


def test_a_goal_without_indicators_in_an_export_is_not_assessed(tmp_path: Path, as_json: Json) -> None:
    found = as_json("check", save(tmp_path, {"Mål": changed(typed(), A3="Aktivitet")}))[1]
    assert goals(found)[0] == ("God service", "not_assessed", "G0", 0)
    assert "W406" in codes(found)


def by_year() -> Rows:
    return [
        ["Nyckeltal (Kolada-id)", "År", "Kommunens resultat", "Riket", "Målvärde 2023"],
        ["Nöjdhet (U21468)", 2023, 81, 83, "80"],
        ["Väntetid (U21401)", 2023, 30, 33, "bättre än riket"],
    ]


def test_a_column_for_each_values_year(tmp_path: Path, as_json: Json) -> None:
    status, found = as_json("check", save(tmp_path, {"Mål": by_year()}))
    assert (status, errors(found), found["year"]) == (0, [], 2023)
    assert [got["level"] for got in indicators(found).values()] == [ACHIEVED, ACHIEVED]
    assert "W453" not in codes(found)


def test_a_value_of_another_year_is_pointed_out(tmp_path: Path, as_json: Json) -> None:
    found = as_json("check", save(tmp_path, {"Mål": changed(by_year(), B3=2022)}))[1]
    assert said(found, "warning", "Mål!B3")


def test_a_country_without_a_value_is_not_replaced_by_last_year(tmp_path: Path, as_json: Json) -> None:
    rows: Rows = [
        ["Indikator", "Utfall 2022", "Utfall 2023", "Riket", "Målvärde"],
        ["Nöjdhet", 70, 72, None, "bättre än riket"],
    ]
    found = as_json("check", save(tmp_path, {"Mål": rows}))[1]
    assert verdicts(found)["Nöjdhet"][3] == MISSING
    assert "W420" in codes(found)


# Resultat as the name of the verdict


def coloured_words() -> Rows:
    return [
        ["Målområde", "Mått", "Målvärde 2023", "Utfall 2023", "Resultat"],
        ["God vård", "Nöjda patienter, %", 80, 71, "Gul"],
        ["God vård", "Vårdrelaterade skador", "högst 100", 140, "Röd"],
    ]


def test_a_result_in_colours_beside_one_in_figures_is_the_verdict(tmp_path: Path, as_json: Json) -> None:
    status, found = as_json("check", save(tmp_path, {"Mål": coloured_words()}))
    assert (status, errors(found)) == (0, [])
    assert [(got["level"], got["reported"]) for got in indicators(found).values()] == [(PARTLY, PARTLY), (NOT, NOT)]


def test_a_colour_that_the_figures_do_not_give_is_pointed_out(tmp_path: Path, as_json: Json) -> None:
    found = as_json("check", save(tmp_path, {"Mål": changed(coloured_words(), E3="Grön")}))[1]
    assert said(found, "warning", "Mål!E3")


# Verdicts alone


def verdicts_alone() -> Rows:
    return [
        ["Verksamhetsberättelse 2023"],
        ["Nämndmål", "Bedömning", "Kommentar"],
        ["God service", "Uppnås", "Fler svar samma dag"],
        ["Frisk personal", "Uppnås delvis", None],
        ["Liten miljöpåverkan", "Uppnås inte", None],
    ]


def test_goals_with_the_boards_own_verdicts_alone(tmp_path: Path, as_json: Json) -> None:
    """Rule I2: with no target the reported level is used, and it is said."""
    status, found = as_json("check", save(tmp_path, {"Mål": verdicts_alone()}))
    assert (status, errors(found), found["year"]) == (0, [], 2023)
    assert goals(found) == [
        ("God service", ACHIEVED, "G1", 1),
        ("Frisk personal", PARTLY, "G2", 1),
        ("Liten miljöpåverkan", NOT, "G3", 1),
    ]
    assert {got["rule"] for got in indicators(found).values()} == {"I2"}
    assert found["attainment"]["overall"] == PARTLY
    assert "W451" in codes(found)


def test_a_goal_without_a_verdict_among_them_has_no_value(tmp_path: Path, as_json: Json) -> None:
    found = as_json("check", save(tmp_path, {"Mål": changed(verdicts_alone(), B4=None)}))[1]
    assert [got["level"] for got in indicators(found).values()] == [ACHIEVED, MISSING, NOT]
    assert said(found, "warning", "Mål!A4")


def test_words_that_are_no_verdicts_are_not_taken_for_them(tmp_path: Path, as_json: Json) -> None:
    rows = changed(verdicts_alone(), B3="Se texten", B4="Arbetet fortsätter", B5="Se texten")
    status, found = as_json("check", save(tmp_path, {"Mål": rows}))
    assert (status, found["attainment"]) == (1, None)


def test_indicators_with_verdicts_in_colours_alone(tmp_path: Path, as_json: Json) -> None:
    rows: Rows = [
        ["Årsredovisning 2023"],
        ["Indikator", "Status"],
        ["Svarstid", Look(None, fill=GREEN)],
        ["Nöjdhet", Look(None, fill=YELLOW)],
        ["Klagomål", Look(None, fill=RED)],
    ]
    status, found = as_json("check", save(tmp_path, {"Mål": rows}))
    assert (status, errors(found)) == (0, [])
    assert [got["level"] for got in indicators(found).values()] == [ACHIEVED, PARTLY, NOT]


def test_verdicts_alone_do_not_stand_in_for_figures(tmp_path: Path, as_json: Json) -> None:
    """A list of tasks with their states beside the indicators is no second follow-up."""
    tasks: Rows = [["Uppdrag", "Status"], ["Utred samverkan", "Klart"], ["Inför e-arkiv", "Pågår"]]
    status, found = as_json("check", save(tmp_path, {"Mål": exported(), "Uppdrag": tasks}))
    assert (status, errors(found)) == (0, [])
    assert [name for name, *_ in goals(found)] == ["God service", "Frisk personal"]
    assert "N452" in codes(found)


# Headings above headings, goals on sheets of their own


def test_a_merged_heading_above_a_merged_heading_is_no_indicator(tmp_path: Path, as_json: Json) -> None:
    rows: Rows = [
        ["Indikator", "Utfall 2023", "Målvärde"],
        ["En trygg vardag"],
        ["God service"],
        ["Svarstid, min", 4, "högst 5"],
        ["Frisk personal"],
        ["Sjukfrånvaro, %", 9.5, "högst 6"],
    ]
    found = as_json("check", save(tmp_path, {"Blad1": Sheet(rows, ("A2:C2", "A3:C3", "A5:C5"))}))[1]
    assert set(indicators(found)) == {"Svarstid, min", "Sjukfrånvaro, %"}
    assert goals(found)[0][:2] == ("En trygg vardag", "not_assessed")


def test_goals_on_sheets_of_their_own(tmp_path: Path, as_json: Json) -> None:
    head = HEAD[1:]
    sheets: dict[str, Sheet | Rows] = {
        "Mål 1 God service": [head, ["Svarstid, min", 3, "högst 5"]],
        "Mål 2 Frisk personal": [head, ["Sjukfrånvaro", "9 %", "6 %"]],
    }
    status, found = as_json("check", save(tmp_path, sheets))
    assert (status, errors(found)) == (0, [])
    assert goals(found) == [("Mål 1 God service", ACHIEVED, "G1", 1), ("Mål 2 Frisk personal", NOT, "G3", 1)]
    assert "W429" in codes(found)


def test_the_same_indicators_on_two_sheets_are_asked_about(tmp_path: Path, as_json: Json) -> None:
    table: Rows = [HEAD[1:], ["Svarstid, min", 3, "högst 5"]]
    status, found = as_json("check", save(tmp_path, {"Mål": table, "Mål utkast": table}))
    assert (status, found["attainment"]) == (1, None)


# Messages


def test_a_third_is_told_with_a_few_decimals(tmp_path: Path, as_json: Json) -> None:
    found = as_json("check", save(tmp_path, {"Mål": one("Genomförda åtgärder", "1/3", "minst 50 %")}))[1]
    told = next(each["message"] for each in found["diagnostics"] if each["code"] == "N308")
    assert "33,3333 %" in told
    assert "33,33333" not in told


def test_a_target_for_a_later_year_is_told(tmp_path: Path, as_json: Json) -> None:
    rows = changed(one("Nöjdhet", 72, 80), D1="Mål 2026")
    found = as_json("check", save(tmp_path, {"Mål": rows}))[1]
    assert said(found, "note", "Mål!D1")


def test_an_older_target_is_not_used(tmp_path: Path, as_json: Json) -> None:
    rows = changed(one("Nöjdhet", 72, 80), D1="Mål 2021")
    found = as_json("check", save(tmp_path, {"Mål": rows}))[1]
    assert verdicts(found)["Nöjdhet"][3:] == (MISSING, "I2")
