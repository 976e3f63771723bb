"""The sheet Avstämning: every published figure held against the recomputed one, and what was not used.

Each outcome is a formula over the cells of its row. A figure that can be recomputed in several ways has a row for each
in a table of its own, and the one that comes out worst stands in the main table.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from itnamnd_xl.core.reconciliation import HALF, CheckStatus, cells_text, compare, last_digit
from itnamnd_xl.core.swedish import amount, listing
from itnamnd_xl.sheets.cells import CHECK_WORDS, FILTER_NOTE, check_cell, places_of, source_cell
from itnamnd_xl.sheets.formulas import (
    AMOUNT_PLACES,
    LONGEST_FORMULA,
    MISSING,
    ONE,
    STALE,
    amount_places,
    called,
    exact_places,
    given,
    is_still,
    number,
    rounded,
    span,
    text,
)
from itnamnd_xl.sheets.messages import NAME as TOLD_IN
from itnamnd_xl.sheets.spec import EMPTY, Cell, Role, Row, Sheet, titled
from itnamnd_xl.sheets.sums import MOST_REFERENCES, Addend, Addition, addend, addition

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from decimal import Decimal
    from fractions import Fraction

    from itnamnd_xl.core.model import Quantity, Unused
    from itnamnd_xl.core.reconciliation import Check, Comparison
    from itnamnd_xl.sheets.formulas import Book

NAME = "Avstämning"
# So wide that a weight is not shown as hashes.
WAY_WIDTH = 16
WIDTHS = (46, 14, 14, 12, 15, 24, 18, 46, 7)
ORDER = (CheckStatus.ERROR, CheckStatus.UNCHECKED, CheckStatus.ROUNDING, CheckStatus.OK)
COUNT_WORDS = (
    (CheckStatus.OK, "stämmer"),
    (CheckStatus.ROUNDING, "avrundning"),
    (CheckStatus.ERROR, "stämmer inte"),
    (CheckStatus.UNCHECKED, "kan inte kontrolleras"),
)
GRADES = {status: grade for grade, status in enumerate(CHECK_WORDS)}
COUNTED = "Redovisade belopp mot beräknade: "
HEADS = ("Kontroll", "Redovisat", "Beräknat", "Differens", "Högst av avrundning", "Resultat", "Cell", "Åtgärd", "Grad")
# Columns that are not printed are told of as such: the note is read on paper too.
GRADE_NOTE = (
    "Hjälpkolumnen Grad, som inte skrivs ut, är 0 för stämmer, 1 för avrundning, 2 för stämmer inte och 3 för kan inte "
    "kontrolleras."
)
WHICH_NOTE = "Hjälpkolumnen Räknesätt säger vilket av ett belopps sätt nedan som visas, räknat uppifrån."
WAYS_HEADING = "Belopp som kan räknas fram på flera sätt"
WAYS_NOTE = (
    "Det sätt som ger det sämsta utfallet visas i tabellen ovan, av lika utfall det med störst differens. "
    "Hjälpkolumnen Vikt, som inte skrivs ut, är utfallet gånger en miljard plus differensen: där är utfallet 3 för "
    "stämmer inte, 2 för avrundning, 1 för stämmer och 0 för kan inte kontrolleras."
)
NOTHING = "–"
# An indicator that is held against a figure of the statement.
TIE = "tie_indicator"
FINER = "Beloppen har fler decimaler än vid beräkningen. Räkna om."
STATUS_COLUMN, GRADE_COLUMN, WAY_COLUMN = 6, 9, 10
# What the weight of a way is made of: its outcome first, then its difference.
OUTCOME_WEIGHT = 10**9
# The weight of an outcome by its grade, the worst first: what cannot be recomputed says nothing.
SHOWN_PLACES = 6
# A condition on every cell of a long sum would take the whole of a formula.
LONGEST_DOUBT = 6_000
WEIGHTS = {CheckStatus.UNCHECKED: 0, CheckStatus.OK: 1, CheckStatus.ROUNDING: 2, CheckStatus.ERROR: 3}


def counts_text(checks: Sequence[Check]) -> str:
    """Count the checks by outcome: 25 stämmer, 4 avrundning, 0 stämmer inte."""
    counts = Counter(check.status for check in checks)
    always = (CheckStatus.OK, CheckStatus.ROUNDING, CheckStatus.ERROR)
    said = [f"{counts[status]} {word}" for status, word in COUNT_WORDS if counts[status] or status in always]
    return listing(said) + "."


def reconciliation_sheet(checks: Sequence[Check], unused: Sequence[Unused], book: Book) -> Sheet:
    """Lay out the checks, what does not hold first."""
    ordered = sorted(checks, key=lambda one: ORDER.index(one.status))
    several = [check for check in ordered if len(check.ways) > 1]
    book.learn(figure for check in checks for figure in _figures(check))
    widths = (*WIDTHS, WAY_WIDTH) if several else WIDTHS
    sheet = titled(NAME, NAME, widths, aids=len(widths) - GRADE_COLUMN + 1)
    first = sheet.next_row + 3
    sheet.add((_counted(checks, first, sheet.shown_columns),), EMPTY)
    sheet.header(*HEADS, *(["Räknesätt"] if several else []), numbers=(1, 2, 3, 4, 8, 9))
    # The ways stand below the table, under a heading, a header and their own.
    ways = _placed(several, first + len(ordered) + 5)
    shown = _shown_places(checks)
    placed = {check.source: row for row, check in enumerate(ordered, first) if check.code != TIE}
    for check in ordered:
        _remember(check, sheet, book)
        rests_on = placed.get(check.terms[0]) if check.code == TIE and check.terms else None
        line = _Line(check, sheet.next_row, book, ways.get(id(check)), rests_on, *shown[check.unit])
        sheet.add(_row(line, has_ways=bool(several)))
    sheet.let_filter(first - 1)
    if checks:
        sheet.text(" ".join((GRADE_NOTE, *([WHICH_NOTE] if several else []), FILTER_NOTE)), Role.NOTE)
    else:
        sheet.text("Inget redovisat belopp kunde kontrolleras.", Role.NOTE)
    sheet.add(EMPTY)
    if several:
        _add_ways(sheet, several, book, shown)
    _add_unused(sheet, unused)
    return sheet


def _figures(check: Check) -> Iterator[Quantity]:
    if check.figure is not None:
        yield check.figure
    for way in check.ways:
        yield from (figure for _, figure in way.terms)


# How many decimals amounts are shown with by their unit, and what rounding can explain of them.
_Shown = dict["str | None", tuple[int, int]]


def _shown_places(checks: Sequence[Check]) -> _Shown:
    """Give the amounts of a unit the same decimals, so that a column can be read downwards."""
    shown: _Shown = {}
    for check in checks:
        places, bound_places = shown.get(check.unit, (0, 0))
        every = [_alone(check, at) for at in range(len(check.ways))] or [check]
        amounts = [check.published, *(one.computed for one in every if one.computed is not None)]
        bounds = [one.bound for one in every if one.computed is not None]
        shown[check.unit] = (
            max(places, min(max(map(places_of, amounts)), SHOWN_PLACES)),
            max(bound_places, min(max(map(places_of, bounds), default=0), SHOWN_PLACES)),
        )
    return shown


def _counted(checks: Sequence[Check], first: int, width: int) -> Cell:
    """Count the outcomes, by their grades."""
    cell = Cell(f"{COUNTED}{counts_text(checks)}", Role.LEAD, span=width)
    if not checks:
        return cell
    grades = span(GRADE_COLUMN, first, first + len(checks) - 1)

    def counted(status: CheckStatus) -> str:
        return f"COUNTIF({grades},{GRADES[status]})"

    fine, near, wrong, unknown = (word for _, word in COUNT_WORDS)
    more = f"{text(f' {wrong} och ')}&{counted(CheckStatus.UNCHECKED)}&{text(f' {unknown}.')}"
    pieces = [
        text(COUNTED),
        counted(CheckStatus.OK),
        text(f" {fine}, "),
        counted(CheckStatus.ROUNDING),
        text(f" {near}"),
        f"IF({counted(CheckStatus.UNCHECKED)}=0,{text(' och ')},{text(', ')})",
        counted(CheckStatus.ERROR),
        f"IF({counted(CheckStatus.UNCHECKED)}=0,{text(f' {wrong}.')},{more})",
    ]
    return replace(cell, formula=f"={'&'.join(pieces)}")


def _placed(several: Sequence[Check], first: int) -> dict[int, tuple[int, int]]:
    """Give the rows of each check's ways, by the check itself: two may say the same."""
    placed = {}
    for check in several:
        placed[id(check)] = first, first + len(check.ways) - 1
        first += len(check.ways)
    return placed


def _remember(check: Check, sheet: Sheet, book: Book) -> None:
    """Let other sheets refer to the outcome of a check."""
    book.put(("check", check.source), sheet, STATUS_COLUMN, sheet.next_row)
    book.put(("grade", check.source), sheet, GRADE_COLUMN, sheet.next_row)


@dataclass(frozen=True, slots=True)
class _Line:
    """A row of the sheet: the check that it shows, and the rows of its ways where there are several.

    `rests_on` is the row of the figure that it is held against, where that is itself checked. `places` are the decimals
    that amounts in its unit are shown with, `bound_places` those of what rounding can explain. `is_way`: it stands in
    the table of the ways.
    """

    check: Check
    row: int
    book: Book
    ways: tuple[int, int] | None = None
    rests_on: int | None = None
    places: int = 0
    bound_places: int = 0
    is_way: bool = False

    @property
    def way(self) -> Comparison | None:
        """The one way that the figure is recomputed in."""
        return self.check.ways[0] if len(self.check.ways) == 1 else None

    def addition(self) -> Addition | None:
        """Make the sum of the way's terms; None where a cell of it cannot be referred to."""
        if self.way is None or any(figure.value is None and figure.text for _, figure in self.way.terms):
            return None
        blanks = [(sign, figure) for sign, figure in self.way.blanks if self.book.cell_of(figure) is not None]
        found = [(sign, self.book.cell_of(figure)) for sign, figure in (*self.way.terms, *blanks)]
        cells = [addend(held[0], held[1] if sign == 1 else held[1] * sign) for sign, held in found if held is not None]
        return addition(cells, is_sum=self.way.is_sum) if len(cells) == len(found) else None

    @property
    def difference_places(self) -> int:
        return amount_places(self.check.published, self.check.computed)

    def chosen(self, column: str) -> str:
        """Refer to a column of the way that is chosen."""
        first, last = self.ways or (0, 0)
        return f"INDEX({column}${first}:{column}${last},$J{self.row})"

    def formula(self, expression: str) -> str:
        """Give the formula of an expression; none where it is too long for one."""
        return f"={expression}" if 0 < len(expression) < LONGEST_FORMULA else ""


def _row(line: _Line, *, has_ways: bool) -> Row:
    check, row = line.check, line.row
    places = line.places
    published = Cell(check.published, Role.AMOUNT, places=places, suffix=check.unit or "", came_from=check.source)
    if check.figure is not None:
        published = line.book.shown(check.figure, published)
    difference = None if check.computed is None else given(check.difference, line.difference_places)
    subtracted = f"IF(COUNT(B{row},C{row})<2,{text(MISSING)},{rounded(f'B{row}-C{row}', line.difference_places)})"
    # What rounding explains was reckoned for the decimals that there were.
    finer = _finer(line)
    explained = f"IF({finer},3,1)" if 0 < len(finer) < LONGEST_DOUBT else "1"
    judged = f"IF(COUNT(C{row}:E{row})<3,3,IF(D{row}=0,0,IF({rounded(f'ABS(D{row})-E{row}')}<=0,{explained},2)))"
    # Of a figure that is no longer there nothing is said, nor of one held against what does not hold itself.
    unsaid = f"COUNT(B{row})=0" if line.rests_on is None else f"OR(COUNT(B{row})=0,N(I{line.rests_on})>1)"
    grade = f"IF({unsaid},{text(NOTHING)},{judged})"
    outcome = f"=IF(COUNT(I{row})=0,{text(NOTHING)},CHOOSE(1+I{row},{','.join(map(text, CHECK_WORDS.values()))}))"
    added = line.addition()
    computed = _computed(line, added, places)
    bound = _bound(line, added)
    return (
        Cell(check.label, Role.TEXT),
        published,
        computed,
        _figure(difference, places, check.unit, line.formula(subtracted)),
        bound,
        replace(check_cell(check), formula=outcome),
        source_cell(check.source, line.book.name),
        _action(line, bound),
        Cell(GRADES[check.status], Role.NUMBER, formula=line.formula(grade)),
        *([_which(line)] if has_ways else []),
    )


def _finer(line: _Line) -> str:
    """Make the condition that a cell of the user's has more decimals than rounding was reckoned with; empty of none."""
    check = line.check
    if line.is_way:
        return ""  # The worst of the ways is looked for by what is known of them.
    own = check.last_digit if check.figure is None else last_digit(check.figure)
    digits: dict[str, tuple[Decimal, Fraction]] = {}
    published = [] if check.figure is None else [(own, check.figure)]
    terms = [(last_digit(figure), figure) for way in check.ways for _, figure in way.terms]
    blanks = [(own, figure) for way in check.ways for _, figure in way.blanks]
    for digit, figure in (*published, *terms, *blanks):
        if line.book.reach(figure) is None or (held := line.book.cell_of(figure)) is None:
            continue
        if figure.value is None or figure.value % digit == 0:
            digits.setdefault(held[0], (digit, held[1]))
    conditions = [_has_more(cell, digit, factor) for cell, (digit, factor) in digits.items()]
    if not 0 < len(conditions) <= MOST_REFERENCES:
        return ""
    # An error in a cell of a way that is not chosen is no number of any decimals.
    return f"IFERROR(OR({','.join(conditions)}),TRUE)" if line.ways else f"OR({','.join(conditions)})"


def _has_more(cell: str, digit: Decimal, factor: Fraction) -> str:
    """Make the condition that a cell has more decimals than its last digit's, in the unit of the sheet."""
    times = f"*{factor.numerator}" if abs(factor.numerator) != 1 else ""
    value = f"N({cell}){times}{f'/{factor.denominator}' if factor.denominator != 1 else ''}"
    places = -int(digit.adjusted())
    return f"{rounded(f'{value}-{rounded(value, places)}', AMOUNT_PLACES)}<>0"


def _figure(value: Decimal | None, places: int, unit: str | None, formula: str) -> Cell:
    if value is None:
        return Cell(MISSING, Role.AMOUNT if formula else Role.DASH, formula=formula)
    return Cell(value, Role.AMOUNT, places=places, suffix=unit or "", formula=formula)


def _computed(line: _Line, added: Addition | None, places: int) -> Cell:
    """Give the recomputed figure: the sum of the cells that it is made of, or that of the way that is chosen."""
    check = line.check
    exact = _exact_places(check)
    value = None if check.computed is None else given(check.computed, exact)
    expression = ""
    if line.ways is not None:
        expression = line.chosen("C")
    elif added is not None and line.way is not None:
        count = len(line.way.terms)
        expression = added.where_any(exact) if line.way.is_sum else added.where_all(count, exact)
    return _figure(value, places, check.unit, line.formula(expression))


def _exact_places(check: Check) -> int:
    """Give to how many decimals a sum is rounded that is compared with what is rounded to fewer."""
    values = [figure.value for way in check.ways for _, figure in way.terms]
    return exact_places(check.published, check.computed, *values)


def _bound(line: _Line, added: Addition | None) -> Cell:
    """Give what rounding can explain: half of the last digit of every figure that takes part."""
    check, way = line.check, line.way
    value = None if check.computed is None else check.bound
    expression = ""
    if line.ways is not None:
        expression = line.chosen("E")
    elif added is not None and way is not None:
        own = last_digit(check.figure) if check.figure is not None else check.last_digit
        known = check.bound if check.computed is not None else HALF * own * (1 + len(way.terms))
        whole = _counted_halves(line, way, own) if way.is_sum else ""
        whole = whole or number(known)
        expression = f"IF(COUNT(C{line.row})=0,{text(MISSING)},{whole})"
    return _figure(value, line.bound_places, check.unit, line.formula(expression))


def _counted_halves(line: _Line, way: Comparison, own: Decimal) -> str:
    """Count the figures that a sum has, each for half of its last digit; a blank one is taken to be like the sum."""
    blanks = [(own, figure) for _, figure in way.blanks]
    cells: dict[Decimal, list[Addend]] = {own: []}
    for digit, figure in [*((last_digit(figure), figure) for _, figure in way.terms), *blanks]:
        if (held := line.book.cell_of(figure)) is not None:
            cells.setdefault(digit, []).append(addend(held[0], ONE))
    sums = {digit: addition(found) for digit, found in cells.items()}
    if any(cells[digit] and found is None for digit, found in sums.items()):
        return ""
    alike = sums[own]
    counted = [f"(1+COUNT({alike.cells}))*{number(HALF * own)}" if alike is not None else number(HALF * own)]
    counted += [f"COUNT({one.cells})*{number(HALF * digit)}" for digit, one in sums.items() if one and digit != own]
    return rounded("+".join(counted))


def _which(line: _Line) -> Cell:
    """Say which way the figure is recomputed in: the first of those with the largest weight."""
    if line.ways is None:
        return Cell(1, Role.NUMBER)
    weights = span(WAY_COLUMN, *line.ways)
    chosen = 1 + max(range(len(line.check.ways)), key=lambda at: (_weight(_alone(line.check, at)), -at))
    return Cell(chosen, Role.NUMBER, formula=f"=MATCH(MAX({weights}),{weights},0)")


def _alone(check: Check, at: int) -> Check:
    """Give a check by one of its ways alone."""
    if check.figure is None:
        return check
    return compare(check.figure, check.ways[at], check.label, check.unit)


def _weight(check: Check) -> Decimal:
    """Weigh an outcome: the worse, the more; among equals by the difference."""
    difference = given(abs(check.difference), amount_places(check.published, check.computed))
    return min(difference, HALF * 2 * (OUTCOME_WEIGHT - 1)) + WEIGHTS[check.status] * OUTCOME_WEIGHT


def _add_ways(sheet: Sheet, several: Sequence[Check], book: Book, shown: _Shown) -> None:
    """Add the table of the figures that can be recomputed in several ways."""
    sheet.new_page()
    sheet.text(WAYS_HEADING, Role.HEADING)
    sheet.text(WAYS_NOTE, Role.NOTE)
    sheet.header(*HEADS[:7], "Räknas fram ur", HEADS[8], "Vikt", numbers=(1, 2, 3, 4, 8, 9))
    for check in several:
        for at in range(len(check.ways)):
            one = _alone(check, at)
            line = _Line(one, sheet.next_row, book, None, None, *shown[check.unit], is_way=True)
            cells = list(_row(line, has_ways=False))
            cells[7] = Cell(_made_from(check.ways[at]), Role.REMARK)
            weight = f"MOD(N(I{line.row})+1,4)*{OUTCOME_WEIGHT}+MIN(ABS(N(D{line.row})),{OUTCOME_WEIGHT - 1})"
            sheet.add((*cells, Cell(_weight(one), Role.NUMBER, formula=line.formula(weight))))
    sheet.add(EMPTY)


def _add_unused(sheet: Sheet, unused: Sequence[Unused]) -> None:
    sheet.text("Inte använt", Role.HEADING)
    for one in unused:
        what = f" ”{one.text}”" if one.text else ""
        sheet.text(f"{one.place}{what}: {one.reason}.", Role.NOTE)
    if not unused:
        sheet.text("Allt som stod i tabellerna är använt.", Role.NOTE)


def _action(line: _Line, bound: Cell) -> Cell:
    """Say what to do about an outcome."""
    check, grade = line.check, GRADES[line.check.status]
    wrong = [f"Rätta beloppet eller det som det räknas fram ur ({_made_from(way)})." for way in check.ways]
    which = text(wrong[0]) if len(wrong) == 1 else f"CHOOSE(J{line.row},{','.join(map(text, wrong))})" if wrong else ""
    fixed = (
        "Ingen. Det redovisade beloppet används.",
        f"Rätta de celler som beloppet räknas fram ur; se {called(TOLD_IN)}.",
    )
    said = (
        _fine(check),
        fixed[0],
        next(
            (words for words, way in zip(wrong, check.ways, strict=True) if way.computed_from == check.computed_from),
            f"Rätta beloppet eller det som det räknas fram ur ({check.computed_from}).",
        ),
        fixed[1],
    )
    unknown = f"IF(COUNT(C{line.row}:E{line.row})<3,{text(fixed[1])},{text(FINER)})"
    choices = (_while_fine(line, bound), text(fixed[0]), which, unknown)
    said_now = f"IF(COUNT(I{line.row})=0,{text(NOTHING)},CHOOSE(1+I{line.row},{','.join(choices)}))"
    formula = line.formula(said_now) if wrong else ""
    return Cell(said[grade], Role.REMARK, formula=formula)


def _made_from(way: Comparison) -> str:
    """Name what a figure is recomputed from: of a sum also the blank cells, which are of it once they are filled in."""
    if not way.is_sum:
        return way.computed_from
    return cells_text([figure.source for _, figure in (*way.terms, *way.blanks)])


def _fine(check: Check) -> str:
    if not check.is_weak:
        return "Ingen."
    hidden = check.hidden if check.status is CheckStatus.OK else check.bound
    return f"Ingen. Ett fel på upp till {amount(hidden, check.unit)} skulle kunna döljas av avrundning."


def _while_fine(line: _Line, bound: Cell) -> str:
    """Spell what is said where the figures agree, while rounding can explain as much as it could."""
    check = line.check
    words = text(_fine(check))
    may_grow = line.ways is not None or (line.way is not None and line.way.is_sum)
    if not bound.formula or not may_grow:
        return words
    if check.is_weak:
        return f"IF({is_still(f'E{line.row}', check.bound)},{words},{text(STALE)})"
    most = number(check.weak_above)
    return f"IF(E{line.row}>{most},{text(STALE)},{words})"
