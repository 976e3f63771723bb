"""What would change a verdict: how far an indicator is from its next level, and how much it can lose; likewise a goal.

Found by trying the rules themselves: the change named gives the other level, and one step less does not. What is
counted one by one changes by whole ones; what is measured by as little as one likes, whatever digits its cell has.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from typing import TYPE_CHECKING

from itnamnd_xl.core.attainment import counted, measure
from itnamnd_xl.core.model import Level, Relation
from itnamnd_xl.core.swedish import MOST_DECIMALS

if TYPE_CHECKING:
    from collections.abc import Callable

    from itnamnd_xl.core.assessment import GoalAssessment, IndicatorAssessment
    from itnamnd_xl.core.model import Rules, Target

_RANK = {Level.NOT: 0, Level.PARTLY: 1, Level.ACHIEVED: 2}
_UPWARD = frozenset({Relation.AT_LEAST, Relation.ABOVE})
# A range that is narrower than the decimals of a result may need finer steps than those to be hit.
MOST_FINER = 12
# Units of what there are whole numbers of.
_WHOLE = frozenset({"st", "antal"})
# Steps are as small as a message tells numbers, but large enough for a shortfall to show them as it is rounded.
STEP_DIGITS = 11


@dataclass(frozen=True, slots=True)
class Step:
    """The least change of a result that brings an indicator to a level or beyond it.

    Where there is no least one, since the result must be `beyond` a number that it may come as near to as it likes, the
    change is that to the number.
    """

    level: Level
    change: Decimal
    upward: bool
    beyond: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Margin:
    """The largest change of a result that leaves it achieved, and what one step more would make of it.

    Of one that `is_open` every smaller change does, and that change itself not.
    """

    change: Decimal
    upward: bool
    then: Level
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class _Held:
    """A result held against its bound, to be tried with other results; `least` is the least step of it."""

    value: Decimal
    target: Target
    bound: Decimal
    rules: Rules
    least: Decimal
    is_whole: bool

    @property
    def is_open(self) -> bool:
        """Whether the bound itself is not enough, and anything beyond it is."""
        return not self.is_whole and self.target.relation in (Relation.ABOVE, Relation.BELOW)

    def level(self, change: Decimal) -> Level:
        """Give the level that the result would have with a change."""
        return measure(self.value + change, self.target, self.bound, self.rules)[0]


def steps_up(assessed: IndicatorAssessment, rules: Rules) -> tuple[Step, ...]:
    """Give what brings an indicator that is partly or not achieved to each level above its own, the nearest first.

    Empty where no number is held against another.
    """
    held = _held(assessed, rules)
    if held is None or assessed.level not in (Level.NOT, Level.PARTLY):
        return ()
    goal, upward = _nearest(held)
    found: list[Step] = []
    for level in (Level.PARTLY, Level.ACHIEVED):
        if _RANK[level] <= _RANK[assessed.level] or (level is Level.PARTLY and not _has_zone(goal, rules)):
            continue
        if level is Level.ACHIEVED and held.is_open:
            found.append(Step(level, goal - held.value, upward, goal))
            continue
        change = _least_change(held, level, _edge(goal, level, rules, upward=upward), upward=upward)
        if change is not None:
            # One step may lead over the zone between.
            found = [one for one in found if one.change != change]
            found.append(Step(level, change, upward))
    return tuple(found)


def margins(assessed: IndicatorAssessment, rules: Rules) -> tuple[Margin, ...]:
    """Give how much worse an achieved indicator's result can be without being another level; of a range both ways."""
    held = _held(assessed, rules)
    if held is None or assessed.level is not Level.ACHIEVED:
        return ()
    relation, upper = held.target.relation, held.target.upper
    if relation is Relation.BETWEEN and upper is not None:
        return _margin(held, held.bound, upward=False), _margin(held, upper, upward=True)
    return (_margin(held, held.bound, upward=relation not in _UPWARD),)


def indicators_short(goal: GoalAssessment, rules: Rules) -> tuple[tuple[Level, int], ...]:
    """Give how many more of a goal's indicators each verdict above its own needs, the nearest first.

    For the verdict in between they need to be achieved at least partly, for the highest wholly.
    """
    total = counted(goal.counts, rules)
    achieved, partly = goal.counts[Level.ACHIEVED], goal.counts[Level.PARTLY]
    short = []
    if goal.level is Level.NOT:
        short.append((Level.PARTLY, (total + 1) // 2 - achieved - partly))
    if goal.level in (Level.NOT, Level.PARTLY):
        short.append((Level.ACHIEVED, total - achieved))
    return tuple(short)


def _held(assessed: IndicatorAssessment, rules: Rules) -> _Held | None:
    target, used = assessed.indicator.target, assessed.used
    if target is None or used is None or used.value is None or assessed.bound is None:
        return None
    if target.relation is Relation.IS:
        return None
    bound = target.value if target.relation is Relation.BETWEEN and target.value is not None else assessed.bound
    figures = (used.value, bound, target.upper or bound)
    readable = MOST_DECIMALS + max(-bound.adjusted(), 0)
    decimals = max(map(_decimals, figures))
    is_whole = used.unit in _WHOLE and decimals == 0
    if not is_whole:
        largest = max(one.adjusted() for one in figures)
        decimals = max(decimals, min(readable, STEP_DIGITS - largest))
    return _Held(used.value, target, bound, rules, Decimal(1).scaleb(-min(decimals, readable)), is_whole)


def _decimals(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    return max(-exponent, 0) if isinstance(exponent, int) else 0


def _nearest(held: _Held) -> tuple[Decimal, bool]:
    """Give the bound that a result misses, and whether it has to rise to it."""
    relation = held.target.relation
    if relation is Relation.BETWEEN and held.target.upper is not None:
        return (held.bound, True) if held.value < held.bound else (held.target.upper, False)
    return held.bound, relation in _UPWARD


def _has_zone(bound: Decimal, rules: Rules) -> bool:
    return bool(bound) or rules.absolute_tolerance > 0


def _edge(bound: Decimal, level: Level, rules: Rules, *, upward: bool) -> Fraction:
    """Give where a level begins, but for what rounding and strict conditions make of it."""
    if level is Level.ACHIEVED:
        return Fraction(bound)
    zone = Fraction(abs(bound)) * Fraction(1 - rules.partial_threshold) if bound else Fraction(rules.absolute_tolerance)
    return Fraction(bound) - zone if upward else Fraction(bound) + zone


def _least_change(held: _Held, level: Level, edge: Fraction, *, upward: bool) -> Decimal | None:
    """Find the fewest steps that give a level or a better one; in finer steps where whole ones lead past it."""
    sign = 1 if upward else -1
    distance = abs(edge - Fraction(held.value))
    for finer in range(MOST_FINER):
        step = held.least.scaleb(-finer)

        def reaches(steps: int, step: Decimal = step) -> bool:
            return _RANK[held.level(sign * steps * step)] >= _RANK[level]

        steps = max(ceil(distance / Fraction(step)), 1)
        found = next((one for one in (steps - 1, steps, steps + 1) if one > 0 and reaches(one)), None)
        if found is not None:
            return sign * _fewest(found, reaches) * step
    return None


def _fewest(steps: int, reaches: Callable[[int], bool]) -> int:
    """Go back as far as the rounding of shortfalls lets a result be better than it is."""
    while steps > 1 and reaches(steps - 1):
        steps -= 1
    return steps


def _margin(held: _Held, bound: Decimal, *, upward: bool) -> Margin:
    sign = 1 if upward else -1
    if held.is_open:
        room_open = abs(bound - held.value)
        return Margin(room_open, upward, held.level(sign * room_open), is_open=True)
    room = abs(Fraction(bound) - Fraction(held.value)) / Fraction(held.least)
    steps = max(floor(room) - 1, 0)
    while held.level(sign * (steps + 1) * held.least) is Level.ACHIEVED:
        steps += 1
    return Margin(steps * held.least, upward, held.level(sign * (steps + 1) * held.least))
