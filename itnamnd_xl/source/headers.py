"""Column headers: what concept a header names, with the year, date, period and unit that stand in it."""

from __future__ import annotations

import datetime as dt
import difflib
import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from itnamnd_xl.source.numbers import fold

if TYPE_CHECKING:
    from itnamnd_xl.policy import Policy

MONTHS = ("jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
_MONTH = r"(jan|feb|mar|apr|maj|jun|jul|aug|sep|okt|nov|dec)[a-zåäö]*\.?"
_ISO = re.compile(r"\b((?:19|20)\d\d)-(\d\d)-(\d\d)\b")
_DAY_MONTH_YEAR = re.compile(rf"\b(\d{{1,2}})\s*{_MONTH}\s*((?:19|20)\d\d)\b", re.IGNORECASE)
_DAY_MONTH = re.compile(rf"\b(\d{{1,2}})\s*{_MONTH}(?![a-zåäö])", re.IGNORECASE)
_SLASHED = re.compile(r"\b(\d{1,2})/(\d{1,2})(?:[\s/-]*((?:19|20)?\d\d))?\b")
_COMPACT = re.compile(r"\b((?:19|20)?\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])\b")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
_SHORT_YEAR = re.compile(r"^(b|bu|u|bs|bud|budget|utf|utfall|bokslut|inv)\.?\s?(\d\d)$", re.IGNORECASE)
_SPAN = re.compile(rf"\b{_MONTH}\s*[-–]\s*{_MONTH}", re.IGNORECASE)
_TO_MONTH = re.compile(rf"\b(?:t\.?\s?o\.?\s?m\.?|tom|till och med)\s*{_MONTH}", re.IGNORECASE)
_MONTH_CODE = re.compile(r"\b(?:20)?\d\d(0[1-9]|1[0-2])\b")
_FOOTNOTE = re.compile(r"(?:\s+\d{1,2}\)|(?<=[a-zåäö])\d\)|[¹²³⁴⁵⁶⁷⁸⁹]+|\*+)$", re.IGNORECASE)
_FULL_YEAR = re.compile(r"\b(?:helår(?:et)?|hela året)\b", re.IGNORECASE)
_INTERIM = re.compile(r"\b(?:delår(?:et)?|perioden|period)\b", re.IGNORECASE)
_LEFTOVER = re.compile(r"\b(?:år|per|den|t\.?o\.?m\.?|tom)\b\.?", re.IGNORECASE)
SHORTEST_CUT = 5
LONGEST_HEADER = 80


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


@dataclass(frozen=True, slots=True)
class Times:
    """The years, dates and periods in a text, and what is left of it without them."""

    years: tuple[int, ...]
    dates: tuple[dt.date, ...]
    interim: bool
    full_year: bool
    rest: str


def stem_of(text: str) -> str:
    """Fold a text to what headers are compared by: no case, accents, dots, hyphens or spaces."""
    plain = unicodedata.normalize("NFKD", fold(text).casefold())
    letters = "".join(one for one in plain if one.isalnum())
    return letters or "".join(one for one in plain if not one.isspace())


def _date(year: str, month: int, day: str) -> dt.date | None:
    full = int(year) if len(year) == 4 else 2000 + int(year)
    try:
        return dt.date(full, month, int(day))
    except ValueError:
        return None


def take_times(text: str) -> Times:
    """Find the dates, periods and years in a text."""
    rest = fold(text)
    dates: list[dt.date] = []
    day_months: list[tuple[int, int]] = []

    def note(found: re.Match[str]) -> str:
        if found.re is _ISO or found.re is _COMPACT:
            date = _date(found[1], int(found[2]), found[3])
        elif found.re is _DAY_MONTH_YEAR:
            date = _date(found[3], _month(found[2]), found[1])
        elif found.re is _SLASHED and found[3] and int(found[2]) <= 12:
            date = _date(found[3], int(found[2]), found[1])
        elif found.re is _SLASHED or found.re is _DAY_MONTH:
            month = int(found[2]) if found.re is _SLASHED else _month(found[2])
            if not 1 <= month <= 12:
                return found[0]
            day_months.append((int(found[1]), month))
            return " "
        else:
            date = None
        if date is None:
            return found[0]
        dates.append(date)
        return " "

    interim = bool(_SPAN.search(rest) or _TO_MONTH.search(rest)) and not _ends_in_december(rest)
    full = bool(_FULL_YEAR.search(rest)) or (bool(_SPAN.search(rest)) and not interim)
    for pattern in (_SPAN, _TO_MONTH):
        rest = pattern.sub(" ", rest)
    for pattern in (_ISO, _DAY_MONTH_YEAR, _COMPACT, _SLASHED, _DAY_MONTH):
        rest = pattern.sub(note, rest)
    years = [int(one) for one in _YEAR.findall(rest)]
    rest = _YEAR.sub(" ", rest)
    if short := _SHORT_YEAR.match(rest.strip()):
        years.append(2000 + int(short[2]))
        rest = short[1]
    if code := _MONTH_CODE.search(rest):
        interim = interim or int(code[1]) < 12
        rest = _MONTH_CODE.sub(" ", rest)
    interim = interim or bool(_INTERIM.search(rest))
    if day_months and years:
        dates += [one for one in (_date(str(years[0]), month, str(day)) for day, month in day_months) if one]
    return Times(tuple(years), tuple(dates), interim, full, " ".join(rest.split()))


def _month(word: str) -> int:
    return MONTHS.index(word[:3].casefold()) + 1


def _ends_in_december(text: str) -> bool:
    if span := _SPAN.search(text):
        return _month(span[1]) == 1 and _month(span[2]) == 12
    found = _TO_MONTH.search(text)
    return found is not None and _month(found[1]) == 12


class HeaderIndex:
    """A policy's synonyms, made ready to look headers up in."""

    def __init__(self, policy: Policy) -> None:
        """Prepare the synonyms and units of a policy."""
        self._concepts: dict[str, set[str]] = {}
        self._names: dict[str, str] = {}
        for concept, synonyms in policy.synonyms.items():
            for synonym in synonyms:
                self._concepts.setdefault(stem_of(synonym), set()).add(concept)
                self._names.setdefault(stem_of(synonym), synonym)
        self._units = {fold(way).casefold(): unit for unit, ways in policy.units.items() for way in (unit, *ways)}
        spelled = sorted((re.escape(way) for way in self._units if way not in ("d", "s", "v", "h", "antal")), key=len)
        self._unit = re.compile(rf"[\s,(\[]*(?<![^\W\d_])({'|'.join(reversed(spelled))})[)\]]?$", re.IGNORECASE)
        self._bracket = re.compile(rf"[(\[]\s*(?:i\s+)?({'|'.join(reversed(spelled))})\s*[)\]]", re.IGNORECASE)
        self._cache: dict[str, Header] = {}

    def header(self, text: str) -> Header:
        """Take a header apart and find the concepts that it may name; none where it is no header."""
        folded = fold(text)
        if folded not in self._cache:
            self._cache[folded] = self._header(folded)
        return self._cache[folded]

    def _header(self, text: str) -> Header:
        if len(text) > LONGEST_HEADER:
            return Header(text, "", frozenset())
        whole = self._concepts.get(stem_of(text))
        bare, unit = self.split_unit(_FOOTNOTE.sub("", text).strip())
        times = take_times(bare)
        stems = [stem_of(times.rest), stem_of(_LEFTOVER.sub(" ", times.rest))]
        without_period = _INTERIM.sub(" ", _FULL_YEAR.sub(" ", _LEFTOVER.sub(" ", times.rest)))
        stems.append(stem_of(without_period))
        concepts = whole or next((found for stem in stems if (found := self._concepts.get(stem))), None)
        if concepts is None and (text.endswith(".") or len(stems[-1]) > 9):
            concepts = self._cut(stems[-1])
        return Header(
            text=text,
            stem=stems[-1],
            concepts=frozenset(concepts or ()),
            year=times.years[-1] if times.years else times.dates[0].year if times.dates else None,
            date=times.dates[0] if times.dates else None,
            interim=times.interim,
            full_year=times.full_year,
            unit=unit,
        )

    def split_unit(self, text: str) -> tuple[str, str | None]:
        """Split the unit off a text: Budget 2023 (tkr) gives Budget 2023 and tkr."""
        if found := self._bracket.search(text):
            return (text[: found.start()] + " " + text[found.end() :]).strip(), self._units[found[1].casefold()]
        found = self._unit.search(text)
        if found and found.start() > 0:
            return text[: found.start()].strip(), self._units[found[1].casefold()]
        return text, None

    def _cut(self, stem: str) -> set[str] | None:
        """Find the concepts of a header that was cut off: Budgetavv. is Budgetavvikelse."""
        if len(stem) < SHORTEST_CUT:
            return None
        matches = [found for full, found in self._concepts.items() if full.startswith(stem)]
        return set.intersection(*matches) if matches else None

    def suggest(self, text: str) -> str | None:
        """Give the known header that a text nearly is; None where none is near, or where it is one."""
        header = self.header(text)
        if header.concepts or not 3 <= len(header.stem) <= 40 or not header.stem.isalpha():
            return None
        close = difflib.get_close_matches(header.stem, self._concepts, n=1, cutoff=0.82)
        return self._names[close[0]] if close else None
