"""Which result sheets a workbook gets: each stands in the workbook that holds its table."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from itnamnd_xl.core.diagnostics import CODES, COLUMN, TABLE
from itnamnd_xl.core.model import CellRef
from itnamnd_xl.sheets import (
    about,
    allocation,
    attainment,
    charts,
    invoice,
    key_comparison,
    messages,
    reconciliation,
    report,
    settings,
    sources,
)
from itnamnd_xl.sheets.about import about_sheet, place_settings
from itnamnd_xl.sheets.allocation import allocation_sheet
from itnamnd_xl.sheets.attainment import attainment_sheet
from itnamnd_xl.sheets.charts import charts_sheet
from itnamnd_xl.sheets.formulas import Book, called
from itnamnd_xl.sheets.invoice import invoice_sheet
from itnamnd_xl.sheets.key_comparison import key_comparison_sheet
from itnamnd_xl.sheets.messages import messages_sheet
from itnamnd_xl.sheets.read_figures import read_figures
from itnamnd_xl.sheets.reconciliation import reconciliation_sheet
from itnamnd_xl.sheets.report import report_sheet
from itnamnd_xl.sheets.settings import settings_sheet
from itnamnd_xl.sheets.sources import sources_sheet
from itnamnd_xl.sheets.spec import Cell, Role, Sheet
from itnamnd_xl.sheets.statements import NAMES, statement_sheet

if TYPE_CHECKING:
    from collections.abc import Iterator

    from itnamnd_xl.core.diagnostics import Diagnostic
    from itnamnd_xl.core.outcome import Outcome

# The sheets as they stand; they are made in another order, each after those that it refers to.
ORDER = (
    attainment.NAME,
    *NAMES.values(),
    allocation.NAME,
    key_comparison.NAME,
    invoice.NAME,
    report.NAME,
    charts.NAME,
    reconciliation.NAME,
    sources.NAME,
    about.NAME,
    settings.NAME,
    messages.NAME,
)
# A table that lacks a column: which it is, the user can say.
LACKING = "W211"


def written_workbooks(outcome: Outcome) -> list[str]:
    """Give the workbooks that get result sheets, in the case's order: those that hold a table, keys apart.

    Also those whose tables wait for the user to say which column or table is meant: she says it on their sheets, and
    what she has said must stay where she said it.
    """
    holders = {source.workbook for source in _table_sources(outcome) if source is not None}
    holders |= {one.source.workbook for one in outcome.diagnostics if isinstance(one.source, CellRef) and _waits(one)}
    return [file.name for file in outcome.case.files if file.name in holders]


def _waits(one: Diagnostic) -> bool:
    """Say whether something tells of a table that lacks a column, or asks (or asked) which column or table is meant."""
    asked = one.params.get("asked", one.code)
    return one.code == LACKING or (asked in CODES and CODES[asked].asks in (COLUMN, TABLE))


def _table_sources(outcome: Outcome) -> tuple[CellRef | None, ...]:
    case = outcome.case
    return (
        case.operating.source if case.operating else None,
        case.goals_source,
        case.investments.source if case.investments else None,
    )


def build_sheets(outcome: Outcome, workbook: str, version: str, *, linked: bool = True) -> list[Sheet]:
    """Make the result sheets of one workbook, in the order that they stand in.

    Where it is not `linked`, the user's cells do not stand in it: formulas then go no further than our own sheets.
    """
    book = Book(workbook, linked, _decided_on(outcome, workbook))
    place_settings(outcome, book)
    made = {one.name: one for one in _made(outcome, book)}
    # What can be tried out there depends on what the others refer to.
    made[about.NAME] = about_sheet(outcome, version, book, made.values())
    sheets = [made[name] for name in ORDER if name in made]
    return sheets if linked else [unlinked(one) for one in sheets]


def _decided_on(outcome: Outcome, workbook: str) -> str:
    """Say where the user decides of settings: on a sheet of her own, on ours, or in another workbook."""
    first = next(iter(written_workbooks(outcome)), workbook)
    if workbook in outcome.case.settings_sheets:
        return f"fliken {settings.NAME}"
    return f"fliken {called(settings.NAME)}" if workbook == first else f"fliken {settings.NAME} i {first}"


def _made(outcome: Outcome, book: Book) -> Iterator[Sheet]:
    """Make the sheets but Om beräkningen, those that others refer to before these."""
    workbook, written = book.name, written_workbooks(outcome)
    checks = [check for check in outcome.checks if _home(check.source, outcome) == workbook]
    unused = [one for one in outcome.case.unused if _home(one.place.split(",")[0], outcome) == workbook]
    cells = {cell for check in checks for cell in (check.source, *check.terms)}
    figures = read_figures(outcome, workbook, next(iter(written), None), cells)
    yield sources_sheet(figures, outcome.diagnostics, book)
    yield reconciliation_sheet(checks, unused, book)
    results = [*_results(outcome, book)]
    yield from results
    if (drawn := charts_sheet(outcome, book, results)) is not None:
        yield drawn
    if _report_home(outcome) == workbook:
        yield report_sheet(outcome, book)
    if workbook not in outcome.case.settings_sheets:
        yield settings_sheet(outcome, workbook, written[0])
    yield messages_sheet(concerning(outcome, workbook), workbook)


def _report_home(outcome: Outcome) -> str | None:
    """Give the workbook that has the text for the report: that of the first table that was computed."""
    case = outcome.case
    tables = (
        case.operating.source if outcome.operating and case.operating else None,
        case.goals_source if outcome.attainment else None,
        case.investments.source if outcome.investments and case.investments else None,
    )
    return next((source.workbook for source in tables if source is not None), None)


def _results(outcome: Outcome, book: Book) -> Iterator[Sheet]:
    """Make the sheets of what was computed from the tables that stand in the workbook."""
    case = outcome.case
    if outcome.attainment is not None and case.goals_source is not None and case.goals_source.workbook == book.name:
        yield attainment_sheet(outcome, outcome.attainment, book)
    for result in (outcome.operating, outcome.investments):
        if result is not None and result.statement.source.workbook == book.name:
            yield statement_sheet(outcome, result, book)
    if outcome.allocation is not None and case.operating is not None and case.operating.source.workbook == book.name:
        yield allocation_sheet(outcome, outcome.allocation, book)
        yield key_comparison_sheet(outcome, outcome.allocation, book)
        yield invoice_sheet(outcome, outcome.allocation, book)


def concerning(outcome: Outcome, workbook: str) -> list[Diagnostic]:
    """Give the diagnostics that are told in a workbook."""
    return [one for one in outcome.diagnostics if _concerns(one, outcome, workbook)]


def _concerns(one: Diagnostic, outcome: Outcome, workbook: str) -> bool:
    return _home(one.source, outcome) == workbook


def _home(source: CellRef | str | None, outcome: Outcome) -> str | None:
    """Give the workbook that something is told in: its own, else the first that is written."""
    written = written_workbooks(outcome)
    name = source.workbook if isinstance(source, CellRef) else (source or "").split(",")[0]
    return name if name in written else next(iter(written), None)


def unlinked(sheet: Sheet) -> Sheet:
    """Give a sheet for a workbook that the user's cells do not stand in: places in words instead of links."""

    def plain(cell: Cell | None) -> Cell | None:
        if cell is None or cell.source is None:
            return cell
        return replace(cell, value=str(cell.source), role=Role.REMARK, source=None)

    return replace(sheet, rows=[tuple(plain(cell) for cell in row) for row in sheet.rows])
