"""What was not understood, not used, or is hidden: said or listed, so that nothing is left out in silence."""

from __future__ import annotations

from itertools import groupby, takewhile
from typing import TYPE_CHECKING

from itnamnd_xl.core.model import Unused
from itnamnd_xl.core.swedish import count, listing
from itnamnd_xl.source.extract_statement import amount_columns
from itnamnd_xl.source.grid import CellKind
from itnamnd_xl.source.table import TableKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from itnamnd_xl.source.cells import Findings
    from itnamnd_xl.source.grid import Grid
    from itnamnd_xl.source.lexicon import Lexicon
    from itnamnd_xl.source.table import Table

# Headers stand among a sheet's first rows; further down, a word that is nearly one means nothing.
HEAD_ROWS = 40
# So many columns that are known, or nearly, make a row a header.
LEAST_HEADERS = 3
SIDE_COLUMNS = ("comment", "responsible")
LABELS = ("text", "goal", "member", *SIDE_COLUMNS)


def say_no_table(workbook: str, grids: Sequence[Grid], lexicon: Lexicon, findings: Findings) -> None:
    """Say that a workbook holds no table that is known, and which header comes nearest."""
    hidden = sum(grid.is_hidden for grid in grids)
    sheets = count(len(grids), "flik läst", "flikar lästa")
    if hidden:
        sheets += f", varav {count(hidden, 'dold', 'dolda')}"
    findings.add("E201", workbook, sheets=sheets, near=_nearest(grids, lexicon))


def _nearest(grids: Iterable[Grid], lexicon: Lexicon) -> str:
    for grid in grids:
        for row, columns in takewhile(lambda found: found[0] <= HEAD_ROWS, grid.by_row.items()):
            for column in columns:
                text = grid.text(row, column)
                is_text = grid.cells[row, column].kind is CellKind.TEXT
                if is_text and (suggestion := lexicon.headers.suggest(text)):
                    return f"Närmast ligger fliken {grid.name}, rad {row}: ”{text}”. Menas {suggestion}?"
    return ""


def say_missed(grid: Grid, lexicon: Lexicon, findings: Findings) -> None:
    """Say that a sheet without a table has a row that is nearly a header."""
    last = next((row for row in reversed(list(grid.by_row)) if len(grid.by_row[row]) > 1), 0)
    for row, columns in grid.by_row.items():
        if row > HEAD_ROWS or row >= last:
            return  # What has nothing below it heads nothing.
        texts = [grid.text(row, column) for column in columns if grid.cells[row, column].kind is CellKind.TEXT]
        if any("member" in lexicon.headers.header(text).concepts for text in texts):
            for column in columns:
                _say_no_key(grid, (row, column), lexicon, findings)
        if len(texts) < LEAST_HEADERS:
            continue
        near = {text: suggestion for text in texts if (suggestion := lexicon.headers.suggest(text))}
        known = sum(bool(lexicon.headers.header(text).concepts) for text in texts)
        if len(near) + known < LEAST_HEADERS:
            continue
        source = grid.ref(row, columns[0])
        if near:
            found, suggestion = next(iter(near.items()))
            findings.add("W213", source, row=str(row), found=found, suggestion=suggestion)
        else:
            findings.add("W215", source, row=str(row))
        return


def say_near_headers(table: Table, lexicon: Lexicon, findings: Findings) -> None:
    """Suggest what a table's unknown headers nearly are."""
    for column in table.grid.by_row[table.header_row]:
        text = table.grid.text(table.header_row, column)
        if suggestion := lexicon.headers.suggest(text):
            findings.add("W204", table.grid.ref(table.header_row, column), found=text, suggestion=suggestion)
        elif table.kind is TableKind.KEY and column not in table.binding.headers:
            _say_no_key(table.grid, (table.header_row, column), lexicon, findings)


def _say_no_key(grid: Grid, place: tuple[int, int], lexicon: Lexicon, findings: Findings) -> None:
    """Say of a header beside members that counts something which is no key by itself: Antal anställda."""
    if lexicon.names_count_of(text := grid.text(*place)) and not lexicon.headers.suggest(text):
        findings.add("N642", grid.ref(*place), found=text)


def say_hidden(table: Table, findings: Findings) -> None:
    """Say that a table was read from a hidden sheet, or from hidden rows or columns."""
    grid = table.grid
    if grid.is_hidden:
        findings.add("N205", f"{grid.workbook}, fliken {grid.name}", what="fliken")
    hidden = grid.hidden_rows
    if hidden and (rows := [row for row in table.rows if row in hidden]):
        findings.add("N205", grid.ref(rows[0], min(table.binding.headers)), what=_rows_text(rows))
    read = {*table.binding.columns.values(), *(one for columns in table.binding.others.values() for one in columns)}
    for column in sorted(grid.hidden_columns & (read | set(table.members or ()))):
        header = grid.text(table.header_row, column)
        findings.add("N205", grid.ref(table.header_row, column), what=f"kolumnen ”{header}”")


def _rows_text(rows: Sequence[int]) -> str:
    """Name rows briefly: rad 22, rad 24–26."""
    runs = [[row for _, row in run] for _, run in groupby(enumerate(rows), key=lambda pair: pair[1] - pair[0])]
    return "rad " + listing([str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs])


def unused(grids: Iterable[Grid], tables: Sequence[Table]) -> list[Unused]:
    """List the sheets, columns and rows that no figure was read from."""
    found = []
    for grid in grids:
        own = [table for table in tables if table.grid is grid]
        if not own and grid.cells:
            found.append(Unused(f"{grid.workbook}, fliken {grid.name}", "", "ingen tabell känns igen"))
        for table in own:
            found += [*_unused_columns(table), *_unused_rows(table)]
    return found


def _unused_columns(table: Table) -> list[Unused]:
    if table.members:
        return []
    binding, grid = table.binding, table.grid
    left_alone = {column for concept, column in binding.columns.items() if concept in (*SIDE_COLUMNS, "trend")}
    used = set(binding.columns.values()) - left_alone
    if table.kind is TableKind.STATEMENT:
        used |= set(amount_columns(table).values())
    if table.kind is TableKind.KEY:
        used |= {column for columns in binding.others.values() for column in columns}
    inside = range(min(binding.headers, default=1), binding.last_column + 2)
    return [
        Unused(
            f"{grid.workbook}, fliken {grid.name}, kolumn {grid.ref(1, column).a1[:-1]}",
            grid.text(table.header_row, column),
            _why_unused(table, column),
        )
        for column in grid.by_row[table.header_row]
        if column in inside and column not in used
    ]


def _why_unused(table: Table, column: int) -> str:
    if any(column in columns for columns in table.binding.others.values()):
        return "ett annat år"
    header = table.binding.headers.get(column)
    if header is None or not (header.concepts or header.year):
        return "rubriken känns inte igen"
    return "lämnas orörd" if header.concepts & set(SIDE_COLUMNS) else "kolumnen behövs inte"


def _unused_rows(table: Table) -> list[Unused]:
    """List rows of text alone below a header; their text stays where it is."""
    if table.kind is TableKind.LEDGER:
        return []  # Every row of a ledger is accounted for where it is summed.
    amounts = [column for concept, column in table.binding.columns.items() if concept not in LABELS]
    amounts += [column for columns in table.binding.others.values() for column in columns]
    inside = set(range(1, table.binding.last_column + 1))
    rows = [
        row
        for row in table.rows
        if not any(table.grid.text(row, column) for column in amounts) and inside & set(table.grid.by_row[row])
    ]
    if not rows or not amounts or table.members:
        return []
    place = f"{table.grid.workbook}, fliken {table.grid.name}, {_rows_text(rows)}"
    return [Unused(place, "", "ingen siffra i tabellens kolumner")]
