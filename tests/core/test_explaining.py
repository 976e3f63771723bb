"""Deviations against both limits: exactly at a limit is within it, and no budget leaves the amount alone."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itnamnd_xl.core.explaining import amount_limit, deviations, is_large
from itnamnd_xl.core.model import Column, Rules
from itnamnd_xl.core.statements import compute

if TYPE_CHECKING:
    from tests.core.conftest import Make

RULES = Rules()
# Amounts in tkr with öre, and limits as boards set them.
AMOUNTS = st.decimals(-50_000, 50_000, places=2)
SHARES = st.decimals("0.001", 1, places=3)
KRONOR = st.integers(0, 5_000_000)


def test_the_reports_deviations_the_largest_first(make: Make) -> None:
    """The report of 2023 explains the licences, the telephones and the capital costs."""
    result, _ = compute(make.statement(make.drift))
    large = [(one.line.row.text, int(one.amount or 0)) for one in deviations(result, RULES) if one.is_large]
    assert large == [
        ("LICENSER & SERVICEAVTAL", -3308),
        ("TELE- OCH DATAKOMM.", -1304),
        ("KAPITALKOSTNADER", 1044),
        ("ÖVRIGA AVG O. ERSÄTTNIN", 868),
        ("ÖVRIGT TJÄNSTEKÖP", 337),
        ("ÖVRIGA KOSTNADER", 107),
    ]


def test_every_single_row_is_held_against_the_limits_and_no_total(make: Make) -> None:
    result, _ = compute(make.statement(make.drift))
    found = deviations(result, RULES)
    assert {one.line.row.text for one in found} == {line.row.text for line in result.lines}
    assert all(result.order[one.at] is one.line for one in found)
    sizes = [abs(one.amount or Decimal(0)) for one in found if not one.is_large]
    assert sizes == sorted(sizes, reverse=True)


@pytest.mark.parametrize(
    ("amount", "budget", "large"),
    [
        ("-100", "1000", False),  # Exactly the amount.
        ("-100.01", "1000", True),
        ("-150", "3000", False),  # Exactly the share.
        ("-150.01", "3000", True),
        ("150.01", "-3000", True),  # Income, better.
        ("-101", "5000", False),
        ("-99", "100", False),
        ("-101", "0", True),
        ("-101", None, True),
        ("-99", "0", False),
    ],
)
def test_both_limits_are_exceeded(amount: str, budget: str | None, large: bool) -> None:
    assert is_large(Decimal(amount), None if budget is None else Decimal(budget), RULES, "tkr") is large


@given(AMOUNTS, AMOUNTS, SHARES, KRONOR)
def test_large_is_what_is_above_both(amount: Decimal, budget: Decimal, share: Decimal, kronor: int) -> None:
    rules = Rules(comment_share=share, comment_amount=Decimal(kronor))
    by_amount = abs(Fraction(amount)) * 1000 > kronor
    by_share = budget == 0 or abs(Fraction(amount)) > Fraction(share) * abs(Fraction(budget))
    assert is_large(amount, budget, rules, "tkr") is (by_amount and by_share)


@given(AMOUNTS, AMOUNTS, SHARES, KRONOR)
def test_the_unit_of_the_statement_changes_nothing(
    amount: Decimal, budget: Decimal, share: Decimal, kronor: int
) -> None:
    rules = Rules(comment_share=share, comment_amount=Decimal(kronor))
    in_kronor = is_large(amount * 1000, budget * 1000, rules, "kr")
    assert is_large(amount, budget, rules, "tkr") is in_kronor
    assert amount_limit(rules, "kr") == 1000 * amount_limit(rules, "tkr") == 1_000_000 * amount_limit(rules, "mnkr")


@given(AMOUNTS, AMOUNTS)
def test_a_larger_deviation_is_never_less_large(amount: Decimal, budget: Decimal) -> None:
    if is_large(amount, budget, RULES, "tkr"):
        assert is_large(2 * amount, budget, RULES, "tkr")
        assert is_large(-amount, budget, RULES, "tkr")


def test_a_share_of_the_budget_is_told_where_there_is_one(make: Make) -> None:
    table = """
        text | budget | outcome | deviation |
        A    |   1000 |    1200 |      -200 | cost
        B    |      0 |     200 |      -200 | cost
        C    |        |     200 |      -200 | cost
    """
    result, _ = compute(make.statement(table))
    assert [(one.line.row.text, one.share) for one in deviations(result, RULES)] == [
        ("A", Fraction(-1, 5)),
        ("B", None),
        ("C", None),
    ]


def test_a_published_deviation_with_turned_sign_is_adverse_where_it_is_negative(make: Make) -> None:
    table = "\n".join(
        "|".join([*parts[:3], f" {-int(parts[3])} ", *parts[4:]]) if parts[3].strip().lstrip("-").isdigit() else line
        for line in make.drift.strip().splitlines()
        for parts in [line.split("|")]
    )
    result, _ = compute(make.statement(table))
    assert result.convention.reversed_column
    assert deviations(result, RULES)[0].amount == -3308


def test_a_part_of_the_year_deviates_from_no_whole_year(make: Make) -> None:
    statement = replace(make.statement(make.drift), is_partial=True)
    assert deviations(compute(statement)[0], RULES) == []
    assert Column.DEVIATION in statement.columns


def test_rows_that_deviate_by_nothing_known_come_last(make: Make) -> None:
    table = """
        text | budget | outcome | deviation |
        A    |   1000 |         |           | cost
        B    |   1000 |    1200 |      -200 | cost
        C    |        |         |           | cost
    """
    result, _ = compute(make.statement(table))
    found = deviations(result, RULES)
    assert [(one.line.row.text, one.amount, one.is_large) for one in found][:2] == [
        ("B", -200, True),
        ("A", None, False),
    ]
    assert not any(one.is_large for one in found[1:])


def test_where_no_row_deviates_nothing_is_given(make: Make) -> None:
    table = """
        text | budget | outcome | deviation |
        A    |   1000 |         |           | cost
    """
    assert deviations(compute(make.statement(table))[0], RULES) == []
