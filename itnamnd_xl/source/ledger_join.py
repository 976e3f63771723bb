"""A ledger's accounts joined with a budget's rows, on account numbers or on texts, into one statement.

Nothing that is missing becomes zero in silence: an account without a budget has none, and a row without bookings has
an outcome of zero because a ledger holds every booking, which is said.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from itnamnd_xl.core.model import MONEY_POWERS, Column, Kind, Quantity, Role, Row, Statement, StatementType
from itnamnd_xl.core.swedish import amount, count
from itnamnd_xl.source.accounts import Takes, side_of, taken_in
from itnamnd_xl.source.cells import scaled
from itnamnd_xl.source.extract_statement import extract_statement, is_contribution, label_kind
from itnamnd_xl.source.headers import stem_of
from itnamnd_xl.source.ledger import MOST_NAMED, largest

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from itnamnd_xl.source.cells import Findings
    from itnamnd_xl.source.ledger import Ledger, Posted
    from itnamnd_xl.source.lexicon import Lexicon
    from itnamnd_xl.source.tables import Table

SHORTEST_CUT = 5


def ledger_statement(ledger: Ledger, budget: Table | None, lexicon: Lexicon, findings: Findings) -> Statement | None:
    """Give the statement of a ledger, with a budget where there is one; None where that cannot be read."""
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
    return _Join(ledger, budget, planned, lexicon, findings).statement()


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
    outcome = Quantity(figure, "?" if figure is None else str(figure), one.source, unit, places=places)
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
    # The accounts that each row of the budget takes, by the row's place, and the rows that are in doubt.
    taken: dict[int, list[Posted]] = field(default_factory=dict)
    doubtful: set[int] = field(default_factory=set)
    left: list[Posted] = field(default_factory=list)

    def statement(self) -> Statement:
        """Join, and say what did not."""
        items = [at for at, row in enumerate(self.planned.rows) if row.role is Role.ITEM]
        self._match(items)
        unit, shifts = self._unit()
        rows = [self._scaled(row, shifts[0]) for row in self.planned.rows]
        turns = self._turns(rows)
        joined = [self._joined(at, row, unit, shifts[1], turns) for at, row in enumerate(rows)]
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
        by_stem: dict[str, list[int]] = {}
        for at in items:
            if at not in takes:
                by_stem.setdefault(stem_of(self.planned.rows[at].text), []).append(at)
        for one in self.ledger.accounts:
            found = [at for at, taken in takes.items() if taken.takes(one.account.number)]
            found = found or _by_text(one.account.name, by_stem)
            if not found:
                self.left.append(one)
                continue
            if len(found) > 1:
                first, second = (self.planned.rows[at] for at in found[:2])
                named = [f"{row.source.a1} ”{row.text}”" for row in (first, second)]
                text = one.account.text
                self.findings.add("E259", first.source, account=text, first=named[0], second=named[1])
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
        if row.role is not Role.ITEM:
            return row
        found, kind = self.taken.get(at, []), self._kind(at, row)
        value = None if at in self.doubtful else self._value(found, kind, turns, shift)
        source = min((one.source for one in found), default=self.ledger.table.source)
        outcome = Quantity(value, "?" if value is None else str(value), source, unit, places=self._places(shift))
        return replace(row, kind=kind, amounts={**row.amounts, Column.OUTCOME: outcome})

    def _placed(self, rows: list[Row], extra: Sequence[Row]) -> list[Row]:
        """Put accounts without a budget among the rows of their side, after the account that they follow."""
        placed = list(rows)
        for row in extra:
            same = [at for at, one in enumerate(placed) if one.role is Role.ITEM and one.kind is row.kind]
            before = [at for at in same if _number(placed[at]) <= _number(row)]
            totals = [at for at, one in enumerate(placed) if one.role is Role.TOTAL]
            after = before[-1] + 1 if before else same[-1] + 1 if same else totals[-1] if totals else len(placed)
            placed.insert(after, row)
        return placed

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


def _by_text(name: str, by_stem: Mapping[str, list[int]]) -> list[int]:
    """Find the rows of a name: that are it, else that are cut from it, or it from them."""
    stem = stem_of(name)
    if not stem:
        return []
    if stem in by_stem:
        return by_stem[stem]
    return [
        at
        for other, places in by_stem.items()
        if min(len(other), len(stem)) >= SHORTEST_CUT and (other.startswith(stem) or stem.startswith(other))
        for at in places
    ]


def _number(row: Row) -> str:
    return row.text.split(" ", maxsplit=1)[0]
