"""References looked for in parts too long to be held whole."""

from __future__ import annotations

import pytest

from itnamnd_xl.package.references import LONG, LONGEST_REFERENCE, _overlapping

REFERENCE = "'Driftredovisning 2023'!B7"
PIECE = 1 << 18


@pytest.mark.parametrize("off", [-len(REFERENCE), -10, -1, 0, 1, 5000])
@pytest.mark.parametrize("boundary", [PIECE, LONG, LONG + PIECE, 2 * LONG - LONGEST_REFERENCE, 2 * LONG])
def test_a_reference_is_whole_in_one_of_the_pieces(boundary: int, off: int) -> None:
    at = boundary + off
    text = "x" * at + REFERENCE + "x" * (3 * LONG - at)
    pieces = [text[start : start + PIECE] for start in range(0, len(text), PIECE)]
    found = list(_overlapping(pieces))
    assert sum(REFERENCE in one for one in found) >= 1
    assert max(map(len, found)) < LONG + PIECE + LONGEST_REFERENCE
    assert sum(map(len, found)) == len(text) + (len(found) - 1) * LONGEST_REFERENCE
