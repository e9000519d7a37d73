"""A text's sentences, and the numbers that somebody typed into them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

__all__ = ["Amount", "sentences", "short", "typed_numbers"]

#: What holds digits and is no figure: dates, ordinals, captions, clauses, numbers of lists and of things.
_NO_FIGURE = re.compile(
    r"\{[^{}\n]*\}"
    r"|(?<!\d)(?<!\d[.,，])(?:(?:19|20)\d\d(?:[-/]\d{1,2}){1,2}|(?:19|20)\d\d\.\d{1,2}\.\d{1,2}|\d{1,2}[:：]\d{2})(?!\d)"
    r"|(?<!\d)(?<!\d[.,，])\d{1,4}(?:\s*[—–~至-]\s*\d{1,4})?\s*年|(?<!\d)(?<!\d[.,，])\d{1,2}\s*(?:月|[日号]|季度)"
    r"|第\s*\d+|[图表]\s*\d+|(?<!\d)(?<!\d[.,，])\d+(?:\.\d+)?\s*[%％]\s*的?置信"
    r"|(?<!\d)(?<!\d[.,，])\d+(?:\.\d+){2,}(?:\.[a-z])?"
    r"|^\s*[（(]?\d{1,2}[.、）)](?!\d)"
    r"|[A-Za-z][A-Za-z0-9]*(?:[-_.][A-Za-z0-9]+)*",
)
_NUMBER = re.compile(r"[-−]?\d{1,3}(?:[,，]\d{3})+(?:\.\d+)?|[-−]?\d+(?:\.\d+)?")
_UNIT = re.compile(r"\s*(个百分点|百分点|[%％‰]|[万亿]?[一-鿿]{0,2})")
_SENTENCE = re.compile(r"[^。！？!?；;\n]*[。！？!?；;\n]?")
_SCALES = {"万": Decimal(10) ** 4, "亿": Decimal(10) ** 8}


@dataclass(frozen=True)
class Amount:
    """A number in its plain unit: 1.2 亿元 and 12,000 万元 are the same."""

    value: Decimal
    unit: str

    @classmethod
    def of(cls, number: str, unit: str) -> Amount:
        """Return what a number and the words behind it say.

        Examples
        --------
        >>> Amount.of("1.2", "亿元") == Amount.of("12,000", "万元")
        True
        """
        value = Decimal(number.replace(",", "").replace("，", "").replace("−", "-"))
        unit = unit.strip().replace("％", "%").removeprefix("个")
        if unit[:1] in _SCALES:
            return cls(value * _SCALES[unit[0]], unit[1:])
        return cls(value, unit)

    @classmethod
    def read(cls, text: str) -> Amount | None:
        """Return what a printed figure says, None where it begins with no number."""
        found = _NUMBER.match(text)
        return cls.of(found[0], text[found.end() :]) if found else None

    def same(self, other: Amount) -> bool:
        """Tell whether two amounts are the same; a unit that one of them does not give does not part them."""
        units = (self.unit, other.unit)
        apart = all(units) and not self.unit.startswith(other.unit) and not other.unit.startswith(self.unit)
        return self.value == other.value and not (apart and ("%" in units or "百分点" in units))


def sentences(text: str) -> Iterator[str]:
    """Yield a text's sentences.

    Examples
    --------
    >>> list(sentences("一升。二降；\\n三平"))
    ['一升。', '二降；', '三平']
    """
    for found in _SENTENCE.finditer(text):
        if found[0].strip():
            yield found[0].strip()


def typed_numbers(sentence: str) -> Iterator[tuple[str, Amount]]:
    """Yield every number typed into a sentence: as it stands there, and its amount.

    Examples
    --------
    >>> [words for words, _ in typed_numbers("2025 年 3 月占 {份额}，比 12.5% 高")]
    ['12.5%']
    """
    blank = _NO_FIGURE.sub(lambda found: "\0" * len(found[0]), sentence)
    for found in _NUMBER.finditer(blank):
        unit = _UNIT.match(blank, found.end())
        words = unit[1] if unit else ""
        shown = sentence[found.start() : found.end()] + (words if words in ("%", "％", "‰") else "")
        yield shown, Amount.of(found[0], words)


def short(sentence: str, most: int = 60) -> str:
    """Return a sentence as a message quotes it."""
    return sentence if len(sentence) <= most else f"{sentence[:most]}……"
