"""Result, target and what they are compared with, brought to one unit; what cannot be compared is said and is not."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from itnamnd_xl.core.model import Quantity, Relation
from itnamnd_xl.core.swedish import brief, number
from itnamnd_xl.source.measures import common_unit

if TYPE_CHECKING:
    from collections.abc import Iterable

    from itnamnd_xl.core.model import CellRef, Indicator, Target
    from itnamnd_xl.source.cells import Findings

ANSWER = "ja/nej"
_PER_CENT = re.compile(r"%|procent", re.IGNORECASE)
# A number above this is no share written without its per cent sign; nor is one that would be far from its target.
LARGEST_SHARE, LEAST_WHOLE = 2, 50


def is_share(value: Decimal, percent: Decimal) -> bool | None:
    """Say whether a bare number beside a number of per cent is a share: 0,31 beside 30 % is, 0,5 beside 2 % is not.

    None where it may be both: 0,5 beside 5 % is as far from the one as from the other.
    """
    size, other = abs(value), abs(percent)
    if not size or size > LARGEST_SHARE:
        return False
    if size > 1:
        return None if other >= LEAST_WHOLE else False
    if other >= 20 * size:
        return True
    return False if other <= 5 * size else None


@dataclass(frozen=True, slots=True)
class Comparer:
    """What a column of results has in common: whether its bare numbers are shares; None where that is not clear."""

    findings: Findings
    shares: bool | None = None

    @classmethod
    def of(cls, indicators: Iterable[Indicator], findings: Findings) -> Comparer:
        """See what those cells of a column that leave no doubt agree on."""
        votes = {
            is_share(one.result.value, one.target.value)
            for one in indicators
            if one.result is not None
            and one.result.value
            and one.result.unit is None
            and one.target is not None
            and one.target.value is not None
            and one.target.unit == "%"
        } - {None}
        return cls(findings, votes.pop() if len(votes) == 1 else None)

    def comparable(self, indicator: Indicator) -> Indicator:
        """Give a bare share its unit where the target is in per cent, and the other way round; and say so."""
        result, target = indicator.result, indicator.target
        if result is None or target is None or result.value is None:
            return indicator
        if target.relation is Relation.IS or result.unit == ANSWER:
            return self._answered(indicator, result, target)
        if target.relative:
            return self._beside(indicator, result, target)
        if target.value is None:
            return indicator
        if target.unit is None and result.unit == "%":
            return self._target_in_percent(indicator, target, result.value)
        if result.unit is None and target.unit == "%":
            return self._in_percent(indicator, result, target.value)
        if result.unit == target.unit == "%" and _is_bare(result) and is_share(result.value, target.value):
            # The header says per cent, and the cell seems to hold a share.
            self._ask(result.source, result.text, result.value)
            return replace(indicator, result=replace(result, value=None))
        return self._in_one_unit(indicator, result, target)

    def _in_percent(self, indicator: Indicator, result: Quantity, percent: Decimal) -> Indicator:
        value = result.value or Decimal(0)
        share = is_share(value, percent)
        share = self.shares if share is None else share
        if share is None:
            self._ask(result.source, result.text, value)
            return replace(indicator, result=replace(result, value=None))
        value *= 100 if share else 1
        self._say_percent(result.source, result.text, value)
        return replace(indicator, result=replace(result, value=value, unit="%"))

    def _target_in_percent(self, indicator: Indicator, target: Target, percent: Decimal) -> Indicator:
        value = target.value or Decimal(0)
        share = is_share(value, percent)
        if share is None:
            self._ask(target.source, target.text, value)
            return replace(indicator, target=None, unread=_as_cell(target))
        if not share:
            return replace(indicator, target=replace(target, unit="%"))
        upper = None if target.upper is None else target.upper * 100
        self._say_percent(target.source, target.text, value * 100)
        return replace(indicator, target=replace(target, value=value * 100, unit="%", upper=upper))

    def _ask(self, source: CellRef, text: str, value: Decimal) -> None:
        readings = {"first": f"{number(value * 100)} %", "second": f"{number(value)} %"}
        self.findings.add("E312", source, found=text.replace(".", ","), **readings)

    def _answered(self, indicator: Indicator, result: Quantity, target: Target) -> Indicator:
        """Hold an answer against an answer alone; a stored 1 or 0 may be one."""
        is_answer = result.unit == ANSWER or (result.unit is None and result.value in (0, 1))
        if is_answer == (target.relation is Relation.IS):
            return indicator
        return self._unlike(indicator, target, _quoted(result), _quoted(target))

    def _unlike(self, indicator: Indicator, target: Target, result: str, asked: str) -> Indicator:
        self.findings.add("E410", target.source, name=indicator.name, result=result, target=asked)
        return replace(indicator, target=None, unread=_as_cell(target))

    def _beside(self, indicator: Indicator, result: Quantity, target: Target) -> Indicator:
        """Bring the value that a target compares with to the result's unit."""
        other = indicator.comparison if target.compared else indicator.previous
        if other is None or other.value is None or result.value is None:
            return indicator
        if result.unit is None and other.unit is None and _asks_for_points(target) and 0 < abs(result.value) < 1:
            return self._unlike(indicator, target, _quoted(result), _quoted(target))
        if {result.unit, other.unit} == {"%", None}:
            return self._shares_beside(indicator, result, other)
        if other.unit == result.unit:
            return indicator
        common = common_unit(result.unit, other.unit)
        if common is None:
            return self._unlike(indicator, target, result.unit or "", other.unit or "")
        mine, theirs, unit = common
        other = replace(other, value=other.value * theirs, unit=unit)
        result = replace(result, value=result.value * mine, unit=unit)
        return _with_other(indicator, result, other)

    def _shares_beside(self, indicator: Indicator, result: Quantity, other: Quantity) -> Indicator:
        """Read the one of two values that lacks its per cent sign as the other is."""
        bare, stated = (result, other) if result.unit is None else (other, result)
        value = bare.value or Decimal(0)
        share = is_share(value, stated.value or Decimal(0))
        if share is None:
            self._ask(bare.source, bare.text, value)
            read = replace(bare, value=None)
        else:
            value *= 100 if share else 1
            self._say_percent(bare.source, bare.text, value)
            read = replace(bare, value=value, unit="%")
        return _with_other(indicator, read, other) if bare is result else _with_other(indicator, result, read)

    def _in_one_unit(self, indicator: Indicator, result: Quantity, target: Target) -> Indicator:
        """Bring result and target to one unit."""
        if result.unit == target.unit:
            return indicator
        common = common_unit(result.unit, target.unit)
        if common is None:
            return self._unlike(indicator, target, result.unit or "", target.unit or "")
        mine, theirs, unit = common
        value = None if target.value is None else target.value * theirs
        upper = None if target.upper is None else target.upper * theirs
        if mine != 1 and result.value is not None:
            result = replace(result, value=result.value * mine, unit=unit)
        target = replace(target, value=value, upper=upper, unit=unit if theirs != 1 else target.unit)
        return replace(indicator, result=result, target=target)

    def _say_percent(self, source: CellRef, text: str, value: Decimal) -> None:
        self.findings.add("N308", source, found=text, value=f"{brief(value)} %", why=" (den andra cellen är i procent)")


def _with_other(indicator: Indicator, result: Quantity, other: Quantity) -> Indicator:
    """Give an indicator its result, and the value that its target compares with."""
    if indicator.target is not None and indicator.target.compared:
        return replace(indicator, result=result, comparison=other)
    return replace(indicator, result=result, previous=other)


def _asks_for_points(target: Target) -> bool:
    """Say whether a target asks for a change in points of per cent, which shares would have to be turned into."""
    return bool(target.change) and not target.change_is_share and bool(_PER_CENT.search(target.text))


def _quoted(held: Quantity | Target) -> str:
    """Quote what a cell holds; a number as it is read in Swedish."""
    return f"”{number(held.value) if held.value is not None and _is_bare(held) else held.text}”"


def _is_bare(quantity: Quantity | Target) -> bool:
    """Say whether a cell holds just its value, so that its unit stands elsewhere."""
    return quantity.value is not None and quantity.text == f"{quantity.value:f}"


def _as_cell(target: Target) -> Quantity:
    return Quantity(None, target.text, target.source)
