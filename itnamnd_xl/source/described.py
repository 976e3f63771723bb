"""How the workbooks were read, column by column: for a reader to say yes or no to, and to say otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from itnamnd_xl.core.model import CellRef, ReadColumn, ReadTable
from itnamnd_xl.core.wording import UNUSED
from itnamnd_xl.source.book import table_grids
from itnamnd_xl.source.chosen import KIND_WORDS
from itnamnd_xl.source.grid import CellKind
from itnamnd_xl.source.headers import LONGEST_HEADER
from itnamnd_xl.source.leftovers import HEAD_ROWS, LEAST_HEADERS, SIDE_COLUMNS
from itnamnd_xl.source.stated import row_and_column
from itnamnd_xl.source.table import TableKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from itnamnd_xl.policy import Policy
    from itnamnd_xl.source.chosen import Understood
    from itnamnd_xl.source.grid import Grid
    from itnamnd_xl.source.outline import Outline
    from itnamnd_xl.source.table import Table

# What is said of a column of another year than the accounting year.
OTHER_YEAR = "{}, annat år"
# What is said of two columns that could be the same.
DOUBTFUL = "{}? Se frågan"
# Rows that are looked through for a cell to show of a column.
SAMPLE_ROWS = 20


def described(plan: Outline) -> tuple[ReadTable, ...]:
    """Describe every table, and on sheets without any the row that looks most like a header."""
    taken = {id(table.grid) for _, table in plan.tables}
    others = [grid for book in plan.books for grid in table_grids(book) if id(grid) not in taken]
    unknown = (_unknown(grid, header) for grid in others if (header := _header_like(grid)))
    told = (*(_described(one, plan.policy) for one in plan.marked()), *unknown)
    return (*told, *_named_alone(plan, told))


def _named_alone(plan: Outline, told: Iterable[ReadTable]) -> Iterator[ReadTable]:
    """Describe the columns that the user names on our sheets and that stand in no table, so that her word is kept."""
    columns = [column for table in told for column in table.columns]
    listed = {(one.source.workbook, one.source.sheet, one.source.row, one.source.column) for one in columns}
    headed = {(one.source.workbook, one.source.sheet, one.header) for one in columns}
    grids = {(grid.workbook, grid.name): grid for book in plan.books for grid in book.grids}
    for one in plan.stated.columns:
        place = row_and_column(one.cell or "")
        if one.source is None or place is None or not one.sheet or not one.workbook:
            continue
        sheet = (one.workbook, one.sheet)
        if (*sheet, *place) in listed or (*sheet, one.header) in headed:
            continue
        source = CellRef(*sheet, *place)
        grid = grids.get(sheet)
        is_there = grid is not None and (one.header is None or grid.text(*place) == one.header)
        column = ReadColumn(source, one.header or "", "", is_there=is_there)
        yield ReadTable("", source, (place[0] + 1, place[0] + 1), (column,), is_used=False)


def meanings(policy: Policy) -> tuple[str, ...]:
    """Give all that a column can be said to be."""
    return (*dict.fromkeys(policy.concepts.values()), UNUSED)


def _described(one: Understood, policy: Policy) -> ReadTable:
    table = one.table
    named = _meanings_of(table, policy)
    columns = tuple(_column(table, column, named) for column in _columns_of(table, named))
    rows = (table.rows[0], table.rows[-1]) if table.rows else (table.header_row, table.header_row)
    year = one.year if one.kind != "key" else None
    return ReadTable(KIND_WORDS[one.kind], table.source, rows, columns, year, one.used)


def _columns_of(table: Table, named: Mapping[int, str]) -> list[int]:
    """Give the columns of a table: those of its headers, and those that are read without one."""
    last = max((*table.binding.headers, *named), default=0)
    first = min((*table.binding.headers, *named), default=1)
    rows = (table.header_row, *table.rows[:SAMPLE_ROWS])
    # A column without a header is one that the user may have to name.
    filled = {column for row in rows for column in table.grid.by_row.get(row, ()) if first <= column <= last + 1}
    after = last + 1 if not table.grid.text(table.header_row, last + 1) else None
    return sorted({*filled, *named} - {after})


def _meanings_of(table: Table, policy: Policy) -> dict[int, str]:
    """Give what each column is, in Swedish."""
    if table.kind is TableKind.KEY_TRANSPOSED:
        return dict(table.members or {})
    concepts = policy.concepts
    named = {column: concepts.get(concept, concept) for concept, column in table.binding.columns.items()}
    for concept, columns in table.binding.others.items():
        for column in columns:
            word = concepts.get(concept, concept)
            named.setdefault(column, word if table.kind is TableKind.KEY else OTHER_YEAR.format(word))
    for concept, pair in table.binding.clashes.items():
        named |= dict.fromkeys(pair, DOUBTFUL.format(concepts.get(concept, concept)))
    return named


def _column(table: Table, column: int, named: Mapping[int, str]) -> ReadColumn:
    grid, header = table.grid, table.binding.headers.get(column)
    # What people have written of each other is not copied anywhere.
    is_private = column not in named or column in {table.column(side) for side in SIDE_COLUMNS}
    return ReadColumn(
        source=grid.ref(table.header_row, column),
        header=grid.text(table.header_row, column),
        meaning=named.get(column, ""),
        sample="" if is_private else _sample(grid, table.rows, column),
        is_known=column in named or bool(header and (header.concepts or header.is_unused)),
    )


def _sample(grid: Grid, rows: Sequence[int], column: int) -> str:
    return next((text for row in rows[:SAMPLE_ROWS] if (text := grid.text(row, column))), "")


def _header_like(grid: Grid) -> int | None:
    """Find the row of a sheet without a table that may be its header: the first with several texts and rows below."""
    last = max(grid.by_row, default=0)
    for row, columns in grid.by_row.items():
        if row > HEAD_ROWS or row >= last:
            return None
        texts = [grid.text(row, one) for one in columns if grid.cells[row, one].kind is CellKind.TEXT]
        # Sentences are what people have written, and no headers.
        if len(texts) >= LEAST_HEADERS and all(len(one) <= LONGEST_HEADER for one in texts):
            return row
    return None


def _unknown(grid: Grid, row: int) -> ReadTable:
    columns = tuple(ReadColumn(grid.ref(row, one), grid.text(row, one), "", is_known=False) for one in grid.by_row[row])
    return ReadTable("", columns[0].source, (row + 1, max(grid.by_row)), columns, is_used=False)
