"""The sheet Text till årsredovisningen: the report's own sentences, filled in, and the deviations to comment.

A sentence stands while the figures stand that it was made of; then it says that it is to be made anew.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from itnamnd_xl.core.attainment import counted
from itnamnd_xl.core.explaining import amount_limit, is_unequal
from itnamnd_xl.core.model import Column, Level, Scope
from itnamnd_xl.core.sharing import net_result
from itnamnd_xl.core.statements import COLUMN_WORDS
from itnamnd_xl.core.swedish import amount, number, percent, plain, quoted
from itnamnd_xl.core.swedish import listing as in_words
from itnamnd_xl.core.wording import allocation_text, board_text, goal_text, result_words
from itnamnd_xl.sheets.cells import level_cell, source_cell
from itnamnd_xl.sheets.formulas import MISSING, ONE, PLACES, a1, called, given, is_still, told
from itnamnd_xl.sheets.messages import NAME as TOLD_IN
from itnamnd_xl.sheets.spec import EMPTY, Cell, Role, Sheet, titled
from itnamnd_xl.sheets.sums import addend, references
from itnamnd_xl.sheets.to_comment import (
    AMOUNT,
    BUDGET,
    LIMIT_SETTINGS,
    SECTIONS,
    add_listing,
    is_above,
    listings,
    source_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from itnamnd_xl.core.allocation import NetResult
    from itnamnd_xl.core.assessment import GoalAssessment
    from itnamnd_xl.core.explaining import Deviation
    from itnamnd_xl.core.model import CellRef, Rules
    from itnamnd_xl.core.outcome import Outcome
    from itnamnd_xl.core.statements import Line, StatementResult, Total
    from itnamnd_xl.sheets.formulas import Book
    from itnamnd_xl.sheets.spec import Row
    from itnamnd_xl.sheets.to_comment import Listing

NAME = "Text till årsredovisningen"
WIDTHS = (34, 84, 24, 13, 13, 13)
LEAD = "Meningarna är ifyllda ur beräkningen och kan kopieras till årsredovisningen. De säger bara vad siffrorna visar."
REACTS = "En mening vars siffror har ändrats i den här arbetsboken säger till om det."
ELSEWHERE = "Meningarna under {sections} bygger på {workbook} och säger inte till. Räkna om när den har ändrats."
OUT_OF_REACH = "Under {sections} finns meningar som inte säger till. Räkna om när siffrorna har ändrats."
UNREADABLE = f"Gränserna för kommentar kan inte läsas, se {called(TOLD_IN)}. Avvikelserna är inte jämförda med dem."
PARTIAL = "{}: utfallet är av en del av året och budgeten av hela. Avvikelserna jämförs inte med gränserna."
NOTHING = "Det finns inget att skriva om: varken mål, driftredovisning eller investeringar är beräknade."
# The report names so many deviations of a statement; the list below them has all.
MOST_NAMED = 10
# How many cells that are missing a sentence looks at: a formula has room for no more, whatever their sheet is called.
MOST_BLANK = 180
LIMIT_PLACES = 2
# As a share of the budget is said, in per cent with one.
SHARE_PLACES = 3
# What the sheet Fördelning says while the result, its sign and the shares are what they were.
STILL_SHARED = "ja"


@dataclass(frozen=True, slots=True)
class Fact:
    """A sentence of the report: its section, the cell that it comes from, and what must hold for it to be so still.

    A condition of None is of a figure that no formula reaches; then the sentence just stands. One that is `told_at` a
    cell of another result sheet is fetched from there, with what that says once it no longer holds.
    """

    section: str
    words: str
    source: CellRef | None
    conditions: tuple[str | None, ...] = ()
    told_at: str | None = None


def report_sheet(outcome: Outcome, book: Book, *, listed: bool = True) -> Sheet:
    """Lay out the sentences, and below them the deviations that they hang on, unless only the text is wanted."""
    year = outcome.case.year
    sheet = titled(NAME, f"{NAME} {year}" if year else NAME, WIDTHS)
    # How many the sentences are, and which can tell, does not hang on where the lists below them are.
    first = list(_facts(outcome, listings(outcome, 1), book))
    sheet.text(" ".join((LEAD, *_reactions(first, book))), Role.NOTE)
    notes = list(_notes(outcome))
    for note in notes:
        sheet.text(note, Role.NOTE)
    sheet.add(EMPTY)
    sheet.header("Avsnitt", "Text", "Källa")
    placed = listings(outcome, sheet.next_row + len(first))
    for fact in _facts(outcome, placed, book):
        sheet.add(_row(fact, book))
    for listing in placed if listed else ():
        add_listing(sheet, listing, outcome, book)
    if placed and listed:
        # Neither header holds for what the others head: none stays in view.
        sheet.header_row = None
    return sheet


def _notes(outcome: Outcome) -> Iterator[str]:
    """Say what is not written of, and why."""
    statements = [one for one in (outcome.operating, outcome.investments) if one is not None]
    if not statements and outcome.attainment is None:
        yield NOTHING
    if statements and not outcome.rules.blocked.isdisjoint(LIMIT_SETTINGS):
        yield UNREADABLE
    for result in statements:
        if is_unequal(result):
            yield PARTIAL.format(SECTIONS[result.statement.type])


def _reactions(facts: Sequence[Fact], book: Book) -> Iterator[str]:
    """Say which sentences tell that their figures have changed, and which cannot, of what stands in a workbook."""
    if not book.linked or not book.name:
        return
    silent: dict[str, dict[str, None]] = {}
    for fact in facts:
        if not _words(fact).formula:
            workbook = book.name if fact.source is None else fact.source.workbook
            silent.setdefault(workbook, {})[fact.section] = None
    if sum(map(len, silent.values())) < len({fact.section for fact in facts}):
        yield REACTS
    for workbook, sections in silent.items():
        words = OUT_OF_REACH if workbook == book.name else ELSEWHERE
        yield words.format(sections=in_words([*sections]), workbook=workbook)


def _row(fact: Fact, book: Book) -> Row:
    words = _words(fact)
    return Cell(fact.section, Role.STRONG), words, source_cell(fact.source, book.name)


def _words(fact: Fact) -> Cell:
    """Say a sentence, and that its figures have changed once they have; it just stands where one is out of reach."""
    words = Cell(fact.words, Role.TEXT)
    if fact.told_at is not None:
        return replace(words, formula=f"={fact.told_at}")
    known = [one for one in fact.conditions if one is not None]
    return told(words, known) if len(known) == len(fact.conditions) else words


def _facts(outcome: Outcome, placed: Sequence[Listing], book: Book) -> Iterator[Fact]:
    """Give the report's sentences in its order."""
    yield from _goals(outcome, book)
    yield from _result(outcome, book)
    for listing in placed:
        yield from _deviations(listing, outcome)
    yield from _allocation(outcome, book)
    yield from _investments(outcome, book)


def _goals(outcome: Outcome, book: Book) -> Iterator[Fact]:
    """Sum up the goals, then say of each whether it is reached."""
    attainment = outcome.attainment
    if attainment is None:
        return
    yield Fact("Måluppfyllelse", board_text(attainment), outcome.case.goals_source, told_at=book.at(("board text",)))
    for k, goal in enumerate(attainment.goals):
        conditions = _counts(k, goal, outcome.rules, book)
        words, name = goal_text(goal, outcome.rules), goal.goal.name
        if name:
            words = words.replace("Nämndmålet", f"Nämndmålet ”{name.rstrip('.')}”", 1)
        yield Fact("Nämndmål", words, goal.goal.source, conditions)


def _counts(k: int, goal: GoalAssessment, rules: Rules, book: Book) -> tuple[str | None, ...]:
    """Make the conditions that a goal has its verdict, over as many indicators, and as many at each level."""
    levels = (Level.ACHIEVED, Level.PARTLY, Level.NOT, Level.NO_VALUE)
    at_level = (_still(book.at(("goal count", k, level)), goal.counts[level]) for level in levels)
    judged = _still(book.at(("goal counted", k)), counted(goal.counts, rules))
    return _says(book.at(("goal", k)), goal.level), *at_level, judged


def _says(cell: str | None, level: Level) -> str | None:
    """Make the condition that a cell shows a verdict still; None where there is no such cell."""
    return None if cell is None else is_still(cell, str(level_cell(level, goal=True).value))


def _still(cell: str | None, value: Decimal | int | None) -> str | None:
    """Make the condition that a cell holds a figure still; None where there is no such cell."""
    return None if cell is None else is_still(cell, MISSING if value is None else value)


def _result(outcome: Outcome, book: Book) -> Iterator[Fact]:
    """Say the result of the year, or what it is forecast to be, and which income and costs it is made of."""
    operating = outcome.operating
    net = _net(operating) if operating is not None and not is_unequal(operating) else None
    if operating is None or net is None:
        return
    unit, against = operating.statement.unit, operating.statement.against
    conditions = list(_net_stands(operating, net, book))
    what = "Helårsprognosen" if against is Column.FORECAST else result_words(is_interim=outcome.case.is_interim)
    words = _net_text(net.value, unit, what, outcome.case.board)
    verb = "beräknas bli" if against is Column.FORECAST else "är"
    for scope, noun in ((Scope.REVENUE, "Intäkterna"), (Scope.COST, "Kostnaderna")):
        total = _only(operating, scope)
        budget, spent = (_amount(total, column) if total else None for column in (Column.BUDGET, against))
        if total is not None and budget is not None and spent is not None:
            used, planned = amount(plain(abs(spent)), unit), amount(plain(abs(budget)), unit)
            words += f" {noun} {verb} {used}, mot budgeterade {planned}."
            conditions += _total_stands(operating, total, book, against)
    yield Fact("Resultat", words, net.source, tuple(conditions))


def _net(operating: StatementResult) -> NetResult | None:
    """Give the net result; where the year is not over, that of the forecast and not of a part of the year."""
    net = net_result(operating)[0]
    if net is None or operating.statement.against is not Column.FORECAST or net.column is not Column.OUTCOME:
        return net
    forecast = _amount(operating.grand_total, Column.FORECAST)
    # What settles the result is known of the outcome alone.
    if forecast is None or net.settled:
        return None
    published = operating.grand_total.published(Column.FORECAST)
    source = published.source if published is not None else net.source
    return replace(net, value=forecast * net.turn, source=source, column=Column.FORECAST)


def _net_text(value: Decimal, unit: str, of: str, board: str | None) -> str:
    what = f"{of} för {board}" if board else of
    if not value:
        return f"{what} {'är' if of.endswith('resultat') else 'visar ett resultat på'} {amount(0, unit)}."
    return f"{what} visar ett {'underskott' if value < 0 else 'överskott'} med {amount(plain(abs(value)), unit)}."


def _net_stands(operating: StatementResult, net: NetResult, book: Book) -> Iterator[str | None]:
    """Make the conditions that the cells that the net result is made from hold what they held."""
    shared = book.at(("net",))
    if shared is not None:
        yield _still(shared, net.value)
        return
    total, column = operating.grand_total, net.column or Column.DEVIATION
    shown = _amount(total, column)
    if column is Column.DEVIATION:
        turned, published = operating.convention.reversed_column, total.published(column)
        shown = total.deviation
        if published is not None and published.value is not None:
            shown = -published.value if turned else published.value
    yield _still(book.at(("amount", operating.statement.type, _place(operating, total), column)), shown)
    for _, figure in net.settled:
        place, factor = book.cell_of(figure) or (None, ONE)
        yield _still(place, given(Fraction(figure.value or 0) / factor, PLACES))
    yield from (f"COUNT({place})=0" for place in map(book.blank, net.unsettled) if place)


def _only(result: StatementResult, scope: Scope) -> Total | None:
    """Give the one printed total of a side; None where there is none, or several."""
    found = [one for one in result.totals if one.row is not None and one.scope is scope]
    return found[0] if len(found) == 1 else None


def _amount(total: Total, column: Column) -> Decimal | None:
    """Give a total's amount as its statement's sheet shows it: the published one, else the computed."""
    published = total.published(column)
    return published.value if published is not None and published.value is not None else total.amounts.get(column)


def _total_stands(
    result: StatementResult, total: Total, book: Book, against: Column = Column.OUTCOME
) -> Iterator[str | None]:
    """Make the conditions that a total's budget and outcome, or forecast, are what they were."""
    at = _place(result, total)
    for column in (Column.BUDGET, against):
        yield _still(book.at(("amount", result.statement.type, at, column)), _amount(total, column))


def _place(result: StatementResult, total: Total) -> int:
    """Give a total's place in its statement's order."""
    return next(at for at, one in enumerate(result.order) if one is total)


def _deviations(listing: Listing, outcome: Outcome) -> Iterator[Fact]:
    """Say how many deviations are above the limits, and which are the largest."""
    large = listing.large
    kept = tuple(listing.is_as_it_was(outcome.rules))
    yield Fact(listing.section, _count_text(listing, outcome), listing.result.statement.source, kept)
    for at, one in enumerate(large[:MOST_NAMED]):
        row = listing.row(at)
        stands = (_still(a1(AMOUNT, row), one.amount), _still(a1(BUDGET, row), one.budget), is_above(row))
        yield Fact(listing.section, deviation_text(one, listing.unit, outcome.rules), source_of(one), stands)


def _count_text(listing: Listing, outcome: Outcome) -> str:
    """Count the deviations above the limits, and those of them without a comment."""
    count, lacking = len(listing.large), listing.lacking
    share = percent(outcome.rules.comment_share, LIMIT_PLACES)
    limit = amount(plain(amount_limit(outcome.rules, listing.unit)), listing.unit)
    limits = f"större än både {share} av budgeten och {limit}"
    rows = "rad kan" if listing.unknown == 1 else "rader kan"
    unknown = f" {number(listing.unknown)} {rows} inte jämföras med gränserna." if listing.unknown else ""
    if not count:
        return f"Ingen avvikelse mot budget är {limits}.{unknown}"
    said = f"{count} {'avvikelse' if count == 1 else 'avvikelser'} mot budget är {limits}"
    commented = f"{lacking} av dem saknar kommentar i arbetsboken"
    if lacking in (0, count):
        every, none = ("den", "den saknar") if count == 1 else ("alla", "alla saknar")
        commented = f"{none if lacking else f'{every} har'} kommentar i arbetsboken"
    most = f" De {MOST_NAMED} största är:" if count > MOST_NAMED else ""
    return f"{said}; {commented}.{unknown}{most}"


def deviation_text(one: Deviation, unit: str, rules: Rules) -> str:
    """Say a row's deviation: how much, which way, and how much of its budget."""
    deviation = one.amount or Decimal(0)
    way = "sämre" if deviation < 0 else "bättre"
    share = "budgeten är 0" if one.budget is not None else "budget saknas"
    if one.share is not None:
        size = abs(one.share)
        is_just_above = given(size, SHARE_PLACES) <= rules.comment_share < size
        share = f"{'drygt ' if is_just_above else ''}{percent(size)} av budgeten"
    return f"{one.line.row.text}: {amount(plain(abs(deviation)), unit)} {way} än budget ({share})."


def _allocation(outcome: Outcome, book: Book) -> Iterator[Fact]:
    """Say how the result is shared."""
    allocation = outcome.allocation
    if allocation is None:
        return
    # The shares are without a sign: they alone do not tell a deficit from a surplus.
    same = book.at(("still shared",))
    stands = [None if same is None else is_still(same, STILL_SHARED)]
    words = allocation_text(allocation, outcome.case.board, outcome.case.year, outcome.rules.invoice)
    yield Fact("Fördelning", words, allocation.key.source, tuple(stands))


def _investments(outcome: Outcome, book: Book) -> Iterator[Fact]:
    """Say how much of the investments' budget is used."""
    result = outcome.investments
    if result is None:
        return
    total = result.grand_total
    budget, spent = (_amount(total, column) for column in (Column.BUDGET, Column.OUTCOME))
    if not budget or spent is None:
        return
    unit = result.statement.unit
    ratio = result.convention.of_budget * Fraction(spent) / Fraction(budget)
    used = amount(plain(abs(spent) if ratio >= 0 else -abs(spent)), unit)
    words = f"Av investeringsbudgeten på {amount(plain(abs(budget)), unit)} har {used} använts ({percent(ratio)})."
    missing = {
        column: [line for line in result.lines if line.value(column) is None]
        for column in (Column.BUDGET, Column.OUTCOME)
        if (printed := total.published(column)) is None or printed.value is None
    }
    said = [f"{COLUMN_WORDS[column]} för {_names(lines)}" for column, lines in missing.items() if lines]
    if said:
        words += f" Det som saknas är inte medräknat: {' och '.join(said)}."
    source = total.row.source if total.row else result.statement.source
    places = {id(one): at for at, one in enumerate(result.order)}
    blank = [(places[id(line)], column) for column, lines in missing.items() for line in lines]
    shown = [book.at(("amount", result.statement.type, at, column)) for at, column in blank]
    cells = references(addend(cell, ONE) for cell in shown if cell is not None)
    # Past these only the sums tell that something has been filled in.
    stands = [f"COUNT({','.join(cells[:MOST_BLANK])})=0"] if cells else []
    yield Fact("Investeringar", words, source, (*_total_stands(result, total, book), *stands))


def _names(lines: Sequence[Line]) -> str:
    """Name projects; count them where they are many."""
    if len(lines) > MOST_NAMED:
        return f"{len(lines)} projekt"
    return quoted([line.row.text for line in lines])
