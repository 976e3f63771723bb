"""Write the sheets that a file with buttons has of its own: the start sheet, and the configuration for its VBA."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

A4 = 9
WIDTHS = (3, 24, 84)
MARGIN, FIRST, TEXT = range(3)
BUTTON_WIDTH, BUTTON_HEIGHT, BUTTON_INSET = 158, 30, 5  # pixels
ROW, HEADING, LINE, GAP = 30, 19, 15, 8  # points: a row with a button, a heading, a line of text, room around text
LETTERS_A_LINE = 90

# The look of the result sheets (itnamnd_xl/sheets/theme.py).
INK, GREY, FILL, RULE, HAIRLINE = "#222222", "#595959", "#F0F2F4", "#7F7F7F", "#D9D9D9"
Style = dict[str, str | int | bool]
BODY: Style = {"font_color": INK, "valign": "vcenter", "text_wrap": True, "bottom": 1, "bottom_color": HAIRLINE}
STYLES: dict[str, Style] = {
    "title": {"font_size": 20, "bold": True, "font_color": INK},
    "lead": {"font_size": 12, "font_color": GREY},
    "heading": {
        "bold": True,
        "font_color": INK,
        "bg_color": FILL,
        "valign": "vcenter",
        "top": 1,
        "bottom": 2,
        "border_color": RULE,
    },
    "text": BODY,
    "strong": {**BODY, "bold": True},
    "note": {"font_color": GREY, "text_wrap": True, "valign": "top"},
}

TITLE = "Budget och mål i den gemensamma nämnden"
LEAD = "Räknar ut måluppfyllelse, avvikelser mot budget och fördelning mellan medlemmarna ur arbetsbokens tabeller."


@dataclass(frozen=True, slots=True)
class Button:
    """A form button: its caption, the macro that it runs, and what is said beside it."""

    caption: str
    macro: str
    text: str


BUTTONS = (
    Button("Räkna om", "RaknaOm", "Räknar och skriver resultatet på särskilda flikar. Dina egna flikar ändras inte."),
    Button(
        "Kontrollera",
        "Kontrollera",
        "Läser och räknar utan att ändra resultatet. Det som inte stämmer visas på fliken Meddelanden.",
    ),
    Button("Visa källa", "VisaKalla", "Går till cellen som det markerade talet på en resultatflik kommer ifrån."),
    Button(
        "Ta bort resultat",
        "TaBortResultat",
        "Tar bort resultatflikarna. Dina egna flikar och det du har skrivit ligger kvar.",
    ),
    Button("Hjälp", "Hjalp", "Visar vad knapparna gör och var loggfilen ligger."),
)
STEPS = (
    (
        "Tillåt makron",
        (
            "Klicka på Aktivera innehåll i det gula fältet ovanför bladet. Om Excel blockerar makrona, be IT lägga "
            "filen på en betrodd plats."
        ),
    ),
    (
        "Fyll i siffrorna",
        (
            "Skriv era egna uppgifter på flikarna Drift, Investering, Nämndmål och Folkmängd. Siffrorna som står där "
            "är ett exempel: Sydnärkes IT-nämnds årsredovisning för 2023."
        ),
    ),
    ("Kontrollera", "Tryck på Kontrollera och rätta det som inte stämmer."),
    ("Räkna om", "Tryck på Räkna om. Rätta det som fliken Meddelanden pekar på och räkna om igen."),
    (
        "Granska",
        ("Markera ett tal på en resultatflik och tryck på Visa källa. Fliken Avstämning visar om summorna stämmer."),
    ),
)
NOTE = (
    "Knapparna finns också på menyfliken IT-nämnden. De kräver att itnamnd är installerat på datorn. Om inget "
    "händer när du trycker, öppna Kommandotolken och skriv py -m itnamnd_xl addin doctor, eller be IT om hjälp."
)

# Values are texts, as xlwings' VBA compares texts. The place of Python is where `itnamnd addin install` puts it.
# The VBA in these files reads the first two. The others say the same to the whole of xlwings, should somebody put that
# in the place of our part of it: its own defaults let a file beside the workbook be imported.
CONFIGURATION = (
    ("Interpreter_Win", r"%LOCALAPPDATA%\itnamnd\venv\Scripts\python.exe"),
    ("SHOW CONSOLE", "false"),
    ("ADD_WORKBOOK_TO_PYTHONPATH", "false"),
    ("PYTHONPATH", ""),
    ("USE UDF SERVER", "false"),
)


def height(text: str) -> int:
    """Give the height of a row of wrapped text, in points."""
    return max(ROW - GAP, LINE * (1 + len(text) // LETTERS_A_LINE) + GAP)


def add_start(workbook: Workbook) -> None:
    """Add the sheet that greets: what the workbook does, its buttons, and five steps."""
    sheet = workbook.add_worksheet("Start")
    formats = {name: workbook.add_format(style) for name, style in STYLES.items()}
    sheet.hide_gridlines(2)
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width)
    sheet.set_row(1, ROW)
    sheet.write(1, FIRST, TITLE, formats["title"])
    sheet.write(2, FIRST, LEAD, formats["lead"])

    row = 4
    sheet.set_row(row, HEADING)
    sheet.write_row(row, FIRST, ("Knapp", "Vad den gör"), formats["heading"])
    for button in BUTTONS:
        row += 1
        sheet.set_row(row, ROW)
        sheet.write_blank(row, FIRST, None, formats["text"])
        sheet.write(row, TEXT, button.text, formats["text"])
        insert_button(sheet, row, button)

    row += 2
    sheet.set_row(row, HEADING)
    sheet.write_row(row, FIRST, ("Så gör du", ""), formats["heading"])
    for number, (name, text) in enumerate(STEPS, start=1):
        row += 1
        sheet.set_row(row, height(text))
        sheet.write(row, FIRST, f"{number}. {name}", formats["strong"])
        sheet.write(row, TEXT, text, formats["text"])

    row += 2
    sheet.merge_range(row, FIRST, row, TEXT, NOTE, formats["note"])
    sheet.set_row(row, 2 * LINE + GAP)
    set_up_page(sheet, row)


def insert_button(sheet: Worksheet, row: int, button: Button) -> None:
    """Put a form button over the first column of the row."""
    options = {
        "macro": button.macro,
        "caption": button.caption,
        "description": f"{button.caption}: {button.text}",
        "width": BUTTON_WIDTH,
        "height": BUTTON_HEIGHT,
        "x_offset": BUTTON_INSET,
        "y_offset": BUTTON_INSET,
    }
    sheet.insert_button(row, FIRST, options)


def set_up_page(sheet: Worksheet, last_row: int) -> None:
    """Set what printing on A4 needs."""
    sheet.set_landscape()
    sheet.center_horizontally()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 1)
    sheet.print_area(0, 0, last_row, TEXT)


def add_configuration(workbook: Workbook, name: str) -> Worksheet:
    """Add the sheet that the VBA reads."""
    sheet = workbook.add_worksheet(name)
    for row, pair in enumerate(CONFIGURATION):
        for column, value in enumerate(pair):
            sheet.write_string(row, column, value)
    sheet.set_column(0, 0, 32)
    sheet.set_column(1, 1, 56)
    return sheet
