"""Small workbooks for folders of cases: any kinds of tables, with what is stated of board, year and period."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xlsxwriter import Workbook

from tests.app.parts import BOOK, Parts, replace

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

KINDS = ("operating", "investments", "indicators", "key")
PEOPLE = (("Lekeberg", 8603), ("Laxå", 5582), ("Askersund", 11534), ("Hallsberg", 16196))


@dataclass(frozen=True)
class Says:
    """What a workbook states, and the figures of its statement: a deficit of `over` beyond a budget of `budget`."""

    board: str | None = "Testnämnden"
    year: int | None = 2023
    period: str | None = "helår"
    unit: str = "tkr"
    budget: float = 1000
    over: float = 50
    account: str = "Personalkostnader"
    indicator: str = "Andel ärenden klara i tid"
    goal: str = "God service"
    result: str = "84 %"
    target: str = "minst 80 %"
    header: str = "Kommentar"
    remark: str = ""


def workbook(path: Path, *kinds: str, says: Says | None = None, also: Says | None = None, **stated: Any) -> Path:
    """Write a workbook with a sheet for each kind of table; `also` gets sheets of its own beside them."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with Workbook(path, {"in_memory": True, "strings_to_formulas": False}) as book:
        for one, ending in ((says or Says(**stated), ""), (also, " förr")):
            for kind in kinds if one else ():
                SHEETS[kind](book.add_worksheet(NAMES[kind] + ending), one)  # type: ignore[arg-type]
        if not kinds:
            board = (says or Says(**stated)).board
            book.add_worksheet("Anteckningar").write_column(0, 0, [f"Nämnd: {board}", "Ring Eva", "Boka rum"])
    return path


def _head(sheet: Worksheet, says: Says, title: str) -> None:
    words = [title, *([says.period] if says.period else []), *([str(says.year)] if says.year else [])]
    sheet.write_string(0, 0, f"Nämnd: {says.board}" if says.board else "Uppföljning")
    sheet.write_string(1, 0, " ".join(words))


def _year(says: Says) -> str:
    return f" {says.year}" if says.year else ""


def _operating(sheet: Worksheet, says: Says) -> None:
    _head(sheet, says, "Driftredovisning")
    sheet.write_string(2, 0, f"Belopp i {says.unit}")
    sheet.write_row(4, 0, ("Kontotext", f"Budget{_year(says)}", f"Utfall{_year(says)}", "Avvikelse", says.header))
    lines = (
        ("Driftbidrag från kommuner", -says.budget, -says.budget, 0),
        ("Totalt intäkter", -says.budget, -says.budget, 0),
        (says.account, says.budget * 0.75, says.budget * 0.75 + says.over, -says.over),
        ("Lokalhyror", says.budget * 0.25, says.budget * 0.25, 0),
        ("Totalt kostnader", says.budget, says.budget + says.over, -says.over),
        ("Nettoresultat", 0, says.over, -says.over),
    )
    for row, line in enumerate(lines, 5):
        sheet.write_row(row, 0, line)
    sheet.write_string(7, 4, says.remark)


def _investments(sheet: Worksheet, says: Says) -> None:
    _head(sheet, says, "Investeringsredovisning")
    sheet.write_string(2, 0, f"Belopp i {says.unit}")
    sheet.write_row(4, 0, ("Projekt", f"Budget{_year(says)}", f"Utfall{_year(says)}", "Avvikelse"))
    for row, line in enumerate((("Nya servrar", 300, 250, 50), ("Totalt", 300, 250, 50)), 5):
        sheet.write_row(row, 0, line)


def _indicators(sheet: Worksheet, says: Says) -> None:
    _head(sheet, says, "Måluppfyllelse")
    year = f" år {says.year}" if says.year else ""
    sheet.write_row(3, 0, ("Nämndmål", "Indikator", f"Resultat{year}", f"Målvärde{year}"))
    sheet.write_row(4, 0, (says.goal, says.indicator, says.result, says.target))
    sheet.write_row(5, 1, ("Nöjda användare", "70 %", "minst 75 %"))


def _key(sheet: Worksheet, says: Says) -> None:
    # A key serves all boards and years: it names none.
    sheet.write_string(0, 0, "Folkmängd i medlemskommunerna")
    sheet.write_row(2, 0, ("Kommun", f"Folkmängd {(says.year or 2023) - 2}-12-31"))
    for row, line in enumerate(PEOPLE, 3):
        sheet.write_row(row, 0, line)


SHEETS: dict[str, Callable[[Worksheet, Says], None]] = {
    "operating": _operating,
    "investments": _investments,
    "indicators": _indicators,
    "key": _key,
}
NAMES = {"operating": "Drift", "investments": "Investering", "indicators": "Mål", "key": "Folkmängd"}


def lock_structure(parts: Parts) -> None:
    """Protect a workbook's structure, as Excel does: no sheet can be added to it."""
    replace(parts, BOOK, "<bookViews>", '<workbookProtection lockStructure="1"/><bookViews>')
