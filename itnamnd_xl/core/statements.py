"""Operating and investment statements: lines, recomputed deviations and totals, and the check of each figure.

Source: LKBR (2018:597) chapter 10 and RKR R14 for what the statements hold.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from itnamnd_xl.core.diagnostics import Diagnostic, diagnostic
from itnamnd_xl.core.model import Column, Kind, Role, Scope, StatementType
from itnamnd_xl.core.reconciliation import Check, Comparison, check
from itnamnd_xl.core.relations import followed, place_deviation
from itnamnd_xl.core.signs import Convention, detect, kind_of, row_comparison
from itnamnd_xl.core.structure import settle, total_comparison, total_terms
from itnamnd_xl.core.swedish import amount

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from itnamnd_xl.core.model import CellRef, Quantity, Row, Statement
    from itnamnd_xl.core.relations import Followed
    from itnamnd_xl.core.signs import Pair
    from itnamnd_xl.core.structure import Structure

COLUMN_WORDS = {
    Column.BUDGET: "budget",
    Column.OUTCOME: "utfall",
    Column.DEVIATION: "avvikelse",
    Column.FORECAST: "helårsprognos",
    Column.ORIGINAL_BUDGET: "ursprunglig budget",
    Column.BUDGET_CHANGE: "anslagsförändring",
    Column.DECIDED_TOTAL: "beslutad totalutgift",
    Column.ACCUMULATED: "ackumulerat utfall",
    Column.FORECAST_TOTAL: "beräknad totalutgift",
    Column.PREVIOUS_OUTCOME: "utfall föregående år",
    Column.FULL_YEAR_BUDGET: "helårsbudget",
    Column.FORECAST_DEVIATION: "avvikelse mot prognos",
    Column.TOTAL_DEVIATION: "avvikelse mot beslutad totalutgift",
    Column.BUDGET_INCOME: "budgeterade intäkter",
    Column.BUDGET_COST: "budgeterade kostnader",
    Column.OUTCOME_INCOME: "intäkter",
    Column.OUTCOME_COST: "kostnader",
}


@dataclass(frozen=True, slots=True)
class Line:
    """A single row with its recomputed deviation; amounts in the statement's unit and the workbook's signs.

    `total_deviation` is what a project over several years differs from its decided total by: against the forecast of
    its total, else what it has cost so far; as the workbook says where that is all it says. `factors` are the signs
    that the base and what is held against it take in a deviation.
    """

    row: Row
    kind: Kind
    deviation: Decimal | None
    total_deviation: Decimal | None = None
    factors: tuple[int, int] = (1, -1)

    def value(self, column: Column) -> Decimal | None:
        """The row's own figure in a column, None where it has none."""
        return self.row.value(column)


@dataclass(frozen=True, slots=True)
class Leaf:
    """A single row below a total: the sign of its amounts there, and those of its own deviation (see `Line`)."""

    sign: int
    row: Row
    factors: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Total:
    """A total recomputed from the single rows below it; `row` is None where the workbook prints none.

    `terms` are those rows with their signs. `is_net_cost`: the net is costs less income where neither has a sign.
    `total_deviation` is the sum of the projects' own, where the workbook has no column of it and all are known alike:
    by the forecasts of their totals, or by what they have cost so far.
    """

    text: str
    scope: Scope
    row: Row | None
    amounts: Mapping[Column, Decimal | None]
    deviation: Decimal | None
    terms: tuple[Leaf, ...] = ()
    is_net_cost: bool = False
    total_deviation: Decimal | None = None

    @property
    def leaves(self) -> tuple[Row, ...]:
        """The single rows below it."""
        return tuple(one.row for one in self.terms)

    def published(self, column: Column) -> Quantity | None:
        """What the workbook prints for this total in a column."""
        return self.row.amounts.get(column) if self.row else None


@dataclass(frozen=True, slots=True)
class StatementResult:
    """A statement worked through. `order` holds lines and totals in the workbook's order."""

    statement: Statement
    convention: Convention
    lines: tuple[Line, ...]
    totals: tuple[Total, ...]
    order: tuple[Line | Total, ...]
    settlements: tuple[Row, ...]
    checks: tuple[Check, ...]

    @property
    def grand_total(self) -> Total:
        """The total of the whole statement; the last where several are printed."""
        scope = Scope.ALL if self.statement.type is StatementType.INVESTMENTS else Scope.NET
        return [total for total in self.totals if total.scope is scope][-1]

    @property
    def sign_words(self) -> str:
        """How a deviation is made, in Swedish; against the forecast where it is that which it is held against."""
        words = self.convention.sign.words
        return words.replace("utfall", "prognos") if self.statement.against is Column.FORECAST else words

    def check_of(self, cell: CellRef) -> Check | None:
        """Find the check of a published figure by its cell."""
        return next((one for one in self.checks if one.source == cell), None)


def compute(statement: Statement) -> tuple[StatementResult, list[Diagnostic]]:
    """Work a statement through: structure, sign convention, lines, totals, checks."""
    structure = settle(statement.rows)
    kinds = _kinds(statement, structure)
    statement, rows, placed = place_deviation(statement, structure.rows, kinds)
    structure = replace(structure, rows=rows)
    convention, found = detect(statement, structure.rows, kinds)
    relations, unrelated = followed(statement, structure.rows, convention)
    settled = tuple(kind or _kind_by_sign(row, convention) for row, kind in zip(structure.rows, kinds, strict=True))
    work = _Work(statement, structure, settled, convention, relations)
    lines = {i: work.line(i) for i, row in enumerate(structure.rows) if row.role is Role.ITEM}
    totals = {i: work.total(i) for i in structure.terms}
    order: list[Line | Total] = [both for i in range(len(structure.rows)) if (both := lines.get(i) or totals.get(i))]
    order += _missing_grand_total(work, list(totals.values()))
    settlements = tuple(row for row in structure.rows if row.role is Role.SETTLEMENT)
    result = StatementResult(
        statement=statement,
        convention=convention,
        lines=tuple(lines.values()),
        totals=tuple(one for one in order if isinstance(one, Total)),
        order=tuple(order),
        settlements=settlements,
        checks=tuple(work.checks()),
    )
    found = [*structure.notes, *placed, *found, *unrelated, *_row_notes(work, settlements), *_overrun(result)]
    return result, found


def _kinds(statement: Statement, structure: Structure) -> list[Kind | None]:
    """Give each row's kind from the total that it stands under, else from its label or class."""
    if statement.type is StatementType.INVESTMENTS:
        return [Kind.PROJECT] * len(structure.rows)
    kinds = [kind_of(row) for row in structure.rows]
    for index in structure.terms:
        side = {Scope.REVENUE: Kind.REVENUE, Scope.COST: Kind.COST}.get(structure.rows[index].scope or Scope.NET)
        for _, leaf in structure.leaves(index):
            if side is not None:
                kinds[leaf] = side
        if structure.rows[index].scope is Scope.NET:
            kinds[index] = Kind.NET
    if statement.by_unit:
        kinds = [Kind.NET if row.role is Role.ITEM else kind for row, kind in zip(structure.rows, kinds, strict=True)]
    return kinds


def _kind_by_sign(row: Row, convention: Convention) -> Kind:
    """Give the kind that a figure's sign suggests where neither total, class nor label says."""
    figures = [row.amounts.get(column) for column in (Column.OUTCOME, Column.BUDGET)]
    value = next((figure.value for figure in figures if figure is not None and figure.value), Decimal(1))
    cost_like = (value > 0) is convention.costs_positive
    return Kind.COST if cost_like or convention.unsigned else Kind.REVENUE


@dataclass(frozen=True, slots=True)
class _Work:
    """A statement whose structure, kinds and convention are settled."""

    statement: Statement
    structure: Structure
    kinds: tuple[Kind, ...]
    convention: Convention
    relations: Mapping[Column, Sequence[Followed]]

    @property
    def pair(self) -> Pair:
        """The columns that a deviation is the difference of."""
        return Column.BUDGET, self.statement.against

    @property
    def has_whole_outcome(self) -> bool:
        """Whether deviations are from an outcome that is summed from a ledger, and so lacks nothing."""
        return self.statement.has_whole_outcome and self.statement.against is Column.OUTCOME

    def _factors(self, index: int) -> tuple[int, int]:
        """Give the signs of a row's deviation; a net cost deviates as a cost does."""
        kind = Kind.COST if self.is_net_cost(index) else self.kinds[index]
        return self.convention.factors(kind)

    def is_net_cost(self, index: int) -> bool:
        """Say whether a net is costs less income rather than the other way round, or a sum of such."""
        terms = self.structure.terms.get(index, ())
        if any(sign < 0 and self._side(child) is Kind.REVENUE for sign, child in terms):
            return True
        return bool(terms) and all(self.is_net_cost(child) for _, child in terms)

    def _side(self, index: int) -> Kind:
        scope = self.structure.rows[index].scope
        return {Scope.REVENUE: Kind.REVENUE, Scope.COST: Kind.COST}.get(scope or Scope.NET, self.kinds[index])

    def line(self, index: int) -> Line:
        row = self.structure.rows[index]
        own, whole = self._own_deviation(index), self._total_deviation(index)
        return Line(row, self.kinds[index], own, whole, self._factors(index))

    def _total_deviation(self, index: int) -> Decimal | None:
        asked = (Column.DECIDED_TOTAL, Column.FORECAST_TOTAL, Column.ACCUMULATED, Column.TOTAL_DEVIATION)
        decided, forecast, accumulated, stated = map(self.structure.rows[index].value, asked)
        reached = forecast if forecast is not None else accumulated
        if decided is None or reached is None:
            return stated
        of_decided, of_reached = self._factors(index)
        return of_decided * decided + of_reached * reached

    def _own_deviation(self, index: int) -> Decimal | None:
        comparison = row_comparison(self.structure.rows[index], self._factors(index), pair=self.pair)
        if comparison is None:
            return None
        values = [(sign, figure.value) for sign, figure in comparison.terms]
        if any(value is None for _, value in values):
            return None
        return sum((sign * value for sign, value in values if value is not None), Decimal(0))

    def total(self, index: int) -> Total:
        row = self.structure.rows[index]
        total = self._total(row.text, self.scope(index), row, tuple(self.structure.leaves(index)))
        return replace(total, is_net_cost=self.is_net_cost(index))

    def grand(self, text: str, scope: Scope) -> Total:
        """Make the total of everything that no total has claimed, before what settles the result itself."""
        rows = self.structure.rows
        leaves = [leaf for index in self.structure.top for leaf in self.structure.leaves(index)]
        leaves = [(sign, leaf) for sign, leaf in leaves if rows[leaf].role is not Role.SETTLEMENT]
        if self.convention.unsigned:
            leaves = [(1 if self.kinds[leaf] is Kind.REVENUE else -1, leaf) for _, leaf in leaves]
        return self._total(text, scope, None, tuple(leaves))

    def _total(self, text: str, scope: Scope, row: Row | None, leaves: Sequence[tuple[int, int]]) -> Total:
        columns = [column for column in self.statement.columns if column is not Column.DEVIATION]
        amounts: dict[Column, Decimal | None] = {column: self._sum(leaves, column) for column in columns}
        deviations = [self._part(leaf) for _, leaf in leaves if self._takes_part(leaf)]
        whole = Decimal(0) if deviations else None
        for deviation in deviations:
            whole = None if whole is None or deviation is None else whole + deviation
        terms = tuple(Leaf(sign, self.structure.rows[leaf], self._factors(leaf)) for sign, leaf in leaves)
        return Total(text, scope, row, amounts, whole, terms, total_deviation=self._total_deviations(leaves))

    def _total_deviations(self, leaves: Sequence[tuple[int, int]]) -> Decimal | None:
        """Add up how projects deviate from their decided totals; some by forecast and some by cost have no sum."""
        if Column.TOTAL_DEVIATION in self.statement.columns:
            return None
        forecasts = [self.structure.rows[leaf].value(Column.FORECAST_TOTAL) for _, leaf in leaves]
        found = [self._total_deviation(leaf) for _, leaf in leaves]
        if not found or None in found or (None in forecasts and any(one is not None for one in forecasts)):
            return None
        return sum((one for one in found if one is not None), Decimal(0))

    def _part(self, leaf: int) -> Decimal | None:
        """Give what a row brings to the deviation of a total: beside a ledger's outcome, no budget is none."""
        amounts = self.structure.rows[leaf].amounts
        budget, outcome = amounts.get(Column.BUDGET), amounts.get(Column.OUTCOME)
        has_budget = budget is not None and (budget.text or budget.value is not None)
        if has_budget or outcome is None or not self.has_whole_outcome:
            return self._own_deviation(leaf)
        return None if outcome.value is None else self._factors(leaf)[1] * outcome.value

    def _takes_part(self, leaf: int) -> bool:
        """Say whether a row has anything to deviate: a row with a blank budget or outcome does not."""
        if self.has_whole_outcome and Column.BUDGET in self.statement.columns:
            return True
        figures = [self.structure.rows[leaf].amounts.get(column) for column in self.pair]
        return all(figure is not None and (figure.text or figure.value is not None) for figure in figures)

    def _sum(self, leaves: Sequence[tuple[int, int]], column: Column) -> Decimal | None:
        terms = total_terms(self.structure.rows, leaves, column)
        if not terms or any(figure.value is None for _, figure in terms):
            return None
        if len(terms) < len(leaves) and column not in (Column.BUDGET, Column.OUTCOME):
            # A blank budget or outcome is told of; of what else is not known for all, the rest is no total.
            return None
        return sum((sign * figure.value for sign, figure in terms if figure.value is not None), Decimal(0))

    def scope(self, index: int) -> Scope:
        """Give what a total is the total of: as its label says, else by the kinds of its rows."""
        row = self.structure.rows[index]
        if self.statement.type is StatementType.INVESTMENTS:
            return Scope.ALL
        if row.scope in (Scope.REVENUE, Scope.COST, Scope.NET):
            return row.scope
        kinds = {self.kinds[leaf] for _, leaf in self.structure.leaves(index)}
        if index in self.structure.top and len(self.structure.top) == 1:
            return Scope.NET
        return {frozenset({Kind.REVENUE}): Scope.REVENUE, frozenset({Kind.COST}): Scope.COST}.get(
            frozenset(kinds), Scope.NET
        )

    def checks(self) -> list[Check]:
        """Check every published figure that can be recomputed, in the workbook's order."""
        found = []
        for index, row in enumerate(self.structure.rows):
            for column, figure in row.amounts.items():
                comparisons = self._comparisons(index, column)
                if comparisons and (one := check(figure, comparisons, self._label(row, column), self.statement.unit)):
                    found.append(one)
        return found

    def _comparisons(self, index: int, column: Column) -> list[Comparison]:
        row = self.structure.rows[index]
        comparisons = []
        mirrored = self.convention.reversed_column
        if column is Column.DEVIATION:
            own = row_comparison(row, self._factors(index), mirrored=mirrored, pair=self.pair)
            comparisons += [own] if own else []
        comparisons += [own for one in self.relations.get(column, ()) if (own := one.comparison(row))]
        if (terms := self.structure.terms.get(index)) and column is not Column.PREVIOUS_OUTCOME:
            code = "net" if row.scope is Scope.NET else "total"
            comparisons.append(total_comparison(self.structure.rows, terms, column, code))
        return comparisons

    def _label(self, row: Row, column: Column) -> str:
        year = f" {self.statement.year}" if self.statement.year else ""
        return f"{row.text}, {COLUMN_WORDS.get(column, column)}{year}"


def _missing_grand_total(work: _Work, totals: list[Total]) -> list[Total]:
    """Add the total of the whole where the workbook prints none."""
    investments = work.statement.type is StatementType.INVESTMENTS
    scope = Scope.ALL if investments else Scope.NET
    top = [index for index in work.structure.top if work.structure.rows[index].role is not Role.SETTLEMENT]
    scopes = [total.scope for total in totals]
    single = len(top) == 1 or not (investments or all(index in work.structure.terms for index in top))
    if scope in scopes and single:
        return []
    return [work.grand("Totalt" if investments else "Nettoresultat", scope)]


def _row_notes(work: _Work, settlements: Sequence[Row]) -> list[Diagnostic]:
    """Say what was set aside, and which amounts are blank."""
    notes = [diagnostic("N506", row.source, text=row.text) for row in settlements]
    notes += _left_over(work)
    for row in work.structure.rows:
        if row.role is not Role.ITEM:
            continue
        for column in (Column.BUDGET, Column.OUTCOME):
            figure = row.amounts.get(column)
            if figure is not None and figure.value is None and not figure.text:
                notes.append(diagnostic("W510", figure.source, text=row.text, column=COLUMN_WORDS[column]))
    return notes


def _left_over(work: _Work) -> list[Diagnostic]:
    """Name single rows that stand beside the net result rather than in it."""
    top = work.structure.top
    totals = [index for index in top if index in work.structure.terms]
    if not any(work.structure.rows[index].scope is Scope.NET for index in totals):
        # A total that does not say that it is the net is so where it alone is left, and has both sides.
        if len(totals) != 1 or work.scope(totals[0]) is not Scope.NET:
            return []
        top = tuple(index for index in top if index > totals[0])
    rows = [work.structure.rows[index] for index in top]
    return [diagnostic("W512", row.source, text=row.text) for row in rows if row.role is Role.ITEM]


def _overrun(result: StatementResult) -> list[Diagnostic]:
    """Point out projects over their decided total, or forecast to be.

    The statement's signs tell costs from income: more of a contribution than was decided is no overrun.
    """
    found = []
    for line in result.lines:
        decided = line.value(Column.DECIDED_TOTAL)
        values = [line.value(column) for column in (Column.ACCUMULATED, Column.FORECAST_TOTAL)]
        of_decided, of_reached = line.factors
        reached = max((value for value in values if value is not None), key=lambda one: -of_reached * one, default=None)
        if decided is None or reached is None or of_decided * decided < 0:
            continue
        if of_decided * decided + of_reached * reached < 0:
            unit = result.statement.unit
            params = {"amount": amount(reached, unit), "decided": amount(decided, unit)}
            found.append(diagnostic("W511", line.row.source, text=line.row.text, **params))
    return found
