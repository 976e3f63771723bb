"""A package: parts, what they relate to, and a save that leaves unchanged members their compressed bytes.

Source: ECMA-376 part 2 (Open Packaging Conventions) and PKWARE's APPNOTE 6.3 for the zip records.
"""

from __future__ import annotations

import io
import posixpath
import struct
import zlib
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING
from urllib.parse import unquote

from itnamnd_xl.package.faults import TOO_LARGE, UnusableError, one_fault
from itnamnd_xl.package.guard import MORE_THAN_READ, part_key
from itnamnd_xl.package.members import CHUNK, LOCAL, TOLD_AFTER, UTF8, local_header, packed, unpacked
from itnamnd_xl.package.xml import children, parse

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Iterator

    from lxml.etree import _Element as Element

    from itnamnd_xl.package.guard import Archive, Sizes

CONTENT_TYPES = "[Content_Types].xml"
# The first moment that a zip member can bear; a real one would make every run's file another.
EPOCH = (1980, 1, 1, 0, 0, 0)
CENTRAL, END = b"PK\1\2", b"PK\5\6"
DEFLATED, VERSION = 8, 20
MOST_IN_ZIP32, MOST_MEMBERS = 0xFFFFFFFE, 0xFFFE


@dataclass(frozen=True, slots=True)
class Relation:
    """What a part points at: its id, its type (a URL), and a part's name, or an address outside the package."""

    id: str
    type: str
    target: str
    is_external: bool

    def is_a(self, kind: str) -> bool:
        """Say whether the type ends in this word, in the transitional or the strict form."""
        return self.type.rpartition("/")[2] == kind


def relations_part(part: str) -> str:
    """Name the part that holds a part's relationships; the empty name is the package's own."""
    folder, file = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{file}.rels")


class Package:
    """A workbook's parts by name. Names are found whatever their case and slashes."""

    def __init__(self, data: bytes, archive: Archive, sizes: Sizes) -> None:
        """Take a zip container that the guard has let through."""
        self.data = data
        self.sizes = sizes
        self.archive = archive
        self._members = {part_key(one.filename): one for one in archive.infolist() if not one.is_dir()}
        self._changed: dict[str, tuple[str, bytes]] = {}
        self._gone: set[str] = set()

    def copy(self) -> Package:
        """Give the package as it was read, to be changed."""
        return Package(self.data, self.archive, self.sizes)

    def names(self) -> list[str]:
        """Give the names of all parts, the changed and added ones too."""
        kept = [one.filename for key, one in self._members.items() if key not in self._gone]
        return kept + [name for key, (name, _) in self._changed.items() if key not in self._members]

    def has(self, part: str) -> bool:
        """Say whether there is such a part."""
        key = part_key(part)
        return key in self._changed or (key in self._members and key not in self._gone)

    def read(self, part: str) -> bytes:
        """Give a part's content.

        Raises:
            UnusableError: there is no such part, or it is damaged.
        """
        key = part_key(part)
        if key in self._changed:
            return self._changed[key][1]
        with one_fault():
            return self._unpacked(self._members[key])

    def pieces(self, part: str) -> Iterator[bytes]:
        """Give a part's content a piece at a time, so that a large one is never held whole.

        Raises:
            UnusableError: there is no such part, or it is damaged.
        """
        key = part_key(part)
        member = self._members.get(key)
        if key in self._changed or member is None or self.archive.kept(member) is not None:
            yield self.read(part)
            return
        with one_fault():
            yield from unpacked(self.data, member)

    def tree(self, part: str) -> Element:
        """Parse a part that is held whole.

        Raises:
            UnusableError: there is no such part, it is damaged, or too large to be held.
        """
        member = self._members.get(part_key(part))
        if member is not None and member.file_size > self.sizes.held_bytes:
            raise UnusableError(TOO_LARGE, why=MORE_THAN_READ)
        return parse(self.read(part), self.sizes.held_elements)

    def open(self, part: str) -> IO[bytes]:
        """Open a part of the package as it was read, to be taken in pieces.

        Raises:
            UnusableError: there is no such part, or it is damaged.
        """
        with one_fault():
            member = self._members[part_key(part)]
            if member.file_size <= CHUNK:
                return io.BytesIO(self._unpacked(member))
            return self.archive.open(member)

    def write(self, part: str, content: bytes) -> None:
        """Replace a part's content, or add a part; the same content leaves it as it is."""
        key = part_key(part)
        self._gone.discard(key)
        member = self._members.get(key)
        if member is not None and self._holds(member, content):
            self._changed.pop(key, None)
        else:
            self._changed[key] = (member.filename if member else part, content)

    def held(self, part: str, content: bytes) -> bool:
        """Say whether a part was read with this content; one of another size is not unpacked to see that."""
        member = self._members.get(part_key(part))
        return member is not None and self._holds(member, content)

    def _holds(self, member: zipfile.ZipInfo, content: bytes) -> bool:
        return member.file_size == len(content) and self._unpacked(member) == content

    def drop(self, part: str) -> None:
        """Take a part out, if it is there."""
        key = part_key(part)
        self._changed.pop(key, None)
        if key in self._members:
            self._gone.add(key)

    def relations(self, part: str) -> tuple[Relation, ...]:
        """Give what a part relates to, in the order of its relationships part."""
        name = relations_part(part)
        if not self.has(name):
            return ()
        return tuple(
            Relation(
                one.get("Id", ""),
                one.get("Type", ""),
                one.get("Target", "") if one.get("TargetMode") == "External" else resolve(part, one.get("Target", "")),
                one.get("TargetMode") == "External",
            )
            for one in children(self.tree(name), "Relationship")
        )

    def raw_members(self) -> dict[str, tuple[int, bytes]]:
        """Give each member's method and compressed bytes as they were read, by the form of its name."""
        return {key: (one.compress_type, self._compressed(one)) for key, one in self._members.items()}

    def to_bytes(self) -> bytes:
        """Write the package; what was not changed keeps its place and its compressed bytes.

        Raises:
            UnusableError: it would need the zip64 format, which this does not write.
        """
        out = bytearray()
        directory: list[bytes] = []
        for record in self._records():
            directory.append(record.central(len(out)))
            out += record.local()
        offset, length = len(out), sum(map(len, directory))
        if offset + length > MOST_IN_ZIP32 or len(directory) > MOST_MEMBERS:
            raise UnusableError(TOO_LARGE, why="den skulle bli för stor för formatet")
        out += b"".join(directory)
        out += END + struct.pack("<HHHHIIH", 0, 0, len(directory), len(directory), length, offset, 0)
        return bytes(out)

    def _unpacked(self, member: zipfile.ZipInfo) -> bytes:
        kept = self.archive.kept(member)
        return b"".join(unpacked(self.data, member)) if kept is None else kept

    def _compressed(self, member: zipfile.ZipInfo) -> bytes:
        with one_fault():
            return packed(self.data, member)

    def _records(self) -> Iterator[_Record]:
        for one in self.archive.infolist():
            key = part_key(one.filename)
            if key in self._gone:
                continue
            if key in self._changed:
                yield _fresh(one.orig_filename, self._changed[key][1], one.date_time)
            else:
                stored_name, _ = local_header(self.data, one)
                yield _Record(stored_name, one.flag_bits & ~TOLD_AFTER, one.compress_type, one.date_time, one.CRC,
                              self._compressed(one), one.file_size, one.external_attr, one.create_system)  # fmt: skip
        for key, (name, content) in self._changed.items():
            if key not in self._members:
                yield _fresh(name, content, EPOCH)


def resolve(part: str, target: str) -> str:
    """Give the name of the part that a relationship's target means, as seen from the part that has it."""
    path = unquote(target).replace("\\", "/")
    if not path.startswith("/"):
        path = posixpath.join("/", posixpath.dirname(part), path)
    return posixpath.normpath(path).lstrip("/")


@dataclass(frozen=True, slots=True)
class _Record:
    """One member as it is written."""

    name: bytes
    flags: int
    method: int
    moment: tuple[int, int, int, int, int, int]
    checksum: int
    content: bytes
    size: int
    attributes: int = 0
    system: int = 0

    def _common(self) -> bytes:
        year, month, day, hour, minute, second = self.moment
        date = max(year - 1980, 0) << 9 | month << 5 | day
        time = hour << 11 | minute << 5 | second // 2
        sizes = (self.checksum, len(self.content), self.size, len(self.name), 0)
        return struct.pack("<HHHHHIIIHH", VERSION, self.flags, self.method, time, date, *sizes)

    def local(self) -> bytes:
        return LOCAL + self._common() + self.name + self.content

    def central(self, offset: int) -> bytes:
        made_by = struct.pack("<BB", VERSION, self.system)
        return CENTRAL + made_by + self._common() + struct.pack("<HHHII", 0, 0, 0, self.attributes, offset) + self.name


def _fresh(name: str, content: bytes, moment: tuple[int, int, int, int, int, int]) -> _Record:
    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    deflated = packer.compress(content) + packer.flush()
    encoded = name.encode("utf-8")
    flags = 0 if name.isascii() else UTF8
    return _Record(encoded, flags, DEFLATED, moment, zlib.crc32(content), deflated, len(content))
