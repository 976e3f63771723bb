"""Which rows of a statement total which: found from labels, places and figures together.

Rows are read from the top. What no total has claimed yet is open; a total claims the last few open rows (for a
net result: all of them). Which few is settled by the figures: the choice that fits in most columns wins, the
choice that the layout suggests wins among equals. A total that fits nothing above it may stand before its rows.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from itnamnd_xl.core.diagnostics import Diagnostic, diagnostic
from itnamnd_xl.core.model import Column, Kind, Role, Scope
from itnamnd_xl.core.reconciliation import HALF, CheckStatus, Comparison, cells_text, judge, last_digit, weigh

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from itnamnd_xl.core.model import Row
    from itnamnd_xl.core.reconciliation import Terms, Weighing

CHECKED = (Column.BUDGET, Column.OUTCOME, Column.DEVIATION)
# How many times its bound a figure must be before a match of it tells anything.
TELLING = 20
# How many rows before or after it an unmarked total is looked for among.
LONGEST_FAMILY = 100

Term = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Structure:
    """The rows with their settled roles; `terms` maps a total's index to the (sign, index) of what it sums."""

    rows: tuple[Row, ...]
    terms: dict[int, tuple[Term, ...]]
    top: tuple[int, ...]
    notes: tuple[Diagnostic, ...] = ()

    def leaves(self, index: int, sign: int = 1) -> Iterator[Term]:
        """Walk down to the single rows below a row, each with its sign."""
        if index not in self.terms:
            yield sign, index
            return
        for factor, child in self.terms[index]:
            yield from self.leaves(child, sign * factor)


@dataclass(slots=True)
class _Reader:
    """The state of one reading from the top: what is open, and what each total has claimed.

    `families` are single rows that equal the sum of what was open when they came, with those rows.
    """

    rows: Sequence[Row]
    open: list[int] = field(default_factory=list)
    terms: dict[int, tuple[Term, ...]] = field(default_factory=dict)
    claimed_ahead: set[int] = field(default_factory=set)
    families: list[int] = field(default_factory=list)
    # Where in the open list the rows after the last total begin.
    after_total: int = 0
    # By column, then by row.
    figures: list[list[_Figure]] = field(init=False)

    def __post_init__(self) -> None:
        self.figures = [[_figure(row, column) for row in self.rows] for column in CHECKED]

    def read(self, *, find_families: bool = False) -> None:
        for index, row in enumerate(self.rows):
            if row.role is Role.OF_WHICH or index in self.claimed_ahead:
                continue
            if row.role is Role.TOTAL:
                self._claim(index)
            elif find_families and row.role is Role.ITEM and self._is_family(index):
                self.families.append(index)
            self.open.append(index)
            if index in self.terms:
                self.after_total = len(self.open)

    def _is_family(self, index: int) -> bool:
        # The last row may be the sum of everything; others are held against what is near, or time would grow
        # with the square of the rows.
        most = len(self.rows) if index == len(self.rows) - 1 else LONGEST_FAMILY
        # Whoever equals a sum in two columns fits it in two at least.
        return any(
            score > 1 and _is_family(self.rows, index, terms)
            for terms, score in (choose(index, most) for choose in (self._above, self._ahead))
        )

    def _claim(self, index: int) -> None:
        terms, score = self._above(index)
        if score <= 0:
            ahead, score_ahead = self._ahead(index)
            if score_ahead > max(score, 0):
                self.terms[index] = ahead
                self.claimed_ahead.update(child for _, child in ahead)
                return
        if terms:
            self.terms[index] = terms
            taken = {child for _, child in terms}
            self.open = [one for one in self.open if one not in taken]

    def _above(self, index: int, most: int | None = None) -> tuple[tuple[Term, ...], int]:
        """Choose among the open rows: which of the last few a total claims, and in how many columns it fits."""
        nearest = self.open[::-1] if most is None else self.open[: -most - 1 : -1]
        scores = _running_fits(self.figures, index, nearest)
        first = len(self.open) - len(nearest)
        best, score = max(
            ((start, scores[len(self.open) - start - 1]) for start in self._starts(index, first)),
            key=lambda choice: choice[1],
            default=(len(self.open), 0),
        )
        chosen = tuple((1, one) for one in self.open[best:])
        for signed in self._signed(index):
            fits = self._fits(index, signed)
            if fits > score:
                chosen, score = signed, fits
        return chosen, score

    def _starts(self, index: int, first: int) -> list[int]:
        """Give where the claimed rows may begin in the open list, from a place on, the likeliest first."""
        size = len(self.open)
        everything = self.rows[index].scope in (Scope.NET, Scope.ALL) or self.after_total == size
        likeliest = 0 if everything else self.after_total
        others = [start for start in range(first, size) if start != likeliest]
        return [likeliest, *others] if first <= likeliest < size else others

    def _signed(self, index: int) -> list[tuple[Term, ...]]:
        """Give income less costs, and costs less income, for statements that print both without a sign."""
        if self.rows[index].scope is not Scope.NET:
            return []
        sides = [(self._side(one), one) for one in self.open]
        if {side for side, _ in sides} != {1, -1}:
            return []
        return [tuple(sides), tuple((-side, one) for side, one in sides)]

    def _side(self, index: int) -> int:
        row = self.rows[index]
        if row.scope is Scope.REVENUE or row.kind is Kind.REVENUE:
            return 1
        return -1 if row.scope is Scope.COST or row.kind is Kind.COST else 0

    def _ahead(self, index: int, most: int | None = None) -> tuple[tuple[Term, ...], int]:
        """Choose among the single rows that follow: how many of the next a total stands before."""
        run: list[int] = []
        for after in range(index + 1, len(self.rows)):
            if self.rows[after].role is Role.TOTAL or len(run) == most:
                break
            if self.rows[after].role is not Role.OF_WHICH:
                run.append(after)
        scores = _running_fits(self.figures, index, run)
        count, score = max(enumerate(scores, 1), key=lambda choice: (choice[1], choice[0]), default=(0, 0))
        return tuple((1, one) for one in run[:count]), score

    def _fits(self, index: int, terms: Sequence[Term]) -> int:
        """Count the columns in which a total holds against these terms, less those in which it does not."""
        statuses = [total_status(self.rows, index, terms, column) for column in CHECKED]
        return sum(WEIGHTS.get(status, 0) for status in statuses if status is not None)


WEIGHTS = {CheckStatus.OK: 1, CheckStatus.ROUNDING: 1, CheckStatus.ERROR: -1}


class _Figure(NamedTuple):
    """A figure of a checked column with half of its last known digit; a blank one is a zero that is sure."""

    value: Decimal
    half: Decimal
    is_stated: bool
    is_broken: bool


BLANK = _Figure(Decimal(0), Decimal(0), is_stated=False, is_broken=False)


def _figure(row: Row, column: Column) -> _Figure:
    found = row.amounts.get(column)
    if found is None or (found.value is None and not found.text):
        return BLANK
    if found.value is None:
        return _Figure(Decimal(0), Decimal(0), is_stated=False, is_broken=True)
    return _Figure(found.value, HALF * last_digit(found), is_stated=True, is_broken=False)


def _running_fits(figures: Sequence[Sequence[_Figure]], index: int, children: Sequence[int]) -> list[int]:
    """Score a row against the sum of the first one, two, three … children, summing as it goes."""
    scores = [0] * len(children)
    for column in figures:
        published = column[index]
        if not published.is_stated:
            continue
        total, bound = Decimal(0), published.half
        for place, child in enumerate(children):
            figure = column[child]
            if figure.is_broken:
                break  # A cell that cannot be read breaks every longer sum.
            total += figure.value
            bound += figure.half
            scores[place] += WEIGHTS[judge(published.value, total, bound)]
    return scores


def total_comparison(rows: Sequence[Row], terms: Sequence[Term], column: Column, code: str) -> Comparison:
    """Say how a total is recomputed in one column; a blank cell takes no part, a broken one breaks the sum."""
    present = total_terms(rows, terms, column)
    return Comparison(code, present, cells_text([figure.source for _, figure in present]))


def total_terms(rows: Sequence[Row], terms: Sequence[Term], column: Column) -> Terms:
    """Give the figures of one column that a total is recomputed from."""
    # A deviation has its sign already: income less costs does not turn it.
    turns = column is not Column.DEVIATION
    figures = [(sign if turns else 1, rows[child].amounts.get(column)) for sign, child in terms]
    return tuple((sign, figure) for sign, figure in figures if figure is not None and (figure.text or figure.value))


def total_status(rows: Sequence[Row], index: int, terms: Sequence[Term], column: Column) -> CheckStatus | None:
    """Say whether a total holds in one column; None where it shows nothing there."""
    found = _weighed(rows, index, terms, column)
    return found[1].status if found else None


def _weighed(rows: Sequence[Row], index: int, terms: Sequence[Term], column: Column) -> tuple[Decimal, Weighing] | None:
    """Weigh what a row shows in a column against its terms; None where it shows nothing."""
    published = rows[index].amounts.get(column)
    if published is None or published.value is None:
        return None
    return published.value, weigh(published, total_terms(rows, terms, column))


def settle(rows: Sequence[Row]) -> Structure:
    """Settle every row's role and what each total sums, with notes on what was not marked as a total."""
    rows, notes = _settle_children(tuple(rows))
    reader = _read(rows, find_families=True)
    while (found := _unmarked_total(reader)) is not None:
        index, terms = found
        below = cells_text([rows[child].source for _, child in terms])
        notes.append(diagnostic("N505", rows[index].source, text=rows[index].text, rows=below))
        rows = _marked(rows, index)
        reader = _read(rows, find_families=True)
    return Structure(tuple(rows), reader.terms, tuple(reader.open), tuple(notes))


def _unmarked_total(plain: _Reader) -> tuple[int, tuple[Term, ...]] | None:
    """Find a single row that is the sum of others and may be so: marking it lets no other total fit worse."""
    wrong = _mismatches(plain) if plain.families else 0
    for index in plain.families:
        tried = _marked(plain.rows, index)
        again = _read(tried)
        terms = again.terms.get(index, ())
        if _is_family(tried, index, terms) and _mismatches(again) <= wrong:
            return index, terms
    return None


def _marked(rows: Sequence[Row], index: int) -> tuple[Row, ...]:
    return (*rows[:index], replace(rows[index], role=Role.TOTAL), *rows[index + 1 :])


def _read(rows: Sequence[Row], *, find_families: bool = False) -> _Reader:
    reader = _Reader(rows)
    reader.read(find_families=find_families)
    return reader


def _mismatches(reader: _Reader) -> int:
    return sum(
        total_status(reader.rows, index, terms, column) is CheckStatus.ERROR
        for index, terms in reader.terms.items()
        for column in CHECKED
    )


def _settle_children(rows: tuple[Row, ...]) -> tuple[tuple[Row, ...], list[Diagnostic]]:
    """Take rows marked as children (– personal): their parent is a total if they make it up, else they are parts."""
    settled = list(rows)
    notes: list[Diagnostic] = []
    for index, row in enumerate(rows):
        children = _children_of(rows, index)
        if not children or row.role is not Role.ITEM:
            continue
        terms = [(1, child) for child in children]
        statuses = [total_status(rows, index, terms, column) for column in CHECKED]
        holds = sum(one in (CheckStatus.OK, CheckStatus.ROUNDING) for one in statuses)
        if holds > statuses.count(CheckStatus.ERROR):
            settled[index] = replace(row, role=Role.TOTAL)
            cells = cells_text([rows[child].source for child in children])
            notes.append(diagnostic("N505", row.source, text=row.text, rows=cells))
        else:
            for child in children:
                settled[child] = replace(rows[child], role=Role.OF_WHICH)
            notes.append(diagnostic("W509", rows[children[0]].source, text=rows[children[0]].text))
    return tuple(settled), notes


def _children_of(rows: Sequence[Row], index: int) -> list[int]:
    if rows[index].is_child:
        return []
    children = []
    for after in range(index + 1, len(rows)):
        if not rows[after].is_child:
            break
        children.append(after)
    return children


def _is_family(rows: Sequence[Row], index: int, terms: Sequence[Term]) -> bool:
    """Say whether a row equals the sum of two or more rows in every column, by more than chance.

    Small figures match each other by chance, the more so within the bound of their rounding: at least one figure
    must be large beside its bound, and at least two columns must show one.
    """
    if len(terms) < 2:
        return False
    holds, telling = 0, False
    for column in CHECKED:
        if (weighed := _weighed(rows, index, terms, column)) is None:
            continue
        published, found = weighed
        if found.status not in (CheckStatus.OK, CheckStatus.ROUNDING):
            return False
        holds += 1
        telling = telling or (published != 0 and abs(published) > TELLING * found.bound)
    return telling and holds > 1
