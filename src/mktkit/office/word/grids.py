"""Tables, forms and lines to sign."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from mktkit.office.document import Cell, Entry, Fields, Signatures, Table, TableColumn, Text, plain
from mktkit.office.text import clean
from mktkit.office.word.pen import CM, TIGHT, Pen
from mktkit.office.word.tables import TEXT_SIZE, ColumnWidths, is_number, lay_out, lines_in
from mktkit.office.word.xml import value

__all__ = ["write_fields", "write_signatures", "write_table"]

_KEEP = "<w:keepNext/>"
_SHADE = "<w:shd w:val='clear' w:color='auto' w:fill='F1F4F8'/>"
#: To write one's name on.
_LINE = "<w:tcBorders><w:bottom w:val='single' w:sz='4' w:space='0' w:color='1F2A37'/></w:tcBorders>"
_PADDING = (
    "<w:tblCellMar><w:top w:w='40' w:type='dxa'/><w:left w:w='85' w:type='dxa'/>"
    "<w:bottom w:w='40' w:type='dxa'/><w:right w:w='85' w:type='dxa'/></w:tblCellMar>"
)
#: Lines of a table that still stand on one page together.
_TOGETHER = 14
#: A row of more lines than this may break over pages.
_TALL = 25


def write_table(pen: Pen, block: Table) -> str:
    """Return a table with its caption above and its note below."""
    if not block.columns:
        block = replace(block, columns=(TableColumn("没有数据"),), rows=())
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
    rows = [_head_row(pen, titles, layout, sides), *_rows(pen, block, layout, sides, lines)]
    caption = pen.caption("表", block.caption, block.key, keepNext=_KEEP) if block.caption else ""
    look = f"w:firstRow='1' w:lastRow='{int(block.total)}' w:firstColumn='0' w:lastColumn='0' w:noHBand='1' w:noVBand='1'"
    after = (
        pen.paragraph("注", pen.runs(block.note, "注"))
        if block.note
        else pen.paragraph("Normal", "", spacing=TIGHT)
    )
    return caption + _grid(pen, layout.widths, rows, look=look) + after


def _head_row(pen: Pen, titles: Sequence[str], layout: ColumnWidths, sides: Sequence[str]) -> str:
    cells = ""
    for title, width, side in zip(titles, layout.widths, sides, strict=True):
        looks = _Looks("表头", "right" if side == "right" else "center", layout.size, keep=True)
        cells += _cell(pen, title, width, looks)
    return f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{cells}</w:tr>"


def _rows(
    pen: Pen, block: Table, layout: ColumnWidths, sides: Sequence[str], lines: Sequence[int]
) -> Iterator[str]:
    """Yield the rows below the header; `lines` says how many lines each row takes, the header's first."""
    together = sum(lines) <= _TOGETHER
    for at, row in enumerate(block.rows):
        last = at == len(block.rows) - 1
        keep, bold = not last and (together or at == 0), last and block.total
        cells = ""
        for cell, width, side in zip(row, layout.widths, sides, strict=True):
            cells += _cell(pen, cell, width, _Looks(side=side, size=layout.size, keep=keep, bold=bold))
        whole = "<w:cantSplit/>" if lines[at + 1] <= _TALL else ""
        yield f"<w:tr><w:trPr>{whole}</w:trPr>{cells}</w:tr>"
    if not block.rows:
        span = f"<w:gridSpan w:val='{len(block.columns)}'/>"
        looks = _Looks(side="center", size=layout.size, more=span)
        yield f"<w:tr>{_cell(pen, '没有数据', pen.width, looks)}</w:tr>"


def _numeric(texts: Sequence[Sequence[str]], column: int) -> bool:
    cells = [row[column] for row in texts[1:]]
    return all(map(is_number, cells)) and any(any(mark.isdigit() for mark in cell) for cell in cells)


def _grid(pen: Pen, widths: Sequence[int], rows: Iterable[str], *, look: str = "", borders: str = "") -> str:
    """Return a table: with a look in the style of the template, else ruled by its own borders."""
    named = f"<w:tblStyle w:val={value(pen.style('报告表格'))}/>" if look else ""
    columns = "".join(f"<w:gridCol w:w='{width}'/>" for width in widths)
    return (
        f"<w:tbl><w:tblPr>{named}<w:tblW w:w='{sum(widths)}' w:type='dxa'/><w:jc w:val='center'/>{borders}"
        f"<w:tblLayout w:type='fixed'/>{f'<w:tblLook {look}/>' if look else _PADDING}</w:tblPr>"
        f"<w:tblGrid>{columns}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


@dataclass(frozen=True)
class _Looks:
    """How a cell looks.

    Attributes
    ----------
    style, side
        Of its text; ``side`` is left, right or center.
    size
        In half points.
    keep
        On one page with the next row.
    bottom
        Text stands at the bottom, not in the middle.
    more
        What else stands in w:tcPr.
    """

    style: str = "表格文字"
    side: str = "left"
    size: int = TEXT_SIZE[0]
    keep: bool = False
    bold: bool = False
    bottom: bool = False
    more: str = ""


def _cell(pen: Pen, cell: Cell, width: int, looks: _Looks) -> str:
    text: Text = cell if isinstance(cell, tuple) else plain(cell)
    size = looks.size if looks.size != TEXT_SIZE[0] else 0
    runs = pen.runs(text, looks.style, bold=looks.bold, size=size)
    side, keep = f"<w:jc w:val='{looks.side}'/>", _KEEP if looks.keep else ""
    content = pen.paragraph(looks.style, runs, keepNext=keep, jc=side)
    placed = f"<w:vAlign w:val='{'bottom' if looks.bottom else 'center'}'/>"
    return f"<w:tc><w:tcPr><w:tcW w:w='{width}' w:type='dxa'/>{looks.more}{placed}</w:tcPr>{content}</w:tc>"


def write_fields(pen: Pen, block: Fields) -> str:
    """Return a ruled grid of labelled fields."""
    if not block.entries:
        return ""  # Word takes a table without rows for a damaged file
    longest = max((len(entry.label) for entry in block.entries), default=4)
    label = min(max(longest, 4) * 180 + 240, pen.width // (3 * block.across) + 400)
    rest = pen.width // block.across - label
    widths = [label, rest] * block.across
    widths[-1] += pen.width - sum(widths)
    rows = [_field_row(pen, line, widths) for line in _lines(block)]
    edges = ("top", "left", "bottom", "right", "insideH", "insideV")
    borders = "".join(f"<w:{edge} w:val='single' w:sz='4' w:space='0' w:color='A9B4C2'/>" for edge in edges)
    table = _grid(pen, widths, rows, borders=f"<w:tblBorders>{borders}</w:tblBorders>")
    return table + pen.paragraph("Normal", "", spacing=TIGHT)


def _lines(block: Fields) -> Iterator[list[Entry]]:
    """Yield the entries of each line; what leaves room to write into has a line of its own."""
    line: list[Entry] = []
    for entry in block.entries:
        if line and (entry.height or len(line) == block.across or line[-1].height):
            yield line
            line = []
        line.append(entry)
    yield line


def _field_row(pen: Pen, line: Sequence[Entry], widths: Sequence[int]) -> str:
    cells = ""
    for at, entry in enumerate(line):
        cells += _cell(pen, entry.label, widths[2 * at], _Looks("表头", more=_SHADE))
        last = at == len(line) - 1
        spanned = widths[2 * at + 1 :] if last else widths[2 * at + 1 : 2 * at + 2]
        span = f"<w:gridSpan w:val='{len(spanned)}'/>" if len(spanned) > 1 else ""
        cells += _cell(pen, entry.value, sum(spanned), _Looks(more=span))
    height = max((entry.height for entry in line), default=0.0)
    tall = f"<w:trHeight w:val='{int(height * CM)}' w:hRule='atLeast'/>" if height else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{tall}</w:trPr>{cells}</w:tr>"


def write_signatures(pen: Pen, block: Signatures) -> str:
    """Return lines to sign on, each with room for the date."""
    if not block.names:
        return ""  # Word takes a table without rows for a damaged file
    label = (max((len(name) for name in block.names), default=2) + 1) * 190 + 220
    date, share = 1650, pen.width // block.across
    widths = [label, max(share - label - date, 600), date] * block.across
    tall = f"<w:trPr><w:cantSplit/><w:trHeight w:val='{int(0.95 * CM)}' w:hRule='atLeast'/></w:trPr>"
    rows = []
    names = [*block.names, *[""] * (-len(block.names) % block.across)]
    for at in range(0, len(names), block.across):
        looks = _Looks(keep=at + block.across < len(names), bottom=True)
        cells = ""
        for name in names[at : at + block.across]:
            line = replace(looks, bottom=False, more=_LINE if name else "")
            cells += _cell(pen, f"{name}：" if name else "", label, replace(looks, side="right"))
            cells += _cell(pen, "", widths[1], line)
            cells += _cell(pen, "　　年　月　日" if name else "", date, looks)
        rows.append(f"<w:tr>{tall}{cells}</w:tr>")
    return _grid(pen, widths, rows) + pen.paragraph("Normal", "", spacing=TIGHT)
