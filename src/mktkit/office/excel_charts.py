"""Charts that Excel draws itself, from cells, so that they follow when a cell changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Literal, Required, TypedDict, Unpack

from mktkit.money import round_half_up
from mktkit.office.charts.numbers import Number, exact
from mktkit.office.charts.style import ACCENT, FALL, GRID, INK, MUTED, PALETTE, ink_on
from mktkit.office.excel import Styles, write_cell

if TYPE_CHECKING:
    import xlsxwriter
    from xlsxwriter.chart import Chart
    from xlsxwriter.worksheet import Worksheet

__all__ = ["Area", "Series", "WaterfallStep", "add_chart", "add_waterfall", "colour_scale"]

_FONT = "微软雅黑"
_RISE = PALETTE[2]

Kind = Literal["column", "bar", "line", "stacked column", "stacked bar"]


@dataclass(frozen=True)
class Area:
    """Cells of one column or row, counted from 0."""

    sheet: str
    first_row: int
    first_column: int
    last_row: int
    last_column: int

    def as_list(self) -> list[str | int]:
        """Return it as XlsxWriter wants it."""
        return [self.sheet, self.first_row, self.first_column, self.last_row, self.last_column]


@dataclass(frozen=True)
class Series:
    """One series: its name, its values, its colour (by default the next of the palette)."""

    name: str
    values: Area
    colour: str = ""


class Appearance(TypedDict, total=False):
    """How a chart looks and where it stands.

    Attributes
    ----------
    title, unit
        Of the chart.
    at
        (row, column) of its upper left corner.
    alt
        Alternative text.
    number_format
        Of labels and axis.
    size
        Width and height in pixels, by default 640 × 320.
    """

    title: Required[str]
    at: Required[tuple[int, int]]
    unit: str
    alt: str
    number_format: str
    size: tuple[int, int]


class ChartAppearance(Appearance, total=False):
    """How a chart looks; ``labels`` writes every value, unless it is False."""

    labels: bool


class WaterfallAppearance(Appearance, total=False):
    """How a waterfall looks; ``total`` names its last column, the sum."""

    total: str


#: Settings as XlsxWriter takes them.
Settings = dict[str, object]


def _font(size: float = 9, colour: str = INK, bold: bool = False) -> Settings:
    return {"name": _FONT, "size": size, "color": colour, "bold": bold}


#: The axis that names what is compared.
_NAMES: Settings = {
    "num_font": _font(),
    "line": {"color": MUTED},
    "major_tick_mark": "none",
    "label_position": "low",
}


def _insert(sheet: Worksheet, chart: Chart, look: Appearance, *, legend: bool, called: str) -> None:
    """Give a chart what all of them share (title left, no box) and put it on the sheet."""
    title, unit = look["title"], look.get("unit", "")
    chart.set_title(
        {
            "name": f"{title}（{unit}）" if unit else title,
            "name_font": _font(12),
            "overlay": False,
            "layout": {"x": 0.02, "y": 0.02},
        }
    )
    chart.set_legend({"position": "bottom", "font": _font()} if legend else {"none": True})
    chart.set_chartarea({"border": {"none": True}, "fill": {"color": "#FFFFFF"}})
    width, height = look.get("size", (640, 320))
    chart.set_size({"width": width, "height": height})
    description = look.get("alt") or f"{title}的{called}"
    sheet.insert_chart(*look["at"], chart, {"description": description, "object_position": 2})


def add_chart(
    workbook: xlsxwriter.Workbook,
    sheet: Worksheet,
    kind: Kind,
    categories: Area,
    series: Sequence[Series],
    **look: Unpack[ChartAppearance],
) -> None:
    """Insert a chart over cells.

    Parameters
    ----------
    workbook, sheet
        Where; the cells may stand on another sheet.
    kind
        Which; a bar chart lists from the top down, as the table does.
    categories, series
        The cells.
    look
        See :class:`ChartAppearance`.
    """
    plain = kind.removeprefix("stacked ")
    stacked, labels = plain != kind, look.get("labels", True)
    number_format = look.get("number_format", "General")
    chart = workbook.add_chart({"type": plain, "subtype": "stacked"} if stacked else {"type": plain})
    for position, one in enumerate(series):
        colour = one.colour or PALETTE[position % len(PALETTE)]
        looks = _line(colour) if plain == "line" else {"fill": {"color": colour}, "gap": 55}
        if labels:
            looks["data_labels"] = {
                "value": True,
                "num_format": number_format,
                "font": _font(8, ink_on(colour) if stacked else INK),
                "position": {"line": "above"}.get(plain, "center" if stacked else "outside_end"),
            }
        chart.add_series(
            {"name": one.name, "categories": categories.as_list(), "values": one.values.as_list(), **looks}
        )
    values = _values_axis(number_format, visible=not labels or stacked or plain == "line")
    # Of a bar chart XlsxWriter calls the upright axis y, which here holds the categories.
    if plain == "bar":
        chart.set_y_axis(_NAMES | {"reverse": True})
        # Turning the categories moves the values' axis to the top; "high" is below then.
        chart.set_x_axis(values | {"label_position": "high"})
    else:
        chart.set_x_axis(_NAMES)
        chart.set_y_axis(values)
    _insert(sheet, chart, look, legend=len(series) > 1, called="图表")


def _line(colour: str) -> Settings:
    marker = {"type": "circle", "size": 5, "fill": {"color": colour}, "border": {"color": colour}}
    return {"line": {"color": colour, "width": 2}, "marker": marker}


def _values_axis(number_format: str, *, visible: bool) -> Settings:
    return {
        "num_format": number_format,
        "num_font": _font(8, MUTED),
        "major_gridlines": {"visible": visible, "line": {"color": GRID, "width": 0.75}},
        "line": {"none": True},
        "visible": visible,
    }


# -- waterfall ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class WaterfallStep:
    """One step of a waterfall: the value, and the formula that makes it where it comes from other cells."""

    label: str
    value: Number
    formula: str = ""


_COLUMNS = ("项目", "变动", "起点", "终点", "垫底上", "垫底下", "合计上", "合计下", "增加上", "增加下", "减少上", "减少下", "图上的名称")  # fmt: skip
#: The columns that are stacked, and the colour of each; the base has none.
_SHADES = dict(zip(_COLUMNS[4:12], ("", "", ACCENT, ACCENT, _RISE, _RISE, FALL, FALL), strict=True))


def add_waterfall(
    workbook: xlsxwriter.Workbook,
    sheet: Worksheet,
    styles: Styles,
    steps: Sequence[WaterfallStep],
    *,
    table: tuple[int, int],
    **look: Unpack[WaterfallAppearance],
) -> int:
    """Insert a waterfall: columns stacked on an invisible base, over a table of live formulas.

    Parameters
    ----------
    workbook, sheet, styles
        Where, and in which style.
    steps
        The first is the start, the others what they add or take away.
    table
        (row, column) of the table's upper left corner; it takes 13 columns.
    look
        See :class:`WaterfallAppearance`.

    Returns
    -------
    int
        Index of the row below the table.

    Notes
    -----
    Excel's own waterfall is newer than WPS and XlsxWriter know.  A step that crosses zero is cut into a piece above
    and one below it, each on its own base.  The change stands under the step's name, by a formula: labels taken from
    cells show in Excel alone.
    """
    written = _WaterfallTable(sheet, styles, *table, look.get("number_format", "#,##0"))
    written.write(steps, look.get("total", "合计"))
    chart = workbook.add_chart({"type": "column", "subtype": "stacked"})
    count = len(steps) + 1
    names = written.cells("图上的名称", count).as_list()
    for head, colour in _SHADES.items():
        looks: Settings = (
            {"fill": {"color": colour}} if colour else {"fill": {"none": True}, "border": {"none": True}}
        )
        values = written.cells(head, count).as_list()
        chart.add_series({"name": head, "categories": names, "values": values, "gap": 45, **looks})
    chart.set_x_axis(_NAMES)
    chart.set_y_axis({"visible": False, "major_gridlines": {"visible": False}, "line": {"none": True}})
    _insert(sheet, chart, look, legend=False, called="瀑布图")
    return table[0] + count + 1


@dataclass(frozen=True)
class _Level:
    """One row of the table: from where to where, by which formula."""

    label: str
    start: Fraction
    end: Fraction
    is_level: bool
    formula: str = ""

    @property
    def change(self) -> Fraction:
        return self.end - self.start

    def pieces(self) -> dict[str, Fraction]:
        """Return how long each piece of the column is, above and below zero."""
        none, low, high = Fraction(0), min(self.start, self.end), max(self.start, self.end)
        kind = "合计" if self.is_level else "增加" if self.change >= 0 else "减少"
        return dict.fromkeys(_SHADES, none) | {
            "垫底上": max(none, low),
            "垫底下": min(none, high),
            f"{kind}上": max(none, high) - max(none, low),
            f"{kind}下": min(none, low) - min(none, high),
        }


@dataclass(frozen=True)
class _WaterfallTable:
    """The table of live formulas that a waterfall is drawn from."""

    sheet: Worksheet
    styles: Styles
    top: int
    left: int
    number_format: str

    def cells(self, head: str, count: int) -> Area:
        """Return the cells of a column below its head."""
        column = self.left + _COLUMNS.index(head)
        return Area(self.sheet.get_name(), self.top + 1, column, self.top + count, column)

    def write(self, steps: Sequence[WaterfallStep], total: str) -> None:
        for position, head in enumerate(_COLUMNS):
            self.sheet.write_string(self.top, self.left + position, head, self.styles.head)
        reached = Fraction(0)
        for at, step in enumerate(steps, 1):
            value = exact(step.value, step.label) or Fraction(0)
            self._write_row(at, _Level(step.label, reached, reached + value, at == 1, step.formula))
            reached += value
        last = len(steps) + 1
        before = self._cell(last - 1, "终点")
        self._write_row(last, _Level(total, Fraction(0), reached, True, f"={before}"))

    def _cell(self, at: int, head: str) -> str:
        from xlsxwriter.utility import xl_rowcol_to_cell

        column = self.left + _COLUMNS.index(head)
        return str(xl_rowcol_to_cell(self.top + at, column, row_abs=True, col_abs=True))

    def _write_row(self, at: int, level: _Level) -> None:
        row = self.top + at
        signed = f"+{self.number_format};-{self.number_format};{self.number_format}"
        pattern = self.number_format if level.is_level else signed
        style, changes = self.styles.cell(self.number_format), self.styles.cell(pattern)
        write_cell(self.sheet, row, self.left, level.label, self.styles.cell())
        if level.formula:
            formula = level.formula if level.formula.startswith("=") else f"={level.formula}"
            self.sheet.write_formula(row, self.left + 1, formula, changes, float(level.change))
        else:
            write_cell(self.sheet, row, self.left + 1, level.change, changes)
        amount = _written(level.change, self.number_format, sign=not level.is_level)
        # A sum of binary fractions may lie a hair below a half that the exact sum reaches.
        named = f'={self._cell(at, "项目")}&" "&TEXT(ROUND({self._cell(at, "变动")},6),"{pattern}")'
        column = self.left + _COLUMNS.index("图上的名称")
        self.sheet.write_formula(row, column, named, self.styles.cell(), f"{level.label} {amount}")
        values = {"起点": level.start, "终点": level.end, **level.pieces()}
        for head, text in self._formulas(at, level).items():
            column = self.left + _COLUMNS.index(head)
            self.sheet.write_formula(row, column, text, style, float(values[head]))

    def _formulas(self, at: int, level: _Level) -> dict[str, str]:
        """Return how each column follows from the start, the end and the change."""
        change, start, end = (self._cell(at, head) for head in ("变动", "起点", "终点"))
        low, high = f"MIN({start},{end})", f"MAX({start},{end})"
        upper, lower = f"MAX(0,{high})-MAX(0,{low})", f"MIN(0,{low})-MIN(0,{high})"
        formulas = {
            "起点": "=0" if level.is_level else f"={self._cell(at - 1, '终点')}",
            "终点": f"={start}+{change}",
            "垫底上": f"=MAX(0,{low})",
            "垫底下": f"=MIN(0,{high})",
        }
        for side, length in (("上", upper), ("下", lower)):
            formulas[f"合计{side}"] = f"={length}" if level.is_level else "=0"
            formulas[f"增加{side}"] = "=0" if level.is_level else f"=IF({change}>=0,{length},0)"
            formulas[f"减少{side}"] = "=0" if level.is_level else f"=IF({change}<0,{length},0)"
        return formulas


def _written(value: Fraction, number_format: str, *, sign: bool) -> str:
    """Write a number as Excel's TEXT will, for programs that show what was saved."""
    decimals = len(number_format.partition(".")[2])
    number = round_half_up(value, decimals)
    text = f"{number:,f}" if "," in number_format else f"{number:f}"
    return f"+{text}" if sign and number > 0 else text


def colour_scale(sheet: Worksheet, area: Area, *, centre: float | None = None) -> None:
    """Colour cells by their value, a heat map: one hue, or two that part at `centre`."""
    if centre is None:
        rule: Settings = {"type": "2_color_scale", "min_color": "#F3F8FC", "max_color": "#4A97C9"}
    else:
        rule = {
            "type": "3_color_scale",
            "min_color": "#6BAED6",
            "mid_type": "num",
            "mid_value": centre,
            "mid_color": "#FFFFFF",
            "max_color": "#F2A06B",
        }
    sheet.conditional_format(area.first_row, area.first_column, area.last_row, area.last_column, rule)
