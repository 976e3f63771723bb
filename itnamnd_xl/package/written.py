"""What somebody else has written in a sheet of ours since we wrote it: in its cells, in comments, or as objects."""

from __future__ import annotations

import difflib
from collections import Counter
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from itnamnd_xl.package.cells import Kind, Place, place_of
from itnamnd_xl.package.columns import columns_of_old
from itnamnd_xl.package.formats import GENERAL
from itnamnd_xl.package.formulas import shown_formula
from itnamnd_xl.package.record import EMPTY, FIELD, Codes, canonical, code_of, recorded
from itnamnd_xl.package.strings import unescape

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from itnamnd_xl.package.cells import Formula
    from itnamnd_xl.package.contents import Contents
    from itnamnd_xl.package.workbook import SheetEntry, Workbook

# A row's codes by their columns, without fields and empty cells.
Row = tuple[tuple[int, str], ...]
# A cell's number or text, and how it is shown.
Stored = tuple[str | Decimal, str]
# Parts that Excel hangs on a sheet without anybody having put anything there.
HARMLESS = {"printerSettings", "comments", "vmlDrawing", "threadedComment", "hyperlink"}


@dataclass(frozen=True, slots=True)
class Typed:
    """Something that a user has written in a sheet of ours.

    `value` is a number or a text; `formula` is what computes it, with its equals sign, empty where it is typed.
    `row_label` and `column_label` are what stands first in its row and above it; `field` is the digest of the field
    that it fills, empty where it fills none.
    `number_format` is how a number is shown.
    """

    sheet: str
    place: Place
    value: str | Decimal
    row_label: str = ""
    column_label: str = ""
    field: str = ""
    number_format: str = GENERAL
    formula: str = ""
    is_comment: bool = False


@dataclass(frozen=True, slots=True)
class Written:
    """What a user has written in one of our sheets; `is_beyond_cells` where she has also put objects there."""

    entry: SheetEntry
    typed: tuple[Typed, ...]
    is_beyond_cells: bool


@dataclass(frozen=True, slots=True)
class _Cell:
    """A cell of ours as it stands now: its value, and the form that a digest is made of."""

    value: str | Decimal
    form: str
    number_format: str
    formula: str
    is_array: bool = False


def written_in(contents: Contents, entry: SheetEntry) -> Written:
    """Find what a user has written in a sheet of ours since we wrote it."""
    workbook = contents.workbook
    cells = _cells(contents, entry)
    known = recorded(workbook.local_names.get(entry.index, {}))
    objects = _has_objects(workbook, entry)
    if known is None:
        # Without our record nobody can tell whose the cells are: the whole sheet is taken to be the user's.
        return Written(entry, (), is_beyond_cells=True)
    typed = [*_typed(entry.name, cells, known), *_comments(workbook, entry, cells)]
    return Written(entry, tuple(typed), objects)


def stored_values(contents: Contents, entry: SheetEntry) -> dict[Place, Stored]:
    """Read a sheet of ours as a user sees it: each cell's number or text, and how it is shown."""
    return {place: (one.value, one.number_format) for place, one in _cells(contents, entry).items()}


def _cells(contents: Contents, entry: SheetEntry) -> dict[Place, _Cell]:
    looks = contents.looks

    def make(kind: Kind, text: str, style: int, formula: Formula | None) -> _Cell | None:
        if kind is Kind.TEXT and not text and formula is None:
            return None
        shown = looks[style].number_format if kind is Kind.NUMBER and style < len(looks) else GENERAL
        if formula is not None and formula.is_shared:
            formula = replace(formula, text=shown_formula(formula)[1:], home=formula.place)
        written = f"={formula.text}" if formula is not None else ""
        is_array = formula is not None and formula.area is not None
        return _Cell(_value(kind, text), canonical(kind, text, formula), shown, written, is_array=is_array)

    return contents.cells(entry, make).cells


def _value(kind: Kind, text: str) -> str | Decimal:
    if kind is Kind.NUMBER:
        try:
            return Decimal(f"{float(text):.15g}")
        except InvalidOperation:
            return text
    return {"1": "SANT", "0": "FALSKT"}.get(text, text) if kind is Kind.BOOLEAN else text


def _typed(sheet: str, cells: Mapping[Place, _Cell], known: Sequence[Codes]) -> Iterable[Typed]:
    rows: dict[int, dict[int, _Cell]] = {}
    for (row, column), cell in sorted(cells.items()):
        rows.setdefault(row, {})[column] = cell
    columns = _columns(rows, known)
    moved = {row: {columns.get(at, -at): cell for at, cell in found.items()} for row, found in rows.items()}
    homes = _aligned(moved, known)
    headers: dict[int, _Cell] = {}
    for row, found in rows.items():
        codes = known[homes[row]] if row in homes else ()
        for column, cell in found.items():
            at = columns.get(column, 0)
            code = codes[at - 1] if 0 < at <= len(codes) else EMPTY
            if code == code_of(cell.form):
                continue
            labels = _row_label(found, column), _header_text(headers.get(column))
            # A formula of several cells cannot stand in a field that may move.
            fills = code[1:] if code.startswith(FIELD) and not cell.is_array else ""
            shown = cell.number_format
            yield Typed(sheet, (row, column), cell.value, *labels, fills, shown, cell.formula)
        if row in homes and _is_header(known, homes[row], found):
            headers = found


def _columns(rows: Mapping[int, Mapping[int, _Cell]], known: Sequence[Codes]) -> dict[int, int]:
    """Find which column of the record each column is."""
    before: dict[int, Counter[str]] = {}
    for codes in known:
        for at, code in enumerate(codes, 1):
            if code != EMPTY and not code.startswith(FIELD):
                before.setdefault(at, Counter())[code] += 1
    present: dict[int, Counter[str]] = {}
    for found in rows.values():
        for column, cell in found.items():
            present.setdefault(column, Counter())[code_of(cell.form)] += 1
    return columns_of_old(present, before)


def _aligned(rows: Mapping[int, Mapping[int, _Cell]], known: Sequence[Codes]) -> dict[int, int]:
    """Find which row of the record each row is, also where the user has inserted, deleted or sorted rows."""
    fields = {column for codes in known for column, code in enumerate(codes, 1) if code.startswith(FIELD)}
    before = [(at, row) for at, codes in enumerate(known) if (row := _comparable(dict(enumerate(codes, 1)), fields))]
    present = [
        (row, _comparable({column: code_of(cell.form) for column, cell in found.items()}, fields))
        for row, found in rows.items()
    ]
    matcher = difflib.SequenceMatcher(None, [row for _, row in before], [row for _, row in present], autojunk=False)
    homes: dict[int, int] = {}
    for first, start, size in matcher.get_matching_blocks():
        homes.update({present[start + at][0]: before[first + at][0] for at in range(size)})
    _pair(present, before, homes)
    return homes


def _comparable(codes: Mapping[int, str], fields: set[int]) -> Row:
    """Give a row's codes without fields and empty cells."""
    return tuple(sorted((at, code) for at, code in codes.items() if at not in fields and code != EMPTY))


def _pair(present: Sequence[tuple[int, Row]], before: Sequence[tuple[int, Row]], homes: dict[int, int]) -> None:
    """Pair each row that is left with the row of the record that it has most in common with, near before far."""
    matched = set(homes.values())
    left = {at: set(row) for at, row in before if at not in matched}
    for row, codes in present:
        if row in homes or not left:
            continue
        own = set(codes)
        best = max(left, key=lambda at: (len(own & left[at]), -abs(at + 1 - row)))
        if own & left[best] or best + 1 == row:
            homes[row] = best
            del left[best]


def _row_label(found: Mapping[int, _Cell], column: int) -> str:
    """Give the texts that a row begins with, to know it by."""
    texts = [str(found[at].value) for at in sorted(found) if at < column and isinstance(found[at].value, str)]
    return " · ".join(texts[:2])


def _header_text(header: _Cell | None) -> str:
    """Give what names a column."""
    return " ".join(str(header.value).replace("-\n", "").split()) if header is not None else ""


def _is_header(known: Sequence[Codes], at: int, found: Mapping[int, _Cell]) -> bool:
    """Say whether a row of ours names columns: it is full, of texts alone, and below a row that is not full."""
    above = known[at - 1] if at else ()
    return _is_full(known[at]) and not _is_full(above) and all(isinstance(cell.value, str) for cell in found.values())


def _is_full(codes: Codes) -> bool:
    return len(codes) > 2 and EMPTY not in codes


def _has_objects(workbook: Workbook, entry: SheetEntry) -> bool:
    """Say whether a sheet of ours has pictures, charts, tables or the like: we put none there."""
    package = workbook.package
    for one in package.relations(entry.part or ""):
        # What draws the comments has nothing of its own, unless somebody has put a picture in one, or in the header.
        if one.type.rpartition("/")[2] not in HARMLESS or (one.is_a("vmlDrawing") and package.relations(one.target)):
            return True
    return False


def _comments(workbook: Workbook, entry: SheetEntry, cells: Mapping[Place, _Cell]) -> Iterable[Typed]:
    for relation in workbook.package.relations(entry.part or ""):
        if not relation.is_a("comments") or not workbook.package.has(relation.target):
            continue
        root = workbook.package.tree(relation.target)
        authors = {str(at): (one.text or "").strip() for at, one in enumerate(root.iter("{*}author"))}
        for one in root.iter("{*}comment"):
            text = "".join(run.text or "" for run in one.iter("{*}t")).strip()
            author = authors.get(one.get("authorId", ""), "")
            if author and not text.startswith(author):
                text = f"{author}: {text}"
            place = place_of(one.get("ref", ""))
            if text:
                row = {column: cell for (at, column), cell in cells.items() if at == place[0]}
                yield Typed(entry.name, place, unescape(text), _row_label(row, place[1] + 1), is_comment=True)
