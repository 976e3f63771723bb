"""Where the user has a sheet with the name of one of ours, ours gets another: what tells of it has that name too."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl

from itnamnd_xl import recalculate

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TAKEN = ("Fördelning", "Avstämning", "Meddelanden", "Måluppfyllelse", "Text till årsredovisningen", "Om beräkningen")


def texts(path: Path, *, formulas: bool) -> Iterator[tuple[str, str]]:
    """Give all texts of our sheets, or the formulas that they come from, by sheet."""
    book = openpyxl.load_workbook(path, data_only=not formulas)
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            yield from ((sheet.title, str(cell.value)) for cell in row if isinstance(cell.value, str))


def test_texts_name_a_sheet_of_ours_as_it_is_called(single: list[Path]) -> None:
    book = openpyxl.load_workbook(single[0])
    for name in TAKEN:
        book.create_sheet(name)["A1"] = "min egen"
    book.save(single[0])
    result = recalculate(single)
    assert result.written
    for formulas in (False, True):
        found = list(texts(single[0], formulas=formulas))
        # Of the user's own sheets it is told that they hold no table.
        said = {text for sheet, text in found if sheet not in TAKEN and ".xlsx, fliken " not in text}
        assert not [text for text in said if any(one in text for one in ("\ue000", "\ue001", "\ue002"))]
        # A text names it as "fliken X" or "se X".
        for name in TAKEN:
            for before in ("fliken ", "Fliken ", ", se ", "; se "):
                wrong = [text for text in said if f"{before}{name}" in text and f"{before}{name} (2)" not in text]
                assert not wrong
        assert "Fliken Fördelning (2)." in said
    about = openpyxl.load_workbook(single[0])["Om beräkningen (2)"]
    follow = "på fliken Måluppfyllelse (2) och avvikelserna på fliken Text till årsredovisningen (2) följer med direkt"
    assert follow in str(about["A3"].value)


def test_what_is_to_be_answered_is_said_of_our_own_sheet(single: list[Path]) -> None:
    book = openpyxl.load_workbook(single[0])
    book.create_sheet("Meddelanden")["A1"] = "min egen"
    book.save(single[0])
    recalculate(single)
    advice = [text for sheet, text in texts(single[0], formulas=False) if sheet == "Meddelanden (2)"]
    assert any("kolumnen Svar på fliken Meddelanden (2)." in text for text in advice)
