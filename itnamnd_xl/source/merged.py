"""What lies under merged cells: nobody sees it, so it is nobody's figure."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

from itnamnd_xl.package.faults import DAMAGED, UnusableError
from itnamnd_xl.source.long_cells import LongCells

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from itnamnd_xl.core.model import Area
    from itnamnd_xl.source.grid import Cell

# The merged areas of no workbook have more rows than this, all in all.
MOST_MERGED_ROWS = 2_000_000


def uncover(cells: dict[tuple[int, int], Cell] | LongCells, merges: Collection[Area]) -> None:
    """Take out of a sheet's cells what lies under a merged area.

    Raises:
        UnusableError: so many areas overlap that no program made them.
    """
    if not merges:
        return
    if isinstance(cells, LongCells):
        # Asked for once: what is taken out later is looked up nowhere again.
        cells.discard(list(_covered(cells.by_row, merges)))
        return
    columns_by_row: dict[int, list[int]] = {}
    for row, column in sorted(cells):
        columns_by_row.setdefault(row, []).append(column)
    for place in set(_covered(columns_by_row, merges)):
        del cells[place]


def _covered(columns_by_row: Mapping[int, Sequence[int]], merges: Collection[Area]) -> Iterator[tuple[int, int]]:
    """Give the places that lie under merged areas."""
    work = 0
    filled = list(columns_by_row)
    # What is left of rows: areas that overlap would give the same places again and again.
    left_by_row: dict[int, Sequence[int]] = {}
    for top, left, bottom, right in merges:
        rows = filled[bisect_left(filled, top) : bisect_right(filled, bottom)]
        work += len(rows)
        if work > MOST_MERGED_ROWS:
            # Merged areas do not overlap in Excel; only ones that do come this far.
            raise UnusableError(DAMAGED)
        for row in rows:
            columns = left_by_row[row] if row in left_by_row else columns_by_row[row]
            first, last = bisect_left(columns, left), bisect_right(columns, right)
            taken = [column for column in columns[first:last] if (row, column) != (top, left)]
            if taken:
                kept = [column for column in columns[first:last] if (row, column) == (top, left)]
                left_by_row[row] = [*columns[:first], *kept, *columns[last:]]
                yield from ((row, column) for column in taken)
