"""Performance appraisal (制度 第 5 章): measures, scores, grades, bonus, and the workbook that explains them."""

from mktkit.appraisal.model import AppraisalResult, DepartmentScore, KpiScore, Measure, Period, PersonScore
from mktkit.appraisal.month import DEPARTMENT_NAMES, appraise, departments_of
from mktkit.appraisal.progress import Progress, progress_of

__all__ = [
    "DEPARTMENT_NAMES",
    "AppraisalResult",
    "DepartmentScore",
    "KpiScore",
    "Measure",
    "Period",
    "PersonScore",
    "Progress",
    "appraise",
    "departments_of",
    "progress_of",
]
