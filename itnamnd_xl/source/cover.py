"""What a cover sheet says of year and period, for tables that say neither themselves."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from itnamnd_xl.source.evidence import Evidence
from itnamnd_xl.source.grid import CellKind
from itnamnd_xl.source.heads import read_head

if TYPE_CHECKING:
    from collections.abc import Iterable

    from itnamnd_xl.source.grid import Grid
    from itnamnd_xl.source.lexicon import Lexicon

# A cover has few lines; what is further down is a text about something.
COVER_LINES = 12
# Longer lines, and sentences, are running text.
LONGEST_TITLE = 60


def cover_evidence(grids: Iterable[Grid], lexicon: Lexicon) -> dict[str, Evidence]:
    """Give year and period as sheets without tables state them in their first titles, where none says otherwise."""
    found: dict[str, list[Evidence]] = {"year": [], "period": []}
    for grid in grids:
        places = [
            (row, column)
            for row, columns in islice(grid.by_row.items(), COVER_LINES)
            for column in columns
            if grid.cells[row, column].kind is CellKind.TEXT and _is_title(grid.text(row, column))
        ]
        head = read_head((grid.text(*place) for place in places), lexicon)
        if head.years and head.year_at is not None:
            found["year"].append(_evidence(grid, places[head.year_at], str(head.years[-1])))
        if head.period and head.period_at is not None:
            found["period"].append(_evidence(grid, places[head.period_at], head.period))
    return {name: listed[0] for name, listed in found.items() if len({one.value for one in listed}) == 1}


def _is_title(text: str) -> bool:
    return len(text) <= LONGEST_TITLE and not text.endswith(".")


def _evidence(grid: Grid, place: tuple[int, int], value: str) -> Evidence:
    ref = grid.ref(*place)
    return Evidence(value, ref, f"fliken ”{grid.name}”, raden {ref.a1} ”{grid.text(*place)}”")
