"""What a ledger itself sums up, held against its bookings: per account, per group of rows, or all of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from itnamnd_xl.core.model import StatedSum
from itnamnd_xl.core.swedish import count

if TYPE_CHECKING:
    from collections.abc import Callable

    from itnamnd_xl.core.model import Quantity

ZERO = Decimal(0)
# So many decimals of a sum of bookings are sure: each of them is exact.
EXACT_PLACES = 9
# More sums than these are no ledger's; those that hold are not told.
MOST_SUMS = 20_000
Amounts = tuple[Decimal, ...]


@dataclass(slots=True)
class Run:
    """Bookings so far: how many, on which rows, what they come to by column of amounts, and how many are broken."""

    count: int = 0
    first: int = 0
    last: int = 0
    sums: Amounts = ()
    broken: int = 0

    def less(self, earlier: Run) -> Run:
        """Give what has come since an earlier moment."""
        sums = tuple(a - b for a, b in zip(self.sums, earlier.sums, strict=True)) if earlier.sums else self.sums
        first = self.first if not earlier.count else earlier.last + 1
        return Run(self.count - earlier.count, first, self.last, sums, self.broken - earlier.broken)

    def copy(self) -> Run:
        """Give the moment by itself."""
        return Run(self.count, self.first, self.last, self.sums, self.broken)

    @property
    def words(self) -> str:
        """Say which bookings they are."""
        return f"{count(self.count, 'bokning', 'bokningar')} på raderna {self.first}–{self.last}"


@dataclass(slots=True)
class Subtotals:
    """The bookings of a ledger as they pass by, and the sums that stand between them."""

    width: int
    unit: str
    all: Run = field(default_factory=Run)
    accounts: dict[str, Run] = field(default_factory=dict)
    found: list[StatedSum] = field(default_factory=list)
    # What had come when each account was last summed up, and when anything was.
    summed: dict[str, Run] = field(default_factory=dict)
    block: Run = field(default_factory=Run)
    opening: dict[str, Amounts] = field(default_factory=dict)
    # What the bookings came to at each sum, by column: a sum may be of all since any of them.
    moments: list[dict[Decimal, Run]] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Begin with nothing."""
        zeros = (ZERO,) * self.width
        self.all.sums = self.block.sums = zeros
        self.moments = [{ZERO: self.all.copy()} for _ in zeros]

    def book(self, row: int, key: str, amounts: Amounts, *, broken: bool) -> None:
        """Take a booking."""
        run = self.accounts.get(key)
        if run is None:
            run = self.accounts[key] = Run(sums=(ZERO,) * self.width)
        for one in (run, self.all):
            one.first = one.first or row
            one.last = row
            one.count += 1
            one.broken += broken
            # Most ledgers have one column of amounts.
            one.sums = (
                (one.sums[0] + amounts[0],)
                if self.width == 1
                else tuple(a + b for a, b in zip(one.sums, amounts, strict=True))
            )

    def open(self, key: str, amounts: Amounts) -> None:
        """Take what an account had before its first booking."""
        self.opening[key] = amounts

    def state(
        self,
        label: str,
        key: str | None,
        published: list[Quantity | None],
        *,
        closes: bool,
        named: Callable[[int], str],
    ) -> None:
        """Take a sum that stands in the ledger: of an account, or of the rows since another sum."""
        strict = key if key is not None and key in self.accounts else None
        for place, figure in enumerate(published):
            if figure is None or figure.value is None:
                continue
            base = self.opening.get(key or "", (ZERO,) * self.width)[place] if closes else ZERO
            run = self._account(strict) if strict else self._block(place, figure.value - base)
            if run.broken or not run.count:
                continue
            self._check(f"{label}{named(place)}", figure, run, run.sums[place] + base)
        if strict:
            self.summed[strict] = self.accounts[strict].copy()
        self.block = self.all.copy()
        for place, moments in enumerate(self.moments):
            moments[self.all.sums[place]] = self.block

    def _account(self, key: str) -> Run:
        run = self.accounts[key]
        return run.less(self.summed[key]) if key in self.summed else run

    def _block(self, place: int, published: Decimal) -> Run:
        """Give the bookings that a sum without an account is of: those since a sum from which it holds, if any."""
        since = self.all.less(self.block)
        if since.count and since.sums[place] == published:
            return since
        fitting = self.moments[place].get(self.all.sums[place] - published)
        if fitting is not None and fitting.count < self.all.count:
            return self.all.less(fitting)
        return since if since.count else self.all

    def _check(self, label: str, figure: Quantity, run: Run, computed: Decimal) -> None:
        if len(self.found) >= MOST_SUMS and figure.value == computed:
            return
        made = type(figure)(computed, str(computed), figure.source, self.unit, places=EXACT_PLACES, is_sum=True)
        self.found.append(StatedSum(label, figure, made, run.words, self.unit))
