"""A ledger's rows summed to accounts, exactly: each sum knows its bookings, and no row is passed over in silence."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal, localcontext
from typing import TYPE_CHECKING

from itnamnd_xl.core.model import MONEY_POWERS, Quantity
from itnamnd_xl.core.sums import EXACT
from itnamnd_xl.core.swedish import amount, count, listing
from itnamnd_xl.source.accounts import Account, account_in
from itnamnd_xl.source.cells import amount_quantity, column_style, hidden_thousands
from itnamnd_xl.source.grid import Cell, CellKind
from itnamnd_xl.source.heads import MONEY
from itnamnd_xl.source.ledger_dates import year_and_month
from itnamnd_xl.source.ledger_sums import ZERO, Amounts, Subtotals
from itnamnd_xl.source.numbers import DASHES, Form, fold, read

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from itnamnd_xl.core.model import CellRef, StatedSum
    from itnamnd_xl.source.cells import ColumnStyle, Findings
    from itnamnd_xl.source.lexicon import Lexicon
    from itnamnd_xl.source.table import Table

# How a column is written is told by so many of its cells, evenly taken.
STYLE_ROWS = 2000
# So many places are named where there are many.
MOST_NAMED = 5
Years = tuple[int | None, int | None]


@dataclass(slots=True)
class Sum:
    """What bookings come to: one account's, by the year of their period and of their date.

    `sums` are by column of amounts; `broken` counts the amounts that cannot be read.
    """

    account: Account
    count: int = 0
    first: int = 0
    last: int = 0
    sums: list[Decimal] = field(default_factory=lambda: [ZERO, ZERO])
    broken: int = 0

    def add(self, other: Sum) -> None:
        """Add the bookings of another sum."""
        self.first = min(self.first or other.first, other.first)
        self.last = max(self.last, other.last)
        self.count += other.count
        self.broken += other.broken
        self.sums = [a + b for a, b in zip(self.sums, other.sums, strict=True)]


@dataclass(frozen=True, slots=True)
class Posted:
    """An account with the outcome that a ledger gives it; `value` is None where an amount cannot be read."""

    account: Account
    value: Decimal | None
    count: int
    source: CellRef


@dataclass(frozen=True, slots=True)
class Ledger:
    """A ledger summed: the accounts of the statement in their order, in `unit`, and the sums that it states itself."""

    table: Table
    unit: str
    accounts: tuple[Posted, ...]
    stated: tuple[StatedSum, ...]
    year: int | None
    is_partial: bool
    places: int


def read_ledger(
    table: Table, lexicon: Lexicon, findings: Findings, year: int | None, *, whole_year: bool = False
) -> Ledger:
    """Sum a ledger to accounts.

    Args:
        table: the ledger.
        lexicon: the words.
        findings: takes what is said of it.
        year: the accounting year, if it is known.
        whole_year: whether somebody has said that the ledger is of all of it.
    """
    reader = _Reader(table, lexicon, findings)
    with localcontext(EXACT):
        reader.read()
        return reader.ledger(year, whole_year=whole_year)


class _Reader:
    """The rows of a ledger as they pass by."""

    def __init__(self, table: Table, lexicon: Lexicon, findings: Findings) -> None:
        self.table, self.lexicon, self.findings = table, lexicon, findings
        self.words = lexicon.policy.words.ledger
        has_sides = table.column("debit") is not None
        self.amounts = [
            table.binding.columns[one] for one in (("debit", "credit") if has_sides else ("booked_amount",))
        ]
        sample = table.rows[:: len(table.rows) // STYLE_ROWS + 1]
        self.styles = [column_style(table.grid, sample, column) for column in self.amounts]
        self.unit, self.power = self._unit(sample)
        self.subtotals = Subtotals(len(self.amounts), self.unit)
        self.sums: dict[tuple[str, int | None, int | None], Sum] = {}
        self.known: dict[object, Account] = {}
        self.latest: dict[int, int] = {}
        self.heading: Account | None = None
        self.signs: Counter[tuple[int, bool]] = Counter()
        # What is to be said, by its code: the rows or cells that it is said of.
        self.noted: dict[str, list[CellRef]] = {}
        self.counted: Counter[str] = Counter()

    def _unit(self, sample: Sequence[int]) -> tuple[str, int]:
        """Find the unit: as the header or the lines above state it, else kronor, which bookings are made in."""
        table = self.table
        header = table.binding.headers.get(self.amounts[0])
        stated = header.unit if header is not None and header.unit in MONEY else table.head.unit
        if stated is None:
            cells = (cell for _, found in table.grid.picked(self.amounts, sample) for cell in found if cell is not None)
            has_ore = any("." in cell.text or "," in cell.text for cell in cells)
            self.findings.add("N207" if has_ore else "N262", table.source)
            return "kr", 0
        hidden = max(hidden_thousands(table.grid, sample, column) for column in self.amounts)
        power = max(MONEY_POWERS[stated] - 3 * hidden, 0)
        return next(unit for unit, one in MONEY_POWERS.items() if one == power), power

    def read(self) -> None:
        """Take every row."""
        places = [self.table.column(one) or 0 for one in ("account", "account_name", "booking_date", "voucher")]
        places += [self.table.column("booking_period") or 0, *self.amounts]
        for row, (account, name, date, voucher, period, *amounts) in self.table.grid.picked(places, self.table.rows):
            is_marked = self._is_marked(date, voucher, period)
            if not is_marked and not self._unmarked(row, account, amounts):
                continue
            self._book(row, self._account(account, name), self._moment(period, date), amounts)

    def _is_marked(self, *marks: Cell | None) -> bool:
        """Say whether a row has what marks a booking; a heading or a sum may stand in the same columns as text."""
        filled = [one for one in marks if one is not None]
        if len(filled) != 1 or filled[0].kind is not CellKind.TEXT:
            return bool(filled)
        text = fold(filled[0].text)
        stands_apart = self._stated([text]) or (not text[:1].isdigit() and account_in(text, self.words.account))
        return not stands_apart

    def _book(self, row: int, account: Account, years: Years, cells: Sequence[Cell | None]) -> None:
        values, broken = self._values(row, cells)
        if values is None:
            if not broken:
                self._note("W265", row, self.amounts[0])
                return
            values = (ZERO,) * len(cells)
        key = account.number or f"?{fold(account.name).casefold()}"
        found = self.sums.get((key, *years))
        if found is None:
            found = self.sums[key, *years] = Sum(account, first=row)
        found.count += 1
        found.last = row
        found.broken += broken
        for place, value in enumerate(values):
            if value:
                found.sums[place] += value
        self.subtotals.book(row, key, values, broken=broken)

    def _values(self, row: int, cells: Sequence[Cell | None]) -> tuple[Amounts | None, bool]:
        """Give the amounts of a booking, one a column; None where it has none, and whether one cannot be read."""
        values: list[Decimal] = []
        filled = 0
        for place, cell in enumerate(cells):
            if cell is None:
                values.append(ZERO)
                continue
            value = cell.value if cell.kind is CellKind.NUMBER else self._read(row, place, cell)
            if not isinstance(value, Decimal):
                if value is None:
                    return None, True
                values.append(ZERO)
                continue
            filled += 1
            values.append(value)
            if len(cells) > 1 and value:
                self.signs[place, value > 0] += 1
        if len(values) > 1 and values[0] and values[1]:
            self._note("W255", row, self.amounts[0])
        return (tuple(values), False) if filled else (None, False)

    def _read(self, row: int, place: int, cell: Cell) -> Decimal | bool | None:
        """Read an amount that is no number cell; False where the cell says that there is none, None where it fails."""
        if cell.kind is CellKind.TEXT:
            if cell.text.strip() in {*DASHES, "-", "−"}:
                return ZERO if self.lexicon.policy.settings.dash_is_zero.value else False
            found = read(cell.text, self.lexicon.words, self.styles[place].mark)
            if found.form is Form.NUMBER and found.value is not None and found.unit in (None, self.unit):
                self._note("N266", row, self.amounts[place])
                return found.value
        self._note("E251", row, self.amounts[place])
        return None

    def _account(self, cell: Cell | None, name: Cell | None) -> Account:
        if cell is None:
            return self.heading or Account("", "")
        # A number and a text that look alike are the same account.
        account = self.known.get(cell.value)
        if account is None:
            account = account_in(cell.text, self.words.account) or Account("", fold(cell.text))
            if name is not None and not account.name and not name.text.strip().isdigit():
                account = Account(account.number, fold(name.text))
            self.known[cell.value] = account
        return account

    def _moment(self, period: Cell | None, date: Cell | None) -> Years:
        """Give the years of a booking's period and date, and remember the latest month of each year."""
        of_period = year_and_month(period) if period is not None else None
        of_date = year_and_month(date) if date is not None else None
        moment = of_period or of_date
        if moment is not None and moment[1] > self.latest.get(moment[0], 0):
            self.latest[moment[0]] = moment[1]
        return of_period[0] if of_period else None, of_date[0] if of_date else None

    def _unmarked(self, row: int, cell: Cell | None, amounts: Sequence[Cell | None]) -> bool:
        """Take a row without date, number or period: a heading, a sum, or a booking after all, which is answered."""
        grid = self.table.grid
        texts = [text for column in grid.by_row[row] if (text := grid.text(row, column))]
        has_amount = any(one is not None for one in amounts)
        if stated := self._stated(texts):
            if has_amount:
                self._sum(row, cell, *stated)
            return False
        account = account_in(" ".join(texts[:2]), self.words.account) if texts else None
        if not has_amount:
            self.heading = account or self.heading
            return False
        if account_in(cell.text, self.words.account) if cell is not None else False:
            return True
        self._note("W268", row, self.amounts[0])
        return False

    def _stated(self, texts: Iterable[str]) -> tuple[str, str, str] | None:
        """Find what kind of sum a row is: the kind, its label, and what follows the words that say so."""
        for text in texts:
            folded = text.casefold()
            for kind, phrases in (
                ("opening", self.words.opening),
                ("closing", self.words.closing),
                ("subtotal", self.words.subtotal),
            ):
                for phrase in phrases:
                    if folded.startswith(phrase) and not folded[len(phrase) : len(phrase) + 1].isalnum():
                        return kind, text, text[len(phrase) :].strip(" :")
        return None

    def _sum(self, row: int, cell: Cell | None, kind: str, label: str, rest: str) -> None:
        account = account_in(rest, self.words.account)
        if account is None and cell is not None:
            account = account_in(cell.text, self.words.account)
        if account is None and kind != "subtotal":
            account = self.heading
        key = account.number if account is not None else None
        published: list[Quantity | None] = []
        for column, style in zip(self.amounts, self.styles, strict=True):
            is_filled = self.table.grid.cell(row, column) is not None
            published.append(self._published(row, column, style) if is_filled else None)
        if kind == "opening":
            values = tuple(one.value if one is not None and one.value is not None else ZERO for one in published)
            self.subtotals.open(key or "", values)
            return
        sides = ("", "") if len(self.amounts) == 1 else (", debet", ", kredit")
        self.subtotals.state(label, key, published, closes=kind == "closing", named=lambda place: sides[place])

    def _published(self, row: int, column: int, style: ColumnStyle) -> Quantity:
        return amount_quantity(self.table.grid, (row, column), self.lexicon, self.findings, style)

    def _note(self, code: str, row: int, column: int) -> None:
        self.counted[code] += 1
        if len(places := self.noted.setdefault(code, [])) < MOST_NAMED:
            places.append(self.table.grid.ref(row, column))

    def ledger(self, year: int | None, *, whole_year: bool) -> Ledger:
        """Settle which bookings are the year's and say what must be said of the others."""
        sign = self._credit_sign()
        accounts = self._of_year(year, sign)
        self._say_rows(accounts)
        counted = [one for one in accounts.values() if not one.account.is_balance]
        self._say_balance([one for one in accounts.values() if one.account.is_balance], sign)
        posted = [
            Posted(
                one.account,
                None if one.broken else self._total(one, sign),
                one.count,
                self.table.grid.ref(one.first, self.amounts[0]),
            )
            for one in sorted(counted, key=lambda one: (one.account.number or "~", one.account.name))
        ]
        bookings = sum(one.count for one in counted)
        if counted:
            params = {"first": str(min(one.first for one in counted)), "last": str(max(one.last for one in counted))}
            accounts_text = count(len(counted), "konto", "konton")
            self.findings.add("N261", self.table.source, count=_bookings(bookings), accounts=accounts_text, **params)
        return Ledger(
            self.table,
            self.unit,
            tuple(posted),
            tuple(self.subtotals.found),
            year,
            self._is_partial(year, whole_year=whole_year),
            places=2 + self.power,
        )

    def _credit_sign(self) -> int:
        """Give the sign that credit is taken with: it is turned unless the column has its own minus throughout."""
        own_minus = self.signs[1, False] > 0 and not self.signs[1, True] and self.signs[0, True] > 0
        if len(self.amounts) > 1 and own_minus:
            self.findings.add("N256", self.table.grid.ref(self.table.header_row, self.amounts[1]))
            return 1
        return -1

    def _total(self, one: Sum, sign: int) -> Decimal:
        return one.sums[0] + sign * one.sums[1]

    def _of_year(self, year: int | None, sign: int) -> dict[str, Sum]:
        """Add up the bookings of the year; those of others are left out, or counted in where the sheet says so."""
        head = self.table.head
        states_year = year is not None and (year in head.years or head.period is not None)
        kept: dict[str, Sum] = {}
        told: dict[str, list[tuple[int | None, Sum]]] = {}
        for (key, of_period, of_date), found in self.sums.items():
            code = _verdict(year, of_period, of_date, states_year=states_year)
            if code == "W269" and not self.latest:
                code = None  # Without any dates there is nothing that these lack.
            if code:
                told.setdefault(code, []).append((of_period if code == "W252" and of_period else of_date, found))
            if code == "W252":
                continue
            if key in kept:
                kept[key].add(found)
            else:
                kept[key] = Sum(found.account)
                kept[key].add(found)
        why = f"flikens huvud anger {year}" if states_year else f"deras period hör till {year}"
        for code, listed in told.items():
            total = sum((self._total(one, sign) for _, one in listed), ZERO)
            years = listing([str(one) for one in sorted({one for one, _ in listed if one is not None})])
            place = self.table.grid.ref(min(one.first for _, one in listed), self.amounts[0])
            bookings = _bookings(sum(one.count for _, one in listed))
            said = {"count": bookings, "sum": amount(total, self.unit), "years": years, "year": str(year), "why": why}
            self.findings.add(code, place, **said)
        return kept

    def _is_partial(self, year: int | None, *, whole_year: bool) -> bool:
        head = self.table.head.period
        if head is not None or whole_year or year is None:
            return head == "delår" and not whole_year
        month = self.latest.get(year, 12)
        if month < 12:
            self.findings.add("W267", self.table.source, month=str(month), year=str(year))
        return month < 12

    def _say_rows(self, accounts: Mapping[str, Sum]) -> None:
        nouns = {"N266": ("belopp", "belopp"), "E251": ("belopp", "belopp"), "W268": ("rad", "rader")}
        for code, places in self.noted.items():
            one, many = nouns.get(code, ("bokning", "bokningar"))
            said = {"count": count(self.counted[code], one, many), "examples": self._examples(code, places)}
            if code == "E251":
                said["accounts"] = listing(
                    [one.account.text or "?" for one in accounts.values() if one.broken][:MOST_NAMED]
                )
            self.findings.add(code, places[0], **said)

    def _examples(self, code: str, places: Sequence[CellRef]) -> str:
        grid, rest = self.table.grid, self.counted[code] - len(places)
        shown = [f"{one.a1} ”{text}”" if (text := grid.text(one.row, one.column)) else one.a1 for one in places]
        return ", ".join(shown) + (" …" if rest else "")

    def _say_balance(self, found: Sequence[Sum], sign: int) -> None:
        if found:
            total = sum((self._total(one, sign) for one in found), ZERO)
            named = [(one.account.text, self._total(one, sign)) for one in found]
            said = {"sum": amount(total, self.unit), "largest": largest(named, self.unit)}
            bookings = _bookings(sum(one.count for one in found))
            self.findings.add("N254", self.table.source, count=bookings, **said)


def _verdict(year: int | None, of_period: int | None, of_date: int | None, *, states_year: bool) -> str | None:
    """Give what is to be said of bookings by the years of their period and date; W252 leaves them out."""
    if year is None:
        return None
    if of_period is None and of_date is None:
        return "W269"
    if of_period is not None:
        if of_period != year:
            return "W252"
        return "W253" if of_date not in (None, year) else None
    if of_date == year:
        return None
    return "W253" if states_year else "W252"


def _bookings(how_many: int) -> str:
    return count(how_many, "bokning", "bokningar")


def largest(named: Sequence[tuple[str, Decimal]], unit: str) -> str:
    """Name the largest of some amounts."""
    ordered = sorted(named, key=lambda one: -abs(one[1]))
    shown = [f"{text or '(utan konto)'} {amount(value, unit)}" for text, value in ordered[:MOST_NAMED]]
    rest = len(ordered) - len(shown)
    return ", ".join(shown) + (f" och {rest} till" if rest > 0 else "")
