"""A finished page, cut at its headings into what search can lead to."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from mktkit.elements import Element
from mktkit.handbook.finished import read_tree
from mktkit.handbook.search.terms import CJK

__all__ = ["PageText", "Section", "read_sections", "read_text"]

#: Elements whose words are not the page's own.
_SKIPPED = frozenset(
    {"button", "nav", "noscript", "script", "select", "style", "svg", "template", "textarea"}
)
_SKIPPED_CLASSES = frozenset({"headerlink", "md-content__button", "md-source-file", "md-feedback"})
#: Elements inside a line; every other one ends a phrase.
_INLINE = frozenset({
    "a", "abbr", "b", "big", "bdi", "bdo", "cite", "code", "del", "dfn", "em", "font", "i", "ins", "kbd", "label", "mark",
    "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "tt", "u", "var", "wbr",
})  # fmt: skip
_HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6, "dt": 7}
#: Where the words of a page stand, the best sign first.
_BODIES = ("article", "main", "body")
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
    return read_sections(read_tree(html))


def read_sections(root: Element | None) -> PageText | None:
    """Read the words of a finished page, as :func:`read_text`, from its root element."""
    if root is None or _is_hidden(root):
        return None
    settings = root.find(".//script[@data-search]")
    reader = _Reader()
    for body in _bodies(root):
        reader.read(body)
    sections = reader.finish()
    heading = next((one.title for one in sections if one.level == 1 and one.title), "")
    page = PageText(
        heading or _clean(title.text or "" if (title := root.find(".//title")) is not None else ""), sections
    )
    if settings is not None:
        if "data-exclude" in settings.attrib:
            return None
        page.boost = float(settings.get("data-boost", "1"))
    if not sections[0].title:
        sections[0].title = page.title
    return page


def _is_hidden(root: Element) -> bool:
    for meta in root.iter("meta"):
        name, content = meta.get("name", "").lower(), meta.get("content", "").lower()
        if (name == "robots" and "noindex" in content) or meta.get("http-equiv", "").lower() == "refresh":
            return True
    return False


def _bodies(root: Element) -> list[Element]:
    """Return the elements that hold the page's own words."""
    for name in _BODIES:
        found = list(root.iter(name))
        outermost = [one for one in found if next(one.iterancestors(name), None) is None]
        if outermost:
            return outermost
    return [root]


def _clean(text: str) -> str:
    words = " ".join(text.replace("\u200b", "").replace("¶", "").split())
    return _BREAK.sub("", words) if " " in words else words


def _is_skipped(node: Element) -> bool:
    if node.tag in _SKIPPED or node.get("data-search-exclude") is not None:
        return True
    classes = node.get("class")
    return classes is not None and not _SKIPPED_CLASSES.isdisjoint(classes.split())


class _Reader:
    def __init__(self) -> None:
        self._sections = [Section("", "", 1)]
        self._blocks: list[list[str]] = [[]]
        self._words: list[str] = []
        self._heading: Element | None = None
        self._fresh = True

    def read(self, body: Element) -> None:
        if _is_skipped(body):
            return
        self._start(body)
        # Not by calling itself: a page may be nested deeper than calls may.
        open_nodes = [(body, iter(body))]
        while open_nodes:
            parent, children = open_nodes[-1]
            for node in children:
                # Comments and the like have no name, but words may follow them.
                if isinstance(node.tag, str) and not _is_skipped(node):
                    self._start(node)
                    open_nodes.append((node, iter(node)))
                    break
                self._follow(node)
            else:
                open_nodes.pop()
                self._end(parent)
                if open_nodes:
                    self._follow(parent)

    def _follow(self, node: Element) -> None:
        if tail := node.tail:
            self._words.append(tail)

    def _start(self, node: Element) -> None:
        tag = node.tag
        if tag not in _INLINE:
            self._end_block()
        level = _HEADINGS.get(tag)
        if level is not None and (node.get("id") or (level == 1 and self._fresh)):
            self._heading = node
            self._open(Section(node.get("id") or "", "", level))
        if text := node.text:
            self._words.append(text)

    def _end(self, node: Element) -> None:
        if node is self._heading:
            self._sections[-1].title = _clean("".join(self._words))
            self._words, self._heading = [], None
        elif node.tag not in _INLINE:
            self._end_block()

    def finish(self) -> list[Section]:
        self._end_block()
        for section, blocks in zip(self._sections, self._blocks, strict=True):
            section.text = " ".join(blocks)
        return self._sections

    def _end_block(self) -> None:
        if self._heading is not None:
            self._words.append(" ")
        elif self._words:
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
