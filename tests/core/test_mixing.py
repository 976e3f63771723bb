"""Keys made of keys: weights as they are written, mixes and least shares that always sum to the whole."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from itnamnd_xl.core.allocation import Direction, allocate
from itnamnd_xl.core.mixing import Minimum, equal_key, lacking, mixed, parse_mix, raised
from itnamnd_xl.core.model import AllocationKey, CellRef, KeyEntry

HERE = CellRef("bok.xlsx", "Nyckel", 2, 2)
D2021, D2022 = date(2021, 12, 31), date(2022, 12, 31)
COUNTS = st.lists(st.integers(0, 10**5), min_size=1, max_size=8).filter(any)
AMOUNTS = st.integers(0, 10**7)


def key(weights: list[int], name: str = "folkmängd", day: date | None = None) -> AllocationKey:
    entries = tuple(KeyEntry(f"M{i}", Decimal(weight), HERE) for i, weight in enumerate(weights))
    return AllocationKey(name, day, entries, HERE)


def fractions(weights: list[int]) -> list[Fraction]:
    return [Fraction(weight) for weight in weights]


class TestWeights:
    @pytest.mark.parametrize(
        "text",
        [
            "folkmängd 60 %, datorer 40 %",
            "folkmängd 60%, datorer 40%",
            "Folkmängd: 60 %; Datorer: 40 %",
            "folkmängd 60 procent och datorer 40 procent",
            "60 % folkmängd, 40 % datorer",
            "60 % av folkmängd och 40 % av datorer",
            "folkmängd 0,6, datorer 0,4",
            "folkmängd 0.6, datorer 0.4",
            "folkmängd=60, datorer=40",
            "folkmängd 60 + datorer 40",
            "folkmängd 3/5, datorer 2/5",
            "  folkmängd  60 %,datorer 40 % ",
        ],
    )
    def test_a_mix_is_read_as_boards_write_it(self, text: str) -> None:
        mix = parse_mix(text)
        assert mix is not None
        assert dict(mix.parts) == {"folkmängd": Fraction(3, 5), "datorer": Fraction(2, 5)}
        assert mix.total == 1
        assert mix.name == "folkmängd 60 %, datorer 40 %"

    @pytest.mark.parametrize(
        ("text", "parts"),
        [
            ("folkmängd 2/3, lika 1/3", {"folkmängd": Fraction(2, 3), "lika": Fraction(1, 3)}),
            ("folkmängd 62,5 %, datorer 37,5 %", {"folkmängd": Fraction(5, 8), "datorer": Fraction(3, 8)}),
            ("folkmängd 50 %, datorer 25 %, folkmängd 25 %", {"folkmängd": Fraction(3, 4), "datorer": Fraction(1, 4)}),
            ("antal datorer 100 %", {"antal datorer": Fraction(1)}),
        ],
    )
    def test_weights_are_exact(self, text: str, parts: dict[str, Fraction]) -> None:
        mix = parse_mix(text)
        assert mix is not None
        assert dict(mix.parts) == parts
        assert mix.total == 1
        assert parse_mix(mix.name) == mix

    @pytest.mark.parametrize("text", ["folkmängd", "", "lika delar", "folkmängd, datorer", "folkmängd 60 % datorer"])
    def test_a_key_without_weights_is_no_mix(self, text: str) -> None:
        assert parse_mix(text) is None

    @pytest.mark.parametrize(
        ("text", "total"),
        [("folkmängd 60 %, datorer 30 %", Fraction(9, 10)), ("folkmängd 0,5, datorer 0,4", Fraction(9, 10))],
    )
    def test_weights_that_are_no_whole_are_told_by_their_sum(self, text: str, total: Fraction) -> None:
        mix = parse_mix(text)
        assert mix is not None
        assert mix.total == total

    @given(st.text(max_size=250) | st.from_regex(r"[a-zåäö]{1,9} [0-9,./ %]{1,12}[,;] ?[a-zåäö]{1,9} [0-9,./ %]{1,9}"))
    def test_any_text_is_read_without_a_fault(self, text: str) -> None:
        mix = parse_mix(text)
        assert mix is None or mix.total >= 0


class TestMixes:
    def test_each_part_s_shares_are_weighed_exactly(self) -> None:
        mix = mixed([(key([1, 2]), Fraction(3, 5)), (key([1, 1], "datorer"), Fraction(2, 5))], "blandning")
        assert [entry.exact for entry in mix.entries] == [Fraction(2, 5), Fraction(3, 5)]
        assert [entry.weight for entry in mix.entries] == [Decimal("0.4"), Decimal("0.6")]
        assert (mix.name, mix.date) == ("blandning", None)

    def test_thirds_are_thirds(self) -> None:
        mix = mixed([(key([1, 1, 1]), Fraction(1))], "blandning")
        assert {entry.fraction for entry in mix.entries} == {Fraction(1, 3)}

    @pytest.mark.parametrize(
        ("first", "second", "day"), [(D2021, None, D2021), (D2021, D2021, D2021), (D2021, D2022, None)]
    )
    def test_a_mix_is_of_the_date_that_its_parts_have_in_common(
        self, first: date, second: date | None, day: date | None
    ) -> None:
        parts = [(key([1, 2], day=first), Fraction(1, 2)), (key([1, 1], "datorer", second), Fraction(1, 2))]
        assert mixed(parts, "blandning").date == day

    def test_a_member_that_a_part_lacks_is_found(self) -> None:
        short = key([1, 2], "datorer")
        assert lacking([key([1, 2, 3]), short]) == ("M2", short)
        assert lacking([short, key([1, 2, 3])]) == ("M2", short)
        assert lacking([key([1, 2]), short]) is None

    @given(COUNTS, AMOUNTS)
    def test_a_mix_of_one_key_is_that_key(self, weights: list[int], amount: int) -> None:
        plain = key(weights)
        mix = mixed([(plain, Fraction(1))], "blandning")
        both = [allocate(Decimal(amount), "kr", Direction.DEFICIT, one) for one in (plain, mix)]
        assert [share.amount for share in both[0].shares] == [share.amount for share in both[1].shares]
        assert [share.ratio for share in both[0].shares] == [share.ratio for share in both[1].shares]

    @given(st.data(), COUNTS, AMOUNTS, st.fractions(0, 1, max_denominator=100))
    def test_a_mix_sums_to_the_whole_whatever_order_its_parts_have(
        self, data: st.DataObject, weights: list[int], amount: int, weight: Fraction
    ) -> None:
        others = data.draw(st.lists(st.integers(0, 10**5), min_size=len(weights), max_size=len(weights)).filter(any))
        parts = [(key(weights), weight), (key(others, "datorer"), 1 - weight)]
        one, other = (mixed(order, "blandning") for order in (parts, parts[::-1]))
        assert sum(entry.fraction for entry in one.entries) == 1
        assert [entry.fraction for entry in one.entries] == [entry.fraction for entry in other.entries]
        shares = allocate(Decimal(amount), "kr", Direction.DEFICIT, one).shares
        assert sum(share.amount for share in shares) == amount

    @given(st.integers(1, 12), AMOUNTS)
    def test_equal_shares_differ_by_one_unit_at_most(self, members: int, amount: int) -> None:
        equal = equal_key(((f"M{i}", HERE) for i in range(members)), HERE)
        parts = [share.amount for share in allocate(Decimal(amount), "tkr", Direction.DEFICIT, equal).shares]
        assert sum(parts) == amount
        assert max(parts) - min(parts) <= 1


class TestLeast:
    def test_who_gets_less_gets_the_least_and_the_others_share_the_rest(self) -> None:
        assert raised(fractions([1, 9, 30]), 400, Fraction(100)) == [100, 100, 200]
        assert raised(fractions([5, 15, 60]), 800, Fraction(100)) == [100, 140, 560]

    def test_it_is_repeated_until_it_holds(self) -> None:
        """The second is above the least by the key, and below it once the first has got hers."""
        assert raised(fractions([0, 21, 79]), 100, Fraction(20)) == [20, 20, 60]

    def test_who_is_held_at_it_is_named_whatever_the_key_gives(self) -> None:
        """The second has more by the key alone, and less than the least of what the first's least leaves."""
        found = allocate(Decimal(100), "kr", Direction.DEFICIT, key([0, 21, 79]), minimum=Minimum(Fraction(1, 5)))
        assert found.raised == ("M0", "M1")

    def test_what_is_less_than_all_leasts_is_refused(self) -> None:
        with pytest.raises(ValueError, match="exceed"):
            raised(fractions([1, 2]), 10, Fraction(6))

    def test_the_least_is_not_rounded_away(self) -> None:
        """100 500 kr is more than 100 tkr, and where only thousands are known it is 101."""
        found = allocate(
            Decimal(1000), "tkr", Direction.DEFICIT, key([1, 99]), minimum=Minimum(kronor=Decimal(100_500))
        )
        assert [share.amount for share in found.shares] == [101, 899]
        assert [share.kronor for share in found.shares] == [101_000, 899_000]
        assert found.raised == ("M0",)

    def test_the_larger_of_a_share_and_an_amount_holds(self) -> None:
        both = Minimum(Fraction(1, 10), Decimal(50))
        assert [both.least(Fraction(whole), Fraction(1)) for whole in (100, 1000)] == [50, 100]

    def test_what_rounding_takes_from_the_whole_is_no_excess(self) -> None:
        """1 733 400 kr is 1 733 in thousands; four times 433 300 kr lies between. The tie goes to the larger key."""
        least = Minimum(kronor=Decimal(433_300))
        found = allocate(Decimal(1_733_400), "kr", Direction.DEFICIT, key([1, 2, 3, 4]), places=-3, minimum=least)
        assert [share.amount for share in found.shares] == [433_000, 433_000, 433_000, 434_000]

    def test_nothing_to_share_has_no_least(self) -> None:
        found = allocate(Decimal(0), "kr", Direction.NONE, key([1, 2]), minimum=Minimum(kronor=Decimal(5)))
        assert [share.amount for share in found.shares] == [0, 0]

    @given(COUNTS, AMOUNTS)
    def test_no_least_is_the_plain_key(self, weights: list[int], whole: int) -> None:
        total = sum(weights)
        assert raised(fractions(weights), whole, Fraction(0)) == [Fraction(whole * one, total) for one in weights]

    @given(COUNTS, AMOUNTS, st.fractions(0, 10**6, max_denominator=100))
    def test_the_quotas_sum_to_the_whole_and_none_is_below_the_least(
        self, weights: list[int], whole: int, least: Fraction
    ) -> None:
        assume(least * len(weights) <= whole)
        quotas = raised(fractions(weights), whole, least)
        assert sum(quotas) == whole
        assert min(quotas) >= least
        # Who has more by the key never gets less.
        assert sorted(quotas) == [quota for _, quota in sorted(zip(weights, quotas, strict=True))]

    @given(COUNTS, st.integers(1, 10**7), st.fractions(0, 1, max_denominator=50))
    def test_the_amounts_hold_the_least_where_it_is_whole(
        self, weights: list[int], amount: int, share: Fraction
    ) -> None:
        assume(-(-share * amount // 1) * len(weights) <= amount)
        found = allocate(Decimal(amount), "tkr", Direction.SURPLUS, key(weights), minimum=Minimum(share))
        assert sum(one.amount for one in found.shares) == amount
        assert all(one.amount >= share * amount for one in found.shares)
        assert all(one.kronor >= share * amount * 1000 for one in found.shares)

    @given(COUNTS, st.integers(100, 10**6), st.integers(0, 50), st.integers(0, 50))
    def test_a_higher_least_never_takes_from_who_has_least(
        self, weights: list[int], whole: int, one: int, other: int
    ) -> None:
        low, high = sorted((one, other))
        assume(high * len(weights) <= whole)
        lows, highs = (raised(fractions(weights), whole, Fraction(least)) for least in (low, high))
        assert min(lows) <= min(highs)
        assert max(lows) >= max(highs)

    @given(st.permutations(range(5)), st.integers(100, 10**6))
    def test_the_order_of_the_members_does_not_matter(self, order: list[int], whole: int) -> None:
        weights = [3, 10, 50, 400, 1000]
        straight = dict(zip(weights, raised(fractions(weights), whole, Fraction(20)), strict=True))
        turned = [weights[place] for place in order]
        assert dict(zip(turned, raised(fractions(turned), whole, Fraction(20)), strict=True)) == straight
