"""A stored number as the moment that it stands for, by the two ways in which workbooks count days.

Source: ECMA-376 part 1, 18.17.4 (dates and times).
"""

from __future__ import annotations

import datetime as dt

# Day 60 of the common way is 29 February 1900, which never was; days before it are counted from a day later.
COMMON_START = dt.datetime(1899, 12, 30)  # noqa: DTZ001 - a workbook's days have no time zone
START_1904 = dt.datetime(1904, 1, 1)  # noqa: DTZ001 - as above
FALSE_DAY = 60
MILLISECONDS_A_DAY = 86_400_000


def moment(serial: float, *, from_1904: bool) -> dt.datetime | dt.time | None:
    """Give the moment of a serial number, to the millisecond; a time of day where there is no day.

    None where there is no such moment: Excel shows ##### for it.
    """
    if serial < 0:
        return None
    day, fraction = divmod(serial, 1)
    rest = dt.timedelta(milliseconds=round(fraction * MILLISECONDS_A_DAY))
    if day == 0 and not rest.days:
        return (COMMON_START + rest).time()
    if not from_1904 and 0 < serial < FALSE_DAY:
        day += 1
    try:
        return (START_1904 if from_1904 else COMMON_START) + dt.timedelta(days=day) + rest
    except OverflowError:
        return None


def duration(serial: float) -> dt.timedelta | None:
    """Give the length of time of a serial number, to the millisecond; None where it is longer than can be told."""
    try:
        return dt.timedelta(milliseconds=round(serial * MILLISECONDS_A_DAY))
    except OverflowError:
        return None


def iso_moment(text: str) -> dt.datetime | dt.time | None:
    """Read a moment that is stored as text, as 2023-12-31 or 2023-12-31T08:30:00; None where it is none."""
    for read in (dt.datetime.fromisoformat, dt.time.fromisoformat):
        try:
            return read(text.removesuffix("Z"))
        except ValueError:
            continue
    return None
