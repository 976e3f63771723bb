"""A folder that is watched: what is saved is computed, and nothing else is."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import psutil
import pytest

from itnamnd_xl.app.batch import watching
from itnamnd_xl.app.batch.batch import BatchResult
from itnamnd_xl.app.batch.places import STATE, is_remote, state_place
from itnamnd_xl.app.batch.request import BatchRequest
from itnamnd_xl.app.batch.watching import watch_folder
from tests.app.batch.doing import InThisThread
from tests.app.batch.many import small_case, small_tree
from tests.app.batch.test_bad_ones import ROOT
from tests.app.saving.course import POSIX

# How long a test waits for what must come, and for what must not.
PATIENCE, CALM = 30.0, 2.0


class Watched:
    """A watch in a thread of its own, with what each round did."""

    def __init__(self, root: Path, **wanted: Any) -> None:
        self.rounds: list[list[str]] = []
        self.cases: list[list[str]] = []
        self.troubles: list[str] = []
        self.stop = threading.Event()
        self.faults: list[BaseException] = []
        self.thread = threading.Thread(target=self._watch, args=(BatchRequest(root, **wanted),))

    def _watch(self, wanted: BatchRequest) -> None:
        try:
            watch_folder(
                wanted, self.stop, executor=InThisThread(), alone=0.3, after=self._after, troubled=self.troubles.append
            )
        except BaseException as fault:  # noqa: BLE001 - the test is told
            self.faults.append(fault)

    def _after(self, done: BatchResult) -> None:
        self.cases.append([one.path for one in done.cases])
        self.rounds.append([one.path for one in done.cases if not one.is_unchanged])

    def until(self, rounds: int) -> None:
        until(lambda: len(self.rounds) >= rounds or bool(self.faults))
        assert not self.faults
        assert len(self.rounds) >= rounds


def until(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not is_so() and time.monotonic() < end:
        time.sleep(0.02)


@contextmanager
def watch(root: Path, **wanted: Any) -> Iterator[Watched]:
    watched = Watched(root, **wanted)
    watched.thread.start()
    try:
        watched.until(1)
        yield watched
    finally:
        watched.stop.set()
        watched.thread.join(PATIENCE)
        assert not watched.thread.is_alive()


def resave(path: Path) -> None:
    """Change a workbook as a program does that saves it: written beside, then put in its place."""
    fresh = path.with_name("sparas.tmp")
    small_case(fresh)
    fresh.write_bytes(fresh.read_bytes() + b"")
    fresh.replace(path)


def test_what_stands_there_is_computed_first(tmp_path: Path) -> None:
    small_tree(tmp_path, 2)
    with watch(tmp_path) as watched:
        assert watched.rounds == [["0000/budget.xlsx", "0001/budget.xlsx"]]


def test_a_saved_workbook_is_computed_and_our_own_writing_is_not_noticed(tmp_path: Path) -> None:
    paths = small_tree(tmp_path, 3)
    with watch(tmp_path) as watched:
        time.sleep(CALM)
        assert len(watched.rounds) == 1
        resave(paths[1])
        watched.until(2)
        time.sleep(CALM)
        assert watched.rounds[1:] == [["0001/budget.xlsx"]]


def test_with_copies_too(tmp_path: Path) -> None:
    paths = small_tree(tmp_path, 2)
    with watch(tmp_path, output=tmp_path / "ut") as watched:
        resave(paths[0])
        shutil.copyfile(ROOT / "workbooks" / "2023" / "folkmangd.xlsx", paths[0].with_name("nyckel.xlsx"))
        watched.until(2)
        time.sleep(CALM)
        assert watched.rounds[1:] == [["0000/budget.xlsx"]]


def test_a_workbook_that_is_still_being_saved_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = small_tree(tmp_path, 1)
    monkeypatch.setattr(watching, "TICK_MS", 50)
    with watch(tmp_path) as watched:
        for _ in range(8):
            paths[0].write_bytes(paths[0].read_bytes()[:-1] + b" ")
            time.sleep(0.1)
        assert len(watched.rounds) == 1
        resave(paths[0])
        watched.until(2)
        time.sleep(CALM)
        assert watched.rounds[1:] == [["0000/budget.xlsx"]]


def test_a_workbook_that_was_open_is_computed_when_it_is_closed(tmp_path: Path) -> None:
    paths = small_tree(tmp_path, 1)
    with watch(tmp_path) as watched:
        lock = paths[0].with_name("~$budget.xlsx")
        lock.write_bytes(b"\x05Prov1" + bytes(160))
        resave(paths[0])
        watched.until(2)
        before = paths[0].read_bytes()
        lock.unlink()
        watched.until(3)
        assert paths[0].read_bytes() != before
        assert watched.rounds[-1] == ["0000/budget.xlsx"]


def test_what_fails_every_time_is_not_tried_for_ever(tmp_path: Path) -> None:
    small_tree(tmp_path, 3)
    (tmp_path / "0001" / "borta.xlsx").symlink_to(tmp_path / "ingen.xlsx")
    (tmp_path / "0002" / "budget.xlsx").write_bytes(b"PK")
    with watch(tmp_path) as watched:
        time.sleep(CALM)
        assert len(watched.rounds) == 1


def test_a_new_folder_is_seen(tmp_path: Path) -> None:
    small_tree(tmp_path, 1)
    with watch(tmp_path) as watched:
        small_case(tmp_path / "ny" / "djup" / "budget.xlsx")
        watched.until(2)
        assert watched.rounds[1] == ["ny/djup/budget.xlsx"]


def test_folders_that_are_moved_in_and_out_are_noticed(tmp_path: Path) -> None:
    root = tmp_path / "in"
    small_tree(root, 2)
    small_tree(tmp_path / "annan", 1)
    with watch(root) as watched:
        (tmp_path / "annan" / "0000").rename(root / "ny")
        watched.until(2)
        assert watched.rounds[1] == ["ny/budget.xlsx"]
        shutil.rmtree(root / "0001")
        watched.until(3)
        assert watched.cases[-1] == ["0000/budget.xlsx", "ny/budget.xlsx"]
        (root / "ny").rename(root / "nyare")
        until(lambda: watched.cases[-1] == ["0000/budget.xlsx", "nyare/budget.xlsx"])
        assert watched.cases[-1] == ["0000/budget.xlsx", "nyare/budget.xlsx"]


def test_a_configuration_that_is_half_saved_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "RETRY", 0.5)
    small_tree(tmp_path, 1)
    with watch(tmp_path) as watched:
        (tmp_path / "itnamnd.toml").write_text("[settings", "utf-8")
        until(lambda: bool(watched.troubles))
        assert "itnamnd.toml" in watched.troubles[0]
        (tmp_path / "itnamnd.toml").write_text('[settings]\nhost = "Laxå"\n', "utf-8")
        watched.until(2)
        assert watched.rounds[1] == ["0000/budget.xlsx"]


def test_a_configuration_that_is_saved_concerns_all_below_it(tmp_path: Path) -> None:
    small_tree(tmp_path, 2)
    with watch(tmp_path) as watched:
        (tmp_path / "itnamnd.toml").write_text('[settings]\nhost = "Laxå"\n', "utf-8")
        watched.until(2)
        assert watched.rounds[1] == ["0000/budget.xlsx", "0001/budget.xlsx"]


@pytest.mark.parametrize(("kind", "expected"), [("cifs", True), ("nfs4", True), ("ext4", False)])
def test_a_network_mount_is_polled_and_has_its_state_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, expected: bool
) -> None:
    mounts = [SimpleNamespace(mountpoint=str(tmp_path), fstype=kind, opts="rw"),
              SimpleNamespace(mountpoint="/", fstype="ext4", opts="rw")]  # fmt: skip
    monkeypatch.setattr(psutil, "disk_partitions", lambda **_: mounts)
    assert is_remote(tmp_path / "a" / "b") is expected
    assert state_place(None, tmp_path).is_relative_to(tmp_path) is not expected
    assert state_place(tmp_path / "egen", tmp_path) == tmp_path / "egen"
    small_tree(tmp_path, 1)
    with watch(tmp_path) as watched:
        resave(tmp_path / "0000" / "budget.xlsx")
        watched.until(2)
        assert (tmp_path / STATE).exists() is not expected


@POSIX
def test_the_command_ends_well_when_it_is_asked_to(tmp_path: Path) -> None:
    small_tree(tmp_path, 1)
    line = [sys.executable, "-m", "itnamnd_xl", "watch", str(tmp_path), "--in-place"]
    running = subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8", cwd=ROOT)
    summary = tmp_path / "Sammanställning.xlsx"
    until(summary.exists)
    assert running.poll() is None
    running.send_signal(signal.SIGTERM)
    _, told = running.communicate(timeout=PATIENCE)
    assert running.returncode == 0
    assert [line.split()[0] for line in told.splitlines()] == ["bevakar", "klart", "avslutat"]
    assert sorted(os.listdir(tmp_path / "0000")) == ["budget.xlsx"]  # noqa: PTH208 - names alone are wanted
