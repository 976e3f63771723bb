"""A statement's rows become lines and totals, with amounts in one unit."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from itnamnd_xl.core.model import MONEY_POWERS, Column, Kind, Role, Row, Scope, Statement, StatementType
from itnamnd_xl.source.cells import (
    ColumnStyle,
    Findings,
    amount_quantity,
    column_style,
    scaled,
    stated_unit,
)
from itnamnd_xl.source.numbers import fold
from itnamnd_xl.source.row_labels import RowLabels
from itnamnd_xl.source.statement_units import StatementUnits

if TYPE_CHECKING:
    from collections.abc import Sequence

    from itnamnd_xl.core.model import Quantity
    from itnamnd_xl.policy import Words
    from itnamnd_xl.source.headers import Header
    from itnamnd_xl.source.lexicon import Lexicon
    from itnamnd_xl.source.table import Table

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
    "full_year_budget": Column.FULL_YEAR_BUDGET,
    "forecast_deviation": Column.FORECAST_DEVIATION,
    "total_deviation": Column.TOTAL_DEVIATION,
    "budget_income": Column.BUDGET_INCOME,
    "budget_cost": Column.BUDGET_COST,
    "outcome_income": Column.OUTCOME_INCOME,
    "outcome_cost": Column.OUTCOME_COST,
}
# The columns of income and costs beside their net.
SIDES = {Column.BUDGET_INCOME, Column.BUDGET_COST, Column.OUTCOME_INCOME, Column.OUTCOME_COST}
UNIT_LABELS = frozenset({"unit_text"})
_CHILD = re.compile(r"^\s*[-–—•·]\s+(?=\D)")
YEAR_END = (12, 31)
# The classes of accounts that a statement of results has.
RESULT_CLASSES = "345678"
_CODE = re.compile(r"^(\d)\d{0,5}\b")


def extract_statement(table: Table, lexicon: Lexicon, findings: Findings) -> Statement | None:
    """Read a statement. None where its amounts' unit cannot be told within a column."""
    columns = amount_columns(table)
    units = StatementUnits(table, lexicon, findings, columns)
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
        by_unit=bool(SIDES & {*columns})
        or _is_net(table)
        or _is_by_unit(label.concepts if label else frozenset(), rows),
        is_partial=_is_partial(table),
    )


def statement_type(table: Table, lexicon: Lexicon) -> StatementType:
    """Tell the two statements apart: by what heads the labels, the nearest title, or the sheet's name."""
    words = lexicon.policy.words.heads.investments
    label = table.binding.headers.get(table.binding.columns["text"])
    if label is not None and "project" in label.concepts:
        return StatementType.INVESTMENTS
    for text in (table.corner, *reversed(table.head.texts), table.grid.name):
        folded = text.casefold()
        invests = any(word in folded for word in words)
        if invests != ("drift" in folded):
            return StatementType.INVESTMENTS if invests else StatementType.OPERATING
    return StatementType.OPERATING


def _is_partial(table: Table) -> bool:
    """Say whether the outcome's header names a part of the year and the budget's does not."""
    headers = [table.binding.headers.get(table.column(concept) or 0) for concept in ("outcome", "budget")]
    outcome, budget = headers
    return outcome is not None and _is_of_part(outcome) and budget is not None and not _is_of_part(budget)


def _is_of_part(header: Header) -> bool:
    """Say whether a header names a part of the year: Utfall jan–aug, Utfall 2023-08-31."""
    return header.interim or (header.date is not None and (header.date.month, header.date.day) != YEAR_END)


def _is_net(table: Table) -> bool:
    """Say whether the outcome's header calls it a net: Nettokostnad 2023."""
    header = table.binding.headers.get(table.column("outcome") or 0)
    return header is not None and "net_column" in header.concepts


def _is_by_unit(concepts: frozenset[str], rows: Sequence[Row]) -> bool:
    """Say whether a statement is by organisation: its header says so, and its rows are not accounts."""
    items = [row for row in rows if row.role is Role.ITEM]
    placed = sum(row.kind is not None for row in items)
    return bool(concepts & {*UNIT_LABELS, "member"}) and 2 * placed < len(items)


def amount_columns(table: Table) -> dict[Column, int]:
    """Give the columns that a statement's amounts are read from, last year's outcome among them."""
    columns = {amount: column for concept, amount in CONCEPTS.items() if (column := table.column(concept)) is not None}
    year, dated = table.binding.year, table.binding.headers
    others = {stated: column for column in table.binding.others.get("outcome", ()) if (stated := dated[column].year)}
    # Beside columns without a year, the latest year that is stated is the one before.
    before = year - 1 if year is not None else max(others, default=0)
    if before in others:
        columns[Column.PREVIOUS_OUTCOME] = others[before]
    return columns


@dataclass(slots=True)
class _Reader:
    table: Table
    lexicon: Lexicon
    findings: Findings
    columns: dict[Column, int]
    units: StatementUnits
    type: StatementType
    styles: dict[Column, ColumnStyle] = field(default_factory=dict)
    section: Kind | None = None
    # The last line of text alone, while the rows below it are its income, costs and net.
    heading: str = ""
    is_sided: bool = False
    # The labels that stand in the table more than once.
    repeated: frozenset[str] = frozenset()
    # Each row that was passed, and headings (None), with how far in it stands.
    passed: list[tuple[int, int | None]] = field(default_factory=list)
    labels: RowLabels = field(init=False)
    # Whether the numbers before the labels can be accounts: no statement has one of balances, and units begin at 1.
    has_accounts: bool = False

    def __post_init__(self) -> None:
        words = self.lexicon.policy.words
        self.labels = RowLabels(
            self.table, tuple(self.columns.values()), lambda text: row_role(text, words) is Role.TOTAL
        )

    def read(self) -> list[Row]:
        grid, found = self.table.grid, list[Row]()
        self.styles = {amount: column_style(grid, self.table.rows, column) for amount, column in self.columns.items()}
        labels = Counter(_plain(self.labels.own(row)) for row in self.table.rows)
        self.repeated = frozenset(label for label, times in labels.items() if times > 1)
        codes = [code for row in self.table.rows if (code := _CODE.match(self.labels.own(row)))]
        self.has_accounts = all(code[1] in RESULT_CLASSES for code in codes)
        last_row, closed = 0, False
        for row in self.table.rows:
            filled = [column for column in self.columns.values() if grid.is_filled(row, column)]
            text, is_unnamed = self.labels.of(row)
            if not filled:
                if row > last_row + 1 and self._begins_something_else(text, found):
                    break
                self._heading(text)
                if text:
                    self.passed.append((self._indent(row), None))
                continue
            is_below = closed and row > last_row + 1
            if not text and self._is_stray(row, filled, is_below=is_below):
                continue
            if is_below and len(filled) < min(2, len(self.columns)):
                # Below the grand total and a gap, a single figure belongs to something else.
                break
            text = text or f"rad {row} utan text"
            if self._is_no_money(row, text, filled):
                continue
            if self._is_brought_forward(row, last_row, text):
                found[-1] = replace(found[-1], role=Role.TOTAL)
                self.findings.add("N552", self.table.ref(row, "text"), text=text, first=found[-1].source.a1)
                continue
            self.passed.append((self._indent(row), len(found)))
            one = self._row(row, text if is_unnamed else self._whole_label(row, text))
            found.append(replace(one, is_unnamed=True, kind=None) if is_unnamed else one)
            last_row = row
            closed = found[-1].role is Role.TOTAL and (
                found[-1].scope is Scope.NET or self.type is StatementType.INVESTMENTS
            )
        for index in _indented(self.passed, found):
            found[index] = replace(found[index], is_indented=True)
        return _with_settlements(found, self.lexicon.policy.words)

    def _is_no_money(self, row: int, text: str, filled: Sequence[int]) -> bool:
        """Say whether a row is no money in any of its cells, and that it is not read: Självfinansieringsgrad 97 %."""
        cells = [cell for column in filled if (cell := self.table.grid.cell(row, column))]
        units = [stated_unit(cell, self.lexicon) for cell in cells]
        is_other = len(units) > 1 and None not in units and not {*units} & {*MONEY_POWERS}
        if not is_other or not self.lexicon.words.unit(units[0] or ""):
            return False
        self.findings.add("W541", self.table.ref(row, "text"), text=text, unit=units[0] or "")
        return True

    def _begins_something_else(self, text: str, found: Sequence[Row]) -> bool:
        """Say whether a line of text alone, after a total and a gap, heads notes to the statement: Kommentarer."""
        first = _plain(text).split(" ")[0].rstrip(":")
        return first in self.lexicon.policy.words.below and any(row.role is Role.TOTAL for row in found)

    def _indent(self, row: int) -> int:
        """Tell how far in a label stands: by its own spaces, or by its cell's format."""
        cell = self.table.grid.cell(row, self.table.binding.columns["text"])
        if cell is None:
            return 0
        return len(cell.text) - len(cell.text.lstrip()) + 2 * cell.indent

    def _is_brought_forward(self, row: int, last_row: int, text: str) -> bool:
        """Say whether a row below a header that is repeated, as after a page break, repeats the last row before it."""
        grid, own = self.table.grid, {*self.table.rows}
        breaks = [one for one in range(last_row + 1, row) if one in grid.by_row and one not in own]
        if not last_row or not breaks or self.labels.own(last_row) != text:
            return False
        return all(grid.text(row, column) == grid.text(last_row, column) for column in self.columns.values())

    def _is_stray(self, row: int, filled: Sequence[int], *, is_below: bool) -> bool:
        """Say whether amounts without a label are no row, and name them: alone, or below the statement; or noughts."""
        stray = [column for column in filled if self.labels.is_amount(row, column)]
        if not stray or not (is_below or len(stray) < min(2, len(self.columns))):
            return not stray
        ref = self.table.grid.ref(row, stray[0])
        self.findings.add("W551", ref, found=self.table.grid.text(row, stray[0]))
        return True

    def _whole_label(self, row: int, text: str) -> str:
        """Give a label with its first half, where that stands in the row above: Avgifter och, ersättningar."""
        before = self.labels.own(row - 1) if text[:1].islower() and row - 1 > self.table.header_row else ""
        if not before or any(self.table.grid.text(row - 1, column) for column in self.columns.values()):
            return text
        last = before.casefold().rpartition(" ")[2]
        goes_on = last in self.lexicon.policy.words.unfinished or before.endswith(("-", "–", ",", "/"))
        return f"{before} {text}" if goes_on else text

    def _heading(self, text: str) -> None:
        """Note a heading that places the rows below it on one side: Intäkter, Kostnader."""
        words, folded = self.lexicon.policy.words, _plain(text)
        self.heading, self.is_sided = "" if text.endswith(".") else text, False
        if folded in words.revenue_heading:
            self.section = Kind.REVENUE
        elif folded in words.cost_heading:
            self.section = Kind.COST

    def _row(self, row: int, text: str) -> Row:
        words = self.lexicon.policy.words
        child = bool(_CHILD.match(text))
        bare = _CHILD.sub("", text) if child else text
        full = self._full_text(bare)
        role = row_role(text, words)
        if full != bare and row_role(full, words) is Role.TOTAL:
            # Below a heading of its own, Totalt, the whole is told by income, costs and net as each unit is.
            role = Role.TOTAL
        scope = total_scope(text, words) if role is Role.TOTAL else None
        if role is Role.TOTAL and scope is not Scope.NET:
            kind, self.section = None, None
        else:
            kind = self._kind(row, text) if role is not Role.TOTAL else None
        comment, status = self.table.column("comment"), self.table.column("project_status")
        return Row(
            text=full,
            source=self.table.ref(row, "text"),
            role=role,
            amounts={amount: self._amount(row, amount) for amount in self.columns},
            kind=kind,
            scope=scope,
            member=self.lexicon.member_in(text),
            is_contribution=role is Role.ITEM and is_contribution(text, words),
            is_child=child,
            has_comment=comment is not None and bool(self.table.grid.text(row, comment)),
            comment_source=self.table.grid.ref(row, comment) if comment is not None else None,
            status=self.table.grid.text(row, status) if status is not None else "",
        )

    def _full_text(self, text: str) -> str:
        """Give the unit's name before a row that says no more than Intäkter, Kostnader or Nettokostnad below it.

        Only a table that repeats them has them by unit: elsewhere a line of text alone may be anything.
        """
        words, folded = self.lexicon.policy.words, _plain(text)
        sides = (*words.revenue_heading, *words.cost_heading)
        is_side = folded in sides
        if not self.heading or _plain(self.heading) in sides or folded not in self.repeated:
            return text
        if not is_side and not (self.is_sided and folded in words.net_row):
            self.heading = ""
            return text
        self.is_sided = True
        return f"{self.heading.rstrip(':')}: {text}"

    def _amount(self, row: int, amount: Column) -> Quantity:
        place = (row, self.columns[amount])
        figure = amount_quantity(self.table.grid, place, self.lexicon, self.findings, self.styles[amount])
        return scaled(figure, self.units.powers[amount] - min(self.units.powers.values()))

    def _kind(self, row: int, text: str) -> Kind | None:
        """Place a row on a side: by its account's class, its section, or its label."""
        account = self.table.column("account")
        code = _CODE.match(self.table.grid.text(row, account) if account else text)
        if code and (account or self.has_accounts):
            by_class = {"3": Kind.REVENUE, **dict.fromkeys("4567", Kind.COST)}.get(code[1])
            if by_class:
                return by_class
        return self.section or label_kind(text, self.lexicon.policy.words)


def _indented(passed: Sequence[tuple[int, int | None]], rows: Sequence[Row]) -> list[int]:
    """Find the rows that stand further in than the single row they come right below, all of them equally far."""
    found: list[int] = []
    for place, (indent, parent) in enumerate(passed):
        end = place + 1
        while end < len(passed) and passed[end][0] > indent:
            end += 1
        below = passed[place + 1 : end]
        children = [index for _, index in below if index is not None]
        if parent is None or rows[parent].role is not Role.ITEM or len(children) < len(below):
            continue
        if len({far for far, _ in below}) == 1 and all(rows[child].role is Role.ITEM for child in children):
            found += children
    return found


def _with_settlements(rows: list[Row], words: Words) -> list[Row]:
    """Mark the rows after a result before settlement that turn it to nought: they are the settlement."""
    nets = [index for index, row in enumerate(rows) if row.role is Role.TOTAL and row.scope is Scope.NET]
    found = list(rows)
    for before, after in pairwise(nets):
        between = rows[before + 1 : after]
        if not _contains_word(_compared(rows[before].text), words.before_settlement) or not between:
            continue
        if not all(_may_settle(row, words) for row in between):
            continue
        result, *moved, left = (row.value(Column.OUTCOME) for row in (rows[before], *between, rows[after]))
        if result and left == 0 and None not in moved and result + sum(one for one in moved if one is not None) == 0:
            found[before + 1 : after] = [replace(row, role=Role.SETTLEMENT) for row in between]
    return found


def _may_settle(row: Row, words: Words) -> bool:
    """Say whether a row may be the settlement of a result: nothing that is budgeted, or a cost or an income by name."""
    compared = _compared(row.text)
    named = any(_contains(compared, one) for one in (words.revenue_strong, words.cost, words.revenue))
    return row.role is Role.ITEM and not (row.is_contribution or named or row.value(Column.BUDGET))


def _contains_word(compared: str, words: Sequence[str]) -> bool:
    return any(word in words for word in compared.split())


def _plain(text: str) -> str:
    """Give a label as whole labels are compared."""
    return _compared(text).rstrip(":")


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
