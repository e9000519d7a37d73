"""How wide columns are, how high rows, what stands right."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from mktkit.office.text import display_width

__all__ = ["TEXT_SIZE", "ColumnWidths", "is_number", "lay_out", "lines_in"]

#: Half points; a table that is too wide takes the next smaller one.
TEXT_SIZE = (18, 16, 14, 13)

#: Left and right of a cell's text, in twentieths of a point.
_PADDING = 200
_NUMBER = re.compile(
    r"[-−+±<>≤≥]?\s*[¥￥]?\d[\d,]*(\.\d+)?\s*(%|‰|万|亿)?(元|分|条|家|人|次|天|百分点)?|—|-|"
)
_UNBREAKABLE = re.compile(r"[\w.,%+\-−/@#&]+", re.ASCII)


def is_number(text: str) -> bool:
    """Tell whether a cell reads as a number, or as none.

    Examples
    --------
    >>> is_number("1,234.50"), is_number("95%"), is_number("—"), is_number("2026-10-31"), is_number("甲")
    (True, True, True, False, False)
    """
    return _NUMBER.fullmatch(text.strip()) is not None


def _widths(size: int, columns: float) -> float:
    return columns * size / 2 / 2 * 20


@dataclass(frozen=True)
class ColumnWidths:
    """Widths of the columns in twentieths of a point, and the type size in half points."""

    widths: tuple[int, ...]
    size: int


def lay_out(texts: Sequence[Sequence[str]], total: int, given: Sequence[float | None]) -> ColumnWidths:
    """Share the page's width among columns by what they hold.

    Parameters
    ----------
    texts
        All cells by row, the header first.
    total
        Width of the page's text in twentieths of a point.
    given
        Widths wished in cm, None where the content decides.

    Examples
    --------
    >>> lay_out([["渠道", "说明"], ["线上", "一段比较长的说明文字"]], 9000, [None, None]).widths
    (1968, 7032)
    """
    columns = list(zip(*texts, strict=True))
    size, least, wished = TEXT_SIZE[0], [0.0], [0.0]
    for size in TEXT_SIZE:
        wished = [
            _widths(size, max(map(display_width, cells))) + _PADDING if own is None else own * 567
            for cells, own in zip(columns, given, strict=True)
        ]
        least = [
            min(wish, _widths(size, _least(cells)) + _PADDING) if own is None else wish
            for cells, wish, own in zip(columns, wished, given, strict=True)
        ]
        if sum(least) <= total:
            break
    if sum(least) > total or sum(wished) <= total:
        base = wished if sum(wished) <= total else least
        shares = [one * total / sum(base) for one in base]
    else:
        shares = _even_lines(least, wished, total)
    widths = [int(share) for share in shares]
    widths[-1] += total - sum(widths)
    return ColumnWidths(tuple(widths), size)


def _even_lines(least: Sequence[float], wished: Sequence[float], total: int) -> list[float]:
    """Return widths at which every column takes about the same number of lines, so that rows are as low as can be."""

    def at(lines: float) -> list[float]:
        return [
            max(low, (wish - _PADDING) / lines + _PADDING) for low, wish in zip(least, wished, strict=True)
        ]

    few, many = (
        1.0,
        max((wish - _PADDING) / max(low - _PADDING, 1) for low, wish in zip(least, wished, strict=True)),
    )
    for _ in range(30):
        middle = (few + many) / 2
        few, many = (few, middle) if sum(at(middle)) <= total else (middle, many)
    shares = at(many)
    return [share * total / sum(shares) for share in shares]


def _least(cells: Sequence[str]) -> int:
    """Return the columns that must not be broken: a number, a code, four characters; two lines of a header."""
    pieces = [len(piece) for cell in cells for piece in _UNBREAKABLE.findall(cell)]
    numbers = [display_width(cell) for cell in cells[1:] if is_number(cell)]
    head = -(-display_width(cells[0]) // 2) + 1
    # A single overlong word (an address) must not push the rest off the page.
    return min(max([*pieces, *numbers, head, 8]), 24)


def lines_in(text: str, width: int, size: int) -> int:
    """Return about how many lines `text` takes in a column."""
    room = max((width - _PADDING) / (_widths(size, 1)), 2)
    return sum(max(1, -(-display_width(line) // int(room))) for line in text.split("\n"))
