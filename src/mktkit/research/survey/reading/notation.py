"""How survey platforms write answers down: what stands for blank, for several options, for words beside an option."""

from __future__ import annotations

import re

from mktkit.research.survey.text import narrow

__all__ = [
    "SKIPPED",
    "blank",
    "mark_of",
    "only_marks",
    "options_in",
    "plain",
    "without_words",
    "words_beside",
]

#: How platforms write that a question was skipped.
SKIPPED = frozenset({"", "(跳过)", "(空)", "(未答)", "(未显示)"})
#: … or that it was not reached, where no number is asked for.
_BLANK = SKIPPED | {"-2", "-3", "-2.0", "-3.0"}
#: What somebody wrote beside an option: 其他〖电视广告〗.
_WRITTEN = re.compile(r"〖(.*?)〗", re.DOTALL)
#: … as other platforms have it: 其他[展会], 其他: 展会; 标准版[月付] is an option of its own.
_OTHER = re.compile(
    r"(其他|其它|other(?: \(please specify\))?)_*\s*(?:\[.*\]|:\s*\S.*)", re.DOTALL | re.IGNORECASE
)
_WHOLE = re.compile(r"-?\d{1,15}\.0+")
_YES = frozenset({"1", "是", "√", "选中", "已选", "选了", "true", "yes", "checked", "selected"})
_NO = frozenset({"0", "否", "", "未选中", "未选", "没选", "false", "no", "unchecked", "not selected"})


def plain(cell: object) -> str:
    """Return a cell as text; a whole number without its point.

    Examples
    --------
    >>> plain(3.0), plain(True), plain(None), plain(" 男 "), plain("7.0")
    ('3', '1', '', '男', '7')
    """
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    text = "" if cell is None else str(cell).strip()
    # Codes that went through a table of floats: 7.0.
    return text.partition(".")[0] if _WHOLE.fullmatch(text) else text


def blank(cell: str) -> bool:
    """Tell whether a cell says that nothing was answered.

    Examples
    --------
    >>> blank("（跳过）"), blank("-3"), blank("0")
    (True, True, False)
    """
    return narrow(cell) in _BLANK


def words_beside(cell: str) -> bool:
    """Tell whether somebody wrote words of their own beside an option."""
    return _WRITTEN.search(cell) is not None or _OTHER.fullmatch(narrow(cell)) is not None


def without_words(cell: str) -> str:
    """Return a cell without the words written beside its option.

    Examples
    --------
    >>> without_words("其他〖电视广告〗"), without_words("其他: 展会"), without_words("标准版[月付]")
    ('其他', '其他', '标准版[月付]')
    """
    bare = _WRITTEN.sub("", cell)
    match = _OTHER.fullmatch(narrow(bare))
    return match[1] if match else bare


def options_in(cell: str, separator: str = r"[┋┇]|\s*\|\s*") -> list[str]:
    """Split the options that stand in one cell, without what is written beside them.

    Examples
    --------
    >>> options_in("甲┋其他〖电视┋报纸〗 | 丙")
    ['甲', '其他', '丙']
    """
    return [
        part for one in re.split(separator, _WRITTEN.sub("", cell)) if (part := narrow(without_words(one)))
    ]


def mark_of(cell: str, option: str) -> bool | None:
    """Tell of a cell of an option's own column whether the option was chosen; None where nothing was answered.

    Raises
    ------
    ValueError
        Neither can be told.

    Examples
    --------
    >>> [mark_of(cell, "甲") for cell in ("1", "甲", "0", "(跳过)", "1〖常用〗")]
    [True, True, False, None, True]
    """
    mark = narrow(cell).lower()
    if mark in _BLANK - {""}:
        return None
    if mark in _YES or mark == narrow(option).lower():
        return True
    if mark in _NO:
        return False
    if words_beside(cell) and narrow(without_words(cell)).lower() in (*_YES, option.lower()):
        return True
    raise ValueError(cell)


def only_marks(cells: set[str]) -> bool:
    """Tell whether cells hold nothing but marks for chosen and not chosen."""
    return {one.lower() for one in cells - _BLANK} <= _YES | _NO
