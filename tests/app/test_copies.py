"""Results that stand beside their workbook, or in a folder of copies: what somebody has done there is never lost."""

from __future__ import annotations

import shutil
from pathlib import Path

import openpyxl
import pytest

from itnamnd_xl import Result, Target, recalculate
from itnamnd_xl.app.usage import UsageError
from tests.app.parts import BOOK, Parts, edit_parts, hang_drawing, put_formula, put_text, replace, say_otherwise

MOTIVE = "H7"


def codes(result: Result) -> list[str]:
    return [one.code for one in result.diagnostics]


def cell(path: Path, sheet: str, place: str) -> object:
    return openpyxl.load_workbook(path)[sheet][place].value


def notes(path: Path) -> list[object]:
    book = openpyxl.load_workbook(path)
    if "Egna anteckningar" not in book.sheetnames:
        return []
    return [row[4] for row in book["Egna anteckningar"].iter_rows(min_row=5, values_only=True)]


def test_what_is_filled_in_in_a_copy_is_carried_over(single: list[Path], tmp_path: Path) -> None:
    copy = recalculate(single, target=Target(tmp_path / "ut")).written[0]
    edit_parts(copy, lambda parts: put_text(parts, "Måluppfyllelse", MOTIVE, "Beslut § 12"))
    result = recalculate(single, target=Target(tmp_path / "ut"))
    assert cell(copy, "Måluppfyllelse", MOTIVE) == "Beslut § 12"
    assert "N126" not in codes(result)
    assert [one.name for one in copy.parent.iterdir()] == [copy.name]


def test_notes_in_a_copy_are_carried_over_again_and_again(single: list[Path], tmp_path: Path) -> None:
    copy = recalculate(single, target=Target(tmp_path / "ut")).written[0]
    edit_parts(copy, lambda parts: put_text(parts, "Fördelning", "J4", "min fria text"))
    found = []
    for _ in range(3):
        recalculate(single, target=Target(tmp_path / "ut"))
        found.append(copy.read_bytes())
        assert notes(copy) == ["min fria text"]
    assert found[0] == found[1] == found[2]
    edit_parts(copy, lambda parts: put_text(parts, "Fördelning", "J5", "en till"))
    recalculate(single, target=Target(tmp_path / "ut"))
    assert notes(copy) == ["min fria text", "en till"]
    assert [one.name for one in copy.parent.iterdir()] == [copy.name]


def test_notes_of_the_workbook_itself_are_not_doubled_in_its_copies(single: list[Path], tmp_path: Path) -> None:
    recalculate(single)
    edit_parts(single[0], lambda parts: put_text(parts, "Fördelning", "J4", "från början"))
    recalculate(single)
    for _ in range(3):
        copy = recalculate(single, target=Target(tmp_path / "ut")).written[0]
        assert notes(copy) == ["från början"]
    assert [one.name for one in copy.parent.iterdir()] == [copy.name]


def rename(parts: Parts) -> None:
    put_text(parts, "Fördelning", "J4", "min fria text")
    replace(parts, BOOK, 'sheet name="Fördelning"', 'sheet name="Min fördelning"')


WORK = {
    "our sheet renamed": rename,
    "a picture on her own sheet": lambda parts: hang_drawing(parts, "Drift"),
    "a formula on her own sheet": lambda parts: put_formula(parts, "Drift", "K3", "1+1", "2"),
    "a column of her own in the notes": lambda parts: put_text(parts, "Egna anteckningar", "F5", "eget"),
    "a picture on ours": lambda parts: hang_drawing(parts, "Fördelning"),
}


@pytest.mark.parametrize("what", WORK)
def test_other_work_in_a_copy_is_kept_beside(single: list[Path], tmp_path: Path, what: str) -> None:
    copy = recalculate(single, target=Target(tmp_path / "ut")).written[0]
    edit_parts(copy, lambda parts: put_text(parts, "Driftredovisning", "J4", "anteckning"))
    recalculate(single, target=Target(tmp_path / "ut"))
    edit_parts(copy, WORK[what])
    worked_in = copy.read_bytes()
    result = recalculate(single, target=Target(tmp_path / "ut"))
    assert "N126" in codes(result)
    assert copy.with_name(copy.name + ".bak").read_bytes() == worked_in


def test_a_formula_filled_in_in_a_copy_is_carried_over_as_its_value(single: list[Path], tmp_path: Path) -> None:
    copy = recalculate(single, target=Target(tmp_path / "ut")).written[0]
    edit_parts(copy, lambda parts: put_formula(parts, "Måluppfyllelse", MOTIVE, "MinFlik!A1", "4711"))
    recalculate(single, target=Target(tmp_path / "ut"))
    assert cell(copy, "Måluppfyllelse", MOTIVE) == 4711
    assert notes(copy) == ["=MinFlik!A1"]


def test_a_copy_is_not_written_through_a_link_to_any_of_the_originals(three: list[Path], tmp_path: Path) -> None:
    (tmp_path / "ut").mkdir()
    (tmp_path / "ut" / "budget.xlsx").symlink_to(three[1])
    before = three[1].read_bytes()
    with pytest.raises(UsageError, match="E805"):
        recalculate(three, target=Target(tmp_path / "ut"))
    assert three[1].read_bytes() == before


def lock(parts: Parts) -> None:
    replace(parts, BOOK, "<bookViews>", '<workbookProtection lockStructure="1"/><bookViews>')


@pytest.fixture
def namesakes(three: list[Path]) -> list[Path]:
    """Two locked workbooks whose names differ by their ending alone, and the key."""
    other = three[1].rename(three[0].with_suffix(".xlsm"))
    for path in (three[0], other):
        edit_parts(path, lock)
    return [three[0], other, three[2]]


def test_two_workbooks_do_not_share_a_workbook_of_results(namesakes: list[Path]) -> None:
    for _ in range(2):
        written = recalculate(namesakes).written
        assert [one.name for one in written] == ["budget – resultat.xlsx", "budget – resultat (2).xlsx"]
        assert "Driftredovisning" in openpyxl.load_workbook(written[0]).sheetnames
        assert "Måluppfyllelse" in openpyxl.load_workbook(written[1]).sheetnames
    # Whichever of them is computed alone keeps its own.
    assert [one.name for one in recalculate(namesakes[1:]).written] == ["budget – resultat (2).xlsx"]


def test_a_workbook_of_results_is_passed_over_among_others(namesakes: list[Path]) -> None:
    first = recalculate(namesakes)
    again = recalculate([*namesakes, *first.written])
    assert (again.has_errors, codes(again).count("N133")) == (False, 2)
    assert again.written == first.written


def lose_tables(parts: Parts) -> None:
    for word in ("BUDGET", "UTFALL", "AVVIKELSE"):
        say_otherwise(parts, word, "Annat")


def test_results_of_an_earlier_run_are_said_to_be_that(three: list[Path]) -> None:
    recalculate(three)
    edit_parts(three[0], lose_tables)
    result = recalculate(three)
    assert "Driftredovisning" in openpyxl.load_workbook(three[0]).sheetnames
    assert "W134" in codes(result)


def test_the_copy_of_a_workbook_is_as_good_as_the_workbook(single: list[Path], tmp_path: Path) -> None:
    # What is written down for the next copy is no hindrance where the copy is worked on in its place.
    copy = recalculate(single, target=Target(tmp_path / "ut")).written[0]
    recalculate([copy])
    recalculate([copy])
    shutil.copy(copy, tmp_path / "annan.xlsx")
    assert not recalculate([tmp_path / "annan.xlsx"]).has_errors
