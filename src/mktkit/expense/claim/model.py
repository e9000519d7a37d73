"""A claim as it is filled in: 报销单 and its lines (制度 6.2.1)."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any, ClassVar, Literal, Self, get_args

from pydantic import BaseModel, ConfigDict, computed_field, model_validator

from mktkit.expense.claim.receipts import ReceiptKind, invoice_key, plain_number
from mktkit.fields import Code, LongText, Money, Month, entry
from mktkit.money import capital_words
from mktkit.people import person_key
from mktkit.rules import Rules

__all__ = [
    "KIND",
    "LINE_KINDS",
    "SHARED",
    "SPANS",
    "TOP",
    "CityTierChoice",
    "Claim",
    "ClaimLine",
    "LineKind",
    "Meal",
]

#: Kind of its record.
KIND = "expense_claim"

LineKind = Literal["住宿", "餐补", "城市间交通", "市内交通", "业务招待", "广告宣传", "其他"]
LINE_KINDS: tuple[LineKind, ...] = get_args(LineKind)

#: Approves what is above a manager.
TOP = "公司高层"
#: What is had for a guest, and is taken off the day's allowance.
Meal = Literal["早餐", "午餐", "晚餐"]
#: What a place is taken for where it is no city of the official divisions.
CityTierChoice = Literal["一线城市", "二线城市", "其他城市", "境外"]

#: What may be for several of our own people.
SHARED = ("住宿", "业务招待")
#: What takes several days, from the line's own dates or else the trip's.
SPANS = ("住宿", "餐补")


def _posts(rules: Rules) -> list[str]:
    return list(rules.onboarding.posts)


def _departments(rules: Rules) -> list[str]:
    return list(rules.expense.department_head)


def _categories(rules: Rules) -> list[str]:
    return list(rules.expense.categories)


def _classes(rules: Rules) -> list[str]:
    levels = rules.expense.transport.values()
    ruled = (name for one in levels for name in (*one.allowed, *one.with_approval))
    return list(dict.fromkeys([*ruled, *rules.expense.transport_classes]))


def _approvers(rules: Rules) -> list[str]:
    return [*rules.onboarding.posts, TOP]


class ClaimLine(BaseModel):
    """A line: one invoice, or one allowance."""

    model_config = ConfigDict(title="费用明细")

    kind: LineKind = entry("类别", clause="6.2.2")
    day: dt.date = entry("日期", happened=True, help="住宿填入住日，餐补填出发日")
    until: dt.date | None = entry(
        "止", default=None, happened=True, help="住宿填离店日，餐补填返程日；空白按出差的返程日"
    )
    place: str = entry("地点", default="", help="城市；两地之间的写到达的城市", example="杭州", max_length=60)
    purpose: str = entry("事由", default="", max_length=200)
    amount: Money = entry("金额", help="价税合计；退票、退款填负数，并写明冲减的发票号码")
    invoice_kind: ReceiptKind | None = entry("发票类型", default=None)
    invoice_code: Code = entry("发票代码", default="", help="数电票没有代码，留空", max_length=30)
    invoice_number: Code = entry("发票号码", default="", max_length=40)
    invoice_day: dt.date | None = entry("开票日期", default=None, happened=True)
    seller: str = entry("销方", default="", max_length=100)
    buyer: str = entry("购方抬头", default="", max_length=100)
    buyer_tax_number: Code = entry("购方税号", default="", max_length=30)
    net: Money | None = entry("不含税", default=None)
    tax: Money | None = entry("税额", default=None)
    red: bool | None = entry("已红冲", default=None)
    attachments: int | None = entry("附件张数", default=None, ge=0, le=999)
    transport_class: str | None = entry("交通等级", default=None, choices=_classes)
    guests: int | None = entry("客人数", default=None, ge=0, le=9999)
    hosts: int | None = entry("陪同人数", default=None, ge=0, le=9999)
    guest_names: str = entry("客人单位和姓名", default="", max_length=300)
    approval: Code = entry("事前批准单号", default="", max_length=80)
    approved_by: Code = entry("批准人工号", default="", max_length=40)
    contract: Code = entry("合同", default="", max_length=80)
    plan_item: str = entry("计划项", default="", max_length=100)
    acceptance: Code = entry("验收", default="", max_length=80)
    quotes: int | None = entry("报价份数", default=None, ge=0, le=99)
    approver_post: str | None = entry("批准人岗位", default=None, choices=_approvers)
    rooms: int | None = entry("房间数", default=None, ge=1, le=99, help="住宿填；空白是 1 间")
    attendees: str = entry(
        "入住或用餐的自己人工号",
        default="",
        max_length=300,
        help="住宿、招待填，用、隔开；空白就是报销人自己",
    )
    meal: Meal | None = entry("餐次", default=None, help="招待填；出差当天的招待餐要从餐补里扣")
    standard_fare: Money | None = entry(
        "标准等级的票价", default=None, ge=0, help="交通等级高于标准时填，高出的部分自负"
    )
    refund_of: Code = entry("冲减的发票号码", default="", max_length=40, help="金额为负时填原来那张票的号码")
    city_tier: CityTierChoice | None = entry(
        "城市档次", default=None, help="只在地点认不出是哪个城市、或在境外时选"
    )

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.until is not None and self.until < self.day:
            raise ValueError("“止”不能早于“日期”")
        if self.amount == 0:
            raise ValueError("金额不能是 0")
        return self

    @property
    def number(self) -> str:
        """The letters and digits of the invoice number alone."""
        return plain_number(self.invoice_number)

    @property
    def key(self) -> str:
        """What tells the invoice from every other; '' without a number."""
        return invoice_key(self.invoice_code, self.invoice_number)

    def people(self, claimant: str) -> tuple[str, ...]:
        """Return the keys of our own people who stayed or ate; the claimant where none is named."""
        if self.kind not in SHARED:
            return (person_key(claimant),)
        named = dict.fromkeys(map(person_key, re.split(r"[、,，;；/\s]+", self.attendees)))
        return tuple(one for one in named if one) or (person_key(claimant),)


class Claim(BaseModel):
    """A claim for expenses, 报销单."""

    model_config = ConfigDict(title="费用报销单")
    form_name: ClassVar = "claim.Claim"

    claimed_on: dt.date = entry("报销日期", happened=True)
    person_id: Code = entry("工号", example="X001", min_length=1, max_length=40)
    name: str = entry("姓名", min_length=1, max_length=60)
    department: str = entry("部门", choices=_departments, clause="6.2.1")
    post: str = entry("岗位", choices=_posts, help="职级由岗位定", clause="6.2.2")
    cost_centre: str = entry("成本中心", default="", max_length=60)
    month: Month = entry("归属月份", happened=True)
    category: str = entry("预算科目", choices=_categories, clause="6.1.1")
    purpose: LongText = entry("事由", min_length=1, max_length=500, example="拜访杭州客户")
    request: Code = entry("关联申请单号", default="", max_length=80)
    departed_on: dt.date | None = entry("出差出发日", default=None, happened=True, help="不是出差的留空")
    returned_on: dt.date | None = entry("出差返程日", default=None, happened=True)
    lines: list[ClaimLine] = entry(
        "费用明细", default=list, min_length=1, help="每张发票一行", clause="6.2.2"
    )
    stated_total: Money | None = entry("填写的合计", default=None, help="纸面上写的合计；留空不核对")
    advance: Money = entry("原借款", default=0, ge=0)
    account: Code = entry("收款账户", default="", max_length=60)
    handler_id: Code = entry(
        "经办人工号", default="", help="替别人填时写自己的；自己填自己的留空", max_length=40
    )
    handler_name: str = entry("经办人姓名", default="", max_length=60)

    @model_validator(mode="after")
    def _trip(self) -> Self:
        if (self.departed_on is None) != (self.returned_on is None):
            raise ValueError("出差出发日和返程日要一起填，或都留空")
        if self.departed_on and self.returned_on and self.returned_on < self.departed_on:
            raise ValueError("返程日不能早于出发日")
        if bool(self.handler_id) != bool(self.handler_name):
            raise ValueError("经办人的工号和姓名要一起填，或都留空")
        for number, line in enumerate(self.lines, 1):
            if line.kind in SPANS and line.until is None and self.returned_on is None:
                raise ValueError(f"第 {number} 行{line.kind}没有填“止”，出差返程日也没有填，算不出天数")
            until = line.until or self.returned_on
            if line.kind in SPANS and until is not None and until < line.day:
                raise ValueError(f"第 {number} 行{line.kind}的日期晚于出差返程日")
        return self

    @computed_field(title="合计")  # type: ignore[prop-decorator]  # pydantic's own way to write it
    @property
    def total(self) -> Money:
        """Sum of the lines in 分."""
        return sum(line.amount for line in self.lines)

    @computed_field(title="合计大写")  # type: ignore[prop-decorator]
    @property
    def total_words(self) -> str:
        """The sum in 大写."""
        return capital_words(self.total) if abs(self.total) < 10**18 else ""

    @computed_field(title="附件合计（张）")  # type: ignore[prop-decorator]
    @property
    def attachments(self) -> int:
        """Attachments of all lines."""
        return sum(line.attachments or 0 for line in self.lines)

    def until(self, line: ClaimLine) -> dt.date:
        """Return the last day a line takes: its own, else the trip's for what takes several days."""
        return line.until or (self.returned_on if line.kind in SPANS else None) or line.day

    def content(self) -> dict[str, Any]:
        """Return what is kept of it: what was filled in, not what follows from it."""
        return self.model_dump(mode="json", exclude={"total", "total_words", "attachments"})
