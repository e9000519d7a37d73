"""Small things that several charts draw."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mktkit.office.charts.numbers import Notation
from mktkit.office.charts.style import INK, MUTED, PALETTE, SIZE, tint

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = [
    "DASHES",
    "above",
    "at_end",
    "colour_of",
    "mark_across",
    "mark_beside",
    "nothing",
    "room",
    "ticks",
]

#: Of a line of reference.
DASHES = (0, (4, 3))


def colour_of(position: int) -> str:
    """Return the colour of a series; after six they begin again, lighter."""
    own = PALETTE[position % len(PALETTE)]
    return own if position < len(PALETTE) else tint(own, 0.5)


def nothing(figure: Figure) -> None:
    """Say that there is nothing to draw."""
    axes = figure.subplots()
    axes.set_axis_off()
    axes.text(0.5, 0.5, "没有数据", ha="center", va="center", fontsize=SIZE["label"], color=MUTED)


def at_end(axes: Axes, text: str, length: float, at: float, colour: str = INK) -> None:
    """Write a value at the end of a horizontal bar."""
    axes.annotate(
        text,
        (length, at),
        xytext=(-4 if length < 0 else 4, 0),
        textcoords="offset points",
        ha="right" if length < 0 else "left",
        va="center",
        fontsize=SIZE["small"],
        color=colour,
        # A line of reference must not strike the number through.
        bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.6},
        zorder=4,
    )


def above(axes: Axes, text: str, x: float, y: float, *, below: bool = False) -> None:
    """Write a value over the end of a column, or beneath it."""
    axes.annotate(
        text,
        (x, y),
        xytext=(0, -3 if below else 3),
        textcoords="offset points",
        ha="center",
        va="top" if below else "bottom",
        fontsize=SIZE["small"],
    )


def mark_across(axes: Axes, text: str, at: float, zorder: float = 1.5) -> None:
    """Draw a dashed upright line with its name above."""
    axes.axvline(at, color=INK, linewidth=1, linestyle=DASHES, zorder=zorder)
    axes.annotate(
        text,
        (at, 1),
        xycoords=("data", "axes fraction"),
        xytext=(0, 3),
        textcoords="offset points",
        ha="center",
        fontsize=SIZE["small"],
    )


def mark_beside(axes: Axes, text: str, at: float, colour: str = INK) -> None:
    """Write a name at the right edge of the plot."""
    axes.annotate(
        text,
        (1, at),
        xycoords=("axes fraction", "data"),
        xytext=(4, 0),
        textcoords="offset points",
        va="center",
        fontsize=SIZE["small"],
        color=colour,
    )


def room(axes: Axes, which: str, share: float = 0.09) -> None:
    """Leave room for the labels at the ends of bars, on the sides to which there are any."""
    low, high = axes.dataLim.intervalx if which == "x" else axes.dataLim.intervaly
    low, high = min(float(low), 0.0), max(float(high), 0.0)
    span = (high - low) or 1.0
    limits = (low - span * share if low < 0 else 0.0, high + span * share if high > 0 else 0.0)
    (axes.set_xlim if which == "x" else axes.set_ylim)(limits if limits != (0.0, 0.0) else (0.0, 1.0))


def ticks(axes: Axes, scale: Notation, which: str) -> None:
    """Write an axis' numbers as the chart writes its values."""
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    axis = axes.yaxis if which == "y" else axes.xaxis
    mark = scale.unit if scale.unit in ("%", "‰") else ""

    def text(value: float, position: int | None) -> str:
        del position
        written = f"{value:,.2f}".rstrip("0").rstrip(".")
        return ("0" if written == "-0" else written).replace("-", "−") + mark

    axis.set_major_locator(MaxNLocator(nbins=5, steps=[1, 2, 2.5, 5, 10]))
    axis.set_major_formatter(FuncFormatter(text))
    axes.tick_params(axis="y" if which == "y" else "x", labelsize=SIZE["small"], labelcolor=MUTED)
