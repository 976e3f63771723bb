"""What tests of several rooms share: the example workbooks, and a run of the command line."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parent.parent
WORKBOOKS = ROOT / "workbooks"
THREE = ("budget.xlsx", "indikatorer.xlsx", "folkmangd.xlsx")


@pytest.fixture
def three(tmp_path: Path) -> list[Path]:
    """The example case in three workbooks, copied to where a test may write."""
    return [Path(shutil.copy(WORKBOOKS / "2023" / name, tmp_path / name)) for name in THREE]


@pytest.fixture
def single(tmp_path: Path) -> list[Path]:
    """The example case in one workbook, copied to where a test may write."""
    return [Path(shutil.copy(WORKBOOKS / "2023-samlad" / "sydnarke-2023.xlsx", tmp_path))]


@pytest.fixture
def itnamnd() -> Callable[..., tuple[int, str, str]]:
    """Run a command in this process: its exit status, standard output and standard error."""
    import contextlib
    import io

    from itnamnd_xl.cli.main import run

    def call(*arguments: object) -> tuple[int, str, str]:
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            status = run([str(one) for one in arguments])
        return status, out.getvalue(), err.getvalue()

    return call


@pytest.fixture
def as_json(itnamnd: Callable[..., tuple[int, str, str]]) -> Callable[..., tuple[int, dict[str, Any]]]:
    """Run a command with --json: its exit status and the object that it printed."""

    def call(*arguments: object) -> tuple[int, dict[str, Any]]:
        status, out, err = itnamnd(*arguments, "--json")
        assert out, err
        return status, json.loads(out)

    return call


@pytest.fixture
def process() -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run a command in a process of its own, as a user does."""

    def call(*arguments: object) -> subprocess.CompletedProcess[str]:
        line = [sys.executable, "-m", "itnamnd_xl", *map(str, arguments)]
        return subprocess.run(line, capture_output=True, encoding="utf-8", check=False, cwd=ROOT)

    return call
