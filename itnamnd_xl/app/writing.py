"""Result sheets put into a workbook: what users wrote in the former ones is carried over, and nothing else moves."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from itnamnd_xl.core.diagnostics import Diagnostic, diagnostic
from itnamnd_xl.core.model import column_letters
from itnamnd_xl.core.swedish import count, listing
from itnamnd_xl.package.faults import UnusableError, one_fault
from itnamnd_xl.package.graft import NewSheet, former, free_name, put_sheets, referring_parts
from itnamnd_xl.package.opening import open_contents
from itnamnd_xl.package.own import notes_sheets, own_sheets
from itnamnd_xl.package.record import field_code
from itnamnd_xl.package.written import Typed, Written, written_in
from itnamnd_xl.sheets.notes import NAME as NOTES
from itnamnd_xl.sheets.notes import Note, notes_sheet
from itnamnd_xl.sheets.spec import Role, Sheet, titled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from itnamnd_xl.package.contents import Contents
    from itnamnd_xl.package.guard import Sizes
    from itnamnd_xl.package.workbook import SheetEntry, Workbook

COPY = "{} (egen)"
NOT_THIS_TIME = (
    "Den här beräkningen gav inget att visa här. Fliken är kvar eftersom något annat i arbetsboken hänvisar till den."
)


@dataclass(frozen=True, slots=True)
class Drafted:
    """A workbook's new bytes, the names of our sheets in it and of those gone, and what the user should know of it."""

    data: bytes
    sheets: tuple[str, ...]
    removed: tuple[str, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()


Draft = tuple[Drafted | None, list[Diagnostic]]


def with_sheets(name: str, contents: Contents, sheets: Sequence[Sheet], former: Contents | None = None) -> Draft:
    """Give a workbook's bytes with these result sheets in the place of the former ones.

    Args:
        name: the file's name, for the diagnostics.
        contents: the workbook as it was read.
        sheets: the result sheets; they get their final names, and what users had filled in.
        former: another workbook, that the new one is to replace; what users had filled in there is kept too.
    """
    return _said(name, partial(_with_sheets, name, contents, list(sheets), former))


def without_sheets(name: str, contents: Contents) -> Draft:
    """Give a workbook's bytes without our sheets; what users had written in them stays, on a sheet of its own."""
    return _said(name, partial(_without_sheets, name, contents))


def fresh_workbook(name: str, sheets: Sequence[Sheet], sizes: Sizes) -> Draft:
    """Give the bytes of a new workbook of these result sheets alone."""
    return _said(name, partial(_fresh_workbook, sheets, sizes))


def _said(name: str, draft: Callable[[], Drafted]) -> Draft:
    try:
        with one_fault():
            return draft(), []
    except UnusableError as fault:
        return None, [fault.said(name)]


def _fresh_workbook(sheets: Sequence[Sheet], sizes: Sizes) -> Drafted:
    # openpyxl is slow to load, and who only looks at results does not need it; so here and below.
    from itnamnd_xl.render.with_openpyxl import render_workbook  # noqa: PLC0415 - as said

    workbook = open_contents(render_workbook(sheets), sizes).workbook
    new = [_new_sheet(sheet, entry) for sheet, entry in zip(sheets, workbook.sheets, strict=True)]
    return Drafted(put_sheets(workbook, workbook, new), tuple(one.name for one in new))


def _with_sheets(name: str, contents: Contents, sheets: list[Sheet], former_one: Contents | None) -> Drafted:
    workbook = contents.workbook
    written = _all_written(contents)
    written_there = _all_written(former_one) if former_one else []
    # What stands in a sheet that becomes the user's stays there; only what fills a field is wanted here too.
    typed = [
        one for sheet in (*written, *written_there) for one in sheet.typed if one.field or not sheet.is_beyond_cells
    ]
    taken = {one.name for one in workbook.sheets}
    given_away = _given_away(written, taken)
    replaced = _named(workbook, sheets, taken, {one.index for one in given_away})
    removed = []
    for one in own_sheets(workbook):
        if one in given_away or one in replaced.values():
            continue
        if referring_parts(workbook, one):
            sheets.append(_empty(one.name))
            replaced[one.name] = one
        else:
            removed.append(one)
    left = _filled(sheets, typed)
    new = [_new_sheet(sheet, replaced.get(sheet.name)) for sheet in sheets]
    noted, said = _noted(name, workbook, left, taken)
    data = _put(workbook, [*zip(sheets, new, strict=True), *noted], removed, given_away)
    said += [diagnostic("N120", name, old=one.name, new=to) for one, to in given_away.items()]
    return Drafted(data, tuple(one.name for one in new), tuple(one.name for one in removed), tuple(said))


def _without_sheets(name: str, contents: Contents) -> Drafted:
    workbook = contents.workbook
    own = own_sheets(workbook)
    if len(own) == len(workbook.sheets):
        raise UnusableError("E129", why="arbetsboken har inga andra flikar", remedy="Ta bort filen i stället.")
    written = _all_written(contents)
    taken = {one.name for one in workbook.sheets}
    given_away = _given_away(written, taken)
    referred = {one: parts for one in own if one not in given_away and (parts := referring_parts(workbook, one))}
    removed = [one for one in own if one not in given_away and one not in referred]
    typed = [one for sheet in written if sheet.entry in removed for one in sheet.typed]
    noted, said = _noted(name, workbook, typed, taken)
    data = _put(workbook, noted, removed, given_away)
    said += [diagnostic("N120", name, old=one.name, new=to) for one, to in given_away.items()]
    said += [diagnostic("W124", name, sheet=one.name, where=listing(parts[:3])) for one, parts in referred.items()]
    return Drafted(data, tuple(one.name for one in referred), tuple(one.name for one in removed), tuple(said))


def _all_written(contents: Contents) -> list[Written]:
    return [written_in(contents, one) for one in own_sheets(contents.workbook)]


Placed = tuple[Sheet, NewSheet]


def _put(
    workbook: Workbook, placed: Sequence[Placed], removed: Sequence[SheetEntry], given_away: Mapping[SheetEntry, str]
) -> bytes:
    """Render the sheets together, and put them into the workbook."""
    fresh = None
    if placed:
        from itnamnd_xl.render.with_openpyxl import render_workbook  # noqa: PLC0415 - as above

        fresh = open_contents(render_workbook([sheet for sheet, _ in placed]), workbook.package.sizes).workbook
    return put_sheets(workbook, fresh, [new for _, new in placed], removed=removed, given_away=given_away)


def _noted(
    name: str, workbook: Workbook, typed: Sequence[Typed], taken: Iterable[str]
) -> tuple[list[Placed], list[Diagnostic]]:
    """Make the sheet that keeps what users had written where it cannot stay; none where there is nothing."""
    if not typed:
        return [], []
    before = next(iter(notes_sheets(workbook)), None)
    sheet = notes_sheet([_note(one) for one in typed])
    sheet.name = free_name(NOTES, taken)
    new = NewSheet(sheet.name, replaces=before, is_notes=True, header_rows=sheet.header_row or 0)
    where = before.name if before else sheet.name
    return [(sheet, new)], [diagnostic("N119", name, count=count(len(typed), "uppgift", "uppgifter"), sheet=where)]


def _given_away(written: Iterable[Written], taken: set[str]) -> dict[SheetEntry, str]:
    """Name the sheets of ours that hold what we cannot write again: each becomes the user's."""
    found = {}
    for one in written:
        if one.is_beyond_cells:
            found[one.entry] = free_name(COPY.format(one.entry.name), taken)
            taken.discard(one.entry.name)
            taken.add(found[one.entry])
    return found


def _named(
    workbook: Workbook, sheets: Iterable[Sheet], taken: set[str], passed_over: set[int]
) -> dict[str, SheetEntry]:
    """Give every sheet its final name; gives the former sheet whose place it takes, by that name."""
    replaced = {}
    for sheet in sheets:
        before = former(workbook, sheet.name, passed_over)
        sheet.name = before.name if before else free_name(sheet.name, taken)
        taken.add(sheet.name)
        if before:
            replaced[before.name] = before
    return replaced


def _empty(name: str) -> Sheet:
    sheet = titled(name, name, (110,))
    sheet.text(NOT_THIS_TIME, Role.NOTE)
    return sheet


def _filled(sheets: Iterable[Sheet], typed: Iterable[Typed]) -> list[Typed]:
    """Put what users had filled in into its field again; gives what has no field any more, or never had one."""
    fields = {}
    left = []
    for one in typed:
        if one.field and one.field not in fields:
            fields[one.field] = one
        else:
            left.append(one)
    for sheet in sheets:
        for at, row in enumerate(sheet.rows):
            for column, cell in enumerate(row):
                kept = fields.pop(field_code(cell.field), None) if cell is not None and cell.field else None
                if cell is not None and kept is not None:
                    cells = list(row)
                    cells[column] = replace(
                        cell, value=kept.value, number_format=kept.number_format, formula=kept.formula
                    )
                    row = sheet.rows[at] = tuple(cells)  # noqa: PLW2901 - a row may have several fields
    return [*left, *fields.values()]


def _new_sheet(sheet: Sheet, replaces: SheetEntry | None) -> NewSheet:
    cells = {
        (row, column): cell
        for row, found in enumerate(sheet.rows, 1)
        for column, cell in enumerate(found, 1)
        if cell is not None
    }
    return NewSheet(
        sheet.name,
        {place: cell.field for place, cell in cells.items() if cell.field},
        {place: cell.value for place, cell in cells.items() if cell.formula and cell.value is not None},
        replaces,
    )


def _note(one: Typed) -> Note:
    row, column = one.place
    kind = "Kommentar" if one.is_comment else one.column_label
    # A formula that has moved would compute something else: here it is told, not done.
    value = one.formula or one.value
    return Note(one.sheet, f"{column_letters(column)}{row}", one.row_label, kind, value, one.number_format)
