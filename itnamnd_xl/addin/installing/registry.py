"""Reading settings out of the registry, by whoever made them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PureWindowsPath
from typing import TYPE_CHECKING

from itnamnd_xl.addin.installing.machine import Hive

if TYPE_CHECKING:
    from itnamnd_xl.addin.installing.machine import Machine, Value

# Who decides over Excel's settings, the highest first: the cloud's policy, the domain's, the user. 16.0 is every
# Excel since 2016. Source: Microsoft, ”Manage active content in Office documents” (the order) and ”Overview of
# Cloud Policy service for Microsoft 365” (the first key).
POLICIES = (r"Software\Policies\Microsoft\Cloud\Office\16.0", r"Software\Policies\Microsoft\Office\16.0")
OFFICE = (*POLICIES, r"Software\Microsoft\Office\16.0")


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting of Excel's, and whether a policy made it."""

    value: int
    by_policy: bool

    @property
    def who(self) -> str:
        """Who made it, in Swedish."""
        return "IT:s regler" if self.by_policy else "inställningarna i Excel"

    @property
    def opening(self) -> str:
        """The same, to open a sentence with."""
        return self.who[0].upper() + self.who[1:]


def number(value: Value | None) -> int | None:
    """Read a number, which some settings hold as text."""
    if isinstance(value, int):
        return value
    if isinstance(value, str) and value.strip().isdecimal():
        return int(value)
    return None


def value_of(machine: Machine, hive: Hive, key: str, name: str) -> Value | None:
    """Read one value; None where there is none."""
    return machine.registry_values(hive, key).get(name.casefold())


def office(machine: Machine, key: str, name: str) -> Setting | None:
    """Read a setting of Excel's from whoever decides over it; None where nobody has made it."""
    for root in OFFICE:
        found = number(value_of(machine, Hive.USER, rf"{root}\{key}", name))
        if found is not None:
            return Setting(found, root in POLICIES)
    return None


def is_set(machine: Machine, key: str, name: str) -> Setting | None:
    """Give a setting of Excel's that is switched on (1); None otherwise."""
    found = office(machine, key, name)
    return found if found and found.value == 1 else None


def expanded(machine: Machine, text: str) -> str:
    r"""Put the environment's values into a path such as %APPDATA%\Microsoft."""
    return re.sub(r"%([^%]+)%", lambda found: machine.environment.get(found[1].upper(), found[0]), text)


def is_within(folder: str, outer: str, *, deep: bool) -> bool:
    """Tell whether a folder is another one or, if `deep`, lies in it; as Windows compares names."""
    inner, wanted = PureWindowsPath(folder), PureWindowsPath(outer)
    return inner == wanted or (deep and wanted in inner.parents)


def is_on_network(machine: Machine, folder: str) -> bool:
    r"""Tell whether a folder is known to lie on another computer: a share, or a drive letter connected to one.

    Source for the second: HKCU\Network has a key for each drive letter that is connected at every logon.
    """
    drive = PureWindowsPath(folder).drive
    if drive.startswith("\\\\"):
        return True
    letters = {letter.casefold() for letter in machine.registry_keys(Hive.USER, "Network")}
    return drive.rstrip(":").casefold() in letters
