"""Which rows total which: from labels, places and figures, wherever the totals stand."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itnamnd_xl.core.model import Role
from itnamnd_xl.core.reconciliation import CheckStatus
from itnamnd_xl.core.statements import compute
from itnamnd_xl.core.structure import settle

if TYPE_CHECKING:
    from itnamnd_xl.core.structure import Structure
    from tests.core.conftest import Make

HEAD = "text | budget | outcome | deviation |\n"


def settled(make: Make, table: str) -> Structure:
    return settle(make.statement(table).rows)


def families(structure: Structure) -> dict[str, str]:
    """Each total's text with the texts of what it sums, and with a minus where it is taken away."""
    rows = structure.rows
    return {
        rows[total].text: " ".join(("-" if sign < 0 else "") + rows[child].text for sign, child in terms)
        for total, terms in structure.terms.items()
    }


def top(structure: Structure) -> str:
    return " ".join(structure.rows[index].text for index in structure.top)


def notes(structure: Structure) -> list[str]:
    return [one.code for one in structure.notes]


def test_the_report(make: Make) -> None:
    structure = settled(make, make.drift)
    sums = {structure.rows[i].text: len(terms) for i, terms in structure.terms.items()}
    assert sums == {"TOTALT INTÄKTER": 2, "TOTALT KOSTNADER": 9, "NETTORESULTAT": 2}
    assert top(structure) == "NETTORESULTAT"
    assert notes(structure) == []
    invested = settled(make, make.invest)
    assert [len(terms) for terms in invested.terms.values()] == [5]


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        pytest.param(
            """
            text  | budget | outcome | deviation |
            Summa | 30     | 33      | -3        | total
            a     | 10     | 12      | -2        |
            b     | 20     | 21      | -1        |
            """,
            {"Summa": "a b"},
            id="a total before its rows",
        ),
        pytest.param(
            """
            text   | budget | outcome | deviation |
            SummaA | 30     | 33      | -3        | total
            a      | 10     | 12      | -2        |
            b      | 20     | 21      | -1        |
            SummaC | 70     | 68      | 2         | total
            c      | 40     | 35      | 5         |
            d      | 30     | 33      | -3        |
            Netto  | 100    | 101     | -1        | total:net
            """,
            {"SummaA": "a b", "SummaC": "c d", "Netto": "SummaA SummaC"},
            id="two totals before their rows",
        ),
        pytest.param(
            """
            text   | budget | outcome | deviation |
            a      | 10     | 12      | -2        |
            b      | 20     | 21      | -1        |
            Del1   | 30     | 33      | -3        | total
            c      | 40     | 35      | 5         |
            d      | 25     | 33      | -8        |
            Del2   | 65     | 68      | -3        | total
            Summa  | 95     | 101     | -6        | total
            e      | 7      | 7       | 0         |
            Allt   | 102    | 108     | -6        | total:net
            """,
            {"Del1": "a b", "Del2": "c d", "Summa": "Del1 Del2", "Allt": "Summa e"},
            id="subtotals in totals in totals",
        ),
        pytest.param(
            """
            text   | budget | outcome | deviation |
            a      | 10     | 12      | -2        |
            b      | 20     | 21      | -1        |
            c      | 40     | 35      | 5         |
            Del    | 60     | 56      | 4         | total
            Summa  | 70     | 68      | 2         | total
            """,
            {"Del": "b c", "Summa": "a Del"},
            id="a subtotal of the last rows alone",
        ),
        pytest.param(
            """
            text     | budget | outcome | deviation |
            a        | 100    | 112     | -12       |
            varav x  | 60     | 70      | -10       | of_which
            varav y  | 40     | 42      | -2        | of_which
            b        | 20     | 21      | -1        |
            Summa    | 120    | 133     | -13       | total
            """,
            {"Summa": "a b"},
            id="varav rows are no terms",
        ),
        pytest.param(
            """
            text     | budget | outcome | deviation |
            in       | 90     | 95      | 5         | revenue
            Intäkter | 90     | 95      | 5         | total:revenue
            a        | 60     | 70      | -10       | cost
            b        | 40     | 38      | 2         | cost
            Kostnader| 100    | 108     | -8        | total:cost
            Netto    | -10    | -13     | -3        | total:net
            """,
            {"Intäkter": "in", "Kostnader": "a b", "Netto": "Intäkter -Kostnader"},
            id="income less costs without signs",
        ),
        pytest.param(
            """
            text  | budget | outcome | deviation |
            a     | 10     | 12      | -2        |
            b     | 20     |         |           |
            c     | 30     | 31      | -1        |
            Summa | 60     | 43      | -3        | total
            """,
            {"Summa": "a b c"},
            id="a blank cell takes no part",
        ),
    ],
)
def test_totals(make: Make, table: str, expected: dict[str, str]) -> None:
    structure = settled(make, table)
    assert families(structure) == expected
    assert len(structure.top) == 1


def test_totals_that_are_wrong_throughout_still_sum_the_rows_since_the_last(make: Make) -> None:
    structure = settled(
        make,
        """
        text   | budget | outcome | deviation |
        a      | 10     | 12      | -2        |
        b      | 20     | 21      | -1        |
        Del1   | 330    | 333     | -33       | total
        c      | 40     | 35      | 5         |
        d      | 25     | 33      | -8        |
        Del2   | 765    | 768     | -73       | total
        Netto  | 9995   | 9101    | -96       | total:net
        """,
    )
    assert families(structure) == {"Del1": "a b", "Del2": "c d", "Netto": "Del1 Del2"}


class TestUnmarkedParents:
    def test_before_its_children(self, make: Make) -> None:
        structure = settled(
            make,
            """
            text   | budget | outcome | deviation |
            Parent | 30     | 33      | -3        |
            a      | 10     | 12      | -2        |
            b      | 20     | 21      | -1        |
            c      | 40     | 35      | 5         |
            Summa  | 70     | 68      | 2         | total
            """,
        )
        assert families(structure) == {"Parent": "a b", "Summa": "Parent c"}
        assert notes(structure) == ["N505"]

    def test_after_its_children(self, make: Make) -> None:
        structure = settled(
            make,
            """
            text   | budget | outcome | deviation |
            a      | 10     | 12      | -2        |
            b      | 20     | 21      | -1        |
            Parent | 30     | 33      | -3        |
            c      | 40     | 35      | 5         |
            Summa  | 70     | 68      | 2         | total
            """,
        )
        assert families(structure) == {"Parent": "a b", "Summa": "Parent c"}
        assert notes(structure) == ["N505"]

    def test_two_under_one_total(self, make: Make) -> None:
        structure = settled(
            make,
            """
            text    | budget | outcome | deviation |
            Parent1 | 30     | 33      | -3        |
            a       | 10     | 12      | -2        |
            b       | 20     | 21      | -1        |
            Parent2 | 70     | 68      | 2         |
            c       | 40     | 35      | 5         |
            d       | 30     | 33      | -3        |
            Summa   | 100    | 101     | -1        | total
            """,
        )
        assert families(structure) == {"Parent1": "a b", "Parent2": "c d", "Summa": "Parent1 Parent2"}
        assert notes(structure) == ["N505", "N505"]

    def test_without_any_total(self, make: Make) -> None:
        result, found = compute(
            make.statement(
                """
                text    | budget | outcome | deviation |
                Parent1 | 30     | 33      | -3        | cost
                a       | 10     | 12      | -2        | cost
                b       | 20     | 21      | -1        | cost
                Parent2 | 70     | 68      | 2         | cost
                c       | 40     | 35      | 5         | cost
                d       | 30     | 33      | -3        | cost
                """
            )
        )
        assert [one.code for one in found] == ["N505", "N505"]
        assert [line.row.text for line in result.lines] == ["a", "b", "c", "d"]
        assert result.grand_total.deviation == -1

    def test_on_a_side_that_prints_no_total(self, make: Make) -> None:
        """The costs add up, and say nothing of the income: its parent must not be counted with its parts."""
        result, found = compute(
            make.statement(
                """
                text      | budget | outcome | deviation |
                Parent    | -300   | -330    | 30        | revenue
                a         | -100   | -120    | 20        | revenue
                b         | -200   | -210    | 10        | revenue
                c         | 500    | 530     | -30       | cost
                d         | 70     | 60      | 10        | cost
                Kostnader | 570    | 590     | -20       | total:cost
                """
            )
        )
        assert [one.code for one in found] == ["N505"]
        assert [line.row.text for line in result.lines] == ["a", "b", "c", "d"]
        assert result.grand_total.deviation == 10

    def test_a_coincidence_is_no_parent_where_the_total_counts_it(self, make: Make) -> None:
        structure = settled(
            make,
            """
            text   | budget | outcome | deviation |
            a      | 30     | 33      | -3        |
            b      | 10     | 12      | -2        |
            c      | 20     | 21      | -1        |
            Summa  | 60     | 66      | -6        | total
            """,
        )
        assert families(structure) == {"Summa": "a b c"}
        assert notes(structure) == []

    @pytest.mark.parametrize(
        "parent", ["40 | 33 | 7", "30 | 43 | -13", "0 | 0 | 0"], ids=["budget", "outcome", "zeros"]
    )
    def test_every_column_must_fit(self, make: Make, parent: str) -> None:
        table = f"{HEAD}P | {parent} | \na | 10 | 12 | -2 | \nb | 20 | 21 | -1 | "
        assert families(settled(make, table)) == {}


class TestChildren:
    def test_make_up_their_parent(self, make: Make) -> None:
        """Rows with a dash: – personal, – övrigt."""
        structure = settled(
            make,
            """
            text     | budget | outcome | deviation |
            Stab     | 30     | 33      | -3        |
            personal | 10     | 12      | -2        | child
            övrigt   | 20     | 21      | -1        | child
            Drift    | 40     | 35      | 5         |
            Summa    | 70     | 68      | 2         | total
            """,
        )
        assert families(structure) == {"Stab": "personal övrigt", "Summa": "Stab Drift"}
        assert notes(structure) == ["N505"]

    def test_two_parents_in_a_row(self, make: Make) -> None:
        structure = settled(
            make,
            """
            text     | budget | outcome | deviation |
            Stab     | 30     | 33      | -3        |
            personal | 10     | 12      | -2        | child
            övrigt   | 20     | 21      | -1        | child
            Drift    | 70     | 68      | 2         |
            lokaler  | 40     | 35      | 5         | child
            energi   | 30     | 33      | -3        | child
            Summa    | 100    | 101     | -1        | total
            """,
        )
        assert families(structure) == {
            "Stab": "personal övrigt",
            "Drift": "lokaler energi",
            "Summa": "Stab Drift",
        }

    def test_are_parts_where_they_do_not(self, make: Make) -> None:
        structure = settled(
            make,
            """
            text     | budget | outcome | deviation |
            Stab     | 100    | 112     | -12       |
            personal | 10     | 12      | -2        | child
            övrigt   | 20     | 21      | -1        | child
            Drift    | 40     | 35      | 5         |
            Summa    | 140    | 147     | -7        | total
            """,
        )
        assert families(structure) == {"Summa": "Stab Drift"}
        assert [row.role for row in structure.rows[1:3]] == [Role.OF_WHICH, Role.OF_WHICH]
        assert notes(structure) == ["W509"]


def tells_apart(groups: list[list[tuple[int, int]]], side: int) -> bool:
    """Say whether no group's sum is by chance that of the groups before it."""
    sums = [sum(pair[side] for pair in group) for group in groups]
    return all(abs(sums[i] - sum(sums[j:i])) > 2000 for i in range(len(sums)) for j in range(i))


class TestAnyStatement:
    """Groups of exact figures in öre, every cell rounded by itself to whole kronor."""

    groups = st.lists(
        st.lists(st.tuples(st.integers(100, 10**7), st.integers(100, 10**7)), min_size=2, max_size=5),
        min_size=1,
        max_size=3,
    )

    @staticmethod
    def printed(groups: list[list[tuple[int, int]]], *, ahead: bool = False) -> str:
        def line(text: str, pairs: list[tuple[int, int]], tags: str) -> str:
            budget, outcome = (sum(pair[i] for pair in pairs) for i in (0, 1))
            shown = [round(Decimal(one) / 100) for one in (budget, outcome, budget - outcome)]
            return f"{text} | {shown[0]} | {shown[1]} | {shown[2]} | {tags}"

        lines = []
        for number, group in enumerate(groups):
            rows = [line(f"rad{number}{i}", [pair], "cost") for i, pair in enumerate(group)]
            total = line(f"Summa{number}", group, "total")
            lines += [total, *rows] if ahead else [*rows, total]
        lines.append(line("Allt", [pair for group in groups for pair in group], "total:net"))
        return HEAD + "\n".join(lines)

    @given(groups=groups)
    def test_totals_are_found_and_rounding_is_no_error(self, make: Make, groups: list[list[tuple[int, int]]]) -> None:
        result, _ = compute(make.statement(self.printed(groups)))
        assert {one.status for one in result.checks} <= {CheckStatus.OK, CheckStatus.ROUNDING}
        assert len(result.checks) == sum(len(group) for group in groups) + 3 * (len(groups) + 1)
        assert len(result.lines) == sum(len(group) for group in groups)
        assert result.grand_total.deviation == sum(line.deviation or 0 for line in result.lines)

    @given(groups=groups.filter(lambda groups: all(tells_apart(groups, side) for side in (0, 1))))
    def test_totals_may_stand_before_their_rows(self, make: Make, groups: list[list[tuple[int, int]]]) -> None:
        structure = settled(make, self.printed(groups, ahead=True))
        expected = {
            f"Summa{number}": " ".join(f"rad{number}{i}" for i in range(len(group)))
            for number, group in enumerate(groups)
        }
        assert families(structure) == {**expected, "Allt": " ".join(expected)}

    @given(groups=groups, data=st.data())
    def test_order_of_rows_in_a_group_is_irrelevant(
        self, make: Make, groups: list[list[tuple[int, int]]], data: st.DataObject
    ) -> None:
        shuffled = [data.draw(st.permutations(group)) for group in groups]
        one, other = (compute(make.statement(self.printed(each)))[0] for each in (groups, shuffled))
        assert [total.amounts for total in one.totals] == [total.amounts for total in other.totals]
        assert [total.deviation for total in one.totals] == [total.deviation for total in other.totals]
