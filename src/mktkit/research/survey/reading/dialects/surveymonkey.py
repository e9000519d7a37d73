"""SurveyMonkey: two header rows, the question above and its options below; an option's own text is its tick."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mktkit.research.survey.reading.dialects.rows import FIRST_ROWS, headed_by, role_of
from mktkit.research.survey.reading.grouping import by_number
from mktkit.research.survey.reading.headers import ColumnHeader, FileLayout, texts_of

__all__ = ["surveymonkey"]

_OWN = re.compile(r"(respondent|collector|受访者|收集器)\s*id", re.IGNORECASE)
#: What stands below a question of one column.
_SINGLE = re.compile(r"response|open-ended response|回答|开放式回答|回复|开放式回复|", re.IGNORECASE)


def surveymonkey(rows: Sequence[Sequence[object]]) -> FileLayout | None:
    """Read two header rows, the first of which has the respondent's number.

    Examples
    --------
    >>> found = surveymonkey([["Respondent ID", "Channels?", "", "City?"], ["", "TV", "Web", "Response"], ["1", "TV", "", "Ulm"]])
    >>> [(one.title, [item for _, item in one.columns]) for one in found.questions], found.body
    ([('Channels?', ['TV', 'Web']), ('City?', [''])], 2)
    """
    for position, row in enumerate(rows[:FIRST_ROWS]):
        if headed_by(texts_of(row), _OWN) and position + 1 < len(rows):
            return _two_rows(rows, position)
    return None


def _two_rows(rows: Sequence[Sequence[object]], position: int) -> FileLayout:
    above, below = texts_of(rows[position]), texts_of(rows[position + 1])
    width = max(len(above), len(below))
    above += [""] * (width - len(above))
    below += [""] * (width - len(below))
    # Without a second header row the answers begin below the first: an option's row leaves what is about the sheet blank.
    two = not below[next(at for at, text in enumerate(above) if _OWN.fullmatch(text))]
    headers, roles, number, words = [], {}, 0, ""
    for at in range(width):
        if above[at]:
            words = above[at]
            role = role_of(words)
            number += not role
        if role := role_of(words) if words else "":
            roles[at] = role
            headers.append(ColumnHeader(at, above[at]))
            continue
        item = below[at] if two and not _SINGLE.fullmatch(below[at]) else ""
        text = " / ".join(part for part in (words if above[at] else "", item) if part)
        headers.append(ColumnHeader(at, text or words, str(number), words if above[at] else "", item))
    questions, twice = by_number([one for one in headers if one.number])
    return FileLayout(
        "SurveyMonkey",
        position,
        position + (2 if two else 1),
        tuple(headers),
        tuple(questions),
        roles,
        r"\s*;\s*",
        twice,
    )
