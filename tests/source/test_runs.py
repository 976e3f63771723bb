"""Questions to Excel are asked of runs, and of their halves where the cells of a run differ."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from itnamnd_xl.source.runs import runs, uniform


@given(st.sets(st.tuples(st.integers(1, 20), st.integers(1, 5))))
def test_runs_are_the_cells(places: set[tuple[int, int]]) -> None:
    found = list(runs(places))
    assert sorted((row, column) for column, first, last in found for row in range(first, last + 1)) == sorted(places)
    # No two runs could be one.
    assert not any((column, last + 1) == (other, first) for column, _, last in found for other, first, _ in found)


@given(st.lists(st.sampled_from("ab"), min_size=1, max_size=60))
def test_parts_have_one_answer_each_and_are_all(answers: list[str]) -> None:
    asked = 0

    def ask(first: int, last: int) -> str | None:
        nonlocal asked
        asked += 1
        found = set(answers[first : last + 1])
        return found.pop() if len(found) == 1 else None

    parts = list(uniform(0, len(answers) - 1, ask))
    assert [answer for first, last, answer in parts for _ in range(first, last + 1)] == answers
    assert asked <= 2 * len(answers)
    if len(set(answers)) == 1:
        assert asked == 1
