"""Rows added at the end of a sheet part, by splicing: all that the user has done with the sheet stays."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lxml import etree

from itnamnd_xl.package.cells import MOST_ROWS
from itnamnd_xl.package.faults import DAMAGED, TOO_LARGE, UnusableError
from itnamnd_xl.package.xml import SHEET_ML, child, children, parse

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_END = re.compile(rb"</((?:[\w.-]+:)?)sheetData\s*>")
_EMPTY = re.compile(rb"<((?:[\w.-]+:)?)sheetData\s*/>")
_DIMENSION = re.compile(rb"<(?:[\w.-]+:)?dimension\s[^>]*?(?:/>|>\s*</(?:[\w.-]+:)?dimension\s*>)")


def append_rows(part: bytes, fresh: bytes, header_rows: int) -> bytes:
    """Add the rows of a fresh sheet part, but for its header, below those of another.

    Args:
        part: the sheet to add to.
        fresh: a sheet whose styles are those of the workbook that `part` is in.
        header_rows: how many rows of `fresh` are left out.

    Raises:
        UnusableError: the sheet is full, or in no form that can be spliced.
    """
    root = parse(part)
    last = 0
    for one in children(child(root, "sheetData"), "row"):
        # A row without a number comes after the one before it.
        last = _number(one) or last + 1
    rows = [one for one in children(child(parse(fresh), "sheetData"), "row") if _number(one) > header_rows]
    if last + len(rows) > MOST_ROWS:
        raise UnusableError(TOO_LARGE, why="fliken är full")
    namespace = str(root.tag)[1:].partition("}")[0]
    added = b"".join(_moved(row, last + at, namespace) for at, row in enumerate(rows, 1))
    # A stale range would hide the new rows from whoever believes it.
    part = _DIMENSION.sub(b"", part, count=1)
    ends = list(_END.finditer(part))
    if ends:
        return part[: ends[-1].start()] + added + part[ends[-1].start() :]
    empty = _EMPTY.search(part)
    if empty is None:
        raise UnusableError(DAMAGED)
    tag = empty[1] + b"sheetData"
    return part[: empty.start()] + b"<" + tag + b">" + added + b"</" + tag + b">" + part[empty.end() :]


def _number(row: Element) -> int:
    return int(row.get("r", "0"))


def _moved(row: Element, number: int, namespace: str) -> bytes:
    """Write a row with another number."""
    row.set("r", str(number))
    for cell in children(row, "c"):
        cell.set("r", cell.get("r", "").rstrip("0123456789") + str(number))
    # Standing alone, the row says its namespace itself; prefixes of the sheet around it do not matter then.
    return etree.tostring(row, with_tail=False).replace(SHEET_ML.encode(), namespace.encode())
