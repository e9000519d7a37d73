"""A small picture of a scoring curve: inline SVG, drawn from the breakpoints, in the page's own colours."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from itertools import pairwise
from typing import Literal

from mktkit.handbook.macros.markup import Html, element
from mktkit.handbook.macros.words import read

__all__ = ["picture"]

Points = tuple[tuple[Decimal, Decimal], ...]
#: From a point of the curve to one of the picture.
Place = Callable[[Decimal, Decimal], tuple[float, float]]

_WIDTH, _HEIGHT = 340, 190
_LEFT, _RIGHT, _TOP, _BOTTOM = 40, 14, 14, 40


def picture(
    points: Points, *, title: str, across: str, up: str = "得分", kind: Literal["linear", "step"] = "linear"
) -> Html:
    """Draw a curve.

    Parameters
    ----------
    points
        Breakpoints (x, y), x rising; the curve is flat outside, and is drawn a little beyond.
    title
        What a screen reader says.
    across, up
        Titles of the axes.
    kind
        ``step`` draws stairs.

    Examples
    --------
    >>> picture(((Decimal(0), Decimal(0)), (Decimal(100), Decimal(100))), title="x", across="完成率")[:40]
    '<svg class="curve" viewBox="0 0 340 190"'
    """
    first, last = points[0][0], points[-1][0]
    margin = (last - first) / 8 if last > first else Decimal(1)
    low, high = (max(Decimal(0), first - margin) if first >= 0 else first - margin), last + margin
    top = max(y for _, y in points) or Decimal(1)

    def at(x: Decimal, y: Decimal) -> tuple[float, float]:
        across_share = float((x - low) / (high - low))
        return (
            round(_LEFT + across_share * (_WIDTH - _LEFT - _RIGHT), 1),
            round(_HEIGHT - _BOTTOM - float(y / top) * (_HEIGHT - _TOP - _BOTTOM), 1),
        )

    path = [(low, points[0][1]), *points, (high, points[-1][1])]
    if kind == "step":
        stairs = [((right, y), (right, up_to)) for (_, y), (right, up_to) in pairwise(path)]
        path = [path[0], *(point for stair in stairs for point in stair)]
    line = " ".join(f"{x},{y}" for x, y in (at(*point) for point in path))
    floor = _HEIGHT - _BOTTOM
    return element(
        "svg",
        element("title", title),
        *(_rule(at, y) for y in dict.fromkeys(y for _, y in points)),
        *_stops(at, points),
        element("line", x1=_LEFT, y1=floor, x2=_WIDTH - _RIGHT, y2=floor, class_="axis"),
        element("polyline", points=line, class_="run", fill="none", stroke="currentColor", stroke_width="2"),
        *(element("circle", cx=at(*point)[0], cy=at(*point)[1], r="3.5", class_="dot") for point in points),
        element("text", across, x=_WIDTH - _RIGHT, y=_HEIGHT - 6, text_anchor="end", class_="name"),
        element("text", up, x=4, y=_HEIGHT - 6, class_="name"),
        class_="curve", viewBox=f"0 0 {_WIDTH} {_HEIGHT}", role="img", aria_label=title,
    )  # fmt: skip


def _rule(at: Place, y: Decimal) -> Html:
    height = at(Decimal(0), y)[1]
    line = element("line", x1=_LEFT, y1=height, x2=_WIDTH - _RIGHT, y2=height, class_="grid")
    return Html(line + element("text", read(y), x=_LEFT - 7, y=height + 4, text_anchor="end"))


def _stops(at: Place, points: Points) -> list[Html]:
    """Name the breakpoints below the axis, leaving out what would stand upon its neighbour."""
    named: list[Html] = []
    free = 0.0
    for x, y in points:
        place = at(x, y)[0]
        half = 4.0 * len(read(x)) + 2
        if place - half >= free:
            named.append(element("text", read(x), x=place, y=_HEIGHT - _BOTTOM + 16, text_anchor="middle"))
            free = place + half
    return named
