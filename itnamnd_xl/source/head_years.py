"""The years in a line above a table: which may be the accounting year, and which is of a decision or a comparison."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass, replace
from enum import Enum, IntEnum, auto
from functools import lru_cache
from typing import TYPE_CHECKING

from itnamnd_xl.source.times import take_times

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence

    from itnamnd_xl.policy.model import HeadWords

_CLAUSE = re.compile(r"[,;]\s|\.\s+(?=[A-ZÅÄÖ])|(?=\()|\)")
# Years beside each other: 2023 och 2022, 2022–2023.
_JOINED = re.compile(r"\b((?:19|20)\d\d)\s*(?:och|samt|[-–/])\s*((?:19|20)\d\d)\b")


class Likelihood(IntEnum):
    """How likely a year is to be the accounting year."""

    ASIDE = 0
    STATED = 1
    ACCOUNTED = 2


class Of(Enum):
    """What a part of a line is about."""

    TABLE = auto()
    EVENT = auto()
    NUMBER = auto()
    COMPARISON = auto()


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a line, and what it is about; `follows` where it stands in brackets after another."""

    text: str
    of: Of = Of.TABLE
    follows: bool = False

    @property
    def is_aside(self) -> bool:
        """Say whether its dates and periods are of something else than the table."""
        return self.of is not Of.TABLE


@dataclass(frozen=True, slots=True)
class Year:
    """A year with how likely it is to be the accounting year."""

    year: int
    likelihood: Likelihood


def dissected(text: str, words: HeadWords) -> list[Part]:
    """Take a line apart: what is said of the table, of a decision or printing, of a file's number, of a comparison."""
    found: list[Part] = []
    for clause in _CLAUSE.split(text):
        parts = list(_parts_of(clause.lstrip("( "), words))
        found += [replace(part, follows=clause.startswith("(") and bool(found)) for part in parts]
    return found


def _parts_of(clause: str, words: HeadWords) -> Iterator[Part]:
    marks = [
        (mark.start(), mark.end(), of)
        for of, listed in (
            (Of.EVENT, words.events),
            (Of.NUMBER, words.file_numbers),
            (Of.COMPARISON, words.comparisons),
        )
        if (mark := _beginning(listed).search(clause))
    ]
    start, of = 0, Of.TABLE
    for begin, _, next_of in sorted(marks, key=lambda mark: mark[0]):
        yield Part(clause[start:begin], of)
        start, of = begin, next_of
    yield Part(clause[start:], of)


def years_of(parts: Sequence[Part], words: HeadWords) -> list[Year]:
    """Give the years of a line's parts that may be the accounting year, in the line's order."""
    found: list[Year] = []
    for part in parts:
        times = take_times(part.text)
        years = _in_order(part.text, times.years)
        if part.of is Of.NUMBER:
            continue
        if part.of is Of.COMPARISON:
            # A comparison with the budget is with that of the year itself.
            found += [Year(one, Likelihood.STATED) for one in years if _beginning(words.plans).search(part.text)]
        elif part.of is Of.EVENT:
            # ”Fastställd budget 2023” names its year; a day is that of the event.
            found += [Year(one, Likelihood.ASIDE) for one in years]
        else:
            found += _own(part, years, times.dates, is_later=part.follows and bool(found), words=words)
    return found


def _own(
    part: Part, years: Sequence[int], dates: Sequence[dt.date], *, is_later: bool, words: HeadWords
) -> Iterator[Year]:
    """Give the years of a part that is about the table; those in brackets after another are for comparison."""
    named = _beginning((*words.accounted, *words.full_year, *words.interim)).search(part.text) is not None
    likely = Likelihood.ACCOUNTED if named else Likelihood.STATED
    for year in years:
        yield Year(year, Likelihood.ASIDE if is_later else likely)
    if years:
        return
    for date in dates:
        ends = date.day == calendar.monthrange(date.year, date.month)[1]
        yield Year(date.year, likely if named or ends else Likelihood.ASIDE)


def begins(text: str, words: tuple[str, ...]) -> bool:
    """Say whether a text begins with one of these words, or with one that begins so."""
    return _beginning(words).match(text) is not None


def _in_order(text: str, years: Sequence[int]) -> Sequence[int]:
    """Give years as they stand; the later last of two that stand together as 2023 och 2022."""
    return sorted(years) if _JOINED.search(text) else years


@lru_cache(maxsize=32)
def _beginning(words: tuple[str, ...]) -> re.Pattern[str]:
    """Match any of these words, or what begins with one."""
    ways = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{ways})", re.IGNORECASE)
