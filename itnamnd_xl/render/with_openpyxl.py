"""Neutral sheets written with openpyxl: values, formats, widths, heights, links and print set-up."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from copy import copy
from typing import TYPE_CHECKING, Any

from openpyxl import Workbook
from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.header_footer import HeaderFooterItem
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.writer.excel import ExcelWriter

from itnamnd_xl.core.model import area_address, column_letters
from itnamnd_xl.render.layout import (
    A4,
    LANGUAGE,
    LINK_TIP,
    MARGIN_BOTTOM,
    MARGIN_FOOTER,
    MARGIN_HEADER,
    MARGIN_SIDE,
    MARGIN_TOP,
    PAGE_NUMBERS,
    amount_spans,
    drop_downs,
    escaped,
    filtered_area,
    level_spans,
    named_cells,
    printed_rows,
    repeated_header,
    row_heights,
    shown_format,
    shown_text,
    stored_number,
)
from itnamnd_xl.render.styling import alignment, border, fill, font, level_rules, negative
from itnamnd_xl.sheets.theme import STYLES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from openpyxl.cell.cell import Cell as FileCell
    from openpyxl.cell.cell import MergedCell
    from openpyxl.styles.cell_style import StyleArray
    from openpyxl.worksheet.worksheet import Worksheet

    from itnamnd_xl.sheets.spec import Cell, Role, Sheet

    # The styles that a workbook has, by what they are for.
    Looks = dict[tuple[Role, str], StyleArray]

# The first moment that a zip member can bear; a real one would make every run's file another.
MOMENT = dt.datetime(1980, 1, 1)  # noqa: DTZ001 - openpyxl takes moments without a zone for UTC


def render_workbook(sheets: Sequence[Sheet]) -> bytes:
    """Write neutral sheets into a workbook of their own; the same sheets give the same bytes."""
    book = Workbook()
    book.properties.created = book.properties.modified = MOMENT
    book.properties.language = LANGUAGE
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
        for column, cell in enumerate(cells, 1):
            if cell is not None:
                _write(target, row, column, cell, looks)
    for row, height in row_heights(sheet):
        target.row_dimensions[row].height = height
    _mark_negative(sheet, target)
    _mark_levels(sheet, target)
    for offered, areas in drop_downs(sheet).items():
        lists = DataValidation(type="list", formula1=offered, allow_blank=True, sqref=" ".join(areas))
        target.add_data_validation(lists)
    for name, address in named_cells(sheet):
        target.defined_names[name] = DefinedName(name, attr_text=address)
    _set_up_view(sheet, target)
    _set_up_print(sheet, target)


def _write(target: Worksheet, row: int, column: int, cell: Cell, looks: Looks) -> None:
    place = target.cell(row, column)
    if cell.source is not None:
        location = f"{quote_sheetname(cell.source.sheet)}!{cell.source.a1}"
        # Before the value: an empty cell that gets a link would get its address for a text.
        place.hyperlink = Hyperlink(ref=place.coordinate, location=location, tooltip=LINK_TIP)
    if cell.formula:
        place.value = cell.formula
    elif isinstance(cell.value, str):
        place.value = escaped(shown_text(cell))
        # Text stays text, also where it begins with an equals sign or spells an error.
        place.data_type = "s"
    else:
        place.value = None if cell.value is None else stored_number(cell.value)
    _dress(place, cell, looks)
    if cell.span > 1:
        target.merge_cells(start_row=row, end_row=row, start_column=column, end_column=column + cell.span - 1)


def _dress(place: FileCell | MergedCell, cell: Cell, looks: Looks) -> None:
    """Give a cell its look. openpyxl compares every font with all others: a look that it has had is copied."""
    shown = shown_format(cell)
    known = looks.get((cell.role, shown))
    if known is not None:
        # The one way to copy a style; openpyxl's documentation has it, its stubs have not.
        place._style = copy(known)  # type: ignore[union-attr]  # noqa: SLF001
        return
    style = STYLES[cell.role]
    place.font = font(cell.role)
    place.alignment = alignment(cell.role)
    place.border = border(cell.role)
    if style.fill:
        place.fill = fill(style.fill)
    if shown:
        place.number_format = shown
    looks[cell.role, shown] = copy(place._style)  # type: ignore[union-attr]  # noqa: SLF001


def _mark_negative(sheet: Sheet, target: Worksheet) -> None:
    """Show negative amounts in red, whatever they become."""
    rule = negative()
    for column, first, last in amount_spans(sheet):
        letters = column_letters(column)
        target.conditional_formatting.add(f"{letters}{first}:{letters}{last}", rule)


def _mark_levels(sheet: Sheet, target: Worksheet) -> None:
    """Show levels that formulas give in their colours, whatever they become."""
    for column, first, last in level_spans(sheet):
        letters = column_letters(column)
        for rule in level_rules(f"{letters}{first}"):
            target.conditional_formatting.add(f"{letters}{first}:{letters}{last}", rule)


def _set_up_view(sheet: Sheet, target: Worksheet) -> None:
    target.sheet_view.showGridLines = False
    if sheet.header_row:
        target.freeze_panes = f"A{sheet.header_row + 1}"
    if (filtered := filtered_area(sheet)) is not None:
        target.auto_filter.ref = area_address(filtered)


def _set_up_print(sheet: Sheet, target: Worksheet) -> None:
    """Print on A4 landscape, as wide as the page, with the header on every page of a table and page numbers."""
    page = target.page_setup
    page.orientation, page.paperSize, page.fitToWidth, page.fitToHeight = "landscape", A4, 1, 0
    target.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    margins = target.page_margins
    margins.left = margins.right = MARGIN_SIDE
    margins.top, margins.bottom = MARGIN_TOP, MARGIN_BOTTOM
    margins.header, margins.footer = MARGIN_HEADER, MARGIN_FOOTER
    for row in sheet.breaks:
        target.row_breaks.append(Break(row))
    if repeated := repeated_header(sheet):
        target.print_title_rows = f"{repeated}:{repeated}"
    target.print_area = f"A1:{column_letters(sheet.shown_columns)}{printed_rows(sheet)}"
    footer = HeaderFooterItem()
    footer.left.text, footer.right.text = sheet.name, PAGE_NUMBERS
    target.oddFooter = footer
