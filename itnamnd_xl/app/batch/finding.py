"""Workbooks found below a folder: by folder, or as a configuration states them."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from itnamnd_xl.core.diagnostics import Diagnostic, diagnostic
from itnamnd_xl.package.files import reason
from itnamnd_xl.policy.cases import stated_cases
from itnamnd_xl.policy.load import CONFIG_NAME, PolicyError, find_config, is_file

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

# Also those that are not read, so that somebody is told why.
WORKBOOKS = frozenset({".xlsx", ".xlsm", ".xltx", ".xltm", ".xls", ".xlsb", ".ods"})
# What Excel and LibreOffice leave beside an open workbook, and what is hidden: also our own unfinished files.
PASSED_OVER = ("~$", ".")


@dataclass(frozen=True, slots=True)
class Unit:
    """Workbooks that are looked at together: all of one folder, or those of a case that is stated.

    `shared` are those that other stated cases have too, `matched` those that a pattern found; `problems` is what keeps
    them from being read.
    """

    folder: Path
    paths: tuple[Path, ...]
    stated: str | None = None
    shared: frozenset[Path] = frozenset()
    matched: frozenset[Path] = frozenset()
    problems: tuple[Diagnostic, ...] = ()

    @property
    def is_stated(self) -> bool:
        """Say whether a configuration says that these are one case."""
        return self.stated is not None


@dataclass(frozen=True, slots=True)
class Found:
    """What there is below a folder, in a stable order; `left_out` are workbooks that a stated case leaves out."""

    units: tuple[Unit, ...]
    left_out: tuple[Path, ...] = ()


def find_units(root: Path, config: Path | None = None) -> Found:
    """Find what is to be computed below a folder.

    Args:
        root: the folder.
        config: a configuration file that takes the place of those beside the workbooks.

    Raises:
        PolicyError: the configuration that holds for the whole folder cannot be used.
    """
    folders, broken = _walk(root)
    configs = [config] if config else _configs(root, folders)
    stated = _stated_units(configs, root)
    taken = {path for unit in stated for path in unit.paths}
    ruled = {path.parent for path in taken}
    units, left_out = [*stated, *broken], []
    for folder, paths in folders.items():
        if folder in ruled:
            left_out += [path for path in paths if path not in taken]
        elif paths:
            units.append(Unit(folder, tuple(paths)))
    units.sort(key=lambda one: (one.folder.relative_to(root).parts, one.stated or ""))
    return Found(tuple(units), tuple(left_out))


def is_workbook(path: Path) -> bool:
    """Say whether a file is, by its name, a workbook that somebody works in."""
    return path.suffix.casefold() in WORKBOOKS and not path.name.startswith(PASSED_OVER)


def _walk(root: Path) -> tuple[dict[Path, list[Path]], list[Unit]]:
    """Give the workbooks of every folder, and the folders that cannot be read."""
    broken: list[Unit] = []

    def say(problem: OSError) -> None:
        folder = Path(problem.filename)
        said = diagnostic("E149", folder.name, why=reason(problem))
        broken.append(Unit(folder if folder.is_relative_to(root) else root, (), problems=(said,)))

    found = {}
    for place, folders, names in os.walk(root, onerror=say):
        folder = Path(place)
        broken += [one for name in (*folders, *names) if (one := _unreadable(folder, name)) is not None]
        folders[:] = sorted(
            one for one in folders if not one.startswith(PASSED_OVER) and _is_text(one) and not _is_hidden(folder / one)
        )
        found[folder] = [path for name in sorted(names) if _is_text(name) and is_workbook(path := folder / name)]
    return found, broken


def _is_text(name: str) -> bool:
    """Say whether a name can be written down: what old servers have left may be no text in any known encoding."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _unreadable(folder: Path, name: str) -> Unit | None:
    """Name a folder or workbook whose name is no text, as far as it can be read; None for what is of no concern."""
    if _is_text(name):
        return None
    shown = name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    path = folder / shown
    if shown.startswith(PASSED_OVER) or not (is_workbook(path) or os.path.isdir(folder / name)):  # noqa: PTH112 - asks alone
        return None
    return Unit(path, (), problems=(diagnostic("E150", shown),))


def _is_hidden(folder: Path) -> bool:
    """Say whether Windows hides a folder."""
    try:
        attributes = getattr(folder.stat(), "st_file_attributes", 0)
    except OSError:
        return False
    return bool(attributes & stat.FILE_ATTRIBUTE_HIDDEN)


def _configs(root: Path, folders: Iterable[Path]) -> list[Path]:
    """Give the configurations that hold here: the one above, and all below."""
    above = find_config(root / CONFIG_NAME)
    below = [path for folder in folders if (path := folder / CONFIG_NAME) != above and is_file(path)]
    return [*([above] if above else []), *below]


def _stated_units(configs: Sequence[Path], root: Path) -> list[Unit]:
    units: list[Unit] = []
    for config in configs:
        try:
            stated = stated_cases(config)
        except PolicyError:
            if not config.parent.is_relative_to(root) or config.parent == root:
                raise
            # It is said of every case that the configuration holds for.
            continue
        for number, one in enumerate(stated, 1):
            paths, matched, problems = _resolved(config.parent, one.files)
            if any(path.is_relative_to(root) for path in paths) or (problems and config.parent.is_relative_to(root)):
                folder = config.parent if config.parent.is_relative_to(root) else root
                taken = {other.stated for other in units if other.folder == folder}
                units.append(Unit(folder, paths, _named(one.name, number, taken), matched=matched, problems=problems))
    times: dict[Path, int] = {}
    for unit in units:
        for path in unit.paths:
            times[path] = times.get(path, 0) + 1
    shared = frozenset(path for path, count in times.items() if count > 1)
    return [replace(one, shared=shared & set(one.paths)) for one in units]


def _named(name: str | None, number: int, taken: Collection[str | None]) -> str:
    """Give a stated case a name that no other case of its folder has."""
    shown = (name or f"[[case]] {number}").replace("/", "-").replace("\\", "-")
    return f"{shown} ([[case]] {number})" if shown in taken or is_workbook(Path(shown)) else shown


def _resolved(
    folder: Path, patterns: Iterable[str]
) -> tuple[tuple[Path, ...], frozenset[Path], tuple[Diagnostic, ...]]:
    """Give the files that a stated case names, those of them that a pattern found, and what is not there."""
    found: dict[Path, None] = {}
    matched: set[Path] = set()
    missing = []
    for pattern in patterns:
        plain = Path(os.path.normpath(folder / pattern))
        is_plain = is_file(plain)
        matches = [plain] if is_plain else sorted(_matching(folder, pattern))
        matched |= set() if is_plain else set(matches) - found.keys()
        found |= dict.fromkeys(matches)
        if not matches:
            missing.append(diagnostic("E147", CONFIG_NAME, file=pattern))
    return tuple(found), frozenset(matched), tuple(missing)


def _matching(folder: Path, pattern: str) -> Iterator[Path]:
    try:
        for path in folder.glob(pattern):
            parts = path.relative_to(folder).parts
            if is_workbook(path) and is_file(path) and not any(part.startswith(PASSED_OVER) for part in parts):
                yield path
    except (ValueError, NotImplementedError, OSError):
        # An absolute path, or ** beside other signs, is no pattern; a folder that may not be read has nothing for us.
        return
