"""Statements worked through: the report's four rounding differences, and every error that could be typed into it."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itnamnd_xl.core.model import Column, Kind, Scope
from itnamnd_xl.core.reconciliation import CheckStatus
from itnamnd_xl.core.statements import Line, Total, compute

if TYPE_CHECKING:
    from collections.abc import Mapping

    from itnamnd_xl.core.statements import StatementResult
    from tests.core.conftest import Make

HEAD = "text | budget | outcome | deviation |\n"
BUDGET, OUTCOME, DEVIATION = Column.BUDGET, Column.OUTCOME, Column.DEVIATION
# Which rows each total of the report sums; rows count from 2, under the header.
DRIFT_SUMS = {4: (2, 3), 14: tuple(range(5, 14)), 15: (4, 14)}
INVEST_SUMS = {7: tuple(range(2, 7))}
Figures = dict[tuple[int, int], int]
Statuses = dict[str, CheckStatus]


def statuses(result: StatementResult) -> Statuses:
    return {one.source.a1: one.status for one in result.checks}


def figures_of(table: str) -> Figures:
    """The table's amounts by row and column, columns 2, 3 and 4 being budget, outcome and deviation."""
    lines = [line.split("|") for line in table.strip().splitlines()[1:]]
    return {(row, column): int(parts[column - 1]) for row, parts in enumerate(lines, 2) for column in (2, 3, 4)}


def expected_statuses(figures: Figures, sums: Mapping[int, tuple[int, ...]]) -> Statuses:
    """Check a statement in whole units by hand: each comparison's difference, and how many figures take part."""
    compared: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for (row, column), figure in figures.items():
        found = compared.setdefault((row, column), [])
        if column == 4:
            found.append((figure - (figures[row, 2] - figures[row, 3]), 3))
        if row in sums:
            found.append((figure - sum(figures[child, column] for child in sums[row]), len(sums[row]) + 1))
    return {
        f"{'ABCD'[column - 1]}{row}": (
            CheckStatus.ERROR
            if any(2 * abs(difference) > count for difference, count in found)
            else CheckStatus.ROUNDING
            if any(difference for difference, _ in found)
            else CheckStatus.OK
        )
        for (row, column), found in compared.items()
        if found
    }


def with_figure(table: str, place: tuple[int, int], figure: int) -> str:
    lines = table.strip().splitlines()
    parts = lines[place[0] - 1].split("|")
    parts[place[1] - 1] = f" {figure} "
    lines[place[0] - 1] = "|".join(parts)
    return "\n".join(lines)


class TestReport:
    def test_exactly_four_figures_differ_by_rounding(self, make: Make) -> None:
        drift, found = compute(make.statement(make.drift))
        invest, more = compute(make.statement(make.invest, investments=True))
        assert found == more == []
        checks = [*drift.checks, *invest.checks]
        differing = [one for one in checks if one.status is not CheckStatus.OK]
        assert [(one.source.a1, one.status, one.published, one.computed, one.bound) for one in differing] == [
            ("C15", CheckStatus.ROUNDING, Decimal(1733), Decimal(1732), Decimal("1.5")),
            ("D15", CheckStatus.ROUNDING, Decimal(-1733), Decimal(-1732), Decimal("1.5")),
            ("D4", CheckStatus.ROUNDING, Decimal(614), Decimal(615), Decimal("1.5")),
            ("D7", CheckStatus.ROUNDING, Decimal(2876), Decimal(2875), Decimal(3)),
        ]
        assert len(checks) == 14 + 3 * 2 + 6 + 2

    def test_a_weak_check_is_not_among_them(self, make: Make) -> None:
        """Nine cost rows and their total: a bound of 5, which is not above 5."""
        result, _ = compute(make.statement(make.drift))
        assert not any(one.is_weak for one in result.checks)

    def test_lines_and_totals(self, make: Make) -> None:
        result, _ = compute(make.statement(make.drift))
        assert [line.kind for line in result.lines] == [Kind.REVENUE] * 2 + [Kind.COST] * 9
        recomputed = [(one.scope, one.amounts[BUDGET], one.amounts[OUTCOME], one.deviation) for one in result.totals]
        assert recomputed == [
            (Scope.REVENUE, Decimal(-41391), Decimal(-42259), Decimal(868)),
            (Scope.COST, Decimal(41391), Decimal(43991), Decimal(-2600)),
            (Scope.NET, Decimal(0), Decimal(1732), Decimal(-1732)),
        ]
        net = result.grand_total
        published = net.published(OUTCOME)
        assert net.text == "NETTORESULTAT"
        assert published is not None
        assert published.value == 1733
        assert [type(one) for one in result.order] == [Line] * 2 + [Total] + [Line] * 9 + [Total] * 2

    def test_projects(self, make: Make) -> None:
        result, _ = compute(make.statement(make.invest, investments=True))
        assert {line.kind for line in result.lines} == {Kind.PROJECT}
        assert [line.deviation for line in result.lines] == [707, 341, 615, 268, 945]
        assert (result.grand_total.scope, result.grand_total.deviation) == (Scope.ALL, Decimal(2876))

    @pytest.mark.parametrize("change", [1, -1, 2, 10, -10, 1000])
    @pytest.mark.parametrize("investments", [False, True])
    def test_any_single_wrong_figure_is_found_where_it_stands(
        self, make: Make, change: int, *, investments: bool
    ) -> None:
        """Change every cell in turn, and hold all checks against those made by hand."""
        table, sums = (make.invest, INVEST_SUMS) if investments else (make.drift, DRIFT_SUMS)
        figures = figures_of(table)
        for place, figure in figures.items():
            wrong = with_figure(table, place, figure + change)
            result, _ = compute(make.statement(wrong, investments=investments))
            expected = expected_statuses({**figures, place: figure + change}, sums)
            assert statuses(result) == expected, place
            if abs(change) >= 10:
                assert CheckStatus.ERROR in expected.values()

    @settings(max_examples=40)
    @given(column=st.sampled_from([2, 3, 4]), changes=st.lists(st.integers(-3, 3), min_size=14, max_size=14))
    def test_many_wrong_figures_in_one_column(self, make: Make, column: int, changes: list[int]) -> None:
        """The other two columns still say which rows each total sums."""
        figures = figures_of(make.drift)
        table = make.drift
        for row, change in enumerate(changes, 2):
            figures[row, column] += change
            table = with_figure(table, (row, column), figures[row, column])
        result, _ = compute(make.statement(table))
        assert statuses(result) == expected_statuses(figures, DRIFT_SUMS)

    def test_order_of_columns_is_irrelevant(self, make: Make) -> None:
        lines = [line.split("|") for line in make.drift.strip().splitlines()]
        turned = "\n".join(f"{t}|{d}|{o}|{b}|{tags}" for t, b, o, d, tags in lines)
        one, other = (compute(make.statement(table))[0] for table in (make.drift, turned))
        assert one.convention == other.convention
        assert [line.deviation for line in one.lines] == [line.deviation for line in other.lines]
        assert {(c.label, c.published, c.computed, c.status) for c in one.checks} == {
            (c.label, c.published, c.computed, c.status) for c in other.checks
        }


class TestChecks:
    def test_a_column_is_checked_where_it_is_printed_alone(self, make: Make) -> None:
        table = """
            text  | budget | outcome |
            a     | 10     | 12      | cost
            b     | 20     | 21      | cost
            Summa | 30     | 34      | total:cost
        """
        result, _ = compute(make.statement(table))
        assert statuses(result) == {"B4": CheckStatus.OK, "C4": CheckStatus.ROUNDING}

    def test_a_total_is_held_against_the_published_figures(self, make: Make) -> None:
        """The rows' published deviations sum to the total, though the recomputed ones do not."""
        table = """
            text  | budget | outcome | deviation |
            a     | 10     | 12      | -1        | cost
            b     | 20     | 21      | 0         | cost
            Summa | 30     | 33      | -1        | total:cost
        """
        result, _ = compute(make.statement(table))
        check = result.check_of(make.cell(4, 4))
        assert result.grand_total.deviation == -3
        assert check is not None
        # Held against -1 + 0 it is right; held against its own row, 30 - 33, it is not.
        assert (check.status, check.computed) == (CheckStatus.ERROR, Decimal(-3))
        assert statuses(result)["D2"] == CheckStatus.ROUNDING

    @pytest.mark.parametrize(
        "column",
        [
            Column.FORECAST,
            Column.ORIGINAL_BUDGET,
            Column.BUDGET_CHANGE,
            Column.DECIDED_TOTAL,
            Column.ACCUMULATED,
            Column.FORECAST_TOTAL,
        ],
    )
    def test_every_published_total_is_checked(self, make: Make, column: Column) -> None:
        table = f"""
            text  | budget | outcome | {column} |
            a     | 10     | 12      | 100      |
            b     | 20     | 21      | 200      |
            Summa | 30     | 33      | 400      | total
        """
        result, _ = compute(make.statement(table, investments=True))
        assert statuses(result).get("D4") is CheckStatus.ERROR

    def test_comparison_years_are_not_checked(self, make: Make) -> None:
        table = """
            text  | outcome | previous_outcome |
            a     | 12      | 100              |
            b     | 21      | 200              |
            Summa | 33      | 400              | total
        """
        result, _ = compute(make.statement(table))
        assert statuses(result) == {"B4": CheckStatus.OK}

    def test_a_broken_cell_leaves_its_sums_unchecked_and_uncomputed(self, make: Make) -> None:
        table = """
            text  | budget | outcome | deviation |
            a     | 10     | #REF!   | -2        | cost
            b     | 20     | 21      | -1        | cost
            Summa | 30     | 33      | -3        | total:cost
        """
        result, _ = compute(make.statement(table))
        assert [line.deviation for line in result.lines] == [None, -1]
        assert result.grand_total.amounts[OUTCOME] is None
        assert result.grand_total.deviation is None
        assert result.grand_total.amounts[BUDGET] == 30
        assert statuses(result) == {
            "D2": CheckStatus.UNCHECKED,
            "D3": CheckStatus.OK,
            "B4": CheckStatus.OK,
            "C4": CheckStatus.UNCHECKED,
            "D4": CheckStatus.OK,
        }

    def test_ore_are_compared_as_ore(self, make: Make) -> None:
        table = """
            text  | budget | outcome | deviation |
            a     | 10.00  | 12.10   | -2.10     | cost
            b     | 20.00  | 21.25   | -1.27     | cost
            Summa | 30.00  | 33.36   | -3.36     | total:cost
        """
        result, _ = compute(make.statement(table, unit="kr"))
        assert statuses(result) == {
            "D2": CheckStatus.OK,
            "D3": CheckStatus.ERROR,
            "B4": CheckStatus.OK,
            "C4": CheckStatus.ROUNDING,
            "D4": CheckStatus.ROUNDING,
        }


class TestParts:
    table = """
        text     | budget | outcome | deviation |
        Personal | 100    | 112     | -12       | cost
        varav OB | 60     | 70      | {}        | of_which
        Hyra     | 20     | 21      | -1        | cost
        Summa    | 120    | 133     | -13       | total:cost
    """

    def test_varav_rows_are_never_summed(self, make: Make) -> None:
        result, _ = compute(make.statement(self.table.format(-10)))
        assert [line.row.text for line in result.lines] == ["Personal", "Hyra"]
        assert result.grand_total.amounts[OUTCOME] == 133
        assert CheckStatus.ERROR not in statuses(result).values()

    def test_their_own_deviation_is_checked_all_the_same(self, make: Make) -> None:
        """One check for each published figure that can be recomputed: this one can, from its own row."""
        result, _ = compute(make.statement(self.table.format(-20)))
        assert statuses(result).get("D3") is CheckStatus.ERROR


class TestSettlement:
    def test_is_set_aside_and_named(self, make: Make) -> None:
        table = """
            text      | budget | outcome | deviation |
            Bidrag    | -100   | -100    | 0         | revenue
            Kostnader | 100    | 130     | -30       | cost
            Reglering | 0      | -30     | 30        | settlement
            Netto     | 0      | 0       | 0         | total:net
        """
        result, found = compute(make.statement(table))
        assert [row.text for row in result.settlements] == ["Reglering"]
        assert [line.row.text for line in result.lines] == ["Bidrag", "Kostnader"]
        assert [one.code for one in found] == ["N506"]
        assert CheckStatus.ERROR not in statuses(result).values()

    @pytest.mark.parametrize("settlement", ["0 | -30 | 30", "0 | -30 |", " | -30 |"])
    def test_is_no_part_of_a_net_that_is_computed(self, make: Make, settlement: str) -> None:
        """What a sheet shows as the sum of its rows is the sum of the rows that it shows."""
        table = (
            f"{HEAD}in | -100 | -100 | 0 | revenue\nut | 100 | 130 | -30 | cost\nReglering | {settlement} | settlement"
        )
        net = compute(make.statement(table))[0].grand_total
        amounts = (net.amounts[BUDGET], net.amounts[OUTCOME], net.deviation)
        assert amounts == (Decimal(0), Decimal(30), Decimal(-30))
        assert [row.text for row in net.leaves] == ["in", "ut"]


class TestGrandTotal:
    def test_is_computed_where_none_is_printed(self, make: Make) -> None:
        table = f"{HEAD}in | -90 | -95 | 5 | revenue\nut | 100 | 108 | -8 | cost"
        result, _ = compute(make.statement(table))
        assert result.grand_total.row is None
        assert (result.grand_total.amounts[OUTCOME], result.grand_total.deviation) == (Decimal(13), Decimal(-3))

    def test_is_income_less_costs_where_neither_has_a_sign(self, make: Make) -> None:
        table = f"{HEAD}in | 90 | 95 | 5 | revenue\nut | 100 | 108 | -8 | cost\nut2 | 50 | 40 | 10 | cost"
        result, _ = compute(make.statement(table))
        assert result.convention.unsigned
        assert result.grand_total.amounts == {BUDGET: -60, OUTCOME: -53}
        assert result.grand_total.deviation == 7

    def test_of_projects(self, make: Make) -> None:
        result, _ = compute(make.statement(f"{HEAD}Nät | 90 | 95 | -5 |\nHus | 100 | 90 | 10 |", investments=True))
        assert (result.grand_total.row, result.grand_total.scope) == (None, Scope.ALL)
        assert result.grand_total.deviation == 5

    def test_of_two_nets_and_no_sum_of_them_is_that_of_both(self, make: Make) -> None:
        table = """
            text    | budget | outcome | deviation |
            in A    | -90    | -95     | 5         | revenue
            ut A    | 100    | 108     | -8        | cost
            Netto A | 10     | 13      | -3        | total:net
            in B    | -40    | -40     | 0         | revenue
            ut B    | 60     | 65      | -5        | cost
            Netto B | 20     | 25      | -5        | total:net
        """
        result, _ = compute(make.statement(table))
        assert CheckStatus.ERROR not in statuses(result).values()
        assert (result.grand_total.amounts[OUTCOME], result.grand_total.deviation) == (Decimal(38), Decimal(-8))

    def test_a_net_cost_is_costs_less_income(self, make: Make) -> None:
        """Nothing has a sign, and what is printed below is the net cost: nothing is wrong."""
        table = """
            text         | budget | outcome | deviation |
            in           | 90     | 95      | 5         | revenue
            Intäkter     | 90     | 95      | 5         | total:revenue
            ut           | 100    | 108     | -8        | cost
            Kostnader    | 100    | 108     | -8        | total:cost
            Nettokostnad | 10     | 13      | -3        | total:net
        """
        result, _ = compute(make.statement(table))
        assert CheckStatus.ERROR not in statuses(result).values()


class TestNotes:
    @pytest.mark.parametrize(
        ("reached", "said"), [("90 | 100", False), ("101 | 90", True), ("90 | 101", True), ("| 100", False)]
    )
    def test_a_project_beyond_its_decided_total(self, make: Make, reached: str, *, said: bool) -> None:
        table = f"""
            text | budget | outcome | decided_total | accumulated | forecast_total |
            Nät  | 10     | 10      | 100           | {reached} |
        """
        _, found = compute(make.statement(table, investments=True))
        assert ("W511" in [one.code for one in found]) is said

    @pytest.mark.parametrize(
        ("cost", "income"),
        [("1000 | 1200", "-100 | -120"), ("-1000 | -1200", "100 | 120")],
        ids=["costs positive", "costs negative"],
    )
    @pytest.mark.parametrize("column", ["accumulated", "forecast_total"])
    def test_the_statements_signs_tell_what_an_overrun_is(
        self, make: Make, cost: str, income: str, column: str
    ) -> None:
        """A contribution that is larger than was decided is no overrun, nor is one that is not yet in."""
        table = f"""
            text     | budget | outcome | decided_total | {column} |
            Nät      | {cost} | {cost} |
            Bidrag   | {income} | {income} |
            Avgift   | {income} | {income.partition("|")[0]} | 0 |
        """
        _, found = compute(make.statement(table, investments=True))
        assert [one.source for one in found if one.code == "W511"] == [make.cell(2, 1)]

    def test_a_blank_amount_is_named(self, make: Make) -> None:
        _, found = compute(make.statement(f"{HEAD}a | | 12 | | cost\nb | 10 | 12 | -2 | cost"))
        (said,) = found
        assert (said.code, said.place) == ("W510", "bok.xlsx, fliken Drift, cell B2")


def test_totals_know_their_rows_with_the_signs_that_they_take(make: Make) -> None:
    """Income and costs without a sign: income counts for, costs against, and each deviates its own way."""
    table = """
        text    | budget | outcome |
        Avgift  |   1000 |     990 | revenue
        Löner   |    600 |     650 | cost
        Resor   |    400 |         | cost
    """
    result, _ = compute(make.statement(table))
    assert [(one.sign, one.row.text, one.factors) for one in result.grand_total.terms] == [
        (1, "Avgift", (-1, 1)),
        (-1, "Löner", (1, -1)),
        (-1, "Resor", (1, -1)),
    ]
    assert result.grand_total.leaves == tuple(line.row for line in result.lines)
    assert [line.factors for line in result.lines] == [(-1, 1), (1, -1), (1, -1)]


def test_a_sum_knows_the_blank_cells_that_it_does_without(make: Make) -> None:
    table = """
        text    | budget | outcome |
        Löner   |    600 |     650 | cost
        Resor   |        |      10 | cost
        Summa   |    600 |     660 | total:cost
    """
    result, _ = compute(make.statement(table))
    (budget, outcome) = (way for one in result.checks if one.source.row == 4 for way in one.ways)
    assert [[figure.source.a1 for _, figure in one] for one in (budget.terms, budget.blanks)] == [["B2"], ["B3"]]
    assert (outcome.blanks, budget.is_sum) == ((), True)
