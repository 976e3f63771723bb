"""What a cell's number format says: per cent, decimals shown, thousands hidden, a unit in quotes, or a moment."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

_LITERAL = re.compile(r'"([^"]*)"|\\(.)')
_HIDDEN = re.compile(r"\[[^\]]*\]|_.|\*.")
_DECIMALS = re.compile(r"[0#?]\.([0#?]*)")
# What is left of a format without literals and colours tells days and hours by these letters.
_MOMENT = re.compile(r"[dmhysDMHYS]")
_DURATION = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)
_BRACKETS = re.compile(r"\[(?!hh?\]|mm?\]|ss?\])[^\]]*\]", re.IGNORECASE)
_SCALE = re.compile(r"[0#?](,+)(?![0#?,.])")


@dataclass(frozen=True, slots=True)
class Shown:
    """How a number format shows a number.

    `decimals` is None for the General format, which shows what is stored. `thousands` counts the groups of three
    digits that are hidden. `literal` is the text that stands beside the number.
    """

    is_percent: bool = False
    decimals: int | None = None
    thousands: int = 0
    literal: str = ""


@lru_cache(maxsize=512)
def shown(number_format: str) -> Shown:
    """Read a number format's first section, the one for positive numbers."""
    section = number_format.split(";", 1)[0]
    literal = "".join(quoted or escaped for quoted, escaped in _LITERAL.findall(section)).strip()
    bare = _HIDDEN.sub("", _LITERAL.sub("", section))
    if "general" in bare.casefold() or not re.search(r"[0#?]", bare):
        return Shown(literal=literal)
    decimals = _DECIMALS.search(bare)
    scale = _SCALE.search(bare)
    return Shown(
        is_percent="%" in bare,
        decimals=len(decimals[1]) if decimals else 0,
        thousands=len(scale[1]) if scale else 0,
        literal=literal,
    )


class Temporal(StrEnum):
    """What a number is when its format shows it as a moment or a length of time."""

    DATE = "date"
    DURATION = "duration"


@lru_cache(maxsize=512)
def temporal(number_format: str) -> Temporal | None:
    """Say whether a number format shows a number as a date (or time of day), or as a duration."""
    section = number_format.split(";", 1)[0]
    bare = _LITERAL.sub("", section)
    if _DURATION.search(bare):
        return Temporal.DURATION
    if "general" in bare.casefold():
        return None
    return Temporal.DATE if _MOMENT.search(re.sub(r"_.|\*.", "", _BRACKETS.sub("", bare))) else None
