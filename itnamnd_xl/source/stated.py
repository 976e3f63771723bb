"""What the user says of how her workbooks are to be read: which column is what, and her answers to questions.

She says it on our sheets Inställningar and Meddelanden, on a sheet Inställningar of her own, or in itnamnd.toml.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from itnamnd_xl.core.diagnostics import CODES, ROW
from itnamnd_xl.core.model import CellRef
from itnamnd_xl.core.swedish import plain
from itnamnd_xl.policy.load import concept_named, near_concept
from itnamnd_xl.source.grid import Cell, CellKind
from itnamnd_xl.source.headers import stem_of
from itnamnd_xl.source.settings_sheet import SHEET, column_section, is_settings_sheet

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from itnamnd_xl.policy import Policy
    from itnamnd_xl.source.cells import Findings
    from itnamnd_xl.source.grid import Grid

MESSAGES = "Meddelanden"
CONFIG = "itnamnd.toml"
_NUMBERED = re.compile(r"\s\(\d+\)$")
_A1 = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})$")
_CODE = re.compile(r"[EWN]\d{3}")
# Where two answers are to one question, this is said of the one that is not used.
SET_ASIDE = "W712"
_MESSAGE_COLUMNS = ("kod", "plats", "meddelande", "svar")


@dataclass(frozen=True, slots=True)
class ColumnChoice:
    """What a column is: by its header's cell or text, in a sheet or in all; `concept` is empty where it is unused.

    `where` is the place that says so, `source` its cell where it has one.
    """

    concept: str
    where: str
    workbook: str | None = None
    sheet: str | None = None
    cell: str | None = None
    header: str | None = None
    source: CellRef | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer to a question: the code that asked, the place it asked of, what it said then, and the answer.

    `code` is empty and `said` None where only the place is known: a configuration may leave them out. `cell` is the
    answer as it was typed; `workbook` is the one that it stands in, None in a configuration. One that `is_set_aside`
    gave way to another at the last run.
    """

    code: str
    place: str
    said: str | None
    text: str
    where: str
    cell: Cell
    workbook: str | None = None
    is_set_aside: bool = False

    def is_at(self, place: CellRef) -> bool:
        """Say whether it is an answer to a question of a cell."""
        return self.place == str(place)


@dataclass(frozen=True, slots=True)
class Stated:
    """All that the user says of how to read."""

    columns: tuple[ColumnChoice, ...] = ()
    answers: tuple[Answer, ...] = ()


NOTHING_STATED = Stated()


def is_answered_in(name: str) -> bool:
    """Say whether a sheet of ours of this name is one that the user answers in, also where it is numbered."""
    return stem_of(_NUMBERED.sub("", name)) in (stem_of(MESSAGES), stem_of(SHEET))


def read_stated(
    own: Iterable[Grid], users: Iterable[Grid], names: Sequence[str], policy: Policy, findings: Findings
) -> Stated:
    """Gather what is stated.

    Args:
        own: our sheets that the user may have answered in.
        users: her own sheets.
        names: the workbooks of the case.
        policy: with what the configuration states.
        findings: takes what cannot be used.
    """
    own = list(own)
    settings = [grid for grid in (*own, *users) if is_settings_sheet(grid)]
    columns = [one for grid in settings for one in _columns_in(grid, policy, findings)]
    answers = [one for grid in own if not is_settings_sheet(grid) for one in _answers_in(grid, names, findings)]
    ranked = [*sorted(answers, key=_rank), *_configured_answers(policy)]
    return Stated((*columns, *_configured_columns(policy)), tuple(_agreeing(ranked, findings)))


def _rank(answer: Answer) -> tuple[bool, bool]:
    """Rank answers: those in the workbook that was asked of first, and what gave way to another gives way still.

    That an answer is not used stands above what is said of the other: their order would have them change places.
    """
    return not answer.place.startswith(f"{answer.workbook}!"), answer.is_set_aside


def _agreeing(answers: Iterable[Answer], findings: Findings) -> Iterator[Answer]:
    """Give the first answer to each question: that in the workbook itself before others', a configuration's last."""
    first: list[Answer] = []
    for one in answers:
        # A configuration may leave out what the question was.
        other = next((it for it in first if it.place == one.place and one.code in ("", it.code)), None)
        if other is not None and one.code in CODES and CODES[one.code].asks == ROW:
            # Of one row, as much is asked as there are accounts.
            other = None
        if other is None:
            first.append(one)
            yield one
        elif other.text != one.text:
            given = {"answer": one.text, "where": one.where, "asked": one.code}
            findings.add("W712", place_of(one.place), other=other.text, first=other.where, **given)


def place_of(place: str) -> CellRef | str:
    """Give the cell that a place names; the place itself where it names none."""
    head, _, address = place.rpartition("!")
    workbook, _, sheet = head.partition("!")
    found = row_and_column(address)
    return CellRef(workbook, sheet, *found) if found and sheet else place


def row_and_column(address: str) -> tuple[int, int] | None:
    """Give the row and column of an address, C7; None where it is none."""
    found = _A1.match(address)
    if found is None:
        return None
    column = 0
    for letter in found[1]:
        column = 26 * column + ord(letter) - ord("A") + 1
    return int(found[2]), column


def _columns_in(grid: Grid, policy: Policy, findings: Findings) -> Iterator[ColumnChoice]:
    section = column_section(grid)
    if section is None:
        return
    for row in (one for one in grid.by_row if one > section.row):
        said = grid.text(row, section.choice)
        sheet, cell, header = (
            grid.text(row, column).strip("–") if column else ""
            for column in (section.sheet, section.cell, section.header)
        )
        if not said or not (cell or header):
            continue
        concept = concept_named(policy, said)
        source = grid.ref(row, section.choice)
        if concept is None:
            findings.add("W710", source, header=header or cell, found=said, near=near_concept(policy, said))
            continue
        where = f"{grid.name}!{source.a1}"
        yield ColumnChoice(concept, where, grid.workbook, sheet or None, cell or None, header or None, source)


def _configured_columns(policy: Policy) -> Iterator[ColumnChoice]:
    for one in policy.columns:
        concept = concept_named(policy, one.means)
        if concept is not None:
            yield ColumnChoice(concept, CONFIG, one.file, one.sheet, one.cell, one.header)


def _answers_in(grid: Grid, names: Sequence[str], findings: Findings) -> Iterator[Answer]:
    """Read the rows of a sheet Meddelanden that have an answer."""
    columns: Mapping[str, int] = {}
    for row, filled in grid.by_row.items():
        stems = {stem_of(grid.text(row, column)): column for column in filled}
        if all(name in stems for name in _MESSAGE_COLUMNS):
            columns = stems
            continue
        cell = grid.cell(row, columns["svar"]) if columns else None
        codes = _CODE.findall(grid.text(row, columns["kod"])) if cell is not None else []
        if cell is None or not codes:
            continue
        place = _whole_place(grid.text(row, columns["plats"]), grid.workbook, names)
        # Its row is another one when the sheet has been written anew: the message's own code and place tell which.
        where = grid.name
        # A row that tells of an answer names the question's code last.
        code, text = codes[-1], typed_text(cell)
        if code in CODES and CODES[code].asks and (why := _no_answer(cell)):
            findings.add("W707", place_of(place), answer=text or "=", where=where, why=why, about="", asked=code)
        elif text:
            yield Answer(
                code,
                place,
                grid.text(row, columns["meddelande"]),
                text,
                where,
                cell,
                grid.workbook,
                codes[0] == SET_ASIDE,
            )


def _no_answer(cell: Cell) -> str:
    """Say in Swedish why a cell with something in it holds no answer; empty where it does."""
    if cell.kind is CellKind.ERROR:
        return "cellen visar ett felvärde"
    # A formula that has been copied by us shows nothing until it is calculated.
    return "cellen har en formel utan sparat värde" if cell.formula is not None and not cell.text else ""


def typed_text(cell: Cell) -> str:
    """Give a cell as it was typed in Swedish: 1,733 and 84 % where the file has 1.733 and 0.84."""
    if isinstance(cell.value, Decimal):
        value, unit = (cell.value * 100, " %") if "%" in cell.number_format else (cell.value, "")
        return f"{plain(value):f}{unit}".replace(".", ",")
    return " ".join(cell.text.split())


def _whole_place(place: str, workbook: str, names: Sequence[str]) -> str:
    """Give a place with its workbook: the sheet leaves out its own."""
    return place if any(place.startswith(f"{name}!") for name in names) else f"{workbook}!{place}"


def _configured_answers(policy: Policy) -> Iterator[Answer]:
    for one in policy.answers:
        said = None if one.found is None else f"”{one.found}”"
        yield Answer(one.code or "", one.cell, said, one.answer, CONFIG, Cell(CellKind.TEXT, one.answer))
