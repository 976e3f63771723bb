"""Cells of result sheets that have names: a formula of the user's finds them wherever they stand at the next run."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import openpyxl
from openpyxl.workbook.defined_name import DefinedName

from itnamnd_xl import recalculate
from itnamnd_xl.app.recalculate import clean
from tests.app.parts import BOOK, parts_of

if TYPE_CHECKING:
    from pathlib import Path

SHEET, NAME = "Fördelning", "Att_fördela"


def named(path: Path, sheet: str = SHEET) -> dict[str, str]:
    """What the visible names of a sheet stand for."""
    names = openpyxl.load_workbook(path)[sheet].defined_names
    return {name: str(one.attr_text) for name, one in names.items() if not one.hidden}


def stands(path: Path, sheet: str, name: str) -> object:
    """What the cell holds that a name stands for."""
    place = named(path, sheet)[name].rpartition("!")[2].replace("$", "")
    return openpyxl.load_workbook(path, data_only=True)[sheet][place].value


def test_what_a_user_would_refer_to_has_a_name(single: list[Path]) -> None:
    recalculate(single)
    assert stands(single[0], SHEET, NAME) == 1733
    assert stands(single[0], SHEET, "Årets_resultat") == -1733
    assert [stands(single[0], SHEET, f"Fördelat_{one}") for one in ("Lekeberg", "Laxå")] == [356, 231]
    assert stands(single[0], "Om beräkningen", "Gräns_för_delvis_uppnådd") == 0.75
    assert stands(single[0], "Måluppfyllelse", "Samlad_bedömning") == "▲ Uppnås delvis"


def test_a_rerun_gives_the_same_and_clean_takes_them_out(single: list[Path]) -> None:
    recalculate(single)
    first = single[0].read_bytes()
    recalculate(single)
    assert single[0].read_bytes() == first
    clean(single[0])
    assert NAME not in parts_of(single[0])[BOOK].decode()


def test_a_name_goes_with_its_cell(single: list[Path]) -> None:
    recalculate(single)
    book = openpyxl.load_workbook(single[0])
    before = named(single[0])
    # A member more: what is below the table moves down.
    book["Folkmängd"].append(["Exempelby", 1000, 1000, 1000, 1000])
    assert book["Folkmängd"].max_column >= 4
    book.save(single[0])
    recalculate(single)
    assert named(single[0])[NAME] != before[NAME]
    assert stands(single[0], SHEET, NAME) == 1733
    assert "Fördelat_Exempelby" in named(single[0])


def test_one_that_is_no_more_is_taken_away(single: list[Path]) -> None:
    """It would stand for the cell of another."""
    book = openpyxl.load_workbook(single[0])
    book["Folkmängd"].append(["Exempelby", 1000, 1000, 1000, 1000])
    book.save(single[0])
    recalculate(single)
    assert "Fördelat_Exempelby" in named(single[0])
    book = openpyxl.load_workbook(single[0])
    book["Folkmängd"].delete_rows(book["Folkmängd"].max_row)
    book.save(single[0])
    recalculate(single)
    assert "Fördelat_Exempelby" not in named(single[0])


def test_a_name_of_hers_stays_hers(single: list[Path]) -> None:
    recalculate(single)
    book = openpyxl.load_workbook(single[0])
    names = book[SHEET].defined_names
    del names[NAME]
    names["mitt"] = DefinedName("mitt", attr_text=f"'{SHEET}'!$A$1")
    names["_itnamnd_namn_1"].attr_text = names["_itnamnd_namn_1"].attr_text.replace(f"|{NAME}", "")
    names["att_FÖRDELA"] = DefinedName("att_FÖRDELA", attr_text=f"'{SHEET}'!$A$2")
    book.save(single[0])
    for _ in range(2):
        recalculate(single)
        found = named(single[0])
        assert found["mitt"] == f"'{SHEET}'!$A$1"
        assert found["att_FÖRDELA"] == f"'{SHEET}'!$A$2"
        assert NAME not in found


def test_what_many_members_are_called_fits_in_what_excel_takes(tmp_path: Path) -> None:
    """A text in a formula has at most 255 characters."""
    path = tmp_path / "många.xlsx"
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for row in (["Kontotext", "Budget 2023 tkr", "Utfall 2023 tkr"], ["Nettoresultat", 0, 1733]):
        (book["Drift"] if "Drift" in book.sheetnames else book.create_sheet("Drift")).append(row)
    key = book.create_sheet("Nyckel")
    key.append(["Kommun", "Folkmängd 2021-12-31"])
    for number in range(60):
        key.append([f"Exempelkommunen nummer {number}", 1000 + number])
    book.save(path)
    for _ in range(2):
        recalculate([path])
        names = openpyxl.load_workbook(path)[SHEET].defined_names
        hidden = [str(one.attr_text) for name, one in names.items() if name.startswith("_itnamnd_namn")]
        assert len(hidden) > 1
        assert max(map(len, hidden)) <= 255
        assert len(named(path)) == 2 * 60 + 2 + len([name for name in named(path) if "Print_" in name])


def test_what_another_program_has_saved_has_each_name_once(single: list[Path]) -> None:
    recalculate(single)
    before = named(single[0])
    openpyxl.load_workbook(single[0]).save(single[0])
    recalculate(single)
    assert named(single[0]) == before
    text = parts_of(single[0])[BOOK].decode()
    assert len(re.findall(f'name="{NAME}"', text)) == 1
