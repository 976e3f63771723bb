"""How cells and sheets look in the double of Excel, and in the file that it saves."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from tests.excel.com import NotModelledError, WouldAskError
from tests.excel.excel import Excel
from tests.excel.pywin32 import com_error


def test_borders_lie_on_the_edges_of_each_area(excel: Excel, tmp_path: Path) -> None:
    book = excel.new()
    area = book.sheets[0].api.Range("B2:C3,E5")
    area.Borders(9).LineStyle = 1
    area.Borders(9).Weight = -4138
    area.Borders(12).Weight = 1
    area.Borders(12).Color = 0x0000FF
    sheet = openpyxl.load_workbook(excel.save(book, tmp_path / "a.xlsx"))["Blad1"]
    assert [sheet[one].border.bottom.style for one in ("B2", "C2", "B3", "C3", "E5")] == ["hair"] * 2 + ["medium"] * 3
    assert sheet["B2"].border.bottom.color.rgb == "FFFF0000"
    assert sheet["B2"].border.top.style is None
    # the edge between two cells belongs to both
    assert book.sheets[0].api.Range("B4").Borders(8).LineStyle == 1
    book.sheets[0].api.Range("B4").Borders(8).LineStyle = -4142
    assert book.sheets[0].api.Range("B3").Borders(9).LineStyle == -4142


def test_xlwings_sets_borders_fonts_and_colours(excel: Excel, tmp_path: Path) -> None:
    book = excel.new()
    area = book.sheets[0]["A1:B2"]
    area.borders.set("all", line_style="continuous", weight="thin", color="#808080")
    area.font.bold, area.font.color, area.font.size, area.font.name = True, "#112233", 14, "Arial"
    area.color = "#DDEEFF"
    area.wrap_text, area.horizontal_alignment, area.vertical_alignment = True, "right", "top"
    area.number_format = "0.0"
    assert (area.font.bold, area.font.color, area.font.size, area.color) == (True, (17, 34, 51), 14, (221, 238, 255))
    assert (area.wrap_text, area.horizontal_alignment, area.number_format) == (True, "right", "0.0")
    assert area.borders["edge_top"].weight == "thin"
    area(1, 1).font.bold = False
    assert area.font.bold is None
    cell = openpyxl.load_workbook(excel.save(book, tmp_path / "a.xlsx"))["Blad1"]["B2"]
    assert (cell.font.b, cell.font.name, cell.font.color.rgb, cell.fill.fgColor.rgb) == (
        True,
        "Arial",
        "FF112233",
        "FFDDEEFF",
    )
    assert (cell.alignment.wrap_text, cell.alignment.horizontal, cell.number_format) == (True, "right", "0.0")
    assert cell.border.right.style == "thin"
    area.color = None
    assert area.color is None


def test_widths_heights_and_hiding(excel: Excel, tmp_path: Path) -> None:
    book = excel.new()
    sheet = book.sheets[0]
    sheet["A:B"].column_width = 18
    sheet["A1:A2"].row_height = 30
    sheet.api.Range("C:C").EntireColumn.Hidden = True
    sheet.api.Range("A2").EntireRow.Hidden = True
    assert (sheet["A1:B1"].column_width, sheet["A1:C1"].column_width, sheet["C1"].column_width) == (18, None, 0)
    assert (sheet["A1:A2"].row_height, sheet["A2"].row_height, sheet["A3"].row_height) == (None, 0, 15)
    hidden = (sheet["A1:A2"].api.EntireRow.Hidden, sheet["B1:C1"].api.EntireColumn.Hidden)
    assert (*hidden, sheet["C1"].api.EntireColumn.Hidden) == (None, None, True)
    saved = openpyxl.load_workbook(excel.save(book, tmp_path / "a.xlsx"))["Blad1"]
    assert saved.column_dimensions["A"].width == pytest.approx(18 + 5 / 7)
    sheet.api.Cells.EntireRow.Hidden = False
    sheet.api.Cells.EntireColumn.Hidden = False
    assert sheet.api.Cells.EntireRow.Hidden is False
    assert sheet["C1"].api.EntireColumn.Hidden is False
    sheet.api.Cells.UseStandardHeight = True
    assert sheet["A1"].row_height == 15


def test_columns_that_share_their_properties_are_told_apart(excel: Excel, tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    made.worksheets[0].column_dimensions.group("B", "E", hidden=True)
    made.save(tmp_path / "a.xlsx")
    sheet = excel.open(tmp_path / "a.xlsx").sheets[0]
    sheet.api.Range("C1").EntireColumn.Hidden = False
    hidden = [sheet.api.Range(f"{letter}1").EntireColumn.Hidden for letter in "ABCDEF"]
    assert hidden == [False, True, False, True, True, False]


def test_merged_cells(excel: Excel, tmp_path: Path) -> None:
    book = excel.new()
    sheet = book.sheets[0]
    sheet["A1"].value = [["rubrik", "bort"]]
    with pytest.raises(WouldAskError):
        sheet["A1:B1"].api.Merge()
    sheet["A1:C2"].merge(across=True)  # xlwings turns the question off
    assert sheet["A1:C1"].merge_cells is True
    assert sheet["A1:D1"].merge_cells is None
    assert sheet["B1"].merge_area.address == "$A$1:$C$1"
    assert sheet["A1:C1"].value == ["rubrik", None, None]
    sheet["B1"].value = "syns inte"
    assert sheet["B1"].value is None
    with pytest.raises(com_error):
        sheet["A1:B1"].clear_contents()
    saved = openpyxl.load_workbook(excel.save(book, tmp_path / "a.xlsx"))["Blad1"]
    assert sorted(map(str, saved.merged_cells.ranges)) == ["A1:C1", "A2:C2"]
    sheet["A1:C3"].unmerge()
    assert sheet["A1:C2"].merge_cells is False


def test_clearing_takes_everything(excel: Excel) -> None:
    sheet = excel.new().sheets[0]
    sheet["A1:B2"].value = 1
    sheet["A1"].add_hyperlink("https://exempel.se", "länk", "tips")
    sheet["B1"].add_note("not")
    sheet["A1:B3"].conditional_formats.add_cell_value("less_than", 0, font_color="#ff0000")
    sheet["A2:B2"].merge()
    assert (sheet.api.Hyperlinks.Count, sheet.api.Comments.Count, sheet.api.Shapes.Count) == (1, 1, 1)
    assert [(one.Text(), one.Parent.Address) for one in sheet.api.Comments] == [("not", "$B$1")]
    sheet["A1:B2"].clear()
    assert (sheet.api.Hyperlinks.Count, sheet.api.Comments.Count, sheet.api.UsedRange.Address) == (0, 0, "$A$1")
    assert sheet["A3"].conditional_formats.api.Count == 1
    assert sheet["A1"].conditional_formats.api.Count == 0
    sheet.api.Cells.FormatConditions.Delete()
    assert sheet["A3"].conditional_formats.api.Count == 0


def test_conditional_formats(excel: Excel, tmp_path: Path) -> None:
    book = excel.new()
    formats = book.sheets[0]["B2:B9"].conditional_formats
    formats.add_cell_value("less_than", 0, fill_color="#ffc7ce", font_color="#9c0006", stop_if_true=True)
    rule = formats[0]
    assert (rule.operator, rule.formula1, rule.fill_color, rule.stop_if_true) == (
        "less_than",
        "=0",
        (255, 199, 206),
        True,
    )
    saved = openpyxl.load_workbook(excel.save(book, tmp_path / "a.xlsx"))["Blad1"]
    (kept,) = saved.conditional_formatting
    assert (str(kept.sqref), kept.rules[0].formula, kept.rules[0].dxf.font.color.rgb) == ("B2:B9", ["0"], "FF9C0006")


def test_hyperlinks_within_the_workbook(excel: Excel, tmp_path: Path) -> None:
    book = excel.new()
    sheet = book.sheets[0].api
    sheet.Hyperlinks.Add(sheet.Range("A1"), "", SubAddress="Blad1!B2", TextToDisplay="12 dit")
    assert (sheet.Hyperlinks(1).SubAddress, sheet.Range("A1").Value) == ("Blad1!B2", "12 dit")
    saved = openpyxl.load_workbook(excel.save(book, tmp_path / "a.xlsx"))["Blad1"]["A1"]
    assert saved.hyperlink is not None
    assert saved.hyperlink.location == "Blad1!B2"


def test_frozen_panes_and_gridlines(excel: Excel, tmp_path: Path) -> None:
    book = excel.new()
    book.sheets.add("Drift", after=book.sheets[0])
    window = excel.app.api.ActiveWindow
    window.ScrollRow, window.SplitRow, window.SplitColumn = 1, 3, 1
    window.FreezePanes = True
    book.sheets["Blad1"].show_gridlines = False
    saved = openpyxl.load_workbook(excel.save(book, tmp_path / "a.xlsx"))
    assert (saved["Drift"].freeze_panes, saved["Blad1"].freeze_panes) == ("B4", None)
    assert (saved["Drift"].sheet_view.showGridLines, saved["Blad1"].sheet_view.showGridLines) == (None, False)
    assert saved.active is not None
    assert saved.active.title == "Drift"
    window.FreezePanes = False
    assert (window.SplitRow, window.FreezePanes) == (0, False)


def test_page_set_up(excel: Excel, tmp_path: Path) -> None:
    book = excel.new()
    page = book.sheets[0].api.PageSetup
    page.Orientation, page.PaperSize, page.Zoom = 2, 9, False
    page.FitToPagesWide, page.FitToPagesTall, page.LeftMargin = 1, False, 36
    page.PrintTitleRows, page.PrintArea, page.RightFooter = "$1:$3", "$A$1:$C$9", "Sida &P av &N"
    assert (page.Zoom, page.FitToPagesTall, page.LeftMargin) == (False, False, 36)
    assert (page.PrintTitleRows, page.PrintArea, page.RightFooter) == ("$1:$3", "$A$1:$C$9", "Sida &P av &N")
    book.sheets[0].api.HPageBreaks.Add(book.sheets[0].api.Range("A10"))
    saved = openpyxl.load_workbook(excel.save(book, tmp_path / "a.xlsx"))["Blad1"]
    assert (saved.page_setup.orientation, saved.page_setup.paperSize, saved.page_setup.fitToHeight) == (
        "landscape",
        9,
        0,
    )
    assert saved.sheet_properties.pageSetUpPr is not None
    assert saved.sheet_properties.pageSetUpPr.fitToPage
    assert (saved.print_title_rows, saved.print_area) == ("$1:$3", "'Blad1'!$A$1:$C$9")
    assert [one.id for one in saved.row_breaks.brk] == [9]
    names = {one.Name for one in book.sheets[0].api.Names}
    assert names == {"Blad1!Print_Area", "Blad1!Print_Titles"}


def test_the_arrows_of_a_filter(excel: Excel, tmp_path: Path) -> None:
    book = excel.new()
    sheet = book.sheets[0]
    table = sheet.api.Range("A3:C9")
    for field, expected in ((1, True), (1, True), (None, False), (None, True)):
        table.AutoFilter(*[field] * (field is not None))
        assert sheet.api.AutoFilterMode is expected
    with pytest.raises(com_error):
        table.AutoFilter(4)
    assert openpyxl.load_workbook(excel.save(book, tmp_path / "a.xlsx"))["Blad1"].auto_filter.ref == "A3:C9"


def test_a_protected_sheet_takes_nothing(excel: Excel, tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    made.worksheets[0].protection.sheet = True
    made.save(tmp_path / "a.xlsx")
    sheet = excel.open(tmp_path / "a.xlsx").sheets[0]
    assert sheet.api.ProtectContents
    for change in ("Value", "NumberFormat", "RowHeight", "WrapText"):
        with pytest.raises(com_error) as caught:
            setattr(sheet.api.Range("A1"), change, "1")
        assert caught.value.excepinfo is not None
        assert (caught.value.hresult, caught.value.excepinfo[5]) == (-2147352567, -2146827284)


def test_a_format_for_all_cells_is_not_modelled(excel: Excel) -> None:
    with pytest.raises(NotModelledError):
        excel.new().sheets[0].api.Cells.WrapText = True


def test_a_format_for_a_whole_column_is_for_its_empty_cells_too(excel: Excel) -> None:
    sheet = excel.new().sheets[0]
    sheet["A1"].value = 1
    sheet["A:A"].number_format = "0.0"
    assert [sheet[one].number_format for one in ("A1", "A99", "B1")] == ["0.0", "0.0", "General"]
    sheet["A50"].value = 2
    assert sheet["A50"].number_format == "0.0"


def test_a_whole_sheet_is_cleared(excel: Excel, tmp_path: Path) -> None:
    book = excel.new()
    sheet = book.sheets[0]
    sheet["A:B"].number_format = "0.0"
    sheet["A1:C4"].value = 1
    sheet["B2:C2"].merge()
    excel.model(book)["Blad1"].row_dimensions.group(2, 3)
    sheet.api.Cells.UnMerge()
    sheet.api.Cells.ClearOutline()
    sheet.api.Cells.Clear()
    assert (sheet.used_range.address, sheet["A9"].number_format, sheet["B2"].merge_cells) == ("$A$1", "General", False)
    saved = openpyxl.load_workbook(excel.save(book, tmp_path / "a.xlsx"))["Blad1"]
    assert saved.row_dimensions[2].outlineLevel == 0
    assert not list(saved.merged_cells.ranges)


def test_panes_freeze_below_what_is_scrolled_to(excel: Excel) -> None:
    """What is scrolled out of sight when panes are frozen is out of reach."""
    book = excel.new()
    window = excel.app.api.ActiveWindow
    window.ScrollRow, window.SplitRow = 5, 2
    window.FreezePanes = True
    assert excel.model(book)["Blad1"].freeze_panes == "A7"
    window.SplitRow = 3
    assert excel.model(book)["Blad1"].freeze_panes == "A8"


def test_a_link_takes_the_format_with_it(excel: Excel) -> None:
    cell = excel.new().sheets[0]["A1"].api
    cell.Hyperlinks.Add(cell, "https://exempel.se")
    assert (cell.Value, cell.Font.Underline, cell.Font.Color) == ("https://exempel.se", 2, 0xC16305)
    cell.Hyperlinks.Delete()
    assert (cell.Value, cell.Font.Underline, cell.Hyperlinks.Count) == ("https://exempel.se", -4142, 0)


def test_colours_of_the_theme(excel: Excel, three: list[Path]) -> None:
    sheet = excel.open(three[0]).sheets[0]
    assert sheet["A1"].api.Font.Color is not None
    assert sheet["XFD1048576"].api.Font.Color == 0
    assert (sheet["XFD1048576"].api.Interior.Color, sheet["XFD1048576"].api.Interior.Pattern) == (0xFFFFFF, -4142)
