"""Formulas as Excel shows them in a cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from itnamnd_xl.core.model import column_letters

if TYPE_CHECKING:
    from itnamnd_xl.package.cells import Formula


def shown_formula(formula: Formula) -> str:
    """Give a formula with its equals sign, a shared one as seen from the cell that it stands in."""
    text = f"={formula.text}"
    if not formula.is_shared:
        return text
    # Loaded where it is needed: few workbooks have shared formulas, and nobody asks for most of them.
    from openpyxl.formula.translate import Translator  # noqa: PLC0415 - as said

    home, place = (f"{column_letters(column)}{row}" for row, column in (formula.home, formula.place))
    return str(Translator(text, origin=home).translate_formula(place))
