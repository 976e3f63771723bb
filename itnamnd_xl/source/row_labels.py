"""What names a statement's row: its label, or what stands beside a blank one, as totals of exports have it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from itnamnd_xl.source.footnotes import MARK
from itnamnd_xl.source.grid import CellKind
from itnamnd_xl.source.header_rows import is_year
from itnamnd_xl.source.table import has_word

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from itnamnd_xl.source.table import Table

# Texts on persons stay where they are: in such a column a total may be named, and nothing else is read.
LEFT_ALONE = ("comment", "responsible", "account")


class RowLabels:
    """The labels of one table's rows."""

    def __init__(self, table: Table, amounts: Sequence[int], is_total: Callable[[str], bool]) -> None:
        """Take a table, its columns of amounts, and what says of a label that it is a total's."""
        self.table, self.amounts, self.is_total = table, amounts, is_total
        self.column = table.binding.columns["text"]
        kept = {column for concept in LEFT_ALONE if (column := table.column(concept)) is not None}
        first = min((one for one in amounts if one > self.column), default=self.column)
        beside = range(self._leftmost(min(table.binding.headers, default=1)), first)
        # The nearest to the left of the label goes first: it is the innermost of groups.
        self.beside = sorted(
            (column for column in beside if column != self.column),
            key=lambda one: (one > self.column, -one),
        )
        self.kept = kept
        self.before = dict(zip(table.rows[1:], table.rows, strict=False))

    def _leftmost(self, column: int) -> int:
        """Give the first of the columns that stand without a gap to the left of the known ones: Grupp, Post."""
        while column > 1 and any(self.table.grid.text(row, column - 1) for row in self.table.rows):
            column -= 1
        return column

    def own(self, row: int) -> str:
        """Give what stands in the column of labels, without footnotes."""
        return self._read(row, self.column)

    def of(self, row: int) -> tuple[str, bool]:
        """Give a row's label, and whether it has none of its own: what stands beside a blank one may be its group's.

        A text that is another than in the row above names the row: Summa 4100, in the column of units.
        """
        if own := self.own(row):
            return own, False
        found = [(column, text) for column in self.beside if has_word(text := self._read(row, column))]
        named = [text for column, text in found if self.is_total(text)]
        if named:
            return named[0], False
        for column, text in found:
            if column not in self.kept:
                return text, self._read(self.before.get(row, row), column) == text
        return "", True

    def _read(self, row: int, column: int) -> str:
        cell = self.table.grid.cell(row, column)
        if cell is None or cell.kind is not CellKind.TEXT:
            # A number names a row where the labels are numbers, and nowhere else.
            return " ".join(cell.text.split()) if cell is not None and column == self.column else ""
        return MARK.sub("", " ".join(cell.text.split())).strip()

    def is_amount(self, row: int, column: int) -> bool:
        """Say whether a cell holds a number that is neither nought nor a year, or a formula that may give one."""
        cell = self.table.grid.cell(row, column)
        if cell is not None and cell.kind is CellKind.UNCALCULATED:
            return True
        if cell is None or cell.kind not in (CellKind.NUMBER, CellKind.TEXT) or is_year(cell):
            return False
        return any(digit in "123456789" for digit in cell.text) and not any(one.isalpha() for one in cell.text)
