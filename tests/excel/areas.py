"""Rectangles of cells, and their addresses."""

from __future__ import annotations

import re
from typing import NamedTuple

from openpyxl.utils import column_index_from_string, get_column_letter

from tests.excel.com import fail

ROWS, COLUMNS = 1_048_576, 16_384
LONGEST_ADDRESS = 255
CELL = r"\$?([A-Za-z]{1,3})\$?(\d{1,7})"
AREA = re.compile(rf"{CELL}(?::{CELL})?")
WHOLE_COLUMNS = re.compile(r"\$?([A-Za-z]{1,3}):\$?([A-Za-z]{1,3})")
WHOLE_ROWS = re.compile(r"\$?(\d{1,7}):\$?(\d{1,7})")


class Area(NamedTuple):
    """A rectangle of cells: first and last row and column, from 1."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def height(self) -> int:
        return self.bottom - self.top + 1

    @property
    def width(self) -> int:
        return self.right - self.left + 1

    @property
    def size(self) -> int:
        return self.height * self.width

    @property
    def whole_rows(self) -> bool:
        return self.width == COLUMNS

    @property
    def whole_columns(self) -> bool:
        return self.height == ROWS

    def meets(self, other: Area) -> bool:
        return (
            self.top <= other.bottom
            and other.top <= self.bottom
            and self.left <= other.right
            and other.left <= self.right
        )

    def holds(self, other: Area) -> bool:
        return (
            self.top <= other.top
            and self.left <= other.left
            and self.bottom >= other.bottom
            and self.right >= other.right
        )

    def common(self, other: Area) -> Area | None:
        if not self.meets(other):
            return None
        first, last = max(self.top, other.top), min(self.bottom, other.bottom)
        return Area(first, max(self.left, other.left), last, min(self.right, other.right))

    def minus(self, other: Area) -> list[Area]:
        """What is left of this rectangle without the other: up to four rectangles."""
        cut = self.common(other)
        if cut is None:
            return [self]
        parts = [
            Area(self.top, self.left, cut.top - 1, self.right),
            Area(cut.bottom + 1, self.left, self.bottom, self.right),
            Area(cut.top, self.left, cut.bottom, cut.left - 1),
            Area(cut.top, cut.right + 1, cut.bottom, self.right),
        ]
        return [part for part in parts if part.height > 0 and part.width > 0]


def parse_area(text: str) -> Area | None:
    """The rectangle of an address without a sheet, or None if it is none."""
    match = AREA.fullmatch(text)
    if match is not None:
        left, top, right, bottom = match[1], match[2], match[3] or match[1], match[4] or match[2]
        rows = sorted((int(top), int(bottom)))
        columns = sorted((column_index_from_string(left.upper()), column_index_from_string(right.upper())))
    elif (match := WHOLE_COLUMNS.fullmatch(text)) is not None:
        rows = [1, ROWS]
        columns = sorted((column_index_from_string(match[1].upper()), column_index_from_string(match[2].upper())))
    elif (match := WHOLE_ROWS.fullmatch(text)) is not None:
        rows, columns = sorted((int(match[1]), int(match[2]))), [1, COLUMNS]
    else:
        return None
    area = Area(rows[0], columns[0], rows[1], columns[1])
    return area if area.top >= 1 and area.bottom <= ROWS and area.right <= COLUMNS else None


def parse_areas(text: str) -> list[Area] | None:
    """The rectangles of an address such as A1:B2,D4, or None if it is none."""
    if len(text) > LONGEST_ADDRESS:
        fail("Method 'Range' of object '_Worksheet' failed")
    areas = [parse_area(part.strip()) for part in text.split(",")]
    found = [area for area in areas if area is not None]
    return found if len(found) == len(areas) else None


def address(area: Area, *, rows: bool = True, columns: bool = True) -> str:
    """An area's address, with dollar signs or without."""
    row, column = "$" * rows, "$" * columns
    if area.whole_rows:
        return f"{row}{area.top}:{row}{area.bottom}"
    if area.whole_columns:
        return f"{column}{get_column_letter(area.left)}:{column}{get_column_letter(area.right)}"
    first = f"{column}{get_column_letter(area.left)}{row}{area.top}"
    if area.size == 1:
        return first
    return f"{first}:{column}{get_column_letter(area.right)}{row}{area.bottom}"


def plain_address(area: Area) -> str:
    return address(area, rows=False, columns=False)
