"""What was understood of the workbooks: which table, which column is what, unit, sign, year; and what was left."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from itnamnd_xl.core.model import CellRef, Column, Level, Origin, StatementType, column_letters
from itnamnd_xl.core.swedish import amount, count, listing, number, sentence
from itnamnd_xl.core.wording import UNUSED, dated_key
from itnamnd_xl.sheets.messages import counts_text
from itnamnd_xl.sheets.spec import EMPTY, Cell, Role, Sheet, titled

if TYPE_CHECKING:
    from decimal import Decimal

    from itnamnd_xl.app.recalculate import Result
    from itnamnd_xl.core.model import AllocationKey, Case, ReadColumn, ReadTable
    from itnamnd_xl.core.statements import StatementResult, Total
    from itnamnd_xl.source.chosen import Understood
    from itnamnd_xl.source.evidence import Evidence

TITLE = "Så är arbetsböckerna lästa"
WIDTHS = (8, 40, 30, 60)
LONGEST_SAMPLE = 48
MOST_MEMBERS = 6
# How a place is told that is a sheet by its name, or something on a sheet that holds no table.
SHEET_NAMED = "fliken ”"
# What a case states of itself, and what is said where it does not.
FACTS = (
    ("board", "Nämnd", "inte angiven"),
    ("year", "Räkenskapsår", "framgår inte"),
    ("period", "Period", "framgår inte"),
    ("host", "Värdkommun", "inte angiven"),
)


def understood_object(result: Result) -> list[dict[str, Any]]:
    """Give what was understood as plain data, one entry a table."""
    return [
        {
            "kind": one.kind,
            "used": one.used,
            "year": one.year,
            "source": str(one.table.source),
            "header_row": one.table.header_row,
            "rows": len(one.table.rows),
            "columns": {
                concept: f"{column_letters(column)}{one.table.header_row}"
                for concept, column in one.table.binding.columns.items()
            },
        }
        for one in result.reading.tables
    ]


def stated_object(result: Result) -> dict[str, Any]:
    """Give what the workbooks state of board, year, period and host as plain data, each with where it stands."""
    found = {name: result.reading.found.get(name) for name, _, _ in FACTS}
    return {name: {"value": one.value, "where": one.words} if one else None for name, one in found.items()}


def understood_sheet(result: Result) -> Sheet:
    """Lay out what was understood, for a reader to say yes or no to."""
    case = result.outcome.case
    sheet = titled(TITLE, TITLE, WIDTHS)
    for name, label, unknown in FACTS:
        known = result.reading.found.get(name)
        if name == "host" and not _is_member_or_stated(result):
            known = None
        sheet.text(f"{label}: {known.value} ({_where(known, case)})." if known else f"{label}: {unknown}.")
    for told, one in zip(case.tables, result.reading.tables, strict=False):
        _add_table(sheet, told, _read_as(one, result))
    for told in case.tables[len(result.reading.tables) :]:
        _add_table(sheet, told, ["Ingen tabell som verktyget känner. Peka ut kolumnerna på fliken Inställningar."])
    if case.unused:
        sheet.add(EMPTY)
        sheet.text("Inte använt", Role.HEADING)
        for left in case.unused:
            what = f" ”{left.text}”" if left.text else ""
            sheet.text(f"{left.place}{what}: {left.reason}.", Role.NOTE)
    sheet.add(EMPTY)
    sheet.text("Meddelanden", Role.HEADING)
    sheet.text(counts_text(result.diagnostics))
    return sheet


def _where(known: Evidence, case: Case) -> str:
    """Say where a fact was found: with its workbook and its sheet, where there are several that it could be in."""
    source, words = known.source, known.words
    sheets = {(one.source.workbook, one.source.sheet) for one in case.tables}
    is_sheet_named = words.startswith(SHEET_NAMED)
    place: list[str] = []
    if len(case.files) > 1 and (isinstance(source, CellRef) or is_sheet_named):
        place.append(source.workbook if isinstance(source, CellRef) else str(source).partition(",")[0])
    if len(sheets) > 1 and isinstance(source, CellRef) and not is_sheet_named:
        place.append(f"fliken {source.sheet}")
    return ", ".join((*place, words))


def _is_member_or_stated(result: Result) -> bool:
    """Say whether the host is somebody's word, or at least a member: the tool's own choice is of one board."""
    is_default = any(one.name == "host" and one.origin is Origin.DEFAULT for one in result.outcome.rules.choices)
    members = {entry.member for key in result.outcome.case.keys for entry in key.entries}
    known = result.reading.found.get("host")
    return not is_default or (known is not None and known.value in members)


def _add_table(sheet: Sheet, told: ReadTable, lines: list[str]) -> None:
    place, (first, last) = told.source, told.rows
    year = f" {told.year}" if told.year else ""
    where = f"{place.workbook}, fliken {place.sheet}, rubriker på rad {place.row}, rad {first}–{last}"
    unused = "" if told.is_used or not told.kind else " (används inte, se meddelandena)"
    sheet.add(EMPTY)
    sheet.text(f"{sentence(told.kind) or 'Okänd tabell'}{year}{unused}: {where}", Role.HEADING)
    for line in lines:
        sheet.text(line, Role.TEXT)
    sheet.header("Kolumn", "Rubrik", "Läst som", "Till exempel")
    for one in told.columns:
        sheet.add(_column_row(one))


def _column_row(one: ReadColumn) -> tuple[Cell, ...]:
    sample = one.sample if len(one.sample) <= LONGEST_SAMPLE else f"{one.sample[:LONGEST_SAMPLE].rstrip()} …"
    role = Role.TEXT if one.meaning else Role.NO_VALUE
    unknown = "; rubriken känns inte igen" if one.header else "; rubrik saknas"
    meaning = one.meaning or (UNUSED if one.is_known else f"{UNUSED}{unknown}")
    return (
        Cell(column_letters(one.source.column), Role.TEXT),
        Cell(one.header or "–", Role.TEXT),
        Cell(meaning, role),
        Cell(sample, Role.TEXT),
    )


def _read_as(one: Understood, result: Result) -> list[str]:
    outcome = result.outcome
    if not one.used:
        return []
    if one.kind == StatementType.OPERATING and outcome.operating:
        return _statement_text(outcome.operating)
    if one.kind == StatementType.INVESTMENTS and outcome.investments:
        return _statement_text(outcome.investments)
    if one.kind == "indicators" and outcome.attainment:
        goals = sum(1 for goal in outcome.attainment.goals if goal.goal.name)
        levels = outcome.attainment.indicator_counts
        reached = [
            f"{levels[level]} {word}"
            for level, word in (
                (Level.ACHIEVED, "uppnådda"),
                (Level.PARTLY, "delvis"),
                (Level.NOT, "ej uppnådda"),
                (Level.NO_VALUE, "utan värde"),
            )
            if levels[level]
        ]
        indicators = count(levels.total(), "indikator", "indikatorer")
        return [f"{count(goals, 'nämndmål', 'nämndmål')} och {indicators}: {listing(reached)}."]
    if one.kind == "ledger" and outcome.operating:
        lines = sum(
            any((figure.source.workbook, figure.source.sheet) == _sheet_of(one) for figure in line.row.amounts.values())
            for line in outcome.operating.lines
        )
        return [f"Bokningarna är summerade till utfallet på {count(lines, 'rad', 'rader')}."]
    if one.kind == "key":
        chosen = outcome.allocation.key if outcome.allocation else None
        keys = [key for key in outcome.case.keys if (key.source.workbook, key.source.sheet) == _sheet_of(one)]
        if chosen is not None and chosen.source in {key.source for key in keys}:
            # Of a key that is made of several, the table holds a part.
            return [f"{sentence(dated_key(chosen))} används: {_members(chosen)}."]
        return [f"Används inte: {_members(keys[0])}."] if keys else []
    return []


def _sheet_of(one: Understood) -> tuple[str, str]:
    return one.table.grid.workbook, one.table.grid.name


def _members(key: AllocationKey) -> str:
    told = [f"{one.member} {number(one.weight)}" for one in key.entries[:MOST_MEMBERS]]
    left = len(key.entries) - len(told)
    return listing([*told, f"{left} till"] if left else told)


def _stated(total: Total, column: Column, computed: Decimal | None) -> Decimal | None:
    """Give a total as the workbook prints it, where it does: that is what the reader knows it by."""
    published = total.published(column)
    return published.value if published is not None and published.value is not None else computed


def _statement_text(result: StatementResult) -> list[str]:
    convention, unit = result.convention, result.statement.unit
    evidence = f" ({convention.agree} av {convention.tested} rader stämmer)" if convention.tested else ""
    lines, totals = len(result.lines), sum(total.row is not None for total in result.totals)
    total = result.grand_total
    figures = [
        f"{word} {amount(value, unit)}"
        for word, value in (
            ("budget", _stated(total, Column.BUDGET, total.amounts.get(Column.BUDGET))),
            ("utfall", _stated(total, Column.OUTCOME, total.amounts.get(Column.OUTCOME))),
            ("avvikelse", _stated(total, Column.DEVIATION, total.deviation)),
        )
        if value is not None
    ]
    shape = f"{count(lines, 'rad', 'rader')} och {count(totals, 'summa', 'summor')}, belopp i {unit}"
    return [
        f"{shape}, avvikelse = {result.sign_words}{evidence}.",
        f"Sammanlagt: {', '.join(figures)}." if figures else "Ingen summa kan beräknas.",
    ]
