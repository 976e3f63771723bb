"""What is shared among the members, and by which key: the decisions before the arithmetic of allocation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from itnamnd_xl.core.allocation import Allocation, Direction, allocate
from itnamnd_xl.core.diagnostics import Diagnostic, diagnostic
from itnamnd_xl.core.model import Column, Kind, Origin
from itnamnd_xl.core.reconciliation import CheckStatus
from itnamnd_xl.core.swedish import amount, listing
from itnamnd_xl.core.wording import SETTING_WORDS, shares_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from itnamnd_xl.core.model import AllocationKey, Case, CellRef, Choice, Rules
    from itnamnd_xl.core.statements import StatementResult


# The definite form, as a sentence needs it.
KEY_NAMES = {"folkmängd": "folkmängden", "användare": "antalet användare", "datorer": "antalet datorer"}


@dataclass(frozen=True, slots=True)
class NetResult:
    """The result before settlement, negative for a deficit; with the cell that states it and its known decimals."""

    value: Decimal
    source: CellRef | None
    places: int | None


def share_result(case: Case, rules: Rules, operating: StatementResult) -> tuple[Allocation | None, list[Diagnostic]]:
    """Share the net result by the key that the rules choose; say why where it cannot be done."""
    if operating.statement.is_partial:
        return None, [diagnostic("W620", operating.statement.source)]
    net, problems = net_result(operating)
    if net is None:
        return None, problems
    key, key_problems = choose_key(case, rules)
    problems += key_problems
    if key is None:
        return None, problems
    if reason := _unusable(key):
        return None, [*problems, diagnostic("E608", key.source, why=reason)]
    members = {entry.member.casefold() for entry in key.entries}
    host = rules.host if rules.host and rules.host.casefold() in members else None
    if host is None:
        problems.append(
            diagnostic("N610", key.source, host=rules.host) if rules.host else diagnostic("N618", key.source)
        )
    direction = Direction.NONE if net.value == 0 else Direction.DEFICIT if net.value < 0 else Direction.SURPLUS
    unit = operating.statement.unit
    allocation = allocate(abs(net.value), unit, direction, key, host=host, source=net.source, places=net.places)
    problems += _date_notes(case, rules, allocation)
    if allocation.kronor_rounded and net.value != 0:
        problems.append(diagnostic("N609", net.source, unit=unit))
    return allocation, problems


def has_contributions(operating: StatementResult) -> bool:
    """Say whether the members' contributions are rows of the statement, and income there."""
    return any(line.row.is_contribution and line.kind is not Kind.COST for line in operating.lines)


def net_result(operating: StatementResult) -> tuple[NetResult | None, list[Diagnostic]]:
    """Give the result that is shared; None, with the reason, where it does not hold or cannot be read.

    It is the net outcome where the members' contributions are rows of the statement, else the net deviation;
    the published figure while its check holds.
    """
    total = operating.grand_total
    by_outcome = has_contributions(operating)
    column = Column.OUTCOME if by_outcome else Column.DEVIATION
    published = total.published(column)
    if published is not None and published.text and published.value is None:
        return None, [diagnostic("E611", published.source)]
    settled = _settled(operating, column)
    if published is not None and published.value is not None:
        tested = operating.check_of(published.source)
        if tested is not None and tested.status is CheckStatus.UNCHECKED:
            return None, [diagnostic("E611", published.source)]
        if tested is not None and tested.status is CheckStatus.ERROR:
            unit = operating.statement.unit
            params = {"published": amount(tested.published, unit), "computed": amount(tested.computed or 0, unit)}
            return None, [diagnostic("E602", published.source, **params)]
        turn = _turn(operating, by_outcome=by_outcome, published=True)
        return NetResult((published.value - settled) * turn, published.source, published.places), []
    computed = total.amounts.get(Column.OUTCOME) if by_outcome else total.deviation
    if computed is None:
        return None, [diagnostic("E611", operating.statement.source)]
    turn = _turn(operating, by_outcome=by_outcome, published=False)
    return NetResult((computed - settled) * turn, total.row.source if total.row else None, None), []


def _turn(operating: StatementResult, *, by_outcome: bool, published: bool) -> int:
    """Give the factor that makes a deficit negative: a deviation is so already, an outcome by the convention."""
    convention = operating.convention
    if not by_outcome:
        return -1 if published and convention.reversed_column else 1
    if convention.unsigned:
        return -1 if operating.grand_total.is_net_cost else 1
    return -1 if convention.costs_positive else 1


def _settled(operating: StatementResult, column: Column) -> Decimal:
    """Sum up the rows of the net that settle it with the members: they are no part of what is shared."""
    inside = {row.source for row in operating.grand_total.leaves}
    figures = [row.amounts.get(column) for row in operating.settlements if row.source in inside]
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
    if not case.keys:
        return None, [diagnostic("W603")]
    names = sorted({key.name for key in case.keys})
    stated = next((one.origin is not Origin.DEFAULT for one in rules.choices if one.name == "key"), False)
    keys = [key for key in case.keys if key.name.casefold() == rules.key.casefold()]
    if not keys and len(names) == 1 and not stated:
        keys = list(case.keys)
    if not keys:
        return None, [diagnostic("E617", case.keys[0].source, key=rules.key, names=listing(names))]
    if blocked := rules.blocked & {"key", "key_date"}:
        return None, [diagnostic("E616", keys[0].source, name=SETTING_WORDS[min(blocked)][0])]
    wanted = rules.key_date or (default_key_date(case.year) if case.year else None)
    if wanted in case.broken_key_dates:
        return None, [diagnostic("E619", keys[0].source, date=wanted.isoformat() if wanted else "")]
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
        named.append(f"Med {KEY_NAMES.get(one.name, one.name)} {one.date} blir fördelningen {shares_text(shared)}.")
    text = {"key": KEY_NAMES.get(key.name, key.name).capitalize(), "date": key.date.isoformat()}
    if rules.key_date:
        choice = next((one for one in rules.choices if one.name == "key_date"), None)
        return [
            diagnostic(
                "N606",
                key.source,
                **text,
                origin=_origin_words(choice),
                others=" ".join(named),
            )
        ]
    if len({one.date for one in case.keys if one.name == key.name}) == 1:
        return [diagnostic("N605", key.source, **text)]
    return [diagnostic("N604", key.source, **text, others=" ".join(named))]


def _origin_words(choice: Choice | None) -> str:
    if choice is not None and choice.origin is Origin.DECIDED:
        return f"beslut ({choice.reference})"
    workbook = choice is not None and choice.origin is Origin.WORKBOOK
    return "arbetsboken" if workbook else "konfigurationen eller kommandoraden"
