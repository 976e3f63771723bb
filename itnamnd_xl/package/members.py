"""The members of a zip container unpacked from its bytes: in pieces, checked, and never more than they say they are.

Source: PKWARE's APPNOTE 6.3, 4.3.7 (local file header).
"""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING

from itnamnd_xl.package.faults import DAMAGED, UnusableError

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Iterator

LOCAL = b"PK\3\4"
HEADER = 30
# How much is unpacked at a time, and how much is given to be unpacked.
CHUNK, PACKED_CHUNK = 1 << 18, 1 << 16
STORED = 0
# A member that is a patch of another one, or encrypted in newer ways; a name in UTF-8.
UNREADABLE, UTF8 = 0x20 | 0x40, 0x800
# A size told after the content instead of before it.
TOLD_AFTER = 0x8


def local_header(data: bytes, member: zipfile.ZipInfo) -> tuple[bytes, int]:
    """Give a member's name as it stands before its content, and where that begins."""
    start = member.header_offset
    name_length, extra_length = struct.unpack_from("<HH", data, start + 26)
    name = data[start + HEADER : start + HEADER + name_length]
    return name, start + HEADER + name_length + extra_length


def packed(data: bytes, member: zipfile.ZipInfo) -> bytes:
    """Give a member's content as it is packed.

    Raises:
        UnusableError: the container ends before.
    """
    start = local_header(data, member)[1]
    content = data[start : start + member.compress_size]
    if len(content) != member.compress_size:
        raise UnusableError(DAMAGED)
    return content


def named_alike(data: bytes, member: zipfile.ZipInfo) -> bool:
    """Say whether a member stands where the directory says, under the name that it has there."""
    name = local_header(data, member)[0].decode("utf-8" if member.flag_bits & UTF8 else "cp437")
    return data.startswith(LOCAL, member.header_offset) and name == member.orig_filename


def unpacked(data: bytes, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """Unpack a member in pieces.

    Raises:
        UnusableError: it is not what the directory says.
    """
    if not named_alike(data, member) or member.flag_bits & UNREADABLE:
        raise UnusableError(DAMAGED)
    content = packed(data, member)
    checksum = size = 0
    for piece in _pieces(content) if member.compress_type == STORED else _inflated(content):
        size += len(piece)
        if size > member.file_size:
            break
        checksum = zlib.crc32(piece, checksum)
        yield piece
    if size != member.file_size or checksum != member.CRC:
        raise UnusableError(DAMAGED)


def _pieces(content: bytes) -> Iterator[bytes]:
    for start in range(0, len(content), CHUNK):
        yield content[start : start + CHUNK]


def _inflated(content: bytes) -> Iterator[bytes]:
    unpacker = zlib.decompressobj(-15)
    for start in range(0, len(content), PACKED_CHUNK):
        rest = content[start : start + PACKED_CHUNK]
        while rest:
            yield unpacker.decompress(rest, CHUNK)
            rest = unpacker.unconsumed_tail
    yield unpacker.flush()
