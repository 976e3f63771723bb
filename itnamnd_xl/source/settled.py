"""What settings hold for a case: those of its sheets, the answers, the caller's, and what stands above the tables."""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING

from itnamnd_xl.core.model import Origin
from itnamnd_xl.core.wording import SETTING_WORDS
from itnamnd_xl.policy.load import with_settings
from itnamnd_xl.source.answering import StatedElsewhere, answered_settings, say_unasked
from itnamnd_xl.source.book import Book, table_grids
from itnamnd_xl.source.evidence import Evidence, set_evidence
from itnamnd_xl.source.grid import CellKind
from itnamnd_xl.source.heads import stated_in
from itnamnd_xl.source.leftovers import HEAD_ROWS
from itnamnd_xl.source.lexicon import Lexicon
from itnamnd_xl.source.settings_sheet import is_settings_sheet, read_settings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from itnamnd_xl.policy import Policy
    from itnamnd_xl.source.cells import Findings
    from itnamnd_xl.source.chosen import Understood
    from itnamnd_xl.source.grid import Grid
    from itnamnd_xl.source.stated import Stated


def settled(
    books: Iterable[Book], policy: Policy, overrides: dict[str, object], stated: Stated, findings: Findings
) -> tuple[Policy, frozenset[str]]:
    """Give the policy after the answers, the settings sheets and the caller have had their say, in that order.

    Gives also the settings that could not be read, or that two sheets state otherwise.
    """
    blocked: set[str] = set()
    sheets: list[tuple[str, dict[str, object]]] = []
    for book in books:
        for grid in filter(is_settings_sheet, (*book.own, *book.grids)):
            found, unreadable = read_settings(grid, Lexicon(policy), findings)
            blocked |= unreadable | _contradicted(grid, found, sheets, findings)
            sheets.append((f"{book.name}, fliken {grid.name}", found))
    known = {
        name: StatedElsewhere(f"i {where}", _value(given)) for where, found in sheets for name, given in found.items()
    }
    known |= {name: StatedElsewhere("på fliken Inställningar") for name in blocked}
    known |= {name: StatedElsewhere("på kommandoraden", _value(given)) for name, given in overrides.items()}
    answers = answered_settings(stated, known, Lexicon(policy), findings)
    say_unasked(stated, findings)
    policy = with_settings(policy, answers, Origin.WORKBOOK, "svaren på fliken Meddelanden")
    for where, found in sheets:
        policy = with_settings(policy, found, Origin.WORKBOOK, where)
    return with_settings(policy, overrides, Origin.CONFIG, "kommandoraden"), frozenset(blocked - set(overrides))


def _contradicted(
    grid: Grid, found: dict[str, object], sheets: Sequence[tuple[str, dict[str, object]]], findings: Findings
) -> set[str]:
    """Name the settings that another sheet states otherwise; neither is right without the user's word."""
    blocked = set()
    for name, value in found.items():
        for where, others in sheets:
            first, second = (_value(one) for one in (value, others.get(name, value)))
            if first != second:
                words = SETTING_WORDS[name][0]
                place = f"{grid.workbook}, fliken {grid.name}"
                findings.add("E711", place, name=words, first=str(first), second=str(second), other=where)
                blocked.add(name)
    return blocked


def _value(stated: object) -> object:
    return stated.get("value") if isinstance(stated, dict) else stated


def stated_heads(
    books: Sequence[Book], tables: Sequence[Understood], policy: Policy, lexicon: Lexicon
) -> tuple[Policy, dict[str, Evidence]]:
    """Take board and host from the lines above the tables, where no setting states them; with where they stand."""
    found: dict[str, Evidence] = {}
    for book in books:
        for grid in table_grids(book):
            first = min((one.table.header_row for one in tables if one.table.grid is grid), default=HEAD_ROWS)
            lines = [
                (grid.text(row, column), grid.text(row, column + 1), grid.ref(row, column))
                for row, columns in _above(grid, first)
                for column in columns
                if grid.cells[row, column].kind is CellKind.TEXT
            ]
            stated = stated_in(lines, lexicon)
            for name, one in (("board", stated.board), ("host", stated.host)):
                current = getattr(policy.settings, name)
                if one and (current is None or current.origin is Origin.DEFAULT):
                    policy = with_settings(
                        policy, {name: {"value": one[0], "source": one[1]}}, Origin.WORKBOOK, str(one[1])
                    )
                    text = grid.text(one[1].row, one[1].column)
                    found[name] = Evidence(one[0], one[1], f"raden {one[1].a1} ”{text}”")
    for name in ("board", "host"):
        if name not in found and (setting := getattr(policy.settings, name)):
            found[name] = set_evidence(setting)
    return policy, found


def _above(grid: Grid, last: int) -> Iterator[tuple[int, Sequence[int]]]:
    """Give the rows of a sheet down to one of them, and look at no others."""
    return takewhile(lambda found: found[0] < last, grid.by_row.items())
