"""Investment statements of other boards: of one year, of several, by group; each with a twin gone wrong."""

from __future__ import annotations

from pathlib import Path

from tests.any_board.building import (
    Json,
    Rows,
    Sheet,
    changed,
    codes,
    errors,
    figures,
    lines,
    said,
    save,
    whole,
)

# Projects over several years


def projects() -> Rows:
    return [
        ["Räddningstjänstförbundet"],
        ["Investeringsredovisning 2023 (tkr)"],
        [
            "Projekt",
            "Beslutad totalutgift",
            "Ack utfall t.o.m. 2022",
            "Budget 2023",
            "Utfall 2023",
            "Avvikelse",
            "Ackumulerat utfall",
            "Prognos totalutgift",
            "Avvikelse totalutgift",
            "Status",
        ],
        ["Ny station Kumla", 64_000, 12_400, 30_000, 28_350, 1_650, 40_750, 64_000, 0, "Pågående"],
        ["Släckbil Nora", 5_200, 0, 5_200, 5_149, 51, 5_149, 5_149, 51, "Färdigställd"],
        ["Larmsystem", 3_100, 900, 1_800, 1_980, -180, 2_880, 3_050, 50, "Pågående"],
        ["Övningsfält", 2_500, 0, 1_000, 240, 760, 240, 2_500, 0, "Pågående"],
        ["Summa", 74_800, 13_300, 38_000, 35_719, 2_281, 49_019, 74_699, 101],
    ]


def test_projects_over_several_years(tmp_path: Path, as_json: Json) -> None:
    status, found = as_json("check", save(tmp_path, {"Investeringar": projects()}))
    assert (status, errors(found)) == (0, [])
    assert (found["year"], found["operating"]) == (2023, None)
    assert (found["investments"]["unit"], found["investments"]["sign"]) == ("tkr", "budget-outcome")
    assert lines(found["investments"]) == [
        ("Ny station Kumla", "project", 30_000, 28_350, 1_650),
        ("Släckbil Nora", "project", 5_200, 5_149, 51),
        ("Larmsystem", "project", 1_800, 1_980, -180),
        ("Övningsfält", "project", 1_000, 240, 760),
    ]
    assert figures(found["investments"], "decided_total", "accumulated", "forecast_total") == {
        "Ny station Kumla": (64_000, 40_750, 64_000),
        "Släckbil Nora": (5_200, 5_149, 5_149),
        "Larmsystem": (3_100, 2_880, 3_050),
        "Övningsfält": (2_500, 240, 2_500),
    }
    assert whole(found["investments"], "all") == (38_000, 35_719, 2_281)
    assert "W511" not in codes(found)


def test_a_project_over_its_decided_total_is_pointed_out(tmp_path: Path, as_json: Json) -> None:
    rows = changed(projects(), H6=3_400, I6=-300, H8=75_049, I8=-249)
    status, found = as_json("check", save(tmp_path, {"Investeringar": rows}))
    assert (status, errors(found)) == (0, [])
    assert "W511" in codes(found)
    assert said(found, "warning", "Investeringar!A6", "Investeringar!H6", "Investeringar!B6")


def test_a_swapped_digit_in_a_projects_outcome(tmp_path: Path, as_json: Json) -> None:
    status, found = as_json("check", save(tmp_path, {"Investeringar": changed(projects(), E4=23_850)}))
    assert status == 1
    assert said(found, "error", "Investeringar!F4")
    assert said(found, "error", "Investeringar!E8", "Investeringar!F8")


def test_a_total_of_the_decided_totals_is_checked_too(tmp_path: Path, as_json: Json) -> None:
    status, found = as_json("check", save(tmp_path, {"Investeringar": changed(projects(), B8=78_400)}))
    assert status == 1
    assert said(found, "error", "Investeringar!B8")


# By group, in mnkr with one decimal, expenditure negative, subtotals before and after


def groups() -> Rows:
    return [
        ["Investeringar, mnkr", "Utfall 2022", "Budget 2023", "Utfall 2023", "Avvikelse"],
        ["Fordon", None, None, None, None],
        ["Tankbil", -3.1, -4.0, -3.8, 0.2],
        ["Båt", 0, -1.2, -1.5, -0.3],
        ["Summa fordon", -3.1, -5.2, -5.3, -0.1],
        ["Fastighet", None, None, None, None],
        ["Ventilation", -0.4, -2.5, -1.1, 1.4],
        ["Tak", 0, -0.8, -0.9, -0.1],
        ["varav konsulter", 0, 0, -0.2, -0.2],
        ["Summa fastighet", -0.4, -3.3, -2.0, 1.3],
        ["Summa investeringar", -3.5, -8.5, -7.3, 1.2],
    ]


FORMATS = dict.fromkeys("BCDE", "0.0")


def test_groups_of_projects_with_subtotals(tmp_path: Path, as_json: Json) -> None:
    status, found = as_json("check", save(tmp_path, {"Blad1": Sheet(groups(), formats=FORMATS)}))
    assert (status, errors(found)) == (0, [])
    assert found["year"] == 2023
    assert (found["investments"]["unit"], found["investments"]["sign"]) == ("mnkr", "outcome-budget")
    assert lines(found["investments"]) == [
        ("Tankbil", "project", -4, -3.8, 0.2),
        ("Båt", "project", -1.2, -1.5, -0.3),
        ("Ventilation", "project", -2.5, -1.1, 1.4),
        ("Tak", "project", -0.8, -0.9, -0.1),
    ]
    assert whole(found["investments"], "all") == (-8.5, -7.3, 1.2)


def test_a_grand_total_that_lacks_a_group_is_an_error(tmp_path: Path, as_json: Json) -> None:
    rows = changed(groups(), C11=-5.2, D11=-5.3, E11=-0.1)
    status, found = as_json("check", save(tmp_path, {"Blad1": Sheet(rows, formats=FORMATS)}))
    assert status == 1
    assert said(found, "error", "Blad1!D11")


def test_parents_before_their_projects_are_not_counted_twice(tmp_path: Path, as_json: Json) -> None:
    rows: Rows = [
        ["Investeringsredovisning 2023, tkr"],
        ["Investeringsobjekt", "Budget", "Utfall", "Kvar av budget"],
        ["Nätverk", 1_850, 1_702, 148],
        ["Switchar", 1_250, 1_188, 62],
        ["Trådlöst nät", 600, 514, 86],
        ["Servrar", 2_400, 2_533, -133],
        ["Lagring", 1_500, 1_624, -124],
        ["Reservkraft", 900, 909, -9],
        ["Totalt investerat", 4_250, 4_235, 15],
    ]
    status, found = as_json("check", save(tmp_path, {"Inv": rows}))
    assert (status, errors(found)) == (0, [])
    assert [one[0] for one in lines(found["investments"])] == ["Switchar", "Trådlöst nät", "Lagring", "Reservkraft"]
    assert whole(found["investments"], "all") == (4_250, 4_235, 15)
    assert "N505" in codes(found)


def test_members_in_the_names_of_projects(tmp_path: Path, as_json: Json) -> None:
    rows: Rows = [
        ["IT-investeringar 2023 (tkr)"],
        ["Projekttext", "Investeringsbudget", "Årets investering", "Återstår"],
        ["IT INVEST LEKEBERG", 900, 812, 88],
        ["It-invest Laxå kommun", 500, 544, -44],
        ["IT-INVEST. GEMENSAMT", 700, 700, 0],
        ["S:a", 2_100, 2_056, 44],
    ]
    status, found = as_json("check", save(tmp_path, {"Inv": rows}))
    assert (status, errors(found)) == (0, [])
    assert figures(found["investments"], "member", "deviation") == {
        "IT INVEST LEKEBERG": ("Lekeberg", 88),
        "It-invest Laxå kommun": ("Laxå", -44),
        "IT-INVEST. GEMENSAMT": (None, 0),
    }


def test_a_total_budget_is_not_the_years_budget(tmp_path: Path, as_json: Json) -> None:
    """With a decided total and the outcome alone there is no budget of the year to compare with."""
    rows: Rows = [
        ["Investeringsredovisning 2023, tkr"],
        ["Projekt", "Total budget", "Utfall 2023", "Ack utfall"],
        ["Brygga", 900, 400, 650],
        ["Kaj", 2_000, 300, 1_100],
    ]
    found = as_json("check", save(tmp_path, {"Inv": rows}))[1]
    if found["investments"] is None:
        assert said(found, "warning", "Inv!A2") or errors(found)
    else:
        assert [one["budget"] for one in found["investments"]["lines"]] == [None, None]
        assert figures(found["investments"], "decided_total")["Kaj"] == (2_000,)
