"""What others have: the value that a target compares with, or the place among all that it asks for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from itnamnd_xl.source.cells import ColumnStyle, quantity
from itnamnd_xl.source.comparisons import OTHERS, RANK, is_about_ranks, rank_of, whom

if TYPE_CHECKING:
    from itnamnd_xl.core.model import Indicator, Quantity, Target
    from itnamnd_xl.source.cells import Findings
    from itnamnd_xl.source.lexicon import Lexicon
    from itnamnd_xl.source.table import Table

PLACE = "plats"


@dataclass(frozen=True, slots=True)
class Others:
    """Finds what an indicator's target compares with in its row."""

    table: Table
    lexicon: Lexicon
    findings: Findings

    def compared(self, indicator: Indicator, row: int) -> Indicator:
        """Give an indicator what its target compares with, where the table has it."""
        target = indicator.target
        if target is None or not target.compared:
            return indicator
        if target.compared == RANK:
            return self._ranked(indicator, target, row)
        column = self._column(target.compared)
        found = self._value(row, column, "ett jämförelsevärde") if column is not None else None
        return replace(indicator, comparison=found)

    def _column(self, who: str) -> int | None:
        """Find the column of those whom a target names; the only one that names nobody else serves as well."""
        year, listed = self.table.binding.year, self.lexicon.policy.words.target
        columns = {
            column: whom(header.text, listed)
            for column, header in self.table.binding.headers.items()
            if "comparison" in header.concepts and header.year in (None, year)
        }
        named = [column for column, name in columns.items() if name == who]
        open_ones = [column for column, name in columns.items() if name in ("", OTHERS)]
        if who == OTHERS:
            open_ones = list(columns)
        found = named or (open_ones if len(open_ones) == 1 else [])
        return found[0] if len(found) == 1 else None

    def _value(self, row: int, column: int, expected: str) -> Quantity:
        found = quantity(
            self.table.grid, (row, column), self.lexicon, self.findings, style=ColumnStyle(), expected=expected
        )
        header = self.table.binding.headers[column]
        return replace(found, unit=header.unit) if found.unit is None and header.unit else found

    def _ranked(self, indicator: Indicator, target: Target, row: int) -> Indicator:
        """Hold a place among all against its target: from its own column, or as the result where that is one."""
        place, is_own = self._place(indicator, row), self.table.column("rank") is None
        share = target.unit == "%"
        if place is None or (share and place.unit != "%" and rank_of(place.text) is None):
            # With nothing to hold it against it is a comparison that lacks its other side.
            return replace(indicator, target=replace(target, relative=True, value=None, unit=None))
        ranks = rank_of(place.text)
        if ranks is not None:
            value = ranks[0] / ranks[1] * 100 if share else ranks[0]
            place = replace(place, value=round(value, 12))
        unit = "%" if share else PLACE
        if not is_own:
            self.findings.add("N427", place.source, name=indicator.name, found=f"”{place.text}”")
        return replace(
            indicator, result=replace(place, unit=unit), target=replace(target, unit=unit, compared=""), forecast=None
        )

    def _place(self, indicator: Indicator, row: int) -> Quantity | None:
        column, listed = self.table.column("rank"), self.lexicon.policy.words.target
        if column is not None:
            text = self.table.grid.text(row, column)
            return self._value(row, column, "en placering") if text else None
        result = indicator.result
        if result is None or result.value is None:
            return None
        header = self.table.binding.headers.get(self.table.column("result") or 0)
        named = is_about_ranks(f"{indicator.name} {header.text if header else ''}", listed)
        return result if named or rank_of(result.text) is not None else None
