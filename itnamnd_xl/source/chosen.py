"""Which of the tables that were found are used: one of each kind, for the accounting year."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from itnamnd_xl.core.swedish import listing
from itnamnd_xl.source.answering import chosen_table, clash_words
from itnamnd_xl.source.sections import are_parts
from itnamnd_xl.source.table import Span, Table, TableKind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from itnamnd_xl.source.cells import Findings
    from itnamnd_xl.source.lexicon import Lexicon
    from itnamnd_xl.source.stated import Stated


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
class Understood:
    """A table as it was understood, for the reader to say yes or no to."""

    kind: str
    table: Table
    year: int | None
    used: bool


def chosen_of(
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


def _near(table: Table) -> str:
    """Name the columns of figures whose headers are not known: one of them may be what is lacking."""
    span = Span(table.grid, table.binding.headers, table.rows)
    unknown = [
        f"{table.grid.ref(table.header_row, column).a1} ”{table.grid.text(table.header_row, column)}”"
        for column in table.grid.by_row[table.header_row]
        if not (header := table.binding.headers.get(column)) or not header.concepts
        if column not in table.binding.columns.values() and span.is_numeric(column)
    ]
    return f" Okända rubriker över siffror: {listing(unknown)}." if unknown else ""


def say_nothing_usable(tables: Sequence[Understood], chosen: Mapping[str, Table], findings: Findings) -> None:
    """Say as an error that nothing can be computed where tables lack what they need; that of each is said by itself."""
    is_lacking = any(one.code == "W211" for one in findings.found)
    if not chosen and is_lacking and not any(one.code[0] == "E" for one in findings.found):
        findings.add("E216", next(one.table.source.workbook for one in tables if one.kind != "key"))


def _say_lacking(one: Understood, names: Mapping[str, str], findings: Findings) -> None:
    """Say which columns a table lacks; or that it has them for another year."""
    binding, source = one.table.binding, one.table.source
    elsewhere = {role: binding.headers[binding.others[role][-1]] for role in binding.lacking if role in binding.others}
    if not elsewhere:
        roles = listing([names[role] for role in binding.lacking])
        findings.add("W211", source, table=KIND_WORDS[one.kind], roles=roles, near=_near(one.table))
        return
    own = {role: binding.headers[binding.columns[role]] for role in ("budget", "outcome") if role in binding.columns}
    roles = listing([f"{names[role]} ”{header.text}”" for role, header in sorted({**elsewhere, **own}.items())])
    findings.add("E220", source, table=KIND_WORDS[one.kind].capitalize(), roles=roles)
