"""Section 3.4: serving customers."""

from __future__ import annotations

import datetime as dt
from typing import Literal, Self

from pydantic import Field, model_validator

from mktkit import workdays
from mktkit.errors import MktkitError
from mktkit.rules.schema import RuleModel, Timespan, Values, value

__all__ = ["ComplaintLimits", "ServiceHours", "ServiceValues"]


class ServiceHours(RuleModel):
    """The service shift in which reply times run."""

    days: Literal["工作日", "每天"] = Field(title="上班日")
    spans: tuple[tuple[dt.time, dt.time], ...] = Field(min_length=1, title="上班时段")

    @property
    def working(self) -> workdays.Shift:
        """The shift as the working calendar reads it."""
        return workdays.Shift(self.spans, self.days)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        try:
            _ = self.working
        except MktkitError as problem:
            raise ValueError("；".join(part for part in (problem.what, problem.want) if part)) from None
        return self


class ComplaintLimits(RuleModel):
    """Time limits of a complaint, from its receipt."""

    apologise: Timespan = Field(title="记录并致歉")
    forward: Timespan = Field(title="转相关部门")
    first_proposal: Timespan = Field(title="首次方案")
    progress_report: str = Field(title="进度通报")
    resolve: dict[str, Timespan] = Field(title="办结", min_length=1)
    callback: Timespan = Field(title="办结后回访")

    @model_validator(mode="after")
    def _whole_workdays(self) -> Self:
        wrong = [level for level, limit in self.resolve.items() if limit.unit != "个工作日"]
        if wrong:
            raise ValueError(f"投诉办结时限按工作日计，应写成“3 个工作日”：{'、'.join(wrong)}")
        return self


class ServiceValues(Values):
    """Serving customers."""

    shift: ServiceHours = value("3.4.1", "客服班次")
    first_response: dict[str, Timespan] = value("3.4.1", "各渠道首次回复时限")
    complex_answer: Timespan = value("3.4.1", "复杂问题答复时限")
    complaint: ComplaintLimits = value("3.4.2", "投诉各节点时限")
    callback_cycle: dict[str, str] = value("3.4.3", "回访周期")

    @model_validator(mode="after")
    def _shift_time(self) -> Self:
        wrong = [channel for channel, limit in self.first_response.items() if limit.seconds is None]
        if wrong:
            raise ValueError(f"首次回复时限按客服班次的时间计，单位用秒、分钟或小时：{'、'.join(wrong)}")
        return self
