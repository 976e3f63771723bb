"""The results of all cases in one file beside the workbooks: a line of JSON for each, packed with gzip.

Each line is a gzip member of its own. What a run adds is put at the end; where the same case stands twice, the later
holds. Every tool that reads gzip reads the whole. At the end of a run it is written anew without what is of old.
"""

from __future__ import annotations

import contextlib
import errno
import gzip
import json
import os
import zlib
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any, BinaryIO

from itnamnd_xl.package.disk import set_aside

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

CHUNK = 1 << 16
# What compressing harder than this gains in size, it costs in time.
LEVEL = 5
PATH, FINGERPRINT = '{"path": ', ', "fingerprint": '


@dataclass(frozen=True, slots=True)
class _Entry:
    """Where a case's packed line stands, what it was computed from, and the checksum of the line."""

    start: int
    length: int
    fingerprint: str
    checksum: int


class Results:
    """The file of results, with the place of each case's line in it."""

    def __init__(self, path: Path, *, is_read_only: bool = False) -> None:
        """Open the file, or make it.

        What an interrupted run has left half-written at its end is cut off; a file of another kind that has its name
        is kept beside it, with the ending .bak.

        Args:
            path: the file.
            is_read_only: whether it is only looked at.

        Raises:
            OSError: it cannot be read or written.
        """
        self.path = path = path.resolve()
        if path.exists() and not path.is_file():
            raise OSError(errno.EISDIR, "")
        if not is_read_only:
            path.parent.mkdir(parents=True, exist_ok=True)
            _keep_foreign(path)
        self._file: BinaryIO = path.open("rb" if is_read_only else "r+b" if path.exists() else "w+b")
        self._entries: dict[str, _Entry] = {}
        end = 0
        for line, start, length in _members(self._file):
            with contextlib.suppress(ValueError, IndexError):
                case, fingerprint = _head_of(line)
                self._entries[case] = _Entry(start, length, fingerprint, zlib.crc32(line))
            end = start + length
        if not is_read_only:
            self._file.truncate(end)
        self._end = end

    def __contains__(self, path: object) -> bool:
        """Say whether there is a result of a case."""
        return path in self._entries

    def sum_of(self, path: str) -> int | None:
        """Give the checksum of a case's result; None where there is none."""
        entry = self._entries.get(path)
        return entry.checksum if entry else None

    def fingerprint(self, path: str) -> str | None:
        """Give the fingerprint that a case's result was computed from; None where there is no result."""
        entry = self._entries.get(path)
        return entry.fingerprint if entry else None

    def add(self, path: str, fingerprint: str, packed: bytes) -> None:
        """Add the packed line of a case."""
        self._file.seek(self._end)
        self._file.write(packed)
        self._file.flush()
        # A gzip member ends with the checksum and the length of what is in it.
        checksum = int.from_bytes(packed[-8:-4], "little")
        self._entries[path] = _Entry(self._end, len(packed), fingerprint, checksum)
        self._end += len(packed)

    def line(self, path: str) -> dict[str, Any]:
        """Give the result of a case, numbers exact."""
        return _parsed(zlib.decompress(self._packed(path), wbits=31))

    def _packed(self, path: str) -> bytes:
        entry = self._entries[path]
        self._file.seek(entry.start)
        return self._file.read(entry.length)

    def keep_only(self, paths: Collection[str]) -> None:
        """Write the file anew with the results of these cases alone, in their order; nothing if it is so already."""
        kept = {one: self._entries[one] for one in paths if one in self._entries}
        starts = [entry.start for entry in kept.values()]
        if sum(entry.length for entry in kept.values()) == self._end and starts == sorted(starts):
            return
        fresh = self.path.with_name(f"{self.path.name}.ny")
        end = 0
        try:
            with fresh.open("wb") as file:
                for one, entry in kept.items():
                    file.write(self._packed(one))
                    kept[one] = replace(entry, start=end)
                    end += entry.length
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(self.path)
        finally:
            fresh.unlink(missing_ok=True)
        self._file.close()
        self._file = self.path.open("r+b")
        self._entries, self._end = kept, end

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def packed_line(path: str, fingerprint: str, line: str) -> bytes:
    """Pack the line of a case, a JSON object; path and fingerprint go first, to be found without reading the rest."""
    head = f"{PATH}{json.dumps(path)}{FINGERPRINT}{json.dumps(fingerprint)}"
    return gzip.compress(f"{head}, {line[1:]}\n".encode(), LEVEL, mtime=0)


def _head_of(line: bytes) -> tuple[str, str]:
    text, decoder = line.decode(), json.JSONDecoder()
    path, end = decoder.raw_decode(text, len(PATH))
    fingerprint, _ = decoder.raw_decode(text, end + len(FINGERPRINT))
    return str(path), str(fingerprint)


def _parsed(line: bytes) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(line, parse_float=Decimal)
    return found


def _keep_foreign(path: Path) -> None:
    """Keep a file that is none of ours under another name: it is somebody's."""
    if not path.exists() or not path.stat().st_size:
        return
    with path.open("rb") as file:
        begin = file.read(CHUNK)
    with contextlib.suppress(zlib.error):
        if zlib.decompressobj(wbits=31).decompress(begin, len(PATH)) in (PATH.encode(), b""):
            return
    set_aside(path)


def _members(file: BinaryIO) -> Iterator[tuple[bytes, int, int]]:
    """Unpack a file's gzip members: the content, the place and the length of each, up to the first that is broken."""
    start, rest = 0, b""
    while True:
        unpacker, packed, content = zlib.decompressobj(wbits=31), 0, []
        while not unpacker.eof:
            chunk = rest or file.read(CHUNK)
            if not chunk:
                return
            try:
                content.append(unpacker.decompress(chunk))
            except zlib.error:
                return
            rest = unpacker.unused_data
            packed += len(chunk) - len(rest)
        yield b"".join(content), start, packed
        start += packed
