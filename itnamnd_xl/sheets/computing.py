"""What a statement's rows give where nothing is published, as formulas over the cells that the sheet shows."""

from __future__ import annotations

from fractions import Fraction
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from itnamnd_xl.core.model import Column
from itnamnd_xl.core.statements import Line
from itnamnd_xl.sheets.formulas import MISSING, a1, amount_places, given, rounded, span, text
from itnamnd_xl.sheets.sums import Addend, Addition, addend, addition, references

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from decimal import Decimal

    from itnamnd_xl.core.model import Quantity, Row
    from itnamnd_xl.core.statements import Leaf, StatementResult, Total
    from itnamnd_xl.sheets.formulas import Book


class Computed(NamedTuple):
    """An expression and to how many decimals it is rounded; an empty one where a figure is read, or missing."""

    expression: str
    places: int


NOTHING = Computed("", 0)
# What a project's deviation from its decided total is made of.
OF_WHOLE = (Column.DECIDED_TOTAL, Column.FORECAST_TOTAL, Column.ACCUMULATED)
# Columns of a total that do without the rows that have nothing there.
WITH_GAPS = (Column.BUDGET, Column.OUTCOME)
# In so many runs of rows between totals a formula can count; in more, a column says of each row what is counted.
MOST_RUNS = 8


def runs_of_lines(result: StatementResult) -> list[tuple[int, int]]:
    """Give where the single rows stand among a statement's rows, from 0: the first and last of each run of them."""
    single = {id(line.row) for line in result.lines}
    places = [place for place, one in enumerate(result.order) if one.row is not None and id(one.row) in single]
    runs = [[place for _, place in run] for _, run in groupby(enumerate(places), key=lambda one: one[1] - one[0])]
    return [(run[0], run[-1]) for run in runs]


class Computing:
    """A statement's table: which column of the sheet each amount has, and in which row each row of it stands.

    `alone` is the column that says which rows have one of the figures of a deviation alone; 0 where there is none.
    """

    def __init__(
        self, result: StatementResult, columns: Sequence[Column], first: int, book: Book, alone: int = 0
    ) -> None:
        """Take the statement, its columns as they stand from the sheet's second, and the table's first row."""
        self.result = result
        self.book = book
        self.first = first
        self.alone = alone
        self.columns = {column: place for place, column in enumerate(columns, 2)}
        # Two rows may say the same: which is meant is told by the object.
        self._rows = {id(one.row): row for row, one in enumerate(result.order, first) if one.row is not None}
        self._pair = (Column.BUDGET, result.statement.against)

    def computed(self, one: Line | Total, column: Column) -> Computed:
        """Give the expression that a row's figure is computed by; none where it can only be read, or is missing."""
        if not isinstance(one, Line):
            if column is Column.TOTAL_DEVIATION and column not in self.result.statement.columns:
                return self._total_deviations(one)
            return self._deviation_of_leaves(one) if column is Column.DEVIATION else self._sum(one, column)
        if column is Column.DEVIATION:
            return self._deviation(one)
        return self._total_deviation(one) if column is Column.TOTAL_DEVIATION else NOTHING

    def incomplete(self) -> str:
        """Count the single rows that have one of the figures of a deviation alone; empty where none is left out."""
        if self.result.statement.has_whole_outcome or any(column not in self.columns for column in self._pair):
            return ""
        if self.alone:
            return f"SUM({span(self.alone, self.first, self.first + len(self.result.order) - 1)})"
        counted = []
        for run in runs_of_lines(self.result):
            first, last = (self.first + place for place in run)
            both = [f"ISNUMBER({span(self.columns[column], first, last, fixed=False)})" for column in self._pair]
            counted.append(f"SUMPRODUCT(--({'<>'.join(both)}))")
        return f"({'+'.join(counted)})" if len(counted) > 1 else "".join(counted)

    def has_one(self, row: Row) -> str:
        """Tell whether a row has one of the figures of a deviation alone: 1, else 0."""
        cells = ",".join(a1(self.columns[column], self._rows[id(row)]) for column in self._pair)
        return f"IF(COUNT({cells})=1,1,0)"

    def lacks(self, row: Row) -> str:
        """Give the condition that a row still has the one figure of a deviation that it has, and lacks the other."""
        at = self._rows[id(row)]
        counts = [f"COUNT({a1(self.columns[one], at)})={int(row.value(one) is not None)}" for one in self._pair]
        return ",".join(counts)

    def _cell(self, row: Row, column: Column) -> str:
        """Give the cell that shows a row's figure; empty where the sheet has none, or the row no such figure."""
        at = self._rows.get(id(row))
        if at is None or column not in self.columns or column not in row.amounts:
            return ""
        return a1(self.columns[column], at)

    def _deviation(self, line: Line) -> Computed:
        """Subtract as the statement's sign convention does."""
        cells = [self._cell(line.row, column) for column in self._pair]
        return _difference(cells, line, *(line.value(column) for column in self._pair)) if all(cells) else NOTHING

    def _total_deviation(self, line: Line) -> Computed:
        """Subtract what a project is forecast to come to, or else has cost so far, from its decided total."""
        decided, forecast, accumulated = (self._cell(line.row, column) for column in OF_WHOLE)
        reached = [one for one in (forecast, accumulated) if one]
        values = [line.value(column) for column in OF_WHOLE]
        if not decided or not reached:
            return NOTHING
        if len(reached) == 1:
            return _difference([decided, *reached], line, *values)
        of_decided, of_reached = (Fraction(factor) for factor in line.factors)
        either = f"IF(COUNT({forecast})=1,{forecast},{accumulated})"
        signs = ["-" if factor < 0 else "+" for factor in (of_decided, of_reached)]
        amount = f"{signs[0]}{decided}{signs[1]}{either}".removeprefix("+")
        missing = f"OR(COUNT({decided})=0,COUNT({','.join(reached)})=0)"
        places = amount_places(*values)
        return Computed(f"IF({missing},{text(MISSING)},{rounded(amount, places)})", places)

    def _total_deviations(self, total: Total) -> Computed:
        """Add up how projects deviate from their decided totals, while all are forecast or none is."""
        rows = [self._rows[id(leaf.row)] for leaf in total.terms if id(leaf.row) in self._rows]
        at = [addend(a1(self.columns[Column.TOTAL_DEVIATION], row), Fraction(1)) for row in rows]
        if len(rows) < len(total.terms) or (added := addition(at)) is None:
            return NOTHING
        values = [leaf.row.value(column) for leaf in total.terms for column in OF_WHOLE if column in self.columns]
        places = amount_places(*values, total.total_deviation)
        whole = added.where_all(len(rows), places)
        if Column.FORECAST_TOTAL in self.columns:
            cells = references([addend(a1(self.columns[Column.FORECAST_TOTAL], row), Fraction(1)) for row in rows])
            counted = f"COUNT({','.join(cells)})"
            whole = f"IF(AND({counted}>0,{counted}<{len(rows)}),{text(MISSING)},{whole})"
        return Computed(whole, places)

    def _sum(self, total: Total, column: Column) -> Computed:
        """Add up what the rows below a total have in a column."""
        figures = [(leaf, leaf.row.amounts.get(column)) for leaf in total.terms]
        present = [(leaf, figure) for leaf, figure in figures if figure is not None]
        if any(_is_broken(figure) for _, figure in present) or column not in self.result.statement.columns:
            return NOTHING
        with_gaps = column in WITH_GAPS
        if not with_gaps and any(figure is None or self._is_only_computed(column, figure) for _, figure in figures):
            return NOTHING
        found = [self._addend(leaf.row, column, leaf.sign) for leaf, _ in present]
        added = addition([one for one in found if one is not None])
        if added is None or None in found:
            return NOTHING
        places = amount_places(*(figure.value for _, figure in present), total.amounts.get(column))
        return Computed(added.where_any(places) if with_gaps else added.where_all(len(found), places), places)

    @staticmethod
    def _is_only_computed(column: Column, figure: Quantity) -> bool:
        """Say whether the sheet shows more than is published: of deviations, only those published are totalled."""
        return column is Column.TOTAL_DEVIATION and figure.value is None

    def _addend(self, row: Row, column: Column, sign: int) -> Addend | None:
        """Give a row's figure as a term: the cell that shows it, else the one that it was read from."""
        if cell := self._cell(row, column):
            return addend(cell, Fraction(sign))
        held = self.book.cell_of(row.amounts[column])
        return None if held is None else addend(held[0], held[1] * sign)

    def _deviation_of_leaves(self, total: Total) -> Computed:
        """Add up how the rows below a total deviate by their own figures, whatever is published of that."""
        statement = self.result.statement
        if statement.has_whole_outcome and statement.against is Column.OUTCOME:
            return self._deviation_from_ledger(total)
        leaves = [leaf for leaf in total.terms if all(column in leaf.row.amounts for column in self._pair)]
        if not leaves or any(self._breaks(leaf.row) for leaf in leaves):
            return NOTHING
        values = [leaf.row.value(column) for leaf in leaves for column in self._pair]
        places = amount_places(*values, total.deviation)
        shown = [leaf for leaf in leaves if all(self._cell(leaf.row, column) for column in self._pair)]
        hidden = [leaf for leaf in leaves if not all(self._cell(leaf.row, column) for column in self._pair)]
        if not hidden and all(self._deviates_here(leaf.row) for leaf in leaves):
            at = [addend(a1(self.columns[Column.DEVIATION], self._rows[id(leaf.row)]), Fraction(1)) for leaf in leaves]
            added = addition(at)
            return Computed(added.where_any(places), places) if added is not None else NOTHING
        elsewhere = [self._from_user(leaf) for leaf in hidden]
        if None in elsewhere:
            return NOTHING
        return self._by_conditions(shown, [one for one in elsewhere if one is not None], places)

    def _breaks(self, row: Row) -> bool:
        """Say whether a row deviates by a figure that cannot be read: then so does its total."""
        figures = [row.amounts[column] for column in self._pair]
        return any(map(_is_broken, figures)) and all(figure.text or figure.value is not None for figure in figures)

    def _from_user(self, leaf: Leaf) -> Addition | None:
        """Give how a row deviates that the sheet does not show, by the user's cells."""
        both = [self._addend(leaf.row, column, factor) for column, factor in zip(self._pair, leaf.factors, strict=True)]
        found = [one for one in both if one is not None]
        return addition(found, is_sum=False) if len(found) == len(both) else None

    def _deviates_here(self, row: Row) -> bool:
        """Say whether the sheet shows a row's own deviation, with every decimal that it has."""
        if Column.DEVIATION in row.amounts:
            return False
        values = [value for column in self._pair if (value := row.value(column)) is not None]
        return all(given(value, amount_places(*values)) == value for value in values)

    def _by_conditions(self, leaves: Sequence[Leaf], others: Sequence[Addition], places: int) -> Computed:
        """Add up the figures of the rows that have both, of rows that stand together and have the same signs."""
        counted, amounts = [], ""
        for factors, first, last in self._runs(leaves):
            base, against = (span(self.columns[column], first, last, fixed=False) for column in self._pair)
            counted.append(f"SUMPRODUCT(ISNUMBER({base})*ISNUMBER({against}))")
            has = text(f"<>{MISSING}")
            for factor, own, other in ((factors[0], base, against), (factors[1], against, base)):
                amounts += f"{'-' if factor < 0 else '+' if amounts else ''}SUMIFS({own},{other},{has})"
        for one in others:
            counted.append(f"IF(COUNT({one.cells})<2,0,1)")
            amounts += f"+IF(COUNT({one.cells})<2,0,{one.amount})"
        amounts = amounts.removeprefix("+")
        return Computed(f"IF({'+'.join(counted)}=0,{text(MISSING)},{rounded(amounts, places)})", places)

    def _runs(self, leaves: Sequence[Leaf]) -> Iterator[tuple[tuple[int, int], int, int]]:
        """Give the first and last row of leaves that stand together and have the same signs."""
        placed = sorted((self._rows[id(leaf.row)], leaf.factors) for leaf in leaves)
        for (_, factors), run in groupby(enumerate(placed), key=lambda one: (one[1][0] - one[0], one[1][1])):
            rows = [row for _, (row, _) in run]
            yield factors, rows[0], rows[-1]

    def _deviation_from_ledger(self, total: Total) -> Computed:
        """Add up how rows deviate whose outcome is summed from a ledger: one without a budget by all of its outcome."""
        found: list[Addend | None] = []
        values: list[Decimal | None] = [total.deviation]
        if total.deviation is None or Column.BUDGET not in self.result.statement.columns:
            return NOTHING
        for leaf in total.terms:
            for column, factor in zip(self._pair, leaf.factors, strict=True):
                if column in leaf.row.amounts:
                    found.append(self._addend(leaf.row, column, factor))
                    values.append(leaf.row.value(column))
        added = addition([one for one in found if one is not None])
        if added is None or None in found:
            return NOTHING
        places = amount_places(*values)
        return Computed(added.where_any(places), places)


def _is_broken(figure: Quantity) -> bool:
    return figure.value is None and bool(figure.text)


def _difference(cells: Sequence[str], line: Line, *values: Decimal | None) -> Computed:
    both = [addend(cell, Fraction(factor)) for cell, factor in zip(cells, line.factors, strict=True)]
    added = addition(both, is_sum=False)
    places = amount_places(*values)
    return Computed(added.where_all(len(both), places), places) if added is not None else NOTHING
