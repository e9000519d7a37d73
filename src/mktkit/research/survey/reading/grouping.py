"""Columns that belong to one question: its words told from the options or items of its columns."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Sequence

from mktkit.research.survey.reading.headers import ColumnHeader, QuestionColumns

__all__ = ["by_number", "by_words", "own_number"]

#: 题干(选项), an option with brackets of its own within.
_BRACKETS = re.compile(r"(.*?)[(\[]([^()\[\]]*(?:[(\[][^()\[\]]*[)\]][^()\[\]]*)*)[)\]]\s*", re.DOTALL)
#: 题干—项目, as platforms write a grid: the first of several dashes parts the words.
_DASH = re.compile(r"(.*?)\s*(?:—+|–+|--|\s-\s)\s*(.+)", re.DOTALL)
_COLON = re.compile(r"(.*?)\s*:\s*(.+)", re.DOTALL)
_HYPHEN = re.compile(r"(.*?)\s*[-_]\s*(.+)", re.DOTALL)

Split = tuple[str, str]


def _taken_apart(pattern: re.Pattern[str], texts: Sequence[str]) -> list[Split] | None:
    """Return (question, item) of each text, None where the pattern does not part them all alike.

    The words of the question stand in every column, or in the first alone.
    """
    found = [pattern.fullmatch(text) for text in texts]
    parts = [(match[1].strip(" :"), match[2].strip()) if match else None for match in found]
    first = parts[0]
    if first is None or not first[1]:
        return None
    if all(part is not None and part[0] in ("", first[0]) for part in parts):
        return [(first[0], part[1]) for part in parts if part is not None]
    return None


def _dashed(texts: Sequence[str]) -> list[Split] | None:
    """Part at the dash of the first column; the others have the question's words again, or only their item."""
    match = _DASH.fullmatch(texts[0])
    if match is None or not match[1]:
        return None
    question = match[1].strip()
    again = re.compile(re.escape(question) + r"\s*(?:—+|–+|--|-)\s*(.+)", re.DOTALL)
    items = [match[2]]
    for text in texts[1:]:
        repeated = again.fullmatch(text)
        items.append(repeated[1] if repeated else text)
    return [(question, item.strip()) for item in items]


def _common(texts: Sequence[str]) -> list[Split] | None:
    """Part where the texts begin to differ, behind a sign that parts."""
    alike = itertools.takewhile(lambda signs: len(set(signs)) == 1, zip(*texts, strict=False))
    shared = "".join(signs[0] for signs in alike)
    cut = max(shared.rfind(sign) for sign in ":—–-_ ") + 1
    question = shared[:cut].strip(" :—–-_")
    if len(question) < 2:
        return None
    return [(question, text[cut:].strip()) for text in texts]


def _split(texts: Sequence[str]) -> list[Split]:
    """Return (question, item) of each column of one question."""
    ways: tuple[Callable[[Sequence[str]], list[Split] | None], ...] = (
        lambda given: _taken_apart(_BRACKETS, given),
        _dashed,
        lambda given: _taken_apart(_COLON, given),
        lambda given: _taken_apart(_HYPHEN, given),
        _common,
    )
    for way in ways:
        found = way(texts)
        if found is not None:
            return found
    # Nothing is cut from words that are not understood: each column is named as it stands.
    return [("", text) for text in texts]


def _question(number: str, headers: Sequence[ColumnHeader]) -> QuestionColumns:
    kind = next((one.kind for one in headers if one.kind), None)
    if len(headers) == 1 and not headers[0].item:
        return QuestionColumns(
            number, headers[0].words or headers[0].text, ((headers[0].position, ""),), kind
        )
    if any(one.item for one in headers):
        title = next((one.words for one in headers if one.words), "")
        named = [(one.position, one.item or one.words or one.text) for one in headers]
        return QuestionColumns(number, title, tuple(named), kind)
    parts = _split([one.words for one in headers])
    named = [(one.position, item or one.text) for one, (_, item) in zip(headers, parts, strict=True)]
    return QuestionColumns(number, parts[0][0], tuple(named), kind)


def by_number(headers: Sequence[ColumnHeader]) -> tuple[list[QuestionColumns], tuple[str, ...]]:
    """Return the questions of numbered columns, and the numbers that stand in two places.

    Columns without a number are questions of their own, numbered on behind the others.

    Examples
    --------
    >>> headers = [ColumnHeader(0, "", "2", "用过(甲)"), ColumnHeader(1, "", "2", "(乙)"), ColumnHeader(2, "备注", words="备注")]
    >>> [(one.number, one.title, one.columns) for one in by_number(headers)[0]]
    [('2', '用过', ((0, '甲'), (1, '乙'))), ('3', '备注', ((2, ''),))]
    """
    together: dict[str, list[ColumnHeader]] = {}
    runs: list[str] = []
    extra: list[ColumnHeader] = []
    for one in headers:
        if not one.number:
            extra.append(one)
            runs.append("")
            continue
        together.setdefault(one.number, []).append(one)
        if not runs or runs[-1] != one.number:
            runs.append(one.number)
    twice = sorted({number for number in runs if number and runs.count(number) > 1}, key=int)
    found = [_question(number, columns) for number, columns in together.items()]
    return [*found, *own_number(extra, max(map(int, together), default=0) + 1)], tuple(twice)


def own_number(headers: Sequence[ColumnHeader], first: int = 1) -> list[QuestionColumns]:
    """Number columns that have none, each a question of its own."""
    return [_question(str(number), [one]) for number, one in enumerate(headers, first)]


def by_words(headers: Sequence[ColumnHeader], patterns: Sequence[re.Pattern[str]]) -> list[QuestionColumns]:
    """Return the questions of columns without numbers: those beside each other that share the question's words.

    Parameters
    ----------
    patterns
        How the platform writes 题干 and 选项 in one header, two groups each.

    Examples
    --------
    >>> headers = [ColumnHeader(at, text, words=text) for at, text in enumerate(["城市", "渠道(抖音)", "渠道(微信)"])]
    >>> [(one.number, one.title, one.columns) for one in by_words(headers, [re.compile(r"(.+)[(](.+)[)]")])]
    [('1', '城市', ((0, ''),)), ('2', '渠道', ((1, '抖音'), (2, '微信')))]
    """
    groups: list[tuple[str, list[ColumnHeader]]] = []
    for one in headers:
        match = next((found for pattern in patterns if (found := pattern.fullmatch(one.text))), None)
        question, item = (match[1].strip(" :"), match[2].strip()) if match else ("", "")
        # A column that repeats the last one's words and has an item of its own belongs to it.
        if (
            question
            and groups
            and groups[-1][0] == question
            and groups[-1][1][-1].position + 1 == one.position
        ):
            groups[-1][1].append(
                ColumnHeader(one.position, one.text, words=question, item=item, kind=one.kind)
            )
        else:
            groups.append(
                (question, [ColumnHeader(one.position, one.text, words=question, item=item, kind=one.kind)])
            )
    made = []
    for number, (_, members) in enumerate(groups, 1):
        alone = members[0]
        if len(members) == 1:
            members = [ColumnHeader(alone.position, alone.text, words=alone.text, kind=alone.kind)]
        made.append(_question(str(number), members))
    return made


SPLITS = (_BRACKETS, _DASH, _COLON, _HYPHEN)
