"""Two directions at once: heat map and 2×2 matrix."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

from mktkit.errors import MktkitError
from mktkit.office.charts.canvas import Frame, bare, compose, drawable, listing
from mktkit.office.charts.chart import Chart
from mktkit.office.charts.numbers import Number, exact, scale_of
from mktkit.office.charts.parts import nothing, ticks
from mktkit.office.charts.style import ACCENT, FALL, GRID, MUTED, SIZE, ink_on, tint
from mktkit.office.text import display_width, wrap

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["heat_map", "matrix"]

_EMPTY = "#F1F3F6"
_DEEP = "#003F66"


def _shade(value: Fraction, low: Fraction, high: Fraction, centre: Fraction | None) -> str:
    """Return the colour of a cell: one hue from light to dark, or two away from the centre."""
    if centre is None:
        share = float((value - low) / (high - low)) if high != low else 0.5
        return tint(ACCENT, 0.08 + share * 1.3) if share < 0.7 else tint(_DEEP, (share - 0.7) / 0.3, ACCENT)
    reach = max(abs(high - centre), abs(low - centre)) or Fraction(1)
    share = float(abs(value - centre) / reach)
    return tint(FALL if value > centre else ACCENT, 0.04 + 0.86 * share)


def heat_map(
    rows: Mapping[str, Mapping[str, Number | None]],
    *,
    title: str,
    unit: str = "",
    note: str = "",
    centre: Number | None = None,
    alt: str = "",
) -> Chart:
    """Draw a table whose cells are the darker the larger, with the number in each.

    Parameters
    ----------
    rows
        Row → column → value; what is missing is an empty cell with ``—``.
    title, unit, note, alt
        As of :func:`mktkit.office.charts.bars`.
    centre
        Where two hues part, e.g. 100 (%) of a budget; above it orange, below it blue.

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
    scale = scale_of(known, unit)
    middle = exact(centre)
    low, high = min(known, default=Fraction(0)), max(known, default=Fraction(0))
    names = [wrap(drawable(row), 20, 2) for row in rows]
    above = [wrap(drawable(column), max(4, int(72 / max(len(heads), 1))), 2) for column in heads]
    longest = max((display_width(scale.text(value)) for value in known), default=1)
    size = min(SIZE["label"], max(4.5, 330 / max(len(heads), 1) / (0.58 * longest + 0.6)))

    def paint(figure: Figure) -> None:
        from matplotlib.patches import Rectangle

        if not known:
            return nothing(figure)
        axes = figure.subplots()
        for y, cells in enumerate(exacts.values()):
            for x, value in enumerate(cells.values()):
                colour = _EMPTY if value is None else _shade(value, low, high, middle)
                axes.add_patch(
                    Rectangle((x - 0.5, y - 0.5), 1, 1, facecolor=colour, edgecolor="white", linewidth=1.5)
                )
                axes.text(
                    x,
                    y,
                    scale.text(value),
                    ha="center",
                    va="center_baseline",
                    fontsize=size,
                    color=MUTED if value is None else ink_on(colour),
                )
        axes.set_xlim(-0.5, len(heads) - 0.5)
        axes.set_ylim(len(exacts) - 0.5, -0.5)
        axes.set_yticks(range(len(names)), names)
        axes.set_xticks(range(len(above)), above)
        axes.xaxis.tick_top()
        bare(axes)
        axes.tick_params(axis="x", labelsize=SIZE["small"])
        return None

    words = [
        f"{row}：" + "、".join(f"{column} {scale.text(value, unit=True)}" for column, value in cells.items())
        for row, cells in exacts.items()
    ]
    body = max(1.4, 0.72 * len(exacts) + 0.7)
    told = alt or f"热力图：{title}。{listing(words) or '没有数据'}"
    return compose(Frame(title, scale.title, note), body, paint, told)


def matrix(
    points: Mapping[str, tuple[Number, Number]],
    *,
    title: str,
    x: str,
    y: str,
    split: tuple[Number, Number] | None = None,
    quadrants: tuple[str, str, str, str] = ("", "", "", ""),
    note: str = "",
    alt: str = "",
) -> Chart:
    """Draw points in four fields: competitors by price and quality, measures by effect and effort.

    Parameters
    ----------
    points
        Name → (x, y).
    title, note, alt
        As of :func:`mktkit.office.charts.bars`.
    x, y
        What the axes measure, with unit.
    split
        Where the fields part; by default the middle of the points.
    quadrants
        Names of the fields: upper left, upper right, lower left, lower right.

    Raises
    ------
    MktkitError
        A point is incomplete.

    Examples
    --------
    >>> matrix({"甲": (3, 4), "乙": (1, 2)}, title="竞品", x="价格", y="口碑").alt
    '矩阵图：竞品。横轴 价格，纵轴 口碑。甲（3，4），乙（1，2）'
    """
    exacts: dict[str, tuple[Fraction, Fraction]] = {}
    for name, (across, up) in points.items():
        pair = exact(across, name), exact(up, name)
        if pair[0] is None or pair[1] is None:
            raise MktkitError("矩阵里的这一点缺一个坐标", "两个坐标都应有数", "补上，或不画它", where=name)
        exacts[name] = (pair[0], pair[1])
    xs, ys = [float(a) for a, _ in exacts.values()], [float(b) for _, b in exacts.values()]
    scales = scale_of([a for a, _ in exacts.values()]), scale_of([b for _, b in exacts.values()])
    names = [wrap(drawable(name), 20, 2) for name in exacts]
    corners = [drawable(name) for name in quadrants]
    x_name, y_name = drawable(x), drawable(y)

    def paint(figure: Figure) -> None:
        if not exacts:
            return nothing(figure)
        axes = figure.subplots()
        middle = [exact(value) for value in split] if split else [None, None]
        ranges = []
        for values, at in zip((xs, ys), middle, strict=True):
            low, high = min(values), max(values)
            if at is not None:
                low, high = min(low, float(at)), max(high, float(at))
            pad = (high - low or abs(high) or 1.0) * 0.14
            ranges.append((low - pad, high + pad))
        axes.set_xlim(*ranges[0])
        axes.set_ylim(*ranges[1])
        across, up = (
            float(at) if at is not None else (low + high) / 2
            for at, (low, high) in zip(middle, ranges, strict=True)
        )
        axes.axvline(across, color=MUTED, linewidth=0.8)
        axes.axhline(up, color=MUTED, linewidth=0.8)
        for text, (h, v) in zip(
            corners, ((0.01, 0.98), (0.99, 0.98), (0.01, 0.02), (0.99, 0.02)), strict=True
        ):
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
        axes.scatter(xs, ys, s=46, color=ACCENT, zorder=3, edgecolor="white", linewidth=0.8)
        for row, (name, (dx, dy, ha)) in enumerate(zip(names, _places(xs, ys, ranges, names), strict=True)):
            axes.annotate(
                name,
                (xs[row], ys[row]),
                xytext=(dx, dy),
                textcoords="offset points",
                ha=ha,
                va="center",
                fontsize=SIZE["label"],
            )
        bare(axes)
        axes.spines[:].set_visible(True)
        axes.spines[:].set_color(GRID)
        ticks(axes, scales[0], "x")
        ticks(axes, scales[1], "y")
        axes.set_xlabel(f"{x_name} →", fontsize=SIZE["label"], loc="right")
        # Chinese lying on its side is hard to read.
        axes.set_title(f"↑ {y_name}", fontsize=SIZE["label"], loc="left", color=MUTED)
        return None

    words = [f"{name}（{scales[0].text(a)}，{scales[1].text(b)}）" for name, (a, b) in exacts.items()]
    told = alt or f"矩阵图：{title}。横轴 {x}，纵轴 {y}。{listing(words) or '没有数据'}"
    return compose(Frame(title, "", note), 9.5, paint, told)


def _places(
    xs: list[float], ys: list[float], ranges: list[tuple[float, float]], names: list[str]
) -> list[tuple[float, float, str]]:
    """Return for each label (dx, dy in points, alignment) where it covers no point and no other label, if there is such."""
    width, height = 400.0, 240.0
    at = [
        (
            (x - ranges[0][0]) / (ranges[0][1] - ranges[0][0]) * width,
            (y - ranges[1][0]) / (ranges[1][1] - ranges[1][0]) * height,
        )
        for x, y in zip(xs, ys, strict=True)
    ]
    taken = [(x - 5, y - 5, x + 5, y + 5) for x, y in at]
    chosen: list[tuple[float, float, str]] = []
    for (x, y), name in zip(at, names, strict=True):
        wide, tall = display_width(name) * SIZE["label"] / 2, 12.0 * (1 + name.count("\n"))
        best: tuple[float, tuple[float, float, str], tuple[float, float, float, float]] | None = None
        for dx, dy, ha in (
            (8, 0, "left"), (-8, 0, "right"), (0, 13, "center"), (0, -13, "center"),
            (8, 12, "left"), (8, -12, "left"), (-8, 12, "right"), (-8, -12, "right"),
        ):  # fmt: skip
            left = x + dx - {"left": 0.0, "right": wide, "center": wide / 2}[ha]
            box = (left, y + dy - tall / 2, left + wide, y + dy + tall / 2)
            cost = sum(_overlap(box, other) for other in taken)
            cost += 4 * (
                max(0.0, -box[0]) + max(0.0, box[2] - width) + max(0.0, -box[1]) + max(0.0, box[3] - height)
            )
            if best is None or cost < best[0] - 1e-9:
                best = (cost, (float(dx), float(dy), ha), box)
        assert best is not None
        chosen.append(best[1])
        taken.append(best[2])
    return chosen


def _overlap(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> float:
    wide = min(one[2], other[2]) - max(one[0], other[0])
    tall = min(one[3], other[3]) - max(one[1], other[1])
    return max(0.0, wide) * max(0.0, tall)
