"""One block after another into WordprocessingML."""

from __future__ import annotations

import io
from xml.sax.saxutils import quoteattr

from mktkit.office.document import (
    Block,
    Bullets,
    Fields,
    Figure,
    Heading,
    PageBreak,
    Paragraph,
    Signatures,
    Table,
    Text,
)
from mktkit.office.text import clean, one_line
from mktkit.office.word.grids import write_fields, write_signatures, write_table
from mktkit.office.word.pen import EMU, TIGHT, Pen
from mktkit.office.word.template import numbering_of
from mktkit.office.word.xml import W, attribute, bookmark, find_all

__all__ = ["PICTURE", "write_block"]

#: Namespace of pictures.
PICTURE = "http://schemas.openxmlformats.org/drawingml/2006/picture"


def write_block(pen: Pen, block: Block) -> str:
    """Return a block's paragraphs and tables."""
    match block:
        case Heading():
            return _heading(pen, block)
        case Paragraph():
            style = {"body": "Body Text", "plain": "Normal", "note": "注", "warning": "提示"}[block.kind]
            return "".join(pen.paragraph(style, pen.runs(one, style)) for one in _paragraphs(block.text))
        case Bullets():
            return _bullets(pen, block)
        case Table():
            return write_table(pen, block)
        case Figure():
            return _figure(pen, block)
        case Fields():
            return write_fields(pen, block)
        case Signatures():
            return write_signatures(pen, block)
        case PageBreak():
            return pen.paragraph("Normal", "", pageBreakBefore="<w:pageBreakBefore/>", spacing=TIGHT)


def _paragraphs(text: Text) -> list[Text]:
    """Return one text a paragraph: people break lines where they mean paragraphs."""
    if isinstance(text, str):
        return [line for line in clean(text).split("\n") if line.strip()] or [""]
    return [text]


def _heading(pen: Pen, block: Heading) -> str:
    style = f"heading {block.level}"
    number = pen.numbers.next(block.level) if block.numbered else ""
    pen.bookmarks += 1
    mark = f"_Toc{pen.bookmarks:06d}"
    pen.headings.append((block, number, mark))
    content = bookmark(pen.bookmarks, mark, pen.runs(one_line(block.text), style))
    off = "" if block.numbered else "<w:numPr><w:ilvl w:val='0'/><w:numId w:val='0'/></w:numPr>"
    return pen.paragraph(style, content, keepNext="<w:keepNext/>", numPr=off)


def _bullets(pen: Pen, block: Bullets) -> str:
    style = "List Number" if block.ordered else "List Bullet"
    numbered = ""
    if block.ordered:
        # Each list starts at 1: a number of its own on the same definition.
        number, level = _restarted(pen, style)
        numbered = f"<w:numPr><w:ilvl w:val='{level}'/><w:numId w:val='{number}'/></w:numPr>"
    return "".join(pen.paragraph(style, pen.runs(item, style), numPr=numbered) for item in block.items)


def _restarted(pen: Pen, style: str) -> tuple[int, int]:
    from docx.oxml.parser import parse_xml

    numbering = pen.word.part.numbering_part.element
    found = numbering_of(pen.word, style)
    assert found is not None  # the template was checked
    nums = find_all(numbering, "num")
    abstract = next(
        attribute(find_all(one, "abstractNumId")[0], "val")
        for one in nums
        if attribute(one, "numId") == str(found[0])
    )
    number = max(int(attribute(one, "numId")) for one in nums) + 1
    nums[-1].addnext(
        parse_xml(
            f"<w:num xmlns:w='{W}' w:numId='{number}'><w:abstractNumId w:val='{abstract}'/>"
            f"<w:lvlOverride w:ilvl='{found[1]}'><w:startOverride w:val='1'/></w:lvlOverride></w:num>"
        )
    )
    return number, found[1]


def _figure(pen: Pen, block: Figure) -> str:
    rid, _ = pen.word.part.get_or_add_image(io.BytesIO(block.chart.png))
    width, height = block.chart.width * EMU, block.chart.height * EMU
    # Within the page, caption included.
    scale = min(1.0, pen.width * 635 / width, pen.height * 635 * 0.8 / height)
    pen.pictures += 1
    drawing = _drawing(rid, pen.pictures, block.chart.alt, int(width * scale), int(height * scale))
    centre = "<w:jc w:val='center'/>"
    picture = pen.paragraph(
        "Normal", f"<w:r>{drawing}</w:r>", keepNext="<w:keepNext/>" if block.caption or block.note else "",
        spacing="<w:spacing w:before='120' w:after='0' w:line='240' w:lineRule='auto'/>",
        ind="<w:ind w:left='0' w:firstLine='0'/>", jc=centre,
    )  # fmt: skip
    below = "<w:keepNext/>" if block.note else ""
    caption = pen.caption("图", block.caption, block.key, keepNext=below) if block.caption else ""
    note = pen.paragraph("注", pen.runs(block.note, "注")) if block.note else ""
    return picture + caption + note


def _drawing(rid: str, number: int, alt: str, width: int, height: int) -> str:
    # Word's own limit for a description is far above this; screen readers tire sooner.
    words = quoteattr(clean(alt)[:2000])
    size = f"cx='{width}' cy='{height}'"
    return (
        f"<w:drawing><wp:inline distT='0' distB='0' distL='0' distR='0'><wp:extent {size}/><wp:effectExtent l='0' t='0' r='0' b='0'/>"
        f"<wp:docPr id='{number}' name='图片 {number}' descr={words}/><wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect='1'/>"
        f"</wp:cNvGraphicFramePr><a:graphic><a:graphicData uri='{PICTURE}'><pic:pic><pic:nvPicPr>"
        f"<pic:cNvPr id='{number}' name='图片 {number}' descr={words}/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed='{rid}'/>"
        f"<a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x='0' y='0'/><a:ext {size}/></a:xfrm>"
        "<a:prstGeom prst='rect'><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing>"
    )
