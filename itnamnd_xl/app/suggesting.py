"""A configuration to start from: what was understood of a case, as an itnamnd.toml that a user can keep and change.

What the tool chose by itself is there as comments, so that nothing is decided that nobody has decided; what the
workbooks state, and the columns that no header names, are ready to be taken over.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from itnamnd_xl.core.diagnostics import CELL, COLUMN, TABLE
from itnamnd_xl.core.model import CellRef, Origin
from itnamnd_xl.core.swedish import sentence
from itnamnd_xl.core.wording import SETTING_WORDS, UNUSED

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from itnamnd_xl.app.recalculate import Result
    from itnamnd_xl.core.diagnostics import Diagnostic
    from itnamnd_xl.core.model import Choice, ReadTable

HEAD = """\
# itnamnd.toml – inställningar för {case}
# Lägg filen i samma mapp som arbetsböckerna eller i en mapp ovanför.
# Rader som börjar med # gäller inte. Ta bort # framför det som ska gälla. Ett beslut anges så här:
# partial_threshold = {{ value = 0.75, decided = "KF § 1" }}
"""
# What the workbooks say themselves, and what would be wrong for next year's in the same folder.
OF_ONE_YEAR = ("year", "period")


def suggested(result: Result) -> str:
    """Write the configuration."""
    case = result.outcome.case
    name = "".join(one if one.isprintable() else " " for one in result.name)
    lines = [HEAD.format(case=name), "[settings]"]
    for choice in result.outcome.rules.choices:
        lines += _setting(choice)
    lines += ["", *_columns(case.tables, case.meanings), *_answers(result.diagnostics)]
    return "\n".join(lines).rstrip() + "\n"


def _setting(choice: Choice) -> Iterator[str]:
    label, explanation = SETTING_WORDS[choice.name]
    yield f"# {label}: {explanation}."
    if choice.value is None:
        yield f"# {choice.name} = "
        return
    value = _toml(choice.value, is_date=choice.name == "key_date")
    if choice.origin is Origin.DECIDED and choice.reference:
        yield f"{choice.name} = {{ value = {value}, decided = {_toml(choice.reference)} }}"
    elif choice.origin is Origin.DEFAULT or choice.name in OF_ONE_YEAR:
        yield f"# {choice.name} = {value}"
    else:
        yield f"{choice.name} = {value}"


def _toml(value: str | int | Decimal, *, is_date: bool = False) -> str:
    """Write a value as TOML has it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | Decimal) or is_date:
        return f"{value:f}" if isinstance(value, Decimal) else str(value)
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(one if one.isprintable() else _escaped(one) for one in escaped) + '"'


def _escaped(character: str) -> str:
    return f"\\u{ord(character):04x}" if ord(character) < 1 << 16 else f"\\U{ord(character):08x}"


def _comment(text: str) -> str:
    """Write a line that is no setting; what a cell or a file's name holds must not end it."""
    return "# " + "".join(one if one.isprintable() else " " for one in text)


def _columns(tables: Iterable[ReadTable], meanings: Collection[str]) -> Iterator[str]:
    """List the columns: those that a header names as comments, those that none names to be filled in."""
    for table in tables:
        kind = sentence(table.kind) or "Okänd tabell"
        yield _comment(f"{kind}: {table.source.workbook}, fliken {table.source.sheet}")
        for column in table.columns:
            mark, means = "# " if column.is_known else "", column.meaning or UNUSED
            if not column.header or means not in meanings:
                continue
            yield f"{mark}[[columns]]"
            yield f"{mark}file = {_toml(table.source.workbook)}"
            yield f"{mark}sheet = {_toml(table.source.sheet)}"
            yield f"{mark}header = {_toml(column.header)}"
            yield f"{mark}means = {_toml(means)}"
            yield ""


def _answers(diagnostics: Iterable[Diagnostic]) -> Iterator[str]:
    """List the questions that can be answered here, each as a comment with its place."""
    for one in diagnostics:
        # What tells of an answer asks nothing.
        if one.asks not in (CELL, COLUMN, TABLE) or "asked" in one.params or not isinstance(one.source, CellRef):
            continue
        yield _comment(f"{one.kind} {one.code}. {one.message}")
        yield "# [[answers]]"
        yield f"# cell = {_toml(str(one.source))}"
        if one.asks == CELL:
            yield f"# found = {_toml(one.params.get('found', ''))}"
        yield '# answer = ""'
        yield ""
