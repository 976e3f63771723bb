"""Rows of the summary, made from the results as they are kept; and the same as a table for other programs."""

from __future__ import annotations

import io
import os
from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from itnamnd_xl.core.model import MONEY_POWERS, Level
from itnamnd_xl.core.signs import Sign
from itnamnd_xl.core.swedish import amount
from itnamnd_xl.core.wording import GOAL_WORDS
from itnamnd_xl.sheets.overview import KINDS, LEVELS, STATUS_WORDS, Amounts, CaseRow, Message

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

Result = dict[str, Any]
SHOWN_IN = "tkr"
# What a spreadsheet program takes for the beginning of a formula.
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


def row_of(result: Result, beside: Path) -> CaseRow:
    """Make the row of a case; `beside` is the folder of the summary."""
    attainment, allocation = result["attainment"], result["allocation"]
    severities = Counter(one["severity"] for one in result["diagnostics"])
    return CaseRow(
        path=result["path"],
        status=result["status"],
        target=_target(result, beside),
        board=result["board"],
        year=result["year"],
        period=result["period"],
        goals=_goals(attainment) if attainment else None,
        overall=Level(attainment["overall"]) if attainment else None,
        ratio=_exact(attainment["indicator_ratio"]) if attainment else None,
        amounts=_amounts(result),
        kind=allocation["kind"] if allocation else None,
        allocated=_in_shown(allocation["amount"], allocation["unit"]) if allocation else None,
        shares=_shares(allocation) if allocation else "",
        errors=severities["error"],
        warnings=severities["warning"],
    )


def messages_of(result: Result) -> Iterator[Message]:
    """Make the messages of a case."""
    for one in result["diagnostics"]:
        yield Message(one["severity"], one["code"], result["path"], one["source"] or "", one["message"])


def _target(result: Result, beside: Path) -> str:
    """Give the workbook that holds the case's results as it is seen from the summary, on the same drive."""
    if not result["written"]:
        return ""
    try:
        return os.path.relpath(beside / result["written"][0], beside).replace(os.sep, "/")
    except ValueError:
        return ""


def _goals(attainment: Result) -> Counter[Level]:
    return Counter({Level(name): many for name, many in attainment["counts"].items()})


# What makes a cost positive in budget and outcome, by the sign convention of its statement.
COST_SIGNS = {
    Sign.BUDGET_LESS_OUTCOME: (1, 1),
    Sign.OUTCOME_LESS_BUDGET: (-1, -1),
    Sign.OUTCOME_PLUS_BUDGET: (1, -1),
}


def _amounts(result: Result) -> Amounts:
    """Give the totals of the operating statement in the unit that the summary shows."""
    statement = result["operating"]
    if statement is None:
        return Amounts()
    totals = {one["of"]: one for one in statement["totals"]}
    unit, checks = statement["unit"], {one["source"]: one["status"] for one in result["checks"]}
    cost, net = totals.get("cost"), totals.get("net")
    # A sum that lacks a row is no sum to compare with.
    lacks = {column: any(one[column] is None for one in statement["lines"]) for column in ("budget", "outcome")}
    turn = _turn(statement["lines"])
    # Boards of different signs stand in one column: costs are positive in all of them.
    of_budget, of_outcome = COST_SIGNS[Sign(statement["sign"])]
    return Amounts(
        budget=None if lacks["budget"] else _in_shown(_settled(cost, "budget", checks, turned=of_budget), unit),
        outcome=None if lacks["outcome"] else _in_shown(_settled(cost, "outcome", checks, turned=of_outcome), unit),
        net=None if lacks["outcome"] else _in_shown(statement["net_result"], unit),
        deviation=None
        if lacks["budget"] or lacks["outcome"]
        else _in_shown(_settled(net, "deviation", checks, turn), unit),
    )


def _turn(lines: Iterable[Result]) -> int | None:
    """Say whether stated deviations have our sign, 1, or the other one, -1; None where no row tells."""
    for one in lines:
        ours, stated = one["deviation"], one["published_deviation"]
        if ours and stated:
            return 1 if (ours > 0) == (stated > 0) else -1
    return None


def _settled(
    total: Result | None, column: str, checks: Mapping[str, str], turn: int | None = 1, turned: int = 1
) -> Decimal | None:
    """Give a total as the workbook states it where that holds but for rounding, else as it is computed.

    `turn` is the sign of what is stated beside ours, None where it is not known; `turned` the sign that both get.
    """
    if total is None:
        return None
    computed, published = _exact(total[column]), _exact(total["published"][column])
    holds = checks.get(total["sources"].get(column, "")) in ("ok", "rounding")
    is_stated = published is not None and computed is not None and holds and turn is not None
    found = published * (turn or 1) if is_stated and published is not None else computed
    return None if found is None else found * turned


def _in_shown(value: Decimal | int | None, unit: str) -> Decimal | None:
    """Give an amount in tkr, exactly."""
    exact = _exact(value)
    return None if exact is None else exact.scaleb(MONEY_POWERS[unit] - MONEY_POWERS[SHOWN_IN])


def _exact(value: Decimal | int | None) -> Decimal | None:
    return None if value is None else Decimal(value)


def _shares(allocation: Result) -> str:
    """Give each member's share in the unit that it was shared in: in that of the summary it would be in fractions."""
    unit = allocation["unit"]
    return ", ".join(f"{one['member']} {amount(one['amount'], unit)}" for one in allocation["shares"])


def csv_of(rows: Sequence[CaseRow]) -> bytes:
    """Write the rows as Swedish spreadsheet programs read them: semicolons, decimal commas, a byte order mark.

    A text that such a program would take for a formula gets an apostrophe before it.
    """
    # Slow to load, and only the summary needs it.
    import pandas as pd  # noqa: PLC0415 - as said

    frame = pd.DataFrame.from_records([_record(row) for row in rows], columns=list(_record(CaseRow("", "ok"))))
    for name in WHOLE:
        frame[name] = frame[name].astype("Int64")
    saved = io.BytesIO()
    frame.to_csv(
        saved, sep=";", decimal=",", index=False, encoding="utf-8-sig", lineterminator="\r\n", float_format="%.15g"
    )
    return saved.getvalue()


WHOLE = ("År", *(GOAL_WORDS[level] for level in LEVELS), "Fel", "Varningar")


def _record(row: CaseRow) -> dict[str, object]:
    amounts = row.amounts
    return {
        "Ärende": _safe(row.path),
        "Nämnd": _safe(row.board),
        "År": row.year,
        "Period": row.period,
        "Läge": STATUS_WORDS[row.status],
        **{GOAL_WORDS[level]: None if row.goals is None else row.goals[level] for level in LEVELS},
        "Samlad bedömning": GOAL_WORDS[row.overall] if row.overall else None,
        "Indikatorer uppnådda": _loose(row.ratio),
        "Budget tkr": _loose(amounts.budget),
        "Utfall tkr": _loose(amounts.outcome),
        "Nettoresultat tkr": _loose(amounts.net),
        "Avvikelse tkr": _loose(amounts.deviation),
        "Fördelas tkr": _loose(row.allocated),
        "Under-/överskott": KINDS.get(row.kind or ""),
        "Fördelning": _safe(row.shares) or None,
        "Fel": row.errors,
        "Varningar": row.warnings,
        "Arbetsbok": _safe(row.target) or None,
    }


def _safe(text: str | None) -> str | None:
    return f"'{text}" if text and text.startswith(FORMULA_SIGNS) else text


def _loose(value: Decimal | None) -> float | None:
    return None if value is None else float(value)
