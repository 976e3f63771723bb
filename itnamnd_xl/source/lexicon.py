"""A policy made ready for reading: its words, its headers, its members."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from itnamnd_xl.source.headers import HeaderIndex, stem_of
from itnamnd_xl.source.members import Members
from itnamnd_xl.source.numbers import Form, Vocabulary
from itnamnd_xl.source.register import Known, Register
from itnamnd_xl.source.targets import read_target
from itnamnd_xl.source.units import Units

if TYPE_CHECKING:
    from itnamnd_xl.policy import Policy, Words


# Policies differ in their settings more than in their words: what is made of the words is kept by what it is made of.
MOST_POLICIES = 8
# Alone it may be any key; before a word it counts what that says, and is no share of it.
COUNT = "antal"
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
def _register(known: Known) -> Register:
    return Register(known)


@lru_cache(MOST_POLICIES)
def _members(known: Known, others: tuple[str, ...]) -> Members:
    return Members(_register(known), others)


def _known(policy: Policy) -> Known:
    words = policy.words.members
    return Known(
        own=tuple(policy.members.items()),
        municipalities=tuple(policy.municipalities.items()),
        spellings=tuple(policy.municipality_spellings.items()),
        before=words.before,
        after=words.after,
        ambiguous=words.ambiguous,
    )


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

    def is_unit(self, text: str) -> bool:
        """Say whether a text names a unit and nothing else."""
        return self.words.unit(text) is not None

    def names_population(self, text: str) -> bool:
        """Say whether a text names inhabitants: Invånare totalt, antal; not what is counted by them, in kr/inv."""
        return "/" not in text and "population" in self.headers.header(text).concepts

    def names_count_of(self, text: str) -> bool:
        """Say whether a text is a number of something that is not known: Antal anställda."""
        return self.headers.begins_as(text, "shares") and stem_of(text).startswith(COUNT)

    def names_share_of(self, text: str) -> bool:
        """Say whether a text is a share of something that is not known: Andel drift."""
        return self.headers.begins_as(text, "shares") and not stem_of(text).startswith(COUNT)

    def names_goal(self, text: str) -> bool:
        """Say whether a text is what goals are called and indicators are not: Nämndmål."""
        concepts = self.headers.header(text).concepts
        return "goal" in concepts and "indicator" not in concepts

    def names_row(self, text: str) -> bool:
        """Say whether a text is what goals or indicators are called."""
        return bool(self.headers.header(text).concepts & {"goal", "indicator"})

    def is_target(self, text: str) -> bool:
        """Say whether a text is a target: a number with or without a condition, an answer, a comparison."""
        reading = read_target(text, self.words, self.policy)
        if reading.refused is not None:
            return reading.refused.form in (Form.AMBIGUOUS, Form.MISSING)
        # ”1 God service” is a goal with its number, ”12 ärenden” a target in a unit that is not listed.
        unit = reading.unit or ""
        return reading.relation is not None or not unit[:1].isupper() or self.words.unit(unit) is not None

    @cached_property
    def members(self) -> Members:
        """The members that are known."""
        return _members(_known(self.policy), self.extra_members)

    def member(self, text: str) -> str:
        """Give a member's name from its cell: Lekebergs kommun, LEKEBERG, 1814 and 1814 Lekeberg are Lekeberg.

        A name that is not known is kept as it stands.
        """
        return self.members.named(text)

    def same_member(self, first: str, second: str) -> bool:
        """Say whether two spellings name one member: Nyköping and Nyköpings kommun."""
        return self.members.are_same(first, second)

    def member_in(self, text: str) -> str | None:
        """Find a member of the board named in a label: IT INVEST LEKEBERG."""
        return self.members.within(text)

    def is_known_member(self, text: str) -> bool:
        """Say whether a cell names one of the board's own members, or a municipality."""
        return self.members.is_known(text)
