"""An input that is changed in the written workbook: what Excel would compute is what a fresh run of the tool says.

A sentence that no formula can put together says that it is of old then.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

from itnamnd_xl.app.delivery import Target
from itnamnd_xl.app.recalculate import recalculate
from tests.living.aligned import Compared, compared
from tests.living.held import Place, edited, numeric_inputs, recalculated, refreshed
from tests.living.office import needs_office
from tests.living.ordinary import ordinary_case

pytestmark = needs_office
# Of what is computed, so much at least must follow by itself: the rest are sentences that say they are of old.
FOLLOWS = 0.9


def changed_number(chance: random.Random, old: float) -> float:
    """Another number that somebody may type there: of the same sign, with as many decimals."""
    places = max(0, -int(Decimal(repr(old)).normalize().as_tuple().exponent))
    new = round(old * chance.choice((0.5, 0.9, 1.05, 1.3)) + chance.choice((0, 1)), places)
    return new if new * old > 0 else old


def changes_of(path: Path, chance: random.Random, count: int) -> dict[Place, float]:
    """Choose some of the numbers typed in a workbook, and what is typed there instead."""
    inputs = list(numeric_inputs(path))
    chosen = chance.sample(inputs, min(count, len(inputs)))
    return {place: new for place, old in chosen if (new := changed_number(chance, old)) != old}


def followed(originals: Mapping[Path, Mapping[Place, float]], folder: Path) -> dict[Path, Compared]:
    """Change inputs in written workbooks, compute them in one call, and hold each against a fresh run."""
    written = {}
    for path, numbers in originals.items():
        (done,) = recalculate([path], target=Target(folder / "ut")).written
        written[path] = edited(done, folder / path.name, numbers)
    anew = recalculated(list(written.values()), folder / "anew")
    (folder / "omgjorda").mkdir()
    found = {}
    for path, computed in zip(written, anew, strict=True):
        again = refreshed(path, folder / "omgjorda" / path.name, originals[path], computed)
        fresh = recalculate([again], target=Target(folder / "nya")).written[0]
        found[path] = compared(computed, fresh)
    return found


def assert_follows(originals: Mapping[Path, Mapping[Place, float]], folder: Path) -> None:
    whole, first = Compared(), ""
    for path, one in followed(originals, folder).items():
        if (one.wrong or one.stale_silently) and not first:
            first = f"{path.name} with {originals[path]}"
        whole += one
    assert (first, whole.wrong[:5], whole.stale_silently[:5]) == ("", [], [])
    assert whole.right > FOLLOWS * (whole.right + whole.old)


def test_an_ordinary_case_follows_changed_inputs(tmp_path: Path) -> None:
    originals = {}
    (tmp_path / "in").mkdir()
    for number in range(12):
        path = ordinary_case(tmp_path / "in" / f"{number:02}.xlsx", number)
        originals[path] = changes_of(path, random.Random(number), 1 + number % 4)  # noqa: S311 - the same every time
    assert_follows(originals, tmp_path)
