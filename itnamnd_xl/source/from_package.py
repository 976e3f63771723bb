"""A workbook file becomes grids. The only place that knows how cells are read from a file."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from itnamnd_xl.package.cells import Kind
from itnamnd_xl.package.faults import DAMAGED, TOO_LARGE, UnusableError, one_fault
from itnamnd_xl.package.own import own_sheets
from itnamnd_xl.source.colors import level_of_fill
from itnamnd_xl.source.formats import temporal
from itnamnd_xl.source.grid import CellKind, Grid
from itnamnd_xl.source.long_cells import Builder, Look
from itnamnd_xl.source.merged import uncover
from itnamnd_xl.source.moments import iso_moment
from itnamnd_xl.source.stated import is_answered_in
from itnamnd_xl.source.stored import seen_text

if TYPE_CHECKING:
    from itnamnd_xl.core.diagnostics import Diagnostic
    from itnamnd_xl.package import formats
    from itnamnd_xl.package.cells import Formula, Put
    from itnamnd_xl.package.contents import Contents, SheetSource
    from itnamnd_xl.package.workbook import SheetEntry


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
    maker = _Maker(contents.looks, contents.most_text)
    try:
        with one_fault():
            return tuple(_grid(name, contents, entry, maker)[0] for entry in entries)
    except UnusableError:
        return ()


def _grids(name: str, source: SheetSource) -> tuple[Grid, ...]:
    grids, left = [], source.most_cells
    maker = _Maker(source.looks, source.most_text)
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
    builder = Builder(from_1904=source.counts_from_1904)
    frame = source.pour(entry, maker.putter(builder), maker.telling)
    cells = builder.cells()
    uncover(cells, frame.merges)
    grid = Grid(
        workbook=name,
        name=entry.name,
        cells=cells,
        merges=frame.merges,
        is_hidden=entry.is_hidden,
        hidden_rows=frame.hidden_rows,
        hidden_columns=frame.hidden_columns,
        fills={place: maker.telling[style] for place, style in frame.filled.items()},
    )
    return grid, frame.seen


KINDS = {
    Kind.TEXT: CellKind.TEXT,
    Kind.NUMBER: CellKind.NUMBER,
    Kind.BOOLEAN: CellKind.BOOLEAN,
    Kind.ERROR: CellKind.ERROR,
    Kind.NOTHING: CellKind.UNCALCULATED,
}


class _Maker:
    """Makes neutral cells of what the sheet parts of a workbook store."""

    def __init__(self, looks: tuple[formats.Look, ...], most_text: int) -> None:
        self.looks = looks
        self.text_left = most_text
        self.known: dict[str, str] = {}
        self.times = tuple(temporal(look.number_format) for look in looks)
        self.telling = {
            number: look.fill for number, look in enumerate(looks) if look.fill and level_of_fill(look.fill) is not None
        }

    def putter(self, builder: Builder) -> Put:
        """Give what takes the cells of one sheet."""
        registered: dict[CellKind, dict[int, int]] = {kind: {} for kind in CellKind}
        numbers, texts = registered[CellKind.NUMBER], registered[CellKind.TEXT]

        def look(kind: CellKind, style: int) -> int:
            number = registered[kind].get(style)
            if number is None:
                number = registered[kind][style] = builder.look(self._look(kind, style))
            return number

        def put(row: int, column: int, kind: Kind, text: str, style: int, formula: Formula | None) -> None:
            if kind is Kind.NUMBER:
                value, known = _number(text), numbers.get(style)
                builder.add(row, column, look(CellKind.NUMBER, style) if known is None else known, value, formula)
            elif kind is Kind.TEXT:
                shown, known = self._shown(text), texts.get(style)
                known = look(CellKind.TEXT, style) if known is None else known
                if shown:
                    builder.add(row, column, known, builder.text(shown), formula)
            else:
                made, value = self._other(kind, text, builder)
                builder.add(row, column, look(made, style), value, formula)

        return put

    def _look(self, kind: CellKind, style: int) -> Look:
        if style >= len(self.looks) or style < 0:
            raise UnusableError(DAMAGED)
        stored = self.looks[style]
        if kind is CellKind.TEXT:
            return Look(kind, stored.number_format, stored.color, stored.font, indent=stored.indent)
        return Look(kind, stored.number_format, time=self.times[style] if kind is CellKind.NUMBER else None)

    def _shown(self, text: str) -> str:
        """Give a text as a reader sees it; empty where there is nothing to see. Many cells share one text."""
        self.text_left -= len(text)
        if self.text_left < 0:
            raise UnusableError(TOO_LARGE, why="den har för mycket text")
        shown = self.known.get(text)
        if shown is None:
            shown = self.known[text] = seen_text(text)
        return shown

    def _other(self, kind: Kind, text: str, builder: Builder) -> tuple[CellKind, float]:
        if kind is Kind.ISO_DATE:
            made = CellKind.DATE if iso_moment(text) is not None else CellKind.TEXT
            return made, builder.text(text)
        if kind is Kind.ERROR:
            return CellKind.ERROR, builder.text(text)
        return KINDS[kind], float(text in ("1", "true"))


def _number(text: str) -> float:
    # Python takes 8_68 for a number, and digits of every script.
    if "_" in text or not text.isascii():
        raise UnusableError(DAMAGED)
    number = float(text)
    if not math.isfinite(number):
        raise UnusableError(DAMAGED)
    return number
