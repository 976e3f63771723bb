"""Neutral sheets: rows of cells with a value and a role, column widths, and what repeats in print."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from itnamnd_xl.core.model import CellRef

Value = str | Decimal | int | None


class Role(StrEnum):
    """What a cell is; the theme gives each role its look."""

    TITLE = "title"
    HEADING = "heading"
    LEAD = "lead"
    NOTE = "note"
    HEADER = "header"
    HEADER_NUMBER = "header_number"
    HEADER_ARROW = "header_arrow"
    TEXT = "text"
    STRONG = "strong"
    AMOUNT = "amount"
    NUMBER = "number"
    PERCENT = "percent"
    TOTAL_TEXT = "total_text"
    TOTAL_AMOUNT = "total_amount"
    TOTAL_PERCENT = "total_percent"
    ACHIEVED = "achieved"
    PARTLY = "partly"
    NOT = "not"
    NO_VALUE = "no_value"
    DASH = "dash"
    TOTAL_DASH = "total_dash"
    REMARK = "remark"
    LINK = "link"
    INPUT = "input"
    INPUT_AMOUNT = "input_amount"
    OWN_WORDS = "own_words"
    TOTAL_LINK = "total_link"
    TOTAL_REMARK = "total_remark"


# Not frozen: that would double the time that each of the thousands of cells of a workbook takes to make.
@dataclass(slots=True)
class Cell:
    """A cell: its value, its role, and how it is shown; none is changed, another takes its place.

    `places` are the decimals shown; `suffix` a unit shown after the number, `prefix` words before it; `span` the
    columns that the cell covers. `source` is the user's cell that it comes from; a cell with one is a link to it.
    `formula` computes the value in Excel (English, A1, with its equals sign). `field` names a cell that is the user's
    to fill in: what she writes there stays with that name over all runs. `number_format` outranks the role's.
    `came_from` is the user's cell that a figure was read from, without a link to it. `target` is a file that the cell
    is a link to, as it is seen from the workbook. `options` is what a drop-down offers: a list in quotes ("Ja,Nej") or
    the cells that hold it ($A$9:$A$40). `adds` are the rows and columns, from 1, of the cells of this sheet that the
    formula adds up once all hold a number, fields among them: what it gives is not known before these are filled in
    again.
    """

    value: Value
    role: Role = Role.TEXT
    places: int = 0
    suffix: str = ""
    span: int = 1
    source: CellRef | None = None
    formula: str = ""
    field: str = ""
    number_format: str = ""
    came_from: CellRef | None = None
    target: str = ""
    options: str = ""
    prefix: str = ""
    adds: tuple[tuple[int, int], ...] = ()


class Shade(StrEnum):
    """What a chart's series means; the theme gives each its look, which can be told apart without colours too."""

    PLAIN = "plain"
    SOFT = "soft"
    GOOD = "good"
    PARTLY = "partly"
    BAD = "bad"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Series:
    """A series of a chart: its name, the column of its figures from 1, what it means, the mark before its figures."""

    name: str
    column: int
    shade: Shade = Shade.PLAIN
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """A bar chart of a sheet's rows.

    `data` names the sheet that holds the figures; `first` and `last` are the rows from 1, `labels` the column of their
    names. `at` is the cell below whose upper left corner it stands, `rows` its height. `description` says in words what
    it shows, for who does not see it. `number_format` is that of its figures.
    Several series are stacked; unless it `is_stacked`, each row has a figure in one of them alone. What never is
    negative `begins_at_zero`. `name` is that of its frame, the same at every run and of no other chart of the sheet.
    """

    title: str
    description: str
    data: str
    first: int
    last: int
    labels: int
    series: tuple[Series, ...]
    at: tuple[int, int]
    rows: int
    number_format: str = "#,##0"
    is_stacked: bool = True
    begins_at_zero: bool = False
    name: str = ""


# A longer text is cut, and stands whole in its own cell; what a user has written stands whole, however long it is.
LONGEST_TEXT = 600
WHOLE = frozenset({Role.INPUT, Role.INPUT_AMOUNT, Role.OWN_WORDS})
# The name of a cell could be longer, but no list in Excel shows more of it.
LONGEST_NAME = 100
Row = tuple[Cell | None, ...]
EMPTY: Row = ()


@dataclass(slots=True)
class Sheet:
    """A sheet to be: its name, its rows from the top, its columns' widths in characters.

    `header_row` counts from 1; it and what is above it stay in view. A sheet of one table repeats it on every printed
    page; one of several begins a page for each, after the rows in `breaks`. The last `aids` columns hold what formulas
    need in order to be short; neither a terminal nor a printed page has room for them. `printed` is the last row that
    is printed, where that is not the last one. `filtered` is the header row and the last row of the one table that can
    be filtered, by what is in its columns for reading. `named` are cells that the user's formulas can refer to by a
    name, which belongs to the sheet: its column and row.
    """

    name: str
    widths: tuple[int, ...]
    rows: list[Row] = field(default_factory=list)
    header_row: int | None = None
    breaks: list[int] = field(default_factory=list)
    charts: list[Chart] = field(default_factory=list)
    aids: int = 0
    printed: int | None = None
    filtered: tuple[int, int] | None = None
    named: dict[str, tuple[int, int]] = field(default_factory=dict)

    def add(self, *rows: Row) -> None:
        """Add rows at the bottom."""
        self.rows += rows

    def text(self, text: str, role: Role = Role.LEAD) -> None:
        """Add a sentence that covers the sheet's width."""
        self.rows.append((Cell(text, role, span=self.shown_columns),))

    @property
    def shown_columns(self) -> int:
        """How many columns are for reading: those that are printed, and that sentences go across."""
        return len(self.widths) - self.aids

    @property
    def next_row(self) -> int:
        """The number, from 1, of the row that is added next."""
        return len(self.rows) + 1

    def new_page(self) -> None:
        """Begin a new page in print."""
        self.breaks.append(len(self.rows))

    def header(self, *labels: str, numbers: Iterable[int] = ()) -> None:
        """Add a header row; `numbers` are the places, from 0, of the columns that hold figures."""
        right = set(numbers)
        cells = [Cell(label, Role.HEADER_NUMBER if i in right else Role.HEADER) for i, label in enumerate(labels)]
        self.rows.append(tuple(cells))
        if self.header_row is None:
            self.header_row = len(self.rows)

    def let_refer(self, name: str, column: int, row: int) -> None:
        """Name a cell, so that a formula of the user's finds it wherever it stands at the next run.

        Args:
            name: begins with a letter; what cannot stand in a name becomes an underscore. Names are told apart without
                case, and the first cell of two keeps a name.
            column: the cell's, from 1.
            row: likewise.
        """
        words = "".join(one if one.isalpha() or one.isdecimal() else " " for one in name[:LONGEST_NAME])
        spelt = "_".join(words.split())
        if spelt.casefold() not in map(str.casefold, self.named):
            self.named[spelt] = column, row

    def let_filter(self, header: int) -> None:
        """Let the table that ends here be filtered; `header` is its header row, and without rows below it is none."""
        if self.next_row == header + 1:
            return
        self.filtered = header, len(self.rows)
        cells = self.rows[header - 1]
        shown, aids = cells[: self.shown_columns], cells[self.shown_columns :]
        self.rows[header - 1] = (*map(_beside_arrow, shown), *aids)


def _beside_arrow(cell: Cell | None) -> Cell | None:
    """Keep what stands at the right edge of a header clear of the arrow of a filter."""
    return replace(cell, role=Role.HEADER_ARROW) if cell is not None and cell.role is Role.HEADER_NUMBER else cell


def cut(words: str) -> str:
    """Cut a text that is longer than a cell is to show."""
    return f"{words[:LONGEST_TEXT].rstrip()} …" if len(words) > LONGEST_TEXT else words


def titled(name: str, title: str, widths: tuple[int, ...], aids: int = 0) -> Sheet:
    """Begin a sheet with its title in A1."""
    sheet = Sheet(name, widths, aids=aids)
    sheet.text(title, Role.TITLE)
    return sheet
