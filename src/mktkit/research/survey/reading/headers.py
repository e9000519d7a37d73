"""The header of a questionnaire's file, whoever exported it: numbers, words, and columns that tell of the answer sheet."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from mktkit.research.survey.model import QuestionKind
from mktkit.research.survey.text import narrow

__all__ = ["ColumnHeader", "FileLayout", "QuestionColumns", "about", "filled", "numbered", "texts_of"]

#: ``3、…``, ``Q3. …``, ``第3题(…)``, ``Q2_1``; a decimal point or a time of day is none of them.
_NUMBERED = re.compile(
    r"(?:[Qq]|第)?\s*(\d{1,4})\s*(?:题\s*[、.:_]?|[、_]|[.:](?!\d{1,3}(?!\d))|(?=\())\s*(.*)", re.DOTALL
)
#: ``Q3 …``: a blank separates only behind a Q, for 「30 天内……」 is no number of a question.
_LETTERED = re.compile(r"[Qq](\d{1,4})(?:\s+(.*))?", re.DOTALL)

#: What a column tells of the answer sheet → how platforms head it.
_ABOUT: Mapping[str, re.Pattern[str]] = {
    role: re.compile(pattern, re.IGNORECASE)
    for role, pattern in {
        "答卷编号": r"序号|编号|答卷编号|答题序号|答卷序号|(答卷|问卷)?(id|编码)|(response|respondent|collector)\s*id|(受访者|收集器)\s*id|#",
        "填写时间": r"提交(答卷)?时间|(开始|结束|完成|修改|更新|创建)(答题|填写)?时间|填写(日期|时间)|答题时间|时间|时间戳记?|"
        r"timestamp|(start|end|completion|last modified)\s*(date|time)|(date|time)\s*(created|modified|submitted)|(开始|结束|修改)日期",
        "所用时间": r"(所用|答题|填写|作答)(时间|时长)(\(秒\))?|用时|时长|duration(\s*\(in seconds\))?|time\s*spent",
        "来源": r"来源(详情|渠道)?|(填写|答题)?(设备|浏览器|操作系统|终端)|设备类型|渠道来源|语言|language|用户类型|collector|custom data( \d+)?|"
        r"自定义(字段|数据)\s*\d*|扩展属性|清洗数据结果|智能清洗数据无效概率|状态|抽奖结果|奖品",
        "得分": r"总分|得分|总得分|score|总计得分|分数",
    }.items()
}


@dataclass(frozen=True)
class ColumnHeader:
    """A column's header, taken apart.

    Attributes
    ----------
    position
        In the row, from 0.
    text
        As it stands there, half-width and on one line; empty where nothing stands there.
    number
        Of the question; empty where the file has none.
    words
        What stands behind the number.
    item
        Option or item, where the platform writes it apart from the question.
    kind
        How the question is answered, where the platform says so.
    """

    position: int
    text: str
    number: str = ""
    words: str = ""
    item: str = ""
    kind: QuestionKind | None = None


@dataclass(frozen=True)
class QuestionColumns:
    """A question as the header shows it.

    Attributes
    ----------
    number, title
        Of the question.
    columns
        (position in the row, option or item): a single column has an empty one.
    kind
        How it is answered, where the platform says so.
    """

    number: str
    title: str
    columns: tuple[tuple[int, str], ...]
    kind: QuestionKind | None = None

    @property
    def label(self) -> str:
        """Number and words, as people speak of it."""
        return f"{self.number}、{self.title}"


@dataclass(frozen=True)
class FileLayout:
    """How a file is laid out, as one dialect reads it.

    Attributes
    ----------
    dialect
        Its name, as users know the platform.
    header, body
        Positions of the header row and of the first row of answers.
    headers
        Every column of the file.
    questions
        The columns that belong together.
    about
        Position → what the column tells of the answer sheet.
    separator
        Pattern of what stands between several options in one cell.
    twice
        Numbers that stand in two places.
    """

    dialect: str
    header: int
    body: int
    headers: tuple[ColumnHeader, ...]
    questions: tuple[QuestionColumns, ...]
    about: Mapping[int, str]
    separator: str
    twice: tuple[str, ...] = field(default=())


def filled(row: Sequence[object]) -> int:
    """Return how many cells of a row hold something."""
    return sum(bool(narrow(cell)) for cell in row if cell is not None)


def texts_of(row: Iterable[object]) -> list[str]:
    """Return the cells of a header row as texts.

    Examples
    --------
    >>> texts_of([None, " １、性别 "])
    ['', '1、性别']
    """
    return ["" if cell is None else narrow(cell) for cell in row]


def numbered(text: str) -> tuple[str, str] | None:
    """Split a header into the question's number and its words, None where it has no number.

    Examples
    --------
    >>> [numbered(one) for one in ("1、性别", "Q3 城市", "第6题(质量)", "30 天内买过几次", "2.5升装好用吗")]
    [('1', '性别'), ('3', '城市'), ('6', '(质量)'), None, None]
    """
    match = _NUMBERED.fullmatch(text) or _LETTERED.fullmatch(text)
    return (match[1], (match[2] or "").strip()) if match else None


def about(text: str) -> str:
    """Tell what a column tells of the answer sheet itself, empty where it tells of the answerer's mind.

    Examples
    --------
    >>> [about(one) for one in ("序号", "所用时间", "提交答卷时间", "性别")]
    ['答卷编号', '所用时间', '填写时间', '']
    """
    return next((role for role, pattern in _ABOUT.items() if pattern.fullmatch(text)), "")
