"""Values typed by hand where the rules have them: a number beside a unit in the words of the regulation."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from mktkit.errors import Finding, fault, show

__all__ = ["typed_values"]

_UNITS = (
    "万元|元|个?百分点|%|％|‰|分钟|小时|个?工作日|自然日|个月|个季度|天|日|周|年|分|倍|折|"
    "份|家|条|次|人|件|场|张|单|名|位|间|晚|公里"
)
#: Chinese numbers stand before many of these words without being a value (一条、一次); before these they are one.
_MEASURES = "万元|元|个?百分点|分钟|小时|个?工作日|自然日|个月|个季度|天|日内|周内|倍|折|成"
_VALUE = re.compile(
    rf"(?<![\d.A-Za-z])(\d[\d,]*(?:\.\d+)?)\s*({_UNITS})(?![\d.])"
    rf"|(?<![零一二三四五六七八九十百千万两半第])([零一二三四五六七八九十百千万两半]+)({_MEASURES})|(百分之[零一二三四五六七八九十百]+)"
)
#: A worked example is made of numbers of its own, and code says how to write a file.
_EXAMPLE = re.compile(r"^!!! example\b|^\?\?\?\+? example\b")
_FENCE = re.compile(r"^\s*(```|~~~)")
_NOT_WORDS = re.compile(r"\{\{.*?\}\}|`[^`]*`|\]\([^)]*\)|\{[ :][^}]*\}|<[^>]*>")
#: Written at the end of a line whose number is no value of the rules, with the reason why.
_MEANT = re.compile(r"<!--\s*不是规则的值：\S.*?-->")


def typed_values(folder: Path) -> Iterator[Finding]:
    """Yield a fault for every number beside a unit that is typed into a page of the regulation.

    Passed over: macros, worked examples, code, and lines that say why their number is no value of the rules.

    Parameters
    ----------
    folder
        ``docs/rules`` of a project.
    """
    for path in sorted(folder.glob("*.md")):
        for number, line in _words(path.read_text(encoding="utf-8")):
            for match in _VALUE.finditer(line):
                yield fault(
                    f"手写了数值{show(match[0])}",
                    '规则里的数值用 {{ value("…") }} 或 {{ table("…") }} 写，改了规则页面才会跟着变',
                    "换成宏；确实不是规则的值，在这一行末尾写 <!-- 不是规则的值：理由 -->",
                    file=f"docs/rules/{path.name}",
                    row=number,
                )


def _words(text: str) -> Iterator[tuple[int, str]]:
    """Yield the lines that a reader reads as the regulation's own words, with their numbers."""
    fenced = example = False
    head = text.startswith("---\n")
    for number, line in enumerate(text.split("\n"), 1):
        if head:
            head = number == 1 or line != "---"
            continue
        if _FENCE.match(line):
            fenced = not fenced
            continue
        if line.strip() and not line.startswith((" ", "\t")):
            example = bool(_EXAMPLE.match(line))
        if not fenced and not example and not _MEANT.search(line):
            yield number, _NOT_WORDS.sub(" ", line)
