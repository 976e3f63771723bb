"""Our sheets in a workbook that is open in Excel: which they are, and what users have written in them since."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from itnamnd_xl.package.cells import Kind
from itnamnd_xl.package.formats import GENERAL
from itnamnd_xl.package.own import AID_MARK, MARK, NOTES_MARK, quoted
from itnamnd_xl.package.record import RECORD, canonical, formula_form, record_names, record_of, recorded
from itnamnd_xl.package.typed import StoredCell, Typed, row_label, typed_in
from itnamnd_xl.package.workbook import WORKSHEET, SheetEntry
from itnamnd_xl.package.written import Written
from itnamnd_xl.render.layout import shown_text, stored_number
from itnamnd_xl.render.typing_in import without_controls, written_formula
from itnamnd_xl.source.from_xlwings import ERRORS, formula_in, is_hidden, number_formats, read_block, used_area

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    import xlwings as xw

    from itnamnd_xl.sheets.spec import Cell, Sheet

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class OwnSheet:
    """A sheet of ours as it stands open: what its cells hold, and what users have written in it."""

    sheet: xw.Sheet
    written: Written
    values: Mapping[Place, str | Decimal]
    formulas: Mapping[Place, str]

    @property
    def entry(self) -> SheetEntry:
        """What the sheet is listed as."""
        return self.written.entry


@dataclass(frozen=True, slots=True)
class SheetsByOwner:
    """The worksheets of an open workbook: the user's, her copies of ours, ours, our notes, our aids."""

    users: tuple[xw.Sheet, ...]
    copies: tuple[xw.Sheet, ...]
    own: tuple[xw.Sheet, ...]
    notes: tuple[xw.Sheet, ...]
    aids: tuple[xw.Sheet, ...]


def sheets_by_owner(book: xw.Book) -> SheetsByOwner:
    """Tell by the hidden names of each sheet whose it is."""
    found: dict[str, list[xw.Sheet]] = {"users": [], "copies": [], "own": [], "notes": [], "aids": []}
    for sheet in book.sheets:
        owned = _local_name(sheet, MARK)
        noted = _local_name(sheet, NOTES_MARK) if owned is None else None
        if owned is not None:
            found["own" if owned == quoted(sheet.name) else "copies"].append(sheet)
        elif noted is not None:
            found["notes" if noted == quoted(sheet.name) else "copies"].append(sheet)
        else:
            found["aids" if AID_MARK in sheet.names else "users"].append(sheet)
    return SheetsByOwner(**{kind: tuple(sheets) for kind, sheets in found.items()})


def read_own(sheet: xw.Sheet, index: int) -> OwnSheet:
    """Read a sheet of ours: what stands there, and what of it is not what we wrote."""
    entry = SheetEntry(index, sheet.name, "", None, WORKSHEET, is_hidden(sheet))
    cells = dict(_cells(sheet))
    values = {place: cell.value for place, cell in cells.items()}
    formulas = {place: cell.formula for place, cell in cells.items() if cell.formula}
    known = recorded(_records(sheet))
    notes = list(_notes(sheet, cells))
    if known is None:
        return OwnSheet(sheet, Written(entry, (), is_beyond_cells=True), values, formulas)
    typed = [*_with_formats(sheet, typed_in(entry.name, cells, known)), *notes]
    written = Written(entry, tuple(typed), _has_objects(sheet, len(notes)))
    return OwnSheet(sheet, written, values, formulas)


def mark(sheet: xw.Sheet, name: str) -> None:
    """Mark a sheet as ours, or as the one for notes."""
    _set_name(sheet, name, quoted(sheet.name))


def unmark(sheet: xw.Sheet) -> None:
    """Take our names from a sheet: it is the user's from now on."""
    for name in [MARK, *_records(sheet)]:
        sheet.names[name].delete()


def remember(sheet: xw.Sheet, neutral: Sheet) -> None:
    """Keep the digests of what we wrote in a sheet, so that what is typed there later is known for the user's."""
    forms: dict[Place, str] = {}
    fields: dict[Place, str] = {}
    for row, cells in enumerate(neutral.rows, 1):
        for column, cell in enumerate(cells, 1):
            if cell is not None and cell.field:
                fields[row, column] = cell.field
            elif cell is not None and cell.value is not None:
                forms[row, column] = _form(cell)
    record = record_of(forms, fields)
    before = _records(sheet)
    names = record_names(record)
    try:
        _set_record(sheet, names)
    except Exception:  # noqa: BLE001 - Windows' own type of error: some versions take no name of more than 255 characters
        names = record_names(record, 1)
        _set_record(sheet, names)
    for name in before.keys() - names.keys():
        sheet.names[name].delete()


def _set_record(sheet: xw.Sheet, names: Mapping[str, str]) -> None:
    for name, text in names.items():
        _set_name(sheet, name, text)
    stored = _records(sheet)
    if any(stored.get(name) != text for name, text in names.items()):
        raise ValueError(RECORD)


def _set_name(sheet: xw.Sheet, name: str, text: str) -> None:
    # Beyond xlwings: a hidden name.
    sheet.names.add(name, f"={text}").api.Visible = False


def _local_name(sheet: xw.Sheet, name: str) -> str | None:
    """Give what a name of the sheet's own stands for, without its equals sign; None where there is no such name."""
    if name not in sheet.names:
        return None
    return str(sheet.names[name].refers_to).removeprefix("=")


def _records(sheet: xw.Sheet) -> dict[str, str]:
    found: dict[str, str] = {}
    while (text := _local_name(sheet, f"{RECORD}_{len(found) + 1}")) is not None:
        found[f"{RECORD}_{len(found) + 1}"] = text
    return found


def _form(cell: Cell) -> str:
    """Give the form of what a cell will hold once Excel has it."""
    formula = written_formula(cell)
    if formula:
        return formula_form(formula[1:])
    if isinstance(cell.value, str):
        return canonical(Kind.TEXT, without_controls(shown_text(cell)), None)
    return canonical(Kind.NUMBER, str(float(stored_number(cell.value or 0))), None)


def _cells(sheet: xw.Sheet) -> Iterator[tuple[Place, StoredCell]]:
    for place, value, text in read_block(sheet, used_area(sheet)):
        formula = formula_in(value, text)
        kind, stored, shown = _stored(value)
        form = formula_form(formula) if formula else canonical(kind, stored, None)
        # What fills several cells at once begins with a brace in none of them; it is rare, and told by its value.
        yield place, StoredCell(shown, form, GENERAL, f"={formula}" if formula else "")


def _stored(value: Any) -> tuple[Kind, str, str | Decimal]:  # noqa: ANN401 - whatever Excel brings
    """Give a cell's kind, its content as a file would store it, and as a user sees it."""
    if isinstance(value, bool):
        return Kind.BOOLEAN, str(int(value)), "SANT" if value else "FALSKT"
    if isinstance(value, int):
        text = ERRORS.get(value, "#FEL!")
        return Kind.ERROR, text, text
    if isinstance(value, float):
        return Kind.NUMBER, repr(value), Decimal(f"{value:.15g}")
    return Kind.TEXT, str(value), str(value)


def _with_formats(sheet: xw.Sheet, typed: Iterable[Typed]) -> list[Typed]:
    """Ask how the numbers that a user has typed are shown; those that we wrote are not asked about."""
    found = list(typed)
    shown = number_formats(sheet, [one.place for one in found if isinstance(one.value, Decimal)])
    return [replace(one, number_format=shown.get(one.place, GENERAL)) for one in found]


def _notes(sheet: xw.Sheet, cells: Mapping[Place, StoredCell]) -> Iterator[Typed]:
    # Beyond xlwings: how many there are, so that sheets without any cost one question.
    # Older versions of Excel know no threads.
    for comments in (sheet.api.Comments, getattr(sheet.api, "CommentsThreaded", None)):
        for one in comments if comments is not None and comments.Count else ():
            place = (int(one.Parent.Row), int(one.Parent.Column))
            row = {column: cell for (at, column), cell in cells.items() if at == place[0]}
            text, author = str(one.Text()).strip(), _author(one)
            if author and not text.startswith(author):
                text = f"{author}: {text}"
            yield Typed(sheet.name, place, text, row_label(row, place[1] + 1), is_comment=True)


def _author(comment: Any) -> str:  # noqa: ANN401 - an object of Excel's
    """Give who wrote a comment: a threaded one has its author as an object."""
    author = comment.Author
    return str(author if isinstance(author, str) else author.Name).strip()


def _has_objects(sheet: xw.Sheet, notes: int) -> bool:
    """Say whether somebody has put pictures, charts, tables or the like in a sheet of ours: we put none there."""
    api = sheet.api
    # Every note has a shape that shows it.
    return bool(api.Shapes.Count > notes or api.ListObjects.Count or api.PivotTables().Count)
