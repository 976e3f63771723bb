"""Names that our sheets can have beside the user's."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable


class Named(Protocol):
    """Whatever has a sheet's name: an entry of a file's list, or a sheet that is open."""

    @property
    def name(self) -> str:
        """The name."""


S = TypeVar("S", bound=Named)
LONGEST_NAME = 31
_NUMBERED = re.compile(r" \(\d+\)$")


def free_name(wanted: str, taken: Iterable[str]) -> str:
    """Give a sheet name that is not taken, compared without case: Fördelning, else Fördelning (2), and so on."""
    folded = {name.casefold() for name in taken}
    name, number = wanted[:LONGEST_NAME], 1
    while name.casefold() in folded:
        number += 1
        suffix = f" ({number})"
        name = wanted[: LONGEST_NAME - len(suffix)] + suffix
    return name


def former(own: Iterable[S], wanted: str) -> S | None:
    """Give the sheet of ours that was once asked for under this name: Fördelning, or Fördelning (2)."""
    for one in own:
        bare = _NUMBERED.sub("", one.name)
        if wanted.casefold() in (one.name.casefold(), bare.casefold()):
            return one
    return None
