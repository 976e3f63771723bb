"""An indicator table's rows become goals and indicators."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from itnamnd_xl.core.model import Goal, Indicator, Relation
from itnamnd_xl.source.cells import Findings, column_style, quantity
from itnamnd_xl.source.comparable import ANSWER, Comparer
from itnamnd_xl.source.durations import time_quantity
from itnamnd_xl.source.footnotes import without_mark
from itnamnd_xl.source.grid import CellKind
from itnamnd_xl.source.indicator_others import Others
from itnamnd_xl.source.indicator_rows import UNFINISHED, Rows, goes_on
from itnamnd_xl.source.indicator_targets import Targets
from itnamnd_xl.source.legend import find_legend
from itnamnd_xl.source.reported import Reported

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from itnamnd_xl.core.model import CellRef, Level, Quantity, Target, Words
    from itnamnd_xl.source.cells import ColumnStyle
    from itnamnd_xl.source.grid import Grid
    from itnamnd_xl.source.legend import Legend
    from itnamnd_xl.source.lexicon import Lexicon
    from itnamnd_xl.source.sections import Section
    from itnamnd_xl.source.table import Table

# Error values that boards use for ”no value” on purpose.
NO_VALUE_ERRORS = ("#N/A", "#SAKNAS!", "#SAKNAS")
FIRST_YEAR, LAST_YEAR = 1990, 2100
# What a cell holds that says something in words.
WORDED = (CellKind.TEXT, CellKind.BOOLEAN)


@dataclass(slots=True)
class _Group:
    """A goal as it grows; `row` is the last row that named it."""

    name: str | None
    source: CellRef | None
    reported: Level | None = None
    indicators: list[Indicator] = field(default_factory=list)
    row: int = 0


@dataclass(slots=True)
class _Reader:
    table: Table
    lexicon: Lexicon
    findings: Findings
    styles: dict[str, ColumnStyle]
    legend: Legend
    section: Section | None
    rows: Rows = field(init=False)
    groups: list[_Group] = field(default_factory=list)
    # The goal whose indicators stand in the rows that are read; one that comes back keeps its first place.
    group: _Group | None = None
    unfinished: str = ""
    targets: Targets = field(init=False)
    others: Others = field(init=False)
    reported: Reported = field(init=False)
    # Whether the rows are of several members, so that a label alone does not tell them apart.
    has_members: bool = field(init=False)

    def __post_init__(self) -> None:
        self.rows = Rows(self.table, self.lexicon, self.legend)
        self.targets = Targets(self.table, self.lexicon, self.findings, self.styles.get("target"))
        self.others = Others(self.table, self.lexicon, self.findings)
        self.reported = Reported(self.table, self.lexicon, self.findings, self.legend)
        self.has_members = len({self.rows.text(row, "member") for row in self.table.rows} - {""}) > 1

    def read(self) -> None:
        headings = self.rows.headings()
        for row in self.table.rows:
            goal = self.rows.text(row, "goal")
            name = without_mark(self.rows.text(row, "indicator"))
            if (
                self.rows.is_note(row, name)
                or self.rows.is_other(row, name, self.findings)
                or self.rows.is_count(row, self.findings)
            ):
                continue
            if row in headings:
                self.findings.add("N409", self.table.ref(row, "indicator"), text=name)
                stated, _ = self.reported.of_heading(row)
                self._begin(_Group(name, self.table.ref(row, "indicator"), stated))
                continue
            if goal and (self.group is None or self.group.name != goal or not name):
                self._open(goal, row)
            if not name and not self.rows.has_measure(row):
                continue
            group = self.group or self._begin(self._unnamed())
            if not self._continues(group, row, name):
                group.indicators.append(self._indicator(row, name))

    def _begin(self, group: _Group) -> _Group:
        """Take what follows as a goal's."""
        self.groups.append(group)
        self.group = group
        return group

    def _unnamed(self) -> _Group:
        """Give the group of indicators that no row of theirs names a goal for: the section's goal, or none."""
        if self.section is None:
            return _Group(None, None)
        self.findings.add("N424", self.section.source, text=self.section.name, place=self.section.place)
        return _Group(self.section.name, self.section.source)

    def _open(self, goal: str, row: int) -> None:
        last = self.group
        if last is not None and last.name and last.row == row - 1 and (UNFINISHED.search(last.name) or goes_on(goal)):
            # A goal's name in two rows.
            last.name, last.row = f"{last.name} {goal}", row
            return
        known = next((one for one in self.groups if one.name == goal), None)
        if known is not None:
            self.group = known
            return
        stated, _ = self.reported.of_goal(row)
        self._begin(_Group(goal, self.table.ref(row, "goal"), stated, row=row))

    def _continues(self, group: _Group, row: int, name: str) -> bool:
        """Join a label that goes on from the row above, or into the row below."""
        last = group.indicators[-1] if group.indicators else None
        if self.rows.has_measure(row):
            return False
        goes = last is not None and (UNFINISHED.search(last.name) or (goes_on(name) and last.source.row == row - 1))
        if last is not None and goes and not self.rows.text(row, "goal"):
            group.indicators[-1] = replace(last, name=f"{last.name} {name}")
            return True
        if UNFINISHED.search(name):
            self.unfinished = name
            return True
        return False

    def _indicator(self, row: int, name: str) -> Indicator:
        full = f"{self.unfinished} {name}".strip() or (self.group.name if self.group else None) or ""
        if self.has_members and (member := self.rows.text(row, "member")):
            full = f"{full}, {member}"
        self.unfinished = ""
        result, forecast, previous = (self._quantity(row, one) for one in ("result", "forecast", "previous"))
        if previous is None or previous.value is None:
            previous = _in_brackets(result) or previous
        target, unread = self.targets.read(row, full, result)
        reported, reported_source = self.reported.of_indicator(row, result)
        self._doubt_years(result, target)
        self._say_other_year(row, result)
        if reported is None and result is not None and target is not None and target.relation is not Relation.IS:
            reported = self._attaining(result)
            reported_source = result.source if reported else None
        indicator = Indicator(
            name=full,
            source=self.table.ref(row, "indicator"),
            result=result,
            forecast=forecast,
            target=target,
            previous=previous,
            reported=reported,
            reported_source=reported_source,
            has_comment=bool(self.rows.text(row, "comment")),
            unread=unread,
            reported_text=_text_at(self.table.grid, reported_source),
        )
        indicator = self.others.compared(indicator, row)
        return replace(indicator, worded=tuple(self._worded(indicator)))

    def _worded(self, one: Indicator) -> Iterator[tuple[CellRef, Words]]:
        """Give the cells that an indicator was read from as words, with these to the letter."""
        figures = (one.result, one.forecast, one.previous, one.comparison, one.target, one.unread)
        places = [figure.source for figure in figures if figure is not None]
        for place in dict.fromkeys([*places, *([one.reported_source] if one.reported_source else [])]):
            cell = self.table.grid.cell(place.row, place.column)
            if cell is not None and isinstance(cell.value, str | bool) and cell.kind in WORDED:
                yield place, cell.value

    def _say_other_year(self, row: int, result: Quantity | None) -> None:
        """Warn where a row itself says that its value is of another year."""
        stated, year = self.rows.text(row, "row_year"), self.table.binding.year
        if result is not None and result.value is not None and stated.isdecimal() and year and int(stated) != year:
            self.findings.add("W453", self.table.ref(row, "row_year"), found=stated, year=str(year))

    def _attaining(self, result: Quantity) -> Level | None:
        """Give the verdict that stands where a number is asked for: Uppnått; an answer to a question is none: Ja."""
        folded = result.text.casefold()
        says = result.unit == ANSWER and any(word in folded for word in self.lexicon.policy.words.attaining)
        return self.lexicon.words.verdict(result.text) if says else None

    def _quantity(self, row: int, concept: str) -> Quantity | None:
        column = self.table.column(concept)
        if column is None:
            return None
        grid, place = self.table.grid, (row, column)
        found = time_quantity(grid, place, self.findings) or quantity(
            grid,
            place,
            self.lexicon,
            self.findings,
            style=self.styles[concept],
            expected="ett resultat",
            no_value=NO_VALUE_ERRORS,
        )
        found = self._split_by_gender(found, column)
        header = self.table.binding.headers.get(column)
        unit = header.unit if header is not None and header.unit else self.targets.stated_unit(row)
        if found.unit is None and unit is not None and found.value is not None:
            return replace(found, unit=unit)
        return found

    def _split_by_gender(self, found: Quantity, column: int) -> Quantity:
        """Refuse 78 (71) below a header that tells of women and men: the bracket is no value of last year."""
        header = self.table.binding.headers.get(column)
        words = re.findall(r"[^\W\d_]{3,}", header.text) if header else []
        gendered = sum("gender" in self.lexicon.headers.header(word).concepts for word in words)
        if found.previous is None or gendered < 2:
            return found
        self.findings.add("E306", found.source, found=found.text)
        return replace(found, value=None, previous=None)

    def _doubt_years(self, result: Quantity | None, target: Target | None) -> None:
        """Warn of a number that may be a year, where what it is held against is of another size."""
        if result is None or result.value is None:
            return
        if target is None or target.value is None:
            if result.unit is None and result.text.isdigit() and result.value == self.table.binding.year:
                self.findings.add("W311", result.source, found=result.text, expected="ett resultat")
            return
        for source, text, one, other, unit, expected in (
            (result.source, result.text, result.value, target.value, result.unit, "ett resultat"),
            (target.source, target.text, target.value, result.value, target.unit, "ett målvärde"),
        ):
            if unit is None and _may_be_year(one) and not one / 10 <= other <= one * 10 and text.strip().isdigit():
                self.findings.add("W311", source, found=text, expected=expected)


def _text_at(grid: Grid, place: CellRef | None) -> str:
    return "" if place is None else grid.text(place.row, place.column)


def _may_be_year(value: Decimal) -> bool:
    return FIRST_YEAR <= value <= LAST_YEAR and value == value.to_integral_value()


def _in_brackets(result: Quantity | None) -> Quantity | None:
    """Take last year's value from the brackets after this year's: 74 (72)."""
    if result is None or result.previous is None:
        return None
    return replace(result, value=result.previous, previous=None, mark=None)


def extract_indicators(
    table: Table, lexicon: Lexicon, findings: Findings, section: Section | None = None
) -> tuple[Goal, ...]:
    """Read an indicator table: goals in the workbook's order, each with its indicators.

    `section` names the goal of indicators that stand under none in the table itself.
    """
    concepts = ("result", "forecast", "previous", "target")
    styles = {
        concept: column_style(table.grid, table.rows, column)
        for concept in concepts
        if (column := table.column(concept)) is not None
    }
    legend = find_legend(table.grid, _legend_rows(table), lexicon, _cells_beside(table))
    for row in sorted(legend.telling):
        columns = table.grid.by_row[row]
        text = " ".join(table.grid.text(row, column) for column in columns)
        findings.add("N422", table.grid.ref(row, columns[0]), text=text)
    _say_columns(table, findings)
    reader = _Reader(table, lexicon, findings, styles, legend, section)
    reader.read()
    comparer = Comparer.of((one for group in reader.groups for one in group.indicators), findings)
    return tuple(
        Goal(group.name, tuple(comparer.comparable(one) for one in group.indicators), group.source, group.reported)
        for group in reader.groups
    )


def _say_columns(table: Table, findings: Findings) -> None:
    """Say what a table is assessed by where that is not this year's result and target."""
    binding, column = table.binding, table.column("target")
    if binding.has_verdicts_alone:
        findings.add("W451", table.source)
    header = binding.headers.get(column or 0)
    if header is not None and header.year and binding.year and header.year > binding.year:
        years = {"years": str(header.year), "year": str(binding.year)}
        findings.add("N450", table.grid.ref(table.header_row, column or 0), **years)


def _cells_beside(table: Table) -> list[tuple[int, int]]:
    """The cells to the right of a table, in its header's row and its own."""
    last = max(table.binding.last_column, *table.binding.columns.values())
    rows = (table.header_row, *table.rows)
    return [(row, column) for row in rows for column in table.grid.by_row.get(row, ()) if column > last]


def _legend_rows(table: Table) -> list[int]:
    """The rows that may hold the table's legend: above its header, and among and below its own rows."""
    grid = table.grid
    above = [row for row in grid.by_row if row < table.header_row]
    texts = [row for row in table.rows if all(grid.cells[row, one].kind is CellKind.TEXT for one in grid.by_row[row])]
    return [*above, *texts]
