"""A workbook file becomes grids. The only place that knows how cells are read from a file."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from itnamnd_xl.package.cells import Kind
from itnamnd_xl.package.faults import DAMAGED, TOO_LARGE, UnusableError, one_fault
from itnamnd_xl.package.own import own_sheets
from itnamnd_xl.source.colors import level_of_fill
from itnamnd_xl.source.formats import temporal
from itnamnd_xl.source.grid import Cell, CellKind, CellValue, Grid
from itnamnd_xl.source.merged import uncover
from itnamnd_xl.source.moments import iso_moment
from itnamnd_xl.source.stated import is_answered_in
from itnamnd_xl.source.stored import number_content, seen_text

if TYPE_CHECKING:
    from itnamnd_xl.core.diagnostics import Diagnostic
    from itnamnd_xl.package.cells import Formula
    from itnamnd_xl.package.contents import Contents, SheetSource
    from itnamnd_xl.package.formats import Look
    from itnamnd_xl.package.workbook import SheetEntry
    from itnamnd_xl.source.formats import Temporal


def read_grids(name: str, source: SheetSource) -> tuple[tuple[Grid, ...], list[Diagnostic]]:
    """Read every sheet of the user's; our own result sheets are passed over."""
    try:
        with one_fault():
            return _grids(name, source), []
    except UnusableError as fault:
        return (), [fault.said(name)]


def read_answers(name: str, contents: Contents) -> tuple[Grid, ...]:
    """Read those of our sheets that the user answers in; none where they cannot be read: they are written anew."""
    entries = [one for one in own_sheets(contents.workbook) if is_answered_in(one.name)]
    maker = _Maker(contents.looks, contents.most_text, from_1904=contents.counts_from_1904)
    try:
        with one_fault():
            return tuple(_grid(name, contents, entry, maker)[0] for entry in entries)
    except UnusableError:
        return ()


def _grids(name: str, source: SheetSource) -> tuple[Grid, ...]:
    grids, left = [], source.most_cells
    maker = _Maker(source.looks, source.most_text, from_1904=source.counts_from_1904)
    for entry in source.user_sheets:
        if not entry.is_worksheet:
            continue
        grid, seen = _grid(name, source, entry, maker)
        left -= seen
        if left < 0:
            raise UnusableError(TOO_LARGE, why="den har för många celler")
        grids.append(grid)
    return tuple(grids)


def _grid(name: str, source: SheetSource, entry: SheetEntry, maker: _Maker) -> tuple[Grid, int]:
    content = source.cells(entry, maker.cell, maker.telling)
    uncover(content.cells, content.merges)
    grid = Grid(
        workbook=name,
        name=entry.name,
        cells=content.cells,
        merges=content.merges,
        is_hidden=entry.is_hidden,
        hidden_rows=content.hidden_rows,
        hidden_columns=content.hidden_columns,
        fills={place: maker.telling[style] for place, style in content.filled.items()},
    )
    return grid, content.seen


class _Maker:
    """Makes neutral cells of what a sheet part stores."""

    def __init__(self, looks: tuple[Look, ...], most_text: int, *, from_1904: bool) -> None:
        self.looks = looks
        self.text_left = most_text
        self.known: dict[str, str] = {}
        self.times = tuple(temporal(look.number_format) for look in looks)
        self.from_1904 = from_1904
        self.telling = {
            number: look.fill for number, look in enumerate(looks) if look.fill and level_of_fill(look.fill) is not None
        }

    def cell(self, kind: Kind, text: str, style: int, formula: Formula | None) -> Cell | None:
        if style >= len(self.looks) or style < 0:
            raise UnusableError(DAMAGED)
        look = self.looks[style]
        if kind is Kind.TEXT:
            self.text_left -= len(text)
            if self.text_left < 0:
                raise UnusableError(TOO_LARGE, why="den har för mycket text")
            shown = self._shown(text)
            if not shown:
                return None
            return Cell(CellKind.TEXT, shown, look.number_format, formula, look.color, look.font, look.indent)
        made, value = self._content(kind, text, self.times[style])
        return Cell(made, value, look.number_format, formula)

    def _shown(self, text: str) -> str:
        """Give a text as a reader sees it; empty where there is nothing to see. Many cells share one text."""
        shown = self.known.get(text)
        if shown is None:
            shown = self.known[text] = seen_text(text)
        return shown

    def _content(self, kind: Kind, text: str, time: Temporal | None) -> tuple[CellKind, CellValue]:
        if kind is Kind.NUMBER:
            # Python takes 8_68 for a number, and digits of every script.
            if "_" in text or not text.isascii():
                raise UnusableError(DAMAGED)
            return self._number(float(text), time)
        if kind is Kind.BOOLEAN:
            return CellKind.BOOLEAN, text in ("1", "true")
        if kind is Kind.ERROR:
            return CellKind.ERROR, text
        if kind is Kind.ISO_DATE:
            found = iso_moment(text)
            return (CellKind.DATE, found) if found is not None else (CellKind.TEXT, text)
        return CellKind.UNCALCULATED, None

    def _number(self, number: float, time: Temporal | None) -> tuple[CellKind, CellValue]:
        if not math.isfinite(number):
            raise UnusableError(DAMAGED)
        return number_content(number, time, from_1904=self.from_1904)
