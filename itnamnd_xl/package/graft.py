"""Our result sheets put into the user's workbook and taken out of it again, all else left as it is."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from itnamnd_xl.package.edit import HIDDEN_BUILT_IN, Editor, styles_of
from itnamnd_xl.package.fresh import Ready
from itnamnd_xl.package.guard import part_key
from itnamnd_xl.package.hanging import FRAMES, frames_name, hanging, read_relationships, stands
from itnamnd_xl.package.notes import append_rows
from itnamnd_xl.package.opc import relations_part
from itnamnd_xl.package.own import MARK, NOTES_MARK, notes_sheets, own_sheets, quoted
from itnamnd_xl.package.record import NAMED, RECORD, named_cells, record_names, record_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from itnamnd_xl.package.fresh import Made, NewSheet, Source
    from itnamnd_xl.package.workbook import SheetEntry, Workbook


def put_sheets(
    workbook: Workbook,
    source: Source | None,
    sheets: Sequence[NewSheet],
    *,
    removed: Sequence[SheetEntry] = (),
    given_away: Mapping[SheetEntry, str] | None = None,
    referred: Collection[SheetEntry] = (),
    facts: Mapping[str, str] | None = None,
    ready: Mapping[str, Ready] | None = None,
) -> tuple[bytes, list[SheetEntry]]:
    """Put sheets into the user's workbook; gives its bytes, and which of the `referred` sheets have changed.

    Args:
        workbook: the user's, as it was read; it is not changed.
        source: where the sheets come from; None where there are none.
        sheets: the sheets, in the order that new ones are added.
        removed: sheets of ours that are taken out.
        given_away: sheets of ours that become the user's, with their new names; they may keep the ones they have.
        referred: sheets of ours that formulas of the user's refer to: where one changes, Excel is to compute anew.
        facts: what we want to know of the workbook at the next run, by the hidden names that keep it.
        ready: the sheets that stand there already; see standing.

    Raises:
        UnusableError: the workbook cannot bear it; the reason is the diagnostic's.
    """
    read_relationships(workbook.package)
    editor = Editor(workbook)
    for entry, name in (given_away or {}).items():
        editor.give_away(entry, name)
    for entry in removed:
        editor.remove_sheet(entry)
    changed = _put(editor, source, sheets, referred, ready or {}) if source is not None else []
    for name, text in (facts or {}).items():
        editor.set_name(sheets[0].name, name, quoted(text), hidden=True)
    return editor.to_bytes(), changed


def standing(workbook: Workbook, source: Source, sheets: Iterable[NewSheet]) -> dict[str, Ready]:
    """Find the sheets that stand in a workbook as they would be put there now; gives them by their names.

    Such a sheet's part, and what we have written down of its cells, are the same to the byte: nobody has typed
    anything there since.

    Raises:
        UnusableError: the workbook cannot be read.
    """
    replacing = [(one, one.replaces) for one in sheets if one.replaces is not None and not one.is_notes]
    if not replacing:
        return {}
    styles = styles_of(workbook)
    source.adopt(styles)
    if styles.is_changed:
        # A look that was never there is on no sheet that is.
        return {}
    found, package = {}, workbook.package
    for sheet, entry in replacing:
        made = source.sheet(sheet, strict=workbook.is_strict)
        if package.held(entry.part or "", made.content) and stands(package, entry.part or "", made.drawing):
            ready = _ready(sheet, made)
            if ready.hidden == _hidden(workbook.local_names.get(entry.index, {})):
                found[sheet.name] = ready
    return found


def _hidden(names: Mapping[str, str]) -> dict[str, str]:
    """Give the names of a sheet that hold what we have written down of its cells and charts, and our mark."""
    return {name: text for name, text in names.items() if name in (MARK, FRAMES) or name.startswith((RECORD, NAMED))}


def _put(
    editor: Editor,
    source: Source,
    sheets: Sequence[NewSheet],
    referred: Collection[SheetEntry],
    ready: Mapping[str, Ready],
) -> list[SheetEntry]:
    styles = editor.styles()
    source.adopt(styles)
    editor.put_styles(styles)
    changed: list[SheetEntry] = []
    for sheet in sheets:
        if sheet.is_notes and sheet.replaces is not None:
            before = editor.package.read(sheet.replaces.part or "")
            made = source.sheet(sheet, strict=editor.workbook.is_strict)
            editor.patch_sheet(sheet.replaces, append_rows(before, made.content, sheet.header_rows))
            continue
        one = ready.get(sheet.name) or _ready(sheet, source.sheet(sheet, strict=editor.workbook.is_strict))
        if sheet.replaces is None:
            editor.add_sheet(sheet.name, one.content, one.drawing)
        else:
            if sheet.replaces in referred and editor.package.read(sheet.replaces.part or "") != one.content:
                changed.append(sheet.replaces)
                editor.compute_anew()
            editor.replace_sheet(sheet.replaces, one.content, one.drawing)
            one = _beside_hers(one, editor.names_on(sheet.replaces))
        for name, text in one.hidden.items():
            editor.set_name(sheet.name, name, text, hidden=True)
        for name, text in one.names.items():
            editor.set_name(sheet.name, name, text, hidden=name.startswith(HIDDEN_BUILT_IN))
    return changed


def _beside_hers(ready: Ready, hers: set[str]) -> Ready:
    """Leave out the names of cells that the user has given to others of the sheet; hers are those without case."""
    names = {name: text for name, text in ready.names.items() if name.casefold() not in hers}
    hidden = {name: text for name, text in ready.hidden.items() if not name.startswith(NAMED)}
    return replace(ready, hidden=hidden | named_cells(names), names=names)


def _ready(sheet: NewSheet, made: Made) -> Ready:
    """Name what belongs to a sheet: our marks, and what it has for filters and print."""
    if sheet.is_notes:
        return Ready(made.content, {NOTES_MARK: quoted(sheet.name)}, made.names)
    record = record_names(record_of(made.forms, sheet.fields))
    hidden = {MARK: quoted(sheet.name)} | record | frames_name(made.drawing) | named_cells(made.names)
    return Ready(made.content, hidden, made.names, made.drawing)


def own_parts(workbook: Workbook) -> set[str]:
    """Give the parts of our sheets with what hangs on them, each in the form that names are compared by."""
    found = set()
    for one in (*own_sheets(workbook), *notes_sheets(workbook)):
        part = one.part or ""
        found |= {part_key(part), part_key(relations_part(part))}
        for other in hanging(workbook.package, part):
            found |= {part_key(other), part_key(relations_part(other))}
    return found
