"""What the user answers in her workbook, or in itnamnd.toml, holds at the next run and as long as it fits."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from itnamnd_xl.core.diagnostics import CODES
from tests.app.test_layouts import GOALS, ITEMS, KEY, NET, codes, operating, shares, workbook

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from openpyxl.worksheet.worksheet import Worksheet

    Json = Callable[..., tuple[int, dict[str, Any]]]
    Run = Callable[..., tuple[int, str, str]]
    Rows = Sequence[Sequence[object]]

# A cell that could be one thousand and something or one and something.
AMBIGUOUS: Rows = [*ITEMS, ["Hyra", "1.733", "1.733", 0], ["Nettoresultat", 1733, 1813, -80]]
TWO_OUTCOMES: Rows = [
    ["Driftredovisning 2023, tkr"],
    ["Kontotext", "Budget", "Utfall", "Bokslut", "Avvikelse"],
    ["Driftbidrag från kommuner", -1000, -1000, -990, 0],
    ["Personalkostnader", 1000, 1080, 1070, -80],
    ["Nettoresultat", 0, 80, 80, -80],
]
UNKNOWN_HEADER: Rows = [
    ["Driftredovisning 2023, tkr"],
    ["Kontotext", "Budget 2023", "Bokfört i år", "Avvikelse"],
    *ITEMS,
    NET,
]
GOAL_TABLE: Rows = [["Nämndmål", "Indikator", "Resultat 2023", "Målvärde 2023"], *GOALS]
DATES: Rows = [
    ["Kommun", "2019-12-31", "2020-12-31"],
    ["Lekeberg", 8000, 8472],
    ["Laxå", 5000, 5659],
    ["Askersund", 11000, 9],
]


def answer(
    path: Path, sheet: str, column: str, text: str | float | dt.date, number_format: str = "", **wanted: str
) -> None:
    """Write in a column of one of our sheets, in the row whose cells hold what is wanted."""
    book = openpyxl.load_workbook(path)
    found, labels = book[sheet], dict[str, int]()
    for row in range(1, found.max_row + 1):
        texts = {str(cell.value): cell.column for cell in found[row] if cell.value is not None}
        if column in texts and set(wanted) <= set(texts):
            labels = texts
        elif labels and all(text in str(found.cell(row, labels[name]).value) for name, text in wanted.items()):
            cell = found.cell(row, labels[column], value=text)
            cell.number_format = number_format or cell.number_format
            break
    else:
        pytest.fail(f"no row with {wanted}: {[[cell.value for cell in row] for row in found.iter_rows()]}")
    book.save(path)


def said(found: dict[str, Any], code: str) -> str:
    return " ".join(one["message"] for one in found["diagnostics"] if one["code"] == code)


def sheet_of(path: Path, name: str) -> Worksheet:
    return openpyxl.load_workbook(path)[name]


@pytest.mark.parametrize(("given", "budget"), [("1 733", 1733), ("1,733", 1.733)])
def test_an_answer_stands_in_for_an_ambiguous_cell(given: str, budget: float, tmp_path: Path, as_json: Json) -> None:
    path = workbook(tmp_path, {"Drift": operating(*AMBIGUOUS), "Nyckel": KEY})
    assert "E304" in codes(as_json("recalc", path)[1])
    answer(path, "Meddelanden", "Svar", given, Kod="E304", Plats="B6")
    answer(path, "Meddelanden", "Svar", given, Kod="E304", Plats="C6")
    for _ in range(3):
        # It goes on holding, and goes on standing where she wrote it.
        found = as_json("recalc", path)[1]
        assert "E304" not in codes(found)
        assert found["operating"]["lines"][3]["budget"] == budget
        assert f"svaret ”{given}” (Meddelanden)" in said(found, "N704")
        assert "Drift, cell B6: i cellen står ”1.733”" in said(found, "N704")
    texts = [cell.value for row in sheet_of(path, "Meddelanden").iter_rows() for cell in row]
    assert texts.count(given) == 2


def test_an_answer_does_not_outlive_what_it_was_for(tmp_path: Path, as_json: Json) -> None:
    path = workbook(tmp_path, {"Drift": operating(*AMBIGUOUS), "Nyckel": KEY})
    as_json("recalc", path)
    answer(path, "Meddelanden", "Svar", "1 733", Kod="E304", Plats="B6")
    as_json("recalc", path)
    book = openpyxl.load_workbook(path)
    book["Drift"]["B6"] = 9
    book.save(path)
    found = as_json("recalc", path)[1]
    assert found["operating"]["lines"][3]["budget"] == 9
    assert "svaret ”1 733”" in said(found, "W706")


@pytest.mark.parametrize("given", ["1.733", "ungefär så", "10 eller 20"])
def test_an_answer_that_is_none_is_told(given: str, tmp_path: Path, as_json: Json) -> None:
    path = workbook(tmp_path, {"Drift": operating(*AMBIGUOUS), "Nyckel": KEY})
    as_json("recalc", path)
    answer(path, "Meddelanden", "Svar", given, Kod="E304", Plats="B6")
    status, found = as_json("recalc", path)
    assert status == 1
    assert {"E304", "W707"} <= codes(found)
    assert given in [cell.value for row in sheet_of(path, "Meddelanden").iter_rows() for cell in row]


def test_words_beside_a_message_that_asks_nothing_change_nothing(tmp_path: Path, as_json: Json) -> None:
    path = workbook(tmp_path, {"Drift": operating(*ITEMS, NET), "Nyckel": KEY})
    before = as_json("recalc", path)[1]
    answer(path, "Meddelanden", "Svar", "Kontrollerat 8000", Kod="N605")
    for _ in range(2):
        after = as_json("recalc", path)[1]
        told = [one for one in after["diagnostics"] if one["code"] == "N716"]
        (note,) = told
        assert "det som du har skrivit vid N605 (Meddelanden)" in note["message"]
        assert "ändrar inget" in note["message"]
        others = [one for one in after["diagnostics"] if one not in told]
        assert {**after, "files": 0, "diagnostics": others} == {**before, "files": 0}
        texts = [cell.value for row in sheet_of(path, "Meddelanden").iter_rows() for cell in row]
        assert texts.count("Kontrollerat 8000") == 1


@pytest.mark.parametrize(("given", "outcome"), [("C", 1080), ("D2", 1070), ("Bokslut", 1070), ("kolumn D", 1070)])
def test_an_answer_chooses_between_two_columns(given: str, outcome: int, tmp_path: Path, as_json: Json) -> None:
    path = workbook(tmp_path, {"Drift": TWO_OUTCOMES, "Mål": GOAL_TABLE, "Nyckel": KEY})
    found = as_json("recalc", path)[1]
    assert found["operating"] is None
    assert "E203" in codes(found)
    answer(path, "Meddelanden", "Svar", given, Kod="E203")
    for _ in range(2):
        found = as_json("recalc", path)[1]
        assert found["operating"]["lines"][1]["outcome"] == outcome
        assert "E203" not in codes(found)


def test_an_answer_that_names_neither_column_chooses_none(tmp_path: Path, as_json: Json) -> None:
    path = workbook(tmp_path, {"Drift": TWO_OUTCOMES, "Mål": GOAL_TABLE, "Nyckel": KEY})
    as_json("recalc", path)
    answer(path, "Meddelanden", "Svar", "den första", Kod="E203")
    found = as_json("recalc", path)[1]
    assert found["operating"] is None
    assert {"E203", "W707"} <= codes(found)


def test_an_answer_chooses_the_key_date(tmp_path: Path, as_json: Json) -> None:
    path = workbook(tmp_path, {"Drift": operating(*ITEMS, NET), "Nyckel": DATES})
    assert "E601" in codes(as_json("recalc", path)[1])
    answer(path, "Meddelanden", "Svar", "2020-12-31", Kod="E601")
    for _ in range(2):
        found = as_json("recalc", path)[1]
        assert found["allocation"]["key_date"] == "2020-12-31"
        assert "Nyckeldatum" in said(found, "N705")


def test_an_answer_chooses_between_two_tables(tmp_path: Path, as_json: Json) -> None:
    other = operating(["Personalkostnader", 5, 6, -1], ["Nettoresultat", 5, 6, -1])
    sheets = {"Drift": operating(*ITEMS, NET), "Kopia": other, "Mål": GOAL_TABLE}
    path = workbook(tmp_path, sheets)
    found = as_json("recalc", path)[1]
    assert "E202" in codes(found)
    answer(path, "Meddelanden", "Svar", "Kopia", Kod="E202")
    for _ in range(2):
        found = as_json("recalc", path)[1]
        assert found["operating"]["lines"][0]["source"] == "arbetsbok.xlsx!Kopia!A3"


def test_answers_in_a_copy_hold_for_the_original(tmp_path: Path, as_json: Json) -> None:
    path = workbook(tmp_path, {"Drift": operating(*AMBIGUOUS), "Nyckel": KEY})
    before = path.read_bytes()
    folder = tmp_path / "ut"
    as_json("recalc", path, "--output", folder)
    for cell in ("B6", "C6"):
        answer(folder / path.name, "Meddelanden", "Svar", "1 733", Kod="E304", Plats=cell)
    for _ in range(2):
        found = as_json("recalc", path, "--output", folder)[1]
        assert found["operating"]["lines"][3]["outcome"] == 1733
    assert path.read_bytes() == before


def test_a_column_is_pointed_out_on_the_sheet_that_the_tool_made(tmp_path: Path, as_json: Json) -> None:
    path = workbook(tmp_path, {"Drift": UNKNOWN_HEADER, "Mål": GOAL_TABLE, "Nyckel": KEY})
    found = as_json("recalc", path)[1]
    assert found["operating"] is None
    answer(path, "Inställningar", "Ditt val", "utfall", Flik="Drift", Cell="C2")
    for _ in range(2):
        found = as_json("recalc", path)[1]
        assert [line["outcome"] for line in found["operating"]["lines"]] == [-1000, 650, 430]
        assert "”Bokfört i år” läses som utfall" in said(found, "N708")


def test_a_column_pointed_out_keeps_its_name_when_rows_come_above_it(tmp_path: Path, as_json: Json) -> None:
    path = workbook(tmp_path, {"Drift": UNKNOWN_HEADER, "Mål": GOAL_TABLE, "Nyckel": KEY})
    as_json("recalc", path)
    answer(path, "Inställningar", "Ditt val", "utfall", Flik="Drift", Cell="C2")
    as_json("recalc", path)
    book = openpyxl.load_workbook(path)
    book["Drift"].insert_rows(1, 2)
    book.save(path)
    for _ in range(2):
        assert as_json("recalc", path)[1]["operating"]["lines"][1]["outcome"] == 650


def test_a_column_that_the_user_does_not_want_is_left_out(tmp_path: Path, as_json: Json) -> None:
    path = workbook(tmp_path, {"Drift": TWO_OUTCOMES, "Mål": GOAL_TABLE, "Nyckel": KEY})
    as_json("recalc", path)
    answer(path, "Inställningar", "Ditt val", "används inte", Flik="Drift", Rubrik="Utfall")
    found = as_json("recalc", path)[1]
    assert found["operating"]["lines"][1]["outcome"] == 1070


def test_a_setting_filled_in_on_the_sheet_that_the_tool_made(tmp_path: Path, as_json: Json) -> None:
    path = workbook(tmp_path, {"Drift": operating(*ITEMS, NET), "Mål": GOAL_TABLE, "Nyckel": DATES})
    as_json("recalc", path)
    answer(path, "Inställningar", "Värde", "80 %", Inställning="Gräns för delvis uppnådd")
    answer(path, "Inställningar", "Beslut (§, dnr)", "KF § 12", Inställning="Gräns för delvis uppnådd")
    answer(path, "Inställningar", "Värde", "2019-12-31", Inställning="Nyckeldatum")
    for _ in range(2):
        found = as_json("recalc", path)[1]
        threshold = next(one for one in found["settings"] if one["name"] == "partial_threshold")
        assert threshold == {"name": "partial_threshold", "value": 0.8, "origin": "decided", "reference": "KF § 12"}
        assert shares(found)["Lekeberg"] == 27


def test_what_the_tool_understood_is_no_decision(tmp_path: Path, as_json: Json) -> None:
    path = workbook(tmp_path, {"Drift": operating(*ITEMS, NET), "Nyckel": KEY})
    before = as_json("recalc", path)[1]
    after = as_json("recalc", path)[1]
    assert after["settings"] == before["settings"]
    assert {one["origin"] for one in after["settings"]} == {"default", "workbook"}


OWN_SHEET: list[list[object]] = [
    ["Inställning", "Värde"],
    ["Räkenskapsår", 2023],
    [],
    ["Flik", "Rubrik", "Är"],
    ["Drift", "Bokfört i år", "Utfall"],
]


def test_a_sheet_of_the_users_own_points_out_a_column(tmp_path: Path, as_json: Json) -> None:
    path = workbook(tmp_path, {"Drift": UNKNOWN_HEADER, "Nyckel": KEY, "Inställningar": OWN_SHEET})
    found = as_json("recalc", path)[1]
    assert found["operating"]["lines"][1]["outcome"] == 650
    # Hers stays alone: two sheets could contradict each other.
    names = openpyxl.load_workbook(path).sheetnames
    assert [name for name in names if name.startswith("Inställningar")] == ["Inställningar"]


@pytest.mark.parametrize(
    ("row", "code"),
    [(["Drift", "Bokfört i år", "Utgift"], "W710"), (["Drift", "Bokförd i år", "Utfall"], "W709")],
)
def test_a_column_that_cannot_be_found_or_named_is_told(
    row: list[object], code: str, tmp_path: Path, as_json: Json
) -> None:
    sheets = {"Drift": UNKNOWN_HEADER, "Nyckel": KEY, "Inställningar": [*OWN_SHEET[:-1], row]}
    found = as_json("check", workbook(tmp_path, sheets))[1]
    assert found["operating"] is None
    assert code in codes(found)


def test_two_sheets_that_state_a_setting_otherwise_are_a_question(tmp_path: Path, as_json: Json) -> None:
    one = workbook(tmp_path, {"Drift": operating(*ITEMS, NET), "Inställningar": [["Nyckeldatum", "2019-12-31"]]})
    two = workbook(tmp_path, {"Nyckel": DATES, "Inställningar": [["Nyckeldatum", "2020-12-31"]]}, "nyckel.xlsx")
    found = as_json("check", one, two)[1]
    assert found["allocation"] is None
    assert "”2020-12-31” här men ”2019-12-31” i arbetsbok.xlsx" in said(found, "E711")


TOML = """
[[columns]]
sheet = "Drift"
header = "Bokfört i år"
means = "utfall"
"""


def test_the_same_can_be_stated_in_a_configuration(tmp_path: Path, as_json: Json) -> None:
    (tmp_path / "itnamnd.toml").write_text(TOML, encoding="utf-8")
    path = workbook(tmp_path, {"Drift": UNKNOWN_HEADER, "Nyckel": KEY})
    found = as_json("check", path)[1]
    assert found["operating"]["lines"][1]["outcome"] == 650
    assert "(itnamnd.toml)" in said(found, "N708")


def test_an_answer_in_a_configuration(tmp_path: Path, as_json: Json) -> None:
    answers = "".join(
        f'[[answers]]\ncell = "arbetsbok.xlsx!Drift!{cell}"\nfound = "1.733"\nanswer = "1 733"\n'
        for cell in ("B6", "C6")
    )
    (tmp_path / "itnamnd.toml").write_text(answers, encoding="utf-8")
    path = workbook(tmp_path, {"Drift": operating(*AMBIGUOUS), "Nyckel": KEY})
    found = as_json("check", path)[1]
    assert found["operating"]["lines"][3]["outcome"] == 1733
    assert "E304" not in codes(found)


def test_a_choice_in_a_configuration(tmp_path: Path, as_json: Json) -> None:
    stated = '[[answers]]\ncell = "arbetsbok.xlsx!Drift!C2"\nanswer = "D"\n'
    (tmp_path / "itnamnd.toml").write_text(stated, encoding="utf-8")
    path = workbook(tmp_path, {"Drift": TWO_OUTCOMES, "Nyckel": KEY})
    assert as_json("check", path)[1]["operating"]["lines"][1]["outcome"] == 1070


@pytest.mark.parametrize(
    ("stated", "words"),
    [
        ('[[columns]]\nheader = "X"\nmeans = "utfal"', "Menas ”utfall”?"),
        ('[columns]\nheader = "X"', "[[columns]]"),
        ('[[columns]]\nheader = "X"\nmeaning = "utfall"', "nyckeln ”columns.0.means” saknas"),
        ('[[answers]]\ncell = "A1"', "nyckeln ”answers.0.answer” saknas"),
    ],
)
def test_a_configuration_that_cannot_be_used(stated: str, words: str, tmp_path: Path, itnamnd: Run) -> None:
    (tmp_path / "itnamnd.toml").write_text(stated, encoding="utf-8")
    status, _, err = itnamnd("check", workbook(tmp_path, {"Drift": UNKNOWN_HEADER}))
    assert status == 2
    assert words in err


# What Excel makes of an answer as it is typed.
@pytest.mark.parametrize(
    ("typed", "number_format", "words", "budget"),
    [(1.733, "General", "1,733", 1.733), (1733, "General", "1733", 1733), ("1 733", "General", "1 733", 1733)],
)
def test_an_answer_that_excel_takes_for_a_number_is_that_number(
    typed: str | float, number_format: str, words: str, budget: float, tmp_path: Path, as_json: Json
) -> None:
    path = workbook(tmp_path, {"Drift": operating(*AMBIGUOUS), "Nyckel": KEY})
    as_json("recalc", path)
    answer(path, "Meddelanden", "Svar", typed, number_format, Kod="E304", Plats="B6")
    for _ in range(3):
        found = as_json("recalc", path)[1]
        assert found["operating"]["lines"][3]["budget"] == budget
        assert f"svaret ”{words}” (Meddelanden)" in said(found, "N704")


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (dt.date(2023, 5, 4), "skriv en apostrof först"),
        ("#REF!", "kan inte användas"),
    ],
)
def test_an_answer_that_is_no_value_is_told_why(
    typed: str | dt.date, words: str, tmp_path: Path, as_json: Json
) -> None:
    path = workbook(tmp_path, {"Drift": operating(*AMBIGUOUS), "Nyckel": KEY})
    as_json("recalc", path)
    answer(path, "Meddelanden", "Svar", typed, Kod="E304", Plats="B6")
    for _ in range(2):
        found = as_json("recalc", path)[1]
        assert words in said(found, "W707")
        assert "E304" in codes(found)


def test_an_answer_that_is_a_formula_without_a_value_is_told(tmp_path: Path, as_json: Json) -> None:
    path = workbook(tmp_path, {"Drift": operating(*AMBIGUOUS), "Nyckel": KEY})
    as_json("recalc", path)
    answer(path, "Meddelanden", "Svar", "=1+1", Kod="E304", Plats="B6")
    assert "en formel utan sparat värde" in said(as_json("recalc", path)[1], "W707")


def test_a_percentage_in_the_column_of_answers_is_one(tmp_path: Path, as_json: Json) -> None:
    rows: Rows = [["Nämndmål", "Indikator", "Resultat", "Målvärde"], ["God service", "Nöjdhet", "80 eller 84", "82 %"]]
    path = workbook(tmp_path, {"Mål": rows})
    as_json("recalc", path)
    answer(path, "Meddelanden", "Svar", 0.84, "0%", Kod="E306")
    for _ in range(2):
        found = as_json("recalc", path)[1]
        assert "svaret ”84 %”" in said(found, "N704")
        assert found["attainment"]["goals"][0]["indicators"][0]["level"] == "achieved"


def test_an_answer_is_none_to_what_comes_in_its_place(tmp_path: Path, as_json: Json) -> None:
    path = workbook(tmp_path, {"Drift": operating(*AMBIGUOUS), "Nyckel": KEY})
    as_json("recalc", path)
    answer(path, "Meddelanden", "Svar", "1 733", Kod="E304", Plats="B6")
    as_json("recalc", path)
    book = openpyxl.load_workbook(path)
    book["Drift"]["B6"] = "2.500"
    book.save(path)
    assert "W706" in codes(as_json("recalc", path)[1])
    for _ in range(2):
        found = as_json("recalc", path)[1]
        assert found["operating"]["lines"][3]["budget"] is None
        assert "”2.500” kan läsas" in said(found, "E304")
    # What she wrote is not lost.
    texts = [cell.value for row in sheet_of(path, "Egna anteckningar").iter_rows() for cell in row]
    assert "1 733" in texts


def test_answers_outlive_another_name_of_the_workbook(tmp_path: Path, as_json: Json) -> None:
    path = workbook(tmp_path, {"Drift": operating(*AMBIGUOUS), "Nyckel": KEY})
    as_json("recalc", path)
    answer(path, "Meddelanden", "Svar", "1 733", Kod="E304", Plats="B6")
    as_json("recalc", path)
    path = path.rename(tmp_path / "budget 2023, slutlig.xlsx")
    for _ in range(3):
        assert as_json("recalc", path)[1]["operating"]["lines"][3]["budget"] == 1733


def test_which_way_is_better_is_answered_beside_the_question(tmp_path: Path, as_json: Json) -> None:
    rows: Rows = [["Nämndmål", "Indikator", "Resultat", "Målvärde"], ["God service", "Objektstyrning", 9, 10]]
    path = workbook(tmp_path, {"Mål": rows})
    as_json("recalc", path)
    answer(path, "Meddelanden", "Svar", "högst 10", Kod="W408")
    for _ in range(3):
        found = as_json("recalc", path)[1]
        assert not {"W408", "W706"} & codes(found)
        assert found["attainment"]["goals"][0]["indicators"][0]["level"] == "achieved"


@pytest.mark.parametrize(("given", "level"), [("delvis uppnådd", "partly_achieved"), ("ej mätbar", "no_value")])
def test_what_a_symbol_means_is_answered_once_for_a_sheet(
    given: str, level: str, tmp_path: Path, as_json: Json
) -> None:
    rows: Rows = [
        ["Nämndmål", "Indikator", "Bedömning"],
        ["God service", "Svar", "😊"],
        [None, "Tid", "😐"],
        [None, "Kö", "😐"],
    ]
    path = workbook(tmp_path, {"Mål": rows})
    assert "W423" in codes(as_json("recalc", path)[1])
    answer(path, "Meddelanden", "Svar", given, Kod="W423")
    for _ in range(3):
        found = as_json("recalc", path)[1]
        assert "W423" not in codes(found)
        levels = [one["level"] for one in found["attainment"]["goals"][0]["indicators"]]
        assert levels == ["achieved", level, level]


def test_a_name_is_answered_where_name_and_code_are_of_two(tmp_path: Path, as_json: Json) -> None:
    rows: Rows = [KEY[0], ["1814 Laxå", 8603], ["Askersund", 11534], ["Hallsberg", 16196]]
    path = workbook(tmp_path, {"Drift": operating(*ITEMS, NET), "Nyckel": rows})
    assert "Laxå" in shares(as_json("recalc", path)[1])
    answer(path, "Meddelanden", "Svar", "Lekeberg", Kod="W621")
    for _ in range(2):
        found = as_json("recalc", path)[1]
        assert "W621" not in codes(found)
        assert set(shares(found)) == {"Lekeberg", "Askersund", "Hallsberg"}


def test_a_question_can_be_answered_where_nothing_is_computed_before_it_is(tmp_path: Path, as_json: Json) -> None:
    path = workbook(tmp_path, {"Drift": TWO_OUTCOMES, "Nyckel": KEY})
    assert as_json("recalc", path)[1]["operating"] is None
    answer(path, "Meddelanden", "Svar", "D", Kod="E203")
    for _ in range(2):
        assert as_json("recalc", path)[1]["operating"]["lines"][1]["outcome"] == 1070


def test_the_column_that_is_lacking_is_pointed_out_where_nothing_is_computed_before(
    tmp_path: Path, as_json: Json
) -> None:
    path = workbook(tmp_path, {"Drift": UNKNOWN_HEADER, "Nyckel": KEY})
    assert "W211" in codes(as_json("recalc", path)[1])
    answer(path, "Inställningar", "Ditt val", "utfall", Flik="Drift", Cell="C2")
    for _ in range(2):
        assert as_json("recalc", path)[1]["operating"]["lines"][1]["outcome"] == 650


def test_a_workbook_of_something_else_gets_no_sheets(tmp_path: Path, as_json: Json) -> None:
    path = workbook(tmp_path, {"Personal": [["Namn", "Telefon", "Rum"], ["Växeln", "123", "4"]]})
    before = path.read_bytes()
    as_json("recalc", path)
    assert path.read_bytes() == before


def test_an_answer_by_letter_is_none_when_another_column_has_the_letter(tmp_path: Path, as_json: Json) -> None:
    path = workbook(tmp_path, {"Drift": TWO_OUTCOMES, "Mål": GOAL_TABLE, "Nyckel": KEY})
    as_json("recalc", path)
    answer(path, "Meddelanden", "Svar", "D", Kod="E203")
    as_json("recalc", path)
    book = openpyxl.load_workbook(path)
    sheet = book["Drift"]
    sheet["C2"], sheet["D2"] = "Redovisat", "Förbrukat"
    book.save(path)
    for _ in range(2):
        found = as_json("recalc", path)[1]
        assert found["operating"] is None
        assert "E203" in codes(found)


def test_an_answer_on_the_sheet_comes_before_one_in_the_configuration(tmp_path: Path, as_json: Json) -> None:
    path = workbook(tmp_path, {"Drift": operating(*AMBIGUOUS), "Nyckel": KEY})
    as_json("recalc", path)
    answer(path, "Meddelanden", "Svar", "1 733", Kod="E304", Plats="B6")
    cell = 'cell = "arbetsbok.xlsx!Drift!B6"'
    (tmp_path / "itnamnd.toml").write_text(f'[[answers]]\n{cell}\nfound = "1.733"\nanswer = "1,733"\n')
    for _ in range(2):
        found = as_json("recalc", path)[1]
        assert found["operating"]["lines"][3]["budget"] == 1733
        assert "svaret ”1,733” (itnamnd.toml) används inte" in said(found, "W712")


def test_what_a_configuration_answers_can_be_answered_otherwise_beside_it(tmp_path: Path, as_json: Json) -> None:
    stated = '[[answers]]\ncell = "arbetsbok.xlsx!Drift!C2"\nanswer = "D"\n'
    (tmp_path / "itnamnd.toml").write_text(stated, encoding="utf-8")
    path = workbook(tmp_path, {"Drift": TWO_OUTCOMES, "Nyckel": KEY})
    assert as_json("recalc", path)[1]["operating"]["lines"][1]["outcome"] == 1070
    answer(path, "Meddelanden", "Svar", "C", Kod="N705 E203")
    for _ in range(2):
        assert as_json("recalc", path)[1]["operating"]["lines"][1]["outcome"] == 1080


def test_answers_in_a_copy_hold_also_where_the_original_has_results(tmp_path: Path, as_json: Json) -> None:
    path = workbook(tmp_path, {"Drift": operating(*AMBIGUOUS), "Nyckel": KEY})
    as_json("recalc", path)
    folder = tmp_path / "ut"
    as_json("recalc", path, "--output", folder)
    answer(folder / path.name, "Meddelanden", "Svar", "1 733", Kod="E304", Plats="B6")
    for _ in range(2):
        found = as_json("recalc", path, "--output", folder)[1]
        assert found["operating"]["lines"][3]["budget"] == 1733


def test_a_column_that_is_pointed_out_stands_in_for_the_one_of_the_year(tmp_path: Path, as_json: Json) -> None:
    rows: Rows = [
        ["Driftredovisning, tkr"],
        ["Kontotext", "Budget 2023", "Utfall 2023", "Justerat"],
        ["Personalkostnader", 600, 650, 640],
        ["Licenser", 400, 430, 420],
        ["Nettoresultat", 1000, 1080, 1060],
    ]
    path = workbook(tmp_path, {"Drift": rows, "Nyckel": KEY})
    as_json("recalc", path)
    answer(path, "Inställningar", "Ditt val", "utfall", Cell="D2")
    for _ in range(2):
        assert [one["outcome"] for one in as_json("recalc", path)[1]["operating"]["lines"]] == [640, 420]


def test_a_column_without_a_header_is_pointed_out_by_its_cell(tmp_path: Path, as_json: Json) -> None:
    rows: Rows = [["Driftredovisning 2023, tkr"], ["Kontotext", "Budget 2023", None, "Avvikelse"], *ITEMS, NET]
    path = workbook(tmp_path, {"Drift": rows, "Nyckel": KEY})
    as_json("recalc", path)
    answer(path, "Inställningar", "Ditt val", "utfall", Cell="C2")
    for _ in range(3):
        assert as_json("recalc", path)[1]["operating"]["lines"][1]["outcome"] == 650


def test_a_choice_that_leaves_no_table_is_still_there(tmp_path: Path, as_json: Json) -> None:
    path = workbook(tmp_path, {"Drift": operating(*ITEMS, NET), "Nyckel": KEY})
    as_json("recalc", path)
    answer(path, "Inställningar", "Ditt val", "används inte", Flik="Nyckel", Cell="A1")
    for _ in range(3):
        assert as_json("recalc", path)[1]["allocation"] is None
    rows = [[cell.value for cell in row] for row in sheet_of(path, "Inställningar").iter_rows()]
    assert ["Nyckel", "används inte", "används inte", "A1", "Kommun"] in rows


def test_a_choice_for_a_sheet_that_has_another_name_is_told_and_kept(tmp_path: Path, as_json: Json) -> None:
    path = workbook(tmp_path, {"Drift": UNKNOWN_HEADER, "Mål": GOAL_TABLE, "Nyckel": KEY})
    as_json("recalc", path)
    answer(path, "Inställningar", "Ditt val", "utfall", Flik="Drift", Cell="C2")
    as_json("recalc", path)
    book = openpyxl.load_workbook(path)
    book["Drift"].title = "Driften"
    book.save(path)
    for _ in range(2):
        assert "”Bokfört i år” pekas ut som utfall" in said(as_json("recalc", path)[1], "W709")
    rows = [[cell.value for cell in row] for row in sheet_of(path, "Inställningar").iter_rows()]
    assert ["Drift", "utfall", "används inte; kolumnen finns inte", "C2", "Bokfört i år"] in rows


def test_a_sort_of_column_that_is_nearly_named_is_suggested(tmp_path: Path, as_json: Json) -> None:
    own: Rows = [*OWN_SHEET[:-1], ["Drift", "Bokfört i år", "Utfal"]]
    sheets = {"Drift": UNKNOWN_HEADER, "Inställningar": own}
    assert "Menas ”utfall”?" in said(as_json("check", workbook(tmp_path, sheets))[1], "W710")


LEDGER: Rows = [
    ["Huvudbok 2023, tkr"],
    ["Vernr", "Bokföringsdatum", "Konto", "Kontotext", "Belopp"],
    [1, "2023-01-31", 3511, "Bidrag", -1000],
    [2, "2023-05-31", 4010, "Datorer", 650],
    [3, "2023-09-30", 4110, "Licenser", 430],
]
PLANNED: Rows = [
    ["Budget 2023, tkr"],
    ["Konto", "Kontotext", "Budget 2023"],
    [3511, "Bidrag", -1000],
    [4010, "Datorer", 400],
    ["40-43", "Inköp", 600],
]


@pytest.mark.parametrize(
    ("given", "outcomes"), [("A4", [-1000, 650, 430]), ("Inköp", [-1000, None, 1080]), ("a5", [-1000, None, 1080])]
)
def test_the_row_of_an_account_is_answered(
    given: str, outcomes: list[float | None], tmp_path: Path, as_json: Json
) -> None:
    path = workbook(tmp_path, {"Huvudbok": LEDGER, "Budget": PLANNED})
    assert "E259" in codes(as_json("recalc", path)[1])
    answer(path, "Meddelanden", "Svar", given, Kod="E259")
    for _ in range(3):
        found = as_json("recalc", path)[1]
        assert "kontot 4010 Datorer hör till" in said(found, "N705")
        assert [one["outcome"] or None for one in found["operating"]["lines"]] == outcomes


def test_an_answer_that_names_no_row_chooses_none(tmp_path: Path, as_json: Json) -> None:
    path = workbook(tmp_path, {"Huvudbok": LEDGER, "Budget": PLANNED})
    as_json("recalc", path)
    answer(path, "Meddelanden", "Svar", "den första", Kod="E259")
    for _ in range(2):
        assert {"E259", "W707"} <= codes(as_json("recalc", path)[1])


def test_a_choice_that_is_not_followed_is_told(tmp_path: Path, as_json: Json) -> None:
    rows: Rows = [["Nyckel", "Lekeberg", "Laxå"], ["Folkmängd 2021-12-31", 8603, 5582]]
    path = workbook(tmp_path, {"Drift": operating(*ITEMS, NET), "Nyckel": rows})
    assert "W714" not in codes(as_json("recalc", path)[1])
    answer(path, "Inställningar", "Ditt val", "används inte", Flik="Nyckel", Cell="C1")
    assert "”Laxå” är vald att inte användas, men läses som Laxå" in said(as_json("recalc", path)[1], "W714")


SAME_HEADERS: Rows = [
    ["Driftredovisning, tkr"],
    [None, 2023, None, None, 2022, None],
    ["Kontotext", "Budget", "Bokfört i år", "Avvikelse", "Budget", "Bokfört i år"],
    ["Driftbidrag från kommuner", -1000, -1000, 0, -900, -900],
    ["Personalkostnader", 1000, 1080, -80, 900, 950],
    ["Nettoresultat", 0, 80, -80, 0, 50],
]


def test_a_header_pointed_out_is_the_years_own_where_it_stands_for_several_years(tmp_path: Path, as_json: Json) -> None:
    path = workbook(tmp_path, {"Drift": SAME_HEADERS, "Nyckel": KEY})
    status, found = as_json("check", path)
    assert (status, found["operating"]) == (1, None)
    assert {"W211", "E216"} <= codes(found)
    assert "C3 ”Bokfört i år” och F3 ”Bokfört i år”" in said(found, "W211")
    (tmp_path / "itnamnd.toml").write_text('[[columns]]\nheader = "Bokfört i år"\nmeans = "utfall"\n', "utf-8")
    found = as_json("check", path)[1]
    assert [line["outcome"] for line in found["operating"]["lines"]] == [-1000, 1080]
    assert "E501" not in codes(found)


def source_row(path: Path, what: str) -> list[Any]:
    """What Källor says of a figure: what stands in the cell, what it is read as, the unit, how it is understood."""
    rows = [[cell.value for cell in row] for row in sheet_of(path, "Källor").iter_rows()]
    return next(row for row in rows if row[0] == what)[4:]


def test_what_stands_in_an_answered_cell_is_told_beside_the_answer(tmp_path: Path, as_json: Json) -> None:
    """The auditor's sheet shows the cell as it is, and that somebody's answer was read in its place."""
    goals: Rows = [["Nämndmål", "Indikator", "Resultat", "Målvärde"], ["God service", "Objektstyrning", 9, 10]]
    path = workbook(tmp_path, {"Drift": operating(*AMBIGUOUS), "Mål": goals, "Nyckel": KEY})
    as_json("recalc", path)
    answer(path, "Meddelanden", "Svar", "1 733", Kod="E304", Plats="B6")
    answer(path, "Meddelanden", "Svar", 1813, Kod="E304", Plats="C6")
    answer(path, "Meddelanden", "Svar", "minst 10", Kod="W408")
    for _ in range(2):
        found = as_json("recalc", path)[1]
        # The cell does not hold 1733 as a text.
        assert "N307" not in codes(found)
        used = "(Meddelanden) används i stället för vad som står i cellen"
        assert source_row(path, "Hyra, budget 2023") == ["1.733", 1733, "tkr", f"ditt svar ”1 733” {used}"]
        # No formula takes the answer to stand in the cell.
        assert source_row(path, "Hyra, utfall 2023") == ["1.733", 1813, "tkr", f"ditt svar ”1813” {used}"]
        held, value, _, meaning = source_row(path, "Objektstyrning, målvärde")
        assert (held[: held.index(",")], value) == ("=IF(ISNUMBER('Mål'!D2)", 10)
        assert f"ditt svar ”minst 10” {used}; minst: i svaret står ”minst”" in meaning
        # An answer is to what stood in the cell.
        assert meaning.startswith("=IF(E")
        assert "Siffrorna har ändrats" in meaning


def test_every_cell_that_an_answered_symbol_stands_in_is_told(tmp_path: Path, as_json: Json) -> None:
    rows: Rows = [["Nämndmål", "Indikator", "Bedömning"], ["God service", "Tid", "😐"], [None, "Kö", "😐"]]
    path = workbook(tmp_path, {"Mål": rows})
    as_json("recalc", path)
    answer(path, "Meddelanden", "Svar", "delvis uppnådd", Kod="W423")
    as_json("recalc", path)
    for name in ("Tid", "Kö"):
        held, words, _, meaning = source_row(path, f"{name}, rapporterad bedömning")
        assert (held, words) == ("😐", "Delvis uppnådd")
        assert "ditt svar ”delvis uppnådd” (Meddelanden)" in meaning


@pytest.mark.parametrize(
    ("name", "value", "code", "given", "same"),
    [
        ("Fördelningsnyckel", "datorer", "E617", "folkmängd", "antal datorer"),
        ("Nyckeldatum", "2018-12-31", "E607", "2020-12-31", "2018-12-31"),
    ],
)
def test_an_answer_that_a_sheet_outranks_is_told_of_and_not_asked_for(
    name: str, value: str, code: str, given: str, same: str, tmp_path: Path, as_json: Json
) -> None:
    stated: Rows = [["Inställning", "Värde"], [name, value]]
    path = workbook(tmp_path, {"Drift": operating(*ITEMS, NET), "Nyckel": DATES, "Inställningar": stated})
    assert "kolumnen Svar" not in said(as_json("recalc", path)[1], code)
    answer(path, "Meddelanden", "Svar", given, Kod=code)
    for _ in range(2):
        found = as_json("recalc", path)[1]
        assert found["allocation"] is None
        words = f"inställningen ”{name}” är angiven i arbetsbok.xlsx, fliken Inställningar."
        assert f"svaret ”{given}” (Meddelanden)" in said(found, "W715")
        assert words in said(found, "W715")
        texts = [cell.value for row in sheet_of(path, "Meddelanden").iter_rows() for cell in row]
        assert texts.count(given) == 1
    answer(path, "Meddelanden", "Svar", same, Kod=code)
    # It says what the sheet says.
    assert "W715" not in codes(as_json("recalc", path)[1])
    # Where the sheet says nothing any more, the answer holds.
    answer(path, "Meddelanden", "Svar", given, Kod=code)
    book = openpyxl.load_workbook(path)
    book["Inställningar"]["B2"] = None
    book.save(path)
    found = as_json("recalc", path)[1]
    assert "W715" not in codes(found)
    assert f"svaret ”{given}”" in said(found, "N705")


def test_an_answer_that_the_command_line_outranks_is_told_of(tmp_path: Path, as_json: Json) -> None:
    path = workbook(tmp_path, {"Drift": operating(*ITEMS, NET), "Nyckel": DATES})
    as_json("recalc", path)
    answer(path, "Meddelanden", "Svar", "2019-12-31", Kod="E601")
    found = as_json("recalc", path, "--set", "Nyckeldatum=2020-12-31")[1]
    assert found["allocation"]["key_date"] == "2020-12-31"
    assert "är angiven på kommandoraden" in said(found, "W715")


def test_two_answers_to_one_setting_are_told_of(tmp_path: Path, as_json: Json) -> None:
    """The unit is asked of each table, and both answers are of the same setting."""
    statement: Rows = [["Driftredovisning 2023"], *operating(*ITEMS, NET)[1:]]
    projects: Rows = [["Investeringsredovisning 2023"], ["Projekt", "Budget", "Utfall"], ["Datorer", 100, 90]]
    path = workbook(tmp_path, {"Drift": statement, "Investering": projects, "Nyckel": KEY})
    as_json("recalc", path)
    answer(path, "Meddelanden", "Svar", "tkr", Kod="W206", Plats="Drift")
    answer(path, "Meddelanden", "Svar", "mnkr", Kod="W206", Plats="Investering")
    found = as_json("recalc", path)[1]
    assert "svaret ”mnkr” (Meddelanden)" in said(found, "W712")
    # Which one is not used stands first now, and is not the one that is used therefore.
    once = path.read_bytes()
    again = as_json("recalc", path)[1]
    assert again["diagnostics"] == found["diagnostics"]
    assert again["operating"] == found["operating"]
    assert path.read_bytes() == once


def test_an_answer_to_what_is_of_no_cell_is_told_of_by_its_workbook(tmp_path: Path, as_json: Json) -> None:
    path = workbook(tmp_path, {"Drift": operating(*ITEMS, NET)})
    as_json("recalc", path)
    answer(path, "Meddelanden", "Svar", "kommer senare", Kod="W603")
    found = as_json("recalc", path)[1]
    assert said(found, "N716").startswith("arbetsbok.xlsx: det som du har skrivit vid W603")


def test_what_is_said_of_answers_is_the_same_where_these_have_moved(tmp_path: Path, as_json: Json) -> None:
    """What is said of an answer comes among the messages, and the answers below it stand further down than before."""
    goals: Rows = [GOAL_TABLE[0], ["Bra service", "Nöjdhet", "ungefär 8", 10], [None, "Svarstid, dagar", 3, 0]]
    path = workbook(tmp_path, {"Drift": operating(*AMBIGUOUS), "Nyckel": KEY, "Mål": goals})
    found = as_json("recalc", path)[1]
    unasked = {one["code"] for one in found["diagnostics"] if not CODES[one["code"]].asks}
    assert len(unasked) > 1
    for code in unasked:
        answer(path, "Meddelanden", "Svar", f"vid {code}", Kod=code)
    answer(path, "Meddelanden", "Svar", "1733", Kod="E304", Plats="B6")
    before = [row[6].row for row in sheet_of(path, "Meddelanden").iter_rows() if str(row[6].value).startswith("vid ")]
    found = as_json("recalc", path)[1]
    after = [row[6].row for row in sheet_of(path, "Meddelanden").iter_rows() if str(row[6].value).startswith("vid ")]
    assert len(before) == len(after) == len([one for one in found["diagnostics"] if one["code"] == "N716"])
    assert before != after
    once = path.read_bytes()
    again = as_json("recalc", path)[1]
    assert (again["diagnostics"], path.read_bytes()) == (found["diagnostics"], once)


@pytest.mark.parametrize(("given", "is_member"), [("Kumla", True), ("min notering", False)])
def test_an_answer_names_a_host_that_is_in_the_key(
    given: str, *, is_member: bool, tmp_path: Path, as_json: Json
) -> None:
    """Any text would else be a host, and every share be invoiced with no more than a note."""
    key: Rows = [["Kommun", "Folkmängd 2021-12-31"], ["Kumla", 22_000], ["Örebro", 158_000]]
    path = workbook(tmp_path, {"Drift": operating(*ITEMS, NET), "Nyckel": key})
    as_json("recalc", path)
    answer(path, "Meddelanden", "Svar", given, Kod="N618")
    found = as_json("recalc", path)[1]
    invoiced = [one["member"] for one in found["allocation"]["shares"] if one["invoiced"]]
    assert invoiced == (["Örebro"] if is_member else ["Kumla", "Örebro"])
    assert codes(found) & {"N618", "W707", "N705"} == ({"N705"} if is_member else {"N618", "W707"})
    texts = [cell.value for row in sheet_of(path, "Meddelanden").iter_rows() for cell in row]
    assert given in texts
