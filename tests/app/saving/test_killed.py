"""A run that is killed, or fails at any step, leaves whole workbooks."""

from __future__ import annotations

import errno
import functools
import itertools
import os
import random
import time
from pathlib import Path

import pytest

from itnamnd_xl.app import recalculate as running
from itnamnd_xl.app.recalculate import clean, recalculate
from itnamnd_xl.package.files import read_file
from itnamnd_xl.package.locks import held
from tests.app.saving.course import (
    HANG,
    KILLS,
    NEW,
    OLD,
    POSIX,
    assert_ends_well,
    assert_whole,
    cleaned,
    contents,
    is_leftover,
    run_errors,
    walked,
)
from tests.app.saving.processes import Steps, in_child, killed_at, start
from tests.saved import save


@POSIX
@pytest.mark.parametrize("case", ["three", "single"])
def test_a_run_killed_at_any_moment_leaves_whole_workbooks(case: str, request: pytest.FixtureRequest) -> None:
    paths: list[Path] = request.getfixturevalue(case)
    folder, course = paths[0].parent, walked(paths)
    begun = time.monotonic()
    assert in_child(lambda: run_errors(paths)) == []
    duration = time.monotonic() - begun
    assert cleaned(paths) == []
    chance = random.Random(2023)  # noqa: S311 - the same moments every time
    moments = [duration * (number + chance.random()) / KILLS for number in range(KILLS)]
    chance.shuffle(moments)
    killed = 0
    for moment in moments:
        child = start(lambda: run_errors(paths))
        time.sleep(moment)
        child.kill()
        killed += child.answer() is None
        assert_whole(folder, course)
        assert cleaned(paths) == []
        assert {name: data for name, data in contents(folder).items() if not is_leftover(name)} == course.before
    assert killed
    assert_ends_well(paths, course)


@POSIX
def test_a_killed_run_leaves_no_figures_in_the_folder_for_temporary_files(single: list[Path], temporary: Path) -> None:
    walked(single)
    left = set()
    for step in itertools.count():
        if not killed_at(step, temporary, lambda: run_errors(single)):
            break
        left |= {name.partition(".")[0] for name, data in contents(temporary).items() if data}
        if left:
            break
    assert left == set()
    assert contents(temporary) == {}


@POSIX
@pytest.mark.parametrize(("way", "backup"), [("there", True), ("back", False)])
def test_a_run_killed_at_any_of_its_steps_leaves_whole_workbooks(single: list[Path], way: str, backup: bool) -> None:
    path, folder, course = single[0], single[0].parent, walked(single)
    if way == "back":
        recalculate(single)
    begin = path.read_bytes()
    other = course.after if way == "there" else course.before
    seen = set()
    for step in itertools.count():
        path.write_bytes(begin)
        if not killed_at(
            step, folder, lambda: run_errors(single, backup=backup) if way == "there" else clean(path, backup=backup)[0]
        ):
            break
        assert_whole(folder, course)
        seen.add(path.read_bytes())
        backups = [one for name, one in contents(folder).items() if ".bak" in name]
        assert all(one == begin for one in backups)
        assert len(backups) <= (step if backup else 0)
        for one in folder.glob("*.bak*"):
            one.unlink()
    assert step > 10
    assert path.read_bytes() == other[path.name]
    assert seen == {*course.before.values(), *course.after.values()}
    for one in folder.glob("*.bak*"):
        assert one.read_bytes() == begin
        one.unlink()
    assert cleaned(single) == []
    assert_ends_well(single, course)


@POSIX
def test_a_killed_run_holds_no_lock(single: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    course = walked(single)
    ready, mine = os.pipe()

    def hold() -> None:
        with held(single) as busy:
            assert busy is None
            os.write(mine, b"held")
            time.sleep(HANG)

    child = start(hold)
    assert os.read(ready, 4) == b"held"
    os.close(ready)
    os.close(mine)
    monkeypatch.setattr(running, "held", functools.partial(held, patience=0.05))
    assert run_errors(single) == ["E118"]
    child.kill()
    assert child.answer() is None
    assert_ends_well(single, course)


def faults_at_every_step(folder: Path, fault: type[BaseException], *arguments: object) -> list[str]:
    """Let each step of a save fail, in turn; gives what is not as it was said to be."""
    path = folder / "a.xlsx"
    wrong: list[str] = []
    steps = Steps(folder).install()

    def fail() -> None:
        raise fault(*arguments)

    where, at = "nothing yet", 0
    while where:
        for one in folder.iterdir():
            one.unlink()
        path.write_bytes(OLD)
        before = read_file(path, 1_000_000)[0]
        assert before is not None
        steps.arm(at, fail)
        said = "a break"
        try:
            found = save(path, NEW, before=before.print, backup=True)
            said = found.code if found else "done"
        except KeyboardInterrupt:
            pass
        where = steps.disarm()
        at += 1
        is_new = path.read_bytes() == NEW
        assert is_new or path.read_bytes() == OLD
        beside = sorted(one.name for one in folder.iterdir() if one != path)
        if said in ("done", "E108") and is_new != (said == "done"):
            wrong.append(f"{where}: {said}, but the file is {'new' if is_new else 'old'}")
        allowed = ["a.xlsx.bak"] if is_new else []
        if beside != allowed and not where.startswith("os.remove"):
            wrong.append(f"{where}: {said}, the file is {'new' if is_new else 'old'}, and beside it {beside}")
    assert at > 10
    return wrong


@POSIX
@pytest.mark.parametrize(
    ("fault", "arguments"),
    [(OSError, (errno.EIO, "I/O error")), (OSError, (errno.EACCES, "Permission denied")), (KeyboardInterrupt, ())],
)
def test_whatever_step_fails_what_is_said_is_so_and_nothing_is_left(
    tmp_path: Path, fault: type[BaseException], arguments: tuple[object, ...]
) -> None:
    wrong = in_child(lambda: faults_at_every_step(tmp_path, fault, *arguments))
    assert not wrong, "\n".join(wrong)
