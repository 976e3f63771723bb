"""Two runs of the tool held against each other, row by row: a fresh run may sort its rows otherwise, or have others."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from itnamnd_xl.sheets.about import TRIED
from itnamnd_xl.sheets.formulas import STALE
from tests.living.held import Held, Place, cells, same

ADDRESS = re.compile(r"([A-Z]+)(\d+)")
# What says how and not what, or tells of the run itself.
# What a sentence says instead that does not hold any more, where that is not that it is of old: each is true as it is.
OTHERWISE = (STALE, "varav: se Fakturaunderlag", TRIED)
# A working cell that says whether such a sentence still holds says no, where a fresh run's says yes.
HOLDS = (("Nej", "Ja"), ("nej", "ja"))
NOT_RESULTS = ("Meddelanden", "Inställningar", "Om beräkningen", "Källor")
Row = dict[str, Held]


@dataclass
class Compared:
    """What is wrong, how many formula cells agree, how many say that they are of old, and what no row answers to."""

    wrong: list[str] = field(default_factory=list)
    stale_silently: list[str] = field(default_factory=list)
    without_row: list[str] = field(default_factory=list)
    right: int = 0
    old: int = 0

    def __iadd__(self, other: Compared) -> Self:
        self.wrong += other.wrong
        self.stale_silently += other.stale_silently
        self.without_row += other.without_row
        self.right += other.right
        self.old += other.old
        return self


def compared(computed: Path, fresh: Path) -> Compared:
    """Hold what was computed after a change against a fresh run.

    A formula cell has to agree or to say that it is of old. Any other cell that a fresh run writes differently is of
    old without a word.
    """
    found = Compared()
    there, wanted = _rows(cells(computed)), _rows(cells(fresh))
    for sheet in there:
        pairs = _paired(there[sheet], wanted.get(sheet, {}))
        for number, row in there[sheet].items():
            if number not in pairs:
                found.without_row += [f"{sheet}!{number}"] if any(one.formula for one in row.values()) else []
                continue
            other = wanted[sheet][pairs[number]]
            for column, one in row.items():
                _compare((sheet, f"{column}{number}"), one, other.get(column, Held(None, None)), found)
    return found


def _compare(place: Place, one: Held, expected: Held, found: Compared) -> None:
    words = f"{place[0]}!{place[1]}: {one.value!r}, a fresh run says {expected.value!r} by ={expected.formula}"
    if one.is_error:
        found.wrong.append(words)
    elif same(one.value, expected.value):
        found.right += one.formula is not None
    elif one.formula is None:
        found.stale_silently += [words] if place[0] not in NOT_RESULTS else []
    elif one.value in OTHERWISE or (one.value, expected.value) in HOLDS:
        found.old += 1
    else:
        found.wrong.append(f"{words}, was computed by ={one.formula}")


def _rows(found: dict[Place, Held]) -> dict[str, dict[int, Row]]:
    sheets: dict[str, dict[int, Row]] = defaultdict(lambda: defaultdict(dict))
    for (sheet, address), one in found.items():
        match = ADDRESS.fullmatch(address)
        assert match is not None
        if one.value is not None:
            sheets[sheet][int(match[2])][match[1]] = one
    return sheets


def _paired(rows: dict[int, Row], others: dict[int, Row]) -> dict[int, int]:
    """Pair each row with the one that has most of its words, and of those with the nearest."""
    pairs: dict[int, int] = {}
    left = set(others)
    shared = sorted(
        (-_shared(row, other), abs(number - at), number, at)
        for number, row in rows.items()
        for at, other in others.items()
        if _shared(row, other)
    )
    for _, _, number, at in shared:
        if number not in pairs and at in left:
            pairs[number] = at
            left.discard(at)
    # A sentence that is of old has no word in common with what a fresh run says.
    for number in [one for one in rows if one not in pairs]:
        alike = [at for at in left if others[at].keys() == rows[number].keys()]
        if alike:
            pairs[number] = min(alike, key=lambda at: abs(at - number))
            left.discard(pairs[number])
    return pairs


def _shared(row: Row, other: Row) -> float:
    """How much two rows have in common: typed words count, and words that name the row count most."""
    both = [column for column in row.keys() & other.keys() if same(row[column].value, other[column].value)]
    weights = {column: 8.0 if column == "A" else 4.0 for column in both if isinstance(row[column].value, str)}
    return sum(weights.get(column, 0.5) for column in both)
