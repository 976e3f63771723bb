"""Texts of a workbook: the shared strings, read in one pass, and the escapes that XML texts of Office have."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from itnamnd_xl.package.faults import TOO_LARGE, UnusableError
from itnamnd_xl.package.stream import LONGEST_TEXT, Parser

if TYPE_CHECKING:
    from typing import IO

    from itnamnd_xl.package.guard import Sizes

# A character that XML cannot hold stands as _x000D_; an underscore that only looks so stands as _x005F_.
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def unescape(text: str) -> str:
    """Give a text with its _xHHHH_ turned into characters.

    Source: ECMA-376 part 1, 22.9.2.19 (ST_Xstring).
    """
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def read_strings(stream: IO[bytes], sizes: Sizes) -> list[str]:
    """Read the shared strings, without their formatting and phonetic readings."""
    strings: list[str] = []
    parser = Parser(sizes)
    runs = Runs(parser)

    def begin(_: dict[str, str]) -> None:
        if len(strings) >= sizes.strings:
            raise UnusableError(TOO_LARGE, why="den har för många texter")
        runs.begin()

    starts = {"si": begin, "t": runs.start, "rPh": runs.start_phonetic}
    ends = {"si": lambda: strings.append(runs.text()), "t": runs.end, "rPh": runs.end_phonetic}
    parser.run(stream, starts, ends)
    return strings


class Runs:
    """The text of a string that is made of pieces, each with its own formatting; phonetic readings are left out."""

    def __init__(self, parser: Parser) -> None:
        """Take the parser that the pieces come from."""
        self._parser = parser
        self._pieces: list[str] = []
        self._length = 0
        self._phonetic = 0

    def begin(self) -> None:
        """Begin a string."""
        self._pieces.clear()
        self._length = self._phonetic = 0

    def start(self, _: dict[str, str]) -> None:
        """Begin a piece."""
        if not self._phonetic:
            self._parser.collect()

    def end(self) -> None:
        """End a piece."""
        if not self._phonetic:
            piece = self._parser.collected()
            # An empty piece counts too: there is no end to them otherwise.
            self._length += len(piece) + 1
            if self._length > LONGEST_TEXT:
                raise UnusableError(TOO_LARGE, why="en text är för lång")
            self._pieces.append(piece)

    def start_phonetic(self, _: dict[str, str]) -> None:
        """Begin a reading in another script, which is no part of the text."""
        self._phonetic += 1

    def end_phonetic(self) -> None:
        """End it."""
        self._phonetic -= 1

    def text(self) -> str:
        """Give the whole string."""
        return unescape("".join(self._pieces))
