"""The JSON result: what other programs read. It may grow; what stands in it keeps its name and meaning."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import simplejson

from itnamnd_xl.core.attainment import target_value
from itnamnd_xl.core.model import Column, Level, Relation
from itnamnd_xl.core.reconciliation import CheckStatus
from itnamnd_xl.core.sharing import net_result
from itnamnd_xl.core.swedish import amount, decimal_of, plain

if TYPE_CHECKING:
    from collections import Counter
    from fractions import Fraction

    from itnamnd_xl.app.recalculate import Result
    from itnamnd_xl.core.allocation import Allocation
    from itnamnd_xl.core.assessment import Attainment, GoalAssessment, IndicatorAssessment
    from itnamnd_xl.core.diagnostics import Diagnostic
    from itnamnd_xl.core.model import CellRef, Choice, Quantity
    from itnamnd_xl.core.reconciliation import Check
    from itnamnd_xl.core.statements import Line, StatementResult, Total

SCHEMA = "itnamnd/1"
RATIO_PLACES = 12
Json = dict[str, Any]


def to_json(result: Result, indent: int | None = 2) -> str:
    """Write a result as JSON with every number's exact digits."""
    return dump(result_object(result), indent)


def dump(thing: object, indent: int | None = 2) -> str:
    """Write an object as JSON, Decimals as numbers without exponents."""
    # A named tuple is a list as any other.
    return str(
        simplejson.dumps(
            thing, ensure_ascii=False, use_decimal=False, namedtuple_as_object=False, default=_number, indent=indent
        )
    )


def _number(thing: object) -> simplejson.RawJSON:
    """Write what JSON itself has no word for: a Decimal.

    Raises:
        TypeError: it is anything else.
    """
    if not isinstance(thing, Decimal):
        raise TypeError(f"{type(thing).__name__} cannot be written as JSON")
    return simplejson.RawJSON(str(plain(thing)))


def result_object(result: Result) -> Json:
    """Give a result as plain dictionaries and lists, by the schema itnamnd/1."""
    outcome = result.outcome
    case = outcome.case
    return {
        "schema": SCHEMA,
        "case": case.name,
        "board": case.board,
        "year": case.year,
        "period": case.period,
        "files": [{"file": file.name, "sha256": file.sha256} for file in case.files],
        "settings": [_setting(choice) for choice in outcome.rules.choices],
        "attainment": _attainment(outcome.attainment, outcome.rules.partial_threshold) if outcome.attainment else None,
        "operating": _operating(outcome.operating) if outcome.operating else None,
        "investments": _statement(outcome.investments) if outcome.investments else None,
        "allocation": allocation_object(outcome.allocation) if outcome.allocation else None,
        "checks": [_check(check) for check in outcome.checks if check.status is not CheckStatus.UNCHECKED],
        "diagnostics": [diagnostic_object(one) for one in result.diagnostics],
        "written": [str(path) for path in result.written],
    }


def _setting(choice: Choice) -> Json:
    return {
        "name": choice.name,
        "value": choice.value,
        "origin": choice.origin.value,
        "reference": choice.reference,
    }


def _ratio(ratio: Fraction | None) -> Decimal | None:
    return None if ratio is None else decimal_of(ratio, RATIO_PLACES)


def _text(source: CellRef | None) -> str | None:
    return None if source is None else str(source)


def _attainment(attainment: Attainment, threshold: Decimal) -> Json:
    return {
        "overall": attainment.level.value,
        "rule": attainment.rule,
        "partial_threshold": threshold,
        "indicator_ratio": _ratio(attainment.indicator_ratio),
        "counts": _counts(attainment.counts, Level.NOT_ASSESSED),
        "goals": [_goal(goal) for goal in attainment.goals],
    }


def _counts(counts: Counter[Level], last: Level) -> Json:
    return {level.value: counts[level] for level in (Level.ACHIEVED, Level.PARTLY, Level.NOT, last)}


def _goal(goal: GoalAssessment) -> Json:
    return {
        "name": goal.goal.name,
        "level": goal.level.value,
        "rule": goal.rule,
        "reported": goal.goal.reported.value if goal.goal.reported else None,
        "counts": _counts(goal.counts, Level.NO_VALUE),
        "turns_at": _ratio(goal.turns_at),
        "source": _text(goal.goal.source),
        "indicators": [_indicator(one) for one in goal.indicators],
    }


def _indicator(one: IndicatorAssessment) -> Json:
    indicator = one.indicator
    return {
        "name": indicator.name,
        "level": one.level.value,
        "rule": one.rule,
        "reported": indicator.reported.value if indicator.reported else None,
        "result": _quantity(one.used),
        "used": "forecast" if one.used_forecast else "result",
        "target": _target(one),
        "ratio": _ratio(one.ratio),
        "source": str(one.source),
        "name_source": str(indicator.source),
    }


def _quantity(quantity: Quantity | None) -> Json | None:
    if quantity is None or quantity.value is None:
        return None
    return {
        "value": quantity.value,
        "unit": quantity.unit,
        "text": quantity.text,
        "source": str(quantity.source),
    }


def _target(one: IndicatorAssessment) -> Json | None:
    target = one.indicator.target
    if target is None:
        return None
    is_range = target.relation is Relation.BETWEEN
    return {
        "relation": target.relation.value,
        "value": target.value if is_range else target_value(one.indicator),
        "upper": target.upper,
        "unit": target.unit,
        "text": target.text,
        "why": target.why,
        "source": str(target.source),
    }


def _statement(result: StatementResult) -> Json:
    return {
        "unit": result.statement.unit,
        "sign": result.convention.sign.value,
        "sign_rows": {"agree": result.convention.agree, "tested": result.convention.tested},
        "lines": [_line(line) for line in result.lines],
        "totals": [_total(total) for total in result.totals],
    }


def _operating(result: StatementResult) -> Json:
    """Give the operating statement with the result that is shared, a deficit negative; None where it does not hold."""
    net, _ = net_result(result)
    return _statement(result) | {"net_result": net.value if net else None}


def _line(line: Line) -> Json:
    published = line.row.amounts.get(Column.DEVIATION)
    return {
        "text": line.row.text,
        "kind": line.kind.value,
        "budget": line.value(Column.BUDGET),
        "outcome": line.value(Column.OUTCOME),
        "deviation": line.deviation,
        "published_deviation": published.value if published else None,
        "forecast": line.value(Column.FORECAST),
        "member": line.row.member,
        "decided_total": line.value(Column.DECIDED_TOTAL),
        "accumulated": line.value(Column.ACCUMULATED),
        "forecast_total": line.value(Column.FORECAST_TOTAL),
        "total_deviation": line.total_deviation,
        "status": line.row.status or None,
        "original_budget": line.value(Column.ORIGINAL_BUDGET),
        "previous_outcome": line.value(Column.PREVIOUS_OUTCOME),
        "source": str(line.row.source),
        "sources": {column.value: str(figure.source) for column, figure in line.row.amounts.items()},
    }


def _total(total: Total) -> Json:
    published = {column: total.published(column) for column in (Column.BUDGET, Column.OUTCOME, Column.DEVIATION)}
    return {
        "text": total.text,
        "of": total.scope.value,
        "budget": total.amounts.get(Column.BUDGET),
        "outcome": total.amounts.get(Column.OUTCOME),
        "deviation": total.deviation,
        "published": {column.value: figure.value if figure else None for column, figure in published.items()},
        "source": _text(total.row.source if total.row else None),
        "sources": {column.value: str(figure.source) for column, figure in published.items() if figure},
    }


def allocation_object(allocation: Allocation) -> Json:
    """Give an allocation by the schema."""
    key = allocation.key
    return {
        "amount": allocation.amount,
        "unit": allocation.unit,
        "kind": allocation.direction.value,
        "method": "largest_remainder",
        "key": key.name,
        "key_date": key.date.isoformat() if key.date else None,
        "from": _text(allocation.source),
        "shares": [
            {
                "member": share.member,
                "key": share.weight,
                "share": _ratio(share.ratio),
                "amount": share.amount,
                "invoiced": share.invoiced,
                "source": _text(share.source) if share.source and share.source.sheet else None,
            }
            for share in allocation.shares
        ],
    }


CHECK_TEXTS = {
    CheckStatus.OK: "Stämmer",
    CheckStatus.ROUNDING: "Summeringsdifferens på grund av avrundning",
    CheckStatus.ERROR: "Stämmer inte",
}


def _check(check: Check) -> Json:
    computed = check.computed if check.computed is not None else Decimal(0)
    return {
        "code": check.code,
        "status": check.status.value,
        "published": check.published,
        "computed": computed,
        "difference": check.difference,
        "bound": check.bound,
        "source": str(check.source),
        "message": (
            f"{check.label}: {CHECK_TEXTS[check.status].lower()}: redovisat {amount(check.published, check.unit)}, "
            f"beräknat {amount(computed, check.unit)} ({check.computed_from})."
        ),
    }


def diagnostic_object(one: Diagnostic) -> Json:
    """Give a diagnostic by the schema."""
    return {
        "code": one.code,
        "severity": one.severity.value,
        "message": one.message,
        "source": None if one.source is None else str(one.source),
    }
