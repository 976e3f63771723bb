"""Worker processes on this machine that may die or be stopped, each alone: an executor with a time limit a task."""

from __future__ import annotations

import multiprocessing
import os
import signal
from concurrent.futures import Executor, Future
from typing import TYPE_CHECKING, Any, TypeVar

from pebble import ProcessPool

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")
# What workers load before their first task; where processes are forked from a server, once for all of them.
WORK = "itnamnd_xl.app.batch.working"
# A worker is replaced after so many tasks, so that whatever a library keeps is given back.
MOST_TASKS = 2000
# How long a worker may take to end what it has in hand when all is to end, in seconds.
GRACE = 5.0


class WorkerProcesses(Executor):
    """Processes of their own, started clean: nothing of what the command line has loaded is in them.

    A task that goes beyond the limit ends with TimeoutError, one whose process dies with another error; neither
    touches any other task.
    """

    def __init__(self, workers: int, limit: float) -> None:
        """Take the number of processes, and the time limit of a task in seconds."""
        ways = multiprocessing.get_all_start_methods()
        self._context = multiprocessing.get_context("forkserver" if "forkserver" in ways else "spawn")
        if "forkserver" in ways:
            self._context.set_forkserver_preload([WORK])
        self._workers, self._limit, self._is_down = workers, limit, False
        self._pool = self._made()

    def _made(self) -> ProcessPool:
        return ProcessPool(
            self._workers, max_tasks=MOST_TASKS, context=self._context, initializer=_heed_the_parent_alone
        )

    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> Future[T]:  # noqa: ANN401 - the base's
        """Hand a task to the processes."""
        try:
            return self._pool.schedule(fn, args, kwargs, timeout=self._limit)
        except RuntimeError:
            if self._is_down:
                raise
        # A worker that died while it held what all share has broken the pool; what was in hand has ended with that.
        self._end_at_once()
        self._pool = self._made()
        return self._pool.schedule(fn, args, kwargs, timeout=self._limit)

    def _end_at_once(self) -> None:
        self._pool.stop()  # type: ignore[no-untyped-call]  # pebble types its results, not this
        self._pool.join()

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: FBT001, FBT002 - the base's
        """End the processes: when all is done, or as soon as each is done with what it has in hand."""
        self._is_down = True
        self._pool.close()  # type: ignore[no-untyped-call]  # as above
        if wait or cancel_futures:
            try:
                self._pool.join(timeout=GRACE if cancel_futures else None)
            except TimeoutError:
                self._end_at_once()


def _heed_the_parent_alone() -> None:
    """Leave it to the parent to end a worker: a signal to the whole group would cost the cases in hand."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)


def processors() -> int:
    """Count the processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
