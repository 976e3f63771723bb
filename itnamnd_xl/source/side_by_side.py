"""Tables beside each other whose headers stand in different rows: each is looked for on its own side.

A row that heads the one table is a row of amounts of the other, and would head neither.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from itnamnd_xl.source.grid import StoredCells

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from itnamnd_xl.source.grid import Grid
    from itnamnd_xl.source.table import Table


def beside(grid: Grid, find: Callable[[Grid], list[Table]]) -> list[Table]:
    """Find a sheet's tables; those on either side of an empty column where that gives the same and more."""
    whole = find(grid)
    for left, right in _halves(grid):
        parts = [*find(left), *find(right)]
        if len(parts) > len(whole) and all(any(_is_same(one, other) for other in parts) for one in whole):
            return sorted(parts, key=lambda table: (table.header_row, min(table.binding.headers)))
    return whole


def _is_same(one: Table, other: Table) -> bool:
    same = one.kind is other.kind and one.header_row == other.header_row
    return same and dict(one.binding.columns) == dict(other.binding.columns)


def _halves(grid: Grid) -> Iterator[tuple[Grid, Grid]]:
    """Give the two sides of each column that is empty all the way down, titles that stand alone on both."""
    if isinstance(grid.cells, StoredCells):
        return
    filled = sorted({column for columns in grid.by_row.values() for column in columns})
    for before, after in pairwise(filled):
        if after - before > 1:
            yield (
                _side(grid, [one for one in filled if one <= before]),
                _side(grid, [one for one in filled if one >= after]),
            )


def _side(grid: Grid, columns: Sequence[int]) -> Grid:
    own = {*columns}
    cells = {
        (row, column): cell for (row, column), cell in grid.cells.items() if column in own or len(grid.by_row[row]) == 1
    }
    return replace(grid, cells=cells)
