"""Members as cells name them: Lekebergs kommun, LEKEBERG, 1814 and 1814 Lekeberg are Lekeberg."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from itnamnd_xl.source.headers import stem_of
from itnamnd_xl.source.numbers import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

# So many texts, none of them longer, are remembered for what member they name.
MOST_SEEN, LONGEST_SEEN = 4096, 80

_REMARK = re.compile(r"\s*\([^()]*\)$")
_CODE = re.compile(r"^\d{4}\s+(?=[^\W\d])")
_KOMMUN = re.compile(r"\s+kommun$", re.IGNORECASE)
_BETWEEN = re.compile(r"[\s\-–/,().]+")


class Members:
    """The members that are known, by name and code: those of a policy, and others that a case names."""

    def __init__(self, codes: Mapping[str, str], others: tuple[str, ...]) -> None:
        """Take the policy's members with their codes, and the names of others."""
        self.listed: Mapping[str, str] = {stem_of(name): name for name in codes}
        self._by_stem = {**self.listed, **{stem_of(name): name for name in others}}
        self._by_code = {code: name for name, code in codes.items()}
        self._remembered: Callable[[str], str] = lru_cache(MOST_SEEN)(self._named)

    def named(self, text: str) -> str:
        """Give a member's name from its cell; a name that is not known is kept as it stands."""
        return self._remembered(text) if len(text) <= LONGEST_SEEN else self._named(text)

    def _named(self, text: str) -> str:
        whole = fold(text)
        folded = _REMARK.sub("", whole) or whole
        code, _, rest = folded.partition(" ")
        if code in self._by_code and (not rest or not rest[0].isdigit()):
            return self._by_code[code]
        folded = _CODE.sub("", folded)
        return next((self._by_stem[stem] for stem in _stems(folded) if stem in self._by_stem), folded)

    def are_same(self, first: str, second: str) -> bool:
        """Say whether two spellings name one member: Nyköping and Nyköpings kommun."""
        return bool(set(_stems(self.named(first))) & set(_stems(self.named(second))))

    def within(self, text: str) -> str | None:
        """Find a known member named in a label: IT INVEST LEKEBERG."""
        for token in map(stem_of, _BETWEEN.split(text)):
            if name := self._by_stem.get(token) or self._by_stem.get(token.removesuffix("s")):
                return name
        return None


def _stems(name: str) -> tuple[str, ...]:
    """Give the forms that a member's name may be known by: as it stands, without kommun, without its genitive s."""
    bare = _KOMMUN.sub("", name)
    stem = stem_of(bare)
    return (stem, stem.removesuffix("s")) if bare != name else (stem,)
