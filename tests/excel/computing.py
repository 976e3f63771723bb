"""What Excel would compute of our formulas. The double cannot: it takes the values that the core has beside them.

That they are what the formulas give is shown where LibreOffice computes them, in tests/living.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from itnamnd_xl.render import with_xlwings
from tests.excel.com import plain
from tests.excel.values import cached_value

if TYPE_CHECKING:
    from collections.abc import Mapping

    import xlwings as xw

    from itnamnd_xl.core.model import Area
    from itnamnd_xl.render.blocks import Place
    from itnamnd_xl.sheets.spec import Cell

_write = with_xlwings._write_block


def _write_and_compute(sheet: xw.Sheet, area: Area, cells: Mapping[Place, Cell]) -> list[Place]:
    refused = _write(sheet, area, cells)
    grid = plain(sheet.api).grid
    for place, cell in cells.items():
        there: Any = grid.peek(*place)
        if cell.formula and not cell.field and there is not None and there.data_type == "f":
            grid.cached[place] = cached_value(cell.value)
    return refused


def begin() -> None:
    """From now on what is written is computed."""
    with_xlwings._write_block = _write_and_compute


def end() -> None:
    with_xlwings._write_block = _write
