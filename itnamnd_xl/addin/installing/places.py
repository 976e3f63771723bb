"""Where everything lies. Nothing of it needs an administrator."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from itnamnd_xl.addin.installing.problem import InstallError

if TYPE_CHECKING:
    from itnamnd_xl.addin.installing.machine import Machine

ADDIN = "itnamnd.xlam"
SHORTCUT = "Räkna om i Excel.cmd"


@dataclass(frozen=True, slots=True)
class Places:
    r"""The two folders that the rest lies in.

    `startup` is Excel's own start folder. A file in it is opened at each start without any registry key, and it is
    a trusted location from the beginning; xlwings puts its add-in there too. The folder for add-ins,
    %APPDATA%\Microsoft\AddIns, would need an entry in the registry (OPEN, under Excel\Options) to be loaded.
    Source: Microsoft, ”Trusted Locations for Office files”, and xlwings' documentation, ”Command Line Client”.
    """

    home: Path
    startup: Path

    @property
    def addin(self) -> Path:
        """The add-in, where Excel loads it."""
        return self.startup / ADDIN

    @property
    def environment(self) -> Path:
        """The virtual environment that the button runs in."""
        return self.home / "venv"

    @property
    def python(self) -> Path:
        """The Python that the add-in's sheet of settings names."""
        return self.environment / "Scripts" / "python.exe"

    @property
    def shortcut(self) -> Path:
        """The command for the way without macros."""
        return self.home / SHORTCUT

    @property
    def record(self) -> Path:
        """What was put into the start folder, so that it is known again."""
        return self.home / "installed.json"


def places(machine: Machine) -> Places:
    """Find the places on a computer.

    Raises:
        InstallError: it has no Excel for Windows, or does not say where the user's folders are.
    """
    if machine.platform != "win32":
        raise InstallError("E908", system=machine.platform)
    return Places(
        home=_folder(machine, "LOCALAPPDATA") / "itnamnd",
        startup=_folder(machine, "APPDATA") / "Microsoft" / "Excel" / "XLSTART",
    )


def _folder(machine: Machine, name: str) -> Path:
    text = machine.environment.get(name, "")
    if not text:
        raise InstallError("E932", name=name)
    return Path(text)
