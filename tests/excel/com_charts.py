"""Charts: their series in openpyxl's chart, and what else is set of them by its path, as in ChartTitle.Text."""
# ruff: noqa: N802, N803 - the members and their arguments have Excel's names

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from openpyxl.chart import BarChart
from openpyxl.chart.series_factory import SeriesFactory
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, OneCellAnchor, SpreadsheetDrawing
from openpyxl.drawing.xdr import XDRPositiveSize2D
from openpyxl.utils import quote_sheetname

from tests.excel.areas import address
from tests.excel.com import Com, ComCollection, Members, NotModelledError, fail

if TYPE_CHECKING:
    from tests.excel.com_range import Range
    from tests.excel.com_sheet import Worksheet

BAR_CLUSTERED, BAR_STACKED = 57, 58
POINT = 12_700
# Heights are summed as floats.
CLOSE = 1e-6
# The stubs leave out what openpyxl's own writer is made of.
DRAWING: Any = SpreadsheetDrawing
_framed = DRAWING._chart_frame


def _named_frame(drawing: Any, number: int) -> Any:
    """Write a chart's frame with the name and the alternative text that it has here: openpyxl knows of neither."""
    frame, chart = _framed(drawing, number), drawing.charts[number - 1]
    properties = frame.nvGraphicFramePr.cNvPr
    properties.name = getattr(chart, "frame_name", properties.name)
    properties.descr = getattr(chart, "frame_text", None) or None
    return frame


DRAWING._chart_frame = _named_frame


class Traits(Com):
    """Something of a chart that only has values to set: each is kept by its path."""

    names: frozenset[str] = frozenset()

    def __init__(self, owner: ChartDouble, path: str, parts: dict[str, tuple[str, ...]]) -> None:
        super().__init__(owner.session)
        self.owner, self.path, self.parts = owner, path, parts

    def where(self) -> str:
        return f"{self.owner.where()}.{self.path}"

    def __getattribute__(self, name: str) -> Any:
        if not name[0].isupper():
            return object.__getattribute__(self, name)
        path, parts = object.__getattribute__(self, "path"), object.__getattribute__(self, "parts")
        self._note("GET", f"{self.where()}.{name}")
        if any(one == name or one.startswith(f"{name}.") for one in parts):
            inner = {one.partition(".")[2]: kinds for one, kinds in parts.items() if one.startswith(f"{name}.")}
            return Traits(self.owner, f"{path}.{name}", {"": parts.get(name, ()), **inner})
        if name not in parts.get("", ()):
            raise AttributeError(f"{path} has no member {name} in Excel's double")
        return self.owner.traits.get(f"{path}.{name}")

    def __setattr__(self, name: str, value: Any) -> None:
        if not name[0].isupper():
            object.__setattr__(self, name, value)
            return
        if name not in self.parts.get("", ()):
            raise AttributeError(f"{self.path}.{name} cannot be set in Excel's double")
        self._note("SET", f"{self.where()}.{name}", value)
        self.owner.traits[f"{self.path}.{name}"] = value


FONT = ("Name", "Size", "Bold", "Color")


class FillDouble(Com):
    """What a series is filled with."""

    def __init__(self, owner: ChartDouble, path: str) -> None:
        super().__init__(owner.session)
        self.owner, self.path = owner, path

    def where(self) -> str:
        return f"{self.owner.where()}.{self.path}"

    @property
    def ForeColor(self) -> Any:
        return Traits(self.owner, f"{self.path}.ForeColor", {"": ("RGB",)})

    @property
    def BackColor(self) -> Any:
        return Traits(self.owner, f"{self.path}.BackColor", {"": ("RGB",)})


class FormatDouble(Com):
    """How a series is filled and framed."""

    def __init__(self, owner: ChartDouble, path: str) -> None:
        super().__init__(owner.session)
        self.owner, self.path = owner, path

    def where(self) -> str:
        return f"{self.owner.where()}.{self.path}"

    @property
    def Fill(self) -> Any:
        return FillDouble(self.owner, f"{self.path}.Fill")

    @property
    def Line(self) -> Any:
        return Traits(self.owner, f"{self.path}.Line", {"": ("Weight",), "ForeColor": ("RGB",)})


class SeriesDouble(Com):
    """One series."""

    def __init__(self, owner: ChartDouble, model: Any) -> None:
        super().__init__(owner.session)
        self.owner, self.model = owner, model

    @property
    def _number(self) -> int:
        return next(at for at, one in enumerate(self.owner.model.series, 1) if one is self.model)

    def where(self) -> str:
        return f"{self.owner.where()}.{self._path()}"

    def _path(self) -> str:
        return f"Series[{self._number}]"

    def Delete(self) -> None:
        self.owner.model.series.remove(self.model)

    @property
    def Name(self) -> Any:
        return self.model.tx.v if self.model.tx else ""

    @Name.setter
    def Name(self, value: str) -> None:
        self.model.tx = SeriesFactory("A!A1", title=value).tx

    def _set(self, value: Range, *, names: bool) -> None:
        area = quote_sheetname(value.sheet.name) + "!" + address(value.areas[0], rows=True, columns=True)
        made = SeriesFactory(area)
        if names:
            self.owner.model.set_categories(made.val.numRef.f)
            self.model.cat = self.owner.model.series[0].cat
        else:
            self.model.val = made.val

    @property
    def Values(self) -> Any:
        raise NotModelledError("the values of a series")

    @Values.setter
    def Values(self, value: Range) -> None:
        self._set(value, names=False)

    @property
    def XValues(self) -> Any:
        raise NotModelledError("the names of a series")

    @XValues.setter
    def XValues(self, value: Range) -> None:
        self._set(value, names=True)

    @property
    def Format(self) -> Any:
        return FormatDouble(self.owner, f"{self._path()}.Format")

    @property
    def InvertIfNegative(self) -> Any:
        return self.owner.traits.get(f"{self._path()}.InvertIfNegative")

    @InvertIfNegative.setter
    def InvertIfNegative(self, value: Any) -> None:
        self.owner.traits[f"{self._path()}.InvertIfNegative"] = value

    @property
    def HasDataLabels(self) -> Any:
        return self.owner.traits.get(f"{self._path()}.HasDataLabels", False)

    @HasDataLabels.setter
    def HasDataLabels(self, value: Any) -> None:
        self.owner.traits[f"{self._path()}.HasDataLabels"] = value

    def DataLabels(self) -> Any:
        if not self.owner.traits.get(f"{self._path()}.HasDataLabels"):
            fail("Unable to get the DataLabels property of the Series class")
        return Traits(self.owner, f"{self._path()}.DataLabels", {"": ("NumberFormat", "Position"), "Font": FONT})


class SeriesList(ComCollection):
    """A chart's series."""

    def __init__(self, owner: ChartDouble) -> None:
        super().__init__(owner.session)
        self.owner = owner

    def where(self) -> str:
        return f"{self.owner.where()}.SeriesCollection"

    def members(self) -> list[Any]:
        return [SeriesDouble(self.owner, one) for one in self.owner.model.series]

    def NewSeries(self) -> Any:
        made = SeriesFactory("A!A1")
        self.owner.model.series.append(made)
        return SeriesDouble(self.owner, made)


class AxisDouble(Traits):
    """One of the two axes."""

    def __getattribute__(self, name: str) -> Any:
        if name != "Delete":
            return super().__getattribute__(name)
        owner, path = object.__getattribute__(self, "owner"), object.__getattribute__(self, "path")

        def delete() -> None:
            self._note("CALL", f"{self.where()}.Delete", ((), {}))
            owner.traits[f"{path}.Deleted"] = True

        return delete


class ChartDouble(Com):
    """One chart."""

    def __init__(self, sheet: Worksheet, model: Any, path: str) -> None:
        super().__init__(sheet.session)
        self.sheet, self.model, self.path = sheet, model, path
        if not hasattr(model, "traits"):
            model.traits = {}

    def where(self) -> str:
        return f"{self.path}.Chart"

    @property
    def traits(self) -> dict[str, Any]:
        return self.model.traits  # type: ignore[no-any-return]

    def SeriesCollection(self) -> Any:
        return SeriesList(self)

    @property
    def Shapes(self) -> Any:
        return Members(self.session, f"{self.where()}.Shapes", list)

    @property
    def HasTitle(self) -> Any:
        return self.traits.get("HasTitle", False)

    @HasTitle.setter
    def HasTitle(self, value: Any) -> None:
        self.traits["HasTitle"] = value

    @property
    def ChartTitle(self) -> Any:
        return Traits(self, "ChartTitle", {"": ("Text",), "Font": FONT})

    @property
    def HasLegend(self) -> Any:
        return self.traits.get("HasLegend", True)

    @HasLegend.setter
    def HasLegend(self, value: Any) -> None:
        self.traits["HasLegend"] = value

    @property
    def Legend(self) -> Any:
        return Traits(self, "Legend", {"": ("Position",)})

    def ChartGroups(self, Index: int) -> Any:
        return Traits(self, f"ChartGroups[{Index}]", {"": ("GapWidth", "Overlap")})

    def Axes(self, Type: int) -> Any:
        members = ("ReversePlotOrder", "TickLabelPosition", "MajorTickMark", "HasMajorGridlines", "MinimumScale")
        return AxisDouble(self, f"Axes[{Type}]", {"": members})


def add_chart(sheet: Worksheet, kind: int, left: float, top: float, width: float, height: float) -> Any:
    """Put a chart on a sheet, with a series of the cells around the one that is chosen, as Excel does."""
    if kind not in (BAR_CLUSTERED, BAR_STACKED):
        raise NotModelledError(f"charts of type {kind}")
    model: Any = BarChart()
    model.type, model.grouping = "bar", "stacked" if kind == BAR_STACKED else "clustered"
    model.series.append(SeriesFactory(f"{quote_sheetname(sheet.name)}!$A$1:$A$2"))
    row = next(one for one in range(1, 1_048_576) if (top := top - (sheet.grid.row_height(one) or 0)) < -CLOSE)
    if left:
        raise NotModelledError("charts beside the first column")
    size = XDRPositiveSize2D(int(width * POINT), int(height * POINT))
    model.anchor = OneCellAnchor(_from=AnchorMarker(row=row - 1), ext=size)
    sheet.grid.sheet._charts.append(model)
    sheet.grid.drawn = (sheet.grid.drawn or 0) + 1
    numbers = {getattr(one, "frame_name", "") for one in sheet.grid.sheet._charts}
    model.frame_name = next(name for at in range(1, 999) if (name := f"Diagram {at}") not in numbers)
    return model
