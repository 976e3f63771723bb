"""Jobs handed to an executor, a few at a time; one that is lost with its worker is tried in smaller parts."""

from __future__ import annotations

import time
from collections import deque
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, CancelledError, Future, wait
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from itnamnd_xl.app.batch.jobs import CaseJob, FolderJob, SurveyJob
from itnamnd_xl.app.batch.working import VersionError, survey_files, work_case, work_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from concurrent.futures import Executor

Job = FolderJob | SurveyJob | CaseJob
WORK: dict[type, Callable[[Any], Any]] = {FolderJob: work_folder, SurveyJob: survey_files, CaseJob: work_case}
# Jobs handed out for each worker: one in hand, and one waiting so that it need not.
AHEAD = 2
# How often a request to stop is looked for, in seconds.
TICK = 0.2
# How often a job is tried whose executor breaks with it in hand.
MOST_TRIES = 3
# How executors call it when the process that did a job is gone: pebble's name, and Dask's.
DEATHS = {"ProcessExpired", "KilledWorker"}


class StoppedError(Exception):
    """Somebody has asked for the end."""


@dataclass(frozen=True, slots=True)
class Lost:
    """A job without a report: the code that says why, and what fills its text."""

    code: str
    params: dict[str, str] = field(default_factory=dict)


class Foreman(Protocol):
    """Who has the jobs: gives the next ones, and takes what came of them."""

    def take(self, job: Job, report: Any) -> Iterable[Job]:  # noqa: ANN401 - a report is of the job's kind
        """Take a report; gives the jobs that follow from it."""

    def miss(self, job: Job, lost: Lost) -> Iterable[Job]:
        """Take note of a job without a report; gives the jobs that take its place."""


def run_jobs(
    jobs: Iterable[Job],
    foreman: Foreman,
    executor: Executor,
    workers: int,
    limit: float | None,
    is_stopped: Callable[[], bool],
) -> None:
    """Have all jobs done.

    Args:
        jobs: made one by one, when there is somebody to do them.
        foreman: takes the reports.
        executor: any; it is not shut down.
        workers: how many jobs it does at a time.
        limit: seconds after which a job that is not done is given up; None where the executor sees to that.
        is_stopped: says whether somebody has asked for the end.

    Raises:
        StoppedError: somebody has; jobs in hand are left to their executor.
    """
    _Run(iter(jobs), foreman, executor, limit).all(workers * AHEAD, is_stopped)


class _Run:
    def __init__(self, jobs: Any, foreman: Foreman, executor: Executor, limit: float | None) -> None:  # noqa: ANN401
        self.jobs, self.foreman, self.executor = jobs, foreman, executor
        # A job waits for the one before it.
        self.limit = None if limit is None else limit * AHEAD
        self.following: deque[Job] = deque()
        self.running: dict[Future[Any], tuple[Job, float]] = {}
        # Jobs by their identity that went down with all that were in hand, and how often.
        self.again: dict[int, tuple[Job, int]] = {}

    def all(self, most: int, is_stopped: Callable[[], bool]) -> None:
        while True:
            if is_stopped():
                raise StoppedError
            while len(self.running) < most and (job := self._next()) is not None:
                self._submit(job)
            if not self.running:
                return
            done, _ = wait(self.running, timeout=TICK, return_when=FIRST_COMPLETED)
            if is_stopped():
                # Who asks for the end may have asked the workers too: what they end with then says nothing of a case.
                raise StoppedError
            for future in done:
                self._finish(future)
            self._give_up()

    def _next(self) -> Job | None:
        return self.following.popleft() if self.following else next(self.jobs, None)

    def _submit(self, job: Job) -> None:
        try:
            future = self.executor.submit(WORK[type(job)], job)
        except Exception as problem:  # noqa: BLE001 - an executor that is broken loses the job, not the batch
            self.following += self.foreman.miss(job, _lost(problem))
            return
        self.running[future] = (job, time.monotonic())

    def _finish(self, future: Future[Any]) -> None:
        job, _ = self.running.pop(future)
        try:
            report = future.result(timeout=0)
        except BrokenExecutor as problem:
            self._retry(job, problem)
        except Exception as problem:  # noqa: BLE001 - what a worker can die of has no end
            self.following += self.foreman.miss(job, _lost(problem))
        else:
            self.following += self.foreman.take(job, report)

    def _retry(self, job: Job, problem: BrokenExecutor) -> None:
        """Try a job again that was lost because another one took the whole executor with it, unless it was that one."""
        times = self.again.get(id(job), (job, 0))[1] + 1
        self.again[id(job)] = job, times
        self.following += [job] if times < MOST_TRIES else self.foreman.miss(job, _lost(problem))

    def _give_up(self) -> None:
        if self.limit is None:
            return
        now = time.monotonic()
        for future, (job, since) in [*self.running.items()]:
            if now - since > self.limit:
                future.cancel()
                del self.running[future]
                self.following += self.foreman.miss(job, Lost("E143"))


def _lost(problem: BaseException) -> Lost:
    kind = type(problem).__name__
    if isinstance(problem, TimeoutError):
        return Lost("E143")
    if isinstance(problem, VersionError):
        return Lost("E148", {"theirs": str(problem)})
    if isinstance(problem, (ImportError, AttributeError)):
        # Where a job runs is no itnamnd-xl, or one that has no such job.
        return Lost("E148", {"theirs": "?"})
    if isinstance(problem, (BrokenExecutor, CancelledError)) or kind in DEATHS:
        return Lost("E144")
    return Lost("E145", {"kind": kind})
