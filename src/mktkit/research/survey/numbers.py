"""Answers that are numbers: mean, median and the extremes."""

from __future__ import annotations

import statistics
from collections.abc import Sequence

from mktkit.research.model import Analysis, figure
from mktkit.research.survey.base import nobody

__all__ = ["describe_numbers"]


def describe_numbers(title: str, answers: Sequence[float | None]) -> Analysis:
    """Describe numbers.

    Parameters
    ----------
    answers
        One a respondent; None where the question was left out.

    Raises
    ------
    MktkitError
        Nobody answered.

    Notes
    -----
    制度 3.1.3 消费者需求.

    Examples
    --------
    >>> [one.text for one in describe_numbers("年龄", [20, 30, None, 60, 30]).figures]
    ['35.00', '30.00', '20.00', '60.00']
    """
    given = sorted(one for one in answers if one is not None)
    if not given:
        raise nobody(title)
    return Analysis(
        title=title,
        method="数字题：平均数、中位数、最小、最大",
        n=len(given),
        figures=(
            figure("平均数", sum(given) / len(given)),
            figure("中位数", statistics.median(given)),
            figure("最小", given[0]),
            figure("最大", given[-1]),
        ),
        assumptions=("各份用同一个单位填写",),
        caveats=("有几个特别大的数时：看中位数，不看平均数",),
    )
