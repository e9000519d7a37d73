"""Pages made whole from data: glossary, register of clauses."""

from __future__ import annotations

from mktkit.handbook.macros.book import Book
from mktkit.handbook.macros.links import link
from mktkit.handbook.macros.markup import Html, element, join, table
from mktkit.rules import Clause
from mktkit.rules.glossary import read_glossary

__all__ = ["contents", "edition", "edition_note", "glossary"]


def glossary(book: Book) -> Html:
    """Return the terms, each with its definition, other words for it, and the clauses that use it."""
    entries = []
    for number, term in enumerate(read_glossary(), 1):
        other = (
            element("p", element("b", "也叫"), "、".join(term.synonyms), class_="also")
            if term.synonyms
            else ""
        )
        seen = (
            element(
                "p", element("b", "见"), join((link(book, one) for one in term.clauses), "、"), class_="seen"
            )
            if term.clauses
            else ""
        )
        entries.append(
            join(
                [
                    element("dt", term.term, id=f"term-{number}"),
                    element("dd", element("p", term.definition), other, seen),
                ]
            )
        )
    return element("dl", *entries, class_="glossary")


def contents(book: Book) -> Html:
    """Return the register of clauses: whom each obliges, who does it, who keeps it, when it was last reviewed."""
    rows = [
        [
            element("span", link(book, entry.id), class_=f"depth-{entry.id.count('.')}"),
            "、".join(entry.binds),
            entry.who or "—",
            entry.form or "—",
            entry.owner,
            _reviewed(book, entry),
        ]
        for entry in book.rules.clauses.values()
    ]
    return table(["条款", "适用", "责任", "记录", "维护", "最近复核"], rows, name="contents")


def _reviewed(book: Book, entry: Clause) -> Html:
    late = element("span", "逾期", class_="badge overdue") if entry.is_overdue(book.rules.on) else ""
    return join([f"{entry.last_reviewed} ", late])


def edition(book: Book) -> str:
    """Return the name of the edition in force."""
    return book.rules.edition


def edition_note(book: Book) -> Html:
    """Return one line that names the edition, its date, and the fingerprint of its values."""
    mark = element("code", book.rules.fingerprint[:12], title=f"规则指纹 SHA-256：{book.rules.fingerprint}")
    return element(
        "p",
        f"本手册：{book.rules.edition}，按 {book.rules.on} 有效的规则生成，规则指纹 ",
        mark,
        "。",
        class_="edition",
    )
