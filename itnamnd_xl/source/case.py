"""Workbooks become a case: which table is which, for which year, and what the sheets state of themselves."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import PurePath
from typing import TYPE_CHECKING

from itnamnd_xl.core.model import Case, InputFile, Origin, StatementType
from itnamnd_xl.core.swedish import listing
from itnamnd_xl.policy.load import with_settings
from itnamnd_xl.source.binding import TableKind
from itnamnd_xl.source.cells import Findings
from itnamnd_xl.source.extract_indicators import extract_indicators
from itnamnd_xl.source.extract_key import extract_keys
from itnamnd_xl.source.extract_statement import extract_statement, statement_type
from itnamnd_xl.source.grid import CellKind, cells_digest
from itnamnd_xl.source.heads import period_of, stated_in
from itnamnd_xl.source.leftovers import HEAD_ROWS, say_hidden, say_missed, say_near_headers, say_no_table, unused
from itnamnd_xl.source.lexicon import Lexicon
from itnamnd_xl.source.settings_sheet import is_settings_sheet, read_settings
from itnamnd_xl.source.tables import Table, find_tables
from itnamnd_xl.source.times import take_times

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from itnamnd_xl.core.diagnostics import Diagnostic
    from itnamnd_xl.core.model import AllocationKey, CellRef, Goal, Rules, Statement
    from itnamnd_xl.policy import Policy
    from itnamnd_xl.source.grid import Grid

CONCEPT_WORDS = {
    "text": "radtext",
    "budget": "budget",
    "original_budget": "ursprunglig budget",
    "budget_change": "anslagsförändring",
    "outcome": "utfall",
    "deviation": "avvikelse",
    "forecast": "prognos",
    "goal": "nämndmål",
    "indicator": "indikator",
    "result": "resultat",
    "target": "målvärde",
    "status": "bedömning",
    "goal_status": "nämndmålets bedömning",
    "direction": "riktning",
    "previous": "föregående år",
    "trend": "trend",
    "comment": "kommentar",
    "responsible": "ansvarig",
    "member": "kommun",
    "key_date": "datum",
    "account": "konto",
    "decided_total": "beslutad totalutgift",
    "accumulated": "ackumulerat utfall",
    "forecast_total": "beräknad totalutgift",
}
KIND_WORDS = {
    "operating": "driftredovisning",
    "investments": "investeringsredovisning",
    "indicators": "indikatorer",
    "key": "fördelningsnyckel",
}
ESSENTIAL = ("text", "budget", "outcome", "deviation", "indicator", "result", "target")


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook's sheets, with the digest of its file; `remembered` is how it was read last, as a case of its own."""

    name: str
    sha256: str
    grids: tuple[Grid, ...]
    remembered: list[_Remembered] = field(default_factory=list, init=False, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Understood:
    """A table as it was understood, for the reader to say yes or no to."""

    kind: str
    table: Table
    year: int | None
    used: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """A case as it was read, with the policy that its workbooks have had their say in."""

    case: Case
    policy: Policy
    tables: tuple[Understood, ...]
    diagnostics: tuple[Diagnostic, ...]
    blocked: frozenset[str] = frozenset()

    def rules(self) -> Rules:
        """Give the rules that the case is to be computed by."""
        return replace(self.policy.rules(), blocked=self.blocked)


@dataclass(frozen=True, slots=True)
class _Remembered:
    """A reading with what it was asked for by."""

    name: str
    policy: Policy
    overrides: dict[str, object]
    reading: Reading

    def answers(self, name: str, policy: Policy, overrides: dict[str, object]) -> bool:
        """Say whether the same is asked for again."""
        return self.policy is policy and (self.name, self.overrides) == (name, overrides)


def read_case(name: str, books: Sequence[Book], policy: Policy, overrides: dict[str, object]) -> Reading:
    """Read workbooks as one case. `overrides` are settings that outrank what the workbooks state."""
    if len(books) != 1:
        return _read_case(name, books, policy, overrides)
    # A workbook is read once to tell what it is, and most are then read again as they stood: a case of their own.
    remembered = books[0].remembered
    if not (remembered and remembered[0].answers(name, policy, overrides)):
        reading = _read_case(name, books, policy, overrides)
        remembered[:] = [_Remembered(name, policy, dict(overrides), reading)]
    return remembered[0].reading


def _read_case(name: str, books: Sequence[Book], policy: Policy, overrides: dict[str, object]) -> Reading:
    findings = Findings()
    policy, blocked = _settled(books, policy, overrides, findings)
    lexicon = Lexicon(policy)
    wanted = policy.settings.year.value if policy.settings.year else None
    tables = [
        (book, table) for book in books for grid in _table_grids(book) for table in find_tables(grid, lexicon, wanted)
    ]
    for book in books:
        own = [table for owner, table in tables if owner is book]
        if not own and len(_table_grids(book)) == len(book.grids):
            say_no_table(book.name, book.grids, lexicon, findings)
        for table in own:
            say_near_headers(table, lexicon, findings)
        for grid in _table_grids(book) if own else []:
            if not any(table.grid is grid for table in own):
                say_missed(grid, lexicon, findings)
    understood = [Understood(_kind_of(table, lexicon), table, _year_of(table), used=True) for _, table in tables]
    year = wanted or _case_year(understood)
    policy = _stated_heads(books, understood, policy, lexicon)
    chosen = _chosen(understood, year, findings)
    case = _extract(Case(name), understood, chosen, Lexicon(policy), findings)
    case = replace(
        case,
        board=policy.settings.board.value if policy.settings.board else None,
        year=year,
        period=policy.settings.period.value if policy.settings.period else _period(chosen.values(), lexicon),
        files=tuple(InputFile(book.name, book.sha256, cells_digest(book.grids)) for book in books),
        unused=tuple(unused((grid for book in books for grid in _table_grids(book)), [table for _, table in tables])),
    )
    policy = _stated_facts(_matched_host(policy, case, lexicon), case)
    used = {id(table) for table in chosen.values()}
    marked = tuple(replace(one, used=id(one.table) in used or one.kind == "key") for one in understood)
    for _, table in tables:
        say_hidden(table, findings)
    return Reading(case, policy, marked, tuple(findings.found), blocked)


def _table_grids(book: Book) -> list[Grid]:
    return [grid for grid in book.grids if not is_settings_sheet(grid)]


def _settled(
    books: Iterable[Book], policy: Policy, overrides: dict[str, object], findings: Findings
) -> tuple[Policy, frozenset[str]]:
    """Give the policy after the settings sheets and the caller have had their say, and what could not be read."""
    blocked: set[str] = set()
    for book in books:
        for grid in book.grids:
            if is_settings_sheet(grid):
                stated, unreadable = read_settings(grid, Lexicon(policy), findings)
                blocked |= unreadable
                policy = with_settings(policy, stated, Origin.WORKBOOK, f"{book.name}, fliken {grid.name}")
    return with_settings(policy, overrides, Origin.CONFIG, "kommandoraden"), frozenset(blocked - set(overrides))


def _kind_of(table: Table, lexicon: Lexicon) -> str:
    if table.kind is TableKind.INDICATORS:
        return "indicators"
    return statement_type(table, lexicon).value if table.kind is TableKind.STATEMENT else "key"


def _year_of(table: Table) -> int | None:
    """Find the year of a table: in its headers, the lines above it, the sheet's name, the file's name."""
    if table.binding.year:
        return table.binding.year
    for years in (
        table.head.years,
        _years_in(table.grid.name),
        _years_in(PurePath(table.grid.workbook).stem.replace("_", " ")),
    ):
        if years:
            return years[-1]
    return None


def _years_in(name: str) -> tuple[int, ...]:
    times = take_times(name)
    return times.years or tuple(date.year for date in times.dates)


def _case_year(tables: Iterable[Understood]) -> int | None:
    """Choose the year that most tables are for; the latest among equals. A key's dates say nothing of it."""
    years = Counter(one.year for one in tables if one.kind != "key" and one.year is not None)
    return max(years, key=lambda year: (years[year], year), default=None)


def _chosen(tables: Sequence[Understood], year: int | None, findings: Findings) -> dict[str, Table]:
    """Choose one table of each kind for the year; two for the same year are a question, and neither is used."""
    if year is None and any(one.kind != "key" for one in tables):
        findings.add("W208", tables[0].table.source)
    chosen: dict[str, Table] = {}
    for kind in ("indicators", "operating", "investments"):
        usable = [one for one in tables if one.kind == kind and _is_usable(one, findings)]
        current = [one for one in usable if one.year in (None, year)]
        for other in usable:
            if other not in current:
                code = "N210" if current else "W209"
                named = {"table": KIND_WORDS[kind].capitalize(), "years": str(other.year), "year": str(year)}
                findings.add(code, other.table.source, **named)
        if len(current) > 1:
            first, second = current[0].table.source, current[1].table.source
            findings.add("E202", second, kind=KIND_WORDS[kind], first=str(first), second=str(second))
        elif current:
            chosen[kind] = current[0].table
    return chosen


def _is_usable(one: Understood, findings: Findings) -> bool:
    """Say whether a table's columns are settled; what is missing or doubtful is said."""
    table, usable = one.table, True
    if not any(table.grid.text(row, column) for row in table.rows for column in table.binding.columns.values()):
        findings.add("N214", table.source, table=KIND_WORDS[one.kind])
        return False
    if table.binding.lacking:
        roles = listing([CONCEPT_WORDS[role] for role in table.binding.lacking])
        findings.add("W211", table.source, table=KIND_WORDS[one.kind], roles=roles)
        usable = False
    for concept, (first, second) in table.binding.clashes.items():
        if concept in ESSENTIAL:
            cells = [table.grid.ref(table.header_row, column) for column in (first, second)]
            named = [f"{cell.a1} ”{table.grid.text(cell.row, cell.column)}”" for cell in cells]
            findings.add("E203", cells[0], role=CONCEPT_WORDS[concept], first=named[0], second=named[1])
            usable = False
    return usable


def _extract(
    case: Case, tables: Sequence[Understood], chosen: dict[str, Table], lexicon: Lexicon, findings: Findings
) -> Case:
    goals: tuple[Goal, ...] | None = None
    source: CellRef | None = None
    if table := chosen.get("indicators"):
        goals, source = extract_indicators(table, lexicon, findings), table.source
    keys: list[AllocationKey] = []
    broken: list[dt.date | None] = []
    for one in tables:
        if one.kind == "key":
            found, dates = extract_keys(one.table, lexicon, findings)
            keys, broken = [*keys, *found], [*broken, *dates]
    names = tuple(dict.fromkeys(entry.member for key in keys for entry in key.entries))
    lexicon = replace(lexicon, extra_members=names)
    statements: dict[str, Statement | None] = {
        kind: extract_statement(chosen[kind], lexicon, findings) if kind in chosen else None for kind in StatementType
    }
    return replace(
        case,
        goals=goals,
        goals_source=source,
        operating=statements[StatementType.OPERATING],
        investments=statements[StatementType.INVESTMENTS],
        keys=tuple(keys),
        broken_key_dates=tuple(broken),
    )


def _stated_heads(books: Sequence[Book], tables: Sequence[Understood], policy: Policy, lexicon: Lexicon) -> Policy:
    """Take board and host from the lines above the tables, where no setting states them."""
    for book in books:
        for grid in _table_grids(book):
            first = min((one.table.header_row for one in tables if one.table.grid is grid), default=HEAD_ROWS)
            lines = [
                (grid.text(row, column), grid.text(row, column + 1), grid.ref(row, column))
                for row, columns in grid.by_row.items()
                if row < first
                for column in columns
                if grid.cells[row, column].kind is CellKind.TEXT
            ]
            stated = stated_in(lines, lexicon)
            for name, found in (("board", stated.board), ("host", stated.host)):
                current = getattr(policy.settings, name)
                if found and (current is None or current.origin is Origin.DEFAULT):
                    policy = with_settings(policy, {name: found[0]}, Origin.WORKBOOK, str(found[1]))
    return policy


def _matched_host(policy: Policy, case: Case, lexicon: Lexicon) -> Policy:
    """Give the host the name that the keys have for it; the tool's own host goes where it is no member."""
    host = policy.settings.host
    members = {entry.member for key in case.keys for entry in key.entries}
    if host is None or not members or host.value in members:
        return policy
    match = next((one for one in sorted(members) if lexicon.same_member(one, host.value)), None)
    if match is None and host.origin is not Origin.DEFAULT:
        return policy
    found = host.model_copy(update={"value": match}) if match else None
    return policy.model_copy(update={"settings": policy.settings.model_copy(update={"host": found})})


def _stated_facts(policy: Policy, case: Case) -> Policy:
    """Record the year and period that the tables themselves state."""
    facts: dict[str, object] = {}
    if policy.settings.year is None and case.year is not None:
        facts["year"] = case.year
    if policy.settings.period is None and case.period is not None:
        facts["period"] = case.period
    return with_settings(policy, facts, Origin.WORKBOOK, case.name)


def _period(tables: Iterable[Table], lexicon: Lexicon) -> str | None:
    """Find the period: in the lines above a table, its outcome's header, the sheet's or the file's name."""
    tables = list(tables)
    for table in tables:
        if table.head.period:
            return table.head.period
    for table in tables:
        for concept in ("outcome", "result"):
            header = table.binding.headers.get(table.column(concept) or 0)
            if header is not None and (header.interim or header.full_year):
                return "delår" if header.interim else "helår"
            if header is not None and header.date:
                return "helår" if (header.date.month, header.date.day) == (12, 31) else "delår"
    for table in tables:
        for name in (table.grid.name, PurePath(table.grid.workbook).stem):
            if found := period_of(name, lexicon):
                return found
    return None
