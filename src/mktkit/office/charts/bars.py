"""Lengths side by side: bars and columns."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

from mktkit.office.charts.canvas import Frame, Key, bare, compose, drawable, listing
from mktkit.office.charts.chart import Chart
from mktkit.office.charts.numbers import Number, Scale, exact, scale_of
from mktkit.office.charts.parts import (
    DASHES,
    at_end,
    colour_of,
    mark_across,
    mark_beside,
    nothing,
    room,
    ticks,
)
from mktkit.office.charts.style import ACCENT, FALL, INK, MUTED, QUIET, SIZE
from mktkit.office.text import wrap

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["bars", "columns"]

#: label → value, or label → series → value.
Values = Mapping[str, Number | None] | Mapping[str, Mapping[str, Number | None]]

_NONE = "无数据"


def _by_series(values: Values) -> tuple[list[str], list[str], dict[str, dict[str, Fraction | None]]]:
    """Return labels, series (one nameless where there are none) and exact values by series and label."""
    grouped = {label: value if isinstance(value, Mapping) else {"": value} for label, value in values.items()}
    series = list(dict.fromkeys(name for row in grouped.values() for name in row))
    return (
        list(grouped),
        series,
        {
            name: {label: exact(row.get(name), f"{label} {name}") for label, row in grouped.items()}
            for name in series
        },
    )


def _words(
    labels: list[str], series: list[str], exacts: dict[str, dict[str, Fraction | None]], scale: Scale
) -> str:
    def value(label: str, name: str) -> str:
        number = exacts[name][label]
        return f"{name} {_NONE if number is None else scale.text(number, unit=True)}".strip()

    return listing([f"{label} {'、'.join(value(label, name) for name in series)}" for label in labels])


def bars(
    values: Values,
    *,
    title: str,
    unit: str = "",
    note: str = "",
    reference: tuple[str, Number] | None = None,
    emphasis: Collection[str] = (),
    alt: str = "",
) -> Chart:
    """Draw horizontal bars: people, channels, categories; the value stands at each bar's end.

    Parameters
    ----------
    values
        Label → value, or label → series → value, drawn in this order; None is 无数据.
    title, unit, note
        Of the chart; the unit becomes 万元 or 亿元 where values are large; small print below.
    reference
        Name and place of a dashed line, a target or a mean.
    emphasis
        Labels that are spoken of; the others step back.
    alt
        Alternative text; by default the values in words.

    Raises
    ------
    MktkitError
        A value is no finite number.

    Examples
    --------
    >>> bars({"线上": 120, "线下": 80}, title="各渠道线索", unit="条").alt
    '条形图：各渠道线索。线上 120条，线下 80条'
    """
    labels, series, exacts = _by_series(values)
    line = exact(reference[1], reference[0]) if reference else None
    scale = scale_of([*(value for row in exacts.values() for value in row.values()), line], unit)
    many = len(series) > 1
    names = [wrap(drawable(label), 26, 2) for label in labels]
    marked = drawable(f"{reference[0]} {scale.text(line)}") if reference else ""
    thick = 0.8 / max(len(series), 1)

    def paint(figure: Figure) -> None:
        if not labels:
            return nothing(figure)
        axes = figure.subplots()
        for position, name in enumerate(series):
            for row, label in enumerate(labels):
                value = exacts[name][label]
                at = row + (position - (len(series) - 1) / 2) * thick
                length = float(value or 0) / scale.factor
                colour = colour_of(position) if many else FALL if length < 0 else ACCENT
                if emphasis and label not in emphasis:
                    colour = QUIET
                axes.barh(at, length, height=thick * (0.9 if many else 0.8), color=colour)
                text = _NONE if value is None else scale.text(value)
                at_end(axes, text, length, at, INK if value is not None else MUTED)
        axes.set_yticks(range(len(labels)), names)
        axes.set_ylim(len(labels) - 0.4, -0.6)
        room(axes, "x")
        bare(axes)
        axes.set_xticks([])
        axes.axvline(0, color=MUTED, linewidth=0.8)
        if line is not None:
            mark_across(axes, marked, float(line) / scale.factor)
        return None

    keys = tuple(Key(name, colour_of(position)) for position, name in enumerate(series)) if many else ()
    each = 0.66 if not many else 0.42 * len(series) + 0.2
    body = max(1.4, each * len(labels) + 0.2 + (0.45 if reference else 0))
    words = _words(labels, series, exacts, scale) or "没有数据"
    if reference:
        words += f"；{reference[0]} {scale.text(line, unit=True)}"
    return compose(Frame(title, scale.title, note, keys), body, paint, alt or f"条形图：{title}。{words}")


def columns(
    values: Values,
    *,
    title: str,
    unit: str = "",
    note: str = "",
    reference: tuple[str, Number] | None = None,
    alt: str = "",
) -> Chart:
    """Draw upright columns: months side by side, budget beside actual.

    Parameters are those of :func:`bars`.  Columns too many to be labelled one by one get an axis instead.

    Examples
    --------
    >>> columns({"1月": {"预算": 100, "实际": 90}}, title="预算执行", unit="元").alt
    '柱形图：预算执行。1月 预算 100元、实际 90元'
    """
    labels, series, exacts = _by_series(values)
    line = exact(reference[1], reference[0]) if reference else None
    scale = scale_of([*(value for row in exacts.values() for value in row.values()), line], unit)
    many = len(series) > 1
    longest = max((len(scale.text(value)) for row in exacts.values() for value in row.values()), default=1)
    # A column's share of the width in points, against what its label takes.
    labelled = 420 / max(len(labels) * len(series), 1) > 5.2 * longest
    if not labelled:
        scale = scale_of(
            [*(value for row in exacts.values() for value in row.values()), line], unit, labels=False
        )
    names = [wrap(drawable(label), max(4, int(80 / max(len(labels), 1))), 3) for label in labels]
    marked = drawable(f"{reference[0]} {scale.text(line)}") if reference else ""
    wide = 0.8 / max(len(series), 1)

    def paint(figure: Figure) -> None:
        if not labels:
            return nothing(figure)
        axes = figure.subplots()
        for position, name in enumerate(series):
            for row, label in enumerate(labels):
                value = exacts[name][label]
                if value is None:
                    continue
                at, height = row + (position - (len(series) - 1) / 2) * wide, float(value) / scale.factor
                axes.bar(at, height, width=wide * (0.9 if many else 0.75), color=colour_of(position))
                if labelled:
                    axes.annotate(
                        scale.text(value),
                        (at, height),
                        xytext=(0, -3 if height < 0 else 3),
                        textcoords="offset points",
                        ha="center",
                        va="top" if height < 0 else "bottom",
                        fontsize=SIZE["small"],
                    )
        axes.set_xticks(range(len(labels)), names)
        axes.set_xlim(-0.6, len(labels) - 0.4)
        room(axes, "y", 0.08 if labelled else 0.03)
        bare(axes, grid="" if labelled else "y")
        if labelled:
            axes.set_yticks([])
        else:
            ticks(axes, scale, "y")
        axes.axhline(0, color=MUTED, linewidth=0.8)
        if line is not None:
            axes.axhline(float(line) / scale.factor, color=INK, linewidth=1, linestyle=DASHES)
            mark_beside(axes, marked, float(line) / scale.factor)
        return None

    keys = tuple(Key(name, colour_of(position)) for position, name in enumerate(series)) if many else ()
    words = _words(labels, series, exacts, scale) or "没有数据"
    if reference:
        words += f"；{reference[0]} {scale.text(line, unit=True)}"
    return compose(Frame(title, scale.title, note, keys), 6.5, paint, alt or f"柱形图：{title}。{words}")
