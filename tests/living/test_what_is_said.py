"""What sentences and levels say once something that they rest on is changed, in the workbook or among the settings."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from itnamnd_xl.app.delivery import Target
from itnamnd_xl.app.recalculate import recalculate
from itnamnd_xl.core.swedish import NBSP
from itnamnd_xl.core.wording import SETTING_WORDS
from itnamnd_xl.sheets.formulas import STALE
from tests.cases import book_of
from tests.excel.formulas import MOST_ARGUMENTS, most_arguments
from tests.excel.parsing import LONGEST_FORMULA
from tests.living.held import Held, Place, cells, edited, recalculated
from tests.living.office import needs_office

pytestmark = needs_office
ABOUT, GOALS, REPORT, CHARTS = "Om beräkningen", "Måluppfyllelse", "Text till årsredovisningen", "Diagram"
HEADER = ["Nämndmål", "Indikator", "Resultat 2023", "Målvärde 2023"]
Rows = Sequence[Sequence[object]]
Typed = float | str | None


class Shown:
    """What the sheets of a workbook show."""

    def __init__(self, path: Path) -> None:
        self.found: dict[Place, Held] = cells(path)

    def at(self, sheet: str, address: str) -> str:
        one = self.found[sheet, address]
        assert not one.is_error
        return str(one.value)

    def of(self, sheet: str, label: str, column: str = "B", labels: str = "A", which: int = 0) -> str:
        """What stands in a row that has a label in another column."""
        rows = [int(at[1:]) for (of, at), one in self.found.items() if (of, at[0], one.value) == (sheet, labels, label)]
        return self.at(sheet, f"{column}{sorted(rows)[which]}")

    def column(self, sheet: str, column: str) -> list[str]:
        """What stands in a column."""
        return [str(one.value) for (of, at), one in self.found.items() if (of, at[0]) == (sheet, column) and one.value]


class Written:
    """A workbook that the tool has written in, changed in several ways at once."""

    def __init__(self, folder: Path, sheets: Mapping[str, Rows]) -> None:
        path = folder / "bok.xlsx"
        book_of(sheets).save(path)
        (self.path,) = recalculate([path], target=Target(folder / "ut")).written
        self.folder, self.before = folder, Shown(self.path)

    def setting(self, name: str) -> Place:
        """The yellow cell of a setting."""
        label = SETTING_WORDS[name][0]
        (row,) = [int(at[1:]) for (of, at), one in self.before.found.items() if (of, one.value) == (ABOUT, label)]
        return ABOUT, f"B{row}"

    def changed(self, *changes: Mapping[Place, Typed]) -> list[Shown]:
        """What is shown after each of some changes."""
        made = [edited(self.path, self.folder / f"{i}.xlsx", one) for i, one in enumerate(changes)]
        return [Shown(one) for one in recalculated(made, self.folder / "anew")]


Write = Callable[..., Written]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Let the tool write in a workbook of these sheets."""
    return lambda **sheets: Written(tmp_path, sheets)


def test_what_is_said_of_a_goal_rests_on_whether_missing_values_count(write: Write) -> None:
    rows = [
        HEADER,
        ["Bra service", "Antal ärenden", 30, "minst 20"],
        [None, "Antal besök", 30, "minst 20"],
        [None, "Nöjdhet", 8, "minst 10"],
        [None, "Svarstid", None, "högst 4"],
        ["God ekonomi", "Antal avtal", 5, "minst 5"],
    ]
    written = write(Mål=rows)
    said = written.before.of(REPORT, "Nämndmål")
    assert "3 av 4 indikatorer" in said
    (shown,) = written.changed({written.setting("missing_counts"): "Nej"})
    assert shown.of(REPORT, "Nämndmål") == STALE
    # Of the other goal the sentence holds as it is, and of all of them.
    assert shown.of(REPORT, "Nämndmål", which=1) == written.before.of(REPORT, "Nämndmål", which=1)
    assert shown.of(REPORT, "Måluppfyllelse") == written.before.of(REPORT, "Måluppfyllelse")


@pytest.mark.parametrize("goals", [55, 70])
def test_what_is_said_of_many_goals_says_when_it_is_of_old(write: Write, goals: int) -> None:
    rows = [HEADER, *([f"Mål {number}", f"Indikator {number}", 10, "minst 10"] for number in range(goals))]
    written = write(Mål=rows)
    assert f"{goals} av {goals} indikatorer" in written.before.of(REPORT, "Måluppfyllelse")
    (shown,) = written.changed({("Mål", "C3"): 9.0})
    assert shown.of(REPORT, "Måluppfyllelse") == STALE
    formulas = [f"={one.formula}" for one in shown.found.values() if one.formula]
    assert max(map(most_arguments, formulas)) < 10
    assert max(map(len, formulas)) < 1000


LIMITED = [
    HEADER,
    ["Bra service", "Antal ärenden", 30, "minst 20"],
    [None, "Nöjdhet", 9, 10],
    ["God ekonomi", "Antal avtal", 5, "minst 5"],
    ["Nära noll", "Avvikelse, tkr", -3, "minst 0"],
]


@pytest.mark.parametrize("typed", [None, "0,8", 80.0, 0.0, -0.5, 1.0000001, "=1/0"])
def test_nothing_hangs_on_a_limit_that_cannot_be_used(write: Write, typed: Typed) -> None:
    written = write(Mål=LIMITED)
    assert written.before.at(GOALS, "A2") == "▲ Uppnås delvis"
    place = written.setting("partial_threshold")
    (shown,) = written.changed({place: typed})
    assert shown.of(GOALS, "Nöjdhet", "F", "B") == "○ Ej bedömd"
    assert shown.of(GOALS, "Nöjdhet", "I", "B") == STALE
    # What is reached is so whatever the limit is, and what is held against nought has no such limit.
    assert shown.of(GOALS, "Antal ärenden", "F", "B") == "● Uppnådd"
    assert shown.of(GOALS, "Avvikelse, tkr", "F", "B") == "■ Ej uppnådd"
    verdicts = [shown.of(GOALS, name, "F", which=-1) for name in ("Bra service", "God ekonomi", "Nära noll")]
    assert verdicts == ["○ Ej bedömt", "● Uppnås", "■ Uppnås ej"]
    # One of the three is reached and one is not: whether it is partly or not at all hangs on the limit.
    assert shown.at(GOALS, "A2") == "○ Ej bedömt"
    told = [shown.at(ABOUT, place[1].replace("B", column)) for column in "CD"]
    assert told == ["Kan inte användas: inget bedöms efter det", f"Skriv över 0 och högst 100{NBSP}%."]
    assert [at for at, one in shown.found.items() if one.is_error] == ([place] if typed == "=1/0" else [])


def test_a_verdict_that_hangs_on_a_limit_that_cannot_be_used_is_none(write: Write) -> None:
    rows = [HEADER, ["Bra service", "Antal ärenden", 30, "minst 40"], [None, "Nöjdhet", 8, 10]]
    written = write(Mål=rows)
    shown, tried = written.changed(
        {written.setting("partial_threshold"): 80.0}, {written.setting("partial_threshold"): 0.8}
    )
    assert shown.of(GOALS, "Bra service", "F", which=-1) == "○ Ej bedömt"
    assert shown.at(GOALS, "A2") == "○ Ej bedömt"
    assert shown.of(REPORT, "Nämndmål") == shown.of(REPORT, "Måluppfyllelse") == STALE
    assert tried.at(GOALS, "A2") == "▲ Uppnås delvis"
    origins = [
        one.at(ABOUT, written.setting("partial_threshold")[1].replace("B", "C")) for one in (written.before, tried)
    ]
    assert origins == ["verktygets förval; inget beslut är angivet", "ändrat här, för att prövas"]


def test_nothing_hangs_on_other_settings_that_cannot_be_used(write: Write) -> None:
    rows = [*LIMITED, [None, "Svarstid", None, "högst 4"]]
    operating = [["Driftredovisning 2023, tkr"], ["Kontotext", "Budget 2023", "Utfall 2023", "Avvikelse"]]
    operating += [["Hyra", 1000, 1500, -500], ["Summa", 1000, 1500, -500]]  # type: ignore[list-item]
    written = write(Mål=rows, Drift=operating)
    tolerance, missing = written.setting("absolute_tolerance"), written.setting("missing_counts")
    shares = written.setting("comment_share"), written.setting("comment_amount")
    broken = dict.fromkeys((tolerance, missing, *shares), "=1/0")
    texts, negatives, errors = written.changed(
        {tolerance: "noll", missing: "kanske", shares[0]: "5 %", shares[1]: None},
        {tolerance: -1.0, shares[0]: 5.0, shares[1]: -1.0},
        broken,
    )
    assert {at for at, one in errors.found.items() if one.is_error} == set(broken)
    for shown in (texts, negatives, errors):
        assert shown.of(GOALS, "Avvikelse, tkr", "F", "B") == "○ Ej bedömd"
        assert shown.of(GOALS, "Nära noll", "F", which=-1) == "○ Ej bedömt"
        assert shown.of(REPORT, "Hyra") == "kan inte jämföras med gränserna"
        for place in (tolerance, *shares):
            assert shown.at(ABOUT, place[1].replace("B", "C")).startswith("Kan inte användas")
    assert texts.at(ABOUT, missing[1].replace("B", "D")) == "Skriv Ja eller Nej."
    assert negatives.at(ABOUT, missing[1].replace("B", "D")) == "–"


def shared(members: int, dates: int) -> dict[str, Rows]:
    """A deficit that is shared by a key of many members, which the workbook has for many dates."""
    years = [2021 - at for at in range(dates)]
    return {
        "Drift": [
            ["Driftredovisning 2023, tkr"],
            ["Kontotext", "Budget 2023", "Utfall 2023", "Avvikelse"],
            ["Driftbidrag", -40000, -40000, 0],
            ["Personalkostnader", 40000, 41733, -1733],
            ["Nettoresultat", 0, 1733, -1733],
        ],
        "Folkmängd": [
            ["Kommun", *(f"Folkmängd {year}-12-31" for year in years)],
            *([f"Medlem {n}", *(10000 + 61 * n + 7 * at * (n % 3) for at in range(dates))] for n in range(members)),
        ],
    }


@pytest.mark.parametrize(("members", "dates"), [(4, 3), (12, 14), (6, 30), (120, 8)])
def test_what_other_dates_would_give_says_when_it_is_of_old(write: Write, members: int, dates: int) -> None:
    written = write(**shared(members, dates))
    (row,) = [
        int(at[1:])
        for (of, at), one in written.before.found.items()
        if (of, at[0]) == ("Fördelning", "A") and "Med folkmängden 2020-12-31 blir" in str(one.value)
    ]
    last = f"{chr(ord('A') + dates) if dates < 26 else 'A' + chr(ord('A') + dates - 26)}{members + 1}"
    untouched, second, final = written.changed({}, {("Folkmängd", "C3"): 9000.0}, {("Folkmängd", last): "inga alls"})
    assert untouched.at("Fördelning", f"A{row}") == written.before.at("Fördelning", f"A{row}")
    assert second.at("Fördelning", f"A{row}") == final.at("Fördelning", f"A{row}") == STALE
    # The shares themselves are the same.
    for shown in (second, final):
        assert shown.at("Fördelning", "A2") == written.before.at("Fördelning", "A2")
        assert shown.of(REPORT, "Fördelning") == written.before.of(REPORT, "Fördelning")


def test_what_is_said_of_more_members_than_a_formula_has_room_for_says_when_it_is_of_old(write: Write) -> None:
    written = write(**shared(420, 1))
    untouched, changed = written.changed({}, {("Folkmängd", "B3"): 90000.0})
    for sheet, find in (("Fördelning", "A2"), (REPORT, "")):
        said, still, then = (
            one.at(sheet, find) if find else one.of(sheet, "Fördelning") for one in (written.before, untouched, changed)
        )
        assert said.startswith("Årets resultat")
        assert (still, then) == (said, STALE)
    formulas = [f"={one.formula}" for one in changed.found.values() if one.formula]
    assert max(map(most_arguments, formulas)) <= MOST_ARGUMENTS
    assert max(map(len, formulas)) <= LONGEST_FORMULA


WORDED: Rows = [
    HEADER,
    ["Bra service", "Plan antagen", "Ja", "Ja"],
    [None, "Antal ärenden", 30, "minst 20"],
    ["God ekonomi", "Andel i tid", "● 84 %", "minst 80 %"],
    [None, "Öppet dygnet runt", True, "Ja"],
    ["Annat", "Nöjdhet", "ej mätt", 10],
    [None, "Antal avtal", 5, "5 eller\nfler"],
    [None, "Klagomål", 5, "som riket"],
]


@pytest.mark.parametrize(
    ("name", "cell", "typed"),
    [
        ("Plan antagen", "C2", "Nej"),
        ("Plan antagen", "C2", "ja"),
        ("Plan antagen", "C2", None),
        ("Plan antagen", "D2", "Nej"),
        ("Andel i tid", "C4", "● 70 %"),
        ("Andel i tid", "C4", 0.7),
        ("Andel i tid", "D4", "minst 90 %"),
        ("Öppet dygnet runt", "C5", "Nej"),
        ("Nöjdhet", "C6", 12.0),
        ("Antal avtal", "D7", "6 eller fler"),
        ("Klagomål", "D8", 4.0),
        ("Antal ärenden", "D3", "minst 40"),
    ],
)
def test_a_level_that_was_read_from_words_stands_while_they_do(
    worded: tuple[Written, Shown], name: str, cell: str, typed: Typed, tmp_path: Path
) -> None:
    written, untouched = worded
    others = {str(row[1]) for row in WORDED[1:]} - {name}
    made = edited(written.path, tmp_path / "ny.xlsx", {("Mål", cell): typed})
    shown = Shown(recalculated([made], tmp_path / "anew")[0])
    assert shown.of(GOALS, name, "F", "B") == "○ Ej bedömd"
    assert shown.of(GOALS, name, "I", "B") == shown.of(GOALS, name, "J", "B") == STALE
    assert shown.of(GOALS, name, "S", "B") == shown.of(GOALS, name, "T", "B") == "Nej"
    for one in others:
        assert shown.of(GOALS, one, "F", "B") == untouched.of(GOALS, one, "F", "B")
        assert shown.of(GOALS, one, "I", "B") == untouched.of(GOALS, one, "I", "B")
    # Also where the level was not among those that are counted: it may be at the next run.
    assert shown.of(REPORT, "Måluppfyllelse") == STALE
    assert not [one for one in shown.found.values() if one.is_error]


@pytest.fixture(scope="module")
def worded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Written, Shown]:
    """A workbook whose levels are read from words, and what it shows when it is only computed anew."""
    written = Written(tmp_path_factory.mktemp("ord"), {"Mål": WORDED})
    (untouched,) = written.changed({})
    for place, one in written.before.found.items():
        assert (place, untouched.found[place].value) == (place, one.value)
    return written, untouched


def test_a_level_that_the_workbook_states_is_shown_while_it_does(write: Write) -> None:
    rows = [[*HEADER, "Bedömning"], ["Bra service", "Antal ärenden", 30, "minst 20", "Gul"]]
    rows += [[None, "Nöjdhet", 8, "som förut", "Grön"]]
    written = write(Mål=rows)
    (shown,) = written.changed({("Mål", "E2"): "Röd", ("Mål", "E3"): "Röd"})
    assert written.before.of(GOALS, "Antal ärenden", "G", "B") == "▲ Delvis uppnådd"
    assert [shown.of(GOALS, one, "G", "B") for one in ("Antal ärenden", "Nöjdhet")] == ["ändrad", "ändrad"]
    # One does not rest on it; the other is what the workbook states.
    assert written.before.of(GOALS, "Nöjdhet", "F", "B") == "● Uppnådd"
    assert [shown.of(GOALS, one, "F", "B") for one in ("Antal ärenden", "Nöjdhet")] == ["● Uppnådd", "○ Ej bedömd"]
