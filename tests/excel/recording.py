"""The log of what crossed the process boundary: one entry for each property read or set and each method called."""

from __future__ import annotations

import contextlib
from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

GET, SET, CALL, ALERT = "GET", "SET", "CALL", "ALERT"

# Calls that change nothing: methods that look something up, and collections that are called for a member.
LOOKUPS = set(
    """
    Areas Borders Cells ChartObjects Columns Comments CommentsThreaded End Find FormatConditions GetAddress GetOffset
    GetResize HPageBreaks Hyperlinks International Item LinkSources ListObjects Names Pictures PivotTables
    ProtectedViewWindows Range Rows Shapes Sheets Windows Workbooks Worksheets
    """.split()  # noqa: SIM905 - as a list it would take thirty lines
)


class Entry(NamedTuple):
    """One round trip: `SET Sheet[Drift].Range[A1:C3].Font.Bold True`."""

    kind: str
    path: str
    value: Any = None

    def __str__(self) -> str:
        if self.kind == GET:
            return f"{self.kind} {self.path}"
        if self.kind == CALL:
            positional, named = self.value
            shown = [repr(one) for one in positional] + [f"{key}={one!r}" for key, one in named.items()]
            return f"{self.kind} {self.path}({', '.join(shown)})"
        return f"{self.kind} {self.path} {self.value!r}"


class Log:
    """A list of entries, which can be paused, and told to fail."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.alerts: list[tuple[str, str, int]] = []
        self._paused = 0
        self._countdown: int | None = None
        self._error: BaseException | None = None
        self._rejected: BaseException | None = None
        self._rejections: int | None = None

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries)

    def __len__(self) -> int:
        return len(self.entries)

    def __getitem__(self, index: int) -> Entry:
        return self.entries[index]

    def add(self, kind: str, path: str, value: Any = None) -> None:
        """Record one operation, or raise what it was told to raise instead."""
        if self._paused:
            return
        if self._rejected is not None:
            if self._rejections is None:
                raise self._rejected
            if self._rejections > 0:
                self._rejections -= 1
                raise self._rejected
        if self._countdown is not None:
            self._countdown -= 1
            if self._countdown <= 0:
                self._countdown = None
                assert self._error is not None
                raise self._error
        self.entries.append(Entry(kind, path, value))

    def alert(self, text: str, caption: str, style: int) -> None:
        """Record a message box; the user is no round trip."""
        self.alerts.append((text, caption, style))
        self.entries.append(Entry(ALERT, caption, text))

    @contextlib.contextmanager
    def pause(self) -> Iterator[None]:
        """Leave out what a test does to set up; nothing fails meanwhile."""
        self._paused += 1
        try:
            yield
        finally:
            self._paused -= 1

    @contextlib.contextmanager
    def rejecting(self, error: BaseException, times: int | None) -> Iterator[None]:
        """Raise the error for every operation meanwhile, or for the first few."""
        self._rejected, self._rejections = error, times
        try:
            yield
        finally:
            self._rejected, self._rejections = None, None

    def fail_after(self, operations: int, error: BaseException) -> None:
        """Raise the error at the n-th operation from now, once."""
        self._countdown, self._error = operations, error

    def clear(self) -> None:
        """Forget what was recorded; what it was told to raise stands."""
        self.entries.clear()
        self.alerts.clear()

    @property
    def round_trips(self) -> int:
        """How many operations crossed the process boundary."""
        return sum(entry.kind != ALERT for entry in self.entries)

    def count(self, kind: str | None = None, under: str = "") -> int:
        """How many entries there are of a kind whose path begins so."""
        return sum(entry.path.startswith(under) for entry in self.entries if kind in {None, entry.kind})

    def counts(self) -> Counter[str]:
        """How many entries there are of each kind."""
        return Counter(entry.kind for entry in self.entries)

    def writes(self) -> list[str]:
        """The golden list: everything that was set or called and is no mere look-up, one line each."""
        return [
            str(entry)
            for entry in self.entries
            if entry.kind in {SET, ALERT}
            or (entry.kind == CALL and not entry.path.endswith("]") and entry.path.rpartition(".")[2] not in LOOKUPS)
        ]
