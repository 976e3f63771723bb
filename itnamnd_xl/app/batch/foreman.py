"""Who decides what is to be done: which folders have changed, which workbooks are a case, and what came of each."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from itnamnd_xl.app.batch.fingerprint import Contexts, digest_of, fingerprint_of
from itnamnd_xl.app.batch.grouping import Group, Survey, grouped
from itnamnd_xl.app.batch.jobs import CaseJob, CaseReport, FolderJob, FolderReport, Status, SurveyJob, seen_from
from itnamnd_xl.app.batch.state import Kept
from itnamnd_xl.app.batch.working import failed, reported
from itnamnd_xl.app.delivery import beside
from itnamnd_xl.core.diagnostics import Diagnostic, diagnostic
from itnamnd_xl.package.save import sweep

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from itnamnd_xl.app.batch.finding import Unit
    from itnamnd_xl.app.batch.jobs import Order, Said
    from itnamnd_xl.app.batch.results import Results
    from itnamnd_xl.app.batch.running import Job, Lost
    from itnamnd_xl.app.batch.state import State

# A folder of so many workbooks is one job, and each of them is opened once. A larger one is surveyed in parts first,
# so that many can work on it.
SMALL = 8
PART = 16
# What may be gone at the next run without any workbook having changed: locks, permissions, room, time, a password.
PASSING = frozenset(
    {"E106", "E107", "E108", "E109", "E112", "E118", "E128", "E135", "E143", "E144", "E145", "E148", "E149"}
)


@dataclass(frozen=True, slots=True)
class Done:
    """A case that is dealt with, for whoever looks on: no cell text.

    `is_told` where the last complete run had all its errors.
    """

    path: str
    status: Status
    said: tuple[Said, ...]
    workbooks: int
    is_unchanged: bool
    is_told: bool = False


def error_keys(path: str, said: Iterable[Said], severities: Collection[str]) -> set[str]:
    """Give what tells one error from another: its code and where it is, whichever case of the folder it is told of."""
    folder = path.rpartition("/")[0]
    return {f"{folder}|{code}|{address or path}" for severity, code, address in said if severity in severities}


class Listener(Protocol):
    """Who looks on while a batch works."""

    def begin(self, workbooks: int) -> None:
        """Hear how many workbooks there are."""

    def done(self, case: Done) -> None:
        """Hear of a case that is dealt with."""

    def passed(self, path: str, why: str) -> None:
        """Hear of a workbook that is no part of any case."""

    def waiting(self) -> None:
        """Hear that another run has the folder."""


@dataclass(slots=True)
class _Survey:
    """A folder whose workbooks are being surveyed one by one."""

    names: tuple[str, ...]
    context: str
    found: dict[str, Survey] = field(default_factory=dict)
    lost: dict[str, str] = field(default_factory=dict)


class Foreman:
    """Makes the jobs of a batch, and keeps what came of them."""

    def __init__(self, order: Order, state: State, results: Results, listener: Listener, *, force: bool) -> None:
        """Take where former runs are known from, and who is told."""
        self.order, self.target, self.state, self.results = order, order.target, state, results
        self.listener, self.force = listener, force
        self.cases: list[Done] = []
        self._contexts = Contexts(order)
        self._surveys: dict[Path, _Survey] = {}
        self._counted: set[str] = set()
        self._blocked: dict[Path, Diagnostic] = {}
        # What the last complete run has said already.
        self.told = state.told()

    def survey_places(self, paths: Iterable[Path]) -> None:
        """See where the results of all workbooks would go: what would go to one place cannot be written.

        Of a workbook and links to it, the workbook itself may be.
        """
        places: dict[str, list[Path]] = {}
        for path in dict.fromkeys(paths):
            places.setdefault(os.path.realpath(self.target.place_of(path)), []).append(path)
        for place, several in places.items():
            real = [path for path in several if os.path.realpath(path) == str(path)]
            for path in several if len(several) > 1 else ():
                if real != [path]:
                    self._blocked[path] = diagnostic("E151", path.name, place=self._seen(Path(place)))

    def _blocked_among(self, paths: Iterable[Path]) -> dict[Path, Diagnostic]:
        return {path: self._blocked[path] for path in paths if path in self._blocked}

    def jobs(self, units: Iterable[Unit]) -> Iterator[Job]:
        """Make the jobs of all units; what has not changed gives none."""
        for unit in units:
            if unit.is_stated:
                yield from self._stated(unit)
            elif unit.paths:
                yield from self._folder(unit)
            else:
                self._broken(unit)

    def take(self, job: Job, report: Any) -> Iterable[Job]:  # noqa: ANN401 - a report is of the job's kind
        """Take a report; gives the jobs that follow from it."""
        if isinstance(job, FolderJob):
            self._folder_done(job, report)
            return ()
        if isinstance(job, CaseJob):
            self._case_done(report, job.context)
            return ()
        return self._surveyed(job, report)

    def miss(self, job: Job, lost: Lost) -> Iterable[Job]:
        """Take note of a job without a report; gives smaller jobs in its place, or names the case that failed."""
        paths = [job.folder / name for name in job.names] if isinstance(job, FolderJob) else list(job.paths)
        # A worker that was stopped may have left a file half-written beside the one that it was to become.
        for path in paths:
            place = self.target.place_of(path)
            for one in (place, beside(place.parent, place)):
                sweep(Path(os.path.realpath(one)))
        if isinstance(job, CaseJob):
            self._failed(paths, job.context, self._said(lost, paths), job.stated)
            return ()
        if lost.code == "E148" or (isinstance(job, FolderJob) and len(paths) == 1):
            context = self._contexts.of(paths[0].parent)
            self._failed(paths, context, self._said(lost, paths))
            return ()
        if isinstance(job, FolderJob):
            known = {name: one for name, one in job.known.items() if name in job.names}
            return self._survey(job.folder, job.names, job.context, known, part=1)
        if len(paths) > 1:
            return [SurveyJob(self.order, (path,)) for path in paths]
        self._surveys[paths[0].parent].lost[paths[0].name] = lost.code
        return self._surveyed(job, {paths[0]: Survey("")})

    def _said(self, lost: Lost, paths: Sequence[Path]) -> list[Diagnostic]:
        source = paths[0].name if len(paths) == 1 else paths[0].parent.name
        return [diagnostic(lost.code, source, **lost.params, own=self.order.version)]

    # Units, from what is known to what is to be done.

    def _stated(self, unit: Unit) -> Iterator[Job]:
        context = self._contexts.of(unit.folder)
        digests = {path: digest_of(path) or "" for path in unit.paths}
        known = {path for path in unit.matched if self.state.is_own(self._seen(path), digests[path])}
        path = self._seen(unit.folder / (unit.stated or ""))
        if not self._is_kept(path, context, {one: text for one, text in digests.items() if one not in known}):
            names = tuple(one.name for one in unit.paths)
            said = {path: diagnostic("E146", path.name) for path in unit.shared}
            yield CaseJob(
                self.order,
                unit.folder,
                unit.paths,
                context,
                Group(names, unit.problems),
                unit.stated,
                blocked=self._blocked_among(unit.paths) | said,
                matched=unit.matched,
            )

    def _folder(self, unit: Unit) -> Iterator[Job]:
        context = self._contexts.of(unit.folder)
        names = tuple(path.name for path in unit.paths)
        known = {} if self.force else self._known(unit, context)
        if len(known) == len(names):
            yield from self._grouped(unit.folder, context, known)
        elif len(names) <= SMALL:
            done = frozenset() if self.force else self._fingerprints(unit.folder)
            blocked = self._blocked_among(unit.paths)
            yield FolderJob(self.order, unit.folder, names, context, known, done, blocked)
        else:
            yield from self._survey(unit.folder, names, context, known, PART)

    def _broken(self, unit: Unit) -> None:
        self._counted.add(self._seen(unit.folder))
        self._failed([unit.folder], "", list(unit.problems))

    def _known(self, unit: Unit, context: str) -> dict[str, Survey]:
        """Give what is known of the workbooks that are as they were."""
        kept = self.state.surveys(self.folder_seen(unit.folder), context)
        found = {path.name: kept.get(self._seen(path)) for path in unit.paths}
        return {
            name: survey
            for name, survey in found.items()
            if survey is not None and survey.sha256 == digest_of(unit.folder / name)
        }

    def _fingerprints(self, folder: Path) -> frozenset[str]:
        """Give the fingerprints of a folder's cases whose results stand as they were written."""
        kept = self.state.cases_of(self.folder_seen(folder))
        return frozenset(one.fingerprint for one in kept if self._stands(one))

    def _survey(
        self, folder: Path, names: tuple[str, ...], context: str, known: Mapping[str, Survey], part: int
    ) -> list[Job]:
        self._surveys[folder] = _Survey(names, context, dict(known))
        left = [folder / name for name in names if name not in known]
        return [SurveyJob(self.order, tuple(left[at : at + part])) for at in range(0, len(left), part)]

    def _surveyed(self, job: SurveyJob, report: Mapping[Path, Survey]) -> Iterable[Job]:
        folder = job.paths[0].parent
        survey = self._surveys[folder]
        survey.found |= {path.name: one for path, one in report.items()}
        for path, one in report.items():
            self._keep_survey(path, survey.context, one)
        if len(survey.found) < len(survey.names):
            return ()
        del self._surveys[folder]
        return list(self._grouped(folder, survey.context, survey.found, survey.lost))

    def _grouped(
        self, folder: Path, context: str, surveys: Mapping[str, Survey], lost: Mapping[str, str] | None = None
    ) -> Iterator[Job]:
        grouping = grouped(surveys)
        self._passed(folder, grouping.own, grouping.keys)
        for group in grouping.groups:
            paths = tuple(folder / name for name in group.names)
            digests = {path: surveys[path.name].sha256 for path in paths}
            gone = {name: code for name, code in (lost or {}).items() if name in group.names}
            if gone or not self._is_kept(self._seen(paths[0]), context, digests):
                yield CaseJob(
                    self.order,
                    folder,
                    paths,
                    context,
                    group,
                    lost=gone,
                    blocked=self._blocked_among(paths),
                    expected={path: digest for path, digest in digests.items() if digest},
                )

    # What is known of a case.

    def _is_kept(self, path: str, context: str, digests: Mapping[Path, str]) -> bool:
        """Tell of a case that is as it was at its last good run; say whether it is."""
        kept = None if self.force else self.state.case(path)
        mark = fingerprint_of(context, {self._seen(one): digest for one, digest in digests.items()})
        if kept is None or kept.fingerprint != mark or not self._stands(kept):
            return False
        self._unchanged(kept)
        return True

    def _stands(self, kept: Kept) -> bool:
        """Say whether all that a case's last run has written is as it was."""
        if not kept.fingerprint or self.results.fingerprint(kept.path) != kept.fingerprint:
            return False
        return all(digest_of(self.order.root / path) == digest for path, digest in kept.written.items())

    def _unchanged(self, kept: Kept) -> None:
        self._tell(kept.path, kept.status, kept.said, kept.files, is_unchanged=True)

    # What came of a job.

    def _folder_done(self, job: FolderJob, report: FolderReport) -> None:
        for name, survey in report.surveys.items():
            self._keep_survey(job.folder / name, job.context, survey)
        self._passed(job.folder, report.own, report.keys)
        for case in report.cases:
            self._case_done(case, job.context, report.surveys)

    def _case_done(self, case: CaseReport, context: str, surveys: Mapping[str, Survey] | None = None) -> None:
        if case.line is None:
            kept = self.state.case(case.path)
            if kept is not None:
                self._unchanged(kept)
            return
        self.results.add(case.path, case.fingerprint, case.line)
        is_passing = any(code in PASSING for _, code, _ in case.said)
        written = {self._seen(path): case.digests[path] for path in case.written}
        files = tuple(self._seen(path) for path in case.files)
        mark = "" if is_passing else case.fingerprint
        self.state.keep_case(Kept(case.path, mark, case.status, case.said, files, written))
        self._keep_written(case, context, surveys or {})
        self._tell(case.path, case.status, case.said, files, is_unchanged=False)

    def _keep_written(self, case: CaseReport, context: str, surveys: Mapping[str, Survey]) -> None:
        """Note that what we wrote is what it was before, or our own: it need not be looked at again."""
        for path in case.written:
            if path not in case.files:
                self.keep_own(path, case.digests[path])
                continue
            known = surveys.get(path.name) or self.state.survey(self._seen(path), context)
            if known is not None:
                self._keep_survey(path, context, known.at(case.digests[path]))

    def keep_own(self, path: Path, digest: str) -> None:
        """Note that a workbook below the root is our own, as it is now."""
        if path.is_relative_to(self.order.root):
            self._keep_survey(path, self._contexts.of(path.parent), Survey(digest, is_own=True))

    def _keep_survey(self, path: Path, context: str, survey: Survey) -> None:
        if survey.sha256:
            self.state.keep_survey(self._seen(path), context, survey)

    def _failed(self, paths: list[Path], context: str, said: list[Diagnostic], stated: str | None = None) -> None:
        """Name a case that no worker could tell of."""
        folder = paths[0].parent
        name = stated or (paths[0].name if len(paths) == 1 else folder.name)
        path = self._seen(folder / stated if stated else paths[0])
        self._case_done(reported(failed(name, said), path, paths, "", {}, self.order.beside), context)

    def _passed(self, folder: Path, own: Iterable[str], keys: Iterable[str]) -> None:
        for name in own:
            self.listener.passed(self._seen(folder / name), "verktygets egen; läses inte")
        for name in keys:
            self.listener.passed(self._seen(folder / name), "bara en fördelningsnyckel; mappen har inget att fördela")

    def _count(self, files: Iterable[str]) -> int:
        """Count the workbooks of a case that no other one has had: a key may serve several."""
        new = set(files) - self._counted
        self._counted |= new
        return len(new)

    def _tell(
        self, path: str, status: Status, said: tuple[Said, ...], files: Iterable[str], *, is_unchanged: bool
    ) -> None:
        is_told = error_keys(path, said, {"error"}) <= self.told
        done = Done(path, status, said, self._count(files), is_unchanged, is_told)
        self.cases.append(done)
        self.listener.done(done)

    def _seen(self, path: Path) -> str:
        return seen_from(self.order.root, path)

    def folder_seen(self, folder: Path) -> str:
        """Give a folder as it is seen from the root."""
        return self._seen(folder / "x").rpartition("/")[0]
