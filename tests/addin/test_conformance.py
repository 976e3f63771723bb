"""The same case written into a file and into a workbook that is open in Excel gives the same sheets."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from openpyxl.utils import get_column_letter

from itnamnd_xl import recalculate
from itnamnd_xl.addin import buttons
from itnamnd_xl.package.own import MARK
from tests.cases import wide_case
from tests.conftest import WORKBOOKS

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell, MergedCell
    from openpyxl.worksheet.worksheet import Worksheet

    from tests.excel.excel import Excel

LINK = re.compile(r'^=HYPERLINK\("#(.*)","(.*)"\)$')


def link_and_text(cell: Cell | MergedCell) -> tuple[str | None, Any]:
    """Where a cell leads, and what stands in it: a hyperlink of its own in a file, a formula in an open workbook."""
    found = LINK.match(cell.value) if isinstance(cell.value, str) else None
    if found:
        return found[1].replace('""', '"'), found[2].replace('""', '"')
    # In a file only the names that need it are quoted.
    target = cell.hyperlink.location if cell.hyperlink else None
    if target and not target.startswith("'"):
        sheet, _, place = target.rpartition("!")
        target = f"'{sheet}'!{place}"
    return target, cell.value


def color_of(color: Any) -> Any:
    return color.rgb[-6:] if color is not None and color.type == "rgb" else color and color.theme


def look(cell: Cell | MergedCell) -> dict[str, Any]:
    font, fill, place = cell.font, cell.fill, cell.alignment
    return {
        "font": (font.name, font.sz, bool(font.b), bool(font.i), font.u, color_of(font.color)),
        "fill": fill.fgColor.rgb[-6:] if fill.fill_type else None,
        "format": cell.number_format,
        "alignment": (place.horizontal, place.vertical, bool(place.wrap_text), int(place.indent or 0)),
    }


def line_below(sheet: Worksheet, row: int, column: int) -> tuple[str, str] | None:
    """The line between a cell and the one below: the lower one's top if it has one, else the upper one's bottom."""
    for side in (sheet.cell(row + 1, column).border.top, sheet.cell(row, column).border.bottom):
        if side is not None and side.style:
            return side.style, side.color.rgb[-6:]
    return None


def assert_same_sheet(file: Worksheet, live: Worksheet) -> None:
    assert {str(one) for one in file.merged_cells.ranges} == {str(one) for one in live.merged_cells.ranges}
    covered = {place for one in file.merged_cells.ranges for place in list(one.cells)[1:]}
    for row in range(1, max(file.max_row, live.max_row) + 1):
        for column in range(1, max(file.max_column, live.max_column) + 1):
            if (row, column) in covered:
                continue
            first, second = file.cell(row, column), live.cell(row, column)
            at = f"{file.title}!{first.coordinate}"
            assert link_and_text(first) == link_and_text(second), at
            assert look(first) == look(second), at
            assert line_below(file, row, column) == line_below(live, row, column), at
    for at in map(get_column_letter, range(1, file.max_column + 1)):
        assert file.column_dimensions[at].width == pytest.approx(live.column_dimensions[at].width, abs=0.01), at
    for row in range(1, file.max_row + 1):
        assert file.row_dimensions[row].height == live.row_dimensions[row].height, row
    assert file.freeze_panes == live.freeze_panes
    assert file.sheet_view.showGridLines == live.sheet_view.showGridLines
    assert file.auto_filter.ref == live.auto_filter.ref
    assert_same_rules(file, live)
    assert_same_charts(file, live)
    assert_same_print(file, live)


def assert_same_rules(file: Worksheet, live: Worksheet) -> None:
    def rules(sheet: Worksheet) -> list[tuple[Any, ...]]:
        return sorted(
            (
                str(area.sqref),
                rule.operator,
                [one.lstrip("=") for one in rule.formula],
                color_of(rule.dxf.font.color),
                rule.text,
                rule.dxf.fill and color_of(rule.dxf.fill.bgColor),
            )
            for area in sheet.conditional_formatting
            for rule in area.rules
        )

    assert rules(file) == rules(live)


def assert_same_charts(file: Worksheet, live: Worksheet) -> None:
    def charts(sheet: Any) -> list[Any]:
        return [
            (
                (one.grouping, one.anchor._from.row, one.anchor._from.col),
                (one.anchor.ext.width, one.anchor.ext.height),
                [(part.tx.v, part.val.numRef.f, (part.cat.strRef or part.cat.numRef).f) for part in one.series],
            )
            for one in sheet._charts
        ]

    assert charts(file) == charts(live)


def assert_same_print(file: Worksheet, live: Worksheet) -> None:
    for name in ("orientation", "paperSize", "fitToWidth", "fitToHeight"):
        assert int_or_text(getattr(file.page_setup, name)) == int_or_text(getattr(live.page_setup, name)), name
    fits = [one.sheet_properties.pageSetUpPr for one in (file, live)]
    assert all(one is not None and one.fitToPage for one in fits)
    for name in ("left", "right", "top", "bottom", "footer"):
        assert getattr(file.page_margins, name) == pytest.approx(getattr(live.page_margins, name)), name
    assert file.print_title_rows == live.print_title_rows
    assert file.print_area == live.print_area
    for side in ("left", "right"):
        assert getattr(file.oddFooter, side).text == getattr(live.oddFooter, side).text
    assert [one.id for one in file.row_breaks.brk] == [one.id for one in live.row_breaks.brk]


def int_or_text(value: Any) -> Any:
    return int(value) if str(value).isdigit() else value or 0


CASES = {
    "one workbook": [WORKBOOKS / "2023-samlad" / "sydnarke-2023.xlsx"],
    "three workbooks": [WORKBOOKS / "2023" / f"{name}.xlsx" for name in ("budget", "indikatorer", "folkmangd")],
}


def compare(files: list[Path], excel: Excel, tmp_path: Path) -> None:
    headless, live = tmp_path / "headless", tmp_path / "live"
    for folder in (headless, live):
        folder.mkdir()
        for path in files:
            (folder / path.name).write_bytes(path.read_bytes())
        name_the_others(folder / files[0].name, files[1:])
    done = recalculate([headless / path.name for path in files])
    books = {path.name: excel.open(live / path.name) for path in reversed(files)}
    buttons.recalculated(books[files[0].name])
    for path in done.written:
        excel.save(books[path.name], live / path.name)
        assert_same_workbook(openpyxl.load_workbook(path), openpyxl.load_workbook(live / path.name))


def assert_same_workbook(file: openpyxl.Workbook, live: openpyxl.Workbook) -> None:
    assert file.sheetnames == live.sheetnames
    ours = [name for name in file.sheetnames if MARK in file[name].defined_names]
    assert len(ours) > 3
    assert ours == [name for name in live.sheetnames if MARK in live[name].defined_names]
    for name in ours:
        assert_same_sheet(file[name], live[name])


def name_the_others(path: Path, others: list[Path]) -> None:
    """Say on a settings sheet which workbooks belong together, where there are several."""
    if others:
        book = openpyxl.load_workbook(path)
        book.create_sheet("Inställningar").append(("Arbetsböcker", ", ".join(one.name for one in others)))
        book.save(path)


@pytest.mark.parametrize("case", CASES)
def test_a_file_and_an_open_workbook_get_the_same_sheets(case: str, excel: Excel, tmp_path: Path) -> None:
    compare(CASES[case], excel, tmp_path)


def test_so_do_ten_times_as_many_indicators(excel: Excel, tmp_path: Path) -> None:
    path = wide_case(tmp_path / "stor.xlsx", goals=20, indicators=8)
    compare([path], excel, tmp_path)
