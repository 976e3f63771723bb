"""What below a folder is a workbook to compute, and what is passed over."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from itnamnd_xl import Target, recalculate
from itnamnd_xl.app.batch.finding import find_units
from itnamnd_xl.app.usage import UsageError
from itnamnd_xl.policy.load import PolicyError
from tests.app.batch.doing import messages, run, tree
from tests.app.batch.workbooks import lock_structure, workbook
from tests.app.parts import edit_parts, put_text


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    return tmp_path / "in"


@pytest.fixture
def ut(tmp_path: Path) -> Path:
    return tmp_path / "ut"


def found(root: Path) -> list[str]:
    return [path.relative_to(root).as_posix() for unit in find_units(root).units for path in unit.paths]


PASSED_OVER = [
    "~$budget.xlsx", ".~lock.budget.xlsx#", ".budget.xlsx", ".dold/budget.xlsx", "2023/.dold/djup/budget.xlsx",
    "~$mapp/budget.xlsx", "budget.xlsx.bak", "budget.docx", "budget.csv", "budget", "xlsx", "läs mig.txt",
    ".itnamnd-01234567-01234567-abcdefgh.tmp", "Sammanställning.jsonl.gz",
]  # fmt: skip


@pytest.mark.parametrize("name", PASSED_OVER)
def test_passed_over(root: Path, name: str) -> None:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"PK")
    assert found(root) == []


@pytest.mark.parametrize("name", ["a.xlsx", "A.XLSX", "a.xlsm", "a.xls", "a.ods", "a b/ö (1).xlsx", "1/2/3/4/a.xlsx"])
def test_found(root: Path, name: str) -> None:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"PK")
    assert found(root) == [name]


def test_workbooks_are_found_in_a_stable_order(root: Path) -> None:
    names = ["a/b.xlsx", "a/c/d.xlsx", "a b/c.xlsx", "b.xlsx", "ö/a.xlsx", "a/a.xlsx"]
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(b"PK")
    assert found(root) == ["b.xlsx", "a/a.xlsx", "a/b.xlsx", "a/c/d.xlsx", "a b/c.xlsx", "ö/a.xlsx"]


def test_empty_folders_are_nothing_to_compute(root: Path, ut: Path) -> None:
    (root / "tom" / "tommare").mkdir(parents=True)
    done = run(root, ut)
    assert (done.paths, done.jobs, done.result.summary) == ([], [], None)
    assert not list(ut.glob("*.xlsx"))


def test_no_folder_is_wrong_usage(root: Path, ut: Path) -> None:
    workbook(root / "a.xlsx", "operating")
    for folder, output, code in ((root / "x", ut, "E801"), (root / "a.xlsx", ut, "E826"), (root, root, "E827"),
                                 (root, root / "a.xlsx", "E806")):  # fmt: skip
        with pytest.raises(UsageError, match=code):
            run(folder, output)
    assert [one.name for one in root.iterdir()] == ["a.xlsx"]


# Our own outputs.


def test_copies_in_a_folder_within_are_not_computed_again(root: Path) -> None:
    workbook(root / "2023" / "drift.xlsx", "operating")
    first = run(root, root / "ut")
    before = tree(root)
    again = run(root, root / "ut")
    assert first.paths == again.paths == ["2023/drift.xlsx"]
    assert set(again.heard.not_cases) >= {"ut/2023/drift.xlsx"}
    assert tree(root) == before
    assert not (root / "ut" / "ut").exists()


def test_a_copy_under_another_name_is_known_by_its_mark(root: Path, ut: Path) -> None:
    source = workbook(root / "drift.xlsx", "operating")
    recalculate([source], target=Target(ut))
    shutil.copy(ut / "drift.xlsx", root / "nytt namn.xlsx")
    done = run(root, root.parent / "ut2")
    assert (done.files, done.codes) == ([["drift.xlsx"]], {"drift.xlsx": []})
    assert "nytt namn.xlsx" in done.heard.not_cases


def test_a_workbook_of_results_alone_is_known_by_its_mark(root: Path, ut: Path) -> None:
    source = workbook(root / "drift.xlsx", "operating")
    edit_parts(source, lock_structure)
    results = recalculate([source]).written[0]
    assert results.name == "drift – resultat.xlsx"
    results.rename(root / "annat.xlsx")
    done = run(root, ut)
    assert done.files == [["drift.xlsx"]]
    assert list(done.heard.not_cases) == ["annat.xlsx"]


def test_a_name_like_ours_makes_nothing_ours(root: Path, ut: Path) -> None:
    for name in ("Sammanställning.xlsx", "drift – resultat.xlsx"):
        workbook(root / name, "operating", "indicators")
    done = run(root, ut)
    assert done.paths == ["Sammanställning.xlsx", "drift – resultat.xlsx"]


def test_a_summary_is_known_by_its_mark(root: Path, ut: Path) -> None:
    workbook(root / "drift.xlsx", "operating")
    summary = run(root, ut).result.summary
    assert summary is not None
    shutil.copy(summary, root / "läget i augusti.xlsx")
    done = run(root, ut)
    assert done.files == [["drift.xlsx"]]
    assert list(done.heard.not_cases) == ["läget i augusti.xlsx"]


def test_a_workbook_with_results_written_into_it_is_the_users_own(root: Path, ut: Path) -> None:
    source = workbook(root / "drift.xlsx", "operating")
    recalculate([source])
    assert run(root, ut).paths == ["drift.xlsx"]


def test_a_copy_that_somebody_has_worked_in_is_ours_where_copies_are_written_and_hers_elsewhere(root: Path) -> None:
    workbook(root / "drift.xlsx", "operating")
    run(root, root / "ut")
    copy = root / "ut" / "drift.xlsx"
    edit_parts(copy, lambda parts: put_text(parts, "Drift", "H8", "eget"))
    assert run(root, root / "ut").paths == ["drift.xlsx"]
    edit_parts(copy, lambda parts: put_text(parts, "Drift", "H8", "eget"))
    worked_in = copy.read_bytes()
    (root / "hennes").mkdir()
    (root / "hennes" / "drift.xlsx").write_bytes(worked_in)
    assert run(root, root / "ut").paths == ["drift.xlsx", "hennes/drift.xlsx"]


# [[case]].


def config(folder: Path, text: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "itnamnd.toml").write_text(text, "utf-8")


def test_stated_files_are_one_case_whatever_they_state(root: Path, ut: Path) -> None:
    workbook(root / "a.xlsx", "operating", board="Ena nämnden")
    workbook(root / "b.xlsx", "indicators", board="Andra nämnden")
    assert run(root, ut).files == [["a.xlsx"], ["b.xlsx"]]
    config(root, '[[case]]\nfiles = ["b.xlsx", "a.xlsx"]\n')
    done = run(root, ut)
    assert (done.paths, done.files) == (["[[case]] 1"], [["b.xlsx", "a.xlsx"]])


def test_stated_cases_have_their_names_and_patterns(root: Path, ut: Path) -> None:
    for year in (2022, 2023):
        workbook(root / "drift" / f"drift-{year}.xlsx", "operating", year=year)
        workbook(root / "mål" / f"mal-{year}.xlsx", "indicators", year=year)
    config(root, "".join(f'[[case]]\nname = "År {year}"\nfiles = ["*/*-{year}.xlsx"]\n' for year in (2023, 2022)))
    done = run(root, ut)
    assert done.paths == ["År 2022", "År 2023"]
    assert [one["case"] for one in done.lines.values()] == ["År 2022", "År 2023"]
    assert done.files == [[f"drift-{year}.xlsx", f"mal-{year}.xlsx"] for year in (2022, 2023)]
    assert (ut / "mål" / "mal-2023.xlsx").exists()


def test_two_stated_cases_of_one_name_are_two_cases(root: Path, ut: Path) -> None:
    for name in ("a", "b"):
        workbook(root / f"{name}.xlsx", "operating")
    config(root, "".join(f'[[case]]\nname = "IT"\nfiles = ["{name}.xlsx"]\n' for name in ("a", "b")))
    done = run(root, ut)
    assert sorted(done.files) == [["a.xlsx"], ["b.xlsx"]]
    assert len(set(done.paths)) == 2


def test_a_pattern_takes_no_lock_file_nor_what_is_hidden(root: Path, ut: Path) -> None:
    workbook(root / "a.xlsx", "operating")
    for name in ("~$x.xlsx", ".~lock.x.xlsx#", ".x.xlsx", ".dold/x.xlsx"):
        workbook(root / name, "operating")
    config(root, '[[case]]\nfiles = ["**/*.xlsx"]\n')
    assert run(root, ut).files == [["a.xlsx"]]


def test_a_pattern_takes_none_of_our_own_copies(root: Path) -> None:
    workbook(root / "a.xlsx", "operating")
    config(root, '[[case]]\nfiles = ["**/*.xlsx"]\n')
    first = run(root, root / "ut")
    again = run(root, root / "ut")
    assert (first.files, first.codes) == ([["a.xlsx"]], {"[[case]] 1": []})
    assert (again.files, again.codes, again.recalculated) == ([["a.xlsx"]], {"[[case]] 1": []}, [])


def test_a_pattern_does_not_take_our_summary(root: Path) -> None:
    workbook(root / "a.xlsx", "operating")
    config(root, '[[case]]\nfiles = ["*.xlsx"]\n')
    first, again = run(root), run(root)
    assert first.files == again.files == [["a.xlsx"]]
    assert again.codes == {"[[case]] 1": []}
    assert not [one for one in again.line["diagnostics"] if one["source"] == "Sammanställning.xlsx"]
    assert again.recalculated == []


def test_workbooks_that_stated_cases_leave_out_are_said(root: Path, ut: Path) -> None:
    for name in ("a", "b"):
        workbook(root / f"{name}.xlsx", "operating")
    workbook(root / "sub" / "c.xlsx", "operating")
    config(root, '[[case]]\nfiles = ["a.xlsx"]\n')
    done = run(root, ut)
    assert done.paths == ["[[case]] 1", "sub/c.xlsx"]
    assert "[[case]]" in done.heard.not_cases["b.xlsx"]
    assert not (ut / "b.xlsx").exists()


def test_a_stated_file_that_is_missing_is_an_error_of_that_case_alone(root: Path, ut: Path) -> None:
    for name in ("a", "b"):
        workbook(root / f"{name}.xlsx", "operating")
    config(root, '[[case]]\nfiles = ["a.xlsx", "borta.xlsx"]\n[[case]]\nfiles = ["b.xlsx"]\n')
    done = run(root, ut)
    assert done.codes == {"[[case]] 1": ["E147"], "[[case]] 2": []}
    assert "borta.xlsx" in messages(done.lines["[[case]] 1"], "E147")[0]
    # What is there is computed all the same.
    assert done.lines["[[case]] 1"]["operating"] is not None


def test_a_stated_case_of_nothing_that_is_there_is_an_error(root: Path, ut: Path) -> None:
    config(root, '[[case]]\nname = "x"\nfiles = ["borta/*.xlsx"]\n')
    for _ in range(2):
        assert run(root, ut).codes == {"x": ["E147"]}


def test_a_key_may_stand_in_two_stated_cases(root: Path, ut: Path) -> None:
    workbook(root / "n.xlsx", "key")
    for year in (2022, 2023):
        workbook(root / f"{year}.xlsx", "operating", year=year)
    config(root, "".join(f'[[case]]\nname = "{one}"\nfiles = ["{one}.xlsx", "n.xlsx"]\n' for one in (2022, 2023)))
    done = run(root, ut)
    assert done.codes == {"2022": [], "2023": []}
    assert [one["allocation"]["amount"] for one in done.lines.values()] == [50, 50]


def test_a_workbook_of_tables_in_two_stated_cases_is_an_error_of_both(root: Path, ut: Path) -> None:
    for name, kind in (("a", "operating"), ("b", "operating"), ("mål", "indicators"), ("c", "operating")):
        workbook(root / f"{name}.xlsx", kind)
    config(root, "".join(f'[[case]]\nname = "{one}"\nfiles = ["{one}.xlsx", "mål.xlsx"]\n' for one in ("a", "b"))
           + '[[case]]\nname = "c"\nfiles = ["c.xlsx"]\n')  # fmt: skip
    done = run(root, ut)
    assert done.codes == {"a": ["E146"], "b": ["E146"], "c": []}
    assert "mål.xlsx" in messages(done.lines["a"], "E146")[0]
    assert sorted(path.name for path in ut.glob("?*.xlsx") if path.name[0] != "S") == ["c.xlsx"]


INVALID = {
    "no list": 'files = "a.xlsx"',
    "empty": "files = []",
    "no files": 'name = "a"',
    "unknown key": 'files = ["a.xlsx"]\nfil = 1',
    "number": "files = [1]",
}


@pytest.mark.parametrize("what", INVALID)
def test_an_invalid_stated_case_is_told_in_a_sentence(root: Path, ut: Path, what: str) -> None:
    workbook(root / "a.xlsx", "operating")
    config(root, f"[[case]]\n{INVALID[what]}\n")
    with pytest.raises(PolicyError, match=r"itnamnd\.toml: \[\[case\]\] ska ha en lista ”files”"):
        run(root, ut)
    assert not list(ut.glob("*.xlsx"))


def test_case_written_as_a_table_is_told_in_a_sentence(root: Path, ut: Path) -> None:
    config(root, '[case]\nfiles = ["a.xlsx"]\n')
    with pytest.raises(PolicyError, match=r"ska skrivas som \[\[case\]\]"):
        run(root, ut)


@pytest.mark.parametrize("text", ["inte = = toml", "[settings]\nokänd = 1\n", '[[case]]\nfil = "a.xlsx"\n'])
def test_an_invalid_configuration_below_fails_the_cases_of_its_folders_alone(root: Path, ut: Path, text: str) -> None:
    for folder in ("a", "b", "b/djupare"):
        workbook(root / folder / "drift.xlsx", "operating")
    config(root / "b", text)
    done = run(root, ut)
    assert done.codes == {"a/drift.xlsx": [], "b/drift.xlsx": ["E703"], "b/djupare/drift.xlsx": ["E703"]}
    assert "itnamnd.toml" in messages(done.lines["b/drift.xlsx"], "E703")[0]
    assert not (ut / "b").exists()


def test_an_invalid_configuration_for_all_is_wrong_usage(root: Path, ut: Path) -> None:
    workbook(root / "a.xlsx", "operating")
    config(root, "inte = = toml")
    with pytest.raises(PolicyError, match=r"rad 1"):
        run(root, ut)


# What is no plain file or folder.


def test_a_link_to_a_workbook_is_a_workbook(root: Path, ut: Path, tmp_path: Path) -> None:
    source = workbook(tmp_path / "annanstans" / "drift.xlsx", "operating")
    (root / "länk.xlsx").symlink_to(source)
    assert run(root, ut).paths == ["länk.xlsx"]


def test_links_to_folders_are_not_followed(root: Path, ut: Path, tmp_path: Path) -> None:
    workbook(root / "drift.xlsx", "operating")
    (root / "runt").symlink_to(root, target_is_directory=True)
    workbook(tmp_path / "annanstans" / "drift.xlsx", "operating")
    (root / "dit").symlink_to(tmp_path / "annanstans", target_is_directory=True)
    assert run(root, ut).paths == ["drift.xlsx"]


def test_a_link_to_nothing_and_a_folder_named_as_a_workbook(root: Path, ut: Path) -> None:
    workbook(root / "a" / "drift.xlsx", "operating")
    (root / "b").mkdir()
    (root / "b" / "borta.xlsx").symlink_to(root / "b" / "ingen.xlsx")
    workbook(root / "mapp.xlsx" / "drift.xlsx", "operating")
    done = run(root, ut)
    assert done.paths == ["a/drift.xlsx", "b/borta.xlsx", "mapp.xlsx/drift.xlsx"]
    assert [bool(codes) for codes in done.codes.values()] == [False, True, False]


@pytest.mark.skipif(os.name == "nt", reason="names are UTF-16 there")
@pytest.mark.parametrize("where", [b"m\xe5l", b"m\xe5l/drift"])
def test_a_name_that_is_no_utf_8_costs_none_of_the_others(root: Path, ut: Path, where: bytes) -> None:
    """As names are that were written by old programs: the letters of another code page."""
    workbook(root / "a" / "drift.xlsx", "operating")
    odd = Path(os.fsdecode(os.fsencode(root) + b"/" + where + b".xlsx"))
    workbook(odd, "operating", board="Andra nämnden")
    for _ in range(2):
        done = run(root, ut)
        assert done.codes["a/drift.xlsx"] == []
        assert sorted(map(str, done.codes.values())) == ["['E150']", "[]"]
    assert "a/drift.xlsx" not in done.recalculated


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the superuser reads every folder")
def test_a_folder_that_may_not_be_read_is_named_and_the_others_are_computed(root: Path, ut: Path) -> None:
    for folder in ("a", "b"):
        workbook(root / folder / "drift.xlsx", "operating")
    (root / "b").chmod(0)
    try:
        done = run(root, ut)
    finally:
        (root / "b").chmod(0o700)
    assert sorted(done.codes.values()) == [[], ["E149"]]


def test_a_folder_that_cannot_be_read_is_named(root: Path, ut: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for folder in ("a", "b"):
        workbook(root / folder / "drift.xlsx", "operating")
    scan = os.scandir

    def refuse(place: str) -> object:
        if Path(place).name == "b":
            raise PermissionError(13, "no", str(place))
        return scan(place)

    monkeypatch.setattr(os, "scandir", refuse)
    done = run(root, ut)
    assert sorted(done.codes.values()) == [[], ["E149"]]
    assert "behörighet" in next(text for line in done.lines.values() for text in messages(line, "E149"))
