"""A scored month as data: JSON, and tables of plain words for pages, forms and workbooks."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from mktkit.appraisal.lineage import one_persons
from mktkit.appraisal.lineage_report import lineage_json
from mktkit.appraisal.model import AppraisalResult, KpiScore, MembershipScore, PersonScore
from mktkit.appraisal.progress import Progress
from mktkit.appraisal.quantities import number, quantity
from mktkit.errors import MktkitError, closest
from mktkit.office.charts import Chart, stacked_bars

__all__ = [
    "Printed",
    "contributions",
    "department_rows",
    "detail_rows",
    "kpi_rows",
    "number",
    "only_person",
    "person_rows",
    "progress_json",
    "quantity",
    "summary_rows",
    "to_json",
]


#: A row of a table as it is printed: title → cell.
Printed = dict[str, str | int | Decimal | None]


def only_person(result: AppraisalResult, employee_id: str) -> AppraisalResult:
    """Return the result of one person alone: nobody else's scores, wages or rows.

    Raises
    ------
    MktkitError
        Nobody of that 工号 in this month.
    """
    own = [one for one in result.people if one.employee_id == employee_id]
    if not own:
        raise MktkitError(
            f"{result.period.month} 的考核里没有工号「{employee_id}」",
            "应为当月在岗、属于所选部门的人",
            closest(employee_id, [one.employee_id for one in result.people], "核对工号和部门"),
        )
    return replace(
        result,
        people=tuple(own),
        departments=(),
        findings=(),
        lineages=one_persons(result.lineages, employee_id, [kpi.clause for one in own for kpi in one.kpis]),
    )


def summary_rows(result: AppraisalResult) -> list[Printed]:
    """Return one row a person as it is printed: rank, total, grade, status, note; no money."""
    return [
        {
            "名次": person.rank,
            "工号": person.employee_id,
            "姓名": person.name,
            "部门": person.department,
            "岗位": person.post,
            "总分": person.total,
            "等级": person.grade,
            "状态": person.status,
            "说明": person.note,
        }
        for person in result.people
    ]


def department_rows(result: AppraisalResult) -> list[Printed]:
    """Return one row a department as it is printed."""
    return [
        {
            "部门": one.department,
            "总分": one.total,
            "等级": one.grade,
            "状态": one.status,
            "参加考核人数": one.headcount,
            "说明": one.note,
        }
        for one in result.departments
    ]


def kpi_rows(person: PersonScore) -> list[Printed]:
    """Return one row a KPI of one person."""
    return [_kpi_row(kpi) for kpi in person.kpis]


def _kpi_row(kpi: KpiScore) -> Printed:
    return {
        "条款": kpi.clause,
        "指标": kpi.title,
        "实际": quantity(kpi.actual, kpi.unit),
        "目标": quantity(kpi.target, kpi.unit),
        "完成率": "—" if kpi.attainment is None else f"{number(kpi.attainment)}%",
        "得分": kpi.score,
        "权重": kpi.weight,
        "权重×得分": kpi.weighted if kpi.score is not None else None,
        "依据行数": kpi.rows,
        "说明": kpi.note,
    }


def person_rows(person: PersonScore) -> list[Printed]:
    """Return one row a KPI of one person, each with whose it is."""
    whose = {"工号": person.employee_id, "姓名": person.name}
    return [
        {"部门": stay.department, **whose, **_kpi_row(kpi)}
        for stay in person.memberships
        for kpi in stay.kpis
    ]


def detail_rows(result: AppraisalResult) -> list[Printed]:
    """Return one row a KPI of every person, then of every department."""
    pooled = [
        {"部门": one.department, "工号": "", "姓名": "（部门）", **_kpi_row(kpi)}
        for one in result.departments
        for kpi in one.kpis
    ]
    return [row for person in result.people for row in person_rows(person)] + pooled


def _exact(value: Fraction | None) -> str | None:
    return None if value is None else str(value)


def _printed(value: Decimal | None) -> float | None:
    # Two decimals survive the way through a binary float and back unchanged.
    return None if value is None else float(value)


def _kpi_json(kpi: KpiScore) -> dict[str, object]:
    return {
        "clause": kpi.clause,
        "title": kpi.title,
        "unit": "分（钱）" if kpi.unit == "元" else kpi.unit,
        "numerator": _exact(kpi.numerator),
        "denominator": _exact(kpi.denominator),
        "scale": kpi.scale,
        "rows": kpi.rows,
        "actual": _exact(kpi.actual),
        "target": _exact(kpi.target),
        "attainment": _exact(kpi.attainment),
        "score": _printed(kpi.score),
        "weight": _printed(kpi.weight),
        "counted_weight": _printed(kpi.counted_weight),
        "weighted": _printed(kpi.weighted) if kpi.score is not None else None,
        "state": kpi.state,
        "note": kpi.note,
    }


def _stay_json(one: MembershipScore) -> dict[str, object]:
    return {
        "department": one.department,
        "post": one.post,
        "first": str(one.first),
        "last": str(one.last),
        "days": one.present,
        "total": _printed(one.total),
        "status": one.status,
        "note": one.note,
    }


def _person_json(person: PersonScore) -> dict[str, object]:
    return {
        "employee_id": person.employee_id,
        "name": person.name,
        "department": person.department,
        "post": person.post,
        "rank": person.rank,
        "total": _printed(person.total),
        "grade": person.grade,
        "status": person.status,
        "note": person.note,
        "days": person.days,
        "memberships": [_stay_json(one) for one in person.memberships],
        "bonus_base": None if person.base is None else person.base / 100,
        "bonus_days": [
            {"post": one.post, "base": None if one.base is None else one.base / 100, "days": one.days}
            for one in person.pay
        ],
        "coefficient": _exact(person.coefficient),
        "bonus": None if person.bonus is None else person.bonus / 100,
        "kpis": [_kpi_json(kpi) for kpi in person.kpis],
    }


def to_json(result: AppraisalResult) -> dict[str, object]:
    """Return the result as JSON-ready data; the same input gives the same bytes.

    Exact numbers are texts such as ``"2200/21"``; printed figures (score, total, bonus in 元) are numbers.
    """
    return {
        "month": result.period.month,
        "edition": result.edition,
        "fingerprint": result.fingerprint,
        "sample_values": result.sample,
        "people": [_person_json(person) for person in result.people],
        "departments": [
            {
                "department": one.department,
                "total": _printed(one.total),
                "grade": one.grade,
                "status": one.status,
                "note": one.note,
                "headcount": one.headcount,
                "kpis": [_kpi_json(kpi) for kpi in one.kpis],
            }
            for one in result.departments
        ],
        "lineages": [lineage_json(one) for one in result.lineages],
        "findings": [finding.as_dict() for finding in result.findings],
    }


def progress_json(progress: Progress) -> dict[str, object]:
    """Return a running month as JSON-ready data; nothing in it is a score."""
    return {
        "month": progress.period.month,
        "interim": True,
        "today": str(progress.today),
        "cutoff": str(progress.period.cutoff),
        "edition": progress.edition,
        "sample_values": progress.sample,
        "rows": [
            {
                "department": one.department,
                "employee_id": one.employee_id,
                "name": one.name,
                "clause": one.clause,
                "title": one.title,
                "unit": "分（钱）" if one.unit == "元" else one.unit,
                "actual": _exact(one.actual),
                "target": _exact(one.target),
                "left": _exact(one.left),
                "pace": _exact(one.pace),
            }
            for one in progress.rows
        ],
        "findings": [finding.as_dict() for finding in progress.findings],
    }


def _brought(person: PersonScore) -> dict[str, float]:
    """Return what each KPI brought to a person's total: of several stays, each by its days present."""
    counted = [one for one in person.memberships if one.total is not None and one.kpis]
    days = sum(one.present for one in counted)
    found: dict[str, float] = {}
    for one in counted:
        weights = sum(float(kpi.counted_weight) for kpi in one.kpis)
        for kpi in one.kpis:
            part = float(kpi.weighted) / weights * one.present / days
            found[kpi.title] = found.get(kpi.title, 0.0) + part
    return found


def contributions(result: AppraisalResult) -> Chart:
    """Return what each KPI brought to each total, as a chart."""
    groups: dict[str, dict[str, dict[str, float]]] = {}
    totals: dict[str, str] = {}
    for person in result.people:
        brought = _brought(person)
        if person.total is None or not brought:
            continue
        label = f"{person.employee_id} {person.name}"
        totals[label] = f"{person.total}"
        groups.setdefault(person.department, {})[label] = brought
    note = "权重×得分÷计入的权重，各段相加即总分；待定和不考核的人不在图上"
    alt = "；".join(
        f"{department}：" + "、".join(f"{label} {totals[label]}" for label in bars)
        for department, bars in groups.items()
    )
    return stacked_bars(
        groups,
        title=f"{result.period.month} 各项指标对总分的贡献",
        axis="分",
        note=note,
        totals=totals,
        alt=f"各人总分。{alt}",
    )
