"""Each check of a claim against amounts worked out by hand from the sample standards (杭州 is of the second tier)."""

from __future__ import annotations

import random
from datetime import date, timedelta
from pathlib import Path

import pytest
from claims import STANDING, check, claim, found, line
from hypothesis import given, settings
from hypothesis import strategies as st

from mktkit.expense.claim.calc import check_claim
from mktkit.expense.claim.checks import check_claims
from mktkit.expense.claim.lines import claim_lines
from mktkit.expense.claim.model import LINE_KINDS, Claim
from mktkit.rules import Rules, load_rules
from mktkit.rules.subjects.claim_checks import CHECKS

#: check → (a claim it finds something in, its severity, a piece of what it says, allowed part in 元)
CASES: dict[str, tuple[Claim, str, str, float]] = {
    # 2 nights × 350 = 700; a manager's would be 2 × 450 = 900.
    "lodging": (claim(line("住宿", 1200, "1", until="2026-10-14")), "warn", "标准 350.00 元/晚 × 2 晚 = 700.00 元", 700),
    # 12 to 14 October are 3 days × 80 = 240.
    "meals": (claim(line("餐补", 300, until="2026-10-14")), "warn", "标准 80.00 元/天 × 3 天 = 240.00 元", 240),
    # 60 a day: the first line uses 40 of it, 20 are left for the second.
    "local_transport": (
        claim(line("市内交通", 40, "1"), line("市内交通", 35, "2")), "warn", "可报 20.00 元，自负 15.00 元", 60,
    ),
    "transport_class": (claim(line("城市间交通", 900, "1", transport_class="飞机经济舱")), "stop", "飞机经济舱须事前批准", 900),
    # The second class would have been 553.
    "transport_fare": (
        claim(line("城市间交通", 933, "1", transport_class="高铁一等座", standard_fare=55300)), "warn", "自负 380.00 元", 553,
    ),
    "transport_approved": (
        claim(line("城市间交通", 900, "1", transport_class="头等舱", approval="SP-88", approver_post="公司高层")),
        "note", "批准单号 SP-88", 900,
    ),
    # Half of a night's 350 is 175.
    "day_room": (claim(line("住宿", 200, "1", until="2026-10-12")), "note", "钟点房按一晚标准的 50%", 175),
    "place_unknown": (claim(line("住宿", 300, "1", until="2026-10-13", place="客户处")), "stop", "地点是「客户处」", 300),
    "place_chosen": (
        claim(line("住宿", 300, "1", until="2026-10-13", place="客户处", city_tier="其他城市")), "warn", "选的是其他城市", 280,
    ),
    "outside_trip": (claim(line("城市间交通", 73, "1", "2026-10-15")), "warn", "2026-10-12 至 2026-10-14", 73),
    "nights": (
        claim(line("住宿", 700, "1", until="2026-10-14"), line("住宿", 350, "2", "2026-10-13", until="2026-10-14")),
        "stop", "住宿共报了 3 晚", 1050,
    ),
    "night_repeated": (
        claim(line("住宿", 350, "1", until="2026-10-13"), line("住宿", 350, "2", until="2026-10-13")),
        "stop", "2026-10-12 这一晚的住宿已在本单第 1 行报过", 700,
    ),
    "same_stay": (
        claim(
            line("住宿", 350, "1", until="2026-10-13", seller="示例酒店"),
            line("住宿", 350, "2", until="2026-10-13", seller="示例酒店", attendees="X002"),
        ), "warn", "同一家酒店、同样的金额", 700,
    ),
    "rooms": (claim(line("住宿", 700, "1", until="2026-10-13", rooms=2)), "stop", "2 间房，写明入住的 1 人", 700),
    "meal_repeated": (
        claim(line("餐补", 80, until="2026-10-12"), line("餐补", 80, until="2026-10-12")),
        "stop", "2026-10-12 这一天的餐补已在本单第 1 行报过", 160,
    ),
    "hosted_meal": (
        claim(line("餐补", 80, until="2026-10-12"), line("业务招待", 600, "1")), "warn", "没有写招待的是哪一餐", 680,
    ),
    "trip_missing": (
        claim(line("餐补", 80, until="2026-10-12"), departed_on=None, returned_on=None), "stop", "没有填出差起止", 80,
    ),
    # 150 × 4 people = 600.
    "per_head": (claim(line("业务招待", 700, "1")), "warn", "标准 150.00 元/人 × 4 人 = 600.00 元", 600),
    "prior_approval": (claim(line("业务招待", 1000, "1", guests=7)), "stop", "没有事前批准", 1000),
    "approver": (
        claim(line("业务招待", 1000, "1", guests=7, approval="P1", approved_by="X005", approver_post="销售代表")),
        "stop", "应由营销经理或公司高层批准", 1000,
    ),
    "same_entertaining": (claim(line("业务招待", 600, "1", seller="某酒楼")), "warn", "报销单 B-EARLIER里也有", 600),
    "guests": (claim(line("业务招待", 300, "1", guest_names=" ")), "stop", "没有写客人单位和姓名", 300),
    "hosts": (claim(line("业务招待", 300, "1", hosts=4)), "warn", "客人 3 人，陪同 4 人", 300),
    "own_approval": (claim(line("其他", 10, "1", approval="P1", approved_by="X001")), "stop", "X001 就是报销人", 10),
    "advertising_documents": (claim(line("广告宣传", 900, "1", acceptance="")), "stop", "缺少验收", 900),
    "three_quotes": (claim(line("广告宣传", 10000, "1", approval="P1", quotes=2)), "stop", "有 2 份报价", 10000),
    "advertising_approval": (claim(line("广告宣传", 1000.01, "1")), "stop", "没有批准单号", 1000.01),
    "invoice_missing": (claim(line("其他", 10, attachments=1)), "stop", "没有发票号码", 10),
    "receipt_fields": (
        claim(line("其他", 10, attachments=1, invoice_kind="无票说明"), purpose=" "), "stop", "没有填事由", 10,
    ),
    "receipt_absent": (
        claim(line("其他", 10, attachments=1, invoice_kind="无票说明", purpose="路边停车")), "warn", "无票，说明是「路边停车」", 10,
    ),
    "receipt_outdated": (
        claim(line("城市间交通", 73, "1", invoice_kind="纸质火车票")), "warn", "2025-09-30 以后应为电子发票", 73,
    ),
    "attachment_missing": (claim(line("其他", 10, "1", attachments=0)), "stop", "没有附件", 10),
    "buyer_name": (claim(line("其他", 10, "1", buyer="个人")), "stop", "购方抬头是「个人」", 10),
    "buyer_tax_number": (claim(line("其他", 10, "1", buyer_tax_number="")), "stop", "购方税号是空白", 10),
    "invoice_repeated": (claim(line("其他", 10, "1"), line("其他", 20, "1")), "stop", "已在本单第 1 行报过", 30),
    "invoice_likely": (
        claim(
            line("其他", 10, "1", invoice_code="033002200111", invoice_number="00012345"),
            line("其他", 10, "2", invoice_number="12345"),
        ), "warn", "和本单第 1 行的发票金额相同，号码写法不同", 20,
    ),
    "invoice_number": (claim(line("其他", 10, "1", invoice_number="123")), "warn", "号码 「123」", 10),
    "invoice_red": (claim(line("其他", 10, "1", red=True)), "stop", "已红冲", 10),
    "overdue": (claim(line("其他", 10, "1"), claimed_on=date(2026, 11, 14)), "warn", "费用到 2026-10-14", 10),
    "future": (claim(line("其他", 10, "1", "2026-10-21"), departed_on=None, returned_on=None), "stop", "晚于报销日期", 10),
    "tax_sum": (claim(line("其他", 140, "1", net=13084, tax=915)), "stop", "130.84 + 9.15 = 139.99", 140),
    "tax_amount": (claim(line("其他", 10, "1", tax=1001)), "stop", "税额 10.01 元，价税合计 10.00 元", 10),
    "refund": (claim(line("其他", 10, "1"), line("其他", -20, "2")), "stop", "没有写明冲减哪一笔", -10),
    # 500 of 900 are left.
    "refund_tied": (
        claim(line("城市间交通", 900, "1"), line("城市间交通", -400, "2")), "note", "冲减本单第 1 行的费用（发票 22222222222222222221）400.00 元", 500,
    ),
    "booking_month": (claim(line("其他", 10, "1"), month="2026-09"), "warn", "归属月份是 2026-09", 10),
    "total": (claim(line("其他", 10, "1"), stated_total=1100), "stop", "相差 1.00 元", 10),
    "split": (
        claim(line("业务招待", 600, "1", seller="某酒楼"), line("业务招待", 600, "2", "2026-10-14", seller="某酒楼")),
        "warn", "有 2 笔，合计 1,200.00 元", 1200,
    ),
    # 1,500 a month: 24 days of 60 leave 60, of the 25th day's 60 all, of the 26th nothing. Here 1,480 are used.
    "monthly_cap": (claim(line("市内交通", 60, "1")), "warn", "本月还可报 20.00 元", 20),
    "over_budget": (claim(line("其他", 100.01, "1")), "warn", "超出 0.01 元", 100.01),
}  # fmt: skip


@pytest.mark.parametrize("name", [name for name in CHECKS if name != "attachment_type"])
def test_every_check_finds_its_case_and_says_clause_and_mend(name: str, rules: Rules) -> None:
    one, severity, piece, allowed = CASES[name]
    checked = check(one, rules, name)
    (finding,) = [each for each in checked.findings if each.check == name][-1:]
    assert finding.severity == severity
    assert piece in f"{finding.what}；{finding.want}"
    assert finding.clause in ("6.2.1", "6.2.2", "6.1.2")
    assert finding.mend or finding.severity == "note"
    assert checked.allowed == round(allowed * 100)
    assert checked.allowed + checked.own == one.total


def test_a_claim_in_order_has_no_finding(rules: Rules) -> None:
    one = claim(
        line("住宿", 700, "1", until="2026-10-14"),
        # 3 days of 80, less the dinner with guests, 40 % of a day: 240 - 32.
        line("餐补", 208, until="2026-10-14"),
        line("市内交通", 60, "2"),
        line("城市间交通", 73, "3"),
        line("业务招待", 600, "4", meal="晚餐"),
        line("广告宣传", 1000, "5"),
        line("其他", 140, "6", net=13084, tax=916),
        stated_total=278100,
        claimed_on=date(2026, 11, 13),  # 14 October + 30 days
    )
    assert found(check(one, rules)) == set()


@pytest.mark.parametrize(
    ("one", "name"),
    [
        (claim(line("住宿", 700, "1", until="2026-10-14")), "lodging"),
        (claim(line("业务招待", 999.99, "1", guests=9)), "prior_approval"),
        (claim(line("城市间交通", 900, "1", transport_class="飞机经济舱", approval="P1")), "transport_class"),
        (claim(line("业务招待", 600, "1", hosts=3)), "hosts"),
        (claim(line("业务招待", 600, "1", guests=11, hosts=4)), "hosts"),
        (claim(line("广告宣传", 1000, "1")), "advertising_approval"),
        (claim(line("广告宣传", 10000, "1", quotes=0), post="营销经理"), "advertising_approval"),
        (claim(line("广告宣传", 9999.99, "1", approval="P1", quotes=0)), "three_quotes"),
        (
            claim(line("其他", 10, "1", buyer="示例科技 有限公司", buyer_tax_number="91110108ma0000000x")),
            "buyer_name",
        ),
        (claim(line("其他", 10, "1", buyer_tax_number="91110108ma0000000x")), "buyer_tax_number"),
        (
            claim(line("其他", 10, "1", invoice_code="033000220011", invoice_number="00012345")),
            "invoice_number",
        ),
        (
            claim(line("其他", 10, "1", invoice_code="3300022001", invoice_number="00012345")),
            "invoice_number",
        ),
        (
            claim(line("城市间交通", 10, "1", invoice_kind="航空行程单", invoice_number="7812345678901")),
            "invoice_number",
        ),
        (
            claim(line("业务招待", 600, "1", seller="甲"), line("业务招待", 600, "2", seller="乙")),
            "split",
        ),
        (
            claim(
                line("业务招待", 600, "1", "2026-10-08", seller="甲"),
                line("业务招待", 600, "2", "2026-10-12", seller="甲"),
            ),
            "split",
        ),
    ],
)
def test_exactly_at_the_limit_passes(one: Claim, name: str, rules: Rules) -> None:
    assert name not in found(check(one, rules))


def test_what_the_company_ignores_is_not_looked_at(tmp_path: Path) -> None:
    (tmp_path / "expense.yaml").write_text(
        "- from: 2026-10-01\n  values:\n    6.2.2:\n      claim_checks: {lodging: {severity: ignore}, buyer_name: {severity: note}}\n",
        encoding="utf-8",
    )
    own = load_rules(on=date(2026, 10, 20), company=tmp_path)
    one = claim(line("住宿", 1200, "1", until="2026-10-14", buyer="个人"))
    checked = check_claim(one, own)
    assert [(each.check, each.severity) for each in checked.findings] == [("buyer_name", "note")]
    assert checked.own == 0


DAYS = st.dates(date(2026, 10, 1), date(2026, 10, 31))
LINES = st.builds(
    lambda kind, day, nights, fen, number, place, guests: line(
        kind, fen / 100, number, day.isoformat(), until=(day + timedelta(nights)).isoformat(), place=place, guests=guests
    ),
    st.sampled_from(LINE_KINDS), DAYS, st.integers(0, 4), st.integers(1, 500_000),
    st.sampled_from(["", "1", "2", "3", "4", "5"]), st.sampled_from(["北京", "杭州市", "义乌", "", "鼓楼区"]), st.integers(0, 9),
)  # fmt: skip
PEOPLE = st.sampled_from([("X001", "销售代表"), ("X002", "销售代表"), ("M001", "营销经理")])
CLAIMS = st.lists(
    st.builds(
        lambda who, lines: claim(*lines, person_id=who[0], post=who[1], claimed_on=date(2026, 11, 3)),
        PEOPLE,
        st.lists(LINES, min_size=1, max_size=6),
    ),
    min_size=1,
    max_size=4,
)


@settings(max_examples=10)
@given(CLAIMS, st.randoms())
def test_allowed_and_own_are_what_was_claimed_and_the_order_of_rows_is_irrelevant(
    claims: list[Claim], shuffle: random.Random
) -> None:
    rules = load_rules(on=date(2026, 10, 1), company=None)
    frame = claim_lines({f"B{at}": one for at, one in enumerate(claims)}, rules).to_native()
    checked = check_claims(frame, rules, STANDING)
    lines = checked.lines
    assert (lines["allowed"] + lines["own"] == lines["amount"]).all()
    assert (lines["allowed"] >= 0).all()
    assert (lines["own"] >= 0).all()
    assert checked.allowed + checked.own == sum(one.total for one in claims)
    order = list(range(len(frame)))
    shuffle.shuffle(order)
    again = check_claims(frame.iloc[order].reset_index(drop=True), rules, STANDING)
    assert again.findings == checked.findings
    assert again.lines.to_dict("list") == lines.to_dict("list")


@settings(max_examples=10)
@given(CLAIMS)
def test_polars_says_the_same(claims: list[Claim]) -> None:
    rules = load_rules(on=date(2026, 10, 1), company=None)
    numbered = {f"B{at}": one for at, one in enumerate(claims)}
    pandas = check_claims(claim_lines(numbered, rules), rules, STANDING)
    polars = check_claims(claim_lines(numbered, rules, "polars"), rules, STANDING)
    assert polars.findings == pandas.findings
    assert polars.lines.to_dict(as_series=False) == pandas.lines.to_dict("list")


def test_no_claim_is_no_finding(rules: Rules) -> None:
    frame = claim_lines({"B1": claim(line("其他", 10, "1"))}, rules).to_native().iloc[:0]
    assert check_claims(frame, rules).findings == ()
