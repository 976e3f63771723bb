"""The sign convention of a statement: which deviation its figures follow, tested on every row.

Three conventions are in use: budget - outcome (costs +, income -), outcome - budget (costs -, income +), and
outcome + budget (costs -, budget +). In all three an adverse deviation is negative. Some statements print both
income and costs without a sign; then income follows the second and costs the first.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from itnamnd_xl.core.diagnostics import Diagnostic, diagnostic
from itnamnd_xl.core.model import Column, Kind, Role, Scope
from itnamnd_xl.core.reconciliation import CheckStatus, Comparison, weigh

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from itnamnd_xl.core.model import Quantity, Row, Statement


class Sign(StrEnum):
    """How a deviation is made from budget and outcome; the values are those of the JSON result."""

    BUDGET_LESS_OUTCOME = "budget-outcome"
    OUTCOME_LESS_BUDGET = "outcome-budget"
    OUTCOME_PLUS_BUDGET = "outcome+budget"

    @property
    def factors(self) -> tuple[int, int]:
        """The signs that budget and outcome take in the deviation."""
        return _FACTORS[self]

    @property
    def words(self) -> str:
        """The convention in Swedish."""
        return {"budget-outcome": "budget − utfall", "outcome-budget": "utfall − budget"}.get(
            self.value, "utfall + budget"
        )


_FACTORS = {Sign.BUDGET_LESS_OUTCOME: (1, -1), Sign.OUTCOME_LESS_BUDGET: (-1, 1), Sign.OUTCOME_PLUS_BUDGET: (1, 1)}


@dataclass(frozen=True, slots=True)
class Convention:
    """A statement's sign convention with its evidence.

    `unsigned`: income and costs are both printed without sign. `reversed_column`: the published deviation is
    positive where it is adverse. `agree` of `tested` rows follow the convention; `why` is the reason in Swedish
    where no deviation is published.
    """

    sign: Sign
    unsigned: bool = False
    reversed_column: bool = False
    agree: int = 0
    tested: int = 0
    why: str = ""

    def factors(self, kind: Kind | None) -> tuple[int, int]:
        """The signs of budget and outcome in the deviation of a row of this kind, adverse being negative."""
        if self.unsigned and kind in (Kind.REVENUE, Kind.NET):
            return Sign.OUTCOME_LESS_BUDGET.factors
        return self.sign.factors

    @property
    def of_budget(self) -> int:
        """The factor that makes an outcome over its budget a positive share where both are costs, or both income."""
        of_budget, of_outcome = self.sign.factors
        return -of_budget * of_outcome

    @property
    def costs_positive(self) -> bool:
        """Say whether an outcome of costs is a positive number."""
        return self.sign is Sign.BUDGET_LESS_OUTCOME


# What a deviation may be the difference of: a base, and what is held against it. The first is the usual one.
Pair = tuple[Column, Column]
DEVIATION_PAIRS: tuple[Pair, ...] = (
    (Column.BUDGET, Column.OUTCOME),
    (Column.BUDGET, Column.FORECAST),
    (Column.FULL_YEAR_BUDGET, Column.FORECAST),
    (Column.DECIDED_TOTAL, Column.FORECAST_TOTAL),
    (Column.DECIDED_TOTAL, Column.ACCUMULATED),
)
_ROW_WORDS = {Column.OUTCOME: "budget och utfall på raden", Column.FORECAST: "budget och prognos på raden"}


def row_comparison(
    row: Row, factors: tuple[int, int], *, mirrored: bool = False, pair: Pair = DEVIATION_PAIRS[0]
) -> Comparison | None:
    """Say how a row's own deviation is recomputed; None where budget or outcome is no column of the table."""
    budget, outcome = (row.amounts.get(column) for column in pair)
    if budget is None or outcome is None:
        return None
    turn = -1 if mirrored else 1
    terms = ((turn * factors[0], budget), (turn * factors[1], outcome))
    return Comparison("row_deviation", terms, _ROW_WORDS.get(pair[1], ""))


def _follows(row: Row, deviation: Quantity, sign: Sign, pair: Pair) -> bool:
    comparison = row_comparison(row, sign.factors, pair=pair)
    if comparison is None:
        return False
    return weigh(deviation, comparison.terms).status in (CheckStatus.OK, CheckStatus.ROUNDING)


def kind_of(row: Row) -> Kind | None:
    """Give the side of the statement that a row's label or scope places it on."""
    if row.kind is not None:
        return row.kind
    return {Scope.REVENUE: Kind.REVENUE, Scope.COST: Kind.COST}.get(row.scope) if row.scope else None


def detect(
    statement: Statement, rows: Sequence[Row], kinds: Sequence[Kind | None]
) -> tuple[Convention, list[Diagnostic]]:
    """Find the sign convention that most rows follow; without a deviation column, the one that signs suggest."""
    pair = (Column.BUDGET, statement.against)
    tested = _tested(rows, kinds, pair)
    costs = _cost_sign(statement, rows, kinds)
    if not tested:
        convention = _from_signs(rows, kinds, costs)
        if Column.DEVIATION in statement.columns or not {*pair} <= {*statement.columns}:
            return convention, []
        found = diagnostic("N507", statement.source, sign=convention.sign.words, why=convention.why)
        return convention, [found]
    scores, unsigned = _scores(tested, pair)
    best = max(scores, key=lambda sign: (scores[sign], sign is costs))
    if unsigned > scores[best] or (unsigned == scores[best] and _without_sign(rows, kinds)):
        return Convention(Sign.BUDGET_LESS_OUTCOME, unsigned=True, agree=unsigned, tested=len(tested)), []
    convention = Convention(best, agree=scores[best], tested=len(tested))
    return _judge(statement, convention, costs)


_Tested = tuple["Row", "Kind | None", "Quantity"]


def _tested(rows: Sequence[Row], kinds: Sequence[Kind | None], pair: Pair) -> list[_Tested]:
    """Give the rows that can tell the conventions apart, with their kinds and deviations."""
    return [
        (row, kind, deviation)
        for row, kind in zip(rows, kinds, strict=True)
        if (deviation := row.amounts.get(Column.DEVIATION)) and deviation.value is not None and _is_telling(row, pair)
    ]


def _scores(tested: Sequence[_Tested], pair: Pair) -> tuple[dict[Sign, int], int]:
    """Count the rows that follow each convention, and those that follow the one for amounts without a sign."""
    scores = {sign: sum(_follows(row, deviation, sign, pair) for row, _, deviation in tested) for sign in Sign}
    return scores, sum(_follows(row, deviation, _unsigned_sign(kind), pair) for row, kind, deviation in tested)


def best_agreement(rows: Sequence[Row], kinds: Sequence[Kind | None], pair: Pair) -> int:
    """Count the rows whose deviation is that of a pair of columns, by the convention that most of them follow."""
    scores, unsigned = _scores(_tested(rows, kinds, pair), pair)
    return max(*scores.values(), unsigned)


def _judge(statement: Statement, convention: Convention, costs: Sign | None) -> tuple[Convention, list[Diagnostic]]:
    """Say where the convention is weak, or where the column's sign is the other way round."""
    opposite = {
        Sign.BUDGET_LESS_OUTCOME: Sign.OUTCOME_LESS_BUDGET,
        Sign.OUTCOME_LESS_BUDGET: Sign.BUDGET_LESS_OUTCOME,
    }.get(convention.sign)
    if opposite is not None and costs is opposite:
        turned = Convention(opposite, reversed_column=True, agree=convention.agree, tested=convention.tested)
        return turned, [diagnostic("W508", statement.source)]
    if 2 * convention.agree < convention.tested:
        evidence = f"{convention.agree} av {convention.tested} rader följer {convention.sign.words}"
        return convention, [diagnostic("W504", statement.source, evidence=evidence, sign=convention.sign.words)]
    return convention, []


def _unsigned_sign(kind: Kind | None) -> Sign:
    return Sign.OUTCOME_LESS_BUDGET if kind in (Kind.REVENUE, Kind.NET) else Sign.BUDGET_LESS_OUTCOME


def _is_telling(row: Row, pair: Pair) -> bool:
    """Say whether a row can tell the conventions apart: it has both figures, and they are not both zero."""
    figures = [row.amounts.get(column) for column in pair]
    values = [figure.value for figure in figures if figure is not None and figure.value is not None]
    return len(values) == 2 and any(values)


def _cost_sign(statement: Statement, rows: Sequence[Row], kinds: Sequence[Kind | None]) -> Sign | None:
    """Give the convention that the signs of costs and income follow; None where the rows do not say."""
    votes: Counter[Sign] = Counter()
    for row, kind in zip(rows, kinds, strict=True):
        outcome = row.amounts.get(Column.OUTCOME)
        if row.role is not Role.ITEM or outcome is None or not outcome.value:
            continue
        positive = outcome.value > 0
        if kind in (Kind.COST, Kind.PROJECT) or (kind is Kind.NET and statement.by_unit):
            votes[Sign.BUDGET_LESS_OUTCOME if positive else Sign.OUTCOME_LESS_BUDGET] += 1
        elif kind is Kind.REVENUE:
            votes[Sign.OUTCOME_LESS_BUDGET if positive else Sign.BUDGET_LESS_OUTCOME] += 1
    ranked = votes.most_common(2)
    # Only a clear majority may overrule what the deviation column itself says.
    if ranked and (len(ranked) == 1 or ranked[0][1] > 3 * ranked[1][1]):
        return ranked[0][0]
    return None


def _from_signs(rows: Sequence[Row], kinds: Sequence[Kind | None], costs: Sign | None) -> Convention:
    """Choose a convention without a deviation column: from classes and labels, else from the statement as a whole."""
    paired = list(zip(rows, kinds, strict=True))
    if _all(paired, (Kind.COST, Kind.NET, Kind.PROJECT, None), Column.BUDGET, positive=True) and _all(
        paired, (Kind.COST, Kind.NET, Kind.PROJECT, None), Column.OUTCOME, positive=False
    ):
        return Convention(Sign.OUTCOME_PLUS_BUDGET, why="budgeten är positiv och utfallet negativt")
    if _without_sign(rows, kinds):
        why = "kostnader och intäkter är båda positiva tal"
        return Convention(Sign.BUDGET_LESS_OUTCOME, unsigned=True, why=why)
    if costs is not None:
        positive = costs is Sign.BUDGET_LESS_OUTCOME
        return Convention(costs, why=f"kostnaderna är {'positiva' if positive else 'negativa'} tal")
    total = sum((row.value(Column.OUTCOME) or Decimal(0) for row in rows if row.role is Role.ITEM), Decimal(0))
    sign = Sign.BUDGET_LESS_OUTCOME if total >= 0 else Sign.OUTCOME_LESS_BUDGET
    return Convention(sign, why=f"utfallet i sin helhet är {'positivt' if total >= 0 else 'negativt'}")


def _without_sign(rows: Sequence[Row], kinds: Sequence[Kind | None]) -> bool:
    """Say whether income and costs are both printed as positive numbers."""
    paired = list(zip(rows, kinds, strict=True))
    return all(_all(paired, (kind,), Column.OUTCOME, positive=True) for kind in (Kind.COST, Kind.REVENUE))


def _all(
    paired: Iterable[tuple[Row, Kind | None]], kinds: Sequence[Kind | None], column: Column, *, positive: bool
) -> bool:
    """Say whether there are single rows of these kinds and all of their figures have one sign."""
    holds: Callable[[Decimal], bool] = (lambda value: value > 0) if positive else (lambda value: value < 0)
    values = [
        value
        for row, kind in paired
        if row.role is Role.ITEM and kind in kinds and (value := row.value(column)) is not None and value != 0
    ]
    return bool(values) and all(holds(value) for value in values)
