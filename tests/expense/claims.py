"""Claims as tests write them: what is right about a line is filled in, so that each test says only what is wrong."""

from __future__ import annotations

import datetime as dt
from typing import Any

from mktkit.expense.claim.model import Claim, ClaimLine

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
