"""What workbooks hold and state before any figure is read: tables, their kinds and years, the board, the period."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from itertools import takewhile
from typing import TYPE_CHECKING

from itnamnd_xl.core.model import Origin
from itnamnd_xl.core.swedish import listing
from itnamnd_xl.core.wording import SETTING_WORDS
from itnamnd_xl.policy.load import with_settings
from itnamnd_xl.source.answering import (
    answered,
    answered_settings,
    chosen_table,
    clash_words,
    say_lost,
    say_not_followed,
    settled_clashes,
    stated_headers,
)
from itnamnd_xl.source.cells import Findings
from itnamnd_xl.source.cover import cover_evidence
from itnamnd_xl.source.evidence import Evidence, period_evidence, say_disagreements, set_evidence, year_evidence
from itnamnd_xl.source.examples import without_examples
from itnamnd_xl.source.extract_statement import statement_type
from itnamnd_xl.source.grid import CellKind
from itnamnd_xl.source.heads import stated_in
from itnamnd_xl.source.leftovers import HEAD_ROWS
from itnamnd_xl.source.lexicon import Lexicon
from itnamnd_xl.source.sections import are_parts
from itnamnd_xl.source.settings_sheet import is_settings_sheet, read_settings
from itnamnd_xl.source.stated import NOTHING_STATED, Stated, read_stated
from itnamnd_xl.source.table import Table, TableKind
from itnamnd_xl.source.tables import find_tables

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from itnamnd_xl.policy import Policy
    from itnamnd_xl.source.grid import Grid

KIND_WORDS = {
    "operating": "driftredovisning",
    "investments": "investeringsredovisning",
    "indicators": "indikatorer",
    "key": "fördelningsnyckel",
    "ledger": "huvudbok",
}
ESSENTIAL = (
    "text",
    "budget",
    "outcome",
    "deviation",
    "indicator",
    "result",
    "target",
    "booked_amount",
    "debit",
    "credit",
)


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook's sheets, with the digest of its file; `own` are ours that the user may have answered in."""

    name: str
    sha256: str
    grids: tuple[Grid, ...]
    own: tuple[Grid, ...] = ()


@dataclass(frozen=True, slots=True)
class Understood:
    """A table as it was understood, for the reader to say yes or no to."""

    kind: str
    table: Table
    year: int | None
    used: bool


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
    policy, blocked = _settled(books, policy, overrides, stated, first)
    lexicon = Lexicon(policy)
    books = [replace(book, grids=tuple(answered(one, stated, lexicon, first) for one in book.grids)) for book in books]
    wanted = policy.settings.year.value if policy.settings.year else None
    say_lost(stated, (grid for book in books for grid in book.grids), lexicon, first)
    tables = _all_tables(books, _Finder(lexicon, wanted, stated), first)
    understood = [Understood(_kind_of(table, lexicon), table, _year_of(table), used=True) for _, table in tables]
    understood = without_examples(understood, KIND_WORDS, lexicon, last)
    cover = cover_evidence(_covers(books, [table for _, table in tables]), lexicon)
    year = wanted or _case_year(understood) or (int(cover["year"].value) if "year" in cover else None)
    policy, found = _stated_heads(books, understood, policy, lexicon)
    chosen, parts = _chosen(understood, year, Lexicon(policy), stated, last)
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


def table_grids(book: Book) -> list[Grid]:
    """Give the sheets of a workbook that tables may stand on."""
    return [grid for grid in book.grids if not is_settings_sheet(grid)]


def _settled(
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
    known = frozenset(name for _, found in sheets for name in found) | blocked | set(overrides)
    answers = answered_settings(stated, known, Lexicon(policy), findings)
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


def _chosen(
    tables: Sequence[Understood], year: int | None, lexicon: Lexicon, stated: Stated, findings: Findings
) -> tuple[dict[str, Table], tuple[Table, ...]]:
    """Choose one table of each kind for the year; two for the same year are a question, and neither is used.

    Indicator tables that are parts of one are used together: what goes on from the first comes second.
    """
    if year is None and any(one.kind != "key" for one in tables):
        findings.add("W208", tables[0].table.source)
    chosen: dict[str, Table] = {}
    parts: tuple[Table, ...] = ()
    has_ledger = any(one.kind == "ledger" for one in tables)
    has_statement = False
    for kind in ("indicators", "operating", "investments"):
        # What a budget lacks beside a ledger is no fault of it.
        listed = [one for one in tables if one.kind == kind and not (has_ledger and _is_budget(one))]
        current = _of_year([one for one in listed if _is_usable(one, lexicon, findings)], year, findings)
        current = _measured(current, findings)
        if len(current) > 1 and kind == "indicators" and are_parts([one.table for one in current]):
            chosen[kind], *rest = (one.table for one in current)
            parts = tuple(rest)
            _say_parts([one.table for one in current], findings)
            continue
        if (table := _one_of(current, stated, findings)) is not None:
            chosen[kind] = table
        has_statement = has_statement or (kind == "operating" and bool(current))
    ledgers = [one for one in tables if one.kind == "ledger"]
    if has_statement:
        for one in ledgers:
            findings.add("N263", one.table.source)
    elif ledgers:
        ledgers = [one for one in ledgers if _is_usable(one, lexicon, findings)]
        budgets = [one for one in tables if _is_budget(one) and _is_usable(one, lexicon, findings, lacks_outcome=True)]
        chosen |= _with_ledger(_of_year(ledgers, year, findings), _of_year(budgets, year, findings), stated, findings)
    return chosen, parts


def _of_year(usable: Sequence[Understood], year: int | None, findings: Findings) -> list[Understood]:
    """Give the tables of a kind that are of the year, and say of which the others are."""
    current = [one for one in usable if one.year in (None, year)]
    for other in usable:
        if other not in current:
            code = "N210" if current else "W209"
            named = {"table": KIND_WORDS[other.kind].capitalize(), "years": str(other.year), "year": str(year)}
            findings.add(code, other.table.source, **named)
    return current


def _one_of(current: Sequence[Understood], stated: Stated, findings: Findings) -> Table | None:
    """Choose the only table of a kind, or that of several which the user names; None where she names none."""
    answer = chosen_table([one.table for one in current], stated, findings) if len(current) > 1 else None
    if len(current) > 1 and answer is None:
        first, second = current[0].table.source, current[1].table.source
        findings.add("E202", second, kind=KIND_WORDS[current[0].kind], first=str(first), second=str(second))
        return None
    return answer or (current[0].table if current else None)


def _is_budget(one: Understood) -> bool:
    """Say whether a table is a budget whose outcome a ledger may have."""
    return one.kind == "operating" and one.table.binding.lacking == ("outcome",)


def _with_ledger(
    ledgers: Sequence[Understood], budgets: Sequence[Understood], stated: Stated, findings: Findings
) -> dict[str, Table]:
    """Choose the ledger, and the budget that its outcome is joined with."""
    ledger, budget = _one_of(ledgers, stated, findings), _one_of(budgets, stated, findings)
    if ledger is None or (budgets and budget is None):
        return {}
    return {"ledger": ledger} | ({"operating": budget} if budget is not None else {})


def _measured(tables: list[Understood], findings: Findings) -> list[Understood]:
    """Pass over indicator tables with verdicts alone, where another has what they are to be made of."""
    alone = [one for one in tables if one.table.binding.has_verdicts_alone]
    if len(alone) == len(tables):
        return tables
    for one in alone:
        findings.add("N452", one.table.source)
    return [one for one in tables if one not in alone]


def _say_parts(tables: Sequence[Table], findings: Findings) -> None:
    """Say that several tables are read as one; that several sheets are is for the reader to confirm."""
    sheets = list(dict.fromkeys(table.grid.name for table in tables))
    if len(sheets) > 1:
        findings.add("W429", tables[0].source, count=str(len(sheets)), sheets=listing(sheets))
    else:
        findings.add("N428", tables[0].source, count=str(len(tables)))


def _is_usable(one: Understood, lexicon: Lexicon, findings: Findings, *, lacks_outcome: bool = False) -> bool:
    """Say whether a table's columns are settled; what is missing or doubtful is said."""
    table, usable, names = one.table, True, lexicon.policy.concepts
    if not any(table.grid.text(row, column) for row in table.rows for column in table.binding.columns.values()):
        findings.add("N214", table.source, table=KIND_WORDS[one.kind])
        return False
    lacking = [role for role in ("budget", "outcome") if role not in table.binding.columns]
    if table.binding.lacking and not lacks_outcome:
        usable = False
        _say_lacking(one, names, findings)
    elif lacking and not lacks_outcome and table.kind is TableKind.STATEMENT:
        findings.add("N222", table.source, roles=listing([names[role] for role in lacking]))
    for concept, (first, second) in table.binding.clashes.items():
        if concept in ESSENTIAL:
            place = table.grid.ref(table.header_row, first)
            findings.add("E203", place, role=names[concept], **clash_words(table, (first, second)))
            usable = False
    return usable


def _say_lacking(one: Understood, names: Mapping[str, str], findings: Findings) -> None:
    """Say which columns a table lacks; or that it has them for another year."""
    binding, source = one.table.binding, one.table.source
    elsewhere = {role: binding.headers[binding.others[role][-1]] for role in binding.lacking if role in binding.others}
    if not elsewhere:
        roles = listing([names[role] for role in binding.lacking])
        findings.add("W211", source, table=KIND_WORDS[one.kind], roles=roles)
        return
    own = {role: binding.headers[binding.columns[role]] for role in ("budget", "outcome") if role in binding.columns}
    roles = listing([f"{names[role]} ”{header.text}”" for role, header in sorted({**elsewhere, **own}.items())])
    findings.add("E220", source, table=KIND_WORDS[one.kind].capitalize(), roles=roles)


def _stated_heads(
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
                    policy = with_settings(policy, {name: one[0]}, Origin.WORKBOOK, str(one[1]))
                    text = grid.text(one[1].row, one[1].column)
                    found[name] = Evidence(one[0], one[1], f"raden {one[1].a1} ”{text}”")
    for name in ("board", "host"):
        if name not in found and (setting := getattr(policy.settings, name)):
            found[name] = set_evidence(setting)
    return policy, found


def _above(grid: Grid, last: int) -> Iterator[tuple[int, Sequence[int]]]:
    """Give the rows of a sheet down to one of them, and look at no others."""
    return takewhile(lambda found: found[0] < last, grid.by_row.items())
