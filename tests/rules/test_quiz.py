"""The question bank: complete, fair to those who guess, flagged when its clause moves on, and refused when wrong."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from mktkit.errors import MktkitError
from mktkit.rules import Rules, load_rules
from mktkit.rules.quiz import Quiz, read_quiz

ON = dt.date(2026, 11, 23)


@pytest.fixture(scope="module")
def quiz() -> Quiz:
    return read_quiz(load_rules(on=ON, company=None))


# -- what is asked -----------------------------------------------------------------------------------


def test_every_clause_is_asked_about_and_every_post_is_asked_about_every_clause_of_its_own(
    quiz: Quiz,
) -> None:
    assert len(quiz) >= 110
    assert {one.clause for one in quiz.questions} == set(quiz.rules.clauses)
    for post in quiz.rules.onboarding.posts:
        assert {one.clause for one in quiz.for_post(post)} == {
            one.id for one in quiz.rules.clauses_of(post)
        }, post


def test_flows_and_conduct_have_a_second_question(quiz: Quiz) -> None:
    kinds = {one.id: one.kind for one in quiz.rules.clauses.values()}
    asked = Counter(one.clause for one in quiz.questions)
    assert not [clause for clause, kind in kinds.items() if kind in ("step", "conduct") and asked[clause] < 2]


def test_every_clause_that_a_text_mentions_exists(quiz: Quiz) -> None:
    for one in quiz.questions:
        texts = [one.ask, *(text for option in one.options for text in (option.say, option.why))]
        for clause in re.findall(r"(?<![\d.])\d(?:\.\d+)+(?:\.[a-d])?", " ".join(texts)):
            assert clause in quiz.rules.clauses, (one.id, clause)


def test_no_sample_value_is_asked(quiz: Quiz) -> None:
    """What the company may change is no knowledge: no length of time, no amount of the sample rules stands in a question."""
    samples = Path(__file__).parents[2] / "src" / "mktkit" / "rules"
    text = "".join((samples / f"{name}.yaml").read_text(encoding="utf-8") for name in ("service", "sales", "expense", "appraisal", "promotion"))  # fmt: skip
    spans = set(re.findall(r"\d+ ?(?:秒|分钟|小时|天|个工作日|个月)", text))
    assert {"30 分钟", "3 个工作日"} <= spans
    named = re.compile(r"\d[\d,]* ?(?:元|%|％|分|秒|分钟|小时|天|个?工作日|个月)|权重|及格")
    for one in quiz.questions:
        for said in (one.ask, *(option.say for option in one.options)):
            assert not any(span in said for span in spans), (one.id, said)
            assert not named.search(said) or one.id == "5-1", (one.id, said)


# -- fair to nobody who guesses ----------------------------------------------------------------------


def test_neither_the_longest_nor_the_shortest_option_is_the_one_to_guess(quiz: Quiz) -> None:
    longest = shortest = 0
    for one in quiz.questions:
        lengths = sorted(len(option.say) for option in one.options)
        right = len(one.right.say)
        longest += right == lengths[-1] > lengths[-2]
        shortest += right == lengths[0] < lengths[1]
    # Of three options, one in three would be chance.
    assert longest <= len(quiz) / 3
    assert shortest <= len(quiz) / 3
    assert (
        sum(len(one.right.say) for one in quiz.questions) / len(quiz)
        <= sum(len(option.say) for one in quiz.questions for option in one.options)
        / sum(len(one.options) for one in quiz.questions)
        * 1.05
    )


@pytest.mark.parametrize("seed", ["", "7f3a", "2026"])
def test_no_place_is_the_one_to_guess(quiz: Quiz, seed: str) -> None:
    places = Counter(one.in_order(seed).index(one.right) for one in quiz.questions)
    # Binomial with p = 1/3 and n = 131: mean 44, standard deviation 5.4; four of them leave 22 to 66.
    assert set(places) == {0, 1, 2}
    assert all(22 <= times <= 66 for times in places.values()), places


def test_the_order_is_always_the_same_and_loses_nothing(quiz: Quiz) -> None:
    again = read_quiz(quiz.rules)
    for one, other in zip(quiz.questions, again.questions, strict=True):
        assert one.in_order() == other.in_order()
        assert set(one.in_order("x")) == set(one.options)


# -- when a clause moves on --------------------------------------------------------------------------


def test_a_question_is_flagged_when_its_clause_changes_afterwards(tmp_path: Path) -> None:
    (tmp_path / "service.yaml").write_text(
        "- from: 2027-03-01\n  note: 新班次\n  values:\n    3.4.1:\n      complex_answer: 5 个工作日\n",
        encoding="utf-8",
    )
    before = read_quiz(load_rules(on=dt.date(2027, 2, 28), company=tmp_path))
    after = read_quiz(load_rules(on=dt.date(2027, 3, 1), company=tmp_path))
    assert before.stale == ()
    assert [one.id for one in after.stale] == ["3.4.1-1", "3.4.1-2"]


def test_a_question_is_flagged_when_the_words_of_its_clause_change(tmp_path: Path) -> None:
    (tmp_path / "revisions.yaml").write_text(
        '- {date: 2027-03-01, clauses: ["4.2.2"], change: 着装放宽, basis: 会议纪要}\n', encoding="utf-8"
    )
    after = read_quiz(load_rules(on=dt.date(2027, 3, 1), company=tmp_path))
    assert [one.id for one in after.stale] == ["4.2.2-1", "4.2.2-2"]


# -- a wrong file ------------------------------------------------------------------------------------

GOOD = """defaults: {last_reviewed: 2026-11-23}
questions:
  - id: 3.1.1-1
    clause: 3.1.1
    ask: 问什么？
    options:
      - {right: true, say: 甲, why: 因为甲}
      - {say: 乙, why: 因为乙}
      - {say: 丙, why: 因为丙}
"""

SECOND = GOOD.split("questions:\n")[1]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda text: text.replace("    clause: 3.1.1\n", ""), r"第 3 行：第 1 题 3\.1\.1-1 条款（clause）：这一项必填"),
        (lambda text: text.replace("clause: 3.1.1", "clause: 3.1.9"), r"3\.1\.1-1 的条款写成了「3\.1\.9」，没有这一条；最接近的是 3\.1"),
        (lambda text: text.replace("right: true, ", ""), "有 0 个选项写了 right: true；应恰好有一个"),
        (lambda text: text.replace("{say: 乙", "{right: true, say: 乙"), "有 2 个选项写了 right: true"),
        (lambda text: text.replace(", why: 因为乙", ""), r"第 8 行：第 1 题 3\.1\.1-1 选项（options） 第 2 个 理由（why）：这一项必填"),
        (lambda text: text.replace("why: 因为乙", 'why: ""'), "理由（why）：至少 1 个字"),
        (lambda text: text.replace("say: 乙", "say: 丙"), "有两个选项的文字相同"),
        (lambda text: text.replace("      - {say: 乙, why: 因为乙}\n", ""), "选项（options）：至少 3 项"),
        (lambda text: text.replace("id: 3.1.1-1", "id: 3.1.2-1"), r"题号写成了「3\.1\.2-1」；应是条款号加序号，如 3\.1\.1-1"),
        (lambda text: text + SECOND, r"题号 3\.1\.1-1 写了 2 次"),
        (lambda text: text + "    posts: [客服人员]\n", r"岗位写了「客服人员」；3\.1\.1 约束的岗位是：营销经理、市场专员"),
        (lambda text: text, r"条款 3\.1\.2 信息收集 还没有题；每条至少一题"),
        (lambda text: text.replace("ask:", "asks:"), "题目（ask）：这一项必填"),
        (lambda text: "questions: 3\n", "应有 defaults 一组和 questions 一列"),
        (lambda text: text + "  - 甲\n", "每题应是“名称: 值”的一组"),
    ],
)  # fmt: skip
def test_a_wrong_file_says_where_what_and_how(
    rules: Rules, tmp_path: Path, change: Callable[[str], str], message: str
) -> None:
    path = tmp_path / "quiz.yaml"
    path.write_text(change(GOOD), encoding="utf-8")
    with pytest.raises(MktkitError) as caught:
        read_quiz(rules, path)
    assert re.search(message, str(caught.value)), str(caught.value)[:600]
