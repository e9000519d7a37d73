"""Bars made of pieces."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

from mktkit.office.charts.canvas import Frame, bare, compose, drawable, listing
from mktkit.office.charts.chart import Chart
from mktkit.office.charts.numbers import Scale, exact_all, scale_of
from mktkit.office.charts.parts import at_end, colour_of, nothing, ticks
from mktkit.office.charts.style import GRID, INK, MUTED, SIZE, ink_on
from mktkit.office.text import wrap

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["stacked_bars"]


def stacked_bars(
    groups: Mapping[str, Mapping[str, Mapping[str, float]]],
    *,
    title: str,
    axis: str = "",
    note: str = "",
    totals: Mapping[str, str] | None = None,
    alt: str = "",
) -> Chart:
    """Draw one panel of stacked horizontal bars a group.

    Parameters
    ----------
    groups
        Panel title → bar label → part → length; an empty title for a single panel.
    title, axis, note
        Of the whole chart, the unit of its lengths, and small print below.
    totals
        Bar label → text at the bar's end; by default the sum.
    alt
        Alternative text; by default the values in words.

    Examples
    --------
    >>> stacked_bars({"": {"张三": {"业绩": 50, "新客户": 20}}}, title="贡献", axis="分").alt
    '堆积条形图：贡献。张三 70分（业绩 50分、新客户 20分）'
    """
    shown = {name: bars_ for name, bars_ in groups.items() if bars_}
    exacts = {
        name: {label: exact_all(parts.items()) for label, parts in panel.items()}
        for name, panel in shown.items()
    }
    sums = {
        (name, label): sum((abs(value) for value in parts.values() if value is not None), Fraction(0))
        for name, panel in exacts.items()
        for label, parts in panel.items()
    }
    scale = scale_of(sums.values(), axis, labels=False)
    ends = {
        (name, label): (totals or {}).get(label)
        or scale.text(sum((v for v in parts.values() if v), Fraction(0)))
        for name, panel in exacts.items()
        for label, parts in panel.items()
    }
    heights = [
        # A panel is as high as its bars or its legend need.
        max(0.62 * len(panel), 0.5 * len({part for parts in panel.values() for part in parts}), 1.3)
        + (0.9 if name else 0.3)
        for name, panel in exacts.items()
    ] or [1.4]
    drawn = {text: drawable(text) for panel in exacts.values() for parts in panel.values() for text in parts}
    drawn |= {text: drawable(text) for text in [*exacts, *ends.values()]}
    names = {label: wrap(drawable(label), 22, 2) for panel in exacts.values() for label in panel}

    def paint(figure: Figure) -> None:
        if not exacts:
            return nothing(figure)
        panels = figure.subplots(len(heights), 1, height_ratios=heights, squeeze=False, sharex=True)[:, 0]
        for axes, (name, panel) in zip(panels, exacts.items(), strict=True):
            texts = [drawn[ends[name, label]] for label in panel]
            _panel(axes, drawn[name], panel, [names[label] for label in panel], texts, drawn, scale)
        low = min(
            (
                float(sum(v for v in p.values() if v and v < 0))
                for one in exacts.values()
                for p in one.values()
            ),
            default=0,
        )
        high = max(
            (
                float(sum(v for v in p.values() if v and v > 0))
                for one in exacts.values()
                for p in one.values()
            ),
            default=0,
        )
        span = (high - low) / scale.factor or 1.0
        panels[-1].set_xlim(
            low / scale.factor, high / scale.factor + span * 0.02 * max(5, *map(len, ends.values()))
        )
        ticks(panels[-1], scale, "x")
        return None

    words = listing(
        [
            f"{name + '：' if name else ''}{label} {ends[name, label]}{'' if totals else scale.title}（"
            + "、".join(
                f"{part} {scale.text(value, unit=True)}" for part, value in parts.items() if value is not None
            )
            + "）"
            for name, panel in exacts.items()
            for label, parts in panel.items()
        ]
    )
    frame = Frame(title, scale.title, note)
    return compose(frame, sum(heights) + 0.4, paint, alt or f"堆积条形图：{title}。{words or '没有数据'}")


def _panel(
    axes: Axes,
    name: str,
    panel: Mapping[str, Mapping[str, Fraction | None]],
    names: list[str],
    ends: list[str],
    drawn: Mapping[str, str],
    scale: Scale,
) -> None:
    from matplotlib.patches import Patch

    parts = list(dict.fromkeys(part for lengths in panel.values() for part in lengths))
    right, left = [0.0] * len(panel), [0.0] * len(panel)
    longest = max(
        float(sum((abs(v) for v in lengths.values() if v), Fraction(0))) for lengths in panel.values()
    )
    for position, part in enumerate(parts):
        colour = colour_of(position)
        for row, lengths in enumerate(panel.values()):
            value = lengths.get(part)
            length = float(value or 0) / scale.factor
            side = left if length < 0 else right
            axes.barh(row, length, left=side[row], height=0.68, color=colour)
            # Only where the number fits into its piece.
            if value and longest and abs(float(value)) / longest > 0.08:
                axes.text(
                    side[row] + length / 2,
                    row,
                    scale.text(value),
                    ha="center",
                    va="center_baseline",
                    fontsize=SIZE["tiny"],
                    color=ink_on(colour),
                )
            side[row] += length
    for row, text in enumerate(ends):
        at_end(axes, text, right[row], row)
    bare(axes, grid="x")
    axes.set_yticks(range(len(names)), names, fontsize=SIZE["small"])
    axes.set_ylim(max(len(names), 0.8 * len(parts), 2) - 0.4, -0.6)
    axes.axvline(0, color=GRID, linewidth=0.8)
    axes.tick_params(axis="x", labelsize=SIZE["small"], labelcolor=MUTED)
    if name:
        axes.set_title(name, loc="left", fontsize=10, color=INK)
    handles = [Patch(color=colour_of(position)) for position in range(len(parts))]
    legend = axes.legend(
        handles,
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
        entry.set_text(wrap(drawn[part], 20, 2))
