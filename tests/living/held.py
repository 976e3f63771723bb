"""What the cells of a written workbook hold: formulas and the values beside them, read and changed in the parts.

Nothing here goes through the code that writes the sheets, nor through a library that would lose what it does not know.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from lxml import etree
from lxml.etree import _Element as Element

from tests.living.office import computed_anew

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
MARK = "_itnamnd_resultat"
PLANTED_NUMBER, PLANTED_TEXT = "-987654321.25", "PLANTERAT"
# What numbers may differ by: this of one, or of the number where it is larger.
NEAR = 1e-9
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
# A sheet's name and a cell's address.
Place = tuple[str, str]


@dataclass(frozen=True)
class Held:
    """A cell: its formula without the equals sign, and its value; an error value is told by `is_error`."""

    formula: str | None
    value: float | str | bool | None
    is_error: bool = False


@dataclass
class Parts:
    """A workbook's sheets: the part of each by its name, which of them are the tool's, and the shared strings."""

    sheets: dict[str, str]
    own: list[str]
    strings: list[str] = field(default_factory=list)


def parts_of(archive: zipfile.ZipFile) -> Parts:
    book = etree.fromstring(archive.read("xl/workbook.xml"))
    relations = etree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {str(one.get("Id")): str(one.get("Target")) for one in relations}
    names = [str(one.get("name")) for one in book.iter(f"{MAIN}sheet")]
    sheets = {
        str(one.get("name")): posixpath.normpath(posixpath.join("/xl", targets[str(one.get(RELATION))]))[1:]
        for one in book.iter(f"{MAIN}sheet")
    }
    marked = {
        names[int(str(one.get("localSheetId")))]
        for one in book.iter(f"{MAIN}definedName")
        if one.get("name") == MARK and one.get("localSheetId") is not None and _is_own(one, names)
    }
    parts = Parts(sheets, [name for name in names if name in marked])
    if "xl/sharedStrings.xml" in archive.namelist():
        root = etree.fromstring(archive.read("xl/sharedStrings.xml"))
        parts.strings = [_text(one) for one in root.iter(f"{MAIN}si")]
    return parts


def _is_own(mark: Element, names: Sequence[str]) -> bool:
    """A sheet of ours has its own name in its mark; a copy that has become the user's has another."""
    return (mark.text or "")[1:-1].replace('""', '"') == names[int(str(mark.get("localSheetId")))]


def _text(element: Element) -> str:
    whole = "".join(
        one.text or ""
        for one in element.iter(f"{MAIN}t")
        if one.getparent().tag != f"{MAIN}rPh"  # type: ignore[union-attr]
    )
    return _unescaped(whole)


def _unescaped(text: str) -> str:
    return ESCAPED.sub(lambda found: chr(int(found[1], 16)), text).replace("\r\n", "\n")


def cells(path: Path, sheets: Iterable[str] | None = None) -> dict[Place, Held]:
    """Read the cells of sheets, or of all of the tool's, as the file has them."""
    with zipfile.ZipFile(path) as archive:
        parts = parts_of(archive)
        found = {}
        for name in parts.own if sheets is None else sheets:
            for cell in etree.fromstring(archive.read(parts.sheets[name])).iter(f"{MAIN}c"):
                found[name, str(cell.get("r"))] = _held(cell, parts.strings)
    return found


def formula_cells(path: Path) -> dict[Place, Held]:
    """Read the cells of the tool's sheets that have a formula."""
    return {place: one for place, one in cells(path).items() if one.formula is not None}


def _held(cell: Element, strings: Sequence[str]) -> Held:
    formula, value, kind = cell.find(f"{MAIN}f"), cell.find(f"{MAIN}v"), cell.get("t", "n")
    written = None if formula is None else formula.text or ""
    if kind == "inlineStr":
        return Held(written, _text(cell))
    if value is None:
        return Held(written, None)
    text = value.text or ""
    if kind == "s":
        return Held(written, strings[int(text)])
    if kind == "n":
        return Held(written, float(text) if text else None)
    return Held(written, text == "1" if kind == "b" else _unescaped(text), is_error=kind == "e")


def rewritten(path: Path, target: Path, change: Callable[[str, Element], bool]) -> Path:
    """Copy a workbook with its sheets changed.

    Args:
        path: the workbook.
        target: the copy.
        change: changes a sheet's root, by the sheet's name; says whether it did.
    """
    with zipfile.ZipFile(path) as archive:
        names = {part: name for name, part in parts_of(archive).sheets.items()}
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy:
            for one in archive.infolist():
                data = archive.read(one)
                if one.filename in names:
                    root = etree.fromstring(data)
                    if change(names[one.filename], root):
                        data = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
                copy.writestr(one.filename, data)
    return target


def planted(path: Path, target: Path) -> int:
    """Copy a workbook with a wrong value beside every formula of the tool's sheets; gives how many those are."""
    planted_ones: list[str] = []
    with zipfile.ZipFile(path) as archive:
        own = set(parts_of(archive).own)

    def plant(sheet: str, root: Element) -> bool:
        for cell in root.iter(f"{MAIN}c") if sheet in own else ():
            if cell.find(f"{MAIN}f") is None:
                continue
            value = cell.find(f"{MAIN}v")
            if value is None:
                value = etree.SubElement(cell, f"{MAIN}v")
            # Of the other kind too: that a text becomes a number again, and a number a text, is part of it.
            is_text = cell.attrib.pop("t", "n") == "n" and len(planted_ones) % 2
            if is_text:
                cell.set("t", "str")
            value.text = PLANTED_TEXT if is_text else PLANTED_NUMBER
            planted_ones.append(str(cell.get("r")))
        return sheet in own

    rewritten(path, target, plant)
    return len(planted_ones)


def recalculated(paths: Sequence[Path], folder: Path, language: str = "sv-SE") -> list[Path]:
    """Compute workbooks from scratch, with wrong values planted first, in one call; gives what was saved."""
    planting = folder / "planterade"
    planting.mkdir(parents=True)
    copies = [planting / f"{number:04}.xlsx" for number in range(len(paths))]
    for path, copy in zip(paths, copies, strict=True):
        planted(path, copy)
    return computed_anew(copies, folder / "office", language)


@dataclass(frozen=True)
class Difference:
    """A formula cell whose stored value is not what it gives when it is computed."""

    place: Place
    stored: Held
    computed: Held | None

    def __str__(self) -> str:
        sheet, address = self.place
        computed = "nothing" if self.computed is None else repr(self.computed.value)
        return f"{sheet}!{address}: stored {self.stored.value!r}, computed {computed} by ={self.stored.formula}"


def differences(path: Path, computed: Path) -> list[Difference]:
    """Hold every formula cell of the tool's sheets against what was computed; an error value never agrees."""
    stored = formula_cells(path)
    anew = cells(computed, dict.fromkeys(sheet for sheet, _ in stored))
    return [Difference(place, one, anew.get(place)) for place, one in stored.items() if not agree(one, anew.get(place))]


def agree(stored: Held, computed: Held | None) -> bool:
    """Say whether a stored value is the computed one: a text to the letter, a number nearly; never an error."""
    if computed is None or computed.formula is None or stored.is_error or computed.is_error:
        return False
    return same(stored.value, computed.value)


def same(one: float | str | bool | None, other: float | str | bool | None) -> bool:
    """Compare two values; an empty text and nothing are one."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, float) and isinstance(other, float):
        return abs(one - other) <= NEAR * max(1.0, abs(one))
    return (one or "" if one != 0 else one) == (other or "" if other != 0 else other)


def edited(path: Path, target: Path, numbers: Mapping[Place, float | str | None]) -> Path:
    """Copy a workbook with something else in cells that are not empty, as if it was typed; None empties one.

    What begins with an equals sign is a formula.
    """
    left = dict(numbers)

    def change(sheet: str, root: Element) -> bool:
        wanted = {address: number for (name, address), number in numbers.items() if name == sheet}
        for cell in root.iter(f"{MAIN}c") if wanted else ():
            address = str(cell.get("r"))
            if address in wanted:
                assert len(cell)
                assert cell.find(f"{MAIN}f") is None
                _retype(cell, wanted[address])
                left.pop((sheet, address))
        return bool(wanted)

    rewritten(path, target, change)
    assert not left, f"no such cells: {left}"
    return target


def _retype(cell: Element, given: float | str | None) -> None:
    for part in list(cell):
        cell.remove(part)
    cell.attrib.pop("t", "")
    if isinstance(given, str) and given.startswith("="):
        etree.SubElement(cell, f"{MAIN}f").text = given[1:]
        return
    if given is not None:
        etree.SubElement(cell, f"{MAIN}v").text = given if isinstance(given, str) else repr(given)
    if isinstance(given, str):
        cell.set("t", "str")


def refreshed(path: Path, target: Path, numbers: Mapping[Place, float | str | None], computed: Path) -> Path:
    """Copy a workbook with other numbers in cells, and beside its formulas what they gave in another that has them."""
    edited(path, target, numbers)
    with zipfile.ZipFile(path) as archive:
        names = list(parts_of(archive).sheets)
    values = {place: one.value for place, one in cells(computed, names).items() if one.formula is not None}

    def change(sheet: str, root: Element) -> bool:
        for cell in root.iter(f"{MAIN}c"):
            number, value = values.get((sheet, str(cell.get("r")))), cell.find(f"{MAIN}v")
            if isinstance(number, float) and value is not None and cell.get("t", "n") == "n":
                value.text = repr(number)
        return True

    return rewritten(target, target.with_suffix(".ny.xlsx"), change).replace(target)


def numeric_inputs(path: Path) -> Iterator[tuple[Place, float]]:
    """Give the numbers that are typed in the sheets of a workbook that the tool has not written in."""
    with zipfile.ZipFile(path) as archive:
        names = list(parts_of(archive).sheets)
    for place, one in cells(path, names).items():
        if one.formula is None and isinstance(one.value, float):
            yield place, one.value
