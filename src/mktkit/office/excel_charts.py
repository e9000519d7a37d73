"""Charts that Excel draws itself, from cells, so that they follow when a cell changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Literal

from mktkit.money import round_half_up
from mktkit.office.charts.numbers import Number, exact
from mktkit.office.charts.style import ACCENT, FALL, GRID, INK, MUTED, PALETTE, ink_on
from mktkit.office.excel import Styles, write_cell

if TYPE_CHECKING:
    import xlsxwriter
    from xlsxwriter.worksheet import Worksheet

__all__ = ["Area", "Series", "Step", "add_chart", "add_waterfall", "colour_scale", "data_bars"]

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


def _font(size: float = 9, colour: str = INK, bold: bool = False) -> dict[str, Any]:
    return {"name": _FONT, "size": size, "color": colour, "bold": bold}


def _frame(chart: Any, title: str, unit: str, *, legend: bool) -> None:
    """Set what all charts share: title left, thin grid, no box."""
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


def add_chart(
    workbook: xlsxwriter.Workbook,
    sheet: Worksheet,
    kind: Kind,
    categories: Area,
    series: Sequence[Series],
    *,
    title: str,
    at: tuple[int, int],
    unit: str = "",
    alt: str = "",
    number_format: str = "General",
    labels: bool = True,
    size: tuple[int, int] = (640, 320),
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
    title, unit
        Of the chart.
    at
        (row, column) of its upper left corner.
    alt
        Alternative text.
    number_format
        Of labels and axis.
    labels
        True writes every value.
    size
        Width and height in pixels.
    """
    stacked = kind.startswith("stacked")
    plain = kind.removeprefix("stacked ")
    chart = workbook.add_chart({"type": plain, "subtype": "stacked"} if stacked else {"type": plain})
    for position, one in enumerate(series):
        colour = one.colour or PALETTE[position % len(PALETTE)]
        looks: dict[str, Any] = (
            {
                "line": {"color": colour, "width": 2},
                "marker": {
                    "type": "circle",
                    "size": 5,
                    "fill": {"color": colour},
                    "border": {"color": colour},
                },
            }
            if plain == "line"
            else {"fill": {"color": colour}, "gap": 55}
        )
        if labels:
            where = {"line": "above"}.get(plain, "center" if stacked else "outside_end")
            looks["data_labels"] = {
                "value": True,
                "num_format": number_format,
                "font": _font(8, ink_on(colour) if stacked else INK),
                "position": where,
            }
        chart.add_series(
            {"name": one.name, "categories": categories.as_list(), "values": one.values.as_list(), **looks}
        )
    _frame(chart, title, unit, legend=len(series) > 1)
    values: dict[str, Any] = {
        "num_format": number_format,
        "num_font": _font(8, MUTED),
        "major_gridlines": {
            "visible": not labels or stacked or plain == "line",
            "line": {"color": GRID, "width": 0.75},
        },
        "line": {"none": True},
        "visible": not labels or stacked or plain == "line",
    }
    names: dict[str, Any] = {
        "num_font": _font(),
        "line": {"color": MUTED},
        "major_tick_mark": "none",
        "label_position": "low",
    }
    # Of a bar chart XlsxWriter calls the upright axis y, which here holds the categories.
    if plain == "bar":
        chart.set_y_axis(names | {"reverse": True})
        # Turning the categories moves the values' axis to the top; "high" is below then.
        chart.set_x_axis(values | {"label_position": "high"})
    else:
        chart.set_x_axis(names)
        chart.set_y_axis(values)
    chart.set_size({"width": size[0], "height": size[1]})
    sheet.insert_chart(*at, chart, {"description": alt or f"{title}的图表", "object_position": 2})


@dataclass(frozen=True)
class Step:
    """One step of a waterfall: the value, and the formula that makes it where it comes from other cells."""

    label: str
    value: Number
    formula: str = ""


_COLUMNS = ("项目", "变动", "起点", "终点", "垫底上", "垫底下", "合计上", "合计下", "增加上", "增加下", "减少上", "减少下", "图上的名称")  # fmt: skip


def add_waterfall(
    workbook: xlsxwriter.Workbook,
    sheet: Worksheet,
    styles: Styles,
    steps: Sequence[Step],
    *,
    top: int,
    left: int,
    title: str,
    at: tuple[int, int],
    total: str = "合计",
    unit: str = "",
    alt: str = "",
    number_format: str = "#,##0",
    size: tuple[int, int] = (640, 320),
) -> int:
    """Insert a waterfall: columns stacked on an invisible base, over a table of live formulas.

    Parameters
    ----------
    steps
        The first is the start, the others what they add or take away.
    top, left
        Where the table stands; it takes 13 columns.
    total
        Name of the last column, the sum.
    title, at, unit, alt, number_format, size
        As of :func:`add_chart`.

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
    name = sheet.get_name()
    for position, head in enumerate(_COLUMNS):
        sheet.write_string(top, left + position, head, styles.head)
    reached = Fraction(0)
    rows: list[tuple[str, Fraction, Fraction, bool, str]] = []
    for position, step in enumerate(steps):
        value = exact(step.value, step.label) or Fraction(0)
        rows.append((step.label, reached, reached + value, position == 0, step.formula))
        reached += value
    rows.append((total, Fraction(0), reached, True, ""))
    for offset, row in enumerate(rows, 1):
        _waterfall_row(sheet, styles, top + offset, left, row, number_format, last=offset == len(rows))
    chart = workbook.add_chart({"type": "column", "subtype": "stacked"})
    first, last = top + 1, top + len(rows)

    def cells(column: int) -> list[str | int]:
        return Area(name, first, left + column, last, left + column).as_list()

    shades = ("", "", ACCENT, ACCENT, _RISE, _RISE, FALL, FALL)
    for column, (head, colour) in enumerate(zip(_COLUMNS[4:12], shades, strict=True), 4):
        looks = {"fill": {"color": colour}} if colour else {"fill": {"none": True}, "border": {"none": True}}
        chart.add_series({"name": head, "categories": cells(12), "values": cells(column), "gap": 45, **looks})
    _frame(chart, title, unit, legend=False)
    chart.set_x_axis(
        {"num_font": _font(), "line": {"color": MUTED}, "major_tick_mark": "none", "label_position": "low"}
    )
    chart.set_y_axis({"visible": False, "major_gridlines": {"visible": False}, "line": {"none": True}})
    chart.set_size({"width": size[0], "height": size[1]})
    sheet.insert_chart(*at, chart, {"description": alt or f"{title}的瀑布图", "object_position": 2})
    return last + 1


def _cell(row: int, column: int) -> str:
    from xlsxwriter.utility import xl_rowcol_to_cell

    return str(xl_rowcol_to_cell(row, column, row_abs=True, col_abs=True))


def _waterfall_row(
    sheet: Worksheet,
    styles: Styles,
    row: int,
    left: int,
    step: tuple[str, Fraction, Fraction, bool, str],
    number_format: str,
    *,
    last: bool,
) -> None:
    label, start, end, level, formula = step
    at = {head: _cell(row, left + position) for position, head in enumerate(_COLUMNS)}
    style = styles.cell(number_format)
    signed = styles.cell(number_format if level else f"+{number_format};-{number_format};{number_format}")
    write_cell(sheet, row, left, label, styles.cell())
    change, before = at["变动"], _cell(row - 1, left + _COLUMNS.index("终点"))
    own = f"={before}" if last else formula
    if own:
        sheet.write_formula(
            row, left + 1, own if own.startswith("=") else f"={own}", signed, float(end - start)
        )
    else:
        write_cell(sheet, row, left + 1, end - start, signed)
    low, high = f"MIN({at['起点']},{at['终点']})", f"MAX({at['起点']},{at['终点']})"
    upper, lower = f"MAX(0,{high})-MAX(0,{low})", f"MIN(0,{low})-MIN(0,{high})"
    floor, ceiling = min(start, end), max(start, end)
    above, below = (
        max(Fraction(0), ceiling) - max(Fraction(0), floor),
        min(Fraction(0), floor) - min(Fraction(0), ceiling),
    )
    rises, none = end >= start, Fraction(0)
    which = "level" if level else ("up" if rises else "down")
    formulas: list[tuple[str, str, Fraction]] = [
        ("起点", "=0" if level else f"={before}", start),
        ("终点", f"={at['起点']}+{change}", end),
        ("垫底上", f"=MAX(0,{low})", max(none, floor)),
        ("垫底下", f"=MIN(0,{high})", min(none, ceiling)),
        ("合计上", f"={upper}" if level else "=0", above if which == "level" else none),
        ("合计下", f"={lower}" if level else "=0", below if which == "level" else none),
        ("增加上", "=0" if level else f"=IF({change}>=0,{upper},0)", above if which == "up" else none),
        ("增加下", "=0" if level else f"=IF({change}>=0,{lower},0)", below if which == "up" else none),
        ("减少上", "=0" if level else f"=IF({change}<0,{upper},0)", above if which == "down" else none),
        ("减少下", "=0" if level else f"=IF({change}<0,{lower},0)", below if which == "down" else none),
    ]
    pattern = number_format if level else f"+{number_format};-{number_format};{number_format}"
    amount = _written(end - start, number_format, sign=not level)
    sheet.write_formula(
        row,
        left + _COLUMNS.index("图上的名称"),
        # A sum of binary fractions may lie a hair below a half that the exact sum reaches.
        f'={at["项目"]}&" "&TEXT(ROUND({change},6),"{pattern}")',
        styles.cell(),
        f"{label} {amount}",
    )
    for head, text, value in formulas:
        sheet.write_formula(row, left + _COLUMNS.index(head), text, style, float(value))


def _written(value: Fraction, number_format: str, *, sign: bool) -> str:
    """Write a number as Excel's TEXT will, for programs that show what was saved."""
    decimals = len(number_format.partition(".")[2])
    number = round_half_up(value, decimals)
    text = f"{number:,f}" if "," in number_format else f"{number:f}"
    return f"+{text}" if sign and number > 0 else text


def colour_scale(sheet: Worksheet, area: Area, *, centre: float | None = None) -> None:
    """Colour cells by their value, a heat map: one hue, or two that part at `centre`."""
    if centre is None:
        rule: dict[str, Any] = {"type": "2_color_scale", "min_color": "#F3F8FC", "max_color": "#4A97C9"}
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


def data_bars(sheet: Worksheet, area: Area, *, colour: str = "#9CC3E3") -> None:
    """Draw a bar in each cell, from zero, behind its number."""
    sheet.conditional_format(
        area.first_row,
        area.first_column,
        area.last_row,
        area.last_column,
        {
            "type": "data_bar",
            "bar_color": colour,
            "bar_solid": True,
            "min_type": "num",
            "min_value": 0,
            "data_bar_2010": True,
        },
    )
