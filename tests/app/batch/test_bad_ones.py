"""One bad workbook is never in the way of the others."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import openpyxl
import psutil
import pytest

from itnamnd_xl.app.batch.batch import run_batch
from itnamnd_xl.app.batch.jobs import Status
from itnamnd_xl.app.batch.places import RESULTS, STATE
from itnamnd_xl.app.batch.pool import WorkerProcesses
from itnamnd_xl.app.batch.request import BatchRequest
from tests.app.batch.many import DEADLY, ENDLESS, Fragile, small_tree, spoil
from tests.app.saving.course import POSIX

ROOT = Path(__file__).parents[3]
KINDS = {
    "truncated": "E103",
    "empty": "E104",
    "encrypted": "E102",
    "bomb": "E110",
    "far cell": "E103",
    "locked": "E107",
    "no permission": "E128",
    DEADLY: "E144",
    ENDLESS: "E143",
}


def files(root: Path) -> set[str]:
    return {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()}


OUR_FILES = {STATE, RESULTS, "Sammanställning.xlsx", "Sammanställning.csv"}


@POSIX
def test_a_thousand_cases_with_twenty_bad_ones(tmp_path: Path) -> None:
    paths = small_tree(tmp_path, 1000)
    kinds = [*KINDS, *KINDS, "truncated", "locked"]
    bad = {paths[number * 47 + 5]: kind for number, kind in enumerate(kinds)}
    for path, kind in bad.items():
        spoil(path, kind)
    before = files(tmp_path)
    workers = Fragile(2, limit=3)
    try:
        done = run_batch(BatchRequest(tmp_path, limit=3), executor=workers)
    finally:
        workers.shutdown()
    assert done.counts == {Status.OK: 980, Status.FAILED: 20}
    named = {one.path.split("/")[0]: [code for severity, code, _ in one.said if severity == "error"]
             for one in done.cases if one.status is Status.FAILED}  # fmt: skip
    assert named == {path.parent.name: [KINDS[kind]] for path, kind in bad.items()}
    assert files(tmp_path) == before | OUR_FILES
    good = [path for path in paths if path not in bad]
    assert all("Driftredovisning" in sheet_names(path) for path in good[::50])
    again = run_batch(BatchRequest(tmp_path, limit=3), executor=(workers := Fragile(2, limit=3)))
    workers.shutdown()
    assert again.unchanged == 980 + sum(
        kind in ("truncated", "empty", "encrypted", "bomb", "far cell") for kind in kinds
    )


def sheet_names(path: Path) -> list[str]:
    return openpyxl.load_workbook(io.BytesIO(path.read_bytes())).sheetnames


@POSIX
def test_a_workbook_that_kills_costs_its_folder_nothing_else(tmp_path: Path) -> None:
    paths = small_tree(tmp_path, 3)
    for folder, name in zip(paths, ("a", DEADLY, "b"), strict=True):
        folder.rename(tmp_path / f"{name}.xlsx")
        folder.parent.rmdir()
    workers = Fragile(2, limit=20)
    done = run_batch(BatchRequest(tmp_path), executor=workers)
    workers.shutdown()
    assert {one.path: one.status for one in done.cases} == {
        "a.xlsx": Status.OK,
        "b.xlsx": Status.OK,
        f"{DEADLY}.xlsx": Status.FAILED,
    }


def command(*arguments: object) -> list[str]:
    return [sys.executable, "-m", "itnamnd_xl", "batch", *map(str, arguments)]


@POSIX
def test_the_command_names_the_bad_ones_and_says_so_by_its_status(tmp_path: Path) -> None:
    paths = small_tree(tmp_path, 4)
    spoil(paths[1], "truncated")
    spoil(paths[2], "locked")
    done = subprocess.run(
        command(tmp_path, "--in-place", "--json"), capture_output=True, encoding="utf-8", check=False, cwd=ROOT
    )
    assert done.returncode == 1
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [line["path"] for line in lines] == [f"{number:04}/budget.xlsx" for number in range(4)]
    assert [line["status"] for line in lines] == ["ok", "failed", "failed", "ok"]
    assert [line["schema"] for line in lines] == ["itnamnd/1"] * 4
    told = [line.split()[:3] for line in done.stderr.splitlines() if line.startswith("fel")]
    assert sorted(told) == [["fel", "0001/budget.xlsx:", "E103"], ["fel", "0002/budget.xlsx:", "E107"]]


@POSIX
def test_workers_that_somebody_kills_cost_the_cases_that_they_had_in_hand(tmp_path: Path) -> None:
    small_tree(tmp_path, 120)
    stop = threading.Event()

    def killing() -> None:
        killed = 0
        while not stop.wait(0.4) and killed < 4:
            for child in psutil.Process().children(recursive=True):
                if child.parent() != psutil.Process() and child.name().startswith("python"):
                    child.send_signal(signal.SIGKILL)
                    killed += 1
                    break

    workers = WorkerProcesses(2, 20)
    killer = threading.Thread(target=killing)
    killer.start()
    try:
        done = run_batch(BatchRequest(tmp_path), executor=workers)
    finally:
        stop.set()
        killer.join()
        workers.shutdown()
    lost = [one for one in done.cases if one.status is Status.FAILED]
    assert len(done.cases) == 120
    assert [code for one in lost for severity, code, _ in one.said if severity == "error"] == ["E144"] * len(lost)
    assert len(lost) <= 8
    again = run_batch(BatchRequest(tmp_path))
    assert again.counts == {Status.OK: 120}
    assert again.unchanged == 120 - len(lost)
    assert not [name for name in files(tmp_path) if ".tmp" in name]


@POSIX
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_a_batch_and_the_next_one_goes_on(tmp_path: Path, number: signal.Signals) -> None:
    small_tree(tmp_path, 400)
    running = subprocess.Popen(
        command(tmp_path, "--in-place"), stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8", cwd=ROOT
    )
    results = tmp_path / RESULTS
    while not (results.exists() and results.stat().st_size > 10_000):
        time.sleep(0.02)
        assert running.poll() is None
    running.send_signal(number)
    _, told = running.communicate(timeout=60)
    assert running.returncode == 128 + number
    assert told.splitlines()[-1].startswith("avbrutet")
    done = run_batch(BatchRequest(tmp_path))
    assert done.counts == {Status.OK: 400}
    assert 0 < done.unchanged < 400
    assert files(tmp_path) == OUR_FILES | {f"{number:04}/budget.xlsx" for number in range(400)}


# What a script that pip installs looks like, with a worker asked for what it has loaded.
SCRIPT = """
import sys
from itnamnd_xl.cli import main
if __name__ == "__main__":
    import rich, typer
    from itnamnd_xl.app.batch.pool import WorkerProcesses
    from tests.app.batch.many import loaded_by_a_job
    workers = WorkerProcesses(1, 20)
    print(*workers.submit(loaded_by_a_job, sys.argv[1]).result())
    workers.shutdown()
"""


def test_workers_load_nothing_of_the_command_line(tmp_path: Path) -> None:
    small_tree(tmp_path / "cases", 1)
    script = tmp_path / "itnamnd"
    script.write_text(SCRIPT, "utf-8")
    done = subprocess.run(
        [sys.executable, str(script), str(tmp_path / "cases" / "0000")],
        capture_output=True, encoding="utf-8", check=True, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    names = {name.split(".")[0] for name in done.stdout.split()}
    assert {"itnamnd_xl", "lxml", "pydantic"} <= names
    assert not names & {"pandas", "rich", "typer", "xlwings", "xlsxwriter", "watchfiles", "psutil", "sqlite3"}
