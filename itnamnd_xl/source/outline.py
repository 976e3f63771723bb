"""What workbooks hold and state before any figure is read: tables, their kinds and years, the board, the period."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from itnamnd_xl.source.answering import answered, say_lost, say_not_followed, settled_clashes, stated_headers
from itnamnd_xl.source.book import Book, table_grids
from itnamnd_xl.source.cells import Findings
from itnamnd_xl.source.chosen import KIND_WORDS, Understood, chosen_of, say_nothing_usable
from itnamnd_xl.source.cover import cover_evidence
from itnamnd_xl.source.evidence import Evidence, period_evidence, say_disagreements, set_evidence, year_evidence
from itnamnd_xl.source.examples import without_examples
from itnamnd_xl.source.extract_statement import statement_type
from itnamnd_xl.source.lexicon import Lexicon
from itnamnd_xl.source.settled import settled, stated_heads
from itnamnd_xl.source.stated import NOTHING_STATED, Stated, read_stated
from itnamnd_xl.source.table import Table, TableKind
from itnamnd_xl.source.tables import find_tables

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from itnamnd_xl.policy import Policy
    from itnamnd_xl.source.grid import Grid


@dataclass(frozen=True, slots=True)
class Outline:
    """What workbooks hold and state, before any figure is read.

    Attributes:
        books: the workbooks, with the user's answers in the places of the cells that she gave them for.
        originals: the workbooks as they stand.
        policy: with what the workbooks state of settings, board and host.
        blocked: the settings whose value cannot be read.
        tables: every table with the workbook that holds it.
        understood: the same tables with their kind and year.
        chosen: the table of each kind that is used.
        year: the accounting year.
        period: the period.
        first: what was met with in the settings.
        last: what was met with in choosing.
        parts: the tables that go on from the indicator table that is used.
        found: year, period, board and host, as far as they are stated, each with where.
        stated: what the user says of how to read.
    """

    books: Sequence[Book]
    originals: Sequence[Book]
    policy: Policy
    blocked: frozenset[str]
    tables: Sequence[tuple[Book, Table]]
    understood: Sequence[Understood]
    chosen: Mapping[str, Table]
    year: int | None
    period: str | None
    first: Findings
    last: Findings
    parts: Sequence[Table] = ()
    found: Mapping[str, Evidence] = field(default_factory=dict)
    stated: Stated = NOTHING_STATED

    @property
    def board(self) -> str | None:
        """The board's name."""
        return self.policy.settings.board.value if self.policy.settings.board else None

    def marked(self) -> tuple[Understood, ...]:
        """Give the tables with whether each is used."""
        used = {id(table) for table in (*self.chosen.values(), *self.parts)}
        return tuple(replace(one, used=id(one.table) in used or one.kind == "key") for one in self.understood)


def outline(books: Sequence[Book], policy: Policy, overrides: dict[str, object]) -> Outline:
    """Find the tables of workbooks, and what they state. `overrides` are settings that outrank that.

    Raises:
        PolicyError: a setting in a workbook cannot be used.
    """
    first, last = Findings(), Findings()
    originals = books
    stated = _stated(books, policy, first)
    policy, blocked = settled(books, policy, overrides, stated, first)
    lexicon = Lexicon(policy)
    books = [replace(book, grids=tuple(answered(one, stated, lexicon, first) for one in book.grids)) for book in books]
    wanted = policy.settings.year.value if policy.settings.year else None
    say_lost(stated, (grid for book in books for grid in book.grids), lexicon, first)
    tables = _all_tables(books, _Finder(lexicon, wanted, stated), first)
    understood = [Understood(_kind_of(table, lexicon), table, _year_of(table), used=True) for _, table in tables]
    understood = without_examples(understood, KIND_WORDS, lexicon, last)
    cover = cover_evidence(_covers(books, [table for _, table in tables]), lexicon)
    year = wanted or _case_year(understood) or (int(cover["year"].value) if "year" in cover else None)
    policy, found = stated_heads(books, understood, policy, lexicon)
    chosen, parts = chosen_of(understood, year, Lexicon(policy), stated, last)
    say_nothing_usable(understood, chosen, last)
    found |= {name: one for name, one in cover.items() if name != "year" or one.value == str(year)}
    found |= _when(policy, chosen, year, lexicon, last)
    period = found["period"].value if "period" in found else None
    return Outline(
        books, originals, policy, blocked, tables, understood, chosen, year, period, first, last, parts, found, stated
    )


def _stated(books: Sequence[Book], policy: Policy, findings: Findings) -> Stated:
    """Gather what the user says of how to read."""
    own = (grid for book in books for grid in book.own)
    users = (grid for book in books for grid in book.grids)
    return read_stated(own, users, [book.name for book in books], policy, findings)


@dataclass(frozen=True, slots=True)
class _Finder:
    """Finds tables, with what the user says of their columns."""

    lexicon: Lexicon
    wanted: int | None
    stated: Stated

    def tables(self, grid: Grid, findings: Findings, *, with_budgets: bool = False) -> list[Table]:
        """Find the tables of a sheet; where two columns could be the same, as the user has answered."""
        named = stated_headers(grid, self.stated.columns, self.lexicon, findings)
        found = find_tables(grid, self.lexicon, self.wanted, named, with_budgets=with_budgets)
        settled = settled_clashes(found, self.stated, findings)
        if settled:
            found = find_tables(grid, self.lexicon, self.wanted, {**named, **settled}, with_budgets=with_budgets)
        say_not_followed(found, named, self.lexicon, findings)
        return found


def _all_tables(books: Sequence[Book], finder: _Finder, findings: Findings) -> list[tuple[Book, Table]]:
    """Find the tables of workbooks; beside a ledger, also the budgets that have no outcome of their own."""
    found: list[tuple[Book, Grid, list[Table], Findings]] = []
    for book in books:
        for grid in table_grids(book):
            said = Findings()
            found.append((book, grid, finder.tables(grid, said), said))
    has_ledger = any(_has_ledger(tables) for _, _, tables, _ in found)
    listed: list[tuple[Book, Table]] = []
    for book, grid, tables, said in found:
        if has_ledger and not _has_ledger(tables):
            # What was said of the sheet is said again, and once is enough.
            listed += [(book, one) for one in finder.tables(grid, findings, with_budgets=True)]
        else:
            listed += [(book, one) for one in tables]
            findings.found += said.found
    return listed


def _has_ledger(tables: Iterable[Table]) -> bool:
    return any(one.kind is TableKind.LEDGER for one in tables)


def _when(
    policy: Policy, chosen: Mapping[str, Table], year: int | None, lexicon: Lexicon, findings: Findings
) -> dict[str, Evidence]:
    """Give year and period with where they are stated, and say where places disagree on the year."""
    found: dict[str, Evidence] = {}
    settings = policy.settings
    if settings.year:
        found["year"] = set_evidence(settings.year)
    else:
        places = [year_evidence(table) for table in chosen.values()]
        if first := next((one for place in places for one in place if one.value == str(year)), None):
            found["year"] = first
        say_disagreements(places, findings)
    period = set_evidence(settings.period) if settings.period else period_evidence(chosen.values(), lexicon)
    return found | ({"period": period} if period else {})


def _covers(books: Iterable[Book], tables: Sequence[Table]) -> list[Grid]:
    """Give the sheets that are seen and hold no table."""
    taken = {id(table.grid) for table in tables}
    return [grid for book in books for grid in table_grids(book) if id(grid) not in taken and not grid.is_hidden]


def _kind_of(table: Table, lexicon: Lexicon) -> str:
    if table.kind in (TableKind.INDICATORS, TableKind.LEDGER):
        return table.kind.value
    return statement_type(table, lexicon).value if table.kind is TableKind.STATEMENT else "key"


def _year_of(table: Table) -> int | None:
    """Find the year of a table: in its headers, the lines above it, the sheet's name, the file's name."""
    return next((int(one.value) for one in year_evidence(table)), None)


def _case_year(tables: Iterable[Understood]) -> int | None:
    """Choose the year that most tables are for; the latest among equals. A key's dates say nothing of it."""
    years = Counter(one.year for one in tables if one.kind != "key" and one.year is not None)
    return max(years, key=lambda year: (years[year], year), default=None)
