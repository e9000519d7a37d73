"""Pages made whole from data: glossary, register of clauses, editions of the rules."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import mktkit.rules
from mktkit.rules import SUBJECTS, company_folder
from mktkit.rules.glossary import read_glossary
from mktkit.rules.yamlfile import read_yaml
from mktkit.site.book import Book
from mktkit.site.links import link
from mktkit.site.markup import Html, element, join, table

__all__ = ["contents", "edition", "edition_note", "editions", "glossary"]


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
    """Return the register of clauses: id and title, who does it, when it was last reviewed."""
    rows = [
        [
            element("span", link(book, entry.id), class_=f"depth-{entry.id.count('.')}"),
            entry.who or "—",
            entry.form or "—",
            f"{entry.last_reviewed}",
        ]
        for entry in book.rules.clauses.values()
    ]
    return table(["条款", "责任", "记录", "最近复核"], rows, name="contents")


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


# -- editions ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Edition:
    start: dt.date
    whose: str
    note: str
    clauses: Mapping[str, str]


def editions(book: Book) -> Html:
    """Return what every edition of the rules sets, the newest first, clause by clause."""
    order = list(book.rules.clauses)
    rows: list[list[object] | Html] = []
    for one in sorted(_editions(company_folder()), key=lambda one: one.start, reverse=True):
        waiting = element("span", "尚未执行", class_="badge") if one.start > book.rules.on else ""
        rows.append(join([f"{one.start} 起 · {one.whose} · {one.note} ", waiting]))
        for clause in sorted(one.clauses, key=order.index):
            rows.append([link(book, clause), element("code", one.clauses[clause])])
    return table(["条款", "改了哪些键"], rows, name="steps")


def _editions(company: Path) -> list[_Edition]:
    """Return the editions of all subjects, those of one day and origin as one; the loader has checked the files."""
    found: dict[tuple[dt.date, str, str], dict[str, str]] = {}
    for folder, whose in ((Path(mktkit.rules.__file__).parent, "示例值"), (company, "公司值")):
        for subject in SUBJECTS:
            path = folder / f"{subject}.yaml"
            for entry in read_yaml(path).data if path.is_file() else ():
                clauses = found.setdefault((entry["from"], whose, str(entry.get("note", ""))), {})
                for clause, values in entry["values"].items():
                    clauses[clause] = "、".join([*([clauses[clause]] if clause in clauses else []), *values])
    return [_Edition(*key, clauses) for key, clauses in found.items()]
