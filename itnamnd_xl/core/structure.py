"""Which rows of a statement total which: found from labels, places and figures together.

Rows are read from the top. What no total has claimed yet is open; a total claims the last few open rows (for a
net result: all of them). Which few is settled by the figures: the choice that fits in most columns wins, the
choice that the layout suggests wins among equals. A total that fits nothing above it may stand before its rows.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field, replace
from itertools import accumulate, compress
from operator import itemgetter
from typing import TYPE_CHECKING

from itnamnd_xl.core.diagnostics import Diagnostic, diagnostic
from itnamnd_xl.core.model import Column, Kind, Role, Scope
from itnamnd_xl.core.reconciliation import CheckStatus, Comparison, cells_text, weigh
from itnamnd_xl.core.sums import Figures, Sums, figures

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from decimal import Decimal

    from itnamnd_xl.core.model import Quantity, Row
    from itnamnd_xl.core.reconciliation import Terms, Weighing

CHECKED = (Column.BUDGET, Column.OUTCOME, Column.DEVIATION)
# How many times its bound a figure must be before a match of it tells anything.
TELLING = 20
# How many rows before or after it an unmarked total is looked for among.
LONGEST_FAMILY = 100
# Up to how many rows each is tried as a total that is wrong in one column: the time grows with their square.
MOST_TRIED = 150

Term = tuple[int, int]
_NUMBER = re.compile(r"\d+")


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


@dataclass(frozen=True, slots=True)
class _Given:
    """What holds for every reading of a statement, whichever rows are marked as totals.

    `singles` are the rows that are no parts of others, `places` how many of them have come with each row. `telling`
    are the rows that could equal a sum by more than chance. `families` are totals whose rows the layout itself tells.
    """

    figures: tuple[Figures, ...]
    singles: tuple[int, ...]
    places: tuple[int, ...]
    sums: tuple[Sums, ...]
    telling: frozenset[int]
    families: Mapping[int, tuple[Term, ...]]


def _given(rows: Sequence[Row], families: Mapping[int, tuple[Term, ...]]) -> _Given:
    taken = [row.role is not Role.OF_WHICH for row in rows]
    columns = tuple(figures(rows, column) for column in CHECKED)
    singles = tuple(compress(range(len(rows)), taken))
    telling = frozenset(index for index in singles if _may_tell(columns, index))
    sums = tuple(Sums(column) for column in columns)
    for one in sums:
        for index in singles:
            one.add(index)
    return _Given(columns, singles, tuple(accumulate(taken)), sums, telling, families)


def _may_tell(columns: Sequence[Figures], index: int) -> bool:
    """Say whether a row states figures in two columns, one of them large beside what it alone adds to a bound."""
    stated = [column for column in columns if column.is_stated[index]]
    return len(stated) > 1 and any(abs(one.values[index]) > TELLING * one.halves[index] for one in stated)


@dataclass(slots=True)
class _Reader:
    """The state of one reading from the top: what is open, and what each total has claimed."""

    rows: Sequence[Row]
    given: _Given
    open: list[int] = field(default_factory=list)
    terms: dict[int, tuple[Term, ...]] = field(default_factory=dict)
    claimed_ahead: set[int] = field(default_factory=set)
    # Totals of one side across units that have been totalled already: they tell the whole once more.
    across: set[int] = field(default_factory=set)
    # Where in the open list the rows after the last total begin.
    after_total: int = 0
    # The running sums of the open rows, by column.
    sums: list[Sums] = field(init=False)
    # How many single rows stand before each total.
    totals: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self.sums = [Sums(one) for one in self.given.figures]
        places = zip(self.rows, self.given.places, strict=True)
        self.totals = [place - 1 for row, place in places if row.role is Role.TOTAL]

    def read(self) -> None:
        for index, row in enumerate(self.rows):
            self._take(index, row)

    def families(self) -> Iterator[int]:
        """Read, and give each single row that equals the sum of what is open when it comes, or of what follows it."""
        for index, row in enumerate(self.rows):
            may_be = row.role is Role.ITEM and index in self.given.telling and index not in self.claimed_ahead
            if may_be and self._is_family(index):
                yield index
            self._take(index, row)

    def _take(self, index: int, row: Row) -> None:
        if row.role is Role.OF_WHICH or index in self.claimed_ahead:
            return
        if row.role is Role.TOTAL:
            self._claim(index)
        if index in self.across:
            return
        self._open(index)
        if index in self.terms:
            self.after_total = len(self.open)

    def _open(self, index: int) -> None:
        self.open.append(index)
        for sums in self.sums:
            sums.add(index)

    def _close(self, size: int) -> None:
        """Leave so many rows open."""
        del self.open[size:]
        for sums in self.sums:
            sums.cut(size)

    def _is_family(self, index: int) -> bool:
        # The last row may be the sum of everything; others are held against what is near, or time would grow
        # with the square of the rows.
        most = len(self.rows) if index == len(self.rows) - 1 else LONGEST_FAMILY
        # Whoever equals a sum in every column fits it in all: few rows are worth a closer look.
        choices = []
        if self.rows[index].scope is Scope.NET or _may_equal(self.sums, index, len(self.open), self._places(most)):
            choices.append(self._above(index, most))
        if _may_equal(self.given.sums, index, self.given.places[index], self._places_ahead(index, most)):
            choices.append(self._ahead(index, most))
        return any(score > 1 and _is_family(self.rows, index, terms) for terms, score in choices)

    def _claim(self, index: int) -> None:
        if own := self.given.families.get(index):
            self.terms[index] = own
            self.claimed_ahead.update(child for _, child in own)
            return
        terms, score = self._above(index)
        side = self._side_so_far(index) if score <= 0 else ()
        if side and self._fits(index, side) > max(score, 0):
            self.terms[index] = side
            self.across.add(index)
            return
        if score <= 0:
            ahead, score_ahead = self._ahead(index)
            if score_ahead > max(score, 0):
                self.terms[index] = ahead
                self.claimed_ahead.update(child for _, child in ahead)
                return
        if terms:
            self.terms[index] = terms
            # What is claimed are the last of the open rows.
            self._close(len(self.open) - len(terms))

    def _side_so_far(self, index: int) -> tuple[Term, ...]:
        """Give the single rows of a total's side that stand before it, where totals of units have claimed some."""
        if self.rows[index].scope not in (Scope.REVENUE, Scope.COST):
            return ()
        side = self._side(index)
        found = [one for one in self.given.singles if one < index and self._side(one) == side]
        items = [one for one in found if self.rows[one].role is Role.ITEM]
        return tuple((1, one) for one in items) if not set(items) <= {*self.open} else ()

    def _above(self, index: int, most: int | None = None) -> tuple[tuple[Term, ...], int]:
        """Choose among the open rows: which of the last few a total claims, and in how many columns it fits."""
        places = self._places(most)
        scores = _fits(self.sums, index, len(self.open), places)
        best, score = max(
            ((start, scores[start - places.start]) for start in self._starts(index, places)),
            key=itemgetter(1),
            default=(len(self.open), 0),
        )
        chosen = tuple((1, one) for one in self.open[best:])
        for signed in self._signed(index):
            fits = self._fits(index, signed)
            if fits > score:
                chosen, score = signed, fits
        return chosen, score

    def _places(self, most: int | None) -> range:
        """Give where in the open list claimed rows may begin: `most` rows from its end, or anywhere."""
        size = len(self.open)
        return range(0 if most is None else max(size - most, 0), size)

    def _starts(self, index: int, places: range) -> list[int]:
        """Give where the claimed rows may begin in the open list, of these places, the likeliest first."""
        everything = self.rows[index].scope in (Scope.NET, Scope.ALL) or self.after_total == len(self.open)
        likeliest = 0 if everything else self.after_total
        others = [start for start in places if start != likeliest]
        return [likeliest, *others] if likeliest in places else others

    def _signed(self, index: int) -> list[tuple[Term, ...]]:
        """Give income less costs, and costs less income, for statements that print both without a sign."""
        if self.rows[index].scope is not Scope.NET:
            return []
        found: list[tuple[Term, ...]] = []
        # The net of everything that is open, or of what has come since the last total.
        for start in dict.fromkeys((0, self.after_total)):
            sides = [(self._side(one), one) for one in self.open[start:]]
            if {side for side, _ in sides} == {1, -1}:
                found += [tuple(sides), tuple((-side, one) for side, one in sides)]
        return found

    def _side(self, index: int) -> int:
        row = self.rows[index]
        if row.scope is Scope.REVENUE or row.kind is Kind.REVENUE:
            return 1
        return -1 if row.scope is Scope.COST or row.kind is Kind.COST else 0

    def _ahead(self, index: int, most: int | None = None) -> tuple[tuple[Term, ...], int]:
        """Choose among the single rows that follow: how many of the next a total stands before."""
        first, places = self.given.places[index], self._places_ahead(index, most)
        scores = _fits(self.given.sums, index, first, places)
        # The longest of those that fit best.
        end, score = max(
            zip(places, scores, strict=True), key=lambda choice: (choice[1], choice[0]), default=(first, 0)
        )
        return tuple((1, one) for one in self.given.singles[first:end]), score

    def _places_ahead(self, index: int, most: int | None) -> range:
        """Give where the run of single rows after a row may end: before the next total, after `most` rows."""
        first = self.given.places[index]
        following = bisect_left(self.totals, first)
        end = self.totals[following] if following < len(self.totals) else len(self.given.singles)
        return range(first + 1, (end if most is None else min(end, first + most)) + 1)

    def _fits(self, index: int, terms: Sequence[Term]) -> int:
        """Count the columns in which a total holds against these terms, less those in which it does not."""
        statuses = [total_status(self.rows, index, terms, column) for column in CHECKED]
        return sum(WEIGHTS.get(status, 0) for status in statuses if status is not None)


WEIGHTS = {CheckStatus.OK: 1, CheckStatus.ROUNDING: 1, CheckStatus.ERROR: -1}


def _fits(columns: Sequence[Sums], index: int, anchor: int, places: range) -> list[int]:
    """Count for each place the columns in which a row is the sum up to it, less those in which it is not."""
    scores = zip(*(column.scores(index, anchor, places) for column in columns), strict=True)
    return [sum(one) for one in scores]


def _may_equal(columns: Sequence[Sums], index: int, anchor: int, places: range) -> bool:
    """Say whether a row is the sum up to one of the places in all columns that state it, one at least."""
    first, *others = [column for column in columns if column.figures.is_stated[index]]
    found = first.fitting(index, anchor, places)
    return any(all(column.fits(index, anchor, place) for column in others) for place in found)


def total_comparison(rows: Sequence[Row], terms: Sequence[Term], column: Column, code: str) -> Comparison:
    """Say how a total is recomputed in one column; a blank cell takes no part, a broken one breaks the sum."""
    figures = _figures(rows, terms, column)
    present = tuple((sign, one) for sign, one in figures if one is not None and (one.text or one.value))
    blanks = tuple((sign, one) for sign, one in figures if one is not None and not (one.text or one.value))
    return Comparison(code, present, cells_text([figure.source for _, figure in present]), blanks, is_sum=True)


def total_terms(rows: Sequence[Row], terms: Sequence[Term], column: Column) -> Terms:
    """Give the figures of one column that a total is recomputed from."""
    figures = _figures(rows, terms, column)
    return tuple((sign, figure) for sign, figure in figures if figure is not None and (figure.text or figure.value))


def _figures(rows: Sequence[Row], terms: Sequence[Term], column: Column) -> list[tuple[int, Quantity | None]]:
    """Give what rows have in one column, each with its sign in their total."""
    # A deviation has its sign already: income less costs does not turn it.
    turns = column is not Column.DEVIATION
    return [(sign if turns else 1, rows[child].amounts.get(column)) for sign, child in terms]


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
    rows, notes, families = _settle_children(tuple(rows))
    given = _given(rows, families)
    rows, unnamed = _settle_unnamed(rows, given)
    notes += unnamed
    rows, given, noted = _settle_only_children(rows, given)
    notes += noted
    while (found := _unmarked_total(reader := _Reader(rows, given))) is not None:
        rows = _noted(rows, *found, notes)
    while (near := _nearly_total(reader)) is not None:
        rows = _noted(rows, *near, notes)
        reader = _read(rows, given)
    return Structure(tuple(rows), reader.terms, tuple(reader.open), tuple(notes))


def _noted(rows: Sequence[Row], index: int, terms: Sequence[Term], notes: list[Diagnostic]) -> tuple[Row, ...]:
    """Mark a row as the total of others, and say so."""
    below = cells_text([rows[child].source for _, child in terms])
    notes.append(diagnostic("N505", rows[index].source, text=rows[index].text, rows=below))
    return _marked(rows, index)


def _unmarked_total(reader: _Reader) -> tuple[int, tuple[Term, ...]] | None:
    """Read until a single row is the sum of others and may be so: marking it lets no other total fit worse."""
    wrong = None
    for index in reader.families():
        wrong = _mismatches(_read(reader.rows, reader.given)) if wrong is None else wrong
        tried = _marked(reader.rows, index)
        again = _read(tried, reader.given)
        terms = again.terms.get(index, ())
        if _is_family(tried, index, terms) and _mismatches(again) <= wrong:
            return index, terms
    return None


def _settle_unnamed(rows: tuple[Row, ...], given: _Given) -> tuple[tuple[Row, ...], list[Diagnostic]]:
    """Take rows that have amounts and no label: each is a total if others make it up, else a row by itself.

    Having no label is a sign of a total: less is asked of the figures than of a row that has one.
    """
    notes: list[Diagnostic] = []
    for index, row in enumerate(rows):
        if not row.is_unnamed or row.role is not Role.ITEM:
            continue
        tried = _marked(rows, index)
        terms = _read(tried, given).terms.get(index, ())
        statuses = [total_status(rows, index, terms, column) for column in CHECKED]
        is_whole = CheckStatus.ERROR not in statuses and any(status is not None for status in statuses)
        if terms and (is_whole or (len(terms) > 1 and _makes_up(rows, index, terms))):
            rows = _noted(rows, index, terms, notes)
        else:
            notes.append(diagnostic("W550", row.source, text=row.text))
    return rows, notes


def _settle_only_children(rows: tuple[Row, ...], given: _Given) -> tuple[tuple[Row, ...], _Given, list[Diagnostic]]:
    """Take rows that the next row repeats: a parent and its only child, if its number says so or the totals do."""
    pairs = [index for index in given.telling if _is_repeated(rows, index)]
    if not pairs:
        return rows, given, []
    sure = [index for index in pairs if _is_number_within(rows[index].text, rows[index + 1].text)]
    found = (rows, given, list[Diagnostic]())
    for chosen in (sure, pairs):
        families = {index: ((1, index + 1),) for index in chosen}
        marked = tuple(replace(row, role=Role.TOTAL) if index in families else row for index, row in enumerate(rows))
        tried = replace(given, families={**given.families, **families})
        if chosen is sure or _settled_mismatches(marked, tried) < _settled_mismatches(*found[:2]):
            notes = [
                diagnostic("N505", rows[one].source, text=rows[one].text, rows=cells_text([rows[one + 1].source]))
                for one in sorted(chosen)
            ]
            found = (marked, tried, notes)
    return found


def _settled_mismatches(rows: tuple[Row, ...], given: _Given) -> int:
    """Count the totals that do not hold once every row that is the sum of others is marked as one."""
    while (found := _unmarked_total(reader := _Reader(rows, given))) is not None:
        rows = _marked(rows, found[0])
    return _mismatches(reader)


def _is_repeated(rows: Sequence[Row], index: int) -> bool:
    """Say whether the next row shows the same figures, two at least."""
    following = rows[index + 1] if index + 1 < len(rows) else None
    if following is None or {rows[index].role, following.role} != {Role.ITEM}:
        return False
    values = [(rows[index].value(column), following.value(column)) for column in CHECKED]
    stated = [pair for pair in values if pair[0] is not None]
    return len(stated) > 1 and all(first == second for first, second in stated)


def _is_number_within(first: str, second: str) -> bool:
    """Say whether the number before a label begins that before another: 1 Nämnd, 100 Nämnd."""
    outer, inner = (_NUMBER.match(text) for text in (first, second))
    return bool(outer and inner and inner[0].startswith(outer[0]) and inner[0] != outer[0])


def _nearly_total(reader: _Reader) -> tuple[int, tuple[Term, ...]] | None:
    """Find a single row that is the sum of others but for one column, where totals hold that do not without it.

    A wrong figure hides the parent of its row; as long as the totals tell, what is wrong is that figure alone.
    """
    amiss, wrong = _mismatches(reader), _faults(reader)
    is_tried = (amiss > 1 or wrong > amiss) and len(reader.rows) <= MOST_TRIED
    best: tuple[int, int, tuple[Term, ...]] | None = None
    candidates = sorted(reader.given.telling) if is_tried else ()
    for index in candidates:
        if reader.rows[index].role is not Role.ITEM:
            continue
        again = _read(_marked(reader.rows, index), reader.given)
        terms = again.terms.get(index, ())
        left = _faults(again)
        if left < wrong and len(terms) > 1 and _is_family_but_for_one(again.rows, index, terms):
            wrong, best = left, (left, index, terms)
    return best[1:] if best else None


def _faults(reader: _Reader) -> int:
    """Count the figures that do not hold, and the single rows that the net result, or the total below them, lacks."""
    rows = [reader.rows[index] for index in reader.open]
    last = max((place for place, row in enumerate(rows) if row.role is Role.TOTAL), default=0)
    has_net = any(row.role is Role.TOTAL and row.scope is Scope.NET for row in rows)
    return _mismatches(reader) + sum(row.role is Role.ITEM for row in (rows if has_net else rows[:last]))


def _is_family_but_for_one(rows: Sequence[Row], index: int, terms: Sequence[Term]) -> bool:
    statuses = [total_status(rows, index, terms, column) for column in CHECKED]
    return statuses.count(CheckStatus.ERROR) <= 1 and _makes_up(rows, index, terms)


def _marked(rows: Sequence[Row], index: int) -> tuple[Row, ...]:
    return (*rows[:index], replace(rows[index], role=Role.TOTAL), *rows[index + 1 :])


def _read(rows: Sequence[Row], given: _Given) -> _Reader:
    reader = _Reader(rows, given)
    reader.read()
    return reader


def _mismatches(reader: _Reader) -> int:
    """Count the figures of totals that do not hold; where most of one do not, the others hold by chance."""
    wrong = 0
    for index, terms in reader.terms.items():
        found = (total_status(reader.rows, index, terms, column) for column in CHECKED)
        statuses = [status for status in found if status is not None]
        errors = statuses.count(CheckStatus.ERROR)
        wrong += len(statuses) if 2 * errors > len(statuses) else errors
    return wrong


def _settle_children(
    rows: tuple[Row, ...],
) -> tuple[tuple[Row, ...], list[Diagnostic], dict[int, tuple[Term, ...]]]:
    """Take rows marked as children (– personal): their parent is a total if they make it up, else they are parts."""
    settled = list(rows)
    notes: list[Diagnostic] = []
    families: dict[int, tuple[Term, ...]] = {}
    for index, row in enumerate(rows):
        children = _children_of(rows, index)
        if not children or row.role is not Role.ITEM:
            continue
        terms = [(1, child) for child in children]
        statuses = [total_status(rows, index, terms, column) for column in CHECKED]
        holds = sum(one in (CheckStatus.OK, CheckStatus.ROUNDING) for one in statuses)
        if holds > statuses.count(CheckStatus.ERROR) or _makes_up(rows, index, terms):
            settled[index] = replace(row, role=Role.TOTAL)
            families[index] = tuple(terms)
            cells = cells_text([rows[child].source for child in children])
            notes.append(diagnostic("N505", row.source, text=row.text, rows=cells))
        elif all(rows[child].is_child for child in children):
            for child in children:
                settled[child] = replace(rows[child], role=Role.OF_WHICH)
            notes.append(diagnostic("W509", rows[children[0]].source, text=rows[children[0]].text))
    return tuple(settled), notes, families


def _makes_up(rows: Sequence[Row], index: int, terms: Sequence[Term]) -> bool:
    """Say whether rows make up their parent in a column where that tells something: then the others are in error."""
    found = (_weighed(rows, index, terms, column) for column in CHECKED)
    return any(
        weighing.status in (CheckStatus.OK, CheckStatus.ROUNDING) and abs(published) > TELLING * weighing.bound
        for published, weighing in (one for one in found if one)
    )


def _children_of(rows: Sequence[Row], index: int) -> list[int]:
    if _is_below(rows[index]):
        return []
    children = []
    for after in range(index + 1, len(rows)):
        if not _is_below(rows[after]) or rows[after].role is not Role.ITEM:
            break
        children.append(after)
    return children


def _is_below(row: Row) -> bool:
    return row.is_child or row.is_indented


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
