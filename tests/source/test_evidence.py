"""Where year, period, board and host stand, and which place is followed when they disagree."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from itnamnd_xl.core.model import CellRef

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from itnamnd_xl.source.case import Reading
    from itnamnd_xl.source.grid import Grid

    Sheet = Callable[..., Grid]
    Read = Callable[..., Reading]

ROWS: Sequence[Sequence[object]] = [["Bidrag", -100, -110, 10], ["Personal", 100, 105, -5], ["Netto", 0, -5, 5]]
DATED = ["Kontotext", "Budget 2023", "Utfall 2023", "Avvikelse"]
BARE = ["Kontotext", "Budget", "Utfall", "Avvikelse"]


def codes(reading: Reading) -> list[str]:
    return [one.code for one in reading.diagnostics]


@pytest.mark.parametrize(
    ("head", "name", "workbook", "words"),
    [
        ([DATED], "Blad1", "bok.xlsx", "rubriken C1 ”Utfall 2023”"),
        ([["Driftredovisning 2023, tkr"], BARE], "Blad1", "bok.xlsx", "titeln A1 ”Driftredovisning 2023, tkr”"),
        ([["Period 2301-2312"], BARE], "Blad1", "bok.xlsx", "titeln A1 ”Period 2301-2312”"),
        ([BARE], "Drift 2023", "bok.xlsx", "fliken ”Drift 2023”"),
        ([BARE], "Drift", "bokslut_2023.xlsx", "filnamnet bokslut_2023.xlsx"),
        ([["Drift 2023"], DATED], "Drift 2023", "2023.xlsx", "rubriken C2 ”Utfall 2023”"),
    ],
)
def test_the_year_is_given_with_its_place(
    head: list[list[object]], name: str, workbook: str, words: str, sheet: Sheet, read_sheets: Read
) -> None:
    reading = read_sheets(sheet([*head, *ROWS], name=name, workbook=workbook))
    assert (reading.case.year, reading.found["year"].value, reading.found["year"].words) == (2023, "2023", words)
    assert "W221" not in codes(reading)


def test_the_place_of_a_year_is_a_cell_where_it_is_one(sheet: Sheet, read_sheets: Read) -> None:
    reading = read_sheets(sheet([DATED, *ROWS]))
    assert reading.found["year"].source == CellRef("bok.xlsx", "Blad1", 1, 3)


def test_a_year_that_is_set_is_the_setting_s(sheet: Sheet, read_sheets: Read) -> None:
    reading = read_sheets(sheet([["Drift 2022"], DATED, *ROWS]), year=2023)
    assert (reading.found["year"].value, reading.found["year"].words) == ("2023", "konfigurationen eller kommandoraden")
    assert "W221" not in codes(reading)


@pytest.mark.parametrize(
    ("head", "name", "workbook", "second"),
    [
        ([["Drift 2022, tkr"], DATED], "Blad1", "bok.xlsx", "titeln A1 ”Drift 2022, tkr”"),
        ([DATED], "Drift 2024", "bok.xlsx", "fliken ”Drift 2024”"),
        ([DATED], "Drift", "Budget 2022.xlsx", "filnamnet Budget 2022.xlsx"),
        ([["Drift 2023"], BARE], "2022", "bok.xlsx", "fliken ”2022”"),
    ],
)
def test_places_that_disagree_are_both_named(
    head: list[list[object]], name: str, workbook: str, second: str, sheet: Sheet, read_sheets: Read
) -> None:
    reading = read_sheets(sheet([*head, *ROWS], name=name, workbook=workbook))
    assert reading.case.year == 2023
    (found,) = [one for one in reading.diagnostics if one.code == "W221"]
    assert found.params["year"] == "2023"
    assert found.params["second"] == second
    assert reading.found["year"].words == found.params["first"]


@pytest.mark.parametrize(
    ("title", "workbook"),
    [
        ("Budget och utfall 2022–2023", "bok.xlsx"),
        ("Årsredovisning 2023, jämförelse med 2022", "bok.xlsx"),
        ("Drift", "bokslut 2024-02-15.xlsx"),
    ],
)
def test_a_title_of_several_years_and_a_dated_file_disagree_with_nothing(
    title: str, workbook: str, sheet: Sheet, read_sheets: Read
) -> None:
    reading = read_sheets(sheet([[title], DATED, *ROWS], workbook=workbook))
    assert reading.case.year == 2023
    assert "W221" not in codes(reading)


@pytest.mark.parametrize(
    ("head", "name", "period", "words"),
    [
        ([["Delårsrapport 2023"], DATED], "Blad1", "delår", "titeln A1 ”Delårsrapport 2023”"),
        ([["Kontotext", "Budget", "Utfall jan–aug 2023"]], "Blad1", "delår", "rubriken C1 ”Utfall jan–aug 2023”"),
        ([["Kontotext", "Budget", "Utfall 2023-12-31"]], "Blad1", "helår", "rubriken C1 ”Utfall 2023-12-31”"),
        ([DATED], "Delår", "delår", "fliken ”Delår”"),
    ],
)
def test_the_period_is_given_with_its_place(
    head: list[list[object]], name: str, period: str, words: str, sheet: Sheet, read_sheets: Read
) -> None:
    reading = read_sheets(sheet([*head, *ROWS], name=name))
    assert (reading.found["period"].value, reading.found["period"].words) == (period, words)
    assert reading.case.period == period


def test_board_and_host_are_given_with_their_lines(sheet: Sheet, read_sheets: Read) -> None:
    lines = [["Gemensam lönenämnd"], ["Värdkommun: Laxå"], []]
    reading = read_sheets(sheet([*lines, DATED, *ROWS]))
    assert (reading.found["board"].value, reading.found["board"].words) == (
        "Gemensam lönenämnd",
        "raden A1 ”Gemensam lönenämnd”",
    )
    assert (reading.found["host"].value, reading.found["host"].source) == ("Laxå", CellRef("bok.xlsx", "Blad1", 2, 1))


def test_what_is_nowhere_stated_is_not_found(sheet: Sheet, read_sheets: Read) -> None:
    reading = read_sheets(sheet([BARE, *ROWS]))
    assert not {"year", "period", "board"} & set(reading.found)
