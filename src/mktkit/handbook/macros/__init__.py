"""The macros of the handbook: what pages write between ``{{`` and ``}}``.

mkdocs-macros calls :func:`define_env` once a build.  Every macro is a plain function of a :class:`Book`, so that
it can be tried without building anything; a mistake in a page is a :class:`~mktkit.errors.MktkitError`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from mktkit.handbook.macros import (
    clauses,
    history,
    links,
    onboarding,
    pages,
    posts,
    registers,
    scoring,
    tables,
    values,
)
from mktkit.handbook.macros.book import Book
from mktkit.rules import SAMPLE_LABEL, load_rules

__all__ = ["MACROS", "Book", "define_env"]

#: Name in the pages → function of the book.
MACROS: Mapping[str, Callable[..., str]] = {
    "approval": clauses.approval,
    "c": links.link,
    "clause": clauses.clause,
    "clause_list": links.clause_list,
    "coefficient": scoring.coefficient,
    "contents": pages.contents,
    "edition": pages.edition,
    "edition_note": pages.edition_note,
    "editions": history.editions,
    "glossary": pages.glossary,
    "kpi": scoring.kpi,
    "kpi_registers": scoring.kpi_registers,
    "kpi_weights": scoring.kpi_weights,
    "notebook_button": clauses.notebook_button,
    "post_clauses": posts.post_clauses,
    "quiz": onboarding.quiz,
    "reading_path": onboarding.reading_path,
    "registers": registers.registers,
    "revisions": history.revisions,
    "sample_note": values.sample_note,
    "steps": clauses.steps,
    "table": tables.table,
    "value": values.value,
    "values_table": values.values_table,
}


def define_env(env: Any) -> None:
    """Give mkdocs-macros its macros, and the templates what the frame of every page says.

    The rules are those of ``extra.rules_on`` in the configuration (an ISO date; ``mktkit build --on`` sets it), by default
    today's.
    """
    named = env.conf["extra"].get("rules_on")
    on = dt.date.fromisoformat(str(named)) if named else dt.date.today()
    rules = load_rules(on=on)
    book = Book(rules, lambda: str(env.page.url))
    for name, function in MACROS.items():
        env.macro(partial(function, book), name)
    owners = {f"rules/{clause.page}/": clause.owner for clause in reversed(rules.clauses.entries)}
    env.conf["extra"]["owners"] = {**(env.conf["extra"].get("owners") or {}), **owners}
    env.conf["extra"]["edition_name"] = rules.edition
    env.conf["extra"]["rules_on"] = on.isoformat()
    env.conf["extra"]["sample_label"] = SAMPLE_LABEL if rules.has_samples else ""
