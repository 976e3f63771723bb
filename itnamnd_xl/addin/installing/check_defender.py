"""The checks of what Windows itself stops: two rules of Defender's, and the script host."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from itnamnd_xl.addin.installing.finding import Finding, bad, fine, unsure
from itnamnd_xl.addin.installing.machine import Hive
from itnamnd_xl.addin.installing.places import places
from itnamnd_xl.addin.installing.registry import number, value_of

if TYPE_CHECKING:
    from itnamnd_xl.addin.installing.machine import Machine

# Source: Microsoft, ”Attack surface reduction rules reference”. xlwings #821 and #2433 are computers where the
# first one stops the button.
CHILD_PROCESSES = "d4f940ab-401b-4efc-aadc-ad5f3c50688a"
WIN32_CALLS = "92e97fa1-2edf-4476-bdd6-9dd0b4dddc7b"
# Where each kind of management keeps its rules. Source: Microsoft, ”Troubleshoot Microsoft Defender Antivirus
# settings” (group policy, MDM, local setting), and the policy ”Configure Attack Surface Reduction rules”.
RULES = r"Windows Defender\Windows Defender Exploit Guard\ASR"
GROUP_POLICY = rf"Software\Policies\Microsoft\{RULES}"
MDM = r"Software\Policies\Microsoft\Windows Defender\Policy Manager"
LOCAL = rf"Software\Microsoft\{RULES}"
BLOCK, AUDIT, NOT_SET, WARN = 1, 2, 5, 6
SCRIPT_HOST = r"Software\Microsoft\Windows Script Host\Settings"
WITHOUT_MACROS = "Utan makron går det ändå: Räkna om i Excel.cmd."


def _by_group_policy(machine: Machine, rule: str) -> int | None:
    """Read what group policy says of a rule; its switch (ExploitGuard_ASR_Rules = 0) turns the whole list off."""
    if number(value_of(machine, Hive.COMPUTER, GROUP_POLICY, "ExploitGuard_ASR_Rules")) == 0:
        return None
    return number(value_of(machine, Hive.COMPUTER, rf"{GROUP_POLICY}\Rules", rule))


def _by_mdm(machine: Machine, rule: str) -> int | None:
    """Read what Intune says of a rule: one text with all rules, as guid=1|guid=2."""
    text = str(value_of(machine, Hive.COMPUTER, MDM, "ASRRules") or "")
    found = re.search(rf"{rule}\s*=\s*(\d+)", text, re.IGNORECASE)
    return int(found[1]) if found else None


def _local(machine: Machine, rule: str) -> int | None:
    return number(value_of(machine, Hive.COMPUTER, rf"{LOCAL}\Rules", rule))


def states(machine: Machine, rule: str) -> tuple[set[int], bool]:
    """Give the states that a rule is set to by whoever decides, and whether all of it could be read."""
    managed: set[int] = set()
    whole = True
    for read in (_by_group_policy, _by_mdm):
        try:
            state = read(machine, rule)
        except PermissionError:
            whole = False
        else:
            if state is not None and state != NOT_SET:
                managed.add(state)
    if managed:
        return managed, whole
    try:
        state = _local(machine, rule)
    except PermissionError:
        return set(), False
    return ({state} if state is not None and state != NOT_SET else set()), whole


def check_child_processes(machine: Machine) -> Finding:
    """Check the rule that stops Excel from starting other programs, as the button must."""
    title = "Defenders regel mot att Office startar andra program"
    found, whole = states(machine, CHILD_PROCESSES)
    remedy = (
        f"IT behöver göra ett undantag i regeln {CHILD_PROCESSES.upper()} (”Block all Office applications from "
        f"creating child processes”): Excel startar {places(machine).python}. {WITHOUT_MACROS}"
    )
    if found == {BLOCK}:
        return bad(title, "regeln är på och stoppar knappen, om IT inte redan har ett undantag.", remedy)
    if found == {WARN}:
        return bad(title, "regeln varnar, och knappen fungerar bara om du tillåter det i varningen.", remedy)
    if not found & {BLOCK, WARN}:
        return _not_blocking(title, found, whole=whole)
    return unsure(title, "IT:s regler säger emot varandra.", remedy)


def check_win32_calls(machine: Machine) -> Finding:
    """Check the rule that stops macros from calling Windows."""
    title = "Defenders regel mot att makron anropar Windows"
    found, whole = states(machine, WIN32_CALLS)
    if not found & {BLOCK, WARN}:
        return _not_blocking(title, found, whole=whole)
    return unsure(
        title,
        "regeln är på. Om den stoppar tillägget går inte att se här.",
        f"Stoppas knappen, behöver IT undanta tillägget från regeln {WIN32_CALLS.upper()}. {WITHOUT_MACROS}",
    )


def _not_blocking(title: str, found: set[int], *, whole: bool) -> Finding:
    """Say that nothing that was read blocks; and if not all was read, that it cannot be known."""
    if not whole:
        return unsure(title, "du har inte behörighet att läsa inställningen.", "Fråga IT om regeln är på.")
    return fine(title, "regeln är bara på för loggning." if AUDIT in found else "regeln är inte på.")


def check_script_host(machine: Machine) -> Finding:
    """Check that Windows' script host is on, since the button goes through WScript.Shell.

    The value 0 stops script files for sure; whether it stops an object made in a macro is not documented.
    """
    title = "Windows Script Host"
    values = [number(value_of(machine, hive, SCRIPT_HOST, "Enabled")) for hive in (Hive.COMPUTER, Hive.USER)]
    if 0 not in values:
        return fine(title, "den är inte avstängd.")
    return unsure(
        title,
        "den är avstängd. Om det även stoppar knappen, som använder WScript.Shell, går inte att se här.",
        f"Stoppas knappen, behöver IT slå på Windows Script Host. {WITHOUT_MACROS}",
    )
