"""Formulas on our open sheets: they go in with their sheets there, are computed, and are known for ours again."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from itnamnd_xl.addin import buttons, writing
from itnamnd_xl.sheets.build import build_sheets
from itnamnd_xl.sheets.formulas import own_sheet
from itnamnd_xl.sheets.spec import Cell, Role
from tests.addin.looked import own_names
from tests.excel.com import plain

if TYPE_CHECKING:
    import xlwings as xw

    from itnamnd_xl.core.outcome import Outcome
    from itnamnd_xl.sheets.spec import Sheet
    from tests.excel.excel import Excel

MANUAL = -4135


def with_formula(monkeypatch: pytest.MonkeyPatch, formula: str) -> None:
    """Let the first sheet have a formula below its rows."""

    def built(outcome: Outcome, workbook: str, version: str) -> list[Sheet]:
        sheets = build_sheets(outcome, workbook, version)
        sheets[0].add((Cell("Egen rad"), Cell(Decimal(4711), Role.AMOUNT, formula=formula)))
        return sheets

    monkeypatch.setattr(writing, "build_sheets", built)


def last_cell(book: xw.Book) -> xw.Range:
    sheet = book.sheets[own_names(book)[0]]
    return sheet.range((sheet.used_range.last_cell.row, 2))


def has_become(book: xw.Book, formula: str, value: float) -> None:
    """Let Excel have turned the formula over, and computed it."""
    cell = last_cell(book)
    cell.formula = formula
    plain(cell.sheet.api).grid.cached[cell.row, cell.column] = float(value)


def test_a_formula_may_look_at_a_sheet_that_is_written_after_it(
    example: xw.Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_formula(monkeypatch, f"={own_sheet('Meddelanden')}A1")
    pressed = buttons.recalculated(example)
    assert "W921" not in {one.code for one in pressed.diagnostics}
    assert (last_cell(example).formula, last_cell(example).value) == ("='Meddelanden'!A1", 4711)
    again = buttons.recalculated(example)
    assert "Talen är desamma som redan stod på resultatflikarna." in again.sentences
    assert "Egna anteckningar" not in [one.name for one in example.sheets]


def test_a_formula_that_excel_does_not_take_is_told_and_is_nobodys_word(
    example: xw.Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_formula(monkeypatch, "='Ingen sådan flik'!A1")
    for _ in range(2):
        pressed = buttons.recalculated(example)
        assert [one.params["count"] for one in pressed.diagnostics if one.code == "W921"] == ["1"]
        assert (last_cell(example).formula, last_cell(example).value) == ("4711", 4711)
    assert "Egna anteckningar" not in [one.name for one in example.sheets]


def test_what_excel_has_computed_anew_is_neither_typed_nor_told(
    example: xw.Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What stands there is what the next run says, but for the last of its digits."""
    with_formula(monkeypatch, "=Drift!C5*1")
    buttons.recalculated(example)
    has_become(example, "=Drift!C5*1", 4711.000000000001)
    again = buttons.recalculated(example)
    assert "Egna anteckningar" not in [one.name for one in example.sheets]
    assert "Talen är desamma som redan stod på resultatflikarna." in again.sentences


def test_a_row_put_into_her_sheet_makes_no_formula_hers(example: xw.Book, monkeypatch: pytest.MonkeyPatch) -> None:
    with_formula(monkeypatch, "=IF(ISNUMBER(Drift!C5),Drift!C5,0)")
    buttons.recalculated(example)
    has_become(example, "=IF(ISNUMBER(Drift!C6),Drift!C6,0)", 4711)
    buttons.recalculated(example)
    assert "Egna anteckningar" not in [one.name for one in example.sheets]


@pytest.mark.parametrize("is_manual", [False, True])
def test_our_sheets_alone_are_computed_where_excel_waits_to_be_told(
    is_manual: bool, example: xw.Book, excel: Excel
) -> None:
    if is_manual:
        excel.app.api.Calculation = MANUAL
    excel.log.clear()
    buttons.recalculated(example)
    computed = {entry.path for entry in excel.log if entry.path.endswith("Calculate")}
    assert computed == ({f"Sheet[{name}].Calculate" for name in own_names(example)} if is_manual else set())
