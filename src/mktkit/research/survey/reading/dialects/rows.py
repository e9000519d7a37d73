"""Which row is the header, and its columns taken apart: what the dialects share."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from mktkit.research.survey.model import QuestionKind
from mktkit.research.survey.reading.grouping import by_number, by_words
from mktkit.research.survey.reading.headers import ColumnHeader, FileLayout, about, filled, numbered, texts_of
from mktkit.research.survey.reading.personal import PERSONAL, tells_who

__all__ = [
    "FIRST_ROWS",
    "WEIGHT",
    "headed_by",
    "numbered_layout",
    "numbered_row",
    "role_of",
    "titled_row",
    "worded_layout",
]

#: Why a column of weights is no question.
WEIGHT = "权重"
#: The header stands in one of these rows: titles and remarks may stand above it.
FIRST_ROWS = 12

_KIND = re.compile(r"\s*[(\[【]\s*(单选|多选|排序|填空|问答|量表|打分|评分|矩阵量表|NPS)题?\s*[)\]】]")
_KINDS: Mapping[str, QuestionKind] = {
    "单选": "单选", "多选": "多选", "排序": "排序", "填空": "填空", "问答": "填空",
    "量表": "量表", "打分": "量表", "评分": "量表", "矩阵量表": "量表", "NPS": "NPS",
}  # fmt: skip
_WEIGHT = re.compile(r"权重|权数|加权系数|weights?|wt|wgt", re.IGNORECASE)
_NUMBER = re.compile(r"-?\d+([.,]\d+)?%?")


def role_of(text: str) -> str:
    """Tell what a column without a number is besides a question: about the answer sheet, or about who answered."""
    return about(text) or (PERSONAL if tells_who(text) else WEIGHT if _WEIGHT.fullmatch(text) else "")


def headed_by(row: Iterable[str], known: re.Pattern[str]) -> int:
    """Return how many cells of a row are headers that a platform alone writes."""
    return sum(known.fullmatch(text) is not None for text in row)


def numbered_row(rows: Sequence[Sequence[object]]) -> int | None:
    """Return the first row whose cells are mostly numbered questions and columns about the answer sheet."""
    for position, row in enumerate(rows[:FIRST_ROWS]):
        texts = [text for text in texts_of(row) if text]
        found = [one for text in texts if (one := numbered(text)) is not None and not _NUMBER.fullmatch(text)]
        if found and 2 * (len(found) + sum(bool(role_of(text)) for text in texts)) >= len(texts):
            return position
    return None


def titled_row(rows: Sequence[Sequence[object]]) -> int:
    """Return the first row that is as wide as the others and holds words alone.

    A row above it of one or two cells is a title; a row with numbers in it holds answers.
    """
    first = rows[:FIRST_ROWS]
    widest = max(map(filled, first), default=0)
    wide = [position for position, row in enumerate(first) if filled(row) and (2 * filled(row) > widest)]
    worded = [
        position
        for position in wide
        if not any(_NUMBER.fullmatch(text) for text in texts_of(first[position]) if text)
    ]
    return next(iter(worded or wide), 0)


def _told(text: str) -> tuple[str, QuestionKind | None]:
    """Return a header without the platform's word for the kind of question, and that kind."""
    match = _KIND.search(text)
    return (text[: match.start()] + text[match.end() :], _KINDS[match[1]]) if match else (text, None)


def _headers(row: Sequence[object]) -> tuple[tuple[ColumnHeader, ...], dict[int, str]]:
    headers, roles = [], {}
    for position, text in enumerate(texts_of(row)):
        words, kind = _told(text)
        found = numbered(words)
        headers.append(
            ColumnHeader(position, text, found[0] if found else "", found[1] if found else words, kind=kind)
        )
        if not found and (role := role_of(text)):
            roles[position] = role
    return tuple(headers), roles


def numbered_layout(
    rows: Sequence[Sequence[object]], header: int, dialect: str, separator: str
) -> FileLayout:
    """Return the layout of a file whose questions have numbers."""
    headers, roles = _headers(rows[header])
    questions, twice = by_number([one for one in headers if one.text and one.position not in roles])
    return FileLayout(dialect, header, header + 1, headers, tuple(questions), roles, separator, twice)


def worded_layout(
    rows: Sequence[Sequence[object]],
    header: int,
    dialect: str,
    separator: str,
    patterns: Sequence[re.Pattern[str]],
    role: Callable[[str], str] = role_of,
) -> FileLayout:
    """Return the layout of a file whose questions have no numbers: they are numbered as they stand."""
    headers = []
    for position, text in enumerate(texts_of(rows[header])):
        words, kind = _told(text)
        headers.append(ColumnHeader(position, words, words=words, kind=kind))
    roles = {one.position: found for one in headers if (found := role(one.text))}
    asked = [one for one in headers if one.text and one.position not in roles]
    questions = by_words(asked, patterns)
    return FileLayout(dialect, header, header + 1, tuple(headers), tuple(questions), roles, separator)
