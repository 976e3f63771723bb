"""Our sheets in the user's package: each pitfall that foreign workbooks hold has its test here."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from typing import TYPE_CHECKING

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.styles import Font, PatternFill

from itnamnd_xl.package.faults import UnusableError
from itnamnd_xl.package.fresh import NewSheet
from itnamnd_xl.package.graft import put_sheets
from itnamnd_xl.package.names import LONGEST_NAME, former, free_name
from itnamnd_xl.package.opening import open_contents
from itnamnd_xl.package.own import MARK, copied_sheets, own_sheets, user_sheets
from itnamnd_xl.package.plain import is_plain
from itnamnd_xl.package.references import referring_parts
from itnamnd_xl.package.transplant import Transplant
from itnamnd_xl.package.verify import changed_part, fault_of
from itnamnd_xl.package.workbook import Obstacle

if TYPE_CHECKING:
    from collections.abc import Callable

    from openpyxl.workbook import Workbook as Book

    from itnamnd_xl.package.contents import Contents
    from itnamnd_xl.package.guard import Sizes

    Make = Callable[[Callable[[Book], None]], bytes]
    Change = Callable[..., bytes]

STRICT = {
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main": "http://purl.oclc.org/ooxml/spreadsheetml/main",
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships": (
        "http://purl.oclc.org/ooxml/officeDocument/relationships"
    ),
}


def fill_drift(book: Book) -> None:
    sheet = book.worksheets[0]
    sheet.title = "Drift"
    sheet["A1"], sheet["B1"], sheet["B2"] = "Personal", 10, "=B1*2"
    sheet["A1"].font = Font(bold=True)
    book.create_sheet("Egen")["A1"] = "=Drift!B1"


@pytest.fixture
def user(made: Make) -> bytes:
    return made(fill_drift)


@pytest.fixture
def opened(sizes: Sizes) -> Callable[[bytes], Contents]:
    return lambda data: open_contents(data, sizes)


@pytest.fixture
def graft(made: Make, sizes: Sizes) -> Callable[..., bytes]:
    """Put sheets of ours into a workbook, each with a title in colour, a number and a formula."""

    def put(data: bytes, *names: str, removed: tuple[str, ...] = ()) -> bytes:
        def fill(book: Book) -> None:
            book.remove(book.worksheets[0])
            for name in names:
                sheet = book.create_sheet(name)
                sheet["A1"], sheet["A2"], sheet["A3"] = f"vår {name}", 1733.5, "=A2*2"
                sheet["A1"].fill = PatternFill("solid", fgColor="DCEFE4")
                sheet["A2"].number_format = '#,##0.0" tkr"'
                sheet["A4"], sheet["A4"].data_type = "=inte en formel", "s"
                sheet["A5"], sheet["A5"].data_type = "#N/A", "s"
                sheet.print_title_rows = "1:1"

        workbook = open_contents(data, sizes).workbook
        fresh = Transplant(open_contents(made(fill), sizes).workbook) if names else None
        new = [NewSheet(name, {}, {(3, 1): 3467}, former(own_sheets(workbook), name)) for name in names]
        gone = [one for one in own_sheets(workbook) if one.name in removed]
        return put_sheets(workbook, fresh, new, removed=gone)[0]

    return put


def part(data: bytes, name: str) -> str:
    return zipfile.ZipFile(io.BytesIO(data)).read(name).decode()


def active(book: Book) -> str:
    return book.sheetnames[book._active_sheet_index]  # type: ignore[attr-defined] # a chart sheet may be active


def names_of(data: bytes) -> list[str]:
    return zipfile.ZipFile(io.BytesIO(data)).namelist()


def test_every_part_of_the_users_keeps_its_bytes(user: bytes, graft: Callable[..., bytes], sizes: Sizes) -> None:
    data = graft(user, "Avstämning", "Fördelning")
    before = open_contents(user, sizes).workbook
    assert fault_of(data, before, ["Avstämning", "Fördelning"], sizes) is None
    assert set(names_of(user)) <= set(names_of(data))
    touched = {name for name in names_of(user) if part(user, name) != part(data, name)}
    assert touched == {"[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml"}


def test_a_second_run_gives_the_same_bytes(user: bytes, graft: Callable[..., bytes]) -> None:
    once = graft(user, "Avstämning", "Fördelning")
    assert graft(once, "Avstämning", "Fördelning") == once


def test_cleaning_gives_the_users_workbook_back(user: bytes, graft: Callable[..., bytes], sizes: Sizes) -> None:
    back = graft(graft(user, "Avstämning", "Fördelning"), removed=("Avstämning", "Fördelning"))
    assert names_of(back) == names_of(user)
    for name in names_of(user):
        if name not in ("[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml"):
            assert part(back, name) == part(user, name)
    assert "itnamnd" not in part(back, "xl/workbook.xml") + part(back, "[Content_Types].xml")
    assert changed_part(open_contents(user, sizes).workbook, open_contents(back, sizes).workbook) is None


def test_texts_formulas_and_values_arrive_as_they_are(user: bytes, graft: Callable[..., bytes]) -> None:
    data = graft(user, "Fördelning")
    values = openpyxl.load_workbook(io.BytesIO(data), data_only=True)["Fördelning"]
    behind = openpyxl.load_workbook(io.BytesIO(data))["Fördelning"]
    assert [values[f"A{row}"].value for row in range(1, 6)] == [
        "vår Fördelning", 1733.5, 3467, "=inte en formel", "#N/A",
    ]  # fmt: skip
    assert behind["A3"].value == "=A2*2"
    assert behind["A4"].data_type == behind["A5"].data_type == "s"
    assert behind["A1"].fill.fgColor.rgb == "00DCEFE4"
    assert behind["A2"].number_format == '#,##0.0" tkr"'
    assert behind.print_title_rows == "$1:$1"
    assert "sharedStrings" not in part(data, "xl/worksheets/itnamnd_sheet1.xml")


def test_the_users_default_style_stays_hers(user: bytes, changed: Change, graft: Callable[..., bytes]) -> None:
    styles = part(user, "xl/styles.xml").replace("Calibri", "Garamond")
    data = graft(changed(user, **{"xl/styles.xml": styles.encode()}), "Fördelning")
    sheet = openpyxl.load_workbook(io.BytesIO(data))["Drift"]
    assert (sheet["B1"].font.name, sheet["B1"].fill.fill_type, sheet["A1"].font.bold) == ("Garamond", None, True)


def test_no_sheet_of_ours_is_selected(user: bytes, graft: Callable[..., bytes]) -> None:
    data = graft(user, "Avstämning", "Fördelning")
    for number in (1, 2):
        assert "tabSelected" not in part(data, f"xl/worksheets/itnamnd_sheet{number}.xml")
    assert active(openpyxl.load_workbook(io.BytesIO(data))) == "Drift"


def test_nothing_makes_excel_ask_to_save(user: bytes, graft: Callable[..., bytes]) -> None:
    before = re.findall(r"<(?:\w+:)?calcPr[^>]*>", part(user, "xl/workbook.xml"))
    assert re.findall(r"<(?:\w+:)?calcPr[^>]*>", part(graft(user, "Fördelning"), "xl/workbook.xml")) == before


def test_a_sheet_that_the_user_has_renamed_is_hers(user: bytes, graft: Callable[..., bytes], sizes: Sizes) -> None:
    book = openpyxl.load_workbook(io.BytesIO(graft(user, "Fördelning")))
    book["Fördelning"].title = "Min fördelning"
    buffer = io.BytesIO()
    book.save(buffer)
    workbook = open_contents(buffer.getvalue(), sizes).workbook
    assert own_sheets(workbook) == ()
    # But what stands in it are results: no figures are read from there.
    assert [one.name for one in user_sheets(workbook)] == ["Drift", "Egen"]
    assert [one.name for one in copied_sheets(workbook)] == ["Min fördelning"]


def test_a_name_of_the_whole_workbook_is_no_mark(made: Make, sizes: Sizes) -> None:
    def fill(book: Book) -> None:
        fill_drift(book)
        book.defined_names.add(openpyxl.workbook.defined_name.DefinedName(MARK, attr_text='"Drift"'))

    assert own_sheets(open_contents(made(fill), sizes).workbook) == ()


def test_a_sheet_is_replaced_where_it_stands(user: bytes, graft: Callable[..., bytes]) -> None:
    book = openpyxl.load_workbook(io.BytesIO(graft(user, "Avstämning", "Fördelning")))
    book.move_sheet("Fördelning", -3)
    book.active = book.sheetnames.index("Egen")
    book["Egen"].print_area = "A1:B2"
    buffer = io.BytesIO()
    book.save(buffer)
    identity = re.findall(r'name="(\w+)"[^>]*sheetId="(\d+)"', part(buffer.getvalue(), "xl/workbook.xml"))
    again = graft(buffer.getvalue(), "Avstämning", "Fördelning")
    found = openpyxl.load_workbook(io.BytesIO(again))
    assert found.sheetnames == ["Fördelning", "Drift", "Egen", "Avstämning"]
    assert active(found) == "Egen"
    assert found["Egen"].print_area == "'Egen'!$A$1:$B$2"
    assert re.findall(r'name="(\w+)"[^>]*sheetId="(\d+)"', part(again, "xl/workbook.xml")) == identity


def test_names_and_views_follow_when_a_sheet_goes(user: bytes, graft: Callable[..., bytes]) -> None:
    book = openpyxl.load_workbook(io.BytesIO(graft(user, "Avstämning", "Fördelning")))
    book.move_sheet("Avstämning", -2)
    book.active = book.sheetnames.index("Egen")
    book["Egen"].print_title_rows = "1:2"
    buffer = io.BytesIO()
    book.save(buffer)
    found = openpyxl.load_workbook(io.BytesIO(graft(buffer.getvalue(), removed=("Avstämning",))))
    assert found.sheetnames == ["Drift", "Egen", "Fördelning"]
    assert active(found) == "Egen"
    assert found["Egen"].print_title_rows == "$1:$2"
    assert MARK in found["Fördelning"].defined_names


def test_styles_are_added_once_however_many_there_are(made: Make, graft: Callable[..., bytes]) -> None:
    def fill(book: Book) -> None:
        fill_drift(book)
        for number in range(1, 3000):
            book["Egen"].cell(number, 2, number).number_format = f'0.0"{number}"'

    data = graft(made(fill), "Fördelning")
    assert graft(data, "Fördelning") == data
    formats = [int(one) for one in re.findall(r'<(?:\w+:)?numFmt numFmtId="(\d+)"', part(data, "xl/styles.xml"))]
    assert len(formats) == len(set(formats)) == 3000


def test_a_strict_workbook_gets_strict_sheets(
    user: bytes, changed: Change, graft: Callable[..., bytes], sizes: Sizes
) -> None:
    parts = {}
    for name in names_of(user):
        content = part(user, name)
        for plain, strict in STRICT.items():
            content = content.replace(plain, strict)
        parts[name] = content.encode()
    data = graft(changed(user, **parts), "Fördelning")
    sheet = part(data, "xl/worksheets/itnamnd_sheet1.xml")
    assert "purl.oclc.org/ooxml/spreadsheetml/main" in sheet
    assert "schemas.openxmlformats.org/spreadsheetml" not in sheet + part(data, "xl/workbook.xml")
    assert "purl.oclc.org/ooxml/officeDocument/relationships/worksheet" in part(data, "xl/_rels/workbook.xml.rels")
    assert [one.name for one in own_sheets(open_contents(data, sizes).workbook)] == ["Fördelning"]
    assert graft(data, "Fördelning") == data


CHAIN = '<calcChain xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{}</calcChain>'
CHAIN_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.calcChain+xml"


def with_chain(data: bytes, changed: Change, cells: str) -> bytes:
    types = part(data, "[Content_Types].xml").replace(
        "</Types>", f'<Override PartName="/xl/calcChain.xml" ContentType="{CHAIN_TYPE}"/></Types>'
    )
    relations = part(data, "xl/_rels/workbook.xml.rels").replace(
        "</Relationships>",
        '<Relationship Id="rIdKedja" Target="calcChain.xml" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        'relationships/calcChain"/></Relationships>',
    )
    new = {"[Content_Types].xml": types.encode(), "xl/_rels/workbook.xml.rels": relations.encode()}
    return changed(data, **new, **{"xl/calcChain.xml": CHAIN.format(cells).encode()})


@pytest.mark.parametrize(("cells", "kept"), [('<c r="B2" i="1"/><c r="B3"/>', True), ('<c r="A3" i="3"/>', False)])
def test_the_calculation_chain_goes_only_where_it_names_our_cells(
    cells: str, kept: bool, user: bytes, changed: Change, graft: Callable[..., bytes]
) -> None:
    data = graft(with_chain(graft(user, "Fördelning"), changed, cells), "Fördelning")
    assert ("xl/calcChain.xml" in names_of(data)) is kept
    assert ("calcChain" in part(data, "[Content_Types].xml")) is kept
    assert ("calcChain" in part(data, "xl/_rels/workbook.xml.rels")) is kept


def test_a_workbook_without_styles_gets_them(user: bytes, changed: Change, graft: Callable[..., bytes]) -> None:
    bare = changed(
        user,
        **{
            "xl/styles.xml": None,
            "xl/worksheets/sheet1.xml": re.sub(r' s="\d+"', "", part(user, "xl/worksheets/sheet1.xml")).encode(),
            "xl/_rels/workbook.xml.rels": re.sub(
                r"<Relationship [^>]*styles[^>]*/>", "", part(user, "xl/_rels/workbook.xml.rels")
            ).encode(),
        },
    )
    data = graft(bare, "Fördelning")
    found = openpyxl.load_workbook(io.BytesIO(data))
    assert found["Fördelning"]["A1"].fill.fgColor.rgb == "00DCEFE4"
    assert found["Drift"]["B1"].value == 10
    assert graft(data, "Fördelning") == data


def test_odd_packages_are_taken_as_they_are(user: bytes, changed: Change, graft: Callable[..., bytes]) -> None:
    """An Override without its part, absolute targets, prefixed roots."""
    types = part(user, "[Content_Types].xml").replace(
        "</Types>", '<Override PartName="/xl/borta.xml" ContentType="x/y"/></Types>'
    )
    relations = part(user, "xl/_rels/workbook.xml.rels").replace('Target="worksheets', 'Target="/xl/worksheets')
    namespace = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    book = re.sub(r"<(/?)(\w+)(?=[ />])", r"<\1x:\2", part(user, "xl/workbook.xml")).replace(
        f'xmlns="{namespace}"', f'xmlns:x="{namespace}"'
    )
    odd = changed(
        user,
        **{
            "[Content_Types].xml": types.encode(),
            "xl/_rels/workbook.xml.rels": relations.encode(),
            "xl/workbook.xml": book.encode(),
        },
    )
    data = graft(odd, "Fördelning")
    assert openpyxl.load_workbook(io.BytesIO(data)).sheetnames == ["Drift", "Egen", "Fördelning"]
    assert graft(data, "Fördelning") == data


def test_backslashes_in_part_names_are_slashes(user: bytes, graft: Callable[..., bytes], sizes: Sizes) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names_of(user):
            info = zipfile.ZipInfo("x")
            info.filename = name.replace("/", "\\")
            archive.writestr(info, part(user, name))
    data = graft(buffer.getvalue(), "Fördelning")
    before = open_contents(buffer.getvalue(), sizes).workbook
    assert fault_of(data, before, ["Fördelning"], sizes) is None


def test_what_the_file_says_of_itself_stays(user: bytes, graft: Callable[..., bytes]) -> None:
    data = graft(user, "Fördelning")
    for name in ("docProps/core.xml", "docProps/app.xml"):
        assert part(data, name) == part(user, name)


# openpyxl, which looks at the result here, tells that it would lose what is kept.
@pytest.mark.filterwarnings("ignore:.*extension is not supported")
def test_cached_values_charts_and_comments_stay(graft: Callable[..., bytes], sizes: Sizes) -> None:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    sheet = book.add_worksheet("Drift")
    sheet.write_formula("A1", "=1+1", None, 2)
    sheet.write_comment("A2", "kommentar")
    sheet.insert_textbox("D2", "textruta")
    sheet.add_sparkline("B1", {"range": "Drift!A1:A2"})
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "=Drift!$A$1:$A$2"})
    sheet.insert_chart("F2", chart)
    sheet.data_validation("C1", {"validate": "list", "source": ["ja", "nej"]})
    sheet.conditional_format("A1:A9", {"type": "data_bar", "data_bar_2010": True})
    book.close()
    user = buffer.getvalue()
    data = graft(user, "Fördelning")
    before = open_contents(user, sizes).workbook
    assert fault_of(data, before, ["Fördelning"], sizes) is None
    assert openpyxl.load_workbook(io.BytesIO(data), data_only=True)["Drift"]["A1"].value == 2
    assert {name for name in names_of(user) if "drawing" in name or "chart" in name} <= set(names_of(data))


@pytest.mark.parametrize(
    ("change", "obstacle"),
    [
        ({"_xmlsignatures/origin.sigs": "x"}, Obstacle.SIGNED),
        ({"workbook": '<workbookProtection lockStructure="1"/>'}, Obstacle.LOCKED),
        ({"relations": "revisionHeaders"}, Obstacle.SHARED),
    ],
)
def test_what_nothing_may_be_put_into_is_known(
    change: dict[str, str], obstacle: Obstacle, user: bytes, changed: Change, sizes: Sizes
) -> None:
    parts = {name: content.encode() for name, content in change.items() if "/" in name}
    if element := change.get("workbook"):
        book = part(user, "xl/workbook.xml").replace("<workbookProtection/>", element)
        parts["xl/workbook.xml"] = book.encode()
    if kind := change.get("relations"):
        relation = (
            f'<Relationship Id="rIdX" Target="revisions/x.xml" Type="http://schemas.openxmlformats.org/officeDocument/'
            f'2006/relationships/{kind}"/></Relationships>'
        )
        content = part(user, "xl/_rels/workbook.xml.rels").replace("</Relationships>", relation)
        parts["xl/_rels/workbook.xml.rels"] = content.encode()
    assert open_contents(user, sizes).workbook.obstacle is None
    assert open_contents(changed(user, **parts), sizes).workbook.obstacle is obstacle


def test_what_refers_to_a_sheet_of_ours_is_found(user: bytes, graft: Callable[..., bytes], sizes: Sizes) -> None:
    book = openpyxl.load_workbook(io.BytesIO(graft(user, "Avstämning", "Fördelning")))
    book["Egen"]["C1"] = "='Fördelning'!A2"
    buffer = io.BytesIO()
    book.save(buffer)
    workbook = open_contents(buffer.getvalue(), sizes).workbook
    avstamning, fordelning = own_sheets(workbook)
    found = referring_parts(workbook, [avstamning, fordelning])
    assert {one: [name.rpartition("/")[2] for name in parts] for one, parts in found.items()} == {
        fordelning: ["sheet2.xml"]
    }


def test_a_shared_string_of_another_workbook_is_not_taken_over(user: bytes, sizes: Sizes) -> None:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    book.add_worksheet("Fördelning").write("A1", "delad text")
    book.close()
    fresh = Transplant(open_contents(buffer.getvalue(), sizes).workbook)
    with pytest.raises(UnusableError):
        put_sheets(open_contents(user, sizes).workbook, fresh, [NewSheet("Fördelning")])


def test_a_changed_part_is_noticed(user: bytes, changed: Change, graft: Callable[..., bytes], sizes: Sizes) -> None:
    before = open_contents(user, sizes).workbook
    data = graft(user, "Fördelning")
    touched = changed(data, **{"xl/worksheets/sheet1.xml": part(data, "xl/worksheets/sheet1.xml").encode() + b" "})
    assert "xl/worksheets/sheet1.xml" in (fault_of(touched, before, [], sizes) or "")
    assert fault_of(data, before, ["Avstämning"], sizes) == "en resultatflik saknas"
    assert fault_of(data[:-400], before, [], sizes) == "det som skrevs gick inte att läsa tillbaka"


@pytest.mark.parametrize("place", ["content", "checksum", "size", "method", "name", "signature"])
def test_a_fault_in_a_part_that_nobody_changed_is_noticed(
    place: str, user: bytes, graft: Callable[..., bytes], sizes: Sizes
) -> None:
    name = "xl/worksheets/sheet1.xml"
    before, data = open_contents(user, sizes).workbook, bytearray(graft(user, "Fördelning"))
    with zipfile.ZipFile(io.BytesIO(data)) as container:
        local = container.getinfo(name).header_offset
        listed = data.index(b"PK\1\2", container.start_dir)
    while data[listed + 46 : listed + 46 + len(name)] != name.encode():
        listed = data.index(b"PK\1\2", listed + 4)
    at = {
        "content": local + 30 + len(name) + 20,
        "checksum": listed + 16,
        "size": listed + 24,
        "method": listed + 10,
        "name": local + 30,
        "signature": local,
    }[place]
    assert fault_of(bytes(data), before, ["Fördelning"], sizes) is None
    data[at] ^= 1
    assert fault_of(bytes(data), before, ["Fördelning"], sizes) == "det som skrevs gick inte att läsa tillbaka"


@pytest.mark.parametrize(
    ("taken", "name"),
    [
        (set(), "Fördelning"),
        ({"fördelning"}, "Fördelning (2)"),
        ({"FÖRDELNING", "Fördelning (2)"}, "Fördelning (3)"),
    ],
)
def test_a_taken_name_gets_the_next_number(taken: set[str], name: str) -> None:
    assert free_name("Fördelning", taken) == name


@given(st.text(min_size=1, max_size=60), st.integers(0, 12))
def test_a_free_name_is_free_and_short_enough(wanted: str, rounds: int) -> None:
    taken: set[str] = set()
    for _ in range(rounds + 1):
        name = free_name(wanted, taken)
        assert len(name) <= LONGEST_NAME
        assert name.casefold() not in {one.casefold() for one in taken}
        taken.add(name)


ROWS = '<row r="1"><c r="A1" s="1" t="inlineStr"><is><t>a</t></is></c></row>'


def sheet_part(
    rows: str = ROWS, after: str = "", namespace: str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
) -> bytes:
    return f'<worksheet xmlns="{namespace}"><sheetData>{rows}</sheetData>{after}</worksheet>'.encode()


def test_a_plain_sheet_part_is_known_for_one(sizes: Sizes) -> None:
    merged = '<mergeCells count="1"><mergeCell ref="A1:B1"/></mergeCells>'
    assert is_plain(sheet_part(after=merged), sizes)
    assert is_plain(sheet_part(namespace="http://purl.oclc.org/ooxml/spreadsheetml/main"), sizes)


@pytest.mark.parametrize(
    "part",
    [
        sheet_part(ROWS.replace('r="A1"', 'r="A0"')),
        sheet_part(ROWS.replace('r="A1"', 'r="ÅÄÖ1"')),
        sheet_part(ROWS.replace(' r="A1"', "")),
        sheet_part(ROWS.replace('r="1"', 'r="x"')),
        sheet_part(ROWS.replace('s="1"', 's="-1"')),
        sheet_part(ROWS.replace('s="1"', 's="1\u0662"')),
        sheet_part(ROWS.replace("inlineStr", "s")),
        sheet_part(ROWS.replace("inlineStr", "odd")),
        sheet_part(ROWS.replace(">a<", ">" + "a" * 70_000 + "<")),
        sheet_part(after='<mergeCells><mergeCell ref="A1:B"/></mergeCells>'),
        sheet_part(after='<x><c r="A1"/></x>'),
        sheet_part(after="<a>" * 8 + "</a>" * 8),
        sheet_part(after='<cols><col min="1" max="99999"/></cols>'),
        sheet_part(namespace="urn:annat"),
        sheet_part(" " * 600_000),
    ],
)
def test_what_is_not_plain_is_left_to_the_reader(part: bytes, sizes: Sizes) -> None:
    assert not is_plain(part, sizes)


@pytest.mark.parametrize(
    "part",
    [
        sheet_part().replace(b"<sheetData>", b"<x><sheetData>").replace(b"</sheetData>", b"</sheetData></x>"),
        b'<x xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">' + sheet_part() + b"</x>",
        sheet_part(after=f"<sheetData>{ROWS}</sheetData><x><row/></x>"),
        sheet_part().replace(b"<sheetData>", b"<!--<sheetData>").replace(b"</sheetData>", b"</sheetData>--><c/>"),
        sheet_part(ROWS.replace(">a<", ">" + "a" * 40_000 + "<") + ROWS.replace(">a<", ">" + "a" * 70_000 + "<")),
    ],
)
def test_rows_of_ours_are_plain_only_where_rows_are(part: bytes, sizes: Sizes) -> None:
    assert not is_plain(part, sizes)


@pytest.mark.parametrize(
    "text", [b"\xff", b"\xed\xa0\x80", b"\xef\xbf\xbe", b"\xef\xbf\xbf", b"\x0b", b"]]>", b"&", b"&odd;", b"&#0;"]
)
def test_rows_of_ours_hold_nothing_that_xml_cannot(text: bytes, sizes: Sizes) -> None:
    with pytest.raises(UnusableError):
        is_plain(sheet_part().replace(b">a<", b">" + text + b"<"), sizes)


def test_rows_of_ours_are_counted(sizes: Sizes) -> None:
    assert not is_plain(sheet_part(ROWS * 2), replace(sizes, cells=1))
    with pytest.raises(UnusableError):
        is_plain(sheet_part(ROWS * 2), replace(sizes, elements=7))


def test_rows_in_another_encoding_are_not_taken_for_utf8(sizes: Sizes) -> None:
    part = b'<?xml version="1.0" encoding="iso-8859-1"?>' + sheet_part(ROWS.replace(">a<", ">å<"))
    assert is_plain(part, sizes)
    with pytest.raises(UnusableError):
        is_plain(part.replace(b"iso-8859-1", b"us-ascii"), sizes)


@pytest.mark.parametrize("part", [sheet_part()[:-9], sheet_part("\x01"), b"<!DOCTYPE x>" + sheet_part()])
def test_what_cannot_be_parsed_is_not_plain(part: bytes, sizes: Sizes) -> None:
    with pytest.raises(UnusableError):
        is_plain(part, sizes)


@pytest.mark.parametrize("bad", [b'<c r="A0"/>', b'<c r="A1" t="s"><v>99</v></c>', b"<c", b"\xff"])
def test_a_sheet_of_ours_that_cannot_be_read_is_noticed(
    bad: bytes, user: bytes, changed: Change, graft: Callable[..., bytes], sizes: Sizes
) -> None:
    data = graft(user, "Fördelning")
    name = "xl/worksheets/itnamnd_sheet1.xml"
    spoilt = changed(data, **{name: part(data, name).encode().replace(b"</row>", bad + b"</row>", 1)})
    before = open_contents(user, sizes).workbook
    assert fault_of(data, before, ["Fördelning"], sizes) is None
    assert fault_of(spoilt, before, ["Fördelning"], sizes) == "det som skrevs gick inte att läsa tillbaka"
