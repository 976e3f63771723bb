"""Which workbooks of a folder are one case: by the board, the year and the period that they state."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from itnamnd_xl.core.diagnostics import Diagnostic, diagnostic
from itnamnd_xl.source.case import KIND_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

Stated = tuple[str | None, int | None, str | None]


@dataclass(frozen=True, slots=True)
class Survey:
    """What one workbook is, as far as grouping must know: no text of its cells, the board as a digest.

    `sha256` is the digest of the file; `kinds` are the kinds of tables that it has for its year; `is_key` says that
    it holds nothing but a key; `is_own` that we wrote it, as a copy or a workbook of results.
    """

    sha256: str
    kinds: frozenset[str] = frozenset()
    is_key: bool = False
    is_own: bool = False
    board: str | None = None
    year: int | None = None
    period: str | None = None

    @property
    def stated(self) -> Stated:
        """What it states of the case that it belongs to."""
        return self.board, self.year, self.period

    def at(self, sha256: str) -> Survey:
        """Give the survey of the same workbook when results have been written into it."""
        return replace(self, sha256=sha256)


@dataclass(frozen=True, slots=True)
class Group:
    """Workbooks that are computed as one case; where `is_clash`, nothing is, and `said` names why."""

    names: tuple[str, ...]
    said: tuple[Diagnostic, ...] = ()
    is_clash: bool = False


@dataclass(frozen=True, slots=True)
class Grouping:
    """The cases of a folder, and the workbooks that are none: our own, and keys where there is nothing to share."""

    groups: tuple[Group, ...]
    own: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()


def grouped(surveys: Mapping[str, Survey]) -> Grouping:
    """Group the workbooks of one folder.

    They belong together as far as what they state allows it. A workbook that could belong to several groups is a case
    of its own, and that is said. One without any table of its own, also one that cannot be read, is part of the only
    group that there is, or else by itself. Keys serve every case.
    """
    names = sorted(surveys)
    own = tuple(name for name in names if surveys[name].is_own)
    keys = tuple(name for name in names if surveys[name].is_key and name not in own)
    others = [name for name in names if name not in own and name not in keys]
    with_tables = [name for name in others if surveys[name].kinds]
    blank = [name for name in others if not surveys[name].kinds]
    together, doubtful = _together(with_tables, surveys)
    cases = [case for members in together for case in _cases(members, surveys)]
    cases += [Group((name,), (diagnostic("W142", name),)) for name in doubtful]
    if blank and len(cases) == 1 and len(together) == 1:
        cases = [replace(cases[0], names=tuple(sorted((*cases[0].names, *blank))))]
    else:
        cases += [Group((name,)) for name in blank]
    served = [one if one.is_clash else replace(one, names=_with_keys(one.names, keys)) for one in cases]
    return Grouping(tuple(sorted(served, key=lambda one: one.names)), own, () if served else keys)


def _with_keys(names: Sequence[str], keys: Iterable[str]) -> tuple[str, ...]:
    return (*names, *keys)


def _together(names: Sequence[str], surveys: Mapping[str, Survey]) -> tuple[list[list[str]], list[str]]:
    """Join workbooks whose statements agree, those that state the most first; gives the doubtful ones apart."""
    groups: list[tuple[Stated, list[str]]] = []
    doubtful = []
    for name in sorted(names, key=lambda one: (surveys[one].stated.count(None), one)):
        stated = surveys[name].stated
        fitting = [place for place, (other, _) in enumerate(groups) if _agree(stated, other)]
        if not fitting:
            groups.append((stated, [name]))
        elif len(fitting) > 1:
            doubtful.append(name)
        else:
            other, members = groups[fitting[0]]
            groups[fitting[0]] = (_filled(other, stated), [*members, name])
    return [sorted(members) for _, members in groups], sorted(doubtful)


def _agree(one: Stated, other: Stated) -> bool:
    return all(a == b or a is None or b is None for a, b in zip(one, other, strict=True))


def _filled(one: Stated, other: Stated) -> Stated:
    board, year, period = (b if a is None else a for a, b in zip(one, other, strict=True))
    return board, year, period  # type: ignore[return-value]  # zip forgets which is which


def _cases(members: Sequence[str], surveys: Mapping[str, Survey]) -> list[Group]:
    """Make one case of a group; several where each workbook has all that the group has; none where two clash."""
    times = Counter(kind for name in members for kind in surveys[name].kinds)
    twice = [kind for kind in KIND_WORDS if times[kind] > 1]
    if not twice:
        return [Group(tuple(members))]
    clashing = [name for name in members if surveys[name].kinds & set(twice)]
    if all(surveys[name].kinds == set(times) for name in clashing):
        return [Group((name,)) for name in members]
    first, second = [name for name in members if twice[0] in surveys[name].kinds][:2]
    said = diagnostic("E141", second, first=first, second=second, kind=KIND_WORDS[twice[0]])
    return [Group(tuple(members), (said,), is_clash=True)]
