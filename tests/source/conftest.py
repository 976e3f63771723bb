"""Small sheets from lists of rows, and a policy made ready for reading."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal

import pytest

from itnamnd_xl.policy import Policy
from itnamnd_xl.policy.load import default_policy
from itnamnd_xl.source.book import Book
from itnamnd_xl.source.case import Reading, read_case
from itnamnd_xl.source.grid import Cell, CellKind, Grid
from itnamnd_xl.source.lexicon import Lexicon


def _cell(value: object) -> Cell | None:
    if value is None or value == "":
        return None
    if isinstance(value, Cell):
        return value
    if isinstance(value, bool):
        return Cell(CellKind.BOOLEAN, value)
    if isinstance(value, int | float | Decimal):
        return Cell(CellKind.NUMBER, Decimal(str(value)))
    if isinstance(value, dt.datetime | dt.date):
        return Cell(CellKind.DATE, value)
    if isinstance(value, dt.time):
        return Cell(CellKind.TIME, value)
    return Cell(CellKind.TEXT, str(value))


def _sheet(
    rows: Sequence[Sequence[object]],
    *,
    name: str = "Blad1",
    workbook: str = "bok.xlsx",
    merges: tuple[tuple[int, int, int, int], ...] = (),
    at: tuple[int, int] = (1, 1),
) -> Grid:
    top, left = at
    cells = {
        (top + i, left + j): cell
        for i, row in enumerate(rows)
        for j, value in enumerate(row)
        if (cell := _cell(value)) is not None
    }
    return Grid(workbook, name, cells, merges)


@pytest.fixture(scope="session")
def policy() -> Policy:
    return default_policy()


@pytest.fixture(scope="session")
def lexicon(policy: Policy) -> Lexicon:
    return Lexicon(policy)


@pytest.fixture(scope="session")
def sheet() -> Callable[..., Grid]:
    """Make a sheet of rows of values; None and the empty text are empty cells."""
    return _sheet


@pytest.fixture(scope="session")
def read_sheets(policy: Policy) -> Callable[..., Reading]:
    """Read sheets as one case, the way a recalculation does."""

    def read(grids: Grid | Iterable[Grid], **overrides: object) -> Reading:
        listed = (grids,) if isinstance(grids, Grid) else tuple(grids)
        return read_case("fallet", [Book("bok.xlsx", "0" * 64, listed)], policy, dict(overrides))

    return read
