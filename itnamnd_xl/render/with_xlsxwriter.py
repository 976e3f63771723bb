"""Workbooks of our own written a row at a time, with charts: for sheets of many thousands of rows.

openpyxl keeps every cell as an object until the end, which for a summary of thousands of cases costs more than
computing them does.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from xlsxwriter import Workbook

from itnamnd_xl.render.chart_look import (
    GAP,
    LINE_POINTS,
    ROW_PIXELS,
    TEXT_SIZE,
    TITLE_SIZE,
    has_legend,
    is_inside,
    label_format,
    label_ink,
)
from itnamnd_xl.render.layout import (
    A4,
    MARGIN_BOTTOM,
    MARGIN_FOOTER,
    MARGIN_SIDE,
    MARGIN_TOP,
    PAGE_NUMBERS,
    indent_of,
    row_heights,
    shown_format,
    shown_text,
    stored_number,
)
from itnamnd_xl.sheets.theme import FONT, GREY, HAIRLINE, INK, RULE, SHADES, STYLES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from itnamnd_xl.sheets.spec import Cell, Chart, Series, Sheet

BORDERS = {"thin": 1, "medium": 2}
HAIR = 7
# Any moment that is always the same: the same sheets give the same bytes.
MOMENT = dt.datetime(1980, 1, 1)  # noqa: DTZ001 - the library takes it as it stands
CHART_WIDTH = 900
# What Excel takes: so long a link, and so many of a sheet.
LONGEST_LINK, MOST_LINKS = 2_000, 65_000


def write_workbook(sheets: Sequence[Sheet], names: Mapping[str, str]) -> bytes:
    """Write sheets into a workbook of their own.

    Args:
        sheets: the sheets, in their order.
        names: hidden names that each sheet gets; in their texts {} stands for the sheet's name.
    """
    saved = io.BytesIO()
    with Workbook(saved, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"created": MOMENT})
        looks = _Looks(book)
        for place, sheet in enumerate(sheets):
            target = book.add_worksheet(sheet.name)
            _write(sheet, target, looks)
            for chart in sheet.charts:
                _draw(chart, book, target)
            for name, text in names.items():
                doubled = text.format(sheet.name).replace('"', '""')
                # The library has no call for a hidden name; these are what its own call appends.
                book.defined_names.append([name, place, f'"{doubled}"', True])
    return saved.getvalue()


class _Looks:
    """The formats of a workbook, each made once."""

    def __init__(self, book: Workbook) -> None:
        self.book = book
        self._made: dict[tuple[object, str], Format] = {}

    def of(self, cell: Cell) -> Format:
        """Give the format of a cell."""
        key = (cell.role, shown_format(cell))
        if key not in self._made:
            self._made[key] = self.book.add_format(_properties(cell))
        return self._made[key]


def _properties(cell: Cell) -> dict[str, Any]:
    style = STYLES[cell.role]
    found: dict[str, Any] = {
        "font_name": FONT,
        "font_size": style.size,
        "bold": style.bold,
        "italic": style.italic,
        "underline": int(style.underline),
        "font_color": f"#{style.color}",
        "align": style.align,
        "valign": "top",
        "text_wrap": style.wrap,
        "indent": indent_of(style),
    }
    if style.fill:
        found["bg_color"] = f"#{style.fill}"
    for edge, line in (("top", style.top), ("bottom", style.bottom)):
        if line:
            found |= {edge: BORDERS[line], f"{edge}_color": f"#{RULE}"}
    if style.hairline:
        found |= {"bottom": HAIR, "bottom_color": f"#{HAIRLINE}"}
    if number_format := shown_format(cell):
        found["num_format"] = number_format
    return found


def _write(sheet: Sheet, target: Worksheet, looks: _Looks) -> None:
    for column, width in enumerate(sheet.widths):
        target.set_column(column, column, width)
    for row, height in row_heights(sheet):
        target.set_row(row - 1, height)
    for row, cells in enumerate(sheet.rows):
        for column, cell in enumerate(cells):
            if cell is not None:
                _write_cell(target, row, column, cell, looks.of(cell))
    if sheet.breaks:
        target.set_h_pagebreaks(sheet.breaks)
    target.hide_gridlines(2)
    if sheet.header_row:
        target.freeze_panes(sheet.header_row, 1)
        target.repeat_rows(sheet.header_row - 1)
        if len(sheet.rows) > sheet.header_row:
            columns = len(sheet.rows[sheet.header_row - 1])
            target.autofilter(sheet.header_row - 1, 0, len(sheet.rows) - 1, columns - 1)
    target.set_landscape()
    target.set_paper(A4)
    target.fit_to_pages(1, 0)
    target.set_margins(MARGIN_SIDE, MARGIN_SIDE, MARGIN_TOP, MARGIN_BOTTOM)
    target.set_footer(f"&C{PAGE_NUMBERS}", {"margin": MARGIN_FOOTER})


def _write_cell(target: Worksheet, row: int, column: int, cell: Cell, look: Format) -> None:
    if cell.span > 1:
        target.merge_range(row, column, row, column + cell.span - 1, "", look)
    link = _link(cell.target)
    if cell.target and len(link) <= LONGEST_LINK and row < MOST_LINKS:
        target.write_url(row, column, link, look, string=shown_text(cell))
    elif cell.value is None:
        target.write_blank(row, column, None, look)
    elif isinstance(cell.value, str):
        target.write_string(row, column, shown_text(cell), look)
    else:
        number = stored_number(cell.value)
        target.write_number(row, column, float(number) if isinstance(number, Decimal) else number, look)


def _link(target: str) -> str:
    """Give a file as a link has it: signs that mean something in one are written otherwise, letters are not."""
    return "external:" + re.sub(r"[^\w/.,()~!$&+=@-]", lambda found: quote(found[0]), target)


def _draw(chart: Chart, book: Workbook, target: Worksheet) -> None:
    kind = {"type": "bar", "subtype": "stacked"} if is_inside(chart) else {"type": "bar"}
    drawn = book.add_chart(kind)
    for one in chart.series:
        drawn.add_series(_series(one, chart))
    font = {"name": FONT, "size": TEXT_SIZE, "color": f"#{INK}", "bold": False}
    drawn.set_title({"name": chart.title, "name_font": {**font, "size": TITLE_SIZE}, "overlay": False})
    drawn.set_x_axis({"visible": False, "major_gridlines": {"visible": False}})
    line = {"color": f"#{RULE}", "width": 0.75}
    drawn.set_y_axis(
        {
            "reverse": True,
            "num_font": font,
            "label_position": "low",
            "major_tick_mark": "none",
            "major_gridlines": {"visible": False},
            "line": line,
        }
    )
    legend = {"position": "bottom", "font": font} if has_legend(chart) else {"none": True}
    drawn.set_legend(legend)
    drawn.set_chartarea({"border": {"none": True}})
    drawn.set_size({"width": CHART_WIDTH, "height": chart.rows * ROW_PIXELS})
    row, column = chart.at
    target.insert_chart(row - 1, column - 1, drawn, {"description": chart.description, "object_position": 2})


def _series(one: Series, chart: Chart) -> dict[str, Any]:
    fill = {"fill": {"color": f"#{SHADES[one.shade].fill}"}}
    rows = (chart.first - 1, chart.last - 1)
    return {
        "name": one.name,
        "categories": [chart.data, rows[0], chart.labels - 1, rows[1], chart.labels - 1],
        "values": [chart.data, rows[0], one.column - 1, rows[1], one.column - 1],
        "gap": GAP,
        "border": {"color": f"#{GREY}", "width": LINE_POINTS},
        "data_labels": {
            "value": True,
            "num_format": label_format(one, chart),
            "font": {"name": FONT, "size": TEXT_SIZE, "color": f"#{label_ink(one, chart)}"},
        },
        **fill,
    }
