"""The documents of the exam: who sits it, the paper, and the marked result that becomes a record."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from pydantic import BaseModel, ConfigDict

from mktkit.fields import Code, entry
from mktkit.rules import Rules
from mktkit.rules.quiz import Option, QuizQuestion

__all__ = ["LETTERS", "Answer", "Candidate", "ExamPaper", "ExamResult", "Item"]

#: What the options of a paper are called.
LETTERS = "ABCDEF"


def _posts(rules: Rules) -> list[str]:
    return list(rules.onboarding.posts)


class Candidate(BaseModel):
    """Who sits the exam; declared, not checked (本机自报)."""

    model_config = ConfigDict(frozen=True, title="考生")
    form_name: ClassVar = "model.Candidate"

    person_id: Code = entry("工号", example="X001", min_length=1, max_length=40)
    name: str = entry("姓名", min_length=1, max_length=60)
    post: str = entry("岗位", choices=_posts, clause="1.2", help="按岗位出题")


@dataclass(frozen=True)
class Item:
    """A question as it stands on a paper, its options in the order of this paper."""

    number: int
    question: QuizQuestion
    options: tuple[Option, ...]

    @property
    def by_letter(self) -> dict[str, Option]:
        """The options by the letters they are called by on this paper."""
        return dict(zip(LETTERS, self.options, strict=False))

    @property
    def right(self) -> str:
        """Letter of the right option."""
        return LETTERS[self.options.index(self.question.right)]


@dataclass(frozen=True)
class ExamPaper:
    """A paper; the same seed, post, number and question bank give the same paper.

    Attributes
    ----------
    seed
        卷号: what the order of chance starts from.
    post
        Whose questions it holds.
    items
        The questions in the order of the regulation.
    bank
        SHA-256 of the questions it was drawn from.
    """

    seed: str
    post: str
    items: tuple[Item, ...]
    bank: str


class Answer(BaseModel):
    """One question, marked: kept in full, so that the record says what was asked even when the bank has changed."""

    model_config = ConfigDict(frozen=True)

    question: str = entry("题号")
    clause: str = entry("条款")
    ask: str = entry("题目")
    chosen: str = entry("所选")
    right: str = entry("应选")
    correct: bool = entry("答对")
    why: str = entry("讲解")


class ExamResult(BaseModel):
    """A marked exam, as it is kept in the records.

    Attributes
    ----------
    score
        Out of 100, two decimals.
    seed, bank
        Of the paper; with the post and the number of questions they give it again.
    """

    model_config = ConfigDict(frozen=True, title="入职考试")

    person_id: Code = entry("工号")
    name: str = entry("姓名")
    post: str = entry("岗位")
    day: dt.date = entry("考试日期")
    asked: int = entry("题数", unit="题")
    correct: int = entry("答对", unit="题")
    score: Decimal = entry("得分", unit="分")
    pass_mark: Decimal = entry("及格分", unit="分", clause="2.2.1")
    passed: bool = entry("及格")
    seed: Code = entry("卷号")
    bank: Code = entry("题库指纹")
    answers: list[Answer] = entry("逐题", default=list)
