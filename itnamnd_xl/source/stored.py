"""What is in a cell, however it was read: a number becomes a Decimal or a moment, a text what a reader sees of it."""

from __future__ import annotations

import datetime as dt
import re

from itnamnd_xl.core.model import cell_number
from itnamnd_xl.source.formats import Temporal
from itnamnd_xl.source.grid import CellKind, CellValue
from itnamnd_xl.source.moments import duration, moment

# Characters that no sheet shows and that a terminal would obey.
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def seen_text(text: str) -> str:
    """Give a text as a reader sees it; empty where there is nothing to see."""
    shown = _CONTROLS.sub(" ", text)
    return shown if shown.strip() else ""


def number_content(number: float, time: Temporal | None, *, from_1904: bool) -> tuple[CellKind, CellValue]:
    """Give what a stored number is, by what its format shows it as; it must be finite."""
    if time is Temporal.DATE and (found := moment(number, from_1904=from_1904)) is not None:
        return (CellKind.TIME if isinstance(found, dt.time) else CellKind.DATE), found
    if time is Temporal.DURATION and (length := duration(number)) is not None:
        return CellKind.TIME, str(length)
    return CellKind.NUMBER, cell_number(number)
