"""The arrows of filters in a workbook that is open: given at each press, whatever the user has filtered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from itnamnd_xl.addin import buttons
from itnamnd_xl.addin.own import sheets_by_owner

if TYPE_CHECKING:
    import xlwings as xw

    from tests.excel.excel import Excel

FILTERED = ("Avstämning", "Källor", "Meddelanden")


def areas(book: xw.Book, excel: Excel) -> dict[str, str]:
    return {one.title: one.auto_filter.ref for one in excel.model(book).worksheets if one.auto_filter.ref}


def test_they_stand_there_after_every_press(example: xw.Book, excel: Excel) -> None:
    buttons.recalculated(example)
    assert tuple(areas(example, excel)) == FILTERED
    header = excel.model(example)["Avstämning"].auto_filter.ref.split(":")[0]
    assert example.sheets["Avstämning"][header].value == "Kontroll"
    buttons.recalculated(example)
    assert tuple(areas(example, excel)) == FILTERED
    assert sheets_by_owner(example).copies == ()


def test_rows_that_a_filter_hides_are_shown_again(example: xw.Book) -> None:
    buttons.recalculated(example)
    sheet = example.sheets["Källor"]
    before = sheet.used_range.value
    sheet.api.Range("20:40").EntireRow.Hidden = True
    buttons.recalculated(example)
    assert sheet.api.Range("20:40").EntireRow.Hidden is False
    assert sheet.used_range.value == before
    assert "Egna anteckningar" not in [one.name for one in example.sheets]


def test_a_filter_goes_before_anything_is_written(example: xw.Book, excel: Excel) -> None:
    """What is done to a filtered table may be done to those of its rows alone that are shown."""
    buttons.recalculated(example)
    excel.log.clear()
    buttons.recalculated(example)
    cells = [one for one in excel.log.writes() if "Sheet[Källor].Range" in one or "Sheet[Källor].AutoFilter" in one]
    assert cells[0] == "SET Sheet[Källor].AutoFilterMode False"
