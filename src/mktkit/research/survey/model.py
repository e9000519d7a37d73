"""A questionnaire's answers: its questions, one row a respondent, and what was found in the file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from mktkit.errors import Finding, MktkitError, show
from mktkit.research.survey.coding import Answers, code
from mktkit.research.survey.text import narrow

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["QuestionKind", "Survey", "SurveyQuestion"]

QuestionKind = Literal["单选", "多选", "量表", "数字", "填空"]


@dataclass(frozen=True)
class SurveyQuestion:
    """A question of the questionnaire.

    Attributes
    ----------
    number
        As the platform numbers it: ``3``.
    title
        Its words.
    kind
        How it is answered.
    codes
        Code → option, in the order of the questionnaire; empty for numbers and free text.
    """

    number: str
    title: str
    kind: QuestionKind
    codes: tuple[tuple[str, str], ...] = ()

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


@dataclass(frozen=True)
class Survey:
    """A questionnaire's answers.

    Attributes
    ----------
    questions
        Number → question, in the order of the file.
    frame
        One row a respondent. A single choice, a text: column ``3``, str, None where left out; a rating or number:
        float; a multiple choice: a column ``3/option`` each of True, False, None.
    findings
        What was found in the file; with faults the answers are not to be used.
    """

    questions: Mapping[str, SurveyQuestion]
    frame: pd.DataFrame = field(repr=False)
    findings: tuple[Finding, ...] = ()

    @property
    def faults(self) -> tuple[Finding, ...]:
        """The findings that stop an analysis."""
        return tuple(item for item in self.findings if item.level == "fault")

    def __len__(self) -> int:
        return len(self.frame)

    def question(self, number: str) -> SurveyQuestion:
        """Return a question by its number (``3``, ``Q3``) or its words.

        Raises
        ------
        MktkitError
            No such question.
        """
        wanted = narrow(number)
        for one in self.questions.values():
            if wanted in (one.number, one.title, one.label) or wanted.upper() == f"Q{one.number}":
                return one
        raise MktkitError(
            f"问卷里没有第 {show(number)} 题",
            "题号应为：" + "、".join(list(self.questions)[:40]),
            "核对题号",
        )

    def column(self, number: str) -> list[Any]:
        """Return the answers to a question of one column, None where left out."""
        question = self.question(number)
        if question.kind == "多选":
            raise MktkitError(f"第 {question.label} 是多选题", "这里要用单选、量表或数字题", "换一题")
        return [None if one != one else one for one in self.frame[question.number].tolist()]

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
        if question.kind in ("量表", "数字"):
            values = [None if one is None else f"{one:g}" for one in values]
            levels = sorted({one for one in values if one is not None}, key=float)
            return code(question.title, values, levels)
        return code(question.title, values, question.options)
