"""What hangs on a sheet: drawings and the charts in them, comments, printer settings; and whether those are ours.

A chart of ours is known by the name of its frame, which Excel and LibreOffice keep when they write the drawing anew. A
user who has changed what it looks like loses that at the next run, and nothing else: whatever else she has drawn on a
sheet of ours, in a chart too, makes the sheet hers.
"""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from itnamnd_xl.package.guard import part_key
from itnamnd_xl.package.opc import relations_part
from itnamnd_xl.package.own import PREFIX, quoted, unquoted
from itnamnd_xl.package.xml import children, local_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from itnamnd_xl.package.fresh import Drawing
    from itnamnd_xl.package.opc import Package, Relation

# The hidden name of a sheet that holds the names of our frames on it, and what stands between them.
FRAMES = f"{PREFIX}diagram"
BETWEEN = "|"
# Parts that Excel hangs on a sheet without anybody having put anything there, and on a chart that it writes anew.
HARMLESS = {"printerSettings", "comments", "vmlDrawing", "threadedComment", "hyperlink"}
OF_CHARTS = {"chartStyle", "chartColorStyle", "themeOverride"}
# What an anchor has besides the object that it holds.
PLACES = {"from", "to", "pos", "ext", "clientData"}


def frames_name(drawing: Drawing | None) -> dict[str, str]:
    """Give the hidden name that holds the names of our frames on a sheet; none where there are none."""
    return {FRAMES: quoted(BETWEEN.join(drawing.frames))} if drawing is not None else {}


def frames_of(names: Mapping[str, str]) -> list[str]:
    """Read the names of our frames back from a sheet's own names."""
    return [one for one in unquoted(names.get(FRAMES, quoted(""))).split(BETWEEN) if one]


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


def has_others(package: Package, part: str, frames: Sequence[str]) -> bool:
    """Say whether anything hangs on a sheet of ours that somebody has put there: `frames` are those of our charts."""
    for one in package.relations(part):
        if one.is_a("drawing") and frames and not one.is_external:
            if not _is_ours(package, one.target, list(frames)):
                return True
        # What draws the comments has nothing of its own, unless somebody has put a picture in one, or in the header.
        elif one.type.rpartition("/")[2] not in HARMLESS or (one.is_a("vmlDrawing") and package.relations(one.target)):
            return True
    return False


def _is_ours(package: Package, part: str, frames: list[str]) -> bool:
    """Say whether a drawing holds charts of ours alone, each at most once, with nothing drawn in them."""
    if not package.has(part):
        return False
    for anchor in children(package.tree(part)):
        for held in (one for one in children(anchor) if local_name(one) not in PLACES):
            name = next((one.get("name", "") for one in held.iter("{*}cNvPr")), "")
            if local_name(held) != "graphicFrame" or name not in frames:
                return False
            frames.remove(name)
    charts = package.relations(part)
    return all(
        one.is_a("chart") and all(other.type.rpartition("/")[2] in OF_CHARTS for other in package.relations(one.target))
        for one in charts
    )
