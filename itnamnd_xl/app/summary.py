"""The result in a few lines, and as tables for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from itnamnd_xl.core.wording import allocation_text, board_text
from itnamnd_xl.sheets.allocation import allocation_sheet
from itnamnd_xl.sheets.attainment import MOTIVE, NEARING, attainment_sheet
from itnamnd_xl.sheets.charts import charts_sheet
from itnamnd_xl.sheets.formulas import Book, settled
from itnamnd_xl.sheets.reconciliation import counts_text
from itnamnd_xl.sheets.report import report_sheet
from itnamnd_xl.sheets.statements import statement_sheet

if TYPE_CHECKING:
    from collections.abc import Iterator

    from itnamnd_xl.app.recalculate import Result
    from itnamnd_xl.sheets.spec import Sheet

# Too wide for a terminal, and told elsewhere.
LEFT_OUT = (MOTIVE, NEARING, "Så är det bedömt", "Rapporterad bedömning", "Källa", "Regel", "Bedömningens grund")


def summary_lines(result: Result, *, dry_run: bool) -> Iterator[str]:
    """Say the main results, and what was written."""
    outcome = result.outcome
    if outcome.attainment:
        yield board_text(outcome.attainment)
    if outcome.allocation:
        case = outcome.case
        yield allocation_text(outcome.allocation, case.board, case.year, outcome.rules.invoice)
    if outcome.checks:
        yield f"Avstämning: {counts_text(outcome.checks)}"
    for path in result.written:
        yield f"{'Oförändrat' if path in result.unchanged else 'Skrivet'}: {path}"
    if result.written and not (outcome.attainment or outcome.operating or outcome.investments):
        yield "Ingen tabell är beräknad. På flikarna Meddelanden och Inställningar kan du säga hur den ska läsas."
    elif not (outcome.attainment or outcome.operating or outcome.investments):
        yield "Det finns ingen tabell att räkna på: varken indikatorer, driftredovisning eller investeringar."
    if not result.written:
        yield "Inget har skrivits (--dry-run)." if dry_run else "Inget har skrivits."


def terminal_sheets(result: Result) -> Iterator[tuple[Sheet, tuple[str, ...]]]:
    """Give the result sheets for a terminal, with the columns to leave out."""
    for sheet, left_out in _result_sheets(result):
        yield settled(sheet, {}), left_out


def _result_sheets(result: Result) -> Iterator[tuple[Sheet, tuple[str, ...]]]:
    outcome = result.outcome
    if outcome.attainment:
        yield attainment_sheet(outcome, outcome.attainment, Book("")), LEFT_OUT
    for statement in (outcome.operating, outcome.investments):
        if statement:
            yield statement_sheet(outcome, statement, Book("")), ("Källa",)
    if outcome.allocation:
        yield allocation_sheet(outcome, outcome.allocation, Book("")), ("Källa",)
    if (drawn := charts_sheet(outcome, Book(""), ())) is not None:
        yield drawn, ()
    if outcome.attainment or outcome.operating or outcome.investments:
        yield report_sheet(outcome, Book(""), listed=False), ("Källa",)
