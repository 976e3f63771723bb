"""Font, Interior, Border and Borders of a range, in openpyxl's cell styles."""
# ruff: noqa: N802 - the members have Excel's names

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from openpyxl.styles import PatternFill

from tests.excel.colours import AUTOMATIC, NONE, from_color, index_of, to_color
from tests.excel.com import Com, NotModelledError, fail

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.excel.com_range import Range

UNDERLINES = {None: -4142, "none": -4142, "single": 2, "double": -4119, "singleAccounting": 4, "doubleAccounting": 5}
HORIZONTAL = {
    None: 1,
    "general": 1,
    "left": -4131,
    "center": -4108,
    "right": -4152,
    "fill": 5,
    "justify": -4130,
    "centerContinuous": 7,
    "distributed": -4117,
}
VERTICAL = {None: -4107, "bottom": -4107, "top": -4160, "center": -4108, "justify": -4130, "distributed": -4117}
PATTERNS = {None: -4142, "none": -4142, "solid": 1, "gray125": 17, "gray0625": 18, "lightGray": -4124}


def back(names: dict[Any, int], value: Any, what: str) -> Any:
    """openpyxl's word for one of Excel's constants."""
    for name, constant in names.items():
        if constant == value and name is not None:
            return name
    return fail(f"Unable to set the {what} property")


class Font(Com):
    """The font of a range's cells; a property is None where they differ."""

    def __init__(self, owner: Range) -> None:
        super().__init__(owner.session)
        self._range = owner

    def where(self) -> str:
        return f"{self._range.where()}.Font"

    def check(self) -> None:
        self._range.check()

    def _uniform(self, read: Callable[[Any], Any]) -> Any:
        return self._range.uniform(lambda cell: read(cell.font))

    def _change(self, **changes: Any) -> None:
        def change(cell: Any) -> None:
            font = copy.copy(cell.font)
            for name, value in changes.items():
                setattr(font, name, value)
            cell.font = font

        self._range.restyle(change)

    @property
    def Name(self) -> Any:
        return self._uniform(lambda font: font.name)

    @Name.setter
    def Name(self, value: Any) -> None:
        self._change(name=value, scheme=None)

    @property
    def Size(self) -> Any:
        return self._uniform(lambda font: float(font.sz))

    @Size.setter
    def Size(self, value: Any) -> None:
        if not 1 <= float(value) <= 409:
            fail("Unable to set the Size property of the Font class")
        self._change(sz=float(value))

    @property
    def Bold(self) -> Any:
        return self._uniform(lambda font: bool(font.b))

    @Bold.setter
    def Bold(self, value: Any) -> None:
        self._change(b=bool(value))

    @property
    def Italic(self) -> Any:
        return self._uniform(lambda font: bool(font.i))

    @Italic.setter
    def Italic(self, value: Any) -> None:
        self._change(i=bool(value))

    @property
    def Strikethrough(self) -> Any:
        return self._uniform(lambda font: bool(font.strike))

    @Strikethrough.setter
    def Strikethrough(self, value: Any) -> None:
        self._change(strike=bool(value))

    @property
    def Underline(self) -> Any:
        return self._uniform(lambda font: UNDERLINES[font.u])

    @Underline.setter
    def Underline(self, value: Any) -> None:
        value = {True: 2, False: NONE}.get(value, value) if isinstance(value, bool) else value
        name = back(UNDERLINES, value, "Underline")
        self._change(u=None if name == "none" else name)

    @property
    def Color(self) -> Any:
        theme = self._range.sheet.book.theme
        found = self._uniform(lambda font: from_color(font.color, theme))
        return found if found is None else float(found)

    @Color.setter
    def Color(self, value: Any) -> None:
        self._change(color=to_color(int(value)))

    @property
    def ColorIndex(self) -> Any:
        theme = self._range.sheet.book.theme
        return self._uniform(lambda font: index_of(from_color(font.color, theme)) if font.color else AUTOMATIC)

    @ColorIndex.setter
    def ColorIndex(self, value: Any) -> None:
        if value not in {AUTOMATIC, 0}:
            raise NotModelledError(f"Font.ColorIndex = {value}")
        self._change(color=None)


class Interior(Com):
    """The fill of a range's cells."""

    def __init__(self, owner: Range) -> None:
        super().__init__(owner.session)
        self._range = owner

    def where(self) -> str:
        return f"{self._range.where()}.Interior"

    def check(self) -> None:
        self._range.check()

    def _filled(self, cell: Any) -> int | None:
        if cell.fill.fill_type in {None, "none"}:
            return None
        return from_color(cell.fill.fgColor, self._range.sheet.book.theme, 0xFFFFFF)

    def _fill(self, fill: PatternFill) -> None:
        def change(cell: Any) -> None:
            cell.fill = fill

        self._range.restyle(change)

    @property
    def Color(self) -> Any:
        def read(cell: Any) -> float:
            found = self._filled(cell)
            return float(0xFFFFFF if found is None else found)

        return self._range.uniform(read)

    @Color.setter
    def Color(self, value: Any) -> None:
        self._fill(PatternFill("solid", fgColor=to_color(int(value))))

    @property
    def ColorIndex(self) -> Any:
        def read(cell: Any) -> int:
            found = self._filled(cell)
            return NONE if found is None else index_of(found)

        return self._range.uniform(read)

    @ColorIndex.setter
    def ColorIndex(self, value: Any) -> None:
        if value not in {NONE, 0}:
            raise NotModelledError(f"Interior.ColorIndex = {value}")
        self._fill(PatternFill())

    @property
    def Pattern(self) -> Any:
        return self._range.uniform(lambda cell: PATTERNS.get(cell.fill.fill_type, 4000))

    @Pattern.setter
    def Pattern(self, value: Any) -> None:
        if value == NONE:
            self._fill(PatternFill())
        elif value != 1:
            raise NotModelledError(f"Interior.Pattern = {value}")
