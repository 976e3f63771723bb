"""How a sheet that is open in Excel is shown and printed: beyond xlwings, in Excel's own objects."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from itnamnd_xl.core.model import area_address
from itnamnd_xl.render.layout import (
    A4,
    MARGIN_BOTTOM,
    MARGIN_FOOTER,
    MARGIN_SIDE,
    MARGIN_TOP,
    PAGE_NUMBERS,
    printed_rows,
    repeated_header,
)

if TYPE_CHECKING:
    import xlwings as xw

    from itnamnd_xl.sheets.spec import Sheet

POINTS_PER_INCH = 72
XL_LANDSCAPE, XL_NORMAL_VIEW = 2, 1


def set_up_view(app: xw.App, sheet: xw.Sheet, neutral: Sheet) -> None:
    """Freeze the header and hide the grid. These belong to the window, which shows one sheet at a time.

    A window that cannot be set up so (Excel has views without panes) harms nothing.
    """
    if sheet.visible not in (True, -1):
        return
    with suppress(Exception):
        sheet.activate()
        window = app.api.ActiveWindow
        window.View = XL_NORMAL_VIEW
        window.FreezePanes = False
        window.ScrollRow = window.ScrollColumn = 1
        window.SplitColumn = 0
        window.SplitRow = neutral.header_row or 0
        if neutral.header_row:
            window.FreezePanes = True
        window.DisplayGridlines = False
        sheet.api.Range("A1").Select()


def set_up_print(app: xw.App, sheet: xw.Sheet, neutral: Sheet) -> None:
    """Set the page up as the writer of files does. Without a printer Excel may refuse, which harms nothing."""
    excel, page = app.api, sheet.api.PageSetup
    rows, last = printed_rows(neutral), neutral.shown_columns
    try:
        # Excel asks the printer once for all of these, not once for each.
        excel.PrintCommunication = False
        page.Orientation, page.PaperSize = XL_LANDSCAPE, A4
        page.Zoom = False
        page.FitToPagesWide, page.FitToPagesTall = 1, False
        page.LeftMargin = page.RightMargin = _points(MARGIN_SIDE)
        page.TopMargin, page.BottomMargin, page.FooterMargin = map(_points, (MARGIN_TOP, MARGIN_BOTTOM, MARGIN_FOOTER))
        repeated = repeated_header(neutral)
        page.PrintTitleRows = f"${repeated}:${repeated}" if repeated else ""
        page.PrintArea = area_address((1, 1, rows, last))
        page.LeftFooter, page.RightFooter = sheet.name.replace("&", "&&"), PAGE_NUMBERS
        excel.PrintCommunication = True
        for row in neutral.breaks:
            sheet.api.HPageBreaks.Add(Before=sheet.range(f"A{row + 1}").api)
    except Exception:  # noqa: BLE001 - Windows' own type of error, which no other system has
        excel.PrintCommunication = True


def _points(inches: float) -> float:
    return round(inches * POINTS_PER_INCH, 1)
