"""One finished page, read as a browser reads it: anchors, links, and what it asks for."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

__all__ = ["Page", "Reference", "read_page", "style_addresses"]

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
#: Kinds of <link> that name another page and fetch nothing.
_NAMING = frozenset({"alternate", "author", "canonical", "help", "license", "next", "prev"})
_STYLE = re.compile(
    r"""url\(\s*(?:"([^"]*)"|'([^']*)'|([^)"']*))\s*\)|@import\s+(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE
)
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_HOST = re.compile(r"""(?:https?:)?//[\w.-]+\.[a-z]{2,}[^\s"'`<>)]*""", re.IGNORECASE)
#: Names of XML vocabularies look like addresses; nobody fetches them.
_NAMESPACES = ("http://www.w3.org/", "https://www.w3.org/")


@dataclass(frozen=True)
class Reference:
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
    links: list[Reference] = field(default_factory=list)
    requests: list[Reference] = field(default_factory=list)
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


def read_page(path: Path, name: str) -> Page:
    """Read a finished page."""
    parser = _Parser(Page(name))
    parser.feed(path.read_text(encoding="utf-8"))
    parser.close()
    return parser.page


class _Parser(HTMLParser):
    def __init__(self, page: Page) -> None:
        super().__init__(convert_charrefs=True)
        self.page = page
        self._inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {key: value or "" for key, value in attrs}
        line = self.getpos()[0]
        if "id" in given:
            self.page.anchors.setdefault(given["id"], []).append(line)
        if tag in ("a", "area") and "href" in given:
            self.page.links.append(Reference(given["href"], f"<{tag} href>", line))
        if tag in ("a", "area") and given.get("ping"):
            self._ask(given["ping"], f"<{tag} ping>", line)
        for key in _FETCHED.get(tag, ()):
            if key in given:
                self._ask(given[key], f"<{tag} {key}>", line)
        for part in given.get("srcset", "").split(","):
            if part.strip():
                self._ask(part.split()[0], f"<{tag} srcset>", line)
        if tag == "link" and not _NAMING.intersection(given.get("rel", "").lower().split()):
            self._ask(given.get("href", ""), f"<link rel={given.get('rel', '')}>", line)
        if (
            tag == "meta"
            and given.get("http-equiv", "").lower() == "refresh"
            and "=" in given.get("content", "")
        ):
            self.page.links.append(
                Reference(given["content"].split("=", 1)[1].strip("'\" "), "<meta refresh>", line)
            )
        if tag == "meta" and given.get("name") == "owner":
            self.page.owner = given.get("content", "").strip()
        if tag == "base":
            self._ask(given.get("href", ""), "<base>", line)
        for address in style_addresses(given.get("style", "")):
            self._ask(address, f"<{tag} style>", line)
        self._inside = tag if tag in ("script", "style") else ""

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        line = self.getpos()[0]
        if self._inside == "style":
            for address in style_addresses(data):
                self._ask(address, "<style>", line)
        elif self._inside == "script":
            for address in script_hosts(data):
                self._ask(address, "<script>", line)

    def _ask(self, address: str, element: str, line: int) -> None:
        if address.strip():
            self.page.requests.append(Reference(address.strip(), element, line))
