"""The commands for folders: what is a wrong call, what is printed where, and the exit status."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from itnamnd_xl.app.batch.places import RESULTS, STATE
from tests.app.batch.many import small_tree, spoil
from tests.app.saving.conftest import state, temporary

__all__ = ["state", "temporary"]

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    small_tree(folder, 2)
    return folder


WRONG: dict[str, tuple[list[str], str]] = {
    "nowhere to write": (["batch", "{root}"], "E824"),
    "two places to write": (["batch", "{root}", "--in-place", "--output", "{ut}"], "E825"),
    "no such folder": (["batch", "{root}/borta", "--in-place"], "E801"),
    "a file": (["batch", "{root}/0000/budget.xlsx", "--in-place"], "E826"),
    "output is the folder": (["batch", "{root}", "--output", "{root}/../in"], "E827"),
    "output is a file": (["batch", "{root}", "--output", "{root}/0000/budget.xlsx"], "E806"),
    "no such choice": (["batch", "{root}", "--in-place", "--fail-on", "some"], "E834"),
    "no such setting": (["batch", "{root}", "--in-place", "--set", "Okänd=1"], "E821"),
    "no such configuration": (["batch", "{root}", "--in-place", "--config", "{root}/borta.toml"], "E703"),
    "state is a workbook": (["batch", "{root}", "--in-place", "--state", "{root}/0000/budget.xlsx"], "E828"),
    "state is a folder": (["batch", "{root}", "--in-place", "--state", "{root}"], "E828"),
    "no number": (["batch", "{root}", "--in-place", "--jobs", "many"], "E800"),
    "no processes": (["batch", "{root}", "--in-place", "--jobs", "0"], "E800"),
    "watching without a place": (["watch", "{root}"], "E824"),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_wrong_call_is_one_sentence_and_changes_nothing(itnamnd: Run, root: Path, what: str) -> None:
    before = {path: path.read_bytes() for path in root.rglob("*.xlsx")}
    line, code = WRONG[what]
    status, out, err = itnamnd(*(one.format(root=root, ut=root.parent / "ut") for one in line))
    assert (status, out) == (2, "")
    assert len(err.splitlines()) == 1
    assert err.startswith(f"Fel {code}."), err
    assert {path: path.read_bytes() for path in root.rglob("*.xlsx")} == before


def test_what_is_printed_where(itnamnd: Run, root: Path) -> None:
    status, out, err = itnamnd("batch", root, "--in-place", "--jobs", 1)
    assert status == 0
    assert out.splitlines() == [
        "2 ärenden: 2 utan anmärkning, 0 med varningar, 0 med fel.",
        f"Sammanställning: {root / 'Sammanställning.xlsx'}",
    ]
    assert sorted(err.splitlines()) == ["klart       0000/budget.xlsx", "klart       0001/budget.xlsx"]
    status, out, err = itnamnd("batch", root, "--in-place", "--jobs", 1)
    assert out.startswith("2 ärenden: 2 utan anmärkning, 0 med varningar, 0 med fel. 2 hade inte ändrats")
    assert err == ""


def test_json_is_a_line_for_each_case_and_nothing_else(itnamnd: Run, root: Path) -> None:
    spoil(root / "0001" / "budget.xlsx", "truncated")
    for unchanged in (False, True):
        status, out, _ = itnamnd("batch", root, "--in-place", "--jobs", 2, "--json")
        assert status == 1
        lines = [json.loads(line) for line in out.splitlines()]
        assert [line["path"] for line in lines] == ["0000/budget.xlsx", "0001/budget.xlsx"]
        assert [line["status"] for line in lines] == ["ok", "failed"]
        assert [line["unchanged"] for line in lines] == [unchanged, unchanged]
        assert [line["operating"] is None for line in lines] == [False, True]
        assert "fingerprint" not in lines[0]


def test_quiet_says_what_failed_alone(itnamnd: Run, root: Path) -> None:
    spoil(root / "0001" / "budget.xlsx", "empty")
    status, out, err = itnamnd("batch", root, "--in-place", "--jobs", 1, "-q")
    assert (status, out) == (1, "")
    assert err.splitlines() == ["fel         0001/budget.xlsx: E104 filen är tom (0 byte) (budget.xlsx)"]


def test_an_empty_folder_is_no_error(itnamnd: Run, tmp_path: Path) -> None:
    status, out, _ = itnamnd("batch", tmp_path, "--in-place", "--jobs", 1)
    assert (status, out) == (0, "Inga arbetsböcker att räkna på i mappen.\n")


def test_strict_counts_warnings(itnamnd: Run, single: list[Path]) -> None:
    line = ["batch", single[0].parent, "--in-place", "--jobs", 1]
    assert itnamnd(*line)[0] == 0
    assert itnamnd(*line, "--strict")[0] == 1
    assert itnamnd(*line, "--strict", "--fail-on", "new")[0] == 0


def test_fail_on_new_is_quiet_about_what_the_last_run_had(itnamnd: Run, root: Path) -> None:
    spoil(root / "0001" / "budget.xlsx", "truncated")
    line = ["batch", root, "--in-place", "--jobs", 1, "--fail-on", "new"]
    assert [itnamnd(*line)[0] for _ in range(3)] == [1, 0, 0]
    spoil(root / "0000" / "budget.xlsx", "empty")
    assert [itnamnd(*line)[0] for _ in range(2)] == [1, 0]


def test_the_state_stands_where_it_is_asked_for(itnamnd: Run, root: Path, tmp_path: Path) -> None:
    place = tmp_path / "annan" / "stans.db"
    assert itnamnd("batch", root, "--in-place", "--jobs", 1, "--state", place)[0] == 0
    assert not (root / STATE).exists()
    assert (root / RESULTS).exists()
    file = sqlite3.connect(place)
    assert file.execute("SELECT count(*) FROM cases").fetchone() == (2,)
    file.close()


def test_help_is_swedish(itnamnd: Run) -> None:
    for name in ("batch", "watch"):
        status, out, _ = itnamnd(name, "--help")
        assert status == 0
        assert out.startswith(f"Användning: itnamnd {name} [FLAGGOR] MAPP")
        for english in ("Usage", "Options", "default", "FLOAT", "INTEGER", "[required]"):
            assert english not in out
