"""An indicator's row in the sheet Måluppfyllelse: what it was held against, its rule and its level, as formulas.

The columns to the right of the source are working columns: the number that counts, the distance from it, and the rule
that follows. The level follows the rule.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from enum import IntEnum
from fractions import Fraction
from typing import TYPE_CHECKING

from itnamnd_xl.core.attainment import target_value
from itnamnd_xl.core.model import Level, Relation
from itnamnd_xl.core.nearing_text import nearing_text
from itnamnd_xl.core.swedish import decimal_of
from itnamnd_xl.core.wording import RELATION_WORDS, has_share, indicator_text, target_text
from itnamnd_xl.sheets.cells import level_cell, measured_cell, places_of, quantity_cell, source_cell
from itnamnd_xl.sheets.formulas import (
    MISSING,
    ONE,
    a1,
    all_of,
    is_still,
    is_worded,
    number,
    rounded,
    text,
    told,
    unless_missing,
)
from itnamnd_xl.sheets.limits import NO, YES, is_kept, where_usable
from itnamnd_xl.sheets.spec import Cell, Role

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from itnamnd_xl.core.assessment import IndicatorAssessment
    from itnamnd_xl.core.model import Quantity, Rules, Target
    from itnamnd_xl.sheets.formulas import Book, Figure
    from itnamnd_xl.sheets.limits import Limits
    from itnamnd_xl.sheets.spec import Row

RATIO_PLACES = 9
# As the core rounds a shortfall before it compares it.
SHORT_PLACES = 12
# A change of what is compared with is computed to so many decimals at least.
BOUND_PLACES, MOST_PLACES = 9, 15
# What fits in the column of results, which is that of numbers.
SHORT_TEXT = 14
DASH = "–"
# Stands for a level that the workbook stated in other words than it does now.
REWRITTEN = "ändrad"
# Stands for the rule where none can be told, as the setting that it hangs on cannot be used.
UNDECIDED = DASH
ANSWER = "ja/nej"
PERCENT = "%"
SIGNS = {
    Relation.AT_LEAST: "≥",
    Relation.AT_MOST: "≤",
    Relation.ABOVE: ">",
    Relation.BELOW: "<",
    Relation.BETWEEN: "mellan",
    Relation.IS: "är",
}
STRICT = (Relation.ABOVE, Relation.BELOW)
UPWARD = (Relation.AT_LEAST, Relation.ABOVE)


class At(IntEnum):
    """The columns of the table of indicators, from 1."""

    GOAL = 1
    NAME = 2
    RESULT = 3
    TARGET = 4
    RATIO = 5
    LEVEL = 6
    REPORTED = 7
    MOTIVE = 8
    WHY = 9
    NEARING = 10
    SOURCE = 11
    NUMBER = 12
    RULE = 13
    CONDITION = 14
    COMPARED = 15
    BOUND = 16
    UPPER = 17
    SHORT = 18
    SAME = 19
    WORDED = 20


def level_words(level: Level, *, goal: bool = False) -> str:
    """Give a level as its cell shows it."""
    return str(level_cell(level, goal=goal).value)


# The levels as formulas spell them; each row has them all.
_SPELT = {level: text(level_words(level)) for level in Level}


def share_factors(assessed: Iterable[IndicatorAssessment]) -> dict[tuple[str, str, int], Fraction]:
    """Learn by what the cells of each column that hold shares are multiplied to be per cent: by 100, or by 1."""
    found: dict[tuple[str, str, int], Fraction] = {}
    for one in assessed:
        indicator = one.indicator
        for figure in (indicator.result, indicator.forecast, indicator.target, indicator.previous):
            if figure is not None and figure.unit == PERCENT and figure.value and figure.stored:
                factor = Fraction(figure.value) / Fraction(figure.stored)
                found.setdefault((figure.source.workbook, figure.source.sheet, figure.source.column), factor)
    return found


@dataclass(frozen=True, slots=True)
class IndicatorLine:
    """An indicator, the row of the sheet that it gets, and what that refers to; `goal_number` counts from 1.

    With `forecast_first` a forecast goes before the result, where there is one.
    """

    one: IndicatorAssessment
    goal: str
    goal_number: int
    row: int
    motive: Cell
    rules: Rules
    limits: Limits
    book: Book
    factors: dict[tuple[str, str, int], Fraction]
    forecast_first: bool = False

    def cells(self) -> Row:
        """Lay out the row."""
        one = self.one
        result, compared = self._result(), self._compared()
        bound, upper = self._bound(compared), self._upper()
        short = self._short(result)
        worded = self._worded()
        same = self._same(result, bound, worded)
        rule = self._while_worded(self._rule(result), worded)
        return (
            Cell(self.goal, Role.TEXT),
            Cell(one.indicator.name, Role.TEXT),
            result,
            self._target(),
            self._ratio(),
            self._level(),
            self._reported(),
            self.motive,
            self._why(rule, same),
            self._nearing(rule, same),
            self._source(),
            Cell(self.goal_number, Role.NUMBER),
            rule,
            Cell(SIGNS[self._aim.relation] if self._aim else DASH, Role.TEXT),
            compared,
            bound,
            upper,
            short,
            same,
            worded,
        )

    @property
    def _aim(self) -> Target | None:
        return self.one.indicator.target

    @property
    def _unit(self) -> str | None:
        """The unit that the row is reckoned in: the result's, else the target's."""
        used, aim = self.one.used, self._aim
        if used is not None and used.value is not None:
            return used.unit
        if aim is None or aim.unit is not None or not aim.relative:
            return aim.unit if aim else None
        other = self._other
        return other.unit if other else None

    @property
    def _other(self) -> Quantity | None:
        """What a relative target compares with."""
        indicator = self.one.indicator
        return indicator.comparison if self._aim is not None and self._aim.compared else indicator.previous

    @property
    def _goal(self) -> Decimal | None:
        """The number that the result is held against, also where there is no result; of a range its lower end."""
        return target_value(self.one.indicator)

    @property
    def _scale(self) -> int:
        """By what the row's figures are divided to be shown: per cent are shares of one in a cell."""
        return _scale(self._unit)

    def _at(self, column: At) -> str:
        return a1(column, self.row)

    def _learn(self, figure: Figure, unit: str | None) -> None:
        """Let the book know by what a zero or missing figure's cell is multiplied: as others of its column, or 1."""
        if figure.value:
            return
        aim = self._aim
        places = [figure.source, *([aim.source] if aim else [])] if unit == PERCENT else []
        found = (self.factors.get((one.workbook, one.sheet, one.column)) for one in places)
        self.book.cell_factors[figure.source] = next((one for one in found if one is not None), ONE)

    def _result(self) -> Cell:
        used, unit = self.one.used, self._unit
        if used is None or unit == ANSWER:
            return quantity_cell(used)
        cell = quantity_cell(used)
        if used.value is None and len(used.text) <= SHORT_TEXT:
            # It stands where a number would: a longer one is wrapped instead.
            cell = replace(cell, role=Role.DASH)
        if used.value is None and used.stored is not None:
            return self._refused(used, cell)
        if used.value is None and not used.text:
            cell = self._to_come(used)
        return self._forecast_before(self._reached(used, cell))

    def _reached(self, figure: Quantity, cell: Cell) -> Cell:
        self._learn(figure, self._unit)
        return self.book.shown(figure, cell, self._scale)

    def _forecast_before(self, cell: Cell) -> Cell:
        """Let a forecast go before the result as soon as there is one, and the result count where it is gone."""
        indicator = self.one.indicator
        result, forecast = indicator.result, indicator.forecast
        if not self.forecast_first or result is None or forecast is None:
            return cell
        if result.value is not None and result.unit != self._unit:
            return cell
        self._learn(forecast, self._unit)
        reached = self.book.reach(forecast, self._scale)
        if reached is None:
            return cell
        other = self._reached(result, replace(quantity_cell(result), formula=""))
        shown = other.formula[1:] or (text(other.value) if isinstance(other.value, str) else number(other.value or 0))
        return replace(cell, formula=f"=IF(ISNUMBER({self.book.cell(forecast.source)}),{reached},{shown})")

    def _refused(self, used: Quantity, cell: Cell) -> Cell:
        """Show a number that could not be used as the text that it is, while it is that one."""
        if not self.book.holds(used.source):
            return cell
        place = self.book.cell(used.source)
        same = f"IF(ISNUMBER({place}),{rounded(f'{place}-({number(used.stored or 0)})')}=0,FALSE)"
        return told(cell, [same])

    def _to_come(self, used: Quantity) -> Cell:
        """Give the cell of a missing result: a number there will look as the target does."""
        aim = self._aim
        if aim is None or aim.value is None or aim.relation is Relation.IS:
            return Cell(MISSING, Role.NUMBER, number_format="General", came_from=used.source)
        like = measured_cell(aim.value, aim.unit)
        return replace(like, value=MISSING, came_from=used.source)

    def _target(self) -> Cell:
        """Show the target as a number that can be reckoned with, and its condition in words."""
        aim, value = self._aim, self._goal
        if aim is None:
            return self._no_target()
        if aim.relation in (Relation.IS, Relation.BETWEEN):
            return Cell(_words(aim), Role.TEXT, came_from=aim.source)
        before = RELATION_WORDS[aim.relation]
        if aim.relative:
            formula = f"=IF(COUNT({self._at(At.BOUND)})=0,{text(aim.text)},{self._at(At.BOUND)})"
            shown = _figure(value, self._unit)
            found = aim.text if value is None else shown.value
            return replace(shown, value=found, formula=formula, prefix=before, came_from=aim.source)
        shown = replace(measured_cell(aim.value, aim.unit), prefix=before, came_from=aim.source)
        self._learn(aim, aim.unit)
        return self.book.shown(aim, shown, _scale(aim.unit))

    def _no_target(self) -> Cell:
        unread = self.one.indicator.unread
        cell = Cell(MISSING, Role.DASH)
        if unread is None or unread.text or not self.book.holds(unread.source):
            return cell
        place = self.book.cell(unread.source)
        # Neither a number nor a text stands there; an error harms neither count.
        return told(cell, [f'COUNT({place})+COUNTIF({place},"?*")=0'])

    def _compared(self) -> Cell:
        """Show what a relative target compares with: last year's value, or others'."""
        if self._aim is None or not self._aim.relative:
            return Cell(DASH, Role.DASH)
        other = self._other
        if other is None:
            return Cell(MISSING, Role.DASH)
        unit = self._unit
        if other.value is None:
            cell = Cell(other.text or MISSING, Role.NUMBER, number_format="General", came_from=other.source)
        else:
            cell = replace(measured_cell(other.value, unit), came_from=other.source)
        return self._reached(other, cell)

    def _bound(self, compared: Cell) -> Cell:
        """Give the number that counts: of a range its lower end."""
        aim = self._aim
        if aim is None:
            return Cell(DASH, Role.DASH)
        if aim.relation is Relation.IS:
            return Cell(aim.value, Role.NUMBER)
        if aim.relation is Relation.BETWEEN:
            return _figure(aim.value, self._unit)
        if aim.relative:
            return self._changed(aim, compared)
        place, scale = self._at(At.TARGET), Fraction(_scale(aim.unit), self._scale)
        reached = place
        if scale != 1:
            reached = rounded(f"{place}{f'*{scale}' if scale > 1 else f'/{1 / scale}'}", SHORT_PLACES)
        return replace(_figure(aim.value, self._unit), formula=f"={unless_missing([place], reached)}")

    def _changed(self, aim: Target, compared: Cell) -> Cell:
        """Give last year's value, or others', with the change that is asked."""
        if isinstance(compared.value, str) and not compared.formula:
            return Cell(MISSING, Role.DASH)
        place = self._at(At.COMPARED)
        reached = place
        if aim.change:
            change = aim.change if aim.change_is_share else aim.change / self._scale
            times = f"ABS({place})*" if aim.change_is_share else ""
            places = places_of(self._goal / self._scale) if self._goal is not None else 0
            places = min(max(places, BOUND_PLACES), MOST_PLACES)
            reached = rounded(f"{place}{'-' if change < 0 else '+'}{times}{number(abs(change))}", places)
        return replace(_figure(self._goal, self._unit), formula=f"={unless_missing([place], reached)}")

    def _upper(self) -> Cell:
        aim = self._aim
        if aim is None or aim.relation is not Relation.BETWEEN or aim.upper is None:
            return Cell(DASH, Role.DASH)
        return _figure(aim.upper, self._unit)

    def _short(self, result: Cell) -> Cell:
        """Give how far the result misses what counts, as a share of it; as it is where that is zero."""
        aim, one = self._aim, self.one
        if aim is None:
            return Cell(MISSING, Role.DASH)
        in_unit = not self._goal or aim.relation is Relation.IS
        value = MISSING if one.shortfall is None else one.shortfall
        cell = Cell(value, Role.NUMBER) if in_unit else Cell(value, Role.PERCENT, places=1)
        if _is_answer(result):
            return cell
        needed = [self._at(At.RESULT), self._at(At.BOUND)]
        return replace(cell, formula=f"={unless_missing(needed, self._distance(aim))}")

    def _distance(self, aim: Target) -> str:
        result, bound, upper = self._at(At.RESULT), self._at(At.BOUND), self._at(At.UPPER)
        if aim.relation is Relation.IS:
            # A stored 1 is yes and 0 is no; another number is no answer.
            return f"IF(OR({result}=0,{result}=1),ABS({result}-{bound}),{text(MISSING)})"
        below, above = self._missed(bound, result, bound), self._missed(result, bound, bound)
        if aim.relation is Relation.BETWEEN:
            return rounded(f"IF({result}<{bound},{below},{self._missed(result, upper, upper)})", SHORT_PLACES)
        return rounded(below if aim.relation in UPWARD else above, SHORT_PLACES)

    def _missed(self, more: str, less: str, bound: str) -> str:
        # A zero has no share: what is missing then stands in the unit itself, and that of a share of one is a per cent.
        whole = number(Decimal(1) / self._scale)
        return f"({more}-{less})/IF({bound}=0,{whole},ABS({bound}))"

    def _rule(self, result: Cell) -> Cell:
        """Give the rule: the first of I1 to I5 that holds."""
        one, short = self.one, self._at(At.SHORT)
        if one.used is None and one.rule == "I2":
            return Cell(one.rule, Role.TEXT)
        rule = text("I2") if self._aim is None else self._measured(short)
        if not _is_answer(result):
            known = rule if self._aim is None else f"IF(COUNT({short})=0,{text('I2')},{rule})"
            rule = f"IF(COUNT({self._at(At.RESULT)})=0,{text('I1')},{known})"
        return Cell(one.rule, Role.TEXT, formula=f"={rule}" if "(" in rule else "")

    def _measured(self, place: str) -> str:
        """Apply I3, I4 and I5 to a distance."""
        aim = self._aim
        if aim is not None and aim.relation is Relation.IS:
            return f'IF({place}=0,"I3",IF({place}<1,"I4","I5"))'
        met = f"{place}{'<' if aim is not None and aim.relation in STRICT else '<='}0"
        return f'IF({met},"I3",{self._partly(place)})'

    def _partly(self, place: str) -> str:
        """Apply I4 and I5 to the distance of what has not been reached; neither, where the limit cannot be used."""
        limits, bound = self.limits, self._at(At.BOUND)
        if self._aim is not None and self._aim.relation is Relation.BETWEEN:
            bound = f"IF({self._at(At.RESULT)}<{bound},{bound},{self._at(At.UPPER)})"
        short = f"{rounded(f'{place}-{limits.tolerance}', SHORT_PLACES)}<=0"
        tolerated = f'IF({limits.tolerance}>0,IF({short},"I4","I5"),"I5")'
        near = f'IF({rounded(f"{place}-(1-{limits.threshold})", SHORT_PLACES)}<=0,"I4","I5")'
        undecided = text(UNDECIDED)
        of_nought = where_usable(limits.tolerance_usable, tolerated, undecided)
        return f"IF({bound}=0,{of_nought},{where_usable(limits.threshold_usable, near, undecided)})"

    def _level(self) -> Cell:
        """Give the level that follows the rule; by I2 it is the one that the workbook itself states."""
        rule, words = self._at(At.RULE), _SPELT
        stated = self.one.indicator.reported is not None
        last = f'IF({rule}="I2",{self._at(At.REPORTED)},{words[Level.NO_VALUE]})' if stated else words[Level.NO_VALUE]
        formula = (
            f'=IF({rule}="I3",{words[Level.ACHIEVED]},IF({rule}="I4",{words[Level.PARTLY]},'
            f'IF({rule}="I5",{words[Level.NOT]},IF({rule}={text(UNDECIDED)},{words[Level.NOT_ASSESSED]},{last}))))'
        )
        return replace(level_cell(self.one.level), formula=formula)

    def _reported(self) -> Cell:
        """Show the level that the workbook itself states, while its cell does."""
        one = self.one.indicator
        cell, place = level_cell(one.reported), one.reported_source
        words = None if place is None else dict(one.worded).get(place)
        if one.reported is None or place is None or words is None or not self.book.holds(place):
            return cell
        still = is_worded(self.book.cell(place), words)
        return replace(cell, formula=f"=IF({still},{_SPELT[one.reported]},{text(REWRITTEN)})") if still else cell

    def _ratio(self) -> Cell:
        one, aim = self.one, self._aim
        if aim is None or aim.relation not in UPWARD:
            return Cell(DASH, Role.DASH)
        value = decimal_of(one.ratio, RATIO_PLACES) if one.ratio is not None and has_share(one) else DASH
        result, bound = self._at(At.RESULT), self._at(At.BOUND)
        whole = f"IF({bound}<=0,{text(DASH)},{rounded(f'{result}/{bound}', RATIO_PLACES)})"
        return Cell(value, Role.PERCENT, places=1, formula=f"={unless_missing([result, bound], whole, DASH)}")

    def _worded(self) -> Cell:
        """Say whether the cells that the indicator was read from as words hold these still: no formula reads them."""
        one, aim = self.one, self._aim
        figures = [one.used, one.indicator.result, aim if aim is not None else one.indicator.unread]
        figures += [one.indicator.forecast] if self.forecast_first else []
        figures += [self._other] if aim is not None and aim.relative else []
        used = {figure.source for figure in figures if figure is not None}
        used |= {one.indicator.reported_source} if one.rule == "I2" and one.indicator.reported_source else set()
        still = [
            condition
            for place, words in one.indicator.worded
            if place in used and self.book.holds(place) and (condition := is_worded(self.book.cell(place), words))
        ]
        return Cell(YES, Role.TEXT, formula=f"=IF({all_of(still)},{text(YES)},{text(NO)})" if still else "")

    def _while_worded(self, rule: Cell, worded: Cell) -> Cell:
        """Apply a rule while what was read as words is the same; what it is then, only a new computation can tell."""
        if not worded.formula:
            return rule
        applied = rule.formula[1:] or text(self.one.rule)
        return replace(rule, formula=f"=IF({is_still(self._at(At.WORDED), YES)},{applied},{text(UNDECIDED)})")

    def _same(self, result: Cell, bound: Cell, worded: Cell) -> Cell:
        """Say whether the figures are those that the sentences beside them were written of."""
        still = [
            is_still(self._at(at), part.value)
            for at, part in ((At.RESULT, result), (At.BOUND, bound))
            if part.value is not None and (part.formula or not isinstance(part.value, str))
        ]
        forecast = self.one.indicator.forecast
        if self.forecast_first and forecast is not None and self.book.reach(forecast) is not None:
            # The sentences say whether a forecast or a result is meant, though they may be the same number.
            still.append(is_still(f"COUNT({self.book.cell(forecast.source)})", int(self.one.used_forecast)))
        if worded.formula:
            still.append(is_still(self._at(At.WORDED), YES))
        return Cell(YES, Role.TEXT, formula=f"=IF({all_of(still)},{text(YES)},{text(NO)})" if still else "")

    def _why(self, rule: Cell, same: Cell) -> Cell:
        one = self.one
        words = f"{indicator_text(one, self.rules)} Regel {one.rule}{self._direction()}."
        on_limits = one.rule in ("I4", "I5")
        return told(Cell(words, Role.REMARK), self._unchanged(rule, same, on_limits=on_limits))

    def _nearing(self, rule: Cell, same: Cell) -> Cell:
        words = nearing_text(self.one, self.rules)
        on_limits = self.one.rule in ("I3", "I4", "I5")
        return told(Cell(words, Role.REMARK), self._unchanged(rule, same, on_limits=on_limits))

    def _unchanged(self, rule: Cell, same: Cell, *, on_limits: bool) -> Iterator[str]:
        """Give the conditions under which a sentence holds."""
        if same.formula:
            yield is_still(self._at(At.SAME), YES)
        if rule.formula:
            yield is_still(self._at(At.RULE), self.one.rule)
        aim = self._aim
        if not on_limits or aim is None or aim.relation is Relation.IS:
            return
        ends = (aim.value, aim.upper) if aim.relation is Relation.BETWEEN else (self.one.bound,)
        for name, value, is_used in (
            ("partial_threshold", self.rules.partial_threshold, any(ends)),
            ("absolute_tolerance", self.rules.absolute_tolerance, not all(ends)),
        ):
            cell = self.book.at(("setting", name))
            if is_used and cell is not None:
                yield is_kept(cell, value)

    def _direction(self) -> str:
        aim = self._aim
        return f"; riktning: {aim.why}" if aim is not None and aim.why and self.one.rule != "I1" else ""

    def _source(self) -> Cell:
        """Name the cells that the indicator was assessed by; the result beside a forecast, for it may come to count."""
        indicator, first = self.one.indicator, self.one.source
        figures = [self.one.used, self._aim]
        if self.forecast_first and indicator.result is not None and indicator.forecast is not None:
            first, figures = indicator.result.source, [indicator.forecast, self._aim]
        return source_cell(first, self.book.name, [one.source for one in figures if one is not None])


def _is_answer(result: Cell) -> bool:
    """Say whether a result is an answer in words, which is read and not reckoned with."""
    return isinstance(result.value, str) and not result.formula and result.role is Role.TEXT


def _scale(unit: str | None) -> int:
    return 100 if unit == PERCENT else 1


def _figure(value: Decimal | None, unit: str | None) -> Cell:
    """Give a figure of a working column; a missing one in words."""
    if value is None:
        return replace(measured_cell(Decimal(1), None if unit == ANSWER else unit), value=MISSING)
    return measured_cell(value, None if unit == ANSWER else unit)


def _words(aim: Target) -> str:
    return target_text(aim, aim.value) if aim.relation is Relation.BETWEEN and aim.value is not None else aim.text
