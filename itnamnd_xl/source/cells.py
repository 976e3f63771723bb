"""One cell as a quantity: its value, unit, mark and last known digit, or the diagnostic that says why not."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from itnamnd_xl.core.diagnostics import Diagnostic, diagnostic
from itnamnd_xl.core.model import MONEY_POWERS, Quantity
from itnamnd_xl.core.swedish import brief, number
from itnamnd_xl.source.colors import level_of_font
from itnamnd_xl.source.formats import shown
from itnamnd_xl.source.grid import Cell, CellKind
from itnamnd_xl.source.numbers import DASHES, Form, Reading, decimal_mark, fold, read

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from itnamnd_xl.core.model import CellRef, Level
    from itnamnd_xl.source.grid import Grid
    from itnamnd_xl.source.lexicon import Lexicon

# More digits than these come from binary floats; differences are compared at as many.
MOST_PLACES = 9


@dataclass(frozen=True, slots=True)
class ColumnStyle:
    """What a column's cells have in common: their decimal mark, and the decimals that most of them store or show.

    `text_places` are the decimals that all but at most one of its text cells show; None where they differ.
    """

    mark: str | None = None
    places: int = 0
    text_places: int | None = None


@dataclass(slots=True)
class Findings:
    """The diagnostics of a reading, gathered as it goes."""

    found: list[Diagnostic] = field(default_factory=list)

    def add(self, code: str, source: CellRef | str | None, /, **params: str) -> None:
        """Note a diagnostic."""
        self.found.append(diagnostic(code, source, **params))


def column_style(grid: Grid, rows: Iterable[int], column: int) -> ColumnStyle:
    """Find what a column's cells agree on."""
    cells = [cell for row in rows if (cell := grid.cell(row, column))]
    mark = decimal_mark(cell.text for cell in cells if cell.kind is CellKind.TEXT)
    stored = Counter(
        stored_places(cell.value)
        for cell in cells
        if cell.kind is CellKind.NUMBER and isinstance(cell.value, Decimal) and cell.value
    )
    half = stored.total() / 2
    places = max((one for one in stored if sum(stored[k] for k in stored if k >= one) >= half), default=0)
    return ColumnStyle(mark, min(places, MOST_PLACES), _text_places(cells))


def _text_places(cells: Iterable[Cell]) -> int | None:
    """Count the decimals that a column's text numbers share, one stray cell apart; at least three must."""
    texts = [fold(cell.text) for cell in cells if cell.kind is CellKind.TEXT]
    found = [re.fullmatch(r"[-–]?\d[\d '.,]*?(?:[.,](\d{1,2}))?", text) for text in texts]
    counts = Counter(len(one[1] or "") for one in found if one)
    (places, most), *_ = counts.most_common(1) or [(0, 0)]
    return places if most > 2 and most >= counts.total() - 1 else None


def stored_places(value: Decimal) -> int:
    """Count the decimals that a value has; negative where it ends in zeros."""
    exponent = value.normalize().as_tuple().exponent
    return -exponent if isinstance(exponent, int) else 0


def known_places(cell: Cell, style: ColumnStyle) -> int:
    """Count the decimals that a number cell is known to: those it stores, shows, or shares with its column.

    Where a format hides thousands and the column stores more than it shows, its amounts are known to the unit.
    """
    value = cell.value if isinstance(cell.value, Decimal) else Decimal(0)
    least = least_places(cell, style)
    return min(max(stored_places(value), least), MOST_PLACES) if value else least


def least_places(cell: Cell, style: ColumnStyle) -> int:
    """Count the decimals that would be known whatever number stood in a cell: those it shows, or its column shares."""
    form = shown(cell.number_format)
    least = -3 * form.thousands
    shows = least + (form.decimals or 0) + (2 if form.is_percent else 0)
    shared = max(style.places, 0) if style.places > least or not form.thousands else least
    return min(max(shows, shared), MOST_PLACES)


def quantity(
    grid: Grid,
    place: tuple[int, int],
    lexicon: Lexicon,
    findings: Findings,
    *,
    style: ColumnStyle,
    expected: str,
    no_value: Collection[str] = (),
) -> Quantity:
    """Read a cell as a quantity; a cell that cannot be read gives a value of None and a diagnostic.

    `no_value` are error values that mean that there is none, where the table uses them so.
    """
    row, column = place
    ref, cell = grid.ref(row, column), grid.cell(row, column)
    if cell is None:
        return Quantity(None, "", ref)
    text = grid.text(row, column)
    if place in grid.answered:
        return _answered(cell, text, ref, style, lexicon, findings, expected)
    if cell.kind is CellKind.NUMBER:
        return _from_number(cell, text, ref, style, lexicon)
    if cell.kind is CellKind.ERROR and text.upper() in no_value:
        return Quantity(None, text, ref)
    if cell.kind is CellKind.ERROR:
        findings.add("E301", ref, found=text)
        return Quantity(None, text, ref)
    if cell.kind is CellKind.UNCALCULATED:
        findings.add("E302", ref)
        return Quantity(None, "?", ref)
    if cell.kind in (CellKind.DATE, CellKind.TIME):
        findings.add("E305", ref, found=text, expected=expected)
        return Quantity(None, text, ref)
    if cell.kind is CellKind.BOOLEAN:
        return Quantity(Decimal(int(bool(cell.value))), text, ref, unit="ja/nej")
    return _from_text(cell, text, ref, style, lexicon, findings, expected)


def _answered(
    cell: Cell,
    text: str,
    ref: CellRef,
    style: ColumnStyle,
    lexicon: Lexicon,
    findings: Findings,
    expected: str,
) -> Quantity:
    """Read an answer in a cell's place: a number or a text. The cell itself stores no such number, nor such a text."""
    if cell.kind is CellKind.NUMBER:
        return replace(_from_number(cell, text, ref, style, lexicon), stored=None)
    said = Findings()
    found = _from_text(cell, text, ref, style, lexicon, said, expected)
    findings.found += [one for one in said.found if one.code != "N307"]
    return found


def _from_number(cell: Cell, text: str, ref: CellRef, style: ColumnStyle, lexicon: Lexicon) -> Quantity:
    value = cell.value if isinstance(cell.value, Decimal) else Decimal(0)
    form = shown(cell.number_format)
    places = known_places(cell, style)
    if form.is_percent:
        return Quantity(value * 100, text, ref, unit="%", places=places - 2, stored=value)
    unit = lexicon.words.unit(form.literal) if form.literal else None
    return Quantity(value, text, ref, unit=unit, places=places, stored=value, shown=least_places(cell, style))


def _from_text(
    cell: Cell,
    text: str,
    ref: CellRef,
    style: ColumnStyle,
    lexicon: Lexicon,
    findings: Findings,
    expected: str,
) -> Quantity:
    if level := marked_level(cell, lexicon):
        return Quantity(None, text, ref, mark=colored(level, cell))
    reading = read(cell.text, lexicon.words, style.mark)
    mark = colored(reading.mark, cell)
    refuse(reading, text, ref, findings, expected)
    if style.text_places and reading.value is not None and reading.places == style.text_places + 1:
        findings.add("W309", ref, found=text, places=str(style.text_places))
    if reading.note and reading.form is Form.NUMBER and reading.value is not None:
        shown_value = brief(reading.value) + (f" {reading.unit}" if reading.unit else "")
        findings.add("N308", ref, found=text, value=shown_value, why=f" ({reading.note})")
    elif reading.note and reading.form is Form.ANSWER:
        answer = {Decimal(0): "nej", Decimal(1): "ja"}.get(reading.value or Decimal(0), "delvis")
        findings.add("N308", ref, found=text, value=answer, why=f" ({reading.note})")
    elif re.fullmatch(r"[-+–]?[\d\s.,']+", fold(text)) and reading.value is not None:
        findings.add("N307", ref, found=text, value=number(reading.value))
    return Quantity(reading.value, text, ref, reading.unit, mark, reading.places, reading.previous)


def refuse(reading: Reading, text: str, ref: CellRef, findings: Findings, expected: str) -> None:
    """Note why a text could not be read, where it could not."""
    if reading.form is Form.AMBIGUOUS:
        first, second = (number(one) for one in reading.alternatives)
        findings.add("E304", ref, found=text, first=first, second=second)
    elif reading.form is Form.SEVERAL:
        findings.add("E306", ref, found=text)
    elif reading.form is Form.UNREADABLE:
        findings.add("E303", ref, found=text, expected=expected)


def marked_level(cell: Cell, lexicon: Lexicon) -> Level | None:
    """Give the level of a cell that holds a symbol of the Wingdings font."""
    if cell.font and cell.font.casefold().startswith("wingdings"):
        return lexicon.words.wingdings.get(cell.text.strip())
    return None


def colored(mark: Level | None, cell: Cell) -> Level | None:
    """Give a mark's level by its colour where it has a telling one: a red ● is not achieved."""
    return (level_of_font(cell.color) or mark) if mark is not None and cell.color else mark


def amount_quantity(
    grid: Grid, place: tuple[int, int], lexicon: Lexicon, findings: Findings, style: ColumnStyle
) -> Quantity:
    """Read a cell in a column of amounts, where a dash alone is zero if the policy says so."""
    cell = grid.cell(*place)
    if cell is not None and cell.kind is CellKind.TEXT and cell.text.strip() in {*DASHES, "-", "−"}:
        zero = Decimal(0) if lexicon.policy.settings.dash_is_zero.value else None
        # Of even thousands beside it, a dash learns nothing: it is no rounded amount.
        return Quantity(zero, cell.text.strip(), grid.ref(*place), places=max(style.places, 0))
    found = quantity(grid, place, lexicon, findings, style=style, expected="ett belopp")
    if found.value is None or found.unit is None or found.unit in MONEY_POWERS:
        return found
    findings.add("E540", grid.ref(*place), found=found.text, unit=found.unit)
    return replace(found, value=None, unit=None)


def scaled(figure: Quantity, shift: int) -> Quantity:
    """Give a quantity times ten to the power of `shift`, exactly."""
    if figure.value is None or shift == 0:
        return figure
    least = None if figure.shown is None else figure.shown - shift
    return replace(figure, value=figure.value.scaleb(shift), places=figure.places - shift, shown=least)


def column_units(grid: Grid, rows: Iterable[int], column: int, units: Sequence[str], lexicon: Lexicon) -> set[str]:
    """Find the money units that a column's own cells and formats state."""
    found = {stated_unit(cell, lexicon) for row in rows if (cell := grid.cell(row, column))}
    return {unit for unit in found if unit is not None and unit in units}


def stated_unit(cell: Cell, lexicon: Lexicon) -> str | None:
    """Give the unit that a cell's own text or format states."""
    if cell.kind is CellKind.NUMBER:
        form = shown(cell.number_format)
        return "%" if form.is_percent else lexicon.words.unit(form.literal) if form.literal else None
    return read(cell.text, lexicon.words).unit if cell.kind is CellKind.TEXT else None


def hidden_thousands(grid: Grid, rows: Iterable[int], column: int) -> int:
    """Count the groups of three digits that a column's number formats hide."""
    groups = Counter(
        shown(cell.number_format).thousands
        for row in rows
        if (cell := grid.cell(row, column)) and cell.kind is CellKind.NUMBER
    )
    return groups.most_common(1)[0][0] if groups else 0
