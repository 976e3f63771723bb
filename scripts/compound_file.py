"""Write a compound file (version 3), the container of a vbaProject.bin. References are to [MS-CFB].

Given the same streams it gives the same bytes: nothing in it holds a time or a random id.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass, field

SECTOR = 512
MINI_SECTOR = 64
MINI_CUTOFF = 4096  # a shorter stream lives in the mini stream (2.2)
FAT_ENTRIES = SECTOR // 4
HEADER_FAT_SECTORS = 109  # the header has room for so many; more would need a DIFAT (2.5), and no project is 7 MB
ENTRY = 128

# Sector numbers with a meaning of their own (2.1), and the end of a tree of entries (2.6.1).
FAT_SECTOR = 0xFFFFFFFD
END_OF_CHAIN = 0xFFFFFFFE
FREE = 0xFFFFFFFF
NO_STREAM = 0xFFFFFFFF

STORAGE, STREAM, ROOT = 1, 2, 5
BLACK = 1  # every node black is a valid tree (2.6.4)

Tree = Mapping[str, "bytes | Tree"]


@dataclass(slots=True)
class Entry:
    """A directory entry (2.6.1); left, right and child are indexes of other entries."""

    name: str
    kind: int
    data: bytes = b""
    left: int = NO_STREAM
    right: int = NO_STREAM
    child: int = NO_STREAM
    start: int = 0
    size: int = 0

    def packed(self) -> bytes:
        """Give the 128 bytes of the entry. Class id, state and both times stay zero."""
        name = self.name.encode("utf-16-le") + b"\0\0"
        if len(name) > 64:
            raise ValueError(f"the name is too long for a compound file: {self.name}")
        links = struct.pack("<HBBIII", len(name), self.kind, BLACK, self.left, self.right, self.child)
        return name.ljust(64, b"\0") + links + b"\0" * 36 + struct.pack("<IQ", self.start, self.size)


UNUSED_ENTRY = b"\0" * 64 + struct.pack("<HBBIII", 0, 0, 0, NO_STREAM, NO_STREAM, NO_STREAM) + b"\0" * 48


def sort_key(name: str) -> tuple[int, str]:
    """Siblings are ordered by length first, then by their capitals (2.6.4)."""
    return len(name.encode("utf-16-le")), name.upper()


def chain(first: int, length: int) -> list[int]:
    """Give the FAT entries of consecutive sectors: each names the next, the last ends the chain (2.3)."""
    return [*range(first + 1, first + length), END_OF_CHAIN] if length else []


def padded(data: bytes, unit: int, filler: bytes = b"\0") -> bytes:
    """Fill up to whole sectors."""
    return data + filler * (-len(data) % unit)


def numbers(values: list[int]) -> bytes:
    """Pack sector numbers, filled up to whole sectors with free ones."""
    return padded(struct.pack(f"<{len(values)}I", *values), SECTOR, b"\xff")


@dataclass(slots=True)
class Sectors:
    """The sectors after the header, and which follows which."""

    data: bytearray = field(default_factory=bytearray)
    fat: list[int] = field(default_factory=list)

    def add(self, data: bytes) -> int:
        """Append a stream in sectors of its own; return the first, or the end of chain for an empty one."""
        if not data:
            return END_OF_CHAIN
        first = len(self.fat)
        filled = padded(data, SECTOR)
        self.data += filled
        self.fat += chain(first, len(filled) // SECTOR)
        return first

    def close(self) -> range:
        """Append the FAT itself, which lists its own sectors too; return these."""
        first = len(self.fat)
        count = 0
        while first + count > count * FAT_ENTRIES:
            count += 1
        if count > HEADER_FAT_SECTORS:
            raise ValueError("the streams are too large for a compound file without a DIFAT")
        self.fat += [FAT_SECTOR] * count
        self.data += numbers(self.fat)
        return range(first, first + count)


def directory(tree: Tree) -> list[Entry]:
    """List the entries of the tree: the root first, siblings linked as a balanced search tree (2.6.4)."""
    entries = [Entry("Root Entry", ROOT)]

    def link(ids: list[int]) -> int:
        if not ids:
            return NO_STREAM
        middle = len(ids) // 2
        entries[ids[middle]].left = link(ids[:middle])
        entries[ids[middle]].right = link(ids[middle + 1 :])
        return ids[middle]

    def fill(storage: Entry, children: Tree) -> None:
        ids = []
        for name in sorted(children, key=sort_key):
            content = children[name]
            entry = Entry(name, STREAM, content) if isinstance(content, bytes) else Entry(name, STORAGE)
            ids.append(len(entries))
            entries.append(entry)
        storage.child = link(ids)
        for number in ids:
            inner = children[entries[number].name]
            if not isinstance(inner, bytes):
                fill(entries[number], inner)

    fill(entries[0], tree)
    return entries


def place(entries: list[Entry], sectors: Sectors) -> list[int]:
    """Give every stream its place; return the mini FAT, which chains the short ones in the mini stream (2.4)."""
    mini, mini_fat = bytearray(), list[int]()
    for entry in entries:
        if entry.kind != STREAM:
            continue
        entry.size = len(entry.data)
        if 0 < entry.size < MINI_CUTOFF:
            entry.start = len(mini_fat)
            filled = padded(entry.data, MINI_SECTOR)
            mini += filled
            mini_fat += chain(entry.start, len(filled) // MINI_SECTOR)
        else:
            entry.start = sectors.add(entry.data)
    # The root entry holds the mini stream (2.6.2).
    entries[0].start, entries[0].size = sectors.add(bytes(mini)), len(mini)
    return mini_fat


def header(fat: range, directory_start: int, mini_fat_start: int, mini_fat_sectors: int) -> bytes:
    """Give the header sector (2.2): version 3, sectors of 512 and 64 bytes, no DIFAT beyond it."""
    signature = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16
    versions = struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    places = (0, len(fat), directory_start, 0, MINI_CUTOFF, mini_fat_start, mini_fat_sectors, END_OF_CHAIN, 0)
    fat_sectors = [*fat, *[FREE] * (HEADER_FAT_SECTORS - len(fat))]
    return signature + versions + struct.pack("<9I109I", *places, *fat_sectors)


def compound_file(tree: Tree) -> bytes:
    """Give the bytes of a compound file with these streams and storages."""
    sectors = Sectors()
    entries = directory(tree)
    mini_fat = numbers(place(entries, sectors))
    mini_fat_start = sectors.add(mini_fat)
    packed = b"".join(entry.packed() for entry in entries)
    unused = -len(entries) % (SECTOR // ENTRY)
    directory_start = sectors.add(packed + UNUSED_ENTRY * unused)
    fat = sectors.close()
    return header(fat, directory_start, mini_fat_start, len(mini_fat) // SECTOR) + bytes(sectors.data)
