"""Cells read from a workbook's parts: what stands there, exactly, whatever wrote the file."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from decimal import Decimal
from typing import TYPE_CHECKING

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itnamnd_xl.package.faults import UnusableError
from itnamnd_xl.package.formulas import shown_formula
from itnamnd_xl.package.guard import Sizes
from itnamnd_xl.package.opening import open_contents, open_workbook
from itnamnd_xl.policy.load import default_policy
from itnamnd_xl.source.formats import Temporal, temporal
from itnamnd_xl.source.from_package import read_grids
from itnamnd_xl.source.grid import CellKind, Grid
from itnamnd_xl.source.moments import iso_moment, moment

if TYPE_CHECKING:
    from collections.abc import Callable

SIZES = Sizes(**default_policy().limits.model_dump())
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
BASE = openpyxl.Workbook
STRINGS_RELATION = (
    b'<Relationship Id="rIdS" Target="sharedStrings.xml" '
    b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"/>'
)


def with_sheet(rows: str, *, rest: str = "", before: str = "", strings: str = "", properties: str = "") -> bytes:
    """Make a workbook whose one sheet holds these rows, as XML."""
    buffer, made = io.BytesIO(), io.BytesIO()
    book = BASE()
    book.worksheets[0]["A1"], book.worksheets[0]["B1"] = "x", dt.date(2023, 1, 1)
    book.worksheets[0]["C1"] = 0.5
    book.worksheets[0]["C1"].number_format = "[h]:mm"
    book.save(buffer)
    sheet = f'<worksheet xmlns="{MAIN}">{before}<sheetData>{rows}</sheetData>{rest}</worksheet>'
    with zipfile.ZipFile(buffer) as source, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "xl/worksheets/sheet1.xml":
                content = sheet.encode()
            elif name == "xl/_rels/workbook.xml.rels" and strings:
                content = content.replace(b"</Relationships>", STRINGS_RELATION + b"</Relationships>")
            elif name == "xl/workbook.xml" and properties:
                content = content.replace(b"<workbookPr/>", properties.encode())
            target.writestr(name, content)
        if strings:
            target.writestr("xl/sharedStrings.xml", f'<sst xmlns="{MAIN}">{strings}</sst>')
    return made.getvalue()


def grid(data: bytes, sizes: Sizes = SIZES) -> Grid:
    opened, said = open_workbook("bok.xlsx", data, sizes)
    assert opened is not None, said
    grids, problems = read_grids("bok.xlsx", opened.source)
    assert not problems, problems[0].code
    return grids[0]


def refusal(data: bytes, sizes: Sizes = SIZES) -> str:
    opened, said = open_workbook("bok.xlsx", data, sizes)
    problems = said if opened is None else read_grids("bok.xlsx", opened.source)[1]
    return problems[0].code


@pytest.mark.parametrize(
    ("cell", "kind", "value"),
    [
        ('<c r="A1"><v>8.300000000000001</v></c>', CellKind.NUMBER, Decimal("8.3")),
        ('<c r="A1"><v>-1733</v></c>', CellKind.NUMBER, Decimal(-1733)),
        ('<c r="A1" t="n"><v> 1E2 </v></c>', CellKind.NUMBER, Decimal(100)),
        ('<c r="A1"><v>0.1234567890123456</v></c>', CellKind.NUMBER, Decimal("0.123456789012346")),
        ('<c r="A1" t="s"><v>1</v></c>', CellKind.TEXT, "rik text"),
        ('<c r="A1" t="s"><v>2</v></c>', CellKind.TEXT, "東京"),
        ('<c r="A1" t="s"><v>3</v></c>', CellKind.TEXT, "rad 1\r rad 2 _x"),
        ('<c r="A1" t="inlineStr"><is><r><t>två</t></r><r><t> delar</t></r></is></c>', CellKind.TEXT, "två delar"),
        ('<c r="A1" t="str"><f>B1</f><v>svar</v></c>', CellKind.TEXT, "svar"),
        ('<c r="A1" t="b"><v>1</v></c>', CellKind.BOOLEAN, True),
        ('<c r="A1" t="e"><f>1/0</f><v>#DIV/0!</v></c>', CellKind.ERROR, "#DIV/0!"),
        ('<c r="A1"><f>B1*2</f></c>', CellKind.UNCALCULATED, None),
        ('<c r="A1"><f>B1*2</f><v/></c>', CellKind.UNCALCULATED, None),
        ('<c r="A1" s="1"><v>45291</v></c>', CellKind.DATE, dt.datetime.fromisoformat("2023-12-31")),
        ('<c r="A1" s="1"><v>0.5</v></c>', CellKind.TIME, dt.time(12)),
        ('<c r="A1" s="1"><v>-5</v></c>', CellKind.NUMBER, Decimal(-5)),
        ('<c r="A1" s="2"><v>1.5</v></c>', CellKind.TIME, "1 day, 12:00:00"),
        ('<c r="A1" t="d"><v>2023-12-31</v></c>', CellKind.DATE, dt.datetime.fromisoformat("2023-12-31")),
    ],
)  # fmt: skip
def test_a_cell_is_what_it_stores(cell: str, kind: CellKind, value: object) -> None:
    strings = (
        "<si><t>ett</t></si><si><r><t>rik</t></r><r><rPr><b/></rPr><t xml:space='preserve'> text</t></r></si>"
        "<si><t>東京</t><rPh sb='0' eb='2'><t>トウキョウ</t></rPh></si><si><t>rad 1_x000D_ rad 2 _x005F_x</t></si>"
    )
    found = grid(with_sheet(f'<row r="1">{cell}</row>', strings=strings)).cell(1, 1)
    assert found is not None
    assert (found.kind, found.value) == (kind, value)


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="A1"/>',
        '<c r="A1" s="1"/>',
        '<c r="A1"><v/></c>',
        '<c r="A1" t="str"><f>IF(B1="","",1)</f><v></v></c>',
        '<c r="A1" t="inlineStr"><is><t>  </t></is></c>',
        '<c r="A1" t="inlineStr"/>',
    ],
)
def test_a_cell_that_shows_nothing_is_empty(cell: str) -> None:
    assert grid(with_sheet(f'<row r="1">{cell}</row>')).cells == {}


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="1"><c r="A1" t="s"><v>99</v></c></row>',
        '<row r="1"><c r="A1" t="s"><v>-1</v></c></row>',
        '<row r="1"><c r="A1" t="s"><v>text</v></c></row>',
        '<row r="1"><c r="A1"><v>text</v></c></row>',
        '<row r="1"><c r="A1"><v>1e999</v></c></row>',
        '<row r="1"><c r="A1"><v>nan</v></c></row>',
        '<row r="1"><c r="A1" t="okänd"><v>1</v></c></row>',
        '<row r="1"><c r="A1" s="999"><v>1</v></c></row>',
        '<row r="1"><c r="XFE1"><v>1</v></c></row>',
        '<row r="1"><c r="A1048577"><v>1</v></c></row>',
        '<row r="0"><c><v>1</v></c></row>',
        '<row r="1"><c r="A0"><v>1</v></c></row>',
        '<row r="1"><c r="1A"><v>1</v></c></row>',
        "<c><v>1</v></c>",
        '<row r="1"><c r="A1"><v>1</v></row>',
    ],
)
def test_what_cannot_be_is_damage(rows: str) -> None:
    assert refusal(with_sheet(rows)) == "E103"


def test_a_far_cell_costs_nothing() -> None:
    found = grid(
        with_sheet('<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>')
    )
    assert set(found.cells) == {(1, 1), (1_048_576, 16_384)}


def test_places_that_are_not_stated_follow_on() -> None:
    rows = "<row><c><v>1</v></c><c><v>2</v></c></row><row><c r='C2'><v>3</v></c><c><v>4</v></c></row>"
    found = grid(with_sheet(rows))
    assert {place: cell.value for place, cell in found.cells.items()} == {(1, 1): 1, (1, 2): 2, (2, 3): 3, (2, 4): 4}


def test_merges_and_what_is_hidden_are_known() -> None:
    data = with_sheet(
        '<row r="1" hidden="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row><row r="3" hidden="0"/>',
        before='<cols><col min="2" max="4" hidden="true"/></cols>',
        rest='<mergeCells><mergeCell ref="A1:B2"/><mergeCell ref="D9"/></mergeCells>',
    )
    found = grid(data)
    assert found.merges == ((1, 1, 2, 2), (9, 4, 9, 4))
    assert found.hidden_rows == {1}
    assert found.hidden_columns == {2, 3, 4}
    # Under a merged area nobody sees anything.
    assert set(found.cells) == {(1, 1)}


def test_formulas_are_known_shared_and_array_ones_too() -> None:
    rows = (
        '<row r="1"><c r="A1"><f t="shared" ref="A1:A3" si="0">B1*$C$1</f><v>1</v></c></row>'
        '<row r="2"><c r="A2"><f t="shared" si="0"/><v>2</v></c>'
        '<c r="D2"><f t="array" ref="D2:D4">B1:B3</f><v>3</v></c></row>'
    )
    found = grid(with_sheet(rows))
    formulas = {place: shown_formula(cell.formula) for place, cell in found.cells.items() if cell.formula}
    assert formulas == {(1, 1): "=B1*$C$1", (2, 1): "=B2*$C$1", (2, 4): "=B1:B3"}
    array = found.cells[2, 4].formula
    assert array is not None
    assert array.area == "D2:D4"


def test_days_from_1904_are_other_days() -> None:
    rows = '<row r="1"><c r="A1" s="1"><v>0</v></c><c r="B1" s="1"><v>1</v></c></row>'
    found = grid(with_sheet(rows, properties='<workbookPr date1904="1"/>'))
    assert found.cells[1, 2].value == dt.datetime.fromisoformat("1904-01-02")


@pytest.mark.parametrize(
    ("limits", "rows"),
    [
        ({"cells": 2}, '<row r="1"><c><v>1</v></c><c><v>1</v></c><c><v>1</v></c></row>'),
        ({"merges": 0}, ""),
        ({"elements": 3}, "<row/><row/><row/><row/>"),
    ],
)
def test_a_sheet_beyond_a_limit_is_refused(limits: dict[str, int], rows: str) -> None:
    sizes = Sizes(**(default_policy().limits.model_dump() | limits))
    assert refusal(with_sheet(rows, rest='<mergeCells><mergeCell ref="A1:B2"/></mergeCells>'), sizes) == "E110"


@pytest.mark.parametrize(
    "part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/sharedStrings.xml"]
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_type_is_refused_wherever_it_stands(
    part: str, encoding: str, changed_part: Callable[..., bytes]
) -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
    data = changed_part(
        with_sheet('<row><c t="s"><v>0</v></c></row>', strings="<si><t>a</t></si>"), part, bomb, encoding
    )
    assert refusal(data) == "E121"


@pytest.fixture
def changed_part() -> Callable[..., bytes]:
    """Put something before the root of a part, in an encoding."""

    def change(data: bytes, part: str, before: str, encoding: str) -> bytes:
        made = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(made, "w") as target:
            for name in source.namelist():
                content = source.read(name)
                if name == part:
                    text = content.decode()
                    text = text[text.index("?>") + 2 :] if text.startswith("<?xml") else text
                    content = f'<?xml version="1.0" encoding="{encoding}"?>{before}{text}'.encode(encoding)
                target.writestr(name, content)
        return made.getvalue()

    return change


def test_the_sheets_are_read_when_asked_for() -> None:
    data = with_sheet('<row r="1"><c r="A1" t="s"><v>99</v></c></row>')
    contents = open_contents(data, SIZES)
    assert [one.name for one in contents.user_sheets] == ["Sheet"]
    with pytest.raises(UnusableError):
        contents.pour(contents.user_sheets[0], lambda *_: None)


@pytest.mark.parametrize(
    ("number_format", "expected"),
    [
        ("General", None),
        ("0.00", None),
        ("#,##0 [$kr-41D]", None),
        ('0" dagar"', None),
        ("[Red]0", None),
        ("_-* #,##0_-;-* #,##0_-", None),
        ("yyyy-mm-dd", Temporal.DATE),
        ("[$-41D]d mmmm yyyy;@", Temporal.DATE),
        ("h:mm", Temporal.DATE),
        ("[h]:mm:ss", Temporal.DURATION),
        ("[mm]:ss", Temporal.DURATION),
        ("d/m;@", Temporal.DATE),
    ],
)
def test_a_format_tells_a_moment_from_a_number(number_format: str, expected: Temporal | None) -> None:
    assert temporal(number_format) is expected


@given(st.integers(61, 2_958_465), st.integers(0, 86_399))
def test_a_moment_comes_back(day: int, second: int) -> None:
    found = moment(day + second / 86_400, from_1904=False)
    assert found == dt.datetime.fromisoformat("1899-12-30") + dt.timedelta(days=day, seconds=second)


@pytest.mark.parametrize("serial", [-1.0, 3e6, 1e300])
def test_a_moment_that_is_none_stays_a_number(serial: float) -> None:
    assert moment(serial, from_1904=False) is None


def test_what_is_no_moment_in_words_is_none() -> None:
    assert iso_moment("i morgon") is None
    assert iso_moment("12:30:00") == dt.time(12, 30)


VALUES = st.one_of(
    st.none(),
    st.integers(-(10**9), 10**9),
    st.floats(allow_nan=False, allow_infinity=False, width=32),
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=20).filter(
        lambda text: text[:1] != "="
    ),
    st.booleans(),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(VALUES, min_size=1, max_size=5), min_size=1, max_size=6))
def test_what_openpyxl_writes_is_read_as_it_reads_it(rows: list[list[object]]) -> None:
    book = BASE()
    for row in rows:
        book.worksheets[0].append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    theirs = openpyxl.load_workbook(buffer, data_only=True).worksheets[0]
    ours = grid(buffer.getvalue())
    for cells in theirs.iter_rows():
        for cell in cells:
            found = ours.cell(cell.row or 0, cell.column or 0)
            value = cell.value
            if value is None or (isinstance(value, str) and not value.strip()):
                assert found is None
            else:
                assert found is not None
                is_number = isinstance(value, int | float) and not isinstance(value, bool)
                expected = Decimal(f"{value:.15g}") if is_number else value
                assert str(found.value) == str(expected) or "_x" in str(value)
