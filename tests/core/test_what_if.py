"""The same amount by other keys: what they give, which cannot be used, and why."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from itnamnd_xl.core.allocation import Allocation, Direction, allocate
from itnamnd_xl.core.model import AllocationKey, Case, Rules
from itnamnd_xl.core.what_if import Alternative, alternatives

if TYPE_CHECKING:
    from tests.core.conftest import Make


def shared(key: AllocationKey, amount: str = "1733") -> Allocation:
    return allocate(Decimal(amount), "tkr", Direction.DEFICIT, key, host="Lekeberg")


def of_case(make: Make, *others: AllocationKey, rules: Rules | None = None) -> tuple[Alternative, ...]:
    chosen = make.population_key()
    case = Case("fall", year=2023, keys=(chosen, *others))
    return alternatives(case, rules or Rules(), shared(chosen))


def amounts(one: Alternative) -> list[Decimal]:
    assert one.allocation is not None
    return [share.amount for share in one.allocation.shares]


def test_every_date_and_equal_shares(make: Make) -> None:
    found = of_case(make, *(make.population_key(year) for year in (2020, 2022, 2023)))
    assert [amounts(one) for one in found] == [
        [353, 236, 478, 666], [360, 230, 473, 670], [356, 228, 476, 673], [434, 433, 433, 433],
    ]  # fmt: skip
    assert [one.key.name for one in found] == ["folkmängd", "folkmängd", "folkmängd", "lika"]
    assert found[0].allocation is not None
    assert [share.invoiced for share in found[0].allocation.shares] == [False, True, True, True]


def test_a_case_with_one_key_has_none_to_compare_with(make: Make) -> None:
    assert of_case(make) == ()
    assert of_case(make, make.population_key()) == ()


def test_a_key_that_stands_in_two_places_is_compared_once(make: Make) -> None:
    twice = [make.key(make.population[2022], 2022, row=row) for row in (1, 9)]
    assert [one.key.name for one in of_case(make, *twice)] == ["folkmängd", "lika"]


def test_what_cannot_be_used_is_named_with_the_reason(make: Make) -> None:
    negative = make.key((1, -1, 1, 1), 2019)
    zero = make.key((0, 0, 0, 0), 2018)
    fewer = make.key((1, 2, 3), 2017, members=("Lekeberg", "Laxå", "Askersund"))
    more = make.key((1, 2, 3, 4, 5), 2016, members=("Lekeberg", "Laxå", "Askersund", "Hallsberg", "Kumla"))
    found = of_case(make, negative, zero, fewer, more)
    assert [one.reason for one in found] == [
        "ett värde är negativt",
        "alla värden är 0",
        "Hallsberg saknas i nyckeln folkmängd 2017-12-31",
        "Kumla saknas i nyckeln folkmängd 2021-12-31",
        "",
    ]
    assert [one.allocation is None for one in found] == [True, True, True, True, False]


def test_a_key_keeps_its_own_order(make: Make) -> None:
    """Of equals the first in the list goes first, as in a run with that key."""
    turned = make.key((1, 1, 1, 1), 2019, members=("Hallsberg", "Askersund", "Laxå", "Lekeberg"))
    first = of_case(make, turned)[0].allocation
    assert first is not None
    assert {share.member: share.amount for share in first.shares} == {
        "Hallsberg": 434, "Askersund": 433, "Laxå": 433, "Lekeberg": 433,
    }  # fmt: skip
