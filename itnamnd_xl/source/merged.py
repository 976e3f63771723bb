"""What lies under merged cells: nobody sees it, so it is nobody's figure."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

from itnamnd_xl.package.faults import DAMAGED, UnusableError

if TYPE_CHECKING:
    from collections.abc import Collection

    from itnamnd_xl.core.model import Area
    from itnamnd_xl.source.grid import Cell

# The merged areas of no workbook have more rows than this, all in all.
MOST_MERGED_ROWS = 2_000_000


def uncover(cells: dict[tuple[int, int], Cell], merges: Collection[Area]) -> None:
    """Take out of a sheet's cells what lies under a merged area.

    Raises:
        UnusableError: so many areas overlap that no program made them.
    """
    columns_by_row: dict[int, list[int]] = {}
    for row, column in sorted(cells) if merges else ():
        columns_by_row.setdefault(row, []).append(column)
    work = 0
    for top, left, bottom, right in merges:
        work += min(bottom - top + 1, len(columns_by_row))
        if work > MOST_MERGED_ROWS:
            # Merged areas do not overlap in Excel; only ones that do come this far.
            raise UnusableError(DAMAGED)
        for row in _within(columns_by_row, top, bottom):
            columns = columns_by_row[row]
            covered = slice(bisect_left(columns, left), bisect_right(columns, right))
            for column in columns[covered]:
                if (row, column) != (top, left):
                    del cells[row, column]
            columns[covered] = [column for column in columns[covered] if (row, column) == (top, left)]


def _within(rows: dict[int, list[int]], first: int, last: int) -> list[int]:
    """Give the rows from one to another that there are, looking through whichever are fewer."""
    if last - first < len(rows):
        return [row for row in range(first, last + 1) if row in rows]
    return [row for row in rows if first <= row <= last]
