"""Page set-up and page breaks of a sheet."""
# ruff: noqa: N802, N803 - the members and their arguments have Excel's names

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from openpyxl.worksheet.pagebreak import Break, ColBreak, RowBreak

from tests.excel.areas import address, parse_areas
from tests.excel.com import Com, ComCollection, fail

if TYPE_CHECKING:
    from tests.excel.com_range import Range
    from tests.excel.com_sheet import Worksheet

POINTS = 72
PORTRAIT, LANDSCAPE = 1, 2


def _margin(name: str) -> property:
    def get(self: PageSetup) -> float:
        return float(getattr(self.model.page_margins, name)) * POINTS

    def put(self: PageSetup, value: Any) -> None:
        setattr(self.model.page_margins, name, float(value) / POINTS)

    return property(get, put)


def _option(name: str) -> property:
    def get(self: PageSetup) -> bool:
        return bool(getattr(self.model.print_options, name))

    def put(self: PageSetup, value: Any) -> None:
        setattr(self.model.print_options, name, bool(value))

    return property(get, put)


def _text(part: str, side: str) -> property:
    def get(self: PageSetup) -> str:
        return str(getattr(getattr(self.model, part), side).text or "")

    def put(self: PageSetup, value: Any) -> None:
        if len(str(value)) > 255:
            fail(f"Unable to set the {side.title()} property of the PageSetup class")
        getattr(getattr(self.model, part), side).text = str(value) or None

    return property(get, put)


def _fit(name: str) -> property:
    def get(self: PageSetup) -> int | bool:
        found = getattr(self.model.page_setup, name)
        return 1 if found is None else found or False

    def put(self: PageSetup, value: Any) -> None:
        setattr(self.model.page_setup, name, int(value) if value else 0)

    return property(get, put)


class PageSetup(Com):
    """What is kept in openpyxl's sheet, so that a saved file has it."""

    def __init__(self, sheet: Worksheet) -> None:
        super().__init__(sheet.session)
        self._sheet, self.model = sheet, sheet.grid.sheet

    def where(self) -> str:
        return f"{self._sheet.where()}.PageSetup"

    def check(self) -> None:
        self._sheet.check()

    def __setattr__(self, name: str, value: Any) -> None:
        super().__setattr__(name, value)
        if name[0].isupper():
            self._sheet.book.touched()

    LeftMargin, RightMargin = _margin("left"), _margin("right")
    TopMargin, BottomMargin = _margin("top"), _margin("bottom")
    HeaderMargin, FooterMargin = _margin("header"), _margin("footer")
    CenterHorizontally, CenterVertically = _option("horizontalCentered"), _option("verticalCentered")
    PrintGridlines, PrintHeadings = _option("gridLines"), _option("headings")
    LeftHeader, CenterHeader = _text("oddHeader", "left"), _text("oddHeader", "center")
    RightHeader, LeftFooter = _text("oddHeader", "right"), _text("oddFooter", "left")
    CenterFooter, RightFooter = _text("oddFooter", "center"), _text("oddFooter", "right")
    FitToPagesWide, FitToPagesTall = _fit("fitToWidth"), _fit("fitToHeight")

    @property
    def Orientation(self) -> int:
        return LANDSCAPE if self.model.page_setup.orientation == "landscape" else PORTRAIT

    @Orientation.setter
    def Orientation(self, value: Any) -> None:
        if value not in {PORTRAIT, LANDSCAPE}:
            fail("Unable to set the Orientation property of the PageSetup class")
        self.model.page_setup.orientation = "landscape" if value == LANDSCAPE else "portrait"

    @property
    def PaperSize(self) -> int:
        return int(self.model.page_setup.paperSize or 1)

    @PaperSize.setter
    def PaperSize(self, value: Any) -> None:
        self.model.page_setup.paperSize = int(value)

    @property
    def Zoom(self) -> int | bool:
        if self.model.sheet_properties.pageSetUpPr is not None and self.model.sheet_properties.pageSetUpPr.fitToPage:
            return False
        return int(self.model.page_setup.scale or 100)

    @Zoom.setter
    def Zoom(self, value: Any) -> None:
        if value is not False and not 10 <= int(value) <= 400:
            fail("Unable to set the Zoom property of the PageSetup class")
        self.model.sheet_properties.pageSetUpPr.fitToPage = value is False
        self.model.page_setup.scale = None if value is False else int(value)

    @property
    def PrintArea(self) -> str:
        found = self.model.print_area
        if not found:
            return ""
        return ",".join(part.rpartition("!")[2] for part in str(found).split(","))

    @PrintArea.setter
    def PrintArea(self, value: Any) -> None:
        if not value:
            self.model.print_area = None
            return
        areas = parse_areas(str(value))
        if areas is None:
            fail("Unable to set the PrintArea property of the PageSetup class")
        self.model.print_area = ",".join(map(address, areas))

    @property
    def PrintTitleRows(self) -> str:
        return _dollars(self.model.print_title_rows)

    @PrintTitleRows.setter
    def PrintTitleRows(self, value: Any) -> None:
        self.model.print_title_rows = str(value).replace("$", "") or None

    @property
    def PrintTitleColumns(self) -> str:
        return _dollars(self.model.print_title_cols)

    @PrintTitleColumns.setter
    def PrintTitleColumns(self, value: Any) -> None:
        self.model.print_title_cols = str(value).replace("$", "") or None


def _dollars(found: Any) -> str:
    if not found:
        return ""
    return ":".join(f"${part.lstrip('$')}" for part in str(found).rpartition("!")[2].split(":"))


class PageBreak(Com):
    """A break that the user or a program put in."""

    def __init__(self, owner: HPageBreaks, number: int) -> None:
        super().__init__(owner.session)
        self._owner, self._number = owner, number

    def where(self) -> str:
        return f"{self._owner.where()}[{self._number}]"

    @property
    def Location(self) -> Any:
        return self._owner.sheet.range_at(self._number + 1, 1)


class HPageBreaks(ComCollection):
    """Breaks between rows; Excel's own are not computed."""

    def __init__(self, sheet: Worksheet) -> None:
        super().__init__(sheet.session)
        self.sheet = sheet

    def where(self) -> str:
        return f"{self.sheet.where()}.HPageBreaks"

    def members(self) -> list[Any]:
        return [PageBreak(self, one.id) for one in self.sheet.grid.sheet.row_breaks.brk]

    def Add(self, Before: Range) -> PageBreak:
        row = Before.first.top
        if row < 2:
            fail("Application-defined or object-defined error")
        self.sheet.grid.sheet.row_breaks.append(Break(id=row - 1))
        self.sheet.book.touched()
        return PageBreak(self, row - 1)


def reset_breaks(sheet: Worksheet) -> None:
    """Take out all breaks but Excel's own."""
    sheet.grid.sheet.row_breaks, sheet.grid.sheet.col_breaks = RowBreak(), ColBreak()
