"""Scattered cells become few rectangles and short addresses, and nothing else than those cells."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from itnamnd_xl.core.model import area_address
from itnamnd_xl.render.blocks import (
    LONGEST_ADDRESS,
    column_addresses,
    joined,
    rectangles,
    row_addresses,
)

PLACES = st.sets(st.tuples(st.integers(1, 12), st.integers(1, 8)))


@given(PLACES)
def test_rectangles_cover_the_cells_and_none_twice(places: set[tuple[int, int]]) -> None:
    covered = [
        (row, column)
        for top, left, bottom, right in rectangles(places)
        for row in range(top, bottom + 1)
        for column in range(left, right + 1)
    ]
    assert sorted(covered) == sorted(places)


def test_a_block_is_one_rectangle() -> None:
    assert rectangles((row, column) for row in range(3, 200) for column in range(2, 9)) == [(3, 2, 199, 8)]


def test_rows_of_one_look_parted_by_another_are_parted() -> None:
    assert rectangles([(1, 1), (2, 1), (4, 1)]) == [(1, 1, 2, 1), (4, 1, 4, 1)]


@given(PLACES)
def test_addresses_are_as_long_as_excel_takes(places: set[tuple[int, int]]) -> None:
    areas = rectangles(places)
    addresses = list(joined(map(area_address, areas)))
    assert all(0 < len(one) <= LONGEST_ADDRESS for one in addresses)
    assert [part for one in addresses for part in one.split(",")] == [area_address(area) for area in areas]


def test_addresses_of_cells_rows_and_columns() -> None:
    assert area_address((1, 1, 1, 1)) == "A1"
    assert area_address((3, 27, 9, 28)) == "AA3:AB9"
    assert list(row_addresses([5, 6, 9])) == ["5:6,9:9"]
    assert list(column_addresses([1, 2, 5])) == ["A:B,E:E"]
