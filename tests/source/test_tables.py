"""Tables found by their headers, wherever on a sheet they stand, and clashing headers settled by their neighbours."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import pytest

from itnamnd_xl.source.table import Table, TableKind
from itnamnd_xl.source.tables import find_tables

if TYPE_CHECKING:
    from itnamnd_xl.source.grid import Grid
    from itnamnd_xl.source.lexicon import Lexicon

Sheet = Callable[..., "Grid"]
Rows = Sequence[Sequence[object]]

STATEMENT: Rows = [
    ["Kontotext", "Budget 2023", "Utfall 2023", "Avvikelse"],
    ["Bidrag", -100, -110, 10],
    ["Personal", 100, 105, -5],
    ["Netto", 0, -5, 5],
]
INVESTMENTS: Rows = [
    ["Projekt", "Budget 2023", "Utfall 2023", "Avvikelse"],
    ["IT INVEST LAXÅ", 200, 150, 50],
    ["Totalt", 200, 150, 50],
]
INDICATORS: Rows = [
    ["Nämndmål", "Indikator", "Resultat år 2023", "Målvärde år 2023"],
    ["God service", "Andel besvarade samtal", "84%", "80%"],
    [None, "Tillgänglighet", "99,4%", "99%"],
]
KEY: Rows = [
    ["Kommun", "Folkmängd 2021-12-31"],
    ["Lekeberg", 8603],
    ["Laxå", 5582],
]


def only(grid: Grid, lexicon: Lexicon, year: int | None = None) -> Table:
    tables = find_tables(grid, lexicon, year)
    assert len(tables) == 1, [(one.kind, one.source.a1) for one in tables]
    return tables[0]


def titles(table: Table, *concepts: str) -> dict[str, str]:
    return {
        concept: table.grid.text(table.header_row, column)
        for concept, column in table.binding.columns.items()
        if not concepts or concept in concepts
    }


@pytest.mark.parametrize(
    ("rows", "kind"),
    [
        (STATEMENT, TableKind.STATEMENT),
        (INVESTMENTS, TableKind.STATEMENT),
        (INDICATORS, TableKind.INDICATORS),
        (KEY, TableKind.KEY),
    ],
)
@pytest.mark.parametrize("at", [(1, 1), (7, 4), (200, 30)])
def test_a_table_is_found_wherever_it_stands(
    rows: Rows, kind: TableKind, at: tuple[int, int], sheet: Sheet, lexicon: Lexicon
) -> None:
    table = only(sheet(rows, at=at), lexicon)
    assert (table.kind, table.header_row, table.source.column) == (kind, *at)
    assert table.rows == tuple(range(at[0] + 1, at[0] + len(rows)))


@pytest.mark.parametrize("order", [(0, 1, 2, 3), (0, 3, 2, 1), (2, 0, 3, 1), (3, 2, 1, 0)])
@pytest.mark.parametrize("rows", [STATEMENT, INDICATORS])
def test_columns_are_known_by_their_headers_and_not_by_their_order(
    rows: Rows, order: tuple[int, ...], sheet: Sheet, lexicon: Lexicon
) -> None:
    table = only(sheet([[row[i] for i in order] for row in rows]), lexicon)
    expected = only(sheet(rows), lexicon)
    assert titles(table) == titles(expected)
    assert len(titles(table)) == 4


@pytest.mark.parametrize("rows", [STATEMENT, INDICATORS, KEY])
def test_blank_columns_and_rows_between_do_not_matter(rows: Rows, sheet: Sheet, lexicon: Lexicon) -> None:
    spaced = [[cell for value in row for cell in (value, None)] for row in rows]
    spaced = [line for row in spaced for line in (row, [])]
    assert titles(only(sheet(spaced), lexicon)) == titles(only(sheet(rows), lexicon))


def test_a_report_head_above_is_read_and_is_no_table(sheet: Sheet, lexicon: Lexicon) -> None:
    head: Rows = [
        ["Affärsenhet 31"],
        ["Period 2301-2312", None, "Utskriven 2024-01-19"],
        ["Belopp i tkr"],
        [],
    ]
    table = only(sheet([*head, *STATEMENT]), lexicon)
    assert table.header_row == 5
    assert (table.head.unit, table.head.period, table.head.years) == ("tkr", "helår", (2023,))


def test_tables_above_each_other_are_two(sheet: Sheet, lexicon: Lexicon) -> None:
    tables = find_tables(sheet([*STATEMENT, [], ["Investeringar"], [], *INVESTMENTS]), lexicon)
    assert [(one.header_row, titles(one)["text"]) for one in tables] == [(1, "Kontotext"), (8, "Projekt")]
    assert 9 not in tables[0].rows


def test_tables_of_the_same_layout_under_titles_of_their_own_are_two(sheet: Sheet, lexicon: Lexicon) -> None:
    tables = find_tables(sheet([["Driftredovisning"], [], *STATEMENT, [], ["Reviderad"], [], *STATEMENT]), lexicon)
    assert [one.header_row for one in tables] == [3, 10]
    assert max(tables[0].rows) < 10


@pytest.mark.parametrize("gap", [0, 1, 3])
@pytest.mark.parametrize("right", [INVESTMENTS, KEY, INDICATORS])
def test_tables_beside_each_other_are_two(gap: int, right: Rows, sheet: Sheet, lexicon: Lexicon) -> None:
    blank: list[object] = [None] * gap
    rows = [[*left, *blank, *(right[i] if i < len(right) else [])] for i, left in enumerate(STATEMENT)]
    tables = find_tables(sheet(rows), lexicon)
    assert [one.source.column for one in tables] == [1, 5 + gap]
    assert set(titles(tables[0]).values()) == set(STATEMENT[0])
    assert tables[1].kind is only(sheet(right), lexicon).kind


def test_a_header_repeated_at_a_page_break_goes_on(sheet: Sheet, lexicon: Lexicon) -> None:
    again: Rows = [INDICATORS[0], [None, "Sjukfrånvaro", "3 %", "7 %"]]
    table = only(sheet([*INDICATORS, *again]), lexicon)
    assert table.rows == (2, 3, 5)


@pytest.mark.parametrize(
    ("headers", "rows", "expected"),
    [
        # Mål is the goal where it is text …
        (
            ["Mål", "Indikator", "Resultat", "Målvärde"],
            [["God service", "Nöjdhet", 74, 70]],
            {"goal": "Mål", "target": "Målvärde", "result": "Resultat", "indicator": "Indikator"},
        ),
        # … and the target where it is a number beside an indicator
        (
            ["Indikator", "Utfall", "Mål"],
            [["Nöjdhet", 74, 70], ["Sjukfrånvaro", 3, 7]],
            {"target": "Mål", "result": "Utfall", "indicator": "Indikator"},
        ),
        (
            ["Nämndmål", "Indikator", "Mål 2023", "Utfall 2023"],
            [["God service", "Nöjdhet", "minst 70", 74]],
            {"goal": "Nämndmål", "target": "Mål 2023", "result": "Utfall 2023", "indicator": "Indikator"},
        ),
        # Måltal is the target beside an indicator, and the indicator beside a target
        (
            ["Indikator", "Måltal", "Utfall"],
            [["Nöjdhet", 70, 74]],
            {"indicator": "Indikator", "target": "Måltal", "result": "Utfall"},
        ),
        (
            ["Måltal", "Målvärde", "Utfall"],
            [["Nöjdhet", 70, 74]],
            {"indicator": "Måltal", "target": "Målvärde", "result": "Utfall"},
        ),
        # Prognos is a value …
        (
            ["Indikator", "Utfall", "Prognos", "Målvärde"],
            [["Nöjdhet", 74, 75, 70]],
            {"indicator": "Indikator", "result": "Utfall", "forecast": "Prognos", "target": "Målvärde"},
        ),
        # … or a verdict
        (
            ["Indikator", "Utfall", "Prognos", "Målvärde"],
            [["Nöjdhet", 74, "Uppnås", 70], ["Svarstid", 12, "Uppnås ej", 10]],
            {"indicator": "Indikator", "result": "Utfall", "status": "Prognos", "target": "Målvärde"},
        ),
        # Resultat is the outcome where none else is …
        (
            ["Kontotext", "Budget", "Resultat", "Avvikelse"],
            [["Personal", 100, 105, -5]],
            {"text": "Kontotext", "budget": "Budget", "outcome": "Resultat", "deviation": "Avvikelse"},
        ),
        # … and the deviation beside an outcome
        (
            ["Kontotext", "Budget", "Utfall", "Resultat"],
            [["Personal", 100, 105, -5]],
            {"text": "Kontotext", "budget": "Budget", "outcome": "Utfall", "deviation": "Resultat"},
        ),
        # Ansvar is a code or a unit beside amounts
        (
            ["Ansvar", "Budget", "Utfall"],
            [["IT-drift", 100, 105]],
            {"text": "Ansvar", "budget": "Budget", "outcome": "Utfall"},
        ),
        (
            ["Indikator", "Ansvar", "Utfall", "Målvärde"],
            [["Nöjdhet", "Anna Ek", 74, 70]],
            {"indicator": "Indikator", "responsible": "Ansvar", "result": "Utfall", "target": "Målvärde"},
        ),
        # A comment column called Text or Beskrivning is not the label
        (
            ["Konto", "Kontotext", "Budget", "Utfall", "Kommentar"],
            [[5010, "Lön", 100, 105, "Fler timmar än planerat"]],
            {
                "text": "Kontotext",
                "account": "Konto",
                "budget": "Budget",
                "outcome": "Utfall",
                "comment": "Kommentar",
            },
        ),
        # Percentages are no amounts
        (
            ["Kontotext", "Budget", "Utfall", "Avvikelse", "Avvikelse %", "Förbrukning %"],
            [["Personal", 100, 105, -5, -5, 105]],
            {"text": "Kontotext", "budget": "Budget", "outcome": "Utfall", "deviation": "Avvikelse"},
        ),
        # Status and direction
        (
            ["Indikator", "Riktning", "Utfall", "Målvärde", "Status", "Trend"],
            [["Nöjdhet", "Högre", 74, 70, "Grön", "+"]],
            {
                "indicator": "Indikator",
                "direction": "Riktning",
                "result": "Utfall",
                "target": "Målvärde",
                "status": "Status",
                "trend": "Trend",
            },
        ),
        # T is the value for all; T3 the last of the year's thirds
        (
            ["Indikator", "Kvinnor", "Män", "Totalt", "Målvärde"],
            [["Nöjdhet", 78, 71, 75, 70]],
            {"indicator": "Indikator", "result": "Totalt", "target": "Målvärde"},
        ),
        (
            ["Indikator", "T1", "T2", "T3", "Målvärde"],
            [["Nöjdhet", 71, 72, None, 70]],
            {"indicator": "Indikator", "result": "T2", "target": "Målvärde"},
        ),
    ],
)
def test_clashing_headers_are_settled_by_their_neighbours(
    headers: list[object], rows: Rows, expected: dict[str, str], sheet: Sheet, lexicon: Lexicon
) -> None:
    table = only(sheet([headers, *rows]), lexicon)
    assert titles(table) == expected
    assert not table.binding.clashes


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ([["Ort", "Antal"], ["Fjugesta", 12]], False),
        ([["Kommun", "Antal"], ["Laxå", 12], ["Lekeberg", 7]], True),
        ([["Kommun", "Andel"], ["Laxå", "40 %"], ["Lekeberg", "60 %"]], True),
        ([["Nämnd", "Andel"], ["IT", 12]], False),
    ],
)
def test_a_count_or_share_is_a_key_beside_members_alone(
    rows: Rows,
    found: bool,
    sheet: Sheet,
    lexicon: Lexicon,
) -> None:
    assert [one.kind for one in find_tables(sheet(rows), lexicon)] == ([TableKind.KEY] if found else [])


def test_the_name_is_the_member_beside_its_code(sheet: Sheet, lexicon: Lexicon) -> None:
    rows: Rows = [["Kommunkod", "Kommun", "Folkmängd"], [1814, "Lekeberg", 8603], [1860, "Laxå", 5582]]
    assert titles(only(sheet(rows), lexicon)) == {"member": "Kommun"}


@pytest.mark.parametrize(
    ("headers", "expected", "others"),
    [
        (
            ["Kontotext", "Bokslut 2022", "Budget 2023", "Utfall 2023"],
            {"budget": "Budget 2023", "outcome": "Utfall 2023"},
            {"outcome": ["Bokslut 2022"]},
        ),
        (
            ["Kontotext", "Utfall 2021", "Utfall 2022", "Utfall 2023", "Budget 2023"],
            {"budget": "Budget 2023", "outcome": "Utfall 2023"},
            {"outcome": ["Utfall 2021", "Utfall 2022"]},
        ),
        (
            ["Kontotext", "Budget 2023", "Utfall2023", "Budget 2024"],
            {"budget": "Budget 2023", "outcome": "Utfall2023"},
            {"budget": ["Budget 2024"]},
        ),
    ],
)
def test_years_side_by_side_are_told_apart(
    headers: list[object],
    expected: dict[str, str],
    others: dict[str, list[str]],
    sheet: Sheet,
    lexicon: Lexicon,
) -> None:
    table = only(sheet([headers, ["Personal", *range(100, 99 + len(headers))]]), lexicon)
    assert table.binding.year == 2023
    assert titles(table, "budget", "outcome") == expected
    assert {
        concept: [table.grid.text(1, column) for column in columns] for concept, columns in table.binding.others.items()
    } == others
    assert not table.binding.clashes


def test_a_stated_year_is_the_one_that_is_bound(sheet: Sheet, lexicon: Lexicon) -> None:
    headers = ["Kontotext", "Budget 2022", "Utfall 2022", "Budget 2023", "Utfall 2023"]
    table = only(sheet([headers, ["Personal", 1, 2, 3, 4]]), lexicon, 2022)
    assert titles(table, "budget", "outcome") == {"budget": "Budget 2022", "outcome": "Utfall 2022"}


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        (
            ["Kontotext", "Ursprunglig budget", "Anslagsförändring", "Slutlig budget", "Utfall"],
            {
                "original_budget": "Ursprunglig budget",
                "budget_change": "Anslagsförändring",
                "budget": "Slutlig budget",
            },
        ),
        (
            ["Kontotext", "Budget", "Reviderad budget", "Utfall"],
            {"original_budget": "Budget", "budget": "Reviderad budget"},
        ),
        (["Kontotext", "Beslutad budget", "Utfall"], {"budget": "Beslutad budget"}),
        (
            ["Projekt", "Beslutad totalutgift", "Budget", "Utfall", "Ack utfall", "Slutkostnadsprognos"],
            {
                "decided_total": "Beslutad totalutgift",
                "budget": "Budget",
                "accumulated": "Ack utfall",
                "forecast_total": "Slutkostnadsprognos",
            },
        ),
        (["Projekt", "Total budget", "Budget", "Utfall"], {"decided_total": "Total budget", "budget": "Budget"}),
        (["Kontotext", "Flerårsbudget", "Budget", "Utfall"], {"budget": "Budget"}),
    ],
)
def test_the_revised_budget_is_used_and_the_original_kept(
    headers: list[object], expected: dict[str, str], sheet: Sheet, lexicon: Lexicon
) -> None:
    table = only(sheet([headers, ["Servrar", *range(100, 99 + len(headers))]]), lexicon)
    found = titles(
        table, "original_budget", "budget_change", "budget", "decided_total", "accumulated", "forecast_total"
    )
    assert found == expected
    assert not table.binding.clashes


def test_two_header_rows_with_spanning_cells_are_read_together(sheet: Sheet, lexicon: Lexicon) -> None:
    rows: Rows = [
        [None, 2022, None, 2023, None],
        ["Kontotext", "Budget", "Utfall", "Budget", "Utfall"],
        ["Personal", 90, 95, 100, 105],
    ]
    table = only(sheet(rows, merges=((1, 2, 1, 3), (1, 4, 1, 5))), lexicon)
    assert table.binding.year == 2023
    assert (table.column("budget"), table.column("outcome")) == (4, 5)


def test_years_below_spanning_names_are_read_together(sheet: Sheet, lexicon: Lexicon) -> None:
    rows: Rows = [
        [None, "Budget", None, "Utfall", None],
        ["Kontotext", 2022, 2023, 2022, 2023],
        ["Personal", 90, 100, 95, 105],
    ]
    table = only(sheet(rows, merges=((1, 2, 1, 3), (1, 4, 1, 5))), lexicon)
    assert (table.kind, table.binding.year) == (TableKind.STATEMENT, 2023)
    assert (table.column("budget"), table.column("outcome")) == (3, 5)


@pytest.mark.parametrize(
    ("headers", "values", "expected"),
    [
        (["Budget", "Utfall", "Redovisat"], [1, 2, None], {"budget": "Budget", "outcome": "Utfall"}),
        (["Budget", "Utfall", "Redovisat"], [1, None, 2], {"budget": "Budget", "outcome": "Redovisat"}),
        (["Budget", "Periodutfall", "Utfall"], [1, 2, 3], {"budget": "Budget", "outcome": "Utfall"}),
        (
            ["Budget 2023", "Budget jan–aug 2023", "Utfall jan–aug 2023"],
            [1, 2, 3],
            {"budget": "Budget jan–aug 2023", "outcome": "Utfall jan–aug 2023"},
        ),
    ],
)
def test_an_empty_column_and_a_part_of_the_year_do_not_clash(
    headers: list[object], values: list[object], expected: dict[str, str], sheet: Sheet, lexicon: Lexicon
) -> None:
    table = only(sheet([["Kontotext", *headers], ["Personal", *values]]), lexicon)
    assert titles(table, "budget", "outcome") == expected
    assert not table.binding.clashes


def test_two_outcome_columns_clash(sheet: Sheet, lexicon: Lexicon) -> None:
    table = only(sheet([["Kontotext", "Budget", "Utfall", "Redovisat"], ["Personal", 1, 2, 3]]), lexicon)
    assert table.binding.clashes == {"outcome": (3, 4)}


def test_a_statement_without_an_outcome_says_what_it_lacks(sheet: Sheet, lexicon: Lexicon) -> None:
    table = only(sheet([["Kontotext", "Budget", "Avvikelse"], ["Personal", 100, -5]]), lexicon)
    assert table.binding.lacking == ("outcome",)


def test_members_may_stand_as_columns(sheet: Sheet, lexicon: Lexicon) -> None:
    rows: Rows = [
        [None, "Lekeberg", "Laxå kommun", "ASKERSUND", "Hallsbergs kommun"],
        ["Folkmängd 2021-12-31", 8603, 5582, 11534, 16196],
    ]
    table = only(sheet(rows), lexicon)
    assert table.kind is TableKind.KEY_TRANSPOSED
    assert table.members == {2: "Lekeberg", 3: "Laxå", 4: "Askersund", 5: "Hallsberg"}


def test_dates_may_head_the_columns_of_a_key(sheet: Sheet, lexicon: Lexicon) -> None:
    rows: Rows = [
        ["Kommun", dt.datetime(2021, 12, 31), "2022-12-31"],  # noqa: DTZ001 - cells know no time zone
        ["Lekeberg", 8603, 8756],
        ["Laxå", 5582, 5576],
    ]
    table = only(sheet(rows), lexicon)
    assert table.binding.others == {"folkmängd": (2, 3)}


@pytest.mark.parametrize(
    "rows",
    [
        [["Inköpslista"], ["Mjölk", 2], ["Bröd", 1]],
        [["Utfall"], [100]],
        [["Utfal", "Budgt", "Kontotxt"], ["Personal", 1, 2]],
        [["Namn", "Telefon"], ["Anna", "010-123"]],
        [[]],
    ],
)
def test_what_is_no_table_is_not_made_one(rows: Rows, sheet: Sheet, lexicon: Lexicon) -> None:
    assert find_tables(sheet(rows), lexicon) == []


@pytest.mark.parametrize(
    "rows",
    [
        [["Indikator", "Utfall", "Målvärde"], ["Antal anslutna datorer", 2023, 2000], ["Nöjdhet", 74, 70]],
        [["Kontotext", "Budget", "Utfall"], ["Resor", 2000, 2050], ["Kurser", 100, 90]],
        [["Kontotext", "Budget", "Utfall", "Avvikelse"], ["Resor", 2050, 2050, "–"], ["Kurser", 100, 90, 10]],
    ],
)
def test_amounts_that_look_like_years_are_amounts(  # appendix B row 84
    rows: Rows, sheet: Sheet, lexicon: Lexicon
) -> None:
    assert only(sheet(rows), lexicon).rows == (2, 3)
