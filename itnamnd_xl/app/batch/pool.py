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
        context = multiprocessing.get_context("forkserver" if "forkserver" in ways else "spawn")
        if "forkserver" in ways:
            context.set_forkserver_preload([WORK])
        self._limit = limit
        self._pool = ProcessPool(workers, max_tasks=MOST_TASKS, context=context, initializer=_heed_the_parent_alone)

    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> Future[T]:  # noqa: ANN401 - the base's
        """Hand a task to the processes."""
        return self._pool.schedule(fn, args, kwargs, timeout=self._limit)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: FBT001, FBT002 - the base's
        """End the processes: when all is done, or as soon as each is done with what it has in hand."""
        self._pool.close()  # type: ignore[no-untyped-call]  # pebble types its results, not this
        if wait or cancel_futures:
            try:
                self._pool.join(timeout=GRACE if cancel_futures else None)
            except TimeoutError:
                self._pool.stop()  # type: ignore[no-untyped-call]  # as above
                self._pool.join()


def _heed_the_parent_alone() -> None:
    """Leave it to the parent to end a worker: a signal to the whole group would cost the cases in hand."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)


def processors() -> int:
    """Count the processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
