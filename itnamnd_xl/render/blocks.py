"""Scattered cells as few addresses: Excel is asked once for many areas, as long as their address is short enough."""

from __future__ import annotations

from typing import TYPE_CHECKING

from itnamnd_xl.core.model import Area, column_letters

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Place = tuple[int, int]
# Excel takes no longer address for a range.
LONGEST_ADDRESS = 255


def rectangles(places: Iterable[Place]) -> list[Area]:
    """Give cells, by (row, column), as rectangles: equal stretches of neighbouring rows are one."""
    found: list[Area] = []
    growing: dict[tuple[int, int], Area] = {}
    for row, stretches in sorted(_stretches(places).items()):
        still = {}
        for left, right in stretches:
            before = growing.get((left, right))
            top = before[0] if before and before[2] == row - 1 else row
            still[left, right] = (top, left, row, right)
        found += [area for key, area in growing.items() if key not in still or still[key][0] != area[0]]
        growing = still
    return sorted([*found, *growing.values()])


def _stretches(places: Iterable[Place]) -> dict[int, list[tuple[int, int]]]:
    """Give each row's cells as stretches from one column to another."""
    rows: dict[int, list[tuple[int, int]]] = {}
    for row, column in sorted(set(places)):
        stretches = rows.setdefault(row, [])
        if stretches and stretches[-1][1] == column - 1:
            stretches[-1] = (stretches[-1][0], column)
        else:
            stretches.append((column, column))
    return rows


def row_addresses(rows: Iterable[int]) -> Iterator[str]:
    """Give whole rows as addresses: 5:9,12:12."""
    return joined(f"{top}:{bottom}" for top, _, bottom, _ in rectangles((row, 1) for row in rows))


def column_addresses(columns: Iterable[int]) -> Iterator[str]:
    """Give whole columns as addresses: A:C,F:F."""
    areas = rectangles((1, column) for column in columns)
    return joined(f"{column_letters(left)}:{column_letters(right)}" for _, left, _, right in areas)


def joined(parts: Iterable[str]) -> Iterator[str]:
    """Join addresses with commas, as many as Excel takes at a time."""
    text = ""
    for part in parts:
        longer = f"{text},{part}" if text else part
        if len(longer) > LONGEST_ADDRESS:
            yield text
            longer = part
        text = longer
    if text:
        yield text
