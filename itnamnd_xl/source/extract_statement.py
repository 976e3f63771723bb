"""A statement's rows become lines and totals, with amounts in one unit."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from itnamnd_xl.core.model import MONEY_POWERS, Column, Kind, Role, Row, Scope, Statement, StatementType
from itnamnd_xl.source.cells import (
    ColumnStyle,
    Findings,
    amount_quantity,
    column_style,
    column_units,
    hidden_thousands,
    scaled,
)
from itnamnd_xl.source.heads import MONEY
from itnamnd_xl.source.numbers import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from itnamnd_xl.core.model import Quantity
    from itnamnd_xl.policy import Words
    from itnamnd_xl.source.lexicon import Lexicon
    from itnamnd_xl.source.tables import Table

CONCEPTS = {
    "original_budget": Column.ORIGINAL_BUDGET,
    "budget_change": Column.BUDGET_CHANGE,
    "budget": Column.BUDGET,
    "outcome": Column.OUTCOME,
    "deviation": Column.DEVIATION,
    "forecast": Column.FORECAST,
    "decided_total": Column.DECIDED_TOTAL,
    "accumulated": Column.ACCUMULATED,
    "forecast_total": Column.FORECAST_TOTAL,
}
UNIT_LABELS = frozenset({"unit_text"})
_CHILD = re.compile(r"^\s*[-–—•·]\s+(?=\D)")
_CODE = re.compile(r"^(\d)\d{0,5}\b")
_FOOTNOTE = re.compile(r"(?:\s\d{1,2}\)|[¹²³⁴⁵⁶⁷⁸⁹]+|\*+)$")
# A ledger in öre has amounts whose decimals are two.
ORE_PLACES = 2


def extract_statement(table: Table, lexicon: Lexicon, findings: Findings) -> Statement | None:
    """Read a statement. None where its amounts' unit cannot be told within a column."""
    columns = _amount_columns(table)
    units = _Units(table, lexicon, findings, columns)
    unit = units.settle()
    if unit is None:
        return None
    kind = statement_type(table, lexicon)
    reader = _Reader(table, lexicon, findings, columns, units, kind)
    rows = reader.read()
    label = table.binding.headers.get(table.binding.columns["text"])
    return Statement(
        type=kind,
        unit=unit,
        rows=tuple(rows),
        source=table.source,
        columns=tuple(columns),
        year=table.binding.year,
        by_unit=_is_by_unit(label.concepts if label else frozenset(), rows),
        is_partial=_is_partial(table),
    )


def statement_type(table: Table, lexicon: Lexicon) -> StatementType:
    """Tell the two statements apart: by the label's header, the nearest title, or the sheet's name."""
    words = lexicon.policy.words.heads.investments
    label = table.binding.headers.get(table.binding.columns["text"])
    if label is not None and "project" in label.concepts:
        return StatementType.INVESTMENTS
    for text in (*reversed(table.head.texts), table.grid.name):
        folded = text.casefold()
        invests = any(word in folded for word in words)
        if invests != ("drift" in folded):
            return StatementType.INVESTMENTS if invests else StatementType.OPERATING
    return StatementType.OPERATING


def _is_partial(table: Table) -> bool:
    """Say whether the outcome's header names a part of the year and the budget's does not."""
    headers = [table.binding.headers.get(table.column(concept) or 0) for concept in ("outcome", "budget")]
    outcome, budget = headers
    return outcome is not None and outcome.interim and budget is not None and not budget.interim


def _is_by_unit(concepts: frozenset[str], rows: Sequence[Row]) -> bool:
    """Say whether a statement is by organisation: its header says so, and its rows are not accounts."""
    items = [row for row in rows if row.role is Role.ITEM]
    placed = sum(row.kind is not None for row in items)
    return bool(concepts & {*UNIT_LABELS, "member"}) and 2 * placed < len(items)


def _amount_columns(table: Table) -> dict[Column, int]:
    columns = {amount: column for concept, amount in CONCEPTS.items() if (column := table.column(concept)) is not None}
    year = table.binding.year
    earlier = [
        column
        for column in table.binding.others.get("outcome", ())
        if year is not None and table.binding.headers[column].year == year - 1
    ]
    if earlier:
        columns[Column.PREVIOUS_OUTCOME] = earlier[0]
    return columns


@dataclass(slots=True)
class _Units:
    """The unit of each column of amounts, and the statement's: the finest of them."""

    table: Table
    lexicon: Lexicon
    findings: Findings
    columns: dict[Column, int]
    powers: dict[Column, int] = field(default_factory=dict)

    def settle(self) -> str | None:
        """Find every column's unit; None, with a diagnostic, where one column states several."""
        general = self.table.head.unit or self._label_unit()
        stated: dict[Column, str | None] = {}
        for amount, column in self.columns.items():
            header = self.table.binding.headers.get(column)
            own = header.unit if header and header.unit in MONEY else None
            inside = column_units(self.table.grid, self.table.rows, column, MONEY, self.lexicon)
            if len(inside) > 1:
                self.findings.add(
                    "E212",
                    self.table.grid.ref(self.table.header_row, column),
                    units=", ".join(sorted(inside)),
                )
                return None
            stated[amount] = own or next(iter(inside), None) or general
        known = [unit for unit in stated.values() if unit]
        fallback = known[0] if known else self._default()
        for amount, column in self.columns.items():
            groups = hidden_thousands(self.table.grid, self.table.rows, column)
            shown = stated[amount] or fallback
            if groups and not known:
                # A format that hides thousands shows tkr of kronor, unless something says otherwise.
                shown = {1: "tkr", 2: "mnkr"}.get(groups, "tkr")
            self.powers[amount] = max(MONEY_POWERS[shown] - 3 * groups, 0)
        finest = min(self.powers.values())
        return next(unit for unit, power in MONEY_POWERS.items() if power == finest)

    def _label_unit(self) -> str | None:
        """Take the unit that heads the labels: (tkr) alone, or Driftredovisning, tkr."""
        header = self.table.binding.headers.get(self.table.binding.columns["text"])
        if header is not None:
            return header.unit if header.unit in MONEY else None
        corner = self.table.grid.text(self.table.header_row, self.table.binding.columns["text"])
        return self.lexicon.words.unit(corner.strip("()[] ").removeprefix("i "))

    def _default(self) -> str:
        """Take amounts with öre as kronor; else the policy's unit, said aloud."""
        if all(hidden_thousands(self.table.grid, self.table.rows, column) for column in self.columns.values()):
            return "tkr"
        styles = [column_style(self.table.grid, self.table.rows, column) for column in self.columns.values()]
        if any(ORE_PLACES in (style.places, style.text_places) for style in styles):
            self.findings.add("N207", self.table.source)
            return "kr"
        unit: str = self.lexicon.policy.settings.default_unit.value
        self.findings.add("W206", self.table.source, unit=unit)
        return unit


@dataclass(slots=True)
class _Reader:
    table: Table
    lexicon: Lexicon
    findings: Findings
    columns: dict[Column, int]
    units: _Units
    type: StatementType
    styles: dict[Column, ColumnStyle] = field(default_factory=dict)
    section: Kind | None = None

    def read(self) -> list[Row]:
        grid, found = self.table.grid, list[Row]()
        self.styles = {amount: column_style(grid, self.table.rows, column) for amount, column in self.columns.items()}
        last_row, closed = 0, False
        for row in self.table.rows:
            text = self._label(row)
            filled = [column for column in self.columns.values() if grid.text(row, column)]
            if not filled:
                self._heading(text)
                continue
            if closed and row > last_row + 1 and len(filled) < min(2, len(self.columns)):
                # Below the grand total and a gap, a single figure belongs to something else.
                break
            if not text:
                continue
            found.append(self._row(row, text))
            last_row = row
            closed = found[-1].role is Role.TOTAL and (
                found[-1].scope is Scope.NET or self.type is StatementType.INVESTMENTS
            )
        return found

    def _label(self, row: int) -> str:
        raw = self.table.grid.cell(row, self.table.binding.columns["text"])
        return _FOOTNOTE.sub("", " ".join(raw.text.split())).strip() if raw else ""

    def _heading(self, text: str) -> None:
        """Note a heading that places the rows below it on one side: Intäkter, Kostnader."""
        words, folded = self.lexicon.policy.words, fold(text).casefold().rstrip(":")
        if folded in words.revenue_heading:
            self.section = Kind.REVENUE
        elif folded in words.cost_heading:
            self.section = Kind.COST

    def _row(self, row: int, text: str) -> Row:
        words = self.lexicon.policy.words
        role = row_role(text, words)
        scope = total_scope(text, words) if role is Role.TOTAL else None
        if role is Role.TOTAL and scope is not Scope.NET:
            kind, self.section = None, None
        else:
            kind = self._kind(row, text) if role is not Role.TOTAL else None
        child = bool(_CHILD.match(text))
        comment = self.table.column("comment")
        return Row(
            text=_CHILD.sub("", text) if child else text,
            source=self.table.ref(row, "text"),
            role=role,
            amounts={amount: self._amount(row, amount) for amount in self.columns},
            kind=kind,
            scope=scope,
            member=self.lexicon.member_in(text),
            is_contribution=role is Role.ITEM and is_contribution(text, words),
            is_child=child,
            has_comment=comment is not None and bool(self.table.grid.text(row, comment)),
        )

    def _amount(self, row: int, amount: Column) -> Quantity:
        place = (row, self.columns[amount])
        figure = amount_quantity(self.table.grid, place, self.lexicon, self.findings, self.styles[amount])
        return scaled(figure, self.units.powers[amount] - min(self.units.powers.values()))

    def _kind(self, row: int, text: str) -> Kind | None:
        """Place a row on a side: by its account's class, its section, or its label."""
        account = self.table.column("account")
        code = _CODE.match(self.table.grid.text(row, account) if account else text)
        if code:
            by_class = {"3": Kind.REVENUE, **dict.fromkeys("4567", Kind.COST)}.get(code[1])
            if by_class:
                return by_class
        return self.section or label_kind(text, self.lexicon.policy.words)


def _compared(text: str) -> str:
    """Give a label as phrases are looked for in it."""
    return fold(text).casefold()


def _contains(compared: str, phrases: tuple[str, ...]) -> bool:
    return bool(phrases) and _anywhere(phrases).search(compared) is not None


@lru_cache(maxsize=64)
def _anywhere(phrases: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, phrases)))


def _begins(compared: str, phrases: tuple[str, ...]) -> bool:
    return bool(phrases) and _beginnings(phrases).match(compared) is not None


@lru_cache(maxsize=64)
def _beginnings(phrases: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(f"(?:{'|'.join(map(re.escape, phrases))})(?!\\w)")


def _ends(compared: str, phrases: Sequence[str]) -> bool:
    return compared.rstrip(":").rpartition(" ")[2] in phrases


def is_contribution(text: str, words: Words) -> bool:
    """Say whether a row's label names what the members pay."""
    compared = _compared(text)
    return _contains(compared, words.contribution) and not _contains(compared, words.outgoing)


def row_role(text: str, words: Words) -> Role:
    """Tell totals, parts and settlements from single rows by their label's first words."""
    compared = _compared(text)
    if _begins(compared, words.of_which):
        return Role.OF_WHICH
    if _begins(compared, words.total) or _ends(compared, words.total_last):
        return Role.TOTAL
    if compared.startswith(words.settlement):
        return Role.SETTLEMENT
    return Role.ITEM


def total_scope(text: str, words: Words) -> Scope | None:
    """Give what a total's label says that it totals."""
    compared = _compared(text)
    revenue, cost = _contains(compared, words.revenue_total), _contains(compared, words.cost_total)
    if _contains(compared, words.net):
        return Scope.NET
    if revenue != cost:
        return Scope.REVENUE if revenue else Scope.COST
    return None


def label_kind(text: str, words: Words) -> Kind | None:
    """Place a row on a side by its label; None where the label does not say."""
    compared = _compared(text)
    if _contains(compared, words.outgoing):
        return Kind.COST
    if _contains(compared, words.revenue_strong):
        return Kind.REVENUE
    if _contains(compared, words.cost):
        return Kind.COST
    return Kind.REVENUE if _contains(compared, words.revenue) else None
