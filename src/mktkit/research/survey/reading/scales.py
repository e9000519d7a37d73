"""Words of a scale and their order: 非常不同意 … 非常同意, by what they say and never by where they stand."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

__all__ = ["ladder_of"]

#: What is asked of: positive word → the words of its opposite.
_SUBJECTS: tuple[tuple[str, str], ...] = (
    ("同意", "不同意"), ("赞同", "不赞同"), ("认同", "不认同"), ("满意", "不满意"), ("重要", "不重要"),
    ("符合", "不符合"), ("可能", "不可能"), ("愿意", "不愿意"), ("喜欢", "不喜欢"), ("了解", "不了解"),
    ("好", "差"), ("高", "低"), ("agree", "disagree"), ("satisfied", "dissatisfied"), ("important", "unimportant"),
    ("likely", "unlikely"), ("good", "poor"),
)  # fmt: skip
_STRONG = "非常|很|极其|极|完全|十分|特别|最|extremely|very|strongly|completely"
_WEAK = "比较|较|有些|有点|基本|somewhat|fairly|rather|slightly"
_MIDDLE = re.compile(
    r"一般|不确定|中立|普通|说不清|无所谓|尚可|还行|一般般|说不准|既不.*也不.*|neutral|neither.*|not sure|undecided|average|ok",
    re.IGNORECASE,
)


def _position(word: str, high: str, low: str) -> int | None:
    """Return where a word stands from -2 to 2 between the opposites, None where it is none of them."""
    lower = word.lower().strip()
    if _MIDDLE.fullmatch(lower):
        return 0
    match = re.fullmatch(rf"(?:({_STRONG})|({_WEAK}))?\s*的?\s*({low}|{high})", lower) or re.fullmatch(
        rf"({_STRONG})?(不太|不怎么|不大)({high})", lower
    )
    if match is None:
        return None
    if match[2] in ("不太", "不怎么", "不大"):
        return -1
    # 非常不同意 holds 不同意; the longer word is tried first.
    side = -1 if match[3] == low else 1
    return side * (2 if match[1] else 1)


def _order(words: Collection[str], high: str, low: str) -> Mapping[str, int] | None:
    found = {word: _position(word, high, low) for word in words}
    if any(position is None for position in found.values()):
        return None
    placed = {word: position for word, position in found.items() if position is not None}
    # 满意 and 比较满意 side by side would stand on one step: which of them is meant is asked.
    return placed if len(set(placed.values())) == len(placed) else None


def ladder_of(words: Collection[str]) -> tuple[tuple[str, str], ...]:
    """Return score → word of a scale whose words these are, empty where they are none.

    A scale of strong and weak words has five steps, though one of them may never have been chosen; without strong words
    its steps are those that were.

    Examples
    --------
    >>> ladder_of(["非常同意", "不同意", "一般", "同意"])
    (('1', '非常不同意'), ('2', '不同意'), ('3', '一般'), ('4', '同意'), ('5', '非常同意'))
    >>> ladder_of(["同意", "不同意"]), ladder_of(["男", "女"])
    ((('1', '不同意'), ('2', '同意')), ())
    """
    given = [word for word in words if word]
    if len(given) < 2:
        return ()
    for high, low in _SUBJECTS:
        placed = _order(given, high, low)
        if placed is None or not any(placed.values()):
            continue
        if max(map(abs, placed.values())) < 2:
            ordered = sorted(placed, key=lambda word: placed[word])
            return tuple((str(score), word) for score, word in enumerate(ordered, 1))
        named = {position: word for word, position in placed.items()}
        strong = next(word for word, position in placed.items() if abs(position) == 2)
        head = strong.lower().removesuffix(low).removesuffix(high)
        steps = {-2: f"{head}{low}", -1: low, 0: "一般", 1: high, 2: f"{head}{high}"} | named
        return tuple((str(position + 3), steps[position]) for position in sorted(steps))
    return ()
