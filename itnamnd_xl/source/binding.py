"""From the headers of one row to the columns of one table: clashes are settled by neighbours, and never guessed."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from itnamnd_xl.source.grid import CellKind
from itnamnd_xl.source.headers import Header, stem_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from itnamnd_xl.source.grid import Grid


class TableKind(StrEnum):
    """What a table is."""

    INDICATORS = "indicators"
    STATEMENT = "statement"
    KEY = "key"
    KEY_TRANSPOSED = "key_transposed"
    LEDGER = "ledger"


@dataclass(frozen=True, slots=True)
class Binding:
    """Which column is what. `others` are columns of the same concept for other years, by concept.

    `clashes` names a concept with the two columns that could both be it.
    """

    kind: TableKind
    columns: Mapping[str, int]
    headers: Mapping[int, Header]
    others: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    clashes: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    lacking: tuple[str, ...] = ()
    year: int | None = None

    @property
    def last_column(self) -> int:
        """The rightmost column of the table."""
        return max(self.headers)


# What kind of column one is shows in so many of its rows, evenly taken.
ENOUGH_ROWS = 2000


@dataclass(frozen=True, slots=True)
class Span:
    """The cells that a header row heads: its headers by column, and the rows below that may be data."""

    grid: Grid
    headers: Mapping[int, Header]
    rows: tuple[int, ...]

    def having(self, *concepts: str) -> list[int]:
        """The columns whose header may name one of these concepts, from the left."""
        return [column for column, header in self.headers.items() if header.concepts & set(concepts)]

    def texts(self, column: int) -> list[str]:
        """The texts below a header."""
        return [text for row in self.rows if (text := self.grid.text(row, column))]

    def share(self, column: int, holds: Callable[[str], bool]) -> float:
        """How large a share of a column's filled cells something holds for; a long column is judged by a part of it."""
        step = len(self.rows) // ENOUGH_ROWS + 1
        texts = [text for row in self.rows[::step] if (text := self.grid.text(row, column))]
        return sum(map(holds, texts)) / len(texts) if texts else 0.0

    def is_numeric(self, column: int) -> bool:
        """Say whether a column mostly holds numbers, with or without words around them."""
        return self.share(column, _has_digits) > 0.5

    def is_wordy(self, column: int) -> bool:
        """Say whether a column mostly holds words."""
        return self.share(column, _has_word) > 0.5


_DIGIT = re.compile(r"\d")
_WORD = re.compile(r"[^\W\d_]{3,}")


def _has_digits(text: str) -> bool:
    return _DIGIT.search(text) is not None


def _has_word(text: str) -> bool:
    return _WORD.search(text) is not None


LABELS = ("text", "project", "unit_text", "member")
SIDE_TEXTS = ("comment", "responsible")


def _years_of(span: Span, columns: Iterable[int]) -> set[int]:
    return {year for column in columns if (year := span.headers[column].year) is not None}


def _accounting_year(span: Span, outcomes: Sequence[int], budgets: Sequence[int], wanted: int | None) -> int | None:
    """Find the year of a table from its headers: a stated one, else the latest that has both sides."""
    have, planned = _years_of(span, outcomes), _years_of(span, budgets)
    if wanted is not None and (not have or wanted in have):
        return wanted
    both = have & planned
    return max(both or have or planned, default=None)


def _for_year(span: Span, columns: Sequence[int], year: int | None) -> tuple[list[int], list[int]]:
    """Split columns of one concept into those of the year (or of none) and those of other years."""
    years = {column: header.year for column in columns if (header := span.headers.get(column))}
    exact = [column for column in columns if years.get(column) == year]
    undated = [column for column in columns if years.get(column) is None]
    chosen = exact if exact and year is not None else undated
    return chosen, [column for column in columns if column not in chosen]


def bind_statement(span: Span, wanted: int | None = None) -> Binding | None:
    """Bind a statement's columns: a label, budget and outcome at least; None where these headers are none.

    A row with two of budget, outcome and deviation that lacks budget or outcome is a statement that cannot be
    used; `lacking` names what is missing.
    """
    if span.having("indicator"):
        return None
    amounts = {
        column: header for column, header in span.headers.items() if header.unit != "%" and not _is_share(header)
    }
    money = Span(span.grid, amounts, span.rows)
    budgets = money.having("budget", "revised_budget", "original_budget")
    outcomes = [column for column in money.having("outcome") if column not in budgets]
    deviations = [column for column in money.having("deviation") if column not in (*budgets,)]
    outcomes, deviations = _settle_results(outcomes, deviations)
    year = _accounting_year(span, outcomes, budgets, wanted)
    label = label_column(span, {*budgets, *outcomes, *deviations})
    if label is None or len([one for one in (budgets, outcomes, deviations) if one]) < 2:
        return None
    binder = _Binder(money, year)
    binder.columns["text"] = label
    accumulated = [column for column in outcomes if "accumulated" in money.headers[column].concepts]
    if accumulated and len(outcomes) > len(accumulated):
        outcomes = [column for column in outcomes if column not in accumulated]
        binder.take("accumulated", accumulated)
    binder.take("outcome", outcomes)
    binder.take_budgets(budgets)
    binder.take("deviation", deviations)
    for concept in ("forecast", "decided_total", "forecast_total", "budget_change", "accumulated"):
        binder.take(concept, money.having(concept))
    for concept in (*SIDE_TEXTS, "account"):
        binder.take(concept, span.having(concept))
    lacking = tuple(name for name in ("budget", "outcome") if name not in binder.columns)
    return binder.binding(TableKind.STATEMENT, span.headers, lacking)


def _is_share(header: Header) -> bool:
    return bool({"not_an_amount"} & header.concepts) and not header.concepts & {
        "deviation",
        "outcome",
        "budget",
    }


def _settle_results(outcomes: list[int], deviations: list[int]) -> tuple[list[int], list[int]]:
    """Settle ”Resultat”, which may be outcome or deviation: it is what the other columns are not."""
    both = [column for column in outcomes if column in deviations]
    sure_outcomes = [column for column in outcomes if column not in both]
    sure_deviations = [column for column in deviations if column not in both]
    if not both:
        return outcomes, deviations
    if not sure_outcomes:
        return both, sure_deviations
    return sure_outcomes, sure_deviations or both


def label_column(span: Span, taken: set[int]) -> int | None:
    """Find the column of the rows' labels: among those whose header may name one, the one with most words."""
    candidates = [column for column in span.having(*LABELS) if column not in taken]
    first = min(taken, default=0)
    before = [column for column in _text_columns(span, first) if column not in span.headers]
    named = [column for column in candidates if _word_count(span, column)]
    if named:
        return max(named, key=lambda column: (_word_count(span, column), column < first, -column))
    # An empty table is a table nevertheless.
    empty = candidates[0] if candidates and not any(map(span.texts, span.headers)) else None
    return max(before, key=lambda column: _word_count(span, column), default=empty)


def _word_count(span: Span, column: int) -> int:
    return sum(map(_has_word, span.texts(column)[:ENOUGH_ROWS]))


def _text_columns(span: Span, before: int) -> list[int]:
    """Columns without a header, left of the amounts, that hold words."""
    columns = {column for row in span.rows for column in span.grid.by_row.get(row, ()) if column < before}
    return sorted(column for column in columns if _word_count(span, column))


class _Binder:
    """Columns bound so far, with those of other years and what clashed."""

    def __init__(self, span: Span, year: int | None) -> None:
        self.span, self.year = span, year
        self.columns: dict[str, int] = {}
        self.others: dict[str, tuple[int, ...]] = {}
        self.clashes: dict[str, tuple[int, int]] = {}

    def take(self, concept: str, columns: Sequence[int], name: str | None = None) -> None:
        """Bind a concept to the column of the year among those that may be it."""
        free = [column for column in columns if column not in self.columns.values()]
        name = name or concept
        chosen, others = _for_year(self.span, free, self.year)
        if others:
            self.others[name] = tuple(others)
        chosen = self._narrow(chosen)
        if name in self.columns or not chosen:
            return
        self.columns[name] = chosen[0]
        if len(chosen) > 1 and concept not in SIDE_TEXTS:
            self.clashes[name] = (chosen[0], chosen[1])

    def _narrow(self, columns: list[int]) -> list[int]:
        """Prefer what the table's year as a whole is said of, over a period of it."""
        if len(columns) < 2:
            return columns
        headers = self.span.headers
        single = [column for column in columns if not headers[column].text.casefold().startswith("period")]
        filled = [column for column in single or columns if self.span.texts(column)]
        return filled or columns

    def take_budgets(self, columns: Sequence[int]) -> None:
        """Bind the budget that is used: a revised one before the plain, the plain before the original."""
        headers = self.span.headers
        groups = {
            concept: [column for column in columns if concept in headers[column].concepts]
            for concept in ("revised_budget", "budget", "original_budget")
        }
        outcome = self.columns.get("outcome")
        interim = outcome is not None and headers[outcome].interim
        plain = groups["budget"]
        if interim and len(plain) > 1 and (same := [column for column in plain if headers[column].interim]):
            groups["budget"] = same
        used = next((found for found in groups.values() if _for_year(self.span, found, self.year)[0]), [])
        self.take("budget", used)
        rest = [column for column in columns if column not in used]
        self.take(
            "original_budget",
            [*groups["original_budget"], *(c for c in rest if c in plain)],
            "original_budget",
        )

    def binding(self, kind: TableKind, headers: Mapping[int, Header], lacking: tuple[str, ...] = ()) -> Binding:
        """Give what was bound."""
        return Binding(kind, self.columns, headers, self.others, self.clashes, lacking, self.year)


def bind_indicators(span: Span, is_status: Callable[[str], bool], wanted: int | None = None) -> Binding | None:
    """Bind an indicator table's columns: an indicator with a result or a target at least."""
    indicators = span.having("indicator")
    goals = span.having("goal")
    results = [column for column in span.having("result", "outcome") if column not in indicators]
    targets = span.having("target")
    indicator = next((column for column in indicators if "target" not in span.headers[column].concepts), None)
    if indicator is None:
        indicator = next((column for column in indicators if not span.is_numeric(column)), None)
    goal, targets = _settle_goals(span, goals, targets, indicator)
    if indicator is None:
        # Without a column for indicators, each goal is measured by itself.
        if goal is None or not targets or not results:
            return None
        indicator, goal = goal, None
    bare = [
        column for column, header in span.headers.items() if not header.concepts and header.stem == "" and header.year
    ]
    results = [column for column in [*results, *bare] if column not in (indicator, goal)]
    year = _accounting_year(span, results, targets, wanted)
    binder = _Binder(span, year)
    binder.columns["indicator"] = indicator
    if goal is not None:
        binder.columns["goal"] = goal
    binder.take("target", [column for column in targets if column != indicator])
    binder.take("result", _overall(span, results))
    forecasts = span.having("forecast")
    binder.take("forecast", [column for column in forecasts if not span.share(column, is_status) > 0.5])
    verdicts = [column for column in forecasts if span.share(column, is_status) > 0.5]
    stated = [*span.having("status"), *verdicts, *_mark_columns(span, is_status)]
    # A verdict that stands before the indicator is the goal's.
    binder.take("goal_status", [column for column in stated if goal is not None and column < indicator][:1])
    binder.take("status", [column for column in stated if goal is None or column > indicator][:1])
    for concept in ("direction", "previous", *SIDE_TEXTS, "trend"):
        binder.take(concept, span.having(concept))
    if not {"result", "target"} & set(binder.columns):
        return None
    return binder.binding(TableKind.INDICATORS, span.headers)


def _settle_goals(
    span: Span, goals: list[int], targets: list[int], indicator: int | None
) -> tuple[int | None, list[int]]:
    """Settle ”Mål”, which is the goal where it is text and the target where it is a number beside an indicator."""
    goals = [column for column in goals if column != indicator]
    both = [column for column in goals if column in targets]
    # Of several levels of goals, the one nearest to the indicator is the board's own.
    before = [column for column in goals if indicator is None or column < indicator] or goals
    worded = [column for column in before if column not in both or not span.is_numeric(column)]
    sure_goal = max((column for column in worded if column not in both or len(worded) > 1), default=None)
    as_target = [
        column for column in both if span.is_numeric(column) or (sure_goal is not None and not span.is_wordy(column))
    ]
    as_goal = [column for column in both if column not in as_target]
    targets = [column for column in targets if column not in as_goal and column != indicator]
    return sure_goal if sure_goal is not None else next(iter(as_goal), None), targets


def _overall(span: Span, results: list[int]) -> list[int]:
    """Prefer the value for all over those of women and men, and the last of the year's thirds."""
    gendered = {stem_of(word) for word in ("Kvinnor", "Män")}
    both = [column for column in results if span.headers[column].stem not in gendered]
    thirds = [column for column in both if span.headers[column].stem in ("t1", "t2", "t3")]
    if thirds:
        filled = [column for column in thirds if span.texts(column)]
        both = [column for column in both if column not in thirds] or filled[-1:]
    return both or results


def _mark_columns(span: Span, is_status: Callable[[str], bool]) -> list[int]:
    """Columns with an empty header over symbols."""
    columns = {column for row in span.rows for column in span.grid.by_row.get(row, ())}
    inside = [column for column in columns if min(span.headers) < column <= max(span.headers) + 1]
    return sorted(column for column in inside if column not in span.headers and span.share(column, is_status) > 0.5)


KEY_CONCEPTS = {"population": "folkmängd", "users": "användare", "computers": "datorer", "shares": "andel"}


def bind_key(span: Span, is_member: Callable[[str], bool]) -> Binding | None:
    """Bind an allocation key's columns: a member, and values for one or more dates.

    The values' columns stand in `others` under the key's name.
    """
    if span.having("budget", "indicator", "deviation"):
        return None
    members = [
        column for column in span.having("member") if span.is_wordy(column) or span.share(column, is_member) > 0.5
    ]
    members = members or _unnamed_members(span, is_member)
    if not members:
        return None
    member = members[0]
    values: dict[str, tuple[int, ...]] = {}
    for concept, name in KEY_CONCEPTS.items():
        columns = tuple(column for column in span.having(concept) if column != member and span.is_numeric(column))
        if columns:
            values[name] = columns
    dated = tuple(
        column
        for column, header in span.headers.items()
        if column != member and not header.concepts and header.stem == "" and (header.date or header.year)
    )
    if dated:
        values["folkmängd"] = (*values.get("folkmängd", ()), *dated)
    if not values:
        return None
    if "folkmängd" in values:
        values = {name: columns for name, columns in values.items() if name != "andel"}
    bound = {"member": member}
    dates = [column for column in span.having("key_date") if column not in {*dated, member}]
    if dates:
        bound["key_date"] = dates[0]
    return Binding(TableKind.KEY, bound, span.headers, values)


def _unnamed_members(span: Span, is_member: Callable[[str], bool]) -> list[int]:
    """Columns without a header where known members stand, and nothing else."""
    columns = {column for row in span.rows for column in span.grid.by_row.get(row, ())} - set(span.headers)
    return sorted(column for column in columns if sum(map(is_member, span.texts(column)[:ENOUGH_ROWS])) > 1)


def bind_transposed_key(grid: Grid, row: int, known: Mapping[str, str]) -> Mapping[int, str]:
    """Find members, known by their stems, as headers of a row: their columns, at least two; empty without any."""
    texts = [column for column in grid.by_row.get(row, ()) if grid.cells[row, column].kind is CellKind.TEXT]
    found: dict[int, str] = {}
    for column in texts if len(texts) > 1 else ():
        stem = stem_of(grid.text(row, column))
        name = known.get(stem) or known.get(stem.removesuffix("kommun")) or known.get(stem.removesuffix("skommun"))
        if name:
            found[column] = name
    return found if len(set(found.values())) > 1 else {}
