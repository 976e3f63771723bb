"""Every check of `itnamnd addin doctor`, both ways, on a computer made of folders and dictionaries."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from itnamnd_xl.addin.installing import check_defender, check_excel, check_python, check_trust
from itnamnd_xl.addin.installing.doctor import examine, summary
from itnamnd_xl.addin.installing.finding import Finding, State
from itnamnd_xl.addin.installing.machine import Hive, Ran
from tests.addin.installing_machine import FakeMachine, Prepare, probe_says

USER, COMPUTER = Hive.USER, Hive.COMPUTER
OK, PROBLEM, UNKNOWN = State.OK, State.PROBLEM, State.UNKNOWN
POLICY = r"Software\Policies\Microsoft\Office\16.0"
CLOUD = r"Software\Policies\Microsoft\Cloud\Office\16.0"
OWN = r"Software\Microsoft\Office\16.0"
SECURITY = r"Excel\Security"
LOCATIONS = rf"{SECURITY}\Trusted Locations"
CHILD, WIN32 = check_defender.CHILD_PROCESSES, check_defender.WIN32_CALLS
GROUP, LOCAL = rf"{check_defender.GROUP_POLICY}\Rules", rf"{check_defender.LOCAL}\Rules"


def sets(hive: Hive, key: str, **values: int | str | bytes) -> Prepare:
    return lambda machine: machine.set(hive, key, **values)


def rule(hive_key: str, name: str, value: int | str) -> Prepare:
    return lambda machine: machine.set(COMPUTER, hive_key, **{name: value})


def denies(key: str, hive: Hive = COMPUTER) -> Prepare:
    return lambda machine: machine.deny(hive, key)


def has(**fields: object) -> Prepare:
    def prepare(machine: FakeMachine) -> None:
        for name, value in fields.items():
            setattr(machine, name, value)

    return prepare


def probed(answer: Ran) -> Prepare:
    def prepare(machine: FakeMachine) -> None:
        machine.make_environment()
        machine.answers["probe"] = answer

    return prepare


def roams_to(folder: str) -> Prepare:
    return lambda machine: machine.environment.update(APPDATA=folder)


def lists_startup(root: str, below: str = LOCATIONS, **more: int) -> Prepare:
    def prepare(machine: FakeMachine) -> None:
        key = rf"{root}\{below}\Location1"
        machine.set(USER, key, path=r"%APPDATA%\Microsoft" + ("" if more else r"\Excel\XLSTART"), **more)

    return prepare


def marked(text: str) -> Prepare:
    def prepare(machine: FakeMachine) -> None:
        machine.places.addin.parent.mkdir(parents=True)
        # What Windows takes for a stream of the file is a file of its own here.
        Path(f"{machine.places.addin}:Zone.Identifier").write_text(text, "utf-8")

    return prepare


def distrusted(machine: FakeMachine) -> None:
    machine.set(USER, rf"{POLICY}\{LOCATIONS}", AllLocationsDisabled=1)


def disabled_item(path: str) -> bytes:
    text = f"{path}\0itnamnd\0".encode("utf-16-le")
    return b"\x02\0\0\0" + len(text).to_bytes(4, "little") + bytes(4) + text


EXCEL_PATH = sets(COMPUTER, check_excel.APP_PATHS, **{"": r"C:\Office\EXCEL.EXE"})
NO_MIX = sets(USER, rf"{POLICY}\Common\Security\Trusted Locations", **{"Allow User Locations": 0})

CASES = [
    (check_python.check_python, [], OK, "3.12.4"),
    (check_python.check_python, [has(version=(3, 10, 1))], PROBLEM, "3.10.1 är för gammal"),
    (check_python.check_python, [has(bits=32)], UNKNOWN, "32 bitar"),
    (check_python.check_python, [has(base=Path("C:/Program Files/WindowsApps/P/python.exe"))], PROBLEM, "Store"),
    (check_python.check_environment, [], PROBLEM, "finns inte. Kör py -m itnamnd_xl addin install."),
    (check_python.check_environment, [probed(probe_says())], OK, "xlwings 0.37.8, pywin32 311"),
    (
        check_python.check_environment,
        [probed(Ran(-1, "Programmet är blockerat"))],
        PROBLEM,
        "(Programmet är blockerat)",
    ),
    (check_python.check_environment, [probed(Ran(0, "{}"))], PROBLEM, "kan inte köras"),
    (
        check_python.check_environment,
        [probed(probe_says(faults={"xlwings": "ImportError: x"}))],
        PROBLEM,
        "xlwings (Imp",
    ),
    (check_python.check_environment, [probed(probe_says(versions={"xlwings": "0.30"}))], PROBLEM, "men 0.37.8 behövs"),
    (check_python.check_environment, [probed(probe_says(wanted=[]))], UNKNOWN, "framgår inte"),
    (check_excel.check_excel, [], PROBLEM, "inte installerat"),
    (check_excel.check_excel, [EXCEL_PATH], UNKNOWN, "versionen framgår inte"),
    (
        check_excel.check_excel,
        [EXCEL_PATH, sets(COMPUTER, check_excel.CURRENT_VERSION, **{"": "Excel.Application.16"})],
        OK,
        "version 16, C:",
    ),
    (
        check_excel.check_excel,
        [sets(COMPUTER, check_excel.CURRENT_VERSION, **{"": "Excel.Application.15"})],
        PROBLEM,
        "för gammal",
    ),
    (check_excel.check_addin, [], PROBLEM, "finns inte"),
    (check_excel.check_mark, [], OK, "inte märkt"),
    (check_excel.check_mark, [marked("[ZoneTransfer]\nZoneId=3\n")], PROBLEM, "kryssa för Avblockera"),
    (
        check_excel.check_mark,
        [
            marked("[ZoneTransfer]\nZoneId=3\n"),
            sets(USER, rf"{POLICY}\{SECURITY}", blockContentExecutionFromInternet=1),
        ],
        PROBLEM,
        "IT:s regler stoppar",
    ),
    (check_excel.check_mark, [marked("[ZoneTransfer]\nZoneId=1\n")], OK, "lokal"),
    (check_excel.check_mark, [marked("nonsens")], PROBLEM, "Avblockera"),
    (check_excel.check_disabled, [], OK, "inte bland dem"),
    (
        check_excel.check_disabled,
        [sets(USER, check_excel.DISABLED, A1=disabled_item(r"c:\x\ITNAMND.xlam"))],
        PROBLEM,
        "slutat läsa in",
    ),
    (check_excel.check_disabled, [sets(USER, check_excel.DISABLED, A1=disabled_item(r"c:\x\annan.xlam"), B=1)], OK, ""),
    (check_excel.check_command_prompt, [], OK, ""),
    (
        check_excel.check_command_prompt,
        [sets(USER, r"Software\Policies\Microsoft\Windows\System", DisableCMD=1)],
        UNKNOWN,
        "Knappen behöver den inte, men genvägen gör det",
    ),
    (
        check_excel.check_command_prompt,
        [sets(USER, r"Software\Policies\Microsoft\Windows\System", DisableCMD=2)],
        UNKNOWN,
        "begränsar",
    ),
    (check_trust.check_location, [], OK, "betrodd plats från början"),
    (check_trust.check_location, [distrusted], PROBLEM, "IT:s regler stänger av alla betrodda platser"),
    (
        check_trust.check_location,
        [sets(USER, rf"{OWN}\{LOCATIONS}", AllLocationsDisabled=1)],
        PROBLEM,
        "inställningarna i Excel stänger",
    ),
    (
        check_trust.check_location,
        [
            sets(USER, rf"{OWN}\{LOCATIONS}", AllLocationsDisabled=1),
            sets(USER, rf"{POLICY}\{LOCATIONS}", AllLocationsDisabled=0),
        ],
        OK,
        "",
    ),
    (check_trust.check_location, [sets(USER, rf"{CLOUD}\{LOCATIONS}", AllLocationsDisabled=0), distrusted], OK, ""),
    (check_trust.check_location, [roams_to(r"\\server\anna\Roaming")], PROBLEM, "i nätverket"),
    (
        check_trust.check_location,
        [roams_to(r"\\server\anna"), sets(USER, rf"{POLICY}\{LOCATIONS}", AllowNetworkLocations=1)],
        OK,
        "",
    ),
    (
        check_trust.check_location,
        [roams_to(r"H:\Roaming"), sets(USER, r"Network\h", RemotePath=r"\\server\anna")],
        PROBLEM,
        "i nätverket",
    ),
    (
        check_trust.check_location,
        [roams_to(r"H:\Roaming"), sets(USER, r"Network\k", RemotePath=r"\\server\anna")],
        OK,
        "",
    ),
    (check_trust.check_location, [NO_MIX], PROBLEM, "startmappen är inte med"),
    (check_trust.check_location, [NO_MIX, roams_to("C:/anna"), lists_startup(POLICY)], OK, ""),
    (check_trust.check_location, [NO_MIX, roams_to("C:/anna"), lists_startup(CLOUD, AllowSubfolders=1)], OK, ""),
    (check_trust.check_location, [NO_MIX, roams_to("C:/anna"), lists_startup(POLICY, AllowSubfolders=0)], PROBLEM, ""),
    (check_trust.check_location, [NO_MIX, roams_to("C:/anna"), lists_startup(OWN)], PROBLEM, ""),
    (
        check_trust.check_location,
        [NO_MIX, roams_to("C:/anna"), lists_startup(POLICY, r"Common\Security\Trusted Locations\All Applications")],
        OK,
        "",
    ),
    (check_trust.check_macros, [], OK, "gäller inte inställningen"),
    (check_trust.check_macros, [sets(USER, rf"{POLICY}\{SECURITY}", VBAWarnings=4)], OK, "betrodd plats"),
    (check_trust.check_macros, [distrusted], PROBLEM, "Excel frågar"),
    (check_trust.check_macros, [distrusted, sets(USER, rf"{OWN}\{SECURITY}", VBAWarnings=1)], OK, "alla makron"),
    (
        check_trust.check_macros,
        [
            distrusted,
            sets(USER, rf"{OWN}\{SECURITY}", VBAWarnings=1),
            sets(USER, rf"{POLICY}\{SECURITY}", VBAWarnings=3),
        ],
        PROBLEM,
        "IT:s regler tillåter bara signerade",
    ),
    (
        check_trust.check_macros,
        [distrusted, sets(USER, rf"{OWN}\{SECURITY}", VBAWarnings=4)],
        PROBLEM,
        "Inställningarna i Excel stoppar alla",
    ),
    (check_trust.check_macros, [distrusted, sets(USER, rf"{OWN}\{SECURITY}", VBAWarnings=9)], PROBLEM, "nivån 9"),
    (check_trust.check_signatures, [], OK, "osignerade"),
    (check_trust.check_signatures, [sets(USER, rf"{POLICY}\{SECURITY}", RequireAddinSig=1)], PROBLEM, "signerade"),
    (
        check_trust.check_signatures,
        [sets(USER, rf"{POLICY}\Common\Security", RequireAlwaysOnMacroSig=1)],
        PROBLEM,
        "signera",
    ),
    (
        check_trust.check_signatures,
        [sets(USER, rf"{OWN}\{SECURITY}", DisableAllAddins=1)],
        PROBLEM,
        "stänger av alla tillägg",
    ),
    (check_trust.check_managed, [], OK, ""),
    (check_trust.check_managed, [sets(USER, rf"{POLICY}\Excel\Resiliency", RestrictToList=1)], PROBLEM, "inte med"),
    (check_trust.check_managed, [sets(USER, rf"{OWN}\Excel\Resiliency", RestrictToList=1)], OK, ""),
    (
        check_trust.check_managed,
        [
            sets(USER, rf"{POLICY}\Excel\Resiliency", RestrictToList=1),
            sets(USER, rf"{POLICY}\Excel\Resiliency\AddinList", **{"itnamnd.xlam": "1"}),
        ],
        OK,
        "",
    ),
    (
        check_trust.check_managed,
        [sets(USER, rf"{POLICY}\Excel\Resiliency\AddinList", **{"itnamnd.xlam": "0"})],
        PROBLEM,
        "stoppar",
    ),
    (check_defender.check_child_processes, [], OK, "inte på"),
    (check_defender.check_child_processes, [rule(GROUP, CHILD, "1")], PROBLEM, "D4F940AB"),
    (check_defender.check_child_processes, [rule(GROUP, CHILD, "6")], PROBLEM, "varnar"),
    (check_defender.check_child_processes, [rule(GROUP, CHILD, "2")], OK, "loggning"),
    (check_defender.check_child_processes, [rule(GROUP, CHILD, "5")], OK, "inte på"),
    (check_defender.check_child_processes, [rule(GROUP, CHILD, "0"), rule(LOCAL, CHILD, 1)], OK, ""),
    (check_defender.check_child_processes, [rule(LOCAL, CHILD, 1)], PROBLEM, ""),
    (
        check_defender.check_child_processes,
        [rule(GROUP, CHILD, "1"), rule(check_defender.GROUP_POLICY, "ExploitGuard_ASR_Rules", 0)],
        OK,
        "",
    ),
    (
        check_defender.check_child_processes,
        [rule(check_defender.MDM, "ASRRules", f"{WIN32}=2|{CHILD.upper()}=1")],
        PROBLEM,
        "",
    ),
    (check_defender.check_child_processes, [rule(check_defender.MDM, "ASRRules", f"{WIN32}=1")], OK, ""),
    (
        check_defender.check_child_processes,
        [rule(GROUP, CHILD, "0"), rule(check_defender.MDM, "ASRRules", f"{CHILD}=1")],
        UNKNOWN,
        "säger emot",
    ),
    (check_defender.check_child_processes, [denies(GROUP)], UNKNOWN, "Fråga IT"),
    (check_defender.check_child_processes, [denies(LOCAL)], UNKNOWN, "Fråga IT"),
    (
        check_defender.check_child_processes,
        [denies(GROUP), rule(check_defender.MDM, "ASRRules", f"{CHILD}=1")],
        PROBLEM,
        "",
    ),
    (check_defender.check_win32_calls, [], OK, ""),
    (check_defender.check_win32_calls, [rule(GROUP, WIN32, "1")], UNKNOWN, "92E97FA1"),
    (check_defender.check_win32_calls, [denies(GROUP)], UNKNOWN, "Fråga IT"),
    (check_defender.check_script_host, [], OK, ""),
    (check_defender.check_script_host, [sets(COMPUTER, check_defender.SCRIPT_HOST, Enabled=1)], OK, ""),
    (check_defender.check_script_host, [sets(COMPUTER, check_defender.SCRIPT_HOST, Enabled=0)], UNKNOWN, "WScript"),
    (check_defender.check_script_host, [sets(USER, check_defender.SCRIPT_HOST, Enabled="0")], UNKNOWN, "WScript"),
]


@pytest.mark.parametrize(("check", "prepared", "state", "words"), CASES)
def test_a_check_says_how_it_stands(
    check: Callable[[FakeMachine], Finding], prepared: list[Prepare], state: State, words: str, tmp_path: Path
) -> None:
    machine = FakeMachine(tmp_path)
    for prepare in prepared:
        prepare(machine)
    found = check(machine)
    assert found.state is state, found.line
    assert words in found.line
    assert bool(found.remedy) >= (state is PROBLEM), "a problem says what is to be done"


def test_the_file_is_compared_with_the_one_of_the_package(tmp_path: Path) -> None:
    machine = FakeMachine(tmp_path)
    packaged = tmp_path / "itnamnd.xlam"
    packaged.write_bytes(b"new")
    addin = machine.places.addin
    addin.parent.mkdir(parents=True)
    addin.write_bytes(b"old")
    assert check_excel.check_addin(machine, packaged).state is PROBLEM
    assert check_excel.check_addin(machine, None).state is UNKNOWN
    addin.write_bytes(b"new")
    assert check_excel.check_addin(machine, packaged).state is OK


def test_what_may_not_be_read_is_not_known(tmp_path: Path) -> None:
    machine = FakeMachine(tmp_path)
    machine.deny(USER, rf"{POLICY}\{SECURITY}")
    machine.deny(COMPUTER, check_excel.APP_PATHS)
    found = {one.title: one for one in examine(machine, None)}
    for title in ("Excel", "Makron", "Krav på tillägg"):
        assert found[title].state is UNKNOWN
        assert "Fråga IT" in found[title].line


def test_each_finding_has_a_title_of_its_own_and_the_one_that_the_list_gives_it(tmp_path: Path) -> None:
    titles = [one.title for one in examine(FakeMachine(tmp_path), None)]
    assert len(titles) == len(set(titles)) == 14
    denied = FakeMachine(tmp_path)
    denied.environment.clear()
    assert all(one.line.endswith(".") for one in examine(FakeMachine(tmp_path), None))


@pytest.mark.parametrize(
    ("states", "words"),
    [([OK, OK], "i ordning"), ([OK, UNKNOWN], "1 av 2 punkter kan inte"), ([PROBLEM, UNKNOWN], "1 av 2 punkter är")],
)
def test_the_summary_counts(states: list[State], words: str) -> None:
    assert words in summary([Finding("x", state, "y.") for state in states])
