"""The fills of cells are read where they tell something: green, yellow and red, of empty cells too."""

from __future__ import annotations

import io

import openpyxl
import pytest
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Color, PatternFill
from openpyxl.styles.differential import DifferentialStyle

from itnamnd_xl.core.model import Level
from itnamnd_xl.package.cells import MOST_FILLED
from itnamnd_xl.package.guard import Sizes
from itnamnd_xl.package.opening import open_contents
from itnamnd_xl.policy.load import default_policy
from itnamnd_xl.source.colors import level_of_fill, level_of_font
from itnamnd_xl.source.from_package import read_grids
from itnamnd_xl.source.grid import Grid

SIZES = Sizes(**default_policy().limits.model_dump())


def saved(book: openpyxl.Workbook) -> Grid:
    buffer = io.BytesIO()
    book.save(buffer)
    grids, problems = read_grids("bok.xlsx", open_contents(buffer.getvalue(), SIZES))
    assert problems == []
    return grids[0]


def painted(fill: PatternFill, value: str | int | None = None) -> Grid:
    book = openpyxl.Workbook()
    book.worksheets[0]["A1"] = "x"
    book.worksheets[0]["B2"] = value
    book.worksheets[0]["B2"].fill = fill
    return saved(book)


@pytest.mark.parametrize("value", [None, "Uppnått", 7])
@pytest.mark.parametrize(
    ("color", "level"),
    [
        ("FF00B050", Level.ACHIEVED),
        ("FF92D050", Level.ACHIEVED),
        ("FFC6EFCE", Level.ACHIEVED),  # Excel's style Bra
        ("FFFFFF00", Level.PARTLY),
        ("FFFFC000", Level.PARTLY),
        ("FFFFEB9C", Level.PARTLY),  # Neutral
        ("FFFF0000", Level.NOT),
        ("FFC00000", Level.NOT),
        ("FFFFC7CE", Level.NOT),  # Dålig
    ],
)
def test_a_telling_fill_is_kept(color: str, level: Level, value: str | int | None) -> None:
    grid = painted(PatternFill("solid", fgColor=color), value)
    assert grid.fills == {(2, 2): color}
    assert level_of_fill(color) is level
    assert ((2, 2) in grid.cells) is (value is not None)


def test_an_empty_cell_that_is_filled_is_still_empty() -> None:
    grid = painted(PatternFill("solid", fgColor="FFFF0000"))
    assert (grid.cell(2, 2), grid.by_row) == (None, {1: [1]})


@pytest.mark.parametrize(
    "fill",
    [
        PatternFill("solid", fgColor="FFFFFFFF"),
        PatternFill("solid", fgColor="FFD9D9D9"),
        PatternFill("solid", fgColor="FF0070C0"),
        PatternFill("solid", fgColor="FF000000"),
        PatternFill("lightGray", fgColor="FFFF0000"),
        PatternFill(None, fgColor="FFFF0000"),
        # A theme's colour is what the theme says, which is not read.
        PatternFill("solid", fgColor=Color(theme=9)),
    ],
    ids=["white", "grey", "blue", "black", "pattern", "none", "theme"],
)
def test_a_fill_that_tells_nothing_is_passed_over(fill: PatternFill) -> None:
    assert painted(fill, 7).fills == {}


def test_a_colour_of_the_old_palette_is_known() -> None:
    assert painted(PatternFill("solid", fgColor=Color(indexed=10))).fills == {(2, 2): "FFFF0000"}


def test_conditional_formatting_is_not_guessed_at() -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet["B2"] = 7
    red = DifferentialStyle(fill=PatternFill("solid", fgColor="FFFF0000", bgColor="FFFF0000"))
    sheet.conditional_formatting.add("B2", Rule("cellIs", operator="greaterThan", formula=["5"], dxf=red))
    assert saved(book).fills == {}


def test_a_sheet_painted_all_over_tells_nothing() -> None:
    book = openpyxl.Workbook()
    sheet, green = book.worksheets[0], PatternFill("solid", fgColor="FF00B050")
    for row in range(1, MOST_FILLED // 100 + 2):
        for column in range(1, 101):
            sheet.cell(row, column).fill = green
    assert saved(book).fills == {}


def test_a_font_must_be_more_clearly_coloured_than_a_fill() -> None:
    assert (level_of_fill("FFC6EFCE"), level_of_font("FFC6EFCE")) == (Level.ACHIEVED, None)
