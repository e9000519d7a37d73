"""What the result of an exam is among the records: filed at once, written by the candidate (制度 2.2.1)."""

from __future__ import annotations

from mktkit.desk.papers import Paper
from mktkit.onboarding.model import ExamResult
from mktkit.rules import Rules

__all__ = ["EXAM"]


def _title(result: ExamResult) -> str:
    verdict = "及格" if result.passed else "不及格"
    return f"入职考试 {result.post} {result.name} {result.score} 分 {verdict}"


def _department(result: ExamResult, rules: Rules) -> str:
    return rules.onboarding.posts[result.post].department


EXAM: Paper[ExamResult, ExamResult] = Paper(
    kind="onboarding_exam",
    model=ExamResult,
    title=_title,
    department=_department,
    subject=lambda result: result.person_id,
)
