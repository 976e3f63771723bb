"""A key's inhabitants held against published figures: a slip of the pen is said, and never mended."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from itnamnd_xl.core.diagnostics import Diagnostic, diagnostic
from itnamnd_xl.core.swedish import number
from itnamnd_xl.core.wording import genitive

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from itnamnd_xl.core.model import AllocationKey, KeyEntry

    Figures = Mapping[str, int]
    Published = Mapping[date, Figures]

POPULATION = "folkmängd"
# Who publishes the population of Sweden's municipalities: Statistics Sweden.
PUBLISHER = "SCB"
# Fewer members than these may have a date's figures by chance, and more may be right beside one slip.
ENOUGH = 2


def held_against(keys: Sequence[AllocationKey], published: Published) -> tuple[list[AllocationKey], list[Diagnostic]]:
    """Hold keys of inhabitants against published figures, by date and member's name.

    A key that states no date, and whose figures are those of one date in all members, is of that date where no key of
    inhabitants states one and all have their date's figures: these are as good a witness as a header, and what hangs
    on the date (another that is asked for, the tool's default) is then judged rightly. A note says so. All else is
    left as it was: beside a date that is stated, or figures that nobody knows, the choice is the reader's.
    """
    counted = [key for key in keys if key.name == POPULATION]
    all_tell = not any(key.date or _date_of(key, published) is None for key in counted)
    held: list[AllocationKey] = []
    found: list[Diagnostic] = []
    for key in keys:
        date = None if key.name != POPULATION or key.date else _date_of(key, published)
        if date is not None:
            found.append(diagnostic("N624", key.source, date=date.isoformat()))
        held.append(_published(replace(key, date=date) if date and all_tell else key, published))
        if key.name == POPULATION and date is None:
            found += _slips(key, published)
    return held, found


def _published(key: AllocationKey, published: Published) -> AllocationKey:
    """Name the publisher of a key whose figures are the published ones of its date."""
    figures = published.get(key.date) if key.date and key.name == POPULATION else None
    is_theirs = figures is not None and sum(_matches(key, figures)) == len(key.entries)
    return replace(key, publisher=PUBLISHER) if is_theirs else key


def _matches(key: AllocationKey, figures: Figures) -> list[bool]:
    """Say of each member that has a figure whether the key has the same."""
    return [entry.weight == figures[entry.member] for entry in key.entries if entry.member in figures]


def _date_of(key: AllocationKey, published: Published) -> date | None:
    """Give the one date whose figures a key has in all its members."""
    dates = [day for day, figures in published.items() if sum(_matches(key, figures)) == len(key.entries) >= ENOUGH]
    return dates[0] if len(dates) == 1 else None


def _slips(key: AllocationKey, published: Published) -> list[Diagnostic]:
    """Name every member whose figure is not the one of the date; the whole key where it has another date's."""
    date = key.date or _nearly(key, published)
    if date is None or date not in published:
        return []
    matches = _matches(key, published[date])
    other = _date_of(key, published)
    if other is not None and not any(matches):
        return [diagnostic("W623", key.source, date=date.isoformat(), other=other.isoformat())]
    wrong = [one for one in key.entries if published[date].get(one.member, one.weight) != one.weight]
    return [_slip(entry, date, published) for entry in wrong]


def _nearly(key: AllocationKey, published: Published) -> date | None:
    """Give the one date whose figures a key without a date has in all its members but one."""
    dates = []
    for day, figures in published.items():
        matches = _matches(key, figures)
        if len(matches) == len(key.entries) and sum(matches) == len(matches) - 1 >= ENOUGH:
            dates.append(day)
    return dates[0] if len(dates) == 1 else None


def _slip(entry: KeyEntry, date: date, published: Published) -> Diagnostic:
    right = published[date][entry.member]
    why = _why(entry, date, published)
    return diagnostic(
        "W622",
        entry.source,
        member=entry.member,
        found=number(entry.weight),
        date=date.isoformat(),
        right=number(right),
        why=f" {why}" if why else "",
    )


def _why(entry: KeyEntry, date: date, published: Published) -> str:
    """Say what looks like it happened to a figure; nothing where it looks like none of the usual."""
    found = number(entry.weight)
    for day, figures in published.items():
        if figures.get(entry.member) == entry.weight:
            return f"{found} är folkmängden {day.isoformat()}."
    for member, figure in published[date].items():
        if figure == entry.weight:
            return f"{found} är {genitive(member)} folkmängd."
    if entry.weight != entry.weight.to_integral_value():
        return ""
    return _misspelling(str(int(entry.weight)), str(published[date][entry.member]))


def _misspelling(found: str, right: str) -> str:
    """Compare two numbers digit by digit."""
    differing = [place for place, (one, other) in enumerate(zip(found, right, strict=False)) if one != other]
    if len(found) == len(right):
        if len(differing) == 2 and sorted(found) == sorted(right):
            return "Det ser ut som om två siffror har bytt plats."
        return "Det ser ut som om en siffra är fel." if len(differing) == 1 else ""
    if len(found) == len(right) - 1 and _lacks_one(found, right):
        return "Det ser ut som om en siffra saknas."
    if len(found) == len(right) + 1 and _lacks_one(right, found):
        return "Det ser ut som om det är en siffra för mycket."
    return ""


def _lacks_one(shorter: str, longer: str) -> bool:
    return any(longer[:place] + longer[place + 1 :] == shorter for place in range(len(longer)))
