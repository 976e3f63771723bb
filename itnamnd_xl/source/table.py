"""A table of a sheet: its kind, which column is what, the cells that its header heads, and what stands above it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from itnamnd_xl.core.model import CellRef
    from itnamnd_xl.source.grid import Grid
    from itnamnd_xl.source.headers import Header
    from itnamnd_xl.source.heads import Head

# What kind of column one is shows in so many of its rows, evenly taken.
ENOUGH_ROWS = 2000
_DIGIT = re.compile(r"\d")
_WORD = re.compile(r"[^\W\d_]{3,}")


class TableKind(StrEnum):
    """What a table is."""

    INDICATORS = "indicators"
    STATEMENT = "statement"
    KEY = "key"
    KEY_TRANSPOSED = "key_transposed"
    LEDGER = "ledger"


@dataclass(frozen=True, slots=True)
class Binding:
    """Which column is what. `others` are columns of the same concept for other years, by concept.

    `clashes` names a concept with the two columns that could both be it.
    """

    kind: TableKind
    columns: Mapping[str, int]
    headers: Mapping[int, Header]
    others: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    clashes: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    lacking: tuple[str, ...] = ()
    year: int | None = None

    @property
    def has_verdicts_alone(self) -> bool:
        """Whether the table has goals or indicators with verdicts, and nothing that these are made of."""
        return self.kind is TableKind.INDICATORS and not {"result", "target", "forecast"} & set(self.columns)

    @property
    def last_column(self) -> int:
        """The rightmost column of the table."""
        return max(self.headers)


@dataclass(frozen=True, slots=True)
class Span:
    """The cells that a header row heads: its headers by column, and the rows below that may be data."""

    grid: Grid
    headers: Mapping[int, Header]
    rows: tuple[int, ...]

    def having(self, *concepts: str) -> list[int]:
        """The columns whose header may name one of these concepts, from the left."""
        return [column for column, header in self.headers.items() if header.concepts & set(concepts)]

    def texts(self, column: int) -> list[str]:
        """The texts below a header."""
        return [text for row in self.rows if (text := self.grid.text(row, column))]

    def share(self, column: int, holds: Callable[[str], bool]) -> float:
        """How large a share of a column's filled cells something holds for; a long column is judged by a part of it."""
        step = len(self.rows) // ENOUGH_ROWS + 1
        texts = [text for row in self.rows[::step] if (text := self.grid.text(row, column))]
        return sum(map(holds, texts)) / len(texts) if texts else 0.0

    def is_numeric(self, column: int) -> bool:
        """Say whether a column mostly holds numbers, with or without words around them."""
        return self.share(column, _has_digits) > 0.5

    def is_wordy(self, column: int) -> bool:
        """Say whether a column mostly holds words."""
        return self.share(column, has_word) > 0.5


def _has_digits(text: str) -> bool:
    return _DIGIT.search(text) is not None


def has_word(text: str) -> bool:
    """Say whether a text holds a word."""
    return _WORD.search(text) is not None


@dataclass(frozen=True, slots=True)
class Table:
    """A table as it was found: its kind, its columns, the rows below its header, and the lines above it."""

    kind: TableKind
    grid: Grid
    header_row: int
    binding: Binding
    rows: tuple[int, ...]
    head: Head
    members: Mapping[int, str] | None = None
    head_cells: tuple[CellRef, ...] = ()

    @property
    def source(self) -> CellRef:
        """The table's first header cell."""
        return self.grid.ref(self.header_row, min(self.binding.headers))

    @property
    def corner(self) -> str:
        """What heads the labels, which may be a title, a unit or nothing."""
        column = self.binding.columns.get("text", min(self.binding.headers))
        header = self.binding.headers.get(column)
        return header.text if header else self.grid.text(self.header_row, column)

    def column(self, concept: str) -> int | None:
        """The column bound to a concept."""
        return self.binding.columns.get(concept)

    def ref(self, row: int, concept: str) -> CellRef:
        """The cell of a concept in a row."""
        return self.grid.ref(row, self.binding.columns[concept])
