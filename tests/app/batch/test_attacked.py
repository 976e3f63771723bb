"""What an attacker found: ways to lose a workbook, to skip what had changed, to hang, to tell wrongly."""

from __future__ import annotations

import gzip
import os
import shutil
import sqlite3
import threading
import time
import unicodedata
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from msoffcrypto.format.ooxml import OOXMLFile

from itnamnd_xl.app.batch import batch as batches
from itnamnd_xl.app.batch.batch import HaltedError, run_batch
from itnamnd_xl.app.batch.jobs import CaseJob, SurveyJob
from itnamnd_xl.app.batch.places import RESULTS, STATE
from itnamnd_xl.app.batch.request import BatchRequest
from itnamnd_xl.app.batch.running import StoppedError
from itnamnd_xl.app.usage import UsageError
from itnamnd_xl.package.locks import held
from tests.app.batch.doing import InThisThread, run
from tests.app.batch.many import HOSTILE, small_case, small_tree, spoil
from tests.app.batch.workbooks import Says, workbook
from tests.app.saving.course import POSIX

RIGHT, WRONG = "rätt", "fel"
WHOLE = ("operating", "indicators", "key")


def config(folder: Path, text: str) -> None:
    (folder / "itnamnd.toml").write_text(text, "utf-8")


@pytest.mark.parametrize("way", ["output above", "output inside"])
def test_a_copy_never_takes_the_place_of_a_workbook_of_the_folder(tmp_path: Path, way: str) -> None:
    root = tmp_path / "r" / "b"
    output = tmp_path / "r" if way == "output above" else root / "ut"
    other = root / "b" / "budget.xlsx" if way == "output above" else root / "budget.xlsx"
    hers = root / "budget.xlsx" if way == "output above" else root / "ut" / "budget.xlsx"
    workbook(other, *WHOLE, board="Ettan")
    workbook(hers, *WHOLE, board="Tvåan")
    before = hers.read_bytes()
    for _ in range(2):
        done = run(root, output)
        assert hers.read_bytes() == before
        assert not hers.with_name("budget.xlsx.bak").exists()
        assert done.codes[other.relative_to(root).as_posix()] == ["E151"]
        assert done.codes[hers.relative_to(root).as_posix()] == []


def test_two_cases_never_write_one_output(tmp_path: Path) -> None:
    for name in ("1", "2"):
        workbook(tmp_path / "ext" / name / "budget.xlsx", "operating", board=name)
    root = tmp_path / "in"
    workbook(root / "n" / "eget.xlsx", "key")
    config(
        root,
        "".join(f'[[case]]\nname = "{one}"\nfiles = ["../ext/{one}/budget.xlsx", "n/eget.xlsx"]\n' for one in "12"),
    )
    done = run(root, tmp_path / "ut")
    assert all("E151" in codes for codes in done.codes.values())


@POSIX
def test_a_link_to_a_workbook_of_another_case_is_not_written_through(tmp_path: Path) -> None:
    workbook(tmp_path / "A" / "budget.xlsx", "operating", "key")
    workbook(tmp_path / "B" / "mal.xlsx", "indicators")
    (tmp_path / "B" / "budget.xlsx").symlink_to(tmp_path / "A" / "budget.xlsx")
    first, second = run(tmp_path), run(tmp_path)
    assert first.codes == second.codes == {"A/budget.xlsx": [], "B/budget.xlsx": ["E151"]}
    assert second.recalculated == []


def test_the_summary_forgets_an_error_that_has_passed(tmp_path: Path) -> None:
    root, ut = tmp_path / "in", tmp_path / "ut"
    small_tree(root, 1)
    lock = ut / "0000" / "~$budget.xlsx"
    run(root, ut)
    (ut / "0000" / "budget.xlsx").unlink()
    lock.write_bytes(b"\x05Prov1" + bytes(160))
    assert run(root, ut).codes == {"0000/budget.xlsx": ["E107"]}
    lock.unlink()
    assert run(root, ut).codes == {"0000/budget.xlsx": []}
    rows = [*openpyxl.load_workbook(ut / "Sammanställning.xlsx")["Sammanställning"].values]
    assert "● Klart" in rows[-1]


def amounts(line: dict[str, Any]) -> Any:
    from itnamnd_xl.app.batch.rows import row_of

    return row_of(line, Path("/")).amounts


def test_a_deviation_that_is_computed_as_nothing_keeps_the_sign_that_it_is_stated_with() -> None:
    line = {"published_deviation": -5, "deviation": -5, "budget": 1, "outcome": 6}
    computed = {"budget": 0, "outcome": 0, "deviation": 0}
    total = {"of": "net", **computed, "published": {**computed, "deviation": -1}, "sources": {"deviation": "a!b!C1"}}
    found: dict[str, Any] = {
        "path": "a", "status": "ok", "written": [], "board": None, "year": None, "period": None, "attainment": None,
        "allocation": None, "diagnostics": [], "checks": [{"source": "a!b!C1", "status": "rounding"}],
        "operating": {"unit": "tkr", "sign": "budget-outcome", "lines": [line], "totals": [total], "net_result": -1},
    }  # fmt: skip
    assert amounts(found).deviation == -1
    turned = {**found, "operating": {**found["operating"], "lines": [{**line, "published_deviation": 5}]}}
    assert amounts(turned).deviation == 1
    lacking = {**found, "operating": {**found["operating"], "lines": [{**line, "outcome": None}]}}
    assert (amounts(lacking).outcome, amounts(lacking).net, amounts(lacking).deviation) == (None, None, None)


def test_a_password_that_comes_later_opens_what_was_closed(tmp_path: Path) -> None:
    plain = workbook(tmp_path / "a.xlsx", *WHOLE)
    with (tmp_path / "b.xlsx").open("wb") as locked, plain.open("rb") as open_one:
        OOXMLFile(open_one).encrypt(RIGHT, locked)
    (tmp_path / "b.xlsx").replace(plain)
    assert run(tmp_path).codes == {"a.xlsx": ["E102"]}
    assert run(tmp_path, password=WRONG).codes == {"a.xlsx": ["E112"]}
    assert run(tmp_path, password=RIGHT).codes == {"a.xlsx": ["E113"]}


class Saving(InThisThread):
    """Between survey and case, somebody saves a workbook."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path: Path | None = path

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Any:
        done = super().submit(fn, *args, **kwargs)
        if self.path is not None and isinstance(args[0], SurveyJob) and self.path in args[0].paths:
            workbook(self.path, *WHOLE, board="Nämnd 4")
            self.path = None
        return done


def test_a_workbook_that_is_saved_between_survey_and_computing_is_grouped_anew(tmp_path: Path) -> None:
    for number in range(10):
        workbook(tmp_path / f"b{number}.xlsx", *WHOLE, board=f"Nämnd {number}", account=f"Konto {number}")
    executor = Saving(tmp_path / "b5.xlsx")
    done = run_batch(BatchRequest(tmp_path), executor=executor)
    assert [one.path for one in done.cases if "E109" in {code for _, code, _ in one.said}] == ["b5.xlsx"]
    assert any(isinstance(job, CaseJob) for job in executor.jobs)
    again = run(tmp_path)
    assert {one["board"] for one in again.lines.values()} == {f"Nämnd {n}" for n in range(10) if n != 5}
    assert again.codes["b5.xlsx"] == []


def test_a_stated_case_is_looked_at_when_a_folder_of_its_files_is(tmp_path: Path) -> None:
    workbook(tmp_path / "2023" / "a.xlsx", *WHOLE)
    config(tmp_path, '[[case]]\nfiles = ["2023/a.xlsx"]\n')
    done = run_batch(BatchRequest(tmp_path), executor=InThisThread(), only={tmp_path / "2023"})
    assert len(done.cases) == 1
    again = run_batch(BatchRequest(tmp_path), executor=InThisThread(), only={tmp_path})
    assert again.unchanged == 1


@pytest.mark.parametrize("content", [b"hennes egen text\n" * 9, gzip.compress(b'{"annat": 1}\n', mtime=0)])
def test_a_file_of_hers_with_the_name_of_our_results_is_kept(tmp_path: Path, content: bytes) -> None:
    small_tree(tmp_path, 1)
    (tmp_path / RESULTS).write_bytes(content)
    run(tmp_path)
    assert (tmp_path / f"{RESULTS}.bak").read_bytes() == content
    assert run(tmp_path).recalculated == []


def test_a_workbook_of_hers_with_the_name_of_our_summary_stays_even_if_it_cannot_be_read(tmp_path: Path) -> None:
    small_tree(tmp_path, 1)
    hers = shutil.copyfile(HOSTILE / "encrypted_cyclic.xlsx", tmp_path / "Sammanställning.xlsx")
    before = Path(hers).read_bytes()
    for _ in range(2):
        done = run(tmp_path)
        assert Path(hers).read_bytes() == before
        assert done.result.summary == tmp_path / "Sammanställning (2).xlsx"
    assert not [*tmp_path.glob("*.bak")]


def test_a_database_of_hers_is_never_touched(tmp_path: Path) -> None:
    small_tree(tmp_path / "in", 1)
    place = tmp_path / "hennes.db"
    file = sqlite3.connect(place)
    file.execute("CREATE TABLE cases (a)")
    file.commit()
    file.close()
    before = place.read_bytes()
    with pytest.raises(UsageError, match="E835"):
        run(tmp_path / "in", state=place)
    assert place.read_bytes() == before


@pytest.mark.parametrize("spoilt", [b"skr\xe4p", b"SQLite format 3\0" + bytes(5000)])
def test_a_state_file_that_is_damaged_is_made_anew(tmp_path: Path, spoilt: bytes) -> None:
    small_tree(tmp_path, 1)
    run(tmp_path)
    state = tmp_path / STATE
    data = state.read_bytes()
    state.write_bytes(spoilt if len(spoilt) < 100 else data[:4096] + bytes(len(data) - 4096))
    done = run(tmp_path)
    assert done.codes == {"0000/budget.xlsx": []}
    assert run(tmp_path).recalculated == []


def test_one_state_for_two_folders_hides_no_error_of_either(tmp_path: Path) -> None:
    for name in ("a", "b"):
        small_tree(tmp_path / name, 1)
        spoil(tmp_path / name / "0000" / "budget.xlsx", "truncated")
    from itnamnd_xl.core.diagnostics import Severity

    state = tmp_path / "state.db"
    news = [run(tmp_path / name, state=state).result.has({Severity.ERROR}, new=True) for name in ("a", "b", "b", "a")]
    assert news == [True, True, False, True]


@POSIX
def test_a_pipe_that_a_pattern_finds_is_no_workbook(tmp_path: Path) -> None:
    workbook(tmp_path / "m" / "a.xlsx", *WHOLE)
    os.mkfifo(tmp_path / "m" / "x.xlsx")
    config(tmp_path, '[[case]]\nfiles = ["m/*.xlsx"]\n')
    assert run(tmp_path).codes == {"[[case]] 1": []}


def test_who_waits_for_another_run_can_be_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    small_tree(tmp_path, 1)
    stop = threading.Event()
    with held([tmp_path / RESULTS]) as busy:
        assert busy is None
        threading.Timer(1, stop.set).start()
        begun = time.monotonic()
        with pytest.raises(StoppedError):
            run_batch(BatchRequest(tmp_path), executor=InThisThread(), is_stopped=stop.is_set)
        assert time.monotonic() - begun < 20
        monkeypatch.setattr(batches, "PATIENCE", 0.1)
        with pytest.raises(HaltedError, match="E829"):
            run_batch(BatchRequest(tmp_path), executor=InThisThread())


def test_results_are_told_even_if_another_run_comes_between(tmp_path: Path) -> None:
    paths = small_tree(tmp_path, 2)
    done = run_batch(BatchRequest(tmp_path), executor=InThisThread())
    paths[0].unlink()
    run(tmp_path)
    assert [line["path"] for line in done.lines()] == ["0001/budget.xlsx"]


def test_a_folder_that_was_moved_takes_its_results_along(tmp_path: Path) -> None:
    small_tree(tmp_path / "a", 2)
    run(tmp_path / "a")
    (tmp_path / "a").rename(tmp_path / "b")
    done = run(tmp_path / "b")
    assert done.recalculated == []
    assert [line["written"] for line in done.lines.values()] == [
        [str(tmp_path / "b" / number / "budget.xlsx")] for number in ("0000", "0001")
    ]


def test_parts_of_a_year_and_doubles_are_no_part_of_its_sum(tmp_path: Path) -> None:
    for name, says in {
        "a": Says(board="A", budget=1000), "b": Says(board="B", budget=100), "b2": Says(board="B", budget=100),
        "d": Says(board="A", budget=500, period="delår"),
    }.items():  # fmt: skip
        workbook(tmp_path / name / "x.xlsx", *WHOLE, says=says)
    run(tmp_path)
    sheet = openpyxl.load_workbook(tmp_path / "Sammanställning.xlsx")["Åren jämförda"]
    rows = {str(row[0]): row for row in sheet.values if row[0] and str(row[0])[:4].isdigit()}
    assert {label: row[1:3] for label, row in rows.items()} == {"2023": (1, 2), "2023 delår": (1, 0)}
    budget = next(
        at for at, label in enumerate(next(row for row in sheet.values if row[0] == "År")) if label == "Budget"
    )
    assert rows["2023"][budget] == 1000


def test_a_board_is_the_same_however_its_letters_are_made(tmp_path: Path) -> None:
    workbook(tmp_path / "a.xlsx", "operating", board="Miljö- och byggnämnden")
    workbook(tmp_path / "b.xlsx", "indicators", board=unicodedata.normalize("NFD", "Miljö\u2011 och byggnämnden"))
    assert len(run(tmp_path).paths) == 1


@POSIX
def test_a_name_forges_no_line_of_the_log(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from itnamnd_xl.cli.main import run as command

    small_case(tmp_path / "a\nklart       b\x1b[31m" / "budget.xlsx")
    assert command(["batch", str(tmp_path), "--in-place", "--jobs", "1"]) == 0
    err = capsys.readouterr().err
    assert len(err.splitlines()) == 1
    assert "\x1b[31m" not in err


def test_known_failures_are_not_told_again_to_who_wants_news(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from itnamnd_xl.cli.main import run as command

    paths = small_tree(tmp_path, 2)
    spoil(paths[0], "truncated")
    line = ["batch", str(tmp_path), "--in-place", "--jobs", "1", "-q", "--fail-on", "new"]
    (tmp_path / "~$Sammanställning.xlsx").write_bytes(b"\x05Prov1" + bytes(160))
    assert command(line) == 1
    assert len(capsys.readouterr().err.splitlines()) == 2
    assert command(line) == 0
    assert capsys.readouterr().err == ""


def test_a_folder_whose_workbooks_are_all_gone_is_an_error_and_its_summary_stays(tmp_path: Path) -> None:
    root, ut = tmp_path / "in", tmp_path / "ut"
    small_tree(root, 2)
    run(root, ut)
    before = {path: path.read_bytes() for path in ut.glob("Sammanställning*")}
    shutil.rmtree(root)
    root.mkdir()
    with pytest.raises(HaltedError, match="2 ärenden"):
        run(root, ut)
    assert {path: path.read_bytes() for path in ut.glob("Sammanställning*")} == before


def test_a_folder_without_workbooks_gets_no_files(tmp_path: Path) -> None:
    assert run(tmp_path).lines == {}
    assert [*tmp_path.iterdir()] == []
