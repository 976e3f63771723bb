"""What a board's workbooks say, as the rules see it: the types that every other room shares."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

# The power of ten that each unit of money is of a krona.
MONEY_POWERS = {"kr": 0, "tkr": 3, "mnkr": 6}
# What two numbers may differ by and still be one: this, or of a large one this part.
NEAR = Decimal("1e-9")


# Top, left, bottom and right of a stretch of cells, from 1.
Area = tuple[int, int, int, int]


def cell_number(stored: float) -> Decimal:
    """Give the number that a cell holds: it is stored in binary, and 15 digits are what Excel itself vouches for.

    A negative zero is a zero.
    """
    return Decimal(f"{stored:.15g}") or Decimal(0)


def nearly(one: Decimal | int, other: Decimal | int) -> bool:
    """Say whether two numbers are one figure: what programs compute differs in the last digits that they hold."""
    return abs(Decimal(one) - other) <= NEAR * max(Decimal(1), abs(Decimal(other)))


def area_address(area: Area) -> str:
    """Give the address of an area: A1:C9, or A1 of a single cell."""
    top, left, bottom, right = area
    first, last = f"{column_letters(left)}{top}", f"{column_letters(right)}{bottom}"
    return first if first == last else f"{first}:{last}"


@lru_cache(maxsize=256)
def column_letters(column: int) -> str:
    """Give the letters of a 1-based column number: 1 is A, 27 is AA."""
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


@dataclass(frozen=True, slots=True, order=True)
class CellRef:
    """A cell in a workbook; row and column count from 1, the workbook is a file name without its folders."""

    workbook: str
    sheet: str
    row: int
    column: int

    @property
    def a1(self) -> str:
        """The address within the sheet, as `C9`."""
        return f"{column_letters(self.column)}{self.row}"

    def __str__(self) -> str:
        return f"{self.workbook}!{self.sheet}!{self.a1}"


class Level(StrEnum):
    """How far an indicator, a goal or the board has come; the values are those of the JSON result."""

    ACHIEVED = "achieved"
    PARTLY = "partly_achieved"
    NOT = "not_achieved"
    NO_VALUE = "no_value"
    NOT_ASSESSED = "not_assessed"


class Relation(StrEnum):
    """What a target asks of the result."""

    AT_LEAST = ">="
    AT_MOST = "<="
    ABOVE = ">"
    BELOW = "<"
    BETWEEN = "range"
    IS = "="


# What a cell holds that says something in words: a text, or yes or no.
Words = str | bool


@dataclass(frozen=True, slots=True)
class Quantity:
    """What a cell says.

    `value` is in `unit`, exactly as the cell's digits give it; None where the cell holds no usable number.
    `text` is the cell's own text. `mark` is a level that the cell itself carries (●, ▲, ■ …).
    `places` counts the decimals that the cell stores or shows, whichever is more; it may be negative
    (-3: the last digit known is thousands). `previous` is last year's value where the cell carries it in brackets.
    `stored` is the number that the cell itself holds, whatever `value` makes of it: a formula over the cell gives
    `value` by their quotient. None where the value was read from a text, or was put together from several cells.
    `is_sum`: it is the sum of a ledger's bookings, and `source` the first of them.
    `shown` are the decimals that would be known whatever number stood in the cell: those of its format and its column.
    """

    value: Decimal | None
    text: str
    source: CellRef
    unit: str | None = None
    mark: Level | None = None
    places: int = 0
    previous: Decimal | None = None
    stored: Decimal | None = None
    is_sum: bool = False
    shown: int | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """The condition that a result is held against.

    `why` says in Swedish what decided the direction. For a target relative to last year `value` is None,
    `relative` is True, and `change` is what is asked beyond last year's value: a share of it when
    `change_is_share`, else in its unit. `compared` is whom it compares with where that is not last year: riket.
    `stored` is the number that the cell itself holds, as for a Quantity.
    """

    relation: Relation
    value: Decimal | None
    text: str
    source: CellRef
    upper: Decimal | None = None
    unit: str | None = None
    why: str = ""
    relative: bool = False
    change: Decimal = Decimal(0)
    change_is_share: bool = False
    places: int = 0
    compared: str = ""
    stored: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator: its result, target, and what the workbook itself says of it.

    `comparison` is the value of those whom the target compares with. `unread` is the cell of a target that could
    not be used. `reported_text` is what stands in the cell of the reported level. `worded` are those of its cells that
    hold a text, or yes or no, with what these hold to the letter.
    """

    name: str
    source: CellRef
    result: Quantity | None = None
    forecast: Quantity | None = None
    target: Target | None = None
    previous: Quantity | None = None
    reported: Level | None = None
    reported_source: CellRef | None = None
    has_comment: bool = False
    comparison: Quantity | None = None
    unread: Quantity | None = None
    reported_text: str = ""
    worded: tuple[tuple[CellRef, Words], ...] = ()


@dataclass(frozen=True, slots=True)
class Goal:
    """A goal and the indicators under it; a name of None holds indicators that stand under no goal."""

    name: str | None
    indicators: tuple[Indicator, ...]
    source: CellRef | None = None
    reported: Level | None = None


class Column(StrEnum):
    """The amounts that a statement's row may carry."""

    BUDGET = "budget"
    OUTCOME = "outcome"
    DEVIATION = "deviation"
    FORECAST = "forecast"
    ORIGINAL_BUDGET = "original_budget"
    BUDGET_CHANGE = "budget_change"
    PREVIOUS_OUTCOME = "previous_outcome"
    DECIDED_TOTAL = "decided_total"
    ACCUMULATED = "accumulated"
    FORECAST_TOTAL = "forecast_total"
    FULL_YEAR_BUDGET = "full_year_budget"
    FORECAST_DEVIATION = "forecast_deviation"
    TOTAL_DEVIATION = "total_deviation"
    BUDGET_INCOME = "budget_income"
    BUDGET_COST = "budget_cost"
    OUTCOME_INCOME = "outcome_income"
    OUTCOME_COST = "outcome_cost"


class Role(StrEnum):
    """What a row of a statement is."""

    ITEM = "item"
    TOTAL = "total"
    OF_WHICH = "of_which"
    SETTLEMENT = "settlement"


class Kind(StrEnum):
    """What a single line is; a NET line mixes income and costs (a unit of an organisation)."""

    REVENUE = "revenue"
    COST = "cost"
    PROJECT = "project"
    NET = "net"


class Scope(StrEnum):
    """What a total is the total of."""

    REVENUE = "revenue"
    COST = "cost"
    NET = "net"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a statement as it stands; `kind` and `scope` are what its label or account class says.

    `status` is how far a project has come, in the workbook's words. `comment_source` is the cell for a comment.
    `is_child`: the label marks it as a part of the row above (– personal). `is_indented`: it stands further in than
    the row that it comes under, which tells less. `is_unnamed`: it has amounts and no label of its own, as totals may.
    """

    text: str
    source: CellRef
    role: Role
    amounts: Mapping[Column, Quantity]
    kind: Kind | None = None
    scope: Scope | None = None
    member: str | None = None
    is_contribution: bool = False
    is_child: bool = False
    has_comment: bool = False
    is_indented: bool = False
    status: str = ""
    is_unnamed: bool = False
    comment_source: CellRef | None = None

    def value(self, column: Column) -> Decimal | None:
        """The row's figure in a column; None where it has none that can be used."""
        figure = self.amounts.get(column)
        return figure.value if figure else None


class StatementType(StrEnum):
    """Which of the report's two statements a table is."""

    OPERATING = "operating"
    INVESTMENTS = "investments"


@dataclass(frozen=True, slots=True)
class Statement:
    """An operating or investment statement; all its amounts are in `unit` (kr, tkr or mnkr).

    `is_partial`: the outcome is of a part of the year while the budget is of all of it. `against` is the column that
    the deviation is the budget's from: the outcome, or the forecast of the year. `has_whole_outcome`: the outcome is
    summed from a ledger, so that a row without a budget deviates by all of it.
    """

    type: StatementType
    unit: str
    rows: tuple[Row, ...]
    source: CellRef
    columns: tuple[Column, ...]
    year: int | None = None
    by_unit: bool = False
    is_partial: bool = False
    against: Column = Column.OUTCOME
    has_whole_outcome: bool = False


@dataclass(frozen=True, slots=True)
class StatedSum:
    """A sum that a ledger states of some of its bookings, with what they come to; `computed_from` says which."""

    label: str
    published: Quantity
    computed: Quantity
    computed_from: str
    unit: str


@dataclass(frozen=True, slots=True)
class KeyEntry:
    """A member's weight in an allocation key; `exact` where no decimal is it, as 1/3.

    `stored` is the number that the cell itself holds, as for a Quantity, and `text` what stands in it.
    """

    member: str
    weight: Decimal
    source: CellRef
    exact: Fraction | None = None
    stored: Decimal | None = None
    text: str = ""

    @property
    def fraction(self) -> Fraction:
        """The weight that is reckoned with."""
        return Fraction(self.weight) if self.exact is None else self.exact


@dataclass(frozen=True, slots=True)
class AllocationKey:
    """An allocation key: what it counts, on which date, for which members in the workbook's order.

    `publisher` is who has published the figures: as the sheet says, or as they have been held against it.
    `parts` are the keys that it is weighed together of, with their weights; none of a key that stands by itself.
    """

    name: str
    date: date | None
    entries: tuple[KeyEntry, ...]
    source: CellRef
    published_total: Quantity | None = None
    publisher: str | None = None
    parts: tuple[tuple[AllocationKey, Fraction], ...] = ()


@dataclass(frozen=True, slots=True)
class Unused:
    """Something in a workbook that no figure was read from, and why."""

    place: str
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class InputFile:
    """A workbook that took part, with the SHA-256 of the file and of the cells that were read from it."""

    name: str
    sha256: str
    cells_sha256: str


@dataclass(frozen=True, slots=True)
class ReadColumn:
    """A column as it was understood: its header's cell and text, what it is, and a cell of it as an example.

    `meaning` is in Swedish, empty where no figure is read from it; `is_known` whether the header names anything;
    `is_there` whether there is such a column: the user may name one that is gone.
    """

    source: CellRef
    header: str
    meaning: str
    sample: str = ""
    is_known: bool = True
    is_there: bool = True


@dataclass(frozen=True, slots=True)
class ReadTable:
    """A table as it was understood; `kind` is in Swedish, empty for what looks like one and is none that is known."""

    kind: str
    source: CellRef
    rows: tuple[int, int]
    columns: tuple[ReadColumn, ...]
    year: int | None = None
    is_used: bool = True


# The period of a report on a part of the year.
INTERIM = "delår"


@dataclass(frozen=True, slots=True)
class Answered:
    """A cell that an answer of the user's stands in for: what it holds itself, the answer, and where that was given.

    `stored` is the number that the cell holds, None where it holds a text. `place` is a sheet or the configuration.
    """

    source: CellRef
    text: str
    stored: Decimal | None
    answer: str
    place: str


@dataclass(frozen=True, slots=True)
class Case:
    """One board, one period: everything that its workbooks say.

    `broken_key_dates` are the dates of keys that cannot be used as they stand: another date must not replace them.
    `tables` say how the workbooks were read, and `meanings` what a column can be said to be, both in Swedish.
    `settings_sheets` are the workbooks with a sheet Inställningar that the user has made. `answered` are the cells
    that hold something else than what was read there.
    """

    name: str
    board: str | None = None
    year: int | None = None
    period: str | None = None
    files: tuple[InputFile, ...] = ()
    goals: tuple[Goal, ...] | None = None
    goals_source: CellRef | None = None
    operating: Statement | None = None
    investments: Statement | None = None
    keys: tuple[AllocationKey, ...] = ()
    broken_key_dates: tuple[date | None, ...] = ()
    ledger_sums: tuple[StatedSum, ...] = ()
    unused: tuple[Unused, ...] = ()
    tables: tuple[ReadTable, ...] = ()
    meanings: tuple[str, ...] = ()
    settings_sheets: tuple[str, ...] = ()
    answered: tuple[Answered, ...] = ()

    @property
    def is_interim(self) -> bool:
        """Whether it is a report on a part of the year."""
        return self.period == INTERIM


class Origin(StrEnum):
    """Who chose a setting."""

    DECIDED = "decided"
    WORKBOOK = "workbook"
    CONFIG = "config"
    DEFAULT = "default"


@dataclass(frozen=True, slots=True)
class Choice:
    """A setting's value as it is printed, with who chose it and the decision (§, dnr) behind it, if any.

    `source` is the cell that states it.
    """

    name: str
    value: str | bool | int | Decimal | None
    origin: Origin
    reference: str | None = None
    source: CellRef | None = None


@dataclass(frozen=True, slots=True)
class Rules:
    """The choices that the rules need; `policy` fills them, `choices` says where each came from.

    A deviation above both `comment_share` of its budget and `comment_amount` (in kr) is to have a comment.
    `blocked` names settings that were stated in a way that cannot be read: what hangs on them is not computed.
    """

    partial_threshold: Decimal = Decimal("0.75")
    absolute_tolerance: Decimal = Decimal(0)
    missing_counts: bool = True
    key: str = "folkmängd"
    key_date: date | None = None
    minimum_share: Decimal | None = None
    minimum_amount: Decimal | None = None
    comment_share: Decimal = Decimal("0.05")
    comment_amount: Decimal = Decimal(100_000)
    host: str | None = None
    invoice: str | None = None
    budget_indicator_words: tuple[str, ...] = ()
    blocked: frozenset[str] = frozenset()
    choices: tuple[Choice, ...] = field(default=())

    def choice(self, name: str) -> Choice:
        """Give the setting called `name`.

        Raises:
            KeyError: there is no such setting.
        """
        for choice in self.choices:
            if choice.name == name:
                return choice
        raise KeyError(name)
