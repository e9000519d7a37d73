"""Figures by name: a report's text says {市场规模} and never the number itself, so that data and text cannot part."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from mktkit.errors import MktkitError, closest, show
from mktkit.research.model import Analysis, KeyFigure
from mktkit.research.report.model import PrintedFigure, ResearchReport

__all__ = ["REFERENCE", "FigureIndex", "figures_of"]

#: How a text names a figure.
REFERENCE = re.compile(r"\{([^{}\n]{1,80})\}")


@dataclass(frozen=True)
class FigureIndex:
    """Every figure a report may name.

    Attributes
    ----------
    named
        Name → figure and where it comes from; one whose short name two analyses share has its long name alone.
    shared
        Short name that is not unique → the long names.
    """

    named: Mapping[str, tuple[KeyFigure, str]]
    shared: Mapping[str, tuple[str, ...]]

    def __getitem__(self, name: str) -> KeyFigure:
        """Return a figure.

        Raises
        ------
        MktkitError
            No figure of that name, or several.
        """
        if name in self.named:
            return self.named[name][0]
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
            PrintedFigure(name=name, text=one.text, origin=origin)
            for name, (one, origin) in self.named.items()
            if twice or "：" not in name or name.partition("：")[2] in self.shared
        ]


def figures_of(analyses: Iterable[Analysis], report: ResearchReport | None = None) -> FigureIndex:
    """Collect the figures of analyses and of the report's own table, by name.

    A figure of an analysis is named by its name, or by 分析：名称; where two share a name only the long one is unique.

    Raises
    ------
    MktkitError
        Two analyses of the same title, or a typed figure of a name that stands already.
    """
    listed = list(analyses)
    long: dict[str, tuple[KeyFigure, str]] = {}
    short: dict[str, list[str]] = {}
    for analysis in listed:
        for one in analysis.figures:
            name = f"{analysis.title}：{one.name}"
            if name in long:
                raise MktkitError(
                    f"两项分析都叫{show(analysis.title)}", "每项分析的名称应不同", "改掉其中一个的名称"
                )
            long[name] = (one, analysis.title)
            short.setdefault(one.name, []).append(name)
    named = {name: long[full[0]] for name, full in short.items() if len(full) == 1} | long
    for typed in report.figures if report else ():
        name = typed.name.strip()
        if name in named or name in short:
            raise MktkitError(
                f"“数字”里的{show(name)}已经有了",
                "每个名称只用一次",
                "换一个名称，或删去这一行",
                where="数字",
            )
        named[name] = (KeyFigure(name, typed.value, typed.unit.strip()), typed.source.strip() or "数字表")
    return FigureIndex(named, {name: tuple(full) for name, full in short.items() if len(full) > 1})
