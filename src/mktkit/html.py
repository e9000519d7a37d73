"""HTML that is safe by construction: what is put into an element is escaped on its way in, unless it is HTML already."""

from __future__ import annotations

import html
from collections.abc import Iterable
from functools import cache, lru_cache

__all__ = ["Html", "element", "join", "table", "text"]

_VOID = frozenset({"br", "circle", "img", "input", "line", "link", "meta", "path", "polyline"})


class Html(str):
    """Text that is HTML already."""

    __slots__ = ()


def text(value: object) -> Html:
    """Escape `value`, unless it is HTML already.

    Examples
    --------
    >>> text("<b>1</b>"), text(Html("<b>1</b>"))
    ('&lt;b&gt;1&lt;/b&gt;', '<b>1</b>')
    """
    return value if isinstance(value, Html) else Html(html.escape(str(value)))


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
        writes it without a value. Text comes out as one line.

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
            said = value if isinstance(value, Html) else _quoted(str(value))
            written += f' {_attribute(key)}="{said}"'
    if name in _VOID:
        return Html(f"<{name}{written}>" if name in ("br", "img") else f"<{name}{written}/>")
    return Html(f"<{name}{written}>{join(content)}</{name}>")


@cache
def _attribute(key: str) -> str:
    return key.rstrip("_").replace("_", "-")


# A few words and addresses stand on nearly every line of a page.
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
    head: Iterable[Html], rows: Iterable[Html], *, caption: Html | None = None, **attributes: object
) -> Html:
    """Return a table.

    Parameters
    ----------
    head
        The ``th`` of the first row.
    rows
        The ``tr`` below it.
    caption
        A ``caption``, if there is one.
    attributes
        Of the table, as for :func:`element`.

    Examples
    --------
    >>> table([element("th", "项目")], [element("tr", element("td", "住宿"))])
    '<table><thead><tr><th>项目</th></tr></thead><tbody><tr><td>住宿</td></tr></tbody></table>'
    """
    shown = () if caption is None else (caption,)
    thead, tbody = element("thead", element("tr", *head)), element("tbody", *rows)
    return element("table", *shown, thead, tbody, **attributes)
