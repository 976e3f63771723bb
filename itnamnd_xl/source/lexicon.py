"""A policy made ready for reading: its words, its headers, its members."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from itnamnd_xl.source.headers import HeaderIndex, stem_of
from itnamnd_xl.source.numbers import Vocabulary, fold
from itnamnd_xl.source.units import Units

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from itnamnd_xl.policy import Policy, Words


# So many texts are remembered for what member they name.
MOST_SEEN = 10_000


# Policies differ in their settings more than in their words: what is made of the words is kept by what it is made of.
MOST_POLICIES = 8
Listed = tuple[tuple[str, tuple[str, ...]], ...]


@lru_cache(MOST_POLICIES)
def _units(spellings: Listed) -> Units:
    return Units(dict(spellings))


@lru_cache(MOST_POLICIES)
def _vocabulary(words: Words, spellings: Listed) -> Vocabulary:
    return Vocabulary(words, _units(spellings))


@lru_cache(MOST_POLICIES)
def _header_index(synonyms: Listed, spellings: Listed) -> HeaderIndex:
    return HeaderIndex(dict(synonyms), _units(spellings))


@lru_cache(MOST_POLICIES)
def _by_stem(names: tuple[str, ...]) -> Mapping[str, str]:
    return MappingProxyType({stem_of(name): name for name in names})


@dataclass(frozen=True)
class Lexicon:
    """What reading needs to know of a policy, prepared once a run."""

    policy: Policy
    extra_members: tuple[str, ...] = ()

    @cached_property
    def words(self) -> Vocabulary:
        """The words of cells."""
        return _vocabulary(self.policy.words, tuple(self.policy.units.items()))

    @cached_property
    def headers(self) -> HeaderIndex:
        """The words of headers."""
        return _header_index(tuple(self.policy.synonyms.items()), tuple(self.policy.units.items()))

    def is_status(self, text: str) -> bool:
        """Say whether a text is a verdict in words or symbols and nothing else."""
        return self.words.verdict(text) is not None

    @cached_property
    def listed_members(self) -> Mapping[str, str]:
        """The policy's own members by their stems."""
        return _by_stem(tuple(self.policy.members))

    @cached_property
    def _members(self) -> Mapping[str, str]:
        return {**self.listed_members, **_by_stem(self.extra_members)} if self.extra_members else self.listed_members

    @cached_property
    def _codes(self) -> dict[str, str]:
        return {code: name for name, code in self.policy.members.items()}

    def member(self, text: str) -> str:
        """Give a member's name from its cell: Lekebergs kommun, LEKEBERG, 1814 and 1814 Lekeberg are Lekeberg.

        A name that is not known is kept as it stands.
        """
        return self._remembered(text)

    @cached_property
    def _remembered(self) -> Callable[[str], str]:
        return lru_cache(MOST_SEEN)(self._member)

    def _member(self, text: str) -> str:
        folded = re.sub(r"\s*\([^()]*\)$", "", fold(text)) or fold(text)
        code, _, rest = folded.partition(" ")
        if code in self._codes and (not rest or not rest[0].isdigit()):
            return self._codes[code]
        folded = re.sub(r"^\d{4}\s+(?=[^\W\d])", "", folded)
        known = next((self._members[stem] for stem in _member_stems(folded) if stem in self._members), None)
        return known or folded

    def same_member(self, first: str, second: str) -> bool:
        """Say whether two spellings name one member: Nyköping and Nyköpings kommun."""
        return bool(set(_member_stems(self.member(first))) & set(_member_stems(self.member(second))))

    def member_in(self, text: str) -> str | None:
        """Find a known member named in a label: IT INVEST LEKEBERG."""
        tokens = [stem_of(token) for token in re.split(r"[\s\-–/,().]+", text)]
        for token in tokens:
            if name := self._members.get(token) or self._members.get(token.removesuffix("s")):
                return name
        return None

    def is_known_member(self, text: str) -> bool:
        """Say whether a text names a member that is known."""
        return self.member(text) in self.policy.members


def _member_stems(name: str) -> tuple[str, ...]:
    """Give the forms that a member's name may be known by: as it stands, without kommun, without its genitive s."""
    bare = re.sub(r"\s+kommun$", "", name, flags=re.IGNORECASE)
    stem = stem_of(bare)
    return (stem, stem.removesuffix("s")) if bare != name else (stem,)
