"""What is put into a workbook: sheets that are new to it, wherever they come from."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping

    from itnamnd_xl.package.cells import Place
    from itnamnd_xl.package.styles import Adopting
    from itnamnd_xl.package.workbook import SheetEntry

Value = str | Decimal | int | bool


@dataclass(frozen=True, slots=True)
class NewSheet:
    """A sheet that is to be put in.

    `fields` are the keys of the cells to fill in, `values` what its formulas give where its source does not know that,
    both by cell; `replaces` is the sheet of ours whose place it takes. A sheet that `is_notes` holds what users wrote:
    once it is there, only the rows below its first `header_rows` are added to it.
    """

    name: str
    fields: Mapping[Place, str] = field(default_factory=dict)
    values: Mapping[Place, Value] = field(default_factory=dict)
    replaces: SheetEntry | None = None
    is_notes: bool = False
    header_rows: int = 0


@dataclass(frozen=True, slots=True)
class Drawing:
    """What hangs on a sheet, which relates to it as rId1: a drawing and its charts, which are rId1, rId2 … to that.

    `frames` are the names of the frames that the charts stand in, in their order.
    """

    content: bytes
    charts: tuple[bytes, ...]
    frames: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Made:
    """A sheet's part, the canonical form of each of its cells, its own defined names, and what hangs on it."""

    content: bytes
    forms: Mapping[Place, str]
    names: Mapping[str, str]
    drawing: Drawing | None = None


@dataclass(frozen=True, slots=True)
class Ready:
    """A sheet's part, its own defined names (hidden ones of ours, those for filter and print), and what hangs on it."""

    content: bytes
    hidden: Mapping[str, str]
    names: Mapping[str, str]
    drawing: Drawing | None = None


class Source(Protocol):
    """Where new sheets come from."""

    def adopt(self, styles: Adopting) -> None:
        """Add what the sheets look like to the styles of the workbook that they go into.

        Raises:
            UnusableError: those cannot take it.
        """

    def sheet(self, new: NewSheet, *, strict: bool) -> Made:
        """Make a sheet with the style numbers of that workbook, in its dialect.

        Raises:
            UnusableError: there is none that can be put into another workbook.
        """
