"""The two files with buttons, as they lie in workbooks/: what is in them fits together, as far as that shows here."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from scripts.vba_check import faults
from tests.addin.built import ADDIN, BUILD, FUNCTIONS, ROOT, SUBS, WORKBOOK, code, macros
from tests.cases import RESULT_SHEETS

if TYPE_CHECKING:
    from tests.excel.excel import Excel

BOTH = pytest.mark.parametrize("path", [WORKBOOK, ADDIN], ids=lambda path: path.suffix)
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RIBBON_TYPE = "http://schemas.microsoft.com/office/2007/relationships/ui/extensibility"
CONTENT_TYPES = {
    ".xlsm": "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    ".xlam": "application/vnd.ms-excel.addin.macroEnabled.main+xml",
}


def part(path: Path, name: str) -> bytes:
    with ZipFile(path) as archive:
        return archive.read(name)


def tree(path: Path, name: str) -> ET.Element:
    return ET.fromstring(part(path, name))  # noqa: S314  # our own file


def test_the_files_are_what_the_script_builds() -> None:
    done = subprocess.run([*BUILD, "--check"], capture_output=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_two_builds_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        subprocess.run([*BUILD, str(tmp_path / name)], check=True)
    for path in (WORKBOOK, ADDIN):
        one, two = (tmp_path / name / path.name for name in ("one", "two"))
        assert one.read_bytes() == two.read_bytes()


def test_a_changed_file_is_noticed(tmp_path: Path) -> None:
    shutil.copy(WORKBOOK, tmp_path)
    with ZipFile(ADDIN) as source, ZipFile(tmp_path / ADDIN.name, "w") as changed:
        for name in source.namelist():
            changed.writestr(name, source.read(name).replace(b"IT-n", b"it-n"))
    done = subprocess.run([*BUILD, str(tmp_path), "--check"], capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 1
    assert done.stdout.split() == ["differs:", str(tmp_path / ADDIN.name)]


@BOTH
def test_the_macros_are_there(path: Path) -> None:
    modules = macros(path)
    sheets = 6 if path == WORKBOOK else 1
    documents = {"ThisWorkbook", *(f"Sheet{number}" for number in range(1, sheets + 1))}
    assert set(modules) == documents | {"Knappar", "Menyfliken", "xlwings"}
    for name in SUBS:
        assert f"\nPublic Sub {name}()\n" in modules["Knappar"]
    assert 'Public Const XLWINGS_VERSION As String = "0.37.8"' in modules["xlwings"]


@BOTH
def test_nothing_is_in_them_that_defender_stops_or_that_is_not_free(path: Path) -> None:
    text = "\n".join(macros(path).values())
    for word in (r"\bDeclare\b", "XLPy", "LICENSE_KEY", r"xlwings\.pro\b", "runpython_embedded", r"\bsql\b"):
        assert not re.search(word, code(path), re.IGNORECASE), word
    assert not re.search(r"^\s*#", text, re.MULTILINE)
    assert "Auto_Open" not in text
    assert "Workbook_Open" not in text


@BOTH
def test_the_licence_stands_in_full(path: Path) -> None:
    text = macros(path)["xlwings"]
    comments = " ".join(line.removeprefix("'").strip() for line in text.split("\n") if line.startswith("'"))
    assert "Copyright (C) 2014-present, Zoomer Analytics LLC. All rights reserved." in comments
    assert "xlwings (Open Source) includes all files in the xlwings package except the pro folder" in comments
    assert comments.count("IF ADVISED OF THE POSSIBILITY OF SUCH DAMAGE.") == 2


@BOTH
def test_the_macros_use_no_name_that_is_not_there(path: Path) -> None:
    assert faults(macros(path)) == []


@BOTH
def test_what_a_user_reads_in_a_dialog_is_swedish(path: Path) -> None:
    text = macros(path)["xlwings"]
    for message in (
        "Python för itnamnd finns inte på sin plats:",
        "Excel fick inte starta Python (",
        "Körningen avbröts",
    ):
        assert message in text
    strings = re.findall(r'"((?:[^"]|"")*)"', code(path))
    assert not [one for one in strings if re.search(r"\b(the|could|please|your|error)\b", one, re.IGNORECASE)]


@BOTH
def test_every_button_of_the_ribbon_has_its_macro(path: Path) -> None:
    buttons = [one for one in tree(path, "customUI/customUI14.xml").iter() if "onAction" in one.attrib]
    assert [one.attrib["onAction"] for one in buttons] == [f"Ribbon{name}" for name in SUBS]
    for button, name in zip(buttons, SUBS, strict=True):
        body = f"\nPublic Sub Ribbon{name}(control As IRibbonControl)\n    {name}\nEnd Sub\n"
        assert body in macros(path)["Menyfliken"]
        assert button.attrib["imageMso"]
        assert button.attrib["supertip"].endswith(".")


def test_every_button_of_the_start_sheet_has_its_macro() -> None:
    drawing = part(WORKBOOK, "xl/drawings/vmlDrawing1.vml").decode("utf-8")
    assert re.findall(r"<x:FmlaMacro>\[0\]!(\w+)</x:FmlaMacro>", drawing) == list(SUBS)
    captions = re.findall(r"<font [^>]*>([^<]+)</font>", drawing)
    assert captions == ["Räkna om", "Kontrollera", "Visa källa", "Ta bort resultat", "Hjälp"]
    assert b"vmlDrawing1.vml" in part(WORKBOOK, "xl/worksheets/_rels/sheet1.xml.rels")


@BOTH
def test_every_command_names_a_function_of_the_addin(path: Path) -> None:
    commands = re.findall(r'^    RunPython "(.*)"$', code(path), re.MULTILINE)
    called = []
    for command in commands:
        first, second = ast.parse(command).body
        assert isinstance(first, ast.Import)
        assert [alias.name for alias in first.names] == ["itnamnd_xl.addin"]
        assert isinstance(second, ast.Expr)
        call = second.value
        assert isinstance(call, ast.Call)
        assert not call.args
        assert not call.keywords
        module, _, name = ast.unparse(call.func).rpartition(".")
        assert module == "itnamnd_xl.addin"
        called.append(name)
    assert called == list(FUNCTIONS)


@BOTH
def test_python_is_started_apart_from_what_lies_around(path: Path, tmp_path: Path) -> None:
    match = re.search(r'RunCommand = PythonInterpreter & " (-[^"]*) -c """', macros(path)["xlwings"])
    assert match is not None
    (tmp_path / "colorsys.py").write_text("print('stray')")
    line = [*BUILD[:1], *match[1].split(), "-c", "import sys, colorsys; print(colorsys.__file__, '' in sys.path)"]
    environment = {"PYTHONPATH": str(tmp_path)}
    done = subprocess.run(line, cwd=tmp_path, env=environment, capture_output=True, encoding="utf-8", check=True)
    assert not done.stdout.startswith(("stray", str(tmp_path)))
    assert done.stdout.split()[-1] == "False"
    assert "prepare_sys_path" not in code(path)


@BOTH
def test_what_python_says_on_its_way_down_is_in_the_file_that_the_macro_shows(path: Path, tmp_path: Path) -> None:
    """The command line of the macro, with another command in it."""
    text = macros(path)["xlwings"]
    match = re.search(r'" (-I [^"]*)-c """ & _\n\s+"([^"]+)" & PythonCommand', text)
    assert match
    log = tmp_path / "xlwings å.log"
    line = [*BUILD[:1], *match[1].split(), "-c", f"{match[2]}import itnamnd_xl.nothing_of_the_kind"]
    done = subprocess.run([*line, "--wb=a=b.xlsx", str(log)], capture_output=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stdout, done.stderr) == (1, "", "")
    assert "nothing_of_the_kind" in log.read_text("utf-8")
    # It is no command that a command processor has to start.
    assert "cmd.exe" not in code(path)
    assert "ComSpec" not in code(path)


@BOTH
def test_the_configuration_is_read_from_the_file_itself_alone(path: Path) -> None:
    name = "xlwings" if path == WORKBOOK else "itnamnd"
    text = macros(path)["xlwings"]
    assert f'Public Const PROJECT_NAME As String = "{name}"' in text
    assert set(re.findall(r"(?:SheetExists|GetConfigFromSheet)\((\w+Workbook)", text)) == {"ThisWorkbook"}
    assert configuration(path) == {
        "Interpreter_Win": r"%LOCALAPPDATA%\itnamnd\venv\Scripts\python.exe",
        "SHOW CONSOLE": "false",
        "ADD_WORKBOOK_TO_PYTHONPATH": "false",
        "PYTHONPATH": "",
        "USE UDF SERVER": "false",
    }


def configuration(path: Path) -> dict[str, str]:
    """The rows of the last sheet, whose cells are all texts; openpyxl opens no add-in."""
    strings = ["".join(one.itertext()) for one in tree(path, "xl/sharedStrings.xml")]
    with ZipFile(path) as archive:
        name = max(one for one in archive.namelist() if one.startswith("xl/worksheets/sheet"))
    rows: dict[str, str] = {}
    for row in tree(path, name).iter(f"{MAIN}row"):
        cells = row.findall(f"{MAIN}c")
        assert {cell.attrib["t"] for cell in cells} == {"s"}
        key, *rest = (strings[int("".join(cell.itertext()))] for cell in cells)
        rows[key] = "".join(rest)
    return rows


def test_the_buttons_are_about_the_right_workbook() -> None:
    assert '" --wb=" & """" & ThisWorkbook.Name' in macros(WORKBOOK)["xlwings"]
    assert '" --wb=" & """" & ActiveWorkbook.Name' in macros(ADDIN)["xlwings"]
    assert "If ActiveWorkbook Is Nothing Then" in macros(ADDIN)["xlwings"]


def test_the_sheets_of_the_workbook() -> None:
    sheets = tree(WORKBOOK, "xl/workbook.xml").findall(f"{MAIN}sheets/{MAIN}sheet")
    names = ["Start", "Drift", "Investering", "Nämndmål", "Folkmängd", "xlwings.conf"]
    assert [sheet.attrib["name"] for sheet in sheets] == names
    assert [sheet.attrib.get("state", "visible") for sheet in sheets] == ["visible"] * 5 + ["veryHidden"]


def test_the_example_is_the_same_as_in_the_workbook_without_macros() -> None:
    import openpyxl

    example = openpyxl.load_workbook(ROOT / "workbooks" / "2023-samlad" / "sydnarke-2023.xlsx")
    book = openpyxl.load_workbook(WORKBOOK)
    assert example.sheetnames == book.sheetnames[1:-1]
    for name in example.sheetnames:
        assert list(book[name].values) == list(example[name].values)


def test_the_window_of_the_addin_is_hidden() -> None:
    workbook = tree(ADDIN, "xl/workbook.xml")
    view = workbook.find(f"{MAIN}bookViews/{MAIN}workbookView")
    assert view is not None
    assert view.attrib["visibility"] == "hidden"
    sheets = workbook.findall(f"{MAIN}sheets/{MAIN}sheet")
    assert [(sheet.attrib["name"], sheet.attrib.get("state")) for sheet in sheets] == [("itnamnd.conf", None)]


@BOTH
def test_every_document_module_belongs_to_a_sheet(path: Path) -> None:
    with ZipFile(path) as archive:
        sheets = [archive.read(name) for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
    names = {match[1].decode() for sheet in sheets if (match := re.search(rb'<sheetPr codeName="(\w+)"', sheet))}
    assert len(names) == len(sheets)
    properties = tree(path, "xl/workbook.xml").find(f"{MAIN}workbookPr")
    assert properties is not None
    assert names | {properties.attrib["codeName"]} == set(macros(path)) - {"Knappar", "Menyfliken", "xlwings"}


@BOTH
def test_the_package_is_put_together_right(path: Path) -> None:
    with ZipFile(path) as archive:
        infos = archive.infolist()
        assert archive.testzip() is None
    assert {info.date_time for info in infos} == {(1980, 1, 1, 0, 0, 0)}
    assert {info.create_system for info in infos} == {0}
    assert len({info.filename for info in infos}) == len(infos)
    relations = [one.attrib for one in tree(path, "_rels/.rels")]
    assert len({one["Id"] for one in relations}) == len(relations)
    assert [one["Target"] for one in relations if one["Type"] == RIBBON_TYPE] == ["customUI/customUI14.xml"]
    types = {one.attrib.get("PartName"): one.attrib["ContentType"] for one in tree(path, "[Content_Types].xml")}
    assert types["/xl/workbook.xml"] == CONTENT_TYPES[path.suffix]
    assert b"application/vnd.ms-office.vbaProject" in part(path, "[Content_Types].xml")


@BOTH
def test_nothing_in_them_names_where_they_were_built(path: Path) -> None:
    with ZipFile(path) as archive:
        content = b"".join(map(archive.read, archive.namelist()))
    for place in (str(ROOT), str(Path.home()), "felix"):
        assert place.encode() not in content


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_prints_the_start_sheet_and_binds_the_buttons(tmp_path: Path) -> None:
    office = ["soffice", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless", "--convert-to"]
    for kind in ("pdf", "ods"):
        line = [*office, kind, "--outdir", str(tmp_path), str(WORKBOOK)]
        subprocess.run(line, check=True, capture_output=True, timeout=120)
    content = part(tmp_path / "itnamnd.ods", "content.xml").decode("utf-8")
    assert re.findall(r"script:ItnamndArbetsbok\.Knappar\.(\w+)\?", content) == list(SUBS)
    if shutil.which("pdftotext"):
        line = ["pdftotext", "-layout", "-l", "1", str(tmp_path / "itnamnd.pdf"), "-"]
        done = subprocess.run(line, check=True, capture_output=True, encoding="utf-8")
        words = " ".join(done.stdout.split())
        assert "Budget och mål i den gemensamma nämnden" in words
        assert (
            "Ta bort resultat Tar bort resultatflikarna. Dina egna flikar och det du har skrivit ligger kvar." in words
        )
        assert "5. Granska" in words


class TestWhatTheMacrosRun:
    """The line that the built file hands to Python, run as Python would run it, in the workbook that the file is."""

    @staticmethod
    def run(path: Path, sub: str) -> None:
        command = re.search(rf'Sub {sub}\(\)\n\s*RunPython "([^"]+)"', macros(path)["Knappar"])
        assert command
        exec(command[1], {})  # noqa: S102 - what the macro hands to python -c

    @BOTH
    def test_recalculates_the_workbook_that_calls(self, path: Path, excel: Excel, tmp_path: Path) -> None:
        book = excel.open(shutil.copy(WORKBOOK, tmp_path / "egen kopia.xlsm"))
        book.set_mock_caller()
        self.run(path, "RaknaOm")
        assert excel.log.alerts == []
        assert str(excel.app.status_bar).startswith("Klart. Nämndmålen uppnås delvis.")
        shares = book.sheets["Fördelning"].range("E5:E8").value
        assert shares == [356, 231, 477, 669]
        saved = load_workbook(excel.save(book, tmp_path / "sparad.xlsm"))
        assert saved.sheetnames[-len(RESULT_SHEETS) - 1 : -1] == RESULT_SHEETS
        # What holds the buttons is no table that could not be read.
        assert "Start" not in str(book.sheets["Avstämning"].used_range.value)
        self.run(path, "Kontrollera")
        assert str(excel.app.status_bar).startswith("Kontrollen är klar: 0 fel och 4 varningar.")
        book.sheets["Fördelning"].activate()
        book.sheets["Fördelning"]["B5"].select()
        self.run(path, "VisaKalla")
        assert book.sheets.active.name == "Folkmängd"
        self.run(path, "Hjalp")
        assert len(excel.log.alerts) == 1
        self.run(path, "TaBortResultat")
        assert [one.name for one in book.sheets] == [
            "Start", "Drift", "Investering", "Nämndmål", "Folkmängd", "xlwings.conf",
        ]  # fmt: skip

    @pytest.mark.usefixtures("excel")
    def test_without_a_workbook_it_is_said_on_standard_error(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The macro shows what stands there in a box of its own."""
        monkeypatch.delattr("xlwings.Book._mock_caller", raising=False)
        with pytest.raises(SystemExit):
            self.run(WORKBOOK, "RaknaOm")
        assert capsys.readouterr().err.startswith("Ingen arbetsbok är öppen i Excel.")
