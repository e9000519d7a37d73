"""A document as Markdown with its pictures beside it, in one archive."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mktkit.archives import fixed_zip
from mktkit.office.document import (
    Bullets,
    Document,
    Fields,
    Figure,
    Heading,
    PageBreak,
    Paragraph,
    Run,
    Signatures,
    Table,
    Text,
    plain,
)
from mktkit.office.outline import Outline, outline_of
from mktkit.office.text import clean, one_line

__all__ = ["markdown_of", "write_markdown"]

#: What Markdown would take for a mark, and what begins a line of another kind.
_MARKS = re.compile(r"([\\`*_\[\]<>|&~$])")
_STARTS = re.compile(r"^(\s*)([#+\-=]|\d+[.)])", re.MULTILINE)


def _text(text: str) -> str:
    return _STARTS.sub(
        lambda found: f"{found[1]}{found[2][:-1]}\\{found[2][-1]}", _MARKS.sub(r"\\\1", clean(text))
    )


def _inline(text: Text, outline: Outline) -> str:
    parts = text if isinstance(text, tuple) else (text,)
    said = []
    for part in parts:
        if isinstance(part, Run):
            said.append(f"**{_text(part.text)}**" if part.bold and part.text.strip() else _text(part.text))
        else:
            said.append(_text(part if isinstance(part, str) else outline.name(part)))
    return "".join(said)


def markdown_of(document: Document, pictures: str = "图片") -> str:
    """Return the document as Markdown; its pictures are called ``图片/图1.png`` and so on.

    Examples
    --------
    >>> from mktkit.office.document import Paragraph
    >>> print(markdown_of(Document("周报", (Heading("概况"), Paragraph("销量 *升*。")))))
    # 周报
    <BLANKLINE>
    ## 1　概况
    <BLANKLINE>
    销量 \\*升\\*。
    <BLANKLINE>
    """
    outline = outline_of(document)
    front = [
        document.subtitle,
        document.company,
        document.version,
        document.date.isoformat() if document.date else "",
    ]
    parts = [f"# {_text(one_line(document.title))}", *(_text(one_line(one)) for one in front if one)]
    if document.notice:
        parts.append(f"> {_text(one_line(document.notice))}")
    return "\n\n".join([*parts, *_blocks(document, outline, pictures)]) + "\n"


def _blocks(document: Document, outline: Outline, pictures: str) -> Iterator[str]:
    headings, images = iter(outline.headings), 0
    for position, block in enumerate(document.blocks):
        caption = outline.captions.get(position, "")
        match block:
            case Heading():
                number = next(headings)
                title = _text(one_line(block.text))
                yield (
                    f"{'#' * (block.level + 1)} {number}　{title}"
                    if number
                    else f"{'#' * (block.level + 1)} {title}"
                )
            case Paragraph():
                said = _inline(block.text, outline)
                shown = "\n\n".join(line for line in said.split("\n") if line.strip())
                yield f"> {shown}" if block.kind in ("note", "warning") else shown
            case Bullets():
                marks = (f"{at}." if block.ordered else "-" for at in range(1, len(block.items) + 1))
                yield "\n".join(
                    f"{mark} {_inline(item, outline)}" for mark, item in zip(marks, block.items, strict=True)
                )
            case Table():
                yield _table(block, caption, outline)
            case Figure():
                images += 1
                words = f"\n\n{caption}　{_text(one_line(block.caption))}" if caption else ""
                note = f"\n\n> {_text(one_line(block.note))}" if block.note else ""
                yield f"![{_text(one_line(block.chart.alt))}]({pictures}/图{images}.png){words}{note}"
            case Fields():
                yield "\n".join(
                    f"- {_text(one.label)}：{_inline(one.value, outline)}" for one in block.entries
                )
            case Signatures():
                yield "\n".join(f"- {_text(name)}：" for name in block.names)
            case PageBreak():
                yield "---"


def _table(block: Table, caption: str, outline: Outline) -> str:
    def row(cells: list[str]) -> str:
        return f"| {' | '.join(cell.replace(chr(10), '<br>') for cell in cells)} |"

    lines = [row([_text(column.title) for column in block.columns]), row(["---"] * len(block.columns))]
    for cells in block.rows:
        lines.append(
            row([_inline(cell, outline) if isinstance(cell, tuple) else _text(plain(cell)) for cell in cells])
        )
    above = f"**{caption}　{_text(one_line(block.caption))}**\n\n" if caption else ""
    below = f"\n\n> {_text(one_line(block.note))}" if block.note else ""
    return above + "\n".join(lines) + below


def write_markdown(document: Document, name: str = "报告") -> bytes:
    """Return an archive: the Markdown file, and its pictures in a folder beside it.

    Examples
    --------
    >>> write_markdown(Document("周报", ()))[:2]
    b'PK'
    """
    figures = [block for block in document.blocks if isinstance(block, Figure)]
    files = {f"{name}.md": markdown_of(document).encode()}
    files |= {f"图片/图{at}.png": block.chart.png for at, block in enumerate(figures, 1)}
    return fixed_zip(files)
