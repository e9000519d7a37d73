"""What becomes of a quantity on its way: funnel and waterfall."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

from mktkit.errors import MktkitError
from mktkit.office.charts.canvas import Frame, Key, bare, compose, drawable, listing
from mktkit.office.charts.chart import Chart
from mktkit.office.charts.numbers import Number, exact_all, percent, scale_of
from mktkit.office.charts.parts import nothing, room
from mktkit.office.charts.style import ACCENT, FALL, INK, MUTED, PALETTE, SIZE, ink_on, tint
from mktkit.office.text import wrap

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["funnel", "waterfall"]

_RISE = PALETTE[2]


def funnel(
    stages: Mapping[str, Number], *, title: str, unit: str = "", note: str = "", alt: str = ""
) -> Chart:
    """Draw how many are left at each stage, with the share of the stage before and of the first.

    Parameters
    ----------
    stages
        Stage → how many, from first to last.
    title, unit, note, alt
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
    labels, values = list(exacts), list(exacts.values())
    scale = scale_of(values, unit)
    names = [wrap(drawable(label), 22, 2) for label in labels]
    shares = [percent(value, before) for before, value in pairwise(values)]
    first = [percent(value, values[0]) for value in values[1:]]
    widest = float(max(values, default=Fraction(0))) or 1.0

    def paint(figure: Figure) -> None:
        if not labels:
            return nothing(figure)
        axes = figure.subplots()
        for row, value in enumerate(values):
            width = float(value) / widest
            colour = tint(ACCENT, 1 - 0.55 * row / max(len(values) - 1, 1))
            axes.barh(row, width, left=-width / 2, height=0.72, color=colour)
            inside = width > 0.16
            axes.text(
                0 if inside else width / 2 + 0.02,
                row,
                scale.text(value),
                ha="center" if inside else "left",
                va="center_baseline",
                fontsize=SIZE["label"],
                color=ink_on(colour) if inside else INK,
            )
            if row:
                axes.text(
                    0.60, row, shares[row - 1], ha="right", va="center_baseline", fontsize=SIZE["label"]
                )
                axes.text(
                    0.76,
                    row,
                    first[row - 1],
                    ha="right",
                    va="center_baseline",
                    fontsize=SIZE["label"],
                    color=MUTED,
                )
        for x, text in ((0.60, "占上一步"), (0.76, "占第一步")):
            axes.text(x, -0.62, text, ha="right", va="bottom", fontsize=SIZE["small"], color=MUTED)
        axes.set_yticks(range(len(labels)), names)
        axes.set_ylim(len(labels) - 0.5, -0.95)
        axes.set_xlim(-0.51, 0.78)
        bare(axes)
        axes.set_xticks([])
        return None

    words = [
        f"{label} {scale.text(value, unit=True)}" + (f"（占上一步 {shares[row - 1]}）" if row else "")
        for row, (label, value) in enumerate(exacts.items())
    ]
    told = alt or f"漏斗图：{title}。{listing(words) or '没有数据'}"
    return compose(Frame(title, scale.title, note), max(1.4, 0.85 * len(labels) + 0.7), paint, told)


def waterfall(
    steps: Mapping[str, Number],
    *,
    title: str,
    total: str = "合计",
    subtotals: Collection[str] = (),
    unit: str = "",
    note: str = "",
    alt: str = "",
) -> Chart:
    """Draw how a quantity came from its start to its end, step by step.

    Parameters
    ----------
    steps
        The first entry is the start, the others what they add (or, negative, take away).
    title, unit, note, alt
        As of :func:`mktkit.office.charts.bars`.
    total
        Name of the last column, the sum of all steps.
    subtotals
        Steps after which the level reached so far is drawn, named ``小计``.

    Raises
    ------
    MktkitError
        A step is missing.

    Examples
    --------
    >>> waterfall({"年初预算": 100, "追加": 20, "已支出": -85}, title="预算", total="可用", unit="元").alt
    '瀑布图：预算。年初预算 100元，追加 +20元，已支出 −85元，可用 35元'
    """
    exacts: dict[str, Fraction] = {}
    for label, value in exact_all(steps.items()).items():
        if value is None:
            raise MktkitError("瀑布图的这一步没有数", "每一步都应有数，没有变化写 0", "补上", where=label)
        exacts[label] = value
    #: (label, from, to, is a level)
    columns: list[tuple[str, Fraction, Fraction, bool]] = []
    reached = Fraction(0)
    for label, value in exacts.items():
        columns.append((label, reached, reached + value, not columns))
        reached += value
        if label in subtotals:
            columns.append(("小计", Fraction(0), reached, True))
    if columns:
        columns.append((total, Fraction(0), reached, True))
    scale = scale_of([end - start for _, start, end, _ in columns] + [end for _, _, end, _ in columns], unit)
    names = [wrap(drawable(label), max(4, int(80 / max(len(columns), 1))), 3) for label, *_ in columns]

    def paint(figure: Figure) -> None:
        if not columns:
            return nothing(figure)
        axes = figure.subplots()
        for position, (_, start, end, level) in enumerate(columns):
            low, high = sorted((float(start) / scale.factor, float(end) / scale.factor))
            colour = ACCENT if level else _RISE if end >= start else FALL
            # The edge keeps a step in sight that is too small for its scale.
            axes.bar(
                position, high - low, bottom=low, width=0.62, color=colour, edgecolor=colour, linewidth=1
            )
            # Beneath a step that ends near zero stand the names of the columns.
            below = low < 0 >= high
            axes.annotate(
                scale.text(end - start, sign=not level),
                (position, low if below else high),
                xytext=(0, -3 if below else 3),
                textcoords="offset points",
                ha="center",
                va="top" if below else "bottom",
                fontsize=SIZE["small"],
            )
            if position + 1 < len(columns):
                reach = float(end) / scale.factor
                axes.plot([position + 0.31, position + 0.69], [reach, reach], color=MUTED, linewidth=0.8)
        axes.set_xticks(range(len(columns)), names)
        axes.set_xlim(-0.6, len(columns) - 0.4)
        room(axes, "y", 0.08)
        bare(axes)
        axes.set_yticks([])
        axes.axhline(0, color=MUTED, linewidth=0.8)
        return None

    words = [
        f"{label} {scale.text(end - start, sign=not level, unit=True)}"
        for label, start, end, level in columns
    ]
    keys = (Key("增加", _RISE), Key("减少", FALL)) if columns else ()
    told = alt or f"瀑布图：{title}。{listing(words) or '没有数据'}"
    return compose(Frame(title, scale.title, note, keys), 6.5, paint, told)
