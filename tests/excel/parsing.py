"""What Excel makes of a text that is put into a cell: it reads it as if it had been typed.

This errs on the side of converting: whatever Excel takes for something else under Swedish or English settings is
converted here, so that a program that depends on the user's settings is found out.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import re
from typing import NamedTuple

from tests.excel.com import fail

LONGEST, LONGEST_IN_BLOCK, LONGEST_FORMULA = 32767, 8203, 8192
SPACES = " \u00a0\u202f"
EPOCH = dt.date(1899, 12, 30)
ERRORS = {
    "#DIV/0!": -2146826281,
    "#N/A": -2146826246,
    "#NAME?": -2146826259,
    "#NULL!": -2146826288,
    "#NUM!": -2146826252,
    "#REF!": -2146826265,
    "#VALUE!": -2146826273,
}
SWEDISH_ERRORS = {
    "#DIVISION/0!": "#DIV/0!",
    "#SAKNAS!": "#N/A",
    "#NAMN?": "#NAME?",
    "#SKÄRNING!": "#NULL!",
    "#OGILTIGT!": "#NUM!",
    "#REFERENS!": "#REF!",
    "#VÄRDEFEL!": "#VALUE!",
}
BOOLEANS = {"SANT": True, "TRUE": True, "FALSKT": False, "FALSE": False}
MONTHS = {
    word: number
    for number, words in enumerate(
        (
            "januari january jan",
            "februari february feb",
            "mars march mar",
            "april apr",
            "maj may",
            "juni june jun",
            "juli july jul",
            "augusti august aug",
            "september sept sep",
            "oktober october okt oct",
            "november nov",
            "december dec",
        ),
        1,
    )
    for word in words.split()
}
NUMBER = re.compile(
    rf"""(?P<sign>[+-]?)\s*(?P<before>kr|[$€£])?\s*(?P<inner>[+-]?)
    (?P<whole>\d{{1,3}}(?:[{SPACES}]\d{{3}})+|\d{{1,3}}(?:,\d{{3}})+(?!\d)|\d*)
    (?:[.,](?P<part>\d*))?(?P<power>[eE][+-]?\d+)?\s*(?P<after>%|kr|SEK|[$€£])?""",
    re.VERBOSE | re.IGNORECASE,
)
FRACTION = re.compile(r"(?P<sign>[+-]?)(?P<whole>\d+) (?P<over>\d{1,5})/(?P<under>\d{1,5})")
TIME = re.compile(r"(\d{1,4}):(\d{1,2})(?::(\d{1,2})(?:[.,](\d+))?)?\s*(am|pm|fm|em)?", re.IGNORECASE)
NUMERIC_DATE = re.compile(r"(\d{1,4})([-/])(\d{1,4})(?:\2(\d{1,4}))?")
WORD_DATES = (
    re.compile(r"(?P<day>\d{1,2})[ -/]?(?P<month>[a-zåäö]+)\.?(?:[ -/](?P<year>\d{2}|\d{4}))?", re.IGNORECASE),
    re.compile(r"(?P<month>[a-zåäö]+)\.?[ -/](?P<day>\d{1,2}),? (?P<year>\d{4})", re.IGNORECASE),
    re.compile(r"(?P<month>[a-zåäö]+)\.?[ -/](?P<year>\d{4})", re.IGNORECASE),
    re.compile(r"(?P<month>[a-zåäö]+)\.?[ -/](?P<rest>\d{1,2})", re.IGNORECASE),
)


class Parsed(NamedTuple):
    """What a typed text becomes, and the number format that comes with it, if any."""

    kind: str  # formula, text, prefixed, number, bool or error
    value: str | float | bool
    format: str | None = None


def parse(text: str, *, in_block: bool = False) -> Parsed:
    """Read a text as Excel does, in a cell that is not formatted as text."""
    if len(text) > (LONGEST_IN_BLOCK if in_block else LONGEST):
        fail("Application-defined or object-defined error")
    if text.startswith("'"):
        return Parsed("prefixed", text[1:])
    if text.startswith("=") and len(text) > 1:
        return Parsed("formula", text)
    bare = text.strip(SPACES)
    read = _number(bare) or _fraction(bare) or _moment(bare) or _word(bare)
    if read is not None:
        return read
    if len(bare) > 1 and bare[0] in "+-@":
        fail("Excel tries to read this text as a formula")
    return Parsed("text", text)


def _word(text: str) -> Parsed | None:
    upper = text.upper()
    if upper in BOOLEANS:
        return Parsed("bool", BOOLEANS[upper])
    upper = SWEDISH_ERRORS.get(upper, upper)
    return Parsed("error", upper) if upper in ERRORS else None


def _number(text: str) -> Parsed | None:
    bracketed = re.fullmatch(r"\(([^()+-]+)\)", text)
    match = NUMBER.fullmatch(bracketed.group(1) if bracketed else text)
    if match is None or not (match["whole"] or match["part"]) or (match["sign"] and match["inner"]):
        return None
    if match["before"] and match["after"]:
        return None
    grouped = re.search(rf"[{SPACES},]", match["whole"])
    digits = re.sub(rf"[{SPACES},]", "", match["whole"]) or "0"
    value = float(f"{digits}.{match['part'] or '0'}{match['power'] or ''}")
    if "-" in (match["sign"], match["inner"]) or bracketed:
        value = -value
    unit = (match["before"] or match["after"] or "").casefold()
    if unit == "%":
        return Parsed("number", float(f"{value / 100:.15g}"), "0.00%" if match["part"] else "0%")
    if unit:
        return Parsed("number", value, '#,##0.00\\ "kr"' if match["part"] else '#,##0\\ "kr"')
    if match["power"]:
        return Parsed("number", value, "0.00E+00")
    return Parsed("number", value, ("#,##0.00" if match["part"] else "#,##0") if grouped else None)


def _fraction(text: str) -> Parsed | None:
    match = FRACTION.fullmatch(text)
    if match is None or not int(match["under"]):
        return None
    value = int(match["whole"]) + int(match["over"]) / int(match["under"])
    return Parsed("number", -value if match["sign"] == "-" else value, "# ?/?")


def _moment(text: str) -> Parsed | None:
    """A date, a time of day, or both."""
    time = _time(text)
    if time is not None:
        return Parsed("number", time, "h:mm" if time < 1 else "[h]:mm:ss")
    date = _date(text)
    if date is not None:
        return date
    first, _, last = text.rpartition(" ")
    date, time = _date(first), _time(last)
    if date is None or time is None:
        return None
    return Parsed("number", float(date.value) + time, "m/d/yy h:mm")


def _time(text: str) -> float | None:
    match = TIME.fullmatch(text)
    if match is None or int(match[2]) > 59 or int(match[3] or 0) > 59:
        return None
    hours = int(match[1]) + (12 if (match[5] or "").casefold() in {"pm", "em"} and int(match[1]) < 12 else 0)
    return (hours * 3600 + int(match[2]) * 60 + float(f"{match[3] or 0}.{match[4] or 0}")) / 86400


def _serial(year: int, month: int, day: int) -> float | None:
    if year < 100:
        year += 2000 if year < 30 else 1900
    with contextlib.suppress(ValueError):
        return float((dt.date(year, month, day) - EPOCH).days) if 1900 <= year <= 9999 else None
    return None


def _date(text: str) -> Parsed | None:
    this_year = 2024  # whatever year it is: the test sees that it became a date
    candidates: list[tuple[float | None, str]] = []
    match = NUMERIC_DATE.fullmatch(text)
    if match is not None:
        one, two, three = int(match[1]), int(match[3]), int(match[4]) if match[4] else None
        if three is not None:
            orders = ((one, two, three), (three, two, one), (three, one, two))
            candidates += [(_serial(*order), "mm-dd-yy") for order in orders]
        else:
            candidates += [(_serial(this_year, two, one), "d-mmm"), (_serial(this_year, one, two), "d-mmm")]
            candidates += [(_serial(two, one, 1), "mmm-yy"), (_serial(one, two, 1), "mmm-yy")]
    for pattern in WORD_DATES:
        match = pattern.fullmatch(text)
        if match is None or match["month"].casefold() not in MONTHS:
            continue
        found = match.groupdict()
        month = MONTHS[found["month"].casefold()]
        if found.get("rest"):
            candidates += [(_serial(this_year, month, int(found["rest"])), "d-mmm")]
            candidates += [(_serial(int(found["rest"]), month, 1), "mmm-yy")]
        else:
            code = "mmm-yy" if not found.get("day") else "d-mmm-yy" if found.get("year") else "d-mmm"
            serial = _serial(int(found.get("year") or this_year), month, int(found.get("day") or 1))
            candidates.append((serial, code))
    return next((Parsed("number", serial, code) for serial, code in candidates if serial is not None), None)
