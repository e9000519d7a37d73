"""问卷星: ``1、题干``, ``2、题干(选项)``, ``6、题干—项目``, several options as 甲┋乙, ranks as 甲→乙."""

from __future__ import annotations

from collections.abc import Sequence

from mktkit.research.survey.reading.dialects.rows import numbered_layout, numbered_row
from mktkit.research.survey.reading.headers import FileLayout

__all__ = ["wenjuanxing"]


def wenjuanxing(rows: Sequence[Sequence[object]]) -> FileLayout | None:
    """Read a header of numbered questions, by 选项序号, 选项文本 or 分数 alike.

    Examples
    --------
    >>> found = wenjuanxing([["序号", "所用时间", "6、请评价—价格:便宜", "6、质量:耐用"]])
    >>> found.questions[0].title, found.questions[0].columns, found.about
    ('请评价', ((2, '价格:便宜'), (3, '质量:耐用')), {0: '答卷编号', 1: '所用时间'})
    """
    header = numbered_row(rows)
    return None if header is None else numbered_layout(rows, header, "问卷星", r"[┋┇]|\s*\|\s*")
