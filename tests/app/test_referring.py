"""What the user's formulas, names and views make of our sheets stays right when these change or go."""

from __future__ import annotations

import re
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from itnamnd_xl import recalculate
from itnamnd_xl.app.recalculate import clean
from itnamnd_xl.core.diagnostics import Diagnostic
from tests.app.parts import (
    BOOK,
    RELATIONS,
    edit_parts,
    hang_drawing,
    parts_of,
    put_cell,
    put_formula,
    put_text,
    replace,
    say_otherwise,
    sheet_part,
)
from tests.cases import RESULT_SHEETS

OURS = tuple(RESULT_SHEETS)


@pytest.fixture
def computed(single: list[Path]) -> Path:
    # As Excel saves it: what computes everything on opening would hide what is shown here.
    edit_parts(single[0], lambda parts: replace(parts, BOOK, ' fullCalcOnLoad="1"', ""))
    recalculate(single)
    return single[0]


def codes(said: tuple[Diagnostic, ...] | list[Diagnostic]) -> list[str]:
    return [one.code for one in said]


def sheets(path: Path) -> list[str]:
    return openpyxl.load_workbook(path).sheetnames


def test_excel_computes_anew_what_looks_at_a_sheet_that_has_changed(computed: Path) -> None:
    assert b"fullCalcOnLoad" not in parts_of(computed)[BOOK]
    edit_parts(computed, lambda parts: put_formula(parts, "Folkmängd", "H3", "Fördelning!E5", "356"))
    quiet = recalculate([computed])
    assert b"fullCalcOnLoad" not in parts_of(computed)[BOOK]
    assert "N131" not in codes(quiet.diagnostics)
    edit_parts(computed, lambda parts: put_cell(parts, "Folkmängd", "D6", "<v>9603</v>"))
    told = recalculate([computed])
    assert b'fullCalcOnLoad="1"' in parts_of(computed)[BOOK]
    assert "N131" in codes(told.diagnostics)
    before = computed.read_bytes()
    recalculate([computed])
    assert computed.read_bytes() == before


def test_cleaning_leaves_a_visible_sheet(computed: Path) -> None:
    users = [name for name in sheets(computed) if name not in OURS]

    def hide(parts: dict[str, bytes]) -> None:
        for name in users:
            replace(parts, BOOK, f'name="{name}"', f'name="{name}" state="hidden"')
            parts[BOOK] = re.sub(rb'(state="hidden"[^>]*) state="visible"', rb"\1", parts[BOOK])

    edit_parts(computed, hide)
    before = computed.read_bytes()
    removed, said = clean(computed)
    assert (removed, codes(said)) == (0, ["E129"])
    assert computed.read_bytes() == before


def test_the_first_visible_sheet_shows_where_the_one_that_showed_is_gone(computed: Path) -> None:
    def show_ours(parts: dict[str, bytes]) -> None:
        replace(parts, BOOK, 'name="Drift"', 'name="Drift" state="hidden"')
        parts[BOOK] = re.sub(rb'(state="hidden"[^>]*) state="visible"', rb"\1", parts[BOOK])
        parts[BOOK] = re.sub(rb"<workbookView[^>]*/>", b'<workbookView activeTab="6"/>', parts[BOOK])

    first = sheets(computed)[0]
    edit_parts(computed, lambda parts: show_ours(parts) if first == "Drift" else replace(parts, BOOK, "Drift", "Drift"))
    removed, _ = clean(computed)
    book = openpyxl.load_workbook(computed)
    assert removed
    assert book.active is not None
    assert book.active.sheet_state == "visible"


@pytest.mark.parametrize(
    ("formula", "kept"),
    [
        # What stays keeps what it looks at itself.
        ("fördelning!E5", {"Fördelning", "Driftredovisning", "Avstämning"}),
        ("SUM('Fördelning:Om beräkningen'!E5)", {"Fördelning", "Driftredovisning", "Avstämning", "Om beräkningen"}),
        ("'Om beräkningen'!A1", {"Om beräkningen"}),
        ("'[1]Fördelning'!E5", set()),
        ("'Min Fördelning'!E5", set()),
        ("'F&amp;#246;rdelning'!E5", set()),
    ],
)
def test_a_sheet_that_a_formula_looks_at_stays(computed: Path, formula: str, kept: set[str]) -> None:
    edit_parts(computed, lambda parts: put_formula(parts, "Folkmängd", "H3", formula))
    _, said = clean(computed)
    assert {name for name in sheets(computed) if name in OURS} == kept
    assert codes(said) == ["W124"] * len(kept)
    where = {"Avstämning": "Fördelning", "Driftredovisning": "Fördelning"}
    for one in said:
        looks = where.get(one.params["sheet"], "Folkmängd")
        assert f"hänvisar till den (fliken {looks})" in one.text


def test_what_only_speaks_of_a_sheet_does_not_keep_it(computed: Path) -> None:
    edit_parts(computed, lambda parts: put_formula(parts, "Fördelning", "K4", "Avstämning!A1"))
    recalculate([computed])
    assert "Egna anteckningar" in sheets(computed)
    clean(computed)
    assert [name for name in sheets(computed) if name in OURS] == []


def test_a_formula_on_the_users_notes_keeps_what_it_looks_at(computed: Path) -> None:
    edit_parts(computed, lambda parts: put_text(parts, "Fördelning", "K4", "anteckning"))
    recalculate([computed])
    edit_parts(computed, lambda parts: put_formula(parts, "Egna anteckningar", "F5", "Fördelning!E5"))
    clean(computed)
    assert [name for name in sheets(computed) if name in OURS] == ["Driftredovisning", "Fördelning", "Avstämning"]


def test_a_form_control_keeps_what_it_is_linked_to(computed: Path) -> None:
    edit_parts(
        computed,
        lambda parts: parts.update({"xl/drawings/v.vml": "<x><FmlaLink>Fördelning!E5</FmlaLink></x>".encode()}),
    )
    clean(computed)
    assert [name for name in sheets(computed) if name in OURS] == ["Driftredovisning", "Fördelning", "Avstämning"]


def test_names_that_the_user_has_given_to_our_cells_stay(computed: Path) -> None:
    def name_it(parts: dict[str, bytes]) -> None:
        at = sheets(computed).index("Fördelning")
        replace(
            parts,
            BOOK,
            "<definedNames>",
            f'<definedNames><definedName name="Andel" localSheetId="{at}">Fördelning!$C$5</definedName>',
        )
        put_formula(parts, "Folkmängd", "H3", "Fördelning!Andel")

    edit_parts(computed, name_it)
    recalculate([computed])
    assert "Andel" in openpyxl.load_workbook(computed)["Fördelning"].defined_names
    before = computed.read_bytes()
    recalculate([computed])
    assert computed.read_bytes() == before


def test_a_sheet_that_becomes_the_users_takes_its_print_area_with_it(computed: Path) -> None:
    edit_parts(computed, lambda parts: hang_drawing(parts, "Fördelning"))
    recalculate([computed])
    book = openpyxl.load_workbook(computed)
    assert str(book["Fördelning (egen)"].print_area).startswith("'Fördelning (egen)'!")
    assert str(book["Fördelning"].print_area).startswith("'Fördelning'!")
    # What it looks at stays; all else of ours can go.
    clean(computed)
    assert [name for name in sheets(computed) if name in OURS] == ["Driftredovisning", "Avstämning"]


def test_cleaning_leaves_a_sheet_that_has_become_the_users_under_its_name(computed: Path) -> None:
    edit_parts(computed, lambda parts: hang_drawing(parts, "Fördelning"))
    edit_parts(computed, lambda parts: put_formula(parts, "Folkmängd", "H3", "Fördelning!E9"))
    _, said = clean(computed)
    assert codes(said) == ["N132", "W124", "W124"]
    assert [name for name in sheets(computed) if name in OURS] == ["Driftredovisning", "Fördelning", "Avstämning"]
    # It is the user's now: ours stands beside it, and it is no table to read.
    result = recalculate([computed])
    assert not result.has_errors
    assert {"Fördelning", "Fördelning (2)"} <= set(sheets(computed))


def test_a_picture_in_a_comment_or_a_header_makes_a_sheet_the_users(computed: Path) -> None:
    def put_logo(parts: dict[str, bytes]) -> None:
        hang_drawing(parts, "Fördelning")
        part = sheet_part(parts, "Fördelning")
        rels = f"xl/worksheets/_rels/{Path(part).name}.rels"
        parts[rels] = parts[rels].replace(b'/drawing"', b'/vmlDrawing"').replace(b"drawing9.xml", b"vml9.vml")
        parts["xl/drawings/vml9.vml"] = b"<xml/>"
        parts["xl/drawings/_rels/vml9.vml.rels"] = (
            parts[rels].replace(b'/vmlDrawing"', b'/image"').replace(b"/xl/drawings/vml9.vml", b"/xl/media/image9.png")
        )
        parts["xl/media/image9.png"] = b"png"

    edit_parts(computed, put_logo)
    result = recalculate([computed])
    assert not result.has_errors
    assert "N120" in codes(result.diagnostics)
    assert parts_of(computed)["xl/media/image9.png"] == b"png"


def test_a_sheet_that_has_nothing_to_show_any_more_is_not_taken_out_in_silence(computed: Path) -> None:
    edit_parts(computed, lambda parts: say_otherwise(parts, "Folkmängd", "Annat"))
    result = recalculate([computed])
    assert "Fördelning" not in sheets(computed)
    assert "N130" in codes(result.diagnostics)


def test_formulas_filled_down_in_fields_stay_what_they_are(computed: Path) -> None:
    def fill(parts: dict[str, bytes]) -> None:
        first = '<f t="shared" ref="H7:H9" si="0">B7&amp;"!"</f><v>a</v>'
        put_cell(parts, "Måluppfyllelse", "H7", first, "str")
        for place in ("H8", "H9"):
            put_cell(parts, "Måluppfyllelse", place, '<f t="shared" si="0"/><v>a</v>', "str")

    edit_parts(computed, fill)
    recalculate([computed])
    sheet = openpyxl.load_workbook(computed)["Måluppfyllelse"]
    assert [sheet[f"H{row}"].value for row in (7, 8, 9)] == [f'=B{row}&"!"' for row in (7, 8, 9)]


def test_a_motive_is_of_its_year(computed: Path) -> None:
    edit_parts(computed, lambda parts: put_text(parts, "Måluppfyllelse", "H7", "Beslut § 12"))
    edit_parts(computed, lambda parts: say_otherwise(parts, "2023", "2024"))
    recalculate([computed])
    book = openpyxl.load_workbook(computed)
    assert book["Måluppfyllelse"]["A1"].value == "Måluppfyllelse 2024"
    assert book["Måluppfyllelse"]["H7"].value is None
    assert "Beslut § 12" in [row[4] for row in book["Egna anteckningar"].iter_rows(values_only=True)]


def test_a_name_of_a_sheet_that_is_not_there_does_not_become_one_of_ours(single: list[Path]) -> None:
    edit_parts(single[0], lambda parts: replace(parts, BOOK, 'localSheetId="0"', 'localSheetId="9"'))
    before = single[0].read_bytes()
    result = recalculate(single)
    assert "E103" in codes(result.diagnostics)
    assert single[0].read_bytes() == before


def test_styles_that_nothing_relates_to_are_not_written_over(tmp_path: Path) -> None:
    path = tmp_path / "enkel.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Drift")
        for place, row in enumerate((["Kontotext", "Budget 2023 tkr", "Utfall 2023 tkr"], ["Hyra", 5, 4])):
            sheet.write_row(place, 0, row)
    edit_parts(path, lambda parts: replace(parts, RELATIONS, "relationships/styles", "relationships/stiler"))
    before = parts_of(path)["xl/styles.xml"]
    for _ in range(2):
        assert recalculate([path]).written == (path,)
        assert parts_of(path)["xl/styles.xml"] == before
