"""Columns of a month beside columns of what has come up to it: the latter are the year's, or the part of it."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from itnamnd_xl.source.cells import stored_places
from itnamnd_xl.source.grid import CellKind
from itnamnd_xl.source.headers import MONTH, TO_DATE
from itnamnd_xl.source.numbers import read

if TYPE_CHECKING:
    from collections.abc import Sequence

    from itnamnd_xl.source.headers import Header
    from itnamnd_xl.source.numbers import Vocabulary
    from itnamnd_xl.source.table import Span

Sides = tuple["Sequence[int]", "Sequence[int]", "Sequence[int]"]
Found = tuple[list[int], list[int], list[int], tuple[int, int] | None]
# How many rows tell which columns a deviation is of.
ENOUGH = 200


def without_months(span: Span, sides: Sides, words: Vocabulary | None) -> Found:
    """Leave out the columns of a month where others are of what has come up to it.

    `sides` are budgets, outcomes and deviations. Where the deviation's header does not say which outcome it is of, its
    figures tell; where they do not, the two outcomes are given last, as a question.
    """
    budgets, outcomes, deviations = (_up_to_date(span, one) for one in sides)
    to_date = [column for column in outcomes if is_to_date(span.headers[column])]
    others = [column for column in sides[1] if _may_be_instead(span, column, to_date)]
    if not to_date:
        return list(sides[0]), list(sides[1]), list(sides[2]), None
    if not others:
        return budgets, outcomes, deviations, None
    own = [column for column in outcomes if column not in others]
    if any(is_to_date(span.headers[column]) for column in deviations):
        named = [one for one in deviations if is_to_date(span.headers[one]) or span.headers[one].full_year]
        return budgets, own, named, None
    plain = [one for one in deviations if not span.headers[one].full_year]
    if not plain and all(is_month(span.headers[column]) for column in others):
        return budgets, own, deviations, None
    figures = _Figures(span, words)
    years = max((figures.agreeing(budget, out, dev) for budget in budgets for out in own for dev in plain), default=0)
    months = max((figures.agreeing(one, out, dev) for one in sides[0] for out in others for dev in plain), default=0)
    if not years and not months:
        return budgets, [*own, *others], deviations, (to_date[0], others[0])
    if years >= months:
        return budgets, own, deviations, None
    if all(is_month(span.headers[column]) for column in others):
        # The deviation is the month's.
        return budgets, own, [one for one in deviations if one not in plain], None
    return budgets, [one for one in outcomes if one not in to_date], deviations, None


def is_to_date(header: Header) -> bool:
    """Say whether a header says that its amounts are of all that has come up to a time."""
    return TO_DATE in header.concepts or header.is_span


def is_month(header: Header) -> bool:
    """Say whether a header says that its amounts are of a month or a period, and not of what has come up to it."""
    return not is_to_date(header) and (header.is_month or header.interim or MONTH in header.concepts)


def _up_to_date(span: Span, columns: Sequence[int]) -> list[int]:
    """Give a side's columns without those of a month, where one is of what has come up to it."""
    to_date = [span.headers[column] for column in columns if is_to_date(span.headers[column])]
    return [
        column
        for column in columns
        if not is_month(span.headers[column]) or not any(_same_year(span.headers[column], one) for one in to_date)
    ]


def _may_be_instead(span: Span, column: int, to_date: Sequence[int]) -> bool:
    header = span.headers[column]
    return not is_to_date(header) and any(_same_year(header, span.headers[one]) for one in to_date)


def _same_year(one: Header, other: Header) -> bool:
    return one.year is None or other.year is None or one.year == other.year


class _Figures:
    """The figures of a table's columns, as far as they can be read."""

    def __init__(self, span: Span, words: Vocabulary | None) -> None:
        self.span, self.words = span, words
        self.rows = span.rows[:ENOUGH]

    def agreeing(self, budget: int, outcome: int, deviation: int) -> int:
        """Count the rows whose deviation is the difference or the sum of two columns; none where most are not."""
        found = [[self._value(row, column) for column in (budget, outcome, deviation)] for row in self.rows]
        known = [values for values in found if all(one is not None for one in values) and any(values)]
        agree = sum(_is_made_of(*values) for values in known if None not in values)  # type: ignore[arg-type] # no None
        return agree if 2 * agree > len(known) else 0

    def _value(self, row: int, column: int) -> Decimal | None:
        cell = self.span.grid.cell(row, column)
        if cell is None:
            return None
        if cell.kind is CellKind.NUMBER and isinstance(cell.value, Decimal):
            return cell.value
        return read(cell.text, self.words).value if cell.kind is CellKind.TEXT and self.words else None


def _is_made_of(budget: Decimal, outcome: Decimal, deviation: Decimal) -> bool:
    """Say whether a deviation is that of two figures, but for their rounding."""
    places = max(map(stored_places, (budget, outcome, deviation)))
    bound = 2 * Decimal(10) ** -max(places, 0)
    return any(abs(abs(deviation) - abs(one)) <= bound for one in (budget - outcome, budget + outcome))
