"""The computer that the command runs on. winreg is known here alone."""

from __future__ import annotations

import os
import struct
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from itnamnd_xl.addin.installing.machine import Hive, Python, Ran, Value

if sys.platform == "win32":
    import winreg

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

# Settings of the caller's shell that would lead Python elsewhere, or let pip install elsewhere. Those that say
# where pip fetches from stay.
FOREIGN = frozenset(
    {
        "PYTHONHOME",
        "PYTHONPATH",
        "VIRTUAL_ENV",
        "__PYVENV_LAUNCHER__",
        "PIP_DRY_RUN",
        "PIP_EDITABLE",
        "PIP_PREFIX",
        "PIP_PYTHON",
        "PIP_ROOT",
        "PIP_TARGET",
        "PIP_USER",
    }
)
NOT_STARTED = -1
LONGEST = 1800.0  # seconds; fetching over a slow line takes minutes, and never half an hour


def _running_python() -> Python:
    base = getattr(sys, "_base_executable", None) or sys.executable
    return Python(sys.version_info[:3], struct.calcsize("P") * 8, Path(base), Path(sys.prefix))


@dataclass(frozen=True, slots=True)
class ThisComputer:
    """The port's real side."""

    platform: str = sys.platform
    environment: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))
    python: Python = field(default_factory=_running_python)

    def registry_values(self, hive: Hive, key: str) -> Mapping[str, Value]:
        """Give the values of a key."""
        found: dict[str, Value] = {}
        if sys.platform == "win32":
            try:
                with _opened(hive, key) as handle:
                    for number in range(winreg.QueryInfoKey(handle)[1]):
                        name, value, _ = winreg.EnumValue(handle, number)
                        found[name.casefold()] = value
            except FileNotFoundError:
                return {}
        return found

    def registry_keys(self, hive: Hive, key: str) -> Sequence[str]:
        """Give the names of the keys below a key."""
        found: list[str] = []
        if sys.platform == "win32":
            try:
                with _opened(hive, key) as handle:
                    found += [winreg.EnumKey(handle, number) for number in range(winreg.QueryInfoKey(handle)[0])]
            except FileNotFoundError:
                return []
        return found

    def run(self, command: Sequence[str]) -> Ran:
        """Run a program to its end."""
        kept = {name: value for name, value in self.environment.items() if name.upper() not in FOREIGN}
        try:
            done = subprocess.run(  # noqa: S603 - the commands are our own
                command,
                env=kept,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                encoding="utf-8",
                errors="replace",
                timeout=LONGEST,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return Ran(NOT_STARTED, "det tog för lång tid")
        except OSError as problem:
            # Windows says here why it refused: that IT has blocked the program, for one.
            return Ran(NOT_STARTED, problem.strerror or str(problem))
        return Ran(done.returncode, done.stdout)

    def is_held(self, file: Path) -> bool:
        """Tell whether another program has a file open: Excel lets nobody else write to an add-in that it has open."""
        try:
            with file.open("r+b"):
                return False
        except FileNotFoundError:
            return False
        except PermissionError:
            return True

    def replace(self, old: Path, new: Path) -> None:
        """Give a file or folder another name.

        Not ReplaceFileW, which would leave the former file's streams, and with them its mark of the web.
        """
        old.replace(new)


if sys.platform == "win32":

    def _opened(hive: Hive, key: str) -> winreg.HKEYType:
        """Open a key to read, in the view of a 64-bit program also where Python is a 32-bit one."""
        access = winreg.KEY_READ | winreg.KEY_WOW64_64KEY
        return winreg.OpenKey(getattr(winreg, hive.value), key, 0, access)
