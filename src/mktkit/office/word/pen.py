"""Writes paragraphs and runs in the template's styles, and keeps count."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Literal

from mktkit.errors import MktkitError, show
from mktkit.office.document import Document, Figure, Heading, Reference, Run, Table, Text
from mktkit.office.text import one_line
from mktkit.office.word.fonts import fonts_of
from mktkit.office.word.numbers import HeadingNumbers
from mktkit.office.word.template import style_of
from mktkit.office.word.xml import Fonts, Looks, attribute, bookmark, field, run, value

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from docx.section import Section

__all__ = ["CM", "EMU", "TIGHT", "Pen"]

#: A centimetre in twentieths of a point, and in the units of drawings.
CM = 567
EMU = 360000

#: Of a paragraph that only keeps two tables apart.
TIGHT = "<w:spacing w:before='0' w:after='0' w:line='200' w:lineRule='exact'/>"

#: The schema's order of what may stand in w:pPr.
_ORDER = ("keepNext", "keepLines", "pageBreakBefore", "numPr", "tabs", "spacing", "ind", "jc")


def _set_up(section: Section, landscape: bool) -> tuple[int, int]:
    """Give a section a page, A4 with usual margins where the template does not say; return the room for text."""
    from docx.enum.section import WD_ORIENT
    from docx.shared import Mm

    width, height = section.page_width or Mm(210), section.page_height or Mm(297)
    if landscape and width < height:
        width, height = height, width
        section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = width, height
    across, down = ("left_margin", "right_margin"), ("top_margin", "bottom_margin")
    for side in (*across, *down):
        if getattr(section, side) is None:
            setattr(section, side, Mm(25))
    # Lengths are in EMU, 635 to a twentieth of a point.
    return (
        int(width - sum(getattr(section, side) for side in across)) // 635,
        int(height - sum(getattr(section, side) for side in down)) // 635,
    )


class Pen:
    """Writes one document; what has been counted so far."""

    def __init__(self, word: WordDocument, document: Document) -> None:
        self.word, self.document = word, document
        self.fonts = cache(lambda name: fonts_of(word, name))
        self.style = cache(lambda name: attribute(style_of(word, name), "styleId"))
        self.bookmarks = 0
        self.pictures = 0
        self.fresh_page = False
        self.captions = {"图": 0, "表": 0}
        self.numbers = HeadingNumbers(word)
        self.headings: list[tuple[Heading, str, str]] = []
        self.references = self._find_references()
        self.width, self.height = _set_up(word.sections[-1], document.landscape)

    def _find_references(self) -> dict[str, tuple[str, str]]:
        """Return what each key of a figure or table is called, and the bookmark round it."""
        found: dict[str, tuple[str, str]] = {}
        counts = {"图": 0, "表": 0}
        for block in self.document.blocks:
            if isinstance(block, Figure | Table) and block.caption:
                kind = "图" if isinstance(block, Figure) else "表"
                counts[kind] += 1
                if block.key in found:
                    raise MktkitError(
                        f"两处图表用了同一个记号{show(block.key)}",
                        "每个记号只用一次",
                        "改掉其中一个",
                        where=self.document.title,
                    )
                if block.key:
                    found[block.key] = (f"{kind} {counts[kind]}", f"_Ref{len(found) + 1:06d}")
        return found

    def page_break(self) -> str:
        """Return the order for a new page when one is due."""
        fresh, self.fresh_page = self.fresh_page, False
        return "<w:pageBreakBefore/>" if fresh else ""

    def paragraph(self, style: str, content: str, **layout: str) -> str:
        """Return a paragraph in the style of this name; `layout` is what it changes of it, by element."""
        looks = "".join(layout.get(name, "") for name in _ORDER)
        return f"<w:p><w:pPr><w:pStyle w:val={value(self.style(style))}/>{looks}</w:pPr>{content}</w:p>"

    def runs(self, text: Text, style: str, *, bold: bool = False, size: int = 0) -> str:
        """Return text as runs in the fonts of the style of this name."""
        fonts: Fonts = self.fonts(style)
        parts: Sequence[str | Run | Reference] = text if isinstance(text, tuple) else (text,)
        return "".join(self._run(part, fonts, Looks(bold=bold, size=size)) for part in parts)

    def _run(self, part: str | Run | Reference, fonts: Fonts, looks: Looks) -> str:
        if isinstance(part, Reference):
            if part.key not in self.references:
                raise MktkitError(
                    f"正文提到的{show(part.key)}没有对应的图或表",
                    "应是某个带标题的图或表",
                    "补上图或表，或改掉这句话",
                    where=self.document.title,
                )
            name, mark = self.references[part.key]
            return field(f"REF {mark} \\h", name, fonts, looks)
        if isinstance(part, Run):
            own = Looks(part.bold or looks.bold, part.italic, part.colour, looks.size)
            return run(part.text, fonts, own)
        return run(part, fonts, looks)

    def caption(self, kind: Literal["图", "表"], text: str, key: str, **layout: str) -> str:
        """Return a caption with the next number, which a reference can name."""
        self.captions[kind] += 1
        fonts = self.fonts("caption")
        label = run(f"{kind} ", fonts) + field(f"SEQ {kind} \\* ARABIC", str(self.captions[kind]), fonts)
        if key:
            self.bookmarks += 1
            label = bookmark(self.bookmarks, self.references[key][1], label)
        return self.paragraph("caption", label + run(f"　{one_line(text)}", fonts), **layout)
