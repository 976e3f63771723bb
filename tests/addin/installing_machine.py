"""A Windows computer made of folders and dictionaries."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from itnamnd_xl.addin.installing.machine import Hive, Python, Ran, Value
from itnamnd_xl.addin.installing.places import Places, places

SAID = {
    "python": "3.12.4",
    "versions": {"itnamnd-xl": "0.1.0", "xlwings": "0.37.8", "pywin32": "311"},
    "wanted": ["lxml>=6", "xlwings==0.37.8"],
    "faults": {},
}
DENIED = "denied"


def probe_says(**changes: object) -> Ran:
    return Ran(0, "a warning\n" + json.dumps(SAID | changes) + "\n")


@dataclass
class FakeMachine:
    """The registry is a dictionary from key to values; the value DENIED makes a key unreadable."""

    root: Path
    platform: str = "win32"
    version: tuple[int, int, int] = (3, 12, 4)
    bits: int = 64
    base: Path = Path("C:/Python312/python.exe")
    prefix: Path = Path("C:/Python312")
    registry: dict[tuple[Hive, str], Mapping[str, Value] | str] = field(default_factory=dict)
    ran: list[list[str]] = field(default_factory=list)
    answers: dict[str, Ran] = field(default_factory=dict)
    held: set[Path] = field(default_factory=set)
    environment: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.environment |= {"APPDATA": str(self.root / "Roaming"), "LOCALAPPDATA": str(self.root / "Local")}

    @property
    def python(self) -> Python:
        return Python(self.version, self.bits, self.base, self.prefix)

    @property
    def places(self) -> Places:
        return places(self)

    def registry_values(self, hive: Hive, key: str) -> Mapping[str, Value]:
        found = self.registry.get((hive, key.casefold()), {})
        if isinstance(found, str):
            raise PermissionError(key)
        return found

    def registry_keys(self, hive: Hive, key: str) -> Sequence[str]:
        start = f"{key.casefold()}\\"
        below = [name.removeprefix(start) for at, name in self.registry if at is hive and name.startswith(start)]
        return [name for name in below if "\\" not in name]

    def set(self, hive: Hive, key: str, **values: Value) -> None:
        old = self.registry.get((hive, key.casefold()), {})
        assert not isinstance(old, str)
        self.registry[hive, key.casefold()] = {**old, **{name.casefold(): value for name, value in values.items()}}

    def deny(self, hive: Hive, key: str) -> None:
        self.registry[hive, key.casefold()] = DENIED

    def run(self, command: Sequence[str]) -> Ran:
        self.ran.append(list(command))
        kind = next((word for word in ("venv", "pip") if word in command), "pass" if "pass" in command else "probe")
        answer = self.answers.get(kind, probe_says() if kind == "probe" else Ran(0, ""))
        if kind == "venv" and answer.status == 0:
            self.make_environment()
        return answer

    def make_environment(self) -> None:
        self.places.python.parent.mkdir(parents=True)
        self.places.python.write_text("", "utf-8")

    def is_held(self, file: Path) -> bool:
        return file in self.held

    def replace(self, old: Path, new: Path) -> None:
        if {old, new} & self.held:
            raise PermissionError(13, "used by another process")
        old.replace(new)


Prepare = Callable[[FakeMachine], None]
