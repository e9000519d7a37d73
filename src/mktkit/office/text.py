"""Text on its way into a file: what XML forbids taken out, widths as East Asian typesetting counts them."""

from __future__ import annotations

import re
import unicodedata

__all__ = ["clean", "clip", "display_width", "one_line", "wrap"]

#: What other programs use to break a line: CR LF, CR, vertical tab (Word's soft break), form feed, NEL, LS, PS.
_BREAKS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
#: XML 1.0 forbids the other C0 controls and two non-characters; no program shows any of them.
_FORBIDDEN = re.compile("[\x00-\x08\x0e-\x1f\x7f\ufffe\uffff]")
_SURROGATES = re.compile("[\ud800-\udfff]")


def clean(text: str) -> str:
    """Return `text` as a file of XML can hold it.

    The rule: whatever breaks a line becomes a line break, control characters that no program shows are left out, and
    half a character (a lone surrogate) becomes ``�``, because there something was lost.

    Examples
    --------
    >>> clean("第一行\\x0b第二行\\x00\\r\\n第三行")
    '第一行\\n第二行\\n第三行'
    """
    return _SURROGATES.sub("\ufffd", _FORBIDDEN.sub("", _BREAKS.sub("\n", text)))


def one_line(text: str) -> str:
    """Return `text` cleaned and on one line.

    Examples
    --------
    >>> one_line(" 华东\\n大区 ")
    '华东 大区'
    """
    return " ".join(clean(text).split())


def _width(mark: str) -> int:
    if unicodedata.combining(mark) or unicodedata.category(mark) in ("Cf", "Cc"):
        return 0
    # Ambiguous ones (“”—…①) are wide in a Chinese font.
    return 2 if unicodedata.east_asian_width(mark) in "WFA" else 1


def display_width(text: str) -> int:
    """Return how many columns the widest line of `text` takes; a Chinese character takes two.

    Examples
    --------
    >>> display_width("销售额 12"), display_width("a\\n客户")
    (9, 4)
    """
    return max((sum(map(_width, line)) for line in text.split("\n")), default=0)


def clip(text: str, width: int) -> str:
    """Return `text` in at most `width` columns, with ``…`` where it was cut.

    Examples
    --------
    >>> clip("华东大区重点客户", 9)
    '华东大…'
    """
    if display_width(text) <= width:
        return text
    kept, used = "", 0
    for mark in text:
        used += _width(mark)
        if used > width - 2:
            break
        kept += mark
    return kept + "…"


_NOT_FIRST = set("，。、；：！？）》」』”’%‰°℃…—·,.;:!?)]}")
_WORD = re.compile(r"[A-Za-z0-9.,%+\-_/@#&]+|\s+|.", re.DOTALL)


def wrap(text: str, width: int, lines: int = 0) -> str:
    """Break `text` into lines of at most `width` columns; numbers and Latin words stay whole where they can.

    Parameters
    ----------
    text
        One line.
    width
        Columns a line.
    lines
        At most so many lines, the last one cut with ``…``; 0 takes as many as it needs.

    Examples
    --------
    >>> print(wrap("推广活动效果评估得分", 12))
    推广活动效果
    评估得分
    """
    done: list[str] = []
    line = ""
    for piece in _WORD.findall(text):
        for part in [piece] if display_width(piece) <= width else piece:
            if line and display_width(line + part) > width and part[0] not in _NOT_FIRST:
                done.append(line.rstrip())
                line = part.lstrip()
            else:
                line += part
    done.append(line.rstrip())
    if lines and len(done) > lines:
        rest = "".join(done[lines - 1 :])
        done = [*done[: lines - 1], clip(rest, width)]
    return "\n".join(done)
