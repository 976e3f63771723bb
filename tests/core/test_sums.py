"""Sums found by running totals are those that trying every stretch of rows, one figure after the other, finds."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itnamnd_xl.core import structure
from itnamnd_xl.core.model import CellRef, Column, Kind, Quantity, Role, Row, Scope
from itnamnd_xl.core.reconciliation import HALF, CheckStatus, judge, last_digit
from itnamnd_xl.core.structure import CHECKED, LONGEST_FAMILY, WEIGHTS, settle
from itnamnd_xl.core.sums import Sums, figures

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from itnamnd_xl.core.structure import Structure, Term

AT = CellRef("bok.xlsx", "Drift", 1, 1)


def plain_scores(rows: Sequence[Row], index: int, children: Sequence[int], column: Column) -> list[int]:
    """Judge a row against the sum of the first one, two, three … children."""
    published = rows[index].amounts.get(column)
    scores = [0] * len(children)
    if published is None or published.value is None:
        return scores
    total, bound = Decimal(0), HALF * last_digit(published)
    for place, child in enumerate(children):
        figure = rows[child].amounts.get(column)
        if figure is not None and figure.value is None and figure.text:
            break
        if figure is not None and figure.value is not None:
            total += figure.value
            bound += HALF * last_digit(figure)
        scores[place] = WEIGHTS[judge(published.value, total, bound)]
    return scores


def plain_fits(rows: Sequence[Row], index: int, children: Sequence[int]) -> list[int]:
    columns = [plain_scores(rows, index, children, column) for column in CHECKED]
    return [sum(scores) for scores in zip(*columns, strict=True)]


class Plain(structure._Reader):
    """The same reading, with every stretch of rows tried for every row."""

    def families(self) -> Iterator[int]:
        for index, row in enumerate(self.rows):
            if row.role is Role.ITEM and index not in self.claimed_ahead:
                most = len(self.rows) if index == len(self.rows) - 1 else LONGEST_FAMILY
                choices = [self._above(index, most), self._ahead(index, most)]
                if any(score > 1 and structure._is_family(self.rows, index, terms) for terms, score in choices):
                    yield index
            self._take(index, row)

    def _above(self, index: int, most: int | None = None) -> tuple[tuple[Term, ...], int]:
        size = len(self.open)
        first = 0 if most is None else max(size - most, 0)
        scores = plain_fits(self.rows, index, self.open[first:][::-1])
        everything = self.rows[index].scope in (Scope.NET, Scope.ALL) or self.after_total == size
        likeliest = 0 if everything else self.after_total
        starts = sorted(range(first, size), key=lambda start: (start != likeliest, start))
        best = max(starts, key=lambda start: scores[size - start - 1], default=size)
        score = scores[size - best - 1] if starts else 0
        chosen = tuple((1, one) for one in self.open[best:])
        for signed in self._signed(index):
            statuses = [structure.total_status(self.rows, index, signed, column) for column in CHECKED]
            fits = sum(WEIGHTS.get(status, 0) for status in statuses if status is not None)
            if fits > score:
                chosen, score = signed, fits
        return chosen, score

    def _ahead(self, index: int, most: int | None = None) -> tuple[tuple[Term, ...], int]:
        run: list[int] = []
        for after in range(index + 1, len(self.rows)):
            if self.rows[after].role is Role.TOTAL or len(run) == most:
                break
            if self.rows[after].role is not Role.OF_WHICH:
                run.append(after)
        scores = plain_fits(self.rows, index, run)
        count = max(range(len(run)), key=lambda place: (scores[place], place), default=-1) + 1
        return tuple((1, one) for one in run[:count]), scores[count - 1] if run else 0


def plainly_settled(rows: Sequence[Row]) -> Structure:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(structure, "_Reader", Plain)
        return settle(rows)


amounts = st.builds(
    lambda units, decimals: Decimal(units).scaleb(-decimals),
    st.one_of(st.integers(-60, 60), st.integers(-(10**6), 10**6)),
    st.sampled_from([0, 0, 0, 1, 2, 7, 9]),
)
places = st.sampled_from([0, 0, 0, 1, 2, -3, 9])


@st.composite
def cells(draw: st.DrawFn, value: Decimal) -> Quantity | None:
    """Give a figure as a cell has it: mostly itself, at times a little off, blank, unreadable or none."""
    kind = draw(st.sampled_from([*["itself"] * 12, "off", "off", "blank", "unreadable", "none", "untold"]))
    if kind == "none":
        return None
    if kind in ("blank", "unreadable"):
        return Quantity(None, "" if kind == "blank" else "x", AT)
    if kind == "off":
        value += draw(st.sampled_from(["1", "-1", "0.5", "0.0000005", "0.0000015", "-0.000001", "100"]).map(Decimal))
    return Quantity(value, "" if kind == "untold" else "1", AT, places=draw(places))


@st.composite
def statements(draw: st.DrawFn) -> tuple[Row, ...]:
    """Give rows of which many are the sums of those before or after them, marked as totals or not."""
    rows: list[Row] = []
    pairs: list[tuple[Decimal, Decimal]] = []
    for number in range(draw(st.integers(1, 24))):
        summed = draw(st.integers(0, 4)) if pairs else 0
        few = pairs[-draw(st.integers(1, 6)) :] if summed > 2 else []
        pair = (sum((one[0] for one in few), Decimal(0)), sum((one[1] for one in few), Decimal(0)))
        pair = pair if few else (draw(amounts), draw(amounts))
        roles = [Role.ITEM, Role.TOTAL] if few else [*[Role.ITEM] * 8, Role.TOTAL, Role.OF_WHICH, Role.SETTLEMENT]
        figures_of = {Column.BUDGET: pair[0], Column.OUTCOME: pair[1], Column.DEVIATION: pair[0] - pair[1]}
        drawn = {column: draw(cells(value)) for column, value in figures_of.items()}
        row = Row(
            text=f"rad {number}",
            source=replace(AT, row=number + 1),
            role=draw(st.sampled_from(roles)),
            amounts={column: one for column, one in drawn.items() if one is not None},
            kind=draw(st.sampled_from([None, None, *Kind])),
            scope=draw(st.sampled_from([None, None, *Scope])),
            is_child=draw(st.integers(0, 12)) == 0,
        )
        rows.insert(draw(st.sampled_from([number, number, number, max(number - 2, 0)])), row)
        pairs.append(pair)
    return tuple(rows)


@given(rows=statements())
def test_running_sums_score_as_summing_does(rows: tuple[Row, ...]) -> None:
    for column in CHECKED:
        sums = Sums(figures(rows, column))
        for index in range(len(rows)):
            sums.add(index)
        for index in range(len(rows)):
            above = plain_scores(rows, index, range(index)[::-1], column)[::-1]
            assert sums.scores(index, index, range(index)) == above
            ahead = plain_scores(rows, index, range(index + 1, len(rows)), column)
            assert sums.scores(index, index + 1, range(index + 2, len(rows) + 1)) == ahead


@settings(max_examples=300)
@given(rows=statements())
def test_a_statement_settles_as_if_every_stretch_were_tried(rows: tuple[Row, ...]) -> None:
    assert settle(rows) == plainly_settled(rows)


@given(difference=amounts, digits=st.integers(-3, 9))
def test_a_reach_is_the_largest_difference_that_is_no_error(difference: Decimal, digits: int) -> None:
    row = Row("rad", AT, Role.ITEM, {Column.BUDGET: Quantity(difference, "1", AT, places=digits)})
    found = figures([row], Column.BUDGET)
    held = judge(difference, Decimal(0), HALF * Decimal(1).scaleb(-digits))
    assert (abs(found.values[0]) <= found.reach(found.halves[0])) is (held is not CheckStatus.ERROR)
