"""Figures by name: a report's text says {市场规模} and never the number itself, so that data and text cannot part."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from mktkit.errors import MktkitError, closest, show
from mktkit.research.model import Analysis, KeyFigure
from mktkit.research.report.model import PrintedFigure, ResearchReport

__all__ = ["REFERENCE", "FigureIndex", "NamedFigure", "figures_of"]

#: How a text names a figure.
REFERENCE = re.compile(r"\{([^{}\n]{1,80})\}")


class NamedFigure(NamedTuple):
    """A figure, where it comes from, and the one name it is listed by."""

    figure: KeyFigure
    origin: str
    listed: str


@dataclass(frozen=True)
class FigureIndex:
    """Every figure a report may name.

    Attributes
    ----------
    named
        Name → figure, where it comes from and the name it is listed by; one whose short name two analyses share has its
        long name and the number of its question.
    shared
        Short name that is not unique → the names to write instead.
    """

    named: Mapping[str, NamedFigure]
    shared: Mapping[str, tuple[str, ...]]

    def __getitem__(self, name: str) -> KeyFigure:
        """Return a figure.

        Raises
        ------
        MktkitError
            No figure of that name, or several.
        """
        if name in self.named:
            return self.named[name].figure
        if name in self.shared:
            raise MktkitError(
                f"有几个数都叫{show(name)}",
                "可写：" + "、".join(f"{{{one}}}" for one in self.shared[name]),
                "写明是哪一个分析的",
            )
        raise MktkitError(
            f"数据里没有{show(name)}这个数",
            "应为数字表或分析里的名称",
            closest(name, self.named, "在“数字”里补上，或改掉这句话", written=" {{{}}}".format),
        )

    def render(self, text: str) -> str:
        """Return a text with every {name} as the figure prints.

        Examples
        --------
        >>> from mktkit.research.model import figure
        >>> book = figures_of([Analysis("规模", "", None, (figure("市场规模", 12500, "万元", 1),))])
        >>> book.render("市场规模约 {市场规模}。")
        '市场规模约 12,500.0 万元。'
        """
        return REFERENCE.sub(lambda found: self[found[1].strip()].text, text)

    def printed(self, *, twice: bool = False) -> list[PrintedFigure]:
        """Return all of them as this version prints them, each once, or by every name it has."""
        return [
            PrintedFigure(name=name, text=one.figure.text, origin=one.origin)
            for name, one in self.named.items()
            if twice or name == one.listed
        ]


def figures_of(analyses: Iterable[Analysis], report: ResearchReport | None = None) -> FigureIndex:
    """Collect the figures of analyses and of the report's own table, by name.

    A figure of an analysis is named by its name, by 分析：名称, and by the number of its question: ``16.2 均值``. Where
    two share a name only the longer ones are unique.

    Raises
    ------
    MktkitError
        Two analyses of the same title, or a typed figure of a name that stands already.

    Examples
    --------
    >>> from mktkit.research.model import figure
    >>> grid = [Analysis(f"评价：{item}", "", 9, (figure("均值", mean),), number=number)
    ...         for item, number, mean in (("质量", "5.1", 4), ("价格", "5.2", 3))]
    >>> book = figures_of(grid)
    >>> book.render("{5.2 均值}、{评价：质量：均值}"), [one.name for one in book.printed()]
    ('3.00、4.00', ['5.1 均值', '5.2 均值'])
    """
    pairs = [(analysis, one) for analysis in analyses for one in analysis.figures]
    short = Counter(one.name for _, one in pairs)
    numbers = Counter(_by_number(analysis, one) for analysis, one in pairs)
    named: dict[str, NamedFigure] = {}
    long: dict[str, NamedFigure] = {}
    shared: dict[str, list[str]] = {}
    for analysis, one in pairs:
        full, number = f"{analysis.title}：{one.name}", _by_number(analysis, one)
        if full in long:
            raise MktkitError(
                f"两项分析都叫{show(analysis.title)}", "每项分析的名称应不同", "改掉其中一个的名称"
            )
        numbered = number if numbers[number] == 1 and analysis.number else ""
        unique = short[one.name] == 1
        entry = NamedFigure(one, analysis.title, one.name if unique else numbered or full)
        if unique:
            named[one.name] = entry
        else:
            shared.setdefault(one.name, []).append(entry.listed)
        long[full] = entry
        if numbered:
            long[numbered] = entry
    named |= long
    for typed in report.figures if report else ():
        name = typed.name.strip()
        if name in named or name in short:
            raise MktkitError(
                f"“数字”里的{show(name)}已经有了",
                "每个名称只用一次",
                "换一个名称，或删去这一行",
                where="数字",
            )
        own = KeyFigure(name, typed.value, typed.unit.strip())
        named[name] = NamedFigure(own, typed.source.strip() or "数字表", name)
    return FigureIndex(named, {name: tuple(names) for name, names in shared.items()})


def _by_number(analysis: Analysis, one: KeyFigure) -> str:
    return f"{analysis.number} {one.name}"
