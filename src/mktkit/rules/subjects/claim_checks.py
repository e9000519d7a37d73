"""How the rules say what is checked of a claim (制度 6.2): each check with its clause, its weight, and how to mend it."""

from __future__ import annotations

import datetime as dt
from typing import Literal, get_args

from pydantic import Field

from mktkit.rules.schema import RuleModel

__all__ = [
    "CHECKS",
    "SEVERITY_TITLES",
    "CheckName",
    "ClaimCheck",
    "Company",
    "ReceiptNeed",
    "ReceiptRule",
    "Severity",
    "SplitRule",
    "TransportClasses",
]

#: What a finding does: the claim cannot be handed in, the reviewer is warned, it is only said, it is not looked at.
Severity = Literal["stop", "warn", "note", "ignore"]

#: What users call it.
SEVERITY_TITLES: dict[str, str] = {"stop": "拦下", "warn": "提醒", "note": "说明", "ignore": "不查"}

CheckName = Literal[
    "lodging", "meals", "local_transport", "transport_class", "transport_fare", "transport_approved", "day_room", "place_unknown", "place_chosen",
    "outside_trip", "nights", "night_repeated", "same_stay", "rooms", "meal_repeated", "hosted_meal", "trip_missing",
    "per_head", "prior_approval", "approver", "same_entertaining", "guests", "hosts", "own_approval",
    "advertising_documents", "three_quotes", "advertising_approval",
    "invoice_missing", "receipt_fields", "receipt_absent", "receipt_outdated", "attachment_missing", "attachment_type",
    "buyer_name", "buyer_tax_number", "invoice_repeated", "invoice_likely", "invoice_number", "invoice_red",
    "overdue", "future", "tax_sum", "tax_amount", "refund", "refund_tied", "booking_month", "total",
    "split", "monthly_cap", "over_budget",
]  # fmt: skip
CHECKS: tuple[CheckName, ...] = get_args(CheckName)


class ClaimCheck(RuleModel):
    """One check of a claim."""

    clause: str = Field(title="条款")
    title: str = Field(title="检查")
    severity: Severity = Field(title="级别")
    mend: str = Field(title="怎么改")


#: What a kind of receipt may have to carry.
ReceiptNeed = Literal["号码", "购方", "销方", "事由", "批准"]


class ReceiptRule(RuleModel):
    """What a kind of receipt must carry, how its number is written, until when it is good."""

    needs: tuple[ReceiptNeed, ...] = Field((), title="必填")
    shape: Literal["发票", "不限"] = Field("不限", title="号码写法")
    until: dt.date | None = Field(None, title="最后一天")


class Company(RuleModel):
    """The company as invoices must name the buyer."""

    name: str = Field(title="名称")
    tax_number: str = Field(title="纳税人识别号", pattern=r"[0-9A-Z]{15,20}")


class TransportClasses(RuleModel):
    """Classes of long-distance transport a level may take."""

    allowed: tuple[str, ...] = Field(title="可以乘坐")
    with_approval: tuple[str, ...] = Field((), title="事前批准后可以乘坐")


class SplitRule(RuleModel):
    """When several small amounts look like one that was split."""

    days: int = Field(ge=1, le=31, title="同一人、同一销方，前后相隔不超过几天")
