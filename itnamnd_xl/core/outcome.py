"""The one door into the rules: a case and the rules in, everything that follows out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from itnamnd_xl.core.allocation import Allocation, Direction, allocate
from itnamnd_xl.core.attainment import Attainment, assess_goals
from itnamnd_xl.core.diagnostics import Diagnostic, diagnostic
from itnamnd_xl.core.model import Column, Origin, Quantity
from itnamnd_xl.core.reconciliation import Check, CheckStatus, Comparison, check, check_diagnostics
from itnamnd_xl.core.records import records
from itnamnd_xl.core.statements import StatementResult, compute
from itnamnd_xl.core.swedish import amount, listing
from itnamnd_xl.core.wording import shares_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pandas import DataFrame

    from itnamnd_xl.core.model import AllocationKey, Case, CellRef, Rules

MONEY_UNITS = {"kr": 0, "tkr": 3, "mnkr": 6}
INTERIM = "delår"


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

        return {
            name: pd.DataFrame.from_records([{key: _loose(value) for key, value in one.items()} for one in rows])
            for name, rows in records(self).items()
        }


def _loose(value: object) -> object:
    return float(value) if isinstance(value, Decimal) else value


def assess(case: Case, rules: Rules, found: Sequence[Diagnostic] = ()) -> Outcome:
    """Work a case through; `found` are the diagnostics of the reading, which come first."""
    diagnostics = list(found)
    attainment = None
    if case.goals is not None:
        attainment, problems = assess_goals(case.goals, rules, forecast_first=case.period == INTERIM)
        diagnostics += problems
    statements: list[StatementResult | None] = []
    checks: list[Check] = []
    for statement in (case.operating, case.investments):
        result, problems = compute(statement) if statement else (None, [])
        statements.append(result)
        diagnostics += problems
        checks += result.checks if result else ()
    operating, investments = statements
    ties = [*_budget_ties(attainment, operating, rules), *_key_totals(case.keys)]
    checks += ties
    diagnostics += check_diagnostics(checks)
    allocation, problems = _allocate(case, rules, operating) if operating else (None, [])
    diagnostics += problems
    return Outcome(case, rules, attainment, operating, investments, allocation, tuple(checks), tuple(diagnostics))


def _budget_ties(attainment: Attainment | None, operating: StatementResult | None, rules: Rules) -> list[Check]:
    """Hold the indicator ”håller sin budgetram” against the net result."""
    if attainment is None or operating is None:
        return []
    net = operating.grand_total.published(Column.OUTCOME)
    deviation = operating.grand_total.published(Column.DEVIATION)
    compared = net if _has_contributions(operating) else deviation
    found = []
    for goal in attainment.goals:
        for one in goal.indicators:
            stated = one.used
            if stated is None or stated.value is None or compared is None or compared.value is None:
                continue
            if stated.unit not in MONEY_UNITS or not _names_budget(one.indicator.name, rules):
                continue
            scaled = _in_unit(stated, operating.statement.unit)
            sign = -1 if (scaled.value or 0) * compared.value < 0 else 1
            comparison = Comparison(
                "tie_indicator", ((sign, compared),), f"cellen {compared.source.sheet}!{compared.source.a1}"
            )
            label = f"{one.indicator.name}, mot nettoresultatet"
            if result := check(scaled, [comparison], label, operating.statement.unit):
                found.append(result)
    return found


def _names_budget(name: str, rules: Rules) -> bool:
    folded = name.casefold()
    return any(word in folded for word in rules.budget_indicator_words)


def _in_unit(figure: Quantity, unit: str) -> Quantity:
    """Give a money amount in another money unit, exactly."""
    shift = MONEY_UNITS[figure.unit or unit] - MONEY_UNITS[unit]
    value = None if figure.value is None else figure.value.scaleb(shift)
    return replace(figure, value=value, unit=unit, places=figure.places - shift)


def _key_totals(keys: Sequence[AllocationKey]) -> list[Check]:
    """Check a key's printed sum against its members."""
    found = []
    for key in keys:
        if key.published_total is None:
            continue
        terms = tuple((1, _weight(entry.weight, entry.source)) for entry in key.entries)
        comparison = Comparison("key_total", terms, "medlemmarnas värden")
        label = f"Summa {key.name}{f' {key.date}' if key.date else ''}"
        if result := check(key.published_total, [comparison], label, None):
            found.append(result)
    return found


# A head count is exact: no rounding hides in it.
EXACT_PLACES = 9


def _weight(value: Decimal, source: CellRef) -> Quantity:
    return Quantity(value, str(value), source, places=EXACT_PLACES)


def _has_contributions(operating: StatementResult) -> bool:
    return any(row.is_contribution for row in operating.statement.rows)


def _allocate(case: Case, rules: Rules, operating: StatementResult) -> tuple[Allocation | None, list[Diagnostic]]:
    """Share the net result by the key that the rules choose; say why where it cannot be done."""
    value, source, problems = _result_to_share(operating)
    if value is None:
        return None, problems
    key, key_problems = choose_key(case, rules)
    problems += key_problems
    if key is None:
        return None, problems
    if reason := _unusable(key):
        return None, [*problems, diagnostic("E608", key.source, why=reason)]
    members = {entry.member.casefold() for entry in key.entries}
    host = rules.host if rules.host and rules.host.casefold() in members else None
    if rules.host and host is None:
        problems.append(diagnostic("N610", key.source, host=rules.host))
    direction = Direction.NONE if value == 0 else Direction.DEFICIT if value < 0 else Direction.SURPLUS
    unit = operating.statement.unit
    allocation = allocate(abs(value), unit, direction, key, host=host, source=source)
    problems += _date_notes(case, rules, allocation)
    if allocation.kronor_rounded and value != 0:
        problems.append(diagnostic("N609", source, unit=unit))
    return allocation, problems


def _result_to_share(operating: StatementResult) -> tuple[Decimal | None, CellRef | None, list[Diagnostic]]:
    """Give the result before settlement, negative for a deficit, with its cell.

    It is the net outcome where the members' contributions are rows of the statement, else the net deviation;
    the published figure while its check holds.
    """
    total = operating.grand_total
    by_outcome = _has_contributions(operating)
    column = Column.OUTCOME if by_outcome else Column.DEVIATION
    published = total.published(column)
    computed = total.amounts.get(Column.OUTCOME) if by_outcome else total.deviation
    turn = _turn(operating, by_outcome=by_outcome)
    if published is not None and published.value is not None:
        tested = operating.check_of(published.source)
        if tested is not None and tested.status is CheckStatus.ERROR:
            unit = operating.statement.unit
            params = {
                "published": amount(tested.published, unit),
                "computed": amount(tested.computed or 0, unit),
            }
            return None, None, [diagnostic("E602", published.source, **params)]
        mirrored = -1 if not by_outcome and operating.convention.reversed_column else 1
        value = published.value * turn * mirrored - _settled(operating, column) * turn * mirrored
        return value, published.source, []
    if computed is None:
        return None, None, [diagnostic("E611", operating.statement.source)]
    return (computed - _settled(operating, column)) * turn, total.row.source if total.row else None, []


def _turn(operating: StatementResult, *, by_outcome: bool) -> int:
    """Give the factor that makes a deficit negative: a deviation is so already, an outcome by the convention."""
    if not by_outcome or operating.convention.unsigned:
        return 1
    return -1 if operating.convention.costs_positive else 1


def _settled(operating: StatementResult, column: Column) -> Decimal:
    """Sum up the rows that settle the result with the members, which are no part of what is shared."""
    figures = [row.amounts.get(column) for row in operating.settlements]
    return sum((figure.value for figure in figures if figure is not None and figure.value is not None), Decimal(0))


def default_key_date(year: int) -> date:
    """Give the tool's default key date: 31 December two years before the accounting year."""
    return date(year - 2, 12, 31)


def _unusable(key: AllocationKey) -> str:
    weights = [entry.weight for entry in key.entries]
    if any(weight < 0 for weight in weights):
        return "ett värde är negativt"
    return "" if any(weight > 0 for weight in weights) else "alla värden är 0"


def choose_key(case: Case, rules: Rules) -> tuple[AllocationKey | None, list[Diagnostic]]:
    """Choose the key by its date: the stated one, else the default, else the only one; else ask."""
    keys = [key for key in case.keys if key.name == rules.key] or (
        list(case.keys) if len({key.name for key in case.keys}) == 1 else []
    )
    if not keys:
        return None, [diagnostic("W603")]
    wanted = rules.key_date or (default_key_date(case.year) if case.year else None)
    dated = [key for key in keys if key.date == wanted and wanted is not None]
    if dated:
        return _single(dated)
    dates = listing(sorted({key.date.isoformat() if key.date else "utan datum" for key in keys}))
    if rules.key_date:
        return None, [diagnostic("E607", keys[0].source, date=rules.key_date.isoformat(), dates=dates)]
    if len({key.date for key in keys}) == 1:
        return _single(keys)
    default = wanted.isoformat() if wanted else "verktygets förval (året är okänt)"
    return None, [diagnostic("E601", keys[0].source, dates=dates, default=default)]


def _single(keys: Sequence[AllocationKey]) -> tuple[AllocationKey | None, list[Diagnostic]]:
    """Take the first of keys for one date, which must all say the same."""
    first = keys[0]
    for other in keys[1:]:
        same = {entry.member.casefold(): entry.weight for entry in other.entries}
        if same != {entry.member.casefold(): entry.weight for entry in first.entries}:
            when = first.date.isoformat() if first.date else "utan datum"
            return None, [
                diagnostic("E612", first.source, date=when, first=str(first.source), second=str(other.source))
            ]
    return first, []


def _date_notes(case: Case, rules: Rules, allocation: Allocation) -> list[Diagnostic]:
    """Say where the key's date comes from, and what the dates not used would have given."""
    key = allocation.key
    if key.date is None:
        return []
    others = [
        one for one in case.keys if one.name == key.name and one.date not in (None, key.date) and not _unusable(one)
    ]
    named = []
    for one in others if allocation.amount else []:
        shared = allocate(allocation.amount, allocation.unit, allocation.direction, one)
        named.append(f"Med {one.name} {one.date} blir fördelningen {shares_text(shared)}.")
    text = {"key": key.name.capitalize(), "date": key.date.isoformat()}
    if rules.key_date:
        choice = next((one for one in rules.choices if one.name == "key_date"), None)
        return [
            diagnostic(
                "N606",
                key.source,
                **text,
                origin=_origin_words(choice.origin if choice else None),
                others=" ".join(named),
            )
        ]
    if len({one.date for one in case.keys if one.name == key.name}) == 1:
        return [diagnostic("N605", key.source, **text)]
    return [diagnostic("N604", key.source, **text, others=" ".join(named))]


def _origin_words(origin: Origin | None) -> str:
    return {
        Origin.DECIDED: "beslut",
        Origin.WORKBOOK: "arbetsboken",
        Origin.CONFIG: "konfigurationen",
    }.get(origin or Origin.CONFIG, "inställningen")
