"""The shape of a policy: settings with their origin, synonyms, word lists, units, members and limits."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictBool, StringConstraints

from itnamnd_xl.core.model import CellRef, Choice, Origin, Rules

T = TypeVar("T")


class Strict(BaseModel):
    """A model that knows all its keys and never changes."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Stated(Strict, Generic[T]):
    """A setting's value, with the decision behind it and where it was stated: its cell, where that is one."""

    value: T
    decided: str | None = None
    origin: Origin = Origin.DEFAULT
    source: CellRef | None = None


def _as_stated(given: object) -> object:
    """Accept a bare value where there is no decision to name."""
    return given if isinstance(given, dict | Stated) else {"value": given}


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Threshold = Annotated[Stated[Annotated[Decimal, Field(gt=0, le=1)]], BeforeValidator(_as_stated)]
NotNegative = Annotated[Stated[Annotated[Decimal, Field(ge=0)]], BeforeValidator(_as_stated)]
YesNo = Annotated[Stated[StrictBool], BeforeValidator(_as_stated)]
Name = Annotated[Stated[Text], BeforeValidator(_as_stated)]
Unit = Annotated[Stated[Literal["kr", "tkr", "mnkr"]], BeforeValidator(_as_stated)]
Year = Annotated[Stated[Annotated[int, Field(ge=1990, le=2100)]], BeforeValidator(_as_stated)]
Period = Annotated[Stated[Literal["helår", "delår"]], BeforeValidator(_as_stated)]
Day = Annotated[Stated[dt.date], BeforeValidator(_as_stated)]


class Settings(Strict):
    """Every choice that the rules leave open. The defaults and their reasons stand in default.toml."""

    partial_threshold: Threshold
    absolute_tolerance: NotNegative
    missing_counts: YesNo
    key: Name
    host: Name | None = None
    default_unit: Unit
    dash_is_zero: YesNo
    board: Name | None = None
    year: Year | None = None
    period: Period | None = None
    key_date: Day | None = None
    minimum_share: Threshold | None = None
    minimum_amount: NotNegative | None = None
    comment_share: Threshold
    comment_amount: NotNegative
    invoice: Name | None = None

    def choices(self) -> tuple[Choice, ...]:
        """Give every setting as it is printed, in the order of this class."""
        found = []
        for name in type(self).model_fields:
            stated: Stated[Any] | None = getattr(self, name)
            if stated is None:
                found.append(Choice(name, None, Origin.DEFAULT))
                continue
            origin = Origin.DECIDED if stated.decided else stated.origin
            value = stated.value.isoformat() if isinstance(stated.value, dt.date) else stated.value
            found.append(Choice(name, value, origin, stated.decided, stated.source))
        return tuple(found)


Phrases = tuple[str, ...]
# Phrases by name, in a form that can be a key of what is remembered.
Named = Annotated[
    tuple[tuple[str, Phrases], ...],
    BeforeValidator(lambda given: tuple(given.items()) if isinstance(given, dict) else given),
]


class MarkWords(Strict):
    """Symbols that carry a level."""

    doubtful: Phrases
    arrows: Phrases
    achieved: Phrases
    partly_achieved: Phrases
    not_achieved: Phrases
    no_value: Phrases
    wingdings_achieved: Phrases
    wingdings_partly_achieved: Phrases
    wingdings_not_achieved: Phrases


class TargetWords(Strict):
    """Words that give a target its condition."""

    at_least_before: Phrases
    at_least_after: Phrases
    at_most_before: Phrases
    at_most_after: Phrases
    above_before: Phrases
    below_before: Phrases
    approximate: Phrases
    increase: Phrases
    decrease: Phrases
    improve: Phrases
    keep: Phrases
    since: Phrases
    better: Phrases
    no_worse: Phrases
    top: Phrases
    among: Phrases
    best: Phrases
    rank: Phrases
    compared: Named


class RowWords(Strict):
    """Words of the rows of an indicator table that are no indicators."""

    attained: Phrases
    attained_alone: Phrases
    legend: Phrases
    trend: Phrases
    green: Phrases
    yellow: Phrases
    red: Phrases


class DirectionWords(Strict):
    """Words that say whether more or less is better."""

    label_higher: Phrases
    label_lower: Phrases
    lower: Phrases
    higher: Phrases
    exempt: Phrases
    shares_and_counts: Phrases
    column_higher: Phrases
    column_lower: Phrases


class TieWords(Strict):
    """Words by which figures of different tables are known to be the same."""

    budget: Phrases


class LedgerWords(Strict):
    """Words of a ledger's rows that are no bookings, and of accounts."""

    subtotal: Phrases
    opening: Phrases
    closing: Phrases
    account: Phrases
    account_group: Phrases


class HeadWords(Strict):
    """Words of the lines above a table."""

    host: Phrases
    board: Phrases
    board_endings: Phrases
    field: Phrases
    no_field: Phrases
    place: Phrases
    joining: Phrases
    examples: Phrases
    full_year: Phrases
    interim: Phrases
    investments: Phrases
    accounted: Phrases
    events: Phrases
    file_numbers: Phrases
    comparisons: Phrases
    plans: Phrases


class MemberWords(Strict):
    """Words around a member's name, and names that are words themselves."""

    before: Phrases
    after: Phrases
    ambiguous: Phrases


class Words(Strict):
    """The word lists; words.toml says what each is for."""

    total: Phrases
    total_last: Phrases
    net: Phrases
    revenue_total: Phrases
    cost_total: Phrases
    of_which: Phrases
    unfinished: Phrases
    settlement: Phrases
    before_settlement: Phrases
    contribution: Phrases
    outgoing: Phrases
    revenue_strong: Phrases
    revenue: Phrases
    cost: Phrases
    revenue_heading: Phrases
    cost_heading: Phrases
    net_row: Phrases
    not_members: Phrases
    notes: Phrases
    below: Phrases
    regions: Phrases
    members: MemberWords
    equal_shares: Phrases
    missing: Phrases
    missing_prefix: Phrases
    yes: Phrases
    no: Phrases
    begun: Phrases
    attaining: Phrases
    unlike: Phrases
    achieved: Phrases
    partly_achieved: Phrases
    not_achieved: Phrases
    no_value: Phrases
    marks: MarkWords
    rows: RowWords
    target: TargetWords
    direction: DirectionWords
    ties: TieWords
    ledger: LedgerWords
    heads: HeadWords


class Limits(Strict):
    """What a workbook may be at most, so that a hostile one costs little."""

    file_bytes: int = Field(gt=0)
    part_bytes: int = Field(gt=0)
    total_bytes: int = Field(gt=0)
    parts: int = Field(gt=0)
    held_bytes: int = Field(gt=0)
    held_elements: int = Field(gt=0)
    style_elements: int = Field(gt=0)
    elements: int = Field(gt=0)
    cells: int = Field(gt=0)
    crowded_cells: int = Field(gt=0)
    cells_a_byte: int = Field(gt=0)
    strings: int = Field(gt=0)
    text: int = Field(gt=0)
    merges: int = Field(gt=0)


class StatedColumn(Strict):
    """What a column is, where its header does not say: by the header's text, or by the header's cell (C4).

    `means` is the concept, in Swedish or as in synonyms.toml, or UNUSED.
    """

    means: Text
    file: Text | None = None
    sheet: Text | None = None
    header: Text | None = None
    cell: Annotated[str, StringConstraints(pattern=r"^[A-Z]{1,3}[1-9]\d{0,6}$")] | None = None


class StatedAnswer(Strict):
    """The answer to a question of the tool's: the cell as it was named, what stood there, and what is meant."""

    cell: Text
    answer: Text
    found: Text | None = None
    code: Text | None = None


class Policy(Strict):
    """All that may differ between boards."""

    settings: Settings
    synonyms: dict[str, Phrases]
    concepts: dict[str, str]
    columns: tuple[StatedColumn, ...] = ()
    answers: tuple[StatedAnswer, ...] = ()
    words: Words
    units: dict[str, Phrases]
    members: dict[str, str]
    municipalities: dict[str, str]
    municipality_spellings: dict[str, str]
    population: dict[dt.date, dict[str, int]]
    limits: Limits

    def known_population(self) -> dict[dt.date, dict[str, int]]:
        """Give published figures of inhabitants by date and member's name."""
        names = self.municipalities | {code: name for name, code in self.members.items()}
        return {
            date: {names[code]: figure for code, figure in figures.items() if code in names}
            for date, figures in self.population.items()
        }

    def rules(self) -> Rules:
        """Give the choices that the core needs."""
        settings = self.settings
        return Rules(
            partial_threshold=settings.partial_threshold.value,
            absolute_tolerance=settings.absolute_tolerance.value,
            missing_counts=settings.missing_counts.value,
            key=settings.key.value,
            key_date=settings.key_date.value if settings.key_date else None,
            minimum_share=settings.minimum_share.value if settings.minimum_share else None,
            minimum_amount=settings.minimum_amount.value if settings.minimum_amount else None,
            comment_share=settings.comment_share.value,
            comment_amount=settings.comment_amount.value,
            host=settings.host.value if settings.host else None,
            invoice=settings.invoice.value if settings.invoice else None,
            budget_indicator_words=self.words.ties.budget,
            choices=settings.choices(),
        )
