"""The sheet Jämförelse av nycklar: the same amount by each key and date that the case holds, side by side."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from itnamnd_xl.core.mixing import EQUAL
from itnamnd_xl.core.swedish import sentence
from itnamnd_xl.core.what_if import alternatives
from itnamnd_xl.core.wording import dated_key
from itnamnd_xl.core.working import kronor_working, working_of
from itnamnd_xl.sheets.cells import money_places, source_cell
from itnamnd_xl.sheets.formulas import MISSING, a1, rounded, span, text, unless_missing
from itnamnd_xl.sheets.pools import Shared, add_kronor
from itnamnd_xl.sheets.remainders import LEAST, Laid, Pool, add_mix, add_working, key_cell, said_header
from itnamnd_xl.sheets.spec import EMPTY, Cell, Role, Sheet, titled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from itnamnd_xl.core.allocation import Allocation, Share
    from itnamnd_xl.core.model import AllocationKey
    from itnamnd_xl.core.outcome import Outcome
    from itnamnd_xl.core.what_if import Alternative
    from itnamnd_xl.sheets.formulas import Book

NAME = "Jämförelse av nycklar"
FIRST_WIDTH, WIDTH = 30, 17
LEAD = (
    "Samma belopp och samma kommuner, fördelat med varje nyckel och datum som arbetsböckerna har och i lika delar, i "
    "kronor. Skillnaden är mot den nyckel som gäller: med plus betyder att kommunen får en större del."
)
ONLY_ONE = (
    "Arbetsböckerna har ingen annan nyckel än den som gäller, {key}. Lägg till nyckeln för fler datum, eller en annan "
    "nyckel, så jämförs de här."
)
IN_THOUSANDS = "Beloppet är känt endast i {unit}, så kronorna är avrundade."
ORE = 2


def key_comparison_sheet(outcome: Outcome, allocation: Allocation, book: Book) -> Sheet:
    """Lay out the comparison; refers to the sheet Fördelning, which is laid out before."""
    found = alternatives(outcome.case, outcome.rules, allocation)
    usable = [one.allocation for one in found if one.allocation is not None]
    widest = max([2, *(len(one.key.parts) + 2 for one in usable)])
    columns = max(LEAST, 2 + 2 * len(usable), widest) if usable else 5
    sheet = titled(NAME, f"{NAME} {outcome.case.year or ''}".strip(), (FIRST_WIDTH, *[WIDTH] * (columns - 1)))
    if not found:
        sheet.text(ONLY_ONE.format(key=dated_key(allocation.key)))
        return sheet
    sheet.text(LEAD)
    if allocation.kronor_rounded:
        sheet.text(IN_THOUSANDS.format(unit=allocation.unit), Role.NOTE)
    if usable:
        _add_table(sheet, allocation, usable, book)
    _add_unusable(sheet, [one for one in found if one.allocation is None], book)
    # The header of the first table holds for no other: it neither stays in view nor is repeated in print.
    sheet.header_row = None
    return sheet


def _label(key: AllocationKey) -> str:
    return "Lika delar" if key.name == EQUAL else sentence(dated_key(key))


def _head(key: AllocationKey) -> str:
    """Head the column of a key: its name over its date, or the parts of a mix, each on a line."""
    name = _label(key)
    if "," in name:
        return name.replace(", ", ",\n").replace(" (", "\n(")
    return name if key.date is None else f"{name.removesuffix(key.date.isoformat()).strip()}\n{key.date.isoformat()}"


def _add_table(sheet: Sheet, chosen: Allocation, usable: Sequence[Allocation], book: Book) -> None:
    """Add the amounts side by side, and below them how each was computed."""
    sheet.add(EMPTY)
    headers = [f"{_head(chosen.key)},\ngäller, kr"]
    for one in usable:
        headers += [f"{_head(one.key)}, kr", "Skillnad, kr"]
    sheet.header("Kommun", *headers, numbers=range(1, len(headers) + 1))
    first = sheet.next_row
    sheet.add(*[EMPTY] * (len(chosen.shares) + 1), EMPTY)
    laid = _add_workings(sheet, chosen, usable, book)
    for index, share in enumerate(chosen.shares):
        row = first + index
        cells = [Cell(share.member, Role.TEXT), _chosen_cell(share, index, book)]
        for one, table in zip(usable, laid, strict=True):
            cells += _compared(share, one, table, row, len(cells) + 1)
        sheet.rows[row - 1] = tuple(cells)
    sheet.rows[first + len(chosen.shares) - 1] = _total_row(sheet, first, len(chosen.shares))


def _chosen_cell(share: Share, index: int, book: Book) -> Cell:
    where = book.at(("share", index, "kronor"))
    return Cell(
        share.kronor, Role.AMOUNT, places=money_places(share.kronor, "kr"), formula=f"={where}" if where else ""
    )


def _compared(share: Share, other: Allocation, table: Laid, row: int, column: int) -> tuple[Cell, Cell]:
    """Give what a member has by another key, and the difference from the chosen one."""
    index = next(i for i, one in enumerate(other.shares) if one.member.casefold() == share.member.casefold())
    kronor = other.shares[index].kronor
    places = max(money_places(kronor, "kr"), money_places(share.kronor, "kr"))
    own, this = a1(2, row), a1(column, row)
    differs = unless_missing([own, this], rounded(f"{this}-{own}", ORE))
    return (
        Cell(kronor, Role.AMOUNT, places=places, formula=f"={table.part(index)}"),
        Cell(kronor - share.kronor, Role.AMOUNT, places=places, formula=f"={differs}"),
    )


def _total_row(sheet: Sheet, first: int, members: int) -> tuple[Cell, ...]:
    cells = [Cell("Summa", Role.TOTAL_TEXT)]
    above = sheet.rows[first - 1 : first - 1 + members]
    for column in range(2, len(above[0]) + 1):
        figures = [cell for row in above if (cell := row[column - 1]) is not None]
        total = sum((Decimal(one.value or 0) for one in figures), Decimal(0))
        amounts = span(column, first, first + members - 1)
        formula = f"=IF(COUNT({amounts})={members},{rounded(f'SUM({amounts})', ORE)},{text(MISSING)})"
        cells.append(Cell(total, Role.TOTAL_AMOUNT, places=max(one.places for one in figures), formula=formula))
    return tuple(cells)


def _add_workings(sheet: Sheet, chosen: Allocation, usable: Sequence[Allocation], book: Book) -> list[Laid]:
    """Add what is shared and, key by key, the steps."""
    sheet.text("Så är det uträknat", Role.HEADING)
    said_header(sheet)
    shared = Shared(chosen, book)
    allocated, size = book.at(("allocated",)) or "", book.at(("smallest unit",)) or ""
    pool = add_kronor(sheet, shared, allocated, size)
    return [_add_working(sheet, one, shared, pool, book) for one in usable]


def _add_working(sheet: Sheet, one: Allocation, shared: Shared, pool: Pool, book: Book) -> Laid:
    sheet.add(EMPTY)
    sheet.text(_label(one.key), Role.HEADING)
    cells = add_mix(sheet, one.key, book)[0] if one.key.parts else [key_cell(entry, book) for entry in one.key.entries]
    own = kronor_working(one) if shared.may_share_kronor else None
    return add_working(sheet, one.key, cells, own or working_of(one), [share.kronor for share in one.shares], pool)


def _add_unusable(sheet: Sheet, unusable: Sequence[Alternative], book: Book) -> None:
    """Name the keys that cannot be used, each with the reason."""
    if not unusable:
        return
    sheet.add(EMPTY)
    sheet.text("Nycklar som inte kan användas", Role.HEADING)
    sheet.header("Nyckel", "Källa", "Varför")
    for one in unusable:
        reason = Cell(sentence(one.reason), Role.TEXT, span=max(len(sheet.widths) - 2, 1))
        sheet.add((Cell(_label(one.key), Role.TEXT), source_cell(one.key.source, book.name), reason))
