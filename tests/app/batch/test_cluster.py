"""The same batch on other executors: threads, processes of the standard library, a Dask cluster."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path

import pytest

from itnamnd_xl.app.batch.batch import run_batch
from itnamnd_xl.app.batch.jobs import Status
from itnamnd_xl.app.batch.request import BatchRequest
from tests.app.batch.doing import InThisThread
from tests.app.batch.many import small_tree, spoil
from tests.app.batch.test_bad_ones import ROOT
from tests.app.batch.test_killed import ours
from tests.app.saving.course import POSIX

CLUSTER = """
import sys
from distributed import LocalCluster
if __name__ == "__main__":
    with LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster:
        print(cluster.scheduler_address, flush=True)
        sys.stdin.read()
"""


@pytest.fixture
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A cluster of two worker processes; gives where its scheduler is."""
    script = tmp_path_factory.mktemp("cluster") / "cluster.py"
    script.write_text(CLUSTER, "utf-8")
    with subprocess.Popen(
        [sys.executable, str(script)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        encoding="utf-8", cwd=script.parent,
    ) as running:  # fmt: skip
        assert running.stdout is not None
        yield running.stdout.readline().strip()
        running.communicate("", timeout=60)


def expected(folder: Path) -> dict[str, bytes]:
    small_tree(folder, 8)
    run_batch(BatchRequest(folder), executor=InThisThread())
    return ours(folder)


@pytest.mark.parametrize("kind", [ThreadPoolExecutor, ProcessPoolExecutor])
def test_any_executor_will_do(tmp_path: Path, kind: type[Executor]) -> None:
    if kind is ProcessPoolExecutor:
        import multiprocessing

        executor: Executor = ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn"))
    else:
        executor = ThreadPoolExecutor(2)
    small_tree(tmp_path / "a", 8)
    with executor:
        done = run_batch(BatchRequest(tmp_path / "a", jobs=2), executor=executor)
    assert done.counts == {Status.OK: 8}
    assert ours(tmp_path / "a") == expected(tmp_path / "b")


def test_the_command_hands_its_cases_to_a_cluster(tmp_path: Path, address: str) -> None:
    paths = small_tree(tmp_path / "a", 8)
    spoil(paths[3], "truncated")
    line = [sys.executable, "-m", "itnamnd_xl", "batch", str(tmp_path / "a"), "--in-place", "--scheduler", address]
    done = subprocess.run(line, capture_output=True, encoding="utf-8", check=False, cwd=ROOT)
    assert done.returncode == 1, done.stderr
    assert done.stdout.startswith("8 ärenden: 7 utan anmärkning, 0 med varningar, 1 med fel."), done.stderr
    there = ours(tmp_path / "a")
    there.pop("0003/budget.xlsx")
    wanted = expected(tmp_path / "b")
    wanted.pop("0003/budget.xlsx")
    assert there == wanted
    assert not [one for one in done.stderr.splitlines() if one.startswith("Traceback")]


@POSIX
def test_no_scheduler_is_one_sentence(tmp_path: Path) -> None:
    small_tree(tmp_path, 1)
    line = [sys.executable, "-m", "itnamnd_xl", "batch", str(tmp_path), "--in-place", "--scheduler"]
    for place in ("tcp://127.0.0.1:9", "ingen adress alls", "http://127.0.0.1:1"):
        done = subprocess.run([*line, place], capture_output=True, encoding="utf-8", check=False, cwd=ROOT, timeout=120)
        assert done.returncode == 2, done.stderr
        assert len(done.stderr.splitlines()) == 1, done.stderr
        assert done.stderr.startswith("Fel E831.")
