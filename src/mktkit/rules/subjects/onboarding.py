"""Chapters 1, 2 and 4: who belongs to the department, and what they are asked when they join."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from mktkit.rules.schema import Number, RuleModel, Values, value
from mktkit.rules.subjects.appraisal import Department

__all__ = ["OUTSIDE", "Exam", "OnboardingValues", "Post"]

#: Posts that approve and decide, and stand outside the department; in 人员 they are a department of their own.
OUTSIDE = ("财务部门", "公司高层")


class Post(RuleModel):
    """A post: the department it stands in and the level that travel standards look at."""

    department: Literal["营销部门", Department]
    level: Literal["经理", "员工"] = "员工"


class Exam(RuleModel):
    """The exam of those who join: how many questions, and the score that passes."""

    questions: int = Field(ge=1, le=100, title="题数")
    pass_mark: Number = Field(ge=0, le=100, title="及格分（满分 100）")


class OnboardingValues(Values):
    """Who belongs to the department, and what they are asked when they join."""

    posts: dict[str, Post] = value("1.2", "岗位及所属部门")
    exam: Exam = value("2.2.1", "入职考试")
