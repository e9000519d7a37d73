"""The header row of a questionnaire's file: which columns belong to which question."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from mktkit.research.survey.text import narrow

__all__ = ["QuestionColumns", "groups_of", "is_about_the_answer"]

_NUMBERED = re.compile(r"[Qq]?(\d{1,4})(?:[、.:_]\s*|\s+|(?=\())(.*)", re.DOTALL)
_IN_BRACKETS = re.compile(r"(.*?)\(([^()]*(?:\([^()]*\)[^()]*)*)\)\s*", re.DOTALL)

#: Columns that tell of the answer, not of the answerer's mind; many of them tell who it was, so they are not read.
_ABOUT = re.compile(
    r"(序号|编号|答卷编号|答题序号|(答卷|问卷)?(id|编码)|提交(答卷)?时间|开始(答题)?时间|结束(答题)?时间|(所用|答题|填写)?(时间|时长)|来源(详情)?"
    r"|(来自)?ip(地址|省份|城市)?|总分|得分|姓名|昵称|微信(昵称|号)?|(手机|电话|联系)(号码|方式|号)?|邮箱|电子邮箱|身份证号?码?|学号|设备|浏览器|操作系统)",
    re.IGNORECASE,
)


def is_about_the_answer(header: str) -> bool:
    """Tell whether a column tells of the answer sheet itself: number, time, address, name.

    Examples
    --------
    >>> [is_about_the_answer(one) for one in ("序号", "来自IP", "提交答卷时间", "性别")]
    [True, True, True, False]
    """
    return bool(_ABOUT.fullmatch(header))


@dataclass(frozen=True)
class QuestionColumns:
    """A question as the header shows it.

    Attributes
    ----------
    number, title
        Of the question.
    columns
        (position in the row, option or item): a single column has an empty one.
    """

    number: str
    title: str
    columns: tuple[tuple[int, str], ...]

    @property
    def label(self) -> str:
        """Number and words, as people speak of it."""
        return f"{self.number}、{self.title}"


def groups_of(header: Sequence[object]) -> tuple[list[QuestionColumns], list[str], list[str]]:
    """Return the questions of a header row, the columns left out, and the numbers that stand in two places.

    Questions are told by their number (``3、…``); where no column has one, every column is a question.

    Examples
    --------
    >>> found, left, twice = groups_of(["序号", "1、性别", "2、用过(甲)", "2、(乙)", "3、意见"])
    >>> [(one.number, one.title, [name for _, name in one.columns]) for one in found], left, twice
    ([('1', '性别', ['']), ('2', '用过', ['甲', '乙']), ('3', '意见', [''])], ['序号'], [])
    """
    texts = [(position, narrow(cell)) for position, cell in enumerate(header) if narrow(cell)]
    matched = {position: match for position, text in texts if (match := _NUMBERED.fullmatch(text))}
    left = [text for position, text in texts if position not in matched]
    if not matched:
        plain = [(position, text) for position, text in texts if not is_about_the_answer(text)]
        found = [
            QuestionColumns(str(number), text, ((position, ""),))
            for number, (position, text) in enumerate(plain, 1)
        ]
        return found, [text for _, text in texts if is_about_the_answer(text)], []
    together: dict[str, list[tuple[int, str]]] = {}
    runs: list[str] = []
    for position, match in matched.items():
        together.setdefault(match[1], []).append((position, match[2].strip()))
        if not runs or runs[-1] != match[1]:
            runs.append(match[1])
    twice = sorted({number for number in runs if runs.count(number) > 1}, key=int)
    return [_group(number, columns) for number, columns in together.items()], left, twice


def _group(number: str, columns: list[tuple[int, str]]) -> QuestionColumns:
    if len(columns) == 1:
        return QuestionColumns(number, columns[0][1], ((columns[0][0], ""),))
    titles, named = [], []
    for position, text in columns:
        match = _IN_BRACKETS.fullmatch(text)
        if match:
            title, name = match[1], match[2]
        else:
            title, _, name = text.rpartition(":")
        titles.append(title.strip(" :"))
        named.append((position, name.strip() or text))
    return QuestionColumns(number, max(titles, key=len), tuple(named))
