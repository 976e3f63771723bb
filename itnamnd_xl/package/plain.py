"""A sheet part that is as plain as those we write: seen to be readable without its cells being read one by one."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, cast

from lxml import etree

from itnamnd_xl.package.stream import LONGEST_TEXT
from itnamnd_xl.package.xml import SHEET_ML, STRICT_SHEET_ML, parse

if TYPE_CHECKING:
    from itnamnd_xl.package.guard import Sizes

# Within what a sheet can have, and what the reader takes; whatever goes beyond it is left to the reader.
LARGEST = 1 << 19
_ADDRESS = re.compile(r"[A-Z]{1,2}[1-9][0-9]{0,5}")
_RANGE = re.compile(r"[A-Z]{1,2}[1-9][0-9]{0,5}:[A-Z]{1,2}[1-9][0-9]{0,5}")
_NUMBER = re.compile(r"[1-9][0-9]{0,5}")
_STYLE = re.compile(r"[0-9]{1,8}")
KINDS = frozenset({"n", "inlineStr", "str", "e", "b"})
# Elements in elements in elements: ours are nested no deeper.
DEEP = "boolean(/*/*/*/*/*/*/*)"


class _Paths:
    """What is looked for in a sheet part of one dialect."""

    def __init__(self, namespace: str) -> None:
        self._namespace = namespace
        self.rows = self._path("/m:worksheet/m:sheetData/m:row/@r")
        self.cells = self._path("/m:worksheet/m:sheetData/m:row/m:c/@r")
        self.styles = self._path("//m:c/@s")
        self.kinds = self._path("//m:c/@t")
        self.merges = self._path("//m:mergeCell/@ref")
        self.columns = self._path("//m:col/@min | //m:col/@max")
        self.counts = [self._path(f"count(//m:{one})") for one in ("row", "c", "mergeCell", "col")]
        self.is_deep = self._path(DEEP)
        self.is_long = self._path(f"boolean(//m:c[string-length() > {LONGEST_TEXT}])")

    def _path(self, path: str) -> etree.XPath:
        return etree.XPath(path, namespaces={"m": self._namespace}, smart_strings=False)


@lru_cache(maxsize=2)
def _paths(namespace: str) -> _Paths:
    return _Paths(namespace)


def is_plain(part: bytes, sizes: Sizes) -> bool:
    """Say whether a sheet part holds nothing but what the reader can read; where it may not, the reader says it.

    Raises:
        UnusableError: it is not well-formed, or goes beyond a limit.
    """
    if len(part) > LARGEST:
        return False
    root = parse(part, sizes.elements)
    namespace = str(root.tag)[1:].partition("}")[0]
    if namespace not in (SHEET_ML, STRICT_SHEET_ML):
        return False
    paths = _paths(namespace)

    def all_are(path: etree.XPath, pattern: re.Pattern[str], count: float | None = None) -> bool:
        found = cast("list[str]", path(root))
        return (count is None or len(found) == count) and all(map(pattern.fullmatch, found))

    rows, cells, merges, columns = (cast("float", one(root)) for one in paths.counts)
    return (
        cells <= sizes.cells
        and merges <= sizes.merges
        and columns <= 100
        and not paths.is_deep(root)
        and not (len(part) > LONGEST_TEXT and paths.is_long(root))
        and KINDS.issuperset(cast("list[str]", paths.kinds(root)))
        and all_are(paths.rows, _NUMBER, rows)
        and all_are(paths.cells, _ADDRESS, cells)
        and all_are(paths.styles, _STYLE)
        and all_are(paths.merges, _RANGE, merges)
        and all_are(paths.columns, _NUMBER, 2 * columns)
        and all(int(one) <= 100 for one in cast("list[str]", paths.columns(root)))
    )
