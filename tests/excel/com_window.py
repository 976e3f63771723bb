"""A workbook's window: what it shows of the sheet that is active."""
# ruff: noqa: N802 - the members have Excel's names

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from openpyxl.worksheet.views import Pane, Selection

from tests.excel.areas import Area, plain_address
from tests.excel.com import Com, fail

if TYPE_CHECKING:
    from tests.excel.com_book import Workbook
    from tests.excel.com_sheet import Worksheet


class Window(Com):
    """Kept for each sheet, in openpyxl's view of it."""

    def __init__(self, book: Workbook) -> None:
        super().__init__(book.session)
        self._book = book

    def where(self) -> str:
        return f"Window[{self._book.name}]"

    def check(self) -> None:
        self._book.check()

    @property
    def _sheet(self) -> Worksheet:
        return self._book.active or fail("A chart is shown")

    @property
    def _view(self) -> Any:
        return self._sheet.grid.sheet.sheet_view

    @property
    def _frozen(self) -> Any | None:
        pane = self._view.pane
        return pane if pane is not None and pane.state in {"frozen", "frozenSplit"} else None

    def _splits(self) -> tuple[int, int]:
        """How many rows and columns stand still, or would."""
        pane = self._frozen
        if pane is not None:
            return int(pane.ySplit or 0), int(pane.xSplit or 0)
        return self._sheet.split[0], self._sheet.split[1]

    def _split(self, at: int, value: Any) -> None:
        splits = list(self._splits())
        splits[at] = int(value)
        frozen = self._frozen is not None
        self._sheet.split = splits
        if frozen:
            self._freeze(*splits)

    def _freeze(self, rows: int, columns: int) -> None:
        """Freeze what stands above and left, counted from where the window is scrolled to."""
        view, sheet = self._view, self._sheet
        top, left = sheet.scroll
        if not rows and not columns:
            view.pane = None
            return
        below = plain_address(Area(top + rows, left + columns, top + rows, left + columns))
        pane: Any = "bottomRight" if rows and columns else "bottomLeft" if rows else "topRight"
        view.pane = Pane(
            xSplit=columns or None, ySplit=rows or None, topLeftCell=below, activePane=pane, state="frozen"
        )
        view.topLeftCell = plain_address(Area(top, left, top, left)) if (top, left) != (1, 1) else None
        kept = view.selection[0] if view.selection else Selection()
        panes: list[Any] = ["topRight", "bottomLeft", "bottomRight"] if rows and columns else [pane]
        view.selection = [Selection(pane=one, activeCell=kept.activeCell, sqref=kept.sqref) for one in panes]

    @property
    def FreezePanes(self) -> bool:
        return self._frozen is not None

    @FreezePanes.setter
    def FreezePanes(self, value: Any) -> None:
        sheet = self._sheet
        if self.View == 3:
            fail("Unable to set the FreezePanes property of the Window class")
        if not value:
            self._view.pane, sheet.split = None, [0, 0]
            kept = self._view.selection[-1:] or [Selection()]
            kept[0].pane = None
            self._view.selection = kept
        elif self._frozen is None:
            rows, columns = self._splits()
            if not rows and not columns:  # Excel freezes at the cell that is active
                chosen = sheet.selected
                rows = chosen.first.top - sheet.scroll[0] if chosen else 0
                columns = chosen.first.left - sheet.scroll[1] if chosen else 0
            self._freeze(rows, columns)
        self._book.touched()

    @property
    def View(self) -> int:
        return {"normal": 1, "pageBreakPreview": 2, "pageLayout": 3}[self._view.view or "normal"]

    @View.setter
    def View(self, value: Any) -> None:
        views: dict[int, Any] = {1: None, 2: "pageBreakPreview", 3: "pageLayout"}
        self._view.view = views[int(value)]

    @property
    def SplitRow(self) -> int:
        return self._splits()[0]

    @SplitRow.setter
    def SplitRow(self, value: Any) -> None:
        self._split(0, value)

    @property
    def SplitColumn(self) -> int:
        return self._splits()[1]

    @SplitColumn.setter
    def SplitColumn(self, value: Any) -> None:
        self._split(1, value)

    @property
    def ScrollRow(self) -> int:
        return self._sheet.scroll[0]

    @ScrollRow.setter
    def ScrollRow(self, value: Any) -> None:
        self._sheet.scroll[0] = int(value)

    @property
    def ScrollColumn(self) -> int:
        return self._sheet.scroll[1]

    @ScrollColumn.setter
    def ScrollColumn(self, value: Any) -> None:
        self._sheet.scroll[1] = int(value)

    @property
    def DisplayGridlines(self) -> bool:
        return self._view.showGridLines is not False

    @DisplayGridlines.setter
    def DisplayGridlines(self, value: Any) -> None:
        self._view.showGridLines = bool(value)
        self._book.touched()

    @property
    def DisplayHeadings(self) -> bool:
        return self._view.showRowColHeaders is not False

    @DisplayHeadings.setter
    def DisplayHeadings(self, value: Any) -> None:
        self._view.showRowColHeaders = bool(value)
        self._book.touched()

    @property
    def Zoom(self) -> float:
        return float(self._view.zoomScale or 100)

    @Zoom.setter
    def Zoom(self, value: Any) -> None:
        self._view.zoomScale = int(value)

    @property
    def Visible(self) -> bool:
        return True

    @property
    def Caption(self) -> str:
        return self._book.name

    @property
    def ActiveSheet(self) -> Any:
        return self._sheet

    def Activate(self) -> None:
        self.session.application.show(self._book)
