"""An indicator table's rows become goals and indicators."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

from itnamnd_xl.core.model import Goal, Indicator, Relation, Target
from itnamnd_xl.core.swedish import number
from itnamnd_xl.source.cells import (
    ColumnStyle,
    Findings,
    colored,
    column_style,
    marked_level,
    quantity,
    refuse,
)
from itnamnd_xl.source.grid import CellKind
from itnamnd_xl.source.measures import common_unit
from itnamnd_xl.source.numbers import Form, Reading
from itnamnd_xl.source.targets import TargetReading, direction_of, read_target

if TYPE_CHECKING:
    from itnamnd_xl.core.model import CellRef, Level, Quantity
    from itnamnd_xl.source.lexicon import Lexicon
    from itnamnd_xl.source.tables import Table

_UNFINISHED = re.compile(r"(?:[-–,/:]|\b(?:och|eller|för|av|med|i|på|till|som|samt))$", re.IGNORECASE)
_FOOTNOTE = re.compile(r"\s*(?:\s\d{1,2}\)|[¹²³⁴⁵⁶⁷⁸⁹]+|\*+)$")
_ASKS_LEAST, _ASKS_MOST = re.compile(r"\bminst\b|≥|\blägst\b"), re.compile(r"\bmax\b|≤|\bhögst\b")
STRICT = {Relation.AT_LEAST: Relation.ABOVE, Relation.AT_MOST: Relation.BELOW}
# Error values that boards use for ”no value” on purpose.
NO_VALUE_ERRORS = ("#N/A", "#SAKNAS!", "#SAKNAS")
MEASURES = ("result", "target", "forecast", "status")


@dataclass(slots=True)
class _Group:
    """A goal as it grows."""

    name: str | None
    source: CellRef | None
    reported: Level | None = None
    indicators: list[Indicator] = field(default_factory=list)


@dataclass(slots=True)
class _Reader:
    table: Table
    lexicon: Lexicon
    findings: Findings
    styles: dict[str, ColumnStyle]
    groups: list[_Group] = field(default_factory=list)
    unfinished: str = ""
    # The last row that is an indicator, once it has been asked for.
    last: int | None = None
    columns: frozenset[int] = field(init=False)
    measures: tuple[int, ...] = field(init=False)

    def __post_init__(self) -> None:
        bound = self.table.binding.columns
        self.columns = frozenset(bound.values())
        self.measures = tuple(bound[concept] for concept in MEASURES if concept in bound)

    def read(self) -> None:
        headings = self._headings()
        for row in self.table.rows:
            goal = self.text(row, "goal")
            name = _FOOTNOTE.sub("", self.text(row, "indicator"))
            if self._is_note(row, name):
                continue
            if row in headings:
                self.findings.add("N409", self.table.ref(row, "indicator"), text=name)
                self.groups.append(_Group(name, self.table.ref(row, "indicator")))
                continue
            if goal and (not self.groups or self.groups[-1].name != goal or not name):
                self._open(goal, row)
            if not name and not self._has_measure(row):
                continue
            if not self.groups:
                self.groups.append(_Group(None, None))
            if self._continues(row, name):
                continue
            self._add(row, name)

    def text(self, row: int, concept: str) -> str:
        column = self.table.binding.columns.get(concept)
        return self.table.grid.text(row, column) if column else ""

    def _open(self, goal: str, row: int) -> None:
        known = next((one for one in self.groups if one.name == goal), None)
        if known is not None:
            self.groups.remove(known)
            self.groups.append(known)
            return
        stated = self.lexicon.words.verdict(self.text(row, "goal_status"))
        self.groups.append(_Group(goal, self.table.ref(row, "goal"), stated))

    def _has_measure(self, row: int) -> bool:
        return any(self.table.grid.text(row, column) for column in self.measures)

    def _is_note(self, row: int, name: str) -> bool:
        """Say whether a row is no indicator: free text outside the table's columns, or a note below it."""
        if self.columns.isdisjoint(self.table.grid.by_row.get(row, ())):
            return True
        if self._has_measure(row):
            return False
        if "goal" not in self.table.binding.columns:
            return self._after_gap(row)
        return not name and self._after_gap(row)

    def _after_gap(self, row: int) -> bool:
        """Say whether a row stands below the last indicator and an empty row: a note under the table."""
        if self.last is None:
            indicators = [one for one in self.table.rows if self._has_measure(one) or self._names_both(one)]
            self.last = max(indicators, default=0)
        last, filled = self.last, self.table.grid.by_row
        return row > last and any(between not in filled for between in range(last + 1, row))

    def _names_both(self, row: int) -> bool:
        return "goal" in self.table.binding.columns and bool(self.text(row, "indicator"))

    def _headings(self) -> frozenset[int]:
        """Find the rows that are goals above their indicators, where the table has no column for goals.

        Such a row holds a label alone, and indicators follow. One row of that kind may be an indicator without a
        value: it is a goal where its cell is merged across, or where the table begins with one and has several.
        """
        if "goal" in self.table.binding.columns:
            return frozenset()
        rows, column = self.table.rows, self.table.binding.columns["indicator"]
        lone = [
            row
            for row, following in pairwise(rows)
            if self.text(row, "indicator") and not self._has_measure(row) and self._has_measure(following)
        ]
        labels = {row: self.text(row, "indicator") for row in rows}
        lone = [row for row in lone if not _UNFINISHED.search(labels[row])]
        merged = {top for top, left, _, right in self.table.grid.merges if left <= column < right}
        several = len(lone) > 1 and lone[0] == rows[0]
        return frozenset(row for row in lone if several or row in merged)

    def _continues(self, row: int, name: str) -> bool:
        """Join a label that goes on from the row above, or into the row below."""
        last = self.groups[-1].indicators[-1] if self.groups[-1].indicators else None
        if self._has_measure(row):
            return False
        if last is not None and _UNFINISHED.search(last.name) and not self.text(row, "goal"):
            joined = replace(last, name=f"{last.name} {name}")
            self.groups[-1].indicators[-1] = joined
            return True
        if _UNFINISHED.search(name):
            self.unfinished = name
            return True
        return False

    def _add(self, row: int, name: str) -> None:
        full = f"{self.unfinished} {name}".strip()
        self.unfinished = ""
        result, forecast, previous = (self._quantity(row, one) for one in ("result", "forecast", "previous"))
        if previous is None:
            previous = self._previous_year(row) or _in_brackets(result)
        reported, reported_source = self._reported(row, result)
        ref = self.table.ref(row, "indicator")
        self.groups[-1].indicators.append(
            Indicator(
                name=full,
                source=ref,
                result=result,
                forecast=forecast,
                target=self._target(row, full, result),
                previous=previous,
                reported=reported,
                reported_source=reported_source,
                has_comment=bool(self.text(row, "comment")),
            )
        )

    def _quantity(self, row: int, concept: str) -> Quantity | None:
        column = self.table.column(concept)
        if column is None:
            return None
        found = quantity(
            self.table.grid,
            (row, column),
            self.lexicon,
            self.findings,
            style=self.styles[concept],
            expected="ett resultat",
            no_value=NO_VALUE_ERRORS,
        )
        header = self.table.binding.headers.get(column)
        if found.unit is None and header is not None and header.unit and found.value is not None:
            return replace(found, unit=header.unit)
        return found

    def _previous_year(self, row: int) -> Quantity | None:
        """Take last year's value from the results' column of the year before."""
        year = self.table.binding.year
        for column in self.table.binding.others.get("result", ()):
            if year is not None and self.table.binding.headers[column].year == year - 1:
                return quantity(
                    self.table.grid,
                    (row, column),
                    self.lexicon,
                    self.findings,
                    style=ColumnStyle(),
                    expected="ett resultat",
                )
        return None

    def _reported(self, row: int, result: Quantity | None) -> tuple[Level | None, CellRef | None]:
        """Take the workbook's own verdict from its column, else from the result's mark."""
        column = self.table.column("status")
        cell = self.table.grid.cell(row, column) if column else None
        if column and cell is not None:
            stated = marked_level(cell, self.lexicon) or self.lexicon.words.verdict(cell.text)
            level = colored(stated, cell)
            if level:
                return level, self.table.grid.ref(row, column)
        if result is not None and result.mark is not None:
            return result.mark, result.source
        return None, None

    def _target(self, row: int, name: str, result: Quantity | None) -> Target | None:
        column = self.table.column("target")
        if column is None:
            return None
        ref, cell = self.table.grid.ref(row, column), self.table.grid.cell(row, column)
        if cell is None:
            return None
        text = self.table.grid.text(row, column)
        if cell.kind is CellKind.TEXT:
            reading = read_target(cell.text, self.lexicon.words, self.lexicon.policy, self.styles["target"].mark)
        else:
            held = quantity(
                self.table.grid,
                (row, column),
                self.lexicon,
                self.findings,
                style=self.styles["target"],
                expected="ett målvärde",
            )
            if held.value is None:
                return None
            relation = Relation.IS if held.unit == "ja/nej" else None
            reading = TargetReading(relation, held.value, unit=held.unit, places=held.places)
        if reading.year is not None and reading.year != (self.table.binding.year or 0) - 1:
            reading = TargetReading(refused=Reading(Form.UNREADABLE))
        if reading.refused is not None:
            self._refuse_target(reading, text, ref)
            return None
        if reading.note and reading.value is not None:
            self.findings.add("N308", ref, found=text, value=number(reading.value), why=f" ({reading.note})")
        return self._directed(reading, row, name, text, ref, result)

    def comparable(self, indicator: Indicator) -> Indicator:
        """Give a bare share its unit where the target is in per cent, and the other way round; and say so."""
        result, target = indicator.result, indicator.target
        if result is None or target is None or result.value is None or target.value is None:
            return indicator
        if target.unit is None and result.unit == "%" and abs(target.value) <= 1 < abs(result.value):
            upper = None if target.upper is None else target.upper * 100
            raised = replace(target, value=target.value * 100, unit="%", upper=upper)
            self._say_percent(target.source, target.text, target.value * 100)
            return replace(indicator, target=raised)
        if result.unit is None and target.unit == "%":
            bare_share = abs(result.value) <= 1 < abs(target.value)
            value = result.value * Decimal(100 if bare_share else 1)
            self._say_percent(result.source, result.text, value)
            return replace(indicator, result=replace(result, value=value, unit="%"))
        return self._in_one_unit(indicator, result, target)

    def _in_one_unit(self, indicator: Indicator, result: Quantity, target: Target) -> Indicator:
        """Bring result, target and last year's value to one unit; what cannot be compared is said and not compared."""
        common = common_unit(result.unit, target.unit)
        if target.relation is Relation.IS or result.unit == "ja/nej":
            return indicator
        if result.unit == target.unit:
            return indicator
        if common is None:
            units = {"result": result.unit or "", "target": target.unit or ""}
            self.findings.add("E410", target.source, name=indicator.name, **units)
            return replace(indicator, target=None)
        mine, theirs, unit = common
        previous = indicator.previous
        if previous is not None and previous.value is not None and previous.unit == result.unit:
            previous = replace(previous, value=previous.value * mine, unit=unit)
        value = None if target.value is None else target.value * theirs
        upper = None if target.upper is None else target.upper * theirs
        if mine != 1 and result.value is not None:
            result = replace(result, value=result.value * mine, unit=unit)
        target = replace(target, value=value, upper=upper, unit=unit if theirs != 1 else target.unit)
        return replace(indicator, result=result, target=target, previous=previous)

    def _say_percent(self, source: CellRef, text: str, value: Decimal) -> None:
        self.findings.add(
            "N308", source, found=text, value=f"{number(value)} %", why=" (den andra cellen är i procent)"
        )

    def _refuse_target(self, reading: TargetReading, text: str, ref: CellRef) -> None:
        """Ask about a target that could be read in two ways; words that name no number are said by rule I2."""
        if reading.refused is not None and reading.refused.form in (Form.AMBIGUOUS, Form.SEVERAL):
            refuse(reading.refused, text, ref, self.findings, "ett målvärde")

    def _directed(
        self, reading: TargetReading, row: int, name: str, text: str, ref: CellRef, result: Quantity | None
    ) -> Target:
        """Give a target its direction: stated in a column, in the target, by the header, or by the label."""
        relation, why = reading.relation, reading.why
        if relation is not Relation.IS and relation is not Relation.BETWEEN:
            stated = self._stated_direction(row)
            if stated is not None:
                relation, why = stated
            elif relation is None:
                relation, why = self._labelled(reading, name, ref)
            if reading.strict:
                relation = STRICT.get(relation, relation) if relation else relation
        unit = reading.unit
        column = self.table.column("target")
        header = self.table.binding.headers.get(column) if column else None
        if unit is None and header is not None and header.unit:
            unit = header.unit
        if unit is None and result is not None and relation is not Relation.IS:
            unit = self._shared_unit(reading, result)
        return Target(
            relation=relation or Relation.AT_LEAST,
            value=reading.value,
            text=text,
            source=ref,
            upper=reading.upper,
            unit=unit,
            why=why,
            relative=reading.relative,
            change=reading.change,
            change_is_share=reading.change_is_share,
            places=reading.places,
        )

    def _shared_unit(self, reading: TargetReading, result: Quantity) -> str | None:
        """Give a bare target its result's unit where that changes nothing: 9 and 10 st, but not 0.8 and 84 %."""
        if result.unit == "%" and reading.value is not None and abs(reading.value) <= 1:
            return None
        return result.unit if result.unit != "ja/nej" else None

    def _stated_direction(self, row: int) -> tuple[Relation, str] | None:
        listed = self.lexicon.policy.words.direction
        stated = self.text(row, "direction").casefold()
        if stated in listed.column_higher:
            return Relation.AT_LEAST, "kolumnen för riktning"
        if stated in listed.column_lower:
            return Relation.AT_MOST, "kolumnen för riktning"
        return None

    def _labelled(self, reading: TargetReading, name: str, ref: CellRef) -> tuple[Relation, str]:
        column = self.table.column("target")
        header = self.table.binding.headers.get(column) if column else None
        words = header.text.casefold() if header else ""
        if _ASKS_LEAST.search(words):
            return Relation.AT_LEAST, "rubriken för målvärdet"
        if _ASKS_MOST.search(words):
            return Relation.AT_MOST, "rubriken för målvärdet"
        relation, why, assumed = direction_of(name, self.lexicon.policy)
        if reading.remark and assumed:
            relation, why, assumed = direction_of(reading.remark, self.lexicon.policy)
        if assumed:
            value = number(reading.value) if reading.value is not None else "80"
            self.findings.add("W408", ref, name=name, target=f"{value} {reading.unit or ''}".strip())
        return relation, why


def _in_brackets(result: Quantity | None) -> Quantity | None:
    """Take last year's value from the brackets after this year's: 74 (72)."""
    if result is None or result.previous is None:
        return None
    return replace(result, value=result.previous, previous=None, mark=None)


def extract_indicators(table: Table, lexicon: Lexicon, findings: Findings) -> tuple[Goal, ...]:
    """Read an indicator table: goals in the workbook's order, each with its indicators."""
    concepts = ("result", "forecast", "previous", "target")
    styles = {
        concept: column_style(table.grid, table.rows, column)
        for concept in concepts
        if (column := table.column(concept)) is not None
    }
    reader = _Reader(table, lexicon, findings, styles)
    reader.read()
    return tuple(
        Goal(
            group.name,
            tuple(reader.comparable(one) for one in group.indicators),
            group.source,
            group.reported,
        )
        for group in reader.groups
    )
