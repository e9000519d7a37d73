"""金数据: no numbers, 题干-选项 beside each other, the sender's columns at the end."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mktkit.research.survey.reading.dialects.rows import FIRST_ROWS, headed_by, worded_layout
from mktkit.research.survey.reading.grouping import SPLITS
from mktkit.research.survey.reading.headers import FileLayout, texts_of

__all__ = ["jinshuju"]

_OWN = re.compile(
    r"提交人|提交时间|修改时间|填写设备|填写时长|填写地区|扩展属性|微信(OpenID|头像|性别|国家|省市|昵称)|操作系统|浏览器"
)


def jinshuju(rows: Sequence[Sequence[object]]) -> FileLayout | None:
    """Read a header beside two or more columns that 金数据 alone adds.

    Examples
    --------
    >>> found = jinshuju([["序号", "城市", "渠道-抖音", "渠道-微信", "提交人", "提交时间", "修改时间"]])
    >>> [(one.title, [item for _, item in one.columns]) for one in found.questions]
    [('城市', ['']), ('渠道', ['抖音', '微信'])]
    """
    for position, row in enumerate(rows[:FIRST_ROWS]):
        if headed_by(texts_of(row), _OWN) >= 2:
            return worded_layout(rows, position, "金数据", r"\s*[,，、;；]\s*|\n", SPLITS)
    return None
