"""Two writers of one sheet: what is drawn directly is what openpyxl writes and the transplant makes of it."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itnamnd_xl.app.drawing import Drawings, hanging_on
from itnamnd_xl.app.recalculate import sizes
from itnamnd_xl.core.model import CellRef
from itnamnd_xl.package.fresh import NewSheet
from itnamnd_xl.package.opening import open_contents
from itnamnd_xl.package.styles import Styles, empty_styles
from itnamnd_xl.package.transplant import Transplant
from itnamnd_xl.package.xml import SHEET_ML, STRICT_SHEET_ML, to_bytes
from itnamnd_xl.policy.load import default_policy
from itnamnd_xl.render.with_openpyxl import render_workbook
from itnamnd_xl.sheets.build import build_sheets
from itnamnd_xl.sheets.spec import Cell, Role, Row, Sheet, Value, titled
from itnamnd_xl.version import VERSION

if TYPE_CHECKING:
    from pathlib import Path

LIMITS = sizes(default_policy().limits)
TEXTS = (
    "", " ", "Personal", "  inledd", "avslutad\n", "två\nrader", "tabb\tmellan", "\x00\x0b\x1f", "\r", "rad\r\nrad",
    "_x0041_", "_x005F_x0041_", "_x", "😀 🧮", "ensam \ud83d", "\ufffe", "<a href='b'>&amp;\"c\"</a>", "]]>", "=1+1",
    "+46", "@namn", "#N/A", "'citat", "1 733", "hårt\u00a0blanksteg", "x" * 700, 'namn" s="3', "é e\u0301",
)  # fmt: skip
NUMBERS = (
    0, -1, 864, 10**20, -(10**15), Decimal(0), Decimal("-0.0"), Decimal("9.95"), Decimal("0.785454545454545454"),
    Decimal("1E+300"), Decimal("-1E-300"), Decimal(123456789012345678), Decimal("1E+2"),
)  # fmt: skip
FORMULAS = ("=B1*2", "=SUM('Å & Ö'!A1:A9)", '=IF(A1<2,"a ""b""",TRUE)', '="<&>"')
FORMATS = ("", "", "", "0.00", "yyyy-mm-dd", '0" tkr";"−"0" tkr"', "General", "@")
SHEETS = ("Drift", "Anna's blad!", 'Å & "Ö" <1>')


def same_in_both(sheets: list[Sheet]) -> None:
    """Draw sheets, and have openpyxl write them; every part, form and name must be the same, to the byte."""
    values = [
        NewSheet(one.name, {}, {
            (row, column): cell.value
            for row, cells in enumerate(one.rows, 1)
            for column, cell in enumerate(cells, 1)
            if cell is not None and cell.formula and cell.value is not None
        })
        for one in sheets
    ]  # fmt: skip
    styles = Styles(empty_styles(SHEET_ML))
    hung = {one.name: drawing for one in sheets if (drawing := hanging_on(one, strict=False)) is not None}
    transplant, drawings = Transplant(open_contents(render_workbook(sheets), LIMITS).workbook, hung), Drawings(sheets)
    transplant.adopt(styles)
    before = to_bytes(styles.root)
    drawings.adopt(styles)
    # One styles part for both: had a look another font, format or border, it would be added now.
    assert to_bytes(styles.root) == before
    for new in values:
        for strict in (False, True):
            expected, found = transplant.sheet(new, strict=strict), drawings.sheet(new, strict=strict)
            assert found.content.decode() == expected.content.decode()
            assert found.forms == expected.forms
            assert found.names == expected.names
            assert (found.drawing is None) == (expected.drawing is None)


def test_the_sheets_of_the_example(three: list[Path], single: list[Path]) -> None:
    from itnamnd_xl.app.delivery import Target
    from itnamnd_xl.app.recalculate import recalculate

    for files in (three, single):
        outcome = recalculate(files, target=Target(dry_run=True)).outcome
        for path in files:
            same_in_both(build_sheets(outcome, path.name, VERSION))


def test_the_sheets_of_the_template() -> None:
    from itnamnd_xl.app.template import template_sheets

    same_in_both(template_sheets(2023))


@pytest.mark.parametrize("text", TEXTS)
def test_a_text(text: str) -> None:
    sheet = titled("S", "Titel", (20, 20))
    sheet.add((Cell(text), Cell(text, Role.OWN_WORDS)))
    same_in_both([sheet])


@pytest.mark.parametrize("number", NUMBERS)
def test_a_number(number: Decimal | int) -> None:
    sheet = titled("S", "Titel", (20, 20))
    sheet.add((Cell(number, Role.AMOUNT), Cell(number, Role.NUMBER, places=2, suffix="st")))
    same_in_both([sheet])


@pytest.mark.parametrize("formula", FORMULAS)
@pytest.mark.parametrize("value", [None, "text", "#N/A", Decimal("1.5"), Decimal(2), 3])
def test_a_formula(formula: str, value: str | Decimal | int | None) -> None:
    sheet = titled("S", "Titel", (20,))
    sheet.add((Cell(value, Role.AMOUNT, formula=formula),))
    same_in_both([sheet])


@pytest.mark.parametrize("role", Role)
def test_a_role_alone_over_columns_and_empty(role: Role) -> None:
    sheet = Sheet("S", (20, 20, 20))
    sheet.add((Cell("a", role), Cell(1, role), Cell(None, role)), (Cell("b", role, span=2), None, Cell(-2, role)))
    sheet.add((None, None, None), (), (None, Cell("c", role, span=2)))
    same_in_both([sheet])


def test_the_longest_text_is_cut_where_a_cell_ends() -> None:
    sheet = titled("S", "Titel", (20,))
    sheet.add((Cell("_x0041_" * 5000, Role.OWN_WORDS),))
    same_in_both([sheet])


def test_a_sheet_of_one_cell_and_one_without_any() -> None:
    same_in_both([Sheet("En", (10,), [(Cell(1, Role.AMOUNT),)]), Sheet("Ingen", (10,), [(None,)])])


def test_a_text_that_names_the_dialect_stays_in_the_other() -> None:
    """The transplant changes the words of whoever writes a namespace into a cell; what is drawn does not."""
    drawings = Drawings([Sheet("S", (10,), [(Cell(SHEET_ML),)])])
    drawings.adopt(Styles(empty_styles(STRICT_SHEET_ML)))
    content = drawings.sheet(NewSheet("S"), strict=True).content.decode()
    assert f"<t>{SHEET_ML}</t>" in content
    assert f'xmlns="{STRICT_SHEET_ML}"' in content


def test_what_a_formula_gives_is_written_as_office_does() -> None:
    drawings = Drawings([Sheet("S", (10,), [(Cell("_x0041_\x01", formula="=A2"),)])])
    drawings.adopt(Styles(empty_styles(SHEET_ML)))
    assert (
        '<v xml:space="preserve">_x005F_x0041__x0001_</v>'
        in drawings.sheet(NewSheet("S"), strict=False).content.decode()
    )


def test_sheets_drawn_one_after_the_other_share_nothing() -> None:
    first, second = (
        Sheet("S", (10,), [(Cell(text), Cell(number, Role.AMOUNT))]) for text, number in (("a", 1), ("b", 2))
    )
    alone = Drawings([second])
    alone.adopt(Styles(empty_styles(SHEET_ML)))
    expected = alone.sheet(NewSheet("S"), strict=False)
    for one in (first, second):
        drawings = Drawings([one])
        drawings.adopt(Styles(empty_styles(SHEET_ML)))
        found = drawings.sheet(NewSheet("S"), strict=False)
    assert found == expected


numbers = st.one_of(
    st.sampled_from(NUMBERS),
    st.integers(-(10**18), 10**18),
    st.decimals(-(10**12), 10**12, allow_nan=False, allow_infinity=False),
)
contents: st.SearchStrategy[Value] = st.one_of(st.none(), numbers, st.sampled_from(TEXTS), st.text(max_size=80))
results: st.SearchStrategy[Value] = st.one_of(st.none(), numbers, st.sampled_from(("text", "#REF!")))
sources = st.builds(CellRef, st.just("b.xlsx"), st.sampled_from(SHEETS), st.integers(1, 99), st.integers(1, 99))


@st.composite
def cells(draw: st.DrawFn, room: int) -> Cell:
    is_formula = draw(st.integers(0, 4)) == 0
    value = draw(results if is_formula else contents)
    if is_formula and isinstance(value, Decimal) and abs(value) > 10**20:
        value = None
    return Cell(
        value,
        draw(st.sampled_from(list(Role))),
        draw(st.integers(0, 3)),
        draw(st.sampled_from(("", "tkr", "st"))),
        draw(st.integers(1, room)),
        draw(st.none() | sources),
        draw(st.sampled_from(FORMULAS)) if is_formula else "",
        number_format=draw(st.sampled_from(FORMATS)),
    )


@st.composite
def rows(draw: st.DrawFn, width: int) -> Row:
    found: list[Cell | None] = []
    while len(found) < width and draw(st.booleans()):
        cell = draw(st.none() | cells(width - len(found)))
        found += [cell, *[None] * (cell.span - 1)] if cell is not None else [None]
    return tuple(found)


@st.composite
def neutral_sheets(draw: st.DrawFn, name: str) -> Sheet:
    widths = tuple(draw(st.lists(st.integers(2, 90), min_size=1, max_size=5)))
    content = draw(st.lists(rows(len(widths)), min_size=1, max_size=8))
    header = draw(st.none() | st.integers(1, len(content)))
    breaks = draw(st.lists(st.integers(1, len(content)), max_size=2))
    filtered = draw(st.none() | st.just((1, len(content))))
    return Sheet(name, widths, content, header, breaks, filtered=filtered)


@settings(max_examples=150, deadline=None)
@given(neutral_sheets("Ett"), neutral_sheets("Två"))
def test_any_sheets(one: Sheet, other: Sheet) -> None:
    same_in_both([one, other])
