"""Validation: the drop-downs of a range, kept in openpyxl's sheet."""
# ruff: noqa: N802, N803 - the members and their arguments have Excel's names

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from openpyxl.worksheet.datavalidation import DataValidation, DataValidationList

from tests.excel.areas import Area, parse_area, plain_address
from tests.excel.com import Com, NotModelledError, fail

if TYPE_CHECKING:
    from tests.excel.com_range import Range

LIST = 3
# What parts a list's members in a Swedish Excel; a file has a comma.
SEPARATOR = ";"


class Validation(Com):
    """What may be entered in a range: lists alone are modelled."""

    def __init__(self, owner: Range) -> None:
        super().__init__(owner.session)
        self._owner = owner

    def where(self) -> str:
        return f"{self._owner.where()}.Validation"

    @property
    def _kept(self) -> list[DataValidation]:
        found: list[DataValidation] = self._owner.sheet.grid.sheet.data_validations.dataValidation
        return found

    def _mine(self) -> DataValidation:
        wanted = {plain_address(area) for area in self._owner.areas}
        for one in self._kept:
            if wanted <= {plain_address(area) for text in str(one.sqref).split() if (area := parse_area(text))}:
                return one
        return fail("Application-defined or object-defined error")

    def Add(self, Type: int, AlertStyle: int = 1, Operator: int = 1, Formula1: str = "") -> None:
        if (Type, Operator) != (LIST, 1) or AlertStyle not in (1, 2, 3):
            raise NotModelledError(f"Validation.Add of type {Type}")
        text = str(Formula1)
        if not text or (not text.startswith("=") and "," in text):
            # With a comma it would be a list of a single member here.
            fail("Validation.Add: the list is not in the user's language")
        if any(area.meets(own) for one in self._kept for area in _areas(one) for own in self._owner.areas):
            fail("Add method of Validation class failed")
        stored = text[1:] if text.startswith("=") else '"' + text.replace(SEPARATOR, ",") + '"'
        sqref = " ".join(map(plain_address, self._owner.areas))
        made = DataValidation(type="list", formula1=stored, allow_blank=True, showErrorMessage=True, sqref=sqref)
        self._kept.append(made)

    def Delete(self) -> None:
        kept = DataValidationList()
        for one in self._kept:
            left = _areas(one)
            for own in self._owner.areas:
                left = [rest for area in left for rest in area.minus(own)]
            if left:
                one.sqref = " ".join(map(plain_address, left))
                kept.append(one)
        self._owner.sheet.grid.sheet.data_validations = kept

    @property
    def ShowError(self) -> bool:
        return bool(self._mine().showErrorMessage)

    @ShowError.setter
    def ShowError(self, value: Any) -> None:
        self._mine().showErrorMessage = bool(value)

    @property
    def Formula1(self) -> str:
        stored = str(self._mine().formula1)
        return stored.strip('"').replace(",", SEPARATOR) if stored.startswith('"') else f"={stored}"


def _areas(one: DataValidation) -> list[Area]:
    return [area for text in str(one.sqref).split() if (area := parse_area(text)) is not None]
