"""What was understood of the workbooks: which table, which column is what, unit, sign, year; and what was left."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from itnamnd_xl.core.model import StatementType, column_letters
from itnamnd_xl.core.swedish import count, listing
from itnamnd_xl.sheets.spec import EMPTY, Role, Sheet, titled
from itnamnd_xl.source.binding import TableKind
from itnamnd_xl.source.outline import CONCEPT_WORDS, KIND_WORDS

if TYPE_CHECKING:
    from itnamnd_xl.app.recalculate import Result
    from itnamnd_xl.core.statements import StatementResult
    from itnamnd_xl.source.outline import Understood

WIDTHS = (90, 90)


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


def understood_sheet(result: Result) -> Sheet:
    """Lay out what was understood, for a reader to say yes or no to."""
    case = result.outcome.case
    sheet = titled("Så är arbetsböckerna lästa", "Så är arbetsböckerna lästa", WIDTHS)
    sheet.text(
        f"Nämnd: {case.board or 'inte angiven'}. År: {case.year or 'okänt'}. Period: {case.period or 'inte angiven'}."
    )
    for one in result.reading.tables:
        place = one.table.source
        year = f" {one.year}" if one.year and one.kind != "key" else ""
        where = f"{place.workbook}, fliken {place.sheet}, rubrikrad {one.table.header_row}"
        sheet.add(EMPTY)
        sheet.text(f"{KIND_WORDS[one.kind].capitalize()}{year}: {where}", Role.HEADING)
        sheet.text(f"  Kolumner: {_columns_text(one)}", Role.TEXT)
        sheet.text(f"  Läst som: {_read_as(one, result)}", Role.TEXT)
    if case.unused:
        sheet.add(EMPTY)
        sheet.text("Inte använt", Role.HEADING)
        for left in case.unused:
            what = f" ”{left.text}”" if left.text else ""
            sheet.text(f"{left.place}{what}: {left.reason}.", Role.NOTE)
    return sheet


def _columns(one: Understood) -> dict[str, int]:
    """Give the bound columns by their Swedish concept; a key's by its name and date."""
    table = one.table
    if table.kind is TableKind.KEY_TRANSPOSED:
        return {name: column for column, name in (table.members or {}).items()}
    columns = {CONCEPT_WORDS.get(concept, concept): column for concept, column in table.binding.columns.items()}
    if table.kind is TableKind.KEY:
        for name, places in table.binding.others.items():
            for column in places:
                header = table.binding.headers[column]
                when = header.date or header.year
                columns[f"{name} {when}" if when else name] = column
    return columns


def _columns_text(one: Understood) -> str:
    table = one.table
    parts = []
    for name, column in sorted(_columns(one).items(), key=lambda pair: pair[1]):
        header = table.grid.text(table.header_row, column)
        same = header.casefold() == name.casefold() or not header
        parts.append(f"{column_letters(column)} = {name}" + ("" if same else f" (”{header}”)"))
    return ", ".join(parts)


def _read_as(one: Understood, result: Result) -> str:
    outcome = result.outcome
    if not one.used:
        return "inte använd, se meddelandena"
    if one.kind == StatementType.OPERATING and outcome.operating:
        return _statement_text(outcome.operating)
    if one.kind == StatementType.INVESTMENTS and outcome.investments:
        return _statement_text(outcome.investments)
    if one.kind == "indicators" and outcome.attainment:
        goals = sum(1 for goal in outcome.attainment.goals if goal.goal.name)
        indicators = outcome.attainment.indicator_counts.total()
        return f"{count(goals, 'nämndmål', 'nämndmål')} och {count(indicators, 'indikator', 'indikatorer')}"
    if one.kind == "ledger" and outcome.operating:
        lines = sum(any(figure.source.sheet == one.table.grid.name for figure in line.row.amounts.values())
                    for line in outcome.operating.lines)  # fmt: skip
        return f"bokningar summerade till utfallet på {count(lines, 'rad', 'rader')}"
    if one.kind == "key":
        keys = [key for key in outcome.case.keys if key.source.sheet == one.table.grid.name]
        chosen = outcome.allocation.key if outcome.allocation else None
        used = f"; {chosen.date or chosen.name} används" if chosen in keys and chosen else ""
        members = [entry.member for entry in keys[0].entries] if keys else []
        return f"{listing(members)}{used}"
    return ""


def _statement_text(result: StatementResult) -> str:
    convention = result.convention
    evidence = f" ({convention.agree} av {convention.tested} rader)" if convention.tested else ""
    lines, totals = len(result.lines), sum(total.row is not None for total in result.totals)
    return (
        f"{count(lines, 'rad', 'rader')} och {count(totals, 'summa', 'summor')}, belopp i {result.statement.unit}, "
        f"avvikelse = {convention.sign.words}{evidence}"
    )
