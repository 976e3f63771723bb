"""Every row's deviation held against the limits for comments: which are above both, and whether they have one.

All rows are listed, so that a row that comes to be above the limits shows it, whatever is changed: the limits, the
figures, or the comments in the workbook.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from itnamnd_xl.core.explaining import SHARE_PLACES, amount_limit, deviations
from itnamnd_xl.core.model import MONEY_POWERS, Column, StatementType
from itnamnd_xl.core.swedish import decimal_of, plain
from itnamnd_xl.sheets.cells import figure_cell, places_of, source_cell
from itnamnd_xl.sheets.formulas import MISSING, a1, is_still, rounded, span, text, unless_missing
from itnamnd_xl.sheets.limits import usable
from itnamnd_xl.sheets.spec import EMPTY, Cell, Role, Sheet

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from itnamnd_xl.core.explaining import Deviation
    from itnamnd_xl.core.model import CellRef, Rules
    from itnamnd_xl.core.outcome import Outcome
    from itnamnd_xl.core.statements import StatementResult
    from itnamnd_xl.sheets.formulas import Book
    from itnamnd_xl.sheets.spec import Row

SECTIONS = {StatementType.OPERATING: "Driftredovisning", StatementType.INVESTMENTS: "Investeringsredovisning"}
STATUS, BUDGET, AMOUNT, SHARE = 2, 4, 5, 6
LACKING, COMMENTED, WITHIN = "saknar kommentar", "kommenterad i arbetsboken", "inom gränserna"
UNKNOWN = "kan inte jämföras med gränserna"
LIMITS, FROM_SETTINGS = "Gränser", "Båda ska överskridas. De ställs in på {decided_on}."
NOTE = (
    "Rader vars avvikelse är större än båda gränserna ska ha en kommentar i arbetsboken. En rad utan budget, eller med "
    "budgeten 0, har ingen avvikelse i procent: där gäller beloppsgränsen ensam."
)
# What is shown of an amount.
SHOWN_PLACES = 2
# Above the row of the limits stand an empty row, a heading, a sentence and a header.
HEAD_ROWS = 4
LIMIT_SETTINGS = ("comment_share", "comment_amount")


@dataclass(frozen=True, slots=True)
class Listing:
    """A statement's deviations as they are listed, those above the limits first; `limits` is the row of the limits."""

    result: StatementResult
    found: tuple[Deviation, ...]
    limits: int

    @property
    def unit(self) -> str:
        """The unit of its amounts."""
        return self.result.statement.unit

    @property
    def section(self) -> str:
        """What the statement is called."""
        return SECTIONS[self.result.statement.type]

    @property
    def large(self) -> tuple[Deviation, ...]:
        """The deviations above both limits."""
        return tuple(one for one in self.found if one.is_large)

    @property
    def lacking(self) -> int:
        """How many of those have no comment."""
        return sum(not one.has_comment for one in self.large)

    @property
    def unknown(self) -> int:
        """How many rows have no deviation to hold against the limits."""
        return sum(one.amount is None for one in self.found)

    def row(self, at: int) -> int:
        """Give the row of a deviation by its place, from 0."""
        return self.limits + 1 + at

    def is_as_it_was(self, rules: Rules) -> Iterator[str]:
        """Make the conditions that the limits are the same, and as many rows above them, and unknown, as then."""
        yield is_still(a1(AMOUNT, self.limits), plain(amount_limit(rules, self.unit)))
        yield is_still(a1(SHARE, self.limits), rules.comment_share)
        cells = span(STATUS, self.row(0), self.row(len(self.found) - 1))
        yield f"COUNTIF({cells},{text(LACKING)})={self.lacking}"
        yield f"COUNTIF({cells},{text(COMMENTED)})={len(self.large) - self.lacking}"
        yield f"COUNTIF({cells},{text(UNKNOWN)})={self.unknown}"


def listings(outcome: Outcome, row: int) -> list[Listing]:
    """Place the lists one below the other, the first row of the first being `row`; statements without any have none."""
    made: list[Listing] = []
    for result in (outcome.operating, outcome.investments):
        found = tuple(deviations(result, outcome.rules)) if result is not None else ()
        if result is None or not found or not outcome.rules.blocked.isdisjoint(LIMIT_SETTINGS):
            continue
        made.append(Listing(result, found, row + HEAD_ROWS))
        row += HEAD_ROWS + 1 + len(found)
    return made


def add_listing(sheet: Sheet, listing: Listing, outcome: Outcome, book: Book) -> None:
    """Add a list of deviations where it has its place.

    Raises:
        ValueError: the sheet has other rows above it than it was placed below.
    """
    if sheet.next_row + HEAD_ROWS != listing.limits:
        raise ValueError("a list must stand where it was placed")
    sheet.new_page()
    sheet.add(EMPTY)
    sheet.text(f"Avvikelser att kommentera: {listing.section}, {listing.unit}", Role.HEADING)
    sheet.text(NOTE, Role.NOTE)
    label = "Projekt" if listing.result.statement.type is StatementType.INVESTMENTS else "Kontotext"
    sheet.header(label, "Kommentar", "Källa", "Budget", "Avvikelse", "Avvikelse, %", numbers=(3, 4, 5))
    sheet.add(_limits_row(listing, outcome.rules, book))
    known = [one.amount for one in listing.found if one.amount is not None]
    places = min(max(map(places_of, known), default=0), SHOWN_PLACES)
    for at, one in enumerate(listing.found):
        sheet.add(_row(listing, one, listing.row(at), places, book))


def is_above(row: int) -> str:
    """Make the condition that the deviation in a row is above both limits, with or without a comment."""
    status = a1(STATUS, row)
    return f"OR({is_still(status, LACKING)},{is_still(status, COMMENTED)})"


def _limits_row(listing: Listing, rules: Rules, book: Book) -> Row:
    limit = plain(amount_limit(rules, listing.unit))
    return (
        Cell(LIMITS, Role.STRONG),
        Cell(FROM_SETTINGS.format(decided_on=book.decided_on), Role.REMARK),
        Cell("–", Role.REMARK),
        Cell("–", Role.DASH),
        _setting(Cell(limit, Role.AMOUNT, places=places_of(limit)), "comment_amount", book, listing.unit),
        _setting(Cell(rules.comment_share, Role.PERCENT, places=_percent_places(rules)), "comment_share", book),
    )


def _percent_places(rules: Rules) -> int:
    return min(places_of(rules.comment_share * 100), SHOWN_PLACES)


def _setting(cell: Cell, name: str, book: Book, unit: str = "kr") -> Cell:
    """Give a limit as the setting's cell has it, in a unit of money; where that cannot be used, it is missing."""
    place = book.at(("setting", name))
    if place is None:
        return cell
    limit = rounded(f"{place}/{10 ** MONEY_POWERS[unit]}", 6) if unit != "kr" else place
    return replace(cell, formula=f"=IF({usable(name, place)},{limit},{text(MISSING)})")


def _row(listing: Listing, one: Deviation, row: int, places: int, book: Book) -> Row:
    status = Cell(LACKING if not one.has_comment else COMMENTED, Role.TEXT)
    if not one.is_large:
        status = Cell(UNKNOWN if one.amount is None else WITHIN, Role.TEXT)
    share = Cell("–", Role.PERCENT, places=1)
    if one.share is not None:
        share = Cell(decimal_of(one.share, SHARE_PLACES), Role.PERCENT, places=1)
    return (
        Cell(one.line.row.text, Role.TEXT),
        replace(status, formula=_status(listing, one, row, book)),
        source_cell(source_of(one), book.name),
        _figure(listing, one, Column.BUDGET, one.budget, places, book),
        _figure(listing, one, Column.DEVIATION, one.amount, places, book),
        replace(share, formula=_share(a1(BUDGET, row), a1(AMOUNT, row))),
    )


def _figure(listing: Listing, one: Deviation, column: Column, value: Decimal | None, places: int, book: Book) -> Cell:
    """Give an amount of a row as the statement's own sheet has it."""
    cell = figure_cell(value, Role.AMOUNT, places)
    place = book.at(("amount", listing.result.statement.type, one.at, column))
    if place is None:
        return cell
    return replace(cell, role=Role.AMOUNT, formula=f"=IF(ISNUMBER({place}),{place},{text(MISSING)})")


def _share(budget: str, deviation: str) -> str:
    ratio = f"IF({budget}=0,{text('–')},{rounded(f'{deviation}/ABS({budget})', SHARE_PLACES)})"
    return f"={unless_missing((budget, deviation), ratio, '–')}"


def _status(listing: Listing, one: Deviation, row: int, book: Book) -> str:
    """Say of a row whether it is above both limits, and if so, whether it has a comment."""
    deviation, budget = a1(AMOUNT, row), a1(BUDGET, row)
    amount, share = a1(AMOUNT, listing.limits, fixed=True), a1(SHARE, listing.limits, fixed=True)
    size = f"ABS({deviation})"
    # N() makes nought of a budget that is missing.
    beyond_share = f"OR(N({budget})=0,{rounded(f'{size}-{share}*ABS(N({budget}))', 6)}>0)"
    beyond = f"AND({rounded(f'{size}-{amount}', 6)}>0,{beyond_share})"
    said = f"IF({beyond},{_commented(one, book)},{text(WITHIN)})"
    return f"={unless_missing((deviation, amount, share), said, UNKNOWN)}"


def _commented(one: Deviation, book: Book) -> str:
    """Say whether a row has a comment: by its cell where that is in this workbook."""
    place = one.line.row.comment_source
    if place is None or not book.holds(place):
        return text(COMMENTED if one.has_comment else LACKING)
    cell = book.cell(place)
    return f"IF(IF(ISTEXT({cell}),LEN(TRIM({cell}))>0,NOT(ISBLANK({cell}))),{text(COMMENTED)},{text(LACKING)})"


def source_of(one: Deviation) -> CellRef:
    """Give the cell of a published deviation, else that of its row."""
    published = one.line.row.amounts.get(Column.DEVIATION)
    return published.source if published is not None and published.value is not None else one.line.row.source
