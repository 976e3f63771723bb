"""Targets as cells word them: a number with a condition, a range, an answer, or a change since last year."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from itnamnd_xl.core.model import Relation
from itnamnd_xl.source.comparisons import RANK, comparison_in, place_in
from itnamnd_xl.source.numbers import DIGITS, LONGEST_REMEMBERED, MOST_REMEMBERED, Form, Reading, fold, read

if TYPE_CHECKING:
    from collections.abc import Sequence

    from itnamnd_xl.policy import Policy
    from itnamnd_xl.policy.model import TargetWords
    from itnamnd_xl.source.numbers import Vocabulary

_SIGNED = rf"[-+]?\s?{DIGITS}"
_UNIT = r"[^\d\-–+±]*?"
_RANGE = re.compile(rf"(?:mellan\s+)?({DIGITS})\s*({_UNIT})\s*(?:-|–|—|och|till)\s*({DIGITS})\s*(.*)$", re.IGNORECASE)
_BOTH = re.compile(r"(.*\d.*?)\s*(?:,|\boch\b|\bmen\b)\s+(?:men\s+)?([^\d]*\d.*)$", re.IGNORECASE)
_AROUND = re.compile(rf"({DIGITS})\s*±\s*({DIGITS})\s*(.*)$")
_FROM_TO = re.compile(rf"(?:\w+\s+)?från\s+({_SIGNED})\s*({_UNIT})\s*till\s+({_SIGNED}.*)$", re.IGNORECASE)
_CHANGE = re.compile(rf"((?:ska|skall)\s+\w+|\w+)\s+(?:med\s+)?(?:minst\s+)?({DIGITS})\s*(.*)$", re.IGNORECASE)
_SINCE_YEAR = re.compile(r"\s*(?:jämfört med|från|sedan|mot|jmf)\s+(?:år\s+)?((?:19|20)\d\d)$", re.IGNORECASE)
_PLUS = re.compile(rf"([-+])\s?({DIGITS})\s*(%|procent|procentenheter|%-enheter)$", re.IGNORECASE)
_THAN_YEAR = re.compile(r"(högre|lägre|bättre|fler|färre) än (?:år |under )?((?:19|20)\d\d)$")
COMPARED = {
    "högre": Relation.ABOVE,
    "fler": Relation.ABOVE,
    "lägre": Relation.BELOW,
    "färre": Relation.BELOW,
}
POINTS = "procentenheter"


@dataclass(frozen=True, slots=True)
class TargetReading:
    """A target's text as it was understood; `relation` is None where only the indicator can tell the direction.

    `remark` are words in brackets after the number, which may tell it too. `refused` is the reading of a number
    that could not be read, with its reason. `strict`: the direction that the indicator gives is meant without
    equality. `year` is the year that a relative target compares with, where it names one; `compared` is whom it
    compares with instead: riket. A target on a place among all has its limit as value, in `%` where that is a share.
    `stored` is the number that the cell itself holds, where it holds one.
    """

    relation: Relation | None = None
    value: Decimal | None = None
    upper: Decimal | None = None
    unit: str | None = None
    why: str = ""
    relative: bool = False
    change: Decimal = Decimal(0)
    change_is_share: bool = False
    places: int = 0
    note: str = ""
    remark: str = ""
    refused: Reading | None = None
    missing: bool = False
    strict: bool = False
    year: int | None = None
    compared: str = ""
    stored: Decimal | None = None


def read_target(text: str, words: Vocabulary, policy: Policy, mark: str | None = None) -> TargetReading:
    """Read a target's text; `mark` is the decimal mark that its column agrees on."""
    listed = policy.words.target
    return (_remembered if len(text) <= LONGEST_REMEMBERED else _read)(text, words, listed, mark)


@lru_cache(maxsize=MOST_REMEMBERED)
def _remembered(text: str, words: Vocabulary, listed: TargetWords, mark: str | None) -> TargetReading:
    return _read(text, words, listed, mark)


def _read(text: str, words: Vocabulary, listed: TargetWords, mark: str | None) -> TargetReading:
    folded = fold(text)
    return (
        _answer(folded, words)
        or _span(folded, words, listed, mark)
        or _compared(folded, listed)
        or _relative(folded, words, listed, mark)
        or _worded(folded, words, listed, mark)
        or _bare(folded, words, mark)
    )


def _answer(text: str, words: Vocabulary) -> TargetReading | None:
    value = words.answers.get(text.casefold())
    if value is None:
        return None
    return TargetReading(Relation.IS, value, unit="ja/nej", why=f"målvärdet är svaret ”{text}”")


def _span(text: str, words: Vocabulary, listed: TargetWords, mark: str | None) -> TargetReading | None:
    """Read a range: 70–80 %, mellan 70 och 80, 50 ±5."""
    if found := _AROUND.match(text):
        middle, width = (read(found[i], words, mark).value for i in (1, 2))
        if middle is None or width is None:
            return None
        unit = words.unit(found[3]) or found[3].strip() or None
        return TargetReading(Relation.BETWEEN, middle - width, middle + width, unit, "målvärdet är ett intervall")
    ends = _BOTH.match(text) if len(text) <= LONGEST_REMEMBERED else None
    if ends and (both := _both(ends[1], ends[2], words, listed, mark)):
        return both
    if not (found := _RANGE.match(text)):
        return None
    low, high = read(found[1], words, mark), read(f"{found[3]} {found[4]}".strip(), words, mark)
    if low.value is None or high.value is None or high.value < low.value:
        return None
    return TargetReading(
        Relation.BETWEEN, low.value, high.value, high.unit, "målvärdet är ett intervall", places=high.places
    )


def _both(first: str, second: str, words: Vocabulary, listed: TargetWords, mark: str | None) -> TargetReading | None:
    """Read two conditions that are the ends of a range, both in: minst 2 och högst 5 dagar."""
    ends = [_worded(one, words, listed, mark) for one in (first, second)]
    found = {one.relation: one for one in ends if one is not None and one.value is not None}
    low, high = found.get(Relation.AT_LEAST), found.get(Relation.AT_MOST)
    if low is None or high is None or low.value is None or high.value is None or low.value > high.value:
        return None
    if None not in (low.unit, high.unit) and low.unit != high.unit:
        return None
    why = "målvärdet är ett intervall"
    return TargetReading(Relation.BETWEEN, low.value, high.value, high.unit or low.unit, why, places=high.places)


def _compared(text: str, listed: TargetWords) -> TargetReading | None:
    """Read a target that compares with others: with their value, or with their places."""
    if found := comparison_in(text, listed):
        why = f"målvärdet jämför med {found.whom}"
        return TargetReading(found.relation, None, why=why, relative=True, strict=found.strict, compared=found.whom)
    if place := place_in(text, listed):
        unit = "%" if place.is_share else None
        why = "målvärdet är en placering, och en lägre är bättre"
        return TargetReading(Relation.AT_MOST, place.limit, unit=unit, why=why, compared=RANK)
    return None


def _worded(text: str, words: Vocabulary, listed: TargetWords, mark: str | None) -> TargetReading | None:
    """Read a number with words or signs that give its direction."""
    if found := _FROM_TO.match(text):
        start, goal = read(found[1], words, mark), read(found[3], words, mark)
        if start.value is not None and goal.value is not None:
            up = goal.value >= start.value
            relation = Relation.AT_LEAST if up else Relation.AT_MOST
            return _with(relation, goal, f"målvärdet går från {found[1]} till {found[3]}")
    folded = text.casefold()
    before = (
        (listed.at_least_before, Relation.AT_LEAST),
        (listed.at_most_before, Relation.AT_MOST),
        (listed.above_before, Relation.ABOVE),
        (listed.below_before, Relation.BELOW),
    )
    after = ((listed.at_least_after, Relation.AT_LEAST), (listed.at_most_after, Relation.AT_MOST))
    for word, relation in _longest(*before):
        if folded.startswith(word) and (rest := _after_word(text, word)):
            reading = _number_in(rest, words, mark)
            return _with(relation, reading, f"i målvärdet står ”{word}”")
    for word, relation in _longest(*after):
        if folded.endswith(word) and (rest := text[: -len(word)].strip()) and rest[-1] not in "<>=":
            reading = _number_in(rest, words, mark)
            return _with(relation, reading, f"i målvärdet står ”{word}”")
    return None


@lru_cache(maxsize=32)
def _longest(*groups: tuple[tuple[str, ...], Relation]) -> list[tuple[str, Relation]]:
    pairs = [(word.casefold(), relation) for listed, relation in groups for word in listed]
    return sorted(pairs, key=lambda pair: -len(pair[0]))


def _after_word(text: str, word: str) -> str:
    """Give what follows the word that a text begins with; empty where it is only the beginning of a longer one."""
    rest = text[len(word) :]
    return rest.strip() if not word[-1].isalnum() or not rest[:1].isalnum() else ""


def _number_in(text: str, words: Vocabulary, mark: str | None) -> Reading:
    """Read a number that its unit may precede: index 41."""
    reading = read(text, words, mark)
    head, _, rest = text.partition(" ")
    if reading.form is Form.UNREADABLE and rest and (unit := words.unit(head)):
        inner = read(rest, words, mark)
        return Reading(inner.form, inner.value, inner.unit or unit, places=inner.places, note=inner.note)
    return reading


def _with(relation: Relation, reading: Reading, why: str) -> TargetReading:
    if reading.form is not Form.NUMBER or reading.value is None:
        return TargetReading(refused=reading)
    return TargetReading(relation, reading.value, None, reading.unit, why, places=reading.places, note=reading.note)


def _relative(text: str, words: Vocabulary, listed: TargetWords, mark: str | None) -> TargetReading | None:
    """Read a target that is last year's value, or a change of it."""
    folded = text.casefold()
    why = "målvärdet jämför med föregående år"
    alone = ((listed.increase, Relation.ABOVE), (listed.decrease, Relation.BELOW))
    for group, relation in alone:
        if folded in _folded(group):
            return TargetReading(relation, None, why=why, relative=True)
    if folded in _folded(listed.improve):
        return TargetReading(None, None, why=why, relative=True, strict=True)
    if found := _THAN_YEAR.match(folded):
        named, strict = int(found[2]), found[1] == "bättre"
        return TargetReading(COMPARED.get(found[1]), None, why=why, relative=True, strict=strict, year=named)
    if folded in _folded(listed.keep):
        return TargetReading(None, None, why=why, relative=True)
    if found := _PLUS.match(text):
        return _changed(found[1] == "+", found[2], found[3], words, mark)
    if found := _CHANGE.match(text):
        verb, (rest, year) = found[1].casefold(), _without_since(found[3], listed)
        if verb in _folded(listed.increase) or verb in _folded(listed.decrease):
            changed = _changed(verb in _folded(listed.increase), found[2], rest, words, mark)
            return changed if changed is None or year is None else replace(changed, year=year)
    return None


def _without_since(text: str, listed: TargetWords) -> tuple[str, int | None]:
    """Take from a change what it is counted from: its unit alone is left, and the year, where one is named."""
    if found := _SINCE_YEAR.search(text):
        return text[: found.start()].strip(), int(found[1])
    folded = text.casefold()
    for phrase in sorted(listed.since, key=len, reverse=True):
        if folded.endswith(phrase):
            return text[: -len(phrase)].strip(), None
    return text, None


@lru_cache(maxsize=32)
def _folded(phrases: tuple[str, ...]) -> frozenset[str]:
    return frozenset(phrase.casefold() for phrase in phrases)


def _changed(up: bool, digits: str, unit: str, words: Vocabulary, mark: str | None) -> TargetReading | None:  # noqa: FBT001
    reading = read(f"{digits} {unit}".strip(), words, mark)
    if reading.value is None:
        return TargetReading(refused=reading)
    if reading.unit is not None and words.unit(reading.unit) is None and not reading.unit.isalpha():
        # What stands after the number may be a condition; a change must be understood whole.
        return TargetReading(refused=Reading(Form.UNREADABLE))
    share = reading.unit == "%"
    change = reading.value / 100 if share else reading.value
    return TargetReading(
        Relation.AT_LEAST if up else Relation.AT_MOST,
        None,
        unit=None if share or reading.unit == POINTS else reading.unit,
        why="målvärdet är en förändring sedan föregående år",
        relative=True,
        change=change if up else -change,
        change_is_share=share,
        places=reading.places,
    )


def _bare(text: str, words: Vocabulary, mark: str | None) -> TargetReading:
    reading = _number_in(text, words, mark)
    if reading.form is Form.NUMBER:
        remark = re.search(r"\(([^()\d]+)\)$", text)
        note, words_beside = ("", remark[1]) if remark else (reading.note, "")
        return TargetReading(
            None, reading.value, None, reading.unit, places=reading.places, note=note, remark=words_beside
        )
    return TargetReading(refused=reading, missing=reading.form is Form.MISSING)


def direction_of(label: str, policy: Policy) -> tuple[Relation, str, bool]:
    """Give the direction of an indicator whose target does not say: relation, reason, and whether it was assumed.

    First the label's first word, then the word list, else higher is better.
    """
    listed = policy.words.direction
    tokens = re.findall(r"[^\W_]+(?:-[^\W_]+)*", label.casefold())
    first = tokens[0] if tokens else ""
    for group, relation in ((listed.label_higher, Relation.AT_LEAST), (listed.label_lower, Relation.AT_MOST)):
        if first in group:
            return relation, f"namnet börjar med ”{first.capitalize()}”", False
    counts = first in listed.shares_and_counts and (first == "andel" or "som" in tokens)
    text = " ".join(tokens)
    hits = [_first_hit(text, word, listed.exempt, Relation.AT_LEAST) for word in listed.higher]
    if not counts:
        hits += [_first_hit(text, word, listed.exempt, Relation.AT_MOST) for word in listed.lower]
    found = [hit for hit in hits if hit is not None]
    if found:
        _, _, relation, word = min(found)
        side = "högre" if relation is Relation.AT_LEAST else "lägre"
        return relation, f"enligt ordlistan är {side} bättre för ”{word}”", False
    return Relation.AT_LEAST, "verktygets förval: högre är bättre", True


def _first_hit(
    text: str, word: str, exempt: Sequence[str], relation: Relation
) -> tuple[int, int, Relation, str] | None:
    """Find a word of the list in a label, whole or as the last part of a compound, the earliest place first."""
    if word not in text:
        return None
    for found in re.finditer(rf"[^\W_]*{re.escape(word)}(?![^\W_])", text):
        token = found[0]
        before = text[: found.start()].rsplit(" ", 2)
        two_words = f"{before[-2]} {token}" if len(before) > 1 else ""
        if token in exempt or two_words in exempt:
            continue
        return found.start(), -len(word), relation, word
    return None
