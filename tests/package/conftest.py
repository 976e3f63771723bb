"""Workbooks made for a test, and the limits that the tool has by itself."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import openpyxl
import pytest

from itnamnd_xl.package.guard import Sizes
from itnamnd_xl.policy.load import default_policy

if TYPE_CHECKING:
    from collections.abc import Callable

    from openpyxl.workbook import Workbook


@pytest.fixture(scope="session")
def sizes() -> Sizes:
    return Sizes(**default_policy().limits.model_dump())


def _made(fill: Callable[[Workbook], None]) -> bytes:
    book = openpyxl.Workbook()
    fill(book)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@pytest.fixture(scope="session")
def made() -> Callable[[Callable[[Workbook], None]], bytes]:
    """Make a workbook with openpyxl, whatever a function does to it."""
    return _made


def _changed(data: bytes, **parts: bytes | None) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        names = [one.filename for one in source.infolist()]
        for name in names:
            content = parts.get(name, source.read(name))
            if content is not None:
                target.writestr(name, content)
        for name in parts.keys() - set(names):
            target.writestr(name, parts[name] or b"")
    return buffer.getvalue()


@pytest.fixture(scope="session")
def changed() -> Callable[..., bytes]:
    """Give a workbook's bytes with parts replaced, added (by name), or taken out (None)."""
    return _changed
