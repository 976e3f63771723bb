"""The sheets Driftredovisning and Investeringsredovisning: the statement as published, each figure checked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from itnamnd_xl.core.model import Column, StatementType
from itnamnd_xl.core.reconciliation import CheckStatus
from itnamnd_xl.core.statements import Line, Total
from itnamnd_xl.sheets.cells import CHECK_ROLES, CHECK_WORDS, figure_cell, places_of, source_cell
from itnamnd_xl.sheets.spec import EMPTY, Cell, Role, Row, Sheet, titled

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from decimal import Decimal

    from itnamnd_xl.core.model import CellRef
    from itnamnd_xl.core.outcome import Outcome
    from itnamnd_xl.core.reconciliation import Check
    from itnamnd_xl.core.statements import StatementResult
    from itnamnd_xl.sheets.formulas import Book

NAMES = {StatementType.OPERATING: "Driftredovisning", StatementType.INVESTMENTS: "Investeringsredovisning"}
OPTIONAL = {
    Column.ORIGINAL_BUDGET: "Ursprunglig budget",
    Column.BUDGET_CHANGE: "Anslags-\nförändring",
    Column.PREVIOUS_OUTCOME: "Utfall föregående år",
    Column.FORECAST: "Helårsprognos",
    Column.DECIDED_TOTAL: "Beslutad totalutgift",
    Column.ACCUMULATED: "Ackumulerat utfall",
    Column.FORECAST_TOTAL: "Beräknad totalutgift",
    Column.TOTAL_DEVIATION: "Avvikelse mot beslutad totalutgift",
}
FOOTNOTE = "Belopp i {unit}. Varje belopp är avrundat för sig; summeringsdifferenser kan därför förekomma."
SHOWN_PLACES = 2


def statement_sheet(outcome: Outcome, result: StatementResult, book: Book) -> Sheet:
    """Lay out a statement: what is published where it holds, what was computed where nothing is."""
    statement = result.statement
    investments = statement.type is StatementType.INVESTMENTS
    extra = _optional(result)
    has_status = any(row.status for row in statement.rows)
    widths = (38, 14, 14, 14, *(14 for _ in extra), 13, *([18] if has_status else []), 26, 22)
    name, year = NAMES[statement.type], f" {outcome.case.year}" if outcome.case.year else ""
    sheet = titled(name, f"{name}{year}, {statement.unit}", widths)
    if outcome.case.board:
        sheet.text(outcome.case.board, Role.NOTE)
    sheet.add(EMPTY)
    sheet.header(
        "Projekt" if investments else "Kontotext",
        f"Budget{year}",
        f"Utfall{year}",
        "Avvikelse",
        *(OPTIONAL[column] for column in extra),
        "Förbrukat, %" if investments else "Avvikelse, %",
        *(["Status"] if has_status else []),
        "Kontroll",
        "Källa",
        numbers=range(1, 5 + len(extra)),
    )
    places = _places(result)
    checks: dict[CellRef, list[Check]] = {}
    for check in result.checks:
        checks.setdefault(check.source, []).append(check)
    for one in result.order:
        figures = _figures(one, result, extra, places)
        status = [_status(one)] if has_status else []
        sheet.add((*figures, *status, _check(one, checks), _source(one, book)))
    sheet.add(EMPTY)
    sheet.text(FOOTNOTE.format(unit=statement.unit), Role.NOTE)
    sheet.text(_sign_text(result), Role.NOTE)
    for row in result.settlements:
        sheet.text(f"Raden ”{row.text}” är regleringen av resultatet och är inte med ovan.", Role.NOTE)
    return sheet


def _optional(result: StatementResult) -> list[Column]:
    """Give the columns that a statement has beside its year's; a project's deviation follows from two of them."""
    columns = {*result.statement.columns}
    if any(line.total_deviation is not None for line in result.lines):
        columns.add(Column.TOTAL_DEVIATION)
    return [column for column in OPTIONAL if column in columns]


def _status(one: Line | Total) -> Cell:
    if isinstance(one, Total):
        return Cell("–", Role.TOTAL_DASH)
    return Cell(one.row.status or "saknas", Role.TEXT if one.row.status else Role.DASH)


def _sign_text(result: StatementResult) -> str:
    convention = result.convention
    tested = f" ({convention.agree} av {convention.tested} rader följer regeln)" if convention.tested else ""
    return f"Avvikelse = {result.sign_words}{tested}. En negativ avvikelse är sämre än budget."


def _places(result: StatementResult) -> int:
    """Show as many decimals as most amounts have, at most two."""
    needed = [
        places_of(figure.value)
        for line in result.lines
        for column in (Column.BUDGET, Column.OUTCOME)
        if (figure := line.row.amounts.get(column)) and figure.value is not None
    ]
    return min(sorted(needed)[len(needed) // 2] if needed else 0, SHOWN_PLACES)


def _figures(one: Line | Total, result: StatementResult, extra: Iterable[Column], places: int) -> Row:
    total = isinstance(one, Total)
    text = Role.TOTAL_TEXT if total else Role.TEXT
    amount = Role.TOTAL_AMOUNT if total else Role.AMOUNT
    budget, outcome, deviation = (
        _value(one, column, result) for column in (Column.BUDGET, Column.OUTCOME, Column.DEVIATION)
    )

    def figure(column: Column, value: Decimal | None) -> Cell:
        published = one.row.amounts.get(column) if one.row else None
        return figure_cell(value, amount, places, came_from=published.source if published else None)

    used = outcome if result.statement.type is StatementType.INVESTMENTS else deviation
    share = Cell("–", Role.TOTAL_DASH if total else Role.DASH)
    if used is not None and budget:
        share = Cell(used / abs(budget), Role.TOTAL_PERCENT if total else Role.PERCENT, places=1)
    label = one.row.text if one.row else one.text if isinstance(one, Total) else ""
    return (
        Cell(label, text),
        figure(Column.BUDGET, budget),
        figure(Column.OUTCOME, outcome),
        figure(Column.DEVIATION, deviation),
        *(figure(column, _value(one, column, result)) for column in extra),
        share,
    )


def _source(one: Line | Total, book: Book) -> Cell:
    total = isinstance(one, Total)
    if one.row is None:
        return source_cell(None, book.name, total=total)
    return source_cell(one.row.source, book.name, (figure.source for figure in one.row.amounts.values()), total=total)


def _value(one: Line | Total, column: Column, result: StatementResult) -> Decimal | None:
    """Give what is published, with an adverse deviation negative; else what was computed."""
    published = one.row.amounts.get(column) if one.row else None
    if published is not None and published.value is not None:
        turned = column is Column.DEVIATION and result.convention.reversed_column
        return -published.value if turned else published.value
    if column is Column.DEVIATION:
        return one.deviation
    if column is Column.TOTAL_DEVIATION and isinstance(one, Line):
        return one.total_deviation
    return one.amounts.get(column) if isinstance(one, Total) else None


def _check(one: Line | Total, checks: Mapping[CellRef, Sequence[Check]]) -> Cell:
    """Give the worst of a row's checks, with the computed figure where it differs."""
    if one.row is None:
        return Cell("Beräknad; saknas i arbetsboken", Role.REMARK)
    found = [check for figure in one.row.amounts.values() for check in checks.get(figure.source, ())]
    severity = list(CHECK_WORDS)
    worst: Check | None = max(found, key=lambda check: severity.index(check.status), default=None)
    if worst is None:
        return Cell("", Role.TEXT)
    words = CHECK_WORDS[worst.status]
    if worst.status in (CheckStatus.ROUNDING, CheckStatus.ERROR) and worst.computed is not None:
        words += f", se {worst.source.sheet}!{worst.source.a1}"
    return Cell(words, CHECK_ROLES[worst.status])
