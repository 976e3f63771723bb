"""The checks of what Excel lets an add-in do: trusted locations, macros, signatures.

A file in a trusted location is let through before any setting for macros is asked (Microsoft, ”Trusted Locations for
Office files”); what demands signed add-ins, or stops add-ins altogether, comes before even that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from itnamnd_xl.addin.installing.finding import Finding, bad, fine
from itnamnd_xl.addin.installing.machine import Hive
from itnamnd_xl.addin.installing.places import ADDIN, places
from itnamnd_xl.addin.installing.registry import (
    POLICIES,
    expanded,
    is_on_network,
    is_set,
    is_within,
    number,
    office,
    value_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from itnamnd_xl.addin.installing.machine import Machine

SECURITY = r"Excel\Security"
LOCATIONS = r"Excel\Security\Trusted Locations"
ALL_LOCATIONS = r"Common\Security\Trusted Locations"
RESILIENCY = r"Excel\Resiliency"
# Source: Microsoft, policy ”Macro Notification Settings” (VBAWarnings). Nothing set is 2.
ALL_MACROS, ASK, SIGNED, NONE = 1, 2, 3, 4
MACRO_WORDS = {
    ASK: "frågar innan makron får köras",
    SIGNED: "tillåter bara signerade makron",
    NONE: "stoppar alla makron",
}


def distrust(machine: Machine) -> str:
    """Say why Excel's start folder is not trusted; empty where nothing speaks against it.

    Source: the Office policies ”Disable all trusted locations” (AllLocationsDisabled), ”Allow mix of policy and user
    locations” (Allow User Locations) and ”Allow Trusted Locations on the network” (AllowNetworkLocations).
    """
    folder = str(places(machine).startup)
    if found := is_set(machine, LOCATIONS, "AllLocationsDisabled"):
        return f"{found.who} stänger av alla betrodda platser."
    allowed = office(machine, LOCATIONS, "AllowNetworkLocations")
    if is_on_network(machine, folder) and not (allowed and allowed.value == 1):
        return "startmappen ligger i nätverket, och där tillåts inga betrodda platser."
    mixed = office(machine, ALL_LOCATIONS, "Allow User Locations")
    if mixed and mixed.by_policy and mixed.value == 0 and not _listed_by_policy(machine, folder):
        return "IT:s regler tillåter bara betrodda platser som IT själv har lagt till, och startmappen är inte med."
    return ""


def _listed_by_policy(machine: Machine, folder: str) -> bool:
    """Tell whether a policy lists a folder as trusted, for Excel or for all of Office."""
    return any(is_within(folder, expanded(machine, path), deep=deep) for path, deep in _policy_locations(machine))


def _policy_locations(machine: Machine) -> Iterator[tuple[str, bool]]:
    """Give the folders that policies list, each with whether what lies in it counts."""
    for root in POLICIES:
        for below in (LOCATIONS, rf"{ALL_LOCATIONS}\All Applications"):
            for name in machine.registry_keys(Hive.USER, rf"{root}\{below}"):
                values = machine.registry_values(Hive.USER, rf"{root}\{below}\{name}")
                if isinstance(path := values.get("path"), str):
                    yield path, number(values.get("allowsubfolders")) == 1


def check_location(machine: Machine) -> Finding:
    """Check that the folder of the add-in is trusted."""
    title = "Betrodd plats"
    folder = places(machine).startup
    if why := distrust(machine):
        return bad(title, why, f"IT behöver göra {folder} till en betrodd plats för Excel, eller signera {ADDIN}.")
    return fine(title, f"Excels startmapp är en betrodd plats från början, och inget stänger av det ({folder}).")


def check_macros(machine: Machine) -> Finding:
    """Check that macros may run where the add-in lies."""
    title = "Makron"
    found = office(machine, SECURITY, "VBAWarnings")
    level = found.value if found else ASK
    if not distrust(machine):
        return fine(title, "tillägget ligger på en betrodd plats, och där gäller inte inställningen för makron.")
    if level == ALL_MACROS:
        return fine(title, "alla makron tillåts.")
    words = MACRO_WORDS.get(level, f"har makronivån {level}")
    who = found.opening if found else "Excel"
    return bad(
        title,
        f"{who} {words}, och tillägget ligger inte på en betrodd plats.",
        f"IT behöver göra tilläggets mapp till en betrodd plats, eller signera {ADDIN} med ett betrott certifikat.",
    )


def check_signatures(machine: Machine) -> Finding:
    """Check that unsigned add-ins may run at all.

    Source: the policies ”Require that application add-ins are signed by Trusted Publisher” (RequireAddinSig),
    ”Disable all application add-ins” (DisableAllAddins) and ”Require trusted publisher signatures for macros that
    are always loaded” (RequireAlwaysOnMacroSig). In Excel: Säkerhetscenter, Tillägg.
    """
    title = "Krav på tillägg"
    if found := is_set(machine, SECURITY, "DisableAllAddins"):
        return bad(title, f"{found.who} stänger av alla tillägg.", f"IT behöver tillåta tillägg i Excel ({ADDIN}).")
    signed = is_set(machine, SECURITY, "RequireAddinSig")
    if found := signed or is_set(machine, r"Common\Security", "RequireAlwaysOnMacroSig"):
        remedy = f"IT behöver signera {ADDIN} med ett betrott certifikat, eller ta bort kravet."
        return bad(title, f"{found.who} kräver att tillägg är signerade av en betrodd utgivare.", remedy)
    return fine(title, "osignerade tillägg tillåts.")


def check_managed(machine: Machine) -> Finding:
    """Check that a list of allowed add-ins, if there is one, has ours.

    Source: the policies ”Block all unmanaged add-ins” (RestrictToList) and ”List of managed add-ins” (AddinList),
    where 0 is blocked, 1 always on, 2 as the user likes; an .xlam is listed by its file name.
    """
    title = "IT:s lista över tillägg"
    remedy = f"IT behöver lägga {ADDIN} på listan (”List of managed add-ins”, värdet 1)."
    listed = [number(value_of(machine, Hive.USER, rf"{root}\{RESILIENCY}\AddinList", ADDIN)) for root in POLICIES]
    found = next((one for one in listed if one is not None), None)
    if found == 0:
        return bad(title, "listan stoppar tillägget.", remedy)
    restricted = is_set(machine, RESILIENCY, "RestrictToList")
    if restricted and restricted.by_policy and found is None:
        return bad(title, "bara tillägg på listan tillåts, och itnamnd är inte med.", remedy)
    return fine(title, "den stoppar inte tillägget.")
