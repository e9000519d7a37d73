"""Microsoft Forms: ID, start and completion time, e-mail and name first; several options as 甲;乙;."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mktkit.research.survey.reading.dialects.rows import FIRST_ROWS, headed_by, worded_layout
from mktkit.research.survey.reading.headers import FileLayout, texts_of

__all__ = ["microsoft_forms"]

_OWN = re.compile(
    r"start time|completion time|开始时间|完成时间|last modified time|上次修改时间", re.IGNORECASE
)
_ROW = re.compile(r"(.+?)\.\s*(.+)", re.DOTALL)


def microsoft_forms(rows: Sequence[Sequence[object]]) -> FileLayout | None:
    """Read a header with the times of beginning and end.

    Examples
    --------
    >>> found = microsoft_forms([["ID", "Start time", "Completion time", "Email", "Name", "City"]])
    >>> found.questions[-1].title, found.about
    ('City', {0: '答卷编号', 1: '填写时间', 2: '填写时间', 3: '个人信息', 4: '个人信息'})
    """
    for position, row in enumerate(rows[:FIRST_ROWS]):
        if headed_by(texts_of(row), _OWN) >= 2:
            return worded_layout(rows, position, "Microsoft Forms", r"\s*;\s*", [_ROW])
    return None
