"""What kind of question it was, told by its words and its answers where nobody has said: a guess, and shown as one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from itertools import pairwise
from typing import NamedTuple

from mktkit.research.survey.model import QuestionKind
from mktkit.research.survey.reading.notation import blank, options_in, without_words
from mktkit.research.survey.reading.personal import MASK
from mktkit.research.survey.reading.scales import ladder_of
from mktkit.research.survey.text import narrow

__all__ = ["Guess", "guess_kind", "parts_of", "recommends"]

#: A column of longer texts, or of more different ones, is no choice.
_LONG, _MANY = 100, 30
_NUMBER = re.compile(r"-?\d{1,15}(\.\d{1,20})?")
_RECOMMENDS = re.compile(r"推荐|介绍给|recommend", re.IGNORECASE)
_RANKS = re.compile(r"排序|排名|排列|名次|先后|\brank", re.IGNORECASE)
_COUNTS = re.compile(
    r"几(次|个|人|口|件|年|天|家|岁)|多少|次数|数量|金额|花费|支出|收入|价格是|年龄(?!段|层|组)|岁数|人数|元[)]?$|how (many|much|old)|number of",
    re.IGNORECASE,
)
_SCALES = re.compile(
    r"满意|评价|评分|打分|程度|重要|同意|认同|可能性|愿意|意愿|喜欢|信任|印象|质量|体验|分[)]|\brate|satisf|agree|likely|importan",
    re.IGNORECASE,
)
_RANGE = re.compile(r"(?<!\d)(\d{1,2})\s*分?\s*(?:-|–|—|~|至|到|to)\s*(\d{1,2})(?!\d)\s*(分?)", re.IGNORECASE)
_OPEN = re.compile(
    r"建议|意见|想法|原因|为什么|理由|说明|请描述|怎么看|还有什么|anything else|comment|suggest|why|feedback",
    re.IGNORECASE,
)
_ELEVEN = tuple(range(11))


class Guess(NamedTuple):
    """A guessed kind, code → option where the kind has them, and what it was guessed from."""

    kind: QuestionKind
    codes: tuple[tuple[str, str], ...]
    basis: str


def recommends(words: str, scores: Collection[int]) -> bool:
    """Tell whether a question is the one of the net promoter score: 0 to 10, and it asks to recommend.

    Examples
    --------
    >>> recommends("您会推荐给朋友吗", range(11)), recommends("满意度", range(1, 8))
    (True, False)
    """
    return bool(_RECOMMENDS.search(words)) and set(scores) <= set(_ELEVEN)


def parts_of(cells: Collection[str], separator: str) -> list[str] | None:
    """Return the options that stand together in the cells of a multiple choice, None where it is none.

    Options come again, alone or beside others; the words of a free text do not. Two that always stand behind each
    other are one option whose own words hold the sign that separates.

    Examples
    --------
    >>> parts_of(["甲, 乙", "乙", "甲, 丙, 丁", "丙, 丁, 乙"], ", ")
    ['甲', '乙', '丙, 丁']
    >>> parts_of(["很好，很快", "慢，贵"], "，") is None
    True
    """
    split = [options_in(narrow(cell), separator) for cell in cells]
    if not any(len(parts) > 1 for parts in split):
        return None
    counted = Counter(part for parts in split for part in dict.fromkeys(parts))
    again = sum(count > 1 for count in counted.values())
    if (
        len(counted) > _MANY
        or any(len(part) > 40 for part in counted)
        or 2 * again < len(counted)
        or again < 2
    ):
        return None
    return _joined(split, counted, separator)


def _joined(split: Sequence[Sequence[str]], counted: Counter[str], separator: str) -> list[str]:
    """Join the parts that never stand without each other."""
    beside = Counter(pair for parts in split for pair in pairwise(parts))
    first = {
        one: other for (one, other), count in beside.items() if count == counted[one] == counted[other] > 1
    }
    glue = ", " if re.fullmatch(separator, ", ") else ""
    if not glue or len(first) * 2 >= len(counted):
        return list(counted)
    second = set(first.values())
    return [f"{one}{glue}{first[one]}" if one in first else one for one in counted if one not in second]


def guess_kind(words: str, cells: Sequence[str], *, separator: str = r"[┋┇]", in_grid: bool = False) -> Guess:
    """Guess the kind of a question.

    Parameters
    ----------
    words
        Of the question.
    cells
        Its answers as they stand in the file; of a grid those of all its items.
    separator
        What the platform puts between several options.
    in_grid
        Whether several items were asked alike.

    Examples
    --------
    >>> [guess_kind(words, cells).kind for words, cells in (
    ...     ("性别", ["男", "女"]), ("用过", ["甲┋乙"]), ("满意度", ["5", "4"]), ("年龄", ["35", "41"]),
    ...     ("您会推荐我们吗", ["0", "10"]), ("按重要程度排序", ["甲→乙"]), ("价格合理", ["同意", "不同意"]))]
    ['单选', '多选', '量表', '数字', 'NPS', '排序', '量表']
    """
    counted: Counter[str] = Counter()
    for cell, count in Counter(cells).items():
        if not blank(cell):
            # What is written beside an option does not make the question an open one.
            counted[narrow(without_words(cell)) or narrow(cell)] += count
    given = list(counted)
    if any("→" in one for one in given) and all("→" in one or len(one) <= 20 for one in given):
        return Guess("排序", (), "一格里用“→”连着几项")
    if any("┋" in one or "┇" in one for one in given):
        return Guess("多选", (), "一格里用“┋”隔开几项")
    if given and all(_NUMBER.fullmatch(one) for one in given):
        return _of_numbers(words, [float(one) for one in given], in_grid=in_grid)
    ladder = ladder_of(given)
    if ladder:
        return Guess("量表", ladder, "各选项是由低到高的说法")
    several = parts_of(given, separator)
    if several:
        if _RANKS.search(words):
            return Guess("排序", _numbered(several), "题目问的是次序，一格里有几项")
        return Guess("多选", _numbered(several), "一格里有几项，各项反复出现")
    if _is_open(words, counted):
        return Guess("填空", (), "各份写的是自己的话")
    return Guess("单选", (), "几种文字反复出现")


def _is_open(words: str, counted: Counter[str]) -> bool:
    """Tell whether answers are sentences of people's own: long, hardly ever the same, or asked for as an opinion."""
    different, answers = len(counted), counted.total()
    if any(MASK in one for one in counted):
        return True
    if any(len(one) > _LONG for one in counted) or (different > _MANY and 2 * different > answers):
        return True
    if _OPEN.search(words) and 5 * different > answers:
        return True
    return (
        different > 8
        and 3 * different > answers
        and any(re.search(r"[,，。!！?？;；]", one) for one in counted)
    )


def _of_numbers(words: str, numbers: Sequence[float], *, in_grid: bool) -> Guess:
    whole = all(one.is_integer() for one in numbers)
    scores = {int(one) for one in numbers if one.is_integer()}
    told = _RANGE.search(words)
    limits = (int(told[1]), int(told[2])) if told else None
    if whole and recommends(words, scores) and limits in (None, (0, 10)):
        return Guess("NPS", _levels(_ELEVEN), "问推荐的可能，0 到 10 分")
    levels = _told_levels(limits) if whole and not _COUNTS.search(words) else ()
    if levels and scores <= set(levels):
        return Guess("量表", _levels(levels), f"题目写着 {levels[0]} 到 {levels[-1]} 分")
    small = whole and scores <= set(_ELEVEN)
    if (
        _COUNTS.search(words)
        or not whole
        or (not small and not (len(scores) <= 11 and _SCALES.search(words)))
    ):
        if len(scores) <= 12 and whole and not _COUNTS.search(words) and _steps(scores):
            return Guess("单选", (), "填的是几个数字代码，文字要在“选项”里写")
        return Guess("数字", (), "填的都是数")
    if in_grid or _SCALES.search(words):
        if not small:
            return Guess("量表", _levels(sorted(scores)), "填的是每档的分数")
        top = next(one for one in (5, 7, 10) if max(scores) <= one)
        return Guess("量表", _levels(range(0 if 0 in scores else 1, top + 1)), f"填的是 1 到 {top} 的整数")
    return Guess("单选", (), "填的是数字代码，文字要在“选项”里写")


def _told_levels(limits: tuple[int, int] | None) -> Sequence[int]:
    """Return the scores between the ends that the words of a question name, none where they name no scale."""
    low, high = limits or (0, 0)
    return range(low, high + 1) if low in (0, 1) and 2 <= high <= 11 else ()


def _steps(scores: Collection[int]) -> bool:
    """Tell whether numbers are the scores of options: 0, 10, 20 …"""
    return all(one % 5 == 0 for one in scores) and max(scores) <= 100 and min(scores) == 0


def _levels(scores: Collection[int]) -> tuple[tuple[str, str], ...]:
    return tuple((str(one), str(one)) for one in scores)


def _numbered(options: Sequence[str]) -> tuple[tuple[str, str], ...]:
    return tuple((str(at), one) for at, one in enumerate(options, 1))
