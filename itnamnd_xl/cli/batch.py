"""The commands for folders of workbooks. Thin, as the others."""

from __future__ import annotations

import contextlib
import signal
import sys
import threading
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from itnamnd_xl.cli import options  # noqa: TC001 - typer reads the annotations

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from concurrent.futures import Executor
    from types import FrameType

    from rich.console import Console

    from itnamnd_xl.app.batch.batch import BatchResult
    from itnamnd_xl.app.batch.request import BatchRequest
    from itnamnd_xl.cli.progress import LogLines

OK, ERRORS = 0, 1
# What a shell gives for a program that ended at a signal.
BY_SIGNAL = 128

Folder = Annotated[
    Path, typer.Argument(metavar="MAPP", help="Mappen med arbetsböckerna; alla mappar i den gås igenom.")
]
Output = Annotated[
    Path | None,
    typer.Option("--output", "-o", metavar="MAPP", help="Skriv kopior i mappen, ordnade som originalen."),
]
InPlace = Annotated[bool, typer.Option("--in-place", help="Skriv resultatet i arbetsböckerna själva.")]
Jobs = Annotated[int | None, typer.Option("--jobs", metavar="ANTAL", min=1, max=512, help="Antal arbetsprocesser.")]
JsonLines = Annotated[bool, typer.Option("--json", help="Skriv en rad JSON per ärende på standard ut.")]
Force = Annotated[bool, typer.Option("--force", help="Räkna om också det som inte har ändrats.")]
FailOn = Annotated[
    str,
    typer.Option(
        "--fail-on", metavar="any|new", help="new: avslutsstatus 1 bara för fel som förra körningen inte hade."
    ),
]
StateFile = Annotated[Path | None, typer.Option("--state", metavar="FIL", help="Var körningens tillstånd sparas.")]
TimeLimit = Annotated[
    float, typer.Option("--time-limit", metavar="SEKUNDER", min=1, help="Längsta tid för ett ärende.")
]
Scheduler = Annotated[
    str | None,
    typer.Option("--scheduler", metavar="ADRESS", help="Låt ett Dask-kluster göra arbetet: tcp://dator:8786."),
]
Backup = Annotated[bool, typer.Option("--backup", help="Spara den tidigare filen med ändelsen .bak.")]
Unencrypted = Annotated[
    bool,
    typer.Option("--allow-unencrypted-output", help="Skriv resultat ur skyddade arbetsböcker oskyddat, med --output."),
]
Alone = Annotated[
    float,
    typer.Option("--quiet-for", metavar="SEKUNDER", min=0, help="Hur länge en sparad fil ska ha lämnats i fred."),
]


def batch(
    folder: Folder,
    output: Output = None,
    in_place: InPlace = False,
    jobs: Jobs = None,
    json: JsonLines = False,
    force: Force = False,
    fail_on: FailOn = "any",
    state: StateFile = None,
    time_limit: TimeLimit = 120,
    scheduler: Scheduler = None,
    backup: Backup = False,
    allow_unencrypted_output: Unencrypted = False,
    config: options.Config = None,
    settings: options.Settings = None,
    password_file: options.PasswordFile = None,
    strict: options.Strict = False,
    quiet: options.Quiet = False,
    verbose: options.Verbose = False,
    no_color: options.NoColor = False,
    version: options.Version = False,
) -> int:
    """Compute every case below a folder."""
    from itnamnd_xl.app.batch.batch import HaltedError, run_batch
    from itnamnd_xl.app.batch.running import StoppedError

    wanted = _wanted(
        folder, output, in_place, jobs, force, state, time_limit, backup, allow_unencrypted_output, config, settings,
        password_file,
    )  # fmt: skip
    only_new = _only_new(fail_on)
    out = _console(no_color=no_color)
    with _stopping() as stop, _listening(out, quiet=quiet, verbose=verbose, only_new=only_new) as listener:
        try:
            with _executor(scheduler, wanted) as (executor, wanted):
                done = run_batch(wanted, listener=listener, executor=executor, is_stopped=stop.is_set)
        except StoppedError:
            listener.line("avbrutet", "det som är klart är kvar; nästa körning fortsätter därifrån")
            return BY_SIGNAL + stop.number
        except HaltedError as problem:
            typer.echo(f"Fel {problem}", err=True)
            return ERRORS
    _tell(done, json=json, quiet=quiet, no_color=no_color, only_new=only_new)
    return _status(done, strict=strict, only_new=only_new)


def watch(
    folder: Folder,
    output: Output = None,
    in_place: InPlace = False,
    jobs: Jobs = None,
    json: JsonLines = False,
    force: Force = False,
    state: StateFile = None,
    time_limit: TimeLimit = 120,
    quiet_for: Alone = 5,
    scheduler: Scheduler = None,
    backup: Backup = False,
    allow_unencrypted_output: Unencrypted = False,
    config: options.Config = None,
    settings: options.Settings = None,
    password_file: options.PasswordFile = None,
    quiet: options.Quiet = False,
    verbose: options.Verbose = False,
    no_color: options.NoColor = False,
    version: options.Version = False,
) -> int:
    """Compute what is saved, until somebody says stop."""
    from itnamnd_xl.app.batch.batch import HaltedError
    from itnamnd_xl.app.batch.watching import watch_folder

    wanted = _wanted(
        folder, output, in_place, jobs, force, state, time_limit, backup, allow_unencrypted_output, config, settings,
        password_file,
    )  # fmt: skip
    # A moving picture is for what comes to an end.
    listener = _log(_console(no_color=no_color), quiet=quiet, verbose=verbose)

    def after(done: BatchResult) -> None:
        _tell_problems(done, no_color=no_color)
        if json:
            _print_lines(done, changed_only=True)

    if not quiet:
        listener.line("bevakar", str(folder))

    def troubled(sentence: str) -> None:
        listener.line("väntar", sentence)

    with _stopping() as stop:
        try:
            with _executor(scheduler, wanted) as (executor, wanted):
                watch_folder(
                    wanted,
                    stop,
                    listener=listener,
                    executor=executor,
                    alone=quiet_for,
                    after=after,
                    troubled=troubled,
                )
        except HaltedError as problem:
            typer.echo(f"Fel {problem}", err=True)
            return ERRORS
    if not quiet:
        listener.line("avslutat", str(folder))
    return OK


def _wanted(
    folder: Path,
    output: Path | None,
    in_place: bool,  # noqa: FBT001 - as the commands have it
    jobs: int | None,
    force: bool,  # noqa: FBT001
    state: Path | None,
    time_limit: float,
    backup: bool,  # noqa: FBT001
    allow_unencrypted: bool,  # noqa: FBT001
    config: Path | None,
    settings: Sequence[str] | None,
    password_file: Path | None,
) -> BatchRequest:
    from itnamnd_xl.app.batch.request import BatchRequest
    from itnamnd_xl.app.settings import password_in, stated
    from itnamnd_xl.app.usage import UsageError

    if output is None and not in_place:
        raise UsageError("E824")
    if output is not None and in_place:
        raise UsageError("E825")
    return BatchRequest(
        root=folder,
        output=output,
        config=config,
        settings=stated(settings or []),
        password=password_in(password_file) if password_file else None,
        backup=backup,
        allow_unencrypted=allow_unencrypted,
        jobs=jobs,
        limit=time_limit,
        force=force,
        state=state,
    )


def _only_new(fail_on: str) -> bool:
    from itnamnd_xl.app.usage import UsageError

    if fail_on not in ("any", "new"):
        raise UsageError("E834", found=fail_on)
    return fail_on == "new"


@contextlib.contextmanager
def _executor(scheduler: str | None, wanted: BatchRequest) -> Iterator[tuple[Executor | None, BatchRequest]]:
    """Give the executor that is asked for, None for our own, and how many jobs it is to have at a time."""
    if scheduler is None:
        yield None, wanted
        return
    from itnamnd_xl.app.batch.cluster import cluster

    with cluster(scheduler) as (executor, hands):
        yield executor, replace(wanted, jobs=wanted.jobs or hands)


class _Stop(threading.Event):
    """Somebody wants the end; `number` is the signal that said so."""

    number = 0


@contextlib.contextmanager
def _stopping() -> Iterator[_Stop]:
    """Take Ctrl-C and a request to end as the wish to stop when what is in hand is done; a second one ends at once."""
    stop = _Stop()

    def note(number: int, _: FrameType | None) -> None:
        if stop.is_set():
            raise KeyboardInterrupt
        stop.number = int(number)
        stop.set()

    numbers = [signal.SIGINT, signal.SIGTERM]
    if threading.current_thread() is not threading.main_thread():
        # Signals come to the main thread alone; who runs a command elsewhere sees to them.
        yield stop
        return
    before = {number: signal.signal(number, note) for number in numbers}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _console(*, no_color: bool) -> Console:
    from itnamnd_xl.render.with_rich import console

    return console(sys.stderr, color=not no_color)


def _log(out: Console, *, quiet: bool, verbose: bool, only_new: bool = False) -> LogLines:
    from itnamnd_xl.cli.progress import LogLines

    return LogLines(out, quiet=quiet, verbose=verbose, only_new=only_new)


@contextlib.contextmanager
def _listening(out: Console, *, quiet: bool, verbose: bool, only_new: bool) -> Iterator[LogLines]:
    if quiet or not out.is_terminal:
        yield _log(out, quiet=quiet, verbose=verbose, only_new=only_new)
        return
    from itnamnd_xl.cli.progress import LivePicture

    with LivePicture(out, quiet=quiet, verbose=verbose) as picture:
        yield picture


def _tell(done: BatchResult, *, json: bool, quiet: bool, no_color: bool, only_new: bool) -> None:
    _tell_problems(done, no_color=no_color, only_new=quiet and only_new)
    if json:
        _print_lines(done)
    elif not quiet:
        typer.echo(_total(done))
        if done.summary is not None:
            typer.echo(f"Sammanställning: {done.summary}")


def _tell_problems(done: BatchResult, *, no_color: bool, only_new: bool = False) -> None:
    from itnamnd_xl.core.diagnostics import Severity
    from itnamnd_xl.render.with_rich import print_diagnostics

    told = [one for one in done.problems if not only_new or done.is_news(one)]
    print_diagnostics(_console(no_color=no_color), told, Severity.NOTE)


def _print_lines(done: BatchResult, *, changed_only: bool = False) -> None:
    from itnamnd_xl.app.result import dump

    for line in done.lines():
        if not (changed_only and line["unchanged"]):
            typer.echo(dump(line, indent=None))


def _total(done: BatchResult) -> str:
    from itnamnd_xl.core.swedish import count, number

    if not done.cases:
        return "Inga arbetsböcker att räkna på i mappen."
    counts = done.counts
    parts = [
        f"{number(counts['ok'])} utan anmärkning",  # type: ignore[index]  # a status is its text
        f"{number(counts['warnings'])} med varningar",  # type: ignore[index]
        f"{number(counts['failed'])} med fel",  # type: ignore[index]
    ]
    unchanged = f" {number(done.unchanged)} hade inte ändrats och räknades inte om." if done.unchanged else ""
    return f"{count(len(done.cases), 'ärende', 'ärenden')}: {', '.join(parts)}.{unchanged}"


def _status(done: BatchResult, *, strict: bool, only_new: bool) -> int:
    from itnamnd_xl.core.diagnostics import Severity

    counted = {Severity.ERROR, Severity.WARNING} if strict else {Severity.ERROR}
    return ERRORS if done.has(counted, new=only_new) else OK


def register(command: Callable[[str, str, str], Callable[[Callable[..., int]], object]]) -> None:
    """Add the commands to the others."""
    command(
        "batch",
        "Räknar om alla ärenden i en mapp och dess undermappar; det som inte har ändrats hoppas över.",
        "itnamnd batch namnder --output resultat",
    )(batch)
    command(
        "watch",
        "Bevakar en mapp och räknar om det som sparas, tills kommandot avbryts.",
        "itnamnd watch namnder --in-place",
    )(watch)
