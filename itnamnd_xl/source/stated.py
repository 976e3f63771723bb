"""What the user says of how her workbooks are to be read: which column is what, and her answers to questions.

She says it on our sheets Inställningar and Meddelanden, on a sheet Inställningar of her own, or in itnamnd.toml.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from itnamnd_xl.policy.load import concept_named
from itnamnd_xl.source.headers import stem_of
from itnamnd_xl.source.settings_sheet import SHEET, column_section, is_settings_sheet

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from itnamnd_xl.core.model import CellRef
    from itnamnd_xl.policy import Policy
    from itnamnd_xl.source.cells import Findings
    from itnamnd_xl.source.grid import Grid

MESSAGES = "Meddelanden"
CONFIG = "itnamnd.toml"
_NUMBERED = re.compile(r"\s\(\d+\)$")
_CODE = re.compile(r"[EWN]\d{3}")
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

    `code` is empty and `said` None where only the place is known: a configuration may leave them out.
    """

    code: str
    place: str
    said: str | None
    text: str
    where: str


@dataclass(frozen=True, slots=True)
class Stated:
    """All that the user says of how to read."""

    columns: tuple[ColumnChoice, ...] = ()
    answers: tuple[Answer, ...] = ()

    def answers_to(self, *codes: str) -> Iterator[Answer]:
        """Give the answers to questions of these codes."""
        return (one for one in self.answers if one.code in codes)


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
    answers = [one for grid in own if not is_settings_sheet(grid) for one in _answers_in(grid, names)]
    return Stated((*columns, *_configured_columns(policy)), (*answers, *_configured_answers(policy)))


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
            findings.add("W710", source, header=header or cell, found=said, near="")
            continue
        where = f"{grid.name}!{source.a1}"
        yield ColumnChoice(concept, where, grid.workbook, sheet or None, cell or None, header or None, source)


def _configured_columns(policy: Policy) -> Iterator[ColumnChoice]:
    for one in policy.columns:
        concept = concept_named(policy, one.means)
        if concept is not None:
            yield ColumnChoice(concept, CONFIG, one.file, one.sheet, one.cell, one.header)


def _answers_in(grid: Grid, names: Sequence[str]) -> Iterator[Answer]:
    """Read the rows of a sheet Meddelanden that have an answer."""
    columns: Mapping[str, int] = {}
    for row, filled in grid.by_row.items():
        stems = {stem_of(grid.text(row, column)): column for column in filled}
        if all(name in stems for name in _MESSAGE_COLUMNS):
            columns = stems
            continue
        text = grid.text(row, columns["svar"]) if columns else ""
        codes = _CODE.findall(grid.text(row, columns["kod"])) if text else []
        if not codes:
            continue
        place = _whole_place(grid.text(row, columns["plats"]), grid.workbook, names)
        where = f"{grid.name}!{grid.ref(row, columns['svar']).a1}"
        # A row that tells of an answer names the question's code last.
        yield Answer(codes[-1], place, grid.text(row, columns["meddelande"]), text, where)


def _whole_place(place: str, workbook: str, names: Sequence[str]) -> str:
    """Give a place with its workbook: the sheet leaves out its own."""
    return place if any(place.startswith(f"{name}!") for name in names) else f"{workbook}!{place}"


def _configured_answers(policy: Policy) -> Iterator[Answer]:
    for one in policy.answers:
        said = None if one.found is None else f"”{one.found}”"
        yield Answer(one.code or "", one.cell, said, one.answer, CONFIG)
