"""What the user says of how to read is put to use: her answers stand in for cells and settings, her names for headers.

An answer holds as long as the cell says what it said when the question was asked.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from string import ascii_uppercase
from typing import TYPE_CHECKING

from itnamnd_xl.core.diagnostics import CELL, CODES, COLUMN, ROW, TABLE
from itnamnd_xl.core.model import Answered, CellRef, column_letters
from itnamnd_xl.core.wording import MARKS, SETTING_WORDS
from itnamnd_xl.source.answered_cells import AnsweredCells
from itnamnd_xl.source.grid import Cell, CellKind, StoredCells
from itnamnd_xl.source.numbers import Form, fold, read
from itnamnd_xl.source.settings_sheet import setting_value, wanted
from itnamnd_xl.source.stated import place_of, row_and_column
from itnamnd_xl.source.targets import read_target

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from itnamnd_xl.source.cells import Findings
    from itnamnd_xl.source.grid import Grid
    from itnamnd_xl.source.lexicon import Lexicon
    from itnamnd_xl.source.stated import Answer, ColumnChoice, Stated
    from itnamnd_xl.source.table import Table

_DIGITS = re.compile(r"\d")
_ROW = re.compile(r"(?:rad|[a-z]{1,3})?([1-9]\d*)")
# A cell that is true is shown so, and is text where it has been copied.
_YES_NO = {"SANT": "Ja", "FALSKT": "Nej"}
# The questions that are answered with what a symbol means, and with a name.
SYMBOL, NAME = "W423", "W621"
_REFUSED = (Form.AMBIGUOUS, Form.SEVERAL, Form.UNREADABLE)


def answered(grid: Grid, stated: Stated, lexicon: Lexicon, findings: Findings) -> Grid:
    """Give a sheet with the answers in the places of the cells that they were given for."""
    prefix = f"{grid.workbook}!{grid.name}!"
    changed: dict[tuple[int, int], Cell] = {}
    noted: dict[tuple[int, int], Answered] = {}
    for one in stated.answers:
        # A configuration's answer to a question of a cell says what stands there; one that chooses does not.
        if not one.place.startswith(prefix) or not _asks(one, CELL) or (not one.code and one.said is None):
            continue
        place = row_and_column(one.place.removeprefix(prefix))
        if place is None or place in changed:
            continue
        ref, found = grid.ref(*place), grid.text(*place)
        given = {"answer": one.text, "where": one.where, "asked": one.code, "found": found}
        if not found or not _is_of(one, found, lexicon):
            findings.add("W706", ref, **given)
            continue
        meant, why = _meant(one, lexicon)
        if meant is None:
            findings.add("W707", ref, why=why, about=f" på frågan om ”{found}”", **given)
        else:
            findings.add("N704", ref, **given)
            cells = _same_symbols(grid, place, meant, lexicon) if one.code == SYMBOL else {place: meant}
            changed |= cells
            noted |= {at: _noted(grid, at, one) for at in cells}
    if not changed:
        return grid
    below = grid.cells
    # The cells of a long sheet are too many to be held otherwise than they lie.
    cells_now = AnsweredCells(below, changed) if isinstance(below, StoredCells) else {**below, **changed}
    return replace(grid, cells=cells_now, answered=noted)


def _noted(grid: Grid, place: tuple[int, int], answer: Answer) -> Answered:
    """Keep what a cell holds itself, for whoever wants to see it beside the answer."""
    value = grid.cells[place].value
    stored = value if isinstance(value, Decimal) else None
    return Answered(grid.ref(*place), grid.text(*place), stored, answer.text, answer.where)


def _asks(answer: Answer, what: str) -> bool:
    """Say whether an answer is to a question of a kind; one that names no question may be to any."""
    return not answer.code or (answer.code in CODES and CODES[answer.code].asks == what)


def _is_of(answer: Answer, found: str, lexicon: Lexicon) -> bool:
    """Say whether a cell says what it said when it was asked of; a message may write a number in the Swedish way."""
    if answer.code == SYMBOL:
        symbol = _doubtful(found, lexicon)
        return bool(symbol) and (answer.said is None or symbol in answer.said)
    texts = {found, found.replace(".", ",")}
    return answer.said is None or any(f"”{one}”" in answer.said or f"({one})" in answer.said for one in texts)


def _same_symbols(grid: Grid, place: tuple[int, int], meant: Cell, lexicon: Lexicon) -> dict[tuple[int, int], Cell]:
    """Give every cell of a sheet that begins with the symbol of one, with what the symbol means in its place."""
    symbol = _doubtful(grid.text(*place), lexicon)
    return {
        at: replace(cell, value=f"{meant.text}{fold(cell.text).removeprefix(symbol)}")
        for row, columns in grid.by_row.items()
        for at in ((row, column) for column in columns)
        if (cell := grid.cells[at]).kind is CellKind.TEXT and symbol and fold(cell.text).startswith(symbol)
    }


def _doubtful(text: str, lexicon: Lexicon) -> str:
    """Give the symbol that a text begins with, of those that boards use in two ways."""
    return next((one for one in lexicon.policy.words.marks.doubtful if fold(text).startswith(one)), "")


def _meant(answer: Answer, lexicon: Lexicon) -> tuple[Cell | None, str]:
    """Give the cell that an answer stands for; None, and why, where it cannot be read in one way."""
    text, typed = _YES_NO.get(answer.text, answer.text), answer.cell
    if answer.code == SYMBOL:
        level = lexicon.words.verdict(text)
        is_told = level is not None and not _doubtful(text, lexicon)
        return (Cell(CellKind.TEXT, MARKS[level]) if is_told and level else None), "det är ingen bedömning"
    if answer.code == NAME:
        return (Cell(CellKind.TEXT, text) if lexicon.member(text) else None), "det är ingen kommun"
    if typed.kind is CellKind.NUMBER:
        # Typed in a cell, 1,733 is a number already.
        return typed, ""
    if typed.kind in (CellKind.DATE, CellKind.TIME):
        return None, "Excel har gjort det till ett datum eller ett klockslag; skriv en apostrof först"
    why = "det är inget värde som kan läsas på ett enda sätt"
    if "," in text and "." not in text and read(text, lexicon.words).form is Form.AMBIGUOUS:
        # The question offers 1 733 and 1,733: who answers with a comma means the decimals.
        figure = read(text, lexicon.words, ",")
        is_one = figure.value is not None and figure.unit is None
        return (Cell(CellKind.NUMBER, figure.value) if is_one else None), why
    is_value = read(text, lexicon.words).form not in _REFUSED
    is_one = is_value or read_target(text, lexicon.words, lexicon.policy).refused is None
    return (Cell(CellKind.TEXT, text) if is_one else None), why


@dataclass(frozen=True, slots=True)
class StatedElsewhere:
    """What outranks an answer to the question of a setting: where it is stated, and its value if that can be read."""

    place: str
    value: object = None


def answered_settings(
    stated: Stated, known: Mapping[str, StatedElsewhere], lexicon: Lexicon, findings: Findings
) -> dict[str, object]:
    """Give the settings that answers state, but for those that are `known` from what outranks an answer."""
    found: dict[str, object] = {}
    first: dict[str, Answer] = {}
    for one in stated.answers:
        name = CODES[one.code].asks if one.code in CODES else ""
        if name not in SETTING_WORDS:
            continue
        value = setting_value(name, one.cell, lexicon)
        given = {"answer": one.text, "where": one.where, "asked": one.code}
        if name in known:
            if value is None or value != known[name].value:
                words = SETTING_WORDS[name][0]
                findings.add("W715", place_of(one.place), name=words, place=known[name].place, **given)
        elif name in first:
            if value != found[name]:
                other = first[name]
                findings.add("W712", place_of(one.place), other=other.text, first=other.where, **given)
        elif value is None:
            findings.add("W707", place_of(one.place), why=wanted(name), about="", **given)
        else:
            first[name] = one
            findings.add("N705", place_of(one.place), name=SETTING_WORDS[name][0], **given)
            found[name] = value
    return found


def say_unasked(stated: Stated, findings: Findings) -> None:
    """Say of what the user has written beside messages that ask for no answer that it changes nothing."""
    for one in stated.answers:
        if one.workbook is None or (one.code in CODES and CODES[one.code].asks):
            continue
        place = place_of(one.place)
        # What tells of no cell tells of a workbook.
        source = place if isinstance(place, CellRef) else one.workbook
        findings.add("N716", source, beside=one.code, where=one.where)


def stated_headers(
    grid: Grid, choices: Iterable[ColumnChoice], lexicon: Lexicon, findings: Findings
) -> Mapping[tuple[int, int], str]:
    """Give the cells of a sheet that head a column which the user names, each with its concept."""
    found: dict[tuple[int, int], str] = {}
    for one in choices:
        if (one.workbook or grid.workbook, one.sheet or grid.name) != (grid.workbook, grid.name):
            continue
        places = _headed(grid, one, lexicon)
        role = _role(one, lexicon)
        if not places and one.sheet:
            _say_missing(one, lexicon, findings)
        for place in places:
            if place not in found:
                found[place] = one.concept
                findings.add("N708", grid.ref(*place), header=grid.text(*place), role=role, where=one.where)
    return found


def say_lost(stated: Stated, grids: Iterable[Grid], lexicon: Lexicon, findings: Findings) -> None:
    """Say which columns the user names on sheets that are not there."""
    known = {(grid.workbook, grid.name) for grid in grids}
    for one in stated.columns:
        # A configuration may be for several cases.
        if (
            one.source
            and one.sheet
            and not any(one.sheet == sheet and one.workbook in (None, book) for book, sheet in known)
        ):
            _say_missing(one, lexicon, findings)


def _say_missing(choice: ColumnChoice, lexicon: Lexicon, findings: Findings) -> None:
    header = choice.header or choice.cell or ""
    findings.add("W709", choice.source or choice.where, header=header, role=_role(choice, lexicon))


def _role(choice: ColumnChoice, lexicon: Lexicon) -> str:
    return lexicon.policy.concepts.get(choice.concept, "oanvänd")


def say_not_followed(
    tables: Iterable[Table], named: Mapping[tuple[int, int], str], lexicon: Lexicon, findings: Findings
) -> None:
    """Say which columns are used though the user has said that they are not to be."""
    concepts = lexicon.policy.concepts
    for table in tables:
        bound = {column: concept for concept, column in table.binding.columns.items()}
        # A member that heads a column is read whatever is said of it.
        bound |= table.members or {}
        for (row, column), concept in named.items():
            if row == table.header_row and not concept and column in bound:
                role = concepts.get(bound[column], bound[column])
                header = table.grid.text(row, column)
                findings.add("W714", table.grid.ref(row, column), header=header, role=role)


def _headed(grid: Grid, choice: ColumnChoice, lexicon: Lexicon) -> list[tuple[int, int]]:
    """Find the header that a choice is for: its cell, if that still has its text, else every cell with that text."""
    place = row_and_column(choice.cell) if choice.cell else None
    if place is not None and (choice.header is None or _same(grid.text(*place), choice.header, lexicon)):
        # A column without a header is named by the place where its header would be.
        is_headed = bool(grid.text(*place)) or (choice.header is None and len(grid.by_row.get(place[0], ())) > 1)
        return [place] if is_headed else []
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


def clash_words(table: Table, pair: Sequence[int]) -> dict[str, str]:
    """Name two columns that could be the same, and the question of them, which next year's headers do not change."""
    headers = _clashing(table, pair)
    addresses = [table.grid.ref(table.header_row, column).a1 for column in pair]
    first, second = (f"{a1} ”{header}”" for a1, header in zip(addresses, headers, strict=True))
    return {"first": first, "second": second, "about": _about(headers)}


def _clashing(table: Table, pair: Sequence[int]) -> list[str]:
    known = table.binding.headers
    return [known[column].text if column in known else "" for column in pair]


def _about(headers: Iterable[str]) -> str:
    return "/".join(map(_timeless, headers))


def _timeless(text: str) -> str:
    return " ".join(_DIGITS.sub("", text).split())


def settled_clashes(tables: Sequence[Table], stated: Stated, findings: Findings) -> Mapping[tuple[int, int], str]:
    """Give the columns of a sheet's tables that answers choose where two could be the same, each with its concept."""
    found: dict[tuple[int, int], str] = {}
    for table in tables:
        for concept, pair in table.binding.clashes.items():
            cells = [table.grid.ref(table.header_row, column) for column in pair]
            answer = _answer_at(stated, COLUMN, cells[0])
            if answer is None:
                continue
            headers = dict(zip(cells, _clashing(table, pair), strict=True))
            place = next((cell for cell in cells if _names(answer.text, cell, headers[cell])), None)
            given = {"answer": answer.text, "where": answer.where, "asked": answer.code or "E203"}
            given |= {"found": _about(headers.values())}
            if place is None:
                findings.add("W707", cells[0], why="den nämner ingen av de två kolumnerna", about="", **given)
                continue
            if answer.said is not None and _timeless(f"”{headers[place]}”") not in _timeless(answer.said):
                findings.add("W706", cells[0], **given)
                continue
            other = next(cell for cell in cells if cell != place)
            named = [f"{column_letters(cell.column)} ”{headers[cell]}”" for cell in (place, other)]
            # An answer beside it may choose the other one.
            findings.add("N705", cells[0], name=f"kolumn {named[0]}, inte {named[1]}", **given)
            found |= {(place.row, place.column): concept, (other.row, other.column): ""}
    return found


def chosen_table(tables: Sequence[Table], stated: Stated, findings: Findings) -> Table | None:
    """Give the table that an answer chooses of two of a kind; None without any."""
    answer = _answer_at(stated, TABLE, tables[1].source)
    if answer is None:
        return None
    given = {"answer": answer.text, "where": answer.where, "asked": answer.code or "E202"}
    wanted_place = _bare(answer.text)
    named = [one for one in tables if _bare(str(one.source)).endswith(wanted_place)]
    if len(named) != 1:
        named = [one for one in tables if wanted_place in map(_bare, (one.grid.name, one.grid.workbook))]
    if len(named) != 1:
        findings.add("W707", tables[1].source, why="den nämner inte en av tabellerna", about="", **given)
        return None
    findings.add("N705", tables[1].source, name=f"tabellen {named[0].source}", **given)
    return named[0]


def chosen_row(stated: Stated, place: CellRef, account: str, rows: Mapping[int, str], findings: Findings) -> int | None:
    """Give the row that an answer chooses for an account, of rows named as A5 ”Hyra”; None without any."""
    about = f"ontot {account} "
    here = (one for one in stated.answers if one.is_at(place) and _asks(one, ROW))
    answer = next((one for one in here if one.said is not None and about in one.said), None)
    if answer is None:
        return None
    given = {"answer": answer.text, "where": answer.where, "asked": answer.code or "E259", "found": account}
    said = _bare(answer.text).strip('”".')
    named = [at for at, name in rows.items() if said == _bare(name.partition("”")[2].rstrip("”"))]
    if (told := _ROW.fullmatch(said)) and not named:
        # Any cell of the row will do.
        named = [at for at, name in rows.items() if name.partition(" ")[0].lstrip(ascii_uppercase) == told[1]]
    if len(named) != 1:
        why = "den nämner ingen av de två raderna"
        findings.add("W707", place, why=why, about=f" på frågan om kontot {account}", **given)
        return None
    findings.add("N705", place, name=f"kontot {account} hör till {rows[named[0]]}", **given)
    return named[0]


def _bare(place: str) -> str:
    return place.replace(" ", "").casefold()


def _answer_at(stated: Stated, asks: str, place: CellRef) -> Answer | None:
    here = (one for one in stated.answers if one.is_at(place) and _asks(one, asks))
    return next((one for one in here if one.code or one.said is None), None)


def _names(answer: str, cell: CellRef, header: str) -> bool:
    """Say whether an answer names a column: by its letter, its header's cell or its header."""
    given = fold(answer).casefold().removeprefix("kolumn ").strip('”". ')
    return given in {column_letters(cell.column).casefold(), cell.a1.casefold(), fold(header).casefold()}
