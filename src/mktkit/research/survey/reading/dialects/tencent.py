"""腾讯问卷: ``1.题干(单选题)``, ``2.题干:选项``, times headed 开始答题时间 and 答题时长."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mktkit.research.survey.reading.dialects.rows import headed_by, numbered_layout, numbered_row
from mktkit.research.survey.reading.headers import FileLayout, texts_of

__all__ = ["tencent"]

_OWN = re.compile(r"开始答题时间|结束答题时间|答题时长|清洗数据结果|智能清洗数据无效概率|地理位置.*")


def tencent(rows: Sequence[Sequence[object]]) -> FileLayout | None:
    """Read a header of numbered questions beside 腾讯问卷's own columns.

    Examples
    --------
    >>> found = tencent([["编号", "答题时长", "Q1.性别(单选题)", "Q2.渠道(多选题):抖音", "Q2.渠道(多选题):微信"]])
    >>> [(one.title, one.kind, [item for _, item in one.columns]) for one in found.questions]
    [('性别', '单选', ['']), ('渠道', '多选', ['抖音', '微信'])]
    """
    header = numbered_row(rows)
    if header is None or not headed_by(texts_of(rows[header]), _OWN):
        return None
    return numbered_layout(rows, header, "腾讯问卷", r"[┋┇|]|\s*[;；]\s*|\n")
