"""Where results go when they cannot go into the workbook: beside it, with the reason, never in clear by accident."""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
import xlwt
from msoffcrypto.format.ooxml import OOXMLFile

from itnamnd_xl import Target, recalculate
from itnamnd_xl.app import delivery
from itnamnd_xl.app.recalculate import clean
from itnamnd_xl.core.diagnostics import Severity
from itnamnd_xl.package.own import TOOL

if TYPE_CHECKING:
    from collections.abc import Callable

    Json = Callable[..., tuple[int, dict[str, Any]]]
    Run = Callable[..., tuple[int, str, str]]

PASSWORD = "hemligt åäö"  # noqa: S105 - it opens a file that the test makes
SHEETS = [
    "Måluppfyllelse",
    "Driftredovisning",
    "Investeringsredovisning",
    "Fördelning",
    "Diagram",
    "Avstämning",
    "Om beräkningen",
    "Inställningar",
    "Meddelanden",
]


def in_folder(path: Path) -> list[str]:
    return sorted(one.name for one in path.iterdir())


def change_part(path: Path, part: str, change: Callable[[str], str]) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            target.writestr(name, change(content.decode()).encode() if name == part else content)
    path.write_bytes(made.getvalue())


@pytest.fixture
def locked(single: list[Path]) -> Path:
    """The example with its structure protected."""

    def protect(text: str) -> str:
        return re.sub(r"(<bookViews|<sheets)", r'<workbookProtection lockStructure="1"/>\1', text, count=1)

    change_part(single[0], "xl/workbook.xml", protect)
    return single[0]


@pytest.fixture
def protected(single: list[Path]) -> Path:
    """The example with a password."""
    opened = io.BytesIO(single[0].read_bytes())
    with single[0].open("wb") as file:
        OOXMLFile(opened).encrypt(PASSWORD, file)
    return single[0]


@pytest.fixture
def password_file(tmp_path: Path) -> Path:
    path = tmp_path / "hemligt" / "losenord.txt"
    path.parent.mkdir()
    path.write_text(PASSWORD + "\n", "utf-8")
    return path


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A statement in a workbook of Excel 97-2003: kronor by their number format, a header merged, a row hidden."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("Drift")
    thousands = xlwt.easyxf(num_format_str='#,##0" tkr"')
    date = xlwt.easyxf(num_format_str="yyyy-mm-dd")
    sheet.write_merge(0, 0, 0, 3, "Driftredovisning 2023")
    for column, text in enumerate(("Kontotext", "Budget 2023", "Utfall 2023", "Avvikelse")):
        sheet.write(2, column, text)
    rows = (("Intäkter", 500, 450, -50), ("Kostnader", -500, -480, 20), ("Nettoresultat", 0, -30, -30))
    for row, (text, *amounts) in enumerate(rows, 3):
        sheet.write(row, 0, text)
        for column, amount in enumerate(amounts, 1):
            sheet.write(row, column, amount, thousands)
    sheet.write(8, 0, 45291, date)
    sheet.row(8).hidden = True
    path = tmp_path / "gammal" / "budget.xls"
    path.parent.mkdir()
    book.save(str(path))
    return path


def test_a_locked_workbook_gets_its_results_beside_it(locked: Path, as_json: Json) -> None:
    before = locked.read_bytes()
    status, found = as_json("recalc", locked)
    beside = locked.with_name("sydnarke-2023 – resultat.xlsx")
    assert status == 0
    assert found["written"] == [str(beside)]
    assert locked.read_bytes() == before
    assert openpyxl.load_workbook(beside).sheetnames == SHEETS
    said = next(one for one in found["diagnostics"] if one["code"] == "W114")
    assert beside.name in said["message"]
    assert "strukturen" in said["message"] or "struktur är skyddad" in said["message"]


def test_results_beside_name_the_workbook_that_they_come_from(locked: Path) -> None:
    path = recalculate([locked]).written[0]
    sheet = openpyxl.load_workbook(path)["Driftredovisning"]
    texts = [str(cell.value) for row in sheet.iter_rows() for cell in row]
    assert "sydnarke-2023.xlsx!Drift!B7" in texts
    assert not [cell for row in sheet.iter_rows() for cell in row if cell.hyperlink]


def test_results_beside_are_replaced_with_what_was_filled_in(locked: Path) -> None:
    path = recalculate([locked]).written[0]
    first = path.read_bytes()
    assert recalculate([locked]).written == (path,)
    assert path.read_bytes() == first
    book = openpyxl.load_workbook(path)
    book["Måluppfyllelse"]["H7"] = "Beslut § 12"
    book.create_sheet("Min flik")["A1"] = "mitt"
    book.save(path)
    recalculate([locked])
    book = openpyxl.load_workbook(path)
    assert book["Måluppfyllelse"]["H7"].value == "Beslut § 12"
    assert book["Min flik"]["A1"].value == "mitt"
    assert in_folder(locked.parent) == sorted([locked.name, path.name])


def test_a_file_of_that_name_that_is_not_ours_is_left_alone(locked: Path) -> None:
    hers = locked.with_name("sydnarke-2023 – resultat.xlsx")
    shutil.copy(locked, hers)
    before = hers.read_bytes()
    assert recalculate([locked]).written[0].name == "sydnarke-2023 – resultat (2).xlsx"
    assert hers.read_bytes() == before


def test_a_workbook_of_results_is_no_source(locked: Path, as_json: Json) -> None:
    path = recalculate([locked]).written[0]
    status, found = as_json("recalc", path)
    assert status == 1
    assert found["operating"] is None


def test_cleaning_says_why_it_cannot(locked: Path) -> None:
    before = locked.read_bytes()
    removed, said = clean(locked)
    assert (removed, [one.code for one in said]) == (0, ["E129"])
    assert locked.read_bytes() == before


def test_a_workbook_of_results_alone_is_not_emptied(locked: Path) -> None:
    path = recalculate([locked]).written[0]
    before = path.read_bytes()
    removed, said = clean(path)
    assert (removed, [one.code for one in said]) == (0, ["E129"])
    assert path.read_bytes() == before


def test_a_protected_workbook_is_not_read_without_its_password(protected: Path, as_json: Json) -> None:
    before = protected.read_bytes()
    status, found = as_json("recalc", protected)
    assert (status, [one["code"] for one in found["diagnostics"]]) == (1, ["E102"])
    assert protected.read_bytes() == before


def test_a_wrong_password_is_said(protected: Path, as_json: Json, tmp_path: Path) -> None:
    wrong = tmp_path / "fel.txt"
    wrong.write_text("fel", "utf-8")
    status, found = as_json("recalc", protected, "--password-file", wrong)
    assert (status, [one["code"] for one in found["diagnostics"]]) == (1, ["E112"])


def test_a_protected_workbook_is_computed_but_nothing_is_written_in_clear(
    protected: Path, password_file: Path, as_json: Json
) -> None:
    before = protected.read_bytes()
    names = in_folder(protected.parent)
    for arguments in ((), ("--allow-unencrypted-output",), ("--output", protected.parent / "ut")):
        status, found = as_json("recalc", protected, "--password-file", password_file, *arguments)
        assert status == 1
        assert [one["code"] for one in found["diagnostics"] if one["severity"] == "error"] == ["E113"]
        assert found["allocation"]["amount"] == 1733
        assert found["written"] == []
        assert in_folder(protected.parent) == names
    assert protected.read_bytes() == before
    status, found = as_json("check", protected, "--password-file", password_file)
    assert status == 0
    assert found["attainment"]["overall"] == "partly_achieved"


def test_results_of_a_protected_workbook_are_written_in_clear_if_twice_allowed(
    protected: Path, password_file: Path, as_json: Json
) -> None:
    folder = protected.parent / "ut"
    flags = ("--password-file", password_file, "--output", folder, "--allow-unencrypted-output")
    status, found = as_json("recalc", protected, *flags)
    assert status == 0
    assert in_folder(folder) == ["sydnarke-2023 – resultat.xlsx"]
    assert openpyxl.load_workbook(found["written"][0]).sheetnames == SHEETS


def test_what_one_workbook_protects_is_not_written_into_another(
    three: list[Path], password_file: Path, as_json: Json
) -> None:
    opened = io.BytesIO(three[0].read_bytes())
    with three[0].open("wb") as file:
        OOXMLFile(opened).encrypt(PASSWORD, file)
    before = [path.read_bytes() for path in three]
    status, found = as_json("recalc", *three, "--password-file", password_file)
    assert (status, found["written"]) == (1, [])
    assert [path.read_bytes() for path in three] == before


@pytest.mark.parametrize("content", [None, b"", b"\xff\xfe\xfa"])
def test_a_password_file_that_cannot_be_used_is_a_wrong_call(
    single: list[Path], itnamnd: Run, tmp_path: Path, content: bytes | None
) -> None:
    path = tmp_path / "losenord.txt"
    if content is not None:
        path.write_bytes(content)
    status, _, err = itnamnd("recalc", *single, "--password-file", path)
    assert status == 2
    assert re.match(r"Fel E8(09|10)\. ", err)


def test_an_old_workbook_is_read_and_its_results_stand_beside_it(old: Path, as_json: Json) -> None:
    before = old.read_bytes()
    status, found = as_json("recalc", old)
    assert status == 0, found["diagnostics"]
    assert old.read_bytes() == before
    assert found["operating"]["unit"] == "tkr"
    net = next(total for total in found["operating"]["totals"] if total["of"] == "net")
    assert (net["budget"], net["outcome"], net["deviation"]) == (0, -30, -30)
    assert found["written"] == [str(old.with_name("budget – resultat.xlsx"))]
    assert "N115" in [one["code"] for one in found["diagnostics"]]
    assert found["operating"]["lines"][0]["source"] == "budget.xls!Drift!A4"


def test_doubtful_values_are_said(single: list[Path], as_json: Json) -> None:
    def manual(text: str) -> str:
        return re.sub(r"<calcPr[^>]*/>", "", text).replace("</workbook>", '<calcPr calcMode="manual"/></workbook>')

    change_part(single[0], "xl/workbook.xml", manual)
    relation = (
        '<Relationship Id="rIdX" Target="externalLinks/externalLink1.xml" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/externalLink"/></Relationships>'
    )
    change_part(single[0], "xl/_rels/workbook.xml.rels", lambda text: text.replace("</Relationships>", relation))
    status, found = as_json("check", *single)
    codes = [one["code"] for one in found["diagnostics"]]
    assert status == 0
    assert {"W116", "W117"} <= set(codes)


@pytest.mark.parametrize("ending", [".xlsm", ".xltx", ".xltm"])
def test_templates_and_macro_workbooks_are_written_as_they_are(single: list[Path], ending: str) -> None:
    kinds = {".xlsm": "sheet.macroEnabled", ".xltx": "template", ".xltm": "template.macroEnabled"}
    plain = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    other = (
        f"application/vnd.ms-excel.{kinds[ending]}.main+xml"
        if "macro" in kinds[ending]
        else plain.replace("sheet.main", f"{kinds[ending]}.main")
    )
    path = single[0].rename(single[0].with_suffix(ending))
    change_part(path, "[Content_Types].xml", lambda text: text.replace(plain, other))
    result = recalculate([path], target=Target(path.parent / "ut"))
    assert len(result.written) == 1
    with zipfile.ZipFile(result.written[0]) as archive:
        assert other in archive.read("[Content_Types].xml").decode()


@pytest.mark.parametrize(("version", "code"), [("99.1", "E135"), ("0.0.1", None), ("ingen version", None)])
@pytest.mark.parametrize("way", ["in place", "copy"])
def test_sheets_of_a_newer_version_are_left_as_they_are(
    single: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str, code: str | None, way: str
) -> None:
    target = Target(tmp_path / "ut") if way == "copy" else Target()
    with monkeypatch.context() as newer:
        newer.setattr(delivery, "WRITTEN_BY", {TOOL: version})
        (path,) = recalculate(single, target=target).written
    before = path.read_bytes()
    result = recalculate(single, target=target)
    errors = [one for one in result.diagnostics if one.severity is Severity.ERROR]
    assert [one.code for one in errors] == ([code] if code else [])
    assert (path.read_bytes() == before) == bool(code)
    if code:
        assert version in errors[0].message
        assert result.written == ()
