"""The lines above a table: what they say of year, period, unit, board and host."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from itnamnd_xl.source.head_years import begins, dissected, years_of
from itnamnd_xl.source.numbers import fold
from itnamnd_xl.source.times import take_times

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from itnamnd_xl.core.model import CellRef
    from itnamnd_xl.policy.model import HeadWords
    from itnamnd_xl.source.head_years import Year
    from itnamnd_xl.source.lexicon import Lexicon

MONEY = ("kr", "tkr", "mnkr")
# What parts a title from what else stands in its line; a year does too, if no date begins with it.
_TITLES = re.compile(r"\s+[–-]\s+|:|\b(?:19|20)\d\d\b(?!-)")


@dataclass(frozen=True, slots=True)
class Head:
    """What the lines above a table state; None where they do not. `year_at` and `period_at` are the lines that do.

    Of the years, the last is the likeliest to be the table's own.
    """

    years: tuple[int, ...] = ()
    date: dt.date | None = None
    period: str | None = None
    unit: str | None = None
    texts: tuple[str, ...] = ()
    year_at: int | None = None
    period_at: int | None = None


def read_head(lines: Iterable[str], lexicon: Lexicon) -> Head:
    """Read the lines above a table, the nearest last."""
    dates: list[dt.date] = []
    said: list[tuple[Year, int]] = []
    period = unit = period_at = None
    texts = []
    words = lexicon.policy.words.heads
    for place, line in enumerate(lines):
        text = fold(line)
        texts.append(text)
        parts = dissected(text, words)
        said += [(year, place) for year in years_of(parts, words)]
        dates += [date for part in parts if not part.is_aside for date in take_times(part.text).dates]
        if stated := period_of("; ".join(part.text for part in parts if not part.is_aside), lexicon):
            period, period_at = stated, place
        unit = money_unit(text, lexicon) or unit
    years, year_at = _the_likeliest_last(said)
    return Head(years, dates[-1] if dates else None, period, unit, tuple(texts), year_at, period_at)


def _the_likeliest_last(said: Sequence[tuple[Year, int]]) -> tuple[tuple[int, ...], int | None]:
    """Give the years with the likeliest last, and the line that states it: of equals, the nearest to the table."""
    if not said:
        return (), None
    best = max(enumerate(said), key=lambda one: (one[1][0].likelihood, one[0]))[0]
    others = [year.year for place, (year, _) in enumerate(said) if place != best]
    return (*others, said[best][0].year), said[best][1]


def period_of(text: str, lexicon: Lexicon) -> str | None:
    """Give the period that a text states: helår or delår. The word period alone says neither."""
    heads, folded = lexicon.policy.words.heads, text.casefold()
    times = take_times(text)
    if any(word in folded for word in heads.interim) or (times.interim and not times.by_word):
        return "delår"
    if any(word in folded for word in heads.full_year) or times.full_year:
        return "helår"
    return None


@dataclass(frozen=True, slots=True)
class _Money:
    """The units of money by their spellings, and the places in a line where one is the unit of what follows."""

    units: dict[str, str]
    in_brackets: re.Pattern[str]
    stated: re.Pattern[str]
    trailing: re.Pattern[str]
    followed: re.Pattern[str]


@lru_cache(maxsize=8)
def _money(spellings: tuple[tuple[str, tuple[str, ...]], ...]) -> _Money:
    units = {way.casefold(): unit for unit, ways in spellings for way in (unit, *ways)}
    spelled = "|".join(sorted((re.escape(way) for way in units if way[0].isalnum()), key=len, reverse=True))
    patterns = (
        rf"\(\s*(?:i\s+)?({spelled})\s*\)",
        rf"\b(?:belopp|tal|alla|anges)\b.*?\bi\s+({spelled})(?!\w)",
        rf"(?:^|[,\s])({spelled})$",
        rf"[,\s]({spelled})[,;]",
    )
    return _Money(units, *(re.compile(one, re.IGNORECASE) for one in patterns))


def money_unit(text: str, lexicon: Lexicon) -> str | None:
    """Give the unit of amounts that a line states: Belopp i tkr, (mnkr), Driftredovisning, tkr."""
    money = _money(tuple((unit, lexicon.policy.units[unit]) for unit in MONEY))
    units = money.units
    if bracket := money.in_brackets.search(text):
        return units[bracket[1].casefold()]
    if stated := money.stated.search(text):
        return units[stated[1].casefold()]
    bare = money.trailing.search(text) or money.followed.search(text)
    if bare is None:
        return None
    before = text[: bare.start(1)].rstrip()
    # ”1 733 tkr” in a sentence is an amount, not the unit of a table; ”2023 tkr” follows a year.
    is_amount = before[-1:].isdigit() and not re.search(r"\b(?:19|20)\d\d$", before)
    return None if is_amount else units[bare[1].casefold()]


@dataclass(frozen=True, slots=True)
class Statements:
    """What a sheet's own lines state of the case: the board and its host, each with its cell."""

    board: tuple[str, CellRef] | None = None
    host: tuple[str, CellRef] | None = None


def stated_in(lines: Iterable[tuple[str, str, CellRef]], lexicon: Lexicon) -> Statements:
    """Find board and host in lines given as (text, the text to its right, cell)."""
    board = host = None
    for text, right, ref in lines:
        name, colon, rest = (part.strip() for part in text.partition(":"))
        value = rest if colon and rest else right if colon or not rest else ""
        if host is None and name.casefold() in lexicon.policy.words.heads.host and value:
            host = (lexicon.member(value), ref)
        if board is None and (found := _board(name, value if colon else "", fold(text), lexicon)):
            board = (found, ref)
    return Statements(board, host)


def _board(name: str, value: str, text: str, lexicon: Lexicon) -> str | None:
    """Give the board that a line names: ”Nämnd: IT-nämnden”, or a title that has its name for a part."""
    heads = lexicon.policy.words.heads
    if value and name.casefold() in heads.board:
        return value
    parts = [part.text for part in dissected(text, heads) if not part.is_aside]
    titles = [title.strip(" .") for part in parts for title in _TITLES.split(part)]
    return next((found for title in titles if (found := _board_in(title, heads))), None)


def _board_in(title: str, heads: HeadWords) -> str | None:
    """Give the board that a title is, with or without what is told of it: Årsredovisning för Lönenämnden."""
    told, _, whose = title.partition(" för ")
    if whose[:1].isupper() and begins(told, (*heads.accounted, *heads.full_year, *heads.interim)):
        title = whose
    tokens = title.split()
    if _is_described(tokens, heads):
        return title
    if not 0 < len(tokens) <= 5 or not title[:1].isupper():
        return None
    is_kind = len(tokens) > 1 and tokens[0].casefold().endswith(heads.board_endings)
    if len(tokens) > 1 and not is_kind and begins(title, (*heads.accounted, *heads.full_year, *heads.interim)):
        # ”Driftredovisning Lönenämnden”
        title = " ".join(tokens := tokens[1:])
        if not title[:1].isupper():
            return None
    last = tokens[-1].casefold().strip(".")
    named = any(last.endswith(ending) for ending in heads.board_endings)
    return (
        title
        if named and last not in heads.board_endings and last not in heads.board
        else _longer(title, tokens, heads.board_endings)
    )


# A board is named by so many words at most: the kind of board among the first of them.
LONGEST_NAME, KIND_WITHIN = 9, 3


def _is_described(tokens: Sequence[str], heads: HeadWords) -> bool:
    """Say whether a title names a board by its field, its place or several names: Gemensam nämnd för hjälpmedel."""
    kinds = [place for place, one in enumerate(tokens[:KIND_WITHIN]) if one.casefold().endswith(heads.board_endings)]
    if not kinds or len(tokens) > LONGEST_NAME or not tokens[0][:1].isupper():
        return False
    first, *rest = tokens[kinds[0] + 1 :] or [""]
    if not rest or not all(one.replace("-", "").isalpha() or one in heads.joining for one in rest):
        return False
    named = [one for one in rest if one[:1].isupper()]
    if first in heads.field:
        return rest[0] not in heads.no_field
    if first in heads.place:
        return bool(named)
    # Kommunalförbundet Vård och Bildning
    is_listed = first[:1].isupper() and all(one[:1].isupper() or one in heads.joining for one in rest)
    return is_listed and bool(named) and tokens[kinds[0]].casefold() not in heads.board


def _longer(title: str, tokens: list[str], endings: tuple[str, ...]) -> str | None:
    """Accept a bare ”nämnd” or ”förbund” as the last word only where words before it make it a name; or it first."""
    first, *rest = tokens
    if rest and first.casefold().endswith(endings) and first.casefold() not in endings:
        # Kommunalförbundet Norr
        return title if all(word[:1].isupper() for word in rest) else None
    return title if rest and tokens[-1].casefold().endswith(endings) else None
