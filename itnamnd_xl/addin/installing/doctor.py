"""All checks, in the order in which they matter."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from itnamnd_xl.addin.installing import check_defender, check_excel, check_python, check_trust
from itnamnd_xl.addin.installing.finding import Finding, State, unsure

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from itnamnd_xl.addin.installing.machine import Machine

    Check = Callable[[Machine], Finding]


def examine(machine: Machine, packaged: Path | None) -> tuple[Finding, ...]:
    """Check everything that the button needs.

    Args:
        machine: the computer.
        packaged: the add-in of the running package; None where it has none.

    Raises:
        InstallError: the computer has no Excel for Windows.
    """
    checks: tuple[tuple[str, Check], ...] = (
        ("Python", check_python.check_python),
        ("Tilläggets Python-miljö", check_python.check_environment),
        ("Excel", check_excel.check_excel),
        ("Tilläggets fil", partial(check_excel.check_addin, packaged=packaged)),
        ("Märkning som hämtad från internet", check_excel.check_mark),
        ("Inaktiverade objekt i Excel", check_excel.check_disabled),
        ("Betrodd plats", check_trust.check_location),
        ("Makron", check_trust.check_macros),
        ("Krav på tillägg", check_trust.check_signatures),
        ("IT:s lista över tillägg", check_trust.check_managed),
        ("Defender: Office får inte starta andra program", check_defender.check_child_processes),
        ("Defender: makron får inte anropa Windows", check_defender.check_win32_calls),
        ("Windows skriptvärd", check_defender.check_script_host),
        ("Kommandotolken", check_excel.check_command_prompt),
    )
    return tuple(_read(machine, title, check) for title, check in checks)


def _read(machine: Machine, title: str, check: Check) -> Finding:
    """Run one check; what may not be read is not known."""
    try:
        return check(machine)
    except PermissionError:
        return unsure(title, "inställningen får inte läsas av dig.", "Fråga IT.")


def summary(findings: Sequence[Finding]) -> str:
    """Say in a sentence how it stands."""
    problems = sum(one.state is State.PROBLEM for one in findings)
    unknown = sum(one.state is State.UNKNOWN for one in findings)
    if problems:
        return f"{problems} av {len(findings)} punkter är problem. Listan ovan kan skickas till IT som den är."
    if unknown:
        return f"Inget problem hittades, men {unknown} av {len(findings)} punkter kan inte avgöras här. Prova knappen."
    return "Allt som kan kontrolleras är i ordning."
