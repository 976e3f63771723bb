"""A part parsed as it streams by: constant memory, no entities, and a limit on everything that could grow."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.parsers import expat

from itnamnd_xl.package.faults import TOO_LARGE, UnusableError, one_fault
from itnamnd_xl.package.guard import MORE_THAN_READ

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import IO

    from itnamnd_xl.package.guard import Sizes

CHUNK = 1 << 16
# Excel's own limit for a cell is 32 767 characters; here there is room for its escapes.
LONGEST_TEXT = 1 << 16
# No sheet nests deeper than a dozen levels.
DEEPEST = 100
# The longest tag: one that never ends would have to be scanned anew with every piece.
LONGEST_TAG = 1 << 20
SEPARATOR = " "


class Parser:
    """An expat parser that hands on the elements of the root's namespace, by their local names."""

    def __init__(self, sizes: Sizes) -> None:
        """Take the limits."""
        self._sizes = sizes
        self._text: list[str] | None = None
        self._length = 0

    def collect(self, _: dict[str, str] | None = None) -> None:
        """Begin to collect text, whatever attributes the element has."""
        self._text, self._length = [], 0

    def collected(self) -> str:
        """Give the text that was collected, and collect no more."""
        pieces, self._text = self._text or (), None
        return pieces[0] if len(pieces) == 1 else "".join(pieces)

    def run(
        self,
        stream: IO[bytes],
        starts: Mapping[str, Callable[[dict[str, str]], None]],
        ends: Mapping[str, Callable[[], None]],
    ) -> None:
        """Parse a part.

        Args:
            stream: the part; it is closed.
            starts: what is done where an element of a name begins; attributes of a namespace have a space in them.
            ends: what is done where it ends.

        Raises:
            UnusableError: it is not well-formed, has a document type, or goes beyond a limit.
        """
        parser = expat.ParserCreate(namespace_separator=SEPARATOR)
        parser.buffer_text = True
        acts = _Acts(starts, ends)
        begin, finish = acts.begin, acts.finish
        seen = depth = 0

        def started(name: str, attributes: dict[str, str]) -> None:
            nonlocal seen, depth
            seen += 1
            depth += 1
            if depth > DEEPEST:
                raise UnusableError(TOO_LARGE, why=MORE_THAN_READ)
            if name not in begin:
                acts.meet(name)
            if (act := begin[name]) is not None:
                act(attributes)

        def ended(name: str) -> None:
            nonlocal depth
            depth -= 1
            if (act := finish[name]) is not None:
                act()

        parser.StartElementHandler = started
        parser.EndElementHandler = ended
        parser.CharacterDataHandler = self._take
        parser.StartDoctypeDeclHandler = _refuse_doctype
        with one_fault(), stream:
            fed = 0
            while piece := stream.read(CHUNK):
                parser.Parse(piece)
                fed += len(piece)
                if seen > self._sizes.elements or fed - parser.CurrentByteIndex > LONGEST_TAG:
                    raise UnusableError(TOO_LARGE, why=MORE_THAN_READ)
            parser.Parse(b"", True)  # noqa: FBT003 - pyexpat takes it by place only

    def _take(self, text: str) -> None:
        if self._text is not None:
            self._length += len(text)
            if self._length > LONGEST_TEXT:
                raise UnusableError(TOO_LARGE, why="en text är för lång")
            self._text.append(text)


class _Acts:
    """What is done at an element's beginning and end, by its full name; nothing for most elements."""

    def __init__(
        self, starts: Mapping[str, Callable[[dict[str, str]], None]], ends: Mapping[str, Callable[[], None]]
    ) -> None:
        self._starts, self._ends = starts, ends
        self._namespace: str | None = None
        self.begin: dict[str, Callable[[dict[str, str]], None] | None] = {}
        self.finish: dict[str, Callable[[], None] | None] = {}

    def meet(self, name: str) -> None:
        """Settle an element's acts; only those of the root's namespace have any."""
        owner, _, local = name.rpartition(SEPARATOR)
        if self._namespace is None:
            self._namespace = owner
        own = owner == self._namespace
        self.begin[name], self.finish[name] = (self._starts.get(local), self._ends.get(local)) if own else (None, None)


def _refuse_doctype(*_: object) -> None:
    raise UnusableError("E121")
