"""Values of the rules in Chinese, as a reader expects to see them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from decimal import Decimal

from pydantic import BaseModel

from mktkit.rules.schema import Approval
from mktkit.rules.subjects import NO_BASE, without_base
from mktkit.rules.subjects.claim_checks import SEVERITY_TITLES

__all__ = ["KEY_TITLES", "MISSING", "READS", "field_title", "month_day", "read", "read_field"]

#: What the short words of the rules files mean.
MISSING = {
    "ask": f"{NO_BASE['ask']}，由有权的人作出处理后再计分",
    "exclude": f"{NO_BASE['exclude']}，由其余指标按权重分摊",
    "full": without_base("full", "按"),
    "zero": without_base("zero", "按"),
}
READS = {"attainment": "完成率", "actual": "实际值"}
_WORDS: dict[str, str] = {
    **MISSING,
    **READS,
    **SEVERITY_TITLES,
    "higher": "越高越好",
    "lower": "越低越好",
    "linear": "两点之间按直线",
    "step": "按台阶",
}

#: Titles of the fields whose model gives none.
_TITLES = {
    "Post.department": "所属部门",
    "Post.level": "职级",
    "CustomerGrade.grade": "等级",
    "CustomerGrade.criterion": "标准",
    "Grade.name": "等级",
    "Grade.from_total": "总分不低于",
    "ServiceHours.days": "哪些天",
    "ServiceHours.spans": "时间",
    "Window.first_day": "从几日起",
    "Window.last_day": "到几日止",
    "BonusCurve.curve": "得分与系数",
    "Approval.step": "步骤",
    "Approval.by": "由谁",
}

#: What the keys of a value given by name are, as the head of its first column.
KEY_TITLES = {
    "onboarding.posts": "岗位",
    "service.first_response": "渠道",
    "service.callback_cycle": "客户",
    "appraisal.kpi": "指标",
    "appraisal.bonus_base": "岗位",
    "appraisal.leave": "状态",
    "expense.department_head": "部门",
    "expense.items": "预算科目",
    "expense.lodging": "职级",
    "expense.transport": "职级",
    "expense.monthly_caps": "费用类别",
    "expense.receipts": "票据",
    "expense.hosted_meals": "招待的一餐",
}


def field_title(model: type[BaseModel], name: str) -> str:
    """Return what users call a field of a rules model."""
    return model.model_fields[name].title or _TITLES.get(f"{model.__name__}.{name}", name)


def month_day(text: str) -> str:
    """Return a day of every year in Chinese.

    Examples
    --------
    >>> month_day("01-31")
    '1 月 31 日'
    """
    return f"{int(text[:2])} 月 {int(text[3:])} 日"


def read(value: object) -> str:
    """Return any value of the rules as Chinese text.

    Examples
    --------
    >>> read(Decimal("10000")), read(True), read(("北京", "上海")), read("01-31")
    ('10,000', '是', '北京、上海', '1 月 31 日')
    >>> read(((Decimal(60), Decimal(0)), (Decimal(80), Decimal(60))))
    '60 → 0、80 → 60'
    >>> read({"A 级": "每月", "B 级": "每季度"})
    'A 级 每月；B 级 每季度'
    """
    match value:
        case None:
            return "不设"
        case bool():
            return "是" if value else "否"
        case int() | Decimal():
            return f"{value:,f}" if isinstance(value, Decimal) else f"{value:,}"
        case dt.time():
            return value.strftime("%H:%M")
        case dt.date():
            return f"{value.year} 年 {value.month} 月 {value.day} 日"
        case str():
            return month_day(value) if re.fullmatch(r"\d{2}-\d{2}", value) else _WORDS.get(value, value)
        case Approval():
            return f"{value.by}（{value.step}）"
        case tuple() | list():
            return _listed(value)
        case Mapping():
            return "；".join(f"{key} {read(item)}" for key, item in value.items())
        case BaseModel() if "amount" not in type(value).model_fields:
            return _fields(value)
    return str(value)


def _listed(values: Iterable[object]) -> str:
    items = list(values)
    if items and all(isinstance(item, Approval) for item in items):
        return " → ".join(map(read, items))
    pairs = [item for item in items if isinstance(item, tuple) and len(item) == 2]
    if items and len(pairs) == len(items):
        mark = "–" if isinstance(pairs[0][0], dt.time) else " → "
        return "、".join(f"{read(a)}{mark}{read(b)}" for a, b in pairs)
    between = "；" if items and isinstance(items[0], BaseModel) else "、"
    return between.join(map(read, items))


def _fields(model: BaseModel) -> str:
    return "，".join(
        f"{field_title(type(model), name)} {read_field(model, name)}" for name in type(model).model_fields
    )


def read_field(model: BaseModel, name: str) -> str:
    """Return one field of a rules model as Chinese text, an amount of money with its unit."""
    shown = read(getattr(model, name))
    # Yuan is the one kind of number with a bound on its decimals.
    is_money = any(
        getattr(one, "decimal_places", None) is not None for one in type(model).model_fields[name].metadata
    )
    return f"{shown} 元" if is_money else shown
