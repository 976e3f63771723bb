"""Text till årsredovisningen: the report's sentences with its figures, and the rows that are to be commented."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from itnamnd_xl.core.swedish import NBSP
from itnamnd_xl.sheets.formulas import STALE
from tests.sheets.living import written

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from itnamnd_xl.sheets.spec import Cell, Row, Sheet

    Built = dict[str, Sheet]

NAME = "Text till årsredovisningen"
TITLE = ["Driftredovisning 2023, tkr"]
HEADER = ["Kontotext", "Budget 2023", "Utfall 2023", "Avvikelse", "Kommentar"]


def plain(value: object) -> str:
    return str(value).replace(NBSP, " ")


def facts(sheet: Sheet) -> list[tuple[str, str]]:
    """The sections and sentences."""
    rows = table(sheet, "Avsnitt")
    return [(plain(row[0].value), plain(row[1].value)) for row in rows]


def table(sheet: Sheet, header: str, which: int = 0) -> list[list[Cell]]:
    """The rows below a header, as far as the next empty row; `which` of several."""
    starts = [at for at, row in enumerate(sheet.rows) if len(row) > 2 and row[0] and row[0].value == header]
    found = []
    for row in sheet.rows[starts[which] + 1 :]:
        if not row or len(row) < 3:
            break
        found.append([cell for cell in row if cell])
    return found


def statuses(sheet: Sheet, header: str = "Kontotext") -> dict[str, str]:
    """What is said of each row's comment, below the row of the limits."""
    return {str(row[0].value): str(row[1].value) for row in table(sheet, header)[1:]}


def test_the_reports_own_sentences(single: list[Path], built: Callable[..., Built]) -> None:
    sheet = built(single)[NAME]
    said = facts(sheet)
    assert said[0] == (
        "Måluppfyllelse",
        (
            "Av 3 nämndmål uppnås 1 och 2 uppnås delvis. Sammantaget uppnås nämndmålen delvis. "
            "12 av 16 indikatorer är uppnådda (75 %)."
        ),
    )
    assert (
        "Nämndmål",
        "Nämndmålet ”Ge god service och IT-drift av hög kvalitet” uppnås: alla 7 indikatorer är uppnådda.",
    ) in said
    assert (
        "Resultat",
        (
            "Årets resultat för Sydnärkes IT-nämnd visar ett underskott med 1 733 tkr. Intäkterna är 42 259 tkr, mot "
            "budgeterade 41 391 tkr. Kostnaderna är 43 991 tkr, mot budgeterade 41 391 tkr."
        ),
    ) in said
    assert [words for section, words in said if section == "Driftredovisning"][:3] == [
        "6 avvikelser mot budget är större än både 5 % av budgeten och 100 tkr; alla saknar kommentar i arbetsboken.",
        "LICENSER & SERVICEAVTAL: 3 308 tkr sämre än budget (35,2 % av budgeten).",
        "TELE- OCH DATAKOMMUNIKATION: 1 304 tkr sämre än budget (118,5 % av budgeten).",
    ]
    assert ("Driftredovisning", "ÖVRIGA AVG O. ERSÄTTNIN: 868 tkr bättre än budget (budgeten är 0).") in said
    assert "Lekeberg 356 tkr, Laxå 231 tkr, Askersund 477 tkr och Hallsberg 669 tkr" in dict(said)["Fördelning"]
    assert said[-1] == ("Investeringar", "Av investeringsbudgeten på 12 095 tkr har 9 219 tkr använts (76,2 %).")


def test_every_sentence_names_its_cell(single: list[Path], built: Callable[..., Built]) -> None:
    cells = [row[2] for row in table(built(single)[NAME], "Avsnitt")]
    assert all(cell.source is not None for cell in cells)
    assert [cell.value for cell in cells][:2] == ["Nämndmål!B4", "Nämndmål!B5"]
    assert cells[-1].value == "Investering!A11"


def test_every_row_is_held_against_the_limits(single: list[Path], built: Callable[..., Built]) -> None:
    found = statuses(built(single)[NAME])
    lacking = [name for name, status in found.items() if status == "saknar kommentar"]
    assert lacking == [
        "LICENSER & SERVICEAVTAL", "TELE- OCH DATAKOMMUNIKATION", "KAPITALKOSTNADER", "ÖVRIGA AVG O. ERSÄTTNIN",
        "ÖVRIGT TJÄNSTEKÖP", "ÖVRIGA KOSTNADER",
    ]  # fmt: skip
    assert {found[name] for name in found if name not in lacking} == {"inom gränserna"}
    assert len(found) == 11


def test_a_comment_in_the_workbook_is_seen_and_not_told(sheets_of: Callable[..., Built]) -> None:
    rows = [
        TITLE,
        HEADER,
        ["Licenser", 1000, 1500, -500, "Anna har köpt för mycket"],
        ["Personal", 1000, 1400, -400, None],
        ["Hyra", 1000, 1010, -10, None],
        ["Summa", 3000, 3910, -910, None],
    ]
    sheet = sheets_of({"Drift": rows})[NAME]
    assert statuses(sheet) == {
        "Licenser": "kommenterad i arbetsboken",
        "Personal": "saknar kommentar",
        "Hyra": "inom gränserna",
    }
    assert not any("Anna" in str(cell.value) for row in sheet.rows for cell in row if cell)
    words = "2 avvikelser mot budget är större än både 5 % av budgeten och 100 tkr; 1 av dem saknar kommentar i "
    assert ("Driftredovisning", f"{words}arbetsboken.") in facts(sheet)
    # A comment that is written later is seen at once.
    formula = table(sheet, "Kontotext")[2][1].formula
    assert "ISTEXT('Drift'!E4)" in formula
    assert formula.startswith("=IF(COUNT(E")


def test_a_sentence_stands_while_its_figures_do(single: list[Path], built: Callable[..., Built]) -> None:
    sheet = built(single)[NAME]
    licences = next(row[1] for row in table(sheet, "Avsnitt") if "LICENSER" in str(row[1].value))
    assert licences.formula.startswith("=IF(AND(E")
    assert "=-3308,D" in licences.formula
    assert licences.formula.endswith(f',"{licences.value}","{STALE}")')


def test_limits_are_settings(sheets_of: Callable[..., Built]) -> None:
    rows = [
        TITLE,
        HEADER[:4],
        ["Licenser", 1000, 1500, -500],
        ["Personal", 1000, 1400, -400],
        ["Hyra", 1000, 1010, -10],
    ]
    chosen = [
        ["Inställning", "Värde", "Beslut (§, dnr)"],
        ["Gräns för kommentar, andel av budget", "45 %", "§ 7"],
        ["Gräns för kommentar, kr", "450 tkr", "§ 7"],
    ]
    sheet = sheets_of({"Drift": rows, "Inställningar": chosen})[NAME]
    limits = table(sheet, "Kontotext")[0]
    assert [str(cell.value) for cell in limits[4:]] == ["450", "0.45"]
    assert statuses(sheet) == {"Licenser": "saknar kommentar", "Personal": "inom gränserna", "Hyra": "inom gränserna"}
    words = "1 avvikelse mot budget är större än både 45 % av budgeten och 450 tkr; den saknar kommentar i arbetsboken."
    assert ("Driftredovisning", words) in facts(sheet)


def test_limits_that_cannot_be_read_are_none(sheets_of: Callable[..., Built]) -> None:
    rows = [TITLE, HEADER[:4], ["Licenser", 1000, 1500, -500]]
    chosen = [["Inställning", "Värde"], ["Gräns för kommentar, andel av budget", "lite"]]
    sheet = sheets_of({"Drift": rows, "Inställningar": chosen})[NAME]
    notes = [str(row[0].value) for row in sheet.rows if row and row[0]]
    assert any(note.startswith("Gränserna för kommentar kan inte läsas") for note in notes)
    assert "Driftredovisning" not in dict(facts(sheet))


def test_nothing_above_the_limits(sheets_of: Callable[..., Built]) -> None:
    sheet = sheets_of({"Drift": [TITLE, HEADER[:4], ["Hyra", 1000, 1010, -10], ["El", 50, 60, -10]]})[NAME]
    words = "Ingen avvikelse mot budget är större än både 5 % av budgeten och 100 tkr."
    assert ("Driftredovisning", words) in facts(sheet)


def test_many_deviations_are_named_in_part_and_listed_all(sheets_of: Callable[..., Built]) -> None:
    rows = [[f"Konto {at}", 1000, 1200 + at, -200 - at] for at in range(12)]
    sheet = sheets_of({"Drift": [TITLE, HEADER[:4], *rows]})[NAME]
    named = [words for section, words in facts(sheet) if section == "Driftredovisning"]
    assert len(named) == 11
    assert named[0].endswith("alla saknar kommentar i arbetsboken. De 10 största är:")
    assert named[1].startswith("Konto 11: 211 tkr sämre")
    assert len(statuses(sheet)) == 12


def test_an_outcome_of_a_part_of_the_year_is_not_compared(sheets_of: Callable[..., Built]) -> None:
    rows = [TITLE, ["Kontotext", "Budget 2023", "Utfall jan-aug 2023"], ["Hyra", 1000, 600], ["El", 500, 100]]
    sheet = sheets_of({"Drift": rows})[NAME]
    notes = [str(row[0].value) for row in sheet.rows if row and row[0]]
    assert any(note.startswith("Driftredovisning: utfallet är av en del av året") for note in notes)
    assert facts(sheet) == []


@pytest.mark.parametrize("outcome", [1010, 990])
def test_a_surplus_and_a_deficit_are_called_so(outcome: int, sheets_of: Callable[..., Built]) -> None:
    rows = [TITLE, HEADER[:4], ["Hyra", 1000, outcome, 1000 - outcome], ["El", 50, 50, 0]]
    word = "underskott" if outcome > 1000 else "överskott"
    assert dict(facts(sheets_of({"Drift": rows})[NAME]))["Resultat"] == f"Årets resultat visar ett {word} med 10 tkr."


def test_the_text_stands_where_the_operating_statement_does(three: list[Path], built: Callable[..., Built]) -> None:
    budget, indicators, _ = (path.name for path in three)
    assert NAME in built(three, budget)
    assert NAME not in built(three, indicators)
    alone = built([three[1]], indicators)[NAME]
    assert {section for section, _ in facts(alone)} == {"Måluppfyllelse", "Nämndmål"}


def lead(sheet: Sheet) -> str:
    return str(sheet.rows[1][0].value) if sheet.rows[1][0] else ""


def test_sentences_of_another_workbook_are_said_not_to_tell(three: list[Path], built: Callable[..., Built]) -> None:
    sheet = built(three, "budget.xlsx")[NAME]
    silent = {str(row[0].value) for row in table(sheet, "Avsnitt") if not row[1].formula}
    assert silent == {"Måluppfyllelse", "Nämndmål"}
    assert lead(sheet).endswith(
        "En mening vars siffror har ändrats i den här arbetsboken säger till om det. Meningarna under Måluppfyllelse "
        "och Nämndmål bygger på indikatorer.xlsx och säger inte till. Räkna om när den har ändrats."
    )


def test_where_every_sentence_tells_nothing_else_is_said(single: list[Path], built: Callable[..., Built]) -> None:
    sheet = built(single)[NAME]
    assert all(row[1].formula for row in table(sheet, "Avsnitt"))
    assert lead(sheet).endswith("En mening vars siffror har ändrats i den här arbetsboken säger till om det.")


@pytest.mark.parametrize("linked", [True, False])
def test_only_where_the_users_cells_are_do_sentences_tell(
    single: list[Path], built: Callable[..., Built], *, linked: bool
) -> None:
    assert ("säger till" in lead(built(single, linked=linked)[NAME])) is linked


def test_a_sheet_alone_refers_to_none_of_the_users_cells(single: list[Path], built: Callable[..., Built]) -> None:
    sheet = built(single, linked=False)[NAME]
    formulas = [cell.formula for row in sheet.rows for cell in _filled(row) if cell.formula]
    assert formulas
    assert not any("Drift'!" in formula for formula in formulas)
    assert not any(cell.source for row in sheet.rows for cell in _filled(row))


def _filled(row: Row) -> list[Cell]:
    return [cell for cell in row if cell is not None]


def test_a_shared_result_that_changes_sign_takes_its_sentence_along(
    single: list[Path], built: Callable[..., Built]
) -> None:
    """The shares of a surplus are those of a deficit that is as large."""
    sheets = built(single)
    sentence = next(row[1] for row in table(sheets[NAME], "Avsnitt") if row[0].value == "Fördelning")
    guard = next(row for row in sheets["Fördelning"].rows if row and row[0] and row[0].value == "Som vid beräkningen")
    at = sheets["Fördelning"].rows.index(guard) + 1
    assert f"$B${at}=" in sentence.formula
    assert guard[1] is not None
    assert "=-1733" in guard[1].formula


FORECAST = ["Verksamhet", "Slutlig budget 2023", "Utfall jan-aug 2023", "Helårsprognos 2023", "Avvikelse"]


def test_a_forecast_is_called_one_and_stands_while_it_does(sheets_of: Callable[..., Built]) -> None:
    rows = [
        ["Delårsrapport januari–augusti 2023"],
        ["Belopp i mnkr"],
        FORECAST,
        ["Intäkter", -41.4, -28.1, -42.3, 0.9],
        ["Personal", 12.8, 8, 12.4, 0.4],
        ["Övrigt", 28.6, 20.4, 31.6, -3],
        ["Summa", 0, 0.3, 1.7, -1.7],
    ]
    sheets = sheets_of({"Drift": rows})
    sentence = next(row[1] for row in table(sheets[NAME], "Avsnitt") if row[0].value == "Resultat")
    assert plain(sentence.value) == "Helårsprognosen visar ett underskott med 1,7 mnkr."
    drift = sheets["Driftredovisning"]
    header = next(row for row in drift.rows if row and row[0] and row[0].value == "Kontotext")
    column = [cell.value for cell in header if cell].index("Avvikelse")
    last = next(at for at, row in enumerate(drift.rows, 1) if row and row[0] and row[0].value == "Summa")
    assert f"${'ABCDEFGHI'[column]}${last})-(-1.7)" in sentence.formula


def test_a_sentence_of_a_deviation_falls_with_the_limits(single: list[Path], built: Callable[..., Built]) -> None:
    licences = next(row[1] for row in table(built(single)[NAME], "Avsnitt") if "LICENSER" in str(row[1].value))
    assert ",OR(B" in licences.formula
    assert '="saknar kommentar",B' in licences.formula


def test_rows_without_an_outcome_are_listed_so_that_they_follow(sheets_of: Callable[..., Built]) -> None:
    rows = [TITLE, HEADER[:4], ["Hyra", 1000, 1010, -10], ["El", 500, None, None], ["Licenser", 1000, 1500, -500]]
    sheet = sheets_of({"Drift": rows})[NAME]
    assert statuses(sheet) == {
        "Licenser": "saknar kommentar",
        "Hyra": "inom gränserna",
        "El": "kan inte jämföras med gränserna",
    }
    counted = next(row[1] for row in table(sheet, "Avsnitt") if row[0].value == "Driftredovisning")
    assert plain(counted.value).endswith("i arbetsboken. 1 rad kan inte jämföras med gränserna.")
    assert '"kan inte jämföras med gränserna")=1' in counted.formula
    missing = table(sheet, "Kontotext")[-1]
    assert missing[0].value == "El"
    assert [cell.value for cell in missing[3:]] == [500, "saknas", "–"]
    assert all(cell.formula for cell in missing[3:])


def test_a_share_just_above_the_limit_is_not_said_to_be_the_limit(sheets_of: Callable[..., Built]) -> None:
    rows = [TITLE, HEADER[:4], ["Hyra", 40000, 42000.005, -2000.005], ["El", 50, 50, 0]]
    said = [words for section, words in facts(sheets_of({"Drift": rows})[NAME]) if section == "Driftredovisning"]
    assert said[1].endswith("sämre än budget (drygt 5 % av budgeten).")


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([["Pump", 0.5, 0.3], ["Bil", 0.5, 0.2]], ""),
        ([["Pump", 0.5, None], ["Bil", 0.5, 0.2]], " Det som saknas är inte medräknat: utfall för ”Pump”."),
        (
            [["Pump", 0.5, None], ["Bil", None, 0.2]],
            " Det som saknas är inte medräknat: budget för ”Bil” och utfall för ”Pump”.",
        ),
        # A printed sum is what is told: it lacks nothing that anybody knows of.
        ([["Pump", 0.5, None], ["Bil", 0.5, 0.2], ["Summa", 1, 0.2]], ""),
    ],
)
def test_what_is_missing_of_the_investments_is_told(rows: list[list[object]], said: str, tmp_path: Path) -> None:
    head = [["Investeringsredovisning 2023, mnkr"], ["Projekt", "Budget 2023", "Utfall 2023"]]
    found = written(tmp_path / "bok.xlsx", {"Invest": [*head, *rows]})
    row = found.row_of(NAME, "Investeringar")
    told = str(found.value(NAME, f"B{row}")).partition(").")[2]
    assert told == said
    # The sentence stands as long as that is missing.
    assert ("COUNT(" in str(found.formula(NAME, f"B{row}"))) is bool(said)
