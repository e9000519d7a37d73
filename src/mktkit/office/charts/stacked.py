"""Bars made of pieces."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Unpack

from mktkit.office.charts.canvas import bare, drawable
from mktkit.office.charts.chart import Chart
from mktkit.office.charts.drawing import Scaled, Wording
from mktkit.office.charts.numbers import exact_all, scale_of
from mktkit.office.charts.parts import at_end, colour_of, ticks
from mktkit.office.charts.style import GRID, INK, MUTED, SIZE, ink_on
from mktkit.office.text import wrap

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["stacked_bars"]

#: Of the longest bar: on a shorter piece its number does not fit.
_READABLE = 0.08


@dataclass(frozen=True)
class _Bar:
    """One bar: what it is made of, by part."""

    label: str
    parts: Mapping[str, Fraction | None]

    @property
    def lengths(self) -> list[Fraction]:
        return [value for value in self.parts.values() if value]

    @property
    def total(self) -> Fraction:
        return sum(self.lengths, Fraction(0))

    @property
    def extent(self) -> Fraction:
        """How long all its pieces are, whichever way they point."""
        return sum(map(abs, self.lengths), Fraction(0))

    @property
    def ends(self) -> tuple[Fraction, Fraction]:
        """How far it reaches to the left and to the right."""
        return (self.total - self.extent) / 2, (self.total + self.extent) / 2


@dataclass(frozen=True)
class _Panel:
    """The bars under one title."""

    title: str
    bars: tuple[_Bar, ...]

    @property
    def parts(self) -> list[str]:
        return list(dict.fromkeys(part for bar in self.bars for part in bar.parts))

    @property
    def height(self) -> float:
        # A panel is as high as its bars or its legend need.
        return max(0.62 * len(self.bars), 0.5 * len(self.parts), 1.3) + (0.9 if self.title else 0.3)


def stacked_bars(
    groups: Mapping[str, Mapping[str, Mapping[str, float]]],
    *,
    axis: str = "",
    totals: Mapping[str, str] | None = None,
    **wording: Unpack[Wording],
) -> Chart:
    """Draw one panel of stacked horizontal bars a group.

    Parameters
    ----------
    groups
        Panel title → bar label → part → length; an empty title for a single panel.
    axis
        The unit of the lengths.
    totals
        Bar label → text at the bar's end; by default the sum.
    wording
        As of :func:`mktkit.office.charts.bars`, of the whole chart and without a unit.

    Examples
    --------
    >>> stacked_bars({"": {"张三": {"业绩": 50, "新客户": 20}}}, title="贡献", axis="分").alt
    '堆积条形图：贡献。张三 70分（业绩 50分、新客户 20分）'
    """
    panels = [
        _Panel(name, tuple(_Bar(label, exact_all(parts.items())) for label, parts in panel.items()))
        for name, panel in groups.items()
        if panel
    ]
    bars = [bar for panel in panels for bar in panel.bars]
    scale = scale_of([bar.extent for bar in bars], axis, labels=False)
    given = totals or {}
    texts = [text for panel in panels for text in (panel.title, *panel.parts)]
    drawn = {text: drawable(text) for text in (*texts, *given.values())}
    names = {bar.label: wrap(drawable(bar.label), 22, 2) for bar in bars}
    drawing = _Stacked(panels=panels, scale=scale, given=given, drawn=drawn, names=names)
    return drawing.draw(wording)


@dataclass(frozen=True, kw_only=True)
class _Stacked(Scaled):
    panels: list[_Panel]
    #: Bar label → what is to stand at its end instead of the sum.
    given: Mapping[str, str]
    #: Texts, and labels of bars, as they are drawn.
    drawn: Mapping[str, str]
    names: Mapping[str, str]
    kind = "堆积条形图"

    @property
    def height(self) -> float:
        return sum(panel.height for panel in self.panels) + 0.4 if self.panels else 1.8

    @property
    def is_empty(self) -> bool:
        return not self.panels

    def _end(self, bar: _Bar) -> str:
        return self.given.get(bar.label) or self.scale.text(bar.total)

    def words(self) -> list[str]:
        return [
            f"{panel.title + '：' if panel.title else ''}{bar.label} {self._end(bar)}"
            f"{'' if self.given else self.scale.title}（{'、'.join(self._pieces(bar))}）"
            for panel in self.panels
            for bar in panel.bars
        ]

    def _pieces(self, bar: _Bar) -> list[str]:
        known = ((part, value) for part, value in bar.parts.items() if value is not None)
        return [f"{part} {self.scale.text(value, unit=True)}" for part, value in known]

    def paint(self, figure: Figure) -> None:
        heights = [panel.height for panel in self.panels]
        fields = figure.subplots(len(heights), 1, height_ratios=heights, squeeze=False, sharex=True)[:, 0]
        for axes, panel in zip(fields, self.panels, strict=True):
            self._paint_panel(axes, panel)
        bars = [bar for panel in self.panels for bar in panel.bars]
        low, high = (
            float(end(bar.ends[side] for bar in bars)) / self.scale.factor
            for side, end in enumerate((min, max))
        )
        longest = max(5, *(len(self._end(bar)) for bar in bars))
        fields[-1].set_xlim(low, high + (high - low or 1.0) * 0.02 * longest)
        ticks(fields[-1], self.scale, "x")

    def _paint_panel(self, axes: Axes, panel: _Panel) -> None:
        self._paint_pieces(axes, panel)
        bare(axes, grid="x")
        names = [self.names[bar.label] for bar in panel.bars]
        axes.set_yticks(range(len(names)), names, fontsize=SIZE["small"])
        axes.set_ylim(max(len(names), 0.8 * len(panel.parts), 2) - 0.4, -0.6)
        axes.axvline(0, color=GRID, linewidth=0.8)
        axes.tick_params(axis="x", labelsize=SIZE["small"], labelcolor=MUTED)
        if panel.title:
            axes.set_title(self.drawn[panel.title], loc="left", fontsize=10, color=INK)
        _write_legend(axes, [wrap(self.drawn[part], 20, 2) for part in panel.parts])

    def _paint_pieces(self, axes: Axes, panel: _Panel) -> None:
        right, left = [0.0] * len(panel.bars), [0.0] * len(panel.bars)
        longest = max(float(bar.extent) for bar in panel.bars)
        for position, part in enumerate(panel.parts):
            colour = colour_of(position)
            for row, bar in enumerate(panel.bars):
                value = bar.parts.get(part) or Fraction(0)
                length = float(value) / self.scale.factor
                side = left if length < 0 else right
                axes.barh(row, length, left=side[row], height=0.68, color=colour)
                if longest and abs(float(value)) / longest > _READABLE:
                    _write_inside(axes, self.scale.text(value), side[row] + length / 2, row, ink_on(colour))
                side[row] += length
        for row, bar in enumerate(panel.bars):
            end = self._end(bar)
            at_end(axes, self.drawn.get(end, end), right[row], row)


def _write_inside(axes: Axes, text: str, x: float, y: float, colour: str) -> None:
    axes.text(x, y, text, ha="center", va="center_baseline", fontsize=SIZE["tiny"], color=colour)


def _write_legend(axes: Axes, parts: list[str]) -> None:
    from matplotlib.patches import Patch

    legend = axes.legend(
        [Patch(color=colour_of(position)) for position in range(len(parts))],
        [""] * len(parts),
        loc="upper left",
        bbox_to_anchor=(1.02, 1.05),
        fontsize=SIZE["small"],
        frameon=False,
        handlelength=0.9,
        handleheight=0.9,
        borderaxespad=0,
    )
    # matplotlib leaves out a label that begins with an underscore.
    for entry, part in zip(legend.get_texts(), parts, strict=True):
        entry.set_text(part)
