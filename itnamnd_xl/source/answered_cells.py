"""The cells of a long sheet with the user's answers laid over them; the cells themselves stay where they lie."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from itnamnd_xl.source.grid import Cell, CellKind, StoredCells
from itnamnd_xl.source.long_cells import MOST_YEARLIKE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

Place = tuple[int, int]


class AnsweredCells(StoredCells):
    """Stored cells, some of which an answer stands in for; an answer is given for a cell that there is."""

    def __init__(self, below: StoredCells, answers: Mapping[Place, Cell]) -> None:
        """Lay answers over cells."""
        self._below, self._answers = below, answers
        self._rows = {row for row, _ in answers}

    def __len__(self) -> int:
        """Count the cells."""
        return len(self._below)

    def __iter__(self) -> Iterator[Place]:
        """Walk over the places in order."""
        return iter(self._below)

    def __getitem__(self, place: Place) -> Cell:
        """Give the cell at a place."""
        return self._answers.get(place) or self._below[place]

    def __contains__(self, place: object) -> bool:
        """Say whether there is a cell at a place."""
        return place in self._below

    @property
    def by_row(self) -> Mapping[int, Sequence[int]]:
        """The filled columns of each row that has any, both in order."""
        return self._below.by_row

    def feed(self, update: Callable[[bytes], object]) -> None:
        """Give a digest all that the cells hold, and the answers."""
        self._below.feed(update)
        for (row, column), cell in sorted(self._answers.items(), key=lambda found: found[0]):
            update(f"{row},{column},{cell.kind},{cell.text}\n".encode())

    def picked(self, columns: Sequence[int], rows: Iterable[int]) -> Iterator[tuple[int, list[Cell | None]]]:
        """Give the cells of some columns, row by row."""
        for row, cells in self._below.picked(columns, rows):
            if row in self._rows:
                found = zip(columns, cells, strict=True)
                yield row, [self._answers.get((row, column), cell) for column, cell in found]
            else:
                yield row, cells

    def has_number(self, row: int) -> bool:
        """Say whether a row has a number that cannot be a year."""
        if row not in self._rows:
            return self._below.has_number(row)
        return any(_is_amount(self[row, column]) for column in self.by_row[row])


def _is_amount(cell: Cell) -> bool:
    value = cell.value
    if cell.kind is not CellKind.NUMBER or not isinstance(value, Decimal):
        return False
    return not (value == value.to_integral_value() and 0 < value < MOST_YEARLIKE)
