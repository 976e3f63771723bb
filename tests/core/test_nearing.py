"""What would change a verdict: the change that is named does, and one step less does not."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import product
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itnamnd_xl.core.attainment import assess_goal, assess_indicator, verdict
from itnamnd_xl.core.model import Level, Rules
from itnamnd_xl.core.nearing import indicators_short, margins, steps_up
from itnamnd_xl.core.nearing_text import goal_nearing_text, nearing_text
from itnamnd_xl.core.swedish import NBSP

if TYPE_CHECKING:
    from itnamnd_xl.core.assessment import IndicatorAssessment
    from itnamnd_xl.core.model import Indicator
    from tests.core.conftest import Make

RULES = Rules()
A, P, F, M = Level.ACHIEVED, Level.PARTLY, Level.NOT, Level.NO_VALUE
RANK = {F: 0, P: 1, A: 2}
NUMBERS = st.decimals(-200, 200, places=2)
THRESHOLDS = st.decimals("0.01", 1, places=2)


def assess(indicator: Indicator, rules: Rules = RULES) -> IndicatorAssessment:
    return assess_indicator(indicator, rules)[0]


def level_with(assessed: IndicatorAssessment, change: Decimal, rules: Rules) -> Level:
    """The level of an indicator whose result is changed."""
    result = assessed.indicator.result
    assert result is not None
    assert result.value is not None
    return assess(replace(assessed.indicator, result=replace(result, value=result.value + change)), rules).level


def step(assessed: IndicatorAssessment) -> Decimal:
    """The least change of a result: of what is counted one, where all its figures are whole; else next to nothing."""
    target, used = assessed.indicator.target, assessed.used
    assert target is not None
    assert used is not None
    figures = (used.value, target.value, target.upper)
    whole = used.unit == "st" and all(one == one.to_integral_value() for one in figures if one is not None)
    return Decimal(1) if whole else Decimal("0.0001")


@st.composite
def held(draw: st.DrawFn, make: Make) -> tuple[IndicatorAssessment, Rules]:
    """A result held against a target of any kind, often exactly at a bound of a level."""
    relation = draw(st.sampled_from((">=", "<=", ">", "<", "range")))
    rules = replace(
        RULES,
        partial_threshold=draw(THRESHOLDS),
        absolute_tolerance=draw(st.sampled_from((Decimal(0), Decimal("0.5"), Decimal(5)))),
    )
    goal = draw(st.one_of(st.just(Decimal(0)), NUMBERS))
    upper = goal + draw(st.decimals(0, 50, places=1)) if relation == "range" else None
    zone = abs(goal) * (1 - rules.partial_threshold)
    result = draw(st.one_of(NUMBERS, st.sampled_from((goal, goal - zone, goal + zone, upper or goal))))
    unit = draw(st.sampled_from((None, "st")))
    target = replace(make.target(goal, relation, upper), unit=unit)
    made = make.indicator(result, target)
    assert made.result is not None
    return assess(replace(made, result=replace(made.result, unit=unit)), rules), rules


@given(data=st.data())
def test_the_least_change_changes_the_level_and_one_step_less_does_not(make: Make, data: st.DataObject) -> None:
    assessed, rules = data.draw(held(make))
    steps = steps_up(assessed, rules)
    assert bool(steps) is (assessed.level is not A)
    assert [one.level for one in steps][-1:] == [A] * bool(steps)
    for one in steps:
        least = step(assessed).copy_sign(one.change)
        if one.beyond is not None:
            least = step(assessed) if one.upward else -step(assessed)
            assert RANK[level_with(assessed, one.change, rules)] < RANK[one.level]
            assert RANK[level_with(assessed, one.change + least, rules)] >= RANK[one.level]
            continue
        assert RANK[level_with(assessed, one.change, rules)] >= RANK[one.level] > RANK[assessed.level]
        if one.change % least == 0:
            assert RANK[level_with(assessed, one.change - least, rules)] < RANK[one.level]


@given(data=st.data())
def test_a_margin_keeps_the_level_and_one_step_more_does_not(make: Make, data: st.DataObject) -> None:
    assessed, rules = data.draw(held(make))
    found = margins(assessed, rules)
    assert bool(found) is (assessed.level is A)
    for one in found:
        least, sign = step(assessed), 1 if one.upward else -1
        assert one.change >= 0
        if one.is_open:
            assert level_with(assessed, sign * one.change, rules) is one.then is not A
            assert level_with(assessed, sign * (one.change - min(least, one.change / 2)), rules) is A
            continue
        assert level_with(assessed, sign * one.change, rules) is A
        assert level_with(assessed, sign * (one.change + least), rules) is one.then is not A


@pytest.mark.parametrize("missing_counts", [True, False])
def test_as_many_more_indicators_change_a_goal_and_one_fewer_does_not(make: Make, missing_counts: bool) -> None:
    rules = replace(RULES, missing_counts=missing_counts)
    for counts in product(range(4), repeat=4):
        levels = [level for level, many in zip((A, P, F, M), counts, strict=True) for _ in range(many)]
        goal, _ = assess_goal(make.goal(*map(make.of_level, levels)), rules)
        total = sum(counts[:3]) + (counts[3] if missing_counts else 0)
        short = dict(indicators_short(goal, rules))
        assert set(short) == {level for level in (P, A) if goal.level in RANK and RANK[level] > RANK[goal.level]}
        if P in short:
            assert verdict(counts[0], counts[1] + short[P], total)[0] is P
            assert verdict(counts[0], counts[1] + short[P] - 1, total)[0] is F
        if A in short:
            assert verdict(counts[0] + short[A], 0, total)[0] is A
            assert verdict(counts[0] + short[A] - 1, 0, total)[0] is not A


FOUR_SHORT = (
    "För uppnås delvis krävs att 2 indikatorer till blir helt eller delvis uppnådda; "
    "för uppnås krävs att 4 till blir helt uppnådda."
)


def nbsp(text: str) -> str:
    return text.replace("_", NBSP)


@pytest.mark.parametrize(
    ("result", "target", "relation", "unit", "said"),
    [
        # The report.
        ("864", "1100", ">=", "st", "236_st till krävs för uppnådd."),
        ("25", "50", ">=", "st", "13_st till krävs för delvis uppnådd, 25_st till för uppnådd."),
        ("-1733", "0", ">=", "tkr", "1_733_tkr till krävs för uppnådd."),
        ("9", "10", ">=", None, "Ett resultat som är 1 högre krävs för uppnådd."),
        ("15", "20", "<=", "st", "Marginal: 5_st uppåt, därefter delvis uppnådd."),
        ("84.4", "80", ">=", "%", "Marginal: 4,4_procentenheter nedåt, därefter delvis uppnådd."),
        ("74", "74", ">=", "index", "Marginal: ingen nedåt, minsta minskning ger delvis uppnådd."),
        # Lower is better.
        ("31", "20", "<=", "st", "6_st färre krävs för delvis uppnådd, 11_st färre för uppnådd."),
        ("31", "20", "<=", "tkr", "6_tkr mindre krävs för delvis uppnådd, 11_tkr mindre för uppnådd."),
        ("8", "7", "<=", "%", "1_procentenhet mindre krävs för uppnådd."),
        # More than is more.
        ("100", "100", ">", "st", "1_st till krävs för uppnådd."),
        ("101", "100", ">", "st", "Marginal: ingen nedåt, minsta minskning ger delvis uppnådd."),
        # A step leads over the zone between.
        ("1", "2", ">=", "st", "1_st till krävs för uppnådd."),
        ("2", "2", ">=", "st", "Marginal: ingen nedåt, minsta minskning ger ej uppnådd."),
        # Steps of the decimals that are written, but no more of them than can be read.
        ("84", "84.5", ">=", "%", "0,5_procentenheter till krävs för uppnådd."),
        ("79.3333333333333", "80", ">=", "%", "0,6667_procentenheter till krävs för uppnådd."),
        (
            "0.000012",
            "0.0000345678",
            ">=",
            "tkr",
            "0,000013926_tkr till krävs för delvis uppnådd, 0,000022568_tkr till för uppnådd.",
        ),
        (None, "84.5", ">=", "%", "Ett resultat krävs."),
        # What is measured need not have the digits that its cell has.
        ("5", "5", "<", None, "Mindre än 5 krävs för uppnådd."),
        ("10", "10", ">", None, "Mer än 10 krävs för uppnådd."),
        ("7.5", "7", "<", "%", "Mindre än 7_% krävs för uppnådd."),
        ("9", "5", "<", "dagar", "2,75_dagar färre krävs för delvis uppnådd, mindre än 5_dagar för uppnådd."),
        ("1", "10", ">", None, "Ett resultat som är 6,5 högre krävs för delvis uppnådd, mer än 10 för uppnådd."),
        ("4", "5", "<", None, "Marginal: mindre än 1 uppåt, därefter delvis uppnådd."),
        ("0.3", "0.3", ">=", None, "Marginal: ingen nedåt, minsta minskning ger delvis uppnådd."),
        ("5", "9", ">=", "tkr", "1,75_tkr till krävs för delvis uppnådd, 4_tkr till för uppnådd."),
        ("0", "0", ">", "tkr", "Mer än 0_tkr krävs för uppnådd."),
    ],
)
def test_words(make: Make, result: str | None, target: str, relation: str, unit: str | None, said: str) -> None:
    indicator = make.indicator(result, make.target(target, relation, unit=unit), unit=unit)
    assert nearing_text(assess(indicator), RULES) == nbsp(said)


def test_words_of_a_range_tell_of_both_sides(make: Make) -> None:
    inside = make.indicator("45", make.target(40, "range", 60), unit="st")
    said = "Marginal: 5_st nedåt, därefter delvis uppnådd; 15_st uppåt, därefter delvis uppnådd."
    assert nearing_text(assess(inside), RULES) == nbsp(said)
    above = make.indicator("80", make.target(40, "range", 60), unit="st")
    said = "5_st färre krävs för delvis uppnådd, 20_st färre för uppnådd."
    assert nearing_text(assess(above), RULES) == nbsp(said)


def test_a_range_between_two_steps_needs_finer_ones(make: Make) -> None:
    narrow = make.indicator("3", make.target("4.00001", "range", "4.00002"), unit="st")
    assert nearing_text(assess(narrow), RULES) == nbsp(
        "0,0001_st till krävs för delvis uppnådd, 1,00001_st till för uppnådd."
    )

    between = make.indicator("3", make.target("4.2", "range", "4.8"), unit="st")
    assert nearing_text(assess(between), RULES) == nbsp(
        "0,15_st till krävs för delvis uppnådd, 1,2_st till för uppnådd."
    )


def test_words_of_an_answer(make: Make) -> None:
    target = replace(make.target(1, "=", unit="ja/nej"), text="Ja")
    assert nearing_text(assess(make.indicator("0", target)), RULES) == "Svaret ”Ja” krävs för uppnådd."
    assert nearing_text(assess(make.indicator("1", target)), RULES) == "Ett annat svar än ”Ja”."


def test_words_of_what_is_missing(make: Make) -> None:
    assert nearing_text(assess(make.indicator("1")), RULES) == "Ett målvärde krävs."
    assert (
        nearing_text(assess(make.indicator("1", make.target(change=0))), RULES) == "Ett värde för föregående år krävs."
    )
    compared = replace(make.target(change=0), compared="riket")
    assert nearing_text(assess(make.indicator("1", compared)), RULES) == "Ett värde att jämföra med krävs (riket)."
    alone = replace(make.indicator(reported=A), result=None)
    assert nearing_text(assess(alone), RULES) == "Ett resultat och ett målvärde krävs."


@pytest.mark.parametrize(
    ("levels", "said"),
    [
        ((A, A), "Alla indikatorer måste förbli uppnådda."),
        ((A, F), "För uppnås krävs att 1 indikator till blir helt uppnådd."),
        ((P, F), "För uppnås krävs att 2 indikatorer till blir helt uppnådda."),
        ((F, F, F, M), FOUR_SHORT),
        ((), "Minst en indikator krävs."),
    ],
)
def test_words_of_a_goal(make: Make, levels: tuple[Level, ...], said: str) -> None:
    goal, _ = assess_goal(make.goal(*map(make.of_level, levels)), RULES)
    assert goal_nearing_text(goal, RULES) == said
