"""What users had written where it cannot stay: moved to a sheet that is theirs, and carried over to new copies."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from itnamnd_xl.core.diagnostics import Diagnostic, diagnostic
from itnamnd_xl.core.model import column_letters
from itnamnd_xl.core.swedish import count
from itnamnd_xl.package.fresh import NewSheet
from itnamnd_xl.package.names import free_name
from itnamnd_xl.package.own import notes_sheets
from itnamnd_xl.package.written import stored_values
from itnamnd_xl.sheets.notes import HEADERS, NAME, Note, notes_sheet

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from itnamnd_xl.package.contents import Contents
    from itnamnd_xl.package.typed import Typed
    from itnamnd_xl.package.written import Stored
    from itnamnd_xl.sheets.spec import Sheet

# What stands in a cell that is empty.
NOTHING: Stored = ("", "")
# A cell holds 32 767 characters.
LONGEST = 32_000


def notes_of(typed: Iterable[Typed]) -> list[Note]:
    """Tell what users had typed, with its old place; a text that is longer than a cell may be takes several notes."""
    return [part for one in typed for part in _parts(_note(one))]


def _parts(note: Note) -> list[Note]:
    if not isinstance(note.value, str) or len(note.value) <= LONGEST:
        return [note]
    starts = range(0, len(note.value), LONGEST)
    return [replace(note, value=note.value[at : at + LONGEST]) for at in starts]


def _note(one: Typed) -> Note:
    row, column = one.place
    kind = "Kommentar" if one.is_comment else one.column_label
    # A formula that has moved would compute something else: here it is told, not done.
    value = one.formula or one.value
    return Note(one.sheet, f"{column_letters(column)}{row}", one.row_label, kind, value, one.number_format)


def kept_notes(contents: Contents) -> list[Note] | None:
    """Read the notes of a workbook back; None where its sheet has other rows or columns than we give it."""
    found: list[Note] = []
    for entry in notes_sheets(contents.workbook):
        rows: dict[int, dict[int, Stored]] = {}
        for (row, column), stored in stored_values(contents, entry).items():
            rows.setdefault(row, {})[column] = stored
        order = sorted(rows)
        head = next((row for row in order if _texts(rows[row]) == list(HEADERS)), None)
        if head is None or any(column > len(HEADERS) for row in order for column in rows[row]):
            return None
        found += [_read(rows[row]) for row in order if row > head]
    return found


def _texts(row: dict[int, Stored]) -> list[str]:
    return [str(row[column][0]) for column in sorted(row)]


def _read(row: dict[int, Stored]) -> Note:
    sheet, address, row_label, column_label = (str(row.get(at, NOTHING)[0]) for at in range(1, len(HEADERS)))
    return Note(sheet, address, row_label, column_label, *row.get(len(HEADERS), NOTHING))


def carried(contents: Contents, former: Contents | None) -> list[Note]:
    """Give the notes of a former copy that the workbook itself does not have."""
    there = (kept_notes(former) or []) if former else []
    here = Counter(note_key(one) for one in kept_notes(contents) or [])
    found = []
    for one in there:
        if here[note_key(one)]:
            here[note_key(one)] -= 1
        else:
            found.append(one)
    return found


def note_key(one: Note) -> tuple[str, ...]:
    """Give what tells one note from another: all that stands in its row."""
    return (one.sheet, one.address, one.row_label, one.column_label, str(one.value))


def noted(
    name: str, contents: Contents, typed: Sequence[Typed], taken: Iterable[str], former: Contents | None = None
) -> tuple[list[tuple[Sheet, NewSheet]], list[Diagnostic]]:
    """Make the sheet that keeps what users had written where it cannot stay; none where there is nothing."""
    notes = [*carried(contents, former), *notes_of(typed)]
    if not notes:
        return [], []
    before = next(iter(notes_sheets(contents.workbook)), None)
    sheet = notes_sheet(notes)
    sheet.name = free_name(NAME, taken)
    new = NewSheet(sheet.name, replaces=before, is_notes=True, header_rows=sheet.header_row or 0)
    return [(sheet, new)], [moved(name, typed, before.name if before else sheet.name)] if typed else []


def moved(name: str, typed: Sequence[Typed], sheet: str) -> Diagnostic:
    """Say how much was moved, and to which sheet."""
    return diagnostic("N119", name, count=count(len(typed), "uppgift", "uppgifter"), sheet=sheet)
