"""A key's inhabitants held against published figures: slips are said, and nothing is mended."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itnamnd_xl.core.model import AllocationKey, CellRef, KeyEntry
from itnamnd_xl.core.population import held_against

if TYPE_CHECKING:
    from collections.abc import Sequence

D2020, D2021, D2022 = (dt.date(year, 12, 31) for year in (2020, 2021, 2022))
NAMES = ("Lekeberg", "Laxå", "Askersund", "Hallsberg")
PUBLISHED = {
    D2020: dict(zip(NAMES, (8472, 5659, 11471, 15990), strict=True)),
    D2021: dict(zip(NAMES, (8603, 5582, 11534, 16196), strict=True)),
    D2022: dict(zip(NAMES, (8756, 5576, 11497, 16290), strict=True)),
}
SWAPPED = (
    "Hallsberg har 16 169 i nyckeln, men folkmängden 2021-12-31 är 16 196 enligt SCB. Det ser ut som om två siffror "
    "har bytt plats. Arbetsbokens tal används."
)
RIGHT = tuple(PUBLISHED[D2021].values())


def key(
    weights: Sequence[int | str], date: dt.date | None = D2021, name: str = "folkmängd", names: Sequence[str] = NAMES
) -> AllocationKey:
    entries = tuple(
        KeyEntry(member, Decimal(weight), CellRef("bok.xlsx", "Nyckel", row, 2))
        for row, (member, weight) in enumerate(zip(names, weights, strict=True), 2)
    )
    return AllocationKey(name, date, entries, CellRef("bok.xlsx", "Nyckel", 1, 2))


@pytest.mark.parametrize(
    ("weights", "cell", "said"),
    [
        ((8603, 5582, 11534, 16169), "B5", SWAPPED),
        ((8603, 5582, 11534, 1616), "B5", "en siffra saknas"),
        ((8603, 5582, 11534, 161960), "B5", "en siffra för mycket"),
        ((8603, 5582, 11534, 16197), "B5", "en siffra är fel"),
        ((8756, 5582, 11534, 16196), "B2", "8 756 är folkmängden 2022-12-31."),
        ((8603, 5659, 11534, 16196), "B3", "5 659 är folkmängden 2020-12-31."),
        ((8603, 8603, 11534, 16196), "B3", "8 603 är Lekebergs folkmängd."),
        ((8603, 5582, 9999, 16196), "B4", "är 11 534 enligt SCB. Arbetsbokens tal används."),
        ((8603, 5582, "11534.5", 16196), "B4", "är 11 534 enligt SCB. Arbetsbokens tal används."),
    ],
)  # fmt: skip
def test_a_slip_is_said_with_what_it_looks_like(weights: Sequence[int | str], cell: str, said: str) -> None:
    given_key = key(weights)
    keys, found = held_against([given_key], PUBLISHED)
    assert keys == [given_key]
    assert [(one.code, one.source.a1 if isinstance(one.source, CellRef) else None) for one in found] == [("W622", cell)]
    assert said in found[0].message.replace("\u00a0", " ")


def test_a_key_with_another_date_s_figures_is_said_once() -> None:
    _, found = held_against([key(tuple(PUBLISHED[D2022].values()))], PUBLISHED)
    assert [(one.code, one.params) for one in found] == [("W623", {"date": "2021-12-31", "other": "2022-12-31"})]


@pytest.mark.parametrize(
    "right",
    [
        key((1, 2, 3, 4), dt.date(2019, 12, 31)),
        key((1, 2), D2021, names=("Nyköping", "Trosa")),
        key((1, 2, 3, 4), D2021, "användare"),
        key((1, 2, 3, 4), None),
        key(RIGHT, dt.date(2021, 11, 1)),
    ],
)
def test_what_the_figures_do_not_know_is_not_doubted(right: AllocationKey) -> None:
    assert held_against([right], PUBLISHED) == ([right], [])


def test_figures_that_are_the_published_ones_name_their_publisher() -> None:
    (held,), found = held_against([key(RIGHT)], PUBLISHED)
    assert (held, found) == (replace(key(RIGHT), publisher="SCB"), [])


def test_a_key_without_a_date_is_of_the_date_whose_figures_it_has() -> None:
    (held,), found = held_against([key(RIGHT, None)], PUBLISHED)
    assert held.date == D2021
    assert [(one.code, one.params["date"]) for one in found] == [("N624", "2021-12-31")]


def test_a_key_without_a_date_stays_so_where_another_states_one() -> None:
    keys, found = held_against([key(RIGHT, None), key(tuple(PUBLISHED[D2022].values()), D2022)], PUBLISHED)
    assert [one.date for one in keys] == [None, D2022]
    assert [one.code for one in found] == ["N624"]


def test_a_key_without_a_date_stays_so_beside_one_that_nobody_knows() -> None:
    keys, found = held_against([key(RIGHT, None), key((1, 2, 3, 4), None)], PUBLISHED)
    assert [one.date for one in keys] == [None, None]
    assert [one.code for one in found] == ["N624"]


def test_a_key_without_a_date_that_is_nearly_right_is_doubted() -> None:
    (held,), found = held_against([key((8603, 5582, 11534, 16169), None)], PUBLISHED)
    assert held.date is None
    assert [(one.code, one.params["date"]) for one in found] == [("W622", "2021-12-31")]


def test_one_member_alone_tells_no_date() -> None:
    alone = key((8603,), None, names=("Lekeberg",))
    assert held_against([alone], PUBLISHED) == ([alone], [])


@given(st.lists(st.integers(0, 10**6), min_size=4, max_size=4), st.sampled_from([None, D2020, D2021, D2022]))
def test_no_figure_is_ever_changed(weights: list[int], date: dt.date | None) -> None:
    before = key(weights, date)
    (held,), _ = held_against([before], PUBLISHED)
    assert held.entries == before.entries
    assert date in (None, held.date)
