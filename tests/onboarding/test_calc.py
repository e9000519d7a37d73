"""Papers drawn, marked and made again.  Scores are worked out by hand."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mktkit.errors import MktkitError
from mktkit.onboarding import Candidate, ExamPaper, ExamResult, draw, mark
from mktkit.rules import load_rules
from mktkit.rules.quiz import Quiz, read_quiz
from mktkit.rules.subjects import Exam

ON = dt.date(2026, 11, 23)
QUIZ = read_quiz(load_rules(on=ON, company=None))
POSTS = ("营销经理", "市场专员", "销售代表", "客服人员")
LI = Candidate(person_id="X001", name="李四", post="销售代表")
RULE = Exam(questions=20, pass_mark=Decimal(80))


def answered(paper: ExamPaper, wrong: int) -> dict[str, str]:
    """Answer everything right but the first `wrong` questions."""
    chosen = {}
    for item in paper.items:
        others = [letter for letter in "ABC" if letter != item.right]
        chosen[item.question.id] = others[0] if item.number <= wrong else item.right
    return chosen


@settings(max_examples=40)
@given(seed=st.text(max_size=12), post=st.sampled_from(POSTS), count=st.integers(1, 200))
def test_a_paper_is_full_of_the_posts_own_questions_and_comes_out_again(
    seed: str, post: str, count: int
) -> None:
    paper = draw(QUIZ, post, seed, count)
    pool = QUIZ.for_post(post)
    asked = [item.question for item in paper.items]
    assert len(asked) == min(count, len(pool)) == len({one.id for one in asked})
    assert set(asked) <= set(pool)
    assert [item.number for item in paper.items] == list(range(1, len(asked) + 1))
    assert draw(QUIZ, post, seed, count) == paper
    # In the regulation's order, so that neighbours belong together.
    assert asked == [one for one in pool if one in asked]
    # Each chapter by its share of the questions, to within one.
    sizes, drawn = (Counter(one.clause.split(".")[0] for one in ones) for ones in (pool, asked))
    for chapter, size in sizes.items():
        assert abs(drawn[chapter] - Fraction(size * len(asked), len(pool))) < 1
    # No clause twice in a chapter while another of it was not asked about.
    twice = {clause for clause, times in Counter(one.clause for one in asked).items() if times > 1}
    missed = {one.clause for one in pool} - {one.clause for one in asked}
    assert not {one.split(".")[0] for one in twice} & {one.split(".")[0] for one in missed}


def test_another_seed_is_another_paper_and_over_many_everything_is_asked() -> None:
    papers = [draw(QUIZ, "客服人员", str(seed), 20) for seed in range(60)]
    assert len({tuple(item.question.id for item in paper.items) for paper in papers}) == 60
    assert {item.question for paper in papers for item in paper.items} == set(QUIZ.for_post("客服人员"))
    # The options, too, stand in another order.
    assert len({item.options for paper in papers for item in paper.items if item.question.id == "1.2-1"}) > 1


@pytest.mark.parametrize(
    ("wrong", "score", "passed"),
    [(0, "100.00", True), (4, "80.00", True), (5, "75.00", False), (20, "0.00", False)],
)
def test_the_score_and_the_mark(wrong: int, score: str, passed: bool) -> None:
    paper = draw(QUIZ, LI.post, "7f3a", 20)
    result = mark(paper, answered(paper, wrong), LI, RULE, ON)
    assert (result.score, result.passed) == (Decimal(score), passed)
    assert (result.asked, result.correct) == (20, 20 - wrong)
    assert [one.correct for one in result.answers] == [number >= wrong for number in range(20)]


def test_what_is_printed_is_held_against_the_mark() -> None:
    """2 of 3 right: 66.666… is printed as 66.67, and passes at 66.67."""
    paper = draw(QUIZ, LI.post, "7f3a", 3)
    result = mark(paper, answered(paper, 1), LI, Exam(questions=3, pass_mark=Decimal("66.67")), ON)
    assert (result.score, result.passed) == (Decimal("66.67"), True)


def test_each_answer_says_why_and_cites_its_clause() -> None:
    paper = draw(QUIZ, LI.post, "7f3a", 20)
    wrong, *_, right = mark(paper, answered(paper, 1), LI, RULE, ON).answers
    question = paper.items[0].question
    assert wrong.clause == question.clause
    assert wrong.why.endswith(f"应选 {paper.items[0].right}：{question.right.why}")
    assert wrong.right == f"{paper.items[0].right}. {question.right.say}"
    assert right.chosen == right.right
    assert right.why == paper.items[-1].question.right.why


@pytest.mark.parametrize(
    ("letter", "message"),
    [
        ("", "第 1 题：还没有作答"),
        ("D", "第 1 题：选的是「D」；应选 A、B、C 中的一个"),
        ("AB", "第 1 题：选的是「AB」"),
    ],
)
def test_an_answer_that_is_none_is_refused(letter: str, message: str) -> None:
    paper = draw(QUIZ, LI.post, "7f3a", 20)
    chosen = answered(paper, 0) | {paper.items[0].question.id: letter}
    with pytest.raises(MktkitError, match=message):
        mark(paper, chosen, LI, RULE, ON)


def test_a_paper_is_made_again_from_its_record() -> None:
    paper = draw(QUIZ, LI.post, "7f3a", 20)
    result = mark(paper, answered(paper, 2), LI, RULE, ON)
    kept = ExamResult.model_validate_json(result.model_dump_json())
    assert kept == result
    again = draw(QUIZ, kept.post, kept.seed, kept.asked)
    assert again == paper
    assert again.bank == kept.bank


def test_another_bank_is_said_and_not_passed_off_as_the_same_paper() -> None:
    paper = draw(QUIZ, LI.post, "7f3a", 20)
    result = mark(paper, answered(paper, 0), LI, RULE, ON)
    smaller = Quiz(tuple(one for one in QUIZ.questions if one.id != "1.2-1"), QUIZ.rules)
    # The certificate prints day, number and bank: a paper of another bank bears another fingerprint.
    again = draw(smaller, result.post, result.seed, result.asked)
    assert (again.seed, result.day) == ("7f3a", ON)
    assert again.bank != result.bank
    assert again != paper


def test_what_moved_on_is_not_asked(tmp_path: Path) -> None:
    (tmp_path / "revisions.yaml").write_text(
        '- {date: 2027-03-01, clauses: ["4.2.2"], change: 着装放宽, basis: 会议纪要}\n', encoding="utf-8"
    )
    quiz = read_quiz(load_rules(on=dt.date(2027, 3, 1), company=tmp_path))
    asked = {item.question.clause for item in draw(quiz, "客服人员", "1", 500).items}
    assert "4.2.2" not in asked
    assert "4.2.1" in asked


def test_an_unknown_post_names_the_nearest() -> None:
    with pytest.raises(MktkitError, match=r"没有岗位「销售代理」.*最接近的是 销售代表"):
        draw(QUIZ, "销售代理", "1", 20)
