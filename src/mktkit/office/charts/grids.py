"""Two directions at once: heat map and 2×2 matrix."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Literal, Unpack

from mktkit.errors import MktkitError
from mktkit.office.charts.canvas import bare, drawable
from mktkit.office.charts.chart import Chart
from mktkit.office.charts.drawing import Drawing, Measured, Scaled, Wording
from mktkit.office.charts.numbers import Notation, Number, exact, scale_of
from mktkit.office.charts.parts import ticks
from mktkit.office.charts.style import ACCENT, FALL, GRID, MUTED, SIZE, ink_on, tint
from mktkit.office.text import display_width, wrap

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["heat_map", "matrix"]

_EMPTY = "#F1F3F6"
_DEEP = "#003F66"


def heat_map(
    rows: Mapping[str, Mapping[str, Number | None]],
    *,
    centre: Number | None = None,
    **wording: Unpack[Measured],
) -> Chart:
    """Draw a table whose cells are the darker the larger, with the number in each.

    Parameters
    ----------
    rows
        Row → column → value; what is missing is an empty cell with ``—``.
    centre
        Where two hues part, e.g. 100 (%) of a budget; above it orange, below it blue.
    wording
        As of :func:`mktkit.office.charts.bars`.

    Examples
    --------
    >>> heat_map({"调研": {"1月": 80, "2月": 120}}, title="执行率", unit="%", centre=100).alt
    '热力图：执行率。调研：1月 80%、2月 120%'
    """
    heads = list(dict.fromkeys(column for cells in rows.values() for column in cells))
    exacts = {
        row: {column: exact(cells.get(column), f"{row} {column}") for column in heads}
        for row, cells in rows.items()
    }
    known = [value for cells in exacts.values() for value in cells.values() if value is not None]
    width = max(4, int(72 / max(len(heads), 1)))
    drawing = _HeatMap(
        rows=exacts,
        known=known,
        scale=scale_of(known, wording.get("unit", "")),
        centre=exact(centre),
        names=[wrap(drawable(row), 20, 2) for row in rows],
        heads=[wrap(drawable(column), width, 2) for column in heads],
    )
    return drawing.draw(wording)


@dataclass(frozen=True, kw_only=True)
class _HeatMap(Scaled):
    rows: Mapping[str, Mapping[str, Fraction | None]]
    known: list[Fraction]
    centre: Fraction | None
    names: list[str]
    heads: list[str]
    kind = "热力图"

    @property
    def height(self) -> float:
        return max(1.4, 0.72 * len(self.rows) + 0.7)

    @property
    def is_empty(self) -> bool:
        return not self.known

    def words(self) -> list[str]:
        def told(cells: Mapping[str, Fraction | None]) -> str:
            return "、".join(f"{column} {self.scale.text(one, unit=True)}" for column, one in cells.items())

        return [f"{row}：{told(cells)}" for row, cells in self.rows.items()]

    def _shade(self, value: Fraction | None) -> str:
        """Return the colour of a cell: one hue from light to dark, or two away from the centre."""
        if value is None:
            return _EMPTY
        low, high = min(self.known), max(self.known)
        if self.centre is not None:
            reach = max(abs(high - self.centre), abs(low - self.centre)) or Fraction(1)
            share = float(abs(value - self.centre) / reach)
            return tint(FALL if value > self.centre else ACCENT, 0.04 + 0.86 * share)
        share = float((value - low) / (high - low)) if high != low else 0.5
        return tint(ACCENT, 0.08 + share * 1.3) if share < 0.7 else tint(_DEEP, (share - 0.7) / 0.3, ACCENT)

    def paint(self, figure: Figure) -> None:
        axes = figure.subplots()
        longest = max(display_width(self.scale.text(value)) for value in self.known)
        size = min(SIZE["label"], max(4.5, 330 / max(len(self.heads), 1) / (0.58 * longest + 0.6)))
        for y, cells in enumerate(self.rows.values()):
            for x, value in enumerate(cells.values()):
                self._paint_cell(axes, (x, y), value, size)
        axes.set_xlim(-0.5, len(self.heads) - 0.5)
        axes.set_ylim(len(self.rows) - 0.5, -0.5)
        axes.set_yticks(range(len(self.names)), self.names)
        axes.set_xticks(range(len(self.heads)), self.heads)
        axes.xaxis.tick_top()
        bare(axes)
        axes.tick_params(axis="x", labelsize=SIZE["small"])

    def _paint_cell(self, axes: Axes, at: tuple[int, int], value: Fraction | None, size: float) -> None:
        from matplotlib.patches import Rectangle

        colour, (x, y) = self._shade(value), at
        axes.add_patch(
            Rectangle((x - 0.5, y - 0.5), 1, 1, facecolor=colour, edgecolor="white", linewidth=1.5)
        )
        ink = MUTED if value is None else ink_on(colour)
        axes.text(x, y, self.scale.text(value), ha="center", va="center_baseline", fontsize=size, color=ink)


def matrix(
    points: Mapping[str, tuple[Number, Number]],
    *,
    x: str,
    y: str,
    split: tuple[Number, Number] | None = None,
    quadrants: tuple[str, str, str, str] = ("", "", "", ""),
    **wording: Unpack[Wording],
) -> Chart:
    """Draw points in four fields: competitors by price and quality, measures by effect and effort.

    Parameters
    ----------
    points
        Name → (x, y).
    x, y
        What the axes measure, with unit.
    split
        Where the fields part; by default the middle of the points.
    quadrants
        Names of the fields: upper left, upper right, lower left, lower right.
    wording
        As of :func:`mktkit.office.charts.bars`, without a unit.

    Raises
    ------
    MktkitError
        A point is incomplete.

    Examples
    --------
    >>> matrix({"甲": (3, 4), "乙": (1, 2)}, title="竞品", x="价格", y="口碑").alt
    '矩阵图：竞品。横轴 价格，纵轴 口碑。甲（3，4），乙（1，2）'
    """
    xs, ys = [], []
    for name, (across, up) in points.items():
        pair = exact(across, name), exact(up, name)
        if pair[0] is None or pair[1] is None:
            raise MktkitError("矩阵里的这一点缺一个坐标", "两个坐标都应有数", "补上，或不画它", where=name)
        xs.append(pair[0])
        ys.append(pair[1])
    parting = [exact(at) for at in split] if split else [None, None]
    drawing = _Matrix(
        points=list(points),
        names=[wrap(drawable(name), 20, 2) for name in points],
        across=_Axis.read(x, xs, parting[0]),
        up=_Axis.read(y, ys, parting[1]),
        quadrants=[drawable(name) for name in quadrants],
    )
    return drawing.draw(wording)


@dataclass(frozen=True)
class _Axis:
    """One direction: what it measures, where the points lie on it, and where its fields part."""

    title: str
    drawn: str
    values: list[Fraction]
    scale: Notation
    split: float | None

    @classmethod
    def read(cls, title: str, values: list[Fraction], split: Fraction | None) -> _Axis:
        at = None if split is None else float(split)
        return cls(title, drawable(title), values, scale_of(values), at)

    @property
    def floats(self) -> list[float]:
        return list(map(float, self.values))

    @property
    def limits(self) -> tuple[float, float]:
        shown = self.floats if self.split is None else [*self.floats, self.split]
        low, high = min(shown), max(shown)
        pad = (high - low or abs(high) or 1.0) * 0.14
        return low - pad, high + pad

    @property
    def middle(self) -> float:
        return sum(self.limits) / 2 if self.split is None else self.split


#: Where the names of the four fields stand, as shares of the plot.
_CORNERS = ((0.01, 0.98), (0.99, 0.98), (0.01, 0.02), (0.99, 0.02))


@dataclass(frozen=True, kw_only=True)
class _Matrix(Drawing):
    points: list[str]
    names: list[str]
    across: _Axis
    up: _Axis
    quadrants: list[str]
    kind = "矩阵图"
    unit = ""
    height = 9.5

    @property
    def is_empty(self) -> bool:
        return not self.points

    def words(self) -> list[str]:
        places = zip(self.points, self.across.values, self.up.values, strict=True)
        return [f"{name}（{self.across.scale.text(a)}，{self.up.scale.text(b)}）" for name, a, b in places]

    def told(self) -> str:
        return f"横轴 {self.across.title}，纵轴 {self.up.title}。{super().told()}"

    def paint(self, figure: Figure) -> None:
        axes = figure.subplots()
        axes.set_xlim(*self.across.limits)
        axes.set_ylim(*self.up.limits)
        axes.axvline(self.across.middle, color=MUTED, linewidth=0.8)
        axes.axhline(self.up.middle, color=MUTED, linewidth=0.8)
        self._name_fields(axes)
        self._paint_points(axes)
        bare(axes)
        axes.spines[:].set_visible(True)
        axes.spines[:].set_color(GRID)
        ticks(axes, self.across.scale, "x")
        ticks(axes, self.up.scale, "y")
        axes.set_xlabel(f"{self.across.drawn} →", fontsize=SIZE["label"], loc="right")
        # Chinese lying on its side is hard to read.
        axes.set_title(f"↑ {self.up.drawn}", fontsize=SIZE["label"], loc="left", color=MUTED)

    def _name_fields(self, axes: Axes) -> None:
        for text, (h, v) in zip(self.quadrants, _CORNERS, strict=True):
            axes.text(
                h,
                v,
                text,
                transform=axes.transAxes,
                ha="left" if h < 0.5 else "right",
                va="bottom" if v < 0.5 else "top",
                fontsize=SIZE["label"],
                color=MUTED,
            )

    def _paint_points(self, axes: Axes) -> None:
        xs, ys = self.across.floats, self.up.floats
        axes.scatter(xs, ys, s=46, color=ACCENT, zorder=3, edgecolor="white", linewidth=0.8)
        places = _places(_within(self.across, _WIDE), _within(self.up, _TALL), self.names)
        for x, y, name, (dx, dy, side) in zip(xs, ys, self.names, places, strict=True):
            axes.annotate(
                name,
                (x, y),
                xytext=(dx, dy),
                textcoords="offset points",
                ha=side,
                va="center",
                fontsize=SIZE["label"],
            )


# -- where the names of points stand -----------------------------------------------------------------

#: About the size of the plot in points.
_WIDE, _TALL = 400.0, 240.0
#: How a name may stand to its point: dx and dy in points, alignment; the best first.
_Place = tuple[float, float, Literal["left", "right", "center"]]
_WAYS: tuple[_Place, ...] = (
    (8, 0, "left"), (-8, 0, "right"), (0, 13, "center"), (0, -13, "center"),
    (8, 12, "left"), (8, -12, "left"), (-8, 12, "right"), (-8, -12, "right"),
)  # fmt: skip
#: Left, bottom, right, top.
_Box = tuple[float, float, float, float]


def _within(axis: _Axis, length: float) -> list[float]:
    """Return where the values lie on an axis so long."""
    low, high = axis.limits
    return [(value - low) / (high - low) * length for value in axis.floats]


def _places(xs: Sequence[float], ys: Sequence[float], names: Sequence[str]) -> list[_Place]:
    """Return for each name a place where it covers no point and no other name, if there is such."""
    taken: list[_Box] = [(x - 5, y - 5, x + 5, y + 5) for x, y in zip(xs, ys, strict=True)]
    chosen: list[_Place] = []
    for x, y, name in zip(xs, ys, names, strict=True):
        boxes = [_box(x, y, name, way) for way in _WAYS]
        # Sums of the same overlaps may differ by a hair: then the better way stays.
        costs = [round(_cost(box, taken), 6) for box in boxes]
        best = costs.index(min(costs))
        chosen.append(_WAYS[best])
        taken.append(boxes[best])
    return chosen


def _box(x: float, y: float, name: str, way: _Place) -> _Box:
    wide, tall = display_width(name) * SIZE["label"] / 2, 12.0 * (1 + name.count("\n"))
    dx, dy, side = way
    left = x + dx - {"left": 0.0, "right": wide, "center": wide / 2}[side]
    return left, y + dy - tall / 2, left + wide, y + dy + tall / 2


def _cost(box: _Box, taken: Sequence[_Box]) -> float:
    """Return how much of others a box covers, and how far it stands out of the plot."""
    outside = max(0.0, -box[0]) + max(0.0, box[2] - _WIDE) + max(0.0, -box[1]) + max(0.0, box[3] - _TALL)
    return sum(_overlap(box, other) for other in taken) + 4 * outside


def _overlap(one: _Box, other: _Box) -> float:
    wide = min(one[2], other[2]) - max(one[0], other[0])
    tall = min(one[3], other[3]) - max(one[1], other[1])
    return max(0.0, wide) * max(0.0, tall)
