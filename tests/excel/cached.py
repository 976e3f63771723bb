"""What a workbook's file holds that openpyxl's model of it does not: cached values, threaded comments, shapes."""

from __future__ import annotations

import posixpath
import warnings
import zipfile
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import openpyxl
from lxml import etree
from openpyxl.reader.excel import ExcelReader

from tests.excel.parsing import ERRORS

if TYPE_CHECKING:
    from pathlib import Path

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
ANCHORS = ("}twoCellAnchor", "}oneCellAnchor", "}absoluteAnchor")


@dataclass
class Thread:
    """One threaded comment with its author's id, and the replies to it."""

    place: str
    text: str
    author: str
    replies: list[Thread] = field(default_factory=list)


@dataclass
class Cached:
    """What one sheet's parts say."""

    values: dict[tuple[int, int], Any] = field(default_factory=dict)
    threads: list[Thread] = field(default_factory=list)
    drawn: int = 0
    # The names and the alternative texts of the frames that its charts stand in.
    frames: list[tuple[str, str]] = field(default_factory=list)


def load(path: Path) -> tuple[Any, dict[str, Cached]]:
    """The workbook with its formulas, and for each sheet what else its file says."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl says what it drops
        book = openpyxl.load_workbook(path, keep_vba=path.suffix == ".xlsm", keep_links=True)
        reader = ExcelReader(path, data_only=True)
        reader.read()
    found: dict[str, Cached] = {}
    with zipfile.ZipFile(path) as archive:
        for sheet, relation in reader.parser.find_sheets():
            if sheet.name not in reader.wb.sheetnames or relation.target not in archive.namelist():
                continue
            if not hasattr(reader.wb[sheet.name], "_cells"):
                continue
            one = found[sheet.name] = Cached()
            for place, cell in reader.wb[sheet.name]._cells.items():
                value: Any = cell.value
                if value is not None:
                    one.values[place] = ERRORS.get(value, value) if cell.data_type == "e" else value
            _empty_texts(archive.read(relation.target), one, reader.wb[sheet.name])
            _related(archive, relation.target, one)
    return book, found


def _empty_texts(part: bytes, one: Cached, sheet: Any) -> None:
    """A formula that gave an empty text has a value, which openpyxl reads as none."""
    for cell in etree.fromstring(part).iter(f"{MAIN}c"):
        value = cell.find(f"{MAIN}v")
        if cell.get("t") == "str" and value is not None and not value.text and cell.get("r"):
            place = sheet[cell.get("r")]
            one.values[place.row, place.column] = ""


def _related(archive: zipfile.ZipFile, target: str, one: Cached) -> None:
    folder, name = posixpath.split(target)
    relations = f"{folder}/_rels/{name}.rels"
    if relations not in archive.namelist():
        return
    for relation in etree.fromstring(archive.read(relations)):
        part = str(relation.get("Target", ""))
        part = part.lstrip("/") if part.startswith("/") else posixpath.normpath(posixpath.join(folder, part))
        kind = str(relation.get("Type", ""))
        if part not in archive.namelist():
            continue
        if kind.endswith("/drawing"):
            drawing = etree.fromstring(archive.read(part))
            one.drawn += sum(str(item.tag).endswith(ANCHORS) for item in drawing)
            frames = [next(frame.iter("{*}cNvPr")) for frame in drawing.iter("{*}graphicFrame")]
            one.frames += [(frame.get("name", ""), frame.get("descr", "")) for frame in frames]
        elif kind.endswith("/threadedComment"):
            for item in etree.fromstring(archive.read(part)):
                text = "".join(str(inner.text or "") for inner in item if str(inner.tag).endswith("}text"))
                thread = Thread(str(item.get("ref")), text, str(item.get("personId")))
                # A reply stands after what it replies to, on the same cell.
                first = next((other for other in one.threads if other.place == thread.place), None)
                (one.threads if item.get("parentId") is None or first is None else first.replies).append(thread)
