"""Reading paths and the quiz as pages write them."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest

from mktkit.errors import MktkitError
from mktkit.handbook.macros import MACROS, Book
from mktkit.rules import load_rules

ON = dt.date(2026, 11, 23)


def book_at(page: str, on: dt.date = ON, company: Path | None = None) -> Book:
    return Book(load_rules(on=on, company=company), lambda: page)


def questions(page: str) -> dict[str, str]:
    """Return the HTML of each question by its anchor."""
    parts = re.split(r'<div id="(q[^"]+)" class="question"', page)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


@pytest.fixture(scope="module")
def page() -> str:
    return MACROS["quiz"](book_at("onboarding/quiz/"))


@pytest.mark.parametrize("post", ["营销经理", "市场专员", "销售代表", "客服人员"])
def test_a_path_holds_exactly_the_clauses_that_oblige_the_post(post: str) -> None:
    book = book_at("onboarding/sales/")
    path = MACROS["reading_path"](book, post)
    ticked = re.findall(r'data-clause="([^"]+)"', path)
    assert sorted(ticked) == sorted(one.id for one in book.rules.clauses_of(post))
    assert len(re.findall(r"^## \d\. .* \{ #stage-\d \}$", path, re.MULTILINE)) == 5
    # Each with a question to practise on.
    assert path.count('class="practice"') == len(ticked)
    assert 'href="../quiz/#q1-1-1"' in path
    # The titles of clauses lead to the clauses, not here.
    assert path.count('class="path" data-search-exclude') == 5


def test_an_unknown_post_is_told() -> None:
    with pytest.raises(MktkitError, match=r"没有岗位「销售」.*最接近的是 销售代表"):
        MACROS["reading_path"](book_at("onboarding/sales/"), "销售")


def test_every_question_stands_on_the_page_once_with_three_reasons_and_its_clause(page: str) -> None:
    book = book_at("onboarding/quiz/")
    asked = questions(page)
    assert list(asked) == [one.anchor for one in book.quiz.questions]
    for anchor, text in asked.items():
        assert text.count("<li") == text.count('type="radio"') >= 3, anchor
        assert text.count('class="right"') == text.count('class="basis"') == 1, anchor


def test_nothing_of_the_quiz_is_for_the_search(page: str) -> None:
    for line in filter(None, page.split("\n")):
        assert "data-search-exclude" in line.split(">")[0], line[:120]


def test_a_question_whose_clause_moved_on_says_so(page: str, tmp_path: Path) -> None:
    assert 'class="stale"' not in page
    (tmp_path / "revisions.yaml").write_text(
        '- {date: 2027-03-01, clauses: ["4.2.2"], change: 着装放宽, basis: 会议纪要}\n', encoding="utf-8"
    )
    later = MACROS["quiz"](book_at("onboarding/quiz/", dt.date(2027, 3, 1), tmp_path))
    flagged = [anchor for anchor, text in questions(later).items() if "这一题待复核，以条款为准" in text]
    assert flagged == ["q4-2-2-1", "q4-2-2-2"]


def test_an_answer_is_kept_under_what_was_asked(page: str) -> None:
    """What names the words of a question changes with them, so that an old answer falls away."""
    words = re.findall(r'data-words="(\w{6})"', page)
    assert len(words) == len(set(words)) > 100
