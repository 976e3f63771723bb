"""Our sheets taken out of a workbook that is open: what users typed is kept, and what they refer to stays."""

from __future__ import annotations

import re
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from itnamnd_xl.addin.faults import ExcelError
from itnamnd_xl.addin.marks import disown
from itnamnd_xl.addin.notes import keep_notes, settle
from itnamnd_xl.addin.own import read_all_own, sheets_by_owner
from itnamnd_xl.addin.writing import refuse_protected
from itnamnd_xl.core.diagnostics import Diagnostic, diagnostic
from itnamnd_xl.core.swedish import listing
from itnamnd_xl.package.opening import open_workbook
from itnamnd_xl.package.own import own_sheets
from itnamnd_xl.package.references import referring_parts, told
from itnamnd_xl.source.from_xlwings import is_hidden, read_block, used_area

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import xlwings as xw

    from itnamnd_xl.addin.own import OwnSheet, SheetsByOwner
    from itnamnd_xl.package.guard import Sizes

FORMULAS = "formler på fliken {}"


def remove_open(book: xw.Book, sizes: Sizes) -> tuple[int, list[Diagnostic]]:
    """Take our sheets out of an open workbook: how many there were, and what the user should know.

    Raises:
        ExcelError: the workbook's structure is protected, or nothing else could be shown.
    """
    sheets = sheets_by_owner(book)
    own = read_all_own(sheets)
    if not own:
        return 0, []
    # Beyond xlwings.
    if book.api.ProtectStructure:
        raise ExcelError("E906", book.name)
    if all(is_hidden(sheet) for sheet in (*sheets.users, *sheets.copies, *sheets.notes, *sheets.aids)):
        raise ExcelError("E917")
    given = [one for one in own if one.written.is_beyond_cells]
    referred = _referred(book, sheets, own, given, sizes)
    removed = [one for one in own if one not in given and one.entry.name not in referred]
    names = {one.entry.name for one in own}
    typed = [found for one in removed for found in one.written.typed]
    if typed and sheets.notes:
        refuse_protected(sheets.notes[0])
    said = keep_notes(book, sheets.notes, typed, names)
    for one in given:
        disown(one.sheet)
        said.append(diagnostic("N132", book.name, sheet=one.entry.name))
    for one in removed:
        one.sheet.delete()
    settle(sheets_by_owner(book).notes)
    said += [diagnostic("W124", book.name, sheet=name, where=listing(places[:3])) for name, places in referred.items()]
    return len(removed), said


def _referred(
    book: xw.Book, sheets: SheetsByOwner, own: Sequence[OwnSheet], given: Sequence[OwnSheet], sizes: Sizes
) -> dict[str, list[str]]:
    """Find which of our sheets something that stays refers to, and where: something of the user's, or such a sheet.

    A copy of the workbook is looked through part by part: charts, names, rules and controls refer to cells too. Where
    no copy can be read (it is protected, or a label encrypts it) at least the formulas are.
    """
    with tempfile.TemporaryDirectory(prefix="itnamnd-", ignore_cleanup_errors=True) as folder:
        path = Path(folder) / book.name
        with suppress(Exception):
            # Beyond xlwings: it would save the workbook under the other name.
            book.api.SaveCopyAs(str(path))
        data = path.read_bytes() if path.exists() else b""
    opened, _ = open_workbook(book.name, data, sizes)
    if opened is None or opened.contents is None:
        return _referred_by_formulas(sheets, own, given)
    workbook = opened.contents.workbook
    hers = [one for one in own_sheets(workbook) if one.name in [other.entry.name for other in given]]
    left = [one for one in own_sheets(workbook) if one not in hers]
    found = referring_parts(workbook, left, hers, stay=True)
    return {one.name: told(workbook, parts) for one, parts in found.items()}


def _referred_by_formulas(
    sheets: SheetsByOwner, own: Sequence[OwnSheet], given: Sequence[OwnSheet]
) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    left = [one for one in own if one not in given]
    waiting: list[tuple[str, Iterable[str]]] = [(one.name, _formulas(one)) for one in (*sheets.users, *sheets.copies)]
    waiting += [(one.entry.name, one.formulas.values()) for one in given]
    while waiting:
        place, formulas = waiting.pop(0)
        text = "\n".join(formulas).casefold()
        for one in [one for one in left if _is_named(one.entry.name, text)]:
            if one.entry.name not in found:
                # It stays, and what it refers to with it.
                waiting.append((one.entry.name, one.formulas.values()))
            found.setdefault(one.entry.name, []).append(FORMULAS.format(place))
    return found


def _is_named(name: str, formulas: str) -> bool:
    """Say whether folded formulas refer to a sheet, by itself or as the first or last of several."""
    folded = re.escape(name.replace("'", "''").casefold())
    return re.search(rf"{folded}(?::[^'!\"]*)?'?!", formulas) is not None


def _formulas(sheet: xw.Sheet) -> list[str]:
    return [text for _, _, text in read_block(sheet, used_area(sheet)) if text.startswith("=")]
