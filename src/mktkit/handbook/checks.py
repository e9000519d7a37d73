"""The one pass over a finished site: anchors, owners, links, and that no page asks another host for anything."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

from mktkit.errors import Finding, closest, fault, show
from mktkit.handbook.finished import Finished
from mktkit.handbook.page import Address, Page, read_page, script_hosts, style_addresses
from mktkit.rules import Clause, Clauses

__all__ = ["SiteCheck", "check_site"]

#: Scripts of the theme name hosts that they ask only when a feature is on; a browser test watches what they ask.
_THEME_SCRIPTS = "assets/javascripts/"
#: Packed words of the pages, long and in base64: nothing in it is run.
_INDEX = "search/index.js"
#: The host serves it from any depth, so its links start at the root.
_NOT_FOUND = "404.html"
_HERE = ("", "file")
_CLAUSE_ANCHOR = re.compile(r"c\d+(-\d+)*(-[a-z])?")


@dataclass(frozen=True)
class SiteCheck:
    """What the pass found.

    Attributes
    ----------
    pages
        Number of pages read.
    findings
        Every fault.
    outward
        Links a reader may follow to other hosts, and the pages they stand on.
    """

    pages: int
    findings: tuple[Finding, ...]
    outward: Mapping[str, tuple[str, ...]]


def check_site(site: Finished | Path, clauses: Clauses) -> SiteCheck:
    """Read every file of a finished site and check it.

    Parameters
    ----------
    site
        Folder of the built site.
    clauses
        The register of clauses: each must be exactly one anchor, on its page.

    Returns
    -------
    SiteCheck
    """
    files = Finished.of(site)
    names = frozenset(ordered := files.names)
    pages = {name: read_page(files.tree(name), name) for name in ordered if name.endswith(".html")}
    outward: dict[str, tuple[str, ...]] = {}
    for page in pages.values():
        for link in page.links:
            if _is_foreign(link.address):
                outward[link.address] = (*outward.get(link.address, ()), page.name)
    findings = [
        *_clause_anchors(pages, clauses),
        *(one for page in pages.values() for one in _owner(page)),
        *(one for page in pages.values() for one in _doubled(page)),
        *(one for page in pages.values() for one in _links(page, pages, names)),
        *(one for page in pages.values() for one in _requests(page, names)),
        *(one for name in ordered for one in _assets(files, name)),
    ]
    return SiteCheck(len(pages), tuple(findings), outward)


# -- anchors -----------------------------------------------------------------------------------------


def _clause_anchors(pages: Mapping[str, Page], clauses: Clauses) -> Iterator[Finding]:
    standing: dict[str, list[str]] = {}
    for page in pages.values():
        for anchor, lines in page.anchors.items():
            standing.setdefault(anchor, []).extend([page.name] * len(lines))
    for clause in clauses.values():
        yield from _clause_anchor(clause, standing.get(clause.anchor, []))
    known = {clause.anchor for clause in clauses.values()}
    for anchor in sorted(standing):
        if _CLAUSE_ANCHOR.fullmatch(anchor) and anchor not in known:
            yield fault(
                f"锚点 #{anchor} 像条款的锚点，登记册里却没有这一条",
                "条款的锚点由宏 clause 写出",
                "改个名字，或在 clauses.yaml 里登记",
                file=standing[anchor][0],
            )


def _clause_anchor(clause: Clause, where: list[str]) -> Iterator[Finding]:
    """Yield what is wrong with where the anchor of a clause stands."""
    home, only_one = f"rules/{clause.page}/index.html", "每条恰有一个锚点"
    if not where:
        mend = f'在 docs/rules/{clause.page}.md 里写一处 {{{{ clause("{clause.id}") }}}}'
        what = f"没有条款 {clause.id} {clause.title} 的锚点 #{clause.anchor}"
        yield fault(what, only_one, mend, file=home)
    elif len(where) > 1:
        what = f"条款 {clause.id} 的锚点 #{clause.anchor} 有 {len(where)} 个：{'、'.join(where)}"
        yield fault(what, only_one, "只留一处", file=home)
    elif where != [home]:
        yield fault(
            f"条款 {clause.id} 的锚点 #{clause.anchor} 在这一页",
            f"条款登记册把它放在 {home}",
            "移到那一页",
            file=where[0],
        )


def _doubled(page: Page) -> Iterator[Finding]:
    for anchor, lines in page.anchors.items():
        if len(lines) > 1:
            at = "、".join(f"第 {line} 行" for line in lines)
            yield fault(
                f"锚点 #{anchor} 在同一页出现 {len(lines)} 次（{at}）",
                "同一页里每个锚点只有一个",
                "给其中一个另起名字",
                file=page.name,
            )


def _owner(page: Page) -> Iterator[Finding]:
    if not page.owner and page.name != _NOT_FOUND:
        yield fault(
            "这一页没有写明由谁维护",
            "每一页都有维护的岗位",
            "在这一页开头写 owner: 岗位，或在 mkdocs.yml 的 extra.owners 里写上它所在的部分",
            file=page.name,
        )


# -- links -------------------------------------------------------------------------------------------


@cache
def _is_foreign(address: str) -> bool:
    parts = urlsplit(address)
    return bool(parts.netloc) or parts.scheme in ("http", "https", "ftp")


@cache
def _is_within(address: str) -> bool:
    """Tell whether an address leads to a file of the site: not to another host, and not to a letter or a call."""
    return not _is_foreign(address) and urlsplit(address).scheme in _HERE


def _target(page: Page, address: str) -> tuple[str, str]:
    """Return the file and the fragment that a link leads to; the file is empty when it leads out of the site."""
    path, _, fragment = address.partition("#")
    name = _file(page.name.rpartition("/")[0], path.partition("?")[0], page.name == _NOT_FOUND)
    return name if path else page.name, unquote(fragment)


@cache
def _file(folder: str, address: str, rooted: bool) -> str:
    """Return the file that an address leads to from a folder: the same links stand on every page of it."""
    path = unquote(address)
    if path.startswith("/") and not rooted:
        return ""
    joined = posixpath.join(folder, path).lstrip("/")
    is_folder = joined in ("", ".") or joined.endswith(("/", "/.", "/.."))
    name = posixpath.normpath(joined or ".")
    if name.startswith(".."):
        return ""
    return posixpath.normpath(posixpath.join(name, "index.html")) if is_folder else name


def _links(page: Page, pages: Mapping[str, Page], names: frozenset[str]) -> Iterator[Finding]:
    for link in page.links:
        if not _is_within(link.address):
            continue
        name, fragment = _target(page, link.address)
        if name in names and (not fragment or name not in pages or fragment in pages[name].anchors):
            continue
        what = f"{link.element}（第 {link.line} 行）指向{show(link.address, 80)}"
        if name not in names:
            yield fault(
                f"{what}，没有这个文件",
                "站内链接应指向已有的页",
                closest(name, names, "改好链接"),
                file=page.name,
            )
        else:
            yield fault(
                f"{what}，那一页没有锚点 #{fragment}",
                "链接应指向已有的锚点",
                closest(fragment, pages[name].anchors, "改好链接", written=" #{}".format),
                file=page.name,
            )


# -- what is asked of hosts --------------------------------------------------------------------------


def _requests(page: Page, names: frozenset[str]) -> Iterator[Finding]:
    for request in page.requests:
        if _is_foreign(request.address):
            yield _asks(page.name, request)
        elif _is_within(request.address) and not request.address.startswith("#"):
            name, _ = _target(page, request.address)
            if name not in names:
                yield fault(
                    f"{request.element}（第 {request.line} 行）要{show(request.address, 80)}，没有这个文件",
                    "页面用到的文件都应在站内",
                    "补上文件，或改好地址",
                    file=page.name,
                )


def _asks(name: str, request: Address) -> Finding:
    return fault(
        f"{request.element}（第 {request.line} 行）向别的主机要{show(request.address, 80)}",
        "手册离开网络也要能看，不向任何别的主机要东西",
        "把文件放进 docs/assets，用相对地址",
        file=name,
    )


def _assets(files: Finished, name: str) -> Iterable[Finding]:
    if name.endswith(".css"):
        addresses = [one for one in style_addresses(_text(files.folder / name)) if _is_foreign(one)]
    elif name.endswith((".js", ".mjs")) and not name.startswith(_THEME_SCRIPTS) and name != _INDEX:
        addresses = script_hosts(_text(files.folder / name))
    elif name.endswith(".svg"):
        addresses = [
            one.address for one in read_page(files.tree(name), name).requests if _is_foreign(one.address)
        ]
    else:
        return ()
    return [_asks(name, Address(address, name.rsplit(".", 1)[1].upper(), 1)) for address in addresses]


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")
