"""Targets that compare with others: bättre än riket, över rikssnittet, topp 50, bland de 25 % bästa."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from itnamnd_xl.core.model import Relation

if TYPE_CHECKING:
    from itnamnd_xl.policy.model import TargetWords

# What a rank is a value of, as a target's `compared`.
RANK = "rangordning"
OTHERS = "jämförelsen"
_OF_ALL = re.compile(r"(?:plats\s+|nr\s+)?(\d{1,6})\s*(?:av|/)\s*(\d{1,6})$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Comparison:
    """A condition against others' value; a relation of None is left to the indicator, `strict` without equality."""

    whom: str
    relation: Relation | None
    strict: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """A condition on a place among all: at most `limit`, or at most so many per cent of them."""

    limit: Decimal
    is_share: bool


def whom(text: str, listed: TargetWords) -> str:
    """Give whom a header or a target names to compare with; empty where it names nobody."""
    folded = text.casefold()
    for name, words in listed.compared:
        if any(re.search(rf"(?<![^\W\d_]){re.escape(word)}(?![^\W\d_])", folded) for word in words):
            return name
    return ""


@lru_cache(maxsize=8)
def _conditions(listed: TargetWords) -> list[tuple[str, Relation | None, bool]]:
    groups: tuple[tuple[tuple[str, ...], Relation | None, bool], ...] = (
        (listed.at_least_before, Relation.AT_LEAST, False),
        (listed.at_most_before, Relation.AT_MOST, False),
        (listed.above_before, Relation.ABOVE, True),
        (listed.below_before, Relation.BELOW, True),
        (listed.better, None, True),
        (listed.no_worse, None, False),
    )
    pairs = [(word.casefold(), relation, strict) for words, relation, strict in groups for word in words]
    return sorted(pairs, key=lambda one: -len(one[0]))


def comparison_in(text: str, listed: TargetWords) -> Comparison | None:
    """Read a folded target that compares with others' value; None where it does not, or names a number."""
    if re.search(r"\d", text):
        return None
    folded = text.casefold()
    for word, relation, strict in _conditions(listed):
        rest = folded[len(word) :]
        if folded.startswith(word) and not (word[-1].isalnum() and rest[:1].isalnum()) and (who := whom(rest, listed)):
            return Comparison(who, relation, strict)
    return None


def place_in(text: str, listed: TargetWords) -> Place | None:
    """Read a folded target that asks for a place among all; None where it does not."""
    found = re.fullmatch(r"(.*?)\s*(\d{1,6})\s*(%|procent)?\s*(.*)", text.casefold())
    if found is None:
        return None
    before, after = found[1], found[4]
    if not (before in listed.top and after in ("", *listed.best)) and not (
        before in listed.among and after in listed.best
    ):
        return None
    return Place(Decimal(found[2]), found[3] is not None)


def rank_of(text: str) -> tuple[Decimal, Decimal] | None:
    """Give the place and the number of places of a text like 34 av 290; None where it is none."""
    found = _OF_ALL.match(text.strip())
    if found is None or not int(found[2]) or int(found[1]) > int(found[2]):
        return None
    return Decimal(found[1]), Decimal(found[2])


def is_about_ranks(text: str, listed: TargetWords) -> bool:
    """Say whether a label or header is of places among all: Ranking, Placering i företagsklimat."""
    words = re.findall(r"[^\W\d_]+", text.casefold())
    return any(word.startswith(listed.rank) for word in words)
