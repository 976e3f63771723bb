"""Borders of a range's areas, in openpyxl's cell borders."""
# ruff: noqa: N802 - the members have Excel's names

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from openpyxl.styles import Border as CellBorder
from openpyxl.styles import Side

from tests.excel.colours import AUTOMATIC, NONE, from_color, index_of, to_color
from tests.excel.com import Com, ComCollection, NotModelledError, fail

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.excel.areas import Area
    from tests.excel.com_range import Range

HAIRLINE, THIN, MEDIUM, THICK = 1, 2, -4138, 4
CONTINUOUS, DASH, DASH_DOT, DASH_DOT_DOT, DOT, DOUBLE, SLANT = 1, -4115, 4, 5, -4118, -4119, 13
LINES = {
    "hair": (CONTINUOUS, HAIRLINE),
    "thin": (CONTINUOUS, THIN),
    "medium": (CONTINUOUS, MEDIUM),
    "thick": (CONTINUOUS, THICK),
    "dashed": (DASH, THIN),
    "mediumDashed": (DASH, MEDIUM),
    "dashDot": (DASH_DOT, THIN),
    "mediumDashDot": (DASH_DOT, MEDIUM),
    "dashDotDot": (DASH_DOT_DOT, THIN),
    "mediumDashDotDot": (DASH_DOT_DOT, MEDIUM),
    "dotted": (DOT, THIN),
    "double": (DOUBLE, THICK),
    "slantDashDot": (SLANT, MEDIUM),
}
STYLES = {line: name for name, line in LINES.items()}
LEFT, TOP, BOTTOM, RIGHT, VERTICALS, HORIZONTALS = 7, 8, 9, 10, 11, 12
DIAGONALS = (5, 6)
OPPOSITE = {"left": ("right", 0, -1), "right": ("left", 0, 1), "top": ("bottom", -1, 0), "bottom": ("top", 1, 0)}
EDGES = (LEFT, TOP, BOTTOM, RIGHT)
ALL = (*EDGES, VERTICALS, HORIZONTALS)


def sides(area: Area, index: int) -> Iterator[tuple[int, int, str]]:
    """The cells that a border of an area lies on, and on which side of each."""
    rows, columns = range(area.top, area.bottom + 1), range(area.left, area.right + 1)
    if index in {TOP, BOTTOM}:
        row, side = (area.top, "top") if index == TOP else (area.bottom, "bottom")
        yield from ((row, column, side) for column in columns)
    elif index in {LEFT, RIGHT}:
        column, side = (area.left, "left") if index == LEFT else (area.right, "right")
        yield from ((row, column, side) for row in rows)
    elif index == HORIZONTALS:
        yield from ((row, column, "bottom") for row in rows[:-1] for column in columns)
    elif index == VERTICALS:
        yield from ((row, column, "right") for row in rows for column in columns[:-1])


class Border(Com):
    """One border of each area of a range. Where its cells differ, Excel gives the first one's value."""

    def __init__(self, owner: Range, index: int) -> None:
        super().__init__(owner.session)
        self._range, self._index = owner, index

    def where(self) -> str:
        return f"{self._range.where()}.Borders[{self._index}]"

    def check(self) -> None:
        self._range.check()

    def _read(self) -> Any:
        grid = self._range.sheet.grid
        for area in self._range.areas:
            for row, column, side in sides(area, self._index):
                own = getattr(grid.styled(row, column).border, side)
                if own is not None and own.style:
                    return own
                other, down, across = OPPOSITE[side]
                if row + down >= 1 and column + across >= 1:
                    return getattr(grid.styled(row + down, column + across).border, other)
                return own
        return None

    def _style(self) -> tuple[int, int]:
        found = self._read()
        return LINES[found.style] if found is not None and found.style else (NONE, THIN)

    def _change(self, style: Any = None, color: Any = None, *, clear: bool = False) -> None:
        if self._index in DIAGONALS:
            if clear:
                return
            raise NotModelledError("diagonal borders")
        self._range.write()
        grid = self._range.sheet.grid
        done: dict[tuple[Any, ...], Any] = {}  # each style that occurs is changed once

        def put(cell: Any, side: str, new: Side | None) -> None:
            key = (side, new is None, *(cell._style or ()))
            if key not in done:
                old = getattr(cell.border, side) or Side()
                wanted = Side(style=style or old.style or "thin", color=color or old.color) if new is None else new
                _set_side(cell, side, wanted)
                done[key] = copy.copy(cell._style)
            cell._style = copy.copy(done[key])

        for area in self._range.areas:
            for row, column, side in sides(area, self._index):
                other, down, across = OPPOSITE[side]
                near = grid.peek(row + down, column + across)
                if near is not None:  # what two cells share lies with the one that was set last
                    put(near, other, Side())
                if not clear or grid.styled(row, column).has_style:
                    put(grid.cell(row, column), side, Side() if clear else None)

    @property
    def LineStyle(self) -> Any:
        return self._style()[0]

    @LineStyle.setter
    def LineStyle(self, value: Any) -> None:
        if value == NONE:
            self._change(clear=True)
            return
        line, weight = self._style()
        name = STYLES.get((value, weight)) if line != NONE or value == CONTINUOUS else None
        name = name or next((style for style, one in LINES.items() if one[0] == value and one[1] != HAIRLINE), None)
        if name is None:
            fail("Unable to set the LineStyle property of the Border class")
        self._change(style=name)

    @property
    def Weight(self) -> Any:
        return self._style()[1]

    @Weight.setter
    def Weight(self, value: Any) -> None:
        line, _ = self._style()
        name = STYLES.get((line if line != NONE else CONTINUOUS, value)) or STYLES.get((CONTINUOUS, value))
        if name is None:
            fail("Unable to set the Weight property of the Border class")
        self._change(style=name)

    @property
    def Color(self) -> Any:
        found = self._read()
        return float(from_color(found.color, self._range.sheet.book.theme)) if found is not None else 0.0

    @Color.setter
    def Color(self, value: Any) -> None:
        self._change(color=to_color(int(value)))

    @property
    def ColorIndex(self) -> Any:
        found = self._read()
        if found is None or not found.style:
            return NONE
        return index_of(from_color(found.color, self._range.sheet.book.theme)) if found.color else AUTOMATIC

    @ColorIndex.setter
    def ColorIndex(self, value: Any) -> None:
        if value == NONE:
            self._change(clear=True)
        elif value not in {AUTOMATIC, 0}:
            raise NotModelledError(f"Border.ColorIndex = {value}")


def _set_side(cell: Any, side: str, value: Side) -> None:
    border = copy.copy(cell.border)
    sides_ = {name: getattr(border, name) for name in ("left", "right", "top", "bottom", "diagonal")}
    cell.border = CellBorder(**(sides_ | {side: value}))


class Borders(ComCollection):
    """Called by Excel's index of a border; what is set on it is set on all borders."""

    def __init__(self, owner: Range) -> None:
        super().__init__(owner.session)
        self._range = owner

    def where(self) -> str:
        return f"{self._range.where()}.Borders"

    def members(self) -> list[Any]:
        return [Border(self._range, index) for index in ALL]

    def find(self, index: Any) -> Border:
        if index not in (*ALL, *DIAGONALS):
            fail("Unable to get the Borders property of the Range class")
        return Border(self._range, index)

    def _set(self, name: str, value: Any) -> None:
        with self.session.log.pause():
            for one in self.members():
                setattr(one, name, value)

    def _get(self, name: str) -> Any:
        with self.session.log.pause():
            found = {getattr(one, name) for one in self.members()[:4]}
        return found.pop() if len(found) == 1 else None

    @property
    def LineStyle(self) -> Any:
        return self._get("LineStyle")

    @LineStyle.setter
    def LineStyle(self, value: Any) -> None:
        self._set("LineStyle", value)

    @property
    def Weight(self) -> Any:
        return self._get("Weight")

    @Weight.setter
    def Weight(self, value: Any) -> None:
        self._set("Weight", value)

    @property
    def Color(self) -> Any:
        return self._get("Color")

    @Color.setter
    def Color(self, value: Any) -> None:
        self._set("Color", value)
