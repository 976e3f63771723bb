"""Numbers and lists as a Swede writes them."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itnamnd_xl.core.swedish import amount, count, decimal_of, listing, number, percent, plain


def seen(text: str) -> str:
    """Show no-break spaces as underscores, so that an ordinary one would be seen."""
    return text.replace("\u00a0", "_").replace("\u2212", "−")


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        ("1733", None, "1_733"),
        ("-1733", None, "−1_733"),
        ("1234567.5", None, "1_234_567,5"),
        ("999", None, "999"),
        ("7.060", None, "7,06"),
        ("1E+3", None, "1_000"),
        ("0", None, "0"),
        ("0.05", None, "0,05"),
        ("-0.4", 0, "0"),
        ("2.5", 0, "3"),
        ("-2.5", 0, "−3"),
        ("2", 1, "2,0"),
        ("0.145", 2, "0,15"),
        ("1733", -3, "1_733"),
    ],
)
def test_number(value: str, places: int | None, text: str) -> None:
    assert seen(number(Decimal(value), places)) == text


@given(st.decimals(-(10**9), 10**9, places=4))
def test_a_number_reads_back(value: Decimal) -> None:
    text = number(value).replace("\u00a0", "").replace("\u2212", "-").replace(",", ".")
    assert Decimal(text) == value


@pytest.mark.parametrize(
    ("ratio", "text"),
    [
        (Fraction(864, 1100), "78,5_%"),
        (Fraction(1, 2), "50_%"),
        (Decimal("0.75"), "75_%"),
        (Decimal("0.785"), "78,5_%"),
        (Fraction(2, 3), "66,7_%"),
        (Fraction(-1, 3), "−33,3_%"),
        (Fraction(0), "0_%"),
    ],
)
def test_percent(ratio: Fraction | Decimal, text: str) -> None:
    assert seen(percent(ratio)) == text


@pytest.mark.parametrize(
    ("ratio", "places", "expected"),
    [
        (Fraction(1, 3), 3, "0.333"),
        (Fraction(2, 3), 3, "0.667"),
        (Fraction(1, 2), 0, "1"),
        (Fraction(-1, 2), 0, "-1"),
        (Fraction(25, 10), 0, "3"),
        (Fraction(1, 4), 5, "0.25"),
    ],
)
def test_a_ratio_is_rounded_half_away_from_zero(ratio: Fraction, places: int, expected: str) -> None:
    found = decimal_of(ratio, places)
    assert str(found) == expected


@given(st.fractions(-(10**9), 10**9), st.integers(0, 12))
def test_a_rounded_ratio_is_the_nearest(ratio: Fraction, places: int) -> None:
    assert abs(Fraction(decimal_of(ratio, places)) - ratio) <= Fraction(1, 2 * 10**places)


@pytest.mark.parametrize(("value", "text"), [("1E+2", "100"), ("2.500", "2.5"), ("0.00", "0"), ("-7.0", "-7")])
def test_plain(value: str, text: str) -> None:
    assert str(plain(Decimal(value))) == text


def test_amount_with_and_without_a_unit() -> None:
    assert seen(amount(1733, "tkr")) == "1_733_tkr"
    assert seen(amount(Decimal("1.5"), None)) == "1,5"


@pytest.mark.parametrize(
    ("parts", "text"), [([], ""), (["a"], "a"), (["a", "b"], "a och b"), (["a", "b", "c"], "a, b och c")]
)
def test_listing(parts: list[str], text: str) -> None:
    assert listing(parts) == text


@pytest.mark.parametrize(("many", "text"), [(0, "0 rader"), (1, "1 rad"), (2, "2 rader"), (1000, "1_000 rader")])
def test_count(many: int, text: str) -> None:
    assert seen(count(many, "rad", "rader")) == text
