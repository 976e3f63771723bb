"""Sheets of ours look at each other and at the user's: what Excel makes of that when she changes her workbook is not
taken for hers, and when sheets go, none of ours looks at what is gone.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from lxml.etree import _Element as Element

from itnamnd_xl.app.recalculate import clean, recalculate
from tests.living.held import MAIN, cells, formula_cells, numeric_inputs, parts_of, rewritten
from tests.living.test_saved_elsewhere import typed_in

QUIET = {"N119", "N120", "N130", "N131", "N132"}
SHEET = re.compile(r"'((?:[^']|'')+)'!|(?<![\w'!])([^\W\d][\w.]*)!")
TEXT = re.compile(r'"[^"]*"')


@pytest.fixture
def computed(single: list[Path]) -> Path:
    recalculate(single)
    assert len(formula_cells(single[0])) > 300
    return single[0]


def sheets(path: Path) -> list[str]:
    with zipfile.ZipFile(path) as archive:
        return list(parts_of(archive).sheets)


def own(path: Path) -> list[str]:
    with zipfile.ZipFile(path) as archive:
        return parts_of(archive).own


def looked_at(formula: str) -> set[str]:
    """The sheets that a formula refers to."""
    found = SHEET.findall(TEXT.sub("", formula))
    return {(quoted or plain).replace("''", "'") for quoted, plain in found}


def broken(path: Path) -> list[str]:
    """The formulas of our sheets that refer to sheets that are not there, or to nothing."""
    there = {name.casefold() for name in sheets(path)}
    return [
        f"{place}: {one.formula}"
        for place, one in formula_cells(path).items()
        if one.formula and ("#REF!" in one.formula or {name.casefold() for name in looked_at(one.formula)} - there)
    ]


def in_our_formulas(path: Path, change: Callable[[str], str]) -> int:
    """Change the formulas of our sheets as Excel does by itself; gives how many have changed."""
    ours, changed = set(own(path)), []

    def through(sheet: str, root: Element) -> bool:
        for one in root.iter(f"{MAIN}f") if sheet in ours else ():
            before, one.text = one.text or "", change(one.text or "")
            changed.extend([sheet] if before != one.text else [])
        return sheet in ours

    rewritten(path, path.with_suffix(".ny.xlsx"), through).replace(path)
    return len(changed)


def user_sheet(path: Path) -> str:
    """The sheet of the user's that most of our formulas look at."""
    found = [name for one in formula_cells(path).values() for name in looked_at(one.formula or "")]
    hers = [name for name in sheets(path) if name not in own(path)]
    return max(hers, key=found.count)


def test_a_row_put_into_her_sheet_makes_no_formula_hers(computed: Path) -> None:
    name = user_sheet(computed)
    reference = re.compile(rf"('{re.escape(name)}'!\$?[A-Z]+\$?)(\d+)")

    def moved(formula: str) -> str:
        return reference.sub(lambda one: one[1] + str(int(one[2]) + (int(one[2]) > 6)), formula)

    assert in_our_formulas(computed, moved) > 20
    assert typed_in(computed) == []
    assert not {one.code for one in recalculate([computed]).diagnostics} & QUIET
    assert broken(computed) == []


@pytest.mark.parametrize("new", ["Nya flikens namn", "Anna's blad", "Blad2"])
def test_a_sheet_of_hers_renamed_makes_no_formula_hers(computed: Path, new: str) -> None:
    """The formulas follow, as Excel lets them; links do not, and are right again after the next run."""
    old = user_sheet(computed)
    spelt = new if new == "Blad2" else "'" + new.replace("'", "''") + "'"
    assert in_our_formulas(computed, lambda formula: formula.replace(f"'{old}'!", f"{spelt}!")) > 20
    book = computed.read_bytes()
    with zipfile.ZipFile(computed) as archive:
        parts = {one.filename: archive.read(one) for one in archive.infolist()}
    parts["xl/workbook.xml"] = re.sub(
        rf'name="{re.escape(old)}"'.encode(), f'name="{new}"'.encode(), parts["xl/workbook.xml"]
    )
    with zipfile.ZipFile(computed, "w", zipfile.ZIP_DEFLATED) as copy:
        for part, data in parts.items():
            copy.writestr(part, data)
    assert computed.read_bytes() != book
    assert typed_in(computed) == []
    assert not {one.code for one in recalculate([computed]).diagnostics} & QUIET
    assert broken(computed) == []
    assert any(new.replace("'", "''") in (one.formula or "") for one in formula_cells(computed).values())


def test_a_sheet_of_hers_taken_away_makes_no_formula_hers(computed: Path) -> None:
    name = user_sheet(computed)
    assert in_our_formulas(computed, lambda formula: formula.replace(f"'{name}'!", "#REF!")) > 20
    assert typed_in(computed) == []


def test_what_somebody_types_over_a_formula_is_found(computed: Path) -> None:
    found_cells = formula_cells(computed).items()
    (sheet, address), one = next((place, one) for place, one in found_cells if isinstance(one.value, float))

    def typed(name: str, root: Element) -> bool:
        for cell in root.iter(f"{MAIN}c") if name == sheet else ():
            formula, value = cell.find(f"{MAIN}f"), cell.find(f"{MAIN}v")
            if cell.get("r") == address and formula is not None and value is not None:
                cell.remove(formula)
                value.text = "4711"
        return name == sheet

    rewritten(computed, computed.with_suffix(".ny.xlsx"), typed).replace(computed)
    (found,) = typed_in(computed)
    assert (found.sheet, found.formula, str(found.value)) == (sheet, "", "4711")
    assert "N119" in {one.code for one in recalculate([computed]).diagnostics}
    assert formula_cells(computed)[sheet, address] == one


def test_cleaning_takes_all_of_ours_though_they_look_at_each_other(computed: Path) -> None:
    ours = own(computed)
    count, said = clean(computed)
    assert (count, [one.code for one in said]) == (len(ours), [])
    assert own(computed) == []


@pytest.mark.parametrize("name", ["Fördelning", "Måluppfyllelse", "Avstämning"])
def test_a_sheet_that_stays_keeps_what_it_looks_at(computed: Path, name: str) -> None:
    hers = next(one for one in sheets(computed) if one not in own(computed))

    def refer(sheet: str, root: Element) -> bool:
        if sheet != hers:
            return False
        cell = next(one for one in root.iter(f"{MAIN}c") if one.find(f"{MAIN}v") is not None)
        formula = cell.makeelement(f"{MAIN}f", {})
        formula.text = f"'{name}'!B5"
        cell.insert(0, formula)
        return True

    rewritten(computed, computed.with_suffix(".ny.xlsx"), refer).replace(computed)
    _, said = clean(computed)
    assert name in own(computed)
    assert {one.params["sheet"] for one in said if one.code == "W124"} == set(own(computed))
    assert broken(computed) == []


def test_a_copy_of_hers_keeps_what_it_looks_at(computed: Path) -> None:
    book = openpyxl.load_workbook(computed)
    book.copy_worksheet(book["Måluppfyllelse"])
    book.save(computed)
    copied = cells(computed, ["Måluppfyllelse Copy"]).values()
    wanted = {name for one in copied for name in looked_at(one.formula or "")} & set(own(computed))
    clean(computed)
    assert wanted <= set(own(computed))
    assert broken(computed) == []


def test_a_result_that_is_gone_leaves_no_formula_that_looks_at_it(computed: Path) -> None:
    """Without the key nothing is shared; what stays, or is written then, looks at nothing that is gone."""

    def emptied(sheet: str, root: Element) -> bool:
        for row in list(root.iter(f"{MAIN}row")) if sheet == "Folkmängd" else ():
            row[:] = []
        return sheet == "Folkmängd"

    rewritten(computed, computed.with_suffix(".ny.xlsx"), emptied).replace(computed)
    recalculate([computed])
    assert "Fördelning" not in own(computed)
    assert broken(computed) == []
    assert typed_in(computed) == []


def test_the_inputs_are_the_users_alone(single: list[Path]) -> None:
    """What the tests of edits change is in no sheet of ours."""
    assert {sheet for (sheet, _), _ in numeric_inputs(single[0])} <= set(sheets(single[0]))
