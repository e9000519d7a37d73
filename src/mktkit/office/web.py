"""A document as one HTML file: pictures inside, nothing asked of another host, good on a phone and on paper."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from decimal import Decimal
from html import escape

from mktkit.office.document import (
    Bullets,
    Document,
    Fields,
    Figure,
    Heading,
    PageBreak,
    Paragraph,
    Reference,
    Run,
    Signatures,
    Table,
    Text,
    plain,
)
from mktkit.office.outline import Outline, outline_of
from mktkit.office.text import clean

__all__ = ["write_html"]

_STYLE = """
body{margin:0;background:#f4f6f8;color:#1f2a37;font:16px/1.8 "Microsoft YaHei","PingFang SC","Noto Sans CJK SC",sans-serif}
main{max-width:860px;margin:0 auto;background:#fff;padding:48px 56px}
h1{font-size:28px;line-height:1.4;margin:0 0 4px}h2{font-size:21px;margin:40px 0 12px}h3{font-size:18px;margin:28px 0 8px}
h4{font-size:16px;margin:20px 0 6px}p{margin:0 0 12px;overflow-wrap:anywhere}.front{border-bottom:2px solid #1f4e79;padding-bottom:16px;margin-bottom:24px}
.front p{margin:2px 0;color:#5b6675}nav ol{list-style:none;padding:0;margin:0}nav li{margin:2px 0}nav .l2{padding-left:24px}nav .l3{padding-left:48px}
a{color:#1f4e79}figure{margin:20px 0;text-align:center}img{max-width:100%;height:auto}
.caption{font-weight:bold;text-align:center;margin:8px 0}.note{color:#5b6675;font-size:14px}.notice{background:#ffedd5;color:#9a3412;padding:8px 12px}
.wide{overflow-x:auto;margin:0 0 12px}table{border-collapse:collapse;width:100%;font-size:14px;line-height:1.5}
th,td{border:1px solid #d5dbe3;padding:5px 9px;text-align:left;overflow-wrap:anywhere}th{background:#1f4e79;color:#fff}.r{text-align:right}.c{text-align:center}
.total td{font-weight:bold;background:#e8eef5}dl{display:grid;grid-template-columns:max-content 1fr;gap:4px 16px}dt{color:#5b6675}dd{margin:0}
@media(max-width:700px){main{padding:24px 18px}}
@media print{body{background:#fff}main{padding:0;max-width:none}h2,h3,h4,.caption{break-after:avoid}figure,tr{break-inside:avoid}}
"""


def write_html(document: Document) -> bytes:
    """Return the document as one HTML file.

    Parameters
    ----------
    document
        What it says; every text is written as text.

    Examples
    --------
    >>> from mktkit.office.document import Paragraph
    >>> page = write_html(Document("周报 <b>", (Heading("概况"), Paragraph("一切正常。")))).decode()
    >>> "<h2 id=\\"s1\\">1　概况</h2>" in page, "周报 &lt;b&gt;" in page, "<b>" in page
    (True, True, False)
    """
    outline = outline_of(document)
    title = escape(clean(document.title))
    body = "\n".join([*_front(document, outline), *_blocks(document, outline)])
    head = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>{title}</title>'
    return f'<!doctype html>\n<html lang="zh-CN"><head>{head}<style>{_STYLE}</style></head>\n<body><main>\n{body}\n</main></body></html>\n'.encode()


def _front(document: Document, outline: Outline) -> Iterator[str]:
    date = document.date.isoformat() if document.date else ""
    lines = [document.subtitle, document.company, " · ".join(one for one in (document.version, date) if one)]
    shown = "".join(f"<p>{escape(clean(one))}</p>" for one in lines if one)
    notice = f'<p class="notice">{escape(clean(document.notice))}</p>' if document.notice else ""
    yield f'<div class="front"><h1>{escape(clean(document.title))}</h1>{shown}{notice}</div>'
    headings = [block for block in document.blocks if isinstance(block, Heading)]
    if document.contents and headings:
        entries = "".join(
            f'<li class="l{one.level}"><a href="#s{at}">{_titled(one, number)}</a></li>'
            for at, (one, number) in enumerate(zip(headings, outline.headings, strict=True), 1)
        )
        yield f'<nav aria-label="目录"><ol>{entries}</ol></nav>'


def _titled(heading: Heading, number: str) -> str:
    return escape(clean(f"{number}　{heading.text}" if number else heading.text))


def _blocks(document: Document, outline: Outline) -> Iterator[str]:
    at = 0
    for position, block in enumerate(document.blocks):
        caption = outline.captions.get(position, "")
        match block:
            case Heading():
                at += 1
                tag = f"h{block.level + 1}"
                yield f'<{tag} id="s{at}">{_titled(block, outline.headings[at - 1])}</{tag}>'
            case Paragraph():
                yield _paragraph(block, outline)
            case Bullets():
                tag = "ol" if block.ordered else "ul"
                items = "".join(f"<li>{_inline(item, outline)}</li>" for item in block.items)
                yield f"<{tag}>{items}</{tag}>"
            case Table():
                yield _table(block, caption, outline)
            case Figure():
                yield _figure(block, caption)
            case Fields():
                entries = (
                    f"<dt>{escape(one.label)}</dt><dd>{_inline(one.value, outline)}</dd>"
                    for one in block.entries
                )
                yield f"<dl>{''.join(entries)}</dl>"
            case Signatures():
                yield f"<p>{'　　　　　　'.join(f'{escape(name)}：' for name in block.names)}</p>"
            case PageBreak():
                pass


def _paragraph(block: Paragraph, outline: Outline) -> str:
    kind = {"note": ' class="note"', "warning": ' class="notice"'}.get(block.kind, "")
    texts: list[Text] = (
        [line for line in clean(block.text).split("\n") if line.strip()]
        if isinstance(block.text, str)
        else [block.text]
    )
    return "".join(f"<p{kind}>{_inline(text, outline)}</p>" for text in texts)


def _inline(text: Text, outline: Outline) -> str:
    parts = text if isinstance(text, tuple) else (text,)
    return "".join(_part(part, outline) for part in parts)


def _part(part: str | Run | Reference, outline: Outline) -> str:
    if isinstance(part, Reference):
        return f'<a href="#{escape(outline.name(part).replace(" ", ""))}">{escape(outline.name(part))}</a>'
    if isinstance(part, str):
        return escape(clean(part)).replace("\n", "<br>")
    inner = escape(clean(part.text))
    inner = f"<strong>{inner}</strong>" if part.bold else inner
    return f"<em>{inner}</em>" if part.italic else inner


def _anchor(caption: str) -> str:
    return f' id="{escape(caption.replace(" ", ""))}"' if caption else ""


def _table(block: Table, caption: str, outline: Outline) -> str:
    sides = []
    for at, column in enumerate(block.columns):
        numbers = all(isinstance(row[at], int | Decimal) for row in block.rows if row[at] is not None)
        side = ("right" if numbers else "left") if column.align == "auto" else column.align
        sides.append({"right": ' class="r"', "center": ' class="c"'}.get(side, ""))
    head = "".join(f"<th>{escape(clean(column.title))}</th>" for column in block.columns)
    rows = []
    for number, row in enumerate(block.rows, 1):
        cells = "".join(
            f"<td{side}>{_inline(cell, outline) if isinstance(cell, tuple) else escape(clean(plain(cell)))}</td>"
            for side, cell in zip(sides, row, strict=True)
        )
        total = ' class="total"' if block.total and number == len(block.rows) else ""
        rows.append(f"<tr{total}>{cells}</tr>")
    above = (
        f'<p class="caption"{_anchor(caption)}>{caption}　{escape(clean(block.caption))}</p>'
        if caption
        else ""
    )
    below = f'<p class="note">{escape(clean(block.note))}</p>' if block.note else ""
    return f'{above}<div class="wide"><table><thead><tr>{head}</tr></thead><tbody>{"".join(rows)}</tbody></table></div>{below}'


def _figure(block: Figure, caption: str) -> str:
    data = base64.b64encode(block.chart.png).decode("ascii")
    image = f'<img alt="{escape(clean(block.chart.alt))}" src="data:image/png;base64,{data}" width="{round(block.chart.width * 37.8)}">'
    words = (
        f'<figcaption class="caption">{caption}　{escape(clean(block.caption))}</figcaption>'
        if caption
        else ""
    )
    note = f'<p class="note">{escape(clean(block.note))}</p>' if block.note else ""
    return f"<figure{_anchor(caption)}>{image}{words}</figure>{note}"
