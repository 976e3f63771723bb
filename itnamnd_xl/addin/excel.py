"""The way to Excel: the workbook that a button was pressed in, or the one that is active; and Excel left as it was."""

from __future__ import annotations

import atexit
import sys
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from itnamnd_xl.addin.faults import ExcelError
from itnamnd_xl.core.swedish import listing
from itnamnd_xl.version import xlwings_version

if TYPE_CHECKING:
    from collections.abc import Iterator

    import xlwings as xw

# How often a call is tried anew that Excel turns down because it is busy; xlwings' own choice is for ever.
ATTEMPTS = 200
# How often a setting is put back before the user is told that it could not be.
TRIES = 3
SETTINGS = {
    "screen_updating": "uppdateringen av skärmen",
    "enable_events": "händelserna",
    "calculation": "beräkningsläget",
    "display_alerts": "varningarna",
}


def caller() -> xw.Book:
    """Give the workbook that a button was pressed in.

    Raises:
        ExcelError: xlwings is not there, or no workbook can be reached.
    """
    library = _xlwings()
    try:
        book: xw.Book = library.Book.caller()
    except Exception as problem:
        # A name with an equals sign is cut by xlwings; the button was pressed in the active workbook all the same.
        if library.apps.count == 0:
            raise ExcelError("E904") from problem
        return _active(library.apps.active)
    return book


def attached() -> xw.Book:
    """Give the workbook that is active in the Excel that is running; none is ever started.

    Raises:
        ExcelError: Excel is not on this computer or not running, or no workbook is open.
    """
    if sys.platform != "win32" and "excel" not in _engines():
        raise ExcelError("E908", system=sys.platform)
    library = _xlwings()
    if library.apps.count == 0:
        raise ExcelError("E904")
    return _active(library.apps.active)


def protected_views(app: xw.App) -> list[str]:
    """Name the workbooks that are open in Protected View. Beyond xlwings."""
    windows = app.api.ProtectedViewWindows
    return [str(windows.Item(at).SourceName) for at in range(1, windows.Count + 1)]


def selected(app: xw.App) -> xw.Range | None:
    """Give the cells that are selected; None where something else is, or nothing, which xlwings stumbles over."""
    try:
        return app.selection
    except AttributeError:
        return None


@contextmanager
def kept_state(app: xw.App) -> Iterator[None]:
    """Let Excel be quiet and quick for a while; afterwards, also after an error, it is as it was before.

    Kept are screen updating, calculation, events, alerts, the active workbook and sheet, and what is selected.

    Raises:
        ExcelError: something could not be put back; the user is told what.
    """
    book = app.books.active
    sheet, selection = book.sheets.active, selected(app)
    # Alerts stay as they are but for a moment: xlwings leaves them off where a sheet cannot be deleted.
    state: dict[str, Any] = {
        "screen_updating": False,
        "enable_events": False,
        "calculation": "manual",
        "display_alerts": app.display_alerts,
    }
    before = {name: getattr(app, name) for name in state}
    try:
        for name, value in state.items():
            setattr(app, name, value)
        yield
    finally:
        _restore(app, book, sheet, selection, before)


def _restore(app: xw.App, book: xw.Book, sheet: xw.Sheet, selection: xw.Range | None, before: dict[str, Any]) -> None:
    """Put everything back, each by itself: what cannot be must not keep the rest from it."""
    for shown in (book.activate, sheet.activate, selection.select if selection is not None else None):
        # What was selected may be gone with one of our sheets.
        with suppress(Exception):
            if shown is not None:
                shown()
    stuck = [SETTINGS[name] for name, value in reversed(before.items()) if not _put_back(app, name, value)]
    if stuck:
        raise ExcelError("E919", what=listing(stuck)) from sys.exception()


def _put_back(app: xw.App, name: str, value: object) -> bool:
    """Set a property of Excel's, if need be again: a moment later it may be ready for it."""
    for _ in range(TRIES):
        with suppress(Exception):
            setattr(app, name, value)
            return True
    return False


def _active(app: xw.App) -> xw.Book:
    # Beyond xlwings, which makes a workbook of nothing where none is open.
    if app.api.ActiveWorkbook is not None:
        return app.books.active
    seen = protected_views(app)
    if seen:
        raise ExcelError("E902", seen[0])
    raise ExcelError("E903")


def _engines() -> set[str]:
    """Name the engines that xlwings has, if it is loaded: on Windows its own, in tests another."""
    library = sys.modules.get("xlwings")
    return {one.name for one in library.engines} if library is not None else set()


def _xlwings() -> Any:  # noqa: ANN401 - a module
    """Load xlwings where it is needed: on Windows that alone registers something to be done when Python ends."""
    try:
        import xlwings  # noqa: PLC0415 - as said
    except ImportError as problem:
        raise ExcelError("E910", version=xlwings_version()) from problem
    if xlwings.__version__ != xlwings_version():
        raise ExcelError("E910", version=xlwings_version())
    engine = getattr(xlwings, "_xlwindows", None)
    if engine is not None:
        # When Python ends, xlwings would end every Excel that it sees no workbook in: those are not ours to end.
        atexit.unregister(engine.cleanup)
        engine.N_COM_ATTEMPTS = engine.N_COM_ATTEMPTS or ATTEMPTS
    return xlwings
