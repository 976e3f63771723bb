"""Which parts of the user's refer to a sheet of ours: what stands there would be missed, or must be computed anew."""

from __future__ import annotations

import codecs
import html
import re
from typing import TYPE_CHECKING

from itnamnd_xl.package.guard import part_key
from itnamnd_xl.package.own import notes_sheets, own_sheets
from itnamnd_xl.package.xml import child, children

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from itnamnd_xl.package.workbook import SheetEntry, Workbook

ENDINGS = (".xml", ".vml")
# Parts that hold prose: what looks like a reference there is none.
PROSE = ("sharedstrings", "comments", "docprops/")
# A part is looked through so many characters at a time; a reference with its escapes is never as long as the overlap.
LONG, LONGEST_REFERENCE = 1 << 20, 1 << 12
# What else refers to cells, by what its part's name holds.
KINDS = {
    "chart": "ett diagram",
    "pivot": "en pivottabell",
    "vml": "en formulärkontroll",
    "ctrlprop": "en formulärkontroll",
}
# From the first sheet to the last, as in 'Januari:Mars'!A1.
_SPAN = r"(?::[^'!<>\[\]:\"]*)?"
_FORMULA = re.compile(r"<((?:[\w.-]+:)?f)\b[^>]*>(.*?)</\1>", re.DOTALL)
_BYTE_ORDERS = ((codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def referring_parts(
    workbook: Workbook, entries: Collection[SheetEntry], given_away: Collection[SheetEntry] = (), *, stay: bool = False
) -> dict[SheetEntry, list[str]]:
    """Find the parts of the user's that refer to sheets, by sheet; one that nothing refers to is left out.

    Args:
        workbook: the workbook as it was read.
        entries: the sheets.
        given_away: sheets of ours that become the user's, and whose references count therefore.
        stay: whether sheets that something refers to stay as they are, so that what they refer to has to stay too.
    """
    patterns = {one: _pattern(one.name) for one in entries}
    found: dict[SheetEntry, list[str]] = {}
    if not patterns:
        return found
    for part, text in _texts(workbook, {one.index for one in given_away}):
        folded = text.casefold()
        for one, pattern in patterns.items():
            known = found.get(one, [])[-1:] == [part]
            if not known and one.name.casefold() in folded and pattern.search(text):
                found.setdefault(one, []).append(part)
    for one, pattern in patterns.items():
        if any(pattern.search(text) for text in _names(workbook, one)):
            found.setdefault(one, []).append(workbook.part)
    if stay:
        _follow(workbook, patterns, found)
    return found


def _follow(
    workbook: Workbook, patterns: Mapping[SheetEntry, re.Pattern[str]], found: dict[SheetEntry, list[str]]
) -> None:
    """Find the sheets that those refer to that were found, and so on; their own formulas alone count."""
    waiting = list(found)
    while waiting:
        part = waiting.pop().part or ""
        text = html.unescape("".join(_decoded([workbook.package.read(part)])))
        for one in [other for other, pattern in patterns.items() if other not in found and pattern.search(text)]:
            found[one] = [part]
            waiting.append(one)


def told(workbook: Workbook, parts: Iterable[str]) -> list[str]:
    """Say in Swedish where parts are to be found, each place once."""
    sheets = {part_key(one.part or ""): one.name for one in workbook.sheets}

    def place(part: str) -> str:
        key = part_key(part)
        if key in sheets:
            return f"fliken {sheets[key]}"
        if key == part_key(workbook.part):
            return "ett definierat namn"
        return next((words for kind, words in KINDS.items() if kind in key), part)

    return list(dict.fromkeys(place(one) for one in parts))


def _pattern(name: str) -> re.Pattern[str]:
    plain = re.escape(name)
    return re.compile(rf"'{plain}{_SPAN}'!|(?<![\w.'\]]){plain}{_SPAN}!|:{plain}'?!|sheet=\"{plain}\"", re.IGNORECASE)


def _texts(workbook: Workbook, given_away: Collection[int]) -> Iterator[tuple[str, str]]:
    """Give the parts of the user's that may hold references, as text; a long one in pieces that overlap."""
    package = workbook.package
    ours = {part_key(one.part or "") for one in own_sheets(workbook) if one.index not in given_away}
    notes = {part_key(one.part or "") for one in notes_sheets(workbook)}
    for name in package.names():
        key = part_key(name)
        if key in ours or name == workbook.part or not key.endswith(ENDINGS) or any(one in key for one in PROSE):
            continue
        if key in notes:
            # What was moved there stands as text; only what computes there refers to anything.
            whole = "".join(_decoded([package.read(name)]))
            texts: Iterable[str] = [" ".join(one[2] for one in _FORMULA.finditer(whole))]
        else:
            texts = _overlapping(_decoded(package.pieces(name)))
        for text in texts:
            yield name, html.unescape(text) if "&" in text else text


def _decoded(pieces: Iterable[bytes]) -> Iterator[str]:
    decoder = None
    for piece in pieces:
        if decoder is None:
            encoding = next((name for mark, name in _BYTE_ORDERS if piece.startswith(mark)), "utf-8")
            decoder = codecs.getincrementaldecoder(encoding)("replace")
        yield decoder.decode(piece)


def _overlapping(texts: Iterable[str]) -> Iterator[str]:
    """Join texts to longer ones, each of which begins with the end of the one before."""
    held: list[str] = []
    length = 0
    for text in texts:
        held.append(text)
        length += len(text)
        if length >= LONG:
            joined = "".join(held)
            yield joined
            held, length = [joined[-LONGEST_REFERENCE:]], LONGEST_REFERENCE
    yield "".join(held)


def _names(workbook: Workbook, entry: SheetEntry) -> Iterator[str]:
    """Give the texts of the defined names that belong to no other sheet of ours, and not to this one."""
    ours = {str(one.index) for one in own_sheets(workbook)} | {str(entry.index)}
    for one in children(child(workbook.root, "definedNames"), "definedName"):
        if one.get("localSheetId") not in ours:
            yield one.text or ""
