"""Years, dates and periods in a text, as boards write them: 2023-12-31, 31 dec 2021, jan–aug, t.o.m. aug, 2308."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import lru_cache

from itnamnd_xl.source.numbers import fold

MONTHS = ("jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
_MONTH = r"(jan|feb|mar|apr|maj|jun|jul|aug|sep|okt|nov|dec)[a-zåäö]*\.?"
_ISO = re.compile(r"\b((?:19|20)\d\d)-(\d\d)-(\d\d)\b")
_DAY_MONTH_YEAR = re.compile(rf"\b(\d{{1,2}})\s*{_MONTH}\s*((?:19|20)\d\d)\b", re.IGNORECASE)
_DAY_MONTH = re.compile(rf"\b(\d{{1,2}})\s*{_MONTH}(?![a-zåäö])", re.IGNORECASE)
_SLASHED = re.compile(r"\b(\d{1,2})/(\d{1,2})(?:[\s/-]*((?:19|20)?\d\d))?\b")
_COMPACT = re.compile(r"\b((?:19|20)?\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])\b")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
_SHORT_YEAR = re.compile(
    r"^(b|bu|u|bs|bud|budget|utf|utfall|bokslut|inv|avv|avvikelse|prognos)\.?\s?[-–']?\s?(\d\d)$", re.IGNORECASE
)
_SPAN = re.compile(rf"\b{_MONTH}\s*(?:[-–]|till\b)\s*{_MONTH}", re.IGNORECASE)
# The same with days and years: 1 januari – 31 december 2023, jan 2023 – dec 2023.
_LONG_SPAN = re.compile(
    rf"\b{_MONTH}(?:\s+(?:19|20)\d\d)?\s*(?:[-–]|till\b|t\.?o\.?m\.?)\s*(?:\d{{1,2}}\s+)?{_MONTH}", re.IGNORECASE
)
_DATE_SPAN = re.compile(
    r"\b((?:19|20)\d\d)-(\d\d)-(\d\d)\s*(?:[-–]+|till|t\.?o\.?m\.?)\s*((?:19|20)\d\d)-(\d\d)-(\d\d)\b"
)
_TO_MONTH = re.compile(rf"\b(?:t\.?\s?o\.?\s?m\.?|tom|till och med)\s*{_MONTH}", re.IGNORECASE)
_DAY_MONTH_SHORT_YEAR = re.compile(rf"\b(\d{{1,2}})-{_MONTH}-(\d\d)\b", re.IGNORECASE)
_MONTH_SHORT_YEAR = re.compile(rf"\b{_MONTH}-(\d\d)\b", re.IGNORECASE)
_PERIOD_NUMBER = re.compile(r"\b(?:P(?:0?[1-9]|1[0-2])|T[1-3])\b")
# A month after another word: Utfall aug, Ack utfall augusti 2023.
_BARE_MONTH = re.compile(
    r"(\w{3,})\s+(januari|jan|februari|feb|mars|april|apr|maj|juni|jun|juli|jul|augusti|aug|september|sept|sep|"
    r"oktober|okt|november|nov|december|dec)\b\.?",
    re.IGNORECASE,
)
_MONTH_CODE = re.compile(r"\b(?:20)?(\d\d)(0[1-9]|1[0-2])\b")
_CODE_SPAN = re.compile(r"\b(?:20)?(\d\d)(0[1-9]|1[0-2])\s*[-–]\s*(?:20)?(\d\d)(0[1-9]|1[0-2])\b")
# The years that a month's code may be of; what is earlier or later is some other number.
FIRST_CODE_YEAR, LAST_CODE_YEAR = 10, 49
FULL_YEAR = re.compile(r"\b(?:helår(?:et)?|hela året)\b", re.IGNORECASE)
_BARE_YEAR = re.compile(r"\bår\b", re.IGNORECASE)
INTERIM = re.compile(r"\b(?:delår(?:et)?|perioden|period)\b", re.IGNORECASE)
# Of these the last two say that it is of a part of the year only where no months do.
_PERIOD_WORD = re.compile(r"\b(?:perioden|period)\b", re.IGNORECASE)
# Whatever is found by the patterns above has one of these in it; most texts have none.
_ANY = re.compile(r"\d|jan|feb|mar|apr|maj|jun|jul|aug|sep|okt|nov|dec|helår|hela året|delår|period", re.IGNORECASE)
_DIGIT = re.compile(r"\d")
# Names and headers recur from sheet to sheet and from case to case; long texts do not.
LONGEST_REMEMBERED, MOST_REMEMBERED = 120, 4096


@dataclass(frozen=True, slots=True)
class Times:
    """The years, dates and periods in a text, and what is left of it without them.

    `is_month`: one month is named, and no span that ends with it. `is_span`: a span of months is. `by_word`: that it
    is of a part of the year is known from the word period alone.
    """

    years: tuple[int, ...]
    dates: tuple[dt.date, ...]
    interim: bool
    full_year: bool
    rest: str
    is_month: bool = False
    is_span: bool = False
    by_word: bool = False


def take_times(text: str) -> Times:
    """Find the dates, periods and years in a text."""
    return _remembered(text) if len(text) <= LONGEST_REMEMBERED else _take_times(text)


def is_bare_month(text: str) -> bool:
    """Say whether a text is the name of a month and nothing else: jan, Augusti."""
    return _BARE_MONTH.fullmatch(f"ett_ord {text.strip()}") is not None


def years_in(name: str) -> tuple[int, ...]:
    """Give the years that a name states, by themselves or within dates."""
    times = take_times(name)
    return times.years or tuple(date.year for date in times.dates)


@lru_cache(maxsize=MOST_REMEMBERED)
def _remembered(text: str) -> Times:
    return _take_times(text)


def _take_times(text: str) -> Times:
    rest = fold(text)
    if not _ANY.search(rest):
        return Times((), (), interim=False, full_year=False, rest=rest)
    is_span, interim, full, rest = _take_spans(rest)
    dates, day_months, rest = _take_dates(rest)
    month_years, part, is_month, rest = _take_periods(rest)
    years, rest = _take_years(rest)
    years += month_years
    if span := _CODE_SPAN.search(rest):
        years.append(2000 + int(span[3]))
        full = full or (span[2], span[4]) == ("01", "12")
        interim, is_span = interim or not full, True
        rest = _CODE_SPAN.sub(" ", rest)
    elif code := _MONTH_CODE.search(rest):
        interim, is_month = interim or int(code[2]) < 12, True
        if not years and FIRST_CODE_YEAR <= int(code[1]) <= LAST_CODE_YEAR:
            years.append(2000 + int(code[1]))
        rest = _MONTH_CODE.sub(" ", rest)
    if years:
        dates += [date for day, month in day_months if (date := _date(str(years[0]), month, day))]
    is_timed = interim or part or full or is_span or is_month or bool(dates)
    by_word = not is_timed and _PERIOD_WORD.search(rest) is not None
    said = INTERIM.search(_PERIOD_WORD.sub(" ", rest)) is not None
    return Times(
        tuple(years),
        tuple(dates),
        interim=interim or part or by_word or said,
        full_year=full,
        rest=" ".join(rest.split()),
        is_month=is_month and not is_span,
        is_span=is_span,
        by_word=by_word and not said,
    )


def _take_spans(text: str) -> tuple[bool, bool, bool, str]:
    """Take spans of months: whether there is one, and is a part of the year, or the whole of it."""
    spanned = bool(_LONG_SPAN.search(text) or _TO_MONTH.search(text))
    whole = spanned and _ends_in_december(text)
    if (days := _DATE_SPAN.search(text)) and days[1] == days[4]:
        spanned, whole = True, (days[2], days[3], days[5], days[6]) == ("01", "01", "12", "31")
    full = bool(FULL_YEAR.search(text)) or whole
    return spanned, spanned and not whole, full, _TO_MONTH.sub(" ", _SPAN.sub(" ", text))


def _take_dates(text: str) -> tuple[list[dt.date], list[tuple[int, int]], str]:
    """Take whole dates, and days of a month without a year."""
    dates: list[dt.date] = []
    day_months: list[tuple[int, int]] = []
    if not _DIGIT.search(text):
        return dates, day_months, text

    def whole(found: re.Match[str], year: str, month: int, day: str) -> str:
        date = _date(year, month, int(day))
        if date is None:
            return found[0]
        dates.append(date)
        return " "

    def part(found: re.Match[str], month: int, day: str) -> str:
        if not 1 <= month <= 12 or not 1 <= int(day) <= 31:
            return found[0]
        day_months.append((int(day), month))
        return " "

    def slashed(found: re.Match[str]) -> str:
        month = int(found[2])
        return whole(found, found[3], month, found[1]) if found[3] else part(found, month, found[1])

    text = _DAY_MONTH_SHORT_YEAR.sub(lambda found: whole(found, found[3], _month(found[2]), found[1]), text)
    text = _ISO.sub(lambda found: whole(found, found[1], int(found[2]), found[3]), text)
    text = _DAY_MONTH_YEAR.sub(lambda found: whole(found, found[3], _month(found[2]), found[1]), text)
    text = _COMPACT.sub(lambda found: whole(found, found[1], int(found[2]), found[3]), text)
    text = _SLASHED.sub(slashed, text)
    text = _DAY_MONTH.sub(lambda found: part(found, _month(found[2]), found[1]), text)
    return dates, day_months, text


def _take_periods(text: str) -> tuple[list[int], bool, bool, str]:
    """Take a month with a short year (aug-23), a month alone, and a period's number (P8, T2).

    Gives the years, whether it is a part of the year, whether a month is named, and the rest of the text.
    """
    years: list[int] = []
    interim = is_month = False
    if found := _MONTH_SHORT_YEAR.search(text):
        years.append(2000 + int(found[2]))
        interim, is_month = _month(found[1]) < 12, True
        text = _MONTH_SHORT_YEAR.sub(" ", text)
    if found := _BARE_MONTH.search(text):
        interim, is_month = interim or _month(found[2]) < 12, True
        text = _BARE_MONTH.sub(r"\1 ", text)
    found = _PERIOD_NUMBER.search(text)
    # T2 alone names a column of its own; beside another word it says when.
    if found and re.search(r"[^\W\d_]{2,}", FULL_YEAR.sub(" ", _BARE_YEAR.sub(" ", _PERIOD_NUMBER.sub(" ", text)))):
        interim = interim or found[0] not in ("P12", "T3")
        text = _PERIOD_NUMBER.sub(" ", text)
    return years, interim, is_month, text


def _take_years(text: str) -> tuple[list[int], str]:
    years = [int(one) for one in _YEAR.findall(text)]
    rest = _YEAR.sub(" ", text)
    if short := _SHORT_YEAR.match(rest.strip()):
        years.append(2000 + int(short[2]))
        rest = short[1]
    return years, rest


def _date(year: str, month: int, day: int) -> dt.date | None:
    full = int(year) if len(year) == 4 else 2000 + int(year)
    try:
        return dt.date(full, month, day)
    except ValueError:
        return None


def _month(word: str) -> int:
    return MONTHS.index(word[:3].casefold()) + 1


def _ends_in_december(text: str) -> bool:
    if span := _LONG_SPAN.search(text):
        return _month(span[1]) == 1 and _month(span[2]) == 12
    found = _TO_MONTH.search(text)
    return found is not None and _month(found[1]) == 12
