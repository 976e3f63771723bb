"""Formulas: whether Excel takes one, what becomes of it when a sheet goes, and the value of a simple one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from openpyxl.formula.tokenizer import Token, Tokenizer, TokenizerError
from openpyxl.formula.translate import Translator

from tests.excel.com import NotModelledError, fail
from tests.excel.parsing import ERRORS, LONGEST_FORMULA

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

PREFIXES = re.compile(r"_xlfn\.(?:_xlws\.)?|_xlpm\.|_xlws\.")
SHEET = re.compile(r"(?:'(?P<quoted>(?:[^']|'')+)'|(?P<plain>[^'!:\[\]]+))!")
PLAIN_NAME = re.compile(r"[^\W\d][\w.]*")
CELL_LIKE = re.compile(r"[A-Za-z]{1,3}\d+|[Rr]\d*[Cc]\d*")
MOST_ARGUMENTS = 255
REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?(\d+)(?::\$?([A-Z]{1,3})\$?(\d+))?", re.IGNORECASE)


def quoted(sheet: str) -> str:
    """A sheet's name as a formula spells it."""
    if PLAIN_NAME.fullmatch(sheet) and not CELL_LIKE.fullmatch(sheet):
        return sheet
    return "'" + sheet.replace("'", "''") + "'"


def shown(formula: str) -> str:
    """A formula as Excel shows it: without the prefixes that files carry."""
    return PREFIXES.sub("", formula)


def tokens(formula: str) -> list[Token]:
    try:
        return list(Tokenizer(formula).items)
    except (TokenizerError, IndexError):
        fail("Excel finds an error in this formula")


def _sheet_of(reference: str) -> str | None:
    match = SHEET.match(reference)
    if match is None:
        return None
    return match["quoted"].replace("''", "'") if match["quoted"] else match["plain"]


def most_arguments(formula: str) -> int:
    """How many arguments the function in a formula has that has most of them."""
    most, counts = 0, [0]
    for token in tokens(formula):
        if token.subtype == Token.OPEN:
            counts.append(1)
        elif token.subtype == Token.CLOSE:
            arguments = counts.pop()
            most = max(most, arguments if token.type == Token.FUNC else 0)
        elif token.subtype == Token.ARG:
            counts[-1] += 1
    return most


def check(formula: str, sheets: Iterable[str]) -> None:
    """Raise as Excel does for a formula that it cannot read."""
    known = {name.casefold() for name in sheets}
    if len(formula) > LONGEST_FORMULA:
        fail("The formula is too long")
    opened = 0
    if most_arguments(formula) > MOST_ARGUMENTS:
        fail("You've entered too many arguments for this function")
    for token in tokens(formula):
        opened += {Token.OPEN: 1, Token.CLOSE: -1}.get(token.subtype, 0)
        if token.type == Token.SEP and token.value == ";" and opened == 0:
            fail("A semicolon separates nothing in an English formula")
        if token.type == Token.OPERAND and token.subtype == Token.TEXT and len(token.value) > 257:
            fail("Text values in formulas are limited to 255 characters")
        if token.type == Token.OPERAND and token.subtype == Token.RANGE:
            sheet = _sheet_of(token.value)
            if sheet is not None and "[" not in sheet and sheet.casefold() not in known:
                fail(f"Excel would ask for the file that holds the sheet {sheet}")
    if _broken(formula):
        fail("Excel finds an error in this formula")


def _broken(formula: str) -> bool:
    """An unbalanced bracket or quotation mark, or a semicolon between arguments."""
    depth, array, text, name = 0, 0, False, False
    for character in formula:
        if character == '"' and not name:
            text = not text
        elif character == "'" and not text:
            name = not name
        elif not (text or name):
            depth += {"(": 1, ")": -1}.get(character, 0)
            array += {"{": 1, "}": -1}.get(character, 0)
            if depth < 0 or (character == ";" and not array):
                return True
    return bool(depth or array or text or name)


def _rewritten(formula: str, change: Callable[[str], str]) -> str:
    items = Tokenizer(formula).items
    return "=" + "".join(
        change(one.value) if one.type == Token.OPERAND and one.subtype == Token.RANGE else one.value for one in items
    )


def renamed(formula: str, old: str, new: str) -> str:
    """The formula after a sheet got another name."""

    def change(reference: str) -> str:
        sheet = _sheet_of(reference)
        if sheet is None or sheet.casefold() != old.casefold():
            return reference
        return SHEET.sub(lambda _: f"{quoted(new)}!", reference, count=1)

    return _rewritten(formula, change)


def without(formula: str, sheet: str) -> str:
    """The formula after a sheet was deleted."""

    def change(reference: str) -> str:
        found = _sheet_of(reference)
        if found is None or found.casefold() != sheet.casefold():
            return reference
        return SHEET.sub("#REF!", reference, count=1)

    return _rewritten(formula, change)


def moved(formula: str, origin: str, target: str) -> str:
    """A formula put into several cells: relative references follow each cell."""
    return str(Translator(formula, origin=origin).translate_formula(target))


def refers_to(formula: str, sheet: str) -> bool:
    names = (_sheet_of(one.value) for one in tokens(formula) if one.type == Token.OPERAND)
    return any(name is not None and name.casefold() == sheet.casefold() for name in names)


def evaluate(formula: str, cells: Callable[[str | None, str], list[Any]]) -> Any:
    """The value of a formula that is simple enough, else `NotModelledError`.

    Those are a constant, a reference, a SUM of references and constants, and a HYPERLINK within the workbook. `cells`
    gives the values of a reference, of which an area has several.
    """
    body = formula[1:].strip()
    link = re.fullmatch(r'HYPERLINK\(\s*"(?:[^"]|"")*"\s*,\s*(.+)\)', body, re.DOTALL)
    if link is not None:
        return _operand(link[1].strip(), formula, cells)
    total = re.fullmatch(r"SUM\(([^()]*)\)", body)
    if total is not None:
        return _sum(total[1], formula, cells)
    return _operand(body, formula, cells)


def _sum(arguments: str, formula: str, cells: Callable[[str | None, str], list[Any]]) -> float | int:
    result = 0.0
    for argument in re.findall(r"(?:'[^']*'|[^,'])+", arguments):
        for value in _values(argument.strip(), formula, cells):
            if isinstance(value, int) and not isinstance(value, bool) and value in ERRORS.values():
                return value
            if isinstance(value, float):
                result += value
    return float(f"{result:.15g}")


def _operand(text: str, formula: str, cells: Callable[[str | None, str], list[Any]]) -> Any:
    values = _values(text, formula, cells)
    if len(values) != 1:
        raise NotModelledError(f"the double cannot compute {formula}")
    return 0.0 if values[0] is None else values[0]


def _values(text: str, formula: str, cells: Callable[[str | None, str], list[Any]]) -> list[Any]:
    if re.fullmatch(r'"(?:[^"]|"")*"', text):
        return [text[1:-1].replace('""', '"')]
    if re.fullmatch(r"[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?", text):
        return [float(text)]
    if text.upper() in {"TRUE", "FALSE"}:
        return [text.upper() == "TRUE"]
    if text.upper() in ERRORS:
        return [ERRORS[text.upper()]]
    sheet = _sheet_of(text)
    place = SHEET.sub("", text, count=1) if sheet is not None else text
    if text.startswith("#REF!") or sheet == "#REF":
        return [ERRORS["#REF!"]]
    if not REFERENCE.fullmatch(place):
        raise NotModelledError(f"the double cannot compute {formula}")
    return cells(sheet, place.replace("$", ""))
