"""What somebody else has written in a sheet of ours since we wrote it: in its cells, in comments, or as objects."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from itnamnd_xl.core.model import cell_number
from itnamnd_xl.package.cells import Kind, Place, place_of
from itnamnd_xl.package.formats import GENERAL
from itnamnd_xl.package.formulas import shown_formula
from itnamnd_xl.package.hanging import frames_of, has_others
from itnamnd_xl.package.record import canonical, records
from itnamnd_xl.package.strings import unescape
from itnamnd_xl.package.typed import StoredCell, Typed, least_typed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from itnamnd_xl.package.cells import Formula
    from itnamnd_xl.package.contents import Contents
    from itnamnd_xl.package.record import Codes
    from itnamnd_xl.package.workbook import SheetEntry, Workbook

# A cell's number or text, and how it is shown.
Stored = tuple[str | Decimal, str]


@dataclass(frozen=True, slots=True)
class Written:
    """What a user has written in one of our sheets; `is_beyond_cells` where she has also put objects there."""

    entry: SheetEntry
    typed: tuple[Typed, ...]
    is_beyond_cells: bool


def unread(workbook: Workbook, entry: SheetEntry) -> Written:
    """Give what is known of a sheet of ours before its cells are read: whether it is beyond them."""
    # Without our record nobody can tell whose the cells are: the whole sheet is taken to be the user's.
    is_beyond_cells = not _records(workbook, entry) or _has_objects(workbook, entry)
    return Written(entry, (), is_beyond_cells=is_beyond_cells)


def written_in(contents: Contents, entry: SheetEntry) -> Written:
    """Find what a user has written in a sheet of ours since we wrote it."""
    workbook = contents.workbook
    cells = _cells(contents, entry)
    found = unread(workbook, entry)
    known = _records(workbook, entry)
    if not known:
        return found
    return replace(found, typed=tuple(least_typed(entry.name, cells, known, _comments(workbook, entry))))


def _records(workbook: Workbook, entry: SheetEntry) -> list[list[Codes]]:
    return records(workbook.local_names.get(entry.index, {}))


def stored_values(contents: Contents, entry: SheetEntry) -> dict[Place, Stored]:
    """Read a sheet of ours as a user sees it: each cell's number or text, and how it is shown."""
    return {place: (one.value, one.number_format) for place, one in _cells(contents, entry).items()}


def _cells(contents: Contents, entry: SheetEntry) -> dict[Place, StoredCell]:
    looks, cells = contents.looks, dict[Place, StoredCell]()

    def put(row: int, column: int, kind: Kind, text: str, style: int, formula: Formula | None) -> None:
        if kind is Kind.TEXT and not text and formula is None:
            return
        shown = looks[style].number_format if kind is Kind.NUMBER and style < len(looks) else GENERAL
        if formula is not None and formula.is_shared:
            formula = replace(formula, text=shown_formula(formula)[1:], home=formula.place)
        written = f"={formula.text}" if formula is not None else ""
        is_array = formula is not None and formula.area is not None
        form = canonical(kind, text, formula)
        cells[row, column] = StoredCell(_value(kind, text), form, shown, written, is_array=is_array)

    contents.pour(entry, put)
    return cells


def _value(kind: Kind, text: str) -> str | Decimal:
    if kind is Kind.NUMBER:
        try:
            return cell_number(float(text))
        except InvalidOperation:
            return text
    return {"1": "SANT", "0": "FALSKT"}.get(text, text) if kind is Kind.BOOLEAN else text


def _has_objects(workbook: Workbook, entry: SheetEntry) -> bool:
    """Say whether a sheet of ours has pictures, charts, tables or the like that are not ours."""
    frames = frames_of(workbook.local_names.get(entry.index, {}))
    return has_others(workbook.package, entry.part or "", frames)


def _comments(workbook: Workbook, entry: SheetEntry) -> Iterable[tuple[Place, str]]:
    """Give the comments on a sheet, each with its author before it."""
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
            if text:
                yield place_of(one.get("ref", "")), unescape(text)
