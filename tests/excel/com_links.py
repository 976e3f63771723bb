"""Comments and hyperlinks, which hang on cells."""
# ruff: noqa: N802, N803 - the members and their arguments have Excel's names

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from openpyxl.comments import Comment as Note
from openpyxl.styles.colors import Color
from openpyxl.worksheet.hyperlink import Hyperlink as Link

from tests.excel.areas import Area, plain_address
from tests.excel.com import Com, ComCollection, Members, fail
from tests.excel.parsing import parse

if TYPE_CHECKING:
    from tests.excel.cached import Thread
    from tests.excel.com_range import Range
    from tests.excel.com_sheet import Worksheet


class Comment(Com):
    """A note: what Excel's object model still calls a comment."""

    def __init__(self, sheet: Worksheet, place: tuple[int, int]) -> None:
        super().__init__(sheet.session)
        self._sheet, self._place = sheet, place

    @classmethod
    def add(cls, sheet: Worksheet, place: tuple[int, int], text: str, owner: Range) -> Comment:
        owner.write()
        cell = sheet.grid.cell(*place)
        if cell.comment is not None:
            fail("Application-defined or object-defined error")
        cell.comment = Note(text, sheet.session.application.user)
        return cls(sheet, place)

    def where(self) -> str:
        return f"{self._sheet.range_at(*self._place).where()}.Comment"

    def _note_at(self) -> Any:
        cell = self._sheet.grid.peek(*self._place)
        return cell.comment if cell is not None and cell.comment is not None else fail("The comment is gone")

    def Text(self, Text: str | None = None) -> str:
        note = self._note_at()
        if Text is not None:
            self._sheet.range_at(*self._place).write()
            self._sheet.grid.cell(*self._place).comment = Note(Text, note.author)
            return Text
        return str(note.text)

    @property
    def Author(self) -> str:
        return str(self._note_at().author or "")

    @property
    def Parent(self) -> Any:
        return self._sheet.range_at(*self._place)

    def Delete(self) -> None:
        self._note_at()
        self._sheet.range_at(*self._place).write()
        self._sheet.grid.cell(*self._place).comment = None


class Author(Com):
    """Who wrote a threaded comment; openpyxl keeps no list of persons, so the id stands for the name."""

    def __init__(self, owner: ThreadedComment, name: str) -> None:
        super().__init__(owner.session)
        self._owner, self._name = owner, name

    def where(self) -> str:
        return f"{self._owner.where()}.Author"

    @property
    def Name(self) -> str:
        return self._name


class ThreadedComment(Com):
    """A comment with replies. It can be read; it does not survive openpyxl's saving."""

    def __init__(self, sheet: Worksheet, thread: Thread) -> None:
        super().__init__(sheet.session)
        self._sheet, self._thread = sheet, thread
        cell = sheet.grid.sheet[thread.place]
        self.place = (cell.row, cell.column)

    def where(self) -> str:
        return f"{self._sheet.range_at(*self.place).where()}.CommentThreaded"

    def Text(self) -> str:
        return self._thread.text

    @property
    def Author(self) -> Any:
        return Author(self, self._thread.author)

    @property
    def Replies(self) -> Any:
        found = [ThreadedComment(self._sheet, one) for one in self._thread.replies]
        return Members(self.session, f"{self.where()}.Replies", lambda: found)

    @property
    def Parent(self) -> Any:
        return self._sheet.range_at(*self.place)


class Hyperlink(Com):
    """A link on one cell."""

    def __init__(self, sheet: Worksheet, place: tuple[int, int]) -> None:
        super().__init__(sheet.session)
        self._sheet, self._place = sheet, place

    def where(self) -> str:
        return f"{self._sheet.range_at(*self._place).where()}.Hyperlinks[1]"

    @property
    def cell(self) -> Any:
        cell = self._sheet.grid.peek(*self._place)
        return cell if cell is not None and cell.hyperlink is not None else fail("The hyperlink is gone")

    def show(self, text: str) -> None:
        """The text that stands for the link is the cell's value."""
        kept = parse(text).value if text.startswith("'") else text
        self.cell.value = kept
        self.cell.data_type = "s"

    @property
    def Address(self) -> str:
        return str(self.cell.hyperlink.target or "")

    @property
    def SubAddress(self) -> str:
        return str(self.cell.hyperlink.location or "")

    @property
    def ScreenTip(self) -> str:
        return str(self.cell.hyperlink.tooltip or "")

    @ScreenTip.setter
    def ScreenTip(self, value: Any) -> None:
        self._sheet.range_at(*self._place).write()
        self.cell.hyperlink.tooltip = value

    @property
    def TextToDisplay(self) -> str:
        return str("" if self.cell.value is None else self.cell.value)

    @TextToDisplay.setter
    def TextToDisplay(self, value: Any) -> None:
        self._sheet.range_at(*self._place).write()
        if value is not None:
            self.show(str(value))

    @property
    def Range(self) -> Any:
        return self._sheet.range_at(*self._place)

    def Delete(self) -> None:
        self._sheet.range_at(*self._place).write()
        self.cell.hyperlink = None


class Hyperlinks(ComCollection):
    """The links of a sheet, or of a range of it."""

    def __init__(self, sheet: Worksheet, owner: Range | None = None) -> None:
        super().__init__(sheet.session)
        self._sheet, self._range = sheet, owner

    def where(self) -> str:
        return f"{(self._range or self._sheet).where()}.Hyperlinks"

    def check(self) -> None:
        self._sheet.check()

    def members(self) -> list[Any]:
        grid = self._sheet.grid
        areas = self._range.areas if self._range is not None else [grid.used()]
        places = [place for area in areas for place in grid.existing(area)]
        return [Hyperlink(self._sheet, place) for place in places if grid.cells[place].hyperlink is not None]

    def Add(
        self,
        Anchor: Range,
        Address: str,
        SubAddress: str | None = None,
        ScreenTip: str | None = None,
        TextToDisplay: str | None = None,
    ) -> Hyperlink:
        """Excel gives the cell its style for links, and a text if it has none."""
        Anchor.write()
        area = Anchor.first
        cell = self._sheet.grid.cell(area.top, area.left)
        link = Link(ref=plain_address(Area(area.top, area.left, area.top, area.left)))
        link.target, link.location, link.tooltip = Address or None, SubAddress or None, ScreenTip
        cell._hyperlink = link
        font = copy.copy(cell.font)
        font.u, font.color = "single", Color(theme=10)
        cell.font = font
        made = Hyperlink(self._sheet, (area.top, area.left))
        if TextToDisplay is not None:
            made.show(TextToDisplay)
        elif cell.value is None:
            made.show(Address or SubAddress or "")
        return made

    def Delete(self) -> None:
        """Excel takes the formats of the cells away with the links."""
        for one in self.members():
            one._sheet.range_at(*one._place).write()
            cell = one.cell
            cell.hyperlink = None
            cell._style = copy.copy(self._sheet.grid.plain._style)
