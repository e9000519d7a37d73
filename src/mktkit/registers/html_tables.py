"""Tables of a web page, which many systems export under the name .xls."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import cast

from lxml import etree  # type: ignore[import-untyped]  # brings no types; see elements

from mktkit.elements import Element
from mktkit.registers.sheets import Range, RawCell, RawSheet, unreadable

__all__ = ["read_html_tables"]

_DECLARED = re.compile(r"^\s*<\?xml[^<>]*\?>")
#: More than these a cell does not span; what says so is damaged.
_WIDEST = 1000


def read_html_tables(text: str, file: str) -> list[RawSheet]:
    """Return every table of a page that holds no other table; texts before the first stand above its rows.

    Raises
    ------
    Unreadable
        The page holds no table: it may be the log-in page of the system.

    Examples
    --------
    >>> read_html_tables("<table><tr><td>单号<td>金额<tr><td>A1<td>3</table>", "表.xls")[0].rows
    [['单号', '金额'], ['A1', '3']]
    """
    parser = etree.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, encoding="utf-8")
    page = cast("Element | None", etree.fromstring(_DECLARED.sub("", text).encode("utf-8"), parser))
    tables = [one for one in page.iter("table") if one.find(".//table") is None] if page is not None else []
    if page is None or not tables:
        raise unreadable(
            "文件是网页，里面没有表格",
            "应有表头和数据",
            "可能是登录过期时存下的页面：重新登录后导出，或另存为 .xlsx",
        )
    above = list(_texts_before(page, tables[0]))
    sheets = []
    for number, table in enumerate(tables, 1):
        rows, merged = _rows(table)
        shift = len(above) if number == 1 else 0
        title = "" if len(tables) == 1 else f"表{number}"
        moved = tuple(
            ((top + shift, left), (bottom + shift, right)) for (top, left), (bottom, right) in merged
        )
        sheets.append(RawSheet(file, title, [*([one] for one in above[:shift]), *rows], merged=moved))
    return sheets


def _texts_before(page: Element, table: Element) -> Iterator[RawCell]:
    """Yield the texts of the page above its first table, as a spreadsheet shows them: one a row."""
    skipped = {"head", "style", "script", "title"}
    inside: set[int] = set()
    for element in page.iter():
        if element is table:
            return
        if element.tag in skipped or id(element) in inside:
            inside |= {id(child) for child in element}
            continue
        said = " ".join((element.text or "").split())
        if said:
            yield said


def _rows(table: Element) -> tuple[list[list[RawCell]], list[Range]]:
    """Return the cells of a table in a rectangle, and which of them are merged."""
    rows: list[list[RawCell]] = []
    merged: list[Range] = []
    taken: set[tuple[int, int]] = set()
    for caption in table.iter("caption"):
        rows.append([_text(caption)])
    for element in table.iter("tr"):
        at, row, position = len(rows), cast("list[RawCell]", []), 0
        for cell in element.iter("td", "th"):
            while (at, position) in taken:
                row.append("")
                position += 1
            wide, high = _span(cell, "colspan"), _span(cell, "rowspan")
            row += [_text(cell), *[""] * (wide - 1)]
            if wide > 1 or high > 1:
                merged.append(((at, position), (at + high - 1, position + wide - 1)))
                taken |= {(at + down, position + on) for down in range(1, high) for on in range(wide)}
            position += wide
        rows.append(row)
    return rows, merged


def _span(cell: Element, name: str) -> int:
    said = cell.get(name, "1").strip()
    return min(max(int(said), 1), _WIDEST) if said.isdigit() and len(said) < 6 else 1


def _text(element: Element) -> str:
    """Return what is read of a cell: line breaks stay, other white space is one space."""
    pieces: list[str] = []
    for part in element.iter():
        if part.tag == "br":
            pieces.append("\n")
        if part.text and part.tag not in ("style", "script"):
            pieces.append(part.text)
        if part is not element and part.tail:
            pieces.append(part.tail)
    lines = "".join(pieces).split("\n") if "\n" in pieces else [" ".join("".join(pieces).split())]
    return "\n".join(" ".join(line.split()) for line in lines).strip()
