"""The sheet Måluppfyllelse: every goal with its verdict and why, every indicator with its level and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from itnamnd_xl.core.model import Level, Relation
from itnamnd_xl.core.swedish import decimal_of
from itnamnd_xl.core.wording import board_text, goal_text, indicator_text, target_text, turning_text
from itnamnd_xl.sheets.cells import Fields, level_cell, quantity_cell, source_cell
from itnamnd_xl.sheets.spec import EMPTY, Cell, Role, Row, Sheet, titled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from itnamnd_xl.core.assessment import Attainment, GoalAssessment, IndicatorAssessment
    from itnamnd_xl.core.model import CellRef
    from itnamnd_xl.core.outcome import Outcome
    from itnamnd_xl.sheets.formulas import Book

NAME = "Måluppfyllelse"
WIDTHS = (29, 36, 12, 15, 13, 17, 17, 24, 46, 20)
MOTIVE = "Motivering vid avvikande bedömning"
RATIO_PLACES = 9
NAMELESS = "(utan nämndmål)"


def attainment_sheet(outcome: Outcome, attainment: Attainment, book: Book) -> Sheet:
    """Lay out the goals and their indicators."""
    year = outcome.case.year
    sheet = titled(NAME, f"{NAME} {year}" if year else NAME, WIDTHS)
    if outcome.case.board:
        sheet.text(outcome.case.board, Role.NOTE)
    sheet.add(
        (
            level_cell(attainment.level, goal=True),
            Cell(board_text(attainment), Role.LEAD, span=len(WIDTHS) - 1),
        )
    )
    sheet.add(EMPTY)
    suffix = f" år {year}" if year else ""
    kind = "Prognos eller resultat" if any(_uses_forecast(goal) for goal in attainment.goals) else "Resultat"
    sheet.header(
        "Nämndmål",
        "Indikator",
        f"{kind}{suffix}",
        f"Målvärde{suffix}",
        "Uppfyllelse-\ngrad",
        "Bedömning",
        "Rapporterad bedömning",
        MOTIVE,
        "Så är det bedömt",
        "Källa",
        numbers=(2, 3, 4),
    )
    # What is said of one year is not said of the next.
    fields = Fields(f"motivering{suffix}")
    for goal in attainment.goals:
        for one in goal.indicators:
            motive = fields.cell(goal.goal.name or "", one.indicator.name)
            sheet.add(_indicator_row(goal, one, outcome, motive, book))
    sheet.text("Uppfyllelsegraden är resultatet delat med målvärdet och visas där högre är bättre.", Role.NOTE)
    _add_goals(sheet, attainment, outcome, book)
    return sheet


def _uses_forecast(goal: GoalAssessment) -> bool:
    return any(one.used_forecast for one in goal.indicators)


def _indicator_row(goal: GoalAssessment, one: IndicatorAssessment, outcome: Outcome, motive: Cell, book: Book) -> Row:
    ratio = Cell("–", Role.DASH)
    if one.ratio is not None:
        ratio = Cell(decimal_of(one.ratio, RATIO_PLACES), Role.PERCENT, places=1)
    return (
        Cell(goal.goal.name or NAMELESS, Role.TEXT),
        Cell(one.indicator.name, Role.TEXT),
        quantity_cell(one.used),
        _target_cell(one),
        ratio,
        level_cell(one.level),
        level_cell(one.indicator.reported),
        motive,
        Cell(f"{indicator_text(one, outcome.rules)} Regel {one.rule}{_direction(one)}.", Role.REMARK),
        source_cell(one.source, book.name, _figures(one)),
    )


def _figures(one: IndicatorAssessment) -> Iterator[CellRef]:
    """Give the cells that an indicator was assessed by."""
    if one.used is not None:
        yield one.used.source
    if one.indicator.target is not None:
        yield one.indicator.target.source


def _direction(one: IndicatorAssessment) -> str:
    target = one.indicator.target
    return f"; riktning: {target.why}" if target is not None and target.why and one.rule != "I1" else ""


def _target_cell(one: IndicatorAssessment) -> Cell:
    target = one.indicator.target
    if target is None:
        return Cell("saknas", Role.DASH)
    if target.relation is Relation.IS or one.bound is None:
        return Cell(target.text, Role.TEXT, came_from=target.source)
    return Cell(target_text(target, one.bound), Role.TEXT, came_from=target.source)


def _add_goals(sheet: Sheet, attainment: Attainment, outcome: Outcome, book: Book) -> None:
    sheet.add(EMPTY)
    sheet.new_page()
    sheet.text("Nämndmålen", Role.HEADING)
    sheet.header(
        "Nämndmål",
        "Bedömningens grund",
        "Uppnådda",
        "Delvis uppnådda",
        "Ej eller utan värde",
        "Bedömning",
        "Regel",
        MOTIVE,
        "Om gränsen för delvis uppnådd vore en annan",
        "Källa",
        numbers=(2, 3, 4),
    )
    fields = Fields(f"motivering av mål {outcome.case.year or ''}")
    for goal in attainment.goals:
        counts = goal.counts
        sheet.add(
            (
                Cell(goal.goal.name or NAMELESS, Role.STRONG),
                Cell(goal_text(goal, outcome.rules), Role.TEXT),
                Cell(counts[Level.ACHIEVED], Role.NUMBER),
                Cell(counts[Level.PARTLY], Role.NUMBER),
                Cell(counts[Level.NOT] + counts[Level.NO_VALUE], Role.NUMBER),
                level_cell(goal.level, goal=True),
                Cell(goal.rule, Role.TEXT),
                fields.cell(goal.goal.name or ""),
                Cell(
                    turning_text(goal) or "Bedömningen blir densamma.",
                    Role.REMARK,
                ),
                source_cell(goal.goal.source, book.name),
            )
        )
