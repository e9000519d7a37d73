"""Texts and codes."""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated, Any

from mktkit.fields.kind import Formatted, Given, Kind, Refused, narrow, visible, whole

__all__ = ["CODE", "ITEMS", "LONG_TEXT", "TEXT", "Code", "LongText", "Text", "text_of"]

_SCIENTIFIC = re.compile(r"\d(\.\d+)?[Ee]\+\d{2}")
#: How a code is kept from becoming a number: ="0012" in a .csv, an apostrophe before it in a cell.
_GUARDED = re.compile(r"""=\s*"([^"]*)"|['’‘](.+)""")
#: A number format that fills a number up with zeros.
_ZEROS = re.compile(r"0{2,}")


def text_of(cell: object) -> str:
    """Return a cell as the spreadsheet shows it.

    Examples
    --------
    >>> text_of(3.0), text_of(True), text_of(" 甲 ")
    ('3', 'TRUE', '甲')
    """
    if isinstance(cell, str):
        return cell.strip() if cell.isascii() else visible(cell).strip()
    if isinstance(cell, Formatted):
        return text_of(cell.number)
    if isinstance(cell, float) and (number := whole(cell)) is not None:
        return str(number)
    if isinstance(cell, dt.datetime):
        return cell.isoformat(" ")
    return str(cell).upper() if isinstance(cell, bool) else str(cell)


def _text_from_cell(cell: object) -> tuple[str, str | None]:
    return text_of(cell), None


def _as_typed(text: str, given: Given) -> str:
    return text


def _code_from_cell(cell: object) -> tuple[str, str | None]:
    if isinstance(cell, Formatted):
        return _as_padded(cell)
    if isinstance(cell, str):
        code = narrow(cell)
        if guarded := _GUARDED.fullmatch(code):
            code = (guarded[1] or guarded[2] or "").strip()
            if not code:
                raise Refused("应为编号", "这一格只有引号，没有内容")
        if _SCIENTIFIC.fullmatch(code):
            raise Refused("编号变成了科学计数，末尾几位已经丢失", "从原来的系统重新导出，或按文本重新填写")
        if code == cell.strip():
            return code, None
        hidden = "里有看不见的字符，" if visible(cell) != cell else ""
        return code, f"{hidden}读作 {code}"
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        number = whole(float(cell))
        if number is not None and abs(number) < 10**15:
            return str(number), f"编号存成了数字，读作 {number}"
        raise Refused(
            "编号应存成文本", "把这一列的单元格格式改为“文本”后重新填写，以免丢掉开头的 0 或末尾几位"
        )
    mend = "编号变成了日期，" if isinstance(cell, dt.date) else ""
    raise Refused("应为编号", f"{mend}把这一列的单元格格式改为“文本”后重新填写")


def _as_padded(cell: Formatted) -> tuple[str, str | None]:
    """Read a number as its format shows it, where that only puts zeros before it."""
    number = whole(cell.number)
    if number is None or number < 0 or not _ZEROS.fullmatch(cell.format):
        return _code_from_cell(cell.number)
    code = str(number).zfill(len(cell.format))
    return code, f"编号存成了数字，按单元格格式读作 {code}"


def _items_from_text(text: str, given: Given) -> list[str]:
    return [line for line in text.split("\n") if line.strip()]


def _items_to_text(value: Any, given: Given) -> str:
    return "\n".join(value)


TEXT = Kind("text", "文字", "str", _text_from_cell, _as_typed, longest=32000, empty=str)
LONG_TEXT = Kind("long_text", "长文字", "str", _text_from_cell, _as_typed, longest=32000, empty=str)
CODE = Kind("code", "编号", "str", _code_from_cell, how="按文本填写，开头的 0 不会丢", longest=64, empty=str)
#: A list of texts, one a line.
ITEMS = Kind(
    "items",
    "几项文字",
    "object",
    _text_from_cell,
    _items_from_text,
    _items_to_text,
    hint="每行一项",
    empty=list,
    in_row=False,
)

Text = Annotated[str, TEXT]
#: Text of several lines.
LongText = Annotated[str, LONG_TEXT]
#: A number or code kept as text, so that a leading 0 stays.
Code = Annotated[str, CODE]
