"""A sheet as neutral cells: what stands where, without a word on what it means."""

from __future__ import annotations

import datetime as dt
import hashlib
from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

from itnamnd_xl.core.model import Area, CellRef

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from itnamnd_xl.core.model import Answered
    from itnamnd_xl.package.cells import Formula


class CellKind(StrEnum):
    """What a cell holds; an UNCALCULATED one has a formula and no stored value."""

    NUMBER = "number"
    TEXT = "text"
    BOOLEAN = "boolean"
    DATE = "date"
    TIME = "time"
    ERROR = "error"
    UNCALCULATED = "uncalculated"


CellValue = Decimal | str | bool | dt.datetime | dt.date | dt.time | None


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell. A number is the stored float at 15 significant digits; an error's value is its name.

    `number_format`, `color` and `font` are how it is shown; `formula` is what computes it, None where it is typed.
    `indent` is how far its format moves it in.
    """

    kind: CellKind
    value: CellValue
    number_format: str = "General"
    formula: Formula | None = None
    color: str | None = None
    font: str | None = None
    indent: int = 0

    @property
    def text(self) -> str:
        """The cell's content as text, not formatted: 0.84, 2023-12-31, ● 3,08 %."""
        if isinstance(self.value, str):
            return self.value
        if self.value is None:
            return ""
        if self.kind is CellKind.NUMBER:
            return f"{self.value:f}"
        if self.kind is CellKind.BOOLEAN:
            return "SANT" if self.value else "FALSKT"
        if isinstance(self.value, dt.datetime):
            return self.value.date().isoformat() if self.value.time() == dt.time() else self.value.isoformat(" ")
        return str(self.value)


class StoredCells(Mapping[tuple[int, int], Cell]):
    """Cells that are not held as a mapping, but know their rows and their digest."""

    @property
    @abstractmethod
    def by_row(self) -> Mapping[int, Sequence[int]]:
        """The filled columns of each row that has any, both in order."""

    @abstractmethod
    def feed(self, update: Callable[[bytes], object]) -> None:
        """Give a digest all that the cells hold: their places, kinds and contents."""

    @abstractmethod
    def picked(self, columns: Sequence[int], rows: Iterable[int]) -> Iterator[tuple[int, list[Cell | None]]]:
        """Give the cells of some columns, row by row."""

    @abstractmethod
    def has_number(self, row: int) -> bool:
        """Say whether a row has a number that cannot be a year."""


# A merged area of this many rows and more is not looked up by its rows.
TALL = 100


@dataclass(frozen=True)
class Grid:
    """A sheet: its cells by (row, column) from 1, merged areas (top, left, bottom, right), and what is hidden."""

    workbook: str
    name: str
    cells: Mapping[tuple[int, int], Cell]
    merges: tuple[Area, ...] = ()
    is_hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    # The telling fills (green, yellow, red) of cells, empty ones too.
    fills: Mapping[tuple[int, int], str] = field(default_factory=dict)
    # The cells that the user's answers stand in for, with what they hold themselves.
    answered: Mapping[tuple[int, int], Answered] = field(default_factory=dict)

    def cell(self, row: int, column: int) -> Cell | None:
        """The cell at a place, None where it is empty."""
        return self.cells.get((row, column))

    def text(self, row: int, column: int) -> str:
        """The cell's text with its white space folded; empty where there is none."""
        cell = self.cells.get((row, column))
        return " ".join(cell.text.split()) if cell is not None else ""

    def is_filled(self, row: int, column: int) -> bool:
        """Say whether a cell holds anything: a text, a number, or a formula whose value is not known."""
        cell = self.cells.get((row, column))
        return cell is not None and (cell.kind is CellKind.UNCALCULATED or bool(cell.text.strip()))

    def ref(self, row: int, column: int) -> CellRef:
        """The place as a reference."""
        return CellRef(self.workbook, self.name, row, column)

    @cached_property
    def by_row(self) -> Mapping[int, Sequence[int]]:
        """The filled columns of each row that has any, both in order."""
        if isinstance(self.cells, StoredCells):
            return self.cells.by_row
        found: dict[int, list[int]] = {}
        for row, column in sorted(self.cells):
            found.setdefault(row, []).append(column)
        return found

    def picked(self, columns: Sequence[int], rows: Iterable[int]) -> Iterator[tuple[int, list[Cell | None]]]:
        """Give the cells of some columns, row by row."""
        if isinstance(self.cells, StoredCells):
            return self.cells.picked(columns, rows)
        return ((row, [self.cells.get((row, column)) for column in columns]) for row in rows)

    def has_number(self, row: int) -> bool:
        """Say of a row of a long sheet, at little cost, that it has a number that no header has."""
        return isinstance(self.cells, StoredCells) and self.cells.has_number(row)

    def spread(self, row: int, column: int) -> str:
        """The text at a place, taken from the merged area's first cell where it lies in one."""
        own = self.text(row, column)
        if own:
            return own
        for top, left, bottom, right in (*self._merges_by_row.get(row, ()), *self._tall_merges):
            if top <= row <= bottom and left <= column <= right:
                return self.text(top, left)
        return ""

    @cached_property
    def _tall_merges(self) -> tuple[Area, ...]:
        return tuple(one for one in self.merges if one[2] - one[0] >= TALL)

    @cached_property
    def _merges_by_row(self) -> dict[int, list[Area]]:
        """The merged areas that each row is in, but for the tall ones."""
        found: dict[int, list[Area]] = {}
        for area in self.merges:
            if area[2] - area[0] < TALL:
                for row in range(area[0], area[2] + 1):
                    found.setdefault(row, []).append(area)
        return found


def cells_digest(grids: Iterable[Grid]) -> str:
    """Give a SHA-256 over the cells of sheets: their places and contents, nothing else of the file."""
    digest = hashlib.sha256()
    for grid in grids:
        digest.update(f"[{grid.name}]\n".encode())
        if isinstance(grid.cells, StoredCells):
            grid.cells.feed(digest.update)
            continue
        for row, columns in grid.by_row.items():
            cells = ((column, grid.cells[row, column]) for column in columns)
            said = [f"{row},{column},{cell.kind},{cell.text}\n" for column, cell in cells]
            digest.update("".join(said).encode())
    return digest.hexdigest()
