"""Column headers: what concept a header names, with the year, date, period and unit that stand in it."""

from __future__ import annotations

import difflib
import re
import unicodedata
from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, takewhile
from typing import TYPE_CHECKING

from itnamnd_xl.source.numbers import fold
from itnamnd_xl.source.times import FULL_YEAR, INTERIM, take_times

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping, Sequence

    from itnamnd_xl.source.units import Units

_FOOTNOTE = re.compile(r"(?:\s+\d{1,2}\)|(?<=[a-zåäö])\d\)|[¹²³⁴⁵⁶⁷⁸⁹]+|\*+)$", re.IGNORECASE)
_LEFTOVER = re.compile(r"\b(?:år|per|den|t\.?o\.?m\.?|tom)\b\.?", re.IGNORECASE)
# What is left of ”Utfall i tkr” when its unit is taken.
_LEFT_OF_UNIT = re.compile(r"\s+i$", re.IGNORECASE)
_PER_CENT = re.compile(r"%|\bprocent\b", re.IGNORECASE)
_WORDS = re.compile(r"[\s,:()]+|\s[-–]\s")
_NO_LETTERS = re.compile(r"[\W_]+")
SHORTEST_CUT = 5
LONGEST_HEADER = 80
MOST_REMEMBERED = 4096
# Columns of one side of a statement, and the amounts that a header may name with them: Budget intäkter.
SIDES = {"income_column": "income", "cost_column": "cost"}
NET = "net_column"
# What amounts are called of a project from its start to its end: Totalprojekt budget.
WHOLE = "whole_project"
OF_WHOLE = {
    "budget": "decided_total",
    "outcome": "accumulated",
    "forecast": "forecast_total",
    "deviation": "total_deviation",
}
# Amounts up to a time in the year, and those of a month or a period of it alone: Utfall ackumulerat, Utfall månad.
TO_DATE, MONTH = "to_date", "month_only"
# What stands between amounts that a deviation is made of.
BETWEEN = "between"
# What heads words rather than figures.
LABELS = frozenset({"goal", "indicator", "comment", "responsible"})
# What a value is called above whom it is of: Utfall kvinnor, Utfall totalt.
VALUES = frozenset({"result", "outcome"})
# Whom or what a key counts.
COUNTED = frozenset({"population", "users", "computers", "licences"})
AMOUNTS = frozenset({"budget", "revised_budget", "original_budget", "outcome", "forecast", "deviation"})


@dataclass(frozen=True, slots=True)
class Header:
    """A header's text taken apart. `concepts` are all that its stem may name; neighbours decide between them."""

    text: str
    stem: str
    concepts: frozenset[str]
    year: int | None = None
    date: dt.date | None = None
    interim: bool = False
    full_year: bool = False
    unit: str | None = None
    # Whether it names a single month, or a span of them.
    is_month: bool = False
    is_span: bool = False
    # Whether the user says that the column is not to be used.
    is_unused: bool = False


def stem_of(text: str) -> str:
    """Fold a text to what headers are compared by: no case, accents, dots, hyphens or spaces."""
    # The same few texts are compared again and again; long ones are no headers, and would fill the memory.
    return _remembered_stem(text) if len(text) <= LONGEST_HEADER else _stem(text)


@lru_cache(maxsize=1 << 16)
def _remembered_stem(text: str) -> str:
    return _stem(text)


def _stem(text: str) -> str:
    plain = unicodedata.normalize("NFKD", fold(text).casefold())
    letters = _NO_LETTERS.sub("", plain)
    return letters or "".join(one for one in plain if not one.isspace())


class HeaderIndex:
    """A policy's synonyms, made ready to look headers up in."""

    def __init__(self, synonyms: Mapping[str, Sequence[str]], units: Units) -> None:
        """Prepare the synonyms, by concept, and the units of a policy."""
        self._concepts: dict[str, set[str]] = {}
        self._names: dict[str, str] = {}
        for concept, listed in synonyms.items():
            for synonym in listed:
                self._concepts.setdefault(stem_of(synonym), set()).add(concept)
                self._names.setdefault(stem_of(synonym), synonym)
        self._in_order = sorted(self._concepts)
        self._units = units
        spelled = self._units.pattern()
        self._unit = re.compile(rf"[\s,(\[]*(?<![^\W\d_])({spelled})[)\]]?$", re.IGNORECASE)
        self._bracket = re.compile(rf"[(\[]\s*(?:i\s+)?({spelled}|år)\s*[)\]]", re.IGNORECASE)
        # The same headers stand in sheet after sheet; what else stands there is soon forgotten again.
        self._remembered: Callable[[str], Header] = lru_cache(MOST_REMEMBERED)(self._header)
        self._nearest: Callable[[str], str | None] = lru_cache(MOST_REMEMBERED)(self._near)

    def header(self, text: str) -> Header:
        """Take a header apart and find the concepts that it may name; none where it is no header."""
        return self._remembered(text) if len(text) <= LONGEST_HEADER else self._header(text)

    def _header(self, raw: str) -> Header:
        text = fold(raw)
        if len(text) > LONGEST_HEADER:
            return Header(text, "", frozenset())
        whole = self._concepts.get(stem_of(text))
        noted = _FOOTNOTE.sub("", text).strip()
        bare, unit = self.split_unit(noted)
        times = take_times(bare)
        lean = _LEFTOVER.sub(" ", times.rest)
        bare_year = FULL_YEAR.sub(" ", lean)
        stems = [stem_of(one) for one in (noted, lean, times.rest, bare_year, INTERIM.sub(" ", bare_year))]
        concepts = whole or next((found for stem in stems if (found := self._concepts.get(stem))), None)
        concepts = concepts or self._difference(lean)
        if concepts is None and "/" in lean:
            concepts = self._either(lean.split("/"))
        if concepts is None and (text.endswith(".") or len(stems[-1]) > 9):
            concepts = self._cut(stems[-1])
        if concepts is None:
            concepts = self._compound(lean) or self._label(lean)
        return Header(
            text=text,
            stem=stems[-1],
            concepts=frozenset(concepts or ()),
            year=times.years[-1] if times.years else times.dates[0].year if times.dates else None,
            date=times.dates[0] if times.dates else None,
            interim=times.interim or MONTH in (concepts or ()),
            full_year=times.full_year,
            unit=unit or ("%" if _PER_CENT.search(noted) else None),
            is_month=times.is_month,
            is_span=times.is_span,
        )

    def _either(self, parts: Sequence[str]) -> set[str] | None:
        """Find the concepts of names that mean one thing: Indikator/mått. Budget/elev is a quotient, and none of both.

        So is what is divided among those who are counted: Kostnad/invånare.
        """
        named = [self._concepts.get(stem_of(part), set()) for part in parts]
        if not all(named) or (named[-1] <= COUNTED and not named[0] <= COUNTED):
            return None
        return set().union(*named)

    def _label(self, text: str) -> set[str] | None:
        """Find the concept of a label's header with a remark in brackets: Nyckeltal (id). Amounts change by one."""
        bare, bracket, _ = text.partition("(")
        found = self._concepts.get(stem_of(bare), set()) if bracket and text.endswith(")") and bare.strip() else set()
        return found if found and found <= LABELS else None

    def _compound(self, text: str) -> set[str] | None:
        """Find the concept of a side's amount: Intäkter budget, Utfall kostnader; that of the net is the amount's."""
        words = [word for word in _WORDS.split(text) if word]
        for cut in range(1, len(words)):
            halves = [self._concepts.get(stem_of(" ".join(half)), set()) for half in (words[:cut], words[cut:])]
            for side, amount in (halves, reversed(halves)):
                amounts = amount & AMOUNTS
                if amounts and NET in side:
                    return amount - {NET}
                if amounts and (timed := side & {TO_DATE, MONTH}):
                    return amount | timed
                if WHOLE in side and (named := {OF_WHOLE[one] for one in amounts if one in OF_WHOLE}):
                    return named
                if short_names := [short for long, short in SIDES.items() if long in side]:
                    return {f"{amount}_{short_names[0]}" for amount in amounts} or None
                if "result" in side and "outcome" not in side and "result" in amount:
                    return (amount & VALUES) | (side & {"gender"})
        return None

    def _difference(self, text: str) -> set[str] | None:
        """Find the deviation in a header that says what it is made of: Differens utfall - budget."""
        first, *rest = [word for word in _WORDS.split(text) if word] or [""]
        if not rest or "deviation" not in self._concepts.get(stem_of(first), ()):
            return None
        named = [self._concepts.get(stem_of(part), set()) for word in rest for part in word.split("/")]
        amounts = [concepts for concepts in named if BETWEEN not in concepts and concepts]
        if not all(named) or not amounts or not all(concepts & AMOUNTS for concepts in amounts):
            return None
        return {"forecast_deviation" if any("forecast" in concepts for concepts in amounts) else "deviation"}

    def split_unit(self, text: str) -> tuple[str, str | None]:
        """Split the unit off a text: Budget 2023 (tkr) gives Budget 2023 and tkr."""
        if found := self._bracket.search(text):
            return (text[: found.start()] + " " + text[found.end() :]).strip(), self._units.find(found[1])
        found = self._unit.search(text)
        if found and found.start() > 0:
            return _LEFT_OF_UNIT.sub("", text[: found.start()].strip()), self._units.find(found[1])
        return text, None

    def _cut(self, stem: str) -> set[str] | None:
        """Find the concepts of a header that was cut off: Budgetavv. is Budgetavvikelse."""
        if len(stem) < SHORTEST_CUT:
            return None
        first = bisect_left(self._in_order, stem)
        matches = [
            self._concepts[full]
            for full in takewhile(lambda full: full.startswith(stem), islice(self._in_order, first, None))
        ]
        return set.intersection(*matches) if matches else None

    def begins_as(self, text: str, concept: str) -> bool:
        """Say whether the first word of a header that names nothing as a whole names a concept."""
        first, _, rest = fold(text).partition(" ")
        return bool(rest) and concept in self._concepts.get(stem_of(first), ()) and not self.header(text).concepts

    def suggest(self, text: str) -> str | None:
        """Give the known header that a text nearly is; None where none is near, or where it is one."""
        header = self.header(text)
        if header.concepts or not 3 <= len(header.stem) <= 40 or not header.stem.isalpha():
            return None
        return self._nearest(header.stem)

    def _near(self, stem: str) -> str | None:
        close = difflib.get_close_matches(stem, self._concepts, n=1, cutoff=0.82)
        return self._names[close[0]] if close else None
