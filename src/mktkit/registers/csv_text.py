"""The bytes of a .csv as rows of texts: encoding, delimiter and quotes are found out or refused, never guessed."""

from __future__ import annotations

import csv
import io
import re

from mktkit.registers.sheets import RawCell, Unreadable, unreadable

__all__ = ["decoded", "read_csv_text"]

_CHINESE = re.compile("[\u3000-\u9fff\uff00-\uffef]")
#: In the order of preference where two stand equally often.
_DELIMITERS = (",", "\t", ";")
_RESAVE = "在 Excel 里“另存为”，类型选“CSV UTF-8（逗号分隔）”，或存为 .xlsx"


def read_csv_text(content: bytes) -> list[list[RawCell]]:
    """Return the rows of a .csv.

    Raises
    ------
    Unreadable
        It is no text in UTF-8 or GBK, or its quotes do not pair.

    Examples
    --------
    >>> read_csv_text("单号,金额\\nA1,3".encode("gb18030"))
    [['单号', '金额'], ['A1', '3']]
    """
    text = decoded(content)
    # The default limit of 131,072 characters a field would raise on a long remark.
    csv.field_size_limit(max(len(content) + 1, csv.field_size_limit()))
    rows: list[list[RawCell]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True):
            rows.append([*row])
    except csv.Error:
        raise unreadable(
            "引号没有成对，从这一行起分不清各列",
            "带逗号或换行的内容要用一对英文双引号括起来",
            _RESAVE,
            len(rows) + 1,
        ) from None
    return rows


def decoded(content: bytes) -> str:
    """Return the text of bytes in UTF-8 or GBK.

    Raises
    ------
    Unreadable
        They are neither; names the row of the first byte that is wrong in the likelier of the two.
    """
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise unreadable("文件是 UTF-16 编码", "应为 UTF-8 或 GBK 编码的 .csv", _RESAVE)
    if b"\0" in content:
        row = _row_at(content, content.index(b"\0"))
        raise unreadable("文件里有空字符（NUL），可能已损坏", "应为纯文本的 .csv", _RESAVE, row)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        if _is_mostly_utf8(content):
            raise _bad_byte(content, problem.start, "编码是 UTF-8，有一处已损坏") from None
    try:
        return content.decode("gb18030")
    except UnicodeDecodeError as problem:
        raise _bad_byte(content, problem.start, "编码既不是 UTF-8 也不是 GBK") from None


def _bad_byte(content: bytes, position: int, why: str) -> Unreadable:
    row = _row_at(content, position)
    return unreadable(f"有读不出的字，{why}", "应为 UTF-8 或 GBK 编码的 .csv", _RESAVE, row)


def _is_mostly_utf8(content: bytes) -> bool:
    """Return whether bytes that are not all UTF-8 nearly are: read as such, GBK gives hardly a character."""
    if content.startswith(b"\xef\xbb\xbf"):
        return True
    text = content.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    # Two characters of GBK may look like a Latin letter of UTF-8, hardly ever like a Chinese character.
    return len(_CHINESE.findall(text)) >= 4 * bad


def _row_at(content: bytes, position: int) -> int:
    return content[:position].count(b"\n") + 1


def _delimiter(text: str) -> str:
    # A title row may hold neither mark.
    lines = [line for line in text[:100_000].splitlines()[:30] if any(mark in line for mark in _DELIMITERS)]
    counts = {mark: max((line.count(mark) for line in lines), default=0) for mark in _DELIMITERS}
    return max(counts, key=lambda mark: counts[mark])
