"""What tests of the buttons look at in a workbook that is open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from itnamnd_xl.addin.own import sheets_by_owner

if TYPE_CHECKING:
    import xlwings as xw


def own_names(book: xw.Book) -> list[str]:
    return [one.name for one in sheets_by_owner(book).own]


def cell_of(book: xw.Book, sheet: str, row_starts: str, column: str) -> xw.Range:
    """Find a cell of one of our sheets by what its row begins with and what its column is called."""
    rows = book.sheets[sheet].used_range.value
    header = next(row for row in rows if any(str(one or "").startswith(column) for one in row))
    at = next(place for place, one in enumerate(header, 1) if str(one or "").startswith(column))
    row = next(place for place, one in enumerate(rows, 1) if str(one[0] or "").startswith(row_starts))
    return book.sheets[sheet].range((row, at))


def texts(book: xw.Book, sheet: str) -> str:
    return "\n".join(str(one) for row in book.sheets[sheet].used_range.value for one in row if one is not None)


def users_cells(book: xw.Book) -> dict[str, Any]:
    return {one.name: (one.used_range.formula, one.used_range.address) for one in sheets_by_owner(book).users}
