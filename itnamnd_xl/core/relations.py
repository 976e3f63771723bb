"""What a row's columns make of each other: the net of income and costs, the budget of its changes, other deviations.

A workbook's columns follow one formula from top to bottom. Of those that boards use, the one that most rows follow
is taken, and every row is held against it; where none fits half of the rows, nothing is, and that is said.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from itnamnd_xl.core.diagnostics import Diagnostic, diagnostic
from itnamnd_xl.core.model import Column
from itnamnd_xl.core.reconciliation import CheckStatus, Comparison, weigh
from itnamnd_xl.core.signs import DEVIATION_PAIRS, Sign, best_agreement

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from itnamnd_xl.core.model import Kind, Quantity, Row, Statement
    from itnamnd_xl.core.signs import Convention, Pair

Formula = tuple[tuple[int, Column], ...]
USUAL = DEVIATION_PAIRS[0]
HOLDS = (CheckStatus.OK, CheckStatus.ROUNDING)
WORDS = {
    Column.BUDGET: "Budget",
    Column.OUTCOME: "Utfall",
    Column.FORECAST_DEVIATION: "Avvikelse mot prognos",
    Column.TOTAL_DEVIATION: "Avvikelse mot beslutad totalutgift",
}


@dataclass(frozen=True, slots=True)
class Relation:
    """The formulas that a column may follow from others of its row, the likeliest first."""

    column: Column
    code: str
    formulas: tuple[Formula, ...]
    words: str


def _net(column: Column, income: Column, cost: Column) -> Relation:
    formulas = (((-1, income), (1, cost)), ((1, income), (-1, cost)), ((1, income), (1, cost)))
    return Relation(column, "net", formulas, "intäkter och kostnader på raden")


def _deviation(column: Column, pairs: Iterable[Pair], convention: Convention, words: str) -> Relation:
    signs = sorted(Sign, key=lambda sign: sign is not convention.sign)
    turns = [-1, 1] if convention.reversed_column else [1, -1]
    formulas = tuple(
        ((turn * sign.factors[0], base), (turn * sign.factors[1], against))
        for turn in turns
        for base, against in pairs
        for sign in signs
        if turn == turns[0] or sign is Sign.OUTCOME_PLUS_BUDGET
    )
    return Relation(column, "row_deviation", formulas, words)


def _relations(convention: Convention) -> tuple[Relation, ...]:
    forecasts = ((Column.FULL_YEAR_BUDGET, Column.FORECAST), (Column.BUDGET, Column.FORECAST))
    totals = ((Column.DECIDED_TOTAL, Column.FORECAST_TOTAL), (Column.DECIDED_TOTAL, Column.ACCUMULATED))
    changed = ((1, Column.ORIGINAL_BUDGET), (1, Column.BUDGET_CHANGE))
    return (
        _net(Column.BUDGET, Column.BUDGET_INCOME, Column.BUDGET_COST),
        _net(Column.OUTCOME, Column.OUTCOME_INCOME, Column.OUTCOME_COST),
        Relation(Column.BUDGET, "budget_change", (changed,), "ursprunglig budget och anslagsförändring på raden"),
        _deviation(Column.FORECAST_DEVIATION, forecasts, convention, "budget och prognos på raden"),
        _deviation(
            Column.TOTAL_DEVIATION, totals, convention, "beslutad totalutgift och prognos eller utfall på raden"
        ),
    )


@dataclass(frozen=True, slots=True)
class Followed:
    """A relation with the formula that the rows follow."""

    relation: Relation
    formula: Formula

    def comparison(self, row: Row) -> Comparison | None:
        """Say how the row's figure is recomputed; None where a figure is no column of the table."""
        found = [(sign, row.amounts.get(_stated(row, column))) for sign, column in self.formula]
        terms = tuple((sign, figure) for sign, figure in found if figure is not None)
        if len(terms) < len(found):
            return None
        return Comparison(self.relation.code, terms, self.relation.words)


def _stated(row: Row, column: Column) -> Column:
    """Give the accumulated outcome for a project that no total is forecast for."""
    figure = row.amounts.get(column)
    if column is Column.FORECAST_TOTAL and figure is not None and figure.value is None:
        return Column.ACCUMULATED
    return column


def followed(
    statement: Statement, rows: Sequence[Row], convention: Convention
) -> tuple[dict[Column, list[Followed]], list[Diagnostic]]:
    """Find the formulas that a statement's columns follow; say where columns that should follow one do not."""
    found: dict[Column, list[Followed]] = {}
    said: list[Diagnostic] = []
    for relation in _relations(convention):
        present = [
            Followed(relation, formula)
            for formula in relation.formulas
            if relation.column in statement.columns and all(column in statement.columns for _, column in formula)
        ]
        scores = [_score(one, rows) for one in present]
        tested = max((tested for _, tested in scores), default=0)
        if not tested:
            continue
        best = max(range(len(present)), key=lambda place: (scores[place][0], -place))
        agree = scores[best][0]
        if 2 * agree >= tested:
            found.setdefault(relation.column, []).append(present[best])
        elif relation.code != "budget_change":
            params = {"column": WORDS[relation.column], "words": relation.words}
            said.append(diagnostic("W514", statement.source, **params, agree=str(agree), tested=str(tested)))
    return found, said


def _score(one: Followed, rows: Iterable[Row]) -> tuple[int, int]:
    """Count the rows that follow a formula, and those that could."""
    agree = tested = 0
    for row in rows:
        figure, comparison = row.amounts.get(one.relation.column), one.comparison(row)
        if figure is None or figure.value is None or comparison is None:
            continue
        if not any(term.value for _, term in comparison.terms):
            continue
        status = weigh(figure, comparison.terms).status
        tested += status is not CheckStatus.UNCHECKED
        agree += status in HOLDS
    return agree, tested


def place_deviation(
    statement: Statement, rows: tuple[Row, ...], kinds: Sequence[Kind | None]
) -> tuple[Statement, tuple[Row, ...], list[Diagnostic]]:
    """Find by the figures what a column of deviations deviates from: the outcome, or a forecast, or a whole project.

    A deviation of the whole project, or of another budget than the one that is used, gets a column of its own.
    """
    if Column.DEVIATION not in statement.columns:
        return _as_the_years(statement, rows, kinds)
    scores, tested = _pair_scores(statement, rows, kinds)
    best = max(scores, key=lambda pair: (scores[pair], pair == USUAL), default=USUAL)
    if best == USUAL or scores[best] <= scores.get(USUAL, 0) or 2 * scores[best] <= tested:
        return statement, rows, []
    note = diagnostic(
        "N513",
        statement.source,
        base=PAIR_WORDS[best[0]],
        against=PAIR_WORDS[best[1]],
        agree=str(scores[best]),
        tested=str(tested),
    )
    if best == (Column.BUDGET, Column.FORECAST):
        return replace(statement, against=Column.FORECAST, is_partial=True), rows, [note]
    own = Column.FORECAST_DEVIATION if best[1] is Column.FORECAST else Column.TOTAL_DEVIATION
    if own in statement.columns:
        return statement, rows, []
    return *_renamed(statement, rows, Column.DEVIATION, own), [note]


def _as_the_years(
    statement: Statement, rows: tuple[Row, ...], kinds: Sequence[Kind | None]
) -> tuple[Statement, tuple[Row, ...], list[Diagnostic]]:
    """Take a deviation that is called the forecast's for the year's own, where that is what its figures are."""
    if Column.FORECAST_DEVIATION not in statement.columns:
        return statement, rows, []
    tried, moved = _renamed(statement, rows, Column.FORECAST_DEVIATION, Column.DEVIATION)
    scores, tested = _pair_scores(tried, moved, kinds)
    own = scores.pop(USUAL, 0)
    is_own = own > max(scores.values(), default=0) and 2 * own > tested
    return (tried, moved, []) if is_own else (statement, rows, [])


def _pair_scores(
    statement: Statement, rows: Sequence[Row], kinds: Sequence[Kind | None]
) -> tuple[dict[Pair, int], int]:
    """Count the rows whose deviation is that of each pair of columns, and those that have one."""
    pairs = [pair for pair in DEVIATION_PAIRS if all(column in statement.columns for column in pair)]
    tested = sum(1 for row in rows if (figure := row.amounts.get(Column.DEVIATION)) and figure.value is not None)
    return {pair: best_agreement(rows, kinds, pair) for pair in pairs}, tested


PAIR_WORDS = {
    Column.BUDGET: "budgeten",
    Column.FULL_YEAR_BUDGET: "helårsbudgeten",
    Column.FORECAST: "helårsprognosen",
    Column.DECIDED_TOTAL: "den beslutade totalutgiften",
    Column.FORECAST_TOTAL: "den beräknade totalutgiften",
    Column.ACCUMULATED: "det ackumulerade utfallet",
}


def _renamed(statement: Statement, rows: Sequence[Row], old: Column, new: Column) -> tuple[Statement, tuple[Row, ...]]:
    """Give a column another meaning."""
    columns = tuple(new if column is old else column for column in statement.columns)
    moved = tuple(replace(row, amounts=_with_name(row.amounts, old, new)) for row in rows)
    return replace(statement, columns=columns), moved


def _with_name(amounts: Mapping[Column, Quantity], old: Column, new: Column) -> dict[Column, Quantity]:
    return {new if column is old else column: figure for column, figure in amounts.items()}
