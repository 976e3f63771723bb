"""The cells of a sheet part, read in one pass as they stand, sparse, and made into whatever the caller wants.

Source: ECMA-376 part 1, 18.3.1 (worksheets).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from itnamnd_xl.package.faults import DAMAGED, TOO_LARGE, UnusableError
from itnamnd_xl.package.stream import Parser
from itnamnd_xl.package.strings import Runs, unescape
from itnamnd_xl.package.xml import is_true

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from typing import IO

    from itnamnd_xl.core.model import Area
    from itnamnd_xl.package.guard import Sizes

MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384
# A sheet with more filled cells than this is painted, and its colours are no verdicts.
MOST_FILLED = 20_000
Place = tuple[int, int]
# The type of a cell that has its text in itself.
INLINE = "inlineStr"


class Kind(StrEnum):
    """What a cell stores; NOTHING is a formula without a stored value."""

    NUMBER = "n"
    TEXT = "text"
    BOOLEAN = "b"
    ERROR = "e"
    ISO_DATE = "d"
    NOTHING = ""


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula as the part has it, without its equals sign.

    A shared formula stands written out in one cell, its `home`, and is meant as seen from there by the others.
    `area` is the range that an array formula fills.
    """

    text: str
    place: Place
    home: Place
    area: str | None = None

    @property
    def is_shared(self) -> bool:
        """Say whether the text is another cell's, meant as seen from there."""
        return self.place != self.home


@dataclass(frozen=True, slots=True)
class SheetFrame:
    """What a sheet has beside its cells: merged areas (top, left, bottom, right), what is hidden, how many cells.

    `filled` are the cells, empty ones too, that have one of the style numbers that were asked for.
    """

    merges: tuple[Area, ...]
    hidden_rows: frozenset[int]
    hidden_columns: frozenset[int]
    seen: int
    filled: Mapping[Place, int] = field(default_factory=dict)


# What takes a cell as it passes by: its row and column, kind, stored text, style number and formula.
Put = Callable[[int, int, Kind, str, int, "Formula | None"], None]


def whole(text: str) -> int:
    """Read a whole number as XML writes it: digits alone, and no others than 0 to 9.

    Raises:
        UnusableError: it is none.
    """
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise UnusableError(DAMAGED)
    return int(text)


def column_number(letters: str) -> int:
    """Give the number of a column by its letters: A is 1, AA is 27."""
    if not (0 < len(letters) <= 3 and letters.isascii() and letters.isalpha()):
        raise UnusableError(DAMAGED)
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    if number > MOST_COLUMNS:
        raise UnusableError(DAMAGED)
    return number


def place_of(address: str) -> Place:
    """Give the row and column of an address like C9.

    Raises:
        UnusableError: there is no such cell.
    """
    letters = address.rstrip("0123456789")
    row = whole(address[len(letters) :])
    if not 0 < row <= MOST_ROWS:
        raise UnusableError(DAMAGED)
    return row, column_number(letters)


def area_of(address: str) -> Area:
    """Give the corners of a range like A1:C3."""
    first, _, last = address.partition(":")
    (top, left), (bottom, right) = place_of(first.replace("$", "")), place_of((last or first).replace("$", ""))
    return min(top, bottom), min(left, right), max(top, bottom), max(left, right)


def pour_cells(
    stream: IO[bytes], strings: Callable[[], list[str]], put: Put, sizes: Sizes, fills: Collection[int] = ()
) -> SheetFrame:
    """Read a sheet part, and hand on each cell as it passes by.

    Args:
        stream: the part.
        strings: gives the shared strings; called when the first one is met.
        put: takes each cell.
        sizes: the limits.
        fills: the style numbers whose cells are wanted even where they are empty.

    Raises:
        UnusableError: the part is damaged or goes beyond a limit.
    """
    reader = _Reader(strings, put, sizes, frozenset(fills))
    reader.read(stream)
    return SheetFrame(
        tuple(reader.merges),
        frozenset(reader.hidden_rows),
        frozenset(reader.hidden_columns),
        reader.seen,
        reader.filled if len(reader.filled) <= MOST_FILLED else {},
    )


class _Reader:
    """What is known of a sheet part at a moment of its passing by."""

    def __init__(
        self,
        strings: Callable[[], list[str]],
        put: Put,
        sizes: Sizes,
        fills: frozenset[int],
    ) -> None:
        self.parser = Parser(sizes)
        self.sizes = sizes
        self.most = sizes.cells
        self.strings = strings
        self.put = put
        self.merges: list[Area] = []
        self.hidden_rows: set[int] = set()
        self.hidden_columns: set[int] = set()
        self.seen = 0
        self.columns = 0
        self.rows = 0
        self.row = 0
        self.row_digits = "0"
        self.column = 0
        self.style = 0
        self.type: str | None = None
        self.stored: str | None = None
        self.inline = Runs(self.parser)
        self.formula: Formula | None = None
        self.formula_attributes: dict[str, str] = {}
        self.shared: dict[str, tuple[str, Place]] = {}
        # What addresses and styles were read as: the same few recur in every row.
        self.letters: dict[str, int] = {}
        self.styles: dict[str, int] = {}
        self.fills = fills
        self.filled: dict[Place, int] = {}

    def read(self, stream: IO[bytes]) -> None:
        # Elements of these names stand nowhere else in a sheet part with another meaning that is collected.
        starts: dict[str, Callable[[dict[str, str]], None]] = {
            "row": self._start_row,
            "c": self._start_cell,
            "v": self.parser.collect,
            "f": self._start_formula,
            "t": self.inline.start,
            "rPh": self.inline.start_phonetic,
            "mergeCell": self._merge,
            "col": self._column,
        }
        ends = {
            "c": self._end_cell,
            "v": self._end_value,
            "f": self._end_formula,
            "t": self.inline.end,
            "rPh": self.inline.end_phonetic,
        }
        self.parser.run(stream, starts, ends)

    def _end_value(self) -> None:
        self.stored = self.parser.collected()

    def _start_row(self, attributes: dict[str, str]) -> None:
        number = attributes.get("r")
        self.row = whole(number) if number else self.row + 1
        self.row_digits = str(self.row)
        self.column = 0
        self.rows += 1
        if not 0 < self.row <= MOST_ROWS or self.rows > MOST_ROWS:
            raise UnusableError(DAMAGED)
        if is_true(attributes.get("hidden")):
            self.hidden_rows.add(self.row)

    def _start_cell(self, attributes: dict[str, str]) -> None:
        self.seen += 1
        if self.seen > self.most:
            raise UnusableError(TOO_LARGE, why="den har för många celler")
        address = attributes.get("r")
        if address:
            letters = address.rstrip("0123456789")
            column = self.letters.get(letters)
            if column is None:
                column = self.letters[letters] = column_number(letters)
            self.column = column
            if address != letters + self.row_digits:
                self.row = place_of(address)[0]
                self.row_digits = str(self.row)
        else:
            self.column += 1
            if self.column > MOST_COLUMNS or not self.row:
                raise UnusableError(DAMAGED)
        self.type = attributes.get("t")
        style = attributes.get("s")
        if style is None:
            self.style = 0
        elif (number := self.styles.get(style)) is not None:
            self.style = number
        else:
            self.style = self.styles[style] = whole(style or "0")
        self.stored = None
        self.formula = None
        if self.type == INLINE:
            self.inline.begin()

    def _end_cell(self) -> None:
        if self.style in self.fills and len(self.filled) <= MOST_FILLED:
            self.filled[self.row, self.column] = self.style
        if self.type is None and self.stored is not None and (number := self.stored.strip()):
            # Most cells are numbers.
            self.put(self.row, self.column, Kind.NUMBER, number, self.style, self.formula)
            return
        kind, text = self._content()
        if kind is Kind.NOTHING and self.formula is None:
            return
        self.put(self.row, self.column, kind, text, self.style, self.formula)

    def _content(self) -> tuple[Kind, str]:
        stored, type_ = self.stored, self.type
        if type_ == INLINE:
            text = self.inline.text()
            return (Kind.TEXT, text) if text else (Kind.NOTHING, "")
        if stored is None:
            return Kind.NOTHING, ""
        if type_ == "str":
            # A formula that gives an empty text has a stored value, which is empty.
            return Kind.TEXT, unescape(stored)
        stored = stored.strip()
        if not stored:
            return Kind.NOTHING, ""
        if type_ is None or type_ == "n":
            return Kind.NUMBER, stored
        if type_ == "s":
            return Kind.TEXT, self.strings()[whole(stored)]
        try:
            return Kind(type_), stored
        except ValueError:
            raise UnusableError(DAMAGED) from None

    def _start_formula(self, attributes: dict[str, str]) -> None:
        self.formula_attributes = attributes
        self.parser.collect()

    def _end_formula(self) -> None:
        attributes = self.formula_attributes
        text, place, kind = self.parser.collected(), (self.row, self.column), attributes.get("t")
        home = place
        if kind == "shared":
            number = attributes.get("si", "")
            if text:
                self.shared[number] = text, place
            text, home = self.shared.get(number, (text, place))
        self.formula = Formula(text, place, home, attributes.get("ref") if kind == "array" else None)

    def _merge(self, attributes: dict[str, str]) -> None:
        if len(self.merges) >= self.sizes.merges:
            raise UnusableError(TOO_LARGE, why="den har för många sammanfogade områden")
        self.merges.append(area_of(attributes.get("ref", "")))

    def _column(self, attributes: dict[str, str]) -> None:
        first, last = whole(attributes.get("min", "0")), min(whole(attributes.get("max", "0")), MOST_COLUMNS)
        # Ranges of columns do not overlap: all together they are no more than there are.
        self.columns += max(last - first, 0) + 1
        if self.columns > MOST_COLUMNS:
            raise UnusableError(DAMAGED)
        if is_true(attributes.get("hidden")):
            self.hidden_columns.update(range(max(first, 1), last + 1))
