"""A file is looked at before anything in it is parsed."""

from __future__ import annotations

import io
import os
import zipfile
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itnamnd_xl.package.faults import UnusableError
from itnamnd_xl.package.files import is_unchanged, read_file
from itnamnd_xl.package.guard import MOST_KEPT, OLE, Container, Sizes, checked_zip, identify
from itnamnd_xl.package.opc import Package

if TYPE_CHECKING:
    from pathlib import Path

SIZES = Sizes(
    file_bytes=1_000_000,
    part_bytes=1_000_000,
    total_bytes=2_000_000,
    parts=100,
    held_bytes=100_000,
    held_elements=500,
    style_elements=500,
    elements=1000,
    cells=100,
    crowded_cells=20,
    cells_a_byte=2,
    strings=50,
    text=10_000,
    merges=10,
)


def workbook(**parts: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("[Content_Types].xml", "xl/workbook.xml"):
            archive.writestr(name, b"<x/>")
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def code_of(data: bytes, sizes: Sizes = SIZES) -> str | None:
    try:
        if identify(data) is Container.ZIP:
            checked_zip(data, sizes)
    except UnusableError as fault:
        return fault.code
    return None


def test_a_workbook_is_let_through() -> None:
    assert code_of(workbook()) is None


def test_members_are_kept_as_they_are_while_there_is_room() -> None:
    parts = {f"xl/{name}.bin": name.encode() * (MOST_KEPT // 5) for name in "abcdefgh"}
    data = workbook(**parts)
    sizes = replace(SIZES, total_bytes=3 * MOST_KEPT)
    archive = checked_zip(data, sizes)
    kept = {one.filename: archive.kept(one) for one in archive.infolist()}
    assert 0 < sum(kept[name] is None for name in parts) < len(parts)
    assert all(kept[name] in (None, content) for name, content in parts.items())
    package = Package(data, archive, sizes)
    assert {name: package.read(name) for name in parts} == parts


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ({"big": bytes(1_000_001)}, "E110"),
        ({f"part{i}": bytes(10) for i in range(101)}, "E110"),
        ({"xl/much.xml": b"<a></a>" * 1001}, "E110"),
        ({"xl/much.xml": b"<c r='A1'></c>" * 101}, "E110"),
        ({"xl/much.xml": b"<si><t/></si>" * 51}, "E110"),
        ({"xl/../../etc/passwd": b""}, "E122"),
        ({"xl\\..\\x": b""}, "E122"),
        ({"XL/Workbook.xml": b""}, "E122"),
        ({"/xl/workbook.xml": b""}, "E122"),
        ({"xl/workbook.bin": b""}, "E105"),
    ],
)
def test_what_no_workbook_has_is_refused_unparsed(parts: dict[str, bytes], code: str) -> None:
    assert code_of(workbook(**parts)) == code


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        ("EncryptedPackage", Container.ENCRYPTED),
        ("Workbook", Container.OLD),
        ("Book", Container.OLD),
    ],
)
def test_ole_containers_are_told_apart(inside: str, expected: Container) -> None:
    assert identify(OLE + bytes(600) + inside.encode("utf-16-le") + bytes(600)) is expected


def test_a_label_is_no_password() -> None:
    streams = "DRMEncryptedTransform".encode("utf-16-le") + "EncryptedPackage".encode("utf-16-le")
    assert code_of(OLE + bytes(600) + streams) == "E111"


def test_a_large_file_is_not_even_read(tmp_path: Path) -> None:
    path = tmp_path / "stor.xlsx"
    path.write_bytes(bytes(1_000_001))
    content, found = read_file(path, 1_000_000)
    assert content is None
    assert found is not None
    assert found.code == "E110"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "rör.xlsx"
    os.mkfifo(path)
    content, found = read_file(path, 1000)
    assert content is None
    assert found is not None
    assert found.code == "E106"


def test_a_file_is_known_again_by_its_print(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"one")
    content, _ = read_file(path, 1000)
    assert content is not None
    assert is_unchanged(path, content.print)
    status = path.stat()
    path.write_bytes(b"two")
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert not is_unchanged(path, content.print)
    assert not is_unchanged(path, replace(content.print, modified_ns=0))


@given(st.binary(max_size=400))
def test_any_bytes_give_a_verdict(data: bytes) -> None:
    assert code_of(data) in {None, "E101", "E103", "E104", "E105", "E110", "E111", "E122", "E123"}


@given(st.integers(min_value=0), st.integers(min_value=1, max_value=255))
def test_a_flipped_byte_never_raises(place: int, flip: int) -> None:
    data = bytearray(workbook(part=b"text " * 50))
    data[place % len(data)] ^= flip
    code_of(bytes(data))
