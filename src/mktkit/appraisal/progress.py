"""A month that is still running: how far everybody is, what is left, where today's pace leads.  Never a result."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from mktkit.appraisal.calc import measure_department
from mktkit.appraisal.inputs import check_inputs, frames_of, missing_registers
from mktkit.appraisal.kpi import Evidence, KpiMeasure, Measures, Unmeasured
from mktkit.appraisal.measures import kpi_measure
from mktkit.appraisal.model import Measure, Period
from mktkit.appraisal.quantities import quantity
from mktkit.appraisal.roster import Roster, members, roster_of
from mktkit.errors import Finding, FindingsError, MktkitError
from mktkit.registers import Dataset
from mktkit.rules import DEPARTMENTS, Rules

__all__ = ["Progress", "ProgressRow", "month_state", "progress_of", "progress_rows"]


@dataclass(frozen=True)
class ProgressRow:
    """One KPI of one person, or of a department (empty `employee_id`), up to a day.

    Attributes
    ----------
    actual, target
        In the KPI's unit, 分 for money; the target is the whole month's.  None where there is none.
    left
        target − actual of what adds up, below 0 where it is passed; None of a rate.
    pace
        Where the days so far lead by the month's end; of a rate the actual itself.
    """

    department: str
    employee_id: str
    name: str
    clause: str
    title: str
    unit: str
    actual: Fraction | None
    target: Fraction | None
    left: Fraction | None
    pace: Fraction | None


@dataclass(frozen=True)
class Progress:
    """A running month up to `today`: 期中进度.  It has no score, no grade and no bonus, and cannot be locked.

    Attributes
    ----------
    findings
        What is wrong or worth knowing so far; the month's end will ask for it.
    """

    period: Period
    today: dt.date
    rows: tuple[ProgressRow, ...]
    findings: tuple[Finding, ...]
    edition: str
    sample: bool


def month_state(period: Period, today: dt.date) -> Literal["running", "over"]:
    """Tell whether a month still runs; it is over once its cut-off day has passed.

    Raises
    ------
    MktkitError
        It has not begun.

    Examples
    --------
    >>> october = Period.of("2026-10")
    >>> month_state(october, dt.date(2026, 10, 31)), month_state(october, dt.date(2026, 11, 1))
    ('running', 'over')
    """
    if today < period.first:
        raise MktkitError(
            f"{period.month} 还没有开始，今天是 {today}",
            "考核已经过了截止日的月份；正在进行的月份只有期中进度",
            "改月份；电脑的日期不对的，先改正",
            where="月份",
        )
    return "running" if today <= period.cutoff else "over"


def progress_of(
    dataset: Dataset,
    period: Period,
    rules: Rules,
    departments: tuple[str, ...] = tuple(DEPARTMENTS),
    *,
    today: dt.date,
) -> Progress:
    """Return how far a running month is.

    Parameters
    ----------
    dataset, period, rules, departments
        As of :func:`mktkit.appraisal.appraise`.
    today
        Up to which day things count.

    Raises
    ------
    FindingsError
        A register cannot be read, or is missing.
    """
    missing = missing_registers(dataset.tables, departments, rules)
    if missing or any(one.level == "fault" for one in dataset.findings):
        raise FindingsError([*dataset.findings, *missing])
    last = min(today, period.last)
    so_far = replace(period, last=last, cutoff=today)
    roster = roster_of(dataset.tables, period, rules)
    evidence = Evidence(frames_of(dataset.tables), so_far, rules, roster)
    rows: list[ProgressRow] = []
    for department in departments:
        measured = measure_department(department, evidence)
        rows += _of_people(department, measured, roster, so_far)
        rows += _of_department(department, measured, roster, so_far)
    findings = [*dataset.findings, *check_inputs(dataset.tables, departments, roster, evidence)]
    return Progress(period, today, tuple(rows), tuple(findings), rules.edition, rules.has_samples)


def _of_people(
    department: str, measured: Mapping[str, Measures | Unmeasured], roster: Roster, so_far: Period
) -> Iterator[ProgressRow]:
    """Yield every stay's KPIs; who is not there yet has nothing so far."""
    begun = {
        one.key: one
        for member in members(roster.histories, so_far, roster.rules).values()
        for one in member.memberships
        if one.department == department
    }
    for stay in roster.memberships_of(department):
        days = begun[stay.key].present if stay.key in begun else 0
        whose = (department, stay.employee_id, roster.people[stay.employee_id].name)
        for clause, measures in measured.items():
            if not isinstance(measures, Unmeasured):
                one = kpi_measure(clause, roster.rules)
                target = roster.target(stay, clause)
                grows = Fraction(stay.present, days) if days else None
                yield _row(whose, one, one.of_person(measures, stay.key), target, grows, roster.rules)


def _of_department(
    department: str, measured: Mapping[str, Measures | Unmeasured], roster: Roster, so_far: Period
) -> Iterator[ProgressRow]:
    grows = Fraction(roster.period.days, so_far.days)
    for clause, measures in measured.items():
        if not isinstance(measures, Unmeasured):
            one = kpi_measure(clause, roster.rules)
            pooled = one.pooled(measures, [key for key in measures if key is not None])
            target = roster.department_target(department, clause)
            if target is None and not roster.rules.appraisal.kpi[clause].target_column:
                target = roster.set_target(department, clause)
            yield _row((department, "", "（部门）"), one, pooled, target, grows, roster.rules)


def _row(
    whose: tuple[str, str, str],
    one: KpiMeasure,
    measure: Measure | None,
    target: Fraction | None,
    grows: Fraction | None,
    rules: Rules,
) -> ProgressRow:
    actual = measure.actual if measure is not None else None
    left = target - actual if one.adds_up and target is not None and actual is not None else None
    pace = actual
    if one.adds_up and actual is not None:
        pace = actual * grows if grows is not None else None
    return ProgressRow(
        *whose, one.clause, rules.clause(one.clause).title, rules.appraisal.kpi[one.clause].unit, actual, target, left, pace
    )  # fmt: skip


def progress_rows(progress: Progress) -> list[dict[str, str]]:
    """Return one row a KPI of every person and department, as it is printed."""
    return [
        {
            "部门": one.department,
            "工号": one.employee_id,
            "姓名": one.name,
            "条款": one.clause,
            "指标": one.title,
            "到今天": quantity(one.actual, one.unit),
            "全月目标": quantity(one.target, one.unit),
            "还差": quantity(one.left, one.unit),
            "照现在的进度到月底": quantity(one.pace, one.unit),
        }
        for one in progress.rows
    ]
