"""What a row of an indicator table is: an indicator, a goal above its indicators, a note, a legend, a count."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from itnamnd_xl.source.cells import Findings
    from itnamnd_xl.source.legend import Legend
    from itnamnd_xl.source.lexicon import Lexicon
    from itnamnd_xl.source.table import Table

UNFINISHED = re.compile(r"(?:[-–,/:]|\b(?:och|eller|för|av|med|i|på|till|som|samt))$", re.IGNORECASE)
_NUMBERED = re.compile(r"(\d{1,3}(?:\.\d{1,3})*)\.?\s+\S")
# ”Mål 1: God service”, ”Nämndmål – God service”; the word is looked up among the headers of goals.
_TITLED = re.compile(r"([^\W\d_][^\d:–]{1,40}?)\s*(\d[\d.]*)?\s*(?::|[–-](?=\s)|\.(?=\s))\s*(\S.*)$")
_REMARK = re.compile(r"([^:]{3,40}):(?:\s|$)")
MEASURES = ("result", "target", "forecast", "status")
VALUES = ("result", "target", "forecast")
REMARKS = frozenset({"comment", "responsible"})


def goes_on(text: str) -> bool:
    """Say whether a text goes on from a line above: it begins with a small letter (but e-tjänst is a beginning)."""
    return text[:1].islower() and text[1:2] != "-"


def titled_goal(text: str, lexicon: Lexicon) -> str | None:
    """Give the goal that a line names as one: Mål 1: God service; None where it names none."""
    found = _TITLED.match(text)
    if found is None or "goal" not in lexicon.headers.header(found[1]).concepts:
        return None
    return text if found[2] else found[3]


@dataclass(slots=True)
class Rows:
    """The rows of one indicator table, with what they are."""

    table: Table
    lexicon: Lexicon
    legend: Legend
    columns: frozenset[int] = field(init=False)
    measures: tuple[int, ...] = field(init=False)
    # The last row that is an indicator, once it has been asked for.
    last: int | None = None

    def __post_init__(self) -> None:
        """Take the columns that are bound."""
        bound = self.table.binding.columns
        self.columns = frozenset(bound.values())
        self.measures = tuple(bound[concept] for concept in MEASURES if concept in bound)

    def text(self, row: int, concept: str) -> str:
        """The text of a concept's cell in a row; empty where there is none."""
        column = self.table.binding.columns.get(concept)
        return self.table.grid.text(row, column) if column else ""

    def has_measure(self, row: int) -> bool:
        """Say whether a row holds anything that is measured."""
        return any(self.table.grid.text(row, column) for column in self.measures)

    def _has_value(self, row: int) -> bool:
        """Say whether a row holds a value or a target, and not just a verdict."""
        return any(self.text(row, concept) for concept in VALUES)

    def is_note(self, row: int, name: str) -> bool:
        """Say whether a row is no indicator: free text outside the table's columns, a remark, a note below it."""
        if row in self.legend.rows or self.columns.isdisjoint(self.table.grid.by_row.get(row, ())):
            return True
        if self.has_measure(row):
            return False
        if self._is_remark(row):
            return True
        if "goal" not in self.table.binding.columns:
            return self._after_gap(row)
        return not name and self._after_gap(row)

    def _is_remark(self, row: int) -> bool:
        """Say whether a row's only text says itself that it is a remark, as ”Kommentar: …” does."""
        filled = self.table.grid.by_row.get(row, ())
        found = _REMARK.match(self.table.grid.text(row, filled[0])) if len(filled) == 1 else None
        return found is not None and bool(self.lexicon.headers.header(found[1]).concepts & REMARKS)

    def is_other(self, row: int, name: str, findings: Findings) -> bool:
        """Say whether a row calls itself something else than a goal or an indicator: an activity."""
        kind = self.text(row, "row_type")
        if not kind or self.lexicon.names_row(kind):
            return False
        findings.add("N454", self.table.ref(row, "row_type"), text=name, kind=kind)
        return True

    def is_count(self, row: int, findings: Findings) -> bool:
        """Say whether a row counts what is attained, or sums verdicts up; a row with a target is an indicator."""
        label = self.text(row, "goal") or self.text(row, "indicator")
        folded = label.casefold()
        listed = self.lexicon.policy.words.rows
        counts = folded.rstrip(": ") in listed.attained_alone or any(
            folded.startswith(word) and not folded[len(word) :][:1].isalnum() for word in listed.attained
        )
        if not counts or self.text(row, "target"):
            return False
        if self.text(row, "goal") and self.text(row, "indicator"):
            return False
        column = "goal" if self.text(row, "goal") else "indicator"
        findings.add("N421", self.table.ref(row, column), text=label)
        return True

    def _after_gap(self, row: int) -> bool:
        """Say whether a row stands below the last indicator and an empty row: a note under the table."""
        if self.last is None:
            indicators = [one for one in self.table.rows if self.has_measure(one) or self._names_both(one)]
            self.last = max((one for one in indicators if one not in self.legend.rows), default=0)
        last, filled = self.last, self.table.grid.by_row
        return row > last and any(between not in filled for between in range(last + 1, row))

    def _names_both(self, row: int) -> bool:
        return "goal" in self.table.binding.columns and bool(self.text(row, "indicator"))

    def headings(self) -> frozenset[int]:
        """Find the rows that are goals above their indicators, where the table has no column for goals.

        Such a row holds a label alone, or with a verdict of its own, and indicators follow. One row of that kind may
        be an indicator without a value: it is a goal where its cell is merged across, where it says so or its number
        does, or where the table begins with one and has several; one with a verdict only if all the others that have
        one have a target too.
        """
        if "row_type" in self.table.binding.columns:
            return frozenset(row for row in self.table.rows if self.lexicon.names_goal(self.text(row, "row_type")))
        if "goal" in self.table.binding.columns:
            return frozenset()
        rows = [row for row in self.table.rows if row not in self.legend.rows]
        column = self.table.binding.columns["indicator"]
        labels = {row: self.text(row, "indicator") for row in rows}
        empty = [row for row in rows if labels[row] and not self._has_value(row) and not self._is_remark(row)]
        others = [row for row in rows if labels[row] and row not in empty]
        if not others or any(not self.text(row, "target") for row in others if self.text(row, "status")):
            empty = [row for row in empty if not self.has_measure(row)]
        named = {row for row in empty if titled_goal(labels[row], self.lexicon) is not None}
        named |= {row for row, below in pairwise(rows) if row in empty and _is_above(labels[row], labels[below])}
        lone = [
            row
            for row, following in pairwise(rows)
            if row in set(empty) and following not in empty and self.has_measure(following)
            if not UNFINISHED.search(labels[row])
        ]
        merged = {top for top, left, _, right in self.table.grid.merges if left <= column < right}
        several = len(lone) > 1 and lone[0] == rows[0]
        above = _runs_before(rows, merged & set(empty), lone)
        return frozenset(named) | above | frozenset(row for row in lone if several or row in merged)


def _runs_before(rows: Sequence[int], merged: Collection[int], lone: Collection[int]) -> frozenset[int]:
    """Give the merged rows that stand above a heading, with nothing but merged rows between: its heading."""
    found, is_above = set(), False
    for row in reversed(rows):
        is_above = row in merged and (is_above or row in lone)
        found |= {row} if is_above else set()
    return frozenset(found)


def _is_above(label: str, below: str) -> bool:
    """Say whether one label's number is the beginning of the next one's: 2 Ekonomi, 2.1 Budgetavvikelse."""
    upper, lower = _NUMBERED.match(label), _NUMBERED.match(below)
    return upper is not None and lower is not None and lower[1].startswith(f"{upper[1]}.")
