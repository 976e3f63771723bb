"""An outcome as flat records: one table a subject, one row a thing, for those who analyse further."""

from __future__ import annotations

from typing import TYPE_CHECKING

from itnamnd_xl.core.model import Column
from itnamnd_xl.core.swedish import decimal_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from itnamnd_xl.core.allocation import Allocation
    from itnamnd_xl.core.assessment import Attainment
    from itnamnd_xl.core.diagnostics import Diagnostic
    from itnamnd_xl.core.reconciliation import Check
    from itnamnd_xl.core.statements import StatementResult

Record = dict[str, object]
RATIO_PLACES = 12


def goal_records(attainment: Attainment | None) -> list[Record]:
    """Give a record for each goal."""
    goals = attainment.goals if attainment else ()
    return [
        {
            "goal": goal.goal.name,
            "level": goal.level.value,
            "rule": goal.rule,
            "indicators": goal.counts.total(),
        }
        for goal in goals
    ]


def indicator_records(attainment: Attainment | None) -> list[Record]:
    """Give a record for each indicator, with its goal."""
    goals = attainment.goals if attainment else ()
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


def line_records(result: StatementResult | None) -> list[Record]:
    """Give a record for each single row of a statement."""
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


def share_records(allocation: Allocation | None) -> list[Record]:
    """Give a record for each member's share."""
    if allocation is None:
        return []
    return [
        {
            "member": share.member,
            "key": share.weight,
            "share": decimal_of(share.ratio, RATIO_PLACES),
            "amount": share.amount,
            "unit": allocation.unit,
            "invoiced": share.invoiced,
        }
        for share in allocation.shares
    ]


def check_records(checks: Sequence[Check]) -> list[Record]:
    """Give a record for each check."""
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
        for check in checks
    ]


def diagnostic_records(diagnostics: Sequence[Diagnostic]) -> list[Record]:
    """Give a record for each diagnostic."""
    return [
        {
            "code": one.code,
            "severity": one.severity.value,
            "message": one.message,
            "source": str(one.source or ""),
        }
        for one in diagnostics
    ]
