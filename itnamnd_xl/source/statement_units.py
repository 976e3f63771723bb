"""The unit of each column of a statement's amounts: kr, tkr or mnkr, from header, title, cells or number formats."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from itnamnd_xl.core.model import MONEY_POWERS, Column
from itnamnd_xl.source.cells import Findings, column_style, column_units, hidden_thousands
from itnamnd_xl.source.heads import MONEY, money_unit

if TYPE_CHECKING:
    from itnamnd_xl.source.lexicon import Lexicon
    from itnamnd_xl.source.table import Table

# A ledger in öre has amounts whose decimals are two.
ORE_PLACES = 2
# A unit below a table stands in one of so many lines.
LINES_BELOW = 3


@dataclass(slots=True)
class StatementUnits:
    """The unit of each column of amounts, and the statement's: the finest of them."""

    table: Table
    lexicon: Lexicon
    findings: Findings
    columns: dict[Column, int]
    powers: dict[Column, int] = field(default_factory=dict)

    def settle(self) -> str | None:
        """Find every column's unit; None, with a diagnostic, where one column states several."""
        general = self._label_unit() or self.table.head.unit or self._other_unit()
        stated: dict[Column, str | None] = {}
        for amount, column in self.columns.items():
            header = self.table.binding.headers.get(column)
            own = header.unit if header and header.unit in MONEY else None
            inside = column_units(self.table.grid, self.table.rows, column, MONEY, self.lexicon)
            if len(several := inside | ({own} if own else set())) > 1:
                self.findings.add(
                    "E212",
                    self.table.grid.ref(self.table.header_row, column),
                    units=", ".join(sorted(several)),
                )
                return None
            stated[amount] = own or next(iter(inside), None) or general
        known = [unit for unit in stated.values() if unit]
        fallback = known[0] if known else self._default()
        for amount, column in self.columns.items():
            groups = hidden_thousands(self.table.grid, self.table.rows, column)
            shown = stated[amount] or fallback
            if groups and not known:
                # A format that hides thousands shows tkr of kronor, unless something says otherwise.
                shown = {1: "tkr", 2: "mnkr"}.get(groups, "tkr")
            self.powers[amount] = max(MONEY_POWERS[shown] - 3 * groups, 0)
        finest = min(self.powers.values())
        return next(unit for unit, power in MONEY_POWERS.items() if power == finest)

    def _label_unit(self) -> str | None:
        """Take the unit that heads the labels: (tkr) alone, Belopp i tkr, or Driftredovisning, tkr."""
        header = self.table.binding.headers.get(self.table.binding.columns["text"])
        if header is not None and header.unit in MONEY:
            return header.unit
        unit = self.lexicon.words.unit_alone(self.table.corner)
        return unit if unit in MONEY else money_unit(self.table.corner, self.lexicon)

    def _other_unit(self) -> str | None:
        """Take the unit of a line below the last amounts, or of the sheet's name: Drift tkr."""
        grid, rows = self.table.grid, self.table.rows
        label = self.table.binding.columns["text"]
        last = max((row for row in rows if any(grid.text(row, one) for one in self.columns.values())), default=0)
        below = [grid.text(row, label) for row in rows if row > last][:LINES_BELOW]
        units = (money_unit(text, self.lexicon) for text in (*below, grid.name))
        return next((unit for unit in units if unit), None)

    def _default(self) -> str:
        """Take amounts with öre as kronor; else the policy's unit, said aloud."""
        if all(hidden_thousands(self.table.grid, self.table.rows, column) for column in self.columns.values()):
            return "tkr"
        styles = [column_style(self.table.grid, self.table.rows, column) for column in self.columns.values()]
        if any(ORE_PLACES in (style.places, style.text_places) for style in styles):
            self.findings.add("N207", self.table.source)
            return "kr"
        unit: str = self.lexicon.policy.settings.default_unit.value
        self.findings.add("W206", self.table.source, unit=unit)
        return unit
