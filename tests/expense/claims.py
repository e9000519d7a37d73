"""Claims as tests write them: what is right about a line is filled in, so that each test says only what is wrong."""

from __future__ import annotations

import datetime as dt
from typing import Any

from mktkit.expense.claim.calc import check_claim
from mktkit.expense.claim.checks import CheckResult
from mktkit.expense.claim.model import Claim, ClaimLine
from mktkit.expense.claim.standing import EarlierClaim, Standing, standing_after
from mktkit.rules import Rules

BUYER = {"buyer": "示例科技有限公司", "buyer_tax_number": "91110108MA0000000X"}
CLASS = {"城市间交通": {"transport_class": "高铁二等座"}}
GUESTS = {"guests": 3, "hosts": 1, "guest_names": "示例客户 甲、乙、丙"}
PAPERS = {"contract": "HT-1", "plan_item": "秋季推广", "acceptance": "YS-1", "quotes": 3}
KINDS = {**CLASS, "业务招待": GUESTS, "广告宣传": PAPERS}


def line(kind: str, yuan: float, number: str = "", day: str = "2026-10-12", **more: Any) -> ClaimLine:
    """Return a line that no check finds anything wrong with, but for what `more` says."""
    invoice = {"invoice_number": number.rjust(20, "2"), "attachments": 1, **BUYER} if number else {}
    return ClaimLine.model_validate(
        {
            "kind": kind,
            "day": day,
            "amount": round(yuan * 100),
            "place": "杭州",
            **invoice,
            **KINDS.get(kind, {}),
            **more,
        }
    )


def claim(*lines: ClaimLine, **more: Any) -> Claim:
    """Return a claim of an employee for a trip to 杭州, 12 to 14 October."""
    given = {
        "claimed_on": dt.date(2026, 10, 20), "person_id": "X001", "name": "示例甲", "department": "销售部", "post": "销售代表",
        "month": "2026-10", "category": "销售费用", "purpose": "拜访杭州客户", "departed_on": "2026-10-12",
        "returned_on": "2026-10-14", "lines": list(lines),
    }  # fmt: skip
    return Claim.model_validate(given | more)


def night(yuan: float = 700, number: str = "1") -> Claim:
    """Return a claim of two nights in 杭州, whose standard is 700 元."""
    return claim(line("住宿", yuan, number, until="2026-10-14"))


#: 1,480 of a month's 1,500 are used, and the budget has 100 left.
STANDING = Standing(
    used={("X001", "2026-10", "市内交通"): 148000}, available={("销售部", "销售费用", "2026-10"): 10000}
)


def after(*earlier: tuple[str, Claim]) -> Standing:
    """Return what claims of these numbers leave, all of which is allowed."""
    return standing_after(
        EarlierClaim(number, one, [line.amount for line in one.lines]) for number, one in earlier
    )


def check(one: Claim, rules: Rules, name: str = "") -> CheckResult:
    """Check a claim; for a check that looks at earlier claims, after those of :data:`STANDING`, or a colleague's dinner."""
    if name == "same_entertaining":
        colleague = {"person_id": "X002", "name": "示例己"}
        return check_claim(
            one, rules, after(("B-EARLIER", claim(line("业务招待", 600, "9", seller="某酒楼"), **colleague)))
        )
    return check_claim(one, rules, STANDING if name in ("monthly_cap", "over_budget") else None)


def found(checked: CheckResult) -> set[str]:
    """Return which checks found something."""
    return {one.check for one in checked.findings}
