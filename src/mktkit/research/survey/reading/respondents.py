"""What a file tells of its respondents besides their answers: who they are stays out, how long they took and their weight is read."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from mktkit.research.survey.model import SurveyQuestion
from mktkit.research.survey.reading.dialects.rows import WEIGHT
from mktkit.research.survey.reading.headers import QuestionColumns
from mktkit.research.survey.reading.notation import only_marks
from mktkit.research.survey.reading.personal import MASK, PERSONAL, is_personal, tells_who
from mktkit.research.survey.reading.sheet import Reading
from mktkit.research.survey.text import narrow

__all__ = ["left_out", "note_masked", "persons_of", "seconds_of", "weighting_of"]

_UNITS = re.compile(
    r"(?:(\d+)\s*(?:小时|时|h))?\s*(?:(\d+)\s*(?:分钟|分|min|m))?\s*(?:(\d+(?:\.\d+)?)\s*(?:秒钟?|s|sec)?)?",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"(?:(\d+):)?(\d{1,2}):(\d{1,2}(?:\.\d+)?)")
#: Of a column whose header asks who one is: so often each different answer stands in a choice.
_OFTEN = 3


def left_out(
    reading: Reading,
    group: QuestionColumns,
    known: Mapping[str, SurveyQuestion],
    left: Mapping[str, str],
) -> QuestionColumns:
    """Return a question without the columns that tell who answered, or that are left out by choice."""
    if group.number in left:
        for position, _ in group.columns:
            reading.place(position, why=left[group.number], left=group.number)
        return replace(group, columns=())
    kept = []
    for at, (position, item) in enumerate(group.columns, 1):
        own = f"{group.number}.{at}"
        if own in left:
            reading.place(position, why=left[own], left=own)
        elif _tells_who(
            reading, position, item or group.title, asked_for=group.number in known or own in known
        ):
            reading.place(position, why=PERSONAL, left=own if len(group.columns) > 1 else group.number)
        else:
            kept.append((position, item))
    return replace(group, columns=tuple(kept))


def _tells_who(reading: Reading, position: int, words: str, *, asked_for: bool) -> bool:
    cells = [cell for cell in reading.raw(position) if cell]
    different = set(cells)
    if is_personal(different):
        return True
    if asked_for or not tells_who(words):
        return False
    if only_marks(different) or {narrow(one) for one in different} == {words}:
        # An option 微信 that was ticked, not somebody's name there.
        return False
    # 「您的联系方式」 answered 电话 or 微信 again and again is a choice; a name is not.
    return not (
        len(cells) >= 6 and len(cells) >= _OFTEN * len(different) and not any(map(str.isdigit, different))
    )


def note_masked(reading: Reading) -> None:
    """Say in how many answers something personal was masked."""
    texts = (
        (values, {one for one in set(values) if isinstance(one, str) and MASK in one})
        for values in reading.columns.values()
    )
    count = sum(one in hidden for values, hidden in texts if hidden for one in values)
    if count:
        reading.say(f"有 {count} 条文字里的电话、微信号、邮箱等已隐去")


def seconds_of(reading: Reading) -> tuple[float | None, ...]:
    """Return how long each respondent took, in seconds; empty where no column tells.

    The cells are read as the platforms write them: 123秒, 1分12秒, 00:01:41, 95.
    """
    position = next((at for at, role in reading.layout.about.items() if role == "所用时间"), None)
    if position is None:
        return ()
    cells = reading.raw(position)
    read = {cell: _seconds(cell) for cell in dict.fromkeys(cells)}
    unread = [cell for cell, value in read.items() if cell and value is None]
    if unread:
        reading.say(f"所用时间有 {len(unread)} 种写法认不出，如「{unread[0]}」，这些答卷不按时间清理")
    return tuple(read[cell] for cell in cells)


def _seconds(cell: str) -> float | None:
    text = narrow(cell).removesuffix("(秒)")
    clock = _CLOCK.fullmatch(text)
    parts = clock or (_UNITS.fullmatch(text) if text else None)
    if parts is None or not any(parts.groups()):
        return None
    hours, minutes, seconds = (float(one) if one else 0.0 for one in parts.groups())
    return 3600 * hours + 60 * minutes + seconds


def persons_of(reading: Reading) -> tuple[int | None, ...]:
    """Return equal numbers for answers with the same telephone number, WeChat or e-mail; those themselves are not kept."""
    found: list[list[str]] = []
    for position, one in reading.places.items():
        if one.why != PERSONAL or re.search(r"ip", one.header, re.IGNORECASE):
            continue
        cells = reading.raw(position)
        if is_personal({cell for cell in cells if cell}):
            found.append(cells)
    if not found:
        return ()
    numbers: dict[str, int] = {}
    return tuple(_number(row, numbers) for row in zip(*found, strict=True))


def _number(row: Sequence[str], numbers: dict[str, int]) -> int | None:
    key = next((narrow(cell) for cell in row if is_personal([cell])), "")
    return numbers.setdefault(key, len(numbers)) if key else None


def weighting_of(reading: Reading) -> tuple[float | None, ...]:
    """Return the file's own weight of each answer; empty where no column tells."""
    position = next((at for at, one in reading.places.items() if one.why == WEIGHT), None)
    if position is None:
        return ()
    cells = reading.raw(position)
    return tuple(float(cell) if re.fullmatch(r"\d+(\.\d+)?", cell) else None for cell in cells)
