"""Values along a scale: lines over time, estimates with their intervals."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

from mktkit.errors import MktkitError
from mktkit.office.charts.canvas import Frame, bare, compose, drawable, listing
from mktkit.office.charts.chart import Chart
from mktkit.office.charts.numbers import Number, exact, scale_of
from mktkit.office.charts.parts import DASHES, colour_of, mark_beside, nothing, ticks
from mktkit.office.charts.style import ACCENT, INK, MUTED, SIZE, tint
from mktkit.office.text import wrap

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["intervals", "line"]

#: Told apart without colour.
_MARKS = ("o", "s", "^", "D", "v", "P")
_HEIGHT = 6.5


def line(
    series: Mapping[str, Mapping[str, Number | None]],
    *,
    title: str,
    unit: str = "",
    note: str = "",
    reference: tuple[str, Number] | None = None,
    alt: str = "",
) -> Chart:
    """Draw lines over time, each named at its end; where a value is missing the line is broken.

    Parameters
    ----------
    series
        Name → label of the point (2026-01) → value.
    title, unit, note, reference, alt
        As of :func:`mktkit.office.charts.bars`.

    Examples
    --------
    >>> line({"销售额": {"1月": 80, "2月": 95}}, title="走势", unit="元").alt
    '折线图：走势。销售额：1月 80元、2月 95元'
    """
    labels = list(dict.fromkeys(label for points in series.values() for label in points))
    exacts = {
        name: [exact(points.get(label), f"{name} {label}") for label in labels]
        for name, points in series.items()
    }
    limit = exact(reference[1], reference[0]) if reference else None
    scale = scale_of([*(value for values in exacts.values() for value in values), limit], unit, labels=False)
    known = {name: [v for v in values if v is not None] for name, values in exacts.items()}
    every = max(1, -(-len(labels) // 12))
    names = [wrap(drawable(label), max(6, int(84 / max(min(len(labels), 12), 1))), 2) for label in labels]
    alone = len(exacts) == 1 and len(labels) <= 12
    ends = {
        name: wrap(drawable(name), 14, 2) + ("" if alone else f" {scale.text(values[-1])}")
        for name, values in known.items()
        if values
    }
    if alone:
        ends = {}
    marked = drawable(f"{reference[0]} {scale.text(limit)}") if reference else ""

    def paint(figure: Figure) -> None:
        if not any(known.values()):
            return nothing(figure)
        axes = figure.subplots()
        for position, values in enumerate(exacts.values()):
            heights = [float("nan") if v is None else float(v) / scale.factor for v in values]
            axes.plot(
                range(len(labels)),
                heights,
                color=colour_of(position),
                marker=_MARKS[position % len(_MARKS)],
                markersize=4.5 if len(labels) <= 40 else 0,
                linewidth=1.8,
                linestyle="-" if position < len(_MARKS) else (0, (4, 2)),
            )
            if alone:
                for at, value in enumerate(values):
                    if value is not None:
                        axes.annotate(
                            scale.text(value),
                            (at, heights[at]),
                            xytext=(0, 6),
                            textcoords="offset points",
                            ha="center",
                            fontsize=SIZE["small"],
                        )
        places = {name: float(values[-1]) / scale.factor for name, values in known.items() if values}
        if limit is not None:
            places[""] = float(limit) / scale.factor
            axes.axhline(places[""], color=INK, linewidth=1, linestyle=DASHES)
        low, high = axes.get_ylim()
        if 0 < low < 0.5 * high:
            low = 0.0
        high += (high - low) * 0.06
        axes.set_ylim(low, high)
        axes.set_xlim(-0.3, len(labels) - 1 + 0.3)
        apart = (high - low) / (_HEIGHT - 0.8) * 0.42
        colours = {name: colour_of(position) for position, name in enumerate(exacts)} | {"": INK}
        texts = ends | ({"": marked} if limit is not None else {})
        for name, level in _spread({name: places[name] for name in texts}, apart, low, high).items():
            # Darker than the line, for light tones are hard to read as text.
            mark_beside(axes, texts[name], level, tint(colours[name], 0.7, "#000000"))
        bare(axes, grid="y")
        shown = [at for at in range(len(labels)) if (len(labels) - 1 - at) % every == 0]
        axes.set_xticks(shown, [names[at] for at in shown])
        ticks(axes, scale, "y")
        return None

    words = [
        f"{name}："
        + "、".join(f"{label} {scale.text(v, unit=True)}" for label, v in zip(labels, values, strict=True))
        for name, values in exacts.items()
    ]
    told = listing(words) or "没有数据"
    if reference:
        told += f"；{reference[0]} {scale.text(limit, unit=True)}"
    return compose(Frame(title, scale.title, note), _HEIGHT, paint, alt or f"折线图：{title}。{told}")


def _spread(places: Mapping[str, float], apart: float, low: float, high: float) -> dict[str, float]:
    """Move labels apart where they would cover each other, keeping their order and inside the plot."""
    order = sorted(places, key=lambda name: places[name])
    moved: list[float] = []
    for name in order:
        moved.append(max(places[name], moved[-1] + apart) if moved else max(places[name], low))
    for at in reversed(range(len(moved))):
        ceiling = high if at == len(moved) - 1 else moved[at + 1] - apart
        moved[at] = min(moved[at], ceiling)
    return dict(zip(order, moved, strict=True))


def intervals(
    estimates: Mapping[str, tuple[Number, Number, Number]],
    *,
    title: str,
    unit: str = "",
    note: str = "",
    reference: tuple[str, Number] | None = None,
    alt: str = "",
) -> Chart:
    """Draw estimates with the intervals they are known to.

    Parameters
    ----------
    estimates
        Name → (estimate, lower end, upper end).
    title, unit, note, reference, alt
        As of :func:`mktkit.office.charts.bars`; the note tells the level, e.g. 95% 置信区间.

    Raises
    ------
    MktkitError
        An estimate does not lie within its interval.

    Examples
    --------
    >>> intervals({"知名度": (32, 28.5, 35.5)}, title="测评", unit="%").alt
    '区间图：测评。知名度 32.0%（28.5% 至 35.5%）'
    """
    exacts: dict[str, tuple[Fraction, Fraction, Fraction]] = {}
    for name, three in estimates.items():
        middle, low, high = (exact(value, name) for value in three)
        if middle is None or low is None or high is None or not low <= middle <= high:
            raise MktkitError(
                "估计值不在它的区间里，或缺一个数",
                "应为 下限 ≤ 估计值 ≤ 上限",
                "核对三个数的次序",
                where=name,
            )
        exacts[name] = (middle, low, high)
    limit = exact(reference[1], reference[0]) if reference else None
    scale = scale_of([*(value for three in exacts.values() for value in three), limit], unit)
    names = [wrap(drawable(name), 26, 2) for name in exacts]
    texts = [f"{scale.text(m)}（{scale.text(a)} 至 {scale.text(b)}）" for m, a, b in exacts.values()]
    marked = drawable(f"{reference[0]} {scale.text(limit)}") if reference else ""

    def paint(figure: Figure) -> None:
        if not exacts:
            return nothing(figure)
        axes = figure.subplots()
        for row, three in enumerate(exacts.values()):
            middle, low, high = (float(value) / scale.factor for value in three)
            axes.plot([low, high], [row, row], color=ACCENT, linewidth=2.2, solid_capstyle="butt")
            axes.plot([low, low], [row - 0.14, row + 0.14], color=ACCENT, linewidth=1.4)
            axes.plot([high, high], [row - 0.14, row + 0.14], color=ACCENT, linewidth=1.4)
            axes.plot([middle], [row], color=ACCENT, marker="o", markersize=7, markeredgecolor="white")
            mark_beside(axes, texts[row], row)
        if limit is not None:
            axes.axvline(float(limit) / scale.factor, color=INK, linewidth=1, linestyle=DASHES, zorder=0)
            axes.annotate(
                marked,
                (float(limit) / scale.factor, 1),
                xycoords=("data", "axes fraction"),
                xytext=(0, 3),
                textcoords="offset points",
                ha="center",
                fontsize=SIZE["small"],
            )
        axes.set_yticks(range(len(names)), names)
        axes.set_ylim(len(names) - 0.4, -0.6)
        axes.margins(x=0.06)
        bare(axes, grid="x")
        ticks(axes, scale, "x")
        axes.spines["bottom"].set_visible(True)
        axes.spines["bottom"].set_color(MUTED)
        return None

    words = [
        f"{name} {scale.text(m, unit=True)}（{scale.text(a, unit=True)} 至 {scale.text(b, unit=True)}）"
        for name, (m, a, b) in exacts.items()
    ]
    told = listing(words) or "没有数据"
    if reference:
        told += f"；{reference[0]} {scale.text(limit, unit=True)}"
    body = max(2.0, 0.85 * len(exacts) + 0.8 + (0.45 if reference else 0))
    return compose(Frame(title, scale.title, note), body, paint, alt or f"区间图：{title}。{told}")
