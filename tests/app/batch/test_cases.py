"""Folders computed from the workbooks to the results: which cases there are, and that each is what recalc gives."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from itnamnd_xl import recalculate
from itnamnd_xl.app.result import result_object
from tests.app.batch.doing import messages, run, tree
from tests.app.batch.workbooks import Says, workbook
from tests.app.parts import edit_parts, say_otherwise
from tests.conftest import THREE, WORKBOOKS

COMPUTED = ("board", "year", "period", "settings", "attainment", "operating", "investments", "allocation", "checks")
EXAMPLE = {"three": [WORKBOOKS / "2023" / name for name in THREE],
           "single": [WORKBOOKS / "2023-samlad" / "sydnarke-2023.xlsx"]}  # fmt: skip


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    return tmp_path / "in"


@pytest.fixture
def ut(tmp_path: Path) -> Path:
    return tmp_path / "ut"


def put(folder: Path, what: str = "three") -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    return [Path(shutil.copy(path, folder)) for path in EXAMPLE[what]]


def without_files(thing: Any) -> Any:
    """Give a part of a result without the names of the workbooks, which differ from one way in to the other."""
    if isinstance(thing, dict):
        return {name: without_files(one) for name, one in thing.items() if "source" not in name and name != "from"}
    return [without_files(one) for one in thing] if isinstance(thing, list) else thing


def test_three_workbooks_in_a_folder_are_one_case(root: Path, ut: Path) -> None:
    put(root)
    done = run(root, ut)
    assert done.files == [list(THREE)]
    line = done.line
    assert (line["board"], line["year"], line["period"]) == ("Sydnärkes IT-nämnd", 2023, "helår")
    assert [goal["level"] for goal in line["attainment"]["goals"]] == ["partly_achieved", "achieved", "partly_achieved"]
    shares = {one["member"]: one["amount"] for one in line["allocation"]["shares"]}
    assert shares == {"Lekeberg": 356, "Laxå": 231, "Askersund": 477, "Hallsberg": 669}
    assert (line["status"], line["unchanged"]) == ("warnings", False)


@pytest.mark.parametrize("what", EXAMPLE)
@pytest.mark.parametrize("way", ["copies", "in place", "stated", "among others"])
def test_a_case_is_computed_as_recalc_does(root: Path, ut: Path, what: str, way: str) -> None:
    paths = put(root / "it", what)
    if way == "stated":
        names = ", ".join(f'"{path.name}"' for path in paths)
        (root / "it" / "itnamnd.toml").write_text(f"[[case]]\nfiles = [{names}]\n", "utf-8")
    if way == "among others":
        workbook(root / "it" / "annan.xlsx", "operating", "indicators", board="Annan nämnd", year=2021)
    expected = result_object(recalculate(put(root.parent / "it", what)))
    lines = run(root, None if way == "in place" else ut).lines
    line = lines["it/[[case]] 1" if way == "stated" else f"it/{paths[0].name}"]
    for name in COMPUTED:
        assert line[name] == expected[name], name
    assert sorted(one["code"] for one in line["diagnostics"]) == sorted(one["code"] for one in expected["diagnostics"])
    assert [one["sha256"] for one in line["files"]] == [one["sha256"] for one in expected["files"]]


def test_one_workbook_or_three_give_the_same(root: Path, ut: Path) -> None:
    for what in EXAMPLE:
        put(root / what, what)
    single, three = run(root, ut).lines.values()
    for name in ("attainment", "operating", "investments", "allocation"):
        assert without_files(single[name]) == without_files(three[name]), name


def test_in_place_writes_the_very_bytes_that_recalc_does(root: Path, tmp_path: Path) -> None:
    put(root / "it")
    recalculate(alone := put(tmp_path / "it"))
    run(root)
    for path in alone:
        assert (root / "it" / path.name).read_bytes() == path.read_bytes(), path.name
    before = tree(root / "it")
    run(root, force=True)
    assert tree(root / "it") == before


def test_copies_lie_as_the_originals_do_and_these_are_untouched(root: Path, ut: Path) -> None:
    put(root / "nämnd 1" / "2023")
    put(root / "nämnd 2", "single")
    before = tree(root)
    done = run(root, ut)
    assert tree(root) == before
    written = sorted(path.relative_to(ut).as_posix() for path in ut.rglob("*.xlsx"))
    # The key is computed with and never written.
    assert written == ["Sammanställning.xlsx", "nämnd 1/2023/budget.xlsx", "nämnd 1/2023/indikatorer.xlsx",
                       "nämnd 2/sydnarke-2023.xlsx"]  # fmt: skip
    assert {Path(path) for line in done.lines.values() for path in line["written"]} == {
        ut / name for name in written if "/" in name
    }


def test_two_years_in_one_folder_are_two_cases_that_one_key_serves(root: Path, ut: Path) -> None:
    put(root)
    for kind in ("operating", "indicators"):
        workbook(root / f"{kind} förra året.xlsx", kind, board="Sydnärkes IT-nämnd", year=2022, over=100)
    done = run(root, ut)
    assert done.files == [list(THREE), ["indicators förra året.xlsx", "operating förra året.xlsx", "folkmangd.xlsx"]]
    assert [line["year"] for line in done.lines.values()] == [2023, 2022]
    assert [line["allocation"]["amount"] for line in done.lines.values()] == [1733, 100]
    assert not (ut / "folkmangd.xlsx").exists()


def test_two_boards_are_two_cases(root: Path, ut: Path) -> None:
    for board in ("Ena nämnden", "Andra nämnden"):
        for kind in ("operating", "indicators"):
            workbook(root / f"{board} {kind}.xlsx", kind, board=board)
    done = run(root, ut)
    assert [line["board"] for line in done.lines.values()] == ["Andra nämnden", "Ena nämnden"]
    assert all(line["operating"] and line["attainment"] for line in done.lines.values())
    assert not any(done.codes.values())


@pytest.mark.parametrize("same", ["Ena nämnden", "ENA NÄMNDEN", "Ena  nämnden "])
def test_a_board_is_the_same_however_it_is_written(root: Path, ut: Path, same: str) -> None:
    workbook(root / "a.xlsx", "operating", board="Ena nämnden")
    workbook(root / "b.xlsx", "indicators", board=same)
    assert run(root, ut).files == [["a.xlsx", "b.xlsx"]]


def test_whole_workbooks_beside_each_other_are_a_case_each(root: Path, ut: Path) -> None:
    for over, name in enumerate(("a", "b", "c"), 10):
        workbook(root / f"{name}.xlsx", "operating", "indicators", over=over)
    workbook(root / "n.xlsx", "key")
    done = run(root, ut)
    assert done.files == [["a.xlsx", "n.xlsx"], ["b.xlsx", "n.xlsx"], ["c.xlsx", "n.xlsx"]]
    assert [line["allocation"]["amount"] for line in done.lines.values()] == [10, 11, 12]


def test_a_copy_beside_its_original_is_an_error_that_names_both_and_nothing_is_written(root: Path, ut: Path) -> None:
    put(root)
    shutil.copy(root / "budget.xlsx", root / "Kopia av budget.xlsx")
    done = run(root, ut)
    line = done.line
    assert (done.codes, line["status"], line["written"]) == ({"Kopia av budget.xlsx": ["E141"]}, "failed", [])
    (said,) = messages(line, "E141")
    assert "Kopia av budget.xlsx" in said
    assert said.count("budget.xlsx") > said.count("Kopia av budget.xlsx")
    assert (line["operating"], line["attainment"], line["allocation"]) == (None, None, None)
    assert not [path for path in ut.rglob("*.xlsx") if path.name != "Sammanställning.xlsx"]


def test_a_clash_leaves_workbooks_as_they_were_in_place(root: Path) -> None:
    put(root)
    shutil.copy(root / "budget.xlsx", root / "Kopia av budget.xlsx")
    before = tree(root)
    run(root)
    assert {name: data for name, data in tree(root).items() if not name.startswith("Sammanställning")} == before


def test_another_years_table_in_the_same_workbook_is_a_comparison(root: Path, ut: Path) -> None:
    workbook(root / "drift.xlsx", "operating", says=Says(), also=Says(year=2022, over=7))
    workbook(root / "mål.xlsx", "indicators")
    workbook(root / "nyckel.xlsx", "key")
    done = run(root, ut)
    assert done.files == [["drift.xlsx", "mål.xlsx", "nyckel.xlsx"]]
    assert (done.line["year"], done.line["operating"]["totals"][-1]["deviation"]) == (2023, -50)
    assert done.line["status"] == "ok"


def test_a_damaged_workbook_does_not_keep_the_others_from_being_computed(root: Path, ut: Path) -> None:
    put(root / "it")
    (root / "it" / "skadad.xlsx").write_bytes((root / "it" / "budget.xlsx").read_bytes()[:-900])
    workbook(root / "b" / "drift.xlsx", "operating")
    done = run(root, ut)
    assert done.codes == {"b/drift.xlsx": [], "it/budget.xlsx": ["E103"]}
    assert "skadad.xlsx" in messages(done.lines["it/budget.xlsx"], "E103")[0]
    assert done.lines["it/budget.xlsx"]["allocation"]["amount"] == 1733
    assert (ut / "it" / "budget.xlsx").exists()
    assert not (ut / "it" / "skadad.xlsx").exists()


def test_a_damaged_workbook_by_itself_is_a_case_that_failed(root: Path, ut: Path) -> None:
    (root / "skadad.xlsx").write_bytes(b"PK\x03\x04 och inget mer")
    done = run(root, ut)
    assert [line["status"] for line in done.lines.values()] == ["failed"]
    assert done.line["written"] == []


def test_the_board_of_a_workbook_without_tables_is_not_the_cases(root: Path, ut: Path) -> None:
    """Notes that happen to name another board say nothing of the case beside them."""
    workbook(root / "b.xlsx", "operating", board="Rätta nämnden")
    workbook(root / "a.xlsx", board="Andra nämnden")
    computed = [line for line in run(root, ut).lines.values() if line["operating"] is not None]
    assert [line["board"] for line in computed] == ["Rätta nämnden"]


def test_half_a_letter_in_a_cell_costs_nothing(root: Path, ut: Path) -> None:
    """Such a text is no UTF-8; programs that cut texts leave it behind."""
    path = workbook(root / "a" / "allt.xlsx", "operating", "indicators", indicator="Andel HALVA", board="HALVA nämnden")
    edit_parts(path, lambda parts: say_otherwise(parts, "HALVA", "_xD83D_"))
    workbook(root / "b" / "drift.xlsx", "operating")
    for _ in range(2):
        done = run(root, ut)
        assert done.codes == {"a/allt.xlsx": [], "b/drift.xlsx": []}
    assert done.recalculated == []


def test_a_folder_of_keys_alone_is_no_case_and_that_is_told(root: Path, ut: Path) -> None:
    workbook(root / "n.xlsx", "key")
    done = run(root, ut)
    assert (done.paths, list(done.heard.not_cases)) == ([], ["n.xlsx"])


def test_subfolders_are_cases_of_their_own(root: Path, ut: Path) -> None:
    workbook(root / "drift.xlsx", "operating")
    workbook(root / "sub" / "mål.xlsx", "indicators")
    workbook(root / "n.xlsx", "key")
    done = run(root, ut)
    assert done.files == [["drift.xlsx", "n.xlsx"], ["mål.xlsx"]]
    assert done.lines["sub/mål.xlsx"]["allocation"] is None


def test_cases_come_in_a_stable_order(root: Path, ut: Path) -> None:
    for folder in ("b", "a b", "a", "a/c", "ö"):
        workbook(root / folder / "drift.xlsx", "operating")
    first = run(root, ut)
    assert first.paths == [f"{one}/drift.xlsx" for one in ("a/c", "a", "a b", "b", "ö")]
    workbook(root / "a" / "drift.xlsx", "operating", over=1)
    assert run(root, ut).paths == first.paths
    assert list(first.lines) == first.paths


def test_many_workbooks_of_one_folder_are_grouped_as_few_are(root: Path, ut: Path) -> None:
    """A large folder is surveyed in parts, before it is known what its cases are."""
    for year in range(2010, 2022):
        workbook(root / f"drift {year}.xlsx", "operating", year=year)
        workbook(root / f"mål {year}.xlsx", "indicators", year=year)
    workbook(root / "nyckel.xlsx", "key")
    done = run(root, ut)
    assert done.files == [[f"drift {year}.xlsx", f"mål {year}.xlsx", "nyckel.xlsx"] for year in range(2010, 2022)]
    assert not any(done.codes.values())
    again = run(root, ut)
    assert (again.jobs, again.recalculated) == ([], [])


FOLDERS: dict[str, list[tuple[str, tuple[str, ...], dict[str, Any]]]] = {
    "one case": [("a", ("operating",), {}), ("b", ("indicators",), {})],
    "a key of two cases": [("a", ("operating",), {}), ("b", ("operating",), {"year": 2022}), ("n", ("key",), {})],
    "a key and a clash": [
        ("a", ("operating",), {}),
        ("b", ("operating",), {}),
        ("c", ("indicators",), {}),
        ("n", ("key",), {}),
    ],
    "a key alone": [("n", ("key",), {})],
}


@pytest.mark.parametrize("what", FOLDERS)
@pytest.mark.parametrize("times", [1, 2])
def test_what_is_told_on_the_way_adds_up_to_the_workbooks_there_are(
    root: Path, ut: Path, what: str, times: int
) -> None:
    """Else the bar of progress would end before or beyond its end."""
    for name, kinds, stated in FOLDERS[what]:
        workbook(root / f"{name}.xlsx", *kinds, **stated)
    for _ in range(times):
        heard = run(root, ut).heard
    assert sum(case.workbooks for case in heard.cases) + len(heard.not_cases) == heard.workbooks


def test_workbooks_left_out_by_stated_cases_are_counted_too(root: Path, ut: Path) -> None:
    for name in ("a", "b"):
        workbook(root / f"{name}.xlsx", "operating")
    (root / "itnamnd.toml").write_text('[[case]]\nfiles = ["a.xlsx"]\n', "utf-8")
    heard = run(root, ut).heard
    assert sum(case.workbooks for case in heard.cases) + len(heard.not_cases) == heard.workbooks == 2


def test_settings_and_configuration_hold_as_for_recalc(root: Path, ut: Path) -> None:
    put(root)
    (root / "itnamnd.toml").write_text("[settings]\npartial_threshold = 0.8\n", "utf-8")
    stated = run(root, ut).line
    over = run(root, ut, settings={"partial_threshold": "0.7"}).line
    (root / "egen.toml").write_text("[settings]\npartial_threshold = 0.9\n", "utf-8")
    other = run(root, ut, config=root / "egen.toml").line
    assert [str(line["attainment"]["partial_threshold"]) for line in (stated, over, other)] == ["0.8", "0.7", "0.9"]
