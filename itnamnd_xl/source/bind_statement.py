"""From the headers of one row to the columns of a statement: label, budget, outcome, deviation and the rest."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from itnamnd_xl.source.binding import SIDE_TEXTS, Binder, for_year
from itnamnd_xl.source.formats import shown
from itnamnd_xl.source.headers import TO_DATE
from itnamnd_xl.source.months import without_months
from itnamnd_xl.source.table import ENOUGH_ROWS, Binding, Span, TableKind, has_word

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from itnamnd_xl.source.headers import Header
    from itnamnd_xl.source.numbers import Vocabulary

# What says of all amounts what they are in, Belopp i tkr, heads the labels if words stand below.
LABELS = ("text", "project", "unit_text", "member", "unit_alone")
# The budget that is used, the best first.
BUDGETS = ("revised_budget", "budget", "original_budget")
# What a project over several years has beside the year's own columns.
PROJECT_COLUMNS = ("decided_total", "accumulated", "forecast_total")
# Income and costs as columns of their own, beside the net.
SIDE_COLUMNS = ("budget_income", "budget_cost", "outcome_income", "outcome_cost")


@dataclass(slots=True)
class _Parts:
    """The columns of amounts by what they may be."""

    budgets: list[int]
    outcomes: list[int]
    deviations: list[int]
    forecast_deviations: list[int]
    total_deviations: list[int]
    accumulated: list[int]
    # Two columns of outcome where nothing tells which is the year's.
    doubtful: tuple[int, int] | None = None

    @property
    def year_columns(self) -> set[int]:
        """The columns of the accounting year's own amounts."""
        return {*self.budgets, *self.outcomes, *self.deviations}


def bind_statement(span: Span, wanted: int | None = None, words: Vocabulary | None = None) -> Binding | None:
    """Bind a statement's columns: a label, budget and outcome at least; None where these headers are none.

    A row with two of budget, outcome and deviation that lacks budget or outcome is a statement that cannot be
    used; `lacking` names what is missing. Projects over several years need no columns for the year.
    """
    if span.having("indicator"):
        return None
    amounts = {
        column: header
        for column, header in span.headers.items()
        if header.unit != "%"
        and not _is_share(header)
        and not _is_per_cent(span, column, header)
        and not _is_label(span, column, header)
    }
    money = Span(span.grid, amounts, span.rows)
    parts = _without_months(money, _parts(money), words)
    year = _statement_year(money, parts.outcomes, parts.budgets, wanted)
    over_years = len([one for one in PROJECT_COLUMNS if money.having(one)]) > 1 and bool(money.having("decided_total"))
    label = label_column(span, parts.year_columns or set(money.having(*PROJECT_COLUMNS)))
    sides = [one for one in (parts.budgets, parts.outcomes, parts.deviations) if one]
    if label is None or (len(sides) < 2 and not over_years):
        return None
    binder = _Statement(money, year)
    binder.columns["text"] = label
    binder.bind(parts)
    if parts.doubtful:
        binder.clashes["outcome"] = parts.doubtful
    for concept in (*SIDE_TEXTS, "account"):
        binder.take(concept, span.having(concept))
    binder.take("project_status", [column for column in span.having("project_status") if span.is_wordy(column)])
    lacking = tuple(name for name in ("budget", "outcome") if name not in binder.columns)
    return binder.binding(TableKind.STATEMENT, span.headers, () if over_years else lacking)


def _parts(money: Span) -> _Parts:
    """Sort columns of amounts: into the year's own, and those of forecasts and of whole projects."""
    budgets = [column for column in money.having(*BUDGETS) if "decided_total" not in money.headers[column].concepts]
    outcomes = [column for column in money.having("outcome") if column not in budgets]
    deviations = [column for column in money.having("deviation") if column not in budgets]
    outcomes, deviations = _settle_results(outcomes, deviations)
    forecast = [column for column in money.having("forecast_deviation") if column not in deviations]
    total = [column for column in money.having("total_deviation") if column not in deviations]
    if not deviations and not money.having("forecast"):
        deviations, forecast = forecast, []
    if not deviations and not money.having(*PROJECT_COLUMNS):
        deviations, total = total, []
    forecast += _of_forecasts(money, deviations)
    deviations = [column for column in deviations if column not in forecast]
    return _Parts(budgets, outcomes, deviations, forecast, total, _accumulated(money))


def _accumulated(money: Span) -> list[int]:
    """Find the columns of what has come up to now, which may be the year's or, of a project, from its start."""
    to_date = [column for column in money.having("outcome") if TO_DATE in money.headers[column].concepts]
    return sorted({*money.having("accumulated"), *to_date})


def _without_months(money: Span, parts: _Parts, words: Vocabulary | None) -> _Parts:
    """Leave out what is of a month alone beside what has come up to it; of a project, what came before the year."""
    accumulated, outcomes = parts.accumulated, parts.outcomes
    if not money.having("project", *PROJECT_COLUMNS[::2]):
        ways = (column for column in accumulated if "outcome" in money.headers[column].concepts)
        sides = (parts.budgets, sorted({*outcomes, *ways}), parts.deviations)
        budgets, outcomes, deviations, doubtful = without_months(money, sides, words)
        parts = replace(parts, budgets=budgets, deviations=deviations, doubtful=doubtful)
    elif any(column not in accumulated for column in outcomes) or money.having("decided_total"):
        outcomes = [column for column in outcomes if column not in accumulated]
    accumulated = [column for column in accumulated if column not in outcomes]
    return replace(parts, outcomes=outcomes, accumulated=accumulated)


def _is_label(span: Span, column: int, header: Header) -> bool:
    """Say whether words stand below a header that may name labels or amounts: Belopp i tkr."""
    return bool(header.concepts & set(LABELS)) and span.is_wordy(column)


def _of_forecasts(money: Span, deviations: Sequence[int]) -> list[int]:
    """Find deviations of the full year beside others: they are the forecast's."""
    whole = [column for column in deviations if money.headers[column].full_year]
    return whole if money.having("forecast") and len(whole) < len(deviations) else []


def _statement_year(money: Span, outcomes: Sequence[int], budgets: Sequence[int], wanted: int | None) -> int | None:
    """Find the year of a statement from its headers: the latest that has both sides; None where none states it.

    A column without a year may be of any; where both sides have one such, the years of others are comparisons.
    """
    sides = [[money.headers[column].year for column in columns] for columns in (outcomes, budgets)]
    have = {year for year in sides[0] if year is not None}
    if wanted is not None and (not have or wanted in have or None in sides[0]):
        return wanted
    if all(None in side for side in sides):
        return None
    stated = {year for side in sides for year in side if year is not None}

    def rank(year: int) -> tuple[int, int, bool, int]:
        full = sum(year in side or None in side for side in sides)
        return full, sum(year in side for side in sides), year in have, year

    return max(stated, key=rank, default=None)


def _is_share(header: Header) -> bool:
    amounts = {"deviation", "outcome", *BUDGETS}
    return "not_an_amount" in header.concepts and not header.concepts & amounts


def _is_per_cent(span: Span, column: int, header: Header) -> bool:
    """Say whether a column of amounts by its header holds per cent by its cells: Avvikelse beside Avvikelse."""
    if not header.concepts & {"deviation", "outcome", *BUDGETS}:
        return False
    cells = [cell for row in span.rows[:ENOUGH_ROWS] if (cell := span.grid.cell(row, column))]
    shares = sum(cell.text.rstrip().endswith("%") or shown(cell.number_format).is_percent for cell in cells)
    return 2 * shares > len(cells)


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


def label_column(span: Span, taken: Collection[int]) -> int | None:
    """Find the column of the rows' labels: among those whose header may name one, the one with most words."""
    candidates = [column for column in span.having(*LABELS) if column not in taken]
    first = min(taken, default=0)
    before = [column for column in _text_columns(span, first) if column not in span.headers]
    named = [column for column in candidates if _word_count(span, column)]
    if span.having("account"):
        # Beside accounts, their names say more of a row than those of units that many rows share.
        named = [one for one in named if "account_name" in span.headers[one].concepts] or named
    if named:
        return max(named, key=lambda column: (_word_count(span, column), column < first, -column))
    # Labels of a letter or two are labels where nothing better is; and an empty table is a table nevertheless.
    if lettered := [one for one in candidates if any(text[:1].isalpha() for text in span.texts(one))]:
        return lettered[0]
    empty = candidates[0] if candidates and not any(map(span.texts, span.headers)) else None
    return max(before, key=lambda column: _word_count(span, column), default=empty)


def _word_count(span: Span, column: int) -> int:
    return sum(map(has_word, span.texts(column)[:ENOUGH_ROWS]))


def _text_columns(span: Span, before: int) -> list[int]:
    """Columns without a header, left of the amounts, that hold words."""
    columns = {column for row in span.rows for column in span.grid.by_row.get(row, ()) if column < before}
    return sorted(column for column in columns if _word_count(span, column))


class _Statement(Binder):
    """The columns of a statement, bound in the order that settles clashes."""

    def bind(self, parts: _Parts) -> None:
        """Bind every amount."""
        self.take("accumulated", parts.accumulated)
        headers = self.span.headers
        in_part = bool(parts.budgets) and all(headers[column].interim for column in parts.budgets)
        self.take("outcome", self._of_period(parts.outcomes, in_part=in_part))
        self._take_budgets(parts.budgets)
        outcome = self.columns.get("outcome")
        in_part = outcome is not None and headers[outcome].interim
        self.take("deviation", self._of_period(parts.deviations, in_part=in_part))
        self._take_forecast()
        self.take("forecast_deviation", parts.forecast_deviations)
        self.take("total_deviation", parts.total_deviations)
        for concept in ("decided_total", "forecast_total", "budget_change"):
            self.take(concept, self.span.having(concept))
        self._take_sides()

    def _of_period(self, columns: Sequence[int], *, in_part: bool) -> list[int]:
        """Of columns for the year and for a part of it, prefer those of the one that is asked for, if filled in."""
        chosen, others = for_year(self.span, columns, self.year)
        alike = [one for one in chosen if self.span.headers[one].interim is in_part and self.span.texts(one)]
        return [*(alike or chosen), *others]

    def _take_forecast(self) -> None:
        """Bind the last forecast of the year that is filled in: Prognos 2 comes after Prognos 1."""
        chosen, others = for_year(self.span, self.span.having("forecast"), self.year)
        filled = [column for column in chosen if self.span.texts(column)] or chosen
        self.take("forecast", [*filled[-1:], *others])

    def _take_sides(self) -> None:
        """Bind income and costs as columns; without a word on which, they are the outcome's."""
        for concept in SIDE_COLUMNS:
            bare = {"outcome_income": "income_column", "outcome_cost": "cost_column"}.get(concept)
            self.take(concept, self.span.having(concept) or (self.span.having(bare) if bare else []))

    def _take_budgets(self, columns: Sequence[int]) -> None:
        """Bind the budget that is used: that of the outcome's period, a revised one before the plain."""
        part, whole = self._by_period(columns)
        used = self._best(part) or self._best(whole)
        self.take("budget", used or columns)
        if part:
            # Where no year is known, the only budget of a whole year is that of the year.
            self.take("full_year_budget", self._best(whole))
            if self.year is None and len(whole) == 1:
                self.columns.setdefault("full_year_budget", whole[0])
        rest = [column for column in columns if column not in used]
        plain = [column for column in rest if self._names(column, "budget") and column not in part]
        original = [column for column in rest if self._names(column, "original_budget")]
        self.take("original_budget", [*original, *plain], "original_budget")

    def _by_period(self, columns: Iterable[int]) -> tuple[list[int], list[int]]:
        """Part budgets into those of a part of the year and those of all of it, where the outcome is of a part."""
        columns, headers = list(columns), self.span.headers
        outcome = self.columns.get("outcome")
        part = [
            one
            for one in columns
            if headers[one].interim or self._names(one, "period_budget") or self._names(one, TO_DATE)
        ]
        rest = [one for one in columns if one not in part]
        is_whole = outcome is not None and headers[outcome].full_year
        return ([], columns) if is_whole or not rest else (part, rest)

    def _best(self, columns: Sequence[int]) -> list[int]:
        groups = ([column for column in columns if self._names(column, concept)] for concept in BUDGETS)
        return next((found for found in groups if for_year(self.span, found, self.year)[0]), [])

    def _names(self, column: int, concept: str) -> bool:
        return concept in self.span.headers[column].concepts
