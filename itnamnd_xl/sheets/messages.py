"""The sheet Meddelanden: every diagnostic with its place, what was found and what to do."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from itnamnd_xl.core.diagnostics import Severity, gravest_first
from itnamnd_xl.core.model import CellRef
from itnamnd_xl.core.swedish import count, sentence
from itnamnd_xl.sheets.cells import Fields
from itnamnd_xl.sheets.changes import changes_text
from itnamnd_xl.sheets.formulas import called
from itnamnd_xl.sheets.spec import EMPTY, Cell, Role, Sheet, titled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from itnamnd_xl.core.diagnostics import Diagnostic
    from itnamnd_xl.sheets.changes import Change

NAME = "Meddelanden"
# Where advice says that something is to be written: on sheets of ours, which may be written under other names.
_OURS = re.compile(r"(på fliken )(Inställningar|Meddelanden)\b")
WIDTHS = (6, 14, 9, 28, 70, 46, 28)
ROLES = {Severity.ERROR: Role.NOT, Severity.WARNING: Role.PARTLY, Severity.NOTE: Role.TEXT}
SYMBOLS = {Severity.ERROR: "■ ", Severity.WARNING: "▲ ", Severity.NOTE: ""}


def messages_sheet(diagnostics: Sequence[Diagnostic], workbook: str, changed: Sequence[Change] | None = None) -> Sheet:
    """Lay out the diagnostics, the gravest first; before them what has changed since the last run, if that is known."""
    sheet = titled(NAME, NAME, WIDTHS)
    if changed is not None:
        _add_changes(sheet, changed)
    sheet.text(counts_text(diagnostics))
    sheet.text(
        "Kolumnen Svar är din. Ett svar på en fråga används vid nästa beräkning; allt du skriver där finns kvar.",
        Role.NOTE,
    )
    sheet.add(EMPTY)
    sheet.header("Nr", "Typ", "Kod", "Plats", "Meddelande", "Gör så här", "Svar", numbers=(0,))
    header = len(sheet.rows)
    if changed:
        # The changes and the header of the messages would fill the window if they stayed in view.
        sheet.header_row = None
    answers = Fields("svar")
    for index, one in enumerate(gravest_first(diagnostics), 1):
        # What tells of an answer has the answer beside it, as the question had.
        asked = one.params.get("asked", "")
        sheet.add(
            (
                Cell(index, Role.NUMBER),
                Cell(SYMBOLS[one.severity] + one.kind, ROLES[one.severity]),
                Cell(f"{one.code} {asked}".strip(), Role.TEXT),
                _place(one, workbook),
                Cell(sentence(one.text), Role.TEXT),
                Cell(_OURS.sub(_called, one.advice) or "Inget behöver göras.", Role.REMARK),
                answers.cell(asked or one.code, _asked_place(one, workbook), _asked_of(one)),
            )
        )
    # Its rows may be sorted too: nothing looks into them, and an answer goes with its message.
    sheet.let_filter(header)
    return sheet


def _called(found: re.Match[str]) -> str:
    return f"{found[1]}{called(found[2])}"


def _add_changes(sheet: Sheet, changed: Sequence[Change]) -> None:
    text = changes_text(changed)
    if not changed:
        sheet.text(f"{sentence(text)}.")
        return
    sheet.text(f"{text}:")
    sheet.add(tuple(Cell(label, Role.HEADER) for label in ("Nr", "Flik", "Cell", "Kolumn", "Rad", "Före", "Nu")))
    for index, one in enumerate(changed, 1):
        sheet.add(
            (
                Cell(index, Role.NUMBER),
                Cell(one.place.sheet, Role.TEXT),
                Cell(one.place.a1, Role.LINK, source=one.place),
                Cell(one.column, Role.TEXT),
                Cell(one.row, Role.TEXT),
                one.before,
                one.now,
            )
        )
    sheet.add(EMPTY)


def counts_text(diagnostics: Sequence[Diagnostic]) -> str:
    """Count the diagnostics by severity."""
    if not diagnostics:
        return "Inga meddelanden."
    by_severity = {severity: sum(one.severity is severity for one in diagnostics) for severity in Severity}
    parts = (
        count(by_severity[Severity.ERROR], "fel", "fel"),
        count(by_severity[Severity.WARNING], "varning", "varningar"),
        count(by_severity[Severity.NOTE], "upplysning", "upplysningar"),
    )
    return f"{', '.join(parts[:2])} och {parts[2]}."


def _asked_place(one: Diagnostic, workbook: str) -> str:
    """Name the place of a question without its own workbook, which may get another name."""
    return str(one.source).removeprefix(f"{workbook}!")


def _asked_of(one: Diagnostic) -> str:
    """Give what a question was of: an answer to it is none to what stands in its place later."""
    if not one.asks and "asked" not in one.params:
        return ""
    # What tells of an answer has it as found.
    return one.params["found"] if "found" in one.params else one.params.get("about", "")


def _place(one: Diagnostic, workbook: str) -> Cell:
    if isinstance(one.source, CellRef):
        if one.source.workbook == workbook:
            return Cell(f"{one.source.sheet}!{one.source.a1}", Role.LINK, source=one.source)
        return Cell(str(one.source), Role.REMARK)
    return Cell(one.source or "hela beräkningen", Role.REMARK)
