"""The declaration of a KPI: one for each under whatever rules, and every row of the month counted or left out for a reason."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any, get_args

import narwhals as nw
import pandas as pd
import pytest

from mktkit.appraisal.kpi import Counted, Evidence, Measures, fetched
from mktkit.appraisal.lineage import Reason
from mktkit.appraisal.measures import KPI_MEASURES, kpi_measure, measures_of, registers_of
from mktkit.appraisal.model import Measure, Period
from mktkit.registers import REGISTERS, read_dataset
from mktkit.rules import DEPARTMENTS, Rules
from mktkit.rules.subjects.appraisal import KPI_CLAUSES, AppraisalValues

OCTOBER = Period.of("2026-10")


def _choices(name: str) -> tuple[str, ...]:
    return get_args(AppraisalValues.model_fields[name].annotation)


def _under(rules: Rules, **chosen: str) -> Any:
    """The rules with other choices, of which a measure asks the appraisal's alone."""

    return replace(rules, appraisal=rules.appraisal.model_copy(update=chosen))


@pytest.mark.parametrize(
    ("basis", "new"), list(itertools.product(_choices("sales_basis"), _choices("new_customer_basis")))
)
def test_every_kpi_is_declared_once_whatever_the_rules_choose(rules: Rules, basis: str, new: str) -> None:
    chosen = _under(rules, sales_basis=basis, new_customer_basis=new)
    held = [one.clause for department in DEPARTMENTS for one in measures_of(department, chosen)]
    assert held == list(KPI_CLAUSES)


@pytest.mark.parametrize("one", KPI_MEASURES, ids=lambda one: f"{one.clause} {one.under}")
def test_what_is_declared_is_there(one: Any, rules: Rules) -> None:
    bearer = REGISTERS[one.through[0] if one.through else one.register]
    assert set(one.registers) <= set(REGISTERS)
    assert one.person is None or one.person in {column.name for column in bearer.columns}
    # A share is printed in percent or points, a mean in points of a hundred, a count in what is counted, money in 元.
    units = {"rate": {"%", "百分点"}, "mean": {"分"}, "count": {"家", "条"}, "amount": {"元"}}
    assert rules.appraisal.kpi[one.clause].unit in units[one.kind]


@pytest.mark.parametrize(
    ("department", "chosen", "needed"),
    [
        ("市场部", {}, "research_tasks awareness_waves campaigns spot_checks"),
        ("销售部", {}, "targets sales_ledger customers satisfaction expenses"),
        ("销售部", {"sales_basis": "发货"}, "targets sales_ledger customers satisfaction expenses"),
        ("销售部", {"sales_basis": "回款"}, "targets sales_ledger receipts customers satisfaction expenses"),
        (
            "销售部",
            {"new_customer_basis": "首单且首款到账"},
            "targets sales_ledger receipts customers satisfaction expenses",
        ),
        ("客服部", {}, "inquiries complaints callbacks opinions"),
    ],
)
def test_a_department_needs_the_registers_of_its_kpis(
    rules: Rules, department: str, chosen: dict[str, str], needed: str
) -> None:
    assert registers_of(department, _under(rules, **chosen)) == tuple(needed.split())


def _reasons(clause: str, rows: list[dict[str, Any]], rules: Rules) -> dict[str, list[int]]:
    """Which rows (from 0) the KPI counts, and which it leaves out for which reason."""
    one = kpi_measure(clause, rules)
    columns = {
        column.name: pd.Series([row.get(column.name) for row in rows], dtype=column.kind.dtype)
        for column in REGISTERS[one.register].columns
    }
    frame = nw.from_native(pd.DataFrame(columns), eager_only=True).with_row_index("number")
    evidence = Evidence({one.register: frame}, OCTOBER, rules)
    month = one.of_month(evidence)
    counted = one.count(month, evidence)
    left = {
        reason: [int(row) for (row,) in fetched(counted.rows.filter(condition).select("number"))]
        for reason, condition in counted.left_out.items()
    }
    held = {"counted": [int(row) for (row,) in fetched(counted.kept.select("number"))], **left}
    found = {reason: rows for reason, rows in held.items() if rows}
    assert set(found) <= {"counted", *get_args(Reason)}
    assert sorted(itertools.chain(*found.values())) == sorted(month["number"].to_list())
    return found


_DAY, _EVE = dt.date(2026, 10, 20), dt.date(2026, 9, 30)


@pytest.mark.parametrize(
    ("clause", "rows", "expected"),
    [
        (
            "5.1.1.a",
            [{"due_on": _DAY}, {"due_on": _DAY, "cancelled_by": "M1"}, {"due_on": _EVE}],
            {"counted": [0], "cancelled": [1]},
        ),
        (
            "5.1.1.b",
            [
                {"wave_id": "a", "surveyed_on": _DAY, "prompt": "提示后", "baseline_id": "b"},
                {"wave_id": "b", "surveyed_on": _DAY, "prompt": "提示后"},
                {"wave_id": "c", "surveyed_on": _DAY, "prompt": "无提示", "baseline_id": "b"},
            ],
            {"counted": [0], "rule": [1, 2]},
        ),
        (
            "5.1.2.c",
            [{"surveyed_on": _DAY}, {"surveyed_on": _DAY, "valid": False}, {"surveyed_on": _DAY, "valid": True}],
            {"counted": [0, 2], "invalid": [1]},
        ),
        (
            "5.1.2.d",
            [
                {"period": "2026-10", "employee_id": "X1", "category": "销售费用"},
                {"period": "2026-10", "employee_id": "X1", "category": "市场调研费用"},
                {"period": "2026-10", "category": "销售费用"},
                {"period": "2026-09", "employee_id": "X1", "category": "销售费用"},
            ],
            {"counted": [0], "rule": [1], "nobody": [2]},
        ),
        (
            "5.1.3.a",
            [
                # Friday 30 October, 16:00: the mailbox's limit runs into November.
                {"channel": "邮件", "received_at": dt.datetime(2026, 10, 30, 16)},
                {"channel": "邮件", "received_at": dt.datetime(2026, 10, 12, 9)},
                {"channel": "邮件", "received_at": dt.datetime(2026, 10, 12, 9), "invalid": True},
            ],
            {"running": [0], "counted": [1], "invalid": [2]},
        ),
        (
            "5.1.3.b",
            [{"received_at": dt.datetime(2026, 10, 29, 9)}, {"received_at": dt.datetime(2026, 10, 12, 9)}],
            {"running": [0], "counted": [1]},
        ),
        ("5.1.3.c", [{"visited_on": _DAY, "callback_satisfaction": 4}, {"visited_on": _DAY}], {"counted": [0], "invalid": [1]}),
        ("5.1.3.d", [{"collected_on": _DAY, "valid": True}, {"collected_on": _DAY}], {"counted": [0], "invalid": [1]}),
    ],
)  # fmt: skip
def test_a_row_of_the_month_counts_or_is_left_out_for_a_reason(
    rules: Rules, clause: str, rows: list[dict[str, Any]], expected: dict[str, list[int]]
) -> None:
    assert _reasons(clause, rows, rules) == expected


@pytest.fixture(scope="module")
def evidence(sample: Path, rules: Rules) -> Evidence:
    frames = {name: nw.from_native(one.frame()) for name, one in read_dataset(sample, rules).tables.items()}
    return Evidence(frames, OCTOBER, rules)


@pytest.mark.parametrize("clause", KPI_CLAUSES)
def test_the_example_months_rows_all_have_a_place(evidence: Evidence, clause: str) -> None:
    one = kpi_measure(clause, evidence.rules)
    month = one.of_month(evidence)
    counted = one.count(month, evidence)
    out = counted.rows
    for condition in counted.left_out.values():
        out = out.filter(~condition.fill_null(False))
    assert len(out) == len(counted.kept)
    assert 0 < len(counted.kept) <= len(month) == len(counted.rows)


def test_a_kpi_without_rows_is_no_base_but_a_count_is_zero(rules: Rules) -> None:
    rate, count = kpi_measure("5.1.3.a", rules), kpi_measure("5.1.3.d", rules)
    assert (rate.of_person({}, "K1"), rate.pooled({}, ["K1"])) == (None, None)
    nothing = count.of_person({}, "K1")
    assert nothing is not None
    assert (nothing.actual, nothing.rows) == (0, 0)
    assert count.pooled({}, ["K1"]) == nothing


def test_the_department_is_measured_over_its_peoples_rows(rules: Rules) -> None:
    rate = kpi_measure("5.1.3.a", rules)
    each = {"K1": (9, 10), "K2": (1, 2), "X1": (7, 7)}
    measured: Measures = {who: Measure(Fraction(a), Fraction(b), b, 100) for who, (a, b) in each.items()}
    # (9 + 1) ÷ (10 + 2), and nothing of X1's.
    assert rate.pooled(measured, ["K1", "K2", "K3"]) == Measure(Fraction(10), Fraction(12), 12, 100)
    # Of awareness there is one measure for all.
    lift: Measures = {None: Measure(Fraction(3, 100), Fraction(1), 2, 100)}
    whole = kpi_measure("5.1.1.b", rules)
    assert whole.of_person(lift, "S1") == whole.pooled(lift, ["S1"]) == lift[None]


def test_nothing_left_out_keeps_every_row() -> None:
    rows = nw.from_native(pd.DataFrame({"a": [1, 2]}), eager_only=True)
    assert len(Counted(rows).kept) == 2
