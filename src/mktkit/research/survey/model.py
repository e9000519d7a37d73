"""A questionnaire's answers: its questions, one row a respondent, and what was found in the file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from mktkit.errors import Finding, MktkitError, show
from mktkit.research.survey.coding import Answers, code
from mktkit.research.survey.text import narrow

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd

__all__ = ["NUMERIC", "ColumnPlace", "QuestionKind", "Survey", "SurveyQuestion"]

One = TypeVar("One")

QuestionKind = Literal["单选", "多选", "量表", "NPS", "数字", "排序", "填空"]

#: Kinds whose answers are numbers.
NUMERIC: frozenset[QuestionKind] = frozenset({"量表", "NPS", "数字"})


@dataclass(frozen=True)
class ColumnPlace:
    """What became of a column of the file; each column has one, so that none is dropped in silence.

    Attributes
    ----------
    position
        In the file, from 0.
    header
        As it stands there.
    number
        The question it belongs to; empty where it belongs to none.
    why
        What it is where it is no question: 答卷信息, 个人信息 …
    left
        The question it would belong to, where it was left out.
    """

    position: int
    header: str
    number: str = ""
    why: str = ""
    left: str = ""

    @property
    def place(self) -> str:
        """Where the column went, in words."""
        return f"第 {self.number} 题" if self.number else self.why


@dataclass(frozen=True)
class SurveyQuestion:
    """A question of the questionnaire.

    Attributes
    ----------
    number
        As the platform numbers it: ``3``.
    title
        Its words, or the short name given to it.
    kind
        How it is answered.
    codes
        Code → option, in the order of the questionnaire; empty for numbers and free text.
    asked
        Its words as the file has them, where they differ from the title.
    basis
        How kind and options are known: by whom they were told, or what they were guessed from.
    """

    number: str
    title: str
    kind: QuestionKind
    codes: tuple[tuple[str, str], ...] = ()
    asked: str = ""
    basis: str = ""

    @property
    def options(self) -> tuple[str, ...]:
        """Its options."""
        return tuple(option for _, option in self.codes)

    @property
    def label(self) -> str:
        """Number and words, as people speak of it."""
        return f"{self.number}、{self.title}"

    @property
    def spellings(self) -> dict[str, str]:
        """How an answer may be written → the option: by its code or by its words."""
        by_code = {narrow(one): option for one, option in self.codes}
        return by_code | {narrow(option): option for option in self.options}

    def column(self, option: str) -> str:
        """Return the name of the column that holds an option of a multiple choice."""
        return f"{self.number}/{option}"


def _picked(values: tuple[One, ...], at: Sequence[int]) -> tuple[One, ...]:
    """Return the values at these positions; nothing where nothing is known of anybody."""
    return tuple(values[one] for one in at) if values else ()


@dataclass(frozen=True)
class Survey:
    """A questionnaire's answers.

    Attributes
    ----------
    questions
        Number → question, in the order of the file.
    frame
        One row a respondent. A single choice, a text: column ``3``, str, None where left out; a rating or number:
        float; a multiple choice: a column ``3/option`` each of True, False, None; a ranking: a column ``3/option``
        each of the rank from 1, NaN where the option was not ranked.
    findings
        What was found in the file; with faults the answers are not to be used.
    places
        What became of every column of the file.
    seconds
        How long each respondent took, None where it is not known; empty where the file does not tell.
    persons
        Equal numbers for equal persons, as far as the file tells who answered, None where it does not; the telephone
        numbers and names themselves are not kept.
    weighting
        The file's own weight of each answer, None where it is no number; empty where it has none.
    dialect
        Whose export it is.
    cleaned
        Which answers were left out by choice, in words; empty where none were.
    """

    questions: Mapping[str, SurveyQuestion]
    frame: pd.DataFrame = field(repr=False)
    findings: tuple[Finding, ...] = ()
    places: tuple[ColumnPlace, ...] = ()
    seconds: tuple[float | None, ...] = ()
    persons: tuple[int | None, ...] = ()
    weighting: tuple[float | None, ...] = ()
    dialect: str = ""
    cleaned: str = ""

    @property
    def faults(self) -> tuple[Finding, ...]:
        """The findings that stop an analysis."""
        return tuple(item for item in self.findings if item.level == "fault")

    def __len__(self) -> int:
        return len(self.frame)

    def kept(self, keep: npt.NDArray[np.bool_], said: str) -> Survey:
        """Return the survey with some of its respondents alone, and why in words."""
        at = keep.nonzero()[0].tolist()
        return replace(
            self,
            frame=self.frame[keep].reset_index(drop=True),
            seconds=_picked(self.seconds, at),
            persons=_picked(self.persons, at),
            weighting=_picked(self.weighting, at),
            cleaned=said,
        )

    def question(self, number: str) -> SurveyQuestion:
        """Return a question by its number (``3``, ``Q3``) or its words.

        Raises
        ------
        MktkitError
            No such question.
        """
        wanted = narrow(number)
        if wanted in self.questions:
            return self.questions[wanted]
        for one in self.questions.values():
            if (
                wanted in (one.number, one.title, one.label, narrow(one.asked))
                or wanted.upper() == f"Q{one.number}"
            ):
                return one
        raise MktkitError(
            f"问卷里没有第 {show(number)} 题",
            "题号应为：" + "、".join(list(self.questions)[:40]),
            "核对题号",
        )

    def heading(self, number: str) -> str:
        """Return a question's title as results bear it: with its number where two questions have the same words."""
        question = self.question(number)
        alike = [one for one in self.questions.values() if one.title == question.title]
        return question.title if len(alike) == 1 else f"{question.title}（第 {question.number} 题）"

    def column(self, number: str) -> list[Any]:
        """Return the answers to a question of one column, None where left out."""
        question = self.question(number)
        if question.kind in ("多选", "排序"):
            raise MktkitError(
                f"第 {question.label} 是{question.kind}题", "这里要用单选、量表或数字题", "换一题"
            )
        return [None if one != one else one for one in self.frame[question.number].tolist()]

    def scores(self, number: str) -> list[float | None]:
        """Return the answers to a question of numbers, None where left out.

        Raises
        ------
        MktkitError
            The question is answered in words.
        """
        question = self.question(number)
        if question.kind not in NUMERIC:
            raise MktkitError(
                f"第 {question.label} 是{question.kind}题，答的是文字，不能当分数算",
                "这里要用量表或数字题",
                "在“题目”里把题型改成量表并写明各选项的分数，或换一题",
            )
        return self.column(number)

    def ranks(self, number: str) -> dict[str, list[float | None]]:
        """Return the answers to a ranking: option → one rank a respondent, None where it was not ranked."""
        question = self.question(number)
        if question.kind != "排序":
            raise MktkitError(f"第 {question.label} 不是排序题", "这里要用排序题", "换一题")
        return {
            option: [None if one != one else one for one in self.frame[question.column(option)].tolist()]
            for option in question.options
        }

    def chosen(self, number: str) -> dict[str, list[Any]]:
        """Return the answers to a multiple choice: option → one a respondent."""
        question = self.question(number)
        if question.kind != "多选":
            raise MktkitError(f"第 {question.label} 不是多选题", "这里要用多选题", "换一题")
        return {option: self.frame[question.column(option)].tolist() for option in question.options}

    def answers(self, number: str) -> Answers:
        """Return the answers to a question of one column, ready for cross tables and raking."""
        question = self.question(number)
        values = self.column(number)
        if question.kind in NUMERIC:
            values = [None if one is None else f"{one:g}" for one in values]
            levels = sorted({one for one in values if one is not None}, key=float)
            return code(self.heading(number), values, levels)
        return code(self.heading(number), values, question.options)
