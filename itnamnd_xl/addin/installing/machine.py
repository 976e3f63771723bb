"""The computer as the installation sees it: the one port through which Windows is asked or told anything."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

Value = int | str | bytes


class Hive(StrEnum):
    """The two parts of the registry that matter here."""

    USER = "HKEY_CURRENT_USER"
    COMPUTER = "HKEY_LOCAL_MACHINE"


@dataclass(frozen=True, slots=True)
class Python:
    """The Python that runs this command.

    `executable` is the one that was installed, also where the command runs in a virtual environment, and `prefix`
    the folder of the environment that it runs in.
    """

    version: tuple[int, int, int]
    bits: int
    executable: Path
    prefix: Path


@dataclass(frozen=True, slots=True)
class Ran:
    """What became of a program: its exit status, and what it wrote."""

    status: int
    output: str

    @property
    def reason(self) -> str:
        """The line that says why it failed: pip's last error, else the last line."""
        lines = [line.strip() for line in self.output.splitlines() if line.strip()]
        errors = [line for line in lines if line.startswith("ERROR:")]
        return (errors or lines or [f"avslutsstatus {self.status}"])[-1].removeprefix("ERROR:").strip()


class Machine(Protocol):
    """What is asked of the computer. Files are reached as files; only what Windows alone has stands here."""

    @property
    def platform(self) -> str:
        """The operating system, as sys.platform names it."""

    @property
    def environment(self) -> Mapping[str, str]:
        """The environment variables, their names in capitals."""

    @property
    def python(self) -> Python:
        """The Python that runs this command."""

    def registry_values(self, hive: Hive, key: str) -> Mapping[str, Value]:
        """Give the values of a key, their names in small letters; none where there is no such key.

        Raises:
            PermissionError: the key is there and may not be read.
        """

    def registry_keys(self, hive: Hive, key: str) -> Sequence[str]:
        """Give the names of the keys below a key; none where there is no such key.

        Raises:
            PermissionError: the key is there and may not be read.
        """

    def run(self, command: Sequence[str]) -> Ran:
        """Run a program to its end; one that cannot be started has a status below 0."""

    def is_held(self, file: Path) -> bool:
        """Tell whether another program has a file open so that it cannot be replaced."""

    def replace(self, old: Path, new: Path) -> None:
        """Give a file or folder another name, in one step; a file of that name is replaced.

        Raises:
            PermissionError: another program has one of them open.
        """
