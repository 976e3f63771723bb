"""Conditional formats, kept in openpyxl's sheet."""
# ruff: noqa: N802, N803 - the members and their arguments have Excel's names

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from openpyxl.formatting.formatting import ConditionalFormatting
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Font, PatternFill
from openpyxl.styles.differential import DifferentialStyle

from tests.excel.areas import Area, parse_area, plain_address
from tests.excel.colours import AUTOMATIC, NONE, from_color, index_of, to_color
from tests.excel.com import Com, ComCollection, NotModelledError, fail

if TYPE_CHECKING:
    from tests.excel.com_range import Range
    from tests.excel.com_sheet import Worksheet

CELL_VALUE, EXPRESSION, TEXT_STRING, BEGINS_WITH = 1, 2, 9, 2
OPERATORS = {
    "between": 1,
    "notBetween": 2,
    "equal": 3,
    "notEqual": 4,
    "greaterThan": 5,
    "lessThan": 6,
    "greaterThanOrEqual": 7,
    "lessThanOrEqual": 8,
}
TYPES = {
    "cellIs": CELL_VALUE,
    "expression": EXPRESSION,
    "beginsWith": TEXT_STRING,
    "colorScale": 3,
    "dataBar": 4,
    "iconSet": 6,
}


def _bare(formula: Any) -> str:
    text = str(formula)
    return text.removeprefix("=")


class Conditions:
    """All conditional formats of a sheet, by priority, as pairs of areas and rule."""

    def __init__(self, sheet: Any) -> None:
        self._sheet = sheet
        self.rules: list[tuple[list[Area], Any]] = []
        for one in sheet.conditional_formatting:
            areas = [area for text in str(one.sqref).split() if (area := parse_area(text)) is not None]
            self.rules += [(areas, rule) for rule in one.rules]
        self.rules.sort(key=lambda pair: pair[1].priority or 0)

    def store(self) -> None:
        """Give openpyxl's sheet the rules as they are now."""
        kept = type(self._sheet.conditional_formatting)()
        for number, (areas, rule) in enumerate(self.rules, 1):
            rule.priority = number
            kept.add(ConditionalFormatting(" ".join(map(plain_address, areas))), rule)
        self._sheet.conditional_formatting = kept

    def clear(self, area: Area) -> None:
        """Take an area out of every rule."""
        if not any(part.meets(area) for areas, _ in self.rules for part in areas):
            return
        left = [([rest for part in areas for rest in part.minus(area)], rule) for areas, rule in self.rules]
        self.rules = [(areas, rule) for areas, rule in left if areas]
        self.store()


class Look(Com):
    """The Font or the Interior of a conditional format."""

    def __init__(self, owner: FormatCondition, name: str) -> None:
        super().__init__(owner.session)
        self._owner, self._name = owner, name

    def where(self) -> str:
        return f"{self._owner.where()}.{self._name}"

    @property
    def style(self) -> Any:
        rule = self._owner.rule
        rule.dxf = rule.dxf or DifferentialStyle()
        return rule.dxf

    def color(self) -> Any:
        part = self.style.font if self._name == "Font" else self.style.fill
        if part is None:
            return None
        found = part.color if self._name == "Font" else part.bgColor
        return None if found is None else from_color(found, self._owner.sheet.book.theme)

    def font(self, **changes: Any) -> None:
        if self._name != "Font":
            raise AttributeError("Interior has no such member in Excel's double")
        self.style.font = self.style.font or Font(name=None, sz=None)
        for name, value in changes.items():
            setattr(self.style.font, name, value)

    @property
    def Color(self) -> Any:
        found = self.color()
        return None if found is None else float(found)

    @Color.setter
    def Color(self, value: Any) -> None:
        if self._name == "Font":
            self.font(color=to_color(int(value)))
        else:
            self.style.fill = PatternFill(bgColor=to_color(int(value)))

    @property
    def ColorIndex(self) -> Any:
        found = self.color()
        if found is None:
            return AUTOMATIC if self._name == "Font" else NONE
        return index_of(found)

    @property
    def Bold(self) -> Any:
        return self.style.font.b if self.style.font else None

    @Bold.setter
    def Bold(self, value: Any) -> None:
        self.font(b=bool(value))

    @property
    def Italic(self) -> Any:
        return self.style.font.i if self.style.font else None

    @Italic.setter
    def Italic(self, value: Any) -> None:
        self.font(i=bool(value))


class FormatCondition(Com):
    """One rule."""

    def __init__(self, owner: Range, rule: Any) -> None:
        super().__init__(owner.session)
        self._range, self.sheet, self.rule = owner, owner.sheet, rule

    def where(self) -> str:
        order = [rule for _, rule in self.sheet.conditions.rules]
        place = next((number for number, rule in enumerate(order, 1) if rule is self.rule), 0)
        return f"{self._range.where()}.FormatConditions[{place}]"

    def check(self) -> None:
        if not any(rule is self.rule for _, rule in self.sheet.conditions.rules):
            fail("The conditional format is gone")

    @property
    def Type(self) -> int:
        return TYPES.get(self.rule.type, 0)

    @property
    def Operator(self) -> Any:
        return OPERATORS.get(self.rule.operator) or fail("The rule has no operator")

    @property
    def Formula1(self) -> str:
        return f"={self.rule.formula[0]}" if self.rule.formula else fail("The rule has no formula")

    @property
    def Formula2(self) -> str:
        return f"={self.rule.formula[1]}" if len(self.rule.formula) > 1 else fail("The rule has no second formula")

    @property
    def Font(self) -> Any:
        return Look(self, "Font")

    @property
    def Interior(self) -> Any:
        return Look(self, "Interior")

    @property
    def StopIfTrue(self) -> bool:
        return bool(self.rule.stopIfTrue)

    @StopIfTrue.setter
    def StopIfTrue(self, value: Any) -> None:
        self.rule.stopIfTrue = bool(value)

    @property
    def Priority(self) -> int:
        return int(self.rule.priority)

    @property
    def AppliesTo(self) -> Any:
        return self._range.make(next(areas for areas, rule in self.sheet.conditions.rules if rule is self.rule))

    def _take(self) -> tuple[list[Area], Any]:
        rules = self.sheet.conditions.rules
        return rules.pop(next(at for at, (_, rule) in enumerate(rules) if rule is self.rule))

    def SetFirstPriority(self) -> None:
        self.sheet.conditions.rules.insert(0, self._take())
        self.sheet.conditions.store()

    def SetLastPriority(self) -> None:
        self.sheet.conditions.rules.append(self._take())
        self.sheet.conditions.store()

    def Delete(self) -> None:
        self._range.write()
        self._take()
        self.sheet.conditions.store()


class FormatConditions(ComCollection):
    """The rules that touch a range."""

    def __init__(self, owner: Range) -> None:
        super().__init__(owner.session)
        self._range = owner

    def where(self) -> str:
        return f"{self._range.where()}.FormatConditions"

    def check(self) -> None:
        self._range.check()

    @property
    def _sheet(self) -> Worksheet:
        return self._range.sheet

    def members(self) -> list[Any]:
        touching = [
            rule
            for areas, rule in self._sheet.conditions.rules
            if any(part.meets(area) for part in areas for area in self._range.areas)
        ]
        return [FormatCondition(self._range, rule) for rule in touching]

    def Add(
        self,
        Type: int,
        Operator: int | None = None,
        Formula1: Any = None,
        Formula2: Any = None,
        String: str | None = None,
        TextOperator: int | None = None,
    ) -> Any:
        self._range.write()
        if Type == TEXT_STRING and TextOperator == BEGINS_WITH and String:
            return self._added(self._beginning(String))
        given = [_bare(one) for one in (Formula1, Formula2) if one is not None]
        if any(";" in one.split('"')[0] for one in given) or not given:
            fail("Invalid procedure call or argument")
        if Type == CELL_VALUE:
            word: Any = next((word for word, constant in OPERATORS.items() if constant == Operator), None)
            if word is None:
                fail("Invalid procedure call or argument")
            rule = Rule(type="cellIs", operator=word, formula=given)
        elif Type == EXPRESSION:
            rule = Rule(type="expression", formula=given)
        else:
            raise NotModelledError(f"conditional formats of type {Type}")
        return self._added(rule)

    def _beginning(self, text: str) -> Any:
        """The rule for a text that begins so, with the formula that Excel makes of it."""
        first = plain_address(self._range.areas[0]).partition(":")[0]
        formula = f'LEFT({first},LEN("{text}"))="{text}"'
        return Rule(type="beginsWith", operator="beginsWith", text=text, formula=[formula])

    def _added(self, rule: Any) -> Any:
        rule.dxf = DifferentialStyle()
        self._sheet.conditions.rules.append((list(self._range.areas), rule))
        self._sheet.conditions.store()
        return FormatCondition(self._range, rule)

    def Delete(self) -> None:
        self._range.write()
        for area in self._range.areas:
            self._sheet.conditions.clear(area)
