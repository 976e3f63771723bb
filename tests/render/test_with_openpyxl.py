"""What stands in a written sheet: figures as figures, text as text, links that lead home, a page that prints."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from itnamnd_xl.core.model import CellRef
from itnamnd_xl.render.sheet_part import draw
from itnamnd_xl.render.with_openpyxl import render_workbook, write_sheet
from itnamnd_xl.sheets.spec import Cell, Role, Sheet, titled
from tests.cases import RESULT_SHEETS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from openpyxl.worksheet.worksheet import Worksheet

    Json = Callable[..., tuple[int, dict[str, Any]]]


def written(sheet: Sheet) -> Worksheet:
    book = openpyxl.Workbook()
    target = book.worksheets[0]
    write_sheet(sheet, target)
    return target


def test_working_columns_are_neither_printed_nor_below_sentences() -> None:
    sheet = titled("S", "Titel", (20, 20, 20), 1)
    sheet.header("Namn", "Andel", "Rest")
    assert written(sheet).print_area == "'Sheet'!$A$1:$B$2"
    assert dict(draw(sheet).names)["_xlnm.Print_Area"] == "'S'!$A$1:$B$2"
    assert [str(one) for one in written(sheet).merged_cells.ranges] == ["A1:B1"]


@pytest.mark.parametrize("text", ["=1+1", "+46", "-", "@namn", "#N/A", "'citat", "2023-12-31", "1 733"])
def test_text_stays_text(text: str) -> None:
    sheet = titled("S", "Titel", (20,))
    sheet.add((Cell(text),))
    cell = written(sheet)["A2"]
    assert (cell.value, cell.data_type) == (text, "s")


@pytest.mark.parametrize(
    ("cell", "value", "number_format"),
    [
        (Cell(Decimal("1733.5"), Role.AMOUNT, places=1), 1733.5, '#,##0.0;"−"#,##0.0'),
        (Cell(Decimal(864), Role.NUMBER, suffix="st"), 864, '#,##0"\u00a0st";"−"#,##0"\u00a0st"'),
        (Cell(Decimal("0.785"), Role.PERCENT, places=1), 0.785, '0.0"\u00a0"%;"−"0.0"\u00a0"%'),
    ],
)
def test_a_figure_is_a_number_with_its_format(cell: Cell, value: float, number_format: str) -> None:
    sheet = titled("S", "Titel", (20,))
    sheet.add((cell,))
    found = written(sheet)["A2"]
    assert float(found.value) == value
    assert found.number_format == number_format


def test_a_link_leads_to_its_cell_through_any_sheet_name() -> None:
    sheet = titled("S", "Titel", (20,))
    sheet.add((Cell("källa", Role.LINK, source=CellRef("b.xlsx", "Anna's blad!", 5, 3)),))
    link = written(sheet)["A2"].hyperlink
    assert link is not None
    assert link.location == "'Anna''s blad!'!C5"


def test_every_sheet_prints_on_a4_landscape_and_begins_with_its_title(single: list[Path], as_json: Json) -> None:
    as_json("recalc", *single)
    book, shown = openpyxl.load_workbook(single[0]), openpyxl.load_workbook(single[0], data_only=True)
    for name in RESULT_SHEETS:
        sheet = book[name]
        assert str(shown[name]["A1"].value).startswith(name)
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
        assert sheet.sheet_properties.pageSetUpPr is not None
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.oddFooter is not None
        assert sheet.oddFooter.right.text == "Sida &P av &N"


def test_levels_have_symbol_word_and_colour(single: list[Path], as_json: Json) -> None:
    as_json("recalc", *single)
    sheet = openpyxl.load_workbook(single[0], data_only=True)["Måluppfyllelse"]
    looks = {
        str(cell.value): cell.fill.fgColor.rgb
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, str) and re.match(r"[●▲■] ", cell.value)
    }
    assert {"● Uppnådd", "▲ Delvis uppnådd", "■ Ej uppnådd", "● Uppnås", "▲ Uppnås delvis"} <= set(looks)
    assert len({looks["● Uppnådd"], looks["▲ Delvis uppnådd"], looks["■ Ej uppnådd"]}) == 3


def test_links_lead_to_cells_that_hold_something(single: list[Path], as_json: Json) -> None:
    as_json("recalc", *single)
    book = openpyxl.load_workbook(single[0])
    followed = 0
    for name in RESULT_SHEETS:
        for row in book[name].iter_rows():
            for cell in row:
                if cell.hyperlink is not None:
                    sheet, address = str(cell.hyperlink.location).rsplit("!", 1)
                    assert book[sheet.strip("'").replace("''", "'")][address].value is not None
                    followed += 1
    assert followed > 60


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_nothing_is_cut_or_overflows_when_printed(single: list[Path], as_json: Json, tmp_path: Path) -> None:
    as_json("recalc", *single)
    line = ["soffice", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless", "--convert-to", "pdf"]
    subprocess.run([*line, "--outdir", str(tmp_path), str(single[0])], check=True, capture_output=True, timeout=120)
    pdf = tmp_path / "sydnarke-2023.pdf"
    assert pdf.exists()
    if shutil.which("pdftotext"):
        done = subprocess.run(
            ["pdftotext", "-layout", str(pdf), "-"], check=True, capture_output=True, encoding="utf-8"
        )
        assert "###" not in done.stdout
        words = " ".join(done.stdout.split())
        assert "Lekebergs andel är värdkommunens egen och faktureras inte; 1 377 tkr faktureras." in words
        assert "NETTORESULTAT" in words


def test_a_workbook_says_which_language_it_is_in() -> None:
    book = openpyxl.load_workbook(io.BytesIO(render_workbook([titled("S", "Titel", (20,))])))
    assert book.properties.language == "sv-SE"
