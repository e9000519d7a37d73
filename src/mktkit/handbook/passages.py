"""The regulation clause by clause, taken from the finished pages: what the print and the Word version are made of."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from mktkit.handbook.finished import Finished
from mktkit.handbook.tree import Node, article
from mktkit.rules import Clause, Clauses

__all__ = ["Passage", "read_passages"]

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
#: What only a screen can do.
_SCREEN = frozenset({"headerlink", "cite", "clause-kept", "on-screen", "open-notebook"})


@dataclass(frozen=True)
class Passage:
    """A clause and what stands under its heading.

    Attributes
    ----------
    clause
        The clause.
    facts
        Who does it, who approves, what records it, as (title, words).
    content
        The paragraphs, lists and tables; links lead from the handbook's root.
    """

    clause: Clause
    facts: tuple[tuple[str, str], ...]
    content: tuple[Node, ...]


def read_passages(site: Finished | Path, clauses: Clauses) -> tuple[Passage, ...]:
    """Read every clause from its page, in the regulation's order.

    Parts of a page that stand under a heading of their own (questions, overviews) belong to no clause.  A clause that is
    missing is passed over: the check of the site names it.
    """
    files = Finished.of(site)
    found: dict[str, Passage] = {}
    for page in dict.fromkeys(clause.page for clause in clauses.values()):
        name = f"rules/{page}/index.html"
        if (files.folder / name).is_file():
            for passage in _passages(article(files.tree(name)), f"rules/{page}/", clauses):
                found[passage.clause.id] = passage
    return tuple(found[one] for one in clauses if one in found)


def _passages(words: Node, here: str, clauses: Clauses) -> Iterator[Passage]:
    by_anchor = {clause.anchor: clause for clause in clauses.values()}
    clause: Clause | None = None
    facts: tuple[tuple[str, str], ...] = ()
    content: list[Node] = []
    for node in words.elements:
        if node.name in _HEADINGS:
            if clause:
                yield Passage(clause, facts, tuple(content))
            clause, facts, content = by_anchor.get(node.id), (), []
        elif "clause-meta" in node.classes:
            facts = tuple(_facts(node))
        elif clause and not _is_screen(node):
            content.append(_moved(node, here))
    if clause:
        yield Passage(clause, facts, tuple(content))


def _is_screen(node: Node) -> bool:
    return node.name in ("script", "style", "button") or not _SCREEN.isdisjoint(node.classes)


def _facts(meta: Node) -> Iterator[tuple[str, str]]:
    for node in meta.elements:
        if (
            "fact" in node.classes
            and not _is_screen(node)
            and (title := node.find(lambda one: one.name == "b"))
        ):
            yield title.text, node.text.removeprefix(title.text).strip()


def _moved(node: Node, here: str) -> Node:
    """Return a copy without what only a screen can do, whose links and pictures lead from the handbook's root."""
    attributes = dict(node.attributes)
    for name in ("href", "src"):
        address = attributes.get(name)
        if address is not None and not urlsplit(address).scheme and not address.startswith(("/", "//")):
            attributes[name] = _from_root(here, address)
    # Two pages may use one id for themselves; on one page it would stand twice.
    attributes.pop("id", None)
    children = [
        child if isinstance(child, str) else _moved(child, here)
        for child in node.children
        if isinstance(child, str) or not _is_screen(child)
    ]
    return Node(node.name, attributes, children)


def _from_root(here: str, address: str) -> str:
    """Return an address of the page `here` as it is written at the root.

    Examples
    --------
    >>> _from_root("rules/sales/", "../appraisal/#c5-1"), _from_root("rules/sales/", "#c3-3")
    ('rules/appraisal/#c5-1', 'rules/sales/#c3-3')
    """
    path, mark, fragment = address.partition("#")
    joined = posixpath.normpath(posixpath.join(here, path))
    folder = "/" if not path or path.endswith(("/", ".")) else ""
    return f"{joined}{folder}{mark}{fragment}"
