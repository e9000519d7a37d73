"""How each survey platform lays out what it exports: the first dialect that knows the file reads its header."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from mktkit.research.survey.reading.dialects.google_forms import google_forms
from mktkit.research.survey.reading.dialects.jinshuju import jinshuju
from mktkit.research.survey.reading.dialects.microsoft_forms import microsoft_forms
from mktkit.research.survey.reading.dialects.plain import plain_table
from mktkit.research.survey.reading.dialects.qualtrics import qualtrics
from mktkit.research.survey.reading.dialects.surveymonkey import surveymonkey
from mktkit.research.survey.reading.dialects.tencent import tencent
from mktkit.research.survey.reading.dialects.wenjuanxing import wenjuanxing
from mktkit.research.survey.reading.headers import FileLayout

__all__ = ["Dialect", "layout_of"]

#: Reads the header of a sheet, or finds that another platform wrote it.
Dialect = Callable[[Sequence[Sequence[object]]], FileLayout | None]

_DIALECTS: tuple[Dialect, ...] = (
    qualtrics,
    surveymonkey,
    google_forms,
    microsoft_forms,
    tencent,
    wenjuanxing,
    jinshuju,
)


def layout_of(rows: Sequence[Sequence[object]]) -> FileLayout:
    """Return how a sheet is laid out.

    Parameters
    ----------
    rows
        Its cells, title rows above the header included.

    Examples
    --------
    >>> found = layout_of([["", "1、性别", "2、城市"], ["1", "男", "上海"]])
    >>> found.dialect, found.header, [(one.number, one.title) for one in found.questions]
    ('问卷星', 0, [('1', '性别'), ('2', '城市')])
    """
    return next((found for one in _DIALECTS if (found := one(rows)) is not None), None) or plain_table(rows)
