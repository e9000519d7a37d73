"""The research plan as its form asks for it (制度 3.1.1): purpose, content, methods, schedule, budget."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar, Self

from pydantic import BaseModel, ConfigDict, computed_field, model_validator

from mktkit.fields import Code, LongText, Money, Month, Percent, entry
from mktkit.rules import Rules

__all__ = ["SURVEY", "PlannedCost", "ResearchPlan", "SampleDesign", "Topic", "WorkStage", "plan_number"]

#: The method that needs a sample.
SURVEY = "问卷调查"


def _methods(rules: Rules) -> tuple[str, ...]:
    return tuple(rules.research.methods)


def _categories(rules: Rules) -> tuple[str, ...]:
    return tuple(rules.expense.categories)


def plan_number(task_id: str) -> str:
    """Return the number under which the plan of a task is kept.

    Examples
    --------
    >>> plan_number("R2026-015")
    '调研计划-R2026-015'
    """
    return f"调研计划-{task_id}"


class Topic(BaseModel):
    """What is to be found out, and how."""

    question: str = entry("要弄清的问题", min_length=1, max_length=200)
    method: str = entry("用什么方法", choices=_methods)


class WorkStage(BaseModel):
    """A stage of the work."""

    work: str = entry("工作", min_length=1, max_length=100)
    who: str = entry("谁做", default="", max_length=60)
    starts_on: dt.date = entry("开始日期")
    ends_on: dt.date = entry("结束日期")
    fieldwork: bool = entry("是否实施（收集资料、访问）", default=False)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.ends_on < self.starts_on:
            raise ValueError(f"「{self.work}」的结束日期 {self.ends_on} 早于开始日期 {self.starts_on}")
        return self


class PlannedCost(BaseModel):
    """A line of the budget."""

    item: str = entry("项目", min_length=1, max_length=100)
    month: Month = entry("归属月份")
    amount: Money = entry("金额", gt=0)
    basis: str = entry("怎么算的", default="", max_length=200)


class SampleDesign(BaseModel):
    """Who is asked, and how many of them."""

    universe: str = entry("调研总体", example="华东地区在用同类设备的企业", min_length=1, max_length=200)
    population: int | None = entry("总体人数", default=None, unit="个", ge=1, help="不知道或很大就留空")
    margin: Percent = entry("允许误差", default=5, unit="个百分点", gt=0, lt=50)
    confidence: Percent = entry("置信水平", default=95, ge=50, lt=100)
    groups: int = entry("要分开看的组数", default=1, ge=1, le=50, help="分地区、分年龄比较时，每组都要够数")
    response_rate: Percent = entry("预计回收率", default=100, gt=0, le=100)
    planned: int = entry("计划有效样本", unit="份", ge=1)


class ResearchPlan(BaseModel):
    """A research plan."""

    model_config = ConfigDict(title="调研计划")
    form_name: ClassVar = "plan_model.ResearchPlan"

    task_id: Code = entry("任务号", example="R2026-015", min_length=1, max_length=40, pattern=r"^\w[\w.·-]*$")
    title: str = entry("名称", example="华东渠道价格调研", min_length=1, max_length=100)
    owner_id: Code = entry("负责人工号", example="S001", min_length=1)
    goal: str = entry("支持哪项营销目标或业务需求", min_length=1, max_length=200, clause="3.1.1")
    purpose: LongText = entry("调研目的", min_length=1, max_length=5000, clause="3.1.1")
    topics: list[Topic] = entry("调研内容", default=list, min_length=1, clause="3.1.1", help="每行一个问题")
    methods: list[str] = entry("调研方法", choices=_methods, default=list, min_length=1, clause="3.1.1")
    sample: SampleDesign | None = entry("样本", default=None, help="用问卷调查的必填", clause="3.1.1")
    stages: list[WorkStage] = entry("时间安排", default=list, min_length=1, clause="3.1.1")
    due_on: dt.date = entry("应完成日", help="报告通过审核的最后一天，计入 5.1.1.a", clause="5.1.1.a")
    category: str = entry("预算科目", choices=_categories, default="市场调研费用", clause="6.1.1")
    budget: list[PlannedCost] = entry("预算", default=list, clause="3.1.1", help="不花钱的可以没有行")
    other: LongText = entry("其他事项", default="", max_length=5000)

    @computed_field(title="预算合计", json_schema_extra={"clause": "6.1.1"})  # type: ignore[prop-decorator]  # pydantic's own way to write it
    @property
    def budget_total(self) -> Money:
        """Sum of the budget in 分."""
        return sum(line.amount for line in self.budget)

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        unused = [one.method for one in self.topics if one.method not in self.methods]
        if unused:
            raise ValueError(f"调研内容里用了「{unused[0]}」，调研方法里没有选它")
        idle = [one for one in self.methods if one not in {topic.method for topic in self.topics}]
        if idle:
            raise ValueError(f"调研方法选了「{idle[0]}」，调研内容里没有一行用它")
        if SURVEY in self.methods and self.sample is None:
            raise ValueError(f"用{SURVEY}，要填“样本”：问谁、问多少")
        last = max((one.ends_on for one in self.stages), default=None)
        if last is not None and last > self.due_on:
            raise ValueError(f"时间安排到 {last} 才结束，晚于应完成日 {self.due_on}")
        if self.stages and not any(one.fieldwork for one in self.stages):
            raise ValueError("时间安排里没有一行是实施（收集资料、访问）")
        return self
