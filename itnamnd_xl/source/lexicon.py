"""A policy made ready for reading: its words, its headers, its members."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from itnamnd_xl.source.headers import HeaderIndex, stem_of
from itnamnd_xl.source.numbers import Vocabulary, fold

if TYPE_CHECKING:
    from itnamnd_xl.policy import Policy


@dataclass(frozen=True)
class Lexicon:
    """What reading needs to know of a policy, prepared once a run."""

    policy: Policy

    @cached_property
    def words(self) -> Vocabulary:
        """The words of cells."""
        return Vocabulary(self.policy)

    @cached_property
    def headers(self) -> HeaderIndex:
        """The words of headers."""
        return HeaderIndex(self.policy)

    def is_status(self, text: str) -> bool:
        """Say whether a text is a verdict in words or symbols and nothing else."""
        return self.words.verdict(text) is not None

    @cached_property
    def _members(self) -> dict[str, str]:
        return {stem_of(name): name for name in self.policy.members}

    @cached_property
    def _codes(self) -> dict[str, str]:
        return {code: name for name, code in self.policy.members.items()}

    def member(self, text: str) -> str:
        """Give a member's name from its cell: Lekebergs kommun, LEKEBERG, 1814 and 1814 Lekeberg are Lekeberg.

        A name that is not known is kept as it stands.
        """
        folded = re.sub(r"\s*\([^()]*\)$", "", fold(text)) or fold(text)
        code, _, rest = folded.partition(" ")
        if code in self._codes and (not rest or not rest[0].isdigit()):
            return self._codes[code]
        bare = re.sub(r"\s+kommun$", "", folded, flags=re.IGNORECASE)
        stem = stem_of(bare)
        known = self._members.get(stem) or self._members.get(stem.removesuffix("s"))
        return known or folded

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
