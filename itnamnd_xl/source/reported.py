"""The workbook's own verdicts: words, symbols, letters of a symbol font, and colours of fonts and cells."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from itnamnd_xl.core.model import Level
from itnamnd_xl.core.wording import INDICATOR_WORDS
from itnamnd_xl.source.cells import colored, marked_level
from itnamnd_xl.source.colors import COLOR_WORDS, level_of_fill
from itnamnd_xl.source.legend import shows_directions
from itnamnd_xl.source.numbers import fold

if TYPE_CHECKING:
    from itnamnd_xl.core.model import CellRef, Quantity
    from itnamnd_xl.source.cells import Findings
    from itnamnd_xl.source.legend import Legend
    from itnamnd_xl.source.lexicon import Lexicon
    from itnamnd_xl.source.table import Table

Found = tuple[Level | None, "CellRef | None"]


@dataclass(slots=True)
class Reported:
    """Reads the verdicts of one table."""

    table: Table
    lexicon: Lexicon
    findings: Findings
    legend: Legend
    # Concepts whose symbols only show which way things go; whether results' cells are of several colours.
    directions: frozenset[str] = field(init=False)
    is_painted: bool = field(init=False)
    has_doubted: bool = False

    def __post_init__(self) -> None:
        """See how the columns use their symbols."""
        bound, grid = self.table.binding.columns, self.table.grid
        self.directions = frozenset(
            concept
            for concept in ("status", "result", "forecast")
            if concept in bound
            and not self.legend.levels
            and shows_directions((grid.text(row, bound[concept]) for row in self.table.rows), self.lexicon)
        )

        column = bound.get("result")
        levels = {self._filled(row, column) for row in self.table.rows} if column and grid.fills else set()
        self.is_painted = len(levels - {None}) > 1

    def of_goal(self, row: int) -> Found:
        """Give the verdict that stands beside a goal."""
        return self._in(row, "goal_status")

    def of_heading(self, row: int) -> Found:
        """Give the verdict of a goal that stands above its indicators, in the column of theirs."""
        return self._in(row, "status")

    def of_indicator(self, row: int, result: Quantity | None) -> Found:
        """Give the verdict from its column, else from the mark of the result."""
        level, source = self._in(row, "status")
        if level is not None:
            return level, source
        found = self._of_result(result)
        return found if found[0] is not None else self._of_painted(row)

    def _of_painted(self, row: int) -> Found:
        """Give the verdict by the fill of a result's cell, where there is no column for it and the fills differ."""
        bound = self.table.binding.columns
        if "status" in bound or "result" not in bound:
            return None, None
        column = bound["result"]
        filled = self._filled(row, column)
        if filled is None or not self.is_painted:
            return None, None
        ref = self.table.grid.ref(row, column)
        self.findings.add("N425", ref, color=COLOR_WORDS[filled], level=INDICATOR_WORDS[filled].lower())
        return filled, ref

    def _of_result(self, result: Quantity | None) -> Found:
        if result is None or "result" in self.directions:
            return None, None
        explained, level = self.legend.said_of(result.text, self.lexicon)
        level = level if explained and result.mark is not None else result.mark or self.legend.trailing(result.text)
        if level is None:
            return None, None
        self._doubt(result.text, result.source, explained=explained)
        return level, result.source

    def _in(self, row: int, concept: str) -> Found:
        column = self.table.column(concept)
        if column is None:
            return None, None
        grid, place = self.table.grid, (row, column)
        cell, ref = grid.cell(*place), grid.ref(*place)
        stated: Level | None = None
        if cell is not None and concept not in self.directions:
            explained, said = self.legend.said_of(cell.text, self.lexicon)
            stated = colored(marked_level(cell, self.lexicon) or said, cell)
            if stated is not None:
                self._doubt(cell.text, ref, explained=explained)
        filled = self._filled(row, column)
        if filled is not None and stated is None:
            color = COLOR_WORDS[filled]
            self.findings.add("N425", ref, color=color, level=INDICATOR_WORDS[filled].lower())
            return filled, ref
        if filled is not None and filled is not stated and cell is not None:
            self.findings.add("W426", ref, color=COLOR_WORDS[filled], found=cell.text)
        return (stated, ref) if stated is not None else (None, None)

    def _filled(self, row: int, column: int) -> Level | None:
        """Give the level of a cell's fill; a fill that the row's label shares is the row's and no verdict."""
        fills = self.table.grid.fills
        fill = fills.get((row, column))
        label = fills.get((row, self.table.binding.columns["indicator"]))
        return level_of_fill(fill) if fill is not None and fill != label else None

    def _doubt(self, text: str, source: CellRef, *, explained: bool) -> None:
        """Ask once of a table what a symbol means that boards use in two ways."""
        symbol = next((one for one in self.lexicon.policy.words.marks.doubtful if fold(text).startswith(one)), None)
        if symbol is not None and not explained and not self.has_doubted:
            self.has_doubted = True
            self.findings.add("W423", source, symbol=symbol, found=text)
