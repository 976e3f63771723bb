"""The register of members: a board's own and Sweden's municipalities, by every spelling of their names and by code."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from itnamnd_xl.source.headers import stem_of

if TYPE_CHECKING:
    from collections.abc import Iterator

# A number that may be a year is no code beside a name or a word: Lekeberg 2021.
YEARS = range(1990, 2061)
_BETWEEN = re.compile(r"[\s\-–/,().:;]+")
Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Known:
    """What a policy knows of members.

    Attributes:
        own: the board's own members and their codes.
        municipalities: the codes and names of municipalities.
        spellings: other spellings, with the code of the municipality that they name.
        before: words before a name or a code.
        after: words after a name.
        ambiguous: municipalities whose names are words too.
    """

    own: Pairs = ()
    municipalities: Pairs = ()
    spellings: Pairs = ()
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    ambiguous: tuple[str, ...] = ()


class Index(dict[str, tuple[str, ...]]):
    """Names by the stems of their spellings.

    Two names may have one stem: Habo and Håbo, or Kommun Enköping and Kommunen Köping.
    """

    def put(self, spelling: str, name: str) -> None:
        """Let a spelling name a member."""
        stem = stem_of(spelling)
        names = self.get(stem, ())
        if name not in names:
            self[stem] = (*names, name)

    def find(self, stem: str, text: str) -> str | None:
        """Give the name that a text of this stem spells: where several could be it, the one with its very letters."""
        names = self.get(stem, ())
        if len(names) < 2:
            return names[0] if names else None
        letters = unicodedata.normalize("NFC", text).casefold()
        spelled = [name for name in names if re.search(rf"(?<!\w){re.escape(name.casefold())}", letters)]
        return spelled[0] if len(spelled) == 1 else None


class Register:
    """Every listed member, made ready to be looked up; the cases of a policy share it.

    Attributes:
        names: the members' names.
        by_code: the same by code.
        listed: names by every spelling of them.
        sure: names by the spellings that are nothing else in any text: with the word kommun, or with the code.
        own: the board's own by their bare names, which its labels use.
        starts: the first words of all spellings, as stems: most words of a text begin none.
    """

    def __init__(self, known: Known) -> None:
        """Take what is known of members."""
        self.before = frozenset(stem_of(word) for word in known.before)
        self.ambiguous = frozenset(stem_of(name) for name in known.ambiguous)
        self.by_code = {**dict(known.municipalities), **{code: name for name, code in known.own}}
        self.names = frozenset((*self.by_code.values(), *(name for name, _ in known.own)))
        self._after, self._words_before = known.after, known.before
        self.listed, self.sure, self.own = Index(), Index(), Index()
        for name in sorted(self.names):
            self._list(name)
        for code, name in self.by_code.items():
            self._list_code(code, name)
        for spelling, code in known.spellings:
            if named := self.by_code.get(code):
                self.listed.put(spelling, named)
                self.sure.put(spelling, named)
        for name, _ in known.own:
            for form in bare_forms(name):
                self.own.put(form, name)
        self.starts = self._beginnings(known)

    def _beginnings(self, known: Known) -> frozenset[str]:
        forms = [form for name in self.names for form in bare_forms(name)]
        spelled = [*forms, *known.before, *self.by_code, *(spelling for spelling, _ in known.spellings)]
        # What is written together is a word of its own: Lekebergskommun.
        return frozenset((*map(first_stem, spelled), *self.sure))

    def _list(self, name: str) -> None:
        for form in bare_forms(name):
            self.listed.put(form, name)
        for form in (*self.followed(name), *(f"{word} {name}" for word in self._words_before)):
            self.listed.put(form, name)
            self.sure.put(form, name)

    def _list_code(self, code: str, name: str) -> None:
        self.sure.put(code + name, name)
        self.sure.put(name + code, name)
        for word in () if code.isdecimal() and int(code) in YEARS else self._words_before:
            self.listed.put(word + code, name)

    def followed(self, name: str) -> Iterator[str]:
        """Give a name with the words that follow it: Lekebergs kommun, Örebro kommun, Borås stad."""
        for word in self._after:
            yield from (f"{name} {word}", f"{name}s {word}")


def words_of(text: str) -> list[str]:
    """Part a text into words."""
    return [word for word in _BETWEEN.split(text) if word]


def first_stem(text: str) -> str:
    """Give the stem of a text's first word; empty without one."""
    return stem_of("".join(words_of(text)[:1]))


def bare_forms(name: str) -> tuple[str, str]:
    """Give a name and its genitive; those on s, x and z are their own."""
    return name, f"{name}s"
