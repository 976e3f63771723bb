"""Shares in a key table: whether they are a whole, and whether those beside a count say what the count gives."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from itnamnd_xl.core.swedish import decimal_of, number
from itnamnd_xl.core.wording import dated_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from itnamnd_xl.core.model import AllocationKey, CellRef, KeyEntry, Quantity
    from itnamnd_xl.source.cells import Findings

HUNDREDTHS = "%"
WHOLES = (100, 1)

Figures = dict["CellRef", "Quantity"]


def whole_of(entries: Sequence[KeyEntry], figures: Mapping[CellRef, Quantity]) -> int | None:
    """Give what shares are parts of, 100 or 1, as far as rounding lets them; None where they are of neither."""
    total = sum((entry.fraction for entry in entries), Fraction(0))
    bound = sum((_unit(entry, figures) for entry in entries), Fraction(0)) / 2
    return next((whole for whole in WHOLES if abs(total - whole) <= bound), None)


def _unit(entry: KeyEntry, figures: Mapping[CellRef, Quantity]) -> Fraction:
    """Give one unit of the last digit that an entry's cell shows."""
    return Fraction(10) ** -figures[entry.source].places


def say_no_whole(
    key: AllocationKey, figures: Mapping[CellRef, Quantity], findings: Findings, *, called_percent: bool
) -> None:
    """Say that shares which are called per cent, in the header or in their cells, are not a whole."""
    in_cells = any(figures[entry.source].unit == HUNDREDTHS for entry in key.entries)
    if (called_percent or in_cells) and whole_of(key.entries, figures) is None:
        total = sum((entry.weight for entry in key.entries), Decimal(0))
        findings.add("W629", key.source, total=f"{number(decimal_of(Fraction(total), 6))} %")


def say_contradiction(
    shares: AllocationKey, counts: Sequence[AllocationKey], figures: Mapping[CellRef, Quantity], findings: Findings
) -> None:
    """Say where shares beside counts are not those that any of the counts gives; one cell is enough to name.

    Counts of the shares' own year are meant, where there are such.
    """
    whole = whole_of(shares.entries, figures)
    year = shares.date.year if shares.date else None
    same = [key for key in counts if key.date and key.date.year == year] or list(counts)
    worst = [found for key in same if (found := _furthest(shares, key, whole or WHOLES[0], figures))]
    if len(worst) < len(same):
        return
    entry, key, right = worst[0]
    unit = f" {HUNDREDTHS}" if whole != 1 else ""
    findings.add(
        "W630",
        entry.source,
        member=entry.member,
        found=f"{number(decimal_of(entry.fraction, 6))}{unit}",
        key=dated_key(key),
        right=f"{number(decimal_of(right, max(figures[entry.source].places, 0)))}{unit}",
    )


def _furthest(
    shares: AllocationKey, key: AllocationKey, whole: int, figures: Mapping[CellRef, Quantity]
) -> tuple[KeyEntry, AllocationKey, Fraction] | None:
    """Give the share that is furthest from what a count gives; None where all are as near as rounding lets them.

    Published shares are often rounded so that they are a whole, so one unit of the last digit is rounding.
    """
    total = sum((entry.fraction for entry in key.entries), Fraction(0))
    if not total:
        return None
    right = {entry.member: entry.fraction / total * whole for entry in key.entries}
    known: Iterable[KeyEntry] = [entry for entry in shares.entries if entry.member in right]
    wrong = [one for one in known if abs(one.fraction - right[one.member]) > _unit(one, figures)]
    if not wrong:
        return None
    furthest = max(wrong, key=lambda one: abs(one.fraction - right[one.member]))
    return furthest, key, right[furthest.member]
