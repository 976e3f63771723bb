"""Which deviations are to be explained: those above both limits of the policy, and whether they have a comment."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from itnamnd_xl.core.model import MONEY_POWERS, Column
from itnamnd_xl.core.statements import Line
from itnamnd_xl.core.swedish import decimal_of

if TYPE_CHECKING:
    from itnamnd_xl.core.model import Rules
    from itnamnd_xl.core.statements import StatementResult

# To how many decimals sizes are held against a limit, and a share of the budget is known.
AMOUNT_PLACES, SHARE_PLACES = 6, 9


@dataclass(frozen=True, slots=True)
class Deviation:
    """A row's deviation from its budget, in the statement's unit and negative where it is adverse.

    `at` is the row's place in the statement's order. `share` is the deviation of the budget's size; None where there
    is no budget, or it is zero: then the amount alone decides. `is_large`: it is above both limits; one that is not
    known, whose amount is None, never is.
    """

    at: int
    line: Line
    amount: Decimal | None
    budget: Decimal | None
    share: Fraction | None
    is_large: bool

    @property
    def has_comment(self) -> bool:
        """Whether the workbook has a comment on its row."""
        return self.line.row.has_comment


def amount_limit(rules: Rules, unit: str) -> Decimal:
    """Give the limit for amounts in a unit of money."""
    return rules.comment_amount.scaleb(-MONEY_POWERS[unit])


def is_large(amount: Decimal, budget: Decimal | None, rules: Rules, unit: str) -> bool:
    """Say whether a deviation is above both limits; without a budget there is no share of it, and the amount decides.

    A deviation that is exactly as large as a limit is not above it.
    """
    above = _above(amount, Fraction(amount_limit(rules, unit)))
    return above and (not budget or _above(amount, Fraction(rules.comment_share) * Fraction(abs(budget))))


def _above(amount: Decimal, limit: Fraction) -> bool:
    """Hold a size against a limit with as many decimals as a sheet's formulas do."""
    return decimal_of(abs(Fraction(amount)) - limit, AMOUNT_PLACES) > 0


def is_unequal(result: StatementResult) -> bool:
    """Say whether the outcome is of a part of the year and the budget of all of it: no row deviates from anything."""
    return result.statement.is_partial and result.statement.against is Column.OUTCOME


def deviations(result: StatementResult, rules: Rules) -> list[Deviation]:
    """Give the deviations of a statement's single rows: those above both limits first, then by size.

    The deviation is the published one where there is one, as in the statement's sheet. Rows whose deviation is not
    known come last; where none is known, nothing is given.
    """
    if is_unequal(result):
        return []
    found = [_deviation(at, line, result, rules) for at, line in enumerate(result.order) if isinstance(line, Line)]
    if all(one.amount is None for one in found):
        return []
    return sorted(found, key=lambda one: (not one.is_large, one.amount is None, -abs(one.amount or Decimal(0)), one.at))


def _deviation(at: int, line: Line, result: StatementResult, rules: Rules) -> Deviation:
    amount, budget = deviation_of(line, result), line.value(Column.BUDGET)
    if amount is None:
        return Deviation(at, line, None, budget, None, is_large=False)
    share = Fraction(amount) / Fraction(abs(budget)) if budget else None
    return Deviation(at, line, amount, budget, share, is_large(amount, budget, rules, result.statement.unit))


def deviation_of(line: Line, result: StatementResult) -> Decimal | None:
    """Give a row's deviation as it is shown: the published one, an adverse one negative; else the recomputed one."""
    published = line.value(Column.DEVIATION)
    if published is None:
        return line.deviation
    return -published if result.convention.reversed_column else published
