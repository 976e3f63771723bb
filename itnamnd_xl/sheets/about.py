"""The sheet Om beräkningen: settings with their origin, the rules in words, and what was read."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from itnamnd_xl.core.model import Origin
from itnamnd_xl.core.swedish import listing, number, percent
from itnamnd_xl.core.wording import SETTING_WORDS, key_text
from itnamnd_xl.sheets.cells import places_of
from itnamnd_xl.sheets.formulas import a1, is_still, text
from itnamnd_xl.sheets.limits import WANTED, usable
from itnamnd_xl.sheets.spec import EMPTY, Cell, Role, Sheet, titled
from itnamnd_xl.sheets.theme import STYLES, number_format

if TYPE_CHECKING:
    from itnamnd_xl.core.model import Choice
    from itnamnd_xl.core.outcome import Outcome
    from itnamnd_xl.sheets.formulas import Book

NAME = "Om beräkningen"
WIDTHS = (32, 38, 38, 30)
ORIGINS = {
    Origin.DECIDED: "beslutad",
    Origin.WORKBOOK: "står i arbetsboken",
    Origin.CONFIG: "konfigurationen eller kommandoraden",
    Origin.DEFAULT: "verktygets förval; inget beslut är angivet",
}
NOT_STATED = "inte angivet"
# The settings that formulas of other sheets follow from: levels, and which deviations are to be commented.
LIVING = ("partial_threshold", "absolute_tolerance", "missing_counts", "comment_share", "comment_amount")
# Who chose a value that another has taken the place of on this sheet.
TRIED = "ändrat här, för att prövas"
# What becomes of what hangs on a setting that cannot be used. A row keeps its height: it is said in one line.
UNUSABLE = {
    **dict.fromkeys(LIVING[:3], "Kan inte användas: inget bedöms efter det"),
    **dict.fromkeys(LIVING[3:], "Kan inte användas: inget jämförs med det"),
}
SHARES = ("partial_threshold", "minimum_share", "comment_share")
# What holds where a setting without a value of its own is not stated.
UNSET = {
    "key_date": "31 december två år före räkenskapsåret",
    "invoice": "första fakturan året efter räkenskapsåret",
}
RULES = (
    ("I1", "Inget resultat är angivet: saknar värde."),
    ("I2", "Målvärdet saknas eller kan inte läsas: arbetsbokens egen bedömning, annars saknar värde."),
    (
        "I3",
        "Målvärdets villkor är uppfyllt: uppnådd. Vid ”minst” och ”högst” räcker det att målvärdet nås precis.",
    ),
    ("I4", "Målvärdet nås inte, men avståndet ryms inom gränsen för delvis uppnådd: delvis uppnådd."),
    ("I5", "Annars: ej uppnådd. Vid målvärdet noll kan en indikator bli delvis uppnådd bara med en särskild tolerans."),
    ("G0", "Nämndmålet har inga indikatorer: ej bedömt, och lämnas utanför den samlade bedömningen."),
    ("G1", "Alla indikatorer är uppnådda: uppnås."),
    ("G2", "Minst hälften är uppnådda eller delvis uppnådda: uppnås delvis."),
    ("G3", "Annars: uppnås ej. Samma regler, tillämpade på nämndmålen, ger den samlade bedömningen."),
)


def about_sheet(outcome: Outcome, version: str, book: Book) -> Sheet:
    """Lay out what the figures rest on. No clock time, so that a rerun gives the same sheet.

    The settings that levels follow from are cells that can be changed: other sheets refer to them.
    """
    sheet = titled(NAME, NAME, WIDTHS)
    sheet.text(f"Beräknat med itnamnd_xl {version}.", Role.NOTE)
    if outcome.attainment is not None:
        sheet.text(_trying_text())
    sheet.add(EMPTY)
    sheet.add(tuple(Cell(label, Role.HEADER) for label in ("Inställning", "Värde", "Ursprung", "Beslut (§, dnr)")))
    for choice in outcome.rules.choices:
        label = SETTING_WORDS[choice.name][0]
        book.put(("setting", choice.name), sheet, 2, sheet.next_row)
        sheet.add(
            (
                Cell(label, Role.TEXT),
                setting_cell(choice),
                *_chosen_cells(choice, sheet.next_row),
            )
        )
    _add_allocation(sheet, outcome)
    sheet.add(EMPTY)
    sheet.text("Det som är läst", Role.HEADING)
    sheet.add(
        (
            Cell("Arbetsbok", Role.HEADER),
            Cell("Kontrollsumma för de lästa cellerna (SHA-256)", Role.HEADER, span=3),
        )
    )
    for file in outcome.case.files:
        sheet.add((Cell(file.name, Role.TEXT), Cell(file.cells_sha256, Role.REMARK, span=3)))
    sheet.add(EMPTY)
    sheet.text("Reglerna", Role.HEADING)
    for code, rule in RULES:
        sheet.add((Cell(code, Role.STRONG), Cell(rule, Role.TEXT, span=3)))
    return sheet


def _trying_text() -> str:
    labels = [f"”{SETTING_WORDS[name][0]}”" for name in LIVING]
    return (
        f"Vill du pröva en annan gräns: ändra i de gula cellerna ({listing(labels)}). Bedömningarna på fliken "
        "Måluppfyllelse och avvikelserna på fliken Text till årsredovisningen följer med direkt. En ändring som ska "
        "gälla skriver du i stället på fliken Inställningar; när beräkningen görs om står värdet därifrån här igen."
    )


def setting_cell(choice: Choice) -> Cell:
    """Give a setting's value; one that levels follow from as what formulas reckon with, marked as open to change."""
    value = choice.value
    if choice.name not in LIVING or value is None:
        return Cell(setting_text(choice), Role.TEXT)
    if isinstance(value, bool):
        return Cell(setting_text(choice), Role.INPUT, options='"Ja,Nej"')
    exact = Decimal(value)
    is_share = choice.name in SHARES
    places = places_of(exact * 100 if is_share else exact)
    like = STYLES[Role.PERCENT if is_share else Role.NUMBER]
    return Cell(exact, Role.INPUT, number_format=number_format(like, places, ""))


def _chosen_cells(choice: Choice, row: int) -> tuple[Cell, Cell]:
    """Say who chose a setting, and by what decision; of a value tried, that it is so, or what it should be."""
    said = (Cell(origin_text(choice), Role.TEXT), Cell(choice.reference or "–", Role.TEXT))
    if choice.name not in LIVING or choice.value is None:
        return said
    cell, value = a1(2, row), choice.value
    still = is_still(cell, setting_text(choice) if isinstance(value, bool) else Decimal(value))
    otherwise = ((TRIED, UNUSABLE[choice.name]), ("–", WANTED[choice.name]))
    fine = usable(choice.name, cell)
    origin, reference = (
        replace(one, formula=f"=IF({fine},IF({still},{text(str(one.value))},{text(tried)}),{text(refused)})")
        for one, (tried, refused) in zip(said, otherwise, strict=True)
    )
    return origin, reference


def origin_text(choice: Choice) -> str:
    """Say who chose a setting."""
    unset = choice.value is None and choice.origin is Origin.DEFAULT and choice.name not in UNSET
    return NOT_STATED if unset else ORIGINS[choice.origin]


def setting_text(choice: Choice) -> str:
    """Write a setting's value as a Swede would."""
    value = choice.value
    if value is None:
        return UNSET.get(choice.name, "–")
    if isinstance(value, bool):
        return "Ja" if value else "Nej"
    if choice.name in SHARES and isinstance(value, Decimal):
        return percent(value)
    if isinstance(value, Decimal):
        return number(value)
    return str(value)


def _add_allocation(sheet: Sheet, outcome: Outcome) -> None:
    allocation = outcome.allocation
    if allocation is None:
        return
    sheet.add(EMPTY)
    sheet.text("Fördelningen", Role.HEADING)
    for label, words in (
        ("Nyckel och datum", key_text(allocation)),
        ("Nyckelns källa", str(allocation.key.source)),
        ("Beloppets källa", str(allocation.source) if allocation.source else "beräknat"),
        ("Metod", "största rest (Hamilton), i den minsta enhet som är känd"),
    ):
        sheet.add((Cell(label, Role.TEXT), Cell(words, Role.TEXT, span=3)))
