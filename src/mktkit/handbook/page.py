"""One finished page, read as a browser reads it: anchors, links, and what it asks for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from lxml import etree  # type: ignore[import-untyped]  # brings no types; see elements

from mktkit.elements import Element

__all__ = ["Address", "Page", "read_page", "style_addresses"]

#: Attributes whose address the browser fetches by itself.
_FETCHED = {
    "audio": ("src",),
    "embed": ("src",),
    "feimage": ("href", "xlink:href"),
    "form": ("action",),
    "frame": ("src",),
    "iframe": ("src",),
    "image": ("href", "xlink:href"),
    "img": ("src",),
    "input": ("src",),
    "object": ("data",),
    "script": ("src",),
    "source": ("src",),
    "track": ("src",),
    "use": ("href", "xlink:href"),
    "video": ("src", "poster"),
}
#: The elements besides them that say something of the page.
_TELLING = (*_FETCHED, "base", "link", "meta", "style")
_FOLLOWED = ("a", "area")
_ANCHORS = etree.XPath("//@id")
#: Any element may fetch by these attributes.
_ASKING = etree.XPath("//@ping | //@srcset | //@style")
#: Kinds of <link> that name another page and fetch nothing.
_NAMING = frozenset({"alternate", "author", "canonical", "help", "license", "next", "prev"})
_STYLE = re.compile(
    r"""url\(\s*(?:"([^"]*)"|'([^']*)'|([^)"']*))\s*\)|@import\s+(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE
)
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_HOST = re.compile(r"""(?:https?:)?//[\w.-]+\.[a-z]{2,}[^\s"'`<>)]*""", re.IGNORECASE)
#: Names of XML vocabularies look like addresses; nobody fetches them.
_NAMESPACES = ("http://www.w3.org/", "https://www.w3.org/")


class Address(NamedTuple):
    """An address that stands on a page.

    Attributes
    ----------
    address
        As written.
    element
        Where it stands, for messages: ``<script src>``.
    line
        Line in the page.
    """

    address: str
    element: str
    line: int


@dataclass
class Page:
    """What matters of one finished page.

    Attributes
    ----------
    name
        Path of the file within the site, with ``/``.
    anchors
        Every id, with its lines: more than one is a fault.
    links
        What a reader may follow.
    requests
        What the browser fetches by itself.
    owner
        Who keeps the page, empty where it does not say.
    """

    name: str
    anchors: dict[str, list[int]] = field(default_factory=dict)
    links: list[Address] = field(default_factory=list)
    requests: list[Address] = field(default_factory=list)
    owner: str = ""


def style_addresses(style: str) -> list[str]:
    """Return every address that a style sheet fetches.

    Examples
    --------
    >>> style_addresses('@import "a.css"; b { background: url(//x.cn/c.png) } /* url(d) */')
    ['a.css', '//x.cn/c.png']
    """
    return [
        next(part for part in match.groups() if part is not None)
        for match in _STYLE.finditer(_COMMENT.sub("", style))
    ]


def script_hosts(script: str) -> list[str]:
    """Return every address of another host that a script names.

    Examples
    --------
    >>> script_hosts('fetch("https://x.cn/a"); const ns = "http://www.w3.org/2000/svg"')
    ['https://x.cn/a']
    """
    # A comment may name where something was learnt; only what stands before // on its line can run.
    code = re.sub(r"(?m)(^|[\s;{])//.*$", r"\1", _COMMENT.sub("", script))
    return [match[0] for match in _HOST.finditer(code) if not match[0].startswith(_NAMESPACES)]


def read_page(root: Element | None, name: str) -> Page:
    """Read a finished page from its root element."""
    page = Page(name)
    if root is None:
        return page
    for value in _ANCHORS(root):
        page.anchors.setdefault(str(value), []).append(_line(value.getparent()))
    for node in root.iter(*_FOLLOWED):
        if (address := node.get("href")) is not None:
            page.links.append(Address(address, f"<{node.tag} href>", _line(node)))
    for node in root.iter(*_TELLING):
        _read(page, node)
    for value in _ASKING(root):
        _read_asking(page, value.getparent(), value.attrname, value)
    return page


def _ask(page: Page, node: Element, address: str | None, where: str) -> None:
    if address and address.strip():
        page.requests.append(Address(address.strip(), where, _line(node)))


def _line(node: Element) -> int:
    return int(node.sourceline or 0)


def _read(page: Page, node: Element) -> None:
    tag, given = str(node.tag), node.attrib
    for key in _FETCHED.get(tag, ()):
        _ask(page, node, given.get(key), f"<{tag} {key}>")
    if tag == "link" and not _NAMING.intersection(given.get("rel", "").lower().split()):
        _ask(page, node, given.get("href"), f"<link rel={given.get('rel', '')}>")
    if tag == "meta":
        _read_meta(page, given, _line(node))
    if tag == "base":
        _ask(page, node, given.get("href"), "<base>")
    if tag == "style":
        for address in style_addresses(node.text or ""):
            _ask(page, node, address, "<style>")
    if tag == "script":
        for address in script_hosts(node.text or ""):
            _ask(page, node, address, "<script>")


def _read_asking(page: Page, node: Element, name: str, value: str) -> None:
    if name == "ping":
        addresses = [value]
    elif name == "srcset":
        addresses = [part.split()[0] for part in value.split(",") if part.strip()]
    else:
        addresses = style_addresses(value)
    for address in addresses:
        _ask(page, node, address, f"<{node.tag} {name}>")


def _read_meta(page: Page, given: Mapping[str, str], line: int) -> None:
    content = given.get("content", "")
    if given.get("http-equiv", "").lower() == "refresh" and "=" in content:
        page.links.append(Address(content.split("=", 1)[1].strip("'\" "), "<meta refresh>", line))
    if given.get("name") == "owner":
        page.owner = content.strip()
