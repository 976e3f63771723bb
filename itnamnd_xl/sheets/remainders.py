"""The largest remainder method as formulas: a table that shares whole units by a key, step by step, exactly.

The forms were tried against exact arithmetic on 100 000 rows: see `core.working` for the bounds that they hold within.
Beyond those the tool's own amounts stand there, shown while the amount and the key are what they were.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from itnamnd_xl.core.mixing import weight_text
from itnamnd_xl.core.model import Quantity
from itnamnd_xl.core.swedish import sentence
from itnamnd_xl.core.wording import dated_key
from itnamnd_xl.core.working import EXACT_PRODUCT, EXACT_UNITS, SCALE_PLACES
from itnamnd_xl.sheets.cells import money_places, places_of
from itnamnd_xl.sheets.formulas import AMOUNT_PLACES, MISSING, PLACES, a1, called, number, rounded, span, text
from itnamnd_xl.sheets.reconciliation import NAME as CHECKED_IN
from itnamnd_xl.sheets.spec import EMPTY, Cell, Role, Sheet

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from itnamnd_xl.core.model import AllocationKey, KeyEntry
    from itnamnd_xl.core.working import Step, Working
    from itnamnd_xl.sheets.formulas import Book

# The columns of the table.
MEMBER, KEY, WEIGHT, REST, WHOLE, RANK, EXTRA, LISTED, PART, LEAST = range(1, 11)
# A weighed share is shown with so many decimals at most.
WEIGHT_PLACES = 4
# What hinders a sheet from sharing, by number; the first is that nothing does.
REASONS = (
    "Belopp och nyckel finns, och fördelningen räknas exakt här.",
    f"Det finns inget belopp att fördela: resultatet saknas eller stämmer inte, se {called(CHECKED_IN)}.",
    "Nyckeln saknar ett värde.",
    "Ett värde i nyckeln är negativt.",
    "Alla värden i nyckeln är 0.",
    "Beloppet eller nyckeln har fler siffror än kalkylbladet kan räkna exakt med. Räkna om.",
    "Beloppet eller nyckeln har ändrats sedan beräkningen. Räkna om.",
)
FREE, NO_AMOUNT, NO_KEY, NEGATIVE, ALL_ZERO, INEXACT, CHANGED = range(len(REASONS))
BY_TOOL = (
    "Nyckeln eller beloppet har fler siffror än ett kalkylblad kan räkna exakt med. Beloppen är därför uträknade av "
    "verktyget. De visas så länge beloppet och nyckeln är desamma som vid beräkningen."
)


@dataclass(frozen=True, slots=True)
class Pool:
    """What is shared, as cells of the same sheet have it: the amount, one indivisible unit, and the units.

    Each is a reference; `value` and `places` are the amount, and the decimals of one unit, at the time of writing.
    """

    amount: str
    size: str
    units: str
    value: Decimal
    places: int
    unit: str


@dataclass(frozen=True, slots=True)
class Laid:
    """Where a table came to stand: its first and last member's row, the cell that says what hinders, and its parts."""

    first: int
    last: int
    hinder: str
    total: str = ""
    free: str = ""
    has_least: bool = False

    def by_weight(self, index: int) -> str:
        """Give a member's weight as a share of all."""
        return f"{a1(WEIGHT, self.first + index)}/{self.total}"

    def due(self, index: int) -> str:
        """Give what is due to a member in units, not yet whole."""
        least = a1(LEAST, self.first + index)
        by_key = f"{self.free}*{self.by_weight(index)}"
        return f"({least}+IF({self.total}=0,0,{by_key}))" if self.has_least else by_key

    def part(self, index: int) -> str:
        """Give the reference to what a member gets, by its place in the list."""
        return a1(PART, self.first + index)

    def weight(self, index: int) -> str:
        """Give the reference to a member's key."""
        return a1(KEY, self.first + index)


def entry_quantity(entry: KeyEntry) -> Quantity:
    """Give what a key says of a member as a figure that was read."""
    return Quantity(entry.weight, str(entry.weight), entry.source, stored=entry.stored)


def key_cell(entry: KeyEntry, book: Book) -> Cell:
    """Show a member's key: a formula over the user's cell where that holds a number."""
    cell = Cell(entry.weight, Role.NUMBER, places=weight_places(entry.weight), came_from=entry.source)
    return cell if entry.exact is not None else book.shown(entry_quantity(entry), cell)


def weight_places(weight: Decimal) -> int:
    """Give how many decimals of a weight are shown."""
    return min(places_of(weight), WEIGHT_PLACES)


def unchanged(cells: str, values: Iterable[Decimal]) -> str:
    """Make the condition that cells, one below the other, are what they were."""
    return f"SUMPRODUCT(--({cells}<>{{{';'.join(map(number, values))}}}))=0"


def said(sheet: Sheet, label: str, cell: Cell, explanation: Cell | str) -> str:
    """Add a row of a name, a value and what it is; give the reference to the value."""
    beside = Cell(explanation, Role.REMARK) if isinstance(explanation, str) else explanation
    sheet.add((Cell(label, Role.TEXT), cell, replace(beside, span=max(len(sheet.widths) - 2, 1))))
    return a1(KEY, len(sheet.rows), fixed=True)


def said_header(sheet: Sheet) -> None:
    """Head such rows."""
    beside = Cell("Så är den uträknad", Role.HEADER, span=max(len(sheet.widths) - 2, 1))
    sheet.add((Cell("Uppgift", Role.HEADER), Cell("Värde", Role.HEADER_NUMBER), beside))


def add_mix(sheet: Sheet, key: AllocationKey, book: Book) -> tuple[list[Cell], list[str]]:
    """Lay out how a key is weighed together.

    Returns:
        The cells that refer to the weighed shares, in the key's order, and the expressions for these before they are
        rounded: of use where such a cell holds a number.
    """
    sheet.text("Så är nyckeln sammanvägd", Role.HEADING)
    names = [f"{sentence(dated_key(part))}, {weight_text(weight)}" for part, weight in key.parts]
    sheet.header("Kommun", *names, "Sammanvägd", numbers=range(1, len(names) + 2))
    first, last = sheet.next_row, len(sheet.rows) + len(key.entries)
    columns = range(KEY, KEY + len(names))
    block = f"{a1(columns[0], first, fixed=True)}:{a1(columns[-1], last, fixed=True)}"
    spans = [span(column, first, last) for column in columns]
    cells, exact = [], []
    for row, entry in enumerate(key.entries, first):
        parts = [(_named(part, entry.member), weight) for part, weight in key.parts]
        shares = "+".join(
            f"{weight.numerator}*{a1(column, row)}/({weight.denominator}*SUM({cells_of}))"
            for column, cells_of, (_, weight) in zip(columns, spans, parts, strict=True)
        )
        known = [f"COUNT({block})={len(names) * len(key.entries)}", f"MIN({block})>=0", f"MAX({block})<={EXACT_UNITS}"]
        positive = ",".join(f"SUM({one})>0" for one in spans)
        formula = f"=IF(AND({','.join(known)}),IF(AND({positive}),{rounded(shares)},{text(MISSING)}),{text(MISSING)})"
        weighed = Cell(entry.weight, Role.NUMBER, places=weight_places(entry.weight), formula=formula)
        sheet.add((Cell(entry.member, Role.TEXT), *(key_cell(one, book) for one, _ in parts), weighed))
        at = a1(columns[-1] + 1, row)
        cells.append(replace(weighed, formula=f"={at}"))
        exact.append(shares)
    sheet.add(EMPTY)
    return cells, exact


def _named(key: AllocationKey, member: str) -> KeyEntry:
    return next(one for one in key.entries if one.member.casefold() == member.casefold())


def add_working(
    sheet: Sheet, key: AllocationKey, cells: Sequence[Cell], working: Working, parts: Sequence[Decimal], pool: Pool
) -> Laid:
    """Lay out how units are shared by a key.

    Args:
        sheet: where it is added.
        key: the key.
        cells: the cells of the key, one a member: formulas where they can be.
        working: the steps.
        parts: what each member gets, as the core has it.
        pool: what is shared.
    """
    if not working.is_exact:
        return _by_tool(sheet, key, cells, parts, pool)
    table = _Table(sheet, working, pool, len(key.entries))
    table.add_summary(cells)
    table.add_header()
    for i, (entry, cell, part) in enumerate(zip(key.entries, cells, parts, strict=True)):
        table.add_member(i, entry.member, cell, part)
    return Laid(table.first, table.last, table.hinder, table.total, table.free, table.has_least)


def _by_tool(sheet: Sheet, key: AllocationKey, cells: Sequence[Cell], parts: Sequence[Decimal], pool: Pool) -> Laid:
    """Lay out the tool's own amounts, shown while what they were made of is the same."""
    first, last = sheet.next_row + 3, sheet.next_row + 2 + len(key.entries)
    keys = span(KEY, first, last)
    at = a1(KEY, sheet.next_row, fixed=True)
    tests = _first_hinders(pool, keys, len(key.entries))
    tests.append(_is_changed(pool, keys, [entry.weight for entry in key.entries]))
    hinder = said(
        sheet,
        "Hinder (0 = inget)",
        Cell(FREE, Role.NUMBER, formula=f"={_first_of(tests)}"),
        _reason(at, BY_TOOL),
    )
    sheet.add(EMPTY)
    sheet.header("Kommun", "Nyckel", f"Fördelat, {pool.unit}", numbers=(1, 2))
    for entry, cell, part in zip(key.entries, cells, parts, strict=True):
        sheet.add((Cell(entry.member, Role.TEXT), cell, *[None] * (PART - 3), _shared(part, f"{part:f}", hinder, pool)))
    _head_part(sheet, first - 1, pool)
    return Laid(first, last, hinder)


def _first_hinders(pool: Pool, keys: str, members: int) -> list[tuple[str, int]]:
    """Give the tests that come first, each with what hinders where it holds; none can fail to be made in this order."""
    return [
        (f"COUNT({pool.units})=0", NO_AMOUNT),
        (f"COUNT({keys})<{members}", NO_KEY),
        (f"MIN({keys})<0", NEGATIVE),
    ]


def _is_changed(pool: Pool, keys: str, weights: Iterable[Decimal]) -> tuple[str, int]:
    """Give the test of what cannot follow: the amount or the key is no longer what the tool computed with."""
    return f"NOT(AND({pool.amount}={number(pool.value)},{unchanged(keys, weights)}))", CHANGED


def _first_of(tests: Sequence[tuple[str, int]]) -> str:
    return "".join(f"IF({test},{reason}," for test, reason in tests) + str(FREE) + ")" * len(tests)


def _reason(hinder: str, free: str) -> Cell:
    """Say what hinders; `free` where nothing does."""
    chosen = ",".join(map(text, (free, *REASONS[FREE + 1 :])))
    return Cell(free, Role.REMARK, formula=f"=CHOOSE({hinder}+1,{chosen})")


def _head_part(sheet: Sheet, row: int, pool: Pool) -> None:
    """Head the parts where they stand: in the same column of every table."""
    sheet.rows[row - 1] = (
        *sheet.rows[row - 1][: WEIGHT - 1],
        *[None] * (PART - WEIGHT),
        Cell(f"Fördelat, {pool.unit}", Role.HEADER_NUMBER),
    )


def _shared(part: Decimal, formula: str, hinder: str, pool: Pool) -> Cell:
    return Cell(
        part,
        Role.AMOUNT,
        places=money_places(Decimal(1).scaleb(-max(pool.places, 0)), pool.unit),
        formula=f"=IF({hinder}={FREE},{formula},{text(MISSING)})",
    )


class _Table:
    """A table of steps that is being laid out; what stands above it refers to its rows."""

    def __init__(self, sheet: Sheet, working: Working, pool: Pool, members: int) -> None:
        self.sheet, self.working, self.pool = sheet, working, pool
        self.has_least = working.has_least
        lines = 4 + (working.scale is not None) + self.has_least
        self.first = sheet.next_row + lines + 1
        self.last = self.first + members - 1
        self.scale = self.total = self.left = self.hinder = ""
        self.free = pool.units

    def _span(self, column: int) -> str:
        return span(column, self.first, self.last)

    def add_summary(self, cells: Sequence[Cell]) -> None:
        """Add what is common to all members: the key's sum, the units left, what hinders."""
        working, keys, weights = self.working, self._span(KEY), self._span(WEIGHT)
        members = self.last - self.first + 1
        readable = f"AND(COUNT({keys})={members},MIN({keys})>=0,MAX({keys})<={EXACT_UNITS})"
        at = len(self.sheet.rows)
        rows = ["total", "left", "hinder"]
        rows = [*(["scale"] if working.scale is not None else []), *(["free"] if self.has_least else []), *rows]
        for offset, name in enumerate(rows, 1):
            setattr(self, name, a1(KEY, at + offset, fixed=True))
        if working.scale is not None:
            said(
                self.sheet,
                "Nyckelns skala",
                Cell(working.scale, Role.NUMBER, formula=f"=IF({readable},{_scale(keys)},0)"),
                "Nyckelns värden gånger skalan är hela tal.",
            )
        if self.has_least:
            said(
                self.sheet,
                "Enheter enligt nyckeln",
                Cell(
                    working.free,
                    Role.NUMBER,
                    formula=f"=IF({self.hinder}={FREE},{self.pool.units}-SUM({self._span(LEAST)}),0)",
                ),
                "Det som återstår när de som bär det lägsta har fått sitt.",
            )
        said(self.sheet, "Nyckelsumma", Cell(working.total, Role.NUMBER, formula=f"=SUM({weights})"), "I hela tal.")
        said(
            self.sheet,
            "Enheter kvar",
            Cell(working.left, Role.NUMBER, formula=f"=IF({self._going},{self.free}-SUM({self._span(WHOLE)}),0)"),
            "Det som återstår när alla har fått sin heltalsdel. Det går en enhet i taget till största rest.",
        )
        hinder = Cell(FREE, Role.NUMBER, formula=f"={self._hinders(keys, weights, members, cells)}")
        said(self.sheet, "Hinder (0 = inget)", hinder, _reason(self.hinder, REASONS[FREE]))
        self.sheet.add(EMPTY)

    @property
    def _going(self) -> str:
        """The condition that units can be shared by the key."""
        free = f"{self.hinder}={FREE}"
        return f"AND({free},{self.total}>0)" if self.has_least else free

    def _hinders(self, keys: str, weights: str, members: int, cells: Sequence[Cell]) -> str:
        """Give what hinders, by number: tested in an order that no test can fail to be made in."""
        live = self.working.scale is not None
        units, total = self.pool.units, self.total
        whole = f"ROUND(SUMPRODUCT(ABS({keys}*{self.scale}-{weights})),{AMOUNT_PLACES})>0" if live else ""
        limits = [f"{units}>{EXACT_UNITS}", f"{total}*MAX({weights})>{EXACT_PRODUCT}", *([whole] if live else [])]
        tests = _first_hinders(self.pool, keys, members)
        if not live:
            # A new computation may well do it: before anything is said of what a sheet can compute.
            values = [Decimal(cell.value) for cell in cells if not isinstance(cell.value, str | None)]
            return _first_of([*tests, (f"MAX({keys})=0", ALL_ZERO), _is_changed(self.pool, keys, values)])
        tests += [
            (f"MAX({keys})>{EXACT_UNITS}", INEXACT),
            (f"{total}=0", ALL_ZERO),
            (f"OR({','.join(limits)})", INEXACT),
        ]
        return _first_of(tests)

    def add_header(self) -> None:
        """Add the header."""
        least = ("Minst, enheter",) if self.has_least else ()
        labels = (
            "Kommun",
            "Nyckel",
            "Nyckel i hela tal",
            "Rest",
            "Hela enheter",
            "Rang efter rest",
            "Extra enhet",
            "Nr i listan",
            f"Fördelat, {self.pool.unit}",
            *least,
        )
        self.sheet.header(*labels, numbers=range(1, len(labels)))

    def add_member(self, index: int, member: str, key: Cell, part: Decimal) -> None:
        """Add a member's steps."""
        step, row = self.working.steps[index], self.first + index
        rest, weight, listed = a1(REST, row), a1(WEIGHT, row), a1(LISTED, row)
        rests, weights, numbers = (self._span(column) for column in (REST, WEIGHT, LISTED))
        free, total, going = self.free, self.total, self._going
        before = f"({weights}>{weight})+({weights}={weight})*({numbers}<{listed})"
        units = "+".join(a1(column, row) for column in (*((LEAST,) if self.has_least else ()), WHOLE, EXTRA))
        self.sheet.add(
            (
                Cell(member, Role.TEXT),
                key,
                self._weight(step, row),
                _count(step.rest, f"=IF({going},MOD(MOD({free},{total})*{weight},{total}),0)"),
                _count(step.whole, f"=IF({going},ROUND(({free}*{weight}-{rest})/{total},0),0)"),
                _count(step.rank, f"=1+SUMPRODUCT(({rests}>{rest})+({rests}={rest})*({before}))"),
                _count(step.extra, f"=IF(AND({going},{a1(RANK, row)}<={self.left}),1,0)"),
                Cell(index + 1, Role.NUMBER),
                _shared(part, f"ROUND(({units})*{self.pool.size},{PLACES})", self.hinder, self.pool),
                *((Cell(step.least, Role.NUMBER),) if self.has_least else ()),
            )
        )

    def _weight(self, step: Step, row: int) -> Cell:
        if self.working.scale is None:
            return Cell(step.weight, Role.NUMBER)
        return _count(step.weight, f"=IF({self.scale}=0,0,ROUND({a1(KEY, row)}*{self.scale},0))")


def _count(value: int, formula: str) -> Cell:
    return Cell(value, Role.NUMBER, formula=formula)


def _scale(keys: str) -> str:
    """Give the least power of ten that makes every key whole; the largest where none does."""
    largest = str(10**SCALE_PLACES)
    for places in reversed(range(SCALE_PLACES)):
        fits = f"ROUND(SUMPRODUCT(ABS({keys}-ROUND({keys},{places}))),{PLACES})=0"
        largest = f"IF({fits},{10**places},{largest})"
    return largest
