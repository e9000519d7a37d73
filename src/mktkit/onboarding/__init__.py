"""Joining the department (制度 1, 2, 4): a random paper by post, marked with reasons, and the certificate of a pass."""

from mktkit.onboarding.calc import draw, mark
from mktkit.onboarding.model import Answer, Candidate, ExamPaper, ExamResult, Item

__all__ = ["Answer", "Candidate", "ExamPaper", "ExamResult", "Item", "draw", "mark"]
