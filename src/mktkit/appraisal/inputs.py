"""Checks across registers before a month is scored: nobody missing, nothing contradicting."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import NamedTuple, Unpack

import narwhals as nw

from mktkit.appraisal.calc import untargeted
from mktkit.appraisal.history import Flaw, History
from mktkit.appraisal.kpi import (
    DAY,
    ROW,
    STAY,
    WHO,
    Evidence,
    Frames,
    KpiMeasure,
    Measures,
    fetched,
    person_of,
)
from mktkit.appraisal.measures import kpi_measure, measures_of, registers_of
from mktkit.appraisal.model import Period
from mktkit.appraisal.roster import Membership, Roster
from mktkit.errors import Finding, Where, closest, fault, joined, notice
from mktkit.money import to_fen, yuan
from mktkit.registers import REGISTERS, RegisterTable
from mktkit.rules import DEPARTMENTS, MARKETING, Rules
from mktkit.rules.subjects import APART

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

    Faults: what 人员 leaves open of the month; a 工号 that is not in 人员 or not in service on the day of the row, or an
    order that is not in 销售台账, in a row of the month; a return whose order or person is not known; a target of a part
    month without its 目标口径; a blank net amount where sales count without tax; who has sales and no target; a decision by
    who may not decide; a customer whose 首单日期 contradicts the ledger; an ended campaign without results; a post without
    a bonus base. Notices: rows that count in another department, and who is not in the month.
    """
    found: list[Finding] = []
    if "staff" not in tables:
        return found
    period, rules = roster.period, roster.rules
    measures = [one for department in departments for one in measures_of(department, rules)]
    found += _flaws(tables["staff"], departments, roster)
    for one in measures:
        if one.person is not None and all(name in tables for name in _rested_on(one)):
            found += _people_of(one, one.person, tables, roster, evidence)
    # Two KPIs may read the same rows; what is wrong with a row is said once.
    found = list(dict.fromkeys(found))
    if any("receipts" in one.registers for one in measures) and {"receipts", "sales_ledger"} <= tables.keys():
        found += _unknown_orders(tables["receipts"], tables["sales_ledger"], period)
    if any(one.register == "sales_ledger" for one in measures) and "sales_ledger" in tables:
        found += _returns(tables["sales_ledger"], roster, evidence)
        if not rules.appraisal.tax_inclusive:
            found += _blank_net_amounts(tables["sales_ledger"], evidence)
    for name in ("targets", "decisions"):
        if name in tables:
            found += _known_people(tables[name], departments, roster)
    if "decisions" in tables:
        found += _deciders(tables["decisions"], roster)
    if "targets" in tables:
        found += _part_targets(tables["targets"], departments, roster)
        for one in measures:
            if one.clause == "5.1.2.a":
                # Who is scored needs a target, whatever is wrong with the rows.
                sold = one.measure(evidence) if set(_rested_on(one)) <= tables.keys() else {}
                found += _sales_targets(tables["targets"], roster, sold)
    weighed = {one.clause for one in measures}
    if "5.1.2.b" in weighed and {"sales_ledger", "customers"} <= tables.keys():
        found += _first_orders(tables["sales_ledger"], tables["customers"], period)
    if "5.1.2.d" in weighed and "expenses" in tables:
        found += _expenses_of_nobody(tables["expenses"], period, rules)
    if "5.1.1.c" in weighed and "campaigns" in tables:
        found += _campaign_results(tables["campaigns"], period)
    found += _bonus_bases(tables["staff"], departments, roster)
    found += _not_there(tables["staff"], departments, roster)
    return found


def _rested_on(one: KpiMeasure) -> tuple[str, ...]:
    """Return the registers without which a measure's rows of the month cannot be told."""
    beyond = one.prepared or one.through or one.traced
    beside = one.registers if beyond else (one.register,)
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
    """Say whom the month's rows of a measure name that nobody knows or who was not there, and what counts elsewhere."""
    table = tables[one.through[0] if one.through else one.register]
    elsewhere: Counter[tuple[str, str]] = Counter()
    for position, who, day in _unsettled(one, evidence):
        if who in roster.histories and roster.histories[who].doubtful(day):
            # What 人员 leaves open is asked for there, once.
            continue
        places = [position] if one.through is None else _lines_of(one, position, who, tables)
        here = _place(table, places[0], person)
        department = roster.department_on(who, day)
        if who not in roster.histories:
            yield _unknown(who, roster, **here)
        elif department is None:
            yield fault(
                f"{who} {day} 不在岗（{_service(roster.histories[who])}）",
                "应为那一天在岗的人",
                "核对日期和工号；《人员》的到岗、离岗日期写错的，改正那里",
                **here,
            )
        else:
            elsewhere[who, department] += 1
    for (who, department), rows in sorted(elsewhere.items()):
        yield notice(
            f"《{table.register.title}》有 {rows} 行写的是 {who}，此人当时属于{department}，没有计入{one.department}",
            "",
            "若应计入，请核对《人员》的部门、调岗生效日",
            file=_files(table),
        )


def _unknown(who: str, roster: Roster, **where: Unpack[Where]) -> Finding:
    return fault(
        f"工号「{who}」不在《人员》里",
        "应为《人员》里的工号",
        joined(closest(who, roster.histories), "改正工号，或在《人员》里补上此人"),
        **where,
    )


def _unsettled(one: KpiMeasure, evidence: Evidence) -> Iterator[tuple[int, str, dt.date]]:
    """Yield (row, 工号, day) of the month's rows whose person did not belong to the department on that day."""
    # What a payment's order leads to is told only with what the measure sets beside it.
    rows = one.placed(evidence).rows if one.through else one.whose(one.of_month(evidence), evidence)
    odd = rows.filter(nw.col(STAY).is_null(), ~nw.col(WHO).is_null(), ~nw.col(DAY).is_null())
    for position, who, day in sorted(fetched(odd.select(ROW, WHO, DAY))):
        yield int(position), who, day.date()


def _lines_of(one: KpiMeasure, position: int, who: str, tables: Mapping[str, RegisterTable]) -> list[int]:
    """Return the rows that say that the order of a payment is this person's; of a return under another name, all of it."""
    assert one.through is not None
    assert one.person is not None
    name, key = one.through
    order = tables[one.register].columns[key][position]
    lines = tables[name].columns
    found = [at for at, value in enumerate(lines[key]) if value == order]
    return [at for at in found if lines[one.person][at] == who] or found


def _service(history: History) -> str:
    """Say when a person came and left."""
    stays = history.stays
    spans: list[tuple[dt.date, dt.date]] = []
    for _, first, last in stays:
        if spans and spans[-1][1] + dt.timedelta(days=1) == first:
            spans[-1] = (spans[-1][0], last)
        else:
            spans.append((first, last))
    return "，".join(
        f"{first} 到岗" + (f"、{last} 离岗" if last < dt.date.max else "") for first, last in spans
    )


#: What is not written, by what it is about: fault, want, mend.
_FLAWS = {
    "posting": (
        "{who} 从 {since} 起的岗位写了，{first} 至 {last} 在哪个部门、什么岗位没有写",
        "有变动的人，原来那行要留着",
        "在《人员》里补上原来那一行；调岗生效日写错的，改正它",
    ),
    "base": (
        "{who} 从 {since} 起的月奖金基数写了，{first} 至 {last} 的没有写",
        "基数变了的人，原来那行要留着，两段按各自的天数计",
        "在《人员》里补上原来那一行，写原来的基数；原来按岗位基数的，月奖金基数留空",
    ),
    "conflict": (
        "{who} 有两行说的是同一段日子，写的却不一样",
        "同一天只能有一个岗位、一个基数、一个离岗日期",
        "核对这个人的几行；有变动的写明从哪天起",
    ),
}


def _flaws(staff: RegisterTable, departments: tuple[str, ...], roster: Roster) -> Iterator[Finding]:
    """Ask for what 人员 leaves open of days of the month."""
    period = roster.period
    for who, history in roster.histories.items():
        for one in history.flaws:
            # Where the department itself is open, it may be any of them.
            concerned = one.kind != "base" or _concerns(history, departments)
            if one.first <= period.last and one.last >= period.first and concerned:
                yield _flaw(who, one, staff)


def _flaw(who: str, one: Flaw, staff: RegisterTable) -> Finding:
    what, want, mend = _FLAWS[one.kind]
    since = one.last + dt.timedelta(days=1) if one.last < dt.date.max else one.first
    said = what.format(who=who, since=since, first=one.first, last=one.last)
    return fault(said, want, mend, **_place(staff, one.position, one.field))


def _concerns(history: History, departments: tuple[str, ...]) -> bool:
    """Whether a person's rows bear on the departments that are scored."""
    return len(departments) == len(DEPARTMENTS) or any(where in departments for where, _, _ in history.stays)


def _known_people(table: RegisterTable, departments: tuple[str, ...], roster: Roster) -> Iterator[Finding]:
    """Ask who a target or a decision of the month is for."""
    known = {*roster.histories, *DEPARTMENTS}
    for position, (month, who) in enumerate(
        zip(table.columns["month"], table.columns["employee_id"], strict=True)
    ):
        if month == roster.period.month and who is not None and who not in known:
            yield _unknown(who, roster, **_place(table, position, "employee_id"))


def _deciders(table: RegisterTable, roster: Roster) -> Iterator[Finding]:
    """Ask for a decider of the post that the rule names."""
    rule = roster.rules.appraisal
    names = ("month", "treatment", "decided_by", "decided_on")
    for position, (month, treatment, who, day) in enumerate(
        zip(*(table.columns[name] for name in names), strict=True)
    ):
        if month != roster.period.month or who is None or day is None:
            continue
        allowed = rule.apart_decided_by if treatment == APART else rule.decided_by
        history = roster.histories.get(who)
        held = history.on(day) if history else None
        if held is not None and held.post in allowed:
            continue
        if history is None:
            what, mend = f"决定人「{who}」不在《人员》里", closest(who, roster.histories)
        else:
            what, mend = f"决定人 {who} {day} 的岗位是{held.post if held else '（不在岗）'}", ""
        yield fault(
            what,
            f"{'不计入部门' if treatment == APART else '考核决定'}由{'、'.join(allowed)}作出（规则 5.2）",
            joined(mend, f"由{'或'.join(allowed)}决定，填其工号；《人员》里没有此人的，补上"),
            **_place(table, position, "decided_by"),
        )


def _part_targets(table: RegisterTable, departments: tuple[str, ...], roster: Roster) -> Iterator[Finding]:
    """Ask whether the target of a part month is of the whole month or of the days in service."""
    places = {
        who: position
        for position, (who, month) in enumerate(
            zip(table.columns["employee_id"], table.columns["month"], strict=True)
        )
        if month == roster.period.month
    }
    for department in departments:
        wanted = [
            one.clause
            for one in measures_of(department, roster.rules)
            if roster.rules.appraisal.kpi[one.clause].target_column
        ]
        for stay in roster.memberships_of(department):
            who = stay.employee_id
            own = [clause for clause in wanted if roster.own_target(who, clause) is not None]
            if own and roster.targets[who].basis is None and _part(stay, roster):
                yield fault(
                    f"{who} {roster.period.month} 在{department} {stay.days} 天、在岗 {stay.present} 天，不满整月，目标没有写口径",
                    "不满整月的人要写明目标口径：整月（按天数折算）或在岗期间（不再折算）",
                    "在《月度目标》里补上目标口径",
                    **_place(table, places[who], "basis"),
                )


def _part(stay: Membership, roster: Roster) -> bool:
    """Whether it matters to a target that the stay is no whole month."""
    scored = stay.present >= roster.rules.appraisal.min_days
    return stay.days < roster.period.days or (scored and stay.present < roster.period.days)


def _returns(ledger: RegisterTable, roster: Roster, evidence: Evidence) -> Iterator[Finding]:
    """Ask for the original order's day and people where the ledger does not tell them."""
    month = kpi_measure("5.1.2.a", evidence.rules).of_month(evidence).filter(nw.col("kind") == "退货")
    rows = sorted(int(row) for (row,) in fetched(month.select(ROW)))
    if not rows:
        return
    sellers: dict[str, set[str]] = {}
    columns = ledger.columns
    for kind, order, who in zip(columns["kind"], columns["order_id"], columns["salesperson_id"], strict=True):
        if kind == "销售" and order is not None:
            sellers.setdefault(order, set()).add(who)
    for position in rows:
        original, who, stated = (
            columns[name][position] for name in ("original_order_id", "salesperson_id", "original_signed_on")
        )
        of_order = sellers.get(original, set())
        if not of_order and stated is None:
            yield fault(
                f"退货原单「{original}」不在《销售台账》里，不知道它是哪天、哪个部门签的",
                "退货算在签原单的部门和业务员",
                joined(
                    closest(str(original), sellers), "填上“原单签约日期”，业务员工号填签原单的人；填一次就够"
                ),
                **_place(ledger, position, "original_signed_on"),
            )
        elif who not in roster.histories:
            yield _unknown(who, roster, **_place(ledger, position, "salesperson_id"))
        elif len(of_order) > 1 and who not in of_order:
            yield fault(
                f"退货的业务员是 {who}，原单「{original}」的业务员是{'、'.join(sorted(of_order))}",
                "退货算在签原单的业务员",
                "按原单的业务员和分成比例各写一行",
                **_place(ledger, position, "salesperson_id"),
            )
        elif of_order and who not in of_order:
            (seller,) = of_order
            yield notice(
                f"退货的业务员是 {who}，原单「{original}」的业务员是 {seller}，这笔退货算在 {seller}",
                "",
                "不影响计算；台账可改成原单的业务员",
                **_place(ledger, position, "salesperson_id"),
            )


def _blank_net_amounts(ledger: RegisterTable, evidence: Evidence) -> Iterator[Finding]:
    """Ask for each net amount of the month that is not written, where sales count without tax."""
    month = kpi_measure("5.1.2.a", evidence.rules).of_month(evidence)
    for (row,) in sorted(fetched(month.filter(nw.col("net_amount").is_null()).select(ROW))):
        yield fault(
            "业绩按不含税金额计，这一行没有填不含税金额",
            "当月的每一行都要有不含税金额（规则 5.1.2.a）",
            "按发票或合同补上这一格",
            **_place(ledger, int(row), "net_amount"),
        )


def _not_there(staff: RegisterTable, departments: tuple[str, ...], roster: Roster) -> Iterator[Finding]:
    """Say who in 人员 has no score this month, and why: nobody disappears without a line."""
    least = roster.rules.appraisal.min_days
    for who, history in roster.histories.items():
        if not _concerns(history, departments):
            continue
        member, file = roster.people.get(who), _files(staff)
        if history.doubtful(roster.period.first) or history.doubtful(roster.period.last):
            continue
        if member is None:
            yield notice(f"{who} {roster.period.month} 不在岗（{_service(history)}），不列入", file=file)
            continue
        own = [one for one in member.memberships if one.department in (*DEPARTMENTS, MARKETING)]
        if not own:
            yield notice(f"{who} 属于{member.department}，不在考核的部门里，不列入", file=file)
        elif not any(one.present >= least for one in own):
            where = "在考核的部门" if len(own) < len(member.memberships) else ""
            days = sum(one.present for one in own)
            yield notice(
                f"{who} {roster.period.month} {where}在岗 {days} 天，没有在一个部门满 {least} 天，本月免考核",
                "",
                "若不对，请核对《人员》的状态和日期",
                file=file,
            )


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
        if not member.scored(roster.rules) or not (whole or member.department in departments):
            continue
        for post in dict.fromkeys(one.post for one in member.pay if one.base is None):
            yield fault(
                f"{member.employee_id} 的岗位「{post}」没有月奖金基数",
                "规则 5.3.1 的 bonus_base 或《人员》的“月奖金基数”要有一个",
                "补上其中之一",
                file="、".join(sorted({place[0] for place in staff.places})),
            )


def _sales_targets(table: RegisterTable, roster: Roster, measures: Measures) -> Iterator[Finding]:
    """Ask for the target of who is scored or has sales: a department is the same people on both sides."""
    for who in sorted(untargeted("销售部", "5.1.2.a", measures, roster)):
        apart = (who, "5.1.2.a") in roster.apart
        if apart:
            continue
        sold = sum(
            (one.numerator for key, one in measures.items() if key and person_of(key) == who), Fraction(0)
        )
        amount = f"，当月销售额 {yuan(to_fen(sold))} 元" if sold else ""
        yield fault(
            f"{who} 没有 {roster.period.month} 的销售目标{amount}",
            "销售部每个参加考核或有销售的人每月都要有销售目标，部门的实际和目标才是同一些人",
            "在《月度目标》里补上这一行；不应计入部门的，由公司高层在《考核决定》里写“不计入部门”和理由",
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
    customer, stated, owner, since = (
        customers.columns[name][at] for name in ("customer_id", "first_order_on", "owner_id", "owner_since")
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
        later = since is not None and since > signed
        by, mend = (
            (f"首单以后（{since}）换的归属，新客户算首单的业务员", "")
            if later
            else ("新客户按归属人计", "若首单以后才换的归属，请填“归属生效日”")
        )
        yield notice(
            f"客户「{customer}」归属 {owner}，首单的业务员是 {sellers}，{by}", "", mend,
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
