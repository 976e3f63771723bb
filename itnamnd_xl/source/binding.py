"""From the headers of one row to the columns of one table: clashes are settled by neighbours, and never guessed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from itnamnd_xl.source import indicator_columns
from itnamnd_xl.source.grid import CellKind
from itnamnd_xl.source.register import YEARS
from itnamnd_xl.source.table import ENOUGH_ROWS, Binding, Span, TableKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from itnamnd_xl.source.grid import Grid
    from itnamnd_xl.source.headers import Header
    from itnamnd_xl.source.lexicon import Lexicon


_YEAR = re.compile(r"(?:19|20)\d\d")


def _is_year(text: str) -> bool:
    return _YEAR.fullmatch(text) is not None


HEADED_BY = (CellKind.TEXT, CellKind.NUMBER)
SIDE_TEXTS = ("comment", "responsible")


def _years_of(span: Span, columns: Iterable[int]) -> set[int]:
    return {year for column in columns if (year := span.headers[column].year) is not None}


def accounting_year(span: Span, outcomes: Sequence[int], budgets: Sequence[int], wanted: int | None) -> int | None:
    """Find the year of a table from its headers: a stated one, else the latest that has both sides."""
    have, planned = _years_of(span, outcomes), _years_of(span, budgets)
    if wanted is not None and (not have or wanted in have):
        return wanted
    both = have & planned
    return max(both or have or planned, default=None)


def for_year(span: Span, columns: Sequence[int], year: int | None) -> tuple[list[int], list[int]]:
    """Split columns of one concept into those of the year (or of none) and those of other years."""
    years = {column: header.year for column in columns if (header := span.headers.get(column))}
    exact = [column for column in columns if years.get(column) == year]
    undated = [column for column in columns if years.get(column) is None]
    chosen = exact if exact and year is not None else undated
    return chosen, [column for column in columns if column not in chosen]


class Binder:
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
        chosen, others = for_year(self.span, free, self.year)
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

    def binding(self, kind: TableKind, headers: Mapping[int, Header], lacking: tuple[str, ...] = ()) -> Binding:
        """Give what was bound."""
        return Binding(kind, self.columns, headers, self.others, self.clashes, lacking, self.year)


@dataclass(frozen=True, slots=True)
class _Parts:
    """The columns that an indicator table is made of, before the year chooses among them."""

    indicator: int
    goal: int | None
    targets: Sequence[int]
    results: Sequence[int]
    verdicts: Sequence[int]
    row_type: int | None = None


def _parts(span: Span, lexicon: Lexicon) -> _Parts | None:
    """Find the columns of goals, indicators, results and targets; None where there are no labels."""
    indicator, row_type = indicator_columns.indicator(span), None
    if span.having("member") and indicator_columns.is_of(span, indicator, lexicon.names_population):
        return None
    goal, targets = indicator_columns.goal_and_targets(span, indicator, lexicon.is_target)
    results = span.having("result", "outcome")
    results += indicator_columns.whole_values(span, results)
    if indicator is None and (typed := indicator_columns.typed_labels(span, lexicon.names_goal, lexicon.names_row)):
        row_type, indicator = typed
    if indicator is None:
        # Without a column for indicators, each goal is measured by itself: by values, or by its verdict alone.
        indicator, goal = goal, None if targets or results else goal
    if indicator is None:
        return None
    taken = (indicator, goal, row_type)
    results = [column for column in (*results, *indicator_columns.bare_years(span)) if column not in taken]
    results = results or indicator_columns.other_measures(span, indicator)
    results, verdicts = indicator_columns.split_verdicts(span, results, lexicon.is_status)
    return _Parts(indicator, goal, targets, results, verdicts, row_type)


def bind_indicators(span: Span, lexicon: Lexicon, wanted: int | None = None) -> Binding | None:
    """Bind an indicator table's columns: an indicator with a result or a target at least, or with a verdict alone."""
    parts = _parts(span, lexicon)
    if parts is None:
        return None
    if not parts.targets and not parts.results:
        return _bind_verdicts(span, lexicon, parts, wanted)
    if indicator_columns.indicator(span) is None and parts.row_type is None and not (parts.targets and parts.results):
        return None
    indicator, goal, targets, results = parts.indicator, parts.goal, parts.targets, parts.results
    binder = Binder(span, accounting_year(span, results, targets, wanted))
    binder.columns |= {"indicator": indicator}
    binder.columns |= {"row_type": parts.row_type} if parts.row_type is not None else {}
    binder.columns |= {"goal": goal} if goal is not None else {}
    binder.take("target", indicator_columns.this_years_targets(span, targets))
    later = indicator_columns.later_target(span, targets, binder.year)
    binder.columns |= {"target": later} if later is not None else {}
    binder.take("result", indicator_columns.overall(span, results, binder.year))
    verdicts, forecasts = indicator_columns.verdicts_and_forecasts(span, lexicon.is_status)
    binder.take("forecast", forecasts)
    stated = indicator_columns.status(span, [*verdicts, *parts.verdicts], lexicon.is_status)
    # A verdict that stands before the indicator is the goal's.
    binder.take("goal_status", [column for column in stated if goal is not None and column < indicator])
    binder.take("status", [column for column in stated if goal is None or column > indicator])
    binder.take("unit", indicator_columns.units(span, lexicon.is_unit))
    binder.take("row_year", indicator_columns.row_years(span, _is_year))
    binder.take("member", indicator_columns.members(span, lexicon.is_known_member))
    for concept in ("direction", "previous", "comparison", "rank", *SIDE_TEXTS, "trend"):
        binder.take(concept, span.having(concept))
    if "previous" not in binder.columns and binder.year is not None:
        before = [one for one in binder.others.get("result", ()) if span.headers[one].year == binder.year - 1]
        binder.columns |= {"previous": before[0]} if before else {}
    if not {"result", "target"} & set(binder.columns):
        return None
    return binder.binding(TableKind.INDICATORS, span.headers)


def _bind_verdicts(span: Span, lexicon: Lexicon, parts: _Parts, wanted: int | None) -> Binding | None:
    """Bind a table of goals or indicators with the board's own verdicts and nothing to assess them by."""
    verdict = indicator_columns.verdict_alone(span, lexicon.is_status)
    if verdict is None or verdict < parts.indicator:
        return None
    binder = Binder(span, accounting_year(span, [verdict], [], wanted))
    binder.columns |= {"indicator": parts.indicator, "status": verdict}
    # A goal with a verdict of its own is measured by it alone.
    binder.columns |= {"goal": parts.goal} if parts.goal is not None else {}
    for concept in (*SIDE_TEXTS, "trend"):
        binder.take(concept, span.having(concept))
    return binder.binding(TableKind.INDICATORS, span.headers)


KEY_CONCEPTS = {
    "population": "folkmängd",
    "users": "användare",
    "computers": "datorer",
    "licences": "licenser",
    "shares": "andel",
}


def bind_key(span: Span, lexicon: Lexicon) -> Binding | None:
    """Bind an allocation key's columns: a member, by name or by code alone, and values for one or more dates.

    The values' columns stand in `others` under the key's name.
    """
    measured = indicator_columns.indicator(span)
    if span.having("budget", "deviation") or (
        measured is not None and not indicator_columns.is_of(span, measured, lexicon.names_population)
    ):
        return None
    is_member = lexicon.is_known_member
    members = [
        column for column in span.having("member") if span.is_wordy(column) or span.share(column, is_member) > 0.5
    ]
    members = members or _unnamed_members(span, is_member) or _other_members(span, is_member)
    members = members or [
        column for column in span.having("member_code") if span.share(column, lexicon.members.is_code) > 0.5
    ]
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
    bound = {"member": member}
    dates = [column for column in span.having("key_date") if column not in {*dated, member}]
    if dates:
        bound["key_date"] = dates[0]
    return Binding(TableKind.KEY, bound, span.headers, values)


def _other_members(span: Span, is_member: Callable[[str], bool]) -> list[int]:
    """Columns of known members under a header that says something else: Område, Folkmängd."""
    used = [column for column, header in span.headers.items() if not header.is_unused]
    return [column for column in used if span.is_wordy(column) and span.share(column, is_member) > 0.5]


def _unnamed_members(span: Span, is_member: Callable[[str], bool]) -> list[int]:
    """Columns without a header where known members stand, and nothing else."""
    columns = {column for row in span.rows for column in span.grid.by_row.get(row, ())} - set(span.headers)
    named = (column for column in columns if sum(map(is_member, span.texts(column)[:ENOUGH_ROWS])) > 1)
    return sorted(column for column in named if span.is_wordy(column))


def bind_transposed_key(grid: Grid, row: int, member: Callable[[str], str | None]) -> Mapping[int, str]:
    """Find members as headers of a row, by name or by code: their columns, at least two; empty without any."""
    filled = [column for column in grid.by_row.get(row, ()) if grid.cells[row, column].kind in HEADED_BY]
    texts = {column: grid.text(row, column) for column in filled} if len(filled) > 1 else {}
    numbers = {column for column, text in texts.items() if text.isdecimal()}
    found: dict[int, str] = {}
    for column, text in texts.items():
        if name := member(text):
            found[column] = name
        elif column in numbers:
            return {}
    names = found.keys() - numbers
    if len(names) == 1 and min(found) in names and found.keys() & numbers:
        # A member with a number that happens to be another's code: Lekeberg, 120.
        return {}
    # Years may be codes too: 2021 and 2023 are Vansbro and Malung-Sälen.
    if numbers and all(int(texts[column]) in YEARS for column in numbers):
        found = {column: name for column, name in found.items() if column not in numbers}
    return found if len(set(found.values())) > 1 else {}
