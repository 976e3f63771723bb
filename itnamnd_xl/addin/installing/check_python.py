"""The checks of Python: the running one, and the one that the button starts."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from itnamnd_xl.addin.installing.environment import ISOLATED
from itnamnd_xl.addin.installing.finding import Finding, bad, fine, unsure
from itnamnd_xl.addin.installing.places import places
from itnamnd_xl.addin.installing.store import is_from_store

if TYPE_CHECKING:
    from collections.abc import Mapping

    from itnamnd_xl.addin.installing.machine import Machine, Ran

LEAST = (3, 11)
GET_PYTHON = (
    "Installera Python 3.11 eller senare (64 bitar) från python.org; det kräver ingen administratörsbehörighet."
)
INSTALL = "Kör py -m itnamnd_xl addin install."
# It ends at once: on its way out xlwings stops every Excel that it cannot see the windows of.
PROBE = """
import importlib, json, os, platform, struct, sys
from importlib import metadata
found = {"python": platform.python_version(), "versions": {}, "wanted": [], "faults": {}}
for name in ("itnamnd-xl", "xlwings", "pywin32"):
    try:
        found["versions"][name] = metadata.version(name)
    except metadata.PackageNotFoundError:
        pass
if "itnamnd-xl" in found["versions"]:
    found["wanted"] = metadata.requires("itnamnd-xl") or []
for name in ("itnamnd_xl.addin", "xlwings", "win32com.client"):
    try:
        importlib.import_module(name)
    except Exception as problem:
        found["faults"][name] = f"{type(problem).__name__}: {problem}"
print()
print(json.dumps(found), flush=True)
os._exit(0)
"""


@dataclass(frozen=True, slots=True)
class Probed:
    """What the button's Python says of itself."""

    python: str
    versions: Mapping[str, str]
    wanted: str  # the version of xlwings that itnamnd-xl asks for; empty where it does not say
    faults: Mapping[str, str]


def probe(machine: Machine) -> Probed | Ran:
    """Start the button's Python and let it load what the button loads; what it wrote if it cannot."""
    ran = machine.run([str(places(machine).python), *ISOLATED, "-B", "-c", PROBE])
    try:
        said = json.loads(ran.output.strip().splitlines()[-1])
        wanted = next((found[1] for one in said["wanted"] if (found := re.match(r"xlwings==([\w.]+)", one))), "")
        return Probed(said["python"], said["versions"], wanted, said["faults"])
    except (ValueError, LookupError, TypeError):
        return ran


def check_python(machine: Machine) -> Finding:
    """Check the Python that runs, which the button's is made from."""
    title = "Python"
    version = ".".join(map(str, machine.python.version))
    if is_from_store(machine):
        return bad(title, "Python kommer från Microsoft Store, som gömmer sina filer för Excel.", GET_PYTHON)
    if machine.python.version < LEAST:
        return bad(title, f"version {version} är för gammal.", GET_PYTHON)
    if machine.python.bits != 64:
        return unsure(
            title, f"version {version}, {machine.python.bits} bitar; delar som behövs kan saknas.", GET_PYTHON
        )
    return fine(title, f"version {version}, 64 bitar.")


def check_environment(machine: Machine) -> Finding:
    """Check that the button's Python is there, starts, and loads what the button needs."""
    title = "Tilläggets Python-miljö"
    python = places(machine).python
    if not python.exists():
        return bad(title, f"{python} finns inte.", INSTALL)
    said = probe(machine)
    if not isinstance(said, Probed):
        return bad(
            title,
            f"{python} kan inte köras ({said.reason}).",
            f"{INSTALL} Hjälper det inte: IT behöver tillåta program i {python.parent.parent}.",
        )
    if said.faults:
        faults = "; ".join(f"{name} ({why})" for name, why in said.faults.items())
        return bad(title, f"delar kan inte läsas in: {faults}.", INSTALL)
    return _check_versions(title, said, machine)


def _check_versions(title: str, said: Probed, machine: Machine) -> Finding:
    """Compare the versions in the environment with the ones that are asked for."""
    xlwings = said.versions.get("xlwings", "")
    if not said.wanted:
        return unsure(title, f"xlwings {xlwings}; vilken version som behövs framgår inte.", INSTALL)
    if xlwings != said.wanted:
        return bad(title, f"xlwings är version {xlwings}, men {said.wanted} behövs.", INSTALL)
    names = ", ".join(f"{name} {version}" for name, version in said.versions.items())
    return fine(title, f"Python {said.python}, {names}, i {places(machine).environment}.")
