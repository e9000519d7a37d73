"""Checks across registers before a month is scored: nobody missing, nothing contradicting."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from mktkit.appraisal.measures import registers_of
from mktkit.appraisal.model import Period
from mktkit.appraisal.roster import Member, Targets
from mktkit.errors import Finding, closest, fault, joined, notice
from mktkit.money import yuan
from mktkit.registers import REGISTERS, Table
from mktkit.rules import Rules

__all__ = ["check_inputs", "missing_registers"]

#: register → (column of the person, column of the date or month, department whose KPI it feeds).
_PERSON: dict[str, tuple[str, str, str]] = {
    "research_tasks": ("owner_id", "due_on", "市场部"),
    "campaigns": ("owner_id", "ends_on", "市场部"),
    "spot_checks": ("collector_id", "checked_on", "市场部"),
    "sales_ledger": ("salesperson_id", "signed_on", "销售部"),
    "customers": ("owner_id", "first_order_on", "销售部"),
    "satisfaction": ("employee_id", "surveyed_on", "销售部"),
    "expenses": ("employee_id", "period", "销售部"),
    "inquiries": ("agent_id", "received_at", "客服部"),
    "complaints": ("agent_id", "received_at", "客服部"),
    "callbacks": ("employee_id", "visited_on", "客服部"),
    "opinions": ("employee_id", "collected_on", "客服部"),
}


def missing_registers(
    tables: Mapping[str, Table], departments: tuple[str, ...], rules: Rules
) -> list[Finding]:
    """Return a fault for every register that is needed and not there."""
    needed = ["staff", *(name for department in departments for name in registers_of(department, rules))]
    return [
        fault(
            f"没有找到登记表《{REGISTERS[name].title}》",
            f"文件名里要有“{REGISTERS[name].title}”",
            "把它放进登记表文件夹；当月没有发生的，放一张只有表头的空表",
        )
        for name in dict.fromkeys(needed)
        if name not in tables
    ]


def check_inputs(
    tables: Mapping[str, Table],
    departments: tuple[str, ...],
    people: Mapping[str, Member],
    targets: Mapping[str, Targets],
    period: Period,
    rules: Rules,
) -> list[Finding]:
    """Return what is wrong or worth knowing across the registers of a month, as far as `tables` hold them.

    Faults: a 工号 that is not in 人员, a salesperson without a sales target, a customer whose 首单日期 contradicts the
    ledger, an ended campaign without results, a post without a bonus base.  Notices: rows that count for nobody.
    """
    found: list[Finding] = []
    if "staff" not in tables:
        return found
    known = {row for row in tables["staff"].columns["employee_id"] if row is not None}
    for name, (person, date, department) in _PERSON.items():
        if name in tables and department in departments:
            found += _people_of(tables[name], person, date, department, known, people, period)
    if "销售部" in departments and "targets" in tables:
        found += _sales_targets(tables, people, targets, period, rules)
    if "销售部" in departments and {"sales_ledger", "customers"} <= tables.keys():
        found += _first_orders(tables, period)
    if "销售部" in departments and "expenses" in tables:
        found += _expenses_of_nobody(tables["expenses"], period, rules)
    if "市场部" in departments and "campaigns" in tables:
        found += _campaign_results(tables["campaigns"], period)
    for member in people.values():
        if (
            member.appraised
            and member.base is None
            and (member.department in departments or len(departments) == 3)
        ):
            found.append(
                fault(
                    f"{member.employee_id} 的岗位「{member.post}」没有月奖金基数",
                    "规则 5.3.1 的 bonus_base 或《人员》的“月奖金基数”要有一个",
                    "补上其中之一",
                    file="、".join(sorted({place[0] for place in tables["staff"].places})),
                )
            )
    return found


def _place(table: Table, position: int, column: str) -> dict[str, Any]:
    file, sheet, row = table.places[position]
    return {
        "file": file,
        "sheet": sheet,
        "row": row,
        "column": table.register.column(column).title if column else "",
    }


def _in_month(value: Any, period: Period) -> bool:
    if isinstance(value, str):
        return value == period.month
    if isinstance(value, dt.datetime):
        value = value.date()
    return isinstance(value, dt.date) and period.first <= value <= period.last


def _people_of(
    table: Table,
    person: str,
    date: str,
    department: str,
    known: set[str],
    people: Mapping[str, Member],
    period: Period,
) -> Iterator[Finding]:
    elsewhere: Counter[str] = Counter()
    for position, (who, when) in enumerate(zip(table.columns[person], table.columns[date], strict=True)):
        if who is None or not _in_month(when, period):
            continue
        if who not in known:
            yield fault(
                f"工号「{who}」不在《人员》里",
                "应为《人员》里的工号",
                joined(closest(who, known), "改正工号，或在《人员》里补上此人"),
                **_place(table, position, person),
            )
        elif who not in people or people[who].department != department:
            elsewhere[who] += 1
    for who, rows in sorted(elsewhere.items()):
        member = people.get(who)
        why = f"属于{member.department}" if member else "当月不在岗"
        yield notice(
            f"《{table.register.title}》有 {rows} 行写的是 {who}，此人{why}，没有计入{department}",
            "",
            "若应计入，请核对《人员》的部门、到离岗日期",
            file="、".join(dict.fromkeys(place[0] for place in table.places)),
        )


def _sales_targets(
    tables: Mapping[str, Table],
    people: Mapping[str, Member],
    targets: Mapping[str, Targets],
    period: Period,
    rules: Rules,
) -> Iterator[Finding]:
    table = tables["targets"]
    where = "、".join(dict.fromkeys(place[0] for place in table.places))
    for member in people.values():
        own = targets.get(member.employee_id)
        if member.department == "销售部" and member.appraised and (own is None or own.sales_target is None):
            yield fault(
                f"{member.employee_id} 没有 {period.month} 的销售目标",
                "销售部每个参加考核的人每月都要有销售目标",
                "在《月度目标》里补上这一行；本月不考核的，在《人员》里把状态改为免考核",
                file=where,
                column="销售目标",
            )


def _expenses_of_nobody(table: Table, period: Period, rules: Rules) -> Iterator[Finding]:
    """Say which expenses of the sales department 5.1.2.d leaves out, and how much they are."""
    counted = rules.appraisal.sales_expense_categories
    alone: list[int] = []
    other: list[int] = []
    names = ("period", "department", "employee_id", "category", "amount")
    for month, department, who, category, amount in zip(*(table.columns[n] for n in names), strict=True):
        if month == period.month and department == "销售部" and amount is not None:
            if category not in counted:
                other.append(amount)
            elif who is None:
                alone.append(amount)
    for amounts, why, mend in (
        (alone, "没有写工号", "若应计入某人，请填工号"),
        (other, f"不属于{'、'.join(counted)}", "若应计入，请改规则 5.1.2.d 的 sales_expense_categories"),
    ):
        if amounts:
            yield notice(
                f"《{table.register.title}》{period.month} 有 {len(amounts)} 行销售部的费用{why}，"
                f"共 {yuan(sum(amounts))} 元，没有计入 5.1.2.d",
                "",
                mend,
                file="、".join(dict.fromkeys(place[0] for place in table.places)),
            )


def _first_orders(tables: Mapping[str, Table], period: Period) -> Iterator[Finding]:
    """Hold the customers' 首单日期 against the ledger."""
    ledger, customers = tables["sales_ledger"], tables["customers"]
    first: dict[str, tuple[dt.date, int]] = {}
    sellers: dict[tuple[str, dt.date], set[str]] = {}
    covered: dt.date | None = None
    rows = zip(
        ledger.columns["kind"],
        ledger.columns["signed_on"],
        ledger.columns["customer_id"],
        ledger.columns["salesperson_id"],
        strict=True,
    )
    for position, (kind, signed, customer, seller) in enumerate(rows):
        if kind != "销售" or signed is None or customer is None:
            continue
        covered = signed if covered is None or signed < covered else covered
        if customer not in first or signed < first[customer][0]:
            first[customer] = (signed, position)
        sellers.setdefault((customer, signed), set()).add(seller)
    filed = {
        customer: position
        for position, customer in enumerate(customers.columns["customer_id"])
        if customer is not None
    }
    for customer, (signed, position) in first.items():
        if customer not in filed:
            if _in_month(signed, period):
                yield fault(
                    f"客户「{customer}」不在《客户档案》里",
                    "有订单的客户都要建档（3.3.1）",
                    "在《客户档案》里补上",
                    **_place(ledger, position, "customer_id"),
                )
            continue
        at = filed[customer]
        stated, owner = customers.columns["first_order_on"][at], customers.columns["owner_id"][at]
        file, _, row = ledger.places[position]
        if stated is None:
            yield fault(
                f"客户「{customer}」没有填首单日期，{file} 第 {row} 行却有 {signed} 的订单", "首单日期要与销售台账一致", "补上首单日期",
                **_place(customers, at, "first_order_on"),
            )  # fmt: skip
        elif stated > signed or (stated < signed and covered is not None and stated >= covered):
            yield fault(
                f"客户「{customer}」的首单日期是 {stated}，销售台账里最早的订单是 {signed}（{file} 第 {row} 行）", "两处应一致", "核对后改正其中一处",
                **_place(customers, at, "first_order_on"),
            )  # fmt: skip
        elif _in_month(stated, period) and stated == signed and owner not in sellers[customer, signed]:
            yield notice(
                f"客户「{customer}」归属 {owner}，首单的业务员是 {'、'.join(sorted(sellers[customer, signed]))}，新客户按归属人计",
                "",
                "若不对，请改正归属工号",
                **_place(customers, at, "owner_id"),
            )  # fmt: skip
    for customer, at in filed.items():
        stated = customers.columns["first_order_on"][at]
        if (
            stated is not None
            and customer not in first
            and covered is not None
            and stated >= covered
            and _in_month(stated, period)
        ):
            yield fault(
                f"客户「{customer}」的首单日期是 {stated}，销售台账里却没有这个客户的订单", "首单日期要与销售台账一致", "补上订单，或改正首单日期",
                **_place(customers, at, "first_order_on"),
            )  # fmt: skip


def _campaign_results(table: Table, period: Period) -> Iterator[Finding]:
    for position, ends in enumerate(table.columns["ends_on"]):
        if not _in_month(ends, period):
            continue
        for name in ("participation_actual", "exposure_actual", "conversion_actual"):
            if table.columns[name][position] is None:
                yield fault(
                    "活动已在本月结束，没有填实际数",
                    "结束的活动要填三项实际数",
                    "补上这一格；确实没有的填 0",
                    **_place(table, position, name),
                )
