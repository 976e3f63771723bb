"""Our result sheets put into the user's workbook, told apart from hers by a mark of their own.

Until sheets are put in part by part, the workbook goes through openpyxl's load and save here, and only here.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import warnings
import zipfile
from typing import TYPE_CHECKING

import openpyxl
from openpyxl.workbook.defined_name import DefinedName

from itnamnd_xl.package.cached import Stored, restore_values, stored_values

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

# A hidden name of the sheet's own whose value is the sheet's name: a copy under another name is the user's.
MARK = "_itnamnd_resultat"
LONGEST_NAME = 31
# The first moment that a zip member can bear; a real one would make every run's file another.
EPOCH = (1980, 1, 1, 0, 0, 0)
CORE_PROPERTIES = "docProps/core.xml"
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")
FIRST_MOMENT = b"1980-01-01T00:00:00Z"


def _mark_of(title: str) -> str:
    quoted = title.replace('"', '""')
    return f'"{quoted}"'


def is_own_sheet(sheet: Worksheet) -> bool:
    """Say whether a sheet is one that we wrote, under the name that we gave it."""
    mark = sheet.defined_names.get(MARK)
    return mark is not None and mark.attr_text == _mark_of(sheet.title)


def free_name(wanted: str, taken: Iterable[str]) -> str:
    """Give a sheet name that is not taken, compared without case: Fördelning, else Fördelning (2), and so on."""
    folded = {name.casefold() for name in taken}
    name, number = wanted[:LONGEST_NAME], 1
    while name.casefold() in folded:
        number += 1
        suffix = f" ({number})"
        name = wanted[: LONGEST_NAME - len(suffix)] + suffix
    return name


def sheet_names(data: bytes) -> tuple[list[str], list[str]]:
    """Give the names of a workbook's sheets: the user's, and ours."""
    book = _load(data)
    own = [sheet.title for sheet in book.worksheets if is_own_sheet(sheet)]
    return [name for name in book.sheetnames if name not in own], own


def put_sheets(data: bytes, writers: Mapping[str, Callable[[Worksheet], None]]) -> bytes:
    """Give the workbook with our former sheets taken out and these put in, in their order, at the end.

    A name that the user has taken gets a number.
    """
    book = _load(data)
    _remove_own(book)
    for wanted, write in writers.items():
        name = free_name(wanted, book.sheetnames)
        sheet = book.create_sheet(name)
        sheet.defined_names.add(DefinedName(MARK, attr_text=_mark_of(name), hidden=True))
        write(sheet)
    return _bytes(book, data)


def remove_sheets(data: bytes) -> bytes:
    """Give the workbook without our sheets."""
    book = _load(data)
    _remove_own(book)
    return _bytes(book, data)


def new_workbook(writers: Mapping[str, Callable[[Worksheet], None]]) -> bytes:
    """Give a workbook of these sheets, none of them marked as ours."""
    book = openpyxl.Workbook()
    book.properties.created = dt.datetime(*EPOCH, tzinfo=dt.UTC)
    book.remove(book.worksheets[0])
    for name, write in writers.items():
        write(book.create_sheet(name))
    return _bytes(book, None)


def _load(data: bytes) -> Workbook:
    with warnings.catch_warnings():
        # What openpyxl cannot keep it warns of; the reader has heard of it from us.
        warnings.simplefilter("ignore")
        return openpyxl.load_workbook(io.BytesIO(data), keep_vba=b"vbaProject.bin" in data, rich_text=True)


def _remove_own(book: Workbook) -> None:
    active = book.active
    for sheet in [sheet for sheet in book.worksheets if is_own_sheet(sheet)]:
        if len(book.sheetnames) > 1:
            book.remove(sheet)
    if active is not None and active.title in book.sheetnames:
        book.active = book.sheetnames.index(active.title)


def _bytes(book: Workbook, before: bytes | None) -> bytes:
    """Save a workbook so that the same input gives the same bytes: without the clock, in its parts or its zip."""
    buffer = io.BytesIO()
    book.save(buffer)
    # Our writing is no event in the file's life: what the user's file says of itself stays.
    core, stored = _kept(before) if before else (None, {})
    packed = io.BytesIO()
    with zipfile.ZipFile(buffer) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        restored = restore_values(source, stored)
        for member in source.infolist():
            content = restored.get(member.filename) or source.read(member)
            if member.filename == CORE_PROPERTIES:
                content = core or _MODIFIED.sub(rb"\g<1>" + FIRST_MOMENT + rb"\g<2>", content)
            info = zipfile.ZipInfo(member.filename, EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(info, content)
    return packed.getvalue()


def _kept(data: bytes) -> tuple[bytes | None, Stored]:
    """Read what the user's file says of itself, and what its formulas last gave."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        core = archive.read(CORE_PROPERTIES) if CORE_PROPERTIES in archive.namelist() else None
        return core, stored_values(archive)
