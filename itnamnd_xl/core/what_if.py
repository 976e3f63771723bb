"""What a result would be shared like by the other keys that a case holds: same amount, same members."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from itnamnd_xl.core.allocation import allocate
from itnamnd_xl.core.choosing import other_dates, unusable
from itnamnd_xl.core.mixing import equal_key, lacking
from itnamnd_xl.core.wording import dated_key

if TYPE_CHECKING:
    from collections.abc import Iterator

    from itnamnd_xl.core.allocation import Allocation
    from itnamnd_xl.core.model import AllocationKey, Case, Rules


@dataclass(frozen=True, slots=True)
class Alternative:
    """A key with what it gives; `allocation` is None where it cannot be used, and `reason` says in Swedish why."""

    key: AllocationKey
    allocation: Allocation | None
    reason: str = ""


def alternatives(case: Case, rules: Rules, chosen: Allocation) -> tuple[Alternative, ...]:
    """Share the amount of an allocation by every other key of the case; none where the case holds no other.

    They come in the case's order, then the chosen key at other dates where it is a mix, then equal shares.
    """
    keys = [key for key in _others(case, rules, chosen) if not _same(key, chosen.key)]
    if not keys:
        return ()
    equal = equal_key(((entry.member, entry.source) for entry in chosen.key.entries), chosen.key.source)
    if not any(_same(equal, key) for key in (*keys, chosen.key)):
        keys.append(equal)
    return tuple(_alternative(key, chosen) for key in keys)


def _others(case: Case, rules: Rules, chosen: Allocation) -> Iterator[AllocationKey]:
    """Give every key once: a workbook may have the same one in several places."""
    seen: list[AllocationKey] = []
    for key in (*case.keys, *(other_dates(case, rules, chosen.key) if chosen.key.parts else ())):
        if not any(_same(key, one) for one in seen):
            seen.append(key)
            yield key


def _same(key: AllocationKey, other: AllocationKey) -> bool:
    """Say whether two keys are the same by name, date and figures."""
    return (key.name, key.date, _figures(key)) == (other.name, other.date, _figures(other))


def _figures(key: AllocationKey) -> dict[str, object]:
    return {entry.member.casefold(): entry.fraction for entry in key.entries}


def _alternative(key: AllocationKey, chosen: Allocation) -> Alternative:
    if reason := unusable(key):
        return Alternative(key, None, reason)
    if missing := lacking([chosen.key, key]):
        member, other = missing
        return Alternative(key, None, f"{member} saknas i nyckeln {dated_key(other)}")
    host = next((share.member for share in chosen.shares if not share.invoiced), None)
    places, minimum = chosen.net.places if chosen.net else chosen.places, chosen.minimum
    shared = allocate(chosen.amount, chosen.unit, chosen.direction, key, host=host, places=places, minimum=minimum)
    return Alternative(key, shared)
