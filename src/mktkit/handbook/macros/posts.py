"""What obliges a post: exactly its clauses, what it does in them, and what it is measured by."""

from __future__ import annotations

from mktkit.handbook.macros.book import Book
from mktkit.handbook.macros.clauses import carriers
from mktkit.handbook.macros.links import clause_list, link
from mktkit.handbook.macros.markup import Html, element, join, table
from mktkit.handbook.macros.scoring import kpi_weights
from mktkit.rules import DEPARTMENTS, EVERYONE, Clause

__all__ = ["post_clauses"]

_METRICS = ("metric", "metrics")


def post_clauses(book: Book, post: str) -> str:
    """Return three sections: what the post itself must do, what it is measured by, what everyone must keep.

    Raises
    ------
    MktkitError
        No such post.
    """
    bound = book.rules.clauses_of(post)
    measured = [one for one in bound if one.kind in _METRICS]
    rest = [one for one in bound if one.kind not in _METRICS]
    # What everyone keeps is still the post's own where it signs.
    own = [one for one in rest if EVERYONE not in one.binds or _signs(book, one, post)]
    common = [one for one in rest if EVERYONE in one.binds and not _signs(book, one, post)]
    rows = [[link(book, one.id), _role(book, one, post), _means(book, one)] for one in own]
    return "\n\n".join(
        [
            "## 本岗位要做的 { #own }",
            table(["条款", "我在其中", "用什么"], rows, name="steps"),
            "## 考核看什么 { #measured }",
            _measured(book, post, measured),
            "## 人人都要守的 { #common }",
            clause_list(book, (one.id for one in common)),
            element("p", f"以上 {len(bound)} 条是约束{post}的全部条款，不多也不少。", class_="edition"),
        ]
    )


def _role(book: Book, clause: Clause, post: str) -> str:
    does = clause.who in (post, book.rules.onboarding.posts[post].department)
    duty = ["负责" + ("（推定）" if clause.inferred else "")] if does else []
    return "、".join([*duty, *_signs(book, clause, post)]) or "照办"


def _signs(book: Book, clause: Clause, post: str) -> list[str]:
    return [step.step for step in book.rules.approval(clause.id) if step.by == post]


def _means(book: Book, clause: Clause) -> Html:
    carried = [shown for title, shown in carriers(book, clause) if title == "落实"]
    return join([*([clause.form] if clause.form else []), *carried], "；") or join(["—"])


def _measured(book: Book, post: str, measured: list[Clause]) -> Html:
    if not measured:
        return element("p", "制度没有给这个岗位单独规定指标，得分怎样取见 ", link(book, "5.3.1"), "。")
    department = book.rules.onboarding.posts[post].department
    group = next(clause for name, clause in DEPARTMENTS.items() if name == department)
    told = element("p", link(book, group), "：一部门四项，每月由登记表算出。")
    return join([told, kpi_weights(book, group)])
