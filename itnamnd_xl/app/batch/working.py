"""What a worker does with a job. Nothing here loads pandas, rich or typer, and no input makes it raise."""

from __future__ import annotations

import os
from contextlib import contextmanager
from types import MappingProxyType
from typing import TYPE_CHECKING

from itnamnd_xl.app.batch.finding import is_workbook
from itnamnd_xl.app.batch.fingerprint import fingerprint_of
from itnamnd_xl.app.batch.grouping import Group, Survey, grouped
from itnamnd_xl.app.batch.jobs import CaseReport, FolderReport, said_of, seen_from, status_of
from itnamnd_xl.app.batch.results import packed_line
from itnamnd_xl.app.batch.surveying import is_own_output, survey_of
from itnamnd_xl.app.recalculate import Loaded, Result, assessed, case_name, computed, load, sizes, write_results
from itnamnd_xl.app.result import dump, result_object
from itnamnd_xl.core.diagnostics import Diagnostic, DiagnosticError, diagnostic
from itnamnd_xl.package.locks import held
from itnamnd_xl.policy.cases import stated_cases
from itnamnd_xl.policy.load import CONFIG_NAME, PolicyError, find_config, load_policy
from itnamnd_xl.sheets.build import written_workbooks
from itnamnd_xl.source.case import read_outlined
from itnamnd_xl.source.outline import outline
from itnamnd_xl.version import VERSION

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from itnamnd_xl.app.batch.jobs import CaseJob, FolderJob, Order, SurveyJob
    from itnamnd_xl.policy import Policy
    from itnamnd_xl.source.outline import Outline

NOTHING: Mapping[str, str] = MappingProxyType({})
UNBLOCKED: Mapping[Path, Diagnostic] = MappingProxyType({})
UNEXPECTED: Mapping[Path, str] = MappingProxyType({})
NOT_OPENED = "E112"


class VersionError(Exception):
    """The worker has another version of the tool than the one that handed it the job."""


def work_folder(job: FolderJob) -> FolderReport:
    """Survey a folder's workbooks, group them, and compute the cases that are not done."""
    desk = _Desk(job.order, job.folder)
    paths = {name: job.folder / name for name in job.names}
    with desk.holding(paths.values()) as busy:
        surveys = {**job.known}
        for name, path in paths.items():
            if name not in surveys:
                surveys[name] = desk.survey(path)
        grouping = grouped(surveys)
        cases = []
        for group in grouping.groups:
            files = [paths[name] for name in group.names]
            mark = fingerprint_of(job.context, {desk.seen(paths[n]): surveys[n].sha256 for n in group.names})
            if mark in job.done:
                cases.append(CaseReport(desk.case_path(files), tuple(files), mark))
            else:
                expected = {paths[name]: one.sha256 for name, one in job.known.items() if name in group.names}
                cases.append(desk.report(files, job.context, group, busy=busy, blocked=job.blocked, expected=expected))
    return FolderReport(surveys, tuple(cases), grouping.own, grouping.keys)


def survey_files(job: SurveyJob) -> dict[Path, Survey]:
    """Say of each workbook what it is."""
    found = {}
    for path in job.paths:
        # A desk for each: what has been looked at need not be kept.
        found[path] = _Desk(job.order, path.parent).survey(path)
    return found


def work_case(job: CaseJob) -> CaseReport:
    """Compute one case."""
    desk = _Desk(job.order, job.folder)
    with desk.holding(job.paths) as busy:
        paths = [path for path in job.paths if path not in job.matched or not desk.survey(path).is_own]
        return desk.report(
            paths,
            job.context,
            job.group,
            busy=busy,
            stated=job.stated,
            lost=job.lost,
            blocked=job.blocked,
            expected=job.expected,
        )


class _Desk:
    """One folder on a worker's desk: its policy, and its workbooks, each read once."""

    def __init__(self, order: Order, folder: Path) -> None:
        if order.version != VERSION:
            raise VersionError(VERSION)
        self.order, self.folder = order, folder
        self.target = order.target
        self.policy, self.unusable = self._policy()
        self._loaded: dict[Path, Loaded] = {}
        self._outlines: dict[Path, Outline] = {}

    def _policy(self) -> tuple[Policy, list[Diagnostic]]:
        config = self.order.config or find_config(self.folder / CONFIG_NAME)
        try:
            if config is not None:
                # They are read elsewhere; that they cannot be is told where they would hold.
                stated_cases(config)
            return load_policy(config), []
        except PolicyError as problem:
            return load_policy(), [diagnostic("E703", CONFIG_NAME, why=str(problem))]

    @contextmanager
    def holding(self, paths: Iterable[Path]) -> Iterator[Diagnostic | None]:
        """Keep other runs away from what is written."""
        with held([self.target.place_of(path) for path in paths]) as busy:
            yield busy

    def survey(self, path: Path) -> Survey:
        """Say what a workbook is; one that cannot be read is nothing that is known."""
        loaded = self._load(path)
        if not loaded.books:
            # What another password would open is not known.
            is_locked = any(one.code == NOT_OPENED for one in loaded.problems)
            return Survey("" if is_locked else loaded.digests.get(path, ""))
        book, contents = loaded.books[0], loaded.found[path.name].opened.contents
        output = self.order.output
        among_copies = output is not None and path.is_relative_to(output)
        if contents is not None and is_own_output(contents, among_copies=among_copies):
            return Survey(book.sha256, is_own=True)
        try:
            plan = outline([book], self.policy, dict(self.order.settings))
        except PolicyError:
            return Survey(book.sha256)
        self._outlines[path] = plan
        return survey_of(plan, book.sha256)

    def _load(self, path: Path) -> Loaded:
        if path not in self._loaded:
            self._loaded[path] = load(path, self.policy.limits, self.order.password, target=self.target)
        return self._loaded[path]

    def report(
        self,
        paths: list[Path],
        context: str,
        group: Group,
        *,
        busy: Diagnostic | None = None,
        stated: str | None = None,
        lost: Mapping[str, str] = NOTHING,
        blocked: Mapping[Path, Diagnostic] = UNBLOCKED,
        expected: Mapping[Path, str] = UNEXPECTED,
    ) -> CaseReport:
        """Compute a case, write it, and tell what came of it in codes and digests."""
        said = [*self.unusable, *group.said, *(diagnostic(code, file) for file, code in lost.items())]
        loaded = Loaded(problems=said)
        name = stated or (case_name(paths) if paths else self.folder.name)
        for path in (one for one in paths if one.name not in lost):
            if group.is_clash or self.unusable:
                loaded.digests |= self._load(path).digests
            else:
                loaded.add(self._load(path))
        changed = [path for path, digest in expected.items() if loaded.digests.get(path, digest) != digest]
        if changed and busy is None:
            busy = diagnostic("E109", changed[0].name)
        result = self._result(name, loaded, group, busy, blocked)
        return self._told(result, paths, context, loaded, stated)

    def _result(
        self,
        name: str,
        loaded: Loaded,
        group: Group,
        busy: Diagnostic | None,
        blocked: Mapping[Path, Diagnostic],
    ) -> Result:
        try:
            _refuse_namesakes(loaded)
            result = self._computed(name, loaded)
            if group.is_clash or self.unusable:
                return result
            wanted = {loaded.found[one].path for one in written_workbooks(result.outcome)}
            if refused := [*(blocked[one] for one in sorted(wanted & blocked.keys())), *self._in_the_way(wanted)]:
                return failed(name, [*loaded.problems, *refused])
            if busy is not None:
                return failed(name, [*loaded.problems, busy])
            return write_results(result, loaded, self.target, sizes(self.policy.limits))
        except PolicyError as problem:
            return failed(name, [*loaded.problems, diagnostic("E703", None, why=str(problem))])
        except DiagnosticError as problem:
            return failed(name, [*loaded.problems, problem.diagnostic])
        except Exception as problem:  # noqa: BLE001 - one case must never stop the others
            return failed(name, [*loaded.problems, diagnostic("E145", name, kind=type(problem).__name__)])

    def _in_the_way(self, wanted: Iterable[Path]) -> Iterator[Diagnostic]:
        """Name the workbooks of the folder itself that copies would replace."""
        for path in sorted(wanted):
            place = self.target.place_of(path)
            is_input = place != path and place.is_relative_to(self.order.root) and is_workbook(place)
            if is_input and os.path.lexists(place) and not self.survey(place).is_own:
                yield diagnostic("E151", path.name, place=self.seen(place))

    def _computed(self, name: str, loaded: Loaded) -> Result:
        """Compute workbooks; the tables of one by itself were found when it was surveyed."""
        if len(loaded.books) == 1:
            (file,) = loaded.found.values()
            plan = self._outlines.get(file.path)
            if plan is not None:
                return assessed(read_outlined(name, plan), loaded.problems)
        return computed(name, loaded.books, self.policy, dict(self.order.settings), loaded.problems)

    def _told(self, result: Result, paths: list[Path], context: str, loaded: Loaded, stated: str | None) -> CaseReport:
        digests = loaded.digests | dict(result.digests)
        mark = fingerprint_of(context, {self.seen(path): digests.get(path, "") for path in paths})
        return reported(result, self.case_path(paths, stated), paths, mark, digests, self.order.beside)

    def seen(self, path: Path) -> str:
        """Give a path as it is seen from the root."""
        return seen_from(self.order.root, path)

    def case_path(self, paths: Sequence[Path], stated: str | None = None) -> str:
        """Name a case by its first workbook, which no other case of the folder has, or as it is stated."""
        return self.seen(self.folder / stated if stated else paths[0])


def failed(name: str, said: Sequence[Diagnostic]) -> Result:
    """Give the result of a case that nothing could be made of."""
    return computed(name, (), load_policy(), {}, said)


def reported(
    result: Result, path: str, files: Sequence[Path], fingerprint: str, digests: Mapping[Path, str], beside: Path
) -> CaseReport:
    """Tell what came of a case, in codes and digests, and its result as a packed line.

    What was written stands in that as it is seen from `beside`, so that a folder that is moved takes it along.
    """
    status = status_of({one.severity for one in result.diagnostics})
    seen = [seen_from(beside, place) for place in result.written]
    line = dump(result_object(result) | {"status": status.value, "written": seen}, indent=None)
    return CaseReport(
        path=path,
        files=tuple(files),
        fingerprint=fingerprint,
        status=status,
        said=tuple(dict.fromkeys(said_of(one) for one in result.diagnostics)),
        line=packed_line(path, fingerprint, line),
        digests=digests,
        written=result.written,
    )


def _refuse_namesakes(loaded: Loaded) -> None:
    """Refuse two workbooks of one name: their sources could not be told apart."""
    if len(loaded.found) < len(loaded.books):
        names = [book.name for book in loaded.books]
        raise DiagnosticError("E804", name=next(name for name in names if names.count(name) > 1))
