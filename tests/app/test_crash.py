"""Nothing of the user's is lost by saving and nothing is left lying, whatever stops a run."""

from __future__ import annotations

import dataclasses
import errno
import functools
import io
import itertools
import json
import os
import random
import select
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
import traceback
import warnings
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import openpyxl
import pytest

from itnamnd_xl.app import delivery, template
from itnamnd_xl.app import recalculate as running
from itnamnd_xl.app.delivery import Target
from itnamnd_xl.app.recalculate import clean, recalculate
from itnamnd_xl.app.writing import with_sheets
from itnamnd_xl.core.diagnostics import Diagnostic, Severity
from itnamnd_xl.package.files import Print, read_file
from itnamnd_xl.package.locks import held
from itnamnd_xl.package.save import save as save_over
from itnamnd_xl.render.with_openpyxl import render_workbook

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    Run = Callable[..., tuple[int, str, str]]

POSIX = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork and the signals of Unix")
AS_ROOT = pytest.mark.skipif(
    not hasattr(os, "getuid") or os.getuid() != 0, reason="only root can be several users in one test"
)
NOBODY, OTHERS = 65534, 4242
HANG = 120
# Each of two cases is killed so many times; two runs meet so many times.
KILLS, MEETINGS = 50, 5
OLD, NEW, HERS = b"old" * 5000, b"new" * 3000, b"her" * 5000


def save(path: Path, data: bytes, *, before: Print | None = None, **how: Any) -> Diagnostic | None:
    """Save over what stands there now, whatever that is."""
    if before is None and path.exists():
        content = read_file(path, 1_000_000)[0]
        before = content.print if content else None
    return save_over(path, data, before, **how)


@pytest.fixture(autouse=True)
def state(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep the user's own folders out of it."""
    folder = tmp_path_factory.mktemp("user")
    for name in ("state", "config"):
        (folder / name).mkdir()
        monkeypatch.setenv(f"XDG_{name.upper()}_HOME", str(folder / name))
    return folder / "state"


@pytest.fixture(autouse=True)
def temporary(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Have a folder for temporary files that is this test's alone."""
    folder = tmp_path_factory.mktemp("temporary")
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


# What stands in a folder, and what a run said.


def contents(folder: Path) -> dict[str, bytes]:
    return {one.relative_to(folder).as_posix(): one.read_bytes() for one in sorted(folder.rglob("*")) if one.is_file()}


def errors(said: Iterable[Diagnostic]) -> list[str]:
    return [one.code for one in said if one.severity is Severity.ERROR]


def text_of(said: Iterable[Diagnostic]) -> str:
    return " ".join(f"{one.text} {one.advice}" for one in said if one.severity is Severity.ERROR)


def cleaned(paths: Sequence[Path]) -> list[str]:
    return [code for path in paths for code in errors(clean(path)[1])]


@dataclass(frozen=True)
class Course:
    """The two states that the workbooks of a case may be in: with our sheets, and without."""

    before: dict[str, bytes]
    after: dict[str, bytes]
    said: list[str]


COURSES: dict[tuple[str, ...], Course] = {}


def walked(paths: Sequence[Path]) -> Course:
    """Give the way there and back as it is undisturbed; the workbooks then stand without our sheets."""
    names = tuple(path.name for path in paths)
    if names not in COURSES:
        COURSES[names] = course_of(paths)
    for path in paths:
        path.write_bytes(COURSES[names].before[path.name])
    return COURSES[names]


def course_of(paths: Sequence[Path]) -> Course:
    folder = paths[0].parent
    recalculate(paths)
    cleaned(paths)
    before = contents(folder)
    result = recalculate(paths)
    after = contents(folder)
    assert cleaned(paths) == []
    assert contents(folder) == before
    assert sorted(before) == sorted(after) == sorted(path.name for path in paths)
    assert sorted(path.name for path in result.written) == sorted(name for name in after if after[name] != before[name])
    for one in (before, after):
        for data in one.values():
            openpyxl.load_workbook(io.BytesIO(data)).close()
    return Course(before, after, [one.code for one in result.diagnostics])


def is_leftover(name: str) -> bool:
    return Path(name).name.startswith(".itnamnd-")


def assert_whole(folder: Path, course: Course) -> None:
    """Every workbook is as it was or as it is to be; what else there is, are temporary files and whole backups."""
    found = contents(folder)
    assert course.before.keys() <= found.keys()
    for name, data in found.items():
        workbook = name.partition(".bak")[0]
        if workbook in course.before:
            assert data in (course.before[workbook], course.after[workbook]), name
        else:
            assert is_leftover(name), name


def assert_ends_well(paths: Sequence[Path], course: Course) -> None:
    """One more run, undisturbed, ends as if there never had been another."""
    result = recalculate(paths)
    assert [one.code for one in result.diagnostics] == course.said
    assert contents(paths[0].parent) == course.after


# Processes of their own: each begins as this one is, with everything loaded.


@dataclass(frozen=True)
class Child:
    """A forked process, and where its answer comes from."""

    pid: int
    answers: int

    def kill(self) -> None:
        os.kill(self.pid, signal.SIGKILL)

    def answer(self) -> Any:
        """Wait for the answer; None where the process was killed before it gave one."""
        pieces = []
        while True:
            if not select.select([self.answers], [], [], HANG)[0]:
                self.kill()
            piece = os.read(self.answers, 1 << 16)
            if not piece:
                break
            pieces.append(piece)
        os.close(self.answers)
        _, status = os.waitpid(self.pid, 0)
        if os.WIFSIGNALED(status):
            assert os.WTERMSIG(status) == signal.SIGKILL
            return None
        found = json.loads(b"".join(pieces))
        assert "fault" not in found, found["fault"]
        return found["answer"]


def start(work: Callable[[], object]) -> Child:
    answers, mine = os.pipe()
    with warnings.catch_warnings():
        # Libraries may keep idle threads of their own; nothing here waits for one.
        warnings.simplefilter("ignore", DeprecationWarning)
        pid = os.fork()
    if pid:
        os.close(mine)
        return Child(pid, answers)
    try:
        found: dict[str, object] = {"answer": work()}
    except BaseException:  # noqa: BLE001 - the parent is told of every fault
        found = {"fault": traceback.format_exc()}
    try:
        with os.fdopen(mine, "wb") as file:
            file.write(json.dumps(found).encode())
    finally:
        os._exit(0)


def in_child(work: Callable[[], object]) -> Any:
    return start(work).answer()


def together(*works: Callable[[], object]) -> list[Any]:
    """Do several things at the same time, each in a process of its own."""
    waiting, gate = os.pipe()

    def after_gate(work: Callable[[], object]) -> object:
        os.close(gate)
        os.read(waiting, 1)
        return work()

    children = [start(functools.partial(after_gate, work)) for work in works]
    os.close(gate)
    os.close(waiting)
    return [child.answer() for child in children]


def run_errors(paths: Sequence[Path], **target: Any) -> list[str]:
    return errors(recalculate(paths, target=Target(**target)).diagnostics)


# Stops at every step: what Python tells of each step that touches a folder, and a write that is done in two pieces.


class Steps:
    """Counts the steps that touch a folder, and does something just before one of them."""

    def __init__(self, folder: Path) -> None:
        self.prefix = str(folder)
        self.at = -1
        self.count = 0
        self.act: Callable[[], object] = lambda: None
        self.stopped_at = ""

    def install(self) -> Steps:
        """Begin; there is no end to it but the end of the process."""
        sys.addaudithook(self._hook)
        sync = os.fsync

        def synced(handle: Any) -> None:
            self.step("fsync")
            sync(handle)

        os.fsync = synced  # type: ignore[assignment]
        os.fdopen = self._opened  # type: ignore[assignment]
        return self

    def arm(self, at: int, act: Callable[[], object]) -> None:
        self.at, self.count, self.act, self.stopped_at = at, 0, act, ""

    def disarm(self) -> str:
        self.at = -1
        return self.stopped_at

    def step(self, name: str) -> None:
        if self.at < 0 or self.stopped_at:
            return
        if self.count == self.at:
            self.stopped_at = name
            self.act()
        self.count += 1

    def _hook(self, event: str, arguments: tuple[object, ...]) -> None:
        if self.at < 0:
            return
        places = [str(one) for one in arguments if isinstance(one, (str, Path))]
        if not any(one.startswith(self.prefix) for one in places):
            return
        # To remove what is not there touches nothing.
        if event != "os.remove" or os.path.lexists(places[0]):
            self.step(f"{event} {' '.join(Path(one).suffix for one in places)}".strip())

    def _opened(self, handle: int, mode: str) -> IO[bytes]:
        return Halved(io.FileIO(handle, mode), self)


class Halved(io.BufferedWriter):
    """A file that is written in two pieces, with a step between."""

    def __init__(self, raw: io.FileIO, steps: Steps) -> None:
        super().__init__(raw)
        self.steps = steps

    def write(self, data: Any) -> int:
        half = len(data) // 2
        super().write(data[:half])
        self.flush()
        self.steps.step("write")
        return half + super().write(data[half:])


def killed_at(step: int, folder: Path, work: Callable[[], object]) -> bool:
    """Do something in a process that is killed at one of its steps; False when it has no such step."""

    def stopped() -> object:
        steps = Steps(folder).install()
        steps.arm(step, lambda: os.kill(os.getpid(), signal.SIGKILL))
        work()
        return "done"

    return in_child(stopped) is None


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


# A full disk.


def limited(size: int) -> None:
    """Let this process write no file that is larger."""
    import resource

    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


@POSIX
@pytest.mark.parametrize("backup", [False, True])
@pytest.mark.parametrize("share", [0, 0.5, 0.999])
def test_a_file_that_may_not_get_that_large_stays_as_it_was(single: list[Path], share: float, backup: bool) -> None:
    course, folder = walked(single), single[0].parent
    size = int(len(course.after[single[0].name]) * share)

    def run() -> list[object]:
        limited(size)
        result = recalculate(single, target=Target(backup=backup))
        return [errors(result.diagnostics), len(result.written), text_of(result.diagnostics)]

    codes, written, text = in_child(run)
    assert (codes, written) == (["E108"], 0)
    assert "filen blir större än vad som är tillåtet" in text
    assert contents(folder) == course.before
    assert_ends_well(single, course)


@POSIX
def test_a_copy_that_may_not_get_that_large_is_not_left_half(single: list[Path], tmp_path: Path) -> None:
    folder = tmp_path / "resultat"

    def run() -> list[str]:
        limited(10_000)
        return run_errors(single, folder=folder)

    assert in_child(run) == ["E108"]
    assert list(folder.iterdir()) == []


@POSIX
def test_half_a_backup_is_not_left_where_the_disk_is_full(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(OLD)

    def no_link(*_: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    def run() -> str | None:
        limited(len(NEW) + 1)
        Path.hardlink_to = no_link  # type: ignore[method-assign, assignment]
        os.link = no_link  # type: ignore[assignment]
        found = save(path, NEW, backup=True)
        return found.code if found else None

    assert in_child(run) == "E108"
    assert contents(tmp_path) == {"a.xlsx": OLD}


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
@pytest.mark.parametrize("backup", [False, True])
def test_a_full_disk_is_said_of_every_workbook(
    three: list[Path], number: int, backup: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(number, os.strerror(number))

    before = contents(three[0].parent)
    monkeypatch.setattr(os, "fsync", full)
    result = recalculate(three, target=Target(backup=backup))
    assert errors(result.diagnostics) == ["E108", "E108"]
    assert result.written == ()
    assert contents(three[0].parent) == before


def test_a_workbook_that_cannot_be_written_does_not_stop_the_others(
    three: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    course, calls = walked(three), itertools.count()
    sync = os.fsync

    def full_at_first(handle: int) -> None:
        if next(calls) == 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        sync(handle)

    monkeypatch.setattr(os, "fsync", full_at_first)
    result = recalculate(three)
    assert errors(result.diagnostics) == ["E108"]
    (failed,) = (str(one.source) for one in result.diagnostics if one.code == "E108")
    assert contents(three[0].parent) == course.after | {failed: course.before[failed]}
    assert_ends_well(three, course)


# Two runs at once.


@POSIX
def test_two_runs_at_once_end_as_one(three: list[Path]) -> None:
    # The sheets name the files in the order in which they were given; the locks are taken in one order by all.
    backwards, course = walked(three[::-1]), walked(three)
    for number in range(MEETINGS):
        second, ends = (three, [course.after]) if number % 2 else (three[::-1], [course.after, backwards.after])
        assert together(lambda: run_errors(three), functools.partial(run_errors, second)) == [[], []]
        assert contents(three[0].parent) in ends
        assert cleaned(three) == []


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


# Other users. Root may do everything, so the work is done as somebody who may not.


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
    assert (codes, "skrivskyddad" in text) == (["E108"], True)
    assert {paths[0].name: course.before[paths[0].name]} == {one.name: one.read_bytes() for one in shared.glob("*.*")}
    assert paths[0].stat().st_mode & 0o777 == 0o444


@POSIX
def test_a_workbook_in_a_protected_folder_stays_as_it_was(
    single: list[Path], shared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = shared / "mapp"
    folder.mkdir()
    paths, course = shared_case(folder, single)
    own_folders(shared / "own", monkeypatch)
    given_away(paths[0])
    folder.chmod(0o555)
    try:
        assert is_refused((folder / "new").touch)
        codes, text = run_as_nobody(paths)
    finally:
        folder.chmod(0o755)
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
    single: list[Path], shared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = shared / "mapp"
    folder.mkdir()
    paths, course = shared_case(folder, single)
    own_folders(shared / "own", monkeypatch)
    given_away(paths[0])
    folder.chmod(0o333)
    try:
        assert is_refused(lambda: list(os.scandir(folder)))
        codes, _ = run_as_nobody(paths)
    finally:
        folder.chmod(0o755)
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


# Where a workbook stands, and what it is called.


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


# A workbook that somebody has open, or changes.


@pytest.mark.parametrize(
    ("lock", "content", "program"),
    [("~${}", b"\x05Annan", "Excel"), (".~lock.{}#", b"Annan,annan,dator,tid,profil;", "LibreOffice")],
)
def test_an_open_workbook_is_left_alone_and_the_others_are_written(
    three: list[Path], lock: str, content: bytes, program: str, itnamnd: Run
) -> None:
    course, folder = walked(three), three[0].parent
    name = lock.format("budget.xlsx")
    (folder / name).write_bytes(content)
    result = recalculate(three, target=Target(backup=True))
    assert errors(result.diagnostics) == ["E107"]
    assert f"öppen i {program} hos Annan" in text_of(result.diagnostics)
    assert name in text_of(result.diagnostics)
    expected = course.after | {"budget.xlsx": course.before["budget.xlsx"], name: content}
    backup = {"indikatorer.xlsx.bak": course.before["indikatorer.xlsx"]}
    assert contents(folder) == expected | backup
    (folder / "indikatorer.xlsx.bak").unlink()
    status, _, err = itnamnd("recalc", *three)
    assert (status, "E107" in err) == (1, True)
    (folder / name).unlink()
    assert_ends_well(three, course)


@pytest.mark.parametrize("lock", ["~${}", ".~lock.{}#"])
def test_an_open_workbook_is_not_cleaned(single: list[Path], lock: str) -> None:
    course, path = walked(single), single[0]
    recalculate(single)
    path.with_name(lock.format(path.name)).write_bytes(b"\x05Annan,")
    count, said = clean(path, backup=True)
    assert (count, errors(said)) == (0, ["E107"])
    assert path.read_bytes() == course.after[path.name]
    assert len(contents(path.parent)) == 2


@POSIX
@pytest.mark.parametrize("lock", ["~${}", ".~lock.{}#"])
@pytest.mark.parametrize("beside", ["the link", "the workbook"])
def test_a_linked_workbook_that_is_open_is_left_alone(
    single: list[Path], tmp_path: Path, lock: str, beside: str
) -> None:
    link = tmp_path / "mapp" / "link.xlsx"
    link.parent.mkdir()
    link.symlink_to(single[0])
    place = link if beside == "the link" else single[0]
    place.with_name(lock.format(place.name)).write_bytes(b"\x05Annan,")
    before = contents(tmp_path)
    assert run_errors([link], backup=True) == ["E107"]
    assert contents(tmp_path) == before
    assert link.is_symlink()


def her_change(path: Path) -> bytes:
    """Change a workbook as nobody can see by its size and its time."""
    status, data = path.stat(), bytearray(path.read_bytes())
    # The time of its first member; a workbook still.
    data[10] ^= 1
    path.write_bytes(data)
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert (path.stat().st_size, path.stat().st_mtime_ns) == (status.st_size, status.st_mtime_ns)
    return bytes(data)


@pytest.mark.parametrize("backup", [False, True])
@pytest.mark.parametrize("moment", ["with_sheets", "fault_of"])
def test_a_change_made_meanwhile_is_kept(
    three: list[Path], moment: str, backup: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    course, budget = walked(three), three[0]
    real = getattr(delivery, moment)
    hers: list[bytes] = []

    def meanwhile(*given: Any, **named: Any) -> Any:
        if not hers:
            hers.append(her_change(budget))
        return real(*given, **named)

    monkeypatch.setattr(delivery, moment, meanwhile)
    result = recalculate(three, target=Target(backup=backup))
    assert errors(result.diagnostics) == ["E109"]
    expected = course.after | {"budget.xlsx": hers[0]}
    backups = {"indikatorer.xlsx.bak": course.before["indikatorer.xlsx"]} if backup else {}
    assert contents(budget.parent) == expected | backups


@pytest.mark.parametrize("moment", ["without_sheets", "fault_of"])
def test_a_change_made_during_cleaning_is_kept(
    single: list[Path], moment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    walked(single)
    recalculate(single)
    real = getattr(delivery, moment)
    hers: list[bytes] = []

    def meanwhile(*given: Any, **named: Any) -> Any:
        hers.append(her_change(single[0]))
        return real(*given, **named)

    monkeypatch.setattr(delivery, moment, meanwhile)
    count, said = clean(single[0])
    assert (count, errors(said)) == (0, ["E109"])
    assert contents(single[0].parent) == {single[0].name: hers[-1]}


def test_a_workbook_moved_away_meanwhile_does_not_come_back(
    single: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    course, path = walked(single), single[0]
    real = with_sheets

    def meanwhile(*given: Any, **named: Any) -> Any:
        path.rename(path.with_name("flyttad.xlsx"))
        return real(*given, **named)

    monkeypatch.setattr(delivery, "with_sheets", meanwhile)
    assert run_errors(single) == ["E108"]
    assert contents(path.parent) == {"flyttad.xlsx": course.before[path.name]}


@pytest.mark.parametrize("moment", ["with_sheets", "fault_of"])
def test_what_appears_where_a_copy_is_to_go_is_kept(
    single: list[Path], tmp_path: Path, moment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, real = tmp_path / "resultat", getattr(delivery, moment)
    place = folder / single[0].name

    def meanwhile(*given: Any, **named: Any) -> Any:
        place.write_bytes(HERS)
        return real(*given, **named)

    monkeypatch.setattr(delivery, moment, meanwhile)
    result = recalculate(single, target=Target(folder))
    assert HERS in contents(folder).values()
    assert errors(result.diagnostics) == ["E109"]
    assert contents(folder) == {place.name: HERS}


def test_what_appears_where_a_template_is_to_go_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, real = tmp_path / "mall.xlsx", render_workbook

    def meanwhile(*given: Any, **named: Any) -> Any:
        path.write_bytes(HERS)
        return real(*given, **named)

    monkeypatch.setattr(template, "render_workbook", meanwhile)
    assert template.write_template(path, 2026) is not None
    assert contents(tmp_path) == {path.name: HERS}


def test_what_somebody_else_has_where_a_copy_is_to_go_is_kept_beside(single: list[Path], tmp_path: Path) -> None:
    folder = tmp_path / "resultat"
    folder.mkdir()
    (folder / single[0].name).write_bytes(HERS)
    assert run_errors(single, folder=folder) == []
    assert contents(folder)[f"{single[0].name}.bak"] == HERS
    assert len(contents(folder)) == 2


# What is written is looked at before it takes the place.


def rewritten(data: bytes, change: Callable[[str, bytes], bytes | None]) -> bytes:
    """Give a workbook with some parts changed, or left out where a change gives None."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for one in source.infolist():
            content = change(one.filename, source.read(one))
            if content is not None:
                target.writestr(one, content)
    return buffer.getvalue()


def without_user_sheet(name: str, content: bytes) -> bytes:
    """Take the first sheet out of the list of sheets; its part is still there."""
    if name != "xl/workbook.xml":
        return content
    start_ = content.index(b"<sheet ")
    return content[:start_] + content[content.index(b"/>", start_) + 2 :]


def with_other_font(name: str, content: bytes) -> bytes:
    """Change what the user's first cell format is."""
    if name != "xl/styles.xml":
        return content
    found = content.index(b"<font>", content.index(b"<fonts"))
    return content[:found] + b"<font><strike/></font>" + content[content.index(b"</font>", found) + 7 :]


def with_other_cell(name: str, content: bytes) -> bytes:
    return content.replace(b"<sheetData", b"<!-- --><sheetData") if name == "xl/worksheets/sheet1.xml" else content


def without_part(name: str, content: bytes) -> bytes | None:
    return None if name == "xl/worksheets/sheet1.xml" else content


def unchanged(_: str, content: bytes) -> bytes:
    return content


def drafted_as(monkeypatch: pytest.MonkeyPatch, change: Callable[[bytes], bytes]) -> None:
    """Let what is about to be written be something else than it should be."""
    real = with_sheets

    def tampered(*given: Any, **named: Any) -> Any:
        drafted, said = real(*given, **named)
        assert drafted is not None
        return dataclasses.replace(drafted, data=change(drafted.data)), said

    monkeypatch.setattr(delivery, "with_sheets", tampered)


def test_what_is_only_packed_anew_is_written(single: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    walked(single)
    drafted_as(monkeypatch, lambda data: rewritten(data, unchanged))
    assert run_errors(single) == []


@pytest.mark.parametrize(
    "change", [with_other_cell, without_part, without_user_sheet, with_other_font], ids=lambda one: str(one.__name__)
)
def test_a_workbook_that_would_lose_what_is_the_users_is_not_written(
    single: list[Path], change: Callable[[str, bytes], bytes | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    course = walked(single)
    drafted_as(monkeypatch, lambda data: rewritten(data, change))
    result = recalculate(single, target=Target(backup=True))
    assert errors(result.diagnostics) == ["E108"]
    assert result.written == ()
    assert contents(single[0].parent) == course.before


def test_a_workbook_that_would_lose_a_name_of_the_users_is_not_written(
    single: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    book = openpyxl.load_workbook(single[0])
    book.defined_names["Hennes"] = openpyxl.workbook.defined_name.DefinedName(
        "Hennes", attr_text=f"'{book.sheetnames[0]}'!$A$1"
    )
    book.save(single[0])
    before = contents(single[0].parent)

    def without_name(name: str, content: bytes) -> bytes:
        if name != "xl/workbook.xml":
            return content
        assert b'name="Hennes"' in content
        return content.replace(b'name="Hennes"', b'name="Annans"')

    drafted_as(monkeypatch, lambda data: rewritten(data, without_name))
    assert run_errors(single) == ["E108"]
    assert contents(single[0].parent) == before


def test_a_workbook_without_our_sheets_is_not_written(single: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    course = walked(single)
    drafted_as(monkeypatch, lambda _: rewritten(course.before[single[0].name], with_comment))
    result = recalculate(single)
    assert errors(result.diagnostics) == ["E108"]
    assert "en resultatflik saknas" in text_of(result.diagnostics)
    assert contents(single[0].parent) == course.before


def with_comment(name: str, content: bytes) -> bytes:
    return content.replace(b"<sheets", b"<!-- --><sheets") if name == "xl/workbook.xml" else content


@pytest.mark.parametrize(
    "change",
    [lambda data: data[:-100], lambda data: data[: len(data) // 2], lambda _: b"", lambda data: bytes(len(data))],
    ids=["an end is missing", "half is missing", "nothing", "zeros"],
)
@pytest.mark.parametrize("folder", [False, True])
def test_what_is_no_workbook_is_not_written(
    single: list[Path], tmp_path: Path, change: Callable[[bytes], bytes], folder: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    course = walked(single)
    drafted_as(monkeypatch, change)
    assert run_errors(single, folder=tmp_path / "resultat" if folder else None) == ["E108"]
    assert contents(tmp_path) == course.before


def test_what_comes_back_otherwise_than_written_does_not_take_the_place(
    three: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    course, real = walked(three), Path.read_bytes

    def rotten(self: Path) -> bytes:
        data = real(self)
        return data[:-1] + bytes([data[-1] ^ 1]) if is_leftover(self.name) else data

    with monkeypatch.context() as disk:
        disk.setattr(Path, "read_bytes", rotten)
        result = recalculate(three, target=Target(backup=True))
    assert errors(result.diagnostics) == ["E108", "E108"]
    assert "läsa tillbaka" in text_of(result.diagnostics)
    assert contents(three[0].parent) == course.before


# Backups, and what killed runs have left.


def test_every_backup_is_the_file_that_was(single: list[Path]) -> None:
    path = single[0]
    expected = []
    for number in range(1, 7):
        expected.append(path.read_bytes())
        if number % 2:
            assert run_errors(single, backup=True) == []
        else:
            assert clean(path, backup=True)[0] > 0
        names = [f"{path.name}.bak{one if one > 1 else ''}" for one in range(1, number + 1)]
        found = contents(path.parent)
        assert [found[name] for name in names] == expected
        assert len(found) == number + 1
    recalculate(single, target=Target(backup=True))
    recalculate(single, target=Target(backup=True))
    assert len(contents(path.parent)) == 8


@pytest.mark.parametrize("way", ["recalc", "clean"])
def test_leftovers_are_swept_by_the_next_run(single: list[Path], way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    path, course = single[0], walked(single)
    if way == "clean":
        recalculate(single)

    def leave(host: str, age: float, content: bytes) -> str:
        """Leave behind what a run does that is killed on another machine or this one."""
        with monkeypatch.context() as elsewhere:
            if host:
                elsewhere.setattr(socket, "gethostname", lambda: host)
            elsewhere.setattr(Path, "unlink", lambda *_, **__: None)
            before = set(contents(path.parent))
            assert save(path, content, verify=lambda _: "stopped") is not None
        (name,) = set(contents(path.parent)) - before
        then = time.time() - age
        os.utime(path.with_name(name), (then, then))
        return name

    leave("gammal-dator", 2 * 24 * 3600, HERS)
    fresh = leave("annan-dator", 0, HERS)
    leave("", 0, NEW)
    # What is the same machine's is swept by each save of the same file, so this one stands alone.
    assert len(contents(path.parent)) in (3, 4)
    if way == "clean":
        assert clean(path)[0] > 0
    else:
        assert run_errors(single) == []
    expected = course.before if way == "clean" else course.after
    assert contents(path.parent) == expected | {fresh: HERS}
