"""Where a workbook stands, and what it is called."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from itnamnd_xl.app.delivery import Target
from itnamnd_xl.app.recalculate import recalculate
from tests.app.saving.course import POSIX, Run, cleaned, contents, run_errors, walked


@POSIX
def test_mode_is_kept(three: list[Path]) -> None:
    for path in three:
        path.chmod(0o664)
    recalculate(three, target=Target(backup=True))
    cleaned(three)
    folder = three[0].parent
    assert {one.name for one in folder.iterdir() if one.stat().st_mode & 0o777 != 0o664} == set()


@POSIX
def test_a_linked_workbook_is_written_where_it_stands(three: list[Path], tmp_path: Path) -> None:
    course, folder = walked(three), tmp_path / "länkar"
    folder.mkdir()
    links = [folder / path.name for path in three]
    for link, path in zip(links, three, strict=True):
        link.symlink_to(os.path.relpath(path, folder))
    assert run_errors(links) == []
    assert all(link.is_symlink() for link in links)
    assert sorted(one.name for one in folder.iterdir()) == sorted(course.after)
    assert {path.name: path.read_bytes() for path in three} == course.after
    assert sorted(one.name for one in tmp_path.iterdir() if one.is_file()) == sorted(course.after)
    assert cleaned(links) == []
    assert {path.name: path.read_bytes() for path in three} == course.before


@POSIX
def test_another_name_of_a_workbook_keeps_what_it_had(single: list[Path]) -> None:
    course, path = walked(single), single[0]
    other = path.with_name("other.xlsx")
    other.hardlink_to(path)
    assert run_errors(single) == []
    assert contents(path.parent) == {path.name: course.after[path.name], "other.xlsx": course.before[path.name]}


@POSIX
def test_a_workbook_under_two_names_is_one(single: list[Path], tmp_path: Path) -> None:
    course, link = walked(single), tmp_path / "link.xlsx"
    link.symlink_to(single[0])
    assert run_errors([*single, link]) == []
    assert single[0].read_bytes() == course.after[single[0].name]
    assert link.is_symlink()


@POSIX
def test_a_copy_is_not_written_through_a_link_to_its_original(single: list[Path], tmp_path: Path, itnamnd: Run) -> None:
    folder, before = tmp_path / "resultat", single[0].read_bytes()
    folder.mkdir()
    (folder / single[0].name).symlink_to(single[0])
    itnamnd("recalc", *single, "--output", folder)
    assert single[0].read_bytes() == before
    assert [one.name for one in tmp_path.iterdir() if one.is_file()] == [single[0].name]


def test_a_relative_path_will_do(three: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    course = walked(three)
    monkeypatch.chdir(three[0].parent)
    assert run_errors([Path(path.name) for path in three]) == []
    assert contents(three[0].parent) == course.after
    assert run_errors([Path(path.name) for path in three], folder=Path("resultat")) == []
    assert sorted(path.name for path in (three[0].parent / "resultat").iterdir()) == ["budget.xlsx", "indikatorer.xlsx"]


@pytest.mark.parametrize(
    "name",
    ["räkenskap 2023 – Åsas (kopia 2).xlsx", "a\u030arsbudget.xlsx", "a" * 200 + ".xlsx", "#1 [utkast]'s.xlsx"],
)
def test_any_name_will_do(single: list[Path], name: str) -> None:
    path = single[0].rename(single[0].with_name(name))
    before = path.read_bytes()
    assert run_errors([path], backup=True) == []
    assert path.read_bytes() != before
    assert contents(path.parent).keys() == {name, f"{name}.bak"}
    assert path.with_name(f"{name}.bak").read_bytes() == before
    assert cleaned([path]) == []


@POSIX
@pytest.mark.parametrize("name", ["a" * 250 + ".xlsx", "å" * 125 + ".xlsx"], ids=["a", "å"])
def test_the_longest_name_will_do(single: list[Path], name: str) -> None:
    path = single[0].rename(single[0].with_name(name))
    before = path.read_bytes()
    assert run_errors([path]) == []
    assert path.read_bytes() != before
    assert contents(path.parent).keys() == {name}


@pytest.mark.skipif(sys.platform != "linux", reason="names that are not text")
def test_a_name_from_another_alphabet_is_no_fault_of_the_workbook(single: list[Path]) -> None:
    path = single[0].rename(os.fsdecode(os.fsencode(single[0].parent) + b"/budget f\xf6r.xlsx"))
    before = path.read_bytes()
    assert run_errors([path]) == []
    assert path.read_bytes() != before
    assert contents(path.parent).keys() == {path.name}
