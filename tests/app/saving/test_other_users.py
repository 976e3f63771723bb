"""Workbooks of others, or shared with them: root may do everything, so the work is done as somebody who may not."""

from __future__ import annotations

import contextlib
import functools
import os
import stat
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from itnamnd_xl.app.recalculate import recalculate
from itnamnd_xl.package.files import read_file
from itnamnd_xl.package.locks import held
from tests.app.saving.course import (
    AS_ROOT,
    HERS,
    NEW,
    NOBODY,
    OLD,
    OTHERS,
    POSIX,
    Course,
    contents,
    errors,
    is_leftover,
    run_errors,
    text_of,
    walked,
)
from tests.app.saving.processes import in_child
from tests.saved import save

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence


@pytest.fixture
def shared(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder where everybody may write, and that everybody gets to."""
    with monkeypatch.context() as usual:
        usual.setattr(tempfile, "tempdir", None)
        place = tempfile.gettempdir()
    with tempfile.TemporaryDirectory(prefix="itnamnd-test-", dir=place) as name:
        folder = Path(name)
        folder.chmod(0o777)
        if any(not one.stat().st_mode & stat.S_IXOTH for one in (folder, *folder.parents)):
            pytest.skip("the folder for temporary files is this user's alone")
        yield folder


def as_nobody(work: Callable[[], object], groups: Sequence[int] = ()) -> Any:
    """Do something in a process that may not do everything."""

    def dropped() -> object:
        if os.getuid() == 0:
            os.setgroups(groups)
            os.setgid(NOBODY)
            os.setuid(NOBODY)
        return work()

    return in_child(dropped)


def given_away(*places: Path) -> None:
    """Make files the property of whoever is going to work on them."""
    if os.getuid() == 0:
        for place in places:
            os.chown(place, NOBODY, NOBODY)


def own_folders(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("STATE", "CONFIG"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(folder / name))
    folder.mkdir()
    folder.chmod(0o777)
    monkeypatch.setattr(tempfile, "tempdir", str(folder))


def shared_case(folder: Path, single: list[Path]) -> tuple[list[Path], Course]:
    """A case in a folder, and its course; everything that a run loads is loaded then."""
    course = walked(single)
    path = folder / single[0].name
    path.write_bytes(course.before[path.name])
    path.chmod(0o664)
    return [path], course


def run_as_nobody(paths: list[Path]) -> list[Any]:
    def run() -> list[object]:
        result = recalculate(paths)
        return [errors(result.diagnostics), text_of(result.diagnostics)]

    found: list[Any] = as_nobody(run)
    return found


def is_refused(work: Callable[[], object]) -> bool:
    """Say whether permissions really stop somebody, so that a test of them tests something."""

    def attempt() -> bool:
        try:
            work()
        except PermissionError:
            return True
        return False

    return bool(as_nobody(attempt))


@POSIX
def test_a_protected_workbook_stays_as_it_was(
    single: list[Path], shared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths, course = shared_case(shared, single)
    own_folders(shared / "own", monkeypatch)
    paths[0].chmod(0o444)
    given_away(paths[0])
    assert is_refused(lambda: paths[0].open("r+b").close())
    codes, text = run_as_nobody(paths)
    assert (codes, "skrivskyddad" in text) == (["E128"], True)
    assert {paths[0].name: course.before[paths[0].name]} == {one.name: one.read_bytes() for one in shared.glob("*.*")}
    assert paths[0].stat().st_mode & 0o777 == 0o444


@contextlib.contextmanager
def mode_of(folder: Path, mode: int) -> Iterator[None]:
    """Give a folder another mode for a while."""
    folder.chmod(mode)
    try:
        yield
    finally:
        folder.chmod(0o755)


@pytest.fixture
def in_folder(single: list[Path], shared: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, list[Path], Course]:
    """A folder that is not the other user's, with a workbook that is."""
    folder = shared / "mapp"
    folder.mkdir()
    paths, course = shared_case(folder, single)
    own_folders(shared / "own", monkeypatch)
    given_away(paths[0])
    return folder, paths, course


@POSIX
def test_a_workbook_in_a_protected_folder_stays_as_it_was(in_folder: tuple[Path, list[Path], Course]) -> None:
    folder, paths, course = in_folder
    with mode_of(folder, 0o555):
        assert is_refused((folder / "new").touch)
        codes, text = run_as_nobody(paths)
    assert (codes, "behörighet saknas" in text) == (["E108"], True)
    assert contents(folder) == course.before


@POSIX
def test_a_copy_into_a_protected_folder_is_said(
    single: list[Path], shared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths, _ = shared_case(shared, single)
    own_folders(shared / "own", monkeypatch)
    folder = shared / "resultat"
    folder.mkdir(mode=0o555)
    assert is_refused((folder / "new").touch)
    for target in (folder, folder / "under"):
        assert as_nobody(functools.partial(run_errors, paths, folder=target)) == ["E108"]
    assert list(folder.iterdir()) == []


@POSIX
def test_a_folder_that_may_be_written_but_not_listed_is_told_the_truth_of(
    in_folder: tuple[Path, list[Path], Course],
) -> None:
    folder, paths, course = in_folder
    with mode_of(folder, 0o333):
        assert is_refused(lambda: list(os.scandir(folder)))
        codes, _ = run_as_nobody(paths)
    assert contents(folder) == (course.before if codes else course.after)


@POSIX
@pytest.mark.parametrize("what", ["folder", "file"])
def test_locks_that_another_user_has_made_are_no_hindrance(
    single: list[Path], shared: Path, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths, course = shared_case(shared, single)
    given_away(paths[0])
    own_folders(shared / "own", monkeypatch)
    with held(paths):
        pass
    locks = shared / "own" / "STATE" / "itnamnd" / "locks"
    (lock,) = locks.iterdir()
    if what == "folder":
        lock.unlink()
        locks.chmod(0o555)
    else:
        locks.chmod(0o777)
        lock.chmod(0o444)
    assert is_refused((locks / "new").touch if what == "folder" else lambda: lock.open("r+b").close())
    assert run_as_nobody(paths) == [[], ""]
    assert paths[0].read_bytes() == course.after[paths[0].name]


@POSIX
@AS_ROOT
def test_the_owner_is_kept(single: list[Path]) -> None:
    os.chown(single[0], NOBODY, OTHERS)
    single[0].chmod(0o664)
    assert run_errors(single) == []
    status = single[0].stat()
    assert (status.st_uid, status.st_gid, status.st_mode & 0o777) == (NOBODY, OTHERS, 0o664)


@POSIX
@AS_ROOT
def test_a_colleagues_workbook_stays_in_the_group_that_shares_it(
    single: list[Path], shared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths, course = shared_case(shared, single)
    own_folders(shared / "own", monkeypatch)
    os.chown(paths[0], 1, OTHERS)
    assert as_nobody(lambda: run_errors(paths), [OTHERS]) == []
    assert paths[0].read_bytes() == course.after[paths[0].name]
    status = paths[0].stat()
    assert (status.st_gid, status.st_mode & 0o777) == (OTHERS, 0o664)


@POSIX
@AS_ROOT
def test_another_users_run_does_not_sweep_what_this_one_is_writing(shared: Path) -> None:
    path = shared / "a.xlsx"
    path.write_bytes(OLD)
    path.chmod(0o666)
    before = read_file(path, 1_000_000)[0]
    assert before is not None
    there: list[list[str]] = []

    def meanwhile(_: bytes) -> None:
        # The locks of two users know nothing of each other.
        assert as_nobody(lambda: save(path, HERS) is None)
        there.append(sorted(one.name for one in shared.iterdir() if is_leftover(one.name)))

    found = save(path, NEW, before=before.print, verify=meanwhile)
    assert len(there[0]) == 1
    assert found is not None
    assert found.code == "E109"
    assert contents(shared) == {"a.xlsx": HERS}
