"""Workbooks changed part by part, as Excel would for one edit alone: what openpyxl saves anew is another file."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

from lxml import etree

Parts = dict[str, bytes]
BOOK, RELATIONS, TYPES = "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "[Content_Types].xml"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def parts_of(path: Path) -> Parts:
    with zipfile.ZipFile(path) as archive:
        return {one.filename: archive.read(one) for one in archive.infolist()}


def edit_parts(path: Path, change: Callable[[Parts], object]) -> None:
    """Change some parts; what stays as it was keeps its bytes."""
    parts = parts_of(path)
    change(parts)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)


def sheet_part(parts: Parts, name: str) -> str:
    book, relations = etree.fromstring(parts[BOOK]), etree.fromstring(parts[RELATIONS])
    found = next(one for one in book.iter("{*}sheet") if one.get("name") == name)
    target = next(one.get("Target", "") for one in relations if one.get("Id") == found.get(f"{{{OFFICE}}}id"))
    return target.lstrip("/") if target.startswith("/") else posixpath.join("xl", target)


def replace(parts: Parts, name: str, old: str, new: str) -> None:
    assert old.encode() in parts[name], old
    parts[name] = parts[name].replace(old.encode(), new.encode(), 1)


def put_cell(parts: Parts, sheet: str, place: str, inner: str, kind: str = "") -> None:
    """Put a cell into a sheet, as its last cell of the row, or in the place of the one that is there."""
    part = sheet_part(parts, sheet)
    text = parts[part].decode()
    made = f'<c r="{place}"{f" t={chr(34)}{kind}{chr(34)}" if kind else ""}>{inner}</c>'
    old = re.search(rf'<c r="{place}"[^>]*?(?:/>|>.*?</c>)', text, re.DOTALL)
    if old:
        text = text[: old.start()] + made + text[old.end() :]
    else:
        row = re.search(rf'<row r="{re.sub("[A-Z]", "", place)}"[^>]*>.*?(?=</row>)', text, re.DOTALL)
        assert row, place
        text = text[: row.end()] + made + text[row.end() :]
    parts[part] = text.encode()


def put_text(parts: Parts, sheet: str, place: str, text: str) -> None:
    put_cell(parts, sheet, place, f"<is><t>{text}</t></is>", "inlineStr")


def put_formula(parts: Parts, sheet: str, place: str, formula: str, value: str = "1") -> None:
    put_cell(parts, sheet, place, f"<f>{formula}</f><v>{value}</v>")


SHAPE = (
    '<xdr:absoluteAnchor><xdr:pos x="0" y="0"/><xdr:ext cx="9" cy="9"/><xdr:sp><xdr:nvSpPr>'
    '<xdr:cNvPr id="2" name="Form"/><xdr:cNvSpPr/></xdr:nvSpPr><xdr:spPr/></xdr:sp><xdr:clientData/>'
    "</xdr:absoluteAnchor>"
)


def hang_drawing(parts: Parts, sheet: str, inner: str = SHAPE) -> None:
    """Hang a drawing on a sheet, with a shape in it unless told otherwise."""
    part = sheet_part(parts, sheet)
    namespace = f'xmlns:r="{OFFICE}"'
    replace(parts, part, "</worksheet>", f'<drawing {namespace} r:id="rId9"/></worksheet>')
    relation = f'<Relationship Id="rId9" Type="{OFFICE}/drawing" Target="/xl/drawings/drawing9.xml"/>'
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    rels = posixpath.join(posixpath.dirname(part), "_rels", posixpath.basename(part) + ".rels")
    parts[rels] = f'<Relationships xmlns="{package}">{relation}</Relationships>'.encode()
    parts["xl/drawings/drawing9.xml"] = (
        f'<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing">{inner}</xdr:wsDr>'
    ).encode()
    kind = "application/vnd.openxmlformats-officedocument.drawing+xml"
    replace(parts, TYPES, "</Types>", f'<Override PartName="/xl/drawings/drawing9.xml" ContentType="{kind}"/></Types>')


def say_otherwise(parts: Parts, old: str, new: str) -> None:
    """Put one word for another in all that the user has written."""
    for name, data in parts.items():
        if name == "xl/sharedStrings.xml" or re.fullmatch(r"xl/worksheets/sheet\d+\.xml", name):
            parts[name] = data.replace(old.encode(), new.encode())
