"""Running sums of a column: which stretches of rows before or after a figure add up to it.

Every row of a statement may be the sum of any stretch of rows beside it, so that many sums are tried for few that
fit. They are differences of running sums in whole numbers of one scale: one comparison rules a stretch out.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import MAX_EMAX, MAX_PREC, MIN_EMIN, Context, Decimal
from typing import TYPE_CHECKING

from itnamnd_xl.core.reconciliation import NOISE_PLACES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from itnamnd_xl.core.model import Column, Quantity, Row

# Shifts a decimal point and keeps every digit.
EXACT = Context(prec=MAX_PREC, Emin=MIN_EMIN, Emax=MAX_EMAX)


@dataclass(frozen=True, slots=True)
class Figures:
    """A column's figures by row, and half of the last known digit of each, in whole numbers of one scale.

    A blank cell is a zero that is sure, but not stated; one that cannot be read is broken. `noise` is the worth of
    the last decimal that figures are compared by.
    """

    values: Sequence[int]
    halves: Sequence[int]
    is_stated: Sequence[bool]
    is_broken: Sequence[bool]
    noise: int

    def reach(self, bound: int) -> int:
        """Give the largest difference that is within a bound once it is rounded to a whole noise, half up."""
        return bound // self.noise * self.noise + self.noise // 2 - 1


def figures(rows: Iterable[Row], column: Column) -> Figures:
    """Bring a column's figures to one scale."""
    found = [row.amounts.get(column) for row in rows]
    # One decimal more than figures are compared by, so that half of that is whole.
    scale = max((_decimals(one) for one in found if one is not None and one.value is not None), default=0)
    scale = max(scale, NOISE_PLACES + 1)
    stated = [one is not None and one.value is not None for one in found]
    return Figures(
        values=[0 if one is None or one.value is None else int(EXACT.scaleb(one.value, scale)) for one in found],
        halves=[0 if one is None or one.value is None else 5 * 10 ** (scale - one.places - 1) for one in found],
        is_stated=stated,
        is_broken=[one is not None and one.value is None and bool(one.text) for one in found],
        noise=10 ** (scale - NOISE_PLACES),
    )


def _decimals(figure: Quantity) -> int:
    """Count the decimals that a figure and half of its last known digit are written with."""
    exponent = Decimal(figure.value or 0).as_tuple().exponent
    return max(figure.places + 1, -exponent if isinstance(exponent, int) else 0)


@dataclass(slots=True)
class Sums:
    """What the first none, one, two … of some rows come to in a column; a place is how many they are."""

    figures: Figures
    values: list[int] = field(default_factory=lambda: [0])
    halves: list[int] = field(default_factory=lambda: [0])
    broken: list[int] = field(default_factory=lambda: [0])

    def add(self, index: int) -> None:
        """Go on to one row more."""
        self.values.append(self.values[-1] + self.figures.values[index])
        self.halves.append(self.halves[-1] + self.figures.halves[index])
        self.broken.append(self.broken[-1] + self.figures.is_broken[index])

    def cut(self, size: int) -> None:
        """Go back to so many rows."""
        for sums in (self.values, self.halves, self.broken):
            del sums[size + 1 :]

    def fitting(self, index: int, anchor: int, places: range) -> list[int]:
        """Give those of the places, all before or all after the anchor, up to which the rows add up to a figure."""
        if not places or not self.figures.is_stated[index]:
            return []
        aim = self._aim(index, anchor, places[0])
        widest = max(self._reach(index, anchor, places[0]), self._reach(index, anchor, places[-1]))
        low, high = aim - widest, aim + widest
        sums = enumerate(self.values[places.start : places.stop], places.start)
        near = [place for place, value in sums if low <= value <= high]
        return [place for place in near if self.fits(index, anchor, place)]

    def fits(self, index: int, anchor: int, place: int) -> bool:
        """Say whether a stated figure is the sum of the rows between an anchor and a place, but for rounding."""
        difference = self.values[place] - self._aim(index, anchor, place)
        is_whole = self.broken[place] == self.broken[anchor]
        return is_whole and abs(difference) <= self._reach(index, anchor, place)

    def scores(self, index: int, anchor: int, places: range) -> list[int]:
        """Give 1 for each place that fits, -1 for one that does not, 0 where there is nothing to tell it by."""
        if not self.figures.is_stated[index]:
            return [0] * len(places)
        whole = self.broken[anchor]
        found = [-1 if self.broken[place] == whole else 0 for place in places]
        for place in self.fitting(index, anchor, places):
            found[place - places.start] = 1
        return found

    def _aim(self, index: int, anchor: int, place: int) -> int:
        """Give what the sum up to a place would be, were a figure the sum of the rows between it and an anchor."""
        own = self.figures.values[index]
        return self.values[anchor] + (own if place > anchor else -own)

    def _reach(self, index: int, anchor: int, place: int) -> int:
        bound = self.figures.halves[index] + abs(self.halves[place] - self.halves[anchor])
        return self.figures.reach(bound)
