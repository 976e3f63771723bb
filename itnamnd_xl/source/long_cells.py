"""Cells held close together: fourteen bytes each and every text once, however many cells there are.

They lie in the order of their places, as rows of filled cells, so that what is empty costs nothing wherever the
last cell stands. A cell is made when it is asked for.
"""

from __future__ import annotations

import sys
from array import array
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from itnamnd_xl.source.grid import Cell, CellKind, StoredCells
from itnamnd_xl.source.moments import iso_moment
from itnamnd_xl.source.stored import number_content

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from itnamnd_xl.package.cells import Formula
    from itnamnd_xl.source.formats import Temporal

Place = tuple[int, int]
# Sheets of so many cells are held as a cell each, which is faster to look up.
FEW_CELLS = 50_000
# Cells are kept for the next time that they are asked for: accounts, dates and texts recur from row to row, amounts and
# running numbers do not.
MOST_MADE, MOST_RECURRING = 20_000, 100_000
# The look of what has been taken out.
GONE = 0
# A whole number below this may be a year.
MOST_YEARLIKE = 2200
# The kinds whose value is a text.
TEXTUAL = (CellKind.TEXT, CellKind.ERROR)


@dataclass(frozen=True, slots=True)
class Look:
    """What cells of one kind and style have in common. A moment that is stored as a number has the kind NUMBER."""

    kind: CellKind
    number_format: str = "General"
    color: str | None = None
    font: str | None = None
    time: Temporal | None = None
    indent: int = 0


@dataclass(slots=True)
class Stored:
    """Cells as they lie: each row's number and where its cells start; each cell's column, look and value."""

    from_1904: bool
    rows: array[int] = field(default_factory=lambda: array("I"))
    starts: array[int] = field(default_factory=lambda: array("Q"))
    columns: array[int] = field(default_factory=lambda: array("H"))
    looks: array[int] = field(default_factory=lambda: array("I"))
    values: array[float] = field(default_factory=lambda: array("d"))
    table: list[Look] = field(default_factory=lambda: [Look(CellKind.TEXT)])
    texts: list[str] = field(default_factory=list)
    formulas: dict[int, Formula] = field(default_factory=dict)


class Builder:
    """Takes cells as they pass by, and gives them as a mapping by place."""

    def __init__(self, *, from_1904: bool) -> None:
        """Begin with none; `from_1904`: day 0 is 1 January 1904."""
        self._stored = Stored(from_1904)
        self._numbers: dict[str, int] = {}
        self._row = self._column = 0
        self._in_order = True

    def look(self, look: Look) -> int:
        """Register a look, and give its number."""
        self._stored.table.append(look)
        return len(self._stored.table) - 1

    def text(self, text: str) -> int:
        """Give the number of a text."""
        number = self._numbers.get(text)
        if number is None:
            number = self._numbers[text] = len(self._numbers)
            self._stored.texts.append(text)
        return number

    def add(self, row: int, column: int, look: int, value: float, formula: Formula | None = None) -> None:
        """Add a cell whose value is a number, or the number of a text."""
        stored = self._stored
        if row != self._row:
            self._in_order = self._in_order and row > self._row
            stored.rows.append(row)
            stored.starts.append(len(stored.columns))
            self._row = row
        elif column <= self._column:
            self._in_order = False
        self._column = column
        if formula is not None:
            stored.formulas[len(stored.columns)] = formula
        stored.columns.append(column)
        stored.looks.append(look)
        stored.values.append(value)

    def cells(self, few: int = FEW_CELLS) -> dict[Place, Cell] | LongCells:
        """Give what was added; of cells at one place, the last. A few are given as a cell each."""
        return self.held().settled(few)

    def held(self) -> LongCells:
        """Give what was added, held close together; nothing can be added any more."""
        self._stored.starts.append(len(self._stored.columns))
        if not self._in_order:
            self._sort()
        return LongCells(self._stored)

    def _sort(self) -> None:
        """Bring cells into the order of their places; programs write them so, but need not."""
        old = self._stored
        rows = array("I")
        for row, (start, end) in zip(old.rows, pairwise(old.starts), strict=True):
            rows.extend([row] * (end - start))
        order = sorted(range(len(rows)), key=lambda at: (rows[at], old.columns[at]))
        self._stored = Stored(old.from_1904, table=old.table, texts=old.texts)
        self._row = 0
        for at, after in zip(order, [*order[1:], None], strict=True):
            if after is None or (rows[after], old.columns[after]) != (rows[at], old.columns[at]):
                self.add(rows[at], old.columns[at], old.looks[at], old.values[at], old.formulas.get(at))
        self._stored.starts.append(len(self._stored.columns))


class LongCells(StoredCells):
    """The cells of a long sheet."""

    def __init__(self, stored: Stored) -> None:
        """Take over what was built."""
        self._stored = stored
        self._gone = 0
        self._made: dict[tuple[int, float], Cell] = {}

    def __len__(self) -> int:
        """Count the cells."""
        return len(self._stored.columns) - self._gone

    def __iter__(self) -> Iterator[Place]:
        """Walk over the places in order."""
        for row, columns in self.by_row.items():
            for column in columns:
                yield row, column

    def __getitem__(self, place: Place) -> Cell:
        """Give the cell at a place."""
        entry = self._entry(*place)
        if entry is None:
            raise KeyError(place)
        return self._cell(entry)

    def __contains__(self, place: object) -> bool:
        """Say whether there is a cell at a place."""
        return isinstance(place, tuple) and self._entry(*place) is not None

    def settled(self, few: int = FEW_CELLS) -> dict[Place, Cell] | LongCells:
        """Give the cells as they are looked up fastest: a few as a cell each, many as they are."""
        return dict(self.items()) if len(self) <= few else self

    def relook(self, column: int, first: int, last: int, look: int) -> None:
        """Give the cells of a stretch of a column another look, which was learnt after they were added."""
        for row in range(first, last + 1):
            if (entry := self._entry(row, column)) is not None:
                self._stored.looks[entry] = look

    def discard(self, places: Iterable[Place]) -> None:
        """Take cells out."""
        for place in places:
            entry = self._entry(*place)
            if entry is not None:
                self._stored.looks[entry] = GONE
                self._gone += 1

    @property
    def by_row(self) -> _Rows:
        """The filled columns of each row that has any, both in order."""
        return _Rows(self, self._stored.rows, has_gaps=self._gone > 0)

    def feed(self, update: Callable[[bytes], object]) -> None:
        """Give a digest all that the cells hold: their places, kinds and contents."""
        stored = self._stored
        for numbers in (stored.rows, stored.starts, stored.columns, stored.values):
            update(_bytes(numbers))
        # A look's number says more of the file's styles than of what is in its cells.
        kinds = ["" if look == GONE else f"{one.kind} {one.time or ''}" for look, one in enumerate(stored.table)]
        names = sorted({kinds[look] for look in set(stored.looks)})
        update("\n".join(names).encode())
        codes = {look: names.index(kind) for look, kind in enumerate(kinds) if kind in names}
        update(bytes(map(codes.__getitem__, stored.looks)))
        for text in stored.texts:
            update(text.encode() + b"\n")

    def picked(self, columns: Sequence[int], rows: Iterable[int]) -> Iterator[tuple[int, list[Cell | None]]]:
        """Give the cells of some columns, row by row."""
        slots = {column: place for place, column in enumerate(columns)}
        stored = self._stored
        starts, own, looks = stored.starts, stored.columns, stored.looks
        for row in rows:
            at = self.where(row)
            found: list[Cell | None] = [None] * len(columns)
            if at is not None:
                for entry in range(starts[at], starts[at + 1]):
                    slot = slots.get(own[entry])
                    if slot is not None and looks[entry] != GONE:
                        found[slot] = self._cell(entry)
            yield row, found

    def has_number(self, row: int) -> bool:
        """Say whether a row has a number that cannot be a year."""
        at = self.where(row)
        if at is None:
            return False
        stored = self._stored
        for entry in range(stored.starts[at], stored.starts[at + 1]):
            look = stored.table[stored.looks[entry]]
            if look.kind is CellKind.NUMBER and look.time is None:
                value = stored.values[entry]
                if not (value.is_integer() and 0 < value < MOST_YEARLIKE):
                    return True
        return False

    def where(self, row: int) -> int | None:
        """Give where a row is among those that are filled; most sheets have no gaps below their first rows."""
        rows = self._stored.rows
        last = len(rows) - 1
        guess = last - (rows[last] - row) if last >= 0 else -1
        if 0 <= guess <= last and rows[guess] == row:
            return guess
        at = bisect_left(rows, row)
        return at if at <= last and rows[at] == row else None

    def columns_of(self, row: int) -> list[int]:
        """Give the filled columns of a row."""
        at, stored = self.where(row), self._stored
        if at is None:
            return []
        start, end = stored.starts[at], stored.starts[at + 1]
        if not self._gone:
            return stored.columns[start:end].tolist()
        return [stored.columns[entry] for entry in range(start, end) if stored.looks[entry] != GONE]

    def _cell(self, entry: int) -> Cell:
        stored = self._stored
        look, value = stored.looks[entry], stored.values[entry]
        if entry in stored.formulas:
            return self._new(stored.table[look], value, stored.formulas[entry])
        made = self._made.get((look, value))
        if made is None:
            made = self._new(stored.table[look], value, None)
            if len(self._made) < MOST_MADE and (value < MOST_RECURRING and value.is_integer()):
                self._made[look, value] = made
        return made

    def _new(self, look: Look, value: float, formula: Formula | None) -> Cell:
        if look.kind in TEXTUAL:
            text = self._stored.texts[int(value)]
            return Cell(look.kind, text, look.number_format, formula, look.color, look.font, look.indent)
        if look.kind is CellKind.NUMBER:
            kind, content = number_content(value, look.time, from_1904=self._stored.from_1904)
            return Cell(kind, content, look.number_format, formula)
        if look.kind is CellKind.DATE:
            return Cell(look.kind, iso_moment(self._stored.texts[int(value)]), look.number_format, formula)
        if look.kind is CellKind.BOOLEAN:
            return Cell(look.kind, value != 0, look.number_format, formula)
        return Cell(CellKind.UNCALCULATED, None, look.number_format, formula)

    def _entry(self, row: int, column: int) -> int | None:
        at, stored = self.where(row), self._stored
        if at is None:
            return None
        end = stored.starts[at + 1]
        entry = bisect_left(stored.columns, column, stored.starts[at], end)
        is_there = entry < end and stored.columns[entry] == column and stored.looks[entry] != GONE
        return entry if is_there else None


class _Rows(Mapping[int, "Sequence[int]"]):
    """The filled columns of each filled row, given when they are asked for."""

    def __init__(self, cells: LongCells, rows: Sequence[int], *, has_gaps: bool) -> None:
        self._cells = cells
        # A row whose cells have all been taken out is none.
        self._rows = [row for row in rows if cells.columns_of(row)] if has_gaps else rows

    def __getitem__(self, row: int) -> Sequence[int]:
        columns = self._cells.columns_of(row)
        if not columns:
            raise KeyError(row)
        return columns

    def __iter__(self) -> Iterator[int]:
        return iter(self._rows)

    def __reversed__(self) -> Iterator[int]:
        return reversed(self._rows)

    def __len__(self) -> int:
        return len(self._rows)


def _bytes(numbers: array[int] | array[float]) -> bytes:
    """Give numbers as bytes, the same on every machine."""
    if sys.byteorder == "little":
        return numbers.tobytes()
    turned = numbers[:]
    turned.byteswap()
    return turned.tobytes()
