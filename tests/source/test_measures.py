"""Units are compared within their kind alone."""

from __future__ import annotations

from decimal import Decimal

import pytest

from itnamnd_xl.source.measures import FAMILIES, common_unit


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("mnkr", "tkr", (1000, 1, "tkr")),
        ("tkr", "mnkr", (1, 1000, "tkr")),
        ("min", "tim", (1, 60, "min")),
        ("år", "månader", (12, 1, "månader")),
        ("‰", "%", (1, 10, "‰")),
        ("st", "st", (1, 1, "st")),
        ("st", None, (1, 1, "st")),
        (None, "tkr", (1, 1, "tkr")),
        ("ärenden", "st", (1, 1, "ärenden")),
    ],
)
def test_like_units_have_a_common_one(first: str | None, second: str | None, expected: tuple[int, int, str]) -> None:
    assert common_unit(first, second) == (Decimal(expected[0]), Decimal(expected[1]), expected[2])


@pytest.mark.parametrize(("first", "second"), [("%", "st"), ("tkr", "%"), ("dagar", "månader"), ("tim", "dagar")])
def test_unlike_units_have_none(first: str, second: str) -> None:
    assert common_unit(first, second) is None


def test_every_unit_stands_in_one_family() -> None:
    units = [unit for family in FAMILIES for unit in family]
    assert len(units) == len(set(units))
