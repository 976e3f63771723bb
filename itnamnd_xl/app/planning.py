"""Which sheet goes where: whose place each takes, under what name, and what of the user's words is left over.

Both ways of writing plan alike: into a file's parts, and into a workbook that is open in Excel.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from itnamnd_xl.core.swedish import decimal_of
from itnamnd_xl.package.names import former, free_name
from itnamnd_xl.package.record import field_code
from itnamnd_xl.sheets.formulas import settled
from itnamnd_xl.sheets.spec import Role, Sheet, Value, titled

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from itnamnd_xl.package.typed import Typed
    from itnamnd_xl.package.workbook import SheetEntry
    from itnamnd_xl.package.written import Written

COPY = "{} (egen)"
NOT_THIS_TIME = "Den här beräkningen gav inget att visa här. Fliken är kvar eftersom {why}."


@dataclass(frozen=True, slots=True)
class Plan:
    """The sheets under their final names; by that name the former sheet whose place each takes; which are to go.

    `names` are the final names by those that the sheets were made with.
    """

    sheets: list[Sheet]
    replaced: dict[str, SheetEntry] = field(default_factory=dict)
    removed: list[SheetEntry] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)


def given_away(written: Iterable[Written], taken: set[str]) -> dict[SheetEntry, str]:
    """Name the sheets of ours that hold what we cannot write again: each becomes the user's.

    `taken`, the names of all sheets, is brought up to date.
    """
    found = {}
    for one in written:
        if one.is_beyond_cells:
            found[one.entry] = free_name(COPY.format(one.entry.name), taken)
            taken.discard(one.entry.name)
            taken.add(found[one.entry])
    return found


def plan_sheets(
    sheets: Sequence[Sheet], own: Sequence[SheetEntry], kept: Collection[SheetEntry], taken: set[str], why: str
) -> Plan:
    """Give every sheet its final name and place.

    Args:
        sheets: the result sheets; they are renamed where their names are taken, and their formulas follow.
        own: the sheets of ours that stand there.
        kept: those of them that stay though nothing is to be shown there.
        taken: the names of all sheets; it is brought up to date.
        why: why those sheets stay, in Swedish, for whoever finds them empty.
    """
    plan = Plan([])
    names = plan.names
    for sheet in sheets:
        before = former(own, sheet.name)
        names[sheet.name] = before.name if before else free_name(sheet.name, taken)
        taken.add(names[sheet.name])
        if before:
            plan.replaced[before.name] = before
    plan.sheets.extend(settled(replace(sheet, name=names[sheet.name]), names) for sheet in sheets)
    for one in own:
        if one in plan.replaced.values():
            continue
        if one in kept:
            plan.sheets.append(_empty(one.name, why))
            plan.replaced[one.name] = one
        else:
            plan.removed.append(one)
    return plan


def _empty(name: str, why: str) -> Sheet:
    sheet = titled(name, name, (110,))
    sheet.text(NOT_THIS_TIME.format(why=why), Role.NOTE)
    return sheet


def fill(sheets: Iterable[Sheet], typed: Iterable[Typed]) -> list[Typed]:
    """Put what users had filled in into its field again; gives what has no field any more, or never had one."""
    fields = {}
    left = []
    for one in typed:
        if one.field and one.field not in fields:
            fields[one.field] = one
        else:
            left.append(one)
    for sheet in sheets:
        for at, row in enumerate(sheet.rows):
            for column, cell in enumerate(row):
                kept = fields.pop(field_code(cell.field), None) if cell is not None and cell.field else None
                if cell is not None and kept is not None:
                    cells = list(row)
                    cells[column] = replace(
                        cell, value=kept.value, number_format=kept.number_format, formula=kept.formula
                    )
                    row = sheet.rows[at] = tuple(cells)  # noqa: PLW2901 - a row may have several fields
        _add_up(sheet)
    return [*left, *fields.values()]


def _add_up(sheet: Sheet) -> None:
    """Give the formulas that add up fields what they give now; each stands below what it adds up."""
    for at, row in enumerate(sheet.rows):
        for column, cell in enumerate(row):
            if cell is None or not cell.adds:
                continue
            values = [_value(sheet, place) for place in cell.adds]
            numbers = [Decimal(one) for one in values if isinstance(one, Decimal | int)]
            if len(numbers) == len(values):
                cells = list(row)
                cells[column] = replace(cell, value=decimal_of(sum(map(Fraction, numbers), Fraction(0)), cell.places))
                row = sheet.rows[at] = tuple(cells)  # noqa: PLW2901 - a row may have several sums


def _value(sheet: Sheet, place: tuple[int, int]) -> Value:
    row, column = place
    cell = sheet.rows[row - 1][column - 1]
    return cell.value if cell is not None else None
