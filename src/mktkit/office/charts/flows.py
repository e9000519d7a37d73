"""What becomes of a quantity on its way: funnel and waterfall."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Unpack

from mktkit.errors import MktkitError
from mktkit.office.charts.canvas import Key, bare, drawable
from mktkit.office.charts.chart import Chart
from mktkit.office.charts.drawing import Measured, Scaled
from mktkit.office.charts.numbers import Notation, Number, exact_all, percent, scale_of
from mktkit.office.charts.parts import above, room
from mktkit.office.charts.style import ACCENT, FALL, INK, MUTED, PALETTE, SIZE, ink_on, tint
from mktkit.office.text import wrap

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["funnel", "waterfall"]

_RISE = PALETTE[2]
#: Where the shares of the stage before and of the first stand.
_BEFORE, _FIRST = 0.60, 0.76


def funnel(stages: Mapping[str, Number], **wording: Unpack[Measured]) -> Chart:
    """Draw how many are left at each stage, with the share of the stage before and of the first.

    Parameters
    ----------
    stages
        Stage → how many, from first to last.
    wording
        As of :func:`mktkit.office.charts.bars`.

    Raises
    ------
    MktkitError
        A stage is missing or negative.

    Examples
    --------
    >>> funnel({"曝光": 1000, "点击": 50, "成交": 5}, title="转化", unit="人").alt
    '漏斗图：转化。曝光 1,000人，点击 50人（占上一步 5.0%），成交 5人（占上一步 10.0%）'
    """
    exacts: dict[str, Fraction] = {}
    for label, value in exact_all(stages.items()).items():
        if value is None or value < 0:
            raise MktkitError(
                "漏斗的这一步没有数或是负数", "每一步都应为 0 或正数", "补上或核对数据", where=label
            )
        exacts[label] = value
    scale = scale_of(exacts.values(), wording.get("unit", ""))
    names = [wrap(drawable(label), 22, 2) for label in exacts]
    return _Funnel(stages=exacts, scale=scale, names=names).draw(wording)


@dataclass(frozen=True, kw_only=True)
class _Funnel(Scaled):
    stages: Mapping[str, Fraction]
    names: list[str]
    kind = "漏斗图"

    @property
    def height(self) -> float:
        return max(1.4, 0.85 * len(self.stages) + 0.7)

    @property
    def is_empty(self) -> bool:
        return not self.stages

    @property
    def _shares(self) -> list[str]:
        """What is left of the stage before, from the second stage on."""
        return [percent(value, before) for before, value in pairwise(self.stages.values())]

    def words(self) -> list[str]:
        said = ["", *(f"（占上一步 {share}）" for share in self._shares)]
        return [
            f"{label} {self.scale.text(value, unit=True)}{share}"
            for (label, value), share in zip(self.stages.items(), said, strict=False)
        ]

    def paint(self, figure: Figure) -> None:
        axes = figure.subplots()
        values = list(self.stages.values())
        for row, value in enumerate(values):
            self._paint_stage(axes, row, float(value) / (float(max(values)) or 1.0), self.scale.text(value))
            if row:
                _write_share(axes, _BEFORE, row, self._shares[row - 1], INK)
                _write_share(axes, _FIRST, row, percent(value, values[0]), MUTED)
        for x, text in ((_BEFORE, "占上一步"), (_FIRST, "占第一步")):
            axes.text(x, -0.62, text, ha="right", va="bottom", fontsize=SIZE["small"], color=MUTED)
        axes.set_yticks(range(len(values)), self.names)
        axes.set_ylim(len(values) - 0.5, -0.95)
        axes.set_xlim(-0.51, 0.78)
        bare(axes)
        axes.set_xticks([])

    def _paint_stage(self, axes: Axes, row: int, width: float, text: str) -> None:
        colour = tint(ACCENT, 1 - 0.55 * row / max(len(self.stages) - 1, 1))
        axes.barh(row, width, left=-width / 2, height=0.72, color=colour)
        inside = width > 0.16
        axes.text(
            0 if inside else width / 2 + 0.02,
            row,
            text,
            ha="center" if inside else "left",
            va="center_baseline",
            fontsize=SIZE["label"],
            color=ink_on(colour) if inside else INK,
        )


def _write_share(axes: Axes, x: float, row: int, share: str, colour: str) -> None:
    axes.text(x, row, share, ha="right", va="center_baseline", fontsize=SIZE["label"], color=colour)


@dataclass(frozen=True)
class _Level:
    """A column of a waterfall: a level that was reached, or a step from one to the next."""

    label: str
    start: Fraction
    end: Fraction
    is_level: bool

    @property
    def change(self) -> Fraction:
        return self.end - self.start

    @property
    def colour(self) -> str:
        return ACCENT if self.is_level else _RISE if self.change >= 0 else FALL

    def text(self, scale: Notation, *, unit: bool = False) -> str:
        return scale.text(self.change, sign=not self.is_level, unit=unit)


def waterfall(
    steps: Mapping[str, Number],
    *,
    total: str = "合计",
    subtotals: Collection[str] = (),
    **wording: Unpack[Measured],
) -> Chart:
    """Draw how a quantity came from its start to its end, step by step.

    Parameters
    ----------
    steps
        The first entry is the start, the others what they add (or, negative, take away).
    total
        Name of the last column, the sum of all steps.
    subtotals
        Steps after which the level reached so far is drawn, named ``小计``.
    wording
        As of :func:`mktkit.office.charts.bars`.

    Raises
    ------
    MktkitError
        A step is missing.

    Examples
    --------
    >>> waterfall({"年初预算": 100, "追加": 20, "已支出": -85}, title="预算", total="可用", unit="元").alt
    '瀑布图：预算。年初预算 100元，追加 +20元，已支出 −85元，可用 35元'
    """
    levels: list[_Level] = []
    reached = Fraction(0)
    for label, value in exact_all(steps.items()).items():
        if value is None:
            raise MktkitError("瀑布图的这一步没有数", "每一步都应有数，没有变化写 0", "补上", where=label)
        levels.append(_Level(label, reached, reached + value, not levels))
        reached += value
        if label in subtotals:
            levels.append(_Level("小计", Fraction(0), reached, True))
    if levels:
        levels.append(_Level(total, Fraction(0), reached, True))
    heights = [height for one in levels for height in (one.change, one.end)]
    scale = scale_of(heights, wording.get("unit", ""))
    width = max(4, int(80 / max(len(levels), 1)))
    names = [wrap(drawable(one.label), width, 3) for one in levels]
    return _Waterfall(levels=levels, scale=scale, names=names).draw(wording)


@dataclass(frozen=True, kw_only=True)
class _Waterfall(Scaled):
    levels: list[_Level]
    names: list[str]
    kind = "瀑布图"
    height = 6.5

    @property
    def keys(self) -> tuple[Key, ...]:
        return (Key("增加", _RISE), Key("减少", FALL)) if self.levels else ()

    @property
    def is_empty(self) -> bool:
        return not self.levels

    def words(self) -> list[str]:
        return [f"{one.label} {one.text(self.scale, unit=True)}" for one in self.levels]

    def paint(self, figure: Figure) -> None:
        axes = figure.subplots()
        for position, one in enumerate(self.levels):
            self._paint_level(axes, position, one)
            if position + 1 < len(self.levels):
                reach = float(one.end) / self.scale.factor
                axes.plot([position + 0.31, position + 0.69], [reach, reach], color=MUTED, linewidth=0.8)
        axes.set_xticks(range(len(self.names)), self.names)
        axes.set_xlim(-0.6, len(self.names) - 0.4)
        room(axes, "y", 0.08)
        bare(axes)
        axes.set_yticks([])
        axes.axhline(0, color=MUTED, linewidth=0.8)

    def _paint_level(self, axes: Axes, position: int, one: _Level) -> None:
        low, high = sorted((float(one.start) / self.scale.factor, float(one.end) / self.scale.factor))
        # The edge keeps a step in sight that is too small for its scale.
        axes.bar(
            position, high - low, bottom=low, width=0.62, color=one.colour, edgecolor=one.colour, linewidth=1
        )
        # Beneath a step that ends near zero stand the names of the columns.
        below = low < 0 >= high
        above(axes, one.text(self.scale), position, low if below else high, below=below)
