"""What would change a verdict, in Swedish: 3 st till krävs för delvis uppnådd, 14 st till för uppnådd."""

from __future__ import annotations

from typing import TYPE_CHECKING

from itnamnd_xl.core.model import Level, Relation
from itnamnd_xl.core.nearing import indicators_short, margins, steps_up
from itnamnd_xl.core.swedish import NBSP, amount, count, number, plain, sentence
from itnamnd_xl.core.wording import GOAL_WORDS, INDICATOR_WORDS

if TYPE_CHECKING:
    from decimal import Decimal

    from itnamnd_xl.core.assessment import GoalAssessment, IndicatorAssessment
    from itnamnd_xl.core.model import Rules, Target
    from itnamnd_xl.core.nearing import Margin, Step

# What is said of a difference in a unit: one, several.
_POINTS = {"%": ("procentenhet", "procentenheter"), "‰": ("promilleenhet", "promilleenheter")}
# Units of what is counted one by one: there are fewer of them, not less.
_COUNTED = frozenset({"st", "antal", "dagar", "veckor", "månader", "år"})
# What a result in these is, or in none, has no more or less of it: an index, a place among all.
_GRADED = frozenset({None, "index", "plats"})


def nearing_text(assessed: IndicatorAssessment, rules: Rules) -> str:
    """Say in Swedish what would change an indicator's level: what is missing to the next ones, or the margin."""
    if assessed.rule == "I1":
        return "Ett resultat krävs."
    if assessed.rule == "I2":
        return _missing(assessed)
    target = assessed.indicator.target
    if target is not None and target.relation is Relation.IS:
        return _answer(assessed.level, target)
    unit = assessed.used.unit if assessed.used else None
    if assessed.level is Level.ACHIEVED:
        return _margins(margins(assessed, rules), unit)
    return _steps(steps_up(assessed, rules), unit)


def goal_nearing_text(goal: GoalAssessment, rules: Rules) -> str:
    """Say in Swedish how many more indicators a goal needs for the verdicts above its own."""
    if goal.level is Level.NOT_ASSESSED:
        return "Minst en indikator med ett värde krävs." if goal.counts else "Minst en indikator krävs."
    if goal.level is Level.ACHIEVED:
        return "Alla indikatorer måste förbli uppnådda."
    parts: list[str] = []
    for level, short in indicators_short(goal, rules):
        many = f"{number(short)} till" if parts else f"{count(short, 'indikator', 'indikatorer')} till"
        how = "helt eller delvis" if level is Level.PARTLY else "helt"
        reached = "uppnådd" if short == 1 else "uppnådda"
        parts.append(f"för {GOAL_WORDS[level].lower()} krävs att {many} blir {how} {reached}")
    return f"{sentence('; '.join(parts))}."


def _missing(assessed: IndicatorAssessment) -> str:
    """Say what an indicator lacks that cannot be held against anything."""
    target = assessed.indicator.target
    if assessed.used is None:
        return "Ett resultat och ett målvärde krävs."
    if target is None or not target.relative:
        return "Ett målvärde krävs."
    if target.compared:
        return f"Ett värde att jämföra med krävs ({target.compared})."
    return "Ett värde för föregående år krävs."


def _answer(level: Level, target: Target) -> str:
    if level is Level.ACHIEVED:
        return f"Ett annat svar än ”{target.text}”."
    return f"Svaret ”{target.text}” krävs för uppnådd."


def _steps(steps: tuple[Step, ...], unit: str | None) -> str:
    if not steps:
        return "Ett annat resultat."
    parts = [_beyond(one, unit) or f"{_size(abs(one.change), unit)} {_more(unit, upward=one.upward)}" for one in steps]
    words = [INDICATOR_WORDS[one.level].lower() for one in steps]
    first = f"{parts[0]} krävs för {words[0]}"
    if unit in _GRADED and steps[0].beyond is None:
        first = f"Ett resultat som är {first}"
    second = f", {parts[1]} för {words[1]}" if len(steps) > 1 else ""
    return f"{sentence(first)}{second}."


def _more(unit: str | None, *, upward: bool) -> str:
    if unit in _GRADED:
        return "högre" if upward else "lägre"
    return "till" if upward else "färre" if unit in _COUNTED else "mindre"


def _beyond(step: Step, unit: str | None) -> str:
    """Name the number that a result must be beyond; empty where there is a least change that is enough."""
    if step.beyond is None:
        return ""
    bound = amount(step.beyond, None if unit in _GRADED else unit)
    return f"{'mer' if step.upward else 'mindre'} än {bound}"


def _margins(found: tuple[Margin, ...], unit: str | None) -> str:
    parts = []
    for one in found:
        side, least = ("uppåt", "ökning") if one.upward else ("nedåt", "minskning")
        then = INDICATOR_WORDS[one.then].lower()
        size = f"{'mindre än ' if one.is_open else ''}{_size(one.change, unit)}"
        room = f"{size} {side}, därefter {then}"
        parts.append(room if one.change else f"ingen {side}, minsta {least} ger {then}")
    return f"Marginal: {'; '.join(parts)}."


def _size(size: Decimal, unit: str | None) -> str:
    """Write how large a difference is: in points where what differs are shares."""
    if unit in _POINTS:
        return f"{number(size)}{NBSP}{_POINTS[unit][plain(size) != 1]}"
    return amount(plain(size), None if unit in _GRADED else unit)
