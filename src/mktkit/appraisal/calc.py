"""Scoring a month: measures in, scores, grades and bonus out.  Pure and exact."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from mktkit.appraisal.kpi import Evidence, Measures, Unmeasured, person_of
from mktkit.appraisal.measures import kpi_measure, measures_of
from mktkit.appraisal.model import DepartmentScore, KpiScore, Measure, MembershipScore, Pay, PersonScore
from mktkit.appraisal.quantities import quantity
from mktkit.appraisal.roster import Decision, Member, Membership, Roster
from mktkit.money import round_half_up, to_fen
from mktkit.rules import DEPARTMENTS, MARKETING, Rules
from mktkit.rules.schema import interpolate
from mktkit.rules.subjects import NO_BASE, Kpi, Missing, without_base
from mktkit.workdays import UnknownYear

__all__ = [
    "Outcome",
    "bonus",
    "measure_department",
    "score_department",
    "score_kpi",
    "score_people",
    "untargeted",
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


def measure_department(department: str, evidence: Evidence) -> dict[str, Measures | Unmeasured]:
    """Return the department's KPIs measured: clause → membership → measure.

    Parameters
    ----------
    department
        市场部, 销售部 or 客服部.
    evidence
        The registers that the department needs, the month, its rules.

    Returns
    -------
    dict
        A KPI whose working time falls in a year without known holidays says so instead.
    """
    held = {one.clause: one for one in measures_of(department, evidence.rules)}
    found: dict[str, Measures | Unmeasured] = {}
    for clause in (clause for clause in evidence.rules.appraisal.kpi if clause in held):
        try:
            found[clause] = held[clause].measure(evidence)
        except UnknownYear as unknown:
            found[clause] = Unmeasured(f"{unknown.what}；{unknown.mend}")
    return found


def score_kpi(
    clause: str,
    measure: Measure | Unmeasured | None,
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
        What was measured; None or a zero denominator is no base, which a decision may settle; what could not be measured
        stays open.
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
    if isinstance(measure, Unmeasured):
        return replace(_unread(clause, None, target, rules), no_base=measure.why, note=f"{measure.why}；待定")
    adds_up = kpi_measure(clause, rules).adds_up
    based = measure is not None and (adds_up or measure.rows >= kpi.min_answers)
    actual = measure.actual if measure is not None and based else None
    attainment = actual / target * 100 if actual is not None and target else None
    unread = replace(_unread(clause, measure, target, rules), actual=actual, attainment=attainment)
    read_at = attainment if kpi.reads == "attainment" else actual
    if read_at is not None:
        score = round_half_up(interpolate(read_at, kpi.curve, kpi.kind), 2)
        return replace(unread, read_at=read_at, score=score, state="measured")
    why = _why_no_base(kpi, measure, unset=adds_up and target is None)
    return _without_base(unread, kpi.missing, f"没有基数：{why}", decision)


def _unread(clause: str, measure: Measure | None, target: Fraction | None, rules: Rules) -> KpiScore:
    kpi = rules.appraisal.kpi[clause]
    return KpiScore(
        clause=clause,
        title=rules.clause(clause).title,
        unit=kpi.unit,
        numerator=measure.numerator if measure else None,
        denominator=measure.denominator if measure else None,
        scale=measure.scale if measure else 1,
        rows=measure.rows if measure else 0,
        actual=None,
        target=target,
        attainment=None,
        weight=kpi.weight,
    )


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


def bonus(total: Decimal, pay: Iterable[Pay], days_of_month: int, rules: Rules) -> tuple[Fraction, int]:
    """Return (coefficient, bonus in 分): each day's base × the one coefficient ÷ days of the month, rounded once.

    Parameters
    ----------
    total
        The person's printed total.
    pay
        Days by the base they are paid at, each with a base.
    days_of_month
        Days of the month.
    rules
        The rules of the month.

    Notes
    -----
    制度 5.3.1. The coefficient is read at the printed total and not rounded itself; the bonus is rounded to 分.

    Examples
    --------
    >>> import datetime as dt
    >>> from mktkit.rules import load_rules
    >>> rules = load_rules(on=dt.date(2026, 10, 1), company=None)
    >>> bonus(Decimal("110.00"), [Pay("销售代表", 200000, 31)], 31, rules)
    (Fraction(23, 20), 230000)
    """
    coefficient = interpolate(Fraction(total), rules.appraisal.coefficient.curve)
    return coefficient, _paid(pay, coefficient, days_of_month)


def _paid(pay: Iterable[Pay], coefficient: Fraction, days_of_month: int) -> int:
    earned = sum((one.base or 0) * one.days for one in pay)
    return to_fen(earned * coefficient / days_of_month)


#: Department → what was measured there: clause → measures.
Measured = Mapping[str, Mapping[str, Measures | Unmeasured]]


def score_people(
    measured: Measured, departments: Iterable[DepartmentScore], roster: Roster
) -> tuple[PersonScore, ...]:
    """Score everybody who was in one of the departments measured, by department and total.

    Parameters
    ----------
    measured
        The departments that are scored; with all of them, 营销经理 is scored too.
    departments
        Their scores, which make 营销经理's.
    roster
        Who was where.

    Returns
    -------
    tuple of PersonScore
        By department at the end of service, ranked within; who is not appraised stands at the end with the reason.
    """
    whole = set(DEPARTMENTS) <= set(measured)
    listed = list(departments)
    asked = [*measured, *([MARKETING] if whole else [])]
    found: dict[str, list[PersonScore]] = {name: [] for name in asked}
    for member in roster.people.values():
        held = [one.department for one in member.memberships if one.department in found]
        if held:
            found[held[-1]].append(_scored(member, held[-1], measured, listed, roster))
    return tuple(one for name in asked for one in _ranked(found[name]))


def _scored(
    member: Member,
    department: str,
    measured: Measured,
    departments: Sequence[DepartmentScore],
    roster: Roster,
) -> PersonScore:
    """Score a person: each membership that is long enough, and their mean by days present."""
    counted = member.scored(roster.rules)
    stays = tuple(
        _of_manager(one, departments)
        if one.department == MARKETING
        else _of_membership(one, measured.get(one.department), roster)
        for one in counted
        if one.department in (*DEPARTMENTS, MARKETING)
    )
    if not stays:
        return _not_appraised(member, department, roster)
    outcome = _mean(stays)
    short = [
        f"{_told(one)}在岗 {one.present} 天，不足 {roster.rules.appraisal.min_days} 天，不计"
        for one in member.memberships
        if one not in counted and one.department in (*DEPARTMENTS, MARKETING)
    ]
    return _person(
        member,
        department,
        stays,
        outcome._replace(note="；".join(filter(None, [outcome.note, *short]))),
        roster,
    )


def _told(one: Membership | MembershipScore) -> str:
    return f"{one.department} {one.first:%m-%d} 至 {one.last:%m-%d} "


def _of_membership(
    one: Membership, measured: Mapping[str, Measures | Unmeasured] | None, roster: Roster
) -> MembershipScore:
    """Score a membership by the KPIs of its department."""
    if measured is None:
        outcome = Outcome(None, "待定", f"待定：{_told(one)}在岗 {one.present} 天，全部部门一起计算才有总分")
        return _membership(one, (), outcome)
    who, rules = one.employee_id, roster.rules
    kpis = tuple(
        score_kpi(
            clause,
            measures
            if isinstance(measures, Unmeasured)
            else kpi_measure(clause, rules).of_person(measures, one.key),
            roster.target(one, clause),
            rules,
            roster.decisions.get((who, clause)),
        )
        for clause, measures in measured.items()
    )
    return _membership(one, kpis, weighted_total(kpis))


def _of_manager(one: Membership, departments: Sequence[DepartmentScore]) -> MembershipScore:
    """Score 营销经理, for whom the regulation names no KPI: the mean of the departments' printed totals.

    Notes
    -----
    本产品口径 (rule ``manager_score``); open while any department is open.
    """
    missing = [f"{one.department}{one.status}" for one in departments if one.total is None]
    missing += [
        f"{name}没有评分" for name in DEPARTMENTS if name not in {one.department for one in departments}
    ]
    if missing:
        return _membership(one, (), Outcome(None, "待定", "待定：" + "、".join(missing)))
    mean = sum((Fraction(each.total or 0) for each in departments), Fraction(0)) / len(departments)
    shown = "、".join(f"{each.department} {each.total}" for each in departments)
    return _membership(one, (), Outcome(round_half_up(mean, 2), "已评", f"各部门得分的平均（{shown}）"))


def _membership(one: Membership, kpis: tuple[KpiScore, ...], outcome: Outcome) -> MembershipScore:
    return MembershipScore(
        one.key, one.department, one.post, one.first, one.last, one.present, kpis, *outcome
    )


def _mean(stays: Sequence[MembershipScore]) -> Outcome:
    """Return a person's total: the memberships' printed totals, weighted by days present."""
    if len(stays) == 1:
        return Outcome(stays[0].total, stays[0].status, stays[0].note)
    notes = [f"{_told(one)}：{one.note}" for one in stays if one.note]
    waiting = [one for one in stays if one.status == "待定"]
    if waiting:
        return Outcome(None, "待定", "；".join(notes))
    having = [one for one in stays if one.total is not None]
    if not having:
        return Outcome(None, "无可计指标", "；".join(notes))
    days = sum(one.present for one in having)
    total = round_half_up(
        sum((Fraction(one.total or 0) * one.present for one in having), Fraction(0)) / days, 2
    )
    shown = "、".join(f"{_told(one)}{one.present} 天得 {one.total}" for one in having)
    return Outcome(total, "已评", "；".join([f"按在岗天数加权（{shown}）", *notes]))


def _not_appraised(member: Member, department: str, roster: Roster) -> PersonScore:
    """Return who has no membership that is long enough, with what took the days; a bonus only where the rule gives one."""
    away: dict[str, int] = {}
    for one in member.memberships:
        for kind, days in one.away.items():
            away[kind] = away.get(kind, 0) + days
    least = roster.rules.appraisal.min_days
    why = [f"{kind} {days} 天" for kind, days in away.items()]
    own = [one for one in member.memberships if one.department in (*DEPARTMENTS, MARKETING)]
    if len(own) == len(member.memberships):
        each = f"在岗 {member.days} 天，{'每个部门都' if len(own) > 1 else ''}"
    else:
        each = "，".join(f"{_told(one)}在岗 {one.present} 天" for one in own) + "，"
    why.append(f"{each}不足 {least} 天，本月免考核")
    unscored = Outcome(None, "不考核", "，".join(why))
    return _person(member, department, (), unscored, roster)


def _person(
    member: Member, department: str, stays: tuple[MembershipScore, ...], outcome: Outcome, roster: Roster
) -> PersonScore:
    rules, days = roster.rules, roster.period.days
    bases = {one.base for one in member.pay}
    grade, coefficient, money = "", None, None
    if outcome.total is not None:
        grade = rules.appraisal.grade_of(outcome.total)
        if None not in bases:
            coefficient, money = bonus(outcome.total, member.pay, days, rules)
    elif (
        outcome.status == "不考核"
        and rules.appraisal.bonus_without_score == "按系数 1 发"
        and None not in bases
    ):
        coefficient, money = Fraction(1), _paid(member.pay, Fraction(1), days)
    held = [one for one in member.memberships if one.department == department]
    return PersonScore(
        employee_id=member.employee_id,
        name=member.name,
        department=department,
        post=held[-1].post,
        kpis=tuple(kpi for one in stays for kpi in one.kpis),
        total=outcome.total,
        grade=grade,
        status=outcome.status,
        note=outcome.note,
        base=bases.pop() if len(bases) == 1 else None,
        coefficient=coefficient,
        days=member.days,
        bonus=money,
        memberships=stays,
        pay=member.pay,
    )


def _ranked(people: Iterable[PersonScore]) -> tuple[PersonScore, ...]:
    listed = sorted(
        people, key=lambda one: (_ORDER.index(one.status), -(one.total or Decimal(0)), one.employee_id)
    )
    totals = [one.total for one in listed if one.total is not None]
    return tuple(
        replace(one, rank=totals.index(one.total) + 1) if one.total is not None else one for one in listed
    )


def score_department(
    department: str, measured: Mapping[str, Measures | Unmeasured], roster: Roster
) -> DepartmentScore:
    """Score a department: every KPI over the pooled rows of all its people, targets added up, both of the same people.

    People on leave and 免考核 are in it on both sides; who by decision is not counted is out of it on both.
    """
    kpis = tuple(
        score_kpi(clause, measures, None, roster.rules)
        if isinstance(measures, Unmeasured)
        else _of_department(department, clause, measures, roster)
        for clause, measures in measured.items()
    )
    outcome = weighted_total(kpis)
    rules = roster.rules
    grade = rules.appraisal.grade_of(outcome.total) if outcome.total is not None else ""
    counted = {
        one.employee_id
        for one in roster.memberships_of(department)
        if one.present >= rules.appraisal.min_days
    }
    return DepartmentScore(department, kpis, outcome.total, grade, outcome.status, outcome.note, len(counted))


def _of_department(department: str, clause: str, measures: Measures | Unmeasured, roster: Roster) -> KpiScore:
    """Score a KPI of a department; who is not counted in it is named, with what it would be with them."""
    out = {who: one for (who, kpi), one in roster.apart.items() if kpi == clause}
    decision = roster.decisions.get((department, clause))
    lacking = untargeted(department, clause, measures, roster) - out.keys()

    def scored(without: Iterable[str]) -> KpiScore:
        pooled: Measure | Unmeasured | None
        if isinstance(measures, Unmeasured):
            pooled = measures
        else:
            pooled = kpi_measure(clause, roster.rules).pooled(
                measures, (key for key in measures if key is not None and person_of(key) not in without)
            )
        target = None if lacking else roster.department_target(department, clause, without)
        return score_kpi(clause, pooled, target, roster.rules, decision)

    one = scored(out)
    if lacking and one.no_base:
        named = f"{one.no_base}（{'、'.join(sorted(lacking))}）"
        one = _without_base(one, roster.rules.appraisal.kpi[clause].missing, named, decision)
    # Who has left may still have returns of the month.
    having = set() if isinstance(measures, Unmeasured) else {person_of(key) for key in measures if key}
    present = [who for who in out if who in roster.people or who in having]
    if not present:
        return one
    all_in = scored(())
    said = "；".join(
        f"{who} 不计入部门（由 {out[who].decided_by} 决定，理由：{out[who].reason}）" for who in present
    )
    both = f"计入则实际 {quantity(all_in.actual, one.unit)}、目标 {quantity(all_in.target, one.unit)}"
    return replace(one, note="；".join(filter(None, [one.note, said, both])))


def untargeted(department: str, clause: str, measures: Measures | Unmeasured, roster: Roster) -> set[str]:
    """Return who has no target of a KPI that wants one, though scored in the department or with something to count.

    Who is not scored and has no more than returns needs none.
    """
    kpi = roster.rules.appraisal.kpi[clause]
    if not kpi.target_column:
        return set()
    measures = {} if isinstance(measures, Unmeasured) else measures
    having = {person_of(key) for key, one in measures.items() if key is not None and one.numerator > 0}
    return {
        one.employee_id
        for one in roster.memberships_of(department)
        if roster.set_target(one.employee_id, clause) is None
        and (one.present >= roster.rules.appraisal.min_days or one.employee_id in having)
    }
