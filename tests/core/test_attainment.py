"""Levels of indicators, goals and the board: the decision tables I1-I5 and G0-G3, and the report worked through."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import combinations_with_replacement, product
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itnamnd_xl.core.attainment import assess_goal, assess_goals, assess_indicator, verdict
from itnamnd_xl.core.model import Choice, Goal, Level, Origin, Relation, Rules

if TYPE_CHECKING:
    from collections.abc import Sequence

    from itnamnd_xl.core.model import Indicator
    from tests.core.conftest import Make

RULES = Rules()
A, P, F, M = Level.ACHIEVED, Level.PARTLY, Level.NOT, Level.NO_VALUE
LEVELS = (A, P, F, M)
RANK = {F: 0, P: 1, A: 2}
THOUSANDTH = Decimal("0.001")


def assessed(indicator: Indicator, rules: Rules = RULES) -> tuple[Level, str]:
    result, _ = assess_indicator(indicator, rules)
    return result.level, result.rule


def codes(indicator: Indicator, rules: Rules = RULES) -> list[str]:
    return [one.code for one in assess_indicator(indicator, rules)[1]]


def with_threshold(threshold: Decimal | str, rules: Rules = RULES) -> Rules:
    return replace(rules, partial_threshold=Decimal(threshold))


class TestIndicator:
    @pytest.mark.parametrize(
        ("relation", "result", "target", "level"),
        [
            # Equality counts for ≥ and ≤ alone.
            (">=", "100", "100", A),
            ("<=", "100", "100", A),
            (">", "100", "100", P),
            ("<", "100", "100", P),
            (">=", "101", "100", A),
            (">", "100.01", "100", A),
            ("<", "99.99", "100", A),
            ("<=", "0", "100", A),
            # Exactly at the threshold is partly; the least beyond it is not.
            (">=", "75", "100", P),
            (">=", "74.99", "100", F),
            (">", "75", "100", P),
            ("<=", "125", "100", P),
            ("<=", "125.01", "100", F),
            ("<", "125", "100", P),
            # The shortfall of ≤ is (v - t)/|t|: t/v would be 75.19 % here, and partly.
            ("<=", "133", "100", F),
            # Negative targets: the share is of the target's size.
            (">=", "-100", "-100", A),
            (">=", "-125", "-100", P),
            (">=", "-126", "-100", F),
            ("<=", "-75", "-100", P),
            ("<=", "-74", "-100", F),
            ("<=", "-101", "-100", A),
            # A target of zero has no partial zone.
            (">=", "0", "0", A),
            (">=", "-0.01", "0", F),
            ("<=", "0.01", "0", F),
            (">", "0", "0", F),
            # The report.
            (">=", "864", "1100", P),
            (">=", "25", "50", F),
            ("<=", "15", "20", A),
            (">=", "9", "10", P),
            ("<=", "3.08", "7", A),
            (">=", "-1733", "0", F),
        ],
    )
    def test_level(self, make: Make, relation: str, result: str, target: str, level: Level) -> None:
        rule = {A: "I3", P: "I4", F: "I5"}[level]
        assert assessed(make.indicator(result, make.target(target, relation))) == (level, rule)

    @pytest.mark.parametrize(
        ("result", "level"),
        [
            ("40", A),
            ("50", A),
            ("60", A),
            # Each side is measured from the nearest bound: 30 = 75 % of 40, 75 = 125 % of 60.
            ("30", P),
            ("29.9", F),
            ("75", P),
            ("75.1", F),
        ],
    )
    def test_range(self, make: Make, result: str, level: Level) -> None:
        assert assessed(make.indicator(result, make.target(40, "range", 60)))[0] is level

    @pytest.mark.parametrize(
        ("lower", "upper", "result", "level"),
        [
            (0, 4, "-0.01", F),
            (0, 4, "5", P),
            (-4, 0, "0.01", F),
            (-4, 0, "-5", P),
            (-4, 0, "0", A),
        ],
    )
    def test_range_with_a_bound_of_zero(self, make: Make, lower: int, upper: int, result: str, level: Level) -> None:
        assert assessed(make.indicator(result, make.target(lower, "range", upper)))[0] is level

    @pytest.mark.parametrize(
        ("relation", "result", "level"),
        [(">=", "-2", P), (">=", "-2.1", F), ("<=", "2", P), ("<=", "2.1", F), ("<=", "0", A), (">", "0", P)],
    )
    def test_target_of_zero_with_a_tolerance(self, make: Make, relation: str, result: str, level: Level) -> None:
        rules = replace(RULES, absolute_tolerance=Decimal(2))
        assert assessed(make.indicator(result, make.target(0, relation)), rules)[0] is level

    def test_the_tolerance_is_for_zero_alone(self, make: Make) -> None:
        rules = replace(RULES, absolute_tolerance=Decimal(50))
        assert assessed(make.indicator(70, 100), rules) == (F, "I5")

    @pytest.mark.parametrize(
        ("result", "target", "level"),
        [("1", 1, A), ("0", 1, F), ("0.5", 1, P), ("0", 0, A), ("1", 0, F), ("0.5", 0, P)],
    )
    def test_yes_no_and_begun(self, make: Make, result: str, target: int, level: Level) -> None:
        assert assessed(make.indicator(result, make.target(target, "=")))[0] is level

    @pytest.mark.parametrize(
        ("relation", "change", "share", "result", "bound", "level"),
        [
            # Öka: more than last year's 200.
            (">", "0", False, "201", 200, A),
            (">", "0", False, "200", 200, P),
            (">", "0", False, "149", 200, F),
            # Minska: less than it.
            ("<", "0", False, "199", 200, A),
            ("<", "0", False, "200", 200, P),
            # +5 %, -5 %, +5 st.
            (">=", "0.05", True, "210", 210, A),
            (">=", "0.05", True, "209", 210, P),
            ("<=", "-0.05", True, "190", 190, A),
            ("<=", "-0.05", True, "191", 190, P),
            (">=", "5", False, "205", 205, A),
            (">=", "5", False, "204", 205, P),
        ],
    )
    def test_relative_to_last_year(
        self, make: Make, relation: str, change: str, *, share: bool, result: str, bound: int, level: Level
    ) -> None:
        target = make.target(relation=relation, change=change, change_is_share=share)
        found, _ = assess_indicator(make.indicator(result, target, previous=200), RULES)
        assert (found.bound, found.level) == (Decimal(bound), level)

    @pytest.mark.parametrize(("relation", "change", "worse"), [(">=", "0.05", "-104"), ("<=", "-0.05", "-96")])
    def test_an_improvement_on_a_negative_value_is_an_improvement(
        self, make: Make, relation: str, change: str, worse: str
    ) -> None:
        target = make.target(relation=relation, change=change, change_is_share=True)
        assert assessed(make.indicator(worse, target, previous=-100))[0] is not A

    @pytest.mark.parametrize(("threshold", "level"), [("0.9", P), ("0.900001", F), ("0.89", P), ("1", F)])
    def test_exactly_at_the_threshold(self, make: Make, threshold: str, level: Level) -> None:
        assert assessed(make.indicator(90, 100), with_threshold(threshold))[0] is level

    @pytest.mark.parametrize(
        ("result", "target", "level"),
        [
            # 2/3 of the target misses it by a third, which no decimal number is: 12 decimals are compared.
            ("2", "3", P),
            # A difference beyond the 12th decimal is noise, one within it is not.
            ("99.99999999999", "100", A),
            ("99.9999999999", "100", P),
        ],
    )
    def test_twelve_decimals_count(self, make: Make, result: str, target: str, level: Level) -> None:
        rules = with_threshold("0.666666666667")
        assert assessed(make.indicator(result, target), rules)[0] is level

    @given(
        relation=st.sampled_from([">=", ">", "<=", "<"]),
        target=st.integers(-50, 50),
        results=st.lists(st.decimals(-200, 200, places=1), min_size=2, max_size=2).map(sorted),
        threshold=st.decimals("0.01", 1, places=2),
    )
    def test_a_better_result_is_never_judged_worse(
        self, make: Make, relation: str, target: int, results: list[Decimal], threshold: Decimal
    ) -> None:
        rules = with_threshold(threshold)
        aim = make.target(target, relation)
        lower, higher = (RANK[assessed(make.indicator(one, aim), rules)[0]] for one in results)
        assert lower <= higher if relation in (">=", ">") else lower >= higher

    @pytest.mark.parametrize(
        ("relation", "ratio"), [(">=", Fraction(4, 5)), (">", Fraction(4, 5)), ("<=", None), ("<", None)]
    )
    def test_the_ratio_is_given_where_more_is_better(self, make: Make, relation: str, ratio: Fraction | None) -> None:
        found, _ = assess_indicator(make.indicator(4, make.target(5, relation)), RULES)
        assert found.ratio == ratio


class TestMissing:
    def test_a_missing_result_comes_first(self, make: Make) -> None:
        assert assessed(make.indicator(None, 100)) == (M, "I1")
        assert assessed(make.indicator(None, None, reported=A)) == (M, "I1")
        assert codes(make.indicator(None, 100)) == ["W401"]

    def test_zero_is_not_missing(self, make: Make) -> None:
        assert assessed(make.indicator(0, make.target(5, "<="))) == (A, "I3")

    @pytest.mark.parametrize(
        ("reported", "level", "code"), [(None, M, "W402"), (A, A, "W405"), (P, P, "W405"), (F, F, "W405")]
    )
    def test_without_a_target_the_reported_level_stands(
        self, make: Make, reported: Level | None, level: Level, code: str
    ) -> None:
        for target in (None, make.target(None)):
            indicator = make.indicator(5, target, reported=reported)
            assert assessed(indicator) == (level, "I2")
            assert codes(indicator) == [code]

    def test_last_year_missing(self, make: Make) -> None:
        indicator = make.indicator(5, make.target(relation=">", change=0))
        assert assessed(indicator) == (M, "I2")
        assert codes(indicator) == ["W403"]
        assert assessed(replace(indicator, reported=A)) == (A, "I2")

    @pytest.mark.parametrize(("reported", "found"), [(A, ["W404"]), (F, ["W404"]), (P, []), (None, [])])
    def test_a_reported_level_that_differs_is_said_and_does_not_win(
        self, make: Make, reported: Level | None, found: list[str]
    ) -> None:
        indicator = make.indicator(80, 100, reported=reported)
        assert assessed(indicator) == (P, "I4")
        assert codes(indicator) == found

    def test_a_reported_level_without_a_value_is_not_dropped_silently(self, make: Make) -> None:
        assert "W404" in codes(make.indicator(None, 100, reported=A))

    def test_the_forecast_counts_in_an_interim_report_alone(self, make: Make) -> None:
        indicator = make.indicator(10, 100, forecast=make.quantity(100))
        interim, _ = assess_indicator(indicator, RULES, forecast_first=True)
        assert (interim.level, interim.used_forecast) == (A, True)
        year_end, _ = assess_indicator(indicator, RULES)
        assert (year_end.level, year_end.used_forecast) == (F, False)

    @pytest.mark.parametrize("forecast", [False, True])
    def test_without_a_forecast_the_result_counts(self, make: Make, *, forecast: bool) -> None:
        indicator = make.indicator(100, 100, forecast=make.quantity(None) if forecast else None)
        found, _ = assess_indicator(indicator, RULES, forecast_first=True)
        assert (found.level, found.used_forecast) == (A, False)

    def test_a_forecast_stands_in_for_no_result_at_year_end(self, make: Make) -> None:
        assert assessed(make.indicator(None, 100, forecast=make.quantity(100))) == (M, "I1")


def in_words(levels: Sequence[Level], *, missing_counts: bool) -> Level:
    """Judge by the report's own words, the third line before the second."""
    counted = [one for one in levels if missing_counts or one is not M]
    if not counted:
        return Level.NOT_ASSESSED
    if all(one is A for one in counted):
        return A
    return F if sum(one in (F, M) for one in counted) > len(counted) / 2 else P


class TestGoal:
    @pytest.mark.parametrize("missing_counts", [True, False])
    @pytest.mark.parametrize("size", range(7))
    def test_every_mix_of_levels(self, make: Make, size: int, *, missing_counts: bool) -> None:
        rules = replace(RULES, missing_counts=missing_counts)
        for levels in combinations_with_replacement(LEVELS, size):
            goal, found = assess_goal(make.goal(*map(make.of_level, levels)), rules)
            expected = in_words(levels, missing_counts=missing_counts)
            assert goal.level is expected, levels
            assert goal.rule == {Level.NOT_ASSESSED: "G0", A: "G1", P: "G2", F: "G3"}[expected]
            assert [goal.counts[one] for one in LEVELS] == [levels.count(one) for one in LEVELS]
            assert ("W406" in [one.code for one in found]) is (expected is Level.NOT_ASSESSED)

    def test_the_second_and_third_rule_are_exact_complements(self) -> None:
        for total, achieved, partly in product(range(1, 30), range(30), range(30)):
            if achieved + partly > total or achieved == total:
                continue
            more_than_half_not = 2 * (total - achieved - partly) > total
            assert verdict(achieved, partly, total) == ((F, "G3") if more_than_half_not else (P, "G2"))

    @given(levels=st.lists(st.sampled_from(LEVELS), max_size=8), data=st.data())
    def test_the_verdict_depends_on_counts_alone(self, make: Make, levels: list[Level], data: st.DataObject) -> None:
        shuffled = data.draw(st.permutations(levels))
        one, other = (assess_goal(make.goal(*map(make.of_level, each)), RULES)[0] for each in (levels, shuffled))
        assert (one.level, one.rule, one.counts) == (other.level, other.rule, other.counts)


class TestTurningPoint:
    @pytest.mark.parametrize(
        ("results", "threshold", "at", "above", "to"),
        [
            # The report's goal 1 at 78,5 %, shortfall at 12 decimals.
            (["864", "500"], "0.75", "0.785454545455", True, F),
            (["864", "500"], "0.8", "0.785454545455", False, P),
            # Three of which two must hold: the second largest decides.
            (["990", "880", "100"], "0.75", "0.8", True, F),
            (["1100", "880", "100"], "0.75", "0.8", True, F),
        ],
    )
    def test_examples(self, make: Make, results: list[str], threshold: str, at: str, *, above: bool, to: Level) -> None:
        goal = make.goal(*(make.indicator(one, 1100) for one in results))
        found, _ = assess_goal(goal, with_threshold(threshold))
        assert (found.turns_at, found.turns_above, found.turns_to) == (Fraction(at), above, to)

    @pytest.mark.parametrize("levels", [(A, A), (A, F), (A, A, F), (M, M), (A, M, M), (M,)], ids="-".join)
    def test_none_where_no_threshold_matters(self, make: Make, levels: tuple[Level, ...]) -> None:
        indicators = [make.indicator(0, 100) if one is F else make.of_level(one) for one in levels]
        assert assess_goal(make.goal(*indicators), RULES)[0].turns_at is None

    @given(
        parts=st.lists(
            st.tuples(
                st.sampled_from([">=", "<=", ">", "="]),
                st.sampled_from([0, 1, 7, 10]),
                st.one_of(st.none(), st.integers(0, 20)),
                st.sampled_from([None, A, P, F]),
            ),
            min_size=1,
            max_size=6,
        ),
        threshold=st.integers(1, 1000).map(lambda one: one * THOUSANDTH),
        missing_counts=st.booleans(),
        tolerance=st.sampled_from([0, 3]),
    )
    def test_it_is_where_the_verdict_turns(
        self,
        make: Make,
        parts: list[tuple[str, int, int | None, Level | None]],
        threshold: Decimal,
        *,
        missing_counts: bool,
        tolerance: int,
    ) -> None:
        """Judge again at the threshold, just above it, and at every threshold that could matter."""
        goal = make.goal(
            *(
                # A reported level stands for an indicator without a target.
                make.indicator(
                    result,
                    None if reported else make.target(bool(target) if relation == "=" else target, relation),
                    reported=reported,
                )
                for relation, target, result, reported in parts
            )
        )
        rules = replace(RULES, missing_counts=missing_counts, absolute_tolerance=Decimal(tolerance))

        def level_at(one: Decimal) -> Level:
            return assess_goal(goal, with_threshold(one, rules))[0].level

        found, _ = assess_goal(goal, with_threshold(threshold, rules))
        if found.turns_at is None:
            shares = [1 - one.shortfall for one in found.indicators if one.shortfall is not None]
            possible = {Decimal("0.000000001"), Decimal(1), threshold, *(one for one in shares if 0 < one <= 1)}
            assert {level_at(one) for one in possible} == {found.level}
        else:
            at = Decimal(found.turns_at.numerator) / found.turns_at.denominator
            at_it, above_it = level_at(at), level_at(at + Decimal("1E-9"))
            assert (at_it, above_it) == (
                (found.level, found.turns_to) if found.turns_above else (found.turns_to, found.level)
            )

    def test_no_threshold_above_the_whole_is_named(self, make: Make) -> None:
        """More than last year's value, and no more than that: partly at any threshold that can be set."""
        goal = make.goal(make.indicator(100, make.target(100, ">")))
        found, _ = assess_goal(goal, RULES)
        assert found.level is P
        assert found.turns_at is None

    @pytest.mark.parametrize(("origin", "said"), [(Origin.DEFAULT, True), (Origin.DECIDED, False)])
    def test_a_default_that_a_verdict_hangs_on_is_said(self, make: Make, origin: Origin, *, said: bool) -> None:
        rules = replace(RULES, choices=(Choice("partial_threshold", Decimal("0.75"), origin),))
        _, found = assess_goals([make.goal(make.indicator(864, 1100))], rules)
        assert [one.code for one in found] == (["N407"] if said else [])


class TestBoard:
    @pytest.mark.parametrize("size", range(5))
    def test_the_same_table_over_the_assessed_goals(self, make: Make, size: int) -> None:
        built = {
            A: make.goal(make.of_level(A)),
            P: make.goal(make.of_level(P)),
            F: make.goal(make.of_level(F)),
            Level.NOT_ASSESSED: make.goal(),
        }
        for levels in combinations_with_replacement(built, size):
            board, _ = assess_goals([built[one] for one in levels], RULES)
            assert board.level is in_words(
                [one for one in levels if one is not Level.NOT_ASSESSED], missing_counts=True
            )
            assert board.counts[Level.NOT_ASSESSED] == levels.count(Level.NOT_ASSESSED)

    def test_indicators_without_a_goal_count_as_indicators_alone(self, make: Make) -> None:
        loose = make.goal(make.of_level(F), make.of_level(F), make.of_level(F), name=None)
        board, _ = assess_goals([make.goal(make.of_level(A)), loose], RULES)
        assert (board.level, board.rule) == (A, "G1")
        assert board.counts.total() == 1
        assert board.goals[1].level is F
        assert board.indicator_ratio == Fraction(1, 4)

    def test_nothing_at_all(self) -> None:
        board, _ = assess_goals([], RULES)
        assert (board.level, board.rule, board.indicator_ratio) == (Level.NOT_ASSESSED, "G0", None)

    def test_the_report(self, make: Make) -> None:
        board, found = assess_goals(report(make), RULES)
        levels = [[one.level for one in goal.indicators] for goal in board.goals]
        assert levels == [[P, F], [A] * 7, [P, A, A, F, A, A, A]]
        assert [(goal.level, goal.rule) for goal in board.goals] == [(P, "G2"), (A, "G1"), (P, "G2")]
        assert (board.level, board.rule) == (P, "G2")
        assert board.indicator_ratio == Fraction(12, 16)
        assert found == []

    @pytest.mark.parametrize(("threshold", "first"), [("0.785", P), ("0.786", F), ("0.8", F)])
    def test_the_published_verdicts_need_a_threshold_of_at_most_78_5(
        self, make: Make, threshold: str, first: Level
    ) -> None:
        board, _ = assess_goals(report(make), with_threshold(threshold))
        assert [goal.level for goal in board.goals] == [first, A, P]


def report(make: Make) -> list[Goal]:
    """The report's goals: result, relation, target and the mark that it prints."""
    table: list[list[tuple[str, Relation, str, Level | None]]] = [
        [("864", Relation.AT_LEAST, "1100", None), ("25", Relation.AT_LEAST, "50", None)],
        [
            ("15", Relation.AT_MOST, "20", None),
            ("84", Relation.AT_LEAST, "80", None),
            ("99.4", Relation.AT_LEAST, "99", None),
            ("7.06", Relation.AT_LEAST, "7", None),
            ("86", Relation.AT_MOST, "125", None),
            ("84", Relation.AT_MOST, "100", None),
            ("28", Relation.AT_MOST, "40", None),
        ],
        [
            ("9", Relation.AT_LEAST, "10", None),
            ("74", Relation.AT_LEAST, "74", None),
            ("3.08", Relation.AT_MOST, "7", A),
            ("-1733", Relation.AT_LEAST, "0", F),
            ("52", Relation.AT_LEAST, "50", A),
            ("20", Relation.AT_LEAST, "20", A),
            ("67", Relation.AT_LEAST, "50", A),
        ],
    ]
    return [
        make.goal(
            *(make.indicator(v, make.target(t, relation), reported=mark) for v, relation, t, mark in rows),
            name=f"Mål {number}",
        )
        for number, rows in enumerate(table, 1)
    ]
