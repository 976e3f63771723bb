"""The sheet Om beräkningen: settings with their origin, the rules in words, and what was read."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from itnamnd_xl.core.model import Origin
from itnamnd_xl.core.swedish import listing, number, percent, sentence
from itnamnd_xl.core.wording import SETTING_WORDS, key_text
from itnamnd_xl.sheets import attainment, report
from itnamnd_xl.sheets.cells import places_of
from itnamnd_xl.sheets.formulas import a1, called, is_still, own_sheet, text
from itnamnd_xl.sheets.limits import NO, WANTED, YES, usable
from itnamnd_xl.sheets.spec import EMPTY, Cell, Role, Sheet, titled
from itnamnd_xl.sheets.theme import STYLES, number_format

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

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
# The settings that formulas of other sheets can follow: levels, and which deviations are to be commented.
LIVING = ("partial_threshold", "absolute_tolerance", "missing_counts", "comment_share", "comment_amount")
# What follows them, by sheet.
FOLLOWING = {
    attainment.NAME: "bedömningarna på fliken {}",
    report.NAME: "avvikelserna på fliken {}",
}
# The row of the first setting where others refer to it: below title, version, how to try, an empty row and the header.
FIRST_SETTING = 6
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


def place_settings(outcome: Outcome, book: Book) -> None:
    """Let other sheets refer to the settings, before these are laid out by what refers to them."""
    sheet = Sheet(NAME, WIDTHS)
    for row, choice in enumerate(outcome.rules.choices, FIRST_SETTING):
        book.put(("setting", choice.name), sheet, 2, row)


def about_sheet(outcome: Outcome, version: str, book: Book, others: Iterable[Sheet]) -> Sheet:
    """Lay out what the figures rest on. No clock time, so that a rerun gives the same sheet.

    The settings that `others`, the sheets of the same workbook, refer to are cells that can be changed.
    """
    followed = _followed(outcome, book, others)
    sheet = titled(NAME, NAME, WIDTHS)
    sheet.text(f"Beräknat med itnamnd_xl {version}.", Role.NOTE)
    if followed:
        sheet.text(_trying_text(followed, book))
    sheet.add(EMPTY)
    sheet.add(tuple(Cell(label, Role.HEADER) for label in ("Inställning", "Värde", "Ursprung", "Beslut (§, dnr)")))
    for choice in outcome.rules.choices:
        if choice.name in followed:
            sheet.let_refer(SETTING_WORDS[choice.name][0], 2, sheet.next_row)
        sheet.add(
            (
                Cell(SETTING_WORDS[choice.name][0], Role.TEXT),
                setting_cell(choice, is_followed=choice.name in followed),
                *_chosen_cells(choice, sheet.next_row, is_followed=choice.name in followed),
            )
        )
    _add_allocation(sheet, outcome)
    sheet.add(EMPTY)
    sheet.new_page()
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


def _followed(outcome: Outcome, book: Book, others: Iterable[Sheet]) -> dict[str, list[str]]:
    """Find which settings formulas refer to, each with the sheets that do."""
    mark, found = own_sheet(NAME), dict[str, list[str]]()
    places = {place: one.name for one in outcome.rules.choices if (place := book.at(("setting", one.name)))}
    for sheet in others:
        formulas = (cell.formula for row in sheet.rows for cell in row if cell is not None and mark in cell.formula)
        referred = {f"{mark}{cell}" for formula in formulas for cell in _referred(formula, mark)}
        for place, name in places.items():
            if place in referred and name in LIVING:
                found.setdefault(name, []).append(sheet.name)
    return found


def _referred(formula: str, mark: str) -> Iterator[str]:
    """Give the cells of a sheet that a formula refers to."""
    for found in re.finditer(rf"{re.escape(mark)}(\$[A-Z]+\$\d+)", formula):
        yield found[1]


def _trying_text(followed: Mapping[str, Sequence[str]], book: Book) -> str:
    """Say which cells can be changed, and what follows them."""
    labels = [f"”{SETTING_WORDS[name][0]}”" for name in LIVING if name in followed]
    cells = "den gula cellen" if len(labels) == 1 else "de gula cellerna"
    sheets = dict.fromkeys(name for names in followed.values() for name in names)
    following = [FOLLOWING[name].format(called(name)) for name in FOLLOWING if name in sheets]
    return (
        f"Vill du pröva ett annat värde: ändra i {cells} ({listing(labels)}). {sentence(listing(following))} följer "
        f"med direkt. En ändring som ska gälla skriver du i stället på {book.decided_on}; när beräkningen görs om står "
        "värdet därifrån här igen."
    )


def setting_cell(choice: Choice, *, is_followed: bool) -> Cell:
    """Give a setting's value; one that formulas follow as what they reckon with, marked as open to change."""
    value = choice.value
    if not is_followed or value is None:
        return Cell(setting_text(choice), Role.TEXT)
    if isinstance(value, bool):
        return Cell(setting_text(choice), Role.INPUT, options='"Ja,Nej"')
    exact = Decimal(value)
    is_share = choice.name in SHARES
    places = places_of(exact * 100 if is_share else exact)
    like = STYLES[Role.PERCENT if is_share else Role.NUMBER]
    return Cell(exact, Role.INPUT, number_format=number_format(like, places, ""))


def _chosen_cells(choice: Choice, row: int, *, is_followed: bool) -> tuple[Cell, Cell]:
    """Say who chose a setting, and by what decision; of a value tried, that it is so, or what it should be."""
    said = (Cell(origin_text(choice), Role.TEXT), Cell(choice.reference or "–", Role.TEXT))
    if not is_followed or choice.value is None:
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
        return YES if value else NO
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
