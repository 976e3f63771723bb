"""Cells that several result sheets share: levels, figures with their unit, links to where a figure stands."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from itnamnd_xl.core.model import Level
from itnamnd_xl.core.reconciliation import Check, CheckStatus
from itnamnd_xl.core.swedish import number
from itnamnd_xl.core.wording import GOAL_WORDS, INDICATOR_WORDS, MARKS
from itnamnd_xl.sheets.spec import Cell, Role

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

    from itnamnd_xl.core.model import CellRef, Quantity

LEVEL_ROLES = {
    Level.ACHIEVED: Role.ACHIEVED,
    Level.PARTLY: Role.PARTLY,
    Level.NOT: Role.NOT,
    Level.NO_VALUE: Role.NO_VALUE,
    Level.NOT_ASSESSED: Role.NO_VALUE,
}
# By what a text begins with its cell has a role's look, whatever the formula in it comes to give.
ROLE_MARKS = {LEVEL_ROLES[level]: mark for level, mark in MARKS.items()}
CHECK_WORDS = {
    CheckStatus.OK: "● Stämmer",
    CheckStatus.ROUNDING: "▲ Avrundning",
    CheckStatus.ERROR: "■ Stämmer inte",
    CheckStatus.UNCHECKED: "○ Kan inte kontrolleras",
}
CHECK_ROLES = {
    CheckStatus.OK: Role.ACHIEVED,
    CheckStatus.ROUNDING: Role.PARTLY,
    CheckStatus.ERROR: Role.NOT,
    CheckStatus.UNCHECKED: Role.NO_VALUE,
}


class Fields:
    """Cells that are the user's to fill in, known again at the next run by what they belong to, not by their place."""

    def __init__(self, kind: str) -> None:
        """Take what the fields are for; no two columns have the same."""
        self._kind = kind
        self._seen: Counter[tuple[str, ...]] = Counter()

    def cell(self, *belongs_to: str, options: str = "", role: Role = Role.INPUT) -> Cell:
        """Give an empty field; of several that belong to the same, each has its own."""
        self._seen[belongs_to] += 1
        name = "|".join((self._kind, *belongs_to, str(self._seen[belongs_to])))
        return Cell(None, role, field=name, options=options)


# Of a table that other cells look into by its rows: Excel offers to sort whatever can be filtered.
FILTER_NOTE = "Tabellen kan filtreras med pilarna i rubrikraden. Sortera den inte: då räknar formlerna med fel rader."


def reread_text(how_many: int) -> str:
    """Say that figures read from texts do not follow what the user writes; empty where there are none."""
    if not how_many:
        return ""
    return f"Värden som är lästa ur text ({number(how_many)} st) räknas om först när du räknar om."


def level_cell(level: Level | None, *, goal: bool = False) -> Cell:
    """Give a level as symbol, word and colour; an empty one where there is no level."""
    if level is None:
        return Cell("–", Role.REMARK)
    words = GOAL_WORDS if goal else INDICATOR_WORDS
    return Cell(f"{MARKS[level]} {words[level]}", LEVEL_ROLES[level])


def check_cell(check: Check | None) -> Cell:
    """Give the outcome of a check as symbol, word and colour."""
    if check is None:
        return Cell("", Role.TEXT)
    return Cell(CHECK_WORDS[check.status], CHECK_ROLES[check.status])


def places_of(value: Decimal) -> int:
    """Count the decimals that a value needs."""
    exponent = value.normalize().as_tuple().exponent
    return max(-exponent, 0) if isinstance(exponent, int) else 0


def money_places(value: Decimal, unit: str) -> int:
    """Count the decimals that an amount is shown with: kronor with both or none."""
    places = places_of(value)
    return 2 if unit == "kr" and places == 1 else places


def figure_cell(
    value: Decimal | None, role: Role = Role.AMOUNT, places: int = 0, *, came_from: CellRef | None = None
) -> Cell:
    """Give an amount; a missing one in words, never as an empty cell."""
    if value is None:
        return Cell("saknas", Role.DASH, came_from=came_from)
    return Cell(value, role, places=places, came_from=came_from)


def measured_cell(value: Decimal | None, unit: str | None, text: str = "") -> Cell:
    """Give an indicator's value with its unit, as a number that can be calculated with."""
    if value is None:
        return Cell(text or "saknas", Role.REMARK)
    if unit == "ja/nej":
        return Cell(text or {0: "Nej", 1: "Ja"}.get(int(value), "Påbörjat"), Role.TEXT)
    if unit == "%":
        return Cell(value / 100, Role.PERCENT, places=places_of(value))
    return Cell(value, Role.NUMBER, places=places_of(value), suffix=unit or "")


def quantity_cell(quantity: Quantity | None) -> Cell:
    """Give an indicator's result as it was read."""
    if quantity is None:
        return Cell("saknas", Role.DASH)
    cell = measured_cell(quantity.value, quantity.unit, quantity.text)
    return replace(cell, came_from=quantity.source)


def source_cell(source: CellRef | None, workbook: str, figures: Iterable[CellRef] = (), *, total: bool = False) -> Cell:
    """Name the cells that a row comes from, as a link where they are in the workbook that the sheet is written to.

    `source` is the first of them; those of the `figures` that stand in its row or column make it a range.
    """
    link, remark = (Role.TOTAL_LINK, Role.TOTAL_REMARK) if total else (Role.LINK, Role.REMARK)
    if source is None:
        return Cell("beräknad", remark)
    last = max((one for one in figures if _in_line(source, one)), key=_place, default=source)
    reach = f":{last.a1}" if _place(last) > _place(source) else ""
    if source.workbook == workbook:
        return Cell(f"{source.sheet}!{source.a1}{reach}", link, source=source)
    return Cell(f"{source}{reach}", remark)


def _in_line(first: CellRef, other: CellRef) -> bool:
    same_sheet = (first.workbook, first.sheet) == (other.workbook, other.sheet)
    return same_sheet and (first.row == other.row or first.column == other.column)


def _place(cell: CellRef) -> tuple[int, int]:
    return cell.row, cell.column
