"""A batch that is killed leaves whole workbooks, and the next one completes the rest; two at once share the work."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from itnamnd_xl.app.batch.batch import run_batch
from itnamnd_xl.app.batch.jobs import Status
from itnamnd_xl.app.batch.request import BatchRequest
from tests.app.batch.doing import InThisThread
from tests.app.batch.many import small_tree
from tests.app.batch.test_bad_ones import OUR_FILES, ROOT, command, files
from tests.app.saving.course import POSIX
from tests.app.saving.processes import in_child, start

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

CASES, KILLS = 6, 100


def ours(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in sorted(root.rglob("budget.xlsx"))}


def worked(root: Path) -> list[str]:
    done = run_batch(BatchRequest(root), executor=InThisThread())
    return [one.status for one in done.cases]


def lasting_of(folder: Path) -> float:
    """Give how long the whole work lasts."""
    begun = time.monotonic()
    assert in_child(lambda: worked(folder)) == [Status.OK] * CASES
    return time.monotonic() - begun


def begin_anew(folder: Path, paths: Sequence[Path], before: Mapping[str, bytes]) -> None:
    """Put the workbooks back as users left them, and take away all that was written beside them."""
    for path, data in zip(paths, before.values(), strict=True):
        path.write_bytes(data)
    for name in OUR_FILES:
        (folder / name).unlink(missing_ok=True)


@POSIX
def test_a_hundred_kills_at_random_moments(tmp_path: Path) -> None:
    """Each run begins with workbooks as users left them and no state; the whole work is done by the killed process."""
    paths = small_tree(tmp_path, CASES)
    before = ours(tmp_path)
    lasting = lasting_of(tmp_path)
    after = ours(tmp_path)
    for _ in range(2):
        # The shortest of three: whatever else the machine does, most moments are then within the run.
        begin_anew(tmp_path, paths, before)
        lasting = min(lasting, lasting_of(tmp_path))
    assert not set(before.values()) & set(after.values())
    chance = random.Random(2023)  # noqa: S311 - the same moments every time
    moments = [lasting * (number + chance.random()) / KILLS for number in range(KILLS)]
    killed, halfway = 0, 0
    for number, moment in enumerate(moments):
        if number % 3 == 0:
            # Two runs go on from where the last one was killed, the third begins anew.
            begin_anew(tmp_path, paths, before)
        child = start(lambda: worked(tmp_path))
        time.sleep(moment)
        child.kill()
        killed += child.answer() is None
        found = ours(tmp_path)
        assert found.keys() == before.keys()
        assert all(data in (before[name], after[name]) for name, data in found.items())
        halfway += 0 < sum(data == after[name] for name, data in found.items()) < CASES
        if number % 3 == 2:
            assert in_child(lambda: worked(tmp_path)) == [Status.OK] * CASES
            assert ours(tmp_path) == after
            assert files(tmp_path) == OUR_FILES | set(after)
    assert killed > KILLS / 2
    assert halfway


@POSIX
def test_a_killed_command_ends_its_workers_and_the_next_run_completes_the_rest(tmp_path: Path) -> None:
    small_tree(tmp_path, 60)
    for _ in range(3):
        running = subprocess.Popen(
            command(tmp_path, "--in-place"), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=ROOT
        )
        size = sum(path.stat().st_size for path in tmp_path.rglob("budget.xlsx"))
        while sum(path.stat().st_size for path in tmp_path.rglob("budget.xlsx")) == size and running.poll() is None:
            time.sleep(0.01)
        running.kill()
        running.wait()
    done = run_batch(BatchRequest(tmp_path))
    assert done.counts == {Status.OK: 60}
    assert files(tmp_path) == OUR_FILES | {f"{number:04}/budget.xlsx" for number in range(60)}


@POSIX
def test_two_batches_at_once_do_each_case_once(tmp_path: Path) -> None:
    small_tree(tmp_path, 40)
    runs = [
        subprocess.Popen(
            [*command(tmp_path, "--in-place", "-v")], stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8",
            cwd=ROOT,
        )
        for _ in range(2)
    ]  # fmt: skip
    told = [one.communicate(timeout=300) for one in runs]
    assert [one.returncode for one in runs] == [0, 0]
    lines = [line.split() for _, errors in told for line in errors.splitlines()]
    done = [line[1] for line in lines if line[0] == "klart"]
    assert sorted(done) == [f"{number:04}/budget.xlsx" for number in range(40)]
    assert sum(line[0] == "oförändrat" for line in lines) == 40
    assert sum(line[0] == "väntar" for line in lines) == 1
    assert files(tmp_path) == OUR_FILES | set(done)


@POSIX
def test_two_batches_with_states_of_their_own_do_not_interleave_on_a_case(tmp_path: Path) -> None:
    """They do not know of each other, so that each case is done twice, one after the other."""
    root = tmp_path / "cases"
    small_tree(root, 12)
    alone = tmp_path / "alone"
    small_tree(alone, 12)
    assert run_batch(BatchRequest(alone), executor=InThisThread()).counts == {Status.OK: 12}
    lines = [[sys.executable, "-m", "itnamnd_xl", "recalc", str(path)] for path in sorted(root.rglob("budget.xlsx"))]
    batch = subprocess.Popen(command(root, "--in-place"), stdout=subprocess.DEVNULL, cwd=ROOT)
    statuses = [subprocess.run(line, check=False, cwd=ROOT, capture_output=True).returncode for line in lines]
    assert batch.wait(timeout=300) == 0
    assert statuses == [0] * 12
    assert ours(root) == ours(alone)
