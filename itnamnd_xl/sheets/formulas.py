"""Formulas of result sheets: how they reach the user's cells and our own, and how texts and numbers are spelt in them.

A formula uses only what Excel 2016 and LibreOffice know, in English and with commas. It makes no text of a number and
no number of a text: that would depend on the country that the program is set for. Every difference, ratio and
comparison is rounded, so that binary floats say what the exact core says.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Protocol

from itnamnd_xl.core.model import column_letters
from itnamnd_xl.core.reconciliation import NOISE_PLACES, noise_places
from itnamnd_xl.core.swedish import NBSP, decimal_of
from itnamnd_xl.sheets.spec import Cell, Role, Sheet, cut

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence

    from itnamnd_xl.core.model import CellRef, Words
    from itnamnd_xl.sheets.spec import Value

# What stands around the name of a sheet of ours until it is known under which name it is written: of a reference in a
# formula, and of a name in a text.
_OPEN, _CLOSE, _NAMED = "\ue000", "\ue001", "\ue002"
_OWN = re.compile(f"{_OPEN}([^{_OPEN}{_CLOSE}{_NAMED}]*)([{_CLOSE}{_NAMED}])")
# A text in a formula has at most 255 characters, a formula 8 192.
LONGEST_PIECE, LONGEST_FORMULA = 250, 8_000
LONGEST_CONDITION = 7_000
# What the texts take as they are spelt that a cell is compared with: up to five cells are, in one formula.
LONGEST_COMPARED = 1_300
# A factor between what a cell holds and what is read from it has no more digits: units of money, of time, per cent.
LARGEST_PART = 10**9
# A function takes 255 arguments.
LOT = 200
ONE = Fraction(1)
# To how many decimals differences and sums of amounts are rounded, and everything else.
AMOUNT_PLACES, PLACES = NOISE_PLACES, 9
# What is multiplied by a factor keeps all the decimals that a cell can be known to.
FACTOR_PLACES = 12
# What a cell holds of a number.
CELL_DIGITS = 15
MISSING = "saknas"
STALE = "Siffrorna har ändrats sedan beräkningen. Räkna om för en ny text."


class Figure(Protocol):
    """Something that was read from a cell: a quantity, a target."""

    @property
    def source(self) -> CellRef:
        """The cell."""

    @property
    def value(self) -> Decimal | None:
        """What was read."""

    @property
    def text(self) -> str:
        """What stands in the cell."""

    @property
    def stored(self) -> Decimal | None:
        """The number that the cell itself holds; None where it holds a text."""


@lru_cache(maxsize=256)
def sheet_reference(name: str) -> str:
    """Give a sheet's name as a formula has it, with its exclamation mark; quoted always, as no name is harmed by it."""
    doubled = name.replace("'", "''")
    return f"'{doubled}'!"


def own_sheet(name: str) -> str:
    """Give the reference to a sheet of ours, which may be written under another name: see `settled`."""
    return f"{_OPEN}{name}{_CLOSE}"


def called(name: str) -> str:
    """Give the name of a sheet of ours for a text, of a cell or in its formula: see `settled`."""
    return f"{_OPEN}{name}{_NAMED}"


def settled(sheet: Sheet, names: Mapping[str, str]) -> Sheet:
    """Give a sheet that refers to our sheets by the names that these are written under, in formulas, charts and texts.

    A user's sheet may have the name of one of ours, which then is written as, say, Fördelning (2).
    """

    def name(found: re.Match[str]) -> str:
        written = names.get(found[1], found[1])
        return written if found[2] == _NAMED else sheet_reference(written)

    def names_ours(one: Cell | None) -> bool:
        return one is not None and (_OPEN in one.formula or (isinstance(one.value, str) and _OPEN in one.value))

    def cell(one: Cell | None) -> Cell | None:
        if one is None or not names_ours(one):
            return one
        value = _OWN.sub(name, one.value) if isinstance(one.value, str) else one.value
        return replace(one, value=value, formula=_OWN.sub(name, one.formula))

    rows = [tuple(map(cell, row)) if any(map(names_ours, row)) else row for row in sheet.rows]
    charts = [replace(chart, data=names.get(chart.data, chart.data)) for chart in sheet.charts]
    return replace(sheet, rows=rows, charts=charts)


def text(words: str) -> str:
    """Spell a text in a formula; a long one in pieces."""
    if len(words) <= LONGEST_PIECE:
        doubled = words.replace('"', '""')
        return f'"{doubled}"'
    return "&".join('"' + piece.replace('"', '""') + '"' for piece in _pieces(words))


def _pieces(words: str) -> Iterator[str]:
    """Cut a text; no name of a sheet of ours, which may get another, is cut in two."""
    while words:
        at = LONGEST_PIECE
        begun = words.rfind(_OPEN, 0, at)
        if begun > words.rfind(_NAMED, 0, at) and begun > 0:
            at = begun
        yield words[:at]
        words = words[at:]


def number(value: Decimal | int) -> str:
    """Spell a number in a formula: its digits, with a point."""
    return f"{Decimal(value):f}"


def rounded(expression: str, places: int = PLACES) -> str:
    """Round what an expression gives."""
    return f"ROUND({expression},{places})"


def unless_missing(cells: Iterable[str], expression: str, otherwise: str = MISSING) -> str:
    """Compute where every cell holds a number, else say that one is missing."""
    needed = list(cells)
    return f"IF(COUNT({','.join(needed)})<{len(needed)},{text(otherwise)},{expression})"


def told(cell: Cell, conditions: Iterable[str]) -> Cell:
    """Let a cell say its words while what they were said of is so; then that a new computation would say otherwise.

    A sentence with decimals in it cannot be put together by a formula without depending on the country's decimal mark:
    it is written as it is, and shown while the `conditions` hold. One that is too long for a formula is cut. Where
    there may be many conditions, they are gathered in cells of their own first: see `gathered`.

    Raises:
        ValueError: the conditions are too long for a formula.
    """
    checks, words = list(conditions), str(cell.value)
    if not checks:
        return cell
    whole = all_of(checks)
    formula = _while(whole, words)
    if len(formula) >= LONGEST_FORMULA:
        words = cut(words)
        formula = _while(whole, words)
    if len(formula) >= LONGEST_FORMULA:
        raise ValueError("conditions that are too long for a formula are to be gathered in cells")
    return replace(cell, value=words, formula=formula)


def _while(condition: str, words: str) -> str:
    return f"=IF({condition},{text(words)},{text(STALE)})"


def all_of(conditions: Sequence[str]) -> str:
    """Make the condition that some conditions hold, however many these are."""
    if len(conditions) == 1:
        return conditions[0]
    if len(conditions) > LOT:
        return all_of([all_of(conditions[at : at + LOT]) for at in range(0, len(conditions), LOT)])
    return f"AND({','.join(conditions)})"


def gathered(conditions: Iterable[str]) -> list[str]:
    """Put conditions together to as few as there is room for, each short enough for a formula of its own."""
    groups: list[list[str]] = []
    room = 0
    for one in conditions:
        room -= len(one) + 1
        if room < 0 or len(groups[-1]) == LOT:
            groups.append([])
            room = LONGEST_CONDITION - len(one)
        groups[-1].append(one)
    return [all_of(group) for group in groups]


def is_still(cell: str, value: Decimal | int | str) -> str:
    """Make the condition that a cell gives what it gave when the sheet was written."""
    if isinstance(value, str):
        return f"{cell}={text(value)}"
    if value % 1 == 0:
        return f"{cell}={number(value)}"
    return f"{rounded(f'N({cell})-{_signed(value)}')}=0"


def _signed(value: Decimal | int) -> str:
    """Spell a number that is taken from another."""
    return f"({number(value)})" if value < 0 else number(value)


def is_worded(cell: str, words: Words) -> str:
    """Make the condition that a cell of the user's holds what it held: a text, to the letter, or yes or no.

    Empty where no formula can compare the text: it is too long, or holds what none can spell.
    """
    if isinstance(words, bool):
        return f"IF(ISLOGICAL({cell}),{cell if words else f'NOT({cell})'},FALSE)"
    lines = words.split("\n")
    if not all(map(str.isprintable, "".join(lines).replace(NBSP, " ").split(" "))):
        return ""
    # A line break and a quotation mark take more room there than in the cell.
    spelt = "&CHAR(10)&".join(map(text, lines))
    if len(spelt) > LONGEST_COMPARED:
        return ""
    return f"IF(ISTEXT({cell}),EXACT({cell},{spelt}),FALSE)"


def a1(column: int, row: int, *, fixed: bool = False) -> str:
    """Give an address by column and row from 1: B7, or $B$7."""
    return f"${column_letters(column)}${row}" if fixed else f"{column_letters(column)}{row}"


def span(column: int, first: int, last: int, *, fixed: bool = True) -> str:
    """Give the cells of a column from a row to another: B$5:B$9, or B5:B9."""
    letters, mark = column_letters(column), "$" if fixed else ""
    return f"{letters}{mark}{first}:{letters}{mark}{last}"


def given(value: Decimal | Fraction, places: int) -> Decimal:
    """Give what ROUND gives of a value: the core's own has more decimals at times."""
    return decimal_of(Fraction(value), places)


def amount_places(*values: Decimal | None) -> int:
    """Give to how many decimals a sum or difference of amounts is rounded; large amounts have fewer that are good."""
    return noise_places(*values)


def exact_places(*values: Decimal | None) -> int:
    """Give to how many decimals a sum is rounded that is compared with what is rounded to fewer."""
    return noise_places(*values, most=PLACES, digits=CELL_DIGITS)


def ratio_places(ratio: Fraction) -> int:
    """Give to how many decimals a ratio is rounded; a program that rounds looks at 15 digits in all."""
    return max(PLACES + 1 - len(str(abs(ratio) // 1)), 0)


@dataclass(slots=True)
class Book:
    """The workbook that result sheets are made for: what formulas there can reach.

    `name` is its file's name. The user's cells stand in it unless it is not `linked`: then it holds our sheets alone.
    `read` says where the sheet Källor has each figure, by cell and value.
    `factors` are what the columns' cells are multiplied by; a zero tells nothing of that. `cell_factors` are those of
    zero and missing figures that their column does not tell. `decided_on` says where the user decides of settings.
    """

    name: str
    linked: bool = True
    decided_on: str = "fliken Inställningar"
    read: dict[tuple[CellRef, Decimal | None], str] = field(default_factory=dict)
    factors: dict[tuple[str, str, int], Fraction] = field(default_factory=dict)
    cell_factors: dict[CellRef, Fraction] = field(default_factory=dict)
    _places: dict[Hashable, tuple[str, int, int]] = field(default_factory=dict)

    def put(self, what: Hashable, sheet: Sheet, column: int, row: int) -> None:
        """Remember where something stands, so that other sheets can refer to it."""
        self._places[what] = (sheet.name, column, row)

    def at(self, what: Hashable) -> str | None:
        """Give the reference to something from another sheet; None where it stands nowhere."""
        if what not in self._places:
            return None
        sheet, column, row = self._places[what]
        return f"{own_sheet(sheet)}{a1(column, row, fixed=True)}"

    def standing(self, what: Hashable, sheets: Iterable[Sheet]) -> Value:
        """Give what stands in a cell of another sheet, one of `sheets`; None where nothing does."""
        name, column, row = self._places.get(what, ("", 0, 0))
        rows = next((one.rows for one in sheets if one.name == name), [])
        cells = rows[row - 1] if 0 < row <= len(rows) else ()
        cell = cells[column - 1] if column <= len(cells) else None
        return None if cell is None else cell.value

    def holds(self, source: CellRef | None) -> bool:
        """Say whether a cell of the user's stands in this workbook, so that a formula or a link reaches it."""
        return self.linked and source is not None and source.workbook == self.name

    def learn(self, figures: Iterable[Figure]) -> None:
        """Learn by what the cells of each column are multiplied; see `factors`."""
        for one in figures:
            if one.stored and one.value and (column := _column(one.source)) not in self.factors:
                self.factors[column] = self.factor(one)

    def reach(self, figure: Figure, unit: Fraction | int = 1, *, turned: bool = False) -> str | None:
        """Give the expression for a figure over the user's cell; None where no formula can reach a number there.

        Args:
            figure: what was read; of an empty cell, what would be read of a number there.
            unit: what the figure is divided by: 100 for a share of a percentage.
            turned: with the other sign.
        """
        if not self._is_reachable(figure):
            return None
        factor = self.factor(figure)
        if unit != 1 or turned:
            factor = factor / Fraction(unit) * (-1 if turned else 1)
        return _multiplied(address(figure.source), factor)

    def _is_reachable(self, figure: Figure) -> bool:
        """Say whether a figure is, or may be once its cell is filled in, a number in a cell of this workbook."""
        is_text = bool(figure.text) if figure.value is None else figure.stored is None
        return not is_text and self.holds(figure.source)

    def factor(self, figure: Figure) -> Fraction:
        """Give what the number that a cell stores is multiplied by; as its column's others are where it is nought."""
        if figure.value and figure.stored:
            if figure.value == figure.stored:
                return ONE
            return Fraction(figure.value) / Fraction(figure.stored)
        return self.cell_factors.get(figure.source) or self.factors.get(_column(figure.source), ONE)

    def cell(self, source: CellRef) -> str:
        """Give the reference to a cell of the user's that stands in this workbook."""
        return address(source)

    def term(self, figure: Figure, unit: Fraction | int = 1) -> str | None:
        """Give the expression for a figure in a computation: over the user's cell, else over the sheet Källor."""
        reached = self.reach(figure, unit)
        if reached is not None:
            return reached
        place = self.read.get((figure.source, figure.value))
        return None if place is None else _multiplied(place, ONE if unit == 1 else 1 / Fraction(unit))

    def shown(
        self, figure: Figure, cell: Cell, unit: Fraction | int = 1, *, turned: bool = False, otherwise: str = ""
    ) -> Cell:
        """Give the cell of a figure that was read: a formula over the user's cell where there is a number in that.

        Args:
            figure: what was read.
            cell: the cell with what was read as its value; a missing one says so.
            unit: see `reach`.
            turned: see `reach`.
            otherwise: the expression for where there is no number; that it is missing, unless this is given.
        """
        reached = self.reach(figure, unit, turned=turned)
        if reached is None:
            return cell
        formula = f"=IF(ISNUMBER({address(figure.source)}),{reached},{otherwise or text(MISSING)})"
        return replace(cell, formula=formula, role=Role.AMOUNT if cell.role is Role.DASH else cell.role)

    def blank(self, figure: Figure) -> str | None:
        """Give the user's cell of a figure that is missing because nothing stands there; None where it is not so."""
        return address(figure.source) if figure.value is None and self.reach(figure) is not None else None

    def cell_of(self, figure: Figure) -> tuple[str, Fraction] | None:
        """Give the cell that holds a figure, the user's or that of the sheet Källor, and what it is multiplied by."""
        if self._is_reachable(figure):
            place, factor = address(figure.source), self.factor(figure)
            if _multiplied(place, factor) is not None:
                return place, factor
        read = self.read.get((figure.source, figure.value))
        return None if read is None else (read, ONE)


def _column(source: CellRef) -> tuple[str, str, int]:
    return source.workbook, source.sheet, source.column


def address(source: CellRef) -> str:
    """Give the reference to a cell of the user's."""
    return f"{sheet_reference(source.sheet)}{source.a1}"


def _multiplied(expression: str, factor: Fraction) -> str | None:
    """Multiply an expression by a factor; None where that cannot be written down exactly."""
    # As most are; comparing fractions takes its time.
    if factor is ONE or factor == ONE:
        return expression
    above, below = abs(factor.numerator), factor.denominator
    if max(above, below) > LARGEST_PART:
        return None
    sign = "-" if factor.numerator < 0 else ""
    if above == below == 1:
        return f"{sign}{expression}"
    times = f"*{above}" if above != 1 else ""
    divided = f"/{below}" if below != 1 else ""
    return rounded(f"{sign}{expression}{times}{divided}", FACTOR_PLACES)
