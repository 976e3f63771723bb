"""A suggested configuration is valid whatever the workbook's names and headers hold, and changes nothing."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from itnamnd_xl.app.recalculate import computed
from itnamnd_xl.app.suggesting import suggested
from itnamnd_xl.policy.load import concept_named, default_policy
from itnamnd_xl.source.book import Book
from itnamnd_xl.source.grid import Cell, CellKind, Grid

if TYPE_CHECKING:
    from itnamnd_xl.app.recalculate import Result

NAMES = st.text(min_size=1, max_size=20)
HOSTILE = st.sampled_from(['"', "\\", "\n", "\r", "\x00", "\x7f", "\x85", "\u2028", "\U000e0001", "🙂", "# [settings]"])


def result_of(workbook: str, sheet: str, header: str, amount: str) -> Result:
    rows = [
        ["Kontotext", "Budget 2023", "Utfall 2023", "Avvikelse", header],
        ["Hyra", amount, "650", "-50", "x"],
        ["Nettoresultat", "600", "650", "-50", "y"],
    ]
    cells = {
        (row, column): Cell(CellKind.TEXT, text)
        for row, texts in enumerate(rows, 1)
        for column, text in enumerate(texts, 1)
        if text.strip()
    }
    book = Book(workbook, "", (Grid(workbook, sheet, cells),))
    return computed(workbook, [book], default_policy(), {}, [])


@given(NAMES, NAMES, st.lists(NAMES | HOSTILE, max_size=4).map("".join), NAMES | st.just("1.733"))
def test_a_suggested_configuration_is_valid_for_any_workbook(
    workbook: str, sheet: str, header: str, amount: str
) -> None:
    found = tomllib.loads(suggested(result_of(workbook, sheet, header, amount)))
    assert set(found) <= {"settings", "columns", "answers"}
    # Of a year nothing is said that would hold for the next.
    assert not {"year", "period"} & set(found["settings"])
    for one in found.get("columns", ()):
        assert concept_named(default_policy(), one["means"]) is not None
        assert one["sheet"] == sheet
