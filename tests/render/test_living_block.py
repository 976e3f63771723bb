"""Our own formulas go into an open sheet with the block; only what a user has typed is written by itself."""

from __future__ import annotations

from decimal import Decimal

import pytest

from itnamnd_xl.render.with_xlwings import replace_contents
from itnamnd_xl.sheets.formulas import a1
from itnamnd_xl.sheets.spec import Cell, Role, Sheet, titled
from tests.excel.excel import Excel


def living(rows: int, *, formula: str = "=ROUND({b}-{c},6)") -> Sheet:
    sheet = titled("Levande", "Levande", (20, 12, 12, 12))
    for row in range(2, rows + 2):
        numbers = (Cell(Decimal(at), Role.AMOUNT) for at in (30, 10))
        written = formula.format(b=a1(2, row), c=a1(3, row))
        sheet.add((Cell("rad"), *numbers, Cell(Decimal(20), Role.AMOUNT, formula=written)))
    return sheet


def calls(rows: int) -> int:
    with Excel() as excel:
        sheet = excel.new().sheets[0]
        excel.log.clear()
        assert replace_contents(sheet, living(rows)) == []
        return excel.log.round_trips


def test_formulas_cost_no_calls_of_their_own() -> None:
    assert calls(3) == calls(300)


def test_what_stands_there_is_the_formula_and_what_it_gives() -> None:
    with Excel() as excel:
        sheet = excel.new().sheets[0]
        replace_contents(sheet, living(2))
        assert [sheet["D2"].formula, sheet["D2"].value, sheet["D3"].formula] == [
            "=ROUND(B2-C2,6)",
            20,
            "=ROUND(B3-C3,6)",
        ]


@pytest.mark.parametrize("formula", ["='Ingen sådan flik'!B2", "=ROUND(B2;6)"])
def test_a_formula_that_excel_does_not_take_stands_as_its_value(formula: str) -> None:
    with Excel() as excel:
        sheet, neutral = excel.new().sheets[0], living(3)
        refused = Cell(Decimal(7), Role.AMOUNT, formula=formula)
        neutral.add((Cell("rad"), None, None, refused))
        assert replace_contents(sheet, neutral) == [(5, 4)]
        assert [sheet["D5"].formula, sheet["D5"].value, sheet["D4"].formula] == ["7", 7, "=ROUND(B4-C4,6)"]


def test_what_a_user_has_typed_is_written_by_itself_and_costs_the_block_nothing() -> None:
    with Excel() as excel:
        sheet, neutral = excel.new().sheets[0], living(3)
        neutral.add((Cell("rad"), None, None, Cell("x", Role.INPUT, formula="='Ingen sådan flik'!B2", field="svar")))
        assert replace_contents(sheet, neutral) == [(5, 4)]
        assert [sheet["D5"].formula, sheet["D4"].formula] == ["", "=ROUND(B4-C4,6)"]
