"""Every figure that was read from the workbooks, with what it is and whose results rest on it: rows of Källor."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from itnamnd_xl.core.model import Quantity, Relation
from itnamnd_xl.core.statements import COLUMN_WORDS
from itnamnd_xl.core.wording import INDICATOR_WORDS, RELATION_WORDS, SETTING_WORDS, dated_key
from itnamnd_xl.sheets.about import setting_text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from itnamnd_xl.core.model import AllocationKey, Answered, Case, CellRef, Choice, Indicator, Row, Target
    from itnamnd_xl.core.outcome import Outcome
    from itnamnd_xl.core.statements import StatementResult

VERDICT, SETTING = "bedömning som står i arbetsboken", "inställning"


@dataclass(frozen=True, slots=True)
class Read:
    """A figure that was read: what it is, its unit if it has one, and what else decided how it was understood.

    What is understood in words, a verdict or a setting, has those instead of a value. `instead` is what the cell holds
    itself, where the user's answer is what was read.
    """

    what: str
    figure: Quantity
    unit: str | None = None
    why: str = ""
    words: str = ""
    instead: Answered | None = None


def read_figures(outcome: Outcome, workbook: str, first: str | None, cells: Collection[CellRef]) -> list[Read]:
    """Give the figures that the result sheets of a workbook rest on, in the order of the cells.

    Args:
        outcome: with everything that was read.
        workbook: the workbook that the sheets are made for.
        first: the first workbook that is written, which has what has no other home.
        cells: the cells of the checks that are shown there: a check may hold figures of two workbooks together.
    """
    found: dict[tuple[CellRef, object], Read] = {}
    answered = {one.source: one for one in outcome.case.answered}
    for home, one in _all(outcome, first):
        source = one.figure.source
        if home == workbook or source in cells:
            read = replace(one, instead=answered[source]) if source in answered else one
            found.setdefault((source, one.words or one.figure.value), read)
    places = _places(outcome.case)
    return sorted(found.values(), key=lambda one: _place(one.figure.source, places))


def _all(outcome: Outcome, first: str | None) -> Iterator[tuple[str | None, Read]]:
    """Give every figure with the workbook whose result sheets rest on it."""
    case = outcome.case
    for choice in outcome.rules.choices:
        if choice.source is not None:
            yield first, _setting(choice, choice.source)
    home = case.goals_source.workbook if case.goals_source else first
    for goal in case.goals or ():
        for indicator in goal.indicators:
            yield from ((home, one) for one in _of_indicator(indicator))
    for result in (outcome.operating, outcome.investments):
        if result is not None:
            yield from ((result.statement.source.workbook, one) for one in _of_statement(result, case.year))
    for stated in case.ledger_sums:
        # At home wherever their checks are.
        yield None, Read(stated.label, stated.published, stated.unit)
    home = case.operating.source.workbook if case.operating else first
    for key in case.keys:
        yield from ((home, one) for one in _of_key(key))


def _setting(choice: Choice, source: CellRef) -> Read:
    label = SETTING_WORDS[choice.name][0]
    return Read(f"Inställning: {label}", Quantity(None, "", source), why=SETTING, words=setting_text(choice))


def _of_indicator(indicator: Indicator) -> Iterator[Read]:
    """Give what was read of an indicator."""
    name = indicator.name.rstrip(".")
    for words, figure in (
        ("resultat", indicator.result),
        ("prognos", indicator.forecast),
        ("föregående värde", indicator.previous),
        ("jämförelsevärde", indicator.comparison),
        ("målvärde", indicator.unread),
    ):
        if figure is not None:
            yield Read(f"{name}, {words}", figure, figure.unit)
    if indicator.target is not None:
        yield from _of_target(name, indicator.target)
    if indicator.reported is not None and indicator.reported_source is not None:
        text = Quantity(None, indicator.reported_text, indicator.reported_source)
        words = INDICATOR_WORDS[indicator.reported]
        yield Read(f"{name}, rapporterad bedömning", text, why=VERDICT, words=words)


def _of_target(name: str, target: Target) -> Iterator[Read]:
    """Give what was read of a target: its number, or both ends of a range."""
    figure = Quantity(target.value, target.text, target.source, target.unit, stored=target.stored)
    condition = "" if target.relation is Relation.IS else RELATION_WORDS.get(target.relation, "")
    why = f"{condition}: {target.why}" if condition and target.why else condition or target.why
    if target.relation is not Relation.BETWEEN:
        beside = f"i förhållande till {target.compared or 'föregående värde'}" if target.relative else ""
        yield Read(f"{name}, målvärde", figure, target.unit, ", ".join(filter(None, (why, beside))))
        return
    yield Read(f"{name}, målvärde, lägst", figure, target.unit, why)
    upper = Quantity(target.upper, target.text, target.source, target.unit)
    yield Read(f"{name}, målvärde, högst", upper, target.unit, why)


def _of_statement(result: StatementResult, year: int | None) -> Iterator[Read]:
    """Give every amount of a statement, sums and comparisons too."""
    # The worked-out rows know best which column an amount belongs to; what is no line of its own is only in the others.
    rows: dict[CellRef, Row] = {row.source: row for row in result.statement.rows}
    rows |= {one.row.source: one.row for one in result.order if one.row is not None}
    for row in rows.values():
        for column, figure in row.amounts.items():
            label = COLUMN_WORDS.get(column, column)
            when = f" {year}" if year and column in ("budget", "outcome", "deviation") else ""
            yield Read(f"{row.text}, {label}{when}", figure, result.statement.unit)


def _of_key(key: AllocationKey) -> Iterator[Read]:
    """Give the members' weights in a key, and its printed sum."""
    name = dated_key(key)
    for entry in key.entries:
        figure = Quantity(entry.weight, entry.text, entry.source, stored=entry.stored)
        yield Read(f"{entry.member}, {name}", figure)
    if key.published_total is not None:
        yield Read(f"Summa {name}", key.published_total, key.published_total.unit)


def _places(case: Case) -> dict[tuple[str, str], tuple[int, int]]:
    """Give the place of every sheet: its workbook's in the case, and its own among the sheets with tables."""
    files = {one.name: at for at, one in enumerate(case.files)}
    sheets: dict[tuple[str, str], tuple[int, int]] = {}
    for table in case.tables:
        source = table.source
        sheets.setdefault((source.workbook, source.sheet), (files.get(source.workbook, len(files)), len(sheets)))
    return sheets


def _place(source: CellRef, places: dict[tuple[str, str], tuple[int, int]]) -> tuple[tuple[int, int], str, int, int]:
    last = (len(places) + 1, 0)
    sheet = (source.workbook, source.sheet)
    return places.get(sheet, last), source.sheet, source.row, source.column
