"""A file is looked at before anything in it is parsed."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itnamnd_xl.package.guard import Sizes, read_file, refuse

if TYPE_CHECKING:
    from pathlib import Path

SIZES = Sizes(file_bytes=1_000_000, part_bytes=1_000_000, total_bytes=2_000_000, parts=100)


def workbook(**parts: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("[Content_Types].xml", "xl/workbook.xml"):
            archive.writestr(name, b"<x/>")
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def test_a_workbook_is_let_through() -> None:
    assert refuse("a.xlsx", workbook(), SIZES) is None


@pytest.mark.parametrize("parts", [{"big": bytes(1_000_001)}, {f"part{i}": bytes(10) for i in range(101)}])
def test_what_unpacks_to_too_much_is_refused_unread(parts: dict[str, bytes]) -> None:
    found = refuse("a.xlsx", workbook(**parts), SIZES)
    assert found is not None
    assert found.code == "E110"


def test_a_large_file_is_not_even_read(tmp_path: Path) -> None:
    path = tmp_path / "stor.xlsx"
    path.write_bytes(bytes(1_000_001))
    data, found = read_file(path, SIZES)
    assert data is None
    assert found is not None
    assert found.code == "E110"


@given(st.binary(max_size=400))
def test_any_bytes_give_a_verdict(data: bytes) -> None:
    found = refuse("a.xlsx", data, SIZES)
    assert found is None or found.code in {"E101", "E102", "E103", "E104", "E105", "E106", "E110"}


@given(st.integers(min_value=0), st.integers(min_value=1, max_value=255))
def test_a_flipped_byte_never_raises(place: int, flip: int) -> None:
    data = bytearray(workbook(part=b"text " * 50))
    data[place % len(data)] ^= flip
    found = refuse("a.xlsx", bytes(data), SIZES)
    assert found is None or found.message


@pytest.mark.parametrize(("area", "refused"), [("B1:B1048576", True), ("A1:XFD1", False), ("A1:C40", False)])
def test_a_merged_area_of_a_whole_column_is_refused_rather_than_waited_for(area: str, *, refused: bool) -> None:
    sheet = f'<worksheet><mergeCells><mergeCell ref="{area}"/></mergeCells></worksheet>'.encode()
    found = refuse("a.xlsx", workbook(**{"xl/worksheets/sheet1.xml": sheet}), SIZES)
    assert (found is not None) is refused
