"""The sheets Driftredovisning and Investeringsredovisning: the statement as published, each figure checked."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from itnamnd_xl.core.model import Column, StatementType
from itnamnd_xl.core.reconciliation import CheckStatus
from itnamnd_xl.core.statements import COLUMN_WORDS, Line, Total
from itnamnd_xl.core.swedish import quoted
from itnamnd_xl.sheets.cells import CHECK_ROLES, CHECK_WORDS, figure_cell, money_places, source_cell
from itnamnd_xl.sheets.computing import MOST_RUNS, Computing, runs_of_lines
from itnamnd_xl.sheets.formulas import PLACES, a1, amount_places, called, given, ratio_places, text
from itnamnd_xl.sheets.reconciliation import NAME as CHECKED_IN
from itnamnd_xl.sheets.spec import EMPTY, Cell, Role, Sheet, titled

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from itnamnd_xl.core.model import CellRef, Quantity, Row
    from itnamnd_xl.core.outcome import Outcome
    from itnamnd_xl.core.reconciliation import Check
    from itnamnd_xl.core.statements import StatementResult
    from itnamnd_xl.sheets.formulas import Book

NAMES = {StatementType.OPERATING: "Driftredovisning", StatementType.INVESTMENTS: "Investeringsredovisning"}
OPTIONAL = {
    Column.ORIGINAL_BUDGET: "Ursprunglig budget",
    Column.BUDGET_CHANGE: "Anslags-\nförändring",
    Column.PREVIOUS_OUTCOME: "Utfall föregående år",
    Column.FORECAST: "Helårsprognos",
    Column.DECIDED_TOTAL: "Beslutad totalutgift",
    Column.ACCUMULATED: "Ackumulerat utfall",
    Column.FORECAST_TOTAL: "Beräknad totalutgift",
    Column.TOTAL_DEVIATION: "Avvikelse mot beslutad totalutgift",
}
NOTHING = "–"
RUN_AGAIN = "Räkna om"
# The columns that a single row is checked in.
CHECKED = (Column.DEVIATION, Column.TOTAL_DEVIATION)
# What a row's checks come to in words, by the grade of the worst in the sheet Avstämning.
SEE = dict.fromkeys((CheckStatus.ROUNDING, CheckStatus.ERROR), f", se {called(CHECKED_IN)}")
# A share that is smaller than this would be shown as a zero, of a negative one with a minus sign.
LEAST_SHARE = Decimal("0.0005")
LEFT_OUT = "I de beräknade summornas avvikelse ingår inte"
ALONE, ALONE_WIDTH = "Saknar {} men inte båda", 16
# So many rows are named that a total's deviation leaves out.
MOST_NAMED = 5
FOOTNOTE = "Belopp i {unit}. Varje belopp är avrundat för sig; summeringsdifferenser kan därför förekomma."
SHOWN_PLACES = 2


def statement_sheet(outcome: Outcome, result: StatementResult, book: Book) -> Sheet:
    """Lay out a statement: what is published where it holds, what was computed where nothing is."""
    statement = result.statement
    investments = statement.type is StatementType.INVESTMENTS
    extra = _optional(result)
    has_status = any(row.status for row in statement.rows)
    widths = (38, 14, 14, 14, *(14 for _ in extra), 13, *([18] if has_status else []), 26, 22)
    alone = _alone(result)
    name, year = NAMES[statement.type], f" {outcome.case.year}" if outcome.case.year else ""
    sheet = titled(name, f"{name}{year}, {statement.unit}", (*widths, *(ALONE_WIDTH for _ in alone)), len(alone))
    if outcome.case.board:
        sheet.text(outcome.case.board, Role.NOTE)
    sheet.add(EMPTY)
    sheet.header(
        "Projekt" if investments else "Kontotext",
        f"Budget{year}",
        f"Utfall{year}",
        "Avvikelse",
        *(OPTIONAL[column] for column in extra),
        "Förbrukat, %" if investments else "Avvikelse, %",
        *(["Status"] if has_status else []),
        "Kontroll",
        "Källa",
        *alone,
        numbers=(*range(1, 5 + len(extra)), *(len(widths) for _ in alone)),
    )
    book.learn(figure for row in statement.rows for figure in row.amounts.values())
    columns = (Column.BUDGET, Column.OUTCOME, Column.DEVIATION, *extra)
    table = Computing(result, columns, sheet.next_row, book, len(widths) + 1 if alone else 0)
    checks: dict[CellRef, list[Check]] = {}
    for found in result.checks:
        checks.setdefault(found.source, []).append(found)
    places = _places(result)
    for index, one in enumerate(result.order):
        _remember(sheet, table, index, book)
        amounts = {column: _amount(one, column, table, places) for column in table.columns}
        status = [_status(one)] if has_status else []
        share = _share(one, amounts, table, index)
        check, source = _check(one, checks, book), _source(one, book)
        has_one = [_has_one(one, table)] if alone else []
        sheet.add((_label(one), *amounts.values(), share, *status, check, source, *has_one))
    sheet.add(EMPTY)
    sheet.text(FOOTNOTE.format(unit=statement.unit), Role.NOTE)
    sheet.text(_sign_text(result), Role.NOTE)
    if (left_out := _left_out(result, table, sheet.shown_columns)) is not None:
        sheet.add((left_out,))
    for row in result.settlements:
        sheet.text(_settlement_text(row, result), Role.NOTE)
    return sheet


def _settlement_text(row: Row, result: StatementResult) -> str:
    """Say of a row that settles the result where it went: a printed total may count it."""
    within = [total.text for total in result.totals if any(leaf is row for leaf in total.leaves)]
    if not within:
        return f"Raden ”{row.text}” är regleringen av resultatet och är inte med ovan."
    return (
        f"Raden ”{row.text}” är regleringen av resultatet. Den är med i {quoted(within)} ovan, men inte i det som "
        "fördelas."
    )


def _optional(result: StatementResult) -> list[Column]:
    """Give the columns that a statement has beside its year's; a project's deviation follows from two of them."""
    columns = {*result.statement.columns}
    if any(line.total_deviation is not None for line in result.lines):
        columns.add(Column.TOTAL_DEVIATION)
    return [column for column in OPTIONAL if column in columns]


def _status(one: Line | Total) -> Cell:
    if isinstance(one, Total):
        return Cell("–", Role.TOTAL_DASH)
    return Cell(one.row.status or "saknas", Role.TEXT if one.row.status else Role.DASH)


def _sign_text(result: StatementResult) -> str:
    convention = result.convention
    tested = (
        f" ({convention.agree} av {convention.tested} rader följde regeln vid läsningen)" if convention.tested else ""
    )
    return f"Avvikelse = {result.sign_words}{tested}. En negativ avvikelse är sämre än budget."


def _places(result: StatementResult) -> int:
    """Show as many decimals as any amount has, at most two."""
    unit = result.statement.unit
    figures = [figure for row in result.statement.rows for figure in row.amounts.values()]
    needed = [money_places(figure.value, unit) for figure in figures if figure.value is not None]
    return min(max(needed, default=0), SHOWN_PLACES)


def _sums_deviations(result: StatementResult) -> bool:
    """Say whether the deviation of a total is computed: its rows may lack one of the two figures."""
    totals = [total.published(Column.DEVIATION) for total in result.totals]
    return any(figure is None or figure.value is None for figure in totals)


def _alone(result: StatementResult) -> list[str]:
    """Give the header of the column that says which rows have one figure of a deviation alone, where there is one.

    Between many totals the rows are too scattered for a sentence to count them itself.
    """
    if result.statement.has_whole_outcome or not _sums_deviations(result) or len(runs_of_lines(result)) <= MOST_RUNS:
        return []
    return [ALONE.format(_either((Column.BUDGET, result.statement.against)))]


def _has_one(one: Line | Total, table: Computing) -> Cell:
    if isinstance(one, Total):
        return Cell(NOTHING, Role.DASH)
    value = sum(one.value(column) is None for column in (Column.BUDGET, table.result.statement.against)) == 1
    return Cell(int(value), Role.NUMBER, formula=f"={table.has_one(one.row)}")


def _left_out(result: StatementResult, table: Computing, width: int) -> Cell | None:
    """Say which rows the computed totals' deviations leave out, as they lack one of the two figures.

    None where no such deviation is computed, or nothing is left out of it.
    """
    counted = table.incomplete() if _sums_deviations(result) else ""
    if not counted:
        return None
    pair = (Column.BUDGET, result.statement.against)
    words = _either(pair)
    rows = [one for one in result.lines if sum(one.value(column) is None for column in pair) == 1]
    several = f" rader som saknar {words}."
    formula = f'IF({counted}=0,"",IF({counted}=1,{text(f"{LEFT_OUT} 1 rad som saknar {words}.")},'
    formula += f"{text(f'{LEFT_OUT} ')}&{counted}&{text(several)}))"
    said = ""
    if len(rows) == 1 or len(rows) > MOST_NAMED:
        said = f"{LEFT_OUT} {len(rows)}{several if len(rows) > 1 else f' rad som saknar {words}.'}"
    if 0 < len(rows) <= MOST_NAMED:
        names = quoted([one.row.text for one in rows])
        missing = [column for column in pair if any(one.value(column) is None for one in rows)]
        said = f"{LEFT_OUT} {names}, som saknar {_either(missing)}."
        same = ",".join([f"{counted}={len(rows)}", *(table.lacks(one.row) for one in rows)])
        formula = f"IF(AND({same}),{text(said)},{formula})"
    return Cell(said, Role.NOTE, formula=f"={formula}", span=width)


def _either(columns: Sequence[Column]) -> str:
    return " eller ".join(COLUMN_WORDS[column].removeprefix("helårs") for column in columns)


def _remember(sheet: Sheet, table: Computing, index: int, book: Book) -> None:
    """Let other sheets refer to a row's cells."""
    of, row = table.result.statement.type, sheet.next_row
    book.put(("label", of, index), sheet, 1, row)
    for column, place in table.columns.items():
        book.put(("amount", of, index, column), sheet, place, row)


def _label(one: Line | Total) -> Cell:
    label = one.row.text if one.row else one.text if isinstance(one, Total) else ""
    return Cell(label, Role.TOTAL_TEXT if isinstance(one, Total) else Role.TEXT)


def _amount(one: Line | Total, column: Column, table: Computing, places: int) -> Cell:
    """Give a figure: as the user's cell has it where it is published, else as it is computed from the row's others."""
    role = Role.TOTAL_AMOUNT if isinstance(one, Total) else Role.AMOUNT
    value, published = _value(one, column, table.result), one.row.amounts.get(column) if one.row else None
    computed = table.computed(one, column)
    is_published = published is not None and published.value is not None
    if value is not None and not is_published:
        value = given(value, computed.places if computed.expression else amount_places(value))
    cell = figure_cell(value, role, places, came_from=published.source if published else None)
    if published is not None:
        turned = column is Column.DEVIATION and table.result.convention.reversed_column
        cell = table.book.shown(published, cell, turned=turned, otherwise=computed.expression)
    if computed.expression and not is_published and not cell.formula:
        cell = replace(cell, formula=f"={computed.expression}")
    return replace(cell, role=role) if cell.formula else cell


def _share(one: Line | Total, amounts: Mapping[Column, Cell], table: Computing, index: int) -> Cell:
    """Give the deviation, or what is used of an investment budget, as a share of the budget."""
    total = isinstance(one, Total)
    is_used = table.result.statement.type is StatementType.INVESTMENTS
    column, turn = (Column.OUTCOME, table.result.convention.of_budget) if is_used else (Column.DEVIATION, 1)
    budget, used = amounts[Column.BUDGET].value, amounts[column].value
    cell, places = Cell(NOTHING, Role.TOTAL_DASH if total else Role.DASH), PLACES
    if isinstance(budget, Decimal) and isinstance(used, Decimal) and budget:
        # What is used of a budget has its sign; a deviation is adverse by its own.
        ratio = turn * Fraction(used) / (Fraction(budget) if is_used else abs(Fraction(budget)))
        places = ratio_places(ratio)
        share = given(ratio, places)
        cell = Cell(
            Decimal(0) if abs(share) < LEAST_SHARE else share, Role.TOTAL_PERCENT if total else Role.PERCENT, places=1
        )
    whole, part = (a1(table.columns[one], table.first + index) for one in (Column.BUDGET, column))
    if not all(amounts[one].formula or isinstance(amounts[one].value, Decimal) for one in (Column.BUDGET, column)):
        return cell
    none = text(NOTHING)
    of_whole = f"{'-' if turn < 0 else ''}{part}/{whole if is_used else f'ABS({whole})'}"
    share_of = f"IF(ROUND(ABS({part}/{whole}),{places})<{LEAST_SHARE},0,ROUND({of_whole},{places}))"
    formula = f"=IF(COUNT({whole},{part})<2,{none},IF({whole}=0,{none},{share_of}))"
    return replace(cell, formula=formula, role=Role.TOTAL_PERCENT if total else Role.PERCENT, places=1)


def _source(one: Line | Total, book: Book) -> Cell:
    total = isinstance(one, Total)
    if one.row is None:
        return source_cell(None, book.name, total=total)
    return source_cell(one.row.source, book.name, (figure.source for figure in one.row.amounts.values()), total=total)


def _value(one: Line | Total, column: Column, result: StatementResult) -> Decimal | None:
    """Give what is published, with an adverse deviation negative; else what was computed."""
    published = one.row.amounts.get(column) if one.row else None
    if published is not None and published.value is not None:
        turned = column is Column.DEVIATION and result.convention.reversed_column
        return -published.value if turned else published.value
    if column is Column.DEVIATION:
        return one.deviation
    if column is Column.TOTAL_DEVIATION and isinstance(one, Line):
        return one.total_deviation
    if column is Column.TOTAL_DEVIATION and isinstance(one, Total) and one.total_deviation is not None:
        return one.total_deviation
    return one.amounts.get(column) if isinstance(one, Total) else None


def _check(one: Line | Total, checks: Mapping[CellRef, Sequence[Check]], book: Book) -> Cell:
    """Give the worst of a row's checks."""
    if one.row is None:
        return Cell("Beräknad; saknas i arbetsboken", Role.REMARK)
    found = [check for figure in one.row.amounts.values() for check in checks.get(figure.source, ())]
    severity = list(CHECK_WORDS)
    worst = max((check.status for check in found), key=severity.index, default=None)
    # A figure that is filled in has no check before the next run.
    filled = [place for place in map(book.blank, _unchecked(one)) if place]
    unsaid = f"IF(COUNT({','.join(filled)})>0,{text(RUN_AGAIN)}," if filled else ""
    if worst is None:
        role = Role.TOTAL_REMARK if isinstance(one, Total) else Role.REMARK
        return Cell(NOTHING, role, formula=f"={unsaid}{text(NOTHING)})" if filled else "")
    words = {status: f"{CHECK_WORDS[status]}{SEE.get(status, '')}" for status in severity}
    grades = [book.at(("grade", check.source)) for check in found]
    known = [grade for grade in grades if grade is not None]
    cell = Cell(words[worst], CHECK_ROLES[worst])
    if len(known) < len(grades):
        return cell
    worst_of = f"CHOOSE(1+MAX({','.join(known)}),{','.join(map(text, words.values()))})"
    said = f"IF(COUNT({','.join(known)})=0,{text(NOTHING)},{worst_of})"
    return replace(cell, formula=f"={unsaid}{said}{')' if filled else ''}")


def _unchecked(one: Line | Total) -> list[Quantity]:
    """Give the blank cells of a row that are checked once they hold a number: its deviation, all of a total."""
    amounts = one.row.amounts if one.row else {}
    checked = {column: figure for column, figure in amounts.items() if column in CHECKED or isinstance(one, Total)}
    return [figure for figure in checked.values() if figure.value is None and not figure.text]
