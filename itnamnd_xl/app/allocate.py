"""An allocation by itself: an amount and the members' keys as a caller writes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from itnamnd_xl.app.usage import UsageError
from itnamnd_xl.core.allocation import KRONOR_IN, ORE_PLACES, Allocation, Direction
from itnamnd_xl.core.allocation import allocate as share
from itnamnd_xl.core.model import AllocationKey, Case, CellRef, KeyEntry, Rules
from itnamnd_xl.core.outcome import Outcome
from itnamnd_xl.core.swedish import number
from itnamnd_xl.core.wording import GIVEN_KEY
from itnamnd_xl.policy.load import load_policy
from itnamnd_xl.sheets.allocation import allocation_sheet
from itnamnd_xl.sheets.formulas import Book, settled
from itnamnd_xl.source.lexicon import Lexicon
from itnamnd_xl.source.numbers import Form, read

if TYPE_CHECKING:
    from collections.abc import Sequence

    from itnamnd_xl.sheets.spec import Sheet

# The core asks where every figure stands; these stand in no cell.
NOWHERE = CellRef("kommandoraden", "", 1, 1)


def allocate_amount(
    amount: str, members: Sequence[str], unit: str = "tkr", host: str | None = None
) -> tuple[Allocation, Sheet]:
    """Share an amount by keys written as MEMBER=KEY; a negative amount is a surplus.

    Raises:
        UsageError: the amount, a member or the unit cannot be used.
    """
    lexicon = Lexicon(load_policy())
    reading = read(amount, lexicon.words)
    if reading.form is Form.AMBIGUOUS:
        first, second = (number(one) for one in reading.alternatives)
        raise UsageError("E818", found=amount, first=first, second=second)
    if reading.form is not Form.NUMBER or reading.value is None:
        raise UsageError("E811", found=amount)
    unit = reading.unit or unit
    if unit not in KRONOR_IN:
        raise UsageError("E812", unit=unit)
    entries = tuple(_entry(one, lexicon) for one in members)
    names = [entry.member.casefold() for entry in entries]
    if len(set(names)) < len(names):
        raise UsageError("E813")
    if not any(entry.weight for entry in entries):
        raise UsageError("E814")
    if host is not None and lexicon.member(host).casefold() not in names:
        raise UsageError("E815", host=host)
    key = AllocationKey(GIVEN_KEY, None, entries, NOWHERE)
    direction = Direction.NONE if not reading.value else Direction.DEFICIT if reading.value > 0 else Direction.SURPLUS
    member = lexicon.member(host) if host else None
    # Decimals that are written out are known: 250,50 kr is shared to the öre.
    places = ORE_PLACES["kr"] if unit == "kr" and reading.places else reading.places
    allocation = share(abs(reading.value), unit, direction, key, host=member, places=places)
    return allocation, _sheet(allocation)


def _entry(text: str, lexicon: Lexicon) -> KeyEntry:
    member, equals, weight = text.rpartition("=")
    reading = read(weight, lexicon.words)
    if not equals or not member.strip() or reading.form is not Form.NUMBER or reading.value is None:
        raise UsageError("E816", found=text)
    if reading.value < 0:
        raise UsageError("E817", found=text)
    return KeyEntry(lexicon.member(member), reading.value, NOWHERE)


def _sheet(allocation: Allocation) -> Sheet:
    outcome = Outcome(Case("fördelning"), Rules(), None, None, None, allocation, (), ())
    return settled(allocation_sheet(outcome, allocation, Book("")), {})
