"""Tables that show how to fill one in: left out where the workbooks hold another of the same kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from itnamnd_xl.source.numbers import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from itnamnd_xl.source.cells import Findings
    from itnamnd_xl.source.chosen import Understood
    from itnamnd_xl.source.lexicon import Lexicon
    from itnamnd_xl.source.table import Table


def without_examples(
    tables: Sequence[Understood], words: dict[str, str], lexicon: Lexicon, findings: Findings
) -> list[Understood]:
    """Leave out examples where another table of the same kind is none; `words` name the kinds."""
    called = {id(one): _called(one.table, lexicon) for one in tables}
    real = {one.kind for one in tables if not called[id(one)]}
    left = []
    for one in tables:
        if (name := called[id(one)]) and one.kind in real:
            findings.add("N270", one.table.source, table=words.get(one.kind, "tabellen").capitalize(), found=name)
        else:
            left.append(one)
    return left


def _called(table: Table, lexicon: Lexicon) -> str:
    """Give what calls a table an example: its sheet's name, or the line right above it; empty where nothing does."""
    named = (table.grid.name, *table.head.texts[-1:])
    examples = lexicon.policy.words.heads.examples
    return next((text for text in named if fold(text).casefold().startswith(examples)), "")
