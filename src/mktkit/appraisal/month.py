"""A month from registers to result: the one entry for notebook, command line and server."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from mktkit.appraisal.calc import measure_department, score_department, score_people
from mktkit.appraisal.inputs import check_inputs, frames_of, missing_registers
from mktkit.appraisal.kpi import Evidence, Unmeasured
from mktkit.appraisal.measures import measures_of
from mktkit.appraisal.model import AppraisalResult, DepartmentScore, Period, PersonScore
from mktkit.appraisal.progress import month_state
from mktkit.appraisal.roster import Roster, roster_of
from mktkit.appraisal.tracing import lineage_of
from mktkit.errors import Finding, FindingsError, MktkitError, notice
from mktkit.registers import Dataset
from mktkit.rules import DEPARTMENTS, Rules

__all__ = ["DEPARTMENT_NAMES", "appraise", "departments_of"]

#: What the command line calls the departments.
DEPARTMENT_NAMES = {"market": "市场部", "sales": "销售部", "service": "客服部"}


def departments_of(name: str) -> tuple[str, ...]:
    """Return the departments meant by ``sales``, ``market``, ``service``, ``all`` or a Chinese name.

    Raises
    ------
    MktkitError
        No such department.
    """
    if name in ("all", "全部"):
        return tuple(DEPARTMENTS)
    chosen = DEPARTMENT_NAMES.get(name, name)
    if chosen in DEPARTMENTS:
        return (chosen,)
    raise MktkitError(
        f"没有部门「{name}」",
        "可写：sales（销售部）、market（市场部）、service（客服部）、all（全部）",
        "改好后重试",
    )


def appraise(
    dataset: Dataset,
    period: Period,
    rules: Rules,
    departments: tuple[str, ...] = tuple(DEPARTMENTS),
    *,
    today: dt.date | None = None,
) -> AppraisalResult:
    """Score a month.

    Parameters
    ----------
    dataset
        The registers as read.
    period
        The month.
    rules
        The rules in force in it: ``load_rules(on=period.first)``.
    departments
        Which departments; with all of them 营销经理 is scored too.
    today
        The day on which it is done; None where the caller answers for the month being over.

    Returns
    -------
    AppraisalResult

    Raises
    ------
    FindingsError
        Any fault in any register that is needed: nothing is scored.
    MktkitError
        The month has not begun, or still runs: see :func:`mktkit.appraisal.progress.progress_of`.

    Notes
    -----
    制度 5.1–5.3.1, design §4.
    """
    if not period.first <= rules.on <= period.last:
        raise MktkitError(
            f"规则取的是 {rules.on} 的版本，考核的却是 {period.month}",
            "某月按当月的规则考核",
            "用当月的日期取规则",
        )
    if today is not None and month_state(period, today) == "running":
        raise MktkitError(
            f"{period.month} 到 {period.cutoff} 才截止，今天是 {today}",
            "过了截止日才有考核结果，在那以前只有期中进度",
            "截止日以后再打分",
            where="月份",
        )
    # Registers that are right are held against each other even when others are not, so that one run shows all.
    sound = {name: table for name, table in dataset.tables.items() if not table.faults}
    roster = roster_of(sound, period, rules)
    evidence = Evidence(frames_of(sound), period, rules, roster)
    findings: list[Finding] = [*dataset.findings, *missing_registers(dataset.tables, departments, rules)]
    findings += check_inputs(sound, departments, roster, evidence)
    if any(finding.level == "fault" for finding in findings):
        raise FindingsError(findings)
    measured = {department: measure_department(department, evidence) for department in departments}
    totals = tuple(score_department(department, held, roster) for department, held in measured.items())
    people = score_people(measured, totals, roster)
    lineages = [
        lineage_of(
            one,
            dataset.tables,
            roster,
            evidence,
            measured=not isinstance(held[one.clause], Unmeasured),
        )
        for department, held in measured.items()
        for one in measures_of(department, rules)
    ]
    findings += _unused_decisions(roster, departments, people, totals)
    return AppraisalResult(
        period,
        people,
        totals,
        tuple(findings),
        rules.edition,
        rules.fingerprint,
        rules.has_samples,
        tuple(lineages),
    )


def _unused_decisions(
    roster: Roster,
    departments: Iterable[str],
    people: Iterable[PersonScore],
    totals: Iterable[DepartmentScore],
) -> list[Finding]:
    """Name the decisions about KPIs that had a base, or that a rule settles already."""
    scored = [(one.employee_id, one.kpis) for one in people] + [(one.department, one.kpis) for one in totals]
    asks = {clause for clause, kpi in roster.rules.appraisal.kpi.items() if kpi.missing == "ask"}
    used = {
        (who, kpi.clause)
        for who, kpis in scored
        for kpi in kpis
        if kpi.state != "measured" and kpi.clause in asks
    }
    groups = tuple(DEPARTMENTS[department] for department in departments)  # type: ignore[index]  # checked names
    return [
        notice(f"《考核决定》里 {who} 的 {clause} 没有用上：这项指标有基数，或规则已有处理", "", "不影响计算")
        for who, clause in roster.decisions
        if (who, clause) not in used and clause.startswith(groups)
    ]
