"""A sheet part that is as plain as those we write: seen to be readable without its cells being read one by one."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, cast

from lxml import etree

from itnamnd_xl.package.stream import LONGEST_TEXT
from itnamnd_xl.package.xml import SHEET_ML, STRICT_SHEET_ML, check_elements, is_utf8, parse

if TYPE_CHECKING:
    from itnamnd_xl.package.guard import Sizes

# Within what a sheet can have, and what the reader takes; whatever goes beyond it is left to the reader.
LARGEST = 1 << 19
_ADDRESS = re.compile(r"[A-Z]{1,2}[1-9][0-9]{0,5}")
_RANGE = re.compile(r"[A-Z]{1,2}[1-9][0-9]{0,5}:[A-Z]{1,2}[1-9][0-9]{0,5}")
_NUMBER = re.compile(r"[1-9][0-9]{0,5}")
_STYLE = re.compile(r"[0-9]{1,8}")
KINDS = frozenset({"n", "inlineStr", "str", "e", "b"})
# Rows as we write them ourselves, whatever is in them. What matches needs no parsing: it is well-formed, for its
# characters are tried apart, and every address, style and kind is one that the reader takes.
_TEXT = rb"(?:[^<>&\x00-\x08\x0b\x0c\x0e-\x1f]++|&(?:amp|lt|gt);)*+"
_INLINE = rb'<is><t(?: xml:space="preserve")?+>' + _TEXT + rb"</t></is>"
_STORED = rb"(?:<f>" + _TEXT + rb'</f>)?+(?:<v(?: xml:space="preserve")?+>' + _TEXT + rb"</v>)?+"
_CELL = (
    rb'<c r="[A-Z]{1,2}[1-9][0-9]{0,5}" s="[0-9]{1,8}"(?: t="(?:n|inlineStr|str|e)")?+'
    rb"(?:/>|>(?:" + _INLINE + rb"|" + _STORED + rb")</c>)"
)
_ROW = rb'<row r="[1-9][0-9]{0,5}"(?: ht="[0-9.]++" customHeight="1")?+>(?:' + _CELL + rb")*+</row>"
_ROWS = re.compile(rb"<sheetData>((?:" + _ROW + rb")*+)</sheetData>")
# U+FFFE and U+FFFF in UTF-8, which XML cannot hold.
_NO_CHARACTERS = (b"\xef\xbf\xbe", b"\xef\xbf\xbf")
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
        self.is_home = self._path("count(//m:sheetData) = 1 and boolean(/m:worksheet/m:sheetData)")
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
    check_elements(part, sizes.elements)
    bare = _without_rows(part, sizes)
    if bare is not None and _is_plain(bare, sizes, is_bare=True):
        return True
    return _is_plain(part, sizes, is_bare=False)


def _without_rows(part: bytes, sizes: Sizes) -> bytes | None:
    """Give a part without its rows, which are as we write them and readable; None where they may not be."""
    found = _ROWS.search(part)
    if found is None or b"<!" in part or part.count(b"<?") > 1:
        # In a comment, or the like, rows are none.
        return None
    rows = found[1]
    if (len(rows) > sizes.cells and rows.count(b"<c ") > sizes.cells) or any(one in rows for one in _NO_CHARACTERS):
        return None
    if len(rows) > LONGEST_TEXT and max(map(len, rows.split(b"</c>"))) > LONGEST_TEXT:
        return None
    try:
        rows.decode()
    except UnicodeDecodeError:
        return None
    return part[: found.start(1)] + part[found.end(1) :]


def _is_plain(part: bytes, sizes: Sizes, *, is_bare: bool) -> bool:
    """Say whether a part is plain by parsing it; one that `is_bare` has lost its rows, if they were where rows are."""
    root = parse(part)
    namespace = str(root.tag)[1:].partition("}")[0]
    if namespace not in (SHEET_ML, STRICT_SHEET_ML):
        return False
    paths = _paths(namespace)
    if is_bare and not (paths.is_home(root) and is_utf8(root)):
        return False

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
