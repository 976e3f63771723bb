"""The sheet Avstämning: every published figure held against the recomputed one, and what was not used."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from itnamnd_xl.core.reconciliation import CheckStatus
from itnamnd_xl.core.swedish import amount, listing
from itnamnd_xl.sheets.cells import check_cell, places_of, source_cell
from itnamnd_xl.sheets.spec import EMPTY, Cell, Role, Row, Sheet, titled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from itnamnd_xl.core.model import Unused
    from itnamnd_xl.core.reconciliation import Check
    from itnamnd_xl.sheets.formulas import Book

NAME = "Avstämning"
WIDTHS = (46, 14, 14, 12, 15, 24, 18, 46)
ORDER = (CheckStatus.ERROR, CheckStatus.UNCHECKED, CheckStatus.ROUNDING, CheckStatus.OK)
COUNT_WORDS = (
    (CheckStatus.OK, "stämmer"),
    (CheckStatus.ROUNDING, "avrundning"),
    (CheckStatus.ERROR, "stämmer inte"),
    (CheckStatus.UNCHECKED, "kan inte kontrolleras"),
)


def counts_text(checks: Sequence[Check]) -> str:
    """Count the checks by outcome: 25 stämmer, 4 avrundning, 0 stämmer inte."""
    counts = Counter(check.status for check in checks)
    always = (CheckStatus.OK, CheckStatus.ROUNDING, CheckStatus.ERROR)
    said = [f"{counts[status]} {word}" for status, word in COUNT_WORDS if counts[status] or status in always]
    return listing(said) + "."


def reconciliation_sheet(checks: Sequence[Check], unused: Sequence[Unused], book: Book) -> Sheet:
    """Lay out the checks, what does not hold first."""
    sheet = titled(NAME, NAME, WIDTHS)
    sheet.text(f"Redovisade belopp mot beräknade: {counts_text(checks)}")
    sheet.add(EMPTY)
    sheet.header(
        "Kontroll",
        "Redovisat",
        "Beräknat",
        "Differens",
        "Högst av avrundning",
        "Resultat",
        "Cell",
        "Åtgärd",
        numbers=(1, 2, 3, 4),
    )
    for check in sorted(checks, key=lambda one: ORDER.index(one.status)):
        sheet.add(_row(check, book))
    if not checks:
        sheet.text("Inget redovisat belopp kunde kontrolleras.", Role.NOTE)
    sheet.add(EMPTY)
    sheet.text("Inte använt", Role.HEADING)
    for one in unused:
        what = f" ”{one.text}”" if one.text else ""
        sheet.text(f"{one.place}{what}: {one.reason}.", Role.NOTE)
    if not unused:
        sheet.text("Allt som stod i tabellerna är använt.", Role.NOTE)
    return sheet


def _row(check: Check, book: Book) -> Row:
    figures = [check.published, check.bound] + ([check.computed] if check.computed is not None else [])
    places = min(max(places_of(figure) for figure in figures[:1] + figures[2:]), 6)
    unit = check.unit or ""
    unknown = Cell("saknas", Role.DASH)
    computed = difference = bound = unknown
    if check.computed is not None:
        computed = Cell(check.computed, Role.AMOUNT, places=places, suffix=unit)
        difference = Cell(check.difference, Role.AMOUNT, places=places, suffix=unit)
        bound = Cell(check.bound, Role.AMOUNT, places=min(places_of(check.bound), 6), suffix=unit)
    return (
        Cell(check.label, Role.TEXT),
        Cell(check.published, Role.AMOUNT, places=places, suffix=unit, came_from=check.source),
        computed,
        difference,
        bound,
        check_cell(check),
        source_cell(check.source, book.name),
        Cell(_action(check), Role.REMARK),
    )


def _action(check: Check) -> str:
    if check.status is CheckStatus.ERROR:
        return f"Rätta beloppet eller det som det räknas fram ur ({check.computed_from})."
    if check.status is CheckStatus.UNCHECKED:
        return "Rätta de celler som beloppet räknas fram ur; se Meddelanden."
    if check.status is CheckStatus.ROUNDING:
        return "Ingen. Det redovisade beloppet används."
    if not check.is_weak:
        return "Ingen."
    return f"Ingen. Ett fel på upp till {amount(check.hidden, check.unit)} skulle kunna döljas av avrundning."
