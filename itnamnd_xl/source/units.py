"""Units as cells and headers spell them. SEK is kronor and sek is seconds: a spelling in capitals goes first."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

# Spellings too short or too common to be taken for a unit at the end of a header.
NOT_IN_HEADERS = frozenset({"d", "s", "v", "h", "antal", "år", "månad"})


class Units:
    """A policy's units by their spellings."""

    def __init__(self, spellings: Mapping[str, Sequence[str]]) -> None:
        """Take the units, each with its other spellings."""
        pairs = [(way, unit) for unit, ways in spellings.items() for way in (unit, *ways)]
        self._exact = dict(pairs)
        # A spelling in small letters owns its folded form.
        ordered = sorted(pairs, key=lambda pair: pair[0] == pair[0].casefold())
        self._folded = {way.casefold(): unit for way, unit in ordered}

    def find(self, text: str) -> str | None:
        """Give the unit that a text spells; None where it spells none."""
        return self._exact.get(text) or self._folded.get(text.casefold())

    def pattern(self) -> str:
        """Give a regular expression for the spellings that a header may end with, the longest first."""
        ways = sorted((way for way in self._folded if way not in NOT_IN_HEADERS), key=len, reverse=True)
        return "|".join(re.escape(way) for way in ways)
