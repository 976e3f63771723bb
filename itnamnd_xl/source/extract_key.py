"""A key table's rows become allocation keys, one for each date."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

from itnamnd_xl.core.model import AllocationKey, KeyEntry, Role
from itnamnd_xl.source.binding import KEY_CONCEPTS, TableKind
from itnamnd_xl.source.cells import ColumnStyle, Findings, column_style, quantity
from itnamnd_xl.source.extract_statement import row_role
from itnamnd_xl.source.grid import CellKind
from itnamnd_xl.source.times import take_times

if TYPE_CHECKING:
    from collections.abc import Iterable

    from itnamnd_xl.core.model import Quantity
    from itnamnd_xl.source.lexicon import Lexicon
    from itnamnd_xl.source.tables import Table


def extract_keys(table: Table, lexicon: Lexicon, findings: Findings) -> list[AllocationKey]:
    """Read a key table: members in rows with a column a date, members in columns with a row a date, or a long list."""
    if table.kind is TableKind.KEY_TRANSPOSED:
        return _transposed(table, lexicon, findings)
    found = []
    for name, columns in table.binding.others.items():
        for column in columns:
            if table.column("key_date") is not None and len(columns) == 1:
                found += _long(table, name, column, lexicon, findings)
            else:
                date = _column_date(table, column)
                found += _key(table, name, date, column, table.rows, lexicon, findings)
    return found


def _column_date(table: Table, column: int) -> dt.date | None:
    header = table.binding.headers[column]
    if header.date:
        return header.date
    year = header.year
    if year is None:
        return table.head.date or _year_end(table.head.years, table)
    # SCB gives the population of a year on its last day, unless the lines above name another.
    head = table.head.date
    return dt.date(year, head.month, head.day) if head else dt.date(year, 12, 31)


def _year_end(years: Iterable[int], table: Table) -> dt.date | None:
    """Take a lone year of the title or the sheet's name as its last day."""
    named = {*years} or {*take_times(table.grid.name).years}
    return dt.date(named.pop(), 12, 31) if len(named) == 1 else None


def _key(
    table: Table,
    name: str,
    date: dt.date | None,
    column: int,
    rows: Iterable[int],
    lexicon: Lexicon,
    findings: Findings,
) -> list[AllocationKey]:
    """Read one column's values; a member without one makes the key unusable, and is named."""
    entries, total = [], None
    style = column_style(table.grid, table.rows, column)
    member_column = table.binding.columns["member"]
    started = False
    for row in rows:
        label = table.grid.text(row, member_column)
        if not label:
            if started and not table.grid.text(row, column):
                continue
            continue
        if row_role(label, lexicon.policy.words) is Role.TOTAL:
            total = _value(table, (row, column), lexicon, findings, style)
            break
        if not table.grid.text(row, column) and not _is_member_row(table, row, lexicon, label):
            continue
        started = True
        value = _value(table, (row, column), lexicon, findings, style)
        if value.value is None:
            findings.add("W613", value.source, member=lexicon.member(label), key=_named(name, date))
            return []
        entries.append(KeyEntry(lexicon.member(label), value.value, value.source))
    if len(entries) < 1:
        return []
    return [AllocationKey(name, date, tuple(entries), table.grid.ref(table.header_row, column), total)]


def _named(name: str, date: dt.date | None) -> str:
    return f"{name} {date.isoformat()}" if date else name


def _is_member_row(table: Table, row: int, lexicon: Lexicon, label: str) -> bool:
    """Say whether a row without this value is a member nevertheless: a known name, or values beside it."""
    columns = [column for columns in table.binding.others.values() for column in columns]
    return lexicon.is_known_member(label) or any(table.grid.text(row, column) for column in columns)


def _value(table: Table, place: tuple[int, int], lexicon: Lexicon, findings: Findings, style: ColumnStyle) -> Quantity:
    return quantity(table.grid, place, lexicon, findings, style=style, expected="ett antal")


def _long(table: Table, name: str, column: int, lexicon: Lexicon, findings: Findings) -> list[AllocationKey]:
    """Read a list with one row for each member and date."""
    dates: dict[dt.date | None, list[int]] = {}
    date_column = table.binding.columns["key_date"]
    for row in table.rows:
        if table.grid.text(row, column):
            dates.setdefault(_cell_date(table, row, date_column), []).append(row)
    return [key for date, rows in dates.items() for key in _key(table, name, date, column, rows, lexicon, findings)]


def _cell_date(table: Table, row: int, column: int) -> dt.date | None:
    cell = table.grid.cell(row, column)
    if cell is None:
        return None
    if cell.kind is CellKind.DATE and isinstance(cell.value, dt.date):
        return cell.value.date() if isinstance(cell.value, dt.datetime) else cell.value
    times = take_times(cell.text)
    if times.dates:
        return times.dates[0]
    return dt.date(times.years[0], 12, 31) if times.years else None


def _transposed(table: Table, lexicon: Lexicon, findings: Findings) -> list[AllocationKey]:
    """Read a table with members as columns and a row a date."""
    members = table.members or {}
    found = []
    for row in table.rows:
        first = min(members)
        label = " ".join(table.grid.text(row, one) for one in table.grid.by_row.get(row, ()) if one < first)
        header = lexicon.headers.header(label)
        concept = next((name for key, name in KEY_CONCEPTS.items() if key in header.concepts), None)
        if concept is None and not (header.stem == "" and header.year):
            continue
        date = header.date or (dt.date(header.year, 12, 31) if header.year else table.head.date)
        values = [
            (
                name,
                quantity(table.grid, (row, column), lexicon, findings, style=ColumnStyle(), expected="ett antal"),
            )
            for column, name in members.items()
        ]
        if any(value.value is None for _, value in values):
            continue
        entries = tuple(KeyEntry(name, value.value or Decimal(0), value.source) for name, value in values)
        found.append(AllocationKey(concept or "folkmängd", date, entries, table.grid.ref(row, first)))
    return found
