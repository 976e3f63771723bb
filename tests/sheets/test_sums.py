"""Sums in formulas: what is written is held against what the cells come to, by reading it as Python would."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itnamnd_xl.sheets.sums import MOST_REFERENCES, Addend, addend, addition, references

FACTORS = st.sampled_from([Fraction(1), Fraction(-1), Fraction(1000), Fraction(-1, 1000)])
CELLS = st.dictionaries(
    st.tuples(
        st.sampled_from(["", "'Drift'!", "'A1 ''b'' (x)'!"]), st.sampled_from(["B", "C", "AA"]), st.integers(1, 30)
    ),
    FACTORS,
    min_size=1,
    max_size=40,
)
RANGE = re.compile(r"(?P<sheet>'(?:[^']|'')*'!)?(?P<letters>[A-Z]+)(?P<first>\d+)(?::(?P=letters)(?P<last>\d+))?")


def worth(sheet: str, letters: str, row: int) -> int:
    """A number of each cell's own."""
    return 997 * len(sheet) + 89 * sum(map(ord, letters)) + row * row


def cells_in(reference: str) -> list[tuple[str, str, int]]:
    found = RANGE.fullmatch(reference)
    assert found is not None, reference
    last = int(found["last"] or found["first"])
    return [(found["sheet"] or "", found["letters"], row) for row in range(int(found["first"]), last + 1)]


def reckoned(expression: str) -> Fraction:
    """What an expression of sums comes to."""
    total = Fraction(0)
    for sign, inner, alone, times, divided in re.findall(
        r"([+-]?)(?:SUM\(((?:'(?:[^']|'')*'|[^()'])*)\)|((?:'(?:[^']|'')*'!)?[A-Z]+\d+))(?:\*(\d+))?(?:/(\d+))?",
        expression,
    ):
        parts = re.split(r",(?=(?:[^']*'[^']*')*[^']*$)", inner or alone)
        value = sum(worth(*cell) for part in parts for cell in cells_in(part))
        total += (-1 if sign == "-" else 1) * Fraction(value) * int(times or 1) / int(divided or 1)
    return total


@given(cells=CELLS, is_sum=st.booleans())
def test_a_sum_is_of_all_its_cells_with_their_signs(
    cells: dict[tuple[str, str, int], Fraction], *, is_sum: bool
) -> None:
    found = addition([Addend(*place, factor) for place, factor in cells.items()], is_sum=is_sum)
    assert found is not None
    assert reckoned(found.amount) == sum(factor * worth(*place) for place, factor in cells.items())
    counted = re.split(r",(?=(?:[^']*'[^']*')*[^']*$)", found.cells)
    assert sorted(cell for one in counted for cell in cells_in(one)) == sorted(cells)


def test_cells_that_follow_each_other_are_one_range() -> None:
    cells = [addend(f"'Drift'!C{row}", Fraction(1)) for row in (9, 6, 7, 12, 8)]
    assert references(cells) == ["'Drift'!C6:C9", "'Drift'!C12"]


def test_the_same_cell_twice_counts_twice() -> None:
    assert references([addend("C6", Fraction(1)), addend("C7", Fraction(1)), addend("C6", Fraction(1))]) == [
        "C6",
        "C6:C7",
    ]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["B5 1", "C5 -1"], "B5-C5"),
        (["B5 -1", "C5 1"], "C5-B5"),
        (["B5 -1", "C5 -1"], "-SUM(B5,C5)"),
        (["'Drift'!B5 1/1000", "'Drift'!B6 1/1000"], "SUM('Drift'!B5:B6)/1000"),
        (["\ue000Källor\ue001$F$5 1", "'Drift'!C9 1"], "SUM('Drift'!C9,\ue000Källor\ue001F5)"),
    ],
)
def test_what_is_added_comes_before_what_is_taken_away(cells: list[str], expected: str) -> None:
    given_cells = [addend(*_parts(one)) for one in cells]
    found = addition(given_cells, is_sum=False)
    assert found is not None
    assert found.amount == expected


def _parts(words: str) -> tuple[str, Fraction]:
    address, _, factor = words.rpartition(" ")
    return address, Fraction(factor)


def test_what_is_too_much_for_a_formula_is_none() -> None:
    apart = [addend(f"B{2 * row}", Fraction(1)) for row in range(1, MOST_REFERENCES + 2)]
    assert addition(apart) is None
    assert addition(apart[1:]) is not None
    assert addition([addend("B5", Fraction(1, 3 * 10**9))]) is None
    assert addition([]) is None


def test_a_name_is_no_cell() -> None:
    with pytest.raises(ValueError, match="no cell"):
        addend("Summa", Fraction(1))


def test_only_cells_of_other_sheets_may_hold_errors() -> None:
    own, other = addition([addend("B5", Fraction(1))]), addition([addend("'Drift'!B5", Fraction(1))])
    assert own is not None
    assert other is not None
    assert own.where_any(6) == 'IF(COUNT(B5)=0,"saknas",ROUND(SUM(B5),6))'
    assert other.where_any(6) == "IF(COUNT('Drift'!B5)=0,\"saknas\",IFERROR(ROUND(SUM('Drift'!B5),6),\"saknas\"))"
    assert own.where_all(1, 6) == 'IF(COUNT(B5)<1,"saknas",ROUND(SUM(B5),6))'
