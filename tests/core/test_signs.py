"""Sign conventions: found from the rows themselves, and a deviation that is negative where it is adverse."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from itnamnd_xl.core.model import Column
from itnamnd_xl.core.reconciliation import CheckStatus
from itnamnd_xl.core.signs import Sign
from itnamnd_xl.core.statements import StatementResult, compute

if TYPE_CHECKING:
    from tests.core.conftest import Make

FIRST, SECOND, THIRD = Sign.BUDGET_LESS_OUTCOME, Sign.OUTCOME_LESS_BUDGET, Sign.OUTCOME_PLUS_BUDGET


class Style(NamedTuple):
    """How a statement prints: the signs of (cost budget, cost outcome, income budget, income outcome)."""

    sign: Sign
    signs: tuple[int, int, int, int]
    unsigned: bool = False
    reversed: bool = False


STYLES = {
    "budget - utfall": Style(FIRST, (1, 1, -1, -1)),
    "utfall - budget": Style(SECOND, (-1, -1, 1, 1)),
    "utfall + budget": Style(THIRD, (1, -1, -1, 1)),
    "utan tecken": Style(FIRST, (1, 1, 1, 1), unsigned=True),
    "kostnader positiva, avvikelsen omvänd": Style(FIRST, (1, 1, -1, -1), reversed=True),
    "kostnader negativa, avvikelsen omvänd": Style(SECOND, (-1, -1, 1, 1), reversed=True),
}
Pair = tuple[int, int]
AMOUNTS = st.integers(1, 50_000)
PAIRS = st.lists(st.tuples(AMOUNTS, AMOUNTS).filter(lambda pair: abs(pair[0] - pair[1]) >= 5), min_size=1, max_size=5)
COSTS = [(100, 130), (200, 180), (50, 50)]
INCOMES = [(300, 290), (40, 70)]


def printed(style: Style, costs: list[Pair], incomes: list[Pair], *, deviation: bool = True) -> str:
    """Print a statement of costs and incomes (budget and outcome, both as sizes) in a style."""
    lines = ["text | budget | outcome | deviation |" if deviation else "text | budget | outcome |"]

    def line(text: str, budget: int, outcome: int, better: int, tags: str) -> None:
        shown = f" {-better if style.reversed else better} |" if deviation else ""
        lines.append(f"{text} | {budget} | {outcome} |{shown} {tags}")

    one, two, three, four = style.signs
    sums = {"revenue": (0, 0, 0), "cost": (0, 0, 0)}
    for kind, pairs, (of_budget, of_outcome), good in (
        ("revenue", incomes, (three, four), 1),
        ("cost", costs, (one, two), -1),
    ):
        rows = [(of_budget * b, of_outcome * o, good * (o - b)) for b, o in pairs]
        for number, row in enumerate(rows):
            line(f"{kind} {number}", *row, kind)
        sums[kind] = (sum(row[0] for row in rows), sum(row[1] for row in rows), sum(row[2] for row in rows))
        line(f"Summa {kind}", *sums[kind], f"total:{kind}")
    turn = -1 if style.unsigned else 1
    (rb, ro, rd), (cb, co, cd) = sums["revenue"], sums["cost"]
    line("Netto", rb + turn * cb, ro + turn * co, rd + cd, "total:net")
    return "\n".join(lines)


def deviations(result: StatementResult) -> list[object]:
    return [line.deviation for line in result.lines]


def truth(costs: list[Pair], incomes: list[Pair]) -> list[int]:
    """What each row deviates, adverse being negative."""
    return [o - b for b, o in incomes] + [b - o for b, o in costs]


@pytest.mark.parametrize("style", STYLES.values(), ids=STYLES.keys())
class TestEveryStyle:
    # Without signs, the net is here the same as the costs in budget and outcome: the deviation tells them apart.
    @example(costs=[(1, 6)], incomes=[(1, 6), (1, 6)])
    @given(costs=PAIRS, incomes=PAIRS)
    def test_is_found_and_adverse_is_negative(
        self, make: Make, style: Style, costs: list[Pair], incomes: list[Pair]
    ) -> None:
        result, found = compute(make.statement(printed(style, costs, incomes)))
        convention = result.convention
        assert (convention.sign, convention.unsigned, convention.reversed_column) == (
            style.sign,
            style.unsigned,
            style.reversed,
        )
        assert convention.agree == convention.tested >= len(costs) + len(incomes) + 2
        assert deviations(result) == truth(costs, incomes)
        assert result.grand_total.deviation == sum(truth(costs, incomes))
        assert {one.status for one in result.checks} == {CheckStatus.OK}
        assert [one.code for one in found] == (["W508"] if style.reversed else [])

    def test_one_wrong_deviation_does_not_sway_it(self, make: Make, style: Style) -> None:
        table = printed(style, COSTS, INCOMES)
        row = next(line for line in table.splitlines() if line.startswith("cost 1"))
        *head, shown, tags = row.split("|")
        wrong = "|".join([*head, f" {-int(shown)} ", tags])
        result, _ = compute(make.statement(table.replace(row, wrong)))
        assert (result.convention.sign, result.convention.unsigned) == (style.sign, style.unsigned)
        assert deviations(result) == truth(COSTS, INCOMES)
        # The figure itself is wrong, and so is the total of the figures as they are printed.
        errors = {one.source.a1 for one in result.checks if one.status is CheckStatus.ERROR}
        assert errors == {"D6", "D8"}

    def test_order_of_columns_is_irrelevant(self, make: Make, style: Style) -> None:
        lines = [line.split("|") for line in printed(style, COSTS, INCOMES).splitlines()]
        result, _ = compute(make.statement("\n".join(f"{t}|{d}|{o}|{b}|{tags}" for t, b, o, d, tags in lines)))
        same, _ = compute(make.statement(printed(style, COSTS, INCOMES)))
        assert result.convention == same.convention
        assert deviations(result) == deviations(same)
        assert sorted((one.label, one.status, one.published) for one in result.checks) == sorted(
            (one.label, one.status, one.published) for one in same.checks
        )


@pytest.mark.parametrize("style", list(STYLES.values())[:4], ids=list(STYLES)[:4])
@given(costs=PAIRS, incomes=PAIRS)
def test_without_a_deviation_column_the_signs_say(
    make: Make, style: Style, costs: list[Pair], incomes: list[Pair]
) -> None:
    result, found = compute(make.statement(printed(style, costs, incomes, deviation=False)))
    assert (result.convention.sign, result.convention.unsigned) == (style.sign, style.unsigned)
    assert result.convention.why
    assert deviations(result) == truth(costs, incomes)
    assert [one.code for one in found] == ["N507"]


def test_the_report_is_budget_less_outcome(make: Make) -> None:
    for table, investments in ((make.drift, False), (make.invest, True)):
        result, found = compute(make.statement(table, investments=investments))
        convention = result.convention
        assert (convention.sign, convention.unsigned, convention.reversed_column) == (FIRST, False, False)
        assert convention.agree == convention.tested
        assert found == []


@pytest.mark.parametrize(
    ("outcome", "deviation", "sign", "is_reversed"),
    [("120", "-20", FIRST, False), ("120", "20", FIRST, True), ("-120", "-20", THIRD, False)],
)
def test_investments_are_costs(make: Make, outcome: str, deviation: str, sign: Sign, *, is_reversed: bool) -> None:
    """Projects are costs, whatever their labels say: more than the budget is adverse."""
    table = f"""
        text | budget | outcome | deviation |
        Nät  | 100    | {outcome} | {deviation} |
        Hus  | 100    | {outcome} | {deviation} |
    """
    result, _ = compute(make.statement(table, investments=True))
    assert (result.convention.sign, result.convention.reversed_column) == (sign, is_reversed)
    assert deviations(result) == [-20, -20]


def test_rows_of_units_are_costs_on_the_whole(make: Make) -> None:
    """Net costs by unit, printed positive, with an adverse deviation printed positive."""
    table = """
        text   | budget | outcome | deviation |
        Stab   | 100    | 130     | 30        |
        Drift  | 500    | 480     | -20       |
    """
    result, found = compute(make.statement(table, by_unit=True))
    assert result.convention.reversed_column
    assert deviations(result) == [-30, 20]
    assert [one.code for one in found] == ["W508"]


def test_without_labels_the_statement_as_a_whole_decides(make: Make) -> None:
    table = """
        text | budget | outcome |
        Ett  | {0}100 | {0}130  |
        Två  | {0}500 | {0}480  |
    """
    for mark, sign in (("", FIRST), ("-", SECOND)):
        result, found = compute(make.statement(table.format(mark)))
        assert result.convention.sign is sign
        assert deviations(result) == [-30, 20]
        assert [one.code for one in found] == ["N507"]


def test_no_convention_fits(make: Make) -> None:
    table = """
        text | budget | outcome | deviation |
        Ett  | 100    | 130     | 7         | cost
        Två  | 500    | 480     | 9         | cost
        Tre  | 300    | 310     | -10       | cost
    """
    result, found = compute(make.statement(table))
    assert result.convention.sign is FIRST
    assert (result.convention.agree, result.convention.tested) == (1, 3)
    assert [one.code for one in found] == ["W504"]


@pytest.mark.parametrize(("mark", "sign"), [("", FIRST), ("-", SECOND)])
def test_where_all_is_as_budgeted_the_costs_decide(make: Make, mark: str, sign: Sign) -> None:
    table = f"""
        text | budget    | outcome   | deviation |
        Ett  | {mark}100 | {mark}100 | 0         | cost
        Två  | {mark}500 | {mark}500 | 0         | cost
    """
    result, _ = compute(make.statement(table))
    assert (result.convention.sign, result.convention.reversed_column) == (sign, False)


def test_rows_of_zeros_tell_nothing(make: Make) -> None:
    table = """
        text | budget | outcome | deviation |
        Ett  | 0      | 0       | 0         | cost
        Två  | 0      | 0       | 0         | cost
        Tre  | -100   | -130    | -30       | cost
    """
    result, _ = compute(make.statement(table))
    assert result.convention.sign is SECOND
    assert result.convention.tested == 1


@pytest.mark.parametrize("column", [Column.BUDGET, Column.OUTCOME])
def test_a_row_without_budget_or_outcome_has_no_deviation(make: Make, column: Column) -> None:
    figures = {Column.BUDGET: "100", Column.OUTCOME: "130"} | {column: ""}
    table = f"""
        text | budget | outcome | deviation |
        Ett  | {figures[Column.BUDGET]} | {figures[Column.OUTCOME]} | | cost
        Två  | 500 | 480 | 20 | cost
    """
    result, found = compute(make.statement(table))
    assert deviations(result) == [None, 20]
    assert [one.code for one in found] == ["W510"]
    assert result.grand_total.deviation == 20
