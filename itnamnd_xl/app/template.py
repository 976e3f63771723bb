"""A new workbook with empty tables to fill in, with the headers that the reader knows best."""

from __future__ import annotations

from typing import TYPE_CHECKING

from itnamnd_xl.core.wording import OTHER_WORKBOOKS, SETTING_WORDS
from itnamnd_xl.package.save import save
from itnamnd_xl.render.with_openpyxl import render_workbook
from itnamnd_xl.sheets.spec import EMPTY, Cell, Role, Sheet, titled

if TYPE_CHECKING:
    from pathlib import Path

    from itnamnd_xl.core.diagnostics import Diagnostic

ROWS = 20
# What a board settles for itself; the rest has a default that rarely needs another value.
OFFERED = ("board", "year", "period", "host", "key_date", "partial_threshold", "missing_counts")


def template_sheets(year: int) -> list[Sheet]:
    """Make the empty tables for an accounting year."""
    return [
        _settings(year),
        _table("Nämndmål", f"Måluppfyllelse {year}", (36, 46, 16, 18, 20, 40), "", (
            "Nämndmål", "Indikator", f"Resultat år {year}", f"Målvärde år {year}", "Bedömning", "Kommentar",
        )),
        _table("Drift", f"Driftredovisning {year}", (36, 16, 16, 16, 40), "Belopp i tkr", (
            "Kontotext", f"Budget {year}", f"Utfall {year}", "Avvikelse", "Kommentar",
        )),
        _table("Investering", f"Investeringsredovisning {year}", (36, 16, 16, 16, 40), "Belopp i tkr", (
            "Projekt", f"Budget {year}", f"Utfall {year}", "Avvikelse", "Kommentar",
        )),
        _table("Folkmängd", "Folkmängd i medlemskommunerna", (24, 22, 22), "Källa: SCB", (
            "Kommun", f"Folkmängd {year - 2}-12-31", f"Folkmängd {year - 1}-12-31",
        )),
    ]  # fmt: skip


def _table(name: str, title: str, widths: tuple[int, ...], note: str, headers: tuple[str, ...]) -> Sheet:
    sheet = titled(name, title, widths)
    sheet.text(note or "Fyll i en rad per indikator. Skriv målvärdet med ord: minst 80 %, högst 20 st.", Role.NOTE)
    sheet.add(EMPTY)
    sheet.header(*headers)
    for _ in range(ROWS):
        sheet.add(tuple(Cell(None, Role.INPUT) for _ in headers))
    return sheet


def _settings(year: int) -> Sheet:
    sheet = titled("Inställningar", "Inställningar", (34, 26, 70, 30))
    sheet.text(
        "Det som lämnas tomt får verktygets förval. Skriv beslutets § eller dnr om det finns ett beslut.",
        Role.NOTE,
    )
    sheet.add(EMPTY)
    sheet.header("Inställning", "Värde", "Förklaring", "Beslut (§, dnr)")
    for name in OFFERED:
        label, explanation = SETTING_WORDS[name]
        value = year if name == "year" else None
        cells = (
            Cell(label, Role.TEXT),
            Cell(value, Role.INPUT),
            Cell(explanation, Role.REMARK),
            Cell(None, Role.INPUT),
        )
        sheet.add(cells)
    label, explanation = OTHER_WORKBOOKS
    sheet.add((Cell(label, Role.TEXT), Cell(None, Role.INPUT), Cell(explanation, Role.REMARK), Cell(None, Role.INPUT)))
    return sheet


def write_template(path: Path, year: int) -> Diagnostic | None:
    """Write the template to a file that does not exist yet; None when it is done, else the reason."""
    return save(path, render_workbook(template_sheets(year)), None)
