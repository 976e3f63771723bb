"""A sheet of a fresh workbook made into one of the user's: her styles, her dialect, values beside formulas."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from lxml import etree

from itnamnd_xl.package.cells import Kind, Place, area_of, place_of
from itnamnd_xl.package.faults import DAMAGED, UnusableError
from itnamnd_xl.package.fresh import Made
from itnamnd_xl.package.record import canonical, formula_form
from itnamnd_xl.package.strings import unescape
from itnamnd_xl.package.xml import (
    OFFICE_RELATIONS,
    SHEET_ML,
    STRICT_OFFICE_RELATIONS,
    STRICT_SHEET_ML,
    child,
    children,
    drop_attribute,
    parse,
    to_bytes,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from lxml.etree import _Element as Element

    from itnamnd_xl.package.fresh import Drawing, NewSheet, Value
    from itnamnd_xl.package.styles import Adopting
    from itnamnd_xl.package.workbook import Workbook

STRICT = {SHEET_ML: STRICT_SHEET_ML, OFFICE_RELATIONS: STRICT_OFFICE_RELATIONS}
ERRORS = frozenset({"#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!"})
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
TAG = f"{{{SHEET_ML}}}"


class Transplant:
    """The sheets of a fresh workbook, on their way into another."""

    def __init__(self, fresh: Workbook, drawings: Mapping[str, Drawing] | None = None) -> None:
        """Take the fresh workbook, and what is to hang on its sheets, by their names."""
        self.fresh = fresh
        self._drawings = drawings or {}
        self._entries = {one.name: one for one in fresh.sheets}
        # The other workbook's number for each of its cell formats and other formats.
        self._formats: Sequence[int] = ()
        self._others: Sequence[int] = ()

    def adopt(self, styles: Adopting) -> None:
        """Add the workbook's styles to those of the other one."""
        part = self.fresh.related("styles")
        if part is None:
            raise UnusableError("E108", why="resultatflikarna saknar format")
        self._formats, self._others = styles.adopt(parse(self.fresh.package.read(part)))

    def sheet(self, new: NewSheet, *, strict: bool) -> Made:
        """Make a sheet of the workbook one of the other's."""
        entry = self._entries[new.name]
        if self.fresh.package.relations(entry.part or ""):
            raise UnusableError(DAMAGED)
        root = parse(self.fresh.package.read(entry.part or ""))
        for view in root.iter(f"{TAG}sheetView"):
            # Two selected sheets are a group: what is typed in one is typed in the other.
            drop_attribute(view, "tabSelected")
        forms: dict[Place, str] = {}
        for cell in root.iter(f"{TAG}c"):
            place = place_of(cell.get("r", ""))
            form = self._cell(cell, new.values.get(place))
            if form:
                forms[place] = form
        self._renumber(root)
        _sort_merges(root)
        drawing = self._drawings.get(new.name)
        if drawing is not None:
            made = etree.SubElement(root, f"{TAG}drawing", nsmap={"r": OFFICE_RELATIONS})
            made.set(f"{{{OFFICE_RELATIONS}}}id", "rId1")
        content = _strict(to_bytes(root)) if strict else to_bytes(root)
        return Made(content, forms, self.fresh.local_names.get(entry.index, {}), drawing)

    def _cell(self, cell: Element, value: Value | None) -> str:
        formula, stored = child(cell, "f"), child(cell, "v")
        if formula is not None:
            _store(cell, stored, value)
            return formula_form(formula.text or "")
        if cell.get("t") == "inlineStr":
            text = "".join(one.text or "" for one in cell.iter(f"{TAG}t"))
            return canonical(Kind.TEXT, unescape(text), None) if text else ""
        if stored is None or not stored.text:
            return ""
        if cell.get("t") == "s":
            # A shared string's number means nothing in another workbook.
            raise UnusableError(DAMAGED)
        return canonical(Kind.BOOLEAN if cell.get("t") == "b" else Kind.NUMBER, stored.text, None)

    def _renumber(self, root: Element) -> None:
        for name, attribute in (("c", "s"), ("row", "s"), ("col", "style")):
            for one in root.iter(TAG + name):
                if one.get(attribute):
                    one.set(attribute, str(self._formats[int(one.get(attribute, "0"))]))
        for rule in root.iter(f"{TAG}cfRule"):
            if rule.get("dxfId"):
                rule.set("dxfId", str(self._others[int(rule.get("dxfId", "0"))]))


def _sort_merges(root: Element) -> None:
    """Let merged areas stand in the order of their cells: openpyxl keeps them in a set."""
    merges = child(root, "mergeCells")
    if merges is not None:
        merges[:] = sorted(children(merges), key=lambda one: area_of(one.get("ref", "")))


def _strict(part: bytes) -> bytes:
    for plain, strict in STRICT.items():
        part = part.replace(plain.encode(), strict.encode())
    return part


def _store(cell: Element, stored: Element | None, value: Value | None) -> None:
    """Put a formula's value beside it."""
    if stored is not None:
        cell.remove(stored)
    drop_attribute(cell, "t")
    if value is None:
        return
    made = etree.SubElement(cell, f"{TAG}v")
    if isinstance(value, bool):
        cell.set("t", "b")
        made.text = "1" if value else "0"
    elif isinstance(value, str):
        cell.set("t", "e" if value in ERRORS else "str")
        made.text = value
        made.set(SPACE, "preserve")
    else:
        # The one place where an exact number becomes the float that a cell stores.
        made.text = f"{float(value):.15g}" if isinstance(value, Decimal) and value % 1 else str(int(value))
