"""Account numbers as cells write them (4010, 4010 Datorer), and which accounts a budget's row means (40, 40-43, 4xxx).

Source: Kommun-Bas, whose first digit is an account's class.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from itnamnd_xl.core.model import Kind
from itnamnd_xl.source.numbers import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

BALANCE_CLASSES = ("1", "2")
REVENUE_CLASS = "3"
COST_CLASSES = ("4", "5", "6", "7", "8")
_NUMBER = re.compile(r"(\d{3,8})(?:$|[\s:.–-]+(?=\D*[^\W\d_])(\D.*)$)", re.DOTALL)
_ONE = r"(?:\d{1,8}|\d{1,7}[xX]{1,6})"
_TAKEN = re.compile(
    rf"(?P<list>{_ONE}(?:\s*(?:[-–,;+&/]|\boch\b|\bsamt\b|\btill\b|\bt\.?o\.?m\.?)\s*{_ONE})*)(?!\w)(?P<rest>.*)$",
    re.IGNORECASE | re.DOTALL,
)
_PARTS = re.compile(rf"({_ONE})(?:\s*(?:[-–]|till|t\.?o\.?m\.?)\s*({_ONE}))?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Account:
    """An account by its number and its name, either of which may be empty."""

    number: str
    name: str

    @property
    def text(self) -> str:
        """How it is named in a line: 4010 Datorer."""
        return f"{self.number} {self.name}".strip()

    @property
    def kind(self) -> Kind | None:
        """The side of the statement that its class says."""
        return side_of(self.number)

    @property
    def is_balance(self) -> bool:
        """Say whether it belongs to the balance sheet."""
        return self.number.startswith(BALANCE_CLASSES)


def side_of(number: str) -> Kind | None:
    """Give the side of an account number's class."""
    if number.startswith(REVENUE_CLASS):
        return Kind.REVENUE
    return Kind.COST if number.startswith(COST_CLASSES) else None


@lru_cache(maxsize=64)
def _leading(words: Sequence[str]) -> re.Pattern[str]:
    spelled = "|".join(sorted(map(re.escape, words), key=len, reverse=True))
    return re.compile(rf"(?:{spelled})\b[.:]?\s*(?=\d)", re.IGNORECASE)


def account_in(text: str, words: Sequence[str]) -> Account | None:
    """Read an account that a text begins with: 4010, 4010 Datorer, Konto 4010; `words` may stand before the number."""
    folded = fold(text)
    bare = folded[found.end() :] if (found := _leading(tuple(words)).match(folded)) else folded
    number = _NUMBER.match(bare)
    return Account(number[1], (number[2] or "").strip()) if number else None


@dataclass(frozen=True, slots=True)
class Takes:
    """The accounts that a row means: those whose first digits lie within one of these ranges."""

    ranges: tuple[tuple[str, str], ...]


def taken_in(text: str, words: Sequence[str]) -> Takes | None:
    """Read which accounts a label means: 4010 Datorer, 40, 40-43 Material, 4xxx, 4010–4090, Kontogrupp 46."""
    folded = fold(text)
    bare = folded[found.end() :] if (found := _leading(tuple(words)).match(folded)) else folded
    stated = _TAKEN.match(bare)
    if stated is None or not _may_follow(stated["rest"]):
        return None
    ranges = [_range(first, last or first) for first, last in _PARTS.findall(stated["list"])]
    return Takes(tuple(one for one in ranges if one is not None)) if all(ranges) and ranges else None


def _may_follow(rest: str) -> bool:
    """Say whether a number before this is that of an account: nothing follows, or a name does."""
    name = rest.lstrip(" :.–-")
    return not name or (name[0].isalpha() and (len(rest) > len(name) or not rest))


def _range(first: str, last: str) -> tuple[str, str] | None:
    low, high = first.rstrip("xX"), last.rstrip("xX")
    return (low, high) if len(low) == len(high) and low <= high else None
