"""Result sheets put into a workbook: what users wrote in the former ones is carried over, and nothing else moves."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from operator import is_not
from typing import TYPE_CHECKING

from itnamnd_xl.app.drawing import Drawings, hanging_on
from itnamnd_xl.app.notes import noted
from itnamnd_xl.app.planning import fill, given_away, plan_sheets
from itnamnd_xl.core.diagnostics import Diagnostic, diagnostic
from itnamnd_xl.core.swedish import listing
from itnamnd_xl.package.faults import UnusableError, one_fault
from itnamnd_xl.package.fresh import NewSheet
from itnamnd_xl.package.graft import put_sheets, standing
from itnamnd_xl.package.opening import open_contents
from itnamnd_xl.package.own import own_sheets
from itnamnd_xl.package.references import referring_parts, told
from itnamnd_xl.package.transplant import Transplant
from itnamnd_xl.package.written import Written, unread, written_in
from itnamnd_xl.sheets.formulas import settled

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from itnamnd_xl.app.planning import Plan
    from itnamnd_xl.package.cells import Place
    from itnamnd_xl.package.contents import Contents
    from itnamnd_xl.package.fresh import Value
    from itnamnd_xl.package.guard import Sizes
    from itnamnd_xl.package.typed import Typed
    from itnamnd_xl.package.workbook import SheetEntry
    from itnamnd_xl.sheets.spec import Sheet

REFERRED = "något annat i arbetsboken hänvisar till den"


@dataclass(frozen=True, slots=True)
class Drafted:
    """A workbook's new bytes, the names of our sheets in it and of those gone, and what the user should know of it."""

    data: bytes
    sheets: tuple[str, ...]
    removed: tuple[str, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()


Draft = tuple[Drafted | None, list[Diagnostic]]


def with_sheets(
    name: str,
    contents: Contents,
    sheets: Sequence[Sheet],
    former: Contents | None = None,
    facts: Mapping[str, str] | None = None,
) -> Draft:
    """Give a workbook's bytes with these result sheets in the place of the former ones.

    Args:
        name: the file's name, for the diagnostics.
        contents: the workbook as it was read.
        sheets: the result sheets; they get their final names, and what users had filled in.
        former: another workbook, that the new one is to replace; what users had filled in there is kept too.
        facts: what we want to know of it at the next run, by the names that keep it.
    """
    return _said(name, partial(_with_sheets, name, contents, list(sheets), former, facts or {}))


def without_sheets(name: str, contents: Contents) -> Draft:
    """Give a workbook's bytes without our sheets; what users had written in them stays, on a sheet of its own."""
    return _said(name, partial(_without_sheets, name, contents))


def fresh_workbook(name: str, sheets: Sequence[Sheet], sizes: Sizes, facts: Mapping[str, str]) -> Draft:
    """Give the bytes of a new workbook of these result sheets alone."""
    return _said(name, partial(_fresh_workbook, sheets, sizes, facts))


def _said(name: str, draft: Callable[[], Drafted]) -> Draft:
    try:
        with one_fault():
            return draft(), []
    except UnusableError as fault:
        return None, [fault.said(name)]


def _fresh_workbook(sheets: Sequence[Sheet], sizes: Sizes, facts: Mapping[str, str]) -> Drafted:
    # openpyxl is slow to load, and who only looks at results does not need it.
    from itnamnd_xl.render.with_openpyxl import render_workbook  # noqa: PLC0415 - as said

    sheets = [settled(one, {}) for one in sheets]
    workbook = open_contents(render_workbook(sheets), sizes).workbook
    new = [
        replace(_new_sheet(sheet, entry), values=_formula_values(sheet))
        for sheet, entry in zip(sheets, workbook.sheets, strict=True)
    ]
    drawings = {one.name: drawing for one in sheets if (drawing := hanging_on(one, strict=False)) is not None}
    data, _ = put_sheets(workbook, Transplant(workbook, drawings), new, facts=facts)
    return Drafted(data, tuple(one.name for one in new))


def _with_sheets(
    name: str, contents: Contents, sheets: list[Sheet], former_one: Contents | None, facts: Mapping[str, str]
) -> Drafted:
    workbook = contents.workbook
    taken = {one.name for one in workbook.sheets}
    gone = given_away([unread(workbook, one) for one in own_sheets(workbook)], taken)
    own = [one for one in own_sheets(workbook) if one not in gone]
    referred = referring_parts(workbook, own, gone)
    plan = plan_sheets(sheets, own, referred, taken, REFERRED)
    drawings = Drawings(plan.sheets)
    new = {one.name: _new_sheet(one, plan.replaced.get(one.name)) for one in plan.sheets}
    ready = standing(workbook, drawings, new.values())
    left, filled = _carried_over(contents, former_one, plan, ready)
    for sheet in filled:
        drawings.draw(sheet)
        ready.pop(sheet.name, None)
        new[sheet.name] = _new_sheet(sheet, plan.replaced.get(sheet.name))
    kept, said = noted(name, contents, left, taken, former_one)
    for sheet, _ in kept:
        drawings.draw(sheet)
    data, changed = put_sheets(
        workbook,
        drawings,
        [*new.values(), *(one for _, one in kept)],
        removed=plan.removed,
        given_away=gone,
        referred=referred,
        facts=facts,
        ready=ready,
    )
    said += [diagnostic("N120", name, old=one.name, new=to) for one, to in gone.items()]
    said += [diagnostic("N130", name, sheet=one.name) for one in plan.removed]
    said += [
        diagnostic("N131", name, sheet=one.name, where=listing(told(workbook, referred[one])[:3])) for one in changed
    ]
    return Drafted(data, tuple(new), tuple(one.name for one in plan.removed), tuple(said))


def _carried_over(
    contents: Contents, former_one: Contents | None, plan: Plan, ready: Collection[str]
) -> tuple[list[Typed], list[Sheet]]:
    """Fill in what users have typed; gives what is left of that, and the sheets that have got other contents."""
    # Nobody has typed anything where a sheet stands as it is to be: its cells need not be read.
    written = [written_in(contents, one) for one in own_sheets(contents.workbook) if one.name not in ready]
    before = [list(one.rows) for one in plan.sheets]
    left = fill(plan.sheets, _typed_in(written, former_one))
    pairs = zip(plan.sheets, before, strict=True)
    return left, [one for one, rows in pairs if any(map(is_not, one.rows, rows))]


def _without_sheets(name: str, contents: Contents) -> Drafted:
    workbook = contents.workbook
    own = own_sheets(workbook)
    if len(own) == len(workbook.sheets):
        raise UnusableError("E129", why="arbetsboken har inga andra flikar", remedy="Ta bort filen i stället.")
    written = _all_written(contents)
    taken = {one.name for one in workbook.sheets}
    # Nothing takes their place here, so that they keep their names, and what refers to them stays right.
    gone = {one: one.name for one in given_away(written, set(taken))}
    referred = referring_parts(workbook, [one for one in own if one not in gone], gone, stay=True)
    removed = [one for one in own if one not in gone and one not in referred]
    typed = [one for sheet in written if sheet.entry in removed for one in sheet.typed]
    kept, said = noted(name, contents, typed, taken)
    drawings = Drawings(sheet for sheet, _ in kept) if kept else None
    data, _ = put_sheets(workbook, drawings, [one for _, one in kept], removed=removed, given_away=gone)
    said += [diagnostic("N132", name, sheet=one.name) for one in gone]
    said += [
        diagnostic("W124", name, sheet=one.name, where=listing(told(workbook, parts)[:3]))
        for one, parts in referred.items()
    ]
    return Drafted(data, tuple(one.name for one in referred), tuple(one.name for one in removed), tuple(said))


def _typed_in(written: Iterable[Written], former_one: Contents | None) -> list[Typed]:
    """Give what users have typed in our sheets, here and in a former copy.

    What stands in a sheet that becomes the user's stays there; only what fills a field is wanted here too. And what
    a formula in a copy refers to is not known to be here: it is told, beside its value.
    """
    typed = [one for sheet in written for one in sheet.typed if one.field or not sheet.is_beyond_cells]
    for sheet in _all_written(former_one) if former_one else ():
        for one in sheet.typed:
            if one.field and one.formula:
                typed += [replace(one, formula=""), replace(one, field="")]
            elif one.field or not sheet.is_beyond_cells:
                typed.append(one)
    return typed


def _all_written(contents: Contents) -> list[Written]:
    return [written_in(contents, one) for one in own_sheets(contents.workbook)]


def _new_sheet(sheet: Sheet, replaces: SheetEntry | None) -> NewSheet:
    fields: dict[Place, str] = {}
    for row, cells in enumerate(sheet.rows, 1):
        for column, cell in enumerate(cells, 1):
            if cell is not None and cell.field:
                fields[row, column] = cell.field
    return NewSheet(sheet.name, fields, replaces=replaces)


def _formula_values(sheet: Sheet) -> dict[Place, Value]:
    """Give what the formulas of a sheet give, which openpyxl does not write."""
    return {
        (row, column): cell.value
        for row, cells in enumerate(sheet.rows, 1)
        for column, cell in enumerate(cells, 1)
        if cell is not None and cell.formula and cell.value is not None
    }
