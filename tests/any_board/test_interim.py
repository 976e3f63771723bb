"""Interim reports of other boards: part of a year beside a forecast of the whole; each with a twin gone wrong."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from tests.any_board.building import (
    Json,
    Rows,
    Sheet,
    changed,
    codes,
    errors,
    figures,
    indicators,
    lines,
    said,
    save,
    whole,
)

KEY: Rows = [["Kommun", "Folkmängd 2021-12-31"], ["Flen", 16_000], ["Katrineholm", 35_000], ["Vingåker", 9_000]]


# The period's budget and outcome, then the year's budget and forecast


def tertial() -> Rows:
    return [
        ["Kommunalförbundet Vattenrådet"],
        ["Tertialrapport 2 2023, tkr"],
        [None, "Jan-aug 2023", None, None, "Helår 2023"],
        ["Verksamhet", "Budget", "Utfall", "Avvikelse", "Budget", "Prognos", "Avvikelse"],
        ["Ledning", -2_000, -1_910, 90, -3_000, -2_950, 50],
        ["Drift av nät", -14_400, -14_875, -475, -21_600, -22_300, -700],
        ["Laboratorium", -3_600, -3_540, 60, -5_400, -5_400, 0],
        ["Summa", -20_000, -20_325, -325, -30_000, -30_650, -650],
    ]


TERTIAL_MERGES = ("B3:D3", "E3:G3")


def test_the_period_beside_the_whole_year(tmp_path: Path, as_json: Json) -> None:
    status, found = as_json("check", save(tmp_path, {"T2": Sheet(tertial(), TERTIAL_MERGES)}))
    assert (status, errors(found)) == (0, [])
    assert (found["year"], found["period"]) == (2023, "delår")
    assert (found["operating"]["unit"], found["operating"]["sign"]) == ("tkr", "outcome-budget")
    assert [one[0] for one in lines(found["operating"])] == ["Ledning", "Drift av nät", "Laboratorium"]
    assert [one[3] for one in lines(found["operating"])] == [-1_910, -14_875, -3_540]
    assert [one[2] for one in lines(found["operating"])] == [-2_000, -14_400, -3_600]
    assert [one[4] for one in lines(found["operating"])] == [90, -475, 60]
    assert figures(found["operating"], "forecast") == {
        "Ledning": (-2_950,),
        "Drift av nät": (-22_300,),
        "Laboratorium": (-5_400,),
    }
    assert whole(found["operating"]) == (-20_000, -20_325, -325)


def test_a_swapped_digit_in_the_periods_outcome(tmp_path: Path, as_json: Json) -> None:
    rows = changed(tertial(), C6=-14_785)
    status, found = as_json("check", save(tmp_path, {"T2": Sheet(rows, TERTIAL_MERGES)}))
    assert status == 1
    assert said(found, "error", "T2!D6")
    assert said(found, "error", "T2!C8", "T2!D8")


# The whole year's budget, the outcome so far, the forecast and its deviation


def forecast() -> Rows:
    return [
        ["Gemensam överförmyndarnämnd", None, None, "Delårsrapport januari-augusti 2023"],
        ["Belopp i tkr"],
        ["Kostnadsslag", "Budget 2023", "Utfall aug 2023", "Prognos 2023", "Avvikelse prognos"],
        ["Intäkter från huvudmän", 1_500, 970, 1_460, -40],
        ["Personal", -5_600, -3_810, -5_720, -120],
        ["Arvoden", -2_400, -1_655, -2_380, 20],
        ["Netto", -6_500, -4_495, -6_640, -140],
    ]


def test_a_forecast_with_its_deviation_against_the_year(tmp_path: Path, as_json: Json) -> None:
    status, found = as_json("check", save(tmp_path, {"Delår": forecast(), "Nyckel": KEY}))
    assert (status, errors(found)) == (0, [])
    assert (found["year"], found["period"]) == (2023, "delår")
    got = figures(found["operating"], "kind", "budget", "outcome", "forecast")
    assert got == {
        "Intäkter från huvudmän": ("revenue", 1_500, 970, 1_460),
        "Personal": ("cost", -5_600, -3_810, -5_720),
        "Arvoden": ("cost", -2_400, -1_655, -2_380),
    }
    # Part of a year against a whole budget is no result to share.
    assert found["allocation"] is None
    assert "W620" in codes(found)


def test_a_plain_avvikelse_beside_a_forecast_is_not_held_against_the_part_year(tmp_path: Path, as_json: Json) -> None:
    """Forecast less budget is what the column says; eight months' outcome less it must not be called an error."""
    status, found = as_json("check", save(tmp_path, {"Delår": changed(forecast(), E3="Avvikelse")}))
    assert (status, errors(found)) == (0, [])
    assert figures(found["operating"], "forecast")["Personal"] == (-5_720,)


@pytest.mark.parametrize(
    "head",
    [
        ["Text", "Ack budget 2308", "Ack utfall 2308", "Budgetavvikelse", "Årsbudget 2023", "Prognos 2"],
        ["Text", "Budget t.o.m. aug", "Utfall t.o.m. aug", "Avvikelse", "Budget helår", "Helårsprognos"],
        ["Text", "Periodbudget", "Utfall perioden", "Avvikelse", "Helårsbudget", "Prognos helår"],
    ],
)
def test_a_period_by_any_name(head: list[str], tmp_path: Path, as_json: Json) -> None:
    rows: Rows = [
        ["Delårsrapport 2023", None, None, "Belopp i kkr"],
        head,
        ["Avgifter", -4_000, -4_080, 80, -6_000, -6_100],
        ["Löner", 3_000, 3_145, -145, 4_500, 4_700],
        ["Hyra", 1_000, 1_000, 0, 1_500, 1_500],
        ["Summa", 0, 65, -65, 0, 100],
    ]
    status, found = as_json("check", save(tmp_path, {"Blad1": rows}))
    assert (status, errors(found)) == (0, [])
    assert (found["year"], found["period"], found["operating"]["unit"]) == (2023, "delår", "tkr")
    assert lines(found["operating"]) == [
        ("Avgifter", "revenue", -4_000, -4_080, 80),
        ("Löner", "cost", 3_000, 3_145, -145),
        ("Hyra", "cost", 1_000, 1_000, 0),
    ]
    assert figures(found["operating"], "forecast")["Löner"] == (4_700,)


# Indicators of an interim report: the forecast is used where there is one


def interim_goals() -> Rows:
    return [
        ["Delårsrapport 2023"],
        ["Nämndmål", "Indikator", "Utfall 2022", "Utfall aug 2023", "Helårsprognos", "Målvärde 2023"],
        ["Trygg vardag", "Antal genomförda tillsyner", 180, 121, 190, "minst 200"],
        ["Trygg vardag", "Utbildade personer", 2_100, 1_600, None, "minst 1 500"],
        ["God ekonomi", "Budgetföljsamhet", "0,2 %", "-0,9 %", "-1,1 %", "0 %"],
    ]


def test_in_an_interim_report_the_forecast_is_used_where_there_is_one(tmp_path: Path, as_json: Json) -> None:
    status, found = as_json("check", save(tmp_path, {"Mål": interim_goals()}))
    assert (status, errors(found)) == (0, [])
    assert (found["year"], found["period"]) == (2023, "delår")
    got = {name: (one["used"], one["result"]["value"], one["level"]) for name, one in indicators(found).items()}
    assert got == {
        "Antal genomförda tillsyner": ("forecast", 190, "partly_achieved"),
        "Utbildade personer": ("result", 1_600, "achieved"),
        "Budgetföljsamhet": ("forecast", -1.1, "not_achieved"),
    }


def test_at_year_end_the_result_is_used(tmp_path: Path, as_json: Json) -> None:
    rows = changed(interim_goals(), A1="Årsredovisning 2023", D2="Utfall 2023")
    found = as_json("check", save(tmp_path, {"Mål": rows}))[1]
    assert found["period"] == "helår"
    assert {one["used"] for one in indicators(found).values()} == {"result"}
    assert indicators(found)["Antal genomförda tillsyner"]["result"]["value"] == 121


def test_a_forecast_in_words_is_a_verdict_and_no_value(tmp_path: Path, as_json: Json) -> None:
    rows = changed(interim_goals(), E2="Prognos", E3="Gul", E4="Grön", E5="Röd")
    status, found = as_json("check", save(tmp_path, {"Mål": rows}))
    assert (status, errors(found)) == (0, [])
    got = {name: (one["used"], one["level"], one["reported"]) for name, one in indicators(found).items()}
    # 121 of 200 by August is 60 %: the tool says so, and that the board says otherwise.
    assert got["Antal genomförda tillsyner"] == ("result", "not_achieved", "partly_achieved")
    assert got["Utbildade personer"] == ("result", "achieved", "achieved")
    assert "W404" in codes(found)


def test_thirds_of_a_year_the_last_that_is_filled(tmp_path: Path, as_json: Json) -> None:
    rows: Rows = [
        ["Uppföljning tertial 2 2023"],
        ["Mål", "Indikator", "T1", "T2", "T3", "Mål 2023"],
        ["Snabb service", "Besvarade ärenden", "78 %", "82 %", None, "80 %"],
        ["Snabb service", "Väntetid, dagar", 9, 11, None, "högst 10"],
    ]
    status, found = as_json("check", save(tmp_path, {"Mål": rows}))
    assert (status, errors(found), found["period"]) == (0, [], "delår")
    assert {name: one["result"]["value"] for name, one in indicators(found).items()} == {
        "Besvarade ärenden": 82,
        "Väntetid, dagar": 11,
    }


# The period stands in the sheet's or the file's name alone


@pytest.mark.parametrize(("sheet", "name"), [("Delår aug 2023", "a.xlsx"), ("Blad1", "Delårsrapport_2023.xlsx")])
def test_year_and_period_in_a_name(sheet: str, name: str, tmp_path: Path, as_json: Json) -> None:
    rows: Rows = [["Post", "Budget", "Utfall", "Diff"], ["Lön", "700 tkr", "730 tkr", "-30 tkr"], ["Hyra", 90, 90, 0]]
    status, found = as_json("check", save(tmp_path, {sheet: rows}, name))
    assert (status, errors(found)) == (0, [])
    assert (found["year"], found["period"], found["operating"]["unit"]) == (2023, "delår", "tkr")


def test_no_year_anywhere_is_said(tmp_path: Path, as_json: Json) -> None:
    rows: Rows = [["Post", "Budget", "Utfall", "Diff"], ["Lön", "700 tkr", "730 tkr", "-30 tkr"], ["Hyra", 90, 90, 0]]
    found = as_json("check", save(tmp_path, {"Blad1": rows}))[1]
    assert found["year"] is None
    assert "W208" in codes(found)


# The result of a period, and what the year is forecast to come to


def period_and_year(indicator_forecast: float | None = -60) -> dict[str, Rows]:
    return {
        "Drift": [
            ["Delårsrapport 2023-08-31, tkr"],
            [
                "Kontotext",
                "Budget jan-aug 2023",
                "Utfall jan-aug 2023",
                "Avvikelse",
                "Helårsbudget 2023",
                "Helårsprognos 2023",
                "Avvikelse prognos",
            ],
            ["Bidrag", -800, -800, 0, -1_200, -1_200, 0],
            ["Personal", 600, 630, -30, 900, 950, -50],
            ["Lokaler", 200, 210, -10, 300, 310, -10],
            ["Resultat", 0, 40, -40, 0, 60, -60],
        ],
        "Mål": [
            ["Nämndmål", "Indikator", "Målvärde 2023", "Utfall aug 2023", "Prognos helår"],
            ["Ekonomi", "Budgetföljsamhet, tkr", 0, -40, indicator_forecast],
        ],
        "Nyckel": KEY,
    }


@pytest.mark.parametrize(
    ("forecast", "computed", "status"),
    [(-60, -60, "ok"), (-40, -60, "error"), (None, -40, "ok")],
    ids=["the forecast", "another forecast", "the result, as none is forecast"],
)
def test_a_forecast_is_held_against_the_forecast(
    forecast: float | None, computed: float, status: str, tmp_path: Path, as_json: Json
) -> None:
    found = as_json("check", save(tmp_path, period_and_year(forecast)))[1]
    (tie,) = [one for one in found["checks"] if one["code"] == "tie_indicator"]
    assert (tie["computed"], tie["status"]) == (computed, status)
    assert found["period"] == "delår"


def test_the_result_of_a_period_is_not_called_the_years(tmp_path: Path, as_json: Json) -> None:
    path = save(tmp_path, period_and_year())
    found = as_json("recalc", path)[1]
    assert "N643" in codes(found)
    # What is shared is as before: nobody is told to invoice it.
    assert (found["allocation"]["amount"], found["allocation"]["kind"]) == (40, "deficit")
    book = openpyxl.load_workbook(path, data_only=True)
    texts = {
        name: " ".join(str(cell.value) for row in book[name].iter_rows() for cell in row if cell.value is not None)
        for name in ("Fördelning", "Fakturaunderlag", "Text till årsredovisningen")
    }
    assert not any("Årets resultat" in one or "första fakturan" in one for one in texts.values())
    assert "Periodens resultat för nämnden visar ett underskott med 40" in texts["Fördelning"].replace("\xa0", " ")
    assert "Fördelning av underskott, delår 2023" in texts["Fördelning"]
    assert "Ingen faktura förrän årets resultat är känt" in texts["Fakturaunderlag"]
