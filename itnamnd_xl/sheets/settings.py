"""The sheet Inställningar: what the user may decide in the workbook itself, beside what holds now.

Her cells are empty until she fills them in: what the tool has understood stands beside them. Were it to stand in them,
a decision could not be told from a guess, and last year's year would hold for this year's figures.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from itnamnd_xl.core.model import area_address
from itnamnd_xl.core.wording import OTHER_WORKBOOKS, SETTING_WORDS, UNUSED
from itnamnd_xl.sheets.about import NOT_STATED, origin_text, setting_text
from itnamnd_xl.sheets.cells import Fields
from itnamnd_xl.sheets.limits import NO, YES
from itnamnd_xl.sheets.spec import EMPTY, Cell, Role, Sheet, titled

if TYPE_CHECKING:
    from collections.abc import Iterable

    from itnamnd_xl.core.model import Case, Choice, ReadColumn, ReadTable
    from itnamnd_xl.core.outcome import Outcome

NAME = "Inställningar"
WIDTHS = (32, 26, 34, 26, 60)
# A header of next year is the same header.
_DIGITS = re.compile(r"\d")
YES_NO = (YES, NO)
UNITS = ("kr", "tkr", "mnkr")
PERIODS = ("helår", "delår")
# A list that stands in a drop-down itself may be as long as this, and nothing in it may hold a comma.
LONGEST_LIST = 255


def settings_sheet(outcome: Outcome, workbook: str, first: str) -> Sheet:
    """Lay out the settings and the columns of a workbook's tables; the settings of the case stand in the `first` one.

    One workbook of a case holds the settings: two could contradict each other.
    """
    case = outcome.case
    sheet = titled(NAME, NAME, WIDTHS)
    fields = Fields("installning")
    is_first = workbook == first
    if is_first:
        sheet.text("Fyll i det som ska gälla. Det du lämnar tomt avgör verktyget, som det står i kolumnen Gäller nu.")
        _add_settings(sheet, outcome, fields)
    else:
        sheet.text(f"Inställningarna för hela beräkningen står i {first}, på fliken {NAME}. Här väljer du kolumner.")
    tables = [one for one in case.tables if one.source.workbook == workbook]
    _add_columns(sheet, tables, case.meanings, fields)
    if is_first and tables:
        # Neither header holds for what the other heads: none stays in view, nor is repeated in print.
        sheet.header_row = None
    return sheet


def _add_settings(sheet: Sheet, outcome: Outcome, fields: Fields) -> None:
    sheet.add(EMPTY)
    sheet.header("Inställning", "Värde", "Gäller nu", "Beslut (§, dnr)", "Förklaring")
    for choice in outcome.rules.choices:
        label, explanation = SETTING_WORDS[choice.name]
        sheet.add(
            (
                Cell(label, Role.TEXT),
                fields.cell("värde", choice.name, options=_listed(_offered(choice, outcome.case))),
                Cell(_in_force(choice), Role.REMARK),
                fields.cell("beslut", choice.name),
                Cell(f"{explanation}.", Role.REMARK),
            )
        )
    sheet.add(_workbooks_row(fields))


def _workbooks_row(fields: Fields) -> tuple[Cell, ...]:
    """Give the row for the other workbooks of the case, which the button in Excel cannot be told otherwise."""
    label, explanation = OTHER_WORKBOOKS
    value, decision = (fields.cell(one, label) for one in ("värde", "beslut"))
    return Cell(label, Role.TEXT), value, Cell("–", Role.REMARK), decision, Cell(explanation, Role.REMARK)


def _in_force(choice: Choice) -> str:
    origin = origin_text(choice)
    return origin if origin == NOT_STATED else f"{setting_text(choice)} ({origin})"


def _offered(choice: Choice, case: Case) -> tuple[str, ...]:
    """Give what may be chosen from: what the workbooks hold, or the few values that there are."""
    keys = case.keys
    offers = {
        "missing_counts": YES_NO,
        "dash_is_zero": YES_NO,
        "default_unit": UNITS,
        "period": PERIODS,
        "key": tuple(dict.fromkeys(one.name for one in keys)),
        "key_date": tuple(sorted({one.date.isoformat() for one in keys if one.date})),
        "host": tuple(dict.fromkeys(entry.member for one in keys for entry in one.entries)),
        "year": tuple(str(one) for one in sorted({one.year for one in case.tables if one.year})),
    }
    return offers.get(choice.name, ())


def _listed(offered: Iterable[str]) -> str:
    """Write a list as the formula of a drop-down; none where it is empty or cannot stand in one."""
    kept = [one for one in offered if "," not in one and '"' not in one]
    text = ",".join(kept)
    return f'"{text}"' if kept and len(text) <= LONGEST_LIST else ""


def _add_columns(sheet: Sheet, tables: Iterable[ReadTable], meanings: tuple[str, ...], fields: Fields) -> None:
    """List every column of the tables with what it was read as; below them, what a column can be."""
    columns = [(table, column) for table in tables for column in table.columns]
    if not columns:
        return
    sheet.add(EMPTY)
    if sheet.header_row is not None:
        sheet.new_page()
    sheet.text("Kolumner", Role.HEADING)
    sheet.text(
        "Är en kolumn läst som något annat än den är, så välj i kolumnen Ditt val vad den är. Valet gäller tills du "
        "tar bort det.",
        Role.NOTE,
    )
    sheet.add(EMPTY)
    sheet.header("Flik", "Ditt val", "Läst som", "Cell", "Rubrik")
    # Below the columns: an empty row, a heading, and the header of the list.
    first = len(sheet.rows) + len(columns) + 4
    options = _absolute(first, first + len(meanings) - 1)
    for table, column in columns:
        sheet.add(_column_row(table, column, fields, options))
    sheet.add(EMPTY)
    sheet.new_page()
    sheet.text("Det här kan en kolumn vara", Role.HEADING)
    sheet.add((Cell("Val", Role.HEADER),))
    sheet.add(*((Cell(one, Role.TEXT),) for one in meanings))


def _absolute(first: int, last: int) -> str:
    top, bottom = (area_address((row, 1, row, 1)).replace("A", "$A$") for row in (first, last))
    return f"{top}:{bottom}"


def _column_row(table: ReadTable, column: ReadColumn, fields: Fields, options: str) -> tuple[Cell, ...]:
    place = column.source
    unknown = "" if column.is_known else "; rubriken känns inte igen" if column.header else "; rubrik saknas"
    unknown = unknown if column.is_there else "; kolumnen finns inte"
    read_as = column.meaning or f"{UNUSED}{unknown}"
    unused = "" if table.is_used or not column.meaning else " (tabellen används inte)"
    return (
        Cell(place.sheet, Role.TEXT),
        fields.cell("kolumn", place.sheet, _DIGITS.sub("", column.header) or place.a1, options=options),
        Cell(f"{read_as}{unused}", Role.TEXT if column.meaning else Role.NO_VALUE),
        Cell(place.a1, Role.LINK, source=place) if column.is_there else Cell(place.a1, Role.TEXT),
        Cell(column.header or "–", Role.TEXT),
    )
