"""The sheet Om beräkningen: the settings that levels follow from are cells that can be reckoned with."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from itnamnd_xl.core.model import Case, CellRef, Choice, Origin, Rules
from itnamnd_xl.core.outcome import assess
from itnamnd_xl.render.layout import shown_format
from itnamnd_xl.sheets import attainment
from itnamnd_xl.sheets.about import FIRST_SETTING, NAME, about_sheet, place_settings, setting_cell
from itnamnd_xl.sheets.formulas import Book, settled
from itnamnd_xl.sheets.spec import Cell, Role, Sheet

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

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
    cell = setting_cell(choice(name, value), is_followed=True)
    assert (cell.value, shown_format(cell), cell.role) == (shown, number_format, Role.INPUT)
    assert bool(cell.options) is isinstance(value, bool)


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [("minimum_share", Decimal("0.1"), "10\u00a0%"), ("dash_is_zero", True, "Ja"), ("host", None, "–")],
)
def test_other_settings_are_told_in_words(name: str, value: str | bool | Decimal | None, shown: str) -> None:
    cell = setting_cell(choice(name, value), is_followed=False)
    assert (cell.value, cell.role, cell.options) == (shown, Role.TEXT, "")


RULES = Rules(
    choices=tuple(choice(name, Decimal("0.75")) for name in ("partial_threshold", "comment_share", "comment_amount"))
)


def sheet_with(*names: str) -> Sheet:
    """A sheet Måluppfyllelse whose formulas follow some settings."""
    book = Book("bok.xlsx")
    place_settings(assess(CASE, RULES), book)
    cells = [Cell(1, Role.NUMBER, formula=f"=2*{book.at(('setting', name))}") for name in names]
    return about_sheet(assess(CASE, RULES), "1", book, [Sheet(attainment.NAME, (10,), rows=[tuple(cells)])])


def said(sheet: Sheet) -> str:
    return " ".join(str(cell.value) for row in settled(sheet, {}).rows[:4] for cell in row if cell is not None)


def test_the_settings_that_something_follows_can_be_tried_out() -> None:
    sheet = sheet_with("partial_threshold", "comment_amount")
    cells = [row[1] for row in sheet.rows[FIRST_SETTING - 1 :][:3]]
    assert [cell.role for cell in cells if cell] == [Role.INPUT, Role.TEXT, Role.INPUT]
    assert said(sheet).startswith(
        "Om beräkningen Beräknat med itnamnd_xl 1. Vill du pröva ett annat värde: ändra i de gula cellerna (”Gräns för "
        "delvis uppnådd” och ”Gräns för kommentar, kr”). Bedömningarna på fliken Måluppfyllelse följer med direkt. En "
        "ändring som ska gälla skriver du i stället på fliken Inställningar;"
    )


def test_where_nothing_follows_a_setting_there_is_nothing_to_try() -> None:
    sheet = sheet_with()
    assert "gula" not in said(sheet)
    assert not any(cell.role is Role.INPUT for row in sheet.rows for cell in row if cell is not None)


def test_each_workbook_names_what_stands_in_it(three: list[Path], built: Callable[..., dict[str, Sheet]]) -> None:
    """The goals stand in one workbook, the money and with it the settings in another."""
    money, goals = (built(three, f"{name}.xlsx")[NAME] for name in ("budget", "indikatorer"))
    for sheet, here, not_here in (
        (money, "Text till årsredovisningen", "Måluppfyllelse"),
        (goals, "Måluppfyllelse", "Text"),
    ):
        assert f"på fliken {here} följer med direkt" in said(sheet)
        assert f"fliken {not_here}" not in said(sheet)
    open_to_change = [
        [row[0].value for row in sheet.rows if len(row) > 1 and row[0] and row[1] and row[1].role is Role.INPUT]
        for sheet in (money, goals)
    ]
    assert open_to_change == [
        ["Gräns för kommentar, andel av budget", "Gräns för kommentar, kr"],
        ["Gräns för delvis uppnådd", "Tolerans vid målvärdet noll", "Saknat värde räknas emot målet"],
    ]
    assert "på fliken Inställningar;" in said(money)
    assert "på fliken Inställningar i budget.xlsx;" in said(goals)


def test_a_workbook_without_the_settings_says_which_has_them(
    three: list[Path], built: Callable[..., dict[str, Sheet]]
) -> None:
    sheet = built(three, "indikatorer.xlsx")["Inställningar"]
    assert "Inställningarna för hela beräkningen står i budget.xlsx, på fliken Inställningar." in said(sheet)
