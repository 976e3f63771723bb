"""Published figures against recomputed ones: what rounding explains, and what it does not."""

from __future__ import annotations

from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itnamnd_xl.core.reconciliation import (
    Check,
    CheckStatus,
    Comparison,
    cells_text,
    check,
    check_diagnostics,
    compare,
    judge,
    noise_places,
)

if TYPE_CHECKING:
    from tests.core.conftest import Make

OK, ROUNDING, ERROR, UNCHECKED = CheckStatus
PLACES = st.integers(-3, 3)
TERMS = st.lists(st.tuples(st.sampled_from([1, -1]), st.integers(-(10**9), 10**9)), min_size=1, max_size=15)


def compared(make: Make, published: str, *terms: str) -> Check:
    """Hold a figure against the sum of others, known to the digits that are written."""
    comparison = Comparison("total", tuple((1, make.quantity(one)) for one in terms), "raderna")
    return compare(make.quantity(published), comparison, "Summa", "tkr")


@pytest.mark.parametrize(
    ("published", "terms", "bound", "status"),
    [
        # Half of the last digit of every figure: 0,5 × (terms + 1).
        ("10", ["4", "6"], "1.5", OK),
        ("11", ["4", "6"], "1.5", ROUNDING),
        ("9", ["4", "6"], "1.5", ROUNDING),
        ("12", ["4", "6"], "1.5", ERROR),
        ("8", ["4", "6"], "1.5", ERROR),
        ("5", ["4"], "1", ROUNDING),
        ("6", ["4"], "1", ERROR),
        ("1733", ["-42259", "43991"], "1.5", ROUNDING),
        ("2876", ["707", "341", "614", "268", "945"], "3", ROUNDING),
        ("2879", ["707", "341", "614", "268", "945"], "3", ERROR),
        # mnkr with one decimal: 0,05 × (terms + 1).
        ("1.1", ["0.4", "0.6"], "0.15", ROUNDING),
        ("1.2", ["0.4", "0.6"], "0.15", ERROR),
        # A cell that stores more digits narrows the bound, to nothing in the end.
        ("10", ["4.00", "6.00"], "0.51", OK),
        ("10", ["4.00", "6.51"], "0.51", ROUNDING),
        ("10", ["4.00", "6.52"], "0.51", ERROR),
        ("10.00", ["4.00", "6.01"], "0.015", ROUNDING),
        ("10.00", ["4.00", "6.02"], "0.015", ERROR),
        # What lies beyond the sixth decimal comes from binary floats.
        ("0.3000000", ["0.1000001", "0.2000000"], "0.00000015", OK),
    ],
)
def test_bound_and_status(make: Make, published: str, terms: list[str], bound: str, status: CheckStatus) -> None:
    found = compared(make, published, *terms)
    assert (found.bound, found.status) == (Decimal(bound), status)


def test_thousands_shown_of_kronor_widen_the_bound(make: Make) -> None:
    """Figures in kr of which only thousands are known."""
    comparison = Comparison("total", ((1, make.quantity(4000, places=-3)), (1, make.quantity(6000, places=-3))), "")
    for published, status in ((11_000, ROUNDING), (11_500, ROUNDING), (11_501, ERROR)):
        found = compare(make.quantity(published, places=-3), comparison, "Summa", "kr")
        assert (found.bound, found.status) == (Decimal(1500), status)


@pytest.mark.parametrize("published", ["1e22", "-1e25", "1e200"])
def test_figures_beyond_all_measure_are_held_against_others_too(make: Make, published: str) -> None:
    assert compared(make, published, "4", "6").status is ERROR
    assert compared(make, published, published).status is OK


def test_difference_is_published_less_computed(make: Make) -> None:
    assert compared(make, "12", "4", "6").difference == 2
    assert compared(make, "8", "4", "6").difference == -2


def test_terms_take_their_signs_and_are_named(make: Make) -> None:
    terms = ((1, make.quantity(10, at=make.cell(2, 2))), (-1, make.quantity(4, at=make.cell(2, 3))))
    found = compare(make.quantity(6, at=make.cell(2, 4)), Comparison("row", terms, ""), "Rad", "tkr")
    assert (found.computed, found.status) == (Decimal(6), OK)
    assert [cell.a1 for cell in (found.source, *found.terms)] == ["D2", "B2", "C2"]


@pytest.mark.parametrize("terms", [(), (None,), ("4", None)])
def test_a_missing_term_leaves_the_figure_unchecked(make: Make, terms: tuple[str | None, ...]) -> None:
    comparison = Comparison("total", tuple((1, make.quantity(one)) for one in terms), "")
    found = compare(make.quantity(4), comparison, "Summa", None)
    assert (found.status, found.computed, found.difference) == (UNCHECKED, None, Decimal(0))
    assert check_diagnostics([found]) == []


class TestWorst:
    def check(self, make: Make, published: str | None, *computed: str | None) -> Check | None:
        comparisons = [Comparison(str(one), ((1, make.quantity(one)),), "") for one in computed]
        return check(make.quantity(published), comparisons, "Netto", "tkr")

    @pytest.mark.parametrize(
        ("computed", "worst", "status"),
        [
            (["10", "10"], "10", OK),
            (["10", "11"], "11", ROUNDING),
            (["11", "10"], "11", ROUNDING),
            (["12", "11", "10"], "12", ERROR),
            (["10", "11", "12"], "12", ERROR),
            (["12", "13"], "13", ERROR),
            (["7", "12"], "7", ERROR),
            ([None, "10"], "10", OK),
            ([None], "None", UNCHECKED),
        ],
    )
    def test_of_several_comparisons_the_worst_counts(
        self, make: Make, computed: list[str | None], worst: str, status: CheckStatus
    ) -> None:
        found = self.check(make, "10", *computed)
        assert found is not None
        assert (found.code, found.status) == (worst, status)

    def test_no_figure_or_no_comparison_gives_no_check(self, make: Make) -> None:
        assert self.check(make, None, "10") is None
        assert self.check(make, "10") is None


class TestWeak:
    @pytest.mark.parametrize(("terms", "weak"), [(8, False), (9, False), (10, True), (40, True)])
    def test_above_five_units_of_the_last_digit(self, make: Make, terms: int, *, weak: bool) -> None:
        found = compared(make, str(terms), *["1"] * terms)
        assert found.is_weak is weak
        assert [one.code for one in check_diagnostics([found])] == (["W503"] if weak else [])

    def test_it_says_how_large_an_error_could_hide(self, make: Make) -> None:
        """The bound is 5,5 and 1 of it shows: the rest could be an error of 6,5 the other way."""
        found = compared(make, "11", *["1"] * 10)
        assert found.hidden == Decimal("6.5")
        rounding, weak = check_diagnostics([found])
        assert (rounding.code, weak.code) == ("N502", "W503")
        assert "5,5" in rounding.text
        assert "6,5" in weak.text

    @pytest.mark.parametrize(("stored", "places", "weak"), [("700", 0, False), ("700", -3, True), (None, 0, True)])
    def test_whole_numbers_lack_no_digits_beside_decimals(
        self, make: Make, stored: str | None, places: int, *, weak: bool
    ) -> None:
        """A budget of 700 kr, an outcome of 650,25 kr; a budget of which thousands are shown does lack some."""
        budget = replace(make.quantity("700", places=places), stored=None if stored is None else Decimal(stored))
        terms = ((1, budget), (-1, replace(make.quantity("650.25"), stored=Decimal("650.25"))))
        assert compare(make.quantity("49.75"), Comparison("row", terms, ""), "Rad", "kr").is_weak is weak

    def test_an_unchecked_figure_is_not_weak(self, make: Make) -> None:
        terms = tuple((1, make.quantity(None)) for _ in range(20))
        assert not compare(make.quantity(1), Comparison("total", terms, ""), "", None).is_weak


class TestProperties:
    @given(terms=TERMS, places=PLACES)
    def test_rounding_alone_is_never_an_error(self, make: Make, terms: list[tuple[int, int]], places: int) -> None:
        """Exact terms with six decimals; each is rounded by itself, and so is their exact sum."""
        found = self.compare_rounded(make, terms, places)
        assert found.status in (OK, ROUNDING)
        assert found.bound == Decimal(len(terms) + 1) / 2 * Decimal(1).scaleb(-places)

    @given(terms=TERMS, places=PLACES, beyond=st.integers(1, 10**6), sign=st.sampled_from([1, -1]))
    def test_an_error_of_more_than_twice_the_bound_never_hides(
        self, make: Make, terms: list[tuple[int, int]], places: int, *, beyond: int, sign: int
    ) -> None:
        bound = Decimal(len(terms) + 1) / 2 * Decimal(1).scaleb(-places)
        error = sign * (2 * bound + Decimal(beyond) / 1000)
        assert self.compare_rounded(make, terms, places, error).status is ERROR

    def compare_rounded(self, make: Make, terms: list[tuple[int, int]], places: int, error: Decimal | int = 0) -> Check:
        digit = Decimal(1).scaleb(-places)

        def rounded(exact: Decimal) -> Decimal:
            return (exact / digit).quantize(Decimal(1), ROUND_HALF_UP) * digit

        exact = [(sign, Decimal(value) / 10**6) for sign, value in terms]
        shown = tuple((sign, make.quantity(rounded(value), places=places)) for sign, value in exact)
        whole = rounded(sum((sign * value for sign, value in exact), Decimal(0))) + error
        return compare(make.quantity(whole, places=places), Comparison("total", shown, ""), "", None)


@pytest.mark.parametrize(
    ("difference", "status"),
    [("0.0000004", OK), ("-0.0000004", OK), ("0.0000005", ERROR), ("-0.0000005", ERROR), ("0.000001", ERROR)],
)
def test_a_difference_is_rounded_as_a_formula_rounds_it(difference: str, status: CheckStatus) -> None:
    """Half is rounded up, also where half to even would make nothing of it."""
    assert judge(Decimal(100) + Decimal(difference), Decimal(100), Decimal(0)) is status


@pytest.mark.parametrize(
    ("values", "places"), [([], 6), (["0"], 6), (["0.001"], 6), (["99999999"], 6), (["1E+8"], 5), (["7", "-1E+15"], 2)]
)
def test_large_amounts_have_fewer_decimals_that_a_sum_of_cells_is_good_for(values: list[str], places: int) -> None:
    """A cell holds 15 digits, and a sum loses the last of them."""
    assert noise_places(*map(Decimal, values), None) == places


def test_what_the_cells_cannot_tell_apart_is_no_difference() -> None:
    """Of ten thousand millions, a hundred-thousandth is beyond the 15 digits; an öre is not."""
    whole, none = Decimal("10000000000.00"), Decimal(0)
    assert judge(whole, whole + Decimal("0.00001"), none) is OK
    assert judge(whole, whole + Decimal("0.01"), none) is ERROR


def test_a_check_knows_all_ways_and_its_figure(make: Make) -> None:
    ways = [Comparison(str(one), ((1, make.quantity(one)),), "") for one in (10, 12)]
    figure = make.quantity(10)
    found = check(figure, ways, "Summa", "tkr")
    assert found is not None
    assert (found.code, found.figure, found.ways) == ("12", figure, tuple(ways))


class TestTexts:
    def test_an_error_names_its_cell_and_both_figures(self, make: Make) -> None:
        comparison = Comparison("total", ((1, make.quantity(43991)),), "raderna C6–C14")
        found = compare(make.quantity(44001, at=make.cell(15, 3)), comparison, "Totalt kostnader", "tkr")
        (said,) = check_diagnostics([found])
        assert said.code == "E501"
        message = said.message.replace("\u00a0", " ")
        for part in ("bok.xlsx, fliken Drift, cell C15", "44 001 tkr", "43 991 tkr", "10 tkr", "C6–C14"):
            assert part in message

    def test_what_rounding_explains_is_told_in_decimals_that_figures_have(self, make: Make) -> None:
        """A head count is exact to more decimals than any reader needs: högst 0,5000000015."""
        terms = tuple((1, make.quantity(one, places=9)) for one in (10_000, 10_000, 5_000))
        found = compare(make.quantity(26_000), Comparison("key_total", terms, "medlemmarnas värden"), "Summa", None)
        assert found.bound == Decimal("0.5000000015")
        assert "(högst 0,5)" in check_diagnostics([found])[0].message

    def test_agreement_is_not_talked_about(self, make: Make) -> None:
        assert check_diagnostics([compared(make, "10", "4", "6")]) == []

    @pytest.mark.parametrize(
        ("rows", "text"),
        [
            ([5], "cellen C5"),
            ([5, 9], "cellerna C5 och C9"),
            ([5, 6, 7], "raderna C5–C7"),
            ([7, 5, 6], "raderna C5–C7"),
            # Three subtotals are not the rows from the first to the last.
            ([5, 9, 20], "cellerna C5, C9 och C20"),
            ([6, 7, 9], "cellerna C6, C7 och C9"),
        ],
    )
    def test_cells_are_named(self, make: Make, rows: list[int], text: str) -> None:
        assert cells_text([make.cell(row, 3) for row in rows]) == text
