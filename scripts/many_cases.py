# Copyright (c) 2026 the itnamnd_xl authors
"""Build a tree of made-up cases to measure and to test with: each a folder with one workbook of five sheets.

    python scripts/many_cases.py FOLDER COUNT

The boards are called Provnämnd 1, 2 and so on, and every figure is drawn from the case's number: the same count gives
the same tree. A workbook has 3 goals with 18 indicators, 60 accounts, 20 projects, a key, and a sheet of 60 rows that
has nothing to do with the matter, as such workbooks have.
"""

from __future__ import annotations

import argparse
import random
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from xlsxwriter import Workbook

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

CREATED = datetime(2024, 1, 31, 8, 0, tzinfo=UTC)
YEARS = (2022, 2023, 2024)
GOALS, INDICATORS, ACCOUNTS, PROJECTS, NOTES = 3, 6, 60, 20, 60
MEMBERS = (("Lekeberg", 8603), ("Laxå", 5582), ("Askersund", 11534), ("Hallsberg", 16196))
# So many cases lie beside each other in one folder of folders.
BESIDE = 100


def build_tree(root: Path, count: int) -> list[Path]:
    """Write so many cases below a folder; gives their workbooks."""
    return [build_case(root, number) for number in range(1, count + 1)]


def build_case(root: Path, number: int) -> Path:
    """Write one case, by its number."""
    folder = root / f"{(number - 1) // BESIDE:03}" / f"namnd-{number:05}"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "uppfoljning.xlsx"
    chance, year = random.Random(number), YEARS[number % len(YEARS)]  # noqa: S311 - the same figures every time
    board = f"Provnämnd {(number - 1) // len(YEARS) + 1}"
    with Workbook(path, {"in_memory": True}) as book:
        book.set_properties({"created": CREATED})
        looks = _Looks(book)
        _goals(book.add_worksheet("Nämndmål"), looks, chance, board, year)
        _statement(book.add_worksheet("Drift"), looks, chance, f"Driftredovisning {year}", year, ACCOUNTS, "Konto")
        _statement(book.add_worksheet("Investering"), looks, chance, f"Investeringar {year}", year, PROJECTS, "Projekt")
        _key(book.add_worksheet("Folkmängd"), looks, year)
        _notes(book.add_worksheet("Underlag"), looks, chance)
    return path


class _Looks:
    """The formats of a workbook."""

    def __init__(self, book: Workbook) -> None:
        self.title: Format = book.add_format({"bold": True, "font_size": 14})
        self.header: Format = book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
        self.amount: Format = book.add_format({"num_format": "#,##0"})
        self.total: Format = book.add_format({"num_format": "#,##0", "bold": True, "top": 1})
        self.wrap: Format = book.add_format({"text_wrap": True, "valign": "top"})


def _goals(sheet: Worksheet, looks: _Looks, chance: random.Random, board: str, year: int) -> None:
    sheet.set_column(0, 1, 36)
    sheet.write_row(0, 0, [f"Måluppfyllelse {year}"], looks.title)
    sheet.write_row(1, 0, [f"Nämnd: {board}"])
    headers = ("Nämndmål", "Indikator", f"Resultat år {year}", f"Målvärde år {year}", "Kommentar")
    sheet.write_row(3, 0, headers, looks.header)
    row = 4
    for goal in range(1, GOALS + 1):
        sheet.merge_range(row, 0, row + INDICATORS - 1, 0, f"Provmål {goal} som ska nås under året", looks.wrap)
        for one in range(1, INDICATORS + 1):
            target = chance.randint(20, 90)
            sheet.write_string(row, 1, f"Andel prov {goal}.{one} som är klara i tid", looks.wrap)
            sheet.write_string(row, 2, f"{chance.randint(target - 15, target + 9)} %")
            sheet.write_string(row, 3, f"minst {target} %")
            sheet.write_string(row, 4, "Provkommentar som ingen läser")
            row += 1


def _statement(
    sheet: Worksheet, looks: _Looks, chance: random.Random, title: str, year: int, rows: int, label: str
) -> None:
    sheet.set_column(0, 0, 36)
    sheet.write_row(0, 0, [title], looks.title)
    sheet.write_row(1, 0, [f"Belopp i tkr, helår {year}"])
    is_costs = label == "Konto"
    headers = ("Kontotext" if is_costs else "Projekt", f"Budget {year}", f"Utfall {year}", "Avvikelse", "Kommentar")
    sheet.write_row(3, 0, headers, looks.header)
    at, budgets, outcomes = 4, 0, 0
    lines = [(f"{label} {one:03} prov", budget := chance.randint(50, 900), budget + chance.randint(-80, 60))
             for one in range(1, rows + 1)]  # fmt: skip
    income = sum(budget for _, budget, _ in lines)
    if is_costs:
        at = _line(sheet, at, ("Driftbidrag från kommuner", -income, -income), looks.amount)
        at = _line(sheet, at, ("Totalt intäkter", -income, -income), looks.total)
    for text, budget, outcome in lines:
        at = _line(sheet, at, (text, budget, outcome), looks.amount)
        budgets, outcomes = budgets + budget, outcomes + outcome
    at = _line(sheet, at, ("Totalt kostnader" if is_costs else "Totalt", budgets, outcomes), looks.total)
    if is_costs:
        _line(sheet, at, ("Nettoresultat", budgets - income, outcomes - income), looks.total)


def _line(sheet: Worksheet, row: int, line: tuple[str, int, int], look: Format) -> int:
    text, budget, outcome = line
    sheet.write_string(row, 0, text)
    for column, value in enumerate((budget, outcome), 1):
        sheet.write_number(row, column, value, look)
    sheet.write_formula(row, 3, f"=B{row + 1}-C{row + 1}", look, budget - outcome)
    return row + 1


def _key(sheet: Worksheet, looks: _Looks, year: int) -> None:
    sheet.write_row(0, 0, ["Folkmängd i medlemskommunerna"], looks.title)
    sheet.write_row(2, 0, ("Kommun", f"Folkmängd {year - 2}-12-31"), looks.header)
    for row, (member, people) in enumerate(MEMBERS, 3):
        sheet.write_string(row, 0, member)
        sheet.write_number(row, 1, people, looks.amount)


def _notes(sheet: Worksheet, looks: _Looks, chance: random.Random) -> None:
    sheet.write_row(0, 0, ("Löpnr", "Anteckning", "Antal", "Pris"), looks.header)
    for row in range(1, NOTES + 1):
        sheet.write_number(row, 0, row)
        sheet.write_string(row, 1, f"Prov av egen anteckning {row}")
        sheet.write_number(row, 2, chance.randint(1, 50))
        sheet.write_formula(row, 3, f"=C{row + 1}*2", None, 2)


def main() -> None:
    """Build what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("count", type=int)
    options = parser.parse_args()
    print(f"{len(build_tree(options.folder, options.count))} workbooks in {options.folder}")


if __name__ == "__main__":
    main()
