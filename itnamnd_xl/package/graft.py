"""Our result sheets put into the user's workbook and taken out of it again, all else left as it is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from itnamnd_xl.package.edit import Editor
from itnamnd_xl.package.faults import UnusableError
from itnamnd_xl.package.guard import part_key
from itnamnd_xl.package.notes import append_rows
from itnamnd_xl.package.opc import relations_part
from itnamnd_xl.package.own import MARK, NOTES_MARK, notes_sheets, own_sheets, quoted
from itnamnd_xl.package.record import record_names, record_of
from itnamnd_xl.package.transplant import Transplant
from itnamnd_xl.package.xml import parse

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from itnamnd_xl.package.cells import Place
    from itnamnd_xl.package.transplant import Value
    from itnamnd_xl.package.workbook import SheetEntry, Workbook


@dataclass(frozen=True, slots=True)
class NewSheet:
    """A sheet of the fresh workbook that is to be put in.

    `fields` are the keys of the cells to fill in, `values` what its formulas give, both by cell; `replaces` is the
    sheet of ours whose place it takes. A sheet that `is_notes` holds what users wrote: once it is there, only the
    rows below its first `header_rows` are added to it.
    """

    name: str
    fields: Mapping[Place, str] = field(default_factory=dict)
    values: Mapping[Place, Value] = field(default_factory=dict)
    replaces: SheetEntry | None = None
    is_notes: bool = False
    header_rows: int = 0


def put_sheets(
    workbook: Workbook,
    fresh: Workbook | None,
    sheets: Sequence[NewSheet],
    *,
    removed: Sequence[SheetEntry] = (),
    given_away: Mapping[SheetEntry, str] | None = None,
    referred: Collection[SheetEntry] = (),
    facts: Mapping[str, str] | None = None,
) -> tuple[bytes, list[SheetEntry]]:
    """Put sheets of a fresh workbook into the user's; gives its bytes, and which of the `referred` sheets have changed.

    Args:
        workbook: the user's, as it was read; it is not changed.
        fresh: a workbook of ours that holds the sheets; None where there are none.
        sheets: which of them, in the order that new ones are added.
        removed: sheets of ours that are taken out.
        given_away: sheets of ours that become the user's, with their new names; they may keep the ones they have.
        referred: sheets of ours that formulas of the user's refer to: where one changes, Excel is to compute anew.
        facts: what we want to know of the workbook at the next run, by the hidden names that keep it.

    Raises:
        UnusableError: the workbook cannot bear it; the reason is the diagnostic's.
    """
    editor = Editor(workbook)
    for entry, name in (given_away or {}).items():
        editor.give_away(entry, name)
    for entry in removed:
        editor.remove_sheet(entry)
    changed = _put(editor, fresh, sheets, referred) if fresh is not None else []
    for name, text in (facts or {}).items():
        editor.set_name(sheets[0].name, name, quoted(text), hidden=True)
    return editor.to_bytes(), changed


def _put(
    editor: Editor, fresh: Workbook, sheets: Sequence[NewSheet], referred: Collection[SheetEntry]
) -> list[SheetEntry]:
    styles = editor.styles()
    part = fresh.related("styles")
    if part is None:
        raise UnusableError("E108", why="resultatflikarna saknar format")
    formats, others = styles.adopt(parse(fresh.package.read(part)))
    editor.put_styles(styles)
    transplant = Transplant(fresh, formats, others, strict=editor.workbook.is_strict)
    entries = {one.name: one for one in fresh.sheets}
    changed: list[SheetEntry] = []
    for sheet in sheets:
        content, forms = transplant.sheet(entries[sheet.name], sheet.values)
        if sheet.replaces is None:
            editor.add_sheet(sheet.name, content)
        elif sheet.is_notes:
            before = editor.package.read(sheet.replaces.part or "")
            editor.patch_sheet(sheet.replaces, append_rows(before, content, sheet.header_rows))
            continue
        else:
            if sheet.replaces in referred and editor.package.read(sheet.replaces.part or "") != content:
                changed.append(sheet.replaces)
                editor.compute_anew()
            editor.replace_sheet(sheet.replaces, content)
        _name(editor, fresh, sheet, forms)
    return changed


def _name(editor: Editor, fresh: Workbook, sheet: NewSheet, forms: Mapping[Place, str]) -> None:
    """Define the names that belong to a sheet: our marks, and what the fresh workbook has for print."""
    if sheet.is_notes:
        editor.set_name(sheet.name, NOTES_MARK, quoted(sheet.name), hidden=True)
    else:
        editor.set_name(sheet.name, MARK, quoted(sheet.name), hidden=True)
        for name, text in record_names(record_of(forms, sheet.fields)).items():
            editor.set_name(sheet.name, name, text, hidden=True)
    index = next(one.index for one in fresh.sheets if one.name == sheet.name)
    for name, text in fresh.local_names.get(index, {}).items():
        editor.set_name(sheet.name, name, text)


def own_parts(workbook: Workbook) -> set[str]:
    """Give the parts of our sheets with what hangs on them, each in the form that names are compared by."""
    found = set()
    for one in (*own_sheets(workbook), *notes_sheets(workbook)):
        part = one.part or ""
        found |= {part_key(part), part_key(relations_part(part))}
        found |= {part_key(other.target) for other in workbook.package.relations(part) if not other.is_external}
    return found
