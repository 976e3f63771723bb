"""What hangs on a sheet: drawings and the charts in them, comments, printer settings; and whether those are ours.

A chart of ours is known by the name of its frame, which Excel and LibreOffice keep when they write the drawing anew,
or else, as some programs keep no names, by the cells that it shows. A user who has changed what it looks like loses
that at the next run, and nothing else: whatever else she has drawn on a sheet of ours, in a chart too, makes the sheet
hers.
"""

from __future__ import annotations

import hashlib
import posixpath
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from itnamnd_xl.package.guard import part_key
from itnamnd_xl.package.opc import relations_part
from itnamnd_xl.package.own import BETWEEN, PREFIX, quoted, unquoted
from itnamnd_xl.package.xml import attributes, children, local_name, parse

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from lxml.etree import _Element as Element

    from itnamnd_xl.package.fresh import Drawing
    from itnamnd_xl.package.opc import Package, Relation

# The hidden name of a sheet that holds what our frames on it are known by, and what stands within one.
FRAMES = f"{PREFIX}diagram"
WITHIN = ":"
# How much of the digest of a chart's cells is kept.
DIGITS = 8
# Parts that Excel hangs on a sheet without anybody having put anything there, and on a chart that it writes anew.
HARMLESS = {"printerSettings", "comments", "vmlDrawing", "threadedComment", "hyperlink"}
OF_CHARTS = {"chartStyle", "chartColorStyle", "themeOverride"}
# What an anchor has besides the object that it holds.
PLACES = {"from", "to", "pos", "ext", "clientData"}


class Frame(NamedTuple):
    """The frame of a chart of ours: its name, and a digest of the cells that it shows; empty where nobody took it."""

    name: str
    cells: str = ""


def frames_name(drawing: Drawing | None) -> dict[str, str]:
    """Give the hidden name that holds what our frames on a sheet are known by; none where there are none."""
    if drawing is None:
        return {}
    pairs = zip(drawing.frames, drawing.charts, strict=True)
    return {FRAMES: quoted(BETWEEN.join(f"{name}{WITHIN}{_cells_of(parse(chart))}" for name, chart in pairs))}


def frames_of(names: Mapping[str, str]) -> list[Frame]:
    """Read what our frames are known by back from a sheet's own names."""
    listed = unquoted(names.get(FRAMES, quoted(""))).split(BETWEEN)
    return [Frame(*one.partition(WITHIN)[::2]) for one in listed if one]


def _cells_of(chart: Element) -> str:
    """Give a digest of the cells that a chart shows, however their sheet is quoted."""
    formulas = {(one.text or "").replace("'", "").casefold() for one in chart.iter("{*}f")}
    cells = sorted(one for one in formulas if "!" in one)
    return hashlib.sha256("|".join(cells).encode("utf-8", "surrogatepass")).hexdigest()[:DIGITS] if cells else ""


def hanging(package: Package, part: str) -> list[str]:
    """Give the parts that hang on a part, and what hangs on those, as long as no other part relates to them too."""
    found = _reached(package, part)
    if not found:
        return []
    others = [(part_key(owner), {part_key(one.target) for one in _inner(package, owner)}) for owner in _owners(package)]
    shared = {""}
    while shared:
        inside = found.keys() | {part_key(part)}
        shared = {key for owner, related in others if owner not in inside for key in related & found.keys()}
        found = {key: name for key, name in found.items() if key not in shared}
    return list(found.values())


def read_relationships(package: Package) -> None:
    """Read what every part relates to, before anything hangs on sheets of ours: afterwards it must be readable.

    Raises:
        UnusableError: some of it cannot be read.
    """
    for owner in _owners(package):
        package.relations(owner)


def _reached(package: Package, part: str) -> dict[str, str]:
    found: dict[str, str] = {}
    waiting = [part]
    while waiting:
        for one in _inner(package, waiting.pop()):
            key = part_key(one.target)
            if key not in found and key != part_key(part) and package.has(one.target):
                found[key] = one.target
                waiting.append(one.target)
    return found


def _inner(package: Package, part: str) -> list[Relation]:
    return [one for one in package.relations(part) if not one.is_external]


def _owners(package: Package) -> Iterator[str]:
    """Give the parts that have relationships; what only looks like one's is nobody's."""
    for name in package.names():
        folder, file = posixpath.split(name)
        owner = posixpath.join(posixpath.dirname(folder), file.removesuffix(".rels"))
        if relations_part(owner) == name and (owner == "" or package.has(owner)) and not file.startswith("._"):
            yield owner


def stands(package: Package, part: str, drawing: Drawing | None) -> bool:
    """Say whether what hangs on a sheet's part is what is to hang there, to the byte."""
    relations = package.relations(part)
    if drawing is None:
        return not relations
    if [(one.id, one.is_a("drawing")) for one in relations] != [("rId1", True)]:
        return False
    return package.held(relations[0].target, drawing.content) and _hold(package, relations[0].target, drawing.charts)


def _hold(package: Package, part: str, charts: Sequence[bytes]) -> bool:
    related = package.relations(part)
    if [one.id for one in related] != [f"rId{number}" for number in range(1, len(charts) + 1)]:
        return False
    pairs = zip(related, charts, strict=True)
    return all(package.held(one.target, chart) and not package.relations(one.target) for one, chart in pairs)


def has_others(package: Package, part: str, frames: Sequence[Frame]) -> bool:
    """Say whether anything hangs on a sheet of ours that somebody has put there: `frames` are those of our charts."""
    for one in package.relations(part):
        if one.is_a("drawing") and not one.is_external:
            # LibreOffice hangs a drawing with nothing in it on a sheet that has a filter.
            if not _is_ours(package, one.target, list(frames)):
                return True
        # What draws the comments has nothing of its own, unless somebody has put a picture in one, or in the header.
        elif one.type.rpartition("/")[2] not in HARMLESS or (one.is_a("vmlDrawing") and package.relations(one.target)):
            return True
    return False


def _is_ours(package: Package, part: str, left: list[Frame]) -> bool:
    """Say whether a drawing holds charts of ours alone, each at most once, with nothing drawn in them."""
    if not package.has(part):
        return False
    charts = {one.id: one for one in package.relations(part)}
    for anchor in children(package.tree(part)):
        for held in (one for one in children(anchor) if local_name(one) not in PLACES):
            link = next((one for one in held.iter("{*}chart")), None)
            shown = charts.get(_id_in(link)) if link is not None else None
            if local_name(held) != "graphicFrame" or shown is None or not _is_plain(package, shown):
                return False
            name = next((one.get("name", "") for one in held.iter("{*}cNvPr")), "")
            cells = _cells_of(package.tree(shown.target))
            ours = next((one for one in left if one.name == name), None)
            ours = ours or next((one for one in left if cells and one.cells == cells), None)
            if ours is None:
                return False
            left.remove(ours)
    return all(map(partial(_is_plain, package), charts.values()))


def _is_plain(package: Package, chart: Relation) -> bool:
    """Say whether what a drawing relates to is a chart in which nobody has drawn anything."""
    if chart.is_external or not chart.is_a("chart") or not package.has(chart.target):
        return False
    return all(one.type.rpartition("/")[2] in OF_CHARTS for one in package.relations(chart.target))


def _id_in(link: Element) -> str:
    return next((value for name, value in attributes(link).items() if name.rpartition("}")[2] == "id"), "")
