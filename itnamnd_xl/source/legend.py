"""What a table's own legend says that its symbols mean: ▲ = delvis uppnått, 😐 = ej mätbart, Grön = uppfyllt."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from itnamnd_xl.core.model import Level
from itnamnd_xl.source.grid import CellKind
from itnamnd_xl.source.numbers import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from itnamnd_xl.policy import Words
    from itnamnd_xl.source.grid import Grid
    from itnamnd_xl.source.lexicon import Lexicon

COLORS = (("green", Level.ACHIEVED), ("yellow", Level.PARTLY), ("red", Level.NOT))
LONGEST_LEGEND = 400
_AROUND = " \t=:;,.–-()[]|/"


@dataclass(frozen=True, slots=True)
class Legend:
    """Symbols with the level that they are said to mean; None is a symbol that only shows a direction.

    `rows` are the rows that explain symbols and hold nothing else; `telling` those of them by which a symbol means
    something else than it does to most.
    """

    levels: Mapping[str, Level | None] = field(default_factory=lambda: MappingProxyType({}))
    rows: frozenset[int] = frozenset()
    telling: frozenset[int] = frozenset()

    def said_of(self, text: str, lexicon: Lexicon) -> tuple[bool, Level | None]:
        """Say whether the legend explains the symbol that a text begins with, and its level."""
        folded = fold(text).casefold()
        for symbol, level in self.levels.items():
            if folded.startswith(symbol) and not (symbol.isalnum() and folded[len(symbol) :][:1].isalnum()):
                return True, level
        return False, lexicon.words.verdict(text)

    def trailing(self, text: str) -> Level | None:
        """Give the level of a symbol after a value, which without a legend is a direction: 84 % ▲."""
        return self.levels.get(fold(text)[-1:])


@lru_cache(maxsize=8)
def _symbols(words: Words) -> re.Pattern[str]:
    marks = words.marks
    signs = {
        fold(one)
        for one in (*marks.achieved, *marks.partly_achieved, *marks.not_achieved, *marks.no_value, *marks.arrows)
    }
    colors = {word for name, _ in COLORS for word in getattr(words.rows, name)}
    signed = "|".join(re.escape(one) for one in sorted(signs, key=len, reverse=True))
    colored = "|".join(re.escape(one) for one in sorted(colors, key=len, reverse=True))
    # A colour's word is a symbol only where it is said to mean something.
    return re.compile(rf"(?P<sign>{signed})|\b(?P<color>{colored})\b(?=\s*[=:–-])", re.IGNORECASE)


def explained(text: str, lexicon: Lexicon) -> dict[str, Level | None]:
    """Read a text that explains symbols and says nothing else; empty where it is none."""
    words = lexicon.policy.words
    folded = fold(text)
    if len(folded) > LONGEST_LEGEND:
        return {}
    lead, colon, rest = folded.partition(":")
    if colon and lead.casefold() in words.rows.legend:
        folded = rest.strip()
    found = list(_symbols(words).finditer(folded))
    if not found or folded[: found[0].start()].strip(_AROUND):
        return {}
    ends = [one.start() for one in found[1:]] + [len(folded)]
    levels: dict[str, Level | None] = {}
    for one, end in zip(found, ends, strict=True):
        known, level = _meaning(folded[one.end() : end].strip(_AROUND), lexicon)
        if not known:
            return {}
        levels[one[0].casefold()] = level
    return levels


def _meaning(text: str, lexicon: Lexicon) -> tuple[bool, Level | None]:
    """Give what a symbol is said to mean: a level, or a direction; whether it is known at all comes first."""
    if level := lexicon.words.verdict(text):
        return True, level
    return any(word in text.casefold() for word in lexicon.policy.words.rows.trend), None


def find_legend(grid: Grid, rows: Iterable[int], lexicon: Lexicon, beside: Iterable[tuple[int, int]] = ()) -> Legend:
    """Find the rows that explain symbols; a row with one symbol alone counts where its first cell is that symbol.

    `beside` are cells that stand beside the table, and may explain some too.
    """
    levels: dict[str, Level | None] = {}
    legends: set[int] = set()
    telling: set[int] = set()
    for row in rows:
        columns = grid.by_row.get(row, [])
        if not columns or any(grid.cells[row, column].kind is not CellKind.TEXT for column in columns):
            continue
        # Two cells beside each other are a symbol and its meaning, or two that are whole.
        said = explained(" ".join(grid.text(row, column) for column in columns), lexicon)
        if said and (len(said) > 1 or len(columns) < 3):
            levels = {**said, **levels}
            legends.add(row)
            if any(lexicon.words.verdict(symbol) is not level for symbol, level in said.items()):
                telling.add(row)
    for row, column in beside:
        levels = {**explained(grid.text(row, column), lexicon), **levels}
    return Legend(MappingProxyType(levels), frozenset(legends), frozenset(telling))


def shows_directions(texts: Iterable[str], lexicon: Lexicon) -> bool:
    """Say whether a column's symbols show which way things go, so that its ▲ is no verdict."""
    marks = lexicon.policy.words.marks
    seen = {fold(text)[:1] for text in texts}
    return bool(seen & set(marks.arrows)) and not seen & {*marks.achieved, *marks.not_achieved}
