"""A folder that is watched: a case is computed anew when one of its files was saved and then left alone."""

from __future__ import annotations

import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from itnamnd_xl.app.batch.batch import run_batch
from itnamnd_xl.app.batch.finding import is_workbook
from itnamnd_xl.app.batch.fingerprint import digest_of
from itnamnd_xl.app.batch.jobs import seen_from
from itnamnd_xl.app.batch.places import is_remote, state_place
from itnamnd_xl.app.batch.request import BatchRequest, checked
from itnamnd_xl.app.batch.running import StoppedError
from itnamnd_xl.app.batch.state import State
from itnamnd_xl.core.diagnostics import DiagnosticError
from itnamnd_xl.policy.load import CONFIG_NAME, PolicyError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from concurrent.futures import Executor
    from threading import Event

    from itnamnd_xl.app.batch.batch import BatchResult
    from itnamnd_xl.app.batch.foreman import Listener

# How long a file must have been left alone, in seconds: programs save in several steps, and people several times.
ALONE = 5.0
# How often a folder on another machine is looked through, and how often we look whether files were left alone.
POLL_MS, TICK_MS = 2000, 500
# When everything is looked at again after a round that could not be done, in seconds.
RETRY = 30.0
# What a program keeps beside a workbook that is open in it: when it goes, the workbook can be written to.
LOCKS = ("~$", ".~lock.")


def watch_folder(
    wanted: BatchRequest,
    stop: Event,
    *,
    listener: Listener | None = None,
    executor: Executor | None = None,
    alone: float = ALONE,
    after: Callable[[BatchResult], None] = lambda _: None,
    troubled: Callable[[str], None] = lambda _: None,
) -> None:
    """Compute what has changed, then go on with what is saved, until somebody sets `stop`.

    Args:
        wanted: what is asked for, as for a batch; that nothing has changed is no reason to compute once more.
        stop: set to end.
        listener: who is told.
        executor: what does the work.
        alone: seconds that a file must have been left alone.
        after: called with what came of each round.
        troubled: called with a sentence when a later round cannot be done; it is tried again.

    Raises:
        UsageError: the call is wrong.
        PolicyError: the configuration that holds for all of it cannot be used.
    """
    # Slow to load, and only who watches needs it.
    from watchfiles import Change, watch  # noqa: PLC0415 - as said

    wanted = checked(wanted)
    waiting = _Waiting(wanted, alone)

    def work(only: frozenset[Path] | None) -> None:
        try:
            done = run_batch(
                wanted, listener=listener, executor=executor, is_stopped=stop.is_set, only=only, is_told=False
            )
        except StoppedError:
            return
        # What is saved within a moment of our own writing may pass for it: where times have whole seconds, it does.
        folders = {(wanted.root / one.path).parent for one in done.cases if not one.is_unchanged}
        waiting.look_again(path for folder in folders if folder.is_dir() for path in folder.iterdir())
        after(done)

    changes = watch(
        wanted.root,
        watch_filter=None,
        stop_event=stop,
        force_polling=is_remote(wanted.root),
        poll_delay_ms=POLL_MS,
        rust_timeout=TICK_MS,
        yield_on_timeout=True,
        raise_interrupt=False,
        ignore_permission_denied=True,
    )
    # The watcher is set up before the first round, so that nothing that is saved during it is missed.
    first = True
    for found in changes:
        if first:
            first = False
            work(None)
        waiting.note((change is Change.added, Path(path)) for change, path in found)
        try:
            if ready := waiting.ready():
                work(None if ready.is_all else ready.folders)
        except (DiagnosticError, PolicyError, OSError) as problem:
            # A configuration that is half-saved, a drive that is away for a moment: it passes.
            waiting.try_all_again()
            troubled(str(problem))


class _Ready:
    """Folders whose files were saved and left alone; `is_all` where a configuration was."""

    def __init__(self, folders: frozenset[Path], *, is_all: bool) -> None:
        self.folders, self.is_all = folders, is_all

    def __bool__(self) -> bool:
        return bool(self.folders) or self.is_all


class _Waiting:
    """What was changed, and when last."""

    def __init__(self, wanted: BatchRequest, alone: float) -> None:
        self.wanted, self.alone = wanted, alone
        self._place = state_place(wanted.state, wanted.output or wanted.root)
        self._changed: dict[Path, float] = {}
        # Those of them of which nothing was heard: what we know nothing of, as what cannot be read, is no news then.
        self._unheard: set[Path] = set()
        self._all_at: float | None = None

    def try_all_again(self) -> None:
        """Look at everything after a while."""
        self._all_at = time.monotonic() + RETRY

    def note(self, paths: Iterable[tuple[bool, Path]]) -> None:
        """Take note of what has changed just now, each with whether it is new."""
        now = time.monotonic()
        for is_new, path in paths:
            is_file = path.name == CONFIG_NAME or is_workbook(path) or path.name.startswith(LOCKS)
            # A folder is said to have changed whenever something in it has; of one that is gone only its name is left.
            if is_file or (path.is_dir() if is_new else not path.suffix and not path.exists()):
                self._changed[path] = now
                self._unheard.discard(path)

    def look_again(self, paths: Iterable[Path]) -> None:
        """Look again, after a while, whether workbooks are as they were when we were done with them."""
        now = time.monotonic()
        for path in paths:
            if is_workbook(path) and path not in self._changed:
                self._changed[path] = now
                self._unheard.add(path)

    def ready(self) -> _Ready:
        """Give what has been left alone for long enough and is not as we left it."""
        now = time.monotonic()
        ready = [path for path, since in self._changed.items() if now - since >= self.alone]
        for path in ready:
            del self._changed[path]
        ready = [one for path in ready for one in _within(path) if one not in self._changed]
        busy = {path.parent for path in self._changed}
        known = self._known(ready)
        gone = [path for path in ready if not path.suffix and not path.exists()]
        if (self._all_at is not None and now >= self._all_at) or self._were_folders(gone):
            self._all_at = None
            return _Ready(frozenset(), is_all=True)
        ready = [path for path in ready if path not in gone]
        changed = [path for path in ready if self._has_changed(path, known)]
        self._unheard.difference_update(ready)
        folders = {path.parent for path in changed if path.name != CONFIG_NAME}
        for path in changed:
            if path.parent in busy and path.name != CONFIG_NAME:
                # Another file of the folder is still being worked on: the case waits for it.
                self._changed[path] = now
        return _Ready(frozenset(folders - busy), is_all=any(path.name == CONFIG_NAME for path in changed))

    def _has_changed(self, path: Path, known: dict[Path, str]) -> bool:
        return known[path] != digest_of(path) if path in known else path not in self._unheard

    def _known(self, paths: list[Path]) -> dict[Path, str]:
        """Give the digests of workbooks as they were computed or written last."""
        if not paths:
            return {}
        with self._state() as state:
            found = {path: state.digest(seen_from(self.wanted.root, path)) for path in paths}
        return {path: digest for path, digest in found.items() if digest is not None}

    def _were_folders(self, paths: list[Path]) -> bool:
        """Say whether any of these, which are gone, was a folder with workbooks in it."""
        if not paths:
            return False
        with self._state() as state:
            return any(state.has_below(seen_from(self.wanted.root, path)) for path in paths)

    @contextmanager
    def _state(self) -> Iterator[State]:
        state = State(self._place)
        try:
            yield state
        finally:
            state.close()


def _within(path: Path) -> list[Path]:
    """Give the workbooks in a folder that is new, or the path itself: what was saved before it was watched is in it."""
    return [one for one in path.rglob("*") if is_workbook(one)] if path.is_dir() else [path]
