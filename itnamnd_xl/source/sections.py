"""Indicator tables that are one in parts, without a goal column: a goal's name stands above each, or on its tab."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from itnamnd_xl.source.indicator_rows import titled_goal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from itnamnd_xl.core.model import CellRef
    from itnamnd_xl.source.lexicon import Lexicon
    from itnamnd_xl.source.table import Table


@dataclass(frozen=True, slots=True)
class Section:
    """The goal of a table's indicators, and where its name stands."""

    name: str
    source: CellRef
    place: str


def are_parts(tables: Sequence[Table]) -> bool:
    """Say whether indicator tables are parts of one: alike in their columns, in one workbook, and sharing no row."""
    first = tables[0]
    names = [set(table.binding.columns) - {"comment", "responsible"} for table in tables]
    alike = all(
        table.grid.workbook == first.grid.workbook
        and name == names[0]
        and (table.binding.year, table.head.period) == (first.binding.year, first.head.period)
        for table, name in zip(tables, names, strict=True)
    )
    rows = [_rows(table) for table in tables]
    return alike and sum(map(len, rows)) == len(set().union(*rows))


def _rows(table: Table) -> set[tuple[str, str]]:
    """The indicators of a table, each with its goal; a label that names the table's goal is none."""
    found, goal = set(), ""
    for row in table.rows:
        goal = _text(table, row, "goal") or goal
        if name := _text(table, row, "indicator").casefold():
            found.add((goal.casefold(), name))
    return found


def _text(table: Table, row: int, concept: str) -> str:
    column = table.column(concept)
    return table.grid.text(row, column) if column else ""


def section_of(table: Table, lexicon: Lexicon, *, is_part: bool) -> Section | None:
    """Find the goal of a table that has no column for it.

    A line above it that says it is a goal names one anywhere; any title does for a table that is one of several
    parts, and if there is none, the sheet's name.
    """
    if table.column("goal") is not None:
        return None
    grid = table.grid
    above = [row for row in grid.by_row if row < table.header_row]
    nearest = above[-1] if above and table.header_row - above[-1] <= 2 and len(grid.by_row[above[-1]]) == 1 else None
    if nearest is not None:
        column = grid.by_row[nearest][0]
        text, ref = grid.text(nearest, column), grid.ref(nearest, column)
        titled = titled_goal(text, lexicon)
        if titled is not None or is_part:
            return Section(titled or text, ref, "raden ovanför tabellen")
    return Section(grid.name, table.source, "flikens namn") if is_part else None
