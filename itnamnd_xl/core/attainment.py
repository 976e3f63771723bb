"""Levels of indicators, goals and the board, each with the rule that gave it.

Source: the report's principle under ”Bedömning av måluppfyllelse”; rules I1-I5 and G0-G3 spell it out.
"""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from itnamnd_xl.core.assessment import Attainment, GoalAssessment, IndicatorAssessment
from itnamnd_xl.core.diagnostics import Diagnostic, diagnostic
from itnamnd_xl.core.model import Level, Relation
from itnamnd_xl.core.swedish import decimal_of, percent
from itnamnd_xl.core.wording import GOAL_WORDS, INDICATOR_WORDS, turning_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from itnamnd_xl.core.model import Goal, Indicator, Rules, Target

# A shortfall is compared at this many decimals, so that a sheet's formulas over floats agree with the core.
SHORTFALL_PLACES = 12


def _shortfall(value: Decimal, target: Target, goal_value: Decimal) -> tuple[Decimal, Decimal]:
    """Give the bound that counts and the shortfall from it, rounded half up to 12 decimals."""
    bound = goal_value
    if target.relation in (Relation.AT_LEAST, Relation.ABOVE) or (
        target.relation is Relation.BETWEEN and value < bound
    ):
        missing = bound - value
    else:
        if target.relation is Relation.BETWEEN and target.upper is not None:
            bound = target.upper
        missing = value - bound
    return bound, decimal_of(_quotient(missing, abs(bound) if bound else Decimal(1)), SHORTFALL_PLACES)


def _quotient(dividend: Decimal, divisor: Decimal) -> Fraction:
    """Divide exactly, with one reduction instead of one for each number."""
    (above, below), (other_above, other_below) = dividend.as_integer_ratio(), divisor.as_integer_ratio()
    return Fraction(above * other_below, below * other_above)


def target_value(indicator: Indicator) -> Decimal | None:
    """Give the number that the result is held against; for a relative target, last year's or others', changed."""
    target = indicator.target
    if target is None:
        return None
    if not target.relative:
        return target.value
    compared = indicator.comparison if target.compared else indicator.previous
    if compared is None or compared.value is None:
        return None
    before = compared.value
    # A share of a negative value moves it as far as the same share of a positive one.
    return before + (abs(before) * target.change if target.change_is_share else target.change)


def assess_indicator(
    indicator: Indicator, rules: Rules, *, forecast_first: bool = False
) -> tuple[IndicatorAssessment, list[Diagnostic]]:
    """Give an indicator's level by rules I1-I5; the first that holds wins.

    With `forecast_first` (an interim report) the full-year forecast is used where there is one.
    """
    forecast = indicator.forecast if indicator.forecast and indicator.forecast.value is not None else None
    used = forecast if forecast_first and forecast else indicator.result
    is_forecast = used is forecast and forecast is not None
    value = used.value if used else None
    if _has_verdict_alone(indicator):
        return IndicatorAssessment(indicator, indicator.reported or Level.NO_VALUE, "I2", None, used_forecast=False), []
    if used is None or value is None:
        missing = IndicatorAssessment(indicator, Level.NO_VALUE, "I1", used, is_forecast)
        return missing, [_missing_result(indicator, rules), *_differing(missing)]
    bound = target_value(indicator)
    if indicator.target is None or bound is None:
        level = indicator.reported or Level.NO_VALUE
        found = [_missing_target(indicator, level)]
        return IndicatorAssessment(indicator, level, "I2", used, is_forecast), found
    level, rule, bound, short = measure(value, indicator.target, bound, rules)
    upward = indicator.target.relation in (Relation.AT_LEAST, Relation.ABOVE)
    ratio = _quotient(value, bound) if upward and bound else None
    assessed = IndicatorAssessment(indicator, level, rule, used, is_forecast, bound, short, ratio)
    return assessed, _differing(assessed)


def _has_verdict_alone(indicator: Indicator) -> bool:
    """Say whether the table has neither values nor targets, so that the workbook's own verdict is all there is."""
    figures = (indicator.result, indicator.forecast, indicator.target, indicator.unread)
    return indicator.reported is not None and all(figure is None for figure in figures)


def measure(value: Decimal, target: Target, bound: Decimal, rules: Rules) -> tuple[Level, str, Decimal, Decimal]:
    """Apply I3, I4 and I5 to a value and a bound that both exist."""
    if target.relation is Relation.IS:
        # 1 is yes, 0 is no, and what has been begun lies between.
        level = Level.ACHIEVED if value == bound else Level.PARTLY if 0 < value < 1 else Level.NOT
        rule = {Level.ACHIEVED: "I3", Level.PARTLY: "I4"}.get(level, "I5")
        return level, rule, bound, abs(value - bound)
    bound, short = _shortfall(value, target, bound)
    strict = target.relation in (Relation.ABOVE, Relation.BELOW)
    if short < 0 or (short == 0 and not strict):
        return Level.ACHIEVED, "I3", bound, short
    allowed = 1 - rules.partial_threshold if bound else rules.absolute_tolerance
    if short <= allowed and (bound or rules.absolute_tolerance > 0):
        return Level.PARTLY, "I4", bound, short
    return Level.NOT, "I5", bound, short


def _missing_result(indicator: Indicator, rules: Rules) -> Diagnostic:
    cell = indicator.result or indicator.forecast
    text = cell.text if cell else ""
    return diagnostic(
        "W401",
        cell.source if cell else indicator.source,
        name=indicator.name,
        found=f"i cellen står ”{text}”" if text else "cellen är tom",
        effect="räknas den tillsammans med de indikatorer som inte uppnås"
        if rules.missing_counts
        else "lämnas den utanför bedömningen",
    )


def _missing_target(indicator: Indicator, level: Level) -> Diagnostic:
    target, used = indicator.target, INDICATOR_WORDS[level].lower()
    if target and target.relative:
        what = {"compared": target.compared} if target.compared else {}
        effect = f"Arbetsbokens egen bedömning, {used}, används." if indicator.reported else "Den kan inte bedömas."
        code = "W420" if target.compared else "W403"
        return diagnostic(code, target.source, name=indicator.name, text=target.text, effect=effect, **what)
    cell = indicator.unread
    found = f"i cellen står ”{cell.text}”" if cell and cell.text else "ingen uppgift"
    code = "W402" if indicator.reported is None else "W405"
    place = cell.source if cell else indicator.source
    return diagnostic(code, place, name=indicator.name, level=used, found=found)


def _differing(assessed: IndicatorAssessment) -> list[Diagnostic]:
    """Say where the workbook's own verdict is another than the computed one."""
    reported = assessed.indicator.reported
    if reported is None or reported is assessed.level:
        return []
    return [
        diagnostic(
            "W404",
            assessed.indicator.reported_source or assessed.source,
            name=assessed.indicator.name,
            reported=INDICATOR_WORDS[reported].lower(),
            computed=INDICATOR_WORDS[assessed.level].lower(),
        )
    ]


def verdict(achieved: int, partly: int, total: int) -> tuple[Level, str]:
    """Give the verdict over `total` parts by rules G0-G3; the first that holds wins."""
    if total == 0:
        return Level.NOT_ASSESSED, "G0"
    if achieved == total:
        return Level.ACHIEVED, "G1"
    if 2 * (achieved + partly) >= total:
        return Level.PARTLY, "G2"
    return Level.NOT, "G3"


def counted(counts: Counter[Level], rules: Rules) -> int:
    """Count the indicators that a goal is judged by."""
    return counts.total() - (0 if rules.missing_counts else counts[Level.NO_VALUE])


def assess_goal(goal: Goal, rules: Rules, *, forecast_first: bool = False) -> tuple[GoalAssessment, list[Diagnostic]]:
    """Give a goal's verdict from its indicators' levels."""
    results = [assess_indicator(one, rules, forecast_first=forecast_first) for one in goal.indicators]
    assessed = tuple(result for result, _ in results)
    found = [problem for _, problems in results for problem in problems]
    counts = Counter(one.level for one in assessed)
    level, rule = verdict(counts[Level.ACHIEVED], counts[Level.PARTLY], counted(counts, rules))
    if goal.reported not in (None, level):
        found.append(_differing_goal(goal, level))
    if level is Level.NOT_ASSESSED:
        found.append(diagnostic("W406", goal.source, name=goal.name or ""))
    at, above, to = _turning_point(assessed, counts, level, rules)
    return GoalAssessment(goal, level, rule, assessed, counts, at, above, to), found


def _differing_goal(goal: Goal, level: Level) -> Diagnostic:
    """Say that the workbook's own verdict of a goal is another than the computed one."""
    reported = GOAL_WORDS[goal.reported or level].lower()
    return diagnostic("W411", goal.source, name=goal.name or "", reported=reported, computed=GOAL_WORDS[level].lower())


def _turning_point(
    assessed: Sequence[IndicatorAssessment], counts: Counter[Level], level: Level, rules: Rules
) -> tuple[Fraction | None, bool, Level | None]:
    """Find the partial threshold at which a goal's verdict would be another.

    Which indicators are partly achieved depends on T alone: those whose attained share of the target is at
    least T. ”Half” needs `needed` of them; the verdict turns at the needed-th largest share.
    """
    if level not in (Level.PARTLY, Level.NOT):
        return None, True, None
    reach = sorted(
        (
            1 - Fraction(one.shortfall)
            for one in assessed
            if one.shortfall is not None
            and one.bound
            and one.level in (Level.PARTLY, Level.NOT)
            and one.indicator.target is not None
            and one.indicator.target.relation is not Relation.IS
        ),
        reverse=True,
    )
    fixed = sum(1 for one in assessed if one.level is Level.PARTLY and _is_fixed(one))
    needed = (counted(counts, rules) + 1) // 2 - counts[Level.ACHIEVED] - fixed
    if needed < 1 or needed > len(reach) or reach[needed - 1] <= 0:
        return None, True, None
    if level is Level.PARTLY and reach[needed - 1] >= 1:
        # No threshold lies above the whole of the target.
        return None, True, None
    if level is Level.PARTLY:
        return reach[needed - 1], True, Level.NOT
    return reach[needed - 1], False, Level.PARTLY


def _is_fixed(one: IndicatorAssessment) -> bool:
    """Say whether a partly achieved indicator is so whatever the threshold is."""
    target = one.indicator.target
    return one.shortfall is None or not one.bound or (target is not None and target.relation is Relation.IS)


def assess_goals(
    goals: Sequence[Goal], rules: Rules, *, forecast_first: bool = False
) -> tuple[Attainment, list[Diagnostic]]:
    """Give every goal's verdict and the board's overall one, by the same table over the assessed goals.

    Indicators without a goal are assessed but are no goal: they count among the indicators alone.
    """
    results = [assess_goal(goal, rules, forecast_first=forecast_first) for goal in goals]
    assessed = tuple(result for result, _ in results)
    found = [problem for _, problems in results for problem in problems]
    counts = Counter(one.level for one in assessed if one.goal.name is not None)
    judged = counts.total() - counts[Level.NOT_ASSESSED]
    level, rule = verdict(counts[Level.ACHIEVED], counts[Level.PARTLY], judged)
    indicator_counts = sum((one.counts for one in assessed), Counter[Level]())
    found += _default_threshold(assessed, rules)
    return Attainment(assessed, level, rule, counts, indicator_counts), found


def _default_threshold(assessed: Sequence[GoalAssessment], rules: Rules) -> list[Diagnostic]:
    """Say that nobody decided the threshold, where a verdict hangs on it."""
    choice = next((one for one in rules.choices if one.name == "partial_threshold"), None)
    if choice is None or choice.origin != "default":
        return []
    return [
        diagnostic("N407", goal.goal.source, threshold=percent(rules.partial_threshold), effect=turning_text(goal))
        for goal in assessed
        if goal.turns_at is not None and goal.goal.name is not None
    ]
