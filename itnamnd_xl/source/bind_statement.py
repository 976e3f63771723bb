"""From the headers of one row to the columns of a statement: label, budget, outcome, deviation and the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from itnamnd_xl.source.binding import (
    ENOUGH_ROWS,
    SIDE_TEXTS,
    Binder,
    Binding,
    Span,
    TableKind,
    accounting_year,
    for_year,
    has_word,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from itnamnd_xl.source.headers import Header

LABELS = ("text", "project", "unit_text", "member")


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
    year = accounting_year(span, outcomes, budgets, wanted)
    label = _label_column(span, {*budgets, *outcomes, *deviations})
    if label is None or len([one for one in (budgets, outcomes, deviations) if one]) < 2:
        return None
    binder = Binder(money, year)
    binder.columns["text"] = label
    accumulated = [column for column in outcomes if "accumulated" in money.headers[column].concepts]
    if accumulated and len(outcomes) > len(accumulated):
        outcomes = [column for column in outcomes if column not in accumulated]
        binder.take("accumulated", accumulated)
    binder.take("outcome", outcomes)
    _take_budgets(binder, budgets)
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


def _label_column(span: Span, taken: set[int]) -> int | None:
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
    return sum(map(has_word, span.texts(column)[:ENOUGH_ROWS]))


def _text_columns(span: Span, before: int) -> list[int]:
    """Columns without a header, left of the amounts, that hold words."""
    columns = {column for row in span.rows for column in span.grid.by_row.get(row, ()) if column < before}
    return sorted(column for column in columns if _word_count(span, column))


def _take_budgets(binder: Binder, columns: Sequence[int]) -> None:
    """Bind the budget that is used: a revised one before the plain, the plain before the original."""
    headers = binder.span.headers
    groups = {
        concept: [column for column in columns if concept in headers[column].concepts]
        for concept in ("revised_budget", "budget", "original_budget")
    }
    outcome = binder.columns.get("outcome")
    interim = outcome is not None and headers[outcome].interim
    plain = groups["budget"]
    if interim and len(plain) > 1 and (same := [column for column in plain if headers[column].interim]):
        groups["budget"] = same
    used = next((found for found in groups.values() if for_year(binder.span, found, binder.year)[0]), [])
    binder.take("budget", used)
    rest = [column for column in columns if column not in used]
    binder.take(
        "original_budget",
        [*groups["original_budget"], *(c for c in rest if c in plain)],
        "original_budget",
    )
