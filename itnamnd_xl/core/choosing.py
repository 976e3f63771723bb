"""Which key a result is shared by: the one that is named, at its date; keys weighed together; or equal shares."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from itnamnd_xl.core.diagnostics import OR_ANSWER, Diagnostic, diagnostic
from itnamnd_xl.core.mixing import EQUAL, SHARES, Mix, equal_key, lacking, mixed, parse_mix, weight_text
from itnamnd_xl.core.model import Origin
from itnamnd_xl.core.swedish import listing, percent
from itnamnd_xl.core.wording import SETTING_WORDS, dated_key

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from itnamnd_xl.core.model import AllocationKey, Case, CellRef, Rules, Statement

    Chosen = tuple[AllocationKey | None, list[Diagnostic]]


def default_key_date(year: int) -> date:
    """Give the tool's default key date: 31 December two years before the accounting year."""
    return date(year - 2, 12, 31)


def choose_key(case: Case, rules: Rules) -> Chosen:
    """Choose the key that the rules name; say why where there is none to be used."""
    if case.keys and "key" in rules.blocked:
        return None, [_blocked("key", case.keys[0])]
    mix = parse_mix(rules.key)
    if mix is not None:
        return _mixed_key(case, rules, mix)
    if rules.key.casefold() == EQUAL:
        return _equal(case, rules)
    keys, problems = _of_name(case, rules, rules.key)
    return _at_date(case, rules, keys) if keys else (None, problems)


def unusable(key: AllocationKey) -> str:
    """Say why nothing can be shared by a key; empty where something can."""
    if any(entry.fraction < 0 for entry in key.entries):
        return "ett värde är negativt"
    return "" if any(entry.fraction > 0 for entry in key.entries) else "alla värden är 0"


def other_dates(case: Case, rules: Rules, key: AllocationKey) -> list[AllocationKey]:
    """Give the key as it would be at the other dates that the workbooks have it for."""
    mix = parse_mix(rules.key)
    dates = stated_dates(case, rules, key) - {key.date}
    if mix is None:
        return [one for one in case.keys if one.name == key.name and one.date in dates and not unusable(one)]
    found = [_mixed_key(case, replace(rules, key_date=day), mix)[0] for day in sorted(dates)]
    return [one for one in found if one is not None and one.date not in (None, key.date)]


def stated_dates(case: Case, rules: Rules, key: AllocationKey) -> set[date]:
    """Give every date that the workbooks have the key for, or a part of it."""
    mix = parse_mix(rules.key)
    names = {name for name, _ in mix.parts} if mix else {key.name}
    return {one.date for one in case.keys if one.name in names and one.date is not None}


def _blocked(name: str, key: AllocationKey) -> Diagnostic:
    return diagnostic("E616", key.source, name=SETTING_WORDS[name][0])


def _no_such_date(key: AllocationKey, rules: Rules, stated: date, dates: str) -> Diagnostic:
    return diagnostic("E607", key.source, date=stated.isoformat(), dates=dates, **_asking(rules, "key_date"))


def _asking(rules: Rules, name: str) -> dict[str, str]:
    """Ask for an answer, unless the setting stands in a cell: that outranks any answer."""
    is_stated = any(one.name == name and one.source is not None for one in rules.choices)
    return {"or_answer": "" if is_stated else OR_ANSWER}


def _of_name(case: Case, rules: Rules, name: str) -> tuple[list[AllocationKey], list[Diagnostic]]:
    """Give the keys of a name; the only name that there is serves where nobody has stated one."""
    if not case.keys:
        return [], [_none(case)]
    names = sorted({key.name for key in case.keys})
    stated = next((one.origin is not Origin.DEFAULT for one in rules.choices if one.name == "key"), False)
    keys = [key for key in case.keys if key.name.casefold() == name.casefold()]
    if not keys and len(names) == 1 and not stated:
        keys = list(case.keys)
    # Several keys of one kind, each of its own: andel drift, andel investering.
    alike = [one for one in names if one.startswith(f"{name.casefold() if stated else SHARES} ")]
    if not keys and len(alike) > 1:
        return [], [
            diagnostic(
                "E640", case.keys[0].source, names=listing([f"”{one}”" for one in alike]), **_asking(rules, "key")
            )
        ]
    if not keys:
        return [], [diagnostic("E617", case.keys[0].source, key=name, names=listing(names), **_asking(rules, "key"))]
    return keys, []


def _none(case: Case) -> Diagnostic:
    """Say that there is no key, or that those that there are cannot be used."""
    if not case.broken_key_dates:
        return diagnostic("W603")
    dates = sorted({one.isoformat() for one in case.broken_key_dates if one is not None})
    return diagnostic("E619", None, date=listing(dates)) if dates else diagnostic("E608", None, why="se felet ovan")


def _at_date(case: Case, rules: Rules, keys: Sequence[AllocationKey]) -> Chosen:
    """Choose among keys of a name by the date: the stated one, else the default, else the only one; else ask."""
    if "key_date" in rules.blocked:
        return None, [_blocked("key_date", keys[0])]
    wanted = _wanted(case, rules)
    if wanted in case.broken_key_dates:
        return None, [diagnostic("E619", keys[0].source, date=wanted.isoformat() if wanted else "")]
    dated = [key for key in keys if key.date == wanted and wanted is not None]
    if dated:
        return _single(dated)
    dates = listing(sorted({key.date.isoformat() if key.date else "utan datum" for key in keys}))
    if rules.key_date:
        return None, [_no_such_date(keys[0], rules, rules.key_date, dates)]
    if len({key.date for key in keys}) == 1:
        return _single(keys)
    default = wanted.isoformat() if wanted else "verktygets förval (året är okänt)"
    return None, [diagnostic("E601", keys[0].source, dates=dates, default=default)]


def _wanted(case: Case, rules: Rules) -> date | None:
    """Give the date that is stated, else the default."""
    return rules.key_date or (default_key_date(case.year) if case.year else None)


def _single(keys: Sequence[AllocationKey]) -> Chosen:
    """Take the first of keys for one date, which must all say the same."""
    first = keys[0]
    for other in keys[1:]:
        same = {entry.member.casefold(): entry.fraction for entry in other.entries}
        if same != {entry.member.casefold(): entry.fraction for entry in first.entries}:
            when = first.date.isoformat() if first.date else "utan datum"
            return None, [
                diagnostic("E612", first.source, date=when, first=str(first.source), second=str(other.source))
            ]
    return first, []


def _mixed_key(case: Case, rules: Rules, mix: Mix) -> Chosen:
    """Weigh keys together; equal shares among them are of the members that the others have."""
    source = case.keys[0].source if case.keys else None
    if mix.total != 1:
        return None, [diagnostic("E625", source, key=mix.name, total=percent(mix.total, 4))]
    parts: list[tuple[AllocationKey | None, Fraction]] = []
    for name, weight in mix.parts:
        key, problems = (None, []) if name == EQUAL else _part(case, rules, name)
        if problems:
            return None, problems
        parts.append((key, weight))
    known = [key for key, _ in parts if key is not None]
    if not known:
        return _equal(case, rules)
    if problem := _misfit(known, rules):
        return None, [problem]
    like = equal_key(((entry.member, entry.source) for entry in known[0].entries), known[0].source)
    whole = [(key or like, weight) for key, weight in parts]
    stated = listing([_part_text(key, weight, known[0].source.workbook) for key, weight in whole])
    return mixed(whole, mix.name), [diagnostic("N635", known[0].source, parts=stated)]


def _part_text(key: AllocationKey, weight: Fraction, home: str) -> str:
    """Name a part of a mix with its weight and its cell, and the workbook unless it is `home`; equal shares have none.

    The message itself stands at the first of them, so that its workbook is named already.
    """
    where = "" if key.name == EQUAL else f", {str(key.source).removeprefix(f'{home}!')}"
    return f"{dated_key(key)} ({weight_text(weight)}{where})"


def _part(case: Case, rules: Rules, name: str) -> Chosen:
    """Choose one part of a mix: at the date that is asked for, or the only one that there is, whatever its date."""
    keys = [key for key in case.keys if key.name.casefold() == name]
    if not keys:
        names = listing(sorted({key.name for key in case.keys}))
        if not names:
            return None, [_none(case)]
        return None, [diagnostic("E617", case.keys[0].source, key=name, names=names, **_asking(rules, "key"))]
    # Computers are seldom counted on the day that inhabitants are.
    alone = len({key.date for key in keys}) == 1 and _wanted(case, rules) not in case.broken_key_dates
    return _single(keys) if alone else _at_date(case, rules, keys)


def _misfit(keys: Sequence[AllocationKey], rules: Rules) -> Diagnostic | None:
    """Say why keys cannot be weighed together: by their values, their members, or the date that is asked for."""
    for key in keys:
        if reason := unusable(key):
            return diagnostic("E608", key.source, why=reason)
    if missing := lacking(keys):
        member, key = missing
        return diagnostic("E626", key.source, member=member, key=dated_key(key))
    if rules.key_date and all(key.date != rules.key_date for key in keys):
        dates = listing(sorted({key.date.isoformat() if key.date else "utan datum" for key in keys}))
        return _no_such_date(keys[0], rules, rules.key_date, dates)
    return None


def _equal(case: Case, rules: Rules) -> Chosen:
    """Share equally among the members of the key that would else be used, of all keys, or of the statements' rows."""
    wanted = _wanted(case, rules)
    keys = [key for key in case.keys if wanted and key.date == wanted] or list(case.keys)
    if keys:
        if missing := lacking(keys):
            member, other = missing
            return None, [diagnostic("E633", other.source, member=member, key=dated_key(other))]
        key = equal_key(((entry.member, entry.source) for entry in keys[0].entries), keys[0].source)
        return key, [_told(key)]
    for statement in (case.operating, case.investments):
        if statement is not None and len(found := members_of(statement)) > 1:
            key = equal_key(found.items(), statement.source)
            return key, [_told(key)]
    return None, [_none(case)]


def _told(key: AllocationKey) -> Diagnostic:
    return diagnostic("N634", key.source, members=listing([entry.member for entry in key.entries]))


def members_of(statement: Statement) -> dict[str, CellRef]:
    """Give the members that a statement's rows name, each with the first row that does."""
    found: dict[str, CellRef] = {}
    for row in statement.rows:
        if row.member is not None:
            found.setdefault(row.member, row.source)
    return found
