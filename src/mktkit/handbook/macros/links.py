"""Links to clauses, from whatever page to wherever the clause stands."""

from __future__ import annotations

from collections.abc import Iterable

from mktkit.handbook.macros.book import Book
from mktkit.handbook.macros.markup import Html, element

__all__ = ["clause_list", "link"]


def link(book: Book, clause_id: str) -> Html:
    """Return a link to a clause: id and title."""
    found = book.clause(clause_id)
    return element("a", f"{found.id} {found.title}", href=book.href(found.url), class_="clause-link")


def clause_list(book: Book, clause_ids: Iterable[str]) -> Html:
    """Return a list of links to clauses."""
    return element("ul", *(element("li", link(book, one)) for one in clause_ids), class_="clause-list")
