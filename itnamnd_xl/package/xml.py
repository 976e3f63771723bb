"""Parts as trees: parsed without entities, networks or surprises, and written again with their prefixes."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from lxml import etree

from itnamnd_xl.package.faults import TOO_LARGE, UnusableError, one_fault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element as Element

SHEET_ML = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT_SHEET_ML = "http://purl.oclc.org/ooxml/spreadsheetml/main"
OFFICE_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_OFFICE_RELATIONS = "http://purl.oclc.org/ooxml/officeDocument/relationships"
PACKAGE_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
CONTENT_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
DOCTYPES = tuple("<!DOCTYPE".encode(encoding) for encoding in ("ascii", "utf-16-le", "utf-16-be"))


def parse(data: bytes, most_elements: int | None = None) -> Element:
    """Parse a part that is held whole.

    Raises:
        UnusableError: it is not well-formed, has a document type, or more elements than `most_elements`.
    """
    if most_elements is not None:
        check_elements(data, most_elements)
    if any(one in data for one in DOCTYPES):
        raise UnusableError("E121")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    with one_fault():
        root = etree.fromstring(data, parser)
    # The stubs have forgotten this property.
    if root.getroottree().docinfo.doctype:  # type: ignore[union-attr]
        raise UnusableError("E121")
    return root


def check_elements(data: bytes, most: int) -> None:
    """See that a part has no more elements than it may, before it is parsed.

    Raises:
        UnusableError: it may have more.
    """
    # One takes more than a byte: what is small need not be counted.
    if len(data) > most and data.count(b"<") - data.count(b"</") > most:
        raise UnusableError(TOO_LARGE, why="den rymmer mer än verktyget läser")


def is_utf8(root: Element) -> bool:
    """Say whether the part that this is the root of is in UTF-8."""
    return root.getroottree().docinfo.encoding in (None, "UTF-8")


def to_bytes(root: Element) -> bytes:
    """Write a part."""
    return etree.tostring(root.getroottree(), xml_declaration=True, encoding="UTF-8", standalone=True)


def fragment(element: Element) -> bytes:
    """Write an element alone."""
    return etree.tostring(element, with_tail=False)


def local_name(element: Element) -> str:
    """Give an element's name without its namespace; empty for a comment."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def children(element: Element | None, name: str | None = None) -> Iterator[Element]:
    """Give an element's child elements, all or those of a name, whatever their namespace."""
    for one in element if element is not None else ():
        if isinstance(one.tag, str) and (name is None or local_name(one) == name):
            yield one


def child(element: Element | None, name: str) -> Element | None:
    """Give the first child element of a name."""
    return next(children(element, name), None)


def attributes(element: Element) -> dict[str, str]:
    """Give an element's attributes; the stubs take them for bytes, which they are not."""
    return cast("dict[str, str]", dict(element.items()))


def drop_attribute(element: Element, name: str) -> None:
    """Take out an attribute, if it is there."""
    if name in element.attrib:
        del element.attrib[name]


def is_true(value: str | None) -> bool:
    """Read a truth value as XML Schema writes it."""
    return value in ("1", "true", "on")
