"""A batch from its folder to its summary: every case below the folder, what has not changed left as it is."""

from __future__ import annotations

import contextlib
import sqlite3
import time
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from itnamnd_xl.app.batch.finding import find_units
from itnamnd_xl.app.batch.foreman import Done, Foreman, Listener, error_keys
from itnamnd_xl.app.batch.jobs import Order, Status, said_of
from itnamnd_xl.app.batch.places import RESULTS, state_place
from itnamnd_xl.app.batch.pool import WorkerProcesses, processors
from itnamnd_xl.app.batch.request import BatchRequest, checked
from itnamnd_xl.app.batch.results import Results
from itnamnd_xl.app.batch.running import StoppedError, run_jobs
from itnamnd_xl.app.batch.state import State, why
from itnamnd_xl.app.batch.summarising import write_summary, written_digest
from itnamnd_xl.app.recalculate import sizes
from itnamnd_xl.core.diagnostics import Diagnostic, DiagnosticError, Severity, diagnostic
from itnamnd_xl.core.swedish import count
from itnamnd_xl.package.files import reason
from itnamnd_xl.package.locks import held
from itnamnd_xl.policy.load import find_config, load_policy
from itnamnd_xl.version import VERSION

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
    from concurrent.futures import Executor
    from pathlib import Path

    from itnamnd_xl.app.batch.finding import Found, Unit
    from itnamnd_xl.policy import Policy

# How long a run waits for another one that has the same folder, in seconds, and how often it asks.
PATIENCE, TRY = 3600, 0.3
# What is said of files that another run has.
BUSY = "E118"


class HaltedError(DiagnosticError):
    """The batch cannot go on: another run has the folder for very long, or its own files cannot be written."""


@dataclass(frozen=True, slots=True)
class BatchResult:
    """What came of a batch.

    Attributes:
        cases: every case, in a stable order.
        problems: what the summary itself met with.
        known: the errors and warnings that the last complete run had.
        results: the file with all results.
        summary: the summary workbook; None where it could not be written.
    """

    cases: tuple[Done, ...]
    problems: tuple[Diagnostic, ...]
    known: frozenset[str]
    results: Path
    summary: Path | None

    @property
    def counts(self) -> Counter[Status]:
        """How many cases ended how."""
        return Counter(one.status for one in self.cases)

    @property
    def unchanged(self) -> int:
        """How many cases were left as they were."""
        return sum(one.is_unchanged for one in self.cases)

    def has(self, severities: Collection[Severity], *, new: bool = False) -> bool:
        """Say whether anything of these severities was said; of `new` things, whether the last run did not say it."""
        found = _keys(self.cases, self.problems, {one.value for one in severities})
        return bool(found - self.known if new else found)

    def is_news(self, problem: Diagnostic) -> bool:
        """Say whether the last complete run did not meet with a problem of the summary."""
        return not _keys((), (problem,), {problem.severity.value}) <= self.known

    def lines(self) -> Iterator[dict[str, object]]:
        """Give the result of each case, in a stable order, with whether it was left as it was."""
        if not self.cases:
            return
        results = Results(self.results, is_read_only=True)
        try:
            # Another run may have come since: what it has forgotten is no case any more.
            for case in (one for one in self.cases if one.path in results):
                line = results.line(case.path)
                del line["fingerprint"]
                line["written"] = [str(self.results.parent / one) for one in line["written"]]
                yield line | {"unchanged": case.is_unchanged}
        finally:
            results.close()


class Quiet:
    """A listener that hears nothing."""

    def begin(self, workbooks: int) -> None:
        """Hear nothing."""

    def done(self, case: Done) -> None:
        """Hear nothing."""

    def passed(self, path: str, why: str) -> None:
        """Hear nothing."""

    def waiting(self) -> None:
        """Hear nothing."""


def _never() -> bool:
    return False


def run_batch(
    wanted: BatchRequest,
    *,
    listener: Listener | None = None,
    executor: Executor | None = None,
    is_stopped: Callable[[], bool] = _never,
    only: Collection[Path] | None = None,
    is_told: bool = True,
) -> BatchResult:
    """Compute every case below a folder.

    Args:
        wanted: what is asked for.
        listener: who is told while it goes on.
        executor: what does the work; without it, processes of this machine. It is not shut down.
        is_stopped: asked now and then whether somebody wants the end.
        only: the folders to look at; without it, all.
        is_told: whether somebody hears of the errors that are found, so that a later run need not call them new.

    Raises:
        UsageError: the call is wrong: no such folder, an output that is the folder itself.
        PolicyError: the configuration that holds for all of it cannot be used.
        HaltedError: another run has the folder, or what the batch keeps cannot be written.
        StoppedError: somebody wants the end. What is done stays done; the next run goes on from there.
    """
    wanted = checked(wanted)
    order, listener = _order(wanted), listener or Quiet()
    # What holds for all is looked at first: a mistake in it is one mistake, and not one for each case.
    policy = load_policy(wanted.config or find_config(wanted.root / RESULTS))
    found = find_units(wanted.root, wanted.config)
    beside = order.beside
    place = state_place(wanted.state, beside)
    if not found.units and not place.exists():
        return BatchResult((), (), frozenset(), beside / RESULTS, None)
    with (
        _alone(beside / RESULTS, listener, is_stopped),
        _opened(place, wanted, beside / RESULTS) as (state, results),
        _halting(place),
    ):
        foreman = Foreman(order, state, results, listener, force=wanted.force)
        foreman.survey_places(path for unit in found.units for path in unit.paths)
        if not found.units:
            _refuse_emptied(wanted.root, state)
        units = [one for one in found.units if only is None or _is_among(one, only)]
        _tell_beginning(listener, found, units, order)
        with _executor(executor, wanted) as (workers, hands, limit):
            try:
                run_jobs(foreman.jobs(units), foreman, workers, hands, limit, is_stopped)
            except (StoppedError, KeyboardInterrupt):
                state.save()
                raise
        done = _ended(foreman, policy, state, results, beside, only)
        if only is None and is_told:
            state.keep_told(_keys(done.cases, done.problems, {Severity.ERROR.value, Severity.WARNING.value}))
        return done


def _order(wanted: BatchRequest) -> Order:
    return Order(
        root=wanted.root,
        version=VERSION,
        output=wanted.output,
        config=wanted.config,
        settings=dict(wanted.settings),
        password=wanted.password,
        backup=wanted.backup,
        allow_unencrypted=wanted.allow_unencrypted,
    )


def _refuse_emptied(root: Path, state: State) -> None:
    """Refuse a folder that had workbooks: more often a drive is not there than all of them are gone."""
    if before := len(state.cases()):
        many = count(before, "ärende", "ärenden")
        raise HaltedError("E837", path=str(root), count=many, state=str(state.path))


def _is_among(unit: Unit, folders: Collection[Path]) -> bool:
    return unit.folder in folders or any(path.parent in folders for path in unit.paths)


@contextlib.contextmanager
def _halting(place: Path) -> Iterator[None]:
    """Make a sentence of what keeps a batch from going on: its files cannot be written any more."""
    try:
        yield
    except sqlite3.Error as problem:
        raise HaltedError("E836", path=str(place), why=why(problem)) from None
    except OSError as problem:
        raise HaltedError("E836", path=str(problem.filename or place.parent), why=reason(problem)) from None


@contextlib.contextmanager
def _alone(place: Path, listener: Listener, is_stopped: Callable[[], bool]) -> Iterator[None]:
    """Keep other batches away from a folder; waits for one that has it, as long as nobody wants the end."""
    end, is_first = time.monotonic() + PATIENCE, True
    with contextlib.ExitStack() as stack:
        while (busy := stack.enter_context(held([place], TRY))) is not None:
            if busy.code != BUSY:
                raise HaltedError(busy.code, busy.source, **busy.params)
            if is_first:
                listener.waiting()
            is_first = False
            stack.close()
            if is_stopped():
                raise StoppedError
            if time.monotonic() > end:
                raise HaltedError("E829", path=str(place.parent))
        yield


@contextlib.contextmanager
def _opened(place: Path, wanted: BatchRequest, kept: Path) -> Iterator[tuple[State, Results]]:
    """Open the state and the results; a state file that several folders may share knows of one at a time."""
    of = None if wanted.state is None else f"{wanted.root} {kept.parent}"
    state = State(place, is_ours=wanted.state is None, of=of)
    try:
        try:
            results = Results(kept)
        except OSError as problem:
            raise HaltedError("E836", path=str(kept), why=reason(problem)) from None
        try:
            yield state, results
        finally:
            results.close()
    finally:
        with contextlib.suppress(sqlite3.Error):
            state.close()


@contextlib.contextmanager
def _executor(given: Executor | None, wanted: BatchRequest) -> Iterator[tuple[Executor, int, float | None]]:
    """Give who does the work, how many they are, and the time limit that we have to keep ourselves."""
    hands = wanted.jobs or processors()
    if given is not None:
        yield given, hands, wanted.limit
        return
    workers = WorkerProcesses(hands, wanted.limit)
    try:
        yield workers, hands, None
    except BaseException:
        workers.shutdown(cancel_futures=True)
        raise
    workers.shutdown()


def _tell_beginning(listener: Listener, found: Found, units: Sequence[Unit], order: Order) -> None:
    listener.begin(len({path for one in units for path in one.paths} | set(found.left_out)))
    for path in found.left_out:
        listener.passed(path.relative_to(order.root).as_posix(), "står inte i något [[case]]")


def _ended(
    foreman: Foreman, policy: Policy, state: State, results: Results, beside: Path, only: Collection[Path] | None
) -> BatchResult:
    """Forget the cases that are no more, and write the summary of all."""
    cases = sorted(foreman.cases, key=lambda one: one.path.split("/"))
    now = {one.path for one in cases}
    within = None if only is None else {foreman.folder_seen(one) for one in only}
    kept = {one.path: one for one in state.cases()}
    gone = [path for path in kept if path not in now and (within is None or path.rpartition("/")[0] in within)]
    state.forget_cases(gone)
    everything = sorted(set(kept) - set(gone), key=lambda path: path.split("/"))
    known = frozenset(foreman.told)
    problems = []
    try:
        results.keep_only(everything)
    except OSError as problem:
        problems.append(diagnostic("E108", RESULTS, why=reason(problem)))
    summary, said = write_summary(results, everything, state, beside, sizes(policy.limits), VERSION)
    problems += said
    if summary is not None and (digest := written_digest(summary, state)) is not None:
        foreman.keep_own(summary, digest)
    return BatchResult(tuple(cases), tuple(problems), known, beside / RESULTS, summary)


def _keys(cases: Iterable[Done], problems: Sequence[Diagnostic], severities: Collection[str]) -> set[str]:
    """Give what tells each error of cases and of the summary from others."""
    found = error_keys("", tuple(said_of(one) for one in problems), severities)
    return found.union(*(error_keys(case.path, case.said, severities) for case in cases))
