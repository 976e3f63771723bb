"""The styles of our sheets taken into the user's styles part: added at the end, and never twice.

Source: ECMA-376 part 1, 18.8 (styles).
"""

from __future__ import annotations

import copy
from functools import lru_cache
from typing import TYPE_CHECKING, Protocol

from lxml import etree

from itnamnd_xl.package.faults import TOO_LARGE, UnusableError
from itnamnd_xl.package.xml import attributes, child, children, fragment, local_name, parse, to_bytes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

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
# What a cell format means where it does not say so.
UNSAID = dict.fromkeys(("numFmtId", "fontId", "fillId", "borderId", "xfId"), "0")
# The first number of a format that is the workbook's own.
FIRST_OWN_FORMAT = 164
# Excel's limit is 65 490 cell formats.
MOST_FORMATS = 65_000
# Copies of one template have the same styles: what came of as many small parts is remembered.
REMEMBERED, LARGEST_REMEMBERED = 32, 1 << 16
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
# The numbers of cell formats, and of other formats.
Numbers = tuple[list[int], list[int]]


class Look(Protocol):
    """What a cell looks like, as elements of a styles part without namespaces.

    `number` is the number of its number format where every program knows that; else `code` is to be listed.
    """

    @property
    def font(self) -> bytes:
        """The font."""

    @property
    def fill(self) -> bytes:
        """The fill."""

    @property
    def border(self) -> bytes:
        """The border."""

    @property
    def cell_format(self) -> bytes:
        """The cell format, which lacks the numbers of all these."""

    @property
    def number(self) -> int | None:
        """The number of its number format."""

    @property
    def code(self) -> str:
        """What is written where that has none."""


class Adopting(Protocol):
    """Styles that others are added to."""

    def adopt(self, fresh: Element) -> Numbers:
        """Add what the styles of a fresh workbook have; give the new number of each of its cell and other formats."""

    def adopt_looks(self, looks: Iterable[Look], others: Iterable[bytes]) -> Numbers:
        """Add looks; give the number of the cell format of each, and of each of the other formats."""


def empty_styles(namespace: str) -> Element:
    """Make the styles of a workbook that has none."""
    return parse(EMPTY_STYLES.format(namespace=namespace).encode())


def canonical(element: Element) -> Canonical:
    """Give what an element says, so that two that say the same are equal."""
    named: tuple[tuple[str, str], ...] = ()
    inner: tuple[Canonical, ...] = ()
    # Most elements have no attributes or no children, and there may be thousands.
    if element.attrib:
        named = tuple(sorted((name.rpartition("}")[2], value) for name, value in attributes(element).items()))
    if len(element):
        inner = tuple(canonical(one) for one in children(element))
    return local_name(element), named, inner


@lru_cache(maxsize=512)
def _parsed(part: bytes) -> tuple[Element, Canonical]:
    """Parse an element of ours, and give what it says; nobody changes it."""
    element = parse(part)
    return element, canonical(element)


def _canonical_format(element: Element) -> Canonical:
    name, named, inner = canonical(element)
    return name, tuple(sorted((UNSAID | dict(named)).items())), inner


class _Collection:
    """The elements of one kind in a styles part, by what they say."""

    def __init__(self, element: Element, key: Callable[[Element], Canonical]) -> None:
        self.element = element
        self.known: dict[Canonical, int] = {}
        self.count = 0
        for one in children(element):
            self.known.setdefault(key(one), self.count)
            self.count += 1


class Styles:
    """The user's styles, to which ours are added."""

    def __init__(self, root: Element) -> None:
        """Take the root of a styles part; it is changed in place."""
        self.root = root
        self.is_changed = False
        self._namespace = str(root.tag)[1:].partition("}")[0]
        self._known: dict[str, _Collection] = {}
        self._codes: dict[str, int] | None = None
        self._complete()

    def adopt(self, fresh: Element) -> Numbers:
        """Add what the styles of a fresh workbook have; give the new number of each of its cell and other formats.

        Its first cell format is the default one, and becomes the user's own default.
        """
        codes = {
            one.get("numFmtId", ""): str(self._number_format(one.get("formatCode", "")))
            for one in children(child(fresh, "numFmts"), "numFmt")
        }
        numbers = {name: [self._adopt(name, one) for one in children(child(fresh, name))] for name in
                   ("fonts", "fills", "borders")}  # fmt: skip
        formats = [0]
        for one in list(children(child(fresh, "cellXfs")))[1:]:
            number = one.get("numFmtId", "0")
            named = {attribute: numbers[collection][int(one.get(attribute, "0"))]
                     for attribute, (collection, _) in REFERENCES.items()}  # fmt: skip
            formats.append(self._adopt_format(one, canonical(one), codes.get(number, number), named))
        return formats, [self._adopt("dxfs", one) for one in children(child(fresh, "dxfs"))]

    def adopt_looks(self, looks: Iterable[Look], others: Iterable[bytes]) -> Numbers:
        """Add looks; give the number of the cell format of each, and of each of the other formats."""
        formats = [self._adopt_look(one) for one in looks]
        return formats, [self._adopt("dxfs", *_parsed(one)) for one in others]

    def _adopt_look(self, look: Look) -> int:
        parts = {"fontId": look.font, "fillId": look.fill, "borderId": look.border}
        named = {attribute: self._adopt(REFERENCES[attribute][0], *_parsed(part)) for attribute, part in parts.items()}
        number = look.number if look.number is not None else self._number_format(look.code)
        return self._adopt_format(*_parsed(look.cell_format), str(number), named)

    def _adopt_format(self, element: Element, said: Canonical, number_format: str, named: Mapping[str, int]) -> int:
        """Add a cell format under the numbers that what it is made of has here."""
        numbered = attributes(element) | {"numFmtId": number_format}
        for attribute, number in named.items():
            numbered |= {attribute: str(number), REFERENCES[attribute][1]: "1"}
        numbered |= {"applyNumberFormat": "1", "xfId": "0"}
        for unneeded in ("pivotButton", "quotePrefix"):
            numbered.pop(unneeded, None)
        wanted = said[0], tuple(sorted((UNSAID | numbered).items())), said[2]
        known = self._collected("cellXfs")
        if wanted not in known.known:
            moved = copy.deepcopy(element)
            moved.attrib.clear()
            for name, value in numbered.items():
                moved.set(name, value)
            element = moved
        number = self._adopt("cellXfs", element, wanted)
        if number > MOST_FORMATS:
            raise UnusableError(TOO_LARGE, why="arbetsboken har för många cellformat")
        return number

    def _complete(self) -> None:
        """See to it that number 0 of everything is there, so that nothing of ours becomes the user's default."""
        for name, standard in (
            (one, child(empty_styles(self._namespace), one)) for one in ("fonts", "fills", "borders", "cellXfs")
        ):
            if not list(children(child(self.root, name))):
                collection = self._collection(name)
                for number, one in enumerate(children(standard), 1):
                    self._append(collection, one, number)

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

    def _append(self, collection: Element, element: Element, count: int) -> None:
        collection.append(self._moved(element))
        collection.set("count", str(count))
        self.is_changed = True

    def _adopt(self, name: str, element: Element, said: Canonical | None = None) -> int:
        """Give the number of an element in its collection, where it is added if need be; `said` is what it says."""
        collection, wanted = self._collected(name), said or canonical(element)
        if wanted not in collection.known:
            collection.known[wanted] = collection.count
            collection.count += 1
            self._append(collection.element, element, collection.count)
        return collection.known[wanted]

    def _collected(self, name: str) -> _Collection:
        if name not in self._known:
            key = _canonical_format if name == "cellXfs" else canonical
            self._known[name] = _Collection(self._collection(name), key)
        return self._known[name]

    def _number_format(self, code: str) -> int:
        """Give the number of a number format that is the workbook's own."""
        if self._codes is None:
            listed = children(child(self.root, "numFmts"), "numFmt")
            self._codes = {one.get("formatCode", ""): int(one.get("numFmtId", "0")) for one in listed}
        if code not in self._codes:
            number = max(FIRST_OWN_FORMAT - 1, *self._codes.values(), 0) + 1
            added = etree.Element("numFmt", {"numFmtId": str(number), "formatCode": code})
            collection = self._collection("numFmts")
            self._append(collection, added, len(list(children(collection))) + 1)
            self._codes[code] = number
        return self._codes[code]

    def _moved(self, element: Element) -> Element:
        """Copy an element into the namespace of these styles."""
        made = etree.Element(f"{{{self._namespace}}}{local_name(element)}", attributes(element))
        made.text = element.text
        for one in children(element):
            made.append(self._moved(one))
        return made


class StylesPart:
    """A styles part by its bytes, to which looks are added: the same looks are added to the same part only once."""

    def __init__(self, content: bytes, most_elements: int) -> None:
        """Take a part's content, and how many elements it may have."""
        self.content = content
        self.is_changed = False
        self._most_elements = most_elements

    def adopt(self, fresh: Element) -> Numbers:
        """Add what the styles of a fresh workbook have; give the new number of each of its cell and other formats.

        Raises:
            UnusableError: the part cannot be read, or bear it.
        """
        styles = Styles(parse(self.content, self._most_elements))
        numbers = styles.adopt(fresh)
        self._take(to_bytes(styles.root) if styles.is_changed else None)
        return numbers

    def adopt_looks(self, looks: Iterable[Look], others: Iterable[bytes]) -> Numbers:
        """Add looks; give the number of the cell format of each, and of each of the other formats.

        Raises:
            UnusableError: the part cannot be read, or bear it.
        """
        add = _with_looks if len(self.content) <= LARGEST_REMEMBERED else _with_looks.__wrapped__
        formats, numbers, content = add(self.content, tuple(looks), tuple(others), self._most_elements)
        self._take(content)
        return list(formats), list(numbers)

    def _take(self, content: bytes | None) -> None:
        if content is not None:
            self.content, self.is_changed = content, True


@lru_cache(maxsize=REMEMBERED)
def _with_looks(
    content: bytes, looks: tuple[Look, ...], others: tuple[bytes, ...], most_elements: int
) -> tuple[tuple[int, ...], tuple[int, ...], bytes | None]:
    """Add looks to a styles part: the numbers that they get, and what it becomes; None where it stays as it is."""
    styles = Styles(parse(content, most_elements))
    formats, numbers = styles.adopt_looks(looks, others)
    return tuple(formats), tuple(numbers), to_bytes(styles.root) if styles.is_changed else None


def are_kept(former: bytes, present: bytes, most_elements: int) -> bool:
    """Say whether every collection of a styles part begins with what it held: every number means what it meant.

    Raises:
        UnusableError: one of the parts cannot be read.
    """
    if former == present:
        return True
    compare = _are_kept if max(len(former), len(present)) <= LARGEST_REMEMBERED else _are_kept.__wrapped__
    return compare(former, present, most_elements)


@lru_cache(maxsize=REMEMBERED)
def _are_kept(former: bytes, present: bytes, most_elements: int) -> bool:
    now = parse(present, most_elements)
    for collection in children(parse(former, most_elements)):
        kept, found = list(children(collection)), list(children(child(now, local_name(collection))))
        if len(found) < len(kept) or not all(map(_says_the_same, kept, found)):
            return False
    return True


def _says_the_same(one: Element, other: Element) -> bool:
    # Written alike they say the same; what is not may say so in other words.
    return fragment(one) == fragment(other) or canonical(one) == canonical(other)
