"""What the tests of the buttons share: a running Excel, the example open in it, and a place for the log."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.conftest import WORKBOOKS
from tests.excel.excel import Excel, excel

if TYPE_CHECKING:
    import xlwings as xw

__all__ = ["excel"]


@pytest.fixture(autouse=True)
def log_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep the log of the tests, and the user's configuration, out of the home of whoever runs them."""
    folder = tmp_path / "log"
    monkeypatch.setattr("platformdirs.user_log_dir", lambda *_, **__: str(folder))
    monkeypatch.setattr("platformdirs.user_config_dir", lambda *_, **__: str(tmp_path / "config"))
    return folder


@pytest.fixture
def example(excel: Excel, tmp_path: Path) -> xw.Book:
    """The example case in one workbook, open in Excel."""
    path = Path(shutil.copy(WORKBOOKS / "2023-samlad" / "sydnarke-2023.xlsx", tmp_path / "sydnarke.xlsx"))
    book = excel.open(path)
    excel.log.clear()
    return book


@pytest.fixture
def three_open(excel: Excel, three: list[Path]) -> list[xw.Book]:
    """The example case in three workbooks, all open in Excel, the budget in front."""
    books = [excel.open(path) for path in reversed(three)]
    excel.log.clear()
    return books[::-1]
