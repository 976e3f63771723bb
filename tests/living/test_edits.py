"""An input that is changed in the written workbook: what Excel would compute is what a fresh run of the tool says.

A sentence that no formula can put together says that it is of old then.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pytest

from itnamnd_xl.app.delivery import Target
from itnamnd_xl.app.recalculate import recalculate
from itnamnd_xl.sheets.formulas import STALE
from tests.conftest import WORKBOOKS
from tests.living.held import Held, Place, cells, edited, numeric_inputs, recalculated, refreshed, same
from tests.living.office import needs_office

pytestmark = needs_office
SAMPLE = WORKBOOKS / "2023-samlad" / "sydnarke-2023.xlsx"
# Of what is computed, so much at least must follow by itself: the rest are sentences that say they are of old.
FOLLOWS = 0.8


def not_followed(computed: Path, fresh: Path) -> tuple[list[str], int, int]:
    """Hold what a change gave against a fresh run: what differs, how many cells agree, how many are of old."""
    wanted, wrong, right, old = cells(fresh), [], 0, 0
    for place, one in formula_cells_of(computed, fresh).items():
        expected = wanted.get(place, Held(None, None))
        if not one.is_error and same(expected.value, one.value):
            right += 1
        elif one.value == STALE:
            old += 1
        else:
            wrong.append(
                f"{place[0]}!{place[1]}: {one.value!r}, a fresh run says {expected.value!r} by {expected.formula}"
            )
    return wrong, right, old


def formula_cells_of(computed: Path, fresh: Path) -> dict[Place, Held]:
    """The formula cells of what LibreOffice saved: it keeps the names by which the sheets are known for ours."""
    own = {sheet for sheet, _ in cells(fresh)}
    return {place: one for place, one in cells(computed, own).items() if one.formula is not None}


def changed_number(chance: random.Random, old: float) -> float:
    """Another number that somebody may type there: of the same sign, with as many decimals."""
    places = max(0, -int(Decimal(repr(old)).normalize().as_tuple().exponent))
    new = round(old * chance.choice((0.5, 0.9, 1.05, 1.3)) + chance.choice((0, 1)), places)
    return new if new * old > 0 else old


def changes_of(path: Path, chance: random.Random, count: int) -> dict[Place, float]:
    """Choose some of the numbers typed in a workbook, no years among them, and what is typed there instead."""
    inputs = [(place, number) for place, number in numeric_inputs(path) if not 1990 <= number <= 2100]
    chosen = chance.sample(inputs, min(count, len(inputs)))
    return {place: new for place, old in chosen if (new := changed_number(chance, old)) != old}


def followed(originals: Mapping[Path, Mapping[Place, float]], folder: Path) -> tuple[list[str], int, int]:
    """Change inputs in written workbooks, compute them in one call, and hold each against a fresh run: as above."""
    written, changed = {}, []
    for number, (path, numbers) in enumerate(originals.items()):
        done = recalculate([path], target=Target(folder / f"ut-{number}")).written
        if done and numbers:
            written[path] = done[0]
            changed.append(edited(done[0], folder / f"{number:03}.xlsx", numbers))
    anew = recalculated(changed, folder / "anew")
    wrong, right, old = [], 0, 0
    for path, computed in zip(written, anew, strict=True):
        (folder / "omgjorda").mkdir(exist_ok=True)
        again = refreshed(path, folder / "omgjorda" / path.name, originals[path], computed)
        fresh = recalculate([again], target=Target(folder / "nya")).written[0]
        differing, agreeing, stale = not_followed(computed, fresh)
        wrong += [f"{path.name} with {originals[path]}: {one}" for one in differing]
        right, old = right + agreeing, old + stale
    return wrong, right, old


@pytest.mark.parametrize("number", range(8))
def test_the_example_follows_changed_inputs(number: int, tmp_path: Path) -> None:
    numbers = changes_of(SAMPLE, random.Random(number), 4)  # noqa: S311 - the same ones every time
    wrong, right, old = followed({SAMPLE: numbers}, tmp_path)
    assert wrong == []
    assert right > FOLLOWS * (right + old)
