"""The commands of the Excel add-in. Thin, as the others."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path  # noqa: TC003 - typer reads the annotations
from typing import TYPE_CHECKING, Annotated

import typer

from itnamnd_xl.cli import options  # noqa: TC001 - typer reads the annotations
from itnamnd_xl.cli.swedish import SwedishGroup, commanded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from itnamnd_xl.addin.installing.finding import Finding
    from itnamnd_xl.addin.installing.machine import Machine
    from itnamnd_xl.core.diagnostics import Diagnostic

OK, PROBLEM = 0, 1

app = typer.Typer(
    name="addin",
    cls=SwedishGroup,
    help=(
        "Installerar och kontrollerar knappen i Excel för Windows. Inget av det kräver administratörsbehörighet."
        "\n\nExempel: itnamnd addin install"
    ),
    short_help="Installerar och kontrollerar knappen i Excel för Windows.",
    rich_markup_mode=None,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)


command = partial(commanded, app)


def this_computer() -> Machine:
    """Give the computer that the command runs on; tests put another in its place."""
    from itnamnd_xl.addin.installing.windows import ThisComputer

    return ThisComputer()


def _print(lines: Iterable[str], *, no_color: bool) -> None:
    from itnamnd_xl.render.with_rich import console

    out = console(sys.stdout, color=not no_color)
    for line in lines:
        out.print(line, soft_wrap=True, markup=False, highlight=False)


def _tell(diagnostics: Iterable[Diagnostic], *, no_color: bool) -> None:
    from itnamnd_xl.core.diagnostics import Severity
    from itnamnd_xl.render.with_rich import console, print_diagnostics

    print_diagnostics(console(sys.stderr, color=not no_color), diagnostics, Severity.NOTE)


def _guarded(action: Callable[[], int], *, no_color: bool) -> int:
    """Run an action; what stops it is told as any other diagnostic."""
    from itnamnd_xl.addin.installing.problem import InstallError

    try:
        return action()
    except InstallError as problem:
        _tell([problem.diagnostic], no_color=no_color)
        return PROBLEM


def _packaged() -> Path | None:
    """Find the add-in of the running package, if it has one."""
    from itnamnd_xl.addin.installing.problem import InstallError
    from itnamnd_xl.addin.installing.source import addin_file

    try:
        return addin_file()
    except InstallError:
        return None


@command(
    "install",
    "Lägger tillägget där Excel läser in det, med den Python-miljö som knappen behöver. Kör igen för att uppdatera.",
    "itnamnd addin install",
)
def install(
    wheels: Annotated[
        Path | None,
        typer.Option("--from", metavar="MAPP", help="Hämta inget: ta paketfilerna (.whl) ur mappen."),
    ] = None,
    no_button: Annotated[
        bool, typer.Option("--no-button", help="Bara genvägen Räkna om i Excel.cmd; inget tillägg med makron.")
    ] = False,
    no_color: options.NoColor = False,
    version: options.Version = False,
) -> int:
    """Install or update the add-in."""
    from itnamnd_xl.app.usage import UsageError

    if wheels is not None and not wheels.is_dir():
        raise UsageError("E930", path=str(wheels))
    return _guarded(lambda: _install(wheels, with_button=not no_button, no_color=no_color), no_color=no_color)


def _install(wheels: Path | None, *, with_button: bool, no_color: bool) -> int:
    from itnamnd_xl.addin.installing import source
    from itnamnd_xl.addin.installing.install import Package
    from itnamnd_xl.addin.installing.install import install as install_it
    from itnamnd_xl.addin.installing.places import places
    from itnamnd_xl.version import VERSION

    machine = this_computer()
    where = places(machine)
    folder = wheels.resolve() if wheels else None
    wanted = source.pip_arguments(VERSION, source.direct_url(), wheels=folder)
    package = Package(source.addin_file(), VERSION, wanted)

    def say(line: str) -> None:
        _print([line], no_color=no_color)

    done = install_it(machine, where, package, say, with_button=with_button)
    _print(done.lines, no_color=no_color)
    _tell(done.diagnostics, no_color=no_color)
    return OK


@command(
    "uninstall",
    "Tar bort det som install har lagt på datorn, och inget annat. Resultatflikar i arbetsböcker är kvar.",
    "itnamnd addin uninstall",
)
def uninstall(no_color: options.NoColor = False, version: options.Version = False) -> int:
    """Take the add-in away."""
    return _guarded(lambda: _uninstall(no_color=no_color), no_color=no_color)


def _uninstall(*, no_color: bool) -> int:
    from itnamnd_xl.addin.installing.install import uninstall as uninstall_it
    from itnamnd_xl.addin.installing.places import places

    machine = this_computer()
    done = uninstall_it(machine, places(machine), _packaged())
    _print(done.lines, no_color=no_color)
    _tell(done.diagnostics, no_color=no_color)
    return OK


@command("status", "Visar vad som är installerat, och vilken version.", "itnamnd addin status")
def status(no_color: options.NoColor = False, version: options.Version = False) -> int:
    """Tell what is installed."""
    return _guarded(lambda: _status(no_color=no_color), no_color=no_color)


def _status(*, no_color: bool) -> int:
    from itnamnd_xl.addin.installing.places import places
    from itnamnd_xl.addin.installing.status import status as status_of
    from itnamnd_xl.version import VERSION

    machine = this_computer()
    lines = status_of(machine, places(machine), _packaged(), VERSION)
    _print((line.text for line in lines), no_color=no_color)
    return OK if all(line.fine for line in lines) else PROBLEM


@command(
    "doctor",
    "Kontrollerar allt som knappen i Excel behöver och säger vad IT behöver tillåta. Ändrar ingenting.",
    "itnamnd addin doctor",
)
def doctor(json: options.Json = False, no_color: options.NoColor = False, version: options.Version = False) -> int:
    """Check the computer."""
    return _guarded(lambda: _doctor(as_json=json, no_color=no_color), no_color=no_color)


def _doctor(*, as_json: bool, no_color: bool) -> int:
    from itnamnd_xl.addin.installing.doctor import examine, summary
    from itnamnd_xl.addin.installing.finding import State
    from itnamnd_xl.addin.installing.places import places

    machine = this_computer()
    places(machine)
    findings = examine(machine, _packaged())
    if as_json:
        _print_json(findings)
    else:
        _print([*(one.line for one in findings), summary(findings)], no_color=no_color)
    return PROBLEM if any(one.state is State.PROBLEM for one in findings) else OK


def _print_json(findings: Iterable[Finding]) -> None:
    import json
    from dataclasses import asdict

    checks = [asdict(one) for one in findings]
    typer.echo(json.dumps({"checks": checks}, ensure_ascii=False, indent=2))
