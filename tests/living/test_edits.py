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
from itnamnd_xl.core.wording import SETTING_WORDS
from tests.living.aligned import Compared, compared
from tests.living.drawn import Case, drawn, goals
from tests.living.held import Place, cells, edited, formula_cells, numeric_inputs, recalculated, refreshed
from tests.living.office import needs_office
from tests.living.ordinary import ordinary_case

pytestmark = needs_office
# Of what is computed, so much at least must follow by itself: the rest are sentences that say they are of old.
FOLLOWS = 0.9
ABOUT = "Om beräkningen"
# What no formula can do arithmetic on.
OTHERS = (None, "ej mätt", "12,5 %", "", " ", "1E400x", "=", "★")
EXTREMES = (0.0, -1.0, 1e15, -1e15, 1e-12, 1e300, 0.1 + 0.2)


def changed_number(chance: random.Random, old: float) -> float:
    """Another number that somebody may type there: of the same sign, with as many decimals.

    With fewer of them, what is known of the column's other figures may be less too.
    """
    places = decimals(old)
    new = round(old * chance.choice((0.5, 0.9, 1.05, 1.3)) + chance.choice((0, 1)), places)
    if decimals(new) < places:
        new = round(new + 10**-places, places)
    return new if new * old > 0 and decimals(new) == places else old


def decimals(number: float) -> int:
    return max(0, -int(Decimal(repr(number)).normalize().as_tuple().exponent))


def set_to(workbook: Path, target: Path, label: str, number: float) -> Path:
    """Change a setting in a written workbook, on the sheet that says what was computed with."""
    found = cells(workbook, [ABOUT])
    (row,) = [int(address[1:]) for (_, address), one in found.items() if address[0] == "A" and one.value == label]
    return edited(workbook, target, {(ABOUT, f"B{row}"): number})


def changes_of(path: Path, chance: random.Random, count: int) -> dict[Place, float]:
    """Choose some of the numbers typed in a workbook, and what is typed there instead."""
    inputs = list(numeric_inputs(path))
    chosen = chance.sample(inputs, min(count, len(inputs)))
    return {place: new for place, old in chosen if (new := changed_number(chance, old)) != old}


def followed(originals: Mapping[Path, Mapping[Place, float | str | None]], folder: Path) -> dict[Path, Compared]:
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


def assert_follows(originals: Mapping[Path, Mapping[Place, float | str | None]], folder: Path) -> None:
    whole, first = Compared(), ""
    for path, one in followed(originals, folder).items():
        if (one.wrong or one.stale_silently) and not first:
            first = f"{path.name} with {originals[path]}"
        whole += one
    assert (first, whole.wrong[:5], whole.stale_silently[:5]) == ("", [], [])
    assert whole.right > FOLLOWS * (whole.right + whole.old)


def test_an_ordinary_case_follows_changed_inputs(tmp_path: Path) -> None:
    originals = {}
    for number, path in enumerate(ordinary(tmp_path, 10)):
        originals[path] = changes_of(path, random.Random(number), 1 + number % 4)  # noqa: S311 - the same every time
    assert_follows(originals, tmp_path)


def test_goals_drawn_at_random_follow_changed_inputs(tmp_path: Path) -> None:
    originals = {}
    for number, case in enumerate(drawn(40, 3, goals().map(lambda sheet: Case({"Mål, mått": sheet})))):
        path = case.save(tmp_path / "in", f"{number:02}.xlsx")
        numbers = changes_of(path, random.Random(number), 1 + number % 3)  # noqa: S311 - as above
        if numbers and recalculate([path], target=Target(tmp_path / "prov")).written:
            originals[path] = numbers
    assert len(originals) > 20
    assert_follows(originals, tmp_path)


def ordinary(folder: Path, count: int) -> list[Path]:
    (folder / "in").mkdir()
    return [ordinary_case(folder / "in" / f"{number:02}.xlsx", number) for number in range(count)]


def test_levels_follow_the_threshold_on_our_sheet(tmp_path: Path) -> None:
    shares = (Decimal("0.9"), Decimal("0.785"), Decimal("0.7854545"), Decimal("0.5"), Decimal(1))
    (original,) = ordinary(tmp_path, 1)
    (written,) = recalculate([original], target=Target(tmp_path / "ut")).written
    label = SETTING_WORDS["partial_threshold"][0]
    changed = [set_to(written, tmp_path / f"{share}.xlsx", label, float(share)) for share in shares]
    for share, computed in zip(shares, recalculated(changed, tmp_path / "anew"), strict=True):
        fresh = recalculate([original], settings={"partial_threshold": share}, target=Target(tmp_path / f"ny {share}"))
        found = compared(computed, fresh.written[0])
        assert (share, found.wrong, found.stale_silently) == (share, [], [])


def test_no_formula_gives_an_error_whatever_is_typed(tmp_path: Path) -> None:
    changed = []
    for number, path in enumerate(ordinary(tmp_path, 10)):
        chance = random.Random(number)  # noqa: S311 - as above
        (written,) = recalculate([path], target=Target(tmp_path / "ut")).written
        inputs = [place for place, _ in numeric_inputs(path)]
        chosen = chance.sample(inputs, len(inputs) if number % 3 == 0 else 6)
        typed = {place: chance.choice((*OTHERS, *EXTREMES) if number % 2 else OTHERS) for place in chosen}
        changed.append(edited(written, tmp_path / path.name, typed))
    for computed in recalculated(changed, tmp_path / "anew"):
        found = formula_cells(computed)
        assert len(found) > 300
        errors = [f"{place} ={one.formula}: {one.value}" for place, one in found.items() if one.is_error]
        assert (computed.name, errors[:5]) == (computed.name, [])
