"""Workbooks that tests make: of plain rows, and of sizes that the example has not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl
from xlsxwriter import Workbook

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

# The result sheets of the example, in their order.
RESULT_SHEETS = [
    "Måluppfyllelse", "Driftredovisning", "Investeringsredovisning", "Fördelning", "Jämförelse av nycklar",
    "Fakturaunderlag", "Text till årsredovisningen", "Diagram", "Avstämning", "Källor", "Om beräkningen",
    "Inställningar", "Meddelanden",
]  # fmt: skip
# Result, its number format, target: met, partly met and missed; shares, numbers and texts.
RESULTS = (
    (0.84, "0%", "minst 80 %"),
    (15, "0", "högst 20 st"),
    ("78 %", "General", "minst 80 %"),
    (25, "#,##0", "minst 50 st"),
    (3.5, "0.0", "minst 3,5"),
    (1733, "#,##0", "högst 1 800 st"),
)


def book_of(sheets: Mapping[str, Sequence[Sequence[object]]]) -> openpyxl.Workbook:
    """Make a workbook of these sheets, each of rows of values."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    return book


def wide_case(path: Path, *, goals: int, indicators: int) -> Path:
    """Write a workbook of many goals, each name merged over its indicators as controllers do, and no statement."""
    with Workbook(path, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Nämndmål")
        bold, merged = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
        sheet.merge_range(0, 0, 0, 4, "Måluppfyllelse 2023", bold)
        headers = ("Nämndmål", "Indikator", "Resultat år 2023", "Målvärde år 2023", "Bedömning")
        sheet.write_row(2, 0, headers, bold)
        row = 3
        for goal in range(1, goals + 1):
            sheet.merge_range(row, 0, row + indicators - 1, 0, f"Mål nummer {goal}", merged)
            for number in range(indicators):
                result, shown, target = RESULTS[(goal + number) % len(RESULTS)]
                sheet.write_string(row, 1, f"Indikator {goal}.{number + 1}")
                sheet.write(row, 2, result, book.add_format({"num_format": shown}))
                sheet.write_string(row, 3, target)
                row += 1
    return path
