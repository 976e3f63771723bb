"""The sheet Fördelning: the result shared among the members, with key, date, shares and method."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from itnamnd_xl.core.allocation import KRONOR_IN, Direction
from itnamnd_xl.core.swedish import amount, decimal_of, sentence
from itnamnd_xl.core.wording import allocation_text, key_text
from itnamnd_xl.sheets.cells import places_of, source_cell
from itnamnd_xl.sheets.spec import EMPTY, Cell, Role, Sheet, titled

if TYPE_CHECKING:
    from decimal import Decimal

    from itnamnd_xl.core.allocation import Allocation, Share
    from itnamnd_xl.core.outcome import Outcome
    from itnamnd_xl.sheets.formulas import Book

NAME = "Fördelning"
WIDTHS = (24, 16, 12, 20, 15, 15, 26, 24)
METHOD = (
    "Metod: största rest (Hamilton). Varje kommun får först heltalsdelen av sin andel. Det som återstår fördelas, en "
    "enhet i taget, till kommunerna med störst rest. Vid lika rest går enheten till den kommun som har den större "
    "nyckeln."
)
NOTES = ("N604", "N605", "N606", "N609", "N610", "N628", "N634", "N635")
# A weighed share is shown with so many decimals at most.
WEIGHT_PLACES = 4


def allocation_sheet(outcome: Outcome, allocation: Allocation, book: Book) -> Sheet:
    """Lay out the allocation."""
    word = {Direction.DEFICIT: " av underskott", Direction.SURPLUS: " av överskott"}.get(allocation.direction, "")
    year = f" {outcome.case.year}" if outcome.case.year else ""
    sheet = titled(NAME, f"Fördelning{word}{year}", WIDTHS)
    sheet.text(allocation_text(allocation, outcome.case.board, outcome.case.year))
    sheet.add(EMPTY)
    unit, rounded = allocation.unit, " (avrundat)" if allocation.kronor_rounded else ""
    in_kronor = ("Fördelat, kr" + rounded,) if unit != "kr" else ()
    sheet.header(
        "Kommun",
        _key_header(allocation),
        "Andel, %",
        f"Andel före avrundning, {unit}",
        f"Fördelat, {unit}",
        *in_kronor,
        "Krediteras" if allocation.direction is Direction.SURPLUS else "Faktureras",
        "Källa",
        numbers=range(1, 5 + len(in_kronor)),
    )
    places = places_of(allocation.amount)
    for share in allocation.shares:
        sheet.add(
            (
                Cell(share.member, Role.TEXT),
                Cell(share.weight, Role.NUMBER, places=_weight_places(share.weight), came_from=share.source),
                Cell(decimal_of(share.ratio, 9), Role.PERCENT, places=2),
                Cell(decimal_of(share.quota, 6), Role.AMOUNT, places=places + 2),
                Cell(share.amount, Role.AMOUNT, places=places),
                *((Cell(share.kronor, Role.AMOUNT, places=places_of(share.kronor)),) if in_kronor else ()),
                Cell(_invoiced(share, allocation), Role.TEXT),
                source_cell(share.source, book.name),
            )
        )
    _add_total(sheet, allocation, places, book)
    sheet.add(EMPTY)
    sheet.text(METHOD, Role.NOTE)
    for one in outcome.diagnostics:
        if one.code in NOTES:
            sheet.text(sentence(f"{one.text} {one.advice}".strip()), Role.NOTE)
    return sheet


def _key_header(allocation: Allocation) -> str:
    """Head the key's column: its name over its date, or the parts of a mix, each on a line."""
    name = sentence(key_text(allocation))
    return name.replace(", ", ",\n").replace(" (", "\n(") if "," in name else name.replace(" ", "\n")


def _weight_places(weight: Decimal) -> int:
    return min(places_of(weight), WEIGHT_PLACES)


def _invoiced(share: Share, allocation: Allocation) -> str:
    if allocation.direction is Direction.NONE:
        return "–"
    return "ja" if share.invoiced else "nej, intern (värdkommun)"


def _outside(allocation: Allocation) -> str:
    if allocation.direction is Direction.NONE:
        return "–"
    verb = "krediteras" if allocation.direction is Direction.SURPLUS else "faktureras"
    return f"varav {verb} {amount(allocation.invoiced, allocation.unit)}"


def _add_total(sheet: Sheet, allocation: Allocation, places: int, book: Book) -> None:
    total = sum((entry.fraction for entry in allocation.key.entries), Fraction(0))
    weights = decimal_of(total, WEIGHT_PLACES)
    kronor = (
        (Cell(allocation.amount * KRONOR_IN[allocation.unit], Role.TOTAL_AMOUNT),) if allocation.unit != "kr" else ()
    )
    sheet.add(
        (
            Cell("Summa", Role.TOTAL_TEXT),
            Cell(weights, Role.TOTAL_AMOUNT, places=places_of(weights)),
            Cell(1, Role.TOTAL_PERCENT, places=2),
            Cell(allocation.amount, Role.TOTAL_AMOUNT, places=places + 2),
            Cell(allocation.amount, Role.TOTAL_AMOUNT, places=places, came_from=allocation.source),
            *kronor,
            Cell(_outside(allocation), Role.TOTAL_TEXT),
            source_cell(allocation.source, book.name, total=True),
        )
    )
