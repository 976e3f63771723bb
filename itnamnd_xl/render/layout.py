"""What every writer of sheets needs to know of one: texts as shown, formats, heights, what is red, the printed page."""

from __future__ import annotations

import math
import re
from decimal import Context, Decimal
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from itnamnd_xl.core.model import Area, area_address
from itnamnd_xl.sheets.cells import ROLE_MARKS
from itnamnd_xl.sheets.formulas import a1, sheet_reference
from itnamnd_xl.sheets.spec import WHOLE, Cell, Role, Sheet, cut
from itnamnd_xl.sheets.theme import AMOUNT_ROLES, LINE_HEIGHT, STYLES, Style, number_format

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# What texts are written in, for who has them read aloud.
LANGUAGE = "sv-SE"
A4 = 9
# In inches: left and right, top, bottom, header, footer.
MARGIN_SIDE, MARGIN_TOP, MARGIN_BOTTOM, MARGIN_HEADER, MARGIN_FOOTER = 0.5, 0.6, 0.8, 0.5, 0.4
PAGE_NUMBERS = "Sida &P av &N"
# A page of that paper lying down, in inches; a column's character and a row of one line, in points.
PAGE_WIDTH, PAGE_HEIGHT, POINTS_PER_INCH = 11.69, 8.27, 72
CHARACTER_WIDTH, ROW_HEIGHT = 5.4, 15.0
LINK_TIP = "Gå till cellen"
PADDING = 3
# Excel shows no taller row; a text that needs more is cut.
TALLEST_ROW = 400
INDENT = 1.5
# How much wider than the digits that widths are counted in an average letter may be taken to be.
LETTERS_IN_WIDTH = 1.2
BOLD_WIDTH = 1.06
# How tall a line of each role is, in lines of the body font, and whether its texts take several.
_LINES = {role: (style.size / STYLES[Role.TEXT].size, style.wrap) for role, style in STYLES.items()}
STORED = Context(prec=15)
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\r\ud800-\udfff\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
# What a cell looks like: its role and its number format; None stands for a cell that one of that role covers.
Look = tuple[Role, str | None]


def shown_text(cell: Cell) -> str:
    """Give a cell's text as it is written; what a user has written stands whole."""
    text = str(cell.value)
    return text if cell.role in WHOLE else cut(text)


def escaped(text: str) -> str:
    """Write characters that XML cannot hold, and what only looks like them, as Office does."""
    # Most texts are quickly seen to hold none.
    if text.isprintable() and "_x" not in text:
        return text
    return _UNWRITABLE.sub(lambda found: f"_x{ord(found[0][0]):04X}_" + found[0][1:], text)


def stored_number(value: Decimal | int) -> Decimal | int:
    """Give a number with as many digits as a cell holds: with more, the next program would store another number."""
    return STORED.plus(value) if isinstance(value, Decimal) else value


def shown_format(cell: Cell) -> str:
    """Give a figure's number format; none for text."""
    if isinstance(cell.value, str) and not cell.formula:
        return ""
    # What a formula gives may be a number the next time.
    return cell.number_format or _own_format(cell.role, cell.places, cell.suffix, cell.prefix)


@lru_cache(maxsize=256)
def _own_format(role: Role, places: int, suffix: str, prefix: str) -> str:
    style = STYLES[role]
    return number_format(style, places, suffix, prefix) if style.numeric else ""


@lru_cache(maxsize=64)
def has_lines(role: Role) -> bool:
    """Say whether cells of a role have lines above or below, which go on as far as the cell does."""
    style = STYLES[role]
    return bool(style.top or style.bottom or style.hairline)


def indent_of(style: Style) -> int:
    """Keep text and figures clear of each other, and of the edge of a coloured cell beside them."""
    return style.indent if style.align in ("left", "right") and (style.hairline or style.top) else 0


def row_heights(sheet: Sheet) -> Iterator[tuple[int, float]]:
    """Give the rows, from 1, that need more than one line, with their heights in points."""
    for row, cells in enumerate(sheet.rows, 1):
        lines = 1.0
        for column, cell in enumerate(cells):
            if cell is None:
                continue
            scale, wraps = _LINES[cell.role]
            if wraps and isinstance(cell.value, str):
                room = _room(cell.role, sum(sheet.widths[column : column + cell.span]))
                # Most fit in one.
                if len(cell.value) > room or "\n" in cell.value:
                    scale *= _lines(cell.value, room)
            lines = max(lines, scale)
        if lines > 1:
            yield row, min(lines * LINE_HEIGHT + PADDING, TALLEST_ROW)


def amount_spans(sheet: Sheet) -> Iterator[tuple[int, int, int]]:
    """Give the columns that hold amounts, with their first and last row: a negative one is shown in red."""
    spans: dict[int, tuple[int, int]] = {}
    for row, cells in enumerate(sheet.rows, 1):
        for column, cell in enumerate(cells[: len(sheet.widths)], 1):
            if cell is not None and cell.role in AMOUNT_ROLES:
                spans[column] = spans.get(column, (row, row))[0], row
    for column, (first, last) in sorted(spans.items()):
        yield column, first, last


def level_spans(sheet: Sheet) -> Iterator[tuple[int, int, int]]:
    """Give the columns where formulas give levels, with their first and last row: each level has its colours."""
    spans: dict[int, tuple[int, int]] = {}
    for row, cells in enumerate(sheet.rows, 1):
        for column, cell in enumerate(cells[: len(sheet.widths)], 1):
            if cell is not None and cell.formula and cell.role in ROLE_MARKS:
                spans[column] = spans.get(column, (row, row))[0], row
    for column, (first, last) in sorted(spans.items()):
        yield column, first, last


def begins_with(mark: str, cell: str) -> str:
    """Give the condition that a cell's text begins with a mark, as Excel spells that of its own rule."""
    return f'LEFT({cell},LEN("{mark}"))="{mark}"'


def printed_rows(sheet: Sheet) -> int:
    """Give the last row of a sheet that is printed."""
    return len(sheet.rows) if sheet.printed is None else sheet.printed


def repeated_header(sheet: Sheet) -> int | None:
    """Give the header row that is repeated on every printed page; None where there is none.

    On a sheet of several tables it is that of the first one, where this is longer than a page and no other is: each of
    those then has its own header on its one page.
    """
    if sheet.header_row is None or not sheet.breaks:
        return sheet.header_row
    heights = dict(row_heights(sheet))
    first, *others = (
        sum(heights.get(row, ROW_HEIGHT) for row in range(top + 1, bottom + 1))
        for top, bottom in pairwise((0, *sheet.breaks, printed_rows(sheet)))
    )
    page = _page_height(sheet)
    return (
        sheet.header_row if first > page and max(others) + heights.get(sheet.header_row, ROW_HEIGHT) <= page else None
    )


def _page_height(sheet: Sheet) -> float:
    """Give how many points of a sheet stand on a page, once it is made as small as its width needs."""
    width = sum(one * CHARACTER_WIDTH for one in sheet.widths[: sheet.shown_columns]) / POINTS_PER_INCH
    scale = min(1.0, (PAGE_WIDTH - 2 * MARGIN_SIDE) / width)
    return (PAGE_HEIGHT - MARGIN_TOP - MARGIN_BOTTOM) * POINTS_PER_INCH / scale


def filtered_area(sheet: Sheet) -> Area | None:
    """Give the table whose rows can be filtered, its header among them; None where there is none."""
    if sheet.filtered is None:
        return None
    header, last = sheet.filtered
    return header, 1, last, sheet.shown_columns


def named_cells(sheet: Sheet) -> Iterator[tuple[str, str]]:
    """Give the names of a sheet's cells, each with the reference that it stands for."""
    for name, (column, row) in sheet.named.items():
        yield name, f"{sheet_reference(sheet.name)}{a1(column, row, fixed=True)}"


def drop_downs(sheet: Sheet) -> dict[str, list[str]]:
    """Give what each drop-down offers, with the areas of the cells that have it, one above the other as one."""
    places: dict[str, list[tuple[int, int]]] = {}
    for row, cells in enumerate(sheet.rows, 1):
        for column, cell in enumerate(cells, 1):
            if cell is not None and cell.options:
                places.setdefault(cell.options, []).append((row, column))
    return {options: [*map(area_address, _stacked(found))] for options, found in places.items()}


def _stacked(places: Iterable[tuple[int, int]]) -> list[Area]:
    areas: list[Area] = []
    for row, column in places:
        if areas and areas[-1][1:] == (column, row - 1, column):
            areas[-1] = (areas[-1][0], column, row, column)
        else:
            areas.append((row, column, row, column))
    return areas


@lru_cache(maxsize=256)
def _room(role: Role, width: int) -> float:
    """Give how many letters of a role there is room for in a line."""
    return (width - INDENT) * LETTERS_IN_WIDTH / _LINES[role][0] / (BOLD_WIDTH if STYLES[role].bold else 1)


def _lines(text: str, room: float) -> int:
    """Estimate how many lines a text takes in its columns; word wrap breaks earlier than letters would."""
    if "\n" not in text:
        return _wrapped(text, room)
    return sum(_wrapped(line, room) for line in text.split("\n"))


def _wrapped(line: str, room: float) -> int:
    if len(line) <= room:
        return 1
    lines, used = 1, 0.0
    for word in line.split(" "):
        length = len(word)
        if used and used + 1 + length > room:
            lines, used = lines + 1, 0.0
        lines += max(math.ceil(length / room) - 1, 0)
        used += length + (1 if used else 0)
    return lines
