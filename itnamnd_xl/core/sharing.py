"""What is shared among the members, and by which key: the decisions before the arithmetic of allocation."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from itnamnd_xl.core.allocation import KRONOR_IN, Allocation, Direction, NetResult, allocate
from itnamnd_xl.core.choosing import choose_key, members_of, other_dates, stated_dates, unusable
from itnamnd_xl.core.diagnostics import Diagnostic, diagnostic
from itnamnd_xl.core.mixing import Minimum
from itnamnd_xl.core.model import Column, Kind, Origin
from itnamnd_xl.core.reconciliation import CheckStatus
from itnamnd_xl.core.swedish import amount, decimal_of, listing, sentence
from itnamnd_xl.core.wording import SETTING_WORDS, dated_key, shares_text

if TYPE_CHECKING:
    from itnamnd_xl.core.model import AllocationKey, Case, Choice, Quantity, Rules
    from itnamnd_xl.core.statements import Leaf, StatementResult


# The definite form, as a sentence needs it.
KEY_NAMES = {
    "folkmängd": "folkmängden",
    "användare": "antalet användare",
    "datorer": "antalet datorer",
    "licenser": "antalet licenser",
}
# Of what somebody has chosen, or nobody has, without a decision (§, dnr) that is told.
UNDECIDED = "inget beslut är angivet"


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
    if reason := unusable(key):
        return None, [*problems, diagnostic("E608", key.source, why=reason)]
    unit = operating.statement.unit
    minimum, excess = _minimum(rules, net.value, unit, key)
    if minimum is None:
        return None, [*problems, *excess]
    members = {entry.member.casefold() for entry in key.entries}
    host = rules.host if rules.host and rules.host.casefold() in members else None
    if host is None:
        problems.append(
            diagnostic("N610", key.source, host=rules.host) if rules.host else diagnostic("N618", key.source)
        )
    direction = Direction.NONE if net.value == 0 else Direction.DEFICIT if net.value < 0 else Direction.SURPLUS
    allocation = allocate(
        abs(net.value), unit, direction, key, host=host, source=net.source, places=net.places, minimum=minimum
    )
    allocation = replace(allocation, net=net, is_interim=case.is_interim)
    if case.is_interim:
        problems.append(diagnostic("N643", net.source or operating.statement.source))
    problems += [*_member_warnings(case, key), *_date_notes(case, rules, allocation), *_raised(allocation)]
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
    is_published = published is not None and published.value is not None
    settled, blank = _settled(operating, column, is_published=is_published)
    if broken := [figure for _, figure in settled if figure.value is None]:
        return None, [diagnostic("E611", broken[0].source)]
    taken = sum((sign * (figure.value or Decimal(0)) for sign, figure in settled), Decimal(0))
    index = operating.order.index(total)
    if published is not None and published.value is not None:
        tested = operating.check_of(published.source)
        if tested is not None and tested.status is CheckStatus.UNCHECKED:
            return None, [diagnostic("E611", published.source)]
        if tested is not None and tested.status is CheckStatus.ERROR:
            unit = operating.statement.unit
            params = {"published": amount(tested.published, unit), "computed": amount(tested.computed or 0, unit)}
            return None, [diagnostic("E602", published.source, **params)]
        turn = _turn(operating, by_outcome=by_outcome, published=True)
        value = (published.value - taken) * turn
        return NetResult(value, published.source, published.places, published, column, index, turn, settled, blank), []
    computed = total.amounts.get(Column.OUTCOME) if by_outcome else total.deviation
    if computed is None:
        return None, [diagnostic("E611", operating.statement.source)]
    turn = _turn(operating, by_outcome=by_outcome, published=False)
    source = total.row.source if total.row else None
    return NetResult((computed - taken) * turn, source, None, None, column, index, turn, settled, blank), []


def forecast_term(operating: StatementResult, net: NetResult | None) -> tuple[int, Quantity] | None:
    """Give the forecast of the year's net result as it is stated, with the sign that makes a deficit negative.

    None where none is stated that holds, or where a settlement is in it, which is known of the outcome alone.
    """
    if net is None or net.settled:
        return None
    by_outcome = has_contributions(operating)
    own = Column.DEVIATION if operating.statement.against is Column.FORECAST else Column.FORECAST_DEVIATION
    published = operating.grand_total.published(Column.FORECAST if by_outcome else own)
    if published is None or published.value is None:
        return None
    tested = operating.check_of(published.source)
    if tested is not None and tested.status is CheckStatus.ERROR:
        return None
    return _turn(operating, by_outcome=by_outcome, published=True), published


def _turn(operating: StatementResult, *, by_outcome: bool, published: bool) -> int:
    """Give the factor that makes a deficit negative: a deviation is so already, an outcome by the convention."""
    convention = operating.convention
    if not by_outcome:
        return -1 if published and convention.reversed_column else 1
    if convention.unsigned:
        return -1 if operating.grand_total.is_net_cost else 1
    return -1 if convention.costs_positive else 1


def _settled(
    operating: StatementResult, column: Column, *, is_published: bool
) -> tuple[tuple[tuple[int, Quantity], ...], tuple[Quantity, ...]]:
    """Give the figures of the net that settle it with the members, with their signs, and the blank ones.

    They are no part of what is shared. Of a row without a deviation of its own it is the budget and the outcome.
    """
    inside = {leaf.row.source: leaf for leaf in operating.grand_total.terms}
    leaves = [leaf for row in operating.settlements if (leaf := inside.get(row.source)) is not None]
    found: list[tuple[int, Quantity]] = []
    for leaf in leaves:
        figure = leaf.row.amounts.get(column)
        if column is not Column.DEVIATION:
            found += [(leaf.sign, figure)] if figure is not None else []
        elif is_published and figure is not None and not _is_blank(figure):
            found.append((1, figure))
        else:
            found += _deviating(operating, leaf, is_published=is_published)
            found += [(1, figure)] if figure is not None and is_published else []
    return tuple(one for one in found if not _is_blank(one[1])), tuple(one for _, one in found if _is_blank(one))


def _deviating(operating: StatementResult, leaf: Leaf, *, is_published: bool) -> list[tuple[int, Quantity]]:
    """Give what a row's deviation is made of, with the signs that it has in a published net or in the computed one.

    To a published net a blank figure is nought; a computed one leaves a row with one of the two out, but for those
    that a ledger gives an outcome.
    """
    turn = -1 if is_published and operating.convention.reversed_column else 1
    columns = (Column.BUDGET, operating.statement.against)
    both = [(turn * factor, leaf.row.amounts.get(column)) for factor, column in zip(leaf.factors, columns, strict=True)]
    found = [(sign, figure) for sign, figure in both if figure is not None]
    is_whole = operating.statement.has_whole_outcome and operating.statement.against is Column.OUTCOME
    if is_published or is_whole or (len(found) == len(both) and not any(_is_blank(figure) for _, figure in found)):
        return found
    return [one for one in found if _is_blank(one[1])]


def _is_blank(figure: Quantity) -> bool:
    return figure.value is None and not figure.text


def _minimum(rules: Rules, net: Decimal, unit: str, key: AllocationKey) -> tuple[Minimum | None, list[Diagnostic]]:
    """Give the least that each member carries; None, with the reason, where they cannot all have it."""
    if blocked := rules.blocked & {"minimum_share", "minimum_amount"}:
        return None, [diagnostic("E616", key.source, name=SETTING_WORDS[min(blocked)][0])]
    minimum = Minimum(Fraction(rules.minimum_share or 0), rules.minimum_amount or Decimal(0))
    whole = Fraction(abs(net)) * KRONOR_IN[unit]
    least = minimum.least(whole, Fraction(1))
    if not _fits(minimum, abs(net), unit, key):
        said = {
            "count": str(len(key.entries)),
            "least": amount(decimal_of(least, 2), "kr"),
            "amount": amount(abs(net), unit),
        }
        return None, [diagnostic("E627", key.source, **said)]
    return minimum, []


def _fits(minimum: Minimum, net: Decimal, unit: str, key: AllocationKey) -> bool:
    """Say whether every member of a key can carry the least; where nothing is shared, nobody has to."""
    whole = Fraction(net) * KRONOR_IN[unit]
    return not whole or minimum.least(whole, Fraction(1)) * len(key.entries) <= whole


def _raised(allocation: Allocation) -> list[Diagnostic]:
    """Name the members who are held at the least."""
    raised = allocation.raised
    if not raised:
        return []
    least = decimal_of(next(one.quota for one in allocation.shares if one.member in raised), 5)
    said = amount(least, allocation.unit) + (" vardera" if len(raised) > 1 else "")
    return [diagnostic("N628", allocation.key.source, members=listing(list(raised)), least=said)]


def _member_warnings(case: Case, key: AllocationKey) -> list[Diagnostic]:
    """Name members that stand in the key and not among the contributions, or in a statement and not in the key."""
    here = {entry.member.casefold() for entry in key.entries}
    named = {
        member: source
        for statement in (case.operating, case.investments)
        if statement is not None
        for member, source in members_of(statement).items()
    }
    absent = [member for member in named if member.casefold() not in here]
    # Rows that name nobody of the key are of something else.
    found = [diagnostic("W632", named[one], member=one) for one in absent] if len(absent) < len(named) else []
    rows = case.operating.rows if case.operating else ()
    paying = {row.member.casefold() for row in rows if row.member and row.is_contribution}
    if len(paying) > 1:
        lacking = [entry for entry in key.entries if entry.member.casefold() not in paying]
        found += [diagnostic("W631", entry.source, member=entry.member) for entry in lacking]
    return found


def _date_notes(case: Case, rules: Rules, allocation: Allocation) -> list[Diagnostic]:
    """Say where the key's date comes from, and what the dates not used would have given."""
    key = allocation.key
    if key.date is None:
        return []
    others = other_dates(case, rules, key)
    named = []
    for one in others if allocation.amount else []:
        if not _fits(allocation.minimum, allocation.amount, allocation.unit, one):
            continue
        shared = allocate(allocation.amount, allocation.unit, allocation.direction, one, minimum=allocation.minimum)
        named.append(f"Med {_the(one)} blir fördelningen {shares_text(shared)}.")
    text = {"key": sentence(_the(key))}
    if rules.key_date:
        chosen = " ".join(_choice_words(rules, key))
        return [diagnostic("N606", key.source, **text, chosen=chosen, others=" ".join(named))]
    chosen = _chosen("Nyckeln är vald", _choice(rules, "key"))
    if len(stated_dates(case, rules, key)) == 1:
        return [diagnostic("N605", key.source, **text, chosen=chosen)]
    return [diagnostic("N604", key.source, **text, chosen=chosen, others=" ".join(named))]


def _the(key: AllocationKey) -> str:
    """Name a key with its date as a sentence does: folkmängden 2021-12-31."""
    return dated_key(replace(key, name=KEY_NAMES.get(key.name, f"nyckeln {key.name}")))


def _choice_words(rules: Rules, key: AllocationKey) -> tuple[str, ...]:
    """Say who chose the date and who the key: a decision on the one is none on the other."""
    date, name = _choice(rules, "key_date"), _choice(rules, "key")
    if date is not None and name is not None and (date.origin, date.reference) == (name.origin, name.reference):
        return (_chosen("Nyckeln och datumet är valda", date),)
    # Who makes rules without saying where they are from has made them by hand.
    dated = _chosen("Datumet är valt", date) or f"Datumet är valt {_origin_words(Origin.CONFIG)}."
    if name is None or name.origin is not Origin.DEFAULT:
        return dated, _chosen("Nyckeln är vald", name)
    if name.value != key.name:
        return dated, "Nyckeln är den enda i arbetsböckerna."
    return dated, f"Nyckeln är verktygets förval; {UNDECIDED}."


def _choice(rules: Rules, name: str) -> Choice | None:
    return next((one for one in rules.choices if one.name == name), None)


def _chosen(head: str, choice: Choice | None) -> str:
    """Say of something that is chosen by whom it is; empty where nobody has chosen it."""
    if choice is None or choice.origin is Origin.DEFAULT:
        return ""
    if choice.origin is Origin.DECIDED:
        return f"{head} enligt beslut ({choice.reference})."
    return f"{head} {_origin_words(choice.origin)}."


def _origin_words(origin: Origin) -> str:
    place = "i arbetsboken" if origin is Origin.WORKBOOK else "i konfigurationen eller på kommandoraden"
    return f"{place}; {UNDECIDED}"
