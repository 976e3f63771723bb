"""Members as cells name them: Lekebergs kommun, LEKEBERG, 1814 and 1814 Lekeberg are Lekeberg.

In a column of members any municipality is known. In the label of a statement's row a name may be another word (Mark
och vatten, Hyra lokal Berg), so there only the board's own members are, or a name beside the word kommun or its code.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from itnamnd_xl.source.footnotes import without_mark
from itnamnd_xl.source.headers import stem_of
from itnamnd_xl.source.numbers import fold
from itnamnd_xl.source.register import YEARS, Index, bare_forms, first_stem, words_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

    from itnamnd_xl.source.register import Register

# So many texts, none of them longer, are remembered for what member they name.
MOST_SEEN, LONGEST_SEEN = 4096, 80
# A municipality's name has two words at most, with kommun or a code three; others' names are as long as they are.
MOST_WORDS = 3
# So much of a name tells it beside its code: 1814 Lekeb.
SHORTEST_CUT = 3

_REMARK = re.compile(r"\s*\([^()]*\)$")
_CODE_FIRST = re.compile(r"^(\d{3,4})\s*[-–:,.]?\s*(?=[^\W\d])(.+)$")
_CODE_LAST = re.compile(r"^(.*[^\W\d].*?)(?:\s*\(\s*(\d{4})\s*\)|[\s,:–-]+(\d{4}))$")
_BARE_CODE = re.compile(r"^\d{3,4}$")
_KOMMUN = re.compile(r"\s+kommun$", re.IGNORECASE)


class Members:
    """The members that are known in a case: those of the register, and the others that the case names."""

    def __init__(self, register: Register, others: tuple[str, ...] = ()) -> None:
        """Take the register, and the names that stand in the case's keys."""
        self._register = register
        self._spellings, self._own = Index(register.listed), Index(register.own)
        for name in others:
            for form in (*bare_forms(name), *register.followed(name)):
                self._spellings.setdefault(stem_of(form), (name,))
            for form in bare_forms(name):
                self._own.put(form, name)
        self._starts = register.starts | {first_stem(form) for name in others for form in bare_forms(name)}
        self._most_words = max([MOST_WORDS, *(len(words_of(name)) for name in others)])
        self._remembered: Callable[[str], str] = lru_cache(MOST_SEEN)(self._named)
        self._remembered_in: Callable[[str], str | None] = lru_cache(MOST_SEEN)(self._within)

    def named(self, text: str) -> str:
        """Give a member's name from its cell; a name that is not known is kept as it stands."""
        return self._remembered(text) if len(text) <= LONGEST_SEEN else self._named(text)

    def is_known(self, text: str) -> bool:
        """Say whether a cell names a member of the register; a number that may be a year does not."""
        return self.named(text) in self._register.names and not _is_year(text)

    def is_code(self, text: str) -> bool:
        """Say whether a cell is a member's code and nothing else, where its header says that it holds codes."""
        return text.zfill(4) in self._register.by_code

    def header(self, text: str) -> str | None:
        """Give the member of the register that a column's header names and nothing else; None where it names none.

        A number names the member whose code it is, also where it may be a year.
        """
        if text.isdecimal():
            return self._register.by_code.get(text.zfill(4)) if _BARE_CODE.match(text) else None
        return self._register.listed.find(stem_of(text), text)

    def _named(self, text: str) -> str:
        whole = without_mark(fold(text))
        by_code = self._register.by_code
        if found := self._spelled(whole):
            return found
        if _BARE_CODE.match(whole):
            # A code in a cell of numbers has lost its first zero.
            return by_code.get(whole.zfill(4), whole)
        bare, code = _parted(whole)
        if found := self._spelled(bare):
            return found
        name = by_code.get(code, "")
        if name and (stem_of(bare) in self._register.before or _is_cut(bare, name)):
            return name
        return bare if _CODE_FIRST.match(whole) else _REMARK.sub("", whole) or whole

    def _spelled(self, text: str) -> str | None:
        return self._spellings.find(stem_of(text), text)

    def contradicted(self, text: str) -> tuple[str, str, str] | None:
        """Give a cell's name and code, and whose the code is, where they are of two members: 1814 Laxå."""
        bare, code = _parted(fold(text))
        owner, name = self._register.by_code.get(code), self._spelled(bare)
        return (name, code, owner) if owner and name in self._register.names and owner != name else None

    def are_same(self, first: str, second: str) -> bool:
        """Say whether two spellings name one member: Nyköping and Nyköpings kommun."""
        return bool(set(_stems(self.named(first))) & set(_stems(self.named(second))))

    def within(self, text: str) -> str | None:
        """Find a member named in a label: IT INVEST LEKEBERG.

        It is one of the board's own or of its case, or a municipality beside the word kommun or its code: among all of
        them, too many are other words.
        """
        return self._remembered_in(text) if len(text) <= LONGEST_SEEN else self._within(text)

    def _within(self, text: str) -> str | None:
        parts = _Parts(text, self._most_words)
        for start, end in parts.runs(self._starts):
            stem, run = parts.stem(start, end), parts.text(start, end)
            if name := self._register.sure.find(stem, run):
                return name
            name = self._own.find(stem, run)
            # A name that is a word too may only end a label: IT INVEST MARK, not Mark och vatten.
            if name and (end == len(parts) or stem_of(name) not in self._register.ambiguous):
                return name
        return None

    def in_series(self, labels: Iterable[str], beside: Collection[str] = ()) -> tuple[str, ...]:
        """Find the municipalities by which labels differ, and by nothing else: IT INVEST LAXÅ, IT INVEST KUMLA.

        Args:
            labels: the labels of a case.
            beside: members of whom one at least stands in the same series; without any, all series count.
        """
        series: dict[str, dict[str, None]] = {}
        for label in dict.fromkeys(labels):
            parts = _Parts(label, MOST_WORDS)
            for start, end in parts.runs(self._register.starts):
                name = self._register.listed.find(parts.stem(start, end), parts.text(start, end))
                if name and stem_of(name) not in self._register.ambiguous:
                    series.setdefault(parts.around(start, end), {})[name] = None
                    break
        found = [names for names in series.values() if len(names) > 1 and (not beside or names.keys() & set(beside))]
        return tuple(dict.fromkeys(name for names in found for name in names))


class _Parts:
    """A label's words and their stems; runs of them are looked up, the longest first at each place."""

    def __init__(self, text: str, most: int) -> None:
        self._words = words_of(text)
        self._stems = [stem_of(word) for word in self._words]
        self._most = most

    def __len__(self) -> int:
        return len(self._words)

    def runs(self, starts: Collection[str]) -> Iterator[tuple[int, int]]:
        for start in range(len(self._words)):
            if self._stems[start] not in starts:
                continue
            for end in range(min(start + self._most, len(self._words)), start, -1):
                yield start, end

    def stem(self, start: int, end: int) -> str:
        return "".join(self._stems[start:end])

    def text(self, start: int, end: int) -> str:
        return " ".join(self._words[start:end])

    def around(self, start: int, end: int) -> str:
        return " ".join([*self._stems[:start], "*", *self._stems[end:]])


def _is_year(text: str) -> bool:
    return _BARE_CODE.match(text) is not None and int(text) in YEARS


def _parted(text: str) -> tuple[str, str]:
    """Part a cell into its name, without a remark in brackets, and the code beside it, if any."""
    if first := _CODE_FIRST.match(text):
        return _REMARK.sub("", first[2]) or first[2], first[1].zfill(4)
    if last := _CODE_LAST.match(text):
        code = last[2] or last[3]
        return last[1].strip(), "" if int(code) in YEARS else code
    return _REMARK.sub("", text) or text, ""


def _is_cut(text: str, name: str) -> bool:
    """Say whether a text is a name that was cut off."""
    stem = stem_of(text)
    return len(stem) >= SHORTEST_CUT and stem_of(name).startswith(stem)


def _stems(name: str) -> tuple[str, ...]:
    """Give the forms that a member's name may be known by: as it stands, without kommun, without its genitive s."""
    bare = _KOMMUN.sub("", name)
    stem = stem_of(bare)
    return (stem, stem.removesuffix("s")) if bare != name else (stem,)
