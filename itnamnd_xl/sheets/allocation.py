"""The sheet Fördelning: the result shared among the members, with key, date, shares and method, as formulas."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from itnamnd_xl.core.allocation import KRONOR_IN, NO_MINIMUM, ORE_PLACES, Direction
from itnamnd_xl.core.choosing import other_dates
from itnamnd_xl.core.reconciliation import CheckStatus
from itnamnd_xl.core.swedish import amount, decimal_of, sentence
from itnamnd_xl.core.wording import accounted, allocation_text, key_text, result_words
from itnamnd_xl.core.working import kronor_working, working_of
from itnamnd_xl.sheets.cells import CHECK_WORDS, money_places, source_cell
from itnamnd_xl.sheets.formulas import (
    AMOUNT_PLACES,
    MISSING,
    PLACES,
    a1,
    address,
    gathered,
    is_still,
    number,
    rounded,
    span,
    text,
    told,
    unless_missing,
)
from itnamnd_xl.sheets.pools import Shared, add_kronor, by_direction, sum_places
from itnamnd_xl.sheets.remainders import (
    FREE,
    KEY,
    Laid,
    add_mix,
    add_working,
    entry_quantity,
    key_cell,
    said,
    unchanged,
    weight_places,
)
from itnamnd_xl.sheets.spec import EMPTY, Cell, Role, Sheet, titled

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from itnamnd_xl.core.allocation import Allocation, Share
    from itnamnd_xl.core.diagnostics import Diagnostic
    from itnamnd_xl.core.outcome import Outcome
    from itnamnd_xl.sheets.formulas import Book

NAME = "Fördelning"
# With the kronor in a column of their own, and where the amounts are kronor themselves.
WIDTHS, KRONOR_WIDTHS = (30, 16, 14, 20, 15, 15, 26, 24, 15), (30, 16, 14, 20, 15, 26, 24, 15, 15)
# The working has a column more where members are held at a least share.
LEAST_WIDTH = 14
METHOD = (
    "Metod: största rest (Hamilton). Varje kommun får först heltalsdelen av sin andel. Det som återstår fördelas, en "
    "enhet i taget, till kommunerna med störst rest. Vid lika rest går enheten till den kommun som har den större "
    "nyckeln."
)
NOTES = ("N604", "N605", "N606", "N609", "N610", "N628", "N634", "N635")
# The notes that tell figures, and those that tell what other dates would have given.
FIGURES, OTHER_DATES = ("N604", "N606", "N609", "N628"), ("N604", "N606")
ROUNDED = " (avrundat)"
# To how many decimals a part is shown before it is rounded to whole units: finer than the finest unit.
QUOTA_PLACES = {"kr": 6, "tkr": 9, "mnkr": 9}
# So many shares are compared in one condition.
SHARES_AT_ONCE = 100
HOST = "nej, intern (värdkommun)"
NOT_YET = "inte ännu"
# Whether what texts tell of is as it was computed.
STILL, CHANGED = "ja", "nej"
# The columns of the table of shares.
RATIO, QUOTA, AMOUNT = 3, 4, 5


def allocation_sheet(outcome: Outcome, allocation: Allocation, book: Book) -> Sheet:
    """Lay out the allocation; for a terminal, which computes nothing, without the working."""
    widths: tuple[int, ...] = KRONOR_WIDTHS if allocation.unit == "kr" else WIDTHS
    if book.name and any(one and one.has_least for one in (working_of(allocation), kronor_working(allocation))):
        widths += (LEAST_WIDTH,)
    sheet = titled(NAME, _title(outcome, allocation.direction), widths)
    said_text = allocation_text(allocation, outcome.case.board, outcome.case.year, outcome.rules.invoice)
    sheet.text(said_text)
    sheet.add(EMPTY)
    _add_header(sheet, allocation)
    first = sheet.next_row
    # What the shares are made of stands below them.
    sheet.add(*[EMPTY] * (len(allocation.shares) + 2))
    sheet.text(METHOD, Role.NOTE)
    notes = [(len(sheet.rows) + at, one) for at, one in enumerate(_notes(outcome), 1)]
    for _, one in notes:
        sheet.text(sentence(f"{one.text} {one.advice}".strip()), Role.NOTE)
    others = _same_others(outcome, allocation, book) if any(one.code in OTHER_DATES for _, one in notes) else []
    work = _Work(allocation, book, first, others)
    if book.name:
        sheet.add(EMPTY)
        work.add(sheet)
    _fill(sheet, work)
    if book.name:
        # The header of the first table holds for no other: it neither stays in view nor is repeated in print.
        sheet.header_row = None
        _keep_true(sheet, outcome, work, notes)
        _register(sheet, work)
    return sheet


def _notes(outcome: Outcome) -> list[Diagnostic]:
    return [one for one in outcome.diagnostics if one.code in NOTES]


def _title(outcome: Outcome, direction: Direction) -> str:
    word = {Direction.DEFICIT: " av underskott", Direction.SURPLUS: " av överskott"}.get(direction, "")
    return f"Fördelning{word}{accounted(outcome.case.year, is_interim=outcome.case.is_interim)}"


def _add_header(sheet: Sheet, allocation: Allocation) -> None:
    unit = allocation.unit
    in_kronor = ("Fördelat, kr" + (ROUNDED if allocation.kronor_rounded else ""),) if unit != "kr" else ()
    sheet.header(
        "Kommun",
        _key_header(allocation),
        "Andel, %",
        f"Andel före avrundning, {unit}",
        f"Fördelat, {unit}",
        *in_kronor,
        "Krediteras" if allocation.direction is Direction.SURPLUS else "Faktureras",
        "Källa",
        numbers=range(1, 5 + len(in_kronor)),
    )


def _key_header(allocation: Allocation) -> str:
    """Head the key's column: its name over its date, or the parts of a mix, each on a line."""
    name = sentence(key_text(allocation))
    return name.replace(", ", ",\n").replace(" (", "\n(") if "," in name else name.replace(" ", "\n")


def _outside(allocation: Allocation) -> str:
    if allocation.direction is Direction.NONE:
        return "–"
    if allocation.is_interim:
        return NOT_YET
    verb = "krediteras" if allocation.direction is Direction.SURPLUS else "faktureras"
    return f"varav {verb} {amount(allocation.invoiced, allocation.unit)}"


class _Work:
    """What the shares are made of: the amount, the units, the steps. Laid out below the table of shares.

    The attributes are references to cells; `first` and `last` are the rows of the members in the table of shares.
    `others` are the conditions that the keys of other dates are what they were.
    """

    def __init__(self, allocation: Allocation, book: Book, first: int, others: Sequence[str] = ()) -> None:
        self.allocation, self.book, self.first, self.others = allocation, book, first, others
        self.last = first + len(allocation.shares) - 1
        self.shared, self.still, self.others_still = Shared(allocation, book), "", ""
        self.keys = [key_cell(entry, book) for entry in allocation.key.entries]
        self.working, self.own_kronor = working_of(allocation), kronor_working(allocation)
        self.weighed: list[str] = []
        self.laid: Laid | None = None
        self.laid_kronor: Laid | None = None

    def span(self, column: int) -> str:
        """Give the members' cells of a column of the table of shares."""
        return span(column, self.first, self.last)

    def add(self, sheet: Sheet) -> None:
        """Add it all."""
        allocation = self.allocation
        sheet.text("Så är det uträknat", Role.HEADING)
        if allocation.key.parts:
            self.keys, self.weighed = add_mix(sheet, allocation.key, self.book)
        self.shared.add(sheet)
        self._add_checks(sheet)
        same = [
            replace(key, formula=f"={a1(KEY, row)}", came_from=None) for row, key in enumerate(self.keys, self.first)
        ]
        parts = [one.amount for one in allocation.shares]
        self.laid = add_working(sheet, allocation.key, same, self.working, parts, self.shared.pool)
        if self.shared.may_share_kronor:
            sheet.add(EMPTY)
            sheet.text("Fördelningen i kronor", Role.HEADING)
            own = add_kronor(sheet, self.shared, self.shared.allocated, self.shared.size)
            sheet.add(EMPTY)
            parts = [one.kronor for one in allocation.shares]
            self.laid_kronor = add_working(sheet, allocation.key, same, self.own_kronor or self.working, parts, own)

    def _same_shares(self) -> Iterator[str]:
        """Make the conditions that the shares are what they were."""
        amounts = [one.amount for one in self.allocation.shares]
        for at in range(0, len(amounts), SHARES_AT_ONCE):
            some = amounts[at : at + SHARES_AT_ONCE]
            first = self.first + at
            yield unchanged(span(AMOUNT, first, first + len(some) - 1), some)

    def _add_checks(self, sheet: Sheet) -> None:
        """Add whether the shares are the amount, and whether all is as it was computed."""
        amounts, allocated = self.span(AMOUNT), self.shared.allocated
        differs = rounded(f"SUM({amounts})-{allocated}", sum_places(self.allocation.unit))
        ok, error, unchecked = (
            text(CHECK_WORDS[one]) for one in (CheckStatus.OK, CheckStatus.ERROR, CheckStatus.UNCHECKED)
        )
        members = self.last - self.first + 1
        said(
            sheet,
            "Kontroll",
            Cell(
                CHECK_WORDS[CheckStatus.OK],
                Role.TEXT,
                formula=f"=IF(COUNT({amounts},{allocated})<={members},{unchecked},IF({differs}=0,{ok},{error}))",
            ),
            "Kommunernas delar är tillsammans det som fördelas.",
        )
        self.still = _add_still(
            sheet,
            "Som vid beräkningen",
            [is_still(self.shared.net, self.shared.value), *self._same_shares()],
            "Om resultatet och delarna är desamma som när fliken skrevs. Annars gäller inte texterna överst.",
        )
        if self.others:
            self.others_still = _add_still(
                sheet,
                "Andra datum som vid beräkningen",
                self.others,
                "Om nyckelns värden för andra datum är desamma som när fliken skrevs.",
            )
        sheet.add(EMPTY)


def _add_still(sheet: Sheet, label: str, conditions: Sequence[str], explanation: str) -> str:
    """Add whether all is as it was computed, in one row or several; give the reference to the one that says it."""
    groups = gathered(conditions)
    cells = [Cell(STILL, Role.TEXT, formula=f"=IF({one},{text(STILL)},{text(CHANGED)})") for one in groups]
    if len(cells) == 1:
        return said(sheet, label, cells[0], explanation)
    first = sheet.next_row
    for at, cell in enumerate(cells, 1):
        said(sheet, f"{label}, del {at}", cell, explanation)
    parts = span(KEY, first, sheet.next_row - 1)
    whole = f"=IF(COUNTIF({parts},{text(STILL)})={len(cells)},{text(STILL)},{text(CHANGED)})"
    return said(sheet, label, Cell(STILL, Role.TEXT, formula=whole), "Om alla delarna ovan är det.")


def _fill(sheet: Sheet, work: _Work) -> None:
    """Put the table of shares in its place, now that it is known what it refers to."""
    for i, share in enumerate(work.allocation.shares):
        sheet.rows[work.first + i - 1] = _member_row(share, i, work)
    sheet.rows[work.last] = _total_row(work)


def _member_row(share: Share, index: int, work: _Work) -> tuple[Cell, ...]:
    allocation, row, laid = work.allocation, work.first + index, work.laid
    places = money_places(allocation.amount, allocation.unit)
    part = a1(AMOUNT, row)
    kronor = ""
    if laid is not None:
        kronor = f"=IF(ISNUMBER({part}),{rounded(f'{part}*{KRONOR_IN[allocation.unit]}', 2)},{text(MISSING)})"
        kronor = f"={work.laid_kronor.part(index)}" if work.laid_kronor else kronor
    ratio, quota = _ratio(share, index, work)
    invoiced = _invoiced(share, allocation)
    some = _some(share, allocation)
    return (
        Cell(share.member, Role.TEXT),
        work.keys[index],
        ratio,
        quota,
        Cell(share.amount, Role.AMOUNT, places=places, formula=f"={laid.part(index)}" if laid else ""),
        *(
            (Cell(share.kronor, Role.AMOUNT, places=money_places(share.kronor, "kr"), formula=kronor),)
            if allocation.unit != "kr"
            else ()
        ),
        Cell(invoiced, Role.TEXT, formula=f"={_settles(work.shared.net, some)}" if laid else ""),
        source_cell(share.source, work.book.name),
    )


def _settles(net: str, some: str) -> str:
    """Say whom a result settles with; nobody where it is nought, and nothing is said of one that cannot be told."""
    return f"IF(COUNT({net})=0,{text(MISSING)},IF(N({net})=0,{text('–')},{text(some)}))"


def _invoiced(share: Share, allocation: Allocation) -> str:
    if allocation.direction is Direction.NONE:
        return "–"
    return _some(share, allocation)


def _some(share: Share, allocation: Allocation) -> str:
    """Say whether a member's part is invoiced or credited; nothing is before the year's result is known."""
    if not share.invoiced:
        return HOST
    return NOT_YET if allocation.is_interim else "ja"


def _ratio(share: Share, index: int, work: _Work) -> tuple[Cell, Cell]:
    """Give a member's share, and its part before it is rounded to whole units."""
    allocation, laid = work.allocation, work.laid
    digits = QUOTA_PLACES[allocation.unit]
    shown = money_places(allocation.amount, allocation.unit) + 2
    ratio = Cell(decimal_of(share.ratio, PLACES), Role.PERCENT, places=2)
    quota = Cell(decimal_of(share.quota, digits), Role.AMOUNT, places=shown)
    if laid is None:
        return ratio, quota
    if work.weighed and allocation.minimum == NO_MINIMUM:
        # These follow the parts of a mix, though no sheet can share by it to the last unit.
        own, whole = a1(KEY, work.first + index), work.shared.allocated
        due = rounded(f"{whole}*({work.weighed[index]})", digits)
        return (
            replace(ratio, formula=f"={unless_missing([own], own)}"),
            replace(quota, formula=f"={unless_missing([own, whole], due)}"),
        )
    if not work.working.is_exact:
        forms = [number(Decimal(one.value)) for one in (ratio, quota) if isinstance(one.value, Decimal)]
    elif work.working.scale is not None:
        of_all = f"{a1(KEY, work.first + index)}/SUM({work.span(KEY)})"
        forms = [rounded(of_all), rounded(f"{work.shared.allocated}*{of_all}", digits)]
    else:
        due, units = laid.due(index), work.shared.units
        forms = [
            f"IF({units}=0,{rounded(laid.by_weight(index))},{rounded(f'{due}/{units}')})",
            rounded(f"{due}*{work.shared.size}", digits),
        ]
    first, second = (f"=IF({laid.hinder}={FREE},{one},{text(MISSING)})" for one in forms)
    return replace(ratio, formula=first), replace(quota, formula=second)


def _total_row(work: _Work) -> tuple[Cell, ...]:
    allocation = work.allocation
    places, finest = money_places(allocation.amount, allocation.unit), ORE_PLACES[allocation.unit]
    digits = QUOTA_PLACES[allocation.unit]
    quotas = sum((Fraction(decimal_of(one.quota, digits)) for one in allocation.shares), Fraction(0))
    weights = decimal_of(sum((Fraction(one.weight) for one in allocation.key.entries), Fraction(0)), AMOUNT_PLACES)
    kronor = allocation.amount * KRONOR_IN[allocation.unit]
    in_kronor = (_sum_cell(kronor, 6, work, 2, money_places(kronor, "kr")),) if allocation.unit != "kr" else ()
    key_sum = _sum_cell(weights, KEY, work, AMOUNT_PLACES, weight_places(weights))
    return (
        Cell("Summa", Role.TOTAL_TEXT),
        key_sum,
        replace(_sum_cell(Decimal(1), RATIO, work, AMOUNT_PLACES, 2), role=Role.TOTAL_PERCENT),
        _sum_cell(decimal_of(quotas, finest), QUOTA, work, finest, places + 2),
        replace(
            _sum_cell(allocation.amount, AMOUNT, work, sum_places(allocation.unit), places), came_from=allocation.source
        ),
        *in_kronor,
        Cell(_outside(allocation), Role.TOTAL_TEXT),
        source_cell(allocation.source, work.book.name, total=True),
    )


def _sum_cell(value: Decimal, column: int, work: _Work, digits: int, places: int) -> Cell:
    """Sum up a column; one that lacks a number, or holds one that is out of all reason, has no sum."""
    cells = work.span(column)
    members = work.last - work.first + 1
    known = f"AND(COUNT({cells})={members},MAX({cells})<=1E+100,MIN({cells})>=-1E+100)"
    formula = f"=IF({known},{rounded(f'SUM({cells})', digits)},{text(MISSING)})"
    return Cell(value, Role.TOTAL_AMOUNT, places=places, formula=formula if work.laid else "")


def _keep_true(sheet: Sheet, outcome: Outcome, work: _Work, notes: Sequence[tuple[int, Diagnostic]]) -> None:
    """Let every text that tells of figures follow them, or say that it no longer holds."""
    allocation, net = work.allocation, work.shared.net
    deficit, surplus, none = (
        text(_title(outcome, one)) for one in (Direction.DEFICIT, Direction.SURPLUS, Direction.NONE)
    )
    still = is_still(work.still, STILL)
    whole = result_words(is_interim=allocation.is_interim).lower()
    unknown = text(f"{_title(outcome, Direction.NONE)}: {whole} kan inte fastställas")
    _say(sheet, 1, 1, f"={by_direction(net, deficit, surplus, none, unknown)}")
    _tell(sheet, 2, [still])
    header = work.first - 1
    invoiced = AMOUNT + 1 + (allocation.unit != "kr")
    _say(sheet, header, invoiced, f'=IF(N({net})>0,"Krediteras","Faktureras")')
    if allocation.unit != "kr":
        plain, marked = text("Fördelat, kr"), text(f"Fördelat, kr{ROUNDED}")
        coarse = f"{rounded(f'N({work.shared.size})*{KRONOR_IN[allocation.unit]}')}>1"
        _say(sheet, header, AMOUNT + 1, f"=IF({coarse},{marked},{plain})")
    outside = str(_cell(sheet, work.last + 1, invoiced).value)
    _say(sheet, work.last + 1, invoiced, f"=IF({still},{text(outside)},{text('varav: se Fakturaunderlag')})")
    for row, one in notes:
        if one.code in FIGURES:
            others = [is_still(work.others_still, STILL)] if one.code in OTHER_DATES and work.others_still else []
            _tell(sheet, row, [still, *others])


def _same_others(outcome: Outcome, allocation: Allocation, book: Book) -> list[str]:
    """Make the conditions that the keys of other dates are what they were."""
    keys = other_dates(outcome.case, outcome.rules, allocation.key)
    entries = [entry for key in keys for part in ([one for one, _ in key.parts] or [key]) for entry in part.entries]
    found = []
    for entry in entries:
        reached = book.reach(entry_quantity(entry))
        if reached is not None:
            # An error in the cell must not become one here.
            found.append(f"IF(ISNUMBER({address(entry.source)}),{is_still(reached, entry.weight)},FALSE)")
    return found


def _cell(sheet: Sheet, row: int, column: int) -> Cell:
    cell = sheet.rows[row - 1][column - 1]
    assert cell is not None  # noqa: S101 - laid out above
    return cell


def _say(sheet: Sheet, row: int, column: int, formula: str) -> None:
    cells = list(sheet.rows[row - 1])
    cells[column - 1] = replace(_cell(sheet, row, column), formula=formula)
    sheet.rows[row - 1] = tuple(cells)


def _tell(sheet: Sheet, row: int, conditions: Sequence[str]) -> None:
    sheet.rows[row - 1] = (told(_cell(sheet, row, 1), conditions), *sheet.rows[row - 1][1:])


def _register(sheet: Sheet, work: _Work) -> None:
    """Say where each member's figures stand, and let formulas find what is most looked for by its name."""
    kronor = AMOUNT + (work.allocation.unit != "kr")
    columns = {"member": 1, "key": KEY, "ratio": RATIO, "amount": AMOUNT, "kronor": kronor}
    for index in range(len(work.allocation.shares)):
        for what, column in columns.items():
            work.book.put(("share", index, what), sheet, column, work.first + index)
    for row, share in enumerate(work.allocation.shares, work.first):
        sheet.let_refer(f"Fördelat {share.member}", AMOUNT, row)
        sheet.let_refer(f"Andel {share.member}", RATIO, row)
    sheet.let_refer(result_words(is_interim=work.allocation.is_interim), KEY, _row_of(work.shared.net))
    sheet.let_refer("Att fördela", KEY, _row_of(work.shared.allocated))
    work.book.put(("still shared",), sheet, KEY, _row_of(work.still))


def _row_of(reference: str) -> int:
    return int(reference.rpartition("$")[2])
