"""The promise held before a file is replaced: all that is the user's is as it was, and our sheets can be read.

Most parts have to be what they were down to their compressed bytes. The four that list or share what ours need may
grow: there, all that was there has to be there still.
"""

from __future__ import annotations

import copy
import hashlib
from collections import Counter
from typing import TYPE_CHECKING

from itnamnd_xl.package.faults import UnusableError, one_fault
from itnamnd_xl.package.graft import own_parts
from itnamnd_xl.package.guard import part_key
from itnamnd_xl.package.opc import CONTENT_TYPES, relations_part
from itnamnd_xl.package.opening import open_contents
from itnamnd_xl.package.own import notes_sheets, own_sheets
from itnamnd_xl.package.plain import is_plain
from itnamnd_xl.package.styles import are_kept, canonical
from itnamnd_xl.package.xml import attributes, child, children, drop_attribute, local_name

if TYPE_CHECKING:
    from collections.abc import Collection

    from itnamnd_xl.package.contents import Contents
    from itnamnd_xl.package.guard import Sizes
    from itnamnd_xl.package.styles import Canonical
    from itnamnd_xl.package.workbook import SheetEntry, Workbook

# What the workbook part says of its sheets, its names and its windows is compared in other ways than the rest of it.
COMPARED_APART = {"sheets", "definedNames", "bookViews"}


def fault_of(data: bytes, before: Workbook | None, names: Collection[str], sizes: Sizes) -> str | None:
    """Say what is wrong with the bytes that a workbook became; None where nothing is.

    Args:
        data: what is about to take its place.
        before: the workbook as it was read; None where there was none.
        names: the sheets of ours that must be there.
        sizes: the limits.
    """
    try:
        with one_fault():
            after = open_contents(data, sizes, before)
            if before is not None and (lost := loss(before, after.workbook)) is not None:
                return f"{lost} skulle bli en annan"
            found = {one.name: one for one in own_sheets(after.workbook)}
            if any(name not in found for name in names):
                return "en resultatflik saknas"
            for one in found.values():
                _read(after, one)
    except UnusableError:
        return "det som skrevs gick inte att läsa tillbaka"
    return None


def _read(contents: Contents, entry: SheetEntry) -> None:
    """Read a sheet of ours; what we alone have written is plain, and quickly seen to be readable.

    Raises:
        UnusableError: it cannot be read.
    """
    package = contents.workbook.package
    if not is_plain(package.read(entry.part or ""), package.sizes):
        contents.pour(entry, lambda *_: None)


def loss(before: Workbook, after: Workbook) -> str | None:
    """Name something of the user's that is not what it was; None where all is."""
    if (part := changed_part(before, after)) is not None:
        return f"delen {part}"
    for what, same in (
        ("listan över flikar", _sheets(before) == _sheets(after, among=before)),
        ("ett definierat namn", not _names(before) - _names(after)),
        ("arbetsbokens egenskaper", _rest(before) == _rest(after)),
        ("ett cellformat", _are_styles_kept(before, after)),
        ("listan över delar", not _listed(before) - _listed(after)),
    ):
        if not same:
            return what
    return None


def changed_part(before: Workbook, after: Workbook) -> str | None:
    """Name a part of the user's that is not what it was, down to its compressed bytes; None where all are."""
    excused = _may_change(before) | own_parts(before)
    now = after.package.raw_members()
    for key, member in before.package.raw_members().items():
        if key not in excused and now.get(key) != member:
            return key
    return None


def _may_change(workbook: Workbook) -> set[str]:
    """Give the parts of the user's that list or share what ours need; the calculation chain may go."""
    shared = (workbook.related("styles"), workbook.related("calcChain"))
    parts = (CONTENT_TYPES, workbook.part, relations_part(workbook.part), *shared)
    return {part_key(one) for one in parts if one is not None}


def _ours(workbook: Workbook) -> set[int]:
    return {one.index for one in (*own_sheets(workbook), *notes_sheets(workbook))}


def _sheets(workbook: Workbook, among: Workbook | None = None) -> list[tuple[str, str, str | None, bool]]:
    """Give the user's sheets in their order; `among` leaves out those that were not hers in another workbook."""
    known = {one.part for one in among.sheets if one.index not in _ours(among)} if among else None
    return [
        (one.name, one.sheet_id, one.part, one.is_hidden)
        for one in workbook.sheets
        if one.index not in _ours(workbook) and (known is None or one.part in known)
    ]


def _names(workbook: Workbook) -> Counter[tuple[str, str, str]]:
    """Give the user's defined names: the sheet that each belongs to, its name and its text."""
    sheets, ours = {str(one.index): one for one in workbook.sheets}, {str(one) for one in _ours(workbook)}
    found: Counter[tuple[str, str, str]] = Counter()
    for one in children(child(workbook.root, "definedNames"), "definedName"):
        place = one.get("localSheetId", "")
        if place not in ours:
            found[sheets[place].name if place in sheets else "", one.get("name", ""), one.text or ""] += 1
    return found


def seal_of(workbook: Workbook) -> str:
    """Give the digest of all that is the user's: what a copy of the workbook has for as long as nobody works in it."""
    excused = _may_change(workbook) | own_parts(workbook)
    digest = hashlib.sha256(repr((_sheets(workbook), sorted(_names(workbook).items()))).encode("utf-8", "replace"))
    for key, (method, packed) in sorted(workbook.package.raw_members().items()):
        if key not in excused:
            digest.update(f"{key}|{method}|{len(packed)}|".encode("utf-8", "replace") + packed)
    return digest.hexdigest()


def _rest(workbook: Workbook) -> list[Canonical]:
    """Give what else the workbook part says, but for what we may set: computing on opening, and which sheet shows."""
    found = []
    for one in children(workbook.root):
        if local_name(one) in COMPARED_APART:
            continue
        bare = copy.deepcopy(one)
        drop_attribute(bare, "fullCalcOnLoad")
        for view in children(bare, "customWorkbookView"):
            drop_attribute(view, "activeSheetId")
        if local_name(bare) != "calcPr" or bare.attrib:
            found.append(canonical(bare))
    return found


def _are_styles_kept(before: Workbook, after: Workbook) -> bool:
    """Say whether every collection of styles begins with what it held, so that every number means what it meant."""
    part, now = before.related("styles"), after.related("styles")
    if part is None or now is None:
        return part is None
    return are_kept(before.package.read(part), after.package.read(now), after.package.sizes.style_elements)


def _listed(workbook: Workbook) -> set[tuple[str, ...]]:
    """Give what the content types and the workbook's relationships list of the user's."""
    excused = own_parts(workbook) | {part_key(workbook.related("calcChain") or "")}
    types = {
        (attributes(one).get("Extension", ""), part_key(one.get("PartName", "")), one.get("ContentType", ""))
        for one in children(workbook.package.tree(CONTENT_TYPES))
        if part_key(one.get("PartName", "")) not in excused
    }
    related = {
        (one.id, one.type, one.target)
        for one in workbook.relations
        if one.is_external or part_key(one.target) not in excused
    }
    return types | related
