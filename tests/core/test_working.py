"""The steps of an allocation: they lead to its amounts, and tell where a spreadsheet can follow them."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from itnamnd_xl.core.allocation import NO_MINIMUM, Allocation, Direction, allocate, least_units
from itnamnd_xl.core.mixing import Minimum, mixed
from itnamnd_xl.core.model import AllocationKey, CellRef, KeyEntry
from itnamnd_xl.core.working import Working, kronor_working, scale_of, working_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.core.conftest import Make

CELL = CellRef("bok.xlsx", "Nyckel", 1, 1)
WEIGHTS = st.lists(st.decimals(0, 10**5, places=3), min_size=1, max_size=9).filter(any)
UNITS = st.integers(0, 10**8)


def key_of(weights: Sequence[Decimal]) -> AllocationKey:
    return AllocationKey("nyckel", None, tuple(KeyEntry(f"M{i}", one, CELL) for i, one in enumerate(weights)), CELL)


def shared(units: int, weights: Sequence[Decimal], places: int = 0, minimum: Minimum = NO_MINIMUM) -> Allocation:
    amount = Decimal(units).scaleb(-places)
    return allocate(amount, "kr", Direction.DEFICIT, key_of(weights), places=places, minimum=minimum)


def parts(working: Working) -> list[int]:
    return [step.part for step in working.steps]


class TestSteps:
    def test_the_report(self, make: Make) -> None:
        working = working_of(allocate(Decimal(1733), "tkr", Direction.DEFICIT, make.population_key()))
        assert (working.total, working.left, working.scale) == (41915, 3, 1)
        assert [step.rest for step in working.steps] == [29174, 33156, 36882, 26533]
        assert [step.whole for step in working.steps] == [355, 230, 476, 669]
        assert [step.rank for step in working.steps] == [3, 2, 1, 4]
        assert parts(working) == [356, 231, 477, 669]

    @given(UNITS, WEIGHTS, st.integers(0, 2))
    def test_they_lead_to_the_amounts(self, units: int, weights: list[Decimal], places: int) -> None:
        allocation = shared(units, weights, places)
        working = working_of(allocation)
        assert [Decimal(one).scaleb(-allocation.places) for one in parts(working)] == [
            one.amount for one in allocation.shares
        ]
        assert sum(step.extra for step in working.steps) == working.left
        assert sorted(step.rank for step in working.steps) == list(range(1, len(weights) + 1))

    @given(st.integers(1, 10**6), WEIGHTS, st.fractions(0, Fraction(1, 3)))
    def test_they_lead_there_with_a_least_share_in_whole_units(
        self, units: int, weights: list[Decimal], share: Fraction
    ) -> None:
        minimum = Minimum(share)
        assume(share * len(weights) <= 1)
        allocation = shared(units, weights, minimum=minimum)
        working = working_of(allocation)
        assume(working.is_whole)
        assert parts(working) == [one.amount for one in allocation.shares]
        assert all(
            step.least in (0, -(-least_units(units, len(weights), minimum, Fraction(1)) // 1)) for step in working.steps
        )

    def test_one_who_is_held_down_to_the_least_by_others_is_held(self) -> None:
        """The key gives the second a little more than the least, until the last has been raised to it."""
        weights = [Decimal(one) for one in (8, 6, 7, 9, 8, 9, 4, 8)]
        allocation = shared(366_489, weights, minimum=Minimum(Fraction(1, 10)))
        working = working_of(allocation)
        assert [step.least for step in working.steps] == [0, 36_649, 0, 0, 0, 0, 36_649, 0]
        assert parts(working) == [one.amount for one in allocation.shares]

    def test_least_shares_that_are_no_whole_units_cannot_be_followed(self) -> None:
        working = working_of(shared(10, [Decimal(1), Decimal(1), Decimal(98)], minimum=Minimum(Fraction(1, 3))))
        assert not working.is_whole
        assert not working.is_exact


class TestBounds:
    @pytest.mark.parametrize(
        ("weights", "scale"),
        [(("8603", "5582"), 1), (("20.5", "79.5"), 10), (("0.205248718", "1"), 10**9), (("0.2052487181", "1"), None)],
    )
    def test_a_scale_makes_the_key_whole(self, weights: tuple[str, ...], scale: int | None) -> None:
        assert scale_of(key_of([Decimal(one) for one in weights])) == scale

    def test_fractions_and_mixes_have_no_scale(self, make: Make) -> None:
        key = make.population_key()
        assert scale_of(mixed([(key, Fraction(3, 5)), (key, Fraction(2, 5))], "folkmängd 60 %, folkmängd 40 %")) is None

    @pytest.mark.parametrize(
        ("units", "weights", "exact"),
        [
            (10**12, ("1", "1"), True),
            (10**12 + 1, ("1", "1"), False),
            (1, ("10000000", "10000000"), True),
            (1, ("10000001", "10000001"), False),
        ],
    )
    def test_beyond_the_bounds_a_spreadsheet_is_not_exact(
        self, units: int, weights: tuple[str, ...], exact: bool
    ) -> None:
        assert working_of(shared(units, [Decimal(one) for one in weights])).is_exact is exact


class TestKronor:
    def test_whole_kronor_in_an_amount_known_to_ore_are_shared_by_themselves(self, make: Make) -> None:
        allocation = allocate(Decimal("1.7"), "tkr", Direction.DEFICIT, make.population_key(), places=5)
        working = kronor_working(allocation)
        assert working is not None
        assert parts(working) == [349, 226, 468, 657]
        assert [one.kronor for one in allocation.shares] == [349, 226, 468, 657]
        assert parts(working_of(allocation)) != [34900, 22600, 46800, 65700]

    def test_thousands_alone_give_none(self, make: Make) -> None:
        assert kronor_working(allocate(Decimal(1733), "tkr", Direction.DEFICIT, make.population_key())) is None
