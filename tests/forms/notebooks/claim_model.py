"""A document and what is made of it, for the notebooks and browser tests of the forms."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Generator
from decimal import Decimal
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, computed_field, model_validator

from mktkit.fields import ClauseRef, Code, LongText, Money, Month, Percent, Person, entry

PEOPLE = {"X001": "张三", "X002": "李四", "M001": "王五"}
TODAY = dt.date(2026, 3, 5)


class Line(BaseModel):
    """A line of a claim."""

    day: dt.date = entry("日期")
    what: str = entry("事项", min_length=1)
    kind: Literal["交通", "住宿", "餐饮"] = entry("类别")
    amount: Money = entry("金额", gt=0)


class Place(BaseModel):
    """Where."""

    city: str = entry("城市")
    code: Code | None = entry("邮编", default=None)


class Claim(BaseModel):
    """An expense claim."""

    model_config = ConfigDict(title="费用报销单")

    title: str = entry("事由", help="一句话说清", example="拜访客户")
    who: Person = entry("报销人")
    month: Month = entry("归属月份")
    day: dt.date = entry("报销日期")
    advance: Money = entry("预支金额", clause="6.1.1", gt=0)
    share: Percent = entry("承担比例", default=Decimal(50), le=100)
    people: int = entry("人数", unit="人", default=1, ge=1)
    kind: Literal["日常", "差旅", "招待"] = entry("类型")
    urgent: bool = entry("加急")
    why: LongText | None = entry("加急原因", default=None, shown_if={"urgent": True})
    tags: list[Literal["拜访", "展会", "培训"]] = entry("用途", default=list)
    place: Place = entry("地点")
    other: Place | None = entry("备选地点", default=None)
    clause: ClauseRef | None = entry("依据条款", default=None)
    lines: list[Line] = entry("费用明细", default=list, min_length=1, help="每张发票一行")

    @computed_field(title="合计")  # type: ignore[prop-decorator]  # pydantic's own way to write it
    @property
    def total(self) -> Money:
        """Sum of the lines in 分."""
        return sum(line.amount for line in self.lines)

    @model_validator(mode="after")
    def _urgent_only(self) -> Claim:
        if self.share > 90 and not self.urgent:
            raise ValueError("承担比例超过 90% 的只能是加急单")
        return self


def summary(claim: Claim) -> dict[str, Any]:
    """Return a claim as a table and a sentence."""
    rows = [{"事项": line.what, "金额": line.amount / 100} for line in claim.lines]
    return {"明细": rows, "说明": f"{claim.title}，共 {claim.total / 100:.2f} 元"}


def slowly(claim: Claim) -> Generator[Any, None, str]:
    """Take five seconds in a hundred steps."""
    for step in range(100):
        time.sleep(0.05)
        yield step, 100
    return f"算完了：{claim.title}"


def filled() -> Claim:
    """Return a claim that is complete."""
    return Claim(
        title="拜访客户",
        who="X001",
        month="2026-03",
        day=TODAY,
        advance=120000,
        kind="差旅",
        urgent=False,
        place=Place(city="杭州"),
        lines=[Line(day=TODAY, what="高铁", kind="交通", amount=7300)],
    )
