"""Short ways to write what the rules work on, and the statements of the report of 2023."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import settings

from itnamnd_xl.core.model import (
    AllocationKey,
    CellRef,
    Column,
    Goal,
    Indicator,
    KeyEntry,
    Kind,
    Level,
    Quantity,
    Relation,
    Role,
    Row,
    Scope,
    Statement,
    StatementType,
    Target,
)

# How long an example takes is the machine's affair, and no property of the rules.
settings.register_profile("core", deadline=None)
settings.load_profile("core")

MEMBERS = ("Lekeberg", "Laxå", "Askersund", "Hallsberg")
POPULATION = {
    2020: (8472, 5659, 11471, 15990),
    2021: (8603, 5582, 11534, 16196),
    2022: (8756, 5576, 11497, 16290),
    2023: (8606, 5497, 11478, 16232),
}
DRIFT = """
    text                    | budget | outcome | deviation |
    ÖVRIGA AVG O. ERSÄTTNIN |      0 |    -868 |       868 | revenue
    DRIFTBIDRAG FR KOMMUNER | -41391 |  -41391 |         0 | revenue contribution
    TOTALT INTÄKTER         | -41391 |  -42259 |       868 | total:revenue
    PERSONALKOSTNADER       |  12730 |   12428 |       302 | cost
    DATORER & BASUTRUSTNING |    200 |     116 |        84 | cost
    TELE- OCH DATAKOMM.     |   1100 |    2404 |     -1304 | cost
    LICENSER & SERVICEAVTAL |   9400 |   12708 |     -3308 | cost
    ÖVRIGT TJÄNSTEKÖP       |   3162 |    2825 |       337 | cost
    RESOR & KURSER          |    200 |     141 |        59 | cost
    ÖVRIGA KOSTNADER        |    400 |     293 |       107 | cost
    LOKALHYROR              |    826 |     747 |        79 | cost
    KAPITALKOSTNADER        |  13373 |   12329 |      1044 | cost
    TOTALT KOSTNADER        |  41391 |   43991 |     -2600 | total:cost
    NETTORESULTAT           |      0 |    1733 |     -1733 | total:net
"""
INVEST = """
    text                | budget | outcome | deviation |
    IT INVEST LEKEBERG  |   3004 |    2297 |       707 |
    IT INVEST LAXÅ      |   1686 |    1345 |       341 |
    IT INVEST ASKERSUND |   2452 |    1837 |       614 |
    IT INVEST HALLSBERG |   1953 |    1685 |       268 |
    IT-INVEST. GEMENSAMT|   3000 |    2055 |       945 |
    TOTALT INVESTERAT   |  12095 |    9219 |      2876 | total
"""


class Make:
    """Builders of what the rules work on."""

    drift = DRIFT
    invest = INVEST
    members = MEMBERS
    population = POPULATION

    def cell(self, row: int = 1, column: int = 1, sheet: str = "Drift") -> CellRef:
        return CellRef("bok.xlsx", sheet, row, column)

    def quantity(
        self,
        value: Decimal | int | str | None,
        *,
        at: CellRef | None = None,
        unit: str | None = None,
        places: int | None = None,
        text: str | None = None,
    ) -> Quantity:
        """Known to as many decimals as are written, unless `places` says otherwise."""
        number = None if value is None else Decimal(value)
        exponent = number.as_tuple().exponent if number is not None else 0
        written = -exponent if isinstance(exponent, int) and exponent < 0 else 0
        shown = ("" if value is None else str(value)) if text is None else text
        return Quantity(number, shown, at or self.cell(), unit, None, written if places is None else places)

    def statement(
        self, table: str, *, unit: str = "tkr", investments: bool = False, by_unit: bool = False
    ) -> Statement:
        """Read a table as text: a header, then one row a line; text in column A, amounts from B, from row 2.

        The last field holds what is known of a row: total, total:cost, revenue, of_which, child … An empty field
        is an empty cell; a text such as #REF! is a cell without a usable number.
        """
        lines = [[part.strip() for part in line.split("|")] for line in table.strip().splitlines()]
        columns = [Column(name) for name in lines[0][1:-1]]
        return Statement(
            type=StatementType.INVESTMENTS if investments else StatementType.OPERATING,
            unit=unit,
            rows=tuple(self._row(number, columns, parts) for number, parts in enumerate(lines[1:], 2)),
            source=self.cell(1, 1),
            columns=tuple(columns),
            year=2023,
            by_unit=by_unit,
        )

    def _row(self, number: int, columns: list[Column], parts: list[str]) -> Row:
        tags = parts[-1].split()
        total = next((tag for tag in tags if tag.startswith("total")), "")
        role = Role.TOTAL if total else next((one for one in Role if one.value in tags), Role.ITEM)
        return Row(
            text=parts[0],
            source=self.cell(number, 1),
            role=role,
            amounts={
                column: self._amount(text, self.cell(number, place))
                for place, (column, text) in enumerate(zip(columns, parts[1:-1], strict=True), 2)
            },
            kind=next((one for one in Kind if one.value in tags), None),
            scope=Scope(total.partition(":")[2]) if ":" in total else None,
            is_contribution="contribution" in tags,
            is_child="child" in tags,
        )

    def _amount(self, text: str, at: CellRef) -> Quantity:
        is_number = text.lstrip("-").replace(".", "", 1).isdigit()
        return self.quantity(text if is_number else None, at=at, text=text)

    def target(
        self,
        value: Decimal | int | str | None = None,
        relation: str = ">=",
        upper: Decimal | int | str | None = None,
        *,
        change: Decimal | int | str | None = None,
        change_is_share: bool = False,
        unit: str | None = None,
    ) -> Target:
        """With a `change`, the target is last year's value and that beyond it."""
        return Target(
            relation=Relation(relation),
            value=None if value is None else Decimal(value),
            text="målvärde",
            source=self.cell(2, 3, "Mål"),
            upper=None if upper is None else Decimal(upper),
            unit=unit,
            relative=change is not None,
            change=Decimal(change or 0),
            change_is_share=change_is_share,
        )

    def indicator(
        self,
        result: Decimal | int | str | None = None,
        target: Target | int | str | None = None,
        *,
        name: str = "Indikator",
        unit: str | None = None,
        previous: Decimal | int | str | None = None,
        forecast: Quantity | None = None,
        reported: Level | None = None,
    ) -> Indicator:
        """A bare number as target is what must at least be reached; None is no target at all."""
        aim = target if isinstance(target, Target) or target is None else self.target(target, unit=unit)
        return Indicator(
            name=name,
            source=self.cell(2, 1, "Mål"),
            result=self.quantity(result, at=self.cell(2, 2, "Mål"), unit=unit),
            forecast=forecast,
            target=aim,
            previous=None if previous is None else self.quantity(previous),
            reported=reported,
        )

    def of_level(self, level: Level) -> Indicator:
        """An indicator that comes out at a level."""
        results = {Level.ACHIEVED: 100, Level.PARTLY: 80, Level.NOT: 10, Level.NO_VALUE: None}
        return self.indicator(results[level], 100)

    def goal(self, *indicators: Indicator, name: str | None = "Mål") -> Goal:
        return Goal(name, indicators, self.cell(2, 1, "Mål"))

    def key(
        self,
        weights: tuple[Decimal | int | str, ...],
        year: int | None = 2021,
        *,
        name: str = "folkmängd",
        members: tuple[str, ...] = MEMBERS,
        row: int = 1,
    ) -> AllocationKey:
        """A key on 31 December of a year, or without a date."""
        source = self.cell(row, 1, "Nyckel")
        entries = tuple(KeyEntry(who, Decimal(weight), source) for who, weight in zip(members, weights, strict=True))
        return AllocationKey(name, date(year, 12, 31) if year else None, entries, source)

    def population_key(self, year: int = 2021) -> AllocationKey:
        return self.key(POPULATION[year], year, row=year)


@pytest.fixture(scope="session")
def make() -> Make:
    return Make()
