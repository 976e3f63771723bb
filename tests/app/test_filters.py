"""The arrows of filters on result sheets: in the file, at a rerun, and taken out with the sheets."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import openpyxl

from itnamnd_xl import recalculate
from itnamnd_xl.app.recalculate import clean
from tests.app.parts import BOOK, edit_parts, parts_of, replace, sheet_part

if TYPE_CHECKING:
    from pathlib import Path

    from tests.app.parts import Parts

FILTERED = ("Avstämning", "Källor", "Meddelanden")


def filters(parts: Parts) -> dict[str, str]:
    """The cells that are filtered, by the sheet's name."""
    found = {}
    for name in re.findall(r'<sheet [^>]*name="([^"]*)"', parts[BOOK].decode()):
        if area := re.search(r'</sheetData><autoFilter ref="([^"]*)"/>', parts[sheet_part(parts, name)].decode()):
            found[name] = area[1]
    return found


def hidden_names(parts: Parts) -> list[tuple[str, str]]:
    names = re.findall(r"<definedName ([^>]*FilterDatabase[^>]*)>([^<]*)<", parts[BOOK].decode())
    assert all('hidden="1"' in attributes and "localSheetId" in attributes for attributes, _ in names)
    return [(text.split("!")[0].strip("'"), text.split("!")[1].replace("$", "")) for _, text in names]


def test_each_filter_has_its_hidden_name(single: list[Path]) -> None:
    recalculate(single)
    parts = parts_of(single[0])
    assert tuple(filters(parts)) == FILTERED
    assert hidden_names(parts) == list(filters(parts).items())
    book = openpyxl.load_workbook(single[0])
    for name in FILTERED:
        assert book[name].auto_filter.ref == filters(parts)[name]


def test_a_rerun_gives_the_same_and_clean_takes_it_out(single: list[Path]) -> None:
    recalculate(single)
    first = single[0].read_bytes()
    recalculate(single)
    assert single[0].read_bytes() == first
    clean(single[0])
    assert hidden_names(parts_of(single[0])) == []


def filter_rows(parts: Parts) -> None:
    """Show the warnings of Meddelanden alone, as Excel does it: all rows below the first are hidden."""
    part = sheet_part(parts, "Meddelanden")
    area = filters(parts)["Meddelanden"]
    column = '<filterColumn colId="1"><filters><filter val="▲ Varning"/></filters></filterColumn>'
    replace(parts, part, f'<autoFilter ref="{area}"/>', f'<autoFilter ref="{area}">{column}</autoFilter>')
    top = int(re.findall(r"\d+", area)[0])
    text = re.sub(
        r'<row r="(\d+)"',
        lambda row: row[0] + (' hidden="1"' if int(row[1]) > top + 1 else ""),
        parts[part].decode(),
    )
    parts[part] = text.encode()


def test_what_a_user_has_filtered_is_shown_again_and_no_text_of_hers(single: list[Path]) -> None:
    recalculate(single)
    before = parts_of(single[0])
    edit_parts(single[0], filter_rows)
    assert parts_of(single[0]) != before
    result = recalculate(single)
    assert not {"N119", "N120"} & {one.code for one in result.diagnostics}
    assert parts_of(single[0]) == before


def test_what_another_program_has_saved_has_each_name_once(single: list[Path]) -> None:
    recalculate(single)
    before = filters(parts_of(single[0]))
    openpyxl.load_workbook(single[0]).save(single[0])
    recalculate(single)
    parts = parts_of(single[0])
    assert filters(parts) == before
    assert sorted(hidden_names(parts)) == sorted(before.items())


def test_an_answer_goes_with_its_message_where_those_are_sorted(single: list[Path]) -> None:
    recalculate(single)
    book = openpyxl.load_workbook(single[0])
    sheet = book["Meddelanden"]
    header, last = sheet.auto_filter.ref.split(":")
    top, bottom, width = sheet[header].row + 1, sheet[last].row, sheet[last].column
    place = sheet.cell(top + 1, 4).value
    sheet.cell(top + 1, width).value = "det får vi se"
    rows = [[sheet.cell(row, column).value for column in range(1, width + 1)] for row in range(top, bottom + 1)]
    for row, values in enumerate(reversed(rows), top):
        for column, value in enumerate(values, 1):
            sheet.cell(row, column).value = value
    book.save(single[0])
    result = recalculate(single)
    assert not {"N119", "N120"} & {one.code for one in result.diagnostics}
    answers = [
        (row[3].value, row[-1].value)
        for row in openpyxl.load_workbook(single[0])["Meddelanden"].iter_rows(min_row=top)
        if row[-1].value
    ]
    assert answers == [(place, "det får vi se")]
