"""Whole cases drawn at random: goals, statements and keys as boards may have them, and as they should not.

The same cases come every time. What they must give is nobody's expectation here: two programs must agree on it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from tests.any_board.building import EN_DASH, NBSP, Look, Row, Rows, Sheet, save

Draw = st.DrawFn
YEAR = 2023
NAMES = (
    "Drift",
    "Åre & Östersund",
    "Anna's blad",
    "O''Brien",
    "2023",
    "R1C1",
    "A1",
    "Blad 1 (2)",
    "Mål, mått",
    "€uro!",
)
PLACES = ("Skara", "Vara", "Essunga", "Götene", "Falun", "Avesta", "Nora", "Laxå")
MISSING = (None, "ej mätt", "saknas", "-", "..", "uppgift saknas", "#N/A")
MARKS = ("●", "■", "▲", "○")
EVERYTHING = ("goals", "operating", "investments", "key")
MONEY_AND_KEY = ("operating", "key")
KINDS = (
    *(EVERYTHING, EVERYTHING, EVERYTHING, MONEY_AND_KEY, MONEY_AND_KEY),
    *(("goals",), ("goals", "operating"), ("investments",), ("operating",), ("key",)),
)
SIGNS = ("budget-outcome", "outcome-budget", "outcome+budget")


@dataclass
class Case:
    """A workbook to be: its sheets by name, and the settings of the run."""

    sheets: dict[str, Sheet]
    settings: dict[str, Any] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """How many cells it has: of two that fail, the smaller one tells more."""
        return sum(value is not None for one in self.sheets.values() for row in one.rows for value in row)

    def save(self, folder: Path, name: str) -> Path:
        folder.mkdir(parents=True, exist_ok=True)
        return save(folder, self.sheets, name)

    def __str__(self) -> str:
        parts = [f"{name!r}:\n" + "\n".join(f"    {row}" for row in one.rows) for name, one in self.sheets.items()]
        return "\n".join([*parts, f"settings {self.settings}"])


# Numbers


def decimal_number(low: int, high: int, most_places: int = 3) -> st.SearchStrategy[float]:
    return st.integers(0, most_places).flatmap(
        lambda places: st.integers(low * 10**places, high * 10**places).map(
            lambda whole: float(Decimal(whole).scaleb(-places))
        )
    )


@st.composite
def near(draw: Draw, target: float) -> float:
    """A result that is just at, over or under a limit: the target, or a share of it where a level begins."""
    share = draw(st.sampled_from(("1", "0.75", "0.9", "0.785", "1.25", "1.1", "0.5", "0.8")))
    nudge = draw(st.sampled_from(("0", "0.0001", "-0.0001", "0.01", "-0.01")))
    return float(round(Decimal(str(target)) * Decimal(share), 4) + Decimal(nudge))


# Goals


@st.composite
def indicator(draw: Draw, columns: Sequence[str]) -> Row:
    """One indicator's cells, below these columns."""
    kind = draw(
        st.sampled_from(("number", "number", "percent", "text", "words", "relative", "yes", "range", "missing"))
    )
    target: Any = draw(decimal_number(-20, 400) | st.sampled_from((0, 0.0, 80, 1)))
    value: Any = draw(near(target) | decimal_number(-50, 500))
    previous: Any = draw(near(target) | decimal_number(-50, 500) | st.none())
    label = draw(
        st.sampled_from(("Andel nöjda", "Minska antalet ärenden", "Öka antalet", "Sjukfrånvaro", "Antal", "Väntetid"))
    )
    if kind == "percent":
        value, target = round(value / 100, 6), round(target / 100, 6)
        shown = draw(st.sampled_from(("0%", "0.0%", "0.00%")))
        previous = None if previous is None else Look(round(previous / 100, 6), shown)
        value, target = (
            Look(value, shown),
            draw(st.sampled_from((Look(target, shown), f"minst {swedish(target * 100)} %"))),
        )
    elif kind == "text":
        unit = draw(st.sampled_from((" %", " st", " tkr", " dagar", "")))
        mark = draw(st.sampled_from(("", "", "● ", "■ ")))
        value, target = f"{mark}{swedish(value)}{unit}", f"{swedish(target)}{unit}"
    elif kind == "words":
        words = draw(
            st.sampled_from(("minst {}", "högst {}", "{} eller högre", "> {}", "< {}", "under {}", "≥ {}", "max {} st"))
        )
        target = words.format(swedish(target))
        value = draw(st.sampled_from((value, f"{swedish(value)} st")))
    elif kind == "relative":
        target = draw(
            st.sampled_from(("Öka", "Minska", "Bibehålla", "Öka med 5 %", "bättre än riket", "Öka till 90 %"))
        )
    elif kind == "yes":
        value, target = draw(st.sampled_from(("Ja", "Nej", "Delvis", "Påbörjat"))), "Ja"
    elif kind == "range":
        low = draw(st.integers(-5, 90))
        target = draw(st.sampled_from((f"{low}{EN_DASH}{low + 10}", f"mellan {low} och {low + 7}", f"{low} ±5")))
        value = float(low + draw(st.sampled_from((-4, 0, 5, 10, 11, 40))))
    elif kind == "missing":
        value = draw(st.sampled_from(MISSING))
        target = draw(st.sampled_from((target, None, "saknas")))
    cells = {
        "Resultat": value,
        "Målvärde": target,
        "Föregående": previous,
        "Status": draw(st.sampled_from((None, None, *MARKS))),
    }
    cells |= {
        "Prognos": draw(st.none() | st.just(value) | decimal_number(0, 400)),
        "Riket": draw(st.none() | decimal_number(0, 100)),
    }
    return [label, *(cells[one] for one in columns)]


def swedish(value: float) -> str:
    """A number as somebody writes it."""
    whole, _, rest = f"{abs(Decimal(repr(round(value, 6)))):f}".partition(".")
    digits = f"{int(whole):,}".replace(",", NBSP)
    return ("-" if value < 0 else "") + digits + (f",{rest}" if rest.strip("0") else "")


HEADS = {
    "Resultat": f"Resultat år {YEAR}",
    "Målvärde": f"Målvärde år {YEAR}",
    "Föregående": f"Resultat år {YEAR - 1}",
    "Status": "Bedömning",
    "Prognos": "Helårsprognos",
    "Riket": "Riket",
}


@st.composite
def goals(draw: Draw) -> Sheet:
    more = draw(st.sets(st.sampled_from(("Föregående", "Status", "Riket"))))
    columns = [one for one in HEADS if one in {"Resultat", "Målvärde"} | more]
    rows: Rows = [[f"Måluppfyllelse {YEAR}"], [], ["Nämndmål", "Indikator", *(HEADS[one] for one in columns)]]
    for number in range(draw(st.sampled_from((2, 3, 1, 4, 0)))):
        name = draw(
            st.sampled_from(
                (f"Mål {number + 1}", f"Mål {number + 1}: *stjärna* ~ och ?", f"{number + 1}. " + "lång " * 60)
            )
        )
        for at in range(draw(st.sampled_from((2, 3, 1, 5)))):
            cells = draw(indicator(columns))
            rows.append([name if at == 0 else None, f"{cells[0]} {number + 1}.{at + 1}", *cells[1:]])
    return Sheet(rows)


# Statements


@st.composite
def amounts(draw: Draw, places: int, *, is_investment: bool) -> tuple[Decimal, Decimal]:
    """A row's budget and outcome, both of one sign."""
    step = Decimal(1).scaleb(-places)
    budget = draw(st.integers(0, 30_000) | st.sampled_from((0, 0, 1, 10_000))) * step
    moved = draw(st.integers(-400, 400) | st.just(0)) * step
    outcome = max(budget + moved, Decimal(0)) if not is_investment else abs(budget + moved)
    return budget, outcome


@st.composite
def statement(draw: Draw, *, is_investment: bool = False) -> Sheet:
    places = draw(st.sampled_from((0, 0, 0, 1, 2)))
    unit = draw(st.sampled_from(("tkr", "kr", "mnkr")))
    sign = draw(st.sampled_from(SIGNS))
    revenues = (
        [] if is_investment else [draw(amounts(places, is_investment=False)) for _ in range(draw(st.integers(0, 3)))]
    )
    costs = [draw(amounts(places, is_investment=is_investment)) for _ in range(draw(st.integers(1, 6)))]
    # Costs are positive and income negative, or the other way about; an investment's expenditure as costs.
    turned = -1 if sign == "outcome-budget" else 1
    lines = [*((f"Driftbidrag {at + 1}", -turned * b, -turned * o) for at, (b, o) in enumerate(revenues))]
    lines += [
        (f"{'IT-invest' if is_investment else 'Kostnad'} {at + 1}", turned * b, turned * o)
        for at, (b, o) in enumerate(costs)
    ]
    if sign == "outcome+budget":
        lines = [
            (text, -b if text.startswith("Drift") else b, o if text.startswith("Drift") else -o) for text, b, o in lines
        ]
        lines = [(text, abs(b), -abs(o)) for text, b, o in lines] if not revenues else lines
    with_deviation = draw(st.booleans()) or sign == "outcome+budget"
    # A figure may be published with a digit less than its terms have, or be plainly wrong.
    slip = draw(st.sampled_from((0, 0, 0, 1, -1, 25)))
    blank, zero = draw(st.integers(0, 30)), draw(st.integers(0, 9))
    head = [
        "Projekt" if is_investment else "Kontotext",
        f"Budget {YEAR}",
        f"Utfall {YEAR}",
        *(["Avvikelse"] if with_deviation else []),
    ]
    title = "Investeringsredovisning" if is_investment else "Driftredovisning"
    rows: Rows = [[f"{title} {YEAR}, {unit}"], head]
    for at, (text, b, o) in enumerate(lines):
        row: Row = [text, float(b), float(o), *([float(deviation(sign, b, o))] if with_deviation else [])]
        if at == blank and draw(st.booleans()):
            row[draw(st.integers(1, len(row) - 1))] = draw(st.sampled_from((None, "-", swedish(float(b)))))
        if at == zero:
            row[1] = 0
        rows.append(row)
    total_b, total_o = sum((b for _, b, _ in lines), Decimal(0)), sum((o for _, _, o in lines), Decimal(0))
    if draw(st.booleans()):
        words = "Totalt investerat" if is_investment else "Nettoresultat"
        last = [words, float(total_b), float(total_o + slip * Decimal(1).scaleb(-places))]
        rows.append([*last, *([float(deviation(sign, total_b, total_o))] if with_deviation else [])])
    shown = {0: "#,##0", 1: "#,##0.0", 2: "#,##0.00"}[places]
    return Sheet(rows, formats=dict.fromkeys("BCD", draw(st.sampled_from((shown, "#,##0", "General")))))


def deviation(sign: str, budget: Decimal, outcome: Decimal) -> Decimal:
    return {"budget-outcome": budget - outcome, "outcome-budget": outcome - budget}.get(sign, outcome + budget)


# Keys


@st.composite
def key(draw: Draw) -> Sheet:
    members = draw(st.lists(st.sampled_from(PLACES), min_size=1, max_size=6, unique=True))
    years = draw(st.sampled_from(((2021,), (2021, 2022), (2020, 2021, 2022, 2023))))
    if draw(st.booleans()):
        value: st.SearchStrategy[Any] = st.integers(1, 200_000) | st.sampled_from((1, 0, 5582, 8603))
    else:
        value = decimal_number(0, 60, 2)
    rows: Rows = [["Kommun", *(f"Folkmängd {year}-12-31" for year in years)]]
    rows += [[member, *(draw(value) for _ in years)] for member in members]
    if draw(st.booleans()):
        rows.append(["Summa", *(sum(float(row[at]) for row in rows[1:]) for at in range(1, len(years) + 1))])
    return Sheet(rows)


@st.composite
def cases(draw: Draw) -> Case:
    names = draw(st.permutations(NAMES))
    kinds = draw(st.sampled_from(KINDS))
    made = {
        "goals": goals(),
        "operating": statement(),
        "investments": statement(is_investment=True),
        "key": key(),
    }
    sheets = {name: draw(made[kind]) for name, kind in zip(names, kinds, strict=False)}
    said: dict[str, Any] = {}
    if draw(st.booleans()):
        said["partial_threshold"] = draw(
            st.sampled_from((Decimal("0.9"), Decimal("0.785"), Decimal("0.5"), Decimal(1)))
        )
    if draw(st.integers(0, 3)) == 0:
        said["missing_counts"] = False
    if draw(st.integers(0, 3)) == 0:
        said["absolute_tolerance"] = draw(st.sampled_from((Decimal(1), Decimal("0.5"), Decimal(10))))
    return Case(sheets, said)


def drawn(count: int, number: int = 1, strategy: st.SearchStrategy[Case] | None = None) -> list[Case]:
    """Draw so many cases, the same ones for the same number."""
    found: list[Case] = []

    @seed(number)
    @settings(
        max_examples=count,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(cases() if strategy is None else strategy)
    def collect(case: Case) -> None:
        found.append(case)

    collect()
    return found
