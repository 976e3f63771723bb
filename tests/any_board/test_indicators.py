"""Goals and indicators of other boards: Kolada columns, emoji, colours, wordings; each with a twin gone wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.any_board.building import (
    GREEN,
    MINUS,
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


# Kolada: a column a year and one for the country; the board's own targets beside


def kolada() -> Rows:
    return [
        ["Räddningstjänstförbundet"],
        ["Uppföljning av mål, årsredovisning 2023"],
        [],
        ["Nyckeltal", 2021, 2022, 2023, "Riket", "Målvärde 2023"],
        ["Responstid från 112-samtal, median minuter", 13.1, 12.9, 12.4, 13.5, "högst 12,5"],
        ["Utvecklade bränder i byggnad, antal/1000 inv", 0.71, 0.66, 0.69, 0.6, "Minska"],
        ["Invånare 20 år eller äldre som utbildats, andel (%)", 2.1, 3.4, 4.9, 3, "minst 5"],
        ["Medarbetarengagemang (HME)", 78, 79, 80, 79, "bibehålla"],
        ["Sjukfrånvaro, andel (%)", 4.4, 5.2, 4.9, 7.1, "bättre än riket"],
        ["Tillsyn enligt LSO, antal", 210, 190, 150, None, "minst 200"],
    ]


def test_kolada_columns_with_years_and_the_country(tmp_path: Path, as_json: Json) -> None:
    status, found = as_json("check", save(tmp_path, {"Mål": kolada()}))
    assert (status, errors(found)) == (0, [])
    assert (found["year"], found["period"], found["attainment"]["goals"][0]["name"]) == (2023, "helår", None)
    got = {name: (value, level, rule) for name, (value, _, _, level, rule) in verdicts(found).items()}
    assert got == {
        "Responstid från 112-samtal, median minuter": (12.4, ACHIEVED, "I3"),
        # Last year 0.66: 4.5 % over it, within a quarter.
        "Utvecklade bränder i byggnad, antal/1000 inv": (0.69, PARTLY, "I4"),
        "Invånare 20 år eller äldre som utbildats, andel (%)": (4.9, PARTLY, "I4"),
        "Medarbetarengagemang (HME)": (80, ACHIEVED, "I3"),
        "Sjukfrånvaro, andel (%)": (4.9, ACHIEVED, "I3"),
        # 150/200 = 75 %, just enough to be partly achieved.
        "Tillsyn enligt LSO, antal": (150, PARTLY, "I4"),
    }
    assert found["attainment"]["goals"][0]["level"] == PARTLY
    assert found["attainment"]["indicator_ratio"] == 0.5


def test_a_comparison_with_a_country_that_is_not_there_is_not_guessed(tmp_path: Path, as_json: Json) -> None:
    found = as_json("check", save(tmp_path, {"Mål": changed(kolada(), E9=None)}))[1]
    assert verdicts(found)["Sjukfrånvaro, andel (%)"][3] == MISSING
    assert said(found, "warning", "Mål!F9", "Mål!E9", "Mål!A9")


def test_a_change_without_last_years_value_is_not_guessed(tmp_path: Path, as_json: Json) -> None:
    found = as_json("check", save(tmp_path, {"Mål": changed(kolada(), C6=None)}))[1]
    assert verdicts(found)["Utvecklade bränder i byggnad, antal/1000 inv"][3] == MISSING
    assert said(found, "warning", "Mål!F6", "Mål!A6")


def test_two_columns_of_results_for_one_year_are_asked_about(tmp_path: Path, as_json: Json) -> None:
    """The rules give no reason to prefer one of them: nothing may be assessed in silence."""
    rows = changed(kolada(), C4="Utfall 2023", D4="Resultat 2023")
    status, found = as_json("check", save(tmp_path, {"Mål": rows}))
    assert status == 1
    assert "E203" in codes(found)
    assert found["attainment"] is None


# Goals as merged headings, footnotes in labels, a dash for what was not measured


def headings() -> Rows:
    return [
        ["Sociala samverkansnämnden 2023"],
        ["Indikator", "Utfall 2022", "Utfall 2023", "Mål 2023"],
        ["En trygg välfärd"],
        ["Andel nöjda brukare, 18–64 år 1)", 81, 84, 80],
        ["Väntetid i antal dagar till bedömning", 21, 24, 20],
        ["En attraktiv arbetsgivare"],
        ["Hållbart medarbetarengagemang, index 2)", 76, "-", 78],
        ["Sjukfrånvaro (%)", "7,2", "6,9", "6,5"],
        ["Personalomsättning (%)", 12, 11, "max 10"],
        [],
        ["1) Avser personer i ordinärt boende."],
        ["2) Mäts vartannat år."],
    ]


HEADING_MERGES = ("A3:D3", "A6:D6")


def test_goals_as_headings_and_footnotes_in_labels(tmp_path: Path, as_json: Json) -> None:
    status, found = as_json("check", save(tmp_path, {"Mål": Sheet(headings(), HEADING_MERGES)}))
    assert (status, errors(found), found["year"]) == (0, [], 2023)
    # 1 achieved and 1 partly of 2; 1 missing, 1 partly (6.15 % over) and 1 partly (10 % over) of 3.
    assert goals(found) == [
        ("En trygg välfärd", PARTLY, "G2", 2),
        ("En attraktiv arbetsgivare", PARTLY, "G2", 3),
    ]
    assert verdicts(found) == {
        "Andel nöjda brukare, 18–64 år": (84, ">=", 80, ACHIEVED, "I3"),
        "Väntetid i antal dagar till bedömning": (24, "<=", 20, PARTLY, "I4"),
        "Hållbart medarbetarengagemang, index": (None, ">=", 78, MISSING, "I1"),
        "Sjukfrånvaro (%)": (6.9, "<=", 6.5, PARTLY, "I4"),
        "Personalomsättning (%)": (11, "<=", 10, PARTLY, "I4"),
    }
    assert found["attainment"]["indicator_ratio"] == 0.2
    assert said(found, "warning", "Mål!C7", "Mål!A7")


def test_two_values_in_one_cell_are_asked_about(tmp_path: Path, as_json: Json) -> None:
    rows = changed(headings(), C5="20 resp 24")
    status, found = as_json("check", save(tmp_path, {"Mål": Sheet(rows, HEADING_MERGES)}))
    assert status == 1
    assert said(found, "error", "Mål!C5")
    assert verdicts(found)["Väntetid i antal dagar till bedömning"][3] == MISSING


# Last year in brackets, a trend in signs, remarks that tell the direction


def trends() -> Rows:
    return [
        ["Nämndens mål", "Styrtal", "Resultat 2023", "Målvärde 2023", "Trend"],
        ["Trygg kommun", "Polisanmälda brott per 10 000 inv", "632", "700 (Låg brottslighet)", "+"],
        [None, "Anmälda skador", 14, "13 (anmälda våldsbrott)", "-"],
        ["God ekonomi", "Soliditet", "42 % (41 %)", "minst 40 %", "+"],
        [None, "Resultat i förhållande till skatteintäkter", f"{MINUS}0,4 %", "1 %", "-"],
    ]


def test_remarks_trends_and_last_year_in_brackets(tmp_path: Path, as_json: Json) -> None:
    status, found = as_json("check", save(tmp_path, {"Mål 2023": trends()}))
    assert (status, errors(found), found["year"]) == (0, [], 2023)
    assert goals(found) == [("Trygg kommun", PARTLY, "G2", 2), ("God ekonomi", PARTLY, "G2", 2)]
    assert verdicts(found) == {
        "Polisanmälda brott per 10 000 inv": (632, "<=", 700, ACHIEVED, "I3"),
        "Anmälda skador": (14, "<=", 13, PARTLY, "I4"),
        "Soliditet": (42, ">=", 40, ACHIEVED, "I3"),
        "Resultat i förhållande till skatteintäkter": (-0.4, ">=", 1, NOT, "I5"),
    }


# Emoji and words as the workbook's own verdict, goals in merged cells, the header again after a page break


def faces() -> Rows:
    return [
        ["Verksamhetsberättelse 2023 – Gemensamma lönenämnden"],
        ["Mål", "Indikator", "Mål 2023", "Utfall 2023", "Bedömning"],
        ["Rätt lön i rätt tid", "Andel korrekta löner", "99,5 %", "99,7 %", "😊"],
        [None, "Rättelser per månad", "högst 40", 44, "😐"],
        ["Nöjda kunder", "Nöjd kund-index", "minst 75", 51, "😒"],
        [None, "Besvarade ärenden inom 24 tim", "90 %", "91 %", "😐"],
        ["Mål", "Indikator", "Mål 2023", "Utfall 2023", "Bedömning"],
        [None, "Svarstid i telefon", "< 3 min", "2 min", "😊"],
        ["Frisk arbetsplats", "Korttidssjukfrånvaro", "2,5 %", "i.u.", None],
    ]


FACE_MERGES = ("A3:A4", "A5:A6")


def test_faces_and_a_header_that_is_repeated(tmp_path: Path, as_json: Json) -> None:
    status, found = as_json("check", save(tmp_path, {"Mål": Sheet(faces(), FACE_MERGES)}))
    assert (status, errors(found)) == (0, [])
    assert (found["year"], found["period"]) == (2023, "helår")
    assert goals(found) == [
        ("Rätt lön i rätt tid", PARTLY, "G2", 2),
        ("Nöjda kunder", PARTLY, "G2", 3),
        ("Frisk arbetsplats", NOT, "G3", 1),
    ]
    got = {name: (one["level"], one["reported"]) for name, one in indicators(found).items()}
    assert got["Andel korrekta löner"] == (ACHIEVED, ACHIEVED)
    assert got["Rättelser per månad"] == (PARTLY, PARTLY)
    assert got["Nöjd kund-index"] == (NOT, NOT)
    # 91 of 90 % is achieved whatever the face says, and the difference is said.
    assert got["Besvarade ärenden inom 24 tim"][0] == ACHIEVED
    assert got["Svarstid i telefon"] == (ACHIEVED, ACHIEVED)
    assert got["Korttidssjukfrånvaro"][0] == MISSING
    assert said(found, "warning", "Mål!D9", "Mål!B9")
    assert found["attainment"]["overall"] == PARTLY
    assert found["attainment"]["counts"] == {
        "achieved": 0,
        "partly_achieved": 2,
        "not_achieved": 1,
        "not_assessed": 0,
    }


def test_a_face_that_says_otherwise_is_pointed_out(tmp_path: Path, as_json: Json) -> None:
    found = as_json("check", save(tmp_path, {"Mål": Sheet(changed(faces(), E5="😊"), FACE_MERGES)}))[1]
    one = indicators(found)["Nöjd kund-index"]
    assert (one["level"], one["reported"]) == (NOT, ACHIEVED)
    assert "W404" in codes(found)
    assert said(found, "warning", "Mål!E5", "Mål!B5", "Mål!D5")


@pytest.mark.parametrize("words", [("Grön", "Gul", "Röd"), ("🟢", "🟡", "🔴"), ("Uppnått", "Delvis", "Ej uppnått")])
def test_a_verdict_in_words_or_circles(words: tuple[str, str, str], tmp_path: Path, as_json: Json) -> None:
    green, yellow, red = words
    rows: Rows = [
        ["Målområde", "Mått", "Utfall 2023", "Målvärde", "Måluppfyllelse"],
        ["Miljö", "Antal tillsynsbesök", 90, "minst 80", green],
        ["Miljö", "Andel kontroller i tid", "72 %", "90 %", yellow],
        ["Miljö", "Handläggningstid, dagar", 60, "högst 30", red],
    ]
    found = as_json("check", save(tmp_path, {"Blad1": rows}))[1]
    got = [(one["level"], one["reported"]) for one in indicators(found).values()]
    assert got == [(ACHIEVED, ACHIEVED), (PARTLY, PARTLY), (NOT, NOT)]
    assert "W404" not in codes(found)


def coloured() -> Rows:
    return [
        ["Mål", "Indikator", "Målvärde", "Utfall", "Status"],
        ["Säker drift", "Driftstopp, antal", "högst 4", 3, Look(None, fill=GREEN)],
        [None, "Återställda reservkopior", "20 st", "17 st", Look(None, fill=YELLOW)],
        [None, "Införda e-tjänster", 10, 4, Look(None, fill=RED)],
    ]


def test_a_verdict_in_the_cells_colour_alone(tmp_path: Path, as_json: Json) -> None:
    status, found = as_json("check", save(tmp_path, {"Mål 2023": coloured()}))
    assert (status, errors(found)) == (0, [])
    got = [(one["level"], one["reported"]) for one in indicators(found).values()]
    assert got == [(ACHIEVED, ACHIEVED), (PARTLY, PARTLY), (NOT, NOT)]


def test_a_colour_that_says_otherwise_is_pointed_out(tmp_path: Path, as_json: Json) -> None:
    rows = changed(coloured(), E4=Look(None, fill=GREEN))
    found = as_json("check", save(tmp_path, {"Mål 2023": rows}))[1]
    assert "W404" in codes(found)


def test_marks_in_the_font_wingdings_and_in_the_colour_of_the_font(tmp_path: Path, as_json: Json) -> None:
    rows: Rows = [
        ["Mål", "Indikator", "Målvärde", "Utfall", "Status"],
        ["Säker drift", "Driftstopp, antal", "högst 4", 3, Look("J", font="Wingdings")],
        [None, "Återställda reservkopior", "20 st", "17 st", Look("K", font="Wingdings")],
        [None, "Införda e-tjänster", 10, 4, Look("●", color=RED)],
    ]
    found = as_json("check", save(tmp_path, {"Mål 2023": rows}))[1]
    got = [(one["level"], one["reported"]) for one in indicators(found).values()]
    assert got == [(ACHIEVED, ACHIEVED), (PARTLY, PARTLY), (NOT, NOT)]


# Women, men and all

GENDERS: Rows = [
    ["Mål", "Nyckeltal", "Utfall 2023", None, None, "Målvärde"],
    [None, None, "Kvinnor", "Män", "Totalt", None],
    ["God arbetsmiljö", "Sjukfrånvaro, %", 7.4, 4.1, 6.2, "högst 6,5"],
    ["God arbetsmiljö", "Andel heltid", "81 %", "94 %", "86 %", "minst 90 %"],
]


def test_of_women_men_and_all_the_whole_counts(tmp_path: Path, as_json: Json) -> None:
    path = save(tmp_path, {"Blad1": Sheet(GENDERS, ("A1:A2", "B1:B2", "C1:E1", "F1:F2"))})
    status, found = as_json("check", path)
    assert (status, errors(found), found["year"]) == (0, [], 2023)
    assert verdicts(found) == {
        "Sjukfrånvaro, %": (6.2, "<=", 6.5, ACHIEVED, "I3"),
        "Andel heltid": (86, ">=", 90, PARTLY, "I4"),
    }


def test_women_and_men_without_a_whole_are_asked_about(tmp_path: Path, as_json: Json) -> None:
    """DOMAIN.md, appendix B 75: use T, else ask."""
    rows = changed(GENDERS, E2=None, E3=None, E4=None)
    found = as_json("check", save(tmp_path, {"Blad1": Sheet(rows, ("C1:D1",))}))[1]
    assert said(found, "error", "Blad1!C2", "Blad1!D2", "Blad1!C3", "Blad1!C1")
    assert not found["attainment"] or verdicts(found)["Sjukfrånvaro, %"][0] is None


# Targets in every wording: result, target, condition, level

WORDINGS = [
    ("Andel nöjda användare", "84 %", "80 % eller mer", ">=", ACHIEVED, "I3"),
    ("Antal utbildningstillfällen", 11, "> 10", ">", ACHIEVED, "I3"),
    ("Antal nya avtal", 10, "fler än 10", ">", PARTLY, "I4"),
    ("Handläggningstid", "5 dagar", "inte över 5 dagar", "<=", ACHIEVED, "I3"),
    ("Klagomål", 5, "färre än 5", "<", PARTLY, "I4"),
    ("Beläggning", "83 %", "70–80 %", "between", PARTLY, "I4"),
    ("Bemanning", 75, "mellan 70 och 80", "between", ACHIEVED, "I3"),
    ("Nyttjandegrad", "0,31", "30 %", ">=", ACHIEVED, "I3"),
    ("Riktlinje antagen", "Ja", "Ja", "is", ACHIEVED, "I3"),
    ("Krisplan övad", "Nej", "Ja", "is", NOT, "I5"),
    ("Policy genomförd", "Påbörjat", "Ja", "is", PARTLY, "I4"),
    ("Genomförda åtgärder", "4 av 5", "minst 4 av 5", ">=", ACHIEVED, "I3"),
    ("Svarstid", "90 sek", "högst 2 min", "<=", ACHIEVED, "I3"),
    ("Värdeindex", 41, "Minst index 41", ">=", ACHIEVED, "I3"),
    ("Kostnad per ärende", "1 150 kr", "max 1 100 kr", "<=", PARTLY, "I4"),
    ("Budgetavvikelse", "-120 tkr", "0 tkr", ">=", NOT, "I5"),
    ("Antal olyckor", 0, 0, "<=", ACHIEVED, "I3"),
    ("Temperatur", 53, "50 ±5", "between", ACHIEVED, "I3"),
    ("Andel digitala ansökningar", 0.84, "från 80 %", ">=", ACHIEVED, "I3"),
    ("Förbättrad återvinning", "88 %", "Öka till 90 %", ">=", PARTLY, "I4"),
]


@pytest.mark.parametrize(("name", "result", "target", "relation", "level", "rule"), WORDINGS)
def test_a_target_in_any_wording(
    name: str, result: object, target: object, relation: str, level: str, rule: str, tmp_path: Path, as_json: Json
) -> None:
    shown = Look(result, format="0%") if result == 0.84 else result
    rows: Rows = [["Nämndmål", "Indikator", "Resultat 2023", "Målvärde 2023"], ["Ett mål", name, shown, target]]
    status, found = as_json("check", save(tmp_path, {"Mål": rows}))
    assert (status, errors(found)) == (0, [])
    one = indicators(found)[name]
    assert (one["level"], one["rule"]) == (level, rule)
    if relation not in ("is", "between"):
        assert one["target"]["relation"] == relation


def test_all_wordings_in_one_table(tmp_path: Path, as_json: Json) -> None:
    """The cells of a column do not disturb each other, unlike though they are."""
    rows: Rows = [["Nämndmål", "Indikator", "Resultat 2023", "Målvärde 2023"]]
    rows += [["Ett mål", one[0], Look(one[1], format="0%") if one[1] == 0.84 else one[1], one[2]] for one in WORDINGS]
    status, found = as_json("check", save(tmp_path, {"Mål": rows}))
    assert (status, errors(found)) == (0, [])
    assert {name: one["level"] for name, one in indicators(found).items()} == {one[0]: one[4] for one in WORDINGS}
    assert goals(found) == [("Ett mål", PARTLY, "G2", 20)]
    # 12 are achieved of 20.
    assert found["attainment"]["indicator_ratio"] == 0.6


@pytest.mark.parametrize(
    ("result", "target"),
    [("80 %", "75 st"), ("1.733", "1 500"), ("52 st 2022, 48 st", "50"), ("#REF!", "50")],
)
def test_what_cannot_be_read_or_compared_is_an_error(result: str, target: str, tmp_path: Path, as_json: Json) -> None:
    rows: Rows = [["Nämndmål", "Indikator", "Resultat", "Målvärde"], ["Ett mål", "Antal besök", result, target]]
    status, found = as_json("check", save(tmp_path, {"Mål": rows}))
    assert status == 1
    assert said(found, "error", "Mål!C2", "Mål!D2", "Mål!B2")
    assert indicators(found)["Antal besök"]["level"] == MISSING


# A direction column; the same word for goal and target; a forecast


def directions() -> Rows:
    return [
        ["Fokusområde", "Mål", "KPI", "Önskad riktning", "Börvärde", "Utfall", "Kommentar", "Ansvarig"],
        [
            "Klimat",
            "Minska klimatavtrycket",
            "Tjänsteresor med bil, mil",
            "Lägre",
            900,
            870,
            "Fler möten på nät",
            "Hamnchef",
        ],
        ["Klimat", "Minska klimatavtrycket", "Avfall per anställd, kg", "Lägre", 40, 52, None, "Hamnchef"],
        ["Klimat", "Digital vardag", "Digitala möten, antal", "Högre", 500, 610, None, None],
    ]


def test_a_direction_column_decides(tmp_path: Path, as_json: Json) -> None:
    status, found = as_json("check", save(tmp_path, {"Mål 2023": directions()}))
    assert (status, errors(found)) == (0, [])
    assert goals(found) == [("Minska klimatavtrycket", PARTLY, "G2", 2), ("Digital vardag", ACHIEVED, "G1", 1)]
    assert verdicts(found) == {
        "Tjänsteresor med bil, mil": (870, "<=", 900, ACHIEVED, "I3"),
        "Avfall per anställd, kg": (52, "<=", 40, NOT, "I5"),
        "Digitala möten, antal": (610, ">=", 500, ACHIEVED, "I3"),
    }
    assert "W408" not in codes(found)


def test_without_a_direction_higher_is_assumed_and_said(tmp_path: Path, as_json: Json) -> None:
    rows = changed(directions(), D2=None, D3=None, D4=None)
    found = as_json("check", save(tmp_path, {"Mål 2023": rows}))[1]
    assert "W408" in codes(found)
    assert verdicts(found)["Avfall per anställd, kg"][1] == ">="


def test_a_missing_target_is_not_replaced(tmp_path: Path, as_json: Json) -> None:
    found = as_json("check", save(tmp_path, {"Mål 2023": changed(directions(), E4=None)}))[1]
    assert verdicts(found)["Digitala möten, antal"][3:] == (MISSING, "I2")
    assert "W402" in codes(found)


def test_goals_without_indicators_are_not_assessed(tmp_path: Path, as_json: Json) -> None:
    rows: Rows = [
        ["Nämndmål", "Indikator", "Resultat", "Målvärde"],
        ["God service", "Svarstid", 12, "högst 15"],
        ["Ny organisation", None, None, None],
        ["Säker drift", "Tillgänglighet", "99,9 %", "99,5 %"],
    ]
    found = as_json("check", save(tmp_path, {"Mål 2023": rows}))[1]
    assert [one[:3] for one in goals(found)] == [
        ("God service", ACHIEVED, "G1"),
        ("Ny organisation", "not_assessed", "G0"),
        ("Säker drift", ACHIEVED, "G1"),
    ]
    assert found["attainment"]["overall"] == ACHIEVED
    assert "W406" in codes(found)
