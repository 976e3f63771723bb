"""The commands `itnamnd addin …` as a user meets them, and the real computer's side of the port."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from itnamnd_xl.addin.installing import source
from itnamnd_xl.addin.installing.check_python import PROBE
from itnamnd_xl.addin.installing.environment import ISOLATED
from itnamnd_xl.addin.installing.machine import Hive
from itnamnd_xl.addin.installing.windows import ThisComputer
from itnamnd_xl.cli import addin
from tests.addin.installing_machine import FakeMachine

Run = Callable[..., tuple[int, str, str]]
COMMANDS = ("install", "uninstall", "status", "doctor")


@pytest.fixture(autouse=True)
def _wired(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the main command know this one, unless it does already."""
    from itnamnd_xl.cli.main import app

    if not any(group.typer_instance is addin.app for group in app.registered_groups):
        monkeypatch.setattr(app, "registered_groups", list(app.registered_groups))
        app.add_typer(addin.app)


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeMachine:
    fake = FakeMachine(tmp_path)
    packaged = tmp_path / "itnamnd.xlam"
    packaged.write_bytes(b"add-in")
    monkeypatch.setattr(addin, "this_computer", lambda: fake)
    monkeypatch.setattr(source, "addin_file", lambda: packaged)
    return fake


@pytest.mark.skipif(sys.platform == "win32", reason="says what is said elsewhere")
@pytest.mark.parametrize("arguments", [*([one] for one in COMMANDS), ["doctor", "--json"]])
def test_without_windows_each_says_so_in_one_sentence(arguments: list[str], itnamnd: Run) -> None:
    status, out, err = itnamnd("addin", *arguments)
    assert (status, out) == (1, "")
    assert err.startswith("Fel E908. Excel för Windows finns inte på den här datorn")
    assert err.count("\n") == 1


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_the_help_is_swedish_and_has_an_example(command: str, itnamnd: Run) -> None:
    status, out, _ = itnamnd("addin", *filter(None, [command]), "--help")
    assert status == 0
    assert "Användning: itnamnd addin" in out
    assert "Exempel: itnamnd addin" in out


def test_without_a_command_the_help_is_shown(itnamnd: Run) -> None:
    status, _, err = itnamnd("addin")
    assert (status, "Användning: itnamnd addin" in err) == (2, True)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["install", "--from", "finns-inte"], "E930. finns-inte är ingen mapp"),
        (["laga"], "Kommandot laga finns inte"),
        (["status", "--tyst"], "Flaggan --tyst finns inte"),
    ],
)
def test_a_wrong_call_is_one_swedish_sentence(arguments: list[str], words: str, itnamnd: Run) -> None:
    status, out, err = itnamnd("addin", *arguments)
    assert (status, out, words in err) == (2, "", True)


def test_a_course_from_nothing_to_nothing(machine: FakeMachine, itnamnd: Run) -> None:
    assert itnamnd("addin", "status")[0] == 1
    status, out, err = itnamnd("addin", "install")
    assert (status, err) == (0, "")
    assert f"Tillägget är installerat: {machine.places.addin}\n" in out
    assert itnamnd("addin", "status")[0] == 0
    status, out, _ = itnamnd("addin", "uninstall")
    assert (status, out.count("Borttaget: ")) == (0, 3)
    assert not machine.places.home.exists()


def test_packages_can_come_from_a_folder(machine: FakeMachine, itnamnd: Run, tmp_path: Path) -> None:
    assert itnamnd("addin", "install", "--from", tmp_path)[0] == 0
    assert machine.ran[-1][-4:-1] == ["--no-index", "--find-links", str(tmp_path)]


def test_a_missing_variable_is_named(machine: FakeMachine, itnamnd: Run) -> None:
    del machine.environment["APPDATA"]
    for command in COMMANDS:
        status, _, err = itnamnd("addin", command)
        assert (status, "E932. Miljövariabeln APPDATA" in err) == (1, True)


@pytest.mark.usefixtures("machine")
def test_the_doctor_lists_problems_and_gives_status_1(itnamnd: Run) -> None:
    status, out, err = itnamnd("addin", "doctor")
    assert (status, err) == (1, "")
    assert "Problem. Excel: Excel är inte installerat på datorn. IT behöver installera" in out
    assert "kan skickas till IT" in out


def test_the_doctor_gives_the_same_as_json(machine: FakeMachine, itnamnd: Run) -> None:
    itnamnd("addin", "install")
    machine.set(Hive.COMPUTER, r"Software\Classes\Excel.Application\CurVer", **{"": "Excel.Application.16"})
    status, out, _ = itnamnd("addin", "doctor", "--json")
    checks = json.loads(out)["checks"]
    assert status == 0
    assert {one["state"] for one in checks} == {"ok"}
    assert {"title", "state", "text", "remedy"} == set(checks[0])
    assert "Allt som kan kontrolleras är i ordning." in itnamnd("addin", "doctor")[1]


def test_the_help_loads_nothing_of_the_installation() -> None:
    code = "import sys, itnamnd_xl.cli.addin; print(*[n for n in sys.modules if 'installing' in n or n == 'rich'])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    assert done.stdout.strip() == ""


def test_the_real_computer_runs_programs_without_the_callers_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_TARGET", "elsewhere")
    monkeypatch.setenv("PIP_INDEX_URL", "https://index.example")
    code = "import os, sys; print([os.environ.get(n) for n in ('PIP_TARGET', 'PIP_INDEX_URL')], 'å'); sys.exit(3)"
    ran = ThisComputer().run([sys.executable, *ISOLATED, "-c", code])
    assert (ran.status, ran.output) == (3, "[None, 'https://index.example'] å\n")
    assert ThisComputer().run(["no-such-program"]).status < 0
    assert ThisComputer().run(["no-such-program"]).reason


def test_the_probe_runs_and_ends_with_one_line_of_json() -> None:
    ran = ThisComputer().run([sys.executable, *ISOLATED, "-B", "-c", PROBE])
    said = json.loads(ran.output.splitlines()[-1])
    assert ran.status == 0
    assert "itnamnd-xl" in said["versions"]
    assert "itnamnd_xl.addin" not in said["faults"]


def test_the_real_computer_renames_and_sees_whether_a_file_is_held(tmp_path: Path) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    old.write_bytes(b"1")
    new.write_bytes(b"2")
    computer = ThisComputer()
    assert not computer.is_held(old)
    assert not computer.is_held(tmp_path / "none")
    computer.replace(old, new)
    assert (old.exists(), new.read_bytes()) == (False, b"1")
    assert computer.python.executable.exists()
