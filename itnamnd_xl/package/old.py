"""Workbooks of Excel 97-2003 (.xls), read through xlrd, which is an optional extra; they are never written.

xlrd does not tell which cells hold formulas, only what they last gave.
"""

from __future__ import annotations

import io
from functools import cached_property
from typing import TYPE_CHECKING, Any

from itnamnd_xl.package.cells import MOST_FILLED, Kind, SheetFrame
from itnamnd_xl.package.faults import DAMAGED, LIBRARY_ERRORS, PROTECTED, TOO_LARGE, UnusableError, one_fault
from itnamnd_xl.package.formats import GENERAL, Look
from itnamnd_xl.package.workbook import WORKSHEET, SheetEntry

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from itnamnd_xl.package.cells import Place, Put
    from itnamnd_xl.package.guard import Sizes

# Cell types as BIFF has them. Source: xlrd's documentation, ”Cell class”.
TEXT, NUMBER, DATE, BOOLEAN, ERROR = 1, 2, 3, 4, 5
# A fill of one colour. Source: the same, ”XFBackground class”.
SOLID = 1
ERROR_TEXTS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}


class OldContents:
    """The sheets of an old workbook."""

    def __init__(self, data: bytes, sizes: Sizes) -> None:
        """Open the bytes of an old workbook.

        Raises:
            UnusableError: it is damaged or protected, or xlrd is not installed.
        """
        self.most_cells = sizes.cells
        self.most_text = sizes.text
        self._merges = sizes.merges
        self._book = _opened(data)

    @property
    def user_sheets(self) -> Sequence[SheetEntry]:
        """All its sheets: we never write into such a workbook."""
        sheets = enumerate(self._book.sheets())
        return [SheetEntry(at, one.name, str(at), str(at), WORKSHEET, bool(one.visibility)) for at, one in sheets]

    @cached_property
    def looks(self) -> tuple[Look, ...]:
        """The styles by number."""
        return tuple(self._look(one) for one in self._book.xf_list) or (Look(),)

    @property
    def counts_from_1904(self) -> bool:
        """Whether day 0 is 1 January 1904."""
        return bool(self._book.datemode)

    def pour(self, entry: SheetEntry, put: Put, fills: Collection[int] = ()) -> SheetFrame:
        """Read a sheet, and hand on each cell as it passes by; see pour_cells for what `fills` are."""
        with one_fault():
            sheet = self._book.sheet_by_index(entry.index)
            filled: dict[Place, int] = {}
            seen = 0
            for row in range(sheet.nrows):
                for column in range(sheet.row_len(row)):
                    seen += 1
                    stored, style = _stored(sheet.cell(row, column)), sheet.cell_xf_index(row, column) or 0
                    if style in fills and len(filled) <= MOST_FILLED:
                        filled[row + 1, column + 1] = style
                    if stored is not None:
                        put(row + 1, column + 1, *stored, style, None)
                if seen > self.most_cells:
                    raise UnusableError(TOO_LARGE, why="den har för många celler")
            if len(sheet.merged_cells) > self._merges:
                raise UnusableError(TOO_LARGE, why="den har för många sammanfogade områden")
            return SheetFrame(
                tuple((top + 1, left + 1, bottom, right) for top, bottom, left, right in sheet.merged_cells),
                frozenset(row + 1 for row, one in sheet.rowinfo_map.items() if one.hidden),
                frozenset(column + 1 for column, one in sheet.colinfo_map.items() if one.hidden),
                seen,
                filled if len(filled) <= MOST_FILLED else {},
            )

    def _look(self, style: Any) -> Look:  # noqa: ANN401 - xlrd has no types
        known = self._book.format_map.get(style.format_key)
        fonts = self._book.font_list
        font = fonts[style.font_index] if 0 <= style.font_index < len(fonts) else None
        solid = style.background.fill_pattern == SOLID
        return Look(
            known.format_str if known is not None else GENERAL,
            font.name if font is not None else None,
            self._color(font.colour_index) if font is not None else None,
            self._color(style.background.pattern_colour_index) if solid else None,
        )

    def _color(self, index: int) -> str | None:
        rgb = self._book.colour_map.get(index)
        return "FF{:02X}{:02X}{:02X}".format(*rgb) if rgb else None


def _opened(data: bytes) -> Any:  # noqa: ANN401 - xlrd has no types
    try:
        import xlrd  # noqa: PLC0415 - an optional extra
        from xlrd.compdoc import CompDocError  # noqa: PLC0415 - as above
    except ImportError:
        raise UnusableError(
            "E105", format="gammalt Excel-format, .xls, som kräver ett tillägg: pip install .[xls]"
        ) from None
    try:
        return xlrd.open_workbook(file_contents=data, formatting_info=True, ragged_rows=True, logfile=io.StringIO())
    except xlrd.biffh.XLRDError as problem:
        code = PROTECTED if "encrypted" in str(problem) else DAMAGED
        raise UnusableError(code) from problem
    except (*LIBRARY_ERRORS, CompDocError, AssertionError, AttributeError) as problem:
        # xlrd takes the structure of a damaged file for granted and fails on what it finds instead.
        raise UnusableError(DAMAGED) from problem


def _stored(cell: Any) -> tuple[Kind, str] | None:  # noqa: ANN401 - xlrd has no types
    if cell.ctype == TEXT:
        return (Kind.TEXT, cell.value) if cell.value else None
    if cell.ctype in (NUMBER, DATE):
        return Kind.NUMBER, repr(cell.value)
    if cell.ctype == BOOLEAN:
        return Kind.BOOLEAN, str(int(cell.value))
    if cell.ctype == ERROR:
        return Kind.ERROR, ERROR_TEXTS.get(cell.value, "#VALUE!")
    return None
