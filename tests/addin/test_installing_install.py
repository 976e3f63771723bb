"""Installing and taking away, on a computer made of folders and dictionaries."""

from __future__ import annotations

from pathlib import Path

import pytest

from itnamnd_xl.addin.installing import shortcut
from itnamnd_xl.addin.installing.environment import MARKER
from itnamnd_xl.addin.installing.install import Done, Package, install, uninstall
from itnamnd_xl.addin.installing.machine import Hive, Ran
from itnamnd_xl.addin.installing.problem import InstallError
from itnamnd_xl.addin.installing.status import status
from tests.addin.installing_machine import FakeMachine, probe_says

WANTED = ("itnamnd-xl==0.1.0",)


@pytest.fixture
def machine(tmp_path: Path) -> FakeMachine:
    return FakeMachine(tmp_path)


@pytest.fixture
def package(tmp_path: Path) -> Package:
    addin = tmp_path / "package" / "itnamnd.xlam"
    addin.parent.mkdir()
    addin.write_bytes(b"add-in")
    return Package(addin, "0.1.0", WANTED)


def installed(machine: FakeMachine, package: Package) -> Done:
    said: list[str] = []
    return install(machine, machine.places, package, said.append)


def everything(root: Path) -> set[str]:
    return {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()}


def code_of(machine: FakeMachine, package: Package) -> str:
    with pytest.raises(InstallError) as caught:
        installed(machine, package)
    return caught.value.diagnostic.code


def test_an_installation_puts_everything_in_its_place(machine: FakeMachine, package: Package) -> None:
    done = installed(machine, package)
    assert machine.places.addin.read_bytes() == b"add-in"
    assert machine.places.addin == machine.root / "Roaming/Microsoft/Excel/XLSTART/itnamnd.xlam"
    assert machine.places.python == machine.root / "Local/itnamnd/venv/Scripts/python.exe"
    venv, pip = machine.ran
    assert venv[0] == str(machine.base)
    assert pip[0] == str(machine.places.python)
    assert pip[-1:] == list(WANTED)
    assert not done.diagnostics
    assert str(machine.places.shortcut) in " ".join(done.lines)
    # Excel opens whatever lies in its start folder.
    assert everything(machine.places.startup) == {"itnamnd.xlam"}


def test_where_macros_are_not_allowed_there_is_the_shortcut_alone(machine: FakeMachine, package: Package) -> None:
    where = machine.places
    done = install(machine, where, package, print, with_button=False)
    assert where.shortcut.exists()
    assert where.python.exists()
    assert not where.addin.exists()
    assert not any("Tillägget" in line for line in done.lines)


def test_the_shortcut_is_plain_ascii_with_the_line_ends_of_windows(machine: FakeMachine, package: Package) -> None:
    installed(machine, package)
    content = machine.places.shortcut.read_bytes()
    assert content.isascii()
    assert content.count(b"\r\n") == content.count(b"\n") == 4
    assert rb'"%~dp0venv\Scripts\itnamnd.exe" excel' in content


def test_a_second_installation_changes_nothing_but_the_packages(machine: FakeMachine, package: Package) -> None:
    installed(machine, package)
    before = machine.places.addin.stat().st_mtime_ns
    machine.ran.clear()
    assert "oförändrat" in installed(machine, package).lines[1]
    assert machine.places.addin.stat().st_mtime_ns == before
    assert [("venv" in command, "pip" in command) for command in machine.ran] == [(False, False), (False, True)]


def test_a_new_version_takes_the_place_of_the_old_one_without_a_backup(machine: FakeMachine, package: Package) -> None:
    installed(machine, package)
    package.addin.write_bytes(b"newer")
    done = installed(machine, package)
    assert not done.diagnostics
    assert machine.places.addin.read_bytes() == b"newer"


def test_a_file_of_our_name_that_is_not_ours_is_kept(machine: FakeMachine, package: Package) -> None:
    machine.places.addin.parent.mkdir(parents=True)
    machine.places.addin.write_bytes(b"somebody's")
    done = installed(machine, package)
    assert [one.code for one in done.diagnostics] == ["W945"]
    assert (machine.places.home / "itnamnd.xlam.bak").read_bytes() == b"somebody's"
    assert everything(machine.places.startup) == {"itnamnd.xlam"}


def test_an_environment_that_does_not_start_is_made_anew(machine: FakeMachine, package: Package) -> None:
    installed(machine, package)
    (machine.places.environment / "old").write_text("", "utf-8")
    machine.answers["pass"] = Ran(-1, "")
    installed(machine, package)
    assert not (machine.places.environment / "old").exists()
    assert everything(machine.places.home) >= {f"venv/{MARKER}"}


@pytest.mark.parametrize(("kind", "code"), [("venv", "E934"), ("pip", "E935")])
def test_a_failure_leaves_nothing_half_done(kind: str, code: str, machine: FakeMachine, package: Package) -> None:
    machine.answers[kind] = Ran(1, "Collecting x\nERROR: No matching distribution\nand more\n")
    with pytest.raises(InstallError, match="No matching distribution") as caught:
        installed(machine, package)
    assert caught.value.diagnostic.code == code
    assert "IT behöver tillåta" in caught.value.diagnostic.message
    assert not everything(machine.root / "Local")
    assert not machine.places.addin.exists()


def test_a_failure_leaves_what_was_there(machine: FakeMachine, package: Package) -> None:
    installed(machine, package)
    before = everything(machine.root)
    package.addin.write_bytes(b"newer")
    machine.answers["pip"] = Ran(1, "")
    assert code_of(machine, package) == "E935"
    assert everything(machine.root) == before
    assert machine.places.addin.read_bytes() == b"add-in"


def test_an_add_in_that_excel_has_open_stops_it_before_anything_is_done(machine: FakeMachine, package: Package) -> None:
    machine.held.add(machine.places.addin)
    assert code_of(machine, package) == "E933"
    assert not machine.ran


def test_an_add_in_that_excel_opens_meanwhile_stays_whole(machine: FakeMachine, package: Package) -> None:
    installed(machine, package)
    package.addin.write_bytes(b"newer")
    machine.is_held = lambda file: len(machine.ran) > 3 and file == machine.places.addin  # type: ignore[method-assign]
    machine.held.add(machine.places.addin)
    assert code_of(machine, package) == "E933"
    assert machine.places.addin.read_bytes() == b"add-in"
    assert everything(machine.places.startup.parent) == {"XLSTART/itnamnd.xlam"}


def test_a_place_that_cannot_be_written_to_is_named(machine: FakeMachine, package: Package) -> None:
    machine.places.startup.parent.parent.mkdir(parents=True)
    machine.places.startup.parent.write_text("a file where a folder should be", "utf-8")
    assert code_of(machine, package) == "E938"


def test_python_from_the_store_is_refused(machine: FakeMachine, package: Package) -> None:
    machine.base = Path("C:/Users/a/AppData/Local/Microsoft/WindowsApps/python3.12.exe")
    assert code_of(machine, package) == "E939"


def test_a_folder_of_somebody_elses_is_left_alone(machine: FakeMachine, package: Package) -> None:
    machine.make_environment()
    assert code_of(machine, package) == "E941"
    done = uninstall(machine, machine.places, package.addin)
    assert [one.code for one in done.diagnostics] == ["W943"]
    assert machine.places.python.exists()


def test_a_command_does_not_change_the_environment_that_it_runs_in(machine: FakeMachine, package: Package) -> None:
    installed(machine, package)
    machine.prefix = machine.places.environment
    assert code_of(machine, package) == "E942"
    with pytest.raises(InstallError, match="E942"):
        uninstall(machine, machine.places, package.addin)
    assert machine.places.addin.exists()


def test_taking_away_leaves_the_computer_as_it_was(machine: FakeMachine, package: Package) -> None:
    before = everything(machine.root)
    installed(machine, package)
    done = uninstall(machine, machine.places, package.addin)
    assert everything(machine.root) == before
    assert not machine.places.home.exists()
    assert len(done.lines) == 3
    assert uninstall(machine, machine.places, None).lines == ("Det fanns inget att ta bort.",)


def test_taking_away_leaves_what_others_made(machine: FakeMachine, package: Package) -> None:
    installed(machine, package)
    machine.places.addin.write_bytes(b"changed by hand")
    machine.places.shortcut.write_text("my own", "utf-8")
    (machine.places.home / "notes.txt").write_text("mine", "utf-8")
    (machine.places.startup / "PERSONAL.XLSB").write_bytes(b"mine")
    done = uninstall(machine, machine.places, package.addin)
    assert [one.code for one in done.diagnostics] == ["W943", "W943"]
    assert everything(machine.root / "Roaming") == {
        f"Microsoft/Excel/XLSTART/{name}" for name in ("itnamnd.xlam", "PERSONAL.XLSB")
    }
    assert {"notes.txt", "Räkna om i Excel.cmd"} <= everything(machine.places.home)
    assert "Kvar" in done.lines[-1]


def test_an_add_in_of_an_older_version_is_known_by_its_record(machine: FakeMachine, package: Package) -> None:
    installed(machine, package)
    package.addin.write_bytes(b"newer")
    uninstall(machine, machine.places, package.addin)
    assert not machine.places.addin.exists()


@pytest.mark.parametrize(("held", "code"), [("addin", "E933"), ("environment", "E937")])
def test_what_is_in_use_is_not_taken_away(held: str, code: str, machine: FakeMachine, package: Package) -> None:
    installed(machine, package)
    machine.held.add(getattr(machine.places, held))
    with pytest.raises(InstallError, match=code):
        uninstall(machine, machine.places, package.addin)
    assert machine.places.python.exists()


def test_the_status_tells_what_is_there(machine: FakeMachine, package: Package) -> None:
    lines = status(machine, machine.places, package.addin, "0.1.0")
    assert not any(line.fine for line in lines)
    installed(machine, package)
    lines = status(machine, machine.places, package.addin, "0.1.0")
    assert all(line.fine for line in lines)
    assert "installerat (version 0.1.0)" in lines[0].text
    assert "itnamnd-xl 0.1.0" in lines[2].text


def test_the_status_tells_what_is_not_as_it_should_be(machine: FakeMachine, package: Package) -> None:
    installed(machine, package)
    package.addin.write_bytes(b"newer")
    machine.answers["probe"] = probe_says(faults={"xlwings": "ImportError"})
    machine.set(
        Hive.USER,
        r"Software\Microsoft\Office\16.0\Excel\Resiliency\DisabledItems",
        x="c:\\itnamnd.xlam".encode("utf-16-le"),
    )
    machine.places.shortcut.unlink()
    lines = status(machine, machine.places, package.addin, "0.2.0")
    assert not any(line.fine for line in lines)
    assert "version 0.1.0), men programmet har ett annat (version 0.2.0)" in lines[0].text
    assert "inaktiverat" in lines[1].text
    assert "Programmet har version 0.2.0" in lines[2].text
    assert "Delar kan inte läsas in" in status(machine, machine.places, None, "0.1.0")[2].text
    machine.answers["probe"] = Ran(-1, "")
    assert "kan inte köras" in status(machine, machine.places, None, "0.1.0")[2].text
    machine.places.record.write_text("[]", "utf-8")
    assert "inte det som itnamnd installerade" in status(machine, machine.places, None, "0.2.0")[0].text


def test_a_shortcut_that_is_no_text_is_not_ours(tmp_path: Path) -> None:
    (tmp_path / "x.cmd").write_bytes(b"\xff\xfe\0")
    assert not shortcut.is_ours(tmp_path / "x.cmd")
