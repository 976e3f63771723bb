"""Two runs at once end as one."""

from __future__ import annotations

import functools
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from itnamnd_xl.app import recalculate as running
from itnamnd_xl.app.delivery import Target
from itnamnd_xl.app.recalculate import clean, recalculate
from itnamnd_xl.package.locks import held
from tests.app.saving.course import (
    HANG,
    MEETINGS,
    POSIX,
    Run,
    assert_ends_well,
    assert_whole,
    cleaned,
    contents,
    errors,
    run_errors,
    walked,
)
from tests.app.saving.processes import together


@POSIX
def test_two_runs_at_once_end_as_one(three: list[Path]) -> None:
    # The sheets name the files in the order in which they were given; the locks are taken in one order by all.
    backwards, course = walked(three[::-1]), walked(three)
    for number in range(MEETINGS):
        second, ends = (three, [course.after]) if number % 2 else (three[::-1], [course.after, backwards.after])
        assert together(lambda: run_errors(three), functools.partial(run_errors, second)) == [[], []]
        assert contents(three[0].parent) in ends
        assert cleaned(three) == []


def test_results_of_files_given_backwards_are_the_same_whatever_stood_there(three: list[Path]) -> None:
    backwards = walked(three[::-1])
    recalculate(three)
    recalculate(three[::-1])
    assert contents(three[0].parent) == backwards.after


@POSIX
def test_a_run_and_a_cleaning_at_once_each_do_their_work(three: list[Path]) -> None:
    course, folder = walked(three), three[0].parent
    for number in range(MEETINGS):
        if number % 2:
            recalculate(three)
        assert together(lambda: run_errors(three), lambda: cleaned(three)) == [[], []]
        found = contents(folder)
        assert found.keys() == course.before.keys()
        assert_whole(folder, course)
    assert_ends_well(three, course)


@POSIX
def test_runs_into_one_folder_at_once_end_as_one(three: list[Path], tmp_path: Path) -> None:
    folder = tmp_path / "resultat"
    recalculate(three, target=Target(folder))
    expected = contents(folder)
    shutil.rmtree(folder)
    for _ in range(MEETINGS // 2):
        assert together(*[lambda: run_errors(three, folder=folder)] * 2) == [[], []]
        assert contents(folder) == expected
        shutil.rmtree(folder)


def test_two_commands_at_once_end_as_one(three: list[Path]) -> None:
    course = walked(three)
    line = [sys.executable, "-m", "itnamnd_xl", "recalc", *map(str, three), "--quiet"]
    root = Path(__file__).parent.parent.parent
    both = [subprocess.Popen(line, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) for _ in range(2)]
    answers = [one.communicate(timeout=HANG)[0] for one in both]
    assert [one.returncode for one in both] == [0, 0], answers
    assert contents(three[0].parent) == course.after


@pytest.mark.parametrize("which", [0, 1, 2])
def test_a_run_that_another_one_is_in_the_way_of_writes_nothing(
    three: list[Path], which: int, monkeypatch: pytest.MonkeyPatch, itnamnd: Run
) -> None:
    course = walked(three)
    monkeypatch.setattr(running, "held", functools.partial(held, patience=0.05))
    with held([three[which]]):
        result = recalculate(three)
        assert errors(result.diagnostics) == ["E118"]
        assert result.written == ()
        assert result.outcome.attainment is not None
        assert errors(clean(three[which])[1]) == ["E118"]
        status, _, err = itnamnd("recalc", *three)
        assert (status, "E118" in err) == (1, True)
    assert contents(three[0].parent) == course.before
    assert_ends_well(three, course)


def test_a_dry_run_waits_for_nobody(three: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    before = contents(three[0].parent)
    monkeypatch.setattr(running, "held", functools.partial(held, patience=0.05))
    with held(three):
        assert run_errors(three, dry_run=True) == []
    assert contents(three[0].parent) == before


def test_the_locks_are_not_left_beside_the_workbooks(three: list[Path], state: Path) -> None:
    recalculate(three)
    assert sorted(contents(three[0].parent)) == sorted(path.name for path in three)
    if sys.platform == "linux":
        assert [one.suffix for one in state.rglob("*") if one.is_file()] == [".lock"] * 3
