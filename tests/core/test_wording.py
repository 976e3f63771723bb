"""The report's own sentences, made from what was found."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from itnamnd_xl.core.allocation import Direction, allocate
from itnamnd_xl.core.attainment import assess_goal, assess_goals, assess_indicator
from itnamnd_xl.core.model import Level, Rules
from itnamnd_xl.core.wording import (
    GOAL_WORDS,
    INDICATOR_WORDS,
    MARKS,
    allocation_text,
    board_text,
    goal_text,
    indicator_text,
    turning_text,
)

if TYPE_CHECKING:
    from itnamnd_xl.core.model import Target
    from tests.core.conftest import Make

RULES = Rules()
A, P, F, M = Level.ACHIEVED, Level.PARTLY, Level.NOT, Level.NO_VALUE
LETTERS = {"A": A, "P": P, "F": F, "M": M}
DEFICIT, SURPLUS, NONE = Direction


def spaced(text: str) -> str:
    """Show no-break spaces as ordinary ones."""
    return text.replace("\u00a0", " ")


def test_every_level_has_a_mark_and_a_word_of_its_own() -> None:
    assert [MARKS[one] for one in (A, P, F, M)] == ["●", "▲", "■", "○"]
    for words in (INDICATOR_WORDS, GOAL_WORDS):
        assert set(words) == set(Level)
        assert len(set(words.values())) == len(Level)


class TestIndicator:
    @pytest.mark.parametrize(
        ("result", "target", "relation", "parts"),
        [
            ("15", "20", "<=", ["Uppnådd: ", "resultatet 15 st", "uppfyller målvärdet högst 20 st"]),
            ("84", "80", ">=", ["Uppnådd: ", "minst 80 st"]),
            ("84", "80", ">", ["mer än 80 st"]),
            ("14", "80", "<", ["mindre än 80 st"]),
            ("864", "1100", ">=", ["Delvis uppnådd: ", "864", "1 100 st", "78,5 %", "gränsen är 75 %"]),
            ("25", "50", ">=", ["Ej uppnådd: ", "25", "50 st", "är 50 % av", "gränsen är 75 %"]),
            ("24", "20", "<=", ["Delvis uppnådd: ", "20 % från målvärdet 20 st", "högst 25 %"]),
            # Of a negative target a larger share is worse.
            ("-6", "-5", ">=", ["Delvis uppnådd: resultatet −6 st avviker 20 % från målvärdet −5 st (högst 25 % för"]),
            # On which side of the limit it is can be seen.
            ("100.01", "80", "<=", ["Ej uppnådd: ", "avviker 25,01 % från målvärdet 80 st (högst 25 % för delvis"]),
            ("100", "80", "<=", ["Delvis uppnådd: ", "avviker 25 % från målvärdet 80 st (högst 25 % för delvis"]),
            ("74.98", "100", ">=", ["Ej uppnådd: ", "är 74,98 % av målvärdet 100 st (gränsen är 75 %)"]),
            ("7.4999999999", "10", ">=", ["Ej uppnådd: ", "är mindre än 75 % av målvärdet 10 st (gränsen är 75 %)"]),
            ("100.0000001", "80", "<=", ["Ej uppnådd: ", "avviker mer än 25 % från målvärdet 80 st (högst 25 %"]),
            ("75.02", "100", ">=", ["Delvis uppnådd: ", "är 75 % av målvärdet 100 st (gränsen är 75 %)"]),
            ("1", "0", "<=", ["Ej uppnådd: ", "vid målvärdet noll finns ingen zon för delvis uppnådd"]),
        ],
    )
    def test_says_why(self, make: Make, result: str, target: str, *, relation: str, parts: list[str]) -> None:
        text = self.text(make, result, make.target(target, relation, unit="st"))
        for part in parts:
            assert part in text

    def test_what_is_nearly_met_is_not_told_as_met(self, make: Make) -> None:
        over = self.text(make, "5001.5", make.target("5000", "<=", unit="st"))
        assert "avviker mindre än 0,1 % från målvärdet 5 000 st" in over
        under = self.text(make, "4999", make.target("5000", ">=", unit="st"))
        assert "är mer än 99,9 % av målvärdet 5 000 st" in under
        assert "är 99,9 % av" in self.text(make, "4995", make.target("5000", ">=", unit="st"))

    def test_a_result_that_cannot_be_read_is_not_called_missing(self, make: Make) -> None:
        indicator = replace(
            make.indicator(1, make.target(1)), result=replace(make.quantity(1), value=None, text="70-80")
        )
        found, _ = assess_indicator(indicator, RULES)
        said = "Saknar värde: i cellen står ”70-80”, som inte kan läsas som ett resultat; se meddelandet om cellen."
        assert indicator_text(found, RULES) == said

    @pytest.mark.parametrize(
        ("result", "part"), [("50", "uppfyller målvärdet 40–60 st"), ("66", "10 % från målvärdet 60 st")]
    )
    def test_range(self, make: Make, result: str, part: str) -> None:
        assert part in self.text(make, result, make.target(40, "range", 60, unit="st"))

    @pytest.mark.parametrize(("result", "word"), [("4", "Delvis uppnådd"), ("6", "Ej uppnådd")])
    def test_a_tolerance_at_a_target_of_zero_is_told(self, make: Make, result: str, word: str) -> None:
        rules = replace(RULES, absolute_tolerance=Decimal(5))
        indicator = make.indicator(result, make.target(0, "<=", unit="st"), unit="st")
        found, _ = assess_indicator(indicator, rules)
        said = f"{word}: resultatet {result} st uppfyller inte målvärdet 0 st (toleransen vid målvärdet noll är 5 st)."
        assert spaced(indicator_text(found, rules)) == said

    def test_missing(self, make: Make) -> None:
        assert self.text(make, None, make.target(1)) == "Saknar värde: inget resultat är angivet."
        assert self.text(make, "1", None).startswith("Saknar värde: målvärdet saknas eller kan inte läsas")

    def test_a_forecast_is_called_so(self, make: Make) -> None:
        indicator = make.indicator(10, 100, forecast=make.quantity(100))
        found, _ = assess_indicator(indicator, RULES, forecast_first=True)
        assert spaced(indicator_text(found, RULES)) == "Uppnådd: prognosen 100 uppfyller målvärdet minst 100."

    def text(self, make: Make, result: str | None, target: Target | None) -> str:
        found, _ = assess_indicator(make.indicator(result, target, unit="st"), RULES)
        return spaced(indicator_text(found, RULES))


class TestGoal:
    @pytest.mark.parametrize(
        ("levels", "text"),
        [
            ("AAAAAAA", "Nämndmålet uppnås: alla 7 indikatorer är uppnådda."),
            ("A", "Nämndmålet uppnås: den enda indikatorn är uppnådd."),
            (
                "PF",
                "Nämndmålet uppnås delvis: 1 av 2 indikatorer uppnås helt eller delvis (minst hälften krävs).",
            ),
            ("P", "Nämndmålet uppnås delvis: den enda indikatorn uppnås delvis."),
            ("F", "Nämndmålet uppnås ej: den enda indikatorn uppnås inte."),
            ("AAFFM", "Nämndmålet uppnås ej: 3 av 5 indikatorer uppnås inte, varav 1 saknar värde."),
            ("AFF", "Nämndmålet uppnås ej: 2 av 3 indikatorer uppnås inte."),
            (
                "",
                (
                    "Nämndmålet kan inte bedömas eftersom det saknar indikatorer. "
                    "Det ingår inte i den samlade bedömningen."
                ),
            ),
        ],
    )
    def test_says_why(self, make: Make, levels: str, text: str) -> None:
        found, _ = assess_goal(make.goal(*(make.of_level(LETTERS[one]) for one in levels)), RULES)
        assert spaced(goal_text(found, RULES)) == text

    def test_missing_values_that_do_not_count_are_not_counted(self, make: Make) -> None:
        rules = replace(RULES, missing_counts=False)
        found, _ = assess_goal(make.goal(*map(make.of_level, (A, F, F, M))), rules)
        assert spaced(goal_text(found, rules)) == "Nämndmålet uppnås ej: 2 av 3 indikatorer uppnås inte."

    @pytest.mark.parametrize(
        ("threshold", "text"),
        [
            ("0.75", "Med en gräns över 78,5 % blir bedömningen av ”Hållbar teknik” i stället uppnås ej."),
            (
                "0.8",
                "Med en gräns på högst 78,5 % blir bedömningen av ”Hållbar teknik” i stället uppnås delvis.",
            ),
        ],
    )
    def test_where_it_turns(self, make: Make, threshold: str, text: str) -> None:
        rules = replace(RULES, partial_threshold=Decimal(threshold))
        goal = make.goal(make.indicator(864, 1100), make.indicator(25, 50), name="Hållbar teknik")
        assert spaced(turning_text(assess_goal(goal, rules)[0])) == text

    def test_nothing_turns(self, make: Make) -> None:
        assert turning_text(assess_goal(make.goal(make.of_level(A)), RULES)[0]) == ""


class TestBoard:
    @pytest.mark.parametrize(
        ("goals", "text"),
        [
            (
                ["PF", "AAAAAAA", "PAAFAAA"],
                (
                    "Av 3 nämndmål uppnås 1 och 2 uppnås delvis. Sammantaget uppnås nämndmålen delvis. "
                    "12 av 16 indikatorer är uppnådda (75 %)."
                ),
            ),
            (
                ["A"],
                "Nämndens enda mål uppnås. Den enda indikatorn är uppnådd.",
            ),
            (["P"], "Nämndens enda mål uppnås delvis. Den enda indikatorn är inte uppnådd."),
            (["AF"], "Nämndens enda mål uppnås delvis. 1 av 2 indikatorer är uppnådda (50 %)."),
            (["F"], "Nämndens enda mål uppnås ej. Den enda indikatorn är inte uppnådd."),
            (
                ["F", "F", ""],
                (
                    "Av 3 nämndmål uppnås 2 ej och 1 är ej bedömt. Sammantaget uppnås nämndmålen ej. "
                    "0 av 2 indikatorer är uppnådda (0 %)."
                ),
            ),
            ([""], "Nämndens enda mål kan inte bedömas."),
        ],
    )
    def test_sums_up(self, make: Make, goals: list[str], text: str) -> None:
        built = [make.goal(*(make.of_level(LETTERS[one]) for one in levels)) for levels in goals]
        assert spaced(board_text(assess_goals(built, RULES)[0])) == text


class TestAllocation:
    def text(
        self,
        make: Make,
        amount: int,
        direction: Direction,
        host: str | None = "Lekeberg",
        publisher: str | None = "SCB",
    ) -> str:
        key = replace(make.population_key(), publisher=publisher)
        found = allocate(Decimal(amount), "tkr", direction, key, host=host)
        return spaced(allocation_text(found, "Sydnärkes IT-nämnd", 2023))

    def test_nobody_is_named_for_figures_that_nobody_vouches_for(self, make: Make) -> None:
        said = self.text(make, 1733, DEFICIT, publisher=None)
        assert "(folkmängd 2021-12-31)" in said
        assert "SCB" not in said

    def test_deficit(self, make: Make) -> None:
        assert self.text(make, 1733, DEFICIT) == (
            "Årets resultat för Sydnärkes IT-nämnd visar ett underskott med 1 733 tkr. Underskottet för 2023 fördelas "
            "mellan medlemskommunerna enligt nyckeln för invånarantal (folkmängd 2021-12-31, SCB) och läggs på "
            "första fakturan 2024. Fördelningen blir: Lekeberg 356 tkr, Laxå 231 tkr, Askersund 477 tkr och Hallsberg "
            "669 tkr. Lekebergs andel är värdkommunens egen och faktureras inte; 1 377 tkr faktureras."
        )

    def test_surplus(self, make: Make) -> None:
        text = self.text(make, 1733, SURPLUS)
        assert "visar ett överskott med 1 733 tkr. Överskottet för 2023 fördelas" in text
        assert "och tillgodoförs dem på första fakturan 2024." in text
        assert "Lekebergs andel är värdkommunens egen; 1 377 tkr krediteras övriga kommuner." in text
        assert "läggs på" not in text

    def test_zero(self, make: Make) -> None:
        assert (
            self.text(make, 0, NONE) == "Årets resultat är 0 tkr. Det finns inget över- eller underskott att fördela."
        )

    @pytest.mark.parametrize("direction", [DEFICIT, SURPLUS])
    def test_a_stated_invoice_is_named_as_it_is(self, make: Make, direction: Direction) -> None:
        found = allocate(Decimal(1733), "tkr", direction, make.population_key(), host="Lekeberg")
        said = spaced(allocation_text(found, "Sydnärkes IT-nämnd", 2023, "andra fakturan 2024"))
        assert "på andra fakturan 2024. Fördelningen" in said
        assert "första fakturan" not in said

    def test_without_a_host_none_is_named(self, make: Make) -> None:
        assert self.text(make, 1733, DEFICIT, host=None).endswith("Hallsberg 669 tkr.")

    def test_a_name_that_ends_in_s_takes_no_other(self, make: Make) -> None:
        key = make.key((1, 1), members=("Hofors", "Laxå"))
        found = allocate(Decimal(10), "tkr", DEFICIT, key, host="Hofors")
        assert "Hofors andel är värdkommunens egen" in allocation_text(found, None, 2023)
