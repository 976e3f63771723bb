"""Workbooks become a case: the figures of its tables read, and what was nearly a table said."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from itnamnd_xl.core.diagnostics import CODES, diagnostic
from itnamnd_xl.core.model import Case, InputFile, Origin, StatementType
from itnamnd_xl.core.population import held_against
from itnamnd_xl.policy.load import with_settings
from itnamnd_xl.source.book import table_grids
from itnamnd_xl.source.cells import Findings
from itnamnd_xl.source.described import described, meanings
from itnamnd_xl.source.extract_indicators import extract_indicators
from itnamnd_xl.source.extract_key import extract_keys
from itnamnd_xl.source.extract_statement import extract_statement
from itnamnd_xl.source.grid import cells_digest
from itnamnd_xl.source.key_setting import key_setting
from itnamnd_xl.source.ledger import read_ledger
from itnamnd_xl.source.ledger_join import ledger_statement
from itnamnd_xl.source.leftovers import say_hidden, say_missed, say_near_headers, say_no_table, unused
from itnamnd_xl.source.lexicon import Lexicon
from itnamnd_xl.source.outline import outline
from itnamnd_xl.source.sections import section_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from itnamnd_xl.core.diagnostics import Diagnostic
    from itnamnd_xl.core.model import AllocationKey, CellRef, Goal, Rules, Statement
    from itnamnd_xl.policy import Policy
    from itnamnd_xl.source.book import Book
    from itnamnd_xl.source.chosen import Understood
    from itnamnd_xl.source.evidence import Evidence
    from itnamnd_xl.source.outline import Outline
    from itnamnd_xl.source.table import Table


@dataclass(frozen=True, slots=True)
class Reading:
    """A case as it was read, with the policy that its workbooks have had their say in."""

    case: Case
    policy: Policy
    tables: tuple[Understood, ...]
    diagnostics: tuple[Diagnostic, ...]
    blocked: frozenset[str] = frozenset()
    found: Mapping[str, Evidence] = field(default_factory=dict)

    def rules(self) -> Rules:
        """Give the rules that the case is to be computed by."""
        return replace(self.policy.rules(), blocked=self.blocked)


def read_case(name: str, books: Sequence[Book], policy: Policy, overrides: dict[str, object]) -> Reading:
    """Read workbooks as one case. `overrides` are settings that outrank what the workbooks state.

    Raises:
        PolicyError: a setting in a workbook cannot be used.
    """
    return read_outlined(name, outline(books, policy, overrides))


def read_outlined(name: str, plan: Outline) -> Reading:
    """Read the figures of a case whose tables have been found."""
    findings, books = Findings(), plan.books
    findings.found += plan.first.found
    lexicon = Lexicon(plan.policy)
    _say_leftovers(plan, lexicon, findings)
    findings.found += plan.last.found
    case = _extract(Case(name), plan, lexicon, findings)
    case = replace(
        case,
        board=plan.board,
        year=plan.year,
        period=plan.period,
        files=tuple(InputFile(book.name, book.sha256, cells_digest(book.grids)) for book in plan.originals),
        tables=described(plan),
        meanings=meanings(plan.policy),
        settings_sheets=tuple(book.name for book in books if len(table_grids(book)) < len(book.grids)),
        answered=tuple(one for book in books for grid in book.grids for one in grid.answered.values()),
        unused=tuple(
            unused((grid for book in books for grid in table_grids(book)), [table for _, table in plan.tables])
        ),
    )
    policy = _stated_facts(_matched_host(_matched_key(plan.policy, lexicon), case, lexicon, findings), case)
    for _, table in plan.tables:
        say_hidden(table, findings)
    # The tool's own host is none of a board with other members.
    stated = {name: one for name, one in plan.found.items() if name != "host" or policy.settings.host is not None}
    return Reading(case, policy, plan.marked(), tuple(findings.found), plan.blocked, stated)


def _say_leftovers(plan: Outline, lexicon: Lexicon, findings: Findings) -> None:
    """Say what was nearly a table, and what holds none."""
    for book in plan.books:
        own = [table for owner, table in plan.tables if owner is book]
        if not own and len(table_grids(book)) == len(book.grids):
            say_no_table(book.name, book.grids, lexicon, findings)
        for table in own:
            say_near_headers(table, lexicon, findings)
        for grid in table_grids(book) if own else []:
            if not any(table.grid is grid for table in own):
                say_missed(grid, lexicon, findings)


def _goals(plan: Outline, lexicon: Lexicon, findings: Findings) -> tuple[tuple[Goal, ...] | None, CellRef | None]:
    """Read the goals of the indicator table that is used, and of the tables that go on from it."""
    first = plan.chosen.get("indicators")
    if first is None:
        return None, None
    found: list[Goal] = []
    for table in (first, *plan.parts):
        section = section_of(table, lexicon, is_part=bool(plan.parts))
        found += extract_indicators(table, lexicon, findings, section)
    return tuple(found), first.source


def _says_whole_year(plan: Outline) -> bool:
    """Say whether somebody has stated that the period is the whole year."""
    stated = plan.policy.settings.period
    return stated is not None and stated.value == "helår"


def _extract(case: Case, plan: Outline, lexicon: Lexicon, findings: Findings) -> Case:
    tables, chosen = plan.understood, plan.chosen
    goals, source = _goals(plan, lexicon, findings)
    keys: list[AllocationKey] = []
    broken: list[dt.date | None] = []
    for one in tables:
        if one.kind == "key":
            found, dates = extract_keys(one.table, lexicon, findings)
            keys, broken = [*keys, *found], [*broken, *dates]
    keys, said = held_against(keys, lexicon.policy.known_population())
    findings.found += said
    lexicon = replace(lexicon, extra_members=_members_of(keys, chosen, lexicon))
    alone = {kind: chosen[kind] for kind in StatementType if kind in chosen}
    joined: Statement | None = None
    if booked := chosen.get("ledger"):
        ledger = read_ledger(booked, lexicon, findings, plan.year, whole_year=_says_whole_year(plan))
        joined = ledger_statement(ledger, alone.pop(StatementType.OPERATING, None), lexicon, findings, plan.stated)
        case = replace(case, ledger_sums=ledger.stated)
    statements = {kind: extract_statement(table, lexicon, findings) for kind, table in alone.items()}
    return replace(
        case,
        goals=goals,
        goals_source=source,
        operating=joined or statements.get(StatementType.OPERATING),
        investments=statements.get(StatementType.INVESTMENTS),
        keys=tuple(keys),
        broken_key_dates=tuple(broken),
    )


def _members_of(keys: Sequence[AllocationKey], chosen: Mapping[str, Table], lexicon: Lexicon) -> tuple[str, ...]:
    """Give the members that labels may name: those of the keys, and those that stand in the labels' places of them."""
    names = tuple(dict.fromkeys(entry.member for key in keys for entry in key.entries))
    labels = [
        table.grid.text(row, table.binding.columns["text"])
        for kind in StatementType
        if (table := chosen.get(kind))
        for row in table.rows
    ]
    return (*names, *(name for name in lexicon.members.in_series(labels, names) if name not in names))


def _matched_key(policy: Policy, lexicon: Lexicon) -> Policy:
    """Give the key that a configuration states the name that keys have; weights that are no whole are said later."""
    key = policy.settings.key
    known = key_setting(key.value, lexicon)
    if known in (None, key.value):
        return policy
    settings = policy.settings.model_copy(update={"key": key.model_copy(update={"value": known})})
    return policy.model_copy(update={"settings": settings})


def _matched_host(policy: Policy, case: Case, lexicon: Lexicon, findings: Findings) -> Policy:
    """Give the host the name that the keys have for it; the tool's own host goes where others than its own board are.

    At another board a member that happens to be the tool's default would be spared its invoice without a word. An
    answer that names no member is none, so that the question is asked again.
    """
    host = policy.settings.host
    members = {entry.member for key in case.keys for entry in key.entries}
    if host is None or not members or (host.value in members and host.origin is not Origin.DEFAULT):
        return policy
    if host.origin is Origin.DEFAULT and not all(_is_own(one, lexicon) for one in members):
        return policy.model_copy(update={"settings": policy.settings.model_copy(update={"host": None})})
    match = next((one for one in sorted(members) if lexicon.same_member(one, host.value)), None)
    if match is None and host.origin is not Origin.DEFAULT and not _takes_back(findings, "host"):
        return policy
    found = host.model_copy(update={"value": match}) if match else None
    return policy.model_copy(update={"settings": policy.settings.model_copy(update={"host": found})})


def _takes_back(findings: Findings, name: str) -> bool:
    """Say of a setting that an answer states that the answer cannot be used; False where no answer states it."""
    for place, one in enumerate(findings.found):
        if one.code == "N705" and CODES[one.params["asked"]].asks == name:
            given = {key: value for key, value in one.params.items() if key != "name"}
            why = "det är ingen av medlemmarna i nyckeln"
            findings.found[place] = diagnostic("W707", one.source, why=why, about="", **given)
            return True
    return False


def _is_own(member: str, lexicon: Lexicon) -> bool:
    return any(lexicon.same_member(member, one) for one in lexicon.policy.members)


def _stated_facts(policy: Policy, case: Case) -> Policy:
    """Record the year and period that the tables themselves state."""
    facts: dict[str, object] = {}
    if policy.settings.year is None and case.year is not None:
        facts["year"] = case.year
    if policy.settings.period is None and case.period is not None:
        facts["period"] = case.period
    return with_settings(policy, facts, Origin.WORKBOOK, case.name)
