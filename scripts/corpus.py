# Copyright (c) 2026 the itnamnd_xl authors
"""What the scripts over a folder of foreign workbooks share: their flags, their processes, and their patience."""

from __future__ import annotations

import argparse
import signal
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

T = TypeVar("T")


def over_workbooks(
    about: str | None, endings: Sequence[str], do: Callable[[Path], T]
) -> tuple[argparse.Namespace, list[tuple[Path, T]]]:
    """Do something to every workbook of the folder that the caller named; gives the flags, and each with its result."""
    parser = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--verbose", action="store_true", help="name every workbook that is not as it should be")
    options = parser.parse_args()
    paths = sorted(one for one in options.folder.rglob("*") if one.suffix.lower() in endings and one.is_file())
    with ProcessPoolExecutor(options.jobs) as pool:
        return options, list(zip(paths, pool.map(do, paths, chunksize=8), strict=True))


@contextmanager
def within(seconds: int) -> Iterator[None]:
    """Give up on what takes longer: openpyxl needs minutes for some workbooks."""

    def give_up(*_: object) -> None:
        raise TimeoutError

    former = signal.signal(signal.SIGALRM, give_up)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, former)
