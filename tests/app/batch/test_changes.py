"""Only what changed is computed, whatever it was; and what is told of the rest."""

from __future__ import annotations

import shutil
import sqlite3
from concurrent.futures import BrokenExecutor, Future
from pathlib import Path
from typing import Any

import pytest

from itnamnd_xl.app.batch import foreman
from itnamnd_xl.app.batch.batch import run_batch
from itnamnd_xl.app.batch.places import RESULTS, STATE
from itnamnd_xl.app.batch.request import BatchRequest
from itnamnd_xl.app.batch.running import StoppedError
from itnamnd_xl.app.recalculate import load, write_results
from itnamnd_xl.core.diagnostics import Severity
from tests.app.batch.doing import InThisThread, Run, run, tree
from tests.app.batch.workbooks import lock_structure, workbook
from tests.app.parts import edit_parts, put_text

ERRORS = {Severity.ERROR}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Two boards: one in two workbooks with a key, one in one workbook."""
    root = tmp_path / "in"
    for kind in ("operating", "indicators", "key"):
        workbook(root / "a" / f"{kind}.xlsx", kind)
    workbook(root / "b" / "allt.xlsx", "operating", "indicators", "key", board="Andra nämnden")
    return root


@pytest.fixture
def ut(tmp_path: Path) -> Path:
    return tmp_path / "ut"


A, B = "a/indicators.xlsx", "b/allt.xlsx"


def results(done: Run) -> dict[str, dict[str, Any]]:
    """Give the lines without what tells a run that computed from one that did not."""
    return {path: {**line, "unchanged": None} for path, line in done.lines.items()}


def test_a_second_run_does_no_work_and_tells_the_same(root: Path, ut: Path) -> None:
    first = run(root, ut)
    before = tree(ut)
    times = {path: path.stat().st_mtime_ns for path in ut.rglob("*.xlsx")}
    again = run(root, ut)
    assert (again.jobs, again.paths) == ([], [A, B])
    assert [line["unchanged"] for line in first.lines.values()] == [False, False]
    assert [line["unchanged"] for line in again.lines.values()] == [True, True]
    assert results(again) == results(first)
    assert [(one.status, one.said) for one in again.result.cases] == [
        (one.status, one.said) for one in first.result.cases
    ]
    assert again.result.unchanged == 2
    assert tree(ut) == before
    assert {path: path.stat().st_mtime_ns for path in ut.rglob("*.xlsx")} == times


def test_a_second_run_opens_no_workbook(root: Path, ut: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []

    def note(path: Path, *rest: Any, **how: Any) -> Any:
        opened.append(path.name)
        return load(path, *rest, **how)

    monkeypatch.setattr("itnamnd_xl.app.batch.working.load", note)
    run(root, ut)
    assert sorted(opened) == ["allt.xlsx", "indicators.xlsx", "key.xlsx", "operating.xlsx"]
    run(root, ut)
    assert len(opened) == 4


def test_a_second_run_in_place_does_no_work(root: Path) -> None:
    first = run(root)
    before = tree(root)
    again = run(root)
    assert (again.jobs, again.recalculated) == ([], [])
    assert results(again) == results(first)
    assert tree(root) == before


def test_a_second_run_in_place_does_no_work_for_workbooks_beside_the_summary(tmp_path: Path) -> None:
    workbook(tmp_path / "drift.xlsx", "operating")
    run(tmp_path)
    again = run(tmp_path)
    assert (again.jobs, again.recalculated) == ([], [])


def test_a_second_run_does_no_work_where_results_stand_beside_a_workbook(root: Path) -> None:
    """The structure of the workbook is locked, so that its results are in one of their own."""
    edit_parts(root / "b" / "allt.xlsx", lock_structure)
    run(root)
    assert (root / "b" / "allt – resultat.xlsx").exists()
    again = run(root)
    assert (again.jobs, again.recalculated) == ([], [])


def test_one_changed_workbook_recalculates_one_case(root: Path, ut: Path) -> None:
    run(root, ut)
    workbook(root / "b" / "allt.xlsx", "operating", "indicators", "key", board="Andra nämnden", over=77)
    done = run(root, ut)
    assert done.recalculated == [B]
    assert {job.folder.name for job in done.jobs} == {"b"}
    assert done.lines[B]["allocation"]["amount"] == 77


@pytest.mark.parametrize("kind", ["operating", "indicators", "key"])
def test_any_workbook_of_a_case_that_changes_recalculates_it(root: Path, ut: Path, kind: str) -> None:
    run(root, ut)
    edit_parts(root / "a" / f"{kind}.xlsx", lambda parts: put_text(parts, NAMES[kind], "H5", "eget"))
    assert run(root, ut).recalculated == [A]


NAMES = {"operating": "Drift", "indicators": "Mål", "key": "Folkmängd"}


def test_one_changed_year_of_a_folder_recalculates_that_year(root: Path, ut: Path) -> None:
    workbook(root / "a" / "förra.xlsx", "operating", year=2022)
    assert run(root, ut).paths == ["a/förra.xlsx", A, B]
    workbook(root / "a" / "förra.xlsx", "operating", year=2022, over=9)
    assert run(root, ut).recalculated == ["a/förra.xlsx"]


def test_a_workbook_saved_anew_with_the_same_bytes_is_no_change(root: Path, ut: Path) -> None:
    run(root, ut)
    path = root / "b" / "allt.xlsx"
    path.write_bytes(path.read_bytes())
    assert run(root, ut).jobs == []


def test_a_changed_configuration_recalculates_those_that_it_holds_for(root: Path, ut: Path) -> None:
    run(root, ut)
    (root / "a" / "itnamnd.toml").write_text("[settings]\npartial_threshold = 0.9\n", "utf-8")
    done = run(root, ut)
    assert done.recalculated == [A]
    assert str(done.lines[A]["attainment"]["partial_threshold"]) == "0.9"
    (root / "itnamnd.toml").write_text("[settings]\npartial_threshold = 0.8\n", "utf-8")
    assert run(root, ut).recalculated == [B]
    (root / "a" / "itnamnd.toml").unlink()
    assert run(root, ut).recalculated == [A]
    assert run(root, ut).jobs == []


WANTED: dict[str, dict[str, Any]] = {
    "a setting": {"settings": {"partial_threshold": "0.9"}},
    "all of it": {"force": True},
}


@pytest.mark.parametrize("what", WANTED)
def test_what_holds_for_all_recalculates_all(root: Path, ut: Path, what: str) -> None:
    run(root, ut)
    assert run(root, ut, **WANTED[what]).recalculated == [A, B]


def test_another_version_of_the_tool_recalculates_all(root: Path, ut: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from itnamnd_xl.app.batch import batch, working

    run(root, ut)
    for module in (batch, working):
        monkeypatch.setattr(module, "VERSION", "99.0")
    assert run(root, ut).recalculated == [A, B]


def test_another_output_folder_gets_everything(root: Path, ut: Path, tmp_path: Path) -> None:
    run(root, ut)
    state = tmp_path / "tillstånd.sqlite"
    run(root, ut, state=state)
    done = run(root, tmp_path / "ut2", state=state)
    assert done.recalculated == [A, B]
    assert (tmp_path / "ut2" / "b" / "allt.xlsx").exists()


def test_force_gives_the_same_bytes(root: Path, ut: Path) -> None:
    run(root, ut)
    before = tree(ut)
    run(root, ut, force=True)
    assert tree(ut) == before


@pytest.mark.parametrize("what", ["deleted", "changed", "emptied"])
def test_an_output_that_is_no_longer_as_written_is_made_again(root: Path, ut: Path, what: str) -> None:
    run(root, ut)
    before = tree(ut)
    path = ut / "b" / "allt.xlsx"
    if what == "deleted":
        path.unlink()
    elif what == "emptied":
        path.write_bytes(b"")
    else:
        edit_parts(path, lambda parts: put_text(parts, "Drift", "H8", "eget"))
    done = run(root, ut)
    assert done.recalculated == [B]
    after = tree(ut)
    # That what stood there is kept beside it is said, so that the summary has one message more.
    told = {RESULTS} if what == "deleted" else {RESULTS, "Sammanställning.xlsx"}
    assert {name: after[name] for name in before.keys() - told} == {name: before[name] for name in before.keys() - told}


@pytest.mark.parametrize("names", [(STATE,), (RESULTS,), (STATE, RESULTS)])
def test_a_file_of_the_batch_that_is_deleted_costs_only_time(root: Path, ut: Path, names: tuple[str, ...]) -> None:
    (root / "a" / "skadad.xlsx").write_bytes(b"PK")
    first = run(root, ut)
    before = tree(ut)
    for name in names:
        (ut / name).unlink()
    again = run(root, ut)
    assert again.recalculated == again.paths == first.paths
    assert results(again) == results(first)
    assert tree(ut) == before
    assert run(root, ut).jobs == []


def test_results_whose_last_one_is_torn_lose_that_one_alone(root: Path, ut: Path) -> None:
    first = run(root, ut)
    path = ut / RESULTS
    whole = path.read_bytes()
    path.write_bytes(whole[:-40])
    done = run(root, ut)
    assert done.recalculated == [B]
    assert results(done) == results(first)
    assert path.read_bytes() == whole


@pytest.mark.parametrize("junk", [b"inte gzip", b"\x1f\x8b\x08\x00", b"\x00" * 5000])
def test_results_that_are_none_cost_only_time(root: Path, ut: Path, junk: bytes) -> None:
    first = run(root, ut)
    whole = (ut / RESULTS).read_bytes()
    (ut / RESULTS).write_bytes(junk)
    done = run(root, ut)
    assert (done.recalculated, results(done)) == ([A, B], results(first))
    assert (ut / RESULTS).read_bytes() == whole


def test_a_state_of_another_shape_costs_only_time(root: Path, ut: Path) -> None:
    first = run(root, ut)
    with sqlite3.connect(ut / STATE) as file:
        file.execute("UPDATE facts SET text = '0' WHERE name = 'shape'")
    file.close()
    done = run(root, ut)
    assert (done.recalculated, results(done)) == ([A, B], results(first))


def test_a_workbook_that_is_added_is_part_of_its_case(root: Path, ut: Path) -> None:
    run(root, ut)
    workbook(root / "a" / "projekt.xlsx", "investments")
    workbook(root / "c" / "drift.xlsx", "operating")
    done = run(root, ut)
    assert done.paths == [A, B, "c/drift.xlsx"]
    assert done.recalculated == [A, "c/drift.xlsx"]
    assert done.lines[A]["investments"] is not None


def test_a_workbook_that_is_removed_is_no_longer_part_of_its_case(root: Path, ut: Path) -> None:
    run(root, ut)
    (root / "a" / "key.xlsx").unlink()
    done = run(root, ut)
    assert done.recalculated == [A]
    assert done.lines[A]["allocation"] is None


def test_a_case_that_is_removed_is_forgotten(root: Path, ut: Path) -> None:
    run(root, ut)
    shutil.rmtree(root / "b")
    done = run(root, ut)
    assert (done.paths, done.jobs) == ([A], [])
    assert b"b/allt" not in (ut / "Sammanställning.csv").read_bytes()
    workbook(root / "b" / "allt.xlsx", "operating", "indicators", "key", board="Andra nämnden")
    assert run(root, ut).recalculated == [B]


def test_a_case_whose_first_workbook_is_removed_goes_by_the_next(root: Path, ut: Path) -> None:
    run(root, ut)
    (root / "a" / "indicators.xlsx").unlink()
    assert run(root, ut).paths == ["a/operating.xlsx", B]


def test_a_clash_is_told_every_time_until_it_is_solved(root: Path, ut: Path) -> None:
    copy = Path(shutil.copy(root / "a" / "operating.xlsx", root / "a" / "Kopia av operating.xlsx"))
    for _ in range(2):
        assert run(root, ut).codes == {"a/Kopia av operating.xlsx": ["E141"], B: []}
    assert run(root, ut).jobs == []
    copy.unlink()
    done = run(root, ut)
    assert (done.recalculated, done.codes) == ([A], {A: [], B: []})


def test_a_workbook_that_is_open_is_tried_again(root: Path, ut: Path) -> None:
    run(root, ut)
    workbook(root / "b" / "allt.xlsx", "operating", over=3)
    lock = ut / "b" / "~$allt.xlsx"
    lock.write_bytes(b"\x05Annan")
    for _ in range(2):
        done = run(root, ut)
        assert (done.recalculated, done.codes) == ([B], {A: [], B: ["E107"]})
    lock.unlink()
    done = run(root, ut)
    assert (done.recalculated, done.codes) == ([B], {A: [], B: []})
    assert run(root, ut).jobs == []


def test_a_workbook_that_is_open_is_tried_again_in_place(root: Path) -> None:
    lock = root / "b" / "~$allt.xlsx"
    lock.write_bytes(b"\x05Annan")
    before = (root / "b" / "allt.xlsx").read_bytes()
    for _ in range(2):
        assert run(root).codes == {A: [], B: ["E107"]}
    assert (root / "b" / "allt.xlsx").read_bytes() == before
    lock.unlink()
    assert run(root).codes == {A: [], B: []}
    assert run(root).recalculated == []


def test_an_error_of_the_workbook_itself_is_not_tried_again(root: Path, ut: Path) -> None:
    (root / "skadad.xlsx").write_bytes(b"PK\x03\x04")
    first, again = run(root, ut), run(root, ut)
    assert again.jobs == []
    assert again.codes == first.codes
    assert again.codes["skadad.xlsx"]


def test_an_unexpected_error_costs_its_case_alone_and_is_tried_again(
    root: Path, ut: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(result: Any, *rest: Any) -> Any:
        if result.name == "allt.xlsx":
            raise ZeroDivisionError
        return write_results(result, *rest)

    monkeypatch.setattr("itnamnd_xl.app.batch.working.write_results", fail)
    assert run(root, ut).codes == {A: [], B: ["E145"]}
    monkeypatch.undo()
    assert (done := run(root, ut)).codes == {A: [], B: []}
    assert done.recalculated == [B]


@pytest.mark.parametrize(("kind", "code"), [(BrokenExecutor, "E144"), (ConnectionError, "E145")])
def test_an_executor_that_loses_every_job_names_every_case(
    root: Path, ut: Path, kind: type[Exception], code: str
) -> None:
    def lose(*_: object) -> None:
        raise kind

    class Losing(InThisThread):
        def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
            return super().submit(lose, fn, *args, **kwargs)

    result = run_batch(BatchRequest(root, output=ut), executor=Losing())
    assert result.counts == {"failed": len(result.cases)}
    assert {said for one in result.cases for _, said, _ in one.said} == {code}
    assert run(root, ut).codes == {A: [], B: []}


# --fail-on new.


def fails_on_new(done: Run) -> bool:
    return done.result.has(ERRORS, new=True)


def damage(path: Path) -> None:
    path.write_bytes(b"PK\x03\x04")


def test_an_error_is_new_once(root: Path, ut: Path) -> None:
    damage(root / "a" / "skadad.xlsx")
    assert [fails_on_new(run(root, ut)) for _ in range(3)] == [True, False, False]
    # It is still an error, whether or not it is new, and whether or not it was computed once more.
    assert run(root, ut).result.has(ERRORS)
    assert not fails_on_new(run(root, ut, force=True))
    damage(root / "b" / "skadad.xlsx")
    assert [fails_on_new(run(root, ut)) for _ in range(2)] == [True, False]


def test_an_error_that_comes_back_is_new_again(root: Path, ut: Path) -> None:
    for _ in range(2):
        damage(root / "a" / "skadad.xlsx")
        assert fails_on_new(run(root, ut))
        (root / "a" / "skadad.xlsx").unlink()
        assert not fails_on_new(run(root, ut))


def test_the_same_error_in_another_folder_is_new(root: Path, ut: Path) -> None:
    damage(root / "a" / "skadad.xlsx")
    run(root, ut)
    (root / "a" / "skadad.xlsx").rename(root / "b" / "skadad.xlsx")
    assert fails_on_new(run(root, ut))


def test_a_known_error_is_known_when_its_case_goes_by_another_name(root: Path, ut: Path) -> None:
    damage(root / "a" / "skadad.xlsx")
    run(root, ut)
    workbook(root / "a" / "först.xlsx", "investments")
    assert not fails_on_new(run(root, ut))


def test_a_run_that_was_interrupted_has_told_nothing(root: Path, ut: Path) -> None:
    run(root, ut)
    damage(root / "a" / "skadad.xlsx")
    stops = iter([False])
    with pytest.raises(StoppedError):
        run_batch(BatchRequest(root, output=ut, jobs=1), executor=InThisThread(), is_stopped=lambda: next(stops, True))
    assert fails_on_new(run(root, ut))
    assert not fails_on_new(run(root, ut))


def test_a_run_that_was_interrupted_goes_on_where_it_was(tmp_path: Path, ut: Path) -> None:
    root = tmp_path / "in"
    for number in range(6):
        workbook(root / str(number) / "drift.xlsx", "operating")
    stops = iter([False, False])
    with pytest.raises(StoppedError):
        run_batch(BatchRequest(root, output=ut, jobs=1), executor=InThisThread(), is_stopped=lambda: next(stops, True))
    done = run(root, ut)
    assert len(done.paths) == 6
    assert 0 < len(done.recalculated) < 6


def test_the_exit_status_is_that_of_new_errors_where_it_is_asked_for(
    root: Path, ut: Path, itnamnd: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from itnamnd_xl.app.batch import batch

    monkeypatch.setattr(batch, "WorkerProcesses", lambda *_: InThisThread())
    damage(root / "a" / "skadad.xlsx")
    call = ("batch", root, "--output", ut, "-q")
    assert [itnamnd(*call, "--fail-on", "new")[0] for _ in range(2)] == [1, 0]
    assert itnamnd(*call)[0] == 1
    assert itnamnd(*call, "--fail-on", "all")[0] == 2
    (root / "a" / "skadad.xlsx").unlink()
    assert itnamnd(*call)[0] == 0


def test_what_may_pass_is_a_code_that_there_is() -> None:
    from itnamnd_xl.core.diagnostics import CODES

    assert set(CODES) >= foreman.PASSING
