"""Google Forms: a time stamp first, ``Question [Row]`` for a grid, several options parted by a comma."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mktkit.research.survey.reading.dialects.rows import FIRST_ROWS, worded_layout
from mktkit.research.survey.reading.headers import FileLayout, texts_of

__all__ = ["google_forms"]

_FIRST = re.compile(r"timestamp|时间戳记?", re.IGNORECASE)
_ROW = re.compile(r"(.+?)\s*\[(.+)\]", re.DOTALL)


def google_forms(rows: Sequence[Sequence[object]]) -> FileLayout | None:
    """Read a header that begins with the time stamp.

    Examples
    --------
    >>> found = google_forms([["时间戳记", "城市", "请评价 [质量]", "请评价 [价格]"]])
    >>> [(one.title, [item for _, item in one.columns]) for one in found.questions]
    [('城市', ['']), ('请评价', ['质量', '价格'])]
    """
    for position, row in enumerate(rows[:FIRST_ROWS]):
        texts = [text for text in texts_of(row) if text]
        if texts and _FIRST.fullmatch(texts[0]):
            return worded_layout(rows, position, "Google 表单", r",\s+|\s*;\s*", [_ROW])
    return None
