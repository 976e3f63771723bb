"""What has changed since the last run is told by what rows and columns are called, wherever they stand now."""

from __future__ import annotations

from decimal import Decimal

from itnamnd_xl.core.model import Level
from itnamnd_xl.sheets.cells import level_cell
from itnamnd_xl.sheets.changes import changes
from itnamnd_xl.sheets.messages import messages_sheet
from itnamnd_xl.sheets.spec import EMPTY, Cell, Role, Sheet, titled


def statement(*rows: tuple[str, int | str]) -> Sheet:
    sheet = titled("Driftredovisning", "Driftredovisning 2023, tkr", (30, 12, 20))
    sheet.add(EMPTY)
    sheet.header("Kontotext", "Utfall 2023", "Källa", numbers=(1,))
    for text, value in rows:
        role = Role.DASH if isinstance(value, str) else Role.AMOUNT
        sheet.add(
            (Cell(text, Role.TEXT), Cell(Decimal(value) if role is Role.AMOUNT else value, role), Cell("Drift!C9"))
        )
    return sheet


def stood(sheet: Sheet) -> dict[tuple[int, int], str | Decimal]:
    return {
        (row, column): cell.value if isinstance(cell.value, str) else Decimal(cell.value)
        for row, cells in enumerate(sheet.rows, 1)
        for column, cell in enumerate(cells, 1)
        if cell is not None and cell.value is not None
    }


BEFORE = statement(("Löner", 100), ("Licenser", 200), ("Resor", "saknas"))


def test_the_same_figures_are_no_change() -> None:
    assert changes(BEFORE, stood(BEFORE), "a.xlsx") == []


def test_columns_of_one_name_are_told_apart_by_their_order() -> None:
    def compared(*differences: int) -> Sheet:
        sheet = titled("Jämförelse", "Jämförelse", (20, 12, 12, 12, 12))
        sheet.header("Kommun", "2020", "Skillnad", "2022", "Skillnad", numbers=(1, 2, 3, 4))
        sheet.add((Cell("Laxå"), *(Cell(Decimal(one), Role.AMOUNT) for one in differences)))
        return sheet

    before = stood(compared(1, 2, 3, 4))
    assert changes(compared(1, 2, 3, 4), before, "a.xlsx") == []
    assert [(one.column, one.before.value) for one in changes(compared(1, 2, 3, 5), before, "a.xlsx")] == [
        ("Skillnad", Decimal(4))
    ]


def test_what_programs_compute_in_the_last_digit_is_no_change() -> None:
    before = stood(BEFORE) | {(4, 2): Decimal("100.000000000001")}
    assert changes(BEFORE, before, "a.xlsx") == []


def test_a_figure_is_told_with_where_it_stands_now() -> None:
    found = changes(statement(("Löner", 100), ("Licenser", 210), ("Resor", "saknas")), stood(BEFORE), "a.xlsx")
    assert [(str(one.place), one.row, one.column) for one in found] == [
        ("a.xlsx!Driftredovisning!B5", "Licenser", "Utfall 2023")
    ]
    assert (found[0].before.value, found[0].now.value) == (Decimal(200), Decimal(210))


def test_a_row_that_is_new_or_gone_or_moved_makes_no_others_look_changed() -> None:
    after = statement(("Resor", "saknas"), ("Hyror", 5), ("Licenser", 200))
    assert changes(after, stood(BEFORE), "a.xlsx") == []


def test_a_figure_that_was_missing_is_told() -> None:
    found = changes(statement(("Löner", 100), ("Licenser", 200), ("Resor", 7)), stood(BEFORE), "a.xlsx")
    assert [(one.before.value, one.now.value) for one in found] == [("saknas", Decimal(7))]


def test_so_is_one_that_is_missing_now() -> None:
    found = changes(statement(("Löner", "saknas"), ("Licenser", 200), ("Resor", "saknas")), stood(BEFORE), "a.xlsx")
    assert [(one.before.value, one.now.value) for one in found] == [(Decimal(100), "saknas")]


def indicators(level: Level, name: str = "Telefoni") -> Sheet:
    sheet = titled("Måluppfyllelse", "Måluppfyllelse 2023", (20, 20, 20))
    sheet.header("Nämndmål", "Indikator", "Bedömning")
    sheet.add((Cell("Service"), Cell("Svarstid"), level_cell(Level.ACHIEVED)))
    sheet.add((Cell("Service"), Cell(name), level_cell(level)))
    return sheet


def test_a_verdict_is_told_by_goal_and_indicator() -> None:
    found = changes(indicators(Level.NOT), stood(indicators(Level.ACHIEVED)), "a.xlsx")
    assert [(one.row, one.before.value, one.now.value) for one in found] == [
        ("Service · Telefoni", "● Uppnådd", "■ Ej uppnådd")
    ]


def test_the_next_years_figures_are_no_changes_of_this_years() -> None:
    after = statement(("Löner", 105))
    after.rows[2] = (Cell("Kontotext", Role.HEADER), Cell("Utfall 2024", Role.HEADER), Cell("Källa", Role.HEADER))
    assert changes(after, stood(BEFORE), "a.xlsx") == []


def test_messages_begin_with_them() -> None:
    found = changes(statement(("Löner", 100), ("Licenser", 210)), stood(BEFORE), "a.xlsx")
    sheet = messages_sheet([], "a.xlsx", found)
    assert [cell.value if cell else None for cell in sheet.rows[3]] == [
        1, "Driftredovisning", "B5", "Utfall 2023", "Licenser", Decimal(200), Decimal(210),
    ]  # fmt: skip
    link = sheet.rows[3][2]
    assert link is not None
    assert str(link.source) == "a.xlsx!Driftredovisning!B5"
    assert "Talen är desamma" in str(messages_sheet([], "a.xlsx", []).rows[1][0])
    assert "ändrats" not in str(messages_sheet([], "a.xlsx").rows)


def test_a_row_without_a_second_name_is_told_by_its_first() -> None:
    def goals(result: int) -> Sheet:
        sheet = titled("Måluppfyllelse", "Måluppfyllelse 2023", (20, 20, 12))
        sheet.header("Nämndmål", "Indikator", "Resultat", numbers=(2,))
        sheet.add((Cell("God service"), Cell(""), Cell(Decimal(result), Role.AMOUNT)))
        return sheet

    (change,) = changes(goals(2), stood(goals(1)), "a.xlsx")
    assert change.row == "God service"
