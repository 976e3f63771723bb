"""Take procedures out of a VBA module and change them, strictly: what is not found exactly once is an error.

So a module that is not the one these changes were written for stops the build instead of giving something odd.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

DIRECTIVE = re.compile(r"\s*#(If|ElseIf|Else|End If|Const)\b\s*(.*?)\s*(?:'.*)?", re.IGNORECASE)
START = re.compile(r"(?:(?:Public|Private|Friend) )?(?:Static )?(?:Sub|Function|Property (?:Get|Let|Set)) (\w+)")
END = re.compile(r"End (?:Sub|Function|Property)")


class SourceError(ValueError):
    """The source is not what the build expects."""


@dataclass(frozen=True, slots=True)
class Source:
    """A module in pieces: the lines before its procedures, and the procedures by name."""

    declarations: str
    procedures: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Edit:
    """A change to one procedure: the text from `old` to `until` (or `old` alone) becomes `new`."""

    procedure: str
    old: str
    new: str
    until: str = ""

    def applied(self, text: str) -> str:
        """Give the changed text; each end must stand there exactly once, in their order."""
        for piece in filter(None, (self.old, self.until)):
            if text.count(piece) != 1:
                raise SourceError(f"{self.procedure} has {text.count(piece)} times instead of once: {piece!r}")
        start = text.index(self.old)
        end = text.index(self.until) + len(self.until) if self.until else start + len(self.old)
        if end < start + len(self.old):
            raise SourceError(f"{self.procedure} has before its beginning: {self.until!r}")
        return text[:start] + self.new + text[end:]


@dataclass(slots=True)
class Branch:
    """An open #If: whether the lines around it count, whether a branch was taken, and whether this one is."""

    outer: bool
    taken: bool
    active: bool


def holds(condition: str, truths: Mapping[str, bool]) -> bool:
    """Look a condition up; one that nobody has decided is an error."""
    condition = condition.removesuffix("Then").rstrip()
    if condition not in truths:
        raise SourceError(f"an unknown condition: #If {condition}")
    return truths[condition]


def resolved(text: str, truths: Mapping[str, bool]) -> str:
    """Keep the branches of conditional compilation that are true, and none of its directives."""
    kept: list[str] = []
    stack: list[Branch] = []
    for line in text.split("\n"):
        match = DIRECTIVE.fullmatch(line)
        counts = stack[-1].active if stack else True
        if match is None:
            kept += [line] * counts
            continue
        word, condition = match[1].lower(), match[2]
        if word == "if":
            active = counts and holds(condition, truths)
            stack.append(Branch(counts, active, active))
        elif word != "const" and not stack:
            raise SourceError(f"a directive without #If: {line.strip()}")
        elif word == "end if":
            stack.pop()
        elif word != "const":
            branch = stack[-1]
            branch.active = branch.outer and not branch.taken and (word == "else" or holds(condition, truths))
            branch.taken = branch.taken or branch.active
    if stack:
        raise SourceError("an #If without #End If")
    return "\n".join(kept)


def split(text: str) -> Source:
    """Part a module without directives into its pieces. Between procedures only comments and blanks may stand."""
    declarations: list[str] = []
    procedures: dict[str, str] = {}
    name, lines = "", list[str]()
    for line in text.split("\n"):
        if not name and (match := START.match(line)):
            name, lines = match[1], []
            if name in procedures:
                raise SourceError(f"a procedure that stands twice: {name}")
        if name:
            lines.append(line)
            if END.match(line):
                procedures[name] = "\n".join(lines) + "\n"
                name = ""
        elif not procedures:
            declarations.append(line)
        elif line.strip() and not line.startswith("'"):
            raise SourceError(f"a line outside every procedure: {line}")
    if name:
        raise SourceError(f"a procedure without its end: {name}")
    return Source("\n".join(declarations), procedures)


def chosen(source: Source, keep: Sequence[str], edits: Collection[Edit]) -> str:
    """Give the text of the kept procedures, changed."""
    pieces = []
    for name in keep:
        if name not in source.procedures:
            raise SourceError(f"a missing procedure: {name}")
        text = source.procedures[name]
        for edit in edits:
            if edit.procedure == name:
                text = edit.applied(text)
        pieces.append(text)
    if strays := sorted({edit.procedure for edit in edits} - set(keep)):
        raise SourceError(f"changes to procedures that are not kept: {', '.join(strays)}")
    return "\n".join(pieces)
