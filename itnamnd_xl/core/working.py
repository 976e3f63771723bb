"""The largest remainder method step by step, in whole numbers: what a reader needs to follow it, and to do it again."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import TYPE_CHECKING

from itnamnd_xl.core.allocation import KRONOR_IN, NO_MINIMUM, least_units
from itnamnd_xl.core.mixing import held_at

if TYPE_CHECKING:
    from collections.abc import Sequence

    from itnamnd_xl.core.allocation import Allocation
    from itnamnd_xl.core.mixing import Minimum
    from itnamnd_xl.core.model import AllocationKey

# A spreadsheet rounds quotients to 15 digits. It finds whole numbers and remainders exactly within these bounds: the
# sum of the weights times the largest of them, and the units that are shared. Tried on 100 000 rows.
EXACT_PRODUCT, EXACT_UNITS = 2 * 10**14, 10**12
# Weights are made whole by a power of ten where they have no more decimals than this.
SCALE_PLACES = 9


@dataclass(frozen=True, slots=True)
class Step:
    """One member's way to its part, in indivisible units.

    `weight` is a whole number, `least` what it has whatever its weight (see Minimum), `rest` the remainder of its quota
    times the sum of the weights, `whole` its quota's whole part, `rank` its place in the queue for what is left, and
    `extra` the unit that it gets of that, if any.
    """

    weight: int
    least: int
    rest: int
    whole: int
    rank: int
    extra: int

    @property
    def part(self) -> int:
        """What the member gets."""
        return self.least + self.whole + self.extra


@dataclass(frozen=True, slots=True)
class Working:
    """How whole units are shared.

    `scale` is what the key's figures are multiplied by to be whole; None where the weights are made otherwise: of
    fractions, or beside a least share. `units` are all that is shared, the least shares among them. `is_whole` is False
    where the least shares are no whole units: then the steps do not tell how the units were shared.
    """

    units: int
    scale: int | None
    steps: tuple[Step, ...]
    is_whole: bool = True

    @property
    def total(self) -> int:
        """The sum of the weights."""
        return sum(step.weight for step in self.steps)

    @property
    def free(self) -> int:
        """The units that are shared by the weights."""
        return self.units - sum(step.least for step in self.steps)

    @property
    def has_least(self) -> bool:
        """Whether anybody is held at a least share."""
        return any(step.least for step in self.steps)

    @property
    def left(self) -> int:
        """The units that the whole parts leave."""
        return self.free - sum(step.whole for step in self.steps)

    @property
    def is_exact(self) -> bool:
        """Whether a spreadsheet gets the same by the same steps, to the last unit."""
        product = self.total * max(step.weight for step in self.steps)
        return self.is_whole and product <= EXACT_PRODUCT and self.units <= EXACT_UNITS


def working_of(allocation: Allocation) -> Working:
    """Give the steps of an allocation in its own unit."""
    in_kronor = Fraction(KRONOR_IN[allocation.unit]) / Fraction(10) ** allocation.places
    return _working(allocation.units, allocation.key, allocation.minimum, in_kronor)


def kronor_working(allocation: Allocation) -> Working | None:
    """Give the steps of the kronor where these are shared by themselves."""
    kronor = allocation.own_kronor
    return None if kronor is None else _working(kronor, allocation.key, allocation.minimum, Fraction(1))


def _working(units: int, key: AllocationKey, minimum: Minimum, in_kronor: Fraction) -> Working:
    fractions = [entry.fraction for entry in key.entries]
    scale = scale_of(key) if minimum == NO_MINIMUM else None
    weights = [int(one * scale) for one in fractions] if scale else whole_weights(fractions)
    least = least_units(units, len(fractions), minimum, in_kronor)
    floor, held = held_at(fractions, units, least) if least else (Fraction(0), frozenset[int]())
    leasts = [int(floor) if i in held else 0 for i in range(len(weights))]
    free = [0 if i in held else weight for i, weight in enumerate(weights)]
    steps = _steps(units - sum(leasts), free, leasts)
    return Working(units, scale, steps, is_whole=not held or floor.denominator == 1)


def _steps(units: int, weights: Sequence[int], least: Sequence[int]) -> tuple[Step, ...]:
    total = sum(weights)
    if not total:
        return tuple(Step(0, one, 0, 0, i, 0) for i, one in enumerate(least, 1))
    parted = [divmod(units * weight, total) for weight in weights]
    left = units - sum(whole for whole, _ in parted)
    queue = sorted(range(len(weights)), key=lambda i: (-parted[i][1], -weights[i], i))
    ranks = {i: rank for rank, i in enumerate(queue, 1)}
    return tuple(
        Step(weights[i], least[i], rest, whole, ranks[i], int(ranks[i] <= left))
        for i, (whole, rest) in enumerate(parted)
    )


def scale_of(key: AllocationKey) -> int | None:
    """Give the least power of ten that makes a key's figures whole; None where they have too many decimals, or none."""
    if key.parts or any(entry.exact is not None for entry in key.entries):
        return None
    powers = (10**places for places in range(SCALE_PLACES + 1))
    whole = (one for one in powers if all((entry.fraction * one).denominator == 1 for entry in key.entries))
    return next(whole, None)


def whole_weights(fractions: Sequence[Fraction]) -> list[int]:
    """Give whole numbers in the same proportions."""
    scale = lcm(*(one.denominator for one in fractions))
    return [int(one * scale) for one in fractions]
