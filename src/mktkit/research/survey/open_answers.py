"""Answers in one's own words: listed, not counted."""

from __future__ import annotations

from collections.abc import Sequence

from mktkit.research.model import Analysis, figure, grid

__all__ = ["open_answers"]

#: Of a free answer so much is listed.
_LONGEST = 500


def open_answers(title: str, answers: Sequence[str | None]) -> Analysis:
    """List what was written.

    Parameters
    ----------
    answers
        One a respondent; None or empty where nothing was written.

    Notes
    -----
    制度 3.1.3 消费者需求.

    Examples
    --------
    >>> open_answers("建议", ["快一点", None, ""]).n
    1
    """
    given = [one for one in answers if one]
    rows = [
        (one if len(one) <= _LONGEST else f"{one[:_LONGEST]}…（共 {len(one)} 字，全文见问卷文件）",)
        for one in given
    ]
    return Analysis(
        title=title,
        method="开放题：逐条列出原话，不统计",
        n=len(given),
        figures=(figure("写了的", len(given), "份", 0),),
        tables=(grid((title,), rows, title),),
        caveats=("几条原话说明不了多少人这样想：要统计就先归类、由两人分别编码",),
    )
