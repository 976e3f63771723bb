"""Which columns of an indicator table are what: clashes are settled by what stands in them and beside them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from itnamnd_xl.source.colors import level_of_fill

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from itnamnd_xl.source.table import Span

_THIRD = re.compile(r"\bT(?:ertial)?\s?([123])\b", re.IGNORECASE)


def indicator(span: Span) -> int | None:
    """Find the column of the indicators; ”Måltal”, ”Index” and ”Mål/indikator” are one where they hold words."""
    named = span.having("indicator")
    sure = [column for column in named if "target" not in span.headers[column].concepts]
    worded = [column for column in sure if span.is_wordy(column)]
    if worded or sure:
        return (worded or sure)[0]
    # A header that names goal and indicator at once heads numbered labels, whose digits are no measure.
    both = [column for column in named if "goal" in span.headers[column].concepts and span.is_wordy(column)]
    return next((column for column in named if not span.is_numeric(column)), both[0] if both else None)


def goal_and_targets(
    span: Span, indicator_column: int | None, is_target: Callable[[str], bool]
) -> tuple[int | None, list[int]]:
    """Settle ”Mål”, which is the goal where it is text and the target where it is one beside an indicator."""
    goals = [column for column in span.having("goal") if column != indicator_column]
    targets = [column for column in span.having("target") if column != indicator_column]
    aimed = [column for column in goals if column in targets and span.share(column, is_target) > 0.5]
    # Of several levels of goals, the one nearest to the indicator is the board's own.
    before = [column for column in goals if indicator_column is None or column < indicator_column] or goals
    goal = max((column for column in before if column not in aimed), default=None)

    def is_sure(column: int) -> bool:
        beside = indicator_column is not None and goal is not None and column > indicator_column
        return column not in goals or column in aimed or beside

    return goal, [column for column in targets if column != goal and is_sure(column)]


def bare_years(span: Span) -> list[int]:
    """Columns that a year alone heads: results of that year."""
    headers = span.headers.items()
    return [column for column, header in headers if not header.concepts and header.stem == "" and header.year]


def other_measures(span: Span, indicator_column: int) -> list[int]:
    """Columns of numbers whose header may name an indicator, as ”Index” beside ”Indikator”."""
    return [column for column in span.having("indicator") if column > indicator_column and span.is_numeric(column)]


def this_years_targets(span: Span, targets: Sequence[int]) -> list[int]:
    """Pass over targets for later years where there is one without."""
    return [column for column in targets if "later_target" not in span.headers[column].concepts] or list(targets)


def later_target(span: Span, targets: Sequence[int], year: int | None) -> int | None:
    """Give the only target where none is of this year: it is for a later one, and what there is to be held against."""
    years = [span.headers[column].year for column in targets]
    is_later = len(years) == 1 and years[0] is not None and year is not None and years[0] > year
    return targets[0] if is_later else None


def whole_values(span: Span, results: list[int]) -> list[int]:
    """Columns of Utfall totalt, which beside those of women and men is the value of all and no accumulated amount."""
    gendered = any("gender" in span.headers[column].concepts for column in results)
    return span.having("accumulated") if gendered else []


def overall(span: Span, results: Sequence[int], year: int | None) -> list[int]:
    """Prefer the value for all over those of women and men, and the last of the year's thirds."""
    both = [column for column in results if "gender" not in span.headers[column].concepts]
    thirds = [
        column
        for column in both
        if _THIRD.search(span.headers[column].text) and span.headers[column].year in (None, year)
    ]
    if thirds and len(thirds) == len([column for column in both if span.headers[column].year in (None, year)]):
        filled = [column for column in thirds if span.texts(column)]
        both = [column for column in both if column not in thirds] + (filled or thirds)[-1:]
    else:
        both = [column for column in both if column not in thirds]
    return _of_the_whole_year(span, both, year) or list(results)


def _of_the_whole_year(span: Span, results: list[int], year: int | None) -> list[int]:
    """Prefer what is of the whole year, where it is filled in, over what is of a part of it."""
    current = [column for column in results if span.headers[column].year in (None, year)]
    part = [column for column in current if span.headers[column].interim]
    whole = [column for column in current if column not in part]
    if not part or not whole:
        return results
    passed = part if any(span.texts(column) for column in whole) else whole
    return [column for column in results if column not in passed]


def units(span: Span, is_unit: Callable[[str], bool]) -> list[int]:
    """Columns that name the unit of each row; ”Enhet” over names of departments is none."""
    return [column for column in span.having("measure_unit") if span.share(column, is_unit) > 0.5]


def members(span: Span, is_member: Callable[[str], bool]) -> list[int]:
    """Columns that say whose value each row holds."""
    return [column for column in span.having("member") if span.share(column, is_member) > 0.5]


def verdicts_and_forecasts(span: Span, is_status: Callable[[str], bool]) -> tuple[list[int], list[int]]:
    """Split the columns of forecasts into those that hold verdicts and those that hold values."""
    forecasts = span.having("forecast")
    verdicts = [column for column in forecasts if span.share(column, is_status) > 0.5]
    return verdicts, [column for column in forecasts if column not in verdicts]


def status(span: Span, verdicts: list[int], is_status: Callable[[str], bool]) -> list[int]:
    """Give the columns that may hold the workbook's own verdict, those first that hold some."""
    found = [*span.having("status"), *verdicts, *_mark_columns(span, is_status)]
    return sorted(found, key=lambda column: not span.share(column, is_status))


def verdict_alone(span: Span, is_status: Callable[[str], bool]) -> int | None:
    """Find the column of verdicts of a table that has neither values nor targets: words, symbols or filled cells."""
    fills = span.grid.fills

    def tells(column: int) -> bool:
        painted = [fill for row in span.rows if (fill := fills.get((row, column))) and level_of_fill(fill)]
        texts = span.texts(column)
        return span.share(column, is_status) > 0.5 if texts else len(painted) > 1

    return next((column for column in span.having("status") if tells(column)), None)


def split_verdicts(span: Span, results: list[int], is_status: Callable[[str], bool]) -> tuple[list[int], list[int]]:
    """Split columns of results into those of values and, where there are such, those of verdicts: Resultat, Gul."""
    verdicts = [column for column in results if span.share(column, is_status) > 0.5 and not span.is_numeric(column)]
    values = [column for column in results if column not in verdicts]
    return (values, verdicts) if any(span.is_numeric(column) for column in values) else (results, [])


def is_of(span: Span, column: int | None, holds: Callable[[str], bool]) -> bool:
    """Say whether every row of a column is of one kind: a key as a statistics' export has it."""
    return column is not None and bool(texts := span.texts(column)) and all(map(holds, texts))


def typed_labels(span: Span, is_goal: Callable[[str], bool], is_kind: Callable[[str], bool]) -> tuple[int, int] | None:
    """Find the columns that say what each row is, a goal or an indicator, and what it is called."""
    for column in span.having("row_type"):
        if not any(map(is_goal, span.texts(column))) or span.share(column, is_kind) <= 0.5:
            continue
        labels = [one for one in span.having("text", "comment") if one != column and span.is_wordy(one)]
        if labels:
            return column, labels[0]
    return None


def row_years(span: Span, is_year: Callable[[str], bool]) -> list[int]:
    """Columns that say which year each row's value is of."""
    return [column for column in span.having("key_date") if span.share(column, is_year) > 0.5]


def _mark_columns(span: Span, is_status: Callable[[str], bool]) -> list[int]:
    """Columns with an empty header over symbols."""
    columns = {column for row in span.rows for column in span.grid.by_row.get(row, ())}
    inside = [column for column in columns if min(span.headers) < column <= max(span.headers) + 1]
    return sorted(column for column in inside if column not in span.headers and span.share(column, is_status) > 0.5)
