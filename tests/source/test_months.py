"""Columns of a month beside columns of what has come up to it, by their headers, figures and what the user says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from itnamnd_xl.source.tables import find_tables

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from itnamnd_xl.source.grid import Grid
    from itnamnd_xl.source.lexicon import Lexicon
    from itnamnd_xl.source.table import Binding

    Sheet = Callable[..., Grid]

HEAD = ["Text", "Utfall månad", "Utfall ack", "Budget månad", "Budget ack"]
ROWS: Sequence[Sequence[object]] = [["Avgifter", -340, -4080, -333, -4000], ["Personal", 262, 3145, 250, 3000]]
YEARS, MONTHS, NEITHERS = (80, -145), (7, -12), (901, 902)


def bound(
    sheet: Sheet, lexicon: Lexicon, deviations: Sequence[object], stated: dict[int, str] | None = None
) -> Binding:
    rows = [[*row, deviation] for row, deviation in zip(ROWS, deviations, strict=True)]
    named = {(1, column): concept for column, concept in (stated or {}).items()}
    (table,) = find_tables(sheet([[*HEAD, "Avvikelse"], *rows]), lexicon, 2023, named)
    return table.binding


@pytest.mark.parametrize(
    ("deviations", "columns"),
    [
        (YEARS, {"text": 1, "outcome": 3, "budget": 5, "deviation": 6}),
        (("80", "-145"), {"text": 1, "outcome": 3, "budget": 5, "deviation": 6}),
        (MONTHS, {"text": 1, "outcome": 3, "budget": 5}),
    ],
)
def test_the_figures_tell_whose_the_deviation_is(
    deviations: Sequence[object], columns: dict[str, int], sheet: Sheet, lexicon: Lexicon
) -> None:
    binding = bound(sheet, lexicon, deviations)
    assert (binding.columns, binding.clashes) == (columns, {})


def test_figures_that_tell_nothing_leave_a_question(sheet: Sheet, lexicon: Lexicon) -> None:
    assert bound(sheet, lexicon, NEITHERS).clashes["outcome"] == (3, 2)


def test_the_user_says_that_the_accumulated_is_meant(sheet: Sheet, lexicon: Lexicon) -> None:
    binding = bound(sheet, lexicon, NEITHERS, {3: "outcome"})
    assert (binding.columns["outcome"], binding.columns["budget"], binding.clashes) == (3, 5, {})


def test_the_user_says_that_the_month_is_meant(sheet: Sheet, lexicon: Lexicon) -> None:
    """Then which budget is meant is the next question."""
    binding = bound(sheet, lexicon, NEITHERS, {2: "outcome"})
    assert (binding.columns["outcome"], binding.clashes) == (2, {"budget": (4, 5)})


def test_of_a_project_the_accumulated_is_from_its_start(sheet: Sheet, lexicon: Lexicon) -> None:
    rows = [
        ["Projekt", "Total budget", "Budget", "Utfall", "Ack utfall", "Avvikelse"],
        ["Kaj", 900, 300, 310, 700, -10],
    ]
    (table,) = find_tables(sheet(rows), lexicon, 2023)
    assert (table.binding.columns["outcome"], table.binding.columns["accumulated"]) == (4, 5)
