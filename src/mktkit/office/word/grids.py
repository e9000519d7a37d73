"""Tables, forms and lines to sign."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from mktkit.office.document import Cell, Column, Entry, Fields, Signatures, Table, Text, plain
from mktkit.office.text import clean
from mktkit.office.word.pen import CM, TIGHT, Pen
from mktkit.office.word.tables import Layout, is_number, lay_out, lines_in
from mktkit.office.word.xml import value

__all__ = ["write_fields", "write_signatures", "write_table"]

#: Lines of a table that still stand on one page together.
_TOGETHER = 14
#: A row of more lines than this may break over pages.
_TALL = 25


def write_table(pen: Pen, block: Table) -> str:
    """Return a table with its caption above and its note below."""
    if not block.columns:
        block = replace(block, columns=(Column("没有数据"),), rows=())
    titles = [column.title for column in block.columns]
    texts = [titles, *([clean(plain(cell)) for cell in row] for row in block.rows)]
    layout = lay_out(texts, pen.width, [column.width for column in block.columns])
    sides = [
        column.align if column.align != "auto" else "right" if _numeric(texts, at) else "left"
        for at, column in enumerate(block.columns)
    ]
    lines = [
        max(lines_in(text, width, layout.size) for text, width in zip(row, layout.widths, strict=True))
        for row in texts
    ]
    together = sum(lines) <= _TOGETHER
    head = "".join(
        _cell(pen, title, width, "表头", "right" if side == "right" else "center", layout, keep=True)
        for title, width, side in zip(titles, layout.widths, sides, strict=True)
    )
    rows = [f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{head}</w:tr>"]
    for at, row in enumerate(block.rows):
        last = at == len(block.rows) - 1
        cells = "".join(
            _cell(
                pen,
                cell,
                width,
                "表格文字",
                side,
                layout,
                keep=not last and (together or at == 0),
                bold=last and block.total,
            )
            for cell, width, side in zip(row, layout.widths, sides, strict=True)
        )
        whole = "<w:cantSplit/>" if lines[at + 1] <= _TALL else ""
        rows.append(f"<w:tr><w:trPr>{whole}</w:trPr>{cells}</w:tr>")
    if not block.rows:
        span = f"<w:gridSpan w:val='{len(titles)}'/>"
        rows.append(
            f"<w:tr>{_cell(pen, '没有数据', pen.width, '表格文字', 'center', layout, more=span)}</w:tr>"
        )
    caption = pen.caption("表", block.caption, block.key, keepNext="<w:keepNext/>") if block.caption else ""
    look = f"w:firstRow='1' w:lastRow='{int(block.total)}' w:firstColumn='0' w:lastColumn='0' w:noHBand='1' w:noVBand='1'"
    table = _grid(pen, layout.widths, rows, style=True, look=look)
    after = (
        pen.paragraph("注", pen.runs(block.note, "注"))
        if block.note
        else pen.paragraph("Normal", "", spacing=TIGHT)
    )
    return caption + table + after


def _numeric(texts: Sequence[Sequence[str]], column: int) -> bool:
    cells = [row[column] for row in texts[1:]]
    return all(map(is_number, cells)) and any(any(mark.isdigit() for mark in cell) for cell in cells)


def _grid(
    pen: Pen,
    widths: Sequence[int],
    rows: Iterable[str],
    *,
    style: bool = False,
    borders: str = "",
    look: str = "",
) -> str:
    named = f"<w:tblStyle w:val={value(pen.style('报告表格'))}/>" if style else ""
    padding = (
        "" if style else "<w:tblCellMar><w:top w:w='40' w:type='dxa'/><w:left w:w='85' w:type='dxa'/>"
        "<w:bottom w:w='40' w:type='dxa'/><w:right w:w='85' w:type='dxa'/></w:tblCellMar>"
    )  # fmt: skip
    columns = "".join(f"<w:gridCol w:w='{width}'/>" for width in widths)
    return (
        f"<w:tbl><w:tblPr>{named}<w:tblW w:w='{sum(widths)}' w:type='dxa'/><w:jc w:val='center'/>{borders}"
        f"<w:tblLayout w:type='fixed'/>{padding}" + (f"<w:tblLook {look}/>" if look else "") + "</w:tblPr>"
        f"<w:tblGrid>{columns}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def _cell(
    pen: Pen,
    cell: Cell,
    width: int,
    style: str,
    side: str,
    layout: Layout,
    *,
    keep: bool = False,
    bold: bool = False,
    more: str = "",
    bottom: bool = False,
) -> str:
    text: Text = cell if isinstance(cell, tuple) else plain(cell)
    size = layout.size if layout.size != 18 else 0
    content = pen.paragraph(
        style, pen.runs(text, style, bold=bold, size=size), keepNext="<w:keepNext/>" if keep else "",
        jc=f"<w:jc w:val='{side}'/>",
    )  # fmt: skip
    placed = f"<w:vAlign w:val='{'bottom' if bottom else 'center'}'/>"
    return f"<w:tc><w:tcPr><w:tcW w:w='{width}' w:type='dxa'/>{more}{placed}</w:tcPr>{content}</w:tc>"


def write_fields(pen: Pen, block: Fields) -> str:
    """Return a ruled grid of labelled fields."""
    if not block.entries:
        return ""  # Word takes a table without rows for a damaged file
    longest = max((len(entry.label) for entry in block.entries), default=4)
    label = min(max(longest, 4) * 180 + 240, pen.width // (3 * block.across) + 400)
    rest = pen.width // block.across - label
    widths = [label, rest] * block.across
    widths[-1] += pen.width - sum(widths)
    layout = Layout(tuple(widths), 18)
    rows, line = [], list[Entry]()

    def flush() -> None:
        if line:
            rows.append(_field_row(pen, line, widths, layout))
            line.clear()

    for entry in block.entries:
        if entry.height:
            flush()
            line.append(entry)
            flush()
        else:
            line.append(entry)
            if len(line) == block.across:
                flush()
    flush()
    edges = ("top", "left", "bottom", "right", "insideH", "insideV")
    borders = "".join(f"<w:{edge} w:val='single' w:sz='4' w:space='0' w:color='A9B4C2'/>" for edge in edges)
    table = _grid(pen, widths, rows, borders=f"<w:tblBorders>{borders}</w:tblBorders>")
    return table + pen.paragraph("Normal", "", spacing=TIGHT)


def _field_row(pen: Pen, line: Sequence[Entry], widths: Sequence[int], layout: Layout) -> str:
    cells = []
    for at, entry in enumerate(line):
        shade = "<w:shd w:val='clear' w:color='auto' w:fill='F1F4F8'/>"
        cells.append(_cell(pen, entry.label, widths[2 * at], "表头", "left", layout, more=shade))
        last = at == len(line) - 1
        spanned = widths[2 * at + 1 :] if last else widths[2 * at + 1 : 2 * at + 2]
        span = f"<w:gridSpan w:val='{len(spanned)}'/>" if len(spanned) > 1 else ""
        cells.append(_cell(pen, entry.value, sum(spanned), "表格文字", "left", layout, more=span))
    height = max((entry.height for entry in line), default=0.0)
    tall = f"<w:trHeight w:val='{int(height * CM)}' w:hRule='atLeast'/>" if height else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{tall}</w:trPr>{''.join(cells)}</w:tr>"


def write_signatures(pen: Pen, block: Signatures) -> str:
    """Return lines to sign on, each with room for the date."""
    if not block.names:
        return ""  # Word takes a table without rows for a damaged file
    label = (max((len(name) for name in block.names), default=2) + 1) * 190 + 220
    date, share = 1650, pen.width // block.across
    widths = [label, max(share - label - date, 600), date] * block.across
    layout = Layout(tuple(widths), 18)
    under = "<w:tcBorders><w:bottom w:val='single' w:sz='4' w:space='0' w:color='1F2A37'/></w:tcBorders>"
    rows = []
    names = [*block.names, *[""] * (-len(block.names) % block.across)]
    for at in range(0, len(names), block.across):
        keep = at + block.across < len(names)
        cells = ""
        for name, text in ((name, f"{name}：" if name else "") for name in names[at : at + block.across]):
            cells += _cell(pen, text, label, "表格文字", "right", layout, keep=keep, bottom=True)
            cells += _cell(
                pen, "", widths[1], "表格文字", "left", layout, keep=keep, more=under if name else ""
            )
            cells += _cell(
                pen,
                "　　年　月　日" if name else "",
                date,
                "表格文字",
                "left",
                layout,
                keep=keep,
                bottom=True,
            )
        rows.append(
            f"<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val='{int(0.95 * CM)}' w:hRule='atLeast'/></w:trPr>{cells}</w:tr>"
        )
    return _grid(pen, widths, rows) + pen.paragraph("Normal", "", spacing=TIGHT)
