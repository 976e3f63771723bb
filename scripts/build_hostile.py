# Copyright (c) 2026 the itnamnd_xl authors
"""Build the hostile workbooks: each small on disk, and each an attempt to make its reader crash, hang, swell or lie.

A file's name says what it is. Every run gives the same bytes (with the same zlib: the dates in the zips are fixed
and the junk is seeded). What cannot be small on disk is named in TOO_LARGE, and built by the tests. None of them
holds a table that the tool knows, so that an error is the right answer to every one.

    python scripts/build_hostile.py            # build into tests/hostile/files/
    python scripts/build_hostile.py --check    # exit 1 if the files there differ from what is built here
"""

from __future__ import annotations

import argparse
import bz2
import io
import lzma
import random
import struct
import sys
import zlib
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import xlwt

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

OUTPUT = Path(__file__).resolve().parent.parent / "tests" / "hostile" / "files"
MEGABYTE = 1 << 20
MOST_ROWS = 1_048_576

# --- zip containers, written record by record, so that a record can lie -------------------------------------------

STORED, DEFLATED, BZIP2, LZMA = 0, 8, 12, 14
ENCRYPTED, UTF8 = 0x1, 0x800
DATE_1980 = 1 << 5 | 1
# A piece of content: some bytes, and how often they stand after each other.
Piece = tuple[bytes, int]
Content = bytes | tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Member:
    """A member of a zip: its content, and what is to be said of it instead of the truth.

    `size` is the declared size, `packed_size` the declared packed one, `checksum` the declared CRC; `local_name` is
    the name in the local header, where it is another; a member that `is_shared` has no local record of its own but
    points at the one before.
    """

    name: str
    content: Content
    method: int = DEFLATED
    flags: int = 0
    size: int | None = None
    packed_size: int | None = None
    checksum: int | None = None
    local_name: str | None = None
    is_shared: bool = False


def repeated(unit: bytes, count: int, before: bytes = b"", after: bytes = b"") -> Content:
    """Give content that is one thing many times."""
    return (before, 1), (unit, count), (after, 1)


def deflated(content: Content) -> tuple[bytes, int, int]:
    """Pack content: the packed bytes, the checksum and the size. What is repeated is packed once, block by block."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    out, checksum, size = bytearray(), 0, 0
    for unit, count in ((content, 1),) if isinstance(content, bytes) else content:
        if not unit:
            continue
        fitting = max(MEGABYTE // len(unit), 1)
        blocks, rest = divmod(count, fitting)
        if blocks > 1:
            block = unit * fitting
            # After a full flush the packer remembers nothing: every block is packed into the same bytes.
            out += packer.flush(zlib.Z_FULL_FLUSH)
            out += (packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)) * blocks
            for _ in range(blocks):
                checksum = zlib.crc32(block, checksum)
            size += blocks * len(block)
        else:
            rest = count
        out += packer.compress(unit * rest)
        checksum = zlib.crc32(unit * rest, checksum)
        size += rest * len(unit)
    return bytes(out + packer.flush()), checksum, size


def whole(content: Content) -> bytes:
    """Give content as it is."""
    return content if isinstance(content, bytes) else b"".join(unit * count for unit, count in content)


def packed(member: Member) -> tuple[bytes, int, int]:
    """Pack a member's content: the packed bytes, the checksum and the size."""
    if member.method == DEFLATED:
        return deflated(member.content)
    if member.method == STORED:
        content = whole(member.content)
        return content, zlib.crc32(content), len(content)
    squeezer = bz2.BZ2Compressor(9) if member.method == BZIP2 else _lzma()
    # The zip format puts the version and the length of LZMA's properties before the stream.
    out = bytearray(b"" if member.method == BZIP2 else struct.pack("<BBH", 9, 4, 5) + LZMA_PROPERTIES)
    checksum, size = 0, 0
    for unit, count in ((member.content, 1),) if isinstance(member.content, bytes) else member.content:
        fitting = max(MEGABYTE // max(len(unit), 1), 1)
        for at in range(0, count, fitting):
            block = unit * min(fitting, count - at)
            out += squeezer.compress(block)
            checksum, size = zlib.crc32(block, checksum), size + len(block)
    return bytes(out + squeezer.flush()), checksum, size


LZMA_PROPERTIES = struct.pack("<BI", 0x5D, MEGABYTE)


def _lzma() -> lzma.LZMACompressor:
    filters = [{"id": lzma.FILTER_LZMA1, "dict_size": MEGABYTE, "lc": 3, "lp": 0, "pb": 2}]
    return lzma.LZMACompressor(lzma.FORMAT_RAW, filters=filters)


def zipped(members: Sequence[Member], *, count: int | None = None, directory_at: int | None = None) -> bytes:
    """Write a zip; `count` and `directory_at` are what its end says instead of the truth."""
    out, directory = bytearray(), bytearray()
    start = 0
    for one in members:
        content, checksum, size = packed(one)
        name, local_name = one.name.encode(), (one.local_name or one.name).encode()
        flags = one.flags | (0 if one.name.isascii() else UTF8)
        common = struct.pack(
            "<HHHHHIII",
            20,
            flags,
            one.method,
            0,
            DATE_1980,
            checksum if one.checksum is None else one.checksum,
            len(content) if one.packed_size is None else one.packed_size,
            size if one.size is None else one.size,
        )
        if not one.is_shared:
            start = len(out)
            out += b"PK\3\4" + common + struct.pack("<HH", len(local_name), 0) + local_name + content
        directory += b"PK\1\2" + struct.pack("<H", 20) + common
        directory += struct.pack("<HHHHHII", len(name), 0, 0, 0, 0, 0, start) + name
    told = len(members) if count is None else count
    at = len(out) if directory_at is None else directory_at
    return bytes(out + directory) + b"PK\5\6" + struct.pack("<HHHHIIH", 0, 0, told, told, len(directory), at, 0)


# --- the parts of a workbook --------------------------------------------------------------------------------------

TYPES, RELATIONS = "[Content_Types].xml", "_rels/.rels"
WORKBOOK, WORKBOOK_RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
SHEET, STYLES, STRINGS = "xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/sharedStrings.xml"
SHEET_RELATIONS = "xl/worksheets/_rels/sheet1.xml.rels"

DECLARATION = b'<?xml version="1.0" encoding="UTF-8"?>'
MAIN = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
OFFICE = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = b"http://schemas.openxmlformats.org/package/2006"
ML = b"application/vnd.openxmlformats-officedocument.spreadsheetml."
TEXT_CELL = b'<c r="A1" t="s"><v>0</v></c>'


def relation(number: int, kind: bytes, target: bytes, more: bytes = b"") -> bytes:
    """Write a relationship."""
    return b'<Relationship Id="rId%d" Type="%s/%s" Target="%s"%s/>' % (number, OFFICE, kind, target, more)


def relations(*found: bytes) -> bytes:
    """Write a relationships part."""
    return DECLARATION + b'<Relationships xmlns="%s/relationships">%s</Relationships>' % (PACKAGE, b"".join(found))


def types(more: bytes = b"") -> bytes:
    """Write the content types."""
    names = ((WORKBOOK, b"sheet.main+xml"), (SHEET, b"worksheet+xml"), (STYLES, b"styles+xml"),
             (STRINGS, b"sharedStrings+xml"))  # fmt: skip
    overrides = b"".join(
        b'<Override PartName="/%s" ContentType="%s%s"/>' % (part.encode(), ML, kind) for part, kind in names
    )
    default = b'<Default Extension="%s" ContentType="%s"/>'
    defaults = default % (b"rels", b"application/vnd.openxmlformats-package.relationships+xml")
    defaults += default % (b"xml", b"application/xml")
    return DECLARATION + b'<Types xmlns="%s/content-types">%s%s%s</Types>' % (PACKAGE, defaults, overrides, more)


SHEET_ENTRY = b'<sheet name="Blad1" sheetId="1" r:id="rId1"/>'
BOOK_START = DECLARATION + b'<workbook %s xmlns:r="%s">' % (MAIN, OFFICE)
BOOK_SHEETS = b"<sheets>" + SHEET_ENTRY + b"</sheets>"
BOOK_END = b"</workbook>"
SHEET_START = DECLARATION + b"<worksheet " + MAIN + b">"
SHEET_END = b"</worksheet>"
ROW = b'<row r="1">' + TEXT_CELL + b"</row>"
DATA = b"<sheetData>" + ROW + b"</sheetData>"
STRINGS_START, STRINGS_END = DECLARATION + b"<sst " + MAIN + b">", b"</sst>"
STYLES_START = (
    DECLARATION + b"<styleSheet " + MAIN + b"><fonts><font/></fonts><fills><fill/></fills><borders><border/></borders>"
)
STYLES_END = b"</styleSheet>"
BASE: Mapping[str, Content] = {
    TYPES: types(),
    RELATIONS: relations(relation(1, b"officeDocument", b"xl/workbook.xml")),
    WORKBOOK: BOOK_START + BOOK_SHEETS + BOOK_END,
    WORKBOOK_RELATIONS: relations(
        relation(1, b"worksheet", b"worksheets/sheet1.xml"),
        relation(2, b"styles", b"styles.xml"),
        relation(3, b"sharedStrings", b"sharedStrings.xml"),
    ),
    STYLES: STYLES_START + b"<cellXfs><xf/></cellXfs>" + STYLES_END,
    STRINGS: STRINGS_START + b"<si><t>hej</t></si>" + STRINGS_END,
    SHEET: SHEET_START + DATA + SHEET_END,
}


def members(changes: Mapping[str, Content | None] | None = None, extra: Sequence[Member] = ()) -> list[Member]:
    """Give the members of a plain workbook with parts changed, added, or taken out (None)."""
    parts = {**BASE, **(changes or {})}
    return [*(Member(name, content) for name, content in parts.items() if content is not None), *extra]


def book(changes: Mapping[str, Content | None] | None = None, extra: Sequence[Member] = ()) -> bytes:
    """Build a plain workbook with parts changed, added, or taken out (None)."""
    return zipped(members(changes, extra))


def book_with(name: str, **lies: object) -> bytes:
    """Build a plain workbook one of whose members lies."""
    told = [
        Member(one.name, one.content, **lies) if one.name == name else one  # type: ignore[arg-type]
        for one in members()
    ]
    return zipped(told)


def sheet(inner: bytes) -> bytes:
    """Build a workbook whose sheet has this in it."""
    return book({SHEET: SHEET_START + inner + SHEET_END})


def cells(inner: bytes) -> bytes:
    """Build a workbook whose sheet has this in its first row, after a text."""
    return sheet(b'<sheetData><row r="1">' + TEXT_CELL + inner + b"</row></sheetData>")


def many(part: str, unit: bytes, count: int, before: bytes, after: bytes) -> bytes:
    """Build a workbook one of whose parts holds one thing many times."""
    return book({part: repeated(unit, count, before, after)})


def many_in_sheet(unit: bytes, count: int, before: bytes = b"", after: bytes = b"") -> bytes:
    """Build a workbook whose sheet holds one thing many times."""
    return many(SHEET, unit, count, SHEET_START + before, after + SHEET_END)


def rows_of(cell: bytes, width: int, count: int) -> bytes:
    """Build a workbook with many rows of the same cells."""
    return many_in_sheet(b"<row>" + cell * width + b"</row>", count // width, b"<sheetData>", b"</sheetData>")


# --- document types -----------------------------------------------------------------------------------------------

LAUGHS = b"".join(
    [
        b'<!DOCTYPE x [<!ENTITY a0 "ha">',
        *(b'<!ENTITY a%d "%s">' % (at, b"&a%d;" % (at - 1) * 10) for at in range(1, 30)),
        b"]>",
    ]
)
QUADRATIC = b'<!DOCTYPE x [<!ENTITY a "' + b"a" * 100_000 + b'">]>'
PARTS_WITH_TEXT = {
    "workbook": (WORKBOOK, BOOK_END),
    "relations": (WORKBOOK_RELATIONS, b"</Relationships>"),
    "package_relations": (RELATIONS, b"</Relationships>"),
    "content_types": (TYPES, b"</Types>"),
    "styles": (STYLES, STYLES_END),
    "shared_strings": (STRINGS, b"</t></si></sst>"),
    "sheet": (SHEET, SHEET_END),
}


def with_doctype(part: str, end: bytes, doctype: bytes, reference: bytes, encoding: str = "") -> bytes:
    """Build a workbook one of whose parts has a document type and refers to its entities."""
    content = whole(BASE[part]).replace(DECLARATION, DECLARATION + doctype).replace(end, reference + end)
    if encoding:
        content = content.replace(b"UTF-8", encoding.encode())
        content = content.decode().encode(encoding)
    return book({part: content})


def doctypes() -> dict[str, Callable[[], bytes]]:
    """Give the files with a document type."""
    built: dict[str, Callable[[], bytes]] = {}
    for name, (part, end) in PARTS_WITH_TEXT.items():
        built[f"entities_billion_laughs_in_{name}"] = partial(with_doctype, part, end, LAUGHS, b"&a29;")
        built[f"entities_quadratic_in_{name}"] = partial(with_doctype, part, end, QUADRATIC, b"&a;" * 50_000)
    for encoding in ("utf-16", "utf-16-be", "utf-7", "cp037"):
        for name in ("workbook", "sheet"):
            part, end = PARTS_WITH_TEXT[name]
            written = encoding.replace("-", "_")
            built[f"entities_in_{written}_in_{name}"] = partial(with_doctype, part, end, LAUGHS, b"&a29;", encoding)
    for name in ("workbook", "shared_strings", "sheet"):
        part, end = PARTS_WITH_TEXT[name]
        for scheme, address in (("file", b"file:///etc/passwd"), ("http", b"http://127.0.0.1:9/x")):
            general = b'<!DOCTYPE x [<!ENTITY a SYSTEM "%s">]>' % address
            built[f"external_entity_{scheme}_in_{name}"] = partial(with_doctype, part, end, general, b"&a;")
        outside = b'<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">'
        built[f"external_dtd_in_{name}"] = partial(with_doctype, part, end, outside, b"")
        parameter = b'<!DOCTYPE x [<!ENTITY % a SYSTEM "file:///etc/passwd">%a;]>'
        built[f"parameter_entity_in_{name}"] = partial(with_doctype, part, end, parameter, b"")
    return built


# --- much of something --------------------------------------------------------------------------------------------

SPACES = b" "
NUMBER_CELL = b"<c><v>1</v></c>"
STYLE_BEFORE, STYLE_AFTER = STYLES_START + b"<cellXfs>", b"</cellXfs>" + STYLES_END
HELD = 450_000  # just below the limit of elements in a part that is held whole


def spaces_in(part: str, megabytes: int, end: bytes, extra: Mapping[str, Content] | None = None) -> bytes:
    """Build a workbook one of whose parts has much white space before its end tag."""
    before, found, after = whole(BASE[part]).rpartition(end)
    return book({part: repeated(SPACES, megabytes * 1_000_000, before, found + after), **(extra or {})})


def sharing_sheets(count: int, part: Content) -> bytes:
    """Build a workbook with many sheets that are all the same part."""
    entries = b"".join(b'<sheet name="B%d" sheetId="%d" r:id="rId1"/>' % (at, at) for at in range(1, count + 1))
    content = BOOK_START + b"<sheets>" + entries + b"</sheets>" + BOOK_END
    return book({WORKBOOK: content, SHEET: part})


def merged(count: int, area: bytes, rows: int, width: int) -> bytes:
    """Build a workbook with cells, and one area merged many times over them."""
    row = b"<row>" + NUMBER_CELL * width + b"</row>"
    content: Content = (
        (SHEET_START + b"<sheetData>", 1),
        (row, rows),
        (b"</sheetData><mergeCells>", 1),
        (b'<mergeCell ref="%s"/>' % area, count),
        (b"</mergeCells>" + SHEET_END, 1),
    )
    return book({SHEET: content})


def long_text(text: bytes, length: int, count: int) -> bytes:
    """Build a workbook with one long text that many cells refer to."""
    strings = repeated(text, length // len(text), STRINGS_START + b"<si><t>", b"</t></si>" + STRINGS_END)
    row = b"<row>" + b'<c t="s"><v>0</v></c>' * 100 + b"</row>"
    data = repeated(row, count // 100, SHEET_START + b"<sheetData>", b"</sheetData>" + SHEET_END)
    return book({STRINGS: strings, SHEET: data})


def strings_many(unit: bytes, count: int) -> bytes:
    """Build a workbook with many shared strings."""
    return many(STRINGS, unit, count, STRINGS_START + b"<si><t>hej</t></si>", STRINGS_END)


def number_format(code: bytes) -> bytes:
    """Build a workbook with this number format."""
    formats = b'<numFmts><numFmt numFmtId="200" formatCode="' + code + b'"/></numFmts>'
    styles = STYLES_START.replace(b"<fonts>", formats + b"<fonts>") + b'<cellXfs><xf numFmtId="200"/></cellXfs>'
    return book({STYLES: styles + STYLES_END})


def nested(part: str, depth: int, *, closed: bool) -> bytes:
    """Build a workbook one of whose parts has elements within elements."""
    before, end = {
        WORKBOOK: (BOOK_START + BOOK_SHEETS, BOOK_END),
        SHEET: (SHEET_START + DATA, SHEET_END),
        STRINGS: (STRINGS_START + b"<si><t>hej</t></si>", STRINGS_END),
    }[part]
    return book({part: ((before, 1), (b"<a>", depth), *(((b"</a>", depth), (end, 1)) if closed else ()))})


def attributes(count: int, pattern: bytes = b' a%d=""') -> bytes:
    """Write many attributes, each of another name."""
    return b"".join(pattern % at for at in range(count))


def shared_formulas(length: int, count: int) -> bytes:
    """Build a workbook with one long shared formula that many cells follow."""
    first = b'<c><f t="shared" si="0">' + b"+A1" * (length // 3) + b"</f><v>1</v></c>"
    row = b"<row>" + b'<c><f t="shared" si="0"/><v>1</v></c>' * 100 + b"</row>"
    before = b"<sheetData><row>" + first + b"</row>"
    return many_in_sheet(row, count // 100, before, b"</sheetData>")


def too_many() -> dict[str, Callable[[], bytes]]:
    """Give the files that hold too much of something, or just not too much."""
    data, end = b"<sheetData>", b"</sheetData>"
    book_before = BOOK_START + BOOK_SHEETS
    return {
        "white_space_1_gb": partial(spaces_in, SHEET, 1000, SHEET_END),
        "white_space_just_below_the_limit_of_all_parts": white_space_in_two_sheets,
        "white_space_1_gb_declared_only": partial(book_with, SHEET, size=1_000_000_000),
        "white_space_just_below_the_limit": partial(spaces_in, SHEET, 145, SHEET_END),
        "white_space_in_workbook_part": partial(spaces_in, WORKBOOK, 120, BOOK_END),
        "white_space_in_styles": partial(spaces_in, STYLES, 120, STYLES_END),
        "white_space_in_content_types": partial(spaces_in, TYPES, 120, b"</Types>"),
        "white_space_in_shared_strings": partial(spaces_in, STRINGS, 120, STRINGS_END),
        "white_space_in_opaque_part": partial(book, {"xl/media/image1.png": repeated(SPACES, 20_000_000)}),
        "white_space_1_gb_packed_with_bzip2": lambda: book(
            {SHEET: None}, [Member(SHEET, repeated(b"\n", 1_000_000_000, SHEET_START, SHEET_END), BZIP2)]
        ),
        "white_space_140_mb_packed_with_bzip2": lambda: book(
            {SHEET: None}, [Member(SHEET, repeated(b"\n", 140_000_000, SHEET_START + DATA, SHEET_END), BZIP2)]
        ),
        "white_space_packed_with_lzma": lambda: book(
            {SHEET: None}, [Member(SHEET, repeated(b"\n", 100_000_000, SHEET_START + DATA, SHEET_END), LZMA)]
        ),
        "one_string_of_100_mb_shared": partial(
            many, STRINGS, b"a", 100_000_000, STRINGS_START + b"<si><t>", b"</t></si>" + STRINGS_END
        ),
        "one_string_of_100_mb_inline": partial(
            many_in_sheet, b"a", 100_000_000, data + b'<row><c t="inlineStr"><is><t>', b"</t></is></c></row>" + end
        ),
        "one_value_of_100_mb": partial(
            many_in_sheet, b"1", 100_000_000, data + b"<row><c><v>", b"</v></c></row>" + end
        ),
        "one_string_of_many_runs": partial(
            strings_many, b"<r><t>aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa</t></r>", 1_000_000
        ),
        "one_si_of_many_runs": partial(
            many, STRINGS, b"<r><t>" + b"a" * 200 + b"</t></r>", 500_000,
            STRINGS_START + b"<si>", b"</si>" + STRINGS_END,
        ),
        "cells_5_million": partial(rows_of, NUMBER_CELL, 1000, 5_000_000),
        "cells_5_million_empty": partial(rows_of, b"<c/>", 1000, 5_000_000),
        "cells_5_million_in_one_row": partial(many_in_sheet, NUMBER_CELL, 5_000_000, data + b"<row>", b"</row>" + end),
        "cells_5_million_at_one_place": partial(
            many_in_sheet, b'<c r="A1"/>', 5_000_000, data + b'<row r="1">', b"</row>" + end
        ),
        "cells_3_million": partial(rows_of, NUMBER_CELL, 1000, 2_900_000),
        "cells_3_million_empty": partial(rows_of, b"<c/>", 1000, 2_900_000),
        "cells_3_million_of_texts": partial(rows_of, b'<c t="str"><v>abc</v></c>', 1000, 2_900_000),
        "cells_just_below_the_limit": partial(rows_of, NUMBER_CELL, 1000, 145_000),
        "cells_just_below_the_limit_empty": partial(rows_of, b"<c/>", 1000, 145_000),
        "cells_just_below_the_limit_of_texts": partial(rows_of, b'<c t="str"><v>abc</v></c>', 10, 145_000),
        "elements_just_below_the_limit": partial(many_in_sheet, b"<a/>", 14_000_000, DATA),
        "elements_20_million": partial(many_in_sheet, b"<a/>", 20_000_000, DATA),
        "rows_5_million": partial(many_in_sheet, b"<row/>", 5_000_000, data, end),
        "rows_1_million_hidden": partial(many_in_sheet, b'<row hidden="1"/>', MOST_ROWS, data, end),
        "rows_5_million_of_one_number": partial(many_in_sheet, b'<row r="1"/>', 5_000_000, data, end),
        "merged_5_million": partial(merged, 5_000_000, b"A1:B2", 10, 10),
        "merged_over_the_whole_sheet_many_times": partial(merged, 99_000, b"A1:XFD1048576", 100, 100),
        "merged_over_empty_cells_many_times": partial(merged, 99_000, b"A200:CU299", 100, 100),
        "columns_1_million": partial(many_in_sheet, b'<col min="1" max="1"/>', 1_000_000, b"<cols>", b"</cols>" + DATA),
        "columns_hidden_over_and_over": partial(
            many_in_sheet, b'<col min="1" max="16384" hidden="1"/>', 16_384, b"<cols>", b"</cols>" + DATA
        ),
        "strings_5_million_empty": partial(strings_many, b"<si/>", 5_000_000),
        "strings_3_million": partial(strings_many, b"<si><t>abc</t></si>", 3_000_000),
        "strings_just_below_the_limit_of_elements": partial(strings_many, b"<si><t>abc</t></si>", 7_000_000),
        "names_450_thousand": partial(
            many, WORKBOOK, b'<definedName name="a" localSheetId="0">1</definedName>', HELD,
            book_before + b"<definedNames>", b"</definedNames>" + BOOK_END,
        ),
        "names_5_million": partial(
            many, WORKBOOK, b'<definedName name="a">1</definedName>', 5_000_000,
            book_before + b"<definedNames>", b"</definedNames>" + BOOK_END,
        ),
        "styles_450_thousand": partial(many, STYLES, b'<xf numFmtId="14"/>', HELD, STYLE_BEFORE, STYLE_AFTER),
        "styles_900_thousand": partial(many, STYLES, b"<xf/>", 900_000, STYLE_BEFORE, STYLE_AFTER),
        "styles_5_million": partial(many, STYLES, b"<xf/>", 5_000_000, STYLE_BEFORE, STYLE_AFTER),
        "relations_450_thousand": partial(
            many, WORKBOOK_RELATIONS, relation(9, b"worksheet", b"a.xml"), HELD,
            whole(BASE[WORKBOOK_RELATIONS]).removesuffix(b"</Relationships>"), b"</Relationships>",
        ),
        "relations_5_million": partial(
            many, WORKBOOK_RELATIONS, relation(9, b"worksheet", b"a.xml"), 5_000_000,
            whole(BASE[WORKBOOK_RELATIONS]).removesuffix(b"</Relationships>"), b"</Relationships>",
        ),
        "content_types_450_thousand": partial(
            many, TYPES, b'<Override PartName="/a" ContentType="b"/>', HELD,
            whole(BASE[TYPES]).removesuffix(b"</Types>"), b"</Types>",
        ),
        "sheets_450_thousand": partial(
            many, WORKBOOK, SHEET_ENTRY, HELD, BOOK_START + b"<sheets>", b"</sheets>" + BOOK_END
        ),
        "sheets_5_million": partial(
            many, WORKBOOK, SHEET_ENTRY, 5_000_000, BOOK_START + b"<sheets>", b"</sheets>" + BOOK_END
        ),
        "sheets_without_a_part_450_thousand": partial(
            many, WORKBOOK, b'<sheet name="a" sheetId="1"/>', HELD, BOOK_START + b"<sheets>", b"</sheets>" + BOOK_END
        ),
        "sheets_that_share_one_large_part": partial(
            sharing_sheets, 1000, repeated(SPACES, 50_000_000, SHEET_START + DATA, SHEET_END)
        ),
        "sheets_that_share_many_cells": partial(
            sharing_sheets, 20, repeated(NUMBER_CELL, 16_000, SHEET_START + b"<sheetData><row>", b"</row>" + end)
        ),
        "parts_2_thousand_empty": lambda: book(None, [Member(f"x/{at}.xml", b"") for at in range(2000)]),
        "members_that_share_one_record": lambda: book(
            None,
            [Member("xl/media/0.bin", repeated(SPACES, 10_000_000))]
            + [Member(f"xl/media/{at}.bin", repeated(SPACES, 10_000_000), is_shared=True) for at in range(1, 36)],
        ),
        "attribute_of_100_mb_in_sheet": partial(many_in_sheet, b"a", 100_000_000, b'<x a="', b'"/>' + DATA),
        "attribute_of_9_mb_in_workbook": partial(
            many, WORKBOOK, b"a", 9_000_000, book_before + b'<x a="', b'"/>' + BOOK_END
        ),
        "attribute_of_100_mb_in_workbook": partial(
            many, WORKBOOK, b"a", 100_000_000, book_before + b'<x a="', b'"/>' + BOOK_END
        ),
        "attributes_40_thousand_in_sheet": lambda: sheet(b"<x" + attributes(40_000) + b"/>" + DATA),
        "attributes_40_thousand_in_workbook": lambda: book(
            {WORKBOOK: book_before + b"<x" + attributes(40_000) + b"/>" + BOOK_END}
        ),
        "namespaces_30_thousand_in_sheet": lambda: sheet(b"<x" + attributes(30_000, b' xmlns:a%d="b"') + b"/>" + DATA),
        "namespaces_30_thousand_in_workbook": lambda: book(
            {WORKBOOK: book_before + b"<x" + attributes(30_000, b' xmlns:a%d="b"') + b"/>" + BOOK_END}
        ),
        "element_name_of_9_mb": partial(many_in_sheet, b"a", 9_000_000, b"<", b"/>" + DATA),
        "element_names_all_different": lambda: sheet(attributes(60_000, b"<a%d/>") + DATA),
        "comment_of_100_mb": partial(many_in_sheet, b"a", 100_000_000, b"<!--", b"-->" + DATA),
        "cdata_of_100_mb": partial(many_in_sheet, b"a", 100_000_000, b"<![CDATA[", b"]]>" + DATA),
        "instruction_of_100_mb": partial(many_in_sheet, b"a", 100_000_000, b"<?a ", b"?>" + DATA),
        "nested_5_million_deep_in_sheet": partial(nested, SHEET, 5_000_000, closed=True),
        "nested_5_million_deep_in_strings": partial(nested, STRINGS, 5_000_000, closed=False),
        "nested_200_thousand_deep_in_workbook": partial(nested, WORKBOOK, 200_000, closed=True),
        "long_text_in_many_cells": partial(long_text, b"a", 260_000, 200_000),
        "long_text_of_controls_in_many_cells": partial(long_text, b"_x0001_", 250_000, 200_000),
        "long_text_of_digits": partial(long_text, b"1 ", 250_000, 100),
        "long_text_of_words": partial(long_text, "mål utfall budget ".encode(), 250_000, 100),
        "long_text_of_spaces": partial(long_text, b"a" + b" " * 1000, 250_000, 100),
        "long_formula_shared_by_many_cells": partial(shared_formulas, 250_000, 200_000),
        "number_format_of_brackets": lambda: number_format(b"[" * 400_000),
        "number_format_of_quotes": lambda: number_format(b"&quot;a" * 400_000),
        "number_format_of_commas": lambda: number_format(b"0,,,,,,,," * 50_000),
        "address_of_a_million_letters": lambda: cells(b'<c r="' + b"A" * 1_000_000 + b'1"><v>1</v></c>'),
        "address_of_a_million_digits": lambda: cells(b'<c r="A' + b"1" * 1_000_000 + b'"><v>1</v></c>'),
        "number_of_250_thousand_digits": lambda: cells(b"<c><v>" + b"1" * 250_000 + b"</v></c>"),
        "number_with_250_thousand_digits_of_exponent": lambda: cells(b"<c><v>1e-" + b"1" * 250_000 + b"</v></c>"),
        "merged_area_of_a_million_letters": lambda: sheet(
            DATA + b'<mergeCells><mergeCell ref="' + b"A" * 1_000_000 + b'1:B2"/></mergeCells>'
        ),
    }  # fmt: skip


def white_space_in_two_sheets() -> bytes:
    """Build two parts that are each allowed, and together nearly what a file may hold."""
    changes: dict[str, Content] = {"xl/worksheets/sheet2.xml": repeated(SPACES, 100_000_000, SHEET_START, SHEET_END)}
    return spaces_in(SHEET, 145, SHEET_END, changes)


# What is too large to be kept.
TOO_LARGE = frozenset({
    "white_space_1_gb", "white_space_just_below_the_limit_of_all_parts", "attribute_of_100_mb_in_sheet",
    "attribute_of_100_mb_in_workbook", "attributes_40_thousand_in_sheet", "attributes_40_thousand_in_workbook",
    "cdata_of_100_mb", "cells_5_million", "cells_5_million_at_one_place", "cells_5_million_in_one_row",
    "cells_3_million_of_texts", "comment_of_100_mb", "element_names_all_different", "elements_20_million",
    "instruction_of_100_mb", "merged_5_million", "names_450_thousand", "names_5_million",
    "namespaces_30_thousand_in_sheet", "namespaces_30_thousand_in_workbook", "one_si_of_many_runs",
    "one_string_of_100_mb_inline", "one_string_of_many_runs", "one_value_of_100_mb", "parts_2_thousand_empty",
    "relations_450_thousand", "relations_5_million", "rows_5_million_of_one_number", "sheets_450_thousand",
    "sheets_5_million", "strings_just_below_the_limit_of_elements", "white_space_in_content_types",
    "white_space_in_shared_strings", "white_space_in_styles",
})  # fmt: skip


# --- containers that lie ------------------------------------------------------------------------------------------


def overlapping() -> bytes:
    """Build a zip two of whose entries point at one record, each under its own name."""
    found = members()
    at = next(number for number, one in enumerate(found) if one.name == STYLES)
    twin = Member(STRINGS, found[at].content, is_shared=True)
    kept = [one for one in found if one.name != STRINGS]
    return zipped([*kept[: at + 1], twin, *kept[at + 1 :]])


def docx() -> bytes:
    """Build a text document under a workbook's name."""
    word = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    kind = b'<Override PartName="/word/document.xml" ContentType="%s"/>' % word
    document = (
        b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body/></w:document>'
    )
    return zipped([
        Member(TYPES, DECLARATION + b'<Types xmlns="%s/content-types">%s</Types>' % (PACKAGE, kind)),
        Member(RELATIONS, relations(relation(1, b"officeDocument", b"word/document.xml"))),
        Member("word/document.xml", DECLARATION + document),
    ])  # fmt: skip


def containers() -> dict[str, Callable[[], bytes]]:
    """Give the files whose container is no right one."""
    plain = Member("xl/media/bild.bin", b"abc")
    return {
        "empty_file": lambda: b"",
        "empty_zip": lambda: zipped([]),
        "zip_without_a_workbook": lambda: zipped([Member("readme.txt", b"hej")]),
        "zip_of_content_types_alone": lambda: zipped([Member(TYPES, types())]),
        "zip_header_and_nothing_after": lambda: b"PK\3\4" + bytes(26),
        "zip_end_alone_with_many_members": lambda: zipped([], count=60_000),
        "zip_with_more_members_said_than_there_are": lambda: zipped(members(), count=1000),
        "zip_with_its_directory_beyond_the_end": lambda: zipped(members(), directory_at=0x7FFFFFFF),
        "zip_cut_in_the_middle": lambda: book()[:900],
        "zip_without_its_end": lambda: book()[:-22],
        "zip_after_junk": lambda: b"PK" + bytes(range(256)) * 4 + book(),
        "document_under_a_workbooks_name": docx,
        "name_that_climbs_out": lambda: book(None, [Member("xl/../../../../tmp/ut.xml", b"<a/>")]),
        "name_that_climbs_out_with_backslashes": lambda: book(None, [Member("..\\..\\ut.xml", b"<a/>")]),
        "name_that_is_absolute_twice": lambda: book(None, [Member("/" + SHEET, b"<a/>")]),
        "name_with_a_nul": lambda: book(None, [Member("xl/a.xml\0.png", b"<a/>")]),
        "name_twice": lambda: book(None, [Member(SHEET, b"<a/>")]),
        "name_twice_in_other_case": lambda: book(None, [Member(SHEET.upper(), b"<a/>")]),
        "name_twice_with_a_backslash": lambda: book(None, [Member(SHEET.replace("/", "\\"), b"<a/>")]),
        "name_in_the_local_header_is_another": partial(book_with, SHEET, local_name="xl/worksheets/sheetX.xml"),
        "encrypted_flag": partial(book_with, SHEET, flags=ENCRYPTED),
        "checksum_wrong": partial(book_with, SHEET, checksum=12345),
        "checksum_wrong_of_an_unused_part": lambda: book(
            None, [Member(plain.name, plain.content, checksum=12345)]
        ),
        "size_told_too_small": partial(book_with, SHEET, size=20),
        "size_told_too_large": partial(book_with, SHEET, size=100_000),
        "packed_size_told_too_small": partial(book_with, SHEET, packed_size=20),
        "packed_size_told_too_large": partial(book_with, SHEET, packed_size=100_000),
        "packing_method_unknown": lambda: zipped([
            one if one.name != SHEET else Member(SHEET, one.content, method=STORED) for one in members()
        ]).replace(b"\0\0\0\0!\0" + struct.pack("<I", zlib.crc32(whole(BASE[SHEET]))),
                   b"\x63\0\0\0!\0" + struct.pack("<I", zlib.crc32(whole(BASE[SHEET])))),
        "members_that_overlap": overlapping,
    }  # fmt: skip


# --- parts that lie -----------------------------------------------------------------------------------------------

XML_JUNK = bytes(random.Random(2023).randrange(256) for _ in range(2000))  # noqa: S311 - junk is no secret


def related_to(target: bytes, kind: bytes = b"worksheet") -> bytes:
    """Build a workbook whose sheet relates to another part than a sheet."""
    found = whole(BASE[WORKBOOK_RELATIONS]).replace(relation(1, b"worksheet", b"worksheets/sheet1.xml"), b"")
    return book({WORKBOOK_RELATIONS: found.replace(b"</Rel", relation(1, kind, target) + b"</Rel")})


def main_part(target: bytes) -> bytes:
    """Build a workbook whose main part is another than the workbook part."""
    return book({RELATIONS: relations(relation(1, b"officeDocument", target))})


def cell_at(place: bytes) -> bytes:
    """Build a workbook with a number at this address."""
    return cells(b'<c r="' + place + b'"><v>1</v></c>')


def row_at(number: bytes) -> bytes:
    """Build a workbook with a row of this number."""
    return sheet(b"<sheetData>" + ROW + b'<row r="' + number + b'"><c><v>1</v></c></row></sheetData>')


def contents() -> dict[str, Callable[[], bytes]]:
    """Give the files whose container is right and whose parts are not."""
    built: dict[str, Callable[[], bytes]] = {}
    places = {
        "last_of_the_sheet": b"XFD1048576", "column_beyond": b"XFE1", "row_beyond": b"A1048577", "row_zero": b"A0",
        "turned_round": b"1A", "letters_alone": b"A", "digits_alone": b"1", "negative": b"A-1", "area": b"A1:B2",
        "of_other_letters": "Å1".encode(), "of_other_digits": "A١".encode(), "of_a_dotless_i": "ı1".encode(),
    }  # fmt: skip
    for name, place in places.items():
        built[f"cell_address_{name}"] = partial(cell_at, place)
    rows = {
        "negative": b"-1", "zero": b"0", "beyond": b"1048577", "text": b"a", "fraction": b"1.5", "with_a_line": b"1_0",
        "of_5_thousand_digits": b"1" * 5000,
    }  # fmt: skip
    for name, number in rows.items():
        built[f"row_number_{name}"] = partial(row_at, number)
    values = {
        "string_number_too_large": b'<c t="s"><v>99</v></c>',
        "string_number_negative": b'<c t="s"><v>-1</v></c>',
        "string_number_is_text": b'<c t="s"><v>a</v></c>',
        "string_number_of_5_thousand_digits": b'<c t="s"><v>' + b"9" * 5000 + b"</v></c>",
        "style_number_too_large": b'<c s="99"><v>1</v></c>',
        "style_number_negative": b'<c s="-1"><v>1</v></c>',
        "style_number_is_text": b'<c s="a"><v>1</v></c>',
        "number_is_text": b"<c><v>hej</v></c>",
        "number_1e999": b"<c><v>1e999</v></c>",
        "number_nan": b"<c><v>nan</v></c>",
        "number_infinity": b"<c><v>-Infinity</v></c>",
        "number_with_a_line": b"<c><v>1_000</v></c>",
        "number_hexadecimal": b"<c><v>0x10</v></c>",
        "cell_type_unknown": b'<c t="x"><v>1</v></c>',
        "boolean_is_7": b'<c t="b"><v>7</v></c>',
        "date_of_month_13": b'<c t="d"><v>2023-13-45T99:99:99</v></c>',
        "error_unknown": b'<c t="e"><v>#HEJ!</v></c>',
        "text_of_surrogates": b'<c t="str"><v>_xD800__xDFFF__x0000_</v></c>',
        "text_of_terminal_codes": b'<c t="str"><v>_x001B_]0;hej_x0007__x001B_[2J</v></c>',
        "phonetic_ends_without_beginning": b'<c t="inlineStr"><is><t>a<rPh/><rPh><t>b</t></rPh></t></is></c>',
        "formula_shared_without_a_home": b'<c><f t="shared" si="99"/><v>1</v></c>',
        "cell_within_a_cell": b'<c r="B1"><c r="C1"><v>1</v></c></c>',
    }
    for name, inner in values.items():
        built[name] = partial(cells, inner)
    no_strings = whole(BASE[WORKBOOK_RELATIONS]).replace(b"sharedStrings.xml", b"borta.xml")
    return built | {
        "sheet_part_missing": lambda: book({SHEET: None}),
        "sheet_part_outside": lambda: book({
            WORKBOOK_RELATIONS: whole(BASE[WORKBOOK_RELATIONS]).replace(
                b'sheet1.xml"', b'sheet1.xml" TargetMode="External"'
            )
        }),
        "sheet_is_no_xml": lambda: book({SHEET: b"Konto;Budget;Utfall\n"}),
        "sheet_is_junk": lambda: book({SHEET: XML_JUNK}),
        "sheet_is_empty": lambda: book({SHEET: b""}),
        "sheet_is_cut": lambda: book({SHEET: whole(BASE[SHEET])[:-20]}),
        "sheet_has_two_roots": lambda: book({SHEET: whole(BASE[SHEET]) + whole(BASE[SHEET])[len(DECLARATION) :]}),
        "sheet_in_unknown_encoding": lambda: book({SHEET: whole(BASE[SHEET]).replace(b"UTF-8", b"x-hej")}),
        "sheet_with_nul": lambda: cells(b"<c><v>\0</v></c>"),
        "sheet_with_reference_to_nul": lambda: cells(b'<c t="str"><v>&#0;</v></c>'),
        "sheet_with_wrong_utf8": lambda: cells(b'<c t="str"><v>\xff\xfe\xfa</v></c>'),
        "sheet_is_the_workbook_part": partial(related_to, b"workbook.xml"),
        "sheet_is_the_styles": partial(related_to, b"styles.xml"),
        "sheet_is_the_relations_themselves": partial(related_to, b"_rels/workbook.xml.rels"),
        "sheet_target_climbs_out": partial(related_to, b"../../../../etc/passwd"),
        "sheet_target_is_empty": partial(related_to, b""),
        "workbook_part_is_the_relations_themselves": partial(main_part, b"_rels/.rels"),
        "workbook_part_is_the_content_types": partial(main_part, b"[Content_Types].xml"),
        "workbook_part_is_a_sheet": partial(main_part, SHEET.encode()),
        "workbook_part_is_outside": partial(main_part, b"http://127.0.0.1:9/workbook.xml"),
        "workbook_part_is_junk": lambda: book({WORKBOOK: XML_JUNK}),
        "workbook_without_sheets": lambda: book({WORKBOOK: BOOK_START + b"<sheets/>" + BOOK_END}),
        "workbook_without_a_list_of_sheets": lambda: book({WORKBOOK: BOOK_START + BOOK_END}),
        "relations_in_a_ring": lambda: book({
            SHEET_RELATIONS: relations(
                relation(1, b"worksheet", b"../workbook.xml"), relation(2, b"worksheet", b"sheet1.xml")
            ),
        }),
        "relations_of_relations": lambda: book({
            "xl/_rels/_rels/workbook.xml.rels.rels": relations(relation(1, b"worksheet", b"../workbook.xml.rels")),
        }),
        "relations_are_junk": lambda: book({WORKBOOK_RELATIONS: XML_JUNK}),
        "strings_missing": lambda: book({STRINGS: None}),
        "strings_target_missing": lambda: book({WORKBOOK_RELATIONS: no_strings}),
        "strings_are_junk": lambda: book({STRINGS: XML_JUNK}),
        "styles_are_junk": lambda: book({STYLES: XML_JUNK}),
        "styles_with_a_number_that_is_text": lambda: book({
            STYLES: STYLES_START + b'<cellXfs><xf numFmtId="a" fontId="b"/></cellXfs>' + STYLES_END
        }),
        "styles_with_a_font_that_is_missing": lambda: book({
            STYLES: STYLES_START + b'<cellXfs><xf fontId="99"/></cellXfs>' + STYLES_END
        }),
        "content_types_are_junk": lambda: book({TYPES: XML_JUNK}),
        "name_of_a_sheet_that_is_none": lambda: book({
            WORKBOOK: BOOK_START + BOOK_SHEETS + b'<definedNames><definedName name="a" localSheetId="'
            + b"9" * 5000 + b'">1</definedName></definedNames>' + BOOK_END
        }),
        "merged_area_turned_round": lambda: sheet(DATA + b'<mergeCells><mergeCell ref="C3:A1"/></mergeCells>'),
        "merged_area_without_an_address": lambda: sheet(DATA + b"<mergeCells><mergeCell/></mergeCells>"),
        "column_of_text": lambda: sheet(b'<cols><col min="a" max="b" hidden="1"/></cols>' + DATA),
        "column_range_of_billions": lambda: sheet(
            b'<cols><col min="-9999999999" max="9999999999" hidden="1"/></cols>' + DATA
        ),
    }  # fmt: skip


# --- OLE containers -----------------------------------------------------------------------------------------------

SECTOR = 512
FREE, END_OF_CHAIN, OF_TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def _entry(name: str, kind: int, start: int, size: int, right: int = FREE, child: int = FREE) -> bytes:
    encoded = name.encode("utf-16-le")
    head = encoded.ljust(64, b"\0") + struct.pack("<HBBIII", len(encoded) + 2, kind, 1, FREE, right, child)
    return head + bytes(16 + 4 + 8 + 8) + struct.pack("<IQ", start, size)


def ole(streams: Mapping[str, bytes], *, cyclic: bool = False) -> bytes:
    """Write an OLE container of a few streams; a cyclic one has chains of sectors that never end."""
    padded = {name: data.ljust(max(len(data), 4096), b"\0") for name, data in streams.items()}
    table = [OF_TABLE, END_OF_CHAIN]
    entries, body = [], bytearray()
    for number, (name, data) in enumerate(padded.items(), 1):
        start, count = len(table), -(-len(data) // SECTOR)
        table += [*range(start + 1, start + count), start if cyclic else END_OF_CHAIN]
        body += data.ljust(count * SECTOR, b"\0")
        entries.append(_entry(name, 2, start, len(data), number + 1 if number < len(padded) else FREE))
    if cyclic:
        table[1] = 1
    root = _entry("Root Entry", 5, END_OF_CHAIN, 0, child=1)
    directory = b"".join([root, *entries]).ljust(SECTOR, b"\0")
    header = OLE + bytes(16) + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<IIIIIIIIII", 0, 1, 1, 0, 4096, END_OF_CHAIN, 0, END_OF_CHAIN, 0, 0)[:40]
    header += struct.pack("<109I", *([FREE] * 108 + [FREE]))
    header = header[:76] + struct.pack("<I", 0) + header[80:]
    fat = struct.pack(f"<{len(table)}I", *table).ljust(SECTOR, b"\xff")
    return header.ljust(SECTOR, b"\xff")[:SECTOR] + fat + directory + bytes(body)


def old_workbook() -> bytes:
    """Make a workbook of Excel 97-2003."""
    made = xlwt.Workbook()
    page = made.add_sheet("Blad1")
    for row in range(40):
        page.write(row, 0, f"Rad {row}")
        page.write(row, 1, row * 1.5)
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


def garbled(data: bytes, seed: int, flips: int) -> bytes:
    """Change bytes after the header, the same ones in every run."""
    chosen = random.Random(seed)  # noqa: S311 - junk is no secret
    changed = bytearray(data)
    for _ in range(flips):
        changed[chosen.randrange(SECTOR, len(changed))] = chosen.randrange(256)
    return bytes(changed)


# ”Agile” encryption, with a password hashed so often that nobody lives to see it.
AGILE = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<encryption xmlns="http://schemas.microsoft.com/office/2006/encryption"'
    ' xmlns:p="http://schemas.microsoft.com/office/2006/keyEncryptor/password">'
    '<keyData saltSize="16" blockSize="16" keyBits="256" hashSize="64" cipherAlgorithm="AES"'
    ' cipherChaining="ChainingModeCBC" hashAlgorithm="SHA512" saltValue="AAAAAAAAAAAAAAAAAAAAAA=="/>'
    '<dataIntegrity encryptedHmacKey="AAAA" encryptedHmacValue="AAAA"/>'
    '<keyEncryptors><keyEncryptor uri="http://schemas.microsoft.com/office/2006/keyEncryptor/password">'
    '<p:encryptedKey spinCount="{spins}" saltSize="16" blockSize="16" keyBits="256" hashSize="64"'
    ' cipherAlgorithm="AES" cipherChaining="ChainingModeCBC" hashAlgorithm="SHA512"'
    ' saltValue="AAAAAAAAAAAAAAAAAAAAAA==" encryptedVerifierHashInput="AAAAAAAAAAAAAAAAAAAAAA=="'
    ' encryptedVerifierHashValue="{value}" encryptedKeyValue="{value}"/>'
    "</keyEncryptor></keyEncryptors></encryption>"
)


def agile(spins: int) -> bytes:
    """Build an encrypted workbook whose password is hashed this often."""
    described = AGILE.format(spins=spins, value="A" * 86 + "==").encode()
    info = struct.pack("<HHI", 4, 4, 0x40) + described.ljust(5000, b" ")
    return ole({"EncryptionInfo": info, "EncryptedPackage": struct.pack("<Q", 4000) + XML_JUNK * 2})


def old_files() -> dict[str, Callable[[], bytes]]:
    """Give the files in OLE containers, whole name with its ending."""
    built: dict[str, Callable[[], bytes]] = {
        "old_workbook_cut_at_half.xls": lambda: old_workbook()[: len(old_workbook()) // 2],
        "old_workbook_cut_in_the_header.xls": lambda: old_workbook()[:600],
        "old_workbook_cyclic.xls": lambda: ole({"Workbook": old_workbook()[SECTOR : SECTOR * 9]}, cyclic=True),
        "old_workbook_of_junk.xls": lambda: ole({"Workbook": XML_JUNK * 3}),
        "old_workbook_of_zeros.xls": lambda: ole({"Workbook": bytes(8000)}),
        "ole_header_and_nothing_after.xlsx": lambda: OLE,
        "ole_of_something_else.doc": lambda: ole({"WordDocument": XML_JUNK}),
        "encrypted_of_junk.xlsx": lambda: ole({"EncryptionInfo": XML_JUNK, "EncryptedPackage": XML_JUNK * 3}),
        "encrypted_cyclic.xlsx": lambda: ole({"EncryptionInfo": XML_JUNK, "EncryptedPackage": XML_JUNK}, cyclic=True),
        "encrypted_with_endless_hashing.xlsx": partial(agile, 2_000_000_000),
        "encrypted_with_much_hashing.xlsx": partial(agile, 10_000_000),
        "encrypted_with_a_label.xlsx": lambda: ole({"DRMEncryptedTransform": XML_JUNK, "EncryptedPackage": XML_JUNK}),
    }
    for seed in range(6):
        built[f"old_workbook_garbled_{seed}.xls"] = partial(_garbled_old, seed)
    return built


def _garbled_old(seed: int) -> bytes:
    return garbled(old_workbook(), seed, 60)


def all_files() -> dict[str, Callable[[], bytes]]:
    """Give what builds each file, by the file's name."""
    zips = {**too_many(), **doctypes(), **containers(), **contents()}
    return {**{f"{name}.xlsx": build for name, build in zips.items()}, **old_files()}


def kept_files() -> dict[str, Callable[[], bytes]]:
    """Give what builds each file that is kept, by the file's name."""
    return {name: build for name, build in all_files().items() if name.removesuffix(".xlsx") not in TOO_LARGE}


def main() -> int:
    """Build the files, or check those that are there."""
    parser = argparse.ArgumentParser(description="Build the hostile workbooks.")
    parser.add_argument("folder", nargs="?", type=Path, default=OUTPUT, help="output folder (tests/hostile/files/)")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if the files differ")
    arguments = parser.parse_args()
    built = kept_files()
    differing = []
    arguments.folder.mkdir(parents=True, exist_ok=True)
    for name, build in built.items():
        path, data = arguments.folder / name, build()
        if not arguments.check:
            path.write_bytes(data)
        elif not path.exists() or path.read_bytes() != data:
            differing.append(path)
    differing += [path for path in sorted(arguments.folder.iterdir()) if path.name not in built]
    for path in differing:
        print(f"differs: {path}")
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
