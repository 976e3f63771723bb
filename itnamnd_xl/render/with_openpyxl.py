"""Neutral sheets written with openpyxl: values, formats, widths, heights, links and print set-up."""

from __future__ import annotations

import datetime as dt
import io
import math
import re
import zipfile
from copy import copy
from decimal import Context, Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from openpyxl import Workbook
from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.worksheet.header_footer import HeaderFooterItem
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.writer.excel import ExcelWriter

from itnamnd_xl.core.model import column_letters
from itnamnd_xl.sheets.spec import WHOLE, Cell, Role, Sheet
from itnamnd_xl.sheets.theme import (
    AMOUNT_ROLES,
    FONT,
    HAIRLINE,
    LINE_HEIGHT,
    NEGATIVE,
    RULE,
    STYLES,
    number_format,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from openpyxl.cell.cell import Cell as FileCell
    from openpyxl.cell.cell import MergedCell
    from openpyxl.styles.cell_style import StyleArray
    from openpyxl.worksheet.worksheet import Worksheet

    # The styles that a workbook has, by what they are for.
    Looks = dict[tuple[Role, str], StyleArray]

# The first moment that a zip member can bear; a real one would make every run's file another.
MOMENT = dt.datetime(1980, 1, 1)  # noqa: DTZ001 - openpyxl takes moments without a zone for UTC
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\r\ud800-\udfff\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
A4 = 9
PADDING = 3
# Excel shows no taller row; a text that needs more is cut here and stands whole in its own cell.
TALLEST_ROW = 400
LONGEST_TEXT = 600
INDENT = 1.5
# How much wider than the digits that widths are counted in an average letter may be taken to be.
LETTERS_IN_WIDTH = 1.2
BOLD_WIDTH = 1.06
STORED = Context(prec=15)


def render_workbook(sheets: Sequence[Sheet]) -> bytes:
    """Write neutral sheets into a workbook of their own; the same sheets give the same bytes."""
    book = Workbook()
    book.properties.created = book.properties.modified = MOMENT
    book.remove(book.worksheets[0])
    looks: Looks = {}
    for sheet in sheets:
        write_sheet(sheet, book.create_sheet(sheet.name), looks)
    saved = io.BytesIO()
    with _Archive(saved, "w", zipfile.ZIP_DEFLATED) as archive:
        _Writer(book, archive).write_data()
    return saved.getvalue()


class _Archive(zipfile.ZipFile):
    """A zip whose members do not say when they were written."""

    def writestr(
        self,
        zinfo_or_arcname: str | zipfile.ZipInfo,
        data: Any,  # noqa: ANN401 - bytes or text, as the base class has it
        compress_type: int | None = None,
        compresslevel: int | None = None,
    ) -> None:
        """Add a member."""
        info = zipfile.ZipInfo(str(zinfo_or_arcname), MOMENT.timetuple()[:6])
        super().writestr(info, data, compress_type or zipfile.ZIP_DEFLATED, compresslevel)


class _Writer(ExcelWriter):
    """openpyxl's writer without the temporary files that it makes of sheets: figures stay in memory."""

    def write_worksheet(self, ws: Any) -> None:  # noqa: ANN401 - as the base class has it
        """Write a sheet into the archive; but for the file, as openpyxl does it."""
        # The stubs leave out what openpyxl's own writer is made of.
        ws._drawing = SpreadsheetDrawing()  # noqa: SLF001
        ws._drawing.charts, ws._drawing.images = ws._charts, ws._images  # noqa: SLF001
        part = io.BytesIO()
        writer = WorksheetWriter(ws, part)
        writer.write()
        ws._rels = writer._rels  # type: ignore[attr-defined]  # noqa: SLF001
        self._archive.writestr(ws.path[1:], part.getvalue())  # type: ignore[attr-defined]
        self.manifest.append(ws)


def write_sheet(sheet: Sheet, target: Worksheet, looks: Looks | None = None) -> None:
    """Write a neutral sheet into an empty worksheet; `looks` remembers the workbook's styles from sheet to sheet."""
    looks = {} if looks is None else looks
    for column, width in enumerate(sheet.widths, 1):
        target.column_dimensions[get_column_letter(column)].width = width
    for row, cells in enumerate(sheet.rows, 1):
        lines = 1.0
        for column, cell in enumerate(cells, 1):
            if cell is not None:
                _write(target, row, column, cell, looks)
                lines = max(lines, _lines(cell, sheet.widths[column - 1 : column - 1 + cell.span]))
        if cells and lines > 1:
            target.row_dimensions[row].height = min(lines * LINE_HEIGHT + PADDING, TALLEST_ROW)
    _mark_negative(sheet, target)
    _set_up_view(sheet, target)
    _set_up_print(sheet, target)


def _write(target: Worksheet, row: int, column: int, cell: Cell, looks: Looks) -> None:
    place = target.cell(row, column)
    if cell.formula:
        place.value = cell.formula
    elif isinstance(cell.value, str):
        is_cut = cell.role not in WHOLE and len(cell.value) > LONGEST_TEXT
        shown = cell.value[:LONGEST_TEXT].rstrip() + " …" if is_cut else cell.value
        place.value = _escaped(shown)
        # Text stays text, also where it begins with an equals sign or spells an error.
        place.data_type = "s"
    else:
        # As many digits as a cell holds: with more, the next program to save it would store another number.
        place.value = STORED.plus(cell.value) if isinstance(cell.value, Decimal) else cell.value
    _dress(place, cell, looks)
    if cell.span > 1:
        target.merge_cells(start_row=row, end_row=row, start_column=column, end_column=column + cell.span - 1)
    if cell.source is not None:
        location = f"{quote_sheetname(cell.source.sheet)}!{cell.source.a1}"
        place.hyperlink = Hyperlink(ref=place.coordinate, location=location, tooltip="Gå till cellen")


def _dress(place: FileCell | MergedCell, cell: Cell, looks: Looks) -> None:
    """Give a cell its look. openpyxl compares every font with all others: a look that it has had is copied."""
    shown = _number_format(cell)
    known = looks.get((cell.role, shown))
    if known is not None:
        # The one way to copy a style; openpyxl's documentation has it, its stubs have not.
        place._style = copy(known)  # type: ignore[union-attr]  # noqa: SLF001
        return
    style = STYLES[cell.role]
    place.font = _font(cell.role)
    place.alignment = _alignment(cell.role)
    place.border = _border(cell.role)
    if style.fill:
        place.fill = _fill(style.fill)
    if shown:
        place.number_format = shown
    looks[cell.role, shown] = copy(place._style)  # type: ignore[union-attr]  # noqa: SLF001


def _number_format(cell: Cell) -> str:
    """Give a figure's number format; none for text."""
    style = STYLES[cell.role]
    if isinstance(cell.value, str):
        return ""
    if cell.number_format or not style.numeric:
        return cell.number_format
    return number_format(style, cell.places, cell.suffix)


def _escaped(text: str) -> str:
    """Write characters that XML cannot hold, and what only looks like them, as Office does."""
    return _UNWRITABLE.sub(lambda found: f"_x{ord(found[0][0]):04X}_" + found[0][1:], text)


@lru_cache(maxsize=64)
def _font(role: Role) -> Font:
    style = STYLES[role]
    return Font(
        name=FONT,
        size=style.size,
        bold=style.bold,
        italic=style.italic,
        underline="single" if style.underline else None,
        color=style.color,
    )


@lru_cache(maxsize=64)
def _alignment(role: Role) -> Alignment:
    style = STYLES[role]
    # What is not set is None, as when it is read back; else the next run would add the style anew.
    # Text and figures keep clear of each other, and of the edge of a coloured cell beside them.
    indent = 1 if style.align in ("left", "right") and (style.hairline or style.top) else 0
    return Alignment(horizontal=style.align, vertical="center", wrap_text=style.wrap or None, indent=indent)


@lru_cache(maxsize=64)
def _border(role: Role) -> Border:
    style = STYLES[role]
    sides: dict[str, Side] = {
        name: Side(style=line, color=RULE) for name, line in (("top", style.top), ("bottom", style.bottom)) if line
    }
    if style.hairline:
        sides["bottom"] = Side(style="thin", color=HAIRLINE)
    # Every side is there, as when it is read back; else the next run would add the style anew.
    none = Side()
    top, bottom = sides.get("top", none), sides.get("bottom", none)
    return Border(left=none, right=none, top=top, bottom=bottom, diagonal=none)


@lru_cache(maxsize=64)
def _fill(color: str) -> PatternFill:
    return PatternFill("solid", fgColor=color)


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


def _mark_negative(sheet: Sheet, target: Worksheet) -> None:
    """Show negative amounts in red, whatever they become."""
    # openpyxl's stubs leave the rules untyped.
    rule = CellIsRule(operator="lessThan", formula=["0"], font=Font(color=NEGATIVE))  # type: ignore[no-untyped-call]
    for column in range(1, len(sheet.widths) + 1):
        rows = [
            row
            for row, cells in enumerate(sheet.rows, 1)
            if len(cells) >= column and (cell := cells[column - 1]) is not None and cell.role in AMOUNT_ROLES
        ]
        if rows:
            letters = column_letters(column)
            target.conditional_formatting.add(f"{letters}{rows[0]}:{letters}{rows[-1]}", rule)


def _set_up_view(sheet: Sheet, target: Worksheet) -> None:
    target.sheet_view.showGridLines = False
    if sheet.header_row:
        target.freeze_panes = f"A{sheet.header_row + 1}"


def _set_up_print(sheet: Sheet, target: Worksheet) -> None:
    """Print on A4 landscape, as wide as the page, with the header on every page of a table and page numbers."""
    page = target.page_setup
    page.orientation, page.paperSize, page.fitToWidth, page.fitToHeight = "landscape", A4, 1, 0
    target.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    margins = target.page_margins
    margins.left = margins.right = 0.5
    margins.top, margins.bottom, margins.footer = 0.6, 0.8, 0.4
    for row in sheet.breaks:
        target.row_breaks.append(Break(row))
    if sheet.header_row and not sheet.breaks:
        target.print_title_rows = f"{sheet.header_row}:{sheet.header_row}"
    target.print_area = f"A1:{column_letters(len(sheet.widths))}{len(sheet.rows)}"
    footer = HeaderFooterItem()
    footer.left.text, footer.right.text = sheet.name, "Sida &P av &N"
    target.oddFooter = footer
