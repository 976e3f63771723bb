"""Tables found by their headers, wherever on a sheet they stand: above and beside each other, under any head."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from itnamnd_xl.source.binding import (
    Binding,
    Span,
    TableKind,
    bind_indicators,
    bind_key,
    bind_statement,
    bind_transposed_key,
)
from itnamnd_xl.source.grid import CellKind
from itnamnd_xl.source.headers import Header
from itnamnd_xl.source.heads import Head, read_head

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from itnamnd_xl.core.model import CellRef
    from itnamnd_xl.source.grid import Grid
    from itnamnd_xl.source.lexicon import Lexicon

# Labels that may begin a table of their own beside another.
STARTS = ("text", "project", "unit_text", "member", "goal", "indicator")
HEAD_LINES = 12


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

    @property
    def source(self) -> CellRef:
        """The table's first header cell."""
        return self.grid.ref(self.header_row, min(self.binding.headers))

    def column(self, concept: str) -> int | None:
        """The column bound to a concept."""
        return self.binding.columns.get(concept)

    def ref(self, row: int, concept: str) -> CellRef:
        """The cell of a concept in a row."""
        return self.grid.ref(row, self.binding.columns[concept])

    def texts(self, column: int) -> list[str]:
        """The texts of a column's data cells."""
        return [
            text
            for row in self.rows
            if (cell := self.grid.cell(row, column)) and cell.kind is CellKind.TEXT and (text := cell.text)
        ]


def find_tables(grid: Grid, lexicon: Lexicon, wanted_year: int | None = None) -> list[Table]:
    """Find every table of a sheet, from the top."""
    rows = list(grid.by_row)
    header_rows = [row for row in rows if _may_head(grid, row, lexicon)]
    tables: list[Table] = []
    for row in header_rows:
        if any(_repeats(table, row, lexicon) for table in tables):
            continue
        below = _rows_below(grid, row, header_rows, lexicon)
        head = read_head(_lines_above(grid, row, tables), lexicon)
        for kind, binding, members in _bind_row(grid, row, below, lexicon, wanted_year):
            tables.append(Table(kind, grid, row, binding, below, head, members))
    return tables


def row_headers(grid: Grid, row: int, lexicon: Lexicon) -> dict[int, Header]:
    """Take every cell of a row apart as a header; a year or a date may head a column by itself."""
    found = {}
    for column in grid.by_row.get(row, ()):
        cell = grid.cells[row, column]
        if cell.kind is CellKind.NUMBER and not (cell.text.isdigit() and 1990 <= int(cell.text) <= 2100):
            continue
        if cell.kind in (CellKind.NUMBER, CellKind.TEXT, CellKind.DATE):
            header = lexicon.headers.header(grid.text(row, column))
            if header.concepts or (not header.stem and header.year):
                found[column] = header
    return found


def _may_head(grid: Grid, row: int, lexicon: Lexicon) -> bool:
    headers = row_headers(grid, row, lexicon)
    return len(headers) > 1 or len(bind_transposed_key(grid, row, lexicon.policy.members)) > 1


def _bind_row(
    grid: Grid, row: int, below: tuple[int, ...], lexicon: Lexicon, wanted: int | None
) -> list[tuple[TableKind, Binding, Mapping[int, str] | None]]:
    """Bind the table or tables that a row heads; with the row above it where that makes it clearer."""
    own = row_headers(grid, row, lexicon)
    above = _combined(grid, row, own, lexicon)
    choices = [_bind_segments(grid, headers, below, lexicon, wanted) for headers in (own, above) if headers]
    best = max(choices, key=_clarity, default=[])
    if best:
        return [(binding.kind, binding, None) for binding in best]
    members = bind_transposed_key(grid, row, lexicon.policy.members)
    if members and any(_is_dated(grid, one, min(members), lexicon) for one in below):
        headers = {column: Header(name, "", frozenset()) for column, name in members.items()}
        return [(TableKind.KEY_TRANSPOSED, Binding(TableKind.KEY_TRANSPOSED, {}, headers), members)]
    return []


def _clarity(bindings: Sequence[Binding]) -> tuple[int, int, int]:
    """Rank ways to bind a row: something bound, little lacking or clashing, many columns."""
    faults = sum(len(one.clashes) + len(one.lacking) for one in bindings)
    return bool(bindings), -faults, sum(len(one.columns) for one in bindings)


def _is_dated(grid: Grid, row: int, before: int, lexicon: Lexicon) -> bool:
    """Say whether a row's label names a key: folkmängd, or a date."""
    label = " ".join(grid.text(row, column) for column in grid.by_row.get(row, ()) if column < before)
    header = lexicon.headers.header(label)
    return bool(
        header.date or header.concepts & {"population", "users", "computers"} or (header.year and not header.stem)
    )


def _combined(grid: Grid, row: int, own: Mapping[int, Header], lexicon: Lexicon) -> dict[int, Header]:
    """Combine headers with the row above, where that row holds spanning cells rather than a title."""
    columns = range(min(own, default=1), max(own, default=0) + 1)
    spread = {column: grid.spread(row - 1, column) for column in columns}
    if len({text for text in spread.values() if text}) < 1 or (all(spread.values()) and len(set(spread.values())) == 1):
        return {}
    texts = {column: f"{spread[column]} {grid.text(row, column)}".strip() for column in columns}
    headers = {column: lexicon.headers.header(text) for column, text in texts.items() if text}
    return {
        column: header if header.concepts else own.get(column, header)
        for column, header in headers.items()
        if header.concepts or column in own
    }


def _bind_segments(
    grid: Grid, headers: Mapping[int, Header], below: tuple[int, ...], lexicon: Lexicon, wanted: int | None
) -> list[Binding]:
    """Bind headers as two tables side by side where both halves are tables, else as one."""
    starts = [column for column in sorted(headers) if headers[column].concepts & set(STARTS)]
    for start in starts[1:]:
        left = {column: header for column, header in headers.items() if column < start}
        right = {column: header for column, header in headers.items() if column >= start}
        first = _bind(grid, left, below, lexicon, wanted)
        rest = _bind_segments(grid, right, below, lexicon, wanted)
        if first and rest and not first.lacking and not any(one.lacking for one in rest):
            return [first, *rest]
    whole = _bind(grid, headers, below, lexicon, wanted)
    return [whole] if whole else []


def _bind(
    grid: Grid, headers: Mapping[int, Header], below: tuple[int, ...], lexicon: Lexicon, wanted: int | None
) -> Binding | None:
    if len(headers) < 2:
        return None
    span = Span(grid, headers, below)
    return bind_indicators(span, lexicon.is_status, wanted) or bind_statement(span, wanted) or bind_key(span)


def _rows_below(grid: Grid, row: int, header_rows: Sequence[int], lexicon: Lexicon) -> tuple[int, ...]:
    """Give the rows that a header row heads: down to the next header of another table."""
    own = _outline(row_headers(grid, row, lexicon))
    found = []
    for one in grid.by_row:
        if one <= row:
            continue
        if one in header_rows:
            other = row_headers(grid, one, lexicon)
            if not _same_outline(own, _outline(other)) or _is_titled(grid, one):
                if _is_header_like(grid, one, other):
                    break
            else:
                continue
        found.append(one)
    return tuple(found)


def _is_header_like(grid: Grid, row: int, headers: Mapping[int, Header]) -> bool:
    """Say whether a row is a header rather than a data row that happens to use such words."""
    filled = grid.by_row.get(row, ())
    numbers = [c for c in filled if grid.cells[row, c].kind is CellKind.NUMBER and c not in headers]
    return not numbers and 2 * len(headers) >= len(filled)


def _outline(headers: Mapping[int, Header]) -> dict[int, tuple[str, int | None]]:
    return {column: (header.stem, header.year) for column, header in headers.items()}


def _same_outline(first: Mapping[int, tuple[str, int | None]], second: Mapping[int, tuple[str, int | None]]) -> bool:
    shared = [column for column in first if first[column] == second.get(column)]
    return len(shared) > 1 and len(shared) >= len(second) - 1


def _repeats(table: Table, row: int, lexicon: Lexicon) -> bool:
    """Say whether a row repeats a table's header, as after a page break."""
    if row <= table.header_row or (table.rows and row > max(table.rows)):
        return False
    return _same_outline(_outline(table.binding.headers), _outline(row_headers(table.grid, row, lexicon)))


def _is_titled(grid: Grid, row: int) -> bool:
    """Say whether a title stands right above a header, set off from what comes before by an empty row."""
    filled = [one for one in grid.by_row if one < row]
    lone: list[int] = []
    while filled and len(grid.by_row[filled[-1]]) == 1 and len(lone) < HEAD_LINES:
        lone.append(filled.pop())
    return bool(lone and filled and min(lone) - filled[-1] > 1)


def _lines_above(grid: Grid, row: int, tables: Sequence[Table]) -> list[str]:
    """Give the texts of the lines above a header: the sheet's first lines, then those nearest to it."""
    first = min([table.header_row for table in tables], default=row)
    lines = [one for one in grid.by_row if one < first][-HEAD_LINES:]
    nearest = []
    for one in reversed([one for one in grid.by_row if first < one < row]):
        if len(grid.by_row[one]) > 1 or not grid.text(one, grid.by_row[one][0])[:1].isalpha():
            break
        nearest.append(one)
    return [
        grid.text(one, column)
        for one in (*lines, *reversed(nearest))
        for column in grid.by_row[one]
        if grid.cells[one, column].kind is CellKind.TEXT
    ]


__all__ = ["Table", "TableKind", "find_tables", "row_headers"]
