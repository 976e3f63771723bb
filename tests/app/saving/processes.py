"""Processes that are stopped, at any moment or at any step, and processes that meet."""

from __future__ import annotations

import functools
import io
import json
import os
import select
import signal
import sys
import traceback
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from tests.app.saving.course import HANG

if TYPE_CHECKING:
    from collections.abc import Callable


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
