"""A key table's rows become allocation keys, one for each date."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from itertools import islice
from typing import TYPE_CHECKING

from itnamnd_xl.core.mixing import SHARES
from itnamnd_xl.core.model import AllocationKey, KeyEntry, Role
from itnamnd_xl.core.population import POPULATION, PUBLISHER
from itnamnd_xl.core.reconciliation import NOISE_PLACES, CheckStatus, weigh
from itnamnd_xl.core.swedish import number
from itnamnd_xl.source.binding import KEY_CONCEPTS
from itnamnd_xl.source.cells import ColumnStyle, Findings, column_style, quantity, stored_places
from itnamnd_xl.source.extract_statement import row_role
from itnamnd_xl.source.footnotes import is_footnote, without_mark
from itnamnd_xl.source.grid import CellKind
from itnamnd_xl.source.header_rows import is_year
from itnamnd_xl.source.key_shares import HUNDREDTHS, Figures, say_contradiction, say_no_whole, whole_of
from itnamnd_xl.source.table import TableKind
from itnamnd_xl.source.times import take_times

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from itnamnd_xl.core.model import CellRef, Quantity
    from itnamnd_xl.source.grid import Cell
    from itnamnd_xl.source.lexicon import Lexicon
    from itnamnd_xl.source.table import Table


_FRACTION = re.compile(r"(\d{1,9})\s*/\s*([1-9]\d{0,8})")
_PUBLISHER = re.compile(rf"\b(?:{PUBLISHER}|Statistiska centralbyrån)\b")
# A list longer than these says who published it at its top.
MOST_LINES = 400


def extract_keys(
    table: Table, lexicon: Lexicon, findings: Findings
) -> tuple[list[AllocationKey], list[dt.date | None]]:
    """Read a key table: members in rows with a column a date, a row a date, or a long list with a date a row.

    Returns the keys, and the dates of those that cannot be used.
    """
    reader = _Reader(table, lexicon, findings)
    if table.kind is TableKind.KEY_TRANSPOSED:
        return _published(reader.transposed(), table), reader.broken
    counts = [
        key
        for name, columns in table.binding.others.items()
        if name != SHARES
        for column in columns
        for key in reader.keys(name, column, len(columns))
    ]
    return _published([*counts, *_shares(reader, counts)], table), reader.broken


def _published(keys: list[AllocationKey], table: Table) -> list[AllocationKey]:
    """Name the publisher of inhabitants where a line above or below the table does: Källa: SCB."""
    lines = (table.grid.text(row, columns[0]) for row, columns in table.grid.by_row.items())
    if not any(_PUBLISHER.search(line) for line in islice(lines, MOST_LINES)):
        return keys
    return [replace(key, publisher=PUBLISHER) if key.name == POPULATION else key for key in keys]


def _shares(reader: _Reader, counts: Sequence[AllocationKey]) -> list[AllocationKey]:
    """Read a table's shares: a key of their own, or beside counts a check of these unless they are asked for.

    Shares of several kinds are keys by the names of their headers: andel drift, andel investering.
    """
    table, lexicon = reader.table, reader.lexicon
    columns = table.binding.others.get(SHARES, ())
    beside = any(name != SHARES for name in table.binding.others)
    is_key = not beside or SHARES in lexicon.policy.settings.key.value.casefold()
    # What cannot be read is of no importance where it is but a check.
    findings = reader.findings
    reader = reader if is_key else _Reader(table, lexicon, Findings())
    found: list[AllocationKey] = []
    for column in columns:
        header = table.binding.headers[column]
        named = "shares" in lexicon.headers.header(header.text).concepts
        name = SHARES if named or len(columns) == 1 else " ".join(header.text.casefold().split())
        alike = lexicon.names_share_of(header.text)
        for key in reader.keys(name, column, len(columns)):
            if alike and not whole_of(key.entries, reader.figures):
                # Andel kvinnor is no key.
                reader.findings.add("N642", table.grid.ref(table.header_row, column), found=header.text)
                continue
            if is_key:
                say_no_whole(key, reader.figures, reader.findings, called_percent=header.unit == HUNDREDTHS)
            elif "not_an_amount" in header.concepts and whole_of(key.entries, reader.figures):
                say_contradiction(key, counts, reader.figures, findings)
            found.append(key)
    return found if is_key else []


@dataclass(frozen=True, slots=True)
class _Reader:
    """One table's keys; `figures` are the cells that were read, `broken` the dates of keys that cannot be used."""

    table: Table
    lexicon: Lexicon
    findings: Findings
    broken: list[dt.date | None] = field(default_factory=list)
    figures: Figures = field(default_factory=dict)

    def keys(self, name: str, column: int, beside: int) -> list[AllocationKey]:
        """Read a column: one key, or in a long list one for each date."""
        if self.table.column("key_date") is not None and beside == 1:
            return self.long(name, column)
        return self.column(name, self.date_of(column), column, self.table.rows)

    def date_of(self, column: int) -> dt.date | None:
        """Give the date of a column: in its header, else in the lines above or the sheet's name."""
        header = self.table.binding.headers[column]
        head = self.table.head.date
        if header.date:
            return header.date
        if header.year is not None:
            # SCB gives the population of a year on its last day, unless the lines above name another.
            return _day(header.year, head)
        if head:
            return head
        named = {*self.table.head.years} or {*take_times(self.table.grid.name).years}
        return dt.date(named.pop(), 12, 31) if len(named) == 1 else None

    def column(self, name: str, date: dt.date | None, column: int, rows: Iterable[int]) -> list[AllocationKey]:
        """Read one column's values as a key; a member without a value or named twice makes it unusable."""
        style = column_style(self.table.grid, self.table.rows, column)
        members, sum_row = self._parted(list(rows), column)
        entries: list[KeyEntry] = []
        for row in members:
            label = self._label(row)
            value = self._value((row, column), style)
            if value.value is None:
                self._say_missing(value.source, label, name, date)
                return []
            entries.append(self._entry(self._member(row, label), value, value.value))
        unnamed = self._unnamed([*rows], column, members, sum_row)
        said = [self._say_unnamed(row, column, style, _named(name, date), entries) for row in unnamed]
        if any(said):
            self.broken.append(date)
            return []
        if sum_row is None:
            entries = self._without_sum(entries, column)
        total = self._value((sum_row, column), style) if sum_row else None
        return self._key(name, date, entries, self.table.grid.ref(self.table.header_row, column), total)

    def _unnamed(self, rows: Sequence[int], column: int, members: Sequence[int], sum_row: int | None) -> list[int]:
        """Give the rows of a list that have a value and name nobody: among its members, or next to the first or last.

        What stands below a sum is no part of the list.
        """
        if not members:
            return []
        first, last = members[0] - 1, max(members[-1], sum_row or 0)
        found = []
        for row in rows:
            if sum_row is None and row == last + 1 and not self._name(row):
                last = row
            cell = self.table.grid.cell(row, column)
            is_head = row == first and (cell is None or is_year(cell) or not _is_number(cell))
            if first <= row <= last and not is_head and not self._name(row) and cell is not None:
                found.append(row)
        return found

    def _name(self, row: int) -> str:
        """Give a row's label, if it is one: not the name of an error, nor a formula whose text is not known."""
        cell = self.table.grid.cell(row, self.table.binding.columns["member"])
        return "" if cell is None or cell.kind is CellKind.ERROR else self._label(row)

    def _say_unnamed(self, row: int, column: int, style: ColumnStyle, key: str, entries: Sequence[KeyEntry]) -> bool:
        """Say of a row without a name that it may be a member's; a sum is none.

        A sum is of the members above it, or at the top of the list of all. Shares that are a whole only with the
        row's own lack a member.
        """
        ref, cell = self.table.ref(row, "member"), self.table.grid.cell(row, self.table.binding.columns["member"])
        if cell is not None and cell.kind is CellKind.ERROR:
            self.findings.add("E301", ref, found=cell.text)
            return True
        if cell is not None and cell.kind is CellKind.UNCALCULATED:
            self.findings.add("E302", ref)
            return True
        held = self.table.grid.cell(row, column)
        if held is None or not _is_number(held):
            return False
        value = self._value((row, column), style)
        before = [entry for entry in entries if entry.source.row < row]
        entry = self._entry("", value, value.value or Decimal(0))
        if _is_sum(value, before or entries) and not self._completes(column, entry, entries):
            return False
        self.findings.add("E641", value.source, found=_told(value), key=key)
        return True

    def _completes(self, column: int, share: KeyEntry, others: Sequence[KeyEntry]) -> bool:
        """Say whether a column's share makes a whole of others that are none without it."""
        if column not in self.table.binding.others.get(SHARES, ()) or whole_of(others, self.figures):
            return False
        return whole_of([*others, share], self.figures) is not None

    def _label(self, row: int) -> str:
        """Give a row's label; a mark without a letter or digit names nobody: a dash."""
        text = without_mark(self.table.grid.text(row, self.table.binding.columns["member"]))
        return text if any(one.isalnum() for one in text) else ""

    def _parted(self, rows: Sequence[int], column: int) -> tuple[list[int], int | None]:
        """Part rows into those of members and the one of their sum.

        A sum may stand first or last; one among the members is of some of them, and is passed over.
        """
        block = self._block(rows)
        members: list[int] = []
        totals: list[int] = []
        for row in rows:
            label = self._label(row)
            if not label or not (row in block or self._has_value(row, column, label)):
                continue
            if members and totals and row - 1 not in self.table.grid.by_row:
                # Below the sum and a gap, something else begins.
                break
            if row_role(label, self.lexicon.policy.words) is Role.TOTAL:
                totals.append(row)
            elif self._is_no_member(label):
                self._say_no_member(row)
            else:
                members.append(row)
        last = totals[-1] if totals else None
        before = [row for row in members if last is None or row < last]
        after = members[len(before) :]
        if not before:
            return after, last
        named = [row for row in after if self.lexicon.is_known_member(self._label(row))]
        for row in after:
            if row not in named:
                self._say_no_member(row)
        return [*before, *named], None if named else last

    def _say_no_member(self, row: int) -> None:
        self.findings.add("N615", self.table.ref(row, "member"), text=self._label(row))

    def _member(self, row: int, label: str) -> str:
        """Name a row's member; say where its name and its code, in one cell or in two, are of two."""
        both = " ".join([*(self.table.grid.text(row, column) for column in self._code_columns()), label])
        if found := self.lexicon.members.contradicted(both) or self.lexicon.members.contradicted(label):
            name, code, owner = found
            self.findings.add("W621", self.table.ref(row, "member"), found=both, name=name, code=code, owner=owner)
        return self.lexicon.member(label)

    def _code_columns(self) -> list[int]:
        """Give the columns of codes beside the names."""
        binding = self.table.binding
        codes = [column for column, header in binding.headers.items() if "member_code" in header.concepts]
        return [column for column in codes[:1] if column != binding.columns["member"]]

    def _block(self, rows: Sequence[int]) -> set[int]:
        """Give the rows from the first member down to the first gap: a name among them is a member, value or not."""
        member = self.table.binding.columns["member"]
        found: set[int] = set()
        for row in rows:
            text = self.table.grid.text(row, member)
            if (found and row != max(found) + 1) or self._is_note(text):
                break
            if text and self.table.column("key_date") is None:
                found.add(row)
        return found if len(found) > 1 else set()

    def _has_value(self, row: int, column: int, label: str) -> bool:
        """Say whether a row is a member's, or a total: it has a value here or beside, or a known name."""
        columns = [one for columns in self.table.binding.others.values() for one in columns]
        return self.lexicon.is_known_member(label) or any(self.table.grid.text(row, one) for one in {column, *columns})

    def _is_no_member(self, label: str) -> bool:
        """Say whether a row is of a whole that members are parts of; a region by its name may be a member."""
        words = label.casefold().split()
        others, regions = self.lexicon.policy.words.not_members, self.lexicon.policy.words.regions
        return words[0] not in regions and (words[0] in others or words[-1] in others)

    def _is_note(self, text: str) -> bool:
        """Say whether a text is a note below a table rather than a name: Källa: SCB."""
        first = re.match(r"[^\W\d]+|\*", text)
        return is_footnote(text) or (first is not None and first[0].casefold() in self.lexicon.policy.words.notes)

    def _value(self, place: tuple[int, int], style: ColumnStyle) -> Quantity:
        found = quantity(self.table.grid, place, self.lexicon, self.findings, style=style, expected="ett antal")
        self.figures[found.source] = found
        return found

    def _entry(self, member: str, value: Quantity, weight: Decimal) -> KeyEntry:
        """Make an entry; one written as a fraction is that fraction, which no decimal may be: 1/3."""
        parts = _FRACTION.fullmatch(value.text)
        exact = Fraction(int(parts[1]), int(parts[2])) * (100 if value.unit == HUNDREDTHS else 1) if parts else None
        return KeyEntry(member, weight, value.source, exact, value.stored, value.text)

    def _say_missing(self, source: CellRef, label: str, name: str, date: dt.date | None) -> None:
        self.broken.append(date)
        self.findings.add("W613", source, member=self.lexicon.member(label), key=_named(name, date))

    def _without_sum(self, entries: list[KeyEntry], column: int) -> list[KeyEntry]:
        """Leave out a last row that equals the sum of all before it, whatever it is called."""
        if len(entries) < 3 or self.lexicon.is_known_member(entries[-1].member):
            return entries
        *members, last = entries
        is_sum = not round(sum((one.weight for one in members), Decimal(0)) - last.weight, NOISE_PLACES)
        if not is_sum or self._completes(column, last, members):
            return entries
        self.findings.add("N615", last.source, text=last.member)
        return members

    def _key(
        self,
        name: str,
        date: dt.date | None,
        entries: Sequence[KeyEntry],
        source: CellRef,
        total: Quantity | None = None,
    ) -> list[AllocationKey]:
        """Make the key, unless a member stands in it twice."""
        seen: set[str] = set()
        for entry in entries:
            if entry.member.casefold() in seen:
                self.broken.append(date)
                self.findings.add("E614", entry.source, member=entry.member, key=_named(name, date))
                return []
            seen.add(entry.member.casefold())
        return [AllocationKey(name, date, tuple(entries), source, total)] if entries else []

    def long(self, name: str, column: int) -> list[AllocationKey]:
        """Read a list with one row for each member and date."""
        dates: dict[dt.date | None, list[int]] = {}
        for row in self.table.rows:
            if self.table.grid.text(row, column):
                dates.setdefault(self._cell_date(row), []).append(row)
        return [key for date, rows in dates.items() for key in self.column(name, date, column, rows)]

    def _cell_date(self, row: int) -> dt.date | None:
        cell = self.table.grid.cell(row, self.table.binding.columns["key_date"])
        if cell is None:
            return None
        if cell.kind is CellKind.DATE and isinstance(cell.value, dt.date):
            return cell.value.date() if isinstance(cell.value, dt.datetime) else cell.value
        times = take_times(cell.text)
        if times.dates:
            return times.dates[0]
        return _day(times.years[0], self.table.head.date) if times.years else None

    def transposed(self) -> list[AllocationKey]:
        """Read a table with members as columns and a row a date or a kind of key."""
        found: list[AllocationKey] = []
        members = self.table.members or {}
        first = min(members, default=1)
        for row in self.table.rows:
            filled = self.table.grid.by_row.get(row, ())
            label = " ".join(self.table.grid.text(row, one) for one in filled if one < first)
            header = self.lexicon.headers.header(label)
            concept = next((name for key, name in KEY_CONCEPTS.items() if key in header.concepts), None)
            if concept is None and not (header.stem == "" and header.year):
                continue
            date = header.date or (_day(header.year, self.table.head.date) if header.year else self.table.head.date)
            keys = self._row(concept or KEY_CONCEPTS["population"], date, row)
            # Many a row is called Andel or Antal; a key's shares are a whole.
            found += [key for key in keys if concept != SHARES or whole_of(key.entries, self.figures)]
        return found

    def _row(self, name: str, date: dt.date | None, row: int) -> list[AllocationKey]:
        members = self.table.members or {}
        entries: list[KeyEntry] = []
        for column in range(min(members, default=1), max(members, default=0)):
            header = self.table.grid.cell(self.table.header_row, column)
            held = self.table.grid.cell(row, column)
            if column not in members and header is None and held is not None and _is_number(held):
                self.broken.append(date)
                value = self._value((row, column), ColumnStyle())
                self.findings.add("E641", value.source, found=_told(value), key=_named(name, date))
                return []
        for column, member in members.items():
            value = self._value((row, column), column_style(self.table.grid, self.table.rows, column))
            if value.value is None:
                self._say_missing(value.source, member, name, date)
                return []
            entries.append(self._entry(member, value, value.value))
        return self._key(name, date, entries, self.table.grid.ref(row, min(members)))


def _is_number(cell: Cell) -> bool:
    """Say whether a cell holds a number that is not nought, and no words."""
    if cell.kind not in (CellKind.NUMBER, CellKind.TEXT):
        return False
    return any(digit in "123456789" for digit in cell.text) and not any(one.isalpha() for one in cell.text)


def _told(value: Quantity) -> str:
    return value.text if value.value is None else number(value.value)


def _is_sum(value: Quantity, members: Sequence[KeyEntry]) -> bool:
    """Say whether a value is the sum of two members or more, but for rounding."""
    if value.value is None or len(members) < 2:
        return False
    terms = [
        (1, replace(value, value=one.weight, places=max(stored_places(one.weight), value.places))) for one in members
    ]
    return weigh(value, tuple(terms)).status in (CheckStatus.OK, CheckStatus.ROUNDING)


def _day(year: int, head: dt.date | None) -> dt.date:
    """Give the day of a year that the lines above name, else its last."""
    month, day = (head.month, head.day) if head else (12, 31)
    return dt.date(year, month, min(day, 28)) if (month, day) == (2, 29) else dt.date(year, month, day)


def _named(name: str, date: dt.date | None) -> str:
    return f"{name} {date.isoformat()}" if date else name
