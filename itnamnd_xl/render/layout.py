"""What every writer of sheets needs to know of one: texts as shown, formats, heights, what is red, the printed page."""

from __future__ import annotations

import math
from decimal import Context, Decimal
from typing import TYPE_CHECKING

from itnamnd_xl.sheets.spec import WHOLE, Cell, Role, Sheet
from itnamnd_xl.sheets.theme import AMOUNT_ROLES, LINE_HEIGHT, STYLES, Style, number_format

if TYPE_CHECKING:
    from collections.abc import Iterator

A4 = 9
# In inches: left and right, top, bottom, footer.
MARGIN_SIDE, MARGIN_TOP, MARGIN_BOTTOM, MARGIN_FOOTER = 0.5, 0.6, 0.8, 0.4
PAGE_NUMBERS = "Sida &P av &N"
LINK_TIP = "Gå till cellen"
PADDING = 3
# Excel shows no taller row; a text that needs more is cut here and stands whole in its own cell.
TALLEST_ROW = 400
LONGEST_TEXT = 600
INDENT = 1.5
# How much wider than the digits that widths are counted in an average letter may be taken to be.
LETTERS_IN_WIDTH = 1.2
BOLD_WIDTH = 1.06
STORED = Context(prec=15)


def shown_text(cell: Cell) -> str:
    """Give a cell's text as it is written; what a user has written stands whole."""
    text = str(cell.value)
    return text[:LONGEST_TEXT].rstrip() + " …" if cell.role not in WHOLE and len(text) > LONGEST_TEXT else text


def stored_number(value: Decimal | int) -> Decimal | int:
    """Give a number with as many digits as a cell holds: with more, the next program would store another number."""
    return STORED.plus(value) if isinstance(value, Decimal) else value


def shown_format(cell: Cell) -> str:
    """Give a figure's number format; none for text."""
    style = STYLES[cell.role]
    if isinstance(cell.value, str):
        return ""
    if cell.number_format or not style.numeric:
        return cell.number_format
    return number_format(style, cell.places, cell.suffix)


def indent_of(style: Style) -> int:
    """Keep text and figures clear of each other, and of the edge of a coloured cell beside them."""
    return 1 if style.align in ("left", "right") and (style.hairline or style.top) else 0


def row_heights(sheet: Sheet) -> Iterator[tuple[int, float]]:
    """Give the rows, from 1, that need more than one line, with their heights in points."""
    for row, cells in enumerate(sheet.rows, 1):
        lines = 1.0
        for column, cell in enumerate(cells):
            if cell is not None:
                lines = max(lines, _lines(cell, sheet.widths[column : column + cell.span]))
        if lines > 1:
            yield row, min(lines * LINE_HEIGHT + PADDING, TALLEST_ROW)


def amount_spans(sheet: Sheet) -> Iterator[tuple[int, int, int]]:
    """Give the columns that hold amounts, with their first and last row: a negative one is shown in red."""
    for column in range(1, len(sheet.widths) + 1):
        rows = [
            row
            for row, cells in enumerate(sheet.rows, 1)
            if len(cells) >= column and (cell := cells[column - 1]) is not None and cell.role in AMOUNT_ROLES
        ]
        if rows:
            yield column, rows[0], rows[-1]


def _lines(cell: Cell, widths: tuple[int, ...]) -> float:
    """Estimate how many lines a cell's text takes in its columns; word wrap breaks earlier than letters would."""
    style = STYLES[cell.role]
    scale = style.size / STYLES[Role.TEXT].size
    if not isinstance(cell.value, str) or not style.wrap:
        return scale
    room = (sum(widths) - INDENT) * LETTERS_IN_WIDTH / scale / (BOLD_WIDTH if style.bold else 1)
    return scale * sum(_wrapped(line, room) for line in cell.value.split("\n"))


def _wrapped(line: str, room: float) -> int:
    lines, used = 1, 0.0
    for word in line.split(" "):
        length = len(word)
        if used and used + 1 + length > room:
            lines, used = lines + 1, 0.0
        lines += max(math.ceil(length / room) - 1, 0)
        used += length + (1 if used else 0)
    return lines
