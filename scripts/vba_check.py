"""Look VBA over as far as that goes without Excel: every name is known, every block is closed, nothing is declared.

VBA is compiled when a button is pressed, and a name that is not there stops it with an English dialog. So every name
in the code must be declared in it, stand in another module, or be one of VBA's and Excel's own that are listed here.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

KEYWORDS = """and as boolean byref byval call case close const dim do each else elseif end error exit explicit false for
    function get goto if in input integer is let like line long loop mod new next not nothing on open option optional
    or output preserve private public redim resume select set static step string sub then to true until variant while
    with xor print attribute vb_name"""
# What the modules use of VBA, of Excel's global members and of the type libraries.
BUILT_IN = """activeworkbook application chr cint createobject environ eof err freefile getattr hex instrrev
    iribboncontrol kill lcase left len mid msgbox object randomize range rnd thisworkbook timer ucase vbcritical
    vbcrlf vbdirectory
    vbexclamation workbook worksheet xldown"""
KNOWN = frozenset((KEYWORDS + " " + BUILT_IN).split())
STRING = re.compile(r'"(?:[^"]|"")*"')
# A name that is neither a member behind a dot, nor an argument's name before :=, nor a label before a colon.
NAME = re.compile(r"(?<![\w.#])([A-Za-z]\w*)[$%&!#@]?(?!\s*:=)")
LABEL = re.compile(r"(\w+):$")
HEADER = re.compile(r"(?:(public|private) )?(sub|function) (\w+)(?:\((.*)\))?(?: as \w+)?$", re.IGNORECASE)
DECLARED = re.compile(r"(?:(?:public|private) )?(?:dim|static|const) (.*)", re.IGNORECASE)
GOTO = re.compile(r"\bgoto (\w+)$", re.IGNORECASE)
OPENERS = (
    (re.compile(r"if .* then$"), "if"),
    (re.compile(r"do\b"), "do"),
    (re.compile(r"for\b"), "for"),
    (re.compile(r"(?:(?:public|private) )?(?:sub|function) "), "procedure"),
)
CLOSERS = {
    "end if": "if",
    "loop": "do",
    "next": "for",
    "end sub": "procedure",
    "end function": "procedure",
}


def statements(text: str) -> Iterator[str]:
    """Give the statements without comments, strings emptied, continued lines joined."""
    lines = (STRING.sub('""', line).split("'")[0].rstrip() for line in text.split("\n"))
    joined = re.sub(r" _\n\s*", " ", "\n".join(lines))
    for line in joined.split("\n"):
        label = LABEL.match(line.strip())
        yield from [line.strip()] if label else filter(None, (part.strip() for part in line.split(": ")))


def declared(statement: str) -> set[str]:
    """Give the names that a statement declares: a procedure's arguments and its own name, variables, labels."""
    if match := HEADER.match(statement):
        listed = match[4] or ""
        names = {match[3]}
    elif match := DECLARED.match(statement):
        listed, names = match[1], set()
    else:
        match = LABEL.match(statement)
        return {match[1].lower()} if match else set()
    for part in filter(None, listed.split(",")):
        words = [word for word in part.replace("(", " ").split() if word.lower() not in {"optional", "byval", "byref"}]
        names.add(words[0])
    return {name.lower() for name in names}


def procedures(text: str) -> Iterator[list[str]]:
    """Give the statements of each procedure."""
    lines: list[str] = []
    for statement in statements(text):
        if HEADER.match(statement):
            lines = []
        lines.append(statement)
        if statement.lower() in {"end sub", "end function"}:
            yield lines


def offered(text: str) -> set[str]:
    """Give the names that a module offers to all: its procedures, and the constants outside of them."""
    names = set()
    inside = False
    for statement in statements(text):
        header = HEADER.match(statement)
        if header:
            names.add(header[3].lower())
        elif not inside:
            names |= declared(statement)
        inside = bool(header) or (inside and not statement.lower().startswith(("end sub", "end function")))
    return names


def unknown_names(text: str, shared: set[str]) -> Iterator[str]:
    """Name what a procedure uses and nobody declares."""
    for lines in procedures(text):
        own = set[str]().union(*map(declared, lines))
        known = KNOWN | shared | own
        used = {name.lower() for line in lines for name in NAME.findall(line)}
        yield from (f"{lines[0]}: unknown name {name}" for name in sorted(used - known))
        labels = {match[1] for line in lines if (match := LABEL.match(line))}
        jumps = {match[1] for line in lines if (match := GOTO.search(line))} - {"0"}
        yield from (f"{lines[0]}: no label {name}" for name in sorted(jumps - labels))


def unclosed_blocks(text: str) -> Iterator[str]:
    """Name the blocks that are not closed in their order."""
    stack: list[str] = []
    for statement in statements(text):
        low = statement.lower()
        closed = next((kind for closer, kind in CLOSERS.items() if low == closer or low.startswith(f"{closer} ")), None)
        if closed and (not stack or stack.pop() != closed):
            yield f"out of place: {statement}"
        opened = next((kind for opener, kind in OPENERS if opener.match(low)), None)
        stack += [opened] if opened else []
    yield from (f"not closed: {kind}" for kind in stack)


def bad_lines(text: str) -> Iterator[str]:
    """Name lines that have no place here: declared system functions, directives, text after a continuation."""
    for line in text.split("\n"):
        code = STRING.sub('""', line).split("'")[0]
        if re.search(r"\bdeclare\b", code, re.IGNORECASE) or code.lstrip().startswith("#"):
            yield f"not allowed: {line.strip()}"
    for line, after in pairwise(text.split("\n")):
        if line.endswith(" _") and not after.strip():
            yield f"continued by nothing: {line.strip()}"


def faults(modules: Mapping[str, str]) -> list[str]:
    """Give what is wrong with the modules of a project, by module; an empty list is as good as this can tell."""
    shared = {name.lower() for name in modules}.union(*map(offered, modules.values()))
    return [
        f"{name}: {fault}"
        for name, text in modules.items()
        for check in (bad_lines(text), unclosed_blocks(text), unknown_names(text, shared))
        for fault in check
    ]
