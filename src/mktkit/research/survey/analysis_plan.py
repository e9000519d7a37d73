"""What is wanted of a survey besides every question by itself, as its form asks for it (制度 3.1.3)."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Literal

from pydantic import BaseModel

from mktkit.fields import Percent, entry

__all__ = [
    "AnalysisPlan",
    "BannerLine",
    "CleaningCheck",
    "CrossLine",
    "PriorityLine",
    "QuotaLine",
    "ScaleLine",
    "ScreenLine",
    "WeightLine",
    "numbers_in",
]

#: What answer sheets may be left out for.
CleaningCheck = Literal["重复提交", "答得过快", "直线作答"]


class WeightLine(BaseModel):
    """A class of the universe and its share."""

    question: str = entry("题号", example="1", min_length=1)
    option: str = entry("选项", min_length=1)
    share: Percent = entry("在总体里的占比", ge=0, le=100)


class CrossLine(BaseModel):
    """Two questions that are looked at together."""

    rows: str = entry("比较谁（题号）", example="1", min_length=1)
    columns: str = entry("看什么（题号）", example="6", min_length=1)


class BannerLine(BaseModel):
    """Groups side by side, and what is looked at of each."""

    by: str = entry("分组（题号）", example="1", min_length=1)
    questions: str = entry("看什么（题号）", example="3、5.1、6", min_length=1)


class PriorityLine(BaseModel):
    """Two grids of the same items: how important each is, and how satisfied one is."""

    importance: str = entry("重要程度（题号）", example="2", min_length=1)
    satisfaction: str = entry("满意程度（题号）", example="3", min_length=1)


class ScaleLine(BaseModel):
    """Questions that together measure one thing."""

    name: str = entry("量表名称", min_length=1)
    questions: str = entry("题号", example="5.1、5.2、5.3", min_length=1)


class ScreenLine(BaseModel):
    """An answer of people who were not to be asked."""

    question: str = entry("题号", example="1", min_length=1)
    option: str = entry("答了这一项的不要", min_length=1)


class QuotaLine(BaseModel):
    """How many answers of a class are wanted."""

    question: str = entry("题号", example="1", min_length=1)
    option: str = entry("选项", min_length=1)
    wanted: int = entry("要多少份", ge=1)


class AnalysisPlan(BaseModel):
    """What is wanted of a survey besides every question by itself."""

    confidence: Percent = entry("置信水平", default=Decimal(95), ge=50, lt=100, clause="3.1.1")
    cleaning: list[CleaningCheck] = entry(
        "去掉哪些答卷",
        default=list,
        help="各有几份写在结果的“清理”里；不选就都留着，选了的写进每个结果的方法",
        clause="3.1.2",
    )
    screens: list[ScreenLine] = entry(
        "甄别", default=list, help="不该答的人：答了这一项的整份不要", clause="3.1.2"
    )
    quotas: list[QuotaLine] = entry("配额", default=list, help="只对照够不够，不去掉答卷", clause="3.1.2")
    own_weights: bool = entry(
        "用文件里的权重列", default=False, help="不能与“按总体加权”同时用", clause="3.1.3"
    )
    weights: list[WeightLine] = entry(
        "按总体加权", default=list, help="每行一类；不加权就不填", clause="3.1.3"
    )
    crosses: list[CrossLine] = entry("交叉分析", default=list, help="每行一张表", clause="3.1.3")
    banners: list[BannerLine] = entry(
        "分组比较", default=list, help="每行一种分法；高低有差别的标字母，多选题也可以", clause="3.1.3"
    )
    priorities: list[PriorityLine] = entry(
        "重要与满意", default=list, help="项目相同的两个矩阵", clause="3.1.3"
    )
    scales: list[ScaleLine] = entry("信度（Cronbach α）", default=list, help="每行一个量表")
    prices: str = entry(
        "价格敏感度的四道题", default="", help="按 太便宜、便宜、偏贵、太贵 的次序写四个题号；没有就留空"
    )


def numbers_in(text: str) -> list[str]:
    """Split the question numbers that people list in one cell.

    Examples
    --------
    >>> numbers_in("5.1、5.2, 5.3 6")
    ['5.1', '5.2', '5.3', '6']
    """
    return [one for one in re.split(r"[、,，;；\s]+", text) if one]
