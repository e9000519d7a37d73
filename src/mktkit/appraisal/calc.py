"""Scoring a month: measures in, scores, grades and bonus out.  Pure and exact."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from mktkit.appraisal.kpi import Evidence, Measures
from mktkit.appraisal.measures import kpi_measure, measures_of
from mktkit.appraisal.model import DepartmentScore, KpiScore, Measure, PersonScore
from mktkit.appraisal.roster import Decision, Member, Roster
from mktkit.money import round_half_up, to_fen
from mktkit.rules import DEPARTMENTS, Rules
from mktkit.rules.schema import interpolate
from mktkit.rules.subjects import NO_BASE, Kpi, Missing, without_base

__all__ = [
    "Outcome",
    "bonus",
    "measure_department",
    "score_department",
    "score_kpi",
    "score_manager",
    "score_people",
    "weighted_total",
]

_DECIDED = {word: missing for missing, word in NO_BASE.items()}
#: What a KPI without a base comes to.
_GIVEN: dict[Missing, Decimal | None] = {
    "ask": None, "exclude": None, "full": Decimal("100.00"), "zero": Decimal("0.00"),
}  # fmt: skip
_SETTLED = {
    "ask": "{why}；待定：请在《考核决定》里写明剔除、满分或零分及理由",
    "exclude": "{why}；剔除（{by}），其余指标按权重分摊",
    "full": "{why}；计满分（{by}）",
    "zero": "{why}；计零分（{by}）",
}
#: In which order people are listed who have no rank.
_ORDER = ("已评", "待定", "无可计指标", "不考核")


class Outcome(NamedTuple):
    """What a person or a department came to: total with two decimals (None without one), status, and why."""

    total: Decimal | None
    status: str
    note: str


def measure_department(department: str, evidence: Evidence) -> dict[str, Measures]:
    """Return the department's KPIs measured: clause → 工号 → measure.

    Parameters
    ----------
    department
        市场部, 销售部 or 客服部.
    evidence
        The registers that the department needs, the month, its rules.
    """
    held = {one.clause: one for one in measures_of(department, evidence.rules)}
    return {
        clause: held[clause].measure(evidence) for clause in evidence.rules.appraisal.kpi if clause in held
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
    adds_up = kpi_measure(clause, rules).adds_up
    based = measure is not None and (adds_up or measure.rows >= kpi.min_answers)
    actual = measure.actual if measure is not None and based else None
    attainment = actual / target * 100 if actual is not None and target else None
    unread = KpiScore(
        clause=clause,
        title=rules.clause(clause).title,
        unit=kpi.unit,
        numerator=measure.numerator if measure else None,
        denominator=measure.denominator if measure else None,
        scale=measure.scale if measure else 1,
        rows=measure.rows if measure else 0,
        actual=actual,
        target=target,
        attainment=attainment,
        weight=kpi.weight,
    )
    read_at = attainment if kpi.reads == "attainment" else actual
    if read_at is not None:
        score = round_half_up(interpolate(read_at, kpi.curve, kpi.kind), 2)
        return replace(unread, read_at=read_at, score=score, state="measured")
    why = _why_no_base(kpi, measure, unset=adds_up and target is None)
    return _without_base(unread, kpi.missing, f"没有基数：{why}", decision)


def _without_base(unread: KpiScore, missing: Missing, why: str, decision: Decision | None) -> KpiScore:
    """Settle a KPI without a base by its rule or, where the rule asks, by what was decided."""
    by = "按规则"
    if decision is not None and missing == "ask":
        missing = _DECIDED[decision.treatment]
        by = f"由 {decision.decided_by} 决定，理由：{decision.reason}"
    note = _SETTLED[missing].format(why=why, by=by)
    return replace(unread, score=_GIVEN[missing], state=missing, no_base=why, note=note)


def _why_no_base(kpi: Kpi, measure: Measure | None, *, unset: bool) -> str:
    if unset:
        return f"《月度目标》里没有{kpi.target_column}"
    if measure is not None and 0 < measure.rows < kpi.min_answers:
        return f"有效答卷 {measure.rows} 份，少于 {kpi.min_answers} 份"
    return "当月没有可计的记录"


def weighted_total(kpis: Iterable[KpiScore]) -> Outcome:
    """Return the total over the KPIs that count: ``Σ w·s ÷ Σ w``, two decimals.

    A KPI still open leaves the total open; all excluded give no total.

    Examples
    --------
    >>> weighted_total([])
    Outcome(total=None, status='无可计指标', note='所有指标都已剔除，没有总分')
    """
    listed = list(kpis)
    waiting = [f"{kpi.clause} {kpi.title} {kpi.no_base}" for kpi in listed if kpi.state == "ask"]
    if waiting:
        return Outcome(None, "待定", "待定：" + "；".join(waiting))
    weights = sum((kpi.counted_weight for kpi in listed), Decimal(0))
    if not weights:
        return Outcome(None, "无可计指标", "所有指标都已剔除，没有总分")
    total = round_half_up(Fraction(sum((kpi.weighted for kpi in listed), Decimal(0))) / Fraction(weights), 2)
    excluded = "、".join(f"{kpi.clause} {kpi.title}" for kpi in listed if kpi.state == "exclude")
    notes = [f"剔除 {excluded}，其余权重合计 {_plain(weights)} 按比例计"] if excluded else []
    notes += [
        f"{kpi.clause} {kpi.title}{without_base(kpi.state, '计')}"
        for kpi in listed
        if kpi.state in ("full", "zero")
    ]
    return Outcome(total, "已评", "；".join(notes))


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


def score_people(
    department: str, measured: Mapping[str, Measures], roster: Roster
) -> tuple[PersonScore, ...]:
    """Score the people of a department, ranked by total; who is not appraised stands at the end with the reason."""
    return _ranked(_scored(member, measured, roster) for member in roster.members_of(department))


def _scored(member: Member, measured: Mapping[str, Measures], roster: Roster) -> PersonScore:
    if not member.appraised:
        return _not_appraised(member)
    who, rules = member.employee_id, roster.rules
    kpis = tuple(
        score_kpi(
            clause,
            kpi_measure(clause, rules).of_person(measures, who),
            roster.target(who, clause),
            rules,
            roster.decisions.get((who, clause)),
        )
        for clause, measures in measured.items()
    )
    return _person(member, kpis, weighted_total(kpis), roster)


def _not_appraised(member: Member) -> PersonScore:
    return PersonScore(
        member.employee_id, member.name, member.department, member.post, (), None, "", "不考核", f"{member.status}，本月不考核",
        None, None, member.days, None,
    )  # fmt: skip


def _person(member: Member, kpis: tuple[KpiScore, ...], outcome: Outcome, roster: Roster) -> PersonScore:
    grade, coefficient, money = "", None, None
    if outcome.total is not None:
        grade = roster.rules.appraisal.grade_of(outcome.total)
        if member.base is not None:
            coefficient, money = bonus(
                outcome.total, member.base, member.days, roster.period.days, roster.rules
            )
    return PersonScore(
        member.employee_id, member.name, member.department, member.post, kpis, outcome.total, grade, outcome.status, outcome.note,
        member.base, coefficient, member.days, money,
    )  # fmt: skip


def _ranked(people: Iterable[PersonScore]) -> tuple[PersonScore, ...]:
    listed = sorted(
        people, key=lambda one: (_ORDER.index(one.status), -(one.total or Decimal(0)), one.employee_id)
    )
    totals = [one.total for one in listed if one.total is not None]
    return tuple(
        replace(one, rank=totals.index(one.total) + 1) if one.total is not None else one for one in listed
    )


def score_department(department: str, measured: Mapping[str, Measures], roster: Roster) -> DepartmentScore:
    """Score a department: every KPI over the pooled rows of all its people, targets added up."""
    own, rules = roster.members_of(department), roster.rules
    kpis = tuple(
        score_kpi(
            clause,
            kpi_measure(clause, rules).pooled(measures, (member.employee_id for member in own)),
            roster.department_target(department, clause),
            rules,
            roster.decisions.get((department, clause)),
        )
        for clause, measures in measured.items()
    )
    outcome = weighted_total(kpis)
    grade = rules.appraisal.grade_of(outcome.total) if outcome.total is not None else ""
    headcount = sum(member.appraised for member in own)
    return DepartmentScore(department, kpis, outcome.total, grade, outcome.status, outcome.note, headcount)


def score_manager(member: Member, departments: Iterable[DepartmentScore], roster: Roster) -> PersonScore:
    """Score 营销经理, for whom the regulation names no KPI: the mean of the departments' printed totals.

    Notes
    -----
    本产品口径 (rule ``manager_score``); open while any department is open.
    """
    if not member.appraised:
        return _not_appraised(member)
    listed = list(departments)
    missing = [f"{one.department}{one.status}" for one in listed if one.total is None]
    missing += [f"{name}没有评分" for name in DEPARTMENTS if name not in {one.department for one in listed}]
    if missing:
        return _person(member, (), Outcome(None, "待定", "待定：" + "、".join(missing)), roster)
    total = round_half_up(sum((Fraction(one.total or 0) for one in listed), Fraction(0)) / len(listed), 2)
    shown = "、".join(f"{one.department} {one.total}" for one in listed)
    return _person(member, (), Outcome(total, "已评", f"各部门得分的平均（{shown}）"), roster)
