"""What is shared, as cells: the result over the user's cell, the amount, the smallest unit it is known in."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from itnamnd_xl.core.allocation import KRONOR_IN, ORE_PLACES, Direction
from itnamnd_xl.core.model import Column, StatementType
from itnamnd_xl.core.wording import result_words
from itnamnd_xl.sheets.cells import money_places, source_cell
from itnamnd_xl.sheets.formulas import (
    AMOUNT_PLACES,
    MISSING,
    all_of,
    number,
    rounded,
    sheet_reference,
    text,
    unless_missing,
)
from itnamnd_xl.sheets.remainders import KEY, Pool, said, said_header
from itnamnd_xl.sheets.spec import Cell, Role, Sheet

if TYPE_CHECKING:
    from itnamnd_xl.core.allocation import Allocation, NetResult
    from itnamnd_xl.core.model import Quantity
    from itnamnd_xl.sheets.formulas import Book

# From which grade of its check a stated result is not shared: it is wrong, or cannot be checked.
BLOCKING = 2
# What no board can have: to round it would be more than a sheet can do.
LARGEST_AMOUNT = 10**15


def sum_places(unit: str) -> int:
    """Give to how many decimals amounts of a unit are summed up: as far as an öre of it reaches."""
    return max(AMOUNT_PLACES, ORE_PLACES[unit])


class Shared:
    """The amount of an allocation; the attributes are references to where it is laid out."""

    def __init__(self, allocation: Allocation, book: Book) -> None:
        self.allocation, self.book = allocation, book
        self.net = self.allocated = self.size = self.units = ""

    @property
    def may_share_kronor(self) -> bool:
        """Whether the amount is known to öre whatever it is, so that whole kronor are shared by themselves."""
        unit = self.allocation.unit
        return unit != "kr" and 10 ** max(self._least_places, 0) > KRONOR_IN[unit]

    @property
    def _least_places(self) -> int:
        """The decimals that are known of the amount whatever it is."""
        net = self.allocation.net
        if net is None or (net.published is not None and not self._follows):
            return self.allocation.places
        shown = net.published.shown if net.published else 0
        return min(shown or 0, ORE_PLACES[self.allocation.unit])

    @property
    def _follows(self) -> bool:
        """Whether the result follows the user's cell, whose format says to how many decimals it is known."""
        net = self.allocation.net
        if net is None or net.published is None:
            return net is not None
        return net.published.shown is not None and self.book.reach(net.published) is not None

    @property
    def value(self) -> Decimal:
        """The result, a deficit negative."""
        allocation, net = self.allocation, self.allocation.net
        given = -allocation.amount if allocation.direction is Direction.DEFICIT else allocation.amount
        return net.value if net else given

    @property
    def _shown_places(self) -> int:
        return money_places(Decimal(1).scaleb(-max(self.allocation.places, 0)), self.allocation.unit)

    @property
    def pool(self) -> Pool:
        """What is shared, once it is laid out."""
        one = self.allocation
        return Pool(self.allocated, self.size, self.units, one.amount, one.places, one.unit)

    def add(self, sheet: Sheet) -> None:
        """Add the result, the amount and its units."""
        allocation, unit, places = self.allocation, self.allocation.unit, self._shown_places
        said_header(sheet)
        result = Cell(self.value, Role.AMOUNT, places=places, formula=self._net_formula(), came_from=allocation.source)
        label = f"{result_words(is_interim=allocation.is_interim)}, {unit}"
        self.net = said(sheet, label, result, source_cell(allocation.source, self.book.name))
        self.book.put(("net",), sheet, KEY, len(sheet.rows))
        positive = rounded(f"ABS({self.net})", sum_places(unit))
        positive = unless_missing([self.net], f"IF(ABS({self.net})>{LARGEST_AMOUNT},{text(MISSING)},{positive})")
        self.allocated = said(
            sheet,
            f"Att fördela, {unit}",
            Cell(allocation.amount, Role.AMOUNT, places=places, formula=f"={positive}"),
            "Resultatet utan tecken. Ett underskott (minus) betalas av kommunerna, ett överskott tillgodoförs dem.",
        )
        self.book.put(("allocated",), sheet, KEY, len(sheet.rows))
        self.size = said(
            sheet,
            f"Minsta enhet, {unit}",
            Cell(Decimal(1).scaleb(-allocation.places), Role.NUMBER, places=places, formula=self._size_formula()),
            "Den minsta enhet som beloppet är känt i, ned till ett öre. Beloppet fördelas i hela sådana enheter.",
        )
        self.book.put(("smallest unit",), sheet, KEY, len(sheet.rows))
        whole = unless_missing([self.allocated], rounded(f"{self.allocated}/{self.size}", 0))
        self.units = said(
            sheet,
            "Hela enheter",
            Cell(allocation.units, Role.NUMBER, formula=f"={whole}"),
            "Beloppet delat med den minsta enheten.",
        )

    def _net_formula(self) -> str:
        """Refer to the result where it stands; empty where it cannot be reached."""
        net = self.allocation.net
        found = self._stated(net) if net else None
        if net is None or found is None:
            return ""
        whole = self._settling(net, found)
        grade = self.book.at(("grade", net.published.source)) if net.published else None
        whole = f"IF(N({grade})>={BLOCKING},{text(MISSING)},{whole})" if grade else whole
        return f"={self._or_computed(net, found, whole)}"

    def _or_computed(self, net: NetResult, found: tuple[str, str, int], stated: str) -> str:
        """Take the computed total where the user's own is emptied, as a new computation does."""
        computed = self._computed(net)
        if computed is None or found == computed:
            return stated
        return f"IF(COUNTBLANK({found[1]})=1,{self._settling(net, computed)},{stated})"

    def _settling(self, net: NetResult, found: tuple[str, str, int]) -> str:
        """Give the expression for a result with the sign of ours, without what settles it; see `_stated`."""
        stated, needed, turn = found
        unit = self.allocation.unit
        terms = [(net.turn * sign, *self._term(figure)) for sign, figure in net.settled]
        whole = f"{'-' if turn < 0 else ''}{stated}"
        whole += "".join(f"{'+' if sign < 0 else '-'}{term}" for sign, term, _ in terms)
        whole = rounded(whole, sum_places(unit)) if terms else whole
        # What is filled in of what settles the result is not known before the next run.
        blank = [place for place in map(self.book.blank, net.unsettled) if place]
        whole = f"IF(COUNT({','.join(blank)})>0,{text(MISSING)},{whole})" if blank else whole
        return unless_missing([needed, *(cell for _, _, cell in terms if cell)], whole)

    def _stated(self, net: NetResult) -> tuple[str, str, int] | None:
        """Give the expression for the result, the cell that must hold a number, and what makes a deficit negative."""
        if net.published is not None and (reached := self.book.reach(net.published)) is not None:
            return reached, _user_cell(net.published), net.turn
        return self._computed(net)

    def _computed(self, net: NetResult) -> tuple[str, str, int] | None:
        """Give the same of the sheet Driftredovisning, which computes what the workbook does not state."""
        shown = self.book.at(("amount", StatementType.OPERATING, net.index, net.column))
        # There a deviation is negative where it is adverse, whatever the workbook's own signs.
        return None if shown is None else (shown, shown, 1 if net.column is Column.DEVIATION else net.turn)

    def _term(self, figure: Quantity) -> tuple[str, str]:
        """Give the expression for a figure that settles the result, and the cell that must hold a number, if any."""
        reached = self.book.reach(figure)
        if reached is not None:
            return reached, _user_cell(figure)
        shown = self.book.term(figure)
        return (shown, shown) if shown is not None else (f"({number(figure.value or Decimal(0))})", "")

    def _size_formula(self) -> str:
        """Give the finest unit that the amount is known in, as the core decides it: see core.allocation.allocate."""
        net, finest = self.allocation.net, ORE_PLACES[self.allocation.unit]
        least = self._least_places
        if net is None or not self._follows or least >= finest:
            return ""
        found = self._stated(net)
        known = [found[0]] if found and net.settled else []
        formula = _power(finest)
        for places in reversed(range(least, finest)):
            fits = [
                _fits(self.allocated, places if not known else max(places, 0)),
                *(_fits(one, places) for one in known),
            ]
            both = all_of(fits)
            formula = f"IF({both},{_power(places)},{formula})"
        return f"={unless_missing([self.allocated], formula)}"

    def kronor_size(self, kronor: str, size: str) -> str:
        """Give the smallest unit in kronor: whole ones are shared as such where the amount is known to öre anyway."""
        in_kronor = KRONOR_IN[self.allocation.unit]
        finer = rounded(f"{size}*{in_kronor}") if in_kronor > 1 else size
        finer = f"IF({_fits(kronor, 0)},1,{finer})" if self.may_share_kronor else finer
        return unless_missing([kronor, size], finer)


def by_direction(net: str, deficit: str, surplus: str, none: str, unknown: str) -> str:
    """Choose among expressions by the result, a deficit negative: the last one where it is no number.

    Args:
        net: the reference to the result; what is missing is a text there, which is not nought.
        deficit: the expression for a deficit.
        surplus: that for a surplus.
        none: that for a result that is nought.
        unknown: that for one that cannot be told.
    """
    return f"IF(COUNT({net})=0,{unknown},IF(N({net})<0,{deficit},IF(N({net})>0,{surplus},{none})))"


def add_kronor(sheet: Sheet, shared: Shared, allocated: str, size: str) -> Pool:
    """Add an amount in kronor, over its cells in its own unit; give what is shared.

    Args:
        sheet: where it is added.
        shared: the amount.
        allocated: the reference to it.
        size: the reference to the smallest unit that it is known in.
    """
    allocation = shared.allocation
    in_kronor, own = KRONOR_IN[allocation.unit], allocation.own_kronor if shared.may_share_kronor else None
    value = allocation.amount * in_kronor
    smallest = Decimal(1) if own is not None else Decimal(1).scaleb(-allocation.places) * in_kronor
    places = 0 if smallest >= 1 else 2
    kronor = unless_missing([allocated], rounded(f"{allocated}*{in_kronor}", 2) if in_kronor > 1 else allocated)
    at = said(
        sheet, "Att fördela, kr", Cell(value, Role.AMOUNT, places=places, formula=f"={kronor}"), "Beloppet i kronor."
    )
    size_at = said(
        sheet,
        "Minsta enhet, kr",
        Cell(smallest, Role.NUMBER, places=places, formula=f"={shared.kronor_size(at, size)}"),
        "Den minsta enhet som beloppet är känt i. Ett belopp i hela kronor fördelas i hela kronor.",
    )
    whole = unless_missing([at], rounded(f"{at}/{size_at}", 0))
    units = said(
        sheet,
        "Hela enheter",
        Cell(allocation.units if own is None else own, Role.NUMBER, formula=f"={whole}"),
        "Beloppet delat med den minsta enheten.",
    )
    return Pool(at, size_at, units, value, places if smallest <= 1 else 0, "kr")


def _user_cell(figure: Quantity) -> str:
    return f"{sheet_reference(figure.source.sheet)}{figure.source.a1}"


def _power(places: int) -> str:
    return number(Decimal(1).scaleb(-places))


def _fits(cell: str, places: int) -> str:
    """Make the condition that a number has no more decimals than these."""
    return f"{rounded(f'{cell}-ROUND({cell},{places})')}=0"
