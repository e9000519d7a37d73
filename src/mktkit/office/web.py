"""A document as one HTML file: pictures inside, nothing asked of another host, good on a phone and on paper."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from decimal import Decimal

from mktkit.html import Html, element, join, table, text
from mktkit.office.document import (
    Bullets,
    Cell,
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
    title = _text(document.title)
    head = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>{title}</title>'
    body = "\n".join([*_front(document, outline), *_blocks(document, outline)])
    return f'<!doctype html>\n<html lang="zh-CN"><head>{head}<style>{_STYLE}</style></head>\n<body><main>\n{body}\n</main></body></html>\n'.encode()


def _text(value: str) -> Html:
    return text(clean(value))


def _front(document: Document, outline: Outline) -> Iterator[Html]:
    date = document.date.isoformat() if document.date else ""
    lines = [document.subtitle, document.company, " · ".join(one for one in (document.version, date) if one)]
    shown = [element("p", _text(one)) for one in lines if one]
    notice = [element("p", _text(document.notice), class_="notice")] if document.notice else []
    yield element("div", element("h1", _text(document.title)), *shown, *notice, class_="front")
    headings = [block for block in document.blocks if isinstance(block, Heading)]
    if document.contents and headings:
        entries = [
            element("li", element("a", _titled(one, number), href=f"#s{at}"), class_=f"l{one.level}")
            for at, (one, number) in enumerate(zip(headings, outline.headings, strict=True), 1)
        ]
        yield element("nav", element("ol", *entries), aria_label="目录")


def _titled(heading: Heading, number: str) -> Html:
    return _text(f"{number}　{heading.text}" if number else heading.text)


def _blocks(document: Document, outline: Outline) -> Iterator[Html]:
    at = 0
    for position, block in enumerate(document.blocks):
        caption = outline.captions.get(position, "")
        match block:
            case Heading():
                at += 1
                yield element(f"h{block.level + 1}", _titled(block, outline.headings[at - 1]), id=f"s{at}")
            case Paragraph():
                yield _paragraph(block, outline)
            case Bullets():
                items = [element("li", _inline(item, outline)) for item in block.items]
                yield element("ol" if block.ordered else "ul", *items)
            case Table():
                yield _table(block, caption, outline)
            case Figure():
                yield _figure(block, caption)
            case Fields():
                entries = [
                    (element("dt", one.label), element("dd", _inline(one.value, outline)))
                    for one in block.entries
                ]
                yield element("dl", *map(join, entries))
            case Signatures():
                yield element("p", "　　　　　　".join(f"{name}：" for name in block.names))
            case PageBreak():
                pass


def _paragraph(block: Paragraph, outline: Outline) -> Html:
    kind = {"note": "note", "warning": "notice"}.get(block.kind)
    texts: list[Text] = (
        [line for line in clean(block.text).split("\n") if line.strip()]
        if isinstance(block.text, str)
        else [block.text]
    )
    return join(element("p", _inline(one, outline), class_=kind) for one in texts)


def _inline(said: Text, outline: Outline) -> Html:
    return join(_part(part, outline) for part in (said if isinstance(said, tuple) else (said,)))


def _part(part: str | Run | Reference, outline: Outline) -> Html:
    if isinstance(part, Reference):
        name = outline.name(part)
        return element("a", name, href=f"#{_anchor(name)}")
    if isinstance(part, str):
        return Html(_text(part).replace("\n", "<br>"))
    inner = _text(part.text)
    inner = element("strong", inner) if part.bold else inner
    return element("em", inner) if part.italic else inner


def _anchor(caption: str) -> str | None:
    return caption.replace(" ", "") or None


def _side(block: Table, at: int) -> str | None:
    """Return the class of a column's cells."""
    align = block.columns[at].align
    if align == "auto":
        numbers = all(isinstance(row[at], int | Decimal) for row in block.rows if row[at] is not None)
        align = "right" if numbers else "left"
    return {"right": "r", "center": "c"}.get(align)


def _cell(cell: Cell, outline: Outline) -> Html:
    return _inline(cell, outline) if isinstance(cell, tuple) else _text(plain(cell))


def _table(block: Table, caption: str, outline: Outline) -> Html:
    sides = [_side(block, at) for at in range(len(block.columns))]
    rows = [
        element(
            "tr",
            *(
                element("td", _cell(cell, outline), class_=side)
                for side, cell in zip(sides, row, strict=True)
            ),
            class_="total" if block.total and number == len(block.rows) else None,
        )
        for number, row in enumerate(block.rows, 1)
    ]
    drawn = table([element("th", _text(column.title)) for column in block.columns], rows)
    above = element("p", _words(caption, block.caption), class_="caption", id=_anchor(caption))
    below = element("p", _text(block.note), class_="note")
    return join(
        [
            *([above] if caption else []),
            element("div", drawn, class_="wide"),
            *([below] if block.note else []),
        ]
    )


def _words(caption: str, said: str) -> Html:
    return join([Html(caption), "　", _text(said)])


def _figure(block: Figure, caption: str) -> Html:
    data = Html(f"data:image/png;base64,{base64.b64encode(block.chart.png).decode('ascii')}")
    image = element("img", alt=clean(block.chart.alt), src=data, width=round(block.chart.width * 37.8))
    words = element("figcaption", _words(caption, block.caption), class_="caption")
    note = element("p", _text(block.note), class_="note")
    figure = element("figure", image, *([words] if caption else []), id=_anchor(caption))
    return join([figure, *([note] if block.note else [])])
