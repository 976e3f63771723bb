"""A case worked through: which key, what is allocated, what ties to what."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from itnamnd_xl.core.allocation import Direction
from itnamnd_xl.core.choosing import choose_key, default_key_date
from itnamnd_xl.core.model import Case, Choice, Column, Level, Origin, Rules
from itnamnd_xl.core.outcome import assess
from itnamnd_xl.core.reconciliation import CheckStatus

if TYPE_CHECKING:
    from itnamnd_xl.core.model import Statement
    from itnamnd_xl.core.outcome import Outcome
    from tests.core.conftest import Make

RULES = Rules(host="Lekeberg", budget_indicator_words=("budgetram",))
UNITS_TABLE = """
    text   | budget | outcome | deviation |
    Stab   | 100    | {}      | {}        | cost
    Drift  | 500    | 480     | 20        | cost
    Netto  | 600    | {}      | {}        | total:net
"""


def case_of(make: Make, statement: Statement | None = None, years: tuple[int, ...] = (2021,)) -> Case:
    return Case(
        "fall",
        year=2023,
        operating=statement or make.statement(make.drift),
        keys=tuple(make.population_key(year) for year in years),
    )


def codes(outcome: Outcome) -> list[str]:
    return [one.code for one in outcome.diagnostics]


def shared(outcome: Outcome) -> tuple[Decimal, Direction] | None:
    found = outcome.allocation
    return (found.amount, found.direction) if found else None


def with_places(statement: Statement, places: int) -> Statement:
    """Let every cell of a statement know so many decimals."""
    rows = [
        replace(row, amounts={column: replace(one, places=places) for column, one in row.amounts.items()})
        for row in statement.rows
    ]
    return replace(statement, rows=tuple(rows))


class TestReport:
    def test_the_published_net_result_is_shared_as_published(self, make: Make) -> None:
        case = replace(case_of(make), investments=make.statement(make.invest, investments=True))
        outcome = assess(case, RULES)
        allocation = outcome.allocation
        assert allocation is not None
        assert [one.amount for one in allocation.shares] == [356, 231, 477, 669]
        assert (allocation.amount, allocation.direction) == (Decimal(1733), Direction.DEFICIT)
        assert allocation.invoiced == 1377
        assert allocation.source == make.cell(15, 3)
        assert allocation.key.date == date(2021, 12, 31)
        assert codes(outcome) == ["N502"] * 4 + ["N605", "N609"]

    @pytest.mark.parametrize(
        ("change", "amount"), [(0, 1733), (-1, 1732), (-2, 1731), (-3, None), (1, None), (1000, None)]
    )
    def test_beyond_its_bound_nothing_is_shared(self, make: Make, change: int, amount: int | None) -> None:
        table = make.drift.replace("0 |    1733 |     -1733", f"0 | {1733 + change} | {-1733 - change}")
        outcome = assess(case_of(make, make.statement(table)), RULES)
        assert shared(outcome) == (None if amount is None else (Decimal(amount), Direction.DEFICIT))
        assert ("E602" in codes(outcome)) is (amount is None)

    def test_where_no_net_is_printed_the_recomputed_one_is_shared(self, make: Make) -> None:
        table = "\n".join(line for line in make.drift.splitlines() if "NETTO" not in line)
        assert shared(assess(case_of(make, make.statement(table)), RULES)) == (Decimal(1732), Direction.DEFICIT)

    def test_an_unknown_net_is_not_shared(self, make: Make) -> None:
        table = "\n".join(line for line in make.drift.splitlines() if "NETTO" not in line)
        outcome = assess(case_of(make, make.statement(table.replace("12428", "#REF!"))), RULES)
        assert outcome.allocation is None
        assert "E611" in codes(outcome)

    def test_parts_without_tables_are_none(self) -> None:
        outcome = assess(Case("tomt"), RULES)
        assert (outcome.attainment, outcome.operating, outcome.investments, outcome.allocation) == (None,) * 4
        assert outcome.diagnostics == ()
        assert outcome.checks == ()


class TestWhatIsShared:
    @pytest.mark.parametrize(
        ("stab", "amount", "direction"),
        [(150, 30, Direction.DEFICIT), (100, 20, Direction.SURPLUS), (120, 0, Direction.NONE)],
    )
    def test_without_contributions_it_is_the_deviation(
        self, make: Make, stab: int, amount: int, direction: Direction
    ) -> None:
        table = UNITS_TABLE.format(stab, 100 - stab, stab + 480, 120 - stab)
        outcome = assess(case_of(make, make.statement(table)), RULES)
        assert shared(outcome) == (Decimal(amount), direction)

    def test_a_reversed_deviation_is_turned(self, make: Make) -> None:
        table = UNITS_TABLE.format(150, 50, 630, 30).replace("480     | 20 ", "480     | -20 ")
        outcome = assess(case_of(make, make.statement(table)), RULES)
        assert "W508" in codes(outcome)
        assert shared(outcome) == (Decimal(30), Direction.DEFICIT)

    @pytest.mark.parametrize(
        ("outcome", "direction"), [(130, Direction.DEFICIT), (70, Direction.SURPLUS), (100, Direction.NONE)]
    )
    @pytest.mark.parametrize(
        ("costs", "income", "deviation"),
        [
            ("{b} | {o}", "-100 | -100", "{bo}"),
            ("-{b} | -{o}", "100 | 100", "{bo}"),
            ("{b} | -{o}", "-100 | 100", "{bo}"),
            ("{b} | {o}", "100 | 100", "{bo}"),
        ],
        ids=["budget-utfall", "utfall-budget", "utfall+budget", "utan tecken"],
    )
    def test_with_contributions_it_is_the_net_outcome(
        self, make: Make, costs: str, income: str, deviation: str, *, outcome: int, direction: Direction
    ) -> None:
        """The budget is 100 of 110, so that the deviation (120 - 130 …) is not the net outcome."""
        figures = {"b": 110, "o": outcome, "bo": 110 - outcome}
        table = f"""
            text     | budget | outcome | deviation |
            Bidrag   | {income} | 0 | revenue contribution
            Lokaler  | {costs.format(**figures)} | {deviation.format(**figures)} | cost
        """
        result = assess(case_of(make, make.statement(table)), RULES)
        assert shared(result) == (Decimal(abs(outcome - 100)), direction)

    @pytest.mark.parametrize("host", ["Lekeberg", "lekeberg"])
    def test_the_host_is_found_whatever_its_case(self, make: Make, host: str) -> None:
        outcome = assess(case_of(make), replace(RULES, host=host))
        assert outcome.allocation is not None
        assert outcome.allocation.invoiced == 1377

    def test_a_host_that_is_no_member_is_said(self, make: Make) -> None:
        outcome = assess(case_of(make), replace(RULES, host="Örebro"))
        assert outcome.allocation is not None
        assert outcome.allocation.invoiced == 1733
        assert "N610" in codes(outcome)


class TestBrokenKey:
    @pytest.mark.parametrize(
        ("broken", "code", "said"),
        [((None,), "E608", "nyckeln kan inte användas"), ((date(2021, 12, 31),), "E619", "nyckeln för 2021-12-31")],
    )
    def test_a_key_that_cannot_be_used_is_not_said_to_be_missing(
        self, make: Make, broken: tuple[date | None, ...], code: str, said: str
    ) -> None:
        outcome = assess(replace(case_of(make, years=()), broken_key_dates=broken), RULES)
        (found,) = [one for one in outcome.diagnostics if one.code.startswith(("E6", "W6"))]
        assert (found.code, outcome.allocation) == (code, None)
        assert said in found.message


class TestSettlement:
    """The result before settlement is what is shared, wherever the settlement stands."""

    head = """
        text      | budget | outcome | deviation |
        Bidrag    | -100   | -100    | 0         | revenue contribution
        Lokaler   | 100    | 130     | -30       | cost
    """
    settled = "    Reglering | 0 | -30 | 30 | settlement\n"

    @pytest.mark.parametrize(
        "rest",
        [
            pytest.param(settled + "Netto | 0 | 0 | 0 | total:net", id="net after it"),
            pytest.param("Netto | 0 | 30 | -30 | total:net\n" + settled, id="net before it"),
            pytest.param("Före | 0 | 30 | -30 | total:net\n" + settled + "Netto | 0 | 0 | 0 | total:net", id="both"),
            pytest.param(settled, id="no net"),
        ],
    )
    @pytest.mark.parametrize("by_outcome", [True, False])
    def test_is_no_part_of_what_is_shared(self, make: Make, rest: str, *, by_outcome: bool) -> None:
        table = (self.head + rest).replace("contribution" if not by_outcome else "?", "")
        outcome = assess(case_of(make, make.statement(table)), RULES)
        assert shared(outcome) == (Decimal(30), Direction.DEFICIT)
        assert "N506" in codes(outcome)

    @pytest.mark.parametrize("deviations", ["no column", "blank", "blank but on single rows", "on the net alone"])
    @pytest.mark.parametrize(
        "rest",
        [
            pytest.param(settled + "Netto | 0 | 0 | 0 | total:net", id="net after it"),
            pytest.param("Före | 0 | 30 | -30 | total:net\n" + settled + "Netto | 0 | 0 | 0 | total:net", id="both"),
            pytest.param(settled, id="no net"),
        ],
    )
    def test_is_so_by_its_budget_and_outcome_where_it_states_no_deviation(
        self, make: Make, rest: str, deviations: str
    ) -> None:
        """Without a deviation of its own, a settlement is no less one: a deficit of 30 must not become 0."""
        table = (self.head + rest).replace("contribution", "")
        kept = {"blank but on single rows": "text|Bidrag|Lokaler|Före", "on the net alone": "text|Netto"}.get(
            deviations, "text"
        )
        lines = [
            line if re.match(rf"\s*(?:{kept})\b", line) else re.sub(r"(?:\|[^|]*)(\|[^|]*)$", r"| \1", line)
            for line in table.strip().splitlines()
        ]
        if deviations == "no column":
            lines = [re.sub(r"\|[^|]*(\|[^|]*)$", r"\1", line) for line in lines]
        outcome = assess(case_of(make, make.statement("\n".join(lines))), RULES)
        assert shared(outcome) == (Decimal(30), Direction.DEFICIT)

    @pytest.mark.parametrize("column", ["budget", "outcome"])
    def test_one_that_cannot_be_read_leaves_nothing_to_share(self, make: Make, column: str) -> None:
        row = self.settled.replace("| 30 |", "|  |")
        row = row.replace("| 0 |" if column == "budget" else "-30", "| #REF! |" if column == "budget" else "#REF!")
        table = (self.head + row + "Netto | 0 | 0 | 0 | total:net").replace("contribution", "")
        outcome = assess(case_of(make, make.statement(table)), RULES)
        assert (shared(outcome), codes(outcome)[-1]) == (None, "E611")

    def test_a_computed_net_is_turned_no_more_than_its_settlement(self, make: Make) -> None:
        """Where an overrun is printed as a positive number, the settlement of one is a negative one."""
        table = """
            text      | budget | outcome | deviation |
            Lokaler   | 700    | 730     | 30        | cost
            Personal  | 300    | 310     | 10        | cost
            Reglering | 0      | -40     | -40       | settlement
            Netto     | 1000   | 1000    |           | total:net
        """
        outcome = assess(case_of(make, make.statement(table)), RULES)
        assert "W508" in codes(outcome)
        assert shared(outcome) == (Decimal(40), Direction.DEFICIT)


class TestKnownDigits:
    """Allocate in the finest unit that is known, and invent nothing finer."""

    def net(self, make: Make, outcome: str, unit: str, places: int) -> Outcome:
        table = f"""
            text   | budget | outcome | deviation |
            Bidrag | 0 | 0 | 0 | revenue contribution
            Hyra   | 0 | {outcome} | -{outcome} | cost
            Netto  | 0 | {outcome} | -{outcome} | total:net
        """
        statement = with_places(make.statement(table, unit=unit), places)
        return assess(case_of(make, statement), RULES)

    @pytest.mark.parametrize(
        ("outcome", "unit", "places", "digit", "rounded"),
        [
            ("1733", "tkr", 0, "1", True),
            ("1700", "kr", 0, "1", False),
            ("1700.51", "kr", 2, "0.01", False),
            # A cell that stores 1700.5 and is known to the öre is 1 700,50 kr.
            ("1700.5", "kr", 2, "0.01", False),
            ("1700", "kr", 2, "0.01", False),
            ("1733.25", "tkr", 3, "0.001", False),
            ("1733", "tkr", 3, "0.001", False),
            # Thousands in a statement whose other figures are kronor.
            ("1733000", "kr", -3, "1000", True),
        ],
    )
    def test_the_last_known_digit_is_what_is_shared(
        self, make: Make, outcome: str, unit: str, *, places: int, digit: str, rounded: bool
    ) -> None:
        from itnamnd_xl.core.allocation import largest_remainder

        allocation = self.net(make, outcome, unit, places).allocation
        assert allocation is not None
        step = Decimal(digit)
        parts = largest_remainder(int(Decimal(outcome) / step), make.population[2021])
        assert [one.amount for one in allocation.shares] == [part * step for part in parts]
        assert allocation.kronor_rounded is rounded


class TestKeyDate:
    def chosen(
        self, make: Make, years: tuple[int | None, ...], *, stated: int | None = None, year: int | None = 2023
    ) -> tuple[int | None, list[str]]:
        keys = tuple(make.key(make.population[one or 2021], one) for one in years)
        rules = replace(RULES, key_date=date(stated, 12, 31) if stated else None)
        key, found = choose_key(Case("fall", year=year, keys=keys), rules)
        return (key.date.year if key and key.date else None), [one.code for one in found]

    @pytest.mark.parametrize(
        ("years", "stated", "year", "chosen", "found"),
        [
            # Stated wins.
            ((2020, 2021, 2022), 2022, 2023, 2022, []),
            ((2020, 2021, 2022), 2020, None, 2020, []),
            # Stated but not there: no other is taken in its place.
            ((2020, 2021), 2022, 2023, None, ["E607"]),
            ((2021,), 2022, 2023, None, ["E607"]),
            # Else two years before the accounting year.
            ((2020, 2021, 2022), None, 2023, 2021, []),
            ((2020, 2021, 2022), None, 2022, 2020, []),
            # Else a single date.
            ((2022,), None, 2023, 2022, []),
            ((2022,), None, None, 2022, []),
            # Else a question.
            ((2020, 2022), None, 2023, None, ["E601"]),
            ((2021, 2022), None, None, None, ["E601"]),
            # No key at all.
            ((), None, 2023, None, ["W603"]),
            ((), 2021, 2023, None, ["W603"]),
        ],
    )
    def test_decisions(
        self,
        make: Make,
        years: tuple[int, ...],
        *,
        stated: int | None,
        year: int | None,
        chosen: int | None,
        found: list[str],
    ) -> None:
        assert self.chosen(make, years, stated=stated, year=year) == (chosen, found)

    def test_the_default_is_two_years_before(self) -> None:
        assert default_key_date(2023) == date(2021, 12, 31)

    def test_an_undated_key_beside_a_dated_one_is_no_single_date(self, make: Make) -> None:
        assert self.chosen(make, (None, 2022)) == (None, ["E601"])

    def test_a_single_undated_key_is_used(self, make: Make) -> None:
        key, found = choose_key(Case("fall", year=2023, keys=(make.key(make.population[2021], None),)), RULES)
        assert key is not None
        assert found == []

    @pytest.mark.parametrize(
        ("years", "stated", "code"),
        [((2021, 2022), None, "N604"), ((2022,), None, "N605"), ((2021, 2022), 2022, "N606")],
    )
    def test_where_the_date_comes_from_is_said(
        self, make: Make, years: tuple[int, ...], *, stated: int | None, code: str
    ) -> None:
        choice = Choice("key_date", f"{stated}-12-31", Origin.WORKBOOK)
        rules = replace(RULES, key_date=date(stated, 12, 31) if stated else None, choices=(choice,))
        outcome = assess(case_of(make, years=years), rules)
        assert [one for one in codes(outcome) if one in ("N604", "N605", "N606")] == [code]

    def test_what_the_other_date_would_give_is_said(self, make: Make) -> None:
        outcome = assess(case_of(make, years=(2021, 2022)), RULES)
        (said,) = [one.message.replace("\u00a0", " ") for one in outcome.diagnostics if one.code == "N604"]
        assert "Lekeberg 360 tkr, Laxå 230 tkr, Askersund 473 tkr och Hallsberg 670 tkr" in said

    @pytest.mark.parametrize("years", [(2020, 2022), ()])
    def test_without_a_key_nothing_is_shared(self, make: Make, years: tuple[int, ...]) -> None:
        outcome = assess(case_of(make, years=years), RULES)
        assert outcome.allocation is None
        assert ("E601" if years else "W603") in codes(outcome)


class TestKeys:
    @pytest.mark.parametrize(("second", "usable"), [((1, 2, 3, 4), True), ((1, 2, 3, 5), False)])
    def test_two_keys_for_one_date_must_agree(self, make: Make, second: tuple[int, ...], *, usable: bool) -> None:
        keys = (make.key((1, 2, 3, 4)), make.key(second, row=9))
        outcome = assess(replace(case_of(make), keys=keys), RULES)
        assert (outcome.allocation is not None) is usable
        assert ("E612" in codes(outcome)) is not usable

    def test_keys_that_clash_on_another_date_do_no_harm(self, make: Make) -> None:
        keys = (make.population_key(), make.key((1, 2, 3, 4), 2020), make.key((4, 3, 2, 1), 2020))
        assert assess(replace(case_of(make), keys=keys), RULES).allocation is not None

    @pytest.mark.parametrize("weights", [(0, 0, 0, 0), (5, -1, 3, 3)])
    def test_zero_or_negative_keys_cannot_be_used(self, make: Make, weights: tuple[int, ...]) -> None:
        outcome = assess(replace(case_of(make), keys=(make.key(weights),)), RULES)
        assert outcome.allocation is None
        assert "E608" in codes(outcome)

    def test_the_key_of_the_rules_is_chosen_among_several(self, make: Make) -> None:
        keys = (make.key((1, 1, 1, 1), name="datorer"), make.population_key())
        for name, first in (("folkmängd", 356), ("datorer", 434)):
            outcome = assess(replace(case_of(make), keys=keys), replace(RULES, key=name))
            assert outcome.allocation is not None
            assert outcome.allocation.shares[0].amount == first

    def test_a_single_other_key_is_used_and_two_are_not(self, make: Make) -> None:
        computers = make.key((1, 1, 1, 1), name="datorer")
        users = make.key((1, 2, 3, 4), name="användare")
        assert assess(replace(case_of(make), keys=(computers,)), RULES).allocation is not None
        assert assess(replace(case_of(make), keys=(computers, users)), RULES).allocation is None

    @pytest.mark.parametrize(
        ("total", "status"), [(41915, CheckStatus.OK), (41916, CheckStatus.ERROR), (41914, CheckStatus.ERROR)]
    )
    def test_a_head_count_has_no_rounding(self, make: Make, total: int, status: CheckStatus) -> None:
        key = replace(make.population_key(), published_total=make.quantity(total))
        outcome = assess(Case("fall", year=2023, keys=(key,)), RULES)
        assert [one.status for one in outcome.checks] == [status]


class TestTies:
    @pytest.mark.parametrize(
        ("stated", "unit", "status"),
        [
            ("-1733", "tkr", CheckStatus.OK),
            # A deficit that is reported as a surplus does not tie.
            ("1733", "tkr", CheckStatus.ERROR),
            ("-1732", "tkr", CheckStatus.ROUNDING),
            ("-1700", "tkr", CheckStatus.ERROR),
            ("-1.7", "mnkr", CheckStatus.ROUNDING),
            ("-1733000", "kr", CheckStatus.OK),
            ("-1733", "kr", CheckStatus.ERROR),
        ],
    )
    def test_the_budget_indicator_is_the_net_result(
        self, make: Make, stated: str, unit: str, status: CheckStatus
    ) -> None:
        indicator = make.indicator(stated, 0, name="Nämnderna håller sin budgetram", unit=unit)
        outcome = assess(replace(case_of(make), goals=(make.goal(indicator),)), RULES)
        (tie,) = [one for one in outcome.checks if one.code == "tie_indicator"]
        assert tie.status is status

    def test_without_contributions_it_is_the_deviation(self, make: Make) -> None:
        statement = make.statement(UNITS_TABLE.format(150, -50, 630, -30))
        indicator = make.indicator(-30, 0, name="Budgetram", unit="tkr")
        outcome = assess(replace(case_of(make, statement), goals=(make.goal(indicator),)), RULES)
        assert [one.status for one in outcome.checks if one.code == "tie_indicator"] == [CheckStatus.OK]

    @pytest.mark.parametrize(("name", "unit"), [("Budgetram", "%"), ("Nöjda kunder", "tkr")])
    def test_other_indicators_are_left_alone(self, make: Make, name: str, unit: str) -> None:
        indicator = make.indicator(5, 0, name=name, unit=unit)
        outcome = assess(replace(case_of(make), goals=(make.goal(indicator),)), RULES)
        assert not [one for one in outcome.checks if one.code == "tie_indicator"]


class TestCase:
    @pytest.mark.parametrize(("period", "level"), [("delår", Level.ACHIEVED), ("helår", Level.NOT), (None, Level.NOT)])
    def test_the_forecast_counts_in_an_interim_report(self, make: Make, period: str | None, level: Level) -> None:
        goal = make.goal(make.indicator(10, 100, forecast=make.quantity(100)))
        outcome = assess(Case("fall", period=period, goals=(goal,)), RULES)
        assert outcome.attainment is not None
        assert outcome.attainment.level is level

    def test_the_readings_own_diagnostics_come_first(self, make: Make) -> None:
        first = assess(case_of(make), RULES).diagnostics
        again = assess(case_of(make), RULES, first[:2])
        assert again.diagnostics == (*first[:2], *first)

    def test_frames(self, make: Make) -> None:
        case = replace(case_of(make), goals=(make.goal(make.indicator(864, 1100)),))
        frames = assess(case, RULES).to_frames()
        assert frames["allocation"]["amount"].tolist() == [356.0, 231.0, 477.0, 669.0]
        assert frames["operating"]["deviation"].sum() == -1732
        assert frames["goals"]["level"].tolist() == ["partly_achieved"]
        assert frames["indicators"]["ratio"].tolist() == [0.785454545455]
        assert set(frames["checks"]["status"]) == {"ok", "rounding"}
        assert frames["investments"].empty
        assert Column.OUTCOME.value in frames["operating"].columns
