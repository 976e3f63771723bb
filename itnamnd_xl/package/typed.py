"""What a user has typed in the cells of a sheet of ours since we wrote it, told by the digests we kept of them."""

from __future__ import annotations

import difflib
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from itnamnd_xl.package.columns import columns_of_old
from itnamnd_xl.package.formats import GENERAL
from itnamnd_xl.package.record import EMPTY, FIELD, Codes, codes_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from decimal import Decimal

    from itnamnd_xl.package.cells import Place

# Between what tells a row.
SEPARATOR = " · "
# A row's codes by their columns, without fields and empty cells.
Row = tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Typed:
    """Something that a user has written in a sheet of ours.

    `value` is a number or a text; `formula` is what computes it, with its equals sign, empty where it is typed.
    `row_label` tells its row: by the title of its sheet, the heading of its block, and what stands first in it;
    `column_label` is what stands above it. `field` is the digest of the field that it fills, empty where it fills none.
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
class StoredCell:
    """A cell of ours as it stands now: its value, the form that a digest is made of, and what computes it."""

    value: str | Decimal
    form: str
    number_format: str
    formula: str
    is_array: bool = False


def least_typed(
    sheet: str,
    cells: Mapping[Place, StoredCell],
    known: Iterable[Sequence[Codes]],
    comments: Iterable[tuple[Place, str]] = (),
) -> list[Typed]:
    """Find what a user has typed by the record that fits best: an interrupted writer leaves the next one beside it."""
    said = list(comments)
    return min(([*typed_in(sheet, cells, codes, said)] for codes in known), key=len)


def _stand(digests: Mapping[Place, str], known: Sequence[Codes]) -> bool:
    """Say whether a sheet is what its record says, cell by cell, with no field filled in."""
    written = (
        ((row, column), code)
        for row, codes in enumerate(known, 1)
        for column, code in enumerate(codes, 1)
        if code != EMPTY and not code.startswith(FIELD)
    )
    return digests == dict(written)


def typed_in(
    sheet: str, cells: Mapping[Place, StoredCell], known: Sequence[Codes], comments: Sequence[tuple[Place, str]] = ()
) -> Iterable[Typed]:
    """Find what differs from the codes of a sheet's record, what fills a field, and the comments, each with labels."""
    digests = dict(zip(cells, codes_of(cell.form for cell in cells.values()), strict=True))
    if not comments and _stand(digests, known):
        return
    rows: dict[int, dict[int, StoredCell]] = {}
    for (row, column), cell in sorted(cells.items()):
        rows.setdefault(row, {})[column] = cell
    columns = _columns(digests, known)
    homes = _aligned(digests, columns, known)
    above = _above(sheet, rows, digests, homes, known)
    headers: dict[int, StoredCell] = {}
    for row, found in rows.items():
        codes = known[homes[row]] if row in homes else ()
        for column, cell in found.items():
            at = columns.get(column, 0)
            code = codes[at - 1] if 0 < at <= len(codes) else EMPTY
            if code == digests[row, column]:
                continue
            labels = above.label(row, column), _header_text(headers.get(column))
            # A formula of several cells cannot stand in a field that may move.
            fills = code[1:] if code.startswith(FIELD) and not cell.is_array else ""
            shown = cell.number_format
            yield Typed(sheet, (row, column), cell.value, *labels, fills, shown, cell.formula)
        if row in homes and _is_header(known, homes[row], found):
            headers = found
    for (row, column), text in comments:
        yield Typed(sheet, (row, column), text, above.label(row, column + 1), is_comment=True)


@dataclass(frozen=True, slots=True)
class _Above:
    """What tells the rows of a sheet as it stands: the texts of title and headings by their rows of the record."""

    sheet: str
    rows: Mapping[int, Mapping[int, StoredCell]]
    homes: Mapping[int, int]
    headings: Sequence[int]
    texts: Mapping[int, str]

    def label(self, row: int, column: int) -> str:
        """Tell a row: rows of one wording stand in block after block, and a sheet is made anew for the next year."""
        title, at = self.texts.get(0, ""), self.homes.get(row)
        said = [] if at == 0 or title == self.sheet else [title]
        if at is not None and self.headings[at]:
            said.append(self.texts.get(self.headings[at], ""))
        return SEPARATOR.join(filter(None, (*said, _row_label(self.rows.get(row, {}), column))))


def _above(
    sheet: str,
    rows: Mapping[int, Mapping[int, StoredCell]],
    digests: Mapping[Place, str],
    homes: Mapping[int, int],
    known: Sequence[Codes],
) -> _Above:
    """Find title and headings where they stand now; what the user has written over them tells nothing."""
    headings = _headings(known)
    heads = {0, *headings}
    texts = {
        at: str(cell.value)
        for row, at in homes.items()
        if at in heads
        for column, cell in rows[row].items()
        if digests[row, column] == known[at][0]
    }
    return _Above(sheet, rows, homes, headings, texts)


def _headings(known: Sequence[Codes]) -> list[int]:
    """Give for each row of a record the one that heads its block, by their places from 0; 0 where none does.

    A heading stands alone in its row below an empty one, and there is none between it and the table that it heads.
    """
    found: list[int] = []
    heading = 0
    for at, codes in enumerate(known):
        if _is_blank(codes):
            heading = 0
        elif _is_alone(codes) and not (at and _is_alone(known[at - 1])):
            heading = at if at and _is_blank(known[at - 1]) else 0
        found.append(0 if _is_alone(codes) else heading)
    return found


def _is_blank(codes: Codes) -> bool:
    return all(code == EMPTY for code in codes)


def _is_alone(codes: Codes) -> bool:
    """Say whether one text takes a whole row, as titles, headings and sentences do."""
    return bool(codes) and codes[0] != EMPTY and _is_blank(codes[1:])


def _columns(digests: Mapping[Place, str], known: Sequence[Codes]) -> dict[int, int]:
    """Find which column of the record each column is."""
    before: dict[int, Counter[str]] = {}
    for codes in known:
        for at, code in enumerate(codes, 1):
            if code != EMPTY and not code.startswith(FIELD):
                before.setdefault(at, Counter())[code] += 1
    present: dict[int, Counter[str]] = {}
    for (_, column), digest in sorted(digests.items()):
        present.setdefault(column, Counter())[digest] += 1
    return columns_of_old(present, before)


def _aligned(digests: Mapping[Place, str], columns: Mapping[int, int], known: Sequence[Codes]) -> dict[int, int]:
    """Find which row of the record each row is, also where the user has inserted, deleted or sorted rows."""
    fields = {column for codes in known for column, code in enumerate(codes, 1) if code.startswith(FIELD)}
    before = [(at, row) for at, codes in enumerate(known) if (row := _comparable(dict(enumerate(codes, 1)), fields))]
    rows: dict[int, dict[int, str]] = {}
    for (number, column), digest in sorted(digests.items()):
        rows.setdefault(number, {})[columns.get(column, -column)] = digest
    present = [(number, _comparable(found, fields)) for number, found in rows.items()]
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


def _row_label(found: Mapping[int, StoredCell], column: int) -> str:
    """Give the texts that a row begins with, to know it by."""
    texts = [str(found[at].value) for at in sorted(found) if at < column and isinstance(found[at].value, str)]
    # A cell may hold a text without a letter: a formula's, of what is not there.
    return SEPARATOR.join([text for text in texts if text.strip()][:2])


def _header_text(header: StoredCell | None) -> str:
    """Give what names a column."""
    return " ".join(str(header.value).replace("-\n", "").split()) if header is not None else ""


def _is_header(known: Sequence[Codes], at: int, found: Mapping[int, StoredCell]) -> bool:
    """Say whether a row of ours names columns: it is full, of texts alone, and below a row that is not full."""
    above = known[at - 1] if at else ()
    return _is_full(known[at]) and not _is_full(above) and all(isinstance(cell.value, str) for cell in found.values())


def _is_full(codes: Codes) -> bool:
    return len(codes) > 2 and EMPTY not in codes
