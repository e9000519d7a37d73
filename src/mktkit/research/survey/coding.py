"""A question's answers coded: positions among its options, from which every table is counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from mktkit.errors import MktkitError, show

if TYPE_CHECKING:
    import numpy.typing as npt
    import pandas as pd

__all__ = ["Answers", "code"]


@dataclass(frozen=True)
class Answers:
    """A question's answers as positions among its options.

    Attributes
    ----------
    title
        The question.
    options
        What could be answered.
    codes
        Position of each respondent's answer, -1 where the question was left out.
    """

    title: str
    options: tuple[str, ...]
    codes: npt.NDArray[np.intp] = field(repr=False)


def code(title: str, answers: pd.Series | Sequence[object], options: Sequence[str] = ()) -> Answers:
    """Turn answers into positions once, so that many tables can be counted from them.

    Parameters
    ----------
    answers
        One a respondent; None (or NaN) where the question was left out.
    options
        What could be answered; default what was, sorted.

    Raises
    ------
    MktkitError
        An answer that is no option.

    Examples
    --------
    >>> code("性别", ["女", "男", None], ["男", "女"]).codes.tolist()
    [1, 0, -1]
    """
    import pandas as pd

    series = answers if isinstance(answers, pd.Series) else pd.Series(list(answers), dtype=object)
    if not options:
        categorical = pd.Categorical(series)
        found = tuple(str(one) for one in categorical.categories)
        return Answers(title, found, categorical.codes.astype(np.intp))
    codes = pd.Index(list(options), dtype=object).get_indexer(pd.Index(series, dtype=object))
    lost = (codes == -1) & series.notna().to_numpy()
    if lost.any():
        unknown = list(dict.fromkeys(series[lost].astype(str)))
        raise MktkitError(
            f"有选项以外的回答：{'、'.join(show(one) for one in unknown[:5])}",
            "只能是：" + "、".join(options[:20]),
            "在编码表里补上这个选项，或改正数据",
            where=title,
        )
    return Answers(title, tuple(options), codes)
