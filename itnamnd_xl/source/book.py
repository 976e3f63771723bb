"""A workbook as it takes part in a case: its sheets, and those of ours that the user may have answered in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from itnamnd_xl.source.settings_sheet import is_settings_sheet

if TYPE_CHECKING:
    from itnamnd_xl.source.grid import Grid


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook's sheets, with the digest of its file; `own` are ours that the user may have answered in."""

    name: str
    sha256: str
    grids: tuple[Grid, ...]
    own: tuple[Grid, ...] = ()


def table_grids(book: Book) -> list[Grid]:
    """Give the sheets of a workbook that tables may stand on."""
    return [grid for grid in book.grids if not is_settings_sheet(grid)]
