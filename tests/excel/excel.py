"""A running Excel for tests: xlwings' real Windows engine over the double of Excel's object model.

from tests.excel.excel import excel  # in a conftest.py, and named in its __all__: the fixture

def test_something(excel: Excel, tmp_path: Path) -> None:
    book = excel.open(path)
    book.sheets["Drift"]["A1"].value = 1
    assert excel.log.writes() == ["SET Sheet[Drift].Range[A1].Value 1"]
    excel.save(book, tmp_path / "saved.xlsx")
"""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import pytest
import xlwings

from tests.excel import computing, pywin32
from tests.excel.com import Session, busy_error, fail, plain
from tests.excel.com_app import Application, ProtectedViewWindow
from tests.excel.recording import Log

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class Excel:
    """Started, it is the active engine of xlwings; stopped, xlwings is as it was.

    Args:
        swedish_formats: `NumberFormat` takes the code in the user's spelling, as some Swedish Excels do.
        respell: A quoted single character in a number format comes back escaped.
    """

    def __init__(self, *, swedish_formats: bool = False, respell: bool = False) -> None:
        self.log = Log()
        self._session = Session(self.log, swedish_formats=swedish_formats, respell=respell)
        self.com = Application(self._session)
        self._engine: Any = None
        self._before: Any = None

    def start(self) -> Self:
        """Install the stubs and make the engine the active one."""
        if self._engine is not None:
            return self
        if pywin32.Hooks.application is not None:
            raise RuntimeError("another Excel is running")
        windows = pywin32.install()
        pywin32.Hooks.application = self.com
        self._engine, self._before = xlwings.Engine(impl=windows.engine), xlwings.engines.active
        xlwings.engines.add(self._engine)
        self._engine.activate()
        computing.begin()
        return self

    def stop(self) -> None:
        """Take the engine out of xlwings again. Twice does no harm."""
        if self._engine is None:
            return
        xlwings.engines.engines.remove(self._engine)
        xlwings.engines.engines_by_name.pop(self._engine.name, None)
        xlwings.engines.active = self._before
        self._engine = None
        computing.end()
        pywin32.uninstall()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def app(self) -> xlwings.App:
        """The running Excel as xlwings finds it."""
        with self.log.pause():
            found = xlwings.apps.active
        assert found is not None
        return found

    def open(
        self, path: str | Path, *, fullname: str | None = None, read_only: bool = False, auto_save: bool = False
    ) -> xlwings.Book:
        """Open a workbook as the user did before the test begins: nothing of it is recorded.

        Args:
            path: The file.
            fullname: What Excel calls it instead, such as an address in the cloud.
            read_only: Whether the user may not save it.
            auto_save: Whether Excel saves it all the time.
        """
        with self.log.pause():
            book = self.app.books.open(str(path))
            model = plain(book.api)
            model.full_name, model.read_only, model.auto_save = fullname or str(path), read_only, auto_save
            return book

    def new(self) -> xlwings.Book:
        """Open a new workbook with one sheet."""
        with self.log.pause():
            return self.app.books.add()

    def save(self, book: xlwings.Book, path: Path) -> Path:
        """Write the workbook with openpyxl; the book in Excel stays as it is."""
        with self.log.pause():
            plain(book.api).write_to(path)
        return path

    def model(self, book: xlwings.Book) -> Any:
        """The openpyxl workbook behind a book."""
        return plain(book.api).model

    def protect_view(self, name: str, caption: str | None = None, folder: str = "") -> None:
        """Let a file be open in protected view, where no program reaches it."""
        shown = caption or f"{name} - Protected View"
        self.com.protected.append(ProtectedViewWindow(self._session, shown, name, folder))

    def answer(self, button: int) -> None:
        """What the user presses in every message box from now on: 1 OK, 2 Cancel, 6 Yes, 7 No."""
        self.com.answer = button

    def macro(self, name: str, function: Callable[..., Any]) -> None:
        """Let a macro of that name do this."""
        self._session.macros[name] = function

    def fail_after(self, operations: int, error: BaseException | None = None) -> None:
        """Raise an error at the n-th recorded operation from now, once."""
        if error is None:
            with contextlib.suppress(pywin32.com_error):
                fail("The test asked for this")
            error = _failure()
        self.log.fail_after(operations, error)

    @contextlib.contextmanager
    def busy(self, times: int | None = None) -> Iterator[None]:
        """Reject every operation meanwhile, or the first few, as while the user edits a cell."""
        with self.log.rejecting(busy_error(), times):
            yield


def _failure() -> BaseException:
    try:
        fail("The test asked for this")
    except pywin32.com_error as error:
        return error


@pytest.fixture
def excel() -> Iterator[Excel]:
    """A running Excel with Swedish settings and no workbook open."""
    with Excel() as running:
        yield running
