"""What each subject's rules file may say: one model a file, one field a value the regulation leaves open."""

from __future__ import annotations

from mktkit.rules.schema import Values
from mktkit.rules.subjects.appraisal import (
    APART,
    DEPARTMENTS,
    MARKETING,
    NO_BASE,
    AppraisalValues,
    Department,
    Grade,
    Kpi,
    LeaveKind,
    Missing,
    Treatment,
    Window,
    without_base,
)
from mktkit.rules.subjects.expense import (
    RAISED_INDUSTRIES,
    CategoryRule,
    CityTiers,
    ExpenseValues,
    TaxReminder,
    TierLimits,
)
from mktkit.rules.subjects.onboarding import OUTSIDE, Exam, OnboardingValues
from mktkit.rules.subjects.promotion import PromotionValues
from mktkit.rules.subjects.research import ConcentrationBands, ResearchValues
from mktkit.rules.subjects.sales import Dunning, SalesValues
from mktkit.rules.subjects.service import ServiceHours, ServiceValues

__all__ = [
    "APART",
    "DEPARTMENTS",
    "MARKETING",
    "NO_BASE",
    "OUTSIDE",
    "RAISED_INDUSTRIES",
    "SUBJECTS",
    "AppraisalValues",
    "CategoryRule",
    "CityTiers",
    "ConcentrationBands",
    "Department",
    "Dunning",
    "Exam",
    "ExpenseValues",
    "Grade",
    "Kpi",
    "LeaveKind",
    "Missing",
    "OnboardingValues",
    "PromotionValues",
    "ResearchValues",
    "SalesValues",
    "ServiceHours",
    "ServiceValues",
    "TaxReminder",
    "TierLimits",
    "Treatment",
    "Window",
    "without_base",
]

#: Subject → model of its rules file, in the order of the chapters.
SUBJECTS: dict[str, type[Values]] = {
    "onboarding": OnboardingValues,
    "research": ResearchValues,
    "promotion": PromotionValues,
    "sales": SalesValues,
    "service": ServiceValues,
    "appraisal": AppraisalValues,
    "expense": ExpenseValues,
}
