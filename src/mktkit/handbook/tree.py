"""HTML as a small tree: enough to take a finished page apart and put its pieces together again."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from mktkit.elements import Element

__all__ = ["Node", "article"]

_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)
_NO_CLASSES: frozenset[str] = frozenset()


@dataclass
class Node:
    """An element.

    Attributes
    ----------
    name
        Tag name.
    attributes
        As written; an attribute without a value is None.
    children
        Elements, and text as a reader sees it.
    """

    name: str
    attributes: dict[str, str | None] = field(default_factory=dict)
    children: list[Node | str] = field(default_factory=list)

    @property
    def classes(self) -> frozenset[str]:
        """The classes it bears."""
        given = self.attributes.get("class")
        return frozenset(given.split()) if given else _NO_CLASSES

    @property
    def id(self) -> str:
        """Its anchor, empty where it has none."""
        return self.attributes.get("id") or ""

    @property
    def elements(self) -> list[Node]:
        """Its children without the text between them."""
        return [child for child in self.children if isinstance(child, Node)]

    @property
    def text(self) -> str:
        """Its words on one line.

        Examples
        --------
        >>> from mktkit.handbook.finished import read_tree
        >>> article(read_tree("<article>甲 <b>乙</b><br>丙</article>")).text
        '甲 乙 丙'
        """
        return " ".join("".join(self._words()).split())

    def _words(self) -> Iterator[str]:
        for child in self.children:
            if isinstance(child, str):
                yield child
            elif child.name == "br":
                yield " "
            else:
                yield from child._words()

    def walk(self) -> Iterator[Node]:
        """Yield itself and every element below, in the order of the page."""
        yield self
        for child in self.elements:
            yield from child.walk()

    def find(self, wanted: Callable[[Node], bool]) -> Node | None:
        """Return the first element that is wanted."""
        return next((one for one in self.walk() if wanted(one)), None)

    def write(self) -> str:
        """Return it as HTML.

        Examples
        --------
        >>> from mktkit.handbook.finished import read_tree
        >>> article(read_tree('<article><p title="a&amp;b" hidden>1 &lt; 2<br></p></article>')).elements[0].write()
        '<p title="a&amp;b" hidden>1 &lt; 2<br></p>'
        """
        given = "".join(
            f" {name}" if value is None else f' {name}="{html.escape(value)}"'
            for name, value in self.attributes.items()
        )
        if self.name in _VOID:
            return f"<{self.name}{given}>"
        inner = "".join(
            html.escape(child, quote=False) if isinstance(child, str) else child.write()
            for child in self.children
        )
        return f"<{self.name}{given}>{inner}</{self.name}>"


def article(root: Element | None) -> Node:
    """Return the article of a page, given its root element, without taking the frame round it apart."""
    found = None if root is None else root.find(".//article")
    return Node("") if found is None else _node(found)


def _node(element: Element) -> Node:
    # A name without a value and one with an empty value are the same to a browser.
    return Node(
        str(element.tag), {name: value or None for name, value in element.attrib.items()}, _children(element)
    )


def _children(element: Element) -> list[Node | str]:
    children: list[Node | str] = [element.text] if element.text else []
    for child in element:
        # Comments and the like have no name, but words may follow them.
        if isinstance(child.tag, str):
            children.append(_node(child))
        if child.tail:
            children.append(child.tail)
    return children
