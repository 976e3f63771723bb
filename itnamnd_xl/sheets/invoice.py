"""The sheet Fakturaunderlag: for each member what is put on its invoice, where from, and what the user adds.

What she fills in is known again by member and, where it belongs to a year (the decision, the ordinary contribution),
by year too: next year's invoice begins without them, while the coding stays as it was. Nothing of it is assumed.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from itnamnd_xl.core.allocation import KRONOR_IN, Direction
from itnamnd_xl.core.mixing import EQUAL
from itnamnd_xl.core.model import Origin
from itnamnd_xl.core.reconciliation import CheckStatus
from itnamnd_xl.core.swedish import decimal_of, sentence
from itnamnd_xl.core.wording import SETTING_WORDS, accounted, invoice_text, key_text, result_words
from itnamnd_xl.sheets.about import ORIGINS
from itnamnd_xl.sheets.allocation import NAME as SHARED_IN
from itnamnd_xl.sheets.cells import CHECK_WORDS, Fields, money_places, source_cell
from itnamnd_xl.sheets.formulas import LOT, MISSING, PLACES, a1, called, rounded, text
from itnamnd_xl.sheets.pools import by_direction
from itnamnd_xl.sheets.reconciliation import NAME as CHECKED_IN
from itnamnd_xl.sheets.remainders import weight_places
from itnamnd_xl.sheets.spec import EMPTY, Cell, Role, Sheet, titled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from itnamnd_xl.core.allocation import Allocation, Share
    from itnamnd_xl.core.outcome import Outcome
    from itnamnd_xl.sheets.formulas import Book

NAME = "Fakturaunderlag"
WIDTHS = (32, 46, 66)
VALUE = 2
# Kronor are invoiced to the öre.
ORE = 2
LEAD = (
    "Ett underlag för varje kommun. De gula fälten är dina att fylla i; det du skriver står kvar när du räknar om. "
    "Beslut och ordinarie driftbidrag hör till året och är tomma när ett nytt år räknas. Konteringen står kvar."
)
FROM_SHARING = f"Fliken {called(SHARED_IN)}."
ROUNDED = "Avrundat. Hämta årets resultat i kronor ur huvudboken före fakturering."
NOT_YET = "Ingen faktura förrän årets resultat är känt"
TO_FILL_IN = "fyll i ordinarie driftbidrag"
INTERNAL = "intern, faktureras ej"
KEY_WORDS = {"folkmängd": "Invånarantal", EQUAL: "Lika delar"}
CODING = ("Konto", "Ansvar", "Verksamhet", "Aktivitet", "Motpartskod")
FILL_IN_CODE = "Fyll i enligt er kodplan."
FILL_IN_VAT = "Fyll i. Verktyget antar ingen moms."


def invoice_sheet(outcome: Outcome, allocation: Allocation, book: Book) -> Sheet:
    """Lay out the invoice basis; refers to the sheet Fördelning, which is laid out before."""
    year = f" {outcome.case.year}" if outcome.case.year else ""
    sheet = titled(NAME, f"{NAME}{year}", WIDTHS)
    sheet.text(LEAD)
    basis = _Basis(sheet, outcome, allocation, book)
    for index, share in enumerate(allocation.shares):
        basis.add_member(share, index)
    basis.add_sum()
    return sheet


class _Basis:
    """The blocks as they are laid out, with the rows of what is summed up at the end."""

    def __init__(self, sheet: Sheet, outcome: Outcome, allocation: Allocation, book: Book) -> None:
        self.sheet, self.outcome, self.allocation, self.book = sheet, outcome, allocation, book
        self.fields = Fields("faktura")
        self.net = book.at(("net",)) or ""
        self.sign = -1 if allocation.direction is Direction.SURPLUS else 1
        self.settled: list[int] = []
        self.internal: list[int] = []
        self.contributions: list[int] = []
        self.invoiced: list[int] = []

    def _row(self, label: str, value: Cell, beside: Cell | str) -> int:
        """Add a row; give its number."""
        self.sheet.add(
            (Cell(label, Role.TEXT), value, Cell(beside, Role.REMARK) if isinstance(beside, str) else beside)
        )
        return len(self.sheet.rows)

    def _field(self, *belongs_to: str, role: Role = Role.INPUT) -> Cell:
        return self.fields.cell(*belongs_to, role=role)

    def _of_year(self) -> str:
        return str(self.outcome.case.year or "")

    def _shown(self, index: int, what: str) -> str:
        where = self.book.at(("share", index, what))
        return f"={where}" if where else ""

    def _begin(self, heading: str, beside: str, *, is_first: bool = False) -> None:
        """Begin a block, with a page of its own; the first follows what stands above it."""
        sheet = self.sheet
        sheet.add(EMPTY)
        if not is_first:
            sheet.new_page()
        sheet.text(heading, Role.HEADING)
        sheet.add(tuple(Cell(label, Role.HEADER) for label in ("Uppgift", "Värde", beside)))

    def add_member(self, share: Share, index: int) -> None:
        """Add a member's block, which is a page of its own in print."""
        member = share.member
        self._begin(member, "Var den kommer ifrån", is_first=index == 0)
        self._row("Motpart", Cell(member, Role.TEXT), source_cell(share.source, self.book.name))
        self._add_subject()
        self._row("Beslut", self._field("beslut", member, self._of_year()), "Fyll i beslutet (§, dnr) för året.")
        self._add_key(share, index)
        settled = self._add_settlement(share, index)
        if share.invoiced:
            self.settled.append(settled)
            self._add_invoiced(member, settled)
        else:
            self.internal.append(settled)
            self._row("Att fakturera, kr", Cell(INTERNAL, Role.TEXT), "Värdkommunens egen andel.")

    def _add_subject(self) -> None:
        """Add what it concerns, and the invoice that it is put on."""
        case, net = self.outcome.case, self.net
        of = accounted(case.year, is_interim=case.is_interim)
        whole = result_words(is_interim=case.is_interim)
        board = f", {case.board}" if case.board else ""
        words = {
            Direction.DEFICIT: f"Andel av underskott{of}{board}",
            Direction.SURPLUS: f"Andel av överskott{of} (kreditering){board}",
            Direction.NONE: f"{whole}{of} är 0; ingen reglering{board}",
        }
        deficit, surplus, none = (text(words[one]) for one in (Direction.DEFICIT, Direction.SURPLUS, Direction.NONE))
        unknown = text(f"{whole}{of} kan inte fastställas, se {called(CHECKED_IN)}{board}")
        formula = f"={by_direction(net, deficit, surplus, none, unknown)}" if net else ""
        self._row("Avser", Cell(words[self.allocation.direction], Role.TEXT, formula=formula), FROM_SHARING)
        choices = self.outcome.rules.choices
        origin = next((one.origin for one in choices if one.name == "invoice"), Origin.DEFAULT)
        put_on = sentence(invoice_text(self.outcome.rules.invoice, case.year))
        if case.is_interim and self.outcome.rules.invoice is None:
            put_on = NOT_YET
        stated = f"Inställningen {SETTING_WORDS['invoice'][0]}: {ORIGINS[origin]}."
        self._row("Läggs på", Cell(put_on, Role.TEXT), stated)

    def _add_key(self, share: Share, index: int) -> None:
        """Add the key, the member's figure in it, and its share."""
        key = self.allocation.key
        self._row(
            "Fördelningsnyckel",
            Cell(sentence(key_text(self.allocation)), Role.TEXT),
            source_cell(key.source, self.book.name),
        )
        label = "Sammanvägd nyckel" if key.parts else KEY_WORDS.get(key.name, sentence(key.name))
        self._row(
            label,
            Cell(share.weight, Role.NUMBER, places=weight_places(share.weight), formula=self._shown(index, "key")),
            FROM_SHARING,
        )
        ratio = self._shown(index, "ratio")
        value = decimal_of(share.ratio, PLACES)
        self._row("Andel, %", Cell(value, Role.PERCENT, places=2, formula=ratio), FROM_SHARING)

    def _add_settlement(self, share: Share, index: int) -> int:
        """Add what is settled: charged, or credited with a minus; give its row."""
        kronor = self.book.at(("share", index, "kronor"))
        formula = f"=IF(ISNUMBER({kronor}),IF(N({self.net})>0,-{kronor},{kronor}),{text(MISSING)})" if kronor else ""
        said = f"{FROM_SHARING} Det som krediteras har minus."
        marked = f"{said} {ROUNDED}"
        size = self.book.at(("smallest unit",))
        in_kronor = KRONOR_IN[self.allocation.unit]
        coarse = f"{rounded(f'N({size})*{in_kronor}')}>1"
        beside = Cell(
            marked if self.allocation.kronor_rounded else said,
            Role.REMARK,
            formula=f"=IF({coarse},{text(marked)},{text(said)})" if size else "",
        )
        value = share.kronor * self.sign
        return self._row(
            "Reglering, kr", Cell(value, Role.AMOUNT, places=money_places(share.kronor, "kr"), formula=formula), beside
        )

    def _add_invoiced(self, member: str, settled: int) -> None:
        """Add what is invoiced: the settlement and, once it is filled in, the ordinary contribution; and the coding."""
        ordinary = self._row(
            "Ordinarie driftbidrag, kr",
            self._field("driftbidrag", member, self._of_year(), role=Role.INPUT_AMOUNT),
            "Fyll i driftbidraget på samma faktura; 0 om det inte är något.",
        )
        self.contributions.append(ordinary)
        first, second = a1(VALUE, settled), a1(VALUE, ordinary)
        total = (
            f"=IF(COUNT({first})=0,{text(MISSING)},IF(COUNT({second})=0,{text(TO_FILL_IN)},"
            f"{rounded(f'{first}+{second}', ORE)}))"
        )
        self.invoiced.append(
            self._row(
                "Att fakturera, kr",
                Cell(
                    TO_FILL_IN,
                    Role.TOTAL_AMOUNT,
                    places=ORE,
                    formula=total,
                    adds=((settled, VALUE), (ordinary, VALUE)),
                ),
                "Reglering + ordinarie driftbidrag. Minus är en kreditfaktura.",
            )
        )
        for code in CODING:
            self._row(code, self._field(code, member), FILL_IN_CODE)
        self._row("Momskod", self._field("Momskod", member), FILL_IN_VAT)

    def add_sum(self) -> None:
        """Add the sums: what is settled with others and with the host, together the amount; and what is invoiced."""
        allocation = self.allocation
        self._begin("Summering", "Så är den uträknad")
        outside = self._summed("Reglering med övriga kommuner, kr", self.settled, "Regleringarna ovan.")
        parts = [outside]
        if self.internal:
            parts.append(self._summed("Intern, värdkommunen, kr", self.internal, "Faktureras ej."))
        whole = self._summed("Summa reglering, kr", parts, "Ska vara det som fördelas.", Role.TOTAL_AMOUNT)
        amount = allocation.amount * KRONOR_IN[allocation.unit] * self.sign
        allocated = self.book.at(("allocated",))
        in_kronor = rounded(f"IF(N({self.net})>0,-1,1)*{allocated}*{KRONOR_IN[allocation.unit]}", ORE)
        formula = f"=IF(COUNT({allocated})=0,{text(MISSING)},{in_kronor})" if allocated else ""
        shared = self._row(
            "Att fördela, kr",
            Cell(amount, Role.AMOUNT, places=money_places(amount, "kr"), formula=formula),
            f"{FROM_SHARING} Ett överskott har minus.",
        )
        self._add_check(whole, shared)
        if not self.invoiced:
            return
        self._fillable("Ordinarie driftbidrag, kr", self.contributions, "Driftbidragen ovan.")
        self._fillable("Att fakturera, kr", self.invoiced, "Alla kommuner utom värdkommunen.")

    def _summed(self, label: str, rows: Sequence[int], beside: str, role: Role = Role.AMOUNT) -> int:
        """Add a sum of rows above; give its row."""
        values = [Decimal(cell.value or 0) for row in rows if (cell := self.sheet.rows[row - 1][VALUE - 1])]
        total = sum(values, Decimal(0))
        formula = _sum_formula(rows, MISSING) if rows else ""
        return self._row(label, Cell(total, role, places=money_places(total, "kr"), formula=formula), beside)

    def _fillable(self, label: str, rows: Sequence[int], beside: str) -> None:
        """Add a sum of what the user fills in; nothing missing counts as 0."""
        formula = _sum_formula(rows, TO_FILL_IN)
        adds = tuple((row, VALUE) for row in rows)
        self._row(label, Cell(TO_FILL_IN, Role.TOTAL_AMOUNT, places=ORE, formula=formula, adds=adds), beside)

    def _add_check(self, whole: int, shared: int) -> None:
        ok, error, unchecked = (
            text(CHECK_WORDS[one]) for one in (CheckStatus.OK, CheckStatus.ERROR, CheckStatus.UNCHECKED)
        )
        first, second = a1(VALUE, whole), a1(VALUE, shared)
        formula = f"=IF(COUNT({first},{second})<2,{unchecked},IF({rounded(f'{first}-{second}', ORE)}=0,{ok},{error}))"
        self._row(
            "Kontroll",
            Cell(CHECK_WORDS[CheckStatus.OK], Role.TEXT, formula=formula),
            "Regleringarna är tillsammans det som fördelas.",
        )


def _sum_formula(rows: Sequence[int], otherwise: str) -> str:
    """Sum up values of rows apart from each other, where all are numbers; in lots, as a function takes 255."""
    lots = [rows[at : at + LOT] for at in range(0, len(rows), LOT)]
    cells = [",".join(a1(VALUE, row) for row in lot) for lot in lots]
    known, total = ("+".join(f"{name}({lot})" for lot in cells) for name in ("COUNT", "SUM"))
    return f"=IF({known}<{len(rows)},{text(otherwise)},{rounded(total, ORE)})"
