"""What we wrote in a sheet, in short: a digest of every cell, kept in hidden names of the sheet itself.

A cell that differs from its digest is the user's. A cell that is hers to fill in has the digest of its field instead.
"""

from __future__ import annotations

import base64
import hashlib
import re
from binascii import b2a_base64
from collections import defaultdict
from functools import lru_cache
from typing import TYPE_CHECKING

from itnamnd_xl.package.cells import Kind, Place
from itnamnd_xl.package.formulas import formula_shape
from itnamnd_xl.package.own import BETWEEN, BUILT_IN, PREFIX, quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from itnamnd_xl.package.cells import Formula

RECORD = f"{PREFIX}celler"
# The record of what is about to be written, where that is not done in one step.
NEXT_RECORD = f"{PREFIX}blivande"
# Which of a sheet's names we have given to cells there.
NAMED = f"{PREFIX}namn"
# What Excel takes: a text in a formula has at most 255 characters, a formula 8 192.
LONGEST_PIECE, PIECES = 250, 30
EMPTY, FIELD = ".", "="
# More rows than any sheet of ours has.
MOST_ROWS = 50_000
_IN_ADDRESSES = bytes.maketrans(b"+/", b"-_")
_CODES = re.compile(r"\.|=[\w-]{6}|[\w-]{4}")
_LINE_END = re.compile(r"\r\n?")
_TEXT = Kind.TEXT.value
_QUOTED = re.compile(r'"((?:[^"]|"")*)"')
# The codes of a row's cells, from the first column on.
Codes = tuple[str, ...]


def canonical(kind: Kind, text: str, formula: Formula | None) -> str:
    """Give the form of a cell that survives being saved by another program."""
    if formula is not None:
        return formula_form(formula.text)
    if kind is Kind.NUMBER:
        return number_form(text)
    return text_form(text, kind.value)


def number_form(text: str) -> str:
    """Give the form of a number: programs write it with other digits at its end."""
    return f"{float(text):.15g}"


def text_form(text: str, kind: str = _TEXT) -> str:
    """Give the form of a text, or of what else is kept as one: programs write it with other line ends."""
    return f"{kind}:" + (_LINE_END.sub("\n", text) if "\r" in text else text)


def formula_form(text: str) -> str:
    """Give the form of a formula: programs, and changes elsewhere in the workbook, write it anew."""
    return "=" + formula_shape(text)


def codes_of(forms: Iterable[str]) -> list[str]:
    """Give the digests of cells' canonical forms."""
    # All at once: three bytes of each are four letters, wherever they stand.
    digests = b"".join(map(_short_digest, forms))
    letters = b2a_base64(digests, newline=False).translate(_IN_ADDRESSES).decode("ascii")
    return [letters[at : at + 4] for at in range(0, len(letters), 4)]


# The same texts, numbers and formulas stand in many cells, and in the next workbook of a batch.
@lru_cache(maxsize=1 << 14)
def _short_digest(form: str) -> bytes:
    return hashlib.sha256(form.encode("utf-8", "surrogatepass")).digest()[:3]


def field_code(key: str) -> str:
    """Give the digest by which a field to fill in is known again."""
    return base64.urlsafe_b64encode(hashlib.sha256(key.encode("utf-8", "surrogatepass")).digest()[:6]).decode()[:6]


def record_of(cells: Mapping[Place, str], fields: Mapping[Place, str]) -> str:
    """Write down what a sheet's cells are: a row of codes for each row.

    Args:
        cells: the canonical form of every cell.
        fields: the key of every field to fill in.
    """
    rows: defaultdict[int, dict[int, str]] = defaultdict(dict)
    for (row, column), code in zip(cells, codes_of(cells.values()), strict=True):
        rows[row][column] = code
    for (row, column), key in fields.items():
        rows[row][column] = FIELD + field_code(key)
    lines = []
    for row in range(1, max(rows, default=0) + 1):
        codes = rows[row]
        lines.append("".join([codes.get(column, EMPTY) for column in range(1, max(codes, default=0) + 1)]))
    return "|".join(lines)


def record_names(record: str, pieces_each: int = PIECES, stem: str = RECORD) -> dict[str, str]:
    """Give the hidden names that hold a record: pieces of text, some in each name, joined by its formula."""
    pieces = [record[at : at + LONGEST_PIECE] for at in range(0, len(record), LONGEST_PIECE)] or [""]
    groups = [pieces[at : at + pieces_each] for at in range(0, len(pieces), pieces_each)]
    return {f"{stem}_{number}": "&".join(map(quoted, group)) for number, group in enumerate(groups, 1)}


def records(names: Mapping[str, str]) -> list[list[Codes]]:
    """Give what a sheet may hold of ours: what was written, and what was about to be when that was interrupted."""
    return [found for stem in (RECORD, NEXT_RECORD) if (found := recorded(names, stem)) is not None]


def recorded(names: Mapping[str, str], stem: str = RECORD) -> list[tuple[str, ...]] | None:
    """Read a record back: the codes of each row; None where there is none."""
    text = _joined(names, stem)
    if text is None:
        return None
    lines = text.split("|")
    return [tuple(_CODES.findall(line)) for line in lines] if len(lines) <= MOST_ROWS else None


def _joined(names: Mapping[str, str], stem: str) -> str | None:
    """Put the pieces of a text together that hidden names hold; None where there are none."""
    if f"{stem}_1" not in names:
        return None
    number, text = 1, ""
    while (formula := names.get(f"{stem}_{number}")) is not None:
        text += "".join(_QUOTED.findall(formula))
        number += 1
    return text


def named_cells(names: Iterable[str]) -> dict[str, str]:
    """Give the hidden names that hold which of a sheet's names we have given to cells; none where we have given none.

    Each holds one piece: Excel may take no more of a name by way of its object model.
    """
    ours = [one for one in names if not one.startswith((PREFIX, BUILT_IN))]
    return record_names(BETWEEN.join(ours), 1, NAMED) if ours else {}


def named_in(names: Mapping[str, str]) -> list[str]:
    """Read back which of a sheet's own names we have given to cells."""
    return [one for one in (_joined(names, NAMED) or "").split(BETWEEN) if one]
