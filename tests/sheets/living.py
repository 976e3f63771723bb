"""A workbook run through the tool, with what its result sheets hold: formulas, and what is stored beside them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import openpyxl

from itnamnd_xl import recalculate
from tests.cases import book_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path


@dataclass(frozen=True)
class Written:
    """A written workbook: what a cell of it is computed by, and what it shows."""

    formulas: openpyxl.Workbook
    values: openpyxl.Workbook

    def formula(self, sheet: str, cell: str) -> object:
        return self.formulas[sheet][cell].value

    def value(self, sheet: str, cell: str) -> object:
        return self.values[sheet][cell].value

    def texts(self, sheet: str, column: str) -> list[str]:
        return [str(cell.value) for cell in self.values[sheet][column] if cell.value is not None]

    def row_of(self, sheet: str, text: str) -> int:
        """The first row that begins with a text."""
        return next(int(cell.row) for cell in self.values[sheet]["A"] if str(cell.value).startswith(text))


def written(path: Path, sheets: Mapping[str, Sequence[Sequence[object]]]) -> Written:
    """Run the tool on a workbook of these sheets."""
    book_of(sheets).save(path)
    recalculate([path])
    return Written(openpyxl.load_workbook(path), openpyxl.load_workbook(path, data_only=True))
