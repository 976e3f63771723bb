"""Keys made of keys, exactly: several weighed together, equal shares, and a least share for each member."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil
from typing import TYPE_CHECKING

from itnamnd_xl.core.model import AllocationKey, KeyEntry
from itnamnd_xl.core.swedish import decimal_of, number

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from itnamnd_xl.core.model import CellRef

# A weighed share is printed with so many decimals, and reckoned with exactly.
SHARE_PLACES = 9
# Keys by name: shares that somebody settled, and as much for each.
SHARES = "andel"
EQUAL = "lika"
# The setting of a key is a sentence, not a text.
LONGEST_MIX = 200

_NUMBER = r"\d{1,9}(?:[.,]\d{1,9})?(?:\s?/\s?\d{1,9})?"
_WEIGHT = rf"(?P<weight>{_NUMBER})\s*(?P<percent>%|procent\b)?"
_NAME = r"(?:(?:och|samt)\s+)?(?P<name>[^\W\d_][^\d,;+%/:=&]*?)"
_NAME_FIRST = re.compile(rf"\s*{_NAME}\s*[:=]?\s*{_WEIGHT}\s*(?:[,;+&.]|$|(?=\s(?:och|samt)\s))", re.IGNORECASE)
_WEIGHT_FIRST = re.compile(
    rf"\s*(?:(?:och|samt)\s+)?{_WEIGHT}\s*(?:av\s+)?{_NAME}\s*(?:[,;+&.]|$|(?=\s(?:och|samt)\s))", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Mix:
    """Keys by name with their weights, as somebody stated them. They are used where the weights are a whole."""

    parts: tuple[tuple[str, Fraction], ...]

    @property
    def total(self) -> Fraction:
        """The weights' sum; a whole is 1."""
        return sum((weight for _, weight in self.parts), Fraction(0))

    @property
    def name(self) -> str:
        """The mix in words: folkmängd 60 %, datorer 40 %."""
        return ", ".join(f"{name} {weight_text(weight)}" for name, weight in self.parts)


def weight_text(weight: Fraction) -> str:
    """Write a weight as per cent where it can be written so, else as a fraction."""
    hundredths = weight * 100
    exact = decimal_of(hundredths, SHARE_PLACES)
    return f"{number(exact)} %" if Fraction(exact) == hundredths else f"{weight.numerator}/{weight.denominator}"


def parse_mix(text: str) -> Mix | None:
    """Read a mix as it is written: folkmängd 60 %, datorer 40 %; None where a text states no weights.

    The weights are per cent, or numbers whose sum is 1 or 100, or fractions (folkmängd 2/3, lika 1/3).
    """
    folded = " ".join(text.split())
    if len(folded) > LONGEST_MIX:
        return None
    for pattern in (_NAME_FIRST, _WEIGHT_FIRST):
        if found := _parts(folded, pattern):
            return found
    return None


def _parts(text: str, pattern: re.Pattern[str]) -> Mix | None:
    weights: dict[str, Fraction] = {}
    place, in_percent = 0, False
    while place < len(text):
        found = pattern.match(text, place)
        weight = _fraction(found["weight"]) if found else None
        if found is None or weight is None:
            return None
        name = found["name"].strip().casefold()
        weights[name] = weights.get(name, Fraction(0)) + weight
        in_percent = in_percent or found["percent"] is not None
        place = found.end()
    return mix_of(weights, in_percent=in_percent) if weights else None


def _fraction(text: str) -> Fraction | None:
    numerator, _, denominator = text.replace(" ", "").replace(",", ".").partition("/")
    below = Fraction(denominator or 1)
    return Fraction(numerator) / below if below else None


def mix_of(weights: Mapping[str, Fraction], *, in_percent: bool = False) -> Mix:
    """Make a mix of weights that are parts of 1, or per cent: said so, or larger than 1."""
    scale = 100 if in_percent or any(weight > 1 for weight in weights.values()) else 1
    return Mix(tuple((name, weight / scale) for name, weight in weights.items()))


def mixed(parts: Sequence[tuple[AllocationKey, Fraction]], name: str) -> AllocationKey:
    """Weigh keys together: each member's share in every part, times the part's weight, exactly.

    The members are those of the first part, in its order; every part has the same (see `lacking`). The mix is of the
    date that its dated parts have in common.

    Raises:
        KeyError: a part lacks a member.
        ZeroDivisionError: all the weights of a part are zero.
    """
    first = parts[0][0]
    shares = [(_shares(key), weight) for key, weight in parts]
    dates = {key.date for key, _ in parts if key.date}
    entries = []
    for entry in first.entries:
        exact = sum((share[entry.member.casefold()] * weight for share, weight in shares), Fraction(0))
        entries.append(KeyEntry(entry.member, decimal_of(exact, SHARE_PLACES), entry.source, exact))
    date = dates.pop() if len(dates) == 1 else None
    return AllocationKey(name, date, tuple(entries), first.source, parts=tuple(parts))


def _shares(key: AllocationKey) -> dict[str, Fraction]:
    total = sum((entry.fraction for entry in key.entries), Fraction(0))
    return {entry.member.casefold(): entry.fraction / total for entry in key.entries}


def lacking(keys: Sequence[AllocationKey]) -> tuple[str, AllocationKey] | None:
    """Give a member that stands in one of the keys and not in another, with that other; None where all are alike."""
    members = {entry.member.casefold(): entry.member for key in keys for entry in key.entries}
    for key in keys:
        here = {entry.member.casefold() for entry in key.entries}
        missing = next((name for folded, name in members.items() if folded not in here), None)
        if missing is not None:
            return missing, key
    return None


def equal_key(members: Iterable[tuple[str, CellRef]], source: CellRef) -> AllocationKey:
    """Give every member as much as the next."""
    return AllocationKey(EQUAL, None, tuple(KeyEntry(name, Decimal(1), cell) for name, cell in members), source)


@dataclass(frozen=True, slots=True)
class Minimum:
    """The least that each member carries: a share of the whole, an amount in kronor, or the larger of both."""

    share: Fraction = Fraction(0)
    kronor: Decimal = Decimal(0)

    def least(self, whole: Fraction, in_kronor: Fraction) -> Fraction:
        """Give the least in the units of a whole; one such unit is worth so many kronor."""
        return max(self.share * whole, Fraction(self.kronor) / in_kronor)


def raised(weights: Sequence[Fraction], whole: int, least: Fraction) -> list[Fraction]:
    """Share a whole in proportion to weights, where no one gets less than the least.

    Who would get less gets the least; the rest is shared among the others by their weights, and so on until it holds.
    The least is rounded up to whole units where all can have that, so that rounding takes nothing from it.

    Args:
        weights: non-negative, at least one above zero.
        whole: what is shared, in indivisible units.
        least: what each gets at least, in the same units.

    Returns:
        As many quotas as there are weights; their sum is the whole, exactly.

    Raises:
        ValueError: the leasts are together more than the whole.
    """
    floor, held = held_at(weights, whole, least)
    total = sum((weight for i, weight in enumerate(weights) if i not in held), Fraction(0))
    left = whole - floor * len(held)
    return [floor if i in held else left * weight / total for i, weight in enumerate(weights)]


def held_at(weights: Sequence[Fraction], whole: int, least: Fraction) -> tuple[Fraction, frozenset[int]]:
    """Give what those get who are held at the least, and their places in the list; see `raised`.

    Raises:
        ValueError: the leasts are together more than the whole.
    """
    if least * len(weights) > whole:
        raise ValueError("the least shares exceed the whole")
    floor = Fraction(ceil(least)) if ceil(least) * len(weights) <= whole else least
    held: set[int] = set()
    while True:
        free = [i for i in range(len(weights)) if i not in held]
        total = sum((weights[i] for i in free), Fraction(0))
        left = whole - floor * len(held)
        below = {i for i in free if left * weights[i] < floor * total}
        if not below:
            return floor, frozenset(held)
        held |= below
