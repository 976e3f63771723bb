"""One statement and one indicator table under headers as systems and controllers write them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from tests.any_board.building import (
    Json,
    Look,
    Rows,
    Sheet,
    codes,
    errors,
    figures,
    goals,
    indicators,
    lines,
    said,
    save,
    shares,
    verdicts,
    whole,
)

# Label, budget, outcome, deviation
AMOUNTS: Rows = [
    ["Intäkter", -4_200, -4_415, 215],
    ["Personal", 3_100, 3_372, -272],
    ["Lokaler", 640, 655, -15],
    ["Övriga kostnader", 460, 448, 12],
    ["Summa", 0, 60, -60],
]
LINES = [
    ("Intäkter", "revenue", -4_200, -4_415, 215),
    ("Personal", "cost", 3_100, 3_372, -272),
    ("Lokaler", "cost", 640, 655, -15),
    ("Övriga kostnader", "cost", 460, 448, 12),
]


@pytest.mark.parametrize(
    ("label", "budget", "outcome", "deviation"),
    [
        ("Kontotext", "Budget\n2023", "Utfall\n2023", "Avvikelse\n2023"),
        ("Benämning", "BUDGET 2023", "ACK UTFALL 2023", "BUDGETAVVIKELSE"),
        ("Text", "Bud 2023", "Utf 2023", "Avv"),
        ("Text", "Budget 23", "Utfall 23", "Diff"),
        ("Post", "B 2023", "U 2023", "Avv."),
        ("Rad", "2023 Budget", "2023 Utfall", "2023 Avvikelse"),
        ("Resultatpost", "Årsbudget 2023", "Årets utfall 2023", "Över/under"),
        ("Slag", "Internbudget 2023", "Redovisat utfall 2023", "+/-"),
        ("Konto", "Detaljbudget 2023", "Bokslut 2023", "Differens"),
        ("Kontogrupp", "Budget 2023 (tkr)", "Utfall 2023 (tkr)", "Avvikelse mot budget (tkr)"),
        ("Specifikation", "Budget jan-dec 2023", "Utfall jan-dec 2023", "Avvikelse jan-dec"),
        ("Kostnads- och intäktsslag", "Budget 2312", "Ack 2312", "Kvar av budget"),
        ("Beskrivning", "Fastställd budget 2023", "Utfall t.o.m. dec 2023", "Budget-utfall"),
        ("Kontoslag", "Budget helår 2023", "Utfall helår 2023", "Avvikelse budget/utfall"),
        ("Rubrik", "Nämndbudget 2023", "Utfall 2023-12-31", "Resultat mot budget"),
        ("Ansvar", "Budgetram 2023", "Förbrukat 2023", "Återstår"),
        ("Aktivitet", "Anslag 2023", "Upparbetat 2023", "Ej förbrukat"),
        ("", "Budget 2023", "Utfall 2023", "Avvikelse"),
        ("(tkr)", "Budget 2023", "Utfall 2023", "Avvikelse"),
        ("Belopp i tkr", "Budget 2023", "Utfall 2023", "Avvikelse"),
        ("Tkr", "Budget 2023", "Utfall 2023*", "Avvikelse 1)"),
        ("Driftredovisning, tkr", "Budget 2023", "Utfall 2023", "Avvikelse"),
        ("Nämndens driftredovisning (tkr)", "Budget 2023", "Utfall 2023", "Avvikelse"),
    ],
)
def test_headers_of_a_statement(
    label: str, budget: str, outcome: str, deviation: str, tmp_path: Path, as_json: Json
) -> None:
    rows: Rows = [["Uppföljning, tkr"], [], [label or None, budget, outcome, deviation], *AMOUNTS]
    status, found = as_json("check", save(tmp_path, {"Blad1": rows}))
    assert (status, errors(found)) == (0, [])
    assert (found["year"], found["operating"]["unit"]) == (2023, "tkr")
    assert lines(found["operating"]) == LINES or [one[2:] for one in lines(found["operating"])] == [
        one[2:] for one in LINES
    ]
    assert whole(found["operating"]) == (0, 60, -60)


@pytest.mark.parametrize(
    "unit", ["tkr", "(tkr)", "Belopp i tkr", "kkr", "Tusental kronor", "Alla belopp i tkr", "KSEK"]
)
@pytest.mark.parametrize("place", ["title", "corner", "right"])
def test_a_unit_wherever_it_stands(unit: str, place: str, tmp_path: Path, as_json: Json) -> None:
    head = ["Post", "Budget 2023", "Utfall 2023", "Avvikelse"]
    rows: Rows = [["Driftredovisning 2023"], [unit] if place == "title" else [], head, *AMOUNTS]
    if place == "corner":
        rows[2] = [unit, *head[1:]]
    if place == "right":
        rows[1] = [None, None, None, unit]
    status, found = as_json("check", save(tmp_path, {"Blad1": rows}))
    assert (status, found["operating"]["unit"]) == (0, "tkr")
    assert "W206" not in codes(found)


def test_dates_as_headers(tmp_path: Path, as_json: Json) -> None:
    """The upper row says what, the lower row when: real dates with a format."""
    day = Look(dt.date(2023, 12, 31), format="yyyy-mm-dd")
    before = Look(dt.date(2022, 12, 31), format="yyyy-mm-dd")
    rows: Rows = [
        ["Resultatrapport (tkr)"],
        ["Konto", "Utfall", "Budget", "Utfall", "Avvikelse"],
        [None, before, day, day, day],
        *([row[0], 1, *row[1:]] for row in AMOUNTS),
    ]
    status, found = as_json("check", save(tmp_path, {"Blad1": rows}))
    assert (status, errors(found), found["year"]) == (0, [], 2023)
    assert lines(found["operating"]) == LINES


def test_the_unit_in_a_second_header_row(tmp_path: Path, as_json: Json) -> None:
    rows: Rows = [
        ["Driftredovisning"],
        ["Verksamhet", "Budget 2023", "Utfall 2023", "Avvikelse", "Avvikelse"],
        [None, "tkr", "tkr", "tkr", "%"],
        *([*row, 0.05] for row in AMOUNTS),
    ]
    status, found = as_json("check", save(tmp_path, {"Blad1": rows}))
    assert (status, errors(found), found["operating"]["unit"]) == (0, [], "tkr")
    assert [one[2:] for one in lines(found["operating"])] == [one[2:] for one in LINES]
    assert "W206" not in codes(found)


def test_years_the_other_way_round(tmp_path: Path, as_json: Json) -> None:
    """This year first, then the year before, each with budget, outcome and deviation; next year's budget last."""
    head = ["Post", "Budget 2023", "Utfall 2023", "Avvikelse 2023", "Budget 2022", "Utfall 2022", "Avvikelse 2022"]
    rows: Rows = [["Nämnden, tkr"], [*head, "Budget 2024", "Plan 2025"]]
    rows += [[*row, 10, 11, -1, 12, 13] for row in AMOUNTS]
    status, found = as_json("check", save(tmp_path, {"Blad1": rows}))
    assert (status, errors(found), found["year"]) == (0, [], 2023)
    assert lines(found["operating"]) == LINES


def test_a_deviation_of_the_other_sign_is_turned_and_said(tmp_path: Path, as_json: Json) -> None:
    rows: Rows = [["Nämnden 2023, tkr"], ["Post", "Budget", "Utfall", "Avvikelse"]]
    rows += [[text, budget, outcome, -deviation] for text, budget, outcome, deviation in AMOUNTS]
    status, found = as_json("check", save(tmp_path, {"Blad1": rows}))
    assert (status, errors(found)) == (0, [])
    assert "W508" in codes(found)
    assert [one[4] for one in lines(found["operating"])] == [215, -272, -15, 12]
    assert figures(found["operating"], "published_deviation")["Personal"] == (272,)


# The third convention: a contribution without sign, a net cost with minus


def test_a_contribution_and_a_net_cost_add_up_to_the_deviation(tmp_path: Path, as_json: Json) -> None:
    rows: Rows = [
        ["Nämnd (mnkr)", "Kommunbidrag 2023", "Nettokostnad 2023", "Budgetavvikelse"],
        ["Överförmyndare", 7.2, -7.5, -0.3],
        ["Miljö", 11.3, -10.9, 0.4],
        ["Räddningstjänst", 46.0, -46.8, -0.8],
        ["Summa", 64.5, -65.2, -0.7],
    ]
    status, found = as_json("check", save(tmp_path, {"Blad1": Sheet(rows, formats=dict.fromkeys("BCD", "0.0"))}))
    assert (status, errors(found), found["year"]) == (0, [], 2023)
    assert (found["operating"]["unit"], found["operating"]["sign"]) == ("mnkr", "outcome+budget")
    assert lines(found["operating"]) == [
        ("Överförmyndare", "net", 7.2, -7.5, -0.3),
        ("Miljö", "net", 11.3, -10.9, 0.4),
        ("Räddningstjänst", "net", 46, -46.8, -0.8),
    ]
    assert whole(found["operating"]) == (64.5, -65.2, -0.7)


# An income statement: subtotals that run on, financial items, rows below the result


def income_statement() -> Rows:
    return [
        ["Kommunalförbundet Gymnasieskola Norr"],
        ["Resultaträkning 2023, mnkr"],
        [None, "Not", "Utfall 2023", "Utfall 2022", "Budget 2023", "Avvikelse"],
        ["Verksamhetens intäkter", 1, 41.2, 39.9, 40.0, 1.2],
        ["Verksamhetens kostnader", 2, -168.7, -160.1, -165.3, -3.4],
        ["Avskrivningar", 3, -4.6, -4.4, -4.7, 0.1],
        ["Verksamhetens nettokostnader", None, -132.1, -124.6, -130.0, -2.1],
        ["Medlemsbidrag", 4, 129.5, 124.5, 129.5, 0.0],
        ["Finansiella intäkter", 5, 1.3, 0.4, 0.6, 0.7],
        ["Finansiella kostnader", 6, -0.3, -0.2, -0.1, -0.2],
        ["Årets resultat", None, -1.6, 0.1, 0.0, -1.6],
    ]


INCOME_FORMATS = dict.fromkeys("CDEF", "0.0")
INCOME_KEY: Rows = [["Kommun", "Folkmängd 2021-12-31"], ["Arvika", 25_900], ["Eda", 8_500], ["Årjäng", 9_900]]


def test_an_income_statement_with_running_subtotals(tmp_path: Path, as_json: Json) -> None:
    path = save(tmp_path, {"RR": Sheet(income_statement(), formats=INCOME_FORMATS), "Nyckel": INCOME_KEY})
    status, found = as_json("check", path)
    assert (status, errors(found), found["year"]) == (0, [], 2023)
    assert (found["operating"]["unit"], found["operating"]["sign"]) == ("mnkr", "outcome-budget")
    assert lines(found["operating"]) == [
        ("Verksamhetens intäkter", "revenue", 40, 41.2, 1.2),
        ("Verksamhetens kostnader", "cost", -165.3, -168.7, -3.4),
        ("Avskrivningar", "cost", -4.7, -4.6, 0.1),
        ("Medlemsbidrag", "revenue", 129.5, 129.5, 0),
        ("Finansiella intäkter", "revenue", 0.6, 1.3, 0.7),
        ("Finansiella kostnader", "cost", -0.1, -0.3, -0.2),
    ]
    assert whole(found["operating"]) == (0, -1.6, -1.6)
    assert (found["allocation"]["amount"], found["allocation"]["kind"]) == (1.6, "deficit")
    # 16 tenths by 25 900, 8 500 and 9 900 of 44 300: 9.35, 3.07, 3.58.
    assert shares(found) == {"Arvika": 0.9, "Eda": 0.3, "Årjäng": 0.4}


def test_rows_below_the_result_are_no_part_of_it(tmp_path: Path, as_json: Json) -> None:
    rows = [
        *income_statement(),
        [],
        ["Balanskravsutredning"],
        ["Årets resultat enligt resultaträkningen", None, -1.6],
        ["Avgår realisationsvinster", None, -0.2],
        ["Balanskravsresultat", None, -1.8],
    ]
    path = save(tmp_path, {"RR": Sheet(rows, formats=INCOME_FORMATS), "Nyckel": INCOME_KEY})
    status, found = as_json("check", path)
    assert (status, errors(found)) == (0, [])
    assert len(found["operating"]["lines"]) == 6
    assert found["allocation"]["amount"] == 1.6


def test_an_income_statement_whose_subtotal_is_wrong(tmp_path: Path, as_json: Json) -> None:
    rows = income_statement()
    rows[6][2] = -123.1
    path = save(tmp_path, {"RR": Sheet(rows, formats=INCOME_FORMATS), "Nyckel": INCOME_KEY})
    status, found = as_json("check", path)
    assert status == 1
    assert said(found, "error", "RR!C7", "RR!F7")


def test_stored_digits_behind_one_decimal(tmp_path: Path, as_json: Json) -> None:
    """-4.2372 shows as -4,2: what is stored adds up exactly, and is what is shared: 4 237,2 tkr."""
    rows: Rows = [
        ["Driftredovisning 2023 (mnkr)"],
        ["Post", "Budget", "Utfall", "Avvikelse"],
        ["Avgifter", 51.0, 50.4163, -0.5837],
        ["Personal", -40.0, -43.1242, -3.1242],
        ["Övrigt", -11.0, -11.5293, -0.5293],
        ["Netto", 0.0, -4.2372, -4.2372],
    ]
    path = save(tmp_path, {"Drift": Sheet(rows, formats=dict.fromkeys("BCD", "0.0")), "Nyckel": INCOME_KEY})
    status, found = as_json("check", path)
    assert (status, errors(found)) == (0, [])
    assert whole(found["operating"]) == (0, -4.2372, -4.2372)
    assert found["allocation"]["amount"] == 4.2372
    assert "N502" not in codes(found)


def test_totals_above_their_rows(tmp_path: Path, as_json: Json) -> None:
    rows: Rows = [
        ["Kontorets uppföljning 2023, tkr"],
        ["Ansvar", "Budget", "Utfall", "Avvikelse"],
        ["Totalt", -9_000, -9_310, -310],
        ["Kansli", -2_500, -2_410, 90],
        ["Inspektörer", -5_200, -5_655, -455],
        ["Provtagning", -1_300, -1_245, 55],
    ]
    status, found = as_json("check", save(tmp_path, {"Blad1": rows}))
    assert (status, errors(found)) == (0, [])
    assert lines(found["operating"]) == [
        ("Kansli", "net", -2_500, -2_410, 90),
        ("Inspektörer", "net", -5_200, -5_655, -455),
        ("Provtagning", "net", -1_300, -1_245, 55),
    ]
    assert whole(found["operating"]) == (-9_000, -9_310, -310)


def test_members_as_the_rows_of_a_statement(tmp_path: Path, as_json: Json) -> None:
    rows: Rows = [
        ["Nettokostnad per kommun 2023, tkr"],
        ["Kommun", "Budget", "Utfall", "Avvikelse"],
        ["Lekeberg", 8_100, 8_344, -244],
        ["Laxå", 5_300, 5_120, 180],
        ["Askersund", 10_900, 11_015, -115],
        ["Totalt", 24_300, 24_479, -179],
    ]
    status, found = as_json("check", save(tmp_path, {"Blad1": rows}))
    assert (status, errors(found)) == (0, [])
    assert [one["member"] for one in found["operating"]["lines"]] == ["Lekeberg", "Laxå", "Askersund"]
    assert whole(found["operating"]) == (24_300, 24_479, -179)


def test_a_dash_for_nothing_in_a_column_of_amounts(tmp_path: Path, as_json: Json) -> None:
    rows: Rows = [
        ["Nämnden 2023, tkr"],
        ["Post", "Budget", "Utfall", "Avvikelse"],
        ["Bidrag från staten", "-", 140, 140],
        ["Personal", "-2 100", "-2 090", "10"],
        ["Konsulter", "-200", "–", "200"],
        ["Summa", "-2 300", "-1 950", "350"],
    ]
    status, found = as_json("check", save(tmp_path, {"Blad1": rows}))
    assert (status, errors(found)) == (0, [])
    assert lines(found["operating"]) == [
        ("Bidrag från staten", "revenue", 0, 140, 140),
        ("Personal", "cost", -2_100, -2_090, 10),
        ("Konsulter", "cost", -200, 0, 200),
    ]


# Indicator tables


@pytest.mark.parametrize(
    ("goal", "indicator", "result", "target"),
    [
        ("Mål", "Indikator", "Utfall 2023", "Mål 2023"),
        ("Nämndens mål", "Mått", "Resultat 2023", "Målvärde 2023"),
        ("Inriktningsmål", "Nyckeltal", "2023", "Målnivå"),
        ("Fokusområde", "Styrtal", "Uppnått värde", "Önskat värde 2023"),
        ("Perspektiv", "Så mäter vi", "Mätresultat 2023", "Börvärde"),
        ("Åtagande", "Resultatindikator", "Helårsutfall 2023", "Årsmål 2023"),
        ("Kommunfullmäktiges\nmål", "Indikator/mått", "Utfall år\n2023", "Målvärde\når 2023"),
        ("Verksamhetsmål", "KPI", "Aktuellt värde 2023", "Target"),
        ("Prioriterat mål", "Mätetal", "Senaste mätning 2023", "Ambitionsnivå"),
        ("Effektmål", "Framgångsfaktor", "Faktiskt utfall 2023", "Krav"),
    ],
)
def test_headers_of_an_indicator_table(
    goal: str, indicator: str, result: str, target: str, tmp_path: Path, as_json: Json
) -> None:
    rows: Rows = [
        ["Måluppföljning 2023"],
        [goal, indicator, result, target, "Kommentar"],
        ["God service", "Nöjdhet bland användare", 81, 75, "Bättre än väntat"],
        ["God service", "Klagomål, antal", 14, "högst 10", None],
        ["Trygg drift", "Tillgänglighet, %", 99.9, 99.5, None],
    ]
    status, found = as_json("check", save(tmp_path, {"Blad1": rows}))
    assert (status, errors(found), found["year"]) == (0, [], 2023)
    assert goals(found) == [("God service", "partly_achieved", "G2", 2), ("Trygg drift", "achieved", "G1", 1)]
    assert verdicts(found) == {
        "Nöjdhet bland användare": (81, ">=", 75, "achieved", "I3"),
        "Klagomål, antal": (14, "<=", 10, "not_achieved", "I5"),
        "Tillgänglighet, %": (99.9, ">=", 99.5, "achieved", "I3"),
    }


def test_years_of_results_and_targets_side_by_side(tmp_path: Path, as_json: Json) -> None:
    rows: Rows = [
        ["Nämndmål", "Indikator", "Utfall 2021", "Utfall 2022", "Utfall 2023", "Mål 2023", "Mål 2024", "Trend"],
        ["Trygghet", "Andel trygga, %", 61, 64, 66, 65, 70, "↗"],
        ["Trygghet", "Skadegörelse, antal", 210, 190, 205, "minska", "minska", "↘"],
    ]
    status, found = as_json("check", save(tmp_path, {"Blad1": rows}))
    assert (status, errors(found), found["year"]) == (0, [], 2023)
    assert verdicts(found) == {
        "Andel trygga, %": (66, ">=", 65, "achieved", "I3"),
        # 205 against less than 190: 7.9 % over.
        "Skadegörelse, antal": (205, "<", 190, "partly_achieved", "I4"),
    }


def test_a_column_for_the_unit_of_measurement(tmp_path: Path, as_json: Json) -> None:
    rows: Rows = [
        ["Uppföljning 2023"],
        ["Nr", "Nämndmål", "Indikator", "Enhet", "Utfall", "Målvärde"],
        [1, "God service", "Besvarade samtal", "%", 84, 80],
        [2, "God service", "Svarstid", "min", 6, "högst 5"],
        [3, "Bra arbetsplats", "Sjukfrånvaro", "%", 4.9, 5],
    ]
    status, found = as_json("check", save(tmp_path, {"Blad1": rows}))
    assert (status, errors(found)) == (0, [])
    assert goals(found) == [("God service", "partly_achieved", "G2", 2), ("Bra arbetsplats", "achieved", "G1", 1)]
    assert found["operating"] is None


def test_headings_that_carry_the_goals_own_verdict(tmp_path: Path, as_json: Json) -> None:
    rows: Rows = [
        ["Verksamhetsberättelse 2023"],
        ["Indikator", "Utfall", "Målvärde", "Status"],
        ["1. God service", None, None, "🟢"],
        ["Besvarade samtal", "84 %", "80 %", "🟢"],
        ["Svarstid, min", 6, "högst 5", "🟡"],
        ["2. Bra arbetsplats", None, None, "🟢"],
        ["Sjukfrånvaro", "4,9 %", "5 %", "🟢"],
    ]
    status, found = as_json("check", save(tmp_path, {"Blad1": rows}))
    assert (status, errors(found)) == (0, [])
    assert [(one["name"], one["level"], one["reported"]) for one in found["attainment"]["goals"]] == [
        ("1. God service", "partly_achieved", "achieved"),
        ("2. Bra arbetsplats", "achieved", "achieved"),
    ]
    assert len(indicators(found)) == 3
    assert "W411" in codes(found)


def test_a_range_that_excel_made_a_date_is_an_error(tmp_path: Path, as_json: Json) -> None:
    rows: Rows = [
        ["Nämndmål", "Indikator", "Utfall 2023", "Målvärde 2023"],
        ["God service", "Besök per vecka", 3, Look(dt.date(2023, 3, 2), format="d/m")],
        ["God service", "Nöjdhet", 81, 75],
    ]
    status, found = as_json("check", save(tmp_path, {"Blad1": rows}))
    assert status == 1
    assert said(found, "error", "Blad1!D2")
    assert indicators(found)["Besök per vecka"]["level"] == "no_value"


def test_a_share_without_a_format_against_per_cent(tmp_path: Path, as_json: Json) -> None:
    rows: Rows = [
        ["Nämndmål", "Indikator", "Utfall 2023", "Målvärde 2023"],
        ["God service", "Besvarade samtal", 0.84, "80 %"],
        ["God service", "Digitala ansökningar", 0.52, "75 %"],
    ]
    status, found = as_json("check", save(tmp_path, {"Blad1": rows}))
    assert (status, errors(found)) == (0, [])
    assert verdicts(found)["Besvarade samtal"] == (84, ">=", 80, "achieved", "I3")
    assert verdicts(found)["Digitala ansökningar"] == (52, ">=", 75, "not_achieved", "I5")


# Keys with more beside them


def test_a_key_beside_last_years_sharing(tmp_path: Path, as_json: Json) -> None:
    rows: Rows = [
        ["Fördelning av underskott 2022"],
        ["Kommun", "Invånare 2021-12-31", "Andel %", "Att betala, tkr"],
        ["Arvika", 25_900, 0.585, 117],
        ["Eda", 8_500, 0.192, 38],
        ["Årjäng", 9_900, 0.223, 45],
        ["Summa", 44_300, 1, 200],
    ]
    statement: Rows = [["Nämnden, tkr"], ["Post", "Budget 2023", "Utfall 2023", "Avvikelse"], *AMOUNTS]
    status, found = as_json("check", save(tmp_path, {"Drift": statement, "Fördelning 2022": rows}))
    assert (status, errors(found)) == (0, [])
    # 60 by 25 900, 8 500 and 9 900: 35.08, 11.51, 13.41.
    assert shares(found) == {"Arvika": 35, "Eda": 12, "Årjäng": 13}
    assert found["allocation"]["key"] == "folkmängd"


def test_a_key_of_the_first_of_november(tmp_path: Path, as_json: Json) -> None:
    rows: Rows = [["Kommun", "Inv 1/11 2022"], ["Arvika", 25_900], ["Eda", 8_500], ["Årjäng", 9_900]]
    statement: Rows = [["Nämnden, tkr"], ["Post", "Budget 2023", "Utfall 2023", "Avvikelse"], *AMOUNTS]
    status, found = as_json("check", save(tmp_path, {"Drift": statement, "Nyckel": rows}))
    assert (status, errors(found)) == (0, [])
    assert found["allocation"]["key_date"] == "2022-11-01"
    assert shares(found) == {"Arvika": 35, "Eda": 12, "Årjäng": 13}


def test_members_as_columns_with_a_sum(tmp_path: Path, as_json: Json) -> None:
    rows: Rows = [
        ["Folkmängd", "Lekeberg", "Laxå", "Askersund", "Totalt"],
        ["2021-12-31", 8_603, 5_582, 11_534, 25_719],
    ]
    statement: Rows = [["Nämnden, tkr"], ["Post", "Budget 2023", "Utfall 2023", "Avvikelse"], *AMOUNTS]
    status, found = as_json("check", save(tmp_path, {"Drift": statement, "Nyckel": rows}))
    assert (status, errors(found)) == (0, [])
    # 60 by 8 603, 5 582 and 11 534 of 25 719: 20.07, 13.02, 26.91.
    assert shares(found) == {"Lekeberg": 20, "Laxå": 13, "Askersund": 27}
