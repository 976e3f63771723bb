"""The sheet Om beräkningen: the settings that levels follow from are cells that can be reckoned with."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from itnamnd_xl.core.model import Case, CellRef, Choice, Origin, Rules
from itnamnd_xl.core.outcome import assess
from itnamnd_xl.render.layout import shown_format
from itnamnd_xl.sheets.about import about_sheet, setting_cell
from itnamnd_xl.sheets.formulas import Book
from itnamnd_xl.sheets.spec import Role

CASE = Case("fall", goals=(), goals_source=CellRef("bok.xlsx", "Mål", 1, 1))


def choice(name: str, value: str | bool | Decimal | None) -> Choice:
    return Choice(name, value, Origin.DEFAULT)


@pytest.mark.parametrize(
    ("name", "value", "shown", "number_format"),
    [
        ("partial_threshold", Decimal("0.75"), Decimal("0.75"), '0"\u00a0"%;"−"0"\u00a0"%'),
        ("partial_threshold", Decimal("0.785"), Decimal("0.785"), '0.0"\u00a0"%;"−"0.0"\u00a0"%'),
        ("absolute_tolerance", Decimal("0.5"), Decimal("0.5"), '#,##0.0;"−"#,##0.0'),
        ("missing_counts", False, "Nej", ""),
    ],
)
def test_a_setting_that_levels_follow_from_can_be_tried_out(
    name: str,
    value: str | bool | Decimal,
    shown: str | Decimal,
    number_format: str,
) -> None:
    cell = setting_cell(choice(name, value))
    assert (cell.value, shown_format(cell), cell.role) == (shown, number_format, Role.INPUT)
    assert bool(cell.options) is isinstance(value, bool)


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [("minimum_share", Decimal("0.1"), "10\u00a0%"), ("dash_is_zero", True, "Ja"), ("host", None, "–")],
)
def test_other_settings_are_told_in_words(name: str, value: str | bool | Decimal | None, shown: str) -> None:
    cell = setting_cell(choice(name, value))
    assert (cell.value, cell.role, cell.options) == (shown, Role.TEXT, "")


def test_where_the_settings_stand_is_told_and_how_they_are_tried_out() -> None:
    rules = Rules(choices=(choice("partial_threshold", Decimal("0.75")), choice("missing_counts", True)))
    book = Book("bok.xlsx")
    sheet = about_sheet(assess(CASE, rules), "1", book)
    place = book.at(("setting", "missing_counts"))
    assert place is not None
    assert place.endswith("$B$7")
    found = sheet.rows[6][1]
    assert found is not None
    assert found.value == "Ja"
    text = " ".join(str(cell.value) for row in sheet.rows[:4] for cell in row if cell is not None)
    for words in ("Gräns för delvis uppnådd", "Måluppfyllelse", "Inställningar"):
        assert words in text


def test_without_goals_there_is_nothing_to_try() -> None:
    outcome = assess(replace(CASE, goals=None), Rules())
    sheet = about_sheet(outcome, "1", Book("bok.xlsx"))
    assert not any("gula cellerna" in str(cell.value) for row in sheet.rows for cell in row if cell is not None)
