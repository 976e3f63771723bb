"""What a file is, before anything in it is parsed: a workbook, or the diagnostic that says why not."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from itnamnd_xl.core.diagnostics import Diagnostic, diagnostic
from itnamnd_xl.package.save import reason

if TYPE_CHECKING:
    from pathlib import Path

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Names of streams in an OLE container, as they stand in its directory (UTF-16, little endian).
ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
OLD_WORKBOOK_STREAMS = tuple(name.encode("utf-16-le") for name in ("Workbook", "Book"))


_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s+ref="([A-Z]{1,3}\d{1,7}):([A-Z]{1,3}\d{1,7})"')
MOST_MERGED = 100_000


@dataclass(frozen=True, slots=True)
class Sizes:
    """The most that a file may hold, in bytes and parts."""

    file_bytes: int
    part_bytes: int
    total_bytes: int
    parts: int


def read_file(path: Path, sizes: Sizes) -> tuple[bytes | None, Diagnostic | None]:
    """Read a workbook's bytes; None and the reason where it is no workbook that can be used."""
    try:
        if path.stat().st_size > sizes.file_bytes:
            return None, _too_large(path.name)
        data = path.read_bytes()
    except OSError as problem:
        return None, diagnostic("E106", path.name, why=reason(problem))
    refusal = refuse(path.name, data, sizes)
    return (None, refusal) if refusal else (data, None)


def refuse(name: str, data: bytes, sizes: Sizes) -> Diagnostic | None:
    """Say why bytes cannot be used as a workbook; None where they can."""
    if not data:
        return diagnostic("E104", name)
    if data.startswith(OLE):
        return _ole(name, data)
    if not data.startswith(b"PK"):
        return diagnostic("E101", name)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _container(name, archive, sizes)
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, NotImplementedError, EOFError, RuntimeError):
        return diagnostic("E103", name)


def _ole(name: str, data: bytes) -> Diagnostic:
    if ENCRYPTED_STREAM in data:
        return diagnostic("E102", name)
    if any(stream in data for stream in OLD_WORKBOOK_STREAMS):
        return diagnostic("E105", name, format="gammalt Excel-format, .xls")
    return diagnostic("E101", name)


def _container(name: str, archive: zipfile.ZipFile, sizes: Sizes) -> Diagnostic | None:
    members = archive.infolist()
    total = sum(one.file_size for one in members)
    largest = max((one.file_size for one in members), default=0)
    if len(members) > sizes.parts or total > sizes.total_bytes or largest > sizes.part_bytes:
        return _too_large(name)
    names = {one.filename.replace("\\", "/").lstrip("/").casefold() for one in members}
    if "[content_types].xml" not in names:
        is_ods = "mimetype" in names and b"opendocument" in archive.read("mimetype")
        return diagnostic("E105", name, format="OpenDocument, .ods") if is_ods else diagnostic("E101", name)
    if any(one.endswith("workbook.bin") for one in names):
        return diagnostic("E105", name, format="binär arbetsbok, .xlsb")
    if not any(one.endswith("workbook.xml") for one in names):
        return diagnostic("E101", name)
    if archive.testzip() is not None:
        return diagnostic("E103", name)
    if any(_merges_too_much(archive.read(one)) for one in members if "/worksheets/" in f"/{one.filename}"):
        return diagnostic("E110", name, why="ett sammanfogat område är för stort")
    return None


def _merges_too_much(sheet: bytes) -> bool:
    """Say whether a sheet merges more cells than openpyxl takes in reasonable time: it makes every one of them."""
    for top_left, bottom_right in _MERGED.findall(sheet):
        (left, top), (right, bottom) = (_place(address) for address in (top_left, bottom_right))
        if (abs(right - left) + 1) * (abs(bottom - top) + 1) > MOST_MERGED:
            return True
    return False


def _place(address: bytes) -> tuple[int, int]:
    letters = address.rstrip(b"0123456789")
    column = 0
    for letter in letters:
        column = column * 26 + letter - 64
    return column, int(address[len(letters) :])


def _too_large(name: str) -> Diagnostic:
    return diagnostic("E110", name, why="den rymmer mer än verktyget läser")
