"""Installing the add-in and taking it away again."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from itnamnd_xl.addin.installing import copying, environment, shortcut
from itnamnd_xl.addin.installing.problem import InstallError
from itnamnd_xl.addin.installing.store import is_from_store
from itnamnd_xl.core.diagnostics import diagnostic

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from itnamnd_xl.addin.installing.machine import Machine
    from itnamnd_xl.addin.installing.places import Places
    from itnamnd_xl.core.diagnostics import Diagnostic


@dataclass(frozen=True, slots=True)
class Package:
    """What is installed: the add-in's file, its version, and what pip is to fetch."""

    addin: Path
    version: str
    wanted: Sequence[str]


@dataclass(frozen=True, slots=True)
class Done:
    """What was done, in lines, and what the user must know besides."""

    lines: tuple[str, ...]
    diagnostics: tuple[Diagnostic, ...] = ()


def install(
    machine: Machine, places: Places, package: Package, say: Callable[[str], None], *, with_button: bool = True
) -> Done:
    """Install: the environment first, so that the button never stands there without what it starts.

    Without the button there is the shortcut alone, for where macros are not allowed.

    Raises:
        InstallError: something is in the way.
    """
    if is_from_store(machine):
        raise InstallError("E939")
    environment.check(machine, places)
    copying.check(machine, places)
    say("Förbereder tilläggets Python-miljö. Det kan ta några minuter …")
    environment.prepare(machine, places, package.wanted)
    put = copying.put(machine, places, package.addin, package.version) if with_button else None
    _write_shortcut(places)
    added = "installerat" if put and put.changed else "redan installerat och oförändrat"
    button = (
        f"Tillägget är {added}: {places.addin}",
        "Starta om Excel. Då finns menyfliken IT-nämnden. Kontrollera datorn med: py -m itnamnd_xl addin doctor",
    )
    lines = (
        f"Python-miljön är klar: {places.environment}",
        *(button if with_button else ()),
        f"Utan makron: öppna arbetsboken i Excel och dubbelklicka på {places.shortcut}.",
        "Högerklicka på den och välj (Visa fler alternativ,) Skicka till, Skrivbord (skapa genväg), så har du den där.",
    )
    kept = (diagnostic("W945", None, path=str(places.addin), backup=str(put.backup)),) if put and put.backup else ()
    return Done(lines, kept)


def _write_shortcut(places: Places) -> None:
    try:
        shortcut.write(places.shortcut)
    except OSError as problem:
        raise InstallError("E938", path=str(places.shortcut), why=problem.strerror or str(problem)) from problem


def uninstall(machine: Machine, places: Places, packaged: Path | None) -> Done:
    """Take away what was put there, and nothing else.

    Args:
        machine: the computer.
        places: where everything lies.
        packaged: the add-in of the running package, which is ours even where no record says so.

    Raises:
        InstallError: it is in use; what was taken away by then is gone, and the rest whole.
    """
    copying.check(machine, places)
    if environment.is_ours(places.environment):
        environment.check(machine, places)
    steps = (_remove_addin(places, packaged), _remove_shortcut(places), _remove_environment(machine, places))
    removed = tuple(f"Borttaget: {path}" for path, problem in steps if path and problem is None)
    if not places.addin.exists():
        places.record.unlink(missing_ok=True)
    with contextlib.suppress(OSError):
        places.home.rmdir()
    left = (f"Kvar, eftersom mappen innehåller annat: {places.home}",) if places.home.exists() else ()
    problems = tuple(problem for _, problem in steps if problem)
    return Done((removed or ("Det fanns inget att ta bort.",)) + left, problems)


Step = tuple["Path | None", "Diagnostic | None"]


def _foreign(path: Path) -> Step:
    return path, diagnostic("W943", None, path=str(path))


def _remove_addin(places: Places, packaged: Path | None) -> Step:
    """Remove the add-in if it is the file that was installed, or the one that would be."""
    found = copying.digest(places.addin)
    if not found:
        return None, None
    record = copying.read_record(places)
    ours = {record.sha256 if record else "", copying.digest(packaged) if packaged else ""}
    return _unlinked(places.addin) if found in ours else _foreign(places.addin)


def _remove_shortcut(places: Places) -> Step:
    if not places.shortcut.exists():
        return None, None
    return _unlinked(places.shortcut) if shortcut.is_ours(places.shortcut) else _foreign(places.shortcut)


def _unlinked(path: Path) -> Step:
    try:
        path.unlink()
    except OSError as problem:
        raise InstallError("E933", path=str(path)) from problem
    return path, None


def _remove_environment(machine: Machine, places: Places) -> Step:
    if not places.environment.exists():
        return None, None
    if not environment.is_ours(places.environment):
        return _foreign(places.environment)
    whole = environment.discard(machine, places.environment)
    return places.environment, None if whole else diagnostic("W944", None, path=str(places.home))
