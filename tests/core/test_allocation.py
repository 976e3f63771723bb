"""Sharing by the largest remainder: the published figures, and what holds for any amount and key."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from importlib import import_module
from typing import TYPE_CHECKING

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from itnamnd_xl.core.allocation import Allocation, Direction, allocate, largest_remainder

if TYPE_CHECKING:
    from tests.core.conftest import Make

oracle = import_module("apportionment.methods")
UNITS = st.integers(-(10**7), 10**7)
WEIGHTS = st.lists(st.integers(0, 10**6), min_size=1, max_size=12).filter(any)


def share(make: Make, amount: str, unit: str = "tkr", year: int = 2021, host: str | None = None) -> Allocation:
    return allocate(Decimal(amount), unit, Direction.DEFICIT, make.population_key(year), host=host)


def amounts(allocation: Allocation) -> list[Decimal]:
    return [one.amount for one in allocation.shares]


def kronor(allocation: Allocation) -> list[Decimal]:
    return [one.kronor for one in allocation.shares]


def numbers(*values: int | str) -> list[Decimal]:
    return [Decimal(value) for value in values]


class TestPublished:
    @pytest.mark.parametrize(
        ("year", "parts"),
        [
            (2020, [353, 236, 478, 666]),
            (2021, [356, 231, 477, 669]),
            (2022, [360, 230, 473, 670]),
            (2023, [356, 228, 476, 673]),
        ],
    )
    def test_shares_of_1733(self, make: Make, year: int, parts: list[int]) -> None:
        assert amounts(share(make, "1733", year=year)) == parts

    def test_rounding_each_by_itself_would_charge_hallsberg_one_too_many(self, make: Make) -> None:
        shares = share(make, "1733").shares
        each = [
            (Decimal(one.quota.numerator) / one.quota.denominator).quantize(Decimal(1), ROUND_HALF_UP) for one in shares
        ]
        assert each == [356, 231, 477, 670]
        assert sum(each) == 1734
        assert [one.amount for one in shares] == [356, 231, 477, 669]

    def test_1700_kronor(self, make: Make) -> None:
        assert amounts(share(make, "1700", "kr")) == [349, 226, 468, 657]
        assert largest_remainder(2, make.population[2021]) == [0, 0, 1, 1]

    @pytest.mark.parametrize("host", ["Lekeberg", "LEKEBERG"])
    def test_the_host_is_not_invoiced(self, make: Make, host: str) -> None:
        allocation = share(make, "1733", host=host)
        assert [one.invoiced for one in allocation.shares] == [False, True, True, True]
        assert allocation.invoiced == 1377

    def test_without_a_host_all_is_invoiced(self, make: Make) -> None:
        assert share(make, "1733").invoiced == 1733


class TestUnits:
    def test_only_thousands_known(self, make: Make) -> None:
        allocation = share(make, "1733")
        assert kronor(allocation) == numbers(356_000, 231_000, 477_000, 669_000)
        assert allocation.kronor_rounded

    def test_kronor_known_in_thousands_are_two_allocations(self, make: Make) -> None:
        allocation = share(make, "1733.456")
        expected = [Decimal(part) for part in largest_remainder(1_733_456, make.population[2021])]
        assert amounts(allocation) == [part / 1000 for part in expected]
        assert kronor(allocation) == expected
        assert not allocation.kronor_rounded

    def test_ore(self, make: Make) -> None:
        allocation = share(make, "1700.51", "kr")
        expected = [Decimal(part) / 100 for part in largest_remainder(170_051, make.population[2021])]
        assert amounts(allocation) == kronor(allocation) == expected

    def test_nothing_finer_than_an_ore(self, make: Make) -> None:
        allocation = share(make, "0.029", "kr")
        assert sum(amounts(allocation)) == allocation.amount == Decimal("0.03")
        assert all(one == round(one, 2) for one in amounts(allocation))

    @pytest.mark.parametrize(
        ("amount", "unit", "whole", "rounded"),
        [
            ("1733", "tkr", 1_733_000, True),
            ("1733.5", "tkr", 1_733_500, True),
            ("1733.456", "tkr", 1_733_456, False),
            ("1733.45678", "tkr", "1733456.78", False),
            ("1.7", "mnkr", 1_700_000, True),
            ("1.733456", "mnkr", 1_733_456, False),
            ("1733456", "kr", 1_733_456, False),
            ("1733456.78", "kr", "1733456.78", False),
            ("0", "tkr", 0, True),
        ],
    )
    def test_both_bases_sum_to_the_whole(
        self, make: Make, amount: str, unit: str, whole: int | str, *, rounded: bool
    ) -> None:
        allocation = share(make, amount, unit)
        assert sum(amounts(allocation)) == Decimal(amount) == allocation.amount
        assert sum(kronor(allocation)) == Decimal(whole)
        assert allocation.kronor_rounded is rounded

    def test_ratios_and_quotas_are_exact(self, make: Make) -> None:
        allocation = share(make, "1733")
        assert [one.ratio for one in allocation.shares] == [Fraction(weight, 41915) for weight in make.population[2021]]
        assert sum(one.quota for one in allocation.shares) == 1733


class TestTies:
    @pytest.mark.parametrize(
        ("units", "weights", "parts"),
        [
            # Remainders 1/2 and 1/2: the larger key first.
            (1, [1, 1], [1, 0]),
            (2, [1, 3], [0, 2]),
            (2, [3, 1], [2, 0]),
            # Equal keys: list order.
            (5, [7, 7, 7], [2, 2, 1]),
            (1, [0, 4, 4], [0, 1, 0]),
            # A deficit mirrors a surplus, also in a tie.
            (-2, [1, 3], [0, -2]),
            (-1, [1, 1], [-1, 0]),
        ],
    )
    def test_go_to_the_larger_key_then_to_list_order(self, units: int, weights: list[int], parts: list[int]) -> None:
        assert largest_remainder(units, weights) == parts

    @given(units=UNITS, weights=st.lists(st.integers(0, 50), min_size=1, max_size=6, unique=True).filter(any))
    def test_order_does_not_matter_among_distinct_keys(self, units: int, weights: list[int]) -> None:
        parts = dict(zip(weights, largest_remainder(units, weights), strict=True))
        for other in (weights[::-1], sorted(weights), weights[1:] + weights[:1]):
            assert dict(zip(other, largest_remainder(units, other), strict=True)) == parts

    @given(units=st.integers(0, 10**6), weight=st.integers(1, 10**6), members=st.integers(1, 12))
    def test_equal_keys_differ_by_one_the_first_having_more(self, units: int, weight: int, members: int) -> None:
        whole, left = divmod(units, members)
        assert largest_remainder(units, [weight] * members) == [whole + (i < left) for i in range(members)]


class TestProperties:
    @given(units=UNITS, weights=WEIGHTS)
    def test_parts_sum_to_the_whole_within_one_of_their_quota(self, units: int, weights: list[int]) -> None:
        parts = largest_remainder(units, weights)
        assert sum(parts) == units
        for part, weight in zip(parts, weights, strict=True):
            assert abs(part - Fraction(units * weight, sum(weights))) < 1
            assert weight or part == 0

    @given(units=UNITS, weights=WEIGHTS)
    def test_a_surplus_mirrors_a_deficit(self, units: int, weights: list[int]) -> None:
        assert largest_remainder(-units, weights) == [-part for part in largest_remainder(units, weights)]

    @given(units=st.integers(0, 10**6), weights=WEIGHTS)
    def test_a_larger_key_never_gets_less(self, units: int, weights: list[int]) -> None:
        ordered = sorted(weights)
        parts = largest_remainder(units, ordered[::-1])
        assert parts == sorted(parts, reverse=True)

    @given(units=UNITS, weights=WEIGHTS, factor=st.integers(1, 1000))
    def test_only_proportions_count(self, units: int, weights: list[int], factor: int) -> None:
        scaled = [Decimal(weight * factor) / 1000 for weight in weights]
        assert largest_remainder(units, scaled) == largest_remainder(units, weights)

    @given(
        units=st.integers(1, 10**5),
        weights=st.lists(st.integers(1, 10**5), min_size=2, max_size=10),
    )
    def test_agrees_with_another_implementation(self, units: int, weights: list[int]) -> None:
        left = [Fraction(units * weight, sum(weights)) % 1 for weight in weights]
        taken = sorted(left, reverse=True)
        last = int(sum(left))
        assume(last == 0 or taken[last - 1] != taken[last])  # it breaks ties in its own way
        assert largest_remainder(units, weights) == oracle.compute("largest_remainder", weights, units, fractions=True)

    @pytest.mark.parametrize("weights", [[], [0, 0], [1, -1], [5, -1]])
    def test_keys_that_cannot_be_used(self, weights: list[int]) -> None:
        with pytest.raises(ValueError, match="weights"):
            largest_remainder(1, weights)
