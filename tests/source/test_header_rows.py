"""Headers of several rows, merged or not; and no sheet that cannot be gone through."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from itnamnd_xl.policy.load import default_policy
from itnamnd_xl.source.tables import find_tables

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from itnamnd_xl.source.case import Reading
    from itnamnd_xl.source.grid import Grid
    from itnamnd_xl.source.lexicon import Lexicon

    Sheet = Callable[..., Grid]
    Rows = Sequence[Sequence[object]]

DATA: Rows = [["Ledning", 1, 2, 3, 4, 5, 6], ["Support", 1, 2, 3, 4, 5, 6]]


@pytest.mark.parametrize(
    ("heads", "columns"),
    [
        (
            [["Verksamhet", 2022, None, 2023, None], [None, "Budget", "Utfall", "Budget", "Utfall"]],
            {"budget": 4, "outcome": 5},
        ),
        (
            [["Verksamhet", "Utfall", None, "Budget", None], [None, 2023, 2022, 2023, 2022]],
            {"outcome": 2, "budget": 4},
        ),
        (
            [["Verksamhet", "Ack", "Ack", "Helår"], [None, "budget", "utfall", "prognos"]],
            {"budget": 2, "outcome": 3, "forecast": 4},
        ),
        (
            [["Verksamhet", "Budget", "Utfall", "Avvikelse"], [None, "tkr", "tkr", "tkr"]],
            {"budget": 2, "outcome": 3, "deviation": 4},
        ),
        (
            [["Verksamhet", "Budget", "Utfall", "Avvikelse"], [None, None, None, "mot budget"]],
            {"budget": 2, "outcome": 3, "deviation": 4},
        ),
        (
            [
                ["Verksamhet", "Drift", None, None, None],
                [None, 2022, None, 2023, None],
                [None, "Budget", "Utfall", "Budget", "Utfall"],
            ],
            {"budget": 4, "outcome": 5},
        ),
        (
            [["Verksamhet", "Jan–aug", None, None, "Helår"], [None, "Budget", "Utfall", "Avvikelse", "Prognos"]],
            {"budget": 2, "outcome": 3, "deviation": 4, "forecast": 5},
        ),
    ],
)
def test_header_rows_are_read_together(heads: Rows, columns: dict[str, int], sheet: Sheet, lexicon: Lexicon) -> None:
    width = max(map(len, heads))
    (table,) = find_tables(sheet([["Driftredovisning"], [], *heads, *(row[:width] for row in DATA)]), lexicon)
    found = {concept: table.column(concept) for concept in columns}
    assert found == columns
    assert table.header_row == len(heads) + 2
    assert not table.binding.clashes


@pytest.mark.parametrize(
    "row",
    [
        ["Ledning", "tkr", "Ja", "Nej"],
        ["Ledning", 2023, 1, 2],
        ["Mål", "Index", "Ja", "Ja"],
    ],
)
def test_a_row_of_data_does_not_go_on_with_the_header(row: list[object], sheet: Sheet, lexicon: Lexicon) -> None:
    (table,) = find_tables(sheet([["Verksamhet", "Budget", "Utfall", "Avvikelse"], row, *DATA]), lexicon)
    assert table.header_row == 1


def test_a_group_does_not_reach_over_a_column_with_a_name_of_its_own(sheet: Sheet, lexicon: Lexicon) -> None:
    heads: Rows = [["Verksamhet", "Utfall", None, None, "Budget"], [None, 2022, 2023, "Avvikelse", 2023]]
    (table,) = find_tables(sheet([*heads, *(row[:5] for row in DATA)]), lexicon)
    assert (table.column("outcome"), table.column("deviation"), table.column("budget")) == (3, 4, 5)


WORDS = [
    "Kontotext",
    "Verksamhet",
    "Projekt",
    "Budget",
    "Utfall",
    "Avvikelse",
    "Prognos",
    "Netto",
    "Intäkter",
    "Kostnader",
    "Totalprojekt",
    "Budget 2023",
    "Utfall 2022",
    "helår",
    "jan–aug",
    "tkr",
    "%",
    "Indikator",
    "Mål",
    "Resultat",
    "Kommun",
    "Folkmängd",
    "Totalt",
    "   Personal",
    "Ack utfall",
    "Total budget",
    "Lekeberg",
    "varav lön",
    "2308",
    "P8",
    "-",
    "Årets resultat",
]
CELLS = st.one_of(
    st.none(), st.sampled_from(WORDS), st.integers(-3000, 3000), st.sampled_from([2022, 2023]), st.text(max_size=6)
)
POLICY = default_policy()


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(st.lists(CELLS, max_size=7), max_size=9),
    merges=st.lists(
        st.tuples(*[st.integers(1, 5)] * 4).map(lambda one: (one[0], one[1], one[0] + one[2], one[1] + one[3]))
    ),
)
def test_every_sheet_can_be_gone_through(
    rows: list[list[object]],
    merges: list[tuple[int, int, int, int]],
    sheet: Sheet,
    read_sheets: Callable[..., Reading],
) -> None:
    from itnamnd_xl.core.outcome import assess

    reading = read_sheets(sheet(rows, merges=tuple(merges[:3])))
    outcome = assess(reading.case, reading.rules(), reading.diagnostics)
    assert all(one.message for one in outcome.diagnostics)
    assert all(one.source.sheet == "Blad1" for one in outcome.checks)
