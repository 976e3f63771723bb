"""Batches run by the tests themselves, in this process: who does the work, who listens, and what is asked."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from itnamnd_xl.app.batch.batch import BatchResult, run_batch
from itnamnd_xl.app.batch.foreman import Done
from itnamnd_xl.app.batch.places import STATE
from itnamnd_xl.app.batch.request import BatchRequest

T = TypeVar("T")


class InThisThread(Executor):
    """Does each job at once, in this process, and keeps it."""

    def __init__(self) -> None:
        self.jobs: list[Any] = []

    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> Future[T]:
        self.jobs += args
        done: Future[T] = Future()
        try:
            done.set_result(fn(*args, **kwargs))
        except Exception as problem:  # noqa: BLE001 - what a job ends with is its future's
            done.set_exception(problem)
        return done


@dataclass
class Heard:
    """A listener that keeps what it hears."""

    workbooks: int = 0
    cases: list[Done] = field(default_factory=list)
    not_cases: dict[str, str] = field(default_factory=dict)
    waits: int = 0

    def begin(self, workbooks: int) -> None:
        self.workbooks = workbooks

    def done(self, case: Done) -> None:
        self.cases.append(case)

    def passed(self, path: str, why: str) -> None:
        self.not_cases[path] = why

    def waiting(self) -> None:
        self.waits += 1


@dataclass
class Run:
    """What came of a batch: its result, the lines by case, who was told what, and the jobs that it took."""

    result: BatchResult
    lines: dict[str, dict[str, Any]]
    heard: Heard
    jobs: list[Any]

    @property
    def paths(self) -> list[str]:
        return [one.path for one in self.result.cases]

    @property
    def files(self) -> list[list[str]]:
        """The workbooks of each case that were read."""
        return [[one["file"] for one in line["files"]] for line in self.lines.values()]

    @property
    def codes(self) -> dict[str, list[str]]:
        """The codes of errors, by case."""
        return {one.path: [code for severity, code, _ in one.said if severity == "error"] for one in self.result.cases}

    @property
    def line(self) -> dict[str, Any]:
        """The line of the only case."""
        (only,) = self.lines.values()
        return only

    @property
    def recalculated(self) -> list[str]:
        return [one.path for one in self.result.cases if not one.is_unchanged]


def run(root: Path, output: Path | None = None, **wanted: Any) -> Run:
    """Compute a folder in this thread; without an output, in place."""
    workers, heard = InThisThread(), Heard()
    result = run_batch(BatchRequest(root, output=output, **wanted), listener=heard, executor=workers)
    # Now: the file of results is the next run's too.
    lines = {str(line["path"]): dict(line) for line in result.lines()}
    return Run(result, lines, heard, workers.jobs)


def messages(line: dict[str, Any], code: str) -> list[str]:
    return [one["message"] for one in line["diagnostics"] if one["code"] == code]


def tree(folder: Path) -> dict[str, bytes]:
    """All files below a folder with what they hold, but for the state, which notes each run."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != STATE
    }
