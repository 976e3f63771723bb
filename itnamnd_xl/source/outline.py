"""What workbooks hold and state before any figure is read: tables, their kinds and years, the board, the period."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from itertools import takewhile
from pathlib import PurePath
from typing import TYPE_CHECKING

from itnamnd_xl.core.model import Origin
from itnamnd_xl.core.swedish import listing
from itnamnd_xl.policy.load import with_settings
from itnamnd_xl.source.binding import TableKind
from itnamnd_xl.source.cells import Findings
from itnamnd_xl.source.extract_statement import statement_type
from itnamnd_xl.source.grid import CellKind
from itnamnd_xl.source.heads import period_of, stated_in
from itnamnd_xl.source.ledger_table import ledger_year
from itnamnd_xl.source.leftovers import HEAD_ROWS
from itnamnd_xl.source.lexicon import Lexicon
from itnamnd_xl.source.settings_sheet import is_settings_sheet, read_settings
from itnamnd_xl.source.tables import Table, find_tables
from itnamnd_xl.source.times import take_times

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

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
    "booked_amount": "belopp",
    "debit": "debet",
    "credit": "kredit",
    "booking_date": "bokföringsdatum",
    "voucher": "verifikation",
    "booking_period": "period",
    "account_name": "kontonamn",
    "booking_text": "text",
}
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
    """A workbook's sheets, with the digest of its file."""

    name: str
    sha256: str
    grids: tuple[Grid, ...]


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
        books: the workbooks.
        policy: with what the workbooks state of settings, board and host.
        blocked: the settings whose value cannot be read.
        tables: every table with the workbook that holds it.
        understood: the same tables with their kind and year.
        chosen: the table of each kind that is used.
        year: the accounting year.
        period: the period.
        first: what was met with in the settings.
        last: what was met with in choosing.
    """

    books: Sequence[Book]
    policy: Policy
    blocked: frozenset[str]
    tables: Sequence[tuple[Book, Table]]
    understood: Sequence[Understood]
    chosen: Mapping[str, Table]
    year: int | None
    period: str | None
    first: Findings
    last: Findings

    @property
    def board(self) -> str | None:
        """The board's name."""
        return self.policy.settings.board.value if self.policy.settings.board else None

    def marked(self) -> tuple[Understood, ...]:
        """Give the tables with whether each is used."""
        used = {id(table) for table in self.chosen.values()}
        return tuple(replace(one, used=id(one.table) in used or one.kind == "key") for one in self.understood)


def outline(books: Sequence[Book], policy: Policy, overrides: dict[str, object]) -> Outline:
    """Find the tables of workbooks, and what they state. `overrides` are settings that outrank that.

    Raises:
        PolicyError: a setting in a workbook cannot be used.
    """
    first, last = Findings(), Findings()
    policy, blocked = _settled(books, policy, overrides, first)
    lexicon = Lexicon(policy)
    wanted = policy.settings.year.value if policy.settings.year else None
    tables = _all_tables(books, lexicon, wanted)
    understood = [Understood(_kind_of(table, lexicon), table, _year_of(table), used=True) for _, table in tables]
    year = wanted or _case_year(understood)
    policy = _stated_heads(books, understood, policy, lexicon)
    chosen = _chosen(understood, year, last)
    period = policy.settings.period.value if policy.settings.period else _period(chosen.values(), lexicon)
    return Outline(books, policy, blocked, tables, understood, chosen, year, period, first, last)


def _all_tables(books: Sequence[Book], lexicon: Lexicon, wanted: int | None) -> list[tuple[Book, Table]]:
    """Find the tables of workbooks; beside a ledger, also the budgets that have no outcome of their own."""
    grids = [(book, grid) for book in books for grid in table_grids(book)]
    found = [(book, grid, find_tables(grid, lexicon, wanted)) for book, grid in grids]
    has_ledger = any(table.kind is TableKind.LEDGER for _, _, tables in found for table in tables)
    listed: list[tuple[Book, Table]] = []
    for book, grid, tables in found:
        is_ledger = any(table.kind is TableKind.LEDGER for table in tables)
        again = has_ledger and not is_ledger
        listed += [(book, one) for one in (find_tables(grid, lexicon, wanted, with_budgets=True) if again else tables)]
    return listed


def table_grids(book: Book) -> list[Grid]:
    """Give the sheets of a workbook that tables may stand on."""
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
    if table.kind in (TableKind.INDICATORS, TableKind.LEDGER):
        return table.kind.value
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
    return ledger_year(table) if table.kind is TableKind.LEDGER else None


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
    chosen_ledger = any(one.kind == "ledger" for one in tables)
    has_statement = False
    for kind in ("indicators", "operating", "investments"):
        left_out = chosen_ledger and kind == "operating"
        listed = [one for one in tables if one.kind == kind and not (left_out and _is_budget(one))]
        table, others = _one_of([one for one in listed if _is_usable(one, findings)], year, findings)
        if table is not None:
            chosen[kind] = table
        has_statement = has_statement or (kind == "operating" and (table is not None or others))
    if chosen_ledger:
        chosen |= _with_ledger(tables, year, findings, has_statement=has_statement)
    return chosen


def _one_of(usable: Sequence[Understood], year: int | None, findings: Findings) -> tuple[Table | None, bool]:
    """Choose the one table of the year; and say whether there are several, of which none is."""
    current = [one for one in usable if one.year in (None, year)]
    for other in usable:
        if other not in current:
            code = "N210" if current else "W209"
            named = {"table": KIND_WORDS[other.kind].capitalize(), "years": str(other.year), "year": str(year)}
            findings.add(code, other.table.source, **named)
    if len(current) > 1:
        first, second = current[0].table.source, current[1].table.source
        findings.add("E202", second, kind=KIND_WORDS[current[0].kind], first=str(first), second=str(second))
        return None, True
    return (current[0].table, False) if current else (None, False)


def _is_budget(one: Understood) -> bool:
    """Say whether a table is a budget whose outcome a ledger may have."""
    return one.kind == "operating" and one.table.binding.lacking == ("outcome",)


def _with_ledger(
    tables: Sequence[Understood], year: int | None, findings: Findings, *, has_statement: bool
) -> dict[str, Table]:
    """Choose the ledger, and the budget that its outcome is joined with."""
    ledgers = [one for one in tables if one.kind == "ledger"]
    if has_statement:
        for one in ledgers:
            findings.add("N263", one.table.source)
        return {}
    ledger, _ = _one_of([one for one in ledgers if _is_usable(one, findings)], year, findings)
    budgets = [replace(one, table=_as_budget(one.table)) for one in tables if _is_budget(one)]
    budget, several = _one_of([one for one in budgets if _is_usable(one, findings)], year, findings)
    if ledger is None or several:
        return {}
    original = next((one.table for one in tables if budget is not None and one.table.source == budget.source), None)
    return {"ledger": ledger} | ({"operating": original} if original is not None else {})


def _as_budget(table: Table) -> Table:
    """Give a budget's table as one that lacks nothing."""
    return replace(table, binding=replace(table.binding, lacking=()))


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


def _stated_heads(books: Sequence[Book], tables: Sequence[Understood], policy: Policy, lexicon: Lexicon) -> Policy:
    """Take board and host from the lines above the tables, where no setting states them."""
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
            for name, found in (("board", stated.board), ("host", stated.host)):
                current = getattr(policy.settings, name)
                if found and (current is None or current.origin is Origin.DEFAULT):
                    policy = with_settings(policy, {name: found[0]}, Origin.WORKBOOK, str(found[1]))
    return policy


def _above(grid: Grid, last: int) -> Iterator[tuple[int, Sequence[int]]]:
    """Give the rows of a sheet down to one of them, and look at no others."""
    return takewhile(lambda found: found[0] < last, grid.by_row.items())


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
