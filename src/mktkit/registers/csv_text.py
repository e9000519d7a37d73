"""The bytes of a .csv as rows of texts: encoding, delimiter and quotes are found out or refused, never guessed."""

from __future__ import annotations

import csv
import io

from mktkit.registers.sheets import RawCell, unreadable

__all__ = ["read_csv_text"]

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
    text = _decoded(content)
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


def _decoded(content: bytes) -> str:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise unreadable("文件是 UTF-16 编码", "应为 UTF-8 或 GBK 编码的 .csv", _RESAVE)
    if b"\0" in content:
        row = _row_at(content, content.index(b"\0"))
        raise unreadable("文件里有空字符（NUL），可能已损坏", "应为纯文本的 .csv", _RESAVE, row)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        return content.decode("gb18030")
    except UnicodeDecodeError as problem:
        raise unreadable(
            "有读不出的字，编码既不是 UTF-8 也不是 GBK",
            "应为 UTF-8 或 GBK 编码的 .csv",
            _RESAVE,
            _row_at(content, problem.start),
        ) from None


def _row_at(content: bytes, position: int) -> int:
    return content[:position].count(b"\n") + 1


def _delimiter(text: str) -> str:
    # A title row may hold neither mark.
    marked = next((line for line in text.splitlines()[:30] if "," in line or "\t" in line), "")
    return "\t" if marked.count("\t") > marked.count(",") else ","
