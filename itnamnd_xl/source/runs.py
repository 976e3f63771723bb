"""Cells in runs down their columns, and questions that are asked of a run as a whole as long as its cells agree."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator


def runs(places: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int, int]]:
    """Give cells, by (row, column), as unbroken runs: column, first row, last row."""
    column = first = last = 0
    for at, row in sorted((at, row) for row, at in places):
        if (at, row) == (column, last + 1):
            last = row
            continue
        if column:
            yield column, first, last
        column, first, last = at, row, row
    if column:
        yield column, first, last


def uniform(first: int, last: int, ask: Callable[[int, int], Any]) -> Iterator[tuple[int, int, Any]]:
    """Split a run into parts that have one answer each; `ask` gives None for a part whose members differ."""
    answer = ask(first, last)
    if answer is not None or first == last:
        yield first, last, answer
        return
    middle = (first + last) // 2
    yield from uniform(first, middle, ask)
    yield from uniform(middle + 1, last, ask)
