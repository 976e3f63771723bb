"""What the user says of how to read is put to use: her answers stand in for cells and settings, her names for headers.

An answer holds as long as the cell says what it said when the question was asked.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from itnamnd_xl.core.diagnostics import CELL, CODES, COLUMN, TABLE
from itnamnd_xl.core.model import CellRef, column_letters
from itnamnd_xl.core.wording import SETTING_WORDS
from itnamnd_xl.source.answered_cells import AnsweredCells
from itnamnd_xl.source.grid import Cell, CellKind, StoredCells
from itnamnd_xl.source.numbers import Form, fold, read
from itnamnd_xl.source.settings_sheet import setting_value, wanted
from itnamnd_xl.source.targets import read_target

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from itnamnd_xl.source.cells import Findings
    from itnamnd_xl.source.grid import Grid
    from itnamnd_xl.source.lexicon import Lexicon
    from itnamnd_xl.source.stated import Answer, ColumnChoice, Stated
    from itnamnd_xl.source.tables import Table

_A1 = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})$")
_REFUSED = (Form.AMBIGUOUS, Form.SEVERAL, Form.UNREADABLE)


def answered(grid: Grid, stated: Stated, lexicon: Lexicon, findings: Findings) -> Grid:
    """Give a sheet with the answers in the places of the cells that they were given for."""
    prefix = f"{grid.workbook}!{grid.name}!"
    changed: dict[tuple[int, int], Cell] = {}
    for one in stated.answers:
        # A configuration's answer to a question of a cell says what stands there; one that chooses does not.
        if not one.place.startswith(prefix) or not _asks(one, CELL) or (not one.code and one.said is None):
            continue
        place = _place(one.place.removeprefix(prefix))
        cell = grid.cell(*place) if place else None
        if place is None or cell is None:
            continue
        ref, found = grid.ref(*place), grid.text(*place)
        if one.said is not None and f"”{found}”" not in one.said and f"({found})" not in one.said:
            findings.add("W706", ref, answer=one.text, where=one.where, asked=one.code)
        elif (meant := _meant(one.text, lexicon)) is None:
            why = "det är inget värde som kan läsas på ett enda sätt"
            findings.add("W707", ref, answer=one.text, where=one.where, why=why, asked=one.code)
        else:
            findings.add("N704", ref, found=found, answer=one.text, where=one.where, asked=one.code)
            changed[place] = meant
    if not changed:
        return grid
    below = grid.cells
    # The cells of a long sheet are too many to be held otherwise than they lie.
    return replace(
        grid, cells=AnsweredCells(below, changed) if isinstance(below, StoredCells) else {**below, **changed}
    )


def _asks(answer: Answer, what: str) -> bool:
    """Say whether an answer is to a question of a kind; one that names no question may be to any."""
    return not answer.code or (answer.code in CODES and CODES[answer.code].asks == what)


def _place(address: str) -> tuple[int, int] | None:
    found = _A1.match(address)
    if found is None:
        return None
    column = 0
    for letter in found[1]:
        column = 26 * column + ord(letter) - ord("A") + 1
    return int(found[2]), column


def _ref(place: str) -> CellRef | str:
    """Give the cell that a place names; the place itself where it names none."""
    head, _, address = place.rpartition("!")
    workbook, _, sheet = head.partition("!")
    found = _place(address)
    return CellRef(workbook, sheet, *found) if found and sheet else place


def _meant(text: str, lexicon: Lexicon) -> Cell | None:
    """Give the cell that an answer stands for; None where it cannot be read in one way, as a value or as a target."""
    if "," in text and "." not in text and read(text, lexicon.words).form is Form.AMBIGUOUS:
        # The question offers 1 733 and 1,733: who answers with a comma means the decimals.
        number = read(text, lexicon.words, ",")
        return Cell(CellKind.NUMBER, number.value) if number.value is not None and number.unit is None else None
    is_value = read(text, lexicon.words).form not in _REFUSED
    is_one = is_value or read_target(text, lexicon.words, lexicon.policy).refused is None
    return Cell(CellKind.TEXT, text) if is_one else None


def answered_settings(stated: Stated, known: frozenset[str], lexicon: Lexicon, findings: Findings) -> dict[str, object]:
    """Give the settings that answers state; one that the sheet Inställningar states (`known`) is not asked again."""
    found: dict[str, object] = {}
    for one in stated.answers:
        name = CODES[one.code].asks if one.code in CODES else ""
        if name not in SETTING_WORDS or name in known or name in found:
            continue
        value = setting_value(name, Cell(CellKind.TEXT, one.text), lexicon)
        if value is None:
            why = wanted(name)
            findings.add("W707", _ref(one.place), answer=one.text, where=one.where, why=why, asked=one.code)
        else:
            words = SETTING_WORDS[name][0]
            findings.add("N705", _ref(one.place), answer=one.text, where=one.where, name=words, asked=one.code)
            found[name] = value
    return found


def stated_headers(
    grid: Grid, choices: Iterable[ColumnChoice], lexicon: Lexicon, findings: Findings
) -> Mapping[tuple[int, int], str]:
    """Give the cells of a sheet that head a column which the user names, each with its concept."""
    found: dict[tuple[int, int], str] = {}
    for one in choices:
        if (one.workbook or grid.workbook, one.sheet or grid.name) != (grid.workbook, grid.name):
            continue
        places = _headed(grid, one, lexicon)
        role = lexicon.policy.concepts.get(one.concept, "oanvänd")
        if not places and one.sheet:
            findings.add("W709", one.source or one.where, header=one.header or one.cell or "", role=role)
        for place in places:
            if place not in found:
                found[place] = one.concept
                findings.add("N708", grid.ref(*place), header=grid.text(*place), role=role, where=one.where)
    return found


def _headed(grid: Grid, choice: ColumnChoice, lexicon: Lexicon) -> list[tuple[int, int]]:
    """Find the header that a choice is for: its cell, if that still has its text, else every cell with that text."""
    place = _place(choice.cell) if choice.cell else None
    if place is not None and (choice.header is None or _same(grid.text(*place), choice.header, lexicon)):
        return [place] if grid.text(*place) else []
    if choice.header is None:
        return []
    return [
        (row, column)
        for row, columns in grid.by_row.items()
        if not grid.has_number(row)
        for column in columns
        if grid.cells[row, column].kind is CellKind.TEXT and _same(grid.text(row, column), choice.header, lexicon)
    ]


def _same(text: str, header: str, lexicon: Lexicon) -> bool:
    """Say whether two headers are one, also of different years."""
    if fold(text).casefold() == fold(header).casefold():
        return True
    first, second = (lexicon.headers.header(one) for one in (text, header))
    return bool(first.stem) and first.stem == second.stem


def settled_clashes(tables: Sequence[Table], stated: Stated, findings: Findings) -> Mapping[tuple[int, int], str]:
    """Give the columns of a sheet's tables that answers choose where two could be the same, each with its concept."""
    found: dict[tuple[int, int], str] = {}
    for table in tables:
        for concept, pair in table.binding.clashes.items():
            cells = [table.grid.ref(table.header_row, column) for column in pair]
            answer = _answer_at(stated, COLUMN, cells[0])
            if answer is None:
                continue
            place = next(
                (cell for cell in cells if _names(answer.text, cell, table.grid.text(cell.row, cell.column))), None
            )
            given = {"answer": answer.text, "where": answer.where, "asked": answer.code}
            if place is None:
                findings.add("W707", cells[0], why="den nämner ingen av de två kolumnerna", **given)
                continue
            findings.add("N705", cells[0], name=f"kolumn {column_letters(place.column)}", **given)
            other = next(cell for cell in cells if cell != place)
            found |= {(place.row, place.column): concept, (other.row, other.column): ""}
    return found


def chosen_table(tables: Sequence[Table], stated: Stated, findings: Findings) -> Table | None:
    """Give the table that an answer chooses of two of a kind; None without any."""
    answer = _answer_at(stated, TABLE, tables[1].source)
    if answer is None:
        return None
    given = {"answer": answer.text, "where": answer.where, "asked": answer.code}
    wanted_place = _bare(answer.text)
    named = [one for one in tables if _bare(str(one.source)).endswith(wanted_place)]
    if len(named) != 1:
        named = [one for one in tables if wanted_place in map(_bare, (one.grid.name, one.grid.workbook))]
    if len(named) != 1:
        findings.add("W707", tables[1].source, why="den nämner inte en av tabellerna", **given)
        return None
    findings.add("N705", tables[1].source, name=f"tabellen {named[0].source}", **given)
    return named[0]


def _bare(place: str) -> str:
    return place.replace(" ", "").casefold()


def _answer_at(stated: Stated, asks: str, place: CellRef) -> Answer | None:
    here = (one for one in stated.answers if one.place == str(place) and _asks(one, asks))
    return next((one for one in here if one.code or one.said is None), None)


def _names(answer: str, cell: CellRef, header: str) -> bool:
    """Say whether an answer names a column: by its letter, its header's cell or its header."""
    given = fold(answer).casefold().removeprefix("kolumn ").strip('”". ')
    return given in {column_letters(cell.column).casefold(), cell.a1.casefold(), fold(header).casefold()}
