"""An ordinary case whose totals and deviations are formulas of the user's: a changed input goes through all of it."""

from __future__ import annotations

import random
from pathlib import Path

import xlsxwriter

# A text, its budget and its outcome.
Row = tuple[str, float, float]
MEMBERS = (("Lekeberg", 8472, 8603), ("Laxå", 5659, 5582), ("Askersund", 11471, 11534), ("Hallsberg", 15990, 16196))
ACCOUNTS = ("Personal", "Datorer", "Licenser", "Hyror", "Konsulter", "Resor")
PROJECTS = ("IT-invest Lekeberg", "IT-invest Laxå", "IT-invest gemensamt")
# Label, result, target, how both are shown: with every direction that a column of numbers can have.
INDICATORS = (
    ("Öka antalet återbrukade datorer", 864, 1100, "#,##0"),
    ("Andel besvarade samtal", 0.84, 0.80, "0 %"),
    ("Minska antalet ärenden", 130, 125, "#,##0"),
    ("Sjukfrånvaro", 0.0308, 0.07, "0.0 %"),
    ("Nöjd kund-index", 7.06, 7, "0.00"),
    ("Väntetid i dagar", 25, 20, "0"),
)


def ordinary_case(path: Path, number: int) -> Path:
    """Write the case of a number: the same one every time."""
    chance = random.Random(number)  # noqa: S311 - as said
    turned = -1 if number % 2 else 1
    unit = ("tkr", "kr", "mnkr")[number % 3]
    step = {"tkr": 1.0, "kr": 0.01, "mnkr": 0.1}[unit]
    with xlsxwriter.Workbook(path) as book:
        shown = {
            one: book.add_format({"num_format": one}) for one in ("#,##0", "0 %", "0.0 %", "0.00", "0", "#,##0.00")
        }
        _goals(book.add_worksheet("Mål"), shown)
        amount = book.add_format({"num_format": {"tkr": "#,##0", "kr": "#,##0.00", "mnkr": "#,##0.0"}[unit]})
        drift = book.add_worksheet("Drift & annat")
        drift.write_row("A1", [f"Driftredovisning 2023, {unit}"])
        drift.write_row("A2", ["Kontotext", "Budget 2023", "Utfall 2023", "Avvikelse"])
        costs = [_amounts(chance, step) for _ in ACCOUNTS]
        income = round(sum(budget for budget, _ in costs), 2)
        rows: list[Row] = [("Driftbidrag från kommuner", -turned * income, -turned * income)]
        rows += [(text, turned * one, turned * two) for text, (one, two) in zip(ACCOUNTS, costs, strict=True)]
        _statement(drift, rows, "Nettoresultat", turned, amount)
        invest = book.add_worksheet("Invest")
        invest.write_row("A1", [f"Investeringsredovisning 2023, {unit}"])
        invest.write_row("A2", ["Projekt", "Budget 2023", "Utfall 2023", "Avvikelse"])
        spent = [_amounts(chance, step) for _ in PROJECTS]
        rows = [(text, turned * one, turned * two) for text, (one, two) in zip(PROJECTS, spent, strict=True)]
        _statement(invest, rows, "Totalt investerat", turned, amount)
        people = book.add_worksheet("Folkmängd")
        people.write_row("A1", ["Kommun", "Folkmängd 2020-12-31", "Folkmängd 2021-12-31"])
        for row, member in enumerate(MEMBERS, 1):
            people.write_row(row, 0, member)
    return path


def _amounts(chance: random.Random, step: float) -> tuple[float, float]:
    budget = chance.randint(500, 9000)
    return round(budget * step, 2), round((budget + chance.randint(-300, 400)) * step, 2)


def _goals(sheet: xlsxwriter.worksheet.Worksheet, shown: dict[str, xlsxwriter.format.Format]) -> None:
    sheet.write_row("A1", ["Måluppfyllelse 2023"])
    sheet.write_row("A3", ["Nämndmål", "Indikator", "Resultat år 2023", "Målvärde år 2023"])
    for row, (label, result, target, code) in enumerate(INDICATORS, 3):
        sheet.write(row, 0, "Hållbar teknik" if row == 3 else "God service" if row == 6 else None)
        sheet.write(row, 1, label)
        sheet.write_number(row, 2, result, shown[code])
        sheet.write_number(row, 3, target, shown[code])


def _statement(
    sheet: xlsxwriter.worksheet.Worksheet,
    rows: list[Row],
    words: str,
    turned: int,
    look: xlsxwriter.format.Format,
) -> None:
    first, last = 3, 2 + len(rows)
    for row, (text, budget, outcome) in enumerate(rows, first):
        sheet.write(row - 1, 0, text)
        sheet.write_number(row - 1, 1, budget, look)
        sheet.write_number(row - 1, 2, outcome, look)
        _deviation(sheet, row, budget, outcome, turned, look)
    sums = round(sum(one[1] for one in rows), 2), round(sum(one[2] for one in rows), 2)
    sheet.write(last, 0, words)
    for column, total in zip("BC", sums, strict=True):
        sheet.write_formula(f"{column}{last + 1}", f"=ROUND(SUM({column}{first}:{column}{last}),2)", look, total)
    _deviation(sheet, last + 1, *sums, turned, look)


def _deviation(
    sheet: xlsxwriter.worksheet.Worksheet,
    row: int,
    budget: float,
    outcome: float,
    turned: int,
    look: xlsxwriter.format.Format,
) -> None:
    terms = ("B", "C") if turned > 0 else ("C", "B")
    value = round((budget - outcome) * turned, 2)
    sheet.write_formula(f"D{row}", f"=ROUND({terms[0]}{row}-{terms[1]}{row},2)", look, value)
