"""How headings will be numbered, read from the template, for what stands in the contents until they are updated."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mktkit.elements import Element
from mktkit.office.word.template import numbering_of
from mktkit.office.word.xml import attribute, find_all

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

__all__ = ["HeadingNumbers", "counted"]

_DIGITS = "零一二三四五六七八九"


def _chinese(number: int) -> str:
    tens, ones = divmod(number, 10)
    if number >= 100:
        return str(number)
    return ("" if not tens else "十" if tens == 1 else _DIGITS[tens] + "十") + (
        _DIGITS[ones] if ones or not tens else ""
    )


def counted(number: int, kind: str) -> str:
    """Write a number as a numbering format of Word does.

    Examples
    --------
    >>> counted(12, "decimal"), counted(12, "chineseCountingThousand"), counted(4, "upperRoman"), counted(2, "lowerLetter")
    ('12', '十二', 'IV', 'b')
    """
    if kind in ("chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCounting"):
        return _chinese(number)
    if kind in ("upperLetter", "lowerLetter"):
        letter = chr(ord("A") + (number - 1) % 26)
        return letter if kind == "upperLetter" else letter.lower()
    if kind in ("upperRoman", "lowerRoman"):
        steps = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
        text = ""
        for worth, sign in steps:
            times, number = divmod(number, worth)
            text += sign * times
        return text if kind == "upperRoman" else text.lower()
    return f"{number:02d}" if kind == "decimalZero" else str(number)


class HeadingNumbers:
    """Counts headings as Word will."""

    def __init__(self, document: WordDocument) -> None:
        self._levels: dict[int, Element | None] = {}
        numbering = document.part.numbering_part.element
        for level in (1, 2, 3):
            found = numbering_of(document, f"heading {level}")
            if found is not None:
                self._levels[level] = _level(numbering, *found)
        self._counts = [0, 0, 0]

    def next(self, level: int) -> str:
        """Return the number of the next heading of this level, empty where the template numbers none."""
        self._counts[level - 1] += 1
        self._counts[level:] = [0] * (3 - level)
        element = self._levels.get(level)
        if element is None:
            return ""
        # "Legal" numbering writes 1.1 where the chapter itself says 第一章.
        legal = bool(find_all(element, "isLgl"))
        kinds = (
            {}
            if legal
            else {at: _value(one, "numFmt", "decimal") for at, one in self._levels.items() if one is not None}
        )

        def number(match: re.Match[str]) -> str:
            at = int(match[1])
            return counted(max(self._counts[at - 1], 1), kinds.get(at, "decimal")) if at <= 3 else ""

        return re.sub(r"%(\d)", number, _value(element, "lvlText", ""))


def _level(numbering: Element, number: int, level: int) -> Element | None:
    wanted = [
        attribute(find_all(one, "abstractNumId")[0], "val")
        for one in find_all(numbering, "num")
        if attribute(one, "numId") == str(number)
    ]
    for abstract in find_all(numbering, "abstractNum"):
        if attribute(abstract, "abstractNumId") in wanted:
            return next(
                (one for one in find_all(abstract, "lvl") if attribute(one, "ilvl") == str(level)), None
            )
    return None


def _value(element: Element, name: str, default: str) -> str:
    found = find_all(element, name)
    return attribute(found[0], "val") if found else default
