"""Backups, and what killed runs have left."""

from __future__ import annotations

import os
import socket
import time
from pathlib import Path

import pytest

from itnamnd_xl.app.delivery import Target
from itnamnd_xl.app.recalculate import clean, recalculate
from tests.app.saving.course import (
    HERS,
    NEW,
    contents,
    run_errors,
    walked,
)
from tests.saved import save


def test_every_backup_is_the_file_that_was(single: list[Path]) -> None:
    path = single[0]
    expected = []
    for number in range(1, 7):
        expected.append(path.read_bytes())
        if number % 2:
            assert run_errors(single, backup=True) == []
        else:
            assert clean(path, backup=True)[0] > 0
        names = [f"{path.name}.bak{one if one > 1 else ''}" for one in range(1, number + 1)]
        found = contents(path.parent)
        assert [found[name] for name in names] == expected
        assert len(found) == number + 1
    recalculate(single, target=Target(backup=True))
    recalculate(single, target=Target(backup=True))
    assert len(contents(path.parent)) == 8


@pytest.mark.parametrize("way", ["recalc", "clean"])
def test_leftovers_are_swept_by_the_next_run(single: list[Path], way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    path, course = single[0], walked(single)
    if way == "clean":
        recalculate(single)

    def leave(host: str, age: float, content: bytes) -> str:
        """Leave behind what a run does that is killed on another machine or this one."""
        with monkeypatch.context() as elsewhere:
            if host:
                elsewhere.setattr(socket, "gethostname", lambda: host)
            elsewhere.setattr(Path, "unlink", lambda *_, **__: None)
            before = set(contents(path.parent))
            assert save(path, content, verify=lambda _: "stopped") is not None
        (name,) = set(contents(path.parent)) - before
        then = time.time() - age
        os.utime(path.with_name(name), (then, then))
        return name

    leave("gammal-dator", 2 * 24 * 3600, HERS)
    fresh = leave("annan-dator", 0, HERS)
    leave("", 0, NEW)
    # What is the same machine's is swept by each save of the same file, so this one stands alone.
    assert len(contents(path.parent)) in (3, 4)
    if way == "clean":
        assert clean(path)[0] > 0
    else:
        assert run_errors(single) == []
    expected = course.before if way == "clean" else course.after
    assert contents(path.parent) == expected | {fresh: HERS}
