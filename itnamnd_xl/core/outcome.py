"""The one door into the rules: a case and the rules in, everything that follows out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from itnamnd_xl.core.attainment import assess_goals
from itnamnd_xl.core.mixing import SHARES
from itnamnd_xl.core.model import MONEY_POWERS, Column, Quantity
from itnamnd_xl.core.reconciliation import Check, Comparison, check, check_diagnostics
from itnamnd_xl.core.records import (
    check_records,
    diagnostic_records,
    goal_records,
    indicator_records,
    line_records,
    share_records,
)
from itnamnd_xl.core.sharing import forecast_term, has_contributions, net_result, share_result
from itnamnd_xl.core.statements import StatementResult, compute

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pandas import DataFrame

    from itnamnd_xl.core.allocation import Allocation, NetResult
    from itnamnd_xl.core.assessment import Attainment
    from itnamnd_xl.core.diagnostics import Diagnostic
    from itnamnd_xl.core.model import AllocationKey, Case, KeyEntry, Rules, StatedSum


@dataclass(frozen=True, slots=True)
class Outcome:
    """What follows from a case. Parts that the case has no table for are None."""

    case: Case
    rules: Rules
    attainment: Attainment | None
    operating: StatementResult | None
    investments: StatementResult | None
    allocation: Allocation | None
    checks: tuple[Check, ...]
    diagnostics: tuple[Diagnostic, ...]

    def to_frames(self) -> dict[str, DataFrame]:
        """Give the outcome as pandas DataFrames by subject; numbers as floats, texts and codes as they are."""
        import pandas as pd  # noqa: PLC0415 - the only place that needs it, and slow to load

        tables = {
            "goals": goal_records(self.attainment),
            "indicators": indicator_records(self.attainment),
            "operating": line_records(self.operating),
            "investments": line_records(self.investments),
            "allocation": share_records(self.allocation),
            "checks": check_records(self.checks),
            "diagnostics": diagnostic_records(self.diagnostics),
        }
        return {
            name: pd.DataFrame.from_records([{key: _loose(value) for key, value in one.items()} for one in rows])
            for name, rows in tables.items()
        }


def _loose(value: object) -> object:
    return float(value) if isinstance(value, Decimal) else value


def assess(case: Case, rules: Rules, found: Sequence[Diagnostic] = ()) -> Outcome:
    """Work a case through; `found` are the diagnostics of the reading, which come first."""
    diagnostics = list(found)
    attainment = None
    if case.goals is not None and "partial_threshold" not in rules.blocked:
        attainment, problems = assess_goals(case.goals, rules, forecast_first=case.is_interim)
        diagnostics += problems
    statements: list[StatementResult | None] = []
    checks: list[Check] = []
    for statement in (case.operating, case.investments):
        result, problems = compute(statement) if statement else (None, [])
        statements.append(result)
        diagnostics += problems
        checks += result.checks if result else ()
    operating, investments = statements
    ties = [*_ledger_sums(case.ledger_sums), *_budget_ties(attainment, operating, rules), *_key_totals(case.keys)]
    checks += ties
    diagnostics += check_diagnostics(checks)
    allocation, problems = share_result(case, rules, operating) if operating else (None, [])
    diagnostics += problems
    return Outcome(case, rules, attainment, operating, investments, allocation, tuple(checks), tuple(diagnostics))


def _budget_ties(attainment: Attainment | None, operating: StatementResult | None, rules: Rules) -> list[Check]:
    """Hold the indicator ”håller sin budgetram” against the net result, a deficit being negative in both.

    A forecast is held against what the statement forecasts; against the result of a part of the year, it proves
    nothing.
    """
    if attainment is None or operating is None:
        return []
    net = net_result(operating)[0]
    of_result = _net_term(operating, net) if net is not None and net.source is not None else None
    of_forecast = forecast_term(operating, net)
    found = []
    for one in (one for goal in attainment.goals for one in goal.indicators):
        stated, term = one.used, of_forecast if one.used_forecast else of_result
        if term is None or stated is None or stated.value is None or stated.unit not in (None, *MONEY_POWERS):
            continue
        if _names_budget(one.indicator.name, rules):
            unit, cell = operating.statement.unit, net.source if net and term is of_result else term[1].source
            comparison = Comparison("tie_indicator", (term,), f"cellen {cell.sheet}!{cell.a1}" if cell else "")
            label = f"{one.indicator.name}, mot {'prognosen' if one.used_forecast else 'nettoresultatet'}"
            tested = check(_in_unit(stated, unit), [comparison], label, unit)
            found += [tested] if tested else []
    return found


def _net_term(operating: StatementResult, net: NetResult) -> tuple[int, Quantity]:
    """Give the net result as a term: the figure as it is published, where that is all of it, with its sign."""
    published = operating.grand_total.published(Column.OUTCOME if has_contributions(operating) else Column.DEVIATION)
    if published is not None and published.value is not None and abs(published.value) == abs(net.value):
        return (1 if published.value == net.value else -1), published
    unit, places = operating.statement.unit, net.places or 0
    return 1, Quantity(net.value, str(net.value), net.source or operating.statement.source, unit, places=places)


def _ledger_sums(sums: Sequence[StatedSum]) -> list[Check]:
    """Check what a ledger itself sums up against its bookings."""
    comparisons = [(one, Comparison("ledger_total", ((1, one.computed),), one.computed_from)) for one in sums]
    checks = [check(one.published, [comparison], one.label, one.unit) for one, comparison in comparisons]
    return [one for one in checks if one is not None]


def _names_budget(name: str, rules: Rules) -> bool:
    folded = name.casefold()
    return any(word in folded for word in rules.budget_indicator_words)


def _in_unit(figure: Quantity, unit: str) -> Quantity:
    """Give a money amount in another money unit, exactly."""
    shift = MONEY_POWERS[figure.unit or unit] - MONEY_POWERS[unit]
    value = None if figure.value is None else figure.value.scaleb(shift)
    least = None if figure.shown is None else figure.shown - shift
    return replace(figure, value=value, unit=unit, places=figure.places - shift, shown=least)


def _key_totals(keys: Sequence[AllocationKey]) -> list[Check]:
    """Check a key's printed sum against its members."""
    found = []
    for key in keys:
        if key.published_total is None:
            continue
        exact = EXACT_PLACES if key.name != SHARES else max(_places(entry.weight) for entry in key.entries)
        terms = tuple((1, _weight(entry, exact)) for entry in key.entries)
        comparison = Comparison("key_total", terms, "medlemmarnas värden")
        label = f"Summa {key.name}{f' {key.date}' if key.date else ''}"
        if result := check(key.published_total, [comparison], label, None):
            found.append(result)
    return found


# A head count is exact: no rounding hides in it. Shares are rounded to the decimals that they have.
EXACT_PLACES = 9


def _weight(entry: KeyEntry, places: int) -> Quantity:
    return Quantity(entry.weight, str(entry.weight), entry.source, places=places, stored=entry.stored)


def _places(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return min(max(-exponent, 0), EXACT_PLACES) if isinstance(exponent, int) else 0
