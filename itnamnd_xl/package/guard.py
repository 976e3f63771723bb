"""What a file is, before anything in it is parsed: a workbook, or the fault that says why not."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass, replace
from enum import StrEnum

from itnamnd_xl.package.faults import DAMAGED, TOO_LARGE, UnusableError, one_fault
from itnamnd_xl.package.members import TOLD_AFTER, named_alike, packed, unpacked

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = b"PK"
# Names of streams in an OLE container, as they stand in its directory (UTF-16, little endian).
LABEL_STREAM = "DRMEncrypted".encode("utf-16-le")
ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
OLD_WORKBOOK_STREAMS = tuple(name.encode("utf-16-le") for name in ("Workbook", "Book"))
MARKUP_SUFFIXES = (".xml", ".rels", ".vml")
CONTENT_TYPES = "[content_types].xml"
# A workbook's members are unpacked once for the checks and once for reading, but for so many bytes of small ones.
MOST_KEPT = 1 << 20
END = b"PK\5\6"
# Stored and deflated: what Excel writes and reads.
METHODS, ENCRYPTED = {0, 8}, 1
# What cells and shared strings begin with; one with a prefix is counted when it is parsed.
CELL_TAGS = (b"<c ", b"<c>", b"<c/")
STRING_TAGS = (b"<si ", b"<si>", b"<si/")
MORE_THAN_READ = "den rymmer mer än verktyget läser"


class Container(StrEnum):
    """What holds the workbook."""

    ZIP = "zip"
    ENCRYPTED = "encrypted"
    OLD = "old"


@dataclass(frozen=True, slots=True)
class Sizes:
    """The most that a file may hold.

    `held_bytes` and `held_elements` are for one part that is held whole in memory (the workbook part, relationships),
    `style_elements` for the styles; `elements`, `cells` and `strings` count those of all parts, `text` the characters
    of all cells, `merges` the merged areas of one sheet. A file of more than `crowded_cells` cells takes at least a
    byte for every `cells_a_byte` of them.
    """

    file_bytes: int
    part_bytes: int
    total_bytes: int
    parts: int
    held_bytes: int
    held_elements: int
    style_elements: int
    elements: int
    cells: int
    crowded_cells: int
    cells_a_byte: int
    strings: int
    text: int
    merges: int

    def within(self, size: int) -> Sizes:
        """Give the limits for a zip container of a size in bytes: a small file may not hold cells by the million.

        How well a file is packed says little of it. But every program writes each cell with its address, and addresses
        differ: not even empty cells, all alike, pack better than two bytes each.
        """
        return replace(self, cells=min(self.cells, max(self.crowded_cells, size * self.cells_a_byte)))


def identify(data: bytes) -> Container:
    """Say what kind of container bytes are.

    Raises:
        UnusableError: they are none that a workbook comes in.
    """
    if not data:
        raise UnusableError("E104")
    if data.startswith(OLE):
        return _ole(data)
    if not data.startswith(ZIP):
        raise UnusableError("E101")
    return Container.ZIP


def _ole(data: bytes) -> Container:
    if LABEL_STREAM in data:
        raise UnusableError("E111")
    if ENCRYPTED_STREAM in data:
        return Container.ENCRYPTED
    if any(stream in data for stream in OLD_WORKBOOK_STREAMS):
        return Container.OLD
    raise UnusableError("E101")


class Archive(zipfile.ZipFile):
    """A zip container that keeps its small members as they were unpacked: most workbooks have no others."""

    def __init__(self, data: bytes) -> None:
        """Take the container's bytes."""
        super().__init__(io.BytesIO(data))
        self._data = data
        self._kept: dict[int, bytes] = {}
        self._room = MOST_KEPT

    def keep(self, member: zipfile.ZipInfo, content: bytes) -> None:
        """Keep a member's content, where there is room for it."""
        if len(content) <= self._room:
            self._room -= len(content)
            self._kept[member.header_offset] = content

    def kept(self, member: zipfile.ZipInfo) -> bytes | None:
        """Give a member's content; None where it was not kept."""
        return self._kept.get(member.header_offset)

    def content_of(self, data: bytes, member: zipfile.ZipInfo) -> bytes | None:
        """Give the content of another container's member that is packed here too, to the same bytes.

        None where it is not, or was not kept.

        Args:
            data: the other container's bytes.
            member: the member.
        """
        own = self.NameToInfo.get(member.filename)
        kept = self.kept(own) if own is not None else None
        if own is None or kept is None or _said_of(own) != _said_of(member):
            return None
        is_same = named_alike(data, member) and packed(data, member) == packed(self._data, own)
        return kept if is_same else None


def _said_of(member: zipfile.ZipInfo) -> tuple[int, ...]:
    """Give what a directory says of how a member is packed."""
    return member.compress_type, member.compress_size, member.file_size, member.CRC, member.flag_bits & ~TOLD_AFTER


def checked_zip(data: bytes, sizes: Sizes, known: Archive | None = None) -> Archive:
    """Open a zip container and look at every member of it, unparsed.

    Args:
        data: the container's bytes.
        sizes: the limits.
        known: another container that was looked at; what is packed in both to the same bytes is not unpacked again.

    Raises:
        UnusableError: it is damaged, too large, has names that no workbook has, or holds no workbook.
    """
    with one_fault():
        archive = Archive(data)
        members = archive.infolist()
        _check_sizes(members, sizes)
        names = _checked_names(members)
        _check_kind(archive, names)
        _check_directory(data, members)
        _check_content(archive, data, members, sizes, known)
        return archive


def _check_sizes(members: list[zipfile.ZipInfo], sizes: Sizes) -> None:
    total = sum(one.file_size for one in members)
    largest = max((one.file_size for one in members), default=0)
    if len(members) > sizes.parts or total > sizes.total_bytes or largest > sizes.part_bytes:
        raise UnusableError(TOO_LARGE, why=MORE_THAN_READ)


def part_key(name: str) -> str:
    """Give the form in which two spellings of one part's name are the same."""
    return name.replace("\\", "/").lstrip("/").lower()


def _checked_names(members: list[zipfile.ZipInfo]) -> set[str]:
    seen: set[str] = set()
    for one in members:
        key = part_key(one.filename)
        if key in seen or ".." in key.split("/") or "\0" in one.orig_filename:
            raise UnusableError("E122", part=one.filename.split("\0", maxsplit=1)[0][:80])
        if one.flag_bits & ENCRYPTED or one.compress_type not in METHODS:
            raise UnusableError(DAMAGED)
        seen.add(key)
    return seen


def _check_kind(archive: zipfile.ZipFile, names: set[str]) -> None:
    if CONTENT_TYPES not in names:
        if "mimetype" in names and b"opendocument" in archive.read("mimetype"):
            raise UnusableError("E105", format="OpenDocument, .ods")
        raise UnusableError("E123")
    if any(one.endswith("workbook.bin") for one in names):
        raise UnusableError("E105", format="binär arbetsbok, .xlsb")


def _check_directory(data: bytes, members: list[zipfile.ZipInfo]) -> None:
    """See that the directory lists every member there is, and that no two share a byte.

    A directory that says so wrongly makes one reader see other members than the next.
    """
    end = data.rfind(END)
    listed = int.from_bytes(data[end + 10 : end + 12], "little")
    # In the larger format the true number stands elsewhere, and this one is at its most.
    if listed not in (len(members), 0xFFFF):
        raise UnusableError(DAMAGED)
    limit = end
    for one in sorted(members, key=lambda member: member.header_offset, reverse=True):
        names = data[one.header_offset + 26 : one.header_offset + 30]
        header = 30 + int.from_bytes(names[:2], "little") + int.from_bytes(names[2:], "little")
        if one.header_offset + header + one.compress_size > limit:
            raise UnusableError(DAMAGED)
        limit = one.header_offset


def _count(piece: bytes, tags: tuple[bytes, ...]) -> int:
    """Count tags that begin alike; most pieces hold none of them, and are looked through once."""
    return sum(map(piece.count, tags)) if tags[0][:-1] in piece else 0


def _check_content(
    archive: Archive, data: bytes, members: list[zipfile.ZipInfo], sizes: Sizes, known: Archive | None
) -> None:
    """Unpack every member once, in pieces: that finds every flipped bit, and counts what parsing would cost."""
    elements = cells = strings = 0
    # Each of these tags takes three bytes: what is too small to hold too many need not be counted.
    total = sum(one.file_size for one in members)
    is_small = total <= min(sizes.elements, 3 * sizes.cells, 3 * sizes.strings)
    for one in members:
        whole = b""
        is_markup = not is_small and one.filename.lower().endswith(MARKUP_SUFFIXES)
        content = known.content_of(data, one) if known is not None else None
        for piece in unpacked(data, one) if content is None else (content,):
            if is_markup:
                elements += piece.count(b"<") - piece.count(b"</")
                cells += _count(piece, CELL_TAGS)
                strings += _count(piece, STRING_TAGS)
                if elements > sizes.elements or cells > sizes.cells or strings > sizes.strings:
                    raise UnusableError(TOO_LARGE, why=MORE_THAN_READ)
            if len(piece) == one.file_size:
                whole = piece
        if whole:
            archive.keep(one, whole)
