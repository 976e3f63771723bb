"""The year and month of a booking, from its date or its period, however either is written."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from itnamnd_xl.source.grid import Cell

# 2023-01-31, 20230131, 230131; 202301, 2023-01, 2301. A period may go beyond the twelfth month: 202313.
_DATE = re.compile(r"(20\d\d|\d\d)[-./]?(0[1-9]|1[0-2])[-./]?(?:0[1-9]|[12]\d|3[01])(?:\s.*)?$")
_PERIOD = re.compile(r"(20\d\d|\d\d)[-./ ]?(0\d|1[0-9])$")


def year_and_month(cell: Cell) -> tuple[int, int] | None:
    """Give the year and month that a cell says; None where it says none."""
    value = cell.value
    if isinstance(value, dt.date):
        return value.year, value.month
    return _from_text(cell.text.strip()) if not isinstance(value, dt.time | bool) else None


@lru_cache(maxsize=4096)
def _from_text(text: str) -> tuple[int, int] | None:
    found = _PERIOD.match(text) or _DATE.match(text)
    if found is None:
        return None
    year = int(found[1])
    return (year if year > 99 else 2000 + year), max(1, min(int(found[2]), 12))
