"""The styles of our sheets taken into the user's styles part: added at the end, and never twice.

Source: ECMA-376 part 1, 18.8 (styles).
"""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING

from lxml import etree

from itnamnd_xl.package.faults import TOO_LARGE, UnusableError
from itnamnd_xl.package.xml import attributes, child, children, drop_attribute, local_name, parse

if TYPE_CHECKING:
    from collections.abc import Callable

    from lxml.etree import _Element as Element

# The order that the collections must stand in.
ORDER = (
    "numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs", "tableStyles", "colors",
    "extLst",
)  # fmt: skip
REFERENCES = {
    "fontId": ("fonts", "applyFont"),
    "fillId": ("fills", "applyFill"),
    "borderId": ("borders", "applyBorder"),
}
# The first number of a format that is the workbook's own.
FIRST_OWN_FORMAT = 164
# Excel's limit is 65 490 cell formats.
MOST_FORMATS = 65_000
EMPTY_STYLES = (
    '<styleSheet xmlns="{namespace}"><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '</fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
# What a look is made of whatever the namespace, prefix or order of attributes.
Canonical = tuple[str, tuple[tuple[str, str], ...], tuple["Canonical", ...]]


def empty_styles(namespace: str) -> Element:
    """Make the styles of a workbook that has none."""
    return parse(EMPTY_STYLES.format(namespace=namespace).encode())


def canonical(element: Element) -> Canonical:
    """Give what an element says, so that two that say the same are equal."""
    named = tuple(sorted((name.rpartition("}")[2], value) for name, value in attributes(element).items()))
    return local_name(element), named, tuple(canonical(one) for one in children(element))


def _canonical_format(element: Element) -> Canonical:
    name, named, inner = canonical(element)
    defaults = dict.fromkeys(("numFmtId", "fontId", "fillId", "borderId", "xfId"), "0")
    return name, tuple(sorted((defaults | dict(named)).items())), inner


class Styles:
    """The user's styles, to which ours are added."""

    def __init__(self, root: Element) -> None:
        """Take the root of a styles part; it is changed in place."""
        self.root = root
        self.is_changed = False
        self._namespace = str(root.tag)[1:].partition("}")[0]
        self._known: dict[str, dict[Canonical, int]] = {}
        self._complete()

    def adopt(self, fresh: Element) -> tuple[list[int], list[int]]:
        """Add what the styles of a fresh workbook have; give the new number of each of its cell and other formats.

        Its first cell format is the default one, and becomes the user's own default.
        """
        codes = self._adopt_number_formats(fresh)
        numbers = {name: [self._adopt(name, one) for one in children(child(fresh, name))] for name in
                   ("fonts", "fills", "borders")}  # fmt: skip
        formats = [0]
        for one in list(children(child(fresh, "cellXfs")))[1:]:
            moved = copy.deepcopy(one)
            number = moved.get("numFmtId", "0")
            moved.set("numFmtId", codes.get(number, number))
            for attribute, (collection, applied) in REFERENCES.items():
                moved.set(attribute, str(numbers[collection][int(moved.get(attribute, "0"))]))
                moved.set(applied, "1")
            moved.set("applyNumberFormat", "1")
            moved.set("xfId", "0")
            for unneeded in ("pivotButton", "quotePrefix"):
                drop_attribute(moved, unneeded)
            formats.append(self._adopt("cellXfs", moved, _canonical_format))
        if max(formats) > MOST_FORMATS:
            raise UnusableError(TOO_LARGE, why="arbetsboken har för många cellformat")
        return formats, [self._adopt("dxfs", one) for one in children(child(fresh, "dxfs"))]

    def _complete(self) -> None:
        """See to it that number 0 of everything is there, so that nothing of ours becomes the user's default."""
        for name, standard in (
            (one, child(empty_styles(self._namespace), one)) for one in ("fonts", "fills", "borders", "cellXfs")
        ):
            if not list(children(child(self.root, name))):
                collection = self._collection(name)
                for one in children(standard):
                    self._append(collection, one)

    def _collection(self, name: str) -> Element:
        found = child(self.root, name)
        if found is not None:
            return found
        made = etree.Element(f"{{{self._namespace}}}{name}")
        later = ORDER[ORDER.index(name) + 1 :]
        follower = next((one for one in children(self.root) if local_name(one) in later), None)
        if follower is None:
            self.root.append(made)
        else:
            follower.addprevious(made)
        return made

    def _append(self, collection: Element, element: Element) -> None:
        collection.append(self._moved(element))
        collection.set("count", str(len(list(children(collection)))))
        self.is_changed = True

    def _adopt(self, name: str, element: Element, key: Callable[[Element], Canonical] = canonical) -> int:
        collection = self._collection(name)
        if name not in self._known:
            known = self._known[name] = {}
            for number, one in enumerate(children(collection)):
                known.setdefault(key(one), number)
        known = self._known[name]
        wanted = key(element)
        if wanted not in known:
            known[wanted] = len(list(children(collection)))
            self._append(collection, element)
        return known[wanted]

    def _adopt_number_formats(self, fresh: Element) -> dict[str, str]:
        """Give the new number of each of a fresh workbook's own number formats."""
        known = {
            one.get("formatCode", ""): int(one.get("numFmtId", "0"))
            for one in children(child(self.root, "numFmts"), "numFmt")
        }
        numbers = {}
        for one in children(child(fresh, "numFmts"), "numFmt"):
            code = one.get("formatCode", "")
            if code not in known:
                known[code] = max(FIRST_OWN_FORMAT - 1, *known.values(), 0) + 1
                added = etree.Element("numFmt", {"numFmtId": str(known[code]), "formatCode": code})
                self._append(self._collection("numFmts"), added)
            numbers[one.get("numFmtId", "")] = str(known[code])
        return numbers

    def _moved(self, element: Element) -> Element:
        """Copy an element into the namespace of these styles."""
        made = etree.Element(f"{{{self._namespace}}}{local_name(element)}", attributes(element))
        made.text = element.text
        for one in children(element):
            made.append(self._moved(one))
        return made
