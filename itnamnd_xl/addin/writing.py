"""Result sheets written into the workbooks that are open: what users typed is kept first, ours is written after."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from itnamnd_xl.addin.faults import ExcelError
from itnamnd_xl.addin.own import mark, remember, unmark
from itnamnd_xl.app.notes import moved, notes_of
from itnamnd_xl.app.planning import fill, given_away, plan_sheets
from itnamnd_xl.core.diagnostics import Diagnostic, diagnostic
from itnamnd_xl.package.names import former, free_name
from itnamnd_xl.package.own import MARK, NOTES_MARK
from itnamnd_xl.render.with_xlwings import append_open_rows, dress, replace_contents
from itnamnd_xl.sheets import about, messages
from itnamnd_xl.sheets.build import build_sheets, concerning, written_workbooks
from itnamnd_xl.sheets.changes import changes
from itnamnd_xl.sheets.messages import messages_sheet
from itnamnd_xl.sheets.notes import NAME as NOTES
from itnamnd_xl.sheets.notes import notes_sheet
from itnamnd_xl.source.from_xlwings import is_hidden, used_area
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
    from itnamnd_xl.sheets.spec import Sheet

# Sheets whose cells say how, and not what: a change in them is none of a figure.
WITHOUT_FIGURES = (messages.NAME, about.NAME)
STAYS = "verktyget tar bort flikar bara med Ta bort resultat"


@dataclass(slots=True)
class WrittenOpen:
    """What came of writing: into which workbooks, how many figures have changed (None the first time), what to know."""

    workbooks: list[str] = field(default_factory=list)
    changed: int | None = None
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
            done.changed = (done.changed or 0) + len(changed)
    return _write_all(drafts, done)


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
        plan.sheets[at] = replace(told, name=plan.sheets[at].name)
    return _filled(workbook, own, gone, plan), changed


def _plan(workbook: OpenWorkbook, own: Sequence[OwnSheet], sheets: Sequence[Sheet]) -> tuple[dict[str, str], Plan]:
    """Say which sheets of ours become the user's, under what name, and where each of the new ones goes."""
    # Beyond xlwings: sheets that are charts have names too.
    taken = {str(one.Name) for one in workbook.book.api.Sheets}
    gone = given_away([one.written for one in own], taken)
    entries = [one.entry for one in own if one.entry not in gone]
    # Nothing is deleted by a recalculation: what the user's formulas refer to stays where it is.
    return {one.name: new for one, new in gone.items()}, plan_sheets(sheets, entries, entries, taken, STAYS)


def _filled(workbook: OpenWorkbook, own: Sequence[OwnSheet], gone: dict[str, str], plan: Plan) -> _Draft:
    """Put what users had filled in where it belongs; what has no place any more is left over."""
    written = [one.written for one in own]
    typed = [one for sheet in written for one in sheet.typed if one.field or not sheet.is_beyond_cells]
    draft = _Draft(workbook, own, plan, gone, fill(plan.sheets, typed))
    _refuse_protected(draft)
    return draft


def _refuse_protected(draft: _Draft) -> None:
    """Refuse before anything is written what Excel would refuse midway. Beyond xlwings."""
    adds = any(one.name not in draft.plan.replaced for one in draft.plan.sheets) or draft.gone
    if (adds or draft.left) and draft.workbook.book.api.ProtectStructure:
        raise ExcelError("E906", draft.workbook.name)
    touched = {*draft.plan.replaced, *draft.gone}
    for one in draft.own:
        if one.entry.name in touched and one.sheet.api.ProtectContents:
            raise ExcelError("E907", f"{draft.workbook.name}, fliken {one.entry.name}")


def _write_all(drafts: Sequence[_Draft], done: WrittenOpen) -> WrittenOpen:
    for draft in drafts:
        # A window shows the sheets of its own workbook alone.
        draft.workbook.book.activate()
        done.diagnostics += _write(draft)
        done.workbooks.append(draft.workbook.name)
    return done


def _write(draft: _Draft) -> list[Diagnostic]:
    book, name = draft.workbook.book, draft.workbook.name
    there = {one.entry.name: one.sheet for one in draft.own}
    said = []
    for old, new in draft.gone.items():
        there[old].name = new
        unmark(there[old])
        said.append(diagnostic("N120", name, old=old, new=new))
    # First what is the user's: were Excel to fail below, it stands safe already.
    said += keep_notes(book, draft.workbook.sheets.notes, draft.left, {one.name for one in draft.plan.sheets})
    refused: set[str] = set()
    for neutral in draft.plan.sheets:
        entry = draft.plan.replaced.get(neutral.name)
        if entry is None:
            sheet = _added(book, neutral, MARK)
            replace_contents(sheet, neutral)
        else:
            sheet = there[entry.name]
            replace_contents(sheet, neutral, used_area(sheet))
            remember(sheet, neutral)
        refused |= set(dress(sheet, neutral))
    return said + [diagnostic("N914", name, code=code) for code in sorted(refused)]


def keep_notes(book: xw.Book, notes: Sequence[xw.Sheet], typed: Sequence[Typed], taken: set[str]) -> list[Diagnostic]:
    """Add what users had typed to the first sheet of notes; where there is none it is made, under no `taken` name."""
    if not typed:
        return []
    neutral = notes_sheet(notes_of(typed))
    before = next(iter(notes), None)
    if before is not None:
        append_open_rows(before, neutral, used_area(before)[2])
        return [moved(book.name, typed, before.name)]
    names = {str(one.Name) for one in book.api.Sheets}
    neutral = replace(neutral, name=free_name(NOTES, names | taken))
    sheet = _added(book, neutral, NOTES_MARK)
    replace_contents(sheet, neutral)
    dress(sheet, neutral)
    return [moved(book.name, typed, sheet.name)]


def _added(book: xw.Book, neutral: Sheet, owner: str) -> xw.Sheet:
    """Add a sheet and mark it as ours, with the record of what it is to hold; or, should Excel fail midway, add none.

    From then on it is ours to write again, whatever comes between.
    """
    # xlwings moves the last sheet to add one after it, which Excel may refuse for one that is hidden.
    last = (book.sheets[at] for at in reversed(range(len(book.sheets))))
    sheet = book.sheets.add(after=next(one for one in last if not is_hidden(one)))
    try:
        sheet.name = neutral.name
        if owner == MARK:
            remember(sheet, neutral)
        mark(sheet, owner)
    except Exception:
        sheet.delete()
        raise
    return sheet
