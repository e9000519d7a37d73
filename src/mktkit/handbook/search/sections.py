"""A finished page, cut at its headings into what search can lead to."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser

from mktkit.handbook.search.terms import CJK

__all__ = ["PageText", "Section", "read_text"]

#: Elements whose words are not the page's own.
_SKIPPED = frozenset(
    {"button", "nav", "noscript", "script", "select", "style", "svg", "template", "textarea"}
)
_SKIPPED_CLASSES = frozenset({"headerlink", "md-content__button", "md-source-file", "md-feedback"})
_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)
#: Elements inside a line; every other one ends a phrase.
_INLINE = frozenset(
    {
        "a",
        "abbr",
        "b",
        "big",
        "bdi",
        "bdo",
        "cite",
        "code",
        "del",
        "dfn",
        "em",
        "font",
        "i",
        "ins",
        "kbd",
        "label",
        "mark",
    }
    | {"q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "tt", "u", "var", "wbr"}
)
_HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6, "dt": 7}
#: Where the words of a page stand, the best sign first.
_BODIES = (("<article", "</article>"), ("<main", "</main>"), ("<body", "</body>"))
_SETTINGS = re.compile(r"<script[^>]*\bdata-search\b[^>]*>")
_ROBOTS = re.compile(r"""<meta[^>]*name=["']?robots["']?[^>]*noindex""", re.IGNORECASE)
_TITLE = re.compile(r"<title[^>]*>(.*?)</title>", re.IGNORECASE | re.DOTALL)
_SPACE = re.compile(r"\s+")
#: A line break inside a Chinese sentence is no gap.
_BREAK = re.compile(rf"(?<=[{CJK}，。、；：！？）」』》”’]) (?=[{CJK}（「『《“‘])")


@dataclass
class Section:
    """A heading and the words under it.

    Attributes
    ----------
    anchor
        Its id; empty for what stands before the first heading that has one.
    title
        Words of the heading.
    level
        1 for ``h1`` to 6; 7 for a defined term.
    text
        Words up to the next section, one line.
    """

    anchor: str
    title: str
    level: int
    text: str = ""


@dataclass
class PageText:
    """The words of a page.

    Attributes
    ----------
    title
        Words of its first heading, or of ``<title>``.
    sections
        The first is the page's own top.
    boost
        Factor on the score of its sections.
    """

    title: str
    sections: list[Section] = field(default_factory=list)
    boost: float = 1.0


def read_text(html: str) -> PageText | None:
    """Read the words of a finished page.

    Parameters
    ----------
    html
        The whole page.

    Returns
    -------
    PageText
        None when the page is not to be found: it says ``noindex``, leads elsewhere at once, or its search settings
        exclude it.

    Examples
    --------
    >>> page = read_text("<title>费用</title><main><h1 id=top>费用</h1>先批<h2 id=c6>6 报销</h2><p>贴发票</p></main>")
    >>> page.title, [(one.anchor, one.title, one.text) for one in page.sections]
    ('费用', [('top', '费用', '先批'), ('c6', '6 报销', '贴发票')])
    """
    settings = _SETTINGS.search(html)
    given = settings[0] if settings else ""
    if "data-exclude" in given or _ROBOTS.search(html) or 'http-equiv="refresh"' in html:
        return None
    boost = re.search(r'data-boost="([\d.]+)"', given)
    reader = _Reader()
    reader.feed(_body(html))
    reader.close()
    sections = reader.finish()
    heading = next((one.title for one in sections if one.level == 1 and one.title), "")
    title = _TITLE.search(html)
    page = PageText(heading or (_clean(unescape(title[1])) if title else ""), sections, 1.0)
    if boost:
        page.boost = float(boost[1])
    if not sections[0].title:
        sections[0].title = page.title
    return page


def _body(html: str) -> str:
    for opening, closing in _BODIES:
        start, end = html.find(opening), html.rfind(closing)
        if 0 <= start < end:
            return html[start:end]
    return html


def _clean(text: str) -> str:
    return _BREAK.sub("", _SPACE.sub(" ", text.replace("\u200b", "").replace("¶", ""))).strip()


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._sections = [Section("", "", 1)]
        self._blocks: list[list[str]] = [[]]
        self._words: list[str] = []
        self._skipping: list[str] = []
        self._heading = ""
        self._fresh = True

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._skipping:
            if tag not in _VOID:
                self._skipping.append(tag)
            return
        given = dict(attrs)
        classes = set((given.get("class") or "").split())
        if tag in _SKIPPED or classes & _SKIPPED_CLASSES or "data-search-exclude" in given:
            if tag not in _VOID:
                self._skipping.append(tag)
            return
        if tag not in _INLINE:
            self._end_block()
        level = _HEADINGS.get(tag)
        if level is not None and (given.get("id") or (level == 1 and self._fresh)):
            self._heading = tag
            self._open(Section(given.get("id") or "", "", level))

    def handle_endtag(self, tag: str) -> None:
        if self._skipping:
            # A closing tag that nobody opened must not end the silence, nor an omitted one prolong it.
            if tag in self._skipping:
                while self._skipping.pop() != tag:
                    pass
            return
        if tag == self._heading:
            self._sections[-1].title = _clean("".join(self._words))
            self._words, self._heading = [], ""
        elif tag not in _INLINE:
            self._end_block()

    def handle_data(self, data: str) -> None:
        if not self._skipping:
            self._words.append(data)

    def finish(self) -> list[Section]:
        self._end_block()
        for section, blocks in zip(self._sections, self._blocks, strict=True):
            section.text = " ".join(blocks)
        return self._sections

    def _end_block(self) -> None:
        if self._heading:
            self._words.append(" ")
            return
        words = _clean("".join(self._words))
        if words:
            self._blocks[-1].append(words)
        self._words = []

    def _open(self, section: Section) -> None:
        # What stands above the first heading belongs to the page's top, not to a section of its own.
        if self._fresh and section.level == 1:
            self._sections[0] = section
        else:
            self._sections.append(section)
            self._blocks.append([])
        self._fresh = False
