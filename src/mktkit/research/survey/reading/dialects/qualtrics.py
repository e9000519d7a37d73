"""Qualtrics: three header rows, variables above, words below, then what each was imported as."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mktkit.research.survey.reading.dialects.rows import FIRST_ROWS, role_of
from mktkit.research.survey.reading.grouping import by_number
from mktkit.research.survey.reading.headers import ColumnHeader, FileLayout, texts_of

__all__ = ["qualtrics"]

_VARIABLE = re.compile(r"Q(\d{1,4})(?:_(\d+|\d+_TEXT))?(_.*)?")
_META = re.compile(
    r"(Start|End|Recorded)Date|Status|Progress|Finished|ResponseId|Location(Latitude|Longitude)|DistributionChannel|UserLanguage"
)
_PLACE = re.compile(r"Location.*|IPAddress|Recipient.*|ExternalReference")


def qualtrics(rows: Sequence[Sequence[object]]) -> FileLayout | None:
    """Read three header rows, the last of which holds import marks.

    Examples
    --------
    >>> found = qualtrics([["Progress", "Q3_1", "Q3_2"], ["Progress", "Rate - Price", "Rate - Size"], ['{"ImportId":"p"}'] * 3])
    >>> [(one.number, one.title, [item for _, item in one.columns]) for one in found.questions], found.body
    ([('3', 'Rate', ['Price', 'Size'])], 3)
    """
    for position in range(min(FIRST_ROWS, len(rows) - 2)):
        if any(text.startswith('{"ImportId"') for text in texts_of(rows[position + 2])):
            return _layout(rows, position)
    return None


def _layout(rows: Sequence[Sequence[object]], position: int) -> FileLayout:
    headers, roles = [], {}
    for at, (variable, words) in enumerate(
        zip(texts_of(rows[position]), texts_of(rows[position + 1]), strict=False)
    ):
        match = _VARIABLE.fullmatch(variable)
        number = match[1] if match and not match[3] else ""
        headers.append(ColumnHeader(at, words or variable, number, words or variable))
        if match and match[3]:
            roles[at] = "得分"
        elif not number:
            personal = "个人信息" if _PLACE.fullmatch(variable) else ""
            found = (
                personal
                or role_of(words)
                or role_of(variable)
                or ("来源" if _META.fullmatch(variable) else "")
            )
            roles |= {at: found} if found else {}
    questions, twice = by_number([one for one in headers if one.text and one.position not in roles])
    return FileLayout(
        "Qualtrics", position, position + 3, tuple(headers), tuple(questions), roles, r",(?=\S)", twice
    )
