"""The sheet Källor: every figure that was read, its cell, what stands there and how it was understood.

It is laid out before all others: what no formula can reach in the user's own cells, it reaches here.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from itnamnd_xl.core.diagnostics import Severity
from itnamnd_xl.core.model import MONEY_POWERS, CellRef
from itnamnd_xl.core.swedish import count, number
from itnamnd_xl.sheets.cells import FILTER_NOTE, places_of, reread_text
from itnamnd_xl.sheets.formulas import a1, called, is_still, own_sheet, text, told
from itnamnd_xl.sheets.messages import NAME as TOLD_IN
from itnamnd_xl.sheets.spec import EMPTY, Cell, Role, Sheet, titled

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from itnamnd_xl.core.diagnostics import Diagnostic
    from itnamnd_xl.core.model import Answered
    from itnamnd_xl.sheets.formulas import Book
    from itnamnd_xl.sheets.read_figures import Read
    from itnamnd_xl.sheets.spec import Row

NAME = "Källor"
WIDTHS = (52, 22, 18, 9, 26, 16, 10, 52)
HELD, VALUE = 5, 6
# More rows than these are nobody's reading; the figures themselves stand in the workbooks.
MOST_ROWS = 10_000
# A cell's text is shown as far as it tells which it is; a verdict's only where it is no more than that.
LONGEST_SHOWN, LONGEST_VERDICT = 60, 24
MOST_PLACES = 6
# So much of a column's width may be taken by wide letters, and by what keeps a text clear of its neighbours.
CLEAR = 4
SEE_CELL = "se cellen"
EMPTY_CELL, NO_NUMBER, FILLED = "tom cell", "inget tal längre", "ifylld sedan beräkningen"
ANSWERS_NOTE = (
    "I stället för vad som står i cellen används ditt svar ({} st): se Tolkning. Ett svar räknas om först när du kör "
    "Räkna om."
)
AS_STORED = "tal som det är lagrat"
UNITS = {"kr": "kronor", "tkr": "tkr", "mnkr": "mnkr"}


def sources_sheet(figures: Sequence[Read], diagnostics: Iterable[Diagnostic], book: Book) -> Sheet:
    """Lay out what was read, and let other sheets refer to it."""
    sheet = titled(NAME, NAME, WIDTHS)
    book.learn(one.figure for one in figures)
    listed = figures[:MOST_ROWS]
    sheet.text("Varje uppgift som är läst ur arbetsböckerna: var den står, vad som står där och hur det är läst.")
    for note in filter(None, _notes(figures, listed, book)):
        sheet.text(note, Role.NOTE)
    sheet.add(EMPTY)
    sheet.header(
        "Uppgift",
        "Fil",
        "Flik",
        "Cell",
        "Står i cellen",
        "Läst som",
        "Enhet",
        "Tolkning",
        numbers=(4, 5),
    )
    header = len(sheet.rows)
    noted: dict[CellRef, list[Diagnostic]] = {}
    for said in diagnostics:
        if isinstance(said.source, CellRef):
            noted.setdefault(said.source, []).append(said)
    for one in listed:
        row = sheet.next_row
        sheet.add(_row(one, noted, book, row))
        if not one.words:
            place = f"{own_sheet(NAME)}{a1(VALUE, row, fixed=True)}"
            book.read.setdefault((one.figure.source, one.figure.value), place)
    sheet.let_filter(header)
    return sheet


def _notes(figures: Sequence[Read], listed: Sequence[Read], book: Book) -> Iterable[str]:
    """Say what does not follow the user's cells, and what is left out."""
    if not figures:
        yield "Ingen uppgift är läst."
    here = sum(book.holds(one.figure.source) for one in listed)
    answered = sum(one.instead is not None and book.holds(one.figure.source) for one in listed)
    yield reread_text(here - answered - sum(_is_reached(one, book) for one in listed))
    if answered:
        yield ANSWERS_NOTE.format(number(answered))
    if here < len(listed):
        others = count(len(listed) - here, "uppgift", "uppgifter")
        yield f"{others} står i en annan arbetsbok och läses om först när du räknar om."
    left = figures[len(listed) :]
    if left:
        first = left[0].figure.source
        yield (
            f"Listan har högst {number(MOST_ROWS)} rader. {count(len(left), 'uppgift', 'uppgifter')} till är lästa och "
            f"använda men inte med här: de från {first} och framåt."
        )
    if listed:
        yield FILTER_NOTE


def _is_reached(one: Read, book: Book) -> bool:
    return not one.words and book.reach(one.figure) is not None


def _row(one: Read, noted: Mapping[CellRef, Sequence[Diagnostic]], book: Book, row: int) -> Row:
    source = one.figure.source
    here, is_reached = book.holds(source), _is_reached(one, book)
    return (
        Cell(one.what, Role.TEXT),
        Cell(source.workbook, Role.REMARK),
        Cell(source.sheet, Role.REMARK),
        Cell(source.a1, Role.LINK, source=source) if here else Cell(source.a1, Role.REMARK),
        _held(one, book, is_reached=is_reached),
        _understood(one, book),
        Cell(one.unit or "–", Role.REMARK),
        _meaning(one, _meaning_words(one, noted.get(source, ()), book), row, book, is_reached=is_reached),
    )


def _held(one: Read, book: Book, *, is_reached: bool) -> Cell:
    """Give what stands in the cell: a number as it is stored, a text as far as it tells which it is."""
    figure = one.figure
    if one.instead is not None:
        return _held_instead(one.instead, book, is_verdict=bool(one.words))
    if figure.is_sum:
        return Cell("flera bokningar", Role.DASH)
    if figure.stored is None and figure.text:
        return _words_cell(_shown_text(figure.text, is_verdict=bool(one.words)), HELD)
    if one.words:
        return Cell(SEE_CELL, Role.DASH)
    held = Cell(figure.stored, Role.NUMBER, number_format="General")
    if figure.stored is None:
        held = Cell(EMPTY_CELL, Role.DASH)
    return _following(held, figure.source, book) if is_reached else held


def _held_instead(cell: Answered, book: Book, *, is_verdict: bool) -> Cell:
    """Give what stands in a cell that an answer stands in for."""
    if cell.stored is None:
        return Cell(_shown_text(cell.text, is_verdict=is_verdict), Role.DASH)
    held = Cell(cell.stored, Role.NUMBER, number_format="General")
    return _following(held, cell.source, book) if book.holds(cell.source) else held


def _following(held: Cell, source: CellRef, book: Book) -> Cell:
    """Let what is said to stand in a cell of the user's be what stands there."""
    cell = book.cell(source)
    formula = f"=IF(ISNUMBER({cell}),{cell},IF(ISTEXT({cell}),{cell},{text(EMPTY_CELL)}))"
    return replace(held, formula=formula, role=Role.NUMBER, number_format="General")


def _words_cell(words: str, column: int) -> Cell:
    """Give a text in a column of figures: as one of these where it has room in a line, else in several."""
    return Cell(words, Role.DASH if len(words) <= WIDTHS[column - 1] - CLEAR else Role.REMARK)


def _shown_text(whole: str, *, is_verdict: bool) -> str:
    """Cut a text; what somebody has written beside a verdict may be about a person, and stays where it is."""
    if is_verdict:
        return whole if len(whole) <= LONGEST_VERDICT else SEE_CELL
    return whole if len(whole) <= LONGEST_SHOWN else f"{whole[:LONGEST_SHOWN].rstrip()} …"


def _understood(one: Read, book: Book) -> Cell:
    """Give what the cell was read as, in its unit."""
    figure = one.figure
    if one.words:
        return _words_cell(one.words, VALUE)
    if figure.value is None:
        return book.shown(figure, Cell("saknas", Role.DASH))
    places = min(places_of(figure.value), MOST_PLACES)
    return book.shown(figure, Cell(figure.value, Role.NUMBER, places=places))


def _meaning(one: Read, words: str, row: int, book: Book, *, is_reached: bool) -> Cell:
    """Say how a figure was understood; of a number in this workbook only while it is one."""
    if one.instead is not None and one.instead.stored is not None and book.holds(one.figure.source):
        # An answer is to what stood in the cell.
        return told(Cell(words, Role.REMARK), [is_still(a1(HELD, row), one.instead.stored)])
    if not is_reached:
        return Cell(words, Role.REMARK)
    number_there, none_there = (words, NO_NUMBER) if one.figure.stored is not None else (FILLED, words)
    held = a1(HELD, row)
    return Cell(words, Role.REMARK, formula=f"=IF(ISNUMBER({held}),{text(number_there)},{text(none_there)})")


def _meaning_words(one: Read, noted: Sequence[Diagnostic], book: Book) -> str:
    figure = one.figure
    if one.instead is not None:
        return "; ".join(filter(None, (_answer_words(one.instead), one.why)))
    if one.words:
        return one.why
    parts = [one.why] if one.why else []
    if figure.is_sum:
        parts.append("summan av kontots bokningar" + ("; den första står i cellen" if figure.value else ""))
    elif figure.value is None:
        parts.append(_unread_words(one, noted))
    elif figure.stored is not None:
        parts.append(factor_words(book.factor(figure), one.unit))
    else:
        parts.append(_text_words(one, noted))
    return "; ".join(parts)


def _answer_words(cell: Answered) -> str:
    """Say that an answer was read, and not the cell."""
    answer = _shown_text(cell.answer, is_verdict=False)
    return f"ditt svar ”{answer}” ({cell.place}) används i stället för vad som står i cellen"


def _unread_words(one: Read, noted: Sequence[Diagnostic]) -> str:
    """Say why a cell gave no figure."""
    if not one.figure.text:
        return EMPTY_CELL
    problem = next((said for said in noted if said.severity is not Severity.NOTE and said.code[1] == "3"), None)
    if problem is not None:
        return f"kan inte läsas, se {called(TOLD_IN)} ({problem.code})"
    return "inget tal står i cellen"


def _text_words(one: Read, noted: Sequence[Diagnostic]) -> str:
    """Say how a text became a figure."""
    figure = one.figure
    if one.unit == "ja/nej":
        return "svar: ja är 1, nej är 0"
    if not figure.value and not any(letter.isalnum() for letter in figure.text):
        return "streck läst som 0"
    if any(said.code == "N307" for said in noted):
        return "tal som är sparat som text"
    why = next((said.params["why"].removeprefix(" (").removesuffix(")") for said in noted if said.code == "N308"), "")
    return f"text läst som tal: {why}" if why else "text läst som tal"


def factor_words(factor: Fraction, unit: str | None) -> str:
    """Say how a stored number became a figure in its unit: kronor läst som tkr (÷ 1 000)."""
    if factor == 1:
        return AS_STORED
    times = f"× {number(factor.numerator)}" if factor.numerator != 1 else ""
    divided = f"÷ {number(factor.denominator)}" if factor.denominator != 1 else ""
    how = f" ({' '.join(filter(None, (times, divided)))})"
    if unit == "%" and factor == 100:
        return f"andel läst som procent{how}"
    if unit in MONEY_POWERS:
        powers = {Fraction(10) ** power: name for name, power in MONEY_POWERS.items()}
        stored = powers.get(factor * Fraction(10) ** MONEY_POWERS[unit])
        return f"{UNITS[stored]} läst som {unit}{how}" if stored else f"räknat om till {unit}{how}"
    return f"räknat om till {unit}{how}" if unit else f"räknat om{how}"
