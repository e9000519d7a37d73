"""Lengths side by side: bars and columns."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Unpack

from mktkit.office.charts.canvas import Key, bare, drawable
from mktkit.office.charts.chart import Chart
from mktkit.office.charts.drawing import Level, Mark, Measured, Scaled, level_of
from mktkit.office.charts.numbers import Notation, Number, exact, scale_of
from mktkit.office.charts.parts import (
    DASHES,
    above,
    at_end,
    colour_of,
    mark_across,
    mark_beside,
    room,
    ticks,
)
from mktkit.office.charts.style import ACCENT, FALL, INK, MUTED, QUIET
from mktkit.office.text import wrap

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["bars", "columns"]

#: label → value, or label → series → value.
Values = Mapping[str, Number | None] | Mapping[str, Mapping[str, Number | None]]

_NONE = "无数据"


@dataclass(frozen=True)
class _Grouped:
    """Exact values by series and label; one nameless series where there are none."""

    labels: list[str]
    series: list[str]
    values: dict[str, dict[str, Fraction | None]]

    @classmethod
    def read(cls, values: Values) -> _Grouped:
        rows = {
            label: value if isinstance(value, Mapping) else {"": value} for label, value in values.items()
        }
        series = list(dict.fromkeys(name for row in rows.values() for name in row))
        exacts = {
            name: {label: exact(row.get(name), f"{label} {name}") for label, row in rows.items()}
            for name in series
        }
        return cls(list(rows), series, exacts)

    @property
    def every(self) -> list[Fraction | None]:
        return [value for row in self.values.values() for value in row.values()]

    @property
    def many(self) -> bool:
        return len(self.series) > 1

    @property
    def thickness(self) -> float:
        return 0.8 / max(len(self.series), 1)

    @property
    def keys(self) -> tuple[Key, ...]:
        named = enumerate(self.series) if self.many else ()
        return tuple(Key(name, colour_of(position)) for position, name in named)

    def places(self) -> Iterator[tuple[int, str, float, Fraction | None]]:
        """Yield (number of the series, label, where, how long) of every bar."""
        for position, name in enumerate(self.series):
            for row, label in enumerate(self.labels):
                at = row + (position - (len(self.series) - 1) / 2) * self.thickness
                yield position, label, at, self.values[name][label]

    def words(self, scale: Notation) -> list[str]:
        def value(label: str, name: str) -> str:
            number = self.values[name][label]
            return f"{name} {_NONE if number is None else scale.text(number, unit=True)}".strip()

        return [f"{label} {'、'.join(value(label, name) for name in self.series)}" for label in self.labels]


@dataclass(frozen=True, kw_only=True)
class _Sides(Scaled):
    """What bars and columns share."""

    data: _Grouped
    names: list[str]

    @property
    def is_empty(self) -> bool:
        return not self.data.labels

    @property
    def keys(self) -> tuple[Key, ...]:
        return self.data.keys

    def words(self) -> list[str]:
        return self.data.words(self.scale)


def bars(
    values: Values,
    *,
    reference: Level | None = None,
    emphasis: Collection[str] = (),
    **wording: Unpack[Measured],
) -> Chart:
    """Draw horizontal bars: people, channels, categories; the value stands at each bar's end.

    Parameters
    ----------
    values
        Label → value, or label → series → value, drawn in this order; None is 无数据.
    reference
        Name and place of a dashed line, a target or a mean.
    emphasis
        Labels that are spoken of; the others step back.
    wording
        ``title``, ``unit``, ``note`` (small print below) and ``alt`` (by default the values in words); the unit becomes 万元
        or 亿元 where values are large.

    Raises
    ------
    MktkitError
        A value is no finite number.

    Examples
    --------
    >>> bars({"线上": 120, "线下": 80}, title="各渠道线索", unit="条").alt
    '条形图：各渠道线索。线上 120条，线下 80条'
    """
    data = _Grouped.read(values)
    scale = scale_of([*data.every, level_of(reference)], wording.get("unit", ""))
    names = [wrap(drawable(label), 26, 2) for label in data.labels]
    mark = Mark.of(reference, scale)
    return _Bars(data=data, scale=scale, names=names, mark=mark, emphasis=emphasis).draw(wording)


@dataclass(frozen=True, kw_only=True)
class _Bars(_Sides):
    emphasis: Collection[str]
    kind = "条形图"

    @property
    def height(self) -> float:
        each = 0.42 * len(self.data.series) + 0.2 if self.data.many else 0.66
        return max(1.4, each * len(self.data.labels) + 0.2 + (0.45 if self.mark else 0))

    def _colour(self, position: int, label: str, length: float) -> str:
        if self.emphasis and label not in self.emphasis:
            return QUIET
        return colour_of(position) if self.data.many else FALL if length < 0 else ACCENT

    def paint(self, figure: Figure) -> None:
        axes, data = figure.subplots(), self.data
        for position, label, at, value in data.places():
            length = float(value or 0) / self.scale.factor
            height = data.thickness * (0.9 if data.many else 0.8)
            axes.barh(at, length, height=height, color=self._colour(position, label, length))
            text = _NONE if value is None else self.scale.text(value)
            at_end(axes, text, length, at, INK if value is not None else MUTED)
        axes.set_yticks(range(len(self.names)), self.names)
        axes.set_ylim(len(self.names) - 0.4, -0.6)
        room(axes, "x")
        bare(axes)
        axes.set_xticks([])
        axes.axvline(0, color=MUTED, linewidth=0.8)
        if self.mark and self.mark.at is not None:
            mark_across(axes, self.mark.label, self.mark.at)


def columns(values: Values, *, reference: Level | None = None, **wording: Unpack[Measured]) -> Chart:
    """Draw upright columns: months side by side, budget beside actual.

    Parameters are those of :func:`bars`.  Columns too many to be labelled one by one get an axis instead.

    Examples
    --------
    >>> columns({"1月": {"预算": 100, "实际": 90}}, title="预算执行", unit="元").alt
    '柱形图：预算执行。1月 预算 100元、实际 90元'
    """
    data, unit = _Grouped.read(values), wording.get("unit", "")
    written = [*data.every, level_of(reference)]
    scale = scale_of(written, unit)
    longest = max((len(scale.text(value)) for value in data.every), default=1)
    # A column's share of the width in points, against what its label takes.
    labelled = 420 / max(len(data.labels) * len(data.series), 1) > 5.2 * longest
    if not labelled:
        scale = scale_of(written, unit, labels=False)
    room_each = max(4, int(80 / max(len(data.labels), 1)))
    names = [wrap(drawable(label), room_each, 3) for label in data.labels]
    mark = Mark.of(reference, scale)
    return _Columns(data=data, scale=scale, names=names, mark=mark, labelled=labelled).draw(wording)


@dataclass(frozen=True, kw_only=True)
class _Columns(_Sides):
    labelled: bool
    kind = "柱形图"
    height = 6.5

    def paint(self, figure: Figure) -> None:
        axes = figure.subplots()
        self._paint_columns(axes)
        axes.set_xticks(range(len(self.names)), self.names)
        axes.set_xlim(-0.6, len(self.names) - 0.4)
        room(axes, "y", 0.08 if self.labelled else 0.03)
        bare(axes, grid="" if self.labelled else "y")
        if self.labelled:
            axes.set_yticks([])
        else:
            ticks(axes, self.scale, "y")
        axes.axhline(0, color=MUTED, linewidth=0.8)
        if self.mark and self.mark.at is not None:
            axes.axhline(self.mark.at, color=INK, linewidth=1, linestyle=DASHES)
            mark_beside(axes, self.mark.label, self.mark.at)

    def _paint_columns(self, axes: Axes) -> None:
        width = self.data.thickness * (0.9 if self.data.many else 0.75)
        for position, _, at, value in self.data.places():
            if value is not None:
                height = float(value) / self.scale.factor
                axes.bar(at, height, width=width, color=colour_of(position))
                if self.labelled:
                    above(axes, self.scale.text(value), at, height, below=height < 0)
