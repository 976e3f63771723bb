"""What is installed, in plain lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from itnamnd_xl.addin.installing import copying, shortcut
from itnamnd_xl.addin.installing.check_excel import check_disabled
from itnamnd_xl.addin.installing.check_python import Probed, probe
from itnamnd_xl.addin.installing.finding import State
from itnamnd_xl.addin.installing.source import DISTRIBUTION

if TYPE_CHECKING:
    from pathlib import Path

    from itnamnd_xl.addin.installing.machine import Machine
    from itnamnd_xl.addin.installing.places import Places


@dataclass(frozen=True, slots=True)
class Line:
    """One line, and whether what it tells of is as it should be."""

    text: str
    fine: bool


def status(machine: Machine, places: Places, packaged: Path | None, version: str) -> tuple[Line, ...]:
    """Tell what is there.

    Args:
        machine: the computer.
        places: where everything lies.
        packaged: the add-in of the running package; None where it has none.
        version: of the running package.
    """
    return (
        _addin(places, packaged, version),
        _loading(machine, places),
        _environment(machine, places, version),
        _shortcut(places),
    )


def _addin(places: Places, packaged: Path | None, version: str) -> Line:
    found = copying.digest(places.addin)
    if not found:
        return Line("Tillägget: inte installerat. Kör py -m itnamnd_xl addin install.", fine=False)
    record = copying.read_record(places)
    if packaged and found == copying.digest(packaged):
        return Line(f"Tillägget: installerat (version {version}), {places.addin}", fine=True)
    if record and found == record.sha256:
        text = f"Tillägget: installerat (version {record.version}), men programmet har ett annat (version {version})."
        return Line(f"{text} Kör py -m itnamnd_xl addin install.", fine=False)
    return Line(f"Tillägget: {places.addin} är inte det som itnamnd installerade.", fine=False)


def _loading(machine: Machine, places: Places) -> Line:
    if not places.addin.is_file():
        return Line("Läses in av Excel: nej.", fine=False)
    try:
        disabled = check_disabled(machine).state is State.PROBLEM
    except PermissionError:
        return Line("Läses in av Excel: kan inte avgöras. Kör py -m itnamnd_xl addin doctor.", fine=True)
    if disabled:
        return Line(
            "Läses in av Excel: nej, Excel har inaktiverat tillägget. Kör py -m itnamnd_xl addin doctor.", fine=False
        )
    text = (
        "Läses in av Excel: ja, det ligger i Excels startmapp. Om något ändå stoppar det visar "
        "py -m itnamnd_xl addin doctor."
    )
    return Line(text, fine=True)


def _environment(machine: Machine, places: Places, version: str) -> Line:
    if not places.python.exists():
        return Line("Python-miljön: finns inte. Kör py -m itnamnd_xl addin install.", fine=False)
    said = probe(machine)
    if not isinstance(said, Probed):
        return Line(f"Python-miljön: kan inte köras ({said.reason}). Kör py -m itnamnd_xl addin install.", fine=False)
    names = ", ".join(f"{name} {one}" for name, one in said.versions.items())
    text = f"Python-miljön: Python {said.python}, {names}, {places.environment}"
    if said.versions.get(DISTRIBUTION) != version:
        return Line(f"{text}. Programmet har version {version}. Kör py -m itnamnd_xl addin install.", fine=False)
    if said.faults:
        return Line(f"{text}. Delar kan inte läsas in. Kör py -m itnamnd_xl addin doctor.", fine=False)
    return Line(text, fine=True)


def _shortcut(places: Places) -> Line:
    if not shortcut.is_ours(places.shortcut):
        return Line("Genvägen (utan makron): finns inte. Kör py -m itnamnd_xl addin install.", fine=False)
    return Line(f"Genvägen (utan makron): {places.shortcut}", fine=True)
