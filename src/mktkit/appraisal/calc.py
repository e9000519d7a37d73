"""Scoring a month: measures in, scores, grades and bonus out.  Pure and exact."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from mktkit.appraisal.measures import AMOUNTS, COUNTS, DEPARTMENT_ONLY, MEASURES, Frames, Measures
from mktkit.appraisal.model import DepartmentScore, KpiScore, Measure, Period, PersonScore
from mktkit.appraisal.roster import Decision, Member, Targets
from mktkit.money import round_half_up, to_fen
from mktkit.rules import DEPARTMENTS, Rules
from mktkit.rules.schema import interpolate
from mktkit.rules.subjects import Kpi

__all__ = [
    "bonus",
    "measure_department",
    "score_department",
    "score_kpi",
    "score_manager",
    "score_people",
    "weighted_total",
]

_TARGET_FIELDS = {
    "销售目标": "sales_target",
    "新客户目标": "new_customer_target",
    "意见目标": "opinion_target",
    "费用预算": "expense_budget",
}
_TREATMENTS = {"剔除": "exclude", "满分": "full", "零分": "zero"}
_FULL = Decimal("100.00")
_ZERO = Decimal("0.00")


def measure_department(department: str, frames: Frames, period: Period, rules: Rules) -> dict[str, Measures]:
    """Return the department's KPIs measured: clause → 工号 → measure.

    Parameters
    ----------
    department
        市场部, 销售部 or 客服部.
    frames
        The registers that the department needs, as narwhals frames of any engine.
    """
    group = DEPARTMENTS[department]  # type: ignore[index]
    return {
        clause: MEASURES[clause](frames, period, rules)
        for clause in rules.appraisal.kpi
        if clause.startswith(f"{group}.")
    }


def score_kpi(
    clause: str,
    measure: Measure | None,
    target: Fraction | None,
    rules: Rules,
    decision: Decision | None = None,
) -> KpiScore:
    """Score one KPI.

    Parameters
    ----------
    clause
        Which KPI.
    measure
        What was measured; None or a zero denominator is no base.
    target
        Target in the unit of the actual (分 for money); None takes the rule's.
    rules
        The rules of the month.
    decision
        What was decided in case there is no base.

    Returns
    -------
    KpiScore

    Notes
    -----
    制度 5.1. Score ``s = interp(x; breakpoints)`` at ``x = actual ÷ target`` in percent or at the actual, by rule;
    rounded half up to two decimals, and what is printed is what is used next.

    Examples
    --------
    >>> import datetime as dt
    >>> from mktkit.rules import load_rules
    >>> rules = load_rules(on=dt.date(2026, 10, 1), company=None)
    >>> score_kpi("5.1.3.a", Measure(Fraction(19), Fraction(20), 20, 100), None, rules).score
    Decimal('100.00')
    """
    kpi = rules.appraisal.kpi[clause]
    if target is None and kpi.target is not None:
        target = Fraction(kpi.target)
    actual = measure.actual if measure is not None and measure.rows >= _answers(kpi, clause) else None
    attainment = actual / target * 100 if actual is not None and target else None
    read_at = attainment if kpi.reads == "attainment" else actual
    common = {
        "clause": clause,
        "title": rules.clause(clause).title,
        "unit": kpi.unit,
        "numerator": measure.numerator if measure else None,
        "denominator": measure.denominator if measure else None,
        "scale": measure.scale if measure else 1,
        "rows": measure.rows if measure else 0,
        "actual": actual,
        "target": target,
        "attainment": attainment,
        "weight": kpi.weight,
    }
    if read_at is not None:
        score = round_half_up(interpolate(read_at, kpi.curve, kpi.kind), 2)
        return KpiScore(**common, read_at=read_at, score=score, state="measured", note="")  # type: ignore[arg-type]
    why = _why_no_base(kpi, clause, measure, target)
    treatment = _TREATMENTS[decision.treatment] if decision and kpi.missing == "ask" else kpi.missing
    by = (
        f"由 {decision.decided_by} 决定，理由：{decision.reason}"
        if decision and kpi.missing == "ask"
        else "按规则"
    )
    notes = {
        "ask": f"{why}；待定：请在《考核决定》里写明剔除、满分或零分及理由",
        "exclude": f"{why}；剔除（{by}），其余指标按权重分摊",
        "full": f"{why}；计满分（{by}）",
        "zero": f"{why}；计零分（{by}）",
    }
    given: dict[str, Decimal | None] = {"ask": None, "exclude": None, "full": _FULL, "zero": _ZERO}
    return KpiScore(**common, read_at=None, score=given[treatment], state=treatment, note=notes[treatment])  # type: ignore[arg-type]


def _answers(kpi: Kpi, clause: str) -> int:
    # A count of nothing is 0 and an amount of nothing is 0: both are measured without a single row.
    return 0 if clause in COUNTS | AMOUNTS else kpi.min_answers


def _why_no_base(kpi: Kpi, clause: str, measure: Measure | None, target: Fraction | None) -> str:
    if clause in AMOUNTS | COUNTS and target is None:
        return f"没有基数：《月度目标》里没有{kpi.target_column}"
    if measure is not None and 0 < measure.rows < kpi.min_answers:
        return f"没有基数：有效答卷 {measure.rows} 份，少于 {kpi.min_answers} 份"
    return "没有基数：当月没有可计的记录"


def weighted_total(kpis: Iterable[KpiScore]) -> tuple[Decimal | None, str, str]:
    """Return (total, status, note) over the KPIs that count: ``Σ w·s ÷ Σ w``, two decimals.

    A KPI still open leaves the total open; all excluded give no total.

    Examples
    --------
    >>> weighted_total([])
    (None, '无可计指标', '所有指标都已剔除，没有总分')
    """
    listed = list(kpis)
    waiting = [kpi for kpi in listed if kpi.state == "ask"]
    if waiting:
        return (
            None,
            "待定",
            "待定：" + "；".join(f"{kpi.clause} {kpi.title} {kpi.note.split('；')[0]}" for kpi in waiting),
        )
    weights = sum((kpi.counted_weight for kpi in listed), Decimal(0))
    if not weights:
        return None, "无可计指标", "所有指标都已剔除，没有总分"
    total = round_half_up(Fraction(sum((kpi.weighted for kpi in listed), Decimal(0))) / Fraction(weights), 2)
    excluded = [kpi for kpi in listed if kpi.state == "exclude"]
    settled = [kpi for kpi in listed if kpi.state in ("full", "zero")]
    notes = []
    if excluded:
        notes.append(
            "剔除 "
            + "、".join(f"{kpi.clause} {kpi.title}" for kpi in excluded)
            + f"，其余权重合计 {_plain(weights)} 按比例计"
        )
    notes += [f"{kpi.clause} {kpi.title}{'计满分' if kpi.state == 'full' else '计零分'}" for kpi in settled]
    return total, "已评", "；".join(notes)


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"


def bonus(total: Decimal, base: int, days: int, days_of_month: int, rules: Rules) -> tuple[Fraction, int]:
    """Return (coefficient, bonus in 分): base × coefficient × days in service ÷ days of the month.

    Notes
    -----
    制度 5.3.1. The coefficient is read at the printed total and not rounded itself; the bonus is rounded to 分.

    Examples
    --------
    >>> import datetime as dt
    >>> from mktkit.rules import load_rules
    >>> rules = load_rules(on=dt.date(2026, 10, 1), company=None)
    >>> bonus(Decimal("110.00"), 200000, 31, 31, rules)
    (Fraction(23, 20), 230000)
    """
    coefficient = interpolate(Fraction(total), rules.appraisal.coefficient.curve)
    return coefficient, to_fen(base * coefficient * Fraction(days, days_of_month))


def _target(kpi: Kpi, targets: Targets | None) -> Fraction | None:
    if kpi.target_column and targets is not None:
        value = getattr(targets, _TARGET_FIELDS[kpi.target_column])
        if value is not None:
            return Fraction(value)
    return Fraction(kpi.target) if kpi.target is not None else None


def _measure(clause: str, measures: Measures, who: str) -> Measure | None:
    if clause in DEPARTMENT_ONLY:
        return measures.get(None)
    if clause in COUNTS | AMOUNTS:
        return measures.get(who, Measure(Fraction(0), Fraction(1), 0))
    return measures.get(who)


def score_people(
    department: str,
    measured: Mapping[str, Measures],
    people: Mapping[str, Member],
    targets: Mapping[str, Targets],
    decisions: Mapping[tuple[str, str], Decision],
    period: Period,
    rules: Rules,
) -> tuple[PersonScore, ...]:
    """Score the people of a department, ranked by total; who is not appraised stands at the end with the reason."""
    scored = []
    for member in people.values():
        if member.department != department:
            continue
        if not member.appraised:
            scored.append(_not_appraised(member))
            continue
        kpis = tuple(
            score_kpi(
                clause,
                _measure(clause, measures, member.employee_id),
                _target(rules.appraisal.kpi[clause], targets.get(member.employee_id)),
                rules,
                decisions.get((member.employee_id, clause)),
            )
            for clause, measures in measured.items()
        )
        scored.append(_person(member, kpis, *weighted_total(kpis), period, rules))
    return _ranked(scored)


def _not_appraised(member: Member) -> PersonScore:
    return PersonScore(
        member.employee_id, member.name, member.department, member.post, (), None, "", "不考核", f"{member.status}，本月不考核",
        None, None, member.days, None,
    )  # fmt: skip


def _person(
    member: Member,
    kpis: tuple[KpiScore, ...],
    total: Decimal | None,
    status: str,
    note: str,
    period: Period,
    rules: Rules,
) -> PersonScore:
    grade, coefficient, money = "", None, None
    if total is not None:
        grade = rules.appraisal.grade_of(total)
        if member.base is not None:
            coefficient, money = bonus(total, member.base, member.days, period.days, rules)
    return PersonScore(
        member.employee_id, member.name, member.department, member.post, kpis, total, grade, status, note,
        member.base, coefficient, member.days, money,
    )  # fmt: skip


def _ranked(people: Iterable[PersonScore]) -> tuple[PersonScore, ...]:
    order = {"已评": 0, "待定": 1, "无可计指标": 2, "不考核": 3}
    listed = sorted(people, key=lambda one: (order[one.status], -(one.total or Decimal(0)), one.employee_id))
    totals = [one.total for one in listed if one.total is not None]
    return tuple(
        replace(one, rank=totals.index(one.total) + 1) if one.total is not None else one for one in listed
    )


def score_department(
    department: str,
    measured: Mapping[str, Measures],
    people: Mapping[str, Member],
    targets: Mapping[str, Targets],
    decisions: Mapping[tuple[str, str], Decision],
    rules: Rules,
) -> DepartmentScore:
    """Score a department: every KPI over the pooled rows of all its people, targets added up."""
    own = {who: member for who, member in people.items() if member.department == department}
    kpis = tuple(
        score_kpi(
            clause,
            _pooled(clause, measures, own),
            _pooled_target(rules.appraisal.kpi[clause], own, targets),
            rules,
            decisions.get((department, clause)),
        )
        for clause, measures in measured.items()
    )
    total, status, note = weighted_total(kpis)
    grade = rules.appraisal.grade_of(total) if total is not None else ""
    return DepartmentScore(
        department, kpis, total, grade, status, note, sum(member.appraised for member in own.values())
    )


def _pooled(clause: str, measures: Measures, own: Mapping[str, Member]) -> Measure | None:
    if clause in DEPARTMENT_ONLY:
        return measures.get(None)
    parts = [measures[who] for who in own if who in measures]
    if clause in COUNTS | AMOUNTS:
        return Measure(
            sum((part.numerator for part in parts), Fraction(0)),
            Fraction(1),
            sum(part.rows for part in parts),
        )
    return sum(parts[1:], parts[0]) if parts else None


def _pooled_target(kpi: Kpi, own: Mapping[str, Member], targets: Mapping[str, Targets]) -> Fraction | None:
    """Add up the targets of who has one; a rate is a rate and is not added up."""
    if not kpi.target_column:
        return None
    each = [
        target
        for who, member in own.items()
        if (member.appraised or who in targets) and (target := _target(kpi, targets.get(who))) is not None
    ]
    return sum(each, Fraction(0)) if each else None


def score_manager(
    member: Member, departments: Iterable[DepartmentScore], period: Period, rules: Rules
) -> PersonScore:
    """Score 营销经理, for whom the regulation names no KPI: the mean of the departments' printed totals.

    Notes
    -----
    本产品口径 (rule ``manager_score``); open while any department is open.
    """
    if not member.appraised:
        return _not_appraised(member)
    listed = list(departments)
    missing = [f"{one.department}{one.status}" for one in listed if one.total is None]
    absent = [name for name in DEPARTMENTS if name not in {one.department for one in listed}]
    if missing or absent:
        return _person(
            member,
            (),
            None,
            "待定",
            "待定：" + "、".join([*missing, *(f"{name}没有评分" for name in absent)]),
            period,
            rules,
        )
    total = round_half_up(sum((Fraction(one.total or 0) for one in listed), Fraction(0)) / len(listed), 2)
    shown = "、".join(f"{one.department} {one.total}" for one in listed)
    return _person(member, (), total, "已评", f"各部门得分的平均（{shown}）", period, rules)
