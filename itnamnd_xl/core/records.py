"""An outcome as flat records: one table a subject, one row a thing, for those who analyse further."""

from __future__ import annotations

from typing import TYPE_CHECKING

from itnamnd_xl.core.model import Column
from itnamnd_xl.core.swedish import decimal_of

if TYPE_CHECKING:
    from itnamnd_xl.core.outcome import Outcome
    from itnamnd_xl.core.statements import StatementResult

Record = dict[str, object]
RATIO_PLACES = 12


def records(outcome: Outcome) -> dict[str, list[Record]]:
    """Give goals, indicators, statements, allocation, checks and diagnostics as records."""
    return {
        "goals": _goals(outcome),
        "indicators": _indicators(outcome),
        "operating": _lines(outcome.operating),
        "investments": _lines(outcome.investments),
        "allocation": _shares(outcome),
        "checks": _checks(outcome),
        "diagnostics": _diagnostics(outcome),
    }


def _goals(outcome: Outcome) -> list[Record]:
    goals = outcome.attainment.goals if outcome.attainment else ()
    return [
        {
            "goal": goal.goal.name,
            "level": goal.level.value,
            "rule": goal.rule,
            "indicators": goal.counts.total(),
        }
        for goal in goals
    ]


def _indicators(outcome: Outcome) -> list[Record]:
    goals = outcome.attainment.goals if outcome.attainment else ()
    return [
        {
            "goal": goal.goal.name,
            "indicator": one.indicator.name,
            "value": one.used.value if one.used else None,
            "unit": one.used.unit if one.used else None,
            "relation": one.indicator.target.relation.value if one.indicator.target else None,
            "target": one.bound,
            "ratio": decimal_of(one.ratio, RATIO_PLACES) if one.ratio is not None else None,
            "level": one.level.value,
            "rule": one.rule,
            "reported": one.indicator.reported.value if one.indicator.reported else None,
            "source": str(one.source),
        }
        for goal in goals
        for one in goal.indicators
    ]


def _lines(result: StatementResult | None) -> list[Record]:
    if result is None:
        return []
    return [
        {
            "text": line.row.text,
            "kind": line.kind.value,
            "budget": line.value(Column.BUDGET),
            "outcome": line.value(Column.OUTCOME),
            "deviation": line.deviation,
            "unit": result.statement.unit,
            "member": line.row.member,
            "source": str(line.row.source),
        }
        for line in result.lines
    ]


def _shares(outcome: Outcome) -> list[Record]:
    if outcome.allocation is None:
        return []
    return [
        {
            "member": share.member,
            "key": share.weight,
            "share": decimal_of(share.ratio, RATIO_PLACES),
            "amount": share.amount,
            "unit": outcome.allocation.unit,
            "invoiced": share.invoiced,
        }
        for share in outcome.allocation.shares
    ]


def _checks(outcome: Outcome) -> list[Record]:
    return [
        {
            "code": check.code,
            "status": check.status.value,
            "label": check.label,
            "published": check.published,
            "computed": check.computed,
            "bound": check.bound,
            "source": str(check.source),
        }
        for check in outcome.checks
    ]


def _diagnostics(outcome: Outcome) -> list[Record]:
    return [
        {
            "code": one.code,
            "severity": one.severity.value,
            "message": one.message,
            "source": str(one.source or ""),
        }
        for one in outcome.diagnostics
    ]
