"""What the user's formulas last gave, kept through openpyxl's save, which drops it."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    import zipfile

# By sheet name and address: the cell's type, and its stored value, both as they stand in the file.
Stored = dict[tuple[str, str], tuple[str, str]]

_FORMULA = r"(?:<f(?:\s[^>]*)?/>|<f(?:\s[^>]*)?>[^<]*</f>)"
_WITH_VALUE = re.compile(rf'<c r="([A-Z]+\d+)"([^>]*)>{_FORMULA}<v[^>/]*>([^<]*)</v>')
_WITHOUT_VALUE = re.compile(rf'<c r="([A-Z]+\d+)"([^>]*)>({_FORMULA})<v\s*/>')
_TYPE = re.compile(r'\s+t="(\w+)"')


def _sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Give the part of each sheet by its name."""
    main = next((name for name in archive.namelist() if name.endswith("xl/workbook.xml")), None)
    if main is None:
        return {}
    folder, file = posixpath.split(main)
    related = ET.fromstring(archive.read(f"{folder}/_rels/{file}.rels"))  # noqa: S314 - openpyxl has parsed it before
    targets = {one.get("Id"): one.get("Target", "") for one in related}
    found = {}
    for sheet in ET.fromstring(archive.read(main)).iter():  # noqa: S314 - as above
        if sheet.tag.endswith("}sheet"):
            identity = next((value for key, value in sheet.attrib.items() if key.endswith("}id")), None)
            target = targets.get(identity, "")
            found[sheet.get("name", "")] = target.lstrip("/") if target.startswith("/") else f"{folder}/{target}"
    return found


def stored_values(archive: zipfile.ZipFile) -> Stored:
    """Read the stored value of every formula of a workbook."""
    found: Stored = {}
    for name, part in _sheet_parts(archive).items():
        if part in archive.namelist():
            for address, attributes, value in _WITH_VALUE.findall(archive.read(part).decode("utf-8", "replace")):
                kind = _TYPE.search(attributes)
                found[name, address] = (kind[1] if kind else "n", value)
    return found


def restore_values(archive: zipfile.ZipFile, stored: Stored) -> dict[str, bytes]:
    """Give the sheet parts of a saved workbook with the stored values put back beside their formulas."""
    parts: dict[str, bytes] = {}
    for name, part in _sheet_parts(archive).items() if stored else ():

        def put_back(found: re.Match[str], name: str = name) -> str:
            kind, value = stored.get((name, found[1]), ("", ""))
            if not kind:
                return found[0]
            bare = _TYPE.sub("", found[2])
            return f'<c r="{found[1]}"{bare} t="{kind}">{found[3]}<v>{value}</v>'

        parts[part] = _WITHOUT_VALUE.sub(put_back, archive.read(part).decode("utf-8")).encode("utf-8")
    return parts
