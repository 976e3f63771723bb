"""The virtual environment that the button runs in: made, brought up to date, taken away. Never the user's own."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from itnamnd_xl.addin.installing.problem import InstallError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from itnamnd_xl.addin.installing.machine import Machine
    from itnamnd_xl.addin.installing.places import Places

# Stands in an environment of ours; a folder without it is left alone.
MARKER = "itnamnd-addin.txt"
# Isolated from the caller's folder and settings, and in UTF-8, whatever the console holds.
ISOLATED = ("-I", "-X", "utf8")
PIP = ("-m", "pip", "install", "--upgrade", "--disable-pip-version-check", "--no-input")


def is_ours(environment: Path) -> bool:
    """Tell whether an environment was made here."""
    return (environment / MARKER).is_file()


def check(machine: Machine, places: Places) -> None:
    """Say what is in the way before anything is changed.

    Raises:
        InstallError: the folder is somebody else's, or this very command runs in it.
    """
    if places.environment.exists() and not is_ours(places.environment):
        raise InstallError("E941", path=str(places.environment))
    if machine.python.prefix.resolve() == places.environment.resolve():
        # Windows lets nobody replace a program that runs.
        raise InstallError("E942", path=str(places.environment))


def prepare(machine: Machine, places: Places, wanted: Sequence[str]) -> None:
    """Make the environment if it is not there or does not start, and install into it.

    Args:
        machine: the computer.
        places: where the environment lies.
        wanted: what pip is to install.

    Raises:
        InstallError: it cannot be made or filled; one that was made in this run is then gone again.
    """
    if places.environment.exists() and not _starts(machine, places):
        # As after an upgrade of the Python that it was made with.
        discard(machine, places.environment)
    if places.environment.exists():
        _install(machine, places, wanted)
        return
    try:
        _make(machine, places)
        _install(machine, places, wanted)
    except BaseException:
        shutil.rmtree(places.environment, ignore_errors=True)
        raise


def discard(machine: Machine, environment: Path) -> bool:
    """Take an environment away; False if something of it stays on the disk, under another name.

    Raises:
        InstallError: it is in use.
    """
    doomed = environment.with_name(environment.name + ".bort")
    shutil.rmtree(doomed, ignore_errors=True)
    try:
        # In one step, which Windows refuses while a program in it runs: never half an environment.
        machine.replace(environment, doomed)
    except OSError as problem:
        raise InstallError("E937", path=str(environment)) from problem
    shutil.rmtree(doomed, ignore_errors=True)
    return not doomed.exists()


def _starts(machine: Machine, places: Places) -> bool:
    return machine.run([str(places.python), *ISOLATED, "-c", "pass"]).status == 0


def _make(machine: Machine, places: Places) -> None:
    python = str(machine.python.executable)
    ran = machine.run([python, *ISOLATED, "-m", "venv", str(places.environment)])
    if ran.status != 0 or not places.environment.is_dir():
        raise InstallError("E934", path=str(places.environment), why=ran.reason, python=python)
    (places.environment / MARKER).write_text("Skapad av itnamnd addin install.\n", "utf-8")


def _install(machine: Machine, places: Places, wanted: Sequence[str]) -> None:
    ran = machine.run([str(places.python), *ISOLATED, *PIP, *wanted])
    if ran.status != 0:
        raise InstallError("E935", why=ran.reason)
