"""A month from registers to result: the one entry for notebook, command line and server."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import narwhals as nw

from mktkit.appraisal.calc import measure_department, score_department, score_manager, score_people
from mktkit.appraisal.inputs import check_inputs, missing_registers
from mktkit.appraisal.model import AppraisalResult, DepartmentScore, Period, PersonScore
from mktkit.appraisal.roster import decisions_of, members, targets_of
from mktkit.errors import Finding, FindingsError, MktkitError, notice
from mktkit.registers import Dataset, Table
from mktkit.rules import DEPARTMENTS, MARKETING, Rules

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


def _records(table: Table | None) -> Iterable[Mapping[str, Any]]:
    if table is None:
        return []
    names = list(table.columns)
    return [dict(zip(names, row, strict=True)) for row in zip(*table.columns.values(), strict=True)]


def appraise(
    dataset: Dataset, period: Period, rules: Rules, departments: tuple[str, ...] = tuple(DEPARTMENTS)
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

    Returns
    -------
    AppraisalResult

    Raises
    ------
    FindingsError
        Any fault in any register that is needed: nothing is scored.

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
    findings: list[Finding] = [*dataset.findings]
    findings += missing_registers(dataset.tables, departments, rules)
    # Registers that are right are held against each other even when others are not, so that one run shows all.
    sound = {name: table for name, table in dataset.tables.items() if not table.faults}
    people = members(_records(sound.get("staff")), period, rules)
    targets = targets_of(_records(sound.get("targets")), period.month)
    decisions = decisions_of(_records(sound.get("decisions")), period.month)
    findings += check_inputs(sound, departments, people, targets, period, rules)
    if any(finding.level == "fault" for finding in findings):
        raise FindingsError(findings)
    frames = {name: nw.from_native(table.frame()) for name, table in dataset.tables.items()}
    scored: list[PersonScore] = []
    totals: list[DepartmentScore] = []
    for department in departments:
        measured = measure_department(department, frames, period, rules)
        scored += score_people(department, measured, people, targets, decisions, period, rules)
        totals.append(score_department(department, measured, people, targets, decisions, rules))
    if len(departments) == len(DEPARTMENTS):
        scored += [
            score_manager(member, totals, period, rules)
            for member in people.values()
            if member.department == MARKETING
        ]
    used = {
        (who, kpi.clause)
        for who, kpis in [
            *((one.employee_id, one.kpis) for one in scored),
            *((one.department, one.kpis) for one in totals),
        ]
        for kpi in kpis
        if kpi.state != "measured" and rules.appraisal.kpi[kpi.clause].missing == "ask"
    }
    groups = tuple(DEPARTMENTS[department] for department in departments)  # type: ignore[index]
    findings += [
        notice(f"《考核决定》里 {who} 的 {clause} 没有用上：这项指标有基数，或规则已有处理", "", "不影响计算")
        for who, clause in decisions
        if (who, clause) not in used and clause.startswith(groups)
    ]
    return AppraisalResult(
        period,
        tuple(scored),
        tuple(totals),
        tuple(findings),
        rules.edition,
        rules.fingerprint,
        rules.has_samples,
    )
