"""Values along a scale: lines over time, estimates with their intervals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Unpack

from mktkit.errors import MktkitError
from mktkit.office.charts.canvas import bare, drawable
from mktkit.office.charts.chart import Chart
from mktkit.office.charts.drawing import Level, Mark, Measured, Scaled, level_of
from mktkit.office.charts.numbers import Notation, Number, exact, scale_of
from mktkit.office.charts.parts import DASHES, colour_of, mark_across, mark_beside, ticks
from mktkit.office.charts.style import ACCENT, INK, MUTED, SIZE, tint
from mktkit.office.text import wrap

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["intervals", "line"]

#: Told apart without colour.
_MARKS = ("o", "s", "^", "D", "v", "P")
#: More points than these are not named, or not marked, one by one.
_NAMED, _MARKED = 12, 40
_HEIGHT = 6.5


def line(
    series: Mapping[str, Mapping[str, Number | None]],
    *,
    reference: Level | None = None,
    **wording: Unpack[Measured],
) -> Chart:
    """Draw lines over time, each named at its end; where a value is missing the line is broken.

    Parameters
    ----------
    series
        Name → label of the point (2026-01) → value.
    reference, wording
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
    written = [*(value for values in exacts.values() for value in values), level_of(reference)]
    scale = scale_of(written, wording.get("unit", ""), labels=False)
    width = max(6, int(84 / max(min(len(labels), _NAMED), 1)))
    drawing = _Lines(
        labels=labels,
        series=exacts,
        scale=scale,
        names=[wrap(drawable(label), width, 2) for label in labels],
        titles={name: wrap(drawable(name), 14, 2) for name in exacts},
        mark=Mark.of(reference, scale),
    )
    return drawing.draw(wording)


@dataclass(frozen=True, kw_only=True)
class _Lines(Scaled):
    labels: list[str]
    series: Mapping[str, Sequence[Fraction | None]]
    #: Of the points and of the lines, as they are drawn.
    names: list[str]
    titles: Mapping[str, str]
    kind = "折线图"
    height = _HEIGHT

    @cached_property
    def _last(self) -> dict[str, Fraction]:
        """The last value of each line that has any."""
        known = {name: [v for v in values if v is not None] for name, values in self.series.items()}
        return {name: values[-1] for name, values in known.items() if values}

    @property
    def is_empty(self) -> bool:
        return not self._last

    @property
    def _is_alone(self) -> bool:
        """True for a single line that has room for its numbers."""
        return len(self.series) == 1 and len(self.labels) <= _NAMED

    def words(self) -> list[str]:
        def points(values: Sequence[Fraction | None]) -> str:
            pairs = zip(self.labels, values, strict=True)
            return "、".join(f"{label} {self.scale.text(value, unit=True)}" for label, value in pairs)

        return [f"{name}：{points(values)}" for name, values in self.series.items()]

    def paint(self, figure: Figure) -> None:
        axes = figure.subplots()
        for position, values in enumerate(self.series.values()):
            self._paint_line(axes, position, values)
        if self.mark and self.mark.at is not None:
            axes.axhline(self.mark.at, color=INK, linewidth=1, linestyle=DASHES)
        low, high = axes.get_ylim()
        low = 0.0 if 0 < low < 0.5 * high else low
        high += (high - low) * 0.06
        axes.set_ylim(low, high)
        axes.set_xlim(-0.3, len(self.labels) - 1 + 0.3)
        self._name_ends(axes, low, high)
        bare(axes, grid="y")
        every = max(1, -(-len(self.labels) // _NAMED))
        shown = [at for at in range(len(self.labels)) if (len(self.labels) - 1 - at) % every == 0]
        axes.set_xticks(shown, [self.names[at] for at in shown])
        ticks(axes, self.scale, "y")

    def _paint_line(self, axes: Axes, position: int, values: Sequence[Fraction | None]) -> None:
        heights = [float("nan") if value is None else float(value) / self.scale.factor for value in values]
        axes.plot(
            range(len(heights)),
            heights,
            color=colour_of(position),
            marker=_MARKS[position % len(_MARKS)],
            markersize=4.5 if len(heights) <= _MARKED else 0,
            linewidth=1.8,
            linestyle="-" if position < len(_MARKS) else (0, (4, 2)),
        )
        for at, value in enumerate(values):
            if self._is_alone and value is not None:
                axes.annotate(
                    self.scale.text(value),
                    (at, heights[at]),
                    xytext=(0, 6),
                    textcoords="offset points",
                    ha="center",
                    fontsize=SIZE["small"],
                )

    def _name_ends(self, axes: Axes, low: float, high: float) -> None:
        """Write beside the plot which line is which and how high it ends."""
        ends: list[tuple[float, str, str]] = []
        for position, name in enumerate(self.series):
            if name in self._last and not self._is_alone:
                last = self._last[name]
                text = f"{self.titles[name]} {self.scale.text(last)}"
                ends.append((float(last) / self.scale.factor, text, colour_of(position)))
        if self.mark and self.mark.at is not None:
            ends.append((self.mark.at, self.mark.label, INK))
        ends.sort(key=lambda end: end[0])
        apart = (high - low) / (_HEIGHT - 0.8) * 0.42
        levels = _spread([at for at, _, _ in ends], apart, low, high)
        for level, (_, text, colour) in zip(levels, ends, strict=True):
            # Darker than the line, for light tones are hard to read as text.
            mark_beside(axes, text, level, tint(colour, 0.7, "#000000"))


def _spread(places: Sequence[float], apart: float, low: float, high: float) -> list[float]:
    """Move rising places apart where labels would cover each other, keeping them inside the plot."""
    moved: list[float] = []
    for place in places:
        moved.append(max(place, moved[-1] + apart if moved else low))
    for at in reversed(range(len(moved))):
        ceiling = high if at == len(moved) - 1 else moved[at + 1] - apart
        moved[at] = min(moved[at], ceiling)
    return moved


@dataclass(frozen=True)
class _Estimate:
    """An estimate and the interval it is known to."""

    middle: Fraction
    low: Fraction
    high: Fraction

    @classmethod
    def read(cls, name: str, three: tuple[Number, Number, Number]) -> _Estimate:
        middle, low, high = (exact(value, name) for value in three)
        if middle is None or low is None or high is None or not low <= middle <= high:
            raise MktkitError(
                "估计值不在它的区间里，或缺一个数",
                "应为 下限 ≤ 估计值 ≤ 上限",
                "核对三个数的次序",
                where=name,
            )
        return cls(middle, low, high)

    def text(self, scale: Notation, *, unit: bool = False) -> str:
        middle, low, high = (scale.text(one, unit=unit) for one in (self.middle, self.low, self.high))
        return f"{middle}（{low} 至 {high}）"


def intervals(
    estimates: Mapping[str, tuple[Number, Number, Number]],
    *,
    reference: Level | None = None,
    **wording: Unpack[Measured],
) -> Chart:
    """Draw estimates with the intervals they are known to.

    Parameters
    ----------
    estimates
        Name → (estimate, lower end, upper end).
    reference, wording
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
    read = {name: _Estimate.read(name, three) for name, three in estimates.items()}
    values = [value for one in read.values() for value in (one.middle, one.low, one.high)]
    scale = scale_of([*values, level_of(reference)], wording.get("unit", ""))
    names = [wrap(drawable(name), 26, 2) for name in read]
    mark = Mark.of(reference, scale)
    return _Intervals(estimates=read, scale=scale, names=names, mark=mark).draw(wording)


@dataclass(frozen=True, kw_only=True)
class _Intervals(Scaled):
    estimates: Mapping[str, _Estimate]
    names: list[str]
    kind = "区间图"

    @property
    def height(self) -> float:
        return max(2.0, 0.85 * len(self.estimates) + 0.8 + (0.45 if self.mark else 0))

    @property
    def is_empty(self) -> bool:
        return not self.estimates

    def words(self) -> list[str]:
        return [f"{name} {one.text(self.scale, unit=True)}" for name, one in self.estimates.items()]

    def paint(self, figure: Figure) -> None:
        axes = figure.subplots()
        for row, one in enumerate(self.estimates.values()):
            self._paint_interval(axes, row, one)
        if self.mark and self.mark.at is not None:
            mark_across(axes, self.mark.label, self.mark.at, zorder=0)
        axes.set_yticks(range(len(self.names)), self.names)
        axes.set_ylim(len(self.names) - 0.4, -0.6)
        axes.margins(x=0.06)
        bare(axes, grid="x")
        ticks(axes, self.scale, "x")
        axes.spines["bottom"].set_visible(True)
        axes.spines["bottom"].set_color(MUTED)

    def _paint_interval(self, axes: Axes, row: int, one: _Estimate) -> None:
        middle, low, high = (float(value) / self.scale.factor for value in (one.middle, one.low, one.high))
        axes.plot([low, high], [row, row], color=ACCENT, linewidth=2.2, solid_capstyle="butt")
        for end in (low, high):
            axes.plot([end, end], [row - 0.14, row + 0.14], color=ACCENT, linewidth=1.4)
        axes.plot([middle], [row], color=ACCENT, marker="o", markersize=7, markeredgecolor="white")
        mark_beside(axes, one.text(self.scale), row)
