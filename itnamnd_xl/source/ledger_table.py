"""A ledger and the budget beside it, known by their headers: one row a booking, and one row an account."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from itnamnd_xl.source.accounts import account_in
from itnamnd_xl.source.bind_statement import label_column
from itnamnd_xl.source.ledger_dates import year_and_month
from itnamnd_xl.source.table import Binding, Span, TableKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from itnamnd_xl.source.grid import Grid
    from itnamnd_xl.source.headers import Header
    from itnamnd_xl.source.lexicon import Lexicon
    from itnamnd_xl.source.table import Table

BUDGETS = ("budget", "revised_budget", "original_budget")
# What marks a row as a booking.
MARKS = ("booking_date", "voucher", "booking_period")
AMOUNTS = ("booked_amount", "debit", "credit")
# Where the first account is looked for that stands on a row of its own.
HEADING_ROWS, LONGEST_HEADING = 60, 2
# A year is told by so many rows, evenly taken.
YEAR_ROWS = 2000


def bind_ledger(span: Span, lexicon: Lexicon) -> Binding | None:
    """Bind a ledger's columns: an account, an amount, and what marks a booking; None where these headers are none."""
    if span.having("indicator", "deviation", *BUDGETS):
        return None
    found = {concept: span.having(concept) for concept in (*MARKS, *AMOUNTS, "balance")}
    marks = [concept for concept in MARKS if found[concept]]
    if not marks:
        return None
    columns = {concept: found[concept][0] for concept in marks}
    clashes = {concept: (places[0], places[1]) for concept in AMOUNTS if len(places := found[concept]) > 1}
    if found["debit"] and found["credit"]:
        columns |= {"debit": found["debit"][0], "credit": found["credit"][0]}
        if found["booked_amount"]:
            clashes["booked_amount"] = (found["booked_amount"][0], found["debit"][0])
    else:
        amounts = found["booked_amount"] or found["balance"]
        if not amounts:
            return None
        columns["booked_amount"] = amounts[0]
    accounts = [column for column in span.having("account") if column not in columns.values()]
    if accounts:
        numeric = [column for column in accounts if span.is_numeric(column)]
        columns["account"] = (numeric or accounts)[0]
    elif len(marks) < 2 or not _has_headings(span, lexicon):
        return None
    for concept in ("account_name", "booking_text"):
        named = [column for column in span.having(concept) if column not in columns.values()]
        if named:
            columns[concept] = named[0]
    return Binding(TableKind.LEDGER, columns, span.headers, {}, clashes)


def _has_headings(span: Span, lexicon: Lexicon) -> bool:
    """Say whether accounts stand on rows of their own: Konto 4010 Datorer."""
    words = lexicon.policy.words.ledger.account
    for row in span.rows[:HEADING_ROWS]:
        columns = span.grid.by_row[row]
        if len(columns) <= LONGEST_HEADING and account_in(span.grid.text(row, columns[0]), words):
            return True
    return False


def amount_columns(headers: Mapping[int, Header]) -> list[int]:
    """Give the columns of amounts where headers may be a ledger's; none where they are not."""
    named = {concept for header in headers.values() for concept in header.concepts}
    if named & {"indicator", "deviation", *BUDGETS} or not named & set(MARKS):
        return []
    wanted = {*AMOUNTS} if named & {*AMOUNTS} else {"balance"}
    return [column for column, header in headers.items() if header.concepts & wanted]


def bind_budget(span: Span) -> Binding | None:
    """Bind a budget that stands by itself, to be joined with a ledger: a label and a budget."""
    budgets = [column for column in span.having(*BUDGETS) if span.headers[column].unit != "%"]
    if not budgets or span.having("indicator", "outcome", "deviation", *MARKS):
        return None
    numbers = [column for column in span.having("account") if column not in budgets]
    label = label_column(span, set(budgets)) or next(iter(numbers), None)
    if label is None:
        return None
    columns = {"text": label}
    revised = [column for column in budgets if "revised_budget" in span.headers[column].concepts]
    years = [year for column in budgets if (year := span.headers[column].year)]
    year = max(years, default=None)
    chosen = [column for column in revised or budgets if span.headers[column].year in (None, year)]
    exact = [column for column in chosen if span.headers[column].year == year]
    columns["budget"] = (exact or chosen)[0]
    clashes = {"budget": (exact[0], exact[1])} if len(exact) > 1 else {}
    accounts = [column for column in numbers if column not in columns.values()]
    if accounts:
        columns["account"] = accounts[0]
    return Binding(TableKind.STATEMENT, columns, span.headers, {}, clashes, ("outcome",), year)


def ledger_year(table: Table) -> int | None:
    """Give the year that most of a ledger's bookings are of."""
    places = [column for concept in ("booking_period", "booking_date") if (column := table.column(concept))]
    if not places:
        return None
    step = len(table.rows) // YEAR_ROWS + 1
    years = Counter(_years(table.grid, places, table.rows[::step]))
    return max(years, key=lambda year: (years[year], year), default=None)


def _years(grid: Grid, columns: list[int], rows: Iterable[int]) -> Iterable[int]:
    for _, cells in grid.picked(columns, rows):
        year = next((found[0] for cell in cells if cell is not None and (found := year_and_month(cell))), None)
        if year is not None:
            yield year
