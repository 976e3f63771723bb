"""An allocation by itself: an amount and the members' keys as a caller writes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from itnamnd_xl.app.recalculate import UsageError
from itnamnd_xl.core.allocation import KRONOR_IN, Allocation, Direction
from itnamnd_xl.core.allocation import allocate as share
from itnamnd_xl.core.model import AllocationKey, Case, CellRef, KeyEntry, Rules
from itnamnd_xl.core.outcome import Outcome
from itnamnd_xl.core.swedish import number
from itnamnd_xl.policy.load import load_policy
from itnamnd_xl.sheets.allocation import allocation_sheet
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
        raise UsageError(f"E127 Beloppet ”{amount}” kan läsas som {first} eller som {second}. Skriv det utan punkt.")
    if reading.form is not Form.NUMBER or reading.value is None:
        raise UsageError(f"E117 Beloppet ”{amount}” kan inte läsas. Skriv det till exempel som 1733 eller ”1 733 tkr”.")
    unit = reading.unit or unit
    if unit not in KRONOR_IN:
        raise UsageError(f"E118 Enheten ”{unit}” kan inte användas. Ange kr, tkr eller mnkr.")
    entries = tuple(_entry(one, lexicon) for one in members)
    names = [entry.member.casefold() for entry in entries]
    if len(set(names)) < len(names):
        raise UsageError("E119 En medlem är angiven två gånger.")
    if not any(entry.weight for entry in entries):
        raise UsageError("E120 Alla nycklar är 0. Ange minst en som är större.")
    if host is not None and lexicon.member(host).casefold() not in names:
        raise UsageError(f"E121 Värdkommunen {host} finns inte bland medlemmarna.")
    key = AllocationKey("angiven nyckel", None, entries, NOWHERE)
    direction = Direction.NONE if not reading.value else Direction.DEFICIT if reading.value > 0 else Direction.SURPLUS
    allocation = share(abs(reading.value), unit, direction, key, host=lexicon.member(host) if host else None)
    return allocation, _sheet(allocation)


def _entry(text: str, lexicon: Lexicon) -> KeyEntry:
    member, equals, weight = text.rpartition("=")
    reading = read(weight, lexicon.words)
    if not equals or not member.strip() or reading.form is not Form.NUMBER or reading.value is None:
        raise UsageError(f"E122 ”{text}” kan inte läsas. Skriv medlem och nyckel som Laxå=5582.")
    if reading.value < 0:
        raise UsageError(f"E123 Nyckeln i ”{text}” är negativ.")
    return KeyEntry(lexicon.member(member), reading.value, NOWHERE)


def _sheet(allocation: Allocation) -> Sheet:
    outcome = Outcome(Case("fördelning"), Rules(), None, None, None, allocation, (), ())
    sheet = allocation_sheet(outcome, allocation, "")
    sheet.rows = [row[:-1] if len(row) > 2 else row for row in sheet.rows]
    return sheet
