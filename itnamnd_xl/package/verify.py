"""The promise held before a file is replaced: all that is the user's is as it was, and our sheets can be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from itnamnd_xl.package.faults import UnusableError, one_fault
from itnamnd_xl.package.graft import own_parts
from itnamnd_xl.package.guard import part_key
from itnamnd_xl.package.opc import CONTENT_TYPES, relations_part
from itnamnd_xl.package.opening import open_contents
from itnamnd_xl.package.own import own_sheets

if TYPE_CHECKING:
    from collections.abc import Collection

    from itnamnd_xl.package.guard import Sizes
    from itnamnd_xl.package.workbook import Workbook


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
            after = open_contents(data, sizes)
            if before is not None and (part := changed_part(before, after.workbook)) is not None:
                return f"delen {part} skulle bli en annan"
            found = {one.name: one for one in own_sheets(after.workbook)}
            if any(name not in found for name in names):
                return "en resultatflik saknas"
            for one in found.values():
                after.cells(one, lambda *_: None)
    except UnusableError:
        return "det som skrevs gick inte att läsa tillbaka"
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
