"""A workbook's list of sheets changed: sheets added at the end, replaced in place, renamed, or taken out.

Only the content types, the workbook part, its relationships and the styles change; every other part of the user's
stays as it is.
"""

from __future__ import annotations

import posixpath
import re
from itertools import count as numbers
from itertools import islice, repeat
from typing import TYPE_CHECKING

from lxml import etree

from itnamnd_xl.package.faults import DAMAGED, UnusableError
from itnamnd_xl.package.guard import part_key
from itnamnd_xl.package.hanging import hanging
from itnamnd_xl.package.opc import CONTENT_TYPES, Package, relations_part
from itnamnd_xl.package.own import BUILT_IN, MARK, PREFIX, quoted
from itnamnd_xl.package.record import named_in
from itnamnd_xl.package.stream import Parser
from itnamnd_xl.package.styles import StylesPart, empty_styles
from itnamnd_xl.package.workbook import is_hidden
from itnamnd_xl.package.xml import CONTENT_TYPES as CONTENT_TYPES_NAMESPACE
from itnamnd_xl.package.xml import (
    OFFICE_RELATIONS,
    PACKAGE_RELATIONS,
    STRICT_OFFICE_RELATIONS,
    child,
    children,
    local_name,
    parse,
    to_bytes,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from lxml.etree import _Element as Element

    from itnamnd_xl.package.fresh import Drawing
    from itnamnd_xl.package.workbook import SheetEntry, Workbook

SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
STYLES_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
DRAWING_TYPE = "application/vnd.openxmlformats-officedocument.drawing+xml"
CHART_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
# The order that the children of the workbook element must stand in.
ORDER = (
    "fileVersion", "fileSharing", "workbookPr", "workbookProtection", "bookViews", "sheets", "functionGroups",
    "externalReferences", "definedNames", "calcPr", "oleSize", "customWorkbookViews", "pivotCaches", "smartTagPr",
    "smartTagTypes", "webPublishing", "fileRecoveryPr", "webPublishObjects", "extLst",
)  # fmt: skip
OWN_PART = "itnamnd"
# The namespaces of charts.
CHARTS = (
    "http://schemas.openxmlformats.org/drawingml/2006/chart",
    "http://purl.oclc.org/ooxml/drawingml/chart",
)
# Those of them that Excel lists nowhere: the area of a filter.
HIDDEN_BUILT_IN = f"{BUILT_IN}_"
VIEW_ATTRIBUTES = ("activeTab", "firstSheet")


def styles_of(workbook: Workbook) -> StylesPart:
    """Give a workbook's styles to be added to, apart from the workbook itself."""
    part, package = workbook.related("styles"), workbook.package
    content = package.read(part) if part else to_bytes(empty_styles(workbook.namespace))
    return StylesPart(content, package.sizes.style_elements)


class Editor:
    """A workbook that is being changed."""

    def __init__(self, workbook: Workbook) -> None:
        """Begin with a workbook as it was read, which stays as it is.

        Raises:
            UnusableError: it has names of sheets that are not there, which would become those of ours.
        """
        if any(place >= len(workbook.sheets) for place in workbook.local_names):
            raise UnusableError(DAMAGED)
        self.before = workbook
        self.workbook = workbook.copy()
        self.package: Package = self.workbook.package
        package = self.package
        self._types = package.tree(CONTENT_TYPES)
        self._relations = package.tree(relations_part(self.workbook.part))
        self._list = self._child("sheets")
        self._elements = list(children(self._list, "sheet"))
        self._first = {id(one): index for index, one in enumerate(self._elements)}
        self._emptied: set[str] = set()
        self._added_names: list[tuple[str, Element]] = []
        self._states = [etree.tostring(one) for one in (self._types, self._relations, self.workbook.root)]

    @property
    def names(self) -> list[str]:
        """The names of all sheets, in their order."""
        return [one.get("name", "") for one in self._elements]

    def styles(self) -> StylesPart:
        """Give the user's styles to be added to."""
        return styles_of(self.workbook)

    def put_styles(self, styles: StylesPart) -> None:
        """Write the styles, if anything was added to them."""
        part = self.workbook.related("styles")
        if part is None:
            # A part of that name that nothing relates to is the user's all the same.
            folder = posixpath.dirname(self.workbook.part)
            names = ("styles.xml", f"{OWN_PART}_styles.xml")
            part = next(one for name in names if not self.package.has(one := posixpath.join(folder, name)))
            self._set_type(part, STYLES_TYPE)
            self._relate("styles", part)
        elif not styles.is_changed:
            return
        self.package.write(part, styles.content)

    def add_sheet(self, name: str, content: bytes, drawing: Drawing | None = None) -> None:
        """Add a sheet after all others, with what hangs on it."""
        part = self._free_part()
        relation = self._relate("worksheet", part)
        taken = {one.get("sheetId") for one in self._elements}
        element = etree.SubElement(self._list, self._tag("sheet"))
        element.set("name", name)
        element.set("sheetId", next(str(one) for one in range(1, len(taken) + 2) if str(one) not in taken))
        element.set(self.workbook.id_attribute, relation)
        self._elements.append(element)
        self.package.write(part, content)
        self._set_type(part, SHEET_TYPE)
        self._hang(part, drawing)

    def replace_sheet(self, entry: SheetEntry, content: bytes, drawing: Drawing | None = None) -> None:
        """Put other content into a sheet of ours: its place, id and name stay, as others may refer to them."""
        self._hang(entry.part or "", drawing)
        ours = named_in(self.workbook.local_names.get(entry.index, {}))
        for one in self._local_names(self._element(entry)):
            # A name that the user has given to cells of the sheet is used by her formulas.
            if one.get("name", "").startswith((PREFIX, BUILT_IN)) or one.get("name") in ours:
                self._child("definedNames").remove(one)
        self._emptied.add(entry.sheet_id)
        self.package.write(entry.part or "", content)
        self._set_type(entry.part or "", SHEET_TYPE)

    def names_on(self, entry: SheetEntry) -> set[str]:
        """Give the names that belong to a sheet, in the form that names are compared by."""
        return {one.get("name", "").casefold() for one in self._local_names(self._element(entry))}

    def patch_sheet(self, entry: SheetEntry, content: bytes) -> None:
        """Put other content into a sheet, and leave all that hangs on it."""
        self.package.write(entry.part or "", content)

    def remove_sheet(self, entry: SheetEntry) -> None:
        """Take out a sheet of ours."""
        element = self._element(entry)
        self._hang(entry.part or "", None)
        for one in self._local_names(element):
            self._child("definedNames").remove(one)
        self._emptied.add(entry.sheet_id)
        self._unrelate(element.get(self.workbook.id_attribute, ""))
        self._drop_part(entry.part or "")
        self._list.remove(element)
        self._elements.remove(element)

    def give_away(self, entry: SheetEntry, name: str) -> None:
        """Make a sheet of ours the user's: our mark in it does not fit its name any more."""
        element = self._element(entry)
        element.set("name", name)
        for one in self._local_names(element):
            if one.get("name") == MARK and name == entry.name:
                one.text = quoted("")
            elif name != entry.name and not one.get("name", "").startswith(PREFIX):
                one.text = _renamed(one.text or "", entry.name, name)
        if name != entry.name:
            self._rename_in_charts(entry, name)

    def _rename_in_charts(self, entry: SheetEntry, name: str) -> None:
        """Let the charts on a sheet go on showing what stands there."""
        for part in hanging(self.package, entry.part or ""):
            if not part.endswith(".xml"):
                continue
            root = self.package.tree(part)
            formulas = list(root.iter(*(f"{{{one}}}f" for one in CHARTS)))
            for one in formulas:
                one.text = _renamed(one.text or "", entry.name, name)
            if formulas:
                self.package.write(part, to_bytes(root))

    def compute_anew(self) -> None:
        """Let Excel compute all formulas when it opens the workbook: those of the user's look at what has changed."""
        self._child("calcPr").set("fullCalcOnLoad", "1")

    def set_name(self, sheet: str, name: str, text: str, *, hidden: bool = False) -> None:
        """Define a name that belongs to one sheet."""
        attributes = {"name": name} | ({"hidden": "1"} if hidden else {})
        element = etree.Element(self._tag("definedName"), attributes)
        element.text = text
        # It gets its number, and its place among the others, when all sheets have theirs.
        self._added_names.append((sheet, element))

    def to_bytes(self) -> bytes:
        """Give the changed workbook."""
        self._renumber()
        self._drop_stale_chain()
        parts = (
            (CONTENT_TYPES, self._types),
            (relations_part(self.workbook.part), self._relations),
            (self.workbook.part, self.workbook.root),
        )
        for (part, root), before in zip(parts, self._states, strict=True):
            if etree.tostring(root) != before:
                self.package.write(part, to_bytes(root))
        return self.package.to_bytes()

    def _tag(self, name: str) -> str:
        return f"{{{self.workbook.namespace}}}{name}"

    def _child(self, name: str) -> Element:
        """Give a child of the workbook element; one that is not there is made in its place."""
        root = self.workbook.root
        found = child(root, name)
        if found is not None:
            return found
        made = etree.Element(self._tag(name))
        later = ORDER[ORDER.index(name) + 1 :]
        follower = next((one for one in children(root) if local_name(one) in later), None)
        if follower is None:
            root.append(made)
        else:
            follower.addprevious(made)
        return made

    def _element(self, entry: SheetEntry) -> Element:
        return next(one for one in self._elements if self._first.get(id(one)) == entry.index)

    def _free_part(self) -> str:
        return next(self._free(posixpath.join(posixpath.dirname(self.workbook.part), "worksheets"), "sheet"))

    def _free(self, folder: str, kind: str) -> Iterator[str]:
        """Give names of parts of ours that are not taken, nor by what is left over from a part that is gone."""
        names = (posixpath.join(folder, f"{OWN_PART}_{kind}{number}.xml") for number in numbers(1))
        return (
            one for one in names if not any(map(self.package.has, (one, relations_part(one)))) and self._is_new(one)
        )

    def _is_new(self, part: str) -> bool:
        """Say whether no list names a part, in whatever folder: what is listed without being there is the user's."""
        listed = [one.get("PartName", "") for one in children(self._types, "Override")]
        listed += [one.get("Target", "") for one in children(self._relations)]
        return part_key(posixpath.basename(part)) not in {part_key(posixpath.basename(one)) for one in listed}

    def _relate(self, kind: str, part: str) -> str:
        """Relate the workbook to a part; gives the relationship's id."""
        taken = {one.get("Id") for one in children(self._relations)}
        number = 1
        while (name := f"rIdItnamnd{number}") in taken:
            number += 1
        base = STRICT_OFFICE_RELATIONS if self.workbook.is_strict else OFFICE_RELATIONS
        made = etree.SubElement(self._relations, f"{{{PACKAGE_RELATIONS}}}Relationship")
        made.set("Id", name)
        made.set("Type", f"{base}/{kind}")
        made.set("Target", f"/{part}")
        return name

    def _unrelate(self, name: str) -> None:
        for one in list(children(self._relations)):
            if one.get("Id") == name:
                self._relations.remove(one)

    def _set_type(self, part: str, kind: str) -> None:
        for one in children(self._types, "Override"):
            if part_key(one.get("PartName", "")) == part_key(part):
                one.set("ContentType", kind)
                return
        made = etree.SubElement(self._types, f"{{{CONTENT_TYPES_NAMESPACE}}}Override")
        made.set("PartName", f"/{part}")
        made.set("ContentType", kind)

    def _drop_part(self, part: str) -> None:
        """Take out a part with its relationships and its content type."""
        for one in (part, relations_part(part)):
            self.package.drop(one)
        for override in list(children(self._types, "Override")):
            if part_key(override.get("PartName", "")) == part_key(part):
                self._types.remove(override)

    def _hang(self, part: str, drawing: Drawing | None) -> None:
        """Hang a drawing on a sheet of ours, in the place of all that hangs there; None hangs nothing.

        Parts of ours that hang there keep their names, so that the same sheet gives the same package.
        """
        there = hanging(self.package, part)
        names: list[str] = []
        for kind, count in (("drawing", 1), ("chart", len(drawing.charts))) if drawing is not None else ():
            folder = posixpath.join(posixpath.dirname(self.workbook.part), f"{kind}s")
            known = [one for one in there if one.startswith(posixpath.join(folder, f"{OWN_PART}_{kind}"))]
            names += [*known[:count], *islice(self._free(folder, kind), max(count - len(known), 0))]
        for one in there:
            if one not in names:
                self._drop_part(one)
        for one in (part, *names):
            self.package.drop(relations_part(one))
        if drawing is None:
            return
        home, charts = names[0], names[1:]
        self._write_related(part, "drawing", [home])
        self._write_related(home, "chart", charts)
        for one, content, kind in zip(
            names, (drawing.content, *drawing.charts), (DRAWING_TYPE, *repeat(CHART_TYPE, len(charts))), strict=True
        ):
            self.package.write(one, content)
            self._set_type(one, kind)

    def _write_related(self, part: str, kind: str, targets: Sequence[str]) -> None:
        """Write what a part of ours relates to: as rId1, rId2 and so on."""
        base = STRICT_OFFICE_RELATIONS if self.workbook.is_strict else OFFICE_RELATIONS
        root = parse(f'<Relationships xmlns="{PACKAGE_RELATIONS}"/>'.encode())
        for number, target in enumerate(targets, 1):
            named = {"Id": f"rId{number}", "Type": f"{base}/{kind}", "Target": f"/{target}"}
            etree.SubElement(root, f"{{{PACKAGE_RELATIONS}}}Relationship", named)
        self.package.write(relations_part(part), to_bytes(root))

    def _local_names(self, element: Element) -> list[Element]:
        number = str(self._first[id(element)])
        names = child(self.workbook.root, "definedNames")
        return [one for one in children(names, "definedName") if one.get("localSheetId") == number]

    def _renumber(self) -> None:
        """Let names and views point at the places that their sheets have now."""
        places = {self._first[id(one)]: at for at, one in enumerate(self._elements) if id(one) in self._first}
        for one in children(child(self.workbook.root, "definedNames"), "definedName"):
            place = one.get("localSheetId", "")
            if place.isdecimal() and int(place) in places:
                one.set("localSheetId", str(places[int(place)]))
        for sheet, one in self._added_names:
            one.set("localSheetId", str(self.names.index(sheet)))
            self._child("definedNames").append(one)
        names = child(self.workbook.root, "definedNames")
        if names is not None:
            _put_ours_last(names)
            if not list(children(names)):
                self.workbook.root.remove(names)
        self._point_views(places)

    def _point_views(self, places: Mapping[int, int]) -> None:
        """Let windows and custom views show the sheets that they showed; the first visible one where that is gone."""
        visible = [at for at, one in enumerate(self._elements) if not is_hidden(one)]
        if not visible and any(not one.is_hidden for one in self.before.sheets):
            raise UnusableError("E129", why="alla andra flikar är dolda", remedy="Visa en av dem i Excel och kör igen.")
        first = visible[0] if visible else 0
        for view in children(child(self.workbook.root, "bookViews"), "workbookView"):
            for attribute in VIEW_ATTRIBUTES:
                shown = view.get(attribute, "")
                if shown.isdecimal() and places.get(int(shown), first) != int(shown):
                    view.set(attribute, str(places.get(int(shown), first)))
        ids = {one.get("sheetId") for one in self._elements}
        for view in children(child(self.workbook.root, "customWorkbookViews"), "customWorkbookView"):
            if view.get("activeSheetId") not in ids:
                view.set("activeSheetId", self._elements[first].get("sheetId", ""))

    def _drop_stale_chain(self) -> None:
        """Take out the calculation chain if it names cells of a sheet that has other content now."""
        part = self.workbook.related("calcChain")
        if part is None or not self._emptied or not self._chain_names(part):
            return
        self._drop_part(part)
        for one in list(children(self._relations)):
            if one.get("Type", "").endswith("/calcChain"):
                self._relations.remove(one)

    def _chain_names(self, part: str) -> bool:
        found, current = False, ""

        def take(attributes: dict[str, str]) -> None:
            nonlocal found, current
            # A cell without a sheet id is on the same sheet as the one before it.
            current = attributes.get("i", current)
            found = found or current in self._emptied

        Parser(self.package.sizes).run(self.package.open(part), {"c": take}, {})
        return found


def _renamed(formula: str, old: str, new: str) -> str:
    """Let what refers to a sheet by its old name refer to the new one."""
    quoted_name = "'" + new.replace("'", "''") + "'!"
    return re.sub(rf"'{re.escape(old)}'!|(?<![\w.'\]]){re.escape(old)}!", lambda _: quoted_name, formula)


def _put_ours_last(names: Element) -> None:
    """Let the names of our sheets stand last, by sheet: in the same order however often they are written."""
    ours = {one.get("localSheetId") for one in children(names) if one.get("name", "").startswith(PREFIX)}
    moved = [one for one in children(names) if one.get("localSheetId") in ours]
    for one in sorted(moved, key=lambda name: int(name.get("localSheetId", "0"))):
        names.append(one)
