"""A document into a Word file: cover, contents, blocks, header and properties."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from pathlib import Path
from typing import Literal

from mktkit.archives import fixed_zip
from mktkit.elements import Element
from mktkit.office.document import Document
from mktkit.office.text import one_line
from mktkit.office.word.blocks import PICTURE, write_block
from mktkit.office.word.fonts import name_every_font, places_of
from mktkit.office.word.pen import TIGHT, Pen
from mktkit.office.word.template import company_template, open_template, page_number
from mktkit.office.word.xml import W, attribute, field, field_begin, field_end, find_all, local_name, run

__all__ = ["write_word"]

_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WP = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_HINT = "（页码在 Word 里打开时更新；在 WPS 里右键目录，选“更新域”）"
_UNDATED = dt.datetime(2000, 1, 1)
_BREAK = "<w:pageBreakBefore/>"
#: The beginning of a paragraph, up to where the schema wants the page break.
_FIRST = re.compile(r"<w:p><w:pPr><w:pStyle [^>]*/>(<w:keepNext/>)?(<w:keepLines/>)?(?!<w:pageBreakBefore/>)")

#: What stands behind w:updateFields in the schema.
_AFTER_UPDATE = {
    "hdrShapeDefaults", "footnotePr", "endnotePr", "compat", "docVars", "rsids", "mathPr", "attachedSchema", "themeFontLang",
    "clrSchemeMapping", "doNotIncludeSubdocsInStats", "doNotAutoCompressPictures", "forceUpgrade", "captions",
    "readModeInkLockDown", "smartTagType", "schemaLibrary", "shapeDefaults", "doNotEmbedSmartTags", "decimalSymbol",
    "listSeparator", "docId", "chartTrackingRefBased", "defaultImageDpi",
}  # fmt: skip
_NARROW = "<w:ind w:left='2200' w:right='2200'/>"


def write_word(document: Document, *, template: Path | Literal["default"] | None = "default") -> bytes:
    """Return the document as a .docx.

    Parameters
    ----------
    document
        What it says.
    template
        The company's own template; by default ``company/template.docx`` when it is there, else ours; None takes ours.

    Returns
    -------
    bytes
        The same bytes for the same document and template; no name of a person or machine that the document does not give.

    Raises
    ------
    MktkitError
        The template cannot be used, or the text refers to a figure or table that is not there.

    Examples
    --------
    >>> from mktkit.office.document import Heading, Paragraph
    >>> content = write_word(Document("周报", (Heading("概况"), Paragraph("一切正常。"))), template=None)
    >>> content[:2]
    b'PK'
    """
    path = company_template() if template == "default" else template
    word = open_template(path)
    name_every_font(word)
    pen = Pen(word, document)
    _write(pen)
    _around(pen)
    _properties(pen)
    buffer = io.BytesIO()
    word.save(buffer)
    with zipfile.ZipFile(buffer) as archive:
        return fixed_zip({name: archive.read(name) for name in archive.namelist()})


def _write(pen: Pen) -> None:
    """Write everything into the template."""
    from docx.oxml.parser import parse_xml

    blocks = [write_block(pen, block) for block in pen.document.blocks]
    pen.fresh_page = False
    # Written last, for the contents list what stands behind them.
    front = _front(pen)
    start = "".join(blocks)
    if pen.fresh_page:
        first = _FIRST.match(start)
        # A table cannot begin a page by itself: an empty line does it for it.
        start = (
            f"{first[0]}{_BREAK}{start[first.end() :]}"
            if first
            else pen.paragraph("Normal", "", pageBreakBefore=_BREAK, spacing=TIGHT) + start
        )
    namespaces = f"xmlns:w='{W}' xmlns:r='{_R}' xmlns:wp='{_WP}' xmlns:a='{_A}' xmlns:pic='{PICTURE}'"
    # The whole body is put in its place: moving its children one by one costs the square of their number.
    old, body = pen.word.element.body, parse_xml(f"<w:body {namespaces}>{front}{start}</w:body>")
    body.append(find_all(old, "sectPr")[-1])
    pen.word.element.replace(old, body)


def _front(pen: Pen) -> str:
    document = pen.document
    parts = []
    if document.cover:
        parts.append(_cover(pen))
        pen.fresh_page = True
    else:
        parts.append(pen.paragraph("Title", pen.runs(document.title, "Title")))
        if document.subtitle:
            parts.append(pen.paragraph("Subtitle", pen.runs(document.subtitle, "Subtitle")))
        if document.notice:
            parts.append(pen.paragraph("提示", pen.runs(document.notice, "提示")))
    if document.contents and pen.headings:
        parts.append(_contents(pen))
        pen.fresh_page = True
    return "".join(parts)


def _cover(pen: Pen) -> str:
    document = pen.document
    date = f"{document.date.year} 年 {document.date.month} 月 {document.date.day} 日" if document.date else ""

    def line(style: str, text: str, before: int) -> str:
        return pen.paragraph(
            style, pen.runs(text, style), spacing=f"<w:spacing w:before='{before}' w:after='160'/>"
        )

    lines = [
        line("封面信息", document.company, 600),
        line("Title", document.title, int(pen.height * 0.22)),
    ]
    if document.subtitle:
        lines.append(line("Subtitle", document.subtitle, 120))
    if document.notice:
        lines.append(
            pen.paragraph("提示", pen.runs(document.notice, "提示"), ind=_NARROW, jc="<w:jc w:val='center'/>")
        )
    below = [text for text in (document.version, date) if text]
    lines += [
        line("封面信息", text, int(pen.height * 0.28) if at == 0 else 80) for at, text in enumerate(below)
    ]
    return "".join(lines)


def _contents(pen: Pen) -> str:
    """Return the contents: a field, and until it is updated what it will list."""
    shown = pen.paragraph("TOC Heading", pen.runs("目　录", "TOC Heading"), pageBreakBefore=pen.page_break())
    for at, (heading, number, mark) in enumerate(pen.headings):
        style = f"toc {heading.level}"
        fonts = pen.fonts(style)
        words = f"{number} {heading.text}" if number else heading.text
        entry = run(f"{one_line(words)}\t", fonts) + field(f"PAGEREF {mark} \\h", "", fonts)
        begin = field_begin('TOC \\o "1-3" \\h \\z \\u', fonts) if at == 0 else ""
        tabs = f"<w:tabs><w:tab w:val='right' w:leader='dot' w:pos='{pen.width}'/></w:tabs>"
        shown += pen.paragraph(
            style, f"{begin}<w:hyperlink w:anchor='{mark}' w:history='1'>{entry}</w:hyperlink>", tabs=tabs
        )
    fonts = pen.fonts("注")
    return shown + pen.paragraph("注", run(_HINT, fonts) + field_end(fonts))


def _around(pen: Pen) -> None:
    """Put title and page number where the template leaves room for them, and the title where it asks for it."""
    from docx.oxml.parser import parse_xml

    section = pen.word.sections[-1]
    if pen.document.cover:
        section.different_first_page_header_footer = True
    for place, style, words in (
        (section.header, "header", field("TITLE", one_line(pen.document.title), pen.fonts("header"))),
        (section.footer, "footer", page_number(pen.fonts("footer"))),
    ):
        if place.is_linked_to_previous or _is_empty(place._element):
            place.is_linked_to_previous = False
            element = place._element
            for child in list(element):
                element.remove(child)
            side = "<w:jc w:val='right'/>" if style == "header" else ""
            text = (
                f"<w:p xmlns:w='{W}'><w:pPr><w:pStyle w:val='{pen.style(style)}'/>{side}</w:pPr>{words}</w:p>"
            )
            element.append(parse_xml(text))
    for one in pen.word.sections:
        for part in places_of(one):
            if not part.is_linked_to_previous:
                _set_title(part._element, one_line(pen.document.title))


def _is_empty(element: Element) -> bool:
    words = any((text.text or "").strip() for text in find_all(element, "t"))
    return (
        not words
        and not find_all(element, "drawing")
        and not find_all(element, "pict")
        and not find_all(element, "instrText")
    )


def _set_title(element: Element, title: str) -> None:
    """Write the title as the result of every TITLE field."""
    for simple in find_all(element, "fldSimple"):
        if attribute(simple, "instr").split()[:1] == ["TITLE"]:
            _only_text(find_all(simple, "t"), title)
    instruction, state, texts = "", "", list[Element]()
    for one in element.iter():
        name = local_name(one)
        if name == "fldChar":
            state = attribute(one, "fldCharType")
            if state == "begin":
                instruction, texts = "", []
            elif state == "end" and instruction.split()[:1] == ["TITLE"]:
                _only_text(texts, title)
        elif name == "instrText":
            instruction += one.text or ""
        elif name == "t" and state == "separate":
            texts.append(one)


def _only_text(texts: list[Element], words: str) -> None:
    for at, one in enumerate(texts):
        one.text = words if at == 0 else ""


def _properties(pen: Pen) -> None:
    from docx.oxml.parser import OxmlElement

    document, core = pen.document, pen.word.core_properties
    stamp = dt.datetime.combine(document.date, dt.time()) if document.date else _UNDATED
    core.title, core.subject = one_line(document.title)[:255], one_line(document.subtitle)[:255]
    core.author = one_line(document.company)[:255]
    core.last_modified_by, core.keywords, core.comments, core.category = "", "", "", ""
    core.version, core.language, core.revision = one_line(document.version)[:255], "zh-CN", 1
    core.created, core.modified = stamp, stamp
    for element in list(core._element):
        if element.tag.endswith("lastPrinted"):
            core._element.remove(element)
    if document.contents and pen.headings:
        update = OxmlElement("w:updateFields")
        update.set(f"{{{W}}}val", "true")
        settings = pen.word.settings.element
        later = [at for at, child in enumerate(settings) if local_name(child) in _AFTER_UPDATE]
        settings.insert(later[0] if later else len(settings), update)
