"""Units that measure the same thing: 1,2 mnkr against 1 150 tkr is compared in tkr, 80 % against 75 st not at all."""

from __future__ import annotations

from decimal import Decimal

# What each unit is worth in the finest of its family. Days and months are families of their own: no number of the
# one makes a whole number of the other.
FAMILIES = (
    {"kr": 1, "tkr": 1_000, "mnkr": 1_000_000},
    {"sek": 1, "min": 60, "tim": 3_600},
    {"dagar": 1, "veckor": 7},
    {"månader": 1, "år": 12},
    {"‰": 1, "%": 10, "procentenheter": 10},
)


def common_unit(first: str | None, second: str | None) -> tuple[Decimal, Decimal, str | None] | None:
    """Give the factors that bring two units to the finer of them, and that unit; None where they differ in kind.

    A unit that is missing, or that only names what is counted, goes with any count and with a missing unit.
    """
    if first == second:
        return Decimal(1), Decimal(1), first
    homes = [next((family for family in FAMILIES if unit in family), None) for unit in (first, second)]
    if None in (first, second) or homes == [None, None]:
        return Decimal(1), Decimal(1), first or second
    family = homes[0]
    if family is None or homes[0] is not homes[1] or first is None or second is None:
        return None
    finer = min(family[first], family[second])
    unit = first if family[first] == finer else second
    return Decimal(family[first] // finer), Decimal(family[second] // finer), unit
