"""Sheets around and beside the tables: covers, examples, last year's, and tables whose headers stand in other rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl
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

TENTHS = dict.fromkeys("BCDEFGH", "0.0")


# Operating and investment statements below each other, the key to the right, its header a row further up


def one_sheet() -> Rows:
    return [
        ["Gemensamma räddningsnämnden – Bokslut 2023", None, None, None, None, "Fördelningsnyckel"],
        ["Driftredovisning (tkr)", None, None, None, None, "Kommun", "Inv 2021-12-31", "Andel"],
        ["Benämning", "Budget", "Redovisat", "Diff", None, "Skara", 18_800, "34,9 %"],
        ["Avgifter", -900, -950, 50, None, "Vara", 16_100, "29,9 %"],
        ["Löner", 5_000, 5_120, -120, None, "Essunga", 5_600, "10,4 %"],
        ["Fordon", 1_500, 1_480, 20, None, "Götene", 13_300, "24,7 %"],
        ["Övrigt", 400, 390, 10, None, "Summa", 53_800, "100 %"],
        ["Netto", 6_000, 6_040, -40],
        [],
        ["Investeringar (tkr)"],
        ["Projekt", "Budget", "Redovisat", "Diff"],
        ["Räddningsbåt", 800, 790, 10],
        ["Pumpar", 300, 312, -12],
        ["Summa investeringar", 1_100, 1_102, -2],
    ]


def test_a_table_is_not_lost_for_what_stands_beside_its_header(tmp_path: Path, as_json: Json) -> None:
    status, found = as_json("check", save(tmp_path, {"Blad1": one_sheet()}))
    assert (status, errors(found)) == (0, [])
    assert (found["board"], found["year"], found["period"]) == ("Gemensamma räddningsnämnden", 2023, "helår")
    assert [one[0] for one in lines(found["operating"])] == ["Avgifter", "Löner", "Fordon", "Övrigt"]
    assert whole(found["operating"]) == (6_000, 6_040, -40)
    assert whole(found["investments"], "all") == (1_100, 1_102, -2)
    assert shares(found) == hamilton(40, PEOPLE)


@pytest.mark.parametrize(
    ("cell", "value", "place"), [("C5", 5_210, "D5"), ("G7", 53_900, "G7"), ("C13", 321, "D13"), ("B8", 6_600, "B8")]
)
def test_an_error_in_one_of_three_tables(cell: str, value: int, place: str, tmp_path: Path, as_json: Json) -> None:
    status, found = as_json("check", save(tmp_path, {"Blad1": changed(one_sheet(), **{cell: value})}))
    assert status == 1
    assert said(found, "error", f"Blad1!{place}")


# A cover, instructions with an example, last year's hidden, a pivot


def statement(year: int | None, personal: int = -6_120) -> Rows:
    said_year = f" {year}" if year else ""
    result = 9_000 + personal - 2_444 - 530
    return [
        ["tkr", f"Budget{said_year}", f"Utfall{said_year}", "Avvikelse"],
        ["Medlemsbidrag", 9_000, 9_000, 0],
        ["Personal", -6_000, personal, personal + 6_000],
        ["Köpta tjänster", -2_500, -2_444, 56],
        ["Övrigt", -500, -530, -30],
        ["Årets resultat", 0, result, result],
    ]


EXAMPLE: Rows = [
    ["Så fyller du i arbetsboken"],
    ["Exempel"],
    ["Post", "Budget", "Utfall", "Avvikelse"],
    ["Personal", 100, 90, 10],
    ["Hyra", 10, 10, 0],
    ["Summa", 110, 100, 10],
]
PIVOT: Rows = [["Radetiketter", "Summa av Budget"], ["Personal", -6_000], ["Totalsumma", -6_000]]
COVER: Rows = [["Gemensam växelnämnd"], ["Årsbokslut 2023"], ["Diarienummer", "GVN 2024/12"], ["Version 3"]]


def binder() -> dict[str, Sheet | Rows]:
    return {
        "Försättsblad": COVER,
        "Instruktion": EXAMPLE,
        "Drift": statement(2023),
        "Drift 2022": Sheet(statement(2022, -6_170), hidden=True),
        "Nyckel": KEY,
        "Data": PIVOT,
    }


def test_what_stands_around_the_statement_is_not_mixed_with_it(tmp_path: Path, as_json: Json) -> None:
    path = save(tmp_path, binder())
    status, found = as_json("check", path)
    assert (status, errors(found)) == (0, [])
    assert (found["board"], found["year"], found["period"]) == ("Gemensam växelnämnd", 2023, "helår")
    assert whole(found["operating"]) == (0, -94, -94)
    assert {"N270", "N210", "N205"} <= codes(found)
    status, written = as_json("recalc", path, "--output", tmp_path / "ut")
    assert (status, shares(written)) == (0, hamilton(94, PEOPLE))
    assert {*binder()} <= {*openpyxl.load_workbook(written["written"][0]).sheetnames}
    status, again = as_json("check", written["written"][0])
    assert (status, shares(again), again["period"]) == (0, shares(found), "helår")


def test_an_example_alone_is_read(tmp_path: Path, as_json: Json) -> None:
    """Where nothing else is there, what is called an example is the statement."""
    status, found = as_json("check", save(tmp_path, {"Mall": EXAMPLE}))
    assert (status, whole(found["operating"])) == (0, (110, 100, 10))


def test_two_statements_that_are_no_examples_are_asked_about(tmp_path: Path, as_json: Json) -> None:
    status, found = as_json("check", save(tmp_path, {**binder(), "Kopia": statement(2023, -6_210)}))
    assert (status, found["operating"]) == (1, None)
    assert "E202" in codes(found)


def test_a_cover_says_the_year_of_tables_that_say_none(tmp_path: Path, as_json: Json) -> None:
    status, found = as_json("check", save(tmp_path, {"Framsida": COVER, "Drift": statement(None), "Nyckel": KEY}))
    assert (status, errors(found)) == (0, [])
    assert (found["year"], found["period"]) == (2023, "helår")
    assert found["allocation"]["key_date"] == "2021-12-31"
    assert "W208" not in codes(found)


@pytest.mark.parametrize(
    "others",
    [
        {"Framsida": COVER, "Innehåll": [["Årsbokslut 2022"]]},
        {"Text": [["I delårsrapporten 2022 angavs att allt är gott."]]},
    ],
)
def test_covers_that_differ_and_running_text_say_no_year(
    others: dict[str, Sheet | Rows], tmp_path: Path, as_json: Json
) -> None:
    found = as_json("check", save(tmp_path, {**others, "Drift": statement(None), "Nyckel": KEY}))[1]
    assert found["year"] is None
    assert "W208" in codes(found)


def test_a_tables_own_year_goes_before_the_covers(tmp_path: Path, as_json: Json) -> None:
    found = as_json("check", save(tmp_path, {"Framsida": COVER, "Drift": statement(2022), "Nyckel": KEY}))[1]
    assert found["year"] == 2022


# Everything from the second column on; years as numbers and as texts; the year in the file's name alone


def test_everything_from_the_second_column_on(tmp_path: Path, as_json: Json) -> None:
    rows: Rows = [[], [], [None, "Gemensam nämnd för familjerätt"], [None, "Bokslut 2023"], []]
    sheets = {"Drift": [*rows, *([None, *row] for row in statement(None))], "Nyckel": [[None, *row] for row in KEY]}
    path = save(tmp_path, sheets)
    book = openpyxl.load_workbook(path)
    book["Drift"].freeze_panes = "C7"
    book.save(path)
    status, found = as_json("check", path)
    assert (status, errors(found)) == (0, [])
    assert (found["board"], found["year"]) == ("Gemensam nämnd för familjerätt", 2023)
    assert whole(found["operating"]) == (0, -94, -94)


@pytest.mark.parametrize("year", [2023, "2023"])
def test_years_below_their_headers_as_number_or_text(year: object, tmp_path: Path, as_json: Json) -> None:
    before = 2022 if isinstance(year, int) else "2022"
    head: Rows = [[None, "Budget", "Utfall", "Avvikelse", "Utfall"], ["tkr", year, year, year, before]]
    rows = [*head, *([*row, 7] for row in statement(None)[1:])]
    status, found = as_json("check", save(tmp_path, {"Drift": rows, "Nyckel": KEY}))
    assert (status, errors(found), found["year"]) == (0, [], 2023)
    assert whole(found["operating"]) == (0, -94, -94)


def test_the_year_in_the_files_name_alone(tmp_path: Path, as_json: Json) -> None:
    status, found = as_json("check", save(tmp_path, {"Drift": statement(None), "Nyckel": KEY}, "bokslut 2023.xlsx"))
    assert (status, found["year"], found["period"]) == (0, 2023, "helår")


# Many members, one member, a member that the key lacks


def test_twelve_members_and_one(tmp_path: Path, as_json: Json) -> None:
    names = ["Mora", "Orsa", "Älvdalen", "Rättvik", "Leksand", "Gagnef", "Vansbro", "Malung-Sälen", "Ludvika"]
    people = {name: 10_000 + 137 * place for place, name in enumerate([*names, "Smedjebacken", "Säter", "Hedemora"])}
    key: Rows = [["Kommun", "Antal invånare 31/12 2021"], *map(list, people.items()), ["Summa", sum(people.values())]]
    status, found = as_json("check", save(tmp_path, {"Drift": statement(2023), "Nyckel": key}))
    assert (status, errors(found), shares(found)) == (0, [], hamilton(94, people))
    status, found = as_json("check", save(tmp_path, {"Drift": statement(2023), "Nyckel": key[:2]}))
    assert (status, shares(found)) == (0, {"Mora": 94})


def contributions() -> Rows:
    return [
        ["Gemensam nämnd för hjälpmedel – årsbokslut 2023 (tkr)"],
        ["Text", "Budget 2023", "Utfall 2023", "Avvikelse"],
        ["Intäkter"],
        ["Bidrag Skara kommun", -4_200, -4_200, 0],
        ["Bidrag Vara kommun", -2_600, -2_600, 0],
        ["Bidrag Essunga kommun", -1_200, -1_200, 0],
        ["Bidrag Götene kommun", -1_000, -1_000, 0],
        ["Summa intäkter", -9_000, -9_000, 0],
        ["Kostnader"],
        ["Personal", 5_200, 5_311, -111],
        ["Hjälpmedel, inköp", 3_800, 4_077, -277],
        ["Summa kostnader", 9_000, 9_388, -388],
        ["Resultat", 0, 388, -388],
    ]


def test_each_members_contribution_is_a_row(tmp_path: Path, as_json: Json) -> None:
    status, found = as_json("check", save(tmp_path, {"Bokslut": contributions(), "Nyckel": KEY}))
    assert (status, errors(found)) == (0, [])
    assert [one["member"] for one in found["operating"]["lines"]] == [*PEOPLE, None, None]
    assert shares(found) == hamilton(388, PEOPLE)


def test_a_member_that_pays_and_is_in_no_key_is_said(tmp_path: Path, as_json: Json) -> None:
    found = as_json("check", save(tmp_path, {"Bokslut": contributions(), "Nyckel": KEY[:-1]}))[1]
    assert said(found, "warning", "Bokslut!A7")
    assert "Götene" not in shares(found)


# Investments over several years by block, in millions with one decimal


def blocks() -> Rows:
    return [
        ["Investeringsredovisning 2023 (mnkr)"],
        [
            "Projekt",
            "Beslutad totalutgift",
            "Ack utfall t.o.m. 2023",
            "Prognos totalutgift",
            "Avvikelse totalutgift",
            "Budget 2023",
            "Utfall 2023",
            "Avvikelse 2023",
        ],
        ["Fastigheter"],
        ["Brandstation Norr", 45.0, 31.2, 47.5, -2.5, 20.0, 18.4, 1.6],
        ["Ventilation", 6.5, 6.1, 6.1, 0.4, 2.0, 1.9, 0.1],
        ["Summa fastigheter", 51.5, 37.3, 53.6, -2.1, 22.0, 20.3, 1.7],
        ["Fordon"],
        ["Släckbil 1", 7.2, 7.4, 7.4, -0.2, 7.2, 7.4, -0.2],
        ["Höjdfordon", 12.0, 0.0, 12.0, 0.0, 1.0, 0.0, 1.0],
        ["Summa fordon", 19.2, 7.4, 19.4, -0.2, 8.2, 7.4, 0.8],
        ["Inventarier", None, None, None, None, 1.5, 1.2, 0.3],
        ["Totalt investeringar", 70.7, 44.7, 73.0, -2.3, 31.7, 28.9, 2.8],
    ]


def test_blocks_of_projects_over_several_years(tmp_path: Path, as_json: Json) -> None:
    status, found = as_json("check", save(tmp_path, {"Investeringar": Sheet(blocks(), formats=TENTHS)}))
    assert (status, errors(found)) == (0, [])
    assert len(found["investments"]["lines"]) == 5
    projects = figures(found["investments"], "decided_total", "accumulated", "forecast_total")
    assert projects["Brandstation Norr"] == (45, 31.2, 47.5)
    assert projects["Inventarier"] == (None, None, None)
    assert whole(found["investments"], "all") == (31.7, 28.9, 2.8)
    overrun = [one["source"] for one in found["diagnostics"] if one["code"] == "W511"]
    assert overrun == ["arbetsbok.xlsx!Investeringar!A4", "arbetsbok.xlsx!Investeringar!A8"]


def test_an_outcome_that_its_block_lacks(tmp_path: Path, as_json: Json) -> None:
    rows = changed(blocks(), G9=2.3)
    status, found = as_json("check", save(tmp_path, {"Investeringar": Sheet(rows, formats=TENTHS)}))
    assert status == 1
    assert said(found, "error", "Investeringar!H9")
    assert said(found, "error", "Investeringar!G10")
