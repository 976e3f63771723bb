"""Our sheets in a workbook that is open in Excel: which they are, and what users have written in them since."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from itnamnd_xl.addin.faults import ExcelError, is_unknown
from itnamnd_xl.addin.marks import PROMISED, our_names
from itnamnd_xl.core.model import area_address, cell_number
from itnamnd_xl.package.cells import Kind
from itnamnd_xl.package.faults import UnusableError
from itnamnd_xl.package.formats import GENERAL
from itnamnd_xl.package.hanging import frames_of
from itnamnd_xl.package.own import AID_MARK, MARK, NOTES_MARK, TOOL, quoted, unquoted
from itnamnd_xl.package.record import canonical, formula_form, named_in, records
from itnamnd_xl.package.typed import StoredCell, Typed, least_typed
from itnamnd_xl.package.workbook import WORKSHEET, SheetEntry
from itnamnd_xl.package.written import Written
from itnamnd_xl.render.open_charts import MSO_CHART
from itnamnd_xl.source.from_xlwings import (
    ERRORS,
    formula_in,
    is_hidden,
    number_formats,
    read_block,
    used_area,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

    import xlwings as xw

    from itnamnd_xl.core.model import Area

Place = tuple[int, int]
# MsoShapeType and XlFormControl of Excel's object library: the frame of a note, and the arrow of a filter.
COMMENT, FORM_CONTROL, DROP_DOWN = 4, 8, 2


@dataclass(frozen=True, slots=True)
class OwnSheet:
    """A sheet of ours as it stands open: what its cells hold, and what users have written in it.

    `promised` is the name of the copy that an interrupted press was about to make of it, for the user; `version` that
    of the tool that wrote it, where the sheet has it; `frames` are the names of those that charts of ours stand in.
    Whether it `has_names` is of cells that we have given names to.
    """

    sheet: xw.Sheet
    written: Written
    values: Mapping[Place, str | Decimal]
    formulas: Mapping[Place, str]
    area: Area
    promised: str | None = None
    version: str | None = None
    frames: tuple[str, ...] = ()
    has_names: bool = False

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
        found[_owner(sheet)].append(sheet)
    return SheetsByOwner(**{kind: tuple(sheets) for kind, sheets in found.items()})


def _owner(sheet: xw.Sheet) -> str:
    names = our_names(sheet)
    for name, kind in ((MARK, "own"), (NOTES_MARK, "notes")):
        if name in names:
            return kind if names[name] == quoted(sheet.name) else "copies"
    return "aids" if AID_MARK in names else "users"


def read_all_own(sheets: SheetsByOwner) -> tuple[OwnSheet, ...]:
    """Read all sheets of ours in a workbook."""
    return tuple(read_own(sheet, index) for index, sheet in enumerate(sheets.own))


def read_own(sheet: xw.Sheet, index: int) -> OwnSheet:
    """Read a sheet of ours: what stands there, and what of it is not what we wrote.

    Raises:
        ExcelError: it cannot be read.
    """
    entry = SheetEntry(index, sheet.name, "", None, WORKSHEET, is_hidden(sheet))
    try:
        area = used_area(sheet)
        cells = dict(_cells(sheet, area))
    except UnusableError as fault:
        raise ExcelError(fault.code, f"{sheet.book.name}, fliken {sheet.name}", **fault.params) from fault
    values = {place: cell.value for place, cell in cells.items()}
    formulas = {place: cell.formula for place, cell in cells.items() if cell.formula}
    names = our_names(sheet)
    promised, version = (unquoted(names[one]) if one in names else None for one in (PROMISED, TOOL))
    frames = tuple(one.name for one in frames_of(names))
    known, has_names = records(names), bool(named_in(names))
    if not known:
        written = Written(entry, (), is_beyond_cells=True)
        return OwnSheet(sheet, written, values, formulas, area, promised, version, frames, has_names)
    typed = tuple(_completed(sheet, least_typed(entry.name, cells, known, _comments(sheet))))
    # One that was about to become hers stands as a copy already, with all but what fills a field.
    written = Written(entry, typed, promised is not None or _has_objects(sheet, frames))
    return OwnSheet(sheet, written, values, formulas, area, promised, version, frames, has_names)


def _cells(sheet: xw.Sheet, area: Area) -> Iterator[tuple[Place, StoredCell]]:
    for place, value, text in read_block(sheet, area):
        formula = formula_in(value, text)
        kind, stored, shown = _stored(value)
        form = formula_form(formula) if formula else canonical(kind, stored, None)
        yield place, StoredCell(shown, form, GENERAL, f"={formula}" if formula else "")


def _stored(value: Any) -> tuple[Kind, str, str | Decimal]:  # noqa: ANN401 - whatever Excel brings
    """Give a cell's kind, its content as a file would store it, and as a user sees it."""
    if isinstance(value, bool):
        return Kind.BOOLEAN, str(int(value)), "SANT" if value else "FALSKT"
    if isinstance(value, int):
        text = ERRORS.get(value, "#FEL!")
        return Kind.ERROR, text, text
    if isinstance(value, float):
        return Kind.NUMBER, repr(value), cell_number(value)
    return Kind.TEXT, str(value), str(value)


def _completed(sheet: xw.Sheet, typed: Iterable[Typed]) -> Iterator[Typed]:
    """Ask how the numbers that a user has typed are shown, and what her formulas are; ours are not asked about."""
    found = list(typed)
    shown = number_formats(sheet, [one.place for one in found if isinstance(one.value, Decimal)])
    for one in found:
        number_format = shown.get(one.place, GENERAL)
        if not one.formula:
            yield replace(one, number_format=number_format)
            continue
        cell = sheet.range(area_address((*one.place, *one.place)))
        if cell.has_array:
            # A formula of several cells cannot stand in a field that may move.
            yield replace(one, number_format=number_format, field="")
        else:
            yield replace(one, number_format=number_format, formula=_whole_formula(cell, one.formula))


def _whole_formula(cell: xw.Range, formula: str) -> str:
    """Give a formula as dynamic versions of Excel know it; older ones know no other than the one given."""
    return str(_asked(lambda: cell.formula2, formula))


def _comments(sheet: xw.Sheet) -> Iterator[tuple[Place, str]]:
    """Give the comments on a sheet, a thread with its replies as one; a note may be listed among the threads too."""
    seen = set()
    for one in (*_threads(sheet), *sheet.api.Comments):
        place = (int(one.Parent.Row), int(one.Parent.Column))
        if place in seen:
            continue
        seen.add(place)
        yield place, "\n".join([_said(one), *map(_said, _replies(one))])


def _threads(sheet: xw.Sheet) -> list[Any]:
    """Give the threaded comments; older versions of Excel know none."""
    return list(_asked(lambda: sheet.api.CommentsThreaded, ()))


def _replies(comment: Any) -> list[Any]:  # noqa: ANN401 - an object of Excel's
    return list(_asked(lambda: comment.Replies, ()))


def _asked(ask: Callable[[], Any], otherwise: Any) -> Any:  # noqa: ANN401 - whatever is asked for
    """Ask for what older versions of Excel do not know. Any other refusal is none: what it hides would be cleared."""
    try:
        return ask()
    except Exception as problem:
        if not is_unknown(problem):
            raise
        return otherwise


def _said(comment: Any) -> str:  # noqa: ANN401 - the same
    """Give a comment with who wrote it: a threaded one has its author as an object."""
    author = comment.Author
    name = str(author if isinstance(author, str) else author.Name).strip()
    text = str(comment.Text()).strip()
    return f"{name}: {text}" if name and not text.startswith(name) else text


def _has_objects(sheet: xw.Sheet, frames: Collection[str]) -> bool:
    """Say whether somebody has put pictures, charts, tables or the like in one of ours; `frames` hold our charts."""
    api = sheet.api
    is_filtered, left = bool(api.AutoFilterMode), list(frames)
    drawn = any(not (_is_harmless(one, is_filtered=is_filtered) or _is_ours(one, left)) for one in api.Shapes)
    return bool(drawn or api.ListObjects.Count or api.PivotTables().Count)


def _is_harmless(shape: Any, *, is_filtered: bool) -> bool:  # noqa: ANN401 - the same
    """Say whether a shape is the frame of a note, or the arrow of a filter."""
    kind = shape.Type
    return bool(kind == COMMENT or (is_filtered and kind == FORM_CONTROL and shape.FormControlType == DROP_DOWN))


def _is_ours(shape: Any, left: list[str]) -> bool:  # noqa: ANN401 - the same
    """Say whether a shape is a chart of ours in which nobody has drawn; of two of a name one is the user's copy."""
    if not left or shape.Type != MSO_CHART or (name := str(shape.Name)) not in left or shape.Chart.Shapes.Count:
        return False
    left.remove(name)
    return True
