"""The research report as its form asks for it (制度 3.1.4): six sections, findings with their evidence, what is disclosed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import ClassVar, Literal

from pydantic import BaseModel, ConfigDict

from mktkit.fields import Code, LongText, Percent, entry

__all__ = [
    "MODES",
    "SECTIONS",
    "STRENGTHS",
    "Disclosure",
    "FiledReport",
    "PrintedFigure",
    "ReportFinding",
    "ResearchReport",
    "TypedFigure",
    "names_in",
]

#: Field → title of the six sections, in the regulation's order.
SECTIONS = {
    "introduction": "引言",
    "purpose": "调研目的",
    "methods": "调研方法",
    "findings": "主要发现",
    "conclusions": "结论",
    "recommendations": "建议",
}

#: What each strength of evidence means; printed with the report.
STRENGTHS = {
    "强": "两个以上互相独立的来源一致，或随机样本并给出了误差",
    "中": "一个可查证的来源，或样本够用而非随机抽取",
    "弱": "来源未经核对、样本少于 30 份，或由推断得出",
}

MODES = ("面访", "电话访问", "网络问卷", "纸质问卷", "座谈会", "深度访谈", "实地观察", "案头资料")

_WITH_SURVEY = {"survey": True}


def names_in(text: str) -> list[str]:
    """Split what people list in one cell.

    Examples
    --------
    >>> names_in("Y2026-001、Y2026-002, Y2026-003")
    ['Y2026-001', 'Y2026-002', 'Y2026-003']
    """
    for mark in "，,；;\n":
        text = text.replace(mark, "、")
    return [one.strip() for one in text.split("、") if one.strip()]


class TypedFigure(BaseModel):
    """A number that no analysis gives: from a source, or worked out elsewhere."""

    name: str = entry("名称", example="市场规模", min_length=1, max_length=40, pattern=r"^[^{}：\n]+$")
    value: Decimal = entry("数值", example="12500", allow_inf_nan=False)
    unit: str = entry("单位", default="", example="万元", max_length=10)
    source: str = entry("来源号", default="", example="Y2026-012")


class ReportFinding(BaseModel):
    """A finding with its figures, sources and the strength of its evidence."""

    title: str = entry("发现（一句话）", min_length=1, max_length=100)
    text: LongText = entry("内容", default="", help="数字写成 {名称}，如 {市场规模}，数据变了正文跟着变")
    shows: str = entry(
        "放哪些分析", default="", help="分析的名称，几个用顿号隔开；它的图和表放在这条发现下面"
    )
    picture: str = entry("图片", default="", help="拖进来的图片的文件名")
    sources: str = entry("来源号", default="", help="《信息来源》里的来源号，几个用顿号隔开")
    strength: Literal["强", "中", "弱"] | None = entry("证据强弱", default=None)
    answers: int | None = entry("回答第几个问题", default=None, ge=1)


class Disclosure(BaseModel):
    """What a reader must know to judge the results."""

    sponsor: str = entry("委托（出资）方", default="", example="本公司营销部门")
    conducted_by: str = entry("实施方", default="", example="市场部")
    survey: bool = entry("做了问卷或访问", default=True, help="只用案头资料的报告选“否”，下面几项不用填")
    universe: str = entry("调研总体", default="", example="华东地区在用同类设备的企业", shown_if=_WITH_SURVEY)
    sampling: LongText = entry("抽样方法", default="", example="从客户档案随机抽取", shown_if=_WITH_SURVEY)
    sample_size: int | None = entry("有效样本", default=None, unit="份", ge=1, shown_if=_WITH_SURVEY)
    modes: list[str] = entry("访问方式", choices=MODES, default=list, shown_if=_WITH_SURVEY)
    started_on: dt.date | None = entry("实施开始", default=None, shown_if=_WITH_SURVEY)
    ended_on: dt.date | None = entry("实施结束", default=None, shown_if=_WITH_SURVEY)
    response_rate: Percent | None = entry("回收率", default=None, ge=0, le=100, shown_if=_WITH_SURVEY)
    weighting: str = entry("加权", default="", help="没有加权就写“未加权”", shown_if=_WITH_SURVEY)
    error: str = entry(
        "误差", default="", help="如 ±{误差}；不是随机抽样的写明不能推算误差", shown_if=_WITH_SURVEY
    )
    questionnaire: str = entry("问卷原文", default="", help="放在哪里，如“见附件”", shown_if=_WITH_SURVEY)
    limits: LongText = entry("局限", default="", help="结果不能说明什么")


class ResearchReport(BaseModel):
    """A research report."""

    model_config = ConfigDict(title="调研报告")
    form_name: ClassVar = "report_model.ResearchReport"

    task_id: Code = entry("任务号", example="R2026-015", clause="3.1.1", min_length=1, max_length=40)
    title: str = entry("题目", example="华东渠道价格调研报告", min_length=1, max_length=100)
    company: str = entry("公司", default="")
    authors: str = entry("撰写人", default="")
    written_on: dt.date | None = entry("日期", default=None)
    introduction: LongText = entry("引言", default="", help="为什么做、写给谁看", clause="3.1.4")
    purpose: LongText = entry("调研目的", default="", clause="3.1.4")
    questions: list[str] = entry("要回答的问题", default=list, help="每行一个；每个问题都要有发现来回答")
    methods: LongText = entry("调研方法", default="", clause="3.1.4")
    figures: list[TypedFigure] = entry(
        "数字", default=list, help="分析里没有的数字写在这里，正文写 {名称}", clause="3.1.3"
    )
    findings: list[ReportFinding] = entry("主要发现", default=list, clause="3.1.4")
    conclusions: LongText = entry("结论", default="", clause="3.1.4")
    recommendations: LongText = entry("建议", default="", clause="3.1.4")
    disclosure: Disclosure = entry("披露项", default=Disclosure, clause="3.1.4")

    def texts(self) -> Iterator[tuple[str, str]]:
        """Yield (place, text) of every text that may name figures, in the order they are printed."""
        for name, title in SECTIONS.items():
            if name == "findings":
                for at, one in enumerate(self.findings, 1):
                    yield f"{title} 第 {at} 条标题", one.title
                    yield f"{title} 第 {at} 条", one.text
            else:
                yield title, getattr(self, name)
            if name == "purpose":
                yield from ((f"问题 {at}", one) for at, one in enumerate(self.questions, 1))
        for name, title in (("sampling", "抽样方法"), ("error", "误差"), ("limits", "局限")):
            yield f"披露项 {title}", getattr(self.disclosure, name)


class PrintedFigure(BaseModel):
    """A figure as a version of the report printed it."""

    name: str = entry("名称")
    text: str = entry("印出的数")
    origin: str = entry("出处", default="")


class FiledReport(ResearchReport):
    """A report as it is kept: with every figure as it was printed, so that a later version can tell an old number."""

    model_config = ConfigDict(title="调研报告")

    printed: list[PrintedFigure] = entry("印出的数字", default=list)
