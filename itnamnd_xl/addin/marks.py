"""Our hidden names on a sheet that is open: whose it is, and the digests of what we wrote there."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from itnamnd_xl.package.cells import Kind
from itnamnd_xl.package.hanging import FRAMES
from itnamnd_xl.package.own import BETWEEN, MARK, PREFIX, quoted
from itnamnd_xl.package.record import (
    NAMED,
    NEXT_RECORD,
    RECORD,
    canonical,
    formula_form,
    named_cells,
    named_in,
    record_names,
    record_of,
)
from itnamnd_xl.render.layout import shown_text, stored_number
from itnamnd_xl.render.typing_in import without_controls, written_formula

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import xlwings as xw

    from itnamnd_xl.sheets.spec import Cell, Sheet

Place = tuple[int, int]
# On a sheet that is about to become the user's, as a copy: the name that the copy is to have.
PROMISED = f"{PREFIX}bortgiven"
# What Excel is told of a name that nobody is to see.
VISIBLE = False


def our_names(sheet: xw.Sheet) -> dict[str, str]:
    """Give the names of a sheet's own that are ours, with what each stands for.

    They are listed, beyond xlwings: to ask for one that may not be there, and take a refusal for a no, would make a
    busy Excel say that a sheet of ours is none.
    """
    found = {}
    for one in sheet.api.Names:
        name = str(one.Name).rpartition("!")[2]
        if name.startswith(PREFIX):
            found[name] = _meaning(one)
    return found


def mark(sheet: xw.Sheet, name: str, text: str | None = None) -> None:
    """Mark a sheet as ours, by its own name or another text; one that is not its name makes it the user's copy."""
    _set_names(sheet, {name: quoted(sheet.name if text is None else text)})


def disown(sheet: xw.Sheet) -> None:
    """Make a sheet of ours the user's under its own name: our mark in it does not fit that any more."""
    mark(sheet, MARK, "")


def keep_frames(sheet: xw.Sheet, frames: Iterable[str]) -> None:
    """Keep the names of the frames that charts of ours stand in, so that any other chart is known for the user's."""
    mark(sheet, FRAMES, BETWEEN.join(frames))


def name_cells(sheet: xw.Sheet, cells: Mapping[str, str], *, is_new: bool) -> None:
    """Let the user's formulas refer to cells by names, each with its reference; those of a former run are taken away.

    A name that she has given to a cell of the sheet herself stays hers. Beyond xlwings, as in our_names.
    """
    names = sheet.api.Names
    there = {} if is_new else {str(one.Name).rpartition("!")[2]: one for one in names}
    listed = {name: _meaning(one) for name, one in there.items() if name.startswith(NAMED)}
    known = named_in(listed)
    hers = {one.casefold() for one in there if one not in known}
    wanted = {name: text for name, text in cells.items() if name.casefold() not in hers}
    stay = {
        name
        for name in known
        # Excel leaves out the quotation marks that a sheet's name does not need.
        if name in there and name in wanted and _bare(_meaning(there[name])) == _bare(wanted[name])
    }
    for name in known:
        if name in there and name not in stay:
            there[name].Delete()
    # Before they are there: were Excel to fail, they are known for ours all the same.
    listing = named_cells(wanted)
    if listing != listed:
        _set_names(sheet, listing)
        for name in listed.keys() - listing.keys():
            there[name].Delete()
    for name in sorted(wanted.keys() - stay):
        names.Add(name, f"={wanted[name]}")


def _meaning(name: Any) -> str:  # noqa: ANN401 - Excel's own object, beyond xlwings
    """Give what a name stands for."""
    return str(name.RefersTo).removeprefix("=")


def _bare(reference: str) -> str:
    return reference.replace("'", "")


def expect(sheet: xw.Sheet, neutral: Sheet) -> None:
    """Keep the digests of what is about to be written: were it interrupted, that is known for ours all the same."""
    _keep(sheet, neutral, NEXT_RECORD)


def remember(sheet: xw.Sheet, neutral: Sheet) -> None:
    """Keep the digests of what we wrote in a sheet, so that what is typed there later is known for the user's."""
    for name in _keep(sheet, neutral, RECORD):
        if name.startswith((NEXT_RECORD, PROMISED)):
            sheet.names[name].delete()


def _keep(sheet: xw.Sheet, neutral: Sheet, stem: str) -> list[str]:
    """Write a record into a sheet's names; gives all names of ours that it has then."""
    forms: dict[Place, str] = {}
    fields: dict[Place, str] = {}
    for row, cells in enumerate(neutral.rows, 1):
        for column, cell in enumerate(cells, 1):
            if cell is not None and cell.field:
                fields[row, column] = cell.field
            elif cell is not None and cell.value is not None:
                forms[row, column] = _form(cell)
    record = record_of(forms, fields)
    names = record_names(record, stem=stem)
    with suppress(Exception):
        # Some versions may take no name of more than 255 characters; then they are cut into shorter ones.
        _set_names(sheet, names)
    stored = our_names(sheet)
    if any(stored.get(name) != text for name, text in names.items()):
        names = record_names(record, 1, stem)
        _set_names(sheet, names)
    for name in stored.keys() - names.keys():
        if name.startswith(stem):
            sheet.names[name].delete()
    return list(stored)


def _set_names(sheet: xw.Sheet, hidden: Mapping[str, str]) -> None:
    """Give a sheet names that are hidden from the first, beyond xlwings."""
    names = sheet.api.Names
    for name, text in hidden.items():
        names.Add(name, f"={text}", VISIBLE)


def _form(cell: Cell) -> str:
    """Give the form of what a cell will hold once Excel has it."""
    formula = written_formula(cell)
    if formula:
        return formula_form(formula[1:])
    if isinstance(cell.value, str):
        return canonical(Kind.TEXT, without_controls(shown_text(cell)), None)
    return canonical(Kind.NUMBER, str(float(stored_number(cell.value or 0))), None)
