"""HTML within a page of Markdown: one line, and no sign that Markdown would read.

One line, because Markdown takes a block of HTML only up to the next blank line; and the signs Markdown reads
(``*``, ``_`` and the like) become entities, because inline output is read by Markdown once more.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from functools import lru_cache

import mktkit.html as plain
from mktkit.html import Html

__all__ = ["Html", "element", "join", "table", "text"]

_MARKDOWN = {ord(sign): f"&#{ord(sign)};" for sign in "\\`*_[]{}~^|"}


def text(value: object) -> Html:
    """Escape `value` for HTML and for Markdown, unless it is HTML already.

    Examples
    --------
    >>> text("<b>1*2</b>")
    '&lt;b&gt;1&#42;2&lt;/b&gt;'
    """
    if isinstance(value, Html):
        return value
    return _escaped(str(value))


# A few words and addresses stand on nearly every line of the pages.
@lru_cache(maxsize=4096)
def _escaped(value: str) -> Html:
    return Html(html.escape(" ".join(value.split()), quote=False).translate(_MARKDOWN))


def element(name: str, /, *content: object, **attributes: object) -> Html:
    """Return one element, as :func:`mktkit.html.element` does.

    Examples
    --------
    >>> element("b", "1*2", class_="sum")
    '<b class="sum">1&#42;2</b>'
    """
    return plain.element(name, join(content), **attributes)


def join(content: Iterable[object], separator: str = "") -> Html:
    """Join pieces, escaping those that are plain text.

    Examples
    --------
    >>> join(["甲*", Html("<b>乙</b>")], "、")
    '甲&#42;、<b>乙</b>'
    """
    return plain.join(map(text, content), separator)


def table(
    heads: Sequence[object], rows: Iterable[Sequence[object] | Html], *, caption: object = "", name: str = ""
) -> Html:
    """Return a table in a frame of its own that scrolls sideways on a narrow screen.

    A row that is a single piece of HTML is the title of the rows beneath it.

    Examples
    --------
    >>> table(["项目"], [["住宿"]])[-85:]
    '<th scope="col">项目</th></tr></thead><tbody><tr><td>住宿</td></tr></tbody></table></div>'
    """
    drawn = plain.table(
        [element("th", cell, scope="col") for cell in heads],
        [_row(row, len(heads)) for row in rows],
        caption=element("caption", caption) if caption else None,
        class_="data",
    )
    return element("div", drawn, class_=f"frame {name}".strip(), tabindex="0")


def _row(row: Sequence[object] | Html, width: int) -> Html:
    if isinstance(row, Html):
        return element("tr", element("th", row, colspan=width, scope="rowgroup"), class_="group")
    return element("tr", *(element("td", cell) for cell in row))
