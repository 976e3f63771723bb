"""Application: Excel itself."""
# ruff: noqa: N802, N803 - the members and their arguments have Excel's names

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.excel.com import Com, Members, NotModelledError, Session, fail
from tests.excel.com_book import Workbooks
from tests.excel.com_range import Range
from tests.excel.com_window import Window
from tests.excel.pywin32 import HWND

if TYPE_CHECKING:
    from tests.excel.com_book import Workbook

AUTOMATIC, MANUAL, SEMIAUTOMATIC = -4105, -4135, 2
DECIMAL, THOUSANDS, LIST = 3, 4, 5


def _switch(name: str) -> property:
    """A setting that is on or off, and holds until it is set again."""

    def get(self: Application) -> bool:
        return bool(getattr(self, name))

    def put(self: Application, value: Any) -> None:
        setattr(self, name, bool(value))

    return property(get, put)


class International(Com):
    """Called, or asked with an index, for one of the user's settings."""

    swedish = {1: 46, 2: 46, DECIMAL: ",", THOUSANDS: "\u00a0", LIST: ";"}  # noqa: RUF012 - constant

    def where(self) -> str:
        return "App.International"

    def _default(self, *args: Any, **_named: Any) -> Any:
        return self.swedish.get(args[0]) or fail("Subscript out of range")

    def __getitem__(self, index: int) -> Any:
        return self.swedish[index]


class ProtectedViewWindow(Com):
    """A file from somewhere else, opened for looking only."""

    def __init__(self, session: Session, caption: str, source_name: str, source_path: str) -> None:
        super().__init__(session)
        self.name, self._source, self._folder = caption, source_name, source_path

    def where(self) -> str:
        return f"App.ProtectedViewWindows[{self.name}]"

    @property
    def Caption(self) -> str:
        return self.name

    @property
    def SourceName(self) -> str:
        return self._source

    @property
    def SourcePath(self) -> str:
        return self._folder


class Application(Com):
    """One running Excel, with Swedish settings."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        session.application = self
        self.books: list[Workbook] = []
        self.protected: list[ProtectedViewWindow] = []
        self.book: Workbook | None = None
        self.made, self.user = 0, "Användare"
        self.screen_updating = self.enable_events = self.display_alerts = self.interactive = True
        self.print_communication, self.visible = True, True
        self.calculation, self.cut_copy = AUTOMATIC, 0
        self.status_bar: str | bool = False
        self.answer = 1

    def where(self) -> str:
        return "App"

    def show(self, book: Workbook) -> None:
        """Make a workbook the active one."""
        if book not in self.books:
            self.books.append(book)
        self.book = book

    def _alert(self, text: str, caption: str, style: int) -> int:
        self.session.log.alert(text, caption, style)
        return self.answer

    @property
    def _active(self) -> Workbook | None:
        if self.book not in self.books:
            self.book = self.books[-1] if self.books else None
        return self.book

    ScreenUpdating = _switch("screen_updating")
    EnableEvents = _switch("enable_events")
    DisplayAlerts = _switch("display_alerts")
    Interactive = _switch("interactive")
    PrintCommunication = _switch("print_communication")
    Visible = _switch("visible")

    @property
    def Calculation(self) -> int:
        return self.calculation if self.books else fail("Unable to get the Calculation property")

    @Calculation.setter
    def Calculation(self, value: Any) -> None:
        if value not in {AUTOMATIC, MANUAL, SEMIAUTOMATIC} or not self.books:
            fail("Unable to set the Calculation property of the Application class")
        self.calculation = value

    @property
    def StatusBar(self) -> Any:
        return self.status_bar

    @StatusBar.setter
    def StatusBar(self, value: Any) -> None:
        self.status_bar = False if value is False else str(value)

    @property
    def CutCopyMode(self) -> int:
        return self.cut_copy

    @CutCopyMode.setter
    def CutCopyMode(self, _value: Any) -> None:
        self.cut_copy = 0

    @property
    def Name(self) -> str:
        return "Microsoft Excel"

    @property
    def Version(self) -> str:
        return "16.0"

    @property
    def Hwnd(self) -> int:
        return HWND

    @property
    def UserName(self) -> str:
        return self.user

    @property
    def Ready(self) -> bool:
        return True

    @property
    def International(self) -> Any:
        return International(self.session)

    @property
    def Application(self) -> Any:
        return self

    @property
    def Workbooks(self) -> Any:
        return Workbooks(self.session)

    @property
    def ActiveWorkbook(self) -> Any:
        return self._active

    @property
    def ActiveSheet(self) -> Any:
        return self._active.active if self._active is not None else None

    @property
    def ActiveWindow(self) -> Any:
        return Window(self._active) if self._active is not None else None

    @property
    def Selection(self) -> Any:
        sheet = self._active.active if self._active is not None else None
        return None if sheet is None else sheet.selected or sheet.range_at(1, 1)

    @property
    def ActiveCell(self) -> Any:
        sheet = self._active.active if self._active is not None else None
        area = sheet.selected.first if sheet is not None and sheet.selected is not None else None
        return None if sheet is None else sheet.range_at(*(area[:2] if area else (1, 1)))

    @property
    def ProtectedViewWindows(self) -> Any:
        return Members(self.session, "App.ProtectedViewWindows", lambda: list(self.protected))

    @property
    def ActiveProtectedViewWindow(self) -> Any:
        return self.protected[-1] if self.protected else None

    def Goto(self, Reference: Any = None, Scroll: Any = False) -> None:
        """Go to a range on any visible sheet, and scroll there if told to."""
        if not isinstance(Reference, Range):
            raise NotModelledError("Goto with anything but a range")
        sheet = Reference.sheet
        if not sheet.shown:
            fail("Method 'Goto' of object '_Application' failed")
        self.show(sheet.book)
        sheet.book.activate(sheet)
        Reference.select()
        if Scroll:
            sheet.scroll = [Reference.first.top, Reference.first.left]

    def Calculate(self) -> None:
        """Nothing: the values of formulas are those of the file."""

    def CalculateFull(self) -> None:
        """As Calculate."""

    def Run(self, Macro: str, *args: Any) -> Any:
        if Macro not in self.session.macros:
            fail(f"Cannot run the macro '{Macro}'")
        return self.session.macros[Macro](*args)

    def Quit(self) -> None:
        self.books.clear()
