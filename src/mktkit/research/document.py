"""Results in a document: charts and tables of an analysis, captions and references included."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace

from mktkit.office.document import Block, Bullets, Figure, Heading, TableColumn, table_of
from mktkit.research.model import Analysis, Aspect

__all__ = ["Results", "method_blocks"]

#: What a document calls otherwise than a page.
_TITLES = {Aspect.SAMPLE: "有效样本", Aspect.CAVEAT: "不宜用于"}


class Results:
    """Tables and charts of analyses, each placed once and then only named."""

    def __init__(self, analyses: Sequence[Analysis]) -> None:
        self._analyses = {one.title: one for one in analyses}
        self.placed: set[str] = set()

    def __contains__(self, title: object) -> bool:
        return title in self._analyses

    def keys(self, title: str) -> tuple[str, ...]:
        """Return the keys of what an analysis shows: its chart first, then its tables."""
        one = self._analyses[title]
        mark = hashlib.sha256(title.encode()).hexdigest()[:12]
        tables = tuple(f"{mark}-{at}" for at in range(len(one.tables) or 1))
        return (f"{mark}-图", *tables) if one.plot is not None else tables

    def blocks(self, title: str) -> Iterator[Block]:
        """Yield chart and tables of an analysis, captions and keys included; nothing the second time."""
        if title not in self._analyses or title in self.placed:
            return
        self.placed.add(title)
        one, keys = self._analyses[title], list(self.keys(title))
        sample = f"n = {one.n}" if one.n is not None else ""
        if one.plot is not None:
            # The sample stands once, below the table that follows.
            yield Figure(one.plot.draw(), one.plot.title, key=keys.pop(0))
        if not one.tables:
            rows = [{"项": figure.name, "值": figure.text} for figure in one.figures]
            yield table_of(
                rows, (TableColumn("项"), TableColumn("值", "right")), caption=title, note=sample, key=keys[0]
            )
        for table, key in zip(one.tables, keys, strict=False):
            yield replace(table, caption=table.caption or title, key=key, note=table.note or sample)


def method_blocks(analyses: Sequence[Analysis]) -> Iterator[Block]:
    """Yield how each result came about, on what it rests and when it should not be used."""
    for one in analyses:
        yield Heading(one.title, 3, numbered=False)
        yield Bullets(tuple(f"{_TITLES.get(aspect, aspect)}：{words}" for aspect, words in one.explanation()))
