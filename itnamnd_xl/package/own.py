"""Which sheets are ours, what we wrote in them, and what somebody else has written there since.

A sheet of ours carries hidden names of its own (sheet-local ones, so that a copy under another name is the user's):
one says which sheet it is, others hold a short digest of every cell that we wrote. A cell that differs from its
digest is the user's.
"""

from __future__ import annotations

import base64
import difflib
import hashlib
import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from itnamnd_xl.package.cells import Kind, Place, place_of
from itnamnd_xl.package.formats import GENERAL
from itnamnd_xl.package.strings import unescape
from itnamnd_xl.package.xml import parse

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from itnamnd_xl.package.cells import Formula
    from itnamnd_xl.package.contents import Contents
    from itnamnd_xl.package.workbook import SheetEntry, Workbook

MARK = "_itnamnd_resultat"
NOTES_MARK = "_itnamnd_anteckningar"
RECORD = "_itnamnd_celler"
PREFIX = "_itnamnd_"
# What Excel takes: a text in a formula has at most 255 characters, a formula 8 192.
LONGEST_PIECE, PIECES = 250, 30
EMPTY, FIELD = ".", "="
_CODES = re.compile(r"\.|=[\w-]{6}|[\w-]{4}")
_QUOTED = re.compile(r'"((?:[^"]|"")*)"')
# Parts that Excel hangs on a sheet without anybody having put anything there.
HARMLESS = {"printerSettings", "comments", "vmlDrawing", "threadedComment", "hyperlink"}


def own_sheets(workbook: Workbook) -> tuple[SheetEntry, ...]:
    """Give the sheets that we wrote, under the names that we gave them."""
    return _marked(workbook, MARK)


def notes_sheets(workbook: Workbook) -> tuple[SheetEntry, ...]:
    """Give the sheets that hold what users had written in sheets of ours."""
    return _marked(workbook, NOTES_MARK)


def user_sheets(workbook: Workbook) -> list[SheetEntry]:
    """Give the sheets that figures may be read from: none that we wrote, nor a copy of one under another name."""
    return [one for one in workbook.sheets if not {MARK, NOTES_MARK} & workbook.local_names.get(one.index, {}).keys()]


def copied_sheets(workbook: Workbook) -> list[SheetEntry]:
    """Give the sheets that users have made of ours: copied or renamed. They are hers, and hold results of old."""
    own = own_sheets(workbook)
    return [one for one in workbook.sheets if MARK in workbook.local_names.get(one.index, {}) and one not in own]


def _marked(workbook: Workbook, mark: str) -> tuple[SheetEntry, ...]:
    return tuple(
        one
        for one in workbook.sheets
        if one.is_worksheet and workbook.local_names.get(one.index, {}).get(mark) == quoted(one.name)
    )


def quoted(text: str) -> str:
    """Give a text as a formula has it."""
    doubled = text.replace('"', '""')
    return f'"{doubled}"'


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


def canonical(kind: Kind, text: str, formula: Formula | None) -> str:
    """Give the form of a cell that survives being saved by another program."""
    if formula is not None:
        return formula_form(formula.text)
    if kind is Kind.NUMBER:
        return f"{float(text):.15g}"
    return f"{kind.value}:" + re.sub(r"\r\n?", "\n", text)


def formula_form(text: str) -> str:
    """Give the form of a formula: programs write it again with other spaces and letters."""
    return "=" + re.sub(r"\s", "", text).casefold()


def _code(form: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(form.encode()).digest()[:3]).decode()


def field_code(key: str) -> str:
    """Give the digest by which a field to fill in is known again."""
    return base64.urlsafe_b64encode(hashlib.sha256(key.encode()).digest()[:6]).decode()[:6]


def record_of(cells: Mapping[Place, str], fields: Mapping[Place, str]) -> str:
    """Write down what a sheet's cells are: a row of codes for each row.

    Args:
        cells: the canonical form of every cell.
        fields: the key of every field to fill in.
    """
    rows: dict[int, dict[int, str]] = {}
    for (row, column), form in cells.items():
        rows.setdefault(row, {})[column] = _code(form)
    for (row, column), key in fields.items():
        rows.setdefault(row, {})[column] = FIELD + field_code(key)
    lines = []
    for row in range(1, max(rows, default=0) + 1):
        codes = rows.get(row, {})
        lines.append("".join(codes.get(column, EMPTY) for column in range(1, max(codes, default=0) + 1)))
    return "|".join(lines)


def record_names(record: str) -> dict[str, str]:
    """Give the hidden names that hold a record: pieces of text, joined by the formula."""
    pieces = [record[at : at + LONGEST_PIECE] for at in range(0, len(record), LONGEST_PIECE)] or [""]
    groups = [pieces[at : at + PIECES] for at in range(0, len(pieces), PIECES)]
    return {f"{RECORD}_{number}": "&".join(map(quoted, group)) for number, group in enumerate(groups, 1)}


def _recorded(names: Mapping[str, str]) -> list[tuple[str, ...]] | None:
    """Read a record back: the codes of each row; None where there is none."""
    if f"{RECORD}_1" not in names:
        return None
    number, text = 1, ""
    while (formula := names.get(f"{RECORD}_{number}")) is not None:
        text += "".join(_QUOTED.findall(formula))
        number += 1
    return [tuple(_CODES.findall(line)) for line in text.split("|")]


def written_in(contents: Contents, entry: SheetEntry) -> Written:
    """Find what a user has written in a sheet of ours since we wrote it."""
    workbook = contents.workbook
    cells = _cells(contents, entry)
    recorded = _recorded(workbook.local_names.get(entry.index, {}))
    objects = _has_objects(workbook, entry)
    if recorded is None:
        # Without our record nobody can tell whose the cells are: the whole sheet is taken to be the user's.
        return Written(entry, (), is_beyond_cells=True)
    typed = [*_typed(entry.name, cells, recorded), *_comments(workbook, entry, cells)]
    return Written(entry, tuple(typed), objects)


def _cells(contents: Contents, entry: SheetEntry) -> dict[Place, _Cell]:
    looks = contents.looks

    def make(kind: Kind, text: str, style: int, formula: Formula | None) -> _Cell | None:
        if kind is Kind.TEXT and not text and formula is None:
            return None
        shown = looks[style].number_format if kind is Kind.NUMBER and style < len(looks) else GENERAL
        written = f"={formula.text}" if formula is not None else ""
        return _Cell(_value(kind, text), canonical(kind, text, formula), shown, written)

    return contents.cells(entry, make).cells


def _value(kind: Kind, text: str) -> str | Decimal:
    if kind is Kind.NUMBER:
        try:
            return Decimal(f"{float(text):.15g}")
        except InvalidOperation:
            return text
    return {"1": "SANT", "0": "FALSKT"}.get(text, text) if kind is Kind.BOOLEAN else text


def _typed(sheet: str, cells: Mapping[Place, _Cell], recorded: Sequence[tuple[str, ...]]) -> Iterable[Typed]:
    rows: dict[int, dict[int, _Cell]] = {}
    for (row, column), cell in cells.items():
        rows.setdefault(row, {})[column] = cell
    homes = _aligned(rows, recorded)
    for row, found in sorted(rows.items()):
        codes = recorded[homes[row]] if homes.get(row) is not None else ()
        for column, cell in sorted(found.items()):
            code = codes[column - 1] if column <= len(codes) else EMPTY
            if code == _code(cell.form):
                continue
            labels = _row_label(found, column), _column_label(rows, recorded, homes, row, column)
            fills = code[1:] if code.startswith(FIELD) else ""
            shown = cell.number_format
            yield Typed(sheet, (row, column), cell.value, *labels, fills, shown, cell.formula)


def _aligned(rows: Mapping[int, Mapping[int, _Cell]], recorded: Sequence[tuple[str, ...]]) -> dict[int, int]:
    """Find which row of the record each row is, also where the user has inserted, deleted or sorted rows."""
    fields = {column for codes in recorded for column, code in enumerate(codes, 1) if code.startswith(FIELD)}
    before = [_comparable(dict(enumerate(codes, 1)), fields) for codes in recorded]
    present = [
        _comparable({column: _code(cell.form) for column, cell in rows.get(row, {}).items()}, fields)
        for row in range(1, max(rows, default=0) + 1)
    ]
    matcher = difflib.SequenceMatcher(None, before, present, autojunk=False)
    homes: dict[int, int] = {}
    for first, start, size in matcher.get_matching_blocks():
        homes.update({start + at + 1: first + at for at in range(size)})
    _pair(present, before, homes)
    return homes


def _comparable(codes: Mapping[int, str], fields: set[int]) -> tuple[tuple[int, str], ...]:
    """Give a row's codes without fields and empty cells."""
    return tuple(sorted((at, code) for at, code in codes.items() if at not in fields and code != EMPTY))


def _pair(
    present: Sequence[tuple[tuple[int, str], ...]], before: Sequence[tuple[tuple[int, str], ...]], homes: dict[int, int]
) -> None:
    """Pair each row that is left with the row of the record that it has most in common with, near before far."""
    left = sorted(set(range(len(before))) - set(homes.values()))
    for at, codes in enumerate(present):
        if at + 1 in homes or not codes or not left:
            continue
        own = set(codes)
        best = max(left, key=lambda home: (len(own.intersection(before[home])), -abs(home - at)))
        if own.intersection(before[best]) or best == at:
            homes[at + 1] = best
            left.remove(best)


def _row_label(found: Mapping[int, _Cell], column: int) -> str:
    """Give the texts that a row begins with, to know it by."""
    texts = [str(found[at].value) for at in sorted(found) if at < column and isinstance(found[at].value, str)]
    return " · ".join(texts[:2])


def _column_label(
    rows: Mapping[int, Mapping[int, _Cell]],
    recorded: Sequence[tuple[str, ...]],
    homes: Mapping[int, int],
    row: int,
    column: int,
) -> str:
    """Give the nearest text of ours above a cell."""
    for above in range(row - 1, 0, -1):
        cell = rows.get(above, {}).get(column)
        home = homes.get(above)
        if cell is None or home is None or not isinstance(cell.value, str):
            continue
        codes = recorded[home]
        if column <= len(codes) and codes[column - 1] == _code(cell.form) and _is_header(codes):
            return " ".join(cell.value.replace("-\n", "").split())
    return ""


def _is_header(codes: tuple[str, ...]) -> bool:
    """Say whether a row of ours names columns: every cell of it is filled, and there are several."""
    return len(codes) > 2 and EMPTY not in codes and not any(code.startswith(FIELD) for code in codes)


def _has_objects(workbook: Workbook, entry: SheetEntry) -> bool:
    """Say whether a sheet of ours has pictures, charts, tables or the like: we put none there."""
    kinds = {one.type.rpartition("/")[2] for one in workbook.package.relations(entry.part or "")}
    return bool(kinds - HARMLESS)


def _comments(workbook: Workbook, entry: SheetEntry, cells: Mapping[Place, _Cell]) -> Iterable[Typed]:
    for relation in workbook.package.relations(entry.part or ""):
        if not relation.is_a("comments") or not workbook.package.has(relation.target):
            continue
        root = parse(workbook.package.read(relation.target), workbook.package.sizes.held_elements)
        for one in root.iter("{*}comment"):
            text = "".join(run.text or "" for run in one.iter("{*}t")).strip()
            place = place_of(one.get("ref", ""))
            if text:
                row = {column: cell for (at, column), cell in cells.items() if at == place[0]}
                yield Typed(entry.name, place, unescape(text), _row_label(row, place[1] + 1), is_comment=True)
