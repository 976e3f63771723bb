"""Cells that hold a length of time: stored as one ([h]:mm), or as the time of day that Excel made of 3:20."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import TYPE_CHECKING

from itnamnd_xl.core.model import Quantity
from itnamnd_xl.core.swedish import number
from itnamnd_xl.source.grid import CellKind

if TYPE_CHECKING:
    from itnamnd_xl.source.cells import Findings
    from itnamnd_xl.source.grid import Cell, Grid

_LENGTH = re.compile(r"(?:(-?\d+) days?, )?(\d+):(\d\d):(\d\d)(?:\.\d+)?$")


def time_quantity(grid: Grid, place: tuple[int, int], findings: Findings) -> Quantity | None:
    """Read a cell that is a time as a number of minutes, or of seconds where it has some; None where it is none."""
    cell, ref = grid.cell(*place), grid.ref(*place)
    if cell is None or cell.kind is not CellKind.TIME or (seconds := _seconds(cell)) is None:
        return None
    minutes, rest = divmod(seconds, 60)
    value, unit = (Decimal(seconds), "sek") if rest else (Decimal(minutes), "min")
    text = grid.text(*place)
    if isinstance(cell.value, dt.time):
        findings.add("W310", ref, found=text, value=f"{number(value)} {unit}")
    else:
        findings.add("N308", ref, found=text, value=f"{number(value)} {unit}", why=" (en tidslängd)")
    return Quantity(value, text, ref, unit)


def _seconds(cell: Cell) -> int | None:
    if isinstance(cell.value, dt.time):
        return cell.value.hour * 3600 + cell.value.minute * 60 + cell.value.second
    found = _LENGTH.match(cell.text)
    if found is None:
        return None
    return (int(found[1] or 0) * 24 + int(found[2])) * 3600 + int(found[3]) * 60 + int(found[4])
