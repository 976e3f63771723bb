"""A full disk loses nothing of the user's."""

from __future__ import annotations

import errno
import itertools
import os
import signal
from pathlib import Path

import pytest

from itnamnd_xl.app.delivery import Target
from itnamnd_xl.app.recalculate import recalculate
from tests.app.saving.course import (
    NEW,
    OLD,
    POSIX,
    assert_ends_well,
    contents,
    errors,
    run_errors,
    text_of,
    walked,
)
from tests.app.saving.processes import in_child
from tests.saved import save


def limited(size: int) -> None:
    """Let this process write no file that is larger."""
    import resource

    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


@POSIX
@pytest.mark.parametrize("backup", [False, True])
@pytest.mark.parametrize("share", [0, 0.5, 0.999])
def test_a_file_that_may_not_get_that_large_stays_as_it_was(single: list[Path], share: float, backup: bool) -> None:
    course, folder = walked(single), single[0].parent
    size = int(len(course.after[single[0].name]) * share)

    def run() -> list[object]:
        limited(size)
        result = recalculate(single, target=Target(backup=backup))
        return [errors(result.diagnostics), len(result.written), text_of(result.diagnostics)]

    codes, written, text = in_child(run)
    assert (codes, written) == (["E108"], 0)
    assert "filen blir större än vad som är tillåtet" in text
    assert contents(folder) == course.before
    assert_ends_well(single, course)


@POSIX
def test_a_copy_that_may_not_get_that_large_is_not_left_half(single: list[Path], tmp_path: Path) -> None:
    folder = tmp_path / "resultat"

    def run() -> list[str]:
        limited(10_000)
        return run_errors(single, folder=folder)

    assert in_child(run) == ["E108"]
    assert list(folder.iterdir()) == []


@POSIX
def test_half_a_backup_is_not_left_where_the_disk_is_full(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(OLD)

    def no_link(*_: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    def run() -> str | None:
        limited(len(NEW) + 1)
        Path.hardlink_to = no_link  # type: ignore[method-assign, assignment]
        os.link = no_link  # type: ignore[assignment]
        found = save(path, NEW, backup=True)
        return found.code if found else None

    assert in_child(run) == "E108"
    assert contents(tmp_path) == {"a.xlsx": OLD}


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
@pytest.mark.parametrize("backup", [False, True])
def test_a_full_disk_is_said_of_every_workbook(
    three: list[Path], number: int, backup: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(number, os.strerror(number))

    before = contents(three[0].parent)
    monkeypatch.setattr(os, "fsync", full)
    result = recalculate(three, target=Target(backup=backup))
    assert errors(result.diagnostics) == ["E108", "E108"]
    assert result.written == ()
    assert contents(three[0].parent) == before


def test_a_workbook_that_cannot_be_written_does_not_stop_the_others(
    three: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    course, calls = walked(three), itertools.count()
    sync = os.fsync

    def full_at_first(handle: int) -> None:
        if next(calls) == 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        sync(handle)

    monkeypatch.setattr(os, "fsync", full_at_first)
    result = recalculate(three)
    assert errors(result.diagnostics) == ["E108"]
    (failed,) = (str(one.source) for one in result.diagnostics if one.code == "E108")
    assert contents(three[0].parent) == course.after | {failed: course.before[failed]}
    assert_ends_well(three, course)
