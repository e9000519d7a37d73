"""A claim as it is filled in: 报销单 and its lines (制度 6.2.1)."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar, Literal, Self, get_args

from pydantic import BaseModel, ConfigDict, computed_field, model_validator

from mktkit.expense.claim.receipts import ReceiptKind
from mktkit.fields import Code, LongText, Money, Month, entry
from mktkit.money import capital
from mktkit.rules import Rules

__all__ = ["KIND", "LINE_KINDS", "SPANS", "Claim", "ClaimLine", "LineKind"]

#: Kind of its record.
KIND = "expense_claim"

LineKind = Literal["住宿", "餐补", "城市间交通", "市内交通", "业务招待", "广告宣传", "其他"]
LINE_KINDS: tuple[LineKind, ...] = get_args(LineKind)

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
    return list(dict.fromkeys(name for one in levels for name in (*one.allowed, *one.with_approval)))


class ClaimLine(BaseModel):
    """A line: one invoice, or one allowance."""

    model_config = ConfigDict(title="费用明细")

    kind: LineKind = entry("类别", clause="6.2.2")
    day: dt.date = entry("日期", help="住宿填入住日，餐补填出发日")
    until: dt.date | None = entry("止", default=None, help="住宿填离店日，餐补填返程日；空白按出差的返程日")
    place: str = entry("地点", default="", help="城市；两地之间的写到达的城市", example="杭州", max_length=60)
    purpose: str = entry("事由", default="", max_length=200)
    amount: Money = entry("金额", gt=0, help="价税合计")
    invoice_kind: ReceiptKind | None = entry("发票类型", default=None)
    invoice_code: Code = entry("发票代码", default="", help="数电票没有代码，留空", max_length=30)
    invoice_number: Code = entry("发票号码", default="", max_length=40)
    invoice_day: dt.date | None = entry("开票日期", default=None)
    seller: str = entry("销方", default="", max_length=100)
    buyer: str = entry("购方抬头", default="", max_length=100)
    buyer_tax_number: Code = entry("购方税号", default="", max_length=30)
    net: Money | None = entry("不含税", default=None, ge=0)
    tax: Money | None = entry("税额", default=None, ge=0)
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

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.until is not None and self.until < self.day:
            raise ValueError("“止”不能早于“日期”")
        return self


class Claim(BaseModel):
    """A claim for expenses, 报销单."""

    model_config = ConfigDict(title="费用报销单")
    form_name: ClassVar = "claim.Claim"

    claimed_on: dt.date = entry("报销日期")
    person_id: Code = entry("工号", example="X001", min_length=1, max_length=40)
    name: str = entry("姓名", min_length=1, max_length=60)
    department: str = entry("部门", choices=_departments, clause="6.2.1")
    post: str = entry("岗位", choices=_posts, help="职级由岗位定", clause="6.2.2")
    cost_centre: str = entry("成本中心", default="", max_length=60)
    month: Month = entry("归属月份")
    category: str = entry("预算科目", choices=_categories, clause="6.1.1")
    purpose: LongText = entry("事由", min_length=1, max_length=500, example="拜访杭州客户")
    request: Code = entry("关联申请单号", default="", max_length=80)
    departed_on: dt.date | None = entry("出差出发日", default=None, help="不是出差的留空")
    returned_on: dt.date | None = entry("出差返程日", default=None)
    lines: list[ClaimLine] = entry(
        "费用明细", default=list, min_length=1, help="每张发票一行", clause="6.2.2"
    )
    stated_total: Money | None = entry("填写的合计", default=None, ge=0, help="纸面上写的合计；留空不核对")
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
        return capital(self.total) if self.total < 10**18 else ""

    @computed_field(title="附件合计（张）")  # type: ignore[prop-decorator]
    @property
    def attachments(self) -> int:
        """Attachments of all lines."""
        return sum(line.attachments or 0 for line in self.lines)

    def content(self) -> dict[str, Any]:
        """Return what is kept of it: what was filled in, not what follows from it."""
        return self.model_dump(mode="json", exclude={"total", "total_words", "attachments"})
