"""Checks of a month's inputs: each has a case, with the place a user is sent to and what the user is told."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from mktkit.appraisal import Period, appraise, inputs
from mktkit.appraisal.measures import measures_of
from mktkit.errors import Finding, FindingsError
from mktkit.registers import REGISTERS, Dataset, RegisterTable
from mktkit.rules import Rules, load_rules

OCTOBER = Period.of("2026-10")
D = dt.date
Row = dict[str, Any]

_DEPARTMENT = {
    "市场部": ("research_tasks", "awareness_waves", "campaigns", "spot_checks"),
    "销售部": ("targets", "sales_ledger", "receipts", "customers", "satisfaction", "expenses"),
    "客服部": ("inquiries", "complaints", "callbacks", "opinions"),
}


_POSTS = {"市场部": "市场专员", "销售部": "销售代表", "客服部": "客服人员"}


def person(number: str, department: str = "销售部", **more: Any) -> Row:
    post = _POSTS[department]
    return {"employee_id": number, "name": number, "department": department, "post": post, "joined": D(2025, 3, 1)} | more  # fmt: skip


def target(number: str) -> Row:
    return {"employee_id": number, "month": "2026-10", "sales_target": 100_000_00, "expense_budget": 1_000_00}


def order(number: str, who: str = "X001", signed: dt.date = D(2026, 9, 20), **more: Any) -> Row:
    return {
        "order_id": number, "line_no": "1", "kind": "销售", "signed_on": signed, "customer_id": "C1",
        "salesperson_id": who, "gross_amount": 100_00, "net_amount": 90_00,
    } | more  # fmt: skip


def customer(number: str = "C1", first: dt.date | None = D(2026, 9, 20), owner: str = "X001") -> Row:
    return {"customer_id": number, "name": number, "filed_on": D(2026, 1, 1), "first_order_on": first, "owner_id": owner}  # fmt: skip


def receipt(number: str, order_id: str, day: dt.date = D(2026, 10, 20)) -> Row:
    return {"receipt_id": number, "order_id": order_id, "received_on": day, "amount": 70_00, "method": "现金"}


def campaign(number: str, owner: str = "S001", ends: dt.date = D(2026, 10, 12), **more: Any) -> Row:
    sides = ("participation_target", "participation_actual", "exposure_target", "exposure_actual",
             "conversion_target", "conversion_actual")  # fmt: skip
    held = {"campaign_id": number, "owner_id": owner, "starts_on": D(2026, 9, 1), "ends_on": ends}
    return held | dict.fromkeys(sides, 10) | more


def findings(rules: Rules, department: str = "销售部", **rows: list[Row]) -> list[Finding]:
    """Appraise October from these rows of one department; the rest of its registers is empty."""
    given = {name: rows.get(name, []) for name in ("staff", *_DEPARTMENT[department])}
    tables: dict[str, RegisterTable] = {}
    for name, listed in given.items():
        one = REGISTERS[name]
        columns = {column.name: [row.get(column.name) for row in listed] for column in one.columns}
        tables[name] = RegisterTable(
            one, columns, [(f"{one.title}.xlsx", "甲", 2 + n) for n in range(len(listed))]
        )
    try:
        return list(appraise(Dataset(tables, ()), OCTOBER, rules, (department,)).findings)
    except FindingsError as refused:
        return list(refused.findings)


def places(found: list[Finding], level: str = "fault") -> list[tuple[str, int | None, str]]:
    return [(one.file, one.row, one.column) for one in found if one.level == level]


def company(tmp_path: Path, text: str) -> Rules:
    folder = tmp_path / "company"
    folder.mkdir()
    edition = f"- from: 2026-01-01\n  note: 试\n  values:\n    {text}\n"
    (folder / "appraisal.yaml").write_text(edition, encoding="utf-8")
    return load_rules(on=D(2026, 10, 1), company=folder)


SALES = {"staff": [person("X001")], "targets": [target("X001")], "customers": [customer()]}


# -- whose a row is ----------------------------------------------------------------------------------


_NOON = dt.datetime(2026, 10, 5, 12)
_ROWS: dict[str, Row] = {
    "research_tasks": {"task_id": "R1", "owner_id": "Z999", "due_on": D(2026, 10, 5)},
    "campaigns": campaign("P1", "Z999"),
    "spot_checks": {"check_id": "1", "checked_on": D(2026, 10, 5), "collector_id": "Z999", "checked": 1},
    "sales_ledger": order("D1", "Z999", D(2026, 10, 31), customer_id=None),
    "customers": {"customer_id": None, "first_order_on": D(2026, 10, 1), "owner_id": "Z999"},
    "satisfaction": {"surveyed_on": D(2026, 10, 5), "employee_id": "Z999", "score": 5},
    "expenses": {"spent_on": D(2026, 9, 5), "period": "2026-10", "employee_id": "Z999", "amount": 1},
    "inquiries": {"received_at": dt.datetime(2026, 10, 31, 23, 59), "agent_id": "Z999"},
    "complaints": {"received_at": _NOON, "agent_id": "Z999"},
    "callbacks": {"visited_on": D(2026, 10, 5), "employee_id": "Z999"},
    "opinions": {"collected_on": D(2026, 10, 5), "employee_id": "Z999"},
}


@pytest.mark.parametrize(
    ("department", "register", "column"),
    [
        ("市场部", "research_tasks", "负责人工号"),
        ("市场部", "campaigns", "负责人工号"),
        ("市场部", "spot_checks", "收集人工号"),
        ("销售部", "sales_ledger", "业务员工号"),
        ("销售部", "customers", "归属工号"),
        ("销售部", "satisfaction", "评价对象工号"),
        ("销售部", "expenses", "工号"),
        ("客服部", "inquiries", "接待工号"),
        ("客服部", "complaints", "受理工号"),
        ("客服部", "callbacks", "工号"),
        ("客服部", "opinions", "收集工号"),
    ],
)
def test_an_unknown_person_in_a_row_of_the_month_is_a_fault(
    rules: Rules, department: str, register: str, column: str
) -> None:
    staff = [person("X001", department)]
    found = findings(
        rules, department, staff=staff, targets=[target("X001")], **{register: [_ROWS[register]]}
    )
    assert places(found) == [(f"{REGISTERS[register].title}.xlsx", 2, column)]
    assert found[0].what == "工号「Z999」不在《人员》里"
    assert found[0].mend == "改正工号，或在《人员》里补上此人"


def test_a_row_that_two_kpis_read_is_told_once(rules: Rules, monkeypatch: pytest.MonkeyPatch) -> None:
    """An unknown person, and one of another department, in rows that a fifth KPI reads too."""
    known = measures_of("客服部", rules)
    fifth = replace(next(one for one in known if one.register == "inquiries"), clause="5.1.3.e")
    monkeypatch.setattr(inputs, "measures_of", lambda department, rules: (*known, fifth))
    rows = [_ROWS["inquiries"], _ROWS["inquiries"] | {"agent_id": "X001"}]
    staff = [person("X001"), person("K001", "客服部")]
    told = [one.what for one in findings(rules, "客服部", staff=staff, inquiries=rows)]
    assert told == [
        "工号「Z999」不在《人员》里",
        "《客户咨询》有 1 行写的是 X001，此人当时属于销售部，没有计入客服部",
    ]


def test_the_nearest_number_is_named(rules: Rules) -> None:
    found = findings(rules, **SALES, sales_ledger=[order("D1", "X01", D(2026, 10, 2))])
    assert "最接近的是 X001" in next(one for one in found if "X01" in one.what).mend


def test_a_row_of_another_month_is_not_asked_about(rules: Rules) -> None:
    rows = {**SALES, "sales_ledger": [order("D0"), order("D1", "Z999", D(2026, 9, 30))]}
    assert places(findings(rules, **rows)) == []


@pytest.mark.parametrize(
    ("basis", "dates"),
    [("发货", {"shipped_on": D(2026, 10, 2)}), ("开票", {"invoiced_on": D(2026, 10, 2)})],
)
def test_an_order_counted_by_another_date_asks_whose_it_is_in_that_month(
    tmp_path: Path, basis: str, dates: Row
) -> None:
    """Signed in September by somebody unknown, shipped or invoiced in October: October's score lacks it."""
    chosen = company(tmp_path, f"5.1.2.a: {{sales_basis: {basis}}}")
    rows = [order("D1"), order("D2", "Z999", **dates), order("D3", "Z998", signed=D(2026, 10, 3))]
    # D3 is signed in October and neither shipped nor invoiced: it counts in no month yet.
    assert places(findings(chosen, **SALES, sales_ledger=rows)) == [("销售台账.xlsx", 3, "业务员工号")]


@pytest.mark.parametrize("basis", ["发货", "开票"])
def test_a_return_asks_by_its_own_date_whatever_the_basis(tmp_path: Path, basis: str) -> None:
    chosen = company(tmp_path, f"5.1.2.a: {{sales_basis: {basis}}}")
    back = order("D2", "Z999", D(2026, 10, 9), kind="退货", gross_amount=-100_00, original_order_id="D1")
    assert places(findings(chosen, **SALES, sales_ledger=[order("D1"), back])) == [
        ("销售台账.xlsx", 3, "业务员工号")
    ]


def test_a_payment_asks_whose_its_order_is(tmp_path: Path) -> None:
    chosen = company(tmp_path, "5.1.2.a: {sales_basis: 回款}")
    ledger = [order("D1"), order("D2", "Z999"), order("D3", "Z998")]
    paid = [receipt("H1", "D1"), receipt("H2", "D2"), receipt("H3", "D3", D(2026, 11, 1))]
    # Only D2 is paid in October by a customer of somebody unknown; the person stands in the ledger.
    assert places(findings(chosen, **SALES, sales_ledger=ledger, receipts=paid)) == [
        ("销售台账.xlsx", 3, "业务员工号")
    ]


@pytest.mark.parametrize(
    "rule", ["5.1.2.a: {sales_basis: 回款}", "5.1.2.b: {new_customer_basis: 首单且首款到账}"]
)
def test_a_payment_of_an_unknown_order_is_a_fault_with_the_nearest_order(tmp_path: Path, rule: str) -> None:
    ledger = [order("D20260920-01")]
    paid = [receipt("H1", "D20260920-01"), receipt("H2", "D20260920-10"), receipt("H3", "无", D(2026, 11, 2))]
    found = findings(company(tmp_path, rule), **SALES, sales_ledger=ledger, receipts=paid)
    assert places(found) == [("回款登记.xlsx", 3, "订单号")]
    assert "D20260920-10" in found[0].what
    assert "最接近的是 D20260920-01" in found[0].mend


def test_without_tax_each_blank_net_amount_of_the_month_is_a_fault(tmp_path: Path, rules: Rules) -> None:
    rows = [
        order("D1", signed=D(2026, 10, 1), net_amount=None), order("D2", signed=D(2026, 10, 2)),
        order("D3", signed=D(2026, 10, 31), net_amount=None), order("D4", signed=D(2026, 9, 30), net_amount=None),
        order("D1-R", signed=D(2026, 10, 9), net_amount=None, kind="退货", original_order_id="D1", gross_amount=-1_00),
    ]  # fmt: skip
    held: dict[str, list[Row]] = {
        **SALES,
        "customers": [customer(first=D(2026, 9, 30))],
        "sales_ledger": rows,
    }
    blank = [("销售台账.xlsx", row, "不含税金额") for row in (2, 4, 6)]
    assert places(findings(company(tmp_path, "5.1.2.a: {tax_inclusive: false}"), **held)) == blank
    assert not places(findings(rules, **held))


def test_by_another_date_the_rows_of_that_date_need_their_net_amount(tmp_path: Path) -> None:
    rows = [
        order("D1", signed=D(2026, 9, 20), net_amount=None, shipped_on=D(2026, 10, 3)),
        order("D2", signed=D(2026, 10, 2), net_amount=None, shipped_on=D(2026, 11, 3)),
    ]
    chosen = company(tmp_path, "5.1.2.a: {tax_inclusive: false, sales_basis: 发货}")
    assert places(findings(chosen, **SALES, sales_ledger=rows)) == [("销售台账.xlsx", 2, "不含税金额")]


def test_a_payment_back_of_a_return_under_another_name_leads_to_the_return(tmp_path: Path) -> None:
    chosen = company(tmp_path, "5.1.2.a: {sales_basis: 回款}")
    ledger = [
        order("D1", "Z999"),
        order("T1", "X001", kind="退货", original_order_id="D1", gross_amount=-50_00),
    ]
    paid = [receipt("H1", "T1") | {"amount": -50_00}]
    # The return is of whom the original order names, who is unknown; the line to look at is the return's.
    found = findings(chosen, **SALES, sales_ledger=ledger, receipts=paid)
    assert places(found) == [("销售台账.xlsx", 3, "业务员工号")]
    assert "Z999" in found[0].what


def test_by_signing_date_payments_are_not_looked_at(rules: Rules) -> None:
    assert not findings(rules, **SALES, sales_ledger=[order("D1")], receipts=[receipt("H2", "D9")])


def test_rows_of_another_department_are_said_once_a_person(rules: Rules) -> None:
    staff = [person("X001"), person("K001", "客服部")]
    rows = [order("D1"), *(order(f"D{n}", "K001", D(2026, 10, n)) for n in (2, 3))]
    found = findings(rules, **{**SALES, "staff": staff}, sales_ledger=rows)
    assert [(one.level, one.what) for one in found] == [
        ("notice", "《销售台账》有 2 行写的是 K001，此人当时属于客服部，没有计入销售部")
    ]


# -- customers and their first orders ----------------------------------------------------------------


def test_a_customer_with_orders_of_the_month_has_a_file(rules: Rules) -> None:
    ledger = [order("D1"), order("D2", signed=D(2026, 10, 5), customer_id="C2")]
    found = findings(rules, **SALES, sales_ledger=ledger)
    assert places(found) == [("销售台账.xlsx", 3, "客户编号")]
    assert found[0].what == "客户「C2」不在《客户档案》里"


@pytest.mark.parametrize(
    ("stated", "word"),
    [
        (None, "没有填首单日期，销售台账.xlsx 第 2 行却有 2026-09-20 的订单"),
        (D(2026, 10, 1), "首单日期是 2026-10-01，销售台账里最早的订单是 2026-09-20（销售台账.xlsx 第 2 行）"),
    ],
)
def test_a_first_order_that_the_ledger_contradicts_is_a_fault(
    rules: Rules, stated: dt.date | None, word: str
) -> None:
    found = findings(rules, **{**SALES, "customers": [customer(first=stated)]}, sales_ledger=[order("D1")])
    assert places(found) == [("客户档案.xlsx", 2, "首单日期")]
    assert word in found[0].what


def test_a_first_order_before_the_ledger_begins_is_believed(rules: Rules) -> None:
    early = {**SALES, "customers": [customer(first=D(2025, 5, 5))]}
    assert findings(rules, **early, sales_ledger=[order("D1")]) == []


def test_a_first_order_within_the_ledger_has_its_order(rules: Rules) -> None:
    customers = [customer(), customer("C2", D(2026, 10, 6))]
    found = findings(rules, **{**SALES, "customers": customers}, sales_ledger=[order("D1")])
    assert places(found) == [("客户档案.xlsx", 3, "首单日期")]
    assert "销售台账里却没有这个客户的订单" in found[0].what


def test_a_new_customer_of_another_owner_is_said(rules: Rules) -> None:
    staff = [person("X001"), person("X002")]
    known = {"staff": staff, "targets": [target("X001"), target("X002")]}
    rows = {"customers": [customer(first=D(2026, 10, 5), owner="X002")], "sales_ledger": [order("D1", signed=D(2026, 10, 5))]}  # fmt: skip
    found = findings(rules, **known, **rows)
    assert places(found, "notice") == [("客户档案.xlsx", 2, "归属工号")]
    assert found[0].what == "客户「C1」归属 X002，首单的业务员是 X001，新客户按归属人计"


# -- what must be filled in --------------------------------------------------------------------------


def test_an_ended_campaign_has_its_results(rules: Rules) -> None:
    rows = [campaign("P1", exposure_actual=None), campaign("P2", ends=D(2026, 11, 3), exposure_actual=None)]
    found = findings(rules, "市场部", staff=[person("S001", "市场部")], campaigns=rows)
    assert places(found) == [("推广活动.xlsx", 2, REGISTERS["campaigns"].column("exposure_actual").title)]
    assert found[0].what == "活动已在本月结束，没有填实际数"


def test_who_sells_has_a_target(rules: Rules) -> None:
    found = findings(rules, staff=[person("X001"), person("X002")], targets=[target("X001")])
    assert places(found) == [("月度目标.xlsx", None, "销售目标")]
    assert found[0].what == "X002 没有 2026-10 的销售目标"
    # On leave all month and without sales there is nothing to hold a target against.
    away = findings(rules, staff=[person("X001"), person("X002", status="产假")], targets=[target("X001")])
    assert places(away) == []


def test_a_post_without_a_bonus_base_is_a_fault_unless_the_person_has_one(rules: Rules) -> None:
    bare = replace(rules, appraisal=rules.appraisal.model_copy(update={"bonus_base": {}}))
    known = {"targets": [target("X001")]}
    found = findings(bare, staff=[person("X001")], **known)
    assert places(found) == [("人员.xlsx", None, "")]
    assert found[0].what == "X001 的岗位「销售代表」没有月奖金基数"
    assert not findings(bare, staff=[person("X001", bonus_base=2_000_00)], **known)


def test_expenses_that_count_for_nobody_are_said_with_their_sum(rules: Rules) -> None:
    def spent(number: int, category: str, who: str | None) -> Row:
        return {"document_id": str(number), "spent_on": D(2026, 10, 1), "period": "2026-10", "department": "销售部",
                "employee_id": who, "category": category, "amount": 10**number}  # fmt: skip

    rows = [spent(3, "销售费用", None), spent(4, "市场调研费用", "X001"), spent(5, "销售费用", "X001")]
    found = findings(rules, **SALES, sales_ledger=[order("D1")], expenses=rows)
    assert [one.what for one in found] == [
        "《费用台账》2026-10 有 1 行销售部的费用没有写工号，共 10.00 元，没有计入 5.1.2.d",
        "《费用台账》2026-10 有 1 行销售部的费用不属于销售费用、其他，共 100.00 元，没有计入 5.1.2.d",
    ]


def test_a_register_that_is_needed_and_not_there_is_asked_for(rules: Rules, tmp_path: Path) -> None:
    none = Dataset({}, ())
    with pytest.raises(FindingsError) as refused:
        appraise(none, OCTOBER, rules, ("销售部",))
    named = ["人员", "月度目标", "销售台账", "客户档案", "满意度调查", "费用台账"]
    assert [one.what for one in refused.value.findings] == [f"没有找到登记表《{name}》" for name in named]
    with pytest.raises(FindingsError) as refused:
        appraise(none, OCTOBER, company(tmp_path, "5.1.2.a: {sales_basis: 回款}"), ("销售部",))
    assert "没有找到登记表《回款登记》" in [one.what for one in refused.value.findings]


@pytest.mark.parametrize("wrong", ["targets", "sales_ledger", "customers", "expenses"])
def test_a_register_with_a_fault_leaves_the_others_to_be_checked(rules: Rules, wrong: str) -> None:
    rows = {name: SALES.get(name, []) for name in ("staff", *_DEPARTMENT["销售部"])}
    rows["customers"] = [customer(owner="Z999", first=D(2026, 10, 5))]
    fault = Finding("fault", "写错了", "应为数", "改正", file="甲.xlsx")
    tables = {}
    for name, listed in rows.items():
        one = REGISTERS[name]
        columns = {column.name: [row.get(column.name) for row in listed] for column in one.columns}
        where = [(f"{one.title}.xlsx", "甲", 2 + n) for n in range(len(listed))]
        tables[name] = RegisterTable(one, columns, where, (fault,) if name == wrong else ())
    with pytest.raises(FindingsError) as refused:
        appraise(Dataset(tables, (fault,)), OCTOBER, rules, ("销售部",))
    # Whose a customer is, is told with the ledger alone; the fault of one register hides no other.
    said = [one.what for one in refused.value.findings if one.level == "fault"]
    assert "写错了" in said
    assert ("工号「Z999」不在《人员》里" in said) == (wrong not in ("customers", "sales_ledger"))
