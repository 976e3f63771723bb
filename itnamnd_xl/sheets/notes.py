"""The sheet Egna anteckningar: what a user has written in a result sheet, moved before that is written anew."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from itnamnd_xl.sheets.spec import EMPTY, Cell, Role, Sheet, titled

if TYPE_CHECKING:
    from collections.abc import Iterable

NAME = "Egna anteckningar"
WIDTHS = (24, 10, 44, 28, 60)
HEADERS = ("Flik", "Cell", "Rad", "Kolumn", "Det som stod där")
LEAD = (
    "Här står det som någon har skrivit på verktygets resultatflikar, med uppgift om var det stod. Fliken är din: "
    "verktyget lägger bara till rader sist och ändrar inget som står här."
)


@dataclass(frozen=True, slots=True)
class Note:
    """Something that a user wrote in a result sheet, with its old place and what stood beside and above it."""

    sheet: str
    address: str
    row_label: str
    column_label: str
    value: str | Decimal
    number_format: str


def notes_sheet(notes: Iterable[Note]) -> Sheet:
    """Lay out notes; the rows below the header are the ones that are added to a sheet that is there already."""
    sheet = titled(NAME, NAME, WIDTHS)
    sheet.text(LEAD, Role.NOTE)
    sheet.add(EMPTY)
    sheet.header(*HEADERS)
    for note in notes:
        labels = (note.sheet, note.address, note.row_label, note.column_label)
        shown = note.number_format if isinstance(note.value, Decimal) else ""
        own = Cell(note.value, Role.OWN_WORDS, number_format=shown)
        sheet.add((*(Cell(label, Role.REMARK) for label in labels), own))
    return sheet
