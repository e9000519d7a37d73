"""October 2026 of the example set, worked out by hand.

Every figure below is arithmetic written out from the rows of the registers (samples/october.py puts them there) and the
sample curves of rules/appraisal.yaml; nothing was taken from running the code.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest

from mktkit.appraisal import Period, appraise, departments_of
from mktkit.errors import MktkitError
from mktkit.registers import read_dataset
from mktkit.rules import Rules

Scored = tuple[dict[str, Any], Path]


def person(scored: Scored, employee_id: str) -> dict[str, Any]:
    return next(one for one in scored[0]["people"] if one["employee_id"] == employee_id)


def scores(one: dict[str, Any]) -> dict[str, Any]:
    return {kpi["clause"]: kpi["score"] for kpi in one["kpis"]}


def actual(one: dict[str, Any], clause: str) -> tuple[str, str]:
    kpi = next(kpi for kpi in one["kpis"] if kpi["clause"] == clause)
    return kpi["actual"], kpi["target"]


def two(value: Decimal) -> float:
    return float(value.quantize(Decimal("0.01"), ROUND_HALF_UP))


def test_x001_is_over_target(scored: Scored) -> None:
    one = person(scored, "X001")
    # Orders 90,400 + 45,200 + 33,900 + 22,600, 60 % of one of 56,500, less a return of 6,000 = 220,000 of 200,000.
    sales = 90_400 + 45_200 + 33_900 + 22_600 + Decimal("0.6") * 56_500 - 6_000
    assert sales == 220_000
    assert actual(one, "5.1.2.a") == ("22000000", "20000000")  # 分
    # 110 % lies between (100, 100) and (120, 120): 100 + (110 − 100) · 20 ÷ 20 = 110.
    # 4 of 3 new customers = 133.33… %, between (100, 100) and (150, 120): 100 + 33.33… · 20 ÷ 50 = 113.33.
    # Answers 5 5 5 4 4 5: (4+4+4+3+3+4) ÷ 6 ÷ 4 · 100 = 22 ÷ 24 · 100 = 91.666…, between (90, 100) and (100, 110): 101.67.
    # Expenses 3,500 + 2,500 + 1,500 − 300 = 7,200 of 8,000 = 90 %: not above 100 %, so 100.
    assert scores(one) == {"5.1.2.a": 110.0, "5.1.2.b": 113.33, "5.1.2.c": 101.67, "5.1.2.d": 100.0}
    # (50 · 110 + 20 · 113.33 + 15 · 101.67 + 15 · 100) ÷ 100 = (5500 + 2266.60 + 1525.05 + 1500) ÷ 100 = 107.9165.
    assert one["total"] == two(Decimal("10791.65") / 100) == 107.92
    # Coefficient between (100, 1.0) and (120, 1.3): 1 + 7.92 · 0.3 ÷ 20 = 1.1188; 2,000 · 1.1188 = 2,237.60.
    assert one["coefficient"] == "2797/2500"
    assert one["bonus"] == two(2000 * (1 + Decimal("7.92") * Decimal("0.3") / 20)) == 2237.60
    assert one["grade"] == "优秀"


def test_x002_is_capped(scored: Scored) -> None:
    one = person(scored, "X002")
    # 300,000 of 200,000 = 150 %: the curve ends at (120, 120).  6 of 3 = 200 %: it ends at (150, 120).
    # Five answers of 5 = 100: (100, 110).  4,000 of 8,000 = 50 %: not spending is not rewarded, 100.
    assert actual(one, "5.1.2.a") == ("30000000", "20000000")
    assert scores(one) == {"5.1.2.a": 120.0, "5.1.2.b": 120.0, "5.1.2.c": 110.0, "5.1.2.d": 100.0}
    # 0.50 · 120 + 0.20 · 120 + 0.15 · 110 + 0.15 · 100 = 60 + 24 + 16.5 + 15.
    assert one["total"] == 115.5
    # His own base of 2,500 since July: 2,500 · (1 + 15.5 · 0.3 ÷ 20) = 2,500 · 1.2325.
    assert one["bonus"] == 3081.25


def test_x003_lacks_a_base(scored: Scored) -> None:
    one = person(scored, "X003")
    # 180,000 of 180,000; 3 of 3; 6,000 of 6,000; but three valid answers are under five: nobody has decided, so 待定.
    assert scores(one) == {"5.1.2.a": 100.0, "5.1.2.b": 100.0, "5.1.2.c": None, "5.1.2.d": 100.0}
    assert (one["total"], one["bonus"], one["rank"], one["status"]) == (None, None, None, "待定")
    assert "5.1.2.c" in one["note"]
    assert "3 份" in one["note"]


def test_x004_has_the_kpi_without_a_base_taken_out(scored: Scored) -> None:
    one = person(scored, "X004")
    # 144,000 of 180,000 = 80 %: 60.  2 of 3 = 66.666… %: 66.67.  6,600 of 6,000 = 110 %: 80.
    assert scores(one) == {"5.1.2.a": 60.0, "5.1.2.b": 66.67, "5.1.2.c": None, "5.1.2.d": 80.0}
    # The others' weights are 50 + 20 + 15 = 85: (3000 + 1333.40 + 1200) ÷ 85 = 65.0988…
    assert one["total"] == two(Decimal("5533.40") / 85) == 65.10
    assert "剔除" in one["note"]
    # Coefficient between (60, 0.6) and (100, 1.0): 0.6 + 5.10 · 0.4 ÷ 40 = 0.651; 2,000 · 0.651 = 1,302.
    assert one["bonus"] == 1302.0


def test_s001_of_the_market_department(scored: Scored) -> None:
    one = person(scored, "S001")
    # 3 of 4 tasks (a fifth was cancelled) = 75 %, between (60, 0) and (80, 60): 15 · 60 ÷ 20 = 45.
    # 172 ÷ 400 − 160 ÷ 400 = 43 % − 40 % = 3 points of 3: 100.
    # Two campaigns of 90 and 72.5: 81.25.  49 of 50 = 98 %: 100.
    assert scores(one) == {"5.1.1.a": 45.0, "5.1.1.b": 100.0, "5.1.1.c": 81.25, "5.1.1.d": 100.0}
    assert actual(one, "5.1.1.a") == ("75", "100")
    assert actual(one, "5.1.1.b") == ("3", "3")
    # 0.30 · 45 + 0.15 · 100 + 0.35 · 81.25 + 0.20 · 100 = 13.5 + 15 + 28.4375 + 20 = 76.9375.
    assert one["total"] == 76.94
    # 1,500 · (0.6 + 16.94 · 0.4 ÷ 40) = 1,500 · 0.7694.
    assert one["bonus"] == 1154.10


def test_k001_of_the_service_department(scored: Scored) -> None:
    one = person(scored, "K001")
    # 22 tickets: one invalid, one whose limit still ran at the month's end; 19 of 20 in time = 95 %: 100.
    # 11 complaints, one not yet due; one closed but 不认可: 9 of 10 = 90 %: 70.
    # Callbacks 5 5 4 4 4 4: (4+4+3+3+3+3) ÷ 24 · 100 = 83.333…, between (80, 70) and (90, 100): 70 + 3.33… · 3 = 80.
    # 11 opinions of 10 = 110 %, between (100, 100) and (150, 120): 104.
    assert scores(one) == {"5.1.3.a": 100.0, "5.1.3.b": 70.0, "5.1.3.c": 80.0, "5.1.3.d": 104.0}
    # 0.35 · 100 + 0.30 · 70 + 0.20 · 80 + 0.15 · 104 = 35 + 21 + 16 + 15.6.
    assert one["total"] == 87.6
    # 1,200 · (0.6 + 27.6 · 0.4 ÷ 40) = 1,200 · 0.876.
    assert one["bonus"] == 1051.20


def test_k002_without_complaints_is_not_scored_zero(scored: Scored) -> None:
    one = person(scored, "K002")
    # 10 of 10: 110.  No complaint: taken out by rule.  Five callbacks of 5: 110.  12 of 12 opinions: 100.
    assert scores(one) == {"5.1.3.a": 110.0, "5.1.3.b": None, "5.1.3.c": 110.0, "5.1.3.d": 100.0}
    # (35 · 110 + 20 · 110 + 15 · 100) ÷ 70 = (3850 + 2200 + 1500) ÷ 70 = 107.857…
    assert one["total"] == two(Decimal(7550) / 70) == 107.86
    assert one["bonus"] == two(1200 * (1 + Decimal("7.86") * Decimal("0.3") / 20)) == 1341.48


def test_who_is_on_leave_is_listed_and_not_scored(scored: Scored) -> None:
    one = person(scored, "K008")
    assert (one["total"], one["bonus"], one["kpis"], one["status"]) == (None, None, [], "不考核")
    assert "产假" in one["note"]


@pytest.mark.parametrize(("employee_id", "days"), [("X012", 16), ("S008", 20)])
def test_days_in_service_scale_the_bonus(scored: Scored, employee_id: str, days: int) -> None:
    # X012 left on the 16th; S008 came on the 12th: 31 − 11 = 20 days.
    one = person(scored, employee_id)
    assert one["days"] == days
    top, _, bottom = one["coefficient"].partition("/")
    coefficient = Decimal(top) / Decimal(bottom or 1)
    assert one["bonus"] == two(Decimal(str(one["bonus_base"])) * coefficient * days / 31)


def test_the_manager_takes_the_mean_of_the_departments(scored: Scored) -> None:
    totals = [Decimal(str(one["total"])) for one in scored[0]["departments"]]
    assert len(totals) == 3
    assert person(scored, "M001")["total"] == two(sum(totals, Decimal(0)) / 3)


def test_a_department_is_measured_over_pooled_rows(scored: Scored) -> None:
    """The department's rate is Σ numerators ÷ Σ denominators of its people, which is no mean of their rates."""
    people = [one for one in scored[0]["people"] if one["department"] == "客服部" and one["kpis"]]
    kpis = [kpi for one in people for kpi in one["kpis"] if kpi["clause"] == "5.1.3.a"]
    pooled = next(
        kpi for one in scored[0]["departments"] for kpi in one["kpis"] if kpi["clause"] == "5.1.3.a"
    )
    right, asked = (sum(Decimal(kpi[side] or 0) for kpi in kpis) for side in ("numerator", "denominator"))
    assert (Decimal(pooled["numerator"]), Decimal(pooled["denominator"])) == (right, asked)
    rates = [Decimal(kpi["numerator"]) / Decimal(kpi["denominator"]) for kpi in kpis]
    assert sum(rates) / len(rates) != right / asked


def test_a_pocket_calculator_gets_every_printed_total(scored: Scored) -> None:
    """Σ weight × printed score ÷ Σ weights that count, rounded half up, is the printed total."""
    checked = 0
    for one in [*scored[0]["people"], *scored[0]["departments"]]:
        counted = [kpi for kpi in one["kpis"] if kpi["score"] is not None]
        if one["total"] is None or not counted:
            continue
        top = sum(Decimal(str(kpi["weight"])) * Decimal(str(kpi["score"])) for kpi in counted)
        assert one["total"] == two(top / sum(Decimal(str(kpi["weight"])) for kpi in counted)), one
        checked += 1
    assert checked > 25


def test_a_month_is_scored_by_its_own_rules(sample: Path, rules: Rules) -> None:
    assert rules.on == dt.date(2026, 10, 1)
    with pytest.raises(MktkitError, match="某月按当月的规则考核"):
        appraise(read_dataset(sample, rules), Period.of("2026-11"), rules)


@pytest.mark.parametrize(
    ("name", "meant"),
    [("sales", ("销售部",)), ("客服部", ("客服部",)), ("all", ("市场部", "销售部", "客服部")), ("全部", ("市场部", "销售部", "客服部"))],
)  # fmt: skip
def test_departments_are_named_in_english_or_chinese(name: str, meant: tuple[str, ...]) -> None:
    assert departments_of(name) == meant


def test_no_such_department_is_said() -> None:
    with pytest.raises(MktkitError, match=r"没有部门「财务部」.*sales（销售部）"):
        departments_of("财务部")


def test_a_decision_that_settles_nothing_is_said(sample: Path, rules: Rules) -> None:
    """X001 has answers enough: somebody's decision about 5.1.2.c changes nothing, and says so."""
    dataset = read_dataset(sample, rules)
    held = dataset.tables["decisions"]
    row = {"month": "2026-10", "employee_id": "X001", "kpi": "5.1.2.c", "treatment": "零分", "reason": "试", "decided_by": "M001"}  # fmt: skip
    columns = {name: [*values, row.get(name)] for name, values in held.columns.items()}
    more = replace(held, columns=columns, places=[*held.places, ("考核决定.xlsx", "甲", 9)])
    result = appraise(
        replace(dataset, tables={**dataset.tables, "decisions": more}), Period.of("2026-10"), rules
    )
    assert next(one.total for one in result.people if one.employee_id == "X001") == Decimal("107.92")
    said = [one.what for one in result.findings if "没有用上" in one.what]
    assert said == ["《考核决定》里 X001 的 5.1.2.c 没有用上：这项指标有基数，或规则已有处理"]
