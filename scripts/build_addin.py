"""Build the two files with buttons: a workbook that carries them itself, and an add-in for any open workbook.

Both hold VBA text from macros/ and the part of xlwings' VBA that starts Python, and a ribbon tab. Every run gives the
same bytes. Excel takes no part in it.

    python scripts/build_addin.py            # build into workbooks/
    python scripts/build_addin.py --check    # exit 1 if the files in workbooks/ differ from what this gives
"""

from __future__ import annotations

import argparse
import io
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from xlsxwriter import Workbook

from itnamnd_xl.package.own import AID_MARK

if TYPE_CHECKING:  # mypy names files from the project's root
    from scripts import build_workbooks as example
    from scripts.compound_file import compound_file
    from scripts.start_sheet import BUTTONS, add_configuration, add_start
    from scripts.vba_check import faults
    from scripts.vba_project import WORKBOOK_CLASS, WORKSHEET_CLASS, Module, Project, project_streams
    from scripts.vba_source import SourceError
    from scripts.xlwings_vba import Book, xlwings_module
else:  # Python looks beside the script that was started
    import build_workbooks as example
    from compound_file import compound_file
    from start_sheet import BUTTONS, add_configuration, add_start
    from vba_check import faults
    from vba_project import WORKBOOK_CLASS, WORKSHEET_CLASS, Module, Project, project_streams
    from vba_source import SourceError
    from xlwings_vba import Book, xlwings_module

MACROS = Path(__file__).resolve().parent / "macros"
OWN_MODULES = ("Knappar", "Menyfliken")
RIBBON = "customUI14.xml"
RIBBON_RELATIONSHIP = (
    '<Relationship Id="rIdCustomUI14" Type="http://schemas.microsoft.com/office/2007/relationships/ui/extensibility"'
    ' Target="customUI/customUI14.xml"/>'
)
MACRO_WORKBOOK = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
ADDIN = "application/vnd.ms-excel.addin.macroEnabled.main+xml"
FIXED_DATE = (1980, 1, 1, 0, 0, 0)


AddSheets = Callable[[Workbook], None]


@dataclass(frozen=True, slots=True)
class Replacement:
    """What XlsxWriter cannot write: a text of a part, which stands there so many times, and what comes instead."""

    part: str
    old: str
    new: str
    times: int = 1


RIBBON_RELATION = Replacement("_rels/.rels", "</Relationships>", RIBBON_RELATIONSHIP + "</Relationships>")
# By these Excel would compute anew on opening, and ask on closing whether to save what nobody changed.
NO_RECALCULATION = Replacement(
    "xl/workbook.xml", '<calcPr calcId="124519" fullCalcOnLoad="1"/>', '<calcPr calcId="191029"/>'
)
HIDDEN_NAME = f'<definedName name="{AID_MARK}" hidden="1"'
# What tells the tool that a sheet holds no figures (AID_MARK in itnamnd_xl/package/own.py); nobody else need see it.
HIDDEN_NAMES = Replacement("xl/workbook.xml", f'<definedName name="{AID_MARK}"', HIDDEN_NAME, times=2)
# A printed start sheet shows its buttons.
PRINTED_BUTTONS = Replacement(
    "xl/drawings/vmlDrawing1.vml", "<x:PrintObject>False</x:PrintObject>", "", times=len(BUTTONS)
)
ADDIN_TYPE = Replacement("[Content_Types].xml", MACRO_WORKBOOK, ADDIN)
HIDDEN_WINDOW = Replacement("xl/workbook.xml", "<workbookView ", '<workbookView visibility="hidden" ')


@dataclass(frozen=True, slots=True)
class File:
    """A file to build.

    Attributes:
        project: names the VBA project's configuration sheet
        guid: the VBA project's id, drawn once
        book: the workbook that the buttons are about
        add_sheets: writes the sheets
        replacements: what is changed in the parts
    """

    name: str
    vba_name: str
    project: str
    guid: str
    book: Book
    add_sheets: AddSheets
    replacements: tuple[Replacement, ...]


def add_workbook_sheets(workbook: Workbook) -> None:
    """Add the start sheet, the example's tables and the configuration, which nobody is to see."""
    add_start(workbook)
    mark_aid(workbook, "Start")
    styles = {name: workbook.add_format(properties) for name, properties in example.STYLES.items()}
    for add_sheet in example.WORKBOOKS["2023-samlad/sydnarke-2023.xlsx"]:
        add_sheet(workbook, styles)
    add_configuration(workbook, "xlwings.conf").very_hidden()
    mark_aid(workbook, "xlwings.conf")


def mark_aid(workbook: Workbook, sheet: str) -> None:
    """Mark a sheet as one without figures, by a name of its own."""
    workbook.define_name(f"'{sheet}'!{AID_MARK}", f'="{sheet}"')


def add_addin_sheets(workbook: Workbook) -> None:
    """Add the configuration. An add-in's window is hidden as a whole, and one sheet of a workbook must be visible."""
    add_configuration(workbook, "itnamnd.conf")


FILES = (
    File(
        name="itnamnd.xlsm",
        vba_name="ItnamndArbetsbok",
        project="xlwings",
        guid="{5B0C1B0E-6A55-4C0F-9D0B-3A3E6C6F2B11}",
        book="ThisWorkbook",
        add_sheets=add_workbook_sheets,
        replacements=(RIBBON_RELATION, NO_RECALCULATION, HIDDEN_NAMES, PRINTED_BUTTONS),
    ),
    File(
        name="itnamnd.xlam",
        vba_name="Itnamnd",
        project="itnamnd",
        guid="{C2C7F1A4-0E0D-4B57-8A5B-7D1F0B9E4D22}",
        book="ActiveWorkbook",
        add_sheets=add_addin_sheets,
        replacements=(RIBBON_RELATION, NO_RECALCULATION, ADDIN_TYPE, HIDDEN_WINDOW),
    ),
)


def own_module(name: str) -> Module:
    """Read a module of ours; the first line of an exported module is its name."""
    attribute, source = (MACROS / f"{name}.bas").read_text("utf-8").split("\n", 1)
    if attribute != f'Attribute VB_Name = "{name}"':
        raise SourceError(f"{name}.bas does not begin with its name")
    return Module(name, source)


def vba_project(file: File, sheets: int) -> bytes:
    """Give the vbaProject.bin: a module for the workbook and every sheet, ours, and xlwings'."""
    code = (*map(own_module, OWN_MODULES), Module("xlwings", xlwings_module(file.project, file.book)))
    if found := faults({module.name: module.source for module in code}):
        raise SourceError("\n".join(found))
    documents = (
        Module("ThisWorkbook", document_class=WORKBOOK_CLASS),
        *(Module(f"Sheet{number}", document_class=WORKSHEET_CLASS) for number in range(1, sheets + 1)),
    )
    return compound_file(project_streams(Project(file.vba_name, file.guid, documents + code)))


def workbook_parts(file: File) -> dict[str, bytes]:
    """Give the parts of the file as XlsxWriter makes them."""
    stream = io.BytesIO()
    with Workbook(stream, {"in_memory": True}) as workbook:
        workbook.set_properties({"title": "IT-nämnden", "created": example.CREATED})
        file.add_sheets(workbook)
        sheets = workbook.worksheets()
        workbook.add_vba_project(io.BytesIO(vba_project(file, len(sheets))), is_stream=True)
        # The names under which the VBA project knows the workbook and its sheets.
        workbook.set_vba_name("ThisWorkbook")
        for number, sheet in enumerate(sheets, start=1):
            sheet.set_vba_name(f"Sheet{number}")
    with ZipFile(stream) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def replace(parts: dict[str, bytes], change: Replacement) -> None:
    """Replace a text of a part."""
    text = parts[change.part].decode("utf-8")
    if text.count(change.old) != change.times:
        raise SourceError(f"{change.part} has not {change.times} times, but {text.count(change.old)}: {change.old}")
    parts[change.part] = text.replace(change.old, change.new).encode("utf-8")


def build_file(file: File) -> bytes:
    """Give the bytes of a file: its parts, the ribbon, and what XlsxWriter cannot write."""
    parts = workbook_parts(file)
    parts[f"customUI/{RIBBON}"] = (MACROS / RIBBON).read_bytes().replace(b"\r\n", b"\n")
    for change in file.replacements:
        replace(parts, change)
    stream = io.BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            entry = ZipInfo(name, FIXED_DATE)
            entry.compress_type = ZIP_DEFLATED
            entry.create_system = 0  # on every system the same
            archive.writestr(entry, content)
    return stream.getvalue()


def build_all(folder: Path) -> None:
    """Write both files to the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for file in FILES:
        (folder / file.name).write_bytes(build_file(file))


def differing(folder: Path) -> list[str]:
    """Return the names of the files in the folder that differ from what this gives."""
    with tempfile.TemporaryDirectory() as built:
        build_all(Path(built))
        return [
            file.name for file in FILES if example.parts(folder / file.name) != example.parts(Path(built) / file.name)
        ]


def main() -> int:
    """Build the files, or check those that are there."""
    parser = argparse.ArgumentParser(description="Build the workbook and the add-in with buttons.")
    parser.add_argument("folder", nargs="?", type=Path, default=example.OUTPUT, help="output folder (workbooks/)")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if the files differ")
    arguments = parser.parse_args()
    try:
        if not arguments.check:
            build_all(arguments.folder)
            return 0
        names = differing(arguments.folder)
    except SourceError as error:
        print(error, file=sys.stderr)
        return 1
    for name in names:
        print(f"differs: {arguments.folder / name}")
    return 1 if names else 0


if __name__ == "__main__":
    sys.exit(main())
