"""The add-in's file in Excel's start folder: put there whole or not at all, and known again."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from itnamnd_xl.addin.installing.problem import InstallError

if TYPE_CHECKING:
    from itnamnd_xl.addin.installing.machine import Machine
    from itnamnd_xl.addin.installing.places import Places

BACKUP_SUFFIX = ".bak"


@dataclass(frozen=True, slots=True)
class Record:
    """What was put into the start folder."""

    version: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Put:
    """What was done: whether the file is another than before, and where a file that was not ours is kept."""

    changed: bool
    backup: Path | None = None


def digest(file: Path) -> str:
    """Give a file's digest; empty where there is none."""
    return hashlib.sha256(file.read_bytes()).hexdigest() if file.is_file() else ""


def read_record(places: Places) -> Record | None:
    """Read what the last installation noted; None where nothing or nonsense stands."""
    try:
        noted = json.loads(places.record.read_text("utf-8"))
        return Record(str(noted["version"]), str(noted["sha256"]))
    except (OSError, ValueError, LookupError, TypeError):
        return None


def check(machine: Machine, places: Places) -> None:
    """Say at once if Excel has the add-in open.

    Raises:
        InstallError: it has.
    """
    if machine.is_held(places.addin):
        raise InstallError("E933", path=str(places.addin))


def put(machine: Machine, places: Places, source: Path, version: str) -> Put:
    """Put the add-in where Excel loads it.

    Raises:
        InstallError: Excel has it open, or the folder cannot be written to; the former file is then as it was.
    """
    content = source.read_bytes()
    sha256 = hashlib.sha256(content).hexdigest()
    former = digest(places.addin)
    record = read_record(places)
    try:
        backup = _kept(places) if former not in {"", sha256, record.sha256 if record else ""} else None
        if former != sha256:
            _write(machine, places.addin, content)
        # An unchanged file may be one that the user put there; from now on it is known.
        note = json.dumps({"version": version, "sha256": sha256})
        places.record.write_text(note, "utf-8")
    except PermissionError as problem:
        held = machine.is_held(places.addin)
        code = "E933" if held else "E938"
        raise InstallError(code, path=str(places.addin), why=problem.strerror or str(problem)) from problem
    except OSError as problem:
        raise InstallError("E938", path=str(places.addin), why=problem.strerror or str(problem)) from problem
    return Put(former != sha256, backup)


def _kept(places: Places) -> Path:
    """Keep a file of our name that is not ours; not in the start folder, where Excel opens whatever it finds."""
    backup = places.home / (places.addin.name + BACKUP_SUFFIX)
    backup.write_bytes(places.addin.read_bytes())
    return backup


def _write(machine: Machine, target: Path, content: bytes) -> None:
    """Write a file in one step.

    The content alone is written: a copy of the file would take its mark of the web along.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    # Beside the start folder and not in it: Excel would open what a power cut leaves there.
    handle, name = tempfile.mkstemp(prefix="itnamnd-", suffix=".tmp", dir=target.parent.parent)
    fresh = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        machine.replace(fresh, target)
    finally:
        fresh.unlink(missing_ok=True)
