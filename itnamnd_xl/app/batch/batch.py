"""A batch from its folder to its summary: every case below the folder, what has not changed left as it is."""

from __future__ import annotations

import contextlib
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from itnamnd_xl.app.batch.finding import find_units
from itnamnd_xl.app.batch.foreman import Done, Foreman, Listener
from itnamnd_xl.app.batch.jobs import Order, Status
from itnamnd_xl.app.batch.places import RESULTS, state_place
from itnamnd_xl.app.batch.pool import WorkerProcesses, processors
from itnamnd_xl.app.batch.results import Results
from itnamnd_xl.app.batch.running import StoppedError, run_jobs
from itnamnd_xl.app.batch.state import State
from itnamnd_xl.app.batch.summarising import write_summary, written_digest
from itnamnd_xl.app.delivery import Target
from itnamnd_xl.app.recalculate import sizes
from itnamnd_xl.app.usage import UsageError
from itnamnd_xl.core.diagnostics import Diagnostic, DiagnosticError, Severity
from itnamnd_xl.package.files import reason
from itnamnd_xl.package.locks import held
from itnamnd_xl.policy.load import find_config, load_policy
from itnamnd_xl.version import VERSION

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
    from concurrent.futures import Executor
    from pathlib import Path

    from itnamnd_xl.app.batch.finding import Found, Unit
    from itnamnd_xl.policy import Policy

# How long a case may take, in seconds.
LIMIT = 120.0
# How long a run waits for another one that has the same folder, in seconds; the first try is short, to tell of it.
PATIENCE, FIRST_TRY = 3600, 0.3


class BusyError(DiagnosticError):
    """Another run has the folder, and has had it for very long."""


@dataclass(frozen=True, slots=True)
class BatchRequest:
    """What is asked of a batch.

    Attributes:
        root: the folder.
        output: where copies go; None where results are written into the workbooks themselves.
        config: a configuration file that takes the place of those beside the workbooks.
        settings: settings by name that outrank all others.
        password: what opens workbooks that are protected.
        backup: whether the former file is kept beside each that is written.
        allow_unencrypted: whether results of protected workbooks may be written, unprotected.
        jobs: how many workers there are; None for as many as there are processors.
        limit: seconds that a case may take.
        force: whether what has not changed is computed too.
        state: the state file; None for its usual place.
    """

    root: Path
    output: Path | None = None
    config: Path | None = None
    settings: Mapping[str, object] = field(default_factory=dict)
    password: str | None = None
    backup: bool = False
    allow_unencrypted: bool = False
    jobs: int | None = None
    limit: float = LIMIT
    force: bool = False
    state: Path | None = None


@dataclass(frozen=True, slots=True)
class BatchResult:
    """What came of a batch.

    Attributes:
        cases: every case, in a stable order.
        problems: what the summary itself met with.
        known: the errors and warnings that the last complete run had too.
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
        if any(one.severity in severities for one in self.problems):
            return True
        wanted = {one.value for one in severities}
        found = {key for case in self.cases for key in _keys(case, wanted)}
        return bool(found - self.known if new else found)

    def lines(self) -> Iterator[dict[str, object]]:
        """Give the result of each case, in a stable order, with whether it was left as it was."""
        results = Results(self.results)
        try:
            for case in self.cases:
                line = results.line(case.path)
                del line["fingerprint"]
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
) -> BatchResult:
    """Compute every case below a folder.

    Args:
        wanted: what is asked for.
        listener: who is told while it goes on.
        executor: what does the work; without it, processes of this machine. It is not shut down.
        is_stopped: asked now and then whether somebody wants the end.
        only: the folders to look at; without it, all.

    Raises:
        UsageError: the call is wrong: no such folder, an output that is the folder itself.
        PolicyError: the configuration that holds for all of it cannot be used.
        BusyError: another run has the folder.
        StoppedError: somebody wants the end. What is done stays done; the next run goes on from there.
    """
    wanted = checked(wanted)
    order = Order(
        root=wanted.root,
        version=VERSION,
        output=wanted.output,
        config=wanted.config,
        settings=dict(wanted.settings),
        password=wanted.password,
        backup=wanted.backup,
        allow_unencrypted=wanted.allow_unencrypted,
    )
    listener = listener or Quiet()
    # What holds for all is looked at first: a mistake in it is one mistake, and not one for each case.
    policy = load_policy(wanted.config or find_config(wanted.root / RESULTS))
    found = find_units(wanted.root, wanted.config)
    beside = wanted.output or wanted.root
    place = state_place(wanted.state, beside)
    with _alone(beside / RESULTS, listener), _opened(place, beside) as (state, results):
        foreman = Foreman(order, _target(order), state, results, listener, force=wanted.force)
        units = [one for one in found.units if only is None or one.folder in only]
        _tell_beginning(listener, found, units, order)
        with _executor(executor, wanted) as (workers, hands, limit):
            try:
                run_jobs(foreman.jobs(units), foreman, workers, hands, limit, is_stopped)
            except (StoppedError, KeyboardInterrupt):
                state.save()
                raise
        return _ended(foreman, policy, state, results, beside, only)


def checked(wanted: BatchRequest) -> BatchRequest:
    """Give what is asked for with its folders as they really are.

    Raises:
        UsageError: a folder is none, or the output is the folder itself.
    """
    root = wanted.root.resolve()
    if not root.exists():
        raise UsageError("E801", path=str(wanted.root))
    if not root.is_dir():
        raise UsageError("E826", path=str(wanted.root))
    if wanted.output is None:
        return replace(wanted, root=root)
    output = wanted.output.resolve()
    if output.exists() and not output.is_dir():
        raise UsageError("E806", path=str(wanted.output))
    if output == root:
        raise UsageError("E827")
    return replace(wanted, root=root, output=output)


def _target(order: Order) -> Target:
    return Target(order.output, mirrored=order.root)


@contextlib.contextmanager
def _alone(place: Path, listener: Listener) -> Iterator[None]:
    """Keep other batches away from a folder; waits for one that has it."""
    with contextlib.ExitStack() as stack:
        if stack.enter_context(held([place], FIRST_TRY)) is not None:
            listener.waiting()
            if stack.enter_context(held([place], PATIENCE)) is not None:
                raise BusyError("E829", path=str(place.parent))
        yield


@contextlib.contextmanager
def _opened(place: Path, beside: Path) -> Iterator[tuple[State, Results]]:
    state = State(place)
    try:
        try:
            results = Results(beside / RESULTS)
        except OSError as problem:
            raise UsageError("E828", path=str(beside / RESULTS), why=reason(problem)) from None
        try:
            yield state, results
        finally:
            results.close()
    finally:
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
    results.keep_only(everything)
    known = frozenset(state.told())
    summary, problems = write_summary(results, everything, state, beside, sizes(policy.limits), VERSION)
    if summary is not None and (digest := written_digest(summary, state)) is not None:
        foreman.keep_own(summary, digest)
    if only is None:
        state.keep_told(key for case in cases for key in _keys(case, {Severity.ERROR.value, Severity.WARNING.value}))
    return BatchResult(tuple(cases), tuple(problems), known, beside / RESULTS, summary)


def _keys(case: Done, severities: Collection[str]) -> Iterator[str]:
    """Give what tells one error from another: its code and where it is, whichever case it is told of."""
    folder = case.path.rpartition("/")[0]
    for severity, code, address in case.said:
        if severity in severities:
            yield f"{folder}|{code}|{address or case.path}"
