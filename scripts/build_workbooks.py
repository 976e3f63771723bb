"""Build the example workbooks: the 2023 case of Sydnärkes IT-nämnd as its controller would have kept it.

The figures and texts are those of the board's annual report for 2023. They stand once, as constants below,
and are written both as three workbooks and as a single one. Every run gives the same bytes.

    python scripts/build_workbooks.py            # build into workbooks/
    python scripts/build_workbooks.py --check    # exit 1 if the files in workbooks/ differ from the data here
"""

import argparse
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple
from zipfile import BadZipFile, ZipFile

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

OUTPUT = Path(__file__).resolve().parent.parent / "workbooks"
CREATED = datetime(2024, 1, 31, 8, 0, tzinfo=UTC)
A4 = 9
LINE_HEIGHT = 16.5

BOARD = "Sydnärkes IT-nämnd"

Style = dict[str, str | int | bool]
# No top border: it would hide the rule under the header.
GRID: Style = {"left": 1, "right": 1, "bottom": 1, "border_color": "#A6A6A6"}
STYLES: dict[str, Style] = {
    "title": {"bold": True, "font_size": 14},
    "subtitle": {"bold": True, "font_size": 12},
    "head": {"font_color": "#404040"},
    "header": {"bold": True, "bottom": 1, "text_wrap": True, "valign": "bottom"},
    "header_right": {"bold": True, "bottom": 1, "text_wrap": True, "valign": "bottom", "align": "right"},
    "header_center": {"bold": True, "bottom": 1, "text_wrap": True, "valign": "bottom", "align": "center"},
    "text": {},
    "code": {"num_format": "@", "align": "center"},
    "amount": {"num_format": "#,##0"},
    "total_text": {"bold": True, "top": 1},
    "total_amount": {"bold": True, "top": 1, "num_format": "#,##0"},
    "goal": {"text_wrap": True, "valign": "top", **GRID},
    "indicator": {"text_wrap": True, "valign": "vcenter", **GRID},
    "value": {"align": "center", "valign": "vcenter", **GRID},
    "note": {"italic": True, "text_wrap": True, "valign": "top"},
    "principle": {"italic": True},
}
Styles = dict[str, Format]


class Statement(NamedTuple):
    """A statement as published: one line per account or project, in thousands of kronor."""

    sheet: str
    head: tuple[str, ...]
    header: tuple[str, str, str, str]
    columns: tuple[int, int, int, int]
    widths: tuple[float, ...]
    lines: tuple[tuple[str, int, int, int], ...]
    note: str = ""


DRIFT = Statement(
    sheet="Drift",
    head=(BOARD, "Driftredovisning 2023", "Belopp i tkr, helår 2023", "Värdkommun: Lekeberg"),
    header=("KONTOTEXT", "BUDGET 2023", "UTFALL 2023", "AVVIKELSE"),
    columns=(1, 2, 3, 4),  # column A stands empty
    widths=(2.5, 36, 14, 14, 14),
    lines=(
        ("ÖVRIGA AVG O. ERSÄTTNIN", 0, -868, 868),
        ("DRIFTBIDRAG FR KOMMUNER", -41391, -41391, 0),
        ("TOTALT INTÄKTER", -41391, -42259, 868),
        ("PERSONALKOSTNADER", 12730, 12428, 302),
        ("DATORER & BASUTRUSTNING", 200, 116, 84),
        ("TELE- OCH DATAKOMMUNIKATION", 1100, 2404, -1304),
        ("LICENSER & SERVICEAVTAL", 9400, 12708, -3308),
        ("ÖVRIGT TJÄNSTEKÖP", 3162, 2825, 337),
        ("RESOR & KURSER", 200, 141, 59),
        ("ÖVRIGA KOSTNADER", 400, 293, 107),
        ("LOKALHYROR", 826, 747, 79),
        ("KAPITALKOSTNADER", 13373, 12329, 1044),
        ("TOTALT KOSTNADER", 41391, 43991, -2600),
        ("NETTORESULTAT", 0, 1733, -1733),
    ),
    note=(
        "Underskottet beror främst på dyrare licenser och serviceavtal samt på ökade kostnader för "
        "datakommunikation, medan vakanser och lägre kapitalkostnader väger upp en del."
    ),
)

INVESTERING = Statement(
    sheet="Investering",
    head=(BOARD, "Investeringsredovisning 2023", "Belopp i tkr, helår 2023"),
    header=("PROJEKT", "BUDGET 2023", "UTFALL 2023", "AVVIKELSE"),
    columns=(0, 1, 2, 4),  # column D is an empty spacer before the deviation
    widths=(36, 14, 14, 2.5, 14),
    lines=(
        ("IT INVEST LEKEBERG", 3004, 2297, 707),
        ("IT INVEST LAXÅ", 1686, 1345, 341),
        ("IT INVEST ASKERSUND", 2452, 1837, 614),
        ("IT INVEST HALLSBERG", 1953, 1685, 268),
        ("IT-INVEST. GEMENSAMT", 3000, 2055, 945),
        ("TOTALT INVESTERAT 2023", 12095, 9219, 2876),
    ),
)
TOTALS = ("TOTALT", "NETTO")

GOAL_SHEET = "Nämndmål"
GOAL_HEAD = (BOARD, "Bedömning av måluppfyllelse 2023")
GOAL_HEADER = ("Nämndmål", "Indikator", "Resultat år 2023", "Målvärde år 2023")
GOAL_COLUMN = 1  # column A stands empty
GOAL_WIDTHS = (2.5, 34, 62, 17, 20)
LABEL_LINE = 68  # characters that fit on a line of the indicator column

Indicator = tuple[str, str | int | None, str | int | None]
Piece = tuple[str, tuple[Indicator, ...]]

# As the report has it: a page is a table with its own header row, and its pieces are a goal with its rows.
# Goal 3 goes on after the page break, where its cell is empty; the label "Värde medarbetarundersökningen -"
# ends in the row "Medarbetarengagemang (HME)".
GOAL_PAGES: tuple[tuple[Piece, ...], ...] = (
    (
        (
            "Underlätta för digitala möten och att en hållbar teknik används.",
            (
                ("Öka antalet återvunna/återbrukade datorer och serverutrustning", "864 st", "1 100 st"),
                ("Införa återvinning/återbruk för nya mobila enheter.", "25 st", "50 st"),
            ),
        ),
        (
            "Ge god service och IT-drift av hög kvalitet",
            (
                ("Minska genomsnittlig ärendehanteringstid för incidenter", "15 st", "högst 20 st"),
                ("Andel besvarade samtal % efter 20 respektive 60 sekunder.", "84%", "80%"),
                ("Tillgänglighet för servrar, accesspunkter och Microsoft-tjänster", "99,4%", "99%"),
                ("Värde Nöjd Kund Index (NKI)", "7,06st", "7st"),
                ("Minska antalet pågående incidenter", "86 st", "Minska till 125 st"),
                ("Minska antalet pågående tjänsteförfrågan", "84 st", "minska till 100 st"),
                ("Minska antalet pågående förändringsärenden", "28 st", "minska till 40 st"),
            ),
        ),
        (
            "Ökad samverkan över kommungränserna",
            (
                (
                    ("Att i samtliga förvaltningsobjekt styra objektet efter upprättad och beslutad förvaltningsplan."),
                    9,
                    10,
                ),
                ("Värde medarbetarundersökningen -", 74, "74 eller högre"),
            ),
        ),
    ),
    (
        (
            "",
            (
                ("Medarbetarengagemang (HME)", None, None),
                ("Sjukfrånvaro", "● 3,08 %", "7 %"),
                ("Nämnderna och styrelsen håller sin budgetram", "■ -1 733 tkr", "0 tkr"),
                ("Antal e-tjänster för medborgare", "● 52 st.", "50 st."),
                ("Antal e-tjänster för medarbetare", "● 20 st.", "20 st."),
                ("Andel e-tjänster som per automatik återger ärendestatus", "● 67 %", "50 %"),
            ),
        ),
    ),
)
PRINCIPLES = (
    "Alla indikatorer prognostiserade uppnådda = Nämndmål uppnås.",
    "Hälften av indikatorerna uppnådda eller delvis uppnådda = Nämndmål uppnås delvis.",
    "Mer än hälften av indikatorerna uppnås inte eller saknar värde = Nämndmål uppnås ej.",
)

PEOPLE_SHEET = "Folkmängd"
PEOPLE_HEAD = (BOARD, "Folkmängd i medlemskommunerna", "Antal invånare den 31 december")
PEOPLE_HEADER = (
    "Kommun",
    "Kommunkod",
    "Folkmängd 2020-12-31",
    "Folkmängd 2021-12-31",
    "Folkmängd 2022-12-31",
    "Folkmängd 2023-12-31",
)
PEOPLE_WIDTHS = (20, 13, 12.5, 12.5, 12.5, 12.5)
PEOPLE = (
    ("Lekeberg", "1814", 8472, 8603, 8756, 8606),
    ("Laxå", "1860", 5659, 5582, 5576, 5497),
    ("Askersund", "1882", 11471, 11534, 11497, 11478),
    ("Hallsberg", "1861", 15990, 16196, 16290, 16232),
)
PEOPLE_NOTES = (
    "Källa: SCB.",
    "Uppgifterna för 2021 är härledda ur SCB:s uppgifter för 2022 och deras publicerade förändringar.",
)


def write_head(sheet: Worksheet, styles: Styles, lines: tuple[str, ...], column: int) -> int:
    """Write the title rows and return the row of the table's header, one blank row below them."""
    for row, line in enumerate(lines):
        sheet.write(row, column, line, styles[("title", "subtitle", "head")[min(row, 2)]])
    return len(lines) + 1


def set_up_page(sheet: Worksheet, widths: tuple[float, ...], last_row: int) -> None:
    """Set column widths and what printing on A4 needs."""
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    sheet.set_paper(A4)
    sheet.set_margins(left=0.6, right=0.6, top=0.75, bottom=0.75)
    sheet.set_footer("&L&8&F / &A&R&8Sida &P av &N")
    sheet.print_area(0, 0, last_row, len(widths) - 1)


def write_statement(sheet: Worksheet, styles: Styles, statement: Statement) -> None:
    """Write a statement: head, header row, published figures as plain numbers, and a note if it has one."""
    first, *amounts = statement.columns
    last = amounts[-1]
    top = write_head(sheet, styles, statement.head, first)
    sheet.write(top, first, statement.header[0], styles["header"])
    for column, label in zip(amounts, statement.header[1:], strict=True):
        sheet.write(top, column, label, styles["header_right"])
    for row, (text, *figures) in enumerate(statement.lines, start=top + 1):
        kind = "total_" if text.startswith(TOTALS) else ""
        sheet.write(row, first, text, styles[f"{kind}text"])
        for column, figure in zip(amounts, figures, strict=True):
            sheet.write(row, column, figure, styles[f"{kind}amount"])
    end = top + len(statement.lines)
    if statement.note:
        end += 2
        sheet.merge_range(end, first, end, last, statement.note, styles["note"])
        sheet.set_row(end, 3 * LINE_HEIGHT)
    sheet.freeze_panes(top + 1, first + 1)
    sheet.fit_to_pages(1, 1)
    set_up_page(sheet, statement.widths, end)


def add_drift(workbook: Workbook, styles: Styles) -> None:
    """Add the operating statement."""
    write_statement(workbook.add_worksheet(DRIFT.sheet), styles, DRIFT)


def add_investering(workbook: Workbook, styles: Styles) -> None:
    """Add the investment statement."""
    write_statement(workbook.add_worksheet(INVESTERING.sheet), styles, INVESTERING)


def write_goal_header(sheet: Worksheet, styles: Styles, row: int) -> None:
    """Write the header row of one page of the goal table."""
    for offset, label in enumerate(GOAL_HEADER):
        sheet.write(row, GOAL_COLUMN + offset, label, styles["header" if offset < 2 else "header_center"])


def write_piece(sheet: Worksheet, styles: Styles, row: int, piece: Piece) -> int:
    """Write a goal, merged over its rows, with its indicators; return the row after it."""
    goal, indicators = piece
    end = row + len(indicators)
    sheet.merge_range(row, GOAL_COLUMN, end - 1, GOAL_COLUMN, goal, styles["goal"])
    for at, (label, result, target) in enumerate(indicators, start=row):
        sheet.write(at, GOAL_COLUMN + 1, label, styles["indicator"])
        sheet.write(at, GOAL_COLUMN + 2, result, styles["value"])
        sheet.write(at, GOAL_COLUMN + 3, target, styles["value"])
        sheet.set_row(at, LINE_HEIGHT * (1 + len(label) // LABEL_LINE))
    return end


def add_goals(workbook: Workbook, styles: Styles) -> None:
    """Add the goal table, broken over two printed pages as in the report, with the principle below it."""
    sheet = workbook.add_worksheet(GOAL_SHEET)
    top = row = write_head(sheet, styles, GOAL_HEAD, GOAL_COLUMN)
    page_starts = []
    for page in GOAL_PAGES:
        page_starts.append(row)
        write_goal_header(sheet, styles, row)
        row += 1
        for piece in page:
            row = write_piece(sheet, styles, row, piece)
    for at, line in enumerate(PRINCIPLES, start=row + 1):
        sheet.write(at, GOAL_COLUMN, line, styles["principle"])
    sheet.set_landscape()
    sheet.set_print_scale(95)  # one page wide; fitting to a page would make Excel ignore the page break
    sheet.set_h_pagebreaks(page_starts[1:])
    sheet.freeze_panes(top + 1, 0)
    set_up_page(sheet, GOAL_WIDTHS, row + len(PRINCIPLES))


def add_people(workbook: Workbook, styles: Styles) -> None:
    """Add the members' population at four year-ends."""
    sheet = workbook.add_worksheet(PEOPLE_SHEET)
    top = write_head(sheet, styles, PEOPLE_HEAD, 0)
    last = len(PEOPLE_HEADER) - 1
    sheet.set_row(top, 2 * LINE_HEIGHT)
    for column, label in enumerate(PEOPLE_HEADER):
        sheet.write(top, column, label, styles[("header", "header_center", "header_right")[min(column, 2)]])
    for row, values in enumerate(PEOPLE, start=top + 1):
        for column, value in enumerate(values):
            sheet.write(row, column, value, styles[("text", "code", "amount")[min(column, 2)]])
    end = top + len(PEOPLE)
    sheet.ignore_errors({"number_stored_as_text": f"B{top + 2}:B{end + 1}"})
    for row, note in enumerate(PEOPLE_NOTES, start=end + 2):
        sheet.merge_range(row, 0, row, last, note, styles["note"])
        sheet.set_row(row, LINE_HEIGHT * (1 + len(note) // sum(PEOPLE_WIDTHS)))
    sheet.freeze_panes(top + 1, 1)
    sheet.fit_to_pages(1, 1)
    set_up_page(sheet, PEOPLE_WIDTHS, end + 1 + len(PEOPLE_NOTES))


AddSheet = Callable[[Workbook, Styles], None]
WORKBOOKS: dict[str, tuple[AddSheet, ...]] = {
    "2023/budget.xlsx": (add_drift, add_investering),
    "2023/indikatorer.xlsx": (add_goals,),
    "2023/folkmangd.xlsx": (add_people,),
    "2023-samlad/sydnarke-2023.xlsx": (add_drift, add_investering, add_goals, add_people),
}


def build_workbook(path: Path, sheets: tuple[AddSheet, ...]) -> None:
    """Write one workbook. In memory, XlsxWriter dates every part of the zip 1980-01-01."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with Workbook(path, {"in_memory": True}) as workbook:
        workbook.set_properties({"title": f"{BOARD} 2023", "company": "Lekebergs kommun", "created": CREATED})
        styles = {name: workbook.add_format(properties) for name, properties in STYLES.items()}
        for add_sheet in sheets:
            add_sheet(workbook, styles)


def build_all(folder: Path) -> None:
    """Write every workbook under the folder."""
    for name, sheets in WORKBOOKS.items():
        build_workbook(folder / name, sheets)


def parts(path: Path) -> list[tuple[str, bytes]] | None:
    """Return the parts of a workbook, or None where there is none to read.

    The parts and not the file are compared, since another build of zlib may pack the same parts otherwise.
    """
    try:
        with ZipFile(path) as archive:
            return [(name, archive.read(name)) for name in archive.namelist()]
    except (FileNotFoundError, BadZipFile):
        return None


def differing(folder: Path) -> list[str]:
    """Return the names of the workbooks in the folder that differ from what the data here gives."""
    with tempfile.TemporaryDirectory() as built:
        build_all(Path(built))
        return [name for name in WORKBOOKS if parts(folder / name) != parts(Path(built) / name)]


def main() -> int:
    """Build the workbooks, or check those that are there."""
    parser = argparse.ArgumentParser(description="Build the example workbooks.")
    parser.add_argument("folder", nargs="?", type=Path, default=OUTPUT, help="output folder (workbooks/)")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if the files differ")
    arguments = parser.parse_args()
    if not arguments.check:
        build_all(arguments.folder)
        return 0
    names = differing(arguments.folder)
    for name in names:
        print(f"differs: {arguments.folder / name}")
    return 1 if names else 0


if __name__ == "__main__":
    sys.exit(main())
