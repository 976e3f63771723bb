"""Which workbooks of a folder are one case: by the board, the year and the period that they state."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from itnamnd_xl.core.diagnostics import Diagnostic, diagnostic
from itnamnd_xl.source.chosen import KIND_WORDS

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
    doubtful = [name for name in with_tables if _is_doubtful(name, with_tables, surveys)]
    together = _together([name for name in with_tables if name not in doubtful], surveys)
    cases = [case for members in together for case in _cases(members, surveys)]
    if len(cases) == 1 and not doubtful:
        joined = _joining(blank, cases[0].names, surveys)
        blank = [name for name in blank if name not in joined]
        cases = [replace(cases[0], names=tuple(sorted((*cases[0].names, *joined))))]
    cases += [Group((name,), (diagnostic("W142", name),)) for name in doubtful]
    cases += [Group((name,)) for name in blank]
    served = [one if one.is_clash else replace(one, names=(*one.names, *keys)) for one in cases]
    is_used = any(not one.is_clash for one in served)
    return Grouping(tuple(sorted(served, key=lambda one: one.names)), own, () if is_used else keys)


def _is_doubtful(name: str, names: Iterable[str], surveys: Mapping[str, Survey]) -> bool:
    """Say whether a workbook agrees with two others that do not agree with each other."""
    agreeing = {surveys[one].stated for one in names if _agree(surveys[name].stated, surveys[one].stated)}
    return any(not _agree(one, other) for one in agreeing for other in agreeing)


def _together(names: Iterable[str], surveys: Mapping[str, Survey]) -> list[list[str]]:
    """Join workbooks that agree; where none is doubtful, whoever agrees with one of a group agrees with all of it."""
    groups: list[list[str]] = []
    for name in names:
        stated = surveys[name].stated
        group = next((one for one in groups if _agree(stated, surveys[one[0]].stated)), None)
        if group is None:
            groups.append([name])
        else:
            group.append(name)
    return groups


def _joining(names: Sequence[str], members: Iterable[str], surveys: Mapping[str, Survey]) -> list[str]:
    """Give the workbooks without tables that a case can take in: they contradict neither it nor each other."""
    case = [surveys[name].stated for name in members]
    agreeing = [name for name in names if all(_agree(surveys[name].stated, one) for one in case)]
    stated = {surveys[name].stated for name in agreeing}
    return [name for name in agreeing if all(_agree(surveys[name].stated, one) for one in stated)]


def _agree(one: Stated, other: Stated) -> bool:
    return all(a == b or a is None or b is None for a, b in zip(one, other, strict=True))


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
    said = diagnostic("E141", second, first=first, kind=KIND_WORDS[twice[0]])
    return [Group(tuple(members), (said,), is_clash=True)]
