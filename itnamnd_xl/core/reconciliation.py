"""Published figures held against recomputed ones: they agree, differ by rounding alone, or do not hold.

Published figures are rounded each by itself, so that they need not add up. What rounding can explain is half of
the last known digit of every figure that takes part; a cell that stores more digits than it shows takes part
with what it stores.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from itnamnd_xl.core.diagnostics import Diagnostic, diagnostic
from itnamnd_xl.core.swedish import amount, decimal_of, listing

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from itnamnd_xl.core.model import CellRef, Quantity

HALF = Decimal("0.5")
# Differences below this come from the cells' binary floats, not from anybody's figures.
NOISE_PLACES = 6
# A sum of cells, which hold 15 digits each, is good for so many; money has two decimals whatever its size.
SAFE_DIGITS, LEAST_PLACES = 14, 2
# A number of 28 digits, which is what sums are kept to, has no more decimals than that from here on.
ROUNDED_BELOW = Decimal(10) ** (28 - NOISE_PLACES)
# A bound of more units of the last digit than this hides errors, and is said to.
WEAK_UNITS = 5


class CheckStatus(StrEnum):
    """How a published figure came out of its check."""

    OK = "ok"
    ROUNDING = "rounding"
    ERROR = "error"
    UNCHECKED = "unchecked"


@dataclass(frozen=True, slots=True)
class Check:
    """A published figure beside the recomputed one; difference = published - computed, all in `unit`.

    `last_digit` is the worth of the published figure's last known digit. `terms` are the cells that the computed
    figure was made from. An unchecked figure has no computed value. `figure` is the published one as it was read, and
    `ways` are all ways to recompute it, of which the worst outcome is this. `coarsest` is the worth of the last digit
    of the figure with fewest decimals, of those that are stored as numbers of units: these have all their digits.
    """

    code: str
    status: CheckStatus
    label: str
    published: Decimal
    computed: Decimal | None
    bound: Decimal
    unit: str | None
    source: CellRef
    computed_from: str
    last_digit: Decimal
    terms: tuple[CellRef, ...] = ()
    figure: Quantity | None = None
    ways: tuple[Comparison, ...] = ()
    coarsest: Decimal = Decimal(0)

    @property
    def difference(self) -> Decimal:
        """Published less computed; zero where there is nothing to compare with."""
        return Decimal(0) if self.computed is None else self.published - self.computed

    @property
    def hidden(self) -> Decimal:
        """How large an error could still hide within the bound."""
        return abs(self.difference) + self.bound

    @property
    def is_weak(self) -> bool:
        """Say whether the bound has grown so large that the check proves little."""
        return self.computed is not None and self.bound > self.weak_above

    @property
    def weak_above(self) -> Decimal:
        """The bound that is not yet too large."""
        return WEAK_UNITS * max(self.last_digit, self.coarsest)


# Figures that a published one is recomputed from, with their signs.
Terms = tuple[tuple[int, "Quantity"], ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """One way to recompute a published figure: its terms with their signs, and where they stand.

    `blanks` are the empty cells that would be terms if they held a number: a sum does without them.
    """

    code: str
    terms: Terms
    computed_from: str
    blanks: Terms = ()
    is_sum: bool = False


def last_digit(figure: Quantity) -> Decimal:
    """Give the worth of the last digit that a figure is known to."""
    return _worth(figure.places)


@lru_cache(maxsize=64)
def _worth(places: int) -> Decimal:
    return Decimal(1).scaleb(-places)


class Weighing(NamedTuple):
    """How a published figure comes out against others, without a word on it; nothing is computed of missing ones."""

    status: CheckStatus
    computed: Decimal | None
    bound: Decimal


UNCHECKED = Weighing(CheckStatus.UNCHECKED, None, Decimal(0))


def weigh(published: Quantity, terms: Terms) -> Weighing:
    """Weigh a published figure against the sum of others.

    Raises:
        ValueError: there is no published figure.
    """
    if published.value is None:
        raise ValueError("a figure that is not there cannot be checked")
    computed, rounded = Decimal(0), Decimal(0) + last_digit(published)
    for sign, term in terms:
        if term.value is None:
            return UNCHECKED
        computed += sign * term.value
        rounded += last_digit(term)
    if not terms:
        return UNCHECKED
    bound = HALF * rounded
    return Weighing(judge(published.value, computed, bound), computed, bound)


def compare(published: Quantity, comparison: Comparison, label: str, unit: str | None) -> Check:
    """Hold a published figure against one way of recomputing it."""
    found = weigh(published, comparison.terms)
    return Check(
        code=comparison.code,
        status=found.status,
        label=label,
        published=published.value or Decimal(0),
        computed=found.computed,
        bound=found.bound,
        unit=unit,
        source=published.source,
        computed_from=comparison.computed_from,
        last_digit=last_digit(published),
        terms=tuple(term.source for _, term in comparison.terms),
        figure=published,
        ways=(comparison,),
        coarsest=max((last_digit(one) for _, one in comparison.terms if _has_all_digits(one)), default=Decimal(0)),
    )


def _has_all_digits(figure: Quantity) -> bool:
    """Say whether a cell stores a number of units: whole ones, beside others with decimals, lack none."""
    return figure.stored is not None and figure.places >= 0


def noise_places(*values: Decimal | None, most: int = NOISE_PLACES, digits: int = SAFE_DIGITS) -> int:
    """Give the decimals that a sum or difference of amounts of this size is good for, as cells hold them."""
    whole = max((abs(value).adjusted() + 1 for value in values if value), default=1)
    return min(most, max(digits - max(whole, 1), LEAST_PLACES))


def told(published: Decimal, computed: Decimal) -> Decimal:
    """Give the difference of two figures without what comes from the cells' binary floats."""
    difference = published - computed
    # What is that large has no such small decimals to be rounded.
    if abs(difference) >= ROUNDED_BELOW:
        return difference
    # As the formulas of the result sheets do: half is rounded up.
    return difference.quantize(Decimal(1).scaleb(-noise_places(published, computed)), ROUND_HALF_UP)


def judge(published: Decimal, computed: Decimal, bound: Decimal) -> CheckStatus:
    """Say whether two figures agree, differ by what rounding can explain, or by more."""
    # As most do.
    if published == computed:
        return CheckStatus.OK
    difference = told(published, computed)
    if difference == 0:
        return CheckStatus.OK
    return CheckStatus.ROUNDING if abs(difference) <= bound else CheckStatus.ERROR


_SEVERITY = {CheckStatus.UNCHECKED: 0, CheckStatus.OK: 1, CheckStatus.ROUNDING: 2, CheckStatus.ERROR: 3}


def check(published: Quantity, comparisons: Iterable[Comparison], label: str, unit: str | None) -> Check | None:
    """Give the one check of a published figure: the worst outcome of all comparisons that apply.

    None where the figure or every way to recompute it is missing from the workbook's layout.
    """
    if published.value is None:
        return None
    ways = tuple(comparisons)
    results = [compare(published, one, label, unit) for one in ways]
    worst = max(results, key=_severity, default=None)
    return replace(worst, ways=ways) if worst is not None and len(ways) > 1 else worst


def _severity(one: Check) -> tuple[int, Decimal]:
    difference = Decimal(0) if one.computed is None else told(one.published, one.computed)
    return _SEVERITY[one.status], abs(difference)


# As cells are ordered themselves, compared faster.
_IN_ORDER = attrgetter("workbook", "sheet", "row", "column")


def cells_text(cells: Sequence[CellRef]) -> str:
    """Name cells briefly: raderna C6–C14 where they follow each other, else cellerna C5–C7, C9 och C17."""
    runs: list[list[CellRef]] = []
    for cell in sorted(cells, key=_IN_ORDER):
        last = runs[-1][-1] if runs else None
        if last is not None and (last.sheet, last.column, last.row + 1) == (cell.sheet, cell.column, cell.row):
            runs[-1].append(cell)
        else:
            runs.append([cell])
    named: list[str] = []
    for run in runs:
        named += [f"{run[0].a1}–{run[-1].a1}"] if len(run) > 2 else [one.a1 for one in run]
    if len(runs) == 1 and len(cells) > 2:
        return f"raderna {named[0]}"
    return f"{'cellen' if len(cells) == 1 else 'cellerna'} {listing(named)}"


def check_diagnostics(checks: Iterable[Check]) -> list[Diagnostic]:
    """Say what a reader must know of the checks: what does not hold, what is rounding, what proves little."""
    found = []
    for one in checks:
        if one.computed is None:
            continue
        if one.status is CheckStatus.ERROR:
            found.append(diagnostic("E501", one.source, **_figures(one), computed_from=one.computed_from))
        elif one.status is CheckStatus.ROUNDING:
            found.append(diagnostic("N502", one.source, **_figures(one)))
        if one.is_weak:
            found.append(
                diagnostic(
                    "W503",
                    one.source,
                    label=one.label,
                    hidden=amount(one.hidden, one.unit),
                )
            )
    return found


def _figures(one: Check) -> dict[str, str]:
    return {
        "label": one.label,
        "published": amount(one.published, one.unit),
        "computed": amount(one.computed or Decimal(0), one.unit),
        "difference": amount(abs(one.difference), one.unit),
        # The members of a key add to it what no reader needs to see.
        "bound": amount(decimal_of(Fraction(one.bound), NOISE_PLACES), one.unit),
    }
