"""Checks across registers before a month is scored: nobody missing, nothing contradicting."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

import narwhals as nw

from mktkit.appraisal.kpi import ROW, Evidence, Frames, KpiMeasure, fetched
from mktkit.appraisal.measures import measures_of, registers_of
from mktkit.appraisal.model import Period
from mktkit.appraisal.roster import Roster
from mktkit.errors import Finding, Where, closest, fault, joined, notice
from mktkit.money import yuan
from mktkit.registers import REGISTERS, RegisterTable
from mktkit.rules import DEPARTMENTS, Rules

__all__ = ["check_inputs", "frames_of", "missing_registers"]


def frames_of(tables: Mapping[str, RegisterTable]) -> Frames:
    """Return the registers as frames whose rows are numbered, so that each leads back to its file."""
    return {
        name: nw.from_native(table.frame(), eager_only=True).with_row_index(ROW)
        for name, table in tables.items()
    }


def missing_registers(
    tables: Mapping[str, RegisterTable], departments: tuple[str, ...], rules: Rules
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
    tables: Mapping[str, RegisterTable], departments: tuple[str, ...], roster: Roster, evidence: Evidence
) -> list[Finding]:
    """Return what is wrong or worth knowing across the registers of a month, as far as `tables` hold them.

    Faults: a 工号 that is not in 人员 or an order that is not in 销售台账, in a row that counts in the month; a
    salesperson without a sales target, a customer whose 首单日期 contradicts the ledger, an ended campaign without
    results, a post without a bonus base.  Notices: rows that count for nobody.
    """
    found: list[Finding] = []
    if "staff" not in tables:
        return found
    period, rules = roster.period, roster.rules
    measures = [one for department in departments for one in measures_of(department, rules)]
    for one in measures:
        if one.person is not None and all(name in tables for name in _rested_on(one)):
            found += _people_of(one, one.person, tables, roster, evidence)
    if any("receipts" in one.registers for one in measures) and {"receipts", "sales_ledger"} <= tables.keys():
        found += _unknown_orders(tables["receipts"], tables["sales_ledger"], period)
    if "销售部" in departments and "targets" in tables:
        found += _sales_targets(tables["targets"], roster)
    if "销售部" in departments and {"sales_ledger", "customers"} <= tables.keys():
        found += _first_orders(tables["sales_ledger"], tables["customers"], period)
    if "销售部" in departments and "expenses" in tables:
        found += _expenses_of_nobody(tables["expenses"], period, rules)
    if "市场部" in departments and "campaigns" in tables:
        found += _campaign_results(tables["campaigns"], period)
    found += _bonus_bases(tables["staff"], departments, roster)
    return found


def _rested_on(one: KpiMeasure) -> tuple[str, ...]:
    """Return the registers without which a measure's rows of the month cannot be told."""
    beside = one.registers if one.prepared or one.through else (one.register,)
    return tuple(name for name in beside if name != "targets")


def _files(table: RegisterTable) -> str:
    return "、".join(dict.fromkeys(place[0] for place in table.places))


def _place(table: RegisterTable, position: int, column: str) -> Where:
    file, sheet, row = table.places[position]
    return {
        "file": file,
        "sheet": sheet,
        "row": row,
        "column": table.register.column(column).title if column else "",
    }


def _in_month(day: dt.date | None, period: Period) -> bool:
    return day is not None and period.first <= day <= period.last


def _people_of(
    one: KpiMeasure, person: str, tables: Mapping[str, RegisterTable], roster: Roster, evidence: Evidence
) -> Iterator[Finding]:
    """Say whom the month's rows of a measure name that nobody knows, and whose rows do not count here."""
    table = tables[one.through[0] if one.through else one.register]
    known = {who for who in tables["staff"].columns["employee_id"] if who is not None}
    elsewhere: Counter[str] = Counter()
    for position in _bearing(one, tables, evidence):
        who = table.columns[person][position]
        if who is None:
            continue
        member = roster.people.get(who)
        if who not in known:
            yield fault(
                f"工号「{who}」不在《人员》里",
                "应为《人员》里的工号",
                joined(closest(who, known), "改正工号，或在《人员》里补上此人"),
                **_place(table, position, person),
            )
        elif member is None or member.department != one.department:
            elsewhere[who] += 1
    for who, rows in sorted(elsewhere.items()):
        member = roster.people.get(who)
        why = f"属于{member.department}" if member else "当月不在岗"
        yield notice(
            f"《{table.register.title}》有 {rows} 行写的是 {who}，此人{why}，没有计入{one.department}",
            "",
            "若应计入，请核对《人员》的部门、到离岗日期",
            file=_files(table),
        )


def _bearing(one: KpiMeasure, tables: Mapping[str, RegisterTable], evidence: Evidence) -> Iterable[int]:
    """Return the rows that say whose the month's rows are: those themselves, or what they lead to."""
    month = sorted(int(row) for (row,) in fetched(one.of_month(evidence).select(ROW)))
    if one.through is None:
        return month
    name, key = one.through
    counted = {tables[one.register].columns[key][position] for position in month}
    return (position for position, value in enumerate(tables[name].columns[key]) if value in counted)


def _unknown_orders(receipts: RegisterTable, ledger: RegisterTable, period: Period) -> Iterator[Finding]:
    known = {order for order in ledger.columns["order_id"] if order is not None}
    paid = zip(receipts.columns["order_id"], receipts.columns["received_on"], strict=True)
    for position, (order, day) in enumerate(paid):
        if order is not None and order not in known and _in_month(day, period):
            yield fault(
                f"订单「{order}」不在《销售台账》里，这笔回款不知道计给谁",
                "应为《销售台账》里的订单号",
                joined(closest(order, known), "改正订单号，或在《销售台账》里补上这张订单"),
                **_place(receipts, position, "order_id"),
            )


def _bonus_bases(staff: RegisterTable, departments: tuple[str, ...], roster: Roster) -> Iterator[Finding]:
    whole = len(departments) == len(DEPARTMENTS)
    for member in roster.people.values():
        if member.appraised and member.base is None and (whole or member.department in departments):
            yield fault(
                f"{member.employee_id} 的岗位「{member.post}」没有月奖金基数",
                "规则 5.3.1 的 bonus_base 或《人员》的“月奖金基数”要有一个",
                "补上其中之一",
                file="、".join(sorted({place[0] for place in staff.places})),
            )


def _sales_targets(table: RegisterTable, roster: Roster) -> Iterator[Finding]:
    for member in roster.members_of("销售部"):
        own = roster.targets.get(member.employee_id)
        if member.appraised and (own is None or own.sales_target is None):
            yield fault(
                f"{member.employee_id} 没有 {roster.period.month} 的销售目标",
                "销售部每个参加考核的人每月都要有销售目标",
                "在《月度目标》里补上这一行；本月不考核的，在《人员》里把状态改为免考核",
                file=_files(table),
                column="销售目标",
            )


def _expenses_of_nobody(table: RegisterTable, period: Period, rules: Rules) -> Iterator[Finding]:
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
                file=_files(table),
            )


class _Orders(NamedTuple):
    """First orders as the ledger has them.

    ``first``: customer → (day, row) of the earliest; ``sellers``: who sold to a customer on a day; ``covered``: the day
    from which the ledger tells, None of an empty one.
    """

    first: dict[str, tuple[dt.date, int]]
    sellers: dict[tuple[str, dt.date], set[str]]
    covered: dt.date | None


def _orders(ledger: RegisterTable) -> _Orders:
    names = ("kind", "signed_on", "customer_id", "salesperson_id")
    first: dict[str, tuple[dt.date, int]] = {}
    sellers: dict[tuple[str, dt.date], set[str]] = {}
    for position, (kind, signed, customer, seller) in enumerate(
        zip(*(ledger.columns[name] for name in names), strict=True)
    ):
        if kind == "销售" and signed is not None and customer is not None:
            if customer not in first or signed < first[customer][0]:
                first[customer] = (signed, position)
            sellers.setdefault((customer, signed), set()).add(seller)
    return _Orders(first, sellers, min((signed for signed, _ in first.values()), default=None))


def _first_orders(ledger: RegisterTable, customers: RegisterTable, period: Period) -> Iterator[Finding]:
    """Hold the customers' 首单日期 against the ledger."""
    orders = _orders(ledger)
    filed = {who: at for at, who in enumerate(customers.columns["customer_id"]) if who is not None}
    for customer, (signed, position) in orders.first.items():
        if customer in filed:
            yield from _first_order(ledger, customers, filed[customer], orders, period)
        elif _in_month(signed, period):
            yield fault(
                f"客户「{customer}」不在《客户档案》里",
                "有订单的客户都要建档（3.3.1）",
                "在《客户档案》里补上",
                **_place(ledger, position, "customer_id"),
            )
    for customer, at in filed.items():
        stated = customers.columns["first_order_on"][at]
        told = orders.covered is not None and stated is not None and stated >= orders.covered
        if told and customer not in orders.first and _in_month(stated, period):
            yield fault(
                f"客户「{customer}」的首单日期是 {stated}，销售台账里却没有这个客户的订单", "首单日期要与销售台账一致", "补上订单，或改正首单日期",
                **_place(customers, at, "first_order_on"),
            )  # fmt: skip


def _first_order(
    ledger: RegisterTable, customers: RegisterTable, at: int, orders: _Orders, period: Period
) -> Iterator[Finding]:
    """Hold one customer's 首单日期 against the customer's earliest order."""
    customer, stated, owner = (
        customers.columns[name][at] for name in ("customer_id", "first_order_on", "owner_id")
    )
    signed, position = orders.first[customer]
    file, _, row = ledger.places[position]
    here = _place(customers, at, "first_order_on")
    if stated is None:
        yield fault(
            f"客户「{customer}」没有填首单日期，{file} 第 {row} 行却有 {signed} 的订单", "首单日期要与销售台账一致", "补上首单日期", **here,
        )  # fmt: skip
    elif stated > signed or (stated < signed and orders.covered is not None and stated >= orders.covered):
        yield fault(
            f"客户「{customer}」的首单日期是 {stated}，销售台账里最早的订单是 {signed}（{file} 第 {row} 行）", "两处应一致", "核对后改正其中一处", **here,
        )  # fmt: skip
    elif _in_month(stated, period) and stated == signed and owner not in orders.sellers[customer, signed]:
        sellers = "、".join(sorted(orders.sellers[customer, signed]))
        yield notice(
            f"客户「{customer}」归属 {owner}，首单的业务员是 {sellers}，新客户按归属人计", "", "若不对，请改正归属工号",
            **_place(customers, at, "owner_id"),
        )  # fmt: skip


def _campaign_results(table: RegisterTable, period: Period) -> Iterator[Finding]:
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
