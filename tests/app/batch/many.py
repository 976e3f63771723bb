"""A tree of many small cases, and what may happen to them: workbooks of every bad kind, workers that die."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import time
from concurrent.futures import Executor, Future
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from itnamnd_xl.app.batch.pool import WorkerProcesses

if TYPE_CHECKING:
    from collections.abc import Callable

HOSTILE = Path(__file__).parents[2] / "hostile" / "files"
ROWS = (
    ("Kontotext", "Budget 2023", "Utfall 2023", "Avvikelse"),
    ("Driftbidrag från kommuner", -500, -500, 0),
    ("Totalt intäkter", -500, -500, 0),
    ("Personalkostnader", 500, 517, -17),
    ("Totalt kostnader", 500, 517, -17),
    ("Nettoresultat", 0, 17, -17),
)
KEY = (("Kommun", "Folkmängd 2021-12-31"), ("Lekeberg", 8603), ("Laxå", 5582))
CREATED = datetime(2024, 1, 31, tzinfo=UTC)
# What a name has that costs the process that reads it its life, or all its time.
DEADLY, ENDLESS = "dödlig", "ändlös"


def small_case(path: Path) -> Path:
    """Write a workbook of one statement and one key."""
    # Workers load this module for what it makes of them, and must not load what writes workbooks.
    from xlsxwriter import Workbook

    path.parent.mkdir(parents=True, exist_ok=True)
    with Workbook(path, {"in_memory": True}) as book:
        book.set_properties({"created": CREATED})
        for name, rows in (("Drift", ROWS), ("Folkmängd", KEY)):
            sheet = book.add_worksheet(name)
            for row, cells in enumerate(rows, 2):
                sheet.write_row(row, 0, cells)
        sheet = book.get_worksheet_by_name("Drift")
        assert sheet is not None
        sheet.write_string(0, 0, "Belopp i tkr")
    return path


def small_tree(root: Path, count: int) -> list[Path]:
    """Copy one small workbook to so many folders."""
    first = small_case(root / "0000" / "budget.xlsx")
    paths = [root / f"{number:04}" / "budget.xlsx" for number in range(count)]
    for path in paths[1:]:
        path.parent.mkdir()
        shutil.copyfile(first, path)
    return paths


def spoil(path: Path, kind: str) -> None:
    """Make a workbook bad, in one of several ways."""
    if kind == "truncated":
        path.write_bytes(path.read_bytes()[:2000])
    elif kind == "empty":
        path.write_bytes(b"")
    elif kind == "encrypted":
        shutil.copyfile(HOSTILE / "encrypted_cyclic.xlsx", path)
    elif kind == "bomb":
        shutil.copyfile(HOSTILE / "white_space_1_gb_packed_with_bzip2.xlsx", path)
    elif kind == "far cell":
        shutil.copyfile(HOSTILE / "cell_address_row_beyond.xlsx", path)
    elif kind == "locked":
        path.with_name(f"~${path.name}").write_bytes(b"\x05Prov1" + bytes(160))
    elif kind == "no permission":
        path.chmod(0o444)
    elif kind in (DEADLY, ENDLESS):
        path.rename(path.with_name(f"{kind}.xlsx"))
    else:
        raise AssertionError(kind)


class Fragile(Executor):
    """Worker processes for which some workbooks are deadly, and others have no end."""

    def __init__(self, workers: int, limit: float) -> None:
        self.inner = WorkerProcesses(workers, limit)

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        return self.inner.submit(fragile, fn, *args, **kwargs)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        self.inner.shutdown(wait, cancel_futures=cancel_futures)


def fragile(work: Callable[[Any], Any], job: Any) -> Any:
    """Do a job, or die of it."""
    names = [*getattr(job, "names", ()), *(path.name for path in getattr(job, "paths", ()))]
    if any(name.startswith(DEADLY) for name in names):
        os.kill(os.getpid(), signal.SIGKILL)
    if any(name.startswith(ENDLESS) for name in names):
        time.sleep(3600)
    return work(job)


def loaded_by_a_job(folder: str) -> list[str]:
    """Do a job as a worker does, and say what is loaded then."""
    from itnamnd_xl.app.batch.jobs import FolderJob, Order, Status
    from itnamnd_xl.app.batch.working import work_folder
    from itnamnd_xl.version import VERSION

    job = FolderJob(Order(Path(folder), VERSION), Path(folder), ("budget.xlsx",), "")
    assert [one.status for one in work_folder(job).cases] == [Status.OK]
    return list(sys.modules)
