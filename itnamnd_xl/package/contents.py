"""A workbook opened once: its sheets are read when asked for, with the strings and styles that they share."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from itnamnd_xl.package.cells import pour_cells
from itnamnd_xl.package.formats import Look, read_looks
from itnamnd_xl.package.own import user_sheets
from itnamnd_xl.package.strings import read_strings

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from itnamnd_xl.package.cells import Put, SheetFrame
    from itnamnd_xl.package.workbook import SheetEntry, Workbook


class Contents:
    """The sheets of a workbook with what they share."""

    def __init__(self, workbook: Workbook) -> None:
        """Take a workbook as it was read."""
        self.workbook = workbook

    @property
    def user_sheets(self) -> Sequence[SheetEntry]:
        """The sheets that are not ours."""
        return user_sheets(self.workbook)

    @property
    def counts_from_1904(self) -> bool:
        """Whether day 0 is 1 January 1904."""
        return self.workbook.counts_from_1904

    @property
    def most_cells(self) -> int:
        """How many cells all sheets together may have."""
        return self.workbook.package.sizes.cells

    @property
    def most_text(self) -> int:
        """How many characters all cells together may have."""
        return self.workbook.package.sizes.text

    @cached_property
    def strings(self) -> list[str]:
        """The texts that cells refer to by number."""
        part = self.workbook.related("sharedStrings")
        package = self.workbook.package
        return read_strings(package.open(part), package.sizes) if part else []

    @cached_property
    def looks(self) -> tuple[Look, ...]:
        """The styles that cells refer to by number."""
        return read_looks(self.workbook)

    def pour(self, entry: SheetEntry, put: Put, fills: Collection[int] = ()) -> SheetFrame:
        """Read a sheet, and hand on each cell as it passes by; see pour_cells for what `fills` are.

        Raises:
            UnusableError: the sheet is damaged or goes beyond a limit.
        """
        package = self.workbook.package
        return pour_cells(package.open(entry.part or ""), lambda: self.strings, put, package.sizes, fills)


class SheetSource(Protocol):
    """Whatever sheets can be read from: a package, or an old workbook."""

    @property
    def user_sheets(self) -> Sequence[SheetEntry]:
        """The sheets that are the user's."""

    @property
    def looks(self) -> tuple[Look, ...]:
        """The styles by number."""

    @property
    def counts_from_1904(self) -> bool:
        """Whether day 0 is 1 January 1904."""

    @property
    def most_cells(self) -> int:
        """How many cells all sheets together may have."""

    @property
    def most_text(self) -> int:
        """How many characters all cells together may have."""

    def pour(self, entry: SheetEntry, put: Put, fills: Collection[int] = ()) -> SheetFrame:
        """Read a sheet, and hand on each cell as it passes by."""
