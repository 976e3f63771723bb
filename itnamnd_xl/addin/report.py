"""What a button says when it is done, in the status bar: the result, what to look at, what was not touched."""

from __future__ import annotations

from typing import TYPE_CHECKING

from itnamnd_xl.core.allocation import Direction
from itnamnd_xl.core.diagnostics import Severity
from itnamnd_xl.core.reconciliation import CheckStatus
from itnamnd_xl.core.swedish import amount, count, listing, sentence
from itnamnd_xl.core.wording import GOAL_WORDS
from itnamnd_xl.sheets.changes import changes_text
from itnamnd_xl.sheets.messages import NAME as MESSAGES
from itnamnd_xl.sheets.reconciliation import counts_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from itnamnd_xl.addin.writing import WrittenOpen
    from itnamnd_xl.app.recalculate import Result
    from itnamnd_xl.core.diagnostics import Diagnostic
    from itnamnd_xl.core.outcome import Outcome

# What the status bar holds.
LONGEST_STATUS = 250
KINDS = {Direction.DEFICIT: "Underskottet", Direction.SURPLUS: "Överskottet"}


def done_text(result: Result, done: WrittenOpen, saved: str) -> list[str]:
    """Say how a recalculation ended, the weightiest first; `saved` is how the workbook stands on the disk."""
    outcome = result.outcome
    wrong = sum(check.status is CheckStatus.ERROR for check in outcome.checks)
    errors = sum(one.severity is Severity.ERROR for one in result.diagnostics)
    if not (outcome.attainment or outcome.operating or outcome.investments):
        return _nothing(result, done)
    look = f"Se fliken {MESSAGES} innan du använder siffrorna."
    if wrong:
        verb = "stämmer inte"
        begin = [f"Klart, men {count(wrong, 'belopp', 'belopp')} {verb}. {look}"]
    elif errors:
        begin = [f"Klart, men {count(errors, 'fel', 'fel')} hindrar en del av beräkningen. {look}"]
    else:
        begin = ["Klart."]
    return [
        *begin,
        *_results(outcome),
        *_waiting(result, done),
        *(sentence(one.text) for one in done.diagnostics if one.is_told),
        saved,
        "Dina egna flikar är orörda.",
        "Ångra (Ctrl+Z) gäller inte resultatflikarna; använd Ta bort resultat.",
    ]


def checked_text(result: Result, *, wrote: bool) -> list[str]:
    """Say what a check has found."""
    by_severity = {one: sum(found.severity is one for found in result.diagnostics) for one in Severity}
    outcome = result.outcome
    if not by_severity[Severity.ERROR] and not by_severity[Severity.WARNING]:
        begin = "Kontrollen är klar: inga fel och inga varningar."
    else:
        errors = count(by_severity[Severity.ERROR], "fel", "fel")
        begin = f"Kontrollen är klar: {errors} och {count(by_severity[Severity.WARNING], 'varning', 'varningar')}."
    seen = [f"Se fliken {MESSAGES}."] if wrote else []
    checks = [f"Avstämning: {counts_text(outcome.checks)}"] if outcome.checks else []
    return [begin, *seen, *checks, "Inga resultat är ändrade."]


def removed_text(removed: int, said: Iterable[Diagnostic]) -> list[str]:
    """Say what was taken out."""
    told = [one.message for one in said]
    if removed == 1:
        return ["1 resultatflik är borttagen.", *told]
    if removed:
        return [f"{removed} resultatflikar är borttagna.", *told]
    return ["Inga resultatflikar är borttagna." if told else "Det fanns inga resultatflikar.", *told]


def status_text(sentences: Sequence[str]) -> str:
    """Give as many whole sentences as the status bar holds; nothing where there are none."""
    if not sentences:
        return ""
    text = ""
    for one in sentences:
        longer = f"{text} {one}".strip()
        if len(longer) > LONGEST_STATUS:
            break
        text = longer
    return text or sentences[0][: LONGEST_STATUS - 2].rstrip() + " …"


def _nothing(result: Result, done: WrittenOpen) -> list[str]:
    error = next((one for one in result.diagnostics if one.severity is Severity.ERROR), None)
    begin = f"Inget har beräknats. {error.message}" if error else "Det finns ingen tabell att räkna på."
    return [begin, *([f"Se fliken {MESSAGES}."] if done.workbooks else [])]


def _results(outcome: Outcome) -> list[str]:
    said = []
    if outcome.attainment is not None and outcome.attainment.level is not None:
        said.append(f"Nämndmålen {GOAL_WORDS[outcome.attainment.level].lower()}.")
    allocation = outcome.allocation
    if allocation is not None and allocation.direction is not Direction.NONE:
        sum_text = amount(abs(allocation.amount), allocation.unit)
        said.append(f"{KINDS[allocation.direction]}, {sum_text}, är fördelat.")
    if outcome.checks:
        said.append(f"Avstämning: {counts_text(outcome.checks)}")
    return said


def _waiting(result: Result, done: WrittenOpen) -> list[str]:
    questions = sum(one.kind == "Fråga" for one in result.diagnostics)
    warnings = sum(one.severity is Severity.WARNING for one in result.diagnostics)
    parts = [f"{count(questions, 'fråga', 'frågor')} väntar på svar"] if questions else []
    parts += [f"{count(warnings, 'varning', 'varningar')} finns"] if warnings else []
    if done.changed:
        parts.append(changes_text(done.changed))
    unchanged = ["Talen är desamma som redan stod på resultatflikarna."] if done.changed == [] else []
    if not parts:
        return unchanged
    return [f"{sentence(listing(parts))}, se {MESSAGES}.", *unchanged]
