"""The question bank: what is asked of each clause, with a reason for every option."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Self, TypeVar

from pydantic import Field, ValidationError, model_validator

from mktkit.errors import MktkitError
from mktkit.messages import wanted
from mktkit.rules.in_force import Rules
from mktkit.rules.schema import RuleModel
from mktkit.rules.yamlfile import KeyPath, Yaml, YamlDocument, named, read_yaml

__all__ = ["Option", "Quiz", "QuizQuestion", "read_quiz", "shuffled"]

_SHIPPED = Path(__file__).with_name("quiz.yaml")

#: Page of the handbook that asks the questions.
PAGE = "onboarding/quiz/"


T = TypeVar("T")


def shuffled(seed: str, items: tuple[T, ...], key: Callable[[T], str] = str) -> tuple[T, ...]:
    """Return items in an order that looks like chance and is the same for the same seed, on every machine, for good.

    Python's own generator promises no such thing between versions, and a recorded paper must come out again.

    Examples
    --------
    >>> cards = ("甲", "乙", "丙", "丁")
    >>> shuffled("2026", cards) == shuffled("2026", cards[::-1])
    True
    >>> len({shuffled(str(seed), cards) for seed in range(999)})
    24
    """
    return tuple(
        sorted(items, key=lambda item: (hashlib.sha256(f"{seed}/{key(item)}".encode()).digest(), key(item)))
    )


class Option(RuleModel):
    """An answer one may choose, whether it is right, and why."""

    say: str = Field(min_length=1)
    why: str = Field(min_length=1)
    right: bool = False


class QuizQuestion(RuleModel):
    """One question.

    Attributes
    ----------
    id
        Its clause and a number, ``5.1.2.a-1``; never changes once published.
    clause
        The clause it teaches.
    ask
        The question.
    options
        What one may choose, exactly one of them right, in the order of the file.
    posts
        Whom it is put to: every post that the clause obliges, unless the file names fewer.
    last_reviewed
        When somebody last held it against its clause.
    """

    id: str = Field(min_length=1)
    clause: str
    ask: str = Field(min_length=1)
    options: tuple[Option, ...] = Field(min_length=3, max_length=6)
    posts: tuple[str, ...] = ()
    last_reviewed: dt.date

    @model_validator(mode="after")
    def _one_is_right(self) -> Self:
        right = sum(option.right for option in self.options)
        if right != 1:
            raise ValueError(f"有 {right} 个选项写了 right: true；应恰好有一个")
        if len({option.say for option in self.options}) < len(self.options):
            raise ValueError("有两个选项的文字相同；应各不相同")
        return self

    @property
    def anchor(self) -> str:
        """The permanent anchor of the question.

        Examples
        --------
        >>> from mktkit.rules import load_rules
        >>> read_quiz(load_rules(on=dt.date(2026, 11, 23), company=None))["5.1.2.a-1"].anchor
        'q5-1-2-a-1'
        """
        return "q" + self.id.replace(".", "-")

    @property
    def url(self) -> str:
        """The permanent link, relative to the handbook's root."""
        return f"{PAGE}#{self.anchor}"

    def in_order(self, seed: str = "") -> tuple[Option, ...]:
        """Return the options as they are shown, so that the place says nothing about which is right."""
        return shuffled(f"{seed}/{self.id}", self.options, lambda option: option.say)

    @property
    def right(self) -> Option:
        """The right option."""
        return next(option for option in self.options if option.right)


@dataclass(frozen=True)
class Quiz:
    """All questions, in the order of the file, which is the regulation's.

    Attributes
    ----------
    questions
        The questions.
    rules
        The rules by whose clauses and posts they were read.
    """

    questions: tuple[QuizQuestion, ...]
    rules: Rules

    def __getitem__(self, question_id: str) -> QuizQuestion:
        return next(one for one in self.questions if one.id == question_id)

    def __len__(self) -> int:
        return len(self.questions)

    def questions_for(self, clause_id: str) -> tuple[QuizQuestion, ...]:
        """Return the questions that teach a clause."""
        return self._by_clause.get(clause_id, ())

    @cached_property
    def _by_clause(self) -> dict[str, tuple[QuizQuestion, ...]]:
        found: dict[str, tuple[QuizQuestion, ...]] = {}
        for one in self.questions:
            found[one.clause] = (*found.get(one.clause, ()), one)
        return found

    def for_post(self, post: str) -> tuple[QuizQuestion, ...]:
        """Return the questions put to a post."""
        return tuple(one for one in self.questions if post in one.posts)

    def is_stale(self, question: QuizQuestion) -> bool:
        """Tell whether the clause of a question was changed after somebody last looked at the question.

        Examples
        --------
        >>> from mktkit.rules import load_rules
        >>> quiz = read_quiz(load_rules(on=dt.date(2026, 11, 23), company=None))
        >>> quiz.is_stale(quiz["3.1.1-1"])
        False
        """
        return self.rules.changed(question.clause) > question.last_reviewed

    @property
    def stale(self) -> tuple[QuizQuestion, ...]:
        """The questions whose clause was changed after they were last looked at."""
        return tuple(filter(self.is_stale, self.questions))


def read_quiz(rules: Rules, path: Path = _SHIPPED) -> Quiz:
    """Read the question bank.

    Parameters
    ----------
    rules
        Whose clauses and posts it is held against.
    path
        The file.

    Returns
    -------
    Quiz

    Raises
    ------
    MktkitError
        The file is wrong, all of it at once: a question without clause or of an unknown one, no right option or several,
        an option without its reason, an id that is doubled or another clause's, a post the clause does not oblige,
        a clause nobody asks about.

    Examples
    --------
    >>> from mktkit.rules import load_rules
    >>> quiz = read_quiz(load_rules(on=dt.date(2026, 11, 23), company=None))
    >>> [one.id for one in quiz.questions_for("3.4.3")], quiz["3.4.3-1"].right.say
    (['3.4.3-1', '3.4.3-2'], '整理分析，反馈给相关部门')
    """
    document = read_yaml(path)
    data = named(document.data)
    entries, defaults = data.get("questions"), data.get("defaults")
    if not isinstance(entries, list) or not isinstance(defaults, dict):
        raise MktkitError(
            "题库的写法不对",
            "应有 defaults 一组和 questions 一列，每题以“- id: 3.1.1-1”开头",
            "改好后重试",
            where=document.name,
        )
    problems: list[str] = []
    questions = list(_questions(entries, defaults, document, rules, problems))
    problems += [
        f"{document.name}：题号 {one} 写了 {times} 次；应各不相同"
        for one, times in Counter(one.id for one in questions).items()
        if times > 1
    ]
    asked = {str(entry.get("clause")) for entry in entries if isinstance(entry, dict)}
    problems += [
        f"{document.name}：条款 {one.id} {one.title} 还没有题；每条至少一题"
        for one in rules.clauses.values()
        if one.id not in asked
    ]
    if problems:
        raise MktkitError("题库有错\n" + "\n".join(problems), mend="逐条改好后重试")
    return Quiz(tuple(questions), rules)


def _questions(
    entries: list[Yaml], defaults: dict[str, Yaml], document: YamlDocument, rules: Rules, problems: list[str]
) -> Iterator[QuizQuestion]:
    """Yield every entry that is a question at all, put to every post of its clause where it names none."""
    for index, entry in enumerate(entries):
        at: KeyPath = ("questions", index)
        if not isinstance(entry, dict):
            problems.append(f"{document.where(at)}：每题应是“名称: 值”的一组")
            continue
        try:
            question = QuizQuestion.model_validate({**defaults, **entry})
        except ValidationError as error:
            name = f"第 {index + 1} 题" + (f" {entry['id']}" if "id" in entry else "")
            problems += [
                f"{document.where((*at, *detail['loc']))}：{name} {_place(detail['loc'])}{wanted(detail)}"
                for detail in error.errors()
            ]
            continue
        found = list(_faults(question, rules, document.where(at)))
        problems += found
        yield (
            question
            if found or question.posts
            else question.model_copy(update={"posts": rules.posts_of(question.clause)})
        )


_TITLES = {"clause": "条款（clause）", "ask": "题目（ask）", "options": "选项（options）", "say": "文字（say）", "why": "理由（why）"}  # fmt: skip


def _place(loc: tuple[str | int, ...]) -> str:
    words = [f"第 {one + 1} 个" if isinstance(one, int) else _TITLES.get(one, one) for one in loc]
    return f"{' '.join(words)}：" if words else ""


def _faults(question: QuizQuestion, rules: Rules, where: str) -> Iterator[str]:
    if question.clause not in rules.clauses:
        hint = rules.clauses.hint(question.clause, "条款号形如 3.1.1 或 5.1.2.a")
        yield f"{where}：{question.id} 的条款写成了「{question.clause}」，没有这一条；{hint}"
        return
    number = question.id.removeprefix(f"{question.clause}-")
    if not number.isdecimal():
        yield f"{where}：题号写成了「{question.id}」；应是条款号加序号，如 {question.clause}-1"
    bound = rules.posts_of(question.clause)
    for post in question.posts:
        if post not in bound:
            yield f"{where}：{question.id} 的岗位写了「{post}」；{question.clause} 约束的岗位是：{'、'.join(bound)}"
