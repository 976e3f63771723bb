"""Our sheets are told apart from the user's, whatever either is called."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itnamnd_xl.package.graft import LONGEST_NAME, free_name


@pytest.mark.parametrize(
    ("taken", "name"),
    [
        (set(), "Fördelning"),
        ({"fördelning"}, "Fördelning (2)"),
        ({"FÖRDELNING", "Fördelning (2)"}, "Fördelning (3)"),
    ],
)
def test_a_taken_name_gets_the_next_number(taken: set[str], name: str) -> None:
    assert free_name("Fördelning", taken) == name


@given(st.text(min_size=1, max_size=60), st.integers(0, 12))
def test_a_free_name_is_free_and_short_enough(wanted: str, rounds: int) -> None:
    taken: set[str] = set()
    for _ in range(rounds + 1):
        name = free_name(wanted, taken)
        assert len(name) <= LONGEST_NAME
        assert name.casefold() not in {one.casefold() for one in taken}
        taken.add(name)
