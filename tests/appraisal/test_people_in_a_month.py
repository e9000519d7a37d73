"""People in a month, design §4: who is scored where, on which rows, against what, paid how; each figure worked out by hand.

To keep the arithmetic small one KPI stands for each department: 5.1.2.a for 销售部 and 5.1.3.d for 客服部 have weight 100,
the others 0.  5.1.2.a is read at the attainment: 60 % → 0, 80 % → 60, 100 % → 100, 120 % → 120; 5.1.3.d at it too: 0 → 0,
100 % → 100, 150 % → 120.  October has 31 days.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from mktkit.appraisal import AppraisalResult, DepartmentScore, Period, PersonScore, appraise
from mktkit.errors import Finding, FindingsError
from mktkit.registers import REGISTERS, Dataset, RegisterTable
from mktkit.rules import Rules, load_rules

D = dt.date
OCTOBER = Period.of("2026-10")
Row = dict[str, Any]

_ONE_KPI = """\
    5.1.2.a: {kpi: {weight: 100}}
    5.1.2.b: {kpi: {weight: 0}}
    5.1.2.c: {kpi: {weight: 0}}
    5.1.2.d: {kpi: {weight: 0}}
    5.1.3.a: {kpi: {weight: 0}}
    5.1.3.b: {kpi: {weight: 0}}
    5.1.3.c: {kpi: {weight: 0}}
    5.1.3.d: {kpi: {weight: 100}}
    5.1.1.a: {kpi: {weight: 100}}
    5.1.1.b: {kpi: {weight: 0}}
    5.1.1.c: {kpi: {weight: 0}}
    5.1.1.d: {kpi: {weight: 0}}
"""


def rules_with(folder: Path, more: str = "", on: dt.date = D(2026, 10, 1)) -> Rules:
    folder.mkdir(exist_ok=True)
    text = f"- from: 2026-01-01\n  note: 试\n  values:\n{_ONE_KPI}{more}"
    (folder / "appraisal.yaml").write_text(text, encoding="utf-8")
    return load_rules(on=on, company=folder)


@pytest.fixture(scope="module")
def one_kpi(tmp_path_factory: pytest.TempPathFactory) -> Rules:
    return rules_with(tmp_path_factory.mktemp("rules") / "company")


_POSTS = {
    "市场部": "市场专员", "销售部": "销售代表", "客服部": "客服人员", "营销部门": "营销经理", "公司高层": "公司高层",
}  # fmt: skip


def person(number: str, department: str = "销售部", **more: Any) -> Row:
    held = {"employee_id": number, "name": number, "department": department, "post": _POSTS[department]}
    return held | {"joined": D(2025, 3, 1)} | more


def target(number: str, sales: int | None, basis: str | None = None, **more: Any) -> Row:
    amount = None if sales is None else sales * 100
    return {"employee_id": number, "month": "2026-10", "sales_target": amount, "basis": basis} | more


_orders = iter(range(1, 10**9))


def sale(who: str, day: dt.date | int, amount: int, **more: Any) -> Row:
    signed = D(2026, 10, day) if isinstance(day, int) else day
    order = {"order_id": f"D{next(_orders)}", "line_no": "1", "kind": "销售", "signed_on": signed}
    return order | {"customer_id": "C1", "salesperson_id": who, "gross_amount": amount * 100} | more


def back(who: str, day: dt.date | int, amount: int, of: str, **more: Any) -> Row:
    return sale(who, day, -amount, kind="退货", original_order_id=of) | more


def opinion(who: str, day: int) -> Row:
    return {
        "opinion_id": f"Y{next(_orders)}",
        "collected_on": D(2026, 10, day),
        "employee_id": who,
        "valid": True,
    }


def decided(who: str, kpi: str, treatment: str, by: str = "G1", day: dt.date = D(2026, 11, 2)) -> Row:
    return {
        "month": "2026-10", "employee_id": who, "kpi": kpi, "treatment": treatment, "reason": "试用期", "decided_by": by, "decided_on": day,
    }  # fmt: skip


G1 = person("G1", "公司高层")
M1 = person("M1", "营销部门")


def dataset(**rows: list[Row]) -> Dataset:
    tables: dict[str, RegisterTable] = {}
    for name in ("staff", "targets", "sales_ledger", "opinions", "decisions", "research_tasks", "customers", "expenses",
                 "satisfaction", "receipts", "inquiries", "complaints", "callbacks"):  # fmt: skip
        one, listed = REGISTERS[name], rows.get(name, [])
        columns = {column.name: [row.get(column.name) for row in listed] for column in one.columns}
        tables[name] = RegisterTable(
            one, columns, [(f"{one.title}.xlsx", "甲", 2 + n) for n in range(len(listed))]
        )
    return Dataset(tables, ())


BOTH = ("销售部", "客服部")


def scored(rules: Rules, departments: tuple[str, ...] = BOTH, **rows: list[Row]) -> AppraisalResult:
    return appraise(dataset(**rows), OCTOBER, rules, departments)


def faults(rules: Rules, departments: tuple[str, ...] = BOTH, **rows: list[Row]) -> list[Finding]:
    with pytest.raises(FindingsError) as refused:
        scored(rules, departments, **rows)
    return [one for one in refused.value.findings if one.level == "fault"]


def of(result: AppraisalResult, who: str) -> PersonScore:
    return next(one for one in result.people if one.employee_id == who)


def department(result: AppraisalResult, name: str = "销售部") -> DepartmentScore:
    return next(one for one in result.departments if one.department == name)


def notices(result: AppraisalResult) -> list[str]:
    return [one.what for one in result.findings]


# -- worked examples ---------------------------------------------------------------------------------

MOVED = [person("X2"), person("X2", "客服部", transferred=D(2026, 10, 20))]


def test_a_transfer_on_the_20th(one_kpi: Rules) -> None:
    rows = [sale("X2", 5, 171_000), sale("X2", 25, 99_000)]
    result = scored(
        one_kpi, staff=MOVED, targets=[target("X2", 310_000, "整月")], sales_ledger=rows,
        opinions=[opinion("X2", day) for day in (3, 21, 22, 31)],
    )  # fmt: skip
    one = of(result, "X2")
    sales, service = one.memberships
    # 19 of 31 days in sales: the target is 310,000 · 19 ÷ 31 = 190,000; 171,000 is 90 %, half-way from 60 to 100: 80.
    assert (sales.department, sales.present, sales.kpis[0].target, sales.total) == (
        "销售部",
        19,
        190_000_00,
        Decimal("80.00"),
    )
    # 12 days in service: the rule's 10 opinions are 10 · 12 ÷ 31; three of the four lie in them: 3 ÷ (120 ÷ 31) = 77.5 %.
    assert (service.present, service.kpis[0].actual, service.kpis[0].target) == (12, 3, Fraction(120, 31))
    assert service.total == Decimal("77.50")
    # (80 · 19 + 77.5 · 12) ÷ 31 = 2,450 ÷ 31 = 79.032…
    assert one.total == Decimal("79.03")
    # (2,000 · 19 + 1,200 · 12) · (0.6 + 19.03 · 0.4 ÷ 40) ÷ 31 = 52,400 · 0.7903 ÷ 31 = 1,335.861…
    assert one.coefficient == Fraction("0.7903")
    assert one.bonus == 1_335_86
    # What she sold after that is none of the sales department's.
    assert department(result).kpis[0].actual == 171_000_00
    assert "《销售台账》有 1 行写的是 X2，此人当时属于客服部，没有计入销售部" in notices(result)


@pytest.mark.parametrize("joined", [D(2026, 10, 20), D(2026, 10, 19), D(2026, 10, 1)])
def test_whatever_joining_the_new_posts_row_says_she_came_with_the_first(
    one_kpi: Rules, joined: dt.date
) -> None:
    staff = [MOVED[0], MOVED[1] | {"joined": joined}]
    result = scored(one_kpi, staff=staff, targets=[target("X2", 100, "整月")])
    assert (of(result, "X2").days, [one.days for one in of(result, "X2").pay]) == (31, [19, 12])


def test_one_open_membership_leaves_the_person_open(tmp_path: Path) -> None:
    # In service by the satisfaction with callbacks alone, of which there is none: nobody has decided.
    folder = tmp_path / "company"
    rules_with(folder)
    path = folder / "appraisal.yaml"
    text = path.read_text(encoding="utf-8").replace(
        "5.1.3.d: {kpi: {weight: 100}}", "5.1.3.d: {kpi: {weight: 0}}"
    )
    path.write_text(
        text.replace("5.1.3.c: {kpi: {weight: 0}}", "5.1.3.c: {kpi: {weight: 100}}"), encoding="utf-8"
    )
    rules = load_rules(on=D(2026, 10, 1), company=folder)
    one = of(
        scored(rules, staff=MOVED, targets=[target("X2", 100, "整月")], sales_ledger=[sale("X2", 2, 100)]),
        "X2",
    )
    assert (one.status, one.total, one.bonus) == ("待定", None, None)
    assert [stay.status for stay in one.memberships] == ["已评", "待定"]


def test_a_joiner(one_kpi: Rules) -> None:
    # From the 12th: 20 days; 310,000 · 20 ÷ 31 = 200,000, all of it sold: 100.
    rows = {"staff": [person("X1", joined=D(2026, 10, 12))], "sales_ledger": [sale("X1", 12, 200_000)]}
    one = of(scored(one_kpi, targets=[target("X1", 310_000, "整月")], **rows), "X1")
    assert (one.total, one.days) == (Decimal("100.00"), 20)
    assert one.bonus == 1_290_32  # 2,000 · 1.0 · 20 ÷ 31 = 1,290.322…
    # A target made for those days is not cut again: 200,000 of 250,000 is 80 %: 60.
    assert of(scored(one_kpi, targets=[target("X1", 250_000, "在岗期间")], **rows), "X1").total == Decimal(
        "60.00"
    )
    # Which of the two it is, is asked.
    (asked,) = faults(one_kpi, targets=[target("X1", 310_000)], **rows)
    assert (asked.file, asked.row, asked.column) == ("月度目标.xlsx", 2, "目标口径")


@pytest.mark.parametrize("joined", [D(2026, 10, 23), D(2026, 10, 25), D(2026, 10, 31)])
def test_under_ten_days_nobody_is_scored_and_the_rows_count_in_the_department(
    one_kpi: Rules, joined: dt.date
) -> None:
    staff = [person("X1"), person("X2", joined=joined)]
    targets = [target("X1", 100), target("X2", 31, "整月")]
    result = scored(
        one_kpi, staff=staff, targets=targets, sales_ledger=[sale("X2", 31, 50), sale("X1", 1, 100)]
    )
    one, days = of(result, "X2"), (D(2026, 10, 31) - joined).days + 1
    assert (one.status, one.total, one.bonus, one.kpis) == ("不考核", None, None, ())
    assert f"X2 2026-10 在岗 {days} 天，没有在一个部门满 10 天，本月免考核" in notices(result)
    kpi = department(result).kpis[0]
    assert (kpi.actual, kpi.target) == (150_00, 100_00 + days * 100)


def test_a_leaver_who_returns(one_kpi: Rules) -> None:
    # Twelve days until the 12th and twelve from the 20th; the target of those days is parted: 120,000 each.
    staff = [person("X1", left=D(2026, 10, 12)), person("X1", joined=D(2026, 10, 20))]
    rows = [sale("X1", 12, 108_000), sale("X1", 20, 132_000)]
    one = of(
        scored(one_kpi, staff=staff, targets=[target("X1", 240_000, "在岗期间")], sales_ledger=rows), "X1"
    )
    # 90 % → 80; 110 % → 110; (80 · 12 + 110 · 12) ÷ 24 = 95.
    assert [stay.total for stay in one.memberships] == [Decimal("80.00"), Decimal("110.00")]
    assert (one.total, one.days) == (Decimal("95.00"), 24)
    assert one.bonus == 1_470_97  # 2,000 · 0.95 · 24 ÷ 31 = 1,470.967…
    # A row of the days between is of somebody who was not there.
    (away,) = faults(
        one_kpi, staff=staff, targets=[target("X1", 1, "整月")], sales_ledger=[sale("X1", 15, 1)]
    )
    assert away.what == "X1 2026-10-15 不在岗（2025-03-01 到岗、2026-10-12 离岗，2026-10-20 到岗）"


@pytest.mark.parametrize(
    ("kind", "bonus"),
    [
        ("病假", 1_419_35),
        ("事假", 1_419_35),
        ("产假", 2_000_00),
    ],  # 2,000 · 22 ÷ 31 = 1,419.354…; maternity takes none
)
def test_a_leave_in_the_middle(one_kpi: Rules, kind: str, bonus: int) -> None:
    # Away from the 12th to the 20th: 22 days present, of 310,000 they are 220,000; the department keeps the whole.
    away = person("X1", status=kind, status_from=D(2026, 10, 12), status_until=D(2026, 10, 20))
    rows = [sale("X1", 2, 120_000), sale("X1", 15, 100_000)]
    result = scored(one_kpi, staff=[away], targets=[target("X1", 310_000, "整月")], sales_ledger=rows)
    one, kpi = of(result, "X1"), department(result).kpis[0]
    assert (one.days, one.total, one.bonus) == (22, Decimal("100.00"), bonus)
    assert (kpi.actual, kpi.target) == (220_000_00, 310_000_00)


def test_a_raise_on_the_16th(one_kpi: Rules) -> None:
    staff = [
        person("X1", bonus_base=2500_00),
        person("X1", bonus_base=3000_00, bonus_base_from=D(2026, 10, 16)),
    ]
    rows = {"targets": [target("X1", 100)], "sales_ledger": [sale("X1", 1, 100)]}
    one = of(scored(one_kpi, staff=staff, **rows), "X1")
    assert one.bonus == 2_758_06  # (2,500 · 15 + 3,000 · 16) ÷ 31 = 85,500 ÷ 31 = 2,758.064…
    # Without the row before, what the base was until the 15th is asked.
    (asked,) = faults(one_kpi, staff=staff[1:], **rows)
    assert (asked.row, asked.column) == (2, "基数生效日")
    assert "2025-03-01 至 2026-10-15 的没有写" in asked.what


@pytest.mark.parametrize(
    ("rule", "bonus"),
    [("不发", None), ("按系数 1 发", 1_200_00)],  # maternity takes no day of 1,200
)
def test_a_bonus_without_a_score_is_a_rule(tmp_path: Path, rule: str, bonus: int | None) -> None:
    rules = rules_with(tmp_path / "company", f"    5.3.1: {{bonus_without_score: {rule}}}\n")
    one = of(scored(rules, staff=[person("K1", "客服部", status="产假")]), "K1")
    assert (one.status, one.bonus) == ("不考核", bonus)


# -- the rows of 人员 ---------------------------------------------------------------------------------


@pytest.mark.parametrize("day", [D(2026, 11, 1), D(2027, 1, 1), D(2026, 10, 2)])
def test_the_row_before_a_transfer_is_asked_for(one_kpi: Rules, day: dt.date) -> None:
    staff = [person("X1"), person("K1", "客服部", transferred=day)]
    (asked,) = faults(one_kpi, staff=staff, targets=[target("X1", 1)], opinions=[opinion("K1", 1)])
    assert (asked.row, asked.column) == (3, "调岗生效日")
    assert f"K1 从 {day} 起的岗位写了" in asked.what


def test_a_transfer_of_long_ago_needs_no_row_before(one_kpi: Rules) -> None:
    result = scored(one_kpi, staff=[person("K1", "客服部", transferred=D(2026, 10, 1))])
    assert of(result, "K1").days == 31


def test_everybody_in_the_register_has_a_line(one_kpi: Rules) -> None:
    staff = [
        person("K1", "客服部"), person("K2", "客服部", left=D(2026, 9, 30)), person("K3", "客服部", joined=D(2026, 11, 2)),
        person("K4", "客服部", status="免考核"), G1, M1, person("S1", "市场部"),
    ]  # fmt: skip
    result = scored(one_kpi, ("市场部", *BOTH), staff=staff)
    listed = {one.employee_id for one in result.people}
    told = " ".join(notices(result))
    assert listed == {"K1", "K4", "M1", "S1"}
    assert all(number in told for number in ("K2", "K3", "K4", "G1"))


# -- a department is one set on both sides -----------------------------------------------------------


@pytest.mark.parametrize("status", ["免考核", "病假", "产假", None])
def test_who_has_sales_and_no_target_is_a_fault_with_two_ways_out(one_kpi: Rules, status: str | None) -> None:
    staff = [person("X1", status=status), person("X2")]
    rows = [sale("X1", 12, 90_000), sale("X2", 13, 100_000)]
    (fault,) = faults(one_kpi, staff=staff, targets=[target("X2", 100_000)], sales_ledger=rows)
    assert fault.what == "X1 没有 2026-10 的销售目标，当月销售额 90,000.00 元"
    assert "补上这一行" in fault.mend
    assert "不计入部门" in fault.mend
    assert "免考核" not in f"{fault.want}{fault.mend}"


def test_filled_in_it_counts_on_both_sides(one_kpi: Rules) -> None:
    staff = [person("X1", status="免考核"), person("X2")]
    rows = [sale("X1", 12, 90_000), sale("X2", 13, 100_000)]
    targets = [target("X1", 100_000), target("X2", 100_000)]
    kpi = department(scored(one_kpi, staff=staff, targets=targets, sales_ledger=rows)).kpis[0]
    assert (kpi.actual, kpi.target, kpi.attainment) == (190_000_00, 200_000_00, 95)


def test_by_decision_it_is_taken_out_on_both_sides_and_both_figures_are_printed(one_kpi: Rules) -> None:
    staff = [person("X1", status="免考核"), person("X2"), G1]
    rows = {
        "sales_ledger": [sale("X1", 12, 90_000), sale("X2", 13, 100_000)],
        "decisions": [decided("X1", "5.1.2.a", "不计入部门")],
    }
    kpi = department(scored(one_kpi, staff=staff, targets=[target("X2", 100_000)], **rows)).kpis[0]
    assert (kpi.actual, kpi.target, kpi.attainment) == (100_000_00, 100_000_00, 100)
    assert "X1 不计入部门（由 G1 决定，理由：试用期）" in kpi.note
    assert "计入则实际 190,000.00 元" in kpi.note
    # With a target of hers that is taken out as well.
    both = scored(one_kpi, staff=staff, targets=[target("X1", 50_000), target("X2", 100_000)], **rows)
    kpi = department(both).kpis[0]
    assert (kpi.actual, kpi.target) == (100_000_00, 100_000_00)
    assert "计入则实际 190,000.00 元、目标 150,000.00 元" in kpi.note


def test_a_return_goes_to_the_department_and_person_of_its_original_order(one_kpi: Rules) -> None:
    first = sale("X2", D(2026, 9, 10), 50_000)
    # X2 went to service on 1 October: the return is still the sales department's, and nobody's own figure.
    staff = [person("X1"), person("X2"), person("X2", "客服部", transferred=D(2026, 10, 1))]
    rows = [first, sale("X1", 3, 100_000), back("X2", 8, 10_000, first["order_id"])]
    result = scored(one_kpi, staff=staff, targets=[target("X1", 100_000)], sales_ledger=rows)
    assert department(result).kpis[0].actual == 90_000_00
    assert department(result).kpis[0].target == 100_000_00
    assert of(result, "X1").kpis[0].actual == 100_000_00
    assert [kpi.clause for kpi in of(result, "X2").kpis] == ["5.1.3.d"]
    # Whoever has left since needs no target either, and is no fault.
    gone = [person("X1"), person("X2", left=D(2026, 9, 30))]
    assert (
        department(scored(one_kpi, staff=gone, targets=[target("X1", 1)], sales_ledger=rows)).kpis[0].actual
        == 90_000_00
    )
    # Of somebody who only came over later it is the old department's, written under the new colleague or not.
    taken_over = [first, sale("X1", 3, 100_000), back("X1", 8, 10_000, first["order_id"])]
    result = scored(one_kpi, staff=staff, targets=[target("X1", 100_000)], sales_ledger=taken_over)
    assert (of(result, "X1").kpis[0].actual, department(result).kpis[0].actual) == (100_000_00, 90_000_00)


def test_who_left_on_leave_and_came_back_is_at_work(one_kpi: Rules) -> None:
    before = person("X1", status="病假", status_from=D(2026, 5, 1), left=D(2026, 6, 30))
    staff = [before, person("X1", joined=D(2026, 9, 1), status="在岗")]
    one = of(
        scored(
            one_kpi, ("销售部",), staff=staff, targets=[target("X1", 1000)], sales_ledger=[sale("X1", 5, 800)]
        ),
        "X1",
    )
    # 800 ÷ 1000 = 80 % → 60 points → coefficient 0.6 × 2000.
    assert (one.days, one.total, one.bonus) == (31, Decimal("60.00"), 1200_00)


@pytest.mark.parametrize("departments", [("销售部",), ("客服部",), BOTH])
def test_whose_department_is_open_concerns_every_department(
    one_kpi: Rules, departments: tuple[str, ...]
) -> None:
    staff = [person("X2"), person("X1", "客服部", transferred=D(2026, 11, 1))]
    (one,) = faults(
        one_kpi,
        departments,
        staff=staff,
        targets=[target("X2", 1000)],
        sales_ledger=[sale("X1", 5, 500)],
    )
    assert (one.file, one.row, one.column) == ("人员.xlsx", 3, "调岗生效日")


def test_who_is_short_in_the_appraised_department_is_told_those_days(one_kpi: Rules) -> None:
    staff = [
        person("X1") | {"department": "行政部", "post": "行政"},
        person("X1", transferred=D(2026, 10, 28)),
    ]
    result = scored(one_kpi, ("销售部",), staff=staff, targets=[target("X1", 3100, "整月")])
    assert of(result, "X1").note == "销售部 10-28 至 10-31 在岗 4 天，不足 10 天，本月免考核"
    assert "X1 2026-10 在考核的部门在岗 4 天，没有在一个部门满 10 天，本月免考核" in notices(result)


def test_by_decision_a_leavers_returns_are_taken_out_and_said(one_kpi: Rules) -> None:
    bought = sale("X1", D(2026, 9, 3), 300)
    result = scored(
        one_kpi,
        ("销售部",),
        staff=[G1, person("X2"), person("X1", left=D(2026, 9, 30))],
        targets=[target("X2", 1000)],
        sales_ledger=[bought, back("X1", 8, 100, bought["order_id"]), sale("X2", 6, 1000)],
        decisions=[decided("X1", "5.1.2.a", "不计入部门")],
    )
    (kpi,) = department(result).kpis
    assert kpi.actual == 1000_00
    assert "X1 不计入部门" in kpi.note
    assert "计入则实际 900.00 元、目标 1,000.00 元" in kpi.note


def test_no_more_than_a_return_needs_no_target(one_kpi: Rules) -> None:
    bought = sale("X1", D(2026, 9, 3), 300)
    off = {"status": "产假", "status_from": D(2026, 9, 15), "status_until": D(2026, 12, 1)}
    result = scored(
        one_kpi,
        ("销售部",),
        staff=[person("X2"), person("X1", **off)],
        targets=[target("X2", 1000)],
        sales_ledger=[bought, back("X1", 8, 100, bought["order_id"]), sale("X2", 6, 1000)],
    )
    (kpi,) = department(result).kpis
    assert (kpi.actual, kpi.target) == (900_00, 1000_00)


@pytest.mark.parametrize("name", ["order", "return"])
def test_what_is_paid_back_counts_under_either_number(tmp_path: Path, name: str) -> None:
    by_payment = _ONE_KPI.replace("{kpi: {weight: 100}}", "{sales_basis: 回款, kpi: {weight: 100}}", 1)
    folder = tmp_path / "company"
    folder.mkdir()
    text = f"- from: 2026-01-01\n  note: 试\n  values:\n{by_payment}"
    (folder / "appraisal.yaml").write_text(text, encoding="utf-8")
    bought = sale("X1", D(2026, 9, 3), 300)
    returned = back("X1", 8, 100, bought["order_id"])
    paid = {"order": bought, "return": returned}[name]["order_id"]
    receipts = [
        {"receipt_id": f"H{n}", "order_id": number, "received_on": D(2026, 10, 9), "amount": amount * 100, "method": "现金"}
        for n, (number, amount) in enumerate([(bought["order_id"], 300), (paid, -100)])
    ]  # fmt: skip
    result = scored(
        load_rules(on=D(2026, 10, 1), company=folder),
        ("销售部",),
        staff=[person("X1")],
        targets=[target("X1", 1000)],
        sales_ledger=[bought, returned],
        receipts=receipts,
    )
    assert [one.actual for one in (*of(result, "X1").kpis, *department(result).kpis)] == [200_00, 200_00]


def test_an_original_from_before_the_ledger_is_asked_once(one_kpi: Rules) -> None:
    rows = {"staff": [person("X1")], "targets": [target("X1", 100)]}
    lost = back("X1", 8, 10, "D2019-7")
    (asked,) = faults(one_kpi, sales_ledger=[sale("X1", 3, 110), lost], **rows)
    assert (asked.file, asked.row, asked.column) == ("销售台账.xlsx", 3, "原单签约日期")
    told = scored(
        one_kpi, sales_ledger=[sale("X1", 3, 110), lost | {"original_signed_on": D(2025, 12, 1)}], **rows
    )
    assert of(told, "X1").kpis[0].actual == 100_00


# -- whose an expense or a customer is ---------------------------------------------------------------


def only(folder: Path, clause: str, more: str = "") -> Rules:
    """Rules by which one KPI of 销售部 has all the weight."""
    rules_with(folder, more)
    path = folder / "appraisal.yaml"
    text = path.read_text(encoding="utf-8").replace(
        "5.1.2.a: {kpi: {weight: 100}}", "5.1.2.a: {kpi: {weight: 0}}"
    )
    path.write_text(
        text.replace(f"{clause}: {{kpi: {{weight: 0}}}}", f"{clause}: {{kpi: {{weight: 100}}}}"),
        encoding="utf-8",
    )
    return load_rules(on=D(2026, 10, 1), company=folder)


def spent(who: str, day: dt.date, amount: int) -> Row:
    held = {"document_id": f"F{next(_orders)}", "spent_on": day, "period": "2026-10", "category": "销售费用"}
    return held | {"employee_id": who, "department": "销售部", "amount": amount * 100}


def test_an_expense_counts_where_its_person_was_on_its_day_or_at_the_months_end(tmp_path: Path) -> None:
    rules = only(tmp_path / "company", "5.1.2.d")
    targets = [target(who, None, "整月", expense_budget=3100_00) for who in ("X1", "X2", "X3")]
    staff = [person("X1"), *MOVED, person("X3", left=D(2026, 10, 12))]
    rows = [
        spent("X2", D(2026, 10, 19), 100),  # still in sales
        spent("X2", D(2026, 10, 20), 200),  # in service by then
        spent("X2", D(2026, 9, 30), 400),  # dated outside of its month: where she was at its end, in service
        spent("X1", D(2026, 9, 30), 800),
        spent("X3", D(2026, 11, 5), 1600),  # she had left: as on her last day
    ]
    result = scored(rules, staff=staff, targets=targets, expenses=rows)
    kpi = department(result).kpis[0]
    assert kpi.actual == (100 + 800 + 1600) * 100
    # 3,100 whole, and of 19 and 12 days 3,100 · 19 ÷ 31 + 3,100 · 12 ÷ 31.
    assert kpi.target == (3100 + 1900 + 1200) * 100
    assert of(result, "X2").memberships[0].kpis[0].actual == 100_00


@pytest.mark.parametrize(
    ("since", "whose"),
    [(None, "X2"), (D(2026, 10, 5), "X2"), (D(2026, 10, 6), "X1"), (D(2026, 10, 28), "X1")],
)
def test_a_new_customer_is_the_owners_but_the_first_sellers_after_a_change(
    tmp_path: Path, since: dt.date | None, whose: str
) -> None:
    rules = only(tmp_path / "company", "5.1.2.b")
    customer = {
        "customer_id": "C1", "name": "客", "filed_on": D(2026, 1, 1), "first_order_on": D(2026, 10, 5), "owner_id": "X2", "owner_since": since,
    }  # fmt: skip
    result = scored(
        rules,
        staff=[person("X1"), person("X2")],
        customers=[customer],
        sales_ledger=[sale("X1", 5, 1)],
        targets=[],
    )
    assert {one.employee_id: one.kpis[0].actual for one in result.people} == {
        "X1": int(whose == "X1"),
        "X2": int(whose == "X2"),
    }


@pytest.mark.parametrize(
    ("rule", "paid", "counted"),
    [
        ("{month: 到账的月份, least: 0.01}", [(D(2026, 10, 20), 1)], 1),
        ("{month: 到账的月份, least: 100}", [(D(2026, 10, 20), 99)], 0),
        ("{month: 到账的月份, least: 100}", [(D(2026, 10, 20), 99), (D(2026, 10, 21), 100)], 1),
        ("{month: 到账的月份, least: 0.01}", [(D(2026, 11, 3), 500)], 0),
        ("{month: 首单的月份, least: 0.01}", [(D(2026, 10, 31), 500)], 0),  # the first order was in September
    ],
)
def test_what_a_first_payment_is_and_when_it_counts_is_a_rule(
    tmp_path: Path, rule: str, paid: list[tuple[dt.date, int]], counted: int
) -> None:
    chosen = (
        f"    5.1.2.b: {{new_customer_basis: 首单且首款到账, first_payment: {rule}, kpi: {{weight: 100}}}}\n"
    )
    folder = tmp_path / "company"
    rules_with(folder)
    text = (folder / "appraisal.yaml").read_text(encoding="utf-8")
    text = text.replace("    5.1.2.b: {kpi: {weight: 0}}\n", chosen).replace(
        "5.1.2.a: {kpi: {weight: 100}}", "5.1.2.a: {kpi: {weight: 0}}"
    )
    (folder / "appraisal.yaml").write_text(text, encoding="utf-8")
    rules = load_rules(on=D(2026, 10, 1), company=folder)
    order = sale("X1", D(2026, 9, 28), 500)
    customer = {
        "customer_id": "C1",
        "name": "客",
        "filed_on": D(2026, 1, 1),
        "first_order_on": D(2026, 9, 28),
        "owner_id": "X1",
    }
    receipts = [
        {
            "receipt_id": f"H{n}",
            "order_id": order["order_id"],
            "received_on": day,
            "amount": amount * 100,
            "method": "现金",
        }
        for n, (day, amount) in enumerate(paid)
    ]
    result = scored(
        rules, staff=[person("X1")], customers=[customer], sales_ledger=[order], receipts=receipts
    )
    assert of(result, "X1").kpis[0].actual == counted


# -- targets, decisions and who takes them -----------------------------------------------------------


@pytest.mark.parametrize("register", ["targets", "decisions"])
def test_a_target_or_decision_of_nobody_is_a_fault(one_kpi: Rules, register: str) -> None:
    row = target("K9", 1) if register == "targets" else decided("K9", "5.1.3.d", "剔除", "M1")
    (fault,) = faults(one_kpi, staff=[person("K1", "客服部"), M1], **{register: [row]})
    assert (fault.row, fault.column, fault.what) == (2, "工号", "工号「K9」不在《人员》里")
    assert "最接近的是 K1" in fault.mend


@pytest.mark.parametrize(
    ("treatment", "by", "allowed"),
    [
        ("剔除", "M1", True), ("剔除", "G1", True), ("剔除", "K2", False), ("剔除", "Z9", False),
        ("不计入部门", "G1", True), ("不计入部门", "M1", False), ("不计入部门", "K2", False),
    ],
)  # fmt: skip
def test_decisions_are_of_the_post_that_the_rule_names(
    one_kpi: Rules, treatment: str, by: str, allowed: bool
) -> None:
    staff = [person("K1", "客服部"), person("K2", "客服部"), M1, G1]
    rows = {"staff": staff, "decisions": [decided("K1", "5.1.3.d", treatment, by)]}
    if allowed:
        assert of(scored(one_kpi, **rows), "K1").status == "已评"
    else:
        (fault,) = faults(one_kpi, **rows)
        assert (fault.file, fault.row, fault.column) == ("考核决定.xlsx", 2, "决定人工号")
        assert "公司高层" in fault.want
        assert (treatment == "不计入部门") is ("营销经理" not in fault.want)


def test_who_decides_must_hold_the_post_on_that_day(one_kpi: Rules) -> None:
    since = person("M1", "营销部门", joined=D(2026, 11, 3))
    rows = {"staff": [person("K1", "客服部"), since], "decisions": [decided("K1", "5.1.3.d", "剔除", "M1")]}
    (fault,) = faults(one_kpi, **rows)
    assert fault.what == "决定人 M1 2026-11-02 的岗位是（不在岗）"


def test_a_department_with_a_member_without_a_budget_has_no_base_either(tmp_path: Path) -> None:
    rules = only(tmp_path / "company", "5.1.2.d")
    staff, rows = (
        [person("X1"), person("X2")],
        [spent("X1", D(2026, 10, 5), 10), spent("X2", D(2026, 10, 5), 10)],
    )
    result = scored(rules, staff=staff, targets=[target("X1", None, expense_budget=20_00)], expenses=rows)
    kpi = department(result).kpis[0]
    assert (kpi.state, department(result).status) == ("ask", "待定")
    assert "X2" in kpi.note
    assert of(result, "X1").total == Decimal("100.00")


# -- a year without holidays -------------------------------------------------------------------------


def test_a_year_without_holidays_stops_only_what_needs_it(tmp_path: Path) -> None:
    rules = load_rules(on=D(2028, 1, 1), company=None)
    inquiry = {
        "ticket_id": "G1",
        "channel": "电话",
        "received_at": dt.datetime(2028, 1, 5, 9),
        "agent_id": "K1",
    }
    staff = [person("X1"), person("K1", "客服部")]
    sold = sale("X1", D(2028, 1, 5), 100)
    customer = {
        "customer_id": "C1",
        "name": "客",
        "filed_on": D(2026, 1, 1),
        "first_order_on": D(2028, 1, 5),
        "owner_id": "X1",
    }
    targets = [target("X1", 100, expense_budget=100_00) | {"month": "2028-01"}]
    result = appraise(
        dataset(staff=staff, targets=targets, sales_ledger=[sold], inquiries=[inquiry], customers=[customer]),
        Period.of("2028-01"), rules, BOTH,
    )  # fmt: skip
    states = {kpi.clause: (kpi.state, kpi.note) for kpi in of(result, "K1").kpis}
    assert [states[clause][0] for clause in ("5.1.3.a", "5.1.3.b", "5.1.3.d")] == ["ask", "ask", "measured"]
    assert "没有 2028 年的放假安排" in states["5.1.3.a"][1]
    assert of(result, "K1").status == "待定"
    assert of(result, "X1").kpis[0].score == Decimal("100.00")


# -- what always holds -------------------------------------------------------------------------------

DAYS = st.integers(1, 31)


@st.composite
def months(draw: st.DrawFn) -> tuple[list[Row], list[Row], list[Row]]:
    """Four people who come, go, move and are on leave; targets for whoever may need one; sales on days of theirs."""
    staff: list[Row] = []
    for who in ("X1", "X2", "X3", "X4"):
        how = draw(st.sampled_from(["stays", "moves", "leaves", "comes", "sick"]))
        day = D(2026, 10, draw(st.integers(2, 30)))
        rows = {
            "stays": [person(who)],
            "moves": [person(who), person(who, "客服部", transferred=day)],
            "leaves": [person(who, left=day)],
            "comes": [person(who, joined=day)],
            "sick": [person(who, status="病假", status_from=day)],
        }[how]
        staff += rows
    targets = [target(who, draw(st.integers(1, 500)), "整月") for who in ("X1", "X2", "X3", "X4")]
    people = st.sampled_from(["X1", "X2", "X3", "X4"])
    drawn = draw(st.lists(st.tuples(people, DAYS, st.integers(1, 1000)), max_size=12))
    rows = [sale(who, day, amount) for who, day, amount in drawn if _there(staff, who, D(2026, 10, day))]
    return staff, targets, rows


def _there(staff: list[Row], who: str, day: dt.date) -> bool:
    own = [row for row in staff if row["employee_id"] == who]
    return min(row["joined"] for row in own) <= day <= (own[0].get("left") or D.max)


@settings(max_examples=15)
@given(months(), st.sampled_from(["X1", "X2", "X3", "X4"]), DAYS, st.integers(1, 1000))
def test_a_row_more_changes_only_whom_it_concerns(
    one_kpi: Rules, month: tuple[list[Row], list[Row], list[Row]], who: str, day: int, amount: int
) -> None:
    staff, targets, rows = month
    before = scored(one_kpi, staff=staff, targets=targets, sales_ledger=rows)
    assume(_there(staff, who, D(2026, 10, day)))
    after = scored(one_kpi, staff=staff, targets=targets, sales_ledger=[*rows, sale(who, day, amount)])
    for one, other in zip(sorted(before.people, key=_who), sorted(after.people, key=_who), strict=True):
        assert one.employee_id == who or (one.kpis, one.total, one.bonus) == (
            other.kpis,
            other.total,
            other.bonus,
        )
    assert department(before, "客服部") == department(after, "客服部")
    grown = [one.kpis[0].actual or 0 for one in (department(after), department(before))]
    assert grown[0] - grown[1] in (0, amount * 100)


def _who(one: PersonScore) -> str:
    return one.employee_id


@settings(max_examples=15)
@given(months())
def test_sums_over_the_rows_are_what_was_counted_and_nobody_disappears(
    one_kpi: Rules, month: tuple[list[Row], list[Row], list[Row]]
) -> None:
    staff, targets, rows = month
    result = scored(one_kpi, staff=staff, targets=targets, sales_ledger=rows)
    moved = {row["employee_id"]: row["transferred"] for row in staff if row.get("transferred")}
    here = [row for row in rows if row["signed_on"] < moved.get(row["salesperson_id"], D.max)]
    assert department(result).kpis[0].actual == sum(row["gross_amount"] for row in here)
    told = " ".join(notices(result))
    for who in {row["employee_id"] for row in staff}:
        assert any(one.employee_id == who for one in result.people) or who in told
    # What the department is held against is its members' targets by the days they belonged.
    days = {row["employee_id"]: _belonged(row) for row in staff if row["department"] == "销售部"}
    days |= {who: (day - D(2026, 10, 1)).days for who, day in moved.items()}
    wanted = sum(Fraction(row["sales_target"] * days[row["employee_id"]], 31) for row in targets)
    assert department(result).kpis[0].target == wanted


def _belonged(row: Row) -> int:
    first, last = max(row["joined"], D(2026, 10, 1)), min(row.get("left") or D.max, D(2026, 10, 31))
    return (last - first).days + 1
