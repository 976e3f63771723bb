"""Whole cases of other boards: everything on one sheet, on several, in three workbooks; each with a twin gone wrong."""

from __future__ import annotations

from pathlib import Path

import openpyxl

from tests.any_board.building import (
    EN_DASH,
    NBSP,
    Json,
    Look,
    Rows,
    Sheet,
    changed,
    codes,
    errors,
    goals,
    hamilton,
    lines,
    said,
    save,
    shares,
    verdicts,
    weights,
    whole,
)

# The report of DOMAIN.md, laid out as another board would: costs negative, outcome first, all of it on one sheet


def report() -> Rows:
    return [
        ["Sydnärkes IT-nämnd"],
        ["Årsredovisning 2023"],
        ["Värdkommun: Lekeberg"],
        [],
        ["Driftredovisning, tkr"],
        ["Post", "Bokslut 2023", "Årsbudget 2023", "Över-/underskott"],
        ["Övriga avgifter och ersättningar", 868, 0, 868],
        ["Driftbidrag från kommuner", 41_391, 41_391, 0],
        ["Summa intäkter", 42_259, 41_391, 868],
        ["Personalkostnader", -12_428, -12_730, 302],
        ["Datorer och basutrustning", -116, -200, 84],
        ["Tele- och datakommunikation", -2_404, -1_100, -1_304],
        ["Licenser och serviceavtal", -12_708, -9_400, -3_308],
        ["Övrigt tjänsteköp", -2_825, -3_162, 337],
        ["Resor och kurser", -141, -200, 59],
        ["Övriga kostnader", -293, -400, 107],
        ["Lokalhyror", -747, -826, 79],
        ["Kapitalkostnader", -12_329, -13_373, 1_044],
        ["Summa kostnader", -43_991, -41_391, -2_600],
        ["Årets resultat", -1_733, 0, -1_733],
        [],
        ["Investeringsredovisning, tkr"],
        ["Investeringsprojekt", "Bokslut 2023", "Årsbudget 2023", "Avvikelse"],
        ["Invest Lekebergs kommun", -2_297, -3_004, 707],
        ["Invest Laxå kommun", -1_345, -1_686, 341],
        ["Invest Askersunds kommun", -1_837, -2_452, 614],
        ["Invest Hallsbergs kommun", -1_685, -1_953, 268],
        ["Invest gemensamt", -2_055, -3_000, 945],
        ["Summa", -9_219, -12_095, 2_876],
        [],
        ["Fördelningsnyckel, invånare"],
        ["Medlemskommun", "2020-12-31", "2021-12-31", "2022-12-31", "2023-12-31"],
        ["Lekeberg", 8_472, 8_603, 8_756, 8_606],
        ["Laxå", 5_659, 5_582, 5_576, 5_497],
        ["Askersund", 11_471, 11_534, 11_497, 11_478],
        ["Hallsberg", 15_990, 16_196, 16_290, 16_232],
        [],
        ["Måluppfyllelse"],
        ["Mål", "Mätetal", "Målvärde", "Utfall", "Bedömning"],
        ["Digitala möten", "Öka antalet återbrukade datorer", "1 100 st", "864 st"],
        [None, "Införa återbruk för nya mobila enheter", "50 st", "25 st"],
        ["God service", "Andel besvarade samtal", "80 %", "84 %"],
        [None, "Minska antalet pågående incidenter", "Minska till 125 st", "86 st"],
        ["Samverkan", "Medarbetarengagemang (HME)", "74 eller högre", 74],
        [None, "Sjukfrånvaro", "7 %", "3,08 %", "●"],
        [None, "Nämnderna håller sin budgetram", "0 tkr", f"{EN_DASH} 1{NBSP}733 tkr", "■"],
    ]


def test_the_report_on_one_sheet_with_the_signs_of_another_board(tmp_path: Path, as_json: Json) -> None:
    status, found = as_json("check", save(tmp_path, {"Bokslut": report()}))
    assert (status, errors(found)) == (0, [])
    assert (found["board"], found["year"], found["period"]) == ("Sydnärkes IT-nämnd", 2023, "helår")
    operating, investments = found["operating"], found["investments"]
    assert (operating["unit"], operating["sign"]) == ("tkr", "outcome-budget")
    assert len(operating["lines"]) == 11
    assert lines(operating)[2] == ("Personalkostnader", "cost", -12_730, -12_428, 302)
    assert whole(operating, "revenue") == (41_391, 42_259, 868)
    # The nine costs add up to 43 991, and the net to 1 732: the published 1 733 is within its rounding.
    assert whole(operating, "cost") == (-41_391, -43_991, -2_600)
    assert whole(operating) == (0, -1_732, -1_732)
    assert investments["sign"] == "outcome-budget"
    assert [one[4] for one in lines(investments)] == [707, 341, 615, 268, 945]
    assert [one["member"] for one in investments["lines"]] == ["Lekeberg", "Laxå", "Askersund", "Hallsberg", None]
    rounded = sorted(one["source"].partition("!")[2] for one in found["checks"] if one["status"] == "rounding")
    # The same four as in the report: twice the net, Askersund's deviation, the investments' deviation.
    assert rounded == ["Bokslut!B20", "Bokslut!D20", "Bokslut!D26", "Bokslut!D29"]
    assert found["allocation"]["amount"] == 1_733
    assert found["allocation"]["kind"] == "deficit"
    assert found["allocation"]["key_date"] == "2021-12-31"
    assert shares(found) == {"Lekeberg": 356, "Laxå": 231, "Askersund": 477, "Hallsberg": 669}
    assert [one["invoiced"] for one in found["allocation"]["shares"]] == [False, True, True, True]
    assert goals(found) == [
        ("Digitala möten", "partly_achieved", "G2", 2),
        ("God service", "achieved", "G1", 2),
        ("Samverkan", "partly_achieved", "G2", 3),
    ]
    assert verdicts(found)["Nämnderna håller sin budgetram"] == (-1_733, ">=", 0, "not_achieved", "I5")
    assert found["attainment"]["overall"] == "partly_achieved"


def test_the_report_with_a_digit_swapped_in_the_costs(tmp_path: Path, as_json: Json) -> None:
    """12 078 for 12 708: its own deviation, the total of costs, and what hangs on it."""
    status, found = as_json("check", save(tmp_path, {"Bokslut": changed(report(), B13=-12_078)}))
    assert status == 1
    assert said(found, "error", "Bokslut!D13")
    assert said(found, "error", "Bokslut!B19")
    assert found["attainment"]["overall"] == "partly_achieved"


def test_the_report_with_an_indicator_that_is_not_the_net_result(tmp_path: Path, as_json: Json) -> None:
    status, found = as_json("check", save(tmp_path, {"Bokslut": changed(report(), D46="-1 373 tkr")}))
    assert status == 1
    assert said(found, "error", "Bokslut!D46")


# Three workbooks of a rescue service: mnkr by unit, goals with faces, a key of eight members


def rescue_statement() -> Rows:
    return [
        ["Räddningstjänsten Mitt", None, None, None, None],
        ["Årsbokslut 2023"],
        ["Enhet (mnkr)", "Utfall 2022", "Budget 2023", "Utfall 2023", "Avvikelse"],
        ["Medlemsbidrag", 96.0, 101.5, 101.5, 0.0],
        ["Ledning", -8.2, -8.4, -8.6, -0.2],
        ["Operativ avdelning", -71.3, -76.1, -77.9, -1.8],
        ["Förebyggande avdelning", -9.9, -10.6, -10.1, 0.5],
        ["Stab", -6.2, -6.4, -6.1, 0.3],
        ["Årets resultat", 0.4, 0.0, -1.2, -1.2],
    ]


def rescue_goals() -> Rows:
    return [
        ["Räddningstjänsten Mitt – mål 2023"],
        ["Övergripande mål", "Indikator", "Målvärde", "Resultat 2023", "Status"],
        ["Tryggare vardag", "Bostadsbränder", "max 110", 104, "Uppnått"],
        [None, "Utbildade elever", "95 %", "97 %", "Uppnått"],
        ["God hushållning", "Budget i balans", "0 mnkr", "-1,2 mnkr", "Ej uppnått"],
        [None, "Sjukfrånvaro", "högst 5 %", "5,6 %", "Delvis"],
    ]


RESCUE_KEY = {
    "Avesta": 22_700,
    "Hedemora": 15_400,
    "Säter": 11_200,
    "Smedjebacken": 10_900,
    "Ludvika": 26_400,
    "Borlänge": 52_300,
    "Gagnef": 10_500,
    "Falun": 59_800,
}


def _three(folder: Path, statement: Rows, key: Rows, board: Rows) -> list[Path]:
    return [
        save(folder, {"Resultat": Sheet(statement, formats=dict.fromkeys("BCDE", "0.0"))}, "bokslut.xlsx"),
        save(folder, {"Mål": Sheet(board, ("A3:A4", "A5:A6"))}, "mal.xlsx"),
        save(folder, {"Data": key}, "invanare.xlsx"),
    ]


def rescue_key() -> Rows:
    return [["Kommun", "Folkmängd 31 december 2021"], *map(list, RESCUE_KEY.items()), ["Totalt", 209_200]]


def test_three_workbooks_are_one_case(tmp_path: Path, as_json: Json) -> None:
    status, found = as_json("check", *_three(tmp_path, rescue_statement(), rescue_key(), rescue_goals()))
    assert (status, errors(found)) == (0, [])
    assert (found["year"], found["period"]) == (2023, "helår")
    assert [one["file"] for one in found["files"]] == ["bokslut.xlsx", "mal.xlsx", "invanare.xlsx"]
    assert (found["operating"]["unit"], found["operating"]["sign"]) == ("mnkr", "outcome-budget")
    assert [one[4] for one in lines(found["operating"])] == [0, -0.2, -1.8, 0.5, 0.3]
    assert whole(found["operating"]) == (0, -1.2, -1.2)
    assert (found["allocation"]["amount"], found["allocation"]["unit"]) == (1.2, "mnkr")
    assert found["allocation"]["from"] == "bokslut.xlsx!Resultat!D9"
    assert weights(found) == RESCUE_KEY
    assert shares(found) == {member: part / 10 for member, part in hamilton(12, RESCUE_KEY).items()}
    assert goals(found) == [("Tryggare vardag", "achieved", "G1", 2), ("God hushållning", "partly_achieved", "G2", 2)]
    assert found["attainment"]["overall"] == "partly_achieved"
    assert found["attainment"]["indicator_ratio"] == 0.5
    assert "W404" not in codes(found)


def test_a_net_beyond_its_rounding_shares_nothing(tmp_path: Path, as_json: Json) -> None:
    """-1,2 printed as -2,1: the rows give -1,2, and six rounded figures explain 0,3 at most."""
    rows = changed(rescue_statement(), D9=-2.1, E9=-2.1)
    status, found = as_json("check", *_three(tmp_path, rows, rescue_key(), rescue_goals()))
    assert status == 1
    assert said(found, "error", "Resultat!D9")
    assert found["allocation"] is None
    assert "E602" in codes(found)
    assert found["attainment"]["overall"] == "partly_achieved"


def test_workbooks_of_different_years_are_not_mixed_in_silence(tmp_path: Path, as_json: Json) -> None:
    before = changed(rescue_goals(), A1="Räddningstjänsten Mitt – mål 2022", D2="Resultat 2022")
    found = as_json("check", *_three(tmp_path, rescue_statement(), rescue_key(), before))[1]
    assert {"W209", "E202"} & codes(found)
    assert found["attainment"] is None or found["operating"] is None


# Several sheets, one of them hidden, one of them nothing but text


def several() -> dict[str, Sheet | Rows]:
    return {
        "Läs mig": [["Fyll i de gula cellerna."], ["Frågor: kontakta ekonomienheten."]],
        "Drift": rescue_statement(),
        "Mål": Sheet(rescue_goals(), ("A3:A4", "A5:A6")),
        "Underlag": Sheet(rescue_key(), hidden=True),
    }


def test_several_sheets_with_a_hidden_key(tmp_path: Path, as_json: Json) -> None:
    status, found = as_json("check", save(tmp_path, several(), "uppfoljning 2023.xlsx"))
    assert (status, errors(found)) == (0, [])
    assert found["allocation"]["amount"] == 1.2
    assert len(shares(found)) == 8
    assert "N205" in codes(found)


def test_an_old_version_on_a_hidden_sheet_is_asked_about(tmp_path: Path, as_json: Json) -> None:
    old = Sheet(changed(rescue_statement(), D9=-1.0, E9=-1.0), hidden=True)
    status, found = as_json("check", save(tmp_path, {**several(), "Drift (gammal)": old}))
    assert (status, found["operating"], found["allocation"]) == (1, None, None)
    assert "E202" in codes(found)


# Two tables side by side, titles above each


def side_by_side() -> Rows:
    return [
        ["Gemensam IT-nämnd, helår 2023"],
        ["Drift (tkr)", None, None, None, None, "Mål och nyckeltal"],
        ["Benämning", "Budget", "Utfall", "Diff", None, "Mål", "Nyckeltal", "Resultat", "Målvärde"],
        ["Intäkter", -5_000, -5_100, 100, None, "Nöjda kunder", "NKI", 71, "minst 70"],
        ["Personal", 3_000, 3_250, -250, None, None, "Svarstid, min", 4, "högst 3"],
        ["Drift av system", 2_000, 1_900, 100, None, "Säkerhet", "Driftstopp", 2, "högst 2"],
        ["Summa", 0, 50, -50],
    ]


def test_two_tables_side_by_side(tmp_path: Path, as_json: Json) -> None:
    status, found = as_json("check", save(tmp_path, {"Blad1": side_by_side()}))
    assert (status, errors(found), found["year"], found["period"]) == (0, [], 2023, "helår")
    assert lines(found["operating"]) == [
        ("Intäkter", "revenue", -5_000, -5_100, 100),
        ("Personal", "cost", 3_000, 3_250, -250),
        ("Drift av system", "cost", 2_000, 1_900, 100),
    ]
    assert whole(found["operating"]) == (0, 50, -50)
    assert goals(found) == [("Nöjda kunder", "partly_achieved", "G2", 2), ("Säkerhet", "achieved", "G1", 1)]
    # 4 for 3 minutes at most is a third over.
    assert verdicts(found)["Svarstid, min"] == (4, "<=", 3, "not_achieved", "I5")


def test_an_error_in_one_table_leaves_the_other(tmp_path: Path, as_json: Json) -> None:
    status, found = as_json("check", save(tmp_path, {"Blad1": changed(side_by_side(), C5="#REF!")}))
    assert status == 1
    assert said(found, "error", "Blad1!C5")
    assert whole(found["operating"])[1] is None
    assert goals(found)[0][:2] == ("Nöjda kunder", "partly_achieved")


# What is written back can be read again


def test_a_board_of_another_kind_gets_its_result_sheets(tmp_path: Path, as_json: Json) -> None:
    path = save(tmp_path, several())
    status, found = as_json("recalc", path, "--output", tmp_path / "ut")
    assert (status, errors(found)) == (0, [])
    assert len(found["written"]) == 1
    book = openpyxl.load_workbook(found["written"][0])
    assert {"Drift", "Mål", "Underlag", "Läs mig"} <= set(book.sheetnames)
    assert any(name.startswith("Fördelning") for name in book.sheetnames)
    again_status, again = as_json("check", found["written"][0])
    assert again_status == 0
    for part in ("attainment", "allocation"):
        assert _figures(again[part]) == _figures(found[part])


def _figures(part: object) -> object:
    """Give a part of the JSON without the names of files."""
    if isinstance(part, dict):
        return {name: _figures(one) for name, one in part.items() if "source" not in name and name != "from"}
    return [_figures(one) for one in part] if isinstance(part, list) else part


# Labels in two rows, an empty row and column inside, a comment between, formulas' kinds of cells


def test_empty_rows_and_columns_and_comments_inside(tmp_path: Path, as_json: Json) -> None:
    rows: Rows = [
        [None, "Miljösamverkan, bokslut 2023"],
        [None, "(tkr)", None, "Budget", None, "Utfall", None, "Avvikelse"],
        [None, None, None, "2023", None, "2023"],
        [],
        [None, "Avgifter", None, 4_400, None, 4_180, None, -220],
        [None, "Bidrag från kommuner", None, 3_600, None, 3_600, None, 0],
        [],
        [None, "Färre tillsynsavgifter än beräknat."],
        [None, "Löner", None, -6_100, None, -5_905, None, 195],
        [None, "Övrigt", None, -1_900, None, Look(-1_930, format="# ##0"), None, -30],
        [],
        [None, "Resultat", None, 0, None, -55, None, -55],
    ]
    status, found = as_json("check", save(tmp_path, {"Blad1": rows}))
    assert (status, errors(found), found["year"]) == (0, [], 2023)
    assert found["operating"]["unit"] == "tkr"
    assert lines(found["operating"]) == [
        ("Avgifter", "revenue", 4_400, 4_180, -220),
        ("Bidrag från kommuner", "revenue", 3_600, 3_600, 0),
        ("Löner", "cost", -6_100, -5_905, 195),
        ("Övrigt", "cost", -1_900, -1_930, -30),
    ]
    assert whole(found["operating"]) == (0, -55, -55)
