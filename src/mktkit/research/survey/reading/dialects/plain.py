"""A plain table: a header row, every column a question, or several beside each other with the question's words in each."""

from __future__ import annotations

from collections.abc import Sequence

from mktkit.research.survey.reading.dialects.rows import titled_row, worded_layout
from mktkit.research.survey.reading.grouping import SPLITS
from mktkit.research.survey.reading.headers import FileLayout

__all__ = ["plain_table"]


def plain_table(rows: Sequence[Sequence[object]]) -> FileLayout:
    """Read a table that no platform is known to have written.

    Examples
    --------
    >>> found = plain_table([["2026 年问卷"], ["性别", "30 天内买过几次"], ["男", "2"]])
    >>> found.header, [one.title for one in found.questions]
    (1, ['性别', '30 天内买过几次'])
    """
    return worded_layout(rows, titled_row(rows), "普通表格", r"\s*[┋┇|;；]\s*|\s*、\s*|,\s*|，\s*", SPLITS)
