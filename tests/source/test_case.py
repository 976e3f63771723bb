"""Sheets become one case: which table is which, for which year, and who has the last word on a setting."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import pytest

from itnamnd_xl.core.diagnostics import CODES
from itnamnd_xl.core.model import CellRef, Origin
from itnamnd_xl.policy.load import with_settings
from itnamnd_xl.source.book import Book
from itnamnd_xl.source.case import read_case

if TYPE_CHECKING:
    from itnamnd_xl.policy import Policy
    from itnamnd_xl.source.case import Reading
    from itnamnd_xl.source.grid import Grid

Sheet = Callable[..., "Grid"]
Read = Callable[..., "Reading"]
Rows = Sequence[Sequence[object]]

STATEMENT: Rows = [
    ["Driftredovisning"],
    ["Belopp i tkr"],
    ["Kontotext", "Budget 2023", "Utfall 2023", "Avvikelse"],
    ["Lön", 100, 105, -5],
    ["Netto", 100, 105, -5],
]
INVESTMENTS: Rows = [
    ["Investeringar, tkr"],
    ["Projekt", "Budget 2023", "Utfall 2023", "Avvikelse"],
    ["Servrar", 10, 9, 1],
]
GOALS: Rows = [["Nämndmål", "Indikator", "Resultat 2023", "Målvärde 2023"], ["A", "NKI", 7, 7]]
KEY: Rows = [["Kommun", "Folkmängd 2021-12-31"], ["Lekeberg", 8603], ["Laxå", 5582]]


def codes(reading: Reading) -> list[str]:
    return [one.code for one in reading.diagnostics]


def test_a_whole_case_on_four_sheets(sheet: Sheet, read_sheets: Read) -> None:
    grids = [sheet(rows, name=name) for name, rows in (("D", STATEMENT), ("I", INVESTMENTS), ("M", GOALS), ("F", KEY))]
    reading = read_sheets(grids)
    case = reading.case
    assert codes(reading) == []
    assert case.operating is not None
    assert case.investments is not None
    assert case.goals is not None
    assert (case.operating.source.sheet, case.investments.source.sheet) == ("D", "I")
    assert ([goal.name for goal in case.goals], [key.name for key in case.keys]) == (["A"], ["folkmängd"])
    assert case.year == 2023
    assert sorted((one.kind, one.used) for one in reading.tables) == [
        ("indicators", True),
        ("investments", True),
        ("key", True),
        ("operating", True),
    ]


def test_a_whole_case_on_one_sheet(sheet: Sheet, read_sheets: Read) -> None:
    rows: Rows = [*STATEMENT, [], *INVESTMENTS, [], ["Måluppfyllelse"], [], *GOALS, [], ["Nyckel"], [], *KEY]
    case = read_sheets(sheet(rows)).case
    assert case.operating is not None
    assert case.investments is not None
    assert case.goals is not None
    assert [row.text for row in case.operating.rows] == ["Lön", "Netto"]
    assert [row.text for row in case.investments.rows] == ["Servrar"]
    assert [goal.name for goal in case.goals] == ["A"]
    assert [entry.member for entry in case.keys[0].entries] == ["Lekeberg", "Laxå"]


def test_two_outcome_columns_are_a_question_and_no_statement(sheet: Sheet, read_sheets: Read) -> None:
    rows: Rows = [["Belopp i tkr"], [], ["Kontotext", "Budget", "Utfall", "Redovisat"], ["Lön", 1, 2, 3]]
    reading = read_sheets(sheet(rows), year=2023)
    assert reading.case.operating is None
    (found,) = reading.diagnostics
    assert (found.code, found.source, CODES["E203"].question) == ("E203", CellRef("bok.xlsx", "Blad1", 3, 3), True)
    words = {"role": "utfall", "first": "C3 ”Utfall”", "second": "D3 ”Redovisat”"}
    assert found.params == words | {"about": "Utfall/Redovisat"}
    assert [one.used for one in reading.tables] == [False]


def test_a_statement_without_an_outcome_is_said_and_not_used(sheet: Sheet, read_sheets: Read) -> None:
    reading = read_sheets(sheet([["Belopp i tkr"], [], ["Kontotext", "Budget", "Avvikelse"], ["Lön", 1, 2]]), year=2023)
    assert (reading.case.operating, codes(reading)) == (None, ["W211", "E216"])
    assert reading.diagnostics[0].params["roles"] == "utfall"


def test_two_statements_for_one_year_are_not_chosen_between(sheet: Sheet, read_sheets: Read) -> None:
    reading = read_sheets([sheet(STATEMENT, name="A"), sheet(STATEMENT, name="B")])
    assert (reading.case.operating, codes(reading)) == (None, ["E202"])
    assert reading.diagnostics[0].source == CellRef("bok.xlsx", "B", 3, 1)


def test_a_statement_for_another_year_is_for_comparison(sheet: Sheet, read_sheets: Read) -> None:
    older: Rows = [
        [str(cell).replace("2023", "2022") if isinstance(cell, str) else cell for cell in row] for row in STATEMENT
    ]
    reading = read_sheets([sheet(STATEMENT, name="A"), sheet(older, name="B")], year=2023)
    assert reading.case.operating is not None
    assert (reading.case.operating.source.sheet, codes(reading)) == ("A", ["N210"])


def test_no_table_says_what_was_read_and_what_is_nearest(sheet: Sheet, read_sheets: Read) -> None:
    reading = read_sheets(sheet([["Kontotxt", "Budgt", "Utfal"], ["Lön", 1, 2]], name="Drift"))
    assert codes(reading)[0] == "E201"
    assert "fliken Drift, rad 1" in reading.diagnostics[0].params["near"]


def test_a_near_miss_is_suggested_and_never_bound(sheet: Sheet, read_sheets: Read) -> None:
    rows: Rows = [["Belopp i tkr"], [], ["Kontotext", "Budget 2023", "Utfal 2023", "Avvikelse"], ["Lön", 1, 2, -1]]
    reading = read_sheets(sheet(rows))
    assert reading.case.operating is None
    assert codes(reading) == ["W204", "W211", "E216"]
    assert (reading.diagnostics[0].params["suggestion"], str(reading.diagnostics[0].source)) == (
        "Utfall",
        "bok.xlsx!Blad1!C3",
    )


@pytest.mark.parametrize(
    ("head", "period"),
    [
        ("Period 2301-2312", "helår"),
        ("Period 2301-2308", "delår"),
        ("Delårsrapport", "delår"),
        ("Årsredovisning", "helår"),
    ],
)
def test_the_period_stands_above_the_table(head: str, period: str, sheet: Sheet, read_sheets: Read) -> None:
    assert read_sheets(sheet([[head], *STATEMENT])).case.period == period


@pytest.mark.parametrize(
    ("outcome", "period"),
    [
        ("Utfall jan–aug 2023", "delår"),
        ("Utfall 2023-12-31", "helår"),
        ("Utfall helår 2023", "helår"),
        ("Utfall 2023", None),
    ],
)
def test_the_period_stands_in_the_header(outcome: str, period: str | None, sheet: Sheet, read_sheets: Read) -> None:
    rows: Rows = [["Belopp i tkr"], [], ["Kontotext", "Budget 2023", outcome], ["Lön", 1, 2]]
    reading = read_sheets(sheet(rows))
    assert (reading.case.year, reading.case.period) == (2023, period)


def test_board_and_host_stand_above_the_table(sheet: Sheet, read_sheets: Read) -> None:
    reading = read_sheets(sheet([["Östra IT-nämnden"], ["Värdkommun: Laxå"], *STATEMENT]))
    assert reading.case.board == "Östra IT-nämnden"
    assert reading.policy.settings.host is not None
    assert (reading.policy.settings.host.value, reading.policy.settings.host.origin) == ("Laxå", Origin.WORKBOOK)


def settings(policy: Policy) -> dict[str, tuple[object, Origin]]:
    return {choice.name: (choice.value, choice.origin) for choice in policy.settings.choices()}


def test_the_sheet_of_settings_outranks_the_configuration_and_the_caller_outranks_both(
    sheet: Sheet, policy: Policy
) -> None:
    configured = with_settings(
        policy,
        {"default_unit": "kr", "partial_threshold": "0.9", "host": "Hallsberg", "key_date": dt.date(2020, 12, 31)},
        Origin.CONFIG,
        "itnamnd.toml",
    )
    rows: Rows = [
        ["Inställning", "Värde", "Beslut"],
        ["Nyckeldatum", "2021-12-31", None],
        ["Värdkommun", "Askersund", "Avtal § 4"],
    ]
    grids = (sheet(rows, name="Inställningar"), sheet(STATEMENT))
    found = settings(read_case("x", [Book("bok.xlsx", "0", grids)], configured, {}).policy)
    assert found["key_date"] == ("2021-12-31", Origin.WORKBOOK)
    assert found["host"] == ("Askersund", Origin.DECIDED)
    assert found["default_unit"] == ("kr", Origin.CONFIG)
    assert found["missing_counts"] == (True, Origin.DEFAULT)
    overrides: dict[str, object] = {"key_date": dt.date(2022, 12, 31)}
    found = settings(read_case("x", [Book("bok.xlsx", "0", grids)], configured, overrides).policy)
    assert found["key_date"] == ("2022-12-31", Origin.CONFIG)


def test_a_line_above_the_table_does_not_outrank_a_setting(sheet: Sheet, policy: Policy) -> None:
    configured = with_settings(policy, {"host": "Hallsberg"}, Origin.CONFIG, "itnamnd.toml")
    grids = (sheet([["Värdkommun: Laxå"], *STATEMENT]),)
    found = settings(read_case("x", [Book("bok.xlsx", "0", grids)], configured, {}).policy)
    assert found["host"] == ("Hallsberg", Origin.CONFIG)


def test_a_sheet_of_settings_is_no_table(sheet: Sheet, read_sheets: Read) -> None:
    reading = read_sheets([sheet([["Nyckeldatum", "2021-12-31"]], name="Inställningar"), sheet(KEY)], year=2023)
    assert codes(reading) == []
    assert reading.case.unused == ()


def test_what_was_not_used_is_listed_without_its_text(sheet: Sheet, read_sheets: Read) -> None:
    rows: Rows = [
        ["Belopp i tkr"],
        [],
        ["Kontotext", "Budget 2023", "Utfall 2023", "Kommentar", "Kattfoder"],
        ["Lön", 1, 2, "Hemligt", 9],
        ["En rad med bara text"],
    ]
    reading = read_sheets([sheet(rows), sheet([["Bara text"]], name="Annat")])
    found = {(one.place.removeprefix("bok.xlsx, "), one.text) for one in reading.case.unused}
    assert found == {
        ("fliken Blad1, kolumn D", "Kommentar"),
        ("fliken Blad1, kolumn E", "Kattfoder"),
        ("fliken Blad1, rad 5", ""),
        ("fliken Annat", ""),
    }
    assert "Hemligt" not in repr(reading.case)


def test_what_is_hidden_is_read_and_said(sheet: Sheet, read_sheets: Read) -> None:
    from dataclasses import replace

    grid = replace(sheet(STATEMENT), hidden_rows=frozenset({4}), hidden_columns=frozenset({3}), is_hidden=True)
    reading = read_sheets(grid)
    assert codes(reading) == ["N205", "N205", "N205"]
    assert reading.case.operating is not None
    assert len(reading.case.operating.rows) == 2


def test_the_digest_of_the_cells_follows_the_cells(sheet: Sheet, read_sheets: Read) -> None:
    first, again, other = (
        read_sheets(sheet(rows)).case.files[0].cells_sha256 for rows in (STATEMENT, STATEMENT, INVESTMENTS)
    )
    assert first == again != other


def test_an_empty_workbook_says_that_no_table_was_found(sheet: Sheet, read_sheets: Read) -> None:
    assert codes(read_sheets(sheet([]))) == ["E201"]
