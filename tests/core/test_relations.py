"""What the columns of a row make of each other, found by the figures and held against every row."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itnamnd_xl.core.model import CellRef, Column, Quantity, Role, Row, Scope, Statement, StatementType
from itnamnd_xl.core.reconciliation import CheckStatus
from itnamnd_xl.core.statements import StatementResult, compute

YEAR = (Column.BUDGET, Column.OUTCOME, Column.DEVIATION)
AMOUNTS = st.integers(100, 9000)


def statement(
    columns: tuple[Column, ...], *rows: tuple[int | None, ...], kind: StatementType = StatementType.OPERATING
) -> Statement:
    """Make a statement of units from rows of figures; the last row is the total."""
    made = []
    for place, figures in enumerate(rows, 2):
        is_total = place == len(rows) + 1
        amounts = {
            column: Quantity(
                None if value is None else Decimal(value), str(value), CellRef("bok.xlsx", "Drift", place, i)
            )
            for i, (column, value) in enumerate(zip(columns, figures, strict=True), 2)
        }
        role, scope = (Role.TOTAL, Scope.NET) if is_total else (Role.ITEM, None)
        made.append(Row(f"Rad {place}", CellRef("bok.xlsx", "Drift", place, 1), role, amounts, scope=scope))
    return Statement(kind, "tkr", tuple(made), CellRef("bok.xlsx", "Drift", 1, 1), columns, by_unit=True)


def summed(*rows: tuple[int, ...]) -> list[tuple[int, ...]]:
    return [*rows, tuple(map(sum, zip(*rows, strict=True)))]


def errors(result: StatementResult) -> set[str]:
    return {check.source.a1 for check in result.checks if check.status is CheckStatus.ERROR}


def codes(one: Statement) -> set[str]:
    return {found.code for found in compute(one)[1]}


@pytest.mark.parametrize("turn", [(1, 1, 1), (1, -1, 1), (1, 1, -1)])
def test_a_net_follows_one_of_three_formulas(turn: tuple[int, int, int]) -> None:
    """Costs less income; costs and income below zero; income less costs."""
    income, sign, net = turn
    columns = (Column.OUTCOME_INCOME, Column.OUTCOME_COST, *YEAR)
    rows = summed(
        *(
            (income * sign * i, c, b, net * (c - i), b - net * (c - i))
            for i, c, b in ((12, 120, 100), (5, 195, 200), (7, 50, 40))
        )
    )
    assert errors(compute(statement(columns, *rows))[0]) == set()
    rows[1] = (*rows[1][:1], rows[1][1] + 9, *rows[1][2:])
    assert "E3" in errors(compute(statement(columns, *rows))[0])


def test_a_net_that_follows_nothing_is_said_and_not_checked() -> None:
    columns = (Column.OUTCOME_INCOME, Column.OUTCOME_COST, *YEAR)
    rows = summed((1, 2, 100, 110, -10), (3, 4, 200, 190, 10), (5, 6, 50, 60, -10))
    one = statement(columns, *rows)
    assert "W514" in codes(one)
    assert errors(compute(one)[0]) == set()


def test_a_budget_is_held_against_its_changes() -> None:
    columns = (Column.ORIGINAL_BUDGET, Column.BUDGET_CHANGE, *YEAR)
    rows = summed((100, 20, 120, 110, 10), (200, -20, 180, 190, -10), (50, 10, 60, 60, 0))
    assert errors(compute(statement(columns, *rows))[0]) == set()
    rows = summed((100, 20, 120, 110, 10), (200, -20, 180, 190, -10), (50, 5, 60, 60, 0))
    assert errors(compute(statement(columns, *rows))[0]) == {"D4", "D5"}


def test_a_change_that_is_only_one_of_several_says_nothing_of_the_budget() -> None:
    columns = (Column.ORIGINAL_BUDGET, Column.BUDGET_CHANGE, *YEAR)
    rows = summed((100, 20, 150, 110, 40), (200, -20, 210, 190, 20), (50, 10, 80, 60, 20))
    one = statement(columns, *rows)
    assert errors(compute(one)[0]) == set()
    assert "W514" not in codes(one)


@given(st.lists(st.tuples(AMOUNTS, AMOUNTS, AMOUNTS), min_size=2, max_size=6))
def test_a_deviation_is_of_what_its_figures_are_of(rows: list[tuple[int, int, int]]) -> None:
    columns = (*YEAR, Column.FORECAST)
    of_outcome = statement(columns, *summed(*((b, o, b - o, f) for b, o, f in rows)))
    of_forecast = statement(columns, *summed(*((b, o, b - f, f) for b, o, f in rows)))
    result, found = compute(of_outcome)
    assert result.statement.against is Column.OUTCOME
    assert "N513" not in {one.code for one in found}
    differ = [o != f for _, o, f in rows]
    result, found = compute(of_forecast)
    if all(differ):
        assert result.statement.against is Column.FORECAST
        assert result.statement.is_partial
        assert "prognos" in result.sign_words
        assert [line.deviation for line in result.lines] == [b - f for b, _, f in rows]
        assert "N513" in {one.code for one in found}
    assert errors(result) == set() or any(differ)


def test_a_deviation_of_the_whole_project_gets_a_column_of_its_own() -> None:
    columns = (Column.DECIDED_TOTAL, Column.FORECAST_TOTAL, Column.ACCUMULATED, *YEAR)
    rows = summed((1000, 1100, 550, 200, 250, -100), (500, 480, 180, 100, 80, 20))
    result, found = compute(statement(columns, *rows, kind=StatementType.INVESTMENTS))
    assert [line.value(Column.TOTAL_DEVIATION) for line in result.lines] == [-100, 20]
    assert [line.deviation for line in result.lines] == [-50, 20]
    assert {"N513", "W511"} <= {one.code for one in found}
    assert errors(result) == set()


def test_a_project_without_a_forecast_is_held_against_what_it_has_cost() -> None:
    columns = (Column.DECIDED_TOTAL, Column.FORECAST_TOTAL, Column.ACCUMULATED, Column.TOTAL_DEVIATION)
    rows: list[tuple[int | None, ...]] = [
        (1000, 1100, 550, -100),
        (500, None, 180, 320),
        (700, 650, 20, 50),
        (2200, None, 750, 270),
    ]
    one = statement(columns, *rows, kind=StatementType.INVESTMENTS)
    assert "E3" not in errors(compute(one)[0])
    rows[1] = (500, None, 180, 300)
    assert "E3" in errors(compute(statement(columns, *rows, kind=StatementType.INVESTMENTS))[0])


def test_a_deviation_called_the_forecasts_may_be_the_years() -> None:
    columns = (Column.BUDGET, Column.OUTCOME, Column.FORECAST, Column.FORECAST_DEVIATION)
    rows = summed((100, 110, 95, -10), (200, 190, 230, 10))
    result, _ = compute(statement(columns, *rows))
    assert [line.value(Column.DEVIATION) for line in result.lines] == [-10, 10]
    rows = summed((100, 110, 95, 5), (200, 190, 230, -30))
    result, _ = compute(statement(columns, *rows))
    assert [line.value(Column.FORECAST_DEVIATION) for line in result.lines] == [5, -30]
    assert errors(result) == set()
