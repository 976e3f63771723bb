"""A workbook file becomes grids. The only place that knows how cells are read from a file.

Reading goes through openpyxl for now: once for the values that Excel stored, once for the formulas behind them.
"""

from __future__ import annotations

import datetime as dt
import io
import warnings
from decimal import Decimal
from typing import TYPE_CHECKING

import openpyxl

from itnamnd_xl.core.diagnostics import Diagnostic, diagnostic
from itnamnd_xl.package.graft import is_own_sheet
from itnamnd_xl.source.grid import Cell, CellKind, CellValue, Grid

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell as FileCell
    from openpyxl.cell.cell import MergedCell
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet


def read_grids(name: str, data: bytes, most_cells: int) -> tuple[tuple[Grid, ...], list[Diagnostic]]:
    """Read every sheet of the user's from a workbook's bytes; our own result sheets are passed over."""
    try:
        with warnings.catch_warnings():
            # openpyxl warns of what it will not write back; nothing is written from here.
            warnings.simplefilter("ignore")
            values = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
            formulas = openpyxl.load_workbook(io.BytesIO(data))
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - a damaged file makes the parser fail in a dozen ways, all of one meaning
        return (), [diagnostic("E103", name)]
    return _grids(name, values, formulas, most_cells)


def _grids(
    name: str, values: Workbook, formulas: Workbook, most_cells: int
) -> tuple[tuple[Grid, ...], list[Diagnostic]]:
    grids, left = [], most_cells
    for sheet in values.worksheets:
        if is_own_sheet(sheet):
            continue
        grid = _grid(name, sheet, formulas[sheet.title])
        left -= len(grid.cells)
        if left < 0:
            return (), [diagnostic("E110", name, why="den har för många celler")]
        grids.append(grid)
    return tuple(grids), []


def _grid(workbook: str, values: Worksheet, formulas: Worksheet) -> Grid:
    # The cells that exist, not the box around them: a stray cell far out must cost nothing.
    written: dict[tuple[int, int], FileCell | MergedCell] = formulas._cells  # noqa: SLF001
    cells = {}
    for (row, column), behind in written.items():
        shown = values._cells.get((row, column))  # noqa: SLF001
        cell = _cell(behind, shown)
        if cell is not None:
            cells[row, column] = cell
    hidden_columns = {
        number
        for dimension in values.column_dimensions.values()
        if dimension.hidden and dimension.min and dimension.max
        for number in range(dimension.min, dimension.max + 1)
    }
    return Grid(
        workbook=workbook,
        name=values.title,
        cells=cells,
        merges=tuple((one.min_row, one.min_col, one.max_row, one.max_col) for one in values.merged_cells.ranges),
        is_hidden=values.sheet_state != "visible",
        hidden_rows=frozenset(row for row, dimension in values.row_dimensions.items() if dimension.hidden),
        hidden_columns=frozenset(hidden_columns),
    )


def _cell(behind: FileCell | MergedCell, shown: FileCell | MergedCell | None) -> Cell | None:
    is_formula = behind.data_type == "f"
    value = shown.value if shown is not None else None
    if value is None and not is_formula:
        return None
    kind, content = _content(value, shown.data_type if shown is not None else "n")
    if kind is CellKind.TEXT and not str(content).strip():
        return None
    style = behind.font if kind is CellKind.TEXT else None
    color = style.color.rgb if style is not None and style.color is not None and style.color.type == "rgb" else None
    return Cell(
        kind,
        content,
        number_format=behind.number_format or "General",
        is_formula=is_formula,
        color=color if isinstance(color, str) else None,
        font=style.name if style is not None else None,
    )


def _content(value: object, data_type: str) -> tuple[CellKind, CellValue]:
    if value is None:
        return CellKind.UNCALCULATED, None
    if data_type == "e":
        return CellKind.ERROR, str(value)
    if isinstance(value, bool):
        return CellKind.BOOLEAN, value
    if isinstance(value, int | float):
        # A stored number is a binary float: 15 digits are what Excel itself vouches for.
        return CellKind.NUMBER, Decimal(f"{value:.15g}")
    if isinstance(value, dt.datetime | dt.date):
        return CellKind.DATE, value
    if isinstance(value, dt.time):
        return CellKind.TIME, value
    if isinstance(value, dt.timedelta):
        return CellKind.TIME, str(value)
    return CellKind.TEXT, str(value)
