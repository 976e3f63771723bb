"""Result sheets written into the workbooks that are open: what users typed is kept first, ours is written after."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from itnamnd_xl.addin.faults import ExcelError
from itnamnd_xl.addin.marks import expect, keep_frames, mark, name_cells, remember
from itnamnd_xl.addin.notes import keep_notes, settle
from itnamnd_xl.addin.own import sheets_by_owner
from itnamnd_xl.addin.placing import add_sheet, copy_for_user, sheet_names
from itnamnd_xl.app.planning import fill, given_away, plan_sheets
from itnamnd_xl.core.diagnostics import Diagnostic, diagnostic
from itnamnd_xl.core.model import CellRef
from itnamnd_xl.package.names import former
from itnamnd_xl.package.own import MARK, TOOL, is_newer
from itnamnd_xl.package.record import field_code
from itnamnd_xl.render.layout import named_cells
from itnamnd_xl.render.open_charts import replace_charts
from itnamnd_xl.render.with_xlwings import dress, replace_contents
from itnamnd_xl.sheets import about, messages, report, sources
from itnamnd_xl.sheets.build import build_sheets, concerning, written_workbooks
from itnamnd_xl.sheets.changes import changes
from itnamnd_xl.sheets.formulas import settled
from itnamnd_xl.sheets.messages import messages_sheet
from itnamnd_xl.version import VERSION

if TYPE_CHECKING:
    from collections.abc import Sequence

    import xlwings as xw

    from itnamnd_xl.addin.case import OpenCase, OpenWorkbook
    from itnamnd_xl.addin.own import OwnSheet
    from itnamnd_xl.app.planning import Plan
    from itnamnd_xl.core.outcome import Outcome
    from itnamnd_xl.package.typed import Typed
    from itnamnd_xl.sheets.changes import Change
    from itnamnd_xl.sheets.spec import Cell, Sheet

# Sheets whose cells say how, and not what, or say again what stands in others: a change in them is none of a figure.
WITHOUT_FIGURES = (messages.NAME, about.NAME, sources.NAME, report.NAME)
STAYS = "verktyget tar bort flikar bara med Ta bort resultat"


@dataclass(slots=True)
class WrittenOpen:
    """What came of writing: into which workbooks, what has changed in them (None the first time), what to know."""

    workbooks: list[str] = field(default_factory=list)
    changed: list[Change] | None = None
    diagnostics: list[Diagnostic] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Draft:
    """What is to be done in one workbook; nothing of it is done yet."""

    workbook: OpenWorkbook
    own: Sequence[OwnSheet]
    plan: Plan
    gone: dict[str, str]
    left: list[Typed]


def write_results(case: OpenCase) -> WrittenOpen:
    """Write the result sheets of a case; where there is nothing to show, what is wrong in the first workbook."""
    outcome, done = case.result.outcome, WrittenOpen()
    names = written_workbooks(outcome)
    if not names:
        return write_messages(case)
    drafts = []
    for workbook in (one for one in case.workbooks if one.name in names):
        draft, changed = _draft(workbook, outcome)
        drafts.append(draft)
        if changed is not None:
            done.changed = [*(done.changed or ()), *changed]
    return _write_all(drafts, done)


def has_messages(case: OpenCase) -> bool:
    """Say whether the workbook that the button was pressed in has a sheet Meddelanden of ours."""
    return former(case.workbooks[0].sheets.own, messages.NAME) is not None


def write_messages(case: OpenCase) -> WrittenOpen:
    """Write the sheet Meddelanden alone, into the workbook that the button was pressed in; the others stay."""
    workbook = case.workbooks[0]
    sheet = messages_sheet(case.result.diagnostics, workbook.name)
    own = [one for one in workbook.own() if one.entry == former([one.entry], sheet.name)]
    gone, plan = _plan(workbook, own, [sheet])
    return _write_all([_filled(workbook, own, gone, plan)], WrittenOpen())


def _draft(workbook: OpenWorkbook, outcome: Outcome) -> tuple[_Draft, list[Change] | None]:
    """Plan one workbook's sheets, of which the last one tells what has changed; None where nothing stood before."""
    own = workbook.own()
    newer = next((one.version for one in own if is_newer(one.version, VERSION)), None)
    if newer is not None:
        raise ExcelError("E135", workbook.name, version=newer, own=VERSION)
    sheets = build_sheets(outcome, workbook.name, VERSION)
    kinds = [one.name for one in sheets]
    gone, plan = _plan(workbook, own, sheets)
    changed = None
    if plan.replaced:
        before = {one.entry.name: one.values for one in own}
        compared = [sheet for kind, sheet in zip(kinds, plan.sheets, strict=False) if kind not in WITHOUT_FIGURES]
        changed = [one for sheet in compared for one in changes(sheet, before.get(sheet.name, {}), workbook.name)]
        at = kinds.index(messages.NAME)
        told = messages_sheet(concerning(outcome, workbook.name), workbook.name, changed)
        plan.sheets[at] = settled(replace(told, name=plan.sheets[at].name), plan.names)
    return _filled(workbook, own, gone, plan), changed


def _plan(workbook: OpenWorkbook, own: Sequence[OwnSheet], sheets: Sequence[Sheet]) -> tuple[dict[str, str], Plan]:
    """Say which sheets of ours become the user's, under what name, and where each of the new ones goes."""
    taken = sheet_names(workbook.book)
    gone = given_away([one.written for one in own], taken)
    gone |= {one.entry: one.promised for one in own if one.promised}
    # What becomes the user's is a copy. Nothing is deleted by a recalculation: what her formulas refer to stays.
    entries = [one.entry for one in own]
    taken |= {one.name for one in entries}
    return {one.name: new for one, new in gone.items()}, plan_sheets(sheets, entries, entries, taken, STAYS)


def _filled(workbook: OpenWorkbook, own: Sequence[OwnSheet], gone: dict[str, str], plan: Plan) -> _Draft:
    """Put what users had filled in where it belongs; what has no place any more is left over."""
    written = [one.written for one in own]
    typed = [one for sheet in written for one in sheet.typed if one.field or not sheet.is_beyond_cells]
    draft = _Draft(workbook, own, plan, gone, fill(plan.sheets, typed))
    _refuse_protected(draft)
    return draft


def _refuse_protected(draft: _Draft) -> None:
    """Refuse before anything is written what Excel would refuse midway. Beyond xlwings, in part."""
    # A formula of hers may be refused where it stood, and is noted then.
    noted = draft.left or any(one.formula for own in draft.own for one in own.written.typed)
    notes = draft.workbook.sheets.notes[:1] if noted else ()
    adds = any(one.name not in draft.plan.replaced for one in draft.plan.sheets) or draft.gone
    if (adds or (noted and not notes)) and draft.workbook.book.api.ProtectStructure:
        raise ExcelError("E906", draft.workbook.name)
    touched = {*draft.plan.replaced, *draft.gone}
    for sheet in (*(one.sheet for one in draft.own if one.entry.name in touched), *notes):
        refuse_protected(sheet)


def refuse_protected(sheet: xw.Sheet) -> None:
    """Refuse to write in a sheet that somebody has protected. Beyond xlwings.

    Raises:
        ExcelError: it is.
    """
    if sheet.api.ProtectContents:
        raise ExcelError("E907", f"{sheet.book.name}, fliken {sheet.name}")


def _write_all(drafts: Sequence[_Draft], done: WrittenOpen) -> WrittenOpen:
    for draft in drafts:
        # A window shows the sheets of its own workbook alone.
        draft.workbook.book.activate()
        shown = draft.workbook.book.sheets.active
        try:
            done.diagnostics += _write(draft)
        finally:
            with suppress(Exception):
                shown.activate()
        done.workbooks.append(draft.workbook.name)
    return done


def _write(draft: _Draft) -> list[Diagnostic]:
    book, name = draft.workbook.book, draft.workbook.name
    there = {one.entry.name: one for one in draft.own}
    said = []
    for old, new in draft.gone.items():
        copy_for_user(book, there[old].sheet, new, is_promised=there[old].promised is not None)
        said.append(diagnostic("N120", name, old=old, new=new))
    # First what is the user's: were Excel to fail below, it stands safe already.
    said += keep_notes(book, draft.workbook.sheets.notes, draft.left, {one.name for one in draft.plan.sheets})
    refused: set[str] = set()
    before = {name: there[entry.name] for name, entry in draft.plan.replaced.items()}
    # All of them first: their formulas look at each other, and what looks at a sheet that is not there is refused.
    places = {
        one.name: before[one.name].sheet if one.name in before else add_sheet(book, one, MARK)
        for one in draft.plan.sheets
    }
    for neutral in draft.plan.sheets:
        sheet = places[neutral.name]
        said += _replaced(draft, sheet, neutral, before.get(neutral.name))
        refused |= set(dress(sheet, neutral))
        former = before.get(neutral.name)
        if neutral.named or (former is not None and former.has_names):
            name_cells(sheet, dict(named_cells(neutral)), is_new=former is None)
        _draw_charts(draft, sheet, neutral)
    mark(places[draft.plan.sheets[0].name], TOOL, VERSION)
    is_noted = any(one.code == "N119" for one in said)
    settle(sheets_by_owner(book).notes if is_noted else draft.workbook.sheets.notes)
    return said + [diagnostic("N914", name, code=code) for code in sorted(refused)]


def _draw_charts(draft: _Draft, sheet: xw.Sheet, neutral: Sheet) -> None:
    """Draw a sheet's charts in the place of the former ones; at every moment those are known for ours."""
    entry = draft.plan.replaced.get(neutral.name)
    former = next((one.frames for one in draft.own if one.entry == entry), ())
    frames = [one.name for one in neutral.charts]
    if not frames and not former:
        return
    both = list(dict.fromkeys([*former, *frames]))
    if both != list(former):
        keep_frames(sheet, both)
    replace_charts(sheet, neutral, both)
    if both != frames:
        keep_frames(sheet, frames)


def _replaced(draft: _Draft, sheet: xw.Sheet, neutral: Sheet, before: OwnSheet | None) -> list[Diagnostic]:
    """Put what a sheet is to hold into it; what users had filled in and Excel does not take there again is noted."""
    if before is not None:
        expect(sheet, neutral)
    fields = [one for own in draft.own for one in own.written.typed if one.field]
    try:
        places = replace_contents(sheet, neutral, before.area if before else None)
    except Exception:
        # It may stand nowhere now: it is kept where nothing moves it, before anything else is said.
        with suppress(Exception):
            keep_notes(sheet.book, sheets_by_owner(sheet.book).notes, fields, set())
        raise
    cells = {place: cell for place in places if (cell := _cell_at(neutral, place)) is not None}
    codes = {field_code(cell.field) for cell in cells.values() if cell.field}
    lost = [one for one in fields if one.field in codes]
    said = keep_notes(sheet.book, sheets_by_owner(sheet.book).notes, lost, set()) if lost else []
    dead = [place for place, cell in cells.items() if not cell.field]
    if before is not None or dead:
        remember(sheet, _without_formulas(neutral, dead))
    if dead:
        where = CellRef(sheet.book.name, sheet.name, *dead[0])
        said.append(diagnostic("W921", where, count=str(len(dead))))
    return said


def _cell_at(neutral: Sheet, place: tuple[int, int]) -> Cell | None:
    return neutral.rows[place[0] - 1][place[1] - 1]


def _without_formulas(neutral: Sheet, places: Sequence[tuple[int, int]]) -> Sheet:
    """Give a sheet as it stands where Excel has not taken some of its formulas: with what these give."""
    rows = [list(row) for row in neutral.rows]
    for row, column in places:
        cell = rows[row - 1][column - 1]
        rows[row - 1][column - 1] = replace(cell, formula="") if cell is not None else None
    return replace(neutral, rows=[tuple(row) for row in rows])


def compute_own(case: OpenCase) -> None:
    """Let Excel compute our sheets where it computes only when it is told to: else it does so by itself.

    No other sheet is touched: what stands on the user's is what our figures were read from. Beyond xlwings.
    """
    for workbook in case.workbooks:
        if workbook.book.app.calculation != "manual":
            continue
        own = sheets_by_owner(workbook.book).own
        # They look at each other, mostly at those before them: back and forth is enough for all of them.
        for sheet in (*reversed(own), *own):
            sheet.api.Calculate()
