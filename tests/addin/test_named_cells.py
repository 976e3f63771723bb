"""Cells of result sheets that have names, in a workbook that is open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from itnamnd_xl.addin import buttons

if TYPE_CHECKING:
    import xlwings as xw

    from tests.excel.excel import Excel

SHEET, NAME = "Fördelning", "Att_fördela"


def places(book: xw.Book) -> dict[str, str]:
    """What the visible names of a sheet stand for."""
    found = (one for one in book.sheets[SHEET].api.Names if one.Visible and "Print_" not in one.Name)
    return {one.Name.rpartition("!")[2]: one.RefersTo for one in found}


def test_a_formula_of_hers_finds_them(example: xw.Book) -> None:
    buttons.recalculated(example)
    place = places(example)[NAME].rpartition("!")[2]
    assert example.sheets[SHEET][place].value == 1733
    assert {"Fördelat_Laxå", "Andel_Hallsberg", "Årets_resultat"} <= places(example).keys()


def test_a_press_more_changes_none_of_them(example: xw.Book, excel: Excel) -> None:
    buttons.recalculated(example)
    before = places(example)
    excel.log.clear()
    buttons.recalculated(example)
    assert places(example) == before
    assert not [one for one in excel.log.writes() if "Names" in one and NAME in one]


def test_one_that_is_astray_is_put_right_and_hers_stays(example: xw.Book) -> None:
    buttons.recalculated(example)
    before = places(example)
    sheet = example.sheets[SHEET]
    sheet.api.Names(NAME).RefersTo = f"='{SHEET}'!$Z$99"
    sheet.names.add("mitt", f"='{SHEET}'!$A$1")
    buttons.recalculated(example)
    assert places(example) == before | {"mitt": f"='{SHEET}'!$A$1"}


def test_a_name_that_she_has_given_to_another_cell_stays_hers(example: xw.Book) -> None:
    example.sheets.add(SHEET)
    buttons.recalculated(example)
    own = example.sheets[f"{SHEET} (2)"]
    assert NAME in [one.Name.rpartition("!")[2] for one in own.api.Names]
    assert places(example) == {}
