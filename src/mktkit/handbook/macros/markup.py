"""HTML that is safe by construction: text is escaped on its way in, and comes out as one line.

One line, because Markdown takes a block of HTML only up to the next blank line; and the signs Markdown reads
(``*``, ``_`` and the like) become entities, because inline output is read by Markdown once more.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache

__all__ = ["Html", "element", "join", "table", "text"]

_MARKDOWN = {ord(sign): f"&#{ord(sign)};" for sign in "\\`*_[]{}~^|"}
_VOID = frozenset({"br", "circle", "input", "line", "link", "meta", "path", "polyline"})


class Html(str):
    """Text that is HTML already."""

    __slots__ = ()


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
    """Return one element.

    Parameters
    ----------
    name
        Tag name.
    content
        Children: :class:`Html` as it is, anything else as escaped text.
    attributes
        ``class_`` stands for ``class``, ``data_x`` for ``data-x``; None and False leave the attribute out, True
        writes it without a value.

    Examples
    --------
    >>> element("a", "3.1 <流程>", href="../x/#c3-1", class_="clause-link")
    '<a href="../x/#c3-1" class="clause-link">3.1 &lt;流程&gt;</a>'
    """
    written = ""
    for key, value in attributes.items():
        if value is True:
            written += f" {_attribute(key)}"
        elif value is not None and value is not False:
            written += f' {_attribute(key)}="{_quoted(str(value))}"'
    if name in _VOID:
        return Html(f"<{name}{written}>" if name == "br" else f"<{name}{written}/>")
    return Html(f"<{name}{written}>{join(content)}</{name}>")


@cache
def _attribute(key: str) -> str:
    return key.rstrip("_").replace("_", "-")


@lru_cache(maxsize=4096)
def _quoted(value: str) -> str:
    return html.escape(" ".join(value.split()))


def join(content: Iterable[object], separator: str = "") -> Html:
    """Join pieces, escaping those that are plain text.

    Examples
    --------
    >>> join(["甲", Html("<b>乙</b>")], "、")
    '甲、<b>乙</b>'
    """
    return Html(separator.join([piece if isinstance(piece, Html) else text(piece) for piece in content]))


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
    head = element("thead", element("tr", *(element("th", cell, scope="col") for cell in heads)))
    body = element("tbody", *(_row(row, len(heads)) for row in rows))
    title = (element("caption", caption),) if caption else ()
    return element(
        "div",
        element("table", *title, head, body, class_="data"),
        class_=f"frame {name}".strip(),
        tabindex="0",
    )


def _row(row: Sequence[object] | Html, width: int) -> Html:
    if isinstance(row, Html):
        return element("tr", element("th", row, colspan=width, scope="rowgroup"), class_="group")
    return element("tr", *(element("td", cell) for cell in row))
