"""Which workbooks of a folder are one case."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itnamnd_xl.app.batch.grouping import Grouping, Survey, grouped

Surveys = dict[str, Survey]


def book(
    *kinds: str, board: str | None = "A", year: int | None = 2023, period: str | None = "helår", **more: bool
) -> Survey:
    return Survey("0", frozenset(kinds), board=board, year=year, period=period, **more)


KEY = book(board=None, year=None, period=None, is_key=True)
OWN = book("operating", "indicators", is_own=True)
BLANK = book(board=None, year=None, period=None)
DRIFT, GOALS, PROJECTS = book("operating"), book("indicators"), book("investments")
WHOLE = book("operating", "indicators")
UNSAID = book("indicators", board=None, year=None, period=None)


def names(grouping: Grouping) -> list[tuple[str, ...]]:
    return [one.names for one in grouping.groups]


ONE_CASE = {
    "three kinds in three workbooks": {"a": DRIFT, "b": GOALS, "c": PROJECTS},
    "a workbook that states nothing": {"a": DRIFT, "b": UNSAID},
    "board stated here, year there": {
        "a": book("operating", year=None, period=None),
        "b": book("indicators", board=None),
    },
    "one that cannot be read beside the only case": {"a": DRIFT, "b": GOALS, "c": BLANK},
    "a key": {"a": DRIFT, "b": KEY},
    "two keys": {"a": WHOLE, "b": KEY, "c": KEY},
    "one that cannot be read, and a key": {"a": BLANK, "b": KEY},
    "all in one": {"a": book("operating", "indicators", "investments")},
}


@pytest.mark.parametrize("what", ONE_CASE)
def test_one_case(what: str) -> None:
    grouping = grouped(ONE_CASE[what])
    assert names(grouping) == [tuple(ONE_CASE[what])]
    assert not grouping.groups[0].said
    assert not grouping.groups[0].is_clash


SEVERAL: dict[str, tuple[Surveys, list[tuple[str, ...]]]] = {
    "two years": ({"a": DRIFT, "b": book("operating", year=2022)}, [("a",), ("b",)]),
    "two boards": (
        {"a": DRIFT, "b": book("operating", board="B"), "c": GOALS, "d": book("indicators", board="B")},
        [("a", "c"), ("b", "d")],
    ),
    "two periods": ({"a": WHOLE, "b": book("indicators", period="delår")}, [("a",), ("b",)]),
    "two years and a key": ({"a": DRIFT, "b": book("operating", year=2022), "n": KEY}, [("a", "n"), ("b", "n")]),
    "two whole ones of one year": ({"a": WHOLE, "b": WHOLE}, [("a",), ("b",)]),
    "two whole ones with a key": ({"a": WHOLE, "b": WHOLE, "n": KEY}, [("a", "n"), ("b", "n")]),
    "three whole ones that state nothing": ({"a": UNSAID, "b": UNSAID, "c": UNSAID}, [("a",), ("b",), ("c",)]),
    "one that cannot be read beside two cases": (
        {"a": DRIFT, "b": BLANK, "c": book("operating", year=2022)},
        [("a",), ("b",), ("c",)],
    ),
    "two that cannot be read": ({"a": BLANK, "b": BLANK}, [("a",), ("b",)]),
    "one without tables that names another board": ({"a": book(board="B", year=None, period=None), "b": DRIFT},
                                                    [("a",), ("b",)]),
}  # fmt: skip


@pytest.mark.parametrize("what", SEVERAL)
def test_several_cases(what: str) -> None:
    surveys, expected = SEVERAL[what]
    grouping = grouped(surveys)
    assert names(grouping) == expected
    assert not any(one.is_clash or one.said for one in grouping.groups)


CLASHES: dict[str, tuple[Surveys, str, str, str]] = {
    "a copy beside its original": (
        {"Kopia av budget.xlsx": DRIFT, "budget.xlsx": DRIFT, "mal.xlsx": GOALS},
        "Kopia av budget.xlsx",
        "budget.xlsx",
        "driftredovisning",
    ),
    "two indicator workbooks beside a statement": ({"a": DRIFT, "b": GOALS, "c": GOALS}, "b", "c", "indikatorer"),
    "a whole one and a half one": ({"a": WHOLE, "b": DRIFT}, "a", "b", "driftredovisning"),
    "two whole ones and a third kind": ({"a": WHOLE, "b": WHOLE, "c": PROJECTS}, "a", "b", "driftredovisning"),
    "a copy that does not state its year": (
        {"a": DRIFT, "b": book("operating", year=None), "c": GOALS},
        "a",
        "b",
        "driftredovisning",
    ),
}


@pytest.mark.parametrize("what", CLASHES)
def test_a_clash_names_both_files_and_their_kind_of_table(what: str) -> None:
    surveys, first, second, kind = CLASHES[what]
    grouping = grouped(surveys)
    assert names(grouping) == [tuple(sorted(surveys))]
    (group,) = grouping.groups
    assert group.is_clash
    (said,) = group.said
    assert said.code == "E141"
    assert (said.params["first"], said.source, said.params["kind"]) == (first, second, kind)
    assert first in said.message
    assert second in said.message


def test_a_clash_of_one_year_leaves_the_other_alone() -> None:
    former = book("operating", year=2022)
    grouping = grouped({"a": DRIFT, "b": DRIFT, "c": GOALS, "d": former, "n": KEY})
    assert [(one.names, one.is_clash) for one in grouping.groups] == [(("a", "b", "c"), True), (("d", "n"), False)]


def test_a_workbook_that_could_belong_to_several_cases_is_one_of_its_own_and_that_is_said() -> None:
    grouping = grouped({"a": DRIFT, "b": book("operating", year=2022), "c": UNSAID, "n": KEY})
    assert names(grouping) == [("a", "n"), ("b", "n"), ("c", "n")]
    assert [[one.code for one in group.said] for group in grouping.groups] == [[], [], ["W142"]]
    assert grouping.groups[2].said[0].source == "c"


def test_a_doubtful_workbook_is_that_under_any_name() -> None:
    """It states board and period, so that it fits two cases that state board and year."""
    doubtful = book("investments", year=None)
    first, second = book("operating", period=None), book("operating", year=2022, period=None)
    for name in ("a", "m", "z"):
        grouping = grouped({name: doubtful, "f": first, "s": second})
        assert sorted(names(grouping)) == sorted([(name,), ("f",), ("s",)]), name


def test_keys_with_nothing_to_share_are_no_case() -> None:
    assert grouped({"a": KEY, "b": KEY}) == Grouping((), (), ("a", "b"))


def test_own_outputs_are_no_case() -> None:
    assert grouped({"a": OWN, "b": book(is_key=True, is_own=True)}) == Grouping((), ("a", "b"), ())


def test_an_empty_folder_has_no_case() -> None:
    assert grouped({}) == Grouping(())


@st.composite
def workbooks(draw: st.DrawFn) -> Survey:
    what = draw(st.sampled_from(["tables", "tables", "tables", "key", "own", "blank"]))
    kinds = draw(st.sets(st.sampled_from(["operating", "investments", "indicators"]), min_size=1))
    return Survey(
        "0",
        frozenset(kinds if what in ("tables", "own") else ()),
        is_key=what == "key",
        is_own=what == "own",
        board=draw(st.sampled_from([None, "A", "B"])),
        year=draw(st.sampled_from([None, 2022, 2023])),
        period=draw(st.sampled_from([None, "helår", "delår"])),
    )


FOLDERS = st.dictionaries(st.sampled_from("abcdefgh"), workbooks(), max_size=7)
SHUFFLED = st.tuples(FOLDERS, st.randoms())


def agree(one: Survey, other: Survey) -> bool:
    return all(None in (a, b) or a == b for a, b in zip(one.stated, other.stated, strict=True))


@given(FOLDERS)
def test_every_workbook_is_in_exactly_one_place(surveys: Surveys) -> None:
    grouping = grouped(surveys)
    own = {name for name, one in surveys.items() if one.is_own}
    keys = {name for name, one in surveys.items() if one.is_key and not one.is_own}
    in_groups = [name for group in grouping.groups for name in group.names if name not in keys]
    assert sorted(in_groups) == sorted(set(surveys) - own - keys)
    assert set(grouping.own) == own
    is_computed = any(not group.is_clash for group in grouping.groups)
    assert set(grouping.keys) == (set() if is_computed else keys)


@given(FOLDERS)
def test_keys_serve_every_case_that_is_computed(surveys: Surveys) -> None:
    keys = sorted(name for name, one in surveys.items() if one.is_key and not one.is_own)
    for group in grouped(surveys).groups:
        assert [name for name in group.names if name in keys] == ([] if group.is_clash else keys)


@given(SHUFFLED)
def test_the_order_of_the_workbooks_does_not_matter(case: tuple[Surveys, object]) -> None:
    surveys, chance = case
    order = sorted(surveys)
    chance.shuffle(order)  # type: ignore[attr-defined]  # hypothesis gives a random.Random
    assert grouped({name: surveys[name] for name in order}) == grouped(surveys)


@given(SHUFFLED)
@settings(max_examples=300)
def test_the_names_of_the_workbooks_do_not_matter(case: tuple[Surveys, object]) -> None:
    surveys, chance = case
    fresh = sorted(surveys)
    chance.shuffle(fresh)  # type: ignore[attr-defined]  # as above
    renamed = dict(zip(surveys, fresh, strict=True))

    def parts(grouping: Grouping, names: Mapping[str, str]) -> set[tuple[frozenset[str], bool]]:
        return {(frozenset(names[name] for name in one.names), one.is_clash) for one in grouping.groups}

    after = grouped({renamed[name]: one for name, one in surveys.items()})
    assert parts(grouped(surveys), renamed) == parts(after, {name: name for name in fresh})


@given(FOLDERS)
def test_a_case_holds_no_two_workbooks_that_contradict_each_other(surveys: Surveys) -> None:
    for group in grouped(surveys).groups:
        members = [surveys[name] for name in group.names if not surveys[name].is_key]
        assert all(agree(one, other) for one, other in combinations(members, 2))


@given(FOLDERS)
def test_a_kind_of_table_stands_twice_only_where_that_is_an_error(surveys: Surveys) -> None:
    for group in grouped(surveys).groups:
        kinds = [kind for name in group.names for kind in surveys[name].kinds]
        assert group.is_clash == (len(kinds) > len(set(kinds)))
        assert group.is_clash == ("E141" in [one.code for one in group.said])
        for one in group.said if group.is_clash else ():
            assert {one.params["first"], str(one.source)} <= set(group.names)
            assert one.params["first"] != one.source


@given(FOLDERS)
def test_a_case_by_itself_is_the_same_case(surveys: Surveys) -> None:
    for group in grouped(surveys).groups:
        alone = grouped({name: surveys[name] for name in group.names})
        assert [(one.names, one.is_clash) for one in alone.groups] == [(group.names, group.is_clash)]


@given(FOLDERS)
def test_own_outputs_change_nothing_for_the_others(surveys: Surveys) -> None:
    without = {name: one for name, one in surveys.items() if not one.is_own}
    assert grouped(surveys).groups == grouped(without).groups


@given(FOLDERS)
def test_what_states_everything_is_never_doubtful(surveys: Surveys) -> None:
    doubtful = {one.source for group in grouped(surveys).groups for one in group.said if one.code == "W142"}
    assert not [name for name in doubtful if None not in surveys[str(name)].stated]
