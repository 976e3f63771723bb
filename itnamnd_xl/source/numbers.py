"""Swedish numbers as cells spell them: value, unit, mark, or why not.

The grammar is total: any text gives a reading, and a reading is a number, an answer, a level alone, a missing
value, or one of the refusals (ambiguous, several values, unreadable).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING

from itnamnd_xl.core.model import Level
from itnamnd_xl.core.swedish import number, plain

if TYPE_CHECKING:
    from collections.abc import Iterable

    from itnamnd_xl.policy import Words
    from itnamnd_xl.source.units import Units


class Form(StrEnum):
    """What a cell's text turned out to be."""

    NUMBER = "number"
    ANSWER = "answer"
    LEVEL = "level"
    MISSING = "missing"
    AMBIGUOUS = "ambiguous"
    SEVERAL = "several"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as it was understood.

    `alternatives` holds both readings of an ambiguous number. `note` says in Swedish what was taken for granted.
    `previous` is last year's value where the cell carries it in brackets.
    """

    form: Form
    value: Decimal | None = None
    unit: str | None = None
    mark: Level | None = None
    places: int = 0
    note: str = ""
    alternatives: tuple[Decimal, ...] = ()
    previous: Decimal | None = None


SPACES = "\u00a0\u202f\u2009\u2007\u2002\u2003\u3000"
MINUSES = "\u2212\u2011\u2010\ufe63\uff0d"
DASHES = "–—"
_FOLD = str.maketrans(
    dict.fromkeys(SPACES, " ") | dict.fromkeys(MINUSES, "-") | {"’": "'", "\u200b": None, "\ufe0f": None}
)
_TO_FOLD = re.compile("[" + "".join(map(chr, _FOLD)) + "]")

# The unit of an answer, and what lies between yes and no.
ANSWER = "ja/nej"
BEGUN = Decimal("0.5")
GROUPED = r"\d{1,3}(?:[ ']\d{3})+(?:[.,]\d+)?"
PLAIN = r"\d+(?:[.,]\d+)*"
DIGITS = rf"(?:{GROUPED}|{PLAIN})(?!\d)"
_DIGITS = re.compile(DIGITS)
_NUMBER = re.compile(
    rf"(?P<open>\()?\s*(?P<sign>[-+±]|–(?=\s*\d))?\s*(?P<digits>{DIGITS})\s*(?P<close>\))?(?P<tail>.*)",
    re.DOTALL,
)
_TREND = re.compile(r"\s*[↑↓→↗↘▼▲]$")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}$|(?:(?:19|20)\d\d|[0-39]\d)(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])$")
_RATIO = re.compile(r"(\d{1,9})\s*(?:av|/)\s*(\d{1,9})$", re.IGNORECASE)
_OVERALL = re.compile(rf"\bT(?:ot(?:alt)?)?\.?:\s*({DIGITS})\s*(\S*)", re.IGNORECASE)
_GENDERED = re.compile(r"\b[KM](?:vinnor|än)?\.?:\s*\d", re.IGNORECASE)
_CLOCK = re.compile(
    r"(?:(\d{1,6})\s*(?:tim|timmar|h)\.?\s*(\d{1,6})\s*(?:min|minuter)\.?|(\d{1,3}):([0-5]\d))$", re.IGNORECASE
)
# 2 min 30 sek, 0:02:30
_SECONDS = re.compile(
    r"(?:(\d{1,6})\s*(?:min|minuter)\.?\s*(\d{1,6})\s*(?:s|sek|sekunder)\.?|(\d{1,3}):([0-5]\d):([0-5]\d))$",
    re.IGNORECASE,
)
_ANSWERED = re.compile(r"([^\W\d_]{2,})\s*[,;.–-]\s*(\S.*)$")
_KRONOR = re.compile(r"(\d{1,3}(?:[ ']\d{3})+|\d{3,}):00$")
_WORDS = re.compile(r"[^\W\d_][\w%/.\- ]{0,30}$")
# As many as a Decimal keeps without rounding.
LARGEST_DIGITS = 28
# A cell's text is asked for several times, and the same few targets and answers stand in many cells.
LONGEST_REMEMBERED, MOST_REMEMBERED = 40, 4096


def fold(text: str) -> str:
    """Make white space, minus signs and apostrophes alike, and trim."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
        # Few texts have any of these, and to translate one costs more than all the rest.
        if _TO_FOLD.search(text):
            text = text.translate(_FOLD)
    return " ".join(text.split())


def decimal_mark(texts: Iterable[str]) -> str | None:
    """Give the decimal mark that a column's texts agree on; None where they do not say, or disagree."""
    found = [digits for text in texts for digits in _DIGITS.findall(fold(text))]
    seen = {mark for digits in found if (mark := _certain_mark(digits))}
    if seen:
        return next(iter(seen)) if len(seen) == 1 else None
    # Three decimals throughout would stand at every number: beside whole ones they are groups of thousands.
    grouped = {digits[-4] for digits in found if re.fullmatch(r"\d{1,3}[.,]\d{3}", digits)}
    whole = any(digits.isdigit() and digits.strip("0") for digits in found)
    if len(grouped) == 1 and whole and len(found) > 2:
        return "," if grouped == {"."} else "."
    return None


def _certain_mark(digits: str) -> str | None:
    """Give the decimal mark that one number's digits leave no doubt of."""
    marks: list[str] = re.findall(r"[.,]", digits)
    if not marks:
        return None
    last = marks[-1]
    if len(set(marks)) == 2:
        return last
    if len(marks) > 1:
        return "," if last == "." else "."
    whole, _, decimals = digits.partition(last)
    certain = len(decimals) != 3 or len(whole) > 3 or whole.startswith("0") or " " in whole or "'" in whole
    return last if certain else None


def _digits_value(digits: str, mark: str | None) -> tuple[Decimal | None, tuple[Decimal, ...]]:
    """Give a number's value, or both of its values where only its column could tell which."""
    bare = digits.replace(" ", "").replace("'", "")
    if len(bare) > LARGEST_DIGITS:
        return None, ()
    certain = _certain_mark(digits)
    if certain is None and re.search(r"[.,]", bare) and mark is None:
        return None, (Decimal(re.sub(r"[.,]", "", bare)), Decimal(bare.replace(",", ".")))
    decimal = certain or mark or ","
    thousands = "." if decimal == "," else ","
    groups = bare.split(decimal)[0].split(thousands)
    if len(groups) > 1 and (len(groups[0]) > 3 or any(len(group) != 3 for group in groups[1:])):
        return None, ()
    clean = bare.replace(thousands, "").replace(decimal, ".")
    return (Decimal(clean), ()) if clean.count(".") < 2 else (None, ())


def _places(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return -exponent if isinstance(exponent, int) and exponent < 0 else 0


class Vocabulary:
    """A policy's words in the forms that reading needs."""

    def __init__(self, words: Words, units: Units) -> None:
        """Prepare the words and units of a policy."""
        marks = words.marks
        self.units = units
        self.missing = frozenset(fold(word).casefold() for word in words.missing) | frozenset(DASHES)
        self.unlike = frozenset(words.unlike)
        self.missing_prefix = tuple(word.casefold() for word in words.missing_prefix)
        self.answers = {
            word.casefold(): value
            for value, listed in (
                (Decimal(1), words.yes),
                (Decimal(0), words.no),
                (BEGUN, words.begun),
            )
            for word in listed
        }
        self.marks = {
            fold(symbol): level
            for level, listed in (
                (Level.ACHIEVED, marks.achieved),
                (Level.PARTLY, marks.partly_achieved),
                (Level.NOT, marks.not_achieved),
                (Level.NO_VALUE, marks.no_value),
            )
            for symbol in listed
        }
        self.wingdings = {
            symbol: level
            for level, listed in (
                (Level.ACHIEVED, marks.wingdings_achieved),
                (Level.PARTLY, marks.wingdings_partly_achieved),
                (Level.NOT, marks.wingdings_not_achieved),
            )
            for symbol in listed
        }
        self.verdicts: dict[str, Level] = {}
        for level, listed in (
            (Level.ACHIEVED, words.achieved),
            (Level.PARTLY, words.partly_achieved),
            (Level.NOT, words.not_achieved),
            (Level.NO_VALUE, words.no_value),
        ):
            for word in listed:
                self.verdicts.setdefault(word.casefold(), level)
        longest_first = sorted(self.verdicts, key=len, reverse=True)
        self._verdict = re.compile(f"({'|'.join(map(re.escape, longest_first))})(?:\\b|\\Z)")
        self._first_of_marks = frozenset(symbol[0] for symbol in self.marks)
        self.approximate = tuple(sorted((one.casefold() for one in words.target.approximate), key=len, reverse=True))

    def unit(self, text: str) -> str | None:
        """Give the unit that a text names, None where it names none."""
        return self.units.find(fold(text))

    def unit_alone(self, text: str) -> str | None:
        """Give the unit that a text is, with or without brackets: (tkr), i tkr."""
        return self.unit(text.strip("()[] ").removeprefix("i "))

    def verdict(self, text: str) -> Level | None:
        """Give the level that a status cell states in words or symbols."""
        folded = fold(text).casefold()
        if folded in self.marks:
            return self.marks[folded]
        if folded and folded[0] in self.marks:
            return self.marks[folded[0]]
        stated = self._verdict.match(folded)
        return self.verdicts[stated[1]] if stated else None

    def take_mark(self, text: str) -> tuple[Level | None, str]:
        """Split a leading mark from what follows it."""
        if text[:1] in self._first_of_marks:
            for symbol, level in self.marks.items():
                if text.startswith(symbol):
                    return level, text[len(symbol) :].strip()
        return None, text


def read(text: str, words: Vocabulary, mark: str | None = None) -> Reading:
    """Read a cell's text; `mark` is the decimal mark that its column agrees on."""
    return _remembered(text, words, mark) if len(text) <= LONGEST_REMEMBERED else _read(text, words, mark)


@lru_cache(maxsize=MOST_REMEMBERED)
def _remembered(text: str, words: Vocabulary, mark: str | None) -> Reading:
    return _read(text, words, mark)


def _read(text: str, words: Vocabulary, mark: str | None) -> Reading:
    level, rest = words.take_mark(fold(text))
    shown = _TREND.sub("", rest).strip()
    rest = shown or rest
    if not rest:
        return Reading(Form.LEVEL if level else Form.MISSING, mark=level)
    folded = rest.casefold()
    if _is_missing(folded, words):
        return Reading(Form.MISSING, mark=level)
    if folded in words.answers:
        return Reading(Form.ANSWER, words.answers[folded], ANSWER, level)
    reading = _answered(rest, words) or _special(rest, words, mark) or _number(rest, words, mark)
    return replace(reading, mark=level) if level else reading


def _answered(text: str, words: Vocabulary) -> Reading | None:
    """Read an answer with a remark: Ja, i juni. What is said to be begun is that: Ja, delvis; Nej, pågår."""
    found = _ANSWERED.match(text)
    value = words.answers.get(found[1].casefold()) if found else None
    if found is None or value is None:
        return None
    remark = found[2].casefold().removeprefix("men ").rstrip(".")
    if words.answers.get(remark) == BEGUN or words.verdicts.get(remark) is Level.PARTLY:
        return Reading(Form.ANSWER, BEGUN, ANSWER, note="påbörjat")
    told = re.findall(r"[^\W\d_]+", found[2].casefold())
    if remark in words.answers or remark[:1].isdigit() or words.unlike.intersection(told):
        return Reading(Form.SEVERAL)
    return Reading(Form.ANSWER, value, ANSWER, note=f"anmärkningen ”{found[2]}” är inte läst")


def _is_missing(folded: str, words: Vocabulary) -> bool:
    bare = folded.strip("()").rstrip(".") if len(folded) > 2 else folded
    return folded in words.missing or bare in words.missing or folded.startswith(words.missing_prefix)


def _special(text: str, words: Vocabulary, mark: str | None) -> Reading | None:
    """Read the spellings that are no plain number: dates, ratios, clock times, values by gender."""
    if _DATE.match(text) and " " not in text:
        return Reading(Form.UNREADABLE, note="datum")
    if found := _RATIO.match(text):
        part, whole = Decimal(found[1]), Decimal(found[2])
        if not whole:
            return Reading(Form.UNREADABLE)
        if part > whole:
            return Reading(Form.SEVERAL)
        ratio = plain(round(part / whole * 100, 12))
        return Reading(Form.NUMBER, ratio, "%", note=f"{found[1]} av {found[2]}", places=_places(ratio))
    if length := _length(text):
        return length
    if found := _KRONOR.match(text):
        value, _ = _digits_value(found[1], mark)
        return Reading(Form.NUMBER, value, "kr") if value is not None else Reading(Form.UNREADABLE)
    if _GENDERED.search(text):
        if not (found := _OVERALL.search(text)):
            return Reading(Form.SEVERAL)
        value, alternatives = _digits_value(found[1], mark)
        return _finished(value, alternatives, unit=words.unit(found[2]), note="värdet för båda könen")
    return None


def _length(text: str) -> Reading | None:
    """Read a length of time: 1 tim 20 min, 3:20, 2 min 30 sek, 0:02:30."""
    if (found := _CLOCK.match(text)) and not _KRONOR.match(text):
        hours, minutes = found[1] or found[3], found[2] or found[4]
        return Reading(Form.NUMBER, Decimal(int(hours) * 60 + int(minutes)), "min", note="timmar och minuter")
    if found := _SECONDS.match(text):
        whole = int(found[1]) if found[1] else int(found[3]) * 60 + int(found[4])
        return Reading(Form.NUMBER, Decimal(whole * 60 + int(found[2] or found[5])), "sek", note="en tidslängd")
    return None


def _number(text: str, words: Vocabulary, mark: str | None) -> Reading:
    """Read a number with its sign, brackets and unit."""
    folded = text.casefold()
    note = ""
    for word in words.approximate:
        if folded.startswith(word) and re.match(r"[\s\d]", folded[len(word) :] or "x"):
            text, note = text[len(word) :].strip(), "ungefärligt"
            break
    found = _NUMBER.match(text)
    if not found:
        return Reading(Form.UNREADABLE)
    value, alternatives = _digits_value(found["digits"], mark)
    if value is None and not alternatives:
        return Reading(Form.UNREADABLE)
    negative = (found["sign"] or "") in ("-", "–")
    if found["open"] and found["close"]:
        negative, note = True, "parentes betyder minus"
    elif found["open"] or (found["sign"] == "±"):
        return Reading(Form.UNREADABLE)
    tail = found["tail"].strip() if found["close"] is None or found["open"] else ")" + found["tail"]
    return _with_tail(_finished(value, alternatives, negative=negative, note=note), tail, words, mark)


def _finished(
    value: Decimal | None,
    alternatives: tuple[Decimal, ...],
    *,
    negative: bool = False,
    unit: str | None = None,
    note: str = "",
) -> Reading:
    sign = -1 if negative else 1
    if value is None:
        both = tuple(sign * one for one in alternatives)
        return Reading(Form.AMBIGUOUS if both else Form.UNREADABLE, None, unit, alternatives=both, note=note)
    return Reading(Form.NUMBER, sign * value, unit, places=_places(value), note=note)


def _with_tail(reading: Reading, tail: str, words: Vocabulary, mark: str | None) -> Reading:
    """Read what follows the digits: a trailing minus, kredit or debet, a unit, a bracket."""
    if not tail:
        return reading
    if tail in ("-", "–") and reading.value is not None:
        return replace(reading, value=-reading.value, note="minus efter talet")
    if tail in ("K", "D"):
        sign = -1 if tail == "K" else 1
        value = None if reading.value is None else sign * reading.value
        return replace(reading, value=value, note="kredit" if tail == "K" else "debet")
    if tail == ":-":
        return replace(reading, unit="kr")
    if unit := words.unit(tail):
        return replace(reading, unit=unit)
    head, bracket, inside = tail.partition("(")
    if bracket and inside.endswith(")"):
        return _with_bracket(_with_tail(reading, head.strip(), words, mark), inside[:-1], words, mark)
    if re.search(r"\d", tail):
        return Reading(Form.SEVERAL)
    if _WORDS.match(tail):
        return replace(reading, unit=tail)
    return Reading(Form.UNREADABLE)


def _with_bracket(reading: Reading, inside: str, words: Vocabulary, mark: str | None) -> Reading:
    """Read a bracket after a value: the same amount in a finer unit, last year's value, or a remark."""
    if reading.form is not Form.NUMBER or not re.search(r"\d", inside):
        return replace(reading, note=reading.note or f"anmärkningen ”{inside}” är inte läst")
    other = _number(inside, words, mark) if "(" not in inside else Reading(Form.SEVERAL)
    if other.form is not Form.NUMBER or other.value is None:
        return Reading(Form.SEVERAL)
    finer = {"mnkr": ("tkr", "kr"), "tkr": ("kr",)}.get(reading.unit or "", ())
    if other.unit in finer:
        return replace(other, note="det noggrannare av två belopp")
    if other.unit in (None, reading.unit):
        return replace(reading, previous=other.value, note=f"föregående värde {number(other.value)} i parentes")
    return Reading(Form.SEVERAL)
