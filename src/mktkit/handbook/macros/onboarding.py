"""Joining: the reading path of a post with its ticks, and the questions to practise on."""

from __future__ import annotations

import hashlib

from mktkit.handbook.macros.book import Book
from mktkit.handbook.macros.links import link
from mktkit.handbook.macros.markup import Html, element, join
from mktkit.rules import Clause
from mktkit.rules.quiz import Option, QuizQuestion

__all__ = ["practice", "quiz", "reading_path"]

#: The stages of a path: heading, chapters. The flows come after what everyone must keep.
STAGES = (
    ("认识制度和部门", ("1", "2")),
    ("待人和守纪", ("4",)),
    ("自己岗位的流程", ("3",)),
    ("考核和激励", ("5",)),
    ("花钱和报销", ("6",)),
)


def reading_path(book: Book, post: str) -> str:
    """Return the clauses that oblige a post, in stages, each to be ticked and with its questions.

    Raises
    ------
    MktkitError
        No such post.
    """
    bound = book.rules.clauses_of(post)
    parts: list[str] = [_bar(len(bound))]
    for number, (title, chapters) in enumerate(STAGES, 1):
        stage = [one for one in bound if one.id.split(".")[0] in chapters]
        parts.append(f"## {number}. {title} {{ #stage-{number} }}")
        parts.append(
            element("ul", *(_step(book, one) for one in stage), class_="path", data_search_exclude=True)
        )
    return "\n\n".join(parts)


def _bar(count: int) -> Html:
    label = element("label", "已读", element("b", 0, class_="done"), f"/ {count} 条", for_="path-progress")
    return element(
        "div",
        element("div", label, element("progress", id="path-progress", max=count, value=0), class_="count"),
        element("a", "接着读", href="#stage-1", class_="md-button next"),
        element("button", "清除打勾", type="button", class_="md-button clear"),
        element("p", "", class_="told", role="status"),
        class_="path-bar",
        data_search_exclude=True,
        hidden=True,
    )


def _step(book: Book, clause: Clause) -> Html:
    box = element(
        "input",
        type="checkbox",
        data_clause=clause.id,
        data_changed=book.rules.changed(clause.id),
        aria_label=f"读过 {clause.id} {clause.title}",
        disabled=True,
    )
    return element(
        "li",
        box,
        " ",
        link(book, clause.id),
        element("span", "读后有修订，请重读", class_="badge", hidden=True),
        practice(book, clause.id),
        class_=f"depth-{clause.id.count('.')}",
    )


def practice(book: Book, clause_id: str) -> Html:
    """Return links to the questions that teach a clause."""
    asked = book.quiz.questions_for(clause_id)
    links = (
        element("a", str(number), href=book.href(one.url), aria_label=f"{clause_id} 第 {number} 题")
        for number, one in enumerate(asked, 1)
    )
    return element("span", "练习", join(links), class_="practice")


# -- questions ---------------------------------------------------------------------------------------


def quiz(book: Book) -> str:
    """Return all questions, chapter by chapter: options, and the answer with the reason for each."""
    parts: list[str] = [_quiz_bar(book)]
    for chapter in (one for one in book.rules.clauses.values() if one.kind == "chapter"):
        asked = [one for one in book.quiz.questions if one.clause.split(".")[0] == chapter.id]
        parts.append(f"## {chapter.id} {chapter.title} {{ #quiz-{chapter.id} data-search-exclude }}")
        parts.append(
            element("div", *(_question(book, one) for one in asked), class_="quiz", data_search_exclude=True)
        )
    return "\n\n".join(parts)


def _quiz_bar(book: Book) -> Html:
    posts = (element("option", post, value=post) for post in book.rules.onboarding.posts)
    return element(
        "div",
        element(
            "label", "岗位", element("select", element("option", "全部岗位", value=""), *posts, class_="post")
        ),
        element(
            "label",
            "看哪些",
            element(
                "select",
                element("option", "全部", value=""),
                element("option", "没做的", value="open"),
                element("option", "答错的", value="wrong"),
                class_="which",
            ),
        ),
        element("a", "接着做", href="#quiz-1", class_="md-button next"),
        element("button", "重做答错的", type="button", class_="md-button again"),
        element("button", "全部重做", type="button", class_="md-button clear"),
        element("p", "", class_="told", role="status"),
        class_="quiz-bar",
        data_search_exclude=True,
        hidden=True,
    )


def _question(book: Book, one: QuizQuestion) -> Html:
    stale = (
        element("p", "条款在出题之后改过，这一题待复核，以条款为准。", class_="stale")
        if book.quiz.is_stale(one)
        else ""
    )
    options = one.in_order()
    asked = element("fieldset", element("legend", one.ask), *(_choice(one, option) for option in options))
    answer = element(
        "details",
        element("summary", "答案和理由"),
        element("ul", *map(_reason, options)),
        element("p", "依据", link(book, one.clause), class_="basis"),
    )
    return element(
        "div",
        stale,
        asked,
        element("p", "", class_="verdict", role="status"),
        answer,
        id=one.anchor,
        class_="question",
        data_posts=" ".join(one.posts),
        data_words=_words(one),
    )


def _choice(one: QuizQuestion, option: Option) -> Html:
    button = element("input", type="radio", name=one.anchor, value=_key(option.say))
    return element("label", button, " ", element("span", option.say))


def _reason(option: Option) -> Html:
    return element(
        "li",
        element("b", "对" if option.right else "不对"),
        " ",
        element("q", option.say),
        " ",
        option.why,
        data_value=_key(option.say),
        class_="right" if option.right else None,
    )


def _key(text: str) -> str:
    """Return a short name for an option that stays while its words stay."""
    return hashlib.sha256(text.encode()).hexdigest()[:6]


def _words(one: QuizQuestion) -> str:
    """Return what changes when the question does, so that an old answer is not taken for one to the new question."""
    return _key(one.ask + "".join(f"{option.say}{option.right}" for option in one.options))
