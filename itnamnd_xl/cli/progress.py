"""How a batch is followed: a moving picture on a terminal, a line for each case elsewhere. Codes and addresses only."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Self

from rich.progress import BarColumn, MofNCompleteColumn, Progress, Task, TextColumn, TimeRemainingColumn
from rich.progress import ProgressColumn as Column
from rich.text import Text

from itnamnd_xl.core.diagnostics import CODES, Severity
from itnamnd_xl.core.swedish import count, number

if TYPE_CHECKING:
    from rich.console import Console

    from itnamnd_xl.app.batch.foreman import Done

WORDS = {"ok": "klart", "warnings": "varning", "failed": "fel"}
COLORS = {"ok": "green", "warnings": "yellow", "failed": "red"}
UNCHANGED = "oförändrat"
# The same of several.
COUNTED = {"ok": "klara", "warnings": "med varningar", "failed": "med fel", UNCHANGED: "oförändrade"}
WIDTH = 12
# How many codes one line names.
MOST_CODES = 6
MOST_PLACES = 3


def reason(case: Done, severity: Severity) -> str:
    """Say what is wrong with a case, by code and address: what a cell says is for the workbook's readers alone."""
    places: dict[str, list[str]] = {}
    for found, code, address in case.said:
        if found == severity.value:
            places.setdefault(code, []).append(address or "")
    return "; ".join(_one(code, named) for code, named in [*places.items()][:MOST_CODES])


def _one(code: str, places: list[str]) -> str:
    # What fills a text could be what a cell says, and is left out.
    text = re.sub(r"\{\w+\}", "…", CODES[code].text)
    fixed = f" {text.partition('. ')[0].rstrip('.')}"
    named = [one for one in places if one][:MOST_PLACES]
    more = f" och {number(len(places) - len(named))} till" if len(places) > len(named) > 0 else ""
    return f"{code}{fixed}" + (f" ({', '.join(named)}{more})" if named else "")


class LogLines:
    """A plain line for each case; with `verbose` also for what has not changed or is no case."""

    def __init__(self, out: Console, *, quiet: bool, verbose: bool, only_new: bool = False) -> None:
        """Take where the lines go, and how many are wanted; `only_new` leaves out failures that were told before."""
        self.out, self.quiet, self.verbose, self.only_new = out, quiet, verbose, only_new

    def begin(self, workbooks: int) -> None:
        """Say how many workbooks there are."""
        if self.verbose:
            self.line("", f"{count(workbooks, 'arbetsbok', 'arbetsböcker')} att gå igenom")

    def done(self, case: Done) -> None:
        """Say how a case ended."""
        is_failed = case.status == "failed" and not (self.quiet and self.only_new and case.is_told)
        if is_failed or (not self.quiet and (self.verbose or not case.is_unchanged)):
            why = reason(case, Severity.ERROR if is_failed else Severity.WARNING)
            word = UNCHANGED if case.is_unchanged and not is_failed else WORDS[case.status]
            self.line(word, f"{case.path}{f': {why}' if why else ''}", COLORS[case.status])

    def passed(self, path: str, why: str) -> None:
        """Say what is no case."""
        if self.verbose:
            self.line("inte med", f"{path}: {why}")

    def waiting(self) -> None:
        """Say that another run has the folder."""
        self.line("väntar", "en annan körning arbetar med mappen")

    def line(self, word: str, text: str, color: str = "") -> None:
        """Write a line."""
        # A file's name may hold what moves a terminal's cursor, or looks like a line of its own.
        plain = "".join(one if one.isprintable() else f"\\x{ord(one):02x}" for one in text)
        self.out.print(Text(f"{word:{WIDTH}}", style=color) + Text(plain), soft_wrap=True, highlight=False)


class _Rate(Column):
    """Workbooks a second."""

    def render(self, task: Task) -> Text:
        """Draw it."""
        speed = task.finished_speed or task.speed
        return Text("" if speed is None else f"{speed:.0f}/s")


class LivePicture(LogLines):
    """A bar with rate and time left, the failures above it as they come."""

    def __init__(self, out: Console, *, quiet: bool, verbose: bool) -> None:
        """Take the terminal."""
        super().__init__(out, quiet=quiet, verbose=verbose)
        self.counts: Counter[str] = Counter()
        self.progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            _Rate(),
            TimeRemainingColumn(),
            TextColumn("{task.fields[counts]}"),
            console=out,
            transient=True,
        )
        self.task = self.progress.add_task("Arbetsböcker", total=None, counts="")

    def __enter__(self) -> Self:
        """Begin to draw."""
        self.progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        """End."""
        self.progress.stop()

    def begin(self, workbooks: int) -> None:
        """Take how many workbooks there are."""
        self.progress.update(self.task, total=workbooks)

    def done(self, case: Done) -> None:
        """Move on; a failure is named above the bar."""
        self.counts[UNCHANGED if case.is_unchanged else case.status.value] += 1
        counts = ", ".join(f"{number(many)} {COUNTED[word]}" for word, many in self.counts.items())
        self.progress.update(self.task, advance=case.workbooks, counts=counts)
        if case.status == "failed" or self.verbose:
            super().done(case)

    def passed(self, path: str, why: str) -> None:
        """Move on."""
        self.progress.advance(self.task)
        super().passed(path, why)
