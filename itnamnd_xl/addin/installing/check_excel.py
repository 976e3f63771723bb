"""The checks of Excel itself and of the add-in's file."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from itnamnd_xl.addin.installing import copying
from itnamnd_xl.addin.installing.finding import Finding, bad, fine, unsure
from itnamnd_xl.addin.installing.machine import Hive
from itnamnd_xl.addin.installing.places import ADDIN, SHORTCUT, places
from itnamnd_xl.addin.installing.registry import is_set, number, value_of

if TYPE_CHECKING:
    from pathlib import Path

    from itnamnd_xl.addin.installing.machine import Machine

# Source: Microsoft, ”Application Registration”. The key's unnamed value is the program's path.
APP_PATHS = r"Software\Microsoft\Windows\CurrentVersion\App Paths\excel.exe"
# Source: Microsoft KB 292491. The unnamed value is Excel.Application.16 for every Excel since 2016.
CURRENT_VERSION = r"Software\Classes\Excel.Application\CurVer"
LEAST = 16
# Files and add-ins that Excel has stopped loading after a crash. Each value is binary: three numbers, then the path
# and the name in UTF-16 (not documented by Microsoft; as described on Stack Overflow, question 1056566).
DISABLED = r"Software\Microsoft\Office\16.0\Excel\Resiliency\DisabledItems"
INTERNET = 3  # zones 3 and 4 are the internet and untrusted sites


def check_excel(machine: Machine) -> Finding:
    """Check that Excel is installed, and not too old."""
    title = "Excel"
    paths = [value_of(machine, hive, APP_PATHS, "") for hive in (Hive.COMPUTER, Hive.USER)]
    path = next((one for one in paths if isinstance(one, str)), "")
    current = str(value_of(machine, Hive.COMPUTER, CURRENT_VERSION, "") or "")
    found = re.search(r"\.(\d+)$", current)
    if not path and not found:
        return bad(title, "Excel är inte installerat på datorn.", "IT behöver installera Excel 2016 eller senare.")
    if not found:
        return unsure(title, f"Excel är installerat ({path}), men versionen framgår inte.")
    if int(found[1]) < LEAST:
        return bad(title, f"version {found[1]} är för gammal.", "IT behöver installera Excel 2016 eller senare.")
    return fine(title, f"version {found[1]}" + (f", {path}." if path else "."))


def check_addin(machine: Machine, packaged: Path | None = None) -> Finding:
    """Check that the add-in lies where Excel loads it, and is the one of this package."""
    title = "Tilläggets fil"
    addin = places(machine).addin
    found = copying.digest(addin)
    if not found:
        return bad(title, f"{addin} finns inte.", "Kör py -m itnamnd_xl addin install.")
    if packaged is None:
        return unsure(title, f"{addin} finns, men det finns inget att jämföra den med.")
    if found != copying.digest(packaged):
        return bad(
            title, f"{addin} är en annan version än programmets.", "Stäng Excel och kör py -m itnamnd_xl addin install."
        )
    return fine(title, f"{addin}.")


def check_mark(machine: Machine) -> Finding:
    """Check that Windows has not marked the add-in as fetched from the internet.

    Source: Microsoft, ”Macros from the internet are blocked by default in Office”; the mark is the stream
    Zone.Identifier, with a line ZoneId=3.
    """
    title = "Märkning som hämtad från internet"
    addin = places(machine).addin
    try:
        with open(f"{addin}:Zone.Identifier", encoding="utf-8", errors="replace") as stream:  # noqa: PTH123 - a stream
            zone = re.search(r"ZoneId\s*=\s*(\d+)", stream.read())
    except OSError:
        return fine(title, "filen är inte märkt.")
    if zone and int(zone[1]) < INTERNET:
        return fine(title, "filen är märkt som lokal.")
    rule = is_set(machine, r"Excel\Security", "blockcontentexecutionfrominternet")
    why = f" {rule.opening} stoppar makron i sådana filer." if rule else " Excel stoppar makron i sådana filer."
    remedy = f"Högerklicka på {addin}, välj Egenskaper, kryssa för Avblockera och välj OK."
    return bad(title, f"Windows har märkt filen.{why}", remedy)


def check_disabled(machine: Machine) -> Finding:
    """Check that Excel has not stopped loading the add-in after a crash."""
    title = "Inaktiverade objekt i Excel"
    for value in machine.registry_values(Hive.USER, DISABLED).values():
        if isinstance(value, bytes) and ADDIN.casefold() in value.decode("utf-16-le", "replace").casefold():
            remedy = (
                "I Excel: Arkiv, Alternativ, Tillägg, Hantera Inaktiverade objekt, Gå; markera filen, välj Aktivera."
            )
            return bad(title, "Excel har slutat läsa in tillägget, som efter en krasch.", remedy)
    return fine(title, "tillägget är inte bland dem.")


def check_command_prompt(machine: Machine) -> Finding:
    """Check that cmd.exe may run: not for the button, which starts Python itself, but for the shortcut.

    Source: Microsoft, policy ”Prevent access to the command prompt”: 1 stops scripts too, 2 the prompt alone.
    """
    title = "Kommandotolken"
    found = number(value_of(machine, Hive.USER, r"Software\Policies\Microsoft\Windows\System", "DisableCMD"))
    if not found:
        return fine(title, "den är inte avstängd.")
    remedy = f"Ska {SHORTCUT} användas, behöver IT tillåta cmd.exe (regeln ”Förhindra åtkomst till kommandotolken”)."
    if found == 1:
        return unsure(title, "IT:s regler stänger av den. Knappen behöver den inte, men genvägen gör det.", remedy)
    return unsure(title, "IT:s regler begränsar den. Om det stoppar genvägen går inte att se här.", remedy)
