"""What the rules say of an indicator, a goal and the board: levels with their rule, and what they were held against."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from itnamnd_xl.core.model import Level

if TYPE_CHECKING:
    from collections import Counter
    from decimal import Decimal

    from itnamnd_xl.core.model import CellRef, Goal, Indicator, Quantity


@dataclass(frozen=True, slots=True)
class IndicatorAssessment:
    """An indicator with its level and the rule that gave it.

    `shortfall` is how far the result misses the target, as a share of it (in the result's unit where the target
    is zero); negative or zero when it is met. `ratio` is result over target where more is better. `bound` is the
    number that the result was held against.
    """

    indicator: Indicator
    level: Level
    rule: str
    used: Quantity | None
    used_forecast: bool
    bound: Decimal | None = None
    shortfall: Decimal | None = None
    ratio: Fraction | None = None

    @property
    def source(self) -> CellRef:
        """The cell of the figure that was assessed, else of the indicator's name."""
        return self.used.source if self.used else self.indicator.source


@dataclass(frozen=True, slots=True)
class GoalAssessment:
    """A goal with its verdict, the rule that gave it, and the threshold at which it would turn.

    `turns_at` is a partial threshold T: above it (when `turns_above`) or at it and below, the verdict is
    `turns_to`. None where no threshold changes the verdict.
    """

    goal: Goal
    level: Level
    rule: str
    indicators: tuple[IndicatorAssessment, ...]
    counts: Counter[Level]
    turns_at: Fraction | None = None
    turns_above: bool = True
    turns_to: Level | None = None


@dataclass(frozen=True, slots=True)
class Attainment:
    """The board's goals: each goal's verdict, the overall one, and how many indicators were achieved."""

    goals: tuple[GoalAssessment, ...]
    level: Level
    rule: str
    counts: Counter[Level]
    indicator_counts: Counter[Level]

    @property
    def indicator_ratio(self) -> Fraction | None:
        """Achieved indicators over all of them; None where there are none."""
        total = self.indicator_counts.total()
        return Fraction(self.indicator_counts[Level.ACHIEVED], total) if total else None
