"""Sums in formulas: cells that stand below each other become one range, each with its sign and factor."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from itnamnd_xl.sheets.formulas import LARGEST_PART, MISSING, rounded, text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from fractions import Fraction

# A function takes at most 255 arguments.
MOST_REFERENCES = 250
_ADDRESS = re.compile(r"(?P<sheet>.*?)\$?(?P<letters>[A-Z]{1,3})\$?(?P<row>[0-9]+)", re.DOTALL)


class Addend(NamedTuple):
    """A cell in a sum: where it stands, and what it is multiplied by, its sign included."""

    sheet: str
    letters: str
    row: int
    factor: Fraction

    @property
    def address(self) -> str:
        """The cell as a formula has it."""
        return f"{self.sheet}{self.letters}{self.row}"


def addend(address: str, factor: Fraction) -> Addend:
    """Make an addend of a cell's address, with or without its sheet.

    Raises:
        ValueError: it is no address of a single cell.
    """
    found = _ADDRESS.fullmatch(address)
    if found is None:
        raise ValueError(f"{address} is no cell")
    return Addend(found["sheet"], found["letters"], int(found["row"]), factor)


def references(addends: Iterable[Addend]) -> list[str]:
    """Name cells: those that follow each other in a column as a range."""
    runs: list[list[Addend]] = []
    for one in sorted(addends, key=lambda one: (one.sheet, len(one.letters), one.letters, one.row)):
        last = runs[-1][-1] if runs else None
        if last is not None and (last.sheet, last.letters, last.row + 1) == (one.sheet, one.letters, one.row):
            runs[-1].append(one)
        else:
            runs.append([one])
    return [run[0].address + (f":{run[-1].letters}{run[-1].row}" if len(run) > 1 else "") for run in runs]


@dataclass(frozen=True, slots=True)
class Addition:
    """A sum in a formula: the cells that it is of, and what they come to, texts among them taken for nothing.

    `is_outside`: some stand in other sheets, where they may hold errors.
    """

    cells: str
    amount: str
    is_outside: bool

    def where_all(self, count: int, places: int) -> str:
        """Compute where each of so many cells holds a number; else one is missing."""
        return f"IF(COUNT({self.cells})<{count},{text(MISSING)},{rounded(self.amount, places)})"

    def where_any(self, places: int) -> str:
        """Compute where any of the cells holds a number; a cell with an error makes it missing."""
        whole = rounded(self.amount, places)
        if self.is_outside:
            whole = f"IFERROR({whole},{text(MISSING)})"
        return f"IF(COUNT({self.cells})=0,{text(MISSING)},{whole})"


def addition(addends: Sequence[Addend], *, is_sum: bool = True) -> Addition | None:
    """Add cells up; None where there are none, or too many apart from each other for a formula.

    Where it is no sum, each cell is known to hold a number.
    """
    groups = _alike(addends)
    named = [references(group) for group in groups]
    counted = [one for names in named for one in names]
    if not counted or len(counted) > MOST_REFERENCES or any(_is_awkward(group[0].factor) for group in groups):
        return None
    written = ""
    for group, names in zip(groups, named, strict=True):
        factor = group[0].factor
        plain = names[0] if len(group) == 1 and not is_sum else f"SUM({','.join(names)})"
        times = f"*{abs(factor.numerator)}" if abs(factor.numerator) != 1 else ""
        divided = f"/{factor.denominator}" if factor.denominator != 1 else ""
        sign = "-" if factor.numerator < 0 else "+" if written else ""
        written += f"{sign}{plain}{times}{divided}"
    return Addition(",".join(counted), written, any(one.sheet for one in addends))


def _alike(addends: Sequence[Addend]) -> list[list[Addend]]:
    """Put together what has the same factor."""
    groups: dict[tuple[int, int], list[Addend]] = {}
    for one in addends:
        # Comparing the fractions themselves takes its time.
        groups.setdefault(one.factor.as_integer_ratio(), []).append(one)
    return sorted(groups.values(), key=lambda group: _turn(group[0]))


def _turn(one: Addend) -> tuple[bool, Fraction]:
    """Put what is added before what is taken away."""
    return one.factor.numerator < 0, one.factor


def _is_awkward(factor: Fraction) -> bool:
    return max(abs(factor.numerator), factor.denominator) > LARGEST_PART
