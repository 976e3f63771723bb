"""The sheet Måluppfyllelse: every goal with its verdict and why, every indicator with its level and why.

Levels, counts and verdicts are formulas; what a sentence was made of is compared before it is shown.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import IntEnum
from typing import TYPE_CHECKING

from itnamnd_xl.core.attainment import counted
from itnamnd_xl.core.model import Level
from itnamnd_xl.core.nearing_text import goal_nearing_text
from itnamnd_xl.core.wording import GOAL_WORDS, board_text, goal_text, turning_text
from itnamnd_xl.sheets.cells import Fields, level_cell, source_cell
from itnamnd_xl.sheets.formulas import a1, is_still, span, text, told
from itnamnd_xl.sheets.indicator_row import UNDECIDED, At, IndicatorLine, level_words, share_factors
from itnamnd_xl.sheets.limits import NO, YES, Limits, is_kept
from itnamnd_xl.sheets.spec import EMPTY, Cell, Role, Sheet, titled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from itnamnd_xl.core.assessment import Attainment, GoalAssessment
    from itnamnd_xl.core.outcome import Outcome
    from itnamnd_xl.sheets.formulas import Book
    from itnamnd_xl.sheets.spec import Row

NAME = "Måluppfyllelse"
WIDTHS = (27, 34, 12, 15, 12, 17, 17, 22, 44, 34, 18)
AID_WIDTHS = (8, 9, 10, 12, 12, 12, 11, 12, 12)
MOTIVE = "Motivering vid avvikande bedömning"
NEARING = "Det som skulle ändra bedömningen"
NAMELESS = "(utan nämndmål)"
ALL_GOALS, ALL_INDICATORS = "Nämnden sammantaget", "Samtliga indikatorer"
LEVELS = (Level.ACHIEVED, Level.PARTLY, Level.NOT, Level.NO_VALUE)
SHARES = (
    "Uppfyllelsegraden är resultatet delat med målvärdet. Den visas där högre är bättre och målvärdet är över noll."
)
TEXT_CELLS = (
    "Det som står som text i arbetsboken (”högst 20 st”, ”● 3,08 %”, ”Ja”) är läst så som det stod när beräkningen "
    "gjordes. Ändrar du en sådan cell är indikatorn ej bedömd tills du räknar om."
)


class Of(IntEnum):
    """The columns of the table of goals, from 1."""

    GOAL = 1
    WHY = 2
    ACHIEVED = 3
    PARTLY = 4
    REST = 5
    LEVEL = 6
    RULE = 7
    MOTIVE = 8
    TURNING = 9
    NEARING = 10
    SOURCE = 11
    NUMBER = 12
    NOT = 13
    NO_VALUE = 14
    COUNTED = 15
    IS_GOAL = 16
    UNDECIDED = 17


COUNT_COLUMNS = {
    Level.ACHIEVED: Of.ACHIEVED,
    Level.PARTLY: Of.PARTLY,
    Level.NOT: Of.NOT,
    Level.NO_VALUE: Of.NO_VALUE,
}


def attainment_sheet(outcome: Outcome, attainment: Attainment, book: Book) -> Sheet:
    """Lay out the goals and their indicators."""
    year = outcome.case.year
    sheet = titled(NAME, f"{NAME} {year}" if year else NAME, (*WIDTHS, *AID_WIDTHS), len(AID_WIDTHS))
    if outcome.case.board:
        sheet.text(outcome.case.board, Role.NOTE)
    sheet.add(EMPTY)
    head = len(sheet.rows)
    sheet.add(EMPTY)
    rows = _add_indicators(sheet, outcome, attainment, book)
    sheet.text(SHARES, Role.NOTE)
    if book.linked:
        sheet.text(TEXT_CELLS, Role.NOTE)
    board = _GoalTable(sheet, outcome, attainment, book, rows).add()
    # The verdict of the whole stands first, and follows the table below.
    level = replace(level_cell(attainment.level, goal=True), formula=f"={a1(Of.LEVEL, board)}")
    words = board_text(attainment)
    lead = told(Cell(words, Role.LEAD, span=len(WIDTHS) - 1), _board_still(attainment, board))
    sheet.rows[head - 1] = (level, lead)
    book.put(("board",), sheet, 1, head)
    sheet.let_refer("Samlad bedömning", 1, head)
    book.put(("board text",), sheet, 2, head)
    return sheet


def _add_indicators(sheet: Sheet, outcome: Outcome, attainment: Attainment, book: Book) -> tuple[int, int]:
    """Add the table of indicators; gives its first and last row."""
    suffix = f" år {outcome.case.year}" if outcome.case.year else ""
    everything = [one for goal in attainment.goals for one in goal.indicators]
    kind = "Prognos eller resultat" if any(one.used_forecast for one in everything) else "Resultat"
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
        NEARING,
        "Källa",
        "Mål nr",
        "Regel",
        "Villkor",
        "Jämförs med",
        "Gräns som gäller",
        "Övre gräns",
        "Avstånd till gränsen",
        "Siffrorna oförändrade",
        "Texterna oförändrade",
        numbers=(2, 3, 4, At.NUMBER - 1, At.COMPARED - 1, At.BOUND - 1, At.UPPER - 1, At.SHORT - 1),
    )
    # What is said of one year is not said of the next.
    fields = Fields(f"motivering{suffix}")
    interim = outcome.case.is_interim
    limits, factors = Limits.of(book, outcome.rules), share_factors(everything)
    first = sheet.next_row
    for goal_number, goal in enumerate(attainment.goals, 1):
        name = goal.goal.name or NAMELESS
        for one in goal.indicators:
            motive = fields.cell(goal.goal.name or "", one.indicator.name)
            row = sheet.next_row
            line = IndicatorLine(one, name, goal_number, row, motive, outcome.rules, limits, book, factors, interim)
            sheet.add(line.cells())
            book.put(("indicator", one.indicator.source), sheet, At.LEVEL, row)
    return first, sheet.next_row - 1


def _board_still(attainment: Attainment, row: int) -> Iterator[str]:
    """Give the conditions under which what is said of the whole holds: the counts of goals, and of indicators."""
    counts = attainment.counts
    for column, level in ((Of.ACHIEVED, Level.ACHIEVED), (Of.PARTLY, Level.PARTLY), (Of.NOT, Level.NOT)):
        yield is_still(a1(column, row), counts[level])
    yield is_still(a1(Of.NO_VALUE, row), counts[Level.NOT_ASSESSED])
    yield is_still(a1(Of.ACHIEVED, row - 1), attainment.indicator_counts[Level.ACHIEVED])
    # One that cannot be told may be another at the next run.
    yield is_still(a1(Of.UNDECIDED, row - 1), 0)


@dataclass(frozen=True, slots=True)
class _GoalTable:
    """The table of goals; `rows` are the first and last of the indicators."""

    sheet: Sheet
    outcome: Outcome
    attainment: Attainment
    book: Book
    rows: tuple[int, int]

    def add(self) -> int:
        """Add the table; gives the row of the board's overall verdict."""
        sheet, goals = self.sheet, self.attainment.goals
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
            NEARING,
            "Källa",
            "Mål nr",
            "Ej uppnådda",
            "Utan värde",
            "Antal som räknas",
            "Är ett nämndmål",
            "Kan inte bedömas",
            numbers=(2, 3, 4, Of.NUMBER - 1, Of.NOT - 1, Of.NO_VALUE - 1, Of.COUNTED - 1, Of.UNDECIDED - 1),
        )
        fields = Fields(f"motivering av mål {self.outcome.case.year or ''}")
        first = sheet.next_row
        for place, goal in enumerate(goals):
            row = sheet.next_row
            sheet.add(self._goal(goal, place, row, fields.cell(goal.goal.name or "")))
            self._put(place, row)
        last = sheet.next_row - 1
        sheet.add(self._indicators(first, last))
        sheet.add(self._board(sheet.next_row, first, last))
        return sheet.next_row - 1

    def _put(self, place: int, row: int) -> None:
        self.book.put(("goal", place), self.sheet, Of.LEVEL, row)
        self.book.put(("goal name", place), self.sheet, Of.GOAL, row)
        for level, column in COUNT_COLUMNS.items():
            self.book.put(("goal count", place, level), self.sheet, column, row)
        self.book.put(("goal counted", place), self.sheet, Of.COUNTED, row)

    def _goal(self, goal: GoalAssessment, place: int, row: int, motive: Cell) -> Row:
        rules, counts = self.outcome.rules, goal.counts
        why, turning = goal_text(goal, rules), turning_text(goal) or "Bedömningen blir densamma."
        still = [
            *(is_still(a1(column, row), counts[level]) for level, column in COUNT_COLUMNS.items()),
            is_still(a1(Of.COUNTED, row), counted(counts, rules)),
        ]
        nearing = goal_nearing_text(goal, rules)
        return (
            Cell(goal.goal.name or NAMELESS, Role.STRONG),
            told(Cell(why, Role.TEXT), still),
            self._count(counts[Level.ACHIEVED], Level.ACHIEVED, row),
            self._count(counts[Level.PARTLY], Level.PARTLY, row),
            _sum(counts[Level.NOT] + counts[Level.NO_VALUE], a1(Of.NOT, row), a1(Of.NO_VALUE, row)),
            _verdict_cell(goal.level, row),
            _rule_cell(goal.rule, row, self._is_unclear(row)),
            motive,
            told(Cell(turning, Role.REMARK), [*still, *self._figures_still(goal, row)]),
            told(Cell(nearing, Role.REMARK), still),
            source_cell(goal.goal.source, self.book.name),
            Cell(place + 1, Role.NUMBER),
            self._count(counts[Level.NOT], Level.NOT, row),
            self._count(counts[Level.NO_VALUE], Level.NO_VALUE, row),
            self._counted(counted(counts, rules), row),
            Cell(NO if goal.goal.name is None else YES, Role.TEXT),
            self._count(0, Level.NOT_ASSESSED, row),
        )

    def _is_unclear(self, row: int) -> str:
        """Make the condition that it cannot be told over how many indicators a goal is judged."""
        usable = Limits.of(self.book, self.outcome.rules).missing_counts_usable
        return f"AND({a1(Of.NO_VALUE, row)}>0,NOT({usable}))" if usable else ""

    def _counted(self, value: int, row: int) -> Cell:
        """Count what a verdict is given over: with what has no value, unless the setting leaves that out."""
        missing, setting = a1(Of.NO_VALUE, row), Limits.of(self.book, self.outcome.rules).missing_counts
        rest = "+".join(a1(column, row) for column in (Of.ACHIEVED, Of.PARTLY, Of.NOT, Of.UNDECIDED))
        return Cell(value, Role.NUMBER, formula=f"={rest}+IF(IFERROR({setting}={text(NO)},FALSE),0,{missing})")

    def _count(self, value: int, level: Level, row: int) -> Cell:
        """Count a goal's indicators of a level, by the goal's number: a name may hold what searches take for more."""
        first, last = self.rows
        if last < first:
            return Cell(value, Role.NUMBER)
        numbers, levels = (span(column, first, last) for column in (At.NUMBER, At.LEVEL))
        formula = f"=COUNTIFS({numbers},{a1(Of.NUMBER, row)},{levels},{text(level_words(level))})"
        return Cell(value, Role.NUMBER, formula=formula)

    def _figures_still(self, goal: GoalAssessment, row: int) -> Iterator[str]:
        """Give the conditions that a goal's indicators are at the levels that they were at.

        Their figures are the same; and so is the tolerance, which may bring one to a level that the threshold takes
        from another. The threshold alone changes counts with every level.
        """
        first, last = self.rows
        if tolerance := self.book.at(("setting", "absolute_tolerance")):
            yield is_kept(tolerance, self.outcome.rules.absolute_tolerance)
        if goal.indicators:
            numbers, same = (span(column, first, last) for column in (At.NUMBER, At.SAME))
            yield is_still(f"COUNTIFS({numbers},{a1(Of.NUMBER, row)},{same},{text(NO)})", 0)

    def _indicators(self, first: int, last: int) -> Row:
        """Sum the indicators of all goals up."""
        counts = self.attainment.indicator_counts
        values = {column: counts[level] for level, column in COUNT_COLUMNS.items()}
        values[Of.REST] = counts[Level.NOT] + counts[Level.NO_VALUE]
        values[Of.COUNTED] = counted(counts, self.outcome.rules)
        values[Of.UNDECIDED] = 0
        cells = {
            column: Cell(value, Role.NUMBER, formula=f"=SUM({span(column, first, last)})" if last >= first else "")
            for column, value in values.items()
        }
        return _row(cells, ALL_INDICATORS, "Summan av raderna ovan")

    def _board(self, row: int, first: int, last: int) -> Row:
        """Judge the board by its goals, as a goal by its indicators; what is no goal is left out."""
        counts = self.attainment.counts
        levels, goals = (span(column, first, last) for column in (Of.LEVEL, Of.IS_GOAL))

        def count(level: Level) -> Cell:
            words = text(level_words(level, goal=True))
            formula = f"=COUNTIFS({levels},{words},{goals},{text(YES)})" if last >= first else ""
            return Cell(counts[level], Role.NUMBER, formula=formula)

        judged = "+".join(a1(column, row) for column in (Of.ACHIEVED, Of.PARTLY, Of.NOT, Of.UNDECIDED))
        undecided = f"=COUNTIFS({span(Of.RULE, first, last)},{text(UNDECIDED)},{goals},{text(YES)})"
        unjudged = counts[Level.NOT_ASSESSED]
        cells = {
            Of.ACHIEVED: count(Level.ACHIEVED),
            Of.PARTLY: count(Level.PARTLY),
            Of.REST: _sum(counts[Level.NOT] + unjudged, a1(Of.NOT, row), a1(Of.NO_VALUE, row)),
            Of.LEVEL: _verdict_cell(self.attainment.level, row),
            Of.RULE: _rule_cell(self.attainment.rule, row),
            Of.NOT: count(Level.NOT),
            Of.NO_VALUE: count(Level.NOT_ASSESSED),
            Of.COUNTED: Cell(counts.total() - unjudged, Role.NUMBER, formula=f"={judged}"),
            Of.UNDECIDED: Cell(0, Role.NUMBER, formula=undecided if last >= first else ""),
        }
        return _row(cells, ALL_GOALS, "Samma regler, tillämpade på de nämndmål som är bedömda")


def _row(cells: dict[Of, Cell], label: str, why: str) -> Row:
    """Lay out a row of sums."""
    whole = {**cells, Of.GOAL: Cell(label, Role.STRONG), Of.WHY: Cell(why, Role.TEXT)}
    return tuple(whole.get(column, Cell("–", Role.REMARK)) for column in Of)


def _sum(value: int, *places: str) -> Cell:
    return Cell(value, Role.NUMBER, formula=f"={'+'.join(places)}")


def _rule_cell(rule: str, row: int, unclear: str = "") -> Cell:
    """Apply G0-G3 to a row's counts; the first that holds wins.

    What cannot be judged may be at any level: then the verdict can be told only where none of these would make another.
    Under the condition `unclear` not even how many count can be told.
    """
    achieved, partly, total, open_ones = (
        a1(column, row) for column in (Of.ACHIEVED, Of.PARTLY, Of.COUNTED, Of.UNDECIDED)
    )
    not_half = f'IF(2*({achieved}+{partly}+{open_ones})>={total},{text(UNDECIDED)},"G3")'
    not_all = f'IF(2*({achieved}+{partly})>={total},"G2",{not_half})'
    not_all = f"IF(AND({open_ones}>0,{achieved}+{open_ones}={total}),{text(UNDECIDED)},{not_all})"
    formula = f'IF({total}=0,"G0",IF({achieved}={total},"G1",{not_all}))'
    return Cell(rule, Role.TEXT, formula=f"=IF({unclear},{text(UNDECIDED)},{formula})" if unclear else f"={formula}")


def _verdict_cell(level: Level, row: int) -> Cell:
    """Give the verdict that follows a row's rule."""
    rule = a1(Of.RULE, row)
    words = {one: text(level_words(one, goal=True)) for one in GOAL_WORDS}
    formula = (
        f'=IF({rule}="G1",{words[Level.ACHIEVED]},IF({rule}="G2",{words[Level.PARTLY]},'
        f'IF({rule}="G3",{words[Level.NOT]},{words[Level.NOT_ASSESSED]})))'
    )
    return replace(level_cell(level, goal=True), formula=formula)
