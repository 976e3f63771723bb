"""The target of one indicator: its cell read, its direction found, and whom it compares with."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from itnamnd_xl.core.model import Quantity, Relation, Target
from itnamnd_xl.core.swedish import brief, number
from itnamnd_xl.source.cells import quantity, refuse
from itnamnd_xl.source.comparisons import RANK
from itnamnd_xl.source.durations import time_quantity
from itnamnd_xl.source.grid import CellKind
from itnamnd_xl.source.numbers import Form, Reading
from itnamnd_xl.source.targets import TargetReading, direction_of, read_target

if TYPE_CHECKING:
    from itnamnd_xl.core.model import CellRef
    from itnamnd_xl.source.cells import ColumnStyle, Findings
    from itnamnd_xl.source.lexicon import Lexicon
    from itnamnd_xl.source.table import Table

_ASKS_LEAST, _ASKS_MOST = re.compile(r"\bminst\b|≥|\blägst\b"), re.compile(r"\bmax\b|≤|\bhögst\b")
STRICT = {Relation.AT_LEAST: Relation.ABOVE, Relation.AT_MOST: Relation.BELOW}
ANSWER = "ja/nej"


@dataclass(frozen=True, slots=True)
class Targets:
    """Reads the targets of one table."""

    table: Table
    lexicon: Lexicon
    findings: Findings
    style: ColumnStyle | None

    def read(self, row: int, name: str, result: Quantity | None) -> tuple[Target | None, Quantity | None]:
        """Give an indicator's target; where it has none that can be used, the cell that should hold it."""
        column = self.table.column("target")
        if column is None or self.style is None:
            return None, None
        ref, cell = self.table.grid.ref(row, column), self.table.grid.cell(row, column)
        text = self.table.grid.text(row, column)
        unread = Quantity(None, text, ref)
        if cell is None:
            return None, unread
        if cell.kind is CellKind.TEXT:
            reading = read_target(cell.text, self.lexicon.words, self.lexicon.policy, self.style.mark)
        else:
            found = self._held(row, column)
            if found is None:
                return None, unread
            reading = found
        if reading.year is not None and reading.year != (self.table.binding.year or 0) - 1:
            reading = TargetReading(refused=Reading(Form.UNREADABLE))
        if reading.refused is not None:
            self._refuse(reading.refused, text, ref)
            return None, unread
        if reading.note and reading.value is not None:
            self.findings.add(
                "N308",
                ref,
                found=text,
                value=f"{brief(reading.value)} {reading.unit or ''}".strip(),
                why=f" ({reading.note})",
            )
        return self._directed(reading, row, name, text, ref, result), None

    def _held(self, row: int, column: int) -> TargetReading | None:
        """Read a target that is no text: a number, a length of time, a stored yes or no."""
        place = (row, column)
        held = time_quantity(self.table.grid, place, self.findings) or quantity(
            self.table.grid,
            place,
            self.lexicon,
            self.findings,
            style=self.style,  # type: ignore[arg-type] # asked only where there is a column
            expected="ett målvärde",
        )
        if held.value is None:
            return None
        relation = Relation.IS if held.unit == ANSWER else None
        return TargetReading(relation, held.value, unit=held.unit, places=held.places, stored=held.stored)

    def _refuse(self, refused: Reading, text: str, ref: CellRef) -> None:
        """Ask about a target that could be read in two ways; words that name no number are said by rule I2."""
        if refused.form in (Form.AMBIGUOUS, Form.SEVERAL):
            refuse(refused, text, ref, self.findings, "ett målvärde")

    def _directed(
        self, reading: TargetReading, row: int, name: str, text: str, ref: CellRef, result: Quantity | None
    ) -> Target:
        """Give a target its direction: stated in a column, in the target, by the header, or by the label."""
        relation, why = reading.relation, reading.why
        if (ref.row, ref.column) in self.table.grid.answered:
            why = why.replace("i målvärdet står", "i svaret står")
        if relation not in (Relation.IS, Relation.BETWEEN) and reading.compared != RANK:
            stated = self._stated_direction(row)
            if stated is not None:
                relation, why = stated
            elif relation is None:
                relation, found = self._labelled(reading, name, ref)
                why = f"{why}; {found}" if why else found
            if reading.strict:
                relation = STRICT.get(relation, relation) if relation else relation
        target = Target(
            relation=relation or Relation.AT_LEAST,
            value=reading.value,
            text=text,
            source=ref,
            upper=reading.upper,
            unit=self._unit(row, reading, relation, result),
            why=why,
            relative=reading.relative,
            change=reading.change,
            change_is_share=reading.change_is_share,
            places=reading.places,
            compared=reading.compared,
            stored=reading.stored,
        )
        if reading.compared == RANK:
            # Whether there is a place to hold it against, the caller finds; until then there is nothing to compare.
            return replace(target, unit=reading.unit)
        return target

    def stated_unit(self, row: int) -> str | None:
        """Give the unit that a row's own column of units states."""
        column = self.table.column("unit")
        return self.lexicon.words.unit(self.table.grid.text(row, column)) if column else None

    def _unit(self, row: int, reading: TargetReading, relation: Relation | None, result: Quantity | None) -> str | None:
        """Give a target's unit: its own, its header's, or its result's where that changes nothing."""
        column = self.table.column("target")
        header = self.table.binding.headers.get(column) if column else None
        if reading.unit is not None or relation is Relation.IS:
            return reading.unit
        if header is not None and header.unit:
            return header.unit
        if (stated := self.stated_unit(row)) is not None and not reading.relative:
            return stated
        if result is None or result.unit == ANSWER:
            return None
        # 9 and 10 st are alike, but not 0,8 and 84 %.
        if result.unit == "%" and reading.value is not None and abs(reading.value) <= 1:
            return None
        return result.unit

    def _stated_direction(self, row: int) -> tuple[Relation, str] | None:
        listed = self.lexicon.policy.words.direction
        column = self.table.column("direction")
        stated = self.table.grid.text(row, column).casefold() if column else ""
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
            found = self.table.grid.text(ref.row, ref.column)
            self.findings.add("W408", ref, name=name, target=f"{value} {reading.unit or ''}".strip(), found=found)
        return relation, why
