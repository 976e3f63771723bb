"""The sheet Diagram in a user's workbook: ours for as long as nobody has drawn there, whoever has saved it."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, cast

import openpyxl
import pytest
from openpyxl.chart import BarChart

from itnamnd_xl import recalculate
from itnamnd_xl.app.recalculate import clean
from itnamnd_xl.package.opc import relations_part
from tests.app.parts import TYPES, Parts, edit_parts, hang_drawing, parts_of, replace, sheet_part

if TYPE_CHECKING:
    from collections.abc import Callable

    from openpyxl.worksheet.worksheet import Worksheet

SHEET = "Diagram"
DRAWING, CHART = "xl/drawings/itnamnd_drawing1.xml", "xl/charts/itnamnd_chart{}.xml"
OFFICE = shutil.which("soffice")


@pytest.fixture
def computed(single: list[Path]) -> Path:
    recalculate(single)
    return single[0]


def codes(path: Path) -> list[str]:
    return [one.code for one in recalculate([path]).diagnostics]


def charts(path: Path) -> list[str]:
    return sorted(name for name in parts_of(path) if re.match(r"xl/(charts|drawings)/", name))


def test_the_charts_hang_on_their_sheet_and_stay_to_the_byte(computed: Path) -> None:
    assert charts(computed) == sorted([DRAWING, relations_part(DRAWING), *(CHART.format(at) for at in range(1, 5))])
    found = cast("Worksheet", openpyxl.load_workbook(computed)[SHEET])
    assert len(found._charts) == 4  # type: ignore[attr-defined] # the stubs leave it out
    before = computed.read_bytes()
    recalculate([computed])
    assert computed.read_bytes() == before


def test_cleaning_takes_them_away(computed: Path) -> None:
    assert clean(computed)[1] == []
    assert charts(computed) == []
    assert b"itnamnd" not in b"".join(parts_of(computed)[one] for one in ("[Content_Types].xml", "xl/workbook.xml"))


def restyle(parts: Parts) -> None:
    replace(parts, CHART.format(1), "8C2D19", "FF0000")


def enlarge(parts: Parts) -> None:
    parts[DRAWING] = re.sub(rb'cy="[1-9]\d+"', b'cy="9999999"', parts[DRAWING])


def style(parts: Parts) -> None:
    """Excel hangs its own styles on a chart that it writes."""
    kind = "http://schemas.microsoft.com/office/2011/relationships/chartStyle"
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    relation = f'<Relationship Id="rId1" Type="{kind}" Target="/xl/charts/style1.xml"/>'
    parts["xl/charts/_rels/itnamnd_chart1.xml.rels"] = (
        f'<Relationships xmlns="{package}">{relation}</Relationships>'.encode()
    )
    parts["xl/charts/style1.xml"] = (
        b"<cs:chartStyle xmlns:cs='http://schemas.microsoft.com/office/drawing/2012/chartStyle'/>"
    )


@pytest.mark.parametrize("change", [restyle, enlarge, style])
def test_another_look_is_lost_and_nothing_else(change: Callable[[Parts], object], computed: Path) -> None:
    before = parts_of(computed)
    edit_parts(computed, change)
    assert not {"N119", "N120"} & set(codes(computed))
    after = parts_of(computed)
    assert after.keys() == before.keys()
    assert {name for name in before if before[name] != after[name]} <= {"[Content_Types].xml"}


def rename(parts: Parts) -> None:
    """A chart of other cells under a name that is none of ours."""
    replace(parts, DRAWING, 'name="itnamnd avvikelse konto"', 'name="Diagram 7"')
    parts[CHART.format(1)] = re.sub(rb"\$[A-D]\$", b"$F$", parts[CHART.format(1)])


def draw_inside(parts: Parts) -> None:
    style(parts)
    replace(parts, "xl/charts/_rels/itnamnd_chart1.xml.rels", "chartStyle", "chartUserShapes")


def add_picture(parts: Parts) -> None:
    replace(parts, DRAWING, "</xdr:wsDr>", "<xdr:oneCellAnchor><xdr:pic/></xdr:oneCellAnchor></xdr:wsDr>")


def copy_ours(parts: Parts) -> None:
    anchor = re.search(rb"<xdr:oneCellAnchor>.*?</xdr:oneCellAnchor>", parts[DRAWING])
    assert anchor
    replace(parts, DRAWING, "</xdr:wsDr>", anchor[0].decode() + "</xdr:wsDr>")


@pytest.mark.parametrize("change", [rename, draw_inside, add_picture, copy_ours])
def test_what_somebody_has_drawn_makes_the_sheet_hers(change: Callable[[Parts], object], computed: Path) -> None:
    edit_parts(computed, change)
    assert "N120" in codes(computed)
    parts = parts_of(computed)
    hers = [data for name, data in parts.items() if re.match(r"xl/charts/.*chart\d+\.xml$", name) and b"(egen)" in data]
    # Her charts show what stands on her sheet, and ours what stands on ours.
    assert hers
    assert all(b"'Diagram'!" not in data for data in hers)
    assert len(charts(computed)) >= 10
    book = openpyxl.load_workbook(computed)
    assert {SHEET, f"{SHEET} (egen)"} <= set(book.sheetnames)
    # From now on the copy is told of.
    assert "N127" in codes(computed)
    before = computed.read_bytes()
    assert "N120" not in codes(computed)
    assert computed.read_bytes() == before


def test_a_drawing_on_another_sheet_of_ours_is_hers(computed: Path) -> None:
    edit_parts(computed, lambda parts: hang_drawing(parts, "Avstämning"))
    result = recalculate([computed])
    assert [one.params.get("old") for one in result.diagnostics if one.code == "N120"] == ["Avstämning"]


def test_a_drawing_with_nothing_in_it_is_nobodys(computed: Path) -> None:
    """LibreOffice hangs one on every sheet that has a filter."""
    before = parts_of(computed)
    edit_parts(computed, lambda parts: hang_drawing(parts, "Avstämning", ""))
    result = recalculate([computed])
    assert "N120" not in {one.code for one in result.diagnostics}
    after = parts_of(computed)
    part = sheet_part(before, "Avstämning")
    assert after[part] == before[part]
    assert relations_part(part) not in after


def test_what_a_drawing_that_is_gone_left_behind_stays_there(computed: Path) -> None:
    """Its relationships are nobody's: a drawing of ours gets a name that leaves them alone."""
    edit_parts(computed, lambda parts: parts.pop(DRAWING))
    left = parts_of(computed)[relations_part(DRAWING)]
    assert "N120" in codes(computed)
    assert parts_of(computed)[relations_part(DRAWING)] == left


@pytest.mark.parametrize("part", ["xl/worksheets/itnamnd_sheet1.xml", "xl/drawings/itnamnd_drawing1.xml"])
def test_a_part_that_is_listed_and_not_there_is_not_made_ours(part: str, single: list[Path]) -> None:
    """What lists it is the user's: a part of ours under its name would be what her list means."""

    def list_it(parts: Parts) -> None:
        replace(parts, TYPES, "</Types>", f'<Override PartName="/{part}" ContentType="application/xml"/></Types>')

    edit_parts(single[0], list_it)
    result = recalculate(single)
    assert result.written
    assert part not in parts_of(single[0])


def test_a_drawing_that_her_sheet_shares_stays_there(computed: Path) -> None:
    """No program writes such a package; what is hers is not changed for all that."""

    def share(parts: Parts) -> None:
        hang_drawing(parts, "Drift")
        part = sheet_part(parts, "Drift")
        replace(parts, relations_part(part), "/xl/drawings/drawing9.xml", f"/{DRAWING}")

    edit_parts(computed, share)
    before = parts_of(computed)
    recalculate([computed])
    after = parts_of(computed)
    assert all(after[name] == before[name] for name in (DRAWING, *(CHART.format(at) for at in range(1, 5))))


def test_openpyxl_keeps_no_names_and_they_are_known_all_the_same(computed: Path) -> None:
    openpyxl.load_workbook(computed).save(computed)
    assert b"itnamnd avvikelse" not in b"".join(parts_of(computed)[one] for one in charts(computed))
    assert not {"N119", "N120"} & set(codes(computed))
    assert openpyxl.load_workbook(computed).sheetnames.count(SHEET) == 1


def test_a_chart_of_hers_beside_ours_is_seen(computed: Path) -> None:
    book = openpyxl.load_workbook(computed)
    cast("Worksheet", book[SHEET]).add_chart(BarChart(), "A90")
    book.save(computed)
    assert "N120" in codes(computed)


@pytest.mark.skipif(OFFICE is None, reason="LibreOffice (soffice) is not installed")
def test_libreoffice_saves_them_and_they_are_ours_still(computed: Path, tmp_path: Path) -> None:
    out = tmp_path / "sparad"
    profile = f"-env:UserInstallation=file://{tmp_path}/profil"
    kind = "xlsx:Calc MS Excel 2007 XML"
    subprocess.run(
        [str(OFFICE), "--headless", "--norestore", profile, "--convert-to", kind, "--outdir", out, computed],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    saved = out / computed.name
    assert b"itnamnd avvikelse konto" in parts_of(saved)["xl/drawings/drawing1.xml"]
    assert "N120" not in codes(saved)
    with zipfile.ZipFile(saved) as archive:
        assert sum(name.startswith("xl/charts/") for name in archive.namelist()) == 4


def test_results_beside_the_workbook_have_them_too(single: list[Path]) -> None:
    def protect(parts: Parts) -> None:
        replace(parts, "xl/workbook.xml", "<sheets>", '<workbookProtection lockStructure="1"/><sheets>')

    edit_parts(single[0], protect)
    (written,) = recalculate(single).written
    assert "resultat" in written.name
    assert len(cast("Worksheet", openpyxl.load_workbook(written)[SHEET])._charts) == 4  # type: ignore[attr-defined]
    before = written.read_bytes()
    recalculate(single)
    assert written.read_bytes() == before
