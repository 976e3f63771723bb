"""Cells held close together are the same cells as those held one by one, and what is empty costs nothing."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itnamnd_xl.package.cells import MOST_COLUMNS, MOST_ROWS, Formula
from itnamnd_xl.source.answered_cells import AnsweredCells
from itnamnd_xl.source.answering import answered, stated_headers
from itnamnd_xl.source.book import Book
from itnamnd_xl.source.case import read_case
from itnamnd_xl.source.cells import Findings
from itnamnd_xl.source.grid import Cell, CellKind, Grid, cells_digest
from itnamnd_xl.source.long_cells import Builder, LongCells, Look
from itnamnd_xl.source.merged import uncover
from itnamnd_xl.source.stated import Answer, ColumnChoice, Stated
from itnamnd_xl.source.table import TableKind
from itnamnd_xl.source.tables import find_tables

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from itnamnd_xl.policy import Policy
    from itnamnd_xl.source.lexicon import Lexicon

Place = tuple[int, int]
PLACES = st.tuples(st.integers(1, 12), st.integers(1, 6))
VALUES = st.one_of(
    st.integers(-999, 99_999), st.floats(-1e9, 1e9).map(lambda one: round(one, 2)), st.text("abå ", min_size=1)
)


def long_cells(filled: Iterable[tuple[Place, float | str]], few: int = 0) -> Mapping[Place, Cell]:
    """Hold cells close together, in the order in which they are given."""
    builder = Builder(from_1904=False)
    number, text = builder.look(Look(CellKind.NUMBER, "0.00")), builder.look(Look(CellKind.TEXT))
    for (row, column), value in filled:
        if isinstance(value, str):
            builder.add(row, column, text, builder.text(value))
        else:
            builder.add(row, column, number, float(value))
    return builder.cells(few)


def grid(cells: Mapping[Place, Cell]) -> Grid:
    return Grid("bok.xlsx", "Blad", cells)


@given(st.lists(st.tuples(PLACES, VALUES), min_size=1))
def test_they_are_those_that_were_put_there_last_in_any_order(filled: list[tuple[Place, float | str]]) -> None:
    held, plain = long_cells(filled), long_cells(filled, few=10**6)
    assert isinstance(held, LongCells)
    assert isinstance(plain, dict)
    assert dict(held) == plain
    assert set(plain) == {place for place, _ in filled}
    assert list(held) == sorted(plain)
    assert len(held) == len(plain)
    assert {row: list(columns) for row, columns in grid(held).by_row.items()} == grid(plain).by_row
    wanted = list(grid(held).picked([1, 3, 9], range(14)))
    assert wanted == list(grid(plain).picked([1, 3, 9], range(14)))
    assert all(
        (place in held) == (place in plain) for place in [(row, column) for row in range(14) for column in range(8)]
    )


@given(st.lists(st.tuples(PLACES, VALUES), min_size=1), st.lists(st.tuples(PLACES, PLACES), max_size=3))
def test_what_lies_under_merged_cells_is_taken_out_of_both(
    filled: list[tuple[Place, float | str]], corners: list[tuple[Place, Place]]
) -> None:
    merges = [(min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1])) for a, b in corners]
    held, plain = long_cells(filled), long_cells(filled, few=10**6)
    assert isinstance(held, LongCells)
    assert isinstance(plain, dict)
    uncover(held, merges)
    uncover(plain, merges)
    assert dict(held) == plain
    assert {row: list(columns) for row, columns in grid(held).by_row.items()} == grid(plain).by_row


@given(st.lists(st.tuples(PLACES, VALUES), min_size=1), st.data())
def test_answers_over_them_are_answers_over_plain_cells(
    filled: list[tuple[Place, float | str]], data: st.DataObject
) -> None:
    below, plain = long_cells(filled), long_cells(filled, few=10**6)
    assert isinstance(below, LongCells)
    given_for = data.draw(st.lists(st.sampled_from(sorted(plain)), unique=True))
    cells = [Cell(CellKind.NUMBER, Decimal("1.5")), Cell(CellKind.NUMBER, Decimal(2023)), Cell(CellKind.TEXT, "1 733")]
    answers = {place: data.draw(st.sampled_from(cells)) for place in given_for}
    held, plain = AnsweredCells(below, answers), {**plain, **answers}
    assert dict(held) == plain
    assert len(held) == len(plain)
    assert {row: list(columns) for row, columns in grid(held).by_row.items()} == grid(plain).by_row
    assert list(grid(held).picked([1, 3, 9], range(14))) == list(grid(plain).picked([1, 3, 9], range(14)))
    again = long_cells([((row, column), _stored(cell)) for (row, column), cell in plain.items()])
    assert isinstance(again, LongCells)
    assert [held.has_number(row) for row in range(14)] == [again.has_number(row) for row in range(14)]
    assert (cells_digest([grid(held)]) == cells_digest([grid(below)])) is (not answers)


def _stored(cell: Cell) -> float | str:
    return float(cell.value) if isinstance(cell.value, Decimal) else cell.text


def test_an_answer_leaves_the_cells_of_a_long_sheet_where_they_lie(lexicon: Lexicon) -> None:
    stated = Stated((), (Answer("", "bok.xlsx!Blad!D2", "”2.5”", "8,25", "itnamnd.toml", Cell(CellKind.TEXT, "8,25")),))
    long, few = grid(long_cells(LEDGER)), grid(long_cells(LEDGER, few=10**6))
    over, plain = (answered(one, stated, lexicon, Findings()) for one in (long, few))
    assert isinstance(over.cells, AnsweredCells)
    assert (over.text(2, 4), over.text(3, 4)) == ("8,25", "3.5")
    assert dict(over.cells) == plain.cells
    assert answered(long, Stated(), lexicon, Findings()) is long


def test_a_header_that_the_user_names_is_found_in_a_long_sheet(lexicon: Lexicon) -> None:
    choice = ColumnChoice("booked_amount", "itnamnd.toml", None, None, None, "Belopp")
    long = grid(long_cells([*LEDGER, *(((row, 9), "Belopp") for row in (1, 5))]))
    found = stated_headers(long, [choice], lexicon, Findings())
    # What stands beside an amount is no header.
    assert dict(found) == {(1, 4): "booked_amount", (1, 9): "booked_amount"}
    (table,) = find_tables(long, lexicon, None, {(1, 4): "booked_amount", (1, 9): ""})
    assert (table.kind, table.column("booked_amount")) == (TableKind.LEDGER, 4)


def test_a_formula_stays_with_its_cell() -> None:
    builder = Builder(from_1904=False)
    look, formula = builder.look(Look(CellKind.NUMBER)), Formula("1+1", (2, 1), (2, 1))
    builder.add(2, 1, look, 2.0, formula)
    builder.add(1, 1, look, 2.0)
    held = builder.cells(0)
    assert (held[2, 1].formula, held[1, 1].formula) == (formula, None)


LEDGER: list[tuple[Place, float | str]] = [
    *(((1, at), text) for at, text in enumerate(["Konto", "Datum", "Ver", "Belopp"], 1)),
    *(
        ((row, at), value)
        for row in range(2, 40)
        for at, value in enumerate([4010.0, 20230501.0, float(row), row + 0.5], 1)
    ),
]


@pytest.mark.parametrize("at", range(len(LEDGER)))
def test_the_digest_covers_every_cell(at: int) -> None:
    place, value = LEDGER[at]
    other = f"{value}x" if isinstance(value, str) else value + 0.25
    changed = [*LEDGER[:at], (place, other), *LEDGER[at + 1 :]]
    moved = [*LEDGER[:at], ((place[0], place[1] + 10), value), *LEDGER[at + 1 :]]
    digests = {cells_digest([grid(long_cells(cells))]) for cells in (LEDGER, changed, moved)}
    assert len(digests) == 3


def test_the_digest_does_not_know_how_styles_are_numbered() -> None:
    builder = Builder(from_1904=False)
    for _ in range(3):
        builder.look(Look(CellKind.BOOLEAN))
    text, number = builder.look(Look(CellKind.TEXT)), builder.look(Look(CellKind.NUMBER, "0"))
    for (row, column), value in LEDGER:
        is_text = isinstance(value, str)
        builder.add(row, column, text if is_text else number, builder.text(value) if isinstance(value, str) else value)
    assert cells_digest([grid(builder.cells(0))]) == cells_digest([grid(long_cells(LEDGER))])


def test_a_ledger_is_read_alike_either_way(policy: Policy) -> None:
    readings = [
        read_case("fallet", [Book("bok.xlsx", "0" * 64, (grid(long_cells(LEDGER, few)),))], policy, {})
        for few in (0, 10**6)
    ]
    first, second = (one.case.operating for one in readings)
    assert first == second
    assert first is not None
    assert [row.text for row in first.rows] == ["4010"]
    assert readings[0].diagnostics == readings[1].diagnostics


class Counted(dict[Place, Cell]):
    """Cells that count how often they are asked for."""

    asked = 0

    def get(self, place: Place, default: Cell | None = None) -> Cell | None:  # type: ignore[override]  # one kind of key
        self.asked += 1
        return super().get(place, default)


def with_stray(cells: Mapping[Place, Cell]) -> dict[Place, Cell]:
    return {**cells, (MOST_ROWS, MOST_COLUMNS): Cell(CellKind.NUMBER, Decimal(1))}


def test_a_value_in_a_sheets_last_cell_makes_no_empty_cell_be_looked_at(policy: Policy) -> None:
    plain = dict(long_cells(LEDGER, 10**6))
    asked = []
    for cells in (plain, with_stray(plain)):
        counted = Counted(cells)
        read_case("fallet", [Book("bok.xlsx", "0" * 64, (grid(counted),))], policy, {})
        asked.append(counted.asked)
    assert asked[1] < asked[0] + 100


def test_a_value_in_a_sheets_last_cell_costs_one_cell_and_one_row(lexicon: Lexicon) -> None:
    held = long_cells([*LEDGER, ((MOST_ROWS, MOST_COLUMNS), 1.0)])
    assert len(held) == len(LEDGER) + 1
    found = grid(held)
    assert len(found.by_row) == 40
    (table,) = find_tables(found, lexicon)
    assert table.rows == (*range(2, 40), MOST_ROWS)


def headers_between(rows: int) -> Iterator[tuple[Place, float | str]]:
    """Give a long list of texts, and below a gap a table of another kind."""
    for row in range(1, rows):
        yield from (((row, column), f"ord {row} {column}") for column in range(1, 4))
    key: Sequence[Sequence[float | str]] = [["Kommun", "Folkmängd 2021-12-31"], ["Lekeberg", 8603.0], ["Laxå", 5582.0]]
    for row, values in enumerate(key, rows + 1):
        yield from (((row, column), value) for column, value in enumerate(values, 1))


def test_a_table_far_down_a_long_sheet_is_found_where_it_begins(lexicon: Lexicon) -> None:
    found = find_tables(grid(long_cells(headers_between(1000))), lexicon)
    assert [(one.kind.value, one.header_row) for one in found] == [("key", 1001)]


def test_rows_lie_in_order() -> None:
    held = long_cells([((row, 1), 1.0) for row in (5, 3, 9, 1)])
    assert all(first < second for first, second in pairwise(held))
