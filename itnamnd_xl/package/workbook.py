"""A workbook's own part: its sheets, its names, how it counts days, and what stands in the way of writing to it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

from itnamnd_xl.core.diagnostics import Diagnostic, diagnostic
from itnamnd_xl.package.faults import DAMAGED, UnusableError
from itnamnd_xl.package.opc import CONTENT_TYPES
from itnamnd_xl.package.xml import (
    OFFICE_RELATIONS,
    STRICT_OFFICE_RELATIONS,
    STRICT_SHEET_ML,
    child,
    children,
    is_true,
    local_name,
)

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

    from itnamnd_xl.package.opc import Package, Relation

WORKSHEET = "worksheet"
# A sheet-local name that Excel shows nobody; see own.py for what it says.
Names = dict[str, str]


class Obstacle(StrEnum):
    """Why nothing may be put into a workbook; the values are the words of the diagnostic."""

    SIGNED = "arbetsboken är digitalt signerad, och varje ändring skulle förstöra signaturen"
    LOCKED = "arbetsbokens struktur är skyddad"
    SHARED = "arbetsboken är delad på det gamla sättet, med ändringslogg"


@dataclass(frozen=True, slots=True)
class SheetEntry:
    """A sheet as the workbook part lists it: its place from 0, its name, its id, its part and kind of part."""

    index: int
    name: str
    sheet_id: str
    part: str | None
    kind: str
    is_hidden: bool

    @property
    def is_worksheet(self) -> bool:
        """Say whether it has cells, as a chart sheet has not."""
        return self.kind == WORKSHEET and self.part is not None


class Workbook:
    """The workbook part of a package, and what hangs on it."""

    def __init__(self, package: Package) -> None:
        """Find and read the workbook part.

        Raises:
            UnusableError: there is none, or it is damaged.
        """
        self.package = package
        # Read for its own sake: what cannot be written later is better said now.
        package.tree(CONTENT_TYPES)
        self.part = _main_part(package)
        self.root = package.tree(self.part)
        if local_name(self.root) != "workbook":
            raise UnusableError("E123")
        self.relations = package.relations(self.part)
        self.namespace = str(self.root.tag)[1:].partition("}")[0]
        self.is_strict = self.namespace == STRICT_SHEET_ML
        self.id_attribute = f"{{{STRICT_OFFICE_RELATIONS if self.is_strict else OFFICE_RELATIONS}}}id"
        if child(self.root, "sheets") is None:
            raise UnusableError(DAMAGED)

    def copy(self) -> Workbook:
        """Give the workbook as it was read, to be changed."""
        return Workbook(self.package.copy())

    @cached_property
    def sheets(self) -> tuple[SheetEntry, ...]:
        """The sheets in their order, those without cells too."""
        by_id = {one.id: one for one in self.relations}
        found = []
        for index, element in enumerate(children(child(self.root, "sheets"), "sheet")):
            name, relation = element.get("name"), by_id.get(element.get(self.id_attribute, ""))
            if name is None:
                raise UnusableError(DAMAGED)
            found.append(self._entry(index, name, element, relation))
        parts = [one.part for one in found if one.part]
        if not found or len(set(parts)) < len(parts):
            # One part under two names would be read, and written, twice.
            raise UnusableError(DAMAGED)
        return tuple(found)

    def _entry(self, index: int, name: str, element: Element, relation: Relation | None) -> SheetEntry:
        hidden = is_hidden(element)
        if not element.get(self.id_attribute):
            # A sheet without a part: a macro sheet of old, without cells.
            return SheetEntry(index, name, element.get("sheetId", ""), None, "", hidden)
        if relation is None or relation.is_external or not self.package.has(relation.target):
            # A sheet whose part is gone: what stood there cannot be known, so the file is no whole workbook.
            raise UnusableError(DAMAGED)
        kind = relation.type.rpartition("/")[2]
        return SheetEntry(index, name, element.get("sheetId", ""), relation.target, kind, hidden)

    @cached_property
    def local_names(self) -> dict[int, Names]:
        """The defined names that belong to one sheet, by the sheet's place."""
        found: dict[int, Names] = {}
        for one in children(child(self.root, "definedNames"), "definedName"):
            place = one.get("localSheetId", "")
            if place.isdecimal():
                found.setdefault(int(place), {})[one.get("name", "")] = one.text or ""
        return found

    def related(self, kind: str) -> str | None:
        """Give the part that the workbook relates to in this way, as styles or sharedStrings."""
        for one in self.relations:
            if one.is_a(kind) and not one.is_external and self.package.has(one.target):
                return one.target
        return None

    @property
    def counts_from_1904(self) -> bool:
        """Say whether day 0 is 1 January 1904, as in workbooks that began on a Macintosh."""
        properties = child(self.root, "workbookPr")
        return properties is not None and is_true(properties.get("date1904"))

    @property
    def obstacle(self) -> Obstacle | None:
        """Say why nothing may be put into the workbook; None where it may."""
        if any("_xmlsignatures/" in name.lower() for name in self.package.names()):
            return Obstacle.SIGNED
        protection = child(self.root, "workbookProtection")
        if protection is not None and is_true(protection.get("lockStructure")):
            return Obstacle.LOCKED
        if any(one.is_a("revisionHeaders") for one in self.relations):
            return Obstacle.SHARED
        return None

    def doubts(self, name: str) -> list[Diagnostic]:
        """Say why stored values may be older than what they were computed from; `name` is the file's."""
        calculation = child(self.root, "calcPr")
        found = []
        if calculation is not None and calculation.get("calcMode") == "manual":
            found.append(diagnostic("W116", name))
        if any(one.is_a("externalLink") for one in self.relations):
            found.append(diagnostic("W117", name))
        return found


def is_hidden(sheet: Element) -> bool:
    """Say whether an element of the list of sheets is hidden; what no program writes is taken for visible."""
    return sheet.get("state") in ("hidden", "veryHidden")


def _main_part(package: Package) -> str:
    for one in package.relations(""):
        if one.is_a("officeDocument") and not one.is_external and package.has(one.target):
            return one.target
    is_lost = any(name.lower().endswith("workbook.xml") for name in package.names())
    raise UnusableError(DAMAGED if is_lost else "E123")
