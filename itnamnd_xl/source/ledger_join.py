"""A ledger's accounts joined with a budget's rows, on account numbers or on texts, into one statement.

Nothing that is missing becomes zero in silence: an account without a budget has none, and a row without bookings has
an outcome of zero because a ledger holds every booking, which is said.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import islice, takewhile
from typing import TYPE_CHECKING

from itnamnd_xl.core.model import MONEY_POWERS, Column, Kind, Quantity, Role, Row, Statement, StatementType
from itnamnd_xl.core.structure import settle
from itnamnd_xl.core.swedish import amount, count, number
from itnamnd_xl.source.accounts import Takes, side_of, taken_in
from itnamnd_xl.source.answering import chosen_row
from itnamnd_xl.source.cells import scaled
from itnamnd_xl.source.extract_statement import extract_statement, is_contribution, label_kind
from itnamnd_xl.source.headers import stem_of
from itnamnd_xl.source.ledger import MOST_NAMED, largest
from itnamnd_xl.source.stated import NOTHING_STATED

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from itnamnd_xl.source.cells import Findings
    from itnamnd_xl.source.ledger import Ledger, Posted
    from itnamnd_xl.source.lexicon import Lexicon
    from itnamnd_xl.source.stated import Stated
    from itnamnd_xl.source.table import Table

SHORTEST_CUT = 5
# No plan of accounts is larger: what has more of them is no ledger.
MOST_ACCOUNTS = 10_000


def ledger_statement(
    ledger: Ledger, budget: Table | None, lexicon: Lexicon, findings: Findings, stated: Stated = NOTHING_STATED
) -> Statement | None:
    """Give the statement of a ledger, with a budget where there is one; None where that cannot be read.

    Where an account could be of two rows, what is `stated` of it holds.
    """
    if len(ledger.accounts) > MOST_ACCOUNTS:
        findings.add("E110", ledger.table.source, why=f"huvudboken har fler än {number(MOST_ACCOUNTS)} konton")
        return None
    if budget is None:
        findings.add("W260", ledger.table.source)
        _say_unread(ledger, ledger.accounts, findings)
        rows = [_own_row(one, lexicon, ledger.unit, ledger.places) for one in ledger.accounts]
        return Statement(
            StatementType.OPERATING, ledger.unit, tuple(rows), ledger.table.source, (Column.OUTCOME,), ledger.year
        )
    planned = extract_statement(budget, lexicon, findings)
    if planned is None:
        return None
    return _Join(ledger, budget, planned, lexicon, findings, stated).statement()


def _say_unread(ledger: Ledger, accounts: Sequence[Posted], findings: Findings) -> None:
    """Name the bookings that belong to no account, and that nothing has been joined with."""
    unread = [one for one in accounts if not one.account.number]
    if unread:
        column = ledger.table.column("account")
        places = [replace(one.source, column=column or one.source.column) for one in unread[:MOST_NAMED]]
        shown = [
            f"{at.a1} ”{one.account.name}”" if one.account.name else at.a1
            for at, one in zip(places, unread, strict=False)
        ]
        total = sum((one.value for one in unread if one.value is not None), Decimal(0))
        bookings = count(sum(one.count for one in unread), "bokning", "bokningar")
        said = {"examples": ", ".join(shown), "sum": amount(total, ledger.unit)}
        findings.add("E250", places[0], count=bookings, **said)


def _own_row(one: Posted, lexicon: Lexicon, unit: str, places: int, value: Decimal | None = None) -> Row:
    """Make a row of an account by itself."""
    words = lexicon.policy.words
    text = one.account.text or "Konto saknas"
    figure = None if not one.account.number else one.value if value is None else value
    outcome = Quantity(figure, "?" if figure is None else str(figure), one.source, unit, places=places, is_sum=True)
    return Row(
        text=text,
        source=one.source,
        role=Role.ITEM,
        amounts={Column.OUTCOME: outcome},
        kind=one.account.kind or label_kind(text, words),
        member=lexicon.member_in(text),
        is_contribution=is_contribution(text, words),
    )


@dataclass(slots=True)
class _Join:
    """One ledger and one budget."""

    ledger: Ledger
    budget: Table
    planned: Statement
    lexicon: Lexicon
    findings: Findings
    stated: Stated
    # The accounts that each row of the budget takes, by the row's place, and the rows that are in doubt.
    taken: dict[int, list[Posted]] = field(default_factory=dict)
    doubtful: set[int] = field(default_factory=set)
    left: list[Posted] = field(default_factory=list)
    # What each row of the budget is by its own figures.
    roles: list[Role] = field(default_factory=list)

    def statement(self) -> Statement:
        """Join, and say what did not."""
        items = self._items()
        own = frozenset(items)
        self._match(items)
        unit, shifts = self._unit()
        rows = [self._scaled(row, shifts[0]) for row in self.planned.rows]
        turns = self._turns(rows)
        joined = [self._joined(at, row, unit, shifts[1], turns) if at in own else row for at, row in enumerate(rows)]
        extra = [
            _own_row(
                one, self.lexicon, unit, self._places(shifts[1]), self._value([one], one.account.kind, turns, shifts[1])
            )
            for one in self.left
        ]
        self._say(rows, items, unit, shifts[1])
        return replace(
            self.planned,
            unit=unit,
            rows=tuple(self._placed(joined, extra)),
            columns=(*self.planned.columns, Column.OUTCOME),
            year=self.planned.year or self.ledger.year,
            is_partial=self.ledger.is_partial and not self._budget_is_partial(),
            has_whole_outcome=True,
        )

    def _items(self) -> list[int]:
        """Give the rows that an outcome belongs to: by the budget's figures neither sums nor what is counted in one."""
        self.roles = [row.role for row in settle(self.planned.rows).rows]
        return [at for at, role in enumerate(self.roles) if role is Role.ITEM]

    def _budget_is_partial(self) -> bool:
        header = self.budget.binding.headers.get(self.budget.column("budget") or 0)
        return header is not None and header.interim

    def _unit(self) -> tuple[str, tuple[int, int]]:
        """Give the finer of both units, and the powers of ten that budget and ledger are brought to it by."""
        powers = MONEY_POWERS[self.planned.unit], MONEY_POWERS[self.ledger.unit]
        finest = min(powers)
        unit = next(unit for unit, power in MONEY_POWERS.items() if power == finest)
        return unit, (powers[0] - finest, powers[1] - finest)

    def _places(self, shift: int) -> int:
        return self.ledger.places - shift

    def _scaled(self, row: Row, shift: int) -> Row:
        return replace(row, amounts={column: scaled(figure, shift) for column, figure in row.amounts.items()})

    def _match(self, items: Sequence[int]) -> None:
        takes = {at: taken for at in items if (taken := self._takes(self.planned.rows[at])) is not None}
        by_number = _ByNumber(takes)
        by_text = _ByText([(stem_of(self.planned.rows[at].text), at) for at in items if at not in takes])
        for one in self.ledger.accounts:
            found = by_number.find(one.account.number) or by_text.find(one.account.name)
            if not found:
                self.left.append(one)
                continue
            if len(found) > 1:
                first = self.planned.rows[found[0]]
                named = {at: f"{self.planned.rows[at].source.a1} ”{self.planned.rows[at].text}”" for at in found[:2]}
                text = one.account.text
                chosen = chosen_row(self.stated, first.source, text, named, self.findings)
                if chosen is not None:
                    found = [chosen]
                else:
                    words = dict(zip(("first", "second"), named.values(), strict=True))
                    self.findings.add("E259", first.source, account=text, about=text, **words)
                    self.doubtful.update(found)
            self.taken.setdefault(found[0], []).append(one)

    def _takes(self, row: Row) -> Takes | None:
        """Give the accounts that a row names, if the ledger may have them: 2023 års medel names none."""
        words = self.lexicon.policy.words.ledger
        spelled = (*words.account_group, *words.account)
        account = self.budget.column("account")
        text = self.budget.grid.text(row.source.row, account) if account is not None else ""
        found = taken_in(text, spelled) if text else taken_in(row.text, spelled)
        if found is None or (not text and not any(side_of(low) for low, _ in found.ranges)):
            return None
        return found

    def _turns(self, rows: Sequence[Row]) -> Mapping[Kind | None, int]:
        """Give the sign that each side of the ledger takes: debit is positive there, and the budget decides."""
        votes: Counter[tuple[Kind | None, bool]] = Counter()
        for at, row in enumerate(rows):
            figure = row.amounts.get(Column.BUDGET)
            if row.role is Role.ITEM and figure is not None and figure.value:
                votes[self._kind(at, row), figure.value > 0] += 1
        costs_turned = votes[Kind.COST, False] > votes[Kind.COST, True]
        income_turned = votes[Kind.REVENUE, True] > votes[Kind.REVENUE, False]
        if costs_turned:
            self.findings.add("N264", self.budget.source, what="beloppen")
            return {Kind.COST: -1, Kind.REVENUE: -1, None: -1}
        if income_turned:
            self.findings.add("N264", self.budget.source, what="intäkterna")
        return {Kind.COST: 1, Kind.REVENUE: -1 if income_turned else 1, None: 1}

    def _kind(self, at: int, row: Row) -> Kind | None:
        """Give a row's side: that of its accounts where they agree, else as it is read."""
        sides = {one.account.kind for one in self.taken.get(at, ())}
        return next(iter(sides)) or row.kind if len(sides) == 1 else row.kind

    def _value(
        self, found: Sequence[Posted], kind: Kind | None, turns: Mapping[Kind | None, int], shift: int
    ) -> Decimal | None:
        values = [one.value for one in found]
        if any(value is None for value in values):
            return None
        total = sum((value for value in values if value is not None), Decimal(0))
        return (turns.get(kind, 1) * total).scaleb(shift)

    def _joined(self, at: int, row: Row, unit: str, shift: int, turns: Mapping[Kind | None, int]) -> Row:
        found, kind = self.taken.get(at, []), self._kind(at, row)
        value = None if at in self.doubtful else self._value(found, kind, turns, shift)
        source = min((one.source for one in found), default=self.ledger.table.source)
        outcome = Quantity(
            value, "?" if value is None else str(value), source, unit, places=self._places(shift), is_sum=True
        )
        return replace(row, kind=kind, amounts={**row.amounts, Column.OUTCOME: outcome})

    def _placed(self, rows: list[Row], extra: Sequence[Row]) -> list[Row]:
        """Put accounts without a budget among the rows of their side, after the account that they follow."""
        after: dict[int, list[Row]] = {}
        places = {kind: self._places_of(rows, kind) for kind in {row.kind for row in extra}}
        totals = [at for at, one in enumerate(rows) if one.role is Role.TOTAL]
        otherwise = totals[-1] if totals else len(rows)
        for row, one in zip(extra, self.left, strict=True):
            numbers, leads = places[row.kind]
            if not leads:
                after.setdefault(otherwise, []).append(row)
                continue
            lead = leads[bisect_right(numbers, one.account.number)]
            end, is_part = self._end_of(rows, lead)
            # Among the parts of a sum it is one of them, or those below it would be parts of another.
            like = rows[lead] if is_part else row
            after.setdefault(end, []).append(replace(row, is_child=like.is_child, is_indented=like.is_indented))
        placed: list[Row] = []
        for at, kept in enumerate([*rows, None]):
            placed += after.get(at, [])
            placed += [kept] if kept is not None else []
        return placed

    def _end_of(self, rows: Sequence[Row], at: int) -> tuple[int, bool]:
        """Give the place after a row and what is only a part of it, and say whether it is itself part of a sum."""
        is_part = rows[at].is_child or rows[at].is_indented
        end = at + 1
        while not is_part and end < len(rows) and (rows[end].is_child or rows[end].is_indented):
            end += 1
        return end, is_part

    def _places_of(self, rows: Sequence[Row], kind: Kind | None) -> tuple[list[str], list[int]]:
        """Give the accounts of a side's rows, and the rows that what has none follows: one before all of them first.

        What comes before all of them stands after the last one, as what has no account does.
        """
        same = [at for at, one in enumerate(rows) if self.roles[at] is Role.ITEM and one.kind is kind]
        if not same:
            return [], []
        known = sorted((min(one.account.number for one in self.taken[at]), at) for at in same if at in self.taken)
        return [number for number, _ in known], [same[-1], *(at for _, at in known)]

    def _say(self, rows: Sequence[Row], items: Sequence[int], unit: str, shift: int) -> None:
        _say_unread(self.ledger, self.left, self.findings)
        if self.left:
            total = sum((one.value.scaleb(shift) for one in self.left if one.value is not None), Decimal(0))
            named = [(one.account.text, (one.value or Decimal(0)).scaleb(shift)) for one in self.left]
            said = {"sum": amount(total, unit), "largest": largest(named, unit)}
            self.findings.add("W257", self.left[0].source, count=count(len(self.left), "konto", "konton"), **said)
        empty = [rows[at] for at in items if at not in self.taken and at not in self.doubtful]
        if empty:
            budgets = [
                (row.text, figure.value or Decimal(0)) for row in empty if (figure := row.amounts.get(Column.BUDGET))
            ]
            total = sum((value for _, value in budgets), Decimal(0))
            said = {"sum": amount(total, unit), "largest": largest(budgets, unit)}
            self.findings.add("N258", empty[0].source, count=count(len(empty), "rad", "rader"), **said)


class _ByNumber:
    """The rows of a budget by the first digits of the accounts that they take."""

    def __init__(self, takes: Mapping[int, Takes]) -> None:
        self._single: dict[str, list[int]] = {}
        self._ranges: list[tuple[int, str, str, int]] = []
        for at, taken in takes.items():
            for low, high in taken.ranges:
                if low == high:
                    self._single.setdefault(low, []).append(at)
                else:
                    self._ranges.append((len(low), low, high, at))

    def find(self, number: str) -> list[int]:
        """Give the rows that take an account, in their order."""
        found = {at for end in range(1, len(number) + 1) for at in self._single.get(number[:end], ())}
        found |= {at for size, low, high, at in self._ranges if len(number) >= size and low <= number[:size] <= high}
        return sorted(found)


class _ByText:
    """The rows of a budget that name no account, by the stems of their texts."""

    def __init__(self, stems: Sequence[tuple[str, int]]) -> None:
        self._rows: dict[str, list[int]] = {}
        for stem, at in stems:
            self._rows.setdefault(stem, []).append(at)
        self._in_order = sorted(self._rows)

    def find(self, name: str) -> list[int]:
        """Give the rows whose text is a name: that are it, else that are cut from it, or it from them."""
        stem = stem_of(name)
        if not stem or stem in self._rows:
            return self._rows.get(stem, []) if stem else []
        cut = [short for end in range(SHORTEST_CUT, len(stem)) if (short := stem[:end]) in self._rows]
        if len(stem) >= SHORTEST_CUT:
            following = islice(self._in_order, bisect_left(self._in_order, stem), None)
            cut += takewhile(lambda longer: longer.startswith(stem), following)
        return sorted(at for one in cut for at in self._rows[one])
