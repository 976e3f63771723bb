"""Sharing an amount among members by a key: the largest remainder method (Hamilton), exact in integers."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from fractions import Fraction
from math import lcm
from typing import TYPE_CHECKING

from itnamnd_xl.core.mixing import Minimum, held_at, raised

if TYPE_CHECKING:
    from collections.abc import Sequence

    from itnamnd_xl.core.model import AllocationKey, CellRef, Column, Quantity

# An amount in a unit has at most these decimals worth allocating: one öre.
ORE_PLACES = {"kr": 2, "tkr": 5, "mnkr": 8}
KRONOR_IN = {"kr": 1, "tkr": 1_000, "mnkr": 1_000_000}


NO_MINIMUM = Minimum()


class Direction(StrEnum):
    """Whether the members are charged or credited."""

    DEFICIT = "deficit"
    SURPLUS = "surplus"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Share:
    """One member's part; amounts are in the allocation's unit and never negative.

    `ratio` is the share that was used, `quota` the part before rounding. `kronor` is the invoice basis in whole kronor
    (öre where known).
    """

    member: str
    weight: Decimal
    ratio: Fraction
    quota: Fraction
    amount: Decimal
    kronor: Decimal
    invoiced: bool
    source: CellRef | None


@dataclass(frozen=True, slots=True)
class NetResult:
    """The result before settlement, negative for a deficit; with the cell that states it and its known decimals.

    `published` is the figure that the workbook states; None where it was computed, then it is that of the total in the
    row `index` of the statement's order. `column` is the outcome or the deviation. `turn` is the factor that makes a
    deficit negative: of the published figure, or of what was computed. `settled` are the figures that settle the result
    itself, with the signs that they have in it: they are taken from it before it is turned. `unsettled` are the blank
    cells that would be among them if they held a number.
    """

    value: Decimal
    source: CellRef | None
    places: int | None
    published: Quantity | None = None
    column: Column | None = None
    index: int | None = None
    turn: int = 1
    settled: tuple[tuple[int, Quantity], ...] = ()
    unsettled: tuple[Quantity, ...] = ()


@dataclass(frozen=True, slots=True)
class Allocation:
    """An amount shared among the members; the shares sum to it to the last digit.

    `kronor_rounded` is True where only thousands (or millions) are known, so that the invoice basis is the
    rounded share times the unit. `places` are the decimals that the amount was shared to, negative for thousands.
    `net` says where the amount comes from; None where a caller gave it. `is_interim`: it is the result of a part of
    the year.
    """

    amount: Decimal
    unit: str
    direction: Direction
    key: AllocationKey
    shares: tuple[Share, ...]
    source: CellRef | None
    kronor_rounded: bool
    minimum: Minimum = NO_MINIMUM
    places: int = 0
    net: NetResult | None = None
    is_interim: bool = False

    @property
    def units(self) -> int:
        """The amount in indivisible units."""
        return units_of(self.amount, self.places)

    @property
    def own_kronor(self) -> int | None:
        """The whole kronor that are shared by themselves; None where the kronor are the shares times the unit."""
        return whole_kronor(self.units, self.places, self.unit)

    @property
    def raised(self) -> tuple[str, ...]:
        """The members who are held at the least; what others are given may leave the key less than that for one."""
        weights = [entry.fraction for entry in self.key.entries]
        in_kronor = Fraction(KRONOR_IN[self.unit]) / Fraction(10) ** self.places
        least = least_units(self.units, len(weights), self.minimum, in_kronor)
        held = held_at(weights, self.units, least)[1] if least else frozenset[int]()
        return tuple(share.member for i, share in enumerate(self.shares) if i in held)

    @property
    def invoiced(self) -> Decimal:
        """The sum that goes to others than the host."""
        return sum((share.amount for share in self.shares if share.invoiced), Decimal(0))


def largest_remainder(
    units: int, weights: Sequence[Decimal | Fraction | int], ranks: Sequence[Decimal | Fraction | int] | None = None
) -> list[int]:
    """Share whole units in proportion to weights.

    Each gets the whole part of its quota; what is left goes, one unit each, to the largest remainders. Ties
    go to the larger weight, then to the earlier place in the list. A negative number of units mirrors the
    positive.

    Args:
        units: what is shared, in indivisible units.
        weights: non-negative, at least one above zero.
        ranks: who goes first at equal remainders, the larger; the weights, unless they were made of others.

    Returns:
        As many whole numbers as there are weights; their sum is `units`.

    Raises:
        ValueError: no weight above zero, or a negative one.
    """
    ratios = [weight.as_integer_ratio() for weight in weights]
    scale = lcm(*(denominator for _, denominator in ratios))
    whole = [numerator * (scale // denominator) for numerator, denominator in ratios]
    total = sum(whole)
    if total <= 0 or min(whole) < 0:
        raise ValueError("weights must be non-negative and not all zero")
    # Each quota times the total: its whole part and its remainder, neither rounded.
    parted = [divmod(abs(units) * weight, total) for weight in whole]
    shares = [share for share, _ in parted]
    left = abs(units) - sum(shares)
    first = whole if ranks is None else ranks
    order = sorted(range(len(whole)), key=lambda i: (-parted[i][1], -first[i], i))
    for i in order[:left]:
        shares[i] += 1
    return shares if units >= 0 else [-share for share in shares]


def known_places(amount: Decimal, unit: str) -> int:
    """Give how many decimals of `unit` an amount has, at most down to one öre."""
    exponent = amount.normalize().as_tuple().exponent
    places = -exponent if isinstance(exponent, int) else 0
    return min(max(places, 0), ORE_PLACES[unit])


def units_of(amount: Decimal, places: int) -> int:
    """Give an amount in units of its last decimal, rounded half away from zero as a sheet does."""
    return int(amount.scaleb(places).to_integral_value(ROUND_HALF_UP))


def allocate(
    amount: Decimal,
    unit: str,
    direction: Direction,
    key: AllocationKey,
    *,
    host: str | None = None,
    source: CellRef | None = None,
    places: int | None = None,
    minimum: Minimum = NO_MINIMUM,
) -> Allocation:
    """Share an amount (not negative, in `unit`) by a key, in the finest unit that is known.

    `places` are the decimals that the amount is known to; without them, those that it has. They are negative
    where only thousands are known. `minimum` is the least that each member carries, where there is anything to share.

    Source: the report's ”nyckeln för invånarantal”; the method is the one that gives its published figures.

    Raises:
        ValueError: the key has no weight above zero, or a negative one; or the least shares exceed the amount.
    """
    stored = known_places(amount, unit)
    places = stored if places is None else min(max(places, stored or places), ORE_PLACES[unit])
    units = units_of(amount, places)
    in_kronor = Fraction(KRONOR_IN[unit]) / Fraction(10) ** places
    weights = [entry.fraction for entry in key.entries]
    quotas = quotas_of(units, weights, minimum, in_kronor)
    parts = largest_remainder(units, quotas, weights)
    total = sum(quotas, Fraction(0))
    ratios = [quota / total for quota in quotas]
    kronor = _kronor(units, places, unit, key, minimum, parts)
    exact = Fraction(units) / Fraction(10) ** places
    shares = tuple(
        Share(
            member=entry.member,
            weight=entry.weight,
            ratio=ratio,
            quota=exact * ratio,
            amount=Decimal(part).scaleb(-places),
            kronor=whole_kronor,
            invoiced=host is None or entry.member.casefold() != host.casefold(),
            source=entry.source,
        )
        for entry, ratio, part, whole_kronor in zip(key.entries, ratios, parts, kronor, strict=True)
    )
    rounded = _places_in_kronor(places, unit) < 0
    whole = Decimal(units).scaleb(-places)
    return Allocation(whole, unit, direction, key, shares, source, rounded, minimum, places)


def quotas_of(units: int, weights: Sequence[Fraction], minimum: Minimum, in_kronor: Fraction) -> Sequence[Fraction]:
    """Give what each is due, up to a common factor: the weights themselves, or what a least share makes of them.

    Args:
        units: what is shared, in indivisible units.
        weights: the members' weights.
        minimum: the least that each carries.
        in_kronor: what one unit is worth.
    """
    least = least_units(units, len(weights), minimum, in_kronor)
    return raised(weights, units, least) if least else weights


def least_units(units: int, members: int, minimum: Minimum, in_kronor: Fraction) -> Fraction:
    """Give the least that each member carries, in units; nothing where nothing is shared. See `quotas_of`."""
    least, each = minimum.least(Fraction(units), in_kronor), Fraction(units, members)
    if (least - each) * members < 1:
        # What rounding to whole units took from the amount is nobody's excess.
        least = min(least, each)
    return least if units else Fraction(0)


def _places_in_kronor(places: int, unit: str) -> int:
    """Give the decimals that are known of the amount in kronor."""
    return places - len(str(KRONOR_IN[unit])) + 1


def _kronor(
    units: int, places: int, unit: str, key: AllocationKey, minimum: Minimum, parts: Sequence[int]
) -> list[Decimal]:
    """Give the invoice basis: an allocation of its own where kronor are known, else the shares times the unit."""
    kronor = whole_kronor(units, places, unit)
    if kronor is None:
        return [Decimal(part).scaleb(-places) * KRONOR_IN[unit] for part in parts]
    weights = [entry.fraction for entry in key.entries]
    quotas = quotas_of(kronor, weights, minimum, Fraction(1))
    return [Decimal(part) for part in largest_remainder(kronor, quotas, weights)]


def whole_kronor(units: int, places: int, unit: str) -> int | None:
    """Give an amount in kronor where these are shared by themselves: a whole number, known to the krona or better."""
    in_kronor = Decimal(units).scaleb(-places) * KRONOR_IN[unit]
    if unit == "kr" or in_kronor != in_kronor.to_integral_value() or _places_in_kronor(places, unit) < 0:
        return None
    return int(in_kronor)
