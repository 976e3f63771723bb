"""What a workbook that has been read is, as far as grouping must know."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from itnamnd_xl.app.batch.grouping import Survey
from itnamnd_xl.core.model import Origin
from itnamnd_xl.core.swedish import same_name
from itnamnd_xl.package.own import OWNER, SEAL, fact, is_ours_alone, own_sheets
from itnamnd_xl.package.verify import seal_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from itnamnd_xl.package.contents import Contents
    from itnamnd_xl.source.chosen import Understood
    from itnamnd_xl.source.outline import Outline


def survey_of(plan: Outline, sha256: str) -> Survey:
    """Survey a workbook whose tables were found as those of a case of its own."""
    tables = plan.marked()
    kinds = frozenset(one.kind for one in tables if _counts(one, plan.year, tables))
    is_key = bool(tables) and all(one.kind == "key" for one in tables)
    stated = plan.policy.settings.board
    # What holds for all workbooks alike tells none of them apart.
    board = None if stated is None or stated.origin is Origin.DEFAULT else _folded(stated.value)
    return Survey(sha256, kinds, is_key, board=board, year=plan.year, period=plan.period)


def is_own_output(contents: Contents, *, among_copies: bool) -> bool:
    """Say whether we wrote a workbook as a whole: results alone, or a copy that nobody has worked in since.

    Args:
        contents: the workbook.
        among_copies: whether it lies where copies are written now; there, one that somebody has worked in is ours too.
    """
    workbook = contents.workbook
    if not own_sheets(workbook):
        return False
    if is_ours_alone(workbook) or fact(workbook, OWNER) is not None:
        return True
    seal = fact(workbook, SEAL)
    return seal is not None and (among_copies or seal == seal_of(workbook))


def _counts(one: Understood, year: int | None, tables: Iterable[Understood]) -> bool:
    """Say whether a table is one of the workbook's year: a table that is used, or one of two that clash."""
    if one.kind == "key" or one.year not in (None, year):
        return False
    return one.used or not any(other.kind == one.kind and other.used for other in tables)


def _folded(name: str) -> str:
    return hashlib.sha256(same_name(name).encode("utf-8", "surrogatepass")).hexdigest()
