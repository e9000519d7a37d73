"""Two months of an invented small company against figures reckoned apart: every KPI, and every row that does not count.

``registers.json`` holds what happened, ``actuals.json`` what comes of it, worked out in plain Python and exact fractions
without this package: transfer, rehire, joiner, leave, a raise, shared orders, a return of an order
signed where its seller no longer is.
"""

from __future__ import annotations

import datetime as dt
import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from mktkit.appraisal import AppraisalResult, Period, appraise
from mktkit.appraisal.lineage import Fate
from mktkit.appraisal.model import KpiScore
from mktkit.registers import REGISTERS, Dataset, RegisterTable
from mktkit.rules import load_rules

DATA = Path(__file__).parents[1] / "data" / "month"
Row = dict[str, Any]


def day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def moment(text: str | None) -> dt.datetime | None:
    return dt.datetime.fromisoformat(text) if text else None


def staff(one: Row) -> Row:
    base = one.get("base")
    return {
        "employee_id": one["id"], "name": one["name"], "department": one["dept"], "post": one["post"],
        "status": one["status"], "status_from": day(one.get("st_from")), "status_until": day(one.get("st_to")),
        "joined": day(one["came"]), "left": day(one.get("left")), "transferred": day(one.get("moved")),
        "bonus_base": None if base is None else base * 100, "bonus_base_from": day(one.get("base_from")),
    }  # fmt: skip


def target(one: Row) -> Row:
    def fen(name: str) -> int | None:
        return one[name] * 100 if name in one else None

    return {
        "employee_id": one["id"], "month": one["month"], "sales_target": fen("sales"), "new_customer_target": one.get("new"),
        "opinion_target": one.get("opinions"), "expense_budget": fen("budget"), "basis": one["scope"],
    }  # fmt: skip


def campaign(one: Row) -> Row:
    sides = {"target": one["t"], "actual": one["r"] or [None] * 3}
    parts = ("participation", "exposure", "conversion")
    numbers = {
        f"{part}_{side}": value
        for side, values in sides.items()
        for part, value in zip(parts, values, strict=True)
    }
    held = {
        "campaign_id": one["no"],
        "owner_id": one["who"],
        "starts_on": day(one["a"]),
        "ends_on": day(one["b"]),
    }
    return held | numbers


def listed(month: str) -> dict[str, list[Row]]:
    """What happened up to a month, as rows of our registers."""
    data = json.loads((DATA / "registers.json").read_text(encoding="utf-8"))
    now = {name: data[name][month] for name in ("satisfaction", "calls", "complaints", "visits", "opinions", "expense", "checks", "targets")}  # fmt: skip
    past = [one for one in data["people"] if one.get("since", month) <= month]
    return {
        "staff": [staff(one) for one in past],
        "targets": [target(one) for one in now["targets"]],
        "sales_ledger": [
            {"order_id": one["no"], "line_no": one["line"], "kind": one["kind"], "signed_on": day(one["date"]), "customer_id": one["cust"],
             "salesperson_id": one["who"], "share": one["share"] * 100, "gross_amount": one["amount"], "original_order_id": one["orig"] or None}
            for one in data["sales"] if one["date"][:7] <= month
        ],
        "receipts": [
            {"receipt_id": one["no"], "order_id": one["order"], "received_on": day(one["got"]), "amount": one["amount"]}
            for one in data["payments"] if one["got"][:7] <= month
        ],
        "customers": [
            {"customer_id": one["id"], "name": one["name"], "filed_on": day(one["made"]), "first_order_on": day(one["first"]), "owner_id": one["owner"]}
            for one in data["customers"] if one.get("since", month) <= month
        ],
        "satisfaction": [
            {"survey_id": str(one["no"]), "surveyed_on": day(one["date"]), "employee_id": one["who"], "score": one["score"], "valid": one["valid"]}
            for one in now["satisfaction"]
        ],
        # The ledger names the account; what is not of 销售部 is no 销售费用 of theirs.
        "expenses": [
            {"document_id": number, "spent_on": dt.date(int(month[:4]), int(month[5:]), on), "period": month, "department": department,
             "employee_id": who, "category": "销售费用", "amount": net}
            for number, on, _, _, department, who, _, net, _ in now["expense"]
        ],
        "research_tasks": [
            {"task_id": one["no"], "owner_id": one["who"], "due_on": day(one["due"]), "submitted_on": day(one.get("handed")),
             "reviewed_on": day(one.get("passed")), "cancelled_by": one.get("cancelled")}
            for one in data["tasks"]
        ],
        "awareness_waves": [
            {"wave_id": one["no"], "surveyed_on": day(one["date"]), "population": one["area"], "prompt": one["prompt"], "sample_size": one["n"],
             "aware": one["k"], "baseline_id": one["ref"] or None}
            for one in data["waves"]
        ],
        "campaigns": [campaign(one) for one in data["campaigns"]],
        "spot_checks": [
            {"check_id": number, "checked_on": dt.date(int(month[:4]), int(month[5:]), on), "collector_id": who, "checker_id": by,
             "checked": checked, "correct": right}
            for number, on, who, by, checked, right in now["checks"]
        ],
        "inquiries": [
            {"ticket_id": one["no"], "channel": "电话", "received_at": moment(one["time"]), "first_response_at": moment(one["answered"]),
             "agent_id": one["who"], "invalid": one["spam"], "missed": None if one["state"] == "接通" else one["state"]}
            for one in now["calls"]
        ],
        "complaints": [
            {"complaint_id": one["no"], "level": one["grade"] or None, "received_at": moment(one["time"]), "agent_id": one["who"],
             "resolved_at": moment(one.get("closed")), "confirmed": None if one.get("ok") is None else "认可" if one["ok"] else "不认可"}
            for one in now["complaints"]
        ],
        "callbacks": [
            {"callback_id": one["no"], "visited_on": day(one["date"]), "employee_id": one["who"], "callback_satisfaction": one["work"]}
            for one in now["visits"]
        ],
        "opinions": [
            {"opinion_id": one["no"], "collected_on": day(one["date"]), "employee_id": one["who"], "text": one["text"], "valid": one["valid"]}
            for one in now["opinions"]
        ],
    }  # fmt: skip


@pytest.fixture(scope="module", params=["2026-09", "2026-10"])
def company_month(
    request: pytest.FixtureRequest,
) -> tuple[AppraisalResult, dict[str, Any], dict[str, RegisterTable]]:
    month: str = request.param
    tables = {}
    for name, rows in listed(month).items():
        register = REGISTERS[name]
        columns = {column.name: [row.get(column.name) for row in rows] for column in register.columns}
        tables[name] = RegisterTable(
            register, columns, [(f"{register.title}.xlsx", "", 2 + n) for n in range(len(rows))]
        )
    rules = load_rules(on=dt.date.fromisoformat(f"{month}-01"), company=None)
    result = appraise(Dataset(tables, ()), Period.of(month, rules.appraisal.cutoff_days), rules)
    actuals = json.loads((DATA / "actuals.json").read_text(encoding="utf-8"))
    return result, actuals[month], tables


def test_every_kpi_is_the_one_reckoned_apart(company_month: Any) -> None:
    result, right, _ = company_month
    scores: dict[tuple[str, str], KpiScore] = {}
    for one in (*result.people, *result.departments):
        for kpi in one.kpis:
            scores[kpi.clause, getattr(one, "employee_id", one.department)] = kpi
    seen = 0
    for clause, by in right["kpi"].items():
        for who, figures in by.items():
            kpi = scores[clause, who]
            if "actual_fen" in figures:
                assert kpi.actual == Fraction(figures["actual_fen"]), (clause, who)
            elif "actual" in figures:
                assert kpi.actual == figures["actual"], (clause, who)
            elif "num" in figures:
                assert (kpi.numerator, kpi.denominator) == (figures["num"], figures["den"]), (clause, who)
            else:
                assert kpi.actual == Fraction(figures.get("value", figures.get("value_points"))), (
                    clause,
                    who,
                )
            wanted = next(
                (figures[name] for name in ("target_fen", "budget_fen", "target") if name in figures), None
            )
            assert wanted is None or kpi.target == Fraction(wanted), (clause, who)
            seen += 1
    assert seen > 40


#: What the reckoning calls a reason → ours.
REASONS: dict[str, Fate] = {
    "cancelled": "cancelled", "invalid": "invalid", "无效": "invalid", "not through": "invalid", "still running": "running",
    "another department": "elsewhere", "分: 市场部": "elsewhere", "分: 客服部": "elsewhere",
}  # fmt: skip


def test_what_does_not_count_is_what_was_left_out_apart(company_month: Any) -> None:
    result, right, tables = company_month
    register = {one.title: name for name, one in REGISTERS.items()}
    for one in result.lineages:
        ids = next(iter(tables[register[one.register]].columns.values()))
        left = {ids[row.row - 2]: row.fate for row in one.traced() if row.fate not in ("counted", "baseline")}
        wanted = {
            said.removeprefix("answer ").split()[0]: next(
                fate for words, fate in REASONS.items() if words in said
            )
            for said in right["left_out"].get(one.clause, [])
        }
        assert left == wanted, one.clause
        assert one.total == sum(share.rows for share in one.shares)


def test_the_money_that_does_not_count_is_told_to_the_fen(company_month: Any) -> None:
    result, right, _ = company_month
    for one in result.lineages:
        if one.kind == "amount":
            # 「记-0016 S001 350000 分: 市场部」
            wanted = sum(int(said.split(" 分:")[0].split()[-1]) for said in right["left_out"][one.clause])
            assert sum(share.amount or 0 for share in one.shares[1:]) == wanted
            department = right["kpi"][one.clause]["销售部"]
            assert one.shares[0].amount == Fraction(department["actual_fen"])
