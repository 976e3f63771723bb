"""Numbers and lists as Swedish text: 1 733, 78,5 %, ”a, b och c”."""

from __future__ import annotations

import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

NBSP = "\u00a0"
MINUS = "\u2212"
# As many decimals as tell a reader of a message which number is meant.
MOST_DECIMALS = 4
_HYPHENS = re.compile("[\u2010-\u2015\u2212]")
# What has more digits than this is rounded as soon as it is computed with.
LONGEST_PLAIN = 28


def plain(number: Decimal) -> Decimal:
    """Give the same number without exponent and without trailing decimal zeros."""
    text = str(number)
    if text.isdigit() and len(text) <= LONGEST_PLAIN:
        return number  # As most are.
    return Decimal(f"{number.normalize():f}")


def decimal_of(ratio: Fraction, places: int) -> Decimal:
    """Give a ratio as a decimal, rounded half away from zero."""
    whole = (2 * abs(ratio.numerator) * 10**places + ratio.denominator) // (2 * ratio.denominator)
    return plain(Decimal(whole if ratio >= 0 else -whole).scaleb(-places))


def number(value: Decimal | int, places: int | None = None) -> str:
    """Write a number in the Swedish way, with `places` decimals or as many as it has."""
    exact = Decimal(value)
    if places is not None:
        exact = exact.quantize(Decimal(1).scaleb(-max(places, 0)), rounding=ROUND_HALF_UP)
    digits = f"{abs(exact) if places is not None else abs(plain(exact)):f}"
    whole, _, decimals = digits.partition(".")
    groups = f"{int(whole):,}".replace(",", NBSP)
    sign = MINUS if exact < 0 else ""
    return sign + groups + ("," + decimals if decimals else "")


def brief(value: Decimal) -> str:
    """Write a number with at most a few decimals, for a message: 33,3333."""
    return number(decimal_of(Fraction(value), MOST_DECIMALS))


def amount(value: Decimal | int, unit: str | None) -> str:
    """Write a number with its unit: 1 733 tkr; kronor with both decimals or none."""
    ore = 2 if unit == "kr" and round(Decimal(value), 2) == value and value % 1 else None
    return number(value, ore) + (NBSP + unit if unit else "")


def percent(ratio: Fraction | Decimal, places: int = 1) -> str:
    """Write a share as per cent with at most `places` decimals: 78,5 %."""
    return number(decimal_of(Fraction(ratio) * 100, places)) + NBSP + "%"


def listing(parts: Sequence[str]) -> str:
    """Join words as a Swedish sentence does: a, b och c."""
    if len(parts) < 2:
        return "".join(parts)
    return ", ".join(parts[:-1]) + " och " + parts[-1]


def quoted(names: Sequence[str]) -> str:
    """Join names in quotation marks: ”a”, ”b” och ”c”."""
    return listing([f"”{one}”" for one in names])


def count(how_many: int, singular: str, plural: str) -> str:
    """Write a count with its noun: 1 rad, 2 rader."""
    return f"{number(how_many)} {singular if how_many == 1 else plural}"


def same_name(text: str) -> str:
    """Give what two spellings of one name have in common: not case, spaces, kinds of hyphens or composed letters."""
    plain_text = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(_HYPHENS.sub("-", plain_text).split())


def sentence(text: str) -> str:
    """Begin a text with a capital, and leave the rest."""
    return text[:1].upper() + text[1:]
