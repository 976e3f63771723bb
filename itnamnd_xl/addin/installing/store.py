"""Python from the Microsoft Store, which cannot be used: Windows hides what it writes from Excel."""

from __future__ import annotations

from pathlib import PureWindowsPath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from itnamnd_xl.addin.installing.machine import Machine


def is_from_store(machine: Machine) -> bool:
    """Tell whether the running Python is a Store package.

    What such a Python writes below %APPDATA% and %LOCALAPPDATA% lands in a folder of its own, without a word: the
    add-in would be installed and Excel would never see it. Source: Python's documentation, ”Using Python on
    Windows”, ”Redirection of local data, registry, and temporary paths”.
    """
    parts = PureWindowsPath(machine.python.executable).parts
    return "windowsapps" in {part.casefold() for part in parts}
